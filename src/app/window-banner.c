/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "backups.h"
#include "form-context.h"
#include "say.h"

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

/* --- what was half typed --------------------------------------------------------------------------------------------- */

static void
forget_kept (AnlanWindow *window)
{
  g_clear_pointer (&window->kept_kind, g_free);
  g_clear_pointer (&window->kept_record, g_free);
}

/* What the window opens with shows it by itself, if that was on the screen when the program ended. */
static gboolean
is_shown (AnlanWindow *window)
{
  g_autofree char *group = g_strconcat ("list ", window->kept_kind, NULL);
  g_autofree char *record = anlan_ui_state_get (anlan_desk_get_state (window->desk), group, "record");

  return g_strcmp0 (window->shown, window->kept_kind) == 0 && g_strcmp0 (record, window->kept_record) == 0;
}

static gboolean
offer_kept (AnlanWindow *window)
{
  g_autoptr (AnlanKind) kind = NULL;
  g_autofree char *fresh = NULL, *text = NULL;

  if (window->kept_kind == NULL)
    return FALSE;
  kind = anlan_plant_get_kind (anlan_desk_get_plant (window->desk), window->kept_kind);
  if (kind == NULL)
    return FALSE;
  fresh = window->kept_record == NULL ? anlan_say_new (kind) : g_strdup (anlan_kind_text (kind->title));
  text = g_strdup_printf (_ ("“%s” was half typed when the program ended. Nothing of it is lost."), fresh);
  gtk_label_set_label (window->banner_label, text);
  gtk_button_set_label (window->banner_button, _ ("_Go on with it"));
  gtk_widget_set_visible (GTK_WIDGET (window->banner_button), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (window->banner_button), TRUE);
  gtk_revealer_set_reveal_child (window->banner, TRUE);
  return TRUE;
}

static void
take_up_kept (AnlanWindow *window)
{
  g_autofree char *kind = g_steal_pointer (&window->kept_kind);
  g_autofree char *record = g_steal_pointer (&window->kept_record);

  if (record != NULL)
    anlan_window_show_record (window, kind, record);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "win.new-record", "s", kind);
}

/* --- all ------------------------------------------------------------------------------------------------------------- */

static void
update (AnlanWindow *window)
{
  AnlanBackups *backups;
  g_autofree char *warning = NULL, *text = NULL;
  const char *trouble;

  /* It may be told of a plant that is closed after the window is gone. */
  if (window->desk == NULL || window->banner == NULL)
    return;
  if (offer_kept (window))
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
  if (window->kept_kind != NULL)
    {
      take_up_kept (window);
      update (window);
    }
  else if (has_folder (window))
    anlan_backups_run (anlan_desk_get_backups (window->desk));
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "app.preferences-page", "s", "backup");
}

static void
on_banner_closed_cb (GtkButton *button, AnlanWindow *window)
{
  if (window->kept_kind != NULL)
    forget_kept (window);
  else
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
  g_signal_connect_object (window->desk, "notify::person-name", G_CALLBACK (anlan_window_offer_kept), window,
                           G_CONNECT_SWAPPED);
  update (window);
}

/* Once a plant is open, its first page is on the screen, and it is known who sits here. */
void
anlan_window_offer_kept (AnlanWindow *window)
{
  forget_kept (window);
  if (anlan_desk_get_plant (window->desk) == NULL || window->shown == NULL)
    {
      update (window);
      return;
    }
  window->kept_kind = anlan_desk_get_kept (window->desk, &window->kept_record);
  if (window->kept_kind != NULL && is_shown (window))
    forget_kept (window);
  update (window);
}
