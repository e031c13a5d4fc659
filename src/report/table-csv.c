/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/csv-scan.h"
#include "base/encoding.h"
#include "base/error.h"
#include "report/table-write.h"
#include "table-private.h"

typedef struct
{
  AnlanTable *table;
  const char *name;
  AnlanStep *step;
  gboolean keep_apostrophes;
  const char *text;
  AnlanCsvScan scan;
  GArray *widths; /* guint16: fields of each record, 0 of blank ones */
} CsvReader;

/* The apostrophe that the writer puts before what a spreadsheet would take for a formula. */
static gboolean
is_guarded (const char *field, gsize length)
{
  gsize i = 0;

  while (i < length && field[i] == '\'')
    i++;
  return i > 0 && i < length && strchr ("=+-@", field[i]) != NULL;
}

static void
add_field (CsvReader *reader, guint row, guint column)
{
  AnlanCsvScan *scan = &reader->scan;
  const char *field = scan->field;
  gsize length = scan->length;
  AnlanCellFlags flags = 0;

  if (!reader->keep_apostrophes && is_guarded (field, length))
    {
      field++;
      length--;
      flags |= ANLAN_CELL_GUARDED;
    }
  if (scan->repaired)
    {
      flags |= ANLAN_CELL_REPAIRED;
      anlan_table_take_note (
          reader->table, row, column,
          g_strdup (_ ("A quotation mark stands where none belongs; the text was taken as it is. "
                       "See that this cell and the next ones are in the right columns.")));
    }
  if (length > 0)
    anlan_table_add_text (reader->table, column, 0, ANLAN_CELL_TEXT, flags,
                          anlan_table_intern (reader->table, field, (gssize)length));
}

static gboolean
read_record (CsvReader *reader, guint row, GError **error)
{
  AnlanCsvStatus status;
  guint column = 0;
  guint16 width;

  anlan_table_begin_row (reader->table, row, FALSE);
  do
    {
      status = anlan_csv_scan_next (&reader->scan);
      if (status == ANLAN_CSV_TOO_LONG)
        {
          g_set_error (
              error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
              _ ("“%s” has a cell of more than %u KB in record %u, so it is hardly a table, or a quotation "
                 "mark is missing there. Nothing was taken over."),
              reader->name, ANLAN_TABLE_MAX_CELL_BYTES / 1024, row + 1);
          return FALSE;
        }
      add_field (reader, row, column);
      column++;
    }
  while (status == ANLAN_CSV_FIELD);
  width = column == 1 && reader->scan.length == 0 ? 0 : (guint16)MIN (column, G_MAXUINT16);
  g_array_append_val (reader->widths, width);
  return anlan_table_end_row (reader->table, error);
}

/* The number of fields that most records have; the smaller one at a tie. */
static guint16
usual_width (GArray *widths)
{
  g_autofree guint *counts = NULL;
  guint widest = 0, best = 0;

  for (guint i = 0; i < widths->len; i++)
    widest = MAX (widest, g_array_index (widths, guint16, i));
  counts = g_new0 (guint, widest + 1);
  for (guint i = 0; i < widths->len; i++)
    counts[g_array_index (widths, guint16, i)]++;
  for (guint i = 1; i <= widest; i++)
    if (best == 0 || counts[i] > counts[best])
      best = i;
  return (guint16)best;
}

/* Records that have more or fewer fields than the others, from the first ordinary one on: above it stand titles. */
static void
note_ragged (CsvReader *reader)
{
  guint16 usual = usual_width (reader->widths);
  gboolean begun = FALSE;

  for (guint i = 0; i < reader->widths->len; i++)
    {
      guint16 width = g_array_index (reader->widths, guint16, i);

      if (width == usual)
        begun = TRUE;
      else if (begun && width > 0)
        anlan_table_take_note (
            reader->table, i, G_MAXUINT,
            g_strdup_printf (_ ("This record has %u fields where the others have %u. See that "
                                "its values are in the right columns."),
                             width, usual));
    }
}

static gboolean
read_records (CsvReader *reader, GError **error)
{
  double length = MAX ((double)(reader->scan.end - reader->text), 1);

  anlan_table_begin_sheet (reader->table, "", FALSE);
  for (guint row = 0; !anlan_csv_scan_at_end (&reader->scan); row++)
    {
      if (row % 512 == 0 &&
          !anlan_step_tick (reader->step, 0.2 + 0.8 * (double)(reader->scan.p - reader->text) / length,
                            error))
        return FALSE;
      if (!read_record (reader, row, error))
        return FALSE;
    }
  note_ragged (reader);
  anlan_table_end_sheet (reader->table);
  return TRUE;
}

/* Excel's own first line "sep=;". Returns where the table begins. */
static const char *
read_separator_line (const char *text, const char *end, char *separator)
{
  const char *p = text + 5;

  if (end - text < 6 || g_ascii_strncasecmp (text, "sep=", 4) != 0 || strchr (",;\t|", text[4]) == NULL ||
      (*p != '\r' && *p != '\n'))
    return text;
  if (*separator == 0)
    *separator = text[4];
  if (*p == '\r' && p + 1 < end && p[1] == '\n')
    p++;
  return p + 1;
}

/* A file without a mark that has a zero byte here and there is no UTF-16, but damaged: in UTF-16 digits, commas and line
 * breaks have one each. Of Chinese characters one in twenty has a half that looks like those. */
static gboolean
has_stray_zeros (const char *bytes, gsize size, AnlanEncoding encoding)
{
  gsize half = encoding == ANLAN_ENCODING_UTF16LE ? 0 : 1;
  gsize signs = 0, paired = 0;

  for (gsize i = 0; i + 1 < size; i += 2)
    {
      char sign = bytes[i + half], other = bytes[i + 1 - half];

      if (g_ascii_isdigit (sign) || sign == ',' || sign == '\n')
        {
          signs++;
          paired += other == '\0';
        }
    }
  return 5 * paired < signs;
}

static AnlanEncoding
guess_encoding (const char *bytes, gsize size)
{
  gsize mark;
  AnlanEncoding encoding = anlan_encoding_detect (bytes, size, &mark);
  gboolean wide = encoding == ANLAN_ENCODING_UTF16LE || encoding == ANLAN_ENCODING_UTF16BE;

  /* As UTF-8 it is refused, with the line. */
  return wide && mark == 0 && has_stray_zeros (bytes, size, encoding) ? ANLAN_ENCODING_UTF8 : encoding;
}

/* FALSE if the option names an encoding that is not known. */
static gboolean
choose_encoding (const AnlanTableOptions *options, const char *bytes, gsize size, AnlanEncoding *encoding)
{
  if (options->encoding == NULL)
    {
      *encoding = guess_encoding (bytes, size);
      return TRUE;
    }
  for (AnlanEncoding e = ANLAN_ENCODING_UTF8; e <= ANLAN_ENCODING_GB18030; e++)
    if (g_ascii_strcasecmp (options->encoding, anlan_encoding_name (e)) == 0)
      {
        *encoding = e;
        return TRUE;
      }
  return FALSE;
}

/* The text in UTF-8, or NULL. */
static char *
decode (GBytes *bytes,
        const char *name,
        const AnlanTableOptions *options,
        AnlanEncoding *encoding,
        GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GError) fault = NULL;
  char *text;

  if (!choose_encoding (options, data, size, encoding))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Text in the encoding “%s” cannot be read."),
                   options->encoding);
      return NULL;
    }
  text = anlan_encoding_to_utf8 (data, size, *encoding, &fault);
  if (text == NULL)
    /* Translators: a file's name, then a sentence on where its text is wrong. */
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” cannot be read as a table. %s"), name,
                 fault->message);
  return text;
}

gboolean
anlan_table_read_csv (AnlanTable *table,
                      GBytes *bytes,
                      const char *name,
                      const AnlanTableOptions *options,
                      AnlanStep *step,
                      GError **error)
{
  g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autofree char *text = NULL;
  CsvReader reader = { .table = table, .name = name, .step = step, .widths = widths };
  AnlanEncoding encoding;
  char separator = options->separator;
  const char *begin, *end;
  gboolean done;

  text = decode (bytes, name, options, &encoding, error);
  if (text == NULL || !anlan_step_tick (step, 0.2, error))
    return FALSE;
  end = text + strlen (text);
  begin = read_separator_line (text, end, &separator);
  if (separator == 0)
    separator = anlan_csv_guess_separator (begin, (gsize)(end - begin));
  anlan_table_set_text_source (table, anlan_encoding_name (encoding), separator);
  reader.keep_apostrophes = options->keep_apostrophes;
  reader.text = begin;
  anlan_csv_scan_init (&reader.scan, begin, (gsize)(end - begin), separator, ANLAN_TABLE_MAX_CELL_BYTES);
  done = read_records (&reader, error);
  anlan_csv_scan_clear (&reader.scan);
  return done;
}
