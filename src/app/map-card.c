/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-card.h"

#include <glib/gi18n-lib.h>

#include "backlinks.h"
#include "grade-chip.h"
#include "map-facts.h"
#include "map-places.h"

#define WIDTH_PX 330

struct _AnlanMapCard
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  GtkWidget *head; /* box: chip, title, cross */
  GtkWidget *chip_bin;
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *scrolled;
  GtkWidget *body; /* in it */
  GtkWidget *open; /* button at the foot */
  GtkWidget *more; /* menu beside it */
  AnlanMapCardMenu menu_func;
  gpointer menu_data;
  char *kind, *id;
  gboolean is_list;
  GCancellable *cancellable; /* while it is being read */
};

G_DEFINE_FINAL_TYPE (AnlanMapCard, anlan_map_card, ADW_TYPE_BIN)

enum
{
  CLOSE,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* --- pieces ----------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_chip (const AnlanRecord *record, const char *field_id)
{
  const AnlanField *field =
      field_id != NULL ? anlan_kind_field (record->kind, field_id) : anlan_kind_grade_field (record->kind);
  const char *id = field != NULL ? anlan_value_get_text (&record->values[field->index]) : NULL;
  const AnlanChoice *choice = id != NULL ? anlan_field_choice (field, id) : NULL;
  GtkWidget *chip;

  if (choice == NULL)
    return NULL;
  chip = anlan_grade_chip_new ();
  anlan_grade_chip_set (ANLAN_GRADE_CHIP (chip), choice);
  return chip;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkWidget *
make_list (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return list;
}

static GtkWidget *
make_facts (GPtrArray *facts)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < facts->len; i++)
    {
      const AnlanMapFact *fact = g_ptr_array_index (facts, i);
      GtkWidget *title = gtk_label_new (fact->title);
      GtkWidget *text = gtk_label_new (fact->text);

      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_label_set_yalign (GTK_LABEL (title), 0);
      gtk_widget_add_css_class (title, "dim-label");
      gtk_label_set_xalign (GTK_LABEL (text), 0);
      gtk_label_set_wrap (GTK_LABEL (text), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_grid_attach (GTK_GRID (grid), title, 0, (int)i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), text, 1, (int)i, 1, 1);
    }
  return grid;
}

/* --- a zone whose colour is raised ---------------------------------------------------------------------------------------- */

static void
add_reasons (AnlanMapCard *self, const AnlanMapFacts *facts)
{
  GtkWidget *line, *chip, *list;

  if (facts->reasons->len == 0)
    return;
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (line), make_heading (_ ("Raised from")));
  chip = make_chip (facts->record, "initial_colour");
  gtk_box_append (GTK_BOX (line), chip != NULL ? chip : gtk_label_new (_ ("not assessed")));
  gtk_box_append (GTK_BOX (self->body), line);
  list = make_list (_ ("Why the colour is raised"));
  for (guint i = 0; i < facts->reasons->len; i++)
    {
      const AnlanMapReason *reason = g_ptr_array_index (facts->reasons, i);

      gtk_list_box_append (GTK_LIST_BOX (list), anlan_record_row_new (reason->record, reason->text, NULL));
    }
  gtk_box_append (GTK_BOX (self->body), list);
}

static void
add_points (AnlanMapCard *self, const AnlanMapFacts *facts)
{
  g_autofree char *title = NULL;
  GtkWidget *list;

  if (g_strcmp0 (facts->record->kind->id, "zone") != 0)
    return;
  if (facts->points->len == 0)
    {
      GtkWidget *none = gtk_label_new (_ ("No risk point is entered for this zone."));

      gtk_label_set_wrap (GTK_LABEL (none), TRUE);
      gtk_label_set_xalign (GTK_LABEL (none), 0);
      gtk_widget_add_css_class (none, "dim-label");
      gtk_box_append (GTK_BOX (self->body), none);
      return;
    }
  title =
      g_strdup_printf (ngettext ("%u risk point", "%u risk points", facts->points->len), facts->points->len);
  gtk_box_append (GTK_BOX (self->body), make_heading (title));
  list = make_list (title);
  for (guint i = 0; i < facts->points->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list),
                         anlan_record_row_new (g_ptr_array_index (facts->points, i), NULL, NULL));
  gtk_box_append (GTK_BOX (self->body), list);
}

static void
add_hazards (AnlanMapCard *self, const AnlanMapFacts *facts)
{
  guint n = facts->hazards->len;
  g_autofree char *title = g_strdup_printf (ngettext ("%u open hazard", "%u open hazards", n), n);
  GtkWidget *list;

  if (n == 0)
    return;
  gtk_box_append (GTK_BOX (self->body), make_heading (title));
  list = make_list (title);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (GTK_LIST_BOX (list),
                         anlan_record_row_new (g_ptr_array_index (facts->hazards, i), NULL, NULL));
  gtk_box_append (GTK_BOX (self->body), list);
}

static void
set_head (AnlanMapCard *self, GtkWidget *chip, const char *title, const char *subtitle)
{
  adw_bin_set_child (ADW_BIN (self->chip_bin), chip);
  gtk_widget_set_visible (self->chip_bin, chip != NULL);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->subtitle), subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (self->subtitle, subtitle != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/* A scrolled window asks what is in it how high it is without saying how wide it can be, and gets too much. */
static void
fit (AnlanMapCard *self)
{
  int height;

  gtk_widget_measure (self->body, GTK_ORIENTATION_VERTICAL, WIDTH_PX, NULL, &height, NULL, NULL);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), height);
}

static void
fill_menu (AnlanMapCard *self, const AnlanRecord *record)
{
  g_autoptr (GMenuModel) menu =
      self->menu_func != NULL ? self->menu_func (record->kind->id, record->id, self->menu_data) : NULL;

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->more), menu);
  gtk_widget_set_visible (self->more, menu != NULL);
}

static void
fill (AnlanMapCard *self, const AnlanMapFacts *facts)
{
  const AnlanRecord *record = facts->record;
  g_autofree char *subtitle = record->number != NULL
                                  ? g_strdup_printf (C_ ("kind of a record, number", "%s · %s"),
                                                     anlan_kind_text (record->kind->title), record->number)
                                  : g_strdup (anlan_kind_text (record->kind->title));

  set_head (self, make_chip (record, NULL), anlan_record_label (record), subtitle);
  clear_box (self->body);
  add_reasons (self, facts);
  if (facts->facts->len > 0)
    gtk_box_append (GTK_BOX (self->body), make_facts (facts->facts));
  add_hazards (self, facts);
  add_points (self, facts);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open), "(ss)", record->kind->id, record->id);
  gtk_widget_set_visible (self->open, TRUE);
  fit (self);
  fill_menu (self, record);
}

static void
fill_failed (AnlanMapCard *self, const GError *error)
{
  GtkWidget *label = gtk_label_new (error->message);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  set_head (self, NULL, _ ("This could not be read"), NULL);
  clear_box (self->body);
  gtk_box_append (GTK_BOX (self->body), label);
  gtk_widget_set_visible (self->open, FALSE);
  fit (self);
  gtk_widget_set_visible (self->more, FALSE);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------ */

static void
stop (AnlanMapCard *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapCard) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanMapFacts) facts = anlan_map_facts_load_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (facts != NULL)
    fill (self, facts);
  else
    fill_failed (self, error);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
load (AnlanMapCard *self)
{
  stop (self);
  self->cancellable = g_cancellable_new ();
  anlan_map_facts_load_async (anlan_desk_get_plant (self->desk), self->kind, self->id,
                              anlan_desk_get_units (self->desk), self->cancellable, loaded_cb,
                              g_object_ref (self));
}

static void
on_plant_changed_cb (AnlanPlant *plant, char **kinds, AnlanMapCard *self)
{
  if (self->id != NULL)
    load (self);
}

static void
on_close_clicked_cb (AnlanMapCard *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

/* --- object ---------------------------------------------------------------------------------------------------------------------- */

static void
anlan_map_card_dispose (GObject *object)
{
  AnlanMapCard *self = ANLAN_MAP_CARD (object);

  stop (self);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_map_card_parent_class)->dispose (object);
}

static void
anlan_map_card_finalize (GObject *object)
{
  AnlanMapCard *self = ANLAN_MAP_CARD (object);

  g_free (self->kind);
  g_free (self->id);
  G_OBJECT_CLASS (anlan_map_card_parent_class)->finalize (object);
}

static void
anlan_map_card_class_init (AnlanMapCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anlan_map_card_dispose;
  object_class->finalize = anlan_map_card_finalize;
  signals[CLOSE] =
      g_signal_new ("close", ANLAN_TYPE_MAP_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] =
      g_signal_new ("changed", ANLAN_TYPE_MAP_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
make_head (AnlanMapCard *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *cross = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->title), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (self->title, "title-3");
  self->subtitle = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->subtitle), 0);
  gtk_widget_add_css_class (self->subtitle, "dim-label");
  self->chip_bin = adw_bin_new ();
  gtk_widget_set_halign (self->chip_bin, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->chip_bin, 4);
  gtk_box_append (GTK_BOX (texts), self->title);
  gtk_box_append (GTK_BOX (texts), self->subtitle);
  gtk_box_append (GTK_BOX (texts), self->chip_bin);
  gtk_widget_set_hexpand (texts, TRUE);

  gtk_widget_add_css_class (cross, "flat");
  gtk_widget_add_css_class (cross, "circular");
  gtk_widget_set_valign (cross, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (cross, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cross), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close"), -1);
  g_signal_connect_object (cross, "clicked", G_CALLBACK (on_close_clicked_cb), self, G_CONNECT_SWAPPED);

  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->head, "map-card-head");
  gtk_box_append (GTK_BOX (self->head), texts);
  gtk_box_append (GTK_BOX (self->head), cross);
}

static void
anlan_map_card_init (AnlanMapCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  make_head (self);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->body, "map-card-body");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->body);

  self->open = gtk_button_new_with_mnemonic (_ ("_Open"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->open), "record.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open), "(ss)", "", "");
  gtk_widget_add_css_class (self->open, "map-card-open");
  gtk_box_append (GTK_BOX (box), self->head);
  gtk_box_append (GTK_BOX (box), self->scrolled);
  gtk_widget_set_hexpand (self->open, TRUE);
  self->more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->more), "view-more-symbolic");
  gtk_widget_set_tooltip_text (self->more, _ ("Change it on the map"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Change it on the map"), -1);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_widget_add_css_class (self->more, "map-card-open");
  gtk_box_append (GTK_BOX (foot), self->open);
  gtk_box_append (GTK_BOX (foot), self->more);
  gtk_box_append (GTK_BOX (box), foot);
  gtk_widget_set_size_request (box, WIDTH_PX, -1);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "map-panel");
  gtk_widget_add_css_class (GTK_WIDGET (self), "map-card");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

AnlanMapCard *
anlan_map_card_new (AnlanDesk *desk)
{
  AnlanMapCard *self = g_object_new (ANLAN_TYPE_MAP_CARD, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (on_plant_changed_cb), self, 0);
  return self;
}

void
anlan_map_card_set_menu (AnlanMapCard *self, AnlanMapCardMenu func, gpointer data)
{
  g_return_if_fail (ANLAN_IS_MAP_CARD (self));

  self->menu_func = func;
  self->menu_data = data;
}

static void
set_subject (AnlanMapCard *self, const char *kind, const char *id)
{
  g_free (self->kind);
  g_free (self->id);
  self->kind = g_strdup (kind);
  self->id = g_strdup (id);
}

void
anlan_map_card_show (AnlanMapCard *self, const char *kind, const char *id)
{
  g_return_if_fail (ANLAN_IS_MAP_CARD (self));
  g_return_if_fail ((kind == NULL) == (id == NULL));

  if (id != NULL && g_strcmp0 (id, self->id) == 0)
    return;
  stop (self);
  set_subject (self, kind, id);
  self->is_list = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), id != NULL);
  if (id != NULL)
    load (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
anlan_map_card_show_list (AnlanMapCard *self, const char *title, const AnlanMapCardItem *items, guint n_items)
{
  GtkWidget *list;

  g_return_if_fail (ANLAN_IS_MAP_CARD (self) && title != NULL);

  stop (self);
  set_subject (self, NULL, NULL);
  self->is_list = TRUE;
  set_head (self, NULL, title, NULL);
  clear_box (self->body);
  list = make_list (title);
  for (guint i = 0; i < n_items; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), items[i].label);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "map.look");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", items[i].kind, items[i].id);
      if (items[i].colour != NULL)
        {
          GtkWidget *chip = anlan_grade_chip_new ();

          anlan_grade_chip_set_colour (ANLAN_GRADE_CHIP (chip), items[i].colour, "");
          adw_action_row_add_suffix (ADW_ACTION_ROW (row), chip);
        }
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_box_append (GTK_BOX (self->body), list);
  gtk_widget_set_visible (self->open, FALSE);
  fit (self);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
anlan_map_card_show_cluster (AnlanMapCard *self, AnlanMapScene *scene, const AnlanMapMark *cluster)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (AnlanMapCardItem));
  g_autofree char *title = NULL;

  g_return_if_fail (ANLAN_IS_MAP_CARD (self) && scene != NULL && cluster != NULL);

  for (guint i = 0; i < cluster->n_members; i++)
    {
      const AnlanMapSymbol *symbol = anlan_map_scene_get_symbol (scene, cluster->members[i]);
      AnlanMapCardItem item = { anlan_map_symbol_kind (symbol->kind), symbol->id, symbol->label,
                                anlan_map_risk_colour (symbol->risk) };

      if (item.kind != NULL)
        g_array_append_val (items, item);
    }
  title = g_strdup_printf (ngettext ("%u in this place", "%u in this place", items->len), items->len);
  anlan_map_card_show_list (self, title, (const AnlanMapCardItem *)(gpointer)items->data, items->len);
}

const char *
anlan_map_card_get_id (AnlanMapCard *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_CARD (self), NULL);

  return self->id;
}

gboolean
anlan_map_card_is_empty (AnlanMapCard *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_CARD (self), TRUE);

  return self->id == NULL && !self->is_list;
}

gboolean
anlan_map_card_is_busy (AnlanMapCard *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_CARD (self), FALSE);

  return self->cancellable != NULL;
}
