/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "drawing-place-dialog.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/origin.h"
#include "base/text.h"
#include "map-model.h"
#include "map-view.h"
#include "marks-tool.h"
#include "place-dialog.h"
#include "position-entry.h"
#include "resources.h"
#include "store/files.h"

/* The drawing on the left is shown as a map of its own, somewhere at the equator, where a map is true to scale: one of
 * its units is a logical pixel at this zoom. So it is moved, zoomed and pointed at, by pointer and keys, as the map. */
#define DRAWING_ZOOM 18.0

typedef struct
{
  AnlanMapControl control;
  gboolean on_drawing;
  gboolean on_ground;
  double residual; /* metres; NAN where it is not known */
} Place;

struct _AnlanDrawingPlaceDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkWidget *take_button;
  GtkSpinner *spinner;
  AnlanMapView *drawing_view, *map_view;
  GtkLabel *hint_label;
  AdwPreferencesGroup *points_group;
  GtkWidget *add_button;
  GtkEditable *title_row, *level_row;
  GtkWidget *page_row;
  GtkSpinButton *page_spin;
  GtkRange *opacity_scale;
  GtkSwitch *distorted_switch;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanMapModel *model;
  AnlanMarksTool *drawing_marks, *map_marks;
  AnlanSiteDrawing *drawing;
  AnlanMapImage *image;      /* NULL until it has been read */
  GCancellable *cancellable; /* while it is being read */
  char *problem;             /* why it could not be read, or NULL */
  GArray *places;            /* Place */
  GPtrArray *rows;           /* GtkWidget, borrowed */
  guint chosen;
  gboolean map_is_shown;
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanDrawingPlaceDialog, anlan_drawing_place_dialog, ADW_TYPE_WINDOW)

enum
{
  PLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update (AnlanDrawingPlaceDialog *self);

static Place *
place_at (AnlanDrawingPlaceDialog *self, guint i)
{
  return &g_array_index (self->places, Place, i);
}

/* --- the drawing as a map of its own ------------------------------------------------------------------------- */

static AnlanAffine
bench (void)
{
  double unit = 1 / anlan_map_pixels_per_unit (DRAWING_ZOOM);

  return (AnlanAffine){ .xx = unit, .x0 = 0.5, .yy = unit, .y0 = 0.5 };
}

static AnlanLonLat
bench_from_drawing (AnlanPoint at)
{
  AnlanAffine affine = bench ();
  AnlanPoint world = anlan_affine_apply (&affine, at);
  AnlanLonLat place;

  anlan_map_unproject (world, &place.lon, &place.lat);
  return place;
}

static AnlanPoint
bench_to_drawing (AnlanLonLat at)
{
  AnlanAffine affine = bench (), inverse;

  anlan_affine_invert (&affine, &inverse);
  return anlan_affine_apply (&inverse, anlan_map_project (at.lon, at.lat));
}

static void
show_drawing (AnlanDrawingPlaceDialog *self)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  AnlanMapDrawing drawing = {
    .image = self->image, .placement = bench (), .opacity = 1, .floors = ANLAN_MAP_FLOORS_ALL
  };

  anlan_map_scene_builder_add_drawing (builder, &drawing);
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_view_set_scene (self->drawing_view, scene);
  anlan_map_view_show (self->drawing_view, anlan_map_drawing_get_bounds (&drawing), 40);
}

/* --- the drawing on the map ----------------------------------------------------------------------------------- */

static void
collect (AnlanDrawingPlaceDialog *self, guint *indices)
{
  AnlanSiteDrawing *drawing = self->drawing;

  drawing->n_controls = 0;
  for (guint i = 0; i < self->places->len; i++)
    if (place_at (self, i)->on_drawing && place_at (self, i)->on_ground)
      {
        indices[drawing->n_controls] = i;
        drawing->controls[drawing->n_controls++] = place_at (self, i)->control;
      }
}

static gboolean
fit (AnlanDrawingPlaceDialog *self, AnlanAffine *placement, double *rms, GError **error)
{
  double residuals[ANLAN_MAP_CONTROLS_MAX];
  guint indices[ANLAN_MAP_CONTROLS_MAX];

  for (guint i = 0; i < self->places->len; i++)
    place_at (self, i)->residual = NAN;
  collect (self, indices);
  if (self->drawing->n_controls < 2 ||
      !anlan_site_drawing_fit (self->drawing, placement, residuals, rms, error))
    return FALSE;
  for (guint i = 0; i < self->drawing->n_controls; i++)
    place_at (self, indices[i])->residual = residuals[i];
  return TRUE;
}

static void
show_map (AnlanDrawingPlaceDialog *self, const AnlanAffine *placement)
{
  AnlanMapScene *plant = anlan_map_model_get_scene (self->model);
  AnlanMapBase *base = plant != NULL ? anlan_map_scene_get_base (plant) : NULL;
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;

  if (base != NULL)
    anlan_map_scene_builder_set_base (builder, base);
  if (placement != NULL && self->image != NULL)
    {
      AnlanMapDrawing drawing = { .image = self->image,
                                  .placement = *placement,
                                  .opacity = self->drawing->opacity,
                                  .floors = ANLAN_MAP_FLOORS_ALL };

      anlan_map_scene_builder_add_drawing (builder, &drawing);
    }
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_view_set_scene (self->map_view, scene);
}

static void
show_marks (AnlanDrawingPlaceDialog *self)
{
  AnlanMark on_drawing[ANLAN_MAP_CONTROLS_MAX], on_map[ANLAN_MAP_CONTROLS_MAX];
  guint n_drawing = 0, n_map = 0;

  for (guint i = 0; self->image != NULL && i < self->places->len; i++)
    {
      const Place *place = place_at (self, i);

      if (place->on_drawing)
        on_drawing[n_drawing++] =
            (AnlanMark){ bench_from_drawing (place->control.drawing), i + 1, i == self->chosen };
      if (place->on_ground)
        on_map[n_map++] = (AnlanMark){ place->control.ground, i + 1, i == self->chosen };
    }
  anlan_marks_tool_set_marks (self->drawing_marks, on_drawing, n_drawing);
  anlan_marks_tool_set_marks (self->map_marks, on_map, n_map);
}

/* --- the list of places ----------------------------------------------------------------------------------------- */

static guint
index_of (AnlanDrawingPlaceDialog *self, gpointer widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (widget, "place"));
}

static void
on_row_activated_cb (AdwActionRow *row, AnlanDrawingPlaceDialog *self)
{
  self->chosen = index_of (self, row);
  update (self);
}

static void
on_remove_clicked_cb (GtkButton *button, AnlanDrawingPlaceDialog *self)
{
  g_array_remove_index (self->places, index_of (self, button));
  if (self->places->len == 0)
    g_array_append_val (self->places, (Place){ .residual = NAN });
  self->chosen = MIN (self->chosen, self->places->len - 1);
  update (self);
}

static void
on_typed_cb (AnlanPlaceDialog *dialog, const AnlanLonLat *at, AnlanDrawingPlaceDialog *self)
{
  guint i = index_of (self, dialog);

  if (i >= self->places->len)
    return;
  place_at (self, i)->control.ground = *at;
  place_at (self, i)->on_ground = TRUE;
  update (self);
}

static void
on_type_clicked_cb (GtkButton *button, AnlanDrawingPlaceDialog *self)
{
  guint i = index_of (self, button);
  const Place *place = place_at (self, i);
  GtkWindow *dialog = GTK_WINDOW (anlan_place_dialog_new (self->desk, _ ("Where the place is"),
                                                          place->on_ground ? &place->control.ground : NULL));

  g_object_set_data (G_OBJECT (dialog), "place", GUINT_TO_POINTER (i));
  g_signal_connect_object (dialog, "placed", G_CALLBACK (on_typed_cb), self, 0);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static char *
describe (const Place *place)
{
  g_autofree char *text = NULL;

  if (!place->on_drawing && !place->on_ground)
    return g_strdup (_ ("Click it on the drawing and on the map"));
  if (!place->on_drawing)
    return g_strdup (_ ("Click it on the drawing, too"));
  if (!place->on_ground)
    return g_strdup (_ ("Click it on the map, or type its position"));
  text = anlan_position_to_text (place->control.ground);
  if (isnan (place->residual))
    return g_steal_pointer (&text);
  return g_strdup_printf (_ ("%s\noff by %.2f m"), text, place->residual);
}

static GtkWidget *
make_button (AnlanDrawingPlaceDialog *self, guint i, const char *icon, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (button), "place", GUINT_TO_POINTER (i));
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

static GtkWidget *
make_row (AnlanDrawingPlaceDialog *self, guint i)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_strdup_printf (_ ("Place %u"), i + 1);
  g_autofree char *text = describe (place_at (self, i));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "place", GUINT_TO_POINTER (i));
  g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated_cb), self, 0);
  if (i == self->chosen)
    {
      GtkWidget *image = gtk_image_new_from_icon_name ("go-next-symbolic");

      gtk_widget_set_tooltip_text (image, _ ("The next click sets this one"));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (self, i, "document-edit-symbolic", _ ("Type its position"),
                                          G_CALLBACK (on_type_clicked_cb)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (self, i, "user-trash-symbolic", _ ("Remove the place"),
                                          G_CALLBACK (on_remove_clicked_cb)));
  return row;
}

static void
fill_rows (AnlanDrawingPlaceDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->points_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < self->places->len; i++)
    {
      GtkWidget *row = make_row (self, i);

      adw_preferences_group_add (self->points_group, row);
      g_ptr_array_add (self->rows, row);
    }
}

/* --- all of it --------------------------------------------------------------------------------------------------- */

static void
update_hint (AnlanDrawingPlaceDialog *self, gboolean fits, double rms, const GError *error)
{
  g_autofree char *text = NULL;

  if (self->problem != NULL)
    text = g_strdup (self->problem);
  else if (error != NULL)
    text = g_strdup (error->message);
  else if (!fits)
    text = g_strdup (
        _ ("Click a place on the drawing, then the same place on the map; two places lay it down."));
  else if (self->drawing->n_controls == (self->drawing->distorted ? 3 : 2))
    text = g_strdup (_ ("The drawing lies on the map. One more place would show whether these are right."));
  else
    text = g_strdup_printf (_ ("The places are off by %.2f m on the average."), rms);
  gtk_label_set_label (self->hint_label, text);
}

static void
update (AnlanDrawingPlaceDialog *self)
{
  g_autoptr (GError) error = NULL;
  AnlanAffine placement;
  double rms = 0;
  gboolean fits = fit (self, &placement, &rms, &error);

  gtk_widget_set_sensitive (self->take_button, fits && self->image != NULL);
  gtk_widget_set_sensitive (self->add_button, self->places->len < ANLAN_MAP_CONTROLS_MAX);
  show_map (self, fits ? &placement : NULL);
  show_marks (self);
  fill_rows (self);
  update_hint (self, fits, rms, error);
}

/* The one that a click is for: the chosen one, or a new one where it is complete. */
static Place *
next_place (AnlanDrawingPlaceDialog *self)
{
  Place *place = place_at (self, self->chosen);

  if (place->on_drawing && place->on_ground && self->places->len < ANLAN_MAP_CONTROLS_MAX)
    {
      g_array_append_val (self->places, (Place){ .residual = NAN });
      self->chosen = self->places->len - 1;
      place = place_at (self, self->chosen);
    }
  return place;
}

static void
on_drawing_placed_cb (AnlanMarksTool *tool, const AnlanLonLat *at, AnlanDrawingPlaceDialog *self)
{
  Place *place = next_place (self);

  place->control.drawing = bench_to_drawing (*at);
  place->on_drawing = TRUE;
  update (self);
}

static void
on_map_placed_cb (AnlanMarksTool *tool, const AnlanLonLat *at, AnlanDrawingPlaceDialog *self)
{
  Place *place = next_place (self);

  place->control.ground = *at;
  place->on_ground = TRUE;
  update (self);
}

static void
on_add_clicked_cb (GtkButton *button, AnlanDrawingPlaceDialog *self)
{
  g_array_append_val (self->places, (Place){ .residual = NAN });
  self->chosen = self->places->len - 1;
  update (self);
}

static void
on_opacity_changed_cb (GtkRange *range, AnlanDrawingPlaceDialog *self)
{
  if (self->quiet)
    return;
  self->drawing->opacity = gtk_range_get_value (range);
  update (self);
}

static void
on_distorted_cb (GtkSwitch *widget, GParamSpec *pspec, AnlanDrawingPlaceDialog *self)
{
  if (self->quiet)
    return;
  self->drawing->distorted = gtk_switch_get_active (widget);
  update (self);
}

/* --- reading the file --------------------------------------------------------------------------------------------- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanDrawingPlaceDialog) self = data;
  g_autoptr (GError) error = NULL;
  guint n_pages = 1;
  g_autoptr (AnlanMapImage) image = anlan_map_image_load_finish (result, &n_pages, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  g_clear_object (&self->cancellable);
  gtk_spinner_stop (self->spinner);
  g_clear_pointer (&self->problem, g_free);
  if (image == NULL)
    self->problem = g_strdup (error->message);
  else
    {
      g_clear_pointer (&self->image, anlan_map_image_unref);
      self->image = g_steal_pointer (&image);
      self->quiet = TRUE;
      gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->page_spin), n_pages);
      gtk_spin_button_set_value (self->page_spin, self->drawing->page + 1);
      gtk_widget_set_visible (self->page_row, n_pages > 1);
      self->quiet = FALSE;
      show_drawing (self);
    }
  update (self);
}

static void
load (AnlanDrawingPlaceDialog *self)
{
  g_autofree char *path = anlan_files_path (anlan_plant_get_store (self->plant), self->drawing->file);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  anlan_map_image_load_async (path, self->drawing->page, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
on_page_changed_cb (GtkSpinButton *spin, AnlanDrawingPlaceDialog *self)
{
  if (self->quiet)
    return;
  self->drawing->page = (guint)gtk_spin_button_get_value_as_int (spin) - 1;
  load (self);
}

static void
on_model_changed_cb (AnlanMapModel *model, AnlanDrawingPlaceDialog *self)
{
  AnlanLonLat near;

  if (anlan_map_model_get_scene (model) == NULL)
    return;
  update (self);
  if (self->map_is_shown)
    return;
  self->map_is_shown = TRUE;
  if (!anlan_map_model_is_empty (model))
    anlan_map_view_show (self->map_view, anlan_map_scene_get_bounds (anlan_map_model_get_scene (model)), 12);
  else if (anlan_plant_read_position (self->plant, &near))
    anlan_map_view_jump_to (self->map_view, near, 16);
}

static void
on_take_clicked_cb (GtkButton *button, AnlanDrawingPlaceDialog *self)
{
  guint indices[ANLAN_MAP_CONTROLS_MAX];

  collect (self, indices);
  g_free (self->drawing->title);
  self->drawing->title = anlan_text_collapse (gtk_editable_get_text (self->title_row));
  g_free (self->drawing->level);
  self->drawing->level = anlan_text_collapse (gtk_editable_get_text (self->level_row));
  g_signal_emit (self, signals[PLACED], 0, self->drawing);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- object -------------------------------------------------------------------------------------------------------- */

static void
anlan_drawing_place_dialog_dispose (GObject *object)
{
  AnlanDrawingPlaceDialog *self = ANLAN_DRAWING_PLACE_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_DRAWING_PLACE_DIALOG);
  g_clear_object (&self->model);
  g_clear_object (&self->drawing_marks);
  g_clear_object (&self->map_marks);
  g_clear_object (&self->plant);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_drawing_place_dialog_parent_class)->dispose (object);
}

static void
anlan_drawing_place_dialog_finalize (GObject *object)
{
  AnlanDrawingPlaceDialog *self = ANLAN_DRAWING_PLACE_DIALOG (object);

  g_clear_pointer (&self->drawing, anlan_site_drawing_free);
  g_clear_pointer (&self->image, anlan_map_image_unref);
  g_free (self->problem);
  g_array_unref (self->places);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (anlan_drawing_place_dialog_parent_class)->finalize (object);
}

static void
anlan_drawing_place_dialog_class_init (AnlanDrawingPlaceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ANLAN_TYPE_MAP_VIEW);
  G_OBJECT_CLASS (klass)->dispose = anlan_drawing_place_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_drawing_place_dialog_finalize;
  signals[PLACED] = g_signal_new ("placed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("drawing-place-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, take_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, drawing_view);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, map_view);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, hint_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, points_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, level_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, page_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, page_spin);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, opacity_scale);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingPlaceDialog, distorted_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_take_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_opacity_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_distorted_cb);
}

static void
anlan_drawing_place_dialog_init (AnlanDrawingPlaceDialog *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->rows = g_ptr_array_new ();
  self->quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->drawing_marks = anlan_marks_tool_new ();
  self->map_marks = anlan_marks_tool_new ();
  g_signal_connect_object (self->drawing_marks, "placed", G_CALLBACK (on_drawing_placed_cb), self, 0);
  g_signal_connect_object (self->map_marks, "placed", G_CALLBACK (on_map_placed_cb), self, 0);
  anlan_map_view_set_tool (self->drawing_view, ANLAN_MAP_TOOL (self->drawing_marks));
  anlan_map_view_set_tool (self->map_view, ANLAN_MAP_TOOL (self->map_marks));
}

static void
fill (AnlanDrawingPlaceDialog *self)
{
  for (guint i = 0; i < self->drawing->n_controls; i++)
    g_array_append_val (self->places, ((Place){ self->drawing->controls[i], TRUE, TRUE, NAN }));
  if (self->places->len == 0)
    g_array_append_val (self->places, (Place){ .residual = NAN });
  gtk_editable_set_text (self->title_row, self->drawing->title);
  gtk_editable_set_text (self->level_row, self->drawing->level);
  gtk_range_set_value (self->opacity_scale, self->drawing->opacity);
  gtk_switch_set_active (self->distorted_switch, self->drawing->distorted);
}

AnlanDrawingPlaceDialog *
anlan_drawing_place_dialog_new (AnlanDesk *desk, const AnlanSiteDrawing *drawing)
{
  AnlanDrawingPlaceDialog *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL && drawing != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_DRAWING_PLACE_DIALOG, NULL);
  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->drawing = anlan_site_drawing_copy (drawing);
  fill (self);
  self->quiet = FALSE;
  self->model = anlan_map_model_new (self->plant, NULL);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (on_model_changed_cb), self, 0);
  update (self);
  load (self);
  return self;
}

gboolean
anlan_drawing_place_dialog_is_busy (AnlanDrawingPlaceDialog *self)
{
  g_return_val_if_fail (ANLAN_IS_DRAWING_PLACE_DIALOG (self), FALSE);

  return self->cancellable != NULL || anlan_map_model_is_busy (self->model);
}
