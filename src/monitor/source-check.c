/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/source-check.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

#define DEFINITION_MAX (1024 * 1024)

#define TEXT(name)                                                                                           \
  {                                                                                                          \
    name, ANLAN_MEMBER_TEXT, 0, 0                                                                            \
  }
#define WHOLE(name, min, max)                                                                                \
  {                                                                                                          \
    name, ANLAN_MEMBER_WHOLE, min, max                                                                       \
  }
#define YES(name)                                                                                            \
  {                                                                                                          \
    name, ANLAN_MEMBER_YES, 0, 0                                                                             \
  }
#define OBJECT(name)                                                                                         \
  {                                                                                                          \
    name, ANLAN_MEMBER_OBJECT, 0, 0                                                                          \
  }
#define LIST(name)                                                                                           \
  {                                                                                                          \
    name, ANLAN_MEMBER_LIST, 0, 0                                                                            \
  }

/* What a web address is read with. */
#define FETCH                                                                                                \
  TEXT ("url"), TEXT ("user"), TEXT ("password"), TEXT ("token"), TEXT ("signin"), OBJECT ("headers"),       \
      WHOLE ("timeout", 1, 600), WHOLE ("interval", 1, 86400), WHOLE ("pages", 1, 1000)

/* What a camera's events and pictures are told with. */
#define CAMERA                                                                                               \
  LIST ("types"), OBJECT ("zones"), OBJECT ("cameras"), WHOLE ("snapshot_channel", 1, 512),                  \
      WHOLE ("snapshot_timeout", 1, 60)

/* What the source's record says in fields of its own, and what a camera's recorder is asked by. */
#define COMMON TEXT ("name"), TEXT ("zone"), TEXT ("recorder")

/* The bounds are those of the types in link/; a test holds them to each other. */
static const AnlanMember push[] = { COMMON, OBJECT ("profile"), { NULL } };
static const AnlanMember posting_camera[] = { COMMON, CAMERA, OBJECT ("profile"), { NULL } };
static const AnlanMember camera[] = {
  COMMON, CAMERA, TEXT ("url"), TEXT ("user"), TEXT ("password"), WHOLE ("silence", 5, 600), { NULL }
};
static const AnlanMember served[] = { COMMON, { NULL } };
static const AnlanMember folder[] = {
  COMMON, TEXT ("folder"), WHOLE ("interval", 1, 3600), OBJECT ("profile"), { NULL }
};
static const AnlanMember hj212[] = { COMMON,
                                     TEXT ("address"),
                                     WHOLE ("port", 0, 65535),
                                     TEXT ("stations"),
                                     TEXT ("password"),
                                     WHOLE ("timeout", 1, 86400),
                                     YES ("lenient"),
                                     { NULL } };
static const AnlanMember polled[] = {
  COMMON, FETCH, TEXT ("next"), TEXT ("end"), OBJECT ("profile"), { NULL }
};
static const AnlanMember things[] = { COMMON, FETCH, TEXT ("prefix"), WHOLE ("history", 1, 8784), { NULL } };
static const AnlanMember mqtt[] = { COMMON,           TEXT ("host"),      WHOLE ("port", 1, 65535),
                                    TEXT ("user"),    TEXT ("password"),  TEXT ("client_id"),
                                    TEXT ("ca"),      YES ("tls"),        YES ("passing"),
                                    OBJECT ("table"), LIST ("topics"),    TEXT ("topic"),
                                    TEXT ("format"),  TEXT ("address"),   OBJECT ("types"),
                                    TEXT ("series"),  TEXT ("measure"),   TEXT ("up"),
                                    TEXT ("down"),    OBJECT ("profile"), { NULL } };
static const AnlanMember modbus[] = { COMMON,
                                      TEXT ("host"),
                                      TEXT ("serial"),
                                      TEXT ("parity"),
                                      TEXT ("template"),
                                      WHOLE ("port", 1, 65535),
                                      WHOLE ("baud", 300, 1000000),
                                      WHOLE ("data_bits", 7, 8),
                                      WHOLE ("stop_bits", 1, 2),
                                      WHOLE ("timeout_ms", 50, 60000),
                                      WHOLE ("poll_ms", 20, 24 * 60 * 60 * 1000),
                                      WHOLE ("unit_id", 0, 255),
                                      OBJECT ("table"),
                                      { NULL } };

static const struct
{
  const char *type;
  const AnlanMember *members;
  gboolean open; /* what its templates ask for has names of its own */
} types[] = {
  { "push", push, FALSE },
  { "hikvision-push", posting_camera, FALSE },
  { "hikvision", camera, FALSE },
  { "dahua", camera, FALSE },
  { "folder", folder, FALSE },
  { "hj212", hj212, FALSE },
  { "poll", polled, FALSE },
  { "sensorthings", things, FALSE },
  { "mqtt", mqtt, FALSE },
  { "modbus", modbus, TRUE },
  { "sensorthings-server", served, FALSE },
};

const AnlanMember *
anlan_source_members (const char *type)
{
  g_return_val_if_fail (type != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].type, type) == 0)
      return types[i].members;
  return NULL;
}

static gboolean
is_open (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].type, type) == 0)
      return types[i].open;
  return TRUE;
}

/* --- judging --------------------------------------------------------------------------------------------------------- */

static gboolean
wrong (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
wrong (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, text);
  return FALSE;
}

static gboolean
whole_of (JsonNode *node, gint64 *whole)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  const char *text = type == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  double real;

  if (text != NULL && g_ascii_strncasecmp (text, "0x", 2) == 0)
    {
      guint64 number;
      gboolean read = g_ascii_string_to_unsigned (text + 2, 16, 0, G_MAXINT64, &number, NULL);

      *whole = read ? (gint64)number : 0;
      return read;
    }
  if (text != NULL)
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, whole, NULL);
  if (type == G_TYPE_INT64)
    {
      *whole = json_node_get_int (node);
      return TRUE;
    }
  if (type != G_TYPE_DOUBLE)
    return FALSE;
  real = json_node_get_double (node);
  if (!(fabs (real) < 9e15))
    return FALSE;
  *whole = (gint64)real;
  return real == (double)*whole;
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_yes (JsonNode *node)
{
  static const char *const words[] = { "yes", "no", "true", "false", "1", "0", NULL };
  gint64 whole;

  if (is_text (node))
    return g_strv_contains (words, json_node_get_string (node));
  return (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN) ||
         (whole_of (node, &whole) && (whole == 0 || whole == 1));
}

static gboolean
check_whole (const AnlanMember *member, JsonNode *node, GError **error)
{
  g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, member->min);
  g_autofree char *most = g_strdup_printf ("%" G_GINT64_FORMAT, member->max);
  gint64 whole;

  return (whole_of (node, &whole) && whole >= member->min && whole <= member->max) ||
         wrong (error, _ ("The setting “%s” must be a whole number from %s to %s."), member->name, least,
                most);
}

static gboolean
check_member (const AnlanMember *member, JsonNode *node, GError **error)
{
  switch (member->form)
    {
    case ANLAN_MEMBER_TEXT:
      return is_text (node) || wrong (error, _ ("The setting “%s” must be a text."), member->name);
    case ANLAN_MEMBER_WHOLE:
      return check_whole (member, node, error);
    case ANLAN_MEMBER_YES:
      return is_yes (node) || wrong (error, _ ("The setting “%s” must be true or false."), member->name);
    case ANLAN_MEMBER_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node) || is_text (node) ||
             wrong (error, _ ("The setting “%s” must be a JSON object."), member->name);
    case ANLAN_MEMBER_LIST:
    default:
      return JSON_NODE_HOLDS_ARRAY (node) || is_text (node) ||
             wrong (error, _ ("The setting “%s” must be a list."), member->name);
    }
}

static gboolean
is_set (JsonNode *node)
{
  return !JSON_NODE_HOLDS_NULL (node) && !(is_text (node) && json_node_get_string (node)[0] == '\0');
}

static const AnlanMember *
find_member (const AnlanMember *members, const char *name)
{
  for (; members->name != NULL; members++)
    if (strcmp (members->name, name) == 0)
      return members;
  return NULL;
}

/* "folder, interval, profile": what there is besides the fields of the record. */
static char *
list_members (const AnlanMember *members)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (; members->name != NULL; members++)
    if (strcmp (members->name, "name") != 0 && strcmp (members->name, "zone") != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", members->name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
check_object (const char *type, JsonObject *object, GError **error)
{
  const AnlanMember *members = anlan_source_members (type);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const AnlanMember *member = find_member (members, name);

      if (member == NULL && !is_open (type))
        {
          g_autofree char *known = list_members (members);

          return wrong (error, _ ("A source of this kind has no setting “%s”. It has: %s."), name, known);
        }
      if (member != NULL && is_set (node) && !check_member (member, node, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_source_definition_check (const char *type, const char *definition, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (type != NULL, FALSE);

  if (definition == NULL || definition[0] == '\0' || anlan_source_members (type) == NULL)
    return TRUE;
  node = anlan_json_parse (definition, -1, DEFINITION_MAX, error);
  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return wrong (error, _ ("The definition must be a JSON object, such as {\"interval\": 5}."));
  return check_object (type, json_node_get_object (node), error);
}
