/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "model/account.h"
#include "model/duties.h"
#include "model/query.h"
#include "web-fields.h"

/* /my: what a person owes; /my/KIND/ID: the record with what the step needs; there by POST /step/STEP, /hand-over and /ask. */

#define MOST 200

/* --- the list ---------------------------------------------------------------------------------------------------- */

static void
show_owed (WebCall *call, const AnlanOwed *owed)
{
  WebData *row = web_data_add (call->data, "duties");
  gboolean late;

  web_data_set (row, "duty", anlan_kind_text (owed->duty->title));
  web_data_set (row, "label", anlan_record_label (owed->record));
  web_data_set (row, "number", owed->record->number);
  web_data_take (row, "due", web_say_due (call, owed->due, &late));
  web_data_flag (row, "late", late);
  web_data_flag (row, "urgent", owed->urgent);
  if (strcmp (owed->record->kind->id, "document") == 0)
    web_data_take (row, "href", g_strdup_printf ("/read/%s", owed->record->id));
  else if (strcmp (owed->record->kind->id, "round") == 0)
    web_data_take (row, "href", g_strdup_printf ("/rounds/%s", owed->record->id));
  else
    web_data_take (row, "href", g_strdup_printf ("/my/%s/%s", owed->record->kind->id, owed->record->id));
}

static void
show_list (WebCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanOwedList) list = anlan_plant_owed_by_person (call->plant, call->person, MOST, &error);

  if (list == NULL)
    {
      web_refuse_error (call, error);
      return;
    }
  for (guint i = 0; i < list->owed->len; i++)
    show_owed (call, g_ptr_array_index (list->owed, i));
  web_data_set (call->data, "done", web_form_get (call->form, "done") != NULL ? _ ("It is stored.") : NULL);
  web_data_set (call->data, "person", call->token->name);
  web_show (call, "duties");
}

/* --- one record --------------------------------------------------------------------------------------------------- */

/* What a person may look at: what they owe, and what names them. */
static gboolean
names_person (const AnlanRecord *record, const char *person)
{
  if (g_strcmp0 (record->author, person) == 0)
    return TRUE;
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);

      if (field->type == ANLAN_FIELD_REF && g_strcmp0 (field->to, "person") == 0 &&
          g_strcmp0 (anlan_value_get_text (&record->values[i]), person) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
show_values (WebCall *call, AnlanRecord *record, GHashTable *labels)
{
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);
      g_autofree char *text = NULL;
      WebData *row;

      if (field->sensitive || field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_PLACE ||
          g_strcmp0 (field->id, record->kind->label) == 0 ||
          (field->type == ANLAN_FIELD_YESNO && anlan_value_get_integer (&record->values[i], 0) == 0) ||
          g_strcmp0 (field->shown_if, "0") == 0)
        continue;
      text = web_say_field (call, record, field->id, labels);
      if (text == NULL || text[0] == '\0')
        continue;
      row = web_data_add (call->data, "values");
      web_data_set (row, "title", anlan_kind_text (field->title));
      web_data_set (row, "value", text);
    }
}

/* Photos from before beside those from after; of other kinds all there are. */
static void
show_photos (WebCall *call, const AnlanRecord *record)
{
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);

      if (field->type == ANLAN_FIELD_PHOTOS)
        {
          const AnlanValue *value = &record->values[i];
          g_auto (GStrv) photos = !anlan_value_is_null (value) ? anlan_value_get_items (value) : NULL;

          for (guint k = 0; photos != NULL && photos[k] != NULL; k++)
            {
              WebData *row = web_data_add (call->data, "photos");

              web_data_take (row, "thumb", web_photo_url (call, photos[k], 360));
              web_data_take (row, "large", web_photo_url (call, photos[k], 1280));
              web_data_set (row, "title", anlan_kind_text (field->title));
              web_data_set_integer (row, "n", k + 1);
            }
        }
    }
}

/* What no form can mend: who the person is, and what they have done before. All else is said when it is sent. */
static const char *const of_person_guards[] = { "role", "other_person", "mine", "drawn", NULL };

/* Whether it takes a look at the person: most steps are open to who owes something here. */
static gboolean
asks_who (WebCall *call, const AnlanFlowStep *step)
{
  if (step->roles[0] != NULL && anlan_accounts_are_on (call->plant))
    return TRUE;
  for (guint i = 0; i < step->guards->len; i++)
    if (g_strv_contains (of_person_guards, ((const AnlanGuard *)g_ptr_array_index (step->guards, i))->id))
      return TRUE;
  return FALSE;
}

/* Whether the person can take @step at all. */
static gboolean
is_open (WebCall *call, const AnlanRecord *record, const AnlanFlowStep *step)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, record->kind->id, record->id);
  g_autoptr (GPtrArray) problems = NULL;

  if (step->unasked || step->reopen || !g_strv_contains ((const char *const *)step->from, record->stage))
    return FALSE;
  if (!asks_who (call, step))
    return TRUE;
  change->step = g_strdup (step->id);
  change->actor = g_strdup (call->person);
  problems = anlan_plant_check (call->plant, change, NULL);
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    if (((const AnlanProblem *)g_ptr_array_index (problems, i))->guard != NULL &&
        g_strv_contains (of_person_guards, ((const AnlanProblem *)g_ptr_array_index (problems, i))->guard))
      return FALSE;
  return problems != NULL;
}

static void
show_step (WebCall *call, const AnlanRecord *record, const AnlanFlowStep *step, GHashTable *labels)
{
  WebData *row = web_data_add (call->data, "steps");

  web_data_set (row, "step", step->id);
  web_data_set (row, "step_title", anlan_kind_text (step->title));
  web_data_set (row, "step_help", anlan_kind_text (step->help));
  web_data_flag (row, "primary", step->primary);
  web_data_flag (row, "reason", step->reason || step->reopen);
  web_fields_show (call, row, "fields", record, step, labels);
}

static void
show_steps (WebCall *call, const AnlanRecord *record, GHashTable *labels)
{
  for (int primary = 1; primary >= 0; primary--)
    for (guint i = 0; record->stage != NULL && i < record->kind->steps->len; i++)
      {
        const AnlanFlowStep *step = g_ptr_array_index (record->kind->steps, i);

        if (step->primary == primary && is_open (call, record, step))
          show_step (call, record, step, labels);
      }
}

static void
show_questions (WebCall *call, const AnlanRecord *record)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("askback");
  g_autoptr (GPtrArray) asked = NULL;

  query->where = g_strdup_printf ("record = '%s'", record->id);
  query->sort = g_strdup ("asked_at");
  asked = anlan_plant_find (call->plant, query, NULL);
  for (guint i = 0; asked != NULL && i < asked->len; i++)
    {
      WebData *row = web_data_add (call->data, "questions");

      web_data_set (row, "question", anlan_record_get_text (g_ptr_array_index (asked, i), "question"));
      web_data_set (row, "answer", anlan_record_get_text (g_ptr_array_index (asked, i), "answer"));
    }
}

static void
show_record (WebCall *call, AnlanRecord *record, const AnlanOwed *owed)
{
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;
  g_autoptr (GHashTable) labels = web_labels (call, record);
  gboolean late = FALSE;

  web_data_set (call->data, "kind", record->kind->id);
  web_data_set (call->data, "kind_title", anlan_kind_text (record->kind->title));
  web_data_set (call->data, "id", record->id);
  web_data_set (call->data, "rev", record->rev);
  web_data_set (call->data, "label", anlan_record_label (record));
  web_data_set (call->data, "number", record->number);
  web_data_set (call->data, "stage", stage != NULL ? anlan_kind_text (stage->title) : NULL);
  if (owed != NULL)
    {
      web_data_set (call->data, "duty", anlan_kind_text (owed->duty->title));
      web_data_take (call->data, "due", web_say_due (call, owed->due, &late));
      web_data_flag (call->data, "late", late);
      web_data_flag (call->data, "can_hand_over", anlan_owed_owner_field (owed) != NULL);
      web_data_flag (call->data, "can_ask", strcmp (record->kind->id, "askback") != 0);
      show_steps (call, record, labels);
    }
  show_values (call, record, labels);
  show_photos (call, record);
  show_questions (call, record);
  web_data_set (call->data, "done", web_form_get (call->form, "done") != NULL ? _ ("It is stored.") : NULL);
  web_show (call, "duty");
}

/* --- answering ----------------------------------------------------------------------------------------------------- */

/* The record was another one when the page was made: what the person read is not what would be answered. */
static char *
base_rev (WebCall *call)
{
  return g_strdup (web_form_get (call->form, "rev"));
}

static AnlanChange *
make_step (WebCall *call, const AnlanRecord *record, const AnlanFlowStep *step, GError **error)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, record->kind->id, record->id);

  change->step = g_strdup (step->id);
  change->actor = g_strdup (call->person);
  change->reason = g_strdup (web_form_get (call->form, "reason"));
  change->base_rev = base_rev (call);
  return web_fields_take (call, change, record, step, error) ? g_steal_pointer (&change) : NULL;
}

static AnlanChange *
make_hand_over (WebCall *call, const AnlanOwed *owed, GError **error)
{
  const char *reason = web_form_get (call->form, "reason");
  g_autofree char *to = web_find_record (call, "askback", "asked_of", web_form_get (call->form, "to"), error);
  AnlanChange *change;

  if (to == NULL)
    return NULL;
  if (reason == NULL || strcmp (to, call->person) == 0 || anlan_owed_owner_field (owed) == NULL)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           reason == NULL
                               ? _ ("Say why you hand it over. Nothing was changed.")
                               : _ ("It cannot be handed over to this person. Nothing was changed."));
      return NULL;
    }
  change = anlan_owed_hand_over (owed, to, reason);
  change->actor = g_strdup (call->person);
  change->base_rev = base_rev (call);
  return change;
}

/* Who gave the order: the last one who moved the record to where it stands; else the head of the unit is asked. */
static char *
find_who_ordered (WebCall *call, const AnlanRecord *record)
{
  static const char *const orders[] = { "assigned_by", "confirmed_by", "finder", NULL };

  for (guint i = 0; orders[i] != NULL; i++)
    {
      const char *person = anlan_record_get_text (record, orders[i]);

      if (person != NULL && strcmp (person, call->person) != 0)
        return g_strdup (person);
    }
  return NULL;
}

static AnlanChange *
make_question (WebCall *call, const AnlanOwed *owed)
{
  const AnlanRecord *record = owed->record;
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "askback", NULL);
  g_autofree char *who = owed->unit == NULL ? find_who_ordered (call, record) : NULL;
  g_autofree char *about =
      g_strdup_printf ("%s %s", record->number != NULL ? record->number : "", anlan_record_label (record));

  change->actor = g_strdup (call->person);
  anlan_change_set_text (change, "question", web_form_get (call->form, "question"));
  anlan_change_set_text (change, "about", g_strstrip (about));
  anlan_change_set_text (change, "record", record->id);
  if (strcmp (record->kind->id, "hazard") == 0 || strcmp (record->kind->id, "round") == 0)
    anlan_change_set_text (change, record->kind->id, record->id);
  if (owed->unit != NULL)
    anlan_change_set_text (change, "unit", owed->unit);
  if (who != NULL)
    anlan_change_set_text (change, "asked_of", who);
  return change;
}

static AnlanChange *
make_change (WebCall *call, const AnlanOwed *owed, GError **error)
{
  const AnlanRecord *record = owed->record;
  const char *what = web_part (call, 2), *id = web_part (call, 3);
  const AnlanFlowStep *step = id != NULL ? anlan_kind_step (record->kind, id) : NULL;

  if (g_strcmp0 (what, "step") == 0 && step != NULL && !step->unasked)
    return make_step (call, record, step, error);
  if (g_strcmp0 (what, "hand-over") == 0)
    return make_hand_over (call, owed, error);
  if (g_strcmp0 (what, "ask") == 0)
    return make_question (call, owed);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
                       _ ("There is no such page. Scan the code again, or ask the safety office."));
  return NULL;
}

static void
answer (WebCall *call, AnlanRecord *record, const AnlanOwed *owed)
{
  g_autofree char *here = g_strdup_printf ("/my/%s/%s?done=1", record->kind->id, record->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;

  if (web_sent_before (call))
    {
      web_go (call, g_steal_pointer (&here));
      return;
    }
  change = make_change (call, owed, &error);
  if (change != NULL)
    applied = anlan_plant_apply (call->plant, change, &error);
  if (applied != NULL)
    {
      web_sent_now (call);
      web_go (call, g_steal_pointer (&here));
      return;
    }
  if (change != NULL)
    web_photos_drop (call, change);
  show_record (call, record, owed);
  web_again (call, "duty", error->message);
  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT))
    call->status = 409;
}

static void
handle_record (WebCall *call)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (call->plant, web_part (call, 0));
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = kind != NULL && web_part (call, 1) != NULL
                                       ? anlan_plant_load (call->plant, kind->id, web_part (call, 1), &error)
                                       : NULL;
  g_autoptr (AnlanOwedList) list = NULL;
  const AnlanOwed *owed;

  if (record != NULL)
    list = anlan_plant_owed_of_record (call->plant, call->person, record->id, &error);
  owed = list != NULL && list->owed->len > 0 ? g_ptr_array_index (list->owed, 0) : NULL;
  if (owed == NULL && (record == NULL || !names_person (record, call->person)))
    {
      web_refuse (call, 404, _ ("This is not among your duties: somebody else has it now, or it is done."));
      return;
    }
  web_secret (call);
  if (!call->post)
    show_record (call, record, owed);
  else if (web_sent_before (call))
    web_go (call, g_strdup_printf ("/my/%s/%s?done=1", record->kind->id, record->id));
  else if (owed == NULL)
    {
      show_record (call, record, NULL);
      web_again (call, "duty", _ ("This is not among your duties: somebody else has it now, or it is done."));
    }
  else
    answer (call, record, owed);
}

void
web_duties_handle (WebCall *call)
{
  if (!web_is_person (call))
    return;
  if (web_part (call, 0) == NULL)
    show_list (call);
  else
    handle_record (call);
}
