/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-side.h"

#include <glib/gi18n-lib.h>

#include "resources.h"
#include "say.h"

#define MOST_PEOPLE 10000

struct _AnlanMusterSide
{
  AdwBin parent_instance;

  /* template */
  GtkListBox *points_list;
  GtkWidget *no_points;
  GtkGrid *departments_grid;

  GPtrArray *points;      /* Point */
  GPtrArray *departments; /* Department */
};

G_DEFINE_FINAL_TYPE (AnlanMusterSide, anlan_muster_side, ADW_TYPE_BIN)

enum
{
  NUMBER,
  DECLARE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  AnlanMusterSide *side;
  char *id;
  AdwActionRow *row; /* borrowed, as all below */
  GtkLabel *count;
  GtkWidget *declare;
} Point;

typedef struct
{
  AnlanMusterSide *side;
  char *id;
  GtkLabel *name, *expected, *here, *open;
  GtkWidget *entry;
} Department;

static void
point_free (gpointer data)
{
  g_free (((Point *)data)->id);
  g_free (data);
}

static void
department_free (gpointer data)
{
  g_free (((Department *)data)->id);
  g_free (data);
}

/* --- points ------------------------------------------------------------------------------------------------------------ */

static void
on_declare_clicked_cb (GtkButton *button, Point *point)
{
  g_signal_emit (point->side, signals[DECLARE], 0, point->id);
}

static char *
title_of (const AnlanMusterPoint *point)
{
  return point->sign != NULL ? g_strdup_printf ("%s · %s", point->sign, point->name) : g_strdup (point->name);
}

static void
add_point (AnlanMusterSide *self, const AnlanMusterPoint *source)
{
  Point *point = g_new0 (Point, 1);
  GtkWidget *row = adw_action_row_new ();

  point->side = self;
  point->id = g_strdup (source->id);
  point->row = ADW_ACTION_ROW (row);
  point->count = GTK_LABEL (gtk_label_new (NULL));
  point->declare = gtk_button_new_with_label (_ ("Declare safe"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (point->row, 2);
  gtk_widget_set_valign (point->declare, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (point->declare, "flat");
  gtk_widget_set_tooltip_text (
      point->declare, _ ("You say, by your name, that people are safe there. No program computes that."));
  gtk_widget_add_css_class (GTK_WIDGET (point->count), "muster-count");
  g_signal_connect (point->declare, "clicked", G_CALLBACK (on_declare_clicked_cb), point);
  adw_action_row_add_suffix (point->row, point->declare);
  adw_action_row_add_suffix (point->row, GTK_WIDGET (point->count));
  gtk_list_box_append (self->points_list, row);
  g_ptr_array_add (self->points, point);
}

static char *
describe_point (const AnlanMusterPoint *point, gint64 now, GTimeZone *zone)
{
  g_autofree char *at = NULL;

  if (point->said_at == G_MININT64)
    return g_strdup (_ ("Nobody has declared it safe"));
  at = anlan_say_moment (point->said_at, now, zone);
  return g_strdup_printf (_ ("Declared safe by %s, %s"), point->safe_by, at);
}

static void
show_point (Point *point, const AnlanMusterPoint *source, gboolean running, gint64 now, GTimeZone *zone)
{
  g_autofree char *title = title_of (source), *about = describe_point (source, now, zone);
  g_autofree char *count = source->capacity > 0
                               ? g_strdup_printf ("%u / %" G_GINT64_FORMAT, source->here, source->capacity)
                               : g_strdup_printf ("%u", source->here);
  g_autofree char *declare = g_strdup_printf (_ ("Declare %s safe"), source->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (point->row), title);
  adw_action_row_set_subtitle (point->row, about);
  gtk_label_set_label (point->count, count);
  gtk_widget_set_visible (point->declare, running && source->said_at == G_MININT64);
  gtk_accessible_update_property (GTK_ACCESSIBLE (point->declare), GTK_ACCESSIBLE_PROPERTY_LABEL, declare,
                                  -1);
  if (source->capacity > 0 && source->here > source->capacity)
    gtk_widget_add_css_class (GTK_WIDGET (point->count), "muster-full");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (point->count), "muster-full");
}

static gboolean
are_points (AnlanMusterSide *self, const AnlanMusterBoard *board)
{
  if (self->points->len != board->points->len)
    return FALSE;
  for (guint i = 0; i < self->points->len; i++)
    if (g_strcmp0 (((Point *)g_ptr_array_index (self->points, i))->id,
                   ((AnlanMusterPoint *)g_ptr_array_index (board->points, i))->id) != 0)
      return FALSE;
  return TRUE;
}

static void
show_points (AnlanMusterSide *self, const AnlanMusterBoard *board, gint64 now, GTimeZone *zone)
{
  if (!are_points (self, board))
    {
      g_autofree char *chosen = g_strdup (anlan_muster_side_get_point (self));

      for (guint i = 0; i < self->points->len; i++)
        gtk_list_box_remove (self->points_list,
                             GTK_WIDGET (((Point *)g_ptr_array_index (self->points, i))->row));
      g_ptr_array_set_size (self->points, 0);
      for (guint i = 0; i < board->points->len; i++)
        add_point (self, g_ptr_array_index (board->points, i));
      if (self->points->len > 0 && (chosen == NULL || !anlan_muster_side_choose (self, chosen)))
        gtk_list_box_select_row (self->points_list, gtk_list_box_get_row_at_index (self->points_list, 0));
    }
  for (guint i = 0; i < self->points->len; i++)
    show_point (g_ptr_array_index (self->points, i), g_ptr_array_index (board->points, i),
                board->ended_at == G_MAXINT64, now, zone);
  gtk_widget_set_visible (self->no_points, self->points->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->points_list), self->points->len > 0);
}

/* --- departments -------------------------------------------------------------------------------------------------------- */

/* "12" and Enter: twelve people. What is no number stays, marked. */
static void
on_number_cb (GtkEntry *entry, Department *department)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  char *end = NULL;
  guint64 people = g_ascii_strtoull (text, &end, 10);

  if (text[0] == '\0' || *end != '\0' || people == 0 || people > MOST_PEOPLE)
    {
      gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit (department->side, signals[NUMBER], 0, department->id, (guint)people);
}

static void
on_number_changed_cb (GtkEditable *entry, gpointer data)
{
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

static GtkLabel *
add_figure (AnlanMusterSide *self, int column, int row)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_grid_attach (self->departments_grid, label, column, row, 1, 1);
  return GTK_LABEL (label);
}

static void
add_department (AnlanMusterSide *self, const AnlanMusterDepartment *source)
{
  Department *department = g_new0 (Department, 1);
  int row = (int)self->departments->len + 1;
  g_autofree char *spoken = g_strdup_printf (_ ("Number of people of %s at this point"), source->name);

  department->side = self;
  department->id = g_strdup (source->id);
  department->name = GTK_LABEL (gtk_label_new (source->name));
  gtk_label_set_xalign (department->name, 0);
  gtk_label_set_ellipsize (department->name, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (department->name), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (department->name), source->name);
  gtk_grid_attach (self->departments_grid, GTK_WIDGET (department->name), 0, row, 1, 1);
  department->expected = add_figure (self, 1, row);
  department->here = add_figure (self, 2, row);
  department->open = add_figure (self, 3, row);
  department->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (department->entry), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (department->entry), 4);
  gtk_entry_set_input_purpose (GTK_ENTRY (department->entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_placeholder_text (GTK_ENTRY (department->entry), "+");
  gtk_accessible_update_property (GTK_ACCESSIBLE (department->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect (department->entry, "activate", G_CALLBACK (on_number_cb), department);
  g_signal_connect (department->entry, "changed", G_CALLBACK (on_number_changed_cb), NULL);
  gtk_grid_attach (self->departments_grid, department->entry, 4, row, 1, 1);
  g_ptr_array_add (self->departments, department);
}

static void
set_figure (GtkLabel *label, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  gtk_label_set_label (label, text);
}

static void
show_department (Department *department, const AnlanMusterDepartment *source, gboolean running)
{
  set_figure (department->expected, source->expected);
  set_figure (department->here, source->here + source->extra + source->unnamed);
  set_figure (department->open, source->open);
  if (source->open > 0)
    gtk_widget_add_css_class (GTK_WIDGET (department->open), "muster-open");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (department->open), "muster-open");
  gtk_widget_set_visible (department->entry, running);
}

static gboolean
are_departments (AnlanMusterSide *self, const AnlanMusterBoard *board)
{
  if (self->departments->len != board->departments->len)
    return FALSE;
  for (guint i = 0; i < self->departments->len; i++)
    if (g_strcmp0 (((Department *)g_ptr_array_index (self->departments, i))->id,
                   ((AnlanMusterDepartment *)g_ptr_array_index (board->departments, i))->id) != 0)
      return FALSE;
  return TRUE;
}

static void
show_departments (AnlanMusterSide *self, const AnlanMusterBoard *board)
{
  if (!are_departments (self, board))
    {
      for (guint i = self->departments->len; i > 0; i--)
        gtk_grid_remove_row (self->departments_grid, (int)i);
      g_ptr_array_set_size (self->departments, 0);
      for (guint i = 0; i < board->departments->len; i++)
        add_department (self, g_ptr_array_index (board->departments, i));
    }
  for (guint i = 0; i < self->departments->len; i++)
    show_department (g_ptr_array_index (self->departments, i), g_ptr_array_index (board->departments, i),
                     board->ended_at == G_MAXINT64);
}

/* --- object --------------------------------------------------------------------------------------------------------------- */

static void
anlan_muster_side_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ANLAN_TYPE_MUSTER_SIDE);
  G_OBJECT_CLASS (anlan_muster_side_parent_class)->dispose (object);
}

static void
anlan_muster_side_finalize (GObject *object)
{
  AnlanMusterSide *self = ANLAN_MUSTER_SIDE (object);

  g_ptr_array_unref (self->points);
  g_ptr_array_unref (self->departments);
  G_OBJECT_CLASS (anlan_muster_side_parent_class)->finalize (object);
}

static void
anlan_muster_side_class_init (AnlanMusterSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anlan_muster_side_dispose;
  object_class->finalize = anlan_muster_side_finalize;
  signals[NUMBER] = g_signal_new ("number", ANLAN_TYPE_MUSTER_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
  signals[DECLARE] = g_signal_new ("declare", ANLAN_TYPE_MUSTER_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("muster-side"));
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterSide, points_list);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterSide, no_points);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterSide, departments_grid);
}

static void
anlan_muster_side_init (AnlanMusterSide *self)
{
  self->points = g_ptr_array_new_with_free_func (point_free);
  self->departments = g_ptr_array_new_with_free_func (department_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* --- public --------------------------------------------------------------------------------------------------------------- */

void
anlan_muster_side_show (AnlanMusterSide *self, const AnlanMusterBoard *board, gint64 now, GTimeZone *zone)
{
  g_return_if_fail (ANLAN_IS_MUSTER_SIDE (self) && board != NULL && zone != NULL);

  show_points (self, board, now, zone);
  show_departments (self, board);
}

const char *
anlan_muster_side_get_point (AnlanMusterSide *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (ANLAN_IS_MUSTER_SIDE (self), NULL);

  row = gtk_list_box_get_selected_row (self->points_list);
  return row != NULL ? ((Point *)g_ptr_array_index (self->points, gtk_list_box_row_get_index (row)))->id
                     : NULL;
}

gboolean
anlan_muster_side_choose (AnlanMusterSide *self, const char *id)
{
  g_return_val_if_fail (ANLAN_IS_MUSTER_SIDE (self) && id != NULL, FALSE);

  for (guint i = 0; i < self->points->len; i++)
    {
      Point *point = g_ptr_array_index (self->points, i);

      if (!g_str_equal (point->id, id))
        continue;
      gtk_list_box_select_row (self->points_list, GTK_LIST_BOX_ROW (point->row));
      return TRUE;
    }
  return FALSE;
}
