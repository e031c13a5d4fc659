/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanDrawingsDialog:
 *
 * The site drawings that lie on the map, the uppermost first: add one from a file, lay it anew, move it up and down,
 * take it away. Each is stored at once; taking one away can be undone here.
 */
#define ANLAN_TYPE_DRAWINGS_DIALOG (anlan_drawings_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanDrawingsDialog, anlan_drawings_dialog, ANLAN, DRAWINGS_DIALOG, AdwWindow)

AnlanDrawingsDialog *anlan_drawings_dialog_new     (AnlanDesk *desk);
/* As after the file chooser. */
void                 anlan_drawings_dialog_add     (AnlanDrawingsDialog *dialog, const char *path);
gboolean             anlan_drawings_dialog_is_busy (AnlanDrawingsDialog *dialog);

G_END_DECLS
