/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "model/plant.h"
#include "safety/photo-difference.h"

G_BEGIN_DECLS

typedef struct
{
  AnlanPhotoFit fit;
  GdkPixbuf    *heat; /* or NULL: they do not show the same scene */
  double        part;
} AnlanDifference;

void             anlan_difference_free   (AnlanDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanDifference, anlan_difference_free)

/* How two stored photos differ, worked out off the main thread. */
void             anlan_difference_async  (AnlanPlant *plant, const char *before, const char *after,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
AnlanDifference *anlan_difference_finish (GAsyncResult *result, GError **error);

G_END_DECLS
