/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <string.h>

/* In the table of titles: two choices are written like this. Places are stored with 1 added, so that 0 is none. */
#define UNCLEAR G_MAXUINT

static AnlanCatalogs *
get_catalogs (AnlanConverter *converter)
{
  if (converter->catalogs == NULL)
    converter->catalogs = anlan_catalogs_new (bindtextdomain (GETTEXT_PACKAGE, NULL));
  return converter->catalogs;
}

/* --- yes and no ------------------------------------------------------------------------------------------------- */

static gboolean
is_among (const char *text, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (text, words[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_translation (AnlanConverter *converter, const char *folded, const char *word)
{
  g_autoptr (GPtrArray) translations = anlan_catalogs_find (get_catalogs (converter), word);

  for (guint i = 0; i < translations->len; i++)
    {
      g_autofree char *translation = anlan_fold (g_ptr_array_index (translations, i));

      if (strcmp (translation, folded) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
anlan_parse_yesno (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  static const char *const yes[] = {
    "1", "yes", "y", "true", "on", "是", "有", "对", "√", "✓", "✔", "☑", NULL
  };
  static const char *const no[] = {
    "0", "no", "n", "false", "off", "否", "无", "错", "×", "✗", "✘", "☐", NULL
  };
  g_autofree char *folded = anlan_fold (text);

  if (is_among (folded, yes) || is_translation (converter, folded, N_ ("yes")))
    anlan_value_set_integer (value, 1);
  else if (is_among (folded, no) || is_translation (converter, folded, N_ ("no")))
    anlan_value_set_integer (value, 0);
  else if (strcmp (folded, "x") == 0)
    return anlan_convert_refuse (field, text, error,
                                 _ ("%s: “%s” means yes to some and no to others. Write yes or no."));
  else
    return anlan_convert_refuse (field, text, error, _ ("%s: “%s” is neither yes nor no."));
  return TRUE;
}

/* --- choices ---------------------------------------------------------------------------------------------------- */

static void
add_title (GHashTable *titles, const char *title, guint place)
{
  g_autofree char *folded = NULL;
  guint known;

  if (title == NULL || title[0] == '\0')
    return;
  folded = anlan_fold (title);
  known = GPOINTER_TO_UINT (g_hash_table_lookup (titles, folded));
  if (known != 0 && known != place + 1)
    place = UNCLEAR - 1;
  g_hash_table_insert (titles, g_steal_pointer (&folded), GUINT_TO_POINTER (place + 1));
}

/* Folded title in any language, or id -> place of the choice. */
static GHashTable *
get_titles (AnlanConverter *converter, const AnlanField *field)
{
  GHashTable *titles = g_hash_table_lookup (converter->choices, field);

  if (titles != NULL)
    return titles;
  titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);
      g_autoptr (GPtrArray) translations = anlan_catalogs_find (get_catalogs (converter), choice->title);

      add_title (titles, choice->title, i);
      add_title (titles, anlan_kind_text (choice->title), i);
      for (guint j = 0; j < translations->len; j++)
        add_title (titles, g_ptr_array_index (translations, j), i);
      for (guint j = 0; choice->aliases[j] != NULL; j++)
        add_title (titles, choice->aliases[j], i);
    }
  /* An id is never unclear: whatever the titles say, it means its own choice. */
  for (guint i = 0; i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      g_hash_table_insert (titles, anlan_fold (choice->id), GUINT_TO_POINTER (i + 1));
    }
  g_hash_table_insert (converter->choices, (gpointer)field, titles);
  return titles;
}

/* The place of the choice, -1 if there is none, -2 if there are several. */
static int
find_choice (AnlanConverter *converter, const AnlanField *field, const char *text)
{
  g_autofree char *folded = NULL;
  guint place;

  if (field->choices == NULL)
    return -1;
  folded = anlan_fold (text);
  place = GPOINTER_TO_UINT (g_hash_table_lookup (get_titles (converter, field), folded));
  if (place == UNCLEAR)
    return -2;
  return (int)place - 1;
}

/* "Red, Orange, Yellow, Blue" */
static char *
list_choices (const AnlanField *field)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; field->choices != NULL && i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      if (i == 12)
        {
          g_string_append (out, " …");
          break;
        }
      if (i > 0)
        g_string_append (out, C_ ("between items", ", "));
      g_string_append (out, anlan_kind_text (choice->title));
    }
  return g_string_free (out, FALSE);
}

static gboolean
refuse_choice (const AnlanField *field, const char *text, int found, GError **error)
{
  g_autofree char *choices = NULL;
  g_autoptr (GError) reason = NULL;

  if (found == -2)
    return anlan_convert_refuse (field, text, error,
                                 _ ("%s: “%s” can mean two of the choices. Write the choice's id instead."));
  choices = list_choices (field);
  anlan_convert_refuse (field, text, &reason, _ ("%s: “%s” is none of the choices."));
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s They are: %s."), reason->message, choices);
  return FALSE;
}

gboolean
anlan_parse_choice (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  int found = find_choice (converter, field, text);

  if (found >= 0)
    anlan_value_set_text (value, ((const AnlanChoice *)g_ptr_array_index (field->choices, (guint)found))->id);
  else if (field->open)
    anlan_value_take_text (value, anlan_tidy (text, FALSE));
  else
    return refuse_choice (field, text, found, error);
  return TRUE;
}

typedef struct
{
  AnlanConverter *converter;
  const AnlanField *field;
  gboolean *chosen;
  GPtrArray *own; /* texts of an open choice */
} Choosing;

/* Marks what @part names. A title may itself hold a comma or a slash, so that only what is not known is split on. */
static gboolean
choose (Choosing *choosing, const char *part, const char *separators, GError **error)
{
  int found = find_choice (choosing->converter, choosing->field, part);
  g_auto (GStrv) pieces = NULL;

  if (found >= 0)
    {
      choosing->chosen[found] = TRUE;
      return TRUE;
    }
  if (separators[0] != '\0')
    {
      g_autofree char *text = g_strdup (part);

      for (char *at = text; *at != '\0'; at++)
        if (*at == separators[0])
          *at = ';';
      pieces = anlan_split_list (text, FALSE);
      for (guint i = 0; pieces[i] != NULL; i++)
        if (!choose (choosing, pieces[i], separators + 1, error))
          return FALSE;
      return TRUE;
    }
  if (!choosing->field->open)
    return refuse_choice (choosing->field, part, found, error);
  g_ptr_array_add (choosing->own, g_strdup (part));
  return TRUE;
}

/* JSON as the stored form has it, or a list as people write it. */
static char **
split_choices (const char *text)
{
  if (text[0] == '[')
    {
      g_auto (AnlanValue) list = ANLAN_VALUE_INIT;
      g_auto (GStrv) items = NULL;

      anlan_value_set_text (&list, text);
      items = anlan_value_get_items (&list);
      if (items[0] != NULL || strcmp (text, "[]") == 0)
        return g_steal_pointer (&items);
    }
  return anlan_split_list (text, FALSE);
}

/* Full-width commas as plain ones, so that choose() has one sign to split at. */
static char *
plain_commas (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "，", -1);

  return g_strjoinv (",", parts);
}

gboolean
anlan_parse_choices (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  guint n = field->choices != NULL ? field->choices->len : 0;
  g_autofree gboolean *chosen = g_new0 (gboolean, n + 1);
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_auto (GStrv) parts = split_choices (text);
  Choosing choosing = { converter, field, chosen, own };

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *plain = plain_commas (parts[i]);

      if (!choose (&choosing, plain, ",/", error))
        return FALSE;
    }
  /* In the order of the definition, so that equal sets are equal texts. */
  for (guint i = 0; i < n; i++)
    if (chosen[i])
      g_ptr_array_add (ids, ((AnlanChoice *)g_ptr_array_index (field->choices, i))->id);
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add (ids, g_ptr_array_index (own, i));
  g_ptr_array_add (ids, NULL);
  anlan_value_set_items (value, (const char *const *)ids->pdata);
  return TRUE;
}
