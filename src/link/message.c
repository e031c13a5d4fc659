/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"

/* The text of WeCom may have 2,048 bytes, which is the least of all channels; title and link need some of them. */
#define DIGEST_BYTES 1500

AnlanMessage *
anlan_message_new (const char *key, const char *title, const char *text, AnlanSeverity severity, gint64 at)
{
  AnlanMessage *message;

  g_return_val_if_fail (key != NULL && title != NULL, NULL);

  message = g_new0 (AnlanMessage, 1);
  message->key = g_strdup (key);
  message->title = g_utf8_make_valid (title, -1);
  message->text = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  message->severity = severity;
  message->at = at;
  return message;
}

AnlanMessage *
anlan_message_copy (const AnlanMessage *message)
{
  AnlanMessage *copy;

  g_return_val_if_fail (message != NULL, NULL);

  copy = g_new (AnlanMessage, 1);
  *copy = *message;
  copy->key = g_strdup (message->key);
  copy->title = g_strdup (message->title);
  copy->text = g_strdup (message->text);
  copy->link = g_strdup (message->link);
  copy->event = g_strdup (message->event);
  return copy;
}

void
anlan_message_free (AnlanMessage *message)
{
  if (message == NULL)
    return;

  g_free (message->key);
  g_free (message->title);
  g_free (message->text);
  g_free (message->link);
  g_free (message->event);
  g_free (message);
}

gboolean
anlan_message_is_urgent (const AnlanMessage *message)
{
  g_return_val_if_fail (message != NULL, FALSE);

  return message->certified || message->danger != ANLAN_DANGER_OTHER;
}

/* --- as it is stored ----------------------------------------------------------------------------------------- */

static void
write_text (AnlanJson *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
write_integer (AnlanJson *json, const char *name, gint64 integer)
{
  if (integer == 0)
    return;
  anlan_json_name (json, name);
  anlan_json_integer (json, integer);
}

char *
anlan_message_to_json (const AnlanMessage *message)
{
  AnlanJson json;

  g_return_val_if_fail (message != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  write_text (&json, "key", message->key);
  write_text (&json, "title", message->title);
  write_text (&json, "text", message->text);
  write_text (&json, "link", message->link);
  write_text (&json, "event", message->event);
  write_integer (&json, "at", message->at);
  write_integer (&json, "severity", message->severity);
  write_integer (&json, "danger", message->danger);
  write_integer (&json, "certified", message->certified);
  write_integer (&json, "test", message->test);
  write_integer (&json, "count", message->count);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

AnlanMessage *
anlan_message_from_json (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  const char *key, *title;
  AnlanMessage *message;
  JsonObject *object;

  g_return_val_if_fail (json != NULL, NULL);

  node = anlan_json_parse (json, -1, G_MAXINT, NULL);
  object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  key = object != NULL ? json_object_get_string_member_with_default (object, "key", NULL) : NULL;
  title = object != NULL ? json_object_get_string_member_with_default (object, "title", NULL) : NULL;
  if (key == NULL || title == NULL)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
                           _ ("A message in the outbox is damaged and cannot be sent."));
      return NULL;
    }
  message = g_new0 (AnlanMessage, 1);
  message->key = g_strdup (key);
  message->title = g_strdup (title);
  message->text = g_strdup (json_object_get_string_member_with_default (object, "text", NULL));
  message->link = g_strdup (json_object_get_string_member_with_default (object, "link", NULL));
  message->event = g_strdup (json_object_get_string_member_with_default (object, "event", NULL));
  message->at = json_object_get_int_member_with_default (object, "at", 0);
  message->severity = (AnlanSeverity)CLAMP (json_object_get_int_member_with_default (object, "severity", 0),
                                            0, ANLAN_N_SEVERITIES - 1);
  message->danger = (AnlanDanger)CLAMP (json_object_get_int_member_with_default (object, "danger", 0), 0,
                                        ANLAN_N_DANGERS - 1);
  message->certified = json_object_get_int_member_with_default (object, "certified", 0) != 0;
  message->test = json_object_get_int_member_with_default (object, "test", 0) != 0;
  message->count = (guint)json_object_get_int_member_with_default (object, "count", 0);
  return message;
}

/* --- many as one --------------------------------------------------------------------------------------------- */

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const AnlanMessage *one = *(AnlanMessage *const *)a, *other = *(AnlanMessage *const *)b;
  int urgent = anlan_message_is_urgent (other) - anlan_message_is_urgent (one);

  if (urgent != 0)
    return urgent;
  if (one->severity != other->severity)
    return (int)other->severity - (int)one->severity;
  return (other->at > one->at) - (other->at < one->at);
}

static char *
list_lines (GPtrArray *sorted, GTimeZone *zone)
{
  GString *text = g_string_new (NULL);
  guint shown;

  for (shown = 0; shown < sorted->len; shown++)
    {
      const AnlanMessage *message = sorted->pdata[shown];
      g_autofree char *time = anlan_local_format (message->at, zone, "%m-%d %R");

      /* The first one always stands there: no title is as long as that. */
      if (shown > 0 && text->len + strlen (time) + strlen (message->title) + 4 > DIGEST_BYTES)
        break;
      g_string_append_printf (text, "%s- %s %s", shown > 0 ? "\n" : "", time, message->title);
    }
  if (shown < sorted->len)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("and %u more; the desk shows all.",
                                        "and %u more; the desk shows all.", sorted->len - shown),
                              sorted->len - shown);
    }
  return g_string_free (text, FALSE);
}

AnlanMessage *
anlan_message_digest (GPtrArray *messages, const char *key, GTimeZone *zone)
{
  g_autoptr (GPtrArray) sorted = NULL;
  g_autofree char *title = NULL, *text = NULL;
  const AnlanMessage *gravest;
  AnlanMessage *digest;
  guint grave = 0;

  g_return_val_if_fail (messages != NULL && messages->len > 0 && key != NULL && zone != NULL, NULL);

  sorted = g_ptr_array_copy (messages, NULL, NULL);
  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_cb);
  gravest = sorted->pdata[0];
  for (guint i = 0; i < sorted->len; i++)
    {
      const AnlanMessage *message = sorted->pdata[i];

      grave += anlan_message_is_urgent (message) || message->severity == ANLAN_SEVERITY_CRITICAL;
    }
  title = grave > 0 ? g_strdup_printf (_ ("%u messages at once, %u of them grave"), sorted->len, grave)
                    : g_strdup_printf (_ ("%u messages at once"), sorted->len);
  text = list_lines (sorted, zone);
  digest = anlan_message_new (key, title, text, gravest->severity, gravest->at);
  digest->danger = gravest->danger;
  digest->certified = gravest->certified;
  digest->count = sorted->len;
  return digest;
}
