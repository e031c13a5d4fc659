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
  static const char *const settings[] = { "web",        "web-report",    "web-status",
                                          "web-duties", "web-rounds",    "web-read",
                                          "web-verify", "web-broadcast", "web-muster" };

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

/* --- a person's own pages ------------------------------------------------------------------------------------------ */

/* What stands between @before and the next quote in a page. */
static char *
cut (const char *page, const char *before)
{
  const char *from = strstr (page, before);

  g_assert_nonnull (from);
  from += strlen (before);
  return g_strndup (from, strcspn (from, "\""));
}

/* The cookie line, and that of the form token, of who has signed in with the personal link of @person. */
static char *
sign_in (Plant *plant, const char *person)
{
  g_autoptr (GError) error = NULL;
  char *pin = NULL;
  g_autofree char *line = NULL, *list = NULL, *form = NULL;
  g_autofree char *link = anlan_link_make (plant->plant, person, NULL, &pin, &error);
  g_autofree char *path = g_strconcat ("/p/", link, NULL), *typed = g_strconcat ("pin=", pin, NULL);
  g_autofree char *page = get (plant, path, NULL), *wrong = post (plant, path, NULL, "pin=1"),
                  *right = post (plant, path, NULL, typed);
  const char *cookie = strstr (right, "Set-Cookie: anlan=");

  g_assert_no_error (error);
  g_assert_cmpuint (wire_status (page), ==, 200);
  g_assert_cmpuint (wire_status (wrong), ==, 422);
  HAS_NOT (wrong, "Set-Cookie");
  g_assert_cmpuint (wire_status (right), ==, 303);
  g_assert_nonnull (cookie);
  HAS (cookie, "; HttpOnly; SameSite=Strict");
  cookie += strlen ("Set-Cookie: ");
  anlan_token_forget (pin);
  line = g_strdup_printf ("Cookie: %.*s\r\n", (int)strcspn (cookie, ";"), cookie);
  list = get (plant, "/my", line);
  form = cut (list, "data-form=\"");
  return g_strdup_printf ("%sX-Anlan-Form: %s\r\n", line, form);
}

static char *
add_assigned (Plant *plant)
{
  char *id = add_record (plant, "hazard", "what", "Oil under pump P-101", "class", "third", "no_photo",
                         "dark", "zone", plant->zone, "unit", plant->unit, "finder", plant->fang, NULL);
  static const char *const steps[] = { "confirm", "assign" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "hazard", id);
      g_autoptr (AnlanApplied) applied = NULL;
      g_autoptr (GError) error = NULL;

      change->step = g_strdup (steps[i]);
      change->actor = g_strdup (plant->fang);
      if (i == 1)
        {
          anlan_change_set_text (change, "owner", plant->lei);
          anlan_change_set_text (change, "measure", "New gasket");
          anlan_change_set_text (change, "due", "2199-01-01T00:00:00Z");
        }
      applied = anlan_plant_apply (plant->plant, change, &error);
      g_assert_no_error (error);
    }
  return id;
}

static void
test_duty (Plant *plant, gconstpointer data)
{
  g_autofree char *id = add_assigned (plant), *cookie = sign_in (plant, plant->lei);
  g_autofree char *record = g_strconcat ("/my/hazard/", id, NULL),
                  *path = g_strconcat (record, "/step/rectify", NULL);
  g_autofree char *list = get (plant, "/my", cookie), *page = get (plant, record, cookie);
  g_autofree char *nobody = get (plant, "/my", NULL), *other = NULL, *stale = NULL, *empty = NULL,
                  *done = NULL, *again = NULL, *form = NULL;
  g_autofree char *rev = cut (page, "name=\"rev\" value=\""),
                  *secret = cut (page, "name=\"secret\" value=\"");
  g_autofree char *fang = sign_in (plant, plant->fang);
  g_autoptr (AnlanRecord) hazard = NULL;

  g_assert_cmpuint (wire_status (nobody), ==, 401);
  HAS (list, "Rectify the hazard");
  HAS (list, record);
  HAS (page, "action=\"/my/hazard/");
  HAS (page, "/step/rectify?form=");
  HAS (page, "type=\"file\" accept=\"image/*\" capture=\"environment\"");
  other = post (plant, path, fang, "result=Done+it");
  g_assert_cmpuint (wire_status (other), ==, 422);
  stale = post (plant, path, cookie, "rev=1-00000000000000000000000000000000&result=New+gasket");
  g_assert_cmpuint (wire_status (stale), ==, 409);
  empty = post (plant, path, cookie, "result=");
  g_assert_cmpuint (wire_status (empty), ==, 422);
  form = g_strdup_printf ("secret=%s&rev=%s&result=New+gasket%%2C+tight", secret, rev);
  done = post (plant, path, cookie, form);
  g_assert_cmpuint (wire_status (done), ==, 303);
  again = post (plant, path, cookie, form);
  g_assert_cmpuint (wire_status (again), ==, 303);
  hazard = only_hazard (plant);
  g_assert_cmpstr (hazard->stage, ==, "rectified");
  g_assert_cmpstr (anlan_record_get_text (hazard, "result"), ==, "New gasket, tight");
}

static void
test_hand_over (Plant *plant, gconstpointer data)
{
  g_autofree char *id = add_assigned (plant), *cookie = sign_in (plant, plant->lei);
  g_autofree char *path = g_strdup_printf ("/my/hazard/%s/hand-over", id),
                  *ask = g_strdup_printf ("/my/hazard/%s/ask", id),
                  *record = g_strdup_printf ("/my/hazard/%s", id);
  g_autofree char *unknown = post (plant, path, cookie, "to=Nobody+Known&reason=ill"),
                  *without = post (plant, path, cookie, "to=1002"),
                  *asked = post (plant, ask, cookie, "question=Which+gasket%3F"),
                  *page = get (plant, record, cookie),
                  *done = post (plant, path, cookie, "to=1002&reason=ill");
  g_autoptr (AnlanRecord) hazard = only_hazard (plant);

  g_assert_cmpuint (wire_status (unknown), ==, 422);
  g_assert_cmpuint (wire_status (without), ==, 422);
  g_assert_cmpuint (wire_status (asked), ==, 303);
  HAS (page, "Which gasket?");
  HAS (page, "No answer yet");
  g_assert_cmpuint (count (plant, "askback"), ==, 1);
  g_assert_cmpuint (wire_status (done), ==, 303);
  g_assert_cmpstr (anlan_record_get_text (hazard, "owner"), ==, plant->fang);
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
    { "/web/report", test_report },       { "/web/anonymous", test_anonymous },
    { "/web/chinese", test_chinese },     { "/web/duty", test_duty },
    { "/web/hand-over", test_hand_over }, { "/web/switched-off", test_switched_off },
  };

  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Plant, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
