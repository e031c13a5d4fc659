/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/error.h"
#include "report/scenario.h"

/* The least scenario: everything else has a default. */
#define LEAST(more)                                                                                          \
  "{\"version\":1,\"units\":\"m\",\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"room\",\"polygon\":"       \
  "[[0,0],[8,0],[8,5],[0,5]]}],\"doors\":[{\"id\":\"d1\",\"from\":[8,2],\"to\":[8,3],\"exit\":true}],"       \
  "\"obstacles\":[]}],"                                                                                      \
  "\"stairs\":[],\"muster\":[],\"people\":[{\"count\":100,\"space\":\"room\",\"speed\":{\"min\":0.97,"       \
  "\"max\":1.62},"                                                                                           \
  "\"premovement\":0}],\"door_flow\":\"imo\",\"seed\":1,\"max_time\":600,\"events\":[]" more "}"

static JsonObject *
parsed (JsonParser *parser, const char *text)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_least (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanScenario) scenario = anlan_scenario_parse (LEAST (""), -1, &error);
  g_autofree char *answer = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object, *exit;

  g_assert_no_error (error);
  answer = anlan_scenario_simulate (scenario, 1, NULL, &error);
  g_assert_no_error (error);
  object = parsed (parser, answer);
  g_assert_cmpint (json_object_get_int_member (object, "people"), ==, 100);
  g_assert_cmpint (json_object_get_int_member (object, "out"), ==, 100);
  /* IMO: a metre lets 1.33 people a second through, so a hundred take 75 s at least */
  g_assert_cmpfloat (json_object_get_double_member (object, "total_s"), >=, 75);
  g_assert_cmpfloat (json_object_get_double_member (object, "total_s"), <, 80);
  g_assert_cmpfloat (json_object_get_double_member (object, "hand_calculation_s"), >=, 75);
  exit = json_array_get_object_element (json_object_get_array_member (object, "exits"), 0);
  g_assert_cmpstr (json_object_get_string_member (exit, "id"), ==, "d1");
  g_assert_cmpint (json_object_get_int_member (exit, "count"), ==, 100);
  g_assert_cmpint (json_object_get_int_member (exit, "queue_peak"), >, 50);
  g_assert_cmpfloat (json_object_get_double_member (exit, "flow_per_s"), <=, 1.34);
  object = json_object_get_object_member (object, "percentiles");
  g_assert_cmpfloat (json_object_get_double_member (object, "50"), <,
                     json_object_get_double_member (object, "99"));
}

static void
test_seeds_and_frames (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanScenario) scenario = anlan_scenario_parse (LEAST (",\"trajectories\":5"), -1, &error);
  g_autofree char *answer = NULL, *many = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *frames;

  g_assert_no_error (error);
  answer = anlan_scenario_simulate (scenario, 1, NULL, &error);
  g_assert_no_error (error);
  frames = json_object_get_array_member (parsed (parser, answer), "trajectories");
  g_assert_cmpuint (json_array_get_length (frames), >=, 15);
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_array_get_object_element (frames, 0), "people")),
                    ==, 100);
  many = anlan_scenario_simulate (scenario, 3, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (parsed (parser, many), "totals_s")),
                    ==, 3);
}

static void
test_routes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanScenario) scenario = anlan_scenario_parse (LEAST (""), -1, &error);
  g_autofree char *answer = anlan_scenario_routes (scenario, &error);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *route;

  g_assert_no_error (error);
  route = json_array_get_object_element (json_object_get_array_member (parsed (parser, answer), "routes"), 0);
  g_assert_cmpstr (json_object_get_string_member (route, "exit"), ==, "d1");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (route, "length_m"), 4, 0.1);
}

/* A yard with a gate east and one north; the nearest is the east one. With a leak west of who asks it is the wind that says
 * which way is good; who stays in a tight building takes up less than who walks along the plume. */
#define YARD(more)                                                                                           \
  "{\"version\":1,\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"yard\",\"polygon\":[[0,0],[120,0],[120,"   \
  "120],"                                                                                                    \
  "[0,120]]}],\"doors\":[{\"id\":\"east\",\"from\":[120,40],\"to\":[120,46],\"exit\":true},{\"id\":"         \
  "\"north\","                                                                                               \
  "\"from\":[54,120],\"to\":[60,120],\"exit\":true}]}]" more "}"

#define LEAK(from, at)                                                                                       \
  ",\"wind\":{\"from\":" from ",\"speed\":3},\"release\":{\"gas\":\"nh3\",\"at\":" at ",\"rate\":1.5,"       \
  "\"since\":600,\"air_changes\":0.5}"

static void
test_release (void)
{
  static const struct
  {
    const char *text, *exit;
    gboolean gas;
  } cases[] = {
    { YARD (""), "north", FALSE },
    { YARD (LEAK ("180", "[57,80]")), "east", TRUE },
    { YARD (LEAK ("270", "[40,60]")), "north", TRUE },
  };
  double dose[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanScenario) scenario = anlan_scenario_parse (cases[i].text, -1, &error);
      g_autofree char *answer = NULL;
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonObject *route, *whole;

      g_assert_no_error (error);
      answer = anlan_scenario_routes (scenario, &error);
      g_assert_no_error (error);
      whole = parsed (parser, answer);
      route = json_array_get_object_element (json_object_get_array_member (whole, "routes"), 0);
      g_test_message ("%s", answer);
      g_assert_cmpstr (json_object_get_string_member (route, "exit"), ==, cases[i].exit);
      g_assert_cmpint (json_object_has_member (whole, "plume"), ==, cases[i].gas);
      g_assert_cmpint (json_object_has_member (route, "advice"), ==, cases[i].gas);
      if (!cases[i].gas)
        continue;
      dose[i] = json_object_get_double_member (route, "dose");
      g_assert_cmpstr (json_object_get_string_member (route, "advice"), ==,
                       dose[i] <= json_object_get_double_member (route, "shelter_dose") ? "walk" : "shelter");
    }
  g_assert_cmpfloat (dose[2], >, dose[1]);
}

/* The hand calculation knows no danger: a leak makes the run longer, not the calculation beside it. */
static void
test_hand (void)
{
#define CROWD ",\"people\":[{\"count\":50,\"space\":\"yard\"}]"
  static const char *const texts[] = { YARD (CROWD), YARD (CROWD LEAK ("180", "[57,80]")) };
  double hand[G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanScenario) scenario = anlan_scenario_parse (texts[i], -1, &error);
      g_autofree char *answer = NULL;
      g_autoptr (JsonParser) parser = json_parser_new ();

      g_assert_no_error (error);
      answer = anlan_scenario_simulate (scenario, 1, NULL, &error);
      g_assert_no_error (error);
      hand[i] = json_object_get_double_member (parsed (parser, answer), "hand_calculation_s");
    }
  g_assert_cmpfloat (hand[0], >, 0);
  g_assert_cmpfloat_with_epsilon (hand[0], hand[1], 1e-9);
}

/* The wind turns, a leak begins and is stopped, a hall fills with smoke, a sensor measures, crew look into a room and people go
 * to muster points: all of it is read, and each shows in what comes of it. */
#define WHOLE                                                                                                \
  "{\"version\":1,\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"yard\",\"polygon\":[[0,0],[120,0],[120,"   \
  "100],[0,100]]},{\"id\":\"hall\",\"polygon\":[[0,100],[20,100],[20,112],[0,112]],\"air_changes\":2}],"     \
  "\"doors\":[{\"id\":\"d\",\"from\":[4,100],\"to\":[6,100]}]}],"                                            \
  "\"muster\":[{\"id\":\"west\",\"at\":[5,50]},{\"id\":\"east\",\"at\":[115,50],\"capacity\":400}],"         \
  "\"people\":[{\"count\":20,\"space\":\"hall\",\"together\":4},{\"count\":1,\"places\":[[12,106]],"         \
  "\"role\":\"assisted\",\"speed\":0.7},{\"count\":1,\"places\":[[30,90]],\"role\":\"crew\",\"helps\":true," \
  "\"masked\":true,\"rooms\":[\"hall\"],\"room_time\":5}],"                                                  \
  "\"wind\":{\"from\":270,\"speed\":3},\"release\":{\"gas\":\"nh3\",\"at\":[20,50],\"rate\":1,\"since\":60}" \
  ","                                                                                                        \
  "\"events\":[{\"time\":30,\"wind\":{\"from\":90,\"speed\":3}},{\"time\":400,\"stop\":true}],"              \
  "\"smoke\":[{\"space\":\"hall\",\"extinction\":1,\"co\":500,\"temperature\":60,\"grows\":60}],"            \
  "\"readings\":[{\"gas\":\"nh3\",\"at\":[115,50],\"ppm\":900,\"until\":600}],\"max_time\":900}"

static void
test_whole (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanScenario) scenario = anlan_scenario_parse (WHOLE, -1, &error);
  g_autofree char *answer = NULL, *routes = NULL, *many = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonArray *list;

  g_assert_no_error (error);
  answer = anlan_scenario_simulate (scenario, 1, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s", answer);
  object = parsed (parser, answer);
  g_assert_cmpint (json_object_get_int_member (object, "out"), ==, 22);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (object, "harm"), "carried"), ==,
                   1);
  g_assert_cmpfloat (
      json_object_get_double_member (json_object_get_object_member (object, "harm"), "smoke_dose"), >, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "muster")), ==, 2);
  list = json_object_get_array_member (object, "zones");
  object = json_array_get_object_element (list, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "limit"), ==, "sight");
  g_assert_cmpfloat (json_object_get_double_member (object, "rset_s"), >, 10);
  routes = anlan_scenario_routes (scenario, &error);
  g_assert_no_error (error);
  g_test_message ("%s", routes);
  list = json_object_get_array_member (parsed (parser, routes), "muster");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (list, 1), "state"), ==,
                   "in-danger");
  many = anlan_scenario_simulate (scenario, 4, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (parsed (parser, many), "seeds"), ==, 4);
}

/* Each says what is wrong, and where. */
static const struct
{
  const char *name, *text, *says;
} bad[] = {
  { "empty", "", "" },
  { "no-json", "{", "" },
  { "list", "[]", "object" },
  { "version", "{\"version\":2}", "version" },
  { "feet", "{\"version\":1,\"units\":\"ft\"}", "units" },
  { "misspelt", "{\"version\":1,\"peeple\":[]}", "peeple" },
  { "nothing", "{\"version\":1}", "no spaces" },
  { "levels", "{\"version\":1,\"levels\":7}", "levels" },
  { "place",
    "{\"version\":1,\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"a\",\"polygon\":[[0,0],[1]]}]}]}",
    "levels[0].spaces[0].polygon[1]" },
  { "words",
    "{\"version\":1,\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"a\",\"polygon\":[[\"0\",0]]}]}]}",
    "two numbers" },
  { "two-corners",
    "{\"version\":1,\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"a\",\"polygon\":[[0,0],[1,1]]}],"
    "\"doors\":"
    "[{\"id\":\"d\",\"from\":[0,0],\"to\":[0,1],\"exit\":true}]}]}",
    "three corners" },
  { "flow", LEAST (",\"walking\":\"run\""), "walking" },
  { "muster", "{\"version\":1,\"muster\":[{}]}", "muster" },
  { "trajectories", LEAST (",\"trajectories\":\"often\""), "trajectories" },
  { "stair-to-nowhere",
    "{\"version\":1,\"levels\":[{\"id\":\"g\"}],\"stairs\":[{\"id\":\"s\",\"low\":{\"level\":\"g\",\"from\":["
    "0,0],"
    "\"to\":[1,0]},\"high\":{\"level\":\"attic\",\"from\":[0,0],\"to\":[1,0]},\"length\":5}]}",
    "attic" },
  { "event", "{\"version\":1,\"events\":[{\"time\":5}]}", "events[0]" },
  { "unknown-door", "{\"version\":1,\"events\":[{\"time\":5,\"shut\":\"d9\"}]}", "d9" },
  { "no-wind", YARD (",\"release\":{\"gas\":\"nh3\",\"at\":[1,1],\"rate\":1}"), "wind" },
  { "no-direction", YARD (",\"wind\":{\"speed\":3},\"release\":{\"gas\":\"nh3\",\"at\":[1,1],\"rate\":1}"),
    "from" },
  { "no-gas",
    YARD (",\"wind\":{\"from\":0,\"speed\":3},\"release\":{\"gas\":\"ether\",\"at\":[1,1],\"rate\":1}"),
    "release: " },
  { "no-rate",
    YARD (",\"wind\":{\"from\":0,\"speed\":3},\"release\":{\"gas\":\"nh3\",\"at\":[1,1],\"rate\":0}"),
    "more than 0" },
  { "back-in-time",
    YARD (",\"wind\":{\"from\":0,\"speed\":3},\"release\":{\"gas\":\"nh3\",\"at\":[1,1],\"rate\":1,\"since\":"
          "-1}"),
    "since" },
  { "two-in-one", YARD (",\"events\":[{\"time\":1,\"stop\":true,\"shut\":\"east\"}]"), "events[0]" },
  { "time-backwards", YARD (",\"events\":[{\"time\":-5,\"stop\":true}]"), "time" },
  { "wind-that-is-none",
    YARD (LEAK ("0", "[1,1]") ",\"events\":[{\"time\":5,\"wind\":{\"speed\":300,\"from\":1}}]"), "wind" },
  { "smoke-nowhere", YARD (",\"smoke\":[{\"space\":\"attic\"}]"), "attic" },
  { "thin-smoke", YARD (",\"smoke\":[{\"extinction\":-1}]"), "smoke[0]" },
  { "cold-fire", YARD (",\"fires\":[{\"at\":[1,1]}]"), "fires[0]" },
  { "reading", YARD (",\"readings\":[{\"gas\":\"nh3\",\"at\":[1,1]}]"), "readings[0]" },
  { "muster-level", YARD (",\"muster\":[{\"id\":\"m\",\"at\":[1,1],\"level\":\"roof\"}]"), "roof" },
  { "crew-room", YARD (",\"people\":[{\"count\":1,\"space\":\"yard\",\"rooms\":[\"attic\"]}]"), "attic" },
  { "role", YARD (",\"people\":[{\"count\":1,\"space\":\"yard\",\"role\":\"king\"}]"), "king" },
  { "air", YARD (",\"people\":[{\"count\":1,\"space\":\"yard\",\"helpers\":9}]"), "helpers" },
  { "half-a-person", "{\"version\":1,\"people\":[{\"count\":1.5}]}", "count" },
  { "speed", "{\"version\":1,\"people\":[{\"count\":1,\"places\":[[1,1]],\"speed\":{\"min\":1}}]}",
    "min and max" },
};

static void
test_bad (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanScenario) scenario = anlan_scenario_parse (bad[index].text, -1, &error);

  g_assert_null (scenario);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, bad[index].says));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/scenario/least", test_least);
  g_test_add_func ("/scenario/seeds-and-frames", test_seeds_and_frames);
  g_test_add_func ("/scenario/routes", test_routes);
  g_test_add_func ("/scenario/release", test_release);
  g_test_add_func ("/scenario/hand", test_hand);
  g_test_add_func ("/scenario/whole", test_whole);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/scenario/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad);
    }
  return g_test_run ();
}
