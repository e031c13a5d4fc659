/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"

/* A number pattern with all but {seq} filled in. */
typedef struct
{
  char *head; /* before the counter */
  char *tail; /* after it */
  int digits; /* at least */
} Pattern;

static void
pattern_clear (Pattern *pattern)
{
  g_free (pattern->head);
  g_free (pattern->tail);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pattern, pattern_clear)

static void
append_part (GString *out, const char *name, AnlanApply *apply)
{
  GTimeZone *zone = apply->context->facts->zone;
  gint64 now = anlan_context_now (apply->context);
  g_autofree char *text = NULL;

  if (strcmp (name, "year") == 0)
    text = anlan_local_format (now, zone, "%Y");
  else if (strcmp (name, "month") == 0)
    text = anlan_local_format (now, zone, "%m");
  else if (strcmp (name, "day") == 0)
    text = anlan_local_format (now, zone, "%d");
  else if (strcmp (name, "desk") == 0)
    text = g_strdup (apply->change->anonymous ? "" : anlan_store_get_desk_tag (apply->store));
  if (text != NULL)
    g_string_append (out, text);
}

/* "HZ-{year}-{desk}{seq:4}" */
static void
fill_pattern (AnlanApply *apply, Pattern *pattern)
{
  g_autoptr (GString) out = g_string_new (NULL);

  pattern->head = NULL;
  pattern->digits = 1;
  for (const char *p = apply->kind->number; *p != '\0'; p++)
    {
      const char *end = *p == '{' ? strchr (p, '}') : NULL;
      g_autofree char *name = NULL;

      if (end == NULL)
        {
          g_string_append_c (out, *p);
          continue;
        }
      name = g_strndup (p + 1, (gsize)(end - p - 1));
      if (g_str_has_prefix (name, "seq"))
        {
          pattern->digits = name[3] == ':' ? CLAMP (atoi (name + 4), 1, 12) : 1;
          pattern->head = g_strdup (out->str);
          g_string_truncate (out, 0);
        }
      else
        append_part (out, name, apply);
      p = end;
    }
  if (pattern->head == NULL)
    {
      pattern->head = g_strdup (out->str);
      g_string_truncate (out, 0);
    }
  pattern->tail = g_strdup (out->str);
}

static char *
sequence_name (AnlanApply *apply, const Pattern *pattern)
{
  return g_strdup_printf ("%s:%s:%s", apply->kind->id, pattern->head, pattern->tail);
}

/* The counter of a number made by the same pattern, or 0. */
static gint64
counter_of (const Pattern *pattern, const char *number)
{
  gsize head = strlen (pattern->head);
  char *end;
  gint64 counter;

  if (strncmp (number, pattern->head, head) != 0 || !g_ascii_isdigit (number[head]))
    return 0;
  counter = g_ascii_strtoll (number + head, &end, 10);
  return strcmp (end, pattern->tail) == 0 ? counter : 0;
}

static gboolean
raise_counter (AnlanApply *apply, const char *name, gint64 counter, GError **error)
{
  static const char sql[] = "INSERT INTO sequence (name, value) VALUES (?1, ?2)"
                            " ON CONFLICT (name) DO UPDATE SET value = max (value, ?2)";
  AnlanStmt *stmt = anlan_db_statement (apply->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, name);
  anlan_stmt_bind_integer (stmt, 2, counter);
  return anlan_stmt_run (stmt, error);
}

/* Two plain statements: one with RETURNING costs ten times as much, because SQLite opens a temporary table for it. */
static gboolean
next_counter (AnlanApply *apply, const Pattern *pattern, gint64 *counter, GError **error)
{
  g_autofree char *name = sequence_name (apply, pattern);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (apply->db, "SELECT value FROM sequence WHERE name=?1", name, &value, error))
    return FALSE;
  *counter = anlan_value_get_integer (&value, 0) + 1;
  return raise_counter (apply, name, *counter, error);
}

/* Numbers that came from elsewhere are never given out again. */
static gboolean
skip_counter (AnlanApply *apply, const Pattern *pattern, gint64 counter, GError **error)
{
  g_autofree char *name = sequence_name (apply, pattern);

  return raise_counter (apply, name, counter, error);
}

static gboolean
is_taken (AnlanApply *apply, const char *number, gboolean *taken, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT 1 FROM ");
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_schema_table_name (sql, apply->kind->id);
  g_string_append (sql, " WHERE number=?1");
  if (!anlan_db_lookup (apply->db, sql->str, number, &value, error))
    return FALSE;
  *taken = !anlan_value_is_null (&value);
  return TRUE;
}

static const char *
brought_number (AnlanApply *apply)
{
  guint i;

  if (!g_ptr_array_find_with_equal_func (apply->change->fields, "number", g_str_equal, &i))
    return NULL;
  return anlan_value_get_text (&g_array_index (apply->change->values, AnlanValue, i));
}

static gboolean
take_number (AnlanApply *apply, const char *number, GError **error)
{
  g_auto (Pattern) pattern = { 0 };
  gboolean taken;
  gint64 counter;

  if (!is_taken (apply, number, &taken, error))
    return FALSE;
  if (taken)
    {
      anlan_apply_problem (apply, "number", NULL,
                           _ ("The number %s is there already; numbers are never used twice."), number);
      return TRUE;
    }
  apply->after->number = g_strdup (number);
  if (apply->kind->number == NULL || apply->journal == NULL)
    return TRUE;
  fill_pattern (apply, &pattern);
  counter = counter_of (&pattern, number);
  return counter == 0 || skip_counter (apply, &pattern, counter, error);
}

gboolean
anlan_apply_number (AnlanApply *apply, GError **error)
{
  const char *brought = apply->before == NULL ? brought_number (apply) : NULL;
  g_auto (Pattern) pattern = { 0 };
  gboolean taken = TRUE;

  if (brought != NULL)
    return take_number (apply, brought, error);
  if (!apply->entering || apply->kind->number == NULL || apply->after->number != NULL ||
      apply->journal == NULL)
    return TRUE;
  fill_pattern (apply, &pattern);
  while (taken)
    {
      gint64 counter;

      if (!next_counter (apply, &pattern, &counter, error))
        return FALSE;
      g_free (apply->after->number);
      apply->after->number =
          g_strdup_printf ("%s%0*" G_GINT64_FORMAT "%s", pattern.head, pattern.digits, counter, pattern.tail);
      if (!is_taken (apply, apply->after->number, &taken, error))
        return FALSE;
    }
  return TRUE;
}
