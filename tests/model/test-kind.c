/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "model/record.h"

#define HEAD "<kind id='x_a' label='name'><title>A</title>"
#define NAME "<field id='name' type='text'><title>Name</title></field>"

/* Each document is wrong in one way, and the message says which. */
static void
test_refused (void)
{
  static const struct
  {
    const char *xml, *part;
  } cases[] = {
    { "<kind", "" },
    { "", "" },
    { "<?xml version='1.0'?>\n", "no element" },
    { "<!-- nothing -->", "no element" },
    { HEAD NAME "</kind>" HEAD NAME "</kind>", "not more than one" },
    { "<thing/>", "no such element" },
    { HEAD "</kind>", "label field" },
    { HEAD NAME "<field id='name' type='text'><title>B</title></field></kind>", "there twice" },
    { HEAD NAME "<field id='b' type='money'><title>B</title></field></kind>", "no field type" },
    { HEAD NAME "<field id='select' type='text'><title>B</title></field></kind>", "cannot be the id" },
    { HEAD NAME "<field id='Bad' type='text'><title>B</title></field></kind>", "cannot be the id" },
    { HEAD NAME "<field id='stage' type='text'><title>B</title></field></kind>", "cannot be the id" },
    { HEAD NAME "<field id='b' type='text'/></kind>", "no title" },
    { HEAD NAME "<field id='b' type='ref'><title>B</title></field></kind>", "to which kind" },
    { HEAD NAME "<field id='b' type='choice'><title>B</title></field></kind>", "no choices" },
    { HEAD NAME "<field id='b' type='text' colour='red'><title>B</title></field></kind>", "no attribute" },
    { HEAD NAME "<field id='b' type='text' sensitive='yes' search='yes'><title>B</title></field></kind>",
      "sensitive" },
    { HEAD NAME "<field id='b' type='number' max='ten'><title>B</title></field></kind>", "must be a number" },
    { HEAD NAME "<field id='b' type='text' pattern='('><title>B</title></field></kind>", "" },
    { HEAD NAME "<flow><step id='s' from='x' to='y'><title>S</title></step></flow></kind>", "stage" },
    { HEAD NAME "<guard id='g'>Wrong</guard></kind>", "either an expression or a name" },
    { HEAD NAME "<guard id='g' sql='1'/></kind>", "must say" },
    { "<kind id='x_a' label='name' unit-field='u'><title>A</title>" NAME "</kind>", "reference" },
    { "<kind id='x_a' label='name' compares='name name'><title>A</title>" NAME "</kind>", "photos" },
    { "<kind id='x_a' label='name' first='name more'><title>A</title>" NAME "</kind>", "more" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AnlanKind *kind = anlan_kind_parse (cases[i].xml, NULL, &error);

      g_test_message ("%s", cases[i].xml);
      g_assert_null (kind);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].part));
    }
}

static const char base[] =
    HEAD "<field id='name' type='text' required='yes'><title>Name</title><help>Its  own\n name</help></field>"
         "<field id='how' type='choice'><title>How</title><choice id='a'><title>A</title></choice>"
         "<choice id='b'><title>B</title></choice></field>"
         "<field id='secret' type='text' sensitive='yes'><title>Secret</title></field>"
         "<guard id='fix' fixed='yes' sql='name IS NOT NULL'>No name</guard>"
         "<guard id='loose' sql='name IS NOT NULL'>No name</guard></kind>";

static void
test_overlay (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanKind) plain = anlan_kind_parse (base, NULL, &error);
  g_autoptr (AnlanKind) kind = anlan_kind_parse (
      base,
      "<kind id='x_a'><field id='name' list='yes'><title>Called</title></field>"
      "<field id='x_more' type='number' unit='kg'><title>More</title></field>"
      "<field id='how'><choice id='b' remove='yes'/><choice id='c'><title>C</title></choice></field>"
      "<guard id='loose' remove='yes'/></kind>",
      &error);
  const AnlanField *name, *how;

  g_assert_no_error (error);
  name = anlan_kind_field (kind, "name");
  how = anlan_kind_field (kind, "how");
  g_assert_cmpstr (name->title, ==, "Called");
  g_assert_cmpstr (name->help, ==, "Its own name");
  g_assert_true (name->list);
  g_assert_true (name->required);
  g_assert_nonnull (anlan_kind_field (kind, "x_more"));
  g_assert_null (anlan_field_choice (how, "b"));
  g_assert_nonnull (anlan_field_choice (how, "c"));
  g_assert_cmpuint (kind->guards->len, ==, 1);
  g_assert_cmpstr (kind->hash, !=, plain->hash);
}

static void
test_overlay_refused (void)
{
  static const char *const cases[][2] = {
    { "<kind id='x_b'/>", "another kind" },
    { "<kind id='x_a'><field id='more' type='text'><title>M</title></field></kind>", "x_" },
    { "<kind id='x_a'><field id='name' type='note'/></kind>", "type" },
    { "<kind id='x_a'><guard id='fix' sql='1'/></kind>", "fixed" },
    { "<kind id='x_a'><guard id='fix' remove='yes'/></kind>", "fixed" },
    { "<kind id='x_a'><field id='secret' sensitive='no'/></kind>", "stays sensitive" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AnlanKind *kind = anlan_kind_parse (base, cases[i][0], &error);

      g_test_message ("%s", cases[i][0]);
      g_assert_null (kind);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i][1]));
    }
}

static void
test_set (void)
{
  const char *const dangling[] = { HEAD NAME
                                   "<field id='b' type='ref' to='x_b'><title>B</title></field></kind>",
                                   NULL };
  const char *const twice[] = { HEAD NAME "</kind>", HEAD NAME "</kind>", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_kinds_from_xml (dangling, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_kinds_from_xml (twice, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

static void
test_built_in (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanKinds) kinds = anlan_kinds_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (anlan_kinds_get (kinds, "zone"));
  g_assert_null (anlan_kinds_get (kinds, "nonsense"));
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      g_autofree char *json = anlan_kind_to_json (anlan_kinds_at (kinds, i));

      g_assert_true (g_str_has_prefix (json, "{\"id\":\""));
    }
}

/* The body is canonical (RFC 8785): members by name, whatever their order in the kind; nulls and computed left out. */
static void
test_body (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanKind) kind = anlan_kind_parse (
      "<kind id='x_a' label='zeta'><title>A</title><field id='zeta' type='text'><title>Z</title></field>"
      "<field id='alpha' type='number'><title>A</title></field><field id='items' type='refs' "
      "to='x_a'><title>I"
      "</title></field><field id='double' type='number' compute='alpha*2'><title>D</title></field>"
      "<field id='ok' type='yesno'><title>O</title></field></kind>",
      NULL, &error);
  g_autoptr (AnlanRecord) record = anlan_record_new (kind, "id-1");
  g_autofree char *body = NULL, *rev = NULL, *next = NULL;

  g_assert_no_error (error);
  anlan_value_set_text (&record->values[0], "z\"1");
  anlan_value_set_real (&record->values[1], 2);
  anlan_value_set_text (&record->values[2], "[\"b\",\"a\"]");
  anlan_value_set_real (&record->values[3], 4);
  anlan_value_set_integer (&record->values[4], 1);
  record->number = g_strdup ("N-1");
  body = anlan_record_body (record);
  g_assert_cmpstr (
      body, ==, "{\"alpha\":2,\"items\":[\"b\",\"a\"],\"number\":\"N-1\",\"ok\":true,\"zeta\":\"z\\\"1\"}");
  rev = anlan_revision_next (NULL, body);
  next = anlan_revision_next (rev, body);
  g_assert_true (g_str_has_prefix (rev, "1-"));
  g_assert_true (g_str_has_prefix (next, "2-"));
  g_assert_cmpstr (rev + 2, !=, next + 2);
  record->extra = g_strdup ("{\"beta\":[1,2]}");
  {
    g_autofree char *extended = anlan_record_body (record);

    g_assert_nonnull (strstr (extended, "\"alpha\":2,\"beta\":[1,2],\"items\""));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/kind/refused", test_refused);
  g_test_add_func ("/kind/overlay", test_overlay);
  g_test_add_func ("/kind/overlay-refused", test_overlay_refused);
  g_test_add_func ("/kind/set", test_set);
  g_test_add_func ("/kind/built-in", test_built_in);
  g_test_add_func ("/kind/body", test_body);
  return g_test_run ();
}
