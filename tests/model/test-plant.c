/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "base/time.h"

static AnlanRecord *
add_place (Fixture *fixture, const char *name)
{
  return fixture_add (fixture, "x_place", "name", name, NULL);
}

/* --- undo ---------------------------------------------------------------------------------------------------------- */

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) edited = fixture_apply (
      fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_place", place->id, "name", "Nord", NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) back = anlan_plant_undo (fixture->plant, "x_place", place->id, &error);
  g_autoptr (AnlanRecord) now = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (anlan_record_get_text (back->after, "name"), ==, "North");
  g_assert_true (g_str_has_prefix (back->after->rev, "3-"));
  now = fixture_load (fixture, "x_place", place->id);
  g_assert_cmpstr (now->rev, ==, back->after->rev);
  fixture_verify (fixture);
}

/* Once more goes one further back, not forth; what has been changed since is taken back first. */
static void
test_undo_twice (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *set; /* NULL: undo */
    const char *name;
  } deeds[] = {
    { "Nord", "Nord" },
    { "Norden", "Norden" },
    { NULL, "Nord" },
    { NULL, "North" },
    { "\"undoes\":\"1-", "\"undoes\":\"1-" },
    { NULL, "North" },
  };
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) voided = NULL, none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autoptr (AnlanRecord) now = NULL;

      if (deeds[i].set != NULL)
        anlan_record_unref (fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_place",
                                                                    place->id, "name", deeds[i].set, NULL)));
      else
        {
          g_autoptr (AnlanApplied) back = anlan_plant_undo (fixture->plant, "x_place", place->id, &error);

          g_assert_no_error (error);
        }
      now = fixture_load (fixture, "x_place", place->id);
      g_assert_cmpstr (anlan_record_get_text (now, "name"), ==, deeds[i].name);
    }
  voided = anlan_plant_undo (fixture->plant, "x_place", place->id, &error);
  g_assert_no_error (error);
  g_assert_true (voided->after->voided);
  none = anlan_plant_undo (fixture->plant, "x_place", place->id, &error);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_null (none);
  fixture_verify (fixture);
}

static void
test_undo_of_creating_is_voiding (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) back = anlan_plant_undo (fixture->plant, "x_place", place->id, &error);

  g_assert_no_error (error);
  g_assert_true (back->after->voided);
}

static void
test_undo_of_a_step_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) person = fixture_add (fixture, "person", "name", "王芳", NULL);
  g_autoptr (AnlanRecord) job =
      fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, "owner", person->id, NULL);
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_STEP, "x_job", job->id, NULL);
  g_autoptr (AnlanRecord) doing = NULL;
  g_autoptr (GError) error = NULL;

  change->step = g_strdup ("start");
  doing = fixture_apply (fixture, change);
  g_assert_null (anlan_plant_undo (fixture->plant, "x_job", job->id, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
}

/* --- batches --------------------------------------------------------------------------------------------------------- */

static GPtrArray *
some_places (Fixture *fixture, guint n, guint bad)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Place %u", i);

      g_ptr_array_add (changes, fixture_change (fixture, ANLAN_OP_CREATE, "x_place", NULL, "name",
                                                i == bad ? "" : name, NULL));
    }
  return changes;
}

static guint
count_places (Fixture *fixture)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_place");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = anlan_plant_find (fixture->plant, query, &error);

  g_assert_no_error (error);
  return found->len;
}

static void
test_batch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = some_places (fixture, 20, G_MAXUINT);
  g_autoptr (GError) error = NULL;
  guint failed = 0;
  g_autofree char *batch = anlan_plant_apply_batch (
      fixture->plant, changes, "{\"name\":\"places.csv\",\"added\":20}", &failed, &error);
  g_autofree char *undone = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (count_places (fixture), ==, 20);
  undone = anlan_plant_undo_batch (fixture->plant, batch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_places (fixture), ==, 0);
  g_assert_null (anlan_plant_undo_batch (fixture->plant, batch, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  fixture_verify (fixture);
}

static void
test_batch_is_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = some_places (fixture, 20, 13);
  g_autoptr (GError) error = NULL;
  guint failed = 0;

  g_assert_null (anlan_plant_apply_batch (fixture->plant, changes, NULL, &failed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_cmpuint (failed, ==, 13);
  g_assert_cmpuint (count_places (fixture), ==, 0);
  fixture_verify (fixture);
}

static void
test_batch_that_was_worked_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = some_places (fixture, 3, G_MAXUINT);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch (fixture->plant, changes, NULL, NULL, &error);
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_place");
  g_autoptr (GPtrArray) found = anlan_plant_find (fixture->plant, query, &error);
  const AnlanRecord *first = g_ptr_array_index (found, 0);
  g_autoptr (AnlanRecord) edited = fixture_apply (
      fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_place", first->id, "name", "Mine", NULL));

  g_assert_null (anlan_plant_undo_batch (fixture->plant, batch, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Mine"));
  g_assert_cmpuint (count_places (fixture), ==, 3);
}

/* --- check ------------------------------------------------------------------------------------------------------------- */

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanChange) change =
      fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "level", "5", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = anlan_plant_check (fixture->plant, change, &error);
  guint seen = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (problems, i);

      seen += g_strcmp0 (problem->field, "what") == 0 || g_strcmp0 (problem->field, "place") == 0 ||
              g_strcmp0 (problem->field, "why") == 0;
    }
  g_assert_cmpuint (seen, ==, 3);
  g_assert_cmpuint (problems->len, ==, 3);
}

/* --- definitions --------------------------------------------------------------------------------------------------------- */

static void
test_define (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) person = NULL;

  g_assert_true (
      anlan_plant_define (fixture->plant, "person",
                          "<kind id='person'><field id='x_boots' type='integer' min='30'><title>Boots"
                          "</title></field></kind>",
                          &error));
  g_assert_no_error (error);
  person = fixture_add (fixture, "person", "name", "王芳", "x_boots", "38", NULL);
  fixture_refuse (fixture,
                  fixture_change (fixture, ANLAN_OP_EDIT, "person", person->id, "x_boots", "3", NULL),
                  "at least 30");
  fixture_reopen (fixture);
  {
    g_autoptr (AnlanRecord) again = fixture_load (fixture, "person", person->id);

    g_assert_cmpint (anlan_value_get_integer (anlan_record_get (again, "x_boots"), 0), ==, 38);
  }
  fixture_verify (fixture);
}

/* An expression that cannot be used is found before it is taken over. */
static void
test_define_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const overlays[] = {
    "<kind id='person'><guard id='x' sql='nonsense &gt; 1'>No</guard></kind>",
    "<kind id='person'><guard id='x' sql='(SELECT count(*) FROM account) = 0'>No</guard></kind>",
    "<kind id='person'><guard id='x' sql='1) FROM this; DELETE FROM k_person; --'>No</guard></kind>",
    "<kind id='person'><field id='x_n' type='number' compute='x_n + 1'><title>N</title></field><field "
    "id='x_m' "
    "type='number' compute='x_o'><title>M</title></field><field id='x_o' type='number' compute='x_m'><title>O"
    "</title></field></kind>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (overlays); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", overlays[i]);
      g_assert_false (anlan_plant_define (fixture->plant, "person", overlays[i], &error));
      g_assert_nonnull (error);
    }
  /* And the plant goes on as before. */
  {
    g_autoptr (AnlanRecord) person = fixture_add (fixture, "person", "name", "王芳", NULL);
  }
  fixture_verify (fixture);
}

/* --- sealed -------------------------------------------------------------------------------------------------------------- */

static gboolean
folder_has (const char *path, const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while (!found && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        found = folder_has (child, needle);
      else if (g_file_get_contents (child, &bytes, &length, NULL))
        found = memmem (bytes, length, needle, strlen (needle)) != NULL;
    }
  return found;
}

static void
test_sealed (Fixture *fixture, gconstpointer data)
{
  static const char secret[] = "13800138000-quite-secret";
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) job =
      fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, "secret", secret, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = anlan_plant_unseal (fixture->plant, job, "secret", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (plain, ==, secret);
  g_assert_cmpstr (anlan_record_get_text (job, "secret"), !=, secret);
  g_assert_false (folder_has (fixture->dir, secret));
  g_assert_true (anlan_plant_erase (fixture->plant, job->id, "Retention over", &error));
  g_assert_no_error (error);
  g_free (g_steal_pointer (&plain));
  plain = anlan_plant_unseal (fixture->plant, job, "secret", &error);
  g_assert_null (plain);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  fixture_verify (fixture);
}

/* --- verify ---------------------------------------------------------------------------------------------------------------- */

static void
expect_finding (Fixture *fixture, const char *sql, const char *code)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  g_autofree char *path = g_build_filename (fixture->dir, "plant.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_WRITE, &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (db, sql, &error));
  g_assert_no_error (error);
  anlan_db_close (db);
  g_assert_true (anlan_plant_verify (fixture->plant, findings, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < findings->len; i++)
    found = found || strcmp (((AnlanFinding *)g_ptr_array_index (findings, i))->code, code) == 0;
  g_assert_true (found);
}

static void
test_verify_changed_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");

  expect_finding (fixture, "UPDATE k_x_place SET name='South'", "row");
}

static void
test_verify_row_without_line (Fixture *fixture, gconstpointer data)
{
  expect_finding (
      fixture,
      "INSERT INTO k_x_place (id, rev, created, changed, name) VALUES ('a', '1-0', 't', 't', 'Ghost')",
      "row");
}

static void
test_verify_line_without_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");

  expect_finding (fixture, "DELETE FROM k_x_place", "line");
}

static void
test_verify_changed_line (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");

  expect_finding (fixture, "UPDATE journal SET patch=replace(patch,'North','South')", "chain");
}

/* --- signals ---------------------------------------------------------------------------------------------------------------- */

static void
on_applied_cb (AnlanPlant *plant, const AnlanApplied *applied, gpointer data)
{
  g_ptr_array_add (data, g_strdup (anlan_record_get_text (applied->after, "name")));
}

static void
on_apply_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);

  g_assert_no_error (error);
  (*(guint *)data)--;
}

static void
test_applied_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint waiting = 50;

  g_signal_connect (fixture->plant, "applied", G_CALLBACK (on_applied_cb), names);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *name = g_strdup_printf ("P%02u", i);
      g_autoptr (AnlanChange) change =
          fixture_change (fixture, ANLAN_OP_CREATE, "x_place", NULL, "name", name, NULL);

      anlan_plant_apply_async (fixture->plant, change, NULL, on_apply_done_cb, &waiting);
    }
  while (waiting > 0 || names->len < 50)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *name = g_strdup_printf ("P%02u", i);

      g_assert_cmpstr (g_ptr_array_index (names, i), ==, name);
    }
}

#define ADD(path, func) g_test_add ("/plant/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("undo", test_undo);
  ADD ("undo-twice", test_undo_twice);
  ADD ("undo-of-creating-is-voiding", test_undo_of_creating_is_voiding);
  ADD ("undo-of-a-step-is-refused", test_undo_of_a_step_is_refused);
  ADD ("batch", test_batch);
  ADD ("batch-is-all-or-nothing", test_batch_is_all_or_nothing);
  ADD ("batch-that-was-worked-on", test_batch_that_was_worked_on);
  ADD ("check", test_check);
  ADD ("define", test_define);
  ADD ("define-refused", test_define_refused);
  ADD ("sealed", test_sealed);
  ADD ("verify-changed-row", test_verify_changed_row);
  ADD ("verify-row-without-line", test_verify_row_without_line);
  ADD ("verify-line-without-row", test_verify_line_without_row);
  ADD ("verify-changed-line", test_verify_changed_line);
  ADD ("applied-in-order", test_applied_in_order);
  return g_test_run ();
}
