/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/json.h"
#include "report/scenario.h"

G_BEGIN_DECLS

/* What reads the parts of a scenario, and remembers where it is and what was wrong first. After a fault everything is read
 * on with what the caller takes otherwise, and nothing of it is used. */

/* A place in the file, for sentences: levels[0].doors[2]. @failed holds the first fault. */
typedef struct
{
  AnlanPlan *plan;
  GString *path;
  GError *failed;
  GHashTable *spaces; /* id → index + 1 */
  GHashTable *doors;  /* id → index + 1 */
  GHashTable *levels; /* id → index + 1 */
  AnlanScenario *scenario;
} ScenarioReader;

void
scenario_fault (ScenarioReader *reader, const char *format, ...) G_GNUC_PRINTF (2, 3);

typedef void (*ScenarioItemFunc) (ScenarioReader *reader, JsonNode *item, gpointer data);

/* Calls for each member of the array @name of @object; none is no fault. */
void
scenario_each (
    ScenarioReader *reader, JsonObject *object, const char *name, ScenarioItemFunc func, gpointer data);

/* The object, with no members but those named in @known (separated by spaces). NULL after a fault. */
JsonObject *
scenario_object (ScenarioReader *reader, JsonNode *node, const char *known);

gboolean
scenario_is_number (JsonNode *node);
double
scenario_number (ScenarioReader *reader, JsonObject *object, const char *name, double otherwise);
gboolean
scenario_flag (ScenarioReader *reader, JsonObject *object, const char *name);

/* NULL if it is missing: a fault if it is @needed. */
const char *
scenario_text (ScenarioReader *reader, JsonObject *object, const char *name, gboolean needed);

/* The place of @name's text among @words (NULL-terminated); 0 where it is missing. */
guint
scenario_word (ScenarioReader *reader, JsonObject *object, const char *name, const char *const *words);

/* Two numbers. */
AnlanPoint
scenario_point (ScenarioReader *reader, JsonNode *node);

/* (transfer full) (element-type AnlanPoint): of the array @name; a ring's last point that repeats its first is left out. */
GArray *
scenario_points (ScenarioReader *reader, JsonObject *object, const char *name);

/* scenario-air.c: the members "wind" and "release". */
void
scenario_read_air (ScenarioReader *reader, JsonObject *object);

G_END_DECLS
