/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "source-types.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* --- settings: the names and bounds are those that the types in link/ read --------------------------------------------- */

static const char *const parities[] = { "none", N_ ("None (8N1)"), "even", N_ ("Even (8E1)"),
                                        "odd",  N_ ("Odd (8O1)"),  NULL };
static const char *const functions[] = { "4", N_ ("Input registers (function 4)"), "3",
                                         N_ ("Holding registers (function 3)"), NULL };
static const char *const contacts[] = { "2", N_ ("Discrete inputs (function 2)"), "1",
                                        N_ ("Coils (function 1)"), NULL };
static const char *const orders[] = { "ABCD", "ABCD", "CDAB", "CDAB", "BADC", "BADC", "DCBA", "DCBA", NULL };
static const char *const formats[] = { "anlan",   N_ ("Anlan's own JSON"),
                                       "value",   N_ ("A number for each topic"),
                                       "frigate", N_ ("Frigate: what cameras have seen"),
                                       "hass",    N_ ("Home Assistant: devices that announce themselves"),
                                       "status",  N_ ("“online” and “offline”"),
                                       NULL };

#define MODBUS_ADDRESS                                                                                       \
  { "address", ANLAN_SETTING_TEXT, N_ ("Network address or serial port"),                                    \
    N_ ("192.168.1.20, with another port than 502: 192.168.1.20:1502; a serial line: /dev/ttyUSB0"),         \
    .required = TRUE },                                                                                      \
      { "baud",     ANLAN_SETTING_INTEGER, N_ ("Baud rate"), NULL, "9600",                                   \
        .min = 300, .max = 921600,         .serial = TRUE },                                                 \
      { "parity", ANLAN_SETTING_CHOICE, N_ ("Parity"), .choices = parities, .serial = TRUE },                \
  {                                                                                                          \
    "unit_id", ANLAN_SETTING_INTEGER, N_ ("Device number on the line"), NULL, "1", .min = 0, .max = 255      \
  }

#define POLL                                                                                                 \
  {                                                                                                          \
    "poll_ms", ANLAN_SETTING_INTEGER, N_ ("Read every (ms)"), NULL, "1000", .min = 20, .max = 86400000       \
  }

#define CHANNELS(number)                                                                                     \
  {                                                                                                          \
    "channels", ANLAN_SETTING_INTEGER, N_ ("Number of channels"), NULL, number, .min = 1, .max = 4096        \
  }

static const AnlanSourceSetting nothing[] = { { NULL } };

static const AnlanSourceSetting ax100[] = {
  MODBUS_ADDRESS,
  CHANNELS ("8"),
  { "measure", ANLAN_SETTING_TEXT, N_ ("Unit of the values"),
    N_ ("As the detectors are set: %LEL, ppm, mg/m³, %VOL"), "%LEL" },
  POLL,
  { NULL },
};

static const AnlanSourceSetting loop[] = {
  MODBUS_ADDRESS,
  CHANNELS ("8"),
  { "function", ANLAN_SETTING_CHOICE, N_ ("Registers"), .choices = functions },
  { "start", ANLAN_SETTING_INTEGER, N_ ("Address of the first register"),
    N_ ("As it stands in the request, from 0"), "0", .min = 0, .max = 65535 },
  { "raw/0", ANLAN_SETTING_INTEGER, N_ ("Lowest number of the board"), NULL, "0", .min = -65536,
    .max = 65535 },
  { "raw/1", ANLAN_SETTING_INTEGER, N_ ("Highest number of the board"), NULL, "4095", .min = -65536,
    .max = 65535 },
  { "current/0", ANLAN_SETTING_NUMBER, N_ ("… which is a current of (mA)"), NULL, "0", .min = 0, .max = 24 },
  { "current/1", ANLAN_SETTING_NUMBER, N_ ("… and of (mA)"), NULL, "20", .min = 0, .max = 24 },
  { "range/0", ANLAN_SETTING_NUMBER, N_ ("Value at 4 mA"), NULL, "0", .min = -1e6, .max = 1e6 },
  { "range/1", ANLAN_SETTING_NUMBER, N_ ("Value at 20 mA"), NULL, "100", .min = -1e6, .max = 1e6 },
  { "measure", ANLAN_SETTING_TEXT, N_ ("Unit of the values"), NULL, "%LEL" },
  POLL,
  { NULL },
};

static const AnlanSourceSetting floats[] = {
  MODBUS_ADDRESS,
  CHANNELS ("1"),
  { "function", ANLAN_SETTING_CHOICE, N_ ("Registers"), .choices = functions },
  { "start", ANLAN_SETTING_INTEGER, N_ ("Address of the first register"),
    N_ ("As it stands in the request, from 0"), "0", .min = 0, .max = 65535 },
  { "order", ANLAN_SETTING_CHOICE, N_ ("Order of the bytes"),
    N_ ("Where values make no sense, try the others"), .choices = orders },
  { "scale", ANLAN_SETTING_NUMBER, N_ ("Times"), NULL, "1", .min = -1e9, .max = 1e9 },
  { "measure", ANLAN_SETTING_TEXT, N_ ("Unit of the values"), N_ ("°C, mm/s, MPa …") },
  POLL,
  { NULL },
};

static const AnlanSourceSetting inputs[] = {
  MODBUS_ADDRESS,
  CHANNELS ("8"),
  { "function", ANLAN_SETTING_CHOICE, N_ ("Inputs"), .choices = contacts },
  { "start", ANLAN_SETTING_INTEGER, N_ ("Address of the first one"),
    N_ ("As it stands in the request, from 0"), "0", .min = 0, .max = 65535 },
  { "condition", ANLAN_SETTING_TEXT, N_ ("What a closed contact means"),
    N_ ("A word that rules know: high-alarm, fire, smoke, push-button"), "contact" },
  POLL,
  { NULL },
};

static const AnlanSourceSetting mqtt[] = {
  { "address", ANLAN_SETTING_TEXT, N_ ("Address of the broker"),
    N_ ("192.168.1.10, or with its port: 192.168.1.10:1883"), .required = TRUE },
  { "tls", ANLAN_SETTING_YESNO, N_ ("Encrypted (TLS)") },
  { "user", ANLAN_SETTING_TEXT, N_ ("User") },
  { "password", ANLAN_SETTING_SECRET, N_ ("Password") },
  { "format", ANLAN_SETTING_CHOICE, N_ ("What is published there"), .choices = formats },
  { "topic", ANLAN_SETTING_TEXT, N_ ("Topic"),
    N_ ("Such as plant/+/gas; of Frigate and Home Assistant its prefix, if "
        "it is not the usual one") },
  { "measure", ANLAN_SETTING_TEXT, N_ ("Unit of the numbers"), N_ ("Where a message is a number alone") },
  { NULL },
};

static const AnlanSourceSetting poll[] = {
  { "address", ANLAN_SETTING_TEXT, N_ ("Address"), N_ ("http://192.168.1.30/api/values"), .required = TRUE },
  { "interval", ANLAN_SETTING_INTEGER, N_ ("Ask every (s)"), NULL, "60", .min = 1, .max = 86400 },
  { "user", ANLAN_SETTING_TEXT, N_ ("User"), N_ ("Where it wants a sign-in") },
  { "password", ANLAN_SETTING_SECRET, N_ ("Password") },
  { "token", ANLAN_SETTING_SECRET, N_ ("Token"), N_ ("Where it wants “Authorization: Bearer …”") },
  { NULL },
};

static const AnlanSourceSetting things[] = {
  { "address", ANLAN_SETTING_TEXT, N_ ("Address"),
    N_ ("With its version: http://192.168.1.30/FROST-Server/v1.1"), .required = TRUE },
  { "interval", ANLAN_SETTING_INTEGER, N_ ("Ask every (s)"), NULL, "60", .min = 1, .max = 86400 },
  { "history", ANLAN_SETTING_INTEGER, N_ ("Hours that are asked for at first"), NULL, "24", .min = 1,
    .max = 8784 },
  { "user", ANLAN_SETTING_TEXT, N_ ("User"), N_ ("Where it wants a sign-in") },
  { "password", ANLAN_SETTING_SECRET, N_ ("Password") },
  { NULL },
};

static const AnlanSourceSetting folder[] = {
  { "address", ANLAN_SETTING_FOLDER, N_ ("Folder"),
    N_ ("Files that were read go to the folder “done” in it, others to “bad”"), .required = TRUE },
  { "interval", ANLAN_SETTING_INTEGER, N_ ("Look every (s)"), NULL, "5", .min = 1, .max = 3600 },
  { NULL },
};

static const AnlanSourceSetting camera[] = {
  { "address", ANLAN_SETTING_TEXT, N_ ("Address of the camera or recorder"), N_ ("http://192.168.1.64"),
    .required = TRUE },
  { "user", ANLAN_SETTING_TEXT, N_ ("User"), N_ ("One of its own that may only watch"), .required = TRUE },
  { "password", ANLAN_SETTING_SECRET, N_ ("Password"), .required = TRUE },
  { "recorder", ANLAN_SETTING_TEXT, N_ ("Address of its recordings"),
    N_ ("{start} and {end} become the quarter of an hour before and after an alarm; empty: none") },
  { "silence", ANLAN_SETTING_INTEGER, N_ ("Taken for lost without a sign of life for (s)"), NULL, "60",
    .min = 5, .max = 600 },
  { NULL },
};

static const AnlanSourceSetting hj212[] = {
  { "address", ANLAN_SETTING_TEXT, N_ ("Address and port that it calls"),
    N_ ("Of this computer: 0.0.0.0:9212 for all networks"), "0.0.0.0:9212", .required = TRUE },
  { "stations", ANLAN_SETTING_TEXT, N_ ("Device numbers (MN) that may send"),
    N_ ("With commas between them; empty: all") },
  { "password", ANLAN_SETTING_SECRET, N_ ("Password (PW)"), N_ ("Empty: any") },
  { "timeout", ANLAN_SETTING_INTEGER, N_ ("Close after so long without a word (s)"), NULL, "3600", .min = 1,
    .max = 86400 },
  { "lenient", ANLAN_SETTING_YESNO, N_ ("Take messages with a wrong checksum"),
    N_ ("Their values are marked as uncertain") },
  { NULL },
};

static const AnlanSourceType types[] = {
  { "box", "push", "network-transmit-symbolic", N_ ("A box or program that posts JSON"),
    N_ ("Gateway, Node-RED, a script: it sends to an address of this computer"), NULL, nothing,
    ANLAN_MAPPING_OFFERED, .posted = TRUE },
  { "camera-push", "hikvision-push", "anlan-camera-symbolic", N_ ("A camera that pushes its alarms"),
    N_ ("Hikvision: “alarm host” or “HTTP listening” in its settings"), NULL, nothing, .posted = TRUE },
  { "hikvision", "hikvision", "anlan-camera-symbolic", N_ ("A Hikvision camera or recorder"),
    N_ ("Its stream of events is listened to"), NULL, camera, .tried = TRUE },
  { "dahua", "dahua", "anlan-camera-symbolic", N_ ("A Dahua camera or recorder"),
    N_ ("Its stream of events is listened to"), NULL, camera, .tried = TRUE },
  { "ax100", "modbus", "network-wired-symbolic", N_ ("A gas alarm controller AX100 (Modbus)"),
    N_ ("Values, first and second alarm, faults of each detector"), "{\"template\": \"ax100\"}", ax100,
    .tried = TRUE },
  { "loop", "modbus", "network-wired-symbolic", N_ ("A 4-20 mA board (Modbus)"),
    N_ ("Broken wires and short circuits are seen"), "{\"template\": \"adc-4-20\"}", loop, .tried = TRUE },
  { "float", "modbus", "network-wired-symbolic", N_ ("A transmitter with floating-point values (Modbus)"),
    N_ ("Temperature, vibration, pressure, flow"), "{\"template\": \"float\"}", floats, .tried = TRUE },
  { "contacts", "modbus", "network-wired-symbolic", N_ ("Contacts: alarm relays, push buttons (Modbus)"),
    N_ ("Open or closed, nothing between"), "{\"template\": \"contacts\"}", inputs, .tried = TRUE },
  { "mqtt", "mqtt", "network-server-symbolic", N_ ("An MQTT broker"),
    N_ ("Frigate, Home Assistant, gateways that publish"), NULL, mqtt, .tried = TRUE },
  { "web", "poll", "network-server-symbolic", N_ ("A web address with JSON or CSV"),
    N_ ("It is asked on a schedule"), NULL, poll, ANLAN_MAPPING_OFFERED, .tried = TRUE },
  { "things", "sensorthings", "network-server-symbolic", N_ ("A service of the OGC SensorThings API"),
    N_ ("Its datastreams are read on a schedule"), NULL, things, .tried = TRUE },
  { "folder", "folder", "folder-symbolic", N_ ("A folder of CSV or JSON files"),
    N_ ("Other programs put them there"), NULL, folder, ANLAN_MAPPING_OFFERED },
  { "hj212", "hj212", "network-receive-symbolic", N_ ("A data logger of HJ 212"),
    N_ ("Emissions monitoring: it calls this computer"), NULL, hj212 },
};

const AnlanSourceType *
anlan_source_types_list (guint *n)
{
  g_return_val_if_fail (n != NULL, NULL);

  *n = G_N_ELEMENTS (types);
  return types;
}

/* --- setting --------------------------------------------------------------------------------------------------------------- */

static gboolean
is_number (const char *text, double *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

static JsonNode *
node_of (const AnlanSourceSetting *setting, const char *text, GError **error)
{
  JsonNode *node = json_node_alloc ();
  gint64 integer = 0;
  double real = 0;
  gboolean whole = setting->type == ANLAN_SETTING_INTEGER, fits;

  switch (setting->type)
    {
    case ANLAN_SETTING_INTEGER:
    case ANLAN_SETTING_NUMBER:
      fits = whole ? anlan_text_to_integer (text, &integer) : is_number (text, &real);
      if (whole)
        real = (double)integer;
      if (!fits || real < setting->min || real > setting->max)
        {
          json_node_unref (node);
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       whole ? _ ("“%s” must be a whole number from %g to %g.")
                             : _ ("“%s” must be a number from %g to %g."),
                       _ (setting->title), setting->min, setting->max);
          return NULL;
        }
      return whole ? json_node_init_int (node, integer) : json_node_init_double (node, real);
    case ANLAN_SETTING_YESNO:
      return json_node_init_boolean (node, strcmp (text, "1") == 0);
    case ANLAN_SETTING_CHOICE:
      /* Functions of Modbus are numbers. */
      return anlan_text_to_integer (text, &integer) ? json_node_init_int (node, integer)
                                                    : json_node_init_string (node, text);
    case ANLAN_SETTING_TEXT:
    case ANLAN_SETTING_SECRET:
    case ANLAN_SETTING_FOLDER:
    default:
      return json_node_init_string (node, text);
    }
}

/* "range/1": item 1 of the list; items are set in their order. */
static void
put (JsonObject *settings, const char *name, JsonNode *node)
{
  const char *slash = strchr (name, '/');
  g_autofree char *list = slash != NULL ? g_strndup (name, (gsize)(slash - name)) : NULL;

  if (slash == NULL)
    {
      /* The record's field "address" is another one than a template's first register. */
      json_object_set_member (settings, strcmp (name, "start") == 0 ? "address" : name, node);
      return;
    }
  if (!json_object_has_member (settings, list))
    json_object_set_array_member (settings, list, json_array_new ());
  json_array_add_element (json_object_get_array_member (settings, list), node);
}

gboolean
anlan_source_settings_set (JsonObject *settings,
                           const AnlanSourceSetting *setting,
                           const char *text,
                           GError **error)
{
  g_autofree char *tidy = NULL;
  JsonNode *node;

  g_return_val_if_fail (settings != NULL && setting != NULL && text != NULL, FALSE);

  tidy = setting->type == ANLAN_SETTING_SECRET ? g_strdup (text) : g_strstrip (g_strdup (text));
  if (tidy[0] == '\0')
    {
      if (setting->required)
        g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is missing. Fill it in."),
                     _ (setting->title));
      return !setting->required;
    }
  node = node_of (setting, tidy, error);
  if (node == NULL)
    return FALSE;
  put (settings, setting->name, node);
  return TRUE;
}
