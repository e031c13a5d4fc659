/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "access-limit.h"

/* As many come from nowhere but a network that is no plant's: then those that are full again are forgotten, and where that
 * makes no room, all. */
#define MOST 20000

typedef struct
{
  double left;
  gint64 at;
  gint64 full; /* when it is again */
} Bucket;

struct _StationLimits
{
  GMutex mutex;
  GHashTable *buckets; /* utf8: Bucket */
};

StationLimits *
station_limits_new (void)
{
  StationLimits *limits = g_new0 (StationLimits, 1);

  g_mutex_init (&limits->mutex);
  limits->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return limits;
}

void
station_limits_free (StationLimits *limits)
{
  g_mutex_clear (&limits->mutex);
  g_hash_table_unref (limits->buckets);
  g_free (limits);
}

static gboolean
is_full (gpointer name, gpointer bucket, gpointer now)
{
  return ((const Bucket *)bucket)->full <= *(const gint64 *)now;
}

static Bucket *
find (StationLimits *limits, const char *name, const StationLimit *limit, gint64 now)
{
  Bucket *bucket = g_hash_table_lookup (limits->buckets, name);

  if (bucket != NULL)
    return bucket;
  if (g_hash_table_size (limits->buckets) >= MOST)
    g_hash_table_foreach_remove (limits->buckets, is_full, &now);
  if (g_hash_table_size (limits->buckets) >= MOST)
    g_hash_table_remove_all (limits->buckets);
  bucket = g_new0 (Bucket, 1);
  bucket->left = limit->burst;
  bucket->at = now;
  g_hash_table_insert (limits->buckets, g_strdup (name), bucket);
  return bucket;
}

gboolean
station_limits_take (StationLimits *limits,
                     const char *name,
                     const StationLimit *limit,
                     gint64 now,
                     gboolean take,
                     gint64 *wait)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&limits->mutex);
  Bucket *bucket = find (limits, name, limit, now);
  const double grown = bucket->left + (double)(now - bucket->at) / (double)limit->every;
  gboolean may;

  bucket->left = MIN (grown, limit->burst);
  bucket->at = now;
  may = bucket->left >= 1;
  if (may && take)
    bucket->left -= 1;
  bucket->full = now + (gint64)((limit->burst - bucket->left) * (double)limit->every);
  *wait = may ? 0 : (gint64)((1 - bucket->left) * (double)limit->every) + 1;
  return may;
}
