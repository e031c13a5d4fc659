/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "camera-facts.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "base/time.h"
#include "station/recording.h"

void
anlan_camera_facts_free (AnlanCameraFacts *facts)
{
  g_free (facts->name);
  g_clear_pointer (&facts->source, anlan_record_unref);
  g_free (facts->camera);
  g_clear_pointer (&facts->last, anlan_record_unref);
  g_ptr_array_unref (facts->latest);
  g_free (facts->picture);
  g_free (facts);
}

gboolean
anlan_camera_is_type (const char *type)
{
  static const char *const types[] = { "hikvision", "hikvision-push", "dahua", NULL };

  return type != NULL && g_strv_contains (types, type);
}

gboolean
anlan_camera_is_live_type (const char *type)
{
  static const char *const types[] = { "hikvision", "dahua", NULL };

  return type != NULL && g_strv_contains (types, type);
}

const char *
anlan_camera_say_type (const char *type)
{
  static const struct
  {
    const char *type, *words;
  } known[] = {
    { "fire", NC_ ("seen by a camera", "Fire") },
    { "smoke", NC_ ("seen by a camera", "Smoke") },
    { "intrusion", NC_ ("seen by a camera", "Somebody where nobody may be") },
    { "line-crossed", NC_ ("seen by a camera", "Line crossed") },
    { "region-left", NC_ ("seen by a camera", "Area left") },
    { "motion", NC_ ("seen by a camera", "Something moved") },
    { "pir", NC_ ("seen by a camera", "Body heat") },
    { "temperature", NC_ ("seen by a camera", "Too hot") },
    { "input", NC_ ("seen by a camera", "Contact of its own") },
    { "fire-lane-blocked", NC_ ("seen by a camera", "Fire lane blocked") },
    { "no-guardian", NC_ ("seen by a camera", "Work without a guardian") },
    { "no-helmet", NC_ ("seen by a camera", "No helmet") },
    { "no-harness", NC_ ("seen by a camera", "No harness") },
    { "no-vest", NC_ ("seen by a camera", "No vest") },
    { "camera-covered", NC_ ("seen by a camera", "Camera covered") },
    { "camera-lost", NC_ ("seen by a camera", "Camera lost") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (type, known[i].type) == 0)
      return g_dpgettext2 (GETTEXT_PACKAGE, "seen by a camera", known[i].words);
  return type;
}

/* --- gathering ---------------------------------------------------------------------------------------------------------- */

static AnlanCameraFacts *
add (GPtrArray *all, guint place, const char *name)
{
  AnlanCameraFacts *facts = g_new0 (AnlanCameraFacts, 1);

  facts->name = g_strdup (name);
  facts->latest = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_spotted_unref);
  facts->pictured = G_MININT64;
  g_ptr_array_insert (all, (int)place, facts);
  return facts;
}

/* What one source tells of its only camera is of the source; a recorder has a card for each of its cameras. */
static AnlanCameraFacts *
find_of_source (GPtrArray *all, const AnlanSpotted *spotted)
{
  AnlanCameraFacts *of_source = NULL, *facts;
  g_autofree char *name = NULL;
  guint place = 0;

  for (guint i = 0; i < all->len; i++)
    {
      facts = g_ptr_array_index (all, i);
      if (facts->source == NULL || g_strcmp0 (facts->source->id, spotted->source) != 0)
        continue;
      if (spotted->camera == NULL || g_strcmp0 (facts->camera, spotted->camera) == 0)
        return facts;
      of_source = facts;
      place = i + 1;
    }
  if (of_source == NULL || spotted->camera == NULL)
    return NULL;
  if (of_source->camera == NULL)
    {
      of_source->camera = g_strdup (spotted->camera);
      return of_source;
    }
  name = g_strdup_printf (C_ ("recorder, camera", "%s · %s"), anlan_record_label (of_source->source),
                          spotted->camera);
  facts = add (all, place, name);
  facts->source = anlan_record_ref (of_source->source);
  facts->camera = g_strdup (spotted->camera);
  return facts;
}

/* NULL as well where several cameras are called so: of none of them is known that it is its. */
static AnlanCameraFacts *
find_named (GPtrArray *all, const char *name)
{
  AnlanCameraFacts *found = NULL;

  for (guint i = 0; name != NULL && i < all->len; i++)
    {
      AnlanCameraFacts *facts = g_ptr_array_index (all, i);

      if (g_strcmp0 (facts->name, name) == 0 ||
          (facts->source != NULL && g_strcmp0 (facts->source->id, name) == 0))
        return facts;
      if (g_strcmp0 (facts->camera, name) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = facts;
    }
  return found;
}

static void
picture (AnlanCameraFacts *facts, const char *sha256, gint64 at)
{
  /* An alarm knows when its picture came in; the detection, when it was taken. */
  if (sha256 == NULL || at <= facts->pictured || g_strcmp0 (sha256, facts->picture) == 0)
    return;
  g_free (facts->picture);
  facts->picture = g_strdup (sha256);
  facts->pictured = at;
}

static void
take_spotted (GPtrArray *all, AnlanSpotted *spotted)
{
  AnlanCameraFacts *facts = find_of_source (all, spotted);

  if (facts == NULL)
    facts = find_named (all, spotted->camera);
  if (facts == NULL && spotted->camera != NULL && spotted->picture != NULL)
    {
      facts = add (all, all->len, spotted->camera);
      facts->camera = g_strdup (spotted->camera);
    }
  if (facts == NULL)
    return;
  if (facts->latest->len < ANLAN_CAMERA_LATEST)
    g_ptr_array_add (facts->latest, anlan_spotted_ref (spotted));
  picture (facts, spotted->picture, spotted->ts);
}

static void
take_alarm (GPtrArray *all, AnlanRecord *alarm)
{
  const char *cause = anlan_record_get_text (alarm, "cause"),
             *subject = anlan_record_get_text (alarm, "subject");
  g_auto (GStrv) pictures = anlan_value_get_items (anlan_record_get (alarm, "pictures"));
  gboolean pictured = pictures != NULL && pictures[0] != NULL;
  AnlanCameraFacts *facts = find_named (all, subject);
  gint64 at;

  if (facts == NULL && subject != NULL && pictured)
    facts = add (all, all->len, subject);
  if (facts == NULL)
    return;
  facts->alarms++;
  facts->judged += cause != NULL;
  facts->wrong += g_strcmp0 (cause, "false") == 0;
  if (facts->last == NULL)
    facts->last = anlan_record_ref (alarm);
  if (pictured && anlan_time_parse (anlan_record_get_text (alarm, "raised_at"), &at))
    picture (facts, pictures[0], at);
}

GPtrArray *
anlan_camera_facts_gather (GPtrArray *sources, GPtrArray *alarms, GPtrArray *spotted)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_camera_facts_free);

  for (guint i = 0; i < sources->len; i++)
    {
      AnlanRecord *source = g_ptr_array_index (sources, i);

      if (anlan_camera_is_type (anlan_record_get_text (source, "type")))
        add (all, all->len, anlan_record_label (source))->source = anlan_record_ref (source);
    }
  for (guint i = 0; i < spotted->len; i++)
    take_spotted (all, g_ptr_array_index (spotted, i));
  for (guint i = 0; i < alarms->len; i++)
    take_alarm (all, g_ptr_array_index (alarms, i));
  return all;
}

/* --- recordings --------------------------------------------------------------------------------------------------------- */

char *
anlan_camera_recording (const AnlanRecord *source, gint64 at, GTimeZone *zone)
{
  const char *text, *template;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *definition;
  gint64 channel;

  g_return_val_if_fail (source != NULL, NULL);

  text = anlan_record_get_text (source, "definition");
  node = text != NULL ? json_from_string (text, NULL) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  definition = json_node_get_object (node);
  template = json_object_get_string_member_with_default (definition, "recorder", NULL);
  channel = json_object_get_int_member_with_default (definition, "snapshot_channel", 1);
  if (template == NULL)
    return NULL;
  return anlan_recording_address (template, (guint)CLAMP (channel, 1, 512), at - ANLAN_RECORDING_AROUND,
                                  at + ANLAN_RECORDING_AROUND, 0, zone);
}
