/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanCameraPage:
 *
 * The plant's cameras: of each what it saw last, with its picture and age, whether it speaks, how many of its alarms were
 * false, and where its recorder has the minutes around the last one. The window fetches nothing from a camera.
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
