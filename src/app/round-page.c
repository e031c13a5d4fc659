/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "round-page.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "checklists-dialog.h"
#include "model/query.h"
#include "round-walk.h"
#include "say.h"

/* Who has more open rounds than this looks at them in the ledger. */
#define MOST_ROUNDS 60

struct _AnlanRoundPage
{
  AnlanPage parent_instance;

  GtkStack *stack;
  GtkListBox *list;
  AdwBin *walk_bin;
  AnlanRoundWalk *walk; /* borrowed from its bin; NULL: the list is shown */
  GPtrArray *rounds;    /* AnlanRecord */
  char *coming;         /* a point whose round is being looked up; NULL: none */
  gboolean scanned;     /* its code was */
  gboolean reading;
  gboolean read_again;
};

G_DEFINE_FINAL_TYPE (AnlanRoundPage, anlan_round_page, ANLAN_TYPE_PAGE)

static AnlanPlant *
plant_of (AnlanRoundPage *self)
{
  return anlan_desk_get_plant (anlan_page_get_desk (ANLAN_PAGE (self)));
}

/* --- what the window says of it ---------------------------------------------------------------------------------------- */

static void
update (AnlanRoundPage *self)
{
  AnlanPage *page = ANLAN_PAGE (self);
  g_autofree char *subtitle = NULL;

  if (self->walk != NULL)
    {
      subtitle = anlan_round_walk_say_state (self->walk);
      anlan_page_set_title (page, anlan_round_walk_get_title (self->walk));
      anlan_page_set_primary_label (page, anlan_round_walk_get_verb (self->walk));
      anlan_page_set_busy (page, anlan_round_walk_is_busy (self->walk));
    }
  else
    {
      subtitle =
          g_strdup_printf (ngettext ("%u to be done", "%u to be done", self->rounds->len), self->rounds->len);
      anlan_page_set_title (page, _ ("Do rounds"));
      anlan_page_set_primary_label (page, NULL);
      anlan_page_set_busy (page, self->reading);
    }
  anlan_page_set_subtitle (page, subtitle);
}

/* --- list ---------------------------------------------------------------------------------------------------------------- */

static char *
say_when (AnlanRoundPage *self, const AnlanRecord *round, gboolean *late)
{
  gint64 now = anlan_plant_now (plant_of (self)), opens = now, closes = now;
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant_of (self));

  *late = FALSE;
  anlan_time_parse (anlan_record_get_text (round, "opens"), &opens);
  anlan_time_parse (anlan_record_get_text (round, "closes"), &closes);
  if (opens > now)
    {
      g_autofree char *from = anlan_say_moment (opens, now, zone);

      return g_strdup_printf (_ ("from %s"), from);
    }
  return anlan_say_due (closes, now, late);
}

static GtkWidget *
make_row (AnlanRoundPage *self, const AnlanRecord *round)
{
  GtkWidget *row = adw_action_row_new ();
  const AnlanStage *stage = anlan_kind_stage (round->kind, round->stage);
  gboolean late;
  g_autofree char *when = say_when (self, round, &late);
  g_autofree char *day = anlan_say_date (anlan_record_get_text (round, "day"));
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s · %s · %d of %d points"), round->number, day,
                       (int)anlan_value_get_integer (anlan_record_get (round, "reached"), 0),
                       (int)anlan_value_get_integer (anlan_record_get (round, "points"), 0));
  g_autofree char *state =
      g_strdup_printf (_ ("%s · %s"), stage != NULL ? anlan_kind_text (stage->title) : "", when);
  GtkWidget *label = gtk_label_new (state);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_record_label (round));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  /* Late is an icon and words, no fill: as in lists. */
  if (late)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("anlan-late-symbolic"));
  gtk_widget_add_css_class (label, late ? "round-late" : "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "anlan-round", g_strdup (round->id), g_free);
  return row;
}

static void
show_rounds (AnlanRoundPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->rounds->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->rounds, i)));
  if (self->walk == NULL)
    gtk_stack_set_visible_child_name (self->stack, self->rounds->len > 0 ? "list" : "empty");
}

static void
read_rounds (AnlanRoundPage *self);

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRoundPage) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *rounds = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);

  self->reading = FALSE;
  if (ANLAN_PLANT (source) != plant_of (self))
    {
      g_clear_pointer (&rounds, g_ptr_array_unref);
      return;
    }
  if (rounds == NULL)
    anlan_desk_say (anlan_page_get_desk (ANLAN_PAGE (self)), error->message);
  else
    {
      g_ptr_array_unref (self->rounds);
      self->rounds = rounds;
      show_rounds (self);
    }
  if (self->read_again)
    read_rounds (self);
  update (self);
}

static void
read_rounds (AnlanRoundPage *self)
{
  g_autoptr (AnlanQuery) query = NULL;

  self->read_again = self->reading;
  if (self->reading || plant_of (self) == NULL)
    return;
  self->reading = TRUE;
  query = anlan_query_new ("round");
  query->where =
      g_strdup ("stage IN ('running', 'paused', 'missed') OR (stage = 'planned' AND day <= today())");
  query->sort = g_strdup ("closes");
  query->limit = MOST_ROUNDS;
  anlan_plant_find_async (plant_of (self), query, NULL, found_cb, g_object_ref (self));
  update (self);
}

static void
plant_changed_cb (AnlanPlant *plant, GStrv kinds, AnlanRoundPage *self)
{
  if (g_strv_contains ((const char *const *)kinds, "round"))
    read_rounds (self);
}

/* --- walk ------------------------------------------------------------------------------------------------------------------ */

static void
show_walk (AnlanRoundPage *self, const char *round)
{
  if (self->walk != NULL && g_strcmp0 (anlan_round_walk_get_round (self->walk), round) == 0)
    return;
  self->walk = anlan_round_walk_new (anlan_page_get_desk (ANLAN_PAGE (self)), round);
  g_signal_connect_object (self->walk, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->walk_bin, GTK_WIDGET (self->walk));
  gtk_stack_set_visible_child_name (self->stack, "walk");
  update (self);
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, AnlanRoundPage *self)
{
  show_walk (self, g_object_get_data (G_OBJECT (row), "anlan-round"));
}

/* --- page ------------------------------------------------------------------------------------------------------------------ */

static void
point_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRoundPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) point = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);

  if (ANLAN_PLANT (source) != plant_of (self))
    return;
  if (point == NULL)
    anlan_desk_say (anlan_page_get_desk (ANLAN_PAGE (self)), error->message);
  /* Meanwhile another one may have been asked for. */
  else if (g_strcmp0 (self->coming, point->id) == 0 || g_strcmp0 (self->coming, point->number) == 0)
    {
      show_walk (self, anlan_record_get_text (point, "round"));
      anlan_round_walk_come_to (self->walk, point->id, self->scanned);
    }
  else
    return;
  g_clear_pointer (&self->coming, g_free);
  self->scanned = FALSE;
}

/* Its round is done from here on, at this point. */
static void
look_up_point (AnlanRoundPage *self, const char *point)
{
  g_free (self->coming);
  self->coming = g_strdup (point);
  self->scanned = FALSE;
  anlan_plant_load_async (plant_of (self), "roundpoint", point, NULL, point_found_cb, g_object_ref (self));
}

static void
anlan_round_page_open (AnlanPage *page, const char *kind, const char *record)
{
  if (record != NULL && g_strcmp0 (kind, "round") == 0)
    show_walk (ANLAN_ROUND_PAGE (page), record);
  else if (record != NULL && g_strcmp0 (kind, "roundpoint") == 0)
    look_up_point (ANLAN_ROUND_PAGE (page), record);
}

static void
anlan_round_page_primary (AnlanPage *page)
{
  AnlanRoundPage *self = ANLAN_ROUND_PAGE (page);

  if (self->walk != NULL)
    anlan_round_walk_go_on (self->walk);
}

static gboolean
anlan_round_page_back (AnlanPage *page)
{
  AnlanRoundPage *self = ANLAN_ROUND_PAGE (page);

  if (self->walk == NULL)
    return FALSE;
  self->walk = NULL;
  adw_bin_set_child (self->walk_bin, NULL);
  show_rounds (self);
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  update (self);
  return TRUE;
}

static void
anlan_round_page_shown (AnlanPage *page)
{
  AnlanRoundPage *self = ANLAN_ROUND_PAGE (page);

  read_rounds (self);
  if (self->walk != NULL)
    anlan_round_walk_focus (self->walk);
}

static gboolean
anlan_round_page_scanned (AnlanPage *page, const char *kind, const char *record)
{
  AnlanRoundPage *self = ANLAN_ROUND_PAGE (page);

  if (g_strcmp0 (self->coming, record) == 0)
    {
      self->scanned = TRUE;
      return TRUE;
    }
  return self->walk != NULL && anlan_round_walk_scanned (self->walk, kind, record);
}

static void
anlan_round_page_finalize (GObject *object)
{
  g_ptr_array_unref (ANLAN_ROUND_PAGE (object)->rounds);
  g_free (ANLAN_ROUND_PAGE (object)->coming);
  G_OBJECT_CLASS (anlan_round_page_parent_class)->finalize (object);
}

static void
anlan_round_page_class_init (AnlanRoundPageClass *klass)
{
  AnlanPageClass *page_class = ANLAN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_round_page_finalize;
  page_class->open = anlan_round_page_open;
  page_class->primary = anlan_round_page_primary;
  page_class->back = anlan_round_page_back;
  page_class->shown = anlan_round_page_shown;
  page_class->scanned = anlan_round_page_scanned;
}

static void
lists_cb (AnlanRoundPage *self)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (anlan_checklists_dialog_new (anlan_page_get_desk (ANLAN_PAGE (self)), parent));
}

static GtkWidget *
make_lists_button (AnlanRoundPage *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Make checklists…"));

  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "make-lists");
  g_signal_connect_object (button, "clicked", G_CALLBACK (lists_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_empty (AnlanRoundPage *self)
{
  GtkWidget *button = make_lists_button (self);

  GtkWidget *status = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "anlan-round-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("No round is to be done"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (status),
      _ ("Rounds are made from inspection plans. Plans and checklists stand on the page Inspections."));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (status), button);
  return status;
}

static GtkWidget *
make_list (AnlanRoundPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Do rounds"),
                                  -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_cb), self, 0);
  gtk_box_append (GTK_BOX (box), make_lists_button (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_widget_add_css_class (box, "page-column");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  return scrolled;
}

static void
anlan_round_page_init (AnlanRoundPage *self)
{
  self->rounds = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->walk_bin = ADW_BIN (adw_bin_new ());
  gtk_stack_add_named (self->stack, adw_bin_new (), "loading");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->walk_bin), "walk");
  gtk_stack_add_named (self->stack, make_empty (self), "empty");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

AnlanPage *
anlan_round_page_new (AnlanDesk *desk)
{
  AnlanRoundPage *self = g_object_new (ANLAN_TYPE_ROUND_PAGE, "desk", desk, "busy", TRUE, NULL);

  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (plant_changed_cb), self, 0);
  read_rounds (self);
  return ANLAN_PAGE (self);
}
