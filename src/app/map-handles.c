/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-handles.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "report/map-furniture.h"

/* More than this nobody goes through with Tab; the list under "Find" has them all. */
#define MOST_HANDLES 120

#define LEAST_PX 28.0
#define MOST_PX 160.0
/* Zones whose middles are within this are read from left to right; logical pixels. */
#define ROW_PX 48.0
#define SETTLE_MS 150

/* --- one of them ------------------------------------------------------------------------------------------------------ */

#define TYPE_HANDLE (handle_get_type ())
G_DECLARE_FINAL_TYPE (Handle, handle, ANLAN, HANDLE, GtkWidget)

struct _Handle
{
  GtkWidget parent_instance;

  char *zone;
  AnlanMapPoint anchor;
  double radius; /* world units */
};

G_DEFINE_FINAL_TYPE (Handle, handle, GTK_TYPE_WIDGET)

static void
handle_finalize (GObject *object)
{
  g_free (ANLAN_HANDLE (object)->zone);
  G_OBJECT_CLASS (handle_parent_class)->finalize (object);
}

static void
handle_activate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (gtk_widget_get_parent (widget), "activated", ANLAN_HANDLE (widget)->zone);
}

static void
handle_class_init (HandleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const guint keys[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter, GDK_KEY_space,
                                GDK_KEY_KP_Space };

  G_OBJECT_CLASS (klass)->finalize = handle_finalize;
  gtk_widget_class_set_css_name (widget_class, "map-handle");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_install_action (widget_class, "handle.activate", NULL, handle_activate_cb);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i], 0, "handle.activate", NULL);
}

static void
handle_init (Handle *handle)
{
  gtk_widget_set_focusable (GTK_WIDGET (handle), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (handle), FALSE);
}

/* --- all ---------------------------------------------------------------------------------------------------------------- */

struct _AnlanMapHandles
{
  GtkWidget parent_instance;

  AnlanMapView *view;  /* borrowed: its parent */
  GHashTable *handles; /* id -> Handle, borrowed */
  guint settle;
};

G_DEFINE_FINAL_TYPE (AnlanMapHandles, anlan_map_handles, GTK_TYPE_WIDGET)

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  const AnlanMapZone *zone;
  AnlanMapPoint at; /* on the screen */
} Placed;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Placed *pa = a, *pb = b;
  int ra = (int)floor (pa->at.y / ROW_PX), rb = (int)floor (pb->at.y / ROW_PX);

  if (ra != rb)
    return ra < rb ? -1 : 1;
  return pa->at.x < pb->at.x ? -1 : pa->at.x > pb->at.x;
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Placed *pa = a, *pb = b;

  return pa->zone->area > pb->zone->area ? -1 : pa->zone->area < pb->zone->area;
}

static GArray *
find_zones (AnlanMapHandles *self)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Placed));
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  g_autoptr (GArray) numbers = NULL;
  AnlanMapViewport viewport;
  AnlanMapLook look;

  anlan_map_view_get_look (self->view, &look);
  if (scene == NULL || !(look.layers & ANLAN_MAP_LAYER_ZONES) ||
      !anlan_map_view_get_viewport (self->view, &viewport))
    return places;
  numbers = anlan_map_scene_query_zones (scene, anlan_map_viewport_get_bounds (&viewport), look.floors);
  for (guint i = 0; i < numbers->len; i++)
    {
      const AnlanMapZone *zone = anlan_map_scene_get_zone (scene, g_array_index (numbers, guint32, i));
      Placed placed = { zone, anlan_map_viewport_to_screen (&viewport, zone->anchor) };

      if (placed.at.x >= 0 && placed.at.y >= 0 && placed.at.x < viewport.width &&
          placed.at.y < viewport.height)
        g_array_append_val (places, placed);
    }
  if (places->len > MOST_HANDLES)
    {
      g_array_sort (places, compare_sizes);
      g_array_set_size (places, MOST_HANDLES);
    }
  g_array_sort (places, compare_places);
  return places;
}

static void
describe (Handle *handle, const AnlanMapZone *zone)
{
  g_autofree char *text = NULL;

  /* Translators: for a screen reader: name of a zone, its number, "Red", "Major risk" */
  text = g_strdup_printf (_ ("%s, zone %s, %s: %s"), zone->label, zone->number,
                          anlan_map_risk_get_name (zone->risk), anlan_map_risk_get_words (zone->risk));
  gtk_accessible_update_property (GTK_ACCESSIBLE (handle), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
drop_absent (AnlanMapHandles *self, GArray *places)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer handle;

  for (guint i = 0; i < places->len; i++)
    g_hash_table_add (present, (gpointer)g_array_index (places, Placed, i).zone->id);
  g_hash_table_iter_init (&iter, self->handles);
  while (g_hash_table_iter_next (&iter, NULL, &handle))
    if (!g_hash_table_contains (present, ANLAN_HANDLE (handle)->zone))
      {
        /* Or the focus would be lost. */
        if (gtk_widget_has_focus (handle))
          gtk_widget_grab_focus (GTK_WIDGET (self->view));
        g_hash_table_iter_remove (&iter);
        gtk_widget_unparent (handle);
      }
}

/* A handle that stays keeps its widget, so that it keeps the focus. */
static void
rebuild (AnlanMapHandles *self)
{
  g_autoptr (GArray) places = find_zones (self);
  GtkWidget *previous = NULL;

  drop_absent (self, places);
  for (guint i = 0; i < places->len; i++)
    {
      const AnlanMapZone *zone = g_array_index (places, Placed, i).zone;
      Handle *handle = g_hash_table_lookup (self->handles, zone->id);

      if (handle == NULL)
        {
          handle = g_object_new (TYPE_HANDLE, NULL);
          handle->zone = g_strdup (zone->id);
          g_hash_table_insert (self->handles, handle->zone, handle);
        }
      handle->anchor = zone->anchor;
      handle->radius = zone->radius;
      describe (handle, zone);
      if (gtk_widget_get_parent (GTK_WIDGET (handle)) == NULL ||
          gtk_widget_get_prev_sibling (GTK_WIDGET (handle)) != previous)
        gtk_widget_insert_after (GTK_WIDGET (handle), GTK_WIDGET (self), previous);
      previous = GTK_WIDGET (handle);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
settle_cb (gpointer data)
{
  AnlanMapHandles *self = data;

  self->settle = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

static void
on_viewport_changed_cb (AnlanMapHandles *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static void
anlan_map_handles_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AnlanMapHandles *self = ANLAN_MAP_HANDLES (widget);
  AnlanMapViewport viewport;
  GHashTableIter iter;
  gpointer value;

  if (!anlan_map_view_get_viewport (self->view, &viewport))
    return;
  g_hash_table_iter_init (&iter, self->handles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Handle *handle = value;
      AnlanMapPoint at = anlan_map_viewport_to_screen (&viewport, handle->anchor);
      double size = CLAMP (2 * handle->radius * anlan_map_pixels_per_unit (viewport.zoom), LEAST_PX, MOST_PX);
      GtkAllocation place = { (int)CLAMP (at.x - size / 2, -10000, 10000),
                              (int)CLAMP (at.y - size / 2, -10000, 10000), (int)size, (int)size };

      gtk_widget_size_allocate (GTK_WIDGET (handle), &place, -1);
    }
}

static void
anlan_map_handles_dispose (GObject *object)
{
  AnlanMapHandles *self = ANLAN_MAP_HANDLES (object);
  GtkWidget *child;

  g_clear_handle_id (&self->settle, g_source_remove);
  g_hash_table_remove_all (self->handles);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (anlan_map_handles_parent_class)->dispose (object);
}

static void
anlan_map_handles_finalize (GObject *object)
{
  g_hash_table_unref (ANLAN_MAP_HANDLES (object)->handles);
  G_OBJECT_CLASS (anlan_map_handles_parent_class)->finalize (object);
}

static void
anlan_map_handles_class_init (AnlanMapHandlesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anlan_map_handles_dispose;
  object_class->finalize = anlan_map_handles_finalize;
  widget_class->size_allocate = anlan_map_handles_size_allocate;
  signals[ACTIVATED] = g_signal_new ("activated", ANLAN_TYPE_MAP_HANDLES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
anlan_map_handles_init (AnlanMapHandles *self)
{
  /* The key is the handle's own string. */
  self->handles = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Zones in view"),
                                  -1);
}

AnlanMapHandles *
anlan_map_handles_new (AnlanMapView *view)
{
  AnlanMapHandles *self = g_object_new (ANLAN_TYPE_MAP_HANDLES, NULL);

  self->view = view;
  g_signal_connect_object (view, "viewport-changed", G_CALLBACK (on_viewport_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
anlan_map_handles_update (AnlanMapHandles *self)
{
  g_return_if_fail (ANLAN_IS_MAP_HANDLES (self));

  g_clear_handle_id (&self->settle, g_source_remove);
  rebuild (self);
}

gboolean
anlan_map_handles_focus (AnlanMapHandles *self, const char *zone)
{
  Handle *handle;

  g_return_val_if_fail (ANLAN_IS_MAP_HANDLES (self) && zone != NULL, FALSE);

  handle = g_hash_table_lookup (self->handles, zone);
  return handle != NULL && gtk_widget_grab_focus (GTK_WIDGET (handle));
}

guint
anlan_map_handles_get_n (AnlanMapHandles *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_HANDLES (self), 0);

  return g_hash_table_size (self->handles);
}
