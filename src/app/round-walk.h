/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanRoundWalk:
 *
 * One round being done at the desk: its points in the order of the walk, with what is still open at each, and beside
 * them the questions of the point in hand. Whatever is typed is stored at once, one after the other, while the next
 * question has the focus already; what is refused comes back with the reason. The page asks it for its steps.
 *
 * Properties: "busy" (something is being read or stored), "changed" is a signal: another state to show.
 */
#define ANLAN_TYPE_ROUND_WALK (anlan_round_walk_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRoundWalk, anlan_round_walk, ANLAN, ROUND_WALK, AdwBin)

/* @round: id or number. */
AnlanRoundWalk *anlan_round_walk_new       (AnlanDesk *desk, const char *round);

gboolean        anlan_round_walk_is_busy   (AnlanRoundWalk *walk);
const char     *anlan_round_walk_get_round (AnlanRoundWalk *walk); /* id, as soon as it is read; else what was asked for */
const char     *anlan_round_walk_get_title (AnlanRoundWalk *walk); /* "" until it is read */
char           *anlan_round_walk_say_state (AnlanRoundWalk *walk); /* "12 of 30 answered"; the caller frees it */
/* The next step of the round as a verb, or NULL: nothing is left to do. */
const char     *anlan_round_walk_get_verb  (AnlanRoundWalk *walk);
void            anlan_round_walk_go_on     (AnlanRoundWalk *walk); /* takes that step */
void            anlan_round_walk_focus     (AnlanRoundWalk *walk);
/* A point of it comes to the front, as soon as it is read; @scanned: its code was, so somebody is there. */
void            anlan_round_walk_come_to   (AnlanRoundWalk *walk, const char *point, gboolean scanned);
/* A code was scanned that means this record: its point comes to the front, as one where somebody is. FALSE: it is none
 * of this round's. */
gboolean        anlan_round_walk_scanned   (AnlanRoundWalk *walk, const char *kind, const char *record);

G_END_DECLS
