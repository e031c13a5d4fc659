/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-cell.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "grade-chip.h"
#include "model/convert.h"
#include "say.h"

/* A deadline further away is easier to grasp as a date. */
#define SAY_LEFT_DAYS 14

struct _AnlanListCell
{
  GtkWidget parent_instance;

  AnlanPlant *plant;
  GTimeZone *zone;
  AnlanUnitHabit habit;
  AnlanListColumn *column;
  AnlanRow *row;
  GSignalGroup *row_signals;

  GtkWidget *icon;  /* of what is late, or NULL */
  GtkWidget *label; /* or NULL */
  GtkWidget *chip;  /* or NULL */
  char *full;       /* what is said in full on hover, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanListCell, anlan_list_cell, GTK_TYPE_WIDGET)

static const char *
label_of (const char *kind, const char *id, gpointer data)
{
  return anlan_row_get_label (ANLAN_ROW (data), id);
}

static void
show_text (AnlanListCell *cell, const char *text)
{
  gtk_label_set_label (GTK_LABEL (cell->label), text);
  g_clear_pointer (&cell->full, g_free);
}

/* gtk_widget_set_tooltip_text() asks the screen where the pointer is, each time: a table of 200 rows would wait for
 * thousands of answers. */
static void
show_text_and_full (AnlanListCell *cell, const char *text, const char *full)
{
  show_text (cell, text);
  cell->full = g_strdup (full);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, full, -1);
}

/* What is cut off for want of room can be read whole too. */
static gboolean
anlan_list_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  AnlanListCell *cell = ANLAN_LIST_CELL (widget);
  const char *text = cell->full;

  if (text == NULL && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (cell->label))))
    text = gtk_label_get_label (GTK_LABEL (cell->label));
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
show_moment (AnlanListCell *cell, const char *moment)
{
  g_autofree char *text = NULL, *full = NULL;
  gint64 ms;

  if (moment == NULL || !anlan_time_parse (moment, &ms))
    {
      show_text (cell, "");
      return;
    }
  text = anlan_say_moment (ms, anlan_plant_now (cell->plant), cell->zone);
  full = anlan_say_moment_fully (ms, cell->zone);
  show_text_and_full (cell, text, full);
}

/* What is owed is said as time left when that is soon; once it is done, when it was due is only a date. */
static void
show_due (AnlanListCell *cell, const AnlanRecord *record, const char *text)
{
  gboolean owed = anlan_is_deadline (record->kind, cell->column->field, record->stage), late = FALSE;
  gint64 ms, now = anlan_plant_now (cell->plant);
  g_autofree char *said = NULL, *full = NULL;

  if (text == NULL || !anlan_deadline_parse (cell->column->field, text, cell->zone, &ms))
    show_text (cell, "");
  else
    {
      full = cell->column->field->type == ANLAN_FIELD_DATE ? anlan_say_date_fully (text)
                                                           : anlan_say_moment_fully (ms, cell->zone);
      if (owed && ms < now + SAY_LEFT_DAYS * ANLAN_DAY)
        said = anlan_say_due (ms, now, &late);
      else if (cell->column->field->type == ANLAN_FIELD_DATE)
        said = anlan_say_date (text);
      else
        said = anlan_say_moment (ms, now, cell->zone);
      show_text_and_full (cell, said, full);
    }
  gtk_widget_set_visible (cell->icon, late);
  if (late)
    gtk_widget_add_css_class (GTK_WIDGET (cell), "late");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (cell), "late");
}

static void
show_stage (AnlanListCell *cell, const AnlanRecord *record)
{
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;

  if (record->voided)
    show_text (cell, _ ("Void"));
  else if (record->draft)
    show_text (cell, _ ("Draft"));
  else
    show_text (cell, stage != NULL ? anlan_kind_text (stage->title) : "");
}

static void
show_grade (AnlanListCell *cell, const AnlanValue *value)
{
  const char *id = anlan_value_get_text (value);

  anlan_grade_chip_set (ANLAN_GRADE_CHIP (cell->chip),
                        id != NULL ? anlan_field_choice (cell->column->field, id) : NULL);
}

static void
show_formatted (AnlanListCell *cell, const AnlanValue *value)
{
  g_autofree char *text =
      anlan_field_format (cell->column->field, value, cell->zone, &cell->habit, label_of, cell->row);
  char *end = strchr (text, '\n');

  if (end != NULL)
    *end = '\0';
  show_text (cell, text);
}

static void
show_field (AnlanListCell *cell, const AnlanRecord *record)
{
  const AnlanValue *value = &record->values[cell->column->field->index];

  switch (cell->column->type)
    {
    case ANLAN_COLUMN_GRADE:
      show_grade (cell, value);
      break;
    case ANLAN_COLUMN_MOMENT:
      show_moment (cell, anlan_value_get_text (value));
      break;
    case ANLAN_COLUMN_DUE:
      show_due (cell, record, anlan_value_get_text (value));
      break;
    case ANLAN_COLUMN_DATE:
      {
        g_autofree char *text = anlan_say_date (anlan_value_get_text (value));

        show_text (cell, text);
        break;
      }
    case ANLAN_COLUMN_YESNO:
      /* A column full of "no" hides the few that matter. */
      show_text (cell, anlan_value_get_integer (value, 0) != 0 ? _ ("Yes") : "");
      break;
    case ANLAN_COLUMN_NUMBER:
    case ANLAN_COLUMN_STAGE:
    case ANLAN_COLUMN_TEXT:
    case ANLAN_COLUMN_FIGURE:
    default:
      show_formatted (cell, value);
    }
}

/* A row of GtkColumnView is called by its class where nobody names it (gtk_list_item_set_accessible_label() came with
 * 4.12): the cell that takes the room does. */
static void
name_row (AnlanListCell *cell, const AnlanRecord *record)
{
  GtkWidget *place = gtk_widget_get_parent (GTK_WIDGET (cell));
  GtkWidget *row = place != NULL ? gtk_widget_get_parent (place) : NULL;

  if (row != NULL && cell->column->expand)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    record != NULL ? anlan_record_label (record) : "…", -1);
}

static void
update (AnlanListCell *cell)
{
  AnlanRecord *record = cell->row != NULL ? anlan_row_get_record (cell->row) : NULL;

  name_row (cell, record);

  if (record == NULL)
    {
      if (cell->label != NULL)
        show_text (cell, "");
      if (cell->chip != NULL)
        anlan_grade_chip_set (ANLAN_GRADE_CHIP (cell->chip), NULL);
      if (cell->icon != NULL)
        gtk_widget_set_visible (cell->icon, FALSE);
    }
  else if (cell->column->type == ANLAN_COLUMN_NUMBER)
    show_text (cell, record->number != NULL ? record->number : record->draft ? _ ("Draft") : "");
  else if (cell->column->type == ANLAN_COLUMN_STAGE)
    show_stage (cell, record);
  else
    show_field (cell, record);
}

static void
on_record_changed_cb (AnlanRow *row, GParamSpec *pspec, AnlanListCell *cell)
{
  update (cell);
}

static void
make_children (AnlanListCell *cell)
{
  GtkWidget *widget = GTK_WIDGET (cell);

  if (cell->column->type == ANLAN_COLUMN_GRADE)
    {
      cell->chip = anlan_grade_chip_new ();
      gtk_widget_set_parent (cell->chip, widget);
      return;
    }
  if (cell->column->type == ANLAN_COLUMN_DUE)
    {
      cell->icon = gtk_image_new_from_icon_name ("anlan-late-symbolic");
      gtk_widget_set_visible (cell->icon, FALSE);
      gtk_widget_set_parent (cell->icon, widget);
    }
  cell->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (cell->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (cell->label), cell->column->type == ANLAN_COLUMN_FIGURE ? 1 : 0);
  gtk_widget_set_hexpand (cell->label, TRUE);
  if (cell->column->type != ANLAN_COLUMN_TEXT)
    gtk_widget_add_css_class (cell->label, "numeric");
  if (!cell->column->expand)
    gtk_widget_add_css_class (cell->label, "secondary");
  gtk_widget_set_parent (cell->label, widget);
  gtk_widget_set_has_tooltip (widget, TRUE);
}

/* --- room ------------------------------------------------------------------------------------------------------------ */

#define SPACING 5

/* The column says how wide it is, and all its cells are one line high: a view measures 200 rows, of which a few dozen are
 * in sight, and to shape the texts of all of them takes longer than to draw. */
static void
anlan_list_cell_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  AnlanListCell *cell = ANLAN_LIST_CELL (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); cell->column->line == 0 && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int high;

      gtk_widget_measure (child, orientation, -1, NULL, &high, NULL, NULL);
      *natural = MAX (*natural, high);
    }
  if (cell->column->line == 0)
    cell->column->line = *natural;
  *minimum = *natural = cell->column->line;
}

/* At the beginning of the line, in its natural width where there is room. Returns how wide. */
static int
place_first (GtkWidget *widget, gboolean mirrored, int width, int height)
{
  GtkAllocation place = { .height = height };

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &place.width, NULL, NULL);
  place.width = MIN (place.width, width);
  if (mirrored)
    place.x = width - place.width;
  gtk_widget_size_allocate (widget, &place, -1);
  return place.width;
}

static void
anlan_list_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AnlanListCell *cell = ANLAN_LIST_CELL (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation rest = { .width = width, .height = height };

  if (cell->chip != NULL)
    {
      place_first (cell->chip, mirrored, width, height);
      return;
    }
  if (cell->icon != NULL && gtk_widget_should_layout (cell->icon))
    {
      int before = place_first (cell->icon, mirrored, width, height) + SPACING;

      rest.width = MAX (0, width - before);
      if (!mirrored)
        rest.x = before;
    }
  gtk_widget_size_allocate (cell->label, &rest, -1);
}

/* The font may be another. */
static void
anlan_list_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  AnlanListCell *cell = ANLAN_LIST_CELL (widget);

  GTK_WIDGET_CLASS (anlan_list_cell_parent_class)->css_changed (widget, change);
  if (cell->column != NULL)
    cell->column->line = 0;
}

int
anlan_list_cell_get_natural_width (AnlanListCell *cell)
{
  int width = 0;

  g_return_val_if_fail (ANLAN_IS_LIST_CELL (cell), 0);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (cell)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int wide;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wide, NULL, NULL);
      width += wide + (width > 0 ? SPACING : 0);
    }
  return width;
}

/* --- object ---------------------------------------------------------------------------------------------------------- */

static void
anlan_list_cell_dispose (GObject *object)
{
  AnlanListCell *cell = ANLAN_LIST_CELL (object);
  GtkWidget *child;

  g_signal_group_set_target (cell->row_signals, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (cell))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&cell->row);
  g_clear_object (&cell->plant);
  G_OBJECT_CLASS (anlan_list_cell_parent_class)->dispose (object);
}

static void
anlan_list_cell_finalize (GObject *object)
{
  AnlanListCell *cell = ANLAN_LIST_CELL (object);

  g_object_unref (cell->row_signals);
  g_free (cell->full);
  g_clear_pointer (&cell->zone, g_time_zone_unref);
  G_OBJECT_CLASS (anlan_list_cell_parent_class)->finalize (object);
}

static void
anlan_list_cell_class_init (AnlanListCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_list_cell_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_list_cell_finalize;
  widget_class->query_tooltip = anlan_list_cell_query_tooltip;
  widget_class->measure = anlan_list_cell_measure;
  widget_class->size_allocate = anlan_list_cell_size_allocate;
  widget_class->css_changed = anlan_list_cell_css_changed;
  gtk_widget_class_set_css_name (widget_class, "listcell");
}

static void
anlan_list_cell_init (AnlanListCell *cell)
{
  cell->row_signals = g_signal_group_new (ANLAN_TYPE_ROW);
  g_signal_group_connect_object (cell->row_signals, "notify::record", G_CALLBACK (on_record_changed_cb), cell,
                                 0);
}

GtkWidget *
anlan_list_cell_new (AnlanDesk *desk, AnlanListColumn *column)
{
  AnlanListCell *cell = g_object_new (ANLAN_TYPE_LIST_CELL, NULL);

  cell->plant = g_object_ref (anlan_desk_get_plant (desk));
  cell->zone = anlan_plant_ref_zone (cell->plant);
  cell->habit = *anlan_desk_get_units (desk);
  cell->column = column;
  make_children (cell);
  return GTK_WIDGET (cell);
}

void
anlan_list_cell_bind (AnlanListCell *cell, AnlanRow *row)
{
  g_return_if_fail (ANLAN_IS_LIST_CELL (cell));

  g_set_object (&cell->row, row);
  g_signal_group_set_target (cell->row_signals, row);
  update (cell);
}

AnlanListColumn *
anlan_list_cell_get_column (AnlanListCell *cell)
{
  g_return_val_if_fail (ANLAN_IS_LIST_CELL (cell), NULL);

  return cell->column;
}
