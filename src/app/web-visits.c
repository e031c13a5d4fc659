/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "web-visits.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "model/access-log.h"
#include "say.h"
#include "web-dialog.h"

#define MOST 100

typedef struct
{
  AnlanDesk *desk;
  AnlanWebDialog dialog;
  GtkWidget *window; /* kept while it is read */
} Looking;

static void
add_visit (const Looking *looking, const AnlanVisit *visit)
{
  AnlanPlant *plant = anlan_desk_get_plant (looking->desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *at = anlan_say_moment (visit->at, anlan_plant_now (plant), zone);
  g_autofree char *title = g_strdup_printf ("%s · %s", at, visit->what);
  g_autofree char *text =
      g_strdup_printf ("%s · %u%s%s", visit->address, visit->status, visit->note != NULL ? " · " : "",
                       visit->note != NULL ? visit->note : "");
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  if (visit->status >= 400)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  adw_preferences_group_add (looking->dialog.group, row);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Looking *looking = data;
  g_autoptr (GtkWidget) window = looking->window;
  g_autoptr (AnlanDesk) desk = looking->desk;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) visits = anlan_access_log_read_finish (result, &error);

  /* Closed meanwhile. */
  if (!gtk_widget_get_mapped (window) || anlan_desk_get_plant (desk) == NULL)
    return;
  if (visits == NULL)
    anlan_web_dialog_say (&looking->dialog, error->message);
  else if (visits->len == 0)
    anlan_web_dialog_say (&looking->dialog, _ ("Nobody has come by it yet."));
  for (guint i = 0; visits != NULL && i < visits->len; i++)
    add_visit (looking, g_ptr_array_index (visits, i));
}

void
anlan_web_show_visits (GtkWidget *widget, AnlanDesk *desk, const char *token, const char *name)
{
  Looking *looking = g_new0 (Looking, 1);
  const char *dir = anlan_store_get_dir (anlan_plant_get_store (anlan_desk_get_plant (desk)));
  g_autofree char *title = g_strdup_printf (_ ("Visits: %s"), name);

  looking->desk = g_object_ref (desk);
  looking->dialog = anlan_web_dialog_new (
      widget, title, _ ("The newest first, as the station has logged them."), _ ("_Close"));
  looking->window = GTK_WIDGET (g_object_ref (looking->dialog.window));
  gtk_widget_remove_css_class (looking->dialog.act, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (looking->dialog.act), "window.close");
  gtk_window_present (GTK_WINDOW (looking->dialog.window));
  anlan_access_log_read_async (dir, token, token == NULL, 0, MOST, NULL, read_cb, looking);
}
