/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "sensorthings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "base/units.h"
#include "link/json-get.h"
#include "link/settings.h"

#define HISTORY 24 /* h */
#define HISTORY_MAX 8784
#define A_PAGE "500"

/* What is measured before the newest and comes after it is seen if it comes within this; what is known is a repeat. */
#define OVERLAP (5 * ANLAN_MINUTE)

struct _AnlanSensorThings
{
  char *base; /* of the service or of a Datastream, without the last slash */
  char *prefix;
  gint64 since;
};

AnlanSensorThings *
anlan_sensorthings_new (JsonObject *settings, gint64 now, GError **error)
{
  g_autoptr (AnlanSensorThings) things = g_new0 (AnlanSensorThings, 1);
  const char *url, *prefix;
  gint64 history;

  g_return_val_if_fail (settings != NULL, NULL);

  if (!anlan_settings_need (settings, "url", &url, error) ||
      !anlan_settings_text (settings, "prefix", "", &prefix, error) ||
      !anlan_settings_integer (settings, "history", 1, HISTORY_MAX, HISTORY, &history, error))
    return NULL;
  if (strpbrk (url, "?#") != NULL)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("The setting “url” must be the address of the service up to its version, such as "
             "http://192.168.1.9:8080/FROST-Server/v1.1, without a query."));
      return NULL;
    }
  things->base = g_strdup (url);
  while (g_str_has_suffix (things->base, "/"))
    things->base[strlen (things->base) - 1] = '\0';
  things->prefix = g_strdup (prefix);
  things->since = now - history * ANLAN_HOUR;
  return g_steal_pointer (&things);
}

void
anlan_sensorthings_free (AnlanSensorThings *things)
{
  if (things == NULL)
    return;

  g_free (things->base);
  g_free (things->prefix);
  g_free (things);
}

char *
anlan_sensorthings_address (const AnlanSensorThings *things)
{
  g_autofree char *since = NULL;

  g_return_val_if_fail (things != NULL, NULL);

  since = anlan_time_format (things->since);
  return g_strdup_printf (
      "%s/Observations?$select=phenomenonTime,result&$expand=Datastream($select=id,name,"
      "unitOfMeasurement)&$filter=phenomenonTime%%20gt%%20%s&$orderby=phenomenonTime%%20asc"
      "&$top=" A_PAGE,
      things->base, since);
}

void
anlan_sensorthings_stored (AnlanSensorThings *things, gint64 newest)
{
  g_return_if_fail (things != NULL);

  if (newest != G_MININT64)
    things->since = MAX (things->since, newest - OVERLAP);
}

/* --- answers -------------------------------------------------------------------------------------------------- */

/* A moment, or the end of a span "from/to" (ISO 8601). */
static gboolean
read_time (const char *text, gint64 *ts)
{
  const char *slash = text != NULL ? strchr (text, '/') : NULL;

  return text != NULL && anlan_time_parse (slash != NULL ? slash + 1 : text, ts);
}

/* The number of an Observation: services write it as a number, a truth or a text. NAN where there is none. */
static double
read_result (JsonObject *observation)
{
  JsonNode *node = json_object_get_member (observation, "result");
  GType type =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  const char *text;
  double number;
  char *end;

  if (type == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node) ? 1 : 0;
  if (type != G_TYPE_STRING)
    return anlan_json_get_number (observation, "result");
  text = json_node_get_string (node);
  number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (number) ? number : NAN;
}

/* "ucum:Cel", "http://unitsofmeasure.org/ucum.html#Cel" */
static const char *
code_of (const char *definition)
{
  const char *mark = definition != NULL ? strrchr (definition, '#') : NULL;

  if (mark == NULL && definition != NULL && g_str_has_prefix (definition, "ucum:"))
    mark = definition + strlen ("ucum");
  return mark != NULL ? mark + 1 : NULL;
}

/* That of its three names which we know; else its symbol as it stands. */
static const char *
read_unit (JsonObject *datastream)
{
  JsonObject *unit = anlan_json_get_object (datastream, "unitOfMeasurement");
  const char *names[3];

  if (unit == NULL)
    return NULL;
  names[0] = anlan_json_get_text (unit, "symbol");
  names[1] = anlan_json_get_text (unit, "name");
  names[2] = code_of (anlan_json_get_text (unit, "definition"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (anlan_unit_find (names[i]) != NULL)
      return names[i];
  return names[0] != NULL ? names[0] : names[1];
}

static gboolean
add_observation (const AnlanSensorThings *things, AnlanBatch *batch, JsonObject *observation, gint64 *newest)
{
  JsonObject *datastream = anlan_json_get_object (observation, "Datastream");
  const char *name = datastream != NULL ? anlan_json_get_text (datastream, "name") : NULL;
  AnlanBatchReading reading = { .quality = ANLAN_QUALITY_GOOD };
  g_autofree char *series = NULL;
  JsonNode *result;

  if (name == NULL)
    return anlan_batch_refuse (batch, NULL, _ ("An observation does not say of which Datastream it is."));
  if (!read_time (anlan_json_get_text (observation, "phenomenonTime"), &reading.ts))
    return anlan_batch_refuse (batch, name, _ ("An observation does not say when it was made."));
  reading.value = read_result (observation);
  result = json_object_get_member (observation, "result");
  if (isnan (reading.value) && (result == NULL || !JSON_NODE_HOLDS_NULL (result)))
    return anlan_batch_refuse (batch, name, _ ("The result of an observation is no number."));
  if (isnan (reading.value))
    reading.quality = ANLAN_QUALITY_BAD;
  series = g_strconcat (things->prefix, name, NULL);
  reading.series = anlan_batch_keep (batch, series);
  reading.unit = anlan_batch_keep (batch, read_unit (datastream));
  *newest = MAX (*newest, reading.ts);
  return anlan_batch_add_reading (batch, &reading);
}

AnlanBatch *
anlan_sensorthings_read (const AnlanSensorThings *things,
                         const void *bytes,
                         gsize length,
                         gint64 received,
                         gint64 *newest,
                         GError **error)
{
  g_autoptr (AnlanBatch) batch = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *value;

  g_return_val_if_fail (things != NULL && newest != NULL, NULL);

  *newest = G_MININT64;
  root = anlan_json_parse (bytes, (gssize)length, ANLAN_BATCH_MAX_BYTES, error);
  if (root == NULL)
    return NULL;
  value = JSON_NODE_HOLDS_OBJECT (root) ? anlan_json_get_list (json_node_get_object (root), "value") : NULL;
  if (value == NULL)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("This is no answer of a SensorThings service. Check that the address ends with "
                              "its version, /v1.1."));
      return NULL;
    }
  batch = anlan_batch_new (received);
  for (guint i = 0; i < json_array_get_length (value); i++)
    {
      JsonNode *node = json_array_get_element (value, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        add_observation (things, batch, json_node_get_object (node), newest);
      else
        anlan_batch_refuse (batch, NULL, _ ("An observation is no object."));
    }
  return g_steal_pointer (&batch);
}
