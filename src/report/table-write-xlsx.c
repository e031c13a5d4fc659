/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/time.h"
#include "input.h"
#include "late.h"
#include "table-write-private.h"
#include "xml-read.h"
#include "zip.h"

/* Excel's own bounds. */
#define MAX_ROWS 1048576u
#define MAX_TEXT_UNITS 32767u
#define MAX_SHEET_NAME 31
/* Integers from here on lose digits as numbers. */
#define EXACT_INTEGER G_GINT64_CONSTANT (1000000000000000)
/* Before it Excel counts a day that never was. */
#define FIRST_DATE "1900-03-01"
#define FIRST_DATE_BASE "1899-12-30"

struct _AnlanXlsxWriter
{
  lxw_workbook *workbook;
  lxw_worksheet *sheet;
  lxw_format *header;
  lxw_format *title;
  lxw_format *text;
  lxw_format *date;
  lxw_format *time;
  lxw_format *moment;
  lxw_format *moment_seconds;
  lxw_format **numbers; /* by column, NULL for general */
  guint next_row;
  guint64 n_cells; /* written, for checking what came out */
  locale_t c_locale;
  GString *buffer;
};

/* The library prints numbers with printf(), which must not write a decimal comma into the file. */
static locale_t
enter_c_locale (const AnlanXlsxWriter *xlsx)
{
  return uselocale (xlsx->c_locale);
}

double
anlan_xlsx_shown_width (const char *text)
{
  double width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return width;
}

static double
column_width (const AnlanOwnColumn *column)
{
  static const double least[] = {
    [ANLAN_COLUMN_TEXT] = 20,   [ANLAN_COLUMN_INTEGER] = 8, [ANLAN_COLUMN_NUMBER] = 10,
    [ANLAN_COLUMN_BOOLEAN] = 8, [ANLAN_COLUMN_DATE] = 12,   [ANLAN_COLUMN_TIME] = 8,
    [ANLAN_COLUMN_MOMENT] = 18, [ANLAN_COLUMN_JSON] = 20,
  };

  if (column->width > 0)
    return MIN (column->width, 255);
  /* The button of the filter covers two characters of the title. */
  return CLAMP (anlan_xlsx_shown_width (column->title) + 4, least[column->type], 40);
}

char *
anlan_xlsx_sheet_name (const char *wanted)
{
  g_autofree char *name = g_strdup (wanted != NULL && *wanted != '\0' ? wanted : "Sheet1");
  char *cut;

  g_strdelimit (name, "[]:*?/\\", '_');
  cut = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), MAX_SHEET_NAME));
  if (*cut == '\'')
    *cut = '_';
  if (g_str_has_suffix (cut, "'"))
    cut[strlen (cut) - 1] = '_';
  return cut;
}

static lxw_format *
add_format (AnlanXlsxWriter *xlsx, const char *code)
{
  lxw_format *format = late_xlsx.workbook_add_format (xlsx->workbook);

  late_xlsx.format_set_num_format (format, code);
  late_xlsx.format_set_align (format, LXW_ALIGN_VERTICAL_TOP);
  return format;
}

static lxw_format *
number_format (AnlanXlsxWriter *xlsx, const AnlanOwnColumn *column)
{
  g_autoptr (GString) code = g_string_new ("0");

  if (column->type != ANLAN_COLUMN_NUMBER || column->decimals < 0)
    return NULL;
  for (int i = 0; i < MIN (column->decimals, 15); i++)
    g_string_append (code, i == 0 ? ".0" : "0");
  return add_format (xlsx, code->str);
}

static void
make_formats (AnlanTableWriter *writer)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;

  xlsx->header = late_xlsx.workbook_add_format (xlsx->workbook);
  late_xlsx.format_set_bold (xlsx->header);
  late_xlsx.format_set_bg_color (xlsx->header, 0xd9e2ec);
  late_xlsx.format_set_border (xlsx->header, LXW_BORDER_THIN);
  late_xlsx.format_set_border_color (xlsx->header, 0x8a9bab);
  late_xlsx.format_set_align (xlsx->header, LXW_ALIGN_VERTICAL_CENTER);
  late_xlsx.format_set_text_wrap (xlsx->header);
  xlsx->title = late_xlsx.workbook_add_format (xlsx->workbook);
  late_xlsx.format_set_bold (xlsx->title);
  late_xlsx.format_set_font_size (xlsx->title, 14);
  xlsx->text = add_format (xlsx, "@");
  late_xlsx.format_set_text_wrap (xlsx->text);
  xlsx->date = add_format (xlsx, "yyyy-mm-dd");
  xlsx->time = add_format (xlsx, "hh:mm");
  xlsx->moment = add_format (xlsx, "yyyy-mm-dd hh:mm");
  xlsx->moment_seconds = add_format (xlsx, "yyyy-mm-dd hh:mm:ss");
  xlsx->numbers = g_new0 (lxw_format *, writer->n_columns);
  for (guint i = 0; i < writer->n_columns; i++)
    xlsx->numbers[i] = number_format (xlsx, &writer->columns[i]);
}

gboolean
anlan_xlsx_fail (const char *path, int code, GError **error)
{
  /* What goes wrong inside the library is the disk: all that it is given has been checked before. */
  int saved_errno = errno != 0 ? errno : EIO;

  g_debug ("libxlsxwriter: %s", late_xlsx.lxw_strerror ((lxw_error)code));
  anlan_input_set_errno (error, saved_errno, path);
  return FALSE;
}

static gboolean
set_failed (AnlanTableWriter *writer, GError **error, lxw_error code)
{
  return anlan_xlsx_fail (writer->path, (int)code, error);
}

/* How many bytes of a text fit into a cell. */
static gsize
fitting_bytes (const char *text)
{
  guint units = 0;
  const char *p = text;

  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      units += g_utf8_get_char (p) > 0xffff ? 2 : 1;
      if (units > MAX_TEXT_UNITS)
        break;
    }
  return (gsize)(p - text);
}

const char *
anlan_xlsx_escape (const char *text, GString *buffer)
{
  if (strstr (text, "_x") == NULL)
    return text;
  g_string_truncate (buffer, 0);
  for (const char *p = text; *p != '\0'; p++)
    {
      gboolean mark = p[0] == '_' && p[1] == 'x';

      for (int i = 2; mark && i < 6; i++)
        mark = g_ascii_isxdigit (p[i]);
      if (mark && p[6] == '_')
        g_string_append (buffer, "_x005F");
      g_string_append_c (buffer, *p);
    }
  return buffer->str;
}

static lxw_error
write_text (AnlanTableWriter *writer, guint column, const char *text, lxw_format *format)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;
  g_autofree char *cut = NULL;
  gsize fitting;

  if (*text == '\0')
    return LXW_NO_ERROR;
  fitting = fitting_bytes (text);
  if (text[fitting] != '\0')
    {
      text = cut = g_strndup (text, fitting);
      writer->n_cut++;
    }
  else
    {
      const char *escaped = anlan_xlsx_escape (text, xlsx->buffer);

      /* Where the escapes make it too long for the library, the text is worth more than they are. */
      if (fitting_bytes (escaped) == strlen (escaped))
        text = escaped;
    }
  xlsx->n_cells++;
  return late_xlsx.worksheet_write_string (xlsx->sheet, xlsx->next_row, (lxw_col_t)column, text, format);
}

static lxw_error
write_number (AnlanTableWriter *writer, guint column, double number, lxw_format *format)
{
  writer->xlsx->n_cells++;
  return late_xlsx.worksheet_write_number (writer->xlsx->sheet, writer->xlsx->next_row, (lxw_col_t)column,
                                           number, format);
}

static gboolean
day_serial (const char *date, double *serial)
{
  if (!anlan_date_valid (date) || strcmp (date, FIRST_DATE) < 0)
    return FALSE;
  *serial = anlan_date_diff (FIRST_DATE_BASE, date);
  return TRUE;
}

static gboolean
clock_serial (const char *text, double *serial)
{
  int hours, minutes;
  char rest;

  if (sscanf (text, "%2d:%2d%c", &hours, &minutes, &rest) != 2 || hours < 0 || hours > 23 || minutes < 0 ||
      minutes > 59)
    return FALSE;
  *serial = (hours * 60 + minutes) / 1440.0;
  return TRUE;
}

static gboolean
moment_serial (AnlanTableWriter *writer, const char *text, double *serial, gboolean *seconds)
{
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *date = NULL;

  if (!anlan_table_writer_local_time (writer, text, &local))
    return FALSE;
  date = g_date_time_format (local, "%Y-%m-%d");
  if (!day_serial (date, serial))
    return FALSE;
  *seconds = g_date_time_get_second (local) != 0;
  *serial += (g_date_time_get_hour (local) * 3600 + g_date_time_get_minute (local) * 60 +
              g_date_time_get_second (local)) /
             86400.0;
  return TRUE;
}

static lxw_error
write_text_value (AnlanTableWriter *writer, guint column, const char *text)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;
  AnlanColumnType type = writer->columns[column].type;
  gboolean seconds = FALSE;
  double serial;

  if (type == ANLAN_COLUMN_DATE && day_serial (text, &serial))
    return write_number (writer, column, serial, xlsx->date);
  if (type == ANLAN_COLUMN_TIME && clock_serial (text, &serial))
    return write_number (writer, column, serial, xlsx->time);
  if (type == ANLAN_COLUMN_MOMENT && moment_serial (writer, text, &serial, &seconds))
    return write_number (writer, column, serial, seconds ? xlsx->moment_seconds : xlsx->moment);
  return write_text (writer, column, text, xlsx->text);
}

static lxw_error
write_value (AnlanTableWriter *writer, guint column, const AnlanValue *value)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;
  const AnlanOwnColumn *own = &writer->columns[column];
  gboolean boolean = own->type == ANLAN_COLUMN_BOOLEAN && value->type == ANLAN_VALUE_INTEGER &&
                     (value->integer == 0 || value->integer == 1);
  gboolean exact_integer =
      value->type == ANLAN_VALUE_INTEGER && value->integer < EXACT_INTEGER && value->integer > -EXACT_INTEGER;
  g_autoptr (GString) text = NULL;

  if (value->type == ANLAN_VALUE_NULL)
    return LXW_NO_ERROR;
  if (value->type == ANLAN_VALUE_TEXT)
    return write_text_value (writer, column, value->text);
  if (own->type != ANLAN_COLUMN_TEXT && !boolean)
    {
      if (exact_integer)
        return write_number (writer, column, (double)value->integer, xlsx->numbers[column]);
      if (value->type == ANLAN_VALUE_REAL && isfinite (value->real))
        return write_number (writer, column, value->real, xlsx->numbers[column]);
    }
  text = g_string_new (NULL);
  anlan_table_writer_append_text (writer, own, value, text);
  return write_text (writer, column, text->str, xlsx->text);
}

static lxw_error
write_head (AnlanTableWriter *writer)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;
  lxw_error code = LXW_NO_ERROR;

  for (guint i = 0; i < writer->n_columns; i++)
    late_xlsx.worksheet_set_column (xlsx->sheet, (lxw_col_t)i, (lxw_col_t)i,
                                    column_width (&writer->columns[i]), NULL);
  if (writer->title != NULL && *writer->title != '\0')
    {
      code = write_text (writer, 0, writer->title, xlsx->title);
      xlsx->next_row++;
    }
  for (guint i = 0; i < writer->n_columns && code == LXW_NO_ERROR; i++)
    code = write_text (writer, i, writer->columns[i].title, xlsx->header);
  xlsx->next_row++;
  late_xlsx.worksheet_freeze_panes (xlsx->sheet, xlsx->next_row, 0);
  late_xlsx.worksheet_repeat_rows (xlsx->sheet, xlsx->next_row - 1, xlsx->next_row - 1);
  late_xlsx.worksheet_set_landscape (xlsx->sheet);
  late_xlsx.worksheet_set_paper (xlsx->sheet, 9); /* A4 */
  late_xlsx.worksheet_fit_to_pages (xlsx->sheet, 1, 0);
  return code;
}

gboolean
anlan_xlsx_writer_open (AnlanTableWriter *writer, GError **error)
{
  AnlanXlsxWriter *xlsx = writer->xlsx = g_new0 (AnlanXlsxWriter, 1);
  g_autofree char *folder = g_path_get_dirname (anlan_safe_file_get_temporary (writer->file));
  g_autofree char *name = anlan_xlsx_sheet_name (writer->sheet);
  /* The rows wait in a nameless file beside the target, so that a full disk is that disk's. */
  lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };
  lxw_error code;
  locale_t before;

  xlsx->buffer = g_string_new (NULL);
  xlsx->c_locale = newlocale (LC_NUMERIC_MASK, "C", duplocale (uselocale ((locale_t)0)));
  if (!late_need_xlsx (error))
    return FALSE;
  errno = 0;
  xlsx->workbook = late_xlsx.workbook_new_opt (anlan_safe_file_get_temporary (writer->file), &options);
  if (xlsx->workbook != NULL)
    xlsx->sheet = late_xlsx.workbook_add_worksheet (xlsx->workbook, name);
  if (xlsx->sheet == NULL)
    return set_failed (writer, error, LXW_ERROR_CREATING_TMPFILE);
  make_formats (writer);
  before = enter_c_locale (xlsx);
  code = write_head (writer);
  uselocale (before);
  return code == LXW_NO_ERROR || set_failed (writer, error, code);
}

gboolean
anlan_xlsx_writer_add_row (AnlanTableWriter *writer, const AnlanValue *values, GError **error)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;
  lxw_error code = LXW_NO_ERROR;
  locale_t before;

  if (xlsx->next_row >= MAX_ROWS)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                   _ ("An Excel sheet holds at most %u rows, and there are more. Nothing was written. Filter "
                      "the list, "
                      "or export it as .csv."),
                   MAX_ROWS);
      return FALSE;
    }
  errno = 0;
  before = enter_c_locale (xlsx);
  for (guint i = 0; i < writer->n_columns && code == LXW_NO_ERROR; i++)
    code = write_value (writer, i, &values[i]);
  uselocale (before);
  xlsx->next_row++;
  return code == LXW_NO_ERROR || set_failed (writer, error, code);
}

/* Reading back */

typedef struct
{
  guint64 n_cells;
  AnlanXml *xml;
  GCancellable *cancellable;
} Check;

static void
check_start_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Check *check = data;

  if (strcmp (name, "c") == 0)
    check->n_cells++;
}

static void
check_end_cb (AnlanXml *xml, const char *name, gpointer data)
{
}

static gboolean
check_sink_cb (const char *bytes, gsize length, gpointer data, GError **error)
{
  Check *check = data;

  return !g_cancellable_set_error_if_cancelled (check->cancellable, error) &&
         anlan_xml_feed (check->xml, bytes, length, error);
}

/* The library does not look whether what it prints into its temporary file got there, and would pack what is left of it
 * on a full disk. So the sheet is unpacked once more and its cells are counted. */
gboolean
anlan_xlsx_check_cells (const char *temporary,
                        const char *path,
                        guint sheet,
                        guint64 n_cells,
                        GCancellable *cancellable,
                        GError **error)
{
  static const AnlanXmlHandlers handlers = { check_start_cb, check_end_cb, NULL };
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (temporary, FALSE, NULL);
  g_autoptr (GBytes) bytes = mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
  g_autoptr (AnlanZip) zip = bytes != NULL ? anlan_zip_new (bytes, G_MAXUINT64) : NULL;
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *part = g_strdup_printf ("xl/worksheets/sheet%u.xml", sheet);
  Check check = { .cancellable = cancellable };
  g_autoptr (AnlanXml) xml = anlan_xml_new (&handlers, &check, name);
  g_autoptr (GError) fault = NULL;
  gboolean whole;

  check.xml = xml;
  whole = zip != NULL && anlan_zip_unpack (zip, part, name, check_sink_cb, &check, &fault) &&
          anlan_xml_end (xml, &fault) && check.n_cells == n_cells;
  if (whole)
    return TRUE;
  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  anlan_input_set_errno (error, ENOSPC, path);
  return FALSE;
}

gboolean
anlan_xlsx_writer_close (AnlanTableWriter *writer, GCancellable *cancellable, GError **error)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;
  guint header_row = writer->title != NULL && *writer->title != '\0' ? 1 : 0;
  lxw_error code;
  locale_t before;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  late_xlsx.worksheet_autofilter (xlsx->sheet, header_row, 0, MAX (xlsx->next_row - 1, header_row),
                                  (lxw_col_t)(writer->n_columns - 1));
  errno = 0;
  before = enter_c_locale (xlsx);
  code = late_xlsx.workbook_close (xlsx->workbook);
  uselocale (before);
  xlsx->workbook = NULL;
  return code == LXW_NO_ERROR ? anlan_xlsx_check_cells (anlan_safe_file_get_temporary (writer->file),
                                                        writer->path, 1, xlsx->n_cells, cancellable, error)
                              : set_failed (writer, error, code);
}

void
anlan_xlsx_writer_free (AnlanTableWriter *writer)
{
  AnlanXlsxWriter *xlsx = writer->xlsx;

  if (xlsx == NULL)
    return;
  /* Only closing gives the library's temporary file back; what it writes is thrown away with the hidden file. */
  if (xlsx->workbook != NULL)
    late_xlsx.workbook_close (xlsx->workbook);
  g_free (xlsx->numbers);
  g_string_free (xlsx->buffer, TRUE);
  freelocale (xlsx->c_locale);
  g_clear_pointer (&writer->xlsx, g_free);
}
