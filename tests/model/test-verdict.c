/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "base/error.h"

/* What was judged before a batch is applied is taken as found, unless something has come between. Items take the moment
 * when they were judged, so that one can see which. */
static const char item_xml[] =
    "<kind id='x_item' label='code'><title>Item</title>"
    "<field id='code' type='text' required='yes' unique='yes'><title>Code</title></field>"
    "<field id='place' type='ref' to='x_place'><title>Place</title></field>"
    "<field id='called' type='text' default='(SELECT p.name FROM x_place p WHERE p.id = this.place)'>"
    "<title>Called</title></field>"
    "<field id='seen' type='moment' default='now()'><title>Seen</title></field></kind>";

typedef struct
{
  Fixture base;
  AnlanRecord *place, *other;
  GPtrArray *changes;
} Verdict;

static void
set_up (Verdict *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_up (&self->base, NULL);
  anlan_plant_define (self->base.plant, "x_item", item_xml, &error);
  g_assert_no_error (error);
  self->place = fixture_add (&self->base, "x_place", "name", "North", NULL);
  self->other = fixture_add (&self->base, "x_place", "name", "South", NULL);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
}

static void
tear_down (Verdict *self, gconstpointer data)
{
  g_ptr_array_unref (self->changes);
  anlan_record_unref (self->place);
  anlan_record_unref (self->other);
  fixture_verify (&self->base);
  fixture_tear_down (&self->base, NULL);
}

static void
judged_cb (guint place, AnlanRecord *after, GPtrArray *problems, gpointer data)
{
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
judge (Verdict *self)
{
  g_autoptr (GError) error = NULL;

  anlan_plant_judge_batch (self->base.plant, self->changes, FALSE, judged_cb, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
add_item (Verdict *self, const char *code)
{
  g_ptr_array_add (self->changes, fixture_change (&self->base, ANLAN_OP_CREATE, "x_item", NULL, "code", code,
                                                  "place", self->place->id, NULL));
}

static AnlanRecord *
find_item (Verdict *self, const char *code)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_item");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;

  query->where = g_strdup_printf ("code = '%s'", code);
  found = anlan_plant_find (self->base.plant, query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  return anlan_record_ref (g_ptr_array_index (found, 0));
}

/* --- what may come between ------------------------------------------------------------------------------------------ */

static void
do_nothing (Verdict *self)
{
}

static void
add_person (Verdict *self)
{
  anlan_record_unref (fixture_add (&self->base, "person", "name", "王芳", NULL));
}

static void
add_other_item (Verdict *self)
{
  anlan_record_unref (fixture_add (&self->base, "x_item", "code", "Z", NULL));
}

static void
rename_place (Verdict *self)
{
  anlan_record_unref (fixture_apply (&self->base, fixture_change (&self->base, ANLAN_OP_EDIT, "x_place",
                                                                  self->place->id, "name", "West", NULL)));
}

static void
void_other_place (Verdict *self)
{
  AnlanChange *change = fixture_change (&self->base, ANLAN_OP_VOID, "x_place", self->other->id, NULL);

  change->reason = g_strdup ("made by mistake");
  anlan_record_unref (fixture_apply (&self->base, change));
}

static void
wait_long (Verdict *self)
{
  anlan_clock_advance (self->base.clock, 11 * 60 * 1000);
}

/* The plant is in Shanghai: 2026-11-22 23:59:30 there when judged. */
static void
wait_for_midnight (Verdict *self)
{
  anlan_clock_set (self->base.clock, FIXTURE_NOW + G_GINT64_CONSTANT (7 * 60 * 60 * 1000) + 10 * 1000);
}

static void
define_anew (Verdict *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = g_strdup (item_xml);

  memcpy (strstr (xml, "<title>Item"), "<title>Itxm", strlen ("<title>Itxm"));
  anlan_plant_define (self->base.plant, "x_item", xml, &error);
  g_assert_no_error (error);
}

static const struct
{
  const char *name;
  void (*between) (Verdict *self);
  gboolean as_found;
} betweens[] = {
  { "nothing", do_nothing, TRUE },          { "person", add_person, TRUE },
  { "other-item", add_other_item, TRUE },   { "rename", rename_place, FALSE },
  { "void", void_other_place, FALSE },      { "long", wait_long, FALSE },
  { "midnight", wait_for_midnight, FALSE }, { "definition", define_anew, FALSE },
};

static void
test_between (Verdict *self, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (AnlanRecord) first = NULL;
  g_autoptr (AnlanRecord) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  gboolean as_found;

  if (betweens[i].between == wait_for_midnight)
    anlan_clock_set (self->base.clock, FIXTURE_NOW + G_GINT64_CONSTANT (7 * 60 * 60 * 1000) - 30 * 1000);
  add_item (self, "A");
  add_item (self, "B");
  judge (self);
  anlan_clock_advance (self->base.clock, 5000);
  betweens[i].between (self);
  batch = anlan_plant_apply_batch (self->base.plant, self->changes, NULL, NULL, &error);
  g_assert_no_error (error);
  first = find_item (self, "A");
  second = find_item (self, "B");
  as_found = strcmp (anlan_record_get_text (first, "seen"), first->created) < 0;
  g_assert_cmpint (as_found, ==, betweens[i].as_found);
  g_assert_cmpstr (anlan_record_get_text (second, "seen"), ==, anlan_record_get_text (first, "seen"));
  g_assert_cmpstr (anlan_record_get_text (first, "called"), ==,
                   betweens[i].between == rename_place ? "West" : "North");
}

/* Without a verdict all is judged as it is: a second batch of the same changes finds their codes taken. */
static void
test_taken (Verdict *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  guint failed = 0;

  add_item (self, "A");
  add_item (self, "B");
  judge (self);
  anlan_record_unref (fixture_add (&self->base, "x_item", "code", "B", NULL));
  batch = anlan_plant_apply_batch (self->base.plant, self->changes, NULL, &failed, &error);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "has the same already"));
  g_assert_cmpuint (failed, ==, 1);
  g_assert_null (batch);
}

static void
test_reference_gone (Verdict *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  AnlanChange *gone = fixture_change (&self->base, ANLAN_OP_VOID, "x_place", self->place->id, NULL);

  gone->reason = g_strdup ("made by mistake");
  add_item (self, "A");
  judge (self);
  anlan_record_unref (fixture_apply (&self->base, gone));
  batch = anlan_plant_apply_batch (self->base.plant, self->changes, NULL, NULL, &error);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "voided"));
}

/* A job was found good because an earlier change would make its place; that is refused after all. */
static void
test_refused_before (Verdict *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *batch = NULL;
  static const char id[] = "0192f3a1-0001-7000-8000-000000000001";

  g_ptr_array_add (self->changes,
                   fixture_change (&self->base, ANLAN_OP_CREATE, "x_place", id, "name", "East", NULL));
  g_ptr_array_add (self->changes, fixture_change (&self->base, ANLAN_OP_CREATE, "x_job", NULL, "what",
                                                  "There", "place", id, NULL));
  g_ptr_array_add (self->changes, fixture_change (&self->base, ANLAN_OP_CREATE, "x_job", NULL, "what", "Here",
                                                  "place", self->place->id, NULL));
  judge (self);
  anlan_record_unref (fixture_add (&self->base, "x_place", "name", "East", NULL));
  batch = anlan_plant_apply_good (self->base.plant, self->changes, NULL, refused, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 3);
  g_assert_nonnull (strstr (g_ptr_array_index (refused, 0), "has the same already"));
  g_assert_nonnull (strstr (g_ptr_array_index (refused, 1), "not there"));
  g_assert_null (g_ptr_array_index (refused, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (betweens); i++)
    {
      g_autofree char *path = g_strconcat ("/model/verdict/between/", betweens[i].name, NULL);

      g_test_add (path, Verdict, GUINT_TO_POINTER (i), set_up, test_between, tear_down);
    }
  g_test_add ("/model/verdict/taken", Verdict, NULL, set_up, test_taken, tear_down);
  g_test_add ("/model/verdict/reference-gone", Verdict, NULL, set_up, test_reference_gone, tear_down);
  g_test_add ("/model/verdict/refused-before", Verdict, NULL, set_up, test_refused_before, tear_down);
  return g_test_run ();
}
