/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Large batches come in by many transactions: nobody sees a part of one, and whatever stops it, nothing of it stays. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/slice.h"
#include "fixture.h"
#include "model/ledger.h"
#include "store/search.h"

#define MANY 8000

#ifdef __SANITIZE_ADDRESS__
#define KILLS 4
#else
#define KILLS 16
#endif

static const char *program;

/* --- what is there ---------------------------------------------------------------------------------------------- */

static guint
count (AnlanPlant *plant, const char *kind)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = anlan_plant_find (plant, query, &error);

  g_assert_no_error (error);
  return found->len;
}

typedef struct
{
  const char *sql;
  gint64 value;
} Look;

static gboolean
look_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Look *look = data;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, look->sql, NULL, &value, error))
    return FALSE;
  look->value = anlan_value_get_integer (&value, 0);
  return TRUE;
}

static gint64
look_up (AnlanPlant *plant, const char *sql)
{
  Look look = { sql, 0 };
  g_autoptr (GError) error = NULL;

  anlan_store_read (anlan_plant_get_store (plant), look_work, &look, &error);
  g_assert_no_error (error);
  return look.value;
}

static gboolean
hits_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  /* On a fast machine the kills leave more than a hundred thousand rows. */
  return anlan_search_count (db, "Place", "x_place", G_MAXINT, data, error);
}

static guint
count_hits (AnlanPlant *plant)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  anlan_store_read (anlan_plant_get_store (plant), hits_work, &n, &error);
  g_assert_no_error (error);
  return n;
}

/* Also behind what readers see. */
static void
assert_nothing_left (Fixture *fixture)
{
  g_assert_cmpuint (count (fixture->plant, "x_place"), ==, 0);
  g_assert_cmpuint (count_hits (fixture->plant), ==, 0);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM k_x_place"), ==, 0);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM search_doc WHERE kind = 'x_place'"), ==, 0);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM pending"), ==, 0);
  fixture_verify (fixture);
}

/* On a machine so slow that no time is left for a second piece. */
static void
set_up_hurried (Fixture *fixture, gconstpointer data)
{
  anlan_slice_hurry (TRUE);
  fixture_set_up (fixture, data);
}

static void
tear_down_hurried (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture, data);
  anlan_slice_hurry (FALSE);
}

/* --- batches ---------------------------------------------------------------------------------------------------- */

static GPtrArray *
make_places (Fixture *fixture, guint from, guint n, guint bad)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Place %u", i);

      g_ptr_array_add (changes, fixture_change (fixture, ANLAN_OP_CREATE, "x_place", NULL, "name",
                                                i == bad ? "" : name, NULL));
    }
  return changes;
}

/* Called on the writer's thread, in each of its transactions before it is committed. */
typedef struct
{
  Fixture *fixture;
  guint at; /* transaction in which something happens */
  guint n;
  void (*happens) (Fixture *fixture, gpointer data);
  gpointer data;
} Meanwhile;

static gboolean
commit_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Meanwhile *meanwhile = data;

  if (++meanwhile->n == meanwhile->at)
    meanwhile->happens (meanwhile->fixture, meanwhile->data);
  return TRUE;
}

static void
watch (Meanwhile *meanwhile)
{
  anlan_store_set_before_commit (anlan_plant_get_store (meanwhile->fixture->plant), commit_work, meanwhile);
}

static char *
apply (Fixture *fixture, GPtrArray *changes, GError **error)
{
  char *batch = anlan_plant_apply_batch (fixture->plant, changes, "{\"name\":\"many.csv\"}", NULL, error);

  anlan_store_set_before_commit (anlan_plant_get_store (fixture->plant), NULL, NULL);
  return batch;
}

static void
see_nothing (Fixture *fixture, gpointer data)
{
  guint *seen = data;

  *seen = count (fixture->plant, "x_place") + count_hits (fixture->plant) + 1;
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM k_x_place"), >, 0);
}

static void
test_unseen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, G_MAXUINT);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  g_autofree char *undone = NULL;
  guint seen = 0;
  Meanwhile meanwhile = { fixture, 3, 0, see_nothing, &seen };

  watch (&meanwhile);
  batch = apply (fixture, changes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (meanwhile.n, >, 3); /* many transactions, or this tests nothing */
  g_assert_cmpuint (seen, ==, 1);
  g_assert_cmpuint (count (fixture->plant, "x_place"), ==, MANY);
  g_assert_cmpuint (count_hits (fixture->plant), ==, MANY);
  fixture_verify (fixture);

  undone = anlan_plant_undo_batch (fixture->plant, batch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture->plant, "x_place"), ==, 0);
  g_assert_cmpuint (count_hits (fixture->plant), ==, 0);
  g_assert_null (anlan_plant_undo_batch (fixture->plant, batch, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  fixture_verify (fixture);
}

/* The bad one comes last, when most of it has been written. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, MANY - 1);
  g_autoptr (GError) error = NULL;
  guint failed = 0;

  g_assert_null (anlan_plant_apply_batch (fixture->plant, changes, NULL, &failed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_cmpuint (failed, ==, MANY - 1);
  assert_nothing_left (fixture);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, 1500);
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_good (fixture->plant, changes, NULL, refused, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, MANY);
  for (guint i = 0; i < MANY; i++)
    g_assert_true ((g_ptr_array_index (refused, i) != NULL) == (i == 1500));
  g_assert_cmpuint (count (fixture->plant, "x_place"), ==, MANY - 1);
  fixture_verify (fixture);
}

static void
cancel (Fixture *fixture, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, G_MAXUINT);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Meanwhile meanwhile = { fixture, 2, 0, cancel, cancellable };

  watch (&meanwhile);
  g_assert_null (anlan_plant_apply_batch_full (fixture->plant, changes, NULL, NULL, NULL, NULL, cancellable,
                                               NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  anlan_store_set_before_commit (anlan_plant_get_store (fixture->plant), NULL, NULL);
  assert_nothing_left (fixture);
}

/* --- others meanwhile ------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanChange *change;
  GError *error;
  AnlanApplied *applied;
  gboolean done;
} Other;

static void
other_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Other *other = data;

  other->applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &other->error);
  other->done = TRUE;
}

static void
send (Fixture *fixture, gpointer data)
{
  Other *other = data;

  anlan_plant_apply_async (fixture->plant, other->change, NULL, other_cb, other);
}

static void
wait_for (Other *other)
{
  while (!other->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
other_clear (Other *other)
{
  g_clear_error (&other->error);
  g_clear_pointer (&other->applied, anlan_applied_free);
  g_clear_pointer (&other->change, anlan_change_unref);
}

/* Somebody takes the name of a row that has not come in yet: who was first has it, and the batch is all or nothing. */
static void
test_same_name_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, G_MAXUINT);
  g_autoptr (GError) error = NULL;
  Other other = { fixture_change (fixture, ANLAN_OP_CREATE, "x_place", NULL, "name", "Place 7999", NULL) };
  Meanwhile meanwhile = { fixture, 2, 0, send, &other };

  watch (&meanwhile);
  g_assert_null (apply (fixture, changes, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  wait_for (&other);
  g_assert_no_error (other.error);
  g_assert_cmpuint (count (fixture->plant, "x_place"), ==, 1);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM k_x_place"), ==, 1);
  fixture_verify (fixture);
  other_clear (&other);
}

/* … and of one that is in already, though nobody sees it. What was made meanwhile stays in its place. */
static void
test_same_name_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, G_MAXUINT);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  Other same = { fixture_change (fixture, ANLAN_OP_CREATE, "x_place", NULL, "name", "Place 0", NULL) };
  Other own = { fixture_change (fixture, ANLAN_OP_CREATE, "x_place", NULL, "name", "Place of my own", NULL) };
  Meanwhile meanwhile = { fixture, 2, 0, send, &same };

  watch (&meanwhile);
  send (fixture, &own);
  batch = apply (fixture, changes, &error);
  g_assert_no_error (error);
  wait_for (&same);
  wait_for (&own);
  g_assert_error (same.error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_no_error (own.error);
  g_assert_cmpuint (count (fixture->plant, "x_place"), ==, MANY + 1);
  g_assert_cmpuint (count_hits (fixture->plant), ==, MANY + 1);
  fixture_verify (fixture);
  other_clear (&same);
  other_clear (&own);
}

static GPtrArray *
make_jobs (Fixture *fixture, const char *place, guint n)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (changes, fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "what", "Job", "place",
                                              place, "level", "4", "why", "It leaks", NULL));
  return changes;
}

/* What rows refer to is made void after they came in. */
static void
test_lost_reference (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = fixture_add (fixture, "x_place", "name", "Shed", NULL);
  g_autoptr (GPtrArray) changes = make_jobs (fixture, place->id, MANY);
  g_autoptr (GError) error = NULL;
  Other other = { fixture_change (fixture, ANLAN_OP_VOID, "x_place", place->id, NULL) };
  Meanwhile meanwhile = { fixture, 2, 0, send, &other };

  other.change->reason = g_strdup ("Torn down");
  watch (&meanwhile);
  g_assert_null (apply (fixture, changes, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  wait_for (&other);
  g_assert_no_error (other.error);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM k_x_job"), ==, 0);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM raising"), ==, 0);
  fixture_verify (fixture);
  other_clear (&other);
}

static void
see_place (Fixture *fixture, gpointer data)
{
  const char *place = data;
  g_autoptr (AnlanRecord) record = fixture_load (fixture, "x_place", place);

  g_assert_true (anlan_value_is_null (anlan_record_get (record, "worst")));
  g_assert_true (anlan_value_is_null (anlan_record_get (record, "present")));
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM raising"), >, 0);
}

/* What other records compute from the rows, and the colours they raise, come with them and not before. */
static void
test_computed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = fixture_add (fixture, "x_place", "name", "Shed", NULL);
  g_autoptr (GPtrArray) changes = make_jobs (fixture, place->id, MANY);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) after = NULL;
  g_autofree char *batch = NULL;
  Meanwhile meanwhile = { fixture, 2, 0, see_place, place->id };

  watch (&meanwhile);
  batch = apply (fixture, changes, &error);
  g_assert_no_error (error);
  after = fixture_load (fixture, "x_place", place->id);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (after, "jobs"), 0), ==, MANY);
  g_assert_cmpstr (anlan_record_get_text (after, "worst"), ==, "red");
  g_assert_cmpstr (anlan_record_get_text (after, "present"), ==, "red");
  fixture_verify (fixture);
}

/* --- edits in place --------------------------------------------------------------------------------------------- */

/* Many edits are seen before the end; what somebody else wrote over them stays when they are set back. */
static void
test_edits_set_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, G_MAXUINT);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = apply (fixture, changes, &error);
  AnlanChange *first = g_ptr_array_index (changes, 0);
  Other other = { fixture_change (fixture, ANLAN_OP_EDIT, "x_place", first->record, "name", "Mine", NULL) };
  Meanwhile meanwhile = { fixture, 2, 0, send, &other };
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_place");
  g_autoptr (GPtrArray) found = anlan_plant_find (fixture->plant, query, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (found, i);
      g_autofree char *name = g_strdup_printf ("New %u", i == found->len - 1 ? 0 : i);

      if (i == 0) /* the newest is edited first */
        {
          g_clear_pointer (&other.change, anlan_change_unref);
          other.change = fixture_change (fixture, ANLAN_OP_EDIT, "x_place", record->id, "name", "Mine", NULL);
        }
      /* The last one takes a name that is taken. */
      g_ptr_array_add (edits, fixture_change (fixture, ANLAN_OP_EDIT, "x_place", record->id, "name",
                                              i == found->len - 1 ? "New 1" : name, NULL));
    }
  watch (&meanwhile);
  g_assert_null (apply (fixture, edits, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  wait_for (&other);
  g_assert_no_error (other.error);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM k_x_place WHERE name LIKE 'Place %'"), ==,
                   MANY - 1);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM k_x_place WHERE name = 'Mine'"), ==, 1);
  g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM pending"), ==, 0);
  fixture_verify (fixture);
  other_clear (&other);
}

/* --- kill -9 ---------------------------------------------------------------------------------------------------- */

static int
run_child (const char *dir, const char *desk, const char *from)
{
  AnlanPlantOptions options = { .desk_dir = desk };
  g_autoptr (GError) error = NULL;
  AnlanPlant *plant = anlan_plant_open (dir, &options, &error);
  Fixture fixture = { .plant = plant };
  guint next = (guint)atoi (from);

  if (plant == NULL)
    g_error ("%s", error->message);
  for (;; next += MANY)
    {
      g_autoptr (GPtrArray) changes = make_places (&fixture, next, MANY, G_MAXUINT);
      g_autofree char *batch = anlan_plant_apply_batch (plant, changes, NULL, NULL, &error);

      if (batch == NULL)
        g_error ("%s", error->message);
      /* What the parent has read was committed. */
      if (write (STDOUT_FILENO, "+", 1) != 1)
        return 1;
    }
}

/* Kills the writer @microseconds after it has begun; how many batches it has acknowledged. */
static guint
import_and_kill (Fixture *fixture, guint from, gulong microseconds)
{
  g_autofree char *number = g_strdup_printf ("%u", from);
  const char *argv[] = { program, "--child", fixture->dir, fixture->desk, number, NULL };
  g_autoptr (GError) error = NULL;
  char buffer[64];
  guint acknowledged = 0;
  gssize got;
  GPid pid;
  int out;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &pid, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  g_usleep (microseconds);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while ((got = read (out, buffer, sizeof buffer)) > 0)
    acknowledged += (guint)got;
  close (out);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    continue;
  g_spawn_close_pid (pid);
  return acknowledged;
}

static gint64
count_lines (Fixture *fixture, const char *op)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM journal WHERE op = '%s'", op);

  return look_up (fixture->plant, sql);
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  guint there = 0;
  gint64 withdrawn;

  for (guint i = 0; i < KILLS; i++)
    {
      guint acknowledged, n;

      anlan_plant_close (fixture->plant);
      acknowledged = import_and_kill (fixture, there, (gulong)g_rand_int_range (rand, 20000, 900000));
      fixture_reopen (fixture);
      n = count (fixture->plant, "x_place");
      g_assert_cmpuint (n % MANY, ==, 0);
      g_assert_cmpuint (n, >=, there + acknowledged * MANY);
      g_assert_cmpuint (n, <=, there + (acknowledged + 1) * MANY);
      g_assert_cmpuint (count_hits (fixture->plant), ==, n);
      g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM k_x_place"), ==, n);
      g_assert_cmpint (look_up (fixture->plant, "SELECT count(*) FROM pending"), ==, 0);
      fixture_verify (fixture);
      there = n;
    }
  withdrawn = count_lines (fixture, "withdraw");
  g_test_message ("%d kills, %u rows acknowledged or whole, %" G_GINT64_FORMAT " batches withdrawn", KILLS,
                  there, withdrawn);
  /* The moments are random, but some must hit the writing. */
  g_assert_cmpint (withdrawn, >, 0);
}

/* A list that somebody looks at gets all rows at once. */
static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  guint *tellings = data;

  (*tellings)++;
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  char **batch = data;
  g_autoptr (GError) error = NULL;

  *batch = anlan_plant_apply_batch_finish (ANLAN_PLANT (source), result, NULL, &error);
  g_assert_no_error (error);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_places (fixture, 0, MANY, G_MAXUINT);
  g_autoptr (AnlanLedger) ledger = anlan_ledger_new (fixture->plant);
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_place");
  g_autofree char *batch = NULL;
  guint tellings = 0;

  anlan_ledger_set_query (ledger, query);
  while (anlan_ledger_is_loading (ledger))
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (ledger, "items-changed", G_CALLBACK (changed_cb), &tellings);
  anlan_plant_apply_batch_async (fixture->plant, changes, NULL, NULL, applied_cb, &batch);
  while (batch == NULL || g_list_model_get_n_items (G_LIST_MODEL (ledger)) < MANY)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (tellings, ==, 1);
}

int
main (int argc, char **argv)
{
  if (argc == 5 && strcmp (argv[1], "--child") == 0)
    return run_child (argv[2], argv[3], argv[4]);
  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD_HURRIED(name, function)                                                                          \
  g_test_add ("/model/batch/hurried/" name, Fixture, NULL, set_up_hurried, function, tear_down_hurried)
#define ADD(name, function)                                                                                  \
  g_test_add ("/model/batch/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("unseen", test_unseen);
  ADD ("refused", test_refused);
  ADD ("good", test_good);
  ADD ("cancel", test_cancel);
  ADD ("same-name-first", test_same_name_first);
  ADD ("same-name-later", test_same_name_later);
  ADD ("lost-reference", test_lost_reference);
  ADD ("computed", test_computed);
  ADD ("edits-set-back", test_edits_set_back);
  ADD ("list", test_list);
  ADD ("kill", test_kill);
  ADD_HURRIED ("cancel", test_cancel);
#undef ADD
  return g_test_run ();
}
