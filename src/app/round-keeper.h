/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanRoundKeeper:
 *
 * Sees to it that the rounds of the coming days are there and that those whose time is over count as missed: soon after
 * a plant has been opened, and again and again while it is open. Works on a thread of its own.
 */
#define ANLAN_TYPE_ROUND_KEEPER (anlan_round_keeper_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRoundKeeper, anlan_round_keeper, ANLAN, ROUND_KEEPER, GObject)

AnlanRoundKeeper *anlan_round_keeper_new (AnlanDesk *desk); /* the desk must outlive it */

G_END_DECLS
