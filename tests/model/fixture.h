/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "model/query.h"

/* A plant in a folder of its own, at a fixed moment, with two kinds of the test's: x_job has a flow, x_place computes
 * from its jobs. */
typedef struct
{
  char       *root;
  char       *dir;
  char       *desk;
  AnlanClock *clock;
  AnlanPlant *plant;
} Fixture;

#define FIXTURE_NOW G_GINT64_CONSTANT (1795338000000) /* 2026-11-22T09:00:00Z */

/* What the plant is opened with, if main() sets it. */
extern AnlanRegistry *(*fixture_make_registry) (void);

void         fixture_set_up    (Fixture *fixture, gconstpointer data);
void         fixture_tear_down (Fixture *fixture, gconstpointer data);
void         fixture_reopen    (Fixture *fixture);

/* Adds a record with "field", "text", … NULL; numbers are given as text and converted by the field's type. Fails the
 * test if it is refused. */
AnlanRecord *fixture_add       (Fixture *fixture, const char *kind, ...) G_GNUC_NULL_TERMINATED;

/* The same change without applying it. */
AnlanChange *fixture_change    (Fixture *fixture, AnlanOp op, const char *kind, const char *record, ...)
    G_GNUC_NULL_TERMINATED;

AnlanRecord *fixture_apply     (Fixture *fixture, AnlanChange *change); /* takes the change */
AnlanRecord *fixture_load      (Fixture *fixture, const char *kind, const char *id);

/* Applies @change (taken) and asserts that it is refused with a message that has @part in it. */
void         fixture_refuse    (Fixture *fixture, AnlanChange *change, const char *part);

/* Asserts that verify finds nothing. */
void         fixture_verify    (Fixture *fixture);
