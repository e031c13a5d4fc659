/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures-private.h"
#include "hazard-read.h"
#include "report/hazard-report.h"

G_BEGIN_DECLS

/* One report while it is made. */
typedef struct
{
  AnlanPlant *plant;
  AnlanPeriod period;
  HazardData data;
  gint64 from, to, as_of;
  gint64 before, before_to; /* the period before */
  HazardCounts now, then;
  AnlanFigures *figures;
} HazardReport;

/* "This month", "Month before" … */
const char *hazard_report_this   (const HazardReport *report);
const char *hazard_report_before (const HazardReport *report);

/* --- hazard-report-tables.c ---------------------------------------------------------------------------------------- */

void hazard_report_add_keys      (HazardReport *report);
void hazard_report_add_authority (HazardReport *report);
void hazard_report_add_trend     (HazardReport *report);
void hazard_report_add_groups    (HazardReport *report);
void hazard_report_add_ages      (HazardReport *report);
void hazard_report_add_units     (HazardReport *report);
void hazard_report_add_judged    (HazardReport *report);
void hazard_report_add_method    (HazardReport *report);

/* --- hazard-report-lists.c ----------------------------------------------------------------------------------------- */

gboolean hazard_report_add_lists (HazardReport *report, GError **error);

G_END_DECLS
