/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Who is let in where. Points of OWASP ASVS 5.0 that a case holds are named beside it; docs/web.md has the table. */

#include <math.h>
#include <string.h>

#include "access-limit.h"
#include "base/paths.h"
#include "base/time.h"
#include "model/access-log.h"
#include "station-fixture.h"
#include "station/access.h"
#include "station/certificate.h"

#define NOW G_GINT64_CONSTANT (1795338000000) /* 2026-11-22T09:00:00Z */

typedef struct
{
  char *root;
  char *dir;
  AnlanClock *clock;
  AnlanPlant *plant;
  AnlanListener *listener;
  AnlanAccess *access;
  guint16 port;
  char *person;
  char *zone;
} Door;

/* --- what is served ------------------------------------------------------------------------------------------------------ */

/* Says who it was. */
static void
echo (AnlanCall *call, gpointer data)
{
  static const char *const callers[] = { "nobody", "poster", "person", "api" };
  const char *person = anlan_call_get_person (call);
  g_autofree char *text = g_strdup_printf ("I am %s %s by %s%s", callers[anlan_call_get_caller (call)],
                                           person != NULL ? person : "-", anlan_call_get_method (call),
                                           anlan_call_get_trouble (call) != NULL ? " troubled" : "");

  anlan_call_answer_text (call, 200, "text/plain", text);
}

static void
report (AnlanCall *call, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_call_take_poster (call, anlan_call_get_rest (call), &error) ||
      (strcmp (anlan_call_get_method (call), "POST") == 0 && !anlan_call_may_report (call, &error)))
    anlan_call_refuse_error (call, error);
  else
    echo (call, data);
}

/* /open/LINK?pin=… */
static void
open_link (AnlanCall *call, gpointer data)
{
  const char *pin = anlan_call_get_query (call, "pin");
  g_autoptr (GError) error = NULL;

  if (!anlan_call_open_link (call, anlan_call_get_rest (call), pin != NULL ? pin : "", "Phone", &error))
    anlan_call_refuse_error (call, error);
  else
    anlan_call_answer_text (call, 200, "text/plain", anlan_call_get_form (call));
}

static void
leave (AnlanCall *call, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_call_leave (call, &error))
    anlan_call_refuse_error (call, error);
  else
    anlan_call_redirect (call, "/my");
}

static void
guess (AnlanCall *call, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_call_count_guess (call, TRUE, &error))
    anlan_call_refuse_error (call, error);
  else
    anlan_call_answer_text (call, 200, "text/plain", "wrong");
}

static void
refuse_page (AnlanCall *call, guint status, const char *sentence, gpointer data)
{
  g_autofree char *page = g_strconcat ("<p>", sentence, NULL);

  anlan_call_answer_text (call, status, "text/html", page);
}

static void
switch_on (Door *door, const char *setting)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_plant_set_setting (door->plant, setting, "on", &error));
  g_assert_no_error (error);
}

static char *
add_record (Door *door, const char *kind, const char *name)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  anlan_change_set_text (change, "name", name);
  applied = anlan_plant_apply (door->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

static void
door_listen (Door *door, GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;

  door->listener = anlan_listener_new ();
  if (certificate != NULL)
    anlan_listener_set_certificate (door->listener, certificate);
  door->access = anlan_access_new (door->plant, door->listener, &error);
  g_assert_no_error (error);
  anlan_access_set_refuse (door->access, refuse_page, NULL);
  anlan_access_add_route (door->access, "/r/", "GET POST", 4096, ANLAN_WEB_REPORT, report, NULL, NULL);
  anlan_access_add_route (door->access, "/my", "GET POST", 4096, ANLAN_WEB_DUTIES, echo, NULL, NULL);
  anlan_access_add_route (door->access, "/open/", "POST", 4096, ANLAN_WEB_DUTIES, open_link, NULL, NULL);
  anlan_access_add_route (door->access, "/leave", "POST", 4096, ANLAN_WEB_DUTIES, leave, NULL, NULL);
  anlan_access_add_route (door->access, "/guess", "GET", 0, ANLAN_WEB_STATUS, guess, NULL, NULL);
  anlan_access_add_route (door->access, "/any", "GET", 0, ANLAN_WEB_ANY, echo, NULL, NULL);
  anlan_access_add_route (door->access, "/api/", "GET POST", 4096, ANLAN_WEB_API, echo, NULL, NULL);
  anlan_listener_start (door->listener, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  door->port = anlan_listener_get_port (door->listener);
}

static void
door_set_up (Door *door, gconstpointer data)
{
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  g_autoptr (GError) error = NULL;
  g_autofree char *desk = NULL;
  AnlanPlantOptions options = { 0 };

  door->root = g_dir_make_tmp ("anlan-access-XXXXXX", &error);
  g_assert_no_error (error);
  door->dir = g_build_filename (door->root, "plant", NULL);
  desk = g_build_filename (door->root, "desk", NULL);
  door->clock = anlan_clock_new_fixed (NOW);
  options.clock = door->clock;
  options.desk_dir = desk;
  door->plant = anlan_plant_create (door->dir, &birth, &options, &error);
  g_assert_no_error (error);
  door->person = add_record (door, "person", "王芳");
  door->zone = add_record (door, "zone", "Tank farm");
  switch_on (door, "web");
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    switch_on (door, anlan_web_part_setting (i));
  if (data == NULL)
    door_listen (door, NULL);
}

static void
door_tear_down (Door *door, gconstpointer data)
{
  anlan_listener_stop (door->listener);
  anlan_access_free (door->access);
  g_object_unref (door->listener);
  anlan_plant_close (door->plant);
  g_object_unref (door->plant);
  anlan_clock_unref (door->clock);
  anlan_remove_tree (door->root);
  g_free (door->root);
  g_free (door->dir);
  g_free (door->person);
  g_free (door->zone);
}

/* --- asking -------------------------------------------------------------------------------------------------------------------- */

/* @headers: whole lines. */
static char *
ask_from (Door *door, const char *from, const char *method, const char *path, const char *headers)
{
  g_autoptr (GSocket) socket = wire_connect (door->port, from);
  const gboolean body = strcmp (method, "GET") != 0;

  wire_print (socket, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s%sConnection: close\r\n\r\n", method, path,
              door->port, headers, body ? "Content-Length: 0\r\n" : "");
  return wire_answer (socket);
}

static void
assert_answer (
    Door *door, const char *method, const char *path, const char *headers, guint status, const char *part)
{
  g_autofree char *answer = ask_from (door, NULL, method, path, headers);

  if (wire_status (answer) != status || (part != NULL && strstr (answer, part) == NULL))
    g_error ("%s %s: wanted %u “%s”, came: %s", method, path, status, part, answer);
}

/* The value of the device's cookie, and of the form. */
static char *
come_in (Door *door, const char *link, char **form)
{
  g_autofree char *path = g_strdup_printf ("/open/%s?pin=4711", link);
  g_autofree char *answer = ask_from (door, NULL, "POST", path, "");
  const char *start = strstr (answer, "anlan=");

  g_assert_cmpuint (wire_status (answer), ==, 200);
  g_assert_nonnull (start);
  *form = g_strdup (strstr (answer, "\r\n\r\n") + 4);
  return g_strndup (start + 6, strcspn (start + 6, ";"));
}

static char *
make_link (Door *door)
{
  g_autoptr (GError) error = NULL;
  char *link = anlan_link_make (door->plant, door->person, "4711", NULL, &error);

  g_assert_no_error (error);
  return link;
}

/* --- switches ------------------------------------------------------------------------------------------------------------------ */

static void
test_switches (Door *door, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_answer (door, "GET", "/any", "", 200, "nobody");
  assert_answer (door, "GET", "/my", "", 200, "nobody");
  g_assert_true (anlan_plant_set_setting (door->plant, "web-duties", "off", &error));
  assert_answer (door, "GET", "/my", "", 404, "switched off");
  assert_answer (door, "GET", "/any", "", 200, "nobody");
  g_assert_true (anlan_plant_set_setting (door->plant, "web", NULL, &error));
  assert_answer (door, "GET", "/any", "", 404, "<p>");
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    {
      g_assert_false (anlan_web_is_on (door->plant, i));
      g_assert_cmpstr (anlan_web_part_title (i), !=, "");
    }
}

/* What facts allow over plain HTTP: one-time and low-power tokens, no accounts. */
static void
test_plain (Door *door, gconstpointer data)
{
  static const gboolean plain[ANLAN_WEB_N_PARTS] = { [ANLAN_WEB_REPORT] = TRUE,
                                                     [ANLAN_WEB_STATUS] = TRUE,
                                                     [ANLAN_WEB_VERIFY] = TRUE,
                                                     [ANLAN_WEB_BROADCAST] = TRUE };

  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    g_assert_true (anlan_web_may_be_plain (door->plant, i) == plain[i]);
  switch_on (door, ANLAN_WEB_PLAIN_SETTING);
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    g_assert_true (anlan_web_may_be_plain (door->plant, i));
}

/* --- posters --------------------------------------------------------------------------------------------------------------------- */

static void
test_poster (Door *door, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = anlan_poster_make (door->plant, "zone", door->zone, &error);
  g_autofree char *path = g_strconcat ("/r/", token, NULL);

  assert_answer (door, "GET", path, "", 200, "poster -");
  assert_answer (door, "GET", "/r/1.abcdefghjk.AAAAAAAAAAAAAAAAAAAAAA", "", 403, "not one of this plant");
  /* ASVS 2.4.1: ten reports in ten minutes by one poster from one address; another phone still can. */
  for (guint i = 0; i < 10; i++)
    assert_answer (door, "POST", path, "", 200, "poster");
  assert_answer (door, "POST", path, "", 429, "too often");
  assert_answer (door, "GET", path, "", 200, "poster");
  {
    g_autofree char *other = ask_from (door, "127.0.0.9", "POST", path, "");

    g_assert_cmpuint (wire_status (other), ==, 200);
  }
  /* A poster is no key to anything else. */
  assert_answer (door, "GET", "/my", "", 200, "nobody");
}

/* --- persons ----------------------------------------------------------------------------------------------------------------------- */

static void
test_cookie (Door *door, gconstpointer data)
{
  g_autofree char *link = make_link (door);
  g_autofree char *path = g_strdup_printf ("/open/%s?pin=4711", link);
  g_autofree char *answer = ask_from (door, NULL, "POST", path, "Sec-Fetch-Site: same-origin\r\n");
  static const char *const parts[] = { "Set-Cookie: anlan=", "; HttpOnly", "; SameSite=Strict", "; Path=/",
                                       "Max-Age=7776000" };
  static const char *const headers[] = { "Content-Security-Policy: default-src 'none'; script-src 'self';",
                                         "X-Content-Type-Options: nosniff",
                                         "Referrer-Policy: same-origin",
                                         "Cache-Control: no-store",
                                         "frame-ancestors 'none'",
                                         "Cross-Origin-Opener-Policy: same-origin" };

  /* ASVS 3.3.1 to 3.3.4, 3.4.3, 3.4.4, 3.4.5, 3.4.6, 3.4.8. */
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_nonnull (strstr (answer, parts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    g_assert_nonnull (strstr (answer, headers[i]));
  /* Not even with a frame, and nowhere inline. */
  g_assert_null (strstr (answer, "unsafe-inline"));
}

static void
test_person (Door *door, gconstpointer data)
{
  g_autofree char *link = make_link (door);
  g_autofree char *form = NULL, *theirs = NULL;
  g_autofree char *secret = come_in (door, link, &form);
  g_autofree char *other = come_in (door, link, &theirs);
  g_autofree char *cookie = g_strdup_printf ("Cookie: x=1; anlan=%s; y=2\r\n", secret);
  g_autofree char *wanted = g_strdup_printf ("person %s", door->person);
  g_autofree char *with_query = g_strdup_printf ("/my?form=%s", form);
  g_autofree char *with_other = g_strdup_printf ("/my?form=%s", theirs);
  g_autofree char *with_header = g_strdup_printf ("%sX-Anlan-Form: %s\r\n", cookie, form);
  g_autofree char *foreign = g_strdup_printf ("%sOrigin: http://evil.example\r\n", cookie);
  g_autofree char *cross = g_strdup_printf ("%sSec-Fetch-Site: cross-site\r\n", cookie);
  g_autofree char *out = g_strdup_printf ("/leave?form=%s", form);

  g_assert_cmpstr (form, !=, theirs);
  g_assert_null (strstr (form, secret));
  assert_answer (door, "GET", "/my", cookie, 200, wanted);
  assert_answer (door, "GET", "/my", "Cookie: anlan=AAAA\r\n", 200, "nobody - by GET troubled");
  /* ASVS 3.5.1 to 3.5.3: no change but from a page of ours, by POST. */
  assert_answer (door, "POST", "/my", cookie, 403, "did not come from a page");
  assert_answer (door, "POST", with_other, cookie, 403, "did not come from a page");
  assert_answer (door, "POST", with_query, foreign, 403, "another site");
  assert_answer (door, "POST", with_query, cross, 403, "did not come from a page");
  assert_answer (door, "POST", with_query, cookie, 200, wanted);
  assert_answer (door, "POST", "/my", with_header, 200, wanted);
  /* A program's door does not open to a cookie. */
  assert_answer (door, "GET", "/api/", cookie, 401, "Bearer");
  /* Left: the device is nobody's any more. */
  assert_answer (door, "POST", out, cookie, 303, "Location: /my");
  assert_answer (door, "GET", "/my", cookie, 200, "nobody - by GET troubled");
  {
    g_autofree char *still = g_strdup_printf ("Cookie: anlan=%s\r\n", other);
    g_autoptr (GError) error = NULL;
    g_autoptr (AnlanToken) token = anlan_token_check_link (door->plant, link, &error);

    assert_answer (door, "GET", "/my", still, 200, wanted);
    /* Revoked at the desk: with the next request. */
    g_assert_true (anlan_token_revoke (door->plant, token->id, &error));
    assert_answer (door, "GET", "/my", still, 200, "troubled");
  }
}

/* The link waits, and so does the address, whatever link it tries. */
static void
test_guessing (Door *door, gconstpointer data)
{
  g_autofree char *link = make_link (door);
  g_autofree char *wrong = g_strdup_printf ("/open/%s?pin=0815", link);
  g_autofree char *right = g_strdup_printf ("/open/%s?pin=4711", link);

  for (guint i = 0; i < ANLAN_PIN_PATIENT; i++)
    assert_answer (door, "POST", wrong, "", 403, "wrong");
  assert_answer (door, "POST", right, "", 403, "several times");
  for (guint i = 0; i < 6; i++)
    assert_answer (door, "POST", "/open/AAAA?pin=4711", "", 403, "not one of this plant");
  assert_answer (door, "POST", right, "", 429, "Retry-After: ");
  assert_answer (door, "GET", "/guess", "", 429, "too often");
  assert_answer (door, "GET", "/my", "", 200, "nobody");
  /* Others are not held up by it. */
  anlan_clock_advance (door->clock, ANLAN_HOUR);
  {
    g_autofree char *answer = ask_from (door, "127.0.0.9", "POST", right, "");

    g_assert_cmpuint (wire_status (answer), ==, 200);
  }
}

/* --- programs ------------------------------------------------------------------------------------------------------------------------ */

static void
test_api (Door *door, gconstpointer data)
{
  static const char *const scopes[] = { "*:read", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *token =
      anlan_token_make_api (door->plant, "HR", door->person, scopes, "2026-11-22", &error);
  g_autofree char *header = g_strdup_printf ("Authorization: Bearer %s\r\n", token);
  g_autofree char *wanted = g_strdup_printf ("api %s", door->person);

  assert_answer (door, "GET", "/api/", header, 200, wanted);
  assert_answer (door, "POST", "/api/", header, 200, wanted);
  assert_answer (door, "GET", "/api/", "", 401, "WWW-Authenticate: Bearer");
  assert_answer (door, "GET", "/api/", "", 401, "{\"ok\":false,\"error\":");
  assert_answer (door, "GET", "/api/", "Authorization: Bearer anlan_AAAA\r\n", 401, "not one of this plant");
  assert_answer (door, "GET", "/api/", "Authorization: Basic AAAA\r\n", 401, "Bearer");
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *answer = ask_from (door, NULL, "GET", "/api/", "Authorization: Bearer x\r\n");

      g_assert_cmpuint (wire_status (answer), >=, 401);
    }
  assert_answer (door, "GET", "/api/", "Authorization: Bearer x\r\n", 429, "too often");
  /* Who has a good one is not held up by who guesses beside him. */
  assert_answer (door, "GET", "/api/", header, 200, wanted);
  anlan_clock_advance (door->clock, ANLAN_DAY);
  assert_answer (door, "GET", "/api/", header, 429, NULL);
}

/* --- the log --------------------------------------------------------------------------------------------------------------------------- */

/* ASVS 16.2.1, 16.3.1 to 16.3.3: when, who, from where, what, with what result; no secrets. */
static void
test_log (Door *door, gconstpointer data)
{
  g_autofree char *link = make_link (door);
  g_autofree char *form = NULL;
  g_autofree char *secret = come_in (door, link, &form);
  g_autofree char *cookie = g_strdup_printf ("Cookie: anlan=%s\r\n", secret);
  g_autoptr (GPtrArray) all = NULL, refused = NULL, tokens = NULL;
  g_autoptr (GError) error = NULL;
  const AnlanVisit *visit;

  assert_answer (door, "GET", "/my", cookie, 200, "person");
  assert_answer (door, "POST", "/my", cookie, 403, NULL);
  assert_answer (door, "GET", "/nothing/here", "", 404, NULL);
  assert_answer (door, "GET", "/r/forged", "", 403, NULL);
  anlan_listener_stop (door->listener);
  anlan_access_free (door->access);
  all = anlan_access_log_read (door->dir, NULL, FALSE, 0, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 5);
  for (guint i = 0; i < all->len; i++)
    {
      visit = g_ptr_array_index (all, i);
      g_assert_cmpint (visit->at, ==, NOW);
      g_assert_cmpstr (visit->address, ==, "127.0.0.1");
      g_assert_null (strstr (visit->what, link));
      g_assert_null (strstr (visit->what, "forged"));
    }
  refused = anlan_access_log_read (door->dir, NULL, TRUE, 0, 100, &error);
  g_assert_cmpuint (refused->len, ==, 3);
  visit = g_ptr_array_index (refused, 2);
  g_assert_cmpstr (visit->what, ==, "POST /my");
  g_assert_cmpstr (visit->person, ==, door->person);
  g_assert_nonnull (visit->device);
  g_assert_cmpuint (visit->status, ==, 403);
  g_assert_nonnull (strstr (visit->note, "did not come from a page"));
  tokens = anlan_tokens_list (door->plant, &error);
  g_assert_cmpuint (((AnlanToken *)g_ptr_array_index (tokens, 0))->times, ==, 3);
  door_listen (door, NULL);
}

/* --- HTTPS ----------------------------------------------------------------------------------------------------------------------------- */

static gboolean
accept_cb (GTlsConnection *connection,
           GTlsCertificate *certificate,
           GTlsCertificateFlags flags,
           gpointer data)
{
  return TRUE;
}

static void
test_tls (Door *door, gconstpointer data)
{
  g_autofree char *path = g_build_filename (door->root, "station.pem", NULL);
  g_autofree char *link = make_link (door);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = anlan_station_certificate (path, NOW, &error);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) tcp = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autofree char *ask = NULL;
  char answer[4096] = "";
  gsize n;

  g_assert_no_error (error);
  door_listen (door, certificate);
  g_socket_client_set_enable_proxy (client, FALSE);
  tcp = g_socket_client_connect_to_host (client, "127.0.0.1", door->port, NULL, &error);
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (tcp), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  ask = g_strdup_printf (
      "POST /open/%s?pin=4711 HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Length: 0\r\nConnection: "
      "close\r\n\r\n",
      link, door->port);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (tls), ask, strlen (ask), NULL, NULL, &error));
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (tls), answer, sizeof answer - 1, &n, NULL, NULL);
  /* ASVS 3.3.1: Secure, and only for this host. */
  g_assert_nonnull (strstr (answer, "Set-Cookie: __Host-anlan="));
  g_assert_nonnull (strstr (answer, "; Secure"));
}

/* --- how often ------------------------------------------------------------------------------------------------------------------------- */

static void
test_limits (void)
{
  static const StationLimit limit = { 3, 1000 };
  StationLimits *limits = station_limits_new ();
  gint64 wait;

  for (guint i = 0; i < 3; i++)
    g_assert_true (station_limits_take (limits, "a", &limit, 0, TRUE, &wait));
  g_assert_false (station_limits_take (limits, "a", &limit, 0, TRUE, &wait));
  g_assert_cmpint (wait, ==, 1001);
  g_assert_true (station_limits_take (limits, "b", &limit, 0, TRUE, &wait));
  g_assert_false (station_limits_take (limits, "a", &limit, 999, TRUE, &wait));
  g_assert_true (station_limits_take (limits, "a", &limit, 1000, FALSE, &wait));
  g_assert_true (station_limits_take (limits, "a", &limit, 1000, TRUE, &wait));
  g_assert_false (station_limits_take (limits, "a", &limit, 1000, TRUE, &wait));
  /* More addresses than a plant has do not fill the memory. */
  for (guint i = 0; i < 50000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      g_assert_true (station_limits_take (limits, name, &limit, 2000, TRUE, &wait));
    }
  station_limits_free (limits);
}

static void
add (const char *path, void (*test) (Door *door, gconstpointer data), gconstpointer later)
{
  g_test_add (path, Door, later, door_set_up, test, door_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/access/switches", test_switches, NULL);
  add ("/access/plain", test_plain, NULL);
  add ("/access/poster", test_poster, NULL);
  add ("/access/cookie", test_cookie, NULL);
  add ("/access/person", test_person, NULL);
  add ("/access/guessing", test_guessing, NULL);
  add ("/access/api", test_api, NULL);
  add ("/access/log", test_log, NULL);
  add ("/access/tls", test_tls, "later");
  g_test_add_func ("/access/limits", test_limits);
  return g_test_run ();
}
