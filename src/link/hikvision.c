/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* ISAPI's EventNotificationAlert as cameras really send it: two namespaces or none, several documents in a row, "&" as it is
 * in names. Only local names count. */

#include "camera-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/encoding.h"
#include "base/error.h"
#include "base/time.h"

#define MAX_DEPTH 24
#define MAX_REGIONS 32

#define ALERT "EventNotificationAlert"

/* Of one alert: texts that count, wherever in it they stand. */
typedef enum
{
  FIELD_MAC,
  FIELD_ADDRESS,
  FIELD_CHANNEL,
  FIELD_DYNAMIC_CHANNEL,
  FIELD_CHANNEL_NAME,
  FIELD_TIME,
  FIELD_COUNT,
  FIELD_EVENT,
  FIELD_STATE,
  FIELD_RULE,
  FIELD_AGAIN,
  FIELD_PICTURES,
  N_FIELDS,
} Field;

static const char *const field_names[N_FIELDS] = {
  "macAddress",
  "ipAddress",
  "channelID",
  "dynChannelID",
  "channelName",
  "dateTime",
  "activePostCount",
  "eventType",
  "eventState",
  "ruleName",
  "isDataRetransmission",
  "detectionPicturesNumber",
};

typedef struct
{
  char *id;
  char *target;
  double box[4]; /* X, Y, width, height */
} Region;

typedef struct
{
  AnlanCamera *camera;
  gint64 received;
  const char *raw;
  guint depth;
  gboolean in_alert;
  gboolean any; /* an alert has been read */
  char *fields[N_FIELDS];
  GArray *regions; /* (element-type Region) */
  gboolean in_region;
  gboolean none_without; /* it counts who wears none, and they are none */
  GString *text;
} Reader;

static void
clear_alert (Reader *reader)
{
  for (guint i = 0; i < N_FIELDS; i++)
    g_clear_pointer (&reader->fields[i], g_free);
  g_array_set_size (reader->regions, 0);
  reader->in_region = FALSE;
  reader->none_without = FALSE;
}

static void
region_clear (gpointer data)
{
  Region *region = data;

  g_free (region->id);
  g_free (region->target);
}

static const char *
local_name (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

/* --- an alert that is whole ------------------------------------------------------------------------------------ */

/* Parts of the picture; old devices count to 1,000. */
static void
set_box (double to[4], const Region *region)
{
  double most = 0;

  for (guint i = 0; i < 4; i++)
    most = region->box[i] > most ? region->box[i] : most;
  for (guint i = 0; i < 4; i++)
    to[i] = most > 1 ? region->box[i] / 1000 : region->box[i];
}

static void
set_no_box (double box[4])
{
  for (guint i = 0; i < 4; i++)
    box[i] = NAN;
}

/* Keep-alives, and what a device says after it has lost the network of things that have long been told. */
static gboolean
is_wanted (char *const *fields)
{
  const char *event = fields[FIELD_EVENT];
  gboolean over = g_strcmp0 (fields[FIELD_STATE], "inactive") == 0;
  gint64 count = fields[FIELD_COUNT] != NULL ? g_ascii_strtoll (fields[FIELD_COUNT], NULL, 10) : 1;

  if (event == NULL || *event == '\0' || g_ascii_strcasecmp (event, "heartBeat") == 0 ||
      (over && g_ascii_strcasecmp (event, "videoloss") == 0))
    return FALSE;
  return g_strcmp0 (fields[FIELD_AGAIN], "true") != 0 || count <= 1;
}

static void
end_alert (Reader *reader)
{
  char *const *fields = reader->fields;
  AnlanSighting sighting = { .ts = reader->received, .confidence = NAN };

  reader->any = TRUE;
  if (!is_wanted (fields) || reader->none_without)
    return;
  sighting.device = fields[FIELD_MAC] != NULL ? fields[FIELD_MAC] : fields[FIELD_ADDRESS];
  sighting.channel = fields[FIELD_CHANNEL] != NULL ? fields[FIELD_CHANNEL] : fields[FIELD_DYNAMIC_CHANNEL];
  sighting.channel_name = fields[FIELD_CHANNEL_NAME];
  sighting.event = fields[FIELD_EVENT];
  sighting.moment = fields[FIELD_TIME];
  sighting.state =
      g_strcmp0 (fields[FIELD_STATE], "inactive") == 0 ? ANLAN_DETECTION_STOP : ANLAN_DETECTION_START;
  sighting.repeat = fields[FIELD_COUNT] != NULL && g_ascii_strtoll (fields[FIELD_COUNT], NULL, 10) > 1;
  sighting.pictures = fields[FIELD_PICTURES] != NULL
                          ? (guint)CLAMP (g_ascii_strtoll (fields[FIELD_PICTURES], NULL, 10), 0, 8)
                          : 0;
  if (fields[FIELD_TIME] != NULL && !anlan_time_parse (fields[FIELD_TIME], &sighting.ts))
    sighting.ts = reader->received;
  for (guint i = 0; i < MAX (reader->regions->len, 1); i++)
    {
      const Region *region = i < reader->regions->len ? &g_array_index (reader->regions, Region, i) : NULL;
      g_autofree char *rule = g_strconcat (fields[FIELD_RULE] != NULL ? fields[FIELD_RULE] : "",
                                           region != NULL && region->target != NULL ? " " : "",
                                           region != NULL ? region->target : NULL, NULL);

      sighting.rule = rule;
      sighting.region = region != NULL ? region->id : NULL;
      set_no_box (sighting.box);
      if (region != NULL)
        set_box (sighting.box, region);
      anlan_camera_add (reader->camera, &sighting, reader->received, reader->raw);
    }
}

/* --- elements -------------------------------------------------------------------------------------------------- */

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Reader *reader = data;
  const char *name = local_name (element);

  g_string_truncate (reader->text, 0);
  if (++reader->depth > MAX_DEPTH)
    g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                         _ ("The device’s message is nested too deeply."));
  else if (strcmp (name, ALERT) == 0)
    {
      clear_alert (reader);
      reader->in_alert = TRUE;
    }
  else if (strcmp (name, "DetectionRegionEntry") == 0 && reader->regions->len < MAX_REGIONS)
    {
      Region region = { .box = { NAN, NAN, NAN, NAN } };

      g_array_append_val (reader->regions, region);
      reader->in_region = TRUE;
    }
}

static gboolean
end_in_region (Reader *reader, const char *name, const char *text)
{
  static const char *const sides[] = { "X", "Y", "width", "height" };
  Region *region = &g_array_index (reader->regions, Region, reader->regions->len - 1);

  if (strcmp (name, "regionID") == 0 && region->id == NULL)
    region->id = g_strdup (text);
  else if (strcmp (name, "detectionTarget") == 0 && region->target == NULL)
    region->target = g_strdup (text);
  else
    {
      for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
        if (strcmp (name, sides[i]) == 0 && *text != '\0')
          region->box[i] = g_ascii_strtod (text, NULL);
      return FALSE;
    }
  return TRUE;
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Reader *reader = data;
  const char *name = local_name (element);
  char *text = g_strstrip (reader->text->str);

  reader->depth--;
  if (strcmp (name, ALERT) == 0 && reader->in_alert)
    {
      end_alert (reader);
      reader->in_alert = FALSE;
      clear_alert (reader);
    }
  else if (strcmp (name, "DetectionRegionEntry") == 0)
    reader->in_region = FALSE;
  else if (reader->in_alert && !(reader->in_region && end_in_region (reader, name, text)))
    {
      /* Whose name ends so counts heads; how it begins differs between devices. */
      if (g_str_has_suffix (name, "noHardHatNum") && *text != '\0')
        reader->none_without = g_ascii_strtoll (text, NULL, 10) == 0;
      for (guint i = 0; i < N_FIELDS; i++)
        if (reader->fields[i] == NULL && *text != '\0' && strcmp (name, field_names[i]) == 0)
          reader->fields[i] = g_strdup (text);
    }
  g_string_truncate (reader->text, 0);
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  g_string_append_len (((Reader *)data)->text, text, (gssize)length);
}

/* --- the text -------------------------------------------------------------------------------------------------- */

/* As one element, without what is not XML: an "&" that begins no reference. */
static char *
tidy (const char *text)
{
  static const char *const known[] = { "amp;", "lt;", "gt;", "quot;", "apos;" };
  GString *out = g_string_new ("<all>");

  for (const char *c = text; *c != '\0'; c++)
    {
      gboolean reference = FALSE;

      for (guint i = 0; *c == '&' && i < G_N_ELEMENTS (known); i++)
        reference = reference || g_str_has_prefix (c + 1, known[i]);
      if (*c == '&' && !reference)
        g_string_append (out, "&amp;");
      else
        g_string_append_c (out, *c);
    }
  g_string_append (out, "</all>");
  return g_string_free (out, FALSE);
}

gboolean
anlan_hikvision_take (AnlanCamera *camera, const char *bytes, gsize length, gint64 received, GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  Reader reader = { .camera = camera, .received = received, .text = g_string_new (NULL) };
  gsize mark = 0;
  AnlanEncoding encoding = anlan_encoding_detect (bytes, length, &mark);
  g_autofree char *utf8 = anlan_encoding_to_utf8 (bytes, length, encoding, error);
  g_autofree char *text = utf8 != NULL ? tidy (utf8) : NULL;
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  g_autoptr (GError) wrong = NULL;
  gboolean done = text != NULL;

  reader.raw = utf8;
  reader.regions = g_array_new (FALSE, FALSE, sizeof (Region));
  g_array_set_clear_func (reader.regions, region_clear);
  if (done && !(g_markup_parse_context_parse (context, text, (gssize)strlen (text), &wrong) &&
                g_markup_parse_context_end_parse (context, &wrong)))
    {
      done = FALSE;
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The device’s message cannot be read as XML (%s)."), wrong->message);
    }
  else if (done && !reader.any)
    {
      done = FALSE;
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The device’s message is no event. Set it to send XML."));
    }
  clear_alert (&reader);
  g_array_unref (reader.regions);
  g_string_free (reader.text, TRUE);
  return done;
}
