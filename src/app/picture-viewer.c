/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "picture-viewer.h"

#include <glib/gi18n-lib.h>

#include "attach.h"
#include "resources.h"

/* As much as a large screen shows. */
#define EDGE 2560

struct _AnlanPictureViewer
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkStack *stack;
  GtkPicture *picture;
  AdwStatusPage *failed;

  /* owned */
  AnlanPlant *plant;
  char **all;
  guint place;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanPictureViewer, anlan_picture_viewer, ADW_TYPE_WINDOW)

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = anlan_picture_load_finish (result, &error);
  AnlanPictureViewer *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (texture != NULL)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  else
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failed, escaped);
    }
  gtk_stack_set_visible_child (self->stack,
                               texture != NULL ? GTK_WIDGET (self->picture) : GTK_WIDGET (self->failed));
}

static void
show_place (AnlanPictureViewer *self, guint place)
{
  guint count = g_strv_length (self->all);
  g_autofree char *text = g_strdup_printf (_ ("%u of %u"), place + 1, count);

  self->place = place;
  adw_window_title_set_subtitle (self->window_title, count > 1 ? text : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.previous", place > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.next", place + 1 < count);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  anlan_picture_load_async (self->plant, self->all[place], EDGE, self->cancellable, loaded_cb, self);
}

static void
step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanPictureViewer *self = ANLAN_PICTURE_VIEWER (widget);

  show_place (self, g_str_has_suffix (name, "next") ? self->place + 1 : self->place - 1);
}

static void
anlan_picture_viewer_dispose (GObject *object)
{
  AnlanPictureViewer *self = ANLAN_PICTURE_VIEWER (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_PICTURE_VIEWER);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_picture_viewer_parent_class)->dispose (object);
}

static void
anlan_picture_viewer_finalize (GObject *object)
{
  AnlanPictureViewer *self = ANLAN_PICTURE_VIEWER (object);

  g_object_unref (self->cancellable);
  g_strfreev (self->all);
  G_OBJECT_CLASS (anlan_picture_viewer_parent_class)->finalize (object);
}

static void
anlan_picture_viewer_class_init (AnlanPictureViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_picture_viewer_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_picture_viewer_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("picture-viewer"));
  gtk_widget_class_bind_template_child (widget_class, AnlanPictureViewer, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanPictureViewer, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanPictureViewer, picture);
  gtk_widget_class_bind_template_child (widget_class, AnlanPictureViewer, failed);
  gtk_widget_class_install_action (widget_class, "viewer.next", NULL, step_cb);
  gtk_widget_class_install_action (widget_class, "viewer.previous", NULL, step_cb);
}

static void
anlan_picture_viewer_init (AnlanPictureViewer *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPictureViewer *
anlan_picture_viewer_new (AnlanPlant *plant, const char *const *all, guint place, const char *title)
{
  AnlanPictureViewer *self = g_object_new (ANLAN_TYPE_PICTURE_VIEWER, "title", title, NULL);

  self->plant = g_object_ref (plant);
  self->all = g_strdupv ((char **)all);
  adw_window_title_set_title (self->window_title, title);
  show_place (self, place);
  return self;
}
