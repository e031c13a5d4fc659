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

AnlanPoint
scenario_middle (const AnlanSite *site, const AnlanPlanArea *space)
{
  AnlanPoint middle = { 0, 0 };

  for (guint i = 0; i < space->n_points; i++)
    {
      middle.x += space->ring[i].x / space->n_points;
      middle.y += space->ring[i].y / space->n_points;
    }
  for (guint i = 0; i < space->n_points && anlan_site_cell_at (site, space->level, middle) < 0; i++)
    {
      const AnlanPoint *a = &space->ring[i], *b = &space->ring[(i + 1) % space->n_points],
                       *c = &space->ring[(i + 2) % space->n_points];

      middle = (AnlanPoint){ (a->x + 2 * b->x + c->x) / 4, (a->y + 2 * b->y + c->y) / 4 };
    }
  return middle;
}
