/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/channels.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "base/blocking.h"
#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "model/query.h"

#define DEFINITION_MAX (64 * 1024)

void
anlan_plant_channel_free (AnlanPlantChannel *channel)
{
  if (channel == NULL)
    return;
  g_clear_pointer (&channel->channel, anlan_channel_unref);
  g_strfreev (channel->zones);
  g_strfreev (channel->steps);
  g_free (channel);
}

static JsonObject *
read_definition (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL || text[0] == '\0')
    return json_object_new ();
  node = anlan_json_parse (text, -1, DEFINITION_MAX, error);
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_dup_object (node);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The definition must be a JSON object."));
  return NULL;
}

/* Field of the record, setting of the channel. */
static const struct
{
  const char *field;
  const char *setting;
} fields[] = {
  { "type", "type" },         { "name", "title" },
  { "least", "least" },       { "quiet_from", "quiet-from" },
  { "quiet_to", "quiet-to" }, { "quiet_passes", "quiet-passes" },
};

static void
set_fields (JsonObject *settings, const AnlanRecord *record)
{
  gint64 rate = anlan_value_get_integer (anlan_record_get (record, "per_minute"), 0);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = anlan_record_get_text (record, fields[i].field);

      if (text != NULL)
        json_object_set_string_member (settings, fields[i].setting, text);
    }
  if (rate > 0)
    json_object_set_int_member (settings, "per-minute", rate);
}

static gboolean
fill_secrets (AnlanSecrets *secrets, const AnlanRecord *record, JsonObject *settings, GError **error)
{
  const char *type = anlan_record_get_text (record, "type");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < ANLAN_N_CHANNELS; i++)
    {
      const AnlanChannelSetting *known;
      guint n;

      if (g_strcmp0 (type, anlan_channel_type_name ((AnlanChannelType)i)) != 0)
        continue;
      known = anlan_channel_type_settings ((AnlanChannelType)i, &n);
      for (guint j = 0; j < n; j++)
        if (known[j].secret)
          {
            /* What the plant's record says must not stand there. */
            json_object_remove_member (settings, known[j].name);
            g_ptr_array_add (names, (char *)known[j].name);
          }
    }
  g_ptr_array_add (names, NULL);
  return secrets == NULL ||
         anlan_secrets_fill (secrets, record->id, (const char *const *)names->pdata, settings, error);
}

static int
get_minutes (const AnlanRecord *record, const char *field)
{
  const char *text = anlan_record_get_text (record, field);
  int hour, minute;

  return text != NULL && sscanf (text, "%d:%d", &hour, &minute) == 2 ? hour * 60 + minute : -1;
}

/* Only programs are told of steps. NULL where there are none. */
static char **
get_steps (const AnlanRecord *record)
{
  const char *text = anlan_record_get_text (record, "steps");
  g_autofree char *tidy = text != NULL ? g_strdelimit (g_strdup (text), ",;\t\n", ' ') : NULL;
  g_auto (GStrv) words = tidy != NULL ? g_strsplit (tidy, " ", -1) : NULL;
  g_autoptr (GStrvBuilder) steps = g_strv_builder_new ();
  guint n = 0;

  if (words == NULL || g_strcmp0 (anlan_record_get_text (record, "type"), "webhook") != 0)
    return NULL;
  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      {
        g_strv_builder_add (steps, words[i]);
        n++;
      }
  return n > 0 ? g_strv_builder_end (steps) : NULL;
}

AnlanPlantChannel *
anlan_plant_channel_new (const AnlanRecord *record, AnlanSecrets *secrets, GError **error)
{
  g_autoptr (AnlanPlantChannel) channel = NULL;
  g_autoptr (JsonObject) settings = NULL;
  g_auto (GStrv) zones = NULL;

  g_return_val_if_fail (record != NULL, NULL);

  anlan_may_block ("look into the keyring");
  settings = read_definition (anlan_record_get_text (record, "definition"), error);
  if (settings == NULL || !fill_secrets (secrets, record, settings, error))
    return NULL;
  set_fields (settings, record);
  channel = g_new0 (AnlanPlantChannel, 1);
  channel->channel = anlan_channel_new (record->id, settings, error);
  if (channel->channel == NULL)
    {
      g_prefix_error (error,
                      _ ("Set what is missing in its definition, or keep it with “anlanctl channel keep”. "));
      return NULL;
    }
  zones = anlan_value_get_items (anlan_record_get (record, "zones"));
  channel->zones = zones[0] != NULL ? g_steal_pointer (&zones) : NULL;
  channel->climb = (guint)anlan_value_get_integer (anlan_record_get (record, "climb"), 0);
  channel->alive = get_minutes (record, "alive_at");
  channel->heartbeat = anlan_value_get_integer (anlan_record_get (record, "heartbeat"), 0) * ANLAN_SECOND;
  channel->steps = get_steps (record);
  return g_steal_pointer (&channel);
}

GPtrArray *
anlan_plant_channels (AnlanPlant *plant, AnlanSecrets *secrets, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_plant_channel_free);
  g_autoptr (AnlanQuery) query = anlan_query_new ("channel");
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && problems != NULL, NULL);

  anlan_query_add_is (query, "state", "on");
  query->sort = g_strdup ("name");
  records = anlan_plant_find (plant, query, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);
      g_autoptr (GError) trouble = NULL;
      AnlanPlantChannel *channel = anlan_plant_channel_new (record, secrets, &trouble);

      if (channel != NULL)
        g_ptr_array_add (channels, channel);
      else
        g_ptr_array_add (problems, g_strdup_printf ("%s: %s", anlan_record_label (record), trouble->message));
    }
  return records != NULL ? g_steal_pointer (&channels) : NULL;
}

AnlanRecord *
anlan_plant_find_channel (AnlanPlant *plant, const char *channel, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("channel");
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && channel != NULL, NULL);

  anlan_query_add_is (query, "name", channel);
  records = anlan_plant_find (plant, query, error);
  if (records == NULL)
    return NULL;
  return records->len > 0 ? anlan_record_ref (g_ptr_array_index (records, 0))
                          : anlan_plant_load (plant, "channel", channel, error);
}
