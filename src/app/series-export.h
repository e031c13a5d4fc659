/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"
#include "report/plot.h"

G_BEGIN_DECLS

/**
 * anlan_series_export:
 * @look: what of @plot is shown; its ink does not matter: files are black on white
 *
 * Writes what is shown into @path on another thread, by its ending: .csv and .xlsx the points (mean, lowest, highest, number
 * of readings), .png and .pdf the picture. What came of it is told by the desk.
 */
void
anlan_series_export (AnlanDesk *desk, AnlanPlot *plot, const AnlanPlotLook *look, const char *path);

G_END_DECLS
