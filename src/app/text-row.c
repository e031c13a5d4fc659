/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "text-row.h"

#include <glib/gi18n-lib.h>

#include "base/sentence.h"
#include "store/keys.h"

struct _AnlanTextRow
{
  AnlanFieldRow parent_instance;

  GtkStack *stack; /* the label, and while somebody types the view */
  GtkLabel *label;
  GtkTextView *view;
  GtkWidget *look; /* button, of sealed fields */
  guint focus_idle;
  gboolean quiet;  /* the buffer is being filled */
  gboolean looked; /* what is shown is the plain text of what is sealed */
};

G_DEFINE_FINAL_TYPE (AnlanTextRow, anlan_text_row, ANLAN_TYPE_FIELD_ROW)

static char *
get_text (AnlanTextRow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* What is read is a label: a text view that is filled before it is on the screen shows nothing until it is scrolled, in
 * 4.8 at least. It comes to the front when somebody begins to type. */
static void
set_text (AnlanTextRow *self, const char *text)
{
  self->quiet = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text != NULL ? text : "", -1);
  self->quiet = FALSE;
  gtk_label_set_label (self->label, text != NULL && text[0] != '\0' ? text : "—");
}

static gboolean
is_sealed (AnlanTextRow *self)
{
  const char *text = anlan_value_get_text (anlan_field_row_get_value (ANLAN_FIELD_ROW (self)));

  return text != NULL && anlan_sealed_is (text);
}

static gboolean
is_editable (AnlanTextRow *self)
{
  return anlan_field_row_is_open (ANLAN_FIELD_ROW (self)) && (!is_sealed (self) || self->looked);
}

static void
update_editable (AnlanTextRow *self)
{
  /* GTK passes labels over that cannot be selected: Tab would never come to the field. */
  gtk_label_set_selectable (self->label, TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (self->label), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->label), "text");
  if (self->look != NULL)
    gtk_widget_set_visible (self->look, is_sealed (self) && !self->looked);
}

static void
show_label (AnlanTextRow *self)
{
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->label));
}

/* @at: where the cursor goes, in characters; -1: behind all. */
static void
begin_typing (AnlanTextRow *self, int at)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *text = get_text (self);
  GtkTextIter iter;

  if (!is_editable (self))
    return;
  gtk_stack_set_visible_child (self->stack, gtk_widget_get_parent (GTK_WIDGET (self->view)));
  self->quiet = TRUE;
  gtk_text_buffer_set_text (buffer, text, -1);
  self->quiet = FALSE;
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, at);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* --- what is sealed ------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  AnlanRecord *record;
  char *field;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->plant);
  anlan_record_unref (look->record);
  g_free (look->field);
  g_free (look);
}

/* Looking is noted in the journal, so it waits for the writer. */
static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  GError *error = NULL;
  char *plain = anlan_plant_unseal (look->plant, look->record, look->field, &error);

  if (plain != NULL)
    g_task_return_pointer (task, plain, g_free);
  else
    g_task_return_error (task, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanTextRow *self = ANLAN_TEXT_ROW (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = g_task_propagate_pointer (G_TASK (result), &error);

  if (plain == NULL)
    {
      anlan_field_row_set_problem (ANLAN_FIELD_ROW (self), error->message);
      return;
    }
  self->looked = TRUE;
  set_text (self, plain);
  update_editable (self);
}

static void
record_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTextRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);
  g_autoptr (GTask) task = NULL;
  Look *look;

  if (record == NULL)
    {
      anlan_field_row_set_problem (ANLAN_FIELD_ROW (self), error->message);
      return;
    }
  look = g_new0 (Look, 1);
  look->plant = ANLAN_PLANT (g_object_ref (source));
  look->record = g_steal_pointer (&record);
  look->field = g_strdup (anlan_field_row_get_field (ANLAN_FIELD_ROW (self))->id);
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_task_data (task, look, (GDestroyNotify)look_free);
  g_task_run_in_thread (task, look_thread);
}

static void
on_look_clicked_cb (GtkButton *button, AnlanTextRow *self)
{
  AnlanFormContext *context = anlan_field_row_get_context (ANLAN_FIELD_ROW (self));

  if (context->record != NULL)
    anlan_plant_load_async (context->plant, context->kind->id, context->record, NULL, record_loaded_cb,
                            g_object_ref (self));
}

/* --- typing ----------------------------------------------------------------------------------------------------------- */

static void
on_buffer_changed_cb (GtkTextBuffer *buffer, AnlanTextRow *self)
{
  if (!self->quiet)
    anlan_field_row_set_dirty (ANLAN_FIELD_ROW (self), TRUE);
}

static void
on_leave_cb (GtkEventControllerFocus *focus, AnlanTextRow *self)
{
  anlan_field_row_leave (ANLAN_FIELD_ROW (self));
  /* What could not be stored stays to be mended. */
  if (!anlan_field_row_is_dirty (ANLAN_FIELD_ROW (self)))
    show_label (self);
}

static gboolean
label_focused_cb (gpointer data)
{
  AnlanTextRow *self = data;

  self->focus_idle = 0;
  begin_typing (self, -1);
  return G_SOURCE_REMOVE;
}

/* The focus cannot be handed on while it is being given. */
static void
on_label_enter_cb (GtkEventControllerFocus *focus, AnlanTextRow *self)
{
  if (is_editable (self) && self->focus_idle == 0)
    self->focus_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, label_focused_cb, self, NULL);
}

static void
on_label_pressed_cb (GtkGestureClick *click, int n_press, double x, double y, AnlanTextRow *self)
{
  PangoLayout *layout = gtk_label_get_layout (self->label);
  int left, top, byte, trailing;

  if (!is_editable (self))
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_label_get_layout_offsets (self->label, &left, &top);
  pango_layout_xy_to_index (layout, (int)(x - left) * PANGO_SCALE, (int)(y - top) * PANGO_SCALE, &byte,
                            &trailing);
  begin_typing (self, (int)g_utf8_pointer_to_offset (pango_layout_get_text (layout),
                                                     pango_layout_get_text (layout) + byte) +
                          trailing);
}

static gboolean
on_key_pressed_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanTextRow *self)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);
  gboolean enter = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;

  /* A note takes the line break itself and is stored with Ctrl+Enter. */
  if (enter && (anlan_field_row_get_field (row)->type == ANLAN_FIELD_TEXT || (state & GDK_CONTROL_MASK) != 0))
    {
      anlan_field_row_leave (row);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Escape && anlan_field_row_is_dirty (row))
    {
      anlan_field_row_set_problem (row, NULL);
      anlan_field_row_set_value (row, anlan_field_row_get_value (row), TRUE);
      show_label (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* --- class -------------------------------------------------------------------------------------------------------------- */

static void
anlan_text_row_build (AnlanFieldRow *row)
{
  AnlanTextRow *self = ANLAN_TEXT_ROW (row);
  const AnlanField *field = anlan_field_row_get_field (row);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *label_focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_kind_text (field->title), -1);
  g_signal_connect_object (label_focus, "enter", G_CALLBACK (on_label_enter_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->label), label_focus);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_label_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->label), GTK_EVENT_CONTROLLER (click));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->label));
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "field-view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_kind_text (field->title), GTK_ACCESSIBLE_PROPERTY_MULTI_LINE,
                                  field->type == ANLAN_FIELD_NOTE, -1);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed",
                           G_CALLBACK (on_buffer_changed_cb), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_leave_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), focus);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_stack_add_child (self->stack, scrolled);
  anlan_field_row_set_content (row, GTK_WIDGET (self->stack));
  if (field->sensitive)
    {
      self->look = anlan_field_row_add_button (row, "view-reveal-symbolic", _ ("Look; this is noted"));
      gtk_widget_set_visible (self->look, FALSE);
      g_signal_connect_object (self->look, "clicked", G_CALLBACK (on_look_clicked_cb), self, 0);
    }
}

static void
anlan_text_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanTextRow *self = ANLAN_TEXT_ROW (row);
  g_autofree char *said = anlan_sentence_say (anlan_value_get_text (value));

  self->looked = FALSE;
  set_text (self, is_sealed (self) ? "•••••" : said);
  update_editable (self);
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) == NULL)
    show_label (self);
}

static gboolean
anlan_text_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  g_autofree char *text = get_text (ANLAN_TEXT_ROW (row));

  g_strstrip (text);
  anlan_value_set_text (value, text[0] != '\0' ? text : NULL);
  return TRUE;
}

static void
anlan_text_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  update_editable (ANLAN_TEXT_ROW (row));
}

static void
anlan_text_row_focus (AnlanFieldRow *row)
{
  begin_typing (ANLAN_TEXT_ROW (row), -1);
}

static void
anlan_text_row_dispose (GObject *object)
{
  g_clear_handle_id (&ANLAN_TEXT_ROW (object)->focus_idle, g_source_remove);
  G_OBJECT_CLASS (anlan_text_row_parent_class)->dispose (object);
}

static char *
anlan_text_row_get_typed (AnlanFieldRow *row)
{
  return get_text (ANLAN_TEXT_ROW (row));
}

static void
anlan_text_row_set_typed (AnlanFieldRow *row, const char *text)
{
  AnlanTextRow *self = ANLAN_TEXT_ROW (row);

  set_text (self, text);
  begin_typing (self, -1);
}

static void
anlan_text_row_class_init (AnlanTextRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_text_row_dispose;
  row_class->build = anlan_text_row_build;
  row_class->show = anlan_text_row_show;
  row_class->take = anlan_text_row_take;
  row_class->entry_changed = anlan_text_row_entry_changed;
  row_class->get_typed = anlan_text_row_get_typed;
  row_class->set_typed = anlan_text_row_set_typed;
  row_class->focus = anlan_text_row_focus;
}

static void
anlan_text_row_init (AnlanTextRow *self)
{
}
