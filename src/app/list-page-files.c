/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-page-private.h"

#include <glib/gi18n-lib.h>

#include "export-dialog.h"
#include "filter-chip.h"
#include "print.h"
#include "report-dialog.h"
#include "save-file.h"

/* What goes into a list from a file, and out of it to a file or to paper: always what is shown. */

static void
template_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);

  anlan_save_template (GTK_WINDOW (gtk_widget_get_root (widget)), page->desk, page->kind);
}

/* Ids of the columns on the screen, in their order. */
static char **
shown_ids (AnlanListPage *page)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < page->columns->len; i++)
    {
      const AnlanListColumn *column = g_ptr_array_index (page->columns, i);

      if ((page->fitting & (G_GUINT64_CONSTANT (1) << i)) != 0)
        g_ptr_array_add (ids, g_strdup (column->id));
    }
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_steal (ids, NULL);
}

/* "Open · Zone: Tank farm · “pump”": who reads the paper must see that it is not everything. */
static char *
describe_shown (AnlanListPage *page)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *words = gtk_editable_get_text (GTK_EDITABLE (page->search_entry));

  if (g_strcmp0 (page->view, "all") != 0)
    g_string_append (text, gtk_menu_button_get_label (page->view_button));
  for (guint i = 0; i < page->filter_chips->len; i++)
    {
      AnlanFilterChip *chip = g_ptr_array_index (page->filter_chips, i);

      if (anlan_filter_chip_is_active (chip))
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", anlan_filter_chip_get_text (chip));
    }
  if (words[0] != '\0')
    g_string_append_printf (text, C_ ("words searched for", "%s“%s”"), text->len > 0 ? " · " : "", words);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static AnlanPrint *
make_print (AnlanListPage *page)
{
  g_auto (GStrv) ids = shown_ids (page);
  g_autofree char *note = describe_shown (page);

  return anlan_print_new_list (page->desk, anlan_ledger_get_query (page->ledger), (const char *const *)ids,
                               note);
}

static void
print_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_print_run (make_print (ANLAN_LIST_PAGE (widget)), widget);
}

static void
pdf_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_print_ask_pdf (make_print (ANLAN_LIST_PAGE (widget)), widget);
}

static void
export_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);
  g_auto (GStrv) ids = shown_ids (page);
  AnlanExportDialog *dialog =
      anlan_export_dialog_new (page->desk, anlan_ledger_get_query (page->ledger), (const char *const *)ids,
                               g_list_model_get_n_items (G_LIST_MODEL (page->ledger)));

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ledger_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);
  const AnlanPaperForm *form = anlan_paper_forms_find (g_variant_get_string (parameter, NULL));
  g_autofree char *note = describe_shown (page);

  if (form != NULL)
    anlan_print_run (anlan_print_new_ledger (page->desk, form, anlan_ledger_get_query (page->ledger), note),
                     widget);
}

/* The plant's own forms of lists, by their titles. */
static void
append_ledgers (AnlanListPage *page, GMenu *menu)
{
  for (guint i = 0; i < anlan_paper_forms_count (); i++)
    {
      const AnlanPaperForm *form = anlan_paper_forms_at (i);
      g_autofree char *label = NULL, *action = NULL;

      if (!anlan_paper_form_is_list (form) ||
          g_strcmp0 (anlan_paper_form_get_kind (form), page->kind->id) != 0)
        continue;
      /* Translators: the title of a paper */
      label = g_strdup_printf (_ ("Print “%s”…"), anlan_paper_form_get_title (form));
      action = g_strdup_printf ("list.ledger::%s", anlan_paper_form_get_id (form));
      g_menu_append (menu, label, action);
    }
}

static void
report_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanReportDialog *dialog = anlan_report_dialog_new (ANLAN_LIST_PAGE (widget)->desk);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
anlan_list_page_fill_more_menu (AnlanListPage *page)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) several = g_menu_new ();
  g_autoptr (GMenu) in = g_menu_new ();
  g_autoptr (GMenu) out = g_menu_new ();
  g_autoptr (GMenuItem) import = g_menu_item_new (_ ("_Import…"), NULL);

  if (!page->kind->derived)
    {
      g_menu_append (several, _ ("Choose se_veral…"), "list.choose");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (several));
    }
  g_menu_item_set_action_and_target (import, "win.import-into", "s", page->kind->id);
  if (!page->kind->kept)
    g_menu_append_item (in, import);
  if (!page->kind->derived && !page->kind->kept)
    g_menu_append (in, _ ("_Empty table for an import…"), "list.template");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (in));
  g_menu_append (out, _ ("E_xport what is shown…"), "list.export");
  g_menu_append (out, _ ("_Print what is shown…"), "list.print");
  g_menu_append (out, _ ("_Save what is shown as PDF…"), "list.pdf");
  append_ledgers (page, out);
  if (g_strcmp0 (page->kind->id, "hazard") == 0)
    g_menu_append (out, _ ("_Monthly report and statistics…"), "list.report");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (out));
  gtk_menu_button_set_menu_model (page->more_button, G_MENU_MODEL (menu));
}

void
anlan_list_page_install_file_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "list.template", NULL, template_cb);
  gtk_widget_class_install_action (widget_class, "list.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "list.print", NULL, print_cb);
  gtk_widget_class_install_action (widget_class, "list.pdf", NULL, pdf_cb);
  gtk_widget_class_install_action (widget_class, "list.ledger", "s", ledger_cb);
  gtk_widget_class_install_action (widget_class, "list.report", NULL, report_cb);
}
