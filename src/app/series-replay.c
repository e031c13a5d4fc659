/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-replay.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/time.h"
#include "chore.h"
#include "monitor/replay.h"
#include "monitor/station-kinds.h"
#include "say.h"
#include "series-desk.h"

/* Lines of the list; there may be more alarms. */
#define MOST_LINES 200

static const guint day_choices[] = { 1, 7, 30, 90 };

struct _AnlanSeriesReplay
{
  AdwBin parent_instance;

  GtkDropDown *span;
  GtkWidget *run_button;
  GtkWidget *stop_button;
  GtkProgressBar *progress;
  GtkLabel *result;
  GtkLabel *labels;
  GtkListBox *list;

  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanSeriesDesk *series;
  GTimeZone *zone;
  gboolean holds;
  char *rule;
  char *title;
  GCancellable *cancellable; /* of what is running, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanSeriesReplay, anlan_series_replay, ADW_TYPE_BIN)

enum
{
  CHANGED,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- on another thread ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  GTimeZone *zone;
  char *rule;
  gint64 from, to;
  char *title;            /* (out) */
  GPtrArray *alarms;      /* (out): AnlanReplayedAlarm */
  AnlanReplayed replayed; /* (out) */
  guint n_labels;         /* (out) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->plant);
  g_time_zone_unref (work->zone);
  g_free (work->rule);
  g_free (work->title);
  g_ptr_array_unref (work->alarms);
  g_free (work);
}

static AnlanRule *
find_rule (Work *work, GPtrArray *facts, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AnlanRecord) record = anlan_plant_load (work->plant, "rule", work->rule, error);

  if (record == NULL)
    return NULL;
  work->title = g_strdup (anlan_record_label (record));
  if (!anlan_rules_of_plant (work->plant, rules, facts, problems, error))
    return NULL;
  for (guint i = 0; i < rules->len; i++)
    {
      AnlanRule *rule = g_ptr_array_index (rules, i);

      if (g_strcmp0 (rule->id, record->id) == 0)
        return anlan_rule_ref (rule);
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, _ ("The rule is not complete. %s"),
               problems->len > 0 ? (const char *)g_ptr_array_index (problems, 0) : "");
  return NULL;
}

static gboolean
replay_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_facts_free);
  g_autoptr (AnlanRule) rule = find_rule (work, facts, error);
  AnlanStore *store = anlan_plant_get_store (work->plant);

  if (rule == NULL)
    return FALSE;
  /* It was read for this alone: switched off or not, it is tried. */
  rule->off = FALSE;
  return anlan_replay_of_plant (anlan_store_get_dir (store), anlan_store_get_clock (store), rule, facts,
                                work->zone, work->from, work->to, &work->replayed, &work->n_labels,
                                work->alarms, progress, progress_data, cancellable, error);
}

/* --- what came of it ---------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_row (AnlanSeriesReplay *self, const AnlanReplayedAlarm *alarm)
{
  GtkWidget *row = adw_action_row_new ();
  AnlanSensor *sensor = anlan_series_desk_find (self->series, alarm->subject);
  g_autofree char *when = anlan_say_time (alarm->since, self->zone, "%Y-%m-%d %H:%M:%S");
  g_autofree char *lasted = alarm->until < G_MAXINT64 ? anlan_sensor_say_age (alarm->until - alarm->since)
                                                      : g_strdup (_ ("to the end"));
  g_autofree char *subtitle = isnan (alarm->value)
                                  ? g_strdup_printf (_ ("%s, for %s"), when, lasted)
                                  : g_strdup_printf (_ ("%s, for %s, at %.4g"), when, lasted, alarm->value);
  gint64 *moment = g_memdup2 (&alarm->since, sizeof alarm->since);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sensor != NULL ? sensor->title : alarm->subject);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "anlan-series", g_strdup (alarm->subject), g_free);
  g_object_set_data_full (G_OBJECT (row), "anlan-moment", moment, g_free);
  return row;
}

static char *
say_labels (const Work *work)
{
  double missed = anlan_replayed_missed (&work->replayed),
         mistaken = anlan_replayed_mistaken (&work->replayed);
  g_autofree char *false_part = NULL, *missed_part = NULL;

  if (work->n_labels == 0)
    return g_strdup (
        _ ("Nobody has yet closed an alarm of these points as real or false in this span, so it is not "
           "known how often the rule would have been right."));
  false_part =
      isnan (mistaken) ? g_strdup (_ ("false: not known")) : g_strdup_printf (_ ("false: %.1f %%"), mistaken);
  missed_part =
      isnan (missed) ? g_strdup (_ ("missed: not known")) : g_strdup_printf (_ ("missed: %.1f %%"), missed);
  return g_strdup_printf (
      _ ("Against %u alarms that people have judged: %s, %s (of the moments that were judged)."),
      work->n_labels, false_part, missed_part);
}

static void
clear_list (AnlanSeriesReplay *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
}

static void
show_result (AnlanSeriesReplay *self, const Work *work)
{
  g_autofree char *times =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "It would have raised %u alarm",
                                    "It would have raised %u alarms", work->replayed.begins),
                       work->replayed.begins);
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s; readings of %u moment were judged.",
                                    "%s; readings of %u moments were judged.", work->replayed.moments),
                       times, work->replayed.moments);
  g_autofree char *labels = say_labels (work);

  gtk_label_set_label (self->result, work->replayed.moments > 0
                                         ? text
                                         : _ ("No readings of these points are kept of this span."));
  gtk_label_set_label (self->labels, labels);
  gtk_widget_set_visible (GTK_WIDGET (self->labels), work->replayed.moments > 0);
  clear_list (self);
  for (guint i = 0; i < MIN (work->alarms->len, MOST_LINES); i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (work->alarms, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list), work->alarms->len > 0);
}

static void
set_running (AnlanSeriesReplay *self, gboolean running)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->span), !running);
  gtk_widget_set_visible (self->run_button, !running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
replayed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanSeriesReplay *self = ANLAN_SERIES_REPLAY (source);
  g_autoptr (GError) error = NULL;
  gboolean ok;
  gpointer read;
  Work *work;

  ok = anlan_chore_finish (result, &read, &error);
  work = read;
  if (self->list == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (work->title != NULL)
    {
      g_free (self->title);
      self->title = g_strdup (work->title);
    }
  if (ok)
    show_result (self, work);
  else
    {
      clear_list (self);
      gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->labels), FALSE);
      gtk_label_set_label (self->result, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                             ? _ ("Stopped. Nothing was changed.")
                                         : g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND)
                                             ? _ ("Nothing has been measured in this plant yet.")
                                             : error->message);
    }
  set_running (self, FALSE);
}

static void
progress_cb (double fraction, gpointer data)
{
  AnlanSeriesReplay *self = data;

  if (self->progress != NULL)
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

void
anlan_series_replay_run (AnlanSeriesReplay *self, guint days)
{
  Work *work;

  g_return_if_fail (ANLAN_IS_SERIES_REPLAY (self) && days > 0);

  if (self->cancellable != NULL)
    return;
  work = g_new0 (Work, 1);
  work->plant = g_object_ref (self->plant);
  work->zone = g_time_zone_ref (self->zone);
  work->rule = g_strdup (self->rule);
  work->to = anlan_plant_now (self->plant);
  work->from = work->to - days * ANLAN_DAY;
  work->alarms = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_replayed_alarm_free);
  self->cancellable = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_label_set_label (self->result, "");
  set_running (self, TRUE);
  anlan_chore_run (self, replay_work, work, work_free, progress_cb, self->cancellable, replayed_cb, self);
}

/* --- widget ----------------------------------------------------------------------------------------------------------------------- */

static void
run_cb (AnlanSeriesReplay *self)
{
  anlan_series_replay_run (
      self, day_choices[MIN (gtk_drop_down_get_selected (self->span), G_N_ELEMENTS (day_choices) - 1)]);
}

static void
stop_cb (AnlanSeriesReplay *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, AnlanSeriesReplay *self)
{
  const gint64 *moment = g_object_get_data (G_OBJECT (row), "anlan-moment");

  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "anlan-series"), *moment);
}

/* It names series as people do. */
static void
anlan_series_replay_map (GtkWidget *widget)
{
  AnlanSeriesReplay *self = ANLAN_SERIES_REPLAY (widget);

  GTK_WIDGET_CLASS (anlan_series_replay_parent_class)->map (widget);
  self->holds = TRUE;
  anlan_series_desk_hold (self->series);
}

static void
anlan_series_replay_unmap (GtkWidget *widget)
{
  AnlanSeriesReplay *self = ANLAN_SERIES_REPLAY (widget);

  GTK_WIDGET_CLASS (anlan_series_replay_parent_class)->unmap (widget);
  if (self->holds)
    anlan_series_desk_release (self->series);
  self->holds = FALSE;
}

static void
anlan_series_replay_dispose (GObject *object)
{
  AnlanSeriesReplay *self = ANLAN_SERIES_REPLAY (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  self->list = NULL;
  self->progress = NULL;
  G_OBJECT_CLASS (anlan_series_replay_parent_class)->dispose (object);
}

static void
anlan_series_replay_finalize (GObject *object)
{
  AnlanSeriesReplay *self = ANLAN_SERIES_REPLAY (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->series);
  g_clear_object (&self->plant);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->rule);
  g_free (self->title);
  G_OBJECT_CLASS (anlan_series_replay_parent_class)->finalize (object);
}

static void
anlan_series_replay_class_init (AnlanSeriesReplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anlan_series_replay_dispose;
  object_class->finalize = anlan_series_replay_finalize;
  GTK_WIDGET_CLASS (klass)->map = anlan_series_replay_map;
  GTK_WIDGET_CLASS (klass)->unmap = anlan_series_replay_unmap;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
}

static GtkWidget *
make_tools (AnlanSeriesReplay *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkStringList *model = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (day_choices); i++)
    {
      g_autofree char *text = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "The last %u day", "The last %u days", day_choices[i]),
          day_choices[i]);

      gtk_string_list_append (model, text);
    }
  self->span = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (model), NULL));
  gtk_drop_down_set_selected (self->span, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->span), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Readings on which the rule is tried"), -1);
  self->run_button = gtk_button_new_with_mnemonic (_ ("_Try the rule"));
  gtk_widget_add_css_class (self->run_button, "suggested-action");
  g_signal_connect_object (self->run_button, "clicked", G_CALLBACK (run_cb), self, G_CONNECT_SWAPPED);
  self->stop_button = gtk_button_new_with_mnemonic (_ ("_Stop"));
  gtk_widget_set_visible (self->stop_button, FALSE);
  g_signal_connect_object (self->stop_button, "clicked", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (GTK_WIDGET (self->progress), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How far the trial has come"), -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->span));
  gtk_box_append (GTK_BOX (box), self->run_button);
  gtk_box_append (GTK_BOX (box), self->stop_button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  return box;
}

static GtkLabel *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  return GTK_LABEL (label);
}

static void
anlan_series_replay_init (AnlanSeriesReplay *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->title = g_strdup ("");
  self->result = make_label ();
  self->labels = make_label ();
  gtk_label_set_label (self->result,
                       _ ("See what this rule would have done with readings that are kept. Nothing is "
                          "raised or changed by it."));
  gtk_widget_add_css_class (GTK_WIDGET (self->result), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->labels), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->labels), FALSE);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Alarms that it would have raised"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_cb), self, 0);
  gtk_box_append (GTK_BOX (box), make_tools (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->result));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->labels));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_widget_add_css_class (box, "page-column");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

static void
rule_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanSeriesReplay) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);

  if (self->list == NULL)
    return;
  if (record == NULL)
    gtk_label_set_label (self->result, error->message);
  else
    {
      g_free (self->title);
      self->title = g_strdup (anlan_record_label (record));
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

AnlanSeriesReplay *
anlan_series_replay_new (AnlanDesk *desk, const char *rule)
{
  AnlanSeriesReplay *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL && rule != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_SERIES_REPLAY, NULL);
  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->series = g_object_ref (anlan_desk_get_series (desk));
  self->zone = anlan_plant_ref_zone (self->plant);
  self->rule = g_strdup (rule);
  anlan_plant_load_async (self->plant, "rule", rule, NULL, rule_loaded_cb, g_object_ref (self));
  return self;
}

const char *
anlan_series_replay_get_rule (AnlanSeriesReplay *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_REPLAY (self), NULL);

  return self->rule;
}

const char *
anlan_series_replay_get_title (AnlanSeriesReplay *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_REPLAY (self), NULL);

  return self->title;
}

gboolean
anlan_series_replay_is_busy (AnlanSeriesReplay *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_REPLAY (self), FALSE);

  return self->cancellable != NULL;
}
