/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Mapping profiles: the payloads of real devices and programs become what their profile says, item by item; what makes no
 * sense is refused and the rest stands; profiles that make no sense are refused with the member named. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "monitor-fixture.h"
#include "profile-private.h"

typedef struct
{
  const char *name; /* and where the payload is from */
  const char *profile;
  const char *message;
  const char
      *expected; /* a line each: "series ts value quality unit", "source id type state ts zone confidence" */
  guint refused;
  const char *reason; /* part of the first */
} Case;

static const Case cases[] = {
  /* A 4G box beside a gas controller, every three minutes. */
  { "dtu",
    "{\"readings\":[{\"items\":\"/sensors\",\"series\":\"dtu/{$/imei}/{/id}\",\"value\":\"/"
    "val\",\"unit\":\"%LEL\","
    "\"quality\":\"/status\",\"words\":{\"4\":\"bad\",\"9\":\"skip\",\"*\":\"good\"}}],"
    "\"detections\":[{\"items\":\"/sensors\",\"source\":\"dtu/{2/imei}/{/id}\",\"type\":\"gas\",\"state\":\"/"
    "status\","
    "\"states\":{\"2\":\"start\",\"*\":\"skip\"}}]}",
    "{\"imei\":\"860123\",\"sensors\":[{\"id\":1,\"val\":0.0,\"status\":2},{\"id\":2,\"val\":12.5,\"status\":"
    "0},"
    "{\"id\":3,\"val\":0,\"status\":4},{\"id\":4,\"val\":1,\"status\":9},{\"val\":1,\"status\":0},{\"id\":6,"
    "\"status\":0}]}",
    "dtu/860123/1 - 0 0 %LEL\ndtu/860123/2 - 12.5 0 %LEL\ndtu/860123/3 - 0 1 %LEL\n"
    "dtu/860123/1 gas:start:1795136400000 gas start 1795136400000 - -\n",
    2, "/id" },

  /* EdgeX v3: values are texts, moments nanoseconds (edgex-docs, Ch-WalkthroughReading). */
  { "edgex",
    "{\"readings\":[{\"items\":\"/event/readings\",\"series\":\"{/deviceName}/{/resourceName}\",\"value\":\"/"
    "value\","
    "\"ts\":\"/origin\",\"time\":\"ns\"}]}",
    "{\"apiVersion\":\"v3\",\"event\":{\"apiVersion\":\"v3\",\"deviceName\":\"countcamera1\",\"profileName\":"
    "\"camera-monitor"
    "-profile\",\"sourceName\":\"HumanCount\",\"id\":\"d5471d59\",\"origin\":1602168089665565200,"
    "\"readings\":[{\"origin\":"
    "1602168089665565200,\"deviceName\":\"countcamera1\",\"resourceName\":\"HumanCount\",\"profileName\":"
    "\"camera-monitor-"
    "profile\",\"valueType\":\"Int16\",\"value\":\"5\"},{\"origin\":1602168089665565200,\"deviceName\":"
    "\"countcamera1\","
    "\"resourceName\":\"Level\",\"valueType\":\"Float64\",\"value\":\"1.234e+01\"}]}}",
    "countcamera1/HumanCount 1602168089665 5 0 -\ncountcamera1/Level 1602168089665 12.34 0 -\n", 0, NULL },

  /* SensorThings 1.1 as it answers Datastreams(1)/Observations, and as it takes bulk data. */
  { "sensorthings",
    "{\"readings\":[{\"items\":\"/value\",\"series\":\"sta/1\",\"value\":\"/result\",\"ts\":\"/"
    "phenomenonTime\","
    "\"time\":\"rfc3339\"}]}",
    "{\"value\":[{\"@iot.id\":7,\"phenomenonTime\":\"2026-11-20T00:59:00Z\",\"result\":20},{\"@iot.id\":8,"
    "\"phenomenonTime\":\"yesterday\",\"result\":21}],\"@iot.nextLink\":\"http://x/?$skip=2\"}",
    "sta/1 1795136340000 20 0 -\n", 1, "no moment" },
  { "sensorthings-data-array",
    "{\"readings\":[{\"items\":\"/*/dataArray/*\",\"series\":\"sta/{2/Datastream/@iot.id}\",\"ts\":\"/"
    "0\",\"value\":\"/1\"}]}",
    "[{\"Datastream\":{\"@iot.id\":1},\"components\":[\"phenomenonTime\",\"result\",\"FeatureOfInterest/"
    "id\"],"
    "\"dataArray@iot.count\":2,\"dataArray\":[[\"2010-12-23T10:20:00-0700\",20,1],[\"2010-12-23T10:21:00-"
    "0700\",30,1]]},"
    "{\"Datastream\":{\"@iot.id\":2},\"dataArray\":[[\"2010-12-23T10:22:00-0700\",65,1]]}]",
    "sta/1 1293124800000 20 0 -\nsta/1 1293124860000 30 0 -\nsta/2 1293124920000 65 0 -\n", 0, NULL },

  /* Savant's metadata: centre and size in pixels. */
  { "savant",
    "{\"detections\":[{\"items\":\"/metadata/objects\",\"source\":\"savant\",\"type\":\"{/"
    "label}\",\"id\":\"{/model_name}-"
    "{/object_id}\",\"confidence\":\"/confidence\",\"box\":[\"/bbox/xc\",\"/bbox/yc\",\"/bbox/width\",\"/"
    "bbox/height\"],"
    "\"box_form\":\"center\",\"box_size\":[1000,500]}]}",
    "{\"metadata\":{\"objects\":[{\"model_name\":\"coco\",\"label\":\"person\",\"object_id\":1,\"bbox\":{"
    "\"xc\":390,"
    "\"yc\":220,\"width\":200,\"height\":340,\"angle\":0.0},\"confidence\":1,\"attributes\":[]}]}}",
    "savant coco-1 person pulse 1795136400000 - 1 [0.29 0.1 0.2 0.68]\n", 0, NULL },

  /* DeepStream's full schema: one object a message. */
  { "deepstream",
    "{\"detections\":[{\"source\":\"{/sensor/id}\",\"type\":\"{/event/type}\",\"id\":\"{/"
    "messageid}\",\"ts\":\"/@timestamp\","
    "\"camera\":\"{/sensor/id}\",\"zone\":\"{/place/id}\",\"box\":[\"/object/bbox/topleftx\",\"/object/bbox/"
    "toplefty\","
    "\"/object/bbox/bottomrightx\",\"/object/bbox/"
    "bottomrighty\"],\"box_form\":\"ltrb\",\"box_size\":[400,800]}]}",
    "{\"messageid\":\"84a3\",\"mdsversion\":\"1.0\",\"@timestamp\":\"2026-11-20T00:59:00.250Z\",\"place\":{"
    "\"id\":\"Z-04\"},"
    "\"sensor\":{\"id\":\"CAMERA_001\",\"type\":\"Camera\"},\"object\":{\"id\":\"1\",\"speed\":0,\"bbox\":{"
    "\"topleftx\":100,"
    "\"toplefty\":200,\"bottomrightx\":300,\"bottomrighty\":400}},\"event\":{\"id\":\"e\",\"type\":"
    "\"moving\"},\"videoPath\":\"\"}",
    "CAMERA_001 84a3 moving pulse 1795136340250 Z-04 - [0.25 0.25 0.5 0.25]\n", 0, NULL },

  /* Frigate's events: what only goes on is passed over. */
  { "frigate",
    "{\"detections\":[{\"source\":\"frigate/{/after/camera}\",\"id\":\"{/after/id}-{/type}\",\"type\":\"{/"
    "after/label}\","
    "\"only\":{\"/after/false_positive\":[\"false\"]},\"state\":\"/"
    "type\",\"states\":{\"new\":\"start\",\"end\":\"stop\","
    "\"update\":\"skip\"},\"ts\":\"/after/frame_time\",\"time\":\"s\",\"zone\":\"{/after/current_zones/0}\","
    "\"confidence\":\"/after/top_score\"}]}",
    "{\"type\":\"new\",\"before\":{},\"after\":{\"id\":\"1607123955.475377-mxklsc\",\"camera\":\"front_"
    "door\",\"frame_time\":"
    "1607123962.082975,\"label\":\"person\",\"top_score\":0.958984375,\"false_positive\":false,\"current_"
    "zones\":[\"yard\"]}}",
    "frigate/front_door 1607123955.475377-mxklsc-new person start 1607123962082 yard 0.958984\n", 0, NULL },
  { "frigate-update",
    "{\"detections\":[{\"source\":\"f\",\"type\":\"p\",\"state\":\"/"
    "type\",\"states\":{\"new\":\"start\",\"update\":\"skip\"}}]}",
    "[{\"type\":\"update\"},{\"type\":\"new\"},{\"type\":\"other\"}]",
    "f p:start:1795136400000 p start 1795136400000 - -\n", 1, "knows no such state" },

  /* Members whose name is the quantity, as many weather stations have it. */
  { "names",
    "{\"readings\":[{\"items\":\"/now/*\",\"series\":\"{1/station}{2/station}/"
    "{0#}\",\"value\":\"\",\"none\":[-999]}]}",
    "{\"station\":\"roof\",\"now\":{\"station\":\"w\",\"temperature\":12.5,\"wind\":\"3.2\",\"rain\":-999,"
    "\"on\":true,\"gust\":null}}",
    "wroof/temperature - 12.5 0 -\nwroof/wind - 3.2 0 -\nwroof/rain - nan 1 -\nwroof/on - 1 0 -\nwroof/gust "
    "- nan 1 -\n",
    1, "no number" },

  /* Words for values, scale, offset, escaped pointers. */
  { "scaled",
    "{\"readings\":[{\"series\":\"t {{x}}\",\"value\":\"/a~1b/~0c\",\"scale\":0.1,\"offset\":-40},"
    "{\"series\":\"valve\",\"value\":\"/valve\",\"values\":{\"ON\":1,\"OFF\":0}},"
    "{\"series\":\"gone\",\"value\":\"/gone\",\"optional\":true},{\"series\":\"list\",\"value\":\"/list\"}]}",
    "{\"a/b\":{\"~c\":525},\"valve\":\"OFF\",\"list\":[1]}", "t {x} - 12.5 0 -\nvalve - 0 0 -\n", 1,
    "/list" },

  { "qualities", "{\"readings\":[{\"series\":\"s{0#}\",\"value\":\"/v\",\"quality\":\"/q\"}]}",
    "[{\"v\":1,\"q\":\"good\"},{\"v\":1,\"q\":\"bad\"},{\"v\":1,\"q\":\"uncertain\"},{\"v\":1,\"q\":\"tea\"},"
    "{\"v\":1}]",
    "s0 - 1 0 -\ns1 - 1 1 -\ns2 - 1 2 -\ns3 - 1 2 -\ns4 - 1 0 -\n", 0, NULL },

  { "moments", "{\"readings\":[{\"series\":\"s{0#}\",\"value\":\"/v\",\"ts\":\"/t\"}]}",
    "[{\"v\":1,\"t\":1795136340},{\"v\":1,\"t\":1795136340000},{\"v\":1,\"t\":1795136340000000},{\"v\":1,"
    "\"t\":1795136340000000000},{\"v\":1,\"t\":\"1795136340\"},{\"v\":1,\"t\":\"2026-11-20T08:59:00+08:00\"},"
    "{\"v\":1,"
    "\"t\":\"2026-11-20 08:59:00\"},{\"v\":1,\"t\":\"2026-11-20 "
    "08:59:00.250\"},{\"v\":1,\"t\":\"20261120085900\"},{\"v\":1,"
    "\"t\":20261120085900},{\"v\":1,\"t\":\"20261120085900250\"},{\"v\":1,\"t\":\"2026/11/20 "
    "08:59\"},{\"v\":1,"
    "\"t\":1795136340.25},{\"v\":1,\"t\":null},{\"v\":1,\"t\":\"\"},{\"v\":1,\"t\":true},{\"v\":1,\"t\":"
    "\"soon\"}]",
    "s0 1795136340000 1 0 -\ns1 1795136340000 1 0 -\ns2 1795136340000 1 0 -\ns3 1795136340000 1 0 -\n"
    "s4 1795136340000 1 0 -\ns5 1795136340000 1 0 -\ns6 1795136340000 1 0 -\ns7 1795136340250 1 0 -\n"
    "s8 1795136340000 1 0 -\ns9 1795136340000 1 0 -\ns10 1795136340250 1 0 -\ns11 1795136340000 1 0 -\n"
    "s12 1795136340250 1 0 -\ns13 - 1 0 -\ns14 - 1 0 -\n",
    2, "no moment" },
  /* Another zone than the plant's: 08:59 in Berlin is 07:59 UTC in November. */
  { "zone",
    "{\"zone\":\"Europe/Berlin\",\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"ts\":\"{/d} "
    "{/t}\",\"time\":\"local\"}]}",
    "{\"v\":1,\"d\":\"2026-11-20\",\"t\":\"08:59:00\"}", "s 1795161540000 1 0 -\n", 0, NULL },
  /* A clock that counts from its start is no moment of ours, but the monitor knows what to do with it. */
  { "seconds", "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"ts\":\"/t\",\"time\":\"ms\"}]}",
    "{\"v\":1,\"t\":5000}", "s 5000 1 0 -\n", 0, NULL },

  /* A table with a column for each sensor, gaps, a comma in numbers, date and time apart. */
  { "csv-wide",
    "{\"format\":\"csv\",\"decimal\":\",\",\"readings\":[{\"series\":\"co\",\"value\":\"CO "
    "(GT)\",\"unit\":\"mg/m³\",\"ts\":"
    "\"{Date} {Time}\"},{\"series\":\"t\",\"value\":\"#4\",\"unit\":\"°C\",\"ts\":\"{Date} "
    "{Time}\",\"none\":[\"-200\"]}]}",
    "Date;Time;CO "
    "(GT);T\r\n2026-11-20;08:59:00;2,6;13,6\r\n\r\n2026-11-20;08:59:30;;-200\r\n2026-11-20;09:00:00;x;1\r\n",
    "co 1795136340000 2.6 0 mg/m³\nt 1795136340000 13.6 0 °C\nt 1795136370000 nan 1 °C\nt 1795136400000 1 0 "
    "°C\n",
    1, "CO (GT)" },
  { "csv-no-header",
    "{\"format\":\"csv\",\"header\":false,\"skip\":1,\"separator\":\"|\",\"readings\":[{\"series\":\"p/"
    "{#1}\",\"value\":\"#2\"}],"
    "\"detections\":[{\"source\":\"p/"
    "{#1}\",\"type\":\"leak\",\"state\":\"#3\",\"states\":{\"ALARM\":\"start\",\"*\":\"skip\"}}]}",
    "made by the controller\n1|28.2|ALARM\n2|0.1|OK\n3",
    "p/1 - 28.2 0 -\np/2 - 0.1 0 -\n"
    "p/1 leak:start:1795136400000 leak start 1795136400000 - -\n",
    0, NULL },
  /* As a Chinese program on Windows writes it: GB 18030. */
  { "csv-gb18030",
    "{\"format\":\"csv\",\"readings\":[{\"series\":\"{位号}\",\"value\":\"数值\",\"unit\":\"{单位}\"}]}",
    "\xce\xbb\xba\xc5,\xca\xfd\xd6\xb5,\xb5\xa5\xce\xbb\r\nGT-101,12.5,%LEL\r\n", "GT-101 - 12.5 0 %LEL\n", 0,
    NULL },
};

static AnlanProfile *
make (const char *definition, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (GError) wrong = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (definition, -1, 1 << 20, &wrong);

  g_assert_no_error (wrong);
  return anlan_profile_new (json_node_get_object (node), zone, error);
}

static char *
describe (const AnlanBatch *batch)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);
      g_autofree char *ts =
          reading->ts != G_MININT64 ? g_strdup_printf ("%" G_GINT64_FORMAT, reading->ts) : NULL;

      g_string_append_printf (text, "%s %s %g %u %s\n", reading->series, ts != NULL ? ts : "-",
                              fabs (reading->value) < 1e-9 ? 0.0 : reading->value, reading->quality,
                              reading->unit != NULL ? reading->unit : "-");
    }
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_string_append_printf (text, "%s %s %s %s %" G_GINT64_FORMAT " %s", detection->source, detection->id,
                              detection->type, anlan_detection_state_name (detection->state), detection->ts,
                              detection->zone != NULL ? detection->zone : "-");
      if (isnan (detection->confidence))
        g_string_append (text, " -");
      else
        g_string_append_printf (text, " %g", detection->confidence);
      if (!isnan (detection->box[0]))
        g_string_append_printf (text, " [%g %g %g %g]", detection->box[0], detection->box[1],
                                detection->box[2], detection->box[3]);
      g_string_append_c (text, '\n');
      g_assert_nonnull (detection->raw);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanProfile) profile = make (test->profile, &error);
  g_autoptr (AnlanBatch) batch = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  batch = anlan_profile_read (profile, test->message, strlen (test->message), FIXTURE_NOW, &error);
  g_assert_no_error (error);
  text = describe (batch);
  g_assert_cmpstr (text, ==, test->expected);
  g_assert_cmpuint (batch->refused, ==, test->refused);
  if (test->reason != NULL)
    {
      g_test_message ("%s", batch->reason);
      g_assert_nonnull (strstr (batch->reason, test->reason));
    }
}

static void
test_own_csv (void)
{
  static const char message[] = "\xef\xbb\xbfseries,ts,value,unit,quality\n"
                                "a,1795136340000,28.2,%LEL,\n"
                                "\"b, c\",2026-11-20T00:59:00Z,\"1,200\",,bad\n"
                                "d,2026-11-20 08:59,0,,tea\n"
                                ",1,2,,\n"
                                "e,,3\n"
                                "f,,\n";
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (AnlanProfile) profile = anlan_profile_new_own_csv (zone);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch = anlan_profile_read (profile, message, strlen (message), FIXTURE_NOW, &error);
  g_autoptr (AnlanBatch) none = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = describe (batch);
  g_assert_cmpstr (
      text, ==,
      "a 1795136340000 28.2 0 %LEL\nb, c 1795136340000 1200 1 -\nd 1795136340000 0 2 -\ne - 3 0 -\n");
  g_assert_cmpuint (batch->refused, ==, 1);

  none = anlan_profile_read (profile, "name,value\na,1\n", 15, FIXTURE_NOW, &error);
  g_assert_null (none);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "“series”"));
  g_assert_nonnull (strstr (error->message, "name, value"));
}

/* What is refused as a whole. */
static void
test_whole (void)
{
  static const struct
  {
    const char *message;
    const char *said;
  } wholes[] = {
    { "", "ends too early" },        { "{\"sensors\":[}", "JSON" },
    { "{\"other\":[]}", "“items”" }, { "[1,2]", "“items”" },
    { "\"text\"", "“items”" },       { "{\"sensors\":[{\"id\":1,\"val\":1e400}]}", "" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanProfile) profile =
      make ("{\"readings\":[{\"items\":\"/sensors\",\"series\":\"{/id}\",\"value\":\"/val\"}]}", &error);
  g_autoptr (AnlanBatch) empty = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    {
      g_autoptr (AnlanBatch) batch =
          anlan_profile_read (profile, wholes[i].message, strlen (wholes[i].message), FIXTURE_NOW, &error);

      g_test_message ("%s: %s", wholes[i].message, error != NULL ? error->message : "taken");
      g_assert_null (batch);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, wholes[i].said));
      g_clear_error (&error);
    }
  /* An empty list is a device that has nothing to say. */
  empty = anlan_profile_read (profile, "{\"sensors\":[]}", 14, FIXTURE_NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (empty->readings->len + empty->refused, ==, 0);
}

static void
test_bounds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanProfile) profile =
      make ("{\"readings\":[{\"series\":\"{/id}\",\"value\":\"/val\"}]}", &error);
  g_autoptr (AnlanProfile) passes =
      make ("{\"readings\":[{\"series\":\"x\",\"value\":\"/val\",\"optional\":true}]}", &error);
  g_autoptr (GString) many = g_string_new ("[0"), deep = g_string_new (NULL);
  g_autofree char *large = g_malloc (ANLAN_BATCH_MAX_BYTES + 1);

  for (guint i = 0; i < ANLAN_BATCH_MAX_ITEMS; i++)
    g_string_append (many, ",0");
  g_string_append_c (many, ']');
  g_assert_null (anlan_profile_read (profile, many->str, many->len, FIXTURE_NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  g_clear_error (&error);

  g_string_assign (many, "[0");
  for (guint i = 0; i < 10 * ANLAN_BATCH_MAX_ITEMS; i++)
    g_string_append (many, ",0");
  g_string_append_c (many, ']');
  g_assert_null (anlan_profile_read (passes, many->str, many->len, FIXTURE_NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  g_clear_error (&error);

  memset (large, ' ', ANLAN_BATCH_MAX_BYTES + 1);
  g_assert_null (anlan_profile_read (profile, large, ANLAN_BATCH_MAX_BYTES + 1, FIXTURE_NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  g_clear_error (&error);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (anlan_profile_read (profile, deep->str, deep->len, FIXTURE_NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* Profiles that make no sense. */
static void
test_refused (void)
{
  static const struct
  {
    const char *profile;
    const char *named;
  } profiles[] = {
    { "{}", "“readings”" },
    { "{\"readings\":[]}", "“readings”" },
    { "{\"readings\":{}}", "“readings”" },
    { "{\"readings\":[7]}", "“readings”" },
    { "{\"readings\":[{\"value\":\"/v\"}]}", "“series”" },
    { "{\"readings\":[{\"series\":\"s\"}]}", "“value”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"v\"}]}", "“value”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/~2\"}]}", "“value”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":7}]}", "“value”" },
    { "{\"readings\":[{\"series\":\"s{/v\",\"value\":\"/v\"}]}", "“series”" },
    { "{\"readings\":[{\"series\":\"s}\",\"value\":\"/v\"}]}", "“series”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"vlaue\":1}]}", "“vlaue”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"scale\":\"2\"}]}", "“scale”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"time\":\"h\"}]}", "“time”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"ts\":\"t\"}]}", "“ts”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"items\":\"x\"}]}", "“items”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"words\":{\"1\":\"fine\"}}]}", "“words”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"values\":{\"1\":\"2\"}}]}", "“values”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"none\":[[]]}]}", "“none”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"only\":{\"/a\":\"b\"}}]}", "“only”" },
    { "{\"readings\":[{\"series\":\"s\",\"value\":\"/v\",\"optional\":\"maybe\"}]}", "“optional”" },
    { "{\"detections\":[{\"type\":\"t\"}]}", "“source”" },
    { "{\"detections\":[{\"source\":\"t\"}]}", "“type”" },
    { "{\"detections\":[{\"source\":\"s\",\"type\":\"t\",\"states\":{\"a\":\"go\"}}]}", "“states”" },
    { "{\"detections\":[{\"source\":\"s\",\"type\":\"t\",\"box\":[\"/a\"]}]}", "“box”" },
    { "{\"detections\":[{\"source\":\"s\",\"type\":\"t\",\"box_form\":\"round\"}]}", "“box_form”" },
    { "{\"detections\":[{\"source\":\"s\",\"type\":\"t\",\"box_size\":[0,1]}]}", "“box_size”" },
    { "{\"format\":\"xml\"}", "“format”" },
    { "{\"zone\":\"Mars/Olympus\"}", "“zone”" },
    { "{\"format\":\"csv\",\"separator\":\"ab\"}", "“separator”" },
    { "{\"format\":\"csv\",\"decimal\":\";\"}", "“decimal”" },
    { "{\"format\":\"csv\",\"skip\":-1}", "“skip”" },
    { "{\"format\":\"csv\",\"readings\":[{\"series\":\"s\",\"value\":\"\"}]}", "“value”" },
    { "{\"format\":\"csv\",\"readings\":[{\"items\":\"/x\",\"series\":\"s\",\"value\":\"v\"}]}", "“items”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", profiles[i].profile);
      g_assert_null (make (profiles[i].profile, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, profiles[i].named));
    }
}

/* --- the schema says the same ---------------------------------------------------------------------------------- */

static JsonObject *
properties_at (JsonNode *schema, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) found = json_path_query (path, schema, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (found)), ==, 1);
  return json_object_ref (json_array_get_object_element (json_node_get_array (found), 0));
}

/* What must stand beside a member, and an example for it. */
typedef struct
{
  const char *path; /* of the properties in the schema */
  const char *around;
  const char *needed[2];
  const char *filled[2];
} Level;

static const Level levels[] = {
  { "$.properties", "{%s}", { "readings" }, { "\"readings\":[{\"series\":\"s\",\"value\":\"\"}]" } },
  { "$['$defs'].reading.properties",
    "{\"readings\":[{%s}]}",
    { "series", "value" },
    { "\"series\":\"s\"", "\"value\":\"\"" } },
  { "$['$defs'].detection.properties",
    "{\"detections\":[{%s}]}",
    { "source", "type" },
    { "\"source\":\"s\"", "\"type\":\"t\"" } },
};

static char *
with_example (const Level *level, JsonObject *properties, const char *member)
{
  g_autoptr (GString) inner = g_string_new (NULL);
  g_autofree char *example = NULL;
  JsonObject *property;

  g_assert_true (json_object_has_member (properties, member));
  property = json_object_get_object_member (properties, member);
  g_assert_true (json_object_has_member (property, "description"));
  example =
      json_to_string (json_array_get_element (json_object_get_array_member (property, "examples"), 0), FALSE);
  g_string_append_printf (inner, "\"%s\":%s", member, example);
  for (guint i = 0; i < G_N_ELEMENTS (level->needed) && level->needed[i] != NULL; i++)
    if (!g_str_equal (level->needed[i], member))
      g_string_append_printf (inner, ",%s", level->filled[i]);
  return g_strdup_printf (level->around, inner->str);
}

/* Each member the reader knows stands in the schema, with an example that the reader takes, and no other. */
static void
test_schema (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) schema = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (ANLAN_SOURCE_DIR "/data/profile.schema.json", &text, NULL, &error);
  g_assert_no_error (error);
  schema = anlan_json_parse (text, -1, 1 << 20, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr (JsonObject) properties = properties_at (schema, levels[i].path);
      const char *const *members = anlan_profile_members (i);

      g_assert_cmpuint (json_object_get_size (properties), ==, g_strv_length ((GStrv)members));
      for (guint j = 0; members[j] != NULL; j++)
        {
          g_autofree char *definition = with_example (&levels[i], properties, members[j]);
          g_autoptr (AnlanProfile) profile = NULL;

          g_test_message ("%s", definition);
          profile = make (definition, &error);
          g_assert_no_error (error);
          g_assert_nonnull (profile);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/link/profile/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/link/profile/own-csv", test_own_csv);
  g_test_add_func ("/link/profile/whole", test_whole);
  g_test_add_func ("/link/profile/bounds", test_bounds);
  g_test_add_func ("/link/profile/refused", test_refused);
  g_test_add_func ("/link/profile/schema", test_schema);
  return g_test_run ();
}
