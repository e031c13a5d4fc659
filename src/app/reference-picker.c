/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "reference-picker.h"

#include <glib/gi18n-lib.h>

#include "store/search.h"

#define MOST 50
#define SEARCH_AFTER_MS 150

struct _AnlanReferencePicker
{
  GtkPopover parent_instance;

  AnlanPlant *plant;
  char *kind;
  GtkWidget *search;
  GtkListBox *list;
  GtkLabel *empty;
  GCancellable *cancellable;
  guint timeout;
  gboolean looking;
  gboolean pick_first; /* Enter came before what was typed had been looked for */
};

G_DEFINE_FINAL_TYPE (AnlanReferencePicker, anlan_reference_picker, GTK_TYPE_POPOVER)

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what was found --------------------------------------------------------------------------------------------------- */

static void
clear (AnlanReferencePicker *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static void
add (AnlanReferencePicker *self, const char *id, const char *label, const char *aside)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  if (aside != NULL)
    {
      GtkWidget *number = gtk_label_new (aside);

      gtk_widget_add_css_class (number, "dim-label");
      gtk_widget_add_css_class (number, "caption");
      gtk_widget_add_css_class (number, "numeric");
      gtk_box_append (GTK_BOX (box), number);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "anlan-id", g_strdup (id), g_free);
  g_object_set_data_full (G_OBJECT (row), "anlan-label", g_strdup (label), g_free);
  gtk_list_box_append (self->list, row);
}

static void
say (AnlanReferencePicker *self, const char *text)
{
  gtk_label_set_label (self->empty, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->empty), text != NULL);
}

static void
pick (AnlanReferencePicker *self, GtkListBoxRow *row)
{
  g_autofree char *id = NULL, *label = NULL;

  if (row == NULL)
    return;
  id = g_strdup (g_object_get_data (G_OBJECT (row), "anlan-id"));
  label = g_strdup (g_object_get_data (G_OBJECT (row), "anlan-label"));
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[PICKED], 0, id, label);
}

static void
end_looking (AnlanReferencePicker *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_list_box_select_row (self->list, first);
  self->looking = FALSE;
  if (self->pick_first)
    pick (self, first);
  self->pick_first = FALSE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  AnlanReferencePicker *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear (self);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);

      add (self, record->id, anlan_record_label (record), record->number);
    }
  if (records == NULL)
    say (self, error->message);
  else
    say (self, records->len == 0 ? _ ("There is none yet.") : NULL);
  end_looking (self);
}

static void
hits_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = anlan_plant_search_finish (ANLAN_PLANT (source), result, &error);
  AnlanReferencePicker *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear (self);
  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      const AnlanHit *hit = g_ptr_array_index (hits, i);

      add (self, hit->record, hit->label, NULL);
    }
  if (hits == NULL)
    say (self, error->message);
  else
    say (self, hits->len == 0 ? _ ("Nothing found.") : NULL);
  end_looking (self);
}

static void
look (AnlanReferencePicker *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (self->plant, self->kind);
  g_autoptr (AnlanQuery) query = NULL;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (words[0] != '\0')
    {
      anlan_plant_search_async (self->plant, words, self->kind, MOST, self->cancellable, hits_cb, self);
      return;
    }
  query = anlan_query_new (self->kind);
  query->sort = kind != NULL ? g_strdup (kind->label) : NULL;
  query->limit = MOST;
  anlan_plant_find_async (self->plant, query, self->cancellable, found_cb, self);
}

static gboolean
look_cb (gpointer data)
{
  AnlanReferencePicker *self = data;

  self->timeout = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

/* --- choosing ----------------------------------------------------------------------------------------------------------- */

static void
on_row_activated_cb (GtkListBox *list, GtkListBoxRow *row, AnlanReferencePicker *self)
{
  pick (self, row);
}

static void
on_search_activate_cb (GtkWidget *search, AnlanReferencePicker *self)
{
  /* What was typed last has not been found yet: what stands first is of something else. */
  if (self->looking)
    self->pick_first = TRUE;
  else
    pick (self, gtk_list_box_get_selected_row (self->list));
}

static void
on_search_changed_cb (GtkEditable *editable, AnlanReferencePicker *self)
{
  self->looking = TRUE;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (SEARCH_AFTER_MS, look_cb, self);
}

static gboolean
on_key_pressed_cb (GtkEventControllerKey *controller,
                   guint key,
                   guint code,
                   GdkModifierType state,
                   AnlanReferencePicker *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
  GtkListBoxRow *next;

  if (step == 0)
    return GDK_EVENT_PROPAGATE;
  next =
      gtk_list_box_get_row_at_index (self->list, row != NULL ? gtk_list_box_row_get_index (row) + step : 0);
  if (next != NULL)
    gtk_list_box_select_row (self->list, next);
  return GDK_EVENT_STOP;
}

static void
on_show_cb (GtkWidget *popover, AnlanReferencePicker *self)
{
  self->pick_first = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_clear_handle_id (&self->timeout, g_source_remove);
  look (self);
  gtk_widget_grab_focus (self->search);
}

/* --- object -------------------------------------------------------------------------------------------------------------- */

static void
anlan_reference_picker_dispose (GObject *object)
{
  AnlanReferencePicker *self = ANLAN_REFERENCE_PICKER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_reference_picker_parent_class)->dispose (object);
}

static void
anlan_reference_picker_finalize (GObject *object)
{
  AnlanReferencePicker *self = ANLAN_REFERENCE_PICKER (object);

  g_object_unref (self->cancellable);
  g_free (self->kind);
  G_OBJECT_CLASS (anlan_reference_picker_parent_class)->finalize (object);
}

static void
anlan_reference_picker_class_init (AnlanReferencePickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_reference_picker_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_reference_picker_finalize;
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
anlan_reference_picker_init (AnlanReferencePicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  self->search = gtk_search_entry_new ();
  g_signal_connect_object (self->search, "changed", G_CALLBACK (on_search_changed_cb), self, 0);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (on_search_activate_cb), self, 0);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, 0);
  gtk_widget_add_controller (self->search, keys);
  gtk_box_append (GTK_BOX (box), self->search);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "picker-list");
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (scrolled, 300, 260);
  gtk_box_append (GTK_BOX (box), scrolled);
  self->empty = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->empty, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->empty), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->empty));
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect (self, "show", G_CALLBACK (on_show_cb), self);
}

GtkWidget *
anlan_reference_picker_new (AnlanPlant *plant, const char *kind)
{
  AnlanReferencePicker *self = g_object_new (ANLAN_TYPE_REFERENCE_PICKER, NULL);
  g_autoptr (AnlanKind) found = anlan_plant_get_kind (plant, kind);
  const char *title = found != NULL ? anlan_kind_text (found->title) : "";

  self->plant = g_object_ref (plant);
  self->kind = g_strdup (kind);
  g_object_set (self->search, "placeholder-text", title, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}
