/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/plant.h"

G_BEGIN_DECLS

/**
 * AnlanCompare:
 *
 * Photos from before and after, one over the other with a line to draw across or side by side, zoomed and moved
 * together. Where they differ can be laid over them: that is worked out off the main thread, and where the two do not
 * show the same scene it says so instead. Of several photos of a side, a button shows the next one.
 *
 * A kind names the two fields in its definition (compares="photos after"); the record page shows it by itself.
 */
#define ANLAN_TYPE_COMPARE (anlan_compare_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCompare, anlan_compare, ANLAN, COMPARE, AdwBin)

AnlanCompare *anlan_compare_new        (AnlanPlant *plant);
/* Ids (SHA-256) of stored photos, each at least one. The same again: nothing happens. */
void          anlan_compare_set        (AnlanCompare *compare, const char *const *before, const char *const *after);
/* What they are called; otherwise "Before" and "After". */
void          anlan_compare_set_titles (AnlanCompare *compare, const char *before, const char *after);
gboolean      anlan_compare_is_busy    (AnlanCompare *compare);

/* Shows the two fields of @record that its kind compares. FALSE, and hidden, where it has none or a photo is missing. */
gboolean      anlan_compare_set_record (AnlanCompare *compare, const AnlanRecord *record);

G_END_DECLS
