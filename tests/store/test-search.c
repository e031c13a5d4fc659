/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <string.h>

#include "store-fixture.h"
#include "store/search.h"

typedef struct
{
  const char *kind, *record, *label, *text;
  gboolean add;
} Doc;

static gboolean
put_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  const Doc *doc = data;

  return doc->add ? anlan_search_add (db, 0, doc->kind, doc->record, doc->label, doc->text, error)
                  : anlan_search_put (db, doc->kind, doc->record, doc->label, doc->text, error);
}

static void
put (Fixture *fixture, const char *kind, const char *record, const char *text)
{
  Doc doc = { kind, record, record, text, FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write (fixture->store, put_work, &doc, &error));
  g_assert_no_error (error);
}

typedef struct
{
  const char *words, *kind;
  const char *const *later;
  guint limit;
  char *found; /* records, newest first */
  guint count;
} Query;

static gboolean
query_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Query *query = data;
  g_autoptr (GPtrArray) hits =
      anlan_search_query (db, query->words, query->kind, query->later, query->limit, error);
  g_autoptr (GString) found = g_string_new (NULL);

  if (hits == NULL || !anlan_search_count (db, query->words, query->kind, query->limit, &query->count, error))
    return FALSE;
  for (guint i = 0; i < hits->len; i++)
    {
      AnlanHit *hit = g_ptr_array_index (hits, i);

      g_assert_cmpstr (hit->label, ==, hit->record);
      g_string_append_printf (found, "%s%s", i > 0 ? " " : "", hit->record);
    }
  query->found = g_string_free (g_steal_pointer (&found), FALSE);
  return TRUE;
}

static void
check (Fixture *fixture, const char *words, const char *kind, const char *expected)
{
  Query query = { .words = words, .kind = kind, .limit = 50 };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_read (fixture->store, query_work, &query, &error));
  g_assert_no_error (error);
  g_test_message ("%s: %s", words, query.found);
  g_assert_cmpstr (query.found, ==, expected);
  g_assert_cmpuint (query.count, ==, *expected != '\0' ? 1 + strlen (expected) / 3 : 0);
  g_free (query.found);
}

static void
check_later (Fixture *fixture, const char *words, guint limit, const char *expected)
{
  static const char *const later[] = { "near_miss", "near", NULL };
  Query query = { .words = words, .later = later, .limit = limit };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_read (fixture->store, query_work, &query, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (query.found, ==, expected);
  g_free (query.found);
}

static void
set_up_docs (Fixture *fixture)
{
  put (fixture, "hazard", "h1", "储罐区动火作业未办票 HZ-2026-0001");
  put (fixture, "hazard", "h2", "Valve leaking at R-101");
  put (fixture, "near_miss", "n1", "动火 后 作业");
  put (fixture, "near_miss", "n2", "VALVES replaced, Café");
  put (fixture, "near", "m1", "miss the valve");
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  set_up_docs (fixture);
  check (fixture, "动火", NULL, "n1 h1");
  check (fixture, "动火作业", NULL, "h1");
  check (fixture, "火", NULL, "n1 h1");
  check (fixture, "作业 动火", NULL, "n1 h1");
  check (fixture, "valve", NULL, "m1 n2 h2");
  check (fixture, "valve ", NULL, "m1 h2");
  check (fixture, "VALVE r101", NULL, "h2");
  check (fixture, "R-101", NULL, "h2");
  check (fixture, "leaking valv", NULL, "h2");
  check (fixture, "hz-2026-0001", NULL, "h1");
  check (fixture, "nothing", NULL, "");
  check (fixture, "", NULL, "");
  check (fixture, " -\"*() ", NULL, "");
}

/* What says more of another record comes after everything else, newest first among itself. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  set_up_docs (fixture);
  check_later (fixture, "valve", 50, "h2 m1 n2");
  check_later (fixture, "valve", 2, "h2 m1");
  check_later (fixture, "valve", 1, "h2");
  check_later (fixture, "动火", 50, "h1 n1");
  check_later (fixture, "miss", 50, "m1");
  check_later (fixture, "nothing", 50, "");
  check_later (fixture, "", 50, "");
}

static void
test_kind (Fixture *fixture, gconstpointer data)
{
  set_up_docs (fixture);
  check (fixture, "valve", "hazard", "h2");
  check (fixture, "valve", "near_miss", "n2");
  check (fixture, "valve", "near", "m1");
  check (fixture, "valve", "nea", "");
  check (fixture, "valve", "miss", "");
  check (fixture, "动火", "near_miss", "n1");
  /* The token of the kind cannot be typed by its letters. */
  check (fixture, "hazard", NULL, "");
}

/* What the user types has no syntax: each of these must be an answer, not an error. */
static void
test_no_syntax (Fixture *fixture, gconstpointer data)
{
  static const char *const typed[] = {
    "\"",
    "\"\"",
    "a AND",
    "NOT a",
    "a OR b",
    "NEAR(a b)",
    "text:a",
    "^a",
    "a*",
    "*",
    "(",
    ")",
    "-a",
    "a-b",
    "{a}",
    "'; DROP TABLE search; --",
    "search",
    "\\",
    "a\"b",
    "+",
    "动*",
    "text : valve",
    "\t\n",
    "%",
    "_",
    "0",
    "\xee\x80\x80",
  };

  set_up_docs (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      Query query = { .words = typed[i], .limit = 50 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", typed[i]);
      g_assert_true (anlan_store_read (fixture->store, query_work, &query, &error));
      g_assert_no_error (error);
      g_free (query.found);
    }
}

static void
test_replace_and_remove (Fixture *fixture, gconstpointer data)
{
  set_up_docs (fixture);
  put (fixture, "hazard", "h1", "gauge broken");
  check (fixture, "动火", NULL, "n1");
  check (fixture, "gauge", NULL, "h1");
  put (fixture, "hazard", "h1", "gauge broken");
  check (fixture, "gauge", NULL, "h1");
  put (fixture, "hazard", "h1", NULL);
  check (fixture, "gauge", NULL, "");
  put (fixture, "hazard", "h1", NULL);
  put (fixture, "round", "h2", "Valve leaking at R-101");
  check (fixture, "leaking", "hazard", "");
  check (fixture, "leaking", "round", "h2");
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  Query query = { .words = "pump", .limit = 2 };
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *record = g_strdup_printf ("p%d", i);
      Doc doc = { "hazard", record, record, "pump", TRUE };

      g_assert_true (anlan_store_write (fixture->store, put_work, &doc, &error));
    }
  g_assert_true (anlan_store_read (fixture->store, query_work, &query, &error));
  g_assert_cmpstr (query.found, ==, "p4 p3");
  g_assert_cmpuint (query.count, ==, 2);
  g_free (query.found);
}

/* A record that is said to be new and is not: the change fails, nothing is doubled. */
static void
test_add_twice (Fixture *fixture, gconstpointer data)
{
  Doc doc = { "hazard", "h1", "h1", "pump", TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write (fixture->store, put_work, &doc, &error));
  g_assert_false (anlan_store_write (fixture->store, put_work, &doc, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  check (fixture, "pump", NULL, "h1");
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

/* An index that no longer says what its documents say is found. */
static void
test_index_behind_our_back (Fixture *fixture, gconstpointer data)
{
  set_up_docs (fixture);
  fixture_close (fixture);
  tamper (fixture->dir, "UPDATE search_doc SET text = 'else' WHERE record = 'h1'");
  fixture_open (fixture);
  g_assert_cmpuint (verify (fixture, "sqlite"), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/search/find", test_find);
  ADD ("/search/kind", test_kind);
  ADD ("/search/later", test_later);
  ADD ("/search/no-syntax", test_no_syntax);
  ADD ("/search/replace-and-remove", test_replace_and_remove);
  ADD ("/search/limit", test_limit);
  ADD ("/search/add-twice", test_add_twice);
  ADD ("/search/index-behind-our-back", test_index_behind_our_back);
  return g_test_run ();
}
