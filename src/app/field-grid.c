/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "field-grid.h"

/* A column narrower than this wraps most values. */
#define LEAST_COLUMN 236
#define MOST_COLUMNS 3
#define LINE_ALPHA 0.1f

struct _AnlanFieldGrid
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (AnlanFieldGrid, anlan_field_grid, GTK_TYPE_WIDGET)

/* One line of the grid: rows first to last (both counted in it), all as high as the highest. */
typedef struct
{
  GtkWidget *rows[MOST_COLUMNS];
  guint n_rows;
  gboolean wide;
} Line;

static guint
columns_for (int width)
{
  return (guint)CLAMP (width / LEAST_COLUMN, 1, MOST_COLUMNS);
}

/* Fills @line with what stands in it, from @child on; returns the first child of the next line, or NULL. */
static GtkWidget *
take_line (GtkWidget *child, guint columns, Line *line)
{
  line->n_rows = 0;
  line->wide = FALSE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gboolean wide;

      if (!gtk_widget_should_layout (child))
        continue;
      wide = anlan_field_row_is_wide (ANLAN_FIELD_ROW (child));
      if (line->n_rows == columns || (wide && line->n_rows > 0))
        return child;
      line->rows[line->n_rows++] = child;
      line->wide = wide;
      if (wide)
        return gtk_widget_get_next_sibling (child);
    }
  return NULL;
}

/* A field that is left alone in its line has the whole of it. */
static int
cell_width (const Line *line, guint columns, int width)
{
  return line->wide || line->n_rows == 1 ? width : width / (int)columns;
}

static int
line_height (const Line *line, guint columns, int width)
{
  int height = 0;

  for (guint i = 0; i < line->n_rows; i++)
    {
      int min = 0, nat = 0;

      gtk_widget_measure (line->rows[i], GTK_ORIENTATION_VERTICAL, cell_width (line, columns, width), &min,
                          &nat, NULL, NULL);
      height = MAX (height, nat);
    }
  return height;
}

/* --- layout ---------------------------------------------------------------------------------------------------------- */

static GtkSizeRequestMode
anlan_field_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int min = 0, nat = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
      *minimum = MAX (*minimum, min);
      *natural = MAX (*natural, nat);
    }
  *natural = MAX (*natural, 2 * LEAST_COLUMN);
}

static void
anlan_field_grid_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  Line line;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (widget, minimum, natural);
      return;
    }
  if (for_size < 0)
    {
      int least = 0, most = 0;

      measure_width (widget, &least, &most);
      for_size = most;
    }
  while (child != NULL)
    {
      child = take_line (child, columns_for (for_size), &line);
      if (line.n_rows > 0)
        *minimum += line_height (&line, columns_for (for_size), for_size) + (*minimum > 0 ? 1 : 0);
    }
  *natural = *minimum;
}

static void
place (GtkWidget *widget, GtkWidget *row, int x, int y, int width, int height)
{
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - width;
  gtk_widget_allocate (row, width, height, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float)x, (float)y)));
}

static void
anlan_field_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  guint columns = columns_for (width);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int y = 0;
  Line line;

  while (child != NULL)
    {
      int high;

      child = take_line (child, columns, &line);
      high = line_height (&line, columns, width);
      for (guint i = 0; i < line.n_rows; i++)
        place (widget, line.rows[i], (int)i * cell_width (&line, columns, width), y,
               cell_width (&line, columns, width), high);
      y += line.n_rows > 0 ? high + 1 : 0;
    }
}

/* --- hairlines ---------------------------------------------------------------------------------------------------------- */

static void
append_line (GtkSnapshot *snapshot, const GdkRGBA *colour, float x, float y, float width, float height)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
draw_lines (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget), y = 0;
  guint columns = columns_for (width);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  GdkRGBA colour;
  Line line;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  colour.alpha *= LINE_ALPHA;
  while (child != NULL)
    {
      int high, cell;

      child = take_line (child, columns, &line);
      if (line.n_rows == 0)
        continue;
      high = line_height (&line, columns, width);
      cell = cell_width (&line, columns, width);
      if (y > 0)
        append_line (snapshot, &colour, 0, (float)(y - 1), (float)width, 1);
      for (guint i = 1; i < line.n_rows; i++)
        append_line (snapshot, &colour, (float)((int)i * cell), (float)y, 1, (float)high);
      y += high + 1;
    }
}

static void
anlan_field_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (anlan_field_grid_parent_class)->snapshot (widget, snapshot);
  draw_lines (widget, snapshot);
}

/* --- object ----------------------------------------------------------------------------------------------------------------- */

static void
anlan_field_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (anlan_field_grid_parent_class)->dispose (object);
}

static void
anlan_field_grid_class_init (AnlanFieldGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_field_grid_dispose;
  widget_class->get_request_mode = anlan_field_grid_get_request_mode;
  widget_class->measure = anlan_field_grid_measure;
  widget_class->size_allocate = anlan_field_grid_size_allocate;
  widget_class->snapshot = anlan_field_grid_snapshot;
  gtk_widget_class_set_css_name (widget_class, "fieldgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
anlan_field_grid_init (AnlanFieldGrid *grid)
{
  gtk_widget_add_css_class (GTK_WIDGET (grid), "card");
  gtk_widget_set_overflow (GTK_WIDGET (grid), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
anlan_field_grid_new (void)
{
  return g_object_new (ANLAN_TYPE_FIELD_GRID, NULL);
}

void
anlan_field_grid_add (AnlanFieldGrid *grid, AnlanFieldRow *row)
{
  g_return_if_fail (ANLAN_IS_FIELD_GRID (grid) && ANLAN_IS_FIELD_ROW (row));

  gtk_widget_set_parent (GTK_WIDGET (row), GTK_WIDGET (grid));
}
