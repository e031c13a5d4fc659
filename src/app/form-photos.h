/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "form.h"

G_BEGIN_DECLS

/* Photos that come to a form as a whole: wherever they are dropped or pasted they go to the first field with photos that
 * is open, and what the camera wrote into them is proposed for the place and the time. */

/* Makes all of @widget, which @form stands in, take dropped pictures and Ctrl+V where the clipboard holds files or a picture. */
void anlan_form_take_photos (AnlanForm *form, GtkWidget *widget);

/* A new record has got photos in @photos: where and when they were taken goes into the fields of the same section that
 * say so, unless somebody has filled them in; with an undo. */
void anlan_form_propose     (AnlanForm *form, const AnlanField *photos);

G_END_DECLS
