/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "model/checks.h"

/* May a person enter a zone now: what the records say, and what modules add. */

static int asked; /* of the module */
static gboolean broken;

static gboolean
module_gate (const AnlanGateQuestion *question, GPtrArray *checks, gpointer data, GError **error)
{
  asked++;
  g_assert_cmpstr (data, ==, "module");
  g_assert_cmpstr (question->day, ==, "2026-11-22");
  g_assert_cmpint (question->now, ==, FIXTURE_NOW);
  if (broken)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_FAILED, "It cannot be judged.");
      return FALSE;
    }
  g_ptr_array_add (
      checks,
      anlan_check_new ("module", "Has been trained",
                       strcmp (anlan_record_label (question->person), "王芳") == 0 ? ANLAN_CHECK_GOOD
                                                                                   : ANLAN_CHECK_BAD,
                       strcmp (anlan_record_label (question->person), "王芳") == 0 ? NULL : "Not trained"));
  return TRUE;
}

static AnlanRegistry *
make_registry (void)
{
  AnlanRegistry *registry = anlan_registry_new ();

  anlan_registry_add_gate (registry, module_gate, (gpointer) "module");
  return registry;
}

/* The checks that are not good, one a line. */
static char *
ask (Fixture *fixture, const char *person, const char *zone)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) checks = anlan_plant_gate (fixture->plant, person, zone, &id, &error);
  GString *bad = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_nonnull (id);
  for (guint i = 0; i < checks->len; i++)
    {
      const AnlanCheck *check = g_ptr_array_index (checks, i);

      if (check->result != ANLAN_CHECK_GOOD)
        g_string_append_printf (bad, "%s: %s\n", check->check, check->mend);
    }
  g_assert_true (anlan_checks_are_good (checks) == (bad->len == 0));
  return g_string_free (bad, FALSE);
}

/* What the station writes is written as a batch: its fields are not for people. */
static AnlanRecord *
raise_alarm (Fixture *fixture, const AnlanRecord *zone, const char *state)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "alarm", "01890000-0000-7000-8000-00000000000a");
  g_autofree char *batch = NULL;
  g_autoptr (GError) error = NULL;

  anlan_change_set_text (change, "name", "Gas at pump P-3");
  anlan_change_set_text (change, "severity", "high");
  anlan_change_set_text (change, "state", state);
  anlan_change_set_text (change, "raised_at", "2026-11-22T08:00:00Z");
  anlan_change_set_text (change, "zone", zone->id);
  g_ptr_array_add (changes, change);
  batch = anlan_plant_apply_batch (fixture->plant, changes, NULL, NULL, &error);
  g_assert_no_error (error);
  return fixture_load (fixture, "alarm", "01890000-0000-7000-8000-00000000000a");
}

static void
test_gate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = fixture_add (fixture, "zone", "name", "Tank farm", NULL);
  g_autoptr (AnlanRecord) next = fixture_add (fixture, "zone", "name", "Store", NULL);
  g_autoptr (AnlanRecord) wang =
      fixture_add (fixture, "person", "name", "王芳", "badge", "B-1", "employee_no", "1001", NULL);
  g_autoptr (AnlanRecord) zhao = fixture_add (fixture, "person", "name", "赵磊", NULL);
  g_autoptr (AnlanRecord) left =
      fixture_add (fixture, "person", "name", "李强", "state", "left", "left_on", "2026-11-20", NULL);
  g_autofree char *by_badge = ask (fixture, "B-1", zone->number),
                  *by_number = ask (fixture, "1001", zone->id);
  g_autofree char *untrained = ask (fixture, zhao->id, zone->id), *gone = ask (fixture, left->id, zone->id);
  g_autoptr (AnlanRecord) alarm = NULL;

  g_assert_cmpstr (by_badge, ==, "");
  g_assert_cmpstr (by_number, ==, "");
  g_assert_cmpstr (untrained, ==, "module: Not trained\n");
  g_assert_nonnull (strstr (gone, "person: 李强 has left"));
  g_assert_cmpint (asked, ==, 4);
  alarm = raise_alarm (fixture, zone, "raised");
  {
    g_autofree char *here = ask (fixture, "B-1", zone->id), *there = ask (fixture, "B-1", next->id);

    g_assert_nonnull (strstr (here, "alarm: An alarm is open in this zone: Gas at pump P-3."));
    g_assert_cmpstr (there, ==, "");
  }
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = fixture_add (fixture, "zone", "name", "Tank farm", NULL);
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "王芳", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_plant_gate (fixture->plant, "nobody", zone->id, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_plant_gate (fixture->plant, wang->id, "nowhere", NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* Who cannot be judged is not let in. */
  broken = TRUE;
  g_assert_null (anlan_plant_gate (fixture->plant, wang->id, zone->id, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  broken = FALSE;
}

static void
test_json (void)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_check_free);
  g_autofree char *good = NULL, *bad = NULL;

  g_ptr_array_add (checks, anlan_check_new ("a", "A", ANLAN_CHECK_GOOD, NULL));
  good = anlan_checks_to_json ("x", checks, NULL);
  g_assert_cmpstr (
      good, ==,
      "{\"id\":\"x\",\"ok\":true,\"checks\":[{\"check\":\"a\",\"ok\":true,\"value\":null,\"limit\":null,"
      "\"source\":null,\"mend\":null}]}");
  g_ptr_array_add (checks, anlan_check_new ("b", "B", ANLAN_CHECK_OPEN, NULL));
  bad = anlan_checks_to_json ("x", checks, ",\"at\":\"now\"");
  g_assert_nonnull (strstr (bad, "\"ok\":false,\"checks\":["));
  g_assert_nonnull (strstr (bad, "{\"check\":\"b\",\"ok\":null,"));
  g_assert_true (g_str_has_suffix (bad, "],\"at\":\"now\"}"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fixture_make_registry = make_registry;
  g_test_add ("/gate/asked", Fixture, NULL, fixture_set_up, test_gate, fixture_tear_down);
  g_test_add ("/gate/refused", Fixture, NULL, fixture_set_up, test_refused, fixture_tear_down);
  g_test_add_func ("/gate/json", test_json);
  return g_test_run ();
}
