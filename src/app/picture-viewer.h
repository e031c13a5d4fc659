/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanPictureViewer:
 *
 * The photos of a field, large, one after the other by arrow keys or buttons; Escape closes.
 */
#define ANLAN_TYPE_PICTURE_VIEWER (anlan_picture_viewer_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPictureViewer, anlan_picture_viewer, ANLAN, PICTURE_VIEWER, AdwWindow)

AnlanPictureViewer *anlan_picture_viewer_new (AnlanPlant *plant, const char *const *all, guint place,
                                              const char *title);

G_END_DECLS
