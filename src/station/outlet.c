/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "outlet.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "base/units.h"
#include "monitor/readings.h"
#include "outlet-private.h"
#include "store/side.h"

#define TYPE "application/json"

/* Among more readings than this none is looked for by its value: a whole disk would be read for it. */
#define SEARCH_MAX 200000

/* An answer on its way: what of the plant is told is taken along, for it is written on another thread. */
typedef struct
{
  char *dir;
  char *base;
  char *plant;                /* its name */
  double longitude, latitude; /* NAN: not known */
  OutletAsk *ask;
  AnlanDb *db; /* the thread's, or NULL */
} Outlet;

/* A series as it is told. */
typedef struct
{
  gint64 id;
  char *name;
  char *unit; /* or NULL */
} Series;

static void
outlet_free (gpointer data)
{
  Outlet *outlet = data;

  g_free (outlet->dir);
  g_free (outlet->base);
  g_free (outlet->plant);
  outlet_ask_free (outlet->ask);
  g_free (outlet);
}

static void
series_free (gpointer data)
{
  Series *series = data;

  g_free (series->name);
  g_free (series->unit);
  g_free (series);
}

/* --- members ---------------------------------------------------------------------------------------------------------- */

static gboolean
put_name (AnlanJson *json, const OutletAsk *ask, const char *name)
{
  if (ask->select != NULL && !g_strv_contains ((const char *const *)ask->select, name))
    return FALSE;
  anlan_json_name (json, name);
  return TRUE;
}

static void
put_text (AnlanJson *json, const OutletAsk *ask, const char *name, const char *text)
{
  if (put_name (json, ask, name))
    anlan_json_text (json, text);
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

static char *
moment_text (gint64 ts)
{
  g_autofree char *second = anlan_time_format (ts);

  second[strlen (second) - 1] = '\0';
  return g_strdup_printf ("%s.%03dZ", second, (int)(ts % 1000));
}

/* --- entities ------------------------------------------------------------------------------------------------------- */

static void
put_thing (AnlanJson *json, const Outlet *outlet, const OutletAsk *ask)
{
  put_text (json, ask, "name", outlet->plant);
  put_text (json, ask, "description", outlet->plant);
  if (!put_name (json, ask, "properties"))
    return;
  anlan_json_open (json, '{');
  anlan_json_close (json, '}');
}

static void
put_location (AnlanJson *json, const Outlet *outlet, const OutletAsk *ask)
{
  put_text (json, ask, "name", outlet->plant);
  put_text (json, ask, "description", outlet->plant);
  put_text (json, ask, "encodingType", "application/geo+json");
  if (!put_name (json, ask, "location"))
    return;
  anlan_json_open (json, '{');
  anlan_json_name (json, "type");
  anlan_json_text (json, "Point");
  anlan_json_name (json, "coordinates");
  anlan_json_open (json, '[');
  anlan_json_real (json, outlet->longitude);
  anlan_json_real (json, outlet->latitude);
  anlan_json_close (json, ']');
  anlan_json_close (json, '}');
}

static void
put_series (AnlanJson *json, const OutletAsk *ask, const Series *series)
{
  put_text (json, ask, "name", series->name);
  put_text (json, ask, "description", series->name);
  if (ask->type == OUTLET_STREAM)
    {
      put_text (json, ask, "observationType",
                "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement");
      if (put_name (json, ask, "unitOfMeasurement"))
        put_unit (json, series->unit);
    }
  else if (ask->type == OUTLET_SENSOR)
    {
      put_text (json, ask, "encodingType", "text/plain");
      put_text (json, ask, "metadata", series->name);
    }
  else
    put_text (json, ask, "definition", "");
}

/* One row: ts, value, quality, received. */
static void
put_observation (AnlanJson *json, const OutletAsk *ask, AnlanStmt *stmt)
{
  gint64 ts = anlan_stmt_integer (stmt, 0), quality = anlan_stmt_integer (stmt, 2);
  g_autofree char *at = moment_text (ts), *received = moment_text (anlan_stmt_integer (stmt, 3));

  put_text (json, ask, "phenomenonTime", at);
  put_text (json, ask, "resultTime", received);
  if (put_name (json, ask, "result"))
    {
      if (anlan_stmt_is_null (stmt, 1) || (quality & ANLAN_QUALITY_BAD) != 0)
        anlan_json_null (json);
      else
        anlan_json_real (json, anlan_stmt_real (stmt, 1));
    }
  put_text (json, ask, "resultQuality",
            (quality & ANLAN_QUALITY_BAD) != 0         ? "bad"
            : (quality & ANLAN_QUALITY_UNCERTAIN) != 0 ? "uncertain"
                                                       : "good");
}

/* --- lists ------------------------------------------------------------------------------------------------------------ */

static gboolean
put_members (AnlanJson *json,
             Outlet *outlet,
             const OutletAsk *ask,
             const char *start,
             gint64 *last,
             gboolean *more,
             GError **error);

/* Where its links lead, and what is expanded of it. */
static gboolean
put_links (AnlanJson *json, Outlet *outlet, const OutletAsk *ask, gint64 id, GError **error)
{
  for (const OutletLink *link = outlet_links (ask->type);
       link->name != NULL && ask->type != OUTLET_OBSERVATION; link++)
    {
      g_autofree char *name = g_strconcat (link->name, "@iot.navigationLink", NULL);

      put_link (json, name, "%s/%s(%" G_GINT64_FORMAT ")/%s", outlet->base, outlet_set_name (ask->type), id,
                link->name);
    }
  for (guint i = 0; ask->expands != NULL && i < ask->expands->len; i++)
    {
      const OutletExpand *expand = g_ptr_array_index (ask->expands, i);
      gint64 last = 0;
      gboolean more = FALSE;

      expand->ask->id = expand->link->type == OUTLET_THING || expand->link->type == OUTLET_LOCATION ? 1
                        : ask->type == OUTLET_THING                                                 ? 0
                                                                                                    : id;
      if (!put_members (json, outlet, expand->ask, expand->link->name, &last, &more, error))
        return FALSE;
      if (more && expand->ask->top > 0)
        {
          g_autofree char *name = g_strconcat (expand->link->name, "@iot.nextLink", NULL);

          put_link (json, name, "%s/%s(%" G_GINT64_FORMAT ")/%s?%s$skip=%u", outlet->base,
                    outlet_set_name (ask->type), id, expand->link->name,
                    expand->ask->rest != NULL ? expand->ask->rest : "", expand->ask->skip + expand->ask->top);
        }
    }
  return TRUE;
}

static void
put_identity (AnlanJson *json, const Outlet *outlet, const OutletAsk *ask, gint64 id)
{
  put_link (json, "@iot.selfLink", "%s/%s(%" G_GINT64_FORMAT ")", outlet->base, outlet_set_name (ask->type),
            id);
  anlan_json_name (json, "@iot.id");
  anlan_json_integer (json, id);
}

/* The plant, or its place: there is one of each, or no place. */
static gboolean
put_plant (AnlanJson *json, Outlet *outlet, const OutletAsk *ask, GError **error)
{
  anlan_json_open (json, '{');
  put_identity (json, outlet, ask, 1);
  if (ask->type == OUTLET_THING)
    put_thing (json, outlet, ask);
  else
    put_location (json, outlet, ask);
  if (!put_links (json, outlet, ask, 1, error))
    return FALSE;
  anlan_json_close (json, '}');
  return TRUE;
}

static gboolean
has_plant (const Outlet *outlet, const OutletAsk *ask)
{
  return ask->id <= 1 &&
         (ask->type == OUTLET_THING || (isfinite (outlet->longitude) && isfinite (outlet->latitude)));
}

/* One more than the page has, where there is one. They are read before they are written, for what is expanded asks anew. */
static GPtrArray *
read_series (Outlet *outlet, const OutletAsk *ask, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (series_free);
  AnlanStmt *stmt = anlan_db_statement (
      outlet->db,
      ask->id > 0
          ? "SELECT id, name, unit FROM series WHERE id > ?1 AND id = ?4 ORDER BY id LIMIT ?2 OFFSET ?3"
          : "SELECT id, name, unit FROM series WHERE id > ?1 ORDER BY id LIMIT ?2 OFFSET ?3",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_integer (stmt, 1, ask->after);
  anlan_stmt_bind_integer (stmt, 2, ask->many ? ask->top + 1 : 1);
  anlan_stmt_bind_integer (stmt, 3, ask->skip);
  if (ask->id > 0)
    anlan_stmt_bind_integer (stmt, 4, ask->id);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      Series *series = g_new0 (Series, 1);

      series->id = anlan_stmt_integer (stmt, 0);
      series->name = g_strdup (anlan_stmt_text (stmt, 1));
      series->unit = g_strdup (anlan_stmt_text (stmt, 2));
      g_ptr_array_add (list, series);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
put_one_series (AnlanJson *json, Outlet *outlet, const OutletAsk *ask, const Series *series, GError **error)
{
  anlan_json_open (json, '{');
  put_identity (json, outlet, ask, series->id);
  put_series (json, ask, series);
  if (!put_links (json, outlet, ask, series->id, error))
    return FALSE;
  anlan_json_close (json, '}');
  return TRUE;
}

/* What the value must be is among what the span has: never more than can be looked through. */
static gboolean
check_span (const Outlet *outlet, const OutletAsk *ask, GError **error)
{
  AnlanStmt *stmt;
  gint64 n = 0;

  if (!ask->by_result && ask->n_bounds == 0)
    return TRUE;
  stmt = anlan_db_statement (
      outlet->db, "SELECT count(*) FROM (SELECT 1 FROM raw WHERE series = ? AND ts >= ? AND ts < ? LIMIT ?)",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, ask->id);
  anlan_stmt_bind_integer (stmt, 2, ask->from);
  anlan_stmt_bind_integer (stmt, 3, ask->to);
  anlan_stmt_bind_integer (stmt, 4, SEARCH_MAX + 1);
  if (anlan_stmt_step (stmt, error) != ANLAN_STEP_ROW)
    return FALSE;
  n = anlan_stmt_integer (stmt, 0);
  anlan_stmt_reset (stmt);
  if (n <= SEARCH_MAX)
    return TRUE;
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("There are more than %d Observations in this span. Ask for a shorter one by phenomenonTime."),
      SEARCH_MAX);
  return FALSE;
}

/* @what: the columns, or count(*). Its parameters are bound. */
static AnlanStmt *
find_observations (
    const Outlet *outlet, const OutletAsk *ask, const char *what, gboolean page, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  AnlanStmt *stmt;

  g_string_append_printf (sql, "SELECT %s FROM raw WHERE series = ?1 AND ts >= ?2 AND ts < ?3", what);
  for (guint i = 0; i < ask->n_bounds; i++)
    g_string_append_printf (sql, " AND quality & %d = 0 AND value %s ?%u", ANLAN_QUALITY_BAD,
                            ask->bounds[i].op, 6 + i);
  if (page)
    g_string_append_printf (sql, " ORDER BY %s%s LIMIT ?4 OFFSET ?5", ask->by_result ? "value" : "ts",
                            ask->down ? " DESC" : "");
  stmt = anlan_db_statement (outlet->db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_integer (stmt, 1, ask->id);
  anlan_stmt_bind_integer (stmt, 2, ask->from);
  anlan_stmt_bind_integer (stmt, 3, ask->to);
  if (page)
    {
      anlan_stmt_bind_integer (stmt, 4, ask->top + 1);
      anlan_stmt_bind_integer (stmt, 5, ask->skip);
    }
  for (guint i = 0; i < ask->n_bounds; i++)
    anlan_stmt_bind_real (stmt, 6 + (int)i, ask->bounds[i].value);
  return stmt;
}

static gboolean
put_observations (
    AnlanJson *json, Outlet *outlet, const OutletAsk *ask, gint64 *last, gboolean *more, GError **error)
{
  AnlanStmt *stmt;
  AnlanStep step;

  if (!check_span (outlet, ask, error))
    return FALSE;
  stmt = find_observations (outlet, ask, "ts, value, quality, ts + ifnull (late, 0)", TRUE, error);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW && i < ask->top; i++)
    {
      *last = anlan_stmt_integer (stmt, 0);
      anlan_json_open (json, '{');
      put_observation (json, ask, stmt);
      if (!put_links (json, outlet, ask, ask->id, error))
        return FALSE;
      anlan_json_close (json, '}');
    }
  anlan_stmt_reset (stmt);
  *more = step == ANLAN_STEP_ROW;
  return step != ANLAN_STEP_ERROR;
}

static gboolean
put_rows (AnlanJson *json, Outlet *outlet, const OutletAsk *ask, gint64 *last, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  if (ask->type == OUTLET_OBSERVATION)
    return put_observations (json, outlet, ask, last, more, error);
  if (ask->type == OUTLET_THING || ask->type == OUTLET_LOCATION)
    return !has_plant (outlet, ask) || ask->after > 0 || ask->skip > 0 || ask->top == 0 ||
           put_plant (json, outlet, ask, error);
  list = read_series (outlet, ask, error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len && i < ask->top; i++)
    {
      const Series *series = g_ptr_array_index (list, i);

      *last = series->id;
      if (!put_one_series (json, outlet, ask, series, error))
        return FALSE;
    }
  *more = list->len > ask->top;
  return TRUE;
}

static gboolean
put_one (AnlanJson *json, Outlet *outlet, const OutletAsk *ask, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  if (ask->type == OUTLET_THING || ask->type == OUTLET_LOCATION)
    {
      if (has_plant (outlet, ask))
        return put_plant (json, outlet, ask, error);
    }
  else
    {
      list = read_series (outlet, ask, error);
      if (list == NULL)
        return FALSE;
      if (list->len > 0)
        return put_one_series (json, outlet, ask, g_ptr_array_index (list, 0), error);
    }
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no such entity."));
  return FALSE;
}

/* Under @start: a list, or the one. */
static gboolean
put_members (AnlanJson *json,
             Outlet *outlet,
             const OutletAsk *ask,
             const char *start,
             gint64 *last,
             gboolean *more,
             GError **error)
{
  anlan_json_name (json, start);
  if (!ask->many)
    return put_one (json, outlet, ask, error);
  anlan_json_open (json, '[');
  if (!put_rows (json, outlet, ask, last, more, error))
    return FALSE;
  anlan_json_close (json, ']');
  return TRUE;
}

/* --- answers --------------------------------------------------------------------------------------------------------- */

static gboolean
count_all (const Outlet *outlet, const OutletAsk *ask, gint64 *n, GError **error)
{
  AnlanStmt *stmt;

  if (ask->type == OUTLET_THING || ask->type == OUTLET_LOCATION)
    {
      *n = has_plant (outlet, ask) ? 1 : 0;
      return TRUE;
    }
  if (ask->type == OUTLET_OBSERVATION)
    stmt = check_span (outlet, ask, error) ? find_observations (outlet, ask, "count(*)", FALSE, error) : NULL;
  else
    stmt = anlan_db_statement (outlet->db, "SELECT count(*) FROM series WHERE ?1 IN (0, id)", error);
  if (stmt == NULL)
    return FALSE;
  if (ask->type != OUTLET_OBSERVATION)
    anlan_stmt_bind_integer (stmt, 1, ask->id);
  if (anlan_stmt_step (stmt, error) != ANLAN_STEP_ROW)
    return FALSE;
  *n = anlan_stmt_integer (stmt, 0);
  anlan_stmt_reset (stmt);
  return TRUE;
}

/* The way to the next page: by the last of this one, or, where they are not in the order of their moments, by how many there were. */
static void
put_next (AnlanJson *json, const Outlet *outlet, gint64 last)
{
  const OutletAsk *ask = outlet->ask;

  if (ask->by_result)
    put_link (json, "@iot.nextLink", "%s%s?%s$skip=%u", outlet->base, ask->path, ask->rest,
              ask->skip + ask->top);
  else
    put_link (json, "@iot.nextLink", "%s%s?%s$skiptoken=%" G_GINT64_FORMAT, outlet->base, ask->path,
              ask->rest, last);
}

/* Whose Observations, or whose Datastreams: there must be such a series. */
static gboolean
check_owner (Outlet *outlet, GError **error)
{
  g_autoptr (OutletAsk) owner = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (outlet->ask->id == 0 || outlet->ask->type == OUTLET_THING || outlet->ask->type == OUTLET_LOCATION)
    return TRUE;
  owner = outlet_ask_new (OUTLET_STREAM, FALSE);
  owner->id = outlet->ask->id;
  list = read_series (outlet, owner, error);
  if (list != NULL && list->len == 0)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no such entity."));
  return list != NULL && list->len > 0;
}

static gboolean
put_list (AnlanJson *json, Outlet *outlet, GError **error)
{
  const OutletAsk *ask = outlet->ask;
  gboolean more = FALSE;
  gint64 last = 0, n = 0;

  if (!check_owner (outlet, error) || (ask->count && !count_all (outlet, ask, &n, error)))
    return FALSE;
  anlan_json_open (json, '{');
  if (ask->count)
    {
      anlan_json_name (json, "@iot.count");
      anlan_json_integer (json, n);
    }
  if (!put_members (json, outlet, ask, "value", &last, &more, error))
    return FALSE;
  if (more && ask->top > 0)
    put_next (json, outlet, last);
  anlan_json_close (json, '}');
  return TRUE;
}

static void
put_service (AnlanJson *json, const Outlet *outlet)
{
  static const char *const conformance[] = { "top",    "skip",   "count",   "select",
                                             "expand", "filter", "orderby", "pagination" };

  anlan_json_open (json, '{');
  anlan_json_name (json, "value");
  anlan_json_open (json, '[');
  for (guint i = 0; i < OUTLET_OBSERVATION; i++)
    {
      anlan_json_open (json, '{');
      put_link (json, "name", "%s", outlet_set_name (i));
      put_link (json, "url", "%s/%s", outlet->base, outlet_set_name (i));
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
  anlan_json_name (json, "serverSettings");
  anlan_json_open (json, '{');
  anlan_json_name (json, "conformance");
  anlan_json_open (json, '[');
  for (guint i = 0; i < G_N_ELEMENTS (conformance); i++)
    {
      g_autofree char *text =
          g_strconcat ("http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/", conformance[i], NULL);

      anlan_json_text (json, text);
    }
  anlan_json_close (json, ']');
  anlan_json_close (json, '}');
  anlan_json_close (json, '}');
}

static gboolean
write_answer (AnlanJson *json, Outlet *outlet, GError **error)
{
  const OutletAsk *ask = outlet->ask;

  if (ask->type == OUTLET_SERVICE)
    {
      put_service (json, outlet);
      return TRUE;
    }
  outlet->db = anlan_side_open (outlet->dir, ANLAN_SIDE_READINGS, FALSE, error);
  if (outlet->db == NULL)
    return FALSE;
  return ask->many ? put_list (json, outlet, error) : put_one (json, outlet, ask, error);
}

static void
answer_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Outlet *outlet = data;
  GError *error = NULL;
  AnlanJson json;

  anlan_json_init (&json);
  if (write_answer (&json, outlet, &error))
    g_task_return_pointer (task, anlan_json_end (&json), g_free);
  else
    {
      anlan_json_clear (&json);
      g_task_return_error (task, error);
    }
  g_clear_pointer (&outlet->db, anlan_db_close);
}

/* As OData has it, which the standard builds on: {"error": {"code", "message"}}. */
static void
say_error (AnlanExchange *exchange, const GError *error)
{
  guint status =
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED) ? 501 : anlan_exchange_status_of (error);
  g_autofree char *code = g_strdup_printf ("%u", status), *text = NULL;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "error");
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "code");
  anlan_json_text (&json, code);
  anlan_json_name (&json, "message");
  anlan_json_text (&json, error->message);
  anlan_json_close (&json, '}');
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  anlan_exchange_answer_text (exchange, status, TYPE, text);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);

  if (text != NULL)
    anlan_exchange_answer_text (data, 200, TYPE, text);
  else
    say_error (data, error);
}

static double
degrees_of (AnlanPlant *plant, const char *name)
{
  g_autofree char *text = anlan_plant_get_setting (plant, name);
  char *end = NULL;
  double degrees = text != NULL ? g_ascii_strtod (text, &end) : NAN;

  return text != NULL && end != text && *end == '\0' ? degrees : NAN;
}

void
station_outlet_answer (AnlanExchange *exchange, AnlanPlant *plant, const char *base, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  OutletAsk *ask = outlet_ask_read (path, anlan_exchange_get_raw_query (exchange), &error);
  Outlet *outlet;

  if (ask == NULL)
    {
      say_error (exchange, error);
      return;
    }
  outlet = g_new0 (Outlet, 1);
  outlet->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (plant)));
  outlet->base = g_strdup (base);
  outlet->plant = anlan_plant_get_setting (plant, "name");
  outlet->longitude = degrees_of (plant, "longitude");
  outlet->latitude = degrees_of (plant, "latitude");
  outlet->ask = ask;
  task = g_task_new (NULL, NULL, answered_cb, exchange);
  g_task_set_task_data (task, outlet, outlet_free);
  g_task_run_in_thread (task, answer_thread);
}
