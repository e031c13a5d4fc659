/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/map-drawings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "store/files.h"

#define MAX_SETTING (256 * 1024)

AnlanSiteDrawing *
anlan_site_drawing_new (const char *file, const char *title)
{
  AnlanSiteDrawing *drawing;

  g_return_val_if_fail (file != NULL, NULL);

  drawing = g_new0 (AnlanSiteDrawing, 1);
  drawing->file = g_strdup (file);
  drawing->title = g_strdup (title != NULL ? title : "");
  drawing->level = g_strdup ("");
  drawing->opacity = 1;
  return drawing;
}

AnlanSiteDrawing *
anlan_site_drawing_copy (const AnlanSiteDrawing *drawing)
{
  AnlanSiteDrawing *copy;

  g_return_val_if_fail (drawing != NULL, NULL);

  copy = g_memdup2 (drawing, sizeof *drawing);
  copy->file = g_strdup (drawing->file);
  copy->title = g_strdup (drawing->title);
  copy->level = g_strdup (drawing->level);
  return copy;
}

void
anlan_site_drawing_free (AnlanSiteDrawing *drawing)
{
  g_return_if_fail (drawing != NULL);

  g_free (drawing->file);
  g_free (drawing->title);
  g_free (drawing->level);
  g_free (drawing);
}

gboolean
anlan_site_drawing_fit (
    const AnlanSiteDrawing *drawing, AnlanAffine *placement, double *residuals, double *rms, GError **error)
{
  g_return_val_if_fail (drawing != NULL && placement != NULL, FALSE);

  return anlan_map_drawing_fit (drawing->controls, drawing->n_controls, !drawing->distorted, placement,
                                residuals, rms, error);
}

/* --- the setting -------------------------------------------------------------------------------------------- */

static double
get_number (JsonObject *object, const char *name, double fallback)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : fallback;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

static gboolean
get_truth (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static gboolean
read_controls (AnlanSiteDrawing *drawing, JsonNode *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) > ANLAN_MAP_CONTROLS_MAX)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *point = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      AnlanMapControl *control = &drawing->controls[i];

      if (point == NULL)
        return FALSE;
      control->drawing = (AnlanPoint){ get_number (point, "x", NAN), get_number (point, "y", NAN) };
      control->ground =
          (AnlanLonLat){ get_number (point, "longitude", NAN), get_number (point, "latitude", NAN) };
      /* Each comparison is false for what is no number. */
      if (!(fabs (control->drawing.x) < 1e7) || !(fabs (control->drawing.y) < 1e7) ||
          !(fabs (control->ground.lon) <= 180) || !(fabs (control->ground.lat) <= 90))
        return FALSE;
      drawing->n_controls++;
    }
  return TRUE;
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == ANLAN_SHA256_HEX && strspn (text, "0123456789abcdef") == ANLAN_SHA256_HEX;
}

static AnlanSiteDrawing *
read_drawing (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (AnlanSiteDrawing) drawing = NULL;
  double page, opacity;

  if (object == NULL || !is_hash (get_text (object, "file")))
    return NULL;
  drawing = anlan_site_drawing_new (get_text (object, "file"), get_text (object, "title"));
  g_free (drawing->level);
  drawing->level = g_strdup (get_text (object, "level"));
  page = get_number (object, "page", 0);
  opacity = get_number (object, "opacity", 1);
  if (!(page >= 0 && page < ANLAN_MAP_IMAGE_MAX_PAGES) || !(opacity >= 0 && opacity <= 1))
    return NULL;
  drawing->page = (guint)page;
  drawing->opacity = opacity;
  drawing->distorted = get_truth (object, "distorted");
  return read_controls (drawing, json_object_get_member (object, "points")) ? g_steal_pointer (&drawing)
                                                                            : NULL;
}

GPtrArray *
anlan_site_drawings_from_text (const char *text, GError **error)
{
  g_autoptr (GPtrArray) drawings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_site_drawing_free);
  g_autoptr (JsonNode) root = NULL;
  JsonArray *array;
  gboolean ok;

  if (text == NULL || text[0] == '\0')
    return g_steal_pointer (&drawings);
  root = anlan_json_parse (text, -1, MAX_SETTING, error);
  if (root == NULL)
    return NULL;
  array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  ok = array != NULL && json_array_get_length (array) <= ANLAN_SITE_DRAWINGS_MAX;
  for (guint i = 0; ok && i < json_array_get_length (array); i++)
    {
      AnlanSiteDrawing *drawing = read_drawing (json_array_get_element (array, i));

      ok = drawing != NULL;
      if (ok)
        g_ptr_array_add (drawings, drawing);
    }
  if (ok)
    return g_steal_pointer (&drawings);
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("The list of site drawings cannot be read. The files are safe in the plant's folder; add "
         "the drawings again."));
  return NULL;
}

static void
write_controls (AnlanJson *json, const AnlanSiteDrawing *drawing)
{
  anlan_json_open (json, '[');
  for (guint i = 0; i < drawing->n_controls; i++)
    {
      const AnlanMapControl *control = &drawing->controls[i];

      anlan_json_open (json, '{');
      anlan_json_name (json, "x");
      anlan_json_real (json, control->drawing.x);
      anlan_json_name (json, "y");
      anlan_json_real (json, control->drawing.y);
      anlan_json_name (json, "longitude");
      anlan_json_real (json, control->ground.lon);
      anlan_json_name (json, "latitude");
      anlan_json_real (json, control->ground.lat);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

char *
anlan_site_drawings_to_text (GPtrArray *drawings)
{
  AnlanJson json;

  g_return_val_if_fail (drawings != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '[');
  for (guint i = 0; i < drawings->len; i++)
    {
      const AnlanSiteDrawing *drawing = drawings->pdata[i];

      anlan_json_open (&json, '{');
      anlan_json_name (&json, "file");
      anlan_json_text (&json, drawing->file);
      anlan_json_name (&json, "title");
      anlan_json_text (&json, drawing->title);
      anlan_json_name (&json, "level");
      anlan_json_text (&json, drawing->level);
      anlan_json_name (&json, "page");
      anlan_json_real (&json, drawing->page);
      anlan_json_name (&json, "opacity");
      anlan_json_real (&json, drawing->opacity);
      anlan_json_name (&json, "distorted");
      anlan_json_boolean (&json, drawing->distorted);
      anlan_json_name (&json, "points");
      write_controls (&json, drawing);
      anlan_json_close (&json, '}');
    }
  anlan_json_close (&json, ']');
  return anlan_json_end (&json);
}

/* --- with their pixels --------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanSiteDrawing *drawing;
  AnlanMapImage *image;
  AnlanAffine placement;
} Loaded;

struct _AnlanMapDrawings
{
  GPtrArray *loaded; /* Loaded */
  char *problems;    /* or NULL */
  gatomicrefcount refs;
};

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  anlan_site_drawing_free (loaded->drawing);
  g_clear_pointer (&loaded->image, anlan_map_image_unref);
  g_free (loaded);
}

static AnlanMapImage *
find_image (AnlanMapDrawings *before, const AnlanSiteDrawing *drawing)
{
  for (guint i = 0; before != NULL && i < before->loaded->len; i++)
    {
      const Loaded *loaded = before->loaded->pdata[i];

      if (g_str_equal (loaded->drawing->file, drawing->file) && loaded->drawing->page == drawing->page)
        return anlan_map_image_ref (loaded->image);
    }
  return NULL;
}

static gboolean
load_one (AnlanMapDrawings *self,
          AnlanPlant *plant,
          AnlanMapDrawings *before,
          const AnlanSiteDrawing *drawing,
          GCancellable *cancellable,
          GError **error)
{
  g_autofree char *path = anlan_files_path (anlan_plant_get_store (plant), drawing->file);
  g_autoptr (AnlanMapImage) image = NULL;
  AnlanAffine placement;
  Loaded *loaded;

  if (!anlan_site_drawing_fit (drawing, &placement, NULL, NULL, error))
    return FALSE;
  image = find_image (before, drawing);
  if (image == NULL)
    image = anlan_map_image_load (path, drawing->page, NULL, cancellable, error);
  if (image == NULL)
    return FALSE;
  loaded = g_new0 (Loaded, 1);
  loaded->drawing = anlan_site_drawing_copy (drawing);
  loaded->image = g_steal_pointer (&image);
  loaded->placement = placement;
  g_ptr_array_add (self->loaded, loaded);
  return TRUE;
}

AnlanMapDrawings *
anlan_map_drawings_load (AnlanPlant *plant,
                         AnlanMapDrawings *before,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (AnlanMapDrawings) self = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GString) problems = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) trouble = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  self = g_new0 (AnlanMapDrawings, 1);
  g_atomic_ref_count_init (&self->refs);
  self->loaded = g_ptr_array_new_with_free_func (loaded_free);
  text = anlan_plant_get_setting (plant, "drawings");
  list = anlan_site_drawings_from_text (text, &trouble);
  if (list == NULL)
    {
      self->problems = g_strdup (trouble->message);
      return g_steal_pointer (&self);
    }
  problems = g_string_new (NULL);
  for (guint i = 0; i < list->len; i++)
    {
      const AnlanSiteDrawing *drawing = list->pdata[i];
      g_autoptr (GError) reason = NULL;

      if (load_one (self, plant, before, drawing, cancellable, &reason))
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_string_append_printf (problems, "%s%s: %s", problems->len > 0 ? "\n" : "", drawing->title,
                              reason->message);
    }
  if (problems->len > 0)
    self->problems = g_strdup (problems->str);
  return g_steal_pointer (&self);
}

AnlanMapDrawings *
anlan_map_drawings_ref (AnlanMapDrawings *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
anlan_map_drawings_unref (AnlanMapDrawings *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->loaded);
  g_free (self->problems);
  g_free (self);
}

guint
anlan_map_drawings_get_n (AnlanMapDrawings *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->loaded->len;
}

void
anlan_map_drawings_add (AnlanMapDrawings *self, AnlanMapSceneBuilder *builder)
{
  g_return_if_fail (self != NULL && builder != NULL);

  for (guint i = 0; i < self->loaded->len; i++)
    {
      const Loaded *loaded = self->loaded->pdata[i];
      AnlanMapDrawing drawing = { .image = loaded->image,
                                  .placement = loaded->placement,
                                  .opacity = loaded->drawing->opacity,
                                  .floors = anlan_map_floors_from_text (loaded->drawing->level) };

      anlan_map_scene_builder_add_drawing (builder, &drawing);
    }
}

const char *
anlan_map_drawings_get_problems (AnlanMapDrawings *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->problems;
}

/* --- a new file --------------------------------------------------------------------------------------------- */

/* By content: "AC10" begins every DWG since 1990, a DXF begins with a group code and SECTION. */
static gboolean
is_of_drawing_program (const char *path)
{
  char head[64] = "";
  FILE *file = fopen (path, "rb");
  gsize n;

  if (file == NULL)
    return FALSE;
  n = fread (head, 1, sizeof head - 1, file);
  fclose (file);
  head[n] = '\0';
  if (g_str_has_prefix (head, "AC10") || g_str_has_prefix (head, "AutoCAD Binary DXF"))
    return TRUE;
  return g_strstr_len (head, -1, "SECTION") != NULL && g_ascii_isdigit (head[strspn (head, " \t\r\n")]);
}

static gboolean
register_file (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_files_register (db, data, NULL, error);
}

char *
anlan_site_drawing_store (AnlanPlant *plant, const char *path, GCancellable *cancellable, GError **error)
{
  AnlanStore *store;
  g_autoptr (AnlanMapImage) image = NULL;
  g_autoptr (AnlanFile) file = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && path != NULL, NULL);

  if (is_of_drawing_program (path))
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("This is a file of a drawing program (DWG or DXF). Open it there, choose Plot or Print, "
             "“DWG to PDF”, the whole sheet to scale, and add the PDF here. Nothing was changed."));
      return NULL;
    }
  image = anlan_map_image_load (path, 0, NULL, cancellable, error);
  if (image == NULL)
    return NULL;
  store = anlan_plant_get_store (plant);
  file = anlan_files_add (store, path, ANLAN_FILE_ANY, ANLAN_MAP_IMAGE_MAX_FILE_BYTES, FALSE, error);
  if (file == NULL || !anlan_store_write (store, register_file, file, error))
    return NULL;
  return g_strdup (file->sha256);
}
