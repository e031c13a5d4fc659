/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Draws @text as a QR code with its white rim into the square of @size at @x, @y; nothing where it is too long for one. */
gboolean anlan_qr_draw (cairo_t *cr, const char *text, double x, double y, double size);

G_END_DECLS
