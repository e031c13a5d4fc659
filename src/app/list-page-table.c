/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-page-private.h"

#include "list-cell.h"

/* The table: columns out of the definition, as many as there is room for, sorted by their headers. */

/* --- cells --------------------------------------------------------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanListPage *page)
{
  AnlanListColumn *column = g_object_get_data (G_OBJECT (factory), "anlan-column");

  gtk_list_item_set_child (item, anlan_list_cell_new (page->desk, column));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanListPage *page)
{
  anlan_list_cell_bind (ANLAN_LIST_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanListPage *page)
{
  anlan_list_cell_bind (ANLAN_LIST_CELL (gtk_list_item_get_child (item)), NULL);
}

/* --- sorting by headers --------------------------------------------------------------------------------------------------- */

/* The view's own sorter of 4.8 does not tell by which column it sorts (gtk_column_view_sorter_get_primary_sort_column()
 * came with 4.10). It can be asked, though: it compares by its primary column first, and that column's comparison says
 * that it was asked and lets nothing else be asked. */
typedef struct
{
  AnlanListPage *page; /* borrowed: the sorter goes with it */
  const AnlanListColumn *column;
} SortProbe;

static int
probe_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  SortProbe *probe = data;

  probe->page->probed = probe->column;
  return -1;
}

static void
on_sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, AnlanListPage *page)
{
  g_autoptr (GObject) one = NULL, other = NULL;
  GtkOrdering ordering;
  char *sort;

  if (page->quiet)
    return;
  one = g_object_new (G_TYPE_OBJECT, NULL);
  other = g_object_new (G_TYPE_OBJECT, NULL);
  page->probed = NULL;
  ordering = gtk_sorter_compare (sorter, one, other);
  if (page->probed == NULL)
    return;
  sort = g_strconcat (ordering == GTK_ORDERING_LARGER ? "-" : "", page->probed->id, NULL);
  g_free (page->sort);
  page->sort = sort;
  anlan_list_page_requery (page);
  anlan_list_page_remember (page);
}

void
anlan_list_page_show_sort (AnlanListPage *page)
{
  const AnlanQuery *query = anlan_ledger_get_query (page->ledger);
  const char *sort = query != NULL ? query->sort : NULL;
  gboolean descending = sort != NULL && sort[0] == '-';

  page->quiet = TRUE;
  gtk_column_view_sort_by_column (page->table, NULL, GTK_SORT_ASCENDING);
  for (guint i = 0; sort != NULL && i < page->columns->len; i++)
    {
      const AnlanListColumn *column = g_ptr_array_index (page->columns, i);

      if (g_strcmp0 (column->id, sort + (descending ? 1 : 0)) == 0 && i < 64 &&
          (page->fitting & (G_GUINT64_CONSTANT (1) << i)) != 0)
        gtk_column_view_sort_by_column (page->table, g_ptr_array_index (page->view_columns, i),
                                        descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    }
  page->quiet = FALSE;
}

/* --- columns ---------------------------------------------------------------------------------------------------------------- */

static GtkColumnViewColumn *
make_column (AnlanListPage *page, const AnlanListColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made;
  g_autoptr (GtkSorter) sorter = NULL;
  SortProbe *probe = g_new0 (SortProbe, 1);

  g_object_set_data (G_OBJECT (factory), "anlan-column", (gpointer)column);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), page, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), page, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), page, 0);
  made = gtk_column_view_column_new (column->title, factory);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, column->expand);
  /* A column with a width of its own would not take the room that is left. */
  if (!column->expand)
    gtk_column_view_column_set_fixed_width (made, column->width);
  probe->page = page;
  probe->column = column;
  sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, probe, g_free));
  gtk_column_view_column_set_sorter (made, sorter);
  return made;
}

void
anlan_list_page_make_columns (AnlanListPage *page)
{
  page->columns = anlan_list_columns_new (page->kind);
  page->view_columns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < page->columns->len; i++)
    {
      GtkColumnViewColumn *column = make_column (page, g_ptr_array_index (page->columns, i));

      /* The name alone, until the width is known. */
      if (((AnlanListColumn *)g_ptr_array_index (page->columns, i))->expand)
        {
          gtk_column_view_append_column (page->table, column);
          page->fitting = G_GUINT64_CONSTANT (1) << i;
        }
      g_ptr_array_add (page->view_columns, column);
    }
  g_signal_connect_object (gtk_column_view_get_sorter (page->table), "changed",
                           G_CALLBACK (on_sorter_changed_cb), page, 0);
}

/* --- room ------------------------------------------------------------------------------------------------------------------ */

/* Rows that are looked at: what is on a screen; each text that is measured takes its time. */
#define LOOKED_AT 24
/* Of a cell, and of a title with the arrow of the sorting. */
#define CELL_PADDING 22
#define TITLE_PADDING 40

static int
title_width (AnlanListPage *page, const AnlanListColumn *column)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (page->table), column->title);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width + TITLE_PADDING;
}

static void
measure_cell (AnlanListPage *page, GtkWidget *cell)
{
  AnlanListColumn *column = anlan_list_cell_get_column (ANLAN_LIST_CELL (cell));
  int natural = anlan_list_cell_get_natural_width (ANLAN_LIST_CELL (cell));

  if (column->natural == 0)
    column->natural = title_width (page, column);
  column->natural = MAX (column->natural, natural + CELL_PADDING);
}

void
anlan_list_page_measure_columns (AnlanListPage *page)
{
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (page->table));
  guint rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL && rows < LOOKED_AT;
       row = gtk_widget_get_next_sibling (row), rows++)
    for (GtkWidget *place = gtk_widget_get_first_child (row); place != NULL;
         place = gtk_widget_get_next_sibling (place))
      {
        GtkWidget *cell = gtk_widget_get_first_child (place);

        if (ANLAN_IS_LIST_CELL (cell))
          measure_cell (page, cell);
      }
  page->fitted = 0;
}

/* A column that somebody has drawn to another width keeps it. */
static void
give_widths (AnlanListPage *page, int width)
{
  int widths[64];

  anlan_list_columns_share (page->columns, page->fitting, width, widths);
  for (guint i = 0; i < MIN (page->columns->len, 64); i++)
    {
      const AnlanListColumn *column = g_ptr_array_index (page->columns, i);
      GtkColumnViewColumn *view_column = g_ptr_array_index (page->view_columns, i);

      if (column->expand || widths[i] == 0 ||
          (page->given[i] != 0 && gtk_column_view_column_get_fixed_width (view_column) != page->given[i]))
        continue;
      page->given[i] = widths[i];
      gtk_column_view_column_set_fixed_width (view_column, widths[i]);
    }
}

/* Invisible columns would do, but GtkColumnView 4.8 counts their widths against the room that columns with "expand" may
 * take (gtk_column_view_measure_across()). */
void
anlan_list_page_fit_columns (AnlanListPage *page, int width)
{
  guint64 fitting;
  guint place = page->check_column != NULL ? 1 : 0;

  if (page->fitted == width || width <= 0)
    return;
  page->fitted = width;
  anlan_list_page_fit_shapes (page, width);
  width -= anlan_list_page_check_width (page);
  fitting = anlan_list_columns_fit (page->columns, width);
  if (fitting == page->fitting)
    {
      give_widths (page, width);
      return;
    }
  for (guint i = 0; i < MIN (page->columns->len, 64); i++)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (page->view_columns, i);
      guint64 bit = G_GUINT64_CONSTANT (1) << i;

      if ((fitting & bit) != 0 && (page->fitting & bit) == 0)
        gtk_column_view_insert_column (page->table, place, column);
      else if ((fitting & bit) == 0 && (page->fitting & bit) != 0)
        gtk_column_view_remove_column (page->table, column);
      place += (fitting & bit) != 0 ? 1 : 0;
    }
  page->fitting = fitting;
  give_widths (page, width);
  anlan_list_page_show_sort (page);
}
