/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link-fixture.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"

/* Only a machine that is far too busy takes so long. */
#define PATIENCE (30 * G_USEC_PER_SEC)

void
link_set_up (LinkFixture *fixture, gconstpointer data)
{
  fixture_set_up (&fixture->base, data);
  fixture_open (&fixture->base, NULL);
  fixture->intake = anlan_intake_new (g_steal_pointer (&fixture->base.monitor));
}

void
link_tear_down (LinkFixture *fixture, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  if (fixture->source != NULL)
    {
      anlan_source_stop (fixture->source);
      /* What it has begun ends by itself; then nobody holds it. */
      while (G_OBJECT (fixture->source)->ref_count > 1 && g_get_monotonic_time () < end)
        link_pass (fixture, 5);
      g_assert_finalize_object (fixture->source);
    }
  /* Its thread may still hold what it has answered. */
  anlan_intake_stop (fixture->intake);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->intake);
  fixture_tear_down (&fixture->base, data);
}

static AnlanSource *
make (LinkFixture *fixture, const char *type, const char *format, va_list args, GError **error)
{
  g_autofree char *text = g_strdup_vprintf (format, args);
  g_autoptr (GError) wrong = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, 1 << 20, &wrong);

  g_assert_no_error (wrong);
  return anlan_source_make (type, "one", fixture->intake, json_node_get_object (node), error);
}

void
link_make (LinkFixture *fixture, const char *type, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  fixture->source = make (fixture, type, format, args, &error);
  va_end (args);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->source);
}

char *
link_refusal (LinkFixture *fixture, const char *type, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  g_assert_null (make (fixture, type, format, args, &error));
  va_end (args);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  return g_strdup (error->message);
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
link_wait (LinkFixture *fixture, LinkDone done, gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint wake = g_timeout_add (10, wake_cb, NULL);

  while (!done (fixture, data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (wake);
}

static gboolean
passed (LinkFixture *fixture, gpointer data)
{
  return g_get_monotonic_time () >= *(gint64 *)data;
}

void
link_pass (LinkFixture *fixture, guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  link_wait (fixture, passed, &end);
}

/* The answer of a query on one of the monitor's files, its columns by blanks, its rows by line ends. */
static char *
query (LinkFixture *fixture, const char *file, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->base.dir, file, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_READ, &error);
  AnlanStmt *stmt;

  g_assert_no_error (error);
  stmt = anlan_db_prepare (db, sql, &error);
  g_assert_no_error (error);
  while (anlan_stmt_step (stmt, &error) == ANLAN_STEP_ROW)
    for (int i = 0; i < anlan_stmt_n_columns (stmt); i++)
      g_string_append_printf (text, "%s%c", anlan_stmt_is_null (stmt, i) ? "-" : anlan_stmt_text (stmt, i),
                              i + 1 < anlan_stmt_n_columns (stmt) ? ' ' : '\n');
  g_assert_no_error (error);
  anlan_stmt_free (stmt);
  anlan_db_close (db);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
link_readings (LinkFixture *fixture)
{
  return query (
      fixture, "readings.db",
      "SELECT name, ts, value, quality, unit FROM raw JOIN series ON id = series ORDER BY name, ts");
}

char *
link_detections (LinkFixture *fixture)
{
  return query (fixture, "alarms.db",
                "SELECT source, id, type, state, ts FROM detection ORDER BY source, id, ts");
}

static gboolean
has_readings (LinkFixture *fixture, gpointer data)
{
  g_autofree char *count = query (fixture, "readings.db", "SELECT count(*) FROM raw");

  return g_ascii_strtoull (count, NULL, 10) >= *(guint *)data;
}

void
link_wait_readings (LinkFixture *fixture, guint n)
{
  link_wait (fixture, has_readings, &n);
}

static gboolean
has_errors (LinkFixture *fixture, gpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  link_status (fixture, &status);
  return status.errors >= *(guint *)data;
}

void
link_wait_errors (LinkFixture *fixture, guint n)
{
  link_wait (fixture, has_errors, &n);
}

void
link_status (LinkFixture *fixture, AnlanSourceStatus *status)
{
  anlan_source_get_status (fixture->source, anlan_clock_now (fixture->base.clock), status);
}

gboolean
link_has_text (LinkFixture *fixture, const char *part)
{
  g_autofree char *readings = link_readings (fixture), *detections = link_detections (fixture);

  return strstr (readings, part) != NULL || strstr (detections, part) != NULL;
}

static gboolean
has_text (LinkFixture *fixture, gpointer data)
{
  anlan_clock_advance (fixture->base.clock, 10);
  return link_has_text (fixture, data);
}

void
link_wait_text (LinkFixture *fixture, const char *part)
{
  link_wait (fixture, has_text, (gpointer)part);
}

static gboolean
has_error (LinkFixture *fixture, gpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  anlan_clock_advance (fixture->base.clock, 10);
  link_status (fixture, &status);
  return status.last_error != NULL && strstr (status.last_error, data) != NULL;
}

void
link_wait_error (LinkFixture *fixture, const char *part)
{
  link_wait (fixture, has_error, (gpointer)part);
}

static gboolean
has_state (LinkFixture *fixture, gpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  link_status (fixture, &status);
  return status.state == GPOINTER_TO_UINT (data);
}

void
link_wait_state (LinkFixture *fixture, AnlanSourceState state)
{
  link_wait (fixture, has_state, GUINT_TO_POINTER (state));
}
