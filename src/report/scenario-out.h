/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/json.h"
#include "report/scenario.h"

G_BEGIN_DECLS

/* How the figures of a scenario are put out. */

/* To a tenth of a second, or whatever a step is: more figures would pretend. */
double
scenario_rounded (double value, double to);
void
scenario_add_real (AnlanJson *json, const char *name, double value);
void
scenario_add_integer (AnlanJson *json, const char *name, gint64 value);
/* null where it is below 0 or endless: nobody has passed, or it never is. */
void
scenario_add_time (AnlanJson *json, const char *name, double value);

/* What an exit of the site is called: a door or a muster point. NULL for -1. */
const char *
scenario_exit_id (const AnlanPlan *plan, const AnlanSite *site, int exit);

/* Where the way out of a space begins: the mean of its corners; of the middles of its sides in turn where nobody can stand there. */
AnlanPoint
scenario_middle (const AnlanSite *site, const AnlanPlanArea *space);

G_END_DECLS
