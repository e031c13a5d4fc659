/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-item.h"

G_BEGIN_DECLS

/* Whom the list of the board shows. */
typedef enum
{
  ANLAN_MUSTER_SHOW_OPEN, /* not at a muster point: nothing known, or a word */
  ANLAN_MUSTER_SHOW_HERE,
  ANLAN_MUSTER_SHOW_ALL,
} AnlanMusterShow;

/**
 * anlan_muster_list_show:
 * @store: of AnlanMusterItem
 * @words: (nullable): part of a name, of its pinyin, of a department or a company
 *
 * Makes @store show the people of @board. Rows that stay keep their item, so that focus and scrolling stay with them.
 */
void anlan_muster_list_show (GListStore *store, const AnlanMusterBoard *board, AnlanMusterShow show,
                             const char *words, gint64 now, GTimeZone *zone);

G_END_DECLS
