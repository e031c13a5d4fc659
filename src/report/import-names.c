/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <string.h>

#include "base/json.h"
#include "base/catalog.h"
#include "table-names.h"

/* Which column goes into which field: by what was used the last time, else by names. */

/* --- names --------------------------------------------------------------------------------------------------------- */

/* What a field may be called in a file. */
typedef struct
{
  const char *field; /* id, or "number" */
  char *whole;       /* folded */
  char *bare;        /* the same without what stands in brackets */
  gboolean title;    /* as we write it ourselves */
} Name;

static void
name_clear (Name *name)
{
  g_free (name->whole);
  g_free (name->bare);
}

static void
add_name (GArray *names, const char *field, const char *text, gboolean title)
{
  Name name = { field, anlan_table_fold_name (text, FALSE), anlan_table_fold_name (text, TRUE), title };

  if (name.whole[0] != '\0')
    g_array_append_val (names, name);
  else
    name_clear (&name);
}

/* In English, in the user's language and in all others: a table that a colleague exported in Chinese is taken by who
 * works in English. */
static void
add_title (GArray *names, AnlanCatalogs *catalogs, const char *field, const char *title, gboolean strict)
{
  g_autoptr (GPtrArray) translations = anlan_catalogs_find (catalogs, title);

  add_name (names, field, title, strict);
  add_name (names, field, anlan_kind_text (title), strict);
  for (guint i = 0; i < translations->len; i++)
    add_name (names, field, g_ptr_array_index (translations, i), strict);
}

static GArray *
collect_names (const AnlanKind *kind)
{
  g_autoptr (AnlanCatalogs) catalogs = anlan_catalogs_new (bindtextdomain (GETTEXT_PACKAGE, NULL));
  GArray *names = g_array_new (FALSE, FALSE, sizeof (Name));

  g_array_set_clear_func (names, (GDestroyNotify)name_clear);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->compute != NULL)
        continue;
      for (guint j = 0; field->columns[j] != NULL; j++)
        add_name (names, field->id, field->columns[j], FALSE);
      add_name (names, field->id, field->id, TRUE);
      add_title (names, catalogs, field->id, field->title, TRUE);
    }
  /* The last resort: "编号" in a table of documents is their code, unless another column is called as we call that. */
  add_name (names, "number", "No.", FALSE);
  add_title (names, catalogs, "number", N_ ("Number"), FALSE);
  return names;
}

/* From strict to loose; what a stricter pass has found stands. */
typedef enum
{
  PASS_TITLE,
  PASS_WHOLE,
  PASS_BARE,
  PASS_LAST_PART, /* "Measures/Engineering" is Engineering, if no other column ends like this */
  N_PASSES,
} Pass;

static char *
fold_column (const char *name, Pass pass)
{
  const char *slash = strrchr (name, '/');

  return anlan_table_fold_name (pass == PASS_LAST_PART && slash != NULL ? slash + 1 : name,
                                pass > PASS_WHOLE);
}

static const char *
find_free_field (AnlanImport *import, GArray *names, const char *folded, Pass pass)
{
  for (guint i = 0; folded[0] != '\0' && i < names->len; i++)
    {
      const Name *name = &g_array_index (names, Name, i);

      if ((pass != PASS_TITLE || name->title) &&
          strcmp (folded, pass <= PASS_WHOLE ? name->whole : name->bare) == 0 &&
          anlan_import_column_of (import, name->field) < 0)
        return name->field;
    }
  return NULL;
}

static gboolean
is_only_one (char **folded, guint column)
{
  for (guint i = 0; folded[i] != NULL; i++)
    if (i != column && strcmp (folded[i], folded[column]) == 0)
      return FALSE;
  return TRUE;
}

static void
guess_pass (AnlanImport *import, GArray *names, JsonObject *memory, Pass pass)
{
  g_auto (GStrv) folded = g_new0 (char *, import->columns->len + 1);

  for (guint i = 0; i < import->columns->len; i++)
    folded[i] = fold_column (g_ptr_array_index (import->columns, i), pass);
  for (guint i = 0; i < import->columns->len; i++)
    if (g_ptr_array_index (import->fields, i) == NULL &&
        !json_object_has_member (memory, g_ptr_array_index (import->columns, i)) &&
        (pass != PASS_LAST_PART || is_only_one (folded, i)))
      anlan_import_put_field (import, i, find_free_field (import, names, folded[i], pass));
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static char *
memory_key (AnlanImport *import)
{
  return g_strdup_printf ("import:%s", import->kind->id);
}

/* The setting holds an object: column name to field id. */
static JsonNode *
read_memory (AnlanImport *import)
{
  g_autofree char *key = memory_key (import);
  g_autofree char *text = anlan_plant_get_setting (import->plant, key);
  JsonNode *node = text != NULL ? anlan_json_parse (text, -1, 1024 * 1024, NULL) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_clear_pointer (&node, json_node_unref);
      node = json_node_init_object (json_node_alloc (), NULL);
      json_node_take_object (node, json_object_new ());
    }
  return node;
}

void
anlan_import_guess_fields (AnlanImport *import)
{
  g_autoptr (JsonNode) memory = read_memory (import);
  g_autoptr (GArray) names = collect_names (import->kind);
  JsonObject *object = json_node_get_object (memory);

  for (guint i = 0; i < import->columns->len; i++)
    anlan_import_put_field (import, i, NULL);
  if (import->own)
    {
      for (guint i = 0; i < import->columns->len; i++)
        anlan_import_set_field (import, i, g_ptr_array_index (import->columns, i), NULL);
      return;
    }
  for (guint i = 0; i < import->columns->len; i++)
    {
      const char *name = g_ptr_array_index (import->columns, i);

      if (json_object_has_member (object, name))
        anlan_import_set_field (import, i, json_object_get_string_member_with_default (object, name, NULL),
                                NULL);
    }
  for (Pass pass = PASS_TITLE; pass < N_PASSES; pass++)
    guess_pass (import, names, object, pass);
}

gboolean
anlan_import_remember (AnlanImport *import, GError **error)
{
  g_autofree char *key = memory_key (import);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) memory = read_memory (import);
  JsonObject *object = json_node_get_object (memory);

  for (guint i = 0; i < import->columns->len; i++)
    {
      const char *name = g_ptr_array_index (import->columns, i);
      const char *field = g_ptr_array_index (import->fields, i);

      if (field != NULL)
        json_object_set_string_member (object, name, field);
      else
        json_object_set_null_member (object, name);
    }
  text = anlan_json_canonical (memory);
  return anlan_plant_set_setting (import->plant, key, text, error);
}

/* --- which kind ----------------------------------------------------------------------------------------------------- */

static void
proposal_free (AnlanImportProposal *proposal)
{
  g_free (proposal->kind);
  g_free (proposal);
}

/* Required fields and those that rows are known by say more of what a table is about than a remark does. */
static double
weigh (AnlanImport *import, guint *n_found)
{
  double score = 0;

  *n_found = 0;
  for (guint i = 0; i < import->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (import->kind->fields, i);
      gboolean found = anlan_import_column_of (import, field->id) >= 0;
      gboolean label = strcmp (field->id, import->kind->label) == 0;

      *n_found += found;
      score += found ? 1 + field->required + field->key + label : 0;
      /* Without what names it, nothing can be made of it. */
      score -= !found && label && field->compute == NULL ? 3 : 0;
      score -= !found && field->required && field->fallback == NULL && field->compute == NULL ? 1 : 0;
    }
  return score;
}

static int
compare_proposals (gconstpointer a, gconstpointer b)
{
  const AnlanImportProposal *left = *(AnlanImportProposal *const *)a,
                            *right = *(AnlanImportProposal *const *)b;

  return (left->score < right->score) - (left->score > right->score);
}

GPtrArray *
anlan_import_propose (AnlanPlant *plant,
                      AnlanTable *table,
                      const AnlanTableHeader *header,
                      AnlanGeodata *geodata)
{
  g_autoptr (AnlanKinds) kinds = NULL;
  GPtrArray *proposals;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && (table != NULL) != (geodata != NULL), NULL);

  kinds = anlan_plant_ref_kinds (plant);
  proposals = g_ptr_array_new_with_free_func ((GDestroyNotify)proposal_free);
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      const AnlanKind *kind = anlan_kinds_at (kinds, i);
      g_autoptr (AnlanImport) import = NULL;
      AnlanImportProposal *proposal;

      if (kind->derived)
        continue;
      import = table != NULL ? anlan_import_new_table (plant, kind->id, table, header, NULL)
                             : anlan_import_new_geodata (plant, kind->id, geodata, NULL);
      if (import == NULL)
        continue;
      proposal = g_new0 (AnlanImportProposal, 1);
      proposal->kind = g_strdup (kind->id);
      proposal->score = weigh (import, &proposal->n_found);
      g_ptr_array_add (proposals, proposal);
    }
  g_ptr_array_sort (proposals, compare_proposals);
  return proposals;
}
