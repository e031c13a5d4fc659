/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/site-plan.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/json.h"
#include "model/query.h"

#define MARGIN_M 20.0
#define WIDEST_M 20000.0
#define SMALLEST_M2 4.0
/* A gate opens the fence that it is that near to, so wide. */
#define AT_FENCE_M 3.0
#define GATE_M 4.0
#define GATE_RADIUS_M 3.0
#define MUSTER_RADIUS_M 5.0
/* People of a zone stand no closer than that, m. */
#define APART_M 1.0
/* And so far off walls. */
#define CLEAR_M 0.8

typedef struct
{
  char *id, *name;
  AnlanPoint at;
  gint64 capacity;
  gboolean indoor;
} Goal;

typedef struct
{
  char *name;
  GArray *ring; /* AnlanPoint */
  gint64 people;
} Ground;

typedef struct
{
  AnlanLocal local;
  GArray *buildings; /* Ground */
  GArray *zones;     /* Ground */
  GArray *fences;    /* GArray* of AnlanPoint */
  GArray *goals;     /* Goal: muster points, then gates */
  AnlanPoint low, high;
  AnlanSitePlanNotes notes;
} Site;

static void
goal_clear (gpointer data)
{
  g_free (((Goal *)data)->id);
  g_free (((Goal *)data)->name);
}

static void
ground_clear (gpointer data)
{
  g_free (((Ground *)data)->name);
  g_array_unref (((Ground *)data)->ring);
}

static void
line_clear (gpointer data)
{
  g_array_unref (*(GArray **)data);
}

static void
site_init (Site *site, AnlanLonLat origin)
{
  *site = (Site){ .low = { INFINITY, INFINITY }, .high = { -INFINITY, -INFINITY } };
  anlan_local_init (&site->local, origin);
  site->buildings = g_array_new (FALSE, TRUE, sizeof (Ground));
  site->zones = g_array_new (FALSE, TRUE, sizeof (Ground));
  site->fences = g_array_new (FALSE, TRUE, sizeof (GArray *));
  site->goals = g_array_new (FALSE, TRUE, sizeof (Goal));
  g_array_set_clear_func (site->buildings, ground_clear);
  g_array_set_clear_func (site->zones, ground_clear);
  g_array_set_clear_func (site->fences, line_clear);
  g_array_set_clear_func (site->goals, goal_clear);
}

static void
site_clear (Site *site)
{
  g_clear_pointer (&site->buildings, g_array_unref);
  g_clear_pointer (&site->zones, g_array_unref);
  g_clear_pointer (&site->fences, g_array_unref);
  g_clear_pointer (&site->goals, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Site, site_clear)

/* --- taking up ---------------------------------------------------------------------------------------------------------- */

static GArray *
part_points (const Site *site, const AnlanGeometry *geometry, guint part)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (AnlanPoint));
  guint first = part > 0 ? geometry->part_ends[part - 1] : 0;

  for (guint i = first; i < geometry->part_ends[part]; i++)
    {
      AnlanPoint at = anlan_local_from_lonlat (&site->local, geometry->points[i]);

      at = (AnlanPoint){ round (at.x * 100) / 100, round (at.y * 100) / 100 };
      if (points->len == 0 || hypot (at.x - g_array_index (points, AnlanPoint, points->len - 1).x,
                                     at.y - g_array_index (points, AnlanPoint, points->len - 1).y) > 0.05)
        g_array_append_val (points, at);
    }
  return points;
}

/* A ring without the corner that closes it; FALSE if it is no use as an outline. */
static gboolean
is_ring (GArray *points)
{
  g_autoptr (AnlanPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  AnlanPlanArea area;

  if (points->len > 1 &&
      g_array_index (points, AnlanPoint, 0).x == g_array_index (points, AnlanPoint, points->len - 1).x &&
      g_array_index (points, AnlanPoint, 0).y == g_array_index (points, AnlanPoint, points->len - 1).y)
    g_array_set_size (points, points->len - 1);
  area = (AnlanPlanArea){ NULL, 0, (AnlanPoint *)(gpointer)points->data, points->len };
  if (points->len < 3 || anlan_plan_area_m2 (&area) < SMALLEST_M2)
    return FALSE;
  plan = anlan_plan_new ();
  anlan_plan_add_level (plan, "site");
  anlan_plan_add_space (plan, "ring", 0, area.ring, area.n_points);
  anlan_plan_add_muster (plan, &(AnlanPlanMuster){ .id = (char *)"m", .radius = 1 });
  return anlan_plan_check (plan, &error);
}

static void
widen (Site *site, AnlanPoint at)
{
  site->low = (AnlanPoint){ MIN (site->low.x, at.x), MIN (site->low.y, at.y) };
  site->high = (AnlanPoint){ MAX (site->high.x, at.x), MAX (site->high.y, at.y) };
}

static void
add_ground (Site *site,
            GArray *grounds,
            const AnlanGeometry *geometry,
            const char *name,
            gint64 people,
            gboolean matters)
{
  if (geometry->type != ANLAN_GEOMETRY_POLYGON)
    return;
  for (guint i = 0; i < geometry->n_parts; i++)
    {
      Ground ground = { NULL, NULL, i == 0 ? people : 0 };

      /* Who is in a courtyard has to leave by the building. */
      if (geometry->part_holes[i])
        continue;
      ground.ring = part_points (site, geometry, i);
      if (!is_ring (ground.ring))
        {
          site->notes.left_out++;
          g_array_unref (ground.ring);
          continue;
        }
      ground.name = g_strdup (name);
      for (guint k = 0; matters && k < ground.ring->len; k++)
        widen (site, g_array_index (ground.ring, AnlanPoint, k));
      g_array_append_val (grounds, ground);
    }
}

static void
add_goal (Site *site,
          const AnlanGeometry *geometry,
          const char *id,
          const char *name,
          gint64 capacity,
          gboolean indoor)
{
  Goal goal = { .capacity = capacity, .indoor = indoor };
  g_autoptr (GArray) points = NULL;

  if (geometry->type != ANLAN_GEOMETRY_POINT || geometry->n_parts == 0)
    return;
  points = part_points (site, geometry, 0);
  goal.at = g_array_index (points, AnlanPoint, 0);
  goal.id = g_strdup (id);
  goal.name = g_strdup (name);
  widen (site, goal.at);
  g_array_append_val (site->goals, goal);
}

static void
add_feature (Site *site, AnlanFeatureClass feature, const char *name, const AnlanGeometry *geometry)
{
  if (feature == ANLAN_FEATURE_BUILDING)
    add_ground (site, site->buildings, geometry, name, 0, FALSE);
  else if (feature == ANLAN_FEATURE_GATE)
    {
      g_autofree char *id = g_strdup_printf ("gate-%u", ++site->notes.gates);

      add_goal (site, geometry, id, name, 0, FALSE);
    }
  else if (feature == ANLAN_FEATURE_FENCE && geometry->type != ANLAN_GEOMETRY_POINT)
    for (guint i = 0; i < geometry->n_parts; i++)
      {
        GArray *line = part_points (site, geometry, i);

        g_array_append_val (site->fences, line);
      }
}

/* --- the ground --------------------------------------------------------------------------------------------------------- */

static gboolean
has (const GArray *ring, AnlanPoint at)
{
  AnlanPlanArea area = { NULL, 0, (AnlanPoint *)(gpointer)ring->data, ring->len };

  return anlan_plan_area_has (&area, at);
}

static gboolean
is_free (const Site *site, AnlanPoint at)
{
  for (guint i = 0; i < site->buildings->len; i++)
    if (has (g_array_index (site->buildings, Ground, i).ring, at))
      return FALSE;
  return TRUE;
}

/* And a step about it. */
static gboolean
is_free_about (const Site *site, AnlanPoint at)
{
  return is_free (site, at) && is_free (site, (AnlanPoint){ at.x + CLEAR_M, at.y }) &&
         is_free (site, (AnlanPoint){ at.x - CLEAR_M, at.y }) &&
         is_free (site, (AnlanPoint){ at.x, at.y + CLEAR_M }) &&
         is_free (site, (AnlanPoint){ at.x, at.y - CLEAR_M });
}

/* Even places on a zone's free ground for its people. */
static GArray *
places_in (const Site *site, const Ground *zone)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (AnlanPoint));
  AnlanPlanArea area = { NULL, 0, (AnlanPoint *)(gpointer)zone->ring->data, zone->ring->len };
  double apart = MAX (APART_M, sqrt (anlan_plan_area_m2 (&area) / MAX (1, zone->people)) * 0.9);
  AnlanPoint low = area.ring[0], high = area.ring[0];

  for (guint i = 1; i < area.n_points; i++)
    {
      low = (AnlanPoint){ MIN (low.x, area.ring[i].x), MIN (low.y, area.ring[i].y) };
      high = (AnlanPoint){ MAX (high.x, area.ring[i].x), MAX (high.y, area.ring[i].y) };
    }
  for (; apart >= APART_M / 2; apart /= 2)
    {
      g_array_set_size (places, 0);
      for (double y = low.y + apart / 2; y < high.y && places->len < (guint)zone->people; y += apart)
        for (double x = low.x + apart / 2; x < high.x && places->len < (guint)zone->people; x += apart)
          {
            AnlanPoint at = { round (x * 100) / 100, round (y * 100) / 100 };

            if (has (zone->ring, at) && is_free_about (site, at))
              g_array_append_val (places, at);
          }
      if (places->len >= (guint)zone->people)
        break;
    }
  return places;
}

/* The stretch of a fence that a gate opens. */
static gboolean
opening_at (const Site *site, AnlanPoint gate, AnlanPoint *from, AnlanPoint *to)
{
  double least = AT_FENCE_M;
  gboolean found = FALSE;

  for (guint f = 0; f < site->fences->len; f++)
    {
      const GArray *line = g_array_index (site->fences, GArray *, f);

      for (guint i = 0; i + 1 < line->len; i++)
        {
          AnlanPoint a = g_array_index (line, AnlanPoint, i), b = g_array_index (line, AnlanPoint, i + 1);
          double length = hypot (b.x - a.x, b.y - a.y), half = MIN (GATE_M, length) / 2;
          double along = ((gate.x - a.x) * (b.x - a.x) + (gate.y - a.y) * (b.y - a.y)) / length;
          double off = fabs ((gate.x - a.x) * (b.y - a.y) - (gate.y - a.y) * (b.x - a.x)) / length;

          if (length < 1 || along < -AT_FENCE_M || along > length + AT_FENCE_M || off >= least)
            continue;
          along = CLAMP (along, half, length - half);
          *from = (AnlanPoint){ a.x + (b.x - a.x) * (along - half) / length,
                                a.y + (b.y - a.y) * (along - half) / length };
          *to = (AnlanPoint){ a.x + (b.x - a.x) * (along + half) / length,
                              a.y + (b.y - a.y) * (along + half) / length };
          least = off;
          found = TRUE;
        }
    }
  return found;
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

static void
write_place (AnlanJson *json, AnlanPoint at)
{
  anlan_json_open (json, '[');
  anlan_json_real (json, round (at.x * 100) / 100);
  anlan_json_real (json, round (at.y * 100) / 100);
  anlan_json_close (json, ']');
}

static void
write_places (AnlanJson *json, const char *name, const GArray *places)
{
  anlan_json_name (json, name);
  anlan_json_open (json, '[');
  for (guint i = 0; i < places->len; i++)
    write_place (json, g_array_index (places, AnlanPoint, i));
  anlan_json_close (json, ']');
}

static void
write_text (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static gboolean
reaches_in (const Site *site, const GArray *points)
{
  for (guint i = 0; i < points->len; i++)
    {
      AnlanPoint at = g_array_index (points, AnlanPoint, i);

      if (at.x < site->low.x || at.y < site->low.y || at.x > site->high.x || at.y > site->high.y)
        return FALSE;
    }
  return TRUE;
}

static void
write_level (Site *site, AnlanJson *json)
{
  AnlanPoint corners[] = {
    site->low, { site->high.x, site->low.y }, site->high, { site->low.x, site->high.y }
  };
  guint doors = 0;

  write_text (json, "id", "site");
  anlan_json_name (json, "spaces");
  anlan_json_open (json, '[');
  anlan_json_open (json, '{');
  write_text (json, "id", _ ("Site"));
  anlan_json_name (json, "polygon");
  anlan_json_open (json, '[');
  for (guint i = 0; i < 4; i++)
    write_place (json, corners[i]);
  anlan_json_close (json, ']');
  anlan_json_close (json, '}');
  anlan_json_close (json, ']');
  anlan_json_name (json, "obstacles");
  anlan_json_open (json, '[');
  for (guint i = 0; i < site->buildings->len; i++)
    {
      const Ground *building = &g_array_index (site->buildings, Ground, i);
      g_autofree char *id = g_strdup_printf ("building-%u", i + 1);

      if (!reaches_in (site, building->ring))
        continue;
      anlan_json_open (json, '{');
      write_text (json, "id", id);
      if (building->name != NULL && *building->name != '\0')
        write_text (json, "name", building->name);
      write_places (json, "polygon", building->ring);
      anlan_json_close (json, '}');
      site->notes.buildings++;
    }
  anlan_json_close (json, ']');
  anlan_json_name (json, "walls");
  anlan_json_open (json, '[');
  for (guint f = 0; f < site->fences->len; f++)
    {
      const GArray *line = g_array_index (site->fences, GArray *, f);

      for (guint i = 0; reaches_in (site, line) && i + 1 < line->len; i++)
        {
          anlan_json_open (json, '[');
          write_place (json, g_array_index (line, AnlanPoint, i));
          write_place (json, g_array_index (line, AnlanPoint, i + 1));
          anlan_json_close (json, ']');
        }
    }
  anlan_json_close (json, ']');
  anlan_json_name (json, "doors");
  anlan_json_open (json, '[');
  for (guint i = 0; i < site->goals->len; i++)
    {
      const Goal *goal = &g_array_index (site->goals, Goal, i);
      g_autofree char *id = g_strdup_printf ("opening-%u", doors + 1);
      AnlanPoint from, to;

      if (!g_str_has_prefix (goal->id, "gate-") || !opening_at (site, goal->at, &from, &to))
        continue;
      doors++;
      anlan_json_open (json, '{');
      write_text (json, "id", id);
      anlan_json_name (json, "from");
      write_place (json, from);
      anlan_json_name (json, "to");
      write_place (json, to);
      anlan_json_name (json, "open");
      anlan_json_boolean (json, TRUE);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

static void
write_goals (const Site *site, AnlanJson *json)
{
  for (guint i = 0; i < site->goals->len; i++)
    {
      const Goal *goal = &g_array_index (site->goals, Goal, i);

      anlan_json_open (json, '{');
      write_text (json, "id", goal->id);
      if (goal->name != NULL && *goal->name != '\0')
        write_text (json, "name", goal->name);
      anlan_json_name (json, "at");
      write_place (json, goal->at);
      anlan_json_name (json, "radius");
      anlan_json_real (json, g_str_has_prefix (goal->id, "gate-") ? GATE_RADIUS_M : MUSTER_RADIUS_M);
      if (goal->capacity > 0)
        {
          anlan_json_name (json, "capacity");
          anlan_json_integer (json, goal->capacity);
        }
      if (goal->indoor)
        {
          anlan_json_name (json, "indoor");
          anlan_json_boolean (json, TRUE);
        }
      anlan_json_close (json, '}');
    }
}

static void
write_people (Site *site, AnlanJson *json)
{
  for (guint i = 0; i < site->zones->len; i++)
    {
      const Ground *zone = &g_array_index (site->zones, Ground, i);
      g_autoptr (GArray) places = zone->people > 0 ? places_in (site, zone) : NULL;

      if (places == NULL)
        continue;
      site->notes.people += places->len;
      site->notes.unplaced += (guint)zone->people - places->len;
      if (places->len == 0)
        continue;
      anlan_json_open (json, '{');
      write_text (json, "name", zone->name);
      write_places (json, "places", places);
      anlan_json_name (json, "premovement");
      anlan_json_open (json, '{');
      anlan_json_name (json, "min");
      anlan_json_integer (json, 15);
      anlan_json_name (json, "max");
      anlan_json_integer (json, 60); /* trained staff */
      anlan_json_close (json, '}');
      anlan_json_close (json, '}');
    }
}

static char *
site_write (Site *site, AnlanSitePlanNotes *notes, GError **error)
{
  AnlanJson json;

  if (site->low.x > site->high.x)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
          _ ("Nothing of the site has a place on the map yet: draw zones, or place muster points or gates."));
      return NULL;
    }
  if (site->high.x - site->low.x > WIDEST_M || site->high.y - site->low.y > WIDEST_M)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
          _ ("The site is wider than 20 km. Look for a zone or muster point that was put far away."));
      return NULL;
    }
  widen (site, (AnlanPoint){ site->low.x - MARGIN_M, site->low.y - MARGIN_M });
  widen (site, (AnlanPoint){ site->high.x + MARGIN_M, site->high.y + MARGIN_M });
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "version");
  anlan_json_integer (&json, 1);
  write_text (&json, "units", "m");
  anlan_json_name (&json, "origin");
  anlan_json_open (&json, '[');
  anlan_json_real (&json, site->local.origin.lon);
  anlan_json_real (&json, site->local.origin.lat);
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "levels");
  anlan_json_open (&json, '[');
  anlan_json_open (&json, '{');
  write_level (site, &json);
  anlan_json_close (&json, '}');
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "muster");
  anlan_json_open (&json, '[');
  write_goals (site, &json);
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "people");
  anlan_json_open (&json, '[');
  write_people (site, &json);
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  if (notes != NULL)
    *notes = site->notes;
  return anlan_json_end (&json);
}

/* --- map files ---------------------------------------------------------------------------------------------------------- */

char *
anlan_site_plan_from_geodata (const AnlanGeodata *geodata, AnlanSitePlanNotes *notes, GError **error)
{
  AnlanLonLatBounds bounds = anlan_geodata_get_bounds (geodata);
  g_auto (Site) site = { 0 };

  site_init (&site, (AnlanLonLat){ (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2 });
  for (guint i = 0; i < anlan_geodata_get_n_features (geodata); i++)
    {
      const AnlanFeature *feature = anlan_geodata_get_feature (geodata, i);

      add_feature (&site, feature->feature_class, feature->name, &feature->geometry);
    }
  /* Without zones the buildings say how far the site reaches. */
  for (guint i = 0; i < site.buildings->len; i++)
    for (guint k = 0; k < g_array_index (site.buildings, Ground, i).ring->len; k++)
      widen (&site, g_array_index (g_array_index (site.buildings, Ground, i).ring, AnlanPoint, k));
  return site_write (&site, notes, error);
}

/* --- the plant's records ------------------------------------------------------------------------------------------------ */

static GPtrArray *
find_all (AnlanPlant *plant, const char *kind, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return anlan_plant_find (plant, query, error);
}

static AnlanGeometry *
geometry_of (const AnlanRecord *record, const char *field)
{
  const char *text = anlan_record_get_text (record, field);

  return text != NULL && !record->voided ? anlan_geometry_from_json (text, -1, NULL) : NULL;
}

/* The middle of the first thing that has a place. */
static gboolean
find_origin (const GPtrArray *records, const char *field, AnlanLonLat *origin)
{
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (AnlanGeometry) geometry = geometry_of (g_ptr_array_index (records, i), field);

      if (geometry == NULL || geometry->n_points == 0)
        continue;
      *origin = geometry->points[0];
      return TRUE;
    }
  return FALSE;
}

static void
add_records (Site *site, const GPtrArray *zones, const GPtrArray *musters, const GPtrArray *features)
{
  for (guint i = 0; i < zones->len; i++)
    {
      const AnlanRecord *zone = g_ptr_array_index (zones, i);
      g_autoptr (AnlanGeometry) geometry = geometry_of (zone, "area");
      const AnlanValue *people = anlan_record_get (zone, "people");

      if (geometry != NULL)
        add_ground (site, site->zones, geometry, anlan_record_label (zone),
                    people->type == ANLAN_VALUE_INTEGER ? people->integer : 0, TRUE);
    }
  for (guint i = 0; i < musters->len; i++)
    {
      const AnlanRecord *muster = g_ptr_array_index (musters, i);
      g_autoptr (AnlanGeometry) geometry = geometry_of (muster, "place");
      const AnlanValue *capacity = anlan_record_get (muster, "capacity");

      if (geometry == NULL || g_strcmp0 (anlan_record_get_text (muster, "state"), "closed") == 0)
        continue;
      add_goal (site, geometry, muster->number != NULL ? muster->number : muster->id,
                anlan_record_label (muster), capacity->type == ANLAN_VALUE_INTEGER ? capacity->integer : 0,
                g_strcmp0 (anlan_record_get_text (muster, "roof"), "indoor") == 0);
      site->notes.musters++;
    }
  for (guint i = 0; i < features->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (features, i);
      const char *feature = anlan_record_get_text (record, "feature");
      g_autoptr (AnlanGeometry) geometry = geometry_of (record, "place");
      AnlanFeatureClass found;

      if (geometry != NULL && feature != NULL && anlan_feature_class_from_text (feature, &found))
        add_feature (site, found, anlan_record_get_text (record, "name"), geometry);
    }
}

char *
anlan_site_plan_from_plant (AnlanPlant *plant,
                            AnlanSitePlanNotes *notes,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GPtrArray) zones = NULL, musters = NULL, features = NULL;
  AnlanLonLat origin = { 0, 0 };
  g_auto (Site) site = { 0 };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  zones = find_all (plant, "zone", cancellable, error);
  musters = zones != NULL ? find_all (plant, "musterpoint", cancellable, error) : NULL;
  features = musters != NULL ? find_all (plant, "basemap", cancellable, error) : NULL;
  if (features == NULL)
    return NULL;
  if (!find_origin (zones, "area", &origin) && !find_origin (musters, "place", &origin))
    find_origin (features, "place", &origin);
  site_init (&site, origin);
  add_records (&site, zones, musters, features);
  return site_write (&site, notes, error);
}
