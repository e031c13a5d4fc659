/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/station-kinds.h"
#include "monitor/source-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "expressions.h"
#include "follow-private.h"
#include "model/query.h"
#include "monitor/gas.h"

/* --- a rule from its record -------------------------------------------------------------------------------- */

/* Field of the kind, name of anlan_rule_set() where that is another one. */
static const struct
{
  const char *field;
  const char *name;
} fields[] = {
  { "type", NULL },     { "title", NULL },         { "response", NULL },    { "source", NULL },
  { "severity", NULL }, { "danger", NULL },        { "certified", NULL },   { "off", NULL },
  { "series", NULL },   { "other", NULL },         { "types", NULL },       { "zones", NULL },
  { "cameras", NULL },  { "confidence", NULL },    { "crosses", NULL },     { "bound", NULL },
  { "clear", NULL },    { "other_crosses", NULL }, { "other_bound", NULL }, { "lasting", NULL },
  { "window", NULL },   { "least", NULL },         { "weeks", NULL },       { "deviations", NULL },
  { "band", NULL },     { "expression", NULL },    { "days", NULL },        { "from_time", "from" },
  { "to_time", "to" },  { "test_until", NULL },
};

static char *
value_text (const AnlanValue *value)
{
  GString *text;

  switch (value->type)
    {
    case ANLAN_VALUE_TEXT:
      return g_strdup (value->text);
    case ANLAN_VALUE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case ANLAN_VALUE_REAL:
      text = g_string_new (NULL);
      anlan_json_append_real (text, value->real);
      return g_string_free (text, FALSE);
    case ANLAN_VALUE_NULL:
    default:
      return NULL;
    }
}

static gboolean
check_expression (const AnlanRule *rule, GError **error)
{
  g_autoptr (AnlanExpressions) expressions = NULL;

  if (rule->type != ANLAN_RULE_EXPRESSION)
    return TRUE;
  expressions = anlan_expressions_new (NULL, error);
  return expressions != NULL && anlan_expressions_check (expressions, rule->expression, error);
}

static AnlanRule *
rule_of_record (const AnlanRecord *record, GError **error)
{
  g_autoptr (AnlanRule) rule = anlan_rule_new (record->id);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *text = value_text (anlan_record_get (record, fields[i].field));

      if (!anlan_rule_set (rule, fields[i].name != NULL ? fields[i].name : fields[i].field, text, error))
        return NULL;
    }
  if (!anlan_rule_check (rule, error) || !check_expression (rule, error))
    return NULL;
  return g_steal_pointer (&rule);
}

/* --- a measuring point from its record --------------------------------------------------------------------- */

/* The first moment after the day of the plant until which it should have been calibrated; 0: none. */
static gint64
end_of_day (const char *date, GTimeZone *zone)
{
  g_autofree char *next = date != NULL ? anlan_date_add (date, 1) : NULL;
  g_autofree char *moment = next != NULL ? anlan_moment_from_text (next, zone) : NULL;
  gint64 ms;

  return moment != NULL && anlan_time_parse (moment, &ms) ? ms : 0;
}

static AnlanSeriesFacts *
facts_of_record (const AnlanRecord *record, GTimeZone *zone)
{
  AnlanSeriesFacts *facts = anlan_series_facts_new (anlan_record_get_text (record, "name"));

  facts->title = g_strdup (anlan_record_get_text (record, "title"));
  facts->zone = g_strdup (anlan_record_get_text (record, "zone"));
  facts->unit = g_strdup (anlan_record_get_text (record, "measure"));
  facts->gas = anlan_gas_find (anlan_record_get_text (record, "gas"));
  facts->calibration_due = end_of_day (anlan_record_get_text (record, "calibration_due"), zone);
  facts->keep = (int)anlan_value_get_integer (anlan_record_get (record, "keep_days"), 0);
  return facts;
}

static gboolean
is_running (const AnlanRecord *record)
{
  return g_strcmp0 (anlan_record_get_text (record, "state"), "stopped") != 0;
}

/* Checks as a guard does; nothing to check without a gas. */
static gboolean
check_levels (const AnlanRecord *record, GError **error)
{
  const AnlanGas *gas = anlan_gas_find (anlan_record_get_text (record, "gas"));
  const char *measure = anlan_record_get_text (record, "measure");

  return gas == NULL ||
         anlan_gas_check (gas, anlan_unit_find (measure != NULL ? measure : gas->unit->symbol),
                          anlan_value_get_real (anlan_record_get (record, "first_level"), NAN),
                          anlan_value_get_real (anlan_record_get (record, "second_level"), NAN), error);
}

static gboolean
add_gas_rules (const AnlanRecord *record, const AnlanSeriesFacts *facts, GPtrArray *rules, GError **error)
{
  if (facts->gas == NULL)
    return TRUE;
  return check_levels (record, error) &&
         anlan_gas_rules (facts->gas, facts->name,
                          anlan_unit_find (facts->unit != NULL ? facts->unit : facts->gas->unit->symbol),
                          anlan_value_get_real (anlan_record_get (record, "first_level"), NAN),
                          anlan_value_get_real (anlan_record_get (record, "second_level"), NAN), rules,
                          error);
}

static void
add_silence_rule (const AnlanRecord *record, const AnlanSeriesFacts *facts, GPtrArray *rules)
{
  gint64 seconds = anlan_value_get_integer (anlan_record_get (record, "silent_after"), 0);
  const char *names[] = { facts->name, NULL };
  g_autofree char *id = g_strconcat ("silent:", facts->name, NULL);
  AnlanRule *rule;

  if (seconds <= 0)
    return;
  rule = anlan_rule_new (id);
  rule->type = ANLAN_RULE_SILENCE;
  rule->severity = ANLAN_SEVERITY_MEDIUM;
  rule->series = g_strdupv ((char **)names);
  rule->window = seconds * ANLAN_SECOND;
  rule->title = g_strdup (_ ("Measuring point is silent"));
  rule->response = g_strdup (_ ("See whether the detector, its controller and the network work."));
  g_ptr_array_add (rules, rule);
}

/* --- the whole plant --------------------------------------------------------------------------------------- */

static void
add_problem (GPtrArray *problems, const AnlanRecord *record, const GError *error)
{
  if (problems != NULL)
    g_ptr_array_add (problems, g_strdup_printf ("%s: %s", anlan_record_label (record), error->message));
}

static gboolean
load_series (AnlanPlant *plant, GPtrArray *rules, GPtrArray *facts, GPtrArray *problems, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("series");
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autoptr (GPtrArray) records = anlan_plant_find (plant, query, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);
      AnlanSeriesFacts *known = facts_of_record (record, zone);
      g_autoptr (GError) trouble = NULL;

      g_ptr_array_add (facts, known);
      if (!is_running (record))
        continue;
      if (!add_gas_rules (record, known, rules, &trouble))
        add_problem (problems, record, trouble);
      add_silence_rule (record, known, rules);
    }
  return records != NULL;
}

gboolean
anlan_rules_of_plant (
    AnlanPlant *plant, GPtrArray *rules, GPtrArray *facts, GPtrArray *problems, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("rule");
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && rules != NULL && facts != NULL, FALSE);

  if (!load_series (plant, rules, facts, problems, error))
    return FALSE;
  records = anlan_plant_find (plant, query, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);
      g_autoptr (GError) trouble = NULL;
      AnlanRule *rule = rule_of_record (record, &trouble);

      if (rule != NULL)
        g_ptr_array_add (rules, rule);
      else
        add_problem (problems, record, trouble);
    }
  return records != NULL;
}

gboolean
anlan_monitor_load (AnlanMonitor *monitor, AnlanPlant *plant, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_facts_free);

  g_return_val_if_fail (monitor != NULL, FALSE);

  return anlan_rules_of_plant (plant, rules, facts, problems, error) &&
         anlan_monitor_set_rules (monitor, rules, facts, error);
}

/* --- guards ------------------------------------------------------------------------------------------------ */

/* What a guard has found is its answer, no failure. */
static gboolean
answer (gboolean holds, GError *trouble, char **message)
{
  if (!holds)
    *message = g_strdup (trouble->message);
  g_clear_error (&trouble);
  return holds;
}

static gboolean
levels_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  GError *trouble = NULL;
  gboolean holds = check_levels (judged->after, &trouble);

  return answer (holds, trouble, message);
}

static gboolean
rule_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  GError *trouble = NULL;
  g_autoptr (AnlanRule) rule = rule_of_record (judged->after, &trouble);

  return answer (rule != NULL, trouble, message);
}

static gboolean
check_move (const AnlanJudged *judged, const char *moves, GError **error)
{
  const AnlanRecord *reaction = judged->after;
  AnlanKind *kind = moves != NULL ? anlan_kinds_get (judged->kinds, moves) : NULL;
  const char *stage = anlan_record_get_text (reaction, "stage_from");
  const char *step = anlan_record_get_text (reaction, "step");
  const AnlanFlowStep *found = kind != NULL && step != NULL ? anlan_kind_step (kind, step) : NULL;
  g_autofree char *within = NULL;

  if (found == NULL || stage == NULL || !g_strv_contains ((const char *const *)found->from, stage))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                   _ ("Records of “%s” have no step “%s” from “%s”."), moves != NULL ? moves : "",
                   step != NULL ? step : "", stage != NULL ? stage : "");
      return FALSE;
    }
  if (found->requires[0] != NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                   _ ("The step “%s” asks for something that only a person can fill in."),
                   anlan_kind_text (found->title));
      return FALSE;
    }
  within = anlan_follow_within (anlan_record_get_text (reaction, "within"), NULL);
  return anlan_sql_check_expression (within, error);
}

static gboolean
reaction_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  GError *trouble = NULL;
  gboolean holds = g_strcmp0 (anlan_record_get_text (judged->after, "does"), "move") != 0 ||
                   check_move (judged, anlan_record_get_text (judged->after, "moves"), &trouble);

  return answer (holds, trouble, message);
}

/* What was entered before it was judged stands, until it is changed. */
static gboolean
definition_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  const char *type = anlan_record_get_text (judged->after, "type");
  const char *definition = anlan_record_get_text (judged->after, "definition");
  GError *trouble = NULL;
  gboolean holds;

  if (type == NULL ||
      (judged->before != NULL && g_strcmp0 (type, anlan_record_get_text (judged->before, "type")) == 0 &&
       g_strcmp0 (definition, anlan_record_get_text (judged->before, "definition")) == 0))
    return TRUE;
  holds = anlan_source_definition_check (type, definition, &trouble);
  return answer (holds, trouble, message);
}

void
anlan_monitor_register (AnlanRegistry *registry)
{
  g_return_if_fail (registry != NULL);

  anlan_registry_add_guard (registry, "series.levels", levels_guard, NULL);
  anlan_registry_add_guard (registry, "rule.valid", rule_guard, NULL);
  anlan_registry_add_guard (registry, "reaction.valid", reaction_guard, NULL);
  anlan_registry_add_guard (registry, "source.definition", definition_guard, NULL);
}
