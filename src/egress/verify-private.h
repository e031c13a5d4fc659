/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/many.h"
#include "egress/verify.h"
#include "egress/walking.h"

/* What the tests' plans are made of. */
void
verify_rectangle (AnlanPlan *plan, guint level, double west, double south, double east, double north);
void
verify_exit (AnlanPlan *plan, guint level, double x0, double y0, double x1, double y1);
void
verify_door (AnlanPlan *plan, double x0, double y0, double x1, double y1, gboolean open);
void
verify_people (
    AnlanPlan *plan, guint space, guint count, AnlanSpread speed, AnlanSpread start, guint64 exits);
void
verify_person (AnlanPlan *plan, double x, double y, double speed);
AnlanPlan *
verify_plan (void); /* one level, IMO's doors, Weidmann */
AnlanPlan *
verify_room (guint count,
             double door,
             AnlanDoorFlow flow,
             AnlanSpread start); /* 8 x 5 m, exit in the short wall */

AnlanSpread
verify_fixed (double value);
AnlanSpread
verify_uniform (double least, double most);

/* Runs a plan to its end. NULL: says why in @result. Takes the plan. */
AnlanCrowd *
verify_walk (AnlanPlan *plan, guint64 seed, AnlanVerifyResult *result);
AnlanCrowd *
verify_walk_in (AnlanPlan *plan, AnlanAir *air, guint64 seed, AnlanVerifyResult *result); /* takes both */
double
verify_total (const AnlanCrowd *crowd); /* s until the last was out, or the end */

typedef struct
{
  const char *test, *source;
  void (*run) (AnlanVerifyResult *result);
} VerifyCase;

extern const VerifyCase verify_walking_cases[], verify_crowd_cases[], verify_people_cases[],
    verify_study_cases[], verify_hand_cases[], verify_tower_cases[], verify_hazard_cases[];

/* Mean speed of a stream of so many a square metre in the middle of a wide corridor. */
double
verify_stream_speed (double density);

void
verify_say (AnlanVerifyResult *result, gboolean pass, char *expected, char *obtained, const char *note);
