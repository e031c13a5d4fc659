/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The settings of sources: what may stand there, and what the sentence says where something else does; and the table of
 * types. */

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "link/settings.h"
#include "link/types.h"
#include "monitor-fixture.h"
#include "monitor/intake.h"
#include "monitor/source-check.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = anlan_json_parse (text, -1, 10000, &error);

  g_assert_no_error (error);
  return node;
}

typedef struct
{
  const char *settings;
  gint64 expected;
  gboolean fails;
} Case;

static void
test_integer (void)
{
  static const Case cases[] = {
    { "{}", 5, FALSE },           { "{\"n\":null}", 5, FALSE },   { "{\"n\":\"\"}", 5, FALSE },
    { "{\"n\":1}", 1, FALSE },    { "{\"n\":10.0}", 10, FALSE },  { "{\"n\":\"7\"}", 7, FALSE },
    { "{\"n\":0}", 0, TRUE },     { "{\"n\":11}", 0, TRUE },      { "{\"n\":2.5}", 0, TRUE },
    { "{\"n\":1e300}", 0, TRUE }, { "{\"n\":\"ten\"}", 0, TRUE }, { "{\"n\":true}", 0, TRUE },
    { "{\"n\":[1]}", 0, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = parse (cases[i].settings);
      g_autoptr (GError) error = NULL;
      gint64 value;
      gboolean done = anlan_settings_integer (json_node_get_object (node), "n", 1, 10, 5, &value, &error);

      g_test_message ("%s", cases[i].settings);
      g_assert_true (done != cases[i].fails);
      if (done)
        g_assert_cmpint (value, ==, cases[i].expected);
      else
        {
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          g_assert_nonnull (strstr (error->message, "“n”"));
          g_assert_nonnull (strstr (error->message, "1 to 10"));
        }
    }
}

static void
test_boolean (void)
{
  static const Case cases[] = {
    { "{}", TRUE, FALSE },
    { "{\"n\":false}", FALSE, FALSE },
    { "{\"n\":\"yes\"}", TRUE, FALSE },
    { "{\"n\":\"no\"}", FALSE, FALSE },
    { "{\"n\":0}", FALSE, FALSE },
    { "{\"n\":\"1\"}", TRUE, FALSE },
    { "{\"n\":2}", FALSE, TRUE },
    { "{\"n\":\"on\"}", FALSE, TRUE },
    { "{\"n\":{}}", FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = parse (cases[i].settings);
      g_autoptr (GError) error = NULL;
      gboolean value;
      gboolean done = anlan_settings_boolean (json_node_get_object (node), "n", TRUE, &value, &error);

      g_test_message ("%s", cases[i].settings);
      g_assert_true (done != cases[i].fails);
      if (done)
        g_assert_cmpint (value, ==, cases[i].expected);
      else
        g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

static void
test_text (void)
{
  g_autoptr (JsonNode) node =
      parse ("{\"a\":\"x\",\"b\":\"\",\"c\":1,\"d\":{\"e\":2},\"f\":\"{\\\"e\\\":2}\",\"g\":\"{\"}");
  JsonObject *settings = json_node_get_object (node);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) inner = NULL, same = NULL, none = NULL;
  const char *text;

  g_assert_true (anlan_settings_text (settings, "a", "y", &text, &error));
  g_assert_cmpstr (text, ==, "x");
  g_assert_true (anlan_settings_text (settings, "b", "y", &text, &error));
  g_assert_cmpstr (text, ==, "y");
  g_assert_false (anlan_settings_text (settings, "c", NULL, &text, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (anlan_settings_need (settings, "b", &text, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);

  g_assert_true (anlan_settings_object (settings, "d", &inner, &error));
  g_assert_true (anlan_settings_object (settings, "f", &same, &error));
  g_assert_true (json_node_equal (inner, same));
  g_assert_true (anlan_settings_object (settings, "b", &none, &error));
  g_assert_null (none);
  g_assert_false (anlan_settings_object (settings, "g", &none, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (anlan_settings_object (settings, "c", &none, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

static void
test_types (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node = parse ("{}");
  g_autoptr (GError) error = NULL;
  const char *const *types = anlan_source_types ();
  AnlanIntake *intake;

  fixture_open (fixture, NULL);
  intake = anlan_intake_new (g_steal_pointer (&fixture->monitor));
  g_assert_null (anlan_source_make ("telepathy", "one", intake, json_node_get_object (node), &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "telepathy"));
  g_clear_error (&error);

  g_assert_true (g_strv_contains (types, "folder"));
  for (guint i = 0; types[i] != NULL; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (types[i], !=, types[j]);
  g_assert_null (anlan_source_make ("folder", "one", intake, json_node_get_object (node), &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_finalize_object (intake);
}

static void
test_host (void)
{
  static const struct
  {
    const char *settings;
    const char *host; /* NULL: no address */
    guint16 port;
  } cases[] = {
    { "{\"host\":\"10.0.0.5\"}", "10.0.0.5", 502 },
    { "{\"host\":\"10.0.0.5:1502\"}", "10.0.0.5", 1502 },
    { "{\"host\":\"plc\",\"port\":\"77\"}", "plc", 77 },
    { "{\"host\":\"plc:78\",\"port\":77}", "plc", 78 },
    { "{\"host\":\"[fd00::5]:79\"}", "fd00::5", 79 },
    { "{\"host\":\"fd00::5\"}", "fd00::5", 502 },
    { "{\"host\":\"plc:0\"}", NULL, 0 },
    { "{\"host\":\"plc:x\"}", NULL, 0 },
    { "{\"host\":\"plc:70000\"}", NULL, 0 },
    { "{\"host\":\"[fd00::5\"}", NULL, 0 },
    { "{}", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = parse (cases[i].settings);
      g_autoptr (GError) error = NULL;
      g_autofree char *host = NULL;
      guint16 port = 0;

      anlan_settings_host (json_node_get_object (node), 502, &host, &port, &error);
      g_test_message ("%s", cases[i].settings);
      g_assert_cmpstr (host, ==, cases[i].host);
      g_assert_cmpuint (port, ==, cases[i].port);
      if (cases[i].host == NULL)
        g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      else
        g_assert_no_error (error);
    }
}

/* --- the table that definitions are checked by when they are entered ------------------------------------------------ */

/* What makes a source of each type, and more than that of none of its members. */
static const struct
{
  const char *type, *settings;
  const char *only; /* members that are looked at; NULL: all the others of this type */
} bases[] = {
  { "folder", "\"folder\":\"/tmp\"", NULL },
  { "hj212", "\"address\":\"127.0.0.1:9000\"", " stations password timeout lenient " },
  { "hj212", "\"address\":\"127.0.0.1\"", " port " },
  { "poll", "\"url\":\"http://h/\"", NULL },
  { "sensorthings", "\"url\":\"http://h/v1.1\"", NULL },
  { "mqtt", "\"host\":\"h\",\"topic\":\"#\"",
    " user password client_id ca tls passing port table topics format " },
  { "mqtt", "\"host\":\"h\",\"format\":\"value\",\"topic\":\"#\"", " series measure " },
  { "mqtt", "\"host\":\"h\",\"format\":\"status\",\"topic\":\"a\"", " up down " },
  { "mqtt", "\"host\":\"h\",\"format\":\"frigate\"", " address types " },
  { "hikvision", "\"url\":\"http://h\",\"user\":\"a\"", NULL },
  { "dahua", "\"url\":\"http://h\",\"user\":\"a\"", NULL },
  { "modbus", "\"serial\":\"/dev/ttyNONE\",\"points\":[{\"series\":\"a\",\"address\":0}]",
    " baud data_bits stop_bits parity timeout_ms poll_ms table " },
  { "modbus", "\"host\":\"h\",\"points\":[{\"series\":\"a\",\"address\":0}]", " port unit_id " },
};

/* What only others read: the record, the pictures, a recorder. */
#define NOT_OF_LINK " name zone recorder snapshot_channel snapshot_timeout "

static gboolean
is_word (const char *words, const char *word)
{
  g_autofree char *spaced = g_strdup_printf (" %s ", word);

  return strstr (words, spaced) != NULL;
}

/* Both must say the same of "member": value. */
static void
assert_agree (AnlanIntake *intake, guint base, const char *member, const char *value, gboolean stands)
{
  g_autofree char *text = g_strdup_printf ("{%s,\"%s\":%s}", bases[base].settings, member, value);
  g_autofree char *entered = g_strdup_printf ("{\"%s\":%s}", member, value);
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (GError) trouble = NULL, refused = NULL;
  g_autoptr (AnlanSource) source =
      anlan_source_make (bases[base].type, "s", intake, json_node_get_object (node), &trouble);
  gboolean taken = anlan_source_definition_check (bases[base].type, entered, &refused);

  g_test_message ("%s %s: %s; %s", bases[base].type, text, trouble != NULL ? trouble->message : "made",
                  refused != NULL ? refused->message : "entered");
  g_assert_cmpint (source != NULL, ==, stands);
  g_assert_cmpint (taken, ==, stands);
  if (!stands)
    g_assert_nonnull (strstr (refused->message, member));
}

static void
check_member (AnlanIntake *intake, guint base, const AnlanMember *member)
{
  g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, member->min);
  g_autofree char *most = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", member->max);
  g_autofree char *less = g_strdup_printf ("%" G_GINT64_FORMAT, member->min - 1);
  g_autofree char *more = g_strdup_printf ("%" G_GINT64_FORMAT, member->max + 1);

  if (member->form == ANLAN_MEMBER_WHOLE)
    {
      assert_agree (intake, base, member->name, least, TRUE);
      assert_agree (intake, base, member->name, most, TRUE);
      assert_agree (intake, base, member->name, less, FALSE);
      assert_agree (intake, base, member->name, more, FALSE);
      assert_agree (intake, base, member->name, "2.5", FALSE);
    }
  else if (member->form == ANLAN_MEMBER_YES)
    {
      assert_agree (intake, base, member->name, "\"yes\"", TRUE);
      assert_agree (intake, base, member->name, "false", TRUE);
      assert_agree (intake, base, member->name, "\"perhaps\"", FALSE);
    }
  else
    assert_agree (intake, base, member->name, "7", FALSE);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  AnlanIntake *intake;
  guint looked = 0;

  fixture_open (fixture, NULL);
  intake = anlan_intake_new (g_steal_pointer (&fixture->monitor));
  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    for (const AnlanMember *member = anlan_source_members (bases[i].type); member->name != NULL; member++)
      {
        g_autofree char *set = g_strdup_printf ("\"%s\"", member->name);

        if (is_word (NOT_OF_LINK, member->name) || strstr (bases[i].settings, set) != NULL ||
            (bases[i].only != NULL && !is_word (bases[i].only, member->name)))
          continue;
        check_member (intake, i, member);
        looked++;
      }
  g_assert_cmpuint (looked, >, 50);
  anlan_intake_stop (intake);
  g_object_unref (intake);
}

/* A slip of the keyboard is told with what there is. */
static void
test_definition (void)
{
  static const struct
  {
    const char *type, *definition;
    const char *said; /* NULL: it is taken */
  } cases[] = {
    { "poll", NULL, NULL },
    { "poll", "{}", NULL },
    { "poll", "{\"interval\":5,\"headers\":{\"X\":\"y\"}}", NULL },
    { "poll", "{\"interval\":null,\"next\":\"\"}", NULL },
    { "poll", "{\"intervall\":5}", "interval, pages" },
    { "poll", "{\"interval\":0}", "from 1 to 86400" },
    { "poll", "{\"interval\":1e300}", "“interval”" },
    { "poll", "[1]", "JSON object" },
    { "poll", "{", "JSON" },
    { "folder", "{\"url\":\"http://h\"}", "“url”" },
    { "sensorthings-server", "{\"interval\":5}", "“interval”" },
    { "hikvision", "{\"snapshot_channel\":513}", "from 1 to 512" },
    { "hikvision", "{\"recorder\":\"rtsp://r/{start}\"}", NULL },
    { "hikvision-push", "{\"zones\":{\"1\":\"Z-1\"}}", NULL },
    { "push", "{\"profile\":[1]}", "“profile”" },
    /* Its templates have settings of their own. */
    { "modbus", "{\"template\":\"ax100\",\"probes\":8,\"unit_id\":\"0x10\"}", NULL },
    { "modbus", "{\"unit_id\":\"0x100\"}", "“unit_id”" },
    { "none-such", "{\"x\":1}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean taken = anlan_source_definition_check (cases[i].type, cases[i].definition, &error);

      g_test_message ("%s %s: %s", cases[i].type, cases[i].definition,
                      error != NULL ? error->message : "taken");
      g_assert_cmpint (taken, ==, cases[i].said == NULL);
      if (cases[i].said == NULL)
        continue;
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].said));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/settings/integer", test_integer);
  g_test_add_func ("/link/settings/boolean", test_boolean);
  g_test_add_func ("/link/settings/text", test_text);
  g_test_add_func ("/link/settings/host", test_host);
  g_test_add_func ("/link/settings/definition", test_definition);
  g_test_add ("/link/settings/table", Fixture, NULL, fixture_set_up, test_table, fixture_tear_down);
  g_test_add ("/link/types", Fixture, NULL, fixture_set_up, test_types, fixture_tear_down);
  return g_test_run ();
}
