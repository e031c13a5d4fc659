/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-fields.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "model/convert.h"
#include "model/query.h"

/* So many records are offered to choose from; of a kind with more the name is typed. */
#define OFFERED 60

/* A document. */
#define FILE_MAX (20 * 1024 * 1024)

/* --- showing ----------------------------------------------------------------------------------------------------- */

static void
add_option (WebData *row, const char *id, const char *label, gboolean chosen)
{
  WebData *option = web_data_add (row, "options");

  web_data_set (option, "option", id);
  web_data_set (option, "option_label", label);
  web_data_flag (option, "chosen", chosen);
}

static gboolean
is_among (const AnlanValue *value, gboolean list, const char *id)
{
  g_auto (GStrv) items = list && !anlan_value_is_null (value) ? anlan_value_get_items (value) : NULL;

  if (items != NULL)
    return g_strv_contains ((const char *const *)items, id);
  return !list && g_strcmp0 (anlan_value_get_text (value), id) == 0;
}

static void
add_choices (WebData *row, const AnlanField *field, const AnlanValue *value)
{
  for (guint i = 0; i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      add_option (row, choice->id, anlan_kind_text (choice->title),
                  is_among (value, field->type == ANLAN_FIELD_CHOICES, choice->id));
    }
}

static gboolean
add_records (WebCall *call, WebData *row, const AnlanField *field, const AnlanValue *value)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (field->to);
  g_autoptr (GPtrArray) records = NULL;

  query->limit = OFFERED + 1;
  records = anlan_plant_find (call->plant, query, NULL);
  if (records == NULL || records->len > OFFERED)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);

      add_option (row, record->id, anlan_record_label (record),
                  is_among (value, field->type == ANLAN_FIELD_REFS, record->id));
    }
  return TRUE;
}

/* A moment as an entry for it wants it: "2026-11-22T13:05", in the plant's time. */
static char *
local_moment (const WebCall *call, const AnlanValue *value)
{
  gint64 ms;

  if (anlan_value_is_null (value) || !anlan_time_parse (anlan_value_get_text (value), &ms))
    return NULL;
  return anlan_local_format (ms, call->zone, "%Y-%m-%dT%H:%M");
}

/* Which entry a field has, and what stands in it. */
static void
show_entry (
    WebCall *call, WebData *row, const AnlanRecord *record, const AnlanField *field, GHashTable *labels)
{
  const AnlanValue *value = &record->values[field->index];
  const char *typed = web_form_get (call->form, field->id);
  g_autofree char *text = typed != NULL ? g_strdup (typed) : web_say_field (call, record, field->id, labels);
  const char *type = "is_text";

  if (field->type == ANLAN_FIELD_NOTE)
    type = "is_note";
  else if (field->type == ANLAN_FIELD_CHOICE && field->choices != NULL)
    {
      type = "is_choice";
      add_choices (row, field, value);
    }
  else if (field->type == ANLAN_FIELD_CHOICES && field->choices != NULL)
    {
      type = "is_choices";
      add_choices (row, field, value);
    }
  else if (field->type == ANLAN_FIELD_REF && add_records (call, row, field, value))
    type = "is_choice";
  else if (field->type == ANLAN_FIELD_YESNO)
    {
      type = "is_yesno";
      web_data_flag (row, "yes", typed != NULL || anlan_value_get_integer (value, 0) != 0);
    }
  else if (field->type == ANLAN_FIELD_DATE || field->type == ANLAN_FIELD_MOMENT)
    {
      type = field->type == ANLAN_FIELD_DATE ? "is_date" : "is_moment";
      if (typed == NULL)
        {
          g_free (text);
          text = field->type == ANLAN_FIELD_DATE ? g_strdup (anlan_value_get_text (value))
                                                 : local_moment (call, value);
        }
    }
  else if (field->type == ANLAN_FIELD_NUMBER || field->type == ANLAN_FIELD_INTEGER)
    {
      type = "is_number";
      web_data_set (row, "unit", field->unit);
    }
  else if (field->type == ANLAN_FIELD_PHOTOS)
    type = "is_photos";
  else if (field->type == ANLAN_FIELD_FILES)
    type = "is_files";
  web_data_flag (row, type, TRUE);
  web_data_set (row, "value", text);
}

static gboolean
can_be_shown (const AnlanField *field)
{
  return field->compute == NULL && !field->sensitive && field->type != ANLAN_FIELD_SIGNATURE &&
         field->type != ANLAN_FIELD_PLACE && field->type != ANLAN_FIELD_CHECKLIST;
}

static void
show_field (WebCall *call,
            WebData *data,
            const char *list,
            const AnlanRecord *record,
            const AnlanField *field,
            gboolean required,
            GHashTable *labels)
{
  WebData *row;

  if (field == NULL || !can_be_shown (field))
    return;
  row = web_data_add (data, list);
  web_data_set (row, "field", field->id);
  web_data_set (row, "title", anlan_kind_text (field->title));
  web_data_set (row, "help", anlan_kind_text (field->help));
  web_data_flag (row, "required", required);
  /* Before and after are taken from the same spot. */
  if (record->kind->compares[0] != NULL && record->kind->compares[1] != NULL &&
      strcmp (record->kind->compares[1], field->id) == 0)
    {
      const AnlanValue *value = anlan_record_get (record, record->kind->compares[0]);
      g_auto (GStrv) before = !anlan_value_is_null (value) ? anlan_value_get_items (value) : NULL;

      if (before != NULL && before[0] != NULL)
        web_data_take (row, "before_url", web_photo_url (call, before[0], 1280));
    }
  else
    web_data_set (row, "before_url", NULL);
  show_entry (call, row, record, field, labels);
}

void
web_fields_show (WebCall *call,
                 WebData *data,
                 const char *list,
                 const AnlanRecord *record,
                 const AnlanFlowStep *step,
                 GHashTable *labels)
{
  g_autofree char *more = g_strconcat (list, "_more", NULL);

  for (guint i = 0; step->requires[i] != NULL; i++)
    show_field (call, data, list, record, anlan_kind_field (record->kind, step->requires[i]), TRUE, labels);
  for (guint i = 0; step->ask[i] != NULL; i++)
    {
      const AnlanField *field = anlan_kind_field (record->kind, step->ask[i]);
      gboolean first = field != NULL && field->shown_if == NULL &&
                       (field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES);

      show_field (call, data, first ? list : more, record, field, FALSE, labels);
      if (!first && field != NULL && can_be_shown (field))
        web_data_flag (data, "more", TRUE);
    }
}

/* --- taking ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  WebCall *call;
  AnlanChange *change;
  const AnlanRecord *record;
  const AnlanFlowStep *step;
} Taking;

static gboolean
take_text (Taking *taking, AnlanConverter *converter, const AnlanField *field, GError **error)
{
  WebCall *call = taking->call;
  g_auto (GStrv) typed = web_form_list (call->form, field->id);
  g_autofree char *text = g_strjoinv (";", typed);
  AnlanValue value = ANLAN_VALUE_INIT;

  /* What the form did not have stays. A box that is not ticked is not sent; none that was never ticked is noted. */
  if (!web_form_has (call->form, field->id) &&
      ((field->type != ANLAN_FIELD_YESNO && field->type != ANLAN_FIELD_CHOICES) ||
       anlan_value_is_null (&taking->record->values[field->index])))
    return TRUE;
  /* A moment comes as "2026-11-22T13:05". */
  if (field->type == ANLAN_FIELD_MOMENT)
    g_strdelimit (text, "T", ' ');
  if (field->type == ANLAN_FIELD_YESNO)
    anlan_value_set_integer (&value, text[0] != '\0');
  else if (!anlan_converter_parse (converter, field, text, &value, error))
    return FALSE;
  if (anlan_value_equal (&value, &taking->record->values[field->index]))
    anlan_value_clear (&value);
  else
    anlan_change_take (taking->change, field->id, &value);
  return TRUE;
}

static gboolean
take_texts (Taking *taking, AnlanConverter *converter, char **ids, GError **error)
{
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const AnlanField *field = anlan_kind_field (taking->record->kind, ids[i]);

      if (field != NULL && can_be_shown (field) && field->type != ANLAN_FIELD_PHOTOS &&
          field->type != ANLAN_FIELD_FILES && !take_text (taking, converter, field, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Taking *taking = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (taking->call->plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, taking->call->zone);

  return take_texts (taking, converter, taking->step->requires, error) &&
         take_texts (taking, converter, taking->step->ask, error);
}

static gboolean
take_files (
    WebCall *call, AnlanChange *change, const AnlanRecord *record, const AnlanField *field, GError **error)
{
  g_autoptr (GPtrArray) files = web_form_files (call->form, field->id);
  g_auto (GStrv) before = anlan_value_is_null (&record->values[field->index])
                              ? NULL
                              : anlan_value_get_items (&record->values[field->index]);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  AnlanValue value = ANLAN_VALUE_INIT;

  if (files->len == 0)
    return TRUE;
  if (before != NULL)
    g_strv_builder_addv (all, (const char **)before);
  for (guint i = 0; i < files->len; i++)
    {
      AnlanFile *file =
          anlan_files_add_bytes (anlan_plant_get_store (call->plant), g_ptr_array_index (files, i),
                                 anlan_kind_text (field->title), ANLAN_FILE_ANY, FILE_MAX, FALSE, error);

      if (file == NULL)
        return FALSE;
      g_ptr_array_add (change->files, file);
      g_strv_builder_add (all, file->sha256);
    }
  list = g_strv_builder_end (all);
  anlan_value_set_items (&value, (const char *const *)list);
  anlan_change_take (change, field->id, &value);
  return TRUE;
}

static gboolean
take_all_files (WebCall *call, AnlanChange *change, const AnlanRecord *record, char **ids, GError **error)
{
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const AnlanField *field = anlan_kind_field (record->kind, ids[i]);

      if (field == NULL || !can_be_shown (field))
        continue;
      if (field->type == ANLAN_FIELD_PHOTOS &&
          !web_photos_take (call, field->id, change, record, field, error))
        return FALSE;
      if (field->type == ANLAN_FIELD_FILES && !take_files (call, change, record, field, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
web_fields_take (
    WebCall *call, AnlanChange *change, const AnlanRecord *record, const AnlanFlowStep *step, GError **error)
{
  Taking taking = { call, change, record, step };

  if (anlan_store_read (anlan_plant_get_store (call->plant), take_work, &taking, error) &&
      take_all_files (call, change, record, step->requires, error) &&
      take_all_files (call, change, record, step->ask, error))
    return TRUE;
  web_photos_drop (call, change);
  return FALSE;
}

/* --- finding ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  WebCall *call;
  const AnlanField *field;
  const char *text;
  char *id;
} Finding;

static gboolean
find_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Finding *finding = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (finding->call->plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, finding->call->zone);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_converter_parse (converter, finding->field, finding->text, &value, error))
    return FALSE;
  finding->id = g_strdup (anlan_value_get_text (&value));
  return TRUE;
}

char *
web_find_record (WebCall *call, const char *kind, const char *field, const char *text, GError **error)
{
  g_autoptr (AnlanKind) definition = anlan_plant_get_kind (call->plant, kind);
  Finding finding = { call, definition != NULL ? anlan_kind_field (definition, field) : NULL, text, NULL };

  g_return_val_if_fail (finding.field != NULL, NULL);

  if (text == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s: this must be filled in."),
                   anlan_kind_text (finding.field->title));
      return NULL;
    }
  anlan_store_read (anlan_plant_get_store (call->plant), find_work, &finding, error);
  return finding.id;
}
