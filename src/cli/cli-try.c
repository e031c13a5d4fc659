/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

/* A source that is not there yet, tried for a moment: nothing of it is kept. The window asks for it, so that no source ever
 * runs in the window's own process. */

#include "cli-json.h"
#include "cli.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "link/fetch.h"
#include "link/types.h"
#include "monitor/intake.h"
#include "station/source-settings.h"

#define ASKED_MAX (1024 * 1024)
#define SAMPLE_MAX (256 * 1024)

/* s */
#define PATIENCE 15

/* After the first word so much more may come with it, ms. */
#define LINGER 1500
#define LOOK_EVERY 200

/* What is tried. */
typedef struct
{
  AnlanSource *source;
  AnlanClock *clock;
  GMainLoop *loop;
  gint64 began; /* monotonic, ms */
  gint64 heard; /* the same, or 0 */
  AnlanSourceStatus status;
} Try;

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

/* --- what is asked for -------------------------------------------------------------------------------------------------- */

/* {"type", "name", "address", "settings": {…}, "sample": true}: on standard input, because it may hold a password. */
static JsonObject *
read_asked (GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autofree char *text = g_malloc (ASKED_MAX + 1);
  g_autoptr (JsonNode) node = NULL;
  gsize length;

  if (!g_input_stream_read_all (input, text, ASKED_MAX, &length, NULL, error))
    return NULL;
  text[length] = '\0';
  node = anlan_json_parse (text, (gssize)length, ASKED_MAX, error);
  explicit_bzero (text, length);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
      json_object_get_string_member_with_default (json_node_get_object (node), "type", NULL) != NULL)
    return json_node_dup_object (node);
  if (node != NULL)
    g_set_error_literal (
        error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
        _ ("What is to be tried must be a JSON object with “type”, “address” and “settings”."));
  return NULL;
}

static JsonObject *
settings_of (JsonObject *asked, GError **error)
{
  const char *type = json_object_get_string_member (asked, "type");
  JsonNode *own = json_object_get_member (asked, "settings");
  g_autofree char *definition = own != NULL ? json_to_string (own, FALSE) : NULL, *id = NULL;
  JsonObject *settings = anlan_source_settings (
      type, json_object_get_string_member_with_default (asked, "name", NULL), NULL,
      json_object_get_string_member_with_default (asked, "address", NULL), definition, error);

  if (settings == NULL || strcmp (type, "mqtt") != 0)
    return settings;
  /* Another name than the one that listens for good: a broker ends the session of the first. */
  id = g_strdup_printf ("anlan-try-%08x", g_random_int ());
  json_object_set_string_member (settings, "client_id", id);
  json_object_set_boolean_member (settings, "passing", TRUE);
  return settings;
}

/* --- a sample: what stands at an address, as it stands there --------------------------------------------------------------- */

typedef struct
{
  GMainLoop *loop;
  AnlanFetched *fetched;
  GError *error;
} Sampling;

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Sampling *sampling = data;
  guint retry_after;

  sampling->fetched = anlan_fetch_finish (result, &retry_after, &sampling->error);
  g_main_loop_quit (sampling->loop);
}

static gboolean
print_sample (JsonObject *settings, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  AnlanFetch *fetch = anlan_fetch_new (settings, SAMPLE_MAX, error);
  Sampling sampling = { .loop = loop };
  AnlanJson json;

  if (fetch == NULL)
    return FALSE;
  anlan_fetch_async (fetch, NULL, NULL, NULL, fetched_cb, &sampling);
  g_main_loop_run (loop);
  anlan_fetch_free (fetch);
  if (sampling.fetched == NULL)
    {
      g_propagate_error (error, sampling.error);
      return FALSE;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "type", sampling.fetched->type);
  if (sampling.fetched->bytes != NULL)
    {
      gsize length;
      const char *bytes = g_bytes_get_data (sampling.fetched->bytes, &length);
      g_autofree char *text = g_utf8_make_valid (bytes, (gssize)length);

      cli_put_text (&json, "sample", text);
    }
  anlan_json_close (&json, '}');
  cli_print_json (&json);
  anlan_fetched_free (sampling.fetched);
  return TRUE;
}

/* --- trying ---------------------------------------------------------------------------------------------------------------- */

static gboolean
look_cb (gpointer data)
{
  Try *try = data;

  anlan_source_get_status (try->source, anlan_clock_now (try->clock), &try->status);
  if (try->status.items > 0 && try->heard == 0)
    try->heard = now_ms ();
  if ((try->heard != 0 && now_ms () - try->heard > LINGER) || now_ms () - try->began > PATIENCE * 1000 ||
      (try->heard == 0 && try->status.errors > 0))
    g_main_loop_quit (try->loop);
  return G_SOURCE_CONTINUE;
}

static void
run (Try *try)
{
  guint timeout = g_timeout_add (LOOK_EVERY, look_cb, try);

  try->began = now_ms ();
  anlan_source_start (try->source);
  g_main_loop_run (try->loop);
  anlan_source_stop (try->source);
  g_source_remove (timeout);
}

static gboolean
put_readings (AnlanJson *json, const char *dir, GTimeZone *zone, GError **error)
{
  g_autoptr (AnlanReadings) readings = anlan_readings_open (dir, zone, error);
  g_autoptr (GPtrArray) list =
      readings != NULL ? anlan_readings_list (anlan_readings_get_db (readings), error) : NULL;

  if (list == NULL)
    return FALSE;
  anlan_json_name (json, "readings");
  anlan_json_open (json, '[');
  for (guint i = 0; i < list->len; i++)
    {
      const AnlanSeriesInfo *info = g_ptr_array_index (list, i);

      anlan_json_open (json, '{');
      cli_put_text (json, "series", info->name);
      cli_put_moment (json, "ts", info->ts);
      cli_put_real (json, "value", info->value);
      cli_put_text (json, "unit", info->unit);
      cli_put_boolean (json, "good", (info->quality & ANLAN_QUALITY_BAD) == 0);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
  return TRUE;
}

static gboolean
print_tried (const AnlanSourceStatus *status, const char *dir, GTimeZone *zone, GError **error)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "state", anlan_source_state_name (status->state));
  cli_put_text (&json, "error", status->last_error);
  cli_put_integer (&json, "items", (gint64)status->items);
  cli_put_integer (&json, "refused", (gint64)status->refused);
  if (!put_readings (&json, dir, zone, error))
    {
      anlan_json_clear (&json);
      return FALSE;
    }
  anlan_json_close (&json, '}');
  cli_print_json (&json);
  return TRUE;
}

/* In a folder of its own, which is gone afterwards. */
static gboolean
try_in (const char *dir, AnlanPlant *plant, const char *type, JsonObject *settings, GError **error)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AnlanIntake) intake = NULL;
  AnlanClock *clock = anlan_store_get_clock (anlan_plant_get_store (plant));
  AnlanMonitor *monitor = anlan_monitor_open (dir, clock, zone, error);
  Try try = { .clock = clock, .loop = loop };
  gboolean told;

  if (monitor == NULL)
    return FALSE;
  intake = anlan_intake_new (monitor);
  try.source = anlan_source_make (type, "try", intake, settings, error);
  if (try.source == NULL)
    {
      anlan_intake_stop (intake);
      return FALSE;
    }
  run (&try);
  anlan_intake_stop (intake);
  anlan_source_get_status (try.source, anlan_clock_now (clock), &try.status);
  told = print_tried (&try.status, dir, zone, error);
  anlan_source_status_clear (&try.status);
  g_object_unref (try.source);
  return told;
}

gboolean
cli_try (AnlanPlant *plant, GError **error)
{
  g_autoptr (JsonObject) asked = read_asked (error);
  g_autoptr (JsonObject) settings = asked != NULL ? settings_of (asked, error) : NULL;
  g_autofree char *dir = NULL;
  gboolean tried;

  if (settings == NULL)
    return FALSE;
  if (json_object_get_boolean_member_with_default (asked, "sample", FALSE))
    return print_sample (settings, error);
  /* Its files are moved as they are read: that is no trial. */
  if (strcmp (json_object_get_string_member (asked, "type"), "folder") == 0)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
          _ ("A folder is not tried: what is read there is put away. Look at a file of it instead."));
      return FALSE;
    }
  dir = g_dir_make_tmp ("anlan-try-XXXXXX", error);
  if (dir == NULL)
    return FALSE;
  tried = try_in (dir, plant, json_object_get_string_member (asked, "type"), settings, error);
  anlan_remove_tree (dir);
  return tried;
}
