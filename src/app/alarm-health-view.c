/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-health-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "alarm-say.h"
#include "base/error.h"
#include "base/time.h"
#include "chore.h"
#include "monitor/health.h"
#include "say.h"
#include "station/vigil.h"

/* Goals of EEMUA 191 and ISA-18.2: for one person at one desk. */
#define GOAL_PER_TEN_MINUTES 1.0
#define FLOOD 10

/* Longer lists are no reading. */
#define MOST_ROWS 10

struct _AnlanAlarmHealthView
{
  AdwBin parent_instance;

  AnlanAlarmDesk *alarms;
  GtkDropDown *period;
  AdwBin *body;
  gboolean reading;
  gboolean again;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmHealthView, anlan_alarm_health_view, ADW_TYPE_BIN)

static const struct
{
  const char *title;
  int days;
} periods[] = {
  { N_ ("The last day"), 1 },
  { N_ ("The last 7 days"), 7 },
  { N_ ("The last 30 days"), 30 },
};

/* --- reading --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *dir;
  AnlanClock *clock;
  gint64 from, to;

  gboolean none; /* nothing has ever been raised */
  AnlanAlarmHealth health;
  AnlanVigil vigil;
  char *vigil_trouble; /* or NULL */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->dir);
  anlan_clock_unref (work->clock);
  anlan_alarm_health_clear (&work->health);
  anlan_vigil_clear (&work->vigil);
  g_free (work->vigil_trouble);
  g_free (work);
}

static gboolean
read_health (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (GError) trouble = NULL, unread = NULL;
  g_autoptr (AnlanAlarms) alarms = anlan_alarms_look (work->dir, work->clock, &trouble);

  if (!anlan_vigil_read (work->dir, &work->vigil, &unread))
    work->vigil_trouble = g_strdup (unread->message);
  if (alarms != NULL)
    return anlan_alarms_health (alarms, work->from, work->to, &work->health, error);
  work->none = g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  if (!work->none)
    g_propagate_error (error, g_steal_pointer (&trouble));
  return work->none;
}

/* --- parts ----------------------------------------------------------------------------------------------------------- */

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* A figure, what it is, and what it should be; @late: it is not. */
static void
add_tile (GtkWidget *row, const char *figure, const char *what, const char *goal, gboolean late)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2),
            *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *number = gtk_label_new (figure);

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "health-tile");
  gtk_widget_add_css_class (number, "health-number");
  gtk_widget_add_css_class (number, "numeric");
  gtk_box_append (GTK_BOX (head), number);
  if (late)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("anlan-alarm-high-symbolic");

      gtk_widget_set_tooltip_text (icon, _ ("Not as it should be"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Not as it should be"), -1);
      gtk_widget_add_css_class (icon, "health-late");
      gtk_box_append (GTK_BOX (head), icon);
    }
  gtk_box_append (GTK_BOX (box), head);
  add_label (box, what, NULL);
  add_label (box, goal, "caption");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (row), box);
}

static void
add_tiles (GtkWidget *column, const AnlanAlarmHealth *health)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *total = g_strdup_printf ("%u", health->total);
  g_autofree char *per = g_strdup_printf ("%.2f", health->per_ten_minutes);
  g_autofree char *worst = g_strdup_printf ("%u", health->worst_ten_minutes);
  g_autofree char *mistaken = isfinite (health->false_share)
                                  ? g_strdup_printf ("%.0f %%", health->false_share * 100)
                                  : g_strdup ("–");
  g_autofree char *flood = g_strdup_printf (_ ("flooded: %.1f %% of the time"), health->flood * 100);

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  add_tile (row, total, _ ("alarms and repeats"), _ ("without test mode"), FALSE);
  add_tile (row, per, _ ("in ten minutes, on average"), _ ("goal: at most 1"),
            health->per_ten_minutes > GOAL_PER_TEN_MINUTES);
  add_tile (row, worst, _ ("in the worst ten minutes"), flood, health->worst_ten_minutes > FLOOD);
  add_tile (row, mistaken, _ ("of the closed ones were false"), _ ("goal: 0 %"),
            isfinite (health->false_share) && health->false_share > 0);
  gtk_box_append (GTK_BOX (column), row);
}

static GtkWidget *
add_list (GtkWidget *column, const char *heading, const char *hint)
{
  GtkWidget *list = gtk_list_box_new ();

  add_label (column, heading, "heading");
  if (hint != NULL)
    add_label (column, hint, "caption");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  gtk_box_append (GTK_BOX (column), list);
  return list;
}

static void
add_row (GtkWidget *list, const char *title, const char *subtitle, const char *figure)
{
  GtkWidget *row = adw_action_row_new (), *label = gtk_label_new (figure);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

/* What it is, beside what it should be: the bar is the share, the words say the rest. */
static void
add_share (GtkWidget *grid, int at, AnlanSeverity severity, double share, const char *goal)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (anlan_alarm_icon (severity));
  GtkWidget *name = gtk_label_new (anlan_alarm_say_severity (severity)), *bar = gtk_progress_bar_new ();
  g_autofree char *figure = g_strdup_printf ("%.0f %%", share * 100);
  GtkWidget *number = gtk_label_new (figure), *wanted = gtk_label_new (goal);

  gtk_widget_add_css_class (icon, "alarm-mark");
  gtk_widget_add_css_class (icon, anlan_alarm_css_class (severity));
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (number), 1);
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (wanted, "caption");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), CLAMP (share, 0, 1));
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_alarm_say_severity (severity), -1);
  gtk_grid_attach (GTK_GRID (grid), icon, 0, at, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), name, 1, at, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), bar, 2, at, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), number, 3, at, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), wanted, 4, at, 1, 1);
}

static void
add_shares (GtkWidget *column, const AnlanAlarmHealth *health)
{
  GtkWidget *grid = gtk_grid_new ();

  add_label (column, _ ("How grave they are"), "heading");
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  add_share (grid, 0, ANLAN_SEVERITY_CRITICAL, health->share[ANLAN_SEVERITY_CRITICAL],
             _ ("wanted: about 5 %"));
  add_share (grid, 1, ANLAN_SEVERITY_HIGH, health->share[ANLAN_SEVERITY_HIGH], _ ("about 15 %"));
  add_share (grid, 2, ANLAN_SEVERITY_MEDIUM, health->share[ANLAN_SEVERITY_MEDIUM], _ ("about 80 %"));
  add_share (grid, 3, ANLAN_SEVERITY_NOTE, health->share[ANLAN_SEVERITY_NOTE], _ ("notes are not alarms"));
  gtk_box_append (GTK_BOX (column), grid);
}

static void
add_counts (GtkWidget *column, const char *heading, const char *hint, GPtrArray *counts)
{
  GtkWidget *list;

  if (counts->len == 0)
    return;
  list = add_list (column, heading, hint);
  for (guint i = 0; i < MIN (counts->len, MOST_ROWS); i++)
    {
      const AnlanAlarmCount *count = g_ptr_array_index (counts, i);
      g_autofree char *figure =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u time", "%u times", count->count), count->count);

      add_row (list, count->title, count->subject, figure);
    }
}

static void
add_standing (AnlanAlarmHealthView *self, GtkWidget *column, const AnlanAlarmHealth *health)
{
  GtkWidget *list;

  if (health->standing->len == 0)
    return;
  list = add_list (column, _ ("Standing for more than a day"),
                   _ ("An alarm that always stands is no alarm: mend it, or change its rule."));
  for (guint i = 0; i < MIN (health->standing->len, MOST_ROWS); i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (health->standing, i);
      g_autofree char *place = anlan_alarm_say_place (self->alarms, alarm);
      g_autofree char *span = anlan_alarm_say_span (health->to - alarm->last);

      add_row (list, alarm->title, place, span);
    }
}

static void
add_mistakes (GtkWidget *column, const AnlanAlarmHealth *health)
{
  GtkWidget *list;

  if (health->mistakes->len == 0)
    return;
  list = add_list (column, _ ("False alarms, by rule and camera or point"), NULL);
  for (guint i = 0; i < MIN (health->mistakes->len, MOST_ROWS); i++)
    {
      const AnlanAlarmMistakes *one = g_ptr_array_index (health->mistakes, i);
      g_autofree char *figure = g_strdup_printf (_ ("%u of %u closed (%.0f %%)"), one->mistaken, one->closed,
                                                 100.0 * one->mistaken / MAX (one->closed, 1));

      add_row (list, one->title, one->subject, figure);
    }
}

/* --- when nobody watched --------------------------------------------------------------------------------------------- */

static void
add_gap (AnlanAlarmHealthView *self, GtkWidget *list, gint64 from, gint64 to, gboolean stopped)
{
  AnlanPlant *plant = anlan_alarm_desk_get_plant (self->alarms);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  gint64 now = anlan_plant_now (plant);
  g_autofree char *begin = anlan_say_moment (from, now, zone);
  g_autofree char *end = to < now ? anlan_say_moment (to, now, zone) : g_strdup (_ ("now"));
  g_autofree char *title = g_strdup_printf (_ ("%s to %s"), begin, end);
  g_autofree char *span = anlan_alarm_say_span (to - from);

  add_row (list, title,
           stopped ? _ ("The station had been switched off") : _ ("The station fell silent by itself"), span);
}

static void
add_gaps (AnlanAlarmHealthView *self, GtkWidget *column, const Work *work)
{
  const AnlanVigil *vigil = &work->vigil;
  gboolean off = vigil->alive != G_MININT64 && !anlan_vigil_is_on (vigil, work->to);
  GtkWidget *list =
      add_list (column, _ ("When nobody watched"),
                _ ("While the station does not run, readings are not judged and nothing is raised."));
  guint shown = 0;

  if (work->vigil_trouble != NULL)
    add_row (list, _ ("It is not known when the station watched"), work->vigil_trouble, NULL);
  else if (vigil->alive == G_MININT64)
    add_row (list, _ ("The station has never run"), _ ("Switch it on on the page of the station."), NULL);
  if (off)
    {
      add_gap (self, list, vigil->alive, work->to, vigil->stopped);
      shown++;
    }
  for (guint i = vigil->gaps != NULL ? vigil->gaps->len : 0; i > 0 && shown < MOST_ROWS; i--)
    {
      const AnlanVigilGap *gap = &g_array_index (vigil->gaps, AnlanVigilGap, i - 1);

      if (gap->to < work->from)
        break;
      add_gap (self, list, gap->from, gap->to, gap->stopped);
      shown++;
    }
  if (shown == 0 && work->vigil_trouble == NULL && vigil->alive != G_MININT64)
    add_row (list, _ ("Never: the station watched all the time"), NULL, NULL);
}

/* --- all ------------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_body (AnlanAlarmHealthView *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  adw_bin_set_child (self->body, column);
  return column;
}

static void
show_work (AnlanAlarmHealthView *self, const Work *work)
{
  GtkWidget *column = make_body (self);

  if (work->none)
    add_label (column, _ ("No alarm has ever been raised in this plant."), NULL);
  else
    {
      add_tiles (column, &work->health);
      add_shares (column, &work->health);
      add_counts (column, _ ("What comes most"), NULL, work->health.worst);
      add_counts (column, _ ("Chattering"), _ ("Three times or more within a minute."),
                  work->health.chattering);
      add_standing (self, column, &work->health);
      add_mistakes (column, &work->health);
    }
  add_gaps (self, column, work);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanAlarmHealthView) self = data;
  g_autoptr (GError) error = NULL;
  gpointer work;
  gboolean done = anlan_chore_finish (result, &work, &error);

  self->reading = FALSE;
  if (self->alarms == NULL)
    return;
  if (done)
    show_work (self, work);
  else
    add_label (make_body (self), error->message, "problem-box");
  if (self->again)
    anlan_alarm_health_view_load (self);
}

void
anlan_alarm_health_view_load (AnlanAlarmHealthView *self)
{
  AnlanPlant *plant;
  Work *work;

  g_return_if_fail (ANLAN_IS_ALARM_HEALTH_VIEW (self));

  self->again = self->reading;
  if (self->reading)
    return;
  plant = anlan_alarm_desk_get_plant (self->alarms);
  work = g_new0 (Work, 1);
  work->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (plant)));
  work->clock = anlan_clock_ref (anlan_store_get_clock (anlan_plant_get_store (plant)));
  work->to = anlan_plant_now (plant);
  work->from = work->to - periods[gtk_drop_down_get_selected (self->period)].days * ANLAN_DAY;
  self->reading = TRUE;
  anlan_chore_run (self->alarms, read_health, work, work_free, NULL, NULL, read_cb, g_object_ref (self));
}

gboolean
anlan_alarm_health_view_is_busy (AnlanAlarmHealthView *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_HEALTH_VIEW (self), FALSE);

  return self->reading;
}

static void
anlan_alarm_health_view_dispose (GObject *object)
{
  g_clear_object (&ANLAN_ALARM_HEALTH_VIEW (object)->alarms);
  G_OBJECT_CLASS (anlan_alarm_health_view_parent_class)->dispose (object);
}

static void
anlan_alarm_health_view_class_init (AnlanAlarmHealthViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_health_view_dispose;
}

static GtkDropDown *
make_period (void)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *period;

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    gtk_string_list_append (names, _ (periods[i].title));
  period = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_widget_set_halign (period, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (period), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Period"), -1);
  return GTK_DROP_DOWN (period);
}

static void
anlan_alarm_health_view_init (AnlanAlarmHealthView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->period = make_period ();
  gtk_drop_down_set_selected (self->period, 1);
  self->body = ADW_BIN (adw_bin_new ());
  gtk_widget_add_css_class (box, "page-column");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->period));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->body));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

AnlanAlarmHealthView *
anlan_alarm_health_view_new (AnlanDesk *desk)
{
  AnlanAlarmHealthView *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_HEALTH_VIEW, NULL);
  self->alarms = g_object_ref (anlan_desk_get_alarms (desk));
  g_signal_connect_object (self->period, "notify::selected", G_CALLBACK (anlan_alarm_health_view_load), self,
                           G_CONNECT_SWAPPED);
  return self;
}
