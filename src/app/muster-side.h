/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "safety/muster.h"

G_BEGIN_DECLS

/**
 * AnlanMusterSide:
 *
 * The left half of the muster board: muster points, of which one is chosen to count at, and departments, where a number of
 * people without names is typed. Signals: "number" (id of the department, people), "declare" (point).
 */
#define ANLAN_TYPE_MUSTER_SIDE (anlan_muster_side_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMusterSide, anlan_muster_side, ANLAN, MUSTER_SIDE, AdwBin)

/* @zone: of the plant, for times. */
void        anlan_muster_side_show      (AnlanMusterSide *side, const AnlanMusterBoard *board, gint64 now, GTimeZone *zone);
/* Where is counted now; borrowed, or NULL: there is no muster point. */
const char *anlan_muster_side_get_point (AnlanMusterSide *side);
/* FALSE: there is no such point. */
gboolean    anlan_muster_side_choose    (AnlanMusterSide *side, const char *point);

G_END_DECLS
