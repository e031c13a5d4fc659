/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libintl.h>
#include <math.h>
#include <string.h>

#include "base/paths.h"
#include "model/convert.h"
#include "model/query.h"

/* Texts as spreadsheets and people write them, into the values of fields and back. */

static const char person_xml[] = "<kind id='x_person' label='name'><title>Person</title>"
                                 "<field id='name' type='text' required='yes'><title>Name</title></field>"
                                 "<field id='employee_no' type='text' unique='yes' key='yes'><title>Employee "
                                 "number</title></field></kind>";

static const char thing_xml[] =
    "<kind id='x_thing' label='name' number='TH-{seq:4}'><title>Thing</title>"
    "<field id='name' type='text'><title>Name</title></field>"
    "<field id='note' type='note'><title>Note</title></field>"
    "<field id='card' type='text' pattern='[0-9]{17}[0-9X]'><title>ID number</title>"
    "<pattern-help>18 characters</pattern-help></field>"
    "<field id='count' type='integer'><title>Count</title></field>"
    "<field id='amount' type='number'><title>Amount</title></field>"
    "<field id='pressure' type='number' unit='MPa' decimals='2'><title>Pressure</title></field>"
    "<field id='boiling' type='number' unit='°C'><title>Boiling point</title></field>"
    "<field id='radius' type='integer' unit='m'><title>Radius</title></field>"
    "<field id='lel' type='number' unit='%vol'><title>Limit</title></field>"
    "<field id='heads' type='number' unit='Köpfe'><title>Heads</title></field>"
    "<field id='level' type='choice'><title>Level</title>"
    "<choice id='major'><title>Major test level</title></choice>"
    "<choice id='minor'><title>Minor test level</title></choice>"
    "<choice id='fire'><title>Fire, smoke</title></choice>"
    "<choice id='twin_a'><title>Twin</title></choice><choice id='twin_b'><title>Twin</title></choice></field>"
    "<field id='accidents' type='choices' open='yes'><title>Accidents</title>"
    "<choice id='fire'><title>Fire, smoke</title></choice><choice id='gas'><title>Gas leak</title></choice>"
    "<choice id='fall'><title>Fall</title></choice></field>"
    "<field id='closed' type='choices'><title>Closed list</title><choice id='a'><title>Alpha</title></choice>"
    "<choice id='b'><title>Beta</title></choice></field>"
    "<field id='ok' type='yesno'><title>In order</title></field>"
    "<field id='day' type='date'><title>Day</title></field>"
    "<field id='clock' type='time'><title>Clock</title></field>"
    "<field id='at' type='moment'><title>Found at</title></field>"
    "<field id='span' type='duration'><title>Span</title></field>"
    "<field id='owner' type='ref' to='x_person'><title>Owner</title></field>"
    "<field id='team' type='refs' to='x_person'><title>Team</title></field>"
    "<field id='photos' type='photos'><title>Photos</title></field>"
    "<field id='spot' type='place' geometry='point'><title>Spot</title></field>"
    "<field id='area' type='place' geometry='polygon'><title>Area</title></field>"
    "<field id='sign' type='signature'><title>Signature</title></field>"
    "<field id='secret' type='text' sensitive='yes'><title>Secret</title></field></kind>";

/* Persons in the ledger: two have the same name, one is voided, one is a draft. */
static const char rows_sql[] =
    "CREATE TABLE pending (kind TEXT PRIMARY KEY, first INTEGER);"
    "CREATE TABLE k_x_person (rid INTEGER PRIMARY KEY, id TEXT, number TEXT, stage TEXT, rev TEXT, created "
    "TEXT,"
    " changed TEXT, author TEXT, draft INTEGER, voided INTEGER, _extra TEXT, name TEXT, employee_no TEXT);"
    "INSERT INTO k_x_person (id, draft, voided, name, employee_no) VALUES"
    " ('00000000-0000-7000-8000-000000000001', 0, 0, '王芳', '1001'),"
    " ('00000000-0000-7000-8000-000000000002', 0, 0, '李伟', '1002'),"
    " ('00000000-0000-7000-8000-000000000003', 0, 0, '李伟', '1003'),"
    " ('00000000-0000-7000-8000-000000000004', 0, 1, '赵敏', '1004'),"
    " ('00000000-0000-7000-8000-000000000005', 1, 0, '孙静', '1005'),"
    " ('00000000-0000-7000-8000-000000000006', 0, 0, 'Smith, John', '1006'),"
    " ('00000000-0000-7000-8000-000000000007', 0, 0, 'Pump a', '1007'),"
    " ('00000000-0000-7000-8000-000000000008', 0, 0, 'Pump A', '1008')";

#define P(n) "00000000-0000-7000-8000-00000000000" n

typedef struct
{
  AnlanDb *db;
  AnlanKinds *kinds;
  AnlanKind *kind;
  GTimeZone *zone;
  AnlanConverter *converter;
} Fixture;

static char *locale_root;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const documents[] = { person_xml, thing_xml, NULL };
  g_autoptr (GError) error = NULL;

  fixture->kinds = anlan_kinds_from_xml (documents, &error);
  g_assert_no_error (error);
  fixture->kind = anlan_kinds_get (fixture->kinds, "x_thing");
  fixture->db = anlan_db_open (NULL, ANLAN_DB_MEMORY, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (fixture->db, rows_sql, &error));
  g_assert_no_error (error);
  fixture->zone = g_time_zone_new_identifier ("Asia/Shanghai");
  fixture->converter = anlan_converter_new (fixture->db, fixture->kinds, fixture->zone);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  anlan_converter_free (fixture->converter);
  anlan_db_close (fixture->db);
  anlan_kinds_unref (fixture->kinds);
  g_time_zone_unref (fixture->zone);
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *field;
  const char *text;
  const char *value; /* as text, numbers as %.10g; NULL: null; "!…": refused with … in the sentence */
} Case;

static const Case text_cases[] = {
  { "name", "  V-101 泵 ", "V-101 泵" },
  { "name", "two\nlines\tand a tab", "two lines and a tab" },
  { "name", "\xef\xbb\xbfwith BOM and zero\xe2\x80\x8bwidth", "with BOM and zerowidth" },
  { "name", "direction \xe2\x80\xaetrick", "direction trick" },
  { "name", "e\xcc\x81", "é" },
  { "name", "/", "/" },
  { "name", "   ", NULL },
  { "name", "", NULL },
  { "name", "\xb2\xce\xca\xfd", "!encoding" }, /* GBK bytes */
  { "note", " a\r\nb\rc \n", "a\nb\nc" },
  { "card", "11010519491231002x", "11010519491231002X" },
  { "card", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X" },
  { "card", "110105 19491231 002X", "11010519491231002X" },
  { "card", "1.10105E+17", "!lost digits" },
  { "card", "no number", "no number" }, /* the check of the change says what is wanted */
};

static const Case number_cases[] = {
  { "count", "12", "12" },
  { "count", " 1,234 ", "1234" },
  { "count", "１２", "12" },
  { "count", "12人", "12" },
  { "count", "3 台", "3" },
  { "count", "12.0", "12" },
  { "count", "2.9999999999999996", "3" },
  { "count", "3万", "30000" },
  { "count", "-5", "-5" },
  { "count", "3.5", "!whole number" },
  { "count", "1e30", "!too large" },
  { "count", "12天", "!behind the number" },
  { "count", "3-5", "!not a number" },
  { "count", "约50", "!not a number" },
  { "count", "", NULL },
  { "count", "/", NULL },
  { "count", "——", NULL },
  { "amount", "0.5", "0.5" },
  { "amount", "−7.25", "-7.25" },
  { "amount", "1,234,567.8", "1234567.8" },
  { "amount", "1.5e-3", "0.0015" },
  { "amount", "1.2亿", "120000000" },
  { "amount", "12,5", "!not a number" },
  { "amount", "1.234,5", "!not a number" },
  { "amount", "inf", "!not a number" },
  { "amount", "nan", "!not a number" },
  { "amount", "0x1F", "!behind the number" },
  { "amount", "1e999", "!not a number" },
  { "pressure", "1.6", "1.6" },
  { "pressure", "1.6 MPa", "1.6" },
  { "pressure", "1.6MPa", "1.6" },
  { "pressure", "1600 kPa", "1.6" },
  { "pressure", "16 bar", "1.6" },
  { "pressure", "1.6 t", "!unit" },
  { "pressure", "1.6 %", "!unit" },
  { "lel", "15.7%", "15.7" },
  { "lel", "15.7 %vol", "15.7" },
  { "heads", "12 Köpfe", "12" },
  { "heads", "12 m", "!unit" },
};

static const Case choice_cases[] = {
  { "level", "major", "major" },
  { "level", "Major test level", "major" },
  { "level", "MAJOR  test level", "major" },
  { "level", "重大测试", "major" }, /* from the Chinese catalogue, whatever the language */
  { "level", "重大 测试", "major" },
  { "level", "Fire, smoke", "fire" },
  { "level", "Twin", "!two of the choices" },
  { "level", "twin_b", "twin_b" },
  { "level", "huge", "!They are: Major test level, Minor test level, Fire, smoke" },
  { "level", "-", NULL },
  { "accidents", "Gas leak", "[\"gas\"]" },
  { "accidents", "Fall；Gas leak", "[\"gas\",\"fall\"]" }, /* in the order of the definition */
  { "accidents", "Fall、Gas leak、Fall", "[\"gas\",\"fall\"]" },
  { "accidents", "Fire, smoke", "[\"fire\"]" }, /* the comma is part of a title */
  { "accidents", "Gas leak, Fall", "[\"gas\",\"fall\"]" },
  { "accidents", "Gas leak，Fall", "[\"gas\",\"fall\"]" },
  { "accidents", "Gas leak/Fall", "[\"gas\",\"fall\"]" },
  { "accidents", "Fall; Drowning in tank 3", "[\"fall\",\"Drowning in tank 3\"]" }, /* open */
  { "accidents", "[\"fall\",\"gas\"]", "[\"gas\",\"fall\"]" },
  { "accidents", "[]", NULL },
  { "closed", "Alpha; Gamma", "!none of the choices" },
  { "ok", "是", "1" },
  { "ok", "√", "1" },
  { "ok", "Yes", "1" },
  { "ok", "TRUE", "1" },
  { "ok", "否", "0" },
  { "ok", "×", "0" },
  { "ok", "0", "0" },
  { "ok", "oui测试", "1" }, /* "yes" of the catalogue */
  { "ok", "x", "!yes to some and no to others" },
  { "ok", "maybe", "!neither yes nor no" },
};

static const Case time_cases[] = {
  { "day", "2026-11-22", "2026-11-22" },
  { "day", "2026/1/5", "2026-01-05" },
  { "day", "2026.1.5", "2026-01-05" },
  { "day", "20260105", "2026-01-05" },
  { "day", "2026年1月5日", "2026-01-05" },
  { "day", "２０２６年１月５日", "2026-01-05" },
  { "day", "5.1.2026", "2026-01-05" },
  { "day", "31/12/2026", "2026-12-31" },
  { "day", "12/31/2026", "2026-12-31" },
  { "day", "05/01/2026", "!Write 2026-01-05 or 2026-05-01" },
  { "day", "05/05/2026", "2026-05-05" },
  { "day", "46348", "2026-11-22" }, /* Excel's serial: 25569 is 1970-01-01 */
  { "day", "46348.5", "2026-11-22" },
  { "day", "2026-11-22 00:00:00", "2026-11-22" },
  { "day", "2026-11-22 13:05:11", "2026-11-22" },
  { "day", "2026-02-30", "!no date" },
  { "day", "长期", "!no date" },
  { "day", "2026", "!no date" },
  { "clock", "8:05", "08:05" },
  { "clock", "下午3:20", "15:20" },
  { "clock", "3:20 pm", "15:20" },
  { "clock", "0.5", "12:00" }, /* part of a day */
  { "clock", "25:00", "!no time" },
  { "at", "2026-11-22 13:05", "2026-11-22T05:05:00Z" }, /* Asia/Shanghai is UTC+8 */
  { "at", "2026年11月22日 13:05", "2026-11-22T05:05:00Z" },
  { "at", "2026-11-22T05:05:00Z", "2026-11-22T05:05:00Z" },
  { "at", "2026-11-22T05:05:00+02:00", "2026-11-22T03:05:00Z" },
  { "at", "46348.5", "2026-11-22T04:00:00Z" },
  { "at", "05/01/2026 13:05", "!can be two dates" },
  { "at", "yesterday", "!no date with a time" },
  { "span", "2 h 30 min", "9000" },
  { "span", "2h30m", "9000" },
  { "span", "2小时30分", "9000" },
  { "span", "1天2小时", "93600" },
  { "span", "2:30", "9000" },
  { "span", "2:30:15", "9015" },
  { "span", "P1DT2H30M", "95400" },
  { "span", "PT90M", "5400" },
  { "span", "1.5 h", "5400" },
  { "span", "3 weeks", "1814400" },
  { "span", "-30 min", "-1800" },
  { "span", "0", "0" },
  { "span", "8", "!with its unit" },
  { "span", "P1M", "!with its unit" },
  { "span", "2h 30", "!with its unit" },
};

static const Case reference_cases[] = {
  { "owner", "王芳", P ("1") },
  { "owner", "王　芳", P ("1") }, /* padded to the width of three */
  { "owner", "1001", P ("1") },
  { "owner", P ("1"), P ("1") },
  { "owner", "李伟", "!1003, 1002" }, /* both are named */
  { "owner", "李伟 (1003)", P ("3") },
  { "owner", "李伟（1003）", P ("3") },
  { "owner", "王芳 (1003)", "!was not found" }, /* name and number of different people */
  { "owner", "Pump A", P ("8") },
  { "owner", "Pump a", P ("7") },
  { "owner", "PUMP A", "!more than one" },
  { "owner", "赵敏", "!was not found" }, /* voided */
  { "owner", "孙静", "!was not found" }, /* a draft */
  { "owner", "nobody", "!Looked among: Person" },
  { "team", "王芳；1002", "[\"" P ("1") "\",\"" P ("2") "\"]" },
  { "team", "王芳、王芳", "[\"" P ("1") "\"]" },
  { "team", "Smith, John", "[\"" P ("6") "\"]" },
  { "team", "王芳, 1002", "[\"" P ("1") "\",\"" P ("2") "\"]" },
  { "team", "[\"" P ("2") "\",\"" P ("1") "\"]", "[\"" P ("2") "\",\"" P ("1") "\"]" },
  { "team", "王芳；nobody", "!nobody" },
};

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const Case place_cases[] = {
  { "spot", "{\"type\":\"Point\",\"coordinates\":[121.39411,31.31523]}",
    "{\"coordinates\":[121.39411,31.31523],\"type\":\"Point\"}" },
  { "spot",
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[121,31]},"
    "\"level\":\"2\"}",
    "{\"coordinates\":[121,31],\"level\":\"2\",\"type\":\"Point\"}" },
  { "spot", "31.31523, 121.39411", "{\"coordinates\":[121.39411,31.31523],\"type\":\"Point\"}" },
  { "spot", "121.39411 31.31523", "{\"coordinates\":[121.39411,31.31523],\"type\":\"Point\"}" },
  { "spot", "31.31523 N, 121.39411 E", "{\"coordinates\":[121.39411,31.31523],\"type\":\"Point\"}" },
  { "spot", "北纬31.5° 东经121.25°", "{\"coordinates\":[121.25,31.5],\"type\":\"Point\"}" },
  { "spot", "33.5 S 70.5 W", "{\"coordinates\":[-70.5,-33.5],\"type\":\"Point\"}" },
  { "spot", "43.8, 87.6", "!which number is the latitude" }, /* Urumqi: both could be a latitude */
  { "spot", "43.8 N, 87.6", "{\"coordinates\":[87.6,43.8],\"type\":\"Point\"}" },
  { "spot", "200, 31", "!which number is the latitude" },
  { "spot", "{\"type\":\"Point\",\"coordinates\":[181,31]}", "!not a point" },
  { "spot", "{\"type\":\"Point\",\"coordinates\":[\"121\",31]}", "!not a point" },
  { "spot", "{\"type\":\"LineString\",\"coordinates\":[[1,1],[2,2]]}", "!not a point" },
  { "spot", "north gate", "!not a point" },
  { "area", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]],\"bbox\":[0,0,1,1]}",
    "{\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]],\"type\":\"Polygon\"}" },
  { "area", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}", "!closed rings" },
  { "area", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}", "!closed rings" },
  { "area", "{\"type\":\"Polygon\",\"coordinates\":[]}", "!closed rings" },
  { "area", "{\"type\":\"Polygon\"}", "!closed rings" },
  { "area", "{\"type\":1,\"coordinates\":[]}", "!closed rings" },
  { "area", "{", "!closed rings" },
  { "photos", HASH_A, "[\"" HASH_A "\"]" },
  { "photos", "[\"" HASH_A "\"]", "[\"" HASH_A "\"]" },
  { "photos", "[]", NULL },
  { "photos", "IMG_0001.jpg", "!names no file" },
  { "photos", "[1,2]", "!no list of files" },
  { "sign", "{\"person\":\"p\", \"at\":\"2026-11-22T05:05:00Z\"}",
    "{\"at\":\"2026-11-22T05:05:00Z\",\"person\":\"p\"}" },
  { "sign", "王芳", "!cannot be typed" },
};

static char *
show (const AnlanValue *value)
{
  switch (value->type)
    {
    case ANLAN_VALUE_NULL:
      return NULL;
    case ANLAN_VALUE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case ANLAN_VALUE_REAL:
      return g_strdup_printf ("%.10g", value->real);
    case ANLAN_VALUE_TEXT:
    default:
      return g_strdup (value->text);
    }
}

static void
run_cases (Fixture *fixture, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      const AnlanField *field = anlan_kind_field (fixture->kind, cases[i].field);
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      g_autoptr (GError) error = NULL;
      g_autofree char *got = NULL;
      gboolean ok = anlan_converter_parse (fixture->converter, field, cases[i].text, &value, &error);

      got = show (&value);
      if (cases[i].value != NULL && cases[i].value[0] == '!')
        {
          if (ok || strstr (error->message, cases[i].value + 1) == NULL)
            g_error ("%s “%s”: expected “%s”, got %s", cases[i].field, cases[i].text, cases[i].value,
                     ok ? got : error->message);
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          /* The sentence names the field. */
          g_assert_true (g_str_has_prefix (error->message, field->title));
          g_assert_null (got);
          continue;
        }
      if (!ok)
        g_error ("%s “%s”: refused: %s", cases[i].field, cases[i].text, error->message);
      if (g_strcmp0 (got, cases[i].value) != 0)
        g_error ("%s “%s”: expected %s, got %s", cases[i].field, cases[i].text, cases[i].value, got);
    }
}

static void
test_texts (Fixture *fixture, gconstpointer data)
{
  run_cases (fixture, text_cases, G_N_ELEMENTS (text_cases));
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  run_cases (fixture, number_cases, G_N_ELEMENTS (number_cases));
}

static void
test_choices (Fixture *fixture, gconstpointer data)
{
  run_cases (fixture, choice_cases, G_N_ELEMENTS (choice_cases));
}

static void
test_times (Fixture *fixture, gconstpointer data)
{
  run_cases (fixture, time_cases, G_N_ELEMENTS (time_cases));
}

static void
test_references (Fixture *fixture, gconstpointer data)
{
  run_cases (fixture, reference_cases, G_N_ELEMENTS (reference_cases));
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  run_cases (fixture, place_cases, G_N_ELEMENTS (place_cases));
}

/* Rows of an import refer to rows before them. */
static void
test_promise (Fixture *fixture, gconstpointer data)
{
  static const Case cases[] = {
    { "owner", "new one", P ("9") },
    { "owner", "New  One", P ("9") },
    { "owner", P ("9"), P ("9") },
  };
  static const Case doubled[] = { { "owner", "new one", "!more than one" } };

  anlan_converter_promise (fixture->converter, "x_person", "New one", P ("9"));
  anlan_converter_promise (fixture->converter, "x_person", "New one", P ("9"));
  run_cases (fixture, cases, G_N_ELEMENTS (cases));
  anlan_converter_promise (fixture->converter, "x_person", "New one", "00000000-0000-7000-8000-000000000010");
  run_cases (fixture, doubled, G_N_ELEMENTS (doubled));
}

/* A text that was pasted by mistake must not fill the screen, and control characters must not reach it. */
static void
test_long_text (Fixture *fixture, gconstpointer data)
{
  const AnlanField *field = anlan_kind_field (fixture->kind, "day");
  g_autofree char *text = g_strnfill (100000, 'x');
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  text[3] = '\n';
  g_assert_false (anlan_converter_parse (fixture->converter, field, text, &value, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_cmpuint (strlen (error->message), <, 200);
  g_assert_null (strchr (error->message, '\n'));
}

/* What does not parse must not be stored: random bytes and random cuts of good texts, each field. */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const char *const seeds[] = {
    "2026-11-22 13:05",   "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}",
    "李伟（1003）",       "1天2小时30分",
    "[\"fall\",\"gas\"]", "北纬31.5° 东经121.25°",
    "1,234.5 kPa",        "P1DT2H"
  };
  GRand *rand = g_rand_new_with_seed (20261122);

  for (guint round = 0; round < 4000; round++)
    {
      const char *seed = seeds[round % G_N_ELEMENTS (seeds)];
      g_autofree char *text = g_strdup (seed);
      gsize length = strlen (text);
      guint changes = g_rand_int_range (rand, 0, 4);

      for (guint i = 0; i < changes; i++)
        text[g_rand_int_range (rand, 0, (gint32)length)] = (char)g_rand_int_range (rand, 1, 256);
      if (g_rand_boolean (rand))
        text[g_rand_int_range (rand, 0, (gint32)length + 1)] = '\0';
      for (guint i = 0; i < fixture->kind->fields->len; i++)
        {
          const AnlanField *field = g_ptr_array_index (fixture->kind->fields, i);
          g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
          g_auto (AnlanValue) again = ANLAN_VALUE_INIT;
          g_autoptr (GError) error = NULL;
          g_autofree char *shown = NULL;

          if (!anlan_converter_parse (fixture->converter, field, text, &value, &error))
            {
              g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
              g_assert_true (g_utf8_validate (error->message, -1, NULL));
              g_assert_true (anlan_value_is_null (&value));
              continue;
            }
          if (value.type == ANLAN_VALUE_TEXT)
            g_assert_true (g_utf8_validate (value.text, -1, NULL));
          shown = anlan_converter_format (fixture->converter, field, &value);
          g_assert_true (g_utf8_validate (shown, -1, NULL));
          /* What is stored reads as itself again. */
          if (value.type == ANLAN_VALUE_TEXT && field->type != ANLAN_FIELD_NOTE)
            {
              g_assert_true (anlan_converter_parse (fixture->converter, field, value.text, &again, &error));
              g_assert_no_error (error);
              g_assert_true (anlan_value_equal (&value, &again));
            }
        }
    }
  g_rand_free (rand);
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

static void
test_format (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *field;
    const char *stored; /* text, or number for number fields */
    const char *shown;
  } cases[] = {
    { "name", "V-101", "V-101" },
    { "count", "12", "12" },
    { "amount", "0.1", "0.1" },
    { "pressure", "1.6", "1.60 MPa" },
    { "level", "major", "Major test level" },
    { "level", "gone", "gone" }, /* a choice that a later definition took away */
    { "accidents", "[\"fire\",\"own words\"]", "Fire, smoke, own words" },
    { "ok", "1", "yes" },
    { "ok", "0", "no" },
    { "day", "2026-11-22", "2026-11-22" },
    { "at", "2026-11-22T05:05:00Z", "2026-11-22 13:05" },
    { "at", "2026-11-22T05:05:16Z", "2026-11-22 13:05:16" },
    { "span", "9015", "2 h 30 min 15 s" },
    { "span", "-60", "-1 min" },
    { "span", "0", "0 min" },
    { "owner", P ("1"), "王芳" },
    { "owner", P ("4"), "赵敏" }, /* voided: old records still name it */
    { "owner", "00000000-0000-7000-8000-0000000000ff", "00000000-0000-7000-8000-0000000000ff" },
    { "team", "[\"" P ("1") "\",\"" P ("6") "\"]", "王芳, Smith, John" },
    { "photos", "[\"" HASH_A "\"]", "1 photo" },
    { "spot", "{\"coordinates\":[121.39411,31.31523],\"type\":\"Point\"}", "31.315230 N, 121.394110 E" },
    { "spot", "{\"coordinates\":[-70.5,-33.5],\"type\":\"Point\"}", "33.500000 S, 70.500000 W" },
    { "area", "{\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]],\"type\":\"Polygon\"}", "area with 3 corners" },
    { "sign", "{\"at\":\"2026-11-22T05:05:00Z\",\"person\":\"p\"}", "p, 2026-11-22 13:05" },
    { "secret", "sealed:1:AAAA", "•••••" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AnlanField *field = anlan_kind_field (fixture->kind, cases[i].field);
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      g_autofree char *shown = NULL;

      if (field->type == ANLAN_FIELD_NUMBER)
        anlan_value_set_real (&value, g_ascii_strtod (cases[i].stored, NULL));
      else if (field->type == ANLAN_FIELD_INTEGER || field->type == ANLAN_FIELD_YESNO ||
               field->type == ANLAN_FIELD_DURATION)
        anlan_value_set_integer (&value, g_ascii_strtoll (cases[i].stored, NULL, 10));
      else
        anlan_value_set_text (&value, cases[i].stored);
      shown = anlan_converter_format (fixture->converter, field, &value);
      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

/* How somebody reads and types values who is used to other units than those that they are stored in. */
static void
test_habit (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *field;
    double stored;
    const char *shown;
  } cases[] = {
    /* with the decimals of the field, and as fine as what is stored: 1.6 MPa = 232.06 psi */
    { "pressure", 1.6, "232 psi" },
    { "pressure", 0, "0 psi" },
    { "pressure", -0.1, "-14.5 psi" },
    /* as many decimals as tell it from its neighbours */
    { "boiling", -33.3, "-27.9 °F" }, /* -33.3 x 1.8 + 32 = -27.94 */
    { "boiling", 100, "212 °F" },
    { "boiling", 21, "69.8 °F" },
    { "boiling", 20.8, "69.4 °F" },
    { "boiling", -40, "-40 °F" },
    { "boiling", -17.8, "-0.04 °F" },
    { "boiling", -17.77777777777778, "0 °F" }, /* nothing has no sign */
    { "boiling", -273.15, "-459.67 °F" },
    { "boiling", 1e-9, "32.000000002 °F" }, /* 32.0000000018 */
    { "boiling", 1e300, NULL },
    { "radius", 50, "164 ft" },
    { "radius", 0, "0 ft" },
    { "lel", 4.5, "4.5 %vol" },
    { "heads", 3, "3 Köpfe" },
    { "count", 12, "12" },
  };
  static const struct
  {
    const char *field;
    const char *typed;
    double stored;
  } typed[] = {
    { "pressure", "232", 232 * 0.006894757293168 },
    { "pressure", "1.6 MPa", 1.6 },
    { "pressure", "16 bar", 1.6 },
    { "boiling", "70", 21.11111111111111 },
    { "boiling", "70 °F", 21.11111111111111 },
    { "boiling", "70℉", 21.11111111111111 },
    { "boiling", "21 ℃", 21 },
    { "boiling", "-459.67", -273.15 },
    { "radius", "164", 50 }, /* 49.99 m: whole metres stay whole */
    { "radius", "165 ft", 50 },
    { "radius", "50 m", 50 },
    { "lel", "4.5%", 4.5 },
    { "count", "12", 12 },
  };
  AnlanUnitHabit us;

  anlan_unit_habit_set (&us, ANLAN_UNITS_US, NULL);
  anlan_converter_set_habit (fixture->converter, &us);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AnlanField *field = anlan_kind_field (fixture->kind, cases[i].field);
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT, again = ANLAN_VALUE_INIT;
      g_autoptr (GError) error = NULL;
      g_autofree char *shown = NULL;

      if (field->type == ANLAN_FIELD_INTEGER)
        anlan_value_set_integer (&value, (gint64)cases[i].stored);
      else
        anlan_value_set_real (&value, cases[i].stored);
      shown = anlan_converter_format (fixture->converter, field, &value);
      if (cases[i].shown != NULL)
        g_assert_cmpstr (shown, ==, cases[i].shown);
      g_assert_true (anlan_converter_parse (fixture->converter, field, shown, &again, &error));
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", typed[i].typed);
      g_assert_true (anlan_converter_parse (fixture->converter,
                                            anlan_kind_field (fixture->kind, typed[i].field), typed[i].typed,
                                            &value, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (anlan_value_get_real (&value, NAN), typed[i].stored, 1e-12);
    }
}

/* Whoever is used to which units: what was typed reads as it was typed, and what is shown and typed again stays what it
 * was, as exactly as it was written. */
static void
test_habit_drift (Fixture *fixture, gconstpointer data)
{
  static const char *const typed[] = { "0",      "1",      "-40",     "99.9",  "230",     "0.5",  "1234.56",
                                       "-459.6", "0.0001", "1000000", "32.01", "14.6959", "68.9", "7" };
  static const AnlanUnitSystem systems[] = { ANLAN_UNITS_AS_WRITTEN, ANLAN_UNITS_METRIC, ANLAN_UNITS_US };
  const AnlanField *field = anlan_kind_field (fixture->kind, "boiling");

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    for (guint s = 0; s < G_N_ELEMENTS (systems); s++)
      {
        g_auto (AnlanValue) value = ANLAN_VALUE_INIT, again = ANLAN_VALUE_INIT;
        g_autofree char *shown = NULL, *whole = NULL;
        AnlanUnitHabit habit;

        anlan_unit_habit_set (&habit, systems[s], NULL);
        anlan_converter_set_habit (fixture->converter, &habit);
        g_assert_true (anlan_converter_parse (fixture->converter, field, typed[i], &value, NULL));
        shown = anlan_converter_format (fixture->converter, field, &value);
        whole = g_strdup_printf ("%s %s", typed[i], anlan_field_unit (field, &habit));
        g_assert_cmpstr (shown, ==, whole);
        g_assert_true (anlan_converter_parse (fixture->converter, field, shown, &again, NULL));
        g_assert_true (anlan_value_equal (&value, &again));
      }
  /* Seen from the other side, what came out of converting is no row of fifteen digits. */
  {
    g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
    g_autofree char *shown = NULL;
    AnlanUnitHabit metric;

    anlan_unit_habit_set (&metric, ANLAN_UNITS_METRIC, NULL);
    anlan_converter_set_habit (fixture->converter, &metric);
    anlan_value_set_real (&value, 21.11111111111111);
    shown = anlan_converter_format (fixture->converter, field, &value);
    g_assert_cmpstr (shown, ==, "21.1111111 °C");
  }
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) record = anlan_record_new (fixture->kind, "the-id");
  g_autofree char *json = NULL;

  record->number = g_strdup ("TH-0001");
  record->rev = g_strdup ("1-abc");
  record->draft = TRUE;
  record->extra = g_strdup ("{\"later\":[1,2]}");
  anlan_value_set_text (&record->values[anlan_kind_field (fixture->kind, "name")->index], "a \"b\"");
  anlan_value_set_integer (&record->values[anlan_kind_field (fixture->kind, "ok")->index], 1);
  anlan_value_set_text (&record->values[anlan_kind_field (fixture->kind, "accidents")->index], "[\"gas\"]");
  anlan_value_set_text (&record->values[anlan_kind_field (fixture->kind, "secret")->index], "sealed:1:AAAA");
  json = anlan_record_to_json (record);
  g_assert_true (
      g_str_has_prefix (json, "{\"id\":\"the-id\",\"number\":\"TH-0001\",\"stage\":null,\"rev\":\"1-abc\","
                              "\"draft\":true,\"name\":\"a \\\"b\\\"\",\"note\":null,"));
  g_assert_nonnull (strstr (json, "\"accidents\":[\"gas\"],"));
  g_assert_nonnull (strstr (json, "\"ok\":true,"));
  g_assert_nonnull (strstr (json, ",\"later\":[1,2]}"));
  g_assert_null (strstr (json, "secret"));
  g_assert_null (strstr (json, "sealed"));
}

/* --- a catalogue of a language that the user does not have ------------------------------------------------------- */

static void
add_word (GByteArray *out, guint32 word)
{
  g_byte_array_append (out, (const guint8 *)&word, sizeof word);
}

/* The smallest .mo there can be; see "The Format of GNU MO Files". */
static void
write_catalogue (const char *path)
{
  static const char *const pairs[][2] = { { "Major test level", "重大测试" }, { "yes", "oui测试" } };
  const guint n = G_N_ELEMENTS (pairs);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) texts = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint start = 28 + 16 * n;

  add_word (out, 0x950412de);
  add_word (out, 0);
  add_word (out, n);
  add_word (out, 28);
  add_word (out, 28 + 8 * n);
  add_word (out, 0);
  add_word (out, start);
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < n; i++)
      {
        add_word (out, (guint32)strlen (pairs[i][side]));
        add_word (out, start + texts->len);
        g_byte_array_append (texts, (const guint8 *)pairs[i][side], (guint)strlen (pairs[i][side]) + 1);
      }
  g_byte_array_append (out, texts->data, texts->len);
  g_file_set_contents (path, (const char *)out->data, out->len, &error);
  g_assert_no_error (error);
}

static void
make_catalogues (void)
{
  static const struct
  {
    const char *language;
    const char *bytes;
    gssize length;
  } damaged[] = {
    { "empty", "", 0 },
    { "text", "this is no catalogue at all, only text", -1 },
    { "short", "\xde\x12\x04\x95\0\0\0\0\xff\xff\xff\xff\x1c\0\0\0\x1c\0\0\0\0\0\0\0\0\0\0\0", 28 },
  };
  g_autofree char *dir = NULL;
  g_autofree char *path = NULL;

  locale_root = g_dir_make_tmp ("anlan-locale-XXXXXX", NULL);
  dir = g_build_filename (locale_root, "zh_TEST", "LC_MESSAGES", NULL);
  g_mkdir_with_parents (dir, 0700);
  path = g_build_filename (dir, GETTEXT_PACKAGE ".mo", NULL);
  write_catalogue (path);
  for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autofree char *other = g_build_filename (locale_root, damaged[i].language, "LC_MESSAGES", NULL);
      g_autofree char *file = g_build_filename (other, GETTEXT_PACKAGE ".mo", NULL);

      g_mkdir_with_parents (other, 0700);
      g_assert_true (g_file_set_contents (file, damaged[i].bytes, damaged[i].length, NULL));
    }
  bindtextdomain (GETTEXT_PACKAGE, locale_root);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  make_catalogues ();
#define ADD(name) g_test_add ("/model/convert/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (texts);
  ADD (numbers);
  ADD (choices);
  ADD (times);
  ADD (references);
  ADD (places);
  ADD (promise);
  ADD (long_text);
  ADD (hostile);
  ADD (format);
  ADD (habit);
  ADD (habit_drift);
  ADD (json);
#undef ADD
  status = g_test_run ();
  anlan_remove_tree (locale_root);
  g_free (locale_root);
  return status;
}
