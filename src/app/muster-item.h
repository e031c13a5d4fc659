/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "safety/muster.h"

G_BEGIN_DECLS

/**
 * AnlanMusterItem:
 *
 * One person of the muster board as a row shows them. Property "changed" is notified when anything of it has changed.
 */
#define ANLAN_TYPE_MUSTER_ITEM (anlan_muster_item_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMusterItem, anlan_muster_item, ANLAN, MUSTER_ITEM, GObject)

typedef struct
{
  char *key;        /* id of the person, or of the line of the register */
  gboolean visitor;
  AnlanMusterState state;
  char *name;
  char *about;      /* department, company, when last seen */
  char *said;       /* the state in words, with what is known */
  char *heading;    /* the zone, where it is another than that of the row before; or NULL */
} AnlanMusterLook;

void anlan_muster_look_clear (AnlanMusterLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanMusterLook, anlan_muster_look_clear)

/* Both take what is in @look. */
AnlanMusterItem *anlan_muster_item_new (AnlanMusterLook *look);
void             anlan_muster_item_set (AnlanMusterItem *item, AnlanMusterLook *look);

const AnlanMusterLook *anlan_muster_item_get (AnlanMusterItem *item);

G_END_DECLS
