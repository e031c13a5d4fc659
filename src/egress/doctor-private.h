/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/doctor.h"

/* Adds a finding without a mend. Good until the next is added. */
AnlanPlanFinding *
doctor_add (GArray *findings,
            AnlanFault fault,
            AnlanPlanPart part,
            guint index,
            guint level,
            AnlanPoint at,
            double value);

AnlanPoint
doctor_middle (const AnlanPlanArea *area);

/* doctor-ways.c: what can be reached, in a plan whose geometry is well. */
void
doctor_examine_ways (const AnlanPlan *plan, GArray *findings);
