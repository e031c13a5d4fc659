/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "report/map-look.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_MAP_PAPER_A4,
  ANLAN_MAP_PAPER_A3,
} AnlanMapPaperSize;

typedef enum
{
  ANLAN_MAP_PAPER_PDF,
  ANLAN_MAP_PAPER_SVG,
  ANLAN_MAP_PAPER_PNG, /* 200 dots an inch */
} AnlanMapPaperFormat;

/* Boxes for signatures, at most. */
#define ANLAN_MAP_PAPER_SIGNATURES 4

/**
 * AnlanMapPaper:
 * @title: (nullable): NULL for "Four-colour map of safety risks"
 * @plant: the plant's name, "" for none
 * @number: (nullable): number of the paper
 * @date: as people write it, "" for none
 * @checkpoint: (nullable): short form of the journal's last checkpoint
 * @signatures: who signs ("Drawn by", "Checked by", …), up to the first NULL
 * @bounds: world units; what is to be shown; empty for all of the plant (anlan_map_scene_get_plant_bounds())
 * @denominator: 2000 for 1:2000; 0 for the largest round scale at which @bounds fit
 * @look: its theme is always print
 *
 * The four-colour map of safety risks as a sheet of paper. Strings are borrowed. Plain data.
 */
typedef struct
{
  AnlanMapPaperSize size;
  gboolean portrait;
  const char *title;
  const char *plant;
  const char *number;
  const char *date;
  const char *checkpoint;
  const char *signatures[ANLAN_MAP_PAPER_SIGNATURES];
  AnlanMapRect bounds;
  double denominator;
  AnlanMapLook look;
} AnlanMapPaper;

/* A3 across, whole scene, no text but the title. */
void
anlan_map_paper_init (AnlanMapPaper *paper);

/* Points (1/72 inch). */
void
anlan_map_paper_get_size (const AnlanMapPaper *paper, double *width, double *height);

/* The scale that the paper will have, as the number below the line. */
double
anlan_map_paper_get_denominator (const AnlanMapPaper *paper, AnlanMapScene *scene);

/* Into a context whose unit is the point, for the print dialog. */
void
anlan_map_paper_draw (const AnlanMapPaper *paper, AnlanMapScene *scene, cairo_t *cr);

/**
 * anlan_map_paper_write:
 *
 * Writes the paper to a file, which is there only when it is whole. Blocks for a second or so: to be called in a
 * worker thread. Errors as those of writing a table: ANLAN_ERROR_NOT_FOUND, _DENIED, _READ_ONLY, _DISK_FULL, _IO, and
 * G_IO_ERROR_CANCELLED.
 */
gboolean
anlan_map_paper_write (const AnlanMapPaper *paper,
                       AnlanMapScene *scene,
                       AnlanMapPaperFormat format,
                       const char *path,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
