/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/station.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "api.h"
#include "base/blocking.h"
#include "model/query.h"
#include "monitor/follow.h"
#include "monitor/station-kinds.h"
#include "station-announce.h"
#include "station-live.h"
#include "station-outputs.h"
#include "station-private.h"
#include "station-show.h"
#include "station-sleep.h"
#include "station-teller.h"
#include "station/access.h"
#include "station/wish.h"
#include "web.h"

#define LOCK "station"

struct _AnlanStation
{
  GObject parent_instance;

  AnlanPlant *plant;
  AnlanListener *listener; /* or NULL */
  AnlanStationOptions options;
  char *address;
  GMainContext *home; /* of who made it */
  GMainContext *context;
  GThread *thread;
  gulong changed;
  int reload_waits; /* atomic */

  /* The thread's own, from the start on. */
  GMainLoop *loop;
  AnlanIntake *intake;
  StationIngest *ingest;
  AnlanAccess *access; /* or NULL: it does not listen */
  StationMirror *mirror;
  StationTeller *teller; /* or NULL: the outbox cannot be opened */
  char *untold;          /* why, or NULL */
  StationOutputs *outputs;
  StationPictures *pictures;
  StationSnapshots *snapshots;
  StationLive *live;
  char *wishes[ANLAN_WISHES]; /* the stamps that it has seen, or NULL */
  StationSources sources;
  StationShow *show; /* or NULL: it does not watch yet */
  StationSleep *sleep;
  StationAnnounce *announce; /* or NULL: nobody else can reach it */
  StationWeb *web; /* or NULL: it does not listen */
  GSource *look;

  GMutex mutex; /* guards what follows */
  GCond cond;
  gboolean opened; /* or it has failed */
  GError *trouble;
  GPtrArray *shown;    /* Shown */
  GPtrArray *problems; /* utf8 */
};

G_DEFINE_FINAL_TYPE (AnlanStation, anlan_station, G_TYPE_OBJECT)

enum
{
  ALARMS,
  SOURCES,
  RESTART,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A source as others may look at it. */
typedef struct
{
  char *name;
  char *type;
  AnlanSource *source; /* (owned) */
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_free (shown->name);
  g_free (shown->type);
  g_object_unref (shown->source);
  g_free (shown);
}

/* --- telling at home ------------------------------------------------------------------------------------------------- */

typedef struct
{
  GWeakRef station;
  guint signal;
  char **ids; /* of ALARMS */
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_weak_ref_clear (&told->station);
  g_strfreev (told->ids);
  g_free (told);
}

static gboolean
tell_cb (gpointer data)
{
  Told *told = data;
  g_autoptr (AnlanStation) self = g_weak_ref_get (&told->station);

  if (self != NULL && told->ids != NULL)
    g_signal_emit (self, told->signal, 0, told->ids);
  else if (self != NULL)
    g_signal_emit (self, told->signal, 0);
  return G_SOURCE_REMOVE;
}

/* Never emits here and now: what runs at home must not run on our thread. */
static void
tell (AnlanStation *self, guint signal, char **ids)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Told *told = g_new0 (Told, 1);

  g_weak_ref_init (&told->station, self);
  told->signal = signals[signal];
  told->ids = g_strdupv (ids);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, told, told_free);
  g_source_attach (source, self->home);
}

static void
alarms_cb (AnlanIntake *intake, char **ids, AnlanStation *self)
{
  if (self->teller != NULL)
    station_teller_wake (self->teller);
  station_mirror_wake (self->mirror);
  station_outputs_wake (self->outputs);
  station_snapshots_alarms (self->snapshots, ids);
  tell (self, ALARMS, ids);
}

/* The window, or anlanctl: somebody has acknowledged an alarm. */
static void
foreign_cb (gpointer data)
{
  AnlanStation *self = data;

  station_mirror_wake (self->mirror);
}

static void
source_changed_cb (gpointer data)
{
  tell (data, SOURCES, NULL);
}

/* --- records --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *rules;
  GPtrArray *facts;
} Judged;

static gboolean
set_rules (AnlanMonitor *monitor, gpointer data, GError **error)
{
  Judged *judged = data;

  return anlan_monitor_set_rules (monitor, judged->rules, judged->facts, error);
}

static gboolean
load_rules (AnlanStation *self, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_facts_free);
  Judged judged = { rules, facts };

  return anlan_rules_of_plant (self->plant, rules, facts, problems, error) &&
         anlan_intake_call (self->intake, set_rules, &judged, error);
}

static GHashTable *
load_zones (AnlanStation *self, GError **error)
{
  g_autoptr (GHashTable) zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (GPtrArray) records = anlan_plant_find (self->plant, query, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);

      g_hash_table_insert (zones, g_strdup (record->id), g_strdup (anlan_record_label (record)));
    }
  return records != NULL ? g_steal_pointer (&zones) : NULL;
}

static gboolean
load_outputs (AnlanStation *self, GPtrArray *reactions, GPtrArray *problems, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("output");
  g_autoptr (GPtrArray) records = NULL;

  anlan_query_add_is (query, "state", "on");
  records = anlan_plant_find (self->plant, query, error);
  if (records == NULL)
    return FALSE;
  station_outputs_set (self->outputs, records, reactions, problems);
  return TRUE;
}

static gboolean
load_told (AnlanStation *self, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) channels = NULL, reactions = anlan_reactions_load (self->plant, NULL, error);
  g_autoptr (GHashTable) zones = NULL;
  StationTold *told;

  if (reactions == NULL || !load_outputs (self, reactions, problems, error))
    return FALSE;
  if (self->teller == NULL)
    return TRUE;
  channels = anlan_plant_channels (self->plant, self->options.secrets, problems, error);
  zones = channels != NULL ? load_zones (self, error) : NULL;
  if (zones == NULL)
    return FALSE;
  told = g_new0 (StationTold, 1);
  told->channels = g_steal_pointer (&channels);
  told->reactions = g_steal_pointer (&reactions);
  told->zones = g_steal_pointer (&zones);
  station_teller_set (self->teller, told);
  return TRUE;
}

static int
compare_shown (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(const Shown *const *)a)->name, (*(const Shown *const *)b)->name);
}

static void
show (AnlanStation *self, GPtrArray *problems)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func (shown_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->sources.members);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Member *member = value;
      Shown *one = g_new0 (Shown, 1);

      one->name = g_strdup (member->name);
      one->type = g_strdup (member->type);
      one->source = g_object_ref (member->source);
      g_ptr_array_add (shown, one);
    }
  g_ptr_array_sort (shown, compare_shown);
  g_mutex_lock (&self->mutex);
  g_ptr_array_unref (self->shown);
  self->shown = shown;
  g_ptr_array_unref (self->problems);
  self->problems = g_ptr_array_ref (problems);
  g_mutex_unlock (&self->mutex);
}

static gboolean
load (AnlanStation *self, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  gboolean loaded = load_rules (self, problems, error) &&
                    station_sources_load (&self->sources, problems, error) &&
                    load_told (self, problems, error);

  show (self, problems);
  return loaded;
}

static gboolean
reload_cb (gpointer data)
{
  AnlanStation *self = data;
  g_autoptr (GError) error = NULL;

  g_atomic_int_set (&self->reload_waits, FALSE);
  /* What was loaded before goes on to hold. */
  if (self->intake != NULL && !load (self, &error))
    g_warning ("Changed records do not count at the station yet: %s", error->message);
  tell (self, SOURCES, NULL);
  return G_SOURCE_REMOVE;
}

/* At home. */
static void
plant_changed_cb (AnlanPlant *plant, char **kinds, AnlanStation *self)
{
  static const char *const ours[] = { "channel", "output", "reaction", "rule", "series", "source", "zone" };

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    if (g_strv_contains ((const char *const *)kinds, ours[i]))
      {
        if (g_atomic_int_compare_and_exchange (&self->reload_waits, FALSE, TRUE))
          g_main_context_invoke (self->context, reload_cb, self);
        return;
      }
}

/* --- what others wish ----------------------------------------------------------------------------------------------------- */

/* Whether it has been wished since the last look. */
static gboolean
is_wished (AnlanStation *self, AnlanWish wish)
{
  char *stamp = anlan_wish_stamp (anlan_store_get_dir (anlan_plant_get_store (self->plant)), wish);
  gboolean wished = stamp != NULL && g_strcmp0 (stamp, self->wishes[wish]) != 0;

  g_free (self->wishes[wish]);
  self->wishes[wish] = stamp;
  return wished;
}

static void
heed_wishes (AnlanStation *self)
{
  if (is_wished (self, ANLAN_WISH_SECRETS))
    {
      station_sources_doubt (&self->sources);
      reload_cb (self);
    }
  if (is_wished (self, ANLAN_WISH_RESTART))
    tell (self, RESTART, NULL);
}

/* --- what it says of itself --------------------------------------------------------------------------------------------- */

static void
show_sources (AnlanStation *self, AnlanStationState *state)
{
  g_autoptr (GPtrArray) sources = anlan_station_list_sources (self);
  g_autoptr (GPtrArray) problems = anlan_station_list_problems (self);

  g_ptr_array_extend_and_steal (state->sources, g_steal_pointer (&sources));
  g_ptr_array_extend_and_steal (state->problems, g_steal_pointer (&problems));
}

static gboolean
look_cb (gpointer data)
{
  AnlanStation *self = data;
  g_auto (AnlanStationState) state = { 0 };
  g_autofree char *unstored = NULL;

  heed_wishes (self);
  station_live_look (self->live);
  anlan_station_state_init (&state);
  show_sources (self, &state);
  if (self->listener != NULL)
    {
      state.url = anlan_listener_get_url (self->listener);
      anlan_listener_get_figures (self->listener, &state.figures);
    }
  state.tls = self->options.certificate != NULL;
  state.waiting = anlan_intake_get_waiting (self->intake);
  state.sleep = station_sleep_why (self->sleep);
  state.announced = self->announce != NULL ? g_strdup (station_announce_url (self->announce)) : NULL;
  if (self->teller != NULL)
    station_teller_show (self->teller, &state);
  else
    g_ptr_array_add (state.problems, g_strdup (self->untold));
  station_outputs_show (self->outputs, state.problems);
  unstored = station_pictures_why (self->pictures);
  if (unstored != NULL)
    g_ptr_array_add (state.problems, g_steal_pointer (&unstored));
  station_show_look (self->show, anlan_plant_now (self->plant), &state);
  return G_SOURCE_CONTINUE;
}

/* One that only this machine reaches is not for others to know. */
static void
announce (AnlanStation *self)
{
  g_autoptr (GInetAddress) inet = self->address != NULL ? g_inet_address_new_from_string (self->address) : NULL;
  g_autofree char *name = anlan_plant_get_setting (self->plant, "name");

  if (inet != NULL && !g_inet_address_get_is_loopback (inet))
    self->announce = station_announce_new (NULL, name != NULL ? name : "", anlan_listener_get_port (self->listener),
                                           self->options.certificate != NULL, NULL, NULL);
}

static void
begin_show (AnlanStation *self)
{
  self->live = station_live_new (self->plant, self->sources.members);
  self->sleep = station_sleep_new ();
  announce (self);
  self->show = station_show_new (anlan_store_get_dir (anlan_plant_get_store (self->plant)),
                                 anlan_plant_now (self->plant));
  look_cb (self);
  self->look = g_timeout_source_new (ANLAN_STATION_STATE_EVERY);
  g_source_set_callback (self->look, look_cb, self, NULL);
  g_source_attach (self->look, self->context);
}

static void
end_look (AnlanStation *self)
{
  if (self->look == NULL)
    return;
  g_source_destroy (self->look);
  g_clear_pointer (&self->look, g_source_unref);
  g_clear_pointer (&self->announce, station_announce_free);
  g_clear_pointer (&self->sleep, station_sleep_free);
  g_clear_pointer (&self->live, station_live_free);
}

/* The last word, once all is committed. */
static void
end_show (AnlanStation *self)
{
  if (self->show != NULL)
    station_show_free (g_steal_pointer (&self->show), anlan_plant_now (self->plant));
}

/* --- the thread ------------------------------------------------------------------------------------------------------- */

static AnlanMonitor *
open_monitor (AnlanStation *self, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (self->plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);

  return anlan_monitor_open (anlan_store_get_dir (store), anlan_store_get_clock (store), zone, error);
}

/* Without them alarms are loud all the same. */
static void
give_reactions (AnlanStation *self)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_reactions_seed (self->plant, &error))
    g_warning ("%s", error->message);
}

/* Without an outbox alarms are loud at the desk all the same. */
static void
open_teller (AnlanStation *self)
{
  g_autoptr (GError) error = NULL;

  self->teller = station_teller_new (self->plant, foreign_cb, self, &error);
  if (self->teller != NULL)
    return;
  g_warning ("%s", error->message);
  g_free (self->untold);
  self->untold = g_strdup (error->message);
}

/* What is served to people and programs elsewhere. */
static gboolean
open_pages (AnlanStation *self, GError **error)
{
  self->access = anlan_access_new (self->plant, self->listener, error);
  if (self->access == NULL)
    return FALSE;
  station_api_add_routes (self->access);
  self->web = station_web_new (self->access, self->listener);
  return TRUE;
}

static gboolean
open_all (AnlanStation *self, GError **error)
{
  AnlanMonitor *monitor;

  /* Before anything is read: who knows that the station runs may wish. */
  for (guint i = 0; i < ANLAN_WISHES; i++)
    is_wished (self, i);
  monitor = open_monitor (self, error);
  if (monitor == NULL)
    return FALSE;
  self->intake = anlan_intake_new (monitor);
  self->mirror = station_mirror_new (self->plant, error);
  if (self->mirror == NULL)
    return FALSE;
  give_reactions (self);
  open_teller (self);
  self->pictures = station_pictures_new (self->plant, error);
  self->outputs = self->pictures != NULL ? station_outputs_new (self->plant, error) : NULL;
  if (self->outputs == NULL)
    return FALSE;
  g_signal_connect (self->intake, "alarms", G_CALLBACK (alarms_cb), self);
  if (self->listener != NULL)
    self->ingest = station_ingest_new (self->listener, self->intake, self->plant);
  if (self->listener != NULL && !open_pages (self, error))
    return FALSE;
  self->sources = (StationSources){ .plant = self->plant,
                                    .intake = self->intake,
                                    .ingest = self->ingest,
                                    .secrets = self->options.secrets,
                                    .pictures = self->pictures,
                                    .members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                                      station_member_free),
                                    .changed = source_changed_cb,
                                    .changed_data = self };
  self->snapshots = station_snapshots_new (self->plant, self->sources.members, self->pictures, error);
  return self->snapshots != NULL && load (self, error) &&
         (self->listener == NULL ||
          anlan_listener_start (self->listener, self->address, self->options.port, error));
}

/* What was opened is closed from the outside in: nothing new comes, what has come is committed, and each sender is answered. */
static void
close_all (AnlanStation *self)
{
  if (self->sources.members != NULL)
    station_sources_end (&self->sources);
  if (self->intake != NULL)
    anlan_intake_stop (self->intake);
  if (self->listener != NULL)
    anlan_listener_stop (self->listener);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_clear_pointer (&self->access, anlan_access_free);
  g_clear_pointer (&self->web, station_web_free);
  g_clear_pointer (&self->ingest, station_ingest_free);
  g_clear_pointer (&self->snapshots, station_snapshots_free);
  g_clear_pointer (&self->sources.members, g_hash_table_unref);
  g_mutex_lock (&self->mutex);
  g_ptr_array_set_size (self->shown, 0);
  g_mutex_unlock (&self->mutex);
  if (self->intake != NULL)
    g_signal_handlers_disconnect_by_data (self->intake, self);
  g_clear_object (&self->intake);
  g_clear_pointer (&self->outputs, station_outputs_free);
  g_clear_pointer (&self->pictures, station_pictures_free);
  g_clear_pointer (&self->teller, station_teller_free);
  g_clear_pointer (&self->mirror, station_mirror_free);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
}

static gpointer
run (gpointer data)
{
  AnlanStation *self = data;
  GError *error = NULL;
  gboolean opened;

  g_main_context_push_thread_default (self->context);
  opened = open_all (self, &error);
  g_mutex_lock (&self->mutex);
  self->opened = TRUE;
  self->trouble = error;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (opened)
    {
      begin_show (self);
      g_main_loop_run (self->loop);
    }
  end_look (self);
  close_all (self);
  end_show (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* --- starting and stopping ---------------------------------------------------------------------------------------------- */

gboolean
anlan_station_start (AnlanStation *station, GError **error)
{
  AnlanStore *store;

  g_return_val_if_fail (ANLAN_IS_STATION (station) && station->thread == NULL, FALSE);

  anlan_may_block ("start the station");
  store = anlan_plant_get_store (station->plant);
  if (!anlan_store_lock (store, LOCK, error))
    return FALSE;
  station->thread = g_thread_new ("anlan-station", run, station);
  g_mutex_lock (&station->mutex);
  while (!station->opened)
    g_cond_wait (&station->cond, &station->mutex);
  g_mutex_unlock (&station->mutex);
  if (station->trouble == NULL)
    {
      station->changed = g_signal_connect (station->plant, "changed", G_CALLBACK (plant_changed_cb), station);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&station->trouble));
  anlan_station_stop (station);
  return FALSE;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
anlan_station_stop (AnlanStation *station)
{
  g_return_if_fail (ANLAN_IS_STATION (station));

  if (station->thread == NULL)
    return;
  anlan_may_block ("stop the station");
  g_clear_signal_handler (&station->changed, station->plant);
  g_main_context_invoke (station->context, quit_cb, station->loop);
  g_thread_join (g_steal_pointer (&station->thread));
  anlan_store_unlock (anlan_plant_get_store (station->plant), LOCK);
}

/* --- looking -------------------------------------------------------------------------------------------------------------- */

AnlanListener *
anlan_station_get_listener (AnlanStation *station)
{
  g_return_val_if_fail (ANLAN_IS_STATION (station), NULL);

  return station->listener;
}

AnlanIntake *
anlan_station_get_intake (AnlanStation *station)
{
  g_return_val_if_fail (ANLAN_IS_STATION (station), NULL);

  return station->intake;
}

GPtrArray *
anlan_station_list_sources (AnlanStation *station)
{
  GPtrArray *list;
  gint64 now;

  g_return_val_if_fail (ANLAN_IS_STATION (station), NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_station_source_free);
  now = anlan_plant_now (station->plant);
  g_mutex_lock (&station->mutex);
  for (guint i = 0; i < station->shown->len; i++)
    {
      const Shown *shown = g_ptr_array_index (station->shown, i);
      AnlanStationSource *source = g_new0 (AnlanStationSource, 1);

      source->id = g_strdup (anlan_source_get_id (shown->source));
      source->name = g_strdup (shown->name);
      source->type = g_strdup (shown->type);
      anlan_source_get_status (shown->source, now, &source->status);
      g_ptr_array_add (list, source);
    }
  g_mutex_unlock (&station->mutex);
  return list;
}

GPtrArray *
anlan_station_list_problems (AnlanStation *station)
{
  GPtrArray *list;

  g_return_val_if_fail (ANLAN_IS_STATION (station), NULL);

  list = g_ptr_array_new_with_free_func (g_free);
  g_mutex_lock (&station->mutex);
  for (guint i = 0; i < station->problems->len; i++)
    g_ptr_array_add (list, g_strdup (g_ptr_array_index (station->problems, i)));
  g_mutex_unlock (&station->mutex);
  return list;
}

/* --- object ---------------------------------------------------------------------------------------------------------------- */

static void
anlan_station_finalize (GObject *object)
{
  AnlanStation *self = ANLAN_STATION (object);

  anlan_station_stop (self);
  g_clear_object (&self->listener);
  g_clear_object (&self->options.certificate);
  g_clear_object (&self->options.secrets);
  g_object_unref (self->plant);
  g_ptr_array_unref (self->shown);
  g_ptr_array_unref (self->problems);
  g_free (self->address);
  g_free (self->untold);
  for (guint i = 0; i < ANLAN_WISHES; i++)
    g_free (self->wishes[i]);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->home);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (anlan_station_parent_class)->finalize (object);
}

static void
anlan_station_class_init (AnlanStationClass *class)
{
  G_OBJECT_CLASS (class)->finalize = anlan_station_finalize;

  signals[ALARMS] = g_signal_new ("alarms", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRV);
  signals[SOURCES] = g_signal_new ("sources", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[RESTART] = g_signal_new ("restart", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_station_init (AnlanStation *self)
{
  self->home = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->shown = g_ptr_array_new_with_free_func (shown_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
}

AnlanStation *
anlan_station_new (AnlanPlant *plant, const AnlanStationOptions *options)
{
  AnlanStation *self;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && options != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_STATION, NULL);
  self->plant = g_object_ref (plant);
  self->options = *options;
  if (options->certificate != NULL)
    g_object_ref (options->certificate);
  if (options->secrets != NULL)
    g_object_ref (options->secrets);
  self->address = g_strdup (options->address);
  if (options->address == NULL)
    return self;
  self->listener = anlan_listener_new ();
  if (options->certificate != NULL)
    anlan_listener_set_certificate (self->listener, options->certificate);
  return self;
}
