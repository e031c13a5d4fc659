/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/paper.h"

G_BEGIN_DECLS

/**
 * AnlanPaperForm:
 *
 * What stands on a paper about one record, as data: resources/papers/ *.xml, checked by paper.rng. Title, paragraphs,
 * sections with fields, photos beside each other, tables of records that refer to this one, boxes for signatures, and a
 * QR code that a scanner reads into the search. Never changed once it is parsed: any thread.
 */
typedef struct _AnlanPaperForm AnlanPaperForm;

/* @xml: a whole <paper> document. NULL with ANLAN_ERROR_INPUT and what is wrong in it. */
AnlanPaperForm *
anlan_paper_form_parse (const char *xml, GError **error);
void
anlan_paper_form_free (AnlanPaperForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPaperForm, anlan_paper_form_free)

const char *
anlan_paper_form_get_id (const AnlanPaperForm *form);
const char *
anlan_paper_form_get_kind (const AnlanPaperForm *form);
const char *
anlan_paper_form_get_title (const AnlanPaperForm *form); /* in the user's language */

/* Whether it is a list of records, for anlan_paper_new_ledger(); else it is about one, for anlan_paper_new_form(). */
gboolean        anlan_paper_form_is_list   (const AnlanPaperForm *form);

/* The fields that it names and that the plant's kinds do not have: places that would be left out. NULL-terminated; the
 * caller frees it. */
char          **anlan_paper_form_missing   (const AnlanPaperForm *form, AnlanPlant *plant);

/* The built-in ones, in the order of papers.txt. Borrowed for as long as the process lives. */
guint
anlan_paper_forms_count (void);
const AnlanPaperForm *
anlan_paper_forms_at (guint i);
const AnlanPaperForm *
anlan_paper_forms_find (const char *id); /* or NULL */

/**
 * anlan_paper_new_form:
 * @record: id or number, of the form's kind
 * @printer: (nullable): id of the person who prints
 *
 * Blocks. Places without a value stay, so that they can be filled in by hand; sealed fields are not opened. Parts that
 * are about kinds or fields which this plant does not have are left out.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_NOT_FOUND, ANLAN_ERROR_INPUT (an expression of the form) or the errors
 *   of reading
 */
AnlanPaper *
anlan_paper_new_form (AnlanPlant *plant,
                      const AnlanPaperForm *form,
                      const char *record,
                      const char *printer,
                      GCancellable *cancellable,
                      GError **error);

/* The list @form of the records that @query finds, with small photos where they are not too many; else as
 * anlan_paper_new_list(). */
AnlanPaper     *anlan_paper_new_ledger     (AnlanPlant *plant, const AnlanPaperForm *form, const AnlanQuery *query,
                                            const char *note, const char *printer, AnlanProgress progress,
                                            gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
