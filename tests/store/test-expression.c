/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <string.h>
#include <time.h>

#include "db-private.h"
#include "store/db.h"

/* A small plant: ledgers, what nobody may look at, and the views that this role may see. "person" hides the column
 * phone, "hazard" the rows of unit 2. "k_zone" is named as its table is. */
static const char schema[] =
    "CREATE TABLE k_hazard (id TEXT PRIMARY KEY, what TEXT, level INTEGER, unit INTEGER);"
    "CREATE TABLE k_person (id TEXT PRIMARY KEY, name TEXT, phone TEXT);"
    "CREATE TABLE k_zone (id TEXT PRIMARY KEY, name TEXT, secret TEXT);"
    "CREATE TABLE account (person TEXT PRIMARY KEY, login TEXT, password TEXT);"
    "CREATE TABLE journal (seq INTEGER PRIMARY KEY, patch TEXT);"
    "CREATE TABLE key (subject TEXT PRIMARY KEY, secret BLOB);"
    "CREATE TABLE n (i INTEGER);"
    "CREATE TEMP VIEW hazard AS SELECT id, what, level FROM main.k_hazard WHERE unit = 1;"
    "CREATE TEMP VIEW person AS SELECT id, name FROM main.k_person;"
    "CREATE TEMP VIEW k_zone AS SELECT id, name FROM main.k_zone;"
    "CREATE TEMP VIEW hidden AS SELECT id, phone FROM main.k_person;"
    "CREATE TEMP VIEW n AS SELECT i FROM main.n;"
    "INSERT INTO k_hazard VALUES ('h1', 'leak', 3, 1), ('h2', 'rust', 1, 1), ('h3', 'other unit', 4, 2);"
    "INSERT INTO k_person VALUES ('p1', 'Wang', '13800000000');"
    "INSERT INTO main.k_zone VALUES ('z1', 'Tank farm', 'hush');"
    "INSERT INTO account VALUES ('p1', 'wang', '$argon2id$');"
    "INSERT INTO main.n SELECT value FROM json_each('[' || substr(replace(hex(zeroblob(1000)), '00', ',1'), "
    "2) || ']');";

typedef struct
{
  AnlanDb *db;
  GHashTable *views;
  AnlanDbBounds bounds;
} Fixture;

/* Gives its argument back; reads a table that expressions may not. */
static void
login_of_cb (AnlanSqlCall *call, gpointer data)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (anlan_sql_call_db (call), "SELECT login FROM account WHERE person = ?",
                        anlan_sql_call_text (call, 0), &value, NULL))
    anlan_sql_return_error (call, "lookup failed");
  else
    anlan_sql_return_text (call, anlan_value_get_text (&value));
}

static void
now_cb (AnlanSqlCall *call, gpointer data)
{
  anlan_sql_return_text (call, "2026-11-22T05:09:16Z");
}

static void
slow_cb (AnlanSqlCall *call, gpointer data)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (
          anlan_sql_call_db (call),
          "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT max(i) FROM c", NULL,
          &value, NULL))
    anlan_sql_return_error (call, "interrupted");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->db = anlan_db_open (NULL, ANLAN_DB_MEMORY, &error);
  g_assert_no_error (error);
  anlan_db_add_function (fixture->db, "login_of", 1, ANLAN_FUNCTION_READS, login_of_cb, NULL, NULL, &error);
  anlan_db_add_function (fixture->db, "now", 0, ANLAN_FUNCTION_TIMED, now_cb, NULL, NULL, &error);
  anlan_db_add_function (fixture->db, "inner_only", 0, ANLAN_FUNCTION_INTERNAL, now_cb, NULL, NULL, &error);
  anlan_db_add_function (fixture->db, "slow", 0, ANLAN_FUNCTION_READS, slow_cb, NULL, NULL, &error);
  anlan_db_exec (fixture->db, schema, &error);
  g_assert_no_error (error);
  fixture->views = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (fixture->views, (gpointer) "hazard");
  g_hash_table_add (fixture->views, (gpointer) "person");
  g_hash_table_add (fixture->views, (gpointer) "k_zone");
  g_hash_table_add (fixture->views, (gpointer) "n");
  fixture->bounds.views = fixture->views;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  anlan_db_close (fixture->db);
  g_hash_table_unref (fixture->views);
}

/* Judges @expression on the record (id 'h1', what 'leak', level 3) as a form does. */
static gboolean
judge (Fixture *fixture, const char *expression, AnlanValue *value, GError **error)
{
  g_autofree char *sql = NULL;
  g_autoptr (AnlanStmt) stmt = NULL;

  if (!anlan_sql_check_expression (expression, error))
    return FALSE;
  sql = g_strdup_printf ("SELECT (%s) FROM (SELECT ?1 AS id, ?2 AS what, ?3 AS level)", expression);
  stmt = anlan_db_prepare_bounded (fixture->db, sql, &fixture->bounds, NULL, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, "h1");
  anlan_stmt_bind_text (stmt, 2, "leak");
  anlan_stmt_bind_integer (stmt, 3, 3);
  if (anlan_stmt_step (stmt, error) != ANLAN_STEP_ROW)
    return FALSE;
  anlan_stmt_value (stmt, 0, value);
  return TRUE;
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *expression;
    const char *expected; /* as text */
  } cases[] = {
    { "level > 2 AND what = 'leak'", "1" },
    { "what || ' (' || level || ')'", "leak (3)" },
    { "CASE WHEN level >= 3 THEN 'red' ELSE 'blue' END", "red" },
    { "(SELECT count(*) FROM hazard)", "2" },
    { "(SELECT max(level) FROM hazard WHERE id = 'h1')", "3" },
    { "(SELECT count(*) FROM k_zone)", "1" },
    { "(SELECT name FROM person WHERE id = 'p1')", "Wang" },
    { "EXISTS (SELECT 1 FROM hazard h, person p WHERE h.level > 2)", "1" },
    { "id IN (SELECT id FROM hazard)", "1" },
    { "(SELECT count(*) FROM hazard WHERE level IN (SELECT level FROM hazard))", "2" },
    { "date('2026-11-22', '+6 months')", "2027-05-22" },
    { "now()", "2026-11-22T05:09:16Z" },
    { "login_of('p1')", "wang" },
    { "(SELECT group_concat(name, ', ') FROM person)", "Wang" },
    { "round(level * 1.25, 1)", "3.8" },
    { "what LIKE 'le%'", "1" },
    { "'account journal main'", "account journal main" },
    { "json_array_length('[1,2]')", "2" },
    { "'with; -- ? it''s all text'", "with; -- ? it's all text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].expression);
      judge (fixture, cases[i].expression, &value, &error);
      g_assert_no_error (error);
      text = value.type == ANLAN_VALUE_TEXT ? g_strdup (value.text)
             : value.type == ANLAN_VALUE_REAL
                 ? g_strdup_printf ("%g", value.real)
                 : g_strdup_printf ("%d", (int)anlan_value_get_integer (&value, -1));
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Each must be refused, quickly, with the right kind of refusal, and leave everything as it was. */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *expression;
    AnlanError code;
  } cases[] = {
    /* out of the brackets */
    { "1) UNION SELECT password FROM account WHERE (1", ANLAN_ERROR_INPUT },
    { "1) FROM account --", ANLAN_ERROR_INPUT },
    { "1); DELETE FROM k_hazard; SELECT (1", ANLAN_ERROR_INPUT },
    { "1 /* */", ANLAN_ERROR_INPUT },
    { "1 -- nothing", ANLAN_ERROR_INPUT },
    { "1, (SELECT 2", ANLAN_ERROR_INPUT },
    { "'open", ANLAN_ERROR_INPUT },
    { "\"open", ANLAN_ERROR_INPUT },
    { "[open", ANLAN_ERROR_INPUT },
    { "?1", ANLAN_ERROR_INPUT },
    { ":name", ANLAN_ERROR_INPUT },
    { "@name", ANLAN_ERROR_INPUT },
    { "", ANLAN_ERROR_INPUT },
    { "1 ) , ( 2", ANLAN_ERROR_INPUT },
    { "1 UNION SELECT password FROM account", ANLAN_ERROR_INPUT },
    { "(SELECT 1 UNION SELECT password FROM account)", ANLAN_ERROR_DENIED },
    /* writing and reaching outside */
    { "(DELETE FROM k_hazard)", ANLAN_ERROR_INPUT },
    { "(INSERT INTO k_hazard VALUES (1,2,3,4) RETURNING id)", ANLAN_ERROR_INPUT },
    { "(ATTACH 'x' AS y)", ANLAN_ERROR_INPUT },
    { "(PRAGMA writable_schema)", ANLAN_ERROR_INPUT },
    { "(SELECT name FROM pragma_table_info('account'))", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM pragma_table_info('account'))", ANLAN_ERROR_DENIED },
    { "(SELECT value FROM json_each('[1]'))", ANLAN_ERROR_DENIED },
    { "load_extension('/tmp/evil.so')", ANLAN_ERROR_DENIED },
    { "readfile('/etc/passwd')", ANLAN_ERROR_INPUT },
    { "fts5(1)", ANLAN_ERROR_DENIED },
    { "inner_only()", ANLAN_ERROR_DENIED },
    /* peeking */
    { "(SELECT password FROM account)", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM account)", ANLAN_ERROR_DENIED },
    { "EXISTS (SELECT 1 FROM account)", ANLAN_ERROR_DENIED },
    { "EXISTS (SELECT 1 FROM 'account')", ANLAN_ERROR_DENIED },
    { "EXISTS (SELECT 1 FROM [ACCOUNT] a, hazard)", ANLAN_ERROR_DENIED },
    { "(SELECT patch FROM journal)", ANLAN_ERROR_DENIED },
    { "(SELECT secret FROM key)", ANLAN_ERROR_DENIED },
    { "(SELECT sql FROM sqlite_master)", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM sqlite_schema)", ANLAN_ERROR_DENIED },
    { "(SELECT sql FROM sqlite_temp_master)", ANLAN_ERROR_DENIED },
    { "(SELECT phone FROM person)", ANLAN_ERROR_INPUT },
    { "(SELECT phone FROM k_person)", ANLAN_ERROR_DENIED },
    { "(SELECT phone FROM k_person AS person)", ANLAN_ERROR_DENIED },
    { "(SELECT phone FROM hidden)", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM hidden)", ANLAN_ERROR_DENIED },
    { "(SELECT secret FROM main.k_zone)", ANLAN_ERROR_DENIED },
    { "(SELECT name FROM main.k_zone)", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM main.k_zone)", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM \"main\".k_zone)", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM k_hazard)", ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM hazard, k_hazard)", ANLAN_ERROR_DENIED },
    { "(WITH hazard AS (SELECT password FROM account) SELECT * FROM hazard)", ANLAN_ERROR_INPUT },
    { "(SELECT * FROM (SELECT password FROM account) AS hazard)", ANLAN_ERROR_DENIED },
    { "\"leek\"", ANLAN_ERROR_INPUT }, /* a quoted typo is no text */
    /* memory bombs */
    { "printf('%.*c', 900000000, 'x')", ANLAN_ERROR_DENIED },
    { "format('%.*c', 900000000, 'x')", ANLAN_ERROR_DENIED },
    { "zeroblob(1000000000)", ANLAN_ERROR_DENIED },
    { "randomblob(1000000000)", ANLAN_ERROR_DENIED },
    { "random()", ANLAN_ERROR_DENIED },
    { "hex('a')", ANLAN_ERROR_DENIED },
    { "quote('a')", ANLAN_ERROR_DENIED },
    { "replace(replace(replace(replace('aaaaaaaaaa', 'a', 'aaaaaaaaaaaaaaaaaaaa'), 'a', "
      "'aaaaaaaaaaaaaaaaaaaa'), 'a', "
      "'aaaaaaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaaaaaa')",
      ANLAN_ERROR_LIMIT },
    { "(SELECT group_concat('0123456789012345678901234567890123456789') FROM n a, n b)", ANLAN_ERROR_LIMIT },
    { "(WITH RECURSIVE c (s) AS (SELECT 'x' UNION ALL SELECT s || s FROM c) SELECT max(s) FROM c)",
      ANLAN_ERROR_INPUT },
    /* time bombs */
    { "(SELECT count(*) FROM n a, n b, n c, n d)", ANLAN_ERROR_LIMIT },
    { "(SELECT max(a.i + b.i * c.i) FROM n a, n b, n c ORDER BY 1)", ANLAN_ERROR_LIMIT },
    { "(SELECT count(*) FROM n a, n b, n c WHERE 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaab' || a.i || c.i LIKE "
      "'%a%a%a%a%c')",
      ANLAN_ERROR_LIMIT },
    { "'x' LIKE "
      "'%"
      "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890'",
      ANLAN_ERROR_LIMIT },
    { "trim(replace('0123456789', '0', replace(replace('aaaaaaaaaa', 'a', 'aaaaaaaaaaaaaaaaaaaa'), 'a', "
      "'aaaaaaaaaaaaaaaaaaaa')) || 'x', replace(replace('bbbbbbbbbbbbbbbbbbbb', 'b', "
      "'bbbbbbbbbbbbbbbbbbbb'), 'b', "
      "'bbbbbbbbbbbbbbbbbbbbbbbbbbbbb') || 'a')",
      ANLAN_ERROR_LIMIT },
    { "slow()", ANLAN_ERROR_LIMIT },
    /* now */
    { "date('now')", ANLAN_ERROR_DENIED },
    { "date()", ANLAN_ERROR_DENIED },
    { "datetime('NOW', '+1 day')", ANLAN_ERROR_DENIED },
    { "julianday('n' || 'ow')", ANLAN_ERROR_DENIED },
    { "unixepoch(' now ')", ANLAN_ERROR_DENIED },
    { "strftime('%Y', 'Now')", ANLAN_ERROR_DENIED },
    { "strftime('%Y')", ANLAN_ERROR_DENIED },
    { "time(x'6e6f77')", ANLAN_ERROR_DENIED },
    { "datetime('2026-11-22', 'localtime')", ANLAN_ERROR_DENIED },
    { "CURRENT_TIMESTAMP", ANLAN_ERROR_DENIED },
    { "current_date", ANLAN_ERROR_DENIED },
    { "CURRENT_TIME", ANLAN_ERROR_DENIED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      g_autoptr (GError) error = NULL;
      clock_t start = clock ();

      g_test_message ("%s", cases[i].expression);
      g_assert_false (judge (fixture, cases[i].expression, &value, &error));
      g_test_message ("    %s", error->message);
      g_assert_error (error, ANLAN_ERROR, (int)cases[i].code);
      g_assert_cmpint (clock () - start, <, 3 * CLOCKS_PER_SEC);
      g_clear_error (&error);

      /* The connection is as before. */
      g_assert_true (judge (fixture, "(SELECT count(*) FROM hazard) = 2 AND level = 3", &value, &error));
      g_assert_no_error (error);
      g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, 1);
      g_assert_true (
          anlan_db_lookup (fixture->db, "SELECT count(*) FROM k_hazard, account", NULL, &value, &error));
      g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, 3);
    }
}

/* As a list is filtered: the expression stands in a WHERE, and may try to end it. */
static void
test_filter (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *expression;
    int rows; /* -1: refused */
  } cases[] = {
    { "level > 2", 1 },
    { "1 = 1", 2 },
    { "1 = 1 OR unit = 2", -1 },
    { "id IN (SELECT id FROM k_hazard)", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM hazard WHERE (%s)", cases[i].expression);
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanStmt) stmt =
          anlan_db_prepare_bounded (fixture->db, sql, &fixture->bounds, NULL, &error);
      int rows = 0;

      g_test_message ("%s", sql);
      g_assert_cmpint (stmt == NULL, ==, cases[i].rows < 0);
      if (stmt == NULL)
        continue;
      while (anlan_stmt_step (stmt, &error) == ANLAN_STEP_ROW)
        rows++;
      g_assert_no_error (error);
      g_assert_cmpint (rows, ==, cases[i].rows);
    }
}

/* What the caller itself sets together is bounded too. */
static void
test_whole_statements (Fixture *fixture, gconstpointer data)
{
  static const char *const refused[] = {
    "DELETE FROM k_hazard",
    "SELECT 1; SELECT 2",
    "EXPLAIN SELECT 1",
    "EXPLAIN QUERY PLAN SELECT 1",
    "",
    "-- nothing",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "UPDATE k_hazard SET level = 1",
    "CREATE TABLE x (y)",
    "VACUUM",
    "PRAGMA user_version",
    "ATTACH ':memory:' AS m",
    "BEGIN",
    "SAVEPOINT x",
    "REINDEX",
    "ANALYZE",
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_null (anlan_db_prepare_bounded (fixture->db, refused[i], &fixture->bounds, NULL, &error));
      g_assert_cmpint (error->domain, ==, ANLAN_ERROR);
      g_assert_true (error->code == ANLAN_ERROR_DENIED || error->code == ANLAN_ERROR_INPUT);
    }
}

static void
test_depth_and_size (Fixture *fixture, gconstpointer data)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("(SELECT count(*) FROM n n0");
  g_autofree char *large = g_strnfill (10001, '1');
  g_autoptr (GError) error = NULL;
  clock_t start = clock ();

  for (int i = 0; i < 300; i++)
    g_string_append (deep, "abs(");
  g_string_append_c (deep, '1');
  for (int i = 0; i < 300; i++)
    g_string_append_c (deep, ')');
  g_assert_false (judge (fixture, deep->str, &value, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  g_clear_error (&error);

  g_assert_false (anlan_sql_check_expression (large, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);

  /* Planning a join of sixty tables must not be the bomb. */
  for (int i = 1; i < 60; i++)
    g_string_append_printf (wide, ", n n%d", i);
  g_string_append_c (wide, ')');
  g_assert_false (judge (fixture, wide->str, &value, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
  g_assert_cmpint (clock () - start, <, 5 * CLOCKS_PER_SEC);
}

static void
check_reads (Fixture *fixture, const char *expression, const char *columns, gboolean timed, gboolean wide)
{
  g_autofree char *sql = g_strdup_printf ("SELECT (%s)", expression);
  g_auto (AnlanReads) reads = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanStmt) stmt = anlan_db_prepare_bounded (fixture->db, sql, &fixture->bounds, &reads, &error);
  g_autoptr (GList) keys = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  keys = g_list_sort (g_hash_table_get_keys (reads.columns), (GCompareFunc)strcmp);
  for (GList *l = keys; l != NULL; l = l->next)
    g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", (const char *)l->data);
  g_assert_cmpstr (found->str, ==, columns);
  g_assert_cmpint (reads.timed, ==, timed);
  g_assert_cmpint (reads.wide, ==, wide);
}

static void
test_reads (Fixture *fixture, gconstpointer data)
{
  check_reads (fixture, "1 + 1", "", FALSE, FALSE);
  check_reads (fixture, "(SELECT max(level) FROM hazard WHERE what = 'x')",
               "hazard.* hazard.level hazard.what", FALSE, FALSE);
  check_reads (fixture, "(SELECT count(*) FROM hazard)", "hazard.*", FALSE, FALSE);
  check_reads (fixture, "now() > '2026'", "", TRUE, FALSE);
  check_reads (fixture, "NOW() > login_of('p1')", "", TRUE, TRUE);
  check_reads (fixture, "(SELECT p.name FROM person p, k_zone z WHERE p.id = z.id)",
               "k_zone.* k_zone.id person.* person.id person.name", FALSE, FALSE);
}

/* A bounded statement stepped by a function that another bounded statement calls: each keeps its own bounds. */
static void
nested_cb (AnlanSqlCall *call, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanStmt) stmt =
      anlan_db_prepare_bounded (fixture->db, "SELECT count(*) FROM hazard", &fixture->bounds, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (anlan_stmt_step (stmt, &error), ==, ANLAN_STEP_ROW);
  anlan_sql_return_integer (call, anlan_stmt_integer (stmt, 0));
}

static void
test_nested (Fixture *fixture, gconstpointer data)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  anlan_db_add_function (fixture->db, "nested", 0, ANLAN_FUNCTION_READS, nested_cb, fixture, NULL, &error);
  g_assert_true (judge (fixture, "nested() + nested()", &value, &error));
  g_assert_no_error (error);
  g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, 4);
  g_assert_false (judge (fixture, "nested() + (SELECT count(*) FROM n a, n b, n c, n d)", &value, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
}

/* Inside a transaction an expression that is stopped must not take the changes around it along. */
static void
test_in_transaction (Fixture *fixture, gconstpointer data)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_db_begin (fixture->db, &error));
  g_assert_true (anlan_db_exec (fixture->db, "INSERT INTO k_hazard VALUES ('h4', 'new', 2, 1)", &error));
  g_assert_false (judge (fixture, "(SELECT count(*) FROM n a, n b, n c, n d)", &value, &error));
  g_clear_error (&error);
  g_assert_true (anlan_db_in_transaction (fixture->db));
  g_assert_true (judge (fixture, "(SELECT count(*) FROM hazard)", &value, &error));
  g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, 3);
  g_assert_true (anlan_db_commit (fixture->db, &error));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/expression/good", test_good);
  ADD ("/expression/hostile", test_hostile);
  ADD ("/expression/filter", test_filter);
  ADD ("/expression/whole-statements", test_whole_statements);
  ADD ("/expression/depth-and-size", test_depth_and_size);
  ADD ("/expression/reads", test_reads);
  ADD ("/expression/nested", test_nested);
  ADD ("/expression/in-transaction", test_in_transaction);
  return g_test_run ();
}
