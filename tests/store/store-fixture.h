/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once


#include "base/paths.h"
#include "store/store.h"

G_BEGIN_DECLS

/* A plant in a folder of its own, and a desk beside it. */
typedef struct
{
  char *root;
  char *dir;  /* root/plant */
  char *desk; /* root/desk */
  AnlanClock *clock;
  AnlanStoreOptions options;
  AnlanStore *store; /* open, unless a test has closed it */
} Fixture;

/* 2026-11-22T05:09:16Z */
#define START_MS 1795324156000

static inline void
fixture_close (Fixture *fixture)
{
  if (fixture->store == NULL)
    return;
  anlan_store_close (fixture->store);
  /* What the threads have handed back waits on the main context. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->store);
  fixture->store = NULL;
}

static inline void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture->store);
  fixture->store = anlan_store_open (fixture->dir, &fixture->options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->store);
}

static inline void
fixture_reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("anlan-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->dir = g_build_filename (fixture->root, "plant", NULL);
  fixture->desk = g_build_filename (fixture->root, "desk", NULL);
  fixture->clock = anlan_clock_new_fixed (START_MS);
  fixture->options.clock = fixture->clock;
  fixture->options.desk_dir = fixture->desk;
  fixture->options.busy_ms = 200;
  fixture->store = anlan_store_create (fixture->dir, &fixture->options, &error);
  g_assert_no_error (error);
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  anlan_remove_tree (fixture->root);
  anlan_clock_unref (fixture->clock);
  g_free (fixture->root);
  g_free (fixture->dir);
  g_free (fixture->desk);
}

/* Appends one line about record "r" with @data as its patch; for anlan_store_write(). */
static inline gboolean
append_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanLine line = { .op = "edit", .kind = "hazard", .record = "r", .patch = data };

  return anlan_journal_append (journal, db, &line, error);
}

static inline void
append (Fixture *fixture, const char *patch)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write (fixture->store, append_work, (gpointer)patch, &error));
  g_assert_no_error (error);
}

/* Runs a script on the plant's file as the sqlite3 tool would. */
static inline void
tamper (const char *dir, const char *script)
{
  g_autofree char *path = g_build_filename (dir, "plant.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_WRITE, &error);

  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (db, script, &error));
  g_assert_no_error (error);
  anlan_db_close (db);
}

typedef struct
{
  const char *sql;
  const char *parameter;
  AnlanValue value;
} Lookup;

static inline gboolean
lookup_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Lookup *lookup = data;

  return anlan_db_lookup (db, lookup->sql, lookup->parameter, &lookup->value, error);
}

/* The integer that @sql gives. */
static inline gint64
look_up (Fixture *fixture, const char *sql)
{
  Lookup lookup = { .sql = sql };
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_read (fixture->store, lookup_work, &lookup, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lookup.value.type, ==, ANLAN_VALUE_INTEGER);
  return anlan_value_get_integer (&lookup.value, -1);
}

/* Number of findings; each is a message of the test, and must have @code if one is given. */
static inline guint
verify (Fixture *fixture, const char *code)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_verify (fixture->store, findings, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < findings->len; i++)
    {
      AnlanFinding *finding = g_ptr_array_index (findings, i);

      g_test_message ("%s: %s", finding->code, finding->what);
      if (code != NULL)
        g_assert_cmpstr (finding->code, ==, code);
    }
  return findings->len;
}

G_END_DECLS
