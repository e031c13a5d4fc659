/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include "table-private.h"

/* How a header is told from titles above and from the body below: it is the first row that fills most of the columns
 * with different short texts, none of which is a value or ends in a colon. Titles fill one merged cell or a few. */

#define SEARCH_ROWS 30u
#define SAMPLE_ROWS 60u
#define MAX_HEADER_ROWS 4u
#define LONGEST_NAME 60 /* characters */

typedef struct
{
  const AnlanTable *table;
  guint sheet;
  guint n_rows;
  guint first_column;
  guint n_columns;
  guint usual; /* columns that a row of the sheet fills */
} Finder;

static gboolean
is_ideograph (gunichar c)
{
  return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff00 && c <= 0xff60) ||
         (c >= 0x20000 && c <= 0x3ffff);
}

char *
anlan_table_tidy_text (const char *text)
{
  g_autoptr (GString) tidy = g_string_new (NULL);
  gunichar before = 0;
  gboolean blank = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iszerowidth (c))
        {
          blank = TRUE;
          continue;
        }
      if (blank && before != 0 && !(is_ideograph (before) && is_ideograph (c)))
        g_string_append_c (tidy, ' ');
      g_string_append_unichar (tidy, c);
      before = c;
      blank = FALSE;
    }
  return g_string_free (g_steal_pointer (&tidy), FALSE);
}

/* The text of a cell, of a merged one at each of its places. */
static char *
tidy_cell (const Finder *finder, guint row, guint column)
{
  AnlanCell cell;

  anlan_table_get_merged_cell (finder->table, finder->sheet, row, column, &cell);
  return anlan_table_tidy_text (cell.text);
}

static gboolean
is_anchor (const Finder *finder, guint row, guint column)
{
  const AnlanTableRange *range = anlan_table_find_merged (finder->table, finder->sheet, row, column);

  return range == NULL || (range->first_row == row && range->first_column == column);
}

/* Numbers, days and times: nothing that names a column. "2026年" and "1月" do name some. */
static gboolean
looks_like_value (const char *text)
{
  static const char *const signs = " -/.:,+%年月日时分秒";
  gboolean digit = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isdigit (c))
        digit = TRUE;
      else if (g_utf8_strchr (signs, -1, c) == NULL)
        return FALSE;
    }
  return digit && !g_str_has_suffix (text, "年") && !g_str_has_suffix (text, "月");
}

typedef struct
{
  guint covered; /* columns with a text, merged ones counted at each place */
  guint anchors; /* cells with a text of their own */
  guint values;
  gboolean distinct;
  gboolean label; /* a text that ends in a colon or is too long for a name */
} RowLook;

static RowLook
look_at_row (const Finder *finder, guint row)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  RowLook look = { .distinct = TRUE };

  for (guint i = 0; i < finder->n_columns; i++)
    {
      g_autofree char *text = tidy_cell (finder, row, finder->first_column + i);

      if (*text == '\0')
        continue;
      look.covered++;
      if (!is_anchor (finder, row, finder->first_column + i))
        continue;
      look.anchors++;
      if (looks_like_value (text))
        look.values++;
      if (g_str_has_suffix (text, ":") || g_str_has_suffix (text, "：") ||
          g_utf8_strlen (text, -1) > LONGEST_NAME)
        look.label = TRUE;
      if (!g_hash_table_add (seen, g_steal_pointer (&text)))
        look.distinct = FALSE;
    }
  return look;
}

static int
compare_guints (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *)a, second = *(const guint *)b;

  return (first > second) - (first < second);
}

/* The block of columns that hold anything, and how many of them a row fills at the median. */
static void
measure (Finder *finder)
{
  g_autoptr (GArray) covered = g_array_new (FALSE, FALSE, sizeof (guint));
  guint last = 0, n_columns = anlan_table_get_n_columns (finder->table, finder->sheet);

  finder->n_rows = anlan_table_get_n_rows (finder->table, finder->sheet);
  finder->first_column = n_columns;
  for (guint row = 0; row < MIN (finder->n_rows, 4 * SAMPLE_ROWS); row++)
    for (guint column = 0; column < n_columns; column++)
      {
        AnlanCell cell;

        if (!anlan_table_get_cell (finder->table, finder->sheet, row, column, &cell))
          continue;
        finder->first_column = MIN (finder->first_column, column);
        last = MAX (last, column);
      }
  /* Columns further right that only rows far below fill belong to the block too. */
  last = MAX (last, n_columns > 0 ? n_columns - 1 : 0);
  finder->first_column = MIN (finder->first_column, last);
  finder->n_columns = n_columns > 0 ? last - finder->first_column + 1 : 0;

  for (guint row = 0; row < finder->n_rows && covered->len < SAMPLE_ROWS; row++)
    if (!anlan_table_get_row_blank (finder->table, finder->sheet, row))
      {
        guint n = look_at_row (finder, row).covered;

        g_array_append_val (covered, n);
      }
  g_array_sort (covered, compare_guints);
  finder->usual = covered->len > 0 ? g_array_index (covered, guint, covered->len / 2) : 0;
}

static gboolean
can_be_header (const Finder *finder, const RowLook *look, gboolean strict)
{
  if (look->anchors == 0 || (look->anchors < 2 && finder->usual > 1) || 2 * look->covered < finder->usual)
    return FALSE;
  if (strict)
    return look->values == 0 && !look->label && look->distinct;
  return 2 * look->values < look->anchors && !look->label;
}

/* FALSE if no row looks like a header. */
static gboolean
find_first_row (const Finder *finder, guint *first_row)
{
  for (guint strict = 2; strict-- > 0;)
    for (guint row = 0, seen = 0; row < finder->n_rows && seen < SEARCH_ROWS; row++)
      {
        RowLook look = look_at_row (finder, row);

        if (look.covered == 0)
          continue;
        seen++;
        if (can_be_header (finder, &look, strict != 0))
          {
            *first_row = row;
            return TRUE;
          }
        /* Once values begin, what follows is the body. */
        if (strict != 0 && 2 * look.values > look.anchors && 2 * look.covered >= finder->usual)
          break;
      }
  return FALSE;
}

/* How far down cells reach that are merged over several rows and begin in the header's first row. */
static guint
merged_rows (const Finder *finder, guint first_row)
{
  guint rows = 1;

  for (guint i = 0; i < finder->n_columns; i++)
    {
      const AnlanTableRange *range =
          anlan_table_find_merged (finder->table, finder->sheet, first_row, finder->first_column + i);

      if (range != NULL && range->first_row == first_row)
        rows = MAX (rows, range->last_row - first_row + 1);
    }
  return rows;
}

static gboolean
is_text_row (const Finder *finder, guint row)
{
  RowLook look = look_at_row (finder, row);

  return look.anchors > 0 && look.values == 0 && !look.label;
}

/* Whether a column stands under a group of the first header row: a cell merged sideways, or (in files that know no
 * merging) a text with a gap to its right, or the gap. */
static gboolean
is_grouped (const Finder *finder, guint row, guint column)
{
  const AnlanTableRange *range = anlan_table_find_merged (finder->table, finder->sheet, row, column);
  g_autofree char *above = NULL;
  g_autofree char *right = NULL;

  if (range != NULL)
    return range->last_column > range->first_column;
  above = tidy_cell (finder, row, column);
  if (*above == '\0' || column + 1 >= finder->first_column + finder->n_columns)
    return *above == '\0';
  right = tidy_cell (finder, row, column + 1);
  return *right == '\0';
}

/* A second header row where no cell is merged over both: it names exactly what stands under the groups. */
static gboolean
has_second_row (const Finder *finder, guint first_row)
{
  guint grouped = 0, alone = 0;

  if (first_row + 1 >= finder->n_rows || !is_text_row (finder, first_row + 1))
    return FALSE;
  for (guint i = 0; i < finder->n_columns; i++)
    {
      g_autofree char *below = tidy_cell (finder, first_row + 1, finder->first_column + i);
      gboolean in_group = is_grouped (finder, first_row, finder->first_column + i);

      if (in_group != (*below != '\0'))
        return FALSE;
      if (in_group)
        grouped++;
      else
        alone++;
    }
  return grouped > 1 && alone > 0;
}

/* A line that numbers the columns, as official forms have it: 1 2 3 … */
static gboolean
is_numbering (const Finder *finder, guint row)
{
  guint expected = 1;

  for (guint i = 0; i < finder->n_columns; i++)
    {
      g_autofree char *text = tidy_cell (finder, row, finder->first_column + i);
      g_autofree char *wanted = g_strdup_printf ("%u", expected);
      const char *digits = text;

      if (*text == '\0')
        continue;
      if (g_str_has_prefix (digits, "(") || g_str_has_prefix (digits, "（"))
        digits = g_utf8_next_char (digits);
      if (!g_str_has_prefix (digits, wanted) || g_ascii_isdigit (digits[strlen (wanted)]) ||
          strlen (digits) > strlen (wanted) + 3)
        return FALSE;
      expected++;
    }
  return expected > 3;
}

/* Names */

static gboolean
covers_only_header (const AnlanTableRange *range, guint last_row)
{
  return range == NULL || range->last_row <= last_row;
}

/* The texts of one column from the top header row down. @groups holds a text for each header row but the last: what
 * stands to the left, which a blank cell takes over where it has a text below it. It is NULL where cells are merged. */
static char *
column_name (const Finder *finder, const AnlanTableHeader *header, guint column, char **groups)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *last = g_strdup ("");
  guint last_row = header->first_row + header->n_rows - 1;

  for (guint i = 0; i < header->n_rows; i++)
    {
      guint row = header->first_row + i;
      g_autofree char *text = NULL;

      if (!covers_only_header (anlan_table_find_merged (finder->table, finder->sheet, row, column), last_row))
        continue;
      text = tidy_cell (finder, row, column);
      if (groups != NULL && row < last_row)
        {
          g_autofree char *below = tidy_cell (finder, row + 1, column);

          if (*text == '\0' && *below != '\0' && groups[i] != NULL)
            {
              g_free (text);
              text = g_strdup (groups[i]);
            }
          else
            {
              g_free (groups[i]);
              groups[i] = g_strdup (text);
            }
        }
      /* A cell merged over both rows is the same text twice. */
      if (*text == '\0' || strcmp (text, last) == 0)
        continue;
      if (name->len > 0)
        g_string_append_c (name, '/');
      g_string_append (name, text);
      g_free (last);
      last = g_steal_pointer (&text);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* The name itself, or the first "name (2)", "name (3)" … that is free. @next holds where to go on of each name. */
static char *
unique_name (GHashTable *seen, GHashTable *next, const char *name)
{
  char *unique = g_strdup (name);

  while (g_hash_table_contains (seen, unique))
    {
      guint n = MAX (GPOINTER_TO_UINT (g_hash_table_lookup (next, name)), 2);

      g_hash_table_replace (next, g_strdup (name), GUINT_TO_POINTER (n + 1));
      g_free (unique);
      unique = g_strdup_printf ("%s (%u)", name, n);
    }
  return unique;
}

static void
make_names (const Finder *finder, AnlanTableHeader *header)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) next = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char *groups[MAX_HEADER_ROWS] = { NULL };
  guint n_merged;

  anlan_table_get_merged (finder->table, finder->sheet, &n_merged);
  header->names = g_new0 (char *, header->n_columns + 1);
  for (guint i = 0; i < header->n_columns; i++)
    {
      guint column = header->first_column + i;
      g_autofree char *name = column_name (finder, header, column, n_merged == 0 ? groups : NULL);

      if (*name == '\0')
        {
          g_free (name);
          name = anlan_table_column_name (column);
        }
      header->names[i] = unique_name (seen, next, name);
      g_hash_table_add (seen, header->names[i]);
    }
  for (guint i = 0; i < MAX_HEADER_ROWS; i++)
    g_free (groups[i]);
}

static char *
make_title (const Finder *finder, guint before_row)
{
  g_autoptr (GString) title = g_string_new (NULL);

  for (guint row = 0; row < MIN (before_row, SEARCH_ROWS); row++)
    for (guint i = 0; i < finder->n_columns; i++)
      {
        g_autofree char *text = NULL;

        if (!is_anchor (finder, row, finder->first_column + i))
          continue;
        text = tidy_cell (finder, row, finder->first_column + i);
        if (*text != '\0' && title->len > 0)
          g_string_append_c (title, ' ');
        g_string_append (title, text);
      }
  return g_string_free (g_steal_pointer (&title), FALSE);
}

static AnlanTableHeader *
make_header (const Finder *finder, guint first_row, guint n_rows)
{
  AnlanTableHeader *header = g_new0 (AnlanTableHeader, 1);

  header->sheet = finder->sheet;
  header->first_row = first_row;
  header->n_rows = n_rows;
  header->body_row = first_row + n_rows;
  header->first_column = finder->first_column;
  header->n_columns = finder->n_columns;
  if (n_rows > 0 && header->body_row < finder->n_rows && is_numbering (finder, header->body_row))
    header->body_row++;
  header->title = make_title (finder, first_row);
  make_names (finder, header);
  return header;
}

AnlanTableHeader *
anlan_table_guess_header (const AnlanTable *table, guint sheet)
{
  Finder finder = { .table = table, .sheet = sheet };
  guint first_row, n_rows;

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (sheet < anlan_table_get_n_sheets (table), NULL);
  measure (&finder);
  if (!find_first_row (&finder, &first_row))
    return make_header (&finder, 0, 0);
  n_rows = MIN (merged_rows (&finder, first_row), MAX_HEADER_ROWS);
  if (n_rows == 1 && has_second_row (&finder, first_row))
    n_rows = 2;
  return make_header (&finder, first_row, n_rows);
}

AnlanTableHeader *
anlan_table_make_header (const AnlanTable *table, guint sheet, guint first_row, guint n_rows)
{
  Finder finder = { .table = table, .sheet = sheet };

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (sheet < anlan_table_get_n_sheets (table), NULL);
  g_return_val_if_fail (n_rows <= MAX_HEADER_ROWS, NULL);
  measure (&finder);
  return make_header (&finder, first_row, n_rows);
}

void
anlan_table_header_free (AnlanTableHeader *header)
{
  g_return_if_fail (header != NULL);
  g_strfreev (header->names);
  g_free (header->title);
  g_free (header);
}
