/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "desk.h"

#include "backups.h"
#include "chore.h"
#include "model/account.h"
#include "model/query.h"
#include "safety/hazard.h"
#include "safety/repeat.h"
#include "series-desk.h"
#include "station-child.h"

#define MAX_RECENT 8

struct _AnlanDesk
{
  GObject parent_instance;

  GSettings *settings;
  AnlanPages *pages;
  AnlanRegistry *registry;
  AnlanPlant *plant;
  AnlanUiState *state;
  AnlanDuties *duties;
  AnlanAlarmDesk *alarms;
  AnlanBackups *backups;
  AnlanSeriesDesk *series;    /* or NULL: nobody has asked for it */
  AnlanStationChild *station;
  GCancellable *older_photos; /* or NULL: of the thread that reads them */
  char *person_name;
  AnlanUnitHabit units;
  gboolean reading;   /* open for reading only, the next time */
  gboolean signed_in; /* with a password */
  gboolean shared;
  gboolean locked;
};

G_DEFINE_FINAL_TYPE (AnlanDesk, anlan_desk, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PLANT,
  PROP_PERSON_NAME,
  N_PROPS
};

enum
{
  SAY,
  UNITS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
anlan_desk_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PLANT)
    g_value_set_object (value, ANLAN_DESK (object)->plant);
  else if (id == PROP_PERSON_NAME)
    g_value_set_string (value, ANLAN_DESK (object)->person_name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
clear_station (AnlanDesk *desk)
{
  if (desk->station != NULL)
    anlan_station_child_leave (desk->station);
  g_clear_object (&desk->station);
}

static void
anlan_desk_finalize (GObject *object)
{
  AnlanDesk *desk = ANLAN_DESK (object);

  g_clear_object (&desk->older_photos);
  g_clear_object (&desk->backups);
  clear_station (desk);
  g_clear_object (&desk->duties);
  g_clear_object (&desk->alarms);
  g_clear_object (&desk->series);
  g_clear_object (&desk->plant);
  g_clear_object (&desk->state);
  g_free (desk->person_name);
  g_clear_object (&desk->settings);
  g_clear_pointer (&desk->pages, anlan_pages_free);
  g_clear_pointer (&desk->registry, anlan_registry_unref);
  G_OBJECT_CLASS (anlan_desk_parent_class)->finalize (object);
}

static void
anlan_desk_class_init (AnlanDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = anlan_desk_get_property;
  object_class->finalize = anlan_desk_finalize;
  properties[PROP_PLANT] =
      g_param_spec_object ("plant", NULL, NULL, ANLAN_TYPE_PLANT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSON_NAME] =
      g_param_spec_string ("person-name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SAY] = g_signal_new ("say", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UNITS_CHANGED] = g_signal_new ("units-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_desk_init (AnlanDesk *desk)
{
}

static void
read_units (AnlanDesk *desk)
{
  g_auto (GStrv) own = g_settings_get_strv (desk->settings, "units-own");

  anlan_unit_habit_set (&desk->units, g_settings_get_enum (desk->settings, "units"),
                        (const char *const *)own);
  g_signal_emit (desk, signals[UNITS_CHANGED], 0);
}

AnlanDesk *
anlan_desk_new (GSettings *settings, AnlanPages *pages, AnlanRegistry *registry)
{
  AnlanDesk *desk;

  g_return_val_if_fail (pages != NULL && registry != NULL, NULL);

  desk = g_object_new (ANLAN_TYPE_DESK, NULL);
  desk->settings = settings != NULL ? g_object_ref (settings) : NULL;
  desk->pages = pages;
  desk->registry = anlan_registry_ref (registry);
  if (settings != NULL)
    {
      read_units (desk);
      g_signal_connect_object (settings, "changed::units", G_CALLBACK (read_units), desk, G_CONNECT_SWAPPED);
      g_signal_connect_object (settings, "changed::units-own", G_CALLBACK (read_units), desk,
                               G_CONNECT_SWAPPED);
    }
  desk->backups = anlan_backups_new (desk);
  return desk;
}

GSettings *
anlan_desk_get_settings (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->settings;
}

AnlanPages *
anlan_desk_get_pages (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->pages;
}

AnlanRegistry *
anlan_desk_get_registry (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->registry;
}

AnlanPlant *
anlan_desk_get_plant (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->plant;
}

AnlanUiState *
anlan_desk_get_state (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->state;
}

AnlanDuties *
anlan_desk_get_duties (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->duties;
}

AnlanAlarmDesk *
anlan_desk_get_alarms (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->alarms;
}

AnlanSeriesDesk *
anlan_desk_get_series (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  if (desk->series == NULL && desk->plant != NULL)
    desk->series = anlan_series_desk_new (desk->plant);
  return desk->series;
}

AnlanBackups *
anlan_desk_get_backups (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->backups;
}

AnlanStationChild *
anlan_desk_get_station (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->station;
}

/* --- who sits here --------------------------------------------------------------------------------------------- */

const char *
anlan_desk_get_person_name (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->person_name;
}

static void
take_person (AnlanDesk *desk, const char *id, const char *name)
{
  g_autofree char *old_name = g_steal_pointer (&desk->person_name);

  /* Either may be what is kept already. */
  desk->person_name = g_strdup (name);
  anlan_plant_set_person (desk->plant, id);
  /* Some of what is owed is asked of who sits here. */
  if (desk->duties != NULL)
    anlan_duties_read_again (desk->duties);
  g_object_notify_by_pspec (G_OBJECT (desk), properties[PROP_PERSON_NAME]);
}

void
anlan_desk_set_person (AnlanDesk *desk, const char *id, const char *name)
{
  g_autofree char *first = NULL;

  g_return_if_fail (ANLAN_IS_DESK (desk) && desk->plant != NULL && id != NULL && name != NULL);

  anlan_ui_state_set (desk->state, "person", "id", id);
  anlan_ui_state_set (desk->state, "person", "name", name);
  take_person (desk, id, name);
  first = anlan_plant_get_setting (desk->plant, "first-person");
  /* The first to say so is who other desks take for whoever opens the plant there. Should it not be stored, each of them
   * asks. */
  if (first == NULL && !anlan_store_is_read_only (anlan_plant_get_store (desk->plant)))
    anlan_plant_set_setting_async (desk->plant, "first-person", id, NULL, NULL);
}

static void
first_person_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanDesk) desk = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) person = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);

  if (person == NULL)
    g_message ("who sits here first is not known: %s", error->message);
  else if (desk->plant == ANLAN_PLANT (source) && anlan_plant_get_person (desk->plant) == NULL &&
           !anlan_accounts_are_on (desk->plant) && !person->voided)
    anlan_desk_set_person (desk, person->id, anlan_record_label (person));
}

static void
restore_person (AnlanDesk *desk)
{
  g_autofree char *id = anlan_ui_state_get (desk->state, "person", "id");
  g_autofree char *name = anlan_ui_state_get (desk->state, "person", "name");
  g_autofree char *first = anlan_plant_get_setting (desk->plant, "first-person");

  desk->signed_in = desk->shared = desk->locked = FALSE;
  if (anlan_accounts_are_on (desk->plant))
    return;
  if (id != NULL && name != NULL)
    take_person (desk, id, name);
  else if (first != NULL)
    anlan_plant_load_async (desk->plant, "person", first, NULL, first_person_cb, g_object_ref (desk));
}

gboolean
anlan_desk_needs_sign_in (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), TRUE);

  return desk->plant != NULL && !desk->signed_in && anlan_accounts_are_on (desk->plant);
}

void
anlan_desk_sign_in (AnlanDesk *desk, const char *id, const char *name, gboolean shared)
{
  g_return_if_fail (ANLAN_IS_DESK (desk) && desk->plant != NULL && id != NULL);

  desk->signed_in = TRUE;
  desk->shared = shared;
  anlan_desk_set_person (desk, id, name);
}

void
anlan_desk_sign_out (AnlanDesk *desk)
{
  g_return_if_fail (ANLAN_IS_DESK (desk) && desk->plant != NULL);

  desk->signed_in = desk->shared = desk->locked = FALSE;
  take_person (desk, NULL, NULL);
}

gboolean
anlan_desk_is_shared (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), FALSE);

  return desk->shared;
}

gboolean
anlan_desk_is_locked (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), FALSE);

  return desk->locked;
}

void
anlan_desk_set_locked (AnlanDesk *desk, gboolean locked)
{
  g_return_if_fail (ANLAN_IS_DESK (desk));

  desk->locked = locked;
}

void
anlan_desk_say (AnlanDesk *desk, const char *text)
{
  g_return_if_fail (ANLAN_IS_DESK (desk) && text != NULL);

  g_signal_emit (desk, signals[SAY], 0, text);
}

/* --- settings ------------------------------------------------------------------------------------------------- */

const AnlanUnitHabit *
anlan_desk_get_units (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return &desk->units;
}

char *
anlan_desk_get_string (AnlanDesk *desk, const char *key)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk) && key != NULL, NULL);

  return desk->settings != NULL ? g_settings_get_string (desk->settings, key) : g_strdup ("");
}

void
anlan_desk_set_string (AnlanDesk *desk, const char *key, const char *value)
{
  g_return_if_fail (ANLAN_IS_DESK (desk) && key != NULL && value != NULL);

  if (desk->settings != NULL)
    g_settings_set_string (desk->settings, key, value);
}

char **
anlan_desk_get_recent (AnlanDesk *desk)
{
  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  return desk->settings != NULL ? g_settings_get_strv (desk->settings, "recent-plants") : g_new0 (char *, 1);
}

/* Puts @dir in front of the list, or with @keep FALSE takes it out. */
static void
change_recent (AnlanDesk *desk, const char *dir, gboolean keep)
{
  g_autofree char *full = g_canonicalize_filename (dir, NULL);
  g_auto (GStrv) recent = anlan_desk_get_recent (desk);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  if (desk->settings == NULL)
    return;
  if (keep)
    g_ptr_array_add (list, full);
  for (guint i = 0; recent[i] != NULL && list->len < MAX_RECENT; i++)
    if (g_strcmp0 (recent[i], full) != 0)
      g_ptr_array_add (list, recent[i]);
  g_ptr_array_add (list, NULL);
  g_settings_set_strv (desk->settings, "recent-plants", (const char *const *)list->pdata);
  g_settings_set_string (desk->settings, "last-plant", keep ? full : "");
}

void
anlan_desk_forget (AnlanDesk *desk, const char *dir)
{
  g_return_if_fail (ANLAN_IS_DESK (desk) && dir != NULL);

  change_recent (desk, dir, FALSE);
}

/* --- closing --------------------------------------------------------------------------------------------------- */

static void
plant_closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_boolean (task, TRUE);
}

static void
state_flushed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  AnlanPlant *plant = g_task_get_task_data (task);

  anlan_ui_state_flush_finish (ANLAN_UI_STATE (source), result);
  anlan_plant_close_async (plant, plant_closed_cb, task);
}

static void
close_now (AnlanDesk *desk, GTask *task)
{
  g_autoptr (AnlanUiState) state = NULL;

  /* Somebody else may have closed it meanwhile. */
  if (desk->plant == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, g_steal_pointer (&desk->plant), g_object_unref);
  g_cancellable_cancel (desk->older_photos);
  g_clear_object (&desk->older_photos);
  g_clear_object (&desk->duties);
  anlan_alarm_desk_stop (desk->alarms);
  g_clear_object (&desk->alarms);
  g_clear_object (&desk->series);
  clear_station (desk);
  g_clear_pointer (&desk->person_name, g_free);
  /* Pages put down what they remember when they see the plant go. */
  g_object_notify_by_pspec (G_OBJECT (desk), properties[PROP_PLANT]);
  state = g_steal_pointer (&desk->state);
  anlan_ui_state_flush_async (state, state_flushed_cb, task);
}

static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  anlan_backups_end_finish (ANLAN_BACKUPS (source), result);
  close_now (g_task_get_source_object (data), data);
}

void
anlan_desk_close_async (AnlanDesk *desk, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (ANLAN_IS_DESK (desk));

  task = g_task_new (desk, NULL, callback, user_data);
  g_task_set_source_tag (task, anlan_desk_close_async);
  if (desk->plant != NULL && anlan_backups_must_end (desk->backups))
    anlan_backups_end_async (desk->backups, backed_up_cb, task);
  else
    close_now (desk, task);
}

void
anlan_desk_close_finish (AnlanDesk *desk, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- opening --------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *dir;
  AnlanUiState *state;
  AnlanPlant *plant;
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->dir);
  g_clear_object (&opening->state);
  g_clear_object (&opening->plant);
  g_free (opening);
}

static gboolean
read_older_photos (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  return anlan_hazard_catch_up (data, cancellable, error) && anlan_repeat_propose (data, cancellable, error);
}

/* What could not be read is said by the check that needs it, and is tried again at the next opening. */
static void
older_photos_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_chore_finish (result, NULL, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("older photos have not been read, or repeated hazards not been looked for: %s",
               error->message);
}

static void
start_reading_older_photos (AnlanDesk *desk)
{
  desk->older_photos = g_cancellable_new ();
  anlan_chore_run (desk, read_older_photos, g_object_ref (desk->plant), g_object_unref, NULL,
                   desk->older_photos, older_photos_read_cb, NULL);
}

static void
state_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AnlanDesk *desk = g_task_get_source_object (task);
  Opening *opening = g_task_get_task_data (task);

  anlan_ui_state_load_finish (ANLAN_UI_STATE (source), result);
  desk->plant = g_steal_pointer (&opening->plant);
  desk->state = g_steal_pointer (&opening->state);
  desk->duties = anlan_duties_new (desk->plant);
  desk->alarms = anlan_alarm_desk_new (desk->plant);
  desk->station = anlan_station_child_new (desk);
  restore_person (desk);
  change_recent (desk, opening->dir, TRUE);
  start_reading_older_photos (desk);
  g_object_notify_by_pspec (G_OBJECT (desk), properties[PROP_PLANT]);
  g_task_return_boolean (task, TRUE);
}

static void
plant_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  opening->plant = anlan_plant_open_finish (result, &error);
  if (opening->plant == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  opening->state = anlan_ui_state_new (opening->dir);
  anlan_ui_state_load_async (opening->state, NULL, state_loaded_cb, g_steal_pointer (&task));
}

static void
old_closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  AnlanDesk *desk = ANLAN_DESK (source);
  Opening *opening = g_task_get_task_data (task);
  AnlanPlantOptions options = { .registry = desk->registry, .poll = TRUE, .read_only = desk->reading };

  desk->reading = FALSE;
  anlan_desk_close_finish (desk, result);
  anlan_plant_open_async (opening->dir, &options, g_task_get_cancellable (task), plant_opened_cb, task);
}

void
anlan_desk_set_reading (AnlanDesk *desk, gboolean reading)
{
  g_return_if_fail (ANLAN_IS_DESK (desk));

  desk->reading = reading;
}

void
anlan_desk_open_async (AnlanDesk *desk,
                       const char *dir,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;
  Opening *opening;

  g_return_if_fail (ANLAN_IS_DESK (desk) && dir != NULL);

  task = g_task_new (desk, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_desk_open_async);
  opening = g_new0 (Opening, 1);
  opening->dir = g_strdup (dir);
  g_task_set_task_data (task, opening, (GDestroyNotify)opening_free);
  anlan_desk_close_async (desk, old_closed_cb, task);
}

gboolean
anlan_desk_open_finish (AnlanDesk *desk, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
