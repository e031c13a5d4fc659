/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "report/map-types.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_MAP_THEME_LIGHT,
  ANLAN_MAP_THEME_DARK,
  ANLAN_MAP_THEME_PRINT, /* white ground, hatches and letters always: reads in black and white */
} AnlanMapTheme;

typedef enum
{
  ANLAN_MAP_LAYER_BASE = 1 << 0,
  ANLAN_MAP_LAYER_DRAWINGS = 1 << 1,
  ANLAN_MAP_LAYER_ZONES = 1 << 2,
  ANLAN_MAP_LAYER_RISK_POINTS = 1 << 3,
  ANLAN_MAP_LAYER_EQUIPMENT = 1 << 4,
  ANLAN_MAP_LAYER_MAJOR_HAZARDS = 1 << 5,
  ANLAN_MAP_LAYER_MUSTER = 1 << 6,
  ANLAN_MAP_LAYER_LABELS = 1 << 7,
  ANLAN_MAP_LAYER_PICTURES = 1 << 8,
  ANLAN_MAP_LAYER_HAZARDS = 1 << 9,
  ANLAN_MAP_LAYER_SENSORS = 1 << 10, /* live: in the window only */
  ANLAN_MAP_LAYER_ALL = (1 << 11) - 1, /* that are shown unless somebody switches them off */
  /* How many rounds each zone waits for, in place of the colour of its risk inside (edge and letter keep that one). */
  ANLAN_MAP_LAYER_OVERDUE = 1 << 11,
} AnlanMapLayers;

/**
 * AnlanMapLook:
 * @patterns: hatches on the screen too
 * @han_letters: 红橙黄蓝 for R O Y B
 * @names_below: names of the base map where a site drawing lies over it, too
 * @clear: no ground is painted, because tiles of somebody else lie below
 * @floors: the floors shown
 *
 * How a map is drawn. Plain data: copy it.
 */
typedef struct
{
  AnlanMapTheme theme;
  gboolean high_contrast;
  gboolean patterns;
  gboolean han_letters;
  gboolean names_below;
  gboolean clear;
  AnlanMapLayers layers;
  AnlanMapFloors floors;
} AnlanMapLook;

typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} AnlanMapColour;

/* All layers and floors, no patterns but in print. */
void
anlan_map_look_init (AnlanMapLook *look, AnlanMapTheme theme);
gboolean
anlan_map_look_equal (const AnlanMapLook *a, const AnlanMapLook *b);
/* Whether zones are hatched. */
gboolean
anlan_map_look_has_patterns (const AnlanMapLook *look);

/* The colours of a grade: of a chip or symbol and the text on it, of the edge of a zone (darker; in the dark
 * lighter), and of the inside of a zone (translucent). NONE is grey. */
AnlanMapColour
anlan_map_risk_get_colour (AnlanMapRisk risk);
AnlanMapColour
anlan_map_risk_get_text_colour (AnlanMapRisk risk);
AnlanMapColour
anlan_map_risk_get_edge_colour (AnlanMapRisk risk, const AnlanMapLook *look);
AnlanMapColour
anlan_map_risk_get_fill_colour (AnlanMapRisk risk, const AnlanMapLook *look);

/* The inside of a zone that waits for @rounds: paler or darker by steps, in a colour that is no grade. */
#define ANLAN_MAP_N_OVERDUE_STEPS 3
guint
anlan_map_overdue_get_step (guint rounds); /* 0: for none */
AnlanMapColour
anlan_map_overdue_get_fill_colour (guint step, const AnlanMapLook *look);

/* "R", or "红"; "–" for NONE. */
const char *
anlan_map_risk_get_letter (AnlanMapRisk risk, gboolean han);

static inline void
anlan_map_set_colour (cairo_t *cr, AnlanMapColour colour)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha);
}

G_END_DECLS
