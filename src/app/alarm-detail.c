/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-detail.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "alarm-dialogs.h"
#include "alarm-links.h"
#include "alarm-say.h"
#include "base/time.h"
#include "chore.h"
#include "picture-tile.h"
#include "say.h"

/* The clock of a device that is further off than this is named. */
#define CLOCK_OFF_MS (2 * ANLAN_SECOND)

struct _AnlanAlarmDetail
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  AnlanAlarmDesk *alarms;
  char *id;              /* or NULL */
  gint64 change;         /* of what is shown */
  GCancellable *reading; /* NULL: nothing is being read */
  gboolean again;        /* it has changed meanwhile */
  gboolean held;         /* a press has begun here and not ended: what is pressed stays where it is */
  GtkScrolledWindow *scrolled;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmDetail, anlan_alarm_detail, ADW_TYPE_BIN)

/* --- reading --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  char *id;

  AnlanAlarm *alarm;
  GPtrArray *story;
  char *picture; /* or NULL */
  AnlanAlarmLinks *links;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->plant);
  g_free (work->id);
  anlan_alarm_free (work->alarm);
  g_clear_pointer (&work->story, g_ptr_array_unref);
  g_free (work->picture);
  g_clear_pointer (&work->links, anlan_alarm_links_free);
  g_free (work);
}

static gboolean
read_alarm (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  AnlanStore *store = anlan_plant_get_store (work->plant);
  g_autoptr (AnlanAlarms) alarms =
      anlan_alarms_look (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
  g_autoptr (GError) trouble = NULL;

  if (alarms == NULL)
    return FALSE;
  work->alarm = anlan_alarms_get (alarms, work->id, error);
  if (work->alarm == NULL)
    return FALSE;
  work->story = anlan_alarms_story (alarms, work->id, error);
  if (work->story == NULL)
    return FALSE;
  work->picture = anlan_alarms_picture (alarms, work->alarm, &trouble);
  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  work->links = anlan_alarm_links_find (work->plant, work->alarm,
                                        work->picture != NULL || work->alarm->pictures != NULL, error);
  return work->links != NULL;
}

/* --- parts ----------------------------------------------------------------------------------------------------------- */

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_head (AnlanAlarmDetail *self, GtkWidget *column, const AnlanAlarm *alarm)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14),
            *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *icon = gtk_image_new_from_icon_name (anlan_alarm_icon (alarm->severity));
  g_autofree char *place = anlan_alarm_say_place (self->alarms, alarm);
  g_autofree char *state =
      g_strdup_printf (C_ ("severity, state", "%s · %s"), anlan_alarm_say_severity (alarm->severity),
                       anlan_alarm_say_state (alarm));

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 36);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "alarm-mark");
  gtk_widget_add_css_class (icon, anlan_alarm_css_class (alarm->severity));
  add_label (lines, alarm->title, "title-2");
  add_label (lines, place, NULL);
  add_label (lines, state, "dim-label");
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (column), box);
}

static void
act_cb (GtkButton *button, AnlanAlarmDetail *self)
{
  const char *verb = g_object_get_data (G_OBJECT (button), "anlan-verb");
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  AnlanAlarmItem *item = self->id != NULL ? anlan_alarm_desk_find (self->alarms, self->id) : NULL;

  if (item == NULL)
    return;
  g_ptr_array_add (ids, self->id);
  if (g_strcmp0 (verb, "acknowledge") == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "alarm.acknowledge", "s", self->id);
  else if (g_strcmp0 (verb, "close") == 0)
    anlan_alarm_ask_close (GTK_WIDGET (self), self->alarms, ids);
  else
    anlan_alarm_ask_shelve (GTK_WIDGET (self), self->alarms, anlan_alarm_item_get (item));
}

static void
add_button (AnlanAlarmDetail *self, GtkWidget *box, const char *label, const char *verb, gboolean primary)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (primary)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_name (button, verb);
  g_object_set_data (G_OBJECT (button), "anlan-verb", (gpointer)verb);
  g_signal_connect_object (button, "clicked", G_CALLBACK (act_cb), self, 0);
  gtk_box_append (GTK_BOX (box), button);
}

/* What people there are to do: counted on the muster board, told on their phones. */
static void
add_lead (GtkWidget *box, const char *label, const char *action, const char *id)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
}

/* Closing waits for the end of the condition, and says so instead of offering what will be refused. */
static void
add_buttons (AnlanAlarmDetail *self, GtkWidget *column, const AnlanAlarm *alarm)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gboolean over = alarm->cleared != G_MININT64;

  if (alarm->state == ANLAN_ALARM_CLOSED)
    return;
  if (alarm->state == ANLAN_ALARM_RAISED)
    add_button (self, box, _ ("Ac_knowledge"), "acknowledge", TRUE);
  if (over)
    add_button (self, box, _ ("C_lose…"), "close", alarm->state != ANLAN_ALARM_RAISED);
  if (alarm->shelf == NULL)
    add_button (self, box, _ ("_Shelve…"), "shelve", FALSE);
  add_lead (box, _ ("_Evacuate…"), "win.muster", alarm->id);
  add_lead (box, _ ("_Tell people…"), "win.tell", alarm->id);
  gtk_box_append (GTK_BOX (column), box);
  if (!over)
    add_label (column, _ ("It can be closed once its condition is over."), "caption");
}

static void
add_note (GtkWidget *column, const char *heading, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (box, "problem-box");
  if (heading != NULL)
    add_label (box, heading, "heading");
  add_label (box, text, NULL);
  gtk_box_append (GTK_BOX (column), box);
}

static void
add_fact (GtkWidget *grid, int *row, const char *title, const char *text, const char *hover)
{
  GtkWidget *name = gtk_label_new (title), *value = gtk_label_new (text);

  if (text == NULL || text[0] == '\0')
    return;
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_yalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), FALSE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_tooltip_text (value, hover);
  gtk_grid_attach (GTK_GRID (grid), name, 0, *row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), value, 1, *row, 1, 1);
  (*row)++;
}

static char *
say_time (AnlanAlarmDetail *self, gint64 ms, char **hover)
{
  AnlanPlant *plant = anlan_alarm_desk_get_plant (self->alarms);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);

  if (hover != NULL)
    *hover = anlan_say_moment_fully (ms, zone);
  return anlan_say_time (ms, zone, C_ ("moment with seconds", "%-d %b %H:%M:%S"));
}

static void
add_time (AnlanAlarmDetail *self, GtkWidget *grid, int *row, const char *title, gint64 ms, const char *who)
{
  g_autofree char *hover = NULL, *text = NULL, *whole = NULL;
  const char *name;

  if (ms == G_MININT64)
    return;
  text = say_time (self, ms, &hover);
  name = anlan_alarm_desk_get_name (self->alarms, "person", who);
  if (name[0] != '\0')
    whole = g_strdup_printf (C_ ("time, person", "%s, %s"), text, name);
  add_fact (grid, row, title, whole != NULL ? whole : text, hover);
}

static char *
say_device_time (AnlanAlarmDetail *self, const AnlanAlarm *alarm)
{
  g_autofree char *time = say_time (self, alarm->device_ts, NULL);
  gint64 off = alarm->raised - alarm->device_ts;
  g_autofree char *span = anlan_alarm_say_span (ABS (off));

  if (ABS (off) <= CLOCK_OFF_MS)
    return g_steal_pointer (&time);
  return g_strdup_printf (off > 0 ? _ ("%s (%s before it came in)") : _ ("%s (%s after it came in)"), time,
                          span);
}

static void
add_facts (AnlanAlarmDetail *self, GtkWidget *column, const AnlanAlarm *alarm)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *value = anlan_alarm_say_number (alarm->value, alarm->unit);
  g_autofree char *peak = anlan_alarm_say_number (alarm->peak, alarm->unit);
  g_autofree char *bound = anlan_alarm_say_number (alarm->bound, alarm->unit);
  g_autofree char *device = say_device_time (self, alarm);
  g_autofree char *repeats =
      alarm->repeats > 0
          ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d time", "%d times", (gulong)alarm->repeats),
                             (int)alarm->repeats)
          : NULL;
  int row = 0;

  gtk_grid_set_row_spacing (GTK_GRID (grid), 5);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  add_fact (grid, &row, _ ("Value"), value, NULL);
  add_fact (grid, &row, _ ("Furthest value"), peak, NULL);
  add_fact (grid, &row, _ ("Alarm at"), bound, NULL);
  add_time (self, grid, &row, _ ("Raised"), alarm->raised, NULL);
  add_fact (grid, &row, _ ("Time of the device"), device, NULL);
  add_fact (grid, &row, _ ("Came again"), repeats, NULL);
  if (alarm->repeats > 0)
    add_time (self, grid, &row, _ ("Last began"), alarm->last, NULL);
  add_time (self, grid, &row, _ ("Acknowledged"), alarm->acknowledged, alarm->acknowledged_by);
  add_time (self, grid, &row, _ ("Condition over"), alarm->cleared, NULL);
  add_time (self, grid, &row, _ ("Closed"), alarm->closed, alarm->closed_by);
  add_fact (grid, &row, _ ("What it was"), alarm->cause != NULL ? anlan_alarm_say_cause (alarm->cause) : NULL,
            NULL);
  add_fact (grid, &row, _ ("Note"), alarm->note, NULL);
  add_fact (grid, &row, _ ("Rule"), anlan_alarm_desk_get_name (self->alarms, "rule", alarm->rule), NULL);
  if (alarm->climbs_at != G_MININT64)
    add_time (self, grid, &row, _ ("Goes on to the next people"), alarm->climbs_at, NULL);
  gtk_box_append (GTK_BOX (column), grid);
}

/* Those that the station has put by the alarm, or else the one that came with the detection. */
static void
add_pictures (AnlanAlarmDetail *self, GtkWidget *column, const char *picture, const AnlanAlarm *alarm)
{
  const char *one[] = { picture, NULL };
  g_auto (AnlanValue) list = ANLAN_VALUE_INIT;
  g_auto (GStrv) several = NULL;
  const char *const *all = one;

  if (alarm->pictures != NULL)
    {
      anlan_value_set_text (&list, alarm->pictures);
      several = anlan_value_get_items (&list);
      all = several[0] != NULL ? (const char *const *)several : one;
    }
  if (all[0] == NULL)
    return;
  add_label (column, _ ("What the camera saw"), "heading");
  for (guint i = 0; all[i] != NULL; i++)
    gtk_box_append (GTK_BOX (column),
                    anlan_picture_tile_new (anlan_alarm_desk_get_plant (self->alarms), all, i, alarm->title));
}

static void
add_story (AnlanAlarmDetail *self, GtkWidget *column, GPtrArray *story)
{
  add_label (column, _ ("Story"), "heading");
  for (guint i = story->len; i > 0; i--)
    {
      const AnlanAlarmEvent *event = g_ptr_array_index (story, i - 1);
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
      g_autofree char *sentence = anlan_alarm_say_event (self->alarms, event);
      g_autofree char *hover = NULL, *time = say_time (self, event->at, &hover);
      GtkWidget *when;

      add_label (box, sentence, NULL);
      when = add_label (box, time, "caption");
      gtk_widget_add_css_class (when, "dim-label");
      gtk_widget_add_css_class (when, "numeric");
      gtk_widget_set_tooltip_text (when, hover);
      gtk_box_append (GTK_BOX (column), box);
    }
}

/* --- all ------------------------------------------------------------------------------------------------------------- */

/* The place one has read to is the scrolled window's, and stays. */
static GtkWidget *
make_column (AnlanAlarmDetail *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_add_css_class (column, "alarm-column");
  gtk_scrolled_window_set_child (self->scrolled, column);
  return column;
}

/* The widget below @widget that is called @name, or NULL. */
static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *found = g_strcmp0 (gtk_widget_get_name (widget), name) == 0 ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_named (child, name);
  return found;
}

/* Who works by keyboard stays where he was: on the button of that name, or where there is none any more on the first. */
static void
give_focus (AnlanAlarmDetail *self, const char *name)
{
  GtkWidget *same = find_named (GTK_WIDGET (self->scrolled), name);

  if (same == NULL || !gtk_widget_grab_focus (same))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
show_work (AnlanAlarmDetail *self, const Work *work)
{
  const AnlanAlarm *alarm = work->alarm;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focused = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focused != NULL && gtk_widget_is_ancestor (focused, GTK_WIDGET (self));
  g_autofree char *name = had_focus ? g_strdup (gtk_widget_get_name (focused)) : NULL;
  g_autofree char *quiet = anlan_alarm_say_quiet (self->alarms, alarm);
  GtkWidget *column = make_column (self), *links;

  self->change = alarm->change;
  add_head (self, column, alarm);
  if (quiet != NULL)
    add_note (column, NULL, quiet);
  add_buttons (self, column, alarm);
  links = anlan_alarm_links_make (work->links, alarm, anlan_desk_get_pages (self->desk));
  if (links != NULL)
    gtk_box_append (GTK_BOX (column), links);
  if (alarm->response != NULL && alarm->response[0] != '\0')
    add_note (column, _ ("What to do"), alarm->response);
  add_pictures (self, column, work->picture, alarm);
  add_facts (self, column, alarm);
  add_story (self, column, work->story);
  if (had_focus)
    give_focus (self, name);
}

static void
show_error (AnlanAlarmDetail *self, const char *text)
{
  add_note (make_column (self), _ ("This alarm cannot be shown"), text);
}

static void
load (AnlanAlarmDetail *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanAlarmDetail) self = data;
  g_autoptr (GError) error = NULL;
  gpointer work;
  gboolean done = anlan_chore_finish (result, &work, &error);

  if (self->alarms == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  if (self->again && !self->held)
    load (self);
  else if (self->held)
    self->again = TRUE;
  else if (self->id != NULL && done)
    show_work (self, work);
  else if (self->id != NULL)
    show_error (self, error->message);
}

static void
load (AnlanAlarmDetail *self)
{
  Work *work;

  self->again = self->reading != NULL || self->held;
  if (self->again || self->id == NULL)
    return;
  work = g_new0 (Work, 1);
  work->plant = g_object_ref (anlan_alarm_desk_get_plant (self->alarms));
  work->id = g_strdup (self->id);
  self->reading = g_cancellable_new ();
  anlan_chore_run (self->alarms, read_alarm, work, work_free, NULL, self->reading, read_cb,
                   g_object_ref (self));
}

/* Closed ones do not change any more; one that has just been closed is read once again. */
static void
changed_cb (AnlanAlarmDesk *alarms, AnlanAlarmDetail *self)
{
  AnlanAlarmItem *item = self->id != NULL ? anlan_alarm_desk_find (alarms, self->id) : NULL;
  gint64 change = item != NULL ? anlan_alarm_item_get (item)->change : 0;

  if (self->id == NULL || change == self->change)
    return;
  self->change = change;
  load (self);
}

static void
let_go (AnlanAlarmDetail *self)
{
  self->held = FALSE;
  if (self->again && self->alarms != NULL)
    load (self);
}

/* The button that was pressed hears of the end too, after this; what is read meanwhile is shown later than that. */
static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, AnlanAlarmDetail *self)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    self->held = TRUE;
  else if (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL)
    let_go (self);
  return GDK_EVENT_PROPAGATE;
}

static void
anlan_alarm_detail_dispose (GObject *object)
{
  AnlanAlarmDetail *self = ANLAN_ALARM_DETAIL (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->alarms);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_alarm_detail_parent_class)->dispose (object);
}

static void
anlan_alarm_detail_finalize (GObject *object)
{
  g_clear_object (&ANLAN_ALARM_DETAIL (object)->reading);
  g_free (ANLAN_ALARM_DETAIL (object)->id);
  G_OBJECT_CLASS (anlan_alarm_detail_parent_class)->finalize (object);
}

static void
anlan_alarm_detail_class_init (AnlanAlarmDetailClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_detail_finalize;
}

static void
anlan_alarm_detail_init (AnlanAlarmDetail *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  /* Nobody tells of the end of a press on what is taken from the screen. */
  g_signal_connect (self, "unmap", G_CALLBACK (let_go), NULL);
  self->scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->scrolled));
}

AnlanAlarmDetail *
anlan_alarm_detail_new (AnlanDesk *desk)
{
  AnlanAlarmDetail *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_DETAIL, NULL);
  self->desk = g_object_ref (desk);
  self->alarms = g_object_ref (anlan_desk_get_alarms (desk));
  g_signal_connect_object (self->alarms, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (self->alarms, "named", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  return self;
}

void
anlan_alarm_detail_show (AnlanAlarmDetail *self, const char *id)
{
  g_return_if_fail (ANLAN_IS_ALARM_DETAIL (self));

  if (g_strcmp0 (self->id, id) == 0)
    return;
  g_free (self->id);
  self->id = g_strdup (id);
  self->change = 0;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  if (id != NULL)
    load (self);
  else
    gtk_scrolled_window_set_child (self->scrolled, NULL);
}

const char *
anlan_alarm_detail_get_id (AnlanAlarmDetail *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DETAIL (self), NULL);

  return self->id;
}

gboolean
anlan_alarm_detail_is_busy (AnlanAlarmDetail *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DETAIL (self), FALSE);

  return self->reading != NULL;
}
