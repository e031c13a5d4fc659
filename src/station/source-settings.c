/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/source-settings.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

#define DEFINITION_MAX (1024 * 1024)

/* What the types in link/ call the record's address; with others it is "address". */
static const struct
{
  const char *type;
  const char *setting;
  const char *path; /* where the address is a path; NULL: the same */
} addresses[] = {
  { "dahua", "url", NULL },        { "folder", "folder", NULL }, { "hikvision", "url", NULL },
  { "modbus", "host", "serial" },  { "mqtt", "host", NULL },     { "poll", "url", NULL },
  { "sensorthings", "url", NULL },
};

static JsonObject *
read_definition (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL || text[0] == '\0')
    return json_object_new ();
  node = anlan_json_parse (text, -1, DEFINITION_MAX, error);
  if (node == NULL)
    {
      g_prefix_error (error, _ ("The definition is no JSON. "));
      return NULL;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_dup_object (node);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("The definition must be a JSON object, such as {\"interval\": 5}."));
  return NULL;
}

static void
set_text (JsonObject *settings, const char *name, const char *text)
{
  if (text != NULL && text[0] != '\0')
    json_object_set_string_member (settings, name, text);
}

static const char *
address_setting (const char *type, const char *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (strcmp (addresses[i].type, type) == 0)
      return addresses[i].path != NULL && address != NULL && address[0] == '/' ? addresses[i].path
                                                                               : addresses[i].setting;
  return "address";
}

JsonObject *
anlan_source_settings (const char *type,
                       const char *name,
                       const char *zone,
                       const char *address,
                       const char *definition,
                       GError **error)
{
  JsonObject *settings;

  g_return_val_if_fail (type != NULL, NULL);

  settings = read_definition (definition, error);
  if (settings == NULL)
    return NULL;
  set_text (settings, "name", name);
  set_text (settings, "zone", zone);
  set_text (settings, address_setting (type, address), address);
  return settings;
}
