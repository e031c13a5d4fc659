/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "preferences.h"

#include <glib/gi18n-lib.h>

#include "accounts-page.h"
#include "backup-page.h"
#include "base/text.h"
#include "base/time.h"
#include "map-preferences.h"
#include "resources.h"
#include "station-preferences.h"
#include "unit-preferences.h"

struct _AnlanPreferences
{
  AdwPreferencesWindow parent_instance;

  /* template */
  GtkWidget *desk_group;
  AdwComboRow *language_row;
  AnlanUnitPreferences *units_group;
  AnlanMapPreferences *map_page;
  AdwPreferencesPage *plant_page;
  GtkEditable *name_row;
  GtkEditable *zone_row;
  GtkEditable *day_row;
  GtkEditable *night_from_row;
  GtkEditable *night_to_row;
  AdwActionRow *folder_row;

  /* owned */
  AnlanDesk *desk;
};

G_DEFINE_FINAL_TYPE (AnlanPreferences, anlan_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the combo row; the first follows the session. */
static const struct
{
  const char *id;
  const char *title;
} languages[] = { { "", N_ ("As the computer's") }, { "en", "English" }, { "zh_CN", "简体中文" } };

static void
say (AnlanPreferences *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (escaped));
}

/* NULL while nobody is signed in, or the window is locked: then its settings are nobody's to see or change. */
static AnlanPlant *
plant_of (AnlanDesk *desk)
{
  return anlan_desk_needs_sign_in (desk) || anlan_desk_is_locked (desk) ? NULL : anlan_desk_get_plant (desk);
}

/* --- this desk ---------------------------------------------------------------------------------------------------------- */

static void
on_language_cb (AdwComboRow *row, GParamSpec *pspec, AnlanPreferences *self)
{
  guint place = adw_combo_row_get_selected (row);

  if (place < G_N_ELEMENTS (languages))
    anlan_desk_set_string (self->desk, "language", languages[place].id);
}

static void
fill_language (AnlanPreferences *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *present = anlan_desk_get_string (self->desk, "language");

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    gtk_string_list_append (titles, _ (languages[i].title));
  adw_combo_row_set_model (self->language_row, G_LIST_MODEL (titles));
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_strcmp0 (present, languages[i].id) == 0)
      adw_combo_row_set_selected (self->language_row, i);
  g_signal_connect_object (self->language_row, "notify::selected", G_CALLBACK (on_language_cb), self, 0);
}

/* --- this plant ------------------------------------------------------------------------------------------------------------ */

typedef enum
{
  SETTING_TEXT,
  SETTING_TIME,
  SETTING_ZONE,
} SettingType;

static GtkEditable *
row_of (AnlanPreferences *self, guint i, const char **key, SettingType *type)
{
  const struct
  {
    GtkEditable *row;
    const char *key;
    SettingType type;
  } rows[] = {
    { self->name_row, "name", SETTING_TEXT },         { self->zone_row, "time-zone", SETTING_ZONE },
    { self->day_row, "day-start", SETTING_TIME },     { self->night_from_row, "night-from", SETTING_TIME },
    { self->night_to_row, "night-to", SETTING_TIME },
  };

  if (i >= G_N_ELEMENTS (rows))
    return NULL;
  *key = rows[i].key;
  *type = rows[i].type;
  return rows[i].row;
}

/* The form in which the plant keeps it; NULL with a sentence where it cannot be read. */
static char *
read_setting (const char *typed, SettingType type, const char **problem)
{
  g_autofree char *text = anlan_text_collapse (typed);
  g_autoptr (GTimeZone) zone = NULL;

  switch (type)
    {
    case SETTING_TIME:
      *problem = _ ("This is no time of day, such as 08:00. It was not changed.");
      return anlan_clock_time_from_text (text);
    case SETTING_ZONE:
      zone = g_time_zone_new_identifier (text);
      *problem = _ ("There is no such time zone. It was not changed.");
      return zone != NULL ? g_steal_pointer (&text) : NULL;
    case SETTING_TEXT:
    default:
      *problem = _ ("The plant needs a name.");
      return text[0] != '\0' ? g_steal_pointer (&text) : NULL;
    }
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanPreferences) self = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error) && self->desk != NULL)
    say (self, error->message);
}

static void
on_setting_apply_cb (AdwEntryRow *applied, AnlanPreferences *self)
{
  AnlanPlant *plant = plant_of (self->desk);
  GtkEditable *row;
  const char *key;
  SettingType type;

  for (guint i = 0; plant != NULL && (row = row_of (self, i, &key, &type)) != NULL; i++)
    {
      const char *problem = NULL;
      g_autofree char *value = NULL;

      if (row != GTK_EDITABLE (applied))
        continue;
      value = read_setting (gtk_editable_get_text (row), type, &problem);
      if (value == NULL)
        say (self, problem);
      else
        anlan_plant_set_setting_async (plant, key, value, set_cb, g_object_ref (self));
    }
}

static void
fill_plant (AnlanPreferences *self)
{
  AnlanPlant *plant = plant_of (self->desk);
  GtkEditable *row;
  const char *key;
  SettingType type;

  if (plant == NULL)
    {
      adw_preferences_window_remove (ADW_PREFERENCES_WINDOW (self), self->plant_page);
      return;
    }
  for (guint i = 0; (row = row_of (self, i, &key, &type)) != NULL; i++)
    {
      g_autofree char *value = anlan_plant_get_setting (plant, key);

      gtk_editable_set_text (row, value != NULL ? value : "");
    }
  adw_action_row_set_subtitle (self->folder_row, anlan_store_get_dir (anlan_plant_get_store (plant)));
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_preferences_dispose (GObject *object)
{
  AnlanPreferences *self = ANLAN_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_PREFERENCES);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_preferences_parent_class)->dispose (object);
}

static void
anlan_preferences_class_init (AnlanPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("preferences"));
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, desk_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, language_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, units_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, map_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, plant_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, name_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, zone_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, day_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, night_from_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, night_to_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanPreferences, folder_row);
  gtk_widget_class_bind_template_callback (widget_class, on_setting_apply_cb);
}

static void
anlan_preferences_init (AnlanPreferences *self)
{
  g_type_ensure (ANLAN_TYPE_MAP_PREFERENCES);
  g_type_ensure (ANLAN_TYPE_UNIT_PREFERENCES);
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPreferences *
anlan_preferences_new (AnlanDesk *desk)
{
  AnlanPreferences *self = g_object_new (ANLAN_TYPE_PREFERENCES, NULL);

  self->desk = g_object_ref (desk);
  fill_language (self);
  anlan_unit_preferences_set_desk (self->units_group, desk);
  fill_plant (self);
  if (plant_of (desk) == NULL && anlan_desk_get_plant (desk) != NULL)
    adw_preferences_window_remove (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (self->map_page));
  else
    anlan_map_preferences_set_desk (self->map_page, desk);
  if (plant_of (desk) != NULL)
    {
      adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self),
                                  ADW_PREFERENCES_PAGE (anlan_accounts_page_new (desk)));
      adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self),
                                  ADW_PREFERENCES_PAGE (anlan_backup_page_new (desk)));
      adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self),
                                  ADW_PREFERENCES_PAGE (anlan_station_preferences_new (desk)));
    }
  return self;
}
