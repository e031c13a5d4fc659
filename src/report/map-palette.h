/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/map-base.h"
#include "report/map-look.h"

G_BEGIN_DECLS

/* 0xrrggbbaa; alpha 0 is not drawn. */
typedef guint32 AnlanMapHex;

typedef struct
{
  AnlanMapHex fill;
  AnlanMapHex edge; /* outline of an area, casing of a way */
} AnlanMapInk;

/**
 * AnlanMapPalette: the quiet colours of everything that is no risk
 */
typedef struct
{
  AnlanMapHex ground;
  AnlanMapInk inks[ANLAN_MAP_N_FEATURE_KINDS];
  AnlanMapHex shadow; /* of buildings */
  AnlanMapHex text;
  AnlanMapHex quiet_text; /* names of roads and areas */
  AnlanMapHex water_text;
  AnlanMapHex halo; /* around text and symbols */
} AnlanMapPalette;

const AnlanMapPalette *
anlan_map_look_get_palette (const AnlanMapLook *look);

static inline AnlanMapColour
anlan_map_hex (AnlanMapHex hex)
{
  return (AnlanMapColour){ (hex >> 24) / 255.0, ((hex >> 16) & 255) / 255.0, ((hex >> 8) & 255) / 255.0,
                           (hex & 255) / 255.0 };
}

static inline void
anlan_map_set_hex (cairo_t *cr, AnlanMapHex hex)
{
  anlan_map_set_colour (cr, anlan_map_hex (hex));
}

G_END_DECLS
