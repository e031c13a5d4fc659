/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "import-dialog.h"
#include "kinds-page.h"
#include "muster-page.h"
#include "palette.h"
#include "receipt-dialog.h"
#include "plant-dialog.h"
#include "resources.h"
#include "tell-dialog.h"

/* How far back Ctrl+Z reaches within one sitting. */
#define MAX_UNDO 50

typedef struct
{
  char *kind;
  char *record;
  char *batch; /* of several changes that are taken back as one, or NULL */
} UndoItem;

static void
undo_item_free (UndoItem *item)
{
  g_free (item->kind);
  g_free (item->record);
  g_free (item->batch);
  g_free (item);
}

/* --- undo ---------------------------------------------------------------------------------------------------------- */

static void
update_undo (AnlanWindow *window)
{
  anlan_window_enable_action (window, "undo", window->undo.length > 0);
}

static void
push_undo (AnlanWindow *window, UndoItem *item)
{
  g_queue_push_head (&window->undo, item);
  if (window->undo.length > MAX_UNDO)
    undo_item_free (g_queue_pop_tail (&window->undo));
  update_undo (window);
}

static UndoItem *
find_batch (AnlanWindow *window, const char *batch)
{
  for (GList *l = window->undo.head; l != NULL; l = l->next)
    if (g_strcmp0 (((UndoItem *)l->data)->batch, batch) == 0)
      return l->data;
  return NULL;
}

void
anlan_window_note_applied (AnlanWindow *window, const AnlanApplied *applied)
{
  UndoItem *item;

  /* A change that changed nothing, that took another one back, or that nobody asked for is nothing to be taken back. */
  if (applied->seq == 0 || applied->unasked || window->undoing)
    return;
  /* A batch is taken back as one, however many of its changes are told of. */
  if (applied->batch != NULL && find_batch (window, applied->batch) != NULL)
    return;
  item = g_new0 (UndoItem, 1);
  item->batch = g_strdup (applied->batch);
  item->kind = g_strdup (applied->after->kind->id);
  item->record = g_strdup (applied->after->id);
  push_undo (window, item);
}

void
anlan_window_clear_undo (AnlanWindow *window)
{
  g_queue_clear_full (&window->undo, (GDestroyNotify)undo_item_free);
  if (window->desk != NULL)
    update_undo (window);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWindow) window = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_undo_finish (ANLAN_PLANT (source), result, &error);
  g_autofree char *text = NULL;

  window->undoing = FALSE;
  if (window->desk == NULL)
    return;
  if (applied != NULL)
    text = g_strdup_printf (_ ("Taken back: %s"), anlan_record_label (applied->after));
  anlan_window_toast (window, adw_toast_new (text != NULL ? text : error->message));
}

static void
batch_undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWindow) window = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_undo_batch_finish (ANLAN_PLANT (source), result, &error);

  window->undoing = FALSE;
  if (window->desk != NULL)
    anlan_window_toast (window,
                        adw_toast_new (batch != NULL ? _ ("All of it is taken back") : error->message));
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  UndoItem *item = g_queue_pop_head (&window->undo);
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);

  update_undo (window);
  if (item == NULL || plant == NULL)
    return;
  window->undoing = TRUE;
  if (item->batch != NULL)
    anlan_plant_undo_batch_async (plant, item->batch, batch_undone_cb, g_object_ref (window));
  else
    anlan_plant_undo_async (plant, item->kind, item->record, undone_cb, g_object_ref (window));
  undo_item_free (item);
}

/* --- plants ---------------------------------------------------------------------------------------------------------- */

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, AnlanWindow *window)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    anlan_window_open_plant (window, path);
  g_object_unref (dialog);
}

static void
open_plant_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Open plant"), GTK_WINDOW (window),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Open"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  anlan_window_open_plant (data, g_variant_get_string (parameter, NULL));
}

static void
new_plant_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  AnlanPlantDialog *dialog = anlan_plant_dialog_new (window->desk);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (window));
  g_signal_connect_object (dialog, "created", G_CALLBACK (anlan_window_open_plant), window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
plant_closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWindow) window = data;

  anlan_desk_close_finish (ANLAN_DESK (source), result);
  if (window->desk != NULL)
    anlan_window_show_welcome (window);
}

static void
close_plant_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;

  if (window->opening != NULL)
    return;
  anlan_desk_set_string (window->desk, "last-plant", "");
  anlan_desk_close_async (window->desk, plant_closed_cb, g_object_ref (window));
}

/* --- the page on the screen ------------------------------------------------------------------------------------------- */

static void
page_change_state_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  anlan_window_show_page (data, g_variant_get_string (state, NULL));
}

static void
page_activate_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  anlan_window_show_page (data, g_variant_get_string (parameter, NULL));
}

void
anlan_window_set_page_state (AnlanWindow *window, const char *name)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), "page");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (name));
}

static void
palette_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  AnlanPalette *palette = anlan_palette_new (window->desk);

  gtk_window_set_transient_for (GTK_WINDOW (palette), GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (palette));
}

static void
palette_for_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  AnlanPalette *palette = anlan_palette_new (window->desk);

  gtk_window_set_transient_for (GTK_WINDOW (palette), GTK_WINDOW (window));
  anlan_palette_search (palette, g_variant_get_string (parameter, NULL));
  gtk_window_present (GTK_WINDOW (palette));
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanPage *page = anlan_window_get_page (data);

  if (page != NULL)
    anlan_page_find (page);
}

static void
primary_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanPage *page = anlan_window_get_page (data);

  if (page != NULL)
    anlan_page_primary (page);
}

static void
sidebar_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;

  adw_flap_set_reveal_flap (window->flap, !adw_flap_get_reveal_flap (window->flap));
}

static void
menu_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_menu_button_popup (ANLAN_WINDOW (data)->menu_button);
}

/* GTK itself would build it with the window, from a file of its own name, which takes a tenth of the time until the window
 * is there. From now on the action is GTK's. */
static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (ANLAN_RESOURCE_PATH "/ui/help-overlay.ui");
  GtkShortcutsWindow *shortcuts = GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (data), shortcuts);
  gtk_window_present (GTK_WINDOW (shortcuts));
}

static void
record_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *kind, *record;

  g_variant_get (parameter, "(&s&s)", &kind, &record);
  anlan_window_show_record (data, kind, record);
}

/* The page on which it is worked with. */
static void
work_on_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *kind, *record;

  g_variant_get (parameter, "(&s&s)", &kind, &record);
  anlan_window_work_on (data, kind, record);
}

/* One of the views of a kind's list. */
static void
view_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  const char *kind, *view;

  g_variant_get (parameter, "(&s&s)", &kind, &view);
  if (anlan_window_show_page (window, kind) && ANLAN_IS_KINDS_PAGE (anlan_window_get_page (window)))
    anlan_kinds_page_show_view (ANLAN_KINDS_PAGE (anlan_window_get_page (window)), view);
}

static void
open_record_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *kind, *record;

  g_variant_get (parameter, "(&s&s)", &kind, &record);
  anlan_window_show_record (ANLAN_WINDOW (widget), kind, record);
}

static void
work_on_record_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *kind, *record;

  g_variant_get (parameter, "(&s&s)", &kind, &record);
  anlan_window_work_on (ANLAN_WINDOW (widget), kind, record);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AnlanWindow *window = ANLAN_WINDOW (gtk_widget_get_root (widget));
  AnlanPage *page = anlan_window_get_page (window);

  if (adw_flap_get_folded (window->flap) && adw_flap_get_reveal_flap (window->flap))
    {
      adw_flap_set_reveal_flap (window->flap, FALSE);
      return GDK_EVENT_STOP;
    }
  return page != NULL && anlan_page_back (page);
}

static void
person_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  anlan_window_ask_person (data);
}

static void
lock_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  anlan_window_lock (data);
}

static void
sign_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  anlan_window_sign_out (data);
}

static void
me_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  const char *person = anlan_plant_get_person (anlan_desk_get_plant (window->desk));

  if (person != NULL)
    anlan_window_show_record (window, "person", person);
  else
    person_cb (action, parameter, data);
}

static void
new_record_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;

  if (anlan_window_show_page (window, g_variant_get_string (parameter, NULL)))
    anlan_page_primary (anlan_window_get_page (window));
}

/* --- import ------------------------------------------------------------------------------------------------------------ */

static AnlanImportDialog *
begin_import (AnlanWindow *window, const char *kind)
{
  AnlanImportDialog *dialog = anlan_import_dialog_new (window->desk, kind);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

/* The kind that is on the screen, if it is a list. */
static const char *
shown_kind (AnlanWindow *window)
{
  g_autoptr (AnlanKind) kind = window->shown != NULL
                                   ? anlan_plant_get_kind (anlan_desk_get_plant (window->desk), window->shown)
                                   : NULL;

  return kind != NULL ? window->shown : NULL;
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  begin_import (data, shown_kind (data));
}

static void
import_into_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  begin_import (data, g_variant_get_string (parameter, NULL));
}

static gboolean
file_dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, AnlanWindow *window)
{
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (path == NULL || anlan_desk_get_plant (window->desk) == NULL)
    return FALSE;
  anlan_import_dialog_open (begin_import (window, shown_kind (window)), path);
  return TRUE;
}

/* On the muster board: of the alarm with this id, or "" of none. */
static void
muster_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanWindow *window = data;
  const char *alarm = g_variant_get_string (parameter, NULL);

  if (anlan_window_show_page (window, "muster-board"))
    anlan_muster_page_begin (ANLAN_MUSTER_PAGE (anlan_window_get_page (window)),
                             alarm[0] != '\0' ? alarm : NULL);
}

/* What people are told about the alarm with this id. */
static void
tell_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  anlan_tell_dialog_show (GTK_WIDGET (data), ANLAN_WINDOW (data)->desk, NULL,
                          g_variant_get_string (parameter, NULL));
}

static void
receipt_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  anlan_receipt_enter (GTK_WINDOW (data), ANLAN_WINDOW (data)->desk);
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

static const GActionEntry entries[] = {
  { .name = "page",
    .activate = page_activate_cb,
    .parameter_type = "s",
    .state = "''",
    .change_state = page_change_state_cb },
  { .name = "palette", .activate = palette_cb },
  { .name = "palette-for", .activate = palette_for_cb, .parameter_type = "s" },
  { .name = "find", .activate = find_cb },
  { .name = "primary", .activate = primary_cb },
  { .name = "undo", .activate = undo_cb },
  { .name = "person", .activate = person_cb },
  { .name = "lock", .activate = lock_cb },
  { .name = "sign-out", .activate = sign_out_cb },
  { .name = "me", .activate = me_cb },
  { .name = "receipt", .activate = receipt_cb },
  { .name = "muster", .activate = muster_cb, .parameter_type = "s" },
  { .name = "tell", .activate = tell_cb, .parameter_type = "s" },
  { .name = "import", .activate = import_cb },
  { .name = "import-into", .activate = import_into_cb, .parameter_type = "s" },
  { .name = "new-record", .activate = new_record_cb, .parameter_type = "s" },
  { .name = "record", .activate = record_cb, .parameter_type = "(ss)" },
  { .name = "work-on", .activate = work_on_cb, .parameter_type = "(ss)" },
  { .name = "view", .activate = view_cb, .parameter_type = "(ss)" },
  { .name = "show-help-overlay", .activate = shortcuts_cb },
  { .name = "sidebar", .activate = sidebar_cb },
  { .name = "menu", .activate = menu_cb },
  { .name = "open-plant", .activate = open_plant_cb },
  { .name = "open-recent", .activate = open_recent_cb, .parameter_type = "s" },
  { .name = "new-plant", .activate = new_plant_cb },
  { .name = "close-plant", .activate = close_plant_cb },
};

void
anlan_window_enable_action (AnlanWindow *window, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
anlan_window_enable_actions (AnlanWindow *window, gboolean plant_is_open)
{
  static const char *const names[] = { "palette", "palette-for", "find",       "sidebar", "menu",
                                       "person",  "me",          "new-record", "record",  "view",
                                       "import",  "import-into", "receipt",    "work-on",
                                       "muster",  "tell" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    anlan_window_enable_action (window, names[i], plant_is_open);
  if (!plant_is_open)
    anlan_window_enable_action (window, "primary", FALSE);
  update_undo (window);
}

void
anlan_window_add_actions (AnlanWindow *window)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);
  GtkEventController *escape = gtk_shortcut_controller_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  g_signal_connect_object (target, "drop", G_CALLBACK (file_dropped_cb), window, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (target));
  /* AdwToastOverlay takes Escape to dismiss its toast. It stands between the window and what is in it, and who wants to
   * go back has not asked for that: only what nothing else wants reaches it. */
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (escape),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (window->stack), escape);
}

void
anlan_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "record.open", "(ss)", open_record_cb);
  gtk_widget_class_install_action (widget_class, "record.work-on", "(ss)", work_on_record_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}
