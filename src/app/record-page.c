/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "record-page-private.h"

#include <glib/gi18n-lib.h>

#include "form-photos.h"
#include "resources.h"
#include "say.h"

G_DEFINE_FINAL_TYPE (AnlanRecordPage, anlan_record_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_BUSY,
  N_PROPS
};

enum
{
  STORED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
set_busy (AnlanRecordPage *page, gboolean busy)
{
  if (page->busy == busy)
    return;
  page->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_BUSY]);
}

/* What is asked for, is_busy(), depends on more than the flag. */
void
anlan_record_page_notify_busy (AnlanRecordPage *page)
{
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_BUSY]);
}

static void
show_failure (AnlanRecordPage *page, const char *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  adw_status_page_set_description (page->failed, escaped);
  gtk_stack_set_visible_child_name (page->stack, "failed");
  set_busy (page, FALSE);
}

/* --- the form ----------------------------------------------------------------------------------------------------------- */

static void
on_commit_cb (AnlanForm *form, const char *field, AnlanRecordPage *page)
{
  anlan_record_page_save (page, field);
}

static void
on_needs_changed_cb (AnlanRecordHead *head, AnlanRecordPage *page)
{
  anlan_form_demand (page->form, anlan_record_head_get_needs (head));
}

static void
append (AnlanRecordPage *page, gpointer widget)
{
  gtk_box_append (page->box, GTK_WIDGET (widget));
}

/* Once for a record; FALSE with the reason shown. */
static void
on_story_loaded_cb (AnlanRecordPage *page)
{
  if (page->head != NULL)
    anlan_record_head_set_story (page->head, anlan_story_list_get_stories (page->story));
}

static gboolean
ensure_form (AnlanRecordPage *page, const AnlanRecord *record)
{
  g_autoptr (GError) error = NULL;
  AnlanFormContext *context;

  if (page->form != NULL)
    return TRUE;
  page->kind = anlan_kind_ref (record->kind);
  context = anlan_form_context_new (page->desk, page->kind, &error);
  if (context == NULL)
    {
      show_failure (page, error->message);
      return FALSE;
    }
  context->keeps = TRUE;
  context->held = anlan_record_page_is_held (page);
  page->form = anlan_form_new (context, record->draft ? ANLAN_FORM_NEW : ANLAN_FORM_RECORD, NULL);
  g_signal_connect_object (page->form, "commit", G_CALLBACK (on_commit_cb), page, 0);
  adw_bin_set_child (page->form_bin, GTK_WIDGET (page->form));
  if (record->draft && anlan_hazard_hints_help (page->kind))
    page->hints = anlan_hazard_hints_new (page->desk, page->form);
  anlan_form_take_photos (page->form, GTK_WIDGET (page->scrolled));
  page->head = anlan_record_head_new (page->desk);
  g_signal_connect_object (page->head, "needs-changed", G_CALLBACK (on_needs_changed_cb), page, 0);
  gtk_box_insert_child_after (page->box, GTK_WIDGET (page->head), page->voided_bar);
  page->confirm = anlan_confirm_bar_new (page->desk);
  adw_bin_set_child (page->confirm_bin, GTK_WIDGET (page->confirm));
  /* An empty bin would leave a gap. */
  g_object_bind_property (page->confirm, "visible", page->confirm_bin, "visible", G_BINDING_SYNC_CREATE);
  page->compare = anlan_compare_new (anlan_desk_get_plant (page->desk));
  gtk_box_insert_child_after (page->box, GTK_WIDGET (page->compare), GTK_WIDGET (page->confirm_bin));
  page->backlinks = anlan_backlinks_new (page->desk);
  append (page, page->backlinks);
  page->story = anlan_story_list_new (page->desk);
  g_signal_connect_object (page->story, "loaded", G_CALLBACK (on_story_loaded_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page->story, "loaded", G_CALLBACK (anlan_record_page_notify_busy), page,
                           G_CONNECT_SWAPPED);
  append (page, page->story);
  gtk_image_set_from_icon_name (page->kind_icon, page->kind->icon);
  return TRUE;
}

static void
show_kind (AnlanRecordPage *page, const AnlanRecord *record)
{
  g_autofree char *fresh = NULL;

  if (page->record == NULL)
    fresh = anlan_say_new (record->kind);
  gtk_label_set_label (page->kind_label, fresh != NULL ? fresh : anlan_kind_text (record->kind->title));
}

void
anlan_record_page_show_draft (AnlanRecordPage *page)
{
  const AnlanRecord *record = page->record != NULL ? page->record : page->proposed;

  if (record == NULL)
    return;
  gtk_revealer_set_reveal_child (page->draft_bar, record->draft && !record->voided);
  if (page->record != NULL)
    gtk_label_set_label (page->draft_label, _ ("Draft, kept as you type"));
  else if (page->unsaved->len > 0)
    gtk_label_set_label (page->draft_label, _ ("Stored when you save or leave it"));
  else
    gtk_label_set_label (page->draft_label, _ ("Nothing entered yet"));
}

static void
show_record (AnlanRecordPage *page, AnlanRecord *record, gboolean force)
{
  AnlanFormContext *context;
  gboolean first = page->form == NULL;

  if (!ensure_form (page, record))
    return;
  context = anlan_form_get_context (page->form);
  anlan_form_context_add_labels (context, page->labels);
  if (!first && context->record == NULL && page->record != NULL)
    anlan_form_context_forget_new (context);
  g_free (context->record);
  context->record = page->record != NULL ? g_strdup (record->id) : NULL;
  anlan_form_set_mode (page->form, record->draft ? ANLAN_FORM_NEW : ANLAN_FORM_RECORD);
  anlan_form_set_record (page->form, record, force);
  if (page->hints != NULL)
    anlan_hazard_hints_look (page->hints);
  anlan_record_head_set (page->head, record);
  gtk_widget_set_visible (page->voided_bar, record->voided);
  anlan_compare_set_record (page->compare, record);
  show_kind (page, record);
  anlan_record_page_show_draft (page);
  if (page->record != NULL)
    {
      anlan_confirm_bar_load (page->confirm, record);
      anlan_backlinks_load (page->backlinks, record);
      anlan_story_list_load (page->story, record->kind->id, record->id);
    }
  anlan_record_page_update_actions (page);
  gtk_stack_set_visible_child_name (page->stack, "record");
  if (first && !anlan_form_restore (page->form) && page->record == NULL)
    anlan_form_focus_first (page->form);
  set_busy (page, FALSE);
}

/* --- reading --------------------------------------------------------------------------------------------------------------- */

static void
labels_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GHashTable *labels = anlan_plant_labels_finish (ANLAN_PLANT (source), result, &error);
  AnlanRecordPage *page = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  page->loading = FALSE;
  if (labels == NULL)
    {
      show_failure (page, error->message);
      return;
    }
  g_clear_pointer (&page->labels, g_hash_table_unref);
  page->labels = labels;
  show_record (page, page->record != NULL ? page->record : page->proposed, FALSE);
  if (page->load_again)
    anlan_record_page_reload (page);
}

static void
read_labels (AnlanRecordPage *page, AnlanRecord *record)
{
  anlan_plant_labels_async (anlan_desk_get_plant (page->desk), record, page->cancellable, labels_cb, page);
}

void
anlan_record_page_take (AnlanRecordPage *page, AnlanRecord *record, gboolean force)
{
  anlan_record_ref (record);
  g_clear_pointer (&page->record, anlan_record_unref);
  page->record = record;
  /* Names of what has just been chosen are known; the others are read again with the next look. */
  show_record (page, record, force);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanRecord *record = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);
  AnlanRecordPage *page = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (record == NULL)
    {
      page->loading = FALSE;
      show_failure (page, error->message);
      return;
    }
  /* What is being stored brings its own outcome. */
  if (page->record != NULL && anlan_record_page_is_saving (page))
    {
      page->loading = FALSE;
      anlan_record_unref (record);
      return;
    }
  g_clear_pointer (&page->record, anlan_record_unref);
  page->record = record;
  read_labels (page, record);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanRecord *record = anlan_plant_preview_finish (ANLAN_PLANT (source), result, NULL, &error);
  AnlanRecordPage *page = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (record == NULL)
    {
      page->loading = FALSE;
      show_failure (page, error->message);
      return;
    }
  g_clear_pointer (&page->proposed, anlan_record_unref);
  page->proposed = record;
  read_labels (page, record);
}

/* What somebody entered is worth repeating; what steps have set, photos and signatures are not. */
static gboolean
is_repeated (const AnlanKind *kind, const AnlanField *field)
{
  if (field->compute != NULL || field->readonly || field->unique || field->sensitive)
    return FALSE;
  for (guint i = 0; i < kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (kind->steps, i);

      if (g_strv_contains ((const char *const *)step->requires, field->id) && !field->required)
        return FALSE;
    }
  return field->type != ANLAN_FIELD_PHOTOS && field->type != ANLAN_FIELD_SIGNATURE;
}

static void
propose (AnlanRecordPage *page)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, page->kind_id, NULL);

  change->draft = TRUE;
  for (guint i = 0; page->like != NULL && i < page->like->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (page->like->kind->fields, i);

      if (is_repeated (page->like->kind, field) && !anlan_value_is_null (&page->like->values[i]))
        anlan_change_set (change, field->id, &page->like->values[i]);
    }
  anlan_plant_preview_async (anlan_desk_get_plant (page->desk), change, page->cancellable, previewed_cb,
                             page);
}

void
anlan_record_page_reload (AnlanRecordPage *page)
{
  const char *id = page->record != NULL ? page->record->id : page->wanted;

  page->load_again = page->loading;
  if (page->loading || anlan_desk_get_plant (page->desk) == NULL)
    return;
  page->loading = TRUE;
  if (id != NULL)
    anlan_plant_load_async (anlan_desk_get_plant (page->desk), page->kind_id, id, page->cancellable,
                            loaded_cb, page);
  else
    propose (page);
}

static void
on_retry_clicked_cb (GtkButton *button, AnlanRecordPage *page)
{
  anlan_record_page_reload (page);
}

/* --- what others do ------------------------------------------------------------------------------------------------------------ */

static void
on_plant_changed_cb (AnlanPlant *plant, char **kinds, AnlanRecordPage *page)
{
  /* Computed fields reach across kinds, so any change may be one of this record. A draft that is not stored has
   * nobody else. */
  if (page->record != NULL && !anlan_record_page_is_saving (page))
    anlan_record_page_reload (page);
}

/* --- public --------------------------------------------------------------------------------------------------------------------- */

const char *
anlan_record_page_get_kind (AnlanRecordPage *page)
{
  g_return_val_if_fail (ANLAN_IS_RECORD_PAGE (page), NULL);

  return page->kind_id;
}

AnlanRecord *
anlan_record_page_get_record (AnlanRecordPage *page)
{
  g_return_val_if_fail (ANLAN_IS_RECORD_PAGE (page), NULL);

  return page->record;
}

gboolean
anlan_record_page_is_busy (AnlanRecordPage *page)
{
  g_return_val_if_fail (ANLAN_IS_RECORD_PAGE (page), FALSE);

  return page->busy || page->loading || (page->compare != NULL && anlan_compare_is_busy (page->compare)) || anlan_record_page_is_saving (page) ||
         (page->record != NULL && page->story != NULL && anlan_story_list_is_loading (page->story));
}

void
anlan_record_page_set_back (AnlanRecordPage *page, gboolean back)
{
  g_return_if_fail (ANLAN_IS_RECORD_PAGE (page));

  gtk_widget_set_visible (page->back_button, back);
}

void
anlan_record_page_set_wide (AnlanRecordPage *page, gboolean wide)
{
  const char *say = wide ? _ ("Beside the list") : _ ("Whole width");

  g_return_if_fail (ANLAN_IS_RECORD_PAGE (page));

  gtk_button_set_icon_name (page->wide_button, wide ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (page->wide_button), say);
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->wide_button), GTK_ACCESSIBLE_PROPERTY_LABEL, say, -1);
}

void
anlan_record_page_focus (AnlanRecordPage *page)
{
  g_return_if_fail (ANLAN_IS_RECORD_PAGE (page));

  if (page->form == NULL || !anlan_form_focus_first (page->form))
    gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

void
anlan_record_page_leave (AnlanRecordPage *page)
{
  g_return_if_fail (ANLAN_IS_RECORD_PAGE (page));

  if (page->form != NULL)
    anlan_form_leave (page->form);
}

void
anlan_record_page_drop (AnlanRecordPage *page)
{
  g_return_if_fail (ANLAN_IS_RECORD_PAGE (page));

  if (anlan_record_page_is_held (page) && page->unsaved->len > 0)
    anlan_record_page_release (page);
}

void
anlan_record_page_cover (AnlanRecordPage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  g_return_if_fail (ANLAN_IS_RECORD_PAGE (page));

  page->covered = TRUE;
  page->scroll = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (page->scrolled));
  g_weak_ref_set (&page->focus,
                  focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page)) ? focus : NULL);
  anlan_record_page_leave (page);
}

/* Getting the focus back scrolls to where it is, once all is laid out. */
static gboolean
scroll_back_cb (gpointer data)
{
  AnlanRecordPage *page = data;

  if (page->scrolled != NULL && page->scroll >= 0)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (page->scrolled), page->scroll);
  page->scroll = -1;
  return G_SOURCE_REMOVE;
}

void
anlan_record_page_uncover (AnlanRecordPage *page)
{
  g_autoptr (GtkWidget) focus = NULL;

  g_return_if_fail (ANLAN_IS_RECORD_PAGE (page));

  page->covered = FALSE;
  focus = g_weak_ref_get (&page->focus);
  if (focus != NULL && gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (focus);
  if (page->scroll >= 0)
    g_idle_add_full (G_PRIORITY_LOW, scroll_back_cb, g_object_ref (page), g_object_unref);
}

void
anlan_record_page_emit_stored (AnlanRecordPage *page)
{
  g_signal_emit (page, signals[STORED], 0, page->record);
}

/* --- object ---------------------------------------------------------------------------------------------------------------------- */

static void
anlan_record_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BUSY)
    g_value_set_boolean (value, ANLAN_RECORD_PAGE (object)->busy);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* It is left, or the window is closed. Who only looks at another record meanwhile comes back. */
static void
anlan_record_page_unmap (GtkWidget *widget)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);

  if (anlan_record_page_is_held (page) && page->unsaved->len > 0 && !page->covered)
    anlan_record_page_release (page);
  GTK_WIDGET_CLASS (anlan_record_page_parent_class)->unmap (widget);
}

static void
anlan_record_page_dispose (GObject *object)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (object);

  g_cancellable_cancel (page->cancellable);
  if (page->hints != NULL)
    g_object_run_dispose (G_OBJECT (page->hints));
  g_clear_object (&page->hints);
  page->form = NULL;
  page->head = NULL;
  page->story = NULL;
  page->backlinks = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (page), ANLAN_TYPE_RECORD_PAGE);
  G_OBJECT_CLASS (anlan_record_page_parent_class)->dispose (object);
}

static void
anlan_record_page_finalize (GObject *object)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (object);

  g_object_unref (page->cancellable);
  g_weak_ref_clear (&page->focus);
  g_clear_object (&page->desk);
  g_clear_pointer (&page->kind, anlan_kind_unref);
  g_free (page->kind_id);
  g_free (page->wanted);
  g_clear_pointer (&page->like, anlan_record_unref);
  g_clear_pointer (&page->record, anlan_record_unref);
  g_clear_pointer (&page->proposed, anlan_record_unref);
  g_clear_pointer (&page->labels, g_hash_table_unref);
  g_ptr_array_unref (page->unsaved);
  g_clear_pointer (&page->in_flight, g_ptr_array_unref);
  G_OBJECT_CLASS (anlan_record_page_parent_class)->finalize (object);
}

static void
anlan_record_page_class_init (AnlanRecordPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anlan_record_page_get_property;
  object_class->dispose = anlan_record_page_dispose;
  object_class->finalize = anlan_record_page_finalize;
  widget_class->unmap = anlan_record_page_unmap;
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[STORED] = g_signal_new ("stored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("record-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, kind_icon);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, kind_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, wide_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, box);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, voided_bar);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, confirm_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, form_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, draft_bar);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, draft_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordPage, failed);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked_cb);
  anlan_record_page_install_actions (widget_class);
}

static void
anlan_record_page_init (AnlanRecordPage *page)
{
  page->cancellable = g_cancellable_new ();
  page->scroll = -1;
  g_weak_ref_init (&page->focus, NULL);
  page->unsaved = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (page));
}

static AnlanRecordPage *
page_new (AnlanDesk *desk, const char *kind)
{
  AnlanRecordPage *page = g_object_new (ANLAN_TYPE_RECORD_PAGE, NULL);

  page->desk = g_object_ref (desk);
  page->kind_id = g_strdup (kind);
  page->busy = TRUE;
  g_signal_connect_object (anlan_desk_get_plant (desk), "changed", G_CALLBACK (on_plant_changed_cb), page, 0);
  return page;
}

AnlanRecordPage *
anlan_record_page_new (AnlanDesk *desk, const char *kind, const char *record)
{
  AnlanRecordPage *page = page_new (desk, kind);

  page->wanted = g_strdup (record);
  anlan_record_page_reload (page);
  return page;
}

AnlanRecordPage *
anlan_record_page_new_empty (AnlanDesk *desk, const char *kind, AnlanRecord *like)
{
  AnlanRecordPage *page = page_new (desk, kind);

  page->like = like != NULL ? anlan_record_ref (like) : NULL;
  anlan_record_page_reload (page);
  return page;
}
