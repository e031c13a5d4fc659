/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-page-private.h"

/* The settings of this desk: "map-online" whether, "map-online-source" from where. Off until somebody says so: an online
 * map tells its owner where the plant lies. */

static GSettings *
settings_of (AnlanMapPage *self)
{
  return anlan_desk_get_settings (anlan_page_get_desk (ANLAN_PAGE (self)));
}

static void
update_note (AnlanMapPage *self)
{
  AnlanDesk *desk = anlan_page_get_desk (ANLAN_PAGE (self));
  const char *problem = self->online != NULL ? anlan_map_online_get_problem (self->online) : NULL;
  g_autofree char *attribution = anlan_desk_get_string (desk, "map-online-attribution");
  const char *text = problem != NULL ? problem : self->online != NULL ? attribution : "";

  gtk_label_set_label (self->note_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), *text != '\0');
}

static void
set_source (AnlanMapPage *self, const char *address, gboolean gcj02)
{
  if (self->online != NULL)
    g_signal_handlers_disconnect_by_data (self->online, self);
  g_clear_object (&self->online);
  if (address != NULL)
    {
      self->online = anlan_map_online_new (address, gcj02, NULL);
      g_signal_connect_object (self->online, "notify::problem", G_CALLBACK (update_note), self,
                               G_CONNECT_SWAPPED);
    }
  anlan_map_view_set_online (self->view, self->online);
  update_note (self);
}

void
anlan_map_page_update_online (AnlanMapPage *self)
{
  GSettings *settings = settings_of (self);
  g_autofree char *address = settings != NULL ? g_settings_get_string (settings, "map-online-source") : NULL;
  g_autofree char *host = anlan_map_online_dup_host (address);
  gboolean wanted = settings != NULL && g_settings_get_boolean (settings, "map-online");

  anlan_map_layers_set_source (self->layers, host);
  anlan_map_layers_set_online (self->layers, wanted && host != NULL);
  set_source (self, wanted && host != NULL ? address : NULL,
              settings != NULL && g_settings_get_boolean (settings, "map-online-gcj02"));
}

/* Switched here instead of in the preferences. */
void
anlan_map_page_switch_online (AnlanMapPage *self)
{
  GSettings *settings = settings_of (self);
  gboolean wanted = anlan_map_layers_is_online (self->layers);

  if (settings != NULL && g_settings_get_boolean (settings, "map-online") != wanted)
    g_settings_set_boolean (settings, "map-online", wanted);
}

void
anlan_map_page_follow_online (AnlanMapPage *self)
{
  static const char *const keys[] = { "map-online", "map-online-source", "map-online-gcj02",
                                      "map-online-attribution" };
  GSettings *settings = settings_of (self);

  for (guint i = 0; settings != NULL && i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *signal = g_strconcat ("changed::", keys[i], NULL);

      g_signal_connect_object (settings, signal, G_CALLBACK (anlan_map_page_update_online), self,
                               G_CONNECT_SWAPPED);
    }
  anlan_map_page_update_online (self);
}
