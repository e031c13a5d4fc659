/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/duties.h"
#include "model/plant.h"

G_BEGIN_DECLS

/* What one line of the Today page says, before there is a widget for it. */
typedef struct
{
  AnlanRecord *record;
  char        *subtitle;
  char        *due;      /* NULL: by no time */
  char        *due_full; /* the same with date and time */
  gboolean     late;
} AnlanTodayLine;

void            anlan_today_line_free        (AnlanTodayLine *line);

/* @mine: one's own name need not be read in each line. */
AnlanTodayLine *anlan_today_line_new_owed    (AnlanPlant *plant, const AnlanOwed *owed, gboolean mine);
AnlanTodayLine *anlan_today_line_new_burning (AnlanRecord *record, const char *reason);

/* Appends all that is seen of it. */
void            anlan_today_line_sign        (const AnlanTodayLine *line, GString *signature);

/* Returns: (transfer floating). */
GtkWidget      *anlan_today_line_make_row    (const AnlanTodayLine *line);

G_END_DECLS
