/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-sensor.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/time.h"

static void
limit_clear (gpointer data)
{
  g_free (((AnlanSensorLimit *)data)->words);
}

AnlanSensor *
anlan_sensor_new (const char *name)
{
  AnlanSensor *sensor = g_new0 (AnlanSensor, 1);

  sensor->name = g_strdup (name);
  sensor->limits = g_array_new (FALSE, FALSE, sizeof (AnlanSensorLimit));
  g_array_set_clear_func (sensor->limits, limit_clear);
  return sensor;
}

void
anlan_sensor_free (AnlanSensor *sensor)
{
  if (sensor == NULL)
    return;

  g_free (sensor->id);
  g_free (sensor->name);
  g_free (sensor->title);
  g_free (sensor->zone);
  g_free (sensor->zone_name);
  g_free (sensor->unit);
  g_array_unref (sensor->limits);
  anlan_glance_free (sensor->glance);
  g_free (sensor);
}

/* --- levels --------------------------------------------------------------------------------------------------------------- */

static gboolean
looks_at (const AnlanRule *rule, const char *name)
{
  for (guint i = 0; rule->series != NULL && rule->series[i] != NULL; i++)
    if (g_pattern_match_simple (rule->series[i], name))
      return TRUE;
  return FALSE;
}

static void
add_limit (AnlanSensor *sensor, const AnlanRule *rule, double value, gboolean under)
{
  AnlanSensorLimit limit = {
    .value = value, .under = under, .severity = rule->severity, .words = g_strdup (rule->title)
  };

  g_array_append_val (sensor->limits, limit);
}

void
anlan_sensor_add_rule (AnlanSensor *sensor, const AnlanRule *rule)
{
  g_return_if_fail (sensor != NULL && rule != NULL);

  if (rule->off)
    return;
  if (rule->type == ANLAN_RULE_SILENCE && looks_at (rule, sensor->name) && rule->window > 0)
    sensor->silent_after = sensor->silent_after > 0 ? MIN (sensor->silent_after, rule->window) : rule->window;
  if (rule->type != ANLAN_RULE_LEVEL && rule->type != ANLAN_RULE_COUNT && rule->type != ANLAN_RULE_PAIR)
    return;
  if (looks_at (rule, sensor->name))
    add_limit (sensor, rule, rule->bound, rule->under);
  if (rule->type == ANLAN_RULE_PAIR && g_strcmp0 (rule->other, sensor->name) == 0)
    add_limit (sensor, rule, rule->other_bound, rule->other_under);
}

const AnlanSensorLimit *
anlan_sensor_get_limit (const AnlanSensor *sensor)
{
  const AnlanSensorLimit *worst = NULL;

  g_return_val_if_fail (sensor != NULL, NULL);

  if (sensor->glance == NULL || isnan (sensor->glance->value))
    return NULL;
  for (guint i = 0; i < sensor->limits->len; i++)
    {
      const AnlanSensorLimit *limit = &g_array_index (sensor->limits, AnlanSensorLimit, i);
      gboolean reached =
          limit->under ? sensor->glance->value <= limit->value : sensor->glance->value >= limit->value;

      if (reached && (worst == NULL || limit->severity > worst->severity))
        worst = limit;
    }
  return worst;
}

AnlanSensorState
anlan_sensor_get_state (const AnlanSensor *sensor, gint64 now)
{
  const AnlanGlance *glance;

  g_return_val_if_fail (sensor != NULL, ANLAN_SENSOR_EMPTY);

  glance = sensor->glance;
  if (glance == NULL || glance->ts == G_MININT64)
    return ANLAN_SENSOR_EMPTY;
  if (now - glance->ts > anlan_glance_stale_after (glance, sensor->silent_after))
    return ANLAN_SENSOR_STALE;
  if (glance->quality & ANLAN_QUALITY_BAD || isnan (glance->value))
    return ANLAN_SENSOR_BAD;
  return anlan_sensor_get_limit (sensor) != NULL ? ANLAN_SENSOR_OVER : ANLAN_SENSOR_GOOD;
}

/* --- words ------------------------------------------------------------------------------------------------------------------ */

char *
anlan_sensor_say_value (const AnlanSensor *sensor)
{
  double value;

  g_return_val_if_fail (sensor != NULL, NULL);

  value = sensor->glance != NULL ? sensor->glance->value : NAN;
  if (isnan (value))
    return g_strdup ("–");
  return g_strdup_printf ("%.*f", fabs (value) >= 1000 ? 0 : fabs (value) >= 10 ? 1 : 2, value);
}

char *
anlan_sensor_say_age (gint64 age)
{
  if (age < ANLAN_MINUTE)
    return g_strdup_printf (_ ("%d s"), (int)(MAX (0, age) / ANLAN_SECOND));
  if (age < 2 * ANLAN_HOUR)
    return g_strdup_printf (_ ("%d min"), (int)(age / ANLAN_MINUTE));
  if (age < 2 * ANLAN_DAY)
    return g_strdup_printf (_ ("%d h"), (int)(age / ANLAN_HOUR));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", (gulong)(age / ANLAN_DAY)),
                          (int)(age / ANLAN_DAY));
}

static char *
say_stale (const AnlanSensor *sensor, gint64 now)
{
  g_autofree char *age = anlan_sensor_say_age (now - sensor->glance->ts);

  return g_strdup_printf (_ ("%s old"), age);
}

char *
anlan_sensor_say_state (const AnlanSensor *sensor, gint64 now)
{
  g_return_val_if_fail (sensor != NULL, NULL);

  switch (anlan_sensor_get_state (sensor, now))
    {
    case ANLAN_SENSOR_EMPTY:
      return g_strdup (_ ("Nothing has come yet"));
    case ANLAN_SENSOR_STALE:
      return say_stale (sensor, now);
    case ANLAN_SENSOR_BAD:
      return g_strdup (_ ("Sensor fault"));
    case ANLAN_SENSOR_OVER:
      return g_strdup (anlan_sensor_get_limit (sensor)->words);
    case ANLAN_SENSOR_GOOD:
    default:
      if (sensor->calibration_due > 0 && now >= sensor->calibration_due)
        return g_strdup (_ ("Calibration overdue"));
      return g_strdup (sensor->glance->quality & ANLAN_QUALITY_UNCERTAIN ? _ ("Uncertain") : "");
    }
}

char *
anlan_sensor_say (const AnlanSensor *sensor, gint64 now)
{
  g_autofree char *value = NULL, *state = NULL;

  g_return_val_if_fail (sensor != NULL, NULL);

  value = anlan_sensor_say_value (sensor);
  state = anlan_sensor_say_state (sensor, now);
  if (sensor->glance == NULL || sensor->glance->ts == G_MININT64)
    return g_strdup_printf (_ ("%s: %s"), sensor->title, state);
  if (*state == '\0')
    /* Translators: for a screen reader: name of a sensor, value, unit */
    return g_strdup_printf (_ ("%s: %s %s"), sensor->title, value, sensor->unit != NULL ? sensor->unit : "");
  /* Translators: for a screen reader: name of a sensor, value, unit, "2 min old" or "First level" */
  return g_strdup_printf (_ ("%s: %s %s, %s"), sensor->title, value, sensor->unit != NULL ? sensor->unit : "",
                          state);
}
