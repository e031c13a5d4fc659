/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/camera.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

#define NOW G_GINT64_CONSTANT (1700000000000)

/* The real sample of the facts of the field (fielddetection_human.xml), and parts of it. */
#define HEAD                                                                                                 \
  "<EventNotificationAlert version=\"2.0\" xmlns=\"http://www.hikvision.com/ver20/XMLSchema\">\n"            \
  " <ipAddress>1.0.0.255</ipAddress><portNo>80</portNo><protocol>HTTP</protocol>"                            \
  "<macAddress>ac:b9:2f:49:44:75</macAddress>\n"                                                             \
  " <channelID>1</channelID><dateTime>2022-01-31T13:53:05+01:00</dateTime>"
#define REGION                                                                                               \
  "<DetectionRegionList><DetectionRegionEntry><regionID>3</regionID><sensitivityLevel>50</"                  \
  "sensitivityLevel>\n"                                                                                      \
  "  <detectionTarget>human</detectionTarget><TargetRect><X>0.6</X><Y>0.215278</Y><width>0.135937</width>"   \
  "<height>0.505556</height></TargetRect>\n </DetectionRegionEntry></DetectionRegionList>"
#define FIELD(count, state)                                                                                  \
  HEAD "<activePostCount>" count                                                                             \
       "</activePostCount>\n <eventType>fielddetection</eventType><eventState>" state                        \
       "</eventState><eventDescription>fielddetection alarm</eventDescription>\n " REGION                    \
       "<channelName>COUR NORD</channelName>\n"                                                              \
       " <isDataRetransmission>false</isDataRetransmission>\n</EventNotificationAlert>"
#define SIMPLE(event, state, more)                                                                           \
  "<EventNotificationAlert><channelID>2</channelID><dateTime>2022-01-31T13:53:05+01:00</"                    \
  "dateTime><eventType>" event "</eventType><eventState>" state "</eventState>" more                         \
  "</EventNotificationAlert>"

typedef struct
{
  AnlanCamera *camera;
  GString *heard;
  guint pictures;
  gboolean disk_full;
} Fixture;

static gboolean
picture_cb (const void *bytes, gsize length, gpointer data, char **sha256, GError **error)
{
  Fixture *fixture = data;

  if (fixture->disk_full)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DISK_FULL, "full");
      return FALSE;
    }
  *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
  fixture->pictures++;
  return TRUE;
}

/* A line each: source id type state ts zone camera confidence box picture. */
static void
heard_cb (AnlanBatch *batch, gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < batch->detections->len; i++)
    {
      const AnlanDetection *d = &g_array_index (batch->detections, AnlanDetection, i);

      g_assert_cmpstr (d->source, ==, "cam");
      g_assert_cmpint (d->received, ==, NOW);
      g_assert_nonnull (d->raw);
      g_string_append_printf (fixture->heard, "%s %s %s %" G_GINT64_FORMAT " %s %s", d->id, d->type,
                              anlan_detection_state_name (d->state), d->ts, d->zone, d->camera);
      if (!isnan (d->confidence))
        g_string_append_printf (fixture->heard, " %.2f", d->confidence);
      if (!isnan (d->box[0]))
        g_string_append_printf (fixture->heard, " [%.3f %.3f %.3f %.3f]", d->box[0], d->box[1], d->box[2],
                                d->box[3]);
      if (d->picture != NULL)
        g_string_append_printf (fixture->heard, " %.6s", d->picture);
      g_string_append_c (fixture->heard, '\n');
    }
  if (batch->reason != NULL)
    g_string_append_printf (fixture->heard, "(%s)\n", batch->reason);
  anlan_batch_free (batch);
}

static AnlanCamera *
try_camera (Fixture *fixture, AnlanCameraMake make, const char *settings, GError **error)
{
  g_autoptr (GError) bad = NULL;
  g_autoptr (JsonNode) node = anlan_json_parse (settings, -1, 65536, &bad);

  g_assert_no_error (bad);
  return anlan_camera_new (make, "cam", json_node_get_object (node), picture_cb, heard_cb, fixture, error);
}

static void
begin (Fixture *fixture, AnlanCameraMake make, const char *settings)
{
  g_autoptr (GError) error = NULL;

  fixture->heard = g_string_new (NULL);
  fixture->camera = try_camera (fixture, make, settings, &error);
  g_assert_no_error (error);
}

static void
end (Fixture *fixture)
{
  anlan_camera_free (fixture->camera);
  g_string_free (fixture->heard, TRUE);
}

static gboolean
read_text (Fixture *fixture, const char *type, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean done = anlan_camera_read (fixture->camera, type, text, strlen (text), NOW, &error);

  if (!done)
    g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  return done;
}

#define REAL_ID "ac:b9:2f:49:44:75/1/fielddetection/3/2022-01-31T13:53:05+01:00"

static void
test_hikvision (void)
{
  static const struct
  {
    const char *settings;
    const char *text;
    const char *heard;
    gboolean done;
  } cases[] = {
    { "{}", FIELD ("1", "active"),
      REAL_ID " intrusion start 1643633585000 (null) COUR NORD [0.600 0.215 0.136 0.506]\n", TRUE },
    { "{\"zones\":{\"1\":\"Z-04\"},\"cameras\":{\"1\":\"cam-3\"}}", FIELD ("1", "active"),
      REAL_ID " intrusion start 1643633585000 Z-04 cam-3 [0.600 0.215 0.136 0.506]\n", TRUE },
    /* It goes on: the id of its beginning; and its end. An end of nothing is nothing. */
    { "{}", FIELD ("1", "active") FIELD ("2", "active") FIELD ("0", "inactive") FIELD ("0", "inactive"),
      REAL_ID " intrusion start 1643633585000 (null) COUR NORD [0.600 0.215 0.136 0.506]\n" REAL_ID
              " intrusion start 1643633585000 (null) COUR NORD [0.600 0.215 0.136 0.506]\n" REAL_ID
              " intrusion stop 1643633585000 (null) COUR NORD [0.600 0.215 0.136 0.506]\n",
      TRUE },
    /* Other namespaces, prefixes, none; declarations in the middle; "&" as it is. */
    { "{}",
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<h:EventNotificationAlert "
      "xmlns:h=\"http://www.isapi.org/ver20/XMLSchema\">"
      "<h:channelID>1</h:channelID><h:dateTime>2022-01-31T12:53:05Z</h:dateTime><h:eventType>linedetection</"
      "h:eventType>"
      "<h:eventState>active</h:eventState><h:channelName>Tor & Hof "
      "&lt;1&gt;</h:channelName></h:EventNotificationAlert>"
      "<?xml version=\"1.0\"?>" SIMPLE ("pir", "active", ""),
      "/1/linedetection//2022-01-31T12:53:05Z line-crossed start 1643633585000 (null) Tor & Hof <1>\n"
      "/2/pir//2022-01-31T13:53:05+01:00 pir start 1643633585000 (null) 2\n",
      TRUE },
    /* What says only that the device is there. */
    { "{}",
      SIMPLE ("heartBeat", "active", "") SIMPLE ("heartbeat", "active", "")
          SIMPLE ("videoloss", "inactive", ""),
      "", TRUE },
    { "{}", SIMPLE ("videoloss", "active", ""),
      "/2/videoloss//2022-01-31T13:53:05+01:00 camera-lost start 1643633585000 (null) 2\n", TRUE },
    /* Told once more after the network was lost: the beginning has the same id, what went on is passed over. */
    { "{}",
      SIMPLE ("io", "active",
              "<activePostCount>1</activePostCount><isDataRetransmission>true</isDataRetransmission>")
          SIMPLE ("io", "active",
                  "<activePostCount>4</activePostCount><isDataRetransmission>true</isDataRetransmission>"),
      "/2/io//2022-01-31T13:53:05+01:00 input start 1643633585000 (null) 2\n", TRUE },
    /* Rule names, the plant's words before ours, what is not wanted, what nobody knows. */
    { "{}", SIMPLE ("AIOP", "active", "<AIOP><ruleName>东门未穿安全帽</ruleName></AIOP>"),
      "/2/AIOP//2022-01-31T13:53:05+01:00 no-helmet start 1643633585000 (null) 2\n", TRUE },
    { "{\"types\":[{\"event\":\"^pir$\",\"type\":\"\"},{\"rule\":\"东门\",\"type\":\"east-gate\"}]}",
      SIMPLE ("AIOP", "active", "<ruleName>东门未穿安全帽</ruleName>") SIMPLE ("pir", "active", "")
          SIMPLE ("somethingNew", "active", ""),
      "/2/AIOP//2022-01-31T13:53:05+01:00 east-gate start 1643633585000 (null) 2\n"
      "/2/somethingNew//2022-01-31T13:53:05+01:00 somethingNew start 1643633585000 (null) 2\n",
      TRUE },
    { "{\"types\":\"[{\\\"event\\\":\\\"pir\\\",\\\"type\\\":\\\"walker\\\"}]\"}",
      SIMPLE ("pir", "active", ""), "/2/pir//2022-01-31T13:53:05+01:00 walker start 1643633585000 (null) 2\n",
      TRUE },
    /* It counts who wears no helmet. */
    { "{}",
      SIMPLE ("hardHatDetection", "active", "<HardHat><alarmnoHardHatNum>0</alarmnoHardHatNum></HardHat>")
          SIMPLE ("hardHatDetection", "active",
                  "<HardHat><alarmnoHardHatNum>2</alarmnoHardHatNum></HardHat>"),
      "/2/hardHatDetection//2022-01-31T13:53:05+01:00 no-helmet start 1643633585000 (null) 2\n", TRUE },
    /* A device without a clock. */
    { "{}",
      "<EventNotificationAlert><eventType>pir</eventType><dateTime>yesterday</dateTime></"
      "EventNotificationAlert>",
      "//pir//yesterday pir start 1700000000000 (null) (null)\n", TRUE },
    /* What is understood stands. */
    { "{}", SIMPLE ("pir", "active", "") "<EventNotificationAlert><eventType>",
      "/2/pir//2022-01-31T13:53:05+01:00 pir start 1643633585000 (null) 2\n", FALSE },
    { "{}", "<html>404</html>", "", FALSE },
    { "{}", "{\"EventNotificationAlert\":{}}", "", FALSE },
    { "{}", "", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { 0 };

      g_test_message ("case %u", i);
      begin (&fixture, ANLAN_CAMERA_HIKVISION, cases[i].settings);
      g_assert_cmpint (read_text (&fixture, "application/xml", cases[i].text), ==, cases[i].done);
      g_assert_cmpstr (fixture.heard->str, ==, cases[i].heard);
      end (&fixture);
    }
}

#define JPEG "\xFF\xD8\xFF\xE0picture"

/* Posted parts: the event, its picture, one that shows more; and an event whose picture does not come. */
static void
test_pictures (void)
{
  static const char *const body =
      "--MIME_boundary\r\nContent-Disposition: form-data; name=\"anpr.xml\"; filename=\"anpr.xml\"\r\n"
      "Content-Type: application/xml\r\n\r\n" SIMPLE (
          "linedetection", "active",
          "<detectionPicturesNumber>2</detectionPicturesNumber>") //
      "\r\n--MIME_boundary\r\nContent-Disposition: form-data; name=\"p\"; filename=\"p.jpg\"\r\n"
      "Content-Type: image/jpeg\r\n\r\n" JPEG "\r\n--MIME_boundary\r\nContent-Type: image/jpeg\r\n\r\n" JPEG
      "2\r\n--MIME_boundary\r\nContent-Type: application/xml\r\n\r\n" SIMPLE (
          "pir", "active",
          "<detectionPicturesNumber>1</detectionPicturesNumber>") "\r\n--MIME_boundary--\r\n";
  g_autofree char *sha256 =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)JPEG, strlen (JPEG));
  g_autofree char *line = g_strdup_printf ("/2/linedetection//2022-01-31T13:53:05+01:00 line-crossed start "
                                           "1643633585000 (null) 2 %.6s\n",
                                           sha256);
  Fixture fixture = { 0 };

  begin (&fixture, ANLAN_CAMERA_HIKVISION, "{}");
  g_assert_true (read_text (&fixture, "multipart/form-data; boundary=MIME_boundary", body));
  g_assert_true (g_str_has_prefix (fixture.heard->str, line));
  g_assert_nonnull (strstr (fixture.heard->str, " pir start 1643633585000 (null) 2\n"));
  g_assert_cmpuint (fixture.pictures, ==, 2);
  /* Without room for the picture the event stands, and says why it has none. */
  fixture.disk_full = TRUE;
  g_string_truncate (fixture.heard, 0);
  g_assert_true (read_text (&fixture, "multipart/form-data; boundary=MIME_boundary", body));
  g_assert_nonnull (strstr (fixture.heard->str, "line-crossed"));
  g_assert_nonnull (strstr (fixture.heard->str, "(full)"));
  end (&fixture);
}

/* In a stream an event waits for its pictures, and no longer than until the next part. */
static void
test_waits (void)
{
  static const char *const event =
      SIMPLE ("linedetection", "active", "<detectionPicturesNumber>1</detectionPicturesNumber>");
  Fixture fixture = { 0 };

  begin (&fixture, ANLAN_CAMERA_HIKVISION, "{}");
  g_assert_true (anlan_camera_take (fixture.camera, "application/xml", event, strlen (event), NOW, NULL));
  g_assert_cmpstr (fixture.heard->str, ==, "");
  g_assert_true (anlan_camera_take (fixture.camera, "image/jpeg", JPEG, strlen (JPEG), NOW, NULL));
  g_assert_cmpuint (fixture.heard->len, >, 0);
  g_string_truncate (fixture.heard, 0);
  g_assert_true (anlan_camera_take (fixture.camera, "application/xml", event, strlen (event), NOW, NULL));
  anlan_camera_flush (fixture.camera);
  g_assert_nonnull (strstr (fixture.heard->str, "line-crossed"));
  end (&fixture);
}

/* The event of the facts of the field, its data over several lines as devices send it. */
#define CROSS(action)                                                                                        \
  "Code=CrossLineDetection;action=" action                                                                   \
  ";index=0;data={\n   \"Class\" : \"Normal\",\n   \"Direction\" : "                                         \
  "\"RightToLeft\",\n   \"Name\" : \"Rule1\",\n   \"UTC\" : 1620477656,\n   \"UTCMS\" : 180,\n   "           \
  "\"Object\" : {\n"                                                                                         \
  "      \"BoundingBox\" : [ 4816, 4552, 5248, 5272 ],\n      \"ObjectType\" : \"Unknown\",\n      "         \
  "\"Confidence\" : 0\n"                                                                                     \
  "   }\n}\n"

static void
test_dahua (void)
{
  static const struct
  {
    const char *text;
    const char *heard;
    gboolean done;
  } cases[] = {
    { CROSS ("Start") "\r\n" CROSS ("Stop"),
      "/1/CrossLineDetection/Rule1/1620477656180 line-crossed start 1620477656180 (null) 1 [0.588 0.556 "
      "0.053 0.088]\n"
      "/1/CrossLineDetection/Rule1/1620477656180 line-crossed stop 1620477656180 (null) 1 [0.588 0.556 0.053 "
      "0.088]\n",
      TRUE },
    { "Heartbeat\r\n", "", TRUE },
    { "Code=VideoMotion;action=Start;index=3\r\nHeartbeat",
      "/4/VideoMotion//1700000000000 motion start 1700000000000 (null) 4\n", TRUE },
    /* Signs of the format in a text; braces in it. */
    { "Code=CrossRegionDetection;action=Pulse;index=1;data={\"Name\":\"a;b=c } \\\" {\",\"UTC\":1620477656}",
      "/2/CrossRegionDetection/a;b=c } \" {/1620477656000 intrusion pulse 1620477656000 (null) 2\n", TRUE },
    /* 1 is without a helmet, 2 with one. */
    { "Code=WorkClothesDetection;action=Pulse;index=0;data={\"Type\":\"Helmet\",\"Object\":{\"Helmet\":"
      "{\"HasHelmet\":1},\"Confidence\":90}}\n"
      "Code=WorkClothesDetection;action=Pulse;index=0;data={\"Type\":\"Helmet\",\"Helmet\":{\"HasHelmet\":2}"
      "}",
      "/1/WorkClothesDetection//1700000000000 no-helmet pulse 1700000000000 (null) 1 0.90\n", TRUE },
    { "Code=FireDetection;action=Start;index=0;data={}",
      "/1/FireDetection//1700000000000 fire start 1700000000000 (null) 1\n", TRUE },
    /* Data that are cut, or no JSON, make the event no less true. */
    { "Code=SmokeDetection;action=Start;index=0;data={\"Name\":\"x\"",
      "/1/SmokeDetection//1700000000000 smoke start 1700000000000 (null) 1\n", TRUE },
    { "Code=SmokeDetection;action=Start;index=0;data={nothing}\nCode=VideoLoss;action=Start;index=0",
      "/1/SmokeDetection//1700000000000 smoke start 1700000000000 (null) 1\n"
      "/1/VideoLoss//1700000000000 camera-lost start 1700000000000 (null) 1\n",
      TRUE },
    { "Code=SmokeDetection;action=Maybe;index=0", "", FALSE },
    { "Code=;action=Start", "", FALSE },
    { "Error: No Events\r\n", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { 0 };

      g_test_message ("case %u", i);
      begin (&fixture, ANLAN_CAMERA_DAHUA, "{}");
      g_assert_cmpint (read_text (&fixture, "text/plain", cases[i].text), ==, cases[i].done);
      g_assert_cmpstr (fixture.heard->str, ==, cases[i].heard);
      end (&fixture);
    }
}

static void
test_settings (void)
{
  static const char *const bad[] = { "{\"types\":[{\"event\":\"(\",\"type\":\"x\"}]}",
                                     "{\"types\":[{\"event\":\"x\"}]}",
                                     "{\"types\":[1]}",
                                     "{\"types\":\"[\"}",
                                     "{\"types\":{}}",
                                     "{\"zones\":[]}" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (try_camera (NULL, ANLAN_CAMERA_HIKVISION, bad[i], &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/camera/hikvision", test_hikvision);
  g_test_add_func ("/link/camera/pictures", test_pictures);
  g_test_add_func ("/link/camera/waits", test_waits);
  g_test_add_func ("/link/camera/dahua", test_dahua);
  g_test_add_func ("/link/camera/settings", test_settings);
  return g_test_run ();
}
