/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* "Code=…;action=…;index=…;data={…}" of eventManager.cgi. The data are JSON over several lines, whose texts may have "=" and
 * ";" in them: their end is where their braces are closed. */

#include "camera-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

/* Coordinates go from 0 to this. */
#define FULL 8191.0

#define MAX_DATA (256 * 1024)

/* The value of @name in the head of an event, up to ";" or the end of the line. */
static char *
get_head (const char *head, gsize length, const char *name)
{
  g_autofree char *text = g_strndup (head, length);
  g_auto (GStrv) fields = g_strsplit_set (text, ";\r\n", -1);

  for (guint i = 0; fields[i] != NULL; i++)
    if (g_str_has_prefix (g_strstrip (fields[i]), name) && fields[i][strlen (name)] == '=')
      return g_strdup (fields[i] + strlen (name) + 1);
  return NULL;
}

/* The end of the JSON object that begins at @open, behind its brace; NULL where it is not closed. */
static const char *
match_brace (const char *open)
{
  gboolean quoted = FALSE;
  int depth = 0;

  for (const char *c = open; *c != '\0'; c++)
    {
      if (quoted && *c == '\\' && c[1] != '\0')
        c++;
      else if (*c == '"')
        quoted = !quoted;
      else if (!quoted && *c == '{')
        depth++;
      else if (!quoted && *c == '}' && --depth == 0)
        return c + 1;
    }
  return NULL;
}

/* --- data ------------------------------------------------------------------------------------------------------ */

static JsonNode *
find (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static JsonObject *
find_object (JsonObject *object, const char *name)
{
  JsonNode *node = find (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
find_text (JsonObject *object, const char *name)
{
  JsonNode *node = find (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static double
find_number (JsonObject *object, const char *name)
{
  JsonNode *node = find (object, name);
  GType type =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : NAN;
}

static void
read_box (JsonObject *object, double box[4])
{
  JsonNode *node = find (object, "BoundingBox");
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double corner[4];

  for (guint i = 0; i < 4; i++)
    box[i] = NAN;
  if (list == NULL || json_array_get_length (list) != 4)
    return;
  for (guint i = 0; i < 4; i++)
    {
      JsonNode *one = json_array_get_element (list, i);

      if (!JSON_NODE_HOLDS_VALUE (one))
        return;
      corner[i] = CLAMP (json_node_get_double (one), 0, FULL) / FULL;
    }
  box[0] = corner[0];
  box[1] = corner[1];
  box[2] = MAX (0, corner[2] - corner[0]);
  box[3] = MAX (0, corner[3] - corner[1]);
}

/* "HasHelmet": 1 is without, 2 is with; the same of vests, masks and all else that is worn. */
static gboolean
wears_it (JsonObject *data)
{
  const char *type = find_text (data, "Type");
  g_autofree char *has = g_strconcat ("Has", type != NULL ? type : "", NULL);
  JsonObject *object = find_object (data, "Object");
  JsonObject *thing = type != NULL ? find_object (data, type) : NULL;

  if (thing == NULL && type != NULL)
    thing = find_object (object, type);
  return find_number (thing, has) == 2;
}

static void
set_data (AnlanSighting *sighting, JsonObject *data)
{
  JsonObject *object = find_object (data, "Object");
  double utc = find_number (data, "UTC"), ms = find_number (data, "UTCMS");
  double confidence = find_number (object, "Confidence");

  read_box (object, sighting->box);
  if (utc > 0 && utc < 1e11)
    sighting->ts = (gint64)utc * 1000 + (ms >= 0 && ms < 1000 ? (gint64)ms : 0);
  /* It says 0 where it does not know, and counts to 255 or to 100. */
  if (confidence > 0 && confidence <= 255)
    sighting->confidence = confidence <= 1 ? confidence : confidence / (confidence > 100 ? 255 : 100);
  sighting->region = find_text (data, "Name");
}

/* --- events ---------------------------------------------------------------------------------------------------- */

static gboolean
set_state (AnlanSighting *sighting, const char *action)
{
  if (g_ascii_strcasecmp (action, "Start") == 0)
    sighting->state = ANLAN_DETECTION_START;
  else if (g_ascii_strcasecmp (action, "Stop") == 0)
    sighting->state = ANLAN_DETECTION_STOP;
  else if (g_ascii_strcasecmp (action, "Pulse") == 0)
    sighting->state = ANLAN_DETECTION_PULSE;
  else
    return FALSE;
  return TRUE;
}

static gboolean
add_event (
    AnlanCamera *camera, const char *head, gsize length, const char *end, JsonObject *data, gint64 received)
{
  g_autofree char *code = get_head (head, length, "Code"), *action = get_head (head, length, "action");
  g_autofree char *index = get_head (head, length, "index"), *raw = NULL, *rule = NULL, *moment = NULL;
  AnlanSighting sighting = {
    .event = code, .ts = received, .confidence = NAN, .box = { NAN, NAN, NAN, NAN }
  };
  g_autofree char *channel = NULL;
  gint64 number = 0;

  if (code == NULL || *code == '\0' || action == NULL || !set_state (&sighting, action))
    return FALSE;
  if (data != NULL && wears_it (data))
    return TRUE;
  if (data != NULL)
    set_data (&sighting, data);
  /* Its first channel has index 0; people and snapshots count from 1. */
  if (index != NULL && anlan_text_to_integer (index, &number) && number >= 0 && number < 10000)
    channel = g_strdup_printf ("%d", (int)number + 1);
  rule = g_strjoin (" ", sighting.region != NULL ? sighting.region : "",
                    find_text (data, "Type") != NULL ? find_text (data, "Type") : "", NULL);
  moment = g_strdup_printf ("%" G_GINT64_FORMAT, sighting.ts);
  raw = g_strndup (head, end - head);
  sighting.channel = channel;
  sighting.rule = g_strstrip (rule);
  sighting.moment = moment;
  anlan_camera_add (camera, &sighting, received, raw);
  return TRUE;
}

/* One event from @c on; returns what is behind it. */
static const char *
take_event (AnlanCamera *camera, const char *c, gint64 received, gboolean *good)
{
  const char *line = c + strcspn (c, "\r\n"), *open = strstr (c, ";data=");
  g_autoptr (JsonNode) node = NULL;
  const char *end = line;

  if (open != NULL && open < line && open[strlen (";data=")] == '{')
    {
      open += strlen (";data=");
      end = match_brace (open);
      node = end != NULL ? anlan_json_parse (open, end - open, MAX_DATA, NULL) : NULL;
      /* Data that cannot be read make the event no less true. */
      if (end == NULL)
        end = c + strlen (c);
    }
  *good = add_event (camera, c, (gsize)((open != NULL && open < end ? open : end) - c), end,
                     node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL,
                     received);
  return end;
}

gboolean
anlan_dahua_take (AnlanCamera *camera, const char *bytes, gsize length, gint64 received, GError **error)
{
  g_autofree char *raw = g_strndup (bytes, length);
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  const char *c = text;
  gboolean all = TRUE;

  while (TRUE)
    {
      gboolean good = TRUE;

      c += strspn (c, " \t\r\n");
      if (*c == '\0')
        break;
      if (g_str_has_prefix (c, "Code="))
        c = take_event (camera, c, received, &good);
      else
        {
          gsize rest = strcspn (c, "\r\n");

          good = g_ascii_strncasecmp (c, "Heartbeat", strlen ("Heartbeat")) == 0;
          c += rest;
        }
      all = all && good;
    }
  if (!all)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                         _ ("The device’s message is no event that Anlan knows."));
  return all;
}
