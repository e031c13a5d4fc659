/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "checklists-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "chore.h"
#include "safety/checklists.h"

#define CONTROLS "controls"

struct _AnlanChecklistsDialog
{
  AdwWindow parent_instance;

  GtkDropDown *source;
  GtkStringList *names;
  GtkStringList *lines;
  GtkLabel *said;
  GtkButton *apply;

  AnlanDesk *desk;    /* borrowed */
  GPtrArray *sources; /* char*: ids, parallel to @names */
  GPtrArray *changes; /* AnlanChange, or NULL: nothing has been compared */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanChecklistsDialog, anlan_checklists_dialog, ADW_TYPE_WINDOW)

static gboolean
is_gone (AnlanChecklistsDialog *self, const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_cancellable_is_cancelled (self->cancellable);
}

static void
say (AnlanChecklistsDialog *self, const char *text)
{
  gtk_label_set_label (self->said, text);
}

/* --- comparing ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  char *source; /* NULL: which there are */
  AnlanListUpdate *update;
  GPtrArray *built_in; /* AnlanBuiltIn */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->update, anlan_list_update_free);
  g_clear_pointer (&work->built_in, g_ptr_array_unref);
  g_object_unref (work->plant);
  g_free (work->source);
  g_free (work);
}

/* On a thread of its own. */
static gboolean
compare (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  if (work->source == NULL)
    work->built_in = anlan_checklists_list_built_in (work->plant, error);
  else
    work->update = strcmp (work->source, CONTROLS) == 0
                       ? anlan_checklists_from_controls (work->plant, error)
                       : anlan_checklists_from_built_in (work->plant, work->source, error);
  return work->built_in != NULL || work->update != NULL;
}

static char *
say_change (const AnlanQuestionChange *change)
{
  const char *const fates[] = { _ ("New"), _ ("Changed"), _ ("No longer asked") };

  return g_strdup_printf (_ ("%s — %s: %s"), fates[change->fate], change->checklist, change->question);
}

static void
show_update (AnlanChecklistsDialog *self, AnlanListUpdate *update)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  for (guint i = 0; i < update->questions->len; i++)
    g_ptr_array_add (lines, say_change (g_ptr_array_index (update->questions, i)));
  g_ptr_array_add (lines, NULL);
  gtk_string_list_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)),
                          (const char *const *)lines->pdata);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->changes = g_ptr_array_ref (update->changes);
  text = lines->len > 1 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u question would change:",
                                                        "%u questions would change:", lines->len - 1),
                                           lines->len - 1)
                        : g_strdup (_ ("Everything is as it should be: nothing would change."));
  say (self, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply), update->changes->len > 0);
}

static void
compare_chosen (AnlanChecklistsDialog *self);

static void
show_sources (AnlanChecklistsDialog *self, GPtrArray *built_in)
{
  for (guint i = 0; i < built_in->len; i++)
    {
      const AnlanBuiltIn *one = g_ptr_array_index (built_in, i);
      g_autofree char *name = g_strdup_printf (_ ("Built-in: %s"), one->name);

      g_ptr_array_add (self->sources, g_strdup (one->id));
      gtk_string_list_append (self->names, name);
    }
  compare_chosen (self);
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanChecklistsDialog) self = data;
  g_autoptr (GError) error = NULL;
  gpointer done;
  Work *work;

  anlan_chore_finish (result, &done, &error);
  work = done;
  if (is_gone (self, error))
    return;
  if (error != NULL)
    say (self, error->message);
  else if (work->built_in != NULL)
    show_sources (self, work->built_in);
  else
    show_update (self, work->update);
}

static void
begin (AnlanChecklistsDialog *self, const char *source)
{
  Work *work;

  if (anlan_desk_get_plant (self->desk) == NULL)
    return;
  work = g_new0 (Work, 1);
  work->plant = g_object_ref (anlan_desk_get_plant (self->desk));
  work->source = g_strdup (source);
  anlan_chore_run (self, compare, work, work_free, NULL, self->cancellable, compared_cb, g_object_ref (self));
}

static void
compare_chosen (AnlanChecklistsDialog *self)
{
  guint chosen = gtk_drop_down_get_selected (self->source);

  gtk_widget_set_sensitive (GTK_WIDGET (self->apply), FALSE);
  if (chosen < self->sources->len)
    begin (self, g_ptr_array_index (self->sources, chosen));
}

/* --- applying ------------------------------------------------------------------------------------------------------------- */

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanChecklistsDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch_finish (ANLAN_PLANT (source), result, NULL, &error);

  if (is_gone (self, error))
    return;
  if (batch == NULL)
    {
      say (self, error->message);
      gtk_widget_set_sensitive (GTK_WIDGET (self->apply), TRUE);
      return;
    }
  anlan_desk_say (self->desk, _ ("The checklists have been made."));
  gtk_window_close (GTK_WINDOW (self));
}

static void
apply_cb (AnlanChecklistsDialog *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);

  if (plant == NULL || self->changes == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply), FALSE);
  anlan_plant_apply_batch_async (plant, self->changes, NULL, self->cancellable, applied_cb,
                                 g_object_ref (self));
}

/* --- object ----------------------------------------------------------------------------------------------------------------- */

static void
anlan_checklists_dialog_dispose (GObject *object)
{
  AnlanChecklistsDialog *self = ANLAN_CHECKLISTS_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  G_OBJECT_CLASS (anlan_checklists_dialog_parent_class)->dispose (object);
}

static void
anlan_checklists_dialog_class_init (AnlanChecklistsDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_checklists_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
make_list (AnlanChecklistsDialog *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->lines = gtk_string_list_new (NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (self->lines))), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What would change"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
anlan_checklists_dialog_init (AnlanChecklistsDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->cancellable = g_cancellable_new ();
  self->sources = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->sources, g_strdup (CONTROLS));
  self->names = gtk_string_list_new (NULL);
  gtk_string_list_append (self->names, _ ("From the controls of risk points"));
  self->source = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->names), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->source), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Where the checklists come from"), -1);
  self->said = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->said, 0);
  gtk_label_set_wrap (self->said, TRUE);
  self->apply = GTK_BUTTON (gtk_button_new_with_mnemonic (_ ("_Make the checklists")));
  gtk_widget_add_css_class (GTK_WIDGET (self->apply), "suggested-action");
  gtk_widget_set_halign (GTK_WIDGET (self->apply), GTK_ALIGN_END);
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply), FALSE);
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (self->source));
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (self->said));
  gtk_box_append (GTK_BOX (inner), make_list (self));
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (self->apply));
  gtk_widget_add_css_class (inner, "page-column");
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), inner);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Make checklists"));
  gtk_window_set_default_size (GTK_WINDOW (self), 720, 560);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  g_signal_connect_object (self->apply, "clicked", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "notify::selected", G_CALLBACK (compare_chosen), self,
                           G_CONNECT_SWAPPED);
}

GtkWindow *
anlan_checklists_dialog_new (AnlanDesk *desk, GtkWindow *parent)
{
  AnlanChecklistsDialog *self = g_object_new (ANLAN_TYPE_CHECKLISTS_DIALOG, "transient-for", parent, NULL);

  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  self->desk = desk;
  begin (self, NULL);
  return GTK_WINDOW (self);
}
