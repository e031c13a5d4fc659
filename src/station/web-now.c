/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <string.h>

#include "base/json.h"
#include "model/query.h"

/* /now: what people of a place are told while something is running, asked for every few seconds by each page that is open. */

#define MOST 10

/* The zone of "KIND/ID", or NULL. */
static char *
find_zone (WebCall *call, const char *place)
{
  g_auto (GStrv) parts = g_strsplit (place != NULL ? place : "", "/", 3);
  g_autoptr (AnlanKind) kind =
      g_strv_length (parts) == 2 ? anlan_plant_get_kind (call->plant, parts[0]) : NULL;
  g_autoptr (AnlanRecord) record = NULL;

  if (kind == NULL || !anlan_poster_fits (kind->id))
    return NULL;
  if (strcmp (kind->id, "zone") == 0)
    return g_strdup (parts[1]);
  record = anlan_plant_load (call->plant, kind->id, parts[1], NULL);
  return record != NULL ? g_strdup (anlan_record_get_text (record, "zone")) : NULL;
}

/* In the reader's language, else in the one there is. */
static const char *
get_words (const WebCall *call, const AnlanRecord *notice)
{
  g_autofree char *language = g_strndup (call->language, strcspn (call->language, "_"));
  g_autofree char *own = g_strconcat ("x_text_", language, NULL),
                  *usual = g_strconcat ("text_", language, NULL);
  const char *const fields[] = { own, usual, "text_en", "text_zh" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = anlan_record_get_text (notice, fields[i]);

      if (text != NULL)
        return text;
    }
  return NULL;
}

static void
append_line (GString *text, const char *line)
{
  if (line == NULL || line[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
append_notices (WebCall *call, GString *text, const char *zone)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("instruction");
  g_autoptr (GPtrArray) notices = NULL;

  query->where = g_strdup ("stage = 'running'");
  query->sort = g_strdup ("-began_at");
  query->limit = MOST;
  notices = anlan_plant_find (call->plant, query, NULL);
  for (guint i = 0; notices != NULL && i < notices->len; i++)
    {
      const AnlanRecord *notice = g_ptr_array_index (notices, i);
      const AnlanValue *value = anlan_record_get (notice, "zones");
      g_auto (GStrv) zones = !anlan_value_is_null (value) ? anlan_value_get_items (value) : NULL;

      /* Who does not say where they are is told of all. */
      if (zones == NULL || zone == NULL || g_strv_contains ((const char *const *)zones, zone))
        append_line (text, get_words (call, notice));
    }
}

/* A critical alarm that stands, with what its rule says is to be done. */
static void
append_alarms (WebCall *call, GString *text, const char *zone)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  g_autoptr (GPtrArray) alarms = NULL;

  query->where =
      g_strdup ("state IN ('raised', 'acknowledged') AND severity = 'critical' AND NOT test AND NOT quiet");
  query->sort = g_strdup ("-raised_at");
  query->limit = MOST;
  alarms = zone != NULL ? anlan_plant_find (call->plant, query, NULL) : NULL;
  for (guint i = 0; alarms != NULL && i < alarms->len; i++)
    {
      const AnlanRecord *alarm = g_ptr_array_index (alarms, i);

      if (g_strcmp0 (anlan_record_get_text (alarm, "zone"), zone) != 0)
        continue;
      append_line (text, anlan_record_label (alarm));
      append_line (text, anlan_record_get_text (alarm, "response"));
    }
}

void
web_now_handle (WebCall *call)
{
  g_autofree char *zone = find_zone (call, web_form_get (call->form, "place"));
  g_autoptr (GString) text = g_string_new (NULL);
  AnlanJson json;

  append_notices (call, text, zone);
  append_alarms (call, text, zone);
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, TRUE);
  anlan_json_name (&json, "text");
  anlan_json_text (&json, text->str);
  anlan_json_close (&json, '}');
  call->status = 200;
  call->json = anlan_json_end (&json);
}
