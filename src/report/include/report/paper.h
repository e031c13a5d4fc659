/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanPaper:
 *
 * A list or one record as it is put on paper: on each page the plant's name and the number in the head, the journal's
 * checkpoint and the page's number in the foot; the head of a table on each page that it goes on to; no row cut in half
 * unless it is higher than a page; boxes for signatures that fit a pen.
 *
 * The constructors read the plant and block. What they give holds everything it needs: laying out and drawing touch
 * neither plant nor disk. One thread at a time.
 */
typedef struct _AnlanPaper AnlanPaper;

/* ISO 216, in points. */
#define ANLAN_PAPER_A4_WIDTH  (210 / 25.4 * 72)
#define ANLAN_PAPER_A4_HEIGHT (297 / 25.4 * 72)

/**
 * anlan_paper_new_list:
 * @query: which records, in which order
 * @ids: (nullable): the columns as anlan_columns_new() knows them; NULL: those of the list
 * @note: (nullable): what the list is narrowed down to, for its second line
 * @printer: (nullable): id of the person who prints
 *
 * Returns: (transfer full): NULL with the errors of anlan_columns_new() and of reading
 */
AnlanPaper *anlan_paper_new_list   (AnlanPlant *plant, const AnlanQuery *query, const char *const *ids,
                                    const char *note, const char *printer, AnlanProgress progress, gpointer data,
                                    GCancellable *cancellable, GError **error);

/**
 * anlan_paper_new_record:
 * @kind: (nullable): NULL: whatever kind has this number
 * @record: id or number
 *
 * The record's fields in their sections, photos, where it stands in its flow, its story, boxes for signatures. Sealed
 * fields are not opened.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_NOT_FOUND or the errors of reading
 */
AnlanPaper *anlan_paper_new_record (AnlanPlant *plant, const char *kind, const char *record, const char *printer,
                                    GCancellable *cancellable, GError **error);

void        anlan_paper_free       (AnlanPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPaper, anlan_paper_free)

const char *anlan_paper_get_title  (const AnlanPaper *paper); /* also a good name for a file */
/* Whether its table is better read on its side. */
gboolean    anlan_paper_is_wide    (const AnlanPaper *paper);

/* The sheet that it is made for. */
void        anlan_paper_get_wish    (const AnlanPaper *paper, double *width, double *height);

/* Lays it out on sheets of this size, in points. Text is measured with the same fonts, unhinted, that draw it. */
void        anlan_paper_set_size   (AnlanPaper *paper, double width, double height);
void        anlan_paper_get_size   (const AnlanPaper *paper, double *width, double *height);
guint       anlan_paper_n_pages    (const AnlanPaper *paper);
/* Draws page @page, from 0, in points from the upper left corner of the sheet. */
void        anlan_paper_draw_page  (AnlanPaper *paper, cairo_t *cr, guint page);

/* Writes all pages as PDF, on the sheet it is made for where no size has been set; the file appears under its name only when it is whole.
 * Blocks. */
gboolean    anlan_paper_write_pdf  (AnlanPaper *paper, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
