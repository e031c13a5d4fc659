/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "save-file.h"
#include "series-export.h"
#include "series-table.h"
#include "wrap-box.h"

/* So often at most a span moves along with the present, as a part of itself; and never more often than that. */
#define FOLLOW_PART 400
#define LEAST_FOLLOW (ANLAN_SECOND)
/* Where the picture has no size yet. */
#define USUAL_WIDTH 900
/* Zooming goes on: what lies between is not read. */
#define SETTLE_MS 40

static const struct
{
  const char *word;
  gint64 span;
} spans[] = {
  { "hour", ANLAN_HOUR },      { "day", ANLAN_DAY },        { "week", 7 * ANLAN_DAY },
  { "month", 31 * ANLAN_DAY }, { "year", 366 * ANLAN_DAY },
};

struct _AnlanSeriesView
{
  AdwBin parent_instance;

  /* template */
  AnlanWrapBox *tools;
  GtkToggleButton *hour_button;
  GtkToggleButton *day_button;
  GtkToggleButton *week_button;
  GtkToggleButton *month_button;
  GtkToggleButton *year_button;
  GtkPopover *compare_popover;
  GtkSearchEntry *compare_entry;
  GtkListBox *compare_list;
  GtkToggleButton *limits_button;
  AnlanChartView *chart;
  GtkLabel *cursor_label;
  GtkLabel *note_label;

  /* owned */
  AnlanDesk *desk;
  AnlanSeriesDesk *series;
  GPtrArray *names; /* of what is shown, the first is the one it is about */
  GCancellable *cancellable;
  guint settle;
  gint64 read_at; /* when the present was last read */
  gboolean reading;
  gboolean read_again;
  gboolean follow; /* it goes along with the present */
  gboolean holds;
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanSeriesView, anlan_series_view, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
name_of (AnlanSeriesView *self)
{
  return g_ptr_array_index (self->names, 0);
}

/* --- reading ---------------------------------------------------------------------------------------------------------------- */

static const char *
say_rollup (AnlanRollup rollup)
{
  switch (rollup)
    {
    case ANLAN_ROLLUP_MINUTE:
      return _ ("From sums by minute");
    case ANLAN_ROLLUP_QUARTER:
      return _ ("From sums by quarter of an hour");
    case ANLAN_ROLLUP_HOUR:
      return _ ("From sums by hour");
    case ANLAN_ROLLUP_DAY:
      return _ ("From sums by day");
    case ANLAN_ROLLUP_RAW:
    default:
      return _ ("Every single reading");
    }
}

/* What the curve is made of, and how much came that meant nothing. */
static void
show_note (AnlanSeriesView *self, AnlanPlot *plot)
{
  g_autoptr (GString) note = g_string_new (NULL);

  for (guint i = 0; i < anlan_plot_get_n_lines (plot); i++)
    {
      const AnlanPlotLine *line = anlan_plot_get_line (plot, i);
      gint64 count = 0, bad = 0;

      for (guint j = 0; j < line->points->len; j++)
        {
          count += g_array_index (line->points, AnlanStretch, j).count;
          bad += g_array_index (line->points, AnlanStretch, j).bad;
        }
      if (note->len > 0)
        g_string_append (note, "\n");
      if (anlan_plot_get_n_lines (plot) > 1)
        g_string_append_printf (note, "%s: ", line->title);
      if (count + bad == 0)
        {
          g_string_append (note, _ ("Nothing came in this span."));
          continue;
        }
      g_string_append (note, say_rollup (line->rollup));
      g_string_append (note, " · ");
      g_string_append_printf (note, g_dngettext (GETTEXT_PACKAGE, "%d reading", "%d readings", (gulong)count),
                              (int)count);
      if (bad > 0)
        {
          g_string_append (note, " · ");
          g_string_append_printf (note,
                                  g_dngettext (GETTEXT_PACKAGE, "%d without a good value",
                                               "%d without a good value", (gulong)bad),
                                  (int)bad);
        }
    }
  gtk_label_set_label (self->note_label, note->str);
}

static void
read_span (AnlanSeriesView *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanSeriesView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPlot) plot = anlan_series_read_finish (result, &error);

  self->reading = FALSE;
  if (self->chart == NULL)
    return;
  if (plot != NULL)
    {
      anlan_chart_view_set_plot (self->chart, plot);
      show_note (self, plot);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_label_set_label (self->note_label, error->message);
  if (self->read_again)
    read_span (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Those that are still there, in the order in which they were chosen. */
static guint
find_sensors (AnlanSeriesView *self, AnlanSensor *sensors[ANLAN_PLOT_LINES_MAX])
{
  guint n = 0;

  for (guint i = 0; i < self->names->len && n < ANLAN_PLOT_LINES_MAX; i++)
    {
      AnlanSensor *sensor = anlan_series_desk_find (self->series, g_ptr_array_index (self->names, i));

      if (sensor == NULL)
        continue;
      /* It may have been asked for by the id of its record. */
      if (!g_str_equal (g_ptr_array_index (self->names, i), sensor->name))
        {
          g_free (g_ptr_array_index (self->names, i));
          g_ptr_array_index (self->names, i) = g_strdup (sensor->name);
        }
      sensors[n++] = sensor;
    }
  return n;
}

static void
read_span (AnlanSeriesView *self)
{
  AnlanSensor *sensors[ANLAN_PLOT_LINES_MAX];
  guint n = find_sensors (self, sensors);
  int width = gtk_widget_get_width (GTK_WIDGET (self->chart));
  gint64 from, to;

  self->read_again = self->reading;
  if (self->reading || n == 0)
    return;
  self->reading = TRUE;
  self->read_at = anlan_series_desk_now (self->series);
  anlan_chart_view_get_span (self->chart, &from, &to);
  anlan_series_read_async (
      anlan_series_desk_get_store (self->series), anlan_series_desk_get_plant (self->series), sensors, n,
      from, to, width > 0 ? (guint)width : USUAL_WIDTH, self->cancellable, read_cb, g_object_ref (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
settled_cb (gpointer data)
{
  AnlanSeriesView *self = data;

  self->settle = 0;
  read_span (self);
  return G_SOURCE_REMOVE;
}

/* --- the span ---------------------------------------------------------------------------------------------------------------- */

static void
show_span (AnlanSeriesView *self)
{
  GtkToggleButton *const buttons[] = { self->hour_button, self->day_button, self->week_button,
                                       self->month_button, self->year_button };
  gint64 from, to;

  anlan_chart_view_get_span (self->chart, &from, &to);
  self->quiet = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_toggle_button_set_active (buttons[i], to - from == spans[i].span);
  self->quiet = FALSE;
}

static void
span_changed_cb (AnlanSeriesView *self)
{
  gint64 from, to, now = anlan_series_desk_now (self->series);

  anlan_chart_view_get_span (self->chart, &from, &to);
  self->follow = now - to < MAX (LEAST_FOLLOW, (to - from) / FOLLOW_PART);
  show_span (self);
  if (self->settle == 0)
    self->settle = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
go_to_present (AnlanSeriesView *self, gint64 span)
{
  gint64 now = anlan_series_desk_now (self->series);

  anlan_chart_view_set_latest (self->chart, now);
  anlan_chart_view_set_span (self->chart, now - span, now);
  self->follow = TRUE;
  show_span (self);
  read_span (self);
}

gboolean
anlan_series_view_set_span (AnlanSeriesView *self, const char *word)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_VIEW (self) && word != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (g_str_equal (spans[i].word, word))
      {
        go_to_present (self, spans[i].span);
        return TRUE;
      }
  return FALSE;
}

void
anlan_series_view_go_to (AnlanSeriesView *self, gint64 moment)
{
  g_return_if_fail (ANLAN_IS_SERIES_VIEW (self));

  anlan_chart_view_set_latest (self->chart, anlan_series_desk_now (self->series));
  anlan_chart_view_set_span (self->chart, moment - ANLAN_HOUR / 2, moment + ANLAN_HOUR / 2);
  span_changed_cb (self);
}

static void
values_changed_cb (AnlanSeriesView *self)
{
  gint64 from, to, now = anlan_series_desk_now (self->series);

  anlan_chart_view_get_span (self->chart, &from, &to);
  anlan_chart_view_set_latest (self->chart, now);
  if (self->follow && !self->reading && now - self->read_at >= MAX (LEAST_FOLLOW, (to - from) / FOLLOW_PART))
    go_to_present (self, to - from);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sensors_changed_cb (AnlanSeriesView *self)
{
  read_span (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cursor_changed_cb (AnlanSeriesView *self)
{
  gtk_label_set_label (self->cursor_label, anlan_chart_view_get_words (self->chart));
}

/* --- comparison ------------------------------------------------------------------------------------------------------------------- */

static guint
find_name (AnlanSeriesView *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), name))
      return i;
  return G_MAXUINT;
}

/* Whether one more curve finds its place: asked of the picture itself. */
static gboolean
check_room (AnlanSeriesView *self, const AnlanSensor *other, GError **error)
{
  AnlanSensor *sensors[ANLAN_PLOT_LINES_MAX];
  guint n = find_sensors (self, sensors);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (AnlanStretch));
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanPlot) plot = anlan_plot_new (0, 1, zone);

  for (guint i = 0; i < n; i++)
    if (!anlan_plot_add_line (plot, sensors[i]->name, sensors[i]->title, sensors[i]->unit, none,
                              ANLAN_ROLLUP_RAW, error))
      return FALSE;
  return anlan_plot_add_line (plot, other->name, other->title, other->unit, none, ANLAN_ROLLUP_RAW, error);
}

gboolean
anlan_series_view_compare (AnlanSeriesView *self, const char *name, gboolean shown, GError **error)
{
  AnlanSensor *sensor;
  guint place;

  g_return_val_if_fail (ANLAN_IS_SERIES_VIEW (self) && name != NULL, FALSE);

  sensor = anlan_series_desk_find (self->series, name);
  if (sensor == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no series “%s” in this plant."),
                   name);
      return FALSE;
    }
  place = find_name (self, sensor->name);
  if (shown == (place != G_MAXUINT))
    return TRUE;
  if (shown && !check_room (self, sensor, error))
    return FALSE;
  if (shown)
    g_ptr_array_add (self->names, g_strdup (sensor->name));
  else if (place > 0)
    g_ptr_array_remove_index (self->names, place);
  read_span (self);
  return TRUE;
}

static void
check_toggled_cb (GtkCheckButton *check, AnlanSeriesView *self)
{
  const char *name = g_object_get_data (G_OBJECT (check), "anlan-series");
  g_autoptr (GError) error = NULL;

  if (self->quiet)
    return;
  if (!anlan_series_view_compare (self, name, gtk_check_button_get_active (check), &error))
    {
      self->quiet = TRUE;
      gtk_check_button_set_active (check, FALSE);
      self->quiet = FALSE;
      anlan_desk_say (self->desk, error->message);
    }
}

static void
show_choices (AnlanSeriesView *self)
{
  GPtrArray *sensors = anlan_series_desk_get_sensors (self->series);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->compare_list))) != NULL)
    gtk_list_box_remove (self->compare_list, child);
  for (guint i = 0; sensors != NULL && i < sensors->len; i++)
    {
      const AnlanSensor *sensor = g_ptr_array_index (sensors, i);
      g_autofree char *words = g_strdup_printf (C_ ("name, unit", "%s · %s"), sensor->title,
                                                sensor->unit != NULL ? sensor->unit : _ ("no unit"));
      GtkWidget *check;

      if (g_strcmp0 (sensor->name, name_of (self)) == 0)
        continue;
      check = gtk_check_button_new_with_label (words);
      g_object_set_data_full (G_OBJECT (check), "anlan-series", g_strdup (sensor->name), g_free);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), find_name (self, sensor->name) != G_MAXUINT);
      g_signal_connect_object (check, "toggled", G_CALLBACK (check_toggled_cb), self, 0);
      gtk_list_box_append (self->compare_list, check);
      gtk_widget_set_focusable (gtk_widget_get_parent (check), FALSE);
    }
}

static gboolean
filter_choice (GtkListBoxRow *row, gpointer data)
{
  AnlanSeriesView *self = data;
  const char *label = gtk_check_button_get_label (GTK_CHECK_BUTTON (gtk_list_box_row_get_child (row)));
  g_autofree char *typed = anlan_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->compare_entry)));
  g_autofree char *folded = anlan_text_fold (label);

  return strstr (folded, typed) != NULL;
}

/* --- actions ------------------------------------------------------------------------------------------------------------------------ */

static void
span_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (widget);

  if (!self->quiet)
    anlan_series_view_set_span (self, g_variant_get_string (parameter, NULL));
}

static void
earlier_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_chart_view_pan (ANLAN_SERIES_VIEW (widget)->chart, g_str_equal (name, "series.earlier") ? -0.5 : 0.5);
}

static void
now_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (widget);
  gint64 from, to;

  anlan_chart_view_get_span (self->chart, &from, &to);
  go_to_present (self, to - from);
}

static void
limits_cb (AnlanSeriesView *self)
{
  anlan_chart_view_set_limits (self->chart, gtk_toggle_button_get_active (self->limits_button));
}

static void
table_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (widget);
  AnlanSensor *sensors[ANLAN_PLOT_LINES_MAX];
  guint n = find_sensors (self, sensors);
  gint64 from, to;

  if (n == 0)
    return;
  anlan_chart_view_get_span (self->chart, &from, &to);
  gtk_window_present (
      GTK_WINDOW (anlan_series_table_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->series, sensors,
                                          MIN (n, ANLAN_SERIES_TABLE_MAX), from, to)));
}

void
anlan_series_view_export (AnlanSeriesView *self, const char *path)
{
  AnlanPlot *plot;
  AnlanPlotLook look = { .cursor = G_MININT64 };
  g_autofree char *title = NULL;

  g_return_if_fail (ANLAN_IS_SERIES_VIEW (self) && path != NULL);

  plot = anlan_chart_view_get_plot (self->chart);
  if (plot == NULL)
    return;
  title = anlan_series_view_say_title (self);
  anlan_chart_view_get_span (self->chart, &look.from, &look.to);
  look.limits = anlan_chart_view_get_limits (self->chart);
  look.title = title;
  anlan_series_export (self->desk, plot, &look, path);
}

static void
path_chosen (GtkWindow *parent, const char *path, gpointer data)
{
  anlan_series_view_export (data, path);
}

static void
export_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (widget);
  g_autofree char *title = anlan_series_view_say_title (self);
  g_autofree char *file = g_strconcat (title, g_variant_get_string (parameter, NULL), NULL);

  g_strdelimit (file, "/\\:", '-');
  anlan_save_file_ask (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Export"), file, path_chosen,
                       g_object_ref (self), g_object_unref);
}

/* --- object ---------------------------------------------------------------------------------------------------------------------------- */

static void
anlan_series_view_map (GtkWidget *widget)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (widget);

  GTK_WIDGET_CLASS (anlan_series_view_parent_class)->map (widget);
  self->holds = TRUE;
  anlan_series_desk_hold (self->series);
}

static void
anlan_series_view_unmap (GtkWidget *widget)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (widget);

  GTK_WIDGET_CLASS (anlan_series_view_parent_class)->unmap (widget);
  if (self->holds)
    anlan_series_desk_release (self->series);
  self->holds = FALSE;
}

static void
anlan_series_view_dispose (GObject *object)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->settle, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_SERIES_VIEW);
  self->chart = NULL;
  G_OBJECT_CLASS (anlan_series_view_parent_class)->dispose (object);
}

static void
anlan_series_view_finalize (GObject *object)
{
  AnlanSeriesView *self = ANLAN_SERIES_VIEW (object);

  g_ptr_array_unref (self->names);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->series);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_series_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, tools);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, hour_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, day_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, week_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, month_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, year_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, compare_popover);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, compare_entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, compare_list);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, limits_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, chart);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, cursor_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesView, note_label);
}

static void
anlan_series_view_class_init (AnlanSeriesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anlan_series_view_dispose;
  object_class->finalize = anlan_series_view_finalize;
  widget_class->map = anlan_series_view_map;
  widget_class->unmap = anlan_series_view_unmap;
  g_type_ensure (ANLAN_TYPE_CHART_VIEW);
  g_type_ensure (ANLAN_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/anlan/Anlan/ui/series-view.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "series.span", "s", span_cb);
  gtk_widget_class_install_action (widget_class, "series.earlier", NULL, earlier_cb);
  gtk_widget_class_install_action (widget_class, "series.later", NULL, earlier_cb);
  gtk_widget_class_install_action (widget_class, "series.now", NULL, now_cb);
  gtk_widget_class_install_action (widget_class, "series.table", NULL, table_cb);
  gtk_widget_class_install_action (widget_class, "series.export", "s", export_cb);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_series_view_init (AnlanSeriesView *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->compare_list, filter_choice, self, NULL);
  g_signal_connect_object (self->compare_entry, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter),
                           self->compare_list, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->compare_popover, "show", G_CALLBACK (show_choices), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->limits_button, "toggled", G_CALLBACK (limits_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chart, "span-changed", G_CALLBACK (span_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chart, "cursor-changed", G_CALLBACK (cursor_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

AnlanSeriesView *
anlan_series_view_new (AnlanDesk *desk, const char *name)
{
  AnlanSeriesView *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && name != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_SERIES_VIEW, NULL);
  self->desk = g_object_ref (desk);
  self->series = g_object_ref (anlan_desk_get_series (desk));
  g_ptr_array_add (self->names, g_strdup (name));
  g_signal_connect_object (self->series, "sensors-changed", G_CALLBACK (sensors_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->series, "values-changed", G_CALLBACK (values_changed_cb), self,
                           G_CONNECT_SWAPPED);
  anlan_series_view_set_span (self, "day");
  return self;
}

const char *
anlan_series_view_get_name (AnlanSeriesView *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_VIEW (self), NULL);

  return name_of (self);
}

char *
anlan_series_view_say_title (AnlanSeriesView *self)
{
  const AnlanSensor *sensor;

  g_return_val_if_fail (ANLAN_IS_SERIES_VIEW (self), NULL);

  sensor = anlan_series_desk_find (self->series, name_of (self));
  return g_strdup (sensor != NULL ? sensor->title : name_of (self));
}

char *
anlan_series_view_say_state (AnlanSeriesView *self)
{
  const AnlanSensor *sensor;
  g_autofree char *value = NULL, *state = NULL;

  g_return_val_if_fail (ANLAN_IS_SERIES_VIEW (self), NULL);

  sensor = anlan_series_desk_find (self->series, name_of (self));
  if (sensor == NULL)
    return g_strdup ("");
  value = anlan_sensor_say_value (sensor);
  state = anlan_sensor_say_state (sensor, anlan_series_desk_now (self->series));
  return g_strdup_printf (*state != '\0' ? C_ ("value, unit, state", "%s %s · %s") : "%s %s%s", value,
                          sensor->unit != NULL ? sensor->unit : "", state);
}

gboolean
anlan_series_view_is_busy (AnlanSeriesView *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_VIEW (self), FALSE);

  return self->settle != 0 || self->reading || anlan_series_desk_is_loading (self->series);
}

AnlanChartView *
anlan_series_view_get_chart (AnlanSeriesView *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_VIEW (self), NULL);

  return self->chart;
}
