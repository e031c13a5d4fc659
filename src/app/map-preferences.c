/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-preferences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "grid-dialog.h"
#include "position-entry.h"
#include "resources.h"

struct _AnlanMapPreferences
{
  AdwPreferencesPage parent_instance;

  /* template */
  AnlanPositionEntry *position_entry;
  GtkWidget *position_button;
  AdwPreferencesGroup *grid_group;
  AdwActionRow *grid_row;
  GtkButton *grid_button;
  GtkSwitch *online_switch;
  GtkEditable *address_row;
  AdwComboRow *datum_row;
  GtkEditable *attribution_row;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant; /* or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanMapPreferences, anlan_map_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
say (AnlanMapPreferences *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (escaped));
}

/* --- where the plant lies -------------------------------------------------------------------------------------- */

static void
on_position_changed_cb (AnlanPositionEntry *entry, AnlanMapPreferences *self)
{
  AnlanLonLat position;

  gtk_widget_set_sensitive (self->position_button,
                            anlan_position_entry_get_position (entry, &position, NULL));
}

static void
position_stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapPreferences) self = data;
  g_autoptr (GError) error = NULL;

  if (anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error))
    say (self, _ ("The plant's position is stored."));
  else
    say (self, error->message);
}

static void
latitude_stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapPreferences) self = data;
  g_autoptr (GError) error = NULL;

  /* The second one speaks for both unless this one failed. */
  if (!anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error))
    say (self, error->message);
}

static void
store_position (AnlanMapPreferences *self)
{
  char latitude[G_ASCII_DTOSTR_BUF_SIZE], longitude[G_ASCII_DTOSTR_BUF_SIZE];
  AnlanLonLat position;

  if (self->plant == NULL || !anlan_position_entry_get_position (self->position_entry, &position, NULL))
    return;
  gtk_widget_set_sensitive (self->position_button, FALSE);
  anlan_plant_set_setting_async (self->plant, "latitude",
                                 g_ascii_formatd (latitude, sizeof latitude, "%.7f", position.lat),
                                 latitude_stored_cb, g_object_ref (self));
  anlan_plant_set_setting_async (self->plant, "longitude",
                                 g_ascii_formatd (longitude, sizeof longitude, "%.7f", position.lon),
                                 position_stored_cb, g_object_ref (self));
}

static void
on_position_clicked_cb (GtkButton *button, AnlanMapPreferences *self)
{
  store_position (self);
}

static void
on_position_activate_cb (AnlanPositionEntry *entry, AnlanMapPreferences *self)
{
  store_position (self);
}

/* --- the plant's grid ------------------------------------------------------------------------------------------- */

static void
update_grid (AnlanMapPreferences *self)
{
  AnlanPlantGrid grid;
  g_autofree char *text = NULL;

  if (self->plant == NULL || !anlan_plant_read_grid (self->plant, &grid))
    {
      adw_action_row_set_subtitle (self->grid_row, _ ("None: positions are typed in degrees only"));
      gtk_button_set_label (self->grid_button, _ ("_Set up…"));
      return;
    }
  text = g_strdup_printf (_ ("Turned by %.2f° clockwise; 1 m of the grid is %.4f m on the ground"), grid.turn,
                          grid.scale);
  adw_action_row_set_subtitle (self->grid_row, text);
  gtk_button_set_label (self->grid_button, _ ("_Change…"));
}

static void
on_grid_clicked_cb (GtkButton *button, AnlanMapPreferences *self)
{
  GtkWindow *dialog = GTK_WINDOW (anlan_grid_dialog_new (self->desk));

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (dialog);
}

static void
on_settings_changed_cb (AnlanPlant *plant, AnlanMapPreferences *self)
{
  update_grid (self);
}

/* --- online ------------------------------------------------------------------------------------------------------ */

static void
on_address_apply_cb (AdwEntryRow *row, AnlanMapPreferences *self)
{
  g_autofree char *address = anlan_text_collapse (gtk_editable_get_text (GTK_EDITABLE (row)));

  if (address[0] != '\0' &&
      (strstr (address, "{x}") == NULL || strstr (address, "{y}") == NULL || strstr (address, "{z}") == NULL))
    {
      say (self, _ ("The address needs {x}, {y} and {z} where the tile's numbers go. It was not changed."));
      return;
    }
  if (address[0] != '\0' && !g_str_has_prefix (address, "https://") && !g_str_has_prefix (address, "http://"))
    {
      say (self, _ ("The address begins with https:// or http://. It was not changed."));
      return;
    }
  anlan_desk_set_string (self->desk, "map-online-source", address);
}

static void
on_attribution_apply_cb (AdwEntryRow *row, AnlanMapPreferences *self)
{
  g_autofree char *text = anlan_text_collapse (gtk_editable_get_text (GTK_EDITABLE (row)));

  anlan_desk_set_string (self->desk, "map-online-attribution", text);
}

static void
on_datum_cb (AdwComboRow *row, GParamSpec *pspec, AnlanMapPreferences *self)
{
  GSettings *settings = self->desk != NULL ? anlan_desk_get_settings (self->desk) : NULL;

  if (settings != NULL)
    g_settings_set_boolean (settings, "map-online-gcj02", adw_combo_row_get_selected (row) == 1);
}

static void
fill_online (AnlanMapPreferences *self)
{
  GSettings *settings = anlan_desk_get_settings (self->desk);
  g_autofree char *address = anlan_desk_get_string (self->desk, "map-online-source");
  g_autofree char *attribution = anlan_desk_get_string (self->desk, "map-online-attribution");

  gtk_editable_set_text (self->address_row, address);
  gtk_editable_set_text (self->attribution_row, attribution);
  if (settings == NULL)
    return;
  adw_combo_row_set_selected (self->datum_row, g_settings_get_boolean (settings, "map-online-gcj02") ? 1 : 0);
  g_settings_bind (settings, "map-online", self->online_switch, "active", G_SETTINGS_BIND_DEFAULT);
}

/* --- object ------------------------------------------------------------------------------------------------------ */

static void
anlan_map_preferences_dispose (GObject *object)
{
  AnlanMapPreferences *self = ANLAN_MAP_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_MAP_PREFERENCES);
  g_clear_object (&self->plant);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_map_preferences_parent_class)->dispose (object);
}

static void
anlan_map_preferences_class_init (AnlanMapPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ANLAN_TYPE_POSITION_ENTRY);
  G_OBJECT_CLASS (klass)->dispose = anlan_map_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("map-preferences"));
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, position_entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, position_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, grid_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, grid_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, grid_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, online_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, address_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, datum_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPreferences, attribution_row);
  gtk_widget_class_bind_template_callback (widget_class, on_position_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_position_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_position_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_grid_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_address_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_attribution_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_datum_cb);
}

static void
anlan_map_preferences_init (AnlanMapPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
anlan_map_preferences_set_desk (AnlanMapPreferences *self, AnlanDesk *desk)
{
  AnlanLonLat position;

  g_return_if_fail (ANLAN_IS_MAP_PREFERENCES (self) && ANLAN_IS_DESK (desk) && self->desk == NULL);

  self->desk = g_object_ref (desk);
  fill_online (self);
  g_set_object (&self->plant, anlan_desk_get_plant (desk));
  gtk_widget_set_visible (GTK_WIDGET (self->position_entry), self->plant != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->grid_group), self->plant != NULL);
  if (self->plant == NULL)
    return;
  anlan_position_entry_set_desk (self->position_entry, desk);
  if (anlan_plant_read_position (self->plant, &position))
    anlan_position_entry_set_position (self->position_entry, position);
  g_signal_connect_object (self->plant, "settings-changed", G_CALLBACK (on_settings_changed_cb), self, 0);
  update_grid (self);
}
