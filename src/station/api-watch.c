/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* What programs look at: definitions, readings, alarms, the gate and the journal. */

#include "api-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/hlc.h"
#include "base/time.h"
#include "model/checks.h"
#include "monitor/tell-json.h"
#include "store/side.h"

#define POINTS 1000
#define POINTS_MAX 10000
#define LINES 200
#define LINES_MAX 1000

static const char *
dir_of (Api *api)
{
  return anlan_store_get_dir (anlan_plant_get_store (api->plant));
}

static gboolean
need_query (Api *api, const char *name, const char **text, GError **error)
{
  *text = anlan_call_get_query (api->call, name);
  if (*text != NULL && (*text)[0] != '\0')
    return TRUE;
  api->field = g_strdup (name);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is missing."), name);
  return FALSE;
}

/* --- kinds ------------------------------------------------------------------------------------------------------------------ */

/* Whether the token may do anything with it. */
static gboolean
is_known (const AnlanToken *token, const char *kind)
{
  static const char *const deeds[] = { "read", "add", "set", "step", "push" };

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (anlan_token_may (token, kind, deeds[i]))
      return TRUE;
  return FALSE;
}

gboolean
api_list_kinds (Api *api, GError **error)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (api->plant);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "kinds");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      g_autofree char *text = is_known (api->token, kind->id) ? anlan_kind_to_json (kind) : NULL;

      if (text != NULL)
        anlan_json_raw (&json, text);
    }
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  api_answer (api, 200, &json);
  return TRUE;
}

gboolean
api_read_kind (Api *api, GError **error)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (api->plant, api->parts[1]);

  if (kind == NULL || !is_known (api->token, kind->id))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no kind “%s”."), api->parts[1]);
      return FALSE;
    }
  api_answer_raw (api, 200, anlan_kind_to_json (kind));
  return TRUE;
}

/* --- readings ----------------------------------------------------------------------------------------------------------------- */

static gboolean
read_moment (Api *api, const char *name, gint64 fallback, gint64 *ms, GError **error)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (api->plant);
  const char *text = anlan_call_get_query (api->call, name);
  g_autofree char *moment = text != NULL ? anlan_moment_from_text (text, zone) : NULL;

  *ms = fallback;
  if (text == NULL || (moment != NULL && anlan_time_parse (moment, ms)))
    return TRUE;
  api->field = g_strdup (name);
  return api_wrong (name, error);
}

static gboolean
put_series (AnlanJson *json, AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) list = anlan_readings_list (db, error);

  if (list == NULL)
    return FALSE;
  anlan_json_name (json, "series");
  anlan_json_open (json, '[');
  for (guint i = 0; i < list->len; i++)
    anlan_series_put_json (json, g_ptr_array_index (list, i));
  anlan_json_close (json, ']');
  return TRUE;
}

static gboolean
put_points (Api *api, AnlanJson *json, AnlanDb *db, const char *series, GError **error)
{
  const gint64 now = anlan_plant_now (api->plant);
  g_autoptr (GArray) points = NULL;
  AnlanRollup rollup;
  gint64 from, to;
  guint max;

  if (!api_read_count (api, "max", POINTS, POINTS_MAX, &max, error) ||
      !read_moment (api, "from", now - ANLAN_DAY, &from, error) ||
      !read_moment (api, "to", now + 1, &to, error))
    return FALSE;
  points = anlan_readings_query (db, series, from, to, max, &rollup, error);
  if (points == NULL)
    return FALSE;
  anlan_json_name (json, "id");
  anlan_json_text (json, series);
  anlan_json_name (json, "readings");
  anlan_json_open (json, '[');
  for (guint i = 0; i < points->len; i++)
    anlan_stretch_put_json (json, &g_array_index (points, AnlanStretch, i), rollup);
  anlan_json_close (json, ']');
  return TRUE;
}

gboolean
api_readings (Api *api, GError **error)
{
  const char *series = anlan_call_get_query (api->call, "series");
  AnlanDb *db = anlan_side_open (dir_of (api), ANLAN_SIDE_READINGS, FALSE, error);
  AnlanJson json;
  gboolean put;

  if (db == NULL)
    return FALSE;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put = series != NULL ? put_points (api, &json, db, series, error) : put_series (&json, db, error);
  anlan_db_close (db);
  if (!put)
    {
      anlan_json_clear (&json);
      return FALSE;
    }
  anlan_json_close (&json, '}');
  api_answer (api, 200, &json);
  return TRUE;
}

/* --- alarms -------------------------------------------------------------------------------------------------------------------- */

/* Who acknowledged and closed it is a person's id there. */
static void
put_alarm (Api *api, AnlanJson *json, AnlanAlarm *alarm)
{
  if (api->authority)
    {
      g_clear_pointer (&alarm->acknowledged_by, g_free);
      g_clear_pointer (&alarm->closed_by, g_free);
    }
  anlan_alarm_put_json (json, alarm);
}

/* NULL without @error: nothing has been raised yet. */
static AnlanAlarms *
look (Api *api, GError **error)
{
  GError *trouble = NULL;
  AnlanAlarms *alarms =
      anlan_alarms_look (dir_of (api), anlan_store_get_clock (anlan_plant_get_store (api->plant)), &trouble);

  if (alarms == NULL && !g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&trouble));
  g_clear_error (&trouble);
  return alarms;
}

gboolean
api_alarms (Api *api, GError **error)
{
  const char *all = anlan_call_get_query (api->call, "all");
  GError *trouble = NULL;
  g_autoptr (AnlanAlarms) alarms = NULL;
  g_autoptr (GPtrArray) list = NULL;
  AnlanJson json;

  if (all != NULL && strcmp (all, "true") != 0 && strcmp (all, "false") != 0)
    return api_wrong ("all", error);
  alarms = look (api, &trouble);
  list = alarms != NULL ? anlan_alarms_list (alarms, g_strcmp0 (all, "true") == 0, &trouble) : NULL;
  if (trouble != NULL)
    {
      g_propagate_error (error, trouble);
      return FALSE;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "alarms");
  anlan_json_open (&json, '[');
  for (guint i = 0; list != NULL && i < list->len; i++)
    put_alarm (api, &json, g_ptr_array_index (list, i));
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  api_answer (api, 200, &json);
  return TRUE;
}

gboolean
api_alarm (Api *api, GError **error)
{
  g_autoptr (AnlanAlarms) alarms =
      anlan_alarms_look (dir_of (api), anlan_store_get_clock (anlan_plant_get_store (api->plant)), error);
  g_autoptr (AnlanAlarm) alarm = alarms != NULL ? anlan_alarms_get (alarms, api->parts[1], error) : NULL;
  AnlanJson json;

  if (alarm == NULL)
    return FALSE;
  anlan_json_init (&json);
  put_alarm (api, &json, alarm);
  api_answer (api, 200, &json);
  return TRUE;
}

/* --- the gate -------------------------------------------------------------------------------------------------------------------- */

/* The answer says what the records say; a person who is not known is not let in, and that is an answer, too. */
gboolean
api_gate (Api *api, GError **error)
{
  g_autofree char *id = NULL, *more = NULL, *at = anlan_time_format (anlan_plant_now (api->plant));
  g_autoptr (GPtrArray) checks = NULL;
  const char *person, *zone;

  if (!need_query (api, "person", &person, error) || !need_query (api, "zone", &zone, error))
    return FALSE;
  checks = anlan_plant_gate (api->plant, person, zone, &id, error);
  if (checks == NULL)
    return FALSE;
  more = g_strdup_printf (",\"at\":\"%s\"", at);
  api_answer_raw (api, 200, anlan_checks_to_json (id, checks, more));
  return TRUE;
}

/* --- the journal ------------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Api *api;
  gint64 since;
  guint limit;
  guint n;
  gint64 last;
  AnlanJson json;
} Reading;

static void
put_text (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

/* What was written is only for who may read the kind; to an authority it would tell names. */
static void
put_patch (Reading *reading, const AnlanLine *line)
{
  if (reading->api->authority || line->kind == NULL ||
      !anlan_token_may (reading->api->token, line->kind, "read"))
    return;
  anlan_json_name (&reading->json, "patch");
  anlan_json_raw (&reading->json, line->patch);
}

static gboolean
line_cb (const AnlanLine *line, gpointer data)
{
  Reading *reading = data;
  g_autofree char *at = NULL;
  AnlanHlc hlc;

  if (reading->n == reading->limit)
    return FALSE;
  reading->n++;
  reading->last = line->seq;
  at = anlan_hlc_parse (line->hlc, &hlc) ? anlan_time_format (hlc.ms) : NULL;
  anlan_json_open (&reading->json, '{');
  anlan_json_name (&reading->json, "id");
  anlan_json_integer (&reading->json, line->seq);
  put_text (&reading->json, "at", at);
  put_text (&reading->json, "desk", line->desk);
  put_text (&reading->json, "actor", reading->api->authority ? NULL : line->actor);
  put_text (&reading->json, "op", line->op);
  put_text (&reading->json, "kind", line->kind);
  put_text (&reading->json, "record", line->record);
  put_text (&reading->json, "rev", line->rev);
  put_text (&reading->json, "hash", line->hash);
  put_patch (reading, line);
  anlan_json_close (&reading->json, '}');
  return TRUE;
}

static gboolean
journal_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Reading *reading = data;

  return anlan_journal_walk (db, reading->since, line_cb, reading, error);
}

gboolean
api_journal (Api *api, GError **error)
{
  Reading reading = { .api = api };
  const char *since = anlan_call_get_query (api->call, "since");

  if (since != NULL && !g_ascii_string_to_signed (since, 10, 0, G_MAXINT64 - 1, &reading.since, NULL))
    {
      api->field = g_strdup ("since");
      return api_wrong ("since", error);
    }
  if (!api_read_count (api, "limit", LINES, LINES_MAX, &reading.limit, error))
    return FALSE;
  reading.last = reading.since;
  anlan_json_init (&reading.json);
  anlan_json_open (&reading.json, '{');
  anlan_json_name (&reading.json, "lines");
  anlan_json_open (&reading.json, '[');
  if (!anlan_store_read (anlan_plant_get_store (api->plant), journal_work, &reading, error))
    {
      anlan_json_clear (&reading.json);
      return FALSE;
    }
  anlan_json_close (&reading.json, ']');
  anlan_json_name (&reading.json, "since");
  anlan_json_integer (&reading.json, reading.last);
  anlan_json_close (&reading.json, '}');
  api_answer (api, 200, &reading.json);
  return TRUE;
}
