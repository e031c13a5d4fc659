/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-export.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/time.h"
#include "chore.h"
#include "report/table-write.h"

/* A4 lying, in points, with its margin. */
#define PAPER_WIDTH 842.0
#define PAPER_HEIGHT 595.0
#define PAPER_MARGIN 40.0
/* Points of the picture, and pixels for each. */
#define PICTURE_WIDTH 960.0
#define PICTURE_HEIGHT 520.0
#define PICTURE_SCALE 2.0
#define COLUMNS_A_LINE 4

typedef struct
{
  AnlanPlot *plot;
  AnlanPlotLook look;
  char *title;
  char *path;
  guint64 n_rows;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  anlan_plot_unref (export->plot);
  g_free (export->title);
  g_free (export->path);
  g_free (export);
}

/* --- picture ---------------------------------------------------------------------------------------------------------------- */

static gboolean
check_cairo (cairo_status_t status, const char *path, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("“%s” could not be written: %s."), path,
               cairo_status_to_string (status));
  return FALSE;
}

static gboolean
write_pdf (const Export *export, const char *path, GError **error)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (path, PAPER_WIDTH, PAPER_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_translate (cr, PAPER_MARGIN, PAPER_MARGIN);
  anlan_plot_draw (export->plot, cr, PAPER_WIDTH - 2 * PAPER_MARGIN, PAPER_HEIGHT - 2 * PAPER_MARGIN,
                   &export->look);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return check_cairo (status, path, error);
}

static gboolean
write_png (const Export *export, const char *path, GError **error)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)(PICTURE_WIDTH * PICTURE_SCALE), (int)(PICTURE_HEIGHT * PICTURE_SCALE));
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_scale (cr, PICTURE_SCALE, PICTURE_SCALE);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  anlan_plot_draw (export->plot, cr, PICTURE_WIDTH, PICTURE_HEIGHT, &export->look);
  cairo_destroy (cr);
  status = cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  return check_cairo (status, path, error);
}

/* Beside the target first: no half picture is left, and none that was there is lost. */
static gboolean
write_picture (const Export *export,
               gboolean (*write) (const Export *, const char *, GError **),
               GError **error)
{
  g_autofree char *part = g_strconcat (export->path, ".part", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (part);
  g_autoptr (GFile) to = g_file_new_for_path (export->path);

  if (write (export, part, error) && g_file_move (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
    return TRUE;
  g_file_delete (from, NULL, NULL);
  return FALSE;
}

/* --- values ------------------------------------------------------------------------------------------------------------------- */

/* The next moment of any line: @at holds how far each has come. */
static gint64
next_row (const Export *export, const guint *at)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < anlan_plot_get_n_lines (export->plot); i++)
    {
      const AnlanPlotLine *line = anlan_plot_get_line (export->plot, i);

      if (at[i] < line->points->len)
        next = MIN (next, g_array_index (line->points, AnlanStretch, at[i]).ts);
    }
  return next;
}

static void
set_real (AnlanValue *value, double real)
{
  if (isfinite (real))
    anlan_value_set_real (value, real);
  else
    anlan_value_set_null (value);
}

static gboolean
add_row (const Export *export,
         AnlanTableWriter *writer,
         gint64 moment,
         guint *at,
         AnlanValue *values,
         GError **error)
{
  g_autofree char *when = anlan_time_format (moment);

  anlan_value_set_text (&values[0], when);
  for (guint i = 0; i < anlan_plot_get_n_lines (export->plot); i++)
    {
      const AnlanPlotLine *line = anlan_plot_get_line (export->plot, i);
      const AnlanStretch *point =
          at[i] < line->points->len ? &g_array_index (line->points, AnlanStretch, at[i]) : NULL;
      AnlanValue *cells = values + 1 + i * COLUMNS_A_LINE;

      if (point == NULL || point->ts != moment)
        {
          for (guint j = 0; j < COLUMNS_A_LINE; j++)
            anlan_value_set_null (&cells[j]);
          continue;
        }
      set_real (&cells[0], point->mean);
      set_real (&cells[1], point->low);
      set_real (&cells[2], point->high);
      anlan_value_set_integer (&cells[3], point->count);
      at[i]++;
    }
  /* What was read reaches a little beyond what is shown. */
  return moment < export->look.from || moment >= export->look.to ||
         anlan_table_writer_add_row (writer, values, error);
}

static GPtrArray *
make_columns (const Export *export, AnlanWriteColumn *columns)
{
  static const char *const what[] = { N_ ("mean"), N_ ("lowest"), N_ ("highest"), N_ ("readings") };
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  columns[0] = (AnlanWriteColumn){ "time", _ ("Time"), ANLAN_COLUMN_MOMENT, -1, 0 };
  for (guint i = 0; i < anlan_plot_get_n_lines (export->plot); i++)
    for (guint j = 0; j < COLUMNS_A_LINE; j++)
      {
        const AnlanPlotLine *line = anlan_plot_get_line (export->plot, i);
        char *title = line->unit != NULL && j < 3
                          ? g_strdup_printf ("%s, %s (%s)", line->title, _ (what[j]), line->unit)
                          : g_strdup_printf ("%s, %s", line->title, _ (what[j]));

        g_ptr_array_add (texts, title);
        columns[1 + i * COLUMNS_A_LINE + j] =
            (AnlanWriteColumn){ title, title, j < 3 ? ANLAN_COLUMN_NUMBER : ANLAN_COLUMN_INTEGER, -1, 0 };
      }
  return texts;
}

static gboolean
write_values (Export *export, AnlanTableFormat format, GCancellable *cancellable, GError **error)
{
  AnlanWriteColumn columns[1 + ANLAN_PLOT_LINES_MAX * COLUMNS_A_LINE];
  AnlanValue values[G_N_ELEMENTS (columns)] = { ANLAN_VALUE_INIT };
  guint at[ANLAN_PLOT_LINES_MAX] = { 0 }, n = 1 + anlan_plot_get_n_lines (export->plot) * COLUMNS_A_LINE;
  g_autoptr (GPtrArray) texts = make_columns (export, columns);
  AnlanWriteOptions options = { .sheet = export->title, .zone = anlan_plot_get_zone (export->plot) };
  g_autoptr (AnlanTableWriter) writer =
      anlan_table_writer_new (export->path, format, columns, n, &options, error);
  gboolean ok = writer != NULL;
  gint64 moment;

  while (ok && (moment = next_row (export, at)) != G_MAXINT64)
    ok = add_row (export, writer, moment, at, values, error);
  for (guint i = 0; i < n; i++)
    anlan_value_clear (&values[i]);
  if (!ok || !anlan_table_writer_close (writer, cancellable, error))
    return FALSE;
  export->n_rows = anlan_table_writer_get_n_rows (writer);
  return TRUE;
}

/* --- all ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
export_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Export *export = data;
  AnlanTableFormat format;

  if (g_str_has_suffix (export->path, ".png"))
    return write_picture (export, write_png, error);
  if (g_str_has_suffix (export->path, ".pdf"))
    return write_picture (export, write_pdf, error);
  if (anlan_table_format_from_name (export->path, &format))
    return write_values (export, format, cancellable, error);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” was not written: its name must end in .xlsx, .csv, .png or .pdf."), export->path);
  return FALSE;
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanDesk *desk = ANLAN_DESK (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *name = NULL;
  gpointer work;
  Export *export;

  if (!anlan_chore_finish (result, &work, &error))
    {
      anlan_desk_say (desk, error->message);
      return;
    }
  export = work;
  name = g_path_get_basename (export->path);
  text = export->n_rows > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u row is in %s",
                                                            "%u rows are in %s", (gulong) export->n_rows),
                                               (guint) export->n_rows, name)
                            : g_strdup_printf (_ ("It is in %s"), name);
  anlan_desk_say (desk, text);
}

void
anlan_series_export (AnlanDesk *desk, AnlanPlot *plot, const AnlanPlotLook *look, const char *path)
{
  Export *export;

  g_return_if_fail (ANLAN_IS_DESK (desk) && plot != NULL && look != NULL && path != NULL);

  export = g_new0 (Export, 1);
  export->plot = anlan_plot_ref (plot);
  export->look = *look;
  export->title = g_strdup (look->title);
  export->look.title = export->title;
  export->look.ink = NULL;
  export->look.cursor = G_MININT64;
  export->path = g_strdup (path);
  anlan_chore_run (desk, export_work, export, export_free, NULL, NULL, exported_cb, NULL);
}
