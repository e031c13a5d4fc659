/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "welcome.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/paths.h"
#include "chore.h"
#include "report/demo.h"
#include "resources.h"

struct _AnlanWelcome
{
  AdwBin parent_instance;

  /* template */
  AdwPreferencesGroup *recent_group;
  GtkImage *logo;
  GtkWidget *new_row;
  AdwActionRow *demo_row;
  GtkWidget *demo_bar;

  /* owned */
  AnlanDesk *desk;
  GPtrArray *rows; /* of recent plants; borrowed */
};

G_DEFINE_FINAL_TYPE (AnlanWelcome, anlan_welcome, ADW_TYPE_BIN)

static void
on_forget_clicked_cb (GtkButton *button, AnlanWelcome *self)
{
  anlan_desk_forget (self->desk, g_object_get_data (G_OBJECT (button), "anlan-dir"));
  anlan_welcome_refresh (self);
}

static GtkWidget *
make_row (AnlanWelcome *self, const char *dir)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("anlan-plant-symbolic");
  GtkWidget *forget = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  g_autofree char *name = g_path_get_basename (dir);
  g_autofree char *spoken = g_strdup_printf (_ ("Take %s off this list"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), dir);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-recent");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", dir);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_set_valign (forget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (forget, "flat");
  gtk_widget_add_css_class (forget, "circular");
  gtk_widget_set_tooltip_text (forget, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (forget), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (forget), "anlan-dir", g_strdup (dir), g_free);
  g_signal_connect_object (forget, "clicked", G_CALLBACK (on_forget_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), forget);
  return row;
}

void
anlan_welcome_refresh (AnlanWelcome *self)
{
  g_auto (GStrv) recent = NULL;

  g_return_if_fail (ANLAN_IS_WELCOME (self));

  recent = anlan_desk_get_recent (self->desk);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->recent_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; recent[i] != NULL; i++)
    {
      GtkWidget *row = make_row (self, recent[i]);

      adw_preferences_group_add (self->recent_group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), self->rows->len > 0);
}

/* --- the demo plant ------------------------------------------------------------------------------------------------- */

/* Once. Made beside its place and put there whole: one that was given up on half-way is not opened the next time. */
static gboolean
make_demo (
    gpointer dir, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (dir);
  g_autofree char *work = g_build_filename (parent, ".demo-XXXXXX", NULL);
  gboolean ok;

  if (g_file_test (dir, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents (parent, 0700) != 0 || g_mkdtemp_full (work, 0700) == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("The folder %s cannot be made. %s"), parent,
                   g_strerror (errno));
      return FALSE;
    }
  ok = anlan_demo_create (work, anlan_demo_language (), NULL, NULL, progress, progress_data, error);
  if (ok && g_rename (work, dir) != 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("The folder %s cannot be made. %s"), (char *)dir,
                   g_strerror (errno));
      ok = FALSE;
    }
  if (!ok)
    anlan_remove_tree (work);
  return ok;
}

static void
show_demo_work (AnlanWelcome *self, gboolean working)
{
  gtk_widget_set_visible (self->demo_bar, working);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->demo_bar), 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->demo_row), !working);
}

static void
demo_progress_cb (double fraction, gpointer data)
{
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (ANLAN_WELCOME (data)->demo_bar), fraction);
}

static void
demo_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanWelcome *self = ANLAN_WELCOME (source);
  g_autoptr (GError) error = NULL;
  gpointer dir;
  gboolean ok = anlan_chore_finish (result, &dir, &error);

  /* Meanwhile another plant may have been opened, or the window closed. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  show_demo_work (self, FALSE);
  if (!ok)
    adw_action_row_set_subtitle (self->demo_row, error->message);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-recent", "s", (const char *)dir);
}

static void
on_demo_activated_cb (AdwActionRow *row, AnlanWelcome *self)
{
  g_autofree char *dir = g_build_filename (g_get_user_data_dir (), "anlan", "demo", NULL);

  show_demo_work (self, TRUE);
  anlan_chore_run (self, make_demo, g_steal_pointer (&dir), g_free, demo_progress_cb, NULL, demo_made_cb,
                   self);
}

/* --- object --------------------------------------------------------------------------------------------------------- */

static void
anlan_welcome_dispose (GObject *object)
{
  AnlanWelcome *self = ANLAN_WELCOME (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_WELCOME);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_welcome_parent_class)->dispose (object);
}

static void
anlan_welcome_finalize (GObject *object)
{
  g_ptr_array_unref (ANLAN_WELCOME (object)->rows);
  G_OBJECT_CLASS (anlan_welcome_parent_class)->finalize (object);
}

static void
anlan_welcome_class_init (AnlanWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_welcome_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_welcome_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("welcome"));
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, recent_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, logo);
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, new_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, demo_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, demo_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_demo_activated_cb);
}

static void
anlan_welcome_init (AnlanWelcome *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_image_set_from_icon_name (self->logo, ANLAN_APPLICATION_ID);
}

AnlanWelcome *
anlan_welcome_new (AnlanDesk *desk)
{
  AnlanWelcome *self = g_object_new (ANLAN_TYPE_WELCOME, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
