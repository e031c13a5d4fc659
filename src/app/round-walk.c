/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "round-walk-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "say.h"

G_DEFINE_FINAL_TYPE (AnlanRoundWalk, anlan_round_walk, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the sheet ----------------------------------------------------------------------------------------------------------- */

AnlanRoundPoint *
anlan_round_walk_point (AnlanRoundWalk *self, const char *id)
{
  for (guint i = 0; id != NULL && self->sheet != NULL && i < self->sheet->points->len; i++)
    {
      AnlanRoundPoint *point = g_ptr_array_index (self->sheet->points, i);

      if (strcmp (point->point->id, id) == 0)
        return point;
    }
  return NULL;
}

AnlanRoundLine *
anlan_round_walk_line (const AnlanRoundPoint *point, const char *item)
{
  for (guint i = 0; point != NULL && i < point->lines->len; i++)
    {
      AnlanRoundLine *line = g_ptr_array_index (point->lines, i);

      if (strcmp (line->item->id, item) == 0)
        return line;
    }
  return NULL;
}

static gboolean
is_running (AnlanRoundWalk *self)
{
  return self->sheet != NULL && g_strcmp0 (self->sheet->round->stage, "running") == 0;
}

/* Takes answers: the round is under way and the point was not left out. */
static gboolean
is_open (AnlanRoundWalk *self, const AnlanRoundPoint *point)
{
  return is_running (self) && anlan_record_get_text (point->point, "skipped") == NULL;
}

static guint
place_of (AnlanRoundWalk *self)
{
  for (guint i = 0; self->sheet != NULL && i < self->sheet->points->len; i++)
    if (g_strcmp0 (((AnlanRoundPoint *)g_ptr_array_index (self->sheet->points, i))->point->id, self->point) ==
        0)
      return i;
  return 0;
}

/* --- points --------------------------------------------------------------------------------------------------------------- */

static char *
say_point (const AnlanRoundPoint *point)
{
  const char *skipped = anlan_record_get_text (point->point, "skipped");
  guint open = anlan_round_sheet_count_open (point), all = point->lines->len;

  if (skipped != NULL)
    return g_strdup_printf (_ ("Left out: %s"), skipped);
  if (anlan_record_get_text (point->point, "arrived_at") == NULL && open == all)
    return g_strdup (_ ("Not reached"));
  if (open == 0)
    return g_strdup (_ ("Done"));
  return g_strdup_printf (_ ("%u of %u"), all - open, all);
}

static GtkWidget *
make_point_row (const AnlanRoundPoint *point, guint place)
{
  g_autofree char *state = say_point (point);
  g_autofree char *title =
      g_strdup_printf ("%u  %s", place + 1, anlan_record_get_text (point->point, "name"));
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = gtk_label_new (title), *label = gtk_label_new (state);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "anlan-state", label);
  return row;
}

static void
update_points (AnlanRoundWalk *self)
{
  for (guint i = 0; i < self->sheet->points->len; i++)
    {
      const AnlanRoundPoint *point = g_ptr_array_index (self->sheet->points, i);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->points, (int)i);
      g_autofree char *state = NULL;

      if (row == NULL)
        {
          gtk_list_box_append (self->points, make_point_row (point, i));
          continue;
        }
      state = say_point (point);
      gtk_label_set_label (g_object_get_data (G_OBJECT (row), "anlan-state"), state);
    }
}

/* --- questions -------------------------------------------------------------------------------------------------------------- */

static GPtrArray *
list_items (AnlanRoundWalk *self)
{
  GPtrArray *items = g_ptr_array_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->items)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (ANLAN_IS_ROUND_ITEM (child))
      g_ptr_array_add (items, child);
  return items;
}

static AnlanRoundItem *
find_item (AnlanRoundWalk *self, const char *id)
{
  g_autoptr (GPtrArray) items = list_items (self);

  for (guint i = 0; i < items->len; i++)
    if (strcmp (anlan_round_item_get_id (g_ptr_array_index (items, i)), id) == 0)
      return g_ptr_array_index (items, i);
  return NULL;
}

/* Beside the list of points lies the first point on which something is open. */
static void
focus_end (AnlanRoundWalk *self)
{
  for (guint i = 0; i < self->sheet->points->len; i++)
    {
      const AnlanRoundPoint *point =
          g_ptr_array_index (self->sheet->points, (place_of (self) + 1 + i) % self->sheet->points->len);

      if (g_strcmp0 (point->point->id, self->point) != 0 && anlan_round_sheet_count_open (point) > 0)
        {
          anlan_round_walk_show_point (self, point->point->id);
          return;
        }
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->finish));
}

/* On from @place in steps of @step: to the next question without an answer, or with @any to the next one. */
static void
focus_from (AnlanRoundWalk *self, int place, int step, gboolean any)
{
  g_autoptr (GPtrArray) items = list_items (self);

  for (place += step; place >= 0 && place < (int)items->len; place += step)
    {
      AnlanRoundItem *item = g_ptr_array_index (items, place);

      if (any || !anlan_round_item_is_answered (item))
        {
          anlan_round_item_focus (item);
          return;
        }
    }
  if (step > 0)
    focus_end (self);
}

static int
place_of_item (AnlanRoundWalk *self, AnlanRoundItem *item)
{
  g_autoptr (GPtrArray) items = list_items (self);
  guint place = 0;

  g_ptr_array_find (items, item, &place);
  return (int)place;
}

static void
move_cb (AnlanRoundItem *item, int step, AnlanRoundWalk *self)
{
  focus_from (self, place_of_item (self, item), step, TRUE);
}

static void
answered_cb (AnlanRoundItem *item, gboolean hazard, AnlanRoundWalk *self)
{
  anlan_round_walk_queue (self, item, hazard ? ANLAN_ENTRY_ANSWER_AND_HAZARD : ANLAN_ENTRY_ANSWER, NULL);
  focus_from (self, place_of_item (self, item), 1, FALSE);
}

static void
hazard_cb (AnlanRoundItem *item, AnlanRoundWalk *self)
{
  anlan_round_walk_queue (self, item, ANLAN_ENTRY_HAZARD, NULL);
}

static void
photo_cb (AnlanRoundItem *item, AnlanRoundWalk *self)
{
  anlan_round_walk_choose_photo (self, item);
}

static void
begin_skip (AnlanRoundWalk *self)
{
  const AnlanRoundPoint *point = anlan_round_walk_point (self, self->point);

  if (point == NULL || !is_open (self, point))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->skip), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->skip));
}

static void
skip_cb (AnlanRoundItem *item, AnlanRoundWalk *self)
{
  begin_skip (self);
}

static void
skip_entered_cb (GtkEntry *entry, AnlanRoundWalk *self)
{
  const char *why = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (why[0] == '\0')
    return;
  anlan_round_walk_queue (self, NULL, ANLAN_ENTRY_SKIP, why);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_set_visible (GTK_WIDGET (entry), FALSE);
  focus_end (self);
}

static gboolean
skip_key_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanRoundWalk *self)
{
  if (key != GDK_KEY_Escape)
    return FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->skip), FALSE);
  anlan_round_walk_focus (self);
  return TRUE;
}

static void
add_item (AnlanRoundWalk *self, guint place)
{
  AnlanRoundItem *item = anlan_round_item_new (place + 1);

  g_signal_connect_object (item, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (item, "hazard", G_CALLBACK (hazard_cb), self, 0);
  g_signal_connect_object (item, "photo", G_CALLBACK (photo_cb), self, 0);
  g_signal_connect_object (item, "skip", G_CALLBACK (skip_cb), self, 0);
  g_signal_connect_object (item, "move", G_CALLBACK (move_cb), self, 0);
  gtk_box_append (self->items, GTK_WIDGET (item));
}

static void
update_items (AnlanRoundWalk *self)
{
  const AnlanRoundPoint *point = anlan_round_walk_point (self, self->point);
  g_autoptr (GPtrArray) items = list_items (self);
  const char *skipped = point != NULL ? anlan_record_get_text (point->point, "skipped") : NULL;

  for (guint i = 0; point != NULL && i < MIN (point->lines->len, items->len); i++)
    anlan_round_item_set_line (g_ptr_array_index (items, i), g_ptr_array_index (point->lines, i),
                               is_open (self, point));
  gtk_widget_set_visible (self->leave_out, point != NULL && is_open (self, point));
  gtk_label_set_label (self->heading,
                       point != NULL ? anlan_record_get_text (point->point, "name") : self->asked);
  gtk_label_set_label (self->said, skipped != NULL          ? skipped
                                   : point == NULL          ? ""
                                   : point->lines->len == 0 ? _ ("Nothing is asked here.")
                                   : !is_running (self)     ? _ ("The round is not under way.")
                                                            : "");
  gtk_widget_set_visible (GTK_WIDGET (self->said), gtk_label_get_label (self->said)[0] != '\0');
  gtk_widget_set_visible (self->here, point != NULL && point->lines->len == 0 && is_open (self, point) &&
                                          anlan_record_get_text (point->point, "arrived_at") == NULL);
}

void
anlan_round_walk_show_point (AnlanRoundWalk *self, const char *id)
{
  const AnlanRoundPoint *point = anlan_round_walk_point (self, id);
  GtkWidget *child;

  if (point == NULL)
    return;
  if (g_strcmp0 (self->point, id) != 0)
    {
      g_free (self->point);
      self->point = g_strdup (id);
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->items))) != NULL)
        gtk_box_remove (self->items, child);
      for (guint i = 0; i < point->lines->len; i++)
        add_item (self, i);
      gtk_list_box_select_row (self->points,
                               gtk_list_box_get_row_at_index (self->points, (int)place_of (self)));
    }
  update_items (self);
  anlan_round_walk_focus (self);
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, AnlanRoundWalk *self)
{
  const AnlanRoundPoint *point;

  if (row == NULL || self->sheet == NULL)
    return;
  point = g_ptr_array_index (self->sheet->points, (guint)gtk_list_box_row_get_index (row));
  anlan_round_walk_show_point (self, point->point->id);
}

/* --- all --------------------------------------------------------------------------------------------------------------------- */

static const char *
first_open (AnlanRoundWalk *self)
{
  for (guint i = 0; i < self->sheet->points->len; i++)
    if (anlan_round_sheet_count_open (g_ptr_array_index (self->sheet->points, i)) > 0)
      return ((AnlanRoundPoint *)g_ptr_array_index (self->sheet->points, i))->point->id;
  return self->sheet->points->len > 0
             ? ((AnlanRoundPoint *)g_ptr_array_index (self->sheet->points, 0))->point->id
             : NULL;
}

void
anlan_round_walk_take (AnlanRoundWalk *self, AnlanRoundSheet *sheet)
{
  gboolean first = self->sheet == NULL;
  g_autofree char *stage = !first ? g_strdup (self->sheet->round->stage) : NULL;
  const char *verb;

  g_clear_pointer (&self->sheet, anlan_round_sheet_free);
  self->sheet = sheet;
  update_points (self);
  if (first && first_open (self) != NULL)
    anlan_round_walk_show_point (self, first_open (self));
  else
    update_items (self);
  verb = anlan_round_walk_get_verb (self);
  gtk_button_set_label (self->finish, verb != NULL ? verb : "");
  gtk_widget_set_visible (GTK_WIDGET (self->finish), verb != NULL);
  /* Once it has begun, the first question is next. */
  if (g_strcmp0 (stage, sheet->round->stage) != 0)
    anlan_round_walk_focus (self);
  if (self->wanted != NULL)
    {
      g_autofree char *wanted = g_steal_pointer (&self->wanted);

      anlan_round_walk_come_to (self, wanted, self->wanted_scanned);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
anlan_round_walk_refused (AnlanRoundWalk *self, const char *point, const char *item, const char *why)
{
  AnlanRoundItem *widget;

  if (item == NULL)
    {
      anlan_desk_say (self->desk, why);
      return;
    }
  anlan_round_walk_show_point (self, point);
  widget = find_item (self, item);
  if (widget == NULL)
    return;
  anlan_round_item_set_problem (widget, why);
  anlan_round_item_focus (widget);
}

void
anlan_round_walk_take_photo (AnlanRoundWalk *self, const char *point, const char *item, const AnlanFile *file)
{
  AnlanRoundItem *widget = g_strcmp0 (self->point, point) == 0 ? find_item (self, item) : NULL;

  if (widget != NULL)
    anlan_round_item_set_photo (widget, file);
}

void
anlan_round_walk_tell (AnlanRoundWalk *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
anlan_round_walk_get_round (AnlanRoundWalk *walk)
{
  g_return_val_if_fail (ANLAN_IS_ROUND_WALK (walk), NULL);

  return walk->sheet != NULL ? walk->sheet->round->id : walk->asked;
}

const char *
anlan_round_walk_get_title (AnlanRoundWalk *walk)
{
  g_return_val_if_fail (ANLAN_IS_ROUND_WALK (walk), NULL);

  return walk->sheet != NULL ? anlan_record_label (walk->sheet->round) : "";
}

char *
anlan_round_walk_say_state (AnlanRoundWalk *walk)
{
  g_autofree char *day = NULL;
  guint open = 0, all = 0;

  g_return_val_if_fail (ANLAN_IS_ROUND_WALK (walk), NULL);

  if (walk->sheet == NULL)
    return g_strdup ("");
  for (guint i = 0; i < walk->sheet->points->len; i++)
    {
      const AnlanRoundPoint *point = g_ptr_array_index (walk->sheet->points, i);

      open += anlan_round_sheet_count_open (point);
      all += point->lines->len;
    }
  day = anlan_say_date (anlan_record_get_text (walk->sheet->round, "day"));
  return g_strdup_printf (_ ("%s · %u of %u answered"), day, all - open, all);
}

const char *
anlan_round_walk_get_verb (AnlanRoundWalk *walk)
{
  const AnlanFlowStep *step = anlan_round_walk_next_step (walk);

  return step != NULL ? anlan_kind_text (step->title) : NULL;
}

void
anlan_round_walk_focus (AnlanRoundWalk *walk)
{
  g_return_if_fail (ANLAN_IS_ROUND_WALK (walk));

  if (walk->sheet == NULL)
    return;
  if (!is_running (walk))
    gtk_widget_grab_focus (GTK_WIDGET (walk->finish));
  else if (gtk_widget_get_visible (walk->here))
    gtk_widget_grab_focus (walk->here);
  else
    {
      g_autoptr (GPtrArray) items = list_items (walk);

      for (guint i = 0; i < items->len; i++)
        if (!anlan_round_item_is_answered (g_ptr_array_index (items, i)))
          {
            anlan_round_item_focus (g_ptr_array_index (items, i));
            return;
          }
      gtk_widget_grab_focus (GTK_WIDGET (walk->finish));
    }
}

gboolean
anlan_round_walk_scanned (AnlanRoundWalk *walk, const char *kind, const char *record)
{
  g_return_val_if_fail (ANLAN_IS_ROUND_WALK (walk), FALSE);

  for (guint i = 0; walk->sheet != NULL && i < walk->sheet->points->len; i++)
    {
      const AnlanRoundPoint *point = g_ptr_array_index (walk->sheet->points, i);
      const char *id =
          strcmp (kind, "roundpoint") == 0 ? point->point->id
          : strcmp (kind, "zone") == 0 || strcmp (kind, "equipment") == 0 || strcmp (kind, "riskpoint") == 0
              ? anlan_record_get_text (point->point, kind)
              : NULL;

      if (g_strcmp0 (id, record) != 0)
        continue;
      anlan_round_walk_come_to (walk, point->point->id, TRUE);
      return TRUE;
    }
  return FALSE;
}

void
anlan_round_walk_come_to (AnlanRoundWalk *walk, const char *id, gboolean scanned)
{
  const AnlanRoundPoint *point;

  g_return_if_fail (ANLAN_IS_ROUND_WALK (walk) && id != NULL);

  if (walk->sheet == NULL)
    {
      g_free (walk->wanted);
      walk->wanted = g_strdup (id);
      walk->wanted_scanned = scanned;
      return;
    }
  point = anlan_round_walk_point (walk, id);
  if (point == NULL)
    return;
  anlan_round_walk_show_point (walk, id);
  if (scanned && is_open (walk, point))
    anlan_round_walk_queue (walk, NULL, ANLAN_ENTRY_SCANNED, NULL);
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
finish_cb (AnlanRoundWalk *self)
{
  anlan_round_walk_go_on (self);
}

static void
here_cb (AnlanRoundWalk *self)
{
  anlan_round_walk_queue (self, NULL, ANLAN_ENTRY_HERE, NULL);
  focus_end (self);
}

static void
plant_changed_cb (AnlanPlant *plant, GStrv kinds, AnlanRoundWalk *self)
{
  static const char *const ours[] = { "round", "roundpoint", "checkitem", "answer" };

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    if (g_strv_contains ((const char *const *)kinds, ours[i]))
      {
        anlan_round_walk_reload (self);
        return;
      }
}

static void
anlan_round_walk_dispose (GObject *object)
{
  AnlanRoundWalk *self = ANLAN_ROUND_WALK (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (anlan_round_walk_parent_class)->dispose (object);
}

static void
anlan_round_walk_finalize (GObject *object)
{
  AnlanRoundWalk *self = ANLAN_ROUND_WALK (object);

  g_clear_pointer (&self->sheet, anlan_round_sheet_free);
  g_queue_clear_full (&self->entries, (GDestroyNotify)anlan_round_entry_free);
  g_free (self->asked);
  g_free (self->point);
  g_free (self->wanted);
  G_OBJECT_CLASS (anlan_round_walk_parent_class)->finalize (object);
}

static void
anlan_round_walk_class_init (AnlanRoundWalkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_round_walk_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_round_walk_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_points (AnlanRoundWalk *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->points = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->points), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->points), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Points"),
                                  -1);
  g_signal_connect_object (self->points, "row-activated", G_CALLBACK (row_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->points));
  gtk_widget_set_size_request (scrolled, 230, -1);
  return scrolled;
}

static GtkWidget *
make_head (AnlanRoundWalk *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->heading, 0);
  gtk_label_set_wrap (self->heading, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->heading), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "title-3");
  self->leave_out = gtk_button_new_with_label (_ ("S Leave the point out…"));
  gtk_widget_set_valign (self->leave_out, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->leave_out, "clicked", G_CALLBACK (begin_skip), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (head), self->leave_out);
  return head;
}

static void
make_skip (AnlanRoundWalk *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  const char *what = _ ("Why is this point left out? Enter stores it");

  self->skip = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->skip, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->skip), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->skip), FALSE);
  g_signal_connect_object (self->skip, "activate", G_CALLBACK (skip_entered_cb), self, 0);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (skip_key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->skip), keys);
}

static GtkWidget *
make_sheet (AnlanRoundWalk *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_box_append (GTK_BOX (box), make_head (self));
  make_skip (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->skip));
  self->said = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->said, 0);
  gtk_label_set_wrap (self->said, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->said), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->said));
  self->here = gtk_button_new_with_label (_ ("I am here"));
  gtk_widget_set_halign (self->here, GTK_ALIGN_START);
  g_signal_connect_object (self->here, "clicked", G_CALLBACK (here_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->here);
  self->items = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->items));
  self->finish = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_halign (GTK_WIDGET (self->finish), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->finish), "pill");
  g_signal_connect_object (self->finish, "clicked", G_CALLBACK (finish_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->finish));
  gtk_widget_add_css_class (box, "page-column");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 900);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_hexpand (scrolled, TRUE);
  return scrolled;
}

static void
anlan_round_walk_init (AnlanRoundWalk *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  g_queue_init (&self->entries);
  gtk_box_append (GTK_BOX (box), make_points (self));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (box), make_sheet (self));
  adw_bin_set_child (ADW_BIN (self), box);
}

AnlanRoundWalk *
anlan_round_walk_new (AnlanDesk *desk, const char *round)
{
  AnlanRoundWalk *self = g_object_new (ANLAN_TYPE_ROUND_WALK, NULL);

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && round != NULL, NULL);

  self->desk = desk;
  self->asked = g_strdup (round);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (plant_changed_cb), self, 0);
  anlan_round_walk_reload (self);
  return self;
}
