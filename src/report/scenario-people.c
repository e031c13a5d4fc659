/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "scenario-reader.h"

/* --- muster points ------------------------------------------------------------------------------------------------------ */

void
scenario_read_muster_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  JsonObject *object = scenario_object (reader, item, "id name at level radius capacity indoor");
  AnlanPlanMuster muster = { .id = NULL };

  if (object == NULL)
    return;
  muster.id = (char *)scenario_text (reader, object, "id", TRUE);
  muster.place = scenario_point (reader, json_object_get_member (object, "at"));
  muster.level = scenario_named (reader, reader->levels, object, "level", FALSE, 0);
  muster.radius = scenario_number (reader, object, "radius", 5);
  muster.capacity = (guint)CLAMP (scenario_number (reader, object, "capacity", 0), 0, 1e6);
  muster.indoor = scenario_flag (reader, object, "indoor");
  if (reader->failed == NULL)
    scenario_remember (reader, reader->musters, muster.id, anlan_plan_add_muster (reader->plan, &muster));
}

/* --- people ------------------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *id;
  AnlanSpreadForm form;
} spread_forms[] = {
  { "normal", ANLAN_SPREAD_NORMAL },
  { "lognormal", ANLAN_SPREAD_LOGNORMAL },
  { "gamma", ANLAN_SPREAD_GAMMA },
  { "weibull", ANLAN_SPREAD_WEIBULL },
};

/* A number; {"min", "max"}: evenly between; or {"normal": [mean, sd]} and its like, held between min and max. */
static void
read_spread (ScenarioReader *reader,
             JsonObject *group,
             const char *name,
             AnlanSpread *spread,
             double least,
             double most)
{
  JsonNode *node = json_object_get_member (group, name);
  gsize length = reader->path->len;
  JsonObject *object;

  if (scenario_is_number (node))
    {
      *spread = (AnlanSpread){ ANLAN_SPREAD_FIXED, json_node_get_double (node), 0,
                               json_node_get_double (node), json_node_get_double (node) };
      return;
    }
  g_string_append_printf (reader->path, ".%s", name);
  object = scenario_object (reader, node, "min max normal lognormal gamma weibull");
  if (object != NULL)
    {
      gboolean ends = json_object_has_member (object, "min") && json_object_has_member (object, "max");

      spread->form = ANLAN_SPREAD_UNIFORM;
      spread->a = spread->min = scenario_number (reader, object, "min", least);
      spread->b = spread->max = scenario_number (reader, object, "max", most);
      for (guint i = 0; i < G_N_ELEMENTS (spread_forms); i++)
        if (json_object_has_member (object, spread_forms[i].id))
          {
            AnlanPoint pair = scenario_point (reader, json_object_get_member (object, spread_forms[i].id));

            spread->form = spread_forms[i].form;
            spread->a = pair.x;
            spread->b = pair.y;
            ends = TRUE;
          }
      if (!ends)
        scenario_fault (
            reader,
            _ ("min and max are needed here, or normal, lognormal, gamma or weibull with two numbers"));
    }
  g_string_truncate (reader->path, length);
}

static void
add_exit_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  guint64 *bits = data;
  guint exit = 0, index;
  const char *id = JSON_NODE_HOLDS_VALUE (item) ? json_node_get_string (item) : NULL;

  index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (reader->musters, id)) : 0;
  if (index > 0)
    {
      for (guint i = 0; i < reader->plan->doors->len; i++)
        exit += g_array_index (reader->plan->doors, AnlanPlanDoor, i).exit != FALSE;
      exit += index - 1;
      *bits |= exit < 64 ? G_GUINT64_CONSTANT (1) << exit : 0;
      return;
    }
  index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (reader->doors, id)) : 0;
  if (index == 0 || !g_array_index (reader->plan->doors, AnlanPlanDoor, index - 1).exit)
    {
      scenario_fault (reader, _ ("“%s” is no exit"), id != NULL ? id : "");
      return;
    }
  for (guint i = 0; i + 1 < index; i++)
    exit += g_array_index (reader->plan->doors, AnlanPlanDoor, i).exit != FALSE;
  if (exit < 64)
    *bits |= G_GUINT64_CONSTANT (1) << exit;
}

static void
add_room_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  const char *id = JSON_NODE_HOLDS_VALUE (item) ? json_node_get_string (item) : NULL;
  guint index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (reader->spaces, id)) : 0;

  if (index == 0)
    {
      scenario_fault (reader, _ ("“%s” names “%s”, which is not there"), "rooms", id != NULL ? id : "");
      return;
    }
  index--;
  g_array_append_val ((GArray *)data, index);
}

/* What they are there for, and with whom. @rooms keeps what @people borrows. */
static void
read_role (ScenarioReader *reader, JsonObject *object, AnlanPlanPeople *people, GArray *rooms)
{
  static const char *const roles[] = { "able", "assisted", "crew", NULL };

  people->role = (AnlanPersonRole)scenario_word (reader, object, "role", roles);
  people->together = (guint)CLAMP (scenario_number (reader, object, "together", 0), 0, 1e6);
  people->size = scenario_number (reader, object, "size", 0);
  people->masked = scenario_flag (reader, object, "masked");
  people->helpers = (guint)CLAMP (scenario_number (reader, object, "helpers", 0), 0, 1e6);
  people->room_time = scenario_number (reader, object, "room_time", 0);
  people->helps = scenario_flag (reader, object, "helps");
  scenario_each (reader, object, "rooms", add_room_cb, rooms);
  people->rooms = (guint *)(gpointer)rooms->data;
  people->n_rooms = rooms->len;
}

void
scenario_read_people_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  g_autoptr (GArray) rooms = g_array_new (FALSE, FALSE, sizeof (guint));
  JsonObject *object = scenario_object (
      reader, item,
      "count space level places speed premovement exits name role together size masked helpers "
      "rooms room_time helps");
  AnlanPlanPeople people = { .space = -1, .premovement = { ANLAN_SPREAD_FIXED, 0, 0, 0, 0 } };
  g_autoptr (GArray) places = NULL;
  double count;

  if (object == NULL)
    return;
  places = scenario_points (reader, object, "places");
  count = scenario_number (reader, object, "count", places->len);
  if (!(count >= 0 && count <= 1e6) || count != floor (count))
    scenario_fault (reader, _ ("“%s” must be a whole number up to a million"), "count");
  else if (places->len > 0 && count != places->len)
    scenario_fault (reader, _ ("there are %u places for %.0f people"), places->len, count);
  if (places->len == 0)
    people.space = (int)scenario_named (reader, reader->spaces, object, "space", TRUE, 0);
  people.places = places->len > 0 ? (AnlanPoint *)(gpointer)places->data : NULL;
  people.level = scenario_named (reader, reader->levels, object, "level", FALSE, 0);
  people.count = reader->failed == NULL ? (guint)count : 0;
  if (!json_object_has_member (object, "speed"))
    people.speed =
        (AnlanSpread){ ANLAN_SPREAD_UNIFORM, 0.97, 1.62, 0.97, 1.62 }; /* IMO: men of 30 to 50 years */
  else
    read_spread (reader, object, "speed", &people.speed, 0.1, 3);
  if (json_object_has_member (object, "premovement"))
    read_spread (reader, object, "premovement", &people.premovement, 0, 86400);
  scenario_each (reader, object, "exits", add_exit_cb, &people.exits);
  read_role (reader, object, &people, rooms);
  if (reader->failed == NULL)
    anlan_plan_add_people (reader->plan, &people);
}
