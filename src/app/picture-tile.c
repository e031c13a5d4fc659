/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "picture-tile.h"

#include <glib/gi18n-lib.h>

#include "attach.h"
#include "picture-viewer.h"

/* Twice what is shown, for screens with two pixels a point. */
#define TILE_EDGE 320
#define TILE_WIDTH 148
#define TILE_HEIGHT 112

struct _AnlanPictureTile
{
  AdwBin parent_instance;

  AnlanPlant *plant;
  char **all;
  guint place;
  char *title;
  GtkButton *button;
  GtkPicture *picture;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanPictureTile, anlan_picture_tile, ADW_TYPE_BIN)

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = anlan_picture_load_finish (result, &error);
  AnlanPictureTile *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (texture != NULL)
    {
      gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
      return;
    }
  gtk_button_set_icon_name (self->button, "image-missing-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), error->message);
}

static void
on_clicked_cb (GtkButton *button, AnlanPictureTile *self)
{
  AnlanPictureViewer *viewer =
      anlan_picture_viewer_new (self->plant, (const char *const *)self->all, self->place, self->title);

  gtk_window_set_transient_for (GTK_WINDOW (viewer), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (viewer));
}

static void
anlan_picture_tile_dispose (GObject *object)
{
  AnlanPictureTile *self = ANLAN_PICTURE_TILE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_picture_tile_parent_class)->dispose (object);
}

static void
anlan_picture_tile_finalize (GObject *object)
{
  AnlanPictureTile *self = ANLAN_PICTURE_TILE (object);

  g_object_unref (self->cancellable);
  g_strfreev (self->all);
  g_free (self->title);
  G_OBJECT_CLASS (anlan_picture_tile_parent_class)->finalize (object);
}

static void
anlan_picture_tile_class_init (AnlanPictureTileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_picture_tile_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_picture_tile_finalize;
}

static void
anlan_picture_tile_init (AnlanPictureTile *self)
{
  GtkWidget *wide = adw_clamp_new (), *high = adw_clamp_new ();

  self->cancellable = g_cancellable_new ();
  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_content_fit (self->picture, GTK_CONTENT_FIT_COVER);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), TILE_WIDTH, TILE_HEIGHT);
  gtk_widget_set_overflow (GTK_WIDGET (self->picture), GTK_OVERFLOW_HIDDEN);
  /* The picture's own size is that of its pixels. */
  adw_clamp_set_maximum_size (ADW_CLAMP (wide), TILE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (wide), GTK_WIDGET (self->picture));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (high), GTK_ORIENTATION_VERTICAL);
  adw_clamp_set_maximum_size (ADW_CLAMP (high), TILE_HEIGHT);
  adw_clamp_set_child (ADW_CLAMP (high), wide);
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_child (self->button, high);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "picture-tile");
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (on_clicked_cb), self, 0);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

GtkWidget *
anlan_picture_tile_new (AnlanPlant *plant, const char *const *all, guint place, const char *title)
{
  AnlanPictureTile *self = g_object_new (ANLAN_TYPE_PICTURE_TILE, NULL);
  g_autofree char *spoken =
      g_strdup_printf (_ ("%s, photo %u of %u"), title, place + 1, g_strv_length ((char **)all));

  self->plant = g_object_ref (plant);
  self->all = g_strdupv ((char **)all);
  self->place = place;
  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_picture_set_alternative_text (self->picture, spoken);
  anlan_picture_load_async (plant, all[place], TILE_EDGE, self->cancellable, loaded_cb, self);
  return GTK_WIDGET (self);
}
