/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Anlan's own JSON: what is read, what is refused and why. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "json-cursor.h"
#include "monitor/batch.h"

static AnlanBatch *
read_text (const char *text, GError **error)
{
  return anlan_batch_read (text, strlen (text), 1000, error);
}

static void
test_readings (void)
{
  static const char text[] =
      "{\"gateway\":\"nodered-1\",\"x\":{\"a\":[1,{}]},\"readings\":["
      "{\"series\":\"tank-farm/gas/001\",\"ts\":1795318956730,\"value\":28.2,\"unit\":\"%LEL\"},"
      "{\"series\":\"\\u7f50\\u533a/"
      "\\ud83d\\ude00\",\"ts\":\"2026-11-22T05:09:16Z\",\"value\":true,\"quality\":\"uncertain\"},"
      "{\"value\":null,\"series\":\"b\"},{\"series\":\"c\",\"value\":\"12\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch = read_text (text, &error);
  const AnlanBatchReading *reading;

  g_assert_no_error (error);
  g_assert_cmpstr (batch->gateway, ==, "nodered-1");
  g_assert_cmpuint (batch->readings->len, ==, 4);
  g_assert_cmpuint (batch->refused, ==, 0);
  reading = &g_array_index (batch->readings, AnlanBatchReading, 0);
  g_assert_cmpstr (reading->series, ==, "tank-farm/gas/001");
  g_assert_cmpint (reading->ts, ==, G_GINT64_CONSTANT (1795318956730));
  g_assert_cmpfloat (reading->value, ==, 28.2);
  g_assert_cmpstr (reading->unit, ==, "%LEL");
  reading++;
  g_assert_cmpstr (reading->series, ==, "罐区/😀");
  g_assert_cmpint (reading->ts, ==, G_GINT64_CONSTANT (1795324156000));
  g_assert_cmpfloat (reading->value, ==, 1);
  g_assert_cmpint (reading->quality, ==, ANLAN_QUALITY_UNCERTAIN);
  reading++;
  g_assert_cmpint (reading->ts, ==, G_MININT64);
  g_assert_true (isnan (reading->value));
  g_assert_cmpint (reading->quality, ==, ANLAN_QUALITY_BAD);
  reading++;
  g_assert_cmpint (reading->quality, ==, ANLAN_QUALITY_BAD);
}

/* What most readers do; but whoever says that a reading is bad is believed. */
static void
test_twice (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch =
      read_text ("[{\"series\":\"a\",\"value\":1,\"value\":2,\"ts\":3,\"ts\":4},"
                 "{\"series\":\"a\",\"value\":1,\"quality\":\"bad\",\"quality\":\"good\"}]",
                 &error);
  const AnlanBatchReading *reading;

  g_assert_no_error (error);
  g_assert_cmpuint (batch->readings->len, ==, 2);
  reading = &g_array_index (batch->readings, AnlanBatchReading, 0);
  g_assert_cmpfloat (reading->value, ==, 2);
  g_assert_cmpint (reading->ts, ==, 4);
  reading++;
  g_assert_cmpint (reading->quality, ==, ANLAN_QUALITY_BAD);
}

static void
test_detections (void)
{
  static const char text[] =
      "{\"detections\":[{\"source\":\"cam-3\",\"id\":\"e\\u002d17\",\"type\":\"no-helmet\",\"state\":"
      "\"start\",\"ts\":5,"
      "\"zone\":\"Z-04\",\"confidence\":0.91,\"box\":[0.2,0.1,0.3,0.5]},"
      "{\"source\":\"cam-3\",\"id\":\"e-18\",\"type\":\"smoke\",\"confidence\":7,\"box\":[1,2]},"
      "{\"source\":\"cam-3\",\"type\":\"smoke\"},7]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch = read_text (text, &error);
  const AnlanDetection *detection;

  g_assert_no_error (error);
  g_assert_cmpuint (batch->detections->len, ==, 2);
  g_assert_cmpuint (batch->refused, ==, 2);
  g_assert_nonnull (strstr (batch->reason, "cam-3"));
  detection = &g_array_index (batch->detections, AnlanDetection, 0);
  g_assert_cmpstr (detection->id, ==, "e-17");
  g_assert_cmpint (detection->state, ==, ANLAN_DETECTION_START);
  g_assert_cmpint (detection->ts, ==, 5);
  g_assert_cmpfloat (detection->box[3], ==, 0.5);
  /* As it came, with its escape. */
  g_assert_nonnull (strstr (detection->raw, "e\\u002d17"));
  g_assert_true (g_str_has_suffix (detection->raw, "[0.2,0.1,0.3,0.5]}"));
  detection++;
  g_assert_cmpint (detection->state, ==, ANLAN_DETECTION_PULSE);
  g_assert_cmpint (detection->ts, ==, 1000);
  g_assert_true (isnan (detection->confidence));
  g_assert_true (isnan (detection->box[0]));
}

/* Forms that are one: a reading alone, a list of them. */
static void
test_forms (void)
{
  static const struct
  {
    const char *text;
    guint readings;
    guint refused;
  } rows[] = {
    { "{\"series\":\"a\",\"value\":1}", 1, 0 },
    { " [{\"series\":\"a\",\"value\":1},{\"series\":\"b\",\"value\":2}] ", 2, 0 },
    { "[]", 0, 0 },
    { "{\"readings\":[]}", 0, 0 },
    { "[{\"value\":1},{\"series\":\"\",\"value\":1},{\"series\":\"a\",\"ts\":-5},{\"series\":\"a\",\"ts\":"
      "1e300}]",
      0, 4 },
    { "[{\"series\":\"a\",\"ts\":\"yesterday\"},{\"series\":\"a\",\"ts\":[1]}]", 0, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanBatch) batch = read_text (rows[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (batch->readings->len, ==, rows[i].readings);
      g_assert_cmpuint (batch->refused, ==, rows[i].refused);
      g_assert_cmpint (batch->reason == NULL, ==, rows[i].refused == 0);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "nonsense",
    "{",
    "{}",
    "7",
    "null",
    "{\"a\":1}",
    "{\"readings\":7}",
    "{\"readings\":[{\"series\":\"a\",}]}",
    "[{\"series\":\"a\",\"value\":01}]",
    "[{\"series\":\"a\",\"value\":1.}]",
    "[{\"series\":\"a\",\"value\":1e}]",
    "[{\"series\":\"a\",\"value\":1e999}]",
    "[{\"series\":\"a\",\"value\":+1}]",
    "[{\"series\":\"a\" \"value\":1}]",
    "[{\"series\":\"a\\u0000\"}]",
    "[{\"series\":\"\\ud800\"}]",
    "[{\"series\":\"\\x\"}]",
    "[{\"series\":\"\xff\"}]",
    "[{\"series\":\"a\nb\"}]",
    "[{\"series\":\"a\",\"value\":1}] x",
    "[{\"series\":\"a\"",
    "[{\"series\":\"a",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_text (texts[i], &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_strnfill (ANLAN_BATCH_MAX_BYTES + 1, ' ');

  for (guint i = 0; i <= ANLAN_BATCH_MAX_ITEMS; i++)
    g_string_append (text, i == 0 ? "{\"series\":\"a\"}" : ",{\"series\":\"a\"}");
  g_string_append_c (text, ']');
  g_assert_null (read_text (text->str, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_batch_read (large, ANLAN_BATCH_MAX_BYTES + 1, 0, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
}

/* Numbers are those that strtod() reads, to the last bit. */
static void
test_numbers (void)
{
  static const char *const texts[] = {
    "0",
    "-0",
    "1",
    "28.2",
    "0.1",
    "1e22",
    "1e23",
    "1e-22",
    "123456789012345678",
    "9007199254740993",
    "1795318956730.5",
    "3.141592653589793238462643",
    "2.2250738585072014e-308",
    "5e-324",
    "-1.7976931348623157e308",
    "0.000001",
    "1E+2",
    "1234567890123456789012",
    "0.30000000000000004",
    "100000000000000000000e-20",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *copy = g_strdup (texts[i]);
      AnlanJsonCursor cursor;
      double number;

      anlan_json_cursor_init (&cursor, copy, strlen (copy));
      g_assert_true (anlan_json_cursor_number (&cursor, &number));
      g_assert_true (anlan_json_cursor_finish (&cursor));
      g_assert_cmpfloat (number, ==, g_ascii_strtod (texts[i], NULL));
      g_assert_cmpint (signbit (number) != 0, ==, texts[i][0] == '-');
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/monitor/batch/readings", test_readings);
  g_test_add_func ("/monitor/batch/twice", test_twice);
  g_test_add_func ("/monitor/batch/detections", test_detections);
  g_test_add_func ("/monitor/batch/forms", test_forms);
  g_test_add_func ("/monitor/batch/refused", test_refused);
  g_test_add_func ("/monitor/batch/limits", test_limits);
  g_test_add_func ("/monitor/batch/numbers", test_numbers);

  return g_test_run ();
}
