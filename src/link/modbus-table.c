/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "link/settings.h"
#include "modbus-private.h"

/* MODBUS over Serial Line V1.02, 2.2: slaves are 1 to 247; over TCP 255 is the device itself, 0 is taken for it by some. */
#define UNIT_ID_MAX 247
#define UNIT_ID_SELF 255

#define CHANNELS_MAX 1000

/* As monitor/batch.h has it. */
#define NAME_MAX_BYTES 200

static const char *const type_names[] = { "u16", "s16", "u32", "s32", "float", "bit" };

/* What else than an alarm a condition means for the value: it is the sensor that speaks of itself. */
static const struct
{
  const char *condition;
  AnlanQuality quality;
} qualities[] = {
  { "fault", ANLAN_QUALITY_BAD },        { "comms-fault", ANLAN_QUALITY_BAD },
  { "broken-wire", ANLAN_QUALITY_BAD },  { "short-circuit", ANLAN_QUALITY_BAD },
  { "masked", ANLAN_QUALITY_UNCERTAIN },
};

static void
condition_clear (gpointer data)
{
  Condition *condition = data;

  g_free (condition->condition);
}

static void
point_free (gpointer data)
{
  Point *point = data;

  g_free (point->series);
  g_free (point->name);
  g_free (point->zone);
  g_free (point->measure);
  condition_clear (&point->broken);
  condition_clear (&point->shorted);
  g_array_unref (point->conditions);
  g_free (point);
}

void
anlan_modbus_device_free (AnlanModbusDevice *device)
{
  if (device == NULL)
    return;

  for (guint i = 0; device->words != NULL && i < device->blocks->len; i++)
    g_free (device->words[i]);
  g_free (device->words);
  g_free (device->known);
  g_free (device->name);
  g_free (device->zone);
  g_strfreev (device->names);
  g_ptr_array_unref (device->points);
  g_array_unref (device->blocks);
  g_free (device);
}

const char *
anlan_modbus_device_get_name (const AnlanModbusDevice *device)
{
  g_return_val_if_fail (device != NULL, NULL);

  return device->name;
}

int
anlan_modbus_device_get_unit_id (const AnlanModbusDevice *device)
{
  g_return_val_if_fail (device != NULL, 0);

  return device->unit_id;
}

const AnlanModbusBlock *
anlan_modbus_device_get_blocks (const AnlanModbusDevice *device, guint *n)
{
  g_return_val_if_fail (device != NULL && n != NULL, NULL);

  *n = device->blocks->len;
  return (const AnlanModbusBlock *)device->blocks->data;
}

/* --- one point ---------------------------------------------------------------------------------------------- */

static gboolean
wrong (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
is_of_bits (guint function)
{
  return function == 1 || function == 2;
}

/* So many registers, or bits, further for the channel at hand. */
static gboolean
read_place (JsonObject *object, guint count, gint64 further, Place *place, GError **error)
{
  gint64 function, address;

  if (!anlan_modbus_whole (object, "function", 1, 4, 3, &function, error) ||
      !anlan_modbus_whole (object, "address", 0, G_MAXUINT16, -1, &address, error))
    return FALSE;
  if (address < 0)
    return wrong (error, _ ("“address” is missing: a whole number from 0 to 65535, also as 0x0102."));
  if (address + further + count > G_MAXUINT16 + 1)
    return wrong (error, _ ("“address” and what follows it must not go beyond 65535."));
  *place = (Place){ .function = (guint8)function, .address = (guint)(address + further), .count = count };
  return TRUE;
}

static gboolean
read_type (JsonObject *object, Point *point, GError **error)
{
  const char *type, *order;

  if (!anlan_settings_text (object, "type", "u16", &type, error) ||
      !anlan_settings_text (object, "order", "ABCD", &order, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (g_str_equal (type_names[i], type))
      {
        point->type = (RegisterType)i;
        point->swap_words = g_str_equal (order, "CDAB") || g_str_equal (order, "DCBA");
        point->swap_bytes = g_str_equal (order, "BADC") || g_str_equal (order, "DCBA");
        if (point->swap_words || point->swap_bytes || g_str_equal (order, "ABCD"))
          return TRUE;
        return wrong (error, _ ("“order” must be ABCD, CDAB, BADC or DCBA."));
      }
  return wrong (error, _ ("“type” must be u16, s16, u32, s32, float or bit."));
}

static gboolean
read_loop (JsonObject *object, Point *point, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *loop;
  gboolean found;

  if (!anlan_settings_object (object, "loop", &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  loop = json_node_get_object (node);
  point->loop = TRUE;
  point->raw[1] = 4095;
  point->current[1] = 20;
  point->range[1] = 100;
  point->broken =
      (Condition){ .condition = g_strdup ("broken-wire"), .quality = ANLAN_QUALITY_BAD, .state = -1 };
  point->shorted =
      (Condition){ .condition = g_strdup ("short-circuit"), .quality = ANLAN_QUALITY_BAD, .state = -1 };
  return anlan_modbus_pair (loop, "raw", point->raw, &found, error) &&
         anlan_modbus_pair (loop, "current", point->current, &found, error) &&
         anlan_modbus_pair (loop, "range", point->range, &found, error);
}

static gboolean
read_value (JsonObject *object, gint64 further, Point *point, GError **error)
{
  const char *measure;
  gboolean found;
  guint count;

  if (!read_type (object, point, error))
    return FALSE;
  count = point->type == REGISTER_U32 || point->type == REGISTER_S32 || point->type == REGISTER_FLOAT ? 2 : 1;
  if (!read_place (object, count, further, &point->value, error))
    return FALSE;
  if (is_of_bits (point->value.function) != (point->type == REGISTER_BIT))
    return wrong (error, _ ("“type” bit belongs to the functions 1 and 2, all others to 3 and 4."));
  point->valid[0] = -INFINITY;
  point->valid[1] = INFINITY;
  if (!anlan_modbus_real (object, "scale", 1, &point->scale, error) ||
      !anlan_modbus_real (object, "offset", 0, &point->offset, error) ||
      !anlan_modbus_pair (object, "valid", point->valid, &found, error) ||
      !anlan_settings_text (object, "measure", NULL, &measure, error))
    return FALSE;
  point->measure = g_strdup (measure);
  return read_loop (object, point, error);
}

static gboolean
read_quality (JsonObject *object, AnlanQuality *quality, GError **error)
{
  const char *text;

  if (!anlan_settings_text (object, "quality", NULL, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (g_str_equal (text, "good"))
    *quality = ANLAN_QUALITY_GOOD;
  else if (g_str_equal (text, "bad"))
    *quality = ANLAN_QUALITY_BAD;
  else if (g_str_equal (text, "uncertain"))
    *quality = ANLAN_QUALITY_UNCERTAIN;
  else
    return wrong (error, _ ("“quality” must be good, bad or uncertain."));
  return TRUE;
}

static gboolean
read_condition (const char *bit, JsonNode *node, guint bits, Point *point, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  Condition condition = { .state = -1 };
  const char *name = NULL;
  guint64 number;

  if (!g_ascii_string_to_unsigned (bit, 10, 0, bits - 1, &number, NULL))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” is no bit: they are numbered from 0 to %u."), bit, bits - 1);
      return FALSE;
    }
  if (object != NULL && !anlan_settings_text (object, "condition", NULL, &name, error))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    name = json_node_get_string (node);
  if (name == NULL || name[0] == '\0' || strlen (name) > 60)
    return wrong (error,
                  _ ("A bit needs the name of its condition, such as “high-alarm”, of 60 bytes at most."));
  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
    if (g_str_equal (qualities[i].condition, name))
      condition.quality = qualities[i].quality;
  if (object != NULL && !read_quality (object, &condition.quality, error))
    return FALSE;
  condition.bit = (guint)number;
  condition.condition = g_strdup (name);
  g_array_append_val (point->conditions, condition);
  return TRUE;
}

static int
compare_conditions (gconstpointer a, gconstpointer b)
{
  guint one = ((const Condition *)a)->bit, other = ((const Condition *)b)->bit;

  return one < other ? -1 : one > other;
}

static gboolean
read_status (JsonObject *object, gint64 further, Point *point, GError **error)
{
  g_autoptr (JsonNode) node = NULL, bits = NULL;
  JsonObjectIter iter;
  JsonNode *condition;
  const char *bit;
  guint last = 0;

  if (!anlan_settings_object (object, "status", &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!read_place (json_node_get_object (node), 1, further, &point->status, error) ||
      !anlan_settings_object (json_node_get_object (node), "bits", &bits, error))
    return FALSE;
  if (bits == NULL)
    return wrong (error, _ ("“status” needs its “bits”: {\"8\": \"low-alarm\"}."));
  json_object_iter_init (&iter, json_node_get_object (bits));
  while (json_object_iter_next (&iter, &bit, &condition))
    {
      if (!read_condition (bit, condition, 16, point, error))
        return FALSE;
      last = MAX (last, g_array_index (point->conditions, Condition, point->conditions->len - 1).bit);
    }
  g_array_sort (point->conditions, compare_conditions);
  if (!is_of_bits (point->status.function))
    return TRUE;
  point->status.count = last + 1;
  return point->status.address + point->status.count <= G_MAXUINT16 + 1 ||
         wrong (error, _ ("“address” and what follows it must not go beyond 65535."));
}

/* --- a line of the table -------------------------------------------------------------------------------------- */

static char *
expand (const char *text, const AnlanModbusDevice *device, guint channel)
{
  g_autoptr (GString) string = g_string_new (text);
  char number[16];

  g_snprintf (number, sizeof number, "%u", channel + 1);
  g_string_replace (string, "{device}", device->name, 0);
  g_string_replace (string, "{channel}", number, 0);
  return g_string_free (g_steal_pointer (&string), FALSE);
}

/* What it is called: by the list of names where it is one of several, else by its own words. */
static gboolean
read_names (AnlanModbusDevice *device, JsonObject *object, guint channel, Point *point, GError **error)
{
  gboolean many = json_object_has_member (object, "step");
  const char *series, *name, *zone;

  if (!anlan_settings_text (object, "series", NULL, &series, error) ||
      !anlan_settings_text (object, "name", series, &name, error) ||
      !anlan_settings_text (object, "zone", device->zone, &zone, error))
    return FALSE;
  if (name == NULL)
    return wrong (error,
                  _ ("It needs “series”, what is measured here, or “name”, who tells its conditions."));
  if (many && device->names != NULL && channel < g_strv_length (device->names))
    {
      point->name = g_strdup (device->names[channel]);
      point->series = series != NULL ? g_strdup (point->name) : NULL;
    }
  else
    {
      point->name = expand (name, device, channel);
      point->series = series != NULL ? expand (series, device, channel) : NULL;
    }
  point->zone = g_strdup (zone);
  return strlen (point->name) <= NAME_MAX_BYTES || wrong (error, _ ("Its name is longer than 200 bytes."));
}

static gboolean
read_channel (AnlanModbusDevice *device, JsonObject *object, guint channel, gint64 step, GError **error)
{
  Point *point = g_new0 (Point, 1);

  g_ptr_array_add (device->points, point);
  point->conditions = g_array_new (FALSE, FALSE, sizeof (Condition));
  g_array_set_clear_func (point->conditions, condition_clear);
  if (device->points->len > ANLAN_MODBUS_MAX_POINTS)
    return wrong (error, _ ("There are more than 4096 points. Divide them among several sources."));
  if (!read_names (device, object, channel, point, error) ||
      (point->series != NULL && !read_value (object, channel * step, point, error)) ||
      !read_status (object, channel * step, point, error))
    return FALSE;
  if (point->series == NULL && point->conditions->len == 0)
    return wrong (error,
                  _ ("It needs “series”, what is measured here, or “status”, which conditions it tells."));
  return TRUE;
}

static gboolean
read_point (AnlanModbusDevice *device, JsonNode *node, GError **error)
{
  JsonObject *object;
  gint64 channels, step;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return wrong (error, _ ("It must be a JSON object, {…}."));
  object = json_node_get_object (node);
  if (!anlan_modbus_whole (object, "channels", 1, CHANNELS_MAX, 1, &channels, error) ||
      !anlan_modbus_whole (object, "step", 1, 1000, 0, &step, error))
    return FALSE;
  if (channels > 1 && step == 0)
    return wrong (error, _ ("With “channels” goes “step”: by how many addresses they are apart."));
  for (guint i = 0; i < channels; i++)
    if (!read_channel (device, object, i, step, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_points (AnlanModbusDevice *device, JsonNode *node, GError **error)
{
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GError) trouble = NULL;

  if (list == NULL || json_array_get_length (list) == 0)
    return wrong (
        error, _ ("The setting “points” must be a list of what is to be read, or “template” must name one."));
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (!read_point (device, json_array_get_element (list, i), &trouble))
      {
        g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("In point %u of the table: %s"), i + 1,
                     trouble->message);
        return FALSE;
      }
  return TRUE;
}

/* --- the table -------------------------------------------------------------------------------------------------- */

/* A list of texts, or a text with commas or line ends between them, as somebody types it. */
static gboolean
read_name_list (AnlanModbusDevice *device, JsonObject *settings, GError **error)
{
  JsonNode *node = json_object_get_member (settings, "names");
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = NULL;
  JsonArray *list;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    words = g_strsplit_set (json_node_get_string (node), ",\n", -1);
  else if (list == NULL)
    return wrong (error, _ ("The setting “names” must be a list of names."));
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (g_strstrip (words[i])[0] != '\0')
      g_ptr_array_add (names, g_strdup (words[i]));
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *element = json_array_get_element (list, i);

      if (json_node_get_value_type (element) != G_TYPE_STRING || json_node_get_string (element)[0] == '\0')
        return wrong (error, _ ("The setting “names” must be a list of names."));
      g_ptr_array_add (names, g_strdup (json_node_get_string (element)));
    }
  if (names->len == 0)
    return TRUE;
  g_ptr_array_add (names, NULL);
  device->names = (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
  return TRUE;
}

static gboolean
read_device (AnlanModbusDevice *device, JsonObject *settings, const char *fallback, GError **error)
{
  gint64 unit_id, gap, most;
  const char *name, *zone;

  if (!anlan_settings_text (settings, "name", fallback, &name, error) ||
      !anlan_settings_text (settings, "zone", NULL, &zone, error) ||
      !anlan_modbus_whole (settings, "unit_id", 0, UNIT_ID_SELF, 1, &unit_id, error) ||
      !anlan_modbus_whole (settings, "gap", 0, ANLAN_MODBUS_MAX_WORDS, 0, &gap, error) ||
      !anlan_modbus_whole (settings, "most", 2, ANLAN_MODBUS_MAX_WORDS, ANLAN_MODBUS_MAX_WORDS, &most, error))
    return FALSE;
  if (unit_id > UNIT_ID_MAX && unit_id != UNIT_ID_SELF)
    return wrong (error, _ ("The setting “unit_id” must be from 0 to 247, or 255."));
  device->name = g_strdup (name);
  device->zone = g_strdup (zone);
  device->unit_id = (int)unit_id;
  device->gap = (guint)gap;
  device->most = (guint)most;
  return read_name_list (device, settings, error);
}

static gboolean
read_table (AnlanModbusDevice *device, JsonObject *settings, GError **error)
{
  g_autoptr (JsonNode) template = NULL, points = NULL;
  const char *id;

  if (!anlan_settings_text (settings, "template", NULL, &id, error))
    return FALSE;
  if (id == NULL)
    return read_points (device, json_object_get_member (settings, "points"), error);
  template = anlan_modbus_template_load (id, error);
  if (template == NULL)
    return FALSE;
  points = anlan_modbus_template_fill (template, settings, error);
  return points != NULL && read_points (device, points, error);
}

AnlanModbusDevice *
anlan_modbus_device_new (JsonObject *settings, const char *name, GError **error)
{
  g_autoptr (AnlanModbusDevice) device = NULL;

  g_return_val_if_fail (settings != NULL && name != NULL, NULL);

  device = g_new0 (AnlanModbusDevice, 1);
  device->points = g_ptr_array_new_with_free_func (point_free);
  device->blocks = g_array_new (FALSE, FALSE, sizeof (AnlanModbusBlock));
  if (!read_device (device, settings, name, error) || !read_table (device, settings, error))
    return NULL;
  anlan_modbus_device_plan (device);
  return g_steal_pointer (&device);
}
