/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/follow.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "alarms-private.h"
#include "base/error.h"
#include "base/time.h"
#include "follow-private.h"
#include "model/query.h"
#include "monitor/pack.h"

/* Alarms at a time. */
#define SLICE 100

/* --- reactions ----------------------------------------------------------------------------------------------- */

gboolean
anlan_reactions_seed (AnlanPlant *plant, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant), FALSE);

  /* What is there stays, also voided: its id is always the same. */
  return anlan_pack_add (plant, "reactions", NULL, NULL, error);
}

GPtrArray *
anlan_reactions_load (AnlanPlant *plant, const char *does, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("reaction");

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  anlan_query_add_is (query, "state", "on");
  if (does != NULL)
    anlan_query_add_is (query, "does", does);
  query->sort = g_strdup ("name");
  return anlan_plant_find (plant, query, error);
}

static int
place_of_severity (const char *name)
{
  for (int i = 0; i < ANLAN_N_SEVERITIES; i++)
    if (g_strcmp0 (name, anlan_severity_name ((AnlanSeverity)i)) == 0)
      return i;
  return ANLAN_N_SEVERITIES;
}

/* An empty list holds anything. */
static gboolean
list_holds (const AnlanRecord *record, const char *field, const char *word)
{
  const AnlanValue *value = anlan_record_get (record, field);
  g_auto (GStrv) items = anlan_value_get_items (value);

  return items[0] == NULL || (word != NULL && g_strv_contains ((const char *const *)items, word));
}

gboolean
anlan_reaction_fits (const AnlanRecord *reaction, const AnlanAlarm *alarm, const char *zone)
{
  const char *rule;

  g_return_val_if_fail (reaction != NULL && alarm != NULL, FALSE);

  rule = anlan_record_get_text (reaction, "rule");
  return (rule == NULL || strcmp (rule, alarm->rule) == 0) &&
         (int)alarm->severity >= place_of_severity (anlan_record_get_text (reaction, "severity")) &&
         list_holds (reaction, "dangers", anlan_danger_name (alarm->danger)) &&
         list_holds (reaction, "zones", zone) &&
         (gint64)alarm->climbed >= anlan_value_get_integer (anlan_record_get (reaction, "climb"), 0);
}

/* --- alarms -------------------------------------------------------------------------------------------------- */

static gboolean
load_quietly (AnlanPlant *plant, const char *kind, const char *id, AnlanRecord **record, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  *record = anlan_plant_load (plant, kind, id, &trouble);
  if (*record != NULL || g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

static gboolean
react (AnlanPlant *plant,
       const AnlanRecord *reaction,
       const AnlanAlarm *alarm,
       const AnlanRecord *shown,
       guint *n,
       GError **error)
{
  const char *does = anlan_record_get_text (reaction, "does");
  g_autofree char *words = g_strconcat (alarm->id, "/", reaction->id, NULL);
  g_autofree char *id = anlan_id_of_words (words);
  g_autoptr (AnlanRecord) before = NULL;
  Consequence consequence = { plant, reaction, alarm, shown, NULL, id };

  if (!load_quietly (plant, "consequence", id, &before, error))
    return FALSE;
  consequence.before = before;
  if (g_strcmp0 (does, "move") == 0)
    return anlan_follow_move (&consequence, n, error);
  /* A condition that comes again and again is one duty, and one hazard. */
  if (before != NULL || alarm->folded != NULL)
    return TRUE;
  if (g_strcmp0 (does, "duty") == 0)
    return anlan_follow_duty (&consequence, n, error);
  if (g_strcmp0 (does, "hazard") == 0)
    return anlan_follow_hazard (&consequence, n, error);
  return TRUE;
}

static gboolean
follow_alarm (AnlanPlant *plant, GPtrArray *reactions, const AnlanAlarm *alarm, guint *n, GError **error)
{
  g_autoptr (AnlanRecord) shown = NULL;

  if (alarm->state == ANLAN_ALARM_CLOSED || alarm->test || alarm->shelf != NULL)
    return TRUE;
  if (!load_quietly (plant, "alarm", alarm->id, &shown, error))
    return FALSE;
  for (guint i = 0; shown != NULL && i < reactions->len; i++)
    {
      const AnlanRecord *reaction = g_ptr_array_index (reactions, i);

      if (anlan_reaction_fits (reaction, alarm, anlan_record_get_text (shown, "zone")) &&
          !react (plant, reaction, alarm, shown, n, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
note_followed (AnlanAlarms *alarms, const AnlanAlarm *alarm, GError **error)
{
  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms,
                             anlan_alarms_run (alarms, error, "UPDATE alarm SET followed = ?2 WHERE id = ?1",
                                               "ti", alarm->id, alarm->change),
                             error);
}

static gboolean
follow_slice (AnlanAlarms *alarms, AnlanPlant *plant, GPtrArray *list, guint *n, GError **error)
{
  g_autoptr (GPtrArray) reactions = anlan_reactions_load (plant, NULL, error);

  if (reactions == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (list, i);

      if (!follow_alarm (plant, reactions, alarm, n, error) || !note_followed (alarms, alarm, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_alarms_follow (AnlanAlarms *alarms, AnlanPlant *plant, guint *n, GError **error)
{
  guint done = 0;

  g_return_val_if_fail (alarms != NULL && ANLAN_IS_PLANT (plant), FALSE);

  for (;;)
    {
      g_autoptr (GPtrArray) list = anlan_alarms_select (
          alarms, error, "followed < change AND mirrored > 0 ORDER BY change LIMIT ?", "i", (gint64)SLICE);

      if (list == NULL || (list->len > 0 && !follow_slice (alarms, plant, list, &done, error)))
        return FALSE;
      if (list->len < SLICE)
        break;
    }
  if (n != NULL)
    *n = done;
  return TRUE;
}
