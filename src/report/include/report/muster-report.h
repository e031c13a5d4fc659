/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/figures.h"
#include "safety/muster.h"

G_BEGIN_DECLS

/* The report to the commander, as it stands at @now: sums, who is missing and where they were last seen, points,
 * departments. @commander: (nullable): name. Touches neither plant nor disk. */
AnlanFigures *anlan_muster_report_new (const AnlanMusterBoard *board, const char *commander, gint64 now,
                                       GTimeZone *zone);

G_END_DECLS
