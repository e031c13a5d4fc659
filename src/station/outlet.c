/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "outlet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "base/units.h"
#include "monitor/readings.h"
#include "store/side.h"

#define PAGE 100
#define PAGE_MAX 1000
#define TYPE "application/json"

typedef enum
{
  WHAT_SERVICE,
  WHAT_STREAMS,
  WHAT_STREAM,
  WHAT_OBSERVATIONS,
} What;

/* What is asked, read on the listener's thread and answered on another one. */
typedef struct
{
  char *dir;
  char *base;
  What what;
  gint64 stream; /* of one */
  guint top;
  gboolean count, down, expand;
  gint64 from, to; /* moments; @to is not part of it */
  gint64 after;    /* number of the last Datastream of the page before */
  char **select;   /* or NULL: all */
  char *rest;      /* the query as it came, without its $skiptoken, for the next page */
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->dir);
  g_free (ask->base);
  g_strfreev (ask->select);
  g_free (ask->rest);
  g_free (ask);
}

/* --- the query ----------------------------------------------------------------------------------------------------- */

static gboolean
not_here (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _ ("“%s” is a part of the SensorThings API that this service does not have."), what);
  return FALSE;
}

static gboolean
wrong (GError **error, const char *what)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” makes no sense here."), what);
  return FALSE;
}

/* One comparison: "phenomenonTime gt 2026-11-20T00:00:00Z". */
static gboolean
read_comparison (Ask *ask, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gint64 ts;

  if (g_strv_length (words) != 3 || strcmp (words[0], "phenomenonTime") != 0)
    return not_here (error, text);
  if (!anlan_time_parse (words[2], &ts))
    return wrong (error, text);
  if (strcmp (words[1], "gt") == 0)
    ask->from = MAX (ask->from, ts + 1);
  else if (strcmp (words[1], "ge") == 0)
    ask->from = MAX (ask->from, ts);
  else if (strcmp (words[1], "lt") == 0)
    ask->to = MIN (ask->to, ts);
  else if (strcmp (words[1], "le") == 0)
    ask->to = MIN (ask->to, ts + 1);
  else
    return not_here (error, text);
  return TRUE;
}

static gboolean
read_filter (Ask *ask, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, " and ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!read_comparison (ask, parts[i], error))
      return FALSE;
  return TRUE;
}

/* The last of the page before: a number of a Datastream, or a moment. */
static gboolean
read_skiptoken (Ask *ask, const char *text, GError **error)
{
  gint64 last;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 - 1, &last, NULL))
    return wrong (error, "$skiptoken");
  if (ask->what == WHAT_STREAMS)
    ask->after = last;
  else if (ask->down)
    ask->to = MIN (ask->to, last);
  else
    ask->from = MAX (ask->from, last + 1);
  return TRUE;
}

static gboolean
read_option (Ask *ask, const char *name, const char *value, GError **error)
{
  gboolean observations = ask->what == WHAT_OBSERVATIONS, list = observations || ask->what == WHAT_STREAMS;
  guint64 top;

  if (strcmp (name, "$top") == 0 && list)
    {
      if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &top, NULL))
        return wrong (error, "$top");
      ask->top = (guint)MIN (top, PAGE_MAX);
    }
  else if (strcmp (name, "$count") == 0 && list)
    ask->count = strcmp (value, "true") == 0;
  else if (strcmp (name, "$select") == 0 && ask->what != WHAT_SERVICE)
    {
      g_strfreev (ask->select);
      ask->select = g_strsplit (value, ",", -1);
    }
  else if (strcmp (name, "$filter") == 0 && observations)
    return read_filter (ask, value, error);
  else if (strcmp (name, "$orderby") == 0 && observations && g_str_has_prefix (value, "phenomenonTime"))
    ask->down = g_str_has_suffix (value, " desc");
  else if (strcmp (name, "$expand") == 0 && observations &&
           (strcmp (value, "Datastream") == 0 || g_str_has_prefix (value, "Datastream(")))
    ask->expand = TRUE;
  else if (strcmp (name, "$skiptoken") != 0 || !list)
    return not_here (error, name);
  return TRUE;
}

static gboolean
read_query (Ask *ask, const char *query, GError **error)
{
  g_auto (GStrv) parts = query != NULL ? g_strsplit (query, "&", -1) : NULL;
  g_autoptr (GString) rest = g_string_new (NULL);
  g_autofree char *skip = NULL;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');
      g_autofree char *name = g_uri_unescape_segment (parts[i], equals, NULL);
      g_autofree char *value = equals != NULL ? g_uri_unescape_string (equals + 1, NULL) : NULL;

      if (parts[i][0] == '\0')
        continue;
      if (name == NULL || value == NULL || !g_utf8_validate (value, -1, NULL))
        return wrong (error, "?");
      if (!read_option (ask, name, value, error))
        return FALSE;
      if (strcmp (name, "$skiptoken") == 0)
        skip = g_steal_pointer (&value);
      else
        g_string_append_printf (rest, "%s&", parts[i]);
    }
  ask->rest = g_string_free (g_steal_pointer (&rest), FALSE);
  /* Behind the rest, for it counts from the end that is asked for. */
  return skip == NULL || read_skiptoken (ask, skip, error);
}

static gboolean
read_path (Ask *ask, const char *path, GError **error)
{
  char *end;

  ask->what = WHAT_SERVICE;
  if (path[0] == '\0' || strcmp (path, "/") == 0)
    return TRUE;
  ask->what = WHAT_STREAMS;
  if (strcmp (path, "/Datastreams") == 0)
    return TRUE;
  if (!g_str_has_prefix (path, "/Datastreams(") || !g_ascii_isdigit (path[strlen ("/Datastreams(")]))
    return not_here (error, path);
  ask->stream = g_ascii_strtoll (path + strlen ("/Datastreams("), &end, 10);
  ask->what = strcmp (end, ")") == 0 ? WHAT_STREAM : WHAT_OBSERVATIONS;
  return strcmp (end, ")") == 0 || strcmp (end, ")/Observations") == 0 || not_here (error, path);
}

/* --- entities ------------------------------------------------------------------------------------------------------- */

static gboolean
is_wanted (const Ask *ask, const char *name)
{
  return ask->select == NULL || g_strv_contains ((const char *const *)ask->select, name);
}

static gboolean
put_name (AnlanJson *json, const Ask *ask, const char *name)
{
  if (ask != NULL && !is_wanted (ask, name))
    return FALSE;
  anlan_json_name (json, name);
  return TRUE;
}

static void
put_link (AnlanJson *json, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
put_link (AnlanJson *json, const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
put_unit (AnlanJson *json, const char *unit)
{
  const AnlanUnit *known = anlan_unit_find (unit);

  anlan_json_open (json, '{');
  anlan_json_name (json, "name");
  anlan_json_text (json, unit);
  anlan_json_name (json, "symbol");
  anlan_json_text (json, known != NULL ? known->symbol : unit);
  anlan_json_name (json, "definition");
  anlan_json_null (json);
  anlan_json_close (json, '}');
}

/* @ask: (nullable): what of it is wanted; NULL: all. */
static void
put_stream (AnlanJson *json, const Ask *ask, const char *base, gint64 id, const char *name, const char *unit)
{
  anlan_json_open (json, '{');
  put_link (json, "@iot.selfLink", "%s/Datastreams(%" G_GINT64_FORMAT ")", base, id);
  anlan_json_name (json, "@iot.id");
  anlan_json_integer (json, id);
  if (put_name (json, ask, "name"))
    anlan_json_text (json, name);
  if (put_name (json, ask, "description"))
    anlan_json_text (json, name);
  if (put_name (json, ask, "observationType"))
    anlan_json_text (json, "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement");
  if (put_name (json, ask, "unitOfMeasurement"))
    put_unit (json, unit);
  put_link (json, "Observations@iot.navigationLink", "%s/Datastreams(%" G_GINT64_FORMAT ")/Observations",
            base, id);
  anlan_json_close (json, '}');
}

static char *
moment_text (gint64 ts)
{
  g_autofree char *second = anlan_time_format (ts);

  second[strlen (second) - 1] = '\0';
  return g_strdup_printf ("%s.%03dZ", second, (int)(ts % 1000));
}

/* One row: ts, value, quality, received. */
static void
put_observation (AnlanJson *json, const Ask *ask, AnlanStmt *stmt, const char *name, const char *unit)
{
  gint64 ts = anlan_stmt_integer (stmt, 0), quality = anlan_stmt_integer (stmt, 2);
  g_autofree char *at = moment_text (ts), *received = moment_text (anlan_stmt_integer (stmt, 3));

  anlan_json_open (json, '{');
  if (put_name (json, ask, "phenomenonTime"))
    anlan_json_text (json, at);
  if (put_name (json, ask, "resultTime"))
    anlan_json_text (json, received);
  if (put_name (json, ask, "result"))
    {
      if (anlan_stmt_is_null (stmt, 1) || (quality & ANLAN_QUALITY_BAD) != 0)
        anlan_json_null (json);
      else
        anlan_json_real (json, anlan_stmt_real (stmt, 1));
    }
  if (put_name (json, ask, "resultQuality"))
    anlan_json_text (json, (quality & ANLAN_QUALITY_BAD) != 0         ? "bad"
                           : (quality & ANLAN_QUALITY_UNCERTAIN) != 0 ? "uncertain"
                                                                      : "good");
  if (ask->expand)
    {
      anlan_json_name (json, "Datastream");
      put_stream (json, NULL, ask->base, ask->stream, name, unit);
    }
  anlan_json_close (json, '}');
}

/* --- answers --------------------------------------------------------------------------------------------------------- */

static void
put_service (AnlanJson *json, const Ask *ask)
{
  static const char *const conformance[] = {
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/top",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/count",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/select",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/pagination",
  };

  anlan_json_open (json, '{');
  anlan_json_name (json, "value");
  anlan_json_open (json, '[');
  anlan_json_open (json, '{');
  put_link (json, "name", "Datastreams");
  put_link (json, "url", "%s/Datastreams", ask->base);
  anlan_json_close (json, '}');
  anlan_json_close (json, ']');
  anlan_json_name (json, "serverSettings");
  anlan_json_open (json, '{');
  anlan_json_name (json, "conformance");
  anlan_json_open (json, '[');
  for (guint i = 0; i < G_N_ELEMENTS (conformance); i++)
    anlan_json_text (json, conformance[i]);
  anlan_json_close (json, ']');
  anlan_json_close (json, '}');
  anlan_json_close (json, '}');
}

static gboolean
put_count (AnlanJson *json, const Ask *ask, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db,
      ask->what == WHAT_STREAMS ? "SELECT count(*) FROM series"
                                : "SELECT count(*) FROM raw WHERE series = ? AND ts >= ? AND ts < ?",
      error);

  if (stmt == NULL)
    return FALSE;
  if (ask->what == WHAT_OBSERVATIONS)
    {
      anlan_stmt_bind_integer (stmt, 1, ask->stream);
      anlan_stmt_bind_integer (stmt, 2, ask->from);
      anlan_stmt_bind_integer (stmt, 3, ask->to);
    }
  if (anlan_stmt_step (stmt, error) != ANLAN_STEP_ROW)
    return FALSE;
  anlan_json_name (json, "@iot.count");
  anlan_json_integer (json, anlan_stmt_integer (stmt, 0));
  anlan_stmt_reset (stmt);
  return TRUE;
}

/* The rows of @stmt up to a page, and where there are more the way to them. */
static gboolean
put_page (
    AnlanJson *json, const Ask *ask, AnlanStmt *stmt, const char *name, const char *unit, GError **error)
{
  AnlanStep step = ANLAN_STEP_DONE;
  gint64 last = 0;

  anlan_json_name (json, "value");
  anlan_json_open (json, '[');
  for (guint i = 0; (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW && i < ask->top; i++)
    {
      last = anlan_stmt_integer (stmt, 0);
      if (ask->what == WHAT_STREAMS)
        put_stream (json, ask, ask->base, last, anlan_stmt_text (stmt, 1), anlan_stmt_text (stmt, 2));
      else
        put_observation (json, ask, stmt, name, unit);
    }
  anlan_stmt_reset (stmt);
  anlan_json_close (json, ']');
  if (step == ANLAN_STEP_ROW && ask->top > 0 && ask->what == WHAT_STREAMS)
    put_link (json, "@iot.nextLink", "%s/Datastreams?%s$skiptoken=%" G_GINT64_FORMAT, ask->base, ask->rest,
              last);
  else if (step == ANLAN_STEP_ROW && ask->top > 0)
    put_link (json, "@iot.nextLink",
              "%s/Datastreams(%" G_GINT64_FORMAT ")/Observations?%s$skiptoken=%" G_GINT64_FORMAT, ask->base,
              ask->stream, ask->rest, last);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
put_list (AnlanJson *json, const Ask *ask, AnlanDb *db, const char *name, const char *unit, GError **error)
{
  static const char up[] =
      "SELECT ts, value, quality, ts + ifnull(late, 0) FROM raw WHERE series = ? AND ts >= ? AND "
      "ts < ? ORDER BY ts LIMIT ?";
  static const char down[] =
      "SELECT ts, value, quality, ts + ifnull(late, 0) FROM raw WHERE series = ? AND ts >= ? AND "
      "ts < ? ORDER BY ts DESC LIMIT ?";
  AnlanStmt *stmt;

  anlan_json_open (json, '{');
  if (ask->count && !put_count (json, ask, db, error))
    return FALSE;
  stmt = anlan_db_statement (db,
                             ask->what == WHAT_STREAMS
                                 ? "SELECT id, name, unit FROM series WHERE id > ? ORDER BY id LIMIT ?"
                             : ask->down ? down
                                         : up,
                             error);
  if (stmt == NULL)
    return FALSE;
  if (ask->what == WHAT_STREAMS)
    {
      anlan_stmt_bind_integer (stmt, 1, ask->after);
      anlan_stmt_bind_integer (stmt, 2, ask->top + 1);
    }
  else
    {
      anlan_stmt_bind_integer (stmt, 1, ask->stream);
      anlan_stmt_bind_integer (stmt, 2, ask->from);
      anlan_stmt_bind_integer (stmt, 3, ask->to);
      anlan_stmt_bind_integer (stmt, 4, ask->top + 1);
    }
  if (!put_page (json, ask, stmt, name, unit, error))
    return FALSE;
  anlan_json_close (json, '}');
  return TRUE;
}

/* The Datastream that is named; ANLAN_ERROR_NOT_FOUND. */
static gboolean
find_stream (const Ask *ask, AnlanDb *db, char **name, char **unit, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT name, unit FROM series WHERE id = ?", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, ask->stream);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      *name = g_strdup (anlan_stmt_text (stmt, 0));
      *unit = g_strdup (anlan_stmt_text (stmt, 1));
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_DONE)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no such Datastream."));
  return step == ANLAN_STEP_ROW;
}

static gboolean
write_answer (AnlanJson *json, const Ask *ask, AnlanDb *db, GError **error)
{
  g_autofree char *name = NULL, *unit = NULL;

  if (ask->what == WHAT_STREAMS)
    return put_list (json, ask, db, NULL, NULL, error);
  if (!find_stream (ask, db, &name, &unit, error))
    return FALSE;
  if (ask->what == WHAT_OBSERVATIONS)
    return put_list (json, ask, db, name, unit, error);
  put_stream (json, ask, ask->base, ask->stream, name, unit);
  return TRUE;
}

static void
answer_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Ask *ask = data;
  GError *error = NULL;
  AnlanDb *db =
      ask->what != WHAT_SERVICE ? anlan_side_open (ask->dir, ANLAN_SIDE_READINGS, FALSE, &error) : NULL;
  AnlanJson json;

  anlan_json_init (&json);
  if (ask->what == WHAT_SERVICE)
    put_service (&json, ask);
  else if (db != NULL)
    write_answer (&json, ask, db, &error);
  if (error == NULL)
    g_task_return_pointer (task, anlan_json_end (&json), g_free);
  else
    {
      anlan_json_clear (&json);
      g_task_return_error (task, error);
    }
  g_clear_pointer (&db, anlan_db_close);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);

  if (text != NULL)
    anlan_exchange_answer_text (data, 200, TYPE, text);
  else
    anlan_exchange_say_error (data, error);
}

void
station_outlet_answer (AnlanExchange *exchange, const char *dir, const char *base, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  Ask *ask = g_new0 (Ask, 1);

  ask->dir = g_strdup (dir);
  ask->base = g_strdup (base);
  ask->top = PAGE;
  ask->to = G_MAXINT64;
  task = g_task_new (NULL, NULL, answered_cb, exchange);
  g_task_set_task_data (task, ask, ask_free);
  if (read_path (ask, path, &error) && read_query (ask, anlan_exchange_get_raw_query (exchange), &error))
    g_task_run_in_thread (task, answer_thread);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    anlan_exchange_say (exchange, 501, error->message);
  else
    anlan_exchange_say_error (exchange, error);
}
