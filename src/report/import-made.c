/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"

/* A misspelt column that is taken for names must not fill the plant with them. */
#define MOST_MADE 5000

static void
made_free (AnlanImportMade *made)
{
  g_free (made->kind);
  g_free (made->label);
  g_free (made->problem);
  anlan_change_unref (made->change);
  g_free (made);
}

void
anlan_import_made_init (AnlanImport *import)
{
  import->made = g_ptr_array_new_with_free_func ((GDestroyNotify)made_free);
  import->made_by = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
anlan_import_made_clear (AnlanImport *import)
{
  g_hash_table_remove_all (import->made_by);
  g_ptr_array_set_size (import->made, 0);
}

void
anlan_import_set_make_missing (AnlanImport *import, gboolean make_missing)
{
  g_return_if_fail (import != NULL);

  import->make_missing = make_missing;
}

guint
anlan_import_n_made (AnlanImport *import)
{
  return import->made->len;
}

const AnlanImportMade *
anlan_import_get_made (AnlanImport *import, guint i)
{
  g_return_val_if_fail (i < import->made->len, NULL);

  return g_ptr_array_index (import->made, i);
}

static AnlanImportMade *
made_new (AnlanImport *import, AnlanKind *kind, const char *label)
{
  AnlanImportMade *made = g_new0 (AnlanImportMade, 1);

  made->kind = g_strdup (kind->id);
  made->label = g_strdup (label);
  made->change = anlan_change_new (ANLAN_OP_CREATE, kind->id, NULL);
  made->change->record = anlan_uuid_new (anlan_plant_now (import->plant));
  anlan_change_set_text (made->change, kind->label, label);
  g_ptr_array_add (import->made, made);
  return made;
}

/* "Zhang San, Li Si" are two people, and no name. */
static gboolean
is_several (const char *label)
{
  static const char *const separators[] = { "、", ",", "，", ";", "；" };

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    if (strstr (label, separators[i]) != NULL)
      return TRUE;
  return FALSE;
}

const char *
anlan_import_make (const char *kind_id, const char *label, const char *folded, gpointer data)
{
  const AnlanImportMaking *making = data;
  AnlanImport *import = making->import;
  AnlanKind *kind = anlan_kinds_get (import->kinds, kind_id);
  const AnlanField *named = kind != NULL ? anlan_kind_field (kind, kind->label) : NULL;
  g_autofree char *key = g_strconcat (kind_id, "\n", folded, NULL);
  AnlanImportMade *made = g_hash_table_lookup (import->made_by, key);

  if (made == NULL &&
      (named == NULL || kind->derived || is_several (label) || import->made->len >= MOST_MADE ||
       (named->type != ANLAN_FIELD_TEXT && named->type != ANLAN_FIELD_NOTE)))
    return NULL;
  if (made == NULL)
    {
      made = made_new (import, kind, label);
      g_hash_table_insert (import->made_by, g_steal_pointer (&key), made);
    }
  if (making->row->makes == NULL)
    making->row->makes = g_ptr_array_new ();
  if (!g_ptr_array_find (making->row->makes, made, NULL))
    g_ptr_array_add (making->row->makes, made);
  return made->change->record;
}

/* The field that holds @id, alone or in a list. */
static const char *
referring_field (const AnlanChange *change, const char *id)
{
  for (guint i = 0; i < change->values->len; i++)
    {
      const char *text = anlan_value_get_text (&g_array_index (change->values, AnlanValue, i));

      if (text != NULL && strstr (text, id) != NULL)
        return g_ptr_array_index (change->fields, i);
    }
  return NULL;
}

void
anlan_import_made_judged (AnlanImportMade *made, GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((AnlanProblem *)g_ptr_array_index (problems, i))->message);
  g_free (made->problem);
  made->problem = problems->len > 0 ? g_strdup (text->str) : NULL;
}

void
anlan_import_reject_for_made (AnlanImportRow *row)
{
  for (guint i = 0; row->makes != NULL && i < row->makes->len; i++)
    {
      const AnlanImportMade *made = g_ptr_array_index (row->makes, i);
      g_autofree char *message = NULL;

      if (made->problem == NULL)
        continue;
      /* Translators: a name that was not found; why it cannot be entered with its name alone */
      message = g_strdup_printf (_ ("“%s” is not there and cannot be entered by its name alone: %s"),
                                 made->label, made->problem);
      anlan_import_reject (row, referring_field (row->change, made->change->record), message);
    }
}

void
anlan_import_count_made (AnlanImport *import)
{
  for (guint i = 0; i < import->made->len; i++)
    ((AnlanImportMade *)g_ptr_array_index (import->made, i))->n_rows = 0;
  for (guint i = 0; i < import->rows->len; i++)
    {
      const AnlanImportRow *row = g_ptr_array_index (import->rows, i);

      if (row->outcome != ANLAN_IMPORT_NEW && row->outcome != ANLAN_IMPORT_UPDATE)
        continue;
      for (guint j = 0; row->makes != NULL && j < row->makes->len; j++)
        ((AnlanImportMade *)g_ptr_array_index (row->makes, j))->n_rows++;
    }
}

guint
anlan_import_add_made (AnlanImport *import, GPtrArray *changes, GPtrArray *list)
{
  guint n = 0;

  for (guint i = 0; i < import->made->len; i++)
    {
      AnlanImportMade *made = g_ptr_array_index (import->made, i);

      if (made->n_rows == 0)
        continue;
      g_ptr_array_add (changes, made->change);
      if (list != NULL)
        g_ptr_array_add (list, made);
      n++;
    }
  return n;
}
