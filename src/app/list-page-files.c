/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-page-private.h"

#include <glib/gi18n-lib.h>

#include "save-file.h"

/* What goes into a list from a file, and out of it to a file or to paper: always what is shown. */

static void
template_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);

  anlan_save_template (GTK_WINDOW (gtk_widget_get_root (widget)), page->desk, page->kind);
}

void
anlan_list_page_fill_more_menu (AnlanListPage *page)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) in = g_menu_new ();
  g_autoptr (GMenuItem) import = g_menu_item_new (_ ("_Import…"), NULL);

  g_menu_item_set_action_and_target (import, "win.import-into", "s", page->kind->id);
  g_menu_append_item (in, import);
  if (!page->kind->derived)
    g_menu_append (in, _ ("_Empty table for an import…"), "list.template");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (in));
  gtk_menu_button_set_menu_model (page->more_button, G_MENU_MODEL (menu));
}

void
anlan_list_page_install_file_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "list.template", NULL, template_cb);
}
