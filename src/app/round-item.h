/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "safety/round-sheet.h"
#include "store/files.h"

G_BEGIN_DECLS

/**
 * AnlanRoundItem:
 *
 * One question of a round, made for typing: 1 or Y says that it is in order, 2 or N that it is not, a number is typed as
 * it stands on the instrument, an answer is chosen by its number; Enter and the arrows go on. What is not in order opens
 * for words; Ctrl+Enter there makes it a hazard too, as H does later.
 *
 * Signals: "answered" (gboolean hazard) when something is to be stored (anlan_round_item_get_found()), "hazard" when a
 * stored answer is to become one, "photo" when one is to be added, "skip" when the point is to be left out, "move" (int:
 * +1 next, -1 previous).
 */
#define ANLAN_TYPE_ROUND_ITEM (anlan_round_item_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRoundItem, anlan_round_item, ANLAN, ROUND_ITEM, GtkWidget)

AnlanRoundItem *anlan_round_item_new         (guint place); /* counted from 1 */

/* Shows the question and its answer as they are stored; what is being typed stays. @open: answers are taken. */
void            anlan_round_item_set_line    (AnlanRoundItem *item, const AnlanRoundLine *line, gboolean open);
const char     *anlan_round_item_get_id      (AnlanRoundItem *item); /* of the checkitem */
gboolean        anlan_round_item_is_answered (AnlanRoundItem *item); /* stored, or on its way */

/* What has been typed; texts are borrowed until the next key. */
void            anlan_round_item_get_found   (AnlanRoundItem *item, AnlanFound *found);
/* Why it was not stored; NULL: nothing is wrong. */
void            anlan_round_item_set_problem (AnlanRoundItem *item, const char *problem);
/* A photo that goes with the next answer. */
void            anlan_round_item_set_photo   (AnlanRoundItem *item, const AnlanFile *file);
const AnlanFile *anlan_round_item_get_photo  (AnlanRoundItem *item);
void            anlan_round_item_focus       (AnlanRoundItem *item);

G_END_DECLS
