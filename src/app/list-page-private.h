/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "board.h"
#include "calendar.h"
#include "list-columns.h"
#include "list-map.h"
#include "list-page.h"
#include "model/ledger.h"
#include "record-pane.h"
#include "split.h"

G_BEGIN_DECLS

struct _AnlanListPage
{
  AdwBin parent_instance;

  /* template */
  AnlanSplit        *split;
  GtkWidget         *list_side;
  GtkMenuButton     *view_button;
  GtkSearchEntry    *search_entry;
  GtkWidget         *filter_box;
  GtkMenuButton     *add_filter_button;
  GtkWidget         *clear_button;
  GtkStack          *stack;
  GtkScrolledWindow *scrolled;
  GtkColumnView     *table;
  AdwStatusPage     *empty_page;
  GtkButton         *empty_button;
  GtkActionable     *empty_import_button;
  GtkMenuButton     *more_button;
  AdwBin            *shapes_bin;
  AdwStatusPage     *failed_page;
  AdwBin            *pane_bin;
  GtkRevealer       *choose_bar;
  GtkLabel          *chosen_label;
  GtkWidget         *change_button;

  /* owned */
  AnlanDesk          *desk;
  AnlanKind          *kind;
  GPtrArray          *columns;     /* AnlanListColumn */
  GPtrArray          *view_columns; /* GtkColumnViewColumn, parallel */
  AnlanLedger        *ledger;
  GtkSingleSelection *selection;
  AnlanRecordPane    *pane;        /* borrowed */
  GPtrArray          *filter_chips; /* AnlanFilterChip, borrowed */
  char               *shape;       /* "list", "board", "calendar", "map"; NULL: list */
  AnlanBoard         *board;       /* borrowed; NULL until it is shown */
  AnlanCalendar      *calendar;    /* the same */
  AnlanListMap       *map;         /* the same */
  char               *view;        /* "all", "drafts", "voided", a view of the kind, "own:NAME" */
  const AnlanListColumn *probed;   /* see list-page-table.c */
  char               *sort;        /* as AnlanQuery.sort; NULL: as the view says */
  char               *subtitle;
  gboolean            busy;
  gboolean            wide;        /* the record has the whole width */
  gboolean            quiet;       /* the selection is being set by us */
  int                 fitted;      /* width that the columns were fitted to */
  int                 given[64];   /* width that each column got; 0: none yet */
  guint64             fitting;     /* a bit for each column that is in the table */
  guint               fit_idle;
  guint               measure_idle;
  guint               select_timeout;
  guint               search_timeout;
  double              scroll;      /* to be restored; negative: nothing is */
  gint64              wanted_rid;  /* row to be selected once it is in the list */
  GtkColumnViewColumn *check_column; /* NULL: nothing is being chosen */
  GHashTable         *chosen;      /* set of gint64: row ids */
  gint64              last_chosen; /* row id: where a range begins; 0: nowhere */
};

/* --- list-page.c ------------------------------------------------------------------------------------------------- */

/* Shows what there is to be shown. */
void anlan_list_page_update       (AnlanListPage *page);

/* --- list-page-shapes.c ------------------------------------------------------------------------------------------ */

void        anlan_list_page_make_shapes   (AnlanListPage *page);
void        anlan_list_page_fit_shapes    (AnlanListPage *page, int width);
const char *anlan_list_page_get_shape     (AnlanListPage *page);
/* Before anything is asked for; @shape: (nullable). */
void        anlan_list_page_restore_shape (AnlanListPage *page, const char *shape);
void        anlan_list_page_set_shape     (AnlanListPage *page, const char *shape);
const char *anlan_list_page_shape_child   (AnlanListPage *page); /* of the stack */
gboolean    anlan_list_page_shape_is_busy (AnlanListPage *page);
void        anlan_list_page_query_shape   (AnlanListPage *page, const AnlanQuery *query);
void        anlan_list_page_focus         (AnlanListPage *page);

/* --- list-page-table.c ------------------------------------------------------------------------------------------- */

void anlan_list_page_make_columns (AnlanListPage *page);
void anlan_list_page_fit_columns  (AnlanListPage *page, int width);
/* Looks how much room the rows on the screen would take, and fits the columns anew if that is more than before. */
void anlan_list_page_measure_columns (AnlanListPage *page);
void anlan_list_page_show_sort    (AnlanListPage *page);

/* --- list-page.c ------------------------------------------------------------------------------------------------- */

/* The columns are fitted anew, once nothing is being laid out. */
void anlan_list_page_refit        (AnlanListPage *page);

/* --- list-page-choose.c ------------------------------------------------------------------------------------------ */

void     anlan_list_page_set_up_choosing  (AnlanListPage *page);
void     anlan_list_page_install_choosing (GtkWidgetClass *widget_class);
void     anlan_list_page_begin_choosing   (AnlanListPage *page);
gboolean anlan_list_page_end_choosing     (AnlanListPage *page); /* FALSE: nothing was being chosen */
/* What has gone from the list is not changed behind anybody's back. */
void     anlan_list_page_prune_chosen     (AnlanListPage *page);
int      anlan_list_page_check_width      (AnlanListPage *page); /* pixels; 0 while there is no such column */

/* --- list-page-files.c: import, export, print --------------------------------------------------------------------- */

void anlan_list_page_fill_more_menu (AnlanListPage *page);
void anlan_list_page_install_file_actions (GtkWidgetClass *widget_class);

/* --- list-page-views.c ------------------------------------------------------------------------------------------- */

void anlan_list_page_make_filters (AnlanListPage *page);
/* Puts together what is asked for and gives it to the ledger. */
void anlan_list_page_requery      (AnlanListPage *page);
void anlan_list_page_set_view     (AnlanListPage *page, const char *view);
void anlan_list_page_restore      (AnlanListPage *page);
void anlan_list_page_remember     (AnlanListPage *page);
gboolean anlan_list_page_is_narrowed (AnlanListPage *page); /* by filters or words */
void anlan_list_page_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
