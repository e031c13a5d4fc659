/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-tile.h"

#include <math.h>

#include "base/time.h"

#define WIDTH 216
#define HEIGHT 112
#define LARGE_WIDTH 330
#define LARGE_HEIGHT 176
#define PADDING 10.0
/* Logical pixels at the usual size. */
#define SPARK_HEIGHT 26.0

struct _AnlanSeriesTile
{
  GtkFlowBoxChild parent_instance;

  char *name;
  gboolean large;

  /* as drawn */
  char *title;
  char *value;
  char *unit;
  char *words; /* under the value */
  char *whole; /* for a screen reader */
  AnlanSensorState state;
  AnlanSeverity severity; /* with ANLAN_SENSOR_OVER */
  GArray *minutes;        /* AnlanStretch, or NULL */
  gint64 ts;

  PangoLayout *layouts[4]; /* made when first drawn */
};

enum
{
  TITLE,
  VALUE,
  UNIT,
  WORDS,
};

G_DEFINE_FINAL_TYPE (AnlanSeriesTile, anlan_series_tile, GTK_TYPE_FLOW_BOX_CHILD)

/* --- drawing ---------------------------------------------------------------------------------------------------------------- */

static PangoLayout *
make_layout (AnlanSeriesTile *self, const char *text, double scale, PangoWeight weight)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale * (self->large ? 1.5 : 1)));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static void
clear_layouts (AnlanSeriesTile *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->layouts); i++)
    g_clear_object (&self->layouts[i]);
}

static void
make_layouts (AnlanSeriesTile *self)
{
  if (self->layouts[TITLE] != NULL)
    return;
  self->layouts[TITLE] = make_layout (self, self->title, 1, PANGO_WEIGHT_NORMAL);
  self->layouts[VALUE] = make_layout (self, self->value, 1.75, PANGO_WEIGHT_BOLD);
  self->layouts[UNIT] = make_layout (self, self->unit, 1, PANGO_WEIGHT_NORMAL);
  self->layouts[WORDS] = make_layout (self, self->words, 0.88, PANGO_WEIGHT_SEMIBOLD);
}

static void
show (GtkSnapshot *snapshot,
      PangoLayout *layout,
      double x,
      double y,
      double width,
      GdkRGBA colour,
      double alpha)
{
  pango_layout_set_width (layout, (int)(MAX (0, width) * PANGO_SCALE));
  colour.alpha *= (float)alpha;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
find_range (GArray *minutes, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < minutes->len; i++)
    {
      *low = fmin (*low, g_array_index (minutes, AnlanStretch, i).mean);
      *high = fmax (*high, g_array_index (minutes, AnlanStretch, i).mean);
    }
  if (*high - *low < 1e-9)
    {
      *low -= 1;
      *high += 1;
    }
}

/* The line of the last hour; where nothing came for three minutes or more, there is none. */
static void
draw_spark (AnlanSeriesTile *self, GtkSnapshot *snapshot, double width, double height, GdkRGBA colour)
{
  double spark = SPARK_HEIGHT * (self->large ? 1.6 : 1), top = height - PADDING - spark, low, high;
  gint64 before = G_MININT64;
  cairo_t *cr;

  if (self->minutes == NULL || self->minutes->len < 2)
    return;
  find_range (self->minutes, &low, &high);
  if (!isfinite (low))
    return;
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, (float)top - 2, (float)width, (float)spark + 4));
  for (guint i = 0; i < self->minutes->len; i++)
    {
      const AnlanStretch *minute = &g_array_index (self->minutes, AnlanStretch, i);
      double x =
          width - PADDING -
          (double)(self->ts - minute->ts) / (ANLAN_GLANCE_MINUTES * ANLAN_MINUTE) * (width - 2 * PADDING);

      if (isnan (minute->mean))
        continue;
      if (minute->ts - before > 3 * ANLAN_MINUTE)
        cairo_move_to (cr, x, top + spark * (1 - (minute->mean - low) / (high - low)));
      else
        cairo_line_to (cr, x, top + spark * (1 - (minute->mean - low) / (high - low)));
      before = minute->ts;
    }
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue,
                         self->state == ANLAN_SENSOR_STALE ? 0.35 : 0.7);
  cairo_set_line_width (cr, self->large ? 2 : 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* A level that is reached has a frame, the graver the thicker; what is old or means nothing a dashed one. Nothing is said
 * by colour alone. */
static void
draw_frame (AnlanSeriesTile *self, GtkSnapshot *snapshot, double width, double height, GdkRGBA colour)
{
  static const double dash[] = { 4, 4 };
  double line = self->state == ANLAN_SENSOR_OVER ? 1.5 + self->severity : 1;
  cairo_t *cr;

  if (self->state == ANLAN_SENSOR_GOOD)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_rectangle (cr, line / 2 + 1, line / 2 + 1, width - line - 2, height - line - 2);
  if (self->state != ANLAN_SENSOR_OVER)
    cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue,
                         self->state == ANLAN_SENSOR_OVER ? 1 : 0.45);
  cairo_set_line_width (cr, line);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
anlan_series_tile_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanSeriesTile *self = ANLAN_SERIES_TILE (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget), y = PADDING - 2;
  gboolean live = self->state == ANLAN_SENSOR_GOOD || self->state == ANLAN_SENSOR_OVER;
  int value_width, value_height, unit_height, title_height;
  GdkRGBA colour, loud;

  if (self->title == NULL)
    return;
  make_layouts (self);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  loud = colour;
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "late_color", &loud);
  pango_layout_set_width (self->layouts[VALUE], -1);
  pango_layout_get_pixel_size (self->layouts[VALUE], &value_width, &value_height);
  pango_layout_get_pixel_size (self->layouts[UNIT], NULL, &unit_height);
  pango_layout_get_pixel_size (self->layouts[TITLE], NULL, &title_height);
  show (snapshot, self->layouts[TITLE], PADDING, y, width - 2 * PADDING, colour, 0.8);
  y += title_height;
  /* An old value is pale: it must never look like a live one. */
  show (snapshot, self->layouts[VALUE], PADDING, y, width - 2 * PADDING, colour, live ? 1 : 0.45);
  show (snapshot, self->layouts[UNIT], PADDING + value_width + 5,
        y + value_height * 0.86 - unit_height * 0.86, width - 2 * PADDING - value_width - 5, colour,
        live ? 0.8 : 0.45);
  y += value_height;
  show (snapshot, self->layouts[WORDS], PADDING, y - 1, width - 2 * PADDING,
        self->state == ANLAN_SENSOR_OVER ? loud : colour, self->state == ANLAN_SENSOR_OVER ? 1 : 0.8);
  draw_spark (self, snapshot, width, height, colour);
  draw_frame (self, snapshot, width, height, self->state == ANLAN_SENSOR_OVER ? loud : colour);
  GTK_WIDGET_CLASS (anlan_series_tile_parent_class)->snapshot (widget, snapshot);
}

/* Colours and fonts are others now. */
static void
anlan_series_tile_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (anlan_series_tile_parent_class)->css_changed (widget, change);
  clear_layouts (ANLAN_SERIES_TILE (widget));
}

/* --- what it says --------------------------------------------------------------------------------------------------------------- */

static gboolean
set (AnlanSeriesTile *self, char **place, char *text, int layout)
{
  if (g_strcmp0 (*place, text) == 0)
    {
      g_free (text);
      return FALSE;
    }
  g_free (*place);
  *place = text;
  if (layout >= 0 && self->layouts[layout] != NULL)
    pango_layout_set_text (self->layouts[layout], text, -1);
  return TRUE;
}

void
anlan_series_tile_update (AnlanSeriesTile *self, const AnlanSensor *sensor, gint64 now)
{
  const AnlanSensorLimit *limit;
  AnlanSensorState state;
  gboolean changed = FALSE;

  g_return_if_fail (ANLAN_IS_SERIES_TILE (self) && sensor != NULL);

  state = anlan_sensor_get_state (sensor, now);
  limit = state == ANLAN_SENSOR_OVER ? anlan_sensor_get_limit (sensor) : NULL;
  changed |= set (self, &self->title, g_strdup (sensor->title), TITLE);
  changed |= set (self, &self->value, anlan_sensor_say_value (sensor), VALUE);
  changed |= set (self, &self->unit, g_strdup (sensor->unit != NULL ? sensor->unit : ""), UNIT);
  changed |= set (self, &self->words, anlan_sensor_say_state (sensor, now), WORDS);
  changed |= state != self->state || (limit != NULL && limit->severity != self->severity);
  self->state = state;
  self->severity = limit != NULL ? limit->severity : ANLAN_SEVERITY_NOTE;
  if (sensor->glance != NULL && sensor->glance->minutes != self->minutes)
    {
      g_clear_pointer (&self->minutes, g_array_unref);
      self->minutes = g_array_ref (sensor->glance->minutes);
      self->ts = sensor->glance->ts;
      changed = TRUE;
    }
  if (set (self, &self->whole, anlan_sensor_say (sensor, now), -1))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->whole, -1);
  if (changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

AnlanSensorState
anlan_series_tile_get_state (AnlanSeriesTile *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_TILE (self), ANLAN_SENSOR_EMPTY);

  return self->state;
}

const char *
anlan_series_tile_get_words (AnlanSeriesTile *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_TILE (self), NULL);

  return self->whole;
}

const char *
anlan_series_tile_get_name (AnlanSeriesTile *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_TILE (self), NULL);

  return self->name;
}

static void
anlan_series_tile_finalize (GObject *object)
{
  AnlanSeriesTile *self = ANLAN_SERIES_TILE (object);

  clear_layouts (self);
  g_free (self->name);
  g_free (self->title);
  g_free (self->value);
  g_free (self->unit);
  g_free (self->words);
  g_free (self->whole);
  g_clear_pointer (&self->minutes, g_array_unref);
  G_OBJECT_CLASS (anlan_series_tile_parent_class)->finalize (object);
}

static void
anlan_series_tile_class_init (AnlanSeriesTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_series_tile_finalize;
  widget_class->snapshot = anlan_series_tile_snapshot;
  widget_class->css_changed = anlan_series_tile_css_changed;
}

static void
anlan_series_tile_init (AnlanSeriesTile *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "series-tile");
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
}

int
anlan_series_tile_width (gboolean large)
{
  return large ? LARGE_WIDTH : WIDTH;
}

GtkWidget *
anlan_series_tile_new (const char *name, gboolean large)
{
  AnlanSeriesTile *self = g_object_new (ANLAN_TYPE_SERIES_TILE, NULL);

  g_return_val_if_fail (name != NULL, NULL);

  self->name = g_strdup (name);
  self->large = large;
  gtk_widget_set_size_request (GTK_WIDGET (self), anlan_series_tile_width (large),
                               large ? LARGE_HEIGHT : HEIGHT);
  return GTK_WIDGET (self);
}
