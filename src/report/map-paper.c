/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-paper-private.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "input.h"
#include "report/map-draw.h"
#include "report/map-furniture.h"
#include "safe-file.h"

#define POINTS_PER_PIXEL 0.75
#define PNG_DOTS_PER_INCH 200.0

#define INK 0x1c1b20ff
#define QUIET_INK 0x5a5a5aff
#define LINE_INK 0x3c3c40ff

void
anlan_map_paper_init (AnlanMapPaper *paper)
{
  g_return_if_fail (paper != NULL);

  *paper =
      (AnlanMapPaper){ .size = ANLAN_MAP_PAPER_A3, .plant = "", .date = "", .bounds = ANLAN_MAP_RECT_EMPTY };
  anlan_map_look_init (&paper->look, ANLAN_MAP_THEME_PRINT);
  /* The paper hangs on the wall for a year; hazards come and go by the day. */
  paper->look.layers &= ~(AnlanMapLayers)ANLAN_MAP_LAYER_HAZARDS;
}

void
anlan_map_paper_get_size (const AnlanMapPaper *paper, double *width, double *height)
{
  double longer, shorter;

  g_return_if_fail (paper != NULL && width != NULL && height != NULL);

  /* ISO 216: A3 is 297 mm x 420 mm, A4 210 mm x 297 mm. */
  longer = (paper->size == ANLAN_MAP_PAPER_A3 ? 420 : 297) / 25.4 * 72;
  shorter = (paper->size == ANLAN_MAP_PAPER_A3 ? 297 : 210) / 25.4 * 72;
  *width = paper->portrait ? shorter : longer;
  *height = paper->portrait ? longer : shorter;
}

/* --- parts of the sheet -------------------------------------------------------------------------------------- */

static void
set_line (cairo_t *cr, double width)
{
  anlan_map_set_hex (cr, LINE_INK);
  cairo_set_line_width (cr, width);
}

static void
stroke_box (cairo_t *cr, PaperBox box, double width)
{
  cairo_rectangle (cr, box.x, box.y, box.width, box.height);
  set_line (cr, width);
  cairo_stroke (cr);
}

static void
draw_title (cairo_t *cr, const AnlanMapPaper *paper, const PaperLayout *layout)
{
  PaperBox box = layout->title;
  const char *title = paper->title != NULL ? paper->title : _ ("Four-colour map of safety risks");
  double side = (layout->width > 260 * MM ? 60 : 32) * MM;
  double size = 25;
  PaperBox left = { box.x + 3 * MM, box.y + 3 * MM, side, box.height };
  PaperBox right = { box.x + box.width - side - 3 * MM, box.y + 3 * MM, side, box.height };
  PaperBox middle = { box.x + side, box.y + 2.6 * MM, box.width - 2 * side, box.height };
  double height;

  height =
      anlan_map_paper_text (cr, middle, 13, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_CENTER, QUIET_INK, paper->plant);
  middle.y += *paper->plant != '\0' ? height + 1 : 6;
  while (size > 12 && anlan_map_paper_measure (size, PANGO_WEIGHT_BOLD, title) > middle.width)
    size--;
  anlan_map_paper_text (cr, middle, size, PANGO_WEIGHT_BOLD, PANGO_ALIGN_CENTER, INK, title);
  if (paper->number != NULL)
    anlan_map_paper_text (cr, left, 11, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_LEFT, QUIET_INK, paper->number);
  anlan_map_paper_text (cr, right, 11, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_RIGHT, QUIET_INK, _ ("Page 1 of 1"));
  cairo_move_to (cr, box.x, box.y + box.height);
  cairo_line_to (cr, box.x + box.width, box.y + box.height);
  set_line (cr, 1);
  cairo_stroke (cr);
}

/* The same map in units of @unit pixels of the paper. */
static AnlanMapViewport
scale_viewport (const AnlanMapViewport *viewport, double unit)
{
  AnlanMapViewport scaled = *viewport;

  scaled.width /= unit;
  scaled.height /= unit;
  scaled.zoom -= log2 (unit);
  return scaled;
}

static void
draw_map (cairo_t *cr,
          const AnlanMapPaper *paper,
          AnlanMapScene *scene,
          const PaperLayout *layout,
          const AnlanMapViewport *viewport)
{
  AnlanMapLook look = paper->look;
  /* Paper is read from nearer than a screen and is much finer: letters and signs may be smaller. */
  double unit = paper->size == ANLAN_MAP_PAPER_A3 ? 0.9 : 0.78;
  AnlanMapViewport finer = scale_viewport (viewport, unit);

  look.theme = ANLAN_MAP_THEME_PRINT;
  cairo_save (cr);
  cairo_translate (cr, layout->map.x, layout->map.y);
  cairo_scale (cr, unit, unit);
  anlan_map_draw (cr, scene, &finer, &look, NULL);
  cairo_restore (cr);
  anlan_map_paper_draw_border (cr, layout, viewport);
}

static double
put_fact (cairo_t *cr, PaperBox *box, const char *name, const char *value)
{
  double height;

  if (value == NULL || *value == '\0')
    return 0;
  height = anlan_map_paper_text (cr, *box, 9.5, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_LEFT, QUIET_INK, name);
  box->y += height;
  height = anlan_map_paper_text (cr, *box, 11.5, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_LEFT, INK, value);
  box->y += height + 5;
  return height;
}

/* Returns the room that is left below. */
static PaperBox
draw_facts (cairo_t *cr,
            const AnlanMapPaper *paper,
            PaperBox box,
            const AnlanMapViewport *viewport,
            double denominator)
{
  double bottom = box.y + box.height;
  AnlanMapLook look = paper->look;
  g_autofree char *scale = g_strdup_printf ("1 : %.0f", denominator);
  double north = 15 * MM;

  look.theme = ANLAN_MAP_THEME_PRINT;
  anlan_map_draw_north (cr, &look, box.x + box.width - north / 2, box.y + north / 2, north);
  box.width -= north + 2 * MM;
  put_fact (cr, &box, _ ("Scale"), scale);
  anlan_map_draw_scale_bar (cr, viewport, &look, box.x, box.y - 6, box.width, FALSE);
  box.y += ANLAN_MAP_SCALE_BAR_HEIGHT + 2;
  box.width += north + 2 * MM;
  put_fact (cr, &box, _ ("Date"), paper->date);
  put_fact (cr, &box, _ ("Positions"), _ ("WGS-84 degrees, Mercator projection"));
  put_fact (cr, &box, _ ("Checkpoint of the journal"), paper->checkpoint);
  box.y += 3 * MM;
  box.height = bottom - box.y;
  return box;
}

static void
draw_signatures (cairo_t *cr, const AnlanMapPaper *paper, const PaperLayout *layout)
{
  PaperBox box = layout->signatures;
  guint n = 0;

  while (n < ANLAN_MAP_PAPER_SIGNATURES && paper->signatures[n] != NULL)
    n++;
  if (n == 0)
    return;
  box.width /= n;
  for (guint i = 0; i < n; i++)
    {
      PaperBox text = { box.x + 2 * MM, box.y + 1.5 * MM, box.width - 4 * MM, box.height };
      PaperBox date = { box.x + box.width * 0.6, box.y + box.height - 5.5 * MM, box.width * 0.4, box.height };

      stroke_box (cr, box, 0.75);
      anlan_map_paper_text (cr, text, 10.5, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_LEFT, QUIET_INK,
                            paper->signatures[i]);
      anlan_map_paper_text (cr, date, 9.5, PANGO_WEIGHT_NORMAL, PANGO_ALIGN_LEFT, QUIET_INK, _ ("Date:"));
      box.x += box.width;
    }
}

static PaperBox
scale_box (PaperBox box, double unit)
{
  return (PaperBox){ box.x / unit, box.y / unit, box.width / unit, box.height / unit };
}

static void
draw_words (cairo_t *cr,
            const AnlanMapPaper *paper,
            AnlanMapScene *scene,
            const PaperLayout *layout,
            const AnlanMapViewport *viewport)
{
  double unit = layout->unit;
  AnlanMapViewport scaled = scale_viewport (viewport, unit);
  AnlanMapLook look = paper->look;
  PaperBox legend = scale_box (layout->legend, unit);
  PaperBox left;

  look.theme = ANLAN_MAP_THEME_PRINT;
  cairo_save (cr);
  cairo_scale (cr, unit, unit);
  anlan_map_draw_legend (cr, scene, &look, legend.x, legend.y, legend.width);
  left = draw_facts (cr, paper, scale_box (layout->facts, unit), &scaled,
                     anlan_map_paper_get_denominator (paper, scene));
  if (layout->key.height > 0)
    left = scale_box (layout->key, unit);
  anlan_map_draw_zone_list (cr, scene, &look, left.x, left.y, left.width, left.height);
  cairo_restore (cr);
}

void
anlan_map_paper_draw (const AnlanMapPaper *paper, AnlanMapScene *scene, cairo_t *cr)
{
  PaperLayout layout;
  AnlanMapViewport viewport;

  g_return_if_fail (paper != NULL && scene != NULL && cr != NULL);

  anlan_map_paper_lay_out (paper, scene, &layout);
  viewport = anlan_map_paper_get_viewport (paper, scene, &layout);
  cairo_save (cr);
  cairo_scale (cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  anlan_map_set_hex (cr, 0xffffffff);
  cairo_rectangle (cr, 0, 0, layout.width, layout.height);
  cairo_fill (cr);
  draw_map (cr, paper, scene, &layout, &viewport);
  stroke_box (cr, layout.frame, 1.75);
  draw_title (cr, paper, &layout);
  draw_words (cr, paper, scene, &layout, &viewport);
  draw_signatures (cr, paper, &layout);
  cairo_restore (cr);
}

/* --- files --------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanSafeFile *file;
  GCancellable *cancellable;
  GError *error;
} Output;

static cairo_status_t
write_bytes (void *data, const unsigned char *bytes, unsigned int length)
{
  Output *output = data;

  if (output->error != NULL || g_cancellable_set_error_if_cancelled (output->cancellable, &output->error) ||
      !anlan_safe_file_write (output->file, (const char *)bytes, length, &output->error))
    return CAIRO_STATUS_WRITE_ERROR;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw_vector (const AnlanMapPaper *paper, AnlanMapScene *scene, AnlanMapPaperFormat format, Output *output)
{
  double width, height;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  anlan_map_paper_get_size (paper, &width, &height);
  if (format == ANLAN_MAP_PAPER_PDF)
    {
      surface = cairo_pdf_surface_create_for_stream (write_bytes, output, width, height);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE,
                                      paper->title != NULL ? paper->title
                                                           : _ ("Four-colour map of safety risks"));
    }
  else
    surface = cairo_svg_surface_create_for_stream (write_bytes, output, width, height);
  cr = cairo_create (surface);
  anlan_map_paper_draw (paper, scene, cr);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
draw_pixels (const AnlanMapPaper *paper, AnlanMapScene *scene, Output *output)
{
  double scale = PNG_DOTS_PER_INCH / 72;
  double width, height;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  anlan_map_paper_get_size (paper, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)lround (width * scale),
                                        (int)lround (height * scale));
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  anlan_map_paper_draw (paper, scene, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && !g_cancellable_is_cancelled (output->cancellable))
    status = cairo_surface_write_to_png_stream (surface, write_bytes, output);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
anlan_map_paper_write (const AnlanMapPaper *paper,
                       AnlanMapScene *scene,
                       AnlanMapPaperFormat format,
                       const char *path,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (AnlanSafeFile) file = NULL;
  Output output = { 0 };
  cairo_status_t status;

  g_return_val_if_fail (paper != NULL && scene != NULL && path != NULL, FALSE);

  file = anlan_safe_file_new (path, error);
  if (file == NULL)
    return FALSE;
  output.file = file;
  output.cancellable = cancellable;
  status = format == ANLAN_MAP_PAPER_PNG ? draw_pixels (paper, scene, &output)
                                         : draw_vector (paper, scene, format, &output);
  if (output.error != NULL)
    {
      g_propagate_error (error, output.error);
      return FALSE;
    }
  if (status != CAIRO_STATUS_SUCCESS)
    {
      if (status == CAIRO_STATUS_NO_MEMORY)
        g_set_error (
            error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
            _ ("There is not enough memory to draw this paper. Nothing was written. Close other programs "
               "or choose A4, then try again."));
      else
        g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
                     _ ("The paper could not be drawn: %s. Nothing was written."),
                     cairo_status_to_string (status));
      return FALSE;
    }
  return anlan_safe_file_commit (file, cancellable, error);
}
