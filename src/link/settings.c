/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/settings.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#define OBJECT_MAX_BYTES (256 * 1024)

/* NULL where it was not set. */
static JsonNode *
find (JsonObject *settings, const char *name)
{
  JsonNode *node = json_object_get_member (settings, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING && json_node_get_string (node)[0] == '\0')
    return NULL;
  return node;
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

gboolean
anlan_settings_text (
    JsonObject *settings, const char *name, const char *fallback, const char **text, GError **error)
{
  JsonNode *node;

  g_return_val_if_fail (settings != NULL && name != NULL && text != NULL, FALSE);

  node = find (settings, name);
  *text = fallback;
  if (node == NULL)
    return TRUE;
  if (!is_text (node))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The setting “%s” must be a text."), name);
      return FALSE;
    }
  *text = json_node_get_string (node);
  return TRUE;
}

gboolean
anlan_settings_need (JsonObject *settings, const char *name, const char **text, GError **error)
{
  if (!anlan_settings_text (settings, name, NULL, text, error))
    return FALSE;
  if (*text == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The setting “%s” is missing. Fill it in."), name);
  return *text != NULL;
}

static gboolean
integer_of (JsonNode *node, gint64 *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double real;

  if (type == G_TYPE_STRING)
    return anlan_text_to_integer (json_node_get_string (node), value);
  if (type == G_TYPE_INT64)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  if (type != G_TYPE_DOUBLE)
    return FALSE;
  real = json_node_get_double (node);
  if (!(real >= -9e15 && real <= 9e15))
    return FALSE;
  *value = (gint64)real;
  return (double)*value == real;
}

gboolean
anlan_settings_integer (JsonObject *settings,
                        const char *name,
                        gint64 min,
                        gint64 max,
                        gint64 fallback,
                        gint64 *value,
                        GError **error)
{
  JsonNode *node;
  gint64 found;

  g_return_val_if_fail (settings != NULL && name != NULL && value != NULL, FALSE);

  node = find (settings, name);
  *value = fallback;
  if (node == NULL)
    return TRUE;
  if (!integer_of (node, &found) || found < min || found > max)
    {
      g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, min);
      g_autofree char *most = g_strdup_printf ("%" G_GINT64_FORMAT, max);

      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The setting “%s” must be a whole number from %s to %s."), name, least, most);
      return FALSE;
    }
  *value = found;
  return TRUE;
}

gboolean
anlan_settings_boolean (
    JsonObject *settings, const char *name, gboolean fallback, gboolean *value, GError **error)
{
  const char *text;
  JsonNode *node;
  gint64 number;

  g_return_val_if_fail (settings != NULL && name != NULL && value != NULL, FALSE);

  node = find (settings, name);
  *value = fallback;
  if (node == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    {
      *value = json_node_get_boolean (node);
      return TRUE;
    }
  text = is_text (node) ? json_node_get_string (node) : "";
  if (g_str_equal (text, "yes") || g_str_equal (text, "true"))
    *value = TRUE;
  else if (g_str_equal (text, "no") || g_str_equal (text, "false"))
    *value = FALSE;
  else if (integer_of (node, &number) && (number == 0 || number == 1))
    *value = number == 1;
  else
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The setting “%s” must be yes or no."), name);
      return FALSE;
    }
  return TRUE;
}

gboolean
anlan_settings_object (JsonObject *settings, const char *name, JsonNode **node, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (JsonNode) parsed = NULL;
  JsonNode *found;

  g_return_val_if_fail (settings != NULL && name != NULL && node != NULL, FALSE);

  *node = NULL;
  found = find (settings, name);
  if (found == NULL)
    return TRUE;
  if (is_text (found))
    {
      parsed = anlan_json_parse (json_node_get_string (found), -1, OBJECT_MAX_BYTES, &wrong);
      if (parsed == NULL)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The setting “%s” must be JSON. %s"), name,
                       wrong->message);
          return FALSE;
        }
      found = parsed;
    }
  if (!JSON_NODE_HOLDS_OBJECT (found))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The setting “%s” must be a JSON object, {…}."),
                   name);
      return FALSE;
    }
  *node = json_node_ref (found);
  return TRUE;
}

gboolean
anlan_settings_host (JsonObject *settings, guint16 fallback, char **host, guint16 *port, GError **error)
{
  g_autoptr (GSocketConnectable) address = NULL;
  const char *text;
  gint64 number;

  g_return_val_if_fail (settings != NULL && host != NULL && port != NULL, FALSE);

  if (!anlan_settings_need (settings, "host", &text, error) ||
      !anlan_settings_integer (settings, "port", 1, G_MAXUINT16, fallback, &number, error))
    return FALSE;
  address = g_network_address_parse (text, (guint16)number, NULL);
  if (address == NULL || g_network_address_get_port (G_NETWORK_ADDRESS (address)) == 0)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("“%s” is no address. Write a name or a number, with its port behind a colon where it is not the "
             "usual one: 192.168.1.20:502."),
          text);
      return FALSE;
    }
  *host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));
  *port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  return TRUE;
}
