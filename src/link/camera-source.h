/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/camera-source.h"
#include "link/push.h"

G_BEGIN_DECLS

/**
 * A device that is listened to: Hikvision's alertStream, Dahua's eventManager. Settings: those of anlan_camera_new(), and
 *   url       http:// or https:// of the device, without a path
 *   user, password  (digest sign-in; the password itself is never sent)
 *   silence   seconds without a word, keep-alives among them, after which it is called again, 5 to 600; 60
 */
AnlanSource *
anlan_hikvision_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);
AnlanSource *
anlan_dahua_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);

G_END_DECLS
