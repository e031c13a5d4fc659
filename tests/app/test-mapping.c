/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-mapping"

#include <glib/gstdio.h>
#include <string.h>

#include "base/paths.h"
#include "link/inlet.h"
#include "link/profile.h"
#include "link/types.h"
#include "mapping-sample.h"
#include "monitor/source-check.h"
#include "source-types.h"
#include "station/source-settings.h"

/* What needs no window of how sources are connected. */

/* --- a value of a sample, chosen -------------------------------------------------------------------------------------------- */

/* @at: of the value that is chosen; then what must come of the sample, by the reader that the station uses, too. */
static const struct
{
  const char *name;
  const char *sample;
  const char *at;
  const char *items;
  const char *value;
  const char *series; /* of the first reading */
  double number;
  guint readings;
} picks[] = {
  { "flat", "{\"temp\": 21.5, \"hum\": 40}", "temp", "", "/temp", "temp", 21.5, 1 },
  { "list",
    "{\"imei\": \"86\", \"sensors\": [{\"id\": \"g1\", \"val\": \"28.2\"}, {\"id\": \"g2\", \"val\": 3}]}",
    "sensors › 1 › val", "/sensors", "/val", "g1", 28.2, 2 },
  { "whole-is-a-list", "[{\"name\": \"a\", \"v\": 1}, {\"name\": \"b\", \"v\": 2}]", "0 › v", "*", "/v", "a",
    1, 2 },
  { "lists-in-a-list",
    "{\"d\": [{\"s\": [{\"id\": \"x\", \"v\": 1}]}, {\"s\": [{\"id\": \"y\", \"v\": 2}, {\"id\": \"z\", "
    "\"v\": 3}]}]}",
    "d › 1 › s › 0 › v", "/d/*/s", "/v", "x", 1, 3 },
  { "odd-names", "{\"a/b\": {\"c~d\": 7}}", "a/b › c~d", "", "/a~1b/c~0d", "c~d", 7, 1 },
  { "csv", "id,wert,unit\nT-1,4.5,°C\nT-2,5.5,°C\n", "wert", "", "wert", "T-1", 4.5, 2 },
  { "semicolons", "\"name\";\"value\"\n\"a;b\";2\n", "value", "", "value", "a;b", 2, 1 },
};

static const AnlanSampleValue *
find_at (const AnlanSpecimen *sample, const char *at)
{
  for (guint i = 0; i < sample->values->len; i++)
    {
      const AnlanSampleValue *value = g_ptr_array_index (sample->values, i);

      if (g_str_equal (value->at, at))
        return value;
    }
  g_error ("the sample has no %s", at);
}

static void
test_pick (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSpecimen) sample = anlan_specimen_read (picks[i].sample, &error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_mapped_free);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (JsonObject) definition = NULL;
  g_autoptr (AnlanProfile) profile = NULL;
  g_autoptr (AnlanBatch) batch = NULL;
  AnlanMapped *mapped = anlan_mapped_new ();

  g_assert_no_error (error);
  g_ptr_array_add (all, mapped);
  anlan_mapped_pick (mapped, sample, ANLAN_PART_VALUE, find_at (sample, picks[i].at));
  g_assert_cmpstr (mapped->items, ==, picks[i].items);
  g_assert_cmpstr (mapped->value, ==, picks[i].value);
  definition = anlan_mapped_profile (NULL, all, sample->csv);
  profile = anlan_profile_new (definition, zone, &error);
  g_assert_no_error (error);
  batch = anlan_profile_read (profile, picks[i].sample, strlen (picks[i].sample), 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batch->readings->len, ==, picks[i].readings);
  g_assert_cmpuint (batch->refused, ==, 0);
  g_assert_cmpstr (g_array_index (batch->readings, AnlanBatchReading, 0).series, ==, picks[i].series);
  g_assert_cmpfloat (g_array_index (batch->readings, AnlanBatchReading, 0).value, ==, picks[i].number);
}

/* What stands outside of the item is named from there. */
static void
test_outside (void)
{
  g_autoptr (AnlanSpecimen) sample =
      anlan_specimen_read ("{\"t\": 5, \"boxes\": [{\"imei\": \"86\", \"s\": [{\"v\": 1}]}]}", NULL);
  static const struct
  {
    const char *at;
    const char *place;
  } places[] = { { "t", "$/t" }, { "boxes › 0 › imei", "2/imei" }, { "boxes › 0 › s › 0 › v", "/v" } };

  g_assert_nonnull (sample);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *place = anlan_specimen_place (sample, find_at (sample, places[i].at), "/boxes/*/s");

      g_assert_cmpstr (place, ==, places[i].place);
    }
}

/* A profile that was kept is shown again as it was said. */
static void
test_again (void)
{
  g_autoptr (JsonNode) node = json_from_string (
      "{\"format\": \"json\", \"readings\": [{\"items\": \"/a\", \"series\": \"s/{/id}\", \"value\": \"/v\", "
      "\"ts\": \"$/t\", \"time\": \"s\", \"quality\": \"/q\", \"words\": {\"1\": \"bad\"}}]}",
      NULL);
  g_autoptr (GPtrArray) all = anlan_mapped_of_profile (json_node_get_object (node));
  g_autoptr (JsonNode) made =
      json_node_init_object (json_node_alloc (), anlan_mapped_profile (NULL, all, FALSE));

  json_object_unref (json_node_get_object (made));
  g_assert_true (json_node_equal (node, made));
}

/* What the dialog has no rows for stays as it was: detections, and what else a reading says. */
static void
test_besides (void)
{
  g_autoptr (JsonNode) node = json_from_string (
      "{\"format\": \"json\", \"offset\": 8, \"readings\": [{\"series\": \"s\", \"value\": \"/v\", \"unit\": "
      "\"ppm\", "
      "\"only\": {\"/kind\": [\"gas\"]}}], \"detections\": [{\"source\": \"s\", \"type\": \"t\"}]}",
      NULL);
  JsonObject *before = json_node_get_object (node);
  g_autoptr (GPtrArray) all = anlan_mapped_of_profile (before);
  AnlanMapped *mapped = g_ptr_array_index (all, 0);
  g_autoptr (JsonObject) made = NULL;
  JsonObject *reading;

  g_free (mapped->unit);
  mapped->unit = g_strdup ("");
  g_free (mapped->value);
  mapped->value = g_strdup ("/w");
  made = anlan_mapped_profile (before, all, FALSE);
  reading = json_array_get_object_element (json_object_get_array_member (made, "readings"), 0);
  g_assert_cmpstr (json_object_get_string_member (reading, "value"), ==, "/w");
  g_assert_false (json_object_has_member (reading, "unit"));
  g_assert_true (json_object_has_member (reading, "only"));
  g_assert_true (json_object_has_member (made, "detections"));
  g_assert_cmpint (json_object_get_int_member (made, "offset"), ==, 8);
  /* And what was read is not what is written. */
  g_assert_true (json_object_has_member (
      json_array_get_object_element (json_object_get_array_member (before, "readings"), 0), "unit"));
}

static void
test_nonsense (void)
{
  static const char *const texts[] = { "", "hello", "{\"a\": ", "[1, 2", "one line, no second" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (anlan_specimen_read (texts[i], &error));
      g_assert_nonnull (error);
    }
}

/* --- what is offered is what link/ takes ------------------------------------------------------------------------------------- */

static const char *
address_of (const char *type)
{
  static const struct
  {
    const char *type;
    const char *address;
  } addresses[] = {
    { "modbus", "127.0.0.1:1502" },     { "mqtt", "127.0.0.1:1883" },
    { "poll", "http://127.0.0.1:1/x" }, { "folder", "/tmp" },
    { "hj212", "127.0.0.1:9212" },      { "hikvision", "http://127.0.0.1" },
    { "dahua", "http://127.0.0.1" },    { "sensorthings", "http://127.0.0.1/v1.1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (g_str_equal (addresses[i].type, type))
      return addresses[i].address;
  g_error ("no address for %s", type);
}

static JsonObject *
filled_in (const AnlanSourceType *type)
{
  g_autoptr (JsonNode) fixed = type->fixed != NULL ? json_from_string (type->fixed, NULL) : NULL;
  JsonObject *settings = fixed != NULL ? json_node_dup_object (fixed) : json_object_new ();

  for (const AnlanSourceSetting *setting = type->settings; setting->name != NULL; setting++)
    {
      g_autoptr (GError) error = NULL;
      const char *text = setting->fallback != NULL ? setting->fallback : "";

      if (g_str_equal (setting->name, "address"))
        continue;
      if (setting->type == ANLAN_SETTING_CHOICE)
        text = setting->choices[0];
      else if (setting->required)
        text = "somebody";
      else if (g_str_equal (setting->name, "topic"))
        text = "plant/+/gas";
      anlan_source_settings_set (settings, setting, text, &error);
      g_assert_no_error (error);
    }
  return settings;
}

static void
test_offered (void)
{
  g_autofree char *dir = g_dir_make_tmp ("anlan-mapping-XXXXXX", NULL);
  g_autoptr (AnlanClock) clock = anlan_clock_new_system ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  AnlanMonitor *monitor = anlan_monitor_open (dir, clock, zone, &error);
  g_autoptr (AnlanIntake) intake = NULL;
  const AnlanSourceType *types;
  guint n;

  g_assert_no_error (error);
  intake = anlan_intake_new (monitor);
  types = anlan_source_types_list (&n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (JsonObject) entered = filled_in (&types[i]), settings = NULL;
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), entered);
      g_autofree char *definition = json_to_string (node, FALSE);
      g_autoptr (AnlanSource) source = NULL;

      g_assert_cmpint (types[i].posted, ==, anlan_inlet_is_posted (types[i].type));
      /* What the assistant makes is taken. */
      anlan_source_definition_check (types[i].type, definition, &error);
      g_assert_no_error (error);
      if (types[i].posted)
        continue;
      settings =
          anlan_source_settings (types[i].type, "N", NULL, address_of (types[i].type), definition, &error);
      g_assert_no_error (error);
      source = anlan_source_make (types[i].type, "id", intake, settings, &error);
      g_test_message ("%s: %s", types[i].id, definition);
      g_assert_no_error (error);
    }
  anlan_intake_stop (intake);
  anlan_remove_tree (dir);
}

static void
test_refused (void)
{
  static const AnlanSourceSetting number = { "n",       ANLAN_SETTING_INTEGER, "N", .min = 1,
                                             .max = 10, .required = TRUE };
  static const char *const wrong[] = { "", "x", "0", "11", "2.5" };
  g_autoptr (JsonObject) settings = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (anlan_source_settings_set (settings, &number, wrong[i], &error));
      g_assert_nonnull (error);
      g_assert_false (json_object_has_member (settings, "n"));
    }
}

/* --- recordings ----------------------------------------------------------------------------------------------------------------- */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (picks); i++)
    {
      g_autofree char *path = g_strconcat ("/mapping/pick/", picks[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_pick);
    }
  g_test_add_func ("/mapping/outside", test_outside);
  g_test_add_func ("/mapping/again", test_again);
  g_test_add_func ("/mapping/besides", test_besides);
  g_test_add_func ("/mapping/nonsense", test_nonsense);
  g_test_add_func ("/sources/offered", test_offered);
  g_test_add_func ("/sources/refused", test_refused);
  return g_test_run ();
}
