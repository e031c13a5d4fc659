/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-page.h"

#include <glib/gi18n-lib.h>

#include "alarm-detail.h"
#include "alarm-dialogs.h"
#include "alarm-health-view.h"
#include "alarm-row.h"
#include "alarm-say.h"
#include "resources.h"
#include "split.h"
#include "station-child.h"

struct _AnlanAlarmPage
{
  AnlanPage parent_instance;

  /* template */
  GtkStack *views;
  GtkToggleButton *open_button;
  GtkToggleButton *health_button;
  GtkListBox *shelves;
  GtkStack *lists;
  AdwStatusPage *empty;
  GtkWidget *station_button;
  AnlanSplit *split;
  GtkListView *list;
  AdwBin *aside;
  GtkWidget *many_bar;
  GtkLabel *many_label;
  GtkLabel *trouble;
  AdwBin *health_bin;

  AnlanAlarmDesk *alarms;
  AnlanAlarmDetail *detail;     /* borrowed from its bin */
  AnlanAlarmHealthView *health; /* borrowed from its bin, NULL: not looked at yet */
  GtkSelectionModel *selection;
  GHashTable *chosen; /* ids: set */
  gboolean changing;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmPage, anlan_alarm_page, ANLAN_TYPE_PAGE)

/* --- chosen ------------------------------------------------------------------------------------------------------------ */

static const char *
id_at (AnlanAlarmPage *self, guint i)
{
  g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

  return anlan_alarm_item_get (item)->id;
}

static void
show_chosen (AnlanAlarmPage *self)
{
  guint count = g_hash_table_size (self->chosen);
  GHashTableIter iter;
  gpointer id = NULL;
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u alarm chosen", "%u alarms chosen", count), count);

  g_hash_table_iter_init (&iter, self->chosen);
  g_hash_table_iter_next (&iter, &id, NULL);
  gtk_label_set_label (self->many_label, text);
  gtk_widget_set_visible (self->many_bar, count > 1);
  /* What has just been closed stays to be read until something else is chosen. */
  if (count == 1)
    anlan_alarm_detail_show (self->detail, id);
  else if (count > 1)
    anlan_alarm_detail_show (self->detail, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->aside), anlan_alarm_detail_get_id (self->detail) != NULL);
}

static void
selection_changed_cb (GtkSelectionModel *model, guint position, guint n, AnlanAlarmPage *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint i;

  if (self->changing)
    return;
  selected = gtk_selection_model_get_selection (model);
  g_hash_table_remove_all (self->chosen);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &i); more;
       more = gtk_bitset_iter_next (&iter, &i))
    g_hash_table_add (self->chosen, g_strdup (id_at (self, i)));
  show_chosen (self);
}

/* The same alarms stay chosen wherever they stand now. */
static void
choose_again (AnlanAlarmPage *self)
{
  guint count = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, count);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < count && g_hash_table_size (self->chosen) > 0; i++)
    if (g_hash_table_contains (self->chosen, id_at (self, i)))
      gtk_bitset_add (selected, i);
  gtk_selection_model_set_selection (self->selection, selected, mask);
  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (anlan_alarm_desk_find (self->alarms, id) == NULL)
      g_hash_table_iter_remove (&iter);
}

static GPtrArray *
list_chosen (AnlanAlarmPage *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, g_strdup (id));
  return ids;
}

static void
on_many_acknowledge_cb (GtkButton *button, AnlanAlarmPage *self)
{
  g_autoptr (GPtrArray) ids = list_chosen (self);

  anlan_alarm_acknowledge (GTK_WIDGET (self), self->alarms, ids);
}

static void
on_many_close_cb (GtkButton *button, AnlanAlarmPage *self)
{
  g_autoptr (GPtrArray) ids = list_chosen (self);

  anlan_alarm_ask_close (GTK_WIDGET (self), self->alarms, ids);
}

/* --- shelves --------------------------------------------------------------------------------------------------------- */

static void
unshelve_cb (GtkButton *button, AnlanAlarmPage *self)
{
  anlan_alarm_unshelve (GTK_WIDGET (self), self->alarms,
                        g_object_get_data (G_OBJECT (button), "anlan-shelf"));
}

static GtkWidget *
make_shelf (AnlanAlarmPage *self, const AnlanShelf *shelf)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_label (_ ("End now"));
  g_autofree char *title = anlan_alarm_say_shelf (self->alarms, shelf);
  g_autofree char *subtitle =
      g_strdup_printf (_ ("Shelved by %s: %s"),
                       anlan_alarm_desk_get_name (self->alarms, "person", shelf->person), shelf->reason);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("audio-volume-muted-symbolic"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "anlan-shelf", g_strdup (shelf->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (unshelve_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
show_shelves (AnlanAlarmPage *self)
{
  GPtrArray *shelves = anlan_alarm_desk_get_shelves (self->alarms);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->shelves))) != NULL)
    gtk_list_box_remove (self->shelves, child);
  for (guint i = 0; i < shelves->len; i++)
    gtk_list_box_append (self->shelves, make_shelf (self, g_ptr_array_index (shelves, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->shelves), shelves->len > 0);
}

/* --- what the window says of it ---------------------------------------------------------------------------------------- */

/* Where nobody watches there is no alarm either, and that is no good news. */
static void
say_none (AnlanAlarmPage *self)
{
  AnlanStationWatch *watch =
      anlan_station_child_get_watch (anlan_desk_get_station (anlan_page_get_desk (ANLAN_PAGE (self))));
  AnlanWatchState state = anlan_station_watch_get_state (watch);
  gboolean unwatched = state == ANLAN_WATCH_NEVER || state == ANLAN_WATCH_OFF || state == ANLAN_WATCH_SILENT;
  g_autofree char *station = anlan_station_watch_say (watch);
  g_autofree char *title = g_strdup_printf (_ ("Nobody watches: %s"), station);

  adw_status_page_set_title (self->empty, unwatched ? title : _ ("No alarm is open"));
  gtk_widget_set_visible (self->station_button, unwatched);
}

static void
say_state (AnlanAlarmPage *self)
{
  guint loud, high, open = g_list_model_get_n_items (anlan_alarm_desk_get_alarms (self->alarms));
  const char *trouble = anlan_alarm_desk_get_trouble (self->alarms);
  gboolean unknown = anlan_alarm_desk_is_loading (self->alarms) || (trouble != NULL && open == 0);
  g_autofree char *subtitle = NULL;

  anlan_alarm_desk_loudest (self->alarms, ANLAN_SEVERITY_NOTE, &loud);
  anlan_alarm_desk_loudest (self->alarms, ANLAN_SEVERITY_HIGH, &high);
  if (!unknown)
    subtitle = g_strdup_printf (_ ("%u open · %u not acknowledged"), open, loud);
  anlan_page_set_subtitle (ANLAN_PAGE (self), subtitle);
  anlan_page_set_busy (ANLAN_PAGE (self), anlan_alarm_desk_is_loading (self->alarms));
  /* The banner says it where no alarm takes its place. */
  gtk_label_set_label (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL && high > 0);
  /* What cannot be read is not taken for none. */
  if (open > 0 || anlan_alarm_detail_get_id (self->detail) != NULL)
    gtk_stack_set_visible_child_name (self->lists, "list");
  else
    {
      say_none (self);
      gtk_stack_set_visible_child_name (self->lists, unknown ? "loading" : "empty");
    }
}

static void
changing_cb (AnlanAlarmDesk *alarms, AnlanAlarmPage *self)
{
  self->changing = TRUE;
}

static void
changed_cb (AnlanAlarmDesk *alarms, AnlanAlarmPage *self)
{
  choose_again (self);
  self->changing = FALSE;
  show_chosen (self);
  show_shelves (self);
  say_state (self);
}

/* --- views ------------------------------------------------------------------------------------------------------------ */

static void
on_view_toggled_cb (GtkToggleButton *button, AnlanAlarmPage *self)
{
  gboolean health = gtk_toggle_button_get_active (self->health_button);

  if (health && self->health == NULL)
    {
      self->health = anlan_alarm_health_view_new (anlan_page_get_desk (ANLAN_PAGE (self)));
      adw_bin_set_child (self->health_bin, GTK_WIDGET (self->health));
    }
  if (health)
    anlan_alarm_health_view_load (self->health);
  gtk_stack_set_visible_child_name (self->views, health ? "health" : "open");
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AnlanAlarmPage *self)
{
  gtk_list_item_set_child (item, anlan_alarm_row_new (self->alarms));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AnlanAlarmPage *self)
{
  anlan_alarm_row_set (ANLAN_ALARM_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, AnlanAlarmPage *self)
{
  anlan_alarm_row_set (ANLAN_ALARM_ROW (gtk_list_item_get_child (item)), NULL);
}

/* --- page ------------------------------------------------------------------------------------------------------------- */

/* Also of a closed one, whose life is over and can be read. */
static void
anlan_alarm_page_open (AnlanPage *page, const char *kind, const char *record)
{
  AnlanAlarmPage *self = ANLAN_ALARM_PAGE (page);

  if (record == NULL || g_strcmp0 (kind, "alarm") != 0)
    return;
  gtk_toggle_button_set_active (self->open_button, TRUE);
  g_hash_table_remove_all (self->chosen);
  g_hash_table_add (self->chosen, g_strdup (record));
  self->changing = TRUE;
  choose_again (self);
  self->changing = FALSE;
  anlan_alarm_detail_show (self->detail, record);
  show_chosen (self);
  say_state (self);
}

static gboolean
anlan_alarm_page_back (AnlanPage *page)
{
  AnlanAlarmPage *self = ANLAN_ALARM_PAGE (page);

  if (gtk_toggle_button_get_active (self->health_button))
    {
      gtk_toggle_button_set_active (self->open_button, TRUE);
      return TRUE;
    }
  if (anlan_alarm_detail_get_id (self->detail) == NULL)
    return FALSE;
  gtk_selection_model_unselect_all (self->selection);
  g_hash_table_remove_all (self->chosen);
  anlan_alarm_detail_show (self->detail, NULL);
  show_chosen (self);
  say_state (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return TRUE;
}

static gboolean
anlan_alarm_page_is_busy (AnlanPage *page)
{
  AnlanAlarmPage *self = ANLAN_ALARM_PAGE (page);

  return anlan_alarm_detail_is_busy (self->detail) ||
         (self->health != NULL && anlan_alarm_health_view_is_busy (self->health));
}

static void
anlan_alarm_page_shown (AnlanPage *page)
{
  AnlanAlarmPage *self = ANLAN_ALARM_PAGE (page);

  if (self->health != NULL && gtk_toggle_button_get_active (self->health_button))
    anlan_alarm_health_view_load (self->health);
}

static void
anlan_alarm_page_dispose (GObject *object)
{
  AnlanAlarmPage *self = ANLAN_ALARM_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_ALARM_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->alarms);
  G_OBJECT_CLASS (anlan_alarm_page_parent_class)->dispose (object);
}

static void
anlan_alarm_page_finalize (GObject *object)
{
  g_hash_table_unref (ANLAN_ALARM_PAGE (object)->chosen);
  G_OBJECT_CLASS (anlan_alarm_page_parent_class)->finalize (object);
}

static void
anlan_alarm_page_class_init (AnlanAlarmPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  AnlanPageClass *page_class = ANLAN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_page_finalize;
  page_class->open = anlan_alarm_page_open;
  page_class->back = anlan_alarm_page_back;
  page_class->is_busy = anlan_alarm_page_is_busy;
  page_class->shown = anlan_alarm_page_shown;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("alarm-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, views);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, health_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, shelves);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, lists);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, empty);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, station_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, split);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, list);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, aside);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, many_bar);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, many_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, AnlanAlarmPage, health_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_view_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_many_acknowledge_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_many_close_cb);
}

static void
anlan_alarm_page_init (AnlanAlarmPage *self)
{
  g_type_ensure (ANLAN_TYPE_SPLIT);
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
make_list (AnlanAlarmPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  self->selection = GTK_SELECTION_MODEL (
      gtk_multi_selection_new (g_object_ref (anlan_alarm_desk_get_alarms (self->alarms))));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, 0);
  gtk_list_view_set_model (self->list, self->selection);
}

AnlanPage *
anlan_alarm_page_new (AnlanDesk *desk)
{
  AnlanAlarmPage *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_alarms (desk) != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_PAGE, "desk", desk, NULL);
  self->alarms = g_object_ref (anlan_desk_get_alarms (desk));
  self->detail = anlan_alarm_detail_new (desk);
  adw_bin_set_child (self->aside, GTK_WIDGET (self->detail));
  make_list (self);
  g_signal_connect_object (self->alarms, "changing", G_CALLBACK (changing_cb), self, 0);
  g_signal_connect_object (self->alarms, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (say_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alarms, "named", G_CALLBACK (show_shelves), self, G_CONNECT_SWAPPED);
  changed_cb (self->alarms, self);
  return ANLAN_PAGE (self);
}
