/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-app"

#include "app-fixture.h"

#include <gdk/x11/gdkx.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/blocking.h"

/* --- finding ------------------------------------------------------------------------------------------------------- */

static void
collect (GtkWidget *widget, AppMatch match, gconstpointer data, GPtrArray *found, gboolean first)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (match (widget, data))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !(first && found->len > 0);
       child = gtk_widget_get_next_sibling (child))
    collect (child, match, data, found, first);
}

GPtrArray *
app_find_all (GtkWidget *root, AppMatch match, gconstpointer data)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (root, match, data, found, FALSE);
  return found;
}

GtkWidget *
app_find (GtkWidget *root, AppMatch match, gconstpointer data)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (root, match, data, found, TRUE);
  return found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
}

gboolean
app_match_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (type));
}

static gboolean
match_id (GtkWidget *widget, gconstpointer id)
{
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0;
}

static gboolean
match_class (GtkWidget *widget, gconstpointer css_class)
{
  return gtk_widget_has_css_class (widget, css_class);
}

const char *
app_text (GtkWidget *widget)
{
  const char *text = NULL;

  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    text = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL && (text == NULL || *text == '\0'); child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child))
      text = app_text (child);
  return text;
}

gboolean
app_match_text (GtkWidget *widget, gconstpointer text)
{
  return g_strcmp0 (app_text (widget), text) == 0;
}

void
app_paste_file (App *app, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GSList *files = g_slist_prepend (NULL, file);
  GdkFileList *list = gdk_file_list_new_from_list (files);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (app->window));

  gdk_clipboard_set (clipboard, GDK_TYPE_FILE_LIST, list);
  app_key (app, "ctrl+v");
  app_run (600);
  app_settle (app);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  g_slist_free (files);
}

char *
app_texts (GtkWidget *root)
{
  g_autoptr (GPtrArray) labels = app_find_all (root, app_match_type, GSIZE_TO_POINTER (GTK_TYPE_LABEL));
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < labels->len; i++)
    {
      const char *text = gtk_label_get_text (g_ptr_array_index (labels, i));

      if (text[0] != '\0')
        g_string_append_printf (all, "%s\n", text);
    }
  return g_string_free (all, FALSE);
}

static GtkWidget *
get (GtkWidget *root, AppMatch match, gconstpointer data, const char *what)
{
  GtkWidget *found = app_find (root, match, data);

  if (found == NULL)
    {
      g_autofree char *texts = app_texts (root);

      g_error ("no %s in %s, which says:\n%s", what, G_OBJECT_TYPE_NAME (root), texts);
    }
  return found;
}

GtkWidget *
app_by_id (GtkWidget *root, const char *id)
{
  return get (root, match_id, id, id);
}

GtkWidget *
app_by_type (GtkWidget *root, GType type)
{
  return get (root, app_match_type, GSIZE_TO_POINTER (type), g_type_name (type));
}

GtkWidget *
app_by_class (GtkWidget *root, const char *css_class)
{
  return get (root, match_class, css_class, css_class);
}

typedef struct
{
  GType type;
  const char *text;
} TypeAndText;

static gboolean
match_type_and_text (GtkWidget *widget, gconstpointer data)
{
  const TypeAndText *wanted = data;

  return g_type_is_a (G_OBJECT_TYPE (widget), wanted->type) && app_match_text (widget, wanted->text);
}

GtkWidget *
app_by_text (GtkWidget *root, GType type, const char *text)
{
  const TypeAndText wanted = { type, text };
  g_autofree char *what = g_strdup_printf ("%s “%s”", g_type_name (type), text);

  return get (root, match_type_and_text, &wanted, what);
}

/* --- doing --------------------------------------------------------------------------------------------------------- */

void
app_press (App *app, GtkWidget *widget)
{
  if (!gtk_widget_is_sensitive (widget))
    g_error ("%s “%s” is not sensitive", G_OBJECT_TYPE_NAME (widget), app_text (widget));
  if (!gtk_widget_activate (widget))
    g_error ("%s “%s” cannot be activated", G_OBJECT_TYPE_NAME (widget), app_text (widget));
  app_settle (app);
}

void
app_enter (GtkWidget *widget, const char *text)
{
  if (GTK_IS_TEXT_VIEW (widget))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (widget), text);
}

static void
xdotool (const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status;

  g_ptr_array_add (argv, (char *)"xdotool");
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *)arguments[i]);
  g_ptr_array_add (argv, NULL);
  if (!g_spawn_sync (NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                     &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("xdotool %s: %s", arguments[0], error->message);
}

static char *
window_id (GtkNative *native)
{
  return g_strdup_printf ("%lu", gdk_x11_surface_get_xid (gtk_native_get_surface (native)));
}

/* GTK may think that a window is active before the server sends it the keys. */
static gboolean
has_focus (GtkWindow *window)
{
  char *arguments[] = { (char *)"xdotool", (char *)"getwindowfocus", NULL };
  g_autofree char *focused = NULL, *own = window_id (GTK_NATIVE (window));

  g_spawn_sync (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &focused,
                NULL, NULL, NULL);
  return focused != NULL && g_strcmp0 (g_strstrip (focused), own) == 0;
}

static void
await_focus (App *app)
{
  APP_AWAIT (gtk_window_is_active (app_top (app)) && has_focus (app_top (app)));
}

void
app_key (App *app, const char *keys)
{
  app_key_to (app, app_top (app), keys);
}

void
app_key_to (App *app, GtkWindow *window, const char *keys)
{
  const char *arguments[] = { "key", "--clearmodifiers", keys, NULL };

  APP_AWAIT (gtk_window_is_active (window) && has_focus (window));
  xdotool (arguments);
  app_run (50);
  app_settle (app);
}

void
app_type (App *app, const char *text)
{
  /* As people type: faster ones are scanners. */
  const char *arguments[] = { "type", "--delay", "90", "--", text, NULL };

  g_return_if_fail (g_str_is_ascii (text));

  await_focus (app);
  xdotool (arguments);
  app_run (50);
  app_settle (app);
}

/* The middle of @widget, in pixels of its window. */
static void
middle_of (GtkWidget *widget, int *at_x, int *at_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double x, y, shift_x, shift_y;

  gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), gtk_widget_get_width (widget) / 2.0,
                                    gtk_widget_get_height (widget) / 2.0, &x, &y);
  gtk_native_get_surface_transform (native, &shift_x, &shift_y);
  *at_x = (int)(x + shift_x);
  *at_y = (int)(y + shift_y);
}

static void
move_to (const char *window, int x, int y)
{
  char at_x[16], at_y[16];
  const char *arguments[] = { "mousemove", "--window", window, at_x, at_y, NULL };

  g_snprintf (at_x, sizeof at_x, "%d", x);
  g_snprintf (at_y, sizeof at_y, "%d", y);
  xdotool (arguments);
}

void
app_pointer_away (void)
{
  const char *arguments[] = { "mousemove", "0", "0", NULL };

  xdotool (arguments);
}

void
app_click (App *app, GtkWidget *widget, int button)
{
  g_autofree char *window = window_id (gtk_widget_get_native (widget));
  char which[8];
  const char *arguments[] = { "click", which, NULL };
  int x, y;

  middle_of (widget, &x, &y);
  move_to (window, x, y);
  g_snprintf (which, sizeof which, "%d", button);
  xdotool (arguments);
  app_run (50);
  app_settle (app);
}

void
app_hold (App *app, GtkWidget *widget)
{
  g_autofree char *window = window_id (gtk_widget_get_native (widget));
  const char *arguments[] = { "mousedown", "1", NULL };
  int x, y;

  middle_of (widget, &x, &y);
  move_to (window, x, y);
  app_run (50);
  xdotool (arguments);
  app_run (50);
}

void
app_let_go (App *app)
{
  const char *arguments[] = { "mouseup", "1", NULL };

  xdotool (arguments);
  app_run (50);
  app_settle (app);
}

void
app_drag (App *app, GtkWidget *from, GtkWidget *to)
{
  g_autofree char *window = window_id (gtk_widget_get_native (from));
  const char *down[] = { "mousedown", "1", NULL }, *up[] = { "mouseup", "1", NULL };
  int x, y, to_x, to_y;

  middle_of (from, &x, &y);
  middle_of (to, &to_x, &to_y);
  move_to (window, x, y);
  app_run (50);
  xdotool (down);
  app_run (50);
  /* The way matters: a drag begins after a few pixels, and the places under way are told of it. */
  for (int i = 1; i <= 8; i++)
    {
      move_to (window, x + (to_x - x) * i / 8, y + (to_y - y) * i / 8);
      app_run (60);
    }
  xdotool (up);
  app_run (300);
  app_settle (app);
}

/* --- pictures -------------------------------------------------------------------------------------------------------- */

char *
app_read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  anlan_permit_blocking ();
  g_file_get_contents (path, &text, NULL, &error);
  anlan_forbid_blocking ();
  g_assert_no_error (error);
  return text;
}

void
app_picture (App *app, const char *name)
{
  g_autofree char *file = NULL;
  const char *arguments[] = { ANLAN_SOURCE_DIR "/build-aux/screen-shot.sh", NULL, NULL };

  if (g_getenv ("ANLAN_TEST_PICTURES") == NULL)
    return;
  file = g_strdup_printf ("%s/app/%s-%s.png", g_test_get_dir (G_TEST_BUILT), name, app_language ());
  arguments[1] = file;
  app_settle (app);
  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL);
}
