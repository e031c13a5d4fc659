/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanCameraPage:
 *
 * The plant's cameras, a card each (camera-card.h). The window fetches nothing from a camera: while the page is on the screen
 * the station is asked to, and leaves the pictures in the plant's folder (station/live.h).
 */
#define ANLAN_TYPE_CAMERA_PAGE (anlan_camera_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCameraPage, anlan_camera_page, ANLAN, CAMERA_PAGE, AnlanPage)

AnlanPage *
anlan_camera_page_new (AnlanDesk *desk);

/* Brings one camera into view and gives it the focus. @camera: id of its source, or its name. @alarm: (nullable): the one that
 * led here; Escape leads back to it. */
void
anlan_camera_page_show (AnlanCameraPage *page, const char *camera, const char *alarm);

G_END_DECLS
