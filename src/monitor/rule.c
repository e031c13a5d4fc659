/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/rule.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"

static const char *const type_names[] = {
  "level", "rate", "count", "pair", "deviation", "silence", "stuck", "detection", "expression", NULL,
};
static const char *const severity_names[] = { "note", "medium", "high", "critical", NULL };
static const char *const danger_names[] = { "other", "fire", "toxic", "oxygen", "combustible", NULL };
static const char *const crossings[] = { "over", "under", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (type_names) == ANLAN_N_RULE_TYPES + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (severity_names) == ANLAN_N_SEVERITIES + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (danger_names) == ANLAN_N_DANGERS + 1);

const char *
anlan_rule_type_name (AnlanRuleType type)
{
  g_return_val_if_fail (type < ANLAN_N_RULE_TYPES, NULL);

  return type_names[type];
}

const char *
anlan_severity_name (AnlanSeverity severity)
{
  g_return_val_if_fail (severity < ANLAN_N_SEVERITIES, NULL);

  return severity_names[severity];
}

const char *
anlan_danger_name (AnlanDanger danger)
{
  g_return_val_if_fail (danger < ANLAN_N_DANGERS, NULL);

  return danger_names[danger];
}

gint64
anlan_severity_climb (AnlanSeverity severity)
{
  static const gint64 climbs[] = { 0, 30 * ANLAN_MINUTE, 5 * ANLAN_MINUTE, 2 * ANLAN_MINUTE };

  g_return_val_if_fail (severity < G_N_ELEMENTS (climbs), 0);

  return climbs[severity];
}

AnlanRule *
anlan_rule_new (const char *id)
{
  AnlanRule *rule = g_new0 (AnlanRule, 1);

  rule->id = g_strdup (id);
  rule->severity = ANLAN_SEVERITY_MEDIUM;
  rule->bound = rule->clear = rule->other_bound = rule->confidence = rule->deviations = rule->band = NAN;
  g_atomic_ref_count_init (&rule->refs);
  return rule;
}

AnlanRule *
anlan_rule_ref (AnlanRule *rule)
{
  g_atomic_ref_count_inc (&rule->refs);
  return rule;
}

void
anlan_rule_unref (AnlanRule *rule)
{
  if (rule == NULL || !g_atomic_ref_count_dec (&rule->refs))
    return;

  g_free (rule->id);
  g_free (rule->title);
  g_free (rule->response);
  g_free (rule->source);
  g_strfreev (rule->series);
  g_free (rule->other);
  g_strfreev (rule->types);
  g_strfreev (rule->zones);
  g_strfreev (rule->cameras);
  g_free (rule->expression);
  g_free (rule);
}

gboolean
anlan_rule_is_never_held (const AnlanRule *rule)
{
  return rule->certified || rule->danger != ANLAN_DANGER_OTHER;
}

/* --- setting ----------------------------------------------------------------------------------------------- */

static gboolean
read_number (const char *value, double *number)
{
  char *end;

  *number = g_ascii_strtod (value, &end);
  return end != value && *end == '\0' && isfinite (*number);
}

static gboolean
read_count (const char *value, guint *count)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 0, 100000, &number, NULL))
    return FALSE;
  *count = (guint)number;
  return TRUE;
}

static gboolean
read_word (const char *value, const char *const *words, guint *place)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], value) == 0)
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_yes (const char *value, gboolean *yes)
{
  *yes = strcmp (value, "yes") == 0 || strcmp (value, "1") == 0;
  return *yes || strcmp (value, "no") == 0 || strcmp (value, "0") == 0;
}

/* "PT1H30M", "PT30S", "P1D", or seconds. */
static gboolean
read_duration (const char *value, gint64 *ms)
{
  gboolean time = FALSE;
  double number;

  if (read_number (value, &number))
    {
      *ms = (gint64)llround (number * 1000);
      return number >= 0 && number <= 366.0 * 86400;
    }
  *ms = 0;
  if (*value++ != 'P' || *value == '\0')
    return FALSE;
  while (*value != '\0')
    {
      gint64 unit;
      char *end;

      if (*value == 'T' && !time)
        {
          time = TRUE;
          value++;
        }
      number = (double)g_ascii_strtoull (value, &end, 10);
      if (end == value || number > 1e9)
        return FALSE;
      unit = *end == 'D' && !time  ? ANLAN_DAY
             : *end == 'H' && time ? ANLAN_HOUR
             : *end == 'M' && time ? ANLAN_MINUTE
             : *end == 'S' && time ? ANLAN_SECOND
                                   : 0;
      if (unit == 0)
        return FALSE;
      *ms += (gint64)number * unit;
      value = end + 1;
    }
  return *ms <= 366 * ANLAN_DAY;
}

static gboolean
read_days (const char *value, guint *days)
{
  *days = 0;
  for (; *value != '\0'; value++)
    {
      if (*value >= '1' && *value <= '7')
        *days |= 1u << (*value - '1');
      else if (*value != ' ')
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_time (const char *value, int *minutes)
{
  g_autofree char *time = anlan_clock_time_from_text (value);

  if (time == NULL)
    return FALSE;
  *minutes = (time[0] - '0') * 600 + (time[1] - '0') * 60 + (time[3] - '0') * 10 + (time[4] - '0');
  return TRUE;
}

static gboolean
read_list (const char *value, char ***list)
{
  g_auto (GStrv) parts = g_strsplit_set (value, " \t\r\n,", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      g_ptr_array_add (kept, g_strdup (parts[i]));
  g_ptr_array_add (kept, NULL);
  g_strfreev (*list);
  *list = (char **)g_ptr_array_free (g_steal_pointer (&kept), FALSE);
  return TRUE;
}

static gboolean
set_text (const char *value, char **text)
{
  g_free (*text);
  *text = g_strdup (value);
  return TRUE;
}

typedef enum
{
  SET_TEXT,
  SET_LIST,
  SET_NUMBER,
  SET_COUNT,
  SET_DURATION,
  SET_YES,
  SET_CROSSING,
  SET_TYPE,
  SET_SEVERITY,
  SET_DANGER,
  SET_DAYS,
  SET_TIME,
  SET_MOMENT,
} Setter;

static const struct
{
  const char *name;
  Setter setter;
  gsize offset;
} setters[] = {
  { "type", SET_TYPE, G_STRUCT_OFFSET (AnlanRule, type) },
  { "title", SET_TEXT, G_STRUCT_OFFSET (AnlanRule, title) },
  { "response", SET_TEXT, G_STRUCT_OFFSET (AnlanRule, response) },
  { "source", SET_TEXT, G_STRUCT_OFFSET (AnlanRule, source) },
  { "severity", SET_SEVERITY, G_STRUCT_OFFSET (AnlanRule, severity) },
  { "danger", SET_DANGER, G_STRUCT_OFFSET (AnlanRule, danger) },
  { "certified", SET_YES, G_STRUCT_OFFSET (AnlanRule, certified) },
  { "off", SET_YES, G_STRUCT_OFFSET (AnlanRule, off) },
  { "series", SET_LIST, G_STRUCT_OFFSET (AnlanRule, series) },
  { "other", SET_TEXT, G_STRUCT_OFFSET (AnlanRule, other) },
  { "types", SET_LIST, G_STRUCT_OFFSET (AnlanRule, types) },
  { "zones", SET_LIST, G_STRUCT_OFFSET (AnlanRule, zones) },
  { "cameras", SET_LIST, G_STRUCT_OFFSET (AnlanRule, cameras) },
  { "confidence", SET_NUMBER, G_STRUCT_OFFSET (AnlanRule, confidence) },
  { "crosses", SET_CROSSING, G_STRUCT_OFFSET (AnlanRule, under) },
  { "bound", SET_NUMBER, G_STRUCT_OFFSET (AnlanRule, bound) },
  { "clear", SET_NUMBER, G_STRUCT_OFFSET (AnlanRule, clear) },
  { "other_crosses", SET_CROSSING, G_STRUCT_OFFSET (AnlanRule, other_under) },
  { "other_bound", SET_NUMBER, G_STRUCT_OFFSET (AnlanRule, other_bound) },
  { "lasting", SET_DURATION, G_STRUCT_OFFSET (AnlanRule, lasting) },
  { "window", SET_DURATION, G_STRUCT_OFFSET (AnlanRule, window) },
  { "least", SET_COUNT, G_STRUCT_OFFSET (AnlanRule, least) },
  { "weeks", SET_COUNT, G_STRUCT_OFFSET (AnlanRule, weeks) },
  { "deviations", SET_NUMBER, G_STRUCT_OFFSET (AnlanRule, deviations) },
  { "band", SET_NUMBER, G_STRUCT_OFFSET (AnlanRule, band) },
  { "expression", SET_TEXT, G_STRUCT_OFFSET (AnlanRule, expression) },
  { "days", SET_DAYS, G_STRUCT_OFFSET (AnlanRule, days) },
  { "from", SET_TIME, G_STRUCT_OFFSET (AnlanRule, from) },
  { "to", SET_TIME, G_STRUCT_OFFSET (AnlanRule, to) },
  { "test_until", SET_MOMENT, G_STRUCT_OFFSET (AnlanRule, test_until) },
};

static gboolean
set_member (AnlanRule *rule, Setter setter, gsize offset, const char *value)
{
  gpointer member = G_STRUCT_MEMBER_P (rule, offset);

  switch (setter)
    {
    case SET_TEXT:
      return set_text (value, member);
    case SET_LIST:
      return read_list (value, member);
    case SET_NUMBER:
      return read_number (value, member);
    case SET_COUNT:
      return read_count (value, member);
    case SET_DURATION:
      return read_duration (value, member);
    case SET_YES:
      return read_yes (value, member);
    case SET_CROSSING:
      return read_word (value, crossings, member);
    case SET_TYPE:
      return read_word (value, type_names, member);
    case SET_SEVERITY:
      return read_word (value, severity_names, member);
    case SET_DANGER:
      return read_word (value, danger_names, member);
    case SET_DAYS:
      return read_days (value, member);
    case SET_TIME:
      return read_time (value, member);
    case SET_MOMENT:
    default:
      return anlan_time_parse (value, member);
    }
}

gboolean
anlan_rule_set (AnlanRule *rule, const char *name, const char *value, GError **error)
{
  g_return_val_if_fail (rule != NULL && name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (setters); i++)
    {
      if (strcmp (setters[i].name, name) != 0)
        continue;
      if (value == NULL || value[0] == '\0' || set_member (rule, setters[i].setter, setters[i].offset, value))
        return TRUE;
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Rule “%s”: “%s” cannot be “%s”."), rule->id,
                   name, value);
      return FALSE;
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Rule “%s”: there is no “%s” to be set."), rule->id,
               name);
  return FALSE;
}

/* --- checking ---------------------------------------------------------------------------------------------- */

static const char *
find_missing (const AnlanRule *rule)
{
  gboolean has_series = rule->series != NULL && rule->series[0] != NULL;

  if (rule->type < ANLAN_RULE_DETECTION && !has_series)
    return "series";
  switch (rule->type)
    {
    case ANLAN_RULE_LEVEL:
      return isnan (rule->bound) ? "bound" : NULL;
    case ANLAN_RULE_RATE:
      return isnan (rule->bound) ? "bound" : rule->window <= 0 ? "window" : NULL;
    case ANLAN_RULE_COUNT:
      return isnan (rule->bound) ? "bound" : rule->least == 0 ? "least" : NULL;
    case ANLAN_RULE_PAIR:
      return isnan (rule->bound)         ? "bound"
             : rule->other == NULL       ? "other"
             : isnan (rule->other_bound) ? "other_bound"
                                         : NULL;
    case ANLAN_RULE_DEVIATION:
      return isnan (rule->deviations) ? "deviations" : rule->weeks < 2 || rule->weeks > 52 ? "weeks" : NULL;
    case ANLAN_RULE_SILENCE:
      return rule->window <= 0 ? "window" : NULL;
    case ANLAN_RULE_STUCK:
      return isnan (rule->band) ? "band" : rule->window <= 0 ? "window" : NULL;
    case ANLAN_RULE_EXPRESSION:
      return rule->expression == NULL ? "expression" : NULL;
    case ANLAN_RULE_DETECTION:
    case ANLAN_N_RULE_TYPES:
    default:
      return NULL;
    }
}

gboolean
anlan_rule_check (const AnlanRule *rule, GError **error)
{
  const char *missing;

  g_return_val_if_fail (rule != NULL, FALSE);

  missing = find_missing (rule);
  if (missing != NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Rule “%s” of type “%s” needs “%s”."), rule->id,
                   anlan_rule_type_name (rule->type), missing);
      return FALSE;
    }
  if (!isnan (rule->clear) && (rule->under ? rule->clear < rule->bound : rule->clear > rule->bound))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("Rule “%s” would end before it begins: “clear” must lie on the good side of “bound”."),
                   rule->id);
      return FALSE;
    }
  return TRUE;
}

/* --- XML --------------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *rules;
  AnlanRule *rule;
  const char *text_of; /* "title" or "response" */
  GString *text;
} Parse;

static void
set_parse_error (GError **error, const char *message, const char *name)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, "%s: %s", message, name);
}

static void
start_rule (Parse *parse, const char **names, const char **values, GError **error)
{
  const char *id = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], "id") == 0)
      id = values[i];
  if (id == NULL || id[0] == '\0')
    {
      set_parse_error (error, _ ("A rule has no “id”"), "<rule>");
      return;
    }
  parse->rule = anlan_rule_new (id);
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], "id") != 0 && !anlan_rule_set (parse->rule, names[i], values[i], error))
      return;
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Parse *parse = data;

  if (strcmp (element, "rules") == 0 && parse->rule == NULL)
    return;
  if (strcmp (element, "rule") == 0 && parse->rule == NULL)
    start_rule (parse, names, values, error);
  else if ((strcmp (element, "title") == 0 || strcmp (element, "response") == 0) && parse->rule != NULL &&
           parse->text_of == NULL)
    {
      parse->text_of = element[0] == 't' ? "title" : "response";
      g_string_truncate (parse->text, 0);
    }
  else
    set_parse_error (error, _ ("An element that rules do not have here"), element);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Parse *parse = data;

  if (parse->text_of != NULL)
    {
      g_strstrip (parse->text->str);
      anlan_rule_set (parse->rule, parse->text_of, parse->text->str[0] != '\0' ? _ (parse->text->str) : NULL,
                      error);
      parse->text_of = NULL;
    }
  else if (parse->rule != NULL && anlan_rule_check (parse->rule, error))
    g_ptr_array_add (parse->rules, g_steal_pointer (&parse->rule));
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Parse *parse = data;

  if (parse->text_of != NULL)
    g_string_append_len (parse->text, text, (gssize)length);
}

gboolean
anlan_rules_parse (const char *text, gssize length, GPtrArray *rules, GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autoptr (GString) buffer = g_string_new (NULL);
  Parse parse = { .rules = read, .text = buffer };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) trouble = NULL;
  gboolean done;

  g_return_val_if_fail (text != NULL && rules != NULL, FALSE);

  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &parse, NULL);
  done = g_markup_parse_context_parse (context, text, length, &trouble) &&
         g_markup_parse_context_end_parse (context, &trouble);
  anlan_rule_unref (parse.rule);
  if (!done)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, trouble->message);
      return FALSE;
    }
  g_ptr_array_extend_and_steal (rules, g_steal_pointer (&read));
  return TRUE;
}
