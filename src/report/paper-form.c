/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "anlan-papers-resource.h"
#include "base/text.h"
#include "paper-form-private.h"
#include "xml-read.h"

#define RESOURCE_PATH "/io/github/anlan/Anlan/papers/"
#define MOST_LINES 40

typedef struct
{
  AnlanPaperForm *form;
  FormPart *part; /* borrowed */
  FormItem *item; /* borrowed */
  GString *text;
  guint depth;
} Parse;

static const char *const part_names[FORM_N_PARTS] = {
  [FORM_TEXT] = "text",   [FORM_SECTION] = "section", [FORM_PHOTOS] = "photos",
  [FORM_TABLE] = "table", [FORM_SIGNS] = "signs",     [FORM_PATH] = "path",
  [FORM_STORY] = "story", [FORM_COLUMNS] = "columns", [FORM_CHECKS] = "checks",
};

static void
item_free (FormItem *item)
{
  g_free (item->field);
  g_free (item->instead);
  g_free (item->title);
  g_free (item);
}

static void
part_free (FormPart *part)
{
  g_free (part->condition);
  g_free (part->text);
  g_free (part->kind);
  g_free (part->via);
  g_free (part->where);
  g_free (part->sort);
  g_strfreev (part->fields);
  g_ptr_array_unref (part->items);
  g_free (part);
}

void
anlan_paper_form_free (AnlanPaperForm *form)
{
  if (form == NULL)
    return;
  g_free (form->id);
  g_free (form->kind);
  g_free (form->title);
  g_ptr_array_unref (form->parts);
  g_free (form);
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static void
fail (AnlanXml *xml, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
fail (AnlanXml *xml, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  anlan_xml_fail (xml, g_error_new_valist (ANLAN_ERROR, ANLAN_ERROR_INPUT, format, args));
  va_end (args);
}

/* An attribute that must be there. */
static char *
need (AnlanXml *xml, const char *element, const char *name)
{
  char *value = anlan_xml_dup (xml, name);

  if (value == NULL)
    fail (xml, _ ("The paper's <%s> has no %s."), element, name);
  return value;
}

static void
start_paper (AnlanXml *xml, Parse *parse)
{
  parse->form->id = need (xml, "paper", "id");
  parse->form->kind = need (xml, "paper", "kind");
  parse->form->qr = anlan_xml_get_equals (xml, "qr", "yes");
  parse->form->a3 = anlan_xml_get_equals (xml, "size", "a3");
}

static void
start_part (AnlanXml *xml, const char *name, Parse *parse)
{
  FormPartType type = FORM_TEXT;
  FormPart *part;

  while (type < FORM_N_PARTS && strcmp (part_names[type], name) != 0)
    type++;
  if (type == FORM_N_PARTS)
    {
      fail (xml, _ ("A paper has no part called <%s>."), name);
      return;
    }
  part = parse->part = g_new0 (FormPart, 1);
  part->type = type;
  part->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
  part->condition = anlan_xml_dup (xml, "if");
  g_ptr_array_add (parse->form->parts, part);
  if (type == FORM_TABLE || type == FORM_COLUMNS)
    {
      g_autofree char *fields = need (xml, name, "fields");

      part->fields = fields != NULL ? g_strsplit (fields, " ", -1) : NULL;
    }
  if (type == FORM_TABLE)
    {
      part->kind = need (xml, name, "kind");
      part->via = need (xml, name, "via");
      part->where = anlan_xml_dup (xml, "where");
      part->sort = anlan_xml_dup (xml, "sort");
    }
}

static void
start_item (AnlanXml *xml, const char *name, Parse *parse)
{
  gboolean section = strcmp (name, "field") == 0;
  FormItem *item = parse->item = g_new0 (FormItem, 1);
  guint64 lines = 0;

  g_ptr_array_add (parse->part->items, item);
  if (strcmp (name, "sign") == 0)
    item->field = anlan_xml_dup (xml, "field");
  else
    item->field = need (xml, name, section ? "id" : "field");
  item->instead = anlan_xml_dup (xml, "instead");
  if (anlan_xml_get_uint (xml, "lines", MOST_LINES, &lines))
    item->lines = (guint)lines;
  item->wide = item->lines > 0 || anlan_xml_get_equals (xml, "wide", "yes");
  item->leave = anlan_xml_get_equals (xml, "empty", "leave");
}

static gboolean
is_item (const Parse *parse, const char *name)
{
  static const char *const names[FORM_N_PARTS] = {
    [FORM_SECTION] = "field",
    [FORM_PHOTOS] = "of",
    [FORM_SIGNS] = "sign",
  };

  return g_strcmp0 (names[parse->part->type], name) == 0;
}

static void
start_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Parse *parse = data;

  g_string_truncate (parse->text, 0);
  parse->depth++;
  if (parse->depth == 1 && strcmp (name, "paper") == 0)
    start_paper (xml, parse);
  else if (strcmp (name, "title") == 0 && parse->depth > 1 && parse->depth < 5)
    return;
  else if (parse->depth == 2)
    start_part (xml, name, parse);
  else if (parse->depth == 3 && is_item (parse, name))
    start_item (xml, name, parse);
  else
    fail (xml, _ ("<%s> does not belong where it stands on the paper."), name);
}

static void
set_title (Parse *parse)
{
  char **title = parse->item != NULL   ? &parse->item->title
                 : parse->part != NULL ? &parse->part->text
                                       : &parse->form->title;

  g_free (*title);
  *title = anlan_text_collapse (parse->text->str);
}

static void
end_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Parse *parse = data;

  if (strcmp (name, "title") == 0)
    set_title (parse);
  else if (parse->depth == 3)
    parse->item = NULL;
  else if (parse->depth == 2)
    {
      if (parse->part->type == FORM_TEXT)
        parse->part->text = anlan_text_collapse (parse->text->str);
      parse->part = NULL;
    }
  parse->depth--;
}

static void
text_cb (AnlanXml *xml, const char *text, gsize length, gpointer data)
{
  Parse *parse = data;

  g_string_append_len (parse->text, text, (gssize)length);
}

AnlanPaperForm *
anlan_paper_form_parse (const char *source, GError **error)
{
  static const AnlanXmlHandlers handlers = { start_cb, end_cb, text_cb };
  g_autoptr (AnlanPaperForm) form = g_new0 (AnlanPaperForm, 1);
  Parse parse = { .form = form };
  g_autoptr (AnlanXml) xml = NULL;
  g_autoptr (GString) text = parse.text = g_string_new (NULL);

  g_return_val_if_fail (source != NULL, NULL);

  form->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)part_free);
  xml = anlan_xml_new (&handlers, &parse, _ ("paper"));
  if (!anlan_xml_feed (xml, source, strlen (source), error) || !anlan_xml_end (xml, error))
    return NULL;
  if (form->title == NULL || form->parts->len == 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The paper has no title, or nothing stands on it."));
      return NULL;
    }
  return g_steal_pointer (&form);
}

const char *
anlan_paper_form_get_id (const AnlanPaperForm *form)
{
  return form->id;
}

const char *
anlan_paper_form_get_kind (const AnlanPaperForm *form)
{
  return form->kind;
}

const char *
anlan_paper_form_get_title (const AnlanPaperForm *form)
{
  return anlan_kind_text (form->title);
}

gboolean
anlan_paper_form_is_list (const AnlanPaperForm *form)
{
  return ((FormPart *)g_ptr_array_index (form->parts, 0))->type == FORM_COLUMNS;
}

/* --- the built-in ones ----------------------------------------------------------------------------------------------------- */

static char *
read_resource (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCE_PATH, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (anlan_papers_get_resource (), path, 0, NULL);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

/* They are compiled in and tested: one that cannot be read is a fault of the build. */
static GPtrArray *
load_built_in (void)
{
  g_autofree char *list = NULL;
  g_auto (GStrv) ids = NULL;
  GPtrArray *forms = g_ptr_array_new ();

  anlan_papers_register_resource ();
  list = read_resource ("papers.txt");
  ids = g_strsplit (g_strstrip (list), "\n", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat (ids[i], ".xml", NULL);
      g_autofree char *xml = read_resource (name);
      g_autoptr (GError) error = NULL;
      AnlanPaperForm *form = xml != NULL ? anlan_paper_form_parse (xml, &error) : NULL;

      if (form == NULL)
        g_error ("%s: %s", name, error != NULL ? error->message : "is not there");
      g_ptr_array_add (forms, form);
    }
  return forms;
}

static GPtrArray *
built_in (void)
{
  static GPtrArray *forms;

  if (g_once_init_enter (&forms))
    g_once_init_leave (&forms, load_built_in ());
  return forms;
}

guint
anlan_paper_forms_count (void)
{
  return built_in ()->len;
}

const AnlanPaperForm *
anlan_paper_forms_at (guint i)
{
  g_return_val_if_fail (i < built_in ()->len, NULL);

  return g_ptr_array_index (built_in (), i);
}

const AnlanPaperForm *
anlan_paper_forms_find (const char *id)
{
  for (guint i = 0; i < anlan_paper_forms_count (); i++)
    if (g_strcmp0 (anlan_paper_forms_at (i)->id, id) == 0)
      return anlan_paper_forms_at (i);
  return NULL;
}
