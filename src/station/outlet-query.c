/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* Path and query of the SensorThings API (OGC 18-088, 9.2 and 9.3), untrusted. */

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "outlet-private.h"

#define PAGE 100
#define PAGE_MAX 1000

/* Of what an $expand brings with each entity. */
#define EXPAND_TOP 100

/* Who wants to go further follows @iot.nextLink. */
#define SKIP_MAX 100000

static const char *const set_names[] = {
  [OUTLET_THING] = "Things",
  [OUTLET_LOCATION] = "Locations",
  [OUTLET_STREAM] = "Datastreams",
  [OUTLET_SENSOR] = "Sensors",
  [OUTLET_PROPERTY] = "ObservedProperties",
  [OUTLET_OBSERVATION] = "Observations",
};

static const OutletLink links[OUTLET_N_TYPES][5] = {
  [OUTLET_THING] = { { "Datastreams", OUTLET_STREAM, TRUE }, { "Locations", OUTLET_LOCATION, TRUE } },
  [OUTLET_LOCATION] = { { "Things", OUTLET_THING, TRUE } },
  [OUTLET_STREAM] = { { "Thing", OUTLET_THING, FALSE },
                      { "Sensor", OUTLET_SENSOR, FALSE },
                      { "ObservedProperty", OUTLET_PROPERTY, FALSE },
                      { "Observations", OUTLET_OBSERVATION, TRUE } },
  [OUTLET_SENSOR] = { { "Datastreams", OUTLET_STREAM, TRUE } },
  [OUTLET_PROPERTY] = { { "Datastreams", OUTLET_STREAM, TRUE } },
  [OUTLET_OBSERVATION] = { { "Datastream", OUTLET_STREAM, FALSE } },
};

const char *
outlet_set_name (OutletType type)
{
  return set_names[type];
}

const OutletLink *
outlet_links (OutletType type)
{
  return links[type];
}

const OutletLink *
outlet_find_link (OutletType type, const char *name)
{
  for (const OutletLink *link = links[type]; link->name != NULL; link++)
    if (strcmp (link->name, name) == 0)
      return link;
  return NULL;
}

static void
expand_free (gpointer data)
{
  OutletExpand *expand = data;

  outlet_ask_free (expand->ask);
  g_free (expand);
}

OutletAsk *
outlet_ask_new (OutletType type, gboolean many)
{
  OutletAsk *ask = g_new0 (OutletAsk, 1);

  ask->type = type;
  ask->many = many;
  ask->top = PAGE;
  ask->to = G_MAXINT64;
  return ask;
}

void
outlet_ask_free (OutletAsk *ask)
{
  if (ask == NULL)
    return;
  g_strfreev (ask->select);
  g_clear_pointer (&ask->expands, g_ptr_array_unref);
  g_free (ask->path);
  g_free (ask->rest);
  g_free (ask);
}

static gboolean
not_here (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _ ("“%s” is a part of the SensorThings API that this service does not have."), what);
  return FALSE;
}

static gboolean
wrong (GError **error, const char *what)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” makes no sense here."), what);
  return FALSE;
}

/* --- $filter --------------------------------------------------------------------------------------------------------- */

static gboolean
compare_time (OutletAsk *ask, const char *op, gint64 ts)
{
  if (strcmp (op, "gt") == 0)
    ask->from = MAX (ask->from, ts + 1);
  else if (strcmp (op, "ge") == 0)
    ask->from = MAX (ask->from, ts);
  else if (strcmp (op, "lt") == 0)
    ask->to = MIN (ask->to, ts);
  else if (strcmp (op, "le") == 0)
    ask->to = MIN (ask->to, ts + 1);
  else if (strcmp (op, "eq") == 0)
    {
      ask->from = MAX (ask->from, ts);
      ask->to = MIN (ask->to, ts + 1);
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
compare_result (OutletAsk *ask, const char *op, double value)
{
  static const char *const ops[][2] = { { "gt", ">" },  { "ge", ">=" }, { "lt", "<" },
                                        { "le", "<=" }, { "eq", "=" },  { "ne", "<>" } };

  for (guint i = 0; i < G_N_ELEMENTS (ops) && ask->n_bounds < OUTLET_BOUNDS_MAX; i++)
    if (strcmp (op, ops[i][0]) == 0)
      {
        ask->bounds[ask->n_bounds++] = (OutletBound){ ops[i][1], value };
        return TRUE;
      }
  return FALSE;
}

/* One comparison: "phenomenonTime gt 2026-11-20T00:00:00Z", "result ge 20.5". */
static gboolean
read_comparison (OutletAsk *ask, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  double value;
  gint64 ts;
  char *end;

  if (g_strv_length (words) != 3)
    return not_here (error, text);
  if (strcmp (words[0], "phenomenonTime") == 0)
    {
      if (!anlan_time_parse (words[2], &ts))
        return wrong (error, text);
      return compare_time (ask, words[1], ts) || not_here (error, text);
    }
  if (strcmp (words[0], "result") != 0)
    return not_here (error, text);
  value = g_ascii_strtod (words[2], &end);
  if (end == words[2] || *end != '\0' || !isfinite (value))
    return wrong (error, text);
  return compare_result (ask, words[1], value) || not_here (error, text);
}

static gboolean
read_filter (OutletAsk *ask, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, " and ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!read_comparison (ask, parts[i], error))
      return FALSE;
  return TRUE;
}

/* --- other options --------------------------------------------------------------------------------------------------- */

static gboolean
read_number (const char *name, const char *value, guint most, guint *number, GError **error)
{
  guint64 n;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &n, NULL))
    return wrong (error, name);
  *number = (guint)MIN (n, most);
  return TRUE;
}

static gboolean
read_order (OutletAsk *ask, const char *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (value, " ", -1);
  guint n = g_strv_length (words);
  gboolean down = n == 2 && strcmp (words[1], "desc") == 0;

  if (n < 1 || n > 2 || (n == 2 && !down && strcmp (words[1], "asc") != 0))
    return wrong (error, "$orderby");
  if (ask->type == OUTLET_OBSERVATION &&
      (strcmp (words[0], "phenomenonTime") == 0 || strcmp (words[0], "result") == 0))
    {
      ask->by_result = words[0][0] == 'r';
      ask->down = down;
      return TRUE;
    }
  /* The order that they have anyway. */
  if (ask->type != OUTLET_OBSERVATION && !down &&
      (strcmp (words[0], "id") == 0 || strcmp (words[0], "@iot.id") == 0))
    return TRUE;
  return not_here (error, value);
}

static gboolean
read_option (OutletAsk *ask, const char *name, const char *value, gboolean nested, GError **error);

/* The end of an item of @text that stops at @stop outside of brackets. */
static const char *
item_end (const char *text, char stop)
{
  guint depth = 0;

  for (; *text != '\0' && (*text != stop || depth > 0); text++)
    {
      depth += *text == '(';
      depth -= *text == ')' && depth > 0;
    }
  return text;
}

/* What stands in the brackets of an $expand: "$top=1;$orderby=phenomenonTime desc". */
static gboolean
read_nested (OutletAsk *ask, const char *text, GError **error)
{
  g_autoptr (GString) rest = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = item_end (text, ';');
      g_autofree char *option = g_strndup (text, (gsize)(end - text));
      char *equals = strchr (option, '=');

      if (equals == NULL)
        return wrong (error, "$expand");
      *equals = '\0';
      if (!read_option (ask, option, equals + 1, TRUE, error))
        return FALSE;
      if (strcmp (option, "$skip") != 0)
        {
          g_autofree char *value = g_uri_escape_string (equals + 1, ",", FALSE);

          g_string_append_printf (rest, "%s=%s&", option, value);
        }
      text = *end != '\0' ? end + 1 : end;
    }
  ask->rest = g_string_free (g_steal_pointer (&rest), FALSE);
  return TRUE;
}

static gboolean
read_expand_item (OutletAsk *ask, char *item, GError **error)
{
  char *open = strchr (item, '('), *close = open != NULL ? strrchr (open, ')') : NULL;
  const OutletLink *link;
  OutletExpand *expand;

  if (open != NULL && (close == NULL || close[1] != '\0'))
    return wrong (error, "$expand");
  if (open != NULL)
    *open = *close = '\0';
  link = outlet_find_link (ask->type, g_strstrip (item));
  if (link == NULL)
    return not_here (error, item);
  expand = g_new0 (OutletExpand, 1);
  expand->link = link;
  expand->ask = outlet_ask_new (link->type, link->many);
  expand->ask->top = EXPAND_TOP;
  g_ptr_array_add (ask->expands, expand);
  return open == NULL || read_nested (expand->ask, open + 1, error);
}

static gboolean
read_expand (OutletAsk *ask, const char *text, GError **error)
{
  if (ask->expands == NULL)
    ask->expands = g_ptr_array_new_with_free_func (expand_free);
  for (const char *end; *text != '\0'; text = *end != '\0' ? end + 1 : end)
    {
      g_autofree char *item = NULL;

      end = item_end (text, ',');
      item = g_strndup (text, (gsize)(end - text));
      if (ask->expands->len >= 8)
        return wrong (error, "$expand");
      if (!read_expand_item (ask, item, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_option (OutletAsk *ask, const char *name, const char *value, gboolean nested, GError **error)
{
  gboolean list = ask->many;

  if (ask->type == OUTLET_SERVICE)
    return not_here (error, name);
  if (strcmp (name, "$top") == 0 && list)
    return read_number (name, value, nested ? EXPAND_TOP : PAGE_MAX, &ask->top, error);
  if (strcmp (name, "$skip") == 0 && list)
    return read_number (name, value, G_MAXUINT, &ask->skip, error) &&
           (ask->skip <= SKIP_MAX || wrong (error, "$skip"));
  if (strcmp (name, "$orderby") == 0 && list)
    return read_order (ask, value, error);
  if (strcmp (name, "$filter") == 0 && list && ask->type == OUTLET_OBSERVATION)
    return read_filter (ask, value, error);
  if (strcmp (name, "$count") == 0 && list && !nested)
    ask->count = strcmp (value, "true") == 0;
  else if (strcmp (name, "$select") == 0)
    {
      g_strfreev (ask->select);
      ask->select = g_strsplit (value, ",", -1);
    }
  else if (strcmp (name, "$expand") == 0 && !nested)
    return read_expand (ask, value, error);
  else
    return not_here (error, name);
  return TRUE;
}

/* The last of the page before: a number, or a moment. */
static gboolean
read_skiptoken (OutletAsk *ask, const char *text, GError **error)
{
  gint64 last;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 - 1, &last, NULL) || ask->by_result)
    return wrong (error, "$skiptoken");
  if (ask->type != OUTLET_OBSERVATION)
    ask->after = last;
  else if (ask->down)
    ask->to = MIN (ask->to, last);
  else
    ask->from = MAX (ask->from, last + 1);
  return TRUE;
}

static gboolean
read_query (OutletAsk *ask, const char *query, GError **error)
{
  g_auto (GStrv) parts = query != NULL ? g_strsplit (query, "&", -1) : NULL;
  g_autoptr (GString) rest = g_string_new (NULL);
  g_autofree char *token = NULL;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');
      g_autofree char *name = g_uri_unescape_segment (parts[i], equals, NULL);
      g_autofree char *value = equals != NULL ? g_uri_unescape_string (equals + 1, NULL) : NULL;

      if (parts[i][0] == '\0')
        continue;
      if (name == NULL || value == NULL || !g_utf8_validate (value, -1, NULL))
        return wrong (error, "?");
      if (strcmp (name, "$skiptoken") == 0 && ask->many)
        {
          g_free (token);
          token = g_steal_pointer (&value);
          continue;
        }
      if (!read_option (ask, name, value, FALSE, error))
        return FALSE;
      if (strcmp (name, "$skip") != 0)
        g_string_append_printf (rest, "%s&", parts[i]);
    }
  ask->rest = g_string_free (g_steal_pointer (&rest), FALSE);
  /* Behind the rest, for it counts from the end that is asked for. */
  return token == NULL || read_skiptoken (ask, token, error);
}

/* --- the path --------------------------------------------------------------------------------------------------------- */

/* "Datastreams" or "Datastreams(3)": *id 0 where there is none. */
static gboolean
read_step (char *step, gint64 *id)
{
  char *open = strchr (step, '('), *end;

  *id = 0;
  if (open == NULL)
    return TRUE;
  if (!g_ascii_isdigit (open[1]))
    return FALSE;
  *id = g_ascii_strtoll (open + 1, &end, 10);
  *open = '\0';
  return strcmp (end, ")") == 0 && *id > 0;
}

static gboolean
find_set (const char *name, OutletType *type)
{
  for (guint i = 0; i < OUTLET_OBSERVATION; i++)
    if (strcmp (set_names[i], name) == 0)
      {
        *type = (OutletType)i;
        return TRUE;
      }
  return FALSE;
}

/* From an entity of @type and @id to what is next to it: all of a series have its number, and the plant's are number 1. */
static gint64
id_of_link (OutletType from, gint64 id, OutletType to)
{
  if (to == OUTLET_THING || to == OUTLET_LOCATION)
    return 1;
  return from == OUTLET_THING ? 0 : id;
}

static OutletAsk *
read_path (const char *path, GError **error)
{
  g_auto (GStrv) steps = g_strsplit (path[0] == '/' ? path + 1 : path, "/", -1);
  g_autoptr (OutletAsk) ask = NULL;
  OutletType type;
  gint64 id;

  if (steps[0] == NULL || (steps[0][0] == '\0' && steps[1] == NULL))
    return outlet_ask_new (OUTLET_SERVICE, FALSE);
  if (g_strv_length (steps) > 2 || !read_step (steps[0], &id) || !find_set (steps[0], &type) ||
      (steps[1] != NULL && id == 0))
    {
      not_here (error, path);
      return NULL;
    }
  if (steps[1] == NULL)
    {
      ask = outlet_ask_new (type, id == 0);
      ask->id = id;
    }
  else
    {
      const OutletLink *link = outlet_find_link (type, steps[1]);

      if (id > 1 && (type == OUTLET_THING || type == OUTLET_LOCATION))
        {
          g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no such entity."));
          return NULL;
        }
      if (link == NULL)
        {
          not_here (error, path);
          return NULL;
        }
      ask = outlet_ask_new (link->type, link->many);
      ask->id = id_of_link (type, id, link->type);
    }
  ask->path = g_strdup (path);
  return g_steal_pointer (&ask);
}

OutletAsk *
outlet_ask_read (const char *path, const char *query, GError **error)
{
  g_autoptr (OutletAsk) ask = read_path (path, error);

  if (ask == NULL || !read_query (ask, query, error))
    return NULL;
  return g_steal_pointer (&ask);
}
