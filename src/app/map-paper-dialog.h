/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "report/map-look.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/**
 * AnlanMapPaperDialog:
 *
 * The four-colour map on paper: size, direction, what it shows, scale, title, date and who signs, with a preview drawn
 * in a worker thread; then it is printed or saved as PDF, PNG or SVG.
 */
#define ANLAN_TYPE_MAP_PAPER_DIALOG (anlan_map_paper_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapPaperDialog, anlan_map_paper_dialog, ANLAN, MAP_PAPER_DIALOG, AdwWindow)

/* @look: layers and floors shown; the rest of it is that of a print. @view: what the map shows now, world units; may be
 * empty. The desk must have a plant open. */
AnlanMapPaperDialog *anlan_map_paper_dialog_new     (AnlanDesk *desk, AnlanMapScene *scene, const AnlanMapLook *look,
                                                     AnlanMapRect view);
/* As after the file chooser. */
void                 anlan_map_paper_dialog_save_to (AnlanMapPaperDialog *dialog, const char *path);
/* Nothing is being drawn or written. */
gboolean             anlan_map_paper_dialog_is_idle (AnlanMapPaperDialog *dialog);

G_END_DECLS
