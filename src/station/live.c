/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/live.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "link/json-get.h"
#include "station-folder.h"

/* So long after the last look a picture stays, ms: who looks away for a moment has it at once. */
#define LINGER ANLAN_MINUTE

/* Names in the folder: LOOK-SOURCE-CHANNEL.json is a mark, SEEN-… .json and .jpg what was seen. */
#define LOOK "look-"
#define SEEN "live-"

#define CHANNEL_MAX 512

void
anlan_live_clear (AnlanLive *live)
{
  g_clear_pointer (&live->picture, g_bytes_unref);
  g_clear_pointer (&live->trouble, g_free);
}

void
anlan_live_look_free (AnlanLiveLook *look)
{
  g_free (look->source);
  g_free (look);
}

static char *
name_of (const char *start, const char *source, guint channel, const char *end)
{
  return g_strdup_printf ("%s%s-%u%s", start, source, channel, end);
}

static gboolean
check (const char *source, guint channel, GError **error)
{
  if (station_folder_id_valid (source) && channel <= CHANNEL_MAX)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, "“%s”, channel %u, is no camera.", source, channel);
  return FALSE;
}

static void
put_moment (AnlanJson *json, const char *name, gint64 ms)
{
  g_autofree char *text = ms != G_MININT64 ? anlan_time_format (ms) : NULL;

  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

/* --- who looks -------------------------------------------------------------------------------------------------------- */

gboolean
anlan_live_look (const char *dir, const char *source, guint channel, gint64 until, GError **error)
{
  g_autofree char *name = NULL, *text = NULL;
  AnlanJson json;

  g_return_val_if_fail (dir != NULL && source != NULL, FALSE);

  if (!check (source, channel, error))
    return FALSE;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_moment (&json, "until", until);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  name = name_of (LOOK, source, channel, ".json");
  return station_folder_write (dir, name, text, strlen (text), error);
}

gboolean
anlan_live_read (const char *dir, const char *source, guint channel, AnlanLive *live, GError **error)
{
  g_autofree char *name = NULL, *picture = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) trouble = NULL;

  g_return_val_if_fail (dir != NULL && source != NULL && live != NULL, FALSE);

  *live = (AnlanLive){ .at = G_MININT64, .seen = G_MININT64 };
  if (!check (source, channel, error))
    return FALSE;
  name = name_of (SEEN, source, channel, ".json");
  picture = name_of (SEEN, source, channel, ".jpg");
  object = station_folder_read_object (dir, name, &trouble);
  if (object == NULL)
    {
      if (g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  live->at = station_folder_moment (object, "at");
  live->seen = station_folder_moment (object, "seen");
  live->trouble = g_strdup (anlan_json_get_text (object, "trouble"));
  if (live->seen == G_MININT64)
    return TRUE;
  live->picture = station_folder_read (dir, picture, &trouble);
  /* It was taken away just now: nobody had looked. */
  if (live->picture == NULL)
    live->seen = G_MININT64;
  if (live->picture != NULL || g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/* --- the station -------------------------------------------------------------------------------------------------------- */

/* NULL where @name is no mark's: "look-", an id, "-", a number, ".json". */
static AnlanLiveLook *
look_of_name (const char *name)
{
  const char *start = name + strlen (LOOK), *dash = strrchr (name, '-');
  g_autofree char *source = NULL;
  AnlanLiveLook *look;
  char *end;
  guint64 channel;

  if (!g_str_has_prefix (name, LOOK) || dash <= start || !g_ascii_isdigit (dash[1]))
    return NULL;
  channel = g_ascii_strtoull (dash + 1, &end, 10);
  source = g_strndup (start, (gsize)(dash - start));
  if (strcmp (end, ".json") != 0 || channel > CHANNEL_MAX || !station_folder_id_valid (source))
    return NULL;
  look = g_new0 (AnlanLiveLook, 1);
  look->source = g_steal_pointer (&source);
  look->channel = (guint)channel;
  return look;
}

static void
remove_look (const char *dir, const AnlanLiveLook *look)
{
  g_autofree char *mark = name_of (LOOK, look->source, look->channel, ".json");
  g_autofree char *seen = name_of (SEEN, look->source, look->channel, ".json");
  g_autofree char *picture = name_of (SEEN, look->source, look->channel, ".jpg");
  g_autoptr (GError) error = NULL;

  if (!station_folder_remove (dir, picture, &error) || !station_folder_remove (dir, seen, &error) ||
      !station_folder_remove (dir, mark, &error))
    g_warning ("%s", error->message);
}

/* FALSE where it does not hold. One that makes no sense never held. */
static gboolean
read_look (const char *dir, const char *name, gint64 now, AnlanLiveLook *look)
{
  g_autoptr (JsonObject) object = station_folder_read_object (dir, name, NULL);

  look->until = object != NULL ? station_folder_moment (object, "until") : G_MININT64;
  if (look->until == G_MININT64 || look->until < now - LINGER || look->until > now + 2 * ANLAN_LIVE_LONGEST)
    remove_look (dir, look);
  return look->until >= now && look->until <= now + ANLAN_LIVE_LONGEST;
}

static int
compare_looks (gconstpointer a, gconstpointer b)
{
  const AnlanLiveLook *one = *(const AnlanLiveLook *const *)a, *two = *(const AnlanLiveLook *const *)b;
  int order = strcmp (one->source, two->source);

  return order != 0 ? order : (one->channel > two->channel) - (one->channel < two->channel);
}

GPtrArray *
anlan_live_looks (const char *dir, gint64 now)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) files = NULL;
  GPtrArray *looks;
  const char *name;

  g_return_val_if_fail (dir != NULL, NULL);

  looks = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_live_look_free);
  folder = station_folder_path (dir, NULL);
  files = g_dir_open (folder, 0, NULL);
  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      AnlanLiveLook *look = look_of_name (name);

      if (look != NULL && read_look (dir, name, now, look))
        g_ptr_array_add (looks, look);
      else if (look != NULL)
        anlan_live_look_free (look);
    }
  g_ptr_array_sort (looks, compare_looks);
  return looks;
}

gboolean
anlan_live_write (const char *dir, const char *source, guint channel, const AnlanLive *live, GError **error)
{
  g_autofree char *name = NULL, *picture = NULL, *text = NULL;
  AnlanJson json;

  g_return_val_if_fail (dir != NULL && source != NULL && live != NULL, FALSE);

  if (!check (source, channel, error))
    return FALSE;
  name = name_of (SEEN, source, channel, ".json");
  picture = name_of (SEEN, source, channel, ".jpg");
  if (live->picture != NULL && !station_folder_write (dir, picture, g_bytes_get_data (live->picture, NULL),
                                                      g_bytes_get_size (live->picture), error))
    return FALSE;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_moment (&json, "at", live->at);
  put_moment (&json, "seen", live->seen);
  anlan_json_name (&json, "trouble");
  anlan_json_text (&json, live->trouble);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  return station_folder_write (dir, name, text, strlen (text), error);
}
