/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "typed-row.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "place-dialog.h"
#include "say.h"

struct _AnlanTypedRow
{
  AnlanFieldRow parent_instance;

  GtkText *text;
  GtkLabel *unit;        /* or NULL */
  GtkMenuButton *button; /* of the calendar, or NULL */
  GtkCalendar *calendar;
  GtkWidget *place; /* button that sets it on the map, or NULL */
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanTypedRow, anlan_typed_row, ANLAN_TYPE_FIELD_ROW)

static gboolean
has_calendar (const AnlanField *field)
{
  return field->type == ANLAN_FIELD_DATE || field->type == ANLAN_FIELD_MOMENT;
}

static void
set_text (AnlanTypedRow *self, const char *text)
{
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  self->quiet = FALSE;
}

/* --- typing ------------------------------------------------------------------------------------------------------------ */

static void
on_changed_cb (GtkEditable *editable, AnlanTypedRow *self)
{
  if (!self->quiet)
    anlan_field_row_set_dirty (ANLAN_FIELD_ROW (self), TRUE);
}

static void
on_activate_cb (GtkText *text, AnlanTypedRow *self)
{
  anlan_field_row_leave (ANLAN_FIELD_ROW (self));
}

static void
on_leave_cb (GtkEventControllerFocus *focus, AnlanTypedRow *self)
{
  anlan_field_row_leave (ANLAN_FIELD_ROW (self));
}

static gboolean
on_key_pressed_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanTypedRow *self)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);

  if (key != GDK_KEY_Escape || !anlan_field_row_is_dirty (row))
    return GDK_EVENT_PROPAGATE;
  anlan_field_row_set_problem (row, NULL);
  anlan_field_row_set_value (row, anlan_field_row_get_value (row), TRUE);
  return GDK_EVENT_STOP;
}

/* --- the calendar --------------------------------------------------------------------------------------------------------- */

/* The wall date and time that the value says; midnight and FALSE where there is none. */
static gboolean
get_wall (AnlanTypedRow *self, char **date, char **time)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);
  AnlanFormContext *context = anlan_field_row_get_context (row);
  const char *text = anlan_value_get_text (anlan_field_row_get_value (row));
  gint64 ms;

  *date = *time = NULL;
  if (text == NULL)
    return FALSE;
  if (anlan_field_row_get_field (row)->type == ANLAN_FIELD_DATE)
    {
      *date = g_strdup (text);
      return TRUE;
    }
  if (!anlan_time_parse (text, &ms))
    return FALSE;
  *date = anlan_local_format (ms, context->zone, "%Y-%m-%d");
  *time = anlan_local_format (ms, context->zone, "%H:%M");
  return TRUE;
}

static void
on_day_selected_cb (GtkCalendar *calendar, AnlanTypedRow *self)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);
  AnlanFormContext *context = anlan_field_row_get_context (row);
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d"), *old_date = NULL, *time = NULL, *wall = NULL;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (self->quiet)
    return;
  if (anlan_field_row_get_field (row)->type == ANLAN_FIELD_DATE)
    anlan_value_set_text (&value, date);
  else
    {
      /* A day alone is meant up to the end of the working day, as people do; the hour can be typed. */
      get_wall (self, &old_date, &time);
      wall = g_strdup_printf ("%s %s", date, time != NULL ? time : "17:00");
      anlan_value_take_text (&value, anlan_moment_from_text (wall, context->zone));
    }
  gtk_popover_popdown (gtk_menu_button_get_popover (self->button));
  anlan_field_row_commit (row, &value);
}

static void
on_calendar_show_cb (GtkWidget *popover, AnlanTypedRow *self)
{
  AnlanFormContext *context = anlan_field_row_get_context (ANLAN_FIELD_ROW (self));
  g_autofree char *date = NULL, *time = NULL;
  g_autoptr (GDateTime) day = NULL;
  int year, month, dom;

  if (!get_wall (self, &date, &time))
    date = anlan_local_format (anlan_plant_now (context->plant), context->zone, "%Y-%m-%d");
  if (sscanf (date, "%d-%d-%d", &year, &month, &dom) != 3)
    return;
  day = g_date_time_new_local (year, month, dom, 0, 0, 0);
  self->quiet = TRUE;
  gtk_calendar_select_day (self->calendar, day);
  self->quiet = FALSE;
}

static void
add_calendar (AnlanTypedRow *self, GtkWidget *box, const AnlanField *field)
{
  GtkWidget *popover = gtk_popover_new ();
  g_autofree char *spoken = g_strdup_printf (_ ("Choose a day: %s"), anlan_kind_text (field->title));

  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_day_selected_cb), self, 0);
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));
  g_signal_connect_object (popover, "show", G_CALLBACK (on_calendar_show_cb), self, 0);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button, "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "field-tool");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Choose a day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->button));
}

/* --- class ------------------------------------------------------------------------------------------------------------------ */

static const char *
example (const AnlanField *field)
{
  switch (field->type)
    {
    case ANLAN_FIELD_DATE:
      return _ ("2026-11-22");
    case ANLAN_FIELD_TIME:
      return _ ("13:05");
    case ANLAN_FIELD_MOMENT:
      return _ ("2026-11-22 13:05");
    case ANLAN_FIELD_DURATION:
      return _ ("2 h 30 min");
    case ANLAN_FIELD_PLACE:
      return _ ("latitude, longitude");
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
    case ANLAN_N_FIELD_TYPES:
    default:
      return NULL;
    }
}

static void
anlan_typed_row_build (AnlanFieldRow *row)
{
  AnlanTypedRow *self = ANLAN_TYPED_ROW (row);
  const AnlanField *field = anlan_field_row_get_field (row);
  const char *unit = anlan_field_unit (field, &anlan_field_row_get_context (row)->habit);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->text = GTK_TEXT (gtk_text_new ());
  gtk_text_set_placeholder_text (self->text, example (field));
  gtk_text_set_propagate_text_width (self->text, unit != NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), unit == NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_kind_text (field->title), -1);
  g_signal_connect_object (self->text, "changed", G_CALLBACK (on_changed_cb), self, 0);
  g_signal_connect_object (self->text, "activate", G_CALLBACK (on_activate_cb), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_leave_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->text), focus);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  if (unit != NULL)
    {
      gtk_editable_set_width_chars (GTK_EDITABLE (self->text), 5);
      self->unit = GTK_LABEL (gtk_label_new (unit));
      gtk_widget_add_css_class (GTK_WIDGET (self->unit), "dim-label");
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->unit));
    }
  if (has_calendar (field))
    add_calendar (self, box, field);
  anlan_field_row_set_content (row, box);
  if (field->type == ANLAN_FIELD_PLACE)
    self->place = anlan_place_button_add (row);
}

/* What stands in the entry while nobody types. */
static char *
text_of (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanTypedRow *self = ANLAN_TYPED_ROW (row);
  const AnlanField *field = anlan_field_row_get_field (row);
  AnlanFormContext *context = anlan_field_row_get_context (row);
  char *text;
  gint64 ms;

  /* Seconds, as a moment taken from the clock has them, only stand in the way. */
  if (field->type == ANLAN_FIELD_MOMENT && anlan_time_parse (anlan_value_get_text (value), &ms))
    text = anlan_local_format (ms, context->zone, "%Y-%m-%d %H:%M");
  else
    text = anlan_form_context_format (context, field, value);

  /* The unit stands behind the number by itself. */
  if (self->unit != NULL && g_str_has_suffix (text, gtk_label_get_label (self->unit)))
    {
      text[strlen (text) - strlen (gtk_label_get_label (self->unit))] = '\0';
      g_strchomp (text);
    }
  return text;
}

static void
anlan_typed_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  g_autofree char *text = text_of (row, value);

  set_text (ANLAN_TYPED_ROW (row), text);
}

static gboolean
anlan_typed_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  AnlanFormContext *context = anlan_field_row_get_context (row);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (ANLAN_TYPED_ROW (row)->text));
  const AnlanValue *held = anlan_field_row_get_value (row);
  g_autofree char *shown = text_of (row, held);

  /* Fewer digits than are stored may stand here: what reads as before is as before. */
  if (strcmp (text, shown) == 0)
    {
      anlan_value_copy (held, value);
      return TRUE;
    }
  return anlan_converter_parse (context->converter, anlan_field_row_get_field (row), text, value, error);
}

static void
anlan_typed_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  AnlanTypedRow *self = ANLAN_TYPED_ROW (row);
  gboolean open = entry == ANLAN_ENTRY_OPEN;

  gtk_editable_set_editable (GTK_EDITABLE (self->text), open);
  gtk_text_set_placeholder_text (self->text, open ? example (anlan_field_row_get_field (row)) : NULL);
  if (self->button != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->button), open);
  if (self->place != NULL)
    gtk_widget_set_visible (self->place, open);
}

static void
anlan_typed_row_focus (AnlanFieldRow *row)
{
  gtk_widget_grab_focus (GTK_WIDGET (ANLAN_TYPED_ROW (row)->text));
}

static char *
anlan_typed_row_get_typed (AnlanFieldRow *row)
{
  AnlanTypedRow *self = ANLAN_TYPED_ROW (row);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  const char *last = *text != '\0' ? text + strlen (text) - 1 : text;

  /* Until it is put back another unit may have been chosen. */
  return self->unit != NULL && g_ascii_isdigit (*last)
             ? g_strconcat (text, " ", gtk_label_get_label (self->unit), NULL)
             : g_strdup (text);
}

static void
anlan_typed_row_set_typed (AnlanFieldRow *row, const char *text)
{
  AnlanTypedRow *self = ANLAN_TYPED_ROW (row);

  set_text (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
}

static void
anlan_typed_row_class_init (AnlanTypedRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  row_class->build = anlan_typed_row_build;
  row_class->show = anlan_typed_row_show;
  row_class->take = anlan_typed_row_take;
  row_class->entry_changed = anlan_typed_row_entry_changed;
  row_class->get_typed = anlan_typed_row_get_typed;
  row_class->set_typed = anlan_typed_row_set_typed;
  row_class->focus = anlan_typed_row_focus;
}

static void
anlan_typed_row_init (AnlanTypedRow *self)
{
}
