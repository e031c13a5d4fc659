/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "safety/photo-difference.h"

G_BEGIN_DECLS

/**
 * AnlanCompareView:
 *
 * Two pictures in one frame: the second one over the first, parted by a line that can be drawn across, or beside each
 * other. Both are always seen at the same size and place. Keys: left and right move the line, plus and minus zoom, 0
 * shows all, with Shift the arrows move the picture.
 *
 * Properties: "beside" (boolean), "shows-heat" (boolean), "position" (0 to 1, where the line is).
 */
#define ANLAN_TYPE_COMPARE_VIEW (anlan_compare_view_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCompareView, anlan_compare_view, ANLAN, COMPARE_VIEW, GtkWidget)

GtkWidget *anlan_compare_view_new      (void);
/* Either may be NULL: not there (yet). */
void       anlan_compare_view_set      (AnlanCompareView *view, GdkTexture *before, GdkTexture *after);
/* How the second lies on the first, and where they differ (nullable). Without a fit it lies middle on middle. */
void       anlan_compare_view_set_fit  (AnlanCompareView *view, const AnlanPhotoFit *fit, GdkTexture *heat);
/* By @factor around the middle; 0: all is shown. */
void       anlan_compare_view_zoom     (AnlanCompareView *view, double factor);

G_END_DECLS
