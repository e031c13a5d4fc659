/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-model.h"

#include <string.h>

#include "report/map-drawings.h"

/* Changes come in bursts; nobody can follow a map that jumps more often. */
#define GATHER_MS 120

#define PICTURES_FOLDER "tiles"
#define PICTURES_SUFFIX ".mbtiles"

struct _AnlanMapModel
{
  GObject parent_instance;

  AnlanPlant *plant;
  AnlanQuery *query; /* or NULL: all */
  AnlanMapBase *base;
  AnlanMapScene *scene;
  AnlanMapMbtiles *pictures;
  char **names;  /* of all files of pictures */
  char *picture; /* wanted, or NULL */
  char *opened;  /* which of them @pictures is */
  AnlanMapDrawings *drawings;
  GError *error;
  char *problem;
  AnlanMapPlantNotes notes;

  GCancellable *cancellable; /* of the reading that runs; NULL: none */
  guint gather;              /* source */
  gboolean base_is_old;
  gboolean is_old; /* while it is being read */
};

G_DEFINE_FINAL_TYPE (AnlanMapModel, anlan_map_model, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const kinds[] = { "zone",    "riskpoint", "equipment",  "majorhazard", "hazard",
                                     "basemap", "round",     "roundpoint", NULL };

/* --- in a worker thread --------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanQuery *query;         /* or NULL */
  AnlanMapBase *base;        /* NULL: read it */
  AnlanMapMbtiles *pictures; /* as open already, or NULL */
  char *opened;              /* name of that */
  char *picture;             /* wanted */
  char **names;
  AnlanMapDrawings *drawings; /* of before, or NULL; then of now */
  AnlanMapScene *scene;
  AnlanMapPlantNotes notes;
  GError *trouble; /* with the pictures: all else is shown nevertheless */
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_pointer (&reading->base, anlan_map_base_unref);
  g_clear_pointer (&reading->pictures, anlan_map_mbtiles_unref);
  g_clear_pointer (&reading->drawings, anlan_map_drawings_unref);
  g_clear_pointer (&reading->scene, anlan_map_scene_unref);
  g_clear_error (&reading->trouble);
  g_strfreev (reading->names);
  g_clear_pointer (&reading->query, anlan_query_free);
  g_free (reading->opened);
  g_free (reading->picture);
  g_free (reading);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char **
list_pictures (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, PICTURES_SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_steal (names, NULL);
}

static void
open_pictures (Reading *reading, const char *folder)
{
  g_autofree char *path = NULL;

  reading->names = list_pictures (folder);
  if (g_strcmp0 (reading->picture, reading->opened) == 0)
    return;
  g_clear_pointer (&reading->pictures, anlan_map_mbtiles_unref);
  if (reading->picture == NULL)
    return;
  path = g_build_filename (folder, reading->picture, NULL);
  reading->pictures = anlan_map_mbtiles_open (path, &reading->trouble);
}

static gboolean
load_drawings (AnlanPlant *plant, Reading *reading, GCancellable *cancellable, GError **error)
{
  AnlanMapDrawings *drawings = anlan_map_drawings_load (plant, reading->drawings, cancellable, error);

  if (drawings == NULL)
    return FALSE;
  g_clear_pointer (&reading->drawings, anlan_map_drawings_unref);
  reading->drawings = drawings;
  return TRUE;
}

static void
read_scene (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AnlanPlant *plant = source;
  Reading *reading = data;
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autofree char *folder =
      g_build_filename (anlan_store_get_dir (anlan_plant_get_store (plant)), PICTURES_FOLDER, NULL);
  GError *error = NULL;

  if (reading->base == NULL)
    reading->base = anlan_map_base_from_plant (plant, cancellable, &error);
  if (reading->base == NULL ||
      !anlan_map_builder_add_plant (builder, plant, reading->query, &reading->notes, cancellable, &error) ||
      !load_drawings (plant, reading, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  open_pictures (reading, folder);
  anlan_map_scene_builder_set_base (builder, reading->base);
  if (reading->pictures != NULL)
    anlan_map_scene_builder_set_pictures (builder, reading->pictures);
  anlan_map_drawings_add (reading->drawings, builder);
  reading->scene = anlan_map_scene_builder_end (builder);
  g_task_return_boolean (task, TRUE);
}

/* --- on the main thread ------------------------------------------------------------------------------------------------ */

static void
read_now (AnlanMapModel *self);

static void
take (AnlanMapModel *self, Reading *reading)
{
  g_clear_pointer (&self->base, anlan_map_base_unref);
  self->base = g_steal_pointer (&reading->base);
  g_clear_pointer (&self->scene, anlan_map_scene_unref);
  self->scene = g_steal_pointer (&reading->scene);
  g_clear_pointer (&self->pictures, anlan_map_mbtiles_unref);
  self->pictures = g_steal_pointer (&reading->pictures);
  g_free (self->opened);
  self->opened = g_steal_pointer (&reading->picture);
  g_strfreev (self->names);
  self->names = g_steal_pointer (&reading->names);
  g_clear_pointer (&self->drawings, anlan_map_drawings_unref);
  self->drawings = g_steal_pointer (&reading->drawings);
  self->notes = reading->notes;
  g_free (self->problem);
  self->problem = g_strdup (reading->trouble != NULL ? reading->trouble->message
                                                     : anlan_map_drawings_get_problems (self->drawings));
  if (reading->trouble != NULL)
    {
      g_clear_pointer (&self->picture, g_free);
      g_clear_pointer (&self->opened, g_free);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapModel) self = data;
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  g_clear_object (&self->cancellable);
  if (self->plant == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_error (&self->error);
  if (done)
    take (self, reading);
  else
    self->error = g_steal_pointer (&error);
  if (self->is_old)
    read_now (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
read_now (AnlanMapModel *self)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  if (self->cancellable != NULL)
    {
      self->is_old = TRUE;
      return;
    }
  reading = g_new0 (Reading, 1);
  if (self->query != NULL)
    reading->query = anlan_query_copy (self->query);
  if (!self->base_is_old && self->base != NULL)
    reading->base = anlan_map_base_ref (self->base);
  if (self->pictures != NULL)
    {
      reading->pictures = anlan_map_mbtiles_ref (self->pictures);
      reading->opened = g_strdup (self->opened);
    }
  if (self->drawings != NULL)
    reading->drawings = anlan_map_drawings_ref (self->drawings);
  reading->picture = g_strdup (self->picture);
  self->base_is_old = FALSE;
  self->is_old = FALSE;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self->plant, self->cancellable, read_cb, g_object_ref (self));
  g_task_set_source_tag (task, read_now);
  g_task_set_task_data (task, reading, (GDestroyNotify)reading_free);
  g_task_run_in_thread (task, read_scene);
}

static gboolean
gather_cb (gpointer data)
{
  AnlanMapModel *self = data;

  self->gather = 0;
  read_now (self);
  return G_SOURCE_REMOVE;
}

static void
on_plant_changed_cb (AnlanPlant *plant, char **changed, AnlanMapModel *self)
{
  gboolean concerned = FALSE;

  for (guint i = 0; changed[i] != NULL; i++)
    {
      concerned |= g_strv_contains (kinds, changed[i]);
      self->base_is_old |= strcmp (changed[i], "basemap") == 0;
    }
  if (concerned && self->gather == 0)
    self->gather = g_timeout_add (GATHER_MS, gather_cb, self);
}

/* Drawings and the name of the plant are settings. */
static void
on_settings_changed_cb (AnlanMapModel *self)
{
  if (self->gather == 0)
    self->gather = g_timeout_add (GATHER_MS, gather_cb, self);
}

static void
anlan_map_model_dispose (GObject *object)
{
  AnlanMapModel *self = ANLAN_MAP_MODEL (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->gather, g_source_remove);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_map_model_parent_class)->dispose (object);
}

static void
anlan_map_model_finalize (GObject *object)
{
  AnlanMapModel *self = ANLAN_MAP_MODEL (object);

  g_clear_pointer (&self->query, anlan_query_free);
  g_clear_pointer (&self->base, anlan_map_base_unref);
  g_clear_pointer (&self->scene, anlan_map_scene_unref);
  g_clear_pointer (&self->pictures, anlan_map_mbtiles_unref);
  g_clear_pointer (&self->drawings, anlan_map_drawings_unref);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->problem);
  g_strfreev (self->names);
  g_free (self->picture);
  g_free (self->opened);
  G_OBJECT_CLASS (anlan_map_model_parent_class)->finalize (object);
}

static void
anlan_map_model_class_init (AnlanMapModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anlan_map_model_dispose;
  object_class->finalize = anlan_map_model_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", ANLAN_TYPE_MAP_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_map_model_init (AnlanMapModel *self)
{
}

AnlanMapModel *
anlan_map_model_new (AnlanPlant *plant, const AnlanQuery *only)
{
  AnlanMapModel *self = g_object_new (ANLAN_TYPE_MAP_MODEL, NULL);

  self->plant = g_object_ref (plant);
  self->query = only != NULL ? anlan_query_copy (only) : NULL;
  g_signal_connect_object (plant, "changed", G_CALLBACK (on_plant_changed_cb), self, 0);
  g_signal_connect_object (plant, "settings-changed", G_CALLBACK (on_settings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  read_now (self);
  return self;
}

AnlanMapScene *
anlan_map_model_get_scene (AnlanMapModel *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), NULL);

  return self->scene;
}

void
anlan_map_model_set_only (AnlanMapModel *self, const AnlanQuery *only)
{
  g_return_if_fail (ANLAN_IS_MAP_MODEL (self) && only != NULL);

  g_clear_pointer (&self->query, anlan_query_free);
  self->query = anlan_query_copy (only);
  read_now (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
anlan_map_model_is_empty (AnlanMapModel *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), TRUE);

  return self->scene == NULL || anlan_map_rect_is_empty (anlan_map_scene_get_bounds (self->scene));
}

gboolean
anlan_map_model_is_busy (AnlanMapModel *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), FALSE);

  return self->cancellable != NULL || self->gather != 0;
}

const GError *
anlan_map_model_get_error (AnlanMapModel *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), NULL);

  return self->error;
}

const char *
anlan_map_model_get_problem (AnlanMapModel *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), NULL);

  return self->problem;
}

const AnlanMapPlantNotes *
anlan_map_model_get_notes (AnlanMapModel *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), NULL);

  return &self->notes;
}

void
anlan_map_model_reload (AnlanMapModel *self)
{
  g_return_if_fail (ANLAN_IS_MAP_MODEL (self));

  self->base_is_old = TRUE;
  read_now (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *const *
anlan_map_model_get_pictures (AnlanMapModel *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), none);

  return self->names != NULL ? (const char *const *)self->names : none;
}

const char *
anlan_map_model_get_picture (AnlanMapModel *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MODEL (self), NULL);

  return self->picture;
}

void
anlan_map_model_set_picture (AnlanMapModel *self, const char *name)
{
  g_return_if_fail (ANLAN_IS_MAP_MODEL (self));

  if (g_strcmp0 (name, self->picture) == 0)
    return;
  g_free (self->picture);
  self->picture = g_strdup (name);
  read_now (self);
  g_signal_emit (self, signals[CHANGED], 0);
}
