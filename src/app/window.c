/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "window-private.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "groups.h"
#include "memory.h"
#include "resources.h"

/* A plant that opens at once shows no spinner. */
#define SPINNER_AFTER_MS 400

G_DEFINE_FINAL_TYPE (AnlanWindow, anlan_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_DESK,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- the page on the screen ---------------------------------------------------------------------------------------- */

AnlanPage *
anlan_window_get_page (AnlanWindow *window)
{
  GtkWidget *child = gtk_stack_get_visible_child (window->pages);

  return child != NULL ? ANLAN_PAGE (child) : NULL;
}

static void
update_header (AnlanWindow *window)
{
  AnlanPage *page = anlan_window_get_page (window);
  const char *title = page != NULL ? anlan_page_get_title (page) : NULL;
  const char *subtitle = page != NULL ? anlan_page_get_subtitle (page) : NULL;
  const char *primary = page != NULL ? anlan_page_get_primary_label (page) : NULL;
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);
  g_autofree char *plant_name = plant != NULL ? anlan_plant_get_setting (plant, "name") : NULL;
  g_autofree char *window_title = NULL;

  gtk_label_set_label (window->title_label, title != NULL ? title : "");
  gtk_label_set_label (window->subtitle_label, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (window->subtitle_label), subtitle != NULL && subtitle[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (window->primary_button), primary != NULL);
  if (primary != NULL)
    gtk_button_set_label (window->primary_button, primary);
  anlan_window_enable_action (window, "primary", primary != NULL);
  if (plant_name != NULL && title != NULL)
    window_title = g_strdup_printf (C_ ("title of the window: page, plant", "%s – %s"), title, plant_name);
  gtk_window_set_title (GTK_WINDOW (window), window_title != NULL ? window_title : _ ("Anlan"));
}

static void
on_page_notify_cb (AnlanPage *page, GParamSpec *pspec, AnlanWindow *window)
{
  update_header (window);
}

static AnlanPage *
ensure_page (AnlanWindow *window, const AnlanPageInfo *info)
{
  GtkWidget *child = gtk_stack_get_child_by_name (window->pages, info->name);
  AnlanPage *page;

  if (child != NULL)
    return ANLAN_PAGE (child);
  page = info->create (window->desk, info->name);
  if (anlan_page_get_title (page) == NULL)
    anlan_page_set_title (page, _ (info->title));
  gtk_stack_add_named (window->pages, GTK_WIDGET (page), info->name);
  return page;
}

/* @name is a page's own, or that of a kind that stands on it. */
static const AnlanPageInfo *
resolve (AnlanWindow *window, const char *name, const char **kind)
{
  AnlanPages *pages = anlan_desk_get_pages (window->desk);
  AnlanPlant *plant = anlan_desk_get_plant (window->desk);
  g_autoptr (AnlanKind) found = plant != NULL ? anlan_plant_get_kind (plant, name) : NULL;
  const AnlanPageInfo *info;

  *kind = NULL;
  if (found == NULL)
    return anlan_pages_find (pages, name);
  info = anlan_pages_of_group (pages, found->group != NULL ? found->group : found->id);
  *kind = name;
  return info;
}

static void
put_forward (AnlanWindow *window, AnlanPage *page, const AnlanPageInfo *info)
{
  gtk_stack_set_visible_child (window->pages, GTK_WIDGET (page));
  g_signal_group_set_target (window->page_signals, page);
  anlan_sidebar_select (window->sidebar, info->name);
  if (adw_flap_get_folded (window->flap))
    adw_flap_set_reveal_flap (window->flap, FALSE);
  update_header (window);
  anlan_page_shown (page);
  anlan_memory_tidy_soon ();
}

static void
remember_page (AnlanWindow *window, const char *name)
{
  g_free (window->shown);
  window->shown = g_strdup (name);
  anlan_window_set_page_state (window, name);
  anlan_desk_set_string (window->desk, "last-page", name);
}

/* There is no plant, or nobody who may see it. */
static gboolean
is_closed (AnlanWindow *window)
{
  return anlan_desk_get_plant (window->desk) == NULL || anlan_desk_needs_sign_in (window->desk) ||
         anlan_desk_is_locked (window->desk);
}

gboolean
anlan_window_show_page (AnlanWindow *window, const char *name)
{
  const AnlanPageInfo *info;
  const char *kind;
  AnlanPage *page;

  g_return_val_if_fail (ANLAN_IS_WINDOW (window) && name != NULL, FALSE);

  if (is_closed (window))
    return FALSE;
  info = resolve (window, name, &kind);
  if (info == NULL)
    return FALSE;
  page = ensure_page (window, info);
  if (kind != NULL)
    anlan_page_open (page, kind, NULL);
  put_forward (window, page, info);
  remember_page (window, name);
  return TRUE;
}

void
anlan_window_show_record (AnlanWindow *window, const char *kind, const char *record)
{
  const AnlanPageInfo *info;
  const char *found;
  AnlanPage *page;

  g_return_if_fail (ANLAN_IS_WINDOW (window) && kind != NULL && record != NULL);

  if (is_closed (window))
    return;
  info = resolve (window, kind, &found);
  if (info == NULL || found == NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("There is no page for “%s”."), kind);

      anlan_window_toast (window, adw_toast_new (text));
      return;
    }
  page = ensure_page (window, info);
  anlan_page_open (page, kind, record);
  put_forward (window, page, info);
  remember_page (window, kind);
}

gboolean
anlan_window_work_on (AnlanWindow *window, const char *kind, const char *record)
{
  const AnlanPageInfo *info;
  AnlanPage *page;

  g_return_val_if_fail (ANLAN_IS_WINDOW (window) && kind != NULL && record != NULL, FALSE);

  info = anlan_pages_of_work (anlan_desk_get_pages (window->desk), kind);
  if (info == NULL || is_closed (window))
    return FALSE;
  page = ensure_page (window, info);
  anlan_page_open (page, kind, record);
  put_forward (window, page, info);
  remember_page (window, info->name);
  return TRUE;
}

/* --- a plant comes and goes ------------------------------------------------------------------------------------------- */

static void
clear_pages (AnlanWindow *window)
{
  GtkWidget *child;

  g_signal_group_set_target (window->page_signals, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (window->pages))) != NULL)
    gtk_stack_remove (window->pages, child);
  adw_bin_set_child (window->sidebar_bin, NULL);
  window->sidebar = NULL;
}

static void
on_applied_cb (AnlanPlant *plant, const AnlanApplied *applied, AnlanWindow *window)
{
  anlan_window_note_applied (window, applied);
}

static void
on_settings_changed_cb (AnlanPlant *plant, AnlanWindow *window)
{
  if (window->sidebar != NULL)
    update_header (window);
  anlan_window_update_lock (window);
}

/* Pages are made anew: what they show is laid out by the definitions. */
static void
on_kinds_changed_cb (AnlanPlant *plant, AnlanWindow *window)
{
  g_autofree char *shown = g_strdup (window->shown);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (plant);

  if (window->sidebar == NULL)
    return;
  clear_pages (window);
  anlan_groups_add_others (anlan_desk_get_pages (window->desk), kinds);
  window->sidebar = anlan_sidebar_new (window->desk);
  adw_bin_set_child (window->sidebar_bin, GTK_WIDGET (window->sidebar));
  if (shown == NULL || !anlan_window_show_page (window, shown))
    anlan_window_show_page (window, "today");
}

static void
on_units_changed_cb (AnlanDesk *desk, AnlanWindow *window)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);

  if (plant != NULL)
    on_kinds_changed_cb (plant, window);
}

static void
activate_wanted (AnlanWindow *window)
{
  g_autofree char *detailed = g_steal_pointer (&window->wanted_action);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  if (detailed == NULL)
    return;
  if (!g_action_parse_detailed_name (detailed, &name, &target, &error))
    g_printerr ("%s\n", error->message);
  else if (!gtk_widget_activate_action_variant (GTK_WIDGET (window), name, target))
    g_printerr (_ ("There is no action “%s”.\n"), name);
}

void
anlan_window_go (AnlanWindow *window)
{
  g_autofree char *page = g_steal_pointer (&window->wanted_page);
  g_autofree char *record = g_steal_pointer (&window->wanted_record);
  g_autofree char *last = anlan_desk_get_string (window->desk, "last-page");
  g_auto (GStrv) parts = record != NULL ? g_strsplit (record, "/", 2) : NULL;

  g_return_if_fail (ANLAN_IS_WINDOW (window));

  if (page != NULL && !anlan_window_show_page (window, page))
    g_printerr (_ ("There is no page “%s”.\n"), page);
  if (parts != NULL && parts[0] != NULL && parts[1] != NULL)
    anlan_window_show_record (window, parts[0], parts[1]);
  else if (record != NULL)
    g_printerr (_ ("“%s” is no record: it is written KIND/NUMBER.\n"), record);
  if (anlan_window_get_page (window) == NULL && (last[0] == '\0' || !anlan_window_show_page (window, last)))
    anlan_window_show_page (window, "today");
  activate_wanted (window);
}

static void
show_welcome (AnlanWindow *window)
{
  if (window->welcome == NULL)
    {
      window->welcome = anlan_welcome_new (window->desk);
      adw_bin_set_child (window->welcome_bin, GTK_WIDGET (window->welcome));
    }
  anlan_welcome_refresh (window->welcome);
  gtk_stack_set_visible_child_name (window->stack, "welcome");
}

static void
on_desk_notify_plant_cb (AnlanDesk *desk, GParamSpec *pspec, AnlanWindow *window)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);

  /* The plant is closed after the window is gone. */
  if (window->desk == NULL)
    return;
  g_signal_group_set_target (window->plant_signals, plant);
  anlan_window_clear_undo (window);
  anlan_window_start_alarms (window);
  if (plant == NULL)
    {
      anlan_window_stop (window);
      anlan_window_enable_actions (window, FALSE);
      update_header (window);
    }
  else if (anlan_desk_needs_sign_in (desk))
    anlan_window_ask_sign_in (window);
  else
    {
      anlan_window_start (window);
      anlan_window_ask_first_person (window);
    }
  anlan_window_update_lock (window);
}

void
anlan_window_start (AnlanWindow *window)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (anlan_desk_get_plant (window->desk));

  g_clear_pointer (&window->shown, g_free);
  anlan_window_enable_actions (window, TRUE);
  anlan_groups_add_others (anlan_desk_get_pages (window->desk), kinds);
  window->sidebar = anlan_sidebar_new (window->desk);
  adw_bin_set_child (window->sidebar_bin, GTK_WIDGET (window->sidebar));
  gtk_stack_set_visible_child_name (window->stack, "plant");
  anlan_window_go (window);
  anlan_window_offer_kept (window);
}

void
anlan_window_stop (AnlanWindow *window)
{
  clear_pages (window);
  anlan_window_clear_undo (window);
  g_clear_pointer (&window->shown, g_free);
}

/* --- opening ---------------------------------------------------------------------------------------------------------- */

static gboolean
show_spinner_cb (gpointer data)
{
  AnlanWindow *window = data;

  window->spinner_timeout = 0;
  gtk_spinner_start (window->loading_spinner);
  gtk_revealer_set_reveal_child (window->loading_revealer, TRUE);
  return G_SOURCE_REMOVE;
}

static void
stop_spinner (AnlanWindow *window)
{
  g_clear_handle_id (&window->spinner_timeout, g_source_remove);
  gtk_spinner_stop (window->loading_spinner);
  gtk_revealer_set_reveal_child (window->loading_revealer, FALSE);
}

static void
show_failure (AnlanWindow *window, const GError *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);
  g_autofree char *name = g_path_get_basename (window->dir);
  g_autofree char *escaped_name = g_markup_escape_text (name, -1);
  g_autofree char *description = g_strdup_printf ("%s\n\n<small>%s</small>", text, escaped_name);

  adw_status_page_set_description (window->failed_page, description);
  gtk_widget_set_visible (window->reading_button,
                          g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY));
  gtk_stack_set_visible_child_name (window->stack, "failed");
  gtk_widget_grab_focus (window->retry_button);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanWindow) window = data;
  g_autoptr (GError) error = NULL;
  gboolean opened = anlan_desk_open_finish (ANLAN_DESK (source), result, &error);

  if (gtk_widget_in_destruction (GTK_WIDGET (window)) || window->desk == NULL)
    return;
  g_clear_object (&window->opening);
  stop_spinner (window);
  if (!opened && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (window, error);
}

void
anlan_window_open_plant (AnlanWindow *window, const char *dir)
{
  g_return_if_fail (ANLAN_IS_WINDOW (window) && dir != NULL);

  if (window->opening != NULL)
    return;
  window->opening = g_cancellable_new ();
  if (dir != window->dir)
    {
      g_free (window->dir);
      window->dir = g_strdup (dir);
    }
  gtk_stack_set_visible_child_name (window->stack, "loading");
  window->spinner_timeout = g_timeout_add (SPINNER_AFTER_MS, show_spinner_cb, window);
  anlan_desk_open_async (window->desk, dir, window->opening, opened_cb, g_object_ref (window));
}

void
anlan_window_open_last (AnlanWindow *window)
{
  g_autofree char *last = anlan_desk_get_string (window->desk, "last-plant");

  g_return_if_fail (ANLAN_IS_WINDOW (window));

  if (last[0] != '\0')
    anlan_window_open_plant (window, last);
  else if (window->opening == NULL)
    show_welcome (window);
}

void
anlan_window_show_welcome (AnlanWindow *window)
{
  g_return_if_fail (ANLAN_IS_WINDOW (window));

  show_welcome (window);
}

static void
on_reading_clicked_cb (GtkButton *button, AnlanWindow *window)
{
  anlan_desk_set_reading (window->desk, TRUE);
  anlan_window_open_plant (window, window->dir);
}

static void
on_retry_clicked_cb (GtkButton *button, AnlanWindow *window)
{
  anlan_window_open_plant (window, window->dir);
}

void
anlan_window_ask_for (AnlanWindow *window, const char *page, const char *record, const char *action)
{
  g_return_if_fail (ANLAN_IS_WINDOW (window));

  g_free (window->wanted_page);
  window->wanted_page = g_strdup (page);
  g_free (window->wanted_record);
  window->wanted_record = g_strdup (record);
  g_free (window->wanted_action);
  window->wanted_action = g_strdup (action);
}

gboolean
anlan_window_is_busy (AnlanWindow *window)
{
  AnlanPage *page;

  g_return_val_if_fail (ANLAN_IS_WINDOW (window), FALSE);

  page = anlan_window_get_page (window);
  return window->opening != NULL || (page != NULL && anlan_page_is_busy (page));
}

AnlanDesk *
anlan_window_get_desk (AnlanWindow *window)
{
  g_return_val_if_fail (ANLAN_IS_WINDOW (window), NULL);

  return window->desk;
}

/* --- toasts ------------------------------------------------------------------------------------------------------------- */

AnlanWindow *
anlan_window_of (GtkWidget *widget)
{
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;

  while (root != NULL && !ANLAN_IS_WINDOW (root))
    root = GTK_IS_WINDOW (root) ? GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root))) : NULL;
  return root != NULL ? ANLAN_WINDOW (root) : NULL;
}

static void
on_toast_dismissed_cb (AdwToast *toast, AnlanWindow *window)
{
  if (window->toast == toast)
    window->toast = NULL;
}

/* A dialog that stays has a place of its own for them: what is said under it would not be seen. */
static AdwToastOverlay *
overlay_on_top (AnlanWindow *window)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) dialog = g_list_model_get_item (toplevels, i);
      GtkWidget *content = ADW_IS_WINDOW (dialog) ? adw_window_get_content (ADW_WINDOW (dialog)) : NULL;

      if (ADW_IS_TOAST_OVERLAY (content) && gtk_widget_get_mapped (GTK_WIDGET (dialog)) &&
          gtk_window_get_transient_for (dialog) == GTK_WINDOW (window))
        return ADW_TOAST_OVERLAY (content);
    }
  return window->toasts;
}

void
anlan_window_toast (AnlanWindow *window, AdwToast *toast)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (ANLAN_IS_WINDOW (window) && ADW_IS_TOAST (toast));

  /* Toasts read markup, which names and reasons are not. */
  escaped = g_markup_escape_text (adw_toast_get_title (toast), -1);
  adw_toast_set_title (toast, escaped);
  /* They would queue up otherwise, and a toast about the change before last helps nobody. */
  if (window->toast != NULL)
    adw_toast_dismiss (window->toast);
  window->toast = toast;
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed_cb), window, 0);
  adw_toast_overlay_add_toast (overlay_on_top (window), toast);
}

/* --- object --------------------------------------------------------------------------------------------------------------- */

static void
restore_size (AnlanWindow *window)
{
  GSettings *settings = anlan_desk_get_settings (window->desk);

  if (settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (window), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (window));
}

static gboolean
anlan_window_close_request (GtkWindow *gtk_window)
{
  AnlanWindow *window = ANLAN_WINDOW (gtk_window);
  GSettings *settings = anlan_desk_get_settings (window->desk);
  int width, height;

  if (window->opening != NULL)
    g_cancellable_cancel (window->opening);
  if (settings != NULL)
    {
      gtk_window_get_default_size (gtk_window, &width, &height);
      g_settings_set_int (settings, "window-width", width);
      g_settings_set_int (settings, "window-height", height);
      g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (gtk_window));
    }
  /* Who is still typing loses the focus first: fields save when they are left. */
  gtk_window_set_focus (gtk_window, NULL);
  return GTK_WINDOW_CLASS (anlan_window_parent_class)->close_request (gtk_window);
}

static void
on_desk_say_cb (AnlanDesk *desk, const char *text, AnlanWindow *window)
{
  anlan_window_toast (window, adw_toast_new (text));
}

static void
anlan_window_constructed (GObject *object)
{
  AnlanWindow *window = ANLAN_WINDOW (object);

  G_OBJECT_CLASS (anlan_window_parent_class)->constructed (object);

  restore_size (window);
  anlan_window_add_actions (window);
  anlan_window_enable_actions (window, FALSE);
  anlan_window_start_watching (window);
  anlan_window_start_banner (window);
  g_signal_connect_object (window->desk, "notify::plant", G_CALLBACK (on_desk_notify_plant_cb), window, 0);
  g_signal_connect_object (window->desk, "say", G_CALLBACK (on_desk_say_cb), window, 0);
  g_signal_connect_object (window->desk, "units-changed", G_CALLBACK (on_units_changed_cb), window, 0);
  if (g_strcmp0 (ANLAN_PROFILE, "development") == 0)
    gtk_widget_add_css_class (GTK_WIDGET (window), "devel");
}

static void
anlan_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DESK)
    ANLAN_WINDOW (object)->desk = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_window_dispose (GObject *object)
{
  AnlanWindow *window = ANLAN_WINDOW (object);

  if (window->page_signals != NULL)
    g_signal_group_set_target (window->page_signals, NULL);
  g_clear_object (&window->page_signals);
  g_clear_object (&window->plant_signals);
  g_clear_handle_id (&window->spinner_timeout, g_source_remove);
  g_clear_handle_id (&window->idle_timeout, g_source_remove);
  anlan_window_stop_scanner (window);
  anlan_window_stop_alarms (window);
  gtk_widget_dispose_template (GTK_WIDGET (window), ANLAN_TYPE_WINDOW);
  g_clear_object (&window->desk);
  G_OBJECT_CLASS (anlan_window_parent_class)->dispose (object);
}

static void
anlan_window_finalize (GObject *object)
{
  AnlanWindow *window = ANLAN_WINDOW (object);

  anlan_window_clear_undo (window);
  g_clear_object (&window->opening);
  g_weak_ref_clear (&window->typing);
  anlan_scan_burst_clear (&window->burst);
  g_ptr_array_unref (window->hidden);
  g_free (window->dir);
  g_free (window->kept_kind);
  g_free (window->kept_record);
  g_free (window->shown);
  g_free (window->wanted_page);
  g_free (window->wanted_record);
  g_free (window->wanted_action);
  G_OBJECT_CLASS (anlan_window_parent_class)->finalize (object);
}

static void
anlan_window_class_init (AnlanWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = anlan_window_constructed;
  object_class->set_property = anlan_window_set_property;
  object_class->dispose = anlan_window_dispose;
  object_class->finalize = anlan_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = anlan_window_close_request;

  properties[PROP_DESK] =
      g_param_spec_object ("desk", NULL, NULL, ANLAN_TYPE_DESK,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("window"));
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, loading_revealer);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, loading_spinner);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, welcome_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, sign_in_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, reading_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, primary_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_reading_clicked_cb);
  anlan_window_install_alarms (widget_class);
  anlan_window_install_banner (widget_class);
  anlan_window_install_actions (widget_class);
}

static void
anlan_window_init (AnlanWindow *window)
{
  g_weak_ref_init (&window->typing, NULL);
  anlan_window_start_scanner (window);
  window->hidden = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (window));

  window->page_signals = g_signal_group_new (ANLAN_TYPE_PAGE);
  g_signal_group_connect_object (window->page_signals, "notify", G_CALLBACK (on_page_notify_cb), window, 0);
  window->plant_signals = g_signal_group_new (ANLAN_TYPE_PLANT);
  g_signal_group_connect_object (window->plant_signals, "applied", G_CALLBACK (on_applied_cb), window, 0);
  g_signal_group_connect_object (window->plant_signals, "settings-changed",
                                 G_CALLBACK (on_settings_changed_cb), window, 0);
  g_signal_group_connect_object (window->plant_signals, "kinds-changed", G_CALLBACK (on_kinds_changed_cb),
                                 window, 0);
}

AnlanWindow *
anlan_window_new (GtkApplication *application, AnlanDesk *desk)
{
  return g_object_new (ANLAN_TYPE_WINDOW, "application", application, "desk", desk, NULL);
}
