/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "calendar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "calendar-day.h"
#include "say.h"
#include "window.h"

#define WEEKS 6
#define DAYS 7
/* Items of a day that are read; the rest is counted. */
#define MOST 40

struct _AnlanCalendar
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  AnlanKind *kind;
  GTimeZone *zone;
  AnlanQuery *query;
  GPtrArray *sources; /* AnlanField, or NULL for what is owed */
  guint source;
  gboolean week;
  char *day;          /* the day that is looked at */
  gboolean focus_day; /* it gets the focus when it is drawn anew */
  gboolean loading;
  GCancellable *cancellable;

  GtkWidget *title;
  GtkWidget *grid;
  GtkWidget *heads[DAYS];
  GtkWidget *days[WEEKS * DAYS];
  GtkWidget *week_button;
  GtkWidget *failure;
};

G_DEFINE_FINAL_TYPE (AnlanCalendar, anlan_calendar, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- days --------------------------------------------------------------------------------------------------------- */

static char *
today_of (AnlanCalendar *self)
{
  return anlan_local_format (anlan_plant_now (anlan_desk_get_plant (self->desk)), self->zone, "%Y-%m-%d");
}

static gint64
noon_of (AnlanCalendar *self, const char *date)
{
  g_autofree char *wall = g_strconcat (date, " 12:00:00", NULL);
  g_autofree char *moment = anlan_moment_from_text (wall, self->zone);
  gint64 ms = 0;

  if (moment != NULL)
    anlan_time_parse (moment, &ms);
  return ms;
}

/* The Monday that what is shown begins with. */
static char *
first_of (AnlanCalendar *self)
{
  g_autofree char *start = g_strdup (self->day);

  if (!self->week)
    memcpy (start + strlen ("2026-11-"), "01", 2);
  return anlan_date_add (start, 1 - anlan_date_weekday (start));
}

static void
show_title (AnlanCalendar *self)
{
  g_autofree char *first = first_of (self);
  g_autofree char *last = anlan_date_add (first, DAYS - 1);
  g_autofree char *from = anlan_say_date (first), *to = anlan_say_date (last);
  g_autofree char *text = self->week ? g_strdup_printf (_ ("%s – %s"), from, to)
                                     : anlan_say_time (noon_of (self, self->day), self->zone,
                                                       _ ("%B %Y"));

  gtk_label_set_label (GTK_LABEL (self->title), text);
}

static const AnlanField *
field_of (AnlanCalendar *self)
{
  return g_ptr_array_index (self->sources, self->source);
}

static void
show_days (AnlanCalendar *self, GPtrArray *days)
{
  g_autofree char *today = today_of (self);

  for (guint i = 0; i < WEEKS * DAYS; i++)
    {
      AnlanCalendarDay *cell = ANLAN_CALENDAR_DAY (self->days[i]);
      const AnlanDay *day = i < days->len ? g_ptr_array_index (days, i) : NULL;
      AnlanDayFlags flags = self->week ? ANLAN_DAY_TALL : 0;

      gtk_widget_set_visible (self->days[i], day != NULL);
      if (day == NULL)
        continue;
      if (strcmp (day->date, today) == 0)
        flags |= ANLAN_DAY_TODAY;
      if (!self->week && strncmp (day->date, self->day, strlen ("2026-11")) != 0)
        flags |= ANLAN_DAY_ASIDE;
      anlan_calendar_day_set (cell, day, field_of (self), flags);
      if (self->focus_day && strcmp (day->date, self->day) == 0)
        {
          self->focus_day = FALSE;
          gtk_widget_grab_focus (self->days[i]);
        }
    }
}

static void
days_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCalendar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) days = anlan_plant_days_finish (ANLAN_PLANT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  self->loading = FALSE;
  gtk_label_set_label (GTK_LABEL (self->failure), error != NULL ? error->message : "");
  gtk_widget_set_visible (self->failure, error != NULL);
  if (days != NULL)
    show_days (self, days);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
reload (AnlanCalendar *self)
{
  const AnlanField *field = field_of (self);
  g_autofree char *first = NULL;

  if (self->query == NULL || self->desk == NULL || anlan_desk_get_plant (self->desk) == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->loading = TRUE;
  first = first_of (self);
  show_title (self);
  anlan_plant_days_async (anlan_desk_get_plant (self->desk), self->query, field != NULL ? field->id : NULL,
                          first, self->week ? DAYS : WEEKS * DAYS, MOST, self->cancellable, days_cb,
                          g_object_ref (self));
}

/* --- going about -------------------------------------------------------------------------------------------------- */

static void
go_to (AnlanCalendar *self, char *day)
{
  if (day == NULL)
    return;
  g_free (self->day);
  self->day = day;
  reload (self);
}

/* To the same day of another month, or to its last one. */
static char *
add_months (const char *date, int by)
{
  int year = 0, month = 0, day = 0;

  if (sscanf (date, "%d-%d-%d", &year, &month, &day) != 3)
    return NULL;
  month += by;
  year += (month - 1 + 12) / 12 - 1;
  month = (month + 11) % 12 + 1;
  day = MIN (day, g_date_get_days_in_month ((GDateMonth)month, (GDateYear)year));
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

static void
turn (AnlanCalendar *self, int by)
{
  go_to (self, self->week ? anlan_date_add (self->day, by * DAYS) : add_months (self->day, by));
}

static void
on_previous_cb (AnlanCalendar *self)
{
  turn (self, -1);
}

static void
on_next_cb (AnlanCalendar *self)
{
  turn (self, 1);
}

static void
on_today_cb (AnlanCalendar *self)
{
  go_to (self, today_of (self));
}

static void
remember (AnlanCalendar *self, const char *key, const char *value)
{
  g_autofree char *group = g_strconcat ("list ", self->kind->id, NULL);

  if (anlan_desk_get_state (self->desk) != NULL)
    anlan_ui_state_set (anlan_desk_get_state (self->desk), group, key, value);
}

static void
on_week_toggled_cb (GtkToggleButton *button, AnlanCalendar *self)
{
  self->week = gtk_toggle_button_get_active (button);
  remember (self, "calendar-week", self->week ? "yes" : NULL);
  reload (self);
}

static void
on_source_cb (GtkDropDown *drop_down, GParamSpec *pspec, AnlanCalendar *self)
{
  const AnlanField *field;

  self->source = gtk_drop_down_get_selected (drop_down);
  field = field_of (self);
  remember (self, "calendar-by", field != NULL ? field->id : "duty");
  reload (self);
}

/* --- moving to another day ------------------------------------------------------------------------------------------ */

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanCalendar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);
  AnlanWindow *window = self->desk != NULL ? anlan_window_of (GTK_WIDGET (self)) : NULL;

  if (window == NULL)
    return;
  if (applied != NULL)
    {
      AdwToast *toast = adw_toast_new (_ ("Moved to another day"));

      adw_toast_set_button_label (toast, _ ("_Undo"));
      adw_toast_set_action_name (toast, "win.undo");
      anlan_window_toast (window, toast);
      reload (self);
      return;
    }
  {
    GtkWidget *dialog =
        adw_message_dialog_new (GTK_WINDOW (window), _ ("It stays on its day"), error->message);

    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
    gtk_window_present (GTK_WINDOW (dialog));
  }
}

/* The stored value for @date: a moment keeps its time of day. */
static char *
value_for (AnlanCalendar *self, const AnlanField *field, const char *at, const char *date)
{
  g_autofree char *clock = NULL, *wall = NULL;
  gint64 ms;

  if (field->type == ANLAN_FIELD_DATE)
    return g_strdup (date);
  if (!anlan_time_parse (at, &ms))
    return NULL;
  clock = anlan_local_format (ms, self->zone, "%H:%M:%S");
  wall = g_strconcat (date, " ", clock, NULL);
  return anlan_moment_from_text (wall, self->zone);
}

static gboolean
move_item (AnlanCalendar *self, AnlanCalendarItem *item, const char *date)
{
  AnlanRecord *record = anlan_calendar_item_get_record (item);
  const AnlanField *field = anlan_calendar_item_get_movable (item);
  g_autofree char *value = NULL;
  g_autoptr (AnlanChange) change = NULL;

  if (field == NULL || date == NULL || record->kind != self->kind)
    return FALSE;
  value = value_for (self, field, anlan_record_get_text (record, field->id), date);
  if (value == NULL || g_strcmp0 (value, anlan_record_get_text (record, field->id)) == 0)
    return FALSE;
  change = anlan_change_new (ANLAN_OP_EDIT, self->kind->id, record->id);
  change->base_rev = g_strdup (record->rev);
  anlan_change_set_text (change, field->id, value);
  anlan_plant_apply_async (anlan_desk_get_plant (self->desk), change, NULL, moved_cb, g_object_ref (self));
  return TRUE;
}

static gboolean
on_dropped_cb (AnlanCalendarDay *day, AnlanCalendarItem *item, AnlanCalendar *self)
{
  return move_item (self, item, anlan_calendar_day_get_date (day));
}

static void
on_chosen_cb (AnlanCalendarDay *day, AnlanRecord *record, AnlanCalendar *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, record, TRUE);
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

static int
days_by_key (AnlanCalendar *self, guint key)
{
  int ahead = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  switch (key)
    {
    case GDK_KEY_Left:
      return -ahead;
    case GDK_KEY_Right:
      return ahead;
    case GDK_KEY_Up:
      return -DAYS;
    case GDK_KEY_Down:
      return DAYS;
    default:
      return 0;
    }
}

static void
go_by_key (AnlanCalendar *self, const char *from, int days)
{
  g_autofree char *day = anlan_date_add (from, days);

  for (guint i = 0; i < WEEKS * DAYS; i++)
    if (gtk_widget_get_visible (self->days[i]) &&
        g_strcmp0 (anlan_calendar_day_get_date (ANLAN_CALENDAR_DAY (self->days[i])), day) == 0)
      {
        g_free (self->day);
        self->day = g_steal_pointer (&day);
        gtk_widget_grab_focus (self->days[i]);
        return;
      }
  self->focus_day = TRUE;
  go_to (self, g_steal_pointer (&day));
}

static gboolean
on_item_key (AnlanCalendar *self, AnlanCalendarItem *item, guint key, GdkModifierType modifiers)
{
  GtkWidget *cell = gtk_widget_get_ancestor (GTK_WIDGET (item), ANLAN_TYPE_CALENDAR_DAY);
  int days = days_by_key (self, key);
  g_autofree char *date = NULL;

  if (cell != NULL && key == GDK_KEY_Escape)
    return gtk_widget_grab_focus (cell);
  if (modifiers != GDK_ALT_MASK || days == 0 || cell == NULL)
    return FALSE;
  date = anlan_date_add (anlan_calendar_day_get_date (ANLAN_CALENDAR_DAY (cell)), days);
  if (!move_item (self, item, date))
    gtk_widget_error_bell (GTK_WIDGET (self));
  return TRUE;
}

static gboolean
on_key_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanCalendar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (focus != NULL && ANLAN_IS_CALENDAR_ITEM (focus))
    return on_item_key (self, ANLAN_CALENDAR_ITEM (focus), key, modifiers);
  if (focus == NULL || !ANLAN_IS_CALENDAR_DAY (focus) || modifiers != 0)
    return FALSE;
  if (days_by_key (self, key) != 0)
    go_by_key (self, anlan_calendar_day_get_date (ANLAN_CALENDAR_DAY (focus)), days_by_key (self, key));
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_space)
    anlan_calendar_day_enter (ANLAN_CALENDAR_DAY (focus));
  else if (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down || key == GDK_KEY_Home)
    {
      self->focus_day = TRUE;
      if (key == GDK_KEY_Home)
        on_today_cb (self);
      else
        turn (self, key == GDK_KEY_Page_Up ? -1 : 1);
    }
  else
    return FALSE;
  return TRUE;
}

/* --- public --------------------------------------------------------------------------------------------------------- */

static GPtrArray *
find_sources (const AnlanKind *kind)
{
  GPtrArray *sources = g_ptr_array_new ();

  if (kind->duties->len > 0)
    g_ptr_array_add (sources, NULL);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if ((field->type == ANLAN_FIELD_DATE || field->type == ANLAN_FIELD_MOMENT) &&
          (field->sortable || field->list || anlan_is_any_deadline (kind, field)) && !field->sensitive)
        g_ptr_array_add (sources, (gpointer)field);
    }
  return sources;
}

gboolean
anlan_calendar_can (const AnlanKind *kind)
{
  g_autoptr (GPtrArray) sources = find_sources (kind);

  return sources->len > 0;
}

void
anlan_calendar_set_query (AnlanCalendar *calendar, const AnlanQuery *query)
{
  g_return_if_fail (ANLAN_IS_CALENDAR (calendar) && query != NULL);

  g_clear_pointer (&calendar->query, anlan_query_free);
  calendar->query = anlan_query_copy (query);
  reload (calendar);
}

gboolean
anlan_calendar_is_busy (AnlanCalendar *calendar)
{
  g_return_val_if_fail (ANLAN_IS_CALENDAR (calendar), FALSE);

  return calendar->loading;
}

void
anlan_calendar_focus (AnlanCalendar *calendar)
{
  g_return_if_fail (ANLAN_IS_CALENDAR (calendar));

  if (calendar->loading)
    calendar->focus_day = TRUE;
  else
    go_by_key (calendar, calendar->day, 0);
}

/* --- object ----------------------------------------------------------------------------------------------------------- */

static void
anlan_calendar_dispose (GObject *object)
{
  AnlanCalendar *self = ANLAN_CALENDAR (object);

  g_cancellable_cancel (self->cancellable);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_calendar_parent_class)->dispose (object);
}

static void
anlan_calendar_finalize (GObject *object)
{
  AnlanCalendar *self = ANLAN_CALENDAR (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->query, anlan_query_free);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->kind, anlan_kind_unref);
  g_free (self->day);
  G_OBJECT_CLASS (anlan_calendar_parent_class)->finalize (object);
}

static void
anlan_calendar_class_init (AnlanCalendarClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_calendar_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_calendar_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "calendarview");
}

static void
anlan_calendar_init (AnlanCalendar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static GtkWidget *
make_turn (AnlanCalendar *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_sources (AnlanCalendar *self, const char *chosen)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *drop_down;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (self->sources, i);

      gtk_string_list_append (names, field != NULL ? anlan_kind_text (field->title) : _ ("What is owed"));
      if (g_strcmp0 (chosen, field != NULL ? field->id : "duty") == 0)
        self->source = i;
    }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), self->source);
  gtk_widget_add_css_class (drop_down, "calendar-source");
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What says on which day it stands"), -1);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (on_source_cb), self, 0);
  return drop_down;
}

static GtkWidget *
make_bar (AnlanCalendar *self)
{
  g_autofree char *group = g_strconcat ("list ", self->kind->id, NULL);
  AnlanUiState *state = anlan_desk_get_state (self->desk);
  g_autofree char *by = state != NULL ? anlan_ui_state_get (state, group, "calendar-by") : NULL;
  g_autofree char *week = state != NULL ? anlan_ui_state_get (state, group, "calendar-week") : NULL;
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *span = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *today = gtk_button_new_with_label (_ ("Today")),
            *month = gtk_toggle_button_new_with_label (_ ("Month"));

  self->title = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "calendar-title");
  self->week = week != NULL;
  self->week_button = gtk_toggle_button_new_with_label (_ ("Week"));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->week_button), GTK_TOGGLE_BUTTON (month));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->week ? self->week_button : month), TRUE);
  g_signal_connect_object (self->week_button, "toggled", G_CALLBACK (on_week_toggled_cb), self, 0);
  g_signal_connect_object (today, "clicked", G_CALLBACK (on_today_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (span, "linked");
  gtk_box_append (GTK_BOX (span), month);
  gtk_box_append (GTK_BOX (span), self->week_button);
  gtk_box_append (GTK_BOX (bar), self->title);
  gtk_box_append (GTK_BOX (bar), make_sources (self, by));
  gtk_box_append (GTK_BOX (bar), span);
  gtk_box_append (GTK_BOX (bar),
                  make_turn (self, "go-previous-symbolic", _ ("Earlier"), G_CALLBACK (on_previous_cb)));
  gtk_box_append (GTK_BOX (bar), today);
  gtk_box_append (GTK_BOX (bar), make_turn (self, "go-next-symbolic", _ ("Later"), G_CALLBACK (on_next_cb)));
  gtk_widget_add_css_class (bar, "calendar-bar");
  return bar;
}

static GtkWidget *
make_grid (AnlanCalendar *self)
{
  /* A Monday. */
  static const char *const monday = "2026-11-16";

  self->grid = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_widget_add_css_class (self->grid, "calendar-grid");
  for (int i = 0; i < DAYS; i++)
    {
      g_autofree char *date = anlan_date_add (monday, i);
      g_autofree char *name = anlan_say_time (noon_of (self, date), self->zone, "%A");

      self->heads[i] = gtk_label_new (name);
      gtk_label_set_ellipsize (GTK_LABEL (self->heads[i]), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (self->heads[i], "calendar-head");
      gtk_grid_attach (GTK_GRID (self->grid), self->heads[i], i, 0, 1, 1);
    }
  for (int i = 0; i < WEEKS * DAYS; i++)
    {
      self->days[i] = anlan_calendar_day_new (self->desk, self->kind);
      g_signal_connect_object (self->days[i], "chosen", G_CALLBACK (on_chosen_cb), self, 0);
      g_signal_connect_object (self->days[i], "dropped", G_CALLBACK (on_dropped_cb), self, 0);
      gtk_grid_attach (GTK_GRID (self->grid), self->days[i], i % DAYS, 1 + i / DAYS, 1, 1);
    }
  gtk_widget_set_vexpand (self->grid, TRUE);
  return self->grid;
}

AnlanCalendar *
anlan_calendar_new (AnlanDesk *desk, AnlanKind *kind)
{
  AnlanCalendar *self = g_object_new (ANLAN_TYPE_CALENDAR, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->desk = g_object_ref (desk);
  self->kind = anlan_kind_ref (kind);
  self->zone = anlan_plant_ref_zone (anlan_desk_get_plant (desk));
  self->sources = find_sources (kind);
  self->day = today_of (self);
  self->failure = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->failure), TRUE);
  gtk_widget_add_css_class (self->failure, "problem-box");
  gtk_widget_set_visible (self->failure, FALSE);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), self->failure);
  gtk_box_append (GTK_BOX (box), make_grid (self));
  adw_bin_set_child (ADW_BIN (self), box);
  /* They are read again after each change of a record, and as time goes by. */
  g_signal_connect_object (anlan_desk_get_duties (desk), "changed", G_CALLBACK (reload), self,
                           G_CONNECT_SWAPPED);
  return self;
}
