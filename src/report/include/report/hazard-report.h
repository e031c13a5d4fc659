/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/figures.h"
#include "report/period.h"

G_BEGIN_DECLS

/**
 * anlan_hazard_report_new:
 * @period: a month gives the monthly report; a quarter or year the statistics for the authority, with its table
 *
 * Counts, rates and ages of hazards in one period beside the one before, by class, level, category, source and unit;
 * formal closures, hazards that came again, the overdue and the major ones. From the ledger as it stands now: what was
 * reopened since counts as open. Blocks, in one reading of the ledger; @progress gets 0 to 1.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_INPUT where the period has not begun, G_IO_ERROR_CANCELLED, or the
 *   errors of reading
 */
AnlanFigures *anlan_hazard_report_new (AnlanPlant *plant, AnlanPeriod period, AnlanProgress progress, gpointer data,
                                       GCancellable *cancellable, GError **error);

G_END_DECLS
