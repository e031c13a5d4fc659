/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "model/query.h"

/* A plant with the built-in kinds and everything safety/ brings, in a folder of its own, on a Friday morning in
 * Shanghai that tests may move. */
typedef struct
{
  char       *root;
  AnlanClock *clock;
  AnlanPlant *plant;
  GPtrArray  *files; /* AnlanFile: handed over with the next change */
} Fixture;

#define FIXTURE_NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z: 09:00 at the plant */

void         fixture_set_up    (Fixture *fixture, gconstpointer data);
void         fixture_tear_down (Fixture *fixture, gconstpointer data);

/* The clock, to a wall time of the plant: "2026-11-20 09:00". */
void         fixture_at        (Fixture *fixture, const char *wall);

/* Each takes "field", "text", …, NULL; texts are read by the type of the field, a list by its items separated by spaces
 * ("" is null). Ids are given back and freed by the caller. They fail the test where the change is refused. */
char        *fixture_add       (Fixture *fixture, const char *kind, ...) G_GNUC_NULL_TERMINATED;
void         fixture_edit      (Fixture *fixture, const char *kind, const char *id, ...) G_GNUC_NULL_TERMINATED;
void         fixture_step      (Fixture *fixture, const char *kind, const char *id, const char *step, ...)
    G_GNUC_NULL_TERMINATED;

/* Stores a picture, which the next change may name by the hash that is given back. */
char        *fixture_store     (Fixture *fixture, GBytes *bytes);

/* Asserts that it is refused with a message that has @part in it. With @id NULL a new record, with @step NULL no step. */
void         fixture_refuse    (Fixture *fixture, const char *part, const char *kind, const char *id, const char *step,
                                ...) G_GNUC_NULL_TERMINATED;

/* The field as text, "" for null; the caller frees it. */
char        *fixture_get       (Fixture *fixture, const char *kind, const char *id, const char *field);
void         fixture_assert    (Fixture *fixture, const char *kind, const char *id, const char *field,
                                const char *expected);
/* The records of @kind that @where (nullable) holds for, in the order of @sort. */
GPtrArray   *fixture_find      (Fixture *fixture, const char *kind, const char *where, const char *sort);
void         fixture_verify    (Fixture *fixture);
