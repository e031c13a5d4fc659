/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-marks-private.h"

#include <math.h>

/* Halos, rims and shadows reach so far beyond a mark's box; logical pixels. */
#define PICTURE_MARGIN 3.0

static AnlanMapColour
text_colour (const AnlanMapItem *item, const AnlanMapPalette *palette)
{
  switch (item->style)
    {
    case ANLAN_MAP_TEXT_WATER:
      return anlan_map_hex (palette->water_text);
    case ANLAN_MAP_TEXT_ROAD:
    case ANLAN_MAP_TEXT_SITE:
      return anlan_map_hex (palette->quiet_text);
    case ANLAN_MAP_TEXT_ZONE:
    case ANLAN_MAP_TEXT_PLACE:
    case ANLAN_MAP_TEXT_SYMBOL:
    case ANLAN_MAP_TEXT_CHIP:
    case ANLAN_MAP_TEXT_CLUSTER:
    default:
      return anlan_map_hex (palette->text);
    }
}

/* From the colour it began with to the one it has now. */
static void
draw_arrow (const AnlanMapItem *item, cairo_t *cr, const AnlanMapPalette *palette)
{
  double x = (item->open_chip_at.x + item->chip_at.x) / 2;
  double y = item->chip_at.y;

  cairo_new_path (cr);
  cairo_move_to (cr, x - 1.75, y - 3.5);
  cairo_line_to (cr, x + 2.25, y);
  cairo_line_to (cr, x - 1.75, y + 3.5);
  cairo_close_path (cr);
  anlan_map_set_hex (cr, palette->halo);
  cairo_set_line_width (cr, 2.5);
  cairo_stroke_preserve (cr);
  anlan_map_set_hex (cr, palette->text);
  cairo_fill (cr);
}

static void
translate_to (cairo_t *cr, AnlanMapPoint at)
{
  cairo_save (cr);
  cairo_translate (cr, at.x, at.y);
}

void
anlan_map_item_draw (const AnlanMapItem *item,
                     cairo_t *cr,
                     AnlanMapTypesetter *typesetter,
                     const AnlanMapLook *look)
{
  const AnlanMapPalette *palette = anlan_map_look_get_palette (look);

  if (item->parts & ANLAN_MAP_ITEM_SYMBOL)
    anlan_map_glyph_symbol (cr, typesetter, item->symbol, item->mark.risk, look);
  if (item->parts & ANLAN_MAP_ITEM_CLUSTER)
    anlan_map_glyph_cluster (cr, typesetter, item->mark.n_members, item->mark.risk, look);
  if (item->parts & ANLAN_MAP_ITEM_TEXT)
    {
      translate_to (cr, item->text_at);
      cairo_rotate (cr, item->angle);
      anlan_map_typesetter_draw (typesetter, cr, item->style, item->text, item->wrap, 0, 0,
                                 text_colour (item, palette), anlan_map_hex (palette->halo));
      cairo_restore (cr);
    }
  if (item->parts & ANLAN_MAP_ITEM_OPEN_CHIP)
    {
      draw_arrow (item, cr, palette);
      translate_to (cr, item->open_chip_at);
      anlan_map_glyph_open_chip (cr, typesetter, item->initial, look);
      cairo_restore (cr);
    }
  if (item->parts & ANLAN_MAP_ITEM_CHIP)
    {
      translate_to (cr, item->chip_at);
      anlan_map_glyph_chip (cr, typesetter, item->mark.risk, look);
      cairo_restore (cr);
    }
  if (item->parts & ANLAN_MAP_ITEM_SIGN)
    {
      translate_to (cr, item->sign_at);
      anlan_map_glyph_no_fire (cr);
      cairo_restore (cr);
    }
  if (item->parts & ANLAN_MAP_ITEM_OVERDUE)
    {
      translate_to (cr, item->overdue_at);
      anlan_map_glyph_overdue (cr, typesetter, item->overdue, look);
      cairo_restore (cr);
    }
}

/* --- pictures ------------------------------------------------------------------------------------------------ */

/* What a picture covers, on whole device pixels from the anchor. */
static AnlanMapRect
picture_box (const AnlanMapItem *item, double scale)
{
  AnlanMapRect box = item->mark.box;

  if (item->angle != 0)
    {
      double half_width = (box.x1 - box.x0) / 2;
      double half_height = (box.y1 - box.y0) / 2;
      double reach_x = fabs (cos (item->angle)) * half_width + fabs (sin (item->angle)) * half_height;
      double reach_y = fabs (sin (item->angle)) * half_width + fabs (cos (item->angle)) * half_height;

      box = (AnlanMapRect){ -reach_x, -reach_y, reach_x, reach_y };
    }
  return (AnlanMapRect){ floor ((box.x0 - PICTURE_MARGIN) * scale) / scale,
                         floor ((box.y0 - PICTURE_MARGIN) * scale) / scale,
                         ceil ((box.x1 + PICTURE_MARGIN) * scale) / scale,
                         ceil ((box.y1 + PICTURE_MARGIN) * scale) / scale };
}

/* All that a picture depends on besides look and scale. */
static char *
picture_key (const AnlanMapItem *item)
{
  return g_strdup_printf (
      "%d %d %d %d %d %u %d %.4f %.2f %.2f,%.2f %.2f,%.2f %.2f,%.2f %.2f,%.2f %u %.2f,%.2f %s", item->parts,
      item->mark.risk, item->initial, item->symbol, item->style, item->mark.n_members,
      item->wrap > 0 ? (int)(item->wrap * 100) : 0, item->angle, item->mark.box.x0, item->mark.box.x1,
      item->text_at.x, item->text_at.y, item->chip_at.x, item->chip_at.y, item->open_chip_at.x,
      item->open_chip_at.y, item->sign_at.x, item->overdue, item->overdue_at.x, item->overdue_at.y,
      item->text != NULL ? item->text : "");
}

static cairo_surface_t *
draw_picture (const AnlanMapMarks *marks, const AnlanMapItem *item, AnlanMapTypesetter *typesetter)
{
  double scale = marks->viewport.scale;
  AnlanMapRect box = picture_box (item, scale);
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, (int)lround ((box.x1 - box.x0) * scale), (int)lround ((box.y1 - box.y0) * scale));
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  cairo_translate (cr, -box.x0, -box.y0);
  anlan_map_item_draw (item, cr, typesetter, &marks->look);
  cairo_destroy (cr);
  return surface;
}

void
anlan_map_marks_render (AnlanMapMarks *marks, const AnlanMapMarks *previous)
{
  g_auto (AnlanMapTypesetter) typesetter = { 0 };
  GHashTable *known = NULL;

  g_return_if_fail (marks != NULL && marks->pictures == NULL);

  if (previous != NULL && previous->viewport.scale == marks->viewport.scale &&
      anlan_map_look_equal (&previous->look, &marks->look))
    known = previous->pictures;
  anlan_map_typesetter_init (&typesetter);
  marks->pictures =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)cairo_surface_destroy);
  for (guint i = 0; i < marks->items->len; i++)
    {
      AnlanMapItem *item = &g_array_index (marks->items, AnlanMapItem, i);
      char *key = picture_key (item);
      cairo_surface_t *picture = g_hash_table_lookup (marks->pictures, key);

      if (picture != NULL)
        g_free (key);
      else
        {
          picture = known != NULL ? g_hash_table_lookup (known, key) : NULL;
          picture =
              picture != NULL ? cairo_surface_reference (picture) : draw_picture (marks, item, &typesetter);
          g_hash_table_insert (marks->pictures, key, picture);
        }
      item->picture = picture;
    }
}

cairo_surface_t *
anlan_map_marks_get_picture (const AnlanMapMarks *marks, guint index)
{
  g_return_val_if_fail (marks != NULL && index < marks->items->len, NULL);

  return g_array_index (marks->items, AnlanMapItem, index).picture;
}

/* Anchor and viewport are rounded each on its own, as tiles are, so that marks and ground move in step. */
static double
place_pixel (double anchor, double centre, double extent, double pixels_per_unit, double scale)
{
  return (floor (anchor * pixels_per_unit + 0.5) -
          floor (centre * pixels_per_unit - extent * scale / 2 + 0.5)) /
         scale;
}

AnlanMapPoint
anlan_map_marks_place (const AnlanMapMarks *marks, guint index, const AnlanMapViewport *viewport)
{
  const AnlanMapItem *item;
  AnlanMapRect box;
  double scale, ppu;

  g_return_val_if_fail (marks != NULL && viewport != NULL, ((AnlanMapPoint){ 0, 0 }));
  g_return_val_if_fail (index < marks->items->len, ((AnlanMapPoint){ 0, 0 }));

  item = &g_array_index (marks->items, AnlanMapItem, index);
  scale = marks->viewport.scale;
  box = picture_box (item, scale);
  ppu = anlan_map_pixels_per_unit (viewport->zoom) * scale;
  return (AnlanMapPoint){
    place_pixel (item->mark.anchor.x, viewport->centre.x, viewport->width, ppu, scale) + box.x0,
    place_pixel (item->mark.anchor.y, viewport->centre.y, viewport->height, ppu, scale) + box.y0
  };
}

static void
draw_pictures (const AnlanMapMarks *marks, cairo_t *cr, const AnlanMapViewport *viewport)
{
  for (guint i = 0; i < marks->items->len; i++)
    {
      cairo_surface_t *picture = g_array_index (marks->items, AnlanMapItem, i).picture;
      AnlanMapPoint at = anlan_map_marks_place (marks, i, viewport);
      double scale = marks->viewport.scale;

      if (at.x >= viewport->width || at.y >= viewport->height ||
          at.x + cairo_image_surface_get_width (picture) / scale <= 0 ||
          at.y + cairo_image_surface_get_height (picture) / scale <= 0)
        continue;
      cairo_set_source_surface (cr, picture, at.x, at.y);
      cairo_paint (cr);
    }
}

void
anlan_map_marks_draw (const AnlanMapMarks *marks, cairo_t *cr, const AnlanMapViewport *viewport)
{
  g_auto (AnlanMapTypesetter) typesetter = { 0 };

  g_return_if_fail (marks != NULL && cr != NULL && viewport != NULL);

  /* Into a recording too, which is what the nodes of a window are: text that is drawn anew in each frame costs more than
   * all of the ground. */
  if (marks->pictures != NULL)
    {
      draw_pictures (marks, cr, viewport);
      return;
    }
  anlan_map_typesetter_init (&typesetter);
  for (guint i = 0; i < marks->items->len; i++)
    {
      const AnlanMapItem *item = &g_array_index (marks->items, AnlanMapItem, i);

      translate_to (cr, anlan_map_viewport_to_screen (viewport, item->mark.anchor));
      anlan_map_item_draw (item, cr, &typesetter, &marks->look);
      cairo_restore (cr);
    }
}
