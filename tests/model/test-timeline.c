/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "model/timeline.h"

/* FIXTURE_NOW is 2026-11-22T09:00:00Z, 17:00 in Asia/Shanghai. */

typedef struct
{
  Fixture base;
  AnlanRecord *wang, *zhao, *place;
} Story;

/* One plant for all tests: making one takes longer than all that is asked of it. */
static Story shared;

static void
make_plant (Story *story)
{
  fixture_set_up (&story->base, NULL);
  story->wang = fixture_add (&story->base, "person", "name", "Wang Fang", NULL);
  story->zhao = fixture_add (&story->base, "person", "name", "Zhao Lei", NULL);
  story->place = fixture_add (&story->base, "x_place", "name", "North", NULL);
  anlan_plant_set_person (story->base.plant, story->wang->id);
}

static void
set_up (Story *story, gconstpointer data)
{
  if (shared.base.plant == NULL)
    make_plant (&shared);
  *story = shared;
}

static void
tear_down (Story *story, gconstpointer data)
{
}

static void
close_plant (void)
{
  anlan_record_unref (shared.wang);
  anlan_record_unref (shared.zhao);
  anlan_record_unref (shared.place);
  /* What was under way holds the plant until it has come back. */
  anlan_plant_close (shared.base.plant);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_tear_down (&shared.base, NULL);
}

static GPtrArray *
tell (Story *story, const AnlanRecord *record)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *stories = anlan_plant_timeline (story->base.plant, record->kind->id, record->id, &error);

  g_assert_no_error (error);
  return stories;
}

static void
assert_story (
    GPtrArray *stories, guint i, const char *op, const char *actor, const char *sentence, const char *detail)
{
  const AnlanStory *told;

  g_assert_cmpuint (i, <, stories->len);
  told = g_ptr_array_index (stories, i);
  g_assert_cmpstr (told->op, ==, op);
  g_assert_cmpstr (told->actor, ==, actor);
  g_assert_cmpstr (told->sentence, ==, sentence);
  g_assert_cmpstr (told->detail, ==, detail);
}

static AnlanRecord *
apply_with (Story *story, AnlanChange *change, const char *step, const char *reason)
{
  change->step = g_strdup (step);
  change->reason = g_strdup (reason);
  return fixture_apply (&story->base, change);
}

/* The life of a job: entered, edited, assigned, finished by somebody else on paper, reopened, voided, and back. */
static void
test_life (Story *story, gconstpointer data)
{
  Fixture *base = &story->base;
  g_autoptr (AnlanRecord) job = fixture_add (base, "x_job", "what", "Weld", "place", story->place->id,
                                             "weight", "2.5", "secret", "hush", NULL);
  g_autofree char *entered = g_strdup_printf (
      "Number: %s\nStage: Open\nWhat: Weld\nPlace: North\nLevel: 1\nWeight: 2.5 kg\nSecret: •••••",
      job->number);
  g_autoptr (GPtrArray) stories = NULL;
  AnlanChange *change;

  anlan_record_unref (
      fixture_apply (base, fixture_change (base, ANLAN_OP_EDIT, "x_job", job->id, "weight", "3", NULL)));
  anlan_record_unref (
      fixture_apply (base, fixture_change (base, ANLAN_OP_EDIT, "x_job", job->id, "level", "4", "why",
                                           "because\nof two lines", "tags", "[\"a\"]", "weight", "", NULL)));
  anlan_record_unref (fixture_apply (
      base, fixture_change (base, ANLAN_OP_EDIT, "x_job", job->id, "secret", "hush hush", NULL)));
  anlan_record_unref (apply_with (
      story, fixture_change (base, ANLAN_OP_STEP, "x_job", job->id, "owner", story->zhao->id, NULL), "start",
      NULL));
  change = fixture_change (base, ANLAN_OP_STEP, "x_job", job->id, NULL);
  anlan_change_set_behalf (change, story->wang->id, "2026-11-22T06:30:00Z", "seen on the sheet", NULL);
  change->actor = g_strdup (story->zhao->id);
  anlan_record_unref (apply_with (story, change, "finish", NULL));
  anlan_record_unref (
      apply_with (story, fixture_change (base, ANLAN_OP_AMEND, "x_job", job->id, "what", "Solder", NULL),
                  NULL, "wrong word"));
  anlan_record_unref (
      apply_with (story, fixture_change (base, ANLAN_OP_STEP, "x_job", job->id, NULL), "again", "it leaks"));
  anlan_record_unref (apply_with (story, fixture_change (base, ANLAN_OP_VOID, "x_job", job->id, NULL), NULL,
                                  "entered\ntwice"));
  anlan_record_unref (
      apply_with (story, fixture_change (base, ANLAN_OP_UNVOID, "x_job", job->id, NULL), NULL, "it was not"));

  stories = tell (story, job);
  g_assert_cmpuint (stories->len, ==, 10);
  assert_story (stories, 0, "create", "Wang Fang", "Wang Fang entered this", entered);
  assert_story (stories, 1, "edit", "Wang Fang", "Wang Fang changed Weight: 2.5 kg → 3 kg",
                "Weight: 2.5 kg → 3 kg");
  assert_story (stories, 2, "edit", "Wang Fang", "Wang Fang changed Level, Weight, Why …",
                "Level: 1 → 4\nWeight: 3 kg → —\nWhy: — → because of two lines\nTags: — → A");
  assert_story (stories, 3, "edit", "Wang Fang", "Wang Fang changed Secret", "Secret: ••••• → •••••");
  assert_story (stories, 4, "step", "Wang Fang", "Wang Fang: Start — Owner: Zhao Lei",
                "Stage: Open → Doing\nOwner: — → Zhao Lei");
  assert_story (stories, 5, "step", "Wang Fang", "Wang Fang (entered by Zhao Lei): Finish",
                "Stage: Doing → Done\nDone at: 2026-11-22 14:30\nKnown by: seen on the sheet");
  assert_story (stories, 6, "amend", "Wang Fang",
                "Wang Fang corrected a locked field: What: Weld → Solder. Reason: wrong word",
                "What: Weld → Solder");
  assert_story (stories, 7, "step", "Wang Fang", "Wang Fang: Reopen. Reason: it leaks", "Stage: Done → Open");
  assert_story (stories, 8, "void", "Wang Fang", "Wang Fang voided this. Reason: entered twice", NULL);
  assert_story (stories, 9, "unvoid", "Wang Fang", "Wang Fang took the voiding back. Reason: it was not",
                NULL);
  for (guint i = 0; i < stories->len; i++)
    {
      const AnlanStory *told = g_ptr_array_index (stories, i);

      g_assert_cmpstr (told->at, ==, "2026-11-22T09:00:00Z");
      g_assert_null (strstr (told->sentence, "hush"));
      g_assert_true (told->detail == NULL || strstr (told->detail, "sealed") == NULL);
      if (i > 0)
        g_assert_cmpint (told->seq, >, ((AnlanStory *)g_ptr_array_index (stories, i - 1))->seq);
    }
}

static void
test_draft (Story *story, gconstpointer data)
{
  AnlanChange *change = fixture_change (&story->base, ANLAN_OP_CREATE, "x_job", NULL, "what", "Paint", NULL);
  g_autoptr (AnlanRecord) job = NULL;
  g_autoptr (AnlanRecord) submitted = NULL;
  g_autoptr (GPtrArray) stories = NULL;
  g_autofree char *detail = NULL;

  change->draft = TRUE;
  job = fixture_apply (&story->base, change);
  submitted = apply_with (
      story, fixture_change (&story->base, ANLAN_OP_STEP, "x_job", job->id, "place", story->place->id, NULL),
      "submit", NULL);
  detail = g_strdup_printf ("Number: %s\nStage: Open\nPlace: — → North", submitted->number);
  stories = tell (story, job);
  g_assert_cmpuint (stories->len, ==, 2);
  assert_story (stories, 0, "create", "Wang Fang", "Wang Fang began this as a draft",
                "What: Paint\nLevel: 1");
  assert_story (stories, 1, "step", "Wang Fang", "Wang Fang: Submit — Place: North", detail);
}

/* Nobody is signed in: the computer's account stands for them. Anonymous: nothing does, and only the day is told. */
static void
test_nobody (Story *story, gconstpointer data)
{
  g_autofree char *sentence = g_strdup_printf ("%s entered this", g_get_user_name ());
  g_autoptr (AnlanRecord) first = NULL;
  g_autoptr (AnlanRecord) second = NULL;
  g_autoptr (GPtrArray) stories = NULL;
  g_autoptr (GPtrArray) anonymous = NULL;
  AnlanChange *change;

  anlan_plant_set_person (story->base.plant, NULL);
  first = fixture_add (&story->base, "x_place", "name", "South", NULL);
  change = fixture_change (&story->base, ANLAN_OP_CREATE, "x_place", NULL, "name", "West", NULL);
  change->anonymous = TRUE;
  second = fixture_apply (&story->base, change);
  anlan_plant_set_person (story->base.plant, story->wang->id);
  stories = tell (story, first);
  assert_story (stories, 0, "create", NULL, sentence, "Name: South");
  anonymous = tell (story, second);
  assert_story (anonymous, 0, "create", NULL, "Somebody who is not named entered this", "Name: West");
  /* Midnight of the plant. */
  g_assert_cmpstr (((AnlanStory *)g_ptr_array_index (anonymous, 0))->at, ==, "2026-11-21T16:00:00Z");
}

static void
test_import (Story *story, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (GPtrArray) updated = NULL;
  g_autoptr (GPtrArray) stories = NULL;
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  AnlanChange *change = fixture_change (&story->base, ANLAN_OP_CREATE, "x_place", NULL, "name", "East", NULL);

  change->record = g_strdup ("019ac000-0000-7000-8000-000000000001");
  g_ptr_array_add (changes, change);
  g_ptr_array_add (changes, fixture_change (&story->base, ANLAN_OP_EDIT, "x_place", story->place->id, "name",
                                            "Norden", NULL));
  batch = anlan_plant_apply_batch (story->base.plant, changes, "{\"name\":\"places.xlsx\"}", NULL, &error);
  g_assert_no_error (error);
  record = fixture_load (&story->base, "x_place", change->record);
  stories = tell (story, record);
  g_assert_cmpuint (stories->len, ==, 1);
  assert_story (stories, 0, "create", "Wang Fang", "Wang Fang imported this from places.xlsx", "Name: East");
  updated = tell (story, story->place);
  assert_story (updated, 1, "edit", "Wang Fang",
                "Wang Fang brought this up to date from places.xlsx: Name: North → Norden",
                "Name: North → Norden");
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
test_async (Story *story, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) stories = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  anlan_plant_timeline_async (story->base.plant, "x_place", story->place->id, NULL, NULL, result_cb, &result);
  while (result == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (result);
  stories = anlan_plant_timeline_finish (story->base.plant, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stories->len, ==, 1);
  none = anlan_plant_timeline (story->base.plant, "x_place", "no such record", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (anlan_plant_timeline (story->base.plant, "no_such_kind", "x", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name) g_test_add ("/model/timeline/" #name, Story, NULL, set_up, test_##name, tear_down)
  ADD (life);
  ADD (draft);
  ADD (nobody);
  ADD (async);
  ADD (import);
#undef ADD
  status = g_test_run ();
  if (shared.base.plant != NULL)
    close_plant ();
  return status;
}
