/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/camera.h"

G_BEGIN_DECLS

/* What a device has said of one thing that it saw. Texts are borrowed, NULL where it said none. */
typedef struct
{
  const char *device; /* MAC or address */
  const char *channel;
  const char *channel_name;
  const char *event;
  const char *rule; /* name of its rule, and what else tells what was seen */
  const char *region;
  const char *moment; /* part of its id */
  AnlanDetectionState state;
  gboolean repeat; /* it goes on: no beginning */
  gint64 ts;
  double confidence; /* NAN */
  double box[4];     /* NAN */
  guint pictures;    /* that follow */
} AnlanSighting;

/* Takes it up into the batch that is being made. @raw: as it came. */
void
anlan_camera_add (AnlanCamera *camera, const AnlanSighting *sighting, gint64 received, const char *raw);

/* Both read one text. FALSE with ANLAN_ERROR_INPUT. */
gboolean
anlan_hikvision_take (AnlanCamera *camera, const char *bytes, gsize length, gint64 received, GError **error);
gboolean
anlan_dahua_take (AnlanCamera *camera, const char *bytes, gsize length, gint64 received, GError **error);

G_END_DECLS
