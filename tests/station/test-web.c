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

/* --- what is wrong with what comes ---------------------------------------------------------------------------------- */

#define LINE "----anlan----"

/* A report by multipart with a photo of these bytes, ended as @end says. */
static char *
post_photo (Plant *plant, GBytes *photo, const char *name, const char *end, const char *secret)
{
  g_autofree char *head = g_strdup_printf (
      "--" LINE "\r\nContent-Disposition: form-data; name=\"secret\"\r\n\r\n%s\r\n"
      "--" LINE "\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nOil under P-101\r\n"
      "--" LINE "\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"%s\"\r\n"
      "Content-Type: image/jpeg\r\n\r\n",
      secret, name);
  g_autoptr (GSocket) socket = wire_connect (plant->port, NULL);
  gsize length;
  const void *bytes = g_bytes_get_data (photo, &length);

  wire_print (socket,
              "POST /r/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=" LINE
              "\r\nContent-Length: %zu\r\n\r\n%s",
              plant->poster, strlen (head) + length + strlen (end), head);
  if (length > 0)
    wire_send (socket, bytes, length);
  wire_print (socket, "%s", end);
  return wire_answer (socket);
}

#define END "\r\n--" LINE "--\r\n"

static GBytes *
make_photo (int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x3060a0ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, "jpeg", &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, length);
}

/* A JPEG that says it has 60,000 x 60,000 pixels (the marker SOF0, ITU-T T.81, B.2.2). */
static GBytes *
make_flood (void)
{
  g_autoptr (GBytes) photo = make_photo (64, 64);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (photo, &length);
  g_autofree guint8 *flood = g_memdup2 (bytes, length);

  for (gsize i = 0; i + 9 < length; i++)
    if (flood[i] == 0xff && flood[i + 1] == 0xc0)
      {
        flood[i + 5] = flood[i + 7] = 0xea;
        flood[i + 6] = flood[i + 8] = 0x60;
      }
  return g_bytes_new_take (g_steal_pointer (&flood), length);
}

static guint
count_files (const char *dir)
{
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;
  guint n = 0;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      n += g_file_test (path, G_FILE_TEST_IS_DIR) ? count_files (path) : 1;
    }
  return n;
}

static void
test_bad_photos (Plant *plant, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo (640, 480), flood = make_flood (), empty = g_bytes_new ("", 0),
                     page = g_bytes_new_static ("<html><script>alert(1)</script></html>", 38);
  g_autofree char *files = g_build_filename (plant->dir, "files", NULL), *huge_path = report_path (plant);
  const struct
  {
    GBytes *photo;
    const char *name, *end;
    guint status;
  } bad[] = {
    { empty, "photo.jpg", END, 422 },
    { page, "photo.jpg", END, 422 },
    { flood, "photo.jpg", END, 422 },
    { photo, "photo.jpg", "\r\n--" LINE, 400 }, /* cut in the middle */
  };
  g_autofree char *huge =
                      wire_ask (plant->port,
                                "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; "
                                "boundary=x\r\nContent-Length: 209715200\r\n\r\n",
                                huge_path),
                  *done = NULL, *again = NULL;
  g_autoptr (AnlanRecord) hazard = NULL;

  g_assert_cmpuint (wire_status (huge), ==, 413);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *answer = post_photo (plant, bad[i].photo, bad[i].name, bad[i].end, SECRET);

      g_assert_cmpuint (wire_status (answer), ==, bad[i].status);
      HAS (answer, "class=\"error\"");
      g_assert_cmpuint (count (plant, "hazard"), ==, 0);
      g_assert_cmpuint (count_files (files), ==, 0);
    }
  /* A name is not believed, and of two the same one stands. */
  done = post_photo (plant, photo, "../../../etc/passwd", END, SECRET);
  again = post_photo (plant, photo, "%2e%2e/x.jpg", END, SECRET);
  g_assert_cmpuint (wire_status (done), ==, 303);
  g_assert_cmpuint (wire_status (again), ==, 303);
  hazard = only_hazard (plant);
  g_assert_cmpuint (count_files (files), ==, 1);
}

static void
test_quota (Plant *plant, gconstpointer data)
{
  g_autoptr (GBytes) photo = make_photo (64, 64);
  g_autofree char *first = NULL, *second = NULL;

  set (plant, "web-photos-per-day", "1");
  first = post_photo (plant, photo, "a.jpg", END, SECRET);
  second = post_photo (plant, photo, "a.jpg", END, "ffeeddccbbaa99887766554433221100");
  g_assert_cmpuint (wire_status (first), ==, 303);
  g_assert_cmpuint (wire_status (second), ==, 422);
  HAS (second, "More than 1 photos");
  g_assert_cmpuint (count (plant, "hazard"), ==, 1);
}

static void
test_bad_forms (Plant *plant, gconstpointer data)
{
  static const struct
  {
    const char *type, *body;
    guint status;
  } bad[] = {
    { "application/json", "{}", 400 },
    { "text/plain", "secret=" SECRET "&what=Oil+there", 400 },
    { "application/x-www-form-urlencoded", "secret=" SECRET "&what=%00%ff", 400 },
    { "application/x-www-form-urlencoded", "secret=" SECRET "&what=%", 400 },
    { "multipart/form-data", "x", 400 },
    { "application/x-www-form-urlencoded", "what=Oil+there", 422 },
    { "application/x-www-form-urlencoded", "secret=../../x&what=Oil+there", 422 },
    { "application/x-www-form-urlencoded", "secret=" SECRET, 422 },
    { "application/x-www-form-urlencoded", "secret=" SECRET "&what=Oi", 422 },
  };
  g_autofree char *path = report_path (plant);
  g_autofree char *forged = post (plant, "/r/aaaaaaaaaa", NULL, "secret=" SECRET "&what=Oil+there"),
                  *foreign = post (plant, path, "Origin: http://evil.example\r\n",
                                   "secret=" SECRET "&what=Oil+there"),
                  *cross = post (plant, path, "Sec-Fetch-Site: cross-site\r\n",
                                 "secret=" SECRET "&what=Oil+there"),
                  *traversal = get (plant, "/web/..%2f..%2fetc/passwd", NULL),
                  *none = get (plant, "/web/page.html", NULL),
                  *picture = get (plant, "/photo/0000/360/99999999999999/00", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *answer = wire_ask (
          plant->port,
          "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", path,
          bad[i].type, strlen (bad[i].body), bad[i].body);

      if (wire_status (answer) != bad[i].status)
        g_error ("%s gives %u instead of %u", bad[i].body, wire_status (answer), bad[i].status);
    }
  g_assert_cmpuint (wire_status (forged), ==, 403);
  g_assert_cmpuint (wire_status (foreign), ==, 403);
  g_assert_cmpuint (wire_status (cross), ==, 403);
  g_assert_cmpuint (wire_status (traversal), >=, 400);
  g_assert_cmpuint (wire_status (none), ==, 404);
  g_assert_cmpuint (wire_status (picture), ==, 404);
  g_assert_cmpuint (count (plant, "hazard"), ==, 0);
}

/* Whatever stands in a record stands in a page as text. */
static void
test_script (Plant *plant, gconstpointer data)
{
#define EVIL "\"><script>alert('1')</script>{{error}}{{>head}}"
  g_autofree char *id = add_assigned (plant), *cookie = sign_in (plant, plant->lei),
                  *path = g_strdup_printf ("/my/hazard/%s", id),
                  *ask = g_strdup_printf ("/my/hazard/%s/ask", id),
                  *form =
                      g_strdup ("question=%22%3E%3Cscript%3Ealert(%271%27)%3C%2Fscript%3E%7B%7Berror%7D%7D");
  g_autofree char *asked = post (plant, ask, cookie, form);
  static const char *const fields[] = { "experience", "interim", "contingency", "basis" };
  g_autofree char *page = NULL;

  g_assert_cmpuint (wire_status (asked), ==, 303);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_EDIT, "hazard", id);
      g_autoptr (AnlanApplied) applied = NULL;
      g_autoptr (GError) error = NULL;

      anlan_change_set_text (change, fields[i], EVIL);
      applied = anlan_plant_apply (plant->plant, change, &error);
      g_assert_no_error (error);
    }
  page = get (plant, path, cookie);
  HAS (page, "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;{{error}}");
  HAS_NOT (page, "<script>alert");
}

/* --- rounds, documents, papers, muster ------------------------------------------------------------------------------- */

static void
test_round (Plant *plant, gconstpointer data)
{
  g_autofree char *list = add_record (plant, "checklist", "name", "Pumps", NULL),
                  *item = add_record (plant, "checkitem", "checklist", list, "question", "Dry?", "answers",
                                      "yesno", NULL),
                  *round = add_record (plant, "round", "name", "Pumps", "day", "2026-01-01", "opens",
                                       "2020-01-01T00:00:00Z", "closes", "2199-01-01T00:00:00Z", "person",
                                       plant->lei, NULL);
  g_autofree char *lists = g_strdup_printf ("[\"%s\"]", list);
  g_autofree char *point =
      add_record (plant, "roundpoint", "round", round, "zone", plant->zone, "checklists", lists, NULL);
  g_autofree char *cookie = sign_in (plant, plant->lei), *other = sign_in (plant, plant->fang);
  g_autofree char *path = g_strconcat ("/rounds/", round, NULL), *step = g_strconcat (path, "/step", NULL),
                  *arrive = g_strdup_printf ("%s/arrive/%s", path, point),
                  *answer = g_strdup_printf ("%s/answer/%s", path, point),
                  *scan = g_strdup_printf ("scan=%s", plant->poster),
                  *bad = g_strdup_printf ("ok-%s=no&note-%s=Oil+on+the+floor", item, item);
  g_autofree char *page = get (plant, "/rounds", cookie), *foreign = get (plant, path, other),
                  *early = post (plant, arrive, cookie, scan),
                  *begun = post (plant, step, cookie, "step=start"),
                  *wrong = post (plant, step, cookie, "step=skip"),
                  *there = post (plant, arrive, cookie, scan), *said = post (plant, answer, cookie, bad),
                  *twice = post (plant, answer, cookie, bad),
                  *done = post (plant, step, cookie, "step=finish");
  g_autoptr (AnlanRecord) hazard = only_hazard (plant), stop = NULL;
  g_autoptr (GError) error = NULL;

  HAS (page, path);
  g_assert_cmpuint (wire_status (foreign), ==, 404);
  g_assert_cmpuint (wire_status (early), ==, 422);
  g_assert_cmpuint (wire_status (begun), ==, 303);
  g_assert_cmpuint (wire_status (wrong), ==, 409);
  g_assert_cmpuint (wire_status (there), ==, 303);
  g_assert_cmpuint (wire_status (said), ==, 303);
  g_assert_cmpuint (wire_status (twice), ==, 303);
  g_assert_cmpuint (wire_status (done), ==, 303);
  g_assert_cmpstr (anlan_record_get_text (hazard, "what"), ==, "Dry?: Oil on the floor");
  g_assert_cmpstr (anlan_record_get_text (hazard, "finder"), ==, plant->lei);
  stop = anlan_plant_load (plant->plant, "roundpoint", point, &error);
  g_assert_no_error (error);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (stop, "scanned"), 0), ==, 1);
  g_assert_nonnull (anlan_record_get_text (stop, "arrived_at"));
}

static void
test_verify (Plant *plant, gconstpointer data)
{
  g_autofree char *id = add_assigned (plant);
  g_autoptr (GError) error = NULL;
  g_autofree char *code = anlan_verify_make (plant->plant, "paper", "hazard", id, NULL, &error),
                  *old =
                      anlan_verify_make (plant->plant, "badge", "person", plant->lei, "2020-01-01", &error);
  g_autofree char *path = g_strconcat ("/v/", code, NULL), *badge = g_strconcat ("/v/", old, NULL),
                  *forged = g_strconcat ("/v/", code, "0", NULL);
  g_autofree char *page = get (plant, path, NULL), *expired = get (plant, badge, NULL),
                  *wrong = get (plant, forged, NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (wire_status (page), ==, 200);
  HAS (page, "Genuine");
  HAS (page, "Assigned");
  HAS_NOT (page, "Zhao Lei");
  HAS (expired, "It counted only until 2020-01-01");
  HAS_NOT (expired, "Zhao Lei");
  g_assert_cmpuint (wire_status (wrong), ==, 404);
  HAS (wrong, "Not genuine");
}

static void
test_read (Plant *plant, gconstpointer data)
{
  g_autofree char *readers = g_strdup_printf ("[\"%s\"]", plant->lei);
  g_autofree char *id = add_record (plant, "document", "title", "Tank entry", "version", "3", "effective",
                                    "2020-01-01", "readers_people", readers, NULL);
  g_autofree char *cookie = sign_in (plant, plant->lei), *other = sign_in (plant, plant->fang),
                  *path = g_strconcat ("/read/", id, NULL);
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "document", id);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL, *foreign = NULL, *once = NULL, *twice = NULL, *page = NULL;

  change->step = g_strdup ("issue");
  applied = anlan_plant_apply (plant->plant, change, &error);
  g_assert_no_error (error);
  list = get (plant, "/read", cookie);
  foreign = post (plant, path, other, "");
  once = post (plant, path, cookie, "");
  twice = post (plant, path, cookie, "");
  page = get (plant, path, cookie);
  HAS (list, "Tank entry");
  g_assert_cmpuint (wire_status (foreign), ==, 404);
  g_assert_cmpuint (wire_status (once), ==, 303);
  g_assert_cmpuint (wire_status (twice), ==, 303);
  HAS (page, "You have confirmed it:");
  g_assert_cmpuint (count (plant, "document_read"), ==, 1);
}

static void
test_muster (Plant *plant, gconstpointer data)
{
  g_autofree char *point = add_record (plant, "musterpoint", "name", "Point 3", NULL),
                  *cookie = sign_in (plant, plant->lei);
  g_autoptr (GError) error = NULL;
  g_autofree char *poster = anlan_poster_make (plant->plant, "musterpoint", point, &error);
  g_autofree char *mine = g_strconcat ("point=", point, NULL),
                  *with = g_strdup_printf ("at=%s&point=%s&names=1002%%0ANobody&others=2", poster, point),
                  *at = g_strdup_printf ("at=%s&point=%s", poster, point);
  g_autofree char *none = post (plant, "/muster", cookie, mine),
                  *nobody = post (plant, "/muster", NULL, mine), *counted = NULL, *others = NULL,
                  *empty = NULL, *muster = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (wire_status (none), ==, 422);
  g_assert_cmpuint (wire_status (nobody), ==, 401);
  muster = add_record (plant, "muster", "name", "Gas", "commander", plant->fang, NULL);
  counted = post (plant, "/muster", cookie, mine);
  others = post (plant, "/muster", NULL, with);
  empty = post (plant, "/muster", NULL, at);
  g_assert_cmpuint (wire_status (counted), ==, 303);
  g_assert_cmpuint (wire_status (others), ==, 303);
  g_assert_cmpuint (wire_status (empty), ==, 422);
  g_assert_cmpuint (count (plant, "presence"), ==, 3);
}

static void
test_broadcast (Plant *plant, gconstpointer data)
{
  g_autofree char *zones = g_strdup_printf ("[\"%s\"]", plant->zone);
  g_autofree char *id = add_record (plant, "instruction", "name", "Leave", "zones", zones, "text_en",
                                    "Leave across the wind.", "text_zh", "请横风向撤离。", NULL);
  g_autofree char *here = g_strconcat ("/now?place=zone/", plant->zone, NULL),
                  *elsewhere = g_strconcat ("/now?place=equipment/", plant->zone, NULL);
  g_autofree char *quiet = get (plant, here, NULL), *told = NULL, *chinese = NULL, *off = NULL;
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "instruction", id);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  HAS (quiet, "\"text\":\"\"");
  change->step = g_strdup ("tell");
  applied = anlan_plant_apply (plant->plant, change, &error);
  g_assert_no_error (error);
  told = get (plant, here, NULL);
  chinese = get (plant, here, "Accept-Language: zh-CN\r\n");
  off = get (plant, elsewhere, NULL);
  HAS (told, "Leave across the wind.");
  HAS (chinese, "请横风向撤离。");
  g_assert_cmpuint (wire_status (off), ==, 200);
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
    { "/web/duty", test_duty },
    { "/web/hand-over", test_hand_over },
    { "/web/bad-photos", test_bad_photos },
    { "/web/quota", test_quota },
    { "/web/bad-forms", test_bad_forms },
    { "/web/script", test_script },
    { "/web/round", test_round },
    { "/web/verify", test_verify },
    { "/web/read", test_read },
    { "/web/muster", test_muster },
    { "/web/broadcast", test_broadcast },
    { "/web/switched-off", test_switched_off },
  };

  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Plant, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
