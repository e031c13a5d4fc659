/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <librsvg/rsvg.h>
#include <poppler.h>
#include <xlsxwriter.h>

#include "base/late-open.h"

G_BEGIN_DECLS

/* Libraries that most days nobody needs. Linked in the ordinary way they and those that they need in turn took a tenth of
 * the program's start and several megabytes: they are opened when they are needed first, and stay. What uses one of them
 * calls its late_need_…() before. */

#define LATE_POPPLER(X)                                                                                      \
  X (poppler_document_get_n_pages)                                                                           \
  X (poppler_document_get_page)                                                                              \
  X (poppler_document_new_from_bytes)                                                                        \
  X (poppler_error_quark)                                                                                    \
  X (poppler_page_get_size)                                                                                  \
  X (poppler_page_render)

#define LATE_RSVG(X)                                                                                         \
  X (rsvg_handle_get_intrinsic_dimensions)                                                                   \
  X (rsvg_handle_get_intrinsic_size_in_pixels)                                                               \
  X (rsvg_handle_new_from_data)                                                                              \
  X (rsvg_handle_render_document)

#define LATE_XLSX(X)                                                                                         \
  X (chart_add_series)                                                                                       \
  X (chart_series_set_categories)                                                                            \
  X (chart_series_set_name)                                                                                  \
  X (chart_series_set_values)                                                                                \
  X (chart_title_set_name)                                                                                   \
  X (format_set_align)                                                                                       \
  X (format_set_bg_color)                                                                                    \
  X (format_set_bold)                                                                                        \
  X (format_set_border)                                                                                      \
  X (format_set_border_color)                                                                                \
  X (format_set_font_color)                                                                                  \
  X (format_set_font_size)                                                                                   \
  X (format_set_num_format)                                                                                  \
  X (format_set_text_wrap)                                                                                   \
  X (lxw_strerror)                                                                                           \
  X (workbook_add_chart)                                                                                     \
  X (workbook_add_format)                                                                                    \
  X (workbook_add_worksheet)                                                                                 \
  X (workbook_close)                                                                                         \
  X (workbook_new_opt)                                                                                       \
  X (worksheet_autofilter)                                                                                   \
  X (worksheet_fit_to_pages)                                                                                 \
  X (worksheet_freeze_panes)                                                                                 \
  X (worksheet_insert_chart)                                                                                 \
  X (worksheet_repeat_rows)                                                                                  \
  X (worksheet_set_column)                                                                                   \
  X (worksheet_set_landscape)                                                                                \
  X (worksheet_set_paper)                                                                                    \
  X (worksheet_write_blank)                                                                                  \
  X (worksheet_write_number)                                                                                 \
  X (worksheet_write_string)

typedef struct
{
  LATE_POPPLER (ANLAN_LATE_MEMBER)
} LatePoppler;

typedef struct
{
  LATE_RSVG (ANLAN_LATE_MEMBER)
} LateRsvg;

typedef struct
{
  LATE_XLSX (ANLAN_LATE_MEMBER)
} LateXlsx;

/* The functions, once the library has been asked for. */
extern LatePoppler late_poppler;
extern LateRsvg late_rsvg;
extern LateXlsx late_xlsx;

/* Opens the library, the first time; any thread. FALSE with ANLAN_ERROR_FAILED if it is not installed. */
gboolean
late_need_poppler (GError **error);
gboolean
late_need_rsvg (GError **error);
gboolean
late_need_xlsx (GError **error);

G_END_DECLS
