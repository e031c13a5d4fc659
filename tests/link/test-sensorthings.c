/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* A service of the SensorThings API 1.1 as a source: what is asked, how its pages are followed, what becomes of what it says.
 * Bodies after the examples of OGC 18-088 and the answers of FROST. */

#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"
#include "link-fixture.h"
#include "sensorthings.h"

#define STREAM(name, unit)                                                                                   \
  "\"Datastream\":{\"@iot.id\":1,\"name\":\"" name "\",\"unitOfMeasurement\":{" unit "}}"
#define CELSIUS "\"name\":\"Degree Celsius\",\"symbol\":\"degC\",\"definition\":\"ucum:Cel\""
#define AT "\"phenomenonTime\":\"2026-11-20T00:50:00Z\","

static const struct
{
  const char *observation;
  const char *reading; /* "series ts value quality unit"; "": refused */
} cases[] = {
  { AT "\"result\":20.5," STREAM ("Tank 1", CELSIUS), "pre/Tank 1 1795135800000 20.5 0 degC" },
  { "\"phenomenonTime\":\"2026-11-20T08:40:00+08:00/2026-11-20T08:50:00.250+08:00\",\"result\":-3," STREAM (
        "a", ""),
    "pre/a 1795135800250 -3 0 -" },
  { AT "\"result\":\"7.25\"," STREAM ("a", "\"symbol\":\"C\",\"name\":\"Degree Celsius\""),
    "pre/a 1795135800000 7.25 0 Degree Celsius" },
  { AT "\"result\":1," STREAM (
        "a", "\"symbol\":\"x\",\"definition\":\"http://unitsofmeasure.org/ucum.html#[degF]\""),
    "pre/a 1795135800000 1 0 [degF]" },
  { AT "\"result\":1," STREAM ("a", "\"symbol\":\"furlong\",\"name\":\"?\""),
    "pre/a 1795135800000 1 0 furlong" },
  { AT "\"result\":true," STREAM ("door", ""), "pre/door 1795135800000 1 0 -" },
  { AT "\"result\":null," STREAM ("a", ""), "pre/a 1795135800000 nan 1 -" },
  { AT "\"result\":{\"a\":1}," STREAM ("a", ""), "" },
  { AT "\"result\":\"open\"," STREAM ("a", ""), "" },
  { AT STREAM ("a", ""), "" },
  { AT "\"result\":1", "" },
  { AT "\"result\":1,\"Datastream\":{\"@iot.id\":1}", "" },
  { "\"result\":1," STREAM ("a", ""), "" },
  { "\"phenomenonTime\":\"yesterday\",\"result\":1," STREAM ("a", ""), "" },
};

static AnlanSensorThings *
make_things (const char *settings, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (settings, NULL);

  return anlan_sensorthings_new (json_node_get_object (node), FIXTURE_NOW, error);
}

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSensorThings) things =
      make_things ("{\"url\":\"http://x/v1.1/\",\"prefix\":\"pre/\"}", &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"value\":[{%s}]}", cases[i].observation);
      g_autoptr (AnlanBatch) batch = NULL;
      g_autofree char *said = NULL;
      gint64 newest;

      g_test_message ("%s", body);
      batch = anlan_sensorthings_read (things, body, strlen (body), FIXTURE_NOW, &newest, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (batch->refused, ==, cases[i].reading[0] == '\0');
      if (batch->readings->len > 0)
        {
          const AnlanBatchReading *r = &g_array_index (batch->readings, AnlanBatchReading, 0);

          said = g_strdup_printf ("%s %" G_GINT64_FORMAT " %g %u %s", r->series, r->ts, r->value, r->quality,
                                  r->unit != NULL ? r->unit : "-");
          g_assert_cmpint (newest, ==, r->ts);
        }
      g_assert_cmpstr (said != NULL ? said : "", ==, cases[i].reading);
    }
}

static void
test_wrong (void)
{
  static const char *const bodies[] = { "", "[]", "{}", "{\"value\":{}}", "<html>", "{\"value\":[" };
  static const char *const settings[] = { "{}", "{\"url\":\"http://x/v1.1?a=b\"}",
                                          "{\"url\":\"http://x/v1.1\",\"history\":0}" };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSensorThings) things = make_things ("{\"url\":\"http://x/v1.1\"}", &error);

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      gint64 newest;

      g_assert_null (
          anlan_sensorthings_read (things, bodies[i], strlen (bodies[i]), FIXTURE_NOW, &newest, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_clear_error (&error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_assert_null (make_things (settings[i], &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_clear_error (&error);
    }
}

/* --- a service ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  LinkFixture link;
  SoupServer *server;
  char *base;
  GPtrArray *queries; /* as they came */
} Service;

/* Opaque, as the standard has it: signs that whoever takes it apart or puts it together again would change. */
#define OPAQUE "$skiptoken=a%2Fb==&x=(1,2)'%20%C3%BC&$top=1;"

static void
asked_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Service *service = data;
  const char *asked = g_uri_get_query (soup_server_message_get_uri (message));
  g_autofree char *body = NULL;

  g_assert_cmpstr (path, ==, "/FROST-Server/v1.1/Observations");
  g_ptr_array_add (service->queries, g_strdup (asked));
  if (g_strcmp0 (asked, OPAQUE) == 0)
    body = g_strdup (
        "{\"value\":[{\"phenomenonTime\":\"2026-11-20T00:59:00Z\",\"result\":2," STREAM ("t", CELSIUS) "}]}");
  else
    body = g_strdup_printf ("{\"value\":[{" AT
                            "\"result\":1," STREAM ("t", CELSIUS) "}],\"@iot.nextLink\":"
                                                                  "\"%s/FROST-Server/v1.1/Observations?%s\"}",
                            service->base, OPAQUE);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
set_up (Service *service, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  link_set_up (&service->link, data);
  service->queries = g_ptr_array_new_with_free_func (g_free);
  service->server = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_handler (service->server, NULL, asked_cb, service, NULL);
  g_assert_true (soup_server_listen_local (service->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (service->server);
  service->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

static void
tear_down (Service *service, gconstpointer data)
{
  link_tear_down (&service->link, data);
  soup_server_disconnect (service->server);
  g_object_unref (service->server);
  g_ptr_array_unref (service->queries);
  g_free (service->base);
}

static gboolean
asked_often (LinkFixture *link, gpointer data)
{
  return ((Service *)link)->queries->len >= 4;
}

static void
test_source (Service *service, gconstpointer data)
{
  g_auto (AnlanSourceStatus) status = { 0 };
  g_autofree char *readings = NULL;

  link_make (&service->link, "sensorthings",
             "{\"url\":\"%s/FROST-Server/v1.1\",\"interval\":1,\"history\":2}", service->base);
  anlan_source_start (service->link.source);
  link_wait_readings (&service->link, 2);
  link_wait (&service->link, asked_often, NULL);
  readings = link_readings (&service->link);
  g_assert_cmpstr (readings, ==, "t 1795135800000 1.0 0 degC\nt 1795136340000 2.0 0 degC\n");
  /* Two hours back at first; then from five minutes before the newest. */
  g_assert_nonnull (strstr (g_ptr_array_index (service->queries, 0),
                            "$filter=phenomenonTime%20gt%202026-11-19T23:00:00Z&"));
  g_assert_cmpstr (g_ptr_array_index (service->queries, 1), ==, OPAQUE);
  g_assert_nonnull (strstr (g_ptr_array_index (service->queries, 2),
                            "$filter=phenomenonTime%20gt%202026-11-20T00:54:00Z&"));
  g_assert_cmpstr (g_ptr_array_index (service->queries, 3), ==, OPAQUE);
  link_status (&service->link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (status.errors, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_add_func ("/link/sensorthings/read", test_read);
  g_test_add_func ("/link/sensorthings/wrong", test_wrong);
  g_test_add ("/link/sensorthings/source", Service, NULL, set_up, test_source, tear_down);
  return g_test_run ();
}
