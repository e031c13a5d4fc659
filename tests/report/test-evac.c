/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "evac-private.h"
#include "report/evac-draw.h"

/* A yard of 60 m by 40 with a tank, two gates and two muster points; chlorine comes out in its middle. */
#define YARD(wind, people)                                                                                   \
  "{\"version\":1,\"units\":\"m\",\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"yard\",\"polygon\":[[0,0]" \
  ",[60,0],[60,40],"                                                                                         \
  "[0,40]]}],\"obstacles\":[{\"id\":\"tank\",\"polygon\":[[40,30],[46,30],[46,36],[40,36]]}],\"doors\":[]}]" \
  ",\"stairs\":[],"                                                                                          \
  "\"muster\":[{\"id\":\"MP-W\",\"level\":\"g\",\"at\":[4,20],\"radius\":2},{\"id\":\"MP-E\",\"level\":"     \
  "\"g\",\"at\":[56,20],"                                                                                    \
  "\"radius\":2}],\"people\":[" people "],\"max_time\":300,\"wind\":{\"from\":" wind                         \
  ",\"speed\":3,\"spread\":5},"                                                                              \
  "\"release\":{\"gas\":\"cl2\",\"at\":[30,20],\"rate\":0.5}}"

#define ROOM                                                                                                 \
  "{\"version\":1,\"units\":\"m\",\"levels\":[{\"id\":\"g\",\"spaces\":[{\"id\":\"room\",\"polygon\":[[0,0]" \
  ",[8,0],[8,5],"                                                                                            \
  "[0,5]]}],\"doors\":[{\"id\":\"d1\",\"from\":[8,2],\"to\":[8,3],\"exit\":true}],\"obstacles\":[]}],"       \
  "\"stairs\":[],"                                                                                           \
  "\"muster\":[],\"people\":[{\"count\":100,\"space\":\"room\",\"speed\":{\"min\":0.97,\"max\":1.62},"       \
  "\"premovement\":0}],"                                                                                     \
  "\"door_flow\":\"imo\",\"seed\":1,\"max_time\":600,\"events\":[]}"

static AnlanEvac *
make (const char *json)
{
  g_autoptr (GError) error = NULL;
  AnlanScenario *scenario = anlan_scenario_parse (json, -1, &error);
  AnlanEvac *evac;

  g_assert_no_error (error);
  evac = anlan_evac_new (scenario, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return evac;
}

/* Everybody is somewhere at any moment, nobody is lost, and those in the room are within its walls. */
static void
test_moments (void)
{
  g_autoptr (AnlanEvac) evac = make (ROOM);
  guint before = 0;

  g_assert_cmpuint (anlan_evac_people (evac), ==, 100);
  for (double at = 0; at <= anlan_evac_seconds (evac); at += 0.7)
    {
      guint counts[ANLAN_EVAC_GONE + 1], all = 0, passed = anlan_evac_exit_count (evac, 0, at);

      anlan_evac_count (evac, at, counts);
      for (guint i = 0; i <= ANLAN_EVAC_GONE; i++)
        all += counts[i];
      g_assert_cmpuint (all, ==, 100);
      g_assert_cmpuint (passed, >=, before);
      before = passed;
      for (guint i = 0; i < 100; i++)
        {
          AnlanEvacPerson person;

          anlan_evac_person (evac, i, at, &person);
          if (person.doing >= ANLAN_EVAC_OUT)
            continue;
          g_assert_cmpfloat (person.place.x, >, -0.02);
          g_assert_cmpfloat (person.place.x, <, 8 + ANLAN_POCKET_M);
          if (person.place.x < 7.9)
            {
              g_assert_cmpfloat (person.place.y, >, -0.02);
              g_assert_cmpfloat (person.place.y, <, 5.02);
            }
        }
    }
  g_assert_cmpuint (anlan_evac_exit_count (evac, 0, anlan_evac_seconds (evac)), ==, 100);
  g_assert_cmpstr (anlan_evac_exit_id (evac, 0), ==, "d1");
  /* 1.33 persons a second (IMO): while the queue stands the door is loaded to the full. */
  {
    double load;

    g_assert_cmpuint (anlan_evac_door (evac, 0, 30, &load), >, 10);
    g_assert_cmpfloat (load, >, 0.9);
    g_assert_cmpuint (anlan_evac_door (evac, 0, anlan_evac_seconds (evac), NULL), ==, 0);
  }
}

/* The wind comes FROM there; the muster point that lies where it blows to is in danger. */
static void
test_wind (void)
{
  g_autoptr (AnlanEvac) west = make (YARD ("270", "{\"count\":5,\"space\":\"yard\"}")),
                        east = make (YARD ("90", "{\"count\":5,\"space\":\"yard\"}"));
  g_autofree char *words = anlan_evac_wind_words (&anlan_evac_scenario (west)->wind);

  g_assert_cmpint (anlan_evac_muster (west, 1), ==, ANLAN_MUSTER_IN_DANGER);
  g_assert_cmpint (anlan_evac_muster (west, 0), ==, ANLAN_MUSTER_NO_DANGER_COMPUTED);
  g_assert_cmpint (anlan_evac_muster (east, 0), ==, ANLAN_MUSTER_IN_DANGER);
  g_assert_cmpint (anlan_evac_muster (east, 1), ==, ANLAN_MUSTER_NO_DANGER_COMPUTED);
  g_assert_cmpstr (words, ==, "Wind from west (270°), 3.0 m/s, blowing towards east (90°)");
  g_assert_cmpstr (g_array_index (anlan_evac_routes (west), AnlanEvacRoute, 0).exit, ==, "MP-W");
  g_assert_cmpstr (g_array_index (anlan_evac_routes (east), AnlanEvacRoute, 0).exit, ==, "MP-E");
}

static void
pixel_at (
    cairo_surface_t *surface, const AnlanEvacLook *look, double x, double y, int *red, int *green, int *blue)
{
  const guchar *pixel;
  double px, py;

  anlan_evac_look_to_view (look, (AnlanPoint){ x, y }, &px, &py);
  pixel = cairo_image_surface_get_data (surface) + (int)py * cairo_image_surface_get_stride (surface) +
          (int)px * 4;
  *blue = pixel[0];
  *green = pixel[1];
  *red = pixel[2];
}

/* What lies where: floor, tank, gas downwind and none upwind. */
static void
test_pixels (void)
{
  g_autoptr (AnlanEvac) evac = make (YARD ("270", "{\"count\":1,\"level\":\"g\",\"places\":[[10,5]]}"));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 800, 560);
  cairo_t *cr = cairo_create (surface);
  AnlanEvacLook look;
  int r, g, b;

  anlan_evac_look_fit (&look, evac, 800, 560);
  look.show = ANLAN_EVAC_SHOW_DANGER | ANLAN_EVAC_SHOW_PEOPLE;
  look.seconds = 0;
  anlan_evac_draw (cr, evac, &look);
  cairo_surface_flush (surface);
  pixel_at (surface, &look, 20, 10, &r, &g, &b);
  g_assert_true (r == 255 && g == 255 && b == 255);
  pixel_at (surface, &look, 43, 33, &r, &g, &b);
  g_assert_true (r == g && r < 230);
  /* The figure: blue shoulders beside its own place. */
  pixel_at (surface, &look, 10, 5, &r, &g, &b);
  g_assert_cmpint (r + g + b, <, 500);
  look.seconds = 120;
  anlan_evac_draw (cr, evac, &look);
  cairo_surface_flush (surface);
  pixel_at (surface, &look, 40, 20, &r, &g, &b);
  g_assert_cmpint (r, >, b + 60);
  pixel_at (surface, &look, 20, 20, &r, &g, &b);
  g_assert_true (r == 255 && g == 255 && b == 255);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static double
luminance (const double *colour)
{
  static const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (guint i = 0; i < 3; i++)
    sum += weights[i] * (colour[i] <= 0.04045 ? colour[i] / 12.92 : pow ((colour[i] + 0.055) / 1.055, 2.4));
  return sum;
}

/* What a person does is seen on the floor by day and by night: WCAG 2.1, 1.4.11 asks 3:1 of what is no text. */
static void
test_seen (void)
{
  for (gboolean dark = FALSE; dark <= TRUE; dark++)
    for (guint d = 0; d < ANLAN_EVAC_GONE; d++)
      {
        double one = luminance (evac_ink (dark)->doing[d]), other = luminance (evac_ink (dark)->floor);

        g_test_message ("%s %u: %.2f", dark ? "dark" : "light", d,
                        (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05));
        g_assert_cmpfloat ((MAX (one, other) + 0.05) / (MIN (one, other) + 0.05), >=, 3);
      }
}

static void
test_files (void)
{
  static const char *const names[] = { "a.svg", "a.pdf", "a.png" };
  g_autoptr (AnlanEvac) evac = make (ROOM);
  g_autofree char *dir = g_dir_make_tmp ("evac-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL), *text = NULL;
      gsize length;

      g_assert_true (anlan_evac_write (evac, path, 20, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &text, &length, &error));
      g_assert_cmpuint (length, >, 2000);
      g_assert_true (i == 0 ? g_strstr_len (text, 200, "<svg") != NULL
                            : memcmp (text, i == 1 ? "%PDF" : "\x89PNG", 4) == 0);
      g_unlink (path);
    }
  g_assert_false (anlan_evac_write (evac, "a.bmp", 20, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (anlan_evac_write (evac, "/nowhere/a.svg", 20, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
  g_rmdir (dir);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  AnlanScenario *scenario = anlan_scenario_parse (ROOM, -1, NULL);

  g_cancellable_cancel (cancellable);
  g_assert_null (anlan_evac_new (scenario, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/evac/moments", test_moments);
  g_test_add_func ("/evac/wind", test_wind);
  g_test_add_func ("/evac/pixels", test_pixels);
  g_test_add_func ("/evac/seen", test_seen);
  g_test_add_func ("/evac/files", test_files);
  g_test_add_func ("/evac/cancel", test_cancel);
  return g_test_run ();
}
