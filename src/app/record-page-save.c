/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "record-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "window.h"

/* Storing what is entered. One change is under way at a time, so that each knows the revision it is made from; what is
 * left meanwhile waits and goes together. */

static void
save_next (AnlanRecordPage *page);

/* A report that may be anonymous is not stored before it is handed in or left: its first line in the journal says by whom
 * it was begun, and whoever reports says only in the course of it whether that is to be known. */
gboolean
anlan_record_page_is_held (AnlanRecordPage *page)
{
  return page->record == NULL && page->kind != NULL && page->kind->anonymous != NULL && !page->released;
}

gboolean
anlan_record_page_is_saving (AnlanRecordPage *page)
{
  return page->in_flight != NULL || (page->unsaved->len > 0 && !anlan_record_page_is_held (page));
}

/* --- the change ------------------------------------------------------------------------------------------------------ */

static void
add_field (AnlanRecordPage *page, AnlanChange *change, const AnlanField *field)
{
  AnlanFormContext *context = anlan_form_get_context (page->form);
  const AnlanValue *value = &anlan_form_get_record (page->form)->values[field->index];

  anlan_change_set (change, field->id, value);
  anlan_form_context_give_files (context, change, field, value);
}

/* What was entered, and the defaults that were shown. A default that nobody has seen is worked out again from what was
 * entered: one that is empty, and one of a field that is not there. */
static gboolean
is_said (AnlanRecordPage *page, const AnlanField *field)
{
  const AnlanValue *value = &anlan_form_get_record (page->form)->values[field->index];
  gboolean same = anlan_value_equal (value, &page->proposed->values[field->index]);

  if (field->compute != NULL || field->readonly)
    return FALSE;
  if (!anlan_form_shows (page->form, field) &&
      (anlan_form_get_context (page->form)->anonymous || (same && field->fallback != NULL)))
    return FALSE;
  return !same || !anlan_value_is_null (value);
}

/* The first field of a new record makes it a draft. */
static AnlanChange *
make_draft (AnlanRecordPage *page)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, page->kind_id, page->proposed->id);

  change->draft = TRUE;
  for (guint i = 0; i < page->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (page->kind->fields, i);

      if (is_said (page, field))
        add_field (page, change, field);
    }
  return change;
}

static AnlanChange *
make_edit (AnlanRecordPage *page, GPtrArray *fields)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, page->kind_id, page->record->id);

  change->base_rev = g_strdup (page->record->rev);
  for (guint i = 0; i < fields->len; i++)
    add_field (page, change, anlan_kind_field (page->kind, g_ptr_array_index (fields, i)));
  return change;
}

/* --- what came of it --------------------------------------------------------------------------------------------------- */

static void
tell_saved (AnlanRecordPage *page, GPtrArray *fields)
{
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (page));
  const AnlanField *field = anlan_kind_field (page->kind, g_ptr_array_index (fields, 0));
  g_autofree char *text = NULL;
  AdwToast *toast;

  /* A draft is typed in one go: a message after each field would only disturb. */
  if (window == NULL || page->record->draft)
    return;
  text = g_strdup_printf (_ ("%s: changed"), anlan_kind_text (field->title));
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  anlan_window_toast (window, toast);
}

static void
refuse_all (AnlanRecordPage *page, GPtrArray *fields, const char *message)
{
  if (page->record == NULL)
    {
      /* Nothing holds this record yet: the first field keeps what was typed and says why. */
      anlan_form_refuse (page->form, g_ptr_array_index (fields, 0), message);
      return;
    }
  for (guint i = 0; i < fields->len; i++)
    anlan_form_refuse (page->form, g_ptr_array_index (fields, i), message);
}

/* Somebody else has changed the record since it was shown. Where it was another field, both changes stand; where it was
 * the same one, the person decides. */
typedef struct
{
  AnlanRecordPage *page;
  GPtrArray *fields;
} Conflict;

static void
conflict_free (Conflict *conflict)
{
  g_ptr_array_unref (conflict->fields);
  g_object_unref (conflict->page);
  g_free (conflict);
}

static char *
describe_conflict (AnlanRecordPage *page, const AnlanField *field, const AnlanValue *theirs)
{
  g_autofree char *text = anlan_form_context_format (anlan_form_get_context (page->form), field, theirs);

  return g_strdup_printf (
      _ ("Somebody has changed this meanwhile to “%s”. Enter keeps yours, Escape takes theirs."),
      text[0] != '\0' ? text : "—");
}

static void
fresh_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Conflict *conflict = data;
  AnlanRecordPage *page = conflict->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) fresh = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);
  g_autoptr (AnlanRecord) old = NULL;

  if (page->form == NULL || fresh == NULL || anlan_desk_get_plant (page->desk) != ANLAN_PLANT (source))
    {
      if (page->form != NULL && fresh == NULL)
        refuse_all (page, conflict->fields, error->message);
      conflict_free (conflict);
      return;
    }
  old = g_steal_pointer (&page->record);
  page->record = anlan_record_ref (fresh);
  for (guint i = 0; i < conflict->fields->len; i++)
    {
      const char *id = g_ptr_array_index (conflict->fields, i);
      const AnlanField *field = anlan_kind_field (page->kind, id);
      g_autofree char *message = NULL;

      if (anlan_value_equal (&old->values[field->index], &fresh->values[field->index]))
        {
          g_ptr_array_add (page->unsaved, g_strdup (id));
          continue;
        }
      anlan_form_set_record (page->form, fresh, FALSE);
      message = describe_conflict (page, field, &fresh->values[field->index]);
      anlan_form_refuse (page->form, id, message);
    }
  anlan_record_page_take (page, fresh, FALSE);
  save_next (page);
  conflict_free (conflict);
}

static void
settle_conflict (AnlanRecordPage *page, GPtrArray *fields)
{
  Conflict *conflict = g_new0 (Conflict, 1);

  conflict->page = g_object_ref (page);
  conflict->fields = g_ptr_array_ref (fields);
  anlan_plant_load_async (anlan_desk_get_plant (page->desk), page->kind_id, page->record->id, NULL, fresh_cb,
                          conflict);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRecordPage) page = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);
  g_autoptr (GPtrArray) fields = g_steal_pointer (&page->in_flight);
  gboolean fresh = page->record == NULL;

  if (page->form == NULL || anlan_desk_get_plant (page->desk) != ANLAN_PLANT (source))
    {
      /* The page, or the plant, was closed while this was on its way. */
      if (applied == NULL)
        anlan_desk_say (page->desk, error->message);
      return;
    }
  if (applied != NULL)
    {
      for (guint i = 0; i < fields->len; i++)
        anlan_form_confirm (page->form, g_ptr_array_index (fields, i));
      anlan_record_page_take (page, applied->after, FALSE);
      if (fresh)
        anlan_record_page_emit_stored (page);
      tell_saved (page, fields);
      save_next (page);
      if (page->hand_in)
        anlan_record_page_submit (page);
    }
  else if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT) && !fresh)
    {
      page->hand_in = FALSE;
      settle_conflict (page, fields);
    }
  else
    {
      page->hand_in = FALSE;
      refuse_all (page, fields, error->message);
      save_next (page);
    }
  anlan_record_page_notify_busy (page);
}

static void
save_next (AnlanRecordPage *page)
{
  g_autoptr (AnlanChange) change = NULL;

  if (page->in_flight != NULL || page->unsaved->len == 0 || anlan_record_page_is_held (page))
    return;
  page->in_flight = page->unsaved;
  page->unsaved = g_ptr_array_new_with_free_func (g_free);
  change = page->record != NULL ? make_edit (page, page->in_flight) : make_draft (page);
  anlan_plant_apply_async (anlan_desk_get_plant (page->desk), change, NULL, applied_cb, g_object_ref (page));
}

void
anlan_record_page_save (AnlanRecordPage *page, const char *field)
{
  if (anlan_desk_get_plant (page->desk) == NULL || page->discarded)
    return;
  if (!g_ptr_array_find_with_equal_func (page->unsaved, field, g_str_equal, NULL))
    g_ptr_array_add (page->unsaved, g_strdup (field));
  save_next (page);
  anlan_record_page_show_draft (page);
}

void
anlan_record_page_release (AnlanRecordPage *page)
{
  page->released = TRUE;
  if (page->form == NULL)
    return;
  anlan_form_get_context (page->form)->held = FALSE;
  if (anlan_desk_get_plant (page->desk) != NULL && !page->discarded)
    save_next (page);
}
