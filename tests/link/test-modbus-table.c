/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* From registers to readings and conditions: what each number of a table means, what is read together, and what a table
 * that cannot be says. */

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "link/modbus-table.h"

#define NOW G_GINT64_CONSTANT (1795136400000)

static AnlanModbusDevice *
make (const char *text, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, 1 << 20, &wrong);

  g_assert_no_error (wrong);
  return anlan_modbus_device_new (json_node_get_object (node), "dev", error);
}

static AnlanModbusDevice *
device_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  AnlanModbusDevice *device = make (text, &error);

  g_assert_no_error (error);
  return device;
}

/* "3:0x0101+16 4:0x0000+2" */
static char *
plan_of (const AnlanModbusDevice *device)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const AnlanModbusBlock *blocks;
  guint n;

  blocks = anlan_modbus_device_get_blocks (device, &n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%u:0x%04X+%u", i > 0 ? " " : "", blocks[i].function, blocks[i].address,
                            blocks[i].count);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* All registers of a device that has them all. */
typedef struct
{
  guint16 words[5][0x10000];
  guint8 missing; /* function that is not answered */
} Registers;

static void
load (AnlanModbusDevice *device, const Registers *registers)
{
  const AnlanModbusBlock *blocks;
  guint n;

  blocks = anlan_modbus_device_get_blocks (device, &n);
  anlan_modbus_device_forget (device);
  for (guint i = 0; i < n; i++)
    if (blocks[i].function != registers->missing)
      anlan_modbus_device_set (device, i, &registers->words[blocks[i].function][blocks[i].address]);
}

static char *
told (AnlanModbusDevice *device, const Registers *registers, gint64 at)
{
  g_autoptr (AnlanBatch) batch = anlan_batch_new (at);
  g_autoptr (GString) text = g_string_new (NULL);

  load (device, registers);
  anlan_modbus_device_tell (device, batch);
  g_assert_cmpstr (batch->reason, ==, NULL);
  for (guint i = 0; i < batch->readings->len; i++)
    {
      const AnlanBatchReading *reading = &g_array_index (batch->readings, AnlanBatchReading, i);

      g_assert_cmpint (reading->ts, ==, G_MININT64);
      g_string_append_printf (text, "%s=%.10g%s%s%s ", reading->series, reading->value,
                              reading->unit != NULL ? reading->unit : "",
                              reading->quality & ANLAN_QUALITY_BAD ? "!" : "",
                              reading->quality & ANLAN_QUALITY_UNCERTAIN ? "?" : "");
    }
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_assert_cmpint (detection->ts, ==, at);
      g_assert_true (g_str_has_prefix (detection->id, detection->type));
      g_string_append_printf (text, "%s:%s%s ", detection->source,
                              detection->state == ANLAN_DETECTION_START ? "+" : "-", detection->id);
    }
  if (text->len > 0)
    g_string_truncate (text, text->len - 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- numbers ---------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *point;
  guint16 words[2];
  const char *expected; /* after "v=" */
} numbers[] = {
  /* Two's complement. */
  { "\"type\":\"u16\"", { 0xFFFE }, "65534" },
  { "\"type\":\"s16\"", { 0xFFFE }, "-2" },
  { "\"type\":\"u16\",\"order\":\"BADC\"", { 0x0201 }, "258" },
  /* 0x12345678 = 305419896, 0xFFFFFFFE = -2. */
  { "\"type\":\"u32\"", { 0x1234, 0x5678 }, "305419896" },
  { "\"type\":\"u32\",\"order\":\"CDAB\"", { 0x5678, 0x1234 }, "305419896" },
  { "\"type\":\"u32\",\"order\":\"BADC\"", { 0x3412, 0x7856 }, "305419896" },
  { "\"type\":\"u32\",\"order\":\"DCBA\"", { 0x7856, 0x3412 }, "305419896" },
  { "\"type\":\"u32\"", { 0xFFFF, 0xFFFE }, "4294967294" },
  { "\"type\":\"s32\"", { 0xFFFF, 0xFFFE }, "-2" },
  { "\"type\":\"s32\",\"order\":\"CDAB\"", { 0xFFFE, 0xFFFF }, "-2" },
  /* 123456.0 is 0x47F12000 (IEEE 754: 2^16 x 1.8837890625). */
  { "\"type\":\"float\"", { 0x47F1, 0x2000 }, "123456" },
  { "\"type\":\"float\",\"order\":\"CDAB\"", { 0x2000, 0x47F1 }, "123456" },
  { "\"type\":\"float\",\"order\":\"BADC\"", { 0xF147, 0x0020 }, "123456" },
  { "\"type\":\"float\",\"order\":\"DCBA\"", { 0x0020, 0xF147 }, "123456" },
  /* What is no number, or endless, is no value. */
  { "\"type\":\"float\"", { 0x7FC0, 0x0000 }, "nan!" },
  { "\"type\":\"float\"", { 0xFF80, 0x0000 }, "nan!" },
  /* Scale and offset: 1234 x 0.1 - 40. */
  { "\"type\":\"u16\",\"scale\":0.1,\"offset\":-40", { 1234 }, "83.4" },
  { "\"type\":\"u16\",\"scale\":\"0.01\",\"measure\":\"%LEL\"", { 1234 }, "12.34%LEL" },
  { "\"type\":\"s16\",\"scale\":1e300,\"valid\":[-1e308,1e308]", { 1 }, "1e+300" },
  { "\"type\":\"u16\",\"valid\":[0,100]", { 100 }, "100" },
  { "\"type\":\"u16\",\"valid\":[0,100]", { 101 }, "101!" },
};

static void
test_numbers (void)
{
  g_autofree Registers *registers = g_new0 (Registers, 1);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("{\"points\":[{\"series\":\"v\",\"address\":\"0x0010\",%s}]}", numbers[i].point);
      g_autofree char *expected = g_strconcat ("v=", numbers[i].expected, NULL);
      g_autoptr (AnlanModbusDevice) device = device_of (text);
      g_autofree char *found = NULL;

      memcpy (&registers->words[3][0x10], numbers[i].words, sizeof numbers[i].words);
      found = told (device, registers, NOW);
      g_assert_cmpstr (found, ==, expected);
    }
}

static void
test_bits (void)
{
  g_autofree Registers *registers = g_new0 (Registers, 1);
  g_autoptr (AnlanModbusDevice) device =
      device_of ("{\"points\":[{\"series\":\"pump\",\"function\":1,\"address\":3,\"type\":\"bit\"},"
                 "{\"name\":\"panel\",\"status\":{\"function\":2,\"address\":16,\"bits\":{\"0\":\"smoke\","
                 "\"9\":\"flame\"}}}]}");
  g_autofree char *plan = plan_of (device), *first = NULL, *second = NULL;

  g_assert_cmpstr (plan, ==, "1:0x0003+1 2:0x0010+10");
  registers->words[1][3] = 1;
  registers->words[2][25] = 1;
  first = told (device, registers, 1000);
  g_assert_cmpstr (first, ==, "pump=1 panel:-smoke@1000 panel:+flame@1000");
  registers->words[1][3] = 0;
  registers->words[2][16] = 1;
  registers->words[2][25] = 0;
  second = told (device, registers, 2000);
  g_assert_cmpstr (second, ==, "pump=0 panel:+smoke@2000 panel:-flame@1000");
}

/* --- templates -------------------------------------------------------------------------------------------------- */

/* Its map: probe i (from 0) has its status at 0x0101 + 2i, its concentration in tenths of %LEL behind it; bits 7 masked,
 * 8 low, 9 high, 11 fault, 12 communication; 0x0292 how many probes are there; 0x0297 the system word, bit 8 no mains. */
static void
test_ax100 (void)
{
  g_autofree Registers *registers = g_new0 (Registers, 1);
  g_autoptr (AnlanModbusDevice) device =
      device_of ("{\"template\":\"ax100\",\"channels\":2,\"name\":\"tank\",\"names\":\"tank/gas/001\"}");
  guint16 *words = registers->words[3];
  g_autofree char *plan = plan_of (device), *first = NULL, *second = NULL, *third = NULL;

  g_assert_cmpstr (plan, ==, "3:0x0101+4 3:0x0292+1 3:0x0297+1");
  words[0x0102] = 282;
  words[0x0103] = 1 << 11;
  words[0x0104] = 999;
  words[0x0292] = 2;
  first = told (device, registers, 1000);
  g_assert_true (g_str_has_prefix (first, "tank/gas/001=28.2%LEL tank/2=99.9%LEL! tank/probes=2 "));
  g_assert_nonnull (strstr (first, "tank/2:+fault@1000"));
  g_assert_nonnull (strstr (first, "tank/gas/001:-low-alarm@1000"));

  words[0x0101] = 1 << 8 | 1 << 7;
  words[0x0103] = 0;
  words[0x0297] = 1 << 8;
  second = told (device, registers, 2000);
  g_assert_cmpstr (second, ==,
                   "tank/gas/001=28.2%LEL? tank/2=99.9%LEL tank/probes=2 tank/gas/001:+masked@2000 "
                   "tank/gas/001:+low-alarm@2000 tank/2:-fault@1000 tank:+mains-fault@2000");
  /* Nothing has changed: nothing is told but the values. */
  words[0x0101] |= 1 << 9;
  third = told (device, registers, 3000);
  g_assert_cmpstr (third, ==,
                   "tank/gas/001=28.2%LEL? tank/2=99.9%LEL tank/probes=2 tank/gas/001:+high-alarm@3000");
}

/* 12 bits for 0 to 20 mA: 819 is 4 mA, 2457 is 12 mA; NE 43: 737 is 3.5995 mA, 738 is 3.6044 mA. Where 4095 is 25 mA, 3440
 * is 21.001 mA, 3439 is 20.995 mA, and 20 mA (3276) is full scale. */
static void
test_loop (void)
{
  static const struct
  {
    const char *current;
    guint16 raw;
    const char *expected;
  } cases[] = {
    { "[0,20]", 819, "a=0%LEL" },
    { "[0,20]", 2457, "a=50%LEL" },
    { "[0,20]", 738, "a=-2.472527473%LEL" },
    { "[0,20]", 737, "a=-2.503052503%LEL! a:+broken-wire@1000" },
    { "[0,20]", 0, "a=-25%LEL! a:+broken-wire@1000" },
    { "[0,20]", 4095, "a=100%LEL?" },
    { "[0,25]", 3276, "a=100%LEL" },
    { "[0,25]", 3439, "a=106.219475%LEL" },
    { "[0,25]", 3440, "a=106.2576313%LEL! a:+short-circuit@1000" },
  };
  g_autofree Registers *registers = g_new0 (Registers, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"template\":\"adc-4-20\",\"channels\":1,\"names\":[\"a\"],\"current\":%s}", cases[i].current);
      g_autoptr (AnlanModbusDevice) device = device_of (text);
      g_autofree char *begun = NULL, *found = NULL;

      /* 12.5 mA or so: neither, which is told once. */
      registers->words[4][0] = 2200;
      begun = told (device, registers, 500);
      g_assert_true (g_str_has_suffix (begun, "%LEL a:-broken-wire@500 a:-short-circuit@500"));
      registers->words[4][0] = cases[i].raw;
      found = told (device, registers, 1000);
      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

static void
test_templates (void)
{
  g_autofree Registers *registers = g_new0 (Registers, 1);
  const AnlanModbusTemplate *templates = anlan_modbus_templates ();
  g_autoptr (AnlanModbusDevice) transmitter = NULL, contacts = NULL;
  g_autofree char *values = NULL, *plan = NULL, *closed = NULL;
  guint n = 0;

  for (; templates[n].id != NULL; n++)
    {
      g_autofree char *text = g_strdup_printf ("{\"template\":\"%s\"}", templates[n].id);
      g_autoptr (AnlanModbusDevice) device = device_of (text);
      g_autofree char *found = told (device, registers, NOW);

      g_assert_cmpuint (strlen (found), >, 0);
      g_assert_cmpuint (strlen (_ (templates[n].title)), >, 10);
    }
  g_assert_cmpuint (n, ==, 4);

  transmitter = device_of ("{\"template\":\"float\",\"channels\":2,\"function\":\"3\",\"address\":\"0x0100\","
                           "\"order\":\"CDAB\",\"measure\":\"mm/s\"}");
  plan = plan_of (transmitter);
  g_assert_cmpstr (plan, ==, "3:0x0100+4");
  registers->words[3][0x103] = 0x4090; /* 4.5 = 0x40900000 */
  values = told (transmitter, registers, NOW);
  g_assert_cmpstr (values, ==, "dev/1=0mm/s dev/2=4.5mm/s");

  contacts =
      device_of ("{\"template\":\"contacts\",\"channels\":2,\"condition\":\"fire\",\"zone\":\"Z-04\"}");
  registers->words[2][1] = 1;
  closed = told (contacts, registers, 7);
  g_assert_cmpstr (closed, ==, "dev/1:-fire@7 dev/2:+fire@7");
}

/* --- what is not certain ---------------------------------------------------------------------------------------- */

static void
test_partial (void)
{
  g_autofree Registers *registers = g_new0 (Registers, 1);
  g_autoptr (AnlanModbusDevice) device =
      device_of ("{\"points\":[{\"series\":\"a\",\"address\":1,\"status\":{\"function\":4,\"address\":1,"
                 "\"bits\":{\"0\":{\"condition\":\"warming-up\",\"quality\":\"uncertain\"},\"1\":\"masked\","
                 "\"2\":{\"condition\":\"fault\",\"quality\":\"good\"}}}}]}");
  g_autofree char *unknown = NULL, *fine = NULL, *warming = NULL, *again = NULL;

  registers->missing = 4;
  unknown = told (device, registers, 1000);
  g_assert_cmpstr (unknown, ==, "a=0?");
  registers->missing = 0;
  fine = told (device, registers, 2000);
  g_assert_cmpstr (fine, ==, "a=0 a:-warming-up@2000 a:-masked@2000 a:-fault@2000");
  registers->words[4][1] = 5;
  warming = told (device, registers, 3000);
  g_assert_cmpstr (warming, ==, "a=0? a:+warming-up@3000 a:+fault@3000");
  /* It could not be kept: all of it is told again, with its own moment. */
  anlan_modbus_device_repeat (device);
  again = told (device, registers, 4000);
  g_assert_cmpstr (again, ==, "a=0? a:+warming-up@4000 a:-masked@4000 a:+fault@4000");
}

/* --- what is read together ---------------------------------------------------------------------------------- */

static void
test_plan (void)
{
  static const struct
  {
    const char *table;
    const char *plan;
  } cases[] = {
    { "\"points\":[{\"series\":\"a\",\"address\":1},{\"series\":\"b\",\"address\":3}]",
      "3:0x0001+1 3:0x0003+1" },
    { "\"gap\":1,\"points\":[{\"series\":\"a\",\"address\":3},{\"series\":\"b\",\"address\":1}]",
      "3:0x0001+3" },
    { "\"points\":[{\"series\":\"a\",\"address\":1,\"type\":\"u32\"},{\"series\":\"b\",\"address\":2}]",
      "3:0x0001+2" },
    { "\"points\":[{\"series\":\"a\",\"address\":1,\"function\":4},{\"series\":\"b\",\"address\":2}]",
      "3:0x0002+1 4:0x0001+1" },
    /* At most 125 registers, or 2000 bits, in one answer. */
    { "\"points\":[{\"series\":\"a{channel}\",\"address\":0,\"channels\":130,\"step\":1}]",
      "3:0x0000+125 3:0x007D+5" },
    { "\"points\":[{\"series\":\"a{channel}\",\"address\":0,\"channels\":63,\"step\":2,\"type\":\"u32\"}]",
      "3:0x0000+124 3:0x007C+2" },
    { "\"most\":4,\"points\":[{\"series\":\"a{channel}\",\"address\":0,\"channels\":6,\"step\":1}]",
      "3:0x0000+4 3:0x0004+2" },
    { "\"points\":[{\"series\":\"a{channel}\",\"function\":2,\"address\":0,\"channels\":999,\"step\":1,"
      "\"type\":\"bit\"}]",
      "2:0x0000+999" },
    { "\"points\":[{\"series\":\"a\",\"address\":65535}]", "3:0xFFFF+1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{%s}", cases[i].table);
      g_autoptr (AnlanModbusDevice) device = device_of (text);
      g_autofree char *plan = plan_of (device);

      g_assert_cmpstr (plan, ==, cases[i].plan);
    }
}

/* --- what cannot be ------------------------------------------------------------------------------------------- */

static void
test_wrong (void)
{
  static const struct
  {
    const char *table;
    const char *part; /* of the sentence */
  } cases[] = {
    { "", "“points” must be a list" },
    { "\"points\":[]", "“points” must be a list" },
    { "\"points\":{}", "“points” must be a list" },
    { "\"points\":[7]", "point 1 of the table: It must be a JSON object" },
    { "\"points\":[{\"series\":\"a\",\"address\":0},{\"series\":\"b\"}]",
      "point 2 of the table: “address” is missing" },
    { "\"points\":[{\"series\":\"a\",\"address\":65536}]",
      "“address” must be a whole number from 0 to 65535" },
    { "\"points\":[{\"series\":\"a\",\"address\":\"0x1FFFF\"}]", "“address” must be a whole number" },
    { "\"points\":[{\"series\":\"a\",\"address\":65535,\"type\":\"float\"}]", "beyond 65535" },
    { "\"points\":[{\"series\":\"a\",\"address\":65000,\"channels\":600,\"step\":1}]", "beyond 65535" },
    { "\"points\":[{\"name\":\"a\",\"status\":{\"function\":1,\"address\":65535,\"bits\":{\"1\":\"x\"}}}]",
      "beyond 65535" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"channels\":2}]", "With “channels” goes “step”" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"function\":6}]",
      "“function” must be a whole number from 1 to 4" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"function\":1}]", "“type” bit belongs" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"type\":\"bit\"}]", "“type” bit belongs" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"type\":\"u64\"}]", "“type” must be u16" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"order\":\"ACBD\"}]", "“order” must be ABCD" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"scale\":\"ten\"}]", "“scale” must be a number" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"valid\":[5,5]}]", "“valid” must be two numbers" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"loop\":{\"range\":[100]}}]",
      "“range” must be two numbers" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"loop\":5}]", "“loop” must be a JSON object" },
    { "\"points\":[{\"series\":\"a\",\"address\":0,\"status\":{\"address\":1}}]",
      "“status” needs its “bits”" },
    { "\"points\":[{\"name\":\"a\",\"status\":{\"address\":1,\"bits\":{\"16\":\"x\"}}}]", "“16” is no bit" },
    { "\"points\":[{\"name\":\"a\",\"status\":{\"address\":1,\"bits\":{\"3\":5}}}]",
      "name of its condition" },
    { "\"points\":[{\"name\":\"a\",\"status\":{\"address\":1,\"bits\":{\"3\":{\"condition\":\"x\","
      "\"quality\":"
      "\"so-so\"}}}}]",
      "“quality” must be good" },
    { "\"points\":[{\"address\":0}]", "needs “series”" },
    { "\"points\":[{\"name\":\"a\"}]", "or “status”" },
    { "\"unit_id\":256,\"template\":\"ax100\"", "“unit_id” must be" },
    { "\"unit_id\":250,\"template\":\"ax100\"", "“unit_id” must be" },
    { "\"template\":\"ax1000\"", "no Modbus template called “ax1000”" },
    { "\"template\":\"ax100\",\"channels\":\"many\"", "“channels” must be a whole number" },
    { "\"template\":\"float\",\"names\":[1]", "“names” must be a list" },
    { "\"template\":\"float\",\"names\":7", "“names” must be a list" },
    { "\"most\":1,\"template\":\"float\"", "“most” must be" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{%s}", cases[i].table);
      g_autoptr (GError) error = NULL;

      g_assert_null (make (text, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      if (strstr (error->message, cases[i].part) == NULL)
        g_error ("%s: “%s” instead of “%s”", cases[i].table, error->message, cases[i].part);
    }
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"points\":[");
  g_autofree char *long_name = g_strnfill (201, 'x');
  g_autoptr (GError) error = NULL, too_long = NULL;
  g_autofree char *named = g_strdup_printf ("{\"points\":[{\"series\":\"%s\",\"address\":0}]}", long_name);

  for (guint i = 0; i < 5; i++)
    g_string_append_printf (text,
                            "%s{\"series\":\"%u/{channel}\",\"address\":0,\"channels\":1000,\"step\":2}",
                            i > 0 ? "," : "", i);
  g_string_append (text, "]}");
  g_assert_null (make (text->str, &error));
  g_assert_nonnull (strstr (error->message, "more than 4096 points"));
  g_assert_null (make (named, &too_long));
  g_assert_nonnull (strstr (too_long->message, "longer than 200 bytes"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/modbus-table/numbers", test_numbers);
  g_test_add_func ("/link/modbus-table/bits", test_bits);
  g_test_add_func ("/link/modbus-table/ax100", test_ax100);
  g_test_add_func ("/link/modbus-table/loop", test_loop);
  g_test_add_func ("/link/modbus-table/templates", test_templates);
  g_test_add_func ("/link/modbus-table/partial", test_partial);
  g_test_add_func ("/link/modbus-table/plan", test_plan);
  g_test_add_func ("/link/modbus-table/wrong", test_wrong);
  g_test_add_func ("/link/modbus-table/many", test_many);
  return g_test_run ();
}
