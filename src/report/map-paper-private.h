/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-palette.h"
#include "map-text.h"
#include "report/map-paper.h"

G_BEGIN_DECLS

/* A logical pixel of paper is 1/96 inch. */
#define MM (96 / 25.4)

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} PaperBox;

/**
 * PaperLayout: where what stands, logical pixels
 * @map: the map itself, inside of its border
 * @unit: the legend and what stands beside it are drawn in this unit
 */
typedef struct
{
  double width;
  double height;
  double unit;
  PaperBox frame;
  PaperBox title;
  PaperBox border;
  PaperBox map;
  PaperBox legend;
  PaperBox facts;
  PaperBox key; /* of the zones, below the map; empty where they have room beside the facts */
  PaperBox signatures;
} PaperLayout;

void
anlan_map_paper_lay_out (const AnlanMapPaper *paper, AnlanMapScene *scene, PaperLayout *layout);

AnlanMapViewport
anlan_map_paper_get_viewport (const AnlanMapPaper *paper, AnlanMapScene *scene, const PaperLayout *layout);

/* Text in a box, wrapped; returns its height. @align is that of Pango. @size: logical pixels */
double
anlan_map_paper_text (cairo_t *cr,
                      PaperBox box,
                      double size,
                      PangoWeight weight,
                      PangoAlignment align,
                      AnlanMapHex colour,
                      const char *text);

/* Width on one line. */
double
anlan_map_paper_measure (double size, PangoWeight weight, const char *text);

/* The double line around the map, with positions in degrees between the lines. */
void
anlan_map_paper_draw_border (cairo_t *cr, const PaperLayout *layout, const AnlanMapViewport *viewport);

G_END_DECLS
