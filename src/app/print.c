/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "print.h"

#include <glib/gi18n-lib.h>

#include "chore.h"
#include "report/paper.h"
#include "save-file.h"
#include "window.h"

struct _AnlanPrint
{
  gatomicrefcount refs;
  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanQuery *query; /* of a list, or */
  char **ids;
  char *note;
  char *kind;                 /* of a record */
  const AnlanPaperForm *form; /* of a form about it, or NULL */
  AnlanFigures *figures;      /* of a report */
  AnlanPrintMake make;        /* of something else */
  gpointer make_data;
  GDestroyNotify make_free;
  char *title;
  char *record;
  char *printer;  /* person */
  char *path;     /* of a PDF; NULL: to the printing system */
  char *exported; /* file that the printing system is to write */
  AnlanPaper *paper;
  GtkWidget *window; /* that asked */
};

static void
print_unref (AnlanPrint *print)
{
  if (!g_atomic_ref_count_dec (&print->refs))
    return;
  g_clear_pointer (&print->query, anlan_query_free);
  g_clear_pointer (&print->paper, anlan_paper_free);
  g_clear_pointer (&print->figures, anlan_figures_unref);
  if (print->make_free != NULL)
    print->make_free (print->make_data);
  g_clear_object (&print->window);
  g_free (print->title);
  g_object_unref (print->plant);
  g_object_unref (print->desk);
  g_strfreev (print->ids);
  g_free (print->note);
  g_free (print->kind);
  g_free (print->record);
  g_free (print->printer);
  g_free (print->path);
  g_free (print->exported);
  g_free (print);
}

static AnlanPrint *
print_ref (AnlanPrint *print)
{
  g_atomic_ref_count_inc (&print->refs);
  return print;
}

static AnlanPrint *
print_new (AnlanDesk *desk)
{
  AnlanPrint *print = g_new0 (AnlanPrint, 1);

  g_atomic_ref_count_init (&print->refs);
  print->desk = g_object_ref (desk);
  print->plant = g_object_ref (anlan_desk_get_plant (desk));
  print->printer = g_strdup (anlan_plant_get_person (print->plant));
  return print;
}

AnlanPrint *
anlan_print_new_list (AnlanDesk *desk, const AnlanQuery *query, const char *const *ids, const char *note)
{
  AnlanPrint *print;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && query != NULL && ids != NULL, NULL);

  print = print_new (desk);
  print->query = anlan_query_copy (query);
  print->ids = g_strdupv ((char **)ids);
  print->note = g_strdup (note);
  return print;
}

AnlanPrint *
anlan_print_new_record (AnlanDesk *desk, const char *kind, const char *record)
{
  AnlanPrint *print;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && kind != NULL && record != NULL, NULL);

  print = print_new (desk);
  print->kind = g_strdup (kind);
  print->record = g_strdup (record);
  return print;
}

AnlanPrint *
anlan_print_new_form (AnlanDesk *desk, const AnlanPaperForm *form, const char *record)
{
  AnlanPrint *print;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && form != NULL && record != NULL, NULL);

  print = print_new (desk);
  print->form = form;
  print->record = g_strdup (record);
  return print;
}

AnlanPrint *
anlan_print_new_ledger (AnlanDesk *desk,
                        const AnlanPaperForm *form,
                        const AnlanQuery *query,
                        const char *note)
{
  AnlanPrint *print;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && form != NULL && query != NULL, NULL);

  print = print_new (desk);
  print->form = form;
  print->query = anlan_query_copy (query);
  print->note = g_strdup (note);
  return print;
}

AnlanPrint *
anlan_print_new_made (
    AnlanDesk *desk, const char *title, AnlanPrintMake make, gpointer data, GDestroyNotify free_data)
{
  AnlanPrint *print;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && title != NULL && make != NULL, NULL);

  print = print_new (desk);
  print->title = g_strdup (title);
  print->make = make;
  print->make_data = data;
  print->make_free = free_data;
  return print;
}

AnlanPrint *
anlan_print_new_figures (AnlanDesk *desk, AnlanFigures *figures)
{
  AnlanPrint *print;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && figures != NULL, NULL);

  print = print_new (desk);
  print->figures = anlan_figures_ref (figures);
  return print;
}

/* --- on the other thread --------------------------------------------------------------------------------------------- */

static gboolean
make_paper (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanPrint *print = data;
  double width, height;

  if (print->make != NULL)
    print->paper = print->make (print->plant, print->make_data, print->printer, error);
  else if (print->query != NULL && print->form != NULL)
    print->paper = anlan_paper_new_ledger (print->plant, print->form, print->query, print->note,
                                           print->printer, progress, progress_data, cancellable, error);
  else if (print->query != NULL)
    print->paper =
        anlan_paper_new_list (print->plant, print->query, (const char *const *)print->ids, print->note,
                              print->printer, progress, progress_data, cancellable, error);
  else if (print->figures != NULL)
    print->paper = anlan_figures_make_paper (print->figures, print->plant, print->printer, error);
  else if (print->form != NULL)
    print->paper =
        anlan_paper_new_form (print->plant, print->form, print->record, print->printer, cancellable, error);
  else
    print->paper =
        anlan_paper_new_record (print->plant, print->kind, print->record, print->printer, cancellable, error);
  if (print->paper == NULL)
    return FALSE;
  if (print->path != NULL)
    return anlan_paper_write_pdf (print->paper, print->path, cancellable, error);
  /* Most printers hold what it is made for: laid out here, it need not be while the window waits. */
  anlan_paper_get_wish (print->paper, &width, &height);
  anlan_paper_set_size (print->paper, width, height);
  return TRUE;
}

/* --- the printing system ---------------------------------------------------------------------------------------------- */

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, AnlanPrint *print)
{
  anlan_paper_set_size (print->paper, gtk_print_context_get_width (context),
                        gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, (int)anlan_paper_n_pages (print->paper));
}

static void
draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, AnlanPrint *print)
{
  anlan_paper_draw_page (print->paper, gtk_print_context_get_cairo_context (context), (guint)page);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, AnlanPrint *print)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  anlan_desk_say (print->desk, error->message);
}

static void
disconnect_cb (gpointer data, GClosure *closure)
{
  print_unref (data);
}

static GtkPageSetup *
make_page_setup (AnlanPrint *print)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  GtkPaperSize *size;
  double width, height;

  anlan_paper_get_wish (print->paper, &width, &height);
  size = gtk_paper_size_new (MAX (width, height) > ANLAN_PAPER_A4_HEIGHT + 1 ? GTK_PAPER_NAME_A3
                                                                             : GTK_PAPER_NAME_A4);
  gtk_page_setup_set_paper_size_and_default_margins (setup, size);
  if (width > height)
    gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_paper_size_free (size);
  return setup;
}

static void
print_paper (AnlanPrint *print)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = make_page_setup (print);
  g_autoptr (GError) error = NULL;
  GtkPrintOperationAction action =
      print->exported != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG;

  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  /* The paper has margins of its own, in which its head and foot stand. */
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_job_name (operation, anlan_paper_get_title (print->paper));
  if (print->exported != NULL)
    gtk_print_operation_set_export_filename (operation, print->exported);
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (begin_cb), print_ref (print), disconnect_cb,
                         0);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_cb), print_ref (print), disconnect_cb, 0);
  g_signal_connect_data (operation, "done", G_CALLBACK (done_cb), print_ref (print), disconnect_cb, 0);
  if (gtk_print_operation_run (operation, action, GTK_WINDOW (print->window), &error) ==
      GTK_PRINT_OPERATION_RESULT_ERROR)
    anlan_desk_say (print->desk, error->message);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanPrint *print = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_chore_finish (result, NULL, &error))
    anlan_desk_say (print->desk, error->message);
  else if (print->path != NULL)
    {
      g_autofree char *name = g_path_get_basename (print->path);
      g_autofree char *text = g_strdup_printf (_ ("%s is saved"), name);

      anlan_desk_say (print->desk, text);
    }
  else if (gtk_widget_get_mapped (print->window))
    print_paper (print);
}

static void
start (AnlanPrint *print, GtkWidget *widget)
{
  print->window = GTK_WIDGET (g_object_ref (gtk_widget_get_root (widget)));
  anlan_chore_run (NULL, make_paper, print, (GDestroyNotify)print_unref, NULL, NULL, made_cb, print);
}

/* --- public --------------------------------------------------------------------------------------------------------------- */

void
anlan_print_run (AnlanPrint *print, GtkWidget *widget)
{
  g_return_if_fail (print != NULL && GTK_IS_WIDGET (widget));

  start (print, widget);
}

void
anlan_print_export (AnlanPrint *print, GtkWidget *widget, const char *path)
{
  g_return_if_fail (print != NULL && GTK_IS_WIDGET (widget) && path != NULL);

  print->exported = g_strdup (path);
  start (print, widget);
}

void
anlan_print_write_pdf (AnlanPrint *print, GtkWidget *widget, const char *path)
{
  g_return_if_fail (print != NULL && GTK_IS_WIDGET (widget) && path != NULL);

  print->path = g_strdup (path);
  start (print, widget);
}

static void
pdf_chosen (GtkWindow *parent, const char *path, gpointer data)
{
  anlan_print_write_pdf (print_ref (data), GTK_WIDGET (parent), path);
}

static char *
file_name (AnlanPrint *print)
{
  g_autoptr (AnlanKind) kind = NULL;

  if (print->make != NULL)
    return g_strdup_printf ("%s.pdf", print->title);
  if (print->figures != NULL)
    return g_strdup_printf ("%s.pdf", anlan_figures_get_title (print->figures));
  if (print->form != NULL)
    return g_strdup_printf ("%s.pdf", anlan_paper_form_get_title (print->form));
  kind = anlan_plant_get_kind (print->plant, print->query != NULL ? print->query->kind : print->kind);
  return g_strdup_printf ("%s.pdf", anlan_kind_text (print->query != NULL ? kind->plural : kind->title));
}

void
anlan_print_ask_pdf (AnlanPrint *print, GtkWidget *widget)
{
  g_autofree char *name = NULL;

  g_return_if_fail (print != NULL && GTK_IS_WIDGET (widget));

  name = file_name (print);
  anlan_save_file_ask (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Save as PDF"), name, pdf_chosen, print,
                       (GDestroyNotify)print_unref);
}
