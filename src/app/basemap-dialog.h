/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanBasemapDialog:
 *
 * Reads an OSM or GeoJSON file and makes it the plant's base map: how far it is, a button that gives it up and leaves
 * the old one, and in the end what was found or why it was not taken.
 */
#define ANLAN_TYPE_BASEMAP_DIALOG (anlan_basemap_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBasemapDialog, anlan_basemap_dialog, ANLAN, BASEMAP_DIALOG, AdwWindow)

/* Begins at once. */
AnlanBasemapDialog *anlan_basemap_dialog_new     (AnlanDesk *desk, const char *path);
gboolean            anlan_basemap_dialog_is_busy (AnlanBasemapDialog *dialog);

/* Asks for a file over @parent, then shows the dialog. */
void                anlan_basemap_dialog_ask     (AnlanDesk *desk, GtkWindow *parent);

G_END_DECLS
