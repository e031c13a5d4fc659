/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "kind-element.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define MAX_DOCUMENT (1024 * 1024)
#define MAX_DEPTH 8

typedef struct
{
  AnlanElement *root;
  GPtrArray *stack; /* borrowed */
  GString *text;
} Parse;

static AnlanElement *
element_new (const char *name, int line)
{
  AnlanElement *element = g_new0 (AnlanElement, 1);

  element->name = g_strdup (name);
  element->line = line;
  element->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  element->children = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_element_free);
  element->text = g_strdup ("");
  return element;
}

void
anlan_element_free (AnlanElement *element)
{
  if (element == NULL)
    return;
  g_free (element->name);
  g_hash_table_unref (element->attributes);
  g_ptr_array_unref (element->children);
  g_free (element->text);
  g_free (element);
}

/* As gettext folds it when it takes the texts out, so that the translations are found. */
static char *
fold_space (const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p))
        {
          gap = out->len > 0;
          continue;
        }
      if (gap)
        g_string_append_c (out, ' ');
      gap = FALSE;
      g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

static void
start_element_cb (GMarkupParseContext *context,
                  const char *name,
                  const char **names,
                  const char **values,
                  gpointer data,
                  GError **error)
{
  Parse *parse = data;
  int line;
  AnlanElement *element;

  g_markup_parse_context_get_position (context, &line, NULL);
  if (parse->stack->len >= MAX_DEPTH)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Line %d: elements lie too deep in each other."),
                   line);
      return;
    }
  if (parse->stack->len == 0 && parse->root != NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("Line %d: a definition has not more than one <kind>."), line);
      return;
    }
  element = element_new (name, line);
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_insert (element->attributes, g_strdup (names[i]), g_strdup (values[i]));
  if (parse->stack->len > 0)
    {
      AnlanElement *parent = g_ptr_array_index (parse->stack, parse->stack->len - 1);

      g_ptr_array_add (parent->children, element);
    }
  else
    parse->root = element;
  g_ptr_array_add (parse->stack, element);
  g_string_truncate (parse->text, 0);
}

static void
end_element_cb (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Parse *parse = data;
  AnlanElement *element = g_ptr_array_index (parse->stack, parse->stack->len - 1);

  if (element->children->len == 0)
    {
      g_free (element->text);
      element->text = fold_space (parse->text->str);
    }
  g_string_truncate (parse->text, 0);
  g_ptr_array_set_size (parse->stack, (int)parse->stack->len - 1);
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Parse *parse = data;

  g_string_append_len (parse->text, text, (gssize)length);
}

AnlanElement *
anlan_element_parse (const char *xml, GError **error)
{
  static const GMarkupParser parser = { start_element_cb, end_element_cb, text_cb, NULL, NULL };
  Parse parse = { 0 };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) local = NULL;
  gboolean ok;

  g_return_val_if_fail (xml != NULL, NULL);

  if (strlen (xml) > MAX_DOCUMENT)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The definition is larger than 1 MB."));
      return NULL;
    }
  parse.stack = g_ptr_array_new ();
  parse.text = g_string_new (NULL);
  context = g_markup_parse_context_new (&parser, G_MARKUP_PREFIX_ERROR_POSITION, &parse, NULL);
  ok = g_markup_parse_context_parse (context, xml, -1, &local) &&
       g_markup_parse_context_end_parse (context, &local);
  g_ptr_array_unref (parse.stack);
  g_string_free (parse.text, TRUE);
  if (!ok)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, local->message);
      g_clear_pointer (&parse.root, anlan_element_free);
      return NULL;
    }
  /* GMarkup takes a document of comments alone. */
  if (parse.root == NULL)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The definition has no element <kind>."));
  return parse.root;
}

const char *
anlan_element_get (const AnlanElement *element, const char *attribute)
{
  return g_hash_table_lookup (element->attributes, attribute);
}

gboolean
anlan_element_yes (const AnlanElement *element, const char *attribute)
{
  return g_strcmp0 (anlan_element_get (element, attribute), "yes") == 0;
}

static AnlanElement *
find_child (const AnlanElement *element, const char *name, const char *id)
{
  for (guint i = 0; i < element->children->len; i++)
    {
      AnlanElement *child = g_ptr_array_index (element->children, i);

      if (strcmp (child->name, name) == 0 && g_strcmp0 (anlan_element_get (child, "id"), id) == 0)
        return child;
    }
  return NULL;
}

const char *
anlan_element_child_text (const AnlanElement *element, const char *name)
{
  const AnlanElement *child = find_child (element, name, NULL);

  return child != NULL ? child->text : NULL;
}

static AnlanElement *
element_copy (const AnlanElement *from)
{
  AnlanElement *to = element_new (from->name, from->line);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from->attributes);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to->attributes, g_strdup (key), g_strdup (value));
  for (guint i = 0; i < from->children->len; i++)
    g_ptr_array_add (to->children, element_copy (g_ptr_array_index (from->children, i)));
  g_free (to->text);
  to->text = g_strdup (from->text);
  return to;
}

static gboolean
refuse (const AnlanElement *element, const char *why, GError **error)
{
  const char *id = anlan_element_get (element, "id");

  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Line %d, %s “%s”: %s"), element->line,
               element->name, id != NULL ? id : "", why);
  return FALSE;
}

/* What an overlay adds to @parent. */
static gboolean
may_add (const AnlanElement *parent, const AnlanElement *child, GError **error)
{
  const char *id = anlan_element_get (child, "id");

  if (strcmp (child->name, "field") == 0 && (id == NULL || !g_str_has_prefix (id, "x_")))
    return refuse (child, _ ("A plant's own field is named x_…."), error);
  return TRUE;
}

/* What an overlay says anew about @child. */
static gboolean
may_change (const AnlanElement *base, const AnlanElement *child, GError **error)
{
  const char *type = anlan_element_get (child, "type");

  if (strcmp (base->name, "guard") == 0 && anlan_element_yes (base, "fixed"))
    return refuse (child, _ ("This guard is fixed: add one beside it to ask for more."), error);
  if (strcmp (base->name, "field") == 0 && type != NULL &&
      g_strcmp0 (type, anlan_element_get (base, "type")) != 0)
    return refuse (child, _ ("The type of a field cannot be changed: add a field of your own."), error);
  if (anlan_element_yes (base, "sensitive") && anlan_element_get (child, "sensitive") != NULL &&
      !anlan_element_yes (child, "sensitive"))
    return refuse (child, _ ("A sensitive field stays sensitive."), error);
  return TRUE;
}

static gboolean
may_remove (const AnlanElement *base, const AnlanElement *child, GError **error)
{
  static const char *const free_names[] = { "guard", "view", "choice", "duty", "raise", "section", NULL };

  if (!may_change (base, child, error))
    return FALSE;
  if (!g_strv_contains (free_names, base->name))
    return refuse (child, _ ("This cannot be taken out of the definition, because records may use it."),
                   error);
  return TRUE;
}

gboolean
anlan_element_merge (AnlanElement *base, const AnlanElement *overlay, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, overlay->attributes);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (base->attributes, g_strdup (key), g_strdup (value));
  if (overlay->children->len == 0 && overlay->text[0] != '\0')
    {
      g_free (base->text);
      base->text = g_strdup (overlay->text);
    }
  for (guint i = 0; i < overlay->children->len; i++)
    {
      AnlanElement *child = g_ptr_array_index (overlay->children, i);
      AnlanElement *old = find_child (base, child->name, anlan_element_get (child, "id"));

      if (old == NULL)
        {
          if (!may_add (base, child, error))
            return FALSE;
          g_ptr_array_add (base->children, element_copy (child));
        }
      else if (anlan_element_yes (child, "remove"))
        {
          if (!may_remove (old, child, error))
            return FALSE;
          g_ptr_array_remove (base->children, old);
        }
      else if (!may_change (old, child, error) || !anlan_element_merge (old, child, error))
        return FALSE;
    }
  return TRUE;
}

void
anlan_element_print (const AnlanElement *element, GString *out)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (element->attributes), (GCompareFunc)strcmp);

  g_string_append_printf (out, "<%s", element->name);
  for (GList *l = keys; l != NULL; l = l->next)
    {
      g_autofree char *value = g_markup_escape_text (g_hash_table_lookup (element->attributes, l->data), -1);

      g_string_append_printf (out, " %s=\"%s\"", (const char *)l->data, value);
    }
  g_string_append_c (out, '>');
  if (element->text[0] != '\0')
    {
      g_autofree char *text = g_markup_escape_text (element->text, -1);

      g_string_append (out, text);
    }
  for (guint i = 0; i < element->children->len; i++)
    anlan_element_print (g_ptr_array_index (element->children, i), out);
  g_string_append_printf (out, "</%s>", element->name);
}
