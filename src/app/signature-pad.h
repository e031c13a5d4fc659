/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AnlanSignaturePad:
 *
 * Shows the strokes of a signature, and lets one be drawn. Strokes are a JSON array of lines, each an array of [x, y]
 * between 0 and 1000 of the width; the height has the same scale.
 */
#define ANLAN_TYPE_SIGNATURE_PAD (anlan_signature_pad_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSignaturePad, anlan_signature_pad, ANLAN, SIGNATURE_PAD, GtkWidget)

GtkWidget *anlan_signature_pad_new         (gboolean drawing);
char      *anlan_signature_pad_get_strokes (AnlanSignaturePad *pad); /* NULL: nothing was drawn */
void       anlan_signature_pad_set_strokes (AnlanSignaturePad *pad, const char *json); /* NULL: none */

G_END_DECLS
