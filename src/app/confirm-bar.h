/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "model/record.h"

G_BEGIN_DECLS

/**
 * AnlanConfirmBar:
 *
 * Of a record that people give their word on (a document that they have read): who is asked, how many have, who is
 * missing, and the button by which the person who sits here gives it, or somebody else's is entered. Which kind of record
 * holds the word, and who is asked, comes from that kind's definition (confirms, asks). Hidden where there is none.
 */
#define ANLAN_TYPE_CONFIRM_BAR (anlan_confirm_bar_get_type ())
G_DECLARE_FINAL_TYPE (AnlanConfirmBar, anlan_confirm_bar, ANLAN, CONFIRM_BAR, AdwBin)

AnlanConfirmBar *anlan_confirm_bar_new  (AnlanDesk *desk);
/* Looks again, off the main thread. */
void             anlan_confirm_bar_load (AnlanConfirmBar *self, AnlanRecord *record);
gboolean         anlan_confirm_bar_is_busy (AnlanConfirmBar *self);

G_END_DECLS
