/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Home Assistant's discovery, in the forms of its documentation (integrations/mqtt), as sensors of several makers use it. */

#include <string.h>

#include "base/error.h"
#include "hass.h"

#define NOW G_GINT64_CONSTANT (1795136400000)

static void
configure (AnlanHass *hass, const char *topic, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_hass_configure (hass, topic, text, strlen (text), &error));
  g_assert_no_error (error);
}

static char *
topics_of (AnlanHass *hass)
{
  g_autoptr (GPtrArray) topics = anlan_hass_take_topics (hass);

  g_ptr_array_add (topics, NULL);
  return g_strjoinv (" ", (char **)topics->pdata);
}

static char *
told (AnlanHass *hass, const char *topic, const char *text, gboolean retained, gint64 at)
{
  g_autoptr (AnlanBatch) batch = anlan_batch_new (at);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_true (anlan_hass_read (hass, topic, text, strlen (text), retained, batch));
  g_assert_cmpstr (batch->reason, ==, NULL);
  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);

      g_string_append_printf (out, "%s=%g%s%s ", reading->series, reading->value,
                              reading->unit != NULL ? reading->unit : "",
                              reading->quality & ANLAN_QUALITY_BAD ? "!" : "");
    }
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_string_append_printf (out, "%s:%c%s ", detection->source, ".+-"[detection->state], detection -> id);
    }
  return g_strchomp (g_string_free (g_steal_pointer (&out), FALSE));
}

static void
check (AnlanHass *hass, const char *topic, const char *text, const char *expected)
{
  g_autofree char *found = told (hass, topic, text, FALSE, NOW);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_sensor (void)
{
  g_autoptr (AnlanHass) hass = anlan_hass_new ();
  g_autofree char *topics = NULL, *retained = NULL;

  configure (
      hass, "sensor/otodata_123/level/config",
      "{\"name\":\"Propane Level\",\"unique_id\":\"otodata_123_level\",\"state_topic\":\"otodata/123/state\","
      "\"unit_of_measurement\":\"%\",\"value_template\":\"{{ value_json.level }}\","
      "\"availability_topic\":\"otodata/123/up\",\"device\":{\"identifiers\":[\"otodata_123\"]}}");
  topics = topics_of (hass);
  g_assert_cmpstr (topics, ==, "otodata/123/state otodata/123/up");
  check (hass, "otodata/123/state", "{\"level\":61.5,\"other\":1}", "otodata_123_level=61.5%");
  check (hass, "otodata/123/state", "{\"level\":\"61.5\"}", "otodata_123_level=61.5%");
  check (hass, "otodata/123/state", "{\"level\":\"unknown\"}", "otodata_123_level=nan%!");
  check (hass, "otodata/123/state", "{\"level\":null}", "");
  check (hass, "otodata/123/state", "{\"other\":1}", "");
  check (hass, "otodata/123/state", "not JSON", "");
  /* The broker's memory is no new measurement. */
  retained = told (hass, "otodata/123/state", "{\"level\":1}", TRUE, NOW);
  g_assert_cmpstr (retained, ==, "");
  check (hass, "otodata/123/up", "offline", "");
  check (hass, "otodata/123/state", "{\"level\":2}", "");
  check (hass, "otodata/123/up", "online", "");
  check (hass, "otodata/123/state", "{\"level\":3}", "otodata_123_level=3%");
}

static void
test_brief (void)
{
  g_autoptr (AnlanHass) hass = anlan_hass_new ();
  g_autofree char *topics = NULL, *again = NULL;

  /* As ESPHome writes it: abbreviations, ~ at both ends, no template; another with a list of availabilities. */
  configure (
      hass, "sensor/t1/config",
      "{\"~\":\"esp/t1\",\"uniq_id\":\"t1\",\"stat_t\":\"~/state\",\"unit_of_meas\":\"°C\","
      "\"avty_t\":\"status/~\",\"pl_avail\":\"up\",\"pl_not_avail\":\"down\",\"dev\":{\"ids\":\"x\"}}");
  configure (hass, "sensor/t2/config",
             "{\"~\":\"z\",\"uniq_id\":\"t2\",\"stat_t\":\"~/"
             "t\",\"val_tpl\":\"{{value_json.a.b|float|is_defined}}\","
             "\"avty\":[{\"t\":\"~/one\"},{\"topic\":\"~/two\",\"val_tpl\":\"{{ value_json.state }}\"},7]}");
  topics = topics_of (hass);
  g_assert_cmpstr (topics, ==, "esp/t1/state status/esp/t1 z/t z/one z/two");
  check (hass, "esp/t1/state", " 21.5 ", "t1=21.5°C");
  check (hass, "status/esp/t1", "down", "");
  check (hass, "esp/t1/state", "22", "");
  check (hass, "z/t", "{\"a\":{\"b\":5}}", "t2=5");
  check (hass, "z/two", "{\"state\":\"offline\"}", "");
  check (hass, "z/t", "{\"a\":{\"b\":6}}", "");
  check (hass, "z/two", "{\"state\":\"online\"}", "");
  check (hass, "z/t", "{\"a\":{\"b\":7}}", "t2=7");
  again = topics_of (hass);
  g_assert_cmpstr (again, ==, "");
}

static void
test_binary (void)
{
  g_autoptr (AnlanHass) hass = anlan_hass_new ();
  const char *config = "{\"uniq_id\":\"g1\",\"stat_t\":\"zigbee/g1\",\"val_tpl\":\"{{ value_json.gas }}\","
                       "\"pl_on\":\"True\",\"pl_off\":\"False\",\"dev_cla\":\"gas\"}";
  g_autofree char *first = NULL, *same = NULL, *off = NULL, *on = NULL, *anew = NULL;

  configure (hass, "binary_sensor/g1/config", config);
  /* Also what is retained, for an alarm that stands must not be missed; and once. */
  first = told (hass, "zigbee/g1", "{\"gas\":true}", TRUE, 1000);
  g_assert_cmpstr (first, ==, "g1:+gas@1000");
  configure (hass, "binary_sensor/g1/config", config);
  same = told (hass, "zigbee/g1", "{\"gas\":true}", FALSE, 2000);
  g_assert_cmpstr (same, ==, "");
  off = told (hass, "zigbee/g1", "{\"gas\":false}", FALSE, 3000);
  g_assert_cmpstr (off, ==, "g1:-gas@1000");
  on = told (hass, "zigbee/g1", "{\"gas\":true}", FALSE, 4000);
  g_assert_cmpstr (on, ==, "g1:+gas@4000");
  check (hass, "zigbee/g1", "{\"gas\":\"perhaps\"}", "");
  anlan_hass_forget (hass);
  anew = told (hass, "zigbee/g1", "{\"gas\":true}", FALSE, 5000);
  g_assert_cmpstr (anew, ==, "g1:+gas@5000");

  configure (hass, "binary_sensor/door/config", "{\"uniq_id\":\"d\",\"stat_t\":\"door\"}");
  check (hass, "door", "OFF", "d:-on@1795136400000");
  check (hass, "door", "ON", "d:+on@1795136400000");
}

/* Several sensors in one message, one that is described anew, one that is taken away. */
static void
test_change (void)
{
  g_autoptr (AnlanHass) hass = anlan_hass_new ();
  g_autoptr (GPtrArray) all = NULL;

  configure (hass, "sensor/n/a/config",
             "{\"uniq_id\":\"a\",\"stat_t\":\"s\",\"val_tpl\":\"{{ value_json.a }}\"}");
  configure (hass, "sensor/n/b/config",
             "{\"uniq_id\":\"b\",\"stat_t\":\"s\",\"val_tpl\":\"{{ value_json.b }}\"}");
  check (hass, "s", "{\"a\":1,\"b\":2}", "a=1 b=2");
  configure (hass, "sensor/n/b/config",
             "{\"uniq_id\":\"b\",\"stat_t\":\"s\",\"val_tpl\":\"{{ value_json.c }}\"}");
  check (hass, "s", "{\"a\":1,\"b\":2,\"c\":3}", "a=1 b=3");
  configure (hass, "sensor/n/a/config", "");
  configure (hass, "sensor/n/unknown/config", "");
  check (hass, "s", "{\"a\":1,\"c\":3}", "b=3");
  all = anlan_hass_list_topics (hass);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpuint (anlan_hass_get_count (hass), ==, 1);
  /* What is no sensor says nothing for us. */
  configure (hass, "light/n/a/config", "{\"uniq_id\":\"l\"}");
  configure (hass, "sensor/config", "rubbish");
  g_assert_cmpuint (anlan_hass_get_count (hass), ==, 1);
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *text;
    const char *part;
  } wrong[] = {
    { "rubbish", "it is no JSON object" },
    { "[]", "it is no JSON object" },
    { "{\"uniq_id\":\"a\"}", "no “state_topic”" },
    { "{\"uniq_id\":\"a\",\"stat_t\":\"#\"}", "no “state_topic”" },
    { "{\"uniq_id\":\"a\",\"stat_t\":7}", "no “state_topic”" },
    { "{\"stat_t\":\"s\"}", "no “unique_id”" },
    { "{\"uniq_id\":\"a\",\"stat_t\":\"s\",\"val_tpl\":\"{{ value_json.a + 1 }}\"}",
      "“value_template” is more than" },
    { "{\"uniq_id\":\"a\",\"stat_t\":\"s\",\"val_tpl\":\"{% if value %}1{% endif %}\"}", "is more than" },
    { "{\"uniq_id\":\"a\",\"stat_t\":\"s\",\"val_tpl\":\"{{ value_json }}\"}", "is more than" },
    { "{\"uniq_id\":\"a\",\"stat_t\":\"s\",\"val_tpl\":\"{{ value_json.a | round(1) }}\"}", "is more than" },
    { "{\"uniq_id\":\"a\",\"stat_t\":\"s\",\"val_tpl\":\"{{}}\"}", "is more than" },
  };
  g_autoptr (AnlanHass) hass = anlan_hass_new ();
  g_autoptr (AnlanBatch) batch = anlan_batch_new (NOW);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
          anlan_hass_configure (hass, "sensor/x/config", wrong[i].text, strlen (wrong[i].text), &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, wrong[i].part));
      g_assert_nonnull (strstr (error->message, "sensor/x/config"));
    }
  g_assert_cmpuint (anlan_hass_get_count (hass), ==, 0);
  g_assert_false (anlan_hass_read (hass, "s", "1", 1, FALSE, batch));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/hass/sensor", test_sensor);
  g_test_add_func ("/link/hass/brief", test_brief);
  g_test_add_func ("/link/hass/binary", test_binary);
  g_test_add_func ("/link/hass/change", test_change);
  g_test_add_func ("/link/hass/wrong", test_wrong);
  return g_test_run ();
}
