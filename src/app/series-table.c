/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/time.h"
#include "chore.h"
#include "monitor/grid.h"
#include "say.h"

#define MOST_SPAN (31 * ANLAN_DAY)
/* Single readings of one series in a quarter: several a second, or something is wrong. */
#define MOST_RAW 5000

struct _AnlanSeriesTable
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkWidget *back_button;
  GtkStack *stack;
  GtkLabel *note;
  GListStore *quarters; /* borrowed from the selection models */
  GListStore *readings;

  AnlanSeriesDesk *series;
  GTimeZone *zone;
  char *names[ANLAN_SERIES_TABLE_MAX];
  char *titles[ANLAN_SERIES_TABLE_MAX];
  guint n;
  gint64 from, to;
  GArray *moments; /* gint64: of each row */
  guint reading;
};

G_DEFINE_FINAL_TYPE (AnlanSeriesTable, anlan_series_table, ADW_TYPE_WINDOW)

/* --- reading, on another thread --------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanSeriesStore *store;
  GTimeZone *zone;
  char *names[ANLAN_SERIES_TABLE_MAX];
  char *titles[ANLAN_SERIES_TABLE_MAX];
  guint n;
  gint64 from, to;
  gboolean raw;
  GPtrArray *rows; /* (out): cells separated by tabs, the latest first */
  GArray *moments; /* (out) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  anlan_series_store_unref (work->store);
  g_time_zone_unref (work->zone);
  for (guint i = 0; i < work->n; i++)
    {
      g_free (work->names[i]);
      g_free (work->titles[i]);
    }
  g_ptr_array_unref (work->rows);
  g_array_unref (work->moments);
  g_free (work);
}

static char *
say_number (double value)
{
  return isnan (value) ? g_strdup ("") : g_strdup_printf ("%.*f", fabs (value) >= 1000 ? 1 : 3, value);
}

static gboolean
read_grid (Work *work, AnlanDb *db, GError **error)
{
  g_autoptr (GArray) grid =
      anlan_readings_grid (db, (const char *const *)work->names, work->n, work->from, work->to, error);

  for (guint i = grid != NULL ? grid->len : 0; i > 0; i--)
    {
      const AnlanGridRow *row = &g_array_index (grid, AnlanGridRow, i - 1);
      g_autofree char *when = anlan_local_format (row->ts, work->zone, "%Y-%m-%d %H:%M");
      GString *cells = g_string_new (when);

      for (guint j = 0; j < work->n; j++)
        {
          g_autofree char *number = say_number (row->mean[j]);

          g_string_append_printf (cells, "\t%s", number);
        }
      g_ptr_array_add (work->rows, g_string_free (cells, FALSE));
      g_array_append_val (work->moments, row->ts);
    }
  return grid != NULL;
}

static const char *
say_quality (AnlanQuality quality)
{
  if (quality & ANLAN_QUALITY_BAD)
    return _ ("no good value");
  if (quality & ANLAN_QUALITY_UNCERTAIN)
    return _ ("uncertain");
  return quality & ANLAN_QUALITY_CLOCK ? _ ("clock of the device is wrong") : _ ("good");
}

static gboolean
read_raw (Work *work, AnlanDb *db, guint i, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GArray) raw = anlan_readings_raw (db, work->names[i], work->from, work->to, MOST_RAW, &trouble);

  if (raw == NULL && !g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  for (guint j = 0; raw != NULL && j < raw->len; j++)
    {
      const AnlanReading *reading = &g_array_index (raw, AnlanReading, j);
      g_autofree char *when = anlan_local_format (reading->ts, work->zone, "%H:%M:%S");
      g_autofree char *number = say_number (reading->value);

      g_ptr_array_add (work->rows, g_strdup_printf ("%s.%03d\t%s\t%s\t%s", when, (int)(reading->ts % 1000),
                                                    work->titles[i], number, say_quality (reading->quality)));
      g_array_append_val (work->moments, reading->ts);
    }
  return TRUE;
}

static gboolean
table_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (GError) trouble = NULL;
  AnlanDb *db = anlan_series_store_take (work->store, &trouble);
  gboolean ok = TRUE;

  if (db == NULL && g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  if (db == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (!work->raw)
    ok = read_grid (work, db, error);
  for (guint i = 0; work->raw && ok && i < work->n; i++)
    ok = read_raw (work, db, i, error);
  anlan_series_store_give (work->store, db);
  return ok;
}

/* --- showing ------------------------------------------------------------------------------------------------------------------- */

static void
fill (GListStore *store, GPtrArray *rows)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (items, gtk_string_object_new (g_ptr_array_index (rows, i)));
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), items->pdata, items->len);
}

static void
show (AnlanSeriesTable *self, gboolean raw)
{
  gtk_stack_set_visible_child_name (self->stack, raw ? "readings" : "quarters");
  gtk_widget_set_visible (self->back_button, raw);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanSeriesTable *self = ANLAN_SERIES_TABLE (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gpointer read;
  Work *work;

  self->reading--;
  if (!anlan_chore_finish (result, &read, &error))
    {
      gtk_label_set_label (self->note, error->message);
      return;
    }
  work = read;
  fill (work->raw ? self->readings : self->quarters, work->rows);
  if (!work->raw)
    {
      g_array_unref (self->moments);
      self->moments = g_array_ref (work->moments);
      gtk_label_set_label (
          self->note, work->rows->len > 0
                          ? _ ("Mean of each quarter of an hour. Enter shows the single readings of a row.")
                          : _ ("Nothing came in this span."));
      return;
    }
  text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u single reading", "%u single readings", work->rows->len),
      work->rows->len);
  gtk_label_set_label (self->note,
                       work->rows->len > 0
                           ? text
                           : _ ("The single readings of this time are no longer kept; their means are."));
}

static void
read_rows (AnlanSeriesTable *self, gint64 from, gint64 to, gboolean raw)
{
  Work *work = g_new0 (Work, 1);

  work->store = anlan_series_store_ref (anlan_series_desk_get_store (self->series));
  work->zone = g_time_zone_ref (self->zone);
  for (guint i = 0; i < self->n; i++)
    {
      work->names[i] = g_strdup (self->names[i]);
      work->titles[i] = g_strdup (self->titles[i]);
    }
  work->n = self->n;
  work->from = from;
  work->to = to;
  work->raw = raw;
  work->rows = g_ptr_array_new_with_free_func (g_free);
  work->moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->reading++;
  anlan_chore_run (self, table_work, work, work_free, NULL, NULL, read_cb, NULL);
}

static void
activated_cb (GtkColumnView *view, guint position, AnlanSeriesTable *self)
{
  gint64 ts;

  if (position >= self->moments->len)
    return;
  ts = g_array_index (self->moments, gint64, position);
  g_list_store_remove_all (self->readings);
  read_rows (self, ts, ts + ANLAN_GRID_STEP, TRUE);
  show (self, TRUE);
  gtk_widget_grab_focus (self->back_button);
}

/* --- columns ---------------------------------------------------------------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (data) == 0 ? 0 : 1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const char *text = gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item)));
  g_auto (GStrv) cells = g_strsplit (text, "\t", -1);
  guint i = GPOINTER_TO_UINT (data);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), i < g_strv_length (cells) ? cells[i] : "");
}

static void
add_column (GtkColumnView *view, const char *title, guint i)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (column, i > 0);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
}

static GtkColumnView *
add_view (AnlanSeriesTable *self, const char *name, const char *label, GListStore **store)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view;

  *store = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (*store))));
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_stack_add_named (self->stack, scrolled, name);
  return GTK_COLUMN_VIEW (view);
}

static void
back_cb (AnlanSeriesTable *self)
{
  show (self, FALSE);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  AnlanSeriesTable *self = ANLAN_SERIES_TABLE (widget);

  if (gtk_widget_get_visible (self->back_button))
    show (self, FALSE);
  else
    gtk_window_close (GTK_WINDOW (self));
  return TRUE;
}

/* --- object -------------------------------------------------------------------------------------------------------------------------- */

static void
anlan_series_table_finalize (GObject *object)
{
  AnlanSeriesTable *self = ANLAN_SERIES_TABLE (object);

  for (guint i = 0; i < self->n; i++)
    {
      g_free (self->names[i]);
      g_free (self->titles[i]);
    }
  g_array_unref (self->moments);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_object (&self->series);
  G_OBJECT_CLASS (anlan_series_table_parent_class)->finalize (object);
}

static void
anlan_series_table_class_init (AnlanSeriesTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_series_table_finalize;
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
anlan_series_table_init (AnlanSeriesTable *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();

  self->moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_ ("Table"), ""));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), GTK_WIDGET (self->title));
  self->back_button = gtk_button_new_with_mnemonic (_ ("_Back"));
  gtk_widget_set_visible (self->back_button, FALSE);
  g_signal_connect_object (self->back_button, "clicked", G_CALLBACK (back_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), self->back_button);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "series-line");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  adw_window_set_content (ADW_WINDOW (self), box);
}

static void
add_columns (AnlanSeriesTable *self, AnlanSensor *const *sensors)
{
  static const char *const raw[] = { N_ ("Time"), N_ ("Measuring point"), N_ ("Value"), N_ ("Quality") };
  GtkColumnView *quarters = add_view (self, "quarters", _ ("Quarters of an hour"), &self->quarters);
  GtkColumnView *readings = add_view (self, "readings", _ ("Single readings"), &self->readings);

  g_signal_connect_object (quarters, "activate", G_CALLBACK (activated_cb), self, 0);
  add_column (quarters, _ ("Time"), 0);
  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *title = sensors[i]->unit != NULL
                                   ? g_strdup_printf ("%s (%s)", sensors[i]->title, sensors[i]->unit)
                                   : g_strdup (sensors[i]->title);

      add_column (quarters, title, i + 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (raw); i++)
    add_column (readings, _ (raw[i]), i);
}

GtkWidget *
anlan_series_table_new (
    GtkWindow *parent, AnlanSeriesDesk *series, AnlanSensor *const *sensors, guint n, gint64 from, gint64 to)
{
  AnlanSeriesTable *self;
  g_autofree char *first = NULL, *last = NULL, *span = NULL;

  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (series) && sensors != NULL, NULL);
  g_return_val_if_fail (n >= 1 && n <= ANLAN_SERIES_TABLE_MAX && from < to, NULL);

  self = g_object_new (ANLAN_TYPE_SERIES_TABLE, "transient-for", parent, "modal", TRUE, "default-width", 760,
                       "default-height", 620, "title", _ ("Table"), NULL);
  self->series = g_object_ref (series);
  self->zone = anlan_plant_ref_zone (anlan_series_desk_get_plant (series));
  self->n = n;
  for (guint i = 0; i < n; i++)
    {
      self->names[i] = g_strdup (sensors[i]->name);
      self->titles[i] = g_strdup (sensors[i]->title);
    }
  self->from = MAX (from, to - MOST_SPAN);
  self->to = to;
  first = anlan_say_time (self->from, self->zone, "%Y-%m-%d %H:%M");
  last = anlan_say_time (self->to, self->zone, "%Y-%m-%d %H:%M");
  span = g_strdup_printf (C_ ("from, to", "%s to %s"), first, last);
  adw_window_title_set_subtitle (self->title, span);
  add_columns (self, sensors);
  read_rows (self, self->from, self->to, FALSE);
  return GTK_WIDGET (self);
}

GListModel *
anlan_series_table_get_rows (AnlanSeriesTable *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_TABLE (self), NULL);

  return G_LIST_MODEL (gtk_widget_get_visible (self->back_button) ? self->readings : self->quarters);
}

gboolean
anlan_series_table_is_busy (AnlanSeriesTable *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_TABLE (self), FALSE);

  return self->reading > 0;
}
