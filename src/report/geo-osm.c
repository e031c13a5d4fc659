/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "geo-osm-private.h"
#include "xml-read.h"

/* More than any region of an office's size has. */
#define MAX_NODES 50000000u
#define MAX_REFS 100000000u

typedef enum
{
  ELEMENT_NONE,
  ELEMENT_NODE,
  ELEMENT_WAY,
  ELEMENT_RELATION,
} ElementKind;

typedef struct
{
  OsmData *data;
  const char *name;
  guint depth;
  ElementKind kind;
  gboolean deleted;
  gboolean multipolygon;
  OsmElement element;
} OsmReader;

static gboolean
get_id (AnlanXml *xml, const char *name, gint64 *id)
{
  gsize length;
  const char *text = anlan_xml_get (xml, name, &length);
  char *end;

  if (text == NULL || length == 0 || length > 19)
    return FALSE;
  *id = g_ascii_strtoll (text, &end, 10);
  return end == text + length;
}

static gboolean
get_position (AnlanXml *xml, AnlanLonLat *point)
{
  gsize lon_length, lat_length;
  const char *lon = anlan_xml_get (xml, "lon", &lon_length);
  const char *lat = anlan_xml_get (xml, "lat", &lat_length);
  char *lon_end, *lat_end;

  if (lon == NULL || lat == NULL || lon_length == 0 || lat_length == 0)
    return FALSE;
  point->lon = g_ascii_strtod (lon, &lon_end);
  point->lat = g_ascii_strtod (lat, &lat_end);
  return lon_end == lon + lon_length && lat_end == lat + lat_length && anlan_lon_lat_valid (*point);
}

static void
fail (AnlanXml *xml, const char *name)
{
  anlan_xml_fail (xml,
                  g_error_new (ANLAN_ERROR, ANLAN_ERROR_INPUT,
                               _ ("“%s” says that it is an OpenStreetMap file, but it is not one. Export the "
                                  "area again as .osm (XML)."),
                               name));
}

static void
start_node (OsmReader *reader, AnlanXml *xml)
{
  OsmNode node = { .id = reader->element.id };

  anlan_geodata_edit_counts (reader->data->geodata)->nodes++;
  if (!get_position (xml, &node.point))
    {
      anlan_geodata_edit_counts (reader->data->geodata)->bad_positions++;
      reader->deleted = TRUE;
      return;
    }
  g_array_append_val (reader->data->nodes, node);
}

static void
start_element (OsmReader *reader, AnlanXml *xml, ElementKind kind)
{
  OsmData *data = reader->data;

  reader->kind = kind;
  reader->deleted =
      anlan_xml_get_equals (xml, "action", "delete") || anlan_xml_get_equals (xml, "visible", "false");
  reader->multipolygon = FALSE;
  reader->element = (OsmElement){ .first_tag = data->tags->len };
  if (!get_id (xml, "id", &reader->element.id))
    {
      fail (xml, reader->name);
      return;
    }
  if (kind == ELEMENT_WAY)
    {
      reader->element.first = data->refs->len;
      anlan_geodata_edit_counts (data->geodata)->ways++;
    }
  else if (kind == ELEMENT_RELATION)
    {
      reader->element.first = data->members->len;
      anlan_geodata_edit_counts (data->geodata)->relations++;
    }
  else if (!reader->deleted)
    start_node (reader, xml);
}

/* Some exports write the positions of a way's nodes into the way, and no nodes. */
static void
add_ref (OsmReader *reader, AnlanXml *xml)
{
  OsmNode node;

  if (!get_id (xml, "ref", &node.id))
    return;
  g_array_append_val (reader->data->refs, node.id);
  if (get_position (xml, &node.point))
    g_array_append_val (reader->data->nodes, node);
}

static void
add_member (OsmReader *reader, AnlanXml *xml)
{
  OsmMember member = { .role = OSM_ROLE_NONE };

  if (!anlan_xml_get_equals (xml, "type", "way") || !get_id (xml, "ref", &member.way))
    return;
  if (anlan_xml_get_equals (xml, "role", "inner"))
    member.role = OSM_ROLE_INNER;
  else if (anlan_xml_get_equals (xml, "role", "outer"))
    member.role = OSM_ROLE_OUTER;
  g_array_append_val (reader->data->members, member);
}

static void
add_tag (OsmReader *reader, AnlanXml *xml)
{
  AnlanGeodata *geodata = reader->data->geodata;
  AnlanTag tag = { .type = ANLAN_TAG_TEXT, .number = NAN };
  gsize key_length, value_length;
  const char *key = anlan_xml_get (xml, "k", &key_length);
  const char *value = anlan_xml_get (xml, "v", &value_length);

  if (key == NULL || value == NULL || key_length == 0)
    return;
  tag.key = anlan_geodata_intern (geodata, key, (gssize)key_length);
  tag.value = anlan_geodata_intern (geodata, value, (gssize)value_length);
  if (reader->kind == ELEMENT_RELATION && strcmp (tag.key, "type") == 0)
    reader->multipolygon = strcmp (tag.value, "multipolygon") == 0 || strcmp (tag.value, "boundary") == 0;
  g_array_append_val (reader->data->tags, tag);
}

static void
start_cb (AnlanXml *xml, const char *name, gpointer user_data)
{
  OsmReader *reader = user_data;
  guint depth = reader->depth++;

  if (depth == 0)
    {
      if (strcmp (name, "osm") != 0)
        fail (xml, reader->name);
    }
  else if (depth == 1)
    {
      if (strcmp (name, "node") == 0)
        start_element (reader, xml, ELEMENT_NODE);
      else if (strcmp (name, "way") == 0)
        start_element (reader, xml, ELEMENT_WAY);
      else if (strcmp (name, "relation") == 0)
        start_element (reader, xml, ELEMENT_RELATION);
      else
        reader->kind = ELEMENT_NONE;
    }
  else if (depth == 2 && reader->kind != ELEMENT_NONE)
    {
      if (strcmp (name, "tag") == 0)
        add_tag (reader, xml);
      else if (reader->kind == ELEMENT_WAY && strcmp (name, "nd") == 0)
        add_ref (reader, xml);
      else if (reader->kind == ELEMENT_RELATION && strcmp (name, "member") == 0)
        add_member (reader, xml);
    }
}

/* What is not kept gives its tags, refs and members back. */
static void
drop_element (OsmReader *reader)
{
  g_array_set_size (reader->data->tags, reader->element.first_tag);
  if (reader->kind == ELEMENT_WAY)
    g_array_set_size (reader->data->refs, reader->element.first);
  else if (reader->kind == ELEMENT_RELATION)
    g_array_set_size (reader->data->members, reader->element.first);
}

static void
end_element (OsmReader *reader)
{
  OsmData *data = reader->data;
  OsmElement *element = &reader->element;

  element->n_tags = data->tags->len - element->first_tag;
  if (reader->deleted || (reader->kind == ELEMENT_RELATION && !reader->multipolygon))
    {
      drop_element (reader);
      return;
    }
  if (reader->kind == ELEMENT_NODE && element->n_tags > 0)
    g_array_append_val (data->tagged_nodes, *element);
  else if (reader->kind == ELEMENT_WAY)
    {
      element->n = data->refs->len - element->first;
      g_array_append_val (data->ways, *element);
    }
  else if (reader->kind == ELEMENT_RELATION)
    {
      element->n = data->members->len - element->first;
      g_array_append_val (data->relations, *element);
    }
}

static void
end_cb (AnlanXml *xml, const char *name, gpointer user_data)
{
  OsmReader *reader = user_data;

  reader->depth--;
  if (reader->depth != 1 || reader->kind == ELEMENT_NONE)
    return;
  end_element (reader);
  reader->kind = ELEMENT_NONE;
  if (reader->data->nodes->len > MAX_NODES || reader->data->refs->len > MAX_REFS ||
      reader->data->tags->len > MAX_REFS || reader->data->members->len > MAX_REFS)
    anlan_xml_fail (xml, g_error_new (ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                                      _ ("“%s” covers too large an area to be read. Export a smaller one."),
                                      reader->name));
}

static const AnlanXmlHandlers handlers = { start_cb, end_cb, NULL };

/* Lookup */

static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  const OsmNode *first = a, *second = b;

  return (first->id > second->id) - (first->id < second->id);
}

static int
compare_elements (gconstpointer a, gconstpointer b)
{
  const OsmElement *first = a, *second = b;

  return (first->id > second->id) - (first->id < second->id);
}

/* Files are sorted as a rule; checking is cheaper than sorting. */
static void
sort_by_id (GArray *array, gsize size, GCompareFunc compare)
{
  for (guint i = 1; i < array->len; i++)
    if (compare (array->data + (i - 1) * size, array->data + i * size) > 0)
      {
        g_array_sort (array, compare);
        return;
      }
}

const AnlanLonLat *
anlan_osm_find_node (const OsmData *data, gint64 id)
{
  OsmNode wanted = { .id = id };
  guint index;

  if (!g_array_binary_search (data->nodes, &wanted, compare_nodes, &index))
    return NULL;
  return &g_array_index (data->nodes, OsmNode, index).point;
}

OsmElement *
anlan_osm_find_way (const OsmData *data, gint64 id)
{
  OsmElement wanted = { .id = id };
  guint index;

  if (!g_array_binary_search (data->ways, &wanted, compare_elements, &index))
    return NULL;
  return &g_array_index (data->ways, OsmElement, index);
}

static void
init_data (OsmData *data, AnlanGeodata *geodata)
{
  data->geodata = geodata;
  data->nodes = g_array_new (FALSE, FALSE, sizeof (OsmNode));
  data->tagged_nodes = g_array_new (FALSE, FALSE, sizeof (OsmElement));
  data->ways = g_array_new (FALSE, FALSE, sizeof (OsmElement));
  /* Room from the start: elements without any have a place in them too, and no arithmetic is done on NULL. */
  data->refs = g_array_sized_new (FALSE, FALSE, sizeof (gint64), 1);
  data->relations = g_array_new (FALSE, FALSE, sizeof (OsmElement));
  data->members = g_array_sized_new (FALSE, FALSE, sizeof (OsmMember), 1);
  data->tags = g_array_sized_new (FALSE, FALSE, sizeof (AnlanTag), 1);
}

static void
clear_data (OsmData *data)
{
  g_array_unref (data->nodes);
  g_array_unref (data->tagged_nodes);
  g_array_unref (data->ways);
  g_array_unref (data->refs);
  g_array_unref (data->relations);
  g_array_unref (data->members);
  g_array_unref (data->tags);
}

static gboolean
parse (OsmData *data, GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  OsmReader reader = { .data = data, .name = name };
  g_autoptr (AnlanXml) xml = anlan_xml_new (&handlers, &reader, name);
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  for (gsize done = 0; done < size;)
    {
      gsize piece = MIN (size - done, 256 * 1024);

      if (!anlan_step_tick (step, 0.1 + 0.7 * (double)done / (double)size, error) ||
          !anlan_xml_feed (xml, text + done, piece, error))
        return FALSE;
      done += piece;
    }
  return anlan_xml_end (xml, error);
}

gboolean
anlan_geodata_read_osm (
    AnlanGeodata *geodata, GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  OsmData data;
  gboolean done;

  init_data (&data, geodata);
  done = parse (&data, bytes, name, step, error);
  if (done)
    {
      sort_by_id (data.nodes, sizeof (OsmNode), compare_nodes);
      sort_by_id (data.ways, sizeof (OsmElement), compare_elements);
      done = anlan_osm_build (&data, step, error);
    }
  clear_data (&data);
  return done;
}
