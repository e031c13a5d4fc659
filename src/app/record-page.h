/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanRecordPage:
 *
 * One record: its head, its fields in sections, what refers to it, its story. Editing happens in place: a field is stored
 * when it is left, one line of the journal each, with an undo. A new record is a draft as soon as something has been
 * entered, so that nothing is lost; "Save" hands it in.
 *
 * Actions for what is inside: record.step (id), record.focus (field), record.amend (field), record.void, record.unvoid,
 * record.duplicate, record.discard. It leaves "record.open", "pane.back", "pane.close" and "pane.wide" to what it stands
 * in. Properties: "title", "busy". Signal "stored" (AnlanRecord *) when a new record has got its place.
 */
#define ANLAN_TYPE_RECORD_PAGE (anlan_record_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRecordPage, anlan_record_page, ANLAN, RECORD_PAGE, AdwBin)

/* @record: id or number. */
AnlanRecordPage *anlan_record_page_new       (AnlanDesk *desk, const char *kind, const char *record);
/* A new one; @like: (nullable): its values are taken over, but not what steps have set. */
AnlanRecordPage *anlan_record_page_new_empty (AnlanDesk *desk, const char *kind, AnlanRecord *like);

const char      *anlan_record_page_get_kind   (AnlanRecordPage *page);
AnlanRecord     *anlan_record_page_get_record (AnlanRecordPage *page); /* borrowed; NULL while nothing is stored or read */
gboolean         anlan_record_page_is_busy    (AnlanRecordPage *page);
/* Whether there is a way back, and whether it has the whole width: for the buttons of its bar. */
void             anlan_record_page_set_back   (AnlanRecordPage *page, gboolean back);
void             anlan_record_page_set_wide   (AnlanRecordPage *page, gboolean wide);
void             anlan_record_page_focus      (AnlanRecordPage *page);
/* What is being typed is stored as if the field were left. */
void             anlan_record_page_leave      (AnlanRecordPage *page);
/* Nobody comes back to it: what waited to be handed in is stored as a draft. */
void             anlan_record_page_drop      (AnlanRecordPage *page);
/* Another record comes over it; and it is back, as it was. */
void             anlan_record_page_cover      (AnlanRecordPage *page);
void             anlan_record_page_uncover    (AnlanRecordPage *page);

G_END_DECLS
