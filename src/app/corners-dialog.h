/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "zone-tool.h"

G_BEGIN_DECLS

/**
 * AnlanCornersDialog:
 *
 * The corners of the area that a zone tool works on (or the points of its cutting line) as text, one a line, in
 * whatever they were read off: to be typed, pasted from a survey table, or read out. What is entered becomes one step
 * of the tool, that its undo takes back.
 */
#define ANLAN_TYPE_CORNERS_DIALOG (anlan_corners_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCornersDialog, anlan_corners_dialog, ANLAN, CORNERS_DIALOG, AdwWindow)

AnlanCornersDialog *anlan_corners_dialog_new (AnlanDesk *desk, AnlanZoneTool *tool);

G_END_DECLS
