/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include "paper-private.h"

/* Rows that are looked at for the widths of columns. */
#define LOOK_AT 300
/* A column is not made narrower than this, nor does it ask for more. */
#define LEAST_WIDTH (11 * MM)
#define MOST_WIDTH (75 * MM)
/* Up to this, a column keeps the width that it would like. */
#define WHOLE_WIDTH (30 * MM)
/* A table of so few rows is not broken where a page can hold it. */
#define KEPT_ROWS 9
/* Texts longer than this are no numbers, dates or names, nor are pieces longer than that. */
#define MOST_UNBROKEN 40
#define WHOLE_PIECE 18
/* Part of the width of a form that a label takes. */
#define LABEL_PART 0.17

double
anlan_paper_inner_width (const AnlanPaper *paper)
{
  return paper->width - PAPER_LEFT - PAPER_RIGHT;
}

static double
body_height (const AnlanPaper *paper)
{
  return paper->height - PAPER_TOP - PAPER_HEAD - PAPER_FOOT - PAPER_BOTTOM;
}

guint
anlan_paper_pictures_abreast (const AnlanPaper *paper)
{
  return MAX (2, (guint)(anlan_paper_inner_width (paper) / (85 * MM)));
}

/* --- widths of columns ------------------------------------------------------------------------------------------------- */

/* The widest pieces of @words that should not be broken: a number, a date, a name in Latin letters. Han text may break
 * anywhere, and words of letters have hyphens where nothing else helps. */
static void
measure_pieces (PaperText *text, PaperColumn *column, const char *words)
{
  g_auto (GStrv) pieces = NULL;

  if (words == NULL || strlen (words) > MOST_UNBROKEN)
    return;
  pieces = g_strsplit_set (words, " \n", -1);
  for (guint i = 0; pieces[i] != NULL; i++)
    if (g_str_is_ascii (pieces[i]) && strlen (pieces[i]) <= WHOLE_PIECE)
      {
        double width = anlan_paper_text_width (text, PAPER_STYLE_BODY, pieces[i]);

        column->whole = MAX (column->whole, width);
        if (strpbrk (pieces[i], "0123456789") != NULL)
          column->figures = MAX (column->figures, width);
      }
}

static void
measure_columns (PaperText *text, PaperBlock *block)
{
  for (guint i = 0; i < block->columns->len; i++)
    {
      PaperColumn *column = g_ptr_array_index (block->columns, i);

      column->natural = anlan_paper_text_width (text, PAPER_STYLE_HEAD, column->title);
      column->whole = column->figures = 0;
      for (guint j = 0; j < MIN (block->rows->len, LOOK_AT); j++)
        {
          const PaperRow *row = g_ptr_array_index (block->rows, j);

          if (row->cells[i].picture != NULL)
            column->natural = MAX (column->natural, CELL_PICTURE_WIDTH);
          measure_pieces (text, column, row->cells[i].text);
          if (row->cells[i].text != NULL)
            column->natural =
                MAX (column->natural, anlan_paper_text_width (text, PAPER_STYLE_BODY, row->cells[i].text));
        }
      column->natural = CLAMP (column->natural + 2 * CELL_PADDING + 1, LEAST_WIDTH, MOST_WIDTH);
      column->whole += 2 * CELL_PADDING + 1;
      column->figures += 2 * CELL_PADDING + 1;
    }
}

static double
sum_natural (const PaperBlock *block)
{
  double sum = 0;

  for (guint i = 0; i < block->columns->len; i++)
    sum += ((PaperColumn *)g_ptr_array_index (block->columns, i))->natural;
  return sum;
}

/* What a column is not squeezed below: numbers and dates stay whole, and @words too. */
static double
least_of (const PaperBlock *block, guint i, double most, gboolean words)
{
  const PaperColumn *column = g_ptr_array_index (block->columns, i);

  return MIN (column->natural, MAX (most, words ? column->whole : column->figures));
}

static double
sum_least (const PaperBlock *block, double most, gboolean words)
{
  double sum = 0;

  for (guint i = 0; i < block->columns->len; i++)
    sum += least_of (block, i, most, words);
  return sum;
}

/* Where there is too little room, wide columns give of theirs and narrow ones stay as they are; where there is too much,
 * all take a part of it. */
static void
set_widths (const AnlanPaper *paper, PaperBlock *block)
{
  double room = anlan_paper_inner_width (paper), sum = sum_natural (block), most = WHOLE_WIDTH;
  gboolean words = sum_least (block, LEAST_WIDTH / 2, TRUE) < room;

  while (most > LEAST_WIDTH / 2 && sum_least (block, most, words) > room)
    most *= 0.9;
  g_free (block->widths);
  block->widths = g_new0 (double, block->columns->len);
  for (guint i = 0; i < block->columns->len; i++)
    {
      double natural = ((PaperColumn *)g_ptr_array_index (block->columns, i))->natural;
      double least = least_of (block, i, most, words), all_least = sum_least (block, most, words);

      if (sum <= room)
        block->widths[i] = natural * room / sum;
      else if (all_least >= room)
        block->widths[i] = room / block->columns->len;
      else
        block->widths[i] = least + (natural - least) * (room - all_least) / (sum - all_least);
    }
}

void
anlan_paper_cell_box (const AnlanPaper *paper,
                      const PaperBlock *block,
                      const PaperRow *row,
                      guint cell,
                      double *x,
                      double *width)
{
  double room = anlan_paper_inner_width (paper), label = room * LABEL_PART;

  *x = 0;
  if (block->columns != NULL)
    {
      for (guint i = 0; i < cell; i++)
        *x += block->widths[i];
      *width = block->widths[cell];
      return;
    }
  /* A form: label and value, once or twice abreast. */
  *x = cell < 2 ? 0 : room / 2;
  *width = cell % 2 == 0 ? label : room / (row->n / 2) - label;
  if (cell % 2 == 1)
    *x += label;
}

/* --- bands ---------------------------------------------------------------------------------------------------------------- */

static void
add_band (AnlanPaper *paper, guint block, int row, double height, gboolean keep)
{
  PaperBand band = { .block = block, .row = row, .height = height, .keep = keep };

  g_array_append_val (paper->bands, band);
}

static double
head_height (PaperText *text, const AnlanPaper *paper, const PaperBlock *block)
{
  double height = 0;

  for (guint i = 0; i < block->columns->len; i++)
    height =
        MAX (height, anlan_paper_text_height (text, PAPER_STYLE_HEAD,
                                              ((PaperColumn *)g_ptr_array_index (block->columns, i))->title,
                                              block->widths[i] - 2 * CELL_PADDING));
  return height + 2 * CELL_PADDING;
}

static PangoLayout *
set_cell (PaperText *text, const AnlanPaper *paper, const PaperBlock *block, const PaperRow *row, guint cell)
{
  double x, width;

  anlan_paper_cell_box (paper, block, row, cell, &x, &width);
  return anlan_paper_text_set (text, row->cells[cell].label ? PAPER_STYLE_LABEL : PAPER_STYLE_BODY,
                               row->cells[cell].text, width - 2 * CELL_PADDING);
}

double
anlan_paper_row_baseline (PaperText *text,
                          const AnlanPaper *paper,
                          const PaperBlock *block,
                          const PaperRow *row)
{
  int baseline = 0;

  for (guint i = 0; i < row->n; i++)
    baseline = MAX (baseline, pango_layout_get_baseline (set_cell (text, paper, block, row, i)));
  return (double)baseline / PANGO_SCALE;
}

static double
row_height (PaperText *text, const AnlanPaper *paper, const PaperBlock *block, const PaperRow *row)
{
  double baseline = anlan_paper_row_baseline (text, paper, block, row), height = 0;

  for (guint i = 0; i < row->n; i++)
    {
      PangoLayout *layout = set_cell (text, paper, block, row, i);
      int cell;

      pango_layout_get_size (layout, NULL, &cell);
      height = MAX (height, (double)(cell - pango_layout_get_baseline (layout)) / PANGO_SCALE);
    }
  return MAX (row->least, baseline + height + 2 * CELL_PADDING);
}

/* A row that no page holds is cut between lines of text. All its texts are of one size, so that line n of each cell
 * stands beside line n of the others. */
static void
add_tall_row (PaperText *text, AnlanPaper *paper, guint place, const PaperBlock *block, guint at, double room)
{
  const PaperRow *row = g_ptr_array_index (block->rows, at);
  double line = anlan_paper_text_height (text, PAPER_STYLE_BODY, "字g", -1);
  guint n_lines = 0, abreast = MAX (1, (guint)((room - 2 * CELL_PADDING) / line));

  for (guint i = 0; i < row->n; i++)
    n_lines = MAX (n_lines, (guint)pango_layout_get_line_count (set_cell (text, paper, block, row, i)));
  for (guint from = 0; from < n_lines; from += abreast)
    {
      guint to = MIN (from + abreast, n_lines);
      PaperBand band = { .block = place, .row = (int)at, .from = from, .to = to };

      band.height = (to - from) * line + 2 * CELL_PADDING;
      g_array_append_val (paper->bands, band);
    }
}

/* A short table stands on one page; one of high rows would leave the page before it empty. */
static gboolean
is_kept (PaperText *text, const AnlanPaper *paper, const PaperBlock *block, double room)
{
  double height = 0;

  if (block->rows->len > KEPT_ROWS)
    return FALSE;
  for (guint i = 0; i < block->rows->len; i++)
    height += row_height (text, paper, block, g_ptr_array_index (block->rows, i));
  return height < room / 2;
}

static void
add_table_bands (PaperText *text, AnlanPaper *paper, guint place, PaperBlock *block)
{
  double room = body_height (paper), head = 0;
  gboolean kept;

  if (block->columns != NULL)
    {
      measure_columns (text, block);
      set_widths (paper, block);
      head = head_height (text, paper, block);
      add_band (paper, place, -1, head, TRUE);
    }
  kept = is_kept (text, paper, block, room);
  for (guint i = 0; i < block->rows->len; i++)
    {
      double height = row_height (text, paper, block, g_ptr_array_index (block->rows, i));

      if (height + head > room)
        add_tall_row (text, paper, place, block, i, room - head);
      else
        add_band (paper, place, (int)i, height, kept && i + 1 < block->rows->len);
    }
}

static void
add_bands (PaperText *text, AnlanPaper *paper, guint place)
{
  PaperBlock *block = g_ptr_array_index (paper->blocks, place);
  double room = anlan_paper_inner_width (paper);
  guint abreast;

  switch (block->type)
    {
    case PAPER_TITLE:
      add_band (paper, place, 0, anlan_paper_text_height (text, PAPER_STYLE_TITLE, block->text, room) + 4,
                TRUE);
      break;
    case PAPER_NOTE:
      add_band (paper, place, 0, anlan_paper_text_height (text, PAPER_STYLE_NOTE, block->text, room) + 7,
                TRUE);
      break;
    case PAPER_HEADING:
      add_band (paper, place, 0, anlan_paper_text_height (text, PAPER_STYLE_HEADING, block->text, room) + 14,
                TRUE);
      break;
    case PAPER_PATH:
      add_band (paper, place, 0, 26, FALSE);
      break;
    case PAPER_TABLE:
      add_table_bands (text, paper, place, block);
      break;
    case PAPER_PICTURES:
      abreast = anlan_paper_pictures_abreast (paper);
      for (guint i = 0; i < block->pictures->len; i += abreast)
        add_band (paper, place, (int)i, PICTURE_HEIGHT + 6, FALSE);
      break;
    case PAPER_SIGNS:
      /* Nobody signs an empty sheet: the last row before comes along. */
      if (paper->bands->len > 0)
        g_array_index (paper->bands, PaperBand, paper->bands->len - 1).keep = TRUE;
      add_band (paper, place, 0, SIGN_HEIGHT + 16, FALSE);
      break;
    case PAPER_MASTHEAD:
      add_band (paper, place, 0, anlan_paper_masthead_height (text, paper, block) + 6, TRUE);
      break;
    case PAPER_TEXT:
      add_band (paper, place, 0, anlan_paper_text_height (text, PAPER_STYLE_TEXT, block->text, room) + 8,
                FALSE);
      break;
    case PAPER_POINT:
      add_band (paper, place, 0, POINT_QR_SIZE + 14, TRUE);
      break;
    case PAPER_CHART:
      add_band (paper, place, 0, anlan_chart_get_height (block->chart, room) + 14, FALSE);
      break;
    case PAPER_SIDES:
      for (guint i = 0; i < anlan_paper_sides_rows (block); i++)
        add_band (paper, place, (int)i, anlan_paper_sides_height () + 4, FALSE);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* --- pages ---------------------------------------------------------------------------------------------------------------- */

static GArray *
add_page (AnlanPaper *paper)
{
  GArray *page = g_array_new (FALSE, TRUE, sizeof (PaperPlaced));

  g_ptr_array_add (paper->pages, page);
  return page;
}

/* What must stand together with the band at @i, itself included. */
static double
group_height (const AnlanPaper *paper, guint i)
{
  double height = 0;

  for (; i < paper->bands->len; i++)
    {
      const PaperBand *band = &g_array_index (paper->bands, PaperBand, i);

      height += band->height;
      if (!band->keep)
        break;
    }
  return height;
}

/* The head that stands above a row on the top of a page, or NULL. */
static const PaperBand *
head_of (const AnlanPaper *paper, guint i)
{
  const PaperBand *band = &g_array_index (paper->bands, PaperBand, i);
  const PaperBlock *block = g_ptr_array_index (paper->blocks, band->block);

  if (block->columns == NULL || band->row < 0)
    return NULL;
  while (g_array_index (paper->bands, PaperBand, i).row >= 0)
    i--;
  return &g_array_index (paper->bands, PaperBand, i);
}

static void
place_band (GArray *page, guint band, double *y, double height, gboolean head)
{
  PaperPlaced placed = { band, *y, head };

  g_array_append_val (page, placed);
  *y += height;
}

static void
break_into_pages (AnlanPaper *paper)
{
  double room = body_height (paper), y = 0;
  GArray *page = add_page (paper);

  for (guint i = 0; i < paper->bands->len; i++)
    {
      const PaperBand *band = &g_array_index (paper->bands, PaperBand, i);

      /* A group that is higher than a page cannot be kept together. */
      if (page->len > 0 && y + MIN (group_height (paper, i), room) > room + 0.01)
        {
          const PaperBand *head = head_of (paper, i);

          page = add_page (paper);
          y = 0;
          if (head != NULL)
            place_band (page, i, &y, head->height, TRUE);
        }
      place_band (page, i, &y, band->height, FALSE);
    }
}

void
anlan_paper_set_size (AnlanPaper *paper, double width, double height)
{
  g_auto (PaperText) text = { NULL };

  g_return_if_fail (paper != NULL && width > 60 * MM && height > 80 * MM);

  if (fabs (paper->width - width) < 0.01 && fabs (paper->height - height) < 0.01)
    return;
  paper->width = width;
  paper->height = height;
  g_array_set_size (paper->bands, 0);
  g_ptr_array_set_size (paper->pages, 0);
  anlan_paper_text_init (&text);
  for (guint i = 0; i < paper->blocks->len; i++)
    add_bands (&text, paper, i);
  break_into_pages (paper);
}

void
anlan_paper_get_wish (const AnlanPaper *paper, double *width, double *height)
{
  gboolean wide;

  g_return_if_fail (paper != NULL && width != NULL && height != NULL);

  /* Two A4 beside each other are an A3 on its side. */
  wide = paper->a3 || anlan_paper_is_wide (paper);
  *width = paper->a3 ? 2 * ANLAN_PAPER_A4_WIDTH : wide ? ANLAN_PAPER_A4_HEIGHT : ANLAN_PAPER_A4_WIDTH;
  *height = paper->a3 ? ANLAN_PAPER_A4_HEIGHT : wide ? ANLAN_PAPER_A4_WIDTH : ANLAN_PAPER_A4_HEIGHT;
}

gboolean
anlan_paper_is_wide (const AnlanPaper *paper)
{
  g_auto (PaperText) text = { NULL };

  g_return_val_if_fail (paper != NULL, FALSE);

  if (paper->upright || paper->a3)
    return paper->a3;
  anlan_paper_text_init (&text);
  for (guint i = 0; i < paper->blocks->len; i++)
    {
      PaperBlock *block = g_ptr_array_index (paper->blocks, i);

      if (block->columns == NULL)
        continue;
      measure_columns (&text, block);
      if (sum_natural (block) > (ANLAN_PAPER_A4_WIDTH - PAPER_LEFT - PAPER_RIGHT) * 1.25)
        return TRUE;
    }
  return FALSE;
}
