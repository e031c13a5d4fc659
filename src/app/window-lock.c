/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "account-jobs.h"
#include "model/account.h"
#include "person-dialog.h"

#define LOOK_EVERY_SECONDS 10
/* Where the plant's setting "lock-minutes" says nothing. */
#define LOCK_MINUTES 15

/* --- dialogs over the window -------------------------------------------------------------------------------------- */

static gboolean
stands_over (GtkWindow *other, AnlanWindow *window)
{
  while (other != NULL && other != GTK_WINDOW (window))
    other = gtk_window_get_transient_for (other);
  return other != NULL;
}

/* They would show what the lock is to hide. What has been typed into them stays. A critical alarm is to be seen by
 * everybody. */
static void
hide_dialogs (AnlanWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (all, i);

      if (other != GTK_WINDOW (window) && !ANLAN_IS_ALARM_SCREEN (other) &&
          gtk_widget_get_visible (GTK_WIDGET (other)) && stands_over (other, window))
        g_ptr_array_add (window->hidden, g_object_ref (other));
    }
  for (guint i = 0; i < window->hidden->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (window->hidden, i), FALSE);
}

static void
bring_dialogs_back (AnlanWindow *window)
{
  g_autoptr (GPtrArray) hidden = g_steal_pointer (&window->hidden);

  window->hidden = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < hidden->len; i++)
    gtk_window_present (g_ptr_array_index (hidden, i));
}

static void
destroy_dialogs (AnlanWindow *window)
{
  g_autoptr (GPtrArray) hidden = NULL;

  hide_dialogs (window);
  hidden = g_steal_pointer (&window->hidden);
  window->hidden = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < hidden->len; i++)
    gtk_window_destroy (g_ptr_array_index (hidden, i));
}

/* --- signing in ---------------------------------------------------------------------------------------------------- */

static void
update_actions (AnlanWindow *window)
{
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);
  gboolean in = plant != NULL && anlan_accounts_are_on (plant) && !anlan_desk_needs_sign_in (window->desk);

  anlan_window_enable_action (window, "lock", in && !anlan_desk_is_locked (window->desk));
  anlan_window_enable_action (window, "sign-out", in);
  /* With accounts on, saying so is not enough. */
  anlan_window_enable_action (window, "person", plant != NULL && !anlan_accounts_are_on (plant));
  if (window->loud != NULL)
    anlan_alarm_loud_look_again (window->loud);
}

void
anlan_window_update_lock (AnlanWindow *window)
{
  /* Somebody else may have switched accounts on. */
  if (anlan_desk_needs_sign_in (window->desk) && window->sidebar != NULL)
    anlan_window_sign_out (window);
  update_actions (window);
}

static void
unlock (AnlanWindow *window)
{
  GtkWidget *typing = g_weak_ref_get (&window->typing);

  gtk_stack_set_visible_child_name (window->stack, "plant");
  bring_dialogs_back (window);
  /* The form takes up again what is half typed where it was left. */
  if (typing != NULL && gtk_widget_get_root (typing) == GTK_ROOT (window))
    gtk_widget_grab_focus (typing);
  g_clear_object (&typing);
  anlan_desk_set_locked (window->desk, FALSE);
  anlan_window_enable_actions (window, TRUE);
  update_actions (window);
}

static void
on_signed_in_cb (AnlanSignInPage *page, const AnlanSignedIn *signed_in, AnlanWindow *window)
{
  window->last_input = g_get_real_time ();
  if (anlan_desk_is_locked (window->desk))
    {
      unlock (window);
      return;
    }
  anlan_desk_sign_in (window->desk, signed_in->person, signed_in->name, signed_in->shared);
  anlan_window_start (window);
  update_actions (window);
}

static void
show_sign_in (AnlanWindow *window, const char *person, const char *name)
{
  if (window->sign_in == NULL)
    {
      window->sign_in = anlan_sign_in_page_new (window->desk);
      g_signal_connect_object (window->sign_in, "signed-in", G_CALLBACK (on_signed_in_cb), window, 0);
      adw_bin_set_child (window->sign_in_bin, GTK_WIDGET (window->sign_in));
    }
  anlan_window_enable_actions (window, FALSE);
  update_actions (window);
  gtk_stack_set_visible_child_name (window->stack, "sign-in");
  anlan_sign_in_page_ask (window->sign_in, person, name);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Anlan"));
}

void
anlan_window_ask_sign_in (AnlanWindow *window)
{
  show_sign_in (window, NULL, NULL);
}

void
anlan_window_lock (AnlanWindow *window)
{
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);

  if (plant == NULL || !anlan_accounts_are_on (plant) || anlan_desk_needs_sign_in (window->desk) ||
      anlan_desk_is_locked (window->desk))
    return;
  anlan_desk_set_locked (window->desk, TRUE);
  g_weak_ref_set (&window->typing, gtk_window_get_focus (GTK_WINDOW (window)));
  hide_dialogs (window);
  show_sign_in (window, anlan_plant_get_person (plant), anlan_desk_get_person_name (window->desk));
}

void
anlan_window_sign_out (AnlanWindow *window)
{
  if (anlan_desk_get_plant (window->desk) == NULL)
    return;
  /* Who signs out himself leaves the field he is in, and it is stored as his. While it is locked nobody is there to answer
   * for it: it stays half typed until he is back. */
  if (!anlan_desk_is_locked (window->desk))
    gtk_window_set_focus (GTK_WINDOW (window), NULL);
  g_weak_ref_set (&window->typing, NULL);
  destroy_dialogs (window);
  anlan_window_stop (window);
  anlan_desk_sign_out (window->desk);
  show_sign_in (window, NULL, NULL);
}

/* --- nobody is here ---------------------------------------------------------------------------------------------------- */

void
anlan_window_look_idle (AnlanWindow *window, gint64 now)
{
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);
  g_autofree char *text = plant != NULL ? anlan_plant_get_setting (plant, "lock-minutes") : NULL;
  gint64 minutes = text != NULL ? g_ascii_strtoll (text, NULL, 10) : LOCK_MINUTES;

  /* A clock that was set back is no reason to lock. */
  if (now < window->last_input)
    window->last_input = now;
  if (minutes > 0 && now - window->last_input >= minutes * 60 * G_USEC_PER_SEC)
    anlan_window_lock (window);
}

/* The wall clock, because the monotonic one stands still while the computer sleeps. */
static gboolean
look_cb (gpointer data)
{
  anlan_window_look_idle (data, g_get_real_time ());
  return G_SOURCE_CONTINUE;
}

static gboolean
on_event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, AnlanWindow *window)
{
  switch ((int)gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_MOTION_NOTIFY:
    case GDK_SCROLL:
    case GDK_TOUCH_BEGIN:
      window->last_input = g_get_real_time ();
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
watch (AnlanWindow *window, GtkWidget *toplevel)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event_cb), window, 0);
  gtk_widget_add_controller (toplevel, controller);
  anlan_window_watch_scanner (window, toplevel);
}

static void
on_toplevels_changed_cb (
    GListModel *toplevels, guint position, guint removed, guint added, AnlanWindow *window)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (toplevel != GTK_WIDGET (window))
        watch (window, toplevel);
    }
}

void
anlan_window_start_watching (AnlanWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  window->last_input = g_get_real_time ();
  window->idle_timeout = g_timeout_add_seconds (LOOK_EVERY_SECONDS, look_cb, window);
  watch (window, GTK_WIDGET (window));
  /* Dialogs have windows of their own, and events of their own. */
  g_signal_connect_object (toplevels, "items-changed", G_CALLBACK (on_toplevels_changed_cb), window, 0);
}

/* --- who sits here, where accounts are off --------------------------------------------------------------------------- */

void
anlan_window_ask_person (AnlanWindow *window)
{
  AnlanPersonDialog *dialog = anlan_person_dialog_new (window->desk);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
anlan_window_ask_first_person (AnlanWindow *window)
{
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);
  g_autofree char *first = anlan_plant_get_setting (plant, "first-person");

  if (first == NULL && anlan_plant_get_person (plant) == NULL && !anlan_accounts_are_on (plant) &&
      !anlan_store_is_read_only (anlan_plant_get_store (plant)))
    anlan_window_ask_person (window);
}
