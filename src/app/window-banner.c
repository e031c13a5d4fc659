/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "backups.h"

static gboolean
has_folder (AnlanWindow *window)
{
  g_autofree char *folder = anlan_backups_get_folder (anlan_desk_get_backups (window->desk));

  return folder[0] != '\0';
}

static gboolean
is_reading (AnlanWindow *window)
{
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);

  return plant != NULL && anlan_store_is_read_only (anlan_plant_get_store (plant));
}

static void
update (AnlanWindow *window)
{
  AnlanBackups *backups;
  g_autofree char *warning = NULL, *text = NULL;
  const char *trouble;

  /* It may be told of a plant that is closed after the window is gone. */
  if (window->desk == NULL || window->banner == NULL)
    return;
  backups = anlan_desk_get_backups (window->desk);
  if (is_reading (window))
    warning = g_strdup (_ ("Open for reading only: nothing can be changed here."));
  else
    warning = window->banner_closed ? NULL : anlan_backups_get_warning (backups);
  trouble = anlan_backups_get_trouble (backups);
  gtk_revealer_set_reveal_child (window->banner, warning != NULL);
  gtk_widget_set_visible (GTK_WIDGET (window->banner_button), !is_reading (window));
  if (warning == NULL)
    return;
  text = trouble != NULL ? g_strdup_printf ("%s %s", warning, trouble) : g_steal_pointer (&warning);
  gtk_label_set_label (window->banner_label, text);
  gtk_button_set_label (window->banner_button,
                        has_folder (window) ? _ ("_Back up now") : _ ("_Choose a folder…"));
  gtk_widget_set_sensitive (GTK_WIDGET (window->banner_button), !anlan_backups_is_running (backups));
}

static void
on_banner_clicked_cb (GtkButton *button, AnlanWindow *window)
{
  if (has_folder (window))
    anlan_backups_run (anlan_desk_get_backups (window->desk));
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "app.preferences-page", "s", "backup");
}

static void
on_banner_closed_cb (GtkButton *button, AnlanWindow *window)
{
  window->banner_closed = TRUE;
  update (window);
}

void
anlan_window_install_banner (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, banner_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, banner_button);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_closed_cb);
}

void
anlan_window_start_banner (AnlanWindow *window)
{
  g_signal_connect_object (anlan_desk_get_backups (window->desk), "changed", G_CALLBACK (update), window,
                           G_CONNECT_SWAPPED);
  update (window);
}
