/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-tell.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "model/query.h"
#include "resources.h"
#include "say.h"
#include "tell-dialog.h"
#include "window.h"

struct _AnlanMusterTell
{
  AdwBin parent_instance;

  /* template */
  GtkListBox *list;
  GtkWidget *nothing_label;

  AnlanDesk *desk;
  char *muster;
  char *alarm;
  char *shown; /* revisions of what is shown */
};

G_DEFINE_FINAL_TYPE (AnlanMusterTell, anlan_muster_tell, ADW_TYPE_BIN)

/* --- withdrawing ----------------------------------------------------------------------------------------------------------- */

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMusterTell) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);

  if (applied == NULL)
    anlan_desk_say (self->desk, error->message);
}

static void
on_stop_clicked_cb (GtkButton *button, AnlanMusterTell *self)
{
  g_autoptr (AnlanChange) change =
      anlan_change_new (ANLAN_OP_STEP, "instruction", g_object_get_data (G_OBJECT (button), "anlan-id"));

  change->step = g_strdup ("stop");
  anlan_plant_apply_async (anlan_desk_get_plant (self->desk), change, NULL, stopped_cb, g_object_ref (self));
}

/* --- what is told ------------------------------------------------------------------------------------------------------------ */

static void
add_row (AnlanMusterTell *self, AnlanRecord *notice)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_label (_ ("Withdraw"));
  GtkWidget *icon = gtk_image_new_from_icon_name ("anlan-bell-symbolic");
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  const char *began = anlan_record_get_text (notice, "began_at");
  const char *zh = anlan_record_get_text (notice, "text_zh"), *en = anlan_record_get_text (notice, "text_en");
  g_autofree char *since = NULL, *text = NULL, *spoken = NULL;
  gint64 ms;

  since = began != NULL && anlan_time_parse (began, &ms)
              ? anlan_say_moment (ms, anlan_plant_now (plant), zone)
              : g_strdup ("");
  text = g_strdup_printf (_ ("Told since %s: %s"), since, zh != NULL ? zh : en);
  spoken = g_strdup_printf (_ ("Withdraw “%s”"), anlan_record_label (notice));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_record_label (notice));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (button), "anlan-id", g_strdup (notice->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_stop_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->list, row);
}

static void
show_notices (AnlanMusterTell *self, GPtrArray *notices)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  GtkWidget *row;

  for (guint i = 0; i < notices->len; i++)
    g_string_append_printf (shown, "%s ", ((AnlanRecord *)g_ptr_array_index (notices, i))->rev);
  if (g_strcmp0 (shown->str, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (shown->str);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < notices->len; i++)
    add_row (self, g_ptr_array_index (notices, i));
  gtk_widget_set_visible (GTK_WIDGET (self->list), notices->len > 0);
  gtk_widget_set_visible (self->nothing_label, notices->len == 0);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMusterTell) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notices = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);

  if (anlan_desk_get_plant (self->desk) != ANLAN_PLANT (source))
    return;
  if (notices != NULL)
    show_notices (self, notices);
  else
    anlan_desk_say (self->desk, error->message);
}

static void
read_notices (AnlanMusterTell *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (AnlanQuery) query = NULL;

  if (plant == NULL)
    return;
  query = anlan_query_new ("instruction");
  query->where = g_strdup ("stage = 'running'");
  query->sort = g_strdup ("-began_at");
  anlan_plant_find_async (plant, query, NULL, found_cb, g_object_ref (self));
}

static void
on_changed_cb (AnlanPlant *plant, char **kinds, AnlanMusterTell *self)
{
  if (g_strv_contains ((const char *const *)kinds, "instruction"))
    read_notices (self);
}

static void
on_tell_clicked_cb (AnlanMusterTell *self)
{
  anlan_tell_dialog_show (GTK_WIDGET (self), self->desk, self->muster, self->alarm);
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
anlan_muster_tell_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ANLAN_TYPE_MUSTER_TELL);
  G_OBJECT_CLASS (anlan_muster_tell_parent_class)->dispose (object);
}

static void
anlan_muster_tell_finalize (GObject *object)
{
  AnlanMusterTell *self = ANLAN_MUSTER_TELL (object);

  g_clear_object (&self->desk);
  g_free (self->muster);
  g_free (self->alarm);
  g_free (self->shown);
  G_OBJECT_CLASS (anlan_muster_tell_parent_class)->finalize (object);
}

static void
anlan_muster_tell_class_init (AnlanMusterTellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_muster_tell_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_muster_tell_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("muster-tell"));
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterTell, list);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterTell, nothing_label);
  gtk_widget_class_bind_template_callback (widget_class, on_tell_clicked_cb);
}

static void
anlan_muster_tell_init (AnlanMusterTell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
anlan_muster_tell_set_desk (AnlanMusterTell *self, AnlanDesk *desk)
{
  g_return_if_fail (ANLAN_IS_MUSTER_TELL (self) && self->desk == NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (on_changed_cb), self, 0);
  read_notices (self);
}

void
anlan_muster_tell_set_muster (AnlanMusterTell *self, const char *muster, const char *alarm)
{
  g_return_if_fail (ANLAN_IS_MUSTER_TELL (self));

  if (g_strcmp0 (self->muster, muster) != 0)
    {
      g_free (self->muster);
      self->muster = g_strdup (muster);
    }
  if (g_strcmp0 (self->alarm, alarm) != 0)
    {
      g_free (self->alarm);
      self->alarm = g_strdup (alarm);
    }
}
