/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What messages of each format mean, what retained ones do not, and what is said where there is no broker. A real mosquitto
 * is listened to in tests/peers. */

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "link-fixture.h"
#include "mqtt-routes.h"

static AnlanMqttRoutes *
make (const char *text, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) wrong = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, 1 << 20, &wrong);

  g_assert_no_error (wrong);
  return anlan_mqtt_routes_new ("one", json_node_get_object (node), zone, error);
}

static char *
joined (GPtrArray *filters)
{
  char *text;

  g_ptr_array_add (filters, NULL);
  text = g_strjoinv (" ", (char **)filters->pdata);
  g_ptr_array_unref (filters);
  return text;
}

/* "series=value@ts", "source:+id" of each, or the sentence. */
static char *
told (AnlanMqttRoutes *routes, const char *topic, const char *text, gboolean retained)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch =
      anlan_mqtt_routes_read (routes, topic, text, strlen (text), retained, FIXTURE_NOW, &error);

  g_assert_true ((batch == NULL) == (error != NULL));
  if (batch == NULL)
    return g_strdup (error->message);
  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);

      g_string_append_printf (out, "%s=%g%s%s ", reading->series, reading->value,
                              reading->unit != NULL ? reading->unit : "",
                              reading->ts != G_MININT64 ? "@" : "");
    }
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_string_append_printf (out, "%s:%c%s ", detection->source, ".+-"[detection->state], detection -> id);
    }
  return g_strchomp (g_string_free (g_steal_pointer (&out), FALSE));
}

static void
test_formats (void)
{
  static const struct
  {
    const char *topic, *text;
    gboolean retained;
    const char *expected;
  } cases[] = {
    { "plant/a", "{\"series\":\"a\",\"value\":1}", FALSE, "a=1" },
    { "plant/a/b", "{\"readings\":[{\"series\":\"a\",\"value\":1,\"ts\":5},{\"series\":\"b\",\"value\":2}]}",
      FALSE, "a=1@ b=2" },
    { "plant/a", "{\"readings\":[{\"series\":\"a\",\"value\":1,\"ts\":5},{\"series\":\"b\",\"value\":2}]}",
      TRUE, "a=1@" },
    { "plant/a", "{\"detections\":[{\"source\":\"c\",\"id\":\"7\",\"type\":\"smoke\"}]}", TRUE, "c:.7" },
    { "plant/a", "rubbish", FALSE, "plant/a: This is not the JSON" },
    { "dtu/9", "{\"imei\":\"42\",\"v\":3.5}", FALSE, "dtu/42=3.5" },
    { "dtu/9", "{}", FALSE, "" },
    { "tank/1/level", " 61.5\n", FALSE, "levels/1/tank/1/level=61.5m" },
    { "tank/1/level", "61.5", TRUE, "" },
    { "tank/1/level", "full", FALSE, "tank/1/level: this is no number." },
    { "tank/1/level", "inf", FALSE, "tank/1/level: this is no number." },
    { "tank/{topic}/level", "1", FALSE, "levels/{2}/tank/{topic}/level=1m" },
    { "gw/up", "online", TRUE, "" },
    { "gw/up", "offline", TRUE, "gw/up: it is off, or has lost its connection" },
    { "gw/up", "?", FALSE, "gw/up: it says neither" },
    { "nvr/events", "{\"type\":\"new\",\"after\":{\"id\":\"1\",\"label\":\"person\",\"camera\":\"c\"}}",
      FALSE, "one:+1" },
    { "nvr/available", "offline", FALSE, "nvr/available: it is off" },
    { "nvr/available", "online", FALSE, "" },
    { "nvr/events", "", FALSE, "nvr/events: This is no message of Frigate" },
    { "ha/sensor/t/config", "{\"uniq_id\":\"t\",\"stat_t\":\"ha/sensor/t/state\"}", TRUE, "" },
    { "ha/sensor/t/state", "21.5", FALSE, "t=21.5" },
    { "ha/sensor/u/config", "{}", TRUE, "ha/sensor/u/config: The sensor described at sensor/u/config" },
    { "elsewhere", "1", FALSE, "" },
    { "tank/\xff/level", "1", FALSE, "" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanMqttRoutes) routes = make (
      "{\"topics\":[{\"topic\":\"plant/#\"},{\"topic\":\"gw/up\",\"format\":\"status\"},"
      "{\"topic\":\"dtu/+\",\"format\":\"profile\",\"profile\":{\"readings\":[{\"series\":\"dtu/{/imei}\","
      "\"value\":\"/v\"}]}},"
      "{\"topic\":\"tank/+/level\",\"format\":\"value\",\"series\":\"levels/{2}/{topic}\",\"measure\":\"m\"},"
      "{\"topic\":\"nvr\",\"format\":\"frigate\"},{\"topic\":\"ha\",\"format\":\"hass\"}]}",
      &error);
  g_autofree char *list = NULL, *fresh = NULL, *all = NULL;

  g_assert_no_error (error);
  list = joined (anlan_mqtt_routes_list (routes));
  g_assert_cmpstr (list, ==,
                   "plant/# gw/up dtu/+ tank/+/level nvr/events nvr/tracked_object_update nvr/available "
                   "ha/+/+/config ha/+/+/+/config");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = told (routes, cases[i].topic, cases[i].text, cases[i].retained);

      if (cases[i].expected[0] == '\0' ? found[0] != '\0' : !g_str_has_prefix (found, cases[i].expected))
        g_error ("%s %s: “%s” instead of “%s”", cases[i].topic, cases[i].text, found, cases[i].expected);
    }
  fresh = joined (anlan_mqtt_routes_take (routes));
  g_assert_cmpstr (fresh, ==, "ha/sensor/t/state");
  all = joined (anlan_mqtt_routes_list (routes));
  g_assert_true (g_str_has_suffix (all, " ha/sensor/t/state"));
}

/* What could not be kept comes again, and is told again. */
static void
test_forget (void)
{
  const char *event = "{\"type\":\"update\",\"after\":{\"id\":\"1\",\"label\":\"person\",\"camera\":\"c\"}}";
  g_autoptr (AnlanMqttRoutes) routes = make ("{\"format\":\"frigate\"}", NULL);
  g_autofree char *first = told (routes, "frigate/events", event, FALSE);
  g_autofree char *second = told (routes, "frigate/events", event, FALSE), *third = NULL;

  g_assert_cmpstr (first, ==, "one:+1");
  g_assert_cmpstr (second, ==, "");
  anlan_mqtt_routes_forget (routes);
  third = told (routes, "frigate/events", event, FALSE);
  g_assert_cmpstr (third, ==, "one:+1");
}

static void
test_settings (LinkFixture *link, gconstpointer data)
{
  static const struct
  {
    const char *settings;
    const char *part;
  } cases[] = {
    { "\"topic\":\"a\"", "“host” is missing" },
    { "\"host\":\"a\"", "“topic” is missing" },
    { "\"host\":\"a\",\"topic\":\"a/#/b\"", "no topic that can be listened to" },
    { "\"host\":\"a\",\"topic\":\"a/b+\"", "no topic that can be listened to" },
    { "\"host\":\"a\",\"topic\":\"a/#\",\"format\":\"frigate\"", "no topic that can be listened to" },
    { "\"host\":\"a\",\"topic\":\"a\",\"format\":\"xml\"", "“format” must be anlan" },
    { "\"host\":\"a\",\"topic\":\"a\",\"format\":\"profile\"", "“profile” is missing" },
    { "\"host\":\"a\",\"topic\":\"a\",\"format\":\"profile\",\"profile\":{\"x\":1}", "x" },
    { "\"host\":\"a\",\"topic\":\"a\",\"format\":\"frigate\",\"types\":7", "“types” must be a JSON object" },
    { "\"host\":\"a\",\"topics\":[]", "“topics” must be a list" },
    { "\"host\":\"a\",\"topics\":[1]", "“topics” must be a list" },
    { "\"host\":\"a\",\"topics\":{}", "“topics” must be a list" },
    { "\"host\":\"a\",\"table\":7,\"topic\":\"a\"", "“table” must be a JSON object" },
    { "\"host\":\"a\",\"topic\":\"a\",\"port\":0", "“port” must be" },
    { "\"host\":\"a\",\"topic\":\"a\",\"tls\":\"maybe\"", "“tls” must be yes or no" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sentence = link_refusal (link, "mqtt", "{%s}", cases[i].settings);

      if (strstr (sentence, cases[i].part) == NULL)
        g_error ("%s: “%s”", cases[i].settings, sentence);
    }
}

static void
check_failure (LinkFixture *link, const char *part)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  anlan_source_start (link->source);
  link_wait_errors (link, 1);
  link_status (link, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_FAILING);
  if (strstr (status.last_error, part) == NULL)
    g_error ("“%s”", status.last_error);
}

static void
test_no_broker (LinkFixture *link, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0), bound = NULL;

  /* A port that is taken, and where nobody listens. */
  g_socket_bind (socket, any, FALSE, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  link_make (link, "mqtt", "{\"host\":\"127.0.0.1\",\"port\":%u,\"topic\":\"#\"}",
             g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  check_failure (link, "does not answer");
}

static void
test_no_host (LinkFixture *link, gconstpointer data)
{
  link_make (link, "mqtt", "{\"host\":\"no such host\",\"topic\":\"#\"}");
  check_failure (link, "The network knows no “no such host”");
}

#define ADD(path, func) g_test_add ("/link/mqtt/" path, LinkFixture, NULL, link_set_up, func, link_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/mqtt/formats", test_formats);
  g_test_add_func ("/link/mqtt/forget", test_forget);
  ADD ("settings", test_settings);
  ADD ("no-broker", test_no_broker);
  ADD ("no-host", test_no_host);
  return g_test_run ();
}
