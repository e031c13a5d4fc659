/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/gas.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "anlan-monitor-resources.h"
#include "base/error.h"

#define PATH "/io/github/anlan/monitor/gases.xml"

/* So far on the good side of a set point an alarm ends, so that a value that trembles about it is one alarm. */
#define HYSTERESIS 0.05

/* What a conversion there and back may lose. */
#define ROUNDING 1e-9

static gboolean
set_gas (AnlanGas *gas, const char *name, const char *value)
{
  if (strcmp (name, "id") == 0)
    gas->id = g_strdup (value);
  else if (strcmp (name, "danger") == 0)
    {
      for (guint i = 0; i < ANLAN_N_DANGERS; i++)
        if (strcmp (anlan_danger_name (i), value) == 0)
          gas->danger = i;
    }
  else if (strcmp (name, "unit") == 0)
    gas->unit = anlan_unit_find (value);
  else if (strcmp (name, "first") == 0)
    gas->first = g_ascii_strtod (value, NULL);
  else if (strcmp (name, "second") == 0)
    gas->second = g_ascii_strtod (value, NULL);
  else if (strcmp (name, "molar") == 0)
    gas->molar_mass = g_ascii_strtod (value, NULL);
  else
    return FALSE;
  return TRUE;
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  GPtrArray *gases = data;
  AnlanGas *gas;

  if (strcmp (element, "gas") != 0)
    return;
  gas = g_new0 (AnlanGas, 1);
  for (guint i = 0; names[i] != NULL; i++)
    if (!set_gas (gas, names[i], values[i]))
      g_error ("A gas has no “%s”", names[i]);
  g_ptr_array_add (gases, gas);
}

/* Read once; the file is compiled in, so that it cannot be wrong without a test saying so. */
static GPtrArray *
all_gases (void)
{
  static const GMarkupParser parser = { start_cb, NULL, NULL, NULL, NULL };
  static gsize once;
  static GPtrArray *gases;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GMarkupParseContext) context = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      const char *text;
      gsize length;

      anlan_monitor_register_resource ();
      bytes = g_resources_lookup_data (PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      gases = g_ptr_array_new ();
      context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, gases, NULL);
      text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
      if (text == NULL || !g_markup_parse_context_parse (context, text, (gssize)length, &error))
        g_error ("The built-in gases cannot be read: %s", error->message);
      g_once_init_leave (&once, 1);
    }
  return gases;
}

const AnlanGas *
anlan_gas_get (guint index)
{
  GPtrArray *gases = all_gases ();

  return index < gases->len ? g_ptr_array_index (gases, index) : NULL;
}

const AnlanGas *
anlan_gas_find (const char *id)
{
  const AnlanGas *gas;

  for (guint i = 0; (gas = anlan_gas_get (i)) != NULL; i++)
    if (g_strcmp0 (gas->id, id) == 0)
      return gas;
  return NULL;
}

gboolean
anlan_gas_convert (
    const AnlanGas *gas, double value, const AnlanUnit *from, const AnlanUnit *to, double *result)
{
  g_return_val_if_fail (gas != NULL && from != NULL && to != NULL && result != NULL, FALSE);

  return anlan_unit_convert (value, from, to, result) ||
         anlan_unit_convert_gas (value, from, to, gas->molar_mass, 0, result);
}

/* --- set points -------------------------------------------------------------------------------------------- */

typedef struct
{
  double first;
  double second;
} Levels;

static gboolean
allowed_levels (const AnlanGas *gas, const AnlanUnit *unit, Levels *levels, GError **error)
{
  if (unit != NULL && anlan_gas_convert (gas, gas->first, gas->unit, unit, &levels->first) &&
      anlan_gas_convert (gas, gas->second, gas->unit, unit, &levels->second))
    return TRUE;
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” is no unit in which this gas can be judged. Use %s, or a unit that it can be converted to."),
      unit != NULL ? unit->symbol : "", gas->unit->symbol);
  return FALSE;
}

gboolean
anlan_gas_check (const AnlanGas *gas, const AnlanUnit *unit, double first, double second, GError **error)
{
  Levels allowed;
  gboolean loose;

  g_return_val_if_fail (gas != NULL, FALSE);

  if (!allowed_levels (gas, unit, &allowed, error))
    return FALSE;
  if (gas->danger == ANLAN_DANGER_OXYGEN)
    loose = first < allowed.first - ROUNDING || second > allowed.second + ROUNDING;
  else
    loose = first > allowed.first * (1 + ROUNDING) || second > allowed.second * (1 + ROUNDING);
  if (loose)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                   _ ("GB/T 50493-2019 allows no looser set points than %.4g and %.4g %s for this gas."),
                   allowed.first, allowed.second, unit->symbol);
      return FALSE;
    }
  if ((isnan (first) ? allowed.first : first) >= (isnan (second) ? allowed.second : second))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
                           _ ("The first set point must lie below the second."));
      return FALSE;
    }
  return TRUE;
}

static AnlanRule *
new_rule (const AnlanGas *gas, const char *series, guint level, double bound)
{
  g_autofree char *id = g_strdup_printf ("gas-%u:%s", level, series);
  const char *names[] = { series, NULL };
  gboolean oxygen = gas->danger == ANLAN_DANGER_OXYGEN;
  AnlanRule *rule = anlan_rule_new (id);

  rule->type = ANLAN_RULE_LEVEL;
  rule->danger = gas->danger;
  rule->severity = level == 1 && !oxygen ? ANLAN_SEVERITY_HIGH : ANLAN_SEVERITY_CRITICAL;
  rule->series = g_strdupv ((char **)names);
  rule->under = oxygen && level == 1;
  rule->bound = bound;
  rule->clear = rule->under ? bound * (1 + HYSTERESIS) : bound * (1 - HYSTERESIS);
  rule->title = g_strdup (oxygen       ? (level == 1 ? _ ("Too little oxygen") : _ ("Too much oxygen"))
                          : level == 1 ? _ ("Gas detector: first level")
                                       : _ ("Gas detector: second level"));
  rule->response =
      g_strdup (_ ("Leave the area against the wind, warn others, look from a safe place what it is."));
  rule->source = g_strdup ("GB/T 50493-2019");
  return rule;
}

gboolean
anlan_gas_rules (const AnlanGas *gas,
                 const char *series,
                 const AnlanUnit *unit,
                 double first,
                 double second,
                 GPtrArray *rules,
                 GError **error)
{
  Levels allowed;

  g_return_val_if_fail (gas != NULL && series != NULL && rules != NULL, FALSE);

  if (!allowed_levels (gas, unit, &allowed, error))
    return FALSE;
  g_ptr_array_add (rules, new_rule (gas, series, 1, isnan (first) ? allowed.first : first));
  g_ptr_array_add (rules, new_rule (gas, series, 2, isnan (second) ? allowed.second : second));
  return TRUE;
}
