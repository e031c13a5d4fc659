/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-page.h"

#include <glib/gi18n-lib.h>

#include "series-wall.h"

struct _AnlanSeriesPage
{
  AnlanPage parent_instance;

  /* template */
  GtkStack *stack;
  GtkStack *board_stack;
  GtkSearchEntry *entry;
  GtkDropDown *filter;
  AdwBin *board_bin;
  AdwBin *one_bin;
  AdwStatusPage *failed_page;

  AnlanSeriesDesk *series; /* owned */
  gboolean holds;
  GtkEventController *keys; /* borrowed; while it is seen */
  AnlanSeriesBoard *board;  /* borrowed from its bin */
  AnlanSeriesView *view;    /* the same; or NULL */
  AnlanSeriesReplay
      *replay; /* the same; neither: the board is shown. Kept while one of its alarms is looked at. */
  char *alarm; /* that led to the series, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanSeriesPage, anlan_series_page, ANLAN_TYPE_PAGE)

static AnlanDesk *
desk_of (AnlanSeriesPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- what the window says of it ------------------------------------------------------------------------------------------------- */

static char *
say_counts (AnlanSeriesPage *self)
{
  guint all, over, trouble;
  g_autofree char *points = NULL, *levels = NULL, *others = NULL;

  anlan_series_board_count (self->board, &all, &over, &trouble, NULL);
  points = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u point", "%u points", all), all);
  if (over == 0 && trouble == 0)
    return g_steal_pointer (&points);
  levels = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u over a level", "%u over a level", over), over);
  others = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u old or faulty", "%u old or faulty", trouble),
                            trouble);
  return g_strdup_printf (C_ ("points, over a level, old", "%s · %s · %s"), points, levels, others);
}

static gboolean
is_busy (AnlanSeriesPage *self)
{
  if (self->view != NULL)
    return anlan_series_view_is_busy (self->view);
  return self->replay != NULL ? anlan_series_replay_is_busy (self->replay)
                              : anlan_series_desk_is_loading (self->series);
}

static const char *
child_to_show (AnlanSeriesPage *self)
{
  GPtrArray *sensors = anlan_series_desk_get_sensors (self->series);
  const char *trouble = anlan_series_desk_get_trouble (self->series);

  if (self->view != NULL || self->replay != NULL)
    return "one";
  if (sensors == NULL && trouble != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (trouble, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      return "failed";
    }
  return sensors != NULL && sensors->len == 0 ? "empty" : "board";
}

static void
update (AnlanSeriesPage *self)
{
  AnlanPage *page = ANLAN_PAGE (self);
  g_autofree char *title = NULL, *subtitle = NULL;
  guint all, shown;

  if (self->board == NULL)
    return;
  anlan_series_board_count (self->board, &all, NULL, NULL, &shown);
  gtk_stack_set_visible_child_name (self->board_stack, all > 0 && shown == 0 ? "none" : "tiles");
  gtk_stack_set_visible_child_name (self->stack, child_to_show (self));
  title = self->view != NULL     ? anlan_series_view_say_title (self->view)
          : self->replay != NULL ? g_strdup (anlan_series_replay_get_title (self->replay))
                                 : g_strdup (_ ("Sensors"));
  subtitle = self->view != NULL     ? anlan_series_view_say_state (self->view)
             : self->replay != NULL ? g_strdup (_ ("Trial on past readings"))
                                    : say_counts (self);
  anlan_page_set_title (page, title);
  anlan_page_set_subtitle (page, subtitle);
  anlan_page_set_busy (page, is_busy (self));
}

/* --- one of them -------------------------------------------------------------------------------------------------------------------- */

/* It is held while a series is shown in its place. */
static void
forget_replay (AnlanSeriesPage *self)
{
  if (self->view != NULL)
    g_clear_object (&self->replay);
  self->replay = NULL;
}

static void
show_one (AnlanSeriesPage *self, const char *name)
{
  g_clear_pointer (&self->alarm, g_free);
  if (self->view != NULL && g_strcmp0 (anlan_series_view_get_name (self->view), name) == 0)
    return;
  self->view = anlan_series_view_new (desk_of (self), name);
  g_signal_connect_object (self->view, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->one_bin, GTK_WIDGET (self->view));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (anlan_series_view_get_chart (self->view)));
}

static void
chosen_cb (AnlanSeriesBoard *board, const char *name, AnlanSeriesPage *self)
{
  show_one (self, name);
}

/* An alarm that the rule would have raised: the readings around it. */
static void
alarm_chosen_cb (AnlanSeriesReplay *replay, const char *series, gint64 moment, AnlanSeriesPage *self)
{
  g_object_ref (replay);
  show_one (self, series);
  anlan_series_view_go_to (self->view, moment);
  self->replay = replay;
}

static void
show_replay (AnlanSeriesPage *self, AnlanSeriesReplay *replay)
{
  self->view = NULL;
  self->replay = replay;
  adw_bin_set_child (self->one_bin, GTK_WIDGET (replay));
  update (self);
  gtk_widget_child_focus (GTK_WIDGET (replay), GTK_DIR_TAB_FORWARD);
}

static void
try_rule (AnlanSeriesPage *self, const char *rule)
{
  AnlanSeriesReplay *replay;

  if (self->view == NULL && self->replay != NULL &&
      g_strcmp0 (anlan_series_replay_get_rule (self->replay), rule) == 0)
    return;
  forget_replay (self);
  replay = anlan_series_replay_new (desk_of (self), rule);
  g_signal_connect_object (replay, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "chosen", G_CALLBACK (alarm_chosen_cb), self, 0);
  show_replay (self, replay);
}

static void
anlan_series_page_open (AnlanPage *page, const char *kind, const char *record)
{
  AnlanSeriesPage *self = ANLAN_SERIES_PAGE (page);

  if (record == NULL)
    return;
  if (g_strcmp0 (kind, "series") == 0)
    {
      forget_replay (self);
      show_one (self, record);
    }
  else if (g_strcmp0 (kind, "rule") == 0)
    try_rule (self, record);
}

/* From one of them to the trial that led there, or to the board. */
static void
leave_one (AnlanSeriesPage *self)
{
  g_autofree char *name = self->view != NULL ? g_strdup (anlan_series_view_get_name (self->view)) : NULL;
  g_autoptr (AnlanSeriesReplay) replay = self->view != NULL ? self->replay : NULL;

  if (replay != NULL)
    {
      show_replay (self, replay);
      return;
    }
  self->view = NULL;
  self->replay = NULL;
  update (self);
  adw_bin_set_child (self->one_bin, NULL);
  if (name != NULL)
    anlan_series_board_focus (self->board, name);
}

static gboolean
anlan_series_page_back (AnlanPage *page)
{
  AnlanSeriesPage *self = ANLAN_SERIES_PAGE (page);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (self->view != NULL && self->alarm != NULL)
    {
      g_autofree char *alarm = g_steal_pointer (&self->alarm);

      leave_one (self);
      gtk_widget_activate_action (GTK_WIDGET (self), "alarm.open", "s", alarm);
    }
  else if (self->view != NULL || self->replay != NULL)
    leave_one (self);
  else if (*typed != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    return FALSE;
  return TRUE;
}

static void
anlan_series_page_find (AnlanPage *page)
{
  AnlanSeriesPage *self = ANLAN_SERIES_PAGE (page);

  while (self->view != NULL || self->replay != NULL)
    leave_one (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
anlan_series_page_is_busy (AnlanPage *page)
{
  return is_busy (ANLAN_SERIES_PAGE (page));
}

/* --- tools -------------------------------------------------------------------------------------------------------------------------------- */

static void
search_cb (GtkSearchEntry *entry, AnlanSeriesPage *self)
{
  anlan_series_board_set_words (self->board, gtk_editable_get_text (GTK_EDITABLE (entry)));
  update (self);
}

static void
filter_cb (AnlanSeriesPage *self)
{
  anlan_series_board_set_filter (self->board, (AnlanBoardFilter)gtk_drop_down_get_selected (self->filter));
  update (self);
}

static void
wall_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (anlan_series_wall_new (desk_of (ANLAN_SERIES_PAGE (widget))));
}

static void
enter_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.page", "s", "series");
}

/* --- page ------------------------------------------------------------------------------------------------------------------------------------ */

/* Also while nothing has come yet: the first reading is waited for. */
static void
anlan_series_page_map (GtkWidget *widget)
{
  AnlanSeriesPage *self = ANLAN_SERIES_PAGE (widget);

  GTK_WIDGET_CLASS (anlan_series_page_parent_class)->map (widget);
  self->holds = TRUE;
  anlan_series_desk_hold (self->series);
  /* Wherever in the window the focus is while the page is seen. */
  self->keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (self->keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (self->keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F11, 0), gtk_named_action_new ("sensors.wall")));
  gtk_widget_add_controller (widget, self->keys);
}

static void
anlan_series_page_unmap (GtkWidget *widget)
{
  AnlanSeriesPage *self = ANLAN_SERIES_PAGE (widget);

  GTK_WIDGET_CLASS (anlan_series_page_parent_class)->unmap (widget);
  if (self->holds)
    anlan_series_desk_release (self->series);
  self->holds = FALSE;
  if (self->keys != NULL)
    gtk_widget_remove_controller (widget, self->keys);
  self->keys = NULL;
}

static void
anlan_series_page_dispose (GObject *object)
{
  AnlanSeriesPage *self = ANLAN_SERIES_PAGE (object);

  forget_replay (self);
  self->board = NULL;
  self->view = NULL;
  self->replay = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_SERIES_PAGE);
  g_clear_object (&self->series);
  G_OBJECT_CLASS (anlan_series_page_parent_class)->dispose (object);
}

static void
anlan_series_page_finalize (GObject *object)
{
  g_free (ANLAN_SERIES_PAGE (object)->alarm);
  G_OBJECT_CLASS (anlan_series_page_parent_class)->finalize (object);
}

static void
anlan_series_page_constructed (GObject *object)
{
  AnlanSeriesPage *self = ANLAN_SERIES_PAGE (object);

  G_OBJECT_CLASS (anlan_series_page_parent_class)->constructed (object);
  self->series = g_object_ref (anlan_desk_get_series (desk_of (self)));
  self->board = anlan_series_board_new (self->series, FALSE);
  adw_bin_set_child (self->board_bin, GTK_WIDGET (self->board));
  g_signal_connect_object (self->board, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (self->board, "counted", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->series, "sensors-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
anlan_series_page_class_init (AnlanSeriesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  AnlanPageClass *page_class = ANLAN_PAGE_CLASS (klass);

  object_class->constructed = anlan_series_page_constructed;
  object_class->dispose = anlan_series_page_dispose;
  object_class->finalize = anlan_series_page_finalize;
  widget_class->map = anlan_series_page_map;
  widget_class->unmap = anlan_series_page_unmap;
  page_class->open = anlan_series_page_open;
  page_class->back = anlan_series_page_back;
  page_class->find = anlan_series_page_find;
  page_class->is_busy = anlan_series_page_is_busy;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/anlan/Anlan/ui/series-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesPage, board_stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesPage, entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesPage, board_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesPage, one_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanSeriesPage, failed_page);
  gtk_widget_class_install_action (widget_class, "sensors.wall", NULL, wall_cb);
  gtk_widget_class_install_action (widget_class, "sensors.enter", NULL, enter_cb);
}

static void
anlan_series_page_init (AnlanSeriesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (search_cb), self, 0);
  g_signal_connect_object (self->filter, "notify::selected", G_CALLBACK (filter_cb), self, G_CONNECT_SWAPPED);
}

AnlanPage *
anlan_series_page_new (AnlanDesk *desk)
{
  return g_object_new (ANLAN_TYPE_SERIES_PAGE, "desk", desk, "name", "sensors", NULL);
}

void
anlan_series_page_show_at (AnlanSeriesPage *self, const char *name, gint64 moment, const char *alarm)
{
  g_return_if_fail (ANLAN_IS_SERIES_PAGE (self) && name != NULL);

  forget_replay (self);
  show_one (self, name);
  anlan_series_view_go_to (self->view, moment);
  self->alarm = g_strdup (alarm);
}

AnlanSeriesBoard *
anlan_series_page_get_board (AnlanSeriesPage *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_PAGE (self), NULL);

  return self->board;
}

AnlanSeriesView *
anlan_series_page_get_view (AnlanSeriesPage *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_PAGE (self), NULL);

  return self->view;
}

AnlanSeriesReplay *
anlan_series_page_get_replay (AnlanSeriesPage *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_PAGE (self), NULL);

  return self->view == NULL ? self->replay : NULL;
}
