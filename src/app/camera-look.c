/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "camera-look.h"

#include "base/error.h"
#include "base/time.h"
#include "camera-facts.h"
#include "chore.h"
#include "model/query.h"
#include "station/live.h"
#include "store/files.h"

/* So many of the latest alarms and detections are looked through. */
#define MOST_ALARMS 2000
#define MOST_SPOTTED 2000
#define SPOTTED_DAYS 30

/* A look is renewed well before it ends. */
#define AHEAD_MS (15 * 1000)

/* Twice what a card shows, for screens with two pixels a point. */
#define EDGE 640

typedef struct
{
  AnlanPlant *plant;
  gboolean look_through;
  GHashTable *before; /* live; or NULL */
  AnlanCameraLook look;
} Work;

static void
live_free (gpointer data)
{
  AnlanCameraLive *live = data;

  g_clear_object (&live->texture);
  g_free (live->trouble);
  g_free (live);
}

void
anlan_camera_look_clear (AnlanCameraLook *look)
{
  g_clear_pointer (&look->sources, g_ptr_array_unref);
  g_clear_pointer (&look->alarms, g_ptr_array_unref);
  g_clear_pointer (&look->cameras, g_ptr_array_unref);
  g_clear_pointer (&look->live, g_hash_table_unref);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->plant);
  g_clear_pointer (&work->before, g_hash_table_unref);
  anlan_camera_look_clear (&work->look);
  g_free (work);
}

/* A plant in which nothing was ever raised has no such file. */
static GPtrArray *
read_spotted (AnlanPlant *plant, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  g_autoptr (GError) trouble = NULL;
  g_autoptr (AnlanAlarms) alarms =
      anlan_alarms_look (anlan_store_get_dir (store), anlan_store_get_clock (store), &trouble);

  if (alarms != NULL)
    return anlan_alarms_spotted (alarms, anlan_plant_now (plant) - SPOTTED_DAYS * ANLAN_DAY, MOST_SPOTTED,
                                 error);
  if (g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return g_ptr_array_new ();
  g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}

/* What is wrong with one camera keeps nobody from seeing the others. */
static AnlanCameraLive *
look_through (Work *work, const char *id)
{
  const char *dir = anlan_store_get_dir (anlan_plant_get_store (work->plant));
  const AnlanCameraLive *before = work->before != NULL ? g_hash_table_lookup (work->before, id) : NULL;
  AnlanCameraLive *seen = g_new0 (AnlanCameraLive, 1);
  g_auto (AnlanLive) live = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  seen->seen = G_MININT64;
  if (!anlan_live_look (dir, id, ANLAN_LIVE_USUAL, anlan_plant_now (work->plant) + AHEAD_MS, &error) ||
      !anlan_live_read (dir, id, ANLAN_LIVE_USUAL, &live, &error))
    {
      seen->trouble = g_strdup (error->message);
      return seen;
    }
  seen->trouble = g_strdup (live.trouble);
  if (live.picture == NULL)
    return seen;
  seen->seen = live.seen;
  if (before != NULL && before->texture != NULL && before->seen == live.seen)
    seen->texture = g_object_ref (before->texture);
  else if ((pixbuf = anlan_files_decode (live.picture, EDGE, &error)) != NULL)
    seen->texture = gdk_texture_new_for_pixbuf (pixbuf);
  else if (seen->trouble == NULL)
    seen->trouble = g_strdup (error->message);
  return seen;
}

static gboolean
read_records (Work *work, GError **error)
{
  g_autoptr (AnlanQuery) sources = anlan_query_new ("source"), alarms = anlan_query_new ("alarm");

  sources->sort = g_strdup ("name");
  alarms->sort = g_strdup ("-raised_at");
  alarms->limit = MOST_ALARMS;
  if (work->look.sources == NULL)
    work->look.sources = anlan_plant_find (work->plant, sources, error);
  if (work->look.sources != NULL && work->look.alarms == NULL)
    work->look.alarms = anlan_plant_find (work->plant, alarms, error);
  return work->look.alarms != NULL;
}

static gboolean
look (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (GPtrArray) spotted = NULL;
  GPtrArray *sources;

  spotted = read_records (work, error) ? read_spotted (work->plant, error) : NULL;
  if (spotted == NULL)
    return FALSE;
  sources = work->look.sources;
  work->look.cameras = anlan_camera_facts_gather (sources, work->look.alarms, spotted);
  work->look.live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, live_free);
  for (guint i = 0; work->look_through && i < sources->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const AnlanRecord *source = g_ptr_array_index (sources, i);

      if (anlan_camera_is_live_type (anlan_record_get_text (source, "type")) &&
          g_strcmp0 (anlan_record_get_text (source, "state"), "off") != 0)
        g_hash_table_insert (work->look.live, g_strdup (source->id), look_through (work, source->id));
    }
  return TRUE;
}

void
anlan_camera_look_async (AnlanPlant *plant,
                         gboolean look_through,
                         const AnlanCameraLook *before,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  g_return_if_fail (plant != NULL && before != NULL);

  work->plant = g_object_ref (plant);
  work->look_through = look_through;
  work->before = before->live != NULL ? g_hash_table_ref (before->live) : NULL;
  work->look.sources = before->sources != NULL ? g_ptr_array_ref (before->sources) : NULL;
  work->look.alarms = before->alarms != NULL ? g_ptr_array_ref (before->alarms) : NULL;
  anlan_chore_run (plant, look, work, work_free, NULL, cancellable, callback, user_data);
}

gboolean
anlan_camera_look_finish (GAsyncResult *result, AnlanCameraLook *look, GError **error)
{
  gpointer data;
  Work *work;

  if (!anlan_chore_finish (result, &data, error))
    return FALSE;
  work = data;
  *look = work->look;
  work->look = (AnlanCameraLook){ NULL };
  return TRUE;
}
