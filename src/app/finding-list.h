/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanFindingList:
 *
 * What speaks against the closure of a hazard, above its fields: one row for each finding that stands, which opens it.
 * Hidden where there is none, and on records of other kinds.
 */
#define ANLAN_TYPE_FINDING_LIST (anlan_finding_list_get_type ())
G_DECLARE_FINAL_TYPE (AnlanFindingList, anlan_finding_list, ANLAN, FINDING_LIST, AdwBin)

AnlanFindingList *anlan_finding_list_new  (AnlanDesk *desk);
void              anlan_finding_list_load (AnlanFindingList *list, const AnlanRecord *record);

G_END_DECLS
