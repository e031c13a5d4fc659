/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanReportDialog:
 *
 * The figures of hazards in a month, quarter or year, as they will stand on paper: computed and drawn on another
 * thread, shown page by page, printed, or saved as PDF or spreadsheet. Another period stops what is being computed.
 */
#define ANLAN_TYPE_REPORT_DIALOG (anlan_report_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanReportDialog, anlan_report_dialog, ANLAN, REPORT_DIALOG, AdwWindow)

/* Begins with the month that has ended last. */
AnlanReportDialog *anlan_report_dialog_new     (AnlanDesk *desk);
/* "2026-10", "2026-Q3", "2026"; what is none is left alone. */
void               anlan_report_dialog_show    (AnlanReportDialog *dialog, const char *period);
gboolean           anlan_report_dialog_is_busy (AnlanReportDialog *dialog);
/* As .pdf or .xlsx, by its ending. */
void               anlan_report_dialog_write   (AnlanReportDialog *dialog, const char *path);

G_END_DECLS
