/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "evac-side.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CHART_HEIGHT 170
/* More rows than anybody reads beside a plan; the paper has them all. */
#define MOST_ROWS 30

struct _AnlanEvacSide
{
  GtkBox parent_instance;

  AnlanEvac *evac;
  GtkWidget *out_label, *in_label, *hand_label;
  GtkWidget *routes, *musters, *zones;
  GtkWidget *charts[2];
  AnlanChart *drawn[2];
};

G_DEFINE_FINAL_TYPE (AnlanEvacSide, anlan_evac_side, GTK_TYPE_BOX)

enum
{
  ROUTE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- words -------------------------------------------------------------------------------------------------------------- */

static char *
say_time (double seconds)
{
  guint whole = (guint)MAX (0, ceil (seconds));

  return g_strdup_printf ("%u:%02u", whole / 60, whole % 60);
}

static const char *
name_of (const AnlanEvac *evac, const AnlanEvacRoute *route, GPtrArray *groups)
{
  const AnlanPlan *plan = anlan_evac_scenario (evac)->plan;
  const char *name = "";

  if (route->space >= 0)
    return g_array_index (plan->spaces, AnlanPlanArea, (guint)route->space).id;
  if (groups != NULL && (guint)route->group < groups->len)
    name = g_ptr_array_index (groups, (guint)route->group);
  return *name != '\0' ? name : _ ("People on the ground");
}

char *
anlan_evac_say_route (const AnlanEvac *evac, const AnlanEvacRoute *route, GPtrArray *groups)
{
  const char *name = name_of (evac, route, groups);
  g_autofree char *time = say_time (route->seconds);

  if (route->exit == NULL)
    return g_strdup_printf (_ ("%s: no way leads out. Stay inside, shut doors and windows"), name);
  if (!route->go)
    return g_strdup_printf (_ ("%s: stay inside, shut doors and windows"), name);
  /* Translators: where people are; where they go, metres, minutes and seconds */
  return g_strdup_printf (_ ("%s: leave to %s, %.0f m, %s"), name, route->exit, route->length, time);
}

/* --- rows --------------------------------------------------------------------------------------------------------------- */

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
route_pointed_cb (GtkEventControllerMotion *motion, double x, double y, AnlanEvacSide *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (motion));

  g_signal_emit (self, signals[ROUTE], 0, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "route")));
}

static void
route_left_cb (GtkEventControllerMotion *motion, AnlanEvacSide *self)
{
  g_signal_emit (self, signals[ROUTE], 0, -1);
}

static void
add_route (AnlanEvacSide *self, const AnlanEvacRoute *route, int index, GPtrArray *groups)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_autofree char *order = anlan_evac_say_route (self->evac, route, groups), *doses = NULL;

  add_label (row, order, NULL);
  if (anlan_evac_scenario (self->evac)->release.gas != NULL)
    {
      /* Translators: doses, as parts of the one that is a danger of life within ten minutes */
      doses = g_strdup_printf (_ ("Dose on the way %.2g, inside %.2g (1: danger of life)"), route->walk,
                               route->shelter);
      add_label (row, doses, "dim-label");
    }
  g_object_set_data (G_OBJECT (row), "route", GINT_TO_POINTER (index));
  g_signal_connect (motion, "enter", G_CALLBACK (route_pointed_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (route_left_cb), self);
  gtk_widget_add_controller (row, motion);
  gtk_box_append (GTK_BOX (self->routes), row);
}

static void
show_routes (AnlanEvacSide *self, GPtrArray *groups)
{
  const GArray *routes = anlan_evac_routes (self->evac);

  clear (self->routes);
  for (guint i = 0; i < MIN (routes->len, MOST_ROWS); i++)
    add_route (self, &g_array_index (routes, AnlanEvacRoute, i), (int)i, groups);
}

static void
show_musters (AnlanEvacSide *self)
{
  const GArray *musters = anlan_evac_scenario (self->evac)->plan->musters;

  clear (self->musters);
  for (guint i = 0; i < MIN (musters->len, MOST_ROWS); i++)
    {
      const AnlanPlanMuster *muster = &g_array_index (musters, AnlanPlanMuster, i);
      AnlanMusterState state = anlan_evac_muster (self->evac, i);
      g_autofree char *words = g_strdup_printf ("%s: %s", muster->id, anlan_evac_muster_words (state));

      add_label (self->musters, words, state == ANLAN_MUSTER_IN_DANGER ? "error" : NULL);
    }
}

static void
show_zones (AnlanEvacSide *self)
{
  const GArray *spaces = anlan_evac_scenario (self->evac)->plan->spaces;

  clear (self->zones);
  for (guint i = 0; i < MIN (spaces->len, MOST_ROWS); i++)
    {
      const AnlanEvacZone *zone = anlan_evac_zone (self->evac, i);
      const char *name = g_array_index (spaces, AnlanPlanArea, i).id;
      g_autofree char *needed = say_time (zone->rset), *there = NULL, *words = NULL;

      if (zone->rset < 0)
        continue;
      if (isfinite (zone->aset))
        {
          there = say_time (zone->aset);
          words = g_strdup_printf (_ ("%s: empty after %s, bearable until %s"), name, needed, there);
        }
      else
        words = g_strdup_printf (_ ("%s: empty after %s, bearable all the time"), name, needed);
      add_label (self->zones, words, zone->aset < ANLAN_RSET_FACTOR * zone->rset ? "error" : NULL);
    }
}

void
anlan_evac_side_show (AnlanEvacSide *self, AnlanEvac *evac, GPtrArray *groups)
{
  g_autofree char *hand = NULL, *total = NULL, *words = NULL;

  g_return_if_fail (ANLAN_IS_EVAC_SIDE (self) && evac != NULL);

  anlan_evac_ref (evac);
  g_clear_pointer (&self->evac, anlan_evac_unref);
  self->evac = evac;
  hand = say_time (anlan_evac_hand_calculation (evac));
  total = say_time (anlan_evac_total (evac));
  words = g_strdup_printf (_ ("Last out after %s; hand calculation (SFPE) %s"), total, hand);
  gtk_label_set_label (GTK_LABEL (self->hand_label), words);
  show_routes (self, groups);
  show_musters (self);
  show_zones (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->charts); i++)
    {
      g_clear_pointer (&self->drawn[i], anlan_chart_unref);
      self->drawn[i] = i == 0 ? anlan_evac_chart_out (evac) : anlan_evac_chart_queues (evac);
      gtk_widget_queue_draw (self->charts[i]);
    }
  anlan_evac_side_set_moment (self, 0);
}

void
anlan_evac_side_set_moment (AnlanEvacSide *self, double seconds)
{
  guint counts[ANLAN_EVAC_GONE + 1], out;
  g_autofree char *out_words = NULL, *in_words = NULL;

  if (self->evac == NULL)
    return;
  anlan_evac_count (self->evac, seconds, counts);
  out = counts[ANLAN_EVAC_OUT] + counts[ANLAN_EVAC_GONE];
  out_words = g_strdup_printf (_ ("%u out"), out);
  in_words =
      g_strdup_printf (_ ("%u inside, %u held up, %u cannot walk"), anlan_evac_people (self->evac) - out,
                       counts[ANLAN_EVAC_QUEUEING], counts[ANLAN_EVAC_HELPLESS]);
  gtk_label_set_label (GTK_LABEL (self->out_label), out_words);
  gtk_label_set_label (GTK_LABEL (self->in_label), in_words);
}

/* --- curves ------------------------------------------------------------------------------------------------------------- */

static void
draw_chart_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  AnlanEvacSide *self = data;
  guint index = GTK_WIDGET (area) == self->charts[0] ? 0 : 1;
  AnlanChartInk ink;
  GdkRGBA text, ground = { 1, 1, 1, 1 };
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (area));

  if (self->drawn[index] == NULL || width < 40)
    return;
  gtk_style_context_get_color (style, &text);
  gtk_style_context_lookup_color (style, "window_bg_color", &ground);
  for (guint i = 0; i < 3; i++)
    {
      double from = (&text.red)[i], to = (&ground.red)[i];

      ink.text[i] = from;
      ink.quiet[i] = 0.7 * from + 0.3 * to;
      ink.line[i] = 0.15 * from + 0.85 * to;
      ink.ground[i] = to;
    }
  anlan_chart_draw (self->drawn[index], cr, 0, 0, width, height, &ink);
}

/* --- widget ------------------------------------------------------------------------------------------------------------- */

static GtkWidget *
add_section (AnlanEvacSide *self, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  add_label (GTK_WIDGET (self), title, "heading");
  gtk_box_append (GTK_BOX (self), box);
  return box;
}

static void
anlan_evac_side_dispose (GObject *object)
{
  AnlanEvacSide *self = ANLAN_EVAC_SIDE (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->charts); i++)
    {
      if (self->charts[i] != NULL)
        gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->charts[i]), NULL, NULL, NULL);
      self->charts[i] = NULL;
      g_clear_pointer (&self->drawn[i], anlan_chart_unref);
    }
  g_clear_pointer (&self->evac, anlan_evac_unref);
  G_OBJECT_CLASS (anlan_evac_side_parent_class)->dispose (object);
}

static void
anlan_evac_side_class_init (AnlanEvacSideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_evac_side_dispose;
  signals[ROUTE] = g_signal_new ("route", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
anlan_evac_side_init (AnlanEvacSide *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_widget_add_css_class (GTK_WIDGET (self), "evac-side");
  self->out_label = add_label (GTK_WIDGET (self), NULL, "evac-figure");
  self->in_label = add_label (GTK_WIDGET (self), NULL, NULL);
  self->hand_label = add_label (GTK_WIDGET (self), NULL, "dim-label");
  self->musters = add_section (self, _ ("Muster points"));
  gtk_widget_set_name (self->musters, "musters");
  self->routes = add_section (self, _ ("Ways out"));
  gtk_widget_set_name (self->routes, "routes");
  self->zones = add_section (self, _ ("Time needed, and time there is"));
  for (guint i = 0; i < G_N_ELEMENTS (self->charts); i++)
    {
      self->charts[i] = gtk_drawing_area_new ();
      gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->charts[i]), CHART_HEIGHT);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->charts[i]), draw_chart_cb, self, NULL);
      gtk_box_append (GTK_BOX (self), self->charts[i]);
    }
}
