/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "report/map-drawings.h"

G_BEGIN_DECLS

/**
 * AnlanDrawingPlaceDialog:
 *
 * Lays a site drawing on the map: the drawing on the left, the map on the right, and places that are found on both. A
 * click (or Space at the cross) on either sets the chosen place there; its position can be typed, too. As soon as two
 * are known the drawing lies on the map, and how far each place is off is said in metres.
 *
 * Signal "placed" (pointer to AnlanSiteDrawing) when it was taken; then it closes.
 */
#define ANLAN_TYPE_DRAWING_PLACE_DIALOG (anlan_drawing_place_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanDrawingPlaceDialog, anlan_drawing_place_dialog, ANLAN, DRAWING_PLACE_DIALOG, AdwWindow)

/* @drawing: copied; its file is in the plant's folder. */
AnlanDrawingPlaceDialog *anlan_drawing_place_dialog_new (AnlanDesk *desk, const AnlanSiteDrawing *drawing);
gboolean                 anlan_drawing_place_dialog_is_busy (AnlanDrawingPlaceDialog *dialog);

G_END_DECLS
