/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/csv-scan.h"
#include "base/error.h"
#include "base/text.h"
#include "profile-private.h"

#define COLUMNS_MAX 2000
#define CELL_MAX_BYTES (32 * 1024)

/* How many names of columns a sentence shows. */
#define SHOWN_MAX 12

typedef struct
{
  AnlanItem item;
  GString *cells;   /* each ended by NUL */
  GArray *starts;   /* (gsize) where each begins */
  int *columns;     /* that of each place of the profile, or -1 */
  const char *line; /* as it came */
  gsize line_length;
} CsvItem;

static void
get (const AnlanItem *item, const AnlanPlace *place, AnlanScalar *scalar)
{
  const CsvItem *self = (const CsvItem *)item;
  int column = self->columns[place->index];

  *scalar = (AnlanScalar){ .kind = ANLAN_SCALAR_MISSING };
  if (column < 0)
    return;
  /* Lines that end early have nothing there. */
  scalar->text = (guint)column < self->starts->len
                     ? self->cells->str + g_array_index (self->starts, gsize, (guint)column)
                     : "";
  scalar->kind = scalar->text[0] != '\0' ? ANLAN_SCALAR_TEXT : ANLAN_SCALAR_NULL;
}

static char *
raw (const AnlanItem *item)
{
  const CsvItem *self = (const CsvItem *)item;

  return g_strndup (self->line, MIN (self->line_length, ANLAN_DETECTION_MAX_RAW));
}

/* Reads one line into @self. FALSE with ANLAN_ERROR_LIMIT. */
static gboolean
read_line (CsvItem *self, AnlanCsvScan *scan, GError **error)
{
  AnlanCsvStatus status;

  g_string_truncate (self->cells, 0);
  g_array_set_size (self->starts, 0);
  self->line = scan->p;
  do
    {
      gsize start = self->cells->len;

      status = anlan_csv_scan_next (scan);
      if (status == ANLAN_CSV_TOO_LONG || self->starts->len >= COLUMNS_MAX)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                       _ ("A line has more than %d columns, or a cell more than %d KiB, so nothing of it was "
                          "taken. Check "
                          "that it is CSV, and which separator it has."),
                       COLUMNS_MAX, CELL_MAX_BYTES / 1024);
          return FALSE;
        }
      g_string_append_len (self->cells, scan->field, (gssize)scan->length);
      g_string_append_c (self->cells, '\0');
      g_array_append_val (self->starts, start);
    }
  while (status == ANLAN_CSV_FIELD);
  self->line_length = (gsize)(scan->p - self->line);
  while (self->line_length > 0 && strchr ("\r\n", self->line[self->line_length - 1]) != NULL)
    self->line_length--;
  return TRUE;
}

static const char *
cell (const CsvItem *self, guint column)
{
  return self->cells->str + g_array_index (self->starts, gsize, column);
}

static gboolean
is_blank (const CsvItem *self)
{
  for (guint i = 0; i < self->starts->len; i++)
    if (cell (self, i)[strspn (cell (self, i), " \t")] != '\0')
      return FALSE;
  return TRUE;
}

static void
trim_cells (CsvItem *self)
{
  for (guint i = 0; i < self->starts->len; i++)
    anlan_text_trim ((char *)cell (self, i));
}

/* "#3" is the third; else the header that reads so, case and width aside. */
static int
find_column (const CsvItem *header, gboolean named, const char *name)
{
  g_autofree char *folded = NULL;
  guint64 number;

  if (name[0] == '#' && g_ascii_string_to_unsigned (name + 1, 10, 1, COLUMNS_MAX, &number, NULL))
    return (int)number - 1;
  if (!named)
    return -1;
  folded = anlan_text_fold (name);
  for (guint i = 0; i < header->starts->len; i++)
    {
      g_autofree char *other = anlan_text_fold (cell (header, i));

      if (g_str_equal (folded, other))
        return (int)i;
    }
  return -1;
}

static gboolean
set_no_column (const CsvItem *header, const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *valid = NULL;

  for (guint i = 0; i < header->starts->len && i < SHOWN_MAX; i++)
    g_string_append_printf (names, "%s%.60s", i > 0 ? ", " : "", cell (header, i));
  valid = g_utf8_make_valid (names->str, (gssize)names->len);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("There is no column “%s”, so nothing of it was taken. Its first line has: %s."), name,
               valid);
  return FALSE;
}

/* What an item cannot do without must have a column; the rest may lack one. */
static gboolean
check_columns (const AnlanProfile *profile, const CsvItem *header, GError **error)
{
  for (guint i = 0; i < profile->mappings->len; i++)
    {
      const AnlanMapping *mapping = g_ptr_array_index (profile->mappings, i);
      const AnlanTemplate *name = mapping->detection ? mapping->source : mapping->series;
      const AnlanPlace *place = mapping->detection ? mapping->state : mapping->value;

      if (mapping->optional)
        continue;
      if (place != NULL && header->columns[place->index] < 0)
        return set_no_column (header, place->text, error);
      for (guint j = 0; j < name->places->len; j++)
        {
          place = g_ptr_array_index (name->places, j);
          if (header->columns[place->index] < 0)
            return set_no_column (header, place->text, error);
        }
    }
  return TRUE;
}

static gboolean
read_header (const AnlanProfile *profile, CsvItem *self, AnlanCsvScan *scan, GError **error)
{
  while (profile->header && !anlan_csv_scan_at_end (scan))
    {
      if (!read_line (self, scan, error))
        return FALSE;
      if (!is_blank (self))
        break;
    }
  trim_cells (self);
  for (guint i = 0; i < profile->places->len; i++)
    {
      const AnlanPlace *place = g_ptr_array_index (profile->places, i);

      self->columns[i] = find_column (self, profile->header, place->text);
    }
  return check_columns (profile, self, error);
}

/* As many as there is room for. */
static gboolean
read_lines (const AnlanProfile *profile, CsvItem *self, AnlanCsvScan *scan, AnlanBatch *batch, GError **error)
{
  guint items = 0;

  while (!anlan_csv_scan_at_end (scan) && anlan_profile_has_room (batch, profile->mappings->len, items))
    {
      if (!read_line (self, scan, error))
        return FALSE;
      if (is_blank (self))
        continue;
      trim_cells (self);
      for (guint i = 0; i < profile->mappings->len; i++)
        anlan_mapping_apply (profile, g_ptr_array_index (profile->mappings, i), &self->item, batch);
      items += profile->mappings->len;
    }
  return TRUE;
}

static const char *
skip_lines (const char *text, guint n)
{
  while (n-- > 0 && *text != '\0')
    {
      text += strcspn (text, "\r\n");
      text += strncmp (text, "\r\n", 2) == 0 ? 2 : *text != '\0';
    }
  return text;
}

gboolean
anlan_profile_read_csv (AnlanProfile *profile, const char *text, gsize *at, AnlanBatch *batch, GError **error)
{
  CsvItem self = { .item = { get, raw } };
  const char *from = skip_lines (text, profile->skip);
  gsize length = strlen (from);
  AnlanCsvScan scan;
  gboolean done;

  self.cells = g_string_new (NULL);
  self.starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self.columns = g_new (int, profile->places->len + 1);
  anlan_csv_scan_init (&scan, from, length,
                       profile->separator != 0 ? profile->separator
                                               : anlan_csv_guess_separator (from, length),
                       CELL_MAX_BYTES);
  done = read_header (profile, &self, &scan, error);
  /* A later part has the header of the first. */
  if (*at > 0)
    scan.p = text + *at;
  done = done && read_lines (profile, &self, &scan, batch, error);
  *at = (gsize)(scan.p - text);
  anlan_csv_scan_clear (&scan);
  g_string_free (self.cells, TRUE);
  g_array_unref (self.starts);
  g_free (self.columns);
  return done;
}
