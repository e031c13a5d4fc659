/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "screenshot.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

/* What is on the way when nothing is being read any more: layout, the first slices of lists, pictures. */
#define STILL_FRAMES 20
#define GIVE_UP_SECONDS 30

typedef struct
{
  char *file;
  guint frames;
  gint64 began;
} Shot;

static void
shot_free (Shot *shot)
{
  g_free (shot->file);
  g_free (shot);
}

/* The dialog on top of the window, else the window. */
static GtkWindow *
topmost (GtkWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (all, i);

      if (gtk_window_get_transient_for (other) == window && gtk_widget_get_mapped (GTK_WIDGET (other)))
        return topmost (other);
    }
  return window;
}

static void
append_window (GtkSnapshot *snapshot, GtkWindow *window, int width, int height)
{
  GtkWidget *widget = GTK_WIDGET (window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int own_width = gtk_widget_get_width (widget), own_height = gtk_widget_get_height (widget);
  GdkRGBA background;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "window_bg_color", &background))
    background = (GdkRGBA){ 1, 1, 1, 1 };
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float)(width - own_width) / 2, (float)(height - own_height) / 2));
  gtk_snapshot_append_color (snapshot, &background,
                             &GRAPHENE_RECT_INIT (0, 0, (float)own_width, (float)own_height));
  gdk_paintable_snapshot (paintable, snapshot, own_width, own_height);
  gtk_snapshot_restore (snapshot);
}

static gboolean
write_picture (GtkWindow *window, const char *file)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  GtkWindow *dialog = topmost (window);
  int width = gtk_widget_get_width (GTK_WIDGET (window)),
      height = gtk_widget_get_height (GTK_WIDGET (window));
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  append_window (snapshot, window, width, height);
  if (dialog != window)
    {
      gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 0.3f },
                                 &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
      append_window (snapshot, dialog, width, height);
    }
  node = gtk_snapshot_free_to_node (snapshot);
  texture =
      gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  return gdk_texture_save_to_png (texture, file);
}

static void
finish (GTask *task, AnlanWindow *window, Shot *shot)
{
  if (shot->file == NULL || write_picture (GTK_WINDOW (window), shot->file))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("The picture was not written to %s."),
                             shot->file);
  g_object_unref (task);
}

/* A widget has a picture of itself only between being painted and the next change. */
static void
on_painted_cb (GdkFrameClock *clock, GTask *task)
{
  g_signal_handlers_disconnect_by_func (clock, on_painted_cb, task);
  finish (task, g_task_get_source_object (task), g_task_get_task_data (task));
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GTask *task = data;
  Shot *shot = g_task_get_task_data (task);
  AnlanWindow *window = ANLAN_WINDOW (widget);
  gint64 now = g_get_monotonic_time ();

  if (shot->began == 0)
    shot->began = now;
  shot->frames = anlan_window_is_busy (window) ? 0 : shot->frames + 1;
  if (shot->frames < STILL_FRAMES && now - shot->began < GIVE_UP_SECONDS * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted_cb), task);
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

void
anlan_screenshot_take_async (AnlanWindow *window,
                             const char *file,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  Shot *shot;

  g_return_if_fail (ANLAN_IS_WINDOW (window));

  task = g_task_new (window, NULL, callback, user_data);
  g_task_set_source_tag (task, anlan_screenshot_take_async);
  shot = g_new0 (Shot, 1);
  shot->file = g_strdup (file);
  g_task_set_task_data (task, shot, (GDestroyNotify)shot_free);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick_cb, task, NULL);
}

gboolean
anlan_screenshot_take_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
