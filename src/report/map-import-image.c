/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/map-import-image.h"

#include <cairo.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "input.h"
#include "late.h"
#include "map-image-private.h"

typedef struct
{
  GBytes *bytes;
  const char *name; /* for sentences */
  guint page;
  guint n_pages;
  GCancellable *cancellable;
} Source;

/* --- sentences ----------------------------------------------------------------------------------------------- */

static void
set_damaged (GError **error, const Source *source)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” is damaged or not complete, so it cannot be shown. Nothing was changed. Open it in the "
         "program it came from and save it again."),
      source->name);
}

static void
set_too_many_pixels (GError **error, const Source *source)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
      _ ("“%s” has more than %u million pixels, which is more than a map can show. Save it smaller, or as "
         "a PDF or SVG, which has no pixels."),
      source->name, ANLAN_MAP_IMAGE_MAX_PIXELS / 1000000);
}

static void
set_other_kind (GError **error, const Source *source)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” is not a drawing that can be placed on the map. PNG, JPG, SVG and PDF can."),
               source->name);
}

static void
set_drawing_program (GError **error, const Source *source)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” is an AutoCAD drawing, whose format is not open. Open it in AutoCAD or another program that "
         "reads DWG, plot it to PDF (one sheet, monochrome is best) and place the PDF."),
      source->name);
}

/* --- pixels -------------------------------------------------------------------------------------------------- */

/* How many pixels an image of this size is kept with. */
static double
kept_scale (double width, double height)
{
  return MIN (1, ANLAN_MAP_IMAGE_KEPT_SIDE / MAX (width, height));
}

static AnlanMapImage *
image_from_surface (cairo_surface_t *surface, double width, double height)
{
  int stride = cairo_image_surface_get_stride (surface);
  int rows = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) pixels = NULL;

  cairo_surface_flush (surface);
  pixels =
      g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize)stride * rows,
                                  (GDestroyNotify)cairo_surface_destroy, cairo_surface_reference (surface));
  return anlan_map_image_new (pixels, cairo_image_surface_get_width (surface), rows, stride, width, height);
}

/* --- PNG and JPEG -------------------------------------------------------------------------------------------- */

typedef struct
{
  GdkPixbufLoader *loader;
  gboolean too_large;
} Sizing;

/* Called when the head has been read and before there is memory for the pixels. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Sizing *sizing = data;
  double scale = kept_scale (width, height);

  if (width <= 0 || height <= 0 || (guint64)width * (guint64)height > ANLAN_MAP_IMAGE_MAX_PIXELS)
    {
      sizing->too_large = TRUE;
      /* Too late to stop it from here; this keeps it from taking memory until the next write. */
      gdk_pixbuf_loader_set_size (loader, 1, 1);
      return;
    }
  if (scale < 1)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int)(width * scale)), MAX (1, (int)(height * scale)));
}

/* Decodes piece by piece, so that a head that lies is found before the rest is looked at. */
static gboolean
feed_loader (GdkPixbufLoader *loader, const Source *source, const Sizing *sizing, GError **error)
{
  const gsize piece = 65536;
  gsize length;
  const guchar *data = g_bytes_get_data (source->bytes, &length);

  for (gsize done = 0; done < length; done += piece)
    {
      g_autoptr (GError) local = NULL;

      if (g_cancellable_set_error_if_cancelled (source->cancellable, error))
        return FALSE;
      if (!gdk_pixbuf_loader_write (loader, data + done, MIN (piece, length - done), &local))
        {
          if (sizing->too_large ||
              g_error_matches (local, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
            set_too_many_pixels (error, source);
          else
            set_damaged (error, source);
          return FALSE;
        }
      if (sizing->too_large)
        {
          set_too_many_pixels (error, source);
          return FALSE;
        }
    }
  return TRUE;
}

/* Width and height as the file has them, before the loader made it smaller and after it was turned upright. */
static void
natural_size (GdkPixbuf *upright, int width, int height, double *natural_width, double *natural_height)
{
  gboolean turned = (width > height) != (gdk_pixbuf_get_width (upright) > gdk_pixbuf_get_height (upright)) &&
                    width != height;

  *natural_width = turned ? height : width;
  *natural_height = turned ? width : height;
}

static void
note_size_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  int *size = data;

  size[0] = width;
  size[1] = height;
}

static AnlanMapImage *
load_pixels (const Source *source, const char *type, GError **error)
{
  GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type (type, error);
  Sizing sizing = { loader, FALSE };
  g_autoptr (GdkPixbuf) upright = NULL;
  AnlanMapImage *image = NULL;
  int size[2] = { 0, 0 };
  gboolean fed;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (note_size_cb), size);
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &sizing);
  fed = feed_loader (loader, source, &sizing, error);
  /* A loader must be closed whatever happened; a file that ends too early is only noticed here. */
  if (!gdk_pixbuf_loader_close (loader, NULL) && fed)
    {
      set_damaged (error, source);
      fed = FALSE;
    }
  if (fed && gdk_pixbuf_loader_get_pixbuf (loader) == NULL)
    set_damaged (error, source);
  else if (fed)
    {
      double width, height;

      upright = gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
      natural_size (upright, size[0], size[1], &width, &height);
      image = anlan_map_image_new_from_pixbuf (upright, width, height);
    }
  g_object_unref (loader);
  return image;
}

/* --- SVG and PDF --------------------------------------------------------------------------------------------- */

/* A surface for a drawing without pixels of its own: as fine as is kept, whatever size it says it has. */
static cairo_surface_t *
new_surface (double width, double height, double *scale)
{
  *scale = ANLAN_MAP_IMAGE_KEPT_SIDE / MAX (width, height);
  return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (1, (int)lround (width * *scale)),
                                     MAX (1, (int)lround (height * *scale)));
}

static gboolean
is_size (double width, double height)
{
  /* Thinner than a pixel where it is longest, or no number: nothing that could be seen. */
  return isfinite (width) && isfinite (height) && width > 0 && height > 0 &&
         MAX (width, height) / MIN (width, height) < ANLAN_MAP_IMAGE_KEPT_SIDE;
}

static gboolean
get_svg_size (RsvgHandle *handle, double *width, double *height)
{
  gboolean has_width, has_height, has_box;
  RsvgRectangle box = { 0 };
  RsvgLength w, h;

  late_rsvg.rsvg_handle_get_intrinsic_dimensions (handle, &has_width, &w, &has_height, &h, &has_box, &box);
  if (late_rsvg.rsvg_handle_get_intrinsic_size_in_pixels (handle, width, height) && is_size (*width, *height))
    return TRUE;
  *width = box.width;
  *height = box.height;
  return has_box && is_size (*width, *height);
}

static AnlanMapImage *
load_svg (const Source *source, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (source->bytes, &length);
  /* From memory and without a base: it can open no other file. */
  RsvgHandle *handle;
  AnlanMapImage *image = NULL;
  cairo_surface_t *surface = NULL;
  double width, height, scale;

  if (!late_need_rsvg (error))
    return NULL;
  handle = late_rsvg.rsvg_handle_new_from_data (data, length, NULL);
  if (handle == NULL)
    {
      set_damaged (error, source);
      return NULL;
    }
  if (!get_svg_size (handle, &width, &height))
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
        _ ("“%s” does not say how large it is, so it cannot be placed. Save it again with a page size."),
        source->name);
  else
    {
      RsvgRectangle viewport = { 0, 0, 0, 0 };
      cairo_t *cr;

      surface = new_surface (width, height, &scale);
      viewport.width = cairo_image_surface_get_width (surface);
      viewport.height = cairo_image_surface_get_height (surface);
      cr = cairo_create (surface);
      if (late_rsvg.rsvg_handle_render_document (handle, cr, &viewport, NULL) &&
          cairo_status (cr) == CAIRO_STATUS_SUCCESS)
        image = image_from_surface (surface, width, height);
      else
        set_damaged (error, source);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
  g_object_unref (handle);
  return image;
}

static void
set_pdf_error (GError **error, const Source *source, const GError *from)
{
  if (g_error_matches (from, late_poppler.poppler_error_quark (), POPPLER_ERROR_ENCRYPTED))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("“%s” is locked with a password. Save it without one and choose it again."),
                 source->name);
  else
    set_damaged (error, source);
}

static AnlanMapImage *
render_page (const Source *source, PopplerPage *page, GError **error)
{
  AnlanMapImage *image = NULL;
  cairo_surface_t *surface;
  double width, height, scale;
  cairo_t *cr;

  late_poppler.poppler_page_get_size (page, &width, &height);
  if (!is_size (width, height))
    {
      set_damaged (error, source);
      return NULL;
    }
  surface = new_surface (width, height, &scale);
  cr = cairo_create (surface);
  cairo_scale (cr, cairo_image_surface_get_width (surface) / width,
               cairo_image_surface_get_height (surface) / height);
  late_poppler.poppler_page_render (page, cr);
  if (cairo_status (cr) == CAIRO_STATUS_SUCCESS)
    image = image_from_surface (surface, width, height);
  else
    set_damaged (error, source);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return image;
}

static AnlanMapImage *
load_pdf (Source *source, GError **error)
{
  g_autoptr (GError) local = NULL;
  PopplerDocument *document;
  AnlanMapImage *image = NULL;
  PopplerPage *page = NULL;
  int n_pages;

  if (!late_need_poppler (error))
    return NULL;
  document = late_poppler.poppler_document_new_from_bytes (source->bytes, NULL, &local);
  if (document == NULL)
    {
      set_pdf_error (error, source, local);
      return NULL;
    }
  n_pages = late_poppler.poppler_document_get_n_pages (document);
  if (n_pages <= 0)
    set_damaged (error, source);
  else if (n_pages > (int)ANLAN_MAP_IMAGE_MAX_PAGES)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                 _ ("“%s” has %d pages. Save the page with the drawing as a PDF of its own."), source->name,
                 n_pages);
  else if (source->page >= (guint)n_pages)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 ngettext ("“%s” has only %d page. Choose another one.",
                           "“%s” has only %d pages. Choose another one.", (gulong)n_pages),
                 source->name, n_pages);
  else
    {
      source->n_pages = (guint)n_pages;
      page = late_poppler.poppler_document_get_page (document, (int)source->page);
      if (page == NULL)
        set_damaged (error, source);
      else
        image = render_page (source, page, error);
    }
  g_clear_object (&page);
  g_object_unref (document);
  return image;
}

/* --- loading ------------------------------------------------------------------------------------------------- */

static guint32
read_be32 (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

static AnlanMapImage *
load_picture (const Source *source, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (source->bytes, &length);

  if (length >= 4 && memcmp (data, "\x89PNG", 4) == 0)
    {
      /* Its size stands at a fixed place, so that it is known before a decoder is let at it. */
      if (length >= 24 && memcmp (data + 12, "IHDR", 4) == 0 &&
          (guint64)read_be32 (data + 16) * read_be32 (data + 20) > ANLAN_MAP_IMAGE_MAX_PIXELS)
        {
          set_too_many_pixels (error, source);
          return NULL;
        }
      return load_pixels (source, "png", error);
    }
  if (length >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return load_pixels (source, "jpeg", error);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” is a picture, but neither PNG nor JPG. Save it as one of these and choose it again."),
               source->name);
  return NULL;
}

static AnlanMapImage *
load_source (Source *source, GError **error)
{
  AnlanInputKind kind = anlan_input_detect (source->bytes, source->name);

  source->n_pages = 1;
  switch ((int)kind)
    {
    case ANLAN_INPUT_PICTURE:
      return load_picture (source, error);
    case ANLAN_INPUT_PDF:
      return load_pdf (source, error);
    case ANLAN_INPUT_XML:
    case ANLAN_INPUT_TEXT:
      /* An SVG may begin with anything that XML allows; librsvg knows best. */
      if (g_strstr_len (g_bytes_get_data (source->bytes, NULL),
                        (gssize)MIN (g_bytes_get_size (source->bytes), 65536), "<svg"))
        return load_svg (source, error);
      break;
    case ANLAN_INPUT_DRAWING:
      set_drawing_program (error, source);
      return NULL;
    case ANLAN_INPUT_EMPTY:
      set_damaged (error, source);
      return NULL;
    default:
      break;
    }
  set_other_kind (error, source);
  return NULL;
}

AnlanMapImage *
anlan_map_image_load (const char *path, guint page, guint *n_pages, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  AnlanMapImage *image;
  AnlanStep step;
  Source source;

  g_return_val_if_fail (path != NULL, NULL);

  name = g_filename_display_basename (path);
  anlan_step_init (&step, NULL, NULL, cancellable);
  bytes = anlan_input_load (path, ANLAN_MAP_IMAGE_MAX_FILE_BYTES, &step, error);
  if (bytes == NULL)
    return NULL;
  source = (Source){ bytes, name, page, 1, cancellable };
  image = load_source (&source, error);
  if (n_pages != NULL)
    *n_pages = source.n_pages;
  return image;
}

typedef struct
{
  char *path;
  guint page;
  guint n_pages;
} LoadTask;

static void
free_load_task (gpointer data)
{
  LoadTask *load = data;

  g_free (load->path);
  g_free (load);
}

static void
load_thread_cb (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  LoadTask *load = data;
  GError *error = NULL;
  AnlanMapImage *image = anlan_map_image_load (load->path, load->page, &load->n_pages, cancellable, &error);

  if (image == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, image, (GDestroyNotify)anlan_map_image_unref);
}

void
anlan_map_image_load_async (
    const char *path, guint page, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  LoadTask *load;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, anlan_map_image_load_async);
  load = g_new0 (LoadTask, 1);
  load->path = g_strdup (path);
  load->page = page;
  g_task_set_task_data (task, load, free_load_task);
  g_task_run_in_thread (task, load_thread_cb);
}

AnlanMapImage *
anlan_map_image_load_finish (GAsyncResult *result, guint *n_pages, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (n_pages != NULL)
    *n_pages = ((LoadTask *)g_task_get_task_data (G_TASK (result)))->n_pages;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- placing ------------------------------------------------------------------------------------------------- */

gboolean
anlan_map_drawing_fit (const AnlanMapControl *controls,
                       guint count,
                       gboolean true_to_scale,
                       AnlanAffine *placement,
                       double *residuals,
                       double *rms,
                       GError **error)
{
  AnlanPoint from[ANLAN_MAP_CONTROLS_MAX] = { 0 };
  AnlanPoint to[ANLAN_MAP_CONTROLS_MAX] = { 0 };
  double off[ANLAN_MAP_CONTROLS_MAX] = { 0 };
  double sum = 0;

  g_return_val_if_fail (controls != NULL && placement != NULL, FALSE);
  g_return_val_if_fail (count <= ANLAN_MAP_CONTROLS_MAX, FALSE);

  for (guint i = 0; i < count; i++)
    {
      from[i] = controls[i].drawing;
      to[i] = anlan_map_project (controls[i].ground.lon, controls[i].ground.lat);
    }
  /* World units have y down as drawings do, so nothing is mirrored; Mercator keeps angles, so what is true to scale on
   * the ground is so here, within a part in a hundred thousand over a plant. */
  if (!anlan_affine_fit (from, to, count, true_to_scale, FALSE, placement, off, error))
    return FALSE;
  for (guint i = 0; i < count; i++)
    {
      off[i] *= anlan_map_metres_per_unit (to[i].y);
      sum += off[i] * off[i];
      if (residuals != NULL)
        residuals[i] = off[i];
    }
  if (rms != NULL)
    *rms = sqrt (sum / count);
  return TRUE;
}
