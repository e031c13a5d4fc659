/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "biff.h"
#include "input.h"
#include "ole.h"
#include "table-private.h"

/* Excel 97 to 2003 ([MS-XLS], BIFF8), and what differs in Excel 5 and 95 (BIFF5: texts in a code page, other bits in XF).
 * Not by libfreexl: it tells nothing of the results of formulas (the D of every risk table), of merged cells and of yes
 * and no, and writes beyond its memory where a file is made to do harm. */

#define ROUNDED_FROM 1e15
#define BIFF8 0x0600
#define BIFF5 0x0500
#define WORKSHEET 0x0010
#define FIRST_COLOUR 8u /* of the palette */
#define PALETTE_LENGTH 56u
#define SOLID 1u
#define HIDDEN_ROW 0x20u
/* Sheets can be made to overlap, so that a small file is read many times over; no real workbook has as many records. */
#define MAX_RECORDS 100000000u

typedef struct
{
  guint32 position;
  char *name;
  gboolean hidden;
} SheetEntry;

typedef struct
{
  guint16 row;
  guint16 column;
  guint16 style;
  guint8 type;
  guint8 flags;
  union
  {
    double number;
    const char *text;
  };
} Cell;

typedef struct
{
  AnlanTable *table;
  const char *name;
  AnlanStep *step;
  GBytes *stream;
  guint codepage;      /* 0 in BIFF8 */
  GArray *sheets;      /* SheetEntry */
  GPtrArray *strings;  /* shared ones, interned */
  GHashTable *formats; /* id -> code */
  GArray *styles;      /* guint: the table's style of each XF */
  GArray *places;      /* guint: the place of its background in the palette, PALETTE_LENGTH for none */
  gint32 palette[PALETTE_LENGTH];
  GString *text;
  gboolean locked;
  guint n_records;

  /* of the sheet in hand */
  GArray *cells; /* Cell */
  GHashTable *hidden_rows;
  gboolean unsorted;
  gboolean wants_string; /* the last formula's result is in the STRING that follows */
} XlsReader;

static void
set_damaged (GError **error, const char *name)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” cannot be read as an Excel workbook: it is damaged, or of a kind that only Excel itself "
         "knows. "
         "Nothing was taken over. Open it in Excel or WPS, choose File, Save As, take “Excel Workbook "
         "(*.xlsx)”, and import that one."),
      name);
}

static const char *
read_text (XlsReader *reader, AnlanBiff *biff, gboolean short_length)
{
  g_string_truncate (reader->text, 0);
  anlan_biff_text (biff, short_length, reader->text);
  return reader->text->str;
}

static gboolean
tick (XlsReader *reader, const AnlanBiff *biff, GError **error)
{
  if (reader->n_records > MAX_RECORDS)
    {
      set_damaged (error, reader->name);
      return FALSE;
    }
  /* The first tenth was loading the file. */
  return ++reader->n_records % 1024 != 0 ||
         anlan_step_tick (reader->step, 0.1 + 0.9 * (double)biff->position / (double)biff->size, error);
}

/* What stands before the sheets */

static void
read_boundsheet (XlsReader *reader, AnlanBiff *biff)
{
  SheetEntry entry = { .position = anlan_biff_u32 (biff) };
  guint type;

  entry.hidden = (anlan_biff_u8 (biff) & 3) != 0;
  type = anlan_biff_u8 (biff);
  /* 0 is a worksheet; others are charts, macros and modules. */
  if (type != 0 || reader->sheets->len >= ANLAN_TABLE_MAX_SHEETS)
    return;
  entry.name = g_strdup (read_text (reader, biff, TRUE));
  g_array_append_val (reader->sheets, entry);
}

static void
read_shared_strings (XlsReader *reader, AnlanBiff *biff)
{
  guint32 n;

  anlan_biff_u32 (biff);
  n = anlan_biff_u32 (biff);
  for (guint32 i = 0; i < n && !biff->failed; i++)
    {
      const char *text = read_text (reader, biff, FALSE);

      /* The last one of a cut list is worth what is left of it. */
      g_ptr_array_add (reader->strings, (gpointer)anlan_table_intern (reader->table, text, -1));
    }
}

static void
read_palette (XlsReader *reader, AnlanBiff *biff)
{
  guint n = anlan_biff_u16 (biff);

  for (guint i = 0; i < MIN (n, PALETTE_LENGTH) && anlan_biff_left (biff) >= 4; i++)
    {
      guint red = anlan_biff_u8 (biff), green = anlan_biff_u8 (biff), blue = anlan_biff_u8 (biff);

      anlan_biff_u8 (biff);
      reader->palette[i] = (gint32)(red << 16 | green << 8 | blue);
    }
}

/* The background of an XF: its pattern, and its colour as a place in the palette. */
static guint
read_pattern (XlsReader *reader, AnlanBiff *biff, guint *colour)
{
  guint pattern;

  if (reader->codepage != 0)
    {
      anlan_biff_skip (biff, 4);
      *colour = anlan_biff_u16 (biff) & 0x7f;
      return anlan_biff_u16 (biff) & 0x3f;
    }
  anlan_biff_skip (biff, 10);
  pattern = anlan_biff_u32 (biff) >> 26;
  *colour = anlan_biff_u16 (biff) & 0x7f;
  return pattern;
}

/* An XF of a cell or of a named style; cells count them all (MS-XLS, 2.4.353 and 2.5.20). */
static void
read_xf (XlsReader *reader, AnlanBiff *biff)
{
  AnlanTableStyle style = ANLAN_TABLE_STYLE_INIT;
  guint id, pattern, colour, index, place = PALETTE_LENGTH;
  const char *code;

  anlan_biff_u16 (biff);
  id = anlan_biff_u16 (biff);
  pattern = read_pattern (reader, biff, &colour);
  if (biff->failed || reader->styles->len >= G_MAXUINT16 - 16)
    return;
  code = g_hash_table_lookup (reader->formats, GUINT_TO_POINTER (id));
  if (code != NULL)
    anlan_table_style_from_code (&style, code);
  else
    anlan_table_style_from_builtin (&style, id);
  if (pattern == SOLID && colour >= FIRST_COLOUR && colour < FIRST_COLOUR + PALETTE_LENGTH)
    place = colour - FIRST_COLOUR;
  index = anlan_table_add_style (reader->table, &style);
  g_array_append_val (reader->styles, index);
  g_array_append_val (reader->places, place);
}

/* Of texts that are bytes. 1200 is Unicode; what is not said is taken for what old Chinese programs write. */
static void
read_codepage (XlsReader *reader, AnlanBiff *biff)
{
  guint codepage = anlan_biff_u16 (biff);

  if (reader->codepage == 0 || biff->failed)
    return;
  reader->codepage = codepage == 0x8000 || codepage == 0x8001 ? BIFF_CODEPAGE_WESTERN : MAX (codepage, 1);
  biff->codepage = reader->codepage;
}

static void
read_global (XlsReader *reader, AnlanBiff *biff)
{
  guint id;

  switch (biff->type)
    {
    case BIFF_FILEPASS:
      reader->locked = TRUE;
      break;
    case BIFF_DATEMODE:
      anlan_table_set_1904 (reader->table, anlan_biff_u16 (biff) == 1);
      break;
    case BIFF_CODEPAGE:
      read_codepage (reader, biff);
      break;
    case BIFF_BOUNDSHEET:
      read_boundsheet (reader, biff);
      break;
    case BIFF_SST:
      read_shared_strings (reader, biff);
      break;
    case BIFF_PALETTE:
      read_palette (reader, biff);
      break;
    case BIFF_FORMAT:
      id = anlan_biff_u16 (biff);
      g_hash_table_replace (reader->formats, GUINT_TO_POINTER (id),
                            g_strdup (read_text (reader, biff, FALSE)));
      break;
    case BIFF_XF:
      read_xf (reader, biff);
      break;
    default:
      break;
    }
}

/* The palette may come after the styles that name a place in it. */
static void
resolve_fills (XlsReader *reader)
{
  for (guint i = 0; i < reader->styles->len; i++)
    {
      guint place = g_array_index (reader->places, guint, i);

      if (place < PALETTE_LENGTH)
        anlan_table_edit_style (reader->table, g_array_index (reader->styles, guint, i))->fill =
            reader->palette[place];
    }
}

static gboolean
read_globals (XlsReader *reader, GError **error)
{
  AnlanBiff biff;

  anlan_biff_init (&biff, reader->stream, 0);
  biff.codepage = reader->codepage;
  while (anlan_biff_next (&biff) && biff.type != BIFF_EOF)
    {
      if (!tick (reader, &biff, error))
        return FALSE;
      read_global (reader, &biff);
      if (reader->locked)
        {
          anlan_input_set_error (error, ANLAN_INPUT_OFFICE_LOCKED, FALSE, reader->name);
          return FALSE;
        }
    }
  resolve_fills (reader);
  if (reader->sheets->len > 0)
    return TRUE;
  set_damaged (error, reader->name);
  return FALSE;
}

/* Cells */

static guint16
style_of (const XlsReader *reader, guint xf)
{
  return xf < reader->styles->len ? (guint16)g_array_index (reader->styles, guint, xf) : 0;
}

static void
add_cell (XlsReader *reader, AnlanBiff *biff, Cell cell)
{
  const Cell *last;

  if (biff->failed)
    return;
  if (reader->cells->len > 0)
    {
      last = &g_array_index (reader->cells, Cell, reader->cells->len - 1);
      reader->unsorted = reader->unsorted || last->row > cell.row;
    }
  g_array_append_val (reader->cells, cell);
}

static void
add_number (XlsReader *reader, AnlanBiff *biff, Cell cell, double number)
{
  cell.type = ANLAN_CELL_NUMBER;
  cell.number = number;
  if (fabs (number) >= ROUNDED_FROM)
    cell.flags |= ANLAN_CELL_ROUNDED;
  if (isfinite (number))
    add_cell (reader, biff, cell);
}

static void
add_text (XlsReader *reader, AnlanBiff *biff, Cell cell, AnlanCellType type, const char *text)
{
  cell.type = (guint8)type;
  cell.text = anlan_table_intern (reader->table, text, -1);
  add_cell (reader, biff, cell);
}

/* MS-XLS, 2.5.10. */
static const char *
error_text (guint code)
{
  static const struct
  {
    guint code;
    const char *text;
  } errors[] = {
    { 0x00, "#NULL!" }, { 0x07, "#DIV/0!" }, { 0x0f, "#VALUE!" }, { 0x17, "#REF!" },
    { 0x1d, "#NAME?" }, { 0x24, "#NUM!" },   { 0x2a, "#N/A" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].code == code)
      return errors[i].text;
  return "#ERR";
}

static void
add_boolean_or_error (XlsReader *reader, AnlanBiff *biff, Cell cell, guint value, gboolean is_error)
{
  if (is_error)
    {
      add_text (reader, biff, cell, ANLAN_CELL_ERROR, error_text (value));
      return;
    }
  cell.type = ANLAN_CELL_BOOLEAN;
  cell.number = value != 0;
  add_cell (reader, biff, cell);
}

/* The result that was stored for a formula (MS-XLS, 2.5.133). */
static void
add_formula (XlsReader *reader, AnlanBiff *biff, Cell cell)
{
  const guint8 *result = biff->p;

  cell.flags = ANLAN_CELL_FORMULA;
  if (anlan_biff_left (biff) < 8)
    return;
  if (result[6] != 0xff || result[7] != 0xff)
    {
      add_number (reader, biff, cell, anlan_biff_double (biff));
      return;
    }
  switch (result[0])
    {
    case 0:
      cell.type = ANLAN_CELL_TEXT;
      cell.text = "";
      add_cell (reader, biff, cell);
      reader->wants_string = TRUE;
      break;
    case 1:
    case 2:
      add_boolean_or_error (reader, biff, cell, result[2], result[0] == 2);
      break;
    default: /* an empty text */
      break;
    }
}

static void
take_string (XlsReader *reader, AnlanBiff *biff)
{
  Cell *cell;

  if (!reader->wants_string || reader->cells->len == 0)
    return;
  cell = &g_array_index (reader->cells, Cell, reader->cells->len - 1);
  cell->text = anlan_table_intern (reader->table, read_text (reader, biff, FALSE), -1);
  reader->wants_string = FALSE;
}

static void
add_shared (XlsReader *reader, AnlanBiff *biff, Cell cell)
{
  guint32 index = anlan_biff_u32 (biff);

  if (index >= reader->strings->len)
    return;
  cell.type = ANLAN_CELL_TEXT;
  cell.text = g_ptr_array_index (reader->strings, index);
  add_cell (reader, biff, cell);
}

/* Several RK numbers side by side; the last two bytes are the last column, which their number says already. */
static void
add_multiple (XlsReader *reader, AnlanBiff *biff)
{
  Cell cell = { .row = anlan_biff_u16 (biff) };

  cell.column = anlan_biff_u16 (biff);
  for (; anlan_biff_left (biff) >= 8; cell.column++)
    {
      cell.style = style_of (reader, anlan_biff_u16 (biff));
      cell.flags = 0;
      add_number (reader, biff, cell, anlan_biff_rk (biff));
    }
}

static void
add_merged (XlsReader *reader, AnlanBiff *biff)
{
  guint n = anlan_biff_u16 (biff);

  for (guint i = 0; i < n && anlan_biff_left (biff) >= 8; i++)
    {
      AnlanTableRange range;

      range.first_row = anlan_biff_u16 (biff);
      range.last_row = anlan_biff_u16 (biff);
      range.first_column = anlan_biff_u16 (biff);
      range.last_column = anlan_biff_u16 (biff);
      anlan_table_add_merged (reader->table, &range);
    }
}

static void
read_row (XlsReader *reader, AnlanBiff *biff)
{
  guint row = anlan_biff_u16 (biff);

  anlan_biff_skip (biff, 10);
  if (anlan_biff_u16 (biff) & HIDDEN_ROW)
    g_hash_table_add (reader->hidden_rows, GUINT_TO_POINTER (row));
}

static void
read_cell (XlsReader *reader, AnlanBiff *biff)
{
  Cell cell = { .row = anlan_biff_u16 (biff) };
  guint value;

  cell.column = anlan_biff_u16 (biff);
  cell.style = style_of (reader, anlan_biff_u16 (biff));
  switch (biff->type)
    {
    case BIFF_LABELSST:
      add_shared (reader, biff, cell);
      break;
    case BIFF_LABEL:
    case BIFF_RSTRING:
      add_text (reader, biff, cell, ANLAN_CELL_TEXT, read_text (reader, biff, FALSE));
      break;
    case BIFF_NUMBER:
      add_number (reader, biff, cell, anlan_biff_double (biff));
      break;
    case BIFF_RK:
      add_number (reader, biff, cell, anlan_biff_rk (biff));
      break;
    case BIFF_BOOLERR:
      value = anlan_biff_u8 (biff);
      add_boolean_or_error (reader, biff, cell, value, anlan_biff_u8 (biff) != 0);
      break;
    case BIFF_FORMULA:
    default:
      add_formula (reader, biff, cell);
      break;
    }
}

static void
read_record (XlsReader *reader, AnlanBiff *biff)
{
  switch (biff->type)
    {
    case BIFF_LABELSST:
    case BIFF_LABEL:
    case BIFF_RSTRING:
    case BIFF_NUMBER:
    case BIFF_RK:
    case BIFF_BOOLERR:
    case BIFF_FORMULA:
      read_cell (reader, biff);
      break;
    case BIFF_MULRK:
      add_multiple (reader, biff);
      break;
    case BIFF_STRING:
      take_string (reader, biff);
      break;
    case BIFF_MERGECELLS:
      add_merged (reader, biff);
      break;
    case BIFF_ROW:
      read_row (reader, biff);
      break;
    default:
      break;
    }
}

/* Cells of one row stay in the order of the file: the table sorts them and keeps the first of two. */
static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const Cell *first = a, *second = b;

  if (first->row != second->row)
    return (int)first->row - (int)second->row;
  return (int)first->column - (int)second->column;
}

static gboolean
hand_over_cells (XlsReader *reader, GError **error)
{
  if (reader->unsorted)
    g_array_sort (reader->cells, compare_cells);
  for (guint i = 0; i < reader->cells->len;)
    {
      guint row = g_array_index (reader->cells, Cell, i).row;

      anlan_table_begin_row (reader->table, row,
                             g_hash_table_contains (reader->hidden_rows, GUINT_TO_POINTER (row)));
      for (; i < reader->cells->len && g_array_index (reader->cells, Cell, i).row == row; i++)
        {
          const Cell *cell = &g_array_index (reader->cells, Cell, i);

          if (cell->type == ANLAN_CELL_NUMBER || cell->type == ANLAN_CELL_BOOLEAN)
            anlan_table_add_number (reader->table, cell->column, cell->style, cell->type, cell->flags,
                                    cell->number);
          else
            anlan_table_add_text (reader->table, cell->column, cell->style, cell->type, cell->flags,
                                  cell->text);
        }
      if (!anlan_table_end_row (reader->table, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_sheet (XlsReader *reader, const SheetEntry *entry, GError **error)
{
  AnlanBiff biff;
  guint depth = 0;

  g_array_set_size (reader->cells, 0);
  g_hash_table_remove_all (reader->hidden_rows);
  reader->unsorted = reader->wants_string = FALSE;
  anlan_table_begin_sheet (reader->table, entry->name, entry->hidden);
  anlan_biff_init (&biff, reader->stream, entry->position);
  biff.codepage = reader->codepage;
  while (anlan_biff_next (&biff))
    {
      if (!tick (reader, &biff, error))
        return FALSE;
      /* Charts lie within the sheet that shows them, with a beginning and an end of their own. */
      if (biff.type == BIFF_BOF)
        depth++;
      else if (biff.type == BIFF_EOF && --depth == 0)
        break;
      else if (depth == 1)
        read_record (reader, &biff);
      if (depth == 0)
        break;
      if (reader->cells->len > ANLAN_TABLE_MAX_CELLS)
        break;
    }
  if (depth != 0)
    anlan_table_take_note (
        reader->table, G_MAXUINT, G_MAXUINT,
        g_strdup (_ ("This sheet is cut off or does not begin where it should; rows may be "
                     "missing.")));
  if (!hand_over_cells (reader, error))
    return FALSE;
  anlan_table_end_sheet (reader->table);
  return TRUE;
}

static void
sheet_entry_clear (gpointer data)
{
  g_free (((SheetEntry *)data)->name);
}

static gboolean
read_workbook (AnlanTable *table,
               GBytes *stream,
               const char *name,
               guint codepage,
               gboolean bare_sheet,
               AnlanStep *step,
               GError **error)
{
  g_autoptr (GArray) sheets = g_array_new (FALSE, FALSE, sizeof (SheetEntry));
  g_autoptr (GPtrArray) strings = g_ptr_array_new ();
  g_autoptr (GHashTable) formats = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GArray) styles = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_autoptr (GHashTable) hidden_rows = g_hash_table_new (NULL, NULL);
  XlsReader reader = {
    .table = table,
    .name = name,
    .step = step,
    .stream = stream,
    .codepage = codepage,
    .sheets = sheets,
    .strings = strings,
    .formats = formats,
    .styles = styles,
    .places = places,
    .text = text,
    .cells = cells,
    .hidden_rows = hidden_rows,
  };

  g_array_set_clear_func (sheets, sheet_entry_clear);
  for (guint i = 0; i < PALETTE_LENGTH; i++)
    reader.palette[i] = anlan_table_indexed_colour (FIRST_COLOUR + i);
  if (bare_sheet)
    g_array_append_vals (sheets, &(SheetEntry){ .position = 0, .name = g_strdup ("") }, 1);
  else if (!read_globals (&reader, error))
    return FALSE;
  for (guint i = 0; i < sheets->len; i++)
    if (!read_sheet (&reader, &g_array_index (sheets, SheetEntry, i), error))
      return FALSE;
  return TRUE;
}

/* The versions that old programs write into the first record of BIFF5; some leave it 0. */
static gboolean
is_biff5 (guint version)
{
  return version == BIFF5 || version == 0;
}

gboolean
anlan_table_read_xls (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  g_autoptr (GBytes) stream = NULL;
  AnlanBiff biff;
  guint version;

  stream = anlan_ole_read_stream (bytes, "Workbook");
  if (stream == NULL)
    stream = anlan_ole_read_stream (bytes, "Book");
  /* Small programs write the records as they are, and one sheet of them alone. */
  if (stream == NULL)
    stream = g_bytes_ref (bytes);
  anlan_biff_init (&biff, stream, 0);
  if (anlan_biff_next (&biff) && biff.type == BIFF_BOF)
    {
      version = anlan_biff_u16 (&biff);
      if (version == BIFF8 || is_biff5 (version))
        return read_workbook (table, stream, name, version == BIFF8 ? 0 : BIFF_CODEPAGE_GBK,
                              anlan_biff_u16 (&biff) == WORKSHEET, step, error);
    }
  set_damaged (error, name);
  return FALSE;
}
