/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "report/map-look.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_MAP_TEXT_ZONE,
  ANLAN_MAP_TEXT_PLACE, /* buildings */
  ANLAN_MAP_TEXT_SITE,  /* whole grounds */
  ANLAN_MAP_TEXT_WATER,
  ANLAN_MAP_TEXT_ROAD,
  ANLAN_MAP_TEXT_SYMBOL,
  ANLAN_MAP_TEXT_CHIP,    /* the letter in a chip or symbol */
  ANLAN_MAP_TEXT_CLUSTER, /* the number in a cluster */
} AnlanMapTextStyle;

/**
 * AnlanMapTypesetter:
 *
 * Measures and draws the texts of one map on one thread: Pango's font map is the thread's own. Sizes are logical
 * pixels and do not depend on the scale of the target, so that a plan made once fits every surface.
 */
typedef struct
{
  PangoContext *context;
  PangoLayout *layout;
  int lines; /* of wrapped text, at most; 2 unless it is changed */
} AnlanMapTypesetter;

void
anlan_map_typesetter_init (AnlanMapTypesetter *typesetter);
void
anlan_map_typesetter_clear (AnlanMapTypesetter *typesetter);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanMapTypesetter, anlan_map_typesetter_clear)

/* @wrap: logical pixels, 0 for one line; at most so many lines as the typesetter has are set, and what is too long ends in an ellipsis. */
void
anlan_map_typesetter_measure (AnlanMapTypesetter *typesetter,
                              AnlanMapTextStyle style,
                              const char *text,
                              double wrap,
                              double *width,
                              double *height);

/* Centred on x, y. @halo with alpha 0 draws none. */
void
anlan_map_typesetter_draw (AnlanMapTypesetter *typesetter,
                           cairo_t *cr,
                           AnlanMapTextStyle style,
                           const char *text,
                           double wrap,
                           double x,
                           double y,
                           AnlanMapColour colour,
                           AnlanMapColour halo);

/* About how wide a text will be on one line, without setting it: for leaving out early what cannot fit. */
double
anlan_map_text_estimate (AnlanMapTextStyle style, const char *text);

/* A description of the family that all maps and papers use; size in logical pixels. */
PangoFontDescription *
anlan_map_font_new (double size, PangoWeight weight);

G_END_DECLS
