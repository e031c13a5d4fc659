/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/alarms.h"

G_BEGIN_DECLS

/**
 * AnlanSpotted:
 * @source: id of the record of the source that told of it
 * @camera, @zone: (nullable): ids or names, as the source has them
 * @picture: (nullable): SHA-256 of a stored file
 * @confidence: 0 to 1; NAN where none was told
 *
 * A detection as alarms.db has kept it. Reference counted.
 */
typedef struct
{
  char  *source;
  char  *type;
  char  *camera;
  char  *zone;
  char  *picture;
  gint64 ts;
  double confidence;
} AnlanSpotted;

AnlanSpotted *anlan_spotted_ref   (AnlanSpotted *spotted);
void          anlan_spotted_unref (AnlanSpotted *spotted);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSpotted, anlan_spotted_unref)

/* (element-type AnlanSpotted): the latest @max that began since @since, the newest first. Their ends are left out. Blocks. */
GPtrArray    *anlan_alarms_spotted (AnlanAlarms *alarms, gint64 since, guint max, GError **error);

G_END_DECLS
