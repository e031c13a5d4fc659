/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanRecordHead:
 *
 * What a record begins with: what it is, how bad, where it stands, until when what is owed, and the next steps as
 * buttons with what they still need. Buttons activate "record.step" (id of the step) and "record.focus" (field id).
 */
#define ANLAN_TYPE_RECORD_HEAD (anlan_record_head_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRecordHead, anlan_record_head, ANLAN, RECORD_HEAD, AdwBin)

AnlanRecordHead *anlan_record_head_new (AnlanDesk *desk);

/* Shows @record and looks, in the background, what its usual step still needs. */
void             anlan_record_head_set (AnlanRecordHead *head, AnlanRecord *record);
/* When the record came to its stages, from its story (AnlanStory, oldest first). */
void             anlan_record_head_set_story (AnlanRecordHead *head, GPtrArray *stories);

/* What the usual step still needs: field ids. Borrowed; signal "needs-changed". */
const char *const *anlan_record_head_get_needs (AnlanRecordHead *head);

/* Steps that can be taken from where @record stands, the usual one first, those that take it back left out.
 * AnlanFlowStep, borrowed from its kind. */
GPtrArray       *anlan_record_steps    (const AnlanRecord *record);

G_END_DECLS
