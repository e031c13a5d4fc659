/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/repeat.h"

#include <string.h>

#include "base/text.h"
#include "text-likeness.h"

/* Of what was typed. */
#define MOST_TOKENS 24

/* How many have a token is counted no further: it says little then. */
#define COMMON 2000

/* The newest records that have one of the tokens and are compared. */
#define MOST_COMPARED 3000

/* Same equipment or zone. */
#define PLACE_BONUS 0.1

void
anlan_similar_free (AnlanSimilar *similar)
{
  g_free (similar->id);
  g_free (similar->number);
  g_free (similar->text);
  g_free (similar->more);
  g_free (similar);
}

/* --- what to search by ------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *quoted;
  gint64 count; /* records that have it, no further than COMMON */
} Token;

static void
token_clear (Token *token)
{
  g_free (token->quoted);
}

static gboolean
count_token (AnlanDb *db, Token *token, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db, "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT ?2)", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, token->quoted);
  anlan_stmt_bind_integer (stmt, 2, COMMON);
  step = anlan_stmt_step (stmt, error);
  token->count = step == ANLAN_STEP_ROW ? anlan_stmt_integer (stmt, 0) : 0;
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}

static int
rarest_first (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Token *)a)->count, y = ((const Token *)b)->count;

  return x < y ? -1 : x > y;
}

/* The rarest tokens that occur, as many as bring enough records to compare. NULL without @error: none occurs. */
static char *
make_match (AnlanDb *db, const char *what, GError **error)
{
  g_autofree char *split = anlan_text_split_for_index (what);
  g_auto (GStrv) parts = g_strsplit (split, " ", MOST_TOKENS + 1);
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  GString *match;
  gint64 records = 0;

  g_array_set_clear_func (tokens, (GDestroyNotify)token_clear);
  for (guint i = 0; parts[i] != NULL && i < MOST_TOKENS; i++)
    if (g_utf8_strlen (parts[i], -1) >= 2)
      {
        Token token = { g_strconcat ("\"", parts[i], "\"", NULL), 0 };

        g_array_append_val (tokens, token);
        if (!count_token (db, &g_array_index (tokens, Token, tokens->len - 1), error))
          return NULL;
      }
  g_array_sort (tokens, rarest_first);
  match = g_string_new (NULL);
  for (guint i = 0; i < tokens->len && records < MOST_COMPARED; i++)
    {
      const Token *token = &g_array_index (tokens, Token, i);

      if (token->count == 0)
        continue;
      g_string_append_printf (match, "%s%s", match->len > 0 ? " OR " : "", token->quoted);
      records += token->count;
    }
  return g_string_free (match, match->len == 0);
}

/* --- comparing -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GHashTable *tokens;
  const char *equipment, *zone;
  double least;
  GPtrArray *found;
} Comparing;

/* Columns: id, number, text, more, and of hazards equipment and zone. @terms: further words that count as the text. */
static void
compare_row (Comparing *comparing, AnlanStmt *stmt, gboolean hazard)
{
  g_autoptr (GHashTable) tokens = text_tokens (anlan_stmt_text (stmt, 2));
  double likeness = text_tokens_likeness (comparing->tokens, tokens);
  AnlanSimilar *similar;

  if (hazard && likeness > 0 &&
      ((comparing->equipment != NULL && g_strcmp0 (comparing->equipment, anlan_stmt_text (stmt, 4)) == 0) ||
       (comparing->zone != NULL && g_strcmp0 (comparing->zone, anlan_stmt_text (stmt, 5)) == 0)))
    likeness = MIN (1, likeness + PLACE_BONUS);
  if (!hazard)
    {
      g_autoptr (GHashTable) terms = text_tokens (anlan_stmt_text (stmt, 4));

      likeness = MAX (likeness, text_tokens_likeness (comparing->tokens, terms));
    }
  if (likeness < comparing->least)
    return;
  similar = g_new0 (AnlanSimilar, 1);
  similar->id = g_strdup (anlan_stmt_text (stmt, 0));
  similar->number = g_strdup (anlan_stmt_text (stmt, 1));
  similar->text = g_strdup (anlan_stmt_text (stmt, 2));
  similar->more = g_strdup (anlan_stmt_text (stmt, 3));
  similar->likeness = likeness;
  g_ptr_array_add (comparing->found, similar);
}

static int
most_alike_first (gconstpointer a, gconstpointer b)
{
  const AnlanSimilar *x = *(AnlanSimilar *const *)a, *y = *(AnlanSimilar *const *)b;

  if (x->likeness == y->likeness)
    return strcmp (y->id, x->id);
  return x->likeness < y->likeness ? 1 : -1;
}

static GPtrArray *
find_similar (AnlanDb *db,
              const char *sql,
              Comparing *comparing,
              const char *what,
              guint limit,
              gboolean hazard,
              GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_similar_free);
  g_autoptr (GHashTable) tokens = text_tokens (what);
  g_autoptr (GError) local = NULL;
  g_autofree char *match = make_match (db, what, &local);
  AnlanStmt *stmt;
  AnlanStep step;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (match == NULL)
    return g_steal_pointer (&found);
  comparing->tokens = tokens;
  comparing->found = found;
  stmt = anlan_db_statement (db, sql, error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_static (stmt, 1, match);
  anlan_stmt_bind_integer (stmt, 2, MOST_COMPARED);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    compare_row (comparing, stmt, hazard);
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return NULL;
  g_ptr_array_sort (found, most_alike_first);
  g_ptr_array_set_size (found, (gint)MIN (found->len, limit));
  return g_steal_pointer (&found);
}

GPtrArray *
anlan_hazards_similar (AnlanDb *db,
                       const char *what,
                       const char *equipment,
                       const char *zone,
                       gboolean open_only,
                       guint limit,
                       GError **error)
{
  /* The newest come first: the index is walked backwards, without ranking. */
  static const char open_sql[] =
      "SELECT h.id, h.number, h.what, h.stage, h.equipment, h.zone FROM (SELECT d.record FROM search s "
      "JOIN search_doc d ON d.id = s.rowid WHERE s.search MATCH ?1 AND d.kind = 'hazard' "
      "ORDER BY s.rowid DESC LIMIT ?2) c CROSS JOIN k_hazard h ON h.id = c.record "
      "WHERE h.voided = 0 AND h.draft = 0 AND h.stage NOT IN ('closed', 'cancelled')";
  static const char all_sql[] =
      "SELECT h.id, h.number, h.what, h.stage, h.equipment, h.zone FROM (SELECT d.record FROM search s "
      "JOIN search_doc d ON d.id = s.rowid WHERE s.search MATCH ?1 AND d.kind = 'hazard' "
      "ORDER BY s.rowid DESC LIMIT ?2) c CROSS JOIN k_hazard h ON h.id = c.record "
      "WHERE h.voided = 0 AND h.draft = 0";
  Comparing comparing = { .equipment = equipment, .zone = zone, .least = ANLAN_SIMILAR_LIKENESS };

  g_return_val_if_fail (db != NULL && what != NULL, NULL);

  return find_similar (db, open_only ? open_sql : all_sql, &comparing, what, limit, TRUE, error);
}

GPtrArray *
anlan_cards_similar (AnlanDb *db, const char *what, guint limit, GError **error)
{
  static const char sql[] =
      "SELECT k.id, NULL, k.sign, k.cause, k.terms FROM (SELECT d.record FROM search s "
      "JOIN search_doc d ON d.id = s.rowid WHERE s.search MATCH ?1 AND d.kind = 'card' "
      "ORDER BY s.rowid DESC LIMIT ?2) c CROSS JOIN k_card k ON k.id = c.record WHERE k.voided = 0";
  Comparing comparing = { .least = ANLAN_SIMILAR_LIKENESS };

  g_return_val_if_fail (db != NULL && what != NULL, NULL);

  return find_similar (db, sql, &comparing, what, limit, FALSE, error);
}
