/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-page.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "model/query.h"
#include "muster-count.h"
#include "muster-dialogs.h"
#include "muster-list.h"
#include "muster-row.h"
#include "muster-side.h"
#include "muster-tell.h"
#include "print.h"
#include "report/muster-report.h"
#include "resources.h"
#include "safety/muster.h"
#include "say.h"
#include "window.h"

#define TICK_MS 1000
/* So many earlier ones are offered where none runs. */
#define EARLIER 8

struct _AnlanMusterPage
{
  AnlanPage parent_instance;

  /* template */
  GtkStack *stack;
  AdwPreferencesGroup *earlier_group;
  AnlanMusterTell *idle_tell;
  GtkWidget *head;
  GtkLabel *kind_label;
  GtkLabel *name_label;
  GtkLabel *commander_label;
  GtkLabel *clock_label;
  GtkWidget *end_button;
  GtkLabel *expected_label;
  GtkLabel *here_label;
  GtkLabel *open_label;
  GtkLabel *open_caption;
  GtkLabel *word_label;
  GtkLabel *word_caption;
  AnlanMusterTell *tell;
  AnlanMusterSide *side;
  GtkSearchEntry *search;
  GtkDropDown *show_choice;
  GtkListView *list;
  GtkWidget *all_counted;

  char *id;                /* of the evacuation that is shown, or NULL */
  gboolean chosen;         /* it was asked for: it stays when another begins */
  AnlanMusterBoard *board; /* or NULL */
  GListStore *items;       /* AnlanMusterItem */
  GPtrArray *earlier_rows; /* borrowed */
  AnlanRecord *muster;     /* that is being read, or was */
  char *commander;         /* name */
  gboolean reading;
  gboolean stale; /* something has changed while it was read */
  guint tick;
};

G_DEFINE_FINAL_TYPE (AnlanMusterPage, anlan_muster_page, ANLAN_TYPE_PAGE)

static void
look (AnlanMusterPage *self);

static AnlanDesk *
desk_of (AnlanMusterPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

static AnlanPlant *
plant_of (AnlanMusterPage *self)
{
  return anlan_desk_get_plant (desk_of (self));
}

static gboolean
is_running (AnlanMusterPage *self)
{
  return self->board != NULL && self->board->ended_at == G_MAXINT64;
}

/* --- the clock ---------------------------------------------------------------------------------------------------------- */

static void
show_clock (AnlanMusterPage *self)
{
  gint64 until = is_running (self) ? anlan_plant_now (plant_of (self)) : self->board->ended_at;
  gint64 s = MAX (0, until - self->board->began_at) / 1000;
  g_autofree char *text =
      g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", s / 3600, (int)(s / 60 % 60), (int)(s % 60));

  gtk_label_set_label (self->clock_label, text);
}

static gboolean
tick_cb (gpointer data)
{
  AnlanMusterPage *self = data;

  if (plant_of (self) != NULL && is_running (self))
    show_clock (self);
  return G_SOURCE_CONTINUE;
}

static void
mapped_cb (AnlanMusterPage *self)
{
  if (self->tick == 0)
    self->tick = g_timeout_add (TICK_MS, tick_cb, self);
}

static void
unmapped_cb (AnlanMusterPage *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
}

/* --- the board ------------------------------------------------------------------------------------------------------------ */

static void
set_number (GtkLabel *label, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  gtk_label_set_label (label, text);
}

static void
set_class (GtkWidget *widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
show_list (AnlanMusterPage *self)
{
  g_autoptr (GTimeZone) zone = NULL;

  if (self->board == NULL || plant_of (self) == NULL)
    return;
  zone = anlan_plant_ref_zone (plant_of (self));
  anlan_muster_list_show (
      self->items, self->board, (AnlanMusterShow)gtk_drop_down_get_selected (self->show_choice),
      gtk_editable_get_text (GTK_EDITABLE (self->search)), anlan_plant_now (plant_of (self)), zone);
  gtk_widget_set_visible (self->all_counted, g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0);
}

static void
show_head (AnlanMusterPage *self)
{
  const char *type = anlan_record_get_text (self->board->muster, "type");
  gboolean drill = g_strcmp0 (type, "drill") == 0, running = is_running (self);
  g_autofree char *commander = NULL;

  set_class (self->head, "real", running && !drill);
  set_class (self->head, "drill", running && drill);
  gtk_label_set_label (self->kind_label, !running ? _ ("Over")
                                         : drill  ? _ ("This is a drill")
                                                  : _ ("Real evacuation"));
  gtk_label_set_label (self->name_label, anlan_record_label (self->board->muster));
  if (self->commander != NULL)
    commander = g_strdup_printf (_ ("In command: %s"), self->commander);
  gtk_label_set_label (self->commander_label, commander != NULL ? commander : "");
  gtk_widget_set_visible (self->end_button, running);
  show_clock (self);
}

static void
show_board (AnlanMusterPage *self)
{
  const AnlanMusterBoard *board = self->board;
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant_of (self));

  show_head (self);
  set_number (self->expected_label, board->expected);
  set_number (self->here_label, board->here);
  set_number (self->open_label, board->open);
  set_number (self->word_label, board->word);
  gtk_label_set_label (self->open_caption, _ ("missing, no word"));
  set_class (GTK_WIDGET (self->open_label), "muster-open", board->open > 0);
  if (board->hurt > 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("with a word, %u hurt"), board->hurt);

      gtk_label_set_label (self->word_caption, text);
    }
  else
    gtk_label_set_label (self->word_caption, _ ("with a word"));
  set_class (GTK_WIDGET (self->word_label), "muster-open", board->hurt > 0);
  anlan_muster_side_show (self->side, board, anlan_plant_now (plant_of (self)), zone);
  anlan_muster_tell_set_muster (self->tell, is_running (self) ? board->muster->id : NULL,
                                anlan_record_get_text (board->muster, "alarm"));
  show_list (self);
  anlan_page_set_subtitle (ANLAN_PAGE (self), anlan_record_label (board->muster));
  anlan_page_set_primary_label (ANLAN_PAGE (self), is_running (self) ? NULL : _ ("Evacuation or drill…"));
  gtk_stack_set_visible_child_name (self->stack, "board");
}

/* --- earlier ones, where none runs --------------------------------------------------------------------------------------------- */

static void
add_earlier (AnlanMusterPage *self, AnlanRecord *muster)
{
  GtkWidget *row = adw_action_row_new (), *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant_of (self));
  const char *began = anlan_record_get_text (muster, "began_at");
  const AnlanField *field = anlan_kind_field (muster->kind, "type");
  const AnlanChoice *choice = anlan_field_choice (field, anlan_record_get_text (muster, "type"));
  g_autofree char *at = NULL, *text = NULL;
  gint64 ms;

  at = began != NULL && anlan_time_parse (began, &ms)
           ? anlan_say_moment (ms, anlan_plant_now (plant_of (self)), zone)
           : g_strdup ("");
  text = g_strdup_printf ("%s · %s", choice != NULL ? anlan_kind_text (choice->title) : "", at);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_record_label (muster));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (arrow, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", "muster", muster->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.work-on");
  adw_preferences_group_add (self->earlier_group, row);
  g_ptr_array_add (self->earlier_rows, row);
}

static void
show_none (AnlanMusterPage *self, GPtrArray *earlier)
{
  for (guint i = 0; i < self->earlier_rows->len; i++)
    adw_preferences_group_remove (self->earlier_group, g_ptr_array_index (self->earlier_rows, i));
  g_ptr_array_set_size (self->earlier_rows, 0);
  for (guint i = 0; i < earlier->len && i < EARLIER; i++)
    add_earlier (self, g_ptr_array_index (earlier, i));
  gtk_widget_set_visible (GTK_WIDGET (self->earlier_group), earlier->len > 0);
  g_clear_pointer (&self->board, anlan_muster_board_free);
  g_clear_pointer (&self->id, g_free);
  anlan_muster_tell_set_muster (self->idle_tell, NULL, NULL);
  anlan_page_set_subtitle (ANLAN_PAGE (self), _ ("No evacuation is running"));
  anlan_page_set_primary_label (ANLAN_PAGE (self), _ ("Evacuation or drill…"));
  gtk_stack_set_visible_child_name (self->stack, "none");
}

/* --- reading ---------------------------------------------------------------------------------------------------------------------- */

static void
end_reading (AnlanMusterPage *self)
{
  self->reading = FALSE;
  if (self->stale)
    look (self);
  else
    anlan_page_set_busy (ANLAN_PAGE (self), FALSE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMusterPage) self = data;
  g_autoptr (GError) error = NULL;
  AnlanMusterBoard *board = anlan_muster_look_finish (result, &error);

  if (plant_of (self) != ANLAN_PLANT (source))
    {
      anlan_muster_board_free (board);
      return;
    }
  if (board == NULL)
    anlan_desk_say (desk_of (self), error->message);
  else
    {
      g_clear_pointer (&self->board, anlan_muster_board_free);
      self->board = board;
      show_board (self);
    }
  end_reading (self);
}

static void
labels_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMusterPage) self = data;
  g_autoptr (GHashTable) labels = anlan_plant_labels_finish (ANLAN_PLANT (source), result, NULL);
  const char *commander = NULL;

  if (plant_of (self) != ANLAN_PLANT (source) || self->muster == NULL || labels == NULL)
    return;
  commander = anlan_record_get_text (self->muster, "commander");
  g_free (self->commander);
  self->commander = commander != NULL ? g_strdup (g_hash_table_lookup (labels, commander)) : NULL;
  if (self->board != NULL)
    show_head (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMusterPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  AnlanRecord *shown = NULL;

  if (plant_of (self) != ANLAN_PLANT (source))
    return;
  for (guint i = 0; all != NULL && shown == NULL && i < all->len; i++)
    {
      AnlanRecord *one = g_ptr_array_index (all, i);

      if (self->chosen ? g_strcmp0 (one->id, self->id) == 0 || g_strcmp0 (one->number, self->id) == 0
                       : g_strcmp0 (one->stage, "running") == 0)
        shown = one;
    }
  if (all == NULL)
    anlan_desk_say (desk_of (self), error->message);
  else if (shown == NULL)
    show_none (self, all);
  if (shown == NULL)
    {
      end_reading (self);
      return;
    }
  if (g_strcmp0 (shown->id, self->id) != 0)
    g_clear_pointer (&self->commander, g_free);
  if (self->commander == NULL)
    anlan_plant_labels_async (ANLAN_PLANT (source), shown, NULL, labels_cb, g_object_ref (self));
  g_free (self->id);
  self->id = g_strdup (shown->id);
  g_clear_pointer (&self->muster, anlan_record_unref);
  self->muster = anlan_record_ref (shown);
  anlan_muster_look_async (ANLAN_PLANT (source), self->id, NULL, looked_cb, g_object_ref (self));
}

/* One reading at a time: counts come faster than it, and the last one shows them all. */
static void
look (AnlanMusterPage *self)
{
  g_autoptr (AnlanQuery) query = NULL;

  if (plant_of (self) == NULL)
    return;
  if (self->reading)
    {
      self->stale = TRUE;
      return;
    }
  self->reading = TRUE;
  self->stale = FALSE;
  query = anlan_query_new ("muster");
  query->sort = g_strdup ("-began_at");
  anlan_plant_find_async (plant_of (self), query, NULL, found_cb, g_object_ref (self));
}

static void
on_changed_cb (AnlanPlant *plant, char **kinds, AnlanMusterPage *self)
{
  static const char *const read[] = { "muster", "presence", "onsite", "musterpoint", "roster", "person" };

  for (guint i = 0; i < G_N_ELEMENTS (read); i++)
    if (g_strv_contains ((const char *const *)kinds, read[i]))
      {
        look (self);
        return;
      }
}

/* --- counting ---------------------------------------------------------------------------------------------------------------------- */

static const char *
point_to_count_at (AnlanMusterPage *self)
{
  const char *point = anlan_muster_side_get_point (self->side);

  if (!is_running (self))
    return NULL;
  if (point == NULL)
    anlan_desk_say (desk_of (self), _ ("Nobody was counted: there is no muster point yet. Enter one first."));
  return point;
}

static void
count (AnlanMusterPage *self, const char *key, gboolean visitor, const char *how)
{
  const char *point = point_to_count_at (self);

  if (point != NULL)
    anlan_muster_count_person (GTK_WIDGET (self), desk_of (self), self->board->muster->id, key, visitor,
                               point, how);
}

static AnlanMusterItem *
find_item (AnlanMusterPage *self, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (AnlanMusterItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_str_equal (anlan_muster_item_get (item)->key, key))
        return g_steal_pointer (&item);
    }
  return NULL;
}

static void
here_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (widget);
  g_autoptr (AnlanMusterItem) item = find_item (self, g_variant_get_string (parameter, NULL));

  if (item != NULL)
    count (self, anlan_muster_item_get (item)->key, anlan_muster_item_get (item)->visitor, "click");
}

static void
word_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (widget);
  const char *key, *state;
  g_autoptr (AnlanMusterItem) item = NULL;
  const AnlanMusterLook *shown;

  g_variant_get (parameter, "(&s&s)", &key, &state);
  item = find_item (self, key);
  if (item == NULL || !is_running (self))
    return;
  shown = anlan_muster_item_get (item);
  if (g_strcmp0 (state, "withdrawn") == 0)
    anlan_muster_count_word (widget, desk_of (self), self->board->muster->id, key, shown->visitor, state,
                             NULL);
  else
    anlan_muster_ask_word (widget, desk_of (self), self->board->muster->id, key, shown->visitor, shown->name,
                           state);
}

/* Enter in the search counts the one who is found. */
static void
search_activated_cb (GtkSearchEntry *entry, AnlanMusterPage *self)
{
  g_autoptr (AnlanMusterItem) item = NULL;

  show_list (self);
  if (gtk_editable_get_text (GTK_EDITABLE (entry))[0] == '\0' ||
      g_list_model_get_n_items (G_LIST_MODEL (self->items)) != 1)
    return;
  item = g_list_model_get_item (G_LIST_MODEL (self->items), 0);
  if (anlan_muster_item_get (item)->state != ANLAN_MUSTER_HERE)
    count (self, anlan_muster_item_get (item)->key, anlan_muster_item_get (item)->visitor, "click");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

static void
number_cb (AnlanMusterSide *side, const char *department, guint people, AnlanMusterPage *self)
{
  const char *point = point_to_count_at (self);

  if (point != NULL)
    anlan_muster_count_number (GTK_WIDGET (self), desk_of (self), self->board->muster->id, department, people,
                               point);
}

static void
declare_cb (AnlanMusterSide *side, const char *point, AnlanMusterPage *self)
{
  anlan_muster_declare (GTK_WIDGET (self), desk_of (self), point);
}

/* --- beginning, ending, papers --------------------------------------------------------------------------------------------------------- */

static void
begun_cb (GtkWidget *widget, const char *muster, gpointer data)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (widget);

  self->chosen = FALSE;
  look (self);
}

void
anlan_muster_page_begin (AnlanMusterPage *self, const char *alarm)
{
  g_return_if_fail (ANLAN_IS_MUSTER_PAGE (self));

  if (plant_of (self) != NULL && !is_running (self))
    anlan_muster_ask_begin (GTK_WIDGET (self), desk_of (self), alarm, begun_cb, NULL);
}

static void
on_end_clicked_cb (AnlanMusterPage *self)
{
  if (!is_running (self))
    return;
  if (self->board->open > 0)
    gtk_drop_down_set_selected (self->show_choice, ANLAN_MUSTER_SHOW_OPEN);
  anlan_muster_ask_end (GTK_WIDGET (self), desk_of (self), self->board);
}

static AnlanPrint *
make_print (AnlanMusterPage *self)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant_of (self));
  g_autoptr (AnlanFigures) figures =
      anlan_muster_report_new (self->board, self->commander, anlan_plant_now (plant_of (self)), zone);

  return anlan_print_new_figures (desk_of (self), figures);
}

static void
print_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (widget);

  if (self->board == NULL)
    return;
  if (g_strcmp0 (g_variant_get_string (parameter, NULL), "pdf") == 0)
    anlan_print_ask_pdf (make_print (self), widget);
  else
    anlan_print_run (make_print (self), widget);
}

static void
anlan_muster_page_primary (AnlanPage *page)
{
  anlan_muster_page_begin (ANLAN_MUSTER_PAGE (page), NULL);
}

/* --- page ------------------------------------------------------------------------------------------------------------------------------ */

static void
anlan_muster_page_open (AnlanPage *page, const char *kind, const char *record)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (page);

  self->chosen = record != NULL && g_strcmp0 (kind, "muster") == 0;
  if (self->chosen)
    {
      g_free (self->id);
      self->id = g_strdup (record);
      g_clear_pointer (&self->commander, g_free);
    }
  look (self);
}

/* From one that is over back to what runs now. */
static gboolean
anlan_muster_page_back (AnlanPage *page)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (page);

  if (!self->chosen)
    return FALSE;
  self->chosen = FALSE;
  g_clear_pointer (&self->commander, g_free);
  look (self);
  return TRUE;
}

static void
anlan_muster_page_find (AnlanPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (ANLAN_MUSTER_PAGE (page)->search));
}

static gboolean
anlan_muster_page_scanned (AnlanPage *page, const char *kind, const char *record)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (page);

  if (!is_running (self))
    return FALSE;
  if (g_strcmp0 (kind, "musterpoint") == 0)
    return anlan_muster_side_choose (self->side, record);
  if (g_strcmp0 (kind, "person") != 0 && g_strcmp0 (kind, "onsite") != 0)
    return FALSE;
  count (self, record, g_strcmp0 (kind, "onsite") == 0, "scan");
  return TRUE;
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, anlan_muster_row_new ());
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  anlan_muster_row_bind (ANLAN_MUSTER_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  anlan_muster_row_bind (ANLAN_MUSTER_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
anlan_muster_page_dispose (GObject *object)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (object);

  unmapped_cb (self);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_MUSTER_PAGE);
  G_OBJECT_CLASS (anlan_muster_page_parent_class)->dispose (object);
}

static void
anlan_muster_page_finalize (GObject *object)
{
  AnlanMusterPage *self = ANLAN_MUSTER_PAGE (object);

  g_clear_pointer (&self->board, anlan_muster_board_free);
  g_clear_pointer (&self->muster, anlan_record_unref);
  g_object_unref (self->items);
  g_ptr_array_unref (self->earlier_rows);
  g_free (self->id);
  g_free (self->commander);
  G_OBJECT_CLASS (anlan_muster_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, earlier_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, idle_tell);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, head);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, kind_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, commander_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, clock_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, end_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, expected_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, here_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, open_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, open_caption);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, word_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, word_caption);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, tell);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, side);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, search);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, show_choice);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, list);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterPage, all_counted);
  gtk_widget_class_bind_template_callback (widget_class, on_end_clicked_cb);
}

static void
anlan_muster_page_class_init (AnlanMusterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  AnlanPageClass *page_class = ANLAN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_muster_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_muster_page_finalize;
  page_class->open = anlan_muster_page_open;
  page_class->primary = anlan_muster_page_primary;
  page_class->back = anlan_muster_page_back;
  page_class->find = anlan_muster_page_find;
  page_class->scanned = anlan_muster_page_scanned;
  gtk_widget_class_install_action (widget_class, "muster.here", "s", here_cb);
  gtk_widget_class_install_action (widget_class, "muster.word", "(ss)", word_cb);
  gtk_widget_class_install_action (widget_class, "muster.print", "s", print_cb);
  g_type_ensure (ANLAN_TYPE_MUSTER_SIDE);
  g_type_ensure (ANLAN_TYPE_MUSTER_TELL);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("muster-page"));
  bind_children (widget_class);
}

static void
anlan_muster_page_init (AnlanMusterPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *selection;

  self->items = g_list_store_new (ANLAN_TYPE_MUSTER_ITEM);
  self->earlier_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->items))));
  gtk_list_view_set_model (self->list, selection);
  g_object_unref (selection);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (show_list), self);
  g_signal_connect (self->search, "activate", G_CALLBACK (search_activated_cb), self);
  g_signal_connect_swapped (self->show_choice, "notify::selected", G_CALLBACK (show_list), self);
  g_signal_connect (self->side, "number", G_CALLBACK (number_cb), self);
  g_signal_connect (self->side, "declare", G_CALLBACK (declare_cb), self);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmapped_cb), NULL);
}

AnlanPage *
anlan_muster_page_new (AnlanDesk *desk)
{
  AnlanMusterPage *self = g_object_new (ANLAN_TYPE_MUSTER_PAGE, "desk", desk, "busy", TRUE, NULL);

  anlan_page_set_title (ANLAN_PAGE (self), _ ("Muster board"));
  anlan_muster_tell_set_desk (self->tell, desk);
  anlan_muster_tell_set_desk (self->idle_tell, desk);
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (on_changed_cb), self, 0);
  look (self);
  return ANLAN_PAGE (self);
}
