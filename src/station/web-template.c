/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-template.h"

#include <string.h>

/* Templates within templates. */
#define DEPTH_MAX 8

struct _WebData
{
  GHashTable *texts; /* utf8: utf8 */
  GHashTable *lists; /* utf8: GPtrArray of WebData */
  const WebData *around;
};

/* --- what is filled in ----------------------------------------------------------------------------------------- */

WebData *
web_data_new (void)
{
  WebData *data = g_new0 (WebData, 1);

  data->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  data->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  return data;
}

void
web_data_free (WebData *data)
{
  g_hash_table_unref (data->texts);
  g_hash_table_unref (data->lists);
  g_free (data);
}

void
web_data_take (WebData *data, const char *name, char *text)
{
  /* What people and devices have written may be anything; a page is UTF-8. */
  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    {
      char *valid = g_utf8_make_valid (text, -1);

      g_free (text);
      text = valid;
    }
  g_hash_table_insert (data->texts, g_strdup (name), text);
}

void
web_data_set (WebData *data, const char *name, const char *text)
{
  web_data_take (data, name, g_strdup (text));
}

void
web_data_set_integer (WebData *data, const char *name, gint64 number)
{
  web_data_take (data, name, g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

void
web_data_flag (WebData *data, const char *name, gboolean on)
{
  web_data_set (data, name, on ? "1" : NULL);
}

const char *
web_data_get (const WebData *data, const char *name)
{
  return g_hash_table_lookup (data->texts, name);
}

WebData *
web_data_add (WebData *data, const char *list)
{
  GPtrArray *rows = g_hash_table_lookup (data->lists, list);
  WebData *row = web_data_new ();

  if (rows == NULL)
    {
      rows = g_ptr_array_new_with_free_func ((GDestroyNotify)web_data_free);
      g_hash_table_insert (data->lists, g_strdup (list), rows);
    }
  row->around = data;
  g_ptr_array_add (rows, row);
  return row;
}

/* NULL where there is none, here or around; a row that has it empty hides the one around. */
static const char *
find_text (const WebData *data, const char *name)
{
  gpointer text;

  for (; data != NULL; data = data->around)
    if (g_hash_table_lookup_extended (data->texts, name, NULL, &text))
      return text != NULL && ((const char *)text)[0] != '\0' ? text : NULL;
  return NULL;
}

static GPtrArray *
find_list (const WebData *data, const char *name)
{
  for (; data != NULL; data = data->around)
    {
      GPtrArray *list = g_hash_table_lookup (data->lists, name);

      if (list != NULL)
        return list;
    }
  return NULL;
}

/* --- filling --------------------------------------------------------------------------------------------------- */

typedef struct
{
  WebTemplates templates;
  gpointer data;
  GString *out;
  const char *name; /* of the template, for what is wrong in it */
  guint depth;
} Filling;

static void
append_escaped (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    switch (*c)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      case '"':
        g_string_append (out, "&quot;");
        break;
      case '\'':
        g_string_append (out, "&#39;");
        break;
      default:
        g_string_append_c (out, *c);
      }
}

char *
web_escape (const char *text)
{
  GString *out = g_string_new (NULL);

  append_escaped (out, text);
  return g_string_free (out, FALSE);
}

/* The next place from @from on, with its name in @name; NULL: there is none. */
static const char *
find_place (const Filling *filling, const char *from, char **name, const char **behind)
{
  const char *open = strstr (from, "{{"), *close = open != NULL ? strstr (open, "}}") : NULL;

  if (open == NULL)
    return NULL;
  if (close == NULL)
    g_error ("template %s: a place does not end: %.40s", filling->name, open);
  *name = g_strndup (open + 2, (gsize)(close - open - 2));
  *behind = close + 2;
  return open;
}

/* The end of the section whose inside begins at @from: where it stands, and what comes behind it. */
static const char *
find_end (const Filling *filling, const char *from, const char **behind)
{
  guint depth = 1;

  for (;;)
    {
      g_autofree char *name = NULL;
      const char *place = find_place (filling, from, &name, behind);

      if (place == NULL)
        g_error ("template %s: a section does not end: %.40s", filling->name, from);
      if (name[0] == '#' || name[0] == '^')
        depth++;
      if (name[0] == '/' && --depth == 0)
        return place;
      from = *behind;
    }
}

static void
fill (Filling *filling, const char *from, const char *to, const WebData *data);

static void
fill_template (Filling *filling, const char *name, const WebData *data)
{
  const char *before = filling->name, *text = filling->templates (name, filling->data);

  if (text == NULL || filling->depth >= DEPTH_MAX)
    g_error ("template %s: there is no template %s, or it contains itself", before, name);
  filling->name = name;
  filling->depth++;
  fill (filling, text, text + strlen (text), data);
  filling->depth--;
  filling->name = before;
}

static void
fill_section (Filling *filling, const char *name, const char *from, const char *to, const WebData *data)
{
  GPtrArray *list = find_list (data, name + 1);
  gboolean there = (list != NULL && list->len > 0) || find_text (data, name + 1) != NULL;

  if ((name[0] == '^') == there)
    return;
  if (name[0] == '#' && list != NULL)
    for (guint i = 0; i < list->len; i++)
      fill (filling, from, to, g_ptr_array_index (list, i));
  else
    fill (filling, from, to, data);
}

static void
fill_text (Filling *filling, const char *name, const WebData *data)
{
  const char *text = name[0] == '=' ? web_word (name + 1) : find_text (data, name);

  if (name[0] == '=' && text == NULL)
    g_error ("template %s: there is no word %s", filling->name, name + 1);
  if (text != NULL)
    append_escaped (filling->out, text);
}

static void
fill (Filling *filling, const char *from, const char *to, const WebData *data)
{
  while (from < to)
    {
      g_autofree char *name = NULL;
      const char *behind, *place = find_place (filling, from, &name, &behind);

      if (place == NULL || place >= to)
        {
          g_string_append_len (filling->out, from, to - from);
          return;
        }
      g_string_append_len (filling->out, from, place - from);
      if (name[0] == '#' || name[0] == '^')
        {
          const char *inside = behind, *end = find_end (filling, inside, &behind);

          fill_section (filling, name, inside, end, data);
        }
      else if (name[0] == '>')
        fill_template (filling, name + 1, data);
      else if (name[0] == '!')
        behind += *behind == '\n';
      else
        fill_text (filling, name, data);
      from = behind;
    }
}

char *
web_fill (const char *name, WebTemplates templates, gpointer templates_data, const WebData *data)
{
  Filling filling = {
    .templates = templates, .data = templates_data, .out = g_string_new (NULL), .name = name
  };

  fill_template (&filling, name, data);
  return g_string_free (filling.out, FALSE);
}
