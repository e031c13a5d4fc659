/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "paper-private.h"
#include "safe-file.h"

/* The four grades as the look has them; text on yellow is dark. */
static const struct
{
  const char *colour;
  const char *letter;
  double red, green, blue;
  gboolean dark_text;
} grades[] = {
  { "red", NC_ ("letter of a risk grade", "R"), 0.753, 0.110, 0.157, FALSE },
  { "orange", NC_ ("letter of a risk grade", "O"), 0.902, 0.380, 0.0, FALSE },
  { "yellow", NC_ ("letter of a risk grade", "Y"), 0.961, 0.761, 0.067, TRUE },
  { "blue", NC_ ("letter of a risk grade", "B"), 0.102, 0.373, 0.706, FALSE },
};

char *
anlan_paper_grade_text (const char *colour, const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (grades); i++)
    {
      const char *letter = g_dpgettext2 (GETTEXT_PACKAGE, "letter of a risk grade", grades[i].letter);

      if (g_strcmp0 (grades[i].colour, colour) == 0 && g_strcmp0 (letter, word) != 0)
        return g_strdup_printf ("%s %s", letter, word);
    }
  return g_strdup (word);
}

gboolean
anlan_paper_grade_colour (const char *colour, double rgb[3])
{
  for (guint i = 0; i < G_N_ELEMENTS (grades); i++)
    if (g_strcmp0 (grades[i].colour, colour) == 0)
      {
        rgb[0] = grades[i].red;
        rgb[1] = grades[i].green;
        rgb[2] = grades[i].blue;
        return TRUE;
      }
  return FALSE;
}

void
anlan_paper_grey (cairo_t *cr, double level)
{
  cairo_set_source_rgb (cr, level, level, level);
}

void
anlan_paper_show (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

/* --- cells ------------------------------------------------------------------------------------------------------------- */

/* Shades the cell in its grade's colour and sets that of its text. */
static void
draw_grade (cairo_t *cr, const char *colour, double x, double y, double width, double height)
{
  for (guint i = 0; i < G_N_ELEMENTS (grades); i++)
    {
      if (g_strcmp0 (grades[i].colour, colour) != 0)
        continue;
      cairo_set_source_rgb (cr, grades[i].red, grades[i].green, grades[i].blue);
      cairo_rectangle (cr, x, y, width, height);
      cairo_fill (cr);
      anlan_paper_grey (cr, grades[i].dark_text ? PAPER_INK : 1);
    }
}

void
anlan_paper_frame (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_rectangle (cr, x, y, width, height);
  cairo_set_line_width (cr, 0.5);
  anlan_paper_grey (cr, PAPER_LINE);
  cairo_stroke (cr);
}

/* Lines @from to @to of the layout. */
static void
draw_lines (cairo_t *cr, PangoLayout *layout, guint from, guint to, double x, double y)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  guint i = 0;
  int top = 0;

  do
    {
      PangoRectangle logical;

      if (i >= to)
        break;
      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      if (i == from)
        top = logical.y;
      if (i >= from)
        {
          cairo_move_to (cr, x + (double)logical.x / PANGO_SCALE,
                         y + (double)(pango_layout_iter_get_baseline (iter) - top) / PANGO_SCALE);
          pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (iter));
        }
      i++;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
draw_row (
    AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block, const PaperBand *band, double y)
{
  const PaperRow *row = g_ptr_array_index (block->rows, (guint)band->row);
  double baseline = anlan_paper_row_baseline (text, paper, block, row);

  for (guint i = 0; i < row->n; i++)
    {
      const PaperCell *cell = &row->cells[i];
      const PaperColumn *column = block->columns != NULL ? g_ptr_array_index (block->columns, i) : NULL;
      PangoLayout *layout;
      double x, width;

      anlan_paper_cell_box (paper, block, row, i, &x, &width);
      x += PAPER_LEFT;
      if (cell->label)
        {
          anlan_paper_grey (cr, PAPER_SHADE);
          cairo_rectangle (cr, x, y, width, band->height);
          cairo_fill (cr);
        }
      anlan_paper_grey (cr, cell->label ? PAPER_QUIET : PAPER_INK);
      if (cell->colour != NULL)
        draw_grade (cr, cell->colour, x, y,
                    block->columns != NULL
                        ? width
                        : anlan_paper_text_width (text, PAPER_STYLE_BODY, cell->text) + 2 * CELL_PADDING,
                    band->height);
      if (cell->picture != NULL)
        {
          anlan_paper_draw_picture (cr, cell->picture, x + 1, y + 1, width - 2, band->height - 2);
          anlan_paper_frame (cr, x, y, width, band->height);
          continue;
        }
      layout = anlan_paper_text_set (text, cell->label ? PAPER_STYLE_LABEL : PAPER_STYLE_BODY, cell->text,
                                     width - 2 * CELL_PADDING);
      if (column != NULL && column->right)
        pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
      if (band->to > 0)
        draw_lines (cr, layout, band->from, band->to, x + CELL_PADDING, y + CELL_PADDING);
      else
        anlan_paper_show (cr, layout, x + CELL_PADDING,
                          y + CELL_PADDING + baseline -
                              (double)pango_layout_get_baseline (layout) / PANGO_SCALE);
      anlan_paper_frame (cr, x, y, width, band->height);
    }
}

static void
draw_table_head (cairo_t *cr, PaperText *text, const PaperBlock *block, double y, double height)
{
  double x = PAPER_LEFT;

  for (guint i = 0; i < block->columns->len; i++)
    {
      const PaperColumn *column = g_ptr_array_index (block->columns, i);
      PangoLayout *layout;

      anlan_paper_grey (cr, PAPER_SHADE);
      cairo_rectangle (cr, x, y, block->widths[i], height);
      cairo_fill (cr);
      anlan_paper_grey (cr, PAPER_INK);
      layout =
          anlan_paper_text_set (text, PAPER_STYLE_HEAD, column->title, block->widths[i] - 2 * CELL_PADDING);
      if (column->right)
        pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
      anlan_paper_show (cr, layout, x + CELL_PADDING, y + CELL_PADDING);
      anlan_paper_frame (cr, x, y, block->widths[i], height);
      x += block->widths[i];
    }
}

/* --- other blocks --------------------------------------------------------------------------------------------------------- */

/* Stages side by side; the present one is filled, those behind it have a firm line. Smaller letters where there are many. */
static void
draw_path (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block, double y)
{
  guint n = g_strv_length (block->stages);
  double gap = 3, width = (anlan_paper_inner_width (paper) - gap * (n - 1)) / n, height = 18;

  for (guint i = 0; i < n; i++)
    {
      double x = PAPER_LEFT + i * (width + gap);
      gboolean here = (int)i == block->stage;
      PangoLayout *layout = anlan_paper_text_set (text, here ? PAPER_STYLE_HEAD : PAPER_STYLE_LABEL,
                                                  block->stages[i], width - 4);

      pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_height (layout, -1);
      cairo_rectangle (cr, x, y, width, height);
      anlan_paper_grey (cr, here ? 0.25 : 1);
      cairo_fill_preserve (cr);
      cairo_set_line_width (cr, (int)i < block->stage ? 1 : 0.5);
      anlan_paper_grey (cr, (int)i <= block->stage ? 0.25 : PAPER_LINE);
      cairo_stroke (cr);
      anlan_paper_grey (cr, here ? 1 : (int)i < block->stage ? PAPER_INK : PAPER_QUIET);
      anlan_paper_show (cr, layout, x + 2, y + 3.5);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
      pango_layout_set_height (layout, 0);
    }
}

void
anlan_paper_draw_picture (
    cairo_t *cr, cairo_surface_t *picture, double x, double y, double width, double height)
{
  double from_width = cairo_image_surface_get_width (picture);
  double from_height = cairo_image_surface_get_height (picture);
  double scale = MIN (width / from_width, height / from_height);

  cairo_save (cr);
  cairo_translate (cr, x + (width - from_width * scale) / 2, y + (height - from_height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  anlan_paper_frame (cr, x, y, width, height);
}

static void
draw_pictures (AnlanPaper *paper, cairo_t *cr, const PaperBlock *block, guint first, double y)
{
  guint abreast = anlan_paper_pictures_abreast (paper);
  double gap = 6, width = (anlan_paper_inner_width (paper) - gap * (abreast - 1)) / abreast;

  for (guint i = 0; i < abreast && first + i < block->pictures->len; i++)
    anlan_paper_draw_picture (cr, g_ptr_array_index (block->pictures, first + i),
                              PAPER_LEFT + i * (width + gap), y, width, PICTURE_HEIGHT);
}

static void
draw_signs (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block, double y)
{
  guint n = g_strv_length (block->signs);
  double width = anlan_paper_inner_width (paper) / n;

  y += 12;
  for (guint i = 0; i < n; i++)
    {
      double x = PAPER_LEFT + i * width;

      anlan_paper_grey (cr, PAPER_QUIET);
      anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_LABEL, block->signs[i], width),
                        x + CELL_PADDING, y + CELL_PADDING);
      if (block->names != NULL && *block->names[i] != '\0')
        {
          anlan_paper_grey (cr, PAPER_INK);
          anlan_paper_show (
              cr, anlan_paper_text_set (text, PAPER_STYLE_BODY, block->names[i], width - 2 * CELL_PADDING),
              x + CELL_PADDING, y + CELL_PADDING + 13);
          anlan_paper_grey (cr, PAPER_QUIET);
        }
      anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_LABEL, _ ("Date:"), width),
                        x + CELL_PADDING, y + SIGN_HEIGHT - 15);
      anlan_paper_frame (cr, x, y, width, SIGN_HEIGHT);
    }
}

static void
draw_band (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperPlaced *placed, double y)
{
  const PaperBand *band = &g_array_index (paper->bands, PaperBand, placed->band);
  const PaperBlock *block = g_ptr_array_index (paper->blocks, band->block);
  double room = anlan_paper_inner_width (paper);

  anlan_paper_grey (cr, PAPER_INK);
  switch (block->type)
    {
    case PAPER_TITLE:
      anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_TITLE, block->text, room), PAPER_LEFT, y);
      break;
    case PAPER_NOTE:
      anlan_paper_grey (cr, PAPER_QUIET);
      anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_NOTE, block->text, room), PAPER_LEFT, y);
      break;
    case PAPER_HEADING:
      anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_HEADING, block->text, room), PAPER_LEFT,
                        y + 10);
      break;
    case PAPER_PATH:
      draw_path (paper, cr, text, block, y);
      break;
    case PAPER_TABLE:
      if (band->row < 0)
        draw_table_head (cr, text, block, y, band->height);
      else
        draw_row (paper, cr, text, block, band, y);
      break;
    case PAPER_PICTURES:
      draw_pictures (paper, cr, block, (guint)band->row, y);
      break;
    case PAPER_SIGNS:
      draw_signs (paper, cr, text, block, y);
      break;
    case PAPER_MASTHEAD:
      anlan_paper_draw_masthead (paper, cr, text, block, y);
      break;
    case PAPER_TEXT:
      anlan_paper_show (cr, anlan_paper_text_set (text, PAPER_STYLE_TEXT, block->text, room), PAPER_LEFT,
                        y + 4);
      break;
    case PAPER_POINT:
      anlan_paper_draw_point (paper, cr, text, block, y);
      break;
    case PAPER_CHART:
      anlan_chart_draw (block->chart, cr, PAPER_LEFT, y + 8, room, band->height - 14, NULL);
      break;
    case PAPER_SIDES:
      anlan_paper_draw_sides (paper, cr, text, block, (guint)band->row, y);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* The head of the table that @placed belongs to, again. */
static void
draw_head_again (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperPlaced *placed, double y)
{
  guint i = placed->band;

  while (g_array_index (paper->bands, PaperBand, i).row >= 0)
    i--;
  {
    const PaperBand *head = &g_array_index (paper->bands, PaperBand, i);

    draw_table_head (cr, text, g_ptr_array_index (paper->blocks, head->block), y, head->height);
  }
}

/* --- pages --------------------------------------------------------------------------------------------------------------- */

static void
draw_edge (AnlanPaper *paper, cairo_t *cr, PaperText *text, const char *left, const char *right, double y)
{
  double room = anlan_paper_inner_width (paper);
  PangoLayout *layout = anlan_paper_text_set (text, PAPER_STYLE_EDGE, left, room * 0.62);
  double baseline = 9.5;

  anlan_paper_grey (cr, PAPER_QUIET);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  anlan_paper_show (cr, layout, PAPER_LEFT,
                    y + baseline - (double)pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_layout_set_text (layout, right, -1);
  pango_layout_set_width (layout, (int)(room * 0.36 * PANGO_SCALE));
  pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  anlan_paper_show (cr, layout, PAPER_LEFT + room * 0.64,
                    y + baseline - (double)pango_layout_get_baseline (layout) / PANGO_SCALE);
}

static void
draw_rule (AnlanPaper *paper, cairo_t *cr, double y)
{
  cairo_move_to (cr, PAPER_LEFT, y);
  cairo_line_to (cr, paper->width - PAPER_RIGHT, y);
  cairo_set_line_width (cr, 0.6);
  anlan_paper_grey (cr, PAPER_LINE);
  cairo_stroke (cr);
}

static void
draw_edges (AnlanPaper *paper, cairo_t *cr, PaperText *text, guint page)
{
  /* Translators: the foot of a paper: when it was printed, and the short form of the journal's checkpoint */
  g_autofree char *foot = g_strdup_printf (_ ("%s · journal %s"), paper->printed, paper->checkpoint);
  g_autofree char *pages = g_strdup_printf (_ ("Page %u of %u"), page + 1, paper->pages->len);
  double bottom = paper->height - PAPER_BOTTOM - PAPER_FOOT;

  draw_edge (paper, cr, text, paper->plant, paper->number != NULL ? paper->number : paper->title, PAPER_TOP);
  draw_rule (paper, cr, PAPER_TOP + PAPER_HEAD - 3 * MM);
  draw_rule (paper, cr, bottom + 2 * MM);
  draw_edge (paper, cr, text, foot, pages, bottom + 3 * MM);
}

void
anlan_paper_draw_page (AnlanPaper *paper, cairo_t *cr, guint page)
{
  g_auto (PaperText) text = { NULL };
  const GArray *placed;

  g_return_if_fail (paper != NULL && cr != NULL && page < anlan_paper_n_pages (paper));

  if (paper->sheets != NULL)
    {
      paper->sheets->draw (paper->sheets_data, cr, paper->width, paper->height, page);
      return;
    }
  anlan_paper_text_init (&text);
  placed = g_ptr_array_index (paper->pages, page);
  draw_edges (paper, cr, &text, page);
  for (guint i = 0; i < placed->len; i++)
    {
      const PaperPlaced *one = &g_array_index (placed, PaperPlaced, i);
      double y = PAPER_TOP + PAPER_HEAD + one->y;

      if (one->head)
        draw_head_again (paper, cr, &text, one, y);
      else
        draw_band (paper, cr, &text, one, y);
    }
}

/* --- PDF ------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanSafeFile *file;
  GError *error;
} Output;

static cairo_status_t
write_bytes (void *data, const unsigned char *bytes, unsigned int length)
{
  Output *output = data;

  if (output->error != NULL ||
      !anlan_safe_file_write (output->file, (const char *)bytes, length, &output->error))
    return CAIRO_STATUS_WRITE_ERROR;
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
draw_pages (AnlanPaper *paper, cairo_surface_t *surface, GCancellable *cancellable, GError **error)
{
  cairo_t *cr = cairo_create (surface);
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < anlan_paper_n_pages (paper); i++)
    {
      ok = !g_cancellable_set_error_if_cancelled (cancellable, error);
      if (!ok)
        break;
      anlan_paper_draw_page (paper, cr, i);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  return ok;
}

gboolean
anlan_paper_write_pdf (AnlanPaper *paper, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanSafeFile) file = NULL;
  Output output = { NULL };
  cairo_surface_t *surface;
  cairo_status_t status;
  gboolean ok;

  g_return_val_if_fail (paper != NULL && path != NULL, FALSE);

  if (paper->width == 0)
    {
      double width, height;

      anlan_paper_get_wish (paper, &width, &height);
      anlan_paper_set_size (paper, width, height);
    }
  file = anlan_safe_file_new (path, error);
  if (file == NULL)
    return FALSE;
  output.file = file;
  surface = cairo_pdf_surface_create_for_stream (write_bytes, &output, paper->width, paper->height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, paper->title);
  ok = draw_pages (paper, surface, cancellable, error);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (output.error != NULL)
    {
      if (ok)
        g_propagate_error (error, output.error);
      else
        g_error_free (output.error);
      return FALSE;
    }
  if (ok && status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_IO, cairo_status_to_string (status));
      return FALSE;
    }
  return ok && anlan_safe_file_commit (file, cancellable, error);
}
