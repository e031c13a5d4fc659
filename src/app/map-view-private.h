/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-layer.h"
#include "map-online-layer.h"
#include "map-view.h"

G_BEGIN_DECLS

struct _AnlanMapView
{
  GtkWidget parent_instance;

  ShumateMap *map;
  GtkWidget *overlay;
  AnlanMapLayer *layer; /* borrowed from the map */
  AnlanMapOnlineLayer *online_layer; /* the same */
  AnlanMapScene *scene;
  AnlanMapLook look;
  char *selected;
  AnlanMapTool *tool;

  double press_x, press_y;
  double pointer_x, pointer_y; /* negative: not here */
  gboolean is_dragging;        /* the tool has the pointer */
  gboolean keyboard;           /* the tool is led by keys: the cross is shown */

  AnlanMapRect wanted; /* to be shown as soon as there is a size; empty: nothing */
  double wanted_margin;
};

void     anlan_map_view_jump_to_world  (AnlanMapView *self, AnlanMapPoint centre, double zoom);

/* --- map-view-keys.c --------------------------------------------------------------------------------------------- */

gboolean anlan_map_view_key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                                        GdkModifierType state, AnlanMapView *self);
void     anlan_map_view_set_keyboard   (AnlanMapView *self, gboolean keyboard);
void     anlan_map_view_snapshot_cross (AnlanMapView *self, GtkSnapshot *snapshot);

G_END_DECLS
