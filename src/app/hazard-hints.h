/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "form.h"

G_BEGIN_DECLS

/**
 * AnlanHazardHints:
 *
 * What the plant knows already while somebody writes a hazard down: under the words the open hazards and the knowledge
 * cards that are like them, under the place what is there, what lies beside it and what else is open. All of it is quiet
 * text with links; nothing waits for it, and nothing is changed by it. Shown as long as the record is a draft.
 */
#define ANLAN_TYPE_HAZARD_HINTS (anlan_hazard_hints_get_type ())
G_DECLARE_FINAL_TYPE (AnlanHazardHints, anlan_hazard_hints, ANLAN, HAZARD_HINTS, GObject)

/* Whether records of @kind are written down with its help. */
gboolean
anlan_hazard_hints_help (const AnlanKind *kind);

/* @form: must outlive it. */
AnlanHazardHints *
anlan_hazard_hints_new (AnlanDesk *desk, AnlanForm *form);
/* The form shows another state of its record. */
void
anlan_hazard_hints_look (AnlanHazardHints *self);

G_END_DECLS
