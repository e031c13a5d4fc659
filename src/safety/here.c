/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/here.h"

#include <math.h>

#include "base/geometry.h"

/* A degree of latitude is never shorter than this; metres. */
#define LEAST_METRES_PER_DEGREE 110500.0

typedef struct
{
  AnlanPlant *plant;
  const AnlanWhere *where;
  GCancellable *cancellable;
  AnlanHere *here;
  AnlanRecord *equipment; /* or NULL */
  AnlanShape *spot;       /* from where is measured: a point, else the zone; or NULL */
  GHashTable *inside;     /* set of ids of here->zones, borrowed from them */
} Looking;

/* --- what it holds ------------------------------------------------------------------------------------------------ */

static void
nearby_free (AnlanNearby *nearby)
{
  anlan_record_unref (nearby->record);
  g_free (nearby);
}

void
anlan_here_free (AnlanHere *here)
{
  if (here == NULL)
    return;
  g_clear_pointer (&here->zones, g_ptr_array_unref);
  g_clear_pointer (&here->media, g_ptr_array_unref);
  g_clear_pointer (&here->unit, anlan_record_unref);
  g_clear_pointer (&here->neighbours, g_ptr_array_unref);
  g_clear_pointer (&here->units, g_ptr_array_unref);
  g_clear_pointer (&here->open, g_ptr_array_unref);
  g_free (here);
}

static AnlanHere *
here_new (void)
{
  AnlanHere *here = g_new0 (AnlanHere, 1);

  here->zones = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  here->media = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  here->neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify)nearby_free);
  here->units = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  here->open = g_ptr_array_new_with_free_func ((GDestroyNotify)nearby_free);
  return here;
}

static void
add_nearby (GPtrArray *list, AnlanRecord *record, double metres)
{
  AnlanNearby *nearby = g_new (AnlanNearby, 1);

  nearby->record = anlan_record_ref (record);
  nearby->metres = metres;
  g_ptr_array_add (list, nearby);
}

static int
compare_nearby (gconstpointer a, gconstpointer b)
{
  double ma = (*(const AnlanNearby *const *)a)->metres;
  double mb = (*(const AnlanNearby *const *)b)->metres;

  /* Those without a place of their own come last. */
  if ((ma < 0) != (mb < 0))
    return ma < 0 ? 1 : -1;
  return ma < mb ? -1 : ma > mb;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* What is named and is gone, or of a kind that the plant does not have, is nothing. */
static gboolean
load (Looking *l, const char *kind_id, const char *id, AnlanRecord **record, GError **error)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (l->plant, kind_id);
  g_autoptr (GError) own = NULL;

  *record = NULL;
  if (id == NULL || kind == NULL)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (l->cancellable, error))
    return FALSE;
  *record = anlan_plant_load (l->plant, kind_id, id, &own);
  if (*record != NULL || g_error_matches (own, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own));
  return FALSE;
}

static GPtrArray *
find_zones (Looking *l, GError **error)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (l->plant, "zone");
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");

  if (g_cancellable_set_error_if_cancelled (l->cancellable, error))
    return NULL;
  return kind != NULL ? anlan_plant_find (l->plant, query, error) : g_ptr_array_new ();
}

char *
anlan_kind_open_expression (const AnlanKind *kind)
{
  GString *finals = g_string_new (NULL);

  g_return_val_if_fail (kind != NULL, g_string_free (finals, FALSE));

  for (guint i = 0; i < kind->stages->len; i++)
    {
      const AnlanStage *stage = g_ptr_array_index (kind->stages, i);

      /* An id of a definition has no quotes in it. */
      if (stage->final)
        g_string_append_printf (finals, "%s'%s'", finals->len > 0 ? ", " : "", stage->id);
    }
  if (finals->len == 0)
    return g_string_free (g_string_assign (finals, "1"), FALSE);
  g_string_prepend (finals, "stage NOT IN (");
  return g_string_free (g_string_append_c (finals, ')'), FALSE);
}

GPtrArray *
anlan_find_open (AnlanPlant *plant, const char *kind_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanKind) kind = NULL;
  g_autoptr (AnlanQuery) query = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind_id != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  kind = anlan_plant_get_kind (plant, kind_id);
  if (kind == NULL || !anlan_kind_has_flow (kind))
    return g_ptr_array_new ();
  query = anlan_query_new (kind_id);
  query->where = anlan_kind_open_expression (kind);
  return anlan_plant_find (plant, query, error);
}

/* --- geometry ----------------------------------------------------------------------------------------------------- */

static AnlanShape *
shape_of (const AnlanRecord *record, const char *field)
{
  const char *text = record != NULL ? anlan_record_get_text (record, field) : NULL;

  return text != NULL ? anlan_shape_parse (text, -1, NULL) : NULL;
}

/* A rough look first, because the exact one of 5,000 zones takes too long. */
static gboolean
may_reach (const AnlanShape *a, const AnlanShape *b, double metres)
{
  double lat = metres / LEAST_METRES_PER_DEGREE, lon;
  AnlanBounds x, y;

  anlan_shape_get_bounds (a, &x);
  anlan_shape_get_bounds (b, &y);
  lon = lat / MAX (cos (MIN (MAX (fabs (x.north), fabs (x.south)) + lat, 89) * G_PI / 180), 0.01);
  return x.west - lon <= y.east && y.west <= x.east + lon && x.south - lat <= y.north &&
         y.south <= x.north + lat;
}

/* Metres, or less than 0: farther than the reach, or it cannot be measured. */
static double
measure (Looking *l, const AnlanShape *shape)
{
  double metres;

  if (l->spot == NULL || shape == NULL || !may_reach (l->spot, shape, l->where->reach_m))
    return -1;
  metres = anlan_shape_distance_m (l->spot, shape, NULL);
  return metres <= l->where->reach_m ? metres : -1;
}

/* Floors of a zone: "0", or several as "0;1;2". */
static gboolean
is_on_floor (const AnlanRecord *zone, const char *level)
{
  const char *floors = anlan_record_get_text (zone, "level");
  g_auto (GStrv) all = g_strsplit (floors != NULL ? floors : "", ";", -1);

  return level == NULL || *level == '\0' || floors == NULL ||
         g_strv_contains ((const char *const *)all, level);
}

/* --- zones -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanRecord *record; /* borrowed */
  AnlanShape *shape;   /* or NULL */
  double size;
} Candidate;

static void
candidate_clear (gpointer data)
{
  g_clear_pointer (&((Candidate *)data)->shape, anlan_shape_free);
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  double sa = ((const Candidate *)a)->size, sb = ((const Candidate *)b)->size;

  return sa < sb ? -1 : sa > sb;
}

static void
add_inside (Looking *l, AnlanRecord *zone)
{
  if (g_hash_table_add (l->inside, zone->id))
    g_ptr_array_add (l->here->zones, anlan_record_ref (zone));
}

/* What was named, else the zone of the equipment, comes first; then what lies under the position. */
static const char *
named_zone (Looking *l)
{
  if (l->where->zone != NULL)
    return l->where->zone;
  return l->equipment != NULL ? anlan_record_get_text (l->equipment, "zone") : NULL;
}

static void
find_spot (Looking *l, GArray *candidates, const char *named)
{
  if (l->where->position != NULL)
    l->spot = anlan_shape_new_point (*l->where->position, l->where->level);
  else
    l->spot = shape_of (l->equipment, "place");
  for (guint i = 0; l->spot == NULL && i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);

      if (candidate->shape != NULL && g_strcmp0 (candidate->record->id, named) == 0)
        l->spot = anlan_shape_copy (candidate->shape);
    }
}

static void
sort_zones (Looking *l, GArray *candidates, const char *named)
{
  const char *level = l->spot != NULL ? l->spot->level : NULL;
  gboolean is_point = l->spot != NULL && l->spot->type == ANLAN_SHAPE_POINT;

  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate *candidate = &g_array_index (candidates, Candidate, i);

      if (g_strcmp0 (candidate->record->id, named) == 0)
        add_inside (l, candidate->record);
    }
  for (guint i = 0; is_point && i < candidates->len; i++)
    {
      Candidate *candidate = &g_array_index (candidates, Candidate, i);
      AnlanLonLat at = { l->spot->lonlat[0], l->spot->lonlat[1] };

      if (candidate->shape != NULL && is_on_floor (candidate->record, level) &&
          anlan_shape_has_position (candidate->shape, at))
        add_inside (l, candidate->record);
    }
  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate *candidate = &g_array_index (candidates, Candidate, i);
      double metres =
          g_hash_table_contains (l->inside, candidate->record->id) ? -1 : measure (l, candidate->shape);

      if (metres >= 0)
        add_nearby (l->here->neighbours, candidate->record, metres);
    }
  g_ptr_array_sort (l->here->neighbours, compare_nearby);
}

static gboolean
look_at_zones (Looking *l, GError **error)
{
  g_autoptr (GPtrArray) zones = find_zones (l, error);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  const char *named = named_zone (l);

  if (zones == NULL)
    return FALSE;
  g_array_set_clear_func (candidates, candidate_clear);
  for (guint i = 0; i < zones->len; i++)
    {
      Candidate candidate = { g_ptr_array_index (zones, i), NULL, 0 };

      if (i % 256 == 0 && g_cancellable_set_error_if_cancelled (l->cancellable, error))
        return FALSE;
      candidate.shape = shape_of (candidate.record, "area");
      candidate.size = candidate.shape != NULL ? anlan_shape_area_m2 (candidate.shape) : G_MAXDOUBLE;
      g_array_append_val (candidates, candidate);
    }
  g_array_sort (candidates, compare_candidates);
  find_spot (l, candidates, named);
  sort_zones (l, candidates, named);
  return TRUE;
}

/* --- what belongs to the zones -------------------------------------------------------------------------------------- */

static gboolean
add_media_of (Looking *l, const AnlanRecord *record, GHashTable *known, GError **error)
{
  g_auto (GStrv) ids = anlan_value_get_items (anlan_record_get (record, "media"));

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (AnlanRecord) substance = NULL;

      if (!g_hash_table_add (known, g_strdup (ids[i])))
        continue;
      if (!load (l, "substance", ids[i], &substance, error))
        return FALSE;
      if (substance != NULL)
        g_ptr_array_add (l->here->media, g_steal_pointer (&substance));
    }
  return TRUE;
}

static gboolean
look_at_media (Looking *l, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (l->equipment != NULL && !add_media_of (l, l->equipment, known, error))
    return FALSE;
  for (guint i = 0; i < l->here->zones->len; i++)
    if (!add_media_of (l, g_ptr_array_index (l->here->zones, i), known, error))
      return FALSE;
  return TRUE;
}

static gboolean
look_at_units (Looking *l, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  const char *own = NULL;

  for (guint i = 0; own == NULL && i < l->here->zones->len; i++)
    own = anlan_record_get_text (g_ptr_array_index (l->here->zones, i), "unit");
  if (own == NULL && l->equipment != NULL)
    own = anlan_record_get_text (l->equipment, "unit");
  if (!load (l, "unit", own, &l->here->unit, error))
    return FALSE;
  if (own != NULL)
    g_hash_table_add (known, (gpointer)own);
  for (guint i = 0; i < l->here->neighbours->len; i++)
    {
      const AnlanNearby *nearby = g_ptr_array_index (l->here->neighbours, i);
      const char *id = anlan_record_get_text (nearby->record, "unit");
      g_autoptr (AnlanRecord) unit = NULL;

      if (id == NULL || !g_hash_table_add (known, (gpointer)id))
        continue;
      if (!load (l, "unit", id, &unit, error))
        return FALSE;
      if (unit != NULL)
        g_ptr_array_add (l->here->units, g_steal_pointer (&unit));
    }
  return TRUE;
}

/* --- what is open ------------------------------------------------------------------------------------------------- */

/* The places of the equipment that open hazards stand at: id -> AnlanShape. */
static AnlanShape *
place_of_hazard (Looking *l, const AnlanRecord *hazard, GHashTable *places, GError **error)
{
  AnlanShape *own = shape_of (hazard, "place");
  const char *id = anlan_record_get_text (hazard, "equipment");
  g_autoptr (AnlanRecord) equipment = NULL;
  const AnlanShape *known;

  if (own != NULL || id == NULL)
    return own;
  if (!g_hash_table_contains (places, id))
    {
      if (!load (l, "equipment", id, &equipment, error))
        return NULL;
      g_hash_table_insert (places, g_strdup (id), shape_of (equipment, "place"));
    }
  known = g_hash_table_lookup (places, id);
  return known != NULL ? anlan_shape_copy (known) : NULL;
}

static void
free_shape (gpointer shape)
{
  anlan_shape_free (shape);
}

static gboolean
look_at_hazards (Looking *l, GError **error)
{
  g_autoptr (GPtrArray) hazards = anlan_find_open (l->plant, "hazard", l->cancellable, error);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_shape);

  if (hazards == NULL)
    return FALSE;
  for (guint i = 0; i < hazards->len; i++)
    {
      AnlanRecord *hazard = g_ptr_array_index (hazards, i);
      const char *zone = anlan_record_get_text (hazard, "zone");
      const char *equipment = anlan_record_get_text (hazard, "equipment");
      g_autoptr (AnlanShape) place = NULL;
      GError *own = NULL;
      double metres;
      gboolean belongs;

      if (g_strcmp0 (hazard->id, l->where->except) == 0)
        continue;
      place = place_of_hazard (l, hazard, places, &own);
      if (own != NULL)
        {
          g_propagate_error (error, own);
          return FALSE;
        }
      metres = measure (l, place);
      belongs = (zone != NULL && g_hash_table_contains (l->inside, zone)) ||
                (l->where->equipment != NULL && g_strcmp0 (equipment, l->where->equipment) == 0);
      if (metres >= 0 || belongs)
        add_nearby (l->here->open, hazard, metres);
    }
  g_ptr_array_sort (l->here->open, compare_nearby);
  return TRUE;
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

AnlanHere *
anlan_here_look (AnlanPlant *plant, const AnlanWhere *where, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanHere) here = NULL;
  g_autoptr (GHashTable) inside = NULL;
  g_autoptr (AnlanRecord) equipment = NULL;
  Looking l = { 0 };
  gboolean done;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && where != NULL && where->reach_m >= 0, NULL);

  here = here_new ();
  inside = g_hash_table_new (g_str_hash, g_str_equal);
  l = (Looking){ plant, where, cancellable, here, NULL, NULL, inside };
  if (!load (&l, "equipment", where->equipment, &equipment, error))
    return NULL;
  l.equipment = equipment;
  done = look_at_zones (&l, error) && look_at_media (&l, error) && look_at_units (&l, error) &&
         look_at_hazards (&l, error);
  g_clear_pointer (&l.spot, anlan_shape_free);
  return done ? g_steal_pointer (&here) : NULL;
}

/* --- off the main thread ------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanWhere where;
  AnlanLonLat position;
  char *level, *zone, *equipment, *except;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_free (wanted->level);
  g_free (wanted->zone);
  g_free (wanted->equipment);
  g_free (wanted->except);
  g_free (wanted);
}

static Wanted *
wanted_new (const AnlanWhere *where)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->level = g_strdup (where->level);
  wanted->zone = g_strdup (where->zone);
  wanted->equipment = g_strdup (where->equipment);
  wanted->except = g_strdup (where->except);
  if (where->position != NULL)
    wanted->position = *where->position;
  wanted->where = (AnlanWhere){ where->position != NULL ? &wanted->position : NULL,
                                wanted->level,
                                wanted->zone,
                                wanted->equipment,
                                wanted->except,
                                where->reach_m };
  return wanted;
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  AnlanHere *here = anlan_here_look (source, &wanted->where, cancellable, &error);

  if (here != NULL)
    g_task_return_pointer (task, here, (GDestroyNotify)anlan_here_free);
  else
    g_task_return_error (task, error);
}

void
anlan_here_look_async (AnlanPlant *plant,
                       const AnlanWhere *where,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && where != NULL && where->reach_m >= 0);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_here_look_async);
  g_task_set_task_data (task, wanted_new (where), (GDestroyNotify)wanted_free);
  g_task_run_in_thread (task, look);
}

AnlanHere *
anlan_here_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
