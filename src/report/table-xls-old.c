/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <freexl.h>
#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "input.h"
#include "table-xls-private.h"

#define ROUNDED_FROM 1e15

typedef struct
{
  AnlanTable *table;
  const char *name;
  AnlanStep *step;
  const void *handle;
  guint date_style;
  guint moment_style;
  guint time_style;
} XlsReader;

/* Days as a spreadsheet counts them, of a date that freexl has already turned into text. */
static gboolean
serial_from_date (const char *date, gboolean system_1904, double *serial)
{
  g_autofree char *day = g_strndup (date, 10);

  if (!anlan_date_valid (day))
    return FALSE;
  *serial = anlan_date_diff (system_1904 ? "1904-01-01" : "1899-12-30", day);
  /* Before March 1900 the false leap day had not come yet. */
  if (!system_1904 && *serial < 61)
    *serial -= 1;
  return TRUE;
}

static gboolean
serial_from_clock (const char *clock, double *serial)
{
  int hours, minutes, seconds;

  if (sscanf (clock, "%d:%d:%d", &hours, &minutes, &seconds) != 3)
    return FALSE;
  *serial = ((hours * 60.0 + minutes) * 60 + seconds) / 86400;
  return TRUE;
}

static void
add_text (XlsReader *reader, guint column, guint style, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  anlan_table_add_text (reader->table, column, style, ANLAN_CELL_TEXT, 0,
                        anlan_table_intern (reader->table, valid, -1));
}

static void
add_date (XlsReader *reader, guint column, int type, const char *text)
{
  gboolean system_1904 = anlan_table_get_1904 (reader->table);
  double day = 0, clock = 0;
  gboolean understood;
  guint style;

  if (type == FREEXL_CELL_TIME)
    {
      understood = serial_from_clock (text, &clock);
      style = reader->time_style;
    }
  else
    {
      understood = serial_from_date (text, system_1904, &day) &&
                   (type == FREEXL_CELL_DATE || strlen (text) < 12 || serial_from_clock (text + 11, &clock));
      style = type == FREEXL_CELL_DATE ? reader->date_style : reader->moment_style;
    }
  if (understood)
    anlan_table_add_number (reader->table, column, style, ANLAN_CELL_NUMBER, 0, day + clock);
  else
    add_text (reader, column, 0, text);
}

static void
add_number (XlsReader *reader, guint column, double number)
{
  if (isfinite (number))
    anlan_table_add_number (reader->table, column, 0, ANLAN_CELL_NUMBER,
                            fabs (number) >= ROUNDED_FROM ? ANLAN_CELL_ROUNDED : 0, number);
}

static void
add_cell (XlsReader *reader, guint column, const FreeXL_CellValue *value)
{
  switch (value->type)
    {
    case FREEXL_CELL_INT:
      add_number (reader, column, value->value.int_value);
      break;
    case FREEXL_CELL_DOUBLE:
      add_number (reader, column, value->value.double_value);
      break;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
      if (value->value.text_value != NULL)
        add_text (reader, column, 0, value->value.text_value);
      break;
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME:
      if (value->value.text_value != NULL)
        add_date (reader, column, value->type, value->value.text_value);
      break;
    default:
      break;
    }
}

static gboolean
read_sheet (XlsReader *reader, double begin, double share, GError **error)
{
  unsigned int rows;
  unsigned short columns;
  int status = freexl_worksheet_dimensions (reader->handle, &rows, &columns);

  if (status != FREEXL_OK)
    {
      anlan_xls_set_damaged (error, reader->name);
      return FALSE;
    }
  for (unsigned int row = 0; row < rows; row++)
    {
      if (row % 256 == 0 && !anlan_step_tick (reader->step, begin + share * row / rows, error))
        return FALSE;
      anlan_table_begin_row (reader->table, row, FALSE);
      for (unsigned short column = 0; column < columns; column++)
        {
          FreeXL_CellValue value = { .type = FREEXL_CELL_NULL };

          if (freexl_get_cell_value (reader->handle, row, column, &value) == FREEXL_OK)
            add_cell (reader, column, &value);
        }
      if (!anlan_table_end_row (reader->table, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_sheets (XlsReader *reader, GError **error)
{
  unsigned int n_sheets = 0;

  freexl_get_info (reader->handle, FREEXL_BIFF_SHEET_COUNT, &n_sheets);
  n_sheets = MIN (n_sheets, ANLAN_TABLE_MAX_SHEETS);
  for (unsigned int i = 0; i < n_sheets; i++)
    {
      const char *sheet_name = NULL;
      g_autofree char *valid = NULL;
      int status = freexl_select_active_worksheet (reader->handle, (unsigned short)i);

      if (status != FREEXL_OK)
        {
          anlan_xls_set_damaged (error, reader->name);
          return FALSE;
        }
      freexl_get_worksheet_name (reader->handle, (unsigned short)i, &sheet_name);
      valid = g_utf8_make_valid (sheet_name != NULL ? sheet_name : "", -1);
      anlan_table_begin_sheet (reader->table, valid, FALSE);
      if (!read_sheet (reader, 0.3 + 0.7 * i / n_sheets, 0.7 / n_sheets, error))
        return FALSE;
      anlan_table_end_sheet (reader->table);
    }
  if (n_sheets == 0)
    anlan_xls_set_damaged (error, reader->name);
  return n_sheets > 0;
}

static guint
add_style (AnlanTable *table, AnlanCellFormat format)
{
  AnlanTableStyle style = ANLAN_TABLE_STYLE_INIT;

  style.format = format;
  return anlan_table_add_style (table, &style);
}

static gboolean
read_workbook (XlsReader *reader, GError **error)
{
  unsigned int info = 0;

  if (freexl_get_info (reader->handle, FREEXL_BIFF_PASSWORD, &info) == FREEXL_OK &&
      info == FREEXL_BIFF_OBFUSCATED)
    {
      anlan_input_set_error (error, ANLAN_INPUT_OFFICE_LOCKED, FALSE, reader->name);
      return FALSE;
    }
  freexl_get_info (reader->handle, FREEXL_BIFF_DATEMODE, &info);
  anlan_table_set_1904 (reader->table, info == FREEXL_BIFF_DATEMODE_1904);
  anlan_table_take_file_note (
      reader->table, g_strdup (_ ("This is a workbook of Excel 95 or older: results of formulas and merged "
                                  "cells cannot be read from it. Where they matter, open it in Excel or "
                                  "WPS, save it as .xlsx, and import that one.")));
  reader->date_style = add_style (reader->table, ANLAN_CELL_FORMAT_DATE);
  reader->moment_style = add_style (reader->table, ANLAN_CELL_FORMAT_MOMENT);
  reader->time_style = add_style (reader->table, ANLAN_CELL_FORMAT_TIME);
  return read_sheets (reader, error);
}

/* freexl opens files by path only; these bytes may be in memory alone, and must not be left on a disk. */
static int
open_in_memory (GBytes *bytes, GError **error)
{
  gsize size, done = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  int fd = memfd_create ("anlan-xls", MFD_CLOEXEC);

  while (fd >= 0 && done < size)
    {
      gssize written = write (fd, data + done, size - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          int saved_errno = errno;

          close (fd);
          errno = saved_errno;
          fd = -1;
          break;
        }
      done += (gsize)written;
    }
  if (fd < 0)
    anlan_input_set_errno (error, errno, "memfd");
  return fd;
}

gboolean
anlan_table_read_old_xls (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  XlsReader reader = { .table = table, .name = name, .step = step };
  g_autofree char *path = NULL;
  gboolean done = FALSE;
  int fd = open_in_memory (bytes, error);
  int status;

  if (fd < 0)
    return FALSE;
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  status = freexl_open (path, &reader.handle);
  if (status == FREEXL_OK)
    done = anlan_step_tick (step, 0.3, error) && read_workbook (&reader, error);
  else
    anlan_xls_set_damaged (error, name);
  if (reader.handle != NULL)
    freexl_close (reader.handle);
  close (fd);
  return done;
}
