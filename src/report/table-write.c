/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "table-write-private.h"

/* Formulas in CSV */

static gboolean
begins_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@", *text) != NULL;
}

/* Whether the reader would take an apostrophe off: apostrophes, then a sign that begins a formula. */
static gboolean
looks_guarded (const char *text)
{
  const char *p = text;

  while (*p == '\'')
    p++;
  return p > text && begins_formula (p);
}

static gboolean
is_number (const char *text)
{
  double number;

  return anlan_text_to_number (text, &number, NULL);
}

static gboolean
needs_guard (const char *text)
{
  return looks_guarded (text) || (begins_formula (text) && !is_number (text));
}

char *
anlan_csv_guard (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  return needs_guard (text) ? g_strconcat ("'", text, NULL) : g_strdup (text);
}

char *
anlan_csv_unguard (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  return g_strdup (looks_guarded (text) ? text + 1 : text);
}

/* Values */

gboolean
anlan_table_writer_local_time (const AnlanTableWriter *writer, const char *text, GDateTime **local)
{
  g_autoptr (GDateTime) utc = NULL;
  gint64 ms;

  if (!anlan_time_parse (text, &ms))
    return FALSE;
  utc = g_date_time_new_from_unix_utc (ms / ANLAN_SECOND);
  *local = utc != NULL ? g_date_time_to_timezone (utc, writer->zone) : NULL;
  return *local != NULL;
}

static void
append_moment (const AnlanTableWriter *writer, const char *text, GString *out)
{
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *shown = NULL;

  if (anlan_table_writer_local_time (writer, text, &local))
    shown = g_date_time_format (local,
                                g_date_time_get_second (local) != 0 ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M");
  g_string_append (out, shown != NULL ? shown : text);
}

void
anlan_table_writer_append_text (const AnlanTableWriter *writer,
                                const AnlanOwnColumn *column,
                                const AnlanValue *value,
                                GString *out)
{
  switch (value->type)
    {
    case ANLAN_VALUE_INTEGER:
      if (column->type == ANLAN_COLUMN_BOOLEAN && (value->integer == 0 || value->integer == 1))
        g_string_append (out, value->integer ? writer->yes_text : writer->no_text);
      else
        g_string_append_printf (out, "%" G_GINT64_FORMAT, value->integer);
      break;
    case ANLAN_VALUE_REAL:
      anlan_json_append_real (out, value->real);
      break;
    case ANLAN_VALUE_TEXT:
      if (column->type == ANLAN_COLUMN_MOMENT)
        append_moment (writer, value->text, out);
      else
        g_string_append (out, value->text);
      break;
    case ANLAN_VALUE_NULL:
    default:
      break;
    }
}

/* CSV */

static void
append_field (GString *line, const char *text, gboolean is_text)
{
  gboolean guard = is_text && needs_guard (text);
  gboolean quote = strpbrk (text, ",\"\r\n") != NULL || *text == ' ' || g_str_has_suffix (text, " ");

  if (!quote)
    {
      if (guard)
        g_string_append_c (line, '\'');
      g_string_append (line, text);
      return;
    }
  g_string_append_c (line, '"');
  if (guard)
    g_string_append_c (line, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *p);
    }
  g_string_append_c (line, '"');
}

static gboolean
write_line (AnlanTableWriter *writer, GError **error)
{
  return anlan_safe_file_write (writer->file, writer->line->str, writer->line->len, error);
}

static gboolean
write_csv_header (AnlanTableWriter *writer, GError **error)
{
  g_string_assign (writer->line, "\xef\xbb\xbf");
  for (guint i = 0; i < writer->n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (writer->line, ',');
      append_field (writer->line, writer->columns[i].title, TRUE);
    }
  g_string_append (writer->line, "\r\n");
  return write_line (writer, error);
}

static gboolean
write_csv_row (AnlanTableWriter *writer, const AnlanValue *values, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_truncate (writer->line, 0);
  for (guint i = 0; i < writer->n_columns; i++)
    {
      gboolean is_number_value = values[i].type == ANLAN_VALUE_INTEGER || values[i].type == ANLAN_VALUE_REAL;

      if (i > 0)
        g_string_append_c (writer->line, ',');
      g_string_truncate (text, 0);
      anlan_table_writer_append_text (writer, &writer->columns[i], &values[i], text);
      append_field (writer->line, text->str,
                    !is_number_value || writer->columns[i].type == ANLAN_COLUMN_BOOLEAN);
    }
  /* A row of one blank field would be a blank line, which readers pass over. */
  if (writer->n_columns == 1 && writer->line->len == 0)
    g_string_append (writer->line, "\"\"");
  g_string_append (writer->line, "\r\n");
  return write_line (writer, error);
}

/* JSON lines */

static void
append_json (AnlanJson *json, const AnlanOwnColumn *column, const AnlanValue *value)
{
  if (column->type == ANLAN_COLUMN_BOOLEAN && value->type == ANLAN_VALUE_INTEGER &&
      (value->integer == 0 || value->integer == 1))
    anlan_json_boolean (json, value->integer != 0);
  else if (column->type == ANLAN_COLUMN_JSON && value->type == ANLAN_VALUE_TEXT)
    {
      g_autoptr (JsonNode) node = anlan_json_parse (value->text, -1, strlen (value->text) + 1, NULL);

      /* What is no JSON after all stays a text, so that the line remains whole. Line breaks must not split it. */
      if (node == NULL)
        anlan_json_text (json, value->text);
      else if (strpbrk (value->text, "\r\n") != NULL)
        {
          g_autofree char *canonical = anlan_json_canonical (node);

          anlan_json_raw (json, canonical);
        }
      else
        anlan_json_raw (json, value->text);
    }
  else
    anlan_json_value (json, value);
}

static gboolean
write_json_row (AnlanTableWriter *writer, const AnlanValue *values, GError **error)
{
  AnlanJson json;
  g_autofree char *line = NULL;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  for (guint i = 0; i < writer->n_columns; i++)
    if (values[i].type != ANLAN_VALUE_NULL)
      {
        anlan_json_name (&json, writer->columns[i].id);
        append_json (&json, &writer->columns[i], &values[i]);
      }
  anlan_json_close (&json, '}');
  line = anlan_json_end (&json);
  g_string_assign (writer->line, line);
  g_string_append_c (writer->line, '\n');
  return write_line (writer, error);
}

/* The writer */

static void
copy_columns (AnlanTableWriter *writer, const AnlanWriteColumn *columns, guint n_columns)
{
  writer->n_columns = n_columns;
  writer->columns = g_new0 (AnlanOwnColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      AnlanOwnColumn *own = &writer->columns[i];

      own->id = g_strdup (columns[i].id);
      own->title = g_strdup (columns[i].title != NULL ? columns[i].title : columns[i].id);
      own->type = columns[i].type;
      own->decimals = columns[i].decimals;
      own->width = columns[i].width;
    }
}

static gboolean
write_header (AnlanTableWriter *writer, GError **error)
{
  switch (writer->format)
    {
    case ANLAN_TABLE_FORMAT_CSV:
      return write_csv_header (writer, error);
    case ANLAN_TABLE_FORMAT_XLSX:
      return anlan_xlsx_writer_open (writer, error);
    case ANLAN_TABLE_FORMAT_JSON_LINES:
    default:
      return TRUE;
    }
}

AnlanTableWriter *
anlan_table_writer_new (const char *path,
                        AnlanTableFormat format,
                        const AnlanWriteColumn *columns,
                        guint n_columns,
                        const AnlanWriteOptions *options,
                        GError **error)
{
  static const AnlanWriteOptions none = { 0 };
  g_autoptr (AnlanTableWriter) writer = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (columns != NULL && n_columns > 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  options = options != NULL ? options : &none;
  writer = g_new0 (AnlanTableWriter, 1);
  writer->format = format;
  writer->path = g_strdup (path);
  copy_columns (writer, columns, n_columns);
  writer->sheet = g_strdup (options->sheet);
  writer->title = g_strdup (options->title);
  writer->zone = options->zone != NULL ? g_time_zone_ref (options->zone) : g_time_zone_new_utc ();
  writer->yes_text = g_strdup (options->yes_text != NULL ? options->yes_text : "TRUE");
  writer->no_text = g_strdup (options->no_text != NULL ? options->no_text : "FALSE");
  writer->line = g_string_new (NULL);
  writer->file = anlan_safe_file_new (path, error);
  if (writer->file == NULL || !write_header (writer, error))
    return NULL;
  return g_steal_pointer (&writer);
}

gboolean
anlan_table_writer_add_row (AnlanTableWriter *writer, const AnlanValue *values, GError **error)
{
  gboolean done;

  g_return_val_if_fail (writer != NULL && !writer->failed && !writer->closed, FALSE);
  g_return_val_if_fail (values != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  switch (writer->format)
    {
    case ANLAN_TABLE_FORMAT_CSV:
      done = write_csv_row (writer, values, error);
      break;
    case ANLAN_TABLE_FORMAT_XLSX:
      done = anlan_xlsx_writer_add_row (writer, values, error);
      break;
    case ANLAN_TABLE_FORMAT_JSON_LINES:
    default:
      done = write_json_row (writer, values, error);
      break;
    }
  writer->failed = !done;
  if (done)
    writer->n_rows++;
  return done;
}

gboolean
anlan_table_writer_close (AnlanTableWriter *writer, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (writer != NULL && !writer->failed && !writer->closed, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  writer->closed = TRUE;
  if (writer->format == ANLAN_TABLE_FORMAT_XLSX && !anlan_xlsx_writer_close (writer, cancellable, error))
    return FALSE;
  return anlan_safe_file_commit (writer->file, cancellable, error);
}

void
anlan_table_writer_free (AnlanTableWriter *writer)
{
  g_return_if_fail (writer != NULL);
  anlan_xlsx_writer_free (writer);
  g_clear_pointer (&writer->file, anlan_safe_file_free);
  for (guint i = 0; i < writer->n_columns; i++)
    {
      g_free (writer->columns[i].id);
      g_free (writer->columns[i].title);
    }
  g_free (writer->columns);
  g_free (writer->path);
  g_free (writer->sheet);
  g_free (writer->title);
  g_time_zone_unref (writer->zone);
  g_free (writer->yes_text);
  g_free (writer->no_text);
  g_string_free (writer->line, TRUE);
  g_free (writer);
}

guint64
anlan_table_writer_get_n_rows (const AnlanTableWriter *writer)
{
  g_return_val_if_fail (writer != NULL, 0);
  return writer->n_rows;
}

guint64
anlan_table_writer_get_n_cut (const AnlanTableWriter *writer)
{
  g_return_val_if_fail (writer != NULL, 0);
  return writer->n_cut;
}

gboolean
anlan_table_format_from_name (const char *path, AnlanTableFormat *format)
{
  static const struct
  {
    const char *suffix;
    AnlanTableFormat format;
  } formats[] = {
    { ".csv", ANLAN_TABLE_FORMAT_CSV },
    { ".xlsx", ANLAN_TABLE_FORMAT_XLSX },
    { ".json", ANLAN_TABLE_FORMAT_JSON_LINES },
    { ".jsonl", ANLAN_TABLE_FORMAT_JSON_LINES },
  };
  g_autofree char *lower = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (format != NULL, FALSE);
  lower = g_ascii_strdown (path, -1);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix))
      {
        *format = formats[i].format;
        return TRUE;
      }
  return FALSE;
}
