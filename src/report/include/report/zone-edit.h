/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geometry.h"
#include "report/map-base.h"

G_BEGIN_DECLS

/**
 * AnlanZoneEdit:
 *
 * An area while it is being drawn or changed: its corners, what they snap to, and its own undo. Every change either is
 * done whole or refused with the reason and nothing changed; an area never comes to cross itself on the way. One thread.
 *
 * Corners are counted from 0 here and from 1 in what people read. Ring 0 of an area without holes is its edge.
 */
typedef struct _AnlanZoneEdit AnlanZoneEdit;

typedef enum
{
  ANLAN_ZONE_PICK_NONE,
  ANLAN_ZONE_PICK_CORNER,
  ANLAN_ZONE_PICK_EDGE,   /* from the corner named to the next */
  ANLAN_ZONE_PICK_INSIDE,
} AnlanZonePick;

/* @shape: (nullable): an area that is to be changed; NULL begins to draw one, corner by corner. */
AnlanZoneEdit *anlan_zone_edit_new  (const AnlanShape *shape);
void           anlan_zone_edit_free (AnlanZoneEdit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanZoneEdit, anlan_zone_edit_free)

/* What corners snap to: buildings, fences and walls of @base (nullable), and @shapes, which are copied. */
void           anlan_zone_edit_set_surroundings (AnlanZoneEdit *edit, AnlanMapBase *base,
                                                 const AnlanShape *const *shapes, guint n_shapes);

/* --- what it is now --------------------------------------------------------------------------------------------- */

gboolean       anlan_zone_edit_is_open     (AnlanZoneEdit *edit); /* still being drawn: the last corner has no edge on */
guint          anlan_zone_edit_n_rings     (AnlanZoneEdit *edit);
/* Corners as lon, lat pairs; borrowed until the next change. */
const double  *anlan_zone_edit_get_ring    (AnlanZoneEdit *edit, guint ring, guint *n_corners);
AnlanLonLat    anlan_zone_edit_get_corner  (AnlanZoneEdit *edit, guint ring, guint corner);
guint          anlan_zone_edit_n_corners   (AnlanZoneEdit *edit); /* of all rings */

/* Square metres, 0 while it is open; metres of all its edges. */
double         anlan_zone_edit_get_area    (AnlanZoneEdit *edit);
double         anlan_zone_edit_get_length  (AnlanZoneEdit *edit);

/* The area as it stands, or NULL with the reason why it is none yet. The caller frees it. */
AnlanShape    *anlan_zone_edit_get_shape   (AnlanZoneEdit *edit, GError **error);

/* What lies within @tolerance metres of @at: a corner before an edge before the inside. */
AnlanZonePick  anlan_zone_edit_pick        (AnlanZoneEdit *edit, AnlanLonLat at, double tolerance, guint *ring,
                                            guint *corner);

/**
 * anlan_zone_edit_snap:
 * @tolerance: metres
 * @snapped: (out): where it snaps to; @at itself where there is nothing
 *
 * A corner of a neighbouring area comes first, so that zones meet without gap; then whatever is nearest of corners and
 * edges of buildings and neighbours.
 */
AnlanSnap      anlan_zone_edit_snap        (AnlanZoneEdit *edit, AnlanLonLat at, double tolerance, AnlanLonLat *snapped);

/* --- changing it ------------------------------------------------------------------------------------------------ */

/* All return FALSE with ANLAN_ERROR_INPUT and the reason, and then nothing has changed. */

gboolean       anlan_zone_edit_add         (AnlanZoneEdit *edit, AnlanLonLat at, GError **error); /* while open */
gboolean       anlan_zone_edit_close       (AnlanZoneEdit *edit, GError **error);
gboolean       anlan_zone_edit_insert      (AnlanZoneEdit *edit, guint ring, guint after, AnlanLonLat at,
                                            GError **error);
gboolean       anlan_zone_edit_place       (AnlanZoneEdit *edit, guint ring, guint corner, AnlanLonLat at,
                                            GError **error);
gboolean       anlan_zone_edit_remove      (AnlanZoneEdit *edit, guint ring, guint corner, GError **error);
/* The outside of the first part anew, as closed; lon, lat pairs. Holes and other parts stay. */
gboolean       anlan_zone_edit_set_ring    (AnlanZoneEdit *edit, const double *lonlat, guint count, GError **error);
/* All corners alike, metres on the ground. */
gboolean       anlan_zone_edit_shift       (AnlanZoneEdit *edit, double east, double north, GError **error);

/* Whether the corner could be put there; for the picture while somebody drags it. */
gboolean       anlan_zone_edit_can_place   (AnlanZoneEdit *edit, guint ring, guint corner, AnlanLonLat at,
                                            GError **error);

gboolean       anlan_zone_edit_can_undo    (AnlanZoneEdit *edit);
gboolean       anlan_zone_edit_can_redo    (AnlanZoneEdit *edit);
void           anlan_zone_edit_undo        (AnlanZoneEdit *edit);
void           anlan_zone_edit_redo        (AnlanZoneEdit *edit);
/* Something is there that was not when it began. */
gboolean       anlan_zone_edit_is_changed  (AnlanZoneEdit *edit);

/**
 * anlan_zone_split:
 * @line: lon, lat pairs of @count positions, two or more
 *
 * Returns: (element-type AnlanShape): the two areas into which the line cuts @area, the larger first; where a straight
 * line cuts it into more pieces, those on either side of it together. NULL with the reason.
 */
GPtrArray     *anlan_zone_split            (const AnlanShape *area, const double *line, guint count, GError **error);

G_END_DECLS
