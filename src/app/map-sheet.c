/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

struct _AnlanMapSheet
{
  AnlanMapPaper paper; /* its strings are those below */
  AnlanMapScene *scene;
  char *title, *plant, *number, *date, *checkpoint;
  char *signatures[ANLAN_MAP_PAPER_SIGNATURES];
  gatomicrefcount refs;
};

AnlanMapSheet *
anlan_map_sheet_new (const AnlanMapPaper *paper, AnlanMapScene *scene)
{
  AnlanMapSheet *sheet;

  g_return_val_if_fail (paper != NULL && scene != NULL, NULL);

  sheet = g_new0 (AnlanMapSheet, 1);
  g_atomic_ref_count_init (&sheet->refs);
  sheet->scene = anlan_map_scene_ref (scene);
  sheet->paper = *paper;
  sheet->paper.title = sheet->title = g_strdup (paper->title);
  sheet->paper.plant = sheet->plant = g_strdup (paper->plant);
  sheet->paper.number = sheet->number = g_strdup (paper->number);
  sheet->paper.date = sheet->date = g_strdup (paper->date);
  sheet->paper.checkpoint = sheet->checkpoint = g_strdup (paper->checkpoint);
  for (guint i = 0; i < ANLAN_MAP_PAPER_SIGNATURES; i++)
    sheet->paper.signatures[i] = sheet->signatures[i] = g_strdup (paper->signatures[i]);
  return sheet;
}

AnlanMapSheet *
anlan_map_sheet_ref (AnlanMapSheet *sheet)
{
  g_return_val_if_fail (sheet != NULL, NULL);

  g_atomic_ref_count_inc (&sheet->refs);
  return sheet;
}

void
anlan_map_sheet_unref (AnlanMapSheet *sheet)
{
  g_return_if_fail (sheet != NULL);

  if (!g_atomic_ref_count_dec (&sheet->refs))
    return;
  anlan_map_scene_unref (sheet->scene);
  g_free (sheet->title);
  g_free (sheet->plant);
  g_free (sheet->number);
  g_free (sheet->date);
  g_free (sheet->checkpoint);
  for (guint i = 0; i < ANLAN_MAP_PAPER_SIGNATURES; i++)
    g_free (sheet->signatures[i]);
  g_free (sheet);
}

const AnlanMapPaper *
anlan_map_sheet_get_paper (AnlanMapSheet *sheet)
{
  g_return_val_if_fail (sheet != NULL, NULL);

  return &sheet->paper;
}

/* --- a picture ------------------------------------------------------------------------------------------------- */

static GdkTexture *
take_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize)stride * (gsize)height,
                                      (GDestroyNotify)cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize)stride);
}

static void
render_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AnlanMapSheet *sheet = data;
  int edge = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), "edge"));
  double width, height, scale;
  cairo_surface_t *surface;
  cairo_t *cr;

  anlan_map_paper_get_size (&sheet->paper, &width, &height);
  scale = edge / MAX (width, height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX ((int)lround (width * scale), 1),
                                        MAX ((int)lround (height * scale), 1));
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  anlan_map_paper_draw (&sheet->paper, sheet->scene, cr);
  cairo_destroy (cr);
  g_task_return_pointer (task, take_surface (surface), g_object_unref);
}

void
anlan_map_sheet_render_async (AnlanMapSheet *sheet,
                              int edge,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (sheet != NULL && edge > 0);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_map_sheet_render_async);
  g_task_set_task_data (task, anlan_map_sheet_ref (sheet), (GDestroyNotify)anlan_map_sheet_unref);
  g_object_set_data (G_OBJECT (task), "edge", GINT_TO_POINTER (edge));
  g_task_run_in_thread (task, render_thread);
}

GdkTexture *
anlan_map_sheet_render_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- a file ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanMapSheet *sheet;
  AnlanPlant *plant;
  char *path;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  anlan_map_sheet_unref (writing->sheet);
  g_object_unref (writing->plant);
  g_free (writing->path);
  g_free (writing);
}

static AnlanMapPaperFormat
format_of (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (lower, ".svg"))
    return ANLAN_MAP_PAPER_SVG;
  if (g_str_has_suffix (lower, ".png"))
    return ANLAN_MAP_PAPER_PNG;
  return ANLAN_MAP_PAPER_PDF;
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  g_autofree char *checkpoint = anlan_store_checkpoint_text (anlan_plant_get_store (writing->plant));
  AnlanMapPaper paper = writing->sheet->paper;
  GError *error = NULL;

  paper.checkpoint = checkpoint;
  if (anlan_map_paper_write (&paper, writing->sheet->scene, format_of (writing->path), writing->path,
                             cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
anlan_map_sheet_write_async (AnlanMapSheet *sheet,
                             AnlanPlant *plant,
                             const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  g_return_if_fail (sheet != NULL && ANLAN_IS_PLANT (plant) && path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_map_sheet_write_async);
  writing = g_new (Writing, 1);
  *writing = (Writing){ anlan_map_sheet_ref (sheet), g_object_ref (plant), g_strdup (path) };
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_thread);
}

gboolean
anlan_map_sheet_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- a printer ------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanMapSheet *sheet;
  cairo_t *cr;
} Printing;

static void
printing_free (gpointer data)
{
  Printing *printing = data;

  anlan_map_sheet_unref (printing->sheet);
  cairo_destroy (printing->cr);
  g_free (printing);
}

static void
draw_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Printing *printing = data;

  anlan_map_paper_draw (&printing->sheet->paper, printing->sheet->scene, printing->cr);
  g_task_return_boolean (task, TRUE);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gtk_print_operation_draw_page_finish (GTK_PRINT_OPERATION (source));
}

/* The printer may hold other paper than the sheet is made for. */
static void
fit (GtkPrintContext *context, const AnlanMapPaper *paper, cairo_t *cr)
{
  double width, height, scale;

  anlan_map_paper_get_size (paper, &width, &height);
  scale =
      MIN (gtk_print_context_get_width (context) / width, gtk_print_context_get_height (context) / height);
  cairo_scale (cr, scale, scale);
}

static void
on_draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, AnlanMapSheet *sheet)
{
  g_autoptr (GTask) task = g_task_new (operation, NULL, drawn_cb, NULL);
  Printing *printing = g_new (Printing, 1);

  *printing = (Printing){ anlan_map_sheet_ref (sheet),
                          cairo_reference (gtk_print_context_get_cairo_context (context)) };
  fit (context, &sheet->paper, printing->cr);
  gtk_print_operation_set_defer_drawing (operation);
  g_task_set_task_data (task, printing, printing_free);
  g_task_run_in_thread (task, draw_thread);
}

static void
sheet_unref_cb (gpointer sheet, GClosure *closure)
{
  anlan_map_sheet_unref (sheet);
}

GtkPrintOperation *
anlan_map_sheet_print (AnlanMapSheet *sheet)
{
  GtkPrintOperation *operation;
  g_autoptr (GtkPageSetup) setup = NULL;
  g_autoptr (GtkPaperSize) size = NULL;

  g_return_val_if_fail (sheet != NULL, NULL);

  operation = gtk_print_operation_new ();
  setup = gtk_page_setup_new ();
  size = gtk_paper_size_new (sheet->paper.size == ANLAN_MAP_PAPER_A3 ? GTK_PAPER_NAME_A3 : GTK_PAPER_NAME_A4);
  gtk_page_setup_set_paper_size_and_default_margins (setup, size);
  gtk_page_setup_set_orientation (setup, sheet->paper.portrait ? GTK_PAGE_ORIENTATION_PORTRAIT
                                                               : GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, FALSE);
  gtk_print_operation_set_job_name (
      operation, sheet->paper.title != NULL ? sheet->paper.title : _ ("Four-colour map of safety risks"));
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page_cb), anlan_map_sheet_ref (sheet),
                         sheet_unref_cb, 0);
  return operation;
}
