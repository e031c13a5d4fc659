/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "context.h"

/* Candidates that a message names. */
#define NAMED 5

typedef struct _Entry Entry;

struct _Entry
{
  const char *id;
  const char *number; /* or what the kind has instead; or NULL */
  const char *label;
  Entry *next; /* another one with the same folded label */
};

struct _AnlanReferences
{
  GStringChunk *texts;
  GHashTable *by_id;
  GHashTable *by_number; /* folded */
  GHashTable *by_label;  /* folded -> first Entry */
  GPtrArray *entries;
};

void
anlan_references_free (AnlanReferences *references)
{
  g_hash_table_unref (references->by_id);
  g_hash_table_unref (references->by_number);
  g_hash_table_unref (references->by_label);
  g_ptr_array_unref (references->entries);
  g_string_chunk_free (references->texts);
  g_free (references);
}

static const char *
keep (AnlanReferences *references, const char *text)
{
  return text != NULL ? g_string_chunk_insert (references->texts, text) : NULL;
}

static const char *
keep_folded (AnlanReferences *references, const char *text)
{
  g_autofree char *folded = anlan_fold (text);

  return g_string_chunk_insert (references->texts, folded);
}

static void
add_entry (AnlanReferences *references, const char *id, const char *number, const char *label)
{
  Entry *entry = g_hash_table_lookup (references->by_id, id);
  const char *folded;

  if (entry != NULL)
    return;
  entry = g_new0 (Entry, 1);
  entry->id = keep (references, id);
  entry->number = keep (references, number);
  entry->label = keep (references, label != NULL && label[0] != '\0' ? label : number);
  g_ptr_array_add (references->entries, entry);
  g_hash_table_insert (references->by_id, (gpointer)entry->id, entry);
  if (number != NULL)
    g_hash_table_insert (references->by_number, (gpointer)keep_folded (references, number), entry);
  if (entry->label == NULL)
    return;
  folded = keep_folded (references, entry->label);
  entry->next = g_hash_table_lookup (references->by_label, folded);
  g_hash_table_insert (references->by_label, (gpointer)folded, entry);
}

/* What tells records of a kind apart that has no numbers of its own, such as a person's employee number. */
static const char *
find_code (AnlanKind *kind)
{
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->type == ANLAN_FIELD_TEXT && field->unique && field->key && !field->sensitive &&
          strcmp (field->id, kind->label) != 0)
        return field->id;
    }
  return NULL;
}

/* All that can be referred to: no drafts, nothing voided. */
static gboolean
read_entries (AnlanConverter *converter, AnlanKind *kind, AnlanReferences *references, GError **error)
{
  const char *code = find_code (kind);
  g_autoptr (GString) sql = g_string_new ("SELECT id, coalesce(number, ");
  g_autofree char *table = g_strconcat ("k_", kind->id, NULL);
  g_autoptr (AnlanStmt) stmt = NULL;
  AnlanStep step;

  if (code != NULL)
    anlan_sql_append_identifier (sql, code);
  else
    g_string_append (sql, "NULL");
  g_string_append (sql, "), ");
  anlan_sql_append_identifier (sql, kind->label);
  g_string_append (sql, " FROM ");
  anlan_sql_append_identifier (sql, table);
  g_string_append (sql, " WHERE draft = 0 AND voided = 0 AND rid < ");
  anlan_incoming_append_limit (sql, kind->id);
  stmt = anlan_db_prepare (converter->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    add_entry (references, anlan_stmt_text (stmt, 0), anlan_stmt_text (stmt, 1), anlan_stmt_text (stmt, 2));
  return step == ANLAN_STEP_DONE;
}

static AnlanReferences *
get_references (AnlanConverter *converter, const char *kind_id, GError **error)
{
  AnlanReferences *references = g_hash_table_lookup (converter->references, kind_id);
  AnlanKind *kind;

  if (references != NULL)
    return references;
  kind = anlan_kinds_get (converter->kinds, kind_id);
  references = g_new0 (AnlanReferences, 1);
  references->texts = g_string_chunk_new (4096);
  references->entries = g_ptr_array_new_with_free_func (g_free);
  references->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  references->by_number = g_hash_table_new (g_str_hash, g_str_equal);
  references->by_label = g_hash_table_new (g_str_hash, g_str_equal);
  if (converter->db != NULL && kind != NULL && !read_entries (converter, kind, references, error))
    {
      anlan_references_free (references);
      return NULL;
    }
  g_hash_table_insert (converter->references, g_strdup (kind_id), references);
  return references;
}

/**
 * anlan_converter_promise:
 * @label: (nullable): what names the record.
 * @id: the id that it will have.
 *
 * From now on texts may refer to a record of @kind that is not stored yet. Promising one twice does nothing.
 */
void
anlan_converter_promise (AnlanConverter *converter, const char *kind, const char *label, const char *id)
{
  g_autoptr (GError) error = NULL;
  AnlanReferences *references;

  g_return_if_fail (converter != NULL && kind != NULL && id != NULL);

  references = get_references (converter, kind, &error);
  if (references != NULL)
    add_entry (references, id, NULL, label);
  else
    g_info ("%s", error->message); /* the next anlan_converter_parse() meets the same and reports it */
}

void
anlan_converter_set_missing (AnlanConverter *converter, AnlanMissingFunc missing, gpointer data)
{
  g_return_if_fail (converter != NULL);

  converter->missing = missing;
  converter->missing_data = data;
}

/* "王芳 (P-0012)" and the like: label and number behind it, as exports write what would be unclear. */
static Entry *
find_labelled_number (AnlanReferences *references, const char *folded)
{
  const char *open = strrchr (folded, '(');
  gsize length = strlen (folded);
  g_autofree char *number = NULL;
  g_autofree char *label = NULL;
  Entry *entry;

  if (open == NULL || open == folded || folded[length - 1] != ')')
    return NULL;
  number = g_strndup (open + 1, length - (gsize)(open - folded) - 2);
  entry = g_hash_table_lookup (references->by_number, g_strstrip (number));
  if (entry == NULL)
    entry = g_hash_table_lookup (references->by_id, number);
  if (entry == NULL || entry->label == NULL)
    return NULL;
  /* The number alone decides nothing if the name before it is another's. */
  label = anlan_fold (entry->label);
  return g_str_has_prefix (folded, label) &&
                 strspn (folded + strlen (label), " ") + strlen (label) == (gsize)(open - folded)
             ? entry
             : NULL;
}

static const char *
kind_title (AnlanConverter *converter, const char *kind_id)
{
  AnlanKind *kind = anlan_kinds_get (converter->kinds, kind_id);

  return kind != NULL ? anlan_kind_text (kind->title) : kind_id;
}

static gboolean
refuse_several (
    AnlanConverter *converter, const AnlanField *field, const char *text, Entry *first, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GError) reason = NULL;
  guint n = 0;

  for (Entry *entry = first; entry != NULL; entry = entry->next)
    if (n++ < NAMED)
      {
        if (names->len > 0)
          g_string_append (names, C_ ("between items", ", "));
        g_string_append_printf (names, "%s", entry->number != NULL ? entry->number : entry->id);
      }
  if (n > NAMED)
    g_string_append (names, " …");
  anlan_convert_refuse (field, text, &reason, _ ("%s: “%s” is the name of more than one."));
  /* Translators: a sentence saying that a name is not unique, how many have it, their numbers */
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("%s There are %u: %s. Write the number of the one meant."), reason->message, n, names->str);
  return FALSE;
}

static gboolean
refuse_unknown (AnlanConverter *converter, const AnlanField *field, const char *text, GError **error)
{
  g_autoptr (GError) reason = NULL;

  anlan_convert_refuse (field, text, &reason, _ ("%s: “%s” was not found."));
  /* Translators: a sentence saying that a name was not found; the title of a kind, such as Zone */
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("%s Looked among: %s, by name and number. Enter it there first, or mend the text."),
               reason->message, kind_title (converter, field->to));
  return FALSE;
}

/* NULL without @error: there is none. With @several: more than one. */
static Entry *
find_entry (AnlanReferences *references, const char *text, gboolean *several)
{
  g_autofree char *folded = anlan_fold (text);
  Entry *entry = g_hash_table_lookup (references->by_id, text);

  *several = FALSE;
  if (entry == NULL)
    entry = g_hash_table_lookup (references->by_number, folded);
  if (entry != NULL)
    return entry;
  entry = g_hash_table_lookup (references->by_label, folded);
  if (entry != NULL && entry->next != NULL)
    {
      Entry *exact = NULL;

      /* "Pump a" and "Pump A" may both be there: who writes one of them exactly means that one. */
      for (Entry *each = entry; each != NULL; each = each->next)
        if (strcmp (each->label, text) == 0)
          {
            *several |= exact != NULL;
            exact = each;
          }
      *several |= exact == NULL;
      return exact != NULL && !*several ? exact : entry;
    }
  return entry != NULL ? entry : find_labelled_number (references, folded);
}

static const char *
resolve (AnlanConverter *converter, const AnlanField *field, const char *text, GError **error)
{
  g_autofree char *tidy = anlan_tidy (text, FALSE);
  AnlanReferences *references = get_references (converter, field->to, error);
  const char *made = NULL;
  gboolean several;
  Entry *entry;

  if (references == NULL)
    return NULL;
  entry = find_entry (references, tidy, &several);
  if (entry != NULL && !several)
    return entry->id;
  if (entry == NULL && converter->missing != NULL)
    {
      g_autofree char *folded = anlan_fold (tidy);

      made = converter->missing (field->to, tidy, folded, converter->missing_data);
    }
  if (made != NULL)
    return made;
  if (entry != NULL)
    refuse_several (converter, field, text, entry, error);
  else
    refuse_unknown (converter, field, text, error);
  return NULL;
}

gboolean
anlan_parse_ref (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  const char *id = resolve (converter, field, text, error);

  if (id == NULL)
    return FALSE;
  anlan_value_set_text (value, id);
  return TRUE;
}

/* A label may hold a comma; only what is not known as a whole is split at them. */
static gboolean
add_references (
    AnlanConverter *converter, const AnlanField *field, const char *part, GPtrArray *ids, GError **error)
{
  AnlanReferences *references = get_references (converter, field->to, error);
  g_auto (GStrv) pieces = NULL;
  gboolean several;

  if (references == NULL)
    return FALSE;
  if (find_entry (references, part, &several) == NULL)
    pieces = anlan_split_list (part, TRUE);
  else
    pieces = g_strdupv ((char *[]){ (char *)part, NULL });
  for (guint i = 0; pieces[i] != NULL; i++)
    {
      const char *id = resolve (converter, field, pieces[i], error);

      if (id == NULL)
        return FALSE;
      if (!g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, (gpointer)id);
    }
  return TRUE;
}

gboolean
anlan_parse_refs (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_auto (GStrv) parts = NULL;

  if (text[0] == '[')
    {
      g_auto (AnlanValue) list = ANLAN_VALUE_INIT;

      anlan_value_set_text (&list, text);
      parts = anlan_value_get_items (&list);
    }
  if (parts == NULL || parts[0] == NULL)
    {
      g_strfreev (parts);
      parts = strcmp (text, "[]") == 0 ? g_new0 (char *, 1) : anlan_split_list (text, FALSE);
    }
  for (guint i = 0; parts[i] != NULL; i++)
    if (!add_references (converter, field, parts[i], ids, error))
      return FALSE;
  g_ptr_array_add (ids, NULL);
  anlan_value_set_items (value, (const char *const *)ids->pdata);
  return TRUE;
}

char *
anlan_converter_reference_text (AnlanConverter *converter, const char *kind, const char *id)
{
  g_autoptr (GError) error = NULL;
  AnlanReferences *references = get_references (converter, kind, &error);
  Entry *entry = references != NULL ? g_hash_table_lookup (references->by_id, id) : NULL;
  g_autofree char *folded = NULL;
  Entry *first;

  if (error != NULL)
    g_info ("%s", error->message); /* the id itself is written then, and can be read back */
  if (entry == NULL || entry->label == NULL)
    return NULL;
  folded = anlan_fold (entry->label);
  first = g_hash_table_lookup (references->by_label, folded);
  if (first == entry && entry->next == NULL)
    return g_strdup (entry->label);
  return g_strdup_printf ("%s (%s)", entry->label, entry->number != NULL ? entry->number : entry->id);
}
