/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/vigil.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "base/blocking.h"
#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "vigil-private.h"

#define FILE_NAME "station.json"
#define FILE_MAX (8 * 1024 * 1024)

void
anlan_vigil_clear (AnlanVigil *vigil)
{
  g_clear_pointer (&vigil->gaps, g_array_unref);
  g_clear_pointer (&vigil->more, g_free);
}

/* --- reading --------------------------------------------------------------------------------------------------- */

static gint64
get_moment (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  gint64 ms;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return G_MININT64;
  return anlan_time_parse (json_node_get_string (node), &ms) ? ms : G_MININT64;
}

static gboolean
get_yes (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static void
read_gap (AnlanVigil *vigil, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  AnlanVigilGap gap;

  if (object == NULL)
    return;
  gap =
      (AnlanVigilGap){ get_moment (object, "from"), get_moment (object, "to"), get_yes (object, "stopped") };
  if (gap.from != G_MININT64 && gap.to != G_MININT64 && gap.from < gap.to)
    g_array_append_val (vigil->gaps, gap);
}

static gboolean
read_node (AnlanVigil *vigil, JsonNode *node)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *gaps;

  if (object == NULL)
    return FALSE;
  vigil->since = get_moment (object, "since");
  vigil->alive = get_moment (object, "alive");
  vigil->stopped = get_yes (object, "stopped");
  gaps = json_object_get_member (object, "gaps");
  for (guint i = 0;
       gaps != NULL && JSON_NODE_HOLDS_ARRAY (gaps) && i < json_array_get_length (json_node_get_array (gaps));
       i++)
    read_gap (vigil, json_array_get_element (json_node_get_array (gaps), i));
  return vigil->alive != G_MININT64;
}

gboolean
station_vigil_load (const char *dir, AnlanVigil *vigil, JsonNode **node, GError **error)
{
  g_autofree char *path = NULL, *text = NULL;
  g_autoptr (GError) trouble = NULL;
  gsize length;

  anlan_may_block ("read a file");
  *vigil =
      (AnlanVigil){ G_MININT64, G_MININT64, FALSE, g_array_new (FALSE, FALSE, sizeof (AnlanVigilGap)), NULL };
  *node = NULL;
  path = g_build_filename (dir, FILE_NAME, NULL);
  if (!g_file_get_contents (path, &text, &length, &trouble))
    {
      if (g_error_matches (trouble, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                   _ ("What the station says of itself cannot be read: %s"), trouble->message);
      return FALSE;
    }
  *node = anlan_json_parse (text, (gssize)length, FILE_MAX, NULL);
  if (read_node (vigil, *node))
    return TRUE;
  g_clear_pointer (node, json_node_unref);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
               _ ("“%s” is damaged. It is written anew by the station; earlier gaps are lost."), path);
  return FALSE;
}

gboolean
anlan_vigil_read (const char *dir, AnlanVigil *vigil, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (dir != NULL && vigil != NULL, FALSE);

  return station_vigil_load (dir, vigil, &node, error);
}

gboolean
anlan_vigil_is_on (const AnlanVigil *vigil, gint64 now)
{
  g_return_val_if_fail (vigil != NULL, FALSE);

  return vigil->alive != G_MININT64 && !vigil->stopped && now - vigil->alive <= ANLAN_VIGIL_GAP;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static void
put_moment (AnlanJson *json, const char *name, gint64 ms)
{
  g_autofree char *moment = anlan_time_format (ms);

  anlan_json_name (json, name);
  anlan_json_text (json, moment);
}

static void
put_yes (AnlanJson *json, const char *name, gboolean yes)
{
  anlan_json_name (json, name);
  anlan_json_boolean (json, yes);
}

static char *
to_text (const AnlanVigil *vigil)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_moment (&json, "since", vigil->since);
  put_moment (&json, "alive", vigil->alive);
  put_yes (&json, "stopped", vigil->stopped);
  anlan_json_name (&json, "gaps");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < vigil->gaps->len; i++)
    {
      const AnlanVigilGap *gap = &g_array_index (vigil->gaps, AnlanVigilGap, i);

      anlan_json_open (&json, '{');
      put_moment (&json, "from", gap->from);
      put_moment (&json, "to", gap->to);
      put_yes (&json, "stopped", gap->stopped);
      anlan_json_close (&json, '}');
    }
  anlan_json_close (&json, ']');
  if (vigil->more != NULL)
    {
      anlan_json_name (&json, "station");
      anlan_json_raw (&json, vigil->more);
    }
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
write_file (const char *dir, const AnlanVigil *vigil, GError **error)
{
  g_autofree char *path = g_build_filename (dir, FILE_NAME, NULL);
  g_autofree char *text = to_text (vigil);
  g_autoptr (GError) trouble = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &trouble))
    return TRUE;
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_IO,
      _ ("The station cannot say that it lives (%s). It goes on to watch. See whether the disk is full."),
      trouble->message);
  return FALSE;
}

static void
add_gap (AnlanVigil *vigil, gint64 now)
{
  AnlanVigilGap gap = { vigil->alive, now, vigil->stopped };

  if (vigil->alive == G_MININT64 || now - vigil->alive <= ANLAN_VIGIL_GAP)
    return;
  if (vigil->gaps->len >= ANLAN_VIGIL_GAPS)
    g_array_remove_range (vigil->gaps, 0, vigil->gaps->len - ANLAN_VIGIL_GAPS + 1);
  g_array_append_val (vigil->gaps, gap);
}

gboolean
anlan_vigil_begin (const char *dir, gint64 now, AnlanVigil *vigil, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  g_return_val_if_fail (dir != NULL && vigil != NULL, FALSE);

  if (!anlan_vigil_read (dir, vigil, &trouble))
    g_warning ("%s", trouble->message);
  add_gap (vigil, now);
  vigil->since = vigil->alive = now;
  vigil->stopped = FALSE;
  return write_file (dir, vigil, error);
}

/* A machine that slept has a gap as well. */
gboolean
anlan_vigil_beat (const char *dir, gint64 now, AnlanVigil *vigil, GError **error)
{
  g_return_val_if_fail (dir != NULL && vigil != NULL && vigil->gaps != NULL, FALSE);

  add_gap (vigil, now);
  vigil->alive = now;
  return write_file (dir, vigil, error);
}

gboolean
anlan_vigil_end (const char *dir, gint64 now, AnlanVigil *vigil, GError **error)
{
  g_return_val_if_fail (dir != NULL && vigil != NULL && vigil->gaps != NULL, FALSE);

  add_gap (vigil, now);
  vigil->alive = now;
  vigil->stopped = TRUE;
  return write_file (dir, vigil, error);
}
