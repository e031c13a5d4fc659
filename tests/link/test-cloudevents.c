/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* CloudEvents 1.0. The forms and rules are those of the specification and of its HTTP protocol binding, version 1.0.2. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "link/cloudevents.h"

#define NOW G_GINT64_CONSTANT (1795318956730) /* 2026-11-22T05:02:36.730Z */

#define JSON_TYPE "application/cloudevents+json"
#define BATCH_TYPE "application/cloudevents-batch+json"
#define HEAD "\"specversion\":\"1.0\",\"id\":\"A-17\",\"source\":\"/cam/3\",\"type\":\"no-helmet\""

/* What is expected of one detection or one reading; refused ones have a part of the sentence. */
static const struct
{
  const char *name;
  AnlanCloudHeaders headers;
  const char *body;
  const char *source; /* of the first detection */
  const char *type;
  const char *camera;
  AnlanDetectionState state;
  gint64 ts;
  const char *series; /* of the first reading */
  guint readings, detections, refused;
  const char *error;
} cases[] = {
  { .name = "structured",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD ",\"time\":\"2026-11-22T05:09:16Z\",\"data\":{\"state\":\"start\",\"camera\":\"c3\"}}",
    .source = "/cam/3",
    .type = "no-helmet",
    .camera = "c3",
    .state = ANLAN_DETECTION_START,
    .ts = 1795324156000,
    .detections = 1 },
  { .name = "structured, with a charset and without data",
    .headers = { .content_type = "Application/CloudEvents+JSON; charset=utf-8" },
    .body = "{" HEAD ",\"subject\":\"gate\"}",
    .source = "/cam/3",
    .type = "no-helmet",
    .camera = "gate",
    .ts = NOW,
    .detections = 1 },
  { .name = "data that is text",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD ",\"datacontenttype\":\"text/plain\",\"data\":\"smoke\"}",
    .source = "/cam/3",
    .type = "no-helmet",
    .ts = NOW,
    .detections = 1 },
  { .name = "data in base64",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD ",\"data_base64\":\"AAEC\"}",
    .source = "/cam/3",
    .type = "no-helmet",
    .ts = NOW,
    .detections = 1 },
  { .name = "readings in an event, which has their moment",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD ",\"time\":\"2026-11-22T13:09:16+08:00\",\"data\":{\"series\":\"tank/1\",\"value\":3}}",
    .ts = 1795324156000,
    .series = "tank/1",
    .readings = 1 },
  { .name = "readings with a moment of their own",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD
            ",\"time\":\"2026-11-22T05:09:16Z\",\"data\":[{\"series\":\"tank/1\",\"ts\":1000,\"value\":3}]}",
    .ts = 1000,
    .series = "tank/1",
    .readings = 1 },
  { .name = "our message in an event",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD ",\"data\":{\"gateway\":\"g\",\"readings\":[{\"series\":\"a\",\"ts\":5,\"value\":1},"
            "{\"series\":\"\",\"value\":1}],\"detections\":[{\"source\":\"x\",\"id\":\"1\",\"type\":"
            "\"smoke\"}]}}",
    .source = "x",
    .type = "smoke",
    .ts = 5,
    .series = "a",
    .readings = 1,
    .detections = 1,
    .refused = 1 },
  { .name = "binary",
    .headers = { .content_type = "application/json",
                 .specversion = "1.0",
                 .id = "A-17",
                 .source = "/cam/3",
                 .type = "no-helmet",
                 .time = "2026-11-22T05:09:16Z" },
    .body = "{\"state\":\"stop\"}",
    .source = "/cam/3",
    .type = "no-helmet",
    .state = ANLAN_DETECTION_STOP,
    .ts = 1795324156000,
    .detections = 1 },
  { .name = "binary without a body",
    .headers = { .specversion = "1.0", .id = "1", .source = "s", .type = "t", .subject = "gate" },
    .body = "",
    .source = "s",
    .type = "t",
    .camera = "gate",
    .ts = NOW,
    .detections = 1 },
  { .name = "binary with readings",
    .headers = { .content_type = "application/json",
                 .specversion = "1.0",
                 .id = "1",
                 .source = "s",
                 .type = "t" },
    .body = "{\"readings\":[{\"series\":\"a\",\"ts\":5,\"value\":1}]}",
    .ts = 5,
    .series = "a",
    .readings = 1 },
  { .name = "header in per cents, of the binding's own example",
    .headers = { .specversion = "1.0",
                 .id = "1",
                 .source = "%E5%AE%89%E6%BE%9C",
                 .type = "Euro%20%E2%82%AC%20%F0%9F%98%80" },
    .body = "",
    .source = "安澜",
    .type = "Euro € 😀",
    .ts = NOW,
    .detections = 1 },
  { .name = "header in quotes",
    .headers = { .specversion = "\"1.0\"", .id = "1", .source = "\"a \\\"b\\\" %41\"", .type = "100%" },
    .body = "",
    .source = "a \"b\" A",
    .type = "100%",
    .ts = NOW,
    .detections = 1 },
  { .name = "batch",
    .headers = { .content_type = BATCH_TYPE },
    .body =
        "[{" HEAD
        "},{\"specversion\":\"1.0\",\"id\":\"2\"},7,{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"s\","
        "\"type\":\"t\",\"data\":{\"series\":\"a\",\"ts\":5,\"value\":1}}]",
    .source = "/cam/3",
    .type = "no-helmet",
    .ts = 5,
    .series = "a",
    .readings = 1,
    .detections = 1,
    .refused = 2 },
  { .name = "empty batch", .headers = { .content_type = BATCH_TYPE }, .body = "[]" },

  { .name = "no JSON", .headers = { .content_type = JSON_TYPE }, .body = "{", .error = "" },
  { .name = "no object", .headers = { .content_type = JSON_TYPE }, .body = "[]", .error = "JSON object" },
  { .name = "batch that is none",
    .headers = { .content_type = BATCH_TYPE },
    .body = "{}",
    .error = "JSON array" },
  { .name = "version",
    .headers = { .content_type = JSON_TYPE },
    .body = "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
    .error = "version 1.0" },
  { .name = "version that is a number",
    .headers = { .content_type = JSON_TYPE },
    .body = "{\"specversion\":1.0,\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
    .error = "version 1.0" },
  { .name = "no id",
    .headers = { .content_type = JSON_TYPE },
    .body = "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"}",
    .error = "“id”" },
  { .name = "empty source",
    .headers = { .specversion = "1.0", .id = "1", .source = "", .type = "t" },
    .body = "",
    .error = "“source”" },
  { .name = "header that is no text",
    .headers = { .specversion = "1.0", .id = "%FF", .source = "s", .type = "t" },
    .body = "",
    .error = "“id”" },
  { .name = "header that ends a text",
    .headers = { .specversion = "1.0", .id = "a%00b", .source = "s", .type = "t" },
    .body = "",
    .error = "“id”" },
  { .name = "time",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD ",\"time\":\"yesterday\"}",
    .error = "2026-11-22T05:09:16Z" },
  { .name = "readings that make no sense",
    .headers = { .content_type = JSON_TYPE },
    .body = "{" HEAD ",\"data\":{\"series\":\"\",\"value\":1}}",
    .error = "series" },
  { .name = "id that is too long",
    .headers = { .content_type = JSON_TYPE },
    .body = "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\",\"id\":\""
            "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345"
            "67890"
            "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345"
            "67890\"}",
    .error = "200" },
};

static void
check_detection (guint i, const AnlanBatch *batch)
{
  const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, 0);

  g_assert_cmpstr (detection->source, ==, cases[i].source);
  g_assert_cmpstr (detection->type, ==, cases[i].type);
  g_assert_cmpstr (detection->camera, ==, cases[i].camera);
  g_assert_cmpint (detection->state, ==, cases[i].state);
  g_assert_cmpint (detection->received, ==, NOW);
  if (cases[i].readings == 0)
    g_assert_cmpint (detection->ts, ==, cases[i].ts);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanBatch) batch =
          anlan_cloudevents_read (&cases[i].headers, cases[i].body, strlen (cases[i].body), NOW, &error);

      g_test_message ("%s", cases[i].name);
      if (cases[i].error != NULL)
        {
          g_assert_null (batch);
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          g_assert_nonnull (strstr (error->message, cases[i].error));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (batch->readings->len, ==, cases[i].readings);
      g_assert_cmpuint (batch->detections->len, ==, cases[i].detections);
      g_assert_cmpuint (batch->refused, ==, cases[i].refused);
      g_assert_cmpint (batch->reason != NULL, ==, cases[i].refused > 0);
      if (cases[i].readings > 0)
        {
          const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, 0);

          g_assert_cmpstr (reading->series, ==, cases[i].series);
          g_assert_cmpint (reading->ts, ==, cases[i].ts);
        }
      if (cases[i].detections > 0)
        check_detection (i, batch);
    }
}

static void
test_details (void)
{
  const AnlanCloudHeaders headers = { .content_type = JSON_TYPE };
  const char *body = "{" HEAD ",\"data\":{\"zone\":\"Z-04\",\"confidence\":0.91,\"box\":[0.2,0.1,0.3,0.5],"
                     "\"picture\":\"9f3a\",\"state\":\"whatever\"}}";
  g_autoptr (AnlanBatch) batch = anlan_cloudevents_read (&headers, body, strlen (body), NOW, NULL);
  const AnlanDetection *detection;

  g_assert_nonnull (batch);
  g_assert_cmpstr (batch->gateway, ==, "/cam/3");
  detection = &g_array_index (batch->detections, AnlanDetection, 0);
  g_assert_cmpstr (detection->id, ==, "A-17");
  g_assert_cmpstr (detection->zone, ==, "Z-04");
  g_assert_cmpstr (detection->picture, ==, "9f3a");
  g_assert_cmpfloat (detection->confidence, ==, 0.91);
  g_assert_cmpfloat (detection->box[3], ==, 0.5);
  g_assert_cmpint (detection->state, ==, ANLAN_DETECTION_PULSE);
  g_assert_nonnull (strstr (detection->raw, "\"picture\":\"9f3a\""));
}

static void
test_form (void)
{
  static const struct
  {
    AnlanCloudHeaders headers;
    AnlanCloudForm form;
  } forms[] = {
    { { .content_type = JSON_TYPE }, ANLAN_CLOUD_STRUCTURED },
    { { .content_type = JSON_TYPE, .specversion = "1.0" }, ANLAN_CLOUD_STRUCTURED },
    { { .content_type = BATCH_TYPE }, ANLAN_CLOUD_BATCH },
    { { .content_type = "application/json", .specversion = "1.0" }, ANLAN_CLOUD_BINARY },
    { { .content_type = "application/json" }, ANLAN_CLOUD_NONE },
    { { .content_type = JSON_TYPE "x" }, ANLAN_CLOUD_NONE },
    { { NULL }, ANLAN_CLOUD_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_assert_cmpint (anlan_cloudevents_form (&forms[i].headers), ==, forms[i].form);
}

/* What is raw is capped, and remains text. */
static void
test_large (void)
{
  const AnlanCloudHeaders headers = {
    .content_type = "text/plain", .specversion = "1.0", .id = "1", .source = "s", .type = "t"
  };
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (AnlanBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  const char *raw;

  while (body->len <= ANLAN_BATCH_MAX_BYTES)
    g_string_append (body, "安澜!");
  g_assert_null (anlan_cloudevents_read (&headers, body->str, body->len, NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  batch = anlan_cloudevents_read (&headers, body->str, ANLAN_BATCH_MAX_BYTES, NOW, NULL);
  raw = g_array_index (batch->detections, AnlanDetection, 0).raw;
  g_assert_cmpuint (strlen (raw), <=, ANLAN_DETECTION_MAX_RAW);
  g_assert_cmpuint (strlen (raw), >, ANLAN_DETECTION_MAX_RAW - 4);
  g_assert_true (g_utf8_validate (raw, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/cloudevents/cases", test_cases);
  g_test_add_func ("/link/cloudevents/details", test_details);
  g_test_add_func ("/link/cloudevents/form", test_form);
  g_test_add_func ("/link/cloudevents/large", test_large);
  return g_test_run ();
}
