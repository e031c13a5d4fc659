/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

/* Photos made from a number alone, and what forgers do to photos. */

GdkPixbuf *photos_make    (guint32 seed, int width, int height);
GdkPixbuf *photos_read    (const char *path);
GBytes    *photos_to_jpeg (GdkPixbuf *photo, const char *quality);

/* Turned, mirrored, trimmed, compressed again, brightened, and from PHOTOS_TILTED on two that are tilted. */
#define PHOTOS_FORGERIES 16
#define PHOTOS_TILTED 12
GdkPixbuf *photos_forge   (GdkPixbuf *photo, int how);
