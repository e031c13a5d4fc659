/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanReferencePicker:
 *
 * A popover in which a record of one kind is looked for, by words, number or pinyin initials, and chosen. Arrow keys and
 * Enter work from within the search. Signal "picked" (id, label).
 */
#define ANLAN_TYPE_REFERENCE_PICKER (anlan_reference_picker_get_type ())
G_DECLARE_FINAL_TYPE (AnlanReferencePicker, anlan_reference_picker, ANLAN, REFERENCE_PICKER, GtkPopover)

GtkWidget *anlan_reference_picker_new (AnlanPlant *plant, const char *kind);

G_END_DECLS
