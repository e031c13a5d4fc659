/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "confirm-bar.h"

#include <glib/gi18n-lib.h>

#include "model/query.h"
#include "resources.h"
#include "window.h"

struct _AnlanConfirmBar
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *count_label;
  GtkWidget *other_button;
  GtkButton *confirm_button;
  GtkProgressBar *progress;
  GtkLabel *state_label;
  GtkExpander *missing_expander;
  GtkLabel *missing_label;

  /* owned */
  AnlanDesk *desk;
  AnlanKind *kind;     /* whose records hold the word, or NULL */
  AnlanRecord *record; /* it is about */
  GCancellable *cancellable;
  guint n_asked;
  guint pending; /* answers that are still to come */
};

G_DEFINE_FINAL_TYPE (AnlanConfirmBar, anlan_confirm_bar, ADW_TYPE_BIN)

/* --- what is asked for ------------------------------------------------------------------------------------------------- */

/* The kind whose records are a word on records of @about, or NULL. */
static AnlanKind *
find_kind (AnlanPlant *plant, const AnlanKind *about)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (plant);

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      const AnlanField *field =
          g_strv_length (kind->confirms) == 2 ? anlan_kind_field (kind, kind->confirms[0]) : NULL;

      if (field != NULL && g_strcmp0 (field->to, about->id) == 0)
        return anlan_kind_ref (kind);
    }
  return NULL;
}

static AnlanChange *
make_change (AnlanConfirmBar *self)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, self->kind->id, NULL);

  anlan_change_set_text (change, self->kind->confirms[0], self->record->id);
  anlan_change_set_text (change, self->kind->confirms[1],
                         anlan_plant_get_person (anlan_desk_get_plant (self->desk)));
  return change;
}

/* @missing: only those whose word is not there. Ids are our own, made of digits, letters and strokes. */
static char *
make_condition (AnlanConfirmBar *self, gboolean missing)
{
  g_autofree char *id = g_strdup_printf ("'%s'", self->record->id);
  GString *sql = g_string_new ("(");

  g_string_append (sql, self->kind->asks);
  g_string_append_c (sql, ')');
  g_string_replace (sql, "{record}", id, 0);
  if (missing)
    g_string_append_printf (sql, " AND NOT EXISTS (SELECT 1 FROM %s w WHERE w.%s = %s AND w.%s = this.id)",
                            self->kind->id, self->kind->confirms[0], id, self->kind->confirms[1]);
  return g_string_free (sql, FALSE);
}

/* --- answers ------------------------------------------------------------------------------------------------------------- */

static void
say_state (AnlanConfirmBar *self, const char *text)
{
  gtk_label_set_label (self->state_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), text != NULL);
}

/* FALSE: somebody has asked anew since, or the bar is gone. */
static gboolean
take_answer (AnlanConfirmBar *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return FALSE;
  self->pending--;
  if (error != NULL)
    say_state (self, error->message);
  return error == NULL;
}

/* What stands against one's own word is what the definition says: not in force yet, given already. */
static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanConfirmBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = anlan_plant_check_finish (ANLAN_PLANT (source), result, &error);

  if (!take_answer (self, error))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), problems->len == 0);
  if (problems->len > 0)
    say_state (self, ((AnlanProblem *)g_ptr_array_index (problems, 0))->message);
}

static void
show_missing (AnlanConfirmBar *self, GPtrArray *missing)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *count = NULL, *title = NULL;
  guint done = self->n_asked - MIN (missing->len, self->n_asked);

  for (guint i = 0; i < missing->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? _ (", ") : "",
                            anlan_record_label (g_ptr_array_index (missing, i)));
  count = g_strdup_printf (_ ("%s: %u of %u"), anlan_kind_text (self->kind->title), done, self->n_asked);
  title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u person is missing", "%u people are missing", missing->len),
      missing->len);
  gtk_label_set_label (self->count_label, count);
  gtk_progress_bar_set_fraction (self->progress, self->n_asked > 0 ? (double)done / self->n_asked : 0);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->n_asked > 0);
  gtk_expander_set_label (self->missing_expander, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->missing_expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_label_set_label (self->missing_label, names->str);
  gtk_widget_set_visible (GTK_WIDGET (self->missing_expander), missing->len > 0);
}

static void
missing_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanConfirmBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) missing = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);

  if (take_answer (self, error))
    show_missing (self, missing);
}

static void
find_people (AnlanConfirmBar *self, gboolean missing, GAsyncReadyCallback callback)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (anlan_kind_field (self->kind, self->kind->confirms[1])->to);

  query->where = make_condition (self, missing);
  self->pending++;
  anlan_plant_find_async (anlan_desk_get_plant (self->desk), query, self->cancellable, callback,
                          g_object_ref (self));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanConfirmBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) asked = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);

  if (!take_answer (self, error))
    return;
  self->n_asked = asked->len;
  find_people (self, TRUE, missing_cb);
}

/* --- giving it ------------------------------------------------------------------------------------------------------------ */

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanConfirmBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);
  AnlanWindow *window;
  AdwToast *toast;

  if (self->desk == NULL)
    return;
  if (applied == NULL)
    {
      self->pending--;
      say_state (self, error->message);
      return;
    }
  window = anlan_window_of (GTK_WIDGET (self));
  toast = adw_toast_new (anlan_kind_text (self->kind->title));
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  if (window != NULL)
    anlan_window_toast (window, toast);
  else
    g_object_unref (toast);
  anlan_confirm_bar_load (self, self->record);
}

static void
on_confirm_clicked_cb (GtkButton *button, AnlanConfirmBar *self)
{
  g_autoptr (AnlanChange) change = make_change (self);

  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), FALSE);
  self->pending++;
  anlan_plant_apply_async (anlan_desk_get_plant (self->desk), change, NULL, confirmed_cb,
                           g_object_ref (self));
}

static void
on_other_clicked_cb (GtkButton *button, AnlanConfirmBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "record.new-about", "(sss)", self->kind->id,
                              self->kind->confirms[0], self->record->id);
}

/* --- public ------------------------------------------------------------------------------------------------------------------ */

gboolean
anlan_confirm_bar_is_busy (AnlanConfirmBar *self)
{
  g_return_val_if_fail (ANLAN_IS_CONFIRM_BAR (self), FALSE);

  return self->pending > 0;
}

static void
forget (AnlanConfirmBar *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->pending = 0;
}

void
anlan_confirm_bar_load (AnlanConfirmBar *self, AnlanRecord *record)
{
  AnlanPlant *plant;
  AnlanRecord *kept;

  g_return_if_fail (ANLAN_IS_CONFIRM_BAR (self) && record != NULL);

  plant = anlan_desk_get_plant (self->desk);
  kept = anlan_record_ref (record);
  forget (self);
  g_clear_pointer (&self->kind, anlan_kind_unref);
  g_clear_pointer (&self->record, anlan_record_unref);
  self->record = kept;
  self->kind = plant != NULL ? find_kind (plant, record->kind) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), self->kind != NULL && !record->draft && !record->voided);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  self->cancellable = g_cancellable_new ();
  gtk_label_set_label (self->count_label, anlan_kind_text (self->kind->title));
  gtk_button_set_label (self->confirm_button, anlan_kind_text (self->kind->title));
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), FALSE);
  say_state (self, NULL);
  if (anlan_plant_get_person (plant) != NULL)
    {
      g_autoptr (AnlanChange) change = make_change (self);

      self->pending++;
      anlan_plant_check_async (plant, change, self->cancellable, checked_cb, g_object_ref (self));
    }
  if (self->kind->asks != NULL)
    find_people (self, FALSE, asked_cb);
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
anlan_confirm_bar_dispose (GObject *object)
{
  AnlanConfirmBar *self = ANLAN_CONFIRM_BAR (object);

  forget (self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_CONFIRM_BAR);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->kind, anlan_kind_unref);
  g_clear_pointer (&self->record, anlan_record_unref);
  G_OBJECT_CLASS (anlan_confirm_bar_parent_class)->dispose (object);
}

static void
anlan_confirm_bar_class_init (AnlanConfirmBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_confirm_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("confirm-bar"));
  gtk_widget_class_bind_template_child (widget_class, AnlanConfirmBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanConfirmBar, other_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanConfirmBar, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanConfirmBar, progress);
  gtk_widget_class_bind_template_child (widget_class, AnlanConfirmBar, state_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanConfirmBar, missing_expander);
  gtk_widget_class_bind_template_child (widget_class, AnlanConfirmBar, missing_label);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_other_clicked_cb);
}

static void
anlan_confirm_bar_init (AnlanConfirmBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanConfirmBar *
anlan_confirm_bar_new (AnlanDesk *desk)
{
  AnlanConfirmBar *self = g_object_new (ANLAN_TYPE_CONFIRM_BAR, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
