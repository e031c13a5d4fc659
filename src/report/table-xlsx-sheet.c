/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "table-xlsx-private.h"

/* Numbers keep 15 digits in spreadsheet programs: from here on the last digits of an integer are zeros. */
#define ROUNDED_FROM 1e15

typedef enum
{
  TYPE_NUMBER,
  TYPE_SHARED,
  TYPE_TEXT, /* inline, or the text of a formula */
  TYPE_BOOLEAN,
  TYPE_ERROR,
  TYPE_ISO_DATE,
} CellType;

typedef struct
{
  AnlanXlsx *xlsx;
  GString *text;
  GError *error;
  guint row; /* the next one, for rows without a number */
  guint column;
  gboolean in_row;
  gboolean in_cell;
  gboolean in_text;
  guint phonetic;
  CellType type;
  guint style;
  AnlanCellFlags flags;
  guint bad_strings; /* cells that name a shared string which is not there */
} SheetReader;

/* "BC12": FALSE if it is none. Lengths are bounded, so nothing overflows. */
static gboolean
parse_reference (const char *text, gsize length, guint *row, guint *column, gsize *used)
{
  guint letters = 0, digits = 0;
  gsize i = 0;

  for (; i < length && g_ascii_isalpha (text[i]) && i < 4; i++)
    letters = letters * 26 + (guint)(g_ascii_toupper (text[i]) - 'A') + 1;
  if (i == 0 || i == 4)
    return FALSE;
  for (gsize begin = i; i < length && g_ascii_isdigit (text[i]); i++)
    {
      if (i - begin >= 7)
        return FALSE;
      digits = digits * 10 + (guint)(text[i] - '0');
    }
  if (digits == 0)
    return FALSE;
  *row = digits - 1;
  *column = letters - 1;
  *used = i;
  return TRUE;
}

static void
start_row (SheetReader *reader, AnlanXml *xml)
{
  guint64 number;

  if (anlan_xml_get_uint (xml, "r", G_MAXUINT32, &number) && number > 0)
    reader->row = (guint)number - 1;
  reader->column = 0;
  reader->in_row = TRUE;
  anlan_table_begin_row (reader->xlsx->table, reader->row, anlan_xml_get_boolean (xml, "hidden"));
}

static CellType
read_type (AnlanXml *xml)
{
  gsize length;
  const char *type = anlan_xml_get (xml, "t", &length);

  if (type == NULL || length == 0)
    return TYPE_NUMBER;
  switch (type[0])
    {
    case 's':
      return length == 1 ? TYPE_SHARED : TYPE_TEXT;
    case 'i':
      return TYPE_TEXT;
    case 'b':
      return TYPE_BOOLEAN;
    case 'e':
      return TYPE_ERROR;
    case 'd':
      return TYPE_ISO_DATE;
    default:
      return TYPE_NUMBER;
    }
}

static void
start_cell (SheetReader *reader, AnlanXml *xml)
{
  gsize length, used;
  const char *reference = anlan_xml_get (xml, "r", &length);
  guint row, column;
  guint64 style = 0;

  /* The row is the one that the cell stands in, whatever its own name says. */
  if (reference != NULL && parse_reference (reference, length, &row, &column, &used))
    reader->column = column;
  reader->in_cell = TRUE;
  reader->type = read_type (xml);
  reader->flags = 0;
  reader->phonetic = 0;
  anlan_xml_get_uint (xml, "s", G_MAXUINT, &style);
  reader->style =
      style < reader->xlsx->styles->len ? g_array_index (reader->xlsx->styles, guint, (guint)style) : 0;
  g_string_truncate (reader->text, 0);
}

static void
add_merged (SheetReader *reader, AnlanXml *xml)
{
  gsize length, used, used_last;
  const char *reference = anlan_xml_get (xml, "ref", &length);
  AnlanTableRange range;

  if (reference != NULL &&
      parse_reference (reference, length, &range.first_row, &range.first_column, &used) && used < length &&
      reference[used] == ':' &&
      parse_reference (reference + used + 1, length - used - 1, &range.last_row, &range.last_column,
                       &used_last))
    anlan_table_add_merged (reader->xlsx->table, &range);
}

static void
sheet_start_cb (AnlanXml *xml, const char *name, gpointer data)
{
  SheetReader *reader = data;

  if (reader->in_cell)
    {
      if (strcmp (name, "v") == 0 || strcmp (name, "t") == 0)
        reader->in_text = reader->phonetic == 0;
      else if (strcmp (name, "f") == 0)
        reader->flags |= ANLAN_CELL_FORMULA;
      else if (strcmp (name, "rPh") == 0)
        reader->phonetic++;
    }
  else if (reader->in_row && strcmp (name, "c") == 0)
    start_cell (reader, xml);
  else if (strcmp (name, "row") == 0)
    start_row (reader, xml);
  else if (strcmp (name, "mergeCell") == 0)
    add_merged (reader, xml);
}

static void
add_text (SheetReader *reader, AnlanCellType type)
{
  AnlanTable *table = reader->xlsx->table;

  anlan_xlsx_unescape (reader->text);
  anlan_table_add_text (table, reader->column, reader->style, type, reader->flags,
                        anlan_table_intern (table, reader->text->str, (gssize)reader->text->len));
}

static void
add_shared (SheetReader *reader)
{
  guint64 index;

  if (g_ascii_string_to_unsigned (reader->text->str, 10, 0, G_MAXUINT, &index, NULL) &&
      index < reader->xlsx->strings->len)
    anlan_table_add_text (reader->xlsx->table, reader->column, reader->style, ANLAN_CELL_TEXT, reader->flags,
                          g_ptr_array_index (reader->xlsx->strings, (guint)index));
  else
    reader->bad_strings++;
}

static void
add_number (SheetReader *reader)
{
  const char *text = reader->text->str;
  char *end;
  double number = g_ascii_strtod (text, &end);

  while (g_ascii_isspace (*end))
    end++;
  if (end == text || *end != '\0' || !isfinite (number))
    {
      /* No number after all: the text is worth more than nothing. */
      add_text (reader, ANLAN_CELL_TEXT);
      return;
    }
  if (fabs (number) >= ROUNDED_FROM)
    reader->flags |= ANLAN_CELL_ROUNDED;
  anlan_table_add_number (reader->xlsx->table, reader->column, reader->style, ANLAN_CELL_NUMBER,
                          reader->flags, number);
}

/* "2026-11-22T00:00:00" as people write it. */
static void
add_iso_date (SheetReader *reader)
{
  char *t = strchr (reader->text->str, 'T');

  if (t != NULL && g_str_has_prefix (t, "T00:00:00"))
    g_string_truncate (reader->text, (gsize)(t - reader->text->str));
  else if (t != NULL)
    *t = ' ';
  add_text (reader, ANLAN_CELL_TEXT);
}

static void
end_cell (SheetReader *reader)
{
  if (reader->text->len > 0)
    switch (reader->type)
      {
      case TYPE_SHARED:
        add_shared (reader);
        break;
      case TYPE_TEXT:
        add_text (reader, ANLAN_CELL_TEXT);
        break;
      case TYPE_BOOLEAN:
        anlan_table_add_number (reader->xlsx->table, reader->column, reader->style, ANLAN_CELL_BOOLEAN,
                                reader->flags, reader->text->str[0] != '0' ? 1 : 0);
        break;
      case TYPE_ERROR:
        add_text (reader, ANLAN_CELL_ERROR);
        break;
      case TYPE_ISO_DATE:
        add_iso_date (reader);
        break;
      case TYPE_NUMBER:
      default:
        add_number (reader);
        break;
      }
  reader->in_cell = FALSE;
  reader->column++;
}

static void
sheet_end_cb (AnlanXml *xml, const char *name, gpointer data)
{
  SheetReader *reader = data;

  if (reader->in_cell)
    {
      if (strcmp (name, "v") == 0 || strcmp (name, "t") == 0)
        reader->in_text = FALSE;
      else if (strcmp (name, "rPh") == 0 && reader->phonetic > 0)
        reader->phonetic--;
      else if (strcmp (name, "c") == 0)
        end_cell (reader);
    }
  else if (reader->in_row && strcmp (name, "row") == 0)
    {
      GError *error = NULL;

      if (!anlan_table_end_row (reader->xlsx->table, &error))
        anlan_xml_fail (xml, error);
      reader->in_row = FALSE;
      reader->row++;
    }
}

static void
sheet_text_cb (AnlanXml *xml, const char *text, gsize length, gpointer data)
{
  SheetReader *reader = data;

  if (reader->in_text && reader->text->len + length <= ANLAN_TABLE_MAX_CELL_BYTES)
    g_string_append_len (reader->text, text, (gssize)length);
}

static const AnlanXmlHandlers sheet_handlers = { sheet_start_cb, sheet_end_cb, sheet_text_cb };

gboolean
anlan_xlsx_read_sheet (AnlanXlsx *xlsx, const char *part, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  SheetReader reader = { .xlsx = xlsx, .text = text };

  if (!anlan_xlsx_parse_part (xlsx, part, &sheet_handlers, &reader, error))
    return FALSE;
  if (reader.bad_strings > 0)
    anlan_table_take_note (
        xlsx->table, G_MAXUINT, G_MAXUINT,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                      "%u cell names a text that the file does not have; it was "
                                      "left blank.",
                                      "%u cells name texts that the file does not have; they were "
                                      "left blank.",
                                      reader.bad_strings),
                         reader.bad_strings));
  return TRUE;
}
