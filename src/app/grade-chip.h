/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/kind.h"

G_BEGIN_DECLS

/**
 * AnlanGradeChip:
 *
 * A risk grade: the filled chip in one of the four colours with its letter and its word, so that it can be told without
 * seeing colours. Of a grade without a colour only the word is shown.
 */
#define ANLAN_TYPE_GRADE_CHIP (anlan_grade_chip_get_type ())
G_DECLARE_FINAL_TYPE (AnlanGradeChip, anlan_grade_chip, ANLAN, GRADE_CHIP, GtkWidget)

GtkWidget *anlan_grade_chip_new       (void);

/* Hidden where @choice is NULL. */
void       anlan_grade_chip_set       (AnlanGradeChip *chip, const AnlanChoice *choice);

/* By name: "red", "orange", "yellow", "blue", or NULL. */
void       anlan_grade_chip_set_colour (AnlanGradeChip *chip, const char *colour, const char *word);

/* The field of @kind whose colour a record is known by: its first choice with colours among the columns of its list. */
const AnlanField *anlan_kind_grade_field (const AnlanKind *kind);

G_END_DECLS
