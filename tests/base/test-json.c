/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static char *
real_text (double real)
{
  GString *out = g_string_new (NULL);

  anlan_json_append_real (out, real);
  return g_string_free (out, FALSE);
}

/* RFC 8785, appendix B: IEEE 754 bits and the text they must have. */
static void
test_real_rfc8785 (void)
{
  static const struct
  {
    guint64 bits;
    const char *text;
  } cases[] = {
    { 0x0000000000000000, "0" },
    { 0x8000000000000000, "0" },
    { 0x0000000000000001, "5e-324" },
    { 0x8000000000000001, "-5e-324" },
    { 0x7fefffffffffffff, "1.7976931348623157e+308" },
    { 0xffefffffffffffff, "-1.7976931348623157e+308" },
    { 0x4340000000000000, "9007199254740992" },
    { 0xc340000000000000, "-9007199254740992" },
    { 0x4430000000000000, "295147905179352830000" },
    { 0x44b52d02c7e14af5, "9.999999999999997e+22" },
    { 0x44b52d02c7e14af6, "1e+23" },
    { 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
    { 0x444b1ae4d6e2ef4e, "999999999999999700000" },
    { 0x444b1ae4d6e2ef4f, "999999999999999900000" },
    { 0x444b1ae4d6e2ef50, "1e+21" },
    { 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
    { 0x3eb0c6f7a0b5ed8d, "0.000001" },
    { 0x41b3de4355555553, "333333333.3333332" },
    { 0x41b3de4355555554, "333333333.33333325" },
    { 0x41b3de4355555555, "333333333.3333333" },
    { 0x41b3de4355555556, "333333333.3333334" },
    { 0x41b3de4355555557, "333333333.33333343" },
    { 0xbecbf647612f3696, "-0.0000033333333333333333" },
    { 0x43143ff3c1cb0959, "1424953923781206.2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      double real;

      memcpy (&real, &cases[i].bits, sizeof real);
      text = real_text (real);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* The powers of two whose nearest 16 digits do not read back while the next ones up do; printed by node 18. */
static void
test_real_powers_of_two (void)
{
  static const struct
  {
    int power;
    const char *text;
  } cases[] = {
    { -1017, "7.120236347223045e-307" }, { -1007, "7.291122019556398e-304" },
    { -957, "8.209073602596753e-289" },  { -921, "5.641232424577593e-278" },
    { -808, "5.858190679279809e-244" },  { -791, "7.678447687145631e-239" },
    { -788, "6.142758149716505e-238" },  { -778, "6.290184345309701e-235" },
    { -705, "5.940911144672375e-213" },  { -695, "6.083493012144512e-210" },
    { -662, "5.225680706521042e-200" },  { -652, "5.351097043477547e-197" },
    { -549, "5.426657103235053e-166" },  { -509, "5.966672584960166e-154" },
    { -496, "4.887898181599368e-150" },  { -489, "6.256509672447191e-148" },
    { -383, "5.075883674631299e-116" },  { -366, "6.653062250012736e-111" },
    { -296, "7.854549544476363e-90" },   { -140, "7.174648137343064e-43" },
    { -97, "6.310887241768095e-30" },    { -77, "6.617444900424222e-24" },
    { -44, "5.684341886080802e-14" },    { -24, "5.960464477539063e-8" },
    { 89, "6.189700196426902e+26" },     { 122, "5.316911983139664e+36" },
    { 132, "5.444517870735016e+39" },    { 172, "5.986310706507379e+51" },
    { 182, "6.129982163463556e+54" },    { 275, "6.070840288205404e+82" },
    { 305, "6.518515124270356e+91" },    { 345, "7.167183174968974e+103" },
    { 378, "6.156563468186638e+113" },   { 398, "6.455624695217272e+119" },
    { 405, "8.263199609878108e+121" },   { 481, "6.243497100631985e+144" },
    { 534, "5.623642243178996e+160" },   { 544, "5.758609657015292e+163" },
    { 554, "5.896816288783659e+166" },   { 574, "6.183260036827614e+172" },
    { 594, "6.483618076376552e+178" },   { 710, "5.386379163185535e+213" },
    { 803, "5.334411546303884e+241" },   { 863, "6.150157786156811e+259" },
    { 896, "5.282945311356653e+269" },   { 976, "6.386688990511104e+293" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = real_text (ldexp (1, cases[i].power));

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_real_reads_back (void)
{
  for (int i = 0; i < 100000; i++)
    {
      double real;
      g_autofree char *text = NULL;

      if (i % 2 == 0)
        {
          guint64 bits = (guint64)g_random_int () << 32 | g_random_int ();

          memcpy (&real, &bits, sizeof real);
          if (!isfinite (real))
            continue;
        }
      else
        real = g_random_int_range (-2000000000, 2000000000) / pow (10, g_random_int_range (0, 10));
      text = real_text (real);
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, real);
    }
}

static void
test_strings (void)
{
  static const struct
  {
    const char *text;
    const char *json;
  } cases[] = {
    { "", "\"\"" },
    { "动火作业 \xf0\x9f\x94\xa5", "\"动火作业 \xf0\x9f\x94\xa5\"" },
    { "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
    { "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
    { "\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"" },
    { "\xe2\x80\xa8", "\"\xe2\x80\xa8\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new ("x");

      anlan_json_append_string (out, cases[i].text);
      g_assert_cmpstr (out->str + 1, ==, cases[i].json);
    }
}

static void
test_write (void)
{
  g_autofree char *text = NULL;
  AnlanValue real = { ANLAN_VALUE_REAL, { .real = 2.5 } };
  AnlanValue words = { ANLAN_VALUE_TEXT, { .text = (char *)"二" } };
  AnlanValue integer = { ANLAN_VALUE_INTEGER, { .integer = G_MININT64 } };
  AnlanValue null = ANLAN_VALUE_INIT;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "a");
  anlan_json_open (&json, '[');
  anlan_json_integer (&json, 0);
  anlan_json_integer (&json, G_MAXINT64);
  anlan_json_value (&json, &integer);
  anlan_json_open (&json, '{');
  anlan_json_close (&json, '}');
  anlan_json_open (&json, '[');
  anlan_json_close (&json, ']');
  anlan_json_null (&json);
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "b\n");
  anlan_json_text (&json, NULL);
  anlan_json_name (&json, "c");
  anlan_json_boolean (&json, TRUE);
  anlan_json_name (&json, "d");
  anlan_json_real (&json, INFINITY);
  anlan_json_name (&json, "e");
  anlan_json_value (&json, &real);
  anlan_json_name (&json, "f");
  anlan_json_value (&json, &words);
  anlan_json_name (&json, "g");
  anlan_json_value (&json, &null);
  anlan_json_name (&json, "h");
  anlan_json_raw (&json, "[1,2]");
  anlan_json_name (&json, "i");
  anlan_json_boolean (&json, FALSE);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  g_assert_cmpstr (text, ==,
                   "{\"a\":[0,9223372036854775807,-9223372036854775808,{},[],null],\"b\\n\":null,\"c\":true,"
                   "\"d\":null,\"e\":2.5,\"f\":\"二\",\"g\":null,\"h\":[1,2],\"i\":false}");

  anlan_json_init (&json);
  anlan_json_open (&json, '[');
  anlan_json_clear (&json);
  g_assert_null (json.text);
}

static char *
canonical (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, 1 << 20, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return anlan_json_canonical (node);
}

static void
test_canonical (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } cases[] = {
    /* RFC 8785, 3.2.2 to 3.2.4 */
    { "{\n\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n"
      "\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n\"literals\": [null, true, "
      "false]}",
      "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
      "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}" },
    /* RFC 8785, 3.2.3: sorted by UTF-16 units, so that U+1F600 comes before U+FB33 */
    { "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With "
      "Dagesh\","
      "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
      "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
      "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
      "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}" },
    { " \t\r\n[ ] ", "[]" },
    { "\xef\xbb\xbf{ }", "{}" },
    { "{\"ab\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"ab\":1}" },
    { "[0,-0,-0.0,9007199254740993,-9223372036854775808,9223372036854775807,9223372036854775808,1.0,1e2]",
      "[0,0,0,9007199254740993,-9223372036854775808,9223372036854775807,9223372036854776000,1,100]" },
    { "\"\\b\\f\\n\\r\\t\\/\"", "\"\\b\\f\\n\\r\\t/\"" },
    { "\"x\\u0041\\ud83d\\udd25y\"", "\"xA\xf0\x9f\x94\xa5y\"" },
    { "true", "true" },
    { "null", "null" },
    { "1e-400", "0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = canonical (cases[i].from);
      g_autofree char *again = canonical (text);

      g_assert_cmpstr (text, ==, cases[i].to);
      g_assert_cmpstr (again, ==, text);
    }
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "",
    " ",
    "{",
    "[",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":1 \"b\":2}",
    "{1:2}",
    "nul",
    "True",
    "NaN",
    "Infinity",
    "-",
    "+1",
    "01",
    "1.",
    ".5",
    "1e",
    "1e+",
    "0x10",
    "--1",
    "\"",
    "\"\\",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"",
    "\"\n\"",
    "\"\t\"",
    "1 2",
    "[1]]",
    "/* a */ 1",
    "1 // b",
    "var a = 1",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    "\"\\ud800\"",
    "\"\\ud800x\"",
    "\"\\ud800\\ud800\"",
    "\"\\udc00\"",
    "\"\\u0000\"",
    "1e400",
    "-1e400",
    "[1e99999999999]",
    "\"\xc3\"",
    "\"\xed\xa0\x80\"",
    "\xff",
    "\xc2\xa0"
    "1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonNode *node = anlan_json_parse (cases[i], -1, 1 << 20, &error);

      g_assert_null (node);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

static void
test_refused_place (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_json_parse ("{\n \"罐\": [1,,2]}", -1, 1000, &error));
  g_assert_cmpstr (error->message, ==,
                   "This is no valid JSON, at line 2, character 10. Something stands there that JSON does not "
                   "allow. Nothing was taken from it.");
  g_clear_error (&error);
  g_assert_null (anlan_json_parse ("[1", -1, 1000, &error));
  g_assert_nonnull (strstr (error->message, "ends too early"));
}

static void
test_bounds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("{");
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < 64; i++)
    g_string_append (deep, i % 2 ? "[" : "{\"a\":");
  for (int i = 63; i >= 0; i--)
    g_string_append (deep, i % 2 ? "]" : "}");
  node = anlan_json_parse (deep->str, -1, 1 << 20, &error);
  g_assert_no_error (error);
  text = anlan_json_canonical (node);
  g_assert_cmpstr (text, ==, deep->str);

  g_string_prepend (deep, "[");
  g_string_append (deep, "]");
  g_assert_null (anlan_json_parse (deep->str, -1, 1 << 20, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "too deeply"));
  g_clear_error (&error);

  g_string_truncate (deep, 0);
  for (int i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (anlan_json_parse (deep->str, -1, 1 << 20, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);

  g_assert_null (anlan_json_parse ("[1,2,3]", -1, 6, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_json_parse ("[1\0]", 4, 6, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_clear_pointer (&node, json_node_unref);
  node = anlan_json_parse ("[1]garbage", 3, 3, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);

  for (int i = 0; i <= 10000; i++)
    g_string_append_printf (wide, "%s\"%d\":0", i > 0 ? "," : "", i);
  g_string_append (wide, "}");
  g_assert_null (anlan_json_parse (wide->str, -1, 1 << 20, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "too many members"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/json/real/rfc8785", test_real_rfc8785);
  g_test_add_func ("/base/json/real/powers-of-two", test_real_powers_of_two);
  g_test_add_func ("/base/json/real/reads-back", test_real_reads_back);
  g_test_add_func ("/base/json/strings", test_strings);
  g_test_add_func ("/base/json/write", test_write);
  g_test_add_func ("/base/json/canonical", test_canonical);
  g_test_add_func ("/base/json/refused", test_refused);
  g_test_add_func ("/base/json/refused-place", test_refused_place);
  g_test_add_func ("/base/json/bounds", test_bounds);
  return g_test_run ();
}
