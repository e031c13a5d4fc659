/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-map.h"

#include <glib/gi18n-lib.h>

#include "map-card.h"
#include "map-model.h"
#include "map-places.h"

/* More symbols say no more on a map; the first ones of the list's order are shown, and that is said. */
#define MOST 5000
#define LOOK_ZOOM 19.0

struct _AnlanListMap
{
  AdwBin parent_instance;

  /* template */
  GtkOverlay *overlay;
  AnlanMapView *view;
  GtkMenuButton *find_button;
  GtkLabel *note_label;

  AnlanDesk *desk;
  AnlanKind *kind;
  AnlanMapModel *model; /* NULL until it is asked for something */
  AnlanMapCard *card;   /* borrowed */
  gboolean is_shown;    /* the first scene has been brought into view */
};

G_DEFINE_FINAL_TYPE (AnlanListMap, anlan_list_map, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what is on it -------------------------------------------------------------------------------------------------- */

static void
append_sentence (GString *text, const char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, sentence);
}

static void
update_note (AnlanListMap *self)
{
  const AnlanMapPlantNotes *notes = anlan_map_model_get_notes (self->model);
  const GError *error = anlan_map_model_get_error (self->model);
  g_autoptr (GString) text = g_string_new (error != NULL ? error->message : NULL);

  if (notes->n_asked_without_place > 0)
    {
      g_autofree char *without =
          g_strdup_printf (ngettext ("%u of the list has no place on the map",
                                     "%u of the list have no place on the map", notes->n_asked_without_place),
                           notes->n_asked_without_place);

      append_sentence (text, without);
    }
  if (notes->n_asked == MOST)
    {
      g_autofree char *first =
          g_strdup_printf (_ ("Only the first %u of the list are shown: narrow it down"), MOST);

      append_sentence (text, first);
    }
  gtk_label_set_label (self->note_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), text->len > 0);
}

static void
on_model_changed_cb (AnlanListMap *self)
{
  AnlanMapScene *scene = anlan_map_model_get_scene (self->model);

  anlan_map_view_set_scene (self->view, scene);
  if (scene != NULL && !self->is_shown && !anlan_map_model_is_empty (self->model))
    {
      self->is_shown = TRUE;
      anlan_map_view_show_all (self->view);
    }
  update_note (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- choosing ------------------------------------------------------------------------------------------------------- */

static void
unselect (AnlanListMap *self)
{
  anlan_map_view_set_selected (self->view, NULL);
  anlan_map_card_show (self->card, NULL, NULL);
}

static void
choose (AnlanListMap *self, const char *kind, const char *id)
{
  unselect (self);
  if (g_strcmp0 (kind, "zone") == 0)
    anlan_map_view_set_selected (self->view, id);
  if (g_strcmp0 (kind, self->kind->id) == 0)
    g_signal_emit (self, signals[CHOSEN], 0, id, TRUE);
}

static void
pick_mark (AnlanListMap *self, const AnlanMapMark *mark)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);

  switch (mark->kind)
    {
    case ANLAN_MAP_MARK_ZONE:
      choose (self, "zone", anlan_map_scene_get_zone (scene, mark->subject)->id);
      break;
    case ANLAN_MAP_MARK_SYMBOL:
      choose (self, self->kind->id, anlan_map_scene_get_symbol (scene, mark->subject)->id);
      break;
    case ANLAN_MAP_MARK_CLUSTER:
      if (!anlan_map_view_take_apart (self->view, mark))
        anlan_map_card_show_cluster (self->card, scene, mark);
      break;
    case ANLAN_MAP_MARK_NAME:
    default:
      unselect (self);
      break;
    }
}

static void
on_clicked_cb (AnlanMapView *view, double x, double y, int n_press, AnlanListMap *self)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (view);
  const AnlanMapMarks *marks = anlan_map_view_get_marks (view);
  const AnlanMapMark *mark;
  g_autoptr (GArray) zones = NULL;
  AnlanMapViewport viewport;

  if (n_press != 1 || scene == NULL || !anlan_map_view_get_viewport (view, &viewport))
    return;
  mark = marks != NULL ? anlan_map_marks_pick (marks, &viewport, x, y) : NULL;
  if (mark != NULL)
    {
      pick_mark (self, mark);
      return;
    }
  zones = anlan_map_scene_pick_zones (scene, anlan_map_viewport_to_world (&viewport, (AnlanMapPoint){ x, y }),
                                      ANLAN_MAP_FLOORS_ALL);
  if (zones->len > 0)
    choose (self, "zone", anlan_map_scene_get_zone (scene, g_array_index (zones, guint32, 0))->id);
  else
    unselect (self);
}

static void
look_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListMap *self = ANLAN_LIST_MAP (widget);
  const char *kind, *id;

  g_variant_get (parameter, "(&s&s)", &kind, &id);
  anlan_map_view_look (self->view, kind, id, LOOK_ZOOM);
  choose (self, kind, id);
}

static void
all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_map_view_show_all (ANLAN_LIST_MAP (widget)->view);
}

static void
zoom_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_map_view_zoom (ANLAN_LIST_MAP (widget)->view, g_strcmp0 (name, "map.zoom-in") == 0 ? 1 : -1);
}

static void
on_card_changed_cb (AnlanListMap *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->card), !anlan_map_card_is_empty (self->card));
}

/* --- object --------------------------------------------------------------------------------------------------------- */

static void
anlan_list_map_dispose (GObject *object)
{
  AnlanListMap *self = ANLAN_LIST_MAP (object);

  g_clear_object (&self->model);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_LIST_MAP);
  G_OBJECT_CLASS (anlan_list_map_parent_class)->dispose (object);
}

static void
anlan_list_map_finalize (GObject *object)
{
  AnlanListMap *self = ANLAN_LIST_MAP (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->kind, anlan_kind_unref);
  G_OBJECT_CLASS (anlan_list_map_parent_class)->finalize (object);
}

static void
anlan_list_map_class_init (AnlanListMapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = ANLAN_TYPE_LIST_MAP;

  object_class->dispose = anlan_list_map_dispose;
  object_class->finalize = anlan_list_map_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ANLAN_TYPE_MAP_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/anlan/Anlan/ui/list-map.ui");
  gtk_widget_class_bind_template_child (widget_class, AnlanListMap, overlay);
  gtk_widget_class_bind_template_child (widget_class, AnlanListMap, view);
  gtk_widget_class_bind_template_child (widget_class, AnlanListMap, find_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanListMap, note_label);
  gtk_widget_class_install_action (widget_class, "map.look", "(ss)", look_cb);
  gtk_widget_class_install_action (widget_class, "map.all", NULL, all_cb);
  gtk_widget_class_install_action (widget_class, "map.zoom-in", NULL, zoom_cb);
  gtk_widget_class_install_action (widget_class, "map.zoom-out", NULL, zoom_cb);
}

static void
anlan_list_map_init (AnlanListMap *self)
{
  AnlanMapLook look;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
      _ ("What the list shows, on the map. Arrow keys move it, plus and minus zoom;"
         " Find lists all that stands on it."),
      -1);
  anlan_map_view_get_look (self->view, &look);
  look.han_letters = g_str_has_prefix (g_get_language_names ()[0], "zh");
  anlan_map_view_set_look (self->view, &look);
  g_signal_connect_object (self->view, "clicked", G_CALLBACK (on_clicked_cb), self, 0);
  gtk_menu_button_set_popover (self->find_button, GTK_WIDGET (anlan_map_places_new (self->view)));
}

gboolean
anlan_list_map_can (const AnlanKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return anlan_map_can_show (kind->id);
}

AnlanListMap *
anlan_list_map_new (AnlanDesk *desk, AnlanKind *kind)
{
  AnlanListMap *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && kind != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_LIST_MAP, NULL);
  self->desk = g_object_ref (desk);
  self->kind = anlan_kind_ref (kind);
  self->card = anlan_map_card_new (desk);
  gtk_widget_set_halign (GTK_WIDGET (self->card), GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self->card), GTK_ALIGN_START);
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->card));
  gtk_widget_set_visible (GTK_WIDGET (self->card), FALSE);
  g_signal_connect_object (self->card, "close", G_CALLBACK (unselect), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "changed", G_CALLBACK (on_card_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
anlan_list_map_set_query (AnlanListMap *self, const AnlanQuery *query)
{
  g_autoptr (AnlanQuery) first = NULL;

  g_return_if_fail (ANLAN_IS_LIST_MAP (self) && query != NULL);

  first = anlan_query_copy (query);
  first->limit = MOST;
  unselect (self);
  if (self->model != NULL)
    {
      anlan_map_model_set_only (self->model, first);
      return;
    }
  self->model = anlan_map_model_new (anlan_desk_get_plant (self->desk), first);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (on_model_changed_cb), self, G_CONNECT_SWAPPED);
}

gboolean
anlan_list_map_is_busy (AnlanListMap *self)
{
  g_return_val_if_fail (ANLAN_IS_LIST_MAP (self), FALSE);

  return self->model != NULL && anlan_map_model_is_busy (self->model);
}

void
anlan_list_map_focus (AnlanListMap *self)
{
  g_return_if_fail (ANLAN_IS_LIST_MAP (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

AnlanMapView *
anlan_list_map_get_view (AnlanListMap *self)
{
  g_return_val_if_fail (ANLAN_IS_LIST_MAP (self), NULL);

  return self->view;
}
