/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Hazards that come again, equipment to be watched, and what is proposed to somebody who writes. */

#include <string.h>

#include "safety-fixture.h"
#include "safety/repeat.h"

/* --- words ------------------------------------------------------------------------------------------------------------ */

static void
test_likeness (void)
{
  static const struct
  {
    const char *a, *b;
    gboolean same;
  } pairs[] = {
    { "Flange of feed pump P-101 leaks", "Flange of the feed pump P-101 leaking oil", TRUE },
    { "Guard of the conveyor is missing", "The conveyor has no guard: guard missing", TRUE },
    { "法兰渗漏", "出口法兰泄漏", TRUE },
    { "泵房灭火器压力不足", "泵房灭火器压力低", TRUE },
    { "给水泵 P-101 出口法兰渗漏", "P-101 给水泵出口法兰再次渗漏", TRUE },
    { "Flange of feed pump P-101 leaks", "Emergency light in the staircase is out", FALSE },
    { "Guard rail rusted", "Rust on the sign of the hydrant", FALSE },
    { "法兰渗漏", "护栏锈断", FALSE },
    { "泵房灭火器压力不足", "泵房照明不亮", FALSE },
    { "配电柜未接地", "消火栓前堆放杂物", FALSE },
    { "", "护栏锈断", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      double likeness = anlan_text_likeness (pairs[i].a, pairs[i].b);

      g_test_message ("%.2f: %s | %s", likeness, pairs[i].a, pairs[i].b);
      if ((likeness >= ANLAN_REPEAT_LIKENESS) != pairs[i].same)
        g_error ("%s and %s: %.2f", pairs[i].a, pairs[i].b, likeness);
    }
  g_assert_cmpfloat (anlan_text_likeness ("阀门泄漏", "阀门泄漏"), >, 0.999);
}

/* --- records ---------------------------------------------------------------------------------------------------------- */

static char *
add_hazard (Fixture *fixture, const char *what, const char *equipment, const char *zone, const char *day)
{
  g_autofree char *person = fixture_add (fixture, "person", "name", "Li Gang", NULL);
  g_autofree char *found_at = g_strconcat (day, "T02:00:00Z", NULL);

  return fixture_add (fixture, "hazard", "what", what, "equipment", equipment, "zone", zone, "category",
                      "object", "class", "third", "no_photo", "None at hand", "finder", person, "found_at",
                      found_at, NULL);
}

static void
propose (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_repeat_propose (fixture->plant, NULL, &error));
  g_assert_no_error (error);
}

static char *
only (Fixture *fixture, const char *kind, const char *where)
{
  g_autoptr (GPtrArray) records = fixture_find (fixture, kind, where, NULL);

  g_assert_cmpuint (records->len, ==, 1);
  return g_strdup (((AnlanRecord *)g_ptr_array_index (records, 0))->id);
}

static guint
count (Fixture *fixture, const char *kind)
{
  g_autoptr (GPtrArray) records = fixture_find (fixture, kind, NULL, NULL);

  return records->len;
}

typedef struct
{
  const char *from, *to;
  guint n_hazards, n_repeats;
} Count;

static gboolean
count_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Count *counting = data;

  return anlan_repeat_count (db, counting->from, counting->to, &counting->n_hazards, &counting->n_repeats,
                             error);
}

static void
assert_count (Fixture *fixture, guint n_hazards, guint n_repeats)
{
  Count counting = { .from = "2026-11-01T00:00:00Z", .to = "2026-12-01T00:00:00Z" };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_read (anlan_plant_get_store (fixture->plant), count_work, &counting, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counting.n_hazards, ==, n_hazards);
  g_assert_cmpuint (counting.n_repeats, ==, n_repeats);
}

/* --- clusters --------------------------------------------------------------------------------------------------------- */

static void
test_cluster (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unit = fixture_add (fixture, "unit", "name", "Synthesis", NULL);
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Pump house", "unit", unit, NULL);
  g_autofree char *pump =
      fixture_add (fixture, "equipment", "tag", "P-101", "name", "Feed pump", "zone", zone, NULL);
  g_autofree char *other =
      fixture_add (fixture, "equipment", "tag", "P-102", "name", "Feed pump", "zone", zone, NULL);
  g_autofree char *a = add_hazard (fixture, "Flange of the feed pump leaks", pump, zone, "2026-09-20");
  g_autofree char *b = add_hazard (fixture, "Feed pump flange is leaking", pump, zone, "2026-11-02");
  g_autofree char *c = add_hazard (fixture, "Flange of the feed pump leaks", other, zone, "2026-11-03");
  g_autofree char *d = add_hazard (fixture, "Coupling guard lies beside it", pump, zone, "2026-11-04");
  g_autofree char *e = add_hazard (fixture, "Flange of the feed pump leaks", pump, zone, "2026-07-01");
  g_autofree char *cluster = NULL, *hazards = NULL, *f = NULL;

  /* Not @c, which is another pump; not @d, which is something else; not @e, which is too long ago. */
  propose (fixture);
  cluster = only (fixture, "cluster", NULL);
  fixture_assert (fixture, "cluster", cluster, "stage", "proposed");
  fixture_assert (fixture, "cluster", cluster, "count", "2");
  fixture_assert (fixture, "cluster", cluster, "curve", "2026-09: 1, 2026-11: 1");
  fixture_assert (fixture, "cluster", cluster, "equipment", pump);
  fixture_assert (fixture, "cluster", cluster, "first", "2026-09-20T02:00:00Z");
  hazards = fixture_get (fixture, "cluster", cluster, "hazards");
  g_assert_nonnull (strstr (hazards, a));
  g_assert_nonnull (strstr (hazards, b));
  assert_count (fixture, 3, 0);

  /* Only what people have confirmed counts, and the first of a cluster is no repeat. */
  propose (fixture);
  g_assert_cmpuint (count (fixture, "cluster"), ==, 1);
  fixture_step (fixture, "cluster", cluster, "confirm", NULL);
  assert_count (fixture, 3, 1);

  /* What joins it later is added. */
  f = add_hazard (fixture, "The flange of the feed pump leaks again", pump, zone, "2026-11-19");
  propose (fixture);
  g_assert_cmpuint (count (fixture, "cluster"), ==, 1);
  fixture_assert (fixture, "cluster", cluster, "count", "3");
  fixture_assert (fixture, "cluster", cluster, "curve", "2026-09: 1, 2026-11: 2");
  assert_count (fixture, 4, 2);
  fixture_verify (fixture);
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tank farm", NULL);
  g_autofree char *a = add_hazard (fixture, "消火栓前堆放木托盘", "", zone, "2026-11-02");
  g_autofree char *b = add_hazard (fixture, "消火栓前又堆放托盘", "", zone, "2026-11-09");
  g_autofree char *cluster = NULL;

  propose (fixture);
  cluster = only (fixture, "cluster", NULL);
  fixture_step (fixture, "cluster", cluster, "reject", NULL);
  propose (fixture);
  g_assert_cmpuint (count (fixture, "cluster"), ==, 1);
  assert_count (fixture, 2, 0);
}

/* --- watch list ------------------------------------------------------------------------------------------------------- */

static void
test_watch (Fixture *fixture, gconstpointer data)
{
  static const char *const whats[] = { "Flange weeps", "Coupling guard is loose",
                                       "Bearing is hot to the touch" };
  g_autofree char *unit = fixture_add (fixture, "unit", "name", "Synthesis", NULL);
  g_autofree char *pump =
      fixture_add (fixture, "equipment", "tag", "P-101", "name", "Feed pump", "unit", unit, NULL);
  g_autofree char *watch = NULL, *later = NULL, *plan = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (whats); i++)
    {
      g_autofree char *hazard = NULL;

      g_assert_cmpuint (count (fixture, "watch"), ==, 0);
      hazard = add_hazard (fixture, whats[i], pump, "", "2026-11-10");
      propose (fixture);
    }
  watch = only (fixture, "watch", NULL);
  fixture_assert (fixture, "watch", watch, "equipment", pump);
  fixture_assert (fixture, "watch", watch, "unit", unit);
  fixture_assert (fixture, "watch", watch, "count", "3");
  propose (fixture);
  g_assert_cmpuint (count (fixture, "watch"), ==, 1);

  /* It is not said to be inspected more often before some plan goes there. */
  plan = fixture_add (fixture, "roundplan", "name", "Pumps", "class", "a", NULL);
  fixture_refuse (fixture, "No rounds of that plan", "watch", watch, "watch", "answer", "Each shift", "plan",
                  plan, NULL);
  fixture_edit (fixture, "roundplan", plan, "equipment", pump, NULL);
  fixture_step (fixture, "watch", watch, "watch", "answer", "Each shift", "plan", plan, NULL);
  /* Ended, it is not proposed for the same hazards once more. */
  fixture_step (fixture, "watch", watch, "end", NULL);
  later = add_hazard (fixture, "Gland drips", pump, "", "2026-11-19");
  propose (fixture);
  g_assert_cmpuint (count (fixture, "watch"), ==, 1);
}

/* --- while somebody writes -------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *what, *equipment;
  gboolean cards;
  GPtrArray *found;
} Search;

static gboolean
search_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Search *search = data;

  search->found = search->cards
                      ? anlan_cards_similar (db, search->what, 3, error)
                      : anlan_hazards_similar (db, search->what, search->equipment, NULL, TRUE, 3, error);
  return search->found != NULL;
}

/* What is proposed first; NULL for nothing. */
static char *
proposed (Fixture *fixture, const char *what, gboolean cards)
{
  Search search = { .what = what, .cards = cards };
  g_autoptr (GError) error = NULL;
  char *first = NULL;

  g_assert_true (anlan_store_read (anlan_plant_get_store (fixture->plant), search_work, &search, &error));
  g_assert_no_error (error);
  if (search.found->len > 0)
    first = g_strdup (((AnlanSimilar *)g_ptr_array_index (search.found, 0))->text);
  g_ptr_array_unref (search.found);
  return first;
}

static void
test_proposed (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *typed, *expected;
  } rows[] = {
    { "flange of feed pump leaking", "Flange of the feed pump leaks" },
    { "泵房灭火器压力低", "泵房灭火器压力不足" },
    { "护栏锈", "生化池北侧护栏锈断" },
    { "fork lift without a lamp", NULL },
    { "\"(* OR", NULL },
    { "", NULL },
  };
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tank farm", NULL);
  g_autofree char *a = add_hazard (fixture, "Flange of the feed pump leaks", "", zone, "2026-11-02");
  g_autofree char *b = add_hazard (fixture, "泵房灭火器压力不足", "", zone, "2026-11-02");
  g_autofree char *c = add_hazard (fixture, "生化池北侧护栏锈断", "", zone, "2026-11-02");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *first = proposed (fixture, rows[i].typed, FALSE);

      g_assert_cmpstr (first, ==, rows[i].expected);
    }

  /* What is no hazard any more is not proposed. */
  fixture_step (fixture, "hazard", a, "cancel", NULL);
  {
    g_autofree char *first = proposed (fixture, rows[0].typed, FALSE);

    g_assert_null (first);
  }
}

static void
test_cards (Fixture *fixture, gconstpointer data)
{
  g_autofree char *knock = fixture_add (fixture, "card", "sign", "Pump crackles as if it pumped gravel",
                                        "cause", "Cavitation: too little pressure at the inlet", "terms",
                                        "rattling noise gravel sound pump", NULL);
  g_autofree char *belt =
      fixture_add (fixture, "card", "sign", "皮带发出尖叫声", "cause", "皮带松弛打滑", NULL);
  g_autofree char *first = proposed (fixture, "pump makes a noise like gravel", TRUE);
  g_autofree char *second = proposed (fixture, "输送机皮带尖叫", TRUE);
  g_autofree char *third = proposed (fixture, "Emergency light is out", TRUE);

  g_assert_cmpstr (first, ==, "Pump crackles as if it pumped gravel");
  g_assert_cmpstr (second, ==, "皮带发出尖叫声");
  g_assert_null (third);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  g_test_add_func ("/repeat/likeness", test_likeness);
  ADD ("/repeat/cluster", test_cluster);
  ADD ("/repeat/rejected", test_rejected);
  ADD ("/repeat/watch", test_watch);
  ADD ("/repeat/proposed", test_proposed);
  ADD ("/repeat/cards", test_cards);
  return g_test_run ();
}
