/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "scenario-out.h"

#include <math.h>

double
scenario_rounded (double value, double to)
{
  return round (value / to) * to;
}

void
scenario_add_real (AnlanJson *json, const char *name, double value)
{
  g_autofree char *text = g_strdup_printf ("%.10g", scenario_rounded (value, 0.001));

  anlan_json_name (json, name);
  anlan_json_real (json, g_ascii_strtod (text, NULL));
}

void
scenario_add_integer (AnlanJson *json, const char *name, gint64 value)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, value);
}

void
scenario_add_time (AnlanJson *json, const char *name, double value)
{
  if (value >= 0 && isfinite (value))
    {
      scenario_add_real (json, name, value);
      return;
    }
  anlan_json_name (json, name);
  anlan_json_null (json);
}

const char *
scenario_exit_id (const AnlanPlan *plan, const AnlanSite *site, int exit)
{
  int door, muster;

  if (exit < 0)
    return NULL;
  door = anlan_site_exit_door (site, (guint)exit);
  muster = anlan_site_exit_muster (site, (guint)exit);
  return door >= 0 ? g_array_index (plan->doors, AnlanPlanDoor, (guint)door).id
                   : g_array_index (plan->musters, AnlanPlanMuster, (guint)muster).id;
}
