/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanBacklinks:
 *
 * Records of other kinds that refer to one: a zone's risk points, a person's duties. A row opens its record
 * ("record.open").
 */
#define ANLAN_TYPE_BACKLINKS (anlan_backlinks_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBacklinks, anlan_backlinks, ANLAN, BACKLINKS, AdwBin)

AnlanBacklinks *
anlan_backlinks_new (AnlanDesk *desk);
void
anlan_backlinks_load (AnlanBacklinks *backlinks, AnlanRecord *record);

/* A row of a boxed list that names a record and opens it. @extra: (nullable): stands at its end. */
GtkWidget *
anlan_record_row_new (const AnlanRecord *record, const char *subtitle, GtkWidget *extra);

G_END_DECLS
