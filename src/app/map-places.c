/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-places.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/pinyin.h"
#include "grade-chip.h"

/* Nobody reads further down; one more word narrows it. */
#define MOST_ROWS 60

struct _AnlanMapPlaces
{
  GtkPopover parent_instance;

  AnlanMapView *view; /* borrowed: it outlives the popover of its page */
  GtkWidget *entry;
  GtkWidget *list;
  GtkWidget *stack;
};

G_DEFINE_FINAL_TYPE (AnlanMapPlaces, anlan_map_places, GTK_TYPE_POPOVER)

const char *
anlan_map_symbol_kind (AnlanMapSymbolKind kind)
{
  switch (kind)
    {
    case ANLAN_MAP_SYMBOL_RISK_POINT:
      return "riskpoint";
    case ANLAN_MAP_SYMBOL_EQUIPMENT:
      return "equipment";
    case ANLAN_MAP_SYMBOL_MAJOR_HAZARD:
      return "majorhazard";
    case ANLAN_MAP_SYMBOL_HAZARD:
      return "hazard";
    case ANLAN_MAP_SYMBOL_MUSTER:
      return NULL;
    default:
      g_return_val_if_reached (NULL);
    }
}

const char *
anlan_map_risk_colour (AnlanMapRisk risk)
{
  static const char *const colours[ANLAN_MAP_N_RISKS] = { NULL, "blue", "yellow", "orange", "red" };

  g_return_val_if_fail (risk < ANLAN_MAP_N_RISKS, NULL);

  return colours[risk];
}

/* --- matching --------------------------------------------------------------------------------------------------------- */

static gboolean
matches (const char *label, const char *number, const char *wanted)
{
  g_autofree char *folded = NULL;
  g_autofree char *number_folded = NULL;
  g_autofree char *initials = NULL;

  if (*wanted == '\0')
    return TRUE;
  folded = g_utf8_casefold (label, -1);
  number_folded = g_utf8_casefold (number, -1);
  if (strstr (folded, wanted) != NULL || strstr (number_folded, wanted) != NULL)
    return TRUE;
  initials = anlan_pinyin_initials (label, FALSE);
  return initials != NULL && strstr (initials, wanted) != NULL;
}

static GtkWidget *
make_row (const char *kind, const char *id, const char *label, const char *detail, AnlanMapRisk risk)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *chip = anlan_grade_chip_new ();
  GtkWidget *name = gtk_label_new (label);
  GtkWidget *more = gtk_label_new (detail);

  anlan_grade_chip_set_colour (ANLAN_GRADE_CHIP (chip), anlan_map_risk_colour (risk), "");
  gtk_widget_set_visible (chip, risk != ANLAN_MAP_RISK_NONE);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (more, "dim-label");
  gtk_widget_add_css_class (more, "caption");
  gtk_box_append (GTK_BOX (box), chip);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), more);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "map.look");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", kind, id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

static int
compare_zones (gconstpointer a, gconstpointer b)
{
  const AnlanMapZone *za = *(const AnlanMapZone *const *)a;
  const AnlanMapZone *zb = *(const AnlanMapZone *const *)b;

  if (za->risk != zb->risk)
    return za->risk > zb->risk ? -1 : 1;
  return strcmp (za->number, zb->number);
}

static guint
add_zones (AnlanMapPlaces *self, AnlanMapScene *scene, const char *wanted)
{
  g_autoptr (GPtrArray) zones = g_ptr_array_new ();
  guint n = anlan_map_scene_get_n_zones (scene);

  for (guint i = 0; i < n; i++)
    {
      const AnlanMapZone *zone = anlan_map_scene_get_zone (scene, i);

      if (matches (zone->label, zone->number, wanted))
        g_ptr_array_add (zones, (gpointer)zone);
    }
  g_ptr_array_sort (zones, compare_zones);
  for (guint i = 0; i < MIN (zones->len, MOST_ROWS); i++)
    {
      const AnlanMapZone *zone = g_ptr_array_index (zones, i);

      gtk_list_box_append (GTK_LIST_BOX (self->list),
                           make_row ("zone", zone->id, zone->label, zone->number, zone->risk));
    }
  return MIN (zones->len, MOST_ROWS);
}

static const char *
symbol_word (AnlanMapSymbolKind kind)
{
  switch (kind)
    {
    case ANLAN_MAP_SYMBOL_RISK_POINT:
      return _ ("Risk point");
    case ANLAN_MAP_SYMBOL_EQUIPMENT:
      return _ ("Equipment");
    case ANLAN_MAP_SYMBOL_MAJOR_HAZARD:
      return _ ("Major-hazard installation");
    case ANLAN_MAP_SYMBOL_MUSTER:
      return _ ("Muster point");
    case ANLAN_MAP_SYMBOL_HAZARD:
      return _ ("Open hazard");
    default:
      g_return_val_if_reached ("");
    }
}

static guint
add_symbols (AnlanMapPlaces *self, AnlanMapScene *scene, const char *wanted, guint n_rows)
{
  guint n = anlan_map_scene_get_n_symbols (scene);

  for (guint i = 0; i < n && n_rows < MOST_ROWS; i++)
    {
      const AnlanMapSymbol *symbol = anlan_map_scene_get_symbol (scene, i);
      const char *kind = anlan_map_symbol_kind (symbol->kind);

      if (kind == NULL || !matches (symbol->label, "", wanted))
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (kind, symbol->id, symbol->label,
                                                                symbol_word (symbol->kind), symbol->risk));
      n_rows++;
    }
  return n_rows;
}

static void
update (AnlanMapPlaces *self)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autofree char *wanted = g_utf8_casefold (typed, -1);
  GtkWidget *row;
  guint n_rows = 0;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  if (scene != NULL)
    {
      n_rows = add_zones (self, scene, wanted);
      if (*wanted != '\0')
        n_rows = add_symbols (self, scene, wanted, n_rows);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n_rows > 0 ? "list" : "nothing");
}

static void
on_row_activated_cb (GtkListBox *list, GtkListBoxRow *row, AnlanMapPlaces *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_entry_activate_cb (AnlanMapPlaces *self)
{
  GtkWidget *row = gtk_widget_get_first_child (self->list);

  if (row != NULL && gtk_widget_get_mapped (self->list))
    gtk_widget_activate (row);
}

static void
on_map_cb (AnlanMapPlaces *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update (self);
  gtk_widget_grab_focus (self->entry);
}

static void
anlan_map_places_class_init (AnlanMapPlacesClass *klass)
{
}

static void
anlan_map_places_init (AnlanMapPlaces *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *nothing = gtk_label_new (_ ("Nothing of that name is on the map."));

  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Zone, risk point, equipment or hazard"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find on the map"), -1);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_entry_activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (gtk_popover_popdown), self,
                           G_CONNECT_SWAPPED);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "picker-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("On the map"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_add_css_class (nothing, "dim-label");

  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, "list");
  gtk_stack_add_named (GTK_STACK (self->stack), nothing, "nothing");
  gtk_widget_set_size_request (self->stack, 320, 380);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect (self, "map", G_CALLBACK (on_map_cb), NULL);
}

AnlanMapPlaces *
anlan_map_places_new (AnlanMapView *view)
{
  AnlanMapPlaces *self = g_object_new (ANLAN_TYPE_MAP_PLACES, NULL);

  self->view = view;
  return self;
}
