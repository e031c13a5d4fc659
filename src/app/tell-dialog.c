/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "tell-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "base/ids.h"
#include "model/query.h"
#include "reference-picker.h"
#include "resources.h"
#include "window.h"

#define ANLAN_TYPE_TELL_DIALOG (anlan_tell_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanTellDialog, anlan_tell_dialog, ANLAN, TELL_DIALOG, AdwWindow)

struct _AnlanTellDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwComboRow *template_row;
  AdwEntryRow *zh_row;
  AdwEntryRow *en_row;
  AdwActionRow *zones_row;
  GtkMenuButton *zones_button;
  GtkWidget *everybody_button;
  AdwActionRow *point_row;
  GtkMenuButton *point_button;
  GtkWidget *tell_button;
  GtkLabel *trouble_label;

  AnlanDesk *desk;
  AnlanPlant *plant;
  char *muster;
  char *alarm;          /* or NULL: the plant has no such record */
  char *danger;         /* of the alarm */
  GPtrArray *templates; /* AnlanRecord; NULL: still being read */
  GPtrArray *zones;     /* ids */
  GPtrArray *zone_names;
  char *point;
};

G_DEFINE_FINAL_TYPE (AnlanTellDialog, anlan_tell_dialog, ADW_TYPE_WINDOW)

/* --- what is said -------------------------------------------------------------------------------------------------------- */

static void
update (AnlanTellDialog *self)
{
  g_autofree char *zones = NULL;
  gboolean said = gtk_editable_get_text (GTK_EDITABLE (self->zh_row))[0] != '\0' ||
                  gtk_editable_get_text (GTK_EDITABLE (self->en_row))[0] != '\0';

  g_ptr_array_add (self->zone_names, NULL);
  zones = g_strjoinv (", ", (char **)self->zone_names->pdata);
  g_ptr_array_set_size (self->zone_names, (int)self->zone_names->len - 1);
  adw_action_row_set_subtitle (self->zones_row, self->zones->len > 0 ? zones : _ ("Everybody on site"));
  gtk_widget_set_visible (self->everybody_button, self->zones->len > 0);
  gtk_widget_set_sensitive (self->tell_button, said);
}

static void
add_zone (AnlanTellDialog *self, const char *id, const char *name)
{
  for (guint i = 0; i < self->zones->len; i++)
    if (g_str_equal (g_ptr_array_index (self->zones, i), id))
      return;
  g_ptr_array_add (self->zones, g_strdup (id));
  g_ptr_array_add (self->zone_names, g_strdup (name));
  update (self);
}

static void
zone_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanTellDialog *self)
{
  add_zone (self, id, label);
}

static void
on_everybody_clicked_cb (AnlanTellDialog *self)
{
  g_ptr_array_set_size (self->zones, 0);
  g_ptr_array_set_size (self->zone_names, 0);
  update (self);
}

static void
set_point (AnlanTellDialog *self, const char *id, const char *name)
{
  g_free (self->point);
  self->point = g_strdup (id);
  adw_action_row_set_subtitle (self->point_row, name != NULL ? name : _ ("None is named"));
}

static void
point_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanTellDialog *self)
{
  set_point (self, id, label);
}

/* --- templates ------------------------------------------------------------------------------------------------------------- */

static void
point_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTellDialog) self = data;
  g_autoptr (AnlanRecord) point = anlan_plant_load_finish (ANLAN_PLANT (source), result, NULL);

  if (point != NULL && g_strcmp0 (self->point, point->id) == 0)
    set_point (self, point->id, anlan_record_label (point));
}

static void
template_chosen_cb (AnlanTellDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->template_row);
  const AnlanRecord *record = self->templates != NULL && chosen > 0 && chosen <= self->templates->len
                                  ? g_ptr_array_index (self->templates, chosen - 1)
                                  : NULL;
  const char *zh = record != NULL ? anlan_record_get_text (record, "text_zh") : NULL;
  const char *en = record != NULL ? anlan_record_get_text (record, "text_en") : NULL;
  const char *point = record != NULL ? anlan_record_get_text (record, "point") : NULL;

  if (record == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->zh_row), zh != NULL ? zh : "");
  gtk_editable_set_text (GTK_EDITABLE (self->en_row), en != NULL ? en : "");
  set_point (self, point, NULL);
  if (point != NULL)
    anlan_plant_load_async (self->plant, "musterpoint", point, NULL, point_loaded_cb, g_object_ref (self));
  update (self);
}

/* The first that fits the alarm is chosen. */
static void
choose_fitting (AnlanTellDialog *self)
{
  for (guint i = 0; self->templates != NULL && self->danger != NULL && i < self->templates->len; i++)
    if (g_strcmp0 (anlan_record_get_text (g_ptr_array_index (self->templates, i), "about"), self->danger) ==
        0)
      {
        adw_combo_row_set_selected (self->template_row, i + 1);
        return;
      }
}

static void
templates_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTellDialog) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *templates = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  g_autoptr (GtkStringList) names = NULL;
  const char *own[] = { _ ("Own words"), NULL };

  if (templates == NULL)
    {
      gtk_label_set_label (self->trouble_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), TRUE);
      return;
    }
  self->templates = templates;
  names = gtk_string_list_new (own);
  for (guint i = 0; i < templates->len; i++)
    gtk_string_list_append (names, anlan_record_label (g_ptr_array_index (templates, i)));
  adw_combo_row_set_model (self->template_row, G_LIST_MODEL (names));
  choose_fitting (self);
}

/* --- the alarm ---------------------------------------------------------------------------------------------------------------- */

static void
zone_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTellDialog) self = data;
  g_autoptr (AnlanRecord) zone = anlan_plant_load_finish (ANLAN_PLANT (source), result, NULL);

  if (zone != NULL)
    add_zone (self, zone->id, anlan_record_label (zone));
}

/* Not mirrored yet: it is told without naming the alarm. */
static void
alarm_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTellDialog) self = data;
  g_autoptr (AnlanRecord) alarm = anlan_plant_load_finish (ANLAN_PLANT (source), result, NULL);
  const char *zone = alarm != NULL ? anlan_record_get_text (alarm, "zone") : NULL;

  if (alarm == NULL)
    {
      g_clear_pointer (&self->alarm, g_free);
      return;
    }
  self->danger = g_strdup (anlan_record_get_text (alarm, "danger"));
  choose_fitting (self);
  if (zone != NULL)
    anlan_plant_load_async (self->plant, "zone", zone, NULL, zone_loaded_cb, g_object_ref (self));
}

/* --- telling ------------------------------------------------------------------------------------------------------------------- */

static void
told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTellDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch_finish (ANLAN_PLANT (source), result, NULL, &error);

  if (batch != NULL)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  gtk_label_set_label (self->trouble_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), TRUE);
  update (self);
}

static void
set_words (AnlanChange *change, const char *field, AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  if (text[0] != '\0')
    anlan_change_set_text (change, field, text);
}

static AnlanChange *
make_notice (AnlanTellDialog *self, const char *id)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "instruction", id);
  guint chosen = adw_combo_row_get_selected (self->template_row);
  const AnlanRecord *record = self->templates != NULL && chosen > 0 && chosen <= self->templates->len
                                  ? g_ptr_array_index (self->templates, chosen - 1)
                                  : NULL;

  anlan_change_set_text (change, "name", record != NULL ? anlan_record_label (record) : _ ("Instruction"));
  if (record != NULL)
    anlan_change_set_text (change, "about", anlan_record_get_text (record, "about"));
  set_words (change, "text_zh", self->zh_row);
  set_words (change, "text_en", self->en_row);
  if (self->zones->len > 0)
    {
      AnlanValue value = ANLAN_VALUE_INIT;

      g_ptr_array_add (self->zones, NULL);
      anlan_value_set_items (&value, (const char *const *)self->zones->pdata);
      g_ptr_array_set_size (self->zones, (int)self->zones->len - 1);
      anlan_change_take (change, "zones", &value);
    }
  if (self->point != NULL)
    anlan_change_set_text (change, "point", self->point);
  if (self->muster != NULL)
    anlan_change_set_text (change, "muster", self->muster);
  if (self->alarm != NULL)
    anlan_change_set_text (change, "alarm", self->alarm);
  return change;
}

static void
on_tell_clicked_cb (AnlanTellDialog *self)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autofree char *id = anlan_uuid_new (anlan_plant_now (self->plant));
  AnlanChange *tell = anlan_change_new (ANLAN_OP_STEP, "instruction", id);

  tell->step = g_strdup ("tell");
  g_ptr_array_add (changes, make_notice (self, id));
  g_ptr_array_add (changes, tell);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), FALSE);
  gtk_widget_set_sensitive (self->tell_button, FALSE);
  anlan_plant_apply_batch_async (self->plant, changes, NULL, NULL, told_cb, g_object_ref (self));
}

/* --- object --------------------------------------------------------------------------------------------------------------------- */

static void
anlan_tell_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ANLAN_TYPE_TELL_DIALOG);
  G_OBJECT_CLASS (anlan_tell_dialog_parent_class)->dispose (object);
}

static void
anlan_tell_dialog_finalize (GObject *object)
{
  AnlanTellDialog *self = ANLAN_TELL_DIALOG (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->plant);
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  g_ptr_array_unref (self->zones);
  g_ptr_array_unref (self->zone_names);
  g_free (self->muster);
  g_free (self->alarm);
  g_free (self->danger);
  g_free (self->point);
  G_OBJECT_CLASS (anlan_tell_dialog_parent_class)->finalize (object);
}

static void
anlan_tell_dialog_class_init (AnlanTellDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_tell_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_tell_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("tell-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, template_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, zh_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, en_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, zones_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, zones_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, everybody_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, point_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, point_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, tell_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanTellDialog, trouble_label);
  gtk_widget_class_bind_template_callback (widget_class, on_tell_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_everybody_clicked_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
anlan_tell_dialog_init (AnlanTellDialog *self)
{
  self->zones = g_ptr_array_new_with_free_func (g_free);
  self->zone_names = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->template_row, "notify::selected", G_CALLBACK (template_chosen_cb), self);
  g_signal_connect_swapped (self->zh_row, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->en_row, "changed", G_CALLBACK (update), self);
}

static void
add_picker (AnlanTellDialog *self, GtkMenuButton *button, const char *kind, GCallback picked)
{
  GtkWidget *picker = anlan_reference_picker_new (self->plant, kind);

  g_signal_connect_object (picker, "picked", picked, self, 0);
  gtk_menu_button_set_popover (button, picker);
}

static void
read_all (AnlanTellDialog *self)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("instruction");

  query->where = g_strdup ("template");
  query->sort = g_strdup ("name");
  anlan_plant_find_async (self->plant, query, NULL, templates_cb, g_object_ref (self));
  if (self->alarm != NULL)
    anlan_plant_load_async (self->plant, "alarm", self->alarm, NULL, alarm_loaded_cb, g_object_ref (self));
}

void
anlan_tell_dialog_show (GtkWidget *widget, AnlanDesk *desk, const char *muster, const char *alarm)
{
  AnlanTellDialog *self;

  g_return_if_fail (GTK_IS_WIDGET (widget) && ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL);

  self =
      g_object_new (ANLAN_TYPE_TELL_DIALOG, "transient-for", anlan_window_of (widget), "modal", TRUE, NULL);
  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->muster = g_strdup (muster);
  self->alarm = g_strdup (alarm);
  add_picker (self, self->zones_button, "zone", G_CALLBACK (zone_picked_cb));
  add_picker (self, self->point_button, "musterpoint", G_CALLBACK (point_picked_cb));
  set_point (self, NULL, NULL);
  update (self);
  read_all (self);
  gtk_window_present (GTK_WINDOW (self));
}
