/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanFilterChip:
 *
 * A button that says by what a list is narrowed down ("Zone: Tank farm") and opens a choice of it: choices, stages, yes
 * or no, records of another kind, a span of time. Signal "changed" when the user has chosen otherwise.
 */
#define ANLAN_TYPE_FILTER_CHIP (anlan_filter_chip_get_type ())
G_DECLARE_FINAL_TYPE (AnlanFilterChip, anlan_filter_chip, ANLAN, FILTER_CHIP, AdwBin)

/* @field: (nullable): NULL is the stage. */
GtkWidget        *anlan_filter_chip_new       (AnlanPlant *plant, AnlanKind *kind, const AnlanField *field);
gboolean          anlan_filter_chip_can       (const AnlanField *field); /* lists can be narrowed by it this way */
const AnlanField *anlan_filter_chip_get_field (AnlanFilterChip *chip);
gboolean          anlan_filter_chip_is_active (AnlanFilterChip *chip);
/* "Zone: Tank farm", as it says. Borrowed. */
const char       *anlan_filter_chip_get_text  (AnlanFilterChip *chip);
void              anlan_filter_chip_popup     (AnlanFilterChip *chip);

/* Takes over what @query says about the field; adds to @query what is chosen. */
void              anlan_filter_chip_load      (AnlanFilterChip *chip, const AnlanQuery *query);
void              anlan_filter_chip_apply     (AnlanFilterChip *chip, AnlanQuery *query);
void              anlan_filter_chip_clear     (AnlanFilterChip *chip);

G_END_DECLS
