/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "camera-facts.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Before and after, ms. */
#define AROUND (15 * 60 * 1000)

void
anlan_camera_facts_free (AnlanCameraFacts *facts)
{
  g_free (facts->name);
  g_clear_pointer (&facts->source, anlan_record_unref);
  g_clear_pointer (&facts->last, anlan_record_unref);
  g_clear_pointer (&facts->pictured, anlan_record_unref);
  g_free (facts);
}

gboolean
anlan_camera_is_type (const char *type)
{
  static const char *const types[] = { "hikvision", "hikvision-push", "dahua", NULL };

  return type != NULL && g_strv_contains (types, type);
}

static gboolean
has_picture (const AnlanRecord *alarm)
{
  g_auto (GStrv) pictures = anlan_value_get_items (anlan_record_get (alarm, "pictures"));

  return pictures != NULL && pictures[0] != NULL;
}

static AnlanCameraFacts *
find (GPtrArray *all, const char *subject)
{
  for (guint i = 0; subject != NULL && i < all->len; i++)
    {
      AnlanCameraFacts *facts = g_ptr_array_index (all, i);

      if (g_strcmp0 (facts->name, subject) == 0 ||
          (facts->source != NULL && g_strcmp0 (facts->source->id, subject) == 0))
        return facts;
    }
  return NULL;
}

static AnlanCameraFacts *
add (GPtrArray *all, const char *name)
{
  AnlanCameraFacts *facts = g_new0 (AnlanCameraFacts, 1);

  facts->name = g_strdup (name);
  g_ptr_array_add (all, facts);
  return facts;
}

static void
count (AnlanCameraFacts *facts, AnlanRecord *alarm)
{
  const char *cause = anlan_record_get_text (alarm, "cause");

  facts->alarms++;
  facts->judged += cause != NULL;
  facts->wrong += g_strcmp0 (cause, "false") == 0;
  if (facts->last == NULL)
    facts->last = anlan_record_ref (alarm);
  if (facts->pictured == NULL && has_picture (alarm))
    facts->pictured = anlan_record_ref (alarm);
}

GPtrArray *
anlan_camera_facts_gather (GPtrArray *sources, GPtrArray *alarms)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_camera_facts_free);

  for (guint i = 0; i < sources->len; i++)
    {
      AnlanRecord *source = g_ptr_array_index (sources, i);

      if (anlan_camera_is_type (anlan_record_get_text (source, "type")))
        add (all, anlan_record_label (source))->source = anlan_record_ref (source);
    }
  for (guint i = 0; i < alarms->len; i++)
    {
      AnlanRecord *alarm = g_ptr_array_index (alarms, i);
      const char *subject = anlan_record_get_text (alarm, "subject");
      AnlanCameraFacts *facts = find (all, subject);

      if (facts == NULL && subject != NULL && has_picture (alarm))
        facts = add (all, subject);
      if (facts != NULL)
        count (facts, alarm);
    }
  return all;
}

char *
anlan_camera_recorder (const AnlanRecord *source)
{
  const char *text;
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (source != NULL, NULL);

  text = anlan_record_get_text (source, "definition");
  node = text != NULL ? json_from_string (text, NULL) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  return g_strdup (
      json_object_get_string_member_with_default (json_node_get_object (node), "recorder", NULL));
}

static void
replace (GString *text, const char *word, char *with)
{
  g_string_replace (text, word, with, 0);
  g_free (with);
}

static char *
compact (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);

  return g_date_time_format (time, "%Y%m%dT%H%M%SZ");
}

char *
anlan_camera_recording (const char *template, gint64 at)
{
  g_autoptr (GString) text = g_string_new (template);

  g_return_val_if_fail (template != NULL, NULL);

  replace (text, "{start}", compact (at - AROUND));
  replace (text, "{end}", compact (at + AROUND));
  replace (text, "{start_s}", g_strdup_printf ("%" G_GINT64_FORMAT, (at - AROUND) / 1000));
  replace (text, "{end_s}", g_strdup_printf ("%" G_GINT64_FORMAT, (at + AROUND) / 1000));
  return g_strdup (text->str);
}
