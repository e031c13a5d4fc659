/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A QR code on the screen, with its white rim also in the dark; @said: what is read out for it. */
GtkWidget *anlan_qr_view_new (const char *text, int pixels, const char *said);

G_END_DECLS
