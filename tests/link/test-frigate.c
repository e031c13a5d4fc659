/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Frigate's messages as its documentation has them (docs/docs/integrations/mqtt.md), and what must not be taken for one. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "frigate.h"

#define NOW G_GINT64_CONSTANT (1795136400000)

#define OBJECT(more)                                                                                         \
  "{\"id\":\"1607123955.475377-mxklsc\",\"camera\":\"front_door\",\"frame_time\":1607123962.082975,"         \
  "\"label\":\"person\",\"sub_label\":[\"John Smith\",0.79],\"top_score\":0.958984375,"                      \
  "\"start_time\":1607123955.475377,\"score\":0.87890625,\"box\":[432,496,544,854],\"has_snapshot\":false,"  \
  "\"has_clip\":false,\"stationary\":false,\"attributes\":{\"face\":0.86}" more "}"
#define EVENT(type, more) "{\"type\":\"" type "\",\"before\":{},\"after\":" OBJECT (more) "}"
#define CLASSIFIED                                                                                           \
  "{\"type\":\"classification\",\"id\":\"1607123958.748393-mxklsc\",\"camera\":\"front_door_cam\","          \
  "\"timestamp\":1607123958.748393,\"model\":\"helmet_detector\",\"attribute\":\"no\",\"score\":0.92}"

/* "+id type zone camera ts" of each. */
static char *
told (AnlanFrigate *frigate, const char *topic, const char *text)
{
  g_autoptr (AnlanBatch) batch = anlan_batch_new (NOW);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_frigate_read (frigate, topic, text, strlen (text), batch, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (batch->reason, ==, NULL);
  g_assert_cmpuint (batch->readings->len, ==, 0);
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_assert_cmpstr (detection->source, ==, "nvr");
      g_string_append_printf (out, "%s%c%s %s %s %s %" G_GINT64_FORMAT, i > 0 ? ", " : "",
                              ".+-"[detection->state], detection -> id, detection -> type,
                              detection -> zone != NULL ? detection -> zone : "-", detection->camera,
                              detection->ts);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
check (AnlanFrigate *frigate, const char *topic, const char *text, const char *expected)
{
  g_autofree char *found = told (frigate, topic, text);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_event (void)
{
  g_autoptr (AnlanFrigate) frigate = anlan_frigate_new ("nvr", NULL, NULL);

  check (frigate, "events", EVENT ("new", ",\"false_positive\":true,\"entered_zones\":[]"), "");
  check (frigate, "events", EVENT ("update", ",\"false_positive\":false,\"entered_zones\":[]"),
         "+1607123955.475377-mxklsc person - front_door 1607123955475");
  check (frigate, "events", EVENT ("update", ",\"entered_zones\":[]"), "");
  check (frigate, "events", EVENT ("update", ",\"entered_zones\":[\"yard\",7,\"\"]"),
         "+1607123955.475377-mxklsc/yard person yard front_door 1607123962082");
  check (frigate, "events", EVENT ("update", ",\"entered_zones\":[\"yard\"]"), "");
  check (frigate, "events", EVENT ("end", ",\"entered_zones\":[\"yard\"],\"end_time\":1607123970.5"),
         "-1607123955.475377-mxklsc person - front_door 1607123970500, "
         "-1607123955.475377-mxklsc/yard person yard front_door 1607123970500");
  /* What could not be kept is told again; an end that is the first word is one all the same. */
  check (frigate, "events", EVENT ("new", ""), "+1607123955.475377-mxklsc person - front_door 1607123955475");
  anlan_frigate_forget (frigate);
  check (frigate, "events", EVENT ("update", ""),
         "+1607123955.475377-mxklsc person - front_door 1607123955475");
  anlan_frigate_forget (frigate);
  check (frigate, "events", EVENT ("end", ",\"end_time\":1607123970"),
         "-1607123955.475377-mxklsc person - front_door 1607123970000");
  check (frigate, "available", "online", "");
  check (frigate, "reviews", "{}", "");
}

static void
test_classification (void)
{
  g_autoptr (JsonNode) types =
      anlan_json_parse ("{\"helmet_detector:no\":\"no-helmet\",\"person\":\"\"}", -1, 1000, NULL);
  g_autoptr (AnlanFrigate) frigate = anlan_frigate_new ("nvr", NULL, json_node_get_object (types));
  g_autoptr (AnlanFrigate) plain = anlan_frigate_new ("nvr", NULL, NULL);

  check (frigate, "tracked_object_update", CLASSIFIED,
         ".1607123958.748393-mxklsc/helmet_detector:no no-helmet - front_door_cam 1607123958748");
  check (frigate, "tracked_object_update", CLASSIFIED, "");
  check (frigate, "events", EVENT ("new", ""), "");
  check (plain, "tracked_object_update", CLASSIFIED,
         ".1607123958.748393-mxklsc/helmet_detector:no helmet_detector:no - front_door_cam 1607123958748");
  check (plain, "tracked_object_update",
         "{\"type\":\"face\",\"id\":\"1607123958.748393-mxklsc\",\"name\":\"John\",\"score\":0.9,\"camera\":"
         "\"a\"}",
         "");
}

static void
test_raw (void)
{
  g_autoptr (AnlanFrigate) frigate = anlan_frigate_new ("nvr", "http://192.168.1.9:5000", NULL);
  g_autoptr (AnlanBatch) batch = anlan_batch_new (NOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) raw = NULL;
  const AnlanDetection *detection;
  JsonObject *object;

  g_assert_true (
      anlan_frigate_read (frigate, "events", EVENT ("new", ""), strlen (EVENT ("new", "")), batch, &error));
  detection = &g_array_index (batch->detections, AnlanDetection, 0);
  g_assert_cmpfloat (detection->confidence, ==, 0.958984375);
  g_assert_true (isnan (detection->box[0]));
  raw = anlan_json_parse (detection->raw, -1, 100000, &error);
  g_assert_no_error (error);
  object = json_node_get_object (raw);
  g_assert_cmpstr (json_object_get_string_member (object, "snapshot"), ==,
                   "http://192.168.1.9:5000/api/events/1607123955.475377-mxklsc/snapshot.jpg");
  g_assert_cmpstr (json_object_get_string_member (object, "clip"), ==,
                   "http://192.168.1.9:5000/api/events/1607123955.475377-mxklsc/clip.mp4");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "event"), "camera"),
                   ==, "front_door");
}

static void
test_long (void)
{
  g_autoptr (AnlanFrigate) frigate = anlan_frigate_new ("nvr", NULL, NULL);
  g_autoptr (AnlanBatch) batch = anlan_batch_new (NOW);
  g_autoptr (GString) zones = g_string_new (",\"entered_zones\":[");
  g_autofree char *text = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (zones, "%s\"罐区-%u\"", i > 0 ? "," : "", i);
  text = g_strdup_printf (
      "{\"type\":\"new\",\"after\":{\"id\":\"1.2-a\",\"label\":\"person\",\"camera\":\"c\"%s]}}", zones->str);
  g_assert_true (anlan_frigate_read (frigate, "events", text, strlen (text), batch, NULL));
  g_assert_cmpuint (batch->detections->len, ==, 101);
  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *detection = &g_array_index (batch->detections, AnlanDetection, i);

      g_assert_cmpuint (strlen (detection->raw), <=, ANLAN_DETECTION_MAX_RAW + 2);
      g_assert_true (g_utf8_validate (detection->raw, -1, NULL));
      /* No start_time: the moment it was received. */
      g_assert_cmpint (detection->ts, ==, NOW);
    }
}

static void
test_wrong (void)
{
  static const char *const wrong[] = {
    "",
    "online",
    "[]",
    "{}",
    "{\"type\":\"new\"}",
    "{\"type\":\"new\",\"after\":[]}",
    "{\"type\":\"new\",\"after\":{\"id\":\"1\",\"camera\":\"a\"}}",
    "{\"type\":\"new\",\"after\":{\"id\":\"1\",\"label\":\"person\"}}",
    /* An id goes into an address. */
    "{\"type\":\"new\",\"after\":{\"id\":\"../../etc\",\"label\":\"person\",\"camera\":\"a\"}}",
    "{\"type\":\"new\",\"after\":{\"id\":7,\"label\":\"person\",\"camera\":\"a\"}}",
    "{\"type\":\"classification\",\"id\":\"1\",\"camera\":\"a\",\"model\":\"m\"}",
  };
  g_autoptr (AnlanFrigate) frigate = anlan_frigate_new ("nvr", NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *topic = strstr (wrong[i], "classification") != NULL ? "tracked_object_update" : "events";
      g_autoptr (AnlanBatch) batch = anlan_batch_new (NOW);
      g_autoptr (GError) error = NULL;

      g_assert_false (anlan_frigate_read (frigate, topic, wrong[i], strlen (wrong[i]), batch, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_cmpuint (batch->detections->len, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/frigate/event", test_event);
  g_test_add_func ("/link/frigate/classification", test_classification);
  g_test_add_func ("/link/frigate/raw", test_raw);
  g_test_add_func ("/link/frigate/long", test_long);
  g_test_add_func ("/link/frigate/wrong", test_wrong);
  return g_test_run ();
}
