/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "model/query.h"
#include "palette.h"

/* Keys that are held back are the events themselves: given back, they go to the display's queue and through the window
 * once more, input method and all, as if they had come a moment later. */

/* --- what was scanned ------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanWindow *window;
  char *code;
} Scan;

static void
scan_free (Scan *scan)
{
  g_object_unref (scan->window);
  g_free (scan->code);
  g_free (scan);
}

static void
say_unknown (AnlanWindow *window, const char *code)
{
  g_autofree char *text = g_strdup_printf (_ ("Nothing here has the code “%s”."), code);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _ ("_Search"));
  adw_toast_set_action_name (toast, "win.palette-for");
  adw_toast_set_action_target_value (toast, g_variant_new_string (code));
  anlan_window_toast (window, toast);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Scan *scan = data;
  AnlanWindow *window = scan->window;
  g_autoptr (GError) error = NULL;
  AnlanHit *hit = anlan_plant_find_code_finish (ANLAN_PLANT (source), result, &error);

  if (window->desk != NULL && anlan_desk_get_plant (window->desk) == ANLAN_PLANT (source) &&
      window->sidebar != NULL && !anlan_desk_is_locked (window->desk))
    {
      AnlanPage *page = anlan_window_get_page (window);
      gboolean taken = hit != NULL && page != NULL && anlan_page_scanned (page, hit->kind, hit->record);

      /* The code of what is worked on leads there, any other to the record. */
      if (hit != NULL && !taken && anlan_window_work_on (window, hit->kind, hit->record))
        anlan_page_scanned (anlan_window_get_page (window), hit->kind, hit->record);
      else if (hit != NULL && !taken)
        anlan_window_show_record (window, hit->kind, hit->record);
      else if (error != NULL)
        anlan_window_toast (window, adw_toast_new (error->message));
      else if (hit == NULL)
        say_unknown (window, scan->code);
    }
  g_clear_pointer (&hit, anlan_hit_free);
  scan_free (scan);
}

/* The palette gives way; another dialog is somebody's work in hand. */
static gboolean
make_room (AnlanWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();
  gboolean free = TRUE;

  for (guint i = g_list_model_get_n_items (all); i-- > 0;)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (all, i);

      if (gtk_window_get_transient_for (other) != GTK_WINDOW (window) ||
          !gtk_widget_get_mapped (GTK_WIDGET (other)))
        continue;
      if (ANLAN_IS_PALETTE (other))
        gtk_window_close (other);
      else
        free = FALSE;
    }
  return free;
}

void
anlan_window_scanned (AnlanWindow *window, const char *text)
{
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);
  Scan *scan;

  if (plant == NULL || window->sidebar == NULL || anlan_desk_is_locked (window->desk))
    return;
  if (!make_room (window))
    {
      g_autofree char *say =
          g_strdup_printf (_ ("“%s” was scanned. Close the open dialog first, then scan it again."), text);

      anlan_window_toast (window, adw_toast_new (say));
      return;
    }
  scan = g_new0 (Scan, 1);
  scan->window = g_object_ref (window);
  scan->code = g_strdup (text);
  anlan_plant_find_code_async (plant, text, NULL, found_cb, scan);
}

/* --- keys ------------------------------------------------------------------------------------------------------------ */

static void
give_back (AnlanWindow *window, GdkEvent *also)
{
  if (also != NULL)
    g_queue_push_tail (&window->held_keys, gdk_event_ref (also));
  while (!g_queue_is_empty (&window->held_keys))
    {
      GdkEvent *event = g_queue_pop_head (&window->held_keys);

      g_queue_push_tail (&window->returned_keys, event);
      gdk_display_put_event (gdk_event_get_display (event), event);
    }
}

static void
drop_held (AnlanWindow *window)
{
  g_queue_clear_full (&window->held_keys, (GDestroyNotify)gdk_event_unref);
}

static gboolean
silence_cb (gpointer data)
{
  AnlanWindow *window = data;

  window->scan_timeout = 0;
  switch (anlan_scan_burst_silence (&window->burst))
    {
    case ANLAN_SCAN_DONE:
      drop_held (window);
      anlan_window_scanned (window, window->burst.text->str);
      break;
    case ANLAN_SCAN_GIVE_BACK:
      give_back (window, NULL);
      break;
    case ANLAN_SCAN_PASS:
    case ANLAN_SCAN_HOLD:
    case ANLAN_SCAN_RENEW:
    default:
      break;
    }
  return G_SOURCE_REMOVE;
}

static gboolean
is_shift (guint key)
{
  return key == GDK_KEY_Shift_L || key == GDK_KEY_Shift_R || key == GDK_KEY_Caps_Lock ||
         key == GDK_KEY_Shift_Lock;
}

static gboolean
is_end (guint key)
{
  return key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter ||
         key == GDK_KEY_Linefeed || key == GDK_KEY_Tab;
}

static AnlanScanKey
classify (AnlanWindow *window, GdkEvent *event, gunichar *c)
{
  const GdkModifierType command = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK;
  guint key = gdk_key_event_get_keyval (event);
  guint code = gdk_key_event_get_keycode (event);
  gboolean repeats = window->key_down == code;

  *c = 0;
  if (gdk_event_get_event_type (event) == GDK_KEY_RELEASE)
    {
      if (window->key_down == code)
        window->key_down = 0;
      return ANLAN_SCAN_KEY_RELEASE;
    }
  if (is_shift (key))
    return ANLAN_SCAN_KEY_SHIFT;
  window->key_down = code;
  if (repeats || (gdk_event_get_modifier_state (event) & command) != 0)
    return ANLAN_SCAN_KEY_OTHER;
  if (is_end (key))
    return ANLAN_SCAN_KEY_END;
  *c = gdk_keyval_to_unicode (key);
  return *c != 0 && g_unichar_isprint (*c) ? ANLAN_SCAN_KEY_CHAR : ANLAN_SCAN_KEY_OTHER;
}

static gboolean
obey (AnlanWindow *window, AnlanScanVerdict verdict, GdkEvent *event)
{
  g_clear_handle_id (&window->scan_timeout, g_source_remove);
  switch (verdict)
    {
    case ANLAN_SCAN_HOLD:
      g_queue_push_tail (&window->held_keys, gdk_event_ref (event));
      break;
    case ANLAN_SCAN_RENEW:
      give_back (window, NULL);
      g_queue_push_tail (&window->held_keys, gdk_event_ref (event));
      break;
    case ANLAN_SCAN_GIVE_BACK:
      give_back (window, event);
      break;
    case ANLAN_SCAN_DONE:
      drop_held (window);
      anlan_window_scanned (window, window->burst.text->str);
      break;
    case ANLAN_SCAN_PASS:
    default:
      /* Nothing overtakes what is still on its way back. */
      if (g_queue_is_empty (&window->returned_keys))
        return GDK_EVENT_PROPAGATE;
      give_back (window, event);
      break;
    }
  /* Behind the keys that are waiting already: a busy moment of ours must not tear a scan apart. */
  if (!g_queue_is_empty (&window->held_keys))
    window->scan_timeout = g_timeout_add_full (
        G_PRIORITY_DEFAULT_IDLE, anlan_scan_burst_patience (&window->burst), silence_cb, window, NULL);
  return GDK_EVENT_STOP;
}

/* Whether @event is one that was given back. Those before it came to nothing, as when their window went meanwhile. */
static gboolean
comes_back (AnlanWindow *window, GdkEvent *event)
{
  GdkEvent *returned = NULL;

  if (g_queue_find (&window->returned_keys, event) == NULL)
    return FALSE;
  while (returned != event)
    {
      returned = g_queue_pop_head (&window->returned_keys);
      gdk_event_unref (returned);
    }
  return TRUE;
}

static gboolean
on_event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, AnlanWindow *window)
{
  GdkEventType type = gdk_event_get_event_type (event);
  gunichar c;
  AnlanScanKey key;

  if (type != GDK_KEY_PRESS && type != GDK_KEY_RELEASE)
    return GDK_EVENT_PROPAGATE;
  if (comes_back (window, event))
    return GDK_EVENT_PROPAGATE;
  /* Passwords are nobody's business, and behind them there is nothing to be opened. */
  if (window->sidebar == NULL || anlan_desk_is_locked (window->desk))
    return GDK_EVENT_PROPAGATE;
  key = classify (window, event, &c);
  return obey (window, anlan_scan_burst_key (&window->burst, key, c, gdk_event_get_time (event)), event);
}

void
anlan_window_start_scanner (AnlanWindow *window)
{
  anlan_scan_burst_init (&window->burst);
  g_queue_init (&window->held_keys);
  g_queue_init (&window->returned_keys);
}

void
anlan_window_watch_scanner (AnlanWindow *window, GtkWidget *toplevel)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event_cb), window, 0);
  gtk_widget_add_controller (toplevel, controller);
}

void
anlan_window_stop_scanner (AnlanWindow *window)
{
  g_clear_handle_id (&window->scan_timeout, g_source_remove);
  drop_held (window);
  g_queue_clear_full (&window->returned_keys, (GDestroyNotify)gdk_event_unref);
}
