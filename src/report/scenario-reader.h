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
  GHashTable *spaces;  /* id → index + 1 */
  GHashTable *doors;   /* id → index + 1 */
  GHashTable *levels;  /* id → index + 1 */
  GHashTable *musters; /* id → index + 1 */
  GArray *rooms;       /* ScenarioRoom */
  GArray *turns;       /* ScenarioTurn */
  AnlanScenario *scenario;
} ScenarioReader;

/* A space whose air is not that outside. */
typedef struct
{
  guint space;
  double changes; /* in an hour */
} ScenarioRoom;

/* What happens to the air at a time: a release, a stop of all releases, or a wind. */
typedef struct
{
  double time;
  gboolean stop;
  AnlanRelease release; /* without a gas: none */
  AnlanWind wind;
} ScenarioTurn;

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

/* Index of the thing called by the member @name. */
guint
scenario_named (ScenarioReader *reader,
                GHashTable *table,
                JsonObject *object,
                const char *name,
                gboolean needed,
                guint otherwise);

/* That @id is the name of the thing @index; that it is there twice is a fault. */
void
scenario_remember (ScenarioReader *reader, GHashTable *table, const char *id, guint index);

/* scenario-people.c: members of "people" and "muster". */
void
scenario_read_people_cb (ScenarioReader *reader, JsonNode *item, gpointer data);
void
scenario_read_muster_cb (ScenarioReader *reader, JsonNode *item, gpointer data);

/* scenario-air.c: the members "wind", "release", "smoke", "fires" and "readings", and what happens to them in time: after the
 * events. */
void
scenario_read_air_event (ScenarioReader *reader, JsonObject *event, const char *what, double time);
void
scenario_read_air (ScenarioReader *reader, JsonObject *object);

G_END_DECLS
