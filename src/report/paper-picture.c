/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <qrencode.h>

#include "paper-private.h"
#include "store/files.h"

/* Longest edge of a photo in pixels: 60 mm at 200 dots an inch. */
#define PICTURE_EDGE 900
/* 20 mm at 300 dots. */
#define SMALL_EDGE 240

static cairo_surface_t *
make_surface (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf), stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guchar *pixels = gdk_pixbuf_read_pixels (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  for (int y = 0; y < height; y++)
    {
      guint32 *to = (guint32 *)(void *)(cairo_image_surface_get_data (surface) +
                                        (gsize)y * (gsize)cairo_image_surface_get_stride (surface));
      const guchar *from = pixels + (gsize)y * (gsize)stride;

      for (int x = 0; x < width; x++, from += channels)
        to[x] = (guint32)from[0] << 16 | (guint32)from[1] << 8 | from[2];
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* A picture goes into the PDF as JPEG: as pixels, ten photos would be as many megabytes. */
static void
attach_jpeg (cairo_surface_t *surface, GdkPixbuf *pixbuf)
{
  gchar *bytes = NULL;
  gsize length = 0;

  if (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, "jpeg", NULL, "quality", "82", NULL) &&
      cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, (const unsigned char *)bytes, length,
                                   g_free, bytes) == CAIRO_STATUS_SUCCESS)
    return;
  g_free (bytes);
}

static cairo_surface_t *
load_photo (AnlanStore *store, const char *sha256, int edge, GError **error)
{
  g_autoptr (GBytes) png = anlan_files_thumbnail (store, sha256, edge, error);
  g_autoptr (GdkPixbufLoader) loader = NULL;
  GdkPixbuf *pixbuf;
  cairo_surface_t *surface;
  gboolean ok;

  if (png == NULL)
    return NULL;
  /* Its type is known: guessing needs the machine's list of types. */
  loader = gdk_pixbuf_loader_new_with_type ("png", error);
  if (loader == NULL)
    return NULL;
  ok = gdk_pixbuf_loader_write_bytes (loader, png, error);
  if (!gdk_pixbuf_loader_close (loader, ok ? error : NULL) || !ok)
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  surface = make_surface (pixbuf);
  attach_jpeg (surface, pixbuf);
  return surface;
}

cairo_surface_t *
anlan_paper_load_photo (AnlanStore *store, const char *sha256, GError **error)
{
  return load_photo (store, sha256, PICTURE_EDGE, error);
}

cairo_surface_t *
anlan_paper_load_small_photo (AnlanStore *store, const char *sha256, GError **error)
{
  return load_photo (store, sha256, SMALL_EDGE, error);
}

/* --- QR codes -------------------------------------------------------------------------------------------------------- */

/* Letters keep their case. */
static PaperQr *
make_qr (const char *text, QRecLevel level)
{
  QRcode *code = QRcode_encodeString (text, 0, level, QR_MODE_8, 1);
  PaperQr *qr;
  guint n;

  if (code == NULL)
    return NULL;
  qr = g_new0 (PaperQr, 1);
  qr->width = (guint)code->width;
  n = qr->width * qr->width;
  qr->squares = g_new (guchar, n);
  for (guint i = 0; i < n; i++)
    qr->squares[i] = code->data[i] & 1;
  QRcode_free (code);
  return qr;
}

PaperQr *
anlan_paper_qr_new (const char *text)
{
  return make_qr (text, QR_ECLEVEL_Q);
}

PaperQr *
anlan_paper_qr_new_small (const char *text)
{
  return make_qr (text, QR_ECLEVEL_M);
}

void
anlan_paper_qr_free (PaperQr *qr)
{
  if (qr == NULL)
    return;
  g_free (qr->squares);
  g_free (qr);
}
