/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "model/convert.h"
#include "model/query.h"

char *
web_say_moment (const WebCall *call, const char *moment)
{
  gint64 ms;
  g_autofree char *day = NULL, *today = NULL;

  if (moment == NULL || !anlan_time_parse (moment, &ms))
    return NULL;
  day = anlan_local_format (ms, call->zone, "%Y-%m-%d");
  today = anlan_local_format (call->now, call->zone, "%Y-%m-%d");
  if (g_strcmp0 (day, today) == 0)
    {
      g_autofree char *clock = anlan_local_format (ms, call->zone, "%H:%M");

      return g_strdup_printf (_ ("today %s"), clock);
    }
  return anlan_local_format (ms, call->zone, "%Y-%m-%d %H:%M");
}

char *
web_say_due (const WebCall *call, const char *due, gboolean *late)
{
  g_autofree char *moment = web_say_moment (call, due);
  gint64 ms;

  *late = moment != NULL && anlan_time_parse (due, &ms) && ms < call->now;
  if (moment == NULL)
    return NULL;
  return g_strdup_printf (*late ? _ ("overdue since %s") : _ ("until %s"), moment);
}

static const char *
label_of (const char *kind, const char *id, gpointer labels)
{
  return labels != NULL ? g_hash_table_lookup (labels, id) : NULL;
}

char *
web_say_field (const WebCall *call, const AnlanRecord *record, const char *field, GHashTable *labels)
{
  const AnlanField *definition = anlan_kind_field (record->kind, field);
  const AnlanValue *value = anlan_record_get (record, field);

  if (definition == NULL || anlan_value_is_null (value))
    return NULL;
  return anlan_field_format (definition, value, call->zone, NULL, label_of, labels);
}

typedef struct
{
  AnlanPlant *plant;
  AnlanRecord *record;
  GHashTable *labels;
} Labelling;

static gboolean
label_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Labelling *labelling = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (labelling->plant);

  for (guint i = 0; i < labelling->record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (labelling->record->kind->fields, i);
      const AnlanValue *value = &labelling->record->values[i];
      AnlanKind *to = field->to != NULL ? anlan_kinds_get (kinds, field->to) : NULL;
      g_autoptr (GHashTable) some = NULL;
      const char *one[2] = { NULL, NULL };
      g_auto (GStrv) many = NULL;
      GHashTableIter iter;
      gpointer id, label;

      if (to == NULL || anlan_value_is_null (value))
        continue;
      if (field->type == ANLAN_FIELD_REFS)
        many = anlan_value_get_items (value);
      else
        one[0] = anlan_value_get_text (value);
      some = anlan_labels_load (db, to, many != NULL ? (const char *const *)many : one, error);
      if (some == NULL)
        return FALSE;
      g_hash_table_iter_init (&iter, some);
      while (g_hash_table_iter_next (&iter, &id, &label))
        g_hash_table_insert (labelling->labels, g_strdup (id), g_strdup (label));
    }
  return TRUE;
}

GHashTable *
web_labels (const WebCall *call, AnlanRecord *record)
{
  Labelling labelling = { call->plant, record,
                          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  g_autoptr (GError) error = NULL;

  if (!anlan_store_read (anlan_plant_get_store (call->plant), label_work, &labelling, &error))
    g_warning ("Names could not be read for a page: %s", error->message);
  return labelling.labels;
}
