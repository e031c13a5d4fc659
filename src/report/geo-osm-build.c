/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "geo-osm-private.h"

static const AnlanTag *
tags_of (const OsmData *data, const OsmElement *element)
{
  return (const AnlanTag *)(gpointer)data->tags->data + element->first_tag;
}

/* Tags that say where the drawing came from, not what it shows. */
static gboolean
says_something (const AnlanTag *tags, guint n_tags)
{
  static const char *const silent[] = { "created_by",  "source", "note", "fixme", "FIXME",
                                        "attribution", "type",   "odbl", NULL };

  for (guint i = 0; i < n_tags; i++)
    if (!g_strv_contains (silent, tags[i].key) && !g_str_has_prefix (tags[i].key, "source:"))
      return TRUE;
  return FALSE;
}

static gboolean
add_feature (OsmData *data,
             const char *type,
             const OsmElement *element,
             const OsmElement *tags_from,
             const AnlanShape *shape,
             GError **error)
{
  g_autofree char *id = g_strdup_printf ("%s/%" G_GINT64_FORMAT, type, element->id);

  return anlan_geodata_add_feature (data->geodata, id, tags_of (data, tags_from), tags_from->n_tags, shape,
                                    error);
}

static gboolean
build_nodes (OsmData *data, AnlanShape *shape, GError **error)
{
  for (guint i = 0; i < data->tagged_nodes->len; i++)
    {
      const OsmElement *element = &g_array_index (data->tagged_nodes, OsmElement, i);
      const AnlanLonLat *point;

      if (!says_something (tags_of (data, element), element->n_tags))
        continue;
      point = anlan_osm_find_node (data, element->id);
      g_assert (point != NULL);
      anlan_shape_reset (shape, ANLAN_GEOMETRY_POINT);
      anlan_shape_add_point (shape, *point);
      anlan_shape_end_part (shape, FALSE);
      if (!add_feature (data, "node", element, element, shape, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
build_way (OsmData *data, const OsmElement *way, AnlanShape *shape, GError **error)
{
  AnlanGeodataCounts *counts = anlan_geodata_edit_counts (data->geodata);
  const gint64 *refs = (const gint64 *)(gpointer)data->refs->data + way->first;
  const AnlanTag *tags = tags_of (data, way);
  gboolean whole = TRUE;
  gboolean area = way->n >= 4 && refs[0] == refs[way->n - 1] && anlan_tags_make_area (tags, way->n_tags);

  if (way->used || !says_something (tags, way->n_tags))
    return TRUE;
  anlan_shape_reset (shape, ANLAN_GEOMETRY_LINE);
  for (guint i = 0; i < way->n; i++)
    {
      const AnlanLonLat *point = anlan_osm_find_node (data, refs[i]);

      if (point != NULL)
        anlan_shape_add_point (shape, *point);
      else
        {
          counts->missing_nodes++;
          whole = FALSE;
        }
    }
  /* An area that lost corners is still the best drawing of it, as long as three are left. */
  if (area && (whole || shape->points->len >= 3))
    shape->type = ANLAN_GEOMETRY_POLYGON;
  anlan_shape_end_part (shape, FALSE);
  if (anlan_shape_mend (shape) > 0)
    {
      counts->broken_ways++;
      return TRUE;
    }
  return add_feature (data, "way", way, way, shape, error);
}

/* Until about 2013 the tags of a multipolygon stood on its outer way. */
static OsmElement *
find_old_outer (const OsmData *data, const OsmElement *relation)
{
  for (guint i = 0; i < relation->n; i++)
    {
      const OsmMember *member = &g_array_index (data->members, OsmMember, relation->first + i);
      OsmElement *way = member->role != OSM_ROLE_INNER ? anlan_osm_find_way (data, member->way) : NULL;

      if (way != NULL && says_something (tags_of (data, way), way->n_tags))
        return way;
    }
  return NULL;
}

static gboolean
build_relation (OsmData *data, const OsmElement *relation, AnlanShape *shape, GError **error)
{
  AnlanGeodataCounts *counts = anlan_geodata_edit_counts (data->geodata);
  const OsmElement *tags_from = relation;
  OsmElement *old_outer = NULL;

  if (!says_something (tags_of (data, relation), relation->n_tags))
    {
      old_outer = find_old_outer (data, relation);
      if (old_outer == NULL)
        return TRUE;
      tags_from = old_outer;
    }
  anlan_shape_reset (shape, ANLAN_GEOMETRY_POLYGON);
  anlan_osm_assemble (data, relation, shape);
  counts->open_rings += anlan_shape_mend (shape);
  if (shape->part_ends->len == 0)
    {
      counts->broken_relations++;
      return TRUE;
    }
  /* Only now: where the relation cannot be drawn, its outer way still can. */
  if (old_outer != NULL)
    old_outer->used = TRUE;
  return add_feature (data, "relation", relation, tags_from, shape, error);
}

static void
note_counts (AnlanGeodata *geodata)
{
  const AnlanGeodataCounts *counts = anlan_geodata_get_counts (geodata);
  guint missing = (guint)MIN (counts->missing_nodes + counts->missing_ways, G_MAXINT);
  guint broken = (guint)MIN (counts->broken_ways + counts->broken_relations + counts->open_rings, G_MAXINT);
  guint bad = (guint)MIN (counts->bad_positions, G_MAXINT);

  if (missing > 0)
    anlan_geodata_take_note (
        geodata, g_strdup_printf (
                     g_dngettext (GETTEXT_PACKAGE,
                                  "%u reference leads to something that lies outside the exported area; what "
                                  "it belongs to may be drawn in part.",
                                  "%u references lead to something that lies outside the exported area; what "
                                  "they belong to may be drawn in part.",
                                  missing),
                     missing));
  if (broken > 0)
    anlan_geodata_take_note (
        geodata,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                      "%u line or ring has too few points or does not close and was left "
                                      "out.",
                                      "%u lines or rings have too few points or do not close and were left "
                                      "out.",
                                      broken),
                         broken));
  if (bad > 0)
    anlan_geodata_take_note (
        geodata, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u point has no position on this earth.",
                                               "%u points have no position on this earth.", bad),
                                  bad));
}

gboolean
anlan_osm_build (OsmData *data, AnlanStep *step, GError **error)
{
  g_auto (AnlanShape) shape = { 0 };

  anlan_shape_init (&shape);
  if (!build_nodes (data, &shape, error))
    return FALSE;
  /* Relations first: they take the tags of old outer ways over. */
  for (guint i = 0; i < data->relations->len; i++)
    if ((i % 64 == 0 && !anlan_step_tick (step, 0.8 + 0.1 * i / data->relations->len, error)) ||
        !build_relation (data, &g_array_index (data->relations, OsmElement, i), &shape, error))
      return FALSE;
  for (guint i = 0; i < data->ways->len; i++)
    if ((i % 1024 == 0 && !anlan_step_tick (step, 0.9 + 0.1 * i / data->ways->len, error)) ||
        !build_way (data, &g_array_index (data->ways, OsmElement, i), &shape, error))
      return FALSE;
  note_counts (data->geodata);
  return TRUE;
}
