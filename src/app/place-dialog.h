/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "base/geo.h"
#include "desk.h"
#include "field-row.h"

G_BEGIN_DECLS

/**
 * AnlanPlaceDialog:
 *
 * One place, clicked on the plant's map or typed with what it was read off; each shows in the other at once. Signal
 * "placed" (pointer to AnlanLonLat) when it was taken; then it closes.
 */
#define ANLAN_TYPE_PLACE_DIALOG (anlan_place_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPlaceDialog, anlan_place_dialog, ANLAN, PLACE_DIALOG, AdwWindow)

/* @title: what the place is of. @at: (nullable): where it is now. The desk must have a plant open. */
AnlanPlaceDialog *anlan_place_dialog_new     (AnlanDesk *desk, const char *title, const AnlanLonLat *at);
gboolean          anlan_place_dialog_is_busy (AnlanPlaceDialog *dialog);

/* A button on @row that sets its place: a point by this dialog, the area of a zone on the map's page. NULL for fields of
 * another geometry. */
GtkWidget        *anlan_place_button_add     (AnlanFieldRow *row);

G_END_DECLS
