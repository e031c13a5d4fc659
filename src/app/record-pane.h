/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "record-page.h"

G_BEGIN_DECLS

/**
 * AnlanRecordPane:
 *
 * The place beside a list where records are shown. A link inside opens another record over the first, with a way back.
 * It takes "record.open", "record.new-like", "pane.back", "pane.close" and "pane.wide" of what stands in it.
 *
 * Signals: "changed" when it shows another record or none, "close", "wide" when these are asked for, "stored"
 * (AnlanRecord *) when a new record has got its place.
 */
#define ANLAN_TYPE_RECORD_PANE (anlan_record_pane_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRecordPane, anlan_record_pane, ANLAN, RECORD_PANE, AdwBin)

AnlanRecordPane *anlan_record_pane_new       (AnlanDesk *desk);

/* Shows a record in place of all that is there. The same record again: nothing happens. */
void             anlan_record_pane_show      (AnlanRecordPane *pane, const char *kind, const char *record);
/* Shows it over what is there. */
void             anlan_record_pane_push      (AnlanRecordPane *pane, const char *kind, const char *record);
void             anlan_record_pane_show_new  (AnlanRecordPane *pane, const char *kind, AnlanRecord *like);
gboolean         anlan_record_pane_back      (AnlanRecordPane *pane); /* FALSE: there is nothing under it */
void             anlan_record_pane_clear     (AnlanRecordPane *pane);
void             anlan_record_pane_set_wide  (AnlanRecordPane *pane, gboolean wide);
AnlanRecordPage *anlan_record_pane_get_page  (AnlanRecordPane *pane); /* on top; borrowed, or NULL */

G_END_DECLS
