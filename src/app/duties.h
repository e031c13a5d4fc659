/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/duties.h"

G_BEGIN_DECLS

/**
 * AnlanDuties:
 *
 * What is owed in the open plant, kept up while records change and while time passes. Signal "changed" when it has been
 * read again.
 */
#define ANLAN_TYPE_DUTIES (anlan_duties_get_type ())
G_DECLARE_FINAL_TYPE (AnlanDuties, anlan_duties, ANLAN, DUTIES, GObject)

AnlanDuties *anlan_duties_new           (AnlanPlant *plant);

GPtrArray   *anlan_duties_get_owed      (AnlanDuties *duties); /* AnlanOwed; borrowed until the next "changed" */
gboolean     anlan_duties_is_loading    (AnlanDuties *duties); /* nothing has been read yet */

/* Anew, as when somebody else sits here. */
void         anlan_duties_read_again    (AnlanDuties *duties);

/* Of the kinds of one group, or with NULL of all. */
guint        anlan_duties_count_overdue (AnlanDuties *duties, const char *group);

/* Of one kind: how many are open, and how many of those are overdue. */
void         anlan_duties_count_kind    (AnlanDuties *duties, const char *kind, guint *open, guint *overdue);

G_END_DECLS
