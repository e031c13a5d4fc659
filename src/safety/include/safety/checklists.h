/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* What making checklists anew would do to one question. */
typedef enum
{
  ANLAN_QUESTION_NEW,
  ANLAN_QUESTION_CHANGED,
  ANLAN_QUESTION_GONE, /* it is no longer asked; its answers stay */
} AnlanQuestionFate;

typedef struct
{
  AnlanQuestionFate fate;
  char *checklist; /* its name */
  char *question;  /* as it will be; of one that goes as it is */
  char *before;    /* of a changed one, else NULL */
} AnlanQuestionChange;

/**
 * AnlanListUpdate:
 *
 * What would change, to be shown before it is done, and the changes that do it: to be applied as one batch.
 */
typedef struct
{
  GPtrArray *questions; /* AnlanQuestionChange, by checklist */
  GPtrArray *changes;   /* AnlanChange; empty: everything is as it should be */
} AnlanListUpdate;

void             anlan_list_update_free (AnlanListUpdate *update);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanListUpdate, anlan_list_update_free)

/**
 * anlan_checklists_from_controls:
 *
 * One checklist for the controls of each zone (of a risk point where that has no zone) and frequency, with a question for
 * each control that says what to check. A checklist that was made before is brought up to date: questions are known again
 * by their control; one whose control is gone, or says nothing to check any more, is no longer asked. What somebody has
 * added by hand is left alone. Blocks; not on the main thread.
 */
AnlanListUpdate *anlan_checklists_from_controls (AnlanPlant *plant, GError **error);

/* The built-in checklists: ids ("fire", "electrical", …) and their names in the language of the plant. */
typedef struct
{
  char *id;
  char *name;
  guint questions;
} AnlanBuiltIn;

/* AnlanBuiltIn; reads a file. */
GPtrArray       *anlan_checklists_list_built_in (AnlanPlant *plant, GError **error);

/* The built-in checklist @id, new or brought up to date; questions that the plant has changed stay as they are. */
AnlanListUpdate *anlan_checklists_from_built_in (AnlanPlant *plant, const char *id, GError **error);

G_END_DECLS
