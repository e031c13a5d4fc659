/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-source.h"

#include "report/map-types.h"

struct _AnlanMapSource
{
  ShumateMapSource parent_instance;
};

G_DEFINE_FINAL_TYPE (AnlanMapSource, anlan_map_source, SHUMATE_TYPE_MAP_SOURCE)

static void
anlan_map_source_fill_tile_async (ShumateMapSource *source,
                                  ShumateTile *tile,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

static gboolean
anlan_map_source_fill_tile_finish (ShumateMapSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
anlan_map_source_class_init (AnlanMapSourceClass *klass)
{
  ShumateMapSourceClass *source_class = SHUMATE_MAP_SOURCE_CLASS (klass);

  source_class->fill_tile_async = anlan_map_source_fill_tile_async;
  source_class->fill_tile_finish = anlan_map_source_fill_tile_finish;
}

static void
anlan_map_source_init (AnlanMapSource *self)
{
  ShumateMapSource *source = SHUMATE_MAP_SOURCE (self);

  shumate_map_source_set_id (source, "anlan-plant");
  shumate_map_source_set_tile_size (source, ANLAN_TILE_SIZE);
  shumate_map_source_set_min_zoom_level (source, (guint)ANLAN_MAP_MIN_ZOOM);
  shumate_map_source_set_max_zoom_level (source, (guint)ANLAN_MAP_MAX_ZOOM);
}

ShumateMapSource *
anlan_map_source_new (void)
{
  return g_object_new (ANLAN_TYPE_MAP_SOURCE, NULL);
}
