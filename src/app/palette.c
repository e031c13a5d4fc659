/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "palette.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/pinyin.h"
#include "base/text.h"
#include "groups.h"
#include "model/query.h"
#include "resources.h"
#include "say.h"
#include "store/search.h"

#define SEARCH_AFTER_MS 120
#define MOST_HITS 30

struct _AnlanPalette
{
  GtkWindow parent_instance;

  /* template */
  GtkEditable *entry;
  GtkListBox *list;

  /* owned */
  AnlanDesk *desk;
  GPtrArray *hits; /* AnlanHit of the present words, or NULL */
  GCancellable *cancellable;
  guint timeout;
  gboolean looking;
  gboolean take_first; /* Enter came before what was typed had been looked for */
};

G_DEFINE_FINAL_TYPE (AnlanPalette, anlan_palette, GTK_TYPE_WINDOW)

static const struct
{
  const char *title;
  const char *action;
  const char *icon;
  const char *keys;
} commands[] = {
  { N_ ("Undo the last change"), "win.undo", "edit-undo-symbolic", "Ctrl+Z" },
  { N_ ("Import a table or a map"), "win.import", "document-open-symbolic", "Ctrl+I" },
  { N_ ("Progress of an anonymous report"), "win.receipt", "dialog-question-symbolic", NULL },
  { N_ ("Say who sits here"), "win.person", "avatar-default-symbolic", NULL },
  { N_ ("Lock the window"), "win.lock", "system-lock-screen-symbolic", "Ctrl+L" },
  { N_ ("Sign out"), "win.sign-out", "system-log-out-symbolic", NULL },
  { N_ ("Open a plant"), "win.open-plant", "folder-open-symbolic", "Ctrl+O" },
  { N_ ("New plant"), "win.new-plant", "list-add-symbolic", NULL },
  { N_ ("Preferences"), "app.preferences", "preferences-system-symbolic", "Ctrl+," },
  { N_ ("Help"), "app.help", "help-browser-symbolic", "F1" },
  { N_ ("Keyboard shortcuts"), "win.show-help-overlay", "preferences-desktop-keyboard-shortcuts-symbolic",
    "Ctrl+?" },
  { N_ ("Quit"), "app.quit", "application-exit-symbolic", "Ctrl+Q" },
};

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_row (const char *icon, const char *title, const char *aside)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (title);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (aside != NULL)
    {
      GtkWidget *dim = gtk_label_new (aside);

      gtk_widget_add_css_class (dim, "dim-label");
      gtk_widget_add_css_class (dim, "caption");
      gtk_box_append (GTK_BOX (box), dim);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

/* @target: (nullable): floating. */
static void
add (AnlanPalette *self,
     const char *icon,
     const char *title,
     const char *aside,
     const char *action,
     GVariant *target)
{
  GtkWidget *row = make_row (icon, title, aside);

  g_object_set_data_full (G_OBJECT (row), "anlan-action", g_strdup (action), g_free);
  if (target != NULL)
    g_object_set_data_full (G_OBJECT (row), "anlan-target", g_variant_ref_sink (target),
                            (GDestroyNotify)g_variant_unref);
  gtk_list_box_append (self->list, row);
}

/* By words, and by the initials of their pinyin. */
static gboolean
fits (const char *title, const char *words)
{
  g_autofree char *folded = anlan_text_fold (title), *wanted = anlan_text_fold (words);
  g_autofree char *initials = anlan_pinyin_initials (title, FALSE), *full = anlan_pinyin_full (title, FALSE);

  return wanted[0] == '\0' || strstr (folded, wanted) != NULL || g_str_has_prefix (initials, wanted) ||
         g_str_has_prefix (full, wanted);
}

/* Who types the beginning of a page's name wants the page, not a record that has the word in it. */
static gboolean
is_called (const char *title, const char *words)
{
  g_autofree char *folded = anlan_text_fold (title), *wanted = anlan_text_fold (words);

  return g_utf8_strlen (wanted, -1) >= 2 && g_str_has_prefix (folded, wanted);
}

/* @called: those whose name begins with @words, else the others that fit. */
static void
add_pages (AnlanPalette *self, const char *words, gboolean called)
{
  AnlanPages *pages = anlan_desk_get_pages (self->desk);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (anlan_desk_get_plant (self->desk));

  for (guint i = 0; i < anlan_pages_count (pages); i++)
    {
      const AnlanPageInfo *info = anlan_pages_at (pages, i);

      if (info->group == NULL && fits (_ (info->title), words) &&
          is_called (_ (info->title), words) == called)
        add (self, info->icon, _ (info->title), _ ("Page"), "win.page", g_variant_new_string (info->name));
    }
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      const AnlanKind *kind = anlan_kinds_at (kinds, i);

      if (fits (anlan_kind_text (kind->plural), words) &&
          is_called (anlan_kind_text (kind->plural), words) == called)
        add (self, kind->icon, anlan_kind_text (kind->plural), _ ("List"), "win.page",
             g_variant_new_string (kind->id));
    }
}

static void
add_new (AnlanPalette *self, const char *words)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (anlan_desk_get_plant (self->desk));

  for (guint i = 0; words[0] != '\0' && i < anlan_kinds_count (kinds); i++)
    {
      const AnlanKind *kind = anlan_kinds_at (kinds, i);
      g_autofree char *title = anlan_say_new (kind);

      if (!kind->derived && !kind->kept && (fits (title, words) || fits (anlan_kind_text (kind->title), words)))
        add (self, "list-add-symbolic", title, NULL, "win.new-record", g_variant_new_string (kind->id));
    }
}

/* What cannot be done now is not offered: to lock a window without accounts. */
static gboolean
is_offered (AnlanPalette *self, const char *action)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (!g_str_has_prefix (action, "win.") || !G_IS_ACTION_GROUP (window))
    return TRUE;
  return !g_action_group_has_action (G_ACTION_GROUP (window), action + strlen ("win.")) ||
         g_action_group_get_action_enabled (G_ACTION_GROUP (window), action + strlen ("win."));
}

static void
add_commands (AnlanPalette *self, const char *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (fits (_ (commands[i].title), words) && is_offered (self, commands[i].action))
      add (self, commands[i].icon, _ (commands[i].title), commands[i].keys, commands[i].action, NULL);
}

static void
add_hits (AnlanPalette *self)
{
  for (guint i = 0; self->hits != NULL && i < self->hits->len; i++)
    {
      const AnlanHit *hit = g_ptr_array_index (self->hits, i);
      g_autoptr (AnlanKind) kind = anlan_plant_get_kind (anlan_desk_get_plant (self->desk), hit->kind);

      if (kind != NULL)
        add (self, kind->icon, hit->label != NULL ? hit->label : hit->record, anlan_kind_text (kind->title),
             "record.open", g_variant_new ("(ss)", hit->kind, hit->record));
    }
}

static void
show (AnlanPalette *self)
{
  const char *words = gtk_editable_get_text (self->entry);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  add_pages (self, words, TRUE);
  add_hits (self);
  add_pages (self, words, FALSE);
  add_new (self, words);
  add_commands (self, words);
  if (gtk_list_box_get_row_at_index (self->list, 0) == NULL)
    {
      GtkWidget *none = make_row ("edit-find-symbolic", _ ("Nothing found"), NULL);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (none), FALSE);
      gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (none), FALSE);
      gtk_list_box_append (self->list, none);
    }
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

/* --- choosing -------------------------------------------------------------------------------------------------------------- */

static void
take (AnlanPalette *self, GtkListBoxRow *row)
{
  const char *action = row != NULL ? g_object_get_data (G_OBJECT (row), "anlan-action") : NULL;
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (GVariant) target = NULL;
  g_autofree char *name = NULL;

  if (action == NULL || window == NULL)
    return;
  name = g_strdup (action);
  target = g_object_get_data (G_OBJECT (row), "anlan-target");
  if (target != NULL)
    g_variant_ref (target);
  g_object_ref (window);
  gtk_window_close (GTK_WINDOW (self));
  gtk_widget_activate_action_variant (GTK_WIDGET (window), name, target);
  g_object_unref (window);
}

static void
on_row_activated_cb (GtkListBox *list, GtkListBoxRow *row, AnlanPalette *self)
{
  take (self, row);
}

static void
on_activate_cb (GtkWidget *entry, AnlanPalette *self)
{
  if (self->looking)
    self->take_first = TRUE;
  else
    take (self, gtk_list_box_get_selected_row (self->list));
}

/* --- searching -------------------------------------------------------------------------------------------------------------- */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *hits = anlan_plant_search_finish (ANLAN_PLANT (source), result, &error);
  AnlanPalette *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (hits == NULL)
    anlan_desk_say (self->desk, error->message);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  self->hits = hits;
  self->looking = FALSE;
  show (self);
  if (self->take_first)
    take (self, gtk_list_box_get_row_at_index (self->list, 0));
}

static gboolean
search_cb (gpointer data)
{
  AnlanPalette *self = data;
  const char *words = gtk_editable_get_text (self->entry);

  self->timeout = 0;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (words[0] != '\0')
    anlan_plant_search_async (anlan_desk_get_plant (self->desk), words, NULL, MOST_HITS, self->cancellable,
                              found_cb, self);
  else
    {
      g_clear_pointer (&self->hits, g_ptr_array_unref);
      self->looking = FALSE;
      show (self);
    }
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (GtkEditable *entry, AnlanPalette *self)
{
  self->looking = TRUE;
  self->take_first = FALSE;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (SEARCH_AFTER_MS, search_cb, self);
}

static gboolean
on_key_pressed_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
  GtkListBoxRow *next;
  graphene_rect_t bounds;

  if (step == 0 || row == NULL)
    return GDK_EVENT_PROPAGATE;
  next = gtk_list_box_get_row_at_index (self->list, gtk_list_box_row_get_index (row) + step);
  if (next == NULL)
    return GDK_EVENT_STOP;
  gtk_list_box_select_row (self->list, next);
  if (gtk_widget_compute_bounds (GTK_WIDGET (next), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (gtk_list_box_get_adjustment (self->list), bounds.origin.y,
                               bounds.origin.y + bounds.size.height);
  return GDK_EVENT_STOP;
}

static void
on_transient_for_cb (AnlanPalette *self, GParamSpec *pspec, gpointer data)
{
  if (self->desk != NULL)
    show (self);
}

static void
on_active_cb (GtkWindow *window, GParamSpec *pspec, gpointer data)
{
  if (!gtk_window_is_active (window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
    gtk_window_close (window);
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
anlan_palette_dispose (GObject *object)
{
  AnlanPalette *self = ANLAN_PALETTE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_PALETTE);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_palette_parent_class)->dispose (object);
}

static void
anlan_palette_finalize (GObject *object)
{
  AnlanPalette *self = ANLAN_PALETTE (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  G_OBJECT_CLASS (anlan_palette_parent_class)->finalize (object);
}

static void
anlan_palette_class_init (AnlanPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_palette_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_palette_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("palette"));
  gtk_widget_class_bind_template_child (widget_class, AnlanPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanPalette, list);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
}

static void
anlan_palette_init (AnlanPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  g_signal_connect (self, "notify::transient-for", G_CALLBACK (on_transient_for_cb), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active_cb), NULL);
}

AnlanPalette *
anlan_palette_new (AnlanDesk *desk)
{
  AnlanPalette *self = g_object_new (ANLAN_TYPE_PALETTE, NULL);

  self->desk = g_object_ref (desk);
  /* Without a compositor what lies outside of round corners is black. */
  if (!gdk_display_is_composited (gtk_widget_get_display (GTK_WIDGET (self))))
    gtk_widget_add_css_class (GTK_WIDGET (self), "square");
  show (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return self;
}

void
anlan_palette_search (AnlanPalette *self, const char *words)
{
  g_return_if_fail (ANLAN_IS_PALETTE (self) && words != NULL);

  gtk_editable_set_text (self->entry, words);
  gtk_editable_set_position (self->entry, -1);
}
