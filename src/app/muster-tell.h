/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanMusterTell:
 *
 * What people are being told on phones and screens now, each with a button that withdraws it, and the button that tells
 * them something.
 */
#define ANLAN_TYPE_MUSTER_TELL (anlan_muster_tell_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMusterTell, anlan_muster_tell, ANLAN, MUSTER_TELL, AdwBin)

/* Once, while a plant is open. */
void anlan_muster_tell_set_desk   (AnlanMusterTell *tell, AnlanDesk *desk);
/* What it belongs to; both nullable. */
void anlan_muster_tell_set_muster (AnlanMusterTell *tell, const char *muster, const char *alarm);

G_END_DECLS
