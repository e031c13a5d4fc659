/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "calendar-private.h"
#include "grade-chip.h"
#include "say.h"

struct _AnlanCalendarItem
{
  GtkButton parent_instance;

  AnlanRecord *record;
  const AnlanField *movable;
  char *at;
};

G_DEFINE_FINAL_TYPE (AnlanCalendarItem, anlan_calendar_item, GTK_TYPE_BUTTON)

/* --- late or not ---------------------------------------------------------------------------------------------------- */

static gboolean
is_late (const AnlanDayItem *item, const AnlanField *field, GTimeZone *zone, gint64 now)
{
  const AnlanRecord *record = item->record;
  gint64 due;

  if (item->duty != NULL)
    return anlan_time_parse (item->at, &due) && due < now;
  return field != NULL && anlan_is_deadline (record->kind, field, record->stage) &&
         anlan_deadline_parse (field, item->at, zone, &due) && due < now;
}

/* The field whose value says on which day it stands, if somebody may change that now. */
static const AnlanField *
find_movable (const AnlanDayItem *item, const AnlanField *field)
{
  const AnlanRecord *record = item->record;
  const AnlanField *by = item->duty != NULL ? anlan_duty_field (record->kind, item->duty) : field;

  if (by == NULL || by->readonly || by->compute != NULL || record->kind->derived || record->voided ||
      (record->stage != NULL && anlan_kind_is_locked (record->kind, record->stage, by)))
    return NULL;
  return by;
}

/* --- being dragged --------------------------------------------------------------------------------------------------- */

static GdkContentProvider *
on_prepare_cb (GtkDragSource *source, double x, double y, AnlanCalendarItem *self)
{
  return self->movable != NULL ? gdk_content_provider_new_typed (ANLAN_TYPE_CALENDAR_ITEM, self) : NULL;
}

static void
on_drag_begin_cb (GtkDragSource *source, GdkDrag *drag, AnlanCalendarItem *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);

  gtk_drag_source_set_icon (source, still, 12, 8);
}

/* --- object ------------------------------------------------------------------------------------------------------------- */

static void
anlan_calendar_item_finalize (GObject *object)
{
  AnlanCalendarItem *self = ANLAN_CALENDAR_ITEM (object);

  g_clear_pointer (&self->record, anlan_record_unref);
  g_free (self->at);
  G_OBJECT_CLASS (anlan_calendar_item_parent_class)->finalize (object);
}

static void
anlan_calendar_item_class_init (AnlanCalendarItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_calendar_item_finalize;
}

static void
anlan_calendar_item_init (AnlanCalendarItem *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin_cb), self);
  /* Before the button takes the press for a click. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "calendar-item");
}

static void
add_grade (GtkWidget *box, const AnlanRecord *record)
{
  const AnlanField *field = anlan_kind_grade_field (record->kind);
  const char *id = field != NULL ? anlan_value_get_text (&record->values[field->index]) : NULL;
  GtkWidget *chip;

  if (id == NULL)
    return;
  chip = anlan_grade_chip_new ();
  anlan_grade_chip_set (ANLAN_GRADE_CHIP (chip), anlan_field_choice (field, id));
  gtk_box_append (GTK_BOX (box), chip);
}

static void
set_words (AnlanCalendarItem *self, const AnlanDayItem *item, gboolean late, gint64 now)
{
  const AnlanRecord *record = item->record;
  g_autoptr (GString) text = g_string_new (anlan_record_label (record));
  g_autofree char *left = NULL;
  gint64 due;

  if (record->number != NULL)
    g_string_append_printf (text, "\n%s", record->number);
  if (item->duty != NULL)
    g_string_append_printf (text, "\n%s", anlan_kind_text (item->duty->title));
  if (item->duty != NULL && anlan_time_parse (item->at, &due))
    {
      left = anlan_say_due (due, now, &late);
      g_string_append_printf (text, "\n%s", left);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
}

GtkWidget *
anlan_calendar_item_new (AnlanPlant *plant, const AnlanDayItem *item, const AnlanField *field, gboolean tall)
{
  AnlanCalendarItem *self = g_object_new (ANLAN_TYPE_CALENDAR_ITEM, NULL);
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *box, *label;
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  gint64 now = anlan_plant_now (plant);
  gboolean late = is_late (item, field, zone, now);

  self->record = anlan_record_ref (item->record);
  self->at = g_strdup (item->at);
  self->movable = find_movable (item, field);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  if (late)
    {
      gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("anlan-late-symbolic"));
      gtk_widget_add_css_class (GTK_WIDGET (self), "late");
    }
  label = gtk_label_new (anlan_record_label (item->record));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), tall);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), tall ? 3 : 1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (outer), box);
  if (tall)
    add_grade (outer, item->record);
  gtk_button_set_child (GTK_BUTTON (self), outer);
  set_words (self, item, late, now);
  return GTK_WIDGET (self);
}

AnlanRecord *
anlan_calendar_item_get_record (AnlanCalendarItem *item)
{
  g_return_val_if_fail (ANLAN_IS_CALENDAR_ITEM (item), NULL);

  return item->record;
}

const AnlanField *
anlan_calendar_item_get_movable (AnlanCalendarItem *item)
{
  g_return_val_if_fail (ANLAN_IS_CALENDAR_ITEM (item), NULL);

  return item->movable;
}

const char *
anlan_calendar_item_get_at (AnlanCalendarItem *item)
{
  g_return_val_if_fail (ANLAN_IS_CALENDAR_ITEM (item), NULL);

  return item->at;
}
