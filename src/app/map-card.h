/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "report/map-marks.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/**
 * AnlanMapCard:
 *
 * What is known about the thing on the map that was clicked: its colour and why, a few facts, its risk points as
 * links. A list where several symbols stand in one place. It is read anew when a record changes.
 *
 * Links activate "record.open" and, in a list, "map.look" (kind, id). Signals: "close" when its cross was pressed,
 * "changed" when it has been filled.
 */
#define ANLAN_TYPE_MAP_CARD (anlan_map_card_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapCard, anlan_map_card, ANLAN, MAP_CARD, AdwBin)

typedef struct
{
  const char *kind;
  const char *id;
  const char *label;
  const char *colour; /* "red" … or NULL */
} AnlanMapCardItem;

AnlanMapCard *anlan_map_card_new       (AnlanDesk *desk);

/* What can be done with a record: (transfer full), or NULL: nothing. */
typedef GMenuModel *(*AnlanMapCardMenu) (const char *kind, const char *id, gpointer data);
void          anlan_map_card_set_menu  (AnlanMapCard *card, AnlanMapCardMenu func, gpointer data);

/* (nullable): NULL empties it. */
void          anlan_map_card_show      (AnlanMapCard *card, const char *kind, const char *id);
/* Several in one place; @title says how many. The strings are copied. */
void          anlan_map_card_show_list (AnlanMapCard *card, const char *title, const AnlanMapCardItem *items,
                                        guint n_items);
/* The members of a cluster of @scene, as such a list. */
void          anlan_map_card_show_cluster (AnlanMapCard *card, AnlanMapScene *scene, const AnlanMapMark *cluster);
const char   *anlan_map_card_get_id    (AnlanMapCard *card); /* of what it shows; NULL: nothing, or a list */
gboolean      anlan_map_card_is_empty  (AnlanMapCard *card);
gboolean      anlan_map_card_is_busy   (AnlanMapCard *card);

G_END_DECLS
