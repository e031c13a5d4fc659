/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-alarms.h"
#include "map-card.h"
#include "map-editor.h"
#include "map-handles.h"
#include "map-layers.h"
#include "map-page.h"
#include "map-places.h"
#include "map-sensors.h"
#include "record-pane.h"
#include "split.h"

G_BEGIN_DECLS

struct _AnlanMapPage
{
  AnlanPage parent_instance;

  /* template */
  AnlanSplit *split;
  GtkStack *stack;
  GtkOverlay *overlay;
  AnlanMapView *view;
  GtkBox *top_start;
  GtkMenuButton *places_button;
  GtkDropDown *floor_dropdown;
  GtkMenuButton *layers_button;
  GtkWidget *tool_bar;
  GtkWidget *done_button;
  GtkLabel *result_label;
  GtkLabel *hint_label;
  GtkMenuButton *legend_button;
  GtkBox *counts;
  AdwBin *scale_bin;
  GtkBox *missing_box;
  guint missing_points, missing_hazards; /* as the lines of missing_box say */
  GtkLabel *note_label;
  AdwStatusPage *failed_page;
  AdwBin *pane_bin;

  /* owned by their parents */
  AnlanMapCard *card;
  AnlanMapHandles *handles;
  AnlanMapLayersMenu *layers;
  AnlanRecordPane *pane;
  AnlanMapSensors *sensors;
  AnlanMapAlarms *alarms;

  /* owned */
  AnlanMapModel *model;
  AnlanMapEditor *editor;
  AnlanMapOnline *online; /* or NULL: none is wanted */
  GSignalGroup *tool_signals;
  GArray *floors; /* int, parallel to the rows of the chooser below "All floors" */
  AnlanMapFloors floors_known;
  char *problem;      /* that was said last */
  gboolean is_shown;  /* the first scene has been brought into view */
  gboolean wide;      /* the record has the whole width */
  gboolean quiet;
  guint remember;     /* source */
};

/* --- map-page-state.c: what is remembered of it ---------------------------------------------------------------------- */

void anlan_map_page_recall        (AnlanMapPage *self);
void anlan_map_page_remember      (AnlanMapPage *self); /* in a moment */
/* FALSE where nothing is remembered. */
gboolean anlan_map_page_recall_view (AnlanMapPage *self);
void anlan_map_page_update_floors (AnlanMapPage *self);
void anlan_map_page_floor_chosen  (AnlanMapPage *self);

/* --- map-page-pick.c: what lies under a click ------------------------------------------------------------------------ */

void anlan_map_page_pick          (AnlanMapPage *self, double x, double y);
void anlan_map_page_select        (AnlanMapPage *self, const char *kind, const char *id);
/* And moves it out from under the card. */
void anlan_map_page_select_zone   (AnlanMapPage *self, const char *id);
void anlan_map_page_unselect      (AnlanMapPage *self);

/* --- map-page-online.c ------------------------------------------------------------------------------------------------- */

void anlan_map_page_follow_online (AnlanMapPage *self); /* once */
void anlan_map_page_update_online (AnlanMapPage *self);
void anlan_map_page_switch_online (AnlanMapPage *self);

/* --- map-page-legend.c -------------------------------------------------------------------------------------------------- */

void anlan_map_page_update_legend (AnlanMapPage *self);
/* Says what is not on the map, a line each that opens the list of it. */
void anlan_map_page_update_missing (AnlanMapPage *self);

/* --- map-page-edit.c: drawing, base map, paper -------------------------------------------------------------------------- */

void anlan_map_page_add_editing   (AnlanMapPage *self);

G_END_DECLS
