/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/readings.h"

G_BEGIN_DECLS

/* So many minutes are seen behind the last value. */
#define ANLAN_GLANCE_MINUTES 60

/**
 * AnlanGlance:
 * @ts: moment of the last reading, or G_MININT64
 * @value: NAN where the last reading had none
 * @minutes: (element-type AnlanStretch): of the last hour before @ts; minutes without readings have no point
 * @usual: how far readings lie apart as a rule, ms; 0 where that cannot be told
 *
 * What is seen of a series on its tile.
 */
typedef struct
{
  char *name;
  char *unit; /* as its source names it, or NULL */
  gint64 ts;
  gint64 received;
  double value;
  AnlanQuality quality;
  GArray *minutes;
  gint64 usual;
} AnlanGlance;

void
anlan_glance_free (AnlanGlance *glance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanGlance, anlan_glance_free)

/**
 * anlan_glances_read:
 * @db: any connection to readings.db
 * @seen: moment of the last reading of each series that is known already, by name (gint64 *); what is read is noted there
 *
 * Returns: (transfer full) (element-type AnlanGlance): the series of which there is a newer reading than @seen has, and
 * those that are new.
 */
GPtrArray *
anlan_glances_read (AnlanDb *db, GHashTable *seen, GError **error);

/* For @seen: owns its names and moments. */
GHashTable *
anlan_glances_seen_new (void);

/**
 * anlan_glance_stale_after:
 * @silent_after: what the plant says for this series, ms; 0: nothing
 *
 * From what age on the last value must not look like a live one: as the plant says, else after three of the distances at
 * which readings come, half a minute at least; fifteen minutes where nothing is known.
 */
gint64
anlan_glance_stale_after (const AnlanGlance *glance, gint64 silent_after);

G_END_DECLS
