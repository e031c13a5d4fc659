/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "mapping-sample.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

/* The message itself is the list; a profile then says nothing of items. */
#define ROOT_LIST "*"

static void
value_free (gpointer data)
{
  AnlanSampleValue *value = data;

  g_ptr_array_unref (value->path);
  g_free (value->at);
  g_free (value->text);
  g_free (value);
}

void
anlan_specimen_free (AnlanSpecimen *sample)
{
  g_ptr_array_unref (sample->values);
  g_free (sample);
}

/* --- taking it apart ------------------------------------------------------------------------------------------------------- */

static void
add_value (AnlanSpecimen *sample, GPtrArray *path, guint64 indexed, const char *text)
{
  AnlanSampleValue *value;
  GString *at = g_string_new (NULL);

  value = g_new0 (AnlanSampleValue, 1);
  value->path = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < path->len; i++)
    {
      g_ptr_array_add (value->path, g_strdup (g_ptr_array_index (path, i)));
      g_string_append_printf (at, "%s%s", i > 0 ? " › " : "", (const char *)g_ptr_array_index (path, i));
    }
  value->at = g_string_free (at, FALSE);
  value->text = g_strdup (text);
  value->indexed = indexed;
  g_ptr_array_add (sample->values, value);
}

static char *
text_of (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("null");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  /* As the device wrote it: 28.2, and not the 28.199999999999999 that its bits are. */
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      return g_strdup (g_ascii_formatd (text, sizeof text, "%.15g", json_node_get_double (node)));
    }
  return json_to_string (node, FALSE);
}

static void
walk (AnlanSpecimen *sample, JsonNode *node, GPtrArray *path, guint64 indexed)
{
  if (sample->values->len >= ANLAN_SAMPLE_MAX_VALUES || path->len >= 63)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          g_ptr_array_add (path, g_strdup (name));
          walk (sample, member, path, indexed);
          g_ptr_array_remove_index (path, path->len - 1);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *list = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (list); i++)
        {
          g_ptr_array_add (path, g_strdup_printf ("%u", i));
          walk (sample, json_array_get_element (list, i), path,
                indexed | (G_GUINT64_CONSTANT (1) << (path->len - 1)));
          g_ptr_array_remove_index (path, path->len - 1);
        }
    }
  else
    {
      g_autofree char *text = text_of (node);

      add_value (sample, path, indexed, text);
    }
}

static char
guess_separator (const char *line)
{
  static const char separators[] = ",;\t|";
  char best = ',';
  guint most = 0;

  for (const char *each = separators; *each != '\0'; each++)
    {
      guint n = 0;

      for (const char *at = line; *at != '\0'; at++)
        n += *at == *each;
      if (n > most)
        {
          most = n;
          best = *each;
        }
    }
  return best;
}

/* One line of CSV; quotes as RFC 4180 has them. */
static GPtrArray *
split_line (const char *line, char separator)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  GString *cell = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *at = line;; at++)
    {
      if (*at == '\0' || (*at == separator && !quoted))
        {
          g_ptr_array_add (cells, g_strstrip (g_strdup (cell->str)));
          g_string_truncate (cell, 0);
          if (*at == '\0')
            break;
        }
      else if (*at == '"' && quoted && at[1] == '"')
        g_string_append_c (cell, *at++);
      else if (*at == '"')
        quoted = !quoted;
      else
        g_string_append_c (cell, *at);
    }
  g_string_free (cell, TRUE);
  return cells;
}

static gboolean
read_csv (AnlanSpecimen *sample, const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
  g_autoptr (GPtrArray) header = NULL, cells = NULL, path = g_ptr_array_new ();
  char separator = ',';

  for (guint i = 0; lines[i] != NULL && cells == NULL; i++)
    {
      if (g_strstrip (lines[i])[0] == '\0')
        continue;
      if (header == NULL)
        {
          separator = guess_separator (lines[i]);
          header = split_line (lines[i], separator);
        }
      else
        cells = split_line (lines[i], separator);
    }
  if (cells == NULL)
    return FALSE;
  sample->csv = TRUE;
  for (guint i = 0; i < header->len && i < ANLAN_SAMPLE_MAX_VALUES; i++)
    {
      g_ptr_array_set_size (path, 0);
      g_ptr_array_add (path, g_ptr_array_index (header, i));
      add_value (sample, path, 0, i < cells->len ? g_ptr_array_index (cells, i) : "");
    }
  return TRUE;
}

AnlanSpecimen *
anlan_specimen_read (const char *text, GError **error)
{
  g_autoptr (AnlanSpecimen) sample = g_new0 (AnlanSpecimen, 1);
  const char *start = text;

  g_return_val_if_fail (text != NULL, NULL);

  sample->values = g_ptr_array_new_with_free_func (value_free);
  while (g_ascii_isspace (*start))
    start++;
  if (*start == '{' || *start == '[')
    {
      g_autoptr (JsonNode) node = anlan_json_parse (start, -1, ANLAN_SAMPLE_MAX_BYTES, error);
      g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_free);

      if (node == NULL)
        return NULL;
      walk (sample, node, path, 0);
      return g_steal_pointer (&sample);
    }
  if (read_csv (sample, start))
    return g_steal_pointer (&sample);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("This is neither JSON nor a table whose first line names its columns."));
  return NULL;
}

/* --- places ------------------------------------------------------------------------------------------------------------------ */

/* RFC 6901. */
static void
append_step (GString *pointer, const char *step)
{
  g_string_append_c (pointer, '/');
  for (; *step != '\0'; step++)
    {
      if (*step == '~')
        g_string_append (pointer, "~0");
      else if (*step == '/')
        g_string_append (pointer, "~1");
      else
        g_string_append_c (pointer, *step);
    }
}

static char *
unescape_step (const char *step)
{
  g_autoptr (GString) text = g_string_new (step);

  g_string_replace (text, "~1", "/", 0);
  g_string_replace (text, "~0", "~", 0);
  return g_strdup (text->str);
}

/* The steps to one item of @items; "*" is any. */
static GPtrArray *
steps_of (const char *items)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (g_str_equal (items, ROOT_LIST) ? "" : items, "/", -1);

  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    g_ptr_array_add (steps, unescape_step (parts[i]));
  if (items[0] != '\0')
    g_ptr_array_add (steps, g_strdup ("*"));
  return steps;
}

static guint
common_steps (GPtrArray *steps, GPtrArray *path)
{
  guint n = 0;

  while (n < steps->len && n < path->len &&
         (g_str_equal (g_ptr_array_index (steps, n), "*") ||
          g_str_equal (g_ptr_array_index (steps, n), g_ptr_array_index (path, n))))
    n++;
  return n;
}

char *
anlan_specimen_place (const AnlanSpecimen *sample, const AnlanSampleValue *value, const char *items)
{
  g_autoptr (GPtrArray) steps = NULL;
  GString *place = g_string_new (NULL);
  guint common, up;

  g_return_val_if_fail (sample != NULL && value != NULL && items != NULL, NULL);

  if (sample->csv)
    {
      g_string_append (place, g_ptr_array_index (value->path, 0));
      return g_string_free (place, FALSE);
    }
  steps = steps_of (items);
  common = common_steps (steps, value->path);
  up = steps->len - common;
  if (steps->len > 0 && common == 0)
    g_string_append_c (place, '$');
  else if (up > 0)
    g_string_append_printf (place, "%u", up);
  for (guint i = common; i < value->path->len; i++)
    append_step (place, g_ptr_array_index (value->path, i));
  return g_string_free (place, FALSE);
}

/* The innermost list that @value stands in; outer ones are read element by element. */
static char *
items_of (const AnlanSampleValue *value)
{
  GString *items = g_string_new (NULL);
  int last = -1;

  for (guint i = 0; i < value->path->len; i++)
    if ((value->indexed >> i & 1) != 0)
      last = (int)i;
  if (last == 0)
    g_string_append (items, ROOT_LIST);
  for (int i = 0; i < last; i++)
    append_step (items, (value->indexed >> i & 1) != 0 ? "*" : g_ptr_array_index (value->path, i));
  return g_string_free (items, FALSE);
}

/* --- mapping -------------------------------------------------------------------------------------------------------------------- */

AnlanMapped *
anlan_mapped_new (void)
{
  AnlanMapped *mapped = g_new0 (AnlanMapped, 1);

  mapped->items = g_strdup ("");
  mapped->value = g_strdup ("");
  mapped->series = g_strdup ("");
  mapped->unit = g_strdup ("");
  mapped->ts = g_strdup ("");
  mapped->time = g_strdup ("auto");
  mapped->quality = g_strdup ("");
  mapped->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return mapped;
}

void
anlan_mapped_free (AnlanMapped *mapped)
{
  g_free (mapped->items);
  g_free (mapped->value);
  g_free (mapped->series);
  g_free (mapped->unit);
  g_free (mapped->ts);
  g_free (mapped->time);
  g_free (mapped->quality);
  g_hash_table_unref (mapped->words);
  g_clear_pointer (&mapped->said, json_object_unref);
  g_free (mapped);
}

static void
set (char **text, char *taken)
{
  g_free (*text);
  *text = taken;
}

/* What devices call such things. */
static const char *const series_names[] = { "id",     "name", "sensor", "sensorid", "sensor_id",
                                            "series", "code", "tag",    "point",    "channel",
                                            "ch",     "addr", "devid",  "device",   NULL };
static const char *const unit_names[] = { "unit", "units", "uom", NULL };
static const char *const time_names[] = { "ts", "time", "timestamp", "datetime", "date", "at", "t", NULL };

static gboolean
is_called (const AnlanSampleValue *value, const char *name)
{
  const char *own = g_ptr_array_index (value->path, value->path->len - 1);

  return g_ascii_strcasecmp (own, name) == 0;
}

static gboolean
is_beside (const AnlanSampleValue *one, const AnlanSampleValue *other)
{
  if (one == other || one->path->len != other->path->len)
    return FALSE;
  for (guint i = 0; i + 1 < one->path->len; i++)
    if (!g_str_equal (g_ptr_array_index (one->path, i), g_ptr_array_index (other->path, i)))
      return FALSE;
  return TRUE;
}

/* @anywhere: further out, too. */
static const AnlanSampleValue *
find_called (const AnlanSpecimen *sample,
             const AnlanSampleValue *beside,
             const char *const *names,
             gboolean anywhere)
{
  for (guint n = 0; names[n] != NULL; n++)
    for (guint i = 0; i < sample->values->len; i++)
      {
        const AnlanSampleValue *value = g_ptr_array_index (sample->values, i);

        if (is_called (value, names[n]) && value->path->len > 0 && value != beside &&
            (sample->csv || is_beside (value, beside) || (anywhere && value->indexed == 0)))
          return value;
      }
  return NULL;
}

static void
guess_rest (AnlanMapped *mapped, const AnlanSpecimen *sample, const AnlanSampleValue *value)
{
  const AnlanSampleValue *series = find_called (sample, value, series_names, FALSE),
                         *unit = find_called (sample, value, unit_names, FALSE),
                         *time = find_called (sample, value, time_names, TRUE);

  if (mapped->series[0] == '\0' && series != NULL && (sample->csv || value->indexed != 0))
    anlan_mapped_pick (mapped, sample, ANLAN_PART_SERIES, series);
  else if (mapped->series[0] == '\0')
    set (&mapped->series, g_strdup (g_ptr_array_index (value->path, value->path->len - 1)));
  if (mapped->unit[0] == '\0' && unit != NULL)
    anlan_mapped_pick (mapped, sample, ANLAN_PART_UNIT, unit);
  if (mapped->ts[0] == '\0' && time != NULL)
    anlan_mapped_pick (mapped, sample, ANLAN_PART_TIME, time);
}

void
anlan_mapped_pick (AnlanMapped *mapped,
                   const AnlanSpecimen *sample,
                   AnlanPart part,
                   const AnlanSampleValue *value)
{
  g_autofree char *place = NULL;

  g_return_if_fail (mapped != NULL && sample != NULL && value != NULL && value->path->len > 0);

  if (part == ANLAN_PART_VALUE && !sample->csv)
    set (&mapped->items, items_of (value));
  place = anlan_specimen_place (sample, value, mapped->items);
  switch (part)
    {
    case ANLAN_PART_VALUE:
      set (&mapped->value, g_steal_pointer (&place));
      guess_rest (mapped, sample, value);
      break;
    case ANLAN_PART_SERIES:
      /* Several make one name: the box and its channel. */
      if (mapped->series[0] != '\0' && strchr (mapped->series, '{') != NULL)
        set (&mapped->series, g_strdup_printf ("%s/{%s}", mapped->series, place));
      else
        set (&mapped->series, g_strdup_printf ("{%s}", place));
      break;
    case ANLAN_PART_UNIT:
      set (&mapped->unit, g_strdup_printf ("{%s}", place));
      break;
    case ANLAN_PART_TIME:
      set (&mapped->ts, g_steal_pointer (&place));
      break;
    case ANLAN_PART_QUALITY:
      set (&mapped->quality, g_steal_pointer (&place));
      g_hash_table_remove_all (mapped->words);
      break;
    case ANLAN_N_PARTS:
    default:
      break;
    }
}

GPtrArray *
anlan_mapped_list_words (const AnlanMapped *mapped, const AnlanSpecimen *sample)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (mapped != NULL, words);

  for (guint i = 0; sample != NULL && mapped->quality[0] != '\0' && i < sample->values->len; i++)
    {
      const AnlanSampleValue *value = g_ptr_array_index (sample->values, i);
      g_autofree char *place = anlan_specimen_place (sample, value, mapped->items);

      if (g_str_equal (place, mapped->quality) &&
          !g_ptr_array_find_with_equal_func (words, value->text, g_str_equal, NULL))
        g_ptr_array_add (words, g_strdup (value->text));
    }
  return words;
}

/* --- profiles -------------------------------------------------------------------------------------------------------------------- */

static void
put (JsonObject *object, const char *name, const char *text)
{
  if (text[0] != '\0')
    json_object_set_string_member (object, name, text);
  else
    json_object_remove_member (object, name);
}

/* Of its own, down to the last member; empty for NULL. */
static JsonObject *
copy_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = NULL, copy = NULL;
  g_autofree char *text = NULL;

  if (object == NULL)
    return json_object_new ();
  node = json_node_init_object (json_node_alloc (), object);
  text = json_to_string (node, FALSE);
  copy = json_from_string (text, NULL);
  return json_node_dup_object (copy);
}

static JsonObject *
reading_of (const AnlanMapped *mapped, gboolean csv)
{
  JsonObject *reading = copy_object (mapped->said);
  GHashTableIter iter;
  gpointer word, quality;

  put (reading, "items", csv || g_str_equal (mapped->items, ROOT_LIST) ? "" : mapped->items);
  json_object_set_string_member (reading, "series", mapped->series);
  json_object_set_string_member (reading, "value", mapped->value);
  put (reading, "unit", mapped->unit);
  put (reading, "ts", mapped->ts);
  put (reading, "time", mapped->ts[0] != '\0' ? mapped->time : "");
  put (reading, "quality", mapped->quality);
  json_object_remove_member (reading, "words");
  if (mapped->quality[0] != '\0' && g_hash_table_size (mapped->words) > 0)
    {
      JsonObject *words = json_object_new ();

      g_hash_table_iter_init (&iter, mapped->words);
      while (g_hash_table_iter_next (&iter, &word, &quality))
        json_object_set_string_member (words, word, quality);
      json_object_set_object_member (reading, "words", words);
    }
  return reading;
}

JsonObject *
anlan_mapped_profile (JsonObject *before, GPtrArray *all, gboolean csv)
{
  JsonObject *profile = copy_object (before);
  JsonArray *readings = json_array_new ();

  json_object_set_string_member (profile, "format", csv ? "csv" : "json");
  for (guint i = 0; i < all->len; i++)
    {
      const AnlanMapped *mapped = g_ptr_array_index (all, i);

      if (mapped->value[0] != '\0')
        json_array_add_object_element (readings, reading_of (mapped, csv));
    }
  json_object_set_array_member (profile, "readings", readings);
  return profile;
}

static void
get (JsonObject *object, const char *name, char **text)
{
  const char *found = json_object_get_string_member_with_default (object, name, NULL);

  if (found != NULL)
    set (text, g_strdup (found));
}

static AnlanMapped *
mapped_of (JsonObject *reading)
{
  AnlanMapped *mapped = anlan_mapped_new ();
  JsonNode *words = json_object_get_member (reading, "words");
  JsonObjectIter iter;
  const char *word;
  JsonNode *quality;

  mapped->said = copy_object (reading);
  get (reading, "items", &mapped->items);
  get (reading, "value", &mapped->value);
  get (reading, "series", &mapped->series);
  get (reading, "unit", &mapped->unit);
  get (reading, "ts", &mapped->ts);
  get (reading, "time", &mapped->time);
  get (reading, "quality", &mapped->quality);
  if (words == NULL || !JSON_NODE_HOLDS_OBJECT (words))
    return mapped;
  json_object_iter_init (&iter, json_node_get_object (words));
  while (json_object_iter_next (&iter, &word, &quality))
    if (json_node_get_value_type (quality) == G_TYPE_STRING)
      g_hash_table_insert (mapped->words, g_strdup (word), json_node_dup_string (quality));
  return mapped;
}

GPtrArray *
anlan_mapped_of_profile (JsonObject *profile)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_mapped_free);
  JsonNode *readings = json_object_get_member (profile, "readings");

  for (guint i = 0; readings != NULL && JSON_NODE_HOLDS_ARRAY (readings) &&
                    i < json_array_get_length (json_node_get_array (readings));
       i++)
    {
      JsonNode *reading = json_array_get_element (json_node_get_array (readings), i);

      if (JSON_NODE_HOLDS_OBJECT (reading))
        g_ptr_array_add (all, mapped_of (json_node_get_object (reading)));
    }
  return all;
}
