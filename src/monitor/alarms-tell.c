/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* What the station notes of alarms while it tells people. */

#include "alarms-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"

/* As many as one has room for; a flood of detections has more. */
#define PICTURES_MAX 20

#define UNTOLD_MAX 100

#define RECORDINGS_MAX_BYTES (256 * 1024)

gboolean
anlan_alarms_last_change (AnlanAlarms *alarms, gint64 *change, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_return_val_if_fail (alarms != NULL && change != NULL, FALSE);

  if (!anlan_db_lookup (alarms->db, "SELECT change FROM counter", NULL, &value, error))
    return FALSE;
  *change = anlan_value_get_integer (&value, 0);
  return TRUE;
}

GPtrArray *
anlan_alarms_untold (AnlanAlarms *alarms, GError **error)
{
  g_return_val_if_fail (alarms != NULL, NULL);

  return anlan_alarms_select (alarms, error, "told < change ORDER BY change LIMIT ?", "i",
                              (gint64)UNTOLD_MAX);
}

gboolean
anlan_alarms_note_told (AnlanAlarms *alarms, const AnlanAlarm *alarm, GError **error)
{
  g_return_val_if_fail (alarms != NULL && alarm != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms,
                             anlan_alarms_run (alarms, error, "UPDATE alarm SET told = ?2 WHERE id = ?1",
                                               "ti", alarm->id, alarm->change),
                             error);
}

gboolean
anlan_alarms_count_seen (AnlanAlarms *alarms, const char *id, guint *n, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_return_val_if_fail (alarms != NULL && id != NULL && n != NULL, FALSE);

  if (!anlan_db_lookup (alarms->db, "SELECT count(*) FROM event WHERE alarm = ? AND what = 'acknowledged'",
                        id, &value, error))
    return FALSE;
  *n = (guint)anlan_value_get_integer (&value, 0);
  return TRUE;
}

static gboolean
evacuate (AnlanAlarms *alarms, const char *id, GError **error)
{
  g_autoptr (AnlanAlarm) alarm = anlan_alarms_get (alarms, id, error);
  gint64 change;

  if (alarm == NULL || alarm->evacuate != G_MININT64)
    return alarm != NULL;
  return anlan_alarms_next_change (alarms, &change, error) &&
         anlan_alarms_run (alarms, error, "UPDATE alarm SET evacuate = ?2, change = ?3 WHERE id = ?1", "tii",
                           id, anlan_clock_now (alarms->clock), change) &&
         anlan_alarms_note (alarms, id, "evacuation", NULL, NULL, error);
}

gboolean
anlan_alarms_evacuate (AnlanAlarms *alarms, const char *id, GError **error)
{
  g_return_val_if_fail (alarms != NULL && id != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, evacuate (alarms, id, error), error);
}

/* The list with one more, or NULL where it is there or too many are. */
static char *
list_with (const char *list, const char *sha256)
{
  g_autoptr (JsonNode) node = list != NULL ? anlan_json_parse (list, -1, 64 * 1024, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '[');
  for (guint i = 0; i < n; i++)
    {
      const char *one = json_array_get_string_element (array, i);

      if (n >= PICTURES_MAX || g_strcmp0 (one, sha256) == 0)
        {
          anlan_json_clear (&json);
          return NULL;
        }
      anlan_json_text (&json, one);
    }
  anlan_json_text (&json, sha256);
  anlan_json_close (&json, ']');
  return anlan_json_end (&json);
}

static gboolean
add_picture (AnlanAlarms *alarms, const char *id, const char *sha256, GError **error)
{
  g_autoptr (AnlanAlarm) alarm = anlan_alarms_get (alarms, id, error);
  g_autofree char *list = alarm != NULL ? list_with (alarm->pictures, sha256) : NULL;
  gint64 change;

  if (list == NULL)
    return alarm != NULL;
  return anlan_alarms_next_change (alarms, &change, error) &&
         anlan_alarms_run (alarms, error, "UPDATE alarm SET pictures = ?2, change = ?3 WHERE id = ?1", "tti",
                           id, list, change);
}

gboolean
anlan_alarms_add_picture (AnlanAlarms *alarms, const char *id, const char *sha256, GError **error)
{
  g_return_val_if_fail (alarms != NULL && id != NULL && sha256 != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, add_picture (alarms, id, sha256, error), error);
}

/* --- recordings ---------------------------------------------------------------------------------------------- */

static void
put_moment (AnlanJson *json, const char *name, gint64 ms)
{
  g_autofree char *text = anlan_time_format (ms);

  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static char *
recording_text (const char *camera, const char *address, gint64 from, gint64 to)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "camera");
  anlan_json_text (&json, camera);
  anlan_json_name (&json, "address");
  anlan_json_text (&json, address);
  put_moment (&json, "from", from);
  put_moment (&json, "to", to);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

/* The list with one more, or NULL where it is there or too many are. */
static char *
recordings_with (const char *list, const char *address, const char *recording)
{
  g_autoptr (JsonNode) node = list != NULL ? anlan_json_parse (list, -1, RECORDINGS_MAX_BYTES, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n >= PICTURES_MAX)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (json_object_get_string_member_with_default (json_array_get_object_element (array, i),
                                                               "address", NULL),
                   address) == 0)
      return NULL;
  return n > 0 ? g_strdup_printf ("%.*s,%s]", (int)(strlen (list) - 1), list, recording)
               : g_strdup_printf ("[%s]", recording);
}

static gboolean
add_recording (
    AnlanAlarms *alarms, const char *id, const char *address, const char *recording, GError **error)
{
  g_autoptr (AnlanAlarm) alarm = anlan_alarms_get (alarms, id, error);
  g_autofree char *list = alarm != NULL ? recordings_with (alarm->recordings, address, recording) : NULL;
  gint64 change;

  if (list == NULL)
    return alarm != NULL;
  return anlan_alarms_next_change (alarms, &change, error) &&
         anlan_alarms_run (alarms, error, "UPDATE alarm SET recordings = ?2, change = ?3 WHERE id = ?1",
                           "tti", id, list, change);
}

gboolean
anlan_alarms_add_recording (AnlanAlarms *alarms,
                            const char *id,
                            const char *camera,
                            const char *address,
                            gint64 from,
                            gint64 to,
                            GError **error)
{
  g_autofree char *recording = NULL;

  g_return_val_if_fail (alarms != NULL && id != NULL && camera != NULL && address != NULL, FALSE);

  recording = recording_text (camera, address, from, to);
  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, add_recording (alarms, id, address, recording, error), error);
}

/* The clip that was named for it, or NULL. @camera gets its name. */
static char *
find_clip (AnlanAlarms *alarms, const AnlanAlarm *alarm, char **camera, GError **error)
{
  char *clip = NULL;
  AnlanStmt *stmt = anlan_db_statement (
      alarms->db,
      "SELECT raw ->> '$.clip' AS clip, coalesce (camera, source) FROM detection WHERE ?1 IN (camera, zone) "
      "AND "
      "ts BETWEEN ?2 - 30000 AND ?2 + 30000 AND CASE WHEN json_valid (raw) THEN raw ->> '$.clip' END LIKE "
      "'http%' ORDER BY abs (ts - ?2), received LIMIT 1",
      error);

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, alarm->subject);
  anlan_stmt_bind_integer (stmt, 2, alarm->device_ts);
  if (anlan_stmt_step (stmt, error) == ANLAN_STEP_ROW)
    {
      clip = g_strdup (anlan_stmt_text (stmt, 0));
      *camera = g_strdup (anlan_stmt_text (stmt, 1));
    }
  anlan_stmt_reset (stmt);
  return clip;
}

gboolean
anlan_alarms_take_clips (AnlanAlarms *alarms, gint64 since, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (alarms != NULL, FALSE);

  list = anlan_alarms_select (alarms, error,
                              "raised > ? AND recordings IS NULL ORDER BY raised DESC LIMIT 50", "i", since);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (list, i);
      g_autoptr (GError) trouble = NULL;
      g_autofree char *camera = NULL, *clip = find_clip (alarms, alarm, &camera, &trouble);

      if (trouble != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
      if (clip != NULL && !anlan_alarms_add_recording (alarms, alarm->id, camera, clip, alarm->device_ts,
                                                       alarm->device_ts, error))
        return FALSE;
    }
  return list != NULL;
}

gboolean
anlan_alarms_count_pictures (AnlanAlarms *alarms, const char *source, gint64 since, guint *n, GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (alarms != NULL && source != NULL && n != NULL, FALSE);

  stmt = anlan_db_statement (
      alarms->db, "SELECT count (DISTINCT picture) FROM detection WHERE source = ?1 AND received >= ?2",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, source);
  anlan_stmt_bind_integer (stmt, 2, since);
  step = anlan_stmt_step (stmt, error);
  *n = step == ANLAN_STEP_ROW ? (guint)anlan_stmt_integer (stmt, 0) : 0;
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}

/* --- pictures -------------------------------------------------------------------------------------------------- */

/* The first column of each row, as text. */
static GPtrArray *
list_texts (AnlanAlarms *alarms, const char *sql, gint64 a, gint64 b, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  AnlanStmt *stmt = anlan_db_statement (alarms->db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_integer (stmt, 1, a);
  anlan_stmt_bind_integer (stmt, 2, b);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (texts, g_strdup (anlan_stmt_text (stmt, 0)));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&texts) : NULL;
}

gboolean
anlan_alarms_take_pictures (AnlanAlarms *alarms, gint64 since, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (alarms != NULL, FALSE);

  list = anlan_alarms_select (alarms, error, "raised > ? AND pictures IS NULL ORDER BY raised DESC LIMIT 50",
                              "i", since);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (list, i);
      g_autoptr (GError) trouble = NULL;
      g_autofree char *picture = anlan_alarms_picture (alarms, alarm, &trouble);

      if (trouble != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
      if (picture != NULL && !anlan_alarms_add_picture (alarms, alarm->id, picture, error))
        return FALSE;
    }
  return list != NULL;
}

GPtrArray *
anlan_alarms_old_pictures (AnlanAlarms *alarms, gint64 before, GError **error)
{
  g_return_val_if_fail (alarms != NULL, NULL);

  return list_texts (
      alarms,
      "SELECT DISTINCT d.picture FROM detection d WHERE d.ts < ?1 AND d.picture IS NOT NULL AND "
      "NOT EXISTS (SELECT 1 FROM detection l WHERE l.picture = d.picture AND l.ts >= ?1) AND "
      "NOT EXISTS (SELECT 1 FROM alarm a WHERE instr (a.pictures, d.picture) > 0) LIMIT ?2",
      before, 50, error);
}

gboolean
anlan_alarms_forget_picture (AnlanAlarms *alarms, const char *sha256, GError **error)
{
  g_return_val_if_fail (alarms != NULL && sha256 != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms,
                             anlan_alarms_run (alarms, error,
                                               "UPDATE detection SET picture = NULL WHERE picture = ?", "t",
                                               sha256),
                             error);
}
