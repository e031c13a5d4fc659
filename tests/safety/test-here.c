/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "safety-fixture.h"

#include "safety/here.h"

/* A tank farm of 100 m x 100 m with a pump house of 20 m x 20 m in it, a reactor area 30 m to its east, and a canteen
 * 300 m away; positions in metres from the corner of the tank farm. */
#define LON 121.4
#define LAT 31.2

typedef struct
{
  Fixture plant;
  AnlanLocal local;
  char *farm, *canteen, *pump; /* ids */
} Site;

static AnlanLonLat
ground (Site *site, double east, double north)
{
  return anlan_local_to_lonlat (&site->local, (AnlanPoint){ east, north });
}

static char *
square (Site *site, double east, double north, double side)
{
  const double corners[4][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };
  g_autoptr (AnlanShape) shape = NULL;
  double lonlat[8];

  for (guint i = 0; i < 4; i++)
    {
      AnlanLonLat at = ground (site, east + side * corners[i][0], north + side * corners[i][1]);

      lonlat[2 * i] = at.lon;
      lonlat[2 * i + 1] = at.lat;
    }
  shape = anlan_shape_new_polygon (lonlat, 4, NULL);
  return anlan_shape_to_text (shape);
}

static char *
point (Site *site, double east, double north)
{
  g_autoptr (AnlanShape) shape = anlan_shape_new_point (ground (site, east, north), NULL);

  return anlan_shape_to_text (shape);
}

static char *
add_zone (
    Site *site, const char *name, double east, double north, double side, const char *unit, const char *media)
{
  g_autofree char *area = square (site, east, north, side);

  return fixture_add (&site->plant, "zone", "name", name, "area", area, "unit", unit, "media", media, NULL);
}

static void
set_up (Site *site, gconstpointer data)
{
  g_autofree char *storage = NULL, *synthesis = NULL, *methanol = NULL, *ammonia = NULL;
  g_autofree char *pumps = NULL, *reactor = NULL, *at = NULL;

  fixture_set_up (&site->plant, NULL);
  anlan_local_init (&site->local, (AnlanLonLat){ LON, LAT });
  at = point (site, 95, 50);
  storage = fixture_add (&site->plant, "unit", "name", "Storage", NULL);
  synthesis = fixture_add (&site->plant, "unit", "name", "Synthesis", NULL);
  methanol = fixture_add (&site->plant, "substance", "name", "Methanol", NULL);
  ammonia = fixture_add (&site->plant, "substance", "name", "Ammonia", NULL);
  site->farm = add_zone (site, "Tank farm", 0, 0, 100, storage, methanol);
  pumps = add_zone (site, "Pump house", 40, 40, 20, "", "");
  reactor = add_zone (site, "Reactor area", 130, 0, 60, synthesis, "");
  site->canteen = add_zone (site, "Canteen", 400, 0, 40, "", "");
  site->pump = fixture_add (&site->plant, "equipment", "tag", "P-101", "name", "Pump", "place", at, "zone",
                            site->farm, "media", ammonia, NULL);
}

static void
tear_down (Site *site, gconstpointer data)
{
  g_free (site->farm);
  g_free (site->canteen);
  g_free (site->pump);
  fixture_tear_down (&site->plant, NULL);
}

static AnlanHere *
look (Site *site, const AnlanWhere *where)
{
  g_autoptr (GError) error = NULL;
  AnlanHere *here = anlan_here_look (site->plant.plant, where, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (here);
  return here;
}

static void
assert_records (GPtrArray *records, const char *labels)
{
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (said, "%s%s", i > 0 ? ", " : "",
                            anlan_record_label (g_ptr_array_index (records, i)));
  g_assert_cmpstr (said->str, ==, labels);
}

static void
assert_nearby (GPtrArray *nearby, const char *labels)
{
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < nearby->len; i++)
    {
      const AnlanNearby *one = g_ptr_array_index (nearby, i);

      g_string_append_printf (said, "%s%s %.0f", i > 0 ? ", " : "", anlan_record_label (one->record),
                              one->metres);
    }
  g_assert_cmpstr (said->str, ==, labels);
}

static void
test_zones (Site *site, gconstpointer data)
{
  static const struct
  {
    double east, north, reach;
    const char *zones, *neighbours, *media, *unit, *units;
  } cases[] = {
    /* The smaller zone first; it has no unit, so that of the larger counts. */
    { 50, 50, 50, "Pump house, Tank farm", "", "Methanol", "Storage", "" },
    /* 35 m to the east; to the corner of the pump house 35 m and 10 m. */
    { 95, 30, 50, "Tank farm", "Reactor area 35, Pump house 36", "Methanol", "Storage", "Synthesis" },
    { 95, 30, 36, "Tank farm", "Reactor area 35", "Methanol", "Storage", "Synthesis" },
    { 112, 50, 50, "", "Tank farm 12, Reactor area 18", "", NULL, "Storage, Synthesis" },
    { 300, 300, 50, "", "", "", NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanLonLat at = ground (site, cases[i].east, cases[i].north);
      AnlanWhere where = { .position = &at, .reach_m = cases[i].reach };
      g_autoptr (AnlanHere) here = look (site, &where);

      assert_records (here->zones, cases[i].zones);
      assert_nearby (here->neighbours, cases[i].neighbours);
      assert_records (here->media, cases[i].media);
      g_assert_cmpstr (here->unit != NULL ? anlan_record_label (here->unit) : NULL, ==, cases[i].unit);
      assert_records (here->units, cases[i].units);
      g_assert_cmpuint (here->open->len, ==, 0);
    }
}

/* What somebody said counts: the zone that is named, and the medium, zone and place of the equipment. */
static void
test_named (Site *site, gconstpointer data)
{
  AnlanLonLat at = ground (site, 50, 50);
  AnlanWhere zone = { .position = &at, .zone = site->canteen, .reach_m = 5 };
  AnlanWhere equipment = { .equipment = site->pump, .reach_m = 50 };
  AnlanWhere area = { .zone = site->farm, .reach_m = 50 };
  AnlanWhere gone = { .zone = "nothing", .equipment = "nothing", .reach_m = 50 };
  g_autoptr (AnlanHere) in_zone = look (site, &zone);
  g_autoptr (AnlanHere) at_pump = look (site, &equipment);
  g_autoptr (AnlanHere) in_area = look (site, &area);
  g_autoptr (AnlanHere) nowhere = look (site, &gone);

  assert_records (in_zone->zones, "Canteen, Pump house, Tank farm");
  assert_records (at_pump->zones, "Tank farm");
  assert_records (at_pump->media, "Ammonia, Methanol");
  /* The pump stands at 95, 50: 35 m from the reactor area and the pump house both. */
  g_assert_cmpuint (at_pump->neighbours->len, ==, 2);
  assert_records (at_pump->units, "Synthesis");
  /* From edge to edge where there is no point; the pump house lies within. */
  assert_nearby (in_area->neighbours, "Pump house 0, Reactor area 30");
  g_assert_cmpuint (nowhere->zones->len + nowhere->neighbours->len + nowhere->media->len, ==, 0);
  g_assert_null (nowhere->unit);
}

static char *
add_hazard (Site *site, const char *what, const char *field, const char *value)
{
  return fixture_add (&site->plant, "hazard", "what", what, "no_photo", "dark", "source", "camera", field,
                      value, NULL);
}

static void
cancel (Site *site, const char *hazard)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "hazard", hazard);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  change->step = g_strdup ("cancel");
  change->reason = g_strdup ("It was a shadow");
  applied = anlan_plant_apply (site->plant.plant, change, &error);
  g_assert_no_error (error);
}

static void
test_open (Site *site, gconstpointer data)
{
  g_autofree char *near = point (site, 50, 52), *far = point (site, 50, 300),
                  *outside = point (site, 50, -20);
  g_autofree char *leak = add_hazard (site, "Leak at the flange", "place", near);
  g_autofree char *other = add_hazard (site, "Road is flooded", "place", far);
  g_autofree char *drain = add_hazard (site, "Drain is blocked", "place", outside);
  g_autofree char *bund = add_hazard (site, "Bund has a crack", "zone", site->farm);
  g_autofree char *seal = add_hazard (site, "Seal is worn out", "equipment", site->pump);
  g_autofree char *wrong = add_hazard (site, "Nothing at all", "place", near);
  AnlanLonLat at = ground (site, 50, 50);
  AnlanWhere where = { .position = &at, .reach_m = 50 };
  g_autoptr (AnlanHere) here = NULL;
  g_autoptr (AnlanHere) without = NULL;

  /* It was none: what has come to an end does not count. */
  cancel (site, wrong);
  here = look (site, &where);
  assert_nearby (here->open, "Leak at the flange 2, Seal is worn out 45, Bund has a crack -1");
  where.except = leak;
  where.reach_m = 80;
  without = look (site, &where);
  assert_nearby (without->open, "Seal is worn out 45, Drain is blocked 70, Bund has a crack -1");
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanHere) here = anlan_here_look_finish (result, &error);

  g_assert_no_error (error);
  assert_records (here->zones, "Pump house, Tank farm");
  *(gboolean *)data = TRUE;
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_here_look_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *)data = TRUE;
}

static void
test_async (Site *site, gconstpointer data)
{
  AnlanLonLat at = ground (site, 50, 50);
  AnlanWhere where = { .position = &at, .reach_m = 50 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE, cancelled = FALSE;

  anlan_here_look_async (site->plant.plant, &where, NULL, looked_cb, &done);
  at = ground (site, 300, 300); /* it has its own copy */
  g_cancellable_cancel (cancellable);
  anlan_here_look_async (site->plant.plant, &where, cancellable, cancelled_cb, &cancelled);
  while (!done || !cancelled)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_expression (Site *site, gconstpointer data)
{
  g_autoptr (AnlanKind) hazard = anlan_plant_get_kind (site->plant.plant, "hazard");
  g_autoptr (AnlanKind) zone = anlan_plant_get_kind (site->plant.plant, "zone");
  g_autofree char *with = anlan_kind_open_expression (hazard);
  g_autofree char *without = anlan_kind_open_expression (zone);

  g_assert_cmpstr (with, ==, "stage NOT IN ('closed', 'cancelled')");
  g_assert_cmpstr (without, ==, "1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/here/zones", Site, NULL, set_up, test_zones, tear_down);
  g_test_add ("/here/named", Site, NULL, set_up, test_named, tear_down);
  g_test_add ("/here/open", Site, NULL, set_up, test_open, tear_down);
  g_test_add ("/here/async", Site, NULL, set_up, test_async, tear_down);
  g_test_add ("/here/expression", Site, NULL, set_up, test_expression, tear_down);
  return g_test_run ();
}
