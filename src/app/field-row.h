/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "form-context.h"

G_BEGIN_DECLS

/* Whether people can enter something here now. */
typedef enum
{
  ANLAN_ENTRY_OPEN,
  ANLAN_ENTRY_LOCKED,   /* the stage locks it: corrected by an amendment */
  ANLAN_ENTRY_COMPUTED, /* worked out from other fields */
  ANLAN_ENTRY_STEP,     /* set by a step */
} AnlanEntry;

/**
 * AnlanFieldRow:
 *
 * One field of a form: its title, its value, what is wrong with it. Each group of field types has a class of its own
 * that shows the value and lets it be changed in place. What has been changed is told by "commit" once the field is
 * left, never on each key; the form then stores it or, in a dialog, keeps it.
 *
 * What a class does: it sets a child by anlan_field_row_set_content(), shows values in its vfunc show(), and reads what
 * was typed in take().
 */
#define ANLAN_TYPE_FIELD_ROW (anlan_field_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnlanFieldRow, anlan_field_row, ANLAN, FIELD_ROW, AdwBin)

struct _AnlanFieldRowClass
{
  AdwBinClass parent_class;

  /* Makes the widgets, once; field and context are there. */
  void (*build) (AnlanFieldRow *row);
  /* Puts the row's value into its widgets. */
  void (*show) (AnlanFieldRow *row, const AnlanValue *value);
  /* Reads the widgets into @value, which is initialised. FALSE with a sentence that can be shown. */
  gboolean (*take) (AnlanFieldRow *row, AnlanValue *value, GError **error);
  /* The entry has become open or closed. */
  void (*entry_changed) (AnlanFieldRow *row, AnlanEntry entry);
  /* (optional): what stands in the widgets, as text; and puts it back into them as if it had been typed. */
  char *(*get_typed) (AnlanFieldRow *row);
  void (*set_typed) (AnlanFieldRow *row, const char *text);
  /* Gives the focus to where one types. */
  void (*focus) (AnlanFieldRow *row);
};

/* For anlan_field_row_new(): the last part of making one. */
void
anlan_field_row_set_up (AnlanFieldRow *row, AnlanFormContext *context, const AnlanField *field);

/* The row of the class that fits @field. */
AnlanFieldRow *
anlan_field_row_new (AnlanFormContext *context, const AnlanField *field);

AnlanFormContext *
anlan_field_row_get_context (AnlanFieldRow *row);
const AnlanField *
anlan_field_row_get_field (AnlanFieldRow *row);
const AnlanValue *
anlan_field_row_get_value (AnlanFieldRow *row);
AnlanEntry
anlan_field_row_get_entry (AnlanFieldRow *row);
gboolean
anlan_field_row_is_open (AnlanFieldRow *row);

/* What is stored. Does not touch what is being typed just now, unless @force. */
void
anlan_field_row_set_value (AnlanFieldRow *row, const AnlanValue *value, gboolean force);
void
anlan_field_row_set_entry (AnlanFieldRow *row, AnlanEntry entry);
void
anlan_field_row_set_required (AnlanFieldRow *row, gboolean required);
/* Stands under the value, as something to be known while one types; the row takes it over. */
void
anlan_field_row_set_hint (AnlanFieldRow *row, GtkWidget *hint);
/* NULL: nothing is wrong. */
void
anlan_field_row_set_problem (AnlanFieldRow *row, const char *message);
/* The change that "commit" told of was refused: @stored is what holds, what was entered stays in the widgets. */
void
anlan_field_row_refuse (AnlanFieldRow *row, const AnlanValue *stored, const char *message);
gboolean
anlan_field_row_has_problem (AnlanFieldRow *row);
/* Whether it needs a line of its own beside short fields: by its type, and by how much there is to read. */
gboolean
anlan_field_row_is_wide (AnlanFieldRow *row);
void
anlan_field_row_focus (AnlanFieldRow *row);
/* What stands in its widgets now, stored or not, after signal "typed"; NULL where it is not typed. The caller frees it. */
char *
anlan_field_row_get_typed (AnlanFieldRow *row);
/* Puts back what was half typed when the program came to a sudden end; FALSE where there is nothing of the kind. */
gboolean
anlan_field_row_restore (AnlanFieldRow *row);

/* --- for the classes ------------------------------------------------------------------------------------------------ */

void
anlan_field_row_set_content (AnlanFieldRow *row, GtkWidget *content);
/* A small button at the end of the row. @label is what it does, for tooltip and screen reader. */
GtkWidget *
anlan_field_row_add_button (AnlanFieldRow *row, const char *icon, const char *label);
/* Reads the widgets; where they say something else than the value, tells "commit". What cannot be read is shown as a
 * problem and stays as typed. */
void
anlan_field_row_leave (AnlanFieldRow *row);
/* As anlan_field_row_leave() with the value already at hand. */
void
anlan_field_row_commit (AnlanFieldRow *row, const AnlanValue *value);
/* The widgets hold something that is not stored yet. */
void
anlan_field_row_set_dirty (AnlanFieldRow *row, gboolean dirty);
gboolean
anlan_field_row_is_dirty (AnlanFieldRow *row);

G_END_DECLS
