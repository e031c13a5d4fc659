/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/evac-draw.h"

G_BEGIN_DECLS

/* Where one person is at one kept moment: eight bytes, the place in parts of the whole plane (a kilometre in steps of 1.6 cm). */
typedef struct
{
  guint16 x, y;
  guint8 level;
  guint8 doing;
  guint8 heading; /* 256 to a turn */
  guint8 spare;
} EvacSample;

/* The line around a band of danger: rings one after the other. */
typedef struct
{
  GArray *points; /* AnlanPoint, of level 0 */
  GArray *ends;   /* guint: where each ring ends */
} EvacBand;

#define EVAC_N_BANDS 3

typedef struct
{
  double seconds;
  EvacBand bands[EVAC_N_BANDS]; /* by AEGL, the mildest first */
} EvacCloud;

struct _AnlanEvac
{
  int refs;
  AnlanScenario *scenario;
  AnlanSite *site;
  AnlanGuide *guide;

  AnlanPoint *offsets; /* by level */
  AnlanPoint low, high;

  double interval; /* s between kept moments */
  guint n_people, n_frames;
  guint n_doors;
  GArray *samples; /* EvacSample: by moment, then person */
  GArray *queues;  /* guint16: by moment, then door */
  GArray *served;  /* guint16: by moment, then door; how many passed until then */
  double seconds;

  GPtrArray *exits; /* GArray of double by exit: when people passed, in order */
  GArray *routes;   /* AnlanEvacRoute */
  AnlanEvacZone *zones;
  AnlanMusterState *musters;
  double hand, total;

  GPtrArray *clouds;           /* EvacCloud, in the order of time */
  double levels[EVAC_N_BANDS]; /* ppm; NAN: no such band */
  double reach;                /* m that the mildest band may reach */
};

/* What the plume does to the places of level 0, as far as the evacuation is looked at. */
gboolean
evac_make_clouds (AnlanEvac *evac, GCancellable *cancellable);
void
evac_cloud_free (gpointer cloud);

/* Units a pixel apart at most: words, of @size, from the left (align 0), centred (0.5) or to the right (1). Returns the width. */
double
evac_write_text (cairo_t *cr,
                 const char *text,
                 double x,
                 double y,
                 double size,
                 gboolean bold,
                 double align,
                 const double *colour,
                 const double *halo);
void
evac_draw_people (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);
void
evac_draw_density (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);
void
evac_draw_musters (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);

/* Colours, by light and dark. */
typedef struct
{
  double ground[3], floor[3], wall[3], obstacle[3], quiet[3], text[3], way[3], strong[3];
  double doing[ANLAN_EVAC_GONE][3]; /* what people do */
} EvacInk;
const EvacInk *
evac_ink (gboolean dark);
extern const double evac_band_colours[EVAC_N_BANDS][3];
extern const double evac_load_colours[4][3];
extern const double evac_fruin_colours[6][3];

G_END_DECLS
