/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* Alarms as records of the plant. The record's field "change" says which change of alarms.db it shows: what was written and
 * not noted before a crash is seen by it. */

#include "monitor/station-kinds.h"

#include <math.h>

#include "alarms-private.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "model/query.h"
#include "store/files.h"

/* So many at a time: a storm must not hold the writer of the plant for long. */
#define SLICE 100

/* As large as a camera's picture may be. */
#define PICTURE_MAX (16 * 1024 * 1024)

static void
set_moment (AnlanChange *change, const char *field, gint64 ms)
{
  g_autofree char *moment = ms != G_MININT64 ? anlan_time_format (ms) : NULL;

  if (moment != NULL)
    anlan_change_set_text (change, field, moment);
  else
    anlan_change_set_null (change, field);
}

static void
set_text (AnlanChange *change, const char *field, const char *text)
{
  if (text != NULL && text[0] != '\0')
    anlan_change_set_text (change, field, text);
  else
    anlan_change_set_null (change, field);
}

static void
set_real (AnlanChange *change, const char *field, double real)
{
  if (isfinite (real))
    anlan_change_set_real (change, field, real);
  else
    anlan_change_set_null (change, field);
}

/* What its source calls the zone is one of the plant's, or stays a word. */
static void
set_zone (AnlanChange *change, AnlanPlant *plant, const char *name)
{
  g_autoptr (AnlanRecord) zone = name[0] != '\0' ? anlan_plant_load (plant, "zone", name, NULL) : NULL;

  if (zone != NULL)
    anlan_change_set_text (change, "zone", zone->id);
  else
    set_text (change, "zone_name", name);
}

/* A person of the plant by name; a name that is no person's stays as it was given. */
static void
set_person (AnlanChange *change, AnlanPlant *plant, const char *field, const char *who)
{
  g_autoptr (AnlanRecord) person =
      who != NULL && who[0] != '\0' ? anlan_plant_load (plant, "person", who, NULL) : NULL;

  set_text (change, field, person != NULL ? anlan_record_label (person) : who);
}

static void
set_what (AnlanChange *change, AnlanPlant *plant, const AnlanAlarm *alarm)
{
  anlan_change_set_text (change, "name", alarm->title);
  anlan_change_set_text (change, "subject", alarm->subject);
  set_zone (change, plant, alarm->zone);
  anlan_change_set_text (change, "severity", anlan_severity_name (alarm->severity));
  anlan_change_set_text (change, "danger", anlan_danger_name (alarm->danger));
  set_real (change, "value", alarm->value);
  set_text (change, "measure", alarm->unit);
  anlan_change_set_text (change, "rule", alarm->rule);
  set_text (change, "response", alarm->response);
  set_moment (change, "raised_at", alarm->raised);
  anlan_change_set_integer (change, "test", alarm->test);
}

static void
set_life (AnlanChange *change, AnlanPlant *plant, const AnlanAlarm *alarm)
{
  anlan_change_set_text (change, "state", anlan_alarm_state_name (alarm->state));
  set_real (change, "peak", alarm->peak);
  anlan_change_set_integer (change, "repeats", alarm->repeats);
  set_moment (change, "acknowledged_at", alarm->acknowledged);
  set_person (change, plant, "acknowledged_by", alarm->acknowledged_by);
  set_moment (change, "cleared_at", alarm->cleared);
  set_moment (change, "closed_at", alarm->closed);
  set_person (change, plant, "closed_by", alarm->closed_by);
  set_text (change, "cause", alarm->cause);
  set_text (change, "note", alarm->note);
  anlan_change_set_integer (change, "evacuate", alarm->evacuate != G_MININT64);
  anlan_change_set_integer (change, "quiet", alarm->folded != NULL || alarm->shelf != NULL);
  anlan_change_set_integer (change, "change", alarm->change);
}

/* Those that are there: one that could not be stored is left out. */
static void
set_pictures (AnlanChange *change, AnlanPlant *plant, const char *list)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_auto (GStrv) names = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  anlan_value_set_text (&value, list);
  names = anlan_value_get_items (&value);
  for (guint i = 0; names[i] != NULL; i++)
    {
      AnlanStore *store = anlan_plant_get_store (plant);
      g_autofree char *path = anlan_files_path (store, names[i]);
      AnlanFile *file =
          path != NULL ? anlan_files_add (store, path, ANLAN_FILE_PHOTO, PICTURE_MAX, FALSE, NULL) : NULL;

      if (file == NULL)
        continue;
      g_ptr_array_add (change->files, file);
      g_ptr_array_add (kept, names[i]);
    }
  g_ptr_array_add (kept, NULL);
  anlan_value_set_items (&value, (const char *const *)kept->pdata);
  anlan_change_set (change, "pictures", &value);
}

/* A line each: "Gate: rtsp://…". */
static void
set_recordings (AnlanChange *change, const char *list)
{
  g_autoptr (JsonNode) node = anlan_json_parse (list, -1, 1024 * 1024, NULL);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = json_array_get_object_element (array, i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "\n" : "",
                              json_object_get_string_member_with_default (one, "camera", ""),
                              json_object_get_string_member_with_default (one, "address", ""));
    }
  anlan_change_set_text (change, "recordings", text->str);
}

/* The change that brings an alarm, or NULL where the plant has it already. */
static gboolean
make_change (AnlanPlant *plant, const AnlanAlarm *alarm, AnlanChange **change, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load (plant, "alarm", alarm->id, &trouble);

  *change = NULL;
  if (record == NULL && !g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (record != NULL && anlan_value_get_integer (anlan_record_get (record, "change"), 0) >= alarm->change)
    return TRUE;
  *change = anlan_change_new (record == NULL ? ANLAN_OP_CREATE : ANLAN_OP_EDIT, "alarm", alarm->id);
  (*change)->unasked = TRUE;
  if (alarm->pictures != NULL)
    set_pictures (*change, plant, alarm->pictures);
  if (alarm->recordings != NULL)
    set_recordings (*change, alarm->recordings);
  if (record == NULL)
    set_what (*change, plant, alarm);
  set_life (*change, plant, alarm);
  return TRUE;
}

static gboolean
note_mirrored (AnlanAlarms *alarms, GPtrArray *list, GError **error)
{
  gboolean done = TRUE;

  if (!anlan_alarms_enter (alarms, error))
    return FALSE;
  for (guint i = 0; i < list->len && done; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (list, i);

      done = anlan_alarms_run (alarms, error, "UPDATE alarm SET mirrored = ?2 WHERE id = ?1", "ti", alarm->id,
                               alarm->change);
    }
  return anlan_alarms_leave (alarms, done, error);
}

static gboolean
mirror_slice (AnlanAlarms *alarms, AnlanPlant *plant, GPtrArray *list, guint *n, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autofree char *batch = NULL;

  for (guint i = 0; i < list->len; i++)
    {
      AnlanChange *change;

      if (!make_change (plant, g_ptr_array_index (list, i), &change, error))
        return FALSE;
      if (change != NULL)
        g_ptr_array_add (changes, change);
    }
  *n += changes->len;
  if (changes->len > 0)
    {
      batch = anlan_plant_apply_batch (plant, changes, NULL, NULL, error);
      if (batch == NULL)
        return FALSE;
    }
  return note_mirrored (alarms, list, error);
}

gboolean
anlan_alarms_mirror (AnlanAlarms *alarms, AnlanPlant *plant, guint *n, GError **error)
{
  guint written = 0;

  g_return_val_if_fail (alarms != NULL && ANLAN_IS_PLANT (plant), FALSE);

  for (;;)
    {
      g_autoptr (GPtrArray) list = anlan_alarms_select (
          alarms, error, "mirrored < change ORDER BY change LIMIT ?", "i", (gint64)SLICE);

      if (list == NULL || (list->len > 0 && !mirror_slice (alarms, plant, list, &written, error)))
        return FALSE;
      if (list->len < SLICE)
        break;
    }
  if (n != NULL)
    *n = written;
  return TRUE;
}
