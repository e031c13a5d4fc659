/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "unit-preferences.h"

#include <glib/gi18n-lib.h>

#include "base/units.h"

/* What people choose a unit for, in this order. */
static const struct
{
  AnlanDimension dimension;
  const char *title;
} quantities[] = {
  { ANLAN_DIMENSION_TEMPERATURE, N_ ("Temperature") },
  { ANLAN_DIMENSION_PRESSURE, N_ ("Pressure") },
  { ANLAN_DIMENSION_LENGTH, N_ ("Length") },
  { ANLAN_DIMENSION_AREA, N_ ("Area") },
  { ANLAN_DIMENSION_VOLUME, N_ ("Volume") },
  { ANLAN_DIMENSION_MASS, N_ ("Mass") },
  { ANLAN_DIMENSION_SPEED, N_ ("Wind and other speeds") },
  { ANLAN_DIMENSION_FLOW, N_ ("Flow") },
};

struct _AnlanUnitPreferences
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *system_row;
  AdwExpanderRow *own_row;
  AdwComboRow *rows[G_N_ELEMENTS (quantities)];
  GPtrArray *units[G_N_ELEMENTS (
      quantities)]; /* (element-type AnlanUnit): what the row offers behind its first line */

  GSettings *settings; /* or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanUnitPreferences, anlan_unit_preferences, ADW_TYPE_PREFERENCES_GROUP)

static void
on_system_cb (AdwComboRow *row, GParamSpec *pspec, AnlanUnitPreferences *self)
{
  g_settings_set_enum (self->settings, "units", (int)adw_combo_row_get_selected (row));
}

static void
on_own_cb (AdwComboRow *row, GParamSpec *pspec, AnlanUnitPreferences *self)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++)
    {
      guint place = adw_combo_row_get_selected (self->rows[i]);

      if (place > 0 && place <= self->units[i]->len)
        g_ptr_array_add (own,
                         (char *)((const AnlanUnit *)g_ptr_array_index (self->units[i], place - 1))->symbol);
    }
  g_ptr_array_add (own, NULL);
  g_settings_set_strv (self->settings, "units-own", (const char *const *)own->pdata);
}

static AdwComboRow *
combo_row_new (const char *title, const char *const *lines, guint selected)
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());
  g_autoptr (GtkStringList) list = gtk_string_list_new (lines);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, selected);
  return row;
}

static void
add_quantity (AnlanUnitPreferences *self, guint i, const AnlanUnitHabit *habit)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  const AnlanUnit *unit;
  guint selected = 0;

  self->units[i] = g_ptr_array_new ();
  g_ptr_array_add (lines, _ ("As above"));
  for (guint k = 0; (unit = anlan_unit_get (k)) != NULL; k++)
    if (unit->dimension == quantities[i].dimension && unit->offered)
      {
        g_ptr_array_add (self->units[i], (gpointer)unit);
        g_ptr_array_add (lines, (char *)unit->symbol);
        if (habit->own[unit->dimension] == unit)
          selected = lines->len - 1;
      }
  g_ptr_array_add (lines, NULL);
  self->rows[i] = combo_row_new (_ (quantities[i].title), (const char *const *)lines->pdata, selected);
  adw_expander_row_add_row (self->own_row, GTK_WIDGET (self->rows[i]));
}

static void
anlan_unit_preferences_dispose (GObject *object)
{
  AnlanUnitPreferences *self = ANLAN_UNIT_PREFERENCES (object);

  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++)
    g_clear_pointer (&self->units[i], g_ptr_array_unref);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (anlan_unit_preferences_parent_class)->dispose (object);
}

static void
anlan_unit_preferences_class_init (AnlanUnitPreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_unit_preferences_dispose;
}

static void
anlan_unit_preferences_init (AnlanUnitPreferences *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Units of measure"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _ ("How values are shown and typed here. What is stored, exported "
                                            "and printed stays as the plant writes "
                                            "it."));
}

void
anlan_unit_preferences_set_desk (AnlanUnitPreferences *self, AnlanDesk *desk)
{
  const AnlanUnitHabit *habit = anlan_desk_get_units (desk);
  /* In the order of AnlanUnitSystem. */
  const char *const systems[] = { _ ("As the plant writes it"), _ ("Metric"), _ ("US customary"), NULL };

  g_return_if_fail (ANLAN_IS_UNIT_PREFERENCES (self) && self->system_row == NULL);

  g_set_object (&self->settings, anlan_desk_get_settings (desk));
  self->system_row = combo_row_new (_ ("Units"), systems, habit->system);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->system_row));
  self->own_row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->own_row), _ ("Of single quantities"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->own_row));
  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++)
    add_quantity (self, i, habit);
  /* Where no settings are installed nothing is remembered. */
  gtk_widget_set_sensitive (GTK_WIDGET (self), self->settings != NULL);
  if (self->settings == NULL)
    return;
  g_signal_connect_object (self->system_row, "notify::selected", G_CALLBACK (on_system_cb), self, 0);
  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++)
    g_signal_connect_object (self->rows[i], "notify::selected", G_CALLBACK (on_own_cb), self, 0);
}
