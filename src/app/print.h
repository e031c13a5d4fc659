/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desk.h"
#include "report/figures.h"
#include "report/paper-form.h"

G_BEGIN_DECLS

/**
 * AnlanPrint:
 *
 * What is to be put on paper: a list as it is shown, one record, a form about it, or a report. The paper is read and laid out on another thread;
 * then it goes to the system's print dialog, or into a PDF.
 */
typedef struct _AnlanPrint AnlanPrint;

/* @ids: the columns; @note: (nullable): what the list is narrowed down to. */
AnlanPrint *anlan_print_new_list   (AnlanDesk *desk, const AnlanQuery *query, const char *const *ids, const char *note);
AnlanPrint *anlan_print_new_record (AnlanDesk *desk, const char *kind, const char *record);
/* @form: one of the built-in papers. */
AnlanPrint *anlan_print_new_form   (AnlanDesk *desk, const AnlanPaperForm *form, const char *record);
/* @form: a list, of the records that @query finds. */
AnlanPrint *anlan_print_new_ledger (AnlanDesk *desk, const AnlanPaperForm *form, const AnlanQuery *query,
                                    const char *note);
/* Anything else: @make is called on another thread and gives a paper or an error. @title: good as a file's name. */
typedef AnlanPaper *(*AnlanPrintMake) (AnlanPlant *plant, gpointer data, const char *printer, GError **error);
AnlanPrint *anlan_print_new_made   (AnlanDesk *desk, const char *title, AnlanPrintMake make, gpointer data,
                                    GDestroyNotify free_data);
AnlanPrint *anlan_print_new_figures (AnlanDesk *desk, AnlanFigures *figures);

/* These take @print. @widget: what asks; its window is where dialogs stand and trouble is told. */
void        anlan_print_run        (AnlanPrint *print, GtkWidget *widget); /* the print dialog */
void        anlan_print_ask_pdf    (AnlanPrint *print, GtkWidget *widget); /* asks for a file first */
void        anlan_print_write_pdf  (AnlanPrint *print, GtkWidget *widget, const char *path);
/* Through the printing system into a file, without the dialog: for tests. */
void        anlan_print_export     (AnlanPrint *print, GtkWidget *widget, const char *path);

G_END_DECLS
