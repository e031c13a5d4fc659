/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/* Waits until @window shows what it was asked for and stands still, draws it (with the dialog over it, if one is open)
 * and writes a PNG. @file NULL: only waits. */
void     anlan_screenshot_take_async  (AnlanWindow *window, const char *file, GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean anlan_screenshot_take_finish (GAsyncResult *result, GError **error);

G_END_DECLS
