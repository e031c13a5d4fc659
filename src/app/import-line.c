/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "import-line.h"

#include <glib/gi18n-lib.h>

struct _AnlanImportLine
{
  GObject parent_instance;

  guint row;
  char *note;
  GArray *cells;
};

G_DEFINE_FINAL_TYPE (AnlanImportLine, anlan_import_line, G_TYPE_OBJECT)

static void
anlan_import_line_finalize (GObject *object)
{
  AnlanImportLine *self = ANLAN_IMPORT_LINE (object);

  g_free (self->note);
  g_array_unref (self->cells);
  G_OBJECT_CLASS (anlan_import_line_parent_class)->finalize (object);
}

static void
anlan_import_line_class_init (AnlanImportLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_import_line_finalize;
}

static void
anlan_import_line_init (AnlanImportLine *self)
{
}

AnlanImportLine *
anlan_import_line_new (const AnlanImportRow *row, GArray *cells)
{
  AnlanImportLine *self = g_object_new (ANLAN_TYPE_IMPORT_LINE, NULL);

  self->row = row->row;
  self->note = g_strdup (row->message != NULL ? row->message : row->difference);
  self->cells = g_array_ref (cells);
  return self;
}

/* --- columns ----------------------------------------------------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  int column = GPOINTER_TO_INT (data);
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column == ANLAN_IMPORT_LINE_ROW ? 1 : 0);
  gtk_inscription_set_yalign (GTK_INSCRIPTION (cell), 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (cell), column == ANLAN_IMPORT_LINE_NOTE ? 3 : 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (cell), column == ANLAN_IMPORT_LINE_NOTE ? 3 : 1);
  if (column == ANLAN_IMPORT_LINE_ROW)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

/* "3 → 6": the arrow is for the eye, the tooltip and the label say it in words. */
static void
show_cell (GtkInscription *inscription, const AnlanImportCell *cell)
{
  GtkWidget *widget = GTK_WIDGET (inscription);
  g_autofree char *text = NULL, *say = NULL;

  if (cell->problem != NULL)
    {
      gtk_inscription_set_text (inscription, cell->text[0] != '\0' ? cell->text : "—");
      gtk_widget_set_tooltip_text (widget, cell->problem);
      gtk_widget_add_css_class (widget, "import-wrong");
      return;
    }
  if (cell->was != NULL)
    {
      text = g_strdup_printf ("%s → %s", cell->was[0] != '\0' ? cell->was : "—",
                              cell->becomes != NULL ? cell->becomes : "—");
      say = g_strdup_printf (_ ("Now %s, then %s"), cell->was[0] != '\0' ? cell->was : "—",
                             cell->becomes != NULL ? cell->becomes : "—");
      gtk_widget_add_css_class (widget, "import-changed");
    }
  gtk_inscription_set_text (inscription, text != NULL ? text : cell->becomes);
  gtk_widget_set_tooltip_text (widget, say != NULL ? say : cell->becomes);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  int column = GPOINTER_TO_INT (data);
  AnlanImportLine *line = gtk_list_item_get_item (item);
  GtkInscription *inscription = GTK_INSCRIPTION (gtk_list_item_get_child (item));
  GtkWidget *widget = GTK_WIDGET (inscription);

  gtk_widget_remove_css_class (widget, "import-wrong");
  gtk_widget_remove_css_class (widget, "import-changed");
  if (column == ANLAN_IMPORT_LINE_ROW)
    {
      g_autofree char *number = g_strdup_printf ("%u", line->row + 1);

      gtk_inscription_set_text (inscription, number);
    }
  else if (column == ANLAN_IMPORT_LINE_NOTE)
    {
      gtk_inscription_set_text (inscription, line->note);
      gtk_widget_set_tooltip_text (widget, line->note);
    }
  else if ((guint)column < line->cells->len)
    show_cell (inscription, &g_array_index (line->cells, AnlanImportCell, column));
}

GtkColumnViewColumn *
anlan_import_line_column (const char *title, int column, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (column));
  made = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_fixed_width (made, width);
  gtk_column_view_column_set_resizable (made, TRUE);
  return made;
}
