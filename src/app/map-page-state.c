/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>

#include "map-page-private.h"

#define GROUP "map"
#define REMEMBER_MS 500

/* --- what is remembered between two starts --------------------------------------------------------------------------- */

static AnlanUiState *
state_of (AnlanMapPage *self)
{
  return anlan_desk_get_state (anlan_page_get_desk (ANLAN_PAGE (self)));
}

static gboolean
remember_cb (gpointer data)
{
  AnlanMapPage *self = data;
  AnlanUiState *state = state_of (self);
  AnlanLonLat middle = anlan_map_view_get_middle (self->view);
  AnlanMapViewport viewport;
  AnlanMapLook look;
  g_autofree char *layers = NULL;
  char at[G_ASCII_DTOSTR_BUF_SIZE * 3];
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE], zoom[G_ASCII_DTOSTR_BUF_SIZE];

  self->remember = 0;
  if (state == NULL || !self->is_shown || !anlan_map_view_get_viewport (self->view, &viewport))
    return G_SOURCE_REMOVE;
  g_snprintf (at, sizeof at, "%s %s %s", g_ascii_formatd (lon, sizeof lon, "%.7f", middle.lon),
              g_ascii_formatd (lat, sizeof lat, "%.7f", middle.lat),
              g_ascii_formatd (zoom, sizeof zoom, "%.3f", viewport.zoom));
  anlan_map_view_get_look (self->view, &look);
  layers = anlan_map_layers_to_text (look.layers);
  anlan_ui_state_set (state, GROUP, "view", at);
  anlan_ui_state_set (state, GROUP, "hidden", *layers != '\0' ? layers : NULL);
  anlan_ui_state_set (state, GROUP, "patterns", look.patterns ? "yes" : NULL);
  anlan_ui_state_set (state, GROUP, "names-below", look.names_below ? "yes" : NULL);
  anlan_ui_state_set (state, GROUP, "picture", anlan_map_model_get_picture (self->model));
  return G_SOURCE_REMOVE;
}

void
anlan_map_page_remember (AnlanMapPage *self)
{
  if (self->remember == 0)
    self->remember = g_timeout_add (REMEMBER_MS, remember_cb, self);
}

gboolean
anlan_map_page_recall_view (AnlanMapPage *self)
{
  AnlanUiState *state = state_of (self);
  g_autofree char *text = state != NULL ? anlan_ui_state_get (state, GROUP, "view") : NULL;
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " ", -1);
  AnlanLonLat at;

  if (g_strv_length (parts) != 3)
    return FALSE;
  at = (AnlanLonLat){ g_ascii_strtod (parts[0], NULL), g_ascii_strtod (parts[1], NULL) };
  anlan_map_view_jump_to (self->view, at, g_ascii_strtod (parts[2], NULL));
  return TRUE;
}

void
anlan_map_page_recall (AnlanMapPage *self)
{
  AnlanUiState *state = state_of (self);
  g_autofree char *hidden = state != NULL ? anlan_ui_state_get (state, GROUP, "hidden") : NULL;
  g_autofree char *patterns = state != NULL ? anlan_ui_state_get (state, GROUP, "patterns") : NULL;
  g_autofree char *names = state != NULL ? anlan_ui_state_get (state, GROUP, "names-below") : NULL;
  g_autofree char *picture = state != NULL ? anlan_ui_state_get (state, GROUP, "picture") : NULL;
  AnlanMapLook look;

  anlan_map_view_get_look (self->view, &look);
  look.layers = anlan_map_layers_from_text (hidden);
  look.patterns = patterns != NULL;
  look.names_below = names != NULL;
  /* The letters of the language that the window speaks. */
  look.han_letters = g_str_has_prefix (g_get_language_names ()[0], "zh");
  anlan_map_view_set_look (self->view, &look);
  if (picture != NULL)
    anlan_map_model_set_picture (self->model, picture);
  anlan_map_layers_update (self->layers);
}

/* --- floors --------------------------------------------------------------------------------------------------------------- */

static char *
say_floor (int floor)
{
  if (floor == 0)
    return g_strdup (_ ("Ground floor"));
  if (floor < 0)
    return g_strdup_printf (_ ("Basement %d"), -floor);
  /* Translators: floor above the ground floor: 1 is the one that has only the ground floor below it */
  return g_strdup_printf (_ ("Floor %d"), floor);
}

void
anlan_map_page_update_floors (AnlanMapPage *self)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  AnlanMapFloors floors = scene != NULL ? anlan_map_scene_get_floors (scene) : 0;
  g_autoptr (GtkStringList) names = NULL;

  if (floors == self->floors_known)
    return;
  self->floors_known = floors;
  names = gtk_string_list_new (NULL);
  gtk_string_list_append (names, _ ("All floors"));
  g_array_set_size (self->floors, 0);
  for (int floor = ANLAN_MAP_LOWEST_FLOOR; floor <= ANLAN_MAP_HIGHEST_FLOOR; floor++)
    if (floors & anlan_map_floor (floor))
      {
        g_autofree char *name = say_floor (floor);

        gtk_string_list_append (names, name);
        g_array_append_val (self->floors, floor);
      }
  self->quiet = TRUE;
  gtk_drop_down_set_model (self->floor_dropdown, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->floor_dropdown, 0);
  self->quiet = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->floor_dropdown), self->floors->len > 1);
  anlan_map_page_floor_chosen (self);
}

void
anlan_map_page_floor_chosen (AnlanMapPage *self)
{
  guint place = gtk_drop_down_get_selected (self->floor_dropdown);
  AnlanMapLook look;

  if (self->quiet)
    return;
  anlan_map_view_get_look (self->view, &look);
  look.floors = ANLAN_MAP_FLOORS_ALL;
  if (place != GTK_INVALID_LIST_POSITION && place > 0 && place <= self->floors->len)
    look.floors = anlan_map_floor (g_array_index (self->floors, int, place - 1));
  anlan_map_view_set_look (self->view, &look);
  anlan_map_handles_update (self->handles);
  anlan_map_page_update_legend (self);
}
