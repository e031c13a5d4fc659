/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What a source hands in by itself: heard when it comes, failed where it could not be kept. */

#include <string.h>

#include "link/push.h"
#include "monitor-fixture.h"

#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, AnlanSource)

struct _TestSource
{
  AnlanSource parent_instance;
};

G_DEFINE_FINAL_TYPE (TestSource, test_source, ANLAN_TYPE_SOURCE)

static void
nothing (AnlanSource *source)
{
}

static void
test_source_class_init (TestSourceClass *class)
{
  ANLAN_SOURCE_CLASS (class)->start = nothing;
  ANLAN_SOURCE_CLASS (class)->stop = nothing;
}

static void
test_source_init (TestSource *self)
{
}

static AnlanBatch *
make_batch (void)
{
  const char *body = "[{\"series\":\"a\",\"value\":1},{\"series\":\"b\",\"value\":2}]";
  g_autoptr (GError) error = NULL;
  AnlanBatch *batch = anlan_batch_read (body, strlen (body), FIXTURE_NOW, &error);

  g_assert_no_error (error);
  return batch;
}

static void
test_push (Fixture *fixture, gconstpointer data)
{
  AnlanSource *source = g_object_new (TEST_TYPE_SOURCE, "id", "one", NULL);
  g_auto (AnlanSourceStatus) status = { 0 };
  AnlanIntake *intake;

  fixture_open (fixture, NULL);
  intake = anlan_intake_new (g_steal_pointer (&fixture->monitor));
  anlan_source_start (source);
  anlan_source_push (source, intake, make_batch ());
  anlan_intake_stop (intake);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  anlan_source_get_status (source, FIXTURE_NOW, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_RUNNING);
  g_assert_cmpuint (status.items, ==, 2);
  g_assert_cmpint (status.last, ==, FIXTURE_NOW);
  anlan_source_status_clear (&status);

  anlan_source_push (source, intake, make_batch ());
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  anlan_source_get_status (source, FIXTURE_NOW, &status);
  g_assert_cmpint (status.state, ==, ANLAN_SOURCE_FAILING);
  g_assert_cmpint (status.last_error_at, ==, FIXTURE_NOW);
  g_assert_nonnull (status.last_error);
  g_assert_finalize_object (intake);
  g_assert_finalize_object (source);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/link/push", Fixture, NULL, fixture_set_up, test_push, fixture_tear_down);
  return g_test_run ();
}
