/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "link/settings.h"
#include "profile-private.h"

/* No profile of a device needs more. */
#define MAPPINGS_MAX 200
#define WORDS_MAX 1000
#define STEPS_MAX 64

static const char *const whole_members[] = { "format",  "zone",    "separator", "header",     "skip",
                                             "decimal", "gateway", "readings",  "detections", NULL };
static const char *const reading_members[] = { "items", "only",    "ts",    "time",     "series",
                                               "value", "values",  "none",  "scale",    "offset",
                                               "unit",  "quality", "words", "optional", NULL };
static const char *const detection_members[] = {
  "items",  "only",  "ts",     "time",       "source",           "type", "id",       "zone",
  "camera", "state", "states", "confidence", "confidence_scale", "box",  "box_form", "box_size",
  NULL
};

const char *const *
anlan_profile_members (guint level)
{
  static const char *const *const levels[] = { whole_members, reading_members, detection_members };

  g_return_val_if_fail (level < G_N_ELEMENTS (levels), NULL);

  return levels[level];
}

static gboolean
wrong (GError **error, const char *name, const char *what)
{
  /* Translators: a member of a mapping profile, and what is wrong with it. */
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("In the profile, “%s” %s."), name, what);
  return FALSE;
}

static gboolean
check_members (JsonObject *object, guint level, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *at = names; at != NULL; at = at->next)
    if (!g_strv_contains (anlan_profile_members (level), at->data))
      return wrong (error, at->data, _ ("is no member that is known here"));
  return TRUE;
}

/* --- places and texts --------------------------------------------------------------------------------------- */

static void
place_free (gpointer data)
{
  AnlanPlace *place = data;

  g_free (place->text);
  g_strfreev (place->steps);
  g_free (place);
}

/* "~1" is a slash, "~0" a tilde (RFC 6901). */
static gboolean
unescape_step (char *step)
{
  char *to = step;

  for (const char *from = step; *from != '\0'; from++)
    {
      if (*from == '~')
        {
          from++;
          if (*from != '0' && *from != '1')
            return FALSE;
          *to++ = *from == '0' ? '~' : '/';
        }
      else
        *to++ = *from;
    }
  *to = '\0';
  return TRUE;
}

char **
anlan_pointer_split (const char *pointer)
{
  g_auto (GStrv) steps = NULL;

  if (pointer[0] == '\0')
    return g_new0 (char *, 1);
  if (pointer[0] != '/')
    return NULL;
  steps = g_strsplit (pointer + 1, "/", -1);
  if (g_strv_length (steps) > STEPS_MAX)
    return NULL;
  for (guint i = 0; steps[i] != NULL; i++)
    if (!unescape_step (steps[i]))
      return NULL;
  return g_steal_pointer (&steps);
}

static gboolean
parse_json_place (AnlanPlace *place)
{
  const char *at = place->text;

  if (*at == '$')
    {
      place->from = ANLAN_FROM_ROOT;
      at++;
    }
  else if (g_ascii_isdigit (*at))
    {
      place->from = ANLAN_FROM_OUTSIDE;
      while (g_ascii_isdigit (*at) && place->out <= STEPS_MAX)
        place->out = place->out * 10 + (guint)(*at++ - '0');
      if (g_str_equal (at, "#"))
        {
          place->from = ANLAN_FROM_NAME;
          return TRUE;
        }
    }
  place->steps = anlan_pointer_split (at);
  return place->steps != NULL;
}

/* Borrowed from the profile. */
static AnlanPlace *
add_place (AnlanProfile *profile, const char *text)
{
  AnlanPlace *place = g_new0 (AnlanPlace, 1);

  place->text = g_strdup (text);
  place->index = profile->places->len;
  if (profile->csv ? text[0] == '\0' : !parse_json_place (place))
    {
      place_free (place);
      return NULL;
    }
  g_ptr_array_add (profile->places, place);
  return place;
}

/* What was not said leaves @place as it is. */
static gboolean
read_place (AnlanProfile *profile, JsonObject *object, const char *name, AnlanPlace **place, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong (error, name, _ ("must be a text that says where it stands"));
  *place = add_place (profile, json_node_get_string (node));
  if (*place == NULL)
    return wrong (error, name,
                  _ ("says no place: it must be like /sensors/0/value, or the name of a column"));
  return TRUE;
}

static void
template_free (AnlanTemplate *template)
{
  if (template == NULL)
    return;
  g_ptr_array_unref (template->literals);
  g_ptr_array_unref (template->places);
  g_free (template);
}

static void
end_literal (AnlanTemplate *template, GString *literal)
{
  g_ptr_array_add (template->literals, g_strdup (literal->str));
  g_string_truncate (literal, 0);
}

/* Cuts @text at its {places}. */
static gboolean
fill_template (AnlanProfile *profile, AnlanTemplate *template, const char *text)
{
  g_autoptr (GString) literal = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    if ((*at == '{' || *at == '}') && at[1] == *at)
      g_string_append_c (literal, *at++);
    else if (*at == '{')
      {
        const char *end = strchr (at, '}');
        g_autofree char *inner = end != NULL ? g_strndup (at + 1, (gsize)(end - at - 1)) : NULL;
        AnlanPlace *place = inner != NULL ? add_place (profile, inner) : NULL;

        if (place == NULL)
          return FALSE;
        end_literal (template, literal);
        g_ptr_array_add (template->places, place);
        at = end;
      }
    else if (*at == '}')
      return FALSE;
    else
      g_string_append_c (literal, *at);
  end_literal (template, literal);
  return TRUE;
}

static AnlanTemplate *
template_new (AnlanProfile *profile, const char *text)
{
  AnlanTemplate *template = g_new (AnlanTemplate, 1);

  *template = (AnlanTemplate){ g_ptr_array_new_with_free_func (g_free), g_ptr_array_new () };
  if (fill_template (profile, template, text))
    return template;
  template_free (template);
  return NULL;
}

static gboolean
read_template (
    AnlanProfile *profile, JsonObject *object, const char *name, AnlanTemplate **template, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong (error, name, _ ("must be a text, with places in braces"));
  *template = template_new (profile, json_node_get_string (node));
  if (*template == NULL)
    return wrong (error, name, _ ("has a brace that opens no place or is not closed; {{ and }} are braces"));
  return TRUE;
}

/* A place alone, or a text with places. */
static gboolean
read_ts (AnlanProfile *profile, JsonObject *object, AnlanTemplate **template, GError **error)
{
  JsonNode *node = json_object_get_member (object, "ts");
  AnlanPlace *place = NULL;

  if (node == NULL ||
      (json_node_get_value_type (node) == G_TYPE_STRING && strchr (json_node_get_string (node), '{')))
    return read_template (profile, object, "ts", template, error);
  if (!read_place (profile, object, "ts", &place, error))
    return FALSE;
  *template = template_new (profile, "");
  g_ptr_array_add ((*template)->literals, g_strdup (""));
  g_ptr_array_add ((*template)->places, place);
  return TRUE;
}

/* --- numbers and words -------------------------------------------------------------------------------------- */

static gboolean
number_of (JsonNode *node, double *number)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *number = json_node_get_double (node);
  return isfinite (*number);
}

static gboolean
read_number (JsonObject *object, const char *name, double *number, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && !number_of (node, number))
    return wrong (error, name, _ ("must be a number"));
  return TRUE;
}

/* A text, or a number as a text. */
static char *
word_of (JsonNode *node)
{
  double number;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (number_of (node, &number))
    {
      g_autoptr (GString) text = g_string_new (NULL);

      anlan_json_append_real (text, number);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  return NULL;
}

/* The object @name, if it was said, with as many members as may be. */
static gboolean
get_object (JsonObject *object, const char *name, JsonObject **found, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *found = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) > WORDS_MAX)
    return wrong (error, name, _ ("must be an object, {…}, of at most 1000 members"));
  *found = json_node_get_object (node);
  return TRUE;
}

/* @meanings: what the words may stand for, each by its place in the list; "skip" is one more. */
static gboolean
read_words (
    JsonObject *object, const char *name, const char *const *meanings, AnlanWords *words, GError **error)
{
  JsonObject *found;
  JsonObjectIter iter;
  const char *word;
  JsonNode *node;

  words->others = ANLAN_WORD_UNKNOWN;
  if (!get_object (object, name, &found, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  words->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  json_object_iter_init (&iter, found);
  while (json_object_iter_next (&iter, &word, &node))
    {
      const char *text = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
      int meaning = g_str_equal (text, "skip") ? ANLAN_WORD_SKIP : ANLAN_WORD_UNKNOWN;

      for (int i = 0; meanings[i] != NULL; i++)
        if (g_str_equal (meanings[i], text))
          meaning = i;
      if (meaning == ANLAN_WORD_UNKNOWN)
        {
          g_autofree char *all = g_strjoinv (", ", (char **)meanings);
          g_autofree char *what = g_strdup_printf (_ ("must say of each word one of: %s, skip"), all);

          return wrong (error, name, what);
        }
      if (g_str_equal (word, "*"))
        words->others = meaning;
      else
        g_hash_table_insert (words->words, g_strdup (word), GINT_TO_POINTER (meaning));
    }
  return TRUE;
}

static gboolean
read_values (JsonObject *object, AnlanMapping *mapping, GError **error)
{
  JsonObject *found;
  JsonObjectIter iter;
  const char *word;
  JsonNode *node;

  if (!get_object (object, "values", &found, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  mapping->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_object_iter_init (&iter, found);
  while (json_object_iter_next (&iter, &word, &node))
    {
      double number;

      if (!number_of (node, &number))
        return wrong (error, "values", _ ("must say of each word which number it is"));
      g_hash_table_insert (mapping->values, g_strdup (word), g_memdup2 (&number, sizeof number));
    }
  return TRUE;
}

/* The texts of a list, as a NULL-terminated array; NULL where it is none. */
static char **
words_of_list (JsonNode *node)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) > WORDS_MAX)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      char *word = word_of (json_array_get_element (array, i));

      if (word == NULL)
        return NULL;
      g_ptr_array_add (words, word);
    }
  g_ptr_array_add (words, NULL);
  g_ptr_array_set_free_func (words, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static gboolean
read_none (JsonObject *object, AnlanMapping *mapping, GError **error)
{
  JsonNode *node = json_object_get_member (object, "none");
  g_autofree char **words = NULL;

  if (node == NULL)
    return TRUE;
  words = words_of_list (node);
  if (words == NULL)
    return wrong (error, "none", _ ("must be a list of texts and numbers, […]"));
  mapping->none = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; words[i] != NULL; i++)
    g_hash_table_add (mapping->none, words[i]);
  return TRUE;
}

static gboolean
read_only (AnlanProfile *profile, JsonObject *object, AnlanMapping *mapping, GError **error)
{
  JsonObject *found;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!get_object (object, "only", &found, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  json_object_iter_init (&iter, found);
  while (json_object_iter_next (&iter, &name, &node))
    {
      AnlanPlace *place = add_place (profile, name);
      char **words = place != NULL ? words_of_list (node) : NULL;

      if (words == NULL)
        return wrong (error, "only", _ ("must say of each place a list of texts, {\"/type\": [\"new\"]}"));
      g_ptr_array_add (mapping->only_places, place);
      g_ptr_array_add (mapping->only_texts, words);
    }
  return TRUE;
}

/* --- boxes --------------------------------------------------------------------------------------------------- */

static gboolean
read_box_places (AnlanProfile *profile, JsonObject *object, AnlanMapping *mapping, GError **error)
{
  JsonNode *node = json_object_get_member (object, "box");
  g_auto (GStrv) places = NULL;

  if (node == NULL)
    return TRUE;
  places = words_of_list (node);
  if (places == NULL || g_strv_length (places) != 4)
    return wrong (error, "box", _ ("must be a list of four places"));
  for (guint i = 0; i < 4; i++)
    {
      mapping->box[i] = add_place (profile, places[i]);
      if (mapping->box[i] == NULL)
        return wrong (error, "box", _ ("must be a list of four places"));
    }
  return TRUE;
}

static gboolean
read_box (AnlanProfile *profile, JsonObject *object, AnlanMapping *mapping, GError **error)
{
  static const char *const forms[] = { "ltwh", "ltrb", "center" };
  JsonNode *size = json_object_get_member (object, "box_size");
  JsonArray *array = size != NULL && JSON_NODE_HOLDS_ARRAY (size) ? json_node_get_array (size) : NULL;
  const char *form;
  guint i;

  if (!read_box_places (profile, object, mapping, error) ||
      !anlan_settings_text (object, "box_form", forms[0], &form, error))
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (forms) && !g_str_equal (forms[i], form); i++)
    continue;
  if (i == G_N_ELEMENTS (forms))
    return wrong (error, "box_form", _ ("must be “ltwh”, “ltrb” or “center”"));
  mapping->box_form = (AnlanBoxForm)i;
  mapping->box_size[0] = mapping->box_size[1] = 1;
  if (size == NULL)
    return TRUE;
  for (i = 0; array != NULL && json_array_get_length (array) == 2 && i < 2; i++)
    if (!number_of (json_array_get_element (array, i), &mapping->box_size[i]) || mapping->box_size[i] <= 0)
      break;
  return i == 2
             ? TRUE
             : wrong (error, "box_size", _ ("must be the width and the height of the picture, [1920, 1080]"));
}

/* --- mappings ------------------------------------------------------------------------------------------------ */

static void
mapping_free (gpointer data)
{
  AnlanMapping *mapping = data;
  AnlanTemplate *templates[] = { mapping->ts, mapping->series, mapping->unit, mapping->source,
                                 mapping->id, mapping->type,   mapping->zone, mapping->camera };

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    template_free (templates[i]);
  g_strfreev (mapping->items);
  g_ptr_array_unref (mapping->only_places);
  g_ptr_array_unref (mapping->only_texts);
  g_clear_pointer (&mapping->values, g_hash_table_unref);
  g_clear_pointer (&mapping->none, g_hash_table_unref);
  g_clear_pointer (&mapping->words.words, g_hash_table_unref);
  g_clear_pointer (&mapping->states.words, g_hash_table_unref);
  g_free (mapping);
}

static gboolean
need (gboolean there, const char *name, GError **error)
{
  return there ? TRUE : wrong (error, name, _ ("is missing in one of the mappings"));
}

static gboolean
read_items (AnlanProfile *profile, JsonObject *object, AnlanMapping *mapping, GError **error)
{
  const char *items;

  if (!anlan_settings_text (object, "items", "", &items, error))
    return FALSE;
  if (profile->csv && items[0] != '\0')
    return wrong (error, "items", _ ("has no meaning for CSV, where each line is an item"));
  mapping->items = anlan_pointer_split (items[0] == '$' ? items + 1 : items);
  return mapping->items != NULL ? TRUE
                                : wrong (error, "items", _ ("says no place: it must be like /sensors"));
}

static gboolean
read_common (AnlanProfile *profile, JsonObject *object, AnlanMapping *mapping, GError **error)
{
  const char *time;

  if (!check_members (object, mapping->detection ? 2 : 1, error) ||
      !read_items (profile, object, mapping, error) || !read_only (profile, object, mapping, error) ||
      !read_ts (profile, object, &mapping->ts, error) ||
      !anlan_settings_text (object, "time", "auto", &time, error))
    return FALSE;
  return anlan_moment_form_find (time, &mapping->time)
             ? TRUE
             : wrong (error, "time", _ ("must be one of: auto, ms, s, us, ns, rfc3339, local"));
}

static gboolean
read_reading (AnlanProfile *profile, JsonObject *object, AnlanMapping *mapping, GError **error)
{
  static const char *const qualities[] = { "good", "uncertain", "bad", NULL };

  mapping->scale = 1;
  return read_common (profile, object, mapping, error) &&
         read_template (profile, object, "series", &mapping->series, error) &&
         need (mapping->series != NULL, "series", error) &&
         read_place (profile, object, "value", &mapping->value, error) &&
         need (mapping->value != NULL, "value", error) && read_values (object, mapping, error) &&
         read_none (object, mapping, error) && read_number (object, "scale", &mapping->scale, error) &&
         read_number (object, "offset", &mapping->offset, error) &&
         read_template (profile, object, "unit", &mapping->unit, error) &&
         read_place (profile, object, "quality", &mapping->quality, error) &&
         read_words (object, "words", qualities, &mapping->words, error) &&
         anlan_settings_boolean (object, "optional", FALSE, &mapping->optional, error);
}

static gboolean
read_detection (AnlanProfile *profile, JsonObject *object, AnlanMapping *mapping, GError **error)
{
  static const char *const states[] = { "pulse", "start", "stop", NULL };

  mapping->confidence_scale = 1;
  return read_common (profile, object, mapping, error) &&
         read_template (profile, object, "source", &mapping->source, error) &&
         need (mapping->source != NULL, "source", error) &&
         read_template (profile, object, "type", &mapping->type, error) &&
         need (mapping->type != NULL, "type", error) &&
         read_template (profile, object, "id", &mapping->id, error) &&
         read_template (profile, object, "zone", &mapping->zone, error) &&
         read_template (profile, object, "camera", &mapping->camera, error) &&
         read_place (profile, object, "state", &mapping->state, error) &&
         read_words (object, "states", states, &mapping->states, error) &&
         read_place (profile, object, "confidence", &mapping->confidence, error) &&
         read_number (object, "confidence_scale", &mapping->confidence_scale, error) &&
         read_box (profile, object, mapping, error);
}

static gboolean
read_mappings (
    AnlanProfile *profile, JsonObject *definition, const char *name, gboolean detection, GError **error)
{
  JsonNode *node = json_object_get_member (definition, name);
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array == NULL || json_array_get_length (array) > MAPPINGS_MAX)
    return wrong (error, name, _ ("must be a list of at most 200 mappings, [{…}]"));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      AnlanMapping *mapping;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        return wrong (error, name, _ ("must be a list of at most 200 mappings, [{…}]"));
      mapping = g_new0 (AnlanMapping, 1);
      mapping->detection = detection;
      mapping->only_places = g_ptr_array_new ();
      mapping->only_texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
      g_ptr_array_add (profile->mappings, mapping);
      if (!(detection ? read_detection : read_reading) (profile, json_node_get_object (element), mapping,
                                                        error))
        return FALSE;
    }
  return TRUE;
}

/* --- the whole ----------------------------------------------------------------------------------------------- */

static gboolean
read_zone (AnlanProfile *profile, JsonObject *definition, GError **error)
{
  const char *name;
  GTimeZone *zone;

  if (!anlan_settings_text (definition, "zone", NULL, &name, error))
    return FALSE;
  if (name == NULL)
    return TRUE;
  zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    return wrong (error, "zone", _ ("must be a time zone such as Asia/Shanghai"));
  g_time_zone_unref (profile->zone);
  profile->zone = zone;
  return TRUE;
}

static gboolean
read_whole (AnlanProfile *profile, JsonObject *definition, GError **error)
{
  const char *format, *separator, *decimal;
  gint64 skip;

  if (!check_members (definition, 0, error) ||
      !anlan_settings_text (definition, "format", "json", &format, error) ||
      !anlan_settings_text (definition, "separator", "", &separator, error) ||
      !anlan_settings_text (definition, "decimal", ".", &decimal, error) ||
      !anlan_settings_boolean (definition, "header", TRUE, &profile->header, error) ||
      !anlan_settings_integer (definition, "skip", 0, 1000, 0, &skip, error) ||
      !read_zone (profile, definition, error))
    return FALSE;
  profile->csv = g_str_equal (format, "csv");
  if (!profile->csv && !g_str_equal (format, "json"))
    return wrong (error, "format", _ ("must be “json” or “csv”"));
  if (strlen (separator) > 1 || (separator[0] != '\0' && strchr ("\"\r\n", separator[0]) != NULL))
    return wrong (error, "separator", _ ("must be one character: a comma, a semicolon, a tab"));
  if (!g_str_equal (decimal, ".") && !g_str_equal (decimal, ","))
    return wrong (error, "decimal", _ ("must be a point or a comma"));
  profile->separator = separator[0];
  profile->decimal = decimal[0];
  profile->skip = (guint)skip;
  if (!read_template (profile, definition, "gateway", &profile->gateway, error) ||
      !read_mappings (profile, definition, "readings", FALSE, error) ||
      !read_mappings (profile, definition, "detections", TRUE, error))
    return FALSE;
  if (profile->mappings->len == 0)
    return wrong (error, "readings", _ ("is missing, and so is “detections”: nothing would be read"));
  return TRUE;
}

static void
clear (gpointer data)
{
  AnlanProfile *profile = data;

  template_free (profile->gateway);
  g_time_zone_unref (profile->zone);
  g_ptr_array_unref (profile->mappings);
  g_ptr_array_unref (profile->places);
}

AnlanProfile *
anlan_profile_new (JsonObject *definition, GTimeZone *zone, GError **error)
{
  g_autoptr (AnlanProfile) profile = NULL;

  g_return_val_if_fail (definition != NULL && zone != NULL, NULL);

  profile = g_atomic_rc_box_new0 (AnlanProfile);
  profile->zone = g_time_zone_ref (zone);
  profile->mappings = g_ptr_array_new_with_free_func (mapping_free);
  profile->places = g_ptr_array_new_with_free_func (place_free);
  return read_whole (profile, definition, error) ? g_steal_pointer (&profile) : NULL;
}

gboolean
anlan_profile_of_settings (JsonObject *settings, GTimeZone *zone, AnlanProfile **profile, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  *profile = NULL;
  if (!anlan_settings_object (settings, "profile", &node, error))
    return FALSE;
  if (node != NULL)
    *profile = anlan_profile_new (json_node_get_object (node), zone, error);
  return node == NULL || *profile != NULL;
}

AnlanProfile *
anlan_profile_new_own_csv (GTimeZone *zone)
{
  static const char *const definition =
      "{\"format\":\"csv\",\"readings\":[{\"series\":\"{series}\",\"ts\":\"ts\",\"value\":\"value\","
      "\"unit\":\"{unit}\",\"quality\":\"quality\"}]}";
  g_autoptr (JsonNode) node = anlan_json_parse (definition, -1, strlen (definition), NULL);

  return anlan_profile_new (json_node_get_object (node), zone, NULL);
}

AnlanProfile *
anlan_profile_ref (AnlanProfile *profile)
{
  g_return_val_if_fail (profile != NULL, NULL);

  return g_atomic_rc_box_acquire (profile);
}

void
anlan_profile_unref (AnlanProfile *profile)
{
  if (profile != NULL)
    g_atomic_rc_box_release_full (profile, clear);
}

void
anlan_profile_set_too_many (GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
               _ ("This has more than %d items, so nothing of it was taken. Have it sent in smaller pieces, "
                  "or ask for less."),
               ANLAN_BATCH_MAX_ITEMS);
}

gboolean
anlan_profile_has_room (const AnlanBatch *batch, guint more, guint items)
{
  /* What is passed over costs time too. */
  return batch->readings->len + batch->detections->len + batch->refused + more <= ANLAN_BATCH_MAX_ITEMS &&
         items + more <= ANLAN_BATCH_MAX_ITEMS * 10;
}

static gboolean
set_too_long (GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
               _ ("This has more than %d MiB, so nothing of it was taken. Send it in smaller pieces."),
               ANLAN_BATCH_MAX_BYTES / (1024 * 1024));
  return FALSE;
}

AnlanBatch *
anlan_profile_read_part (AnlanProfile *profile, const char *text, gsize *at, gint64 received, GError **error)
{
  g_autoptr (AnlanBatch) batch = NULL;
  gboolean done;

  g_return_val_if_fail (profile != NULL && text != NULL && at != NULL, NULL);

  batch = anlan_batch_new (received);
  if (profile->csv)
    done = anlan_profile_read_csv (profile, text, at, batch, error);
  else
    {
      *at = strlen (text);
      /* In UTF-8 it may be longer than it was. */
      done = *at <= 2 * ANLAN_BATCH_MAX_BYTES ? anlan_profile_read_json (profile, text, batch, error)
                                              : set_too_long (error);
    }
  return done ? g_steal_pointer (&batch) : NULL;
}

AnlanBatch *
anlan_profile_read (AnlanProfile *profile, const void *bytes, gsize length, gint64 received, GError **error)
{
  g_autoptr (AnlanBatch) batch = NULL;
  g_autofree char *text = NULL;
  AnlanEncoding encoding;
  gsize mark, at = 0;

  g_return_val_if_fail (profile != NULL && (bytes != NULL || length == 0), NULL);

  if (length > ANLAN_BATCH_MAX_BYTES)
    {
      set_too_long (error);
      return NULL;
    }
  encoding = anlan_encoding_detect (bytes, length, &mark);
  text = anlan_encoding_to_utf8 (bytes, length, encoding, error);
  if (text != NULL)
    batch = anlan_profile_read_part (profile, text, &at, received, error);
  if (batch != NULL && text[at] != '\0')
    {
      anlan_profile_set_too_many (error);
      return NULL;
    }
  return g_steal_pointer (&batch);
}
