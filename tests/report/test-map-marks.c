/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map-fixture.h"
#include "map-marks-private.h"
#include "map-picture.h"
#include "report/map-marks.h"

static AnlanMapRect
screen_box (const AnlanMapMark *mark, const AnlanMapViewport *viewport)
{
  AnlanMapPoint at = anlan_map_viewport_to_screen (viewport, mark->anchor);

  return (AnlanMapRect){ at.x + mark->box.x0, at.y + mark->box.y0, at.x + mark->box.x1, at.y + mark->box.y1 };
}

static gboolean
is_symbol (const AnlanMapMarks *marks, guint i)
{
  return g_array_index (marks->items, AnlanMapItem, i).parts &
         (ANLAN_MAP_ITEM_SYMBOL | ANLAN_MAP_ITEM_CLUSTER);
}

/* Labels overlap neither each other nor symbols. Turned names of roads have no upright box: they are left out here. */
static void
check_no_overlap (const AnlanMapMarks *marks, const AnlanMapViewport *viewport)
{
  for (guint i = 0; i < anlan_map_marks_get_n (marks); i++)
    for (guint k = 0; k < i; k++)
      {
        const AnlanMapItem *a = &g_array_index (marks->items, AnlanMapItem, i);
        const AnlanMapItem *b = &g_array_index (marks->items, AnlanMapItem, k);

        if (a->angle != 0 || b->angle != 0 || (is_symbol (marks, i) && is_symbol (marks, k)))
          continue;
        g_assert_false (
            anlan_map_rect_intersects (screen_box (&a->mark, viewport), screen_box (&b->mark, viewport)));
      }
}

static AnlanMapScene *
make_crowd (guint n_zones, guint n_symbols)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapBase) base = map_make_base ();

  anlan_map_scene_builder_set_base (builder, base);
  for (guint i = 0; i < n_zones; i++)
    {
      g_autofree char *id = g_strdup_printf ("甲醇精馏 %u 区", i);

      map_add_zone_rect (builder, id, (AnlanMapRisk)g_test_rand_int_range (0, ANLAN_MAP_N_RISKS),
                         g_test_rand_double_range (-300, 300), g_test_rand_double_range (-200, 200),
                         g_test_rand_double_range (5, 120), g_test_rand_double_range (5, 90));
    }
  for (guint i = 0; i < n_symbols; i++)
    {
      g_autofree char *label = g_strdup_printf ("P-%u", i);

      map_add_symbol (builder, i % 20 == 0 ? ANLAN_MAP_SYMBOL_MUSTER : (AnlanMapSymbolKind)(i % 3), label,
                      (AnlanMapRisk)(i % ANLAN_MAP_N_RISKS), g_test_rand_double_range (-300, 300),
                      g_test_rand_double_range (-200, 200));
    }
  return anlan_map_scene_builder_end (builder);
}

static void
test_no_overlap (void)
{
  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (AnlanMapScene) scene = make_crowd (80, 120);
      AnlanMapViewport viewport = map_view (0, 0, 15.5 + round * 0.4, 800, 600, 1);
      g_autoptr (AnlanMapMarks) marks = NULL;
      AnlanMapLook look;

      anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
      marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
      g_assert_cmpuint (anlan_map_marks_get_n (marks), >, 10);
      check_no_overlap (marks, &viewport);
    }
}

/* Every symbol of the scene is either there or in exactly one cluster, whose colour is the worst of its members, and
 * muster points always stand alone. */
static void
check_clusters (AnlanMapScene *scene, const AnlanMapMarks *marks)
{
  g_autofree guint *seen = g_new0 (guint, anlan_map_scene_get_n_symbols (scene));

  for (guint i = 0; i < anlan_map_marks_get_n (marks); i++)
    {
      const AnlanMapMark *mark = anlan_map_marks_get (marks, i);
      AnlanMapRisk worst = ANLAN_MAP_RISK_NONE;

      if (mark->kind == ANLAN_MAP_MARK_SYMBOL && is_symbol (marks, i))
        seen[mark->subject]++;
      if (mark->kind != ANLAN_MAP_MARK_CLUSTER)
        continue;
      g_assert_cmpuint (mark->n_members, >=, 2);
      for (guint k = 0; k < mark->n_members; k++)
        {
          const AnlanMapSymbol *symbol = anlan_map_scene_get_symbol (scene, mark->members[k]);

          seen[mark->members[k]]++;
          worst = MAX (worst, symbol->risk);
          g_assert_cmpint (symbol->kind, !=, ANLAN_MAP_SYMBOL_MUSTER);
          g_assert_true (anlan_map_rect_contains (mark->extent,
                                                  (AnlanMapRect){ symbol->position.x, symbol->position.y,
                                                                  symbol->position.x, symbol->position.y }));
        }
      g_assert_cmpint (mark->risk, ==, worst);
    }
  for (guint i = 0; i < anlan_map_scene_get_n_symbols (scene); i++)
    g_assert_cmpuint (seen[i], ==, 1);
}

static void
test_clusters (void)
{
  g_autoptr (AnlanMapScene) scene = make_crowd (0, 400);
  AnlanMapLook look;
  guint last = 0;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  for (double zoom = 13; zoom < 22; zoom += 1.3)
    {
      AnlanMapViewport viewport = map_view (0, 0, zoom, 4000, 3000, 1);
      g_autoptr (AnlanMapMarks) marks = NULL;
      guint n = 0;

      /* All of the plant is in view at the zooms where it is whole. */
      if (zoom > 18)
        break;
      marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
      check_clusters (scene, marks);
      for (guint i = 0; i < anlan_map_marks_get_n (marks); i++)
        n += is_symbol (marks, i) != 0;
      g_assert_cmpuint (n, >=, last);
      last = n;
    }
  g_assert_cmpuint (last, >, 40);
}

/* Moving the map does not change which symbols are together. */
static void
test_clusters_stay (void)
{
  g_autoptr (AnlanMapScene) scene = make_crowd (0, 300);
  AnlanMapLook look;
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  for (guint step = 0; step < 5; step++)
    {
      AnlanMapViewport viewport = map_view (-40.0 + 20 * step, 7.0 * step, 16.2, 1600, 1200, 1);
      g_autoptr (AnlanMapMarks) marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);

      for (guint i = 0; i < anlan_map_marks_get_n (marks); i++)
        {
          const AnlanMapMark *mark = anlan_map_marks_get (marks, i);
          g_autofree char *key =
              g_strdup_printf ("%d %u %u %.15f", mark->kind, mark->subject, mark->n_members, mark->anchor.x);

          if (!is_symbol (marks, i))
            continue;
          if (step == 0)
            g_hash_table_add (first, g_steal_pointer (&key));
          else
            g_assert_true (g_hash_table_contains (first, key));
        }
    }
}

static const AnlanMapItem *
find_zone_item (AnlanMapScene *scene, const AnlanMapMarks *marks, const char *id)
{
  guint zone;

  g_assert_true (anlan_map_scene_find_zone (scene, id, &zone));
  for (guint i = 0; i < marks->items->len; i++)
    {
      const AnlanMapItem *item = &g_array_index (marks->items, AnlanMapItem, i);

      if (item->mark.kind == ANLAN_MAP_MARK_ZONE && item->mark.subject == zone)
        return item;
    }
  return NULL;
}

/* A hundred red zones in one place, and among them one of the lowest grade: only chosen it has a name. */
static void
test_selected_has_its_name (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  g_autoptr (AnlanMapMarks) plain = NULL;
  g_autoptr (AnlanMapMarks) chosen = NULL;
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);
  AnlanMapLook look;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("合成装置 %u", i);

      map_add_zone_rect (builder, id, ANLAN_MAP_RISK_RED, -50, -40, 100, 80);
    }
  map_add_zone_rect (builder, "值班室", ANLAN_MAP_RISK_BLUE, -10, -10, 20, 20);
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  plain = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
  g_assert_null (find_zone_item (scene, plain, "值班室"));
  chosen = anlan_map_marks_new (scene, &viewport, &look, "值班室", FALSE, NULL);
  g_assert_nonnull (find_zone_item (scene, chosen, "值班室"));
  g_assert_true (find_zone_item (scene, chosen, "值班室")->parts & ANLAN_MAP_ITEM_TEXT);
  check_no_overlap (chosen, &viewport);
}

static void
test_zone_parts (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapViewport viewport = map_view (0, 0, 19, 800, 800, 1);
  g_autoptr (AnlanMapMarks) marks = NULL;
  const AnlanMapItem *item;
  AnlanMapLook look;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
  item = find_zone_item (scene, marks, "changed");
  g_assert_nonnull (item);
  g_assert_cmpint (item->parts, ==,
                   ANLAN_MAP_ITEM_TEXT | ANLAN_MAP_ITEM_CHIP | ANLAN_MAP_ITEM_OPEN_CHIP |
                       ANLAN_MAP_ITEM_SIGN);
  g_assert_cmpint (item->initial, ==, ANLAN_MAP_RISK_YELLOW);
  item = find_zone_item (scene, marks, "办公区");
  g_assert_cmpint (item->parts, ==, ANLAN_MAP_ITEM_TEXT | ANLAN_MAP_ITEM_CHIP);

  /* Rounds are counted on the zones that wait for some, while somebody asks for it. */
  {
    g_autoptr (AnlanMapMarks) counted = NULL;

    look.layers |= ANLAN_MAP_LAYER_OVERDUE;
    counted = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
    look.layers = ANLAN_MAP_LAYER_ALL;
    item = find_zone_item (scene, counted, "changed");
    g_assert_true (item->parts & ANLAN_MAP_ITEM_OVERDUE);
    g_assert_cmpuint (item->overdue, ==, 12);
    g_assert_cmpfloat (item->overdue_at.x, >, item->sign_at.x);
    g_assert_false (find_zone_item (scene, counted, "办公区")->parts & ANLAN_MAP_ITEM_OVERDUE);
    check_no_overlap (counted, &viewport);
  }

  /* Without labels the letters stay: they say what the colours say. */
  {
    g_autoptr (AnlanMapMarks) bare = NULL;

    look.layers &= ~ANLAN_MAP_LAYER_LABELS;
    bare = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
    item = find_zone_item (scene, bare, "办公区");
    g_assert_cmpint (item->parts, ==, ANLAN_MAP_ITEM_CHIP);
    for (guint i = 0; i < bare->items->len; i++)
      g_assert_false (g_array_index (bare->items, AnlanMapItem, i).parts & ANLAN_MAP_ITEM_TEXT);
  }
}

static void
test_names (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapViewport viewport = map_view (0, 0, 18, 1200, 800, 1);
  const char *const wanted[] = { "消防水池", "中路", "安澜大道", "南门", "V-305", "集合点", "重大危险源" };
  g_autoptr (AnlanMapMarks) marks = NULL;
  AnlanMapLook look;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      gboolean found = FALSE;

      for (guint k = 0; k < marks->items->len; k++)
        found |= g_strcmp0 (g_array_index (marks->items, AnlanMapItem, k).text, wanted[i]) == 0;
      g_test_message ("%s", wanted[i]);
      g_assert_true (found);
    }
  /* A street that runs north is read from below: turned to the left by a quarter. */
  for (guint k = 0; k < marks->items->len; k++)
    {
      const AnlanMapItem *item = &g_array_index (marks->items, AnlanMapItem, k);

      if (g_strcmp0 (item->text, "中路") == 0)
        g_assert_cmpfloat_with_epsilon (item->angle, -G_PI_2, 0.02);
    }
}

static gboolean
has_name (const AnlanMapMarks *marks, const char *text)
{
  for (guint k = 0; k < marks->items->len; k++)
    {
      const AnlanMapItem *item = &g_array_index (marks->items, AnlanMapItem, k);

      if (item->mark.kind == ANLAN_MAP_MARK_NAME && g_strcmp0 (item->text, text) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A site drawing has its own names: those of the base map do not stand there twice, unless somebody wants them. */
static void
test_names_under_drawing (void)
{
  g_autoptr (AnlanMapScene) plant = map_make_plant ();
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (GBytes) pixels = g_bytes_new_take (g_malloc0 (10 * 10 * 4), 10 * 10 * 4);
  g_autoptr (AnlanMapImage) image = anlan_map_image_new (pixels, 10, 10, 40, 10, 10);
  AnlanMapPoint corner = map_world_at (-600, 400), other = map_world_at (600, -400);
  AnlanMapDrawing drawing = {
    image,
    { .xx = (other.x - corner.x) / 10, .yy = (other.y - corner.y) / 10, .x0 = corner.x, .y0 = corner.y },
    1,
    anlan_map_floor (0)
  };
  AnlanMapViewport viewport = map_view (0, 0, 18, 1200, 800, 1);
  g_autoptr (AnlanMapScene) scene = NULL;
  AnlanMapLook look;
  const struct
  {
    gboolean names_below;
    AnlanMapLayers without;
    AnlanMapFloors floors;
    gboolean named;
  } cases[] = {
    { FALSE, 0, ANLAN_MAP_FLOORS_ALL, FALSE },
    { TRUE, 0, ANLAN_MAP_FLOORS_ALL, TRUE },
    { FALSE, ANLAN_MAP_LAYER_DRAWINGS, ANLAN_MAP_FLOORS_ALL, TRUE },
    { FALSE, 0, anlan_map_floor (2), TRUE },
  };

  anlan_map_scene_builder_set_base (builder, anlan_map_scene_get_base (plant));
  anlan_map_scene_builder_add_drawing (builder, &drawing);
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanMapMarks) marks = NULL;

      look.names_below = cases[i].names_below;
      look.layers = ANLAN_MAP_LAYER_ALL & ~cases[i].without;
      look.floors = cases[i].floors;
      marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
      g_assert_cmpint (has_name (marks, "南门"), ==, cases[i].named);
      g_assert_cmpint (has_name (marks, "中路"), ==, cases[i].named);
    }
}

static void
test_pick (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);
  AnlanMapPoint at = anlan_map_viewport_to_screen (&viewport, map_world_at (127, 5));
  g_autoptr (AnlanMapMarks) marks = NULL;
  const AnlanMapMark *mark;
  AnlanMapLook look;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
  mark = anlan_map_marks_pick (marks, &viewport, at.x, at.y);
  g_assert_nonnull (mark);
  g_assert_cmpint (mark->kind, ==, ANLAN_MAP_MARK_CLUSTER);
  g_assert_cmpuint (mark->n_members, ==, 2);
  g_assert_cmpint (mark->risk, ==, ANLAN_MAP_RISK_RED);
  at = anlan_map_viewport_to_screen (&viewport, map_world_at (-110, 0));
  mark = anlan_map_marks_pick (marks, &viewport, at.x, at.y);
  g_assert_cmpint (mark->kind, ==, ANLAN_MAP_MARK_SYMBOL);
  g_assert_cmpstr (anlan_map_scene_get_symbol (scene, mark->subject)->label, ==, "集合点");
  g_assert_null (anlan_map_marks_pick (marks, &viewport, 5, 5));
}

static void
test_fits (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);
  AnlanMapViewport other = viewport;
  g_autoptr (AnlanMapMarks) marks = NULL;
  AnlanMapLook look;
  double pixel = 1 / anlan_map_pixels_per_unit (17);

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
  g_assert_true (anlan_map_marks_fits (marks, &viewport));
  other.centre.x += 190 * pixel;
  g_assert_true (anlan_map_marks_fits (marks, &other));
  other.centre.x += 4 * pixel;
  g_assert_false (anlan_map_marks_fits (marks, &other));
  other = viewport;
  other.zoom += 0.001;
  g_assert_false (anlan_map_marks_fits (marks, &other));
  other = viewport;
  other.scale = 2;
  g_assert_false (anlan_map_marks_fits (marks, &other));
}

/* The small pictures give the same as drawing, and are taken over from one plan to the next. */
static void
test_pictures (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 2);
  g_autoptr (AnlanMapMarks) marks = NULL;
  g_autoptr (AnlanMapMarks) next = NULL;
  cairo_surface_t *drawn = picture_new (600, 400, 2);
  cairo_surface_t *copied = picture_new (600, 400, 2);
  cairo_t *cr;
  AnlanMapLook look;
  guint shared = 0;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_DARK);
  marks = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
  cr = cairo_create (drawn);
  anlan_map_marks_draw (marks, cr, &viewport);
  cairo_destroy (cr);
  anlan_map_marks_render (marks, NULL);
  cr = cairo_create (copied);
  anlan_map_marks_draw (marks, cr, &viewport);
  cairo_destroy (cr);
  /* Copies lie on whole pixels, drawings on parts of one: edges differ, areas do not. */
  g_assert_cmpuint (picture_count_differences (drawn, copied, 160), <, 600 * 400 * 4 / 200);

  viewport.zoom = 17.5;
  next = anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, NULL);
  anlan_map_marks_render (next, marks);
  for (guint i = 0; i < anlan_map_marks_get_n (next); i++)
    for (guint k = 0; k < anlan_map_marks_get_n (marks); k++)
      shared += anlan_map_marks_get_picture (next, i) == anlan_map_marks_get_picture (marks, k);
  g_assert_cmpuint (shared, >, 5);
  cairo_surface_destroy (drawn);
  cairo_surface_destroy (copied);
}

/* On paper nothing is cut by the edge of the map. */
static void
test_enclosed (void)
{
  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (AnlanMapScene) scene = make_crowd (60, 60);
      AnlanMapViewport viewport = map_view (0, 0, 17 + round * 0.3, 500, 400, 1);
      g_autoptr (AnlanMapMarks) marks = NULL;
      AnlanMapLook look;

      anlan_map_look_init (&look, ANLAN_MAP_THEME_PRINT);
      marks = anlan_map_marks_new (scene, &viewport, &look, NULL, TRUE, NULL);
      g_assert_cmpuint (anlan_map_marks_get_n (marks), >, 10);
      for (guint i = 0; i < anlan_map_marks_get_n (marks); i++)
        {
          const AnlanMapItem *item = &g_array_index (marks->items, AnlanMapItem, i);

          if (item->angle == 0 && !is_symbol (marks, i))
            g_assert_true (anlan_map_rect_contains ((AnlanMapRect){ 0, 0, 500, 400 },
                                                    screen_box (&item->mark, &viewport)));
        }
    }
}

static void
test_cancelled (void)
{
  g_autoptr (AnlanMapScene) scene = make_crowd (100, 100);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);
  AnlanMapLook look;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  g_cancellable_cancel (cancellable);
  g_assert_null (anlan_map_marks_new (scene, &viewport, &look, NULL, FALSE, cancellable));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/marks/no-overlap", test_no_overlap);
  g_test_add_func ("/map/marks/clusters", test_clusters);
  g_test_add_func ("/map/marks/clusters-stay", test_clusters_stay);
  g_test_add_func ("/map/marks/selected-has-its-name", test_selected_has_its_name);
  g_test_add_func ("/map/marks/zone-parts", test_zone_parts);
  g_test_add_func ("/map/marks/names", test_names);
  g_test_add_func ("/map/marks/names-under-drawing", test_names_under_drawing);
  g_test_add_func ("/map/marks/pick", test_pick);
  g_test_add_func ("/map/marks/fits", test_fits);
  g_test_add_func ("/map/marks/pictures", test_pictures);
  g_test_add_func ("/map/marks/enclosed", test_enclosed);
  g_test_add_func ("/map/marks/cancelled", test_cancelled);
  return g_test_run ();
}
