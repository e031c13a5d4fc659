/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Puts a demo plant into the folders "plant" and "desk" (what a desk keeps of it: AnlanPlantOptions) of @dir, in
 * @language: "en" or "zh_CN". Its story ends yesterday, its sensors have spoken some time today. @kept: (nullable): folder of
 * the caller's in which to keep one that is made now, for copies of his own. Ends the test where that cannot be. */
void demo_plant_copy (const char *language, const char *dir, const char *kept);

G_END_DECLS
