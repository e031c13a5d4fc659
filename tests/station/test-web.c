/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The pages for people elsewhere, by a client that says exactly what a test wants, against a real station. */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "model/query.h"
#include "model/receipt.h"
#include "model/token.h"
#include "monitor/station-kinds.h"
#include "safety/safety.h"
#include "station-fixture.h"
#include "station/station.h"

#define SECRET "00112233445566778899aabbccddeeff"

typedef struct
{
  char *root, *dir, *desk;
  AnlanPlant *plant;
  AnlanStation *station;
  guint16 port;
  char *zone, *unit, *lei, *fang; /* ids */
  char *poster;
} Plant;

/* --- a plant ----------------------------------------------------------------------------------------------------- */

static char *
add_record (Plant *plant, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  const char *field;
  va_list args;

  va_start (args, kind);
  while ((field = va_arg (args, const char *)) != NULL)
    anlan_change_set_text (change, field, va_arg (args, const char *));
  va_end (args);
  applied = anlan_plant_apply (plant->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

static void
set (Plant *plant, const char *setting, const char *value)
{
  g_autoptr (GError) error = NULL;

  anlan_plant_set_setting (plant->plant, setting, value, &error);
  g_assert_no_error (error);
}

static void
switch_on (Plant *plant)
{
  static const char *const settings[] = { "web",        "web-report", "web-status", "web-duties",
                                          "web-rounds", "web-read",   "web-verify", "web-broadcast" };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    set (plant, settings[i], "on");
}

static void
set_up (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPlantOptions options = { .registry = registry };
  AnlanPlantBirth birth = {
    .name = "Harbour works", .time_zone = "Asia/Shanghai", .language = "en", .longitude = NAN, .latitude = NAN
  };
  AnlanStationOptions station = { .address = "127.0.0.1" };
  g_autoptr (GError) error = NULL;

  plant->root = g_dir_make_tmp ("web-XXXXXX", NULL);
  plant->dir = g_build_filename (plant->root, "plant", NULL);
  plant->desk = g_build_filename (plant->root, "desk", NULL);
  options.desk_dir = plant->desk;
  anlan_safety_register (registry);
  anlan_monitor_register (registry);
  plant->plant = anlan_plant_create (plant->dir, &birth, &options, &error);
  g_assert_no_error (error);
  plant->unit = add_record (plant, "unit", "name", "Tank farm", NULL);
  plant->lei =
      add_record (plant, "person", "name", "Zhao Lei", "employee_no", "1001", "unit", plant->unit, NULL);
  plant->fang =
      add_record (plant, "person", "name", "Wang Fang", "employee_no", "1002", "unit", plant->unit, NULL);
  plant->zone = add_record (plant, "zone", "name", "Pump house <3>", "unit", plant->unit, NULL);
  plant->poster = anlan_poster_make (plant->plant, "zone", plant->zone, &error);
  g_assert_no_error (error);
  switch_on (plant);
  plant->station = anlan_station_new (plant->plant, &station);
  anlan_station_start (plant->station, &error);
  g_assert_no_error (error);
  plant->port = anlan_listener_get_port (anlan_station_get_listener (plant->station));
}

static void
tear_down (Plant *plant, gconstpointer data)
{
  anlan_station_stop (plant->station);
  g_object_unref (plant->station);
  anlan_plant_close (plant->plant);
  g_object_unref (plant->plant);
  anlan_remove_tree (plant->root);
  g_free (plant->root);
  g_free (plant->dir);
  g_free (plant->desk);
  g_free (plant->zone);
  g_free (plant->unit);
  g_free (plant->lei);
  g_free (plant->fang);
  g_free (plant->poster);
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

/* @headers: further lines, each ended by CRLF. */
static char *
get (Plant *plant, const char *path, const char *headers)
{
  return wire_ask (plant->port, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", path,
                   headers != NULL ? headers : "");
}

static char *
post (Plant *plant, const char *path, const char *headers, const char *body)
{
  return wire_ask (
      plant->port,
      "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: %zu\r\n%s\r\n%s",
      path, strlen (body), headers != NULL ? headers : "", body);
}

static char *
report_path (Plant *plant)
{
  return g_strconcat ("/r/", plant->poster, NULL);
}

#define HAS(answer, text) g_assert_nonnull (strstr (answer, text))
#define HAS_NOT(answer, text) g_assert_null (strstr (answer, text))

static guint
count (Plant *plant, const char *kind)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find (plant->plant, query, &error);

  g_assert_no_error (error);
  return records->len;
}

static AnlanRecord *
only_hazard (Plant *plant)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find (plant->plant, query, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  return anlan_record_ref (g_ptr_array_index (records, 0));
}

/* --- tests ------------------------------------------------------------------------------------------------------- */

static void
test_report (Plant *plant, gconstpointer data)
{
  g_autofree char *path = report_path (plant);
  g_autofree char *page = get (plant, path, NULL);
  g_autofree char *code = anlan_receipt_code (SECRET);
  g_autofree char *done = NULL, *again = NULL, *status = NULL, *asked = NULL;
  g_autoptr (AnlanRecord) hazard = NULL;

  g_assert_cmpuint (wire_status (page), ==, 200);
  HAS (page, "Pump house &lt;3&gt;");
  HAS (page, "Content-Security-Policy: default-src 'none'; script-src 'self'");
  HAS (page, "name=\"secret\" value=\"");
  done = post (plant, path, NULL,
               "secret=" SECRET
               "&what=Oil+under+%3Cscript%3Ealert(1)%3C%2Fscript%3E+P-101&class=second&name=Li+Na&note=");
  g_assert_cmpuint (wire_status (done), ==, 303);
  HAS (done, code);
  again = post (plant, path, "Accept: application/json\r\n",
                "secret=" SECRET "&what=Oil+under+P-101&class=second");
  g_assert_cmpuint (wire_status (again), ==, 200);
  HAS (again, "\"ok\":true");
  HAS (again, code);
  hazard = only_hazard (plant);
  g_assert_cmpstr (anlan_record_get_text (hazard, "what"), ==, "Oil under <script>alert(1)</script> P-101");
  g_assert_cmpstr (anlan_record_get_text (hazard, "zone"), ==, plant->zone);
  g_assert_cmpstr (anlan_record_get_text (hazard, "class"), ==, "second");
  g_assert_cmpstr (anlan_record_get_text (hazard, "reporter"), ==, "Li Na");
  g_assert_cmpstr (anlan_record_get_text (hazard, "source"), ==, "report");
  g_assert_null (anlan_record_get_text (hazard, "finder"));
  asked = g_strconcat ("code=", code, NULL);
  status = post (plant, "/s", NULL, asked);
  g_assert_cmpuint (wire_status (status), ==, 200);
  HAS (status, "aria-current=\"step\">Received");
  HAS (status, "Oil under &lt;script&gt;");
  HAS (status, hazard->number);
}

static void
test_anonymous (Plant *plant, gconstpointer data)
{
  g_autofree char *path = report_path (plant);
  g_autofree char *done = post (plant, path, NULL, "secret=" SECRET "&what=Gas+smell&class=first&name=");
  g_autoptr (AnlanRecord) hazard = only_hazard (plant);

  g_assert_cmpuint (wire_status (done), ==, 303);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (hazard, "anonymous"), 0), ==, 1);
  g_assert_null (hazard->author);
  g_assert_true (g_str_has_suffix (anlan_record_get_text (hazard, "found_at"), ":00:00Z"));
}

static void
test_chinese (Plant *plant, gconstpointer data)
{
  g_autofree char *path = report_path (plant);
  g_autofree char *page = get (plant, path, "Accept-Language: zh-CN,zh;q=0.9,en;q=0.5\r\n");
  g_autofree char *english = get (plant, path, "Accept-Language: de, en;q=0.5\r\n");
  g_autofree char *chosen = get (plant, path, "Accept-Language: en\r\nCookie: x=1; anlan-language=zh_CN\r\n");
  g_autofree char *refused =
      post (plant, path, "Accept-Language: zh\r\n", "secret=" SECRET "&what=Oil&class=third");
  g_autofree char *set = get (plant, "/language?to=zh-CN&back=//evil.example/", NULL);

  HAS (page, "<html lang=\"zh-CN\">");
  HAS (page, "上报隐患");
  HAS (english, "Report a hazard");
  HAS (chosen, "上报隐患");
  /* What the model says on its own thread is in the language of who asks, too. */
  g_assert_cmpuint (wire_status (refused), ==, 422);
  HAS (refused, "发现");
  HAS_NOT (refused, "must be");
  g_assert_cmpuint (count (plant, "hazard"), ==, 0);
  HAS (set, "Set-Cookie: anlan-language=zh_CN");
  HAS (set, "Location: /s\r\n");
}

static void
test_switched_off (Plant *plant, gconstpointer data)
{
  g_autofree char *path = report_path (plant);
  g_autofree char *off = NULL, *on = NULL, *none = NULL;

  set (plant, "web-report", "off");
  off = get (plant, path, NULL);
  g_assert_cmpuint (wire_status (off), ==, 404);
  HAS (off, "switched off");
  set (plant, "web-report", "on");
  on = get (plant, path, NULL);
  g_assert_cmpuint (wire_status (on), ==, 200);
  set (plant, "web", "off");
  none = get (plant, "/s", NULL);
  g_assert_cmpuint (wire_status (none), ==, 404);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Plant *plant, gconstpointer data);
  } tests[] = {
    { "/web/report", test_report },
    { "/web/anonymous", test_anonymous },
    { "/web/chinese", test_chinese },
    { "/web/switched-off", test_switched_off },
  };

  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Plant, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
