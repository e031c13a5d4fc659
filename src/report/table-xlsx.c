/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "table-xlsx-private.h"

/* One sheet as the workbook lists it. */
typedef struct
{
  char *name;
  char *part;
  gboolean hidden;
} SheetEntry;

static void
sheet_entry_clear (gpointer data)
{
  SheetEntry *entry = data;

  g_free (entry->name);
  g_free (entry->part);
}

/* Running one part through a set of handlers */

typedef struct
{
  AnlanXlsx *xlsx;
  AnlanXml *xml;
} PartSink;

static gboolean
sink_cb (const char *bytes, gsize length, gpointer data, GError **error)
{
  PartSink *sink = data;
  AnlanXlsx *xlsx = sink->xlsx;
  double part;

  xlsx->unpacked += length;
  part = xlsx->expected > 0 ? (double)xlsx->unpacked / (double)xlsx->expected : 0;
  /* The first tenth was loading the file. */
  return anlan_step_tick (xlsx->step, 0.1 + 0.9 * MIN (part, 1.0), error) &&
         anlan_xml_feed (sink->xml, bytes, length, error);
}

gboolean
anlan_xlsx_parse_part (
    AnlanXlsx *xlsx, const char *part, const AnlanXmlHandlers *handlers, gpointer data, GError **error)
{
  g_autoptr (AnlanXml) xml = anlan_xml_new (handlers, data, xlsx->file);
  PartSink sink = { xlsx, xml };

  return anlan_zip_unpack (xlsx->zip, part, xlsx->file, sink_cb, &sink, error) && anlan_xml_end (xml, error);
}

/* Relations: which part is what */

typedef struct
{
  AnlanXlsx *xlsx;
  const char *folder; /* of the part that the relations belong to, with a slash, or "" */
  GHashTable *by_id;  /* id -> part */
  char *workbook;
  char *styles;
  char *strings;
} Relations;

static void
relations_clear (Relations *relations)
{
  g_clear_pointer (&relations->by_id, g_hash_table_unref);
  g_clear_pointer (&relations->workbook, g_free);
  g_clear_pointer (&relations->styles, g_free);
  g_clear_pointer (&relations->strings, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Relations, relations_clear)

/* A target is relative to the folder of its source, or begins with a slash. */
static char *
resolve_target (const char *folder, const char *target)
{
  g_autofree char *joined =
      *target == '/' || *target == '\\' ? g_strdup (target + 1) : g_strconcat (folder, target, NULL);
  g_auto (GStrv) names = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  g_strdelimit (joined, "\\", '/');
  names = g_strsplit (joined, "/", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (strcmp (names[i], "..") == 0)
        g_ptr_array_set_size (kept, kept->len > 0 ? (int)kept->len - 1 : 0);
      else if (*names[i] != '\0' && strcmp (names[i], ".") != 0)
        g_ptr_array_add (kept, names[i]);
    }
  g_ptr_array_add (kept, NULL);
  return g_strjoinv ("/", (char **)kept->pdata);
}

static void
relation_start_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Relations *relations = data;
  g_autofree char *type = NULL;
  g_autofree char *target = NULL;
  g_autofree char *id = NULL;
  g_autofree char *part = NULL;

  if (strcmp (name, "Relationship") != 0 || anlan_xml_get_equals (xml, "TargetMode", "External"))
    return;
  type = anlan_xml_dup (xml, "Type");
  target = anlan_xml_dup (xml, "Target");
  id = anlan_xml_dup (xml, "Id");
  if (type == NULL || target == NULL || id == NULL)
    return;
  part = resolve_target (relations->folder, target);
  if (g_str_has_suffix (type, "/officeDocument") && relations->workbook == NULL)
    relations->workbook = g_strdup (part);
  else if (g_str_has_suffix (type, "/styles") && relations->styles == NULL)
    relations->styles = g_strdup (part);
  else if (g_str_has_suffix (type, "/sharedStrings") && relations->strings == NULL)
    relations->strings = g_strdup (part);
  else if (g_str_has_suffix (type, "/worksheet"))
    g_hash_table_replace (relations->by_id, g_steal_pointer (&id), g_steal_pointer (&part));
}

static void
ignore_end_cb (AnlanXml *xml, const char *name, gpointer data)
{
}

static const AnlanXmlHandlers relation_handlers = { relation_start_cb, ignore_end_cb, NULL };

static gboolean
read_relations (AnlanXlsx *xlsx, const char *part, const char *folder, Relations *relations, GError **error)
{
  relations->xlsx = xlsx;
  relations->folder = folder;
  relations->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return anlan_xlsx_parse_part (xlsx, part, &relation_handlers, relations, error);
}

/* The workbook: the list of sheets, and from which year days are counted */

typedef struct
{
  AnlanXlsx *xlsx;
  GHashTable *parts; /* id -> part, borrowed */
  GArray *sheets;    /* SheetEntry */
} Workbook;

static void
workbook_start_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Workbook *workbook = data;
  SheetEntry entry = { 0 };
  g_autofree char *id = NULL;
  const char *part;

  if (strcmp (name, "workbookPr") == 0 && anlan_xml_get_boolean (xml, "date1904"))
    anlan_table_set_1904 (workbook->xlsx->table, TRUE);
  if (strcmp (name, "sheet") != 0)
    return;
  id = anlan_xml_dup (xml, "id");
  /* Charts and dialogs are no worksheets by their relation. */
  part = id != NULL ? g_hash_table_lookup (workbook->parts, id) : NULL;
  if (part == NULL || workbook->sheets->len >= ANLAN_TABLE_MAX_SHEETS)
    return;
  entry.name = anlan_xml_dup (xml, "name");
  if (entry.name == NULL)
    entry.name = g_strdup ("");
  entry.part = g_strdup (part);
  entry.hidden =
      anlan_xml_get_equals (xml, "state", "hidden") || anlan_xml_get_equals (xml, "state", "veryHidden");
  g_array_append_val (workbook->sheets, entry);
}

static const AnlanXmlHandlers workbook_handlers = { workbook_start_cb, ignore_end_cb, NULL };

static char *
folder_of (const char *part)
{
  const char *slash = strrchr (part, '/');

  return slash != NULL ? g_strndup (part, (gsize)(slash - part) + 1) : g_strdup ("");
}

static gboolean
read_sheets (AnlanXlsx *xlsx, GArray *sheets, GError **error)
{
  for (guint i = 0; i < sheets->len; i++)
    {
      const SheetEntry *entry = &g_array_index (sheets, SheetEntry, i);

      anlan_table_begin_sheet (xlsx->table, entry->name, entry->hidden);
      if (!anlan_xlsx_read_sheet (xlsx, entry->part, error))
        return FALSE;
      anlan_table_end_sheet (xlsx->table);
    }
  return TRUE;
}

static void
expect (AnlanXlsx *xlsx, const char *part)
{
  if (part != NULL)
    xlsx->expected += anlan_zip_get_size (xlsx->zip, part);
}

static gboolean
read_workbook (AnlanXlsx *xlsx, const char *part, GError **error)
{
  g_autoptr (GArray) sheets = g_array_new (FALSE, FALSE, sizeof (SheetEntry));
  g_autofree char *folder = folder_of (part);
  g_autofree char *relations_part = g_strconcat (folder, "_rels/", part + strlen (folder), ".rels", NULL);
  g_auto (Relations) relations = { 0 };
  Workbook workbook = { .xlsx = xlsx, .sheets = sheets };

  g_array_set_clear_func (sheets, sheet_entry_clear);
  if (!read_relations (xlsx, relations_part, folder, &relations, error))
    return FALSE;
  workbook.parts = relations.by_id;
  if (!anlan_xlsx_parse_part (xlsx, part, &workbook_handlers, &workbook, error))
    return FALSE;
  if (sheets->len == 0)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("“%s” is a workbook without any sheet. Open it in Excel or WPS to see whether it is the right "
             "one."),
          xlsx->file);
      return FALSE;
    }

  expect (xlsx, relations.styles);
  expect (xlsx, relations.strings);
  for (guint i = 0; i < sheets->len; i++)
    expect (xlsx, g_array_index (sheets, SheetEntry, i).part);
  if (relations.styles != NULL && anlan_zip_has (xlsx->zip, relations.styles) &&
      !anlan_xlsx_read_styles (xlsx, relations.styles, error))
    return FALSE;
  if (relations.strings != NULL && anlan_zip_has (xlsx->zip, relations.strings) &&
      !anlan_xlsx_read_strings (xlsx, relations.strings, error))
    return FALSE;
  return read_sheets (xlsx, sheets, error);
}

gboolean
anlan_table_read_xlsx (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  g_autoptr (AnlanZip) zip = anlan_zip_new (bytes, ANLAN_TABLE_MAX_UNPACKED);
  g_autoptr (GPtrArray) strings = g_ptr_array_new ();
  g_autoptr (GArray) styles = g_array_new (FALSE, TRUE, sizeof (guint));
  g_auto (Relations) relations = { 0 };
  AnlanXlsx xlsx = {
    .table = table, .zip = zip, .file = name, .step = step, .strings = strings, .styles = styles
  };

  g_assert (zip != NULL);
  if (!read_relations (&xlsx, "_rels/.rels", "", &relations, error))
    return FALSE;
  if (relations.workbook == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” has no workbook in it, so it is damaged. Copy or download it again."), name);
      return FALSE;
    }
  return read_workbook (&xlsx, relations.workbook, error);
}
