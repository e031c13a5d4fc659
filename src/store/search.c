/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store/search.h"

#include <string.h>

#include "base/sentence.h"
#include "base/text.h"

/* The kind stands in the indexed text as a token that nobody can type: U+E000, of the private use area, which
 * unicode61 takes for a letter, and the id. So the index itself finds the hits of a rare kind among a million others.
 * An underscore, which would part the token, is U+E001. */
#define KIND_MARK "\356\200\200"
#define UNDERSCORE "\356\200\201"

/* Ids from here on belong to an import that is not complete. */
#define SHOWN "coalesce ((SELECT first FROM pending WHERE kind = ''), 9223372036854775807)"

static void
append_kind_token (GString *text, const char *kind)
{
  g_string_append (text, KIND_MARK);
  for (const char *p = kind; *p != '\0'; p++)
    if (*p == '_')
      g_string_append (text, UNDERSCORE);
    else
      g_string_append_c (text, *p);
}

static char *
make_text (const char *kind, const char *text)
{
  g_autofree char *split = anlan_text_split_for_index (text);
  GString *indexed = g_string_new (NULL);

  append_kind_token (indexed, kind);
  if (*split != '\0')
    g_string_append_printf (indexed, " %s", split);
  return g_string_free (indexed, FALSE);
}

/* --- the index --------------------------------------------------------------------------------------------- */

/* @command NULL adds the row; "delete" takes it out, for which FTS5 has to be told what stood there. */
static gboolean
change_index (AnlanDb *db, const char *command, gint64 id, const char *text, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db,
                          command != NULL ? "INSERT INTO search (search, rowid, text) VALUES (?1, ?2, ?3)"
                                          : "INSERT INTO search (rowid, text) VALUES (?2, ?3)",
                          error);

  if (stmt == NULL)
    return FALSE;
  if (command != NULL)
    anlan_stmt_bind_static (stmt, 1, command);
  anlan_stmt_bind_integer (stmt, 2, id);
  anlan_stmt_bind_static (stmt, 3, text);
  return anlan_stmt_run (stmt, error);
}

/* Behind the ids of an import that is under way nobody else's come: they would not be seen either. */
static gboolean
next_id (AnlanDb *db, gint64 *id, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT coalesce (max (id), 0) + 1 FROM search_doc WHERE id < " SHOWN, NULL,
                        &value, error))
    return FALSE;
  *id = anlan_value_get_integer (&value, 0);
  return TRUE;
}

static gboolean
insert_doc (AnlanDb *db,
            gint64 id,
            const char *kind,
            const char *record,
            const char *label,
            const char *text,
            GError **error)
{
  AnlanStmt *stmt;

  if (id == 0 && !next_id (db, &id, error))
    return FALSE;
  stmt = anlan_db_statement (
      db, "INSERT INTO search_doc (id, kind, record, label, text) VALUES (?5,?1,?2,?3,?4)", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 5, id);
  anlan_stmt_bind_static (stmt, 1, kind);
  anlan_stmt_bind_static (stmt, 2, record);
  anlan_stmt_bind_static (stmt, 3, label);
  anlan_stmt_bind_static (stmt, 4, text);
  return anlan_stmt_run (stmt, error) && change_index (db, NULL, id, text, error);
}

static gboolean
remove_doc (AnlanDb *db, gint64 id, const char *text, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "DELETE FROM search_doc WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, id);
  return change_index (db, "delete", id, text, error) && anlan_stmt_run (stmt, error);
}

static gboolean
update_doc (AnlanDb *db,
            gint64 id,
            const char *kind,
            const char *label,
            const char *old_text,
            const char *text,
            GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "UPDATE search_doc SET kind = ?, label = ?, text = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, kind);
  anlan_stmt_bind_static (stmt, 2, label);
  anlan_stmt_bind_static (stmt, 3, text);
  anlan_stmt_bind_integer (stmt, 4, id);
  /* Most edits leave what can be found as it was. */
  if (strcmp (old_text, text) == 0)
    return anlan_stmt_run (stmt, error);
  return change_index (db, "delete", id, old_text, error) && anlan_stmt_run (stmt, error) &&
         change_index (db, NULL, id, text, error);
}

gboolean
anlan_search_add (AnlanDb *db,
                  gint64 id,
                  const char *kind,
                  const char *record,
                  const char *label,
                  const char *text,
                  GError **error)
{
  g_autofree char *indexed = NULL;

  g_return_val_if_fail (db != NULL && kind != NULL && record != NULL && text != NULL, FALSE);

  indexed = make_text (kind, text);
  return insert_doc (db, id, kind, record, label, indexed, error);
}

gboolean
anlan_search_put (
    AnlanDb *db, const char *kind, const char *record, const char *label, const char *text, GError **error)
{
  g_autofree char *indexed = NULL;
  g_autofree char *old_text = NULL;
  AnlanStmt *stmt;
  AnlanStep step;
  gint64 id = 0;

  g_return_val_if_fail (db != NULL && kind != NULL && record != NULL, FALSE);

  stmt = anlan_db_statement (db, "SELECT id, text FROM search_doc WHERE record = ?", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, record);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      id = anlan_stmt_integer (stmt, 0);
      old_text = g_strdup (anlan_stmt_text (stmt, 1));
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;

  if (text == NULL)
    return old_text == NULL || remove_doc (db, id, old_text, error);
  indexed = make_text (kind, text);
  if (old_text == NULL)
    return insert_doc (db, 0, kind, record, label, indexed, error);
  return update_doc (db, id, kind, label, old_text, indexed, error);
}

/* --- finding ----------------------------------------------------------------------------------------------- */

void
anlan_hit_free (AnlanHit *hit)
{
  if (hit == NULL)
    return;
  g_free (hit->kind);
  g_free (hit->record);
  g_free (hit->label);
  g_free (hit);
}

static void
append_kinds (GString *match, const char *const *kinds)
{
  g_string_append_c (match, '(');
  for (guint i = 0; kinds[i] != NULL; i++)
    {
      g_string_append (match, i > 0 ? " OR \"" : "\"");
      append_kind_token (match, kinds[i]);
      g_string_append_c (match, '"');
    }
  g_string_append_c (match, ')');
}

/* Of @kinds or, with @out, of none of them; NULL: of all. NULL if there is nothing to search for. */
static char *
make_match (const char *words, const char *const *kinds, gboolean out)
{
  g_autofree char *query = anlan_text_match_query (words);
  GString *match;

  if (query == NULL || kinds == NULL || kinds[0] == NULL)
    return g_steal_pointer (&query);
  match = g_string_new (NULL);
  if (out)
    g_string_append_printf (match, "(%s) NOT ", query);
  append_kinds (match, kinds);
  if (!out)
    g_string_append_printf (match, " AND (%s)", query);
  return g_string_free (match, FALSE);
}

static gboolean
add_hits (AnlanDb *db, const char *match, GPtrArray *hits, guint limit, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT d.kind, d.record, d.label FROM search s JOIN search_doc d ON d.id = s.rowid "
      "WHERE search MATCH ? AND s.rowid < " SHOWN " ORDER BY s.rowid DESC LIMIT ?",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, match);
  anlan_stmt_bind_integer (stmt, 2, limit - hits->len);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanHit *hit = g_new0 (AnlanHit, 1);

      hit->kind = g_strdup (anlan_stmt_text (stmt, 0));
      hit->record = g_strdup (anlan_stmt_text (stmt, 1));
      hit->label = anlan_sentence_say (anlan_stmt_text (stmt, 2));
      g_ptr_array_add (hits, hit);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

GPtrArray *
anlan_search_query (
    AnlanDb *db, const char *words, const char *kind, const char *const *later, guint limit, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_hit_free);
  const char *const kinds[] = { kind, NULL };
  gboolean twice = kind == NULL && later != NULL && later[0] != NULL;
  g_autofree char *match = NULL, *rest = NULL;

  g_return_val_if_fail (db != NULL && words != NULL, NULL);

  match = make_match (words, twice ? later : kinds, twice);
  if (match == NULL)
    return g_steal_pointer (&hits);
  if (!add_hits (db, match, hits, limit, error))
    return NULL;
  if (!twice || hits->len == limit)
    return g_steal_pointer (&hits);
  rest = make_match (words, later, FALSE);
  return add_hits (db, rest, hits, limit, error) ? g_steal_pointer (&hits) : NULL;
}

/* Of a large ledger every sixth row may match: nothing is made of each but its number. */
GArray *
anlan_search_rids (AnlanDb *db, const char *words, const char *kind, const char *table, GError **error)
{
  const char *const kinds[] = { kind, NULL };
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *match = NULL;
  g_autoptr (GString) sql = NULL;
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (db != NULL && words != NULL && kind != NULL && table != NULL, NULL);

  match = make_match (words, kinds, FALSE);
  if (match == NULL)
    return g_steal_pointer (&rids);
  sql = g_string_new ("SELECT k.rid FROM search s CROSS JOIN search_doc d ON d.id = s.rowid CROSS JOIN ");
  g_string_append (sql, table);
  g_string_append (sql, " k ON k.id = d.record WHERE search MATCH ? AND s.rowid < " SHOWN);
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, match);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      gint64 rid = anlan_stmt_integer (stmt, 0);

      g_array_append_val (rids, rid);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&rids) : NULL;
}

gboolean
anlan_search_count (
    AnlanDb *db, const char *words, const char *kind, guint most, guint *count, GError **error)
{
  const char *const kinds[] = { kind, NULL };
  g_autofree char *match = NULL;
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (db != NULL && words != NULL && count != NULL, FALSE);

  *count = 0;
  match = make_match (words, kinds, FALSE);
  if (match == NULL)
    return TRUE;
  stmt = anlan_db_statement (
      db, "SELECT rowid FROM search WHERE search MATCH ? AND rowid < " SHOWN " ORDER BY rowid DESC LIMIT ?",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, match);
  anlan_stmt_bind_integer (stmt, 2, most);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    (*count)++;
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}
