/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-teller.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "monitor/alarms.h"
#include "monitor/follow.h"
#include "station-steps.h"

/* So often it looks whether another process has changed an alarm, and what the clock brings. */
#define LOOK 1000

/* A daily message that could not be put in its time is not put much later. */
#define ALIVE_LATE (2 * 60)

struct _StationTeller
{
  AnlanPlant *plant;
  void (*foreign) (gpointer data);
  gpointer data;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  int wake_waits; /* atomic */

  /* The thread's own. */
  AnlanAlarms *alarms;
  AnlanOutbox *outbox;
  AnlanSender *sender;
  StationTold *told;    /* or NULL: nothing is known yet, and nothing noted as told */
  gint64 change;        /* of alarms.db, that was looked at */
  GHashTable *done_for; /* id of a channel and what was put for it last: "alive" or "beat" before the id */
  gboolean failing;     /* it was said */
  gint64 hour;          /* in which it was last looked whether to give up */

  GMutex mutex;        /* guards what follows */
  GPtrArray *channels; /* AnlanStationChannel */
  gint64 oldest;
  char *trouble; /* of the outbox, or NULL */
};

void
station_told_free (StationTold *told)
{
  if (told == NULL)
    return;
  g_ptr_array_unref (told->channels);
  g_ptr_array_unref (told->reactions);
  g_hash_table_unref (told->zones);
  g_free (told);
}

static void
set_trouble (StationTeller *self, const char *trouble)
{
  g_mutex_lock (&self->mutex);
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  g_mutex_unlock (&self->mutex);
}

/* --- of an alarm --------------------------------------------------------------------------------------------- */

static const char *
name_of_zone (const StationTold *told, const AnlanAlarm *alarm)
{
  const char *name = g_hash_table_lookup (told->zones, alarm->zone);

  return name != NULL ? name : alarm->zone;
}

static void
append_line (GString *text, const char *line)
{
  if (line == NULL || line[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static char *
text_of (StationTeller *self, const AnlanAlarm *alarm)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_autofree char *at = anlan_local_format (alarm->raised, zone, "%F %T");
  g_autoptr (GString) text = g_string_new (NULL);
  const char *unit = alarm->unit != NULL ? alarm->unit : "";
  g_autofree char *line = NULL;

  append_line (text, alarm->subject);
  if (alarm->value == alarm->value && alarm->bound == alarm->bound)
    line = g_strdup_printf (_ ("%.4g %s, alarm at %.4g %s"), alarm->value, unit, alarm->bound, unit);
  append_line (text, line);
  append_line (text, at);
  append_line (text, alarm->response);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static AnlanMessage *
message_of (StationTeller *self, const AnlanAlarm *alarm, guint seen)
{
  g_autofree char *key = g_strdup_printf ("alarm/%s/%u/%u", alarm->id, seen, alarm->climbed);
  const char *zone = name_of_zone (self->told, alarm);
  g_autofree char *what =
      zone[0] != '\0' ? g_strdup_printf ("%s · %s", zone, alarm->title) : g_strdup (alarm->title);
  g_autofree char *title =
      alarm->climbed > 0 ? g_strdup_printf (_ ("Nobody has acknowledged: %s"), what) : g_strdup (what);
  g_autofree char *text = text_of (self, alarm);
  AnlanMessage *message = anlan_message_new (key, title, text, alarm->severity, alarm->raised);

  message->danger = alarm->danger;
  return message;
}

static gboolean
is_for (const AnlanPlantChannel *channel, const AnlanAlarm *alarm)
{
  return alarm->climbed >= channel->climb &&
         (channel->zones == NULL || g_strv_contains ((const char *const *)channel->zones, alarm->zone));
}

/* Channels that a reaction names get it whatever they ask for by themselves. */
static gboolean
is_named (const StationTold *told, const AnlanPlantChannel *channel, const AnlanAlarm *alarm)
{
  for (guint i = 0; i < told->reactions->len; i++)
    {
      const AnlanRecord *reaction = g_ptr_array_index (told->reactions, i);
      g_auto (GStrv) named = NULL;

      if (g_strcmp0 (anlan_record_get_text (reaction, "does"), "notice") != 0 ||
          !anlan_reaction_fits (reaction, alarm, alarm->zone))
        continue;
      named = anlan_value_get_items (anlan_record_get (reaction, "channels"));
      if (g_strv_contains ((const char *const *)named, channel->channel->id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
put (StationTeller *self, AnlanChannel *channel, const AnlanMessage *message, GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, channel);
  return anlan_outbox_put (self->outbox, one, message, NULL, error);
}

static gboolean
put_alarm (StationTeller *self, const AnlanAlarm *alarm, GError **error)
{
  g_autoptr (AnlanMessage) message = NULL;
  guint seen;

  if (!anlan_alarms_count_seen (self->alarms, alarm->id, &seen, error))
    return FALSE;
  message = message_of (self, alarm, seen);
  for (guint i = 0; i < self->told->channels->len; i++)
    {
      const AnlanPlantChannel *channel = g_ptr_array_index (self->told->channels, i);
      gboolean named = is_named (self->told, channel, alarm);

      if (!named && !is_for (channel, alarm))
        continue;
      message->severity = named ? MAX (alarm->severity, channel->channel->least) : alarm->severity;
      if (!put (self, channel->channel, message, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
open_evacuation (StationTeller *self, const AnlanAlarm *alarm, GError **error)
{
  for (guint i = 0; i < self->told->reactions->len; i++)
    {
      const AnlanRecord *reaction = g_ptr_array_index (self->told->reactions, i);

      if (g_strcmp0 (anlan_record_get_text (reaction, "does"), "evacuation") == 0 &&
          anlan_reaction_fits (reaction, alarm, alarm->zone))
        return anlan_alarms_evacuate (self->alarms, alarm->id, error);
    }
  return TRUE;
}

/* What somebody has seen, or what is not loud any more, nobody needs to be told. */
static gboolean
tell_alarm (StationTeller *self, const AnlanAlarm *alarm, GError **error)
{
  g_autofree char *prefix = g_strdup_printf ("alarm/%s/", alarm->id);

  if (!anlan_alarm_is_loud (alarm))
    return anlan_outbox_withdraw (self->outbox, prefix, error);
  return put_alarm (self, alarm, error) && open_evacuation (self, alarm, error);
}

/* One commit for all: whoever raises alarms meanwhile is not held up. */
static gboolean
note_told (StationTeller *self, GPtrArray *list, GError **error)
{
  if (!anlan_alarms_begin (self->alarms, error))
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!anlan_alarms_note_told (self->alarms, g_ptr_array_index (list, i), error))
      {
        anlan_alarms_rollback (self->alarms);
        return FALSE;
      }
  return anlan_alarms_commit (self->alarms, error);
}

static gboolean
tell_alarms (StationTeller *self, GError **error)
{
  for (;;)
    {
      g_autoptr (GPtrArray) list = anlan_alarms_untold (self->alarms, error);

      if (list == NULL || list->len == 0)
        return list != NULL;
      for (guint i = 0; i < list->len; i++)
        if (!tell_alarm (self, g_ptr_array_index (list, i), error))
          return FALSE;
      if (!note_told (self, list, error))
        return FALSE;
      anlan_sender_wake (self->sender);
    }
}

/* --- that it lives ------------------------------------------------------------------------------------------- */

static gboolean
is_new_for (StationTeller *self, const char *what, const AnlanChannel *channel, const char *key)
{
  g_autofree char *name = g_strconcat (what, channel->id, NULL);

  if (g_strcmp0 (g_hash_table_lookup (self->done_for, name), key) == 0)
    return FALSE;
  g_hash_table_insert (self->done_for, g_steal_pointer (&name), g_strdup (key));
  return TRUE;
}

static gboolean
say_alive (StationTeller *self, const AnlanPlantChannel *channel, gint64 now, GTimeZone *zone, GError **error)
{
  g_autofree char *day = anlan_local_format (now, zone, "%F");
  g_autofree char *clock = anlan_local_format (now, zone, "%H:%M");
  int minutes = (clock[0] - '0') * 600 + (clock[1] - '0') * 60 + (clock[3] - '0') * 10 + clock[4] - '0';
  g_autofree char *key = g_strconcat ("alive/", day, NULL);
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (AnlanMessage) message = NULL;
  g_autofree char *text = NULL;

  if (channel->alive < 0 || minutes < channel->alive || minutes > channel->alive + ALIVE_LATE ||
      !is_new_for (self, "alive", channel->channel, key))
    return TRUE;
  open = anlan_alarms_list (self->alarms, FALSE, error);
  if (open == NULL)
    return FALSE;
  text = g_strdup_printf (
      ngettext ("%u alarm is open. When this message does not come, nobody watches: look at the "
                "station.",
                "%u alarms are open. When this message does not come, nobody watches: look at the "
                "station.",
                open->len),
      open->len);
  message = anlan_message_new (key, _ ("The station watches"), text, channel->channel->least, now);
  return put (self, channel->channel, message, error);
}

/* One that could not go out in its time is taken back: a late one would say what is not so. */
static gboolean
beat (StationTeller *self, const AnlanPlantChannel *channel, gint64 now, GError **error)
{
  g_autofree char *key = NULL, *prefix = NULL;
  g_autoptr (AnlanMessage) message = NULL;

  if (channel->heartbeat <= 0)
    return TRUE;
  prefix = g_strdup_printf ("heartbeat/%s/", channel->channel->id);
  key = g_strdup_printf ("%s%" G_GINT64_FORMAT, prefix, now / channel->heartbeat);
  if (!is_new_for (self, "beat", channel->channel, key))
    return TRUE;
  message = anlan_message_new (key, _ ("The station watches"), NULL, channel->channel->least, now);
  return anlan_outbox_withdraw (self->outbox, prefix, error) && put (self, channel->channel, message, error);
}

static gboolean
tell_life (StationTeller *self, GError **error)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  gint64 now = anlan_plant_now (self->plant);

  for (guint i = 0; i < self->told->channels->len; i++)
    {
      const AnlanPlantChannel *channel = g_ptr_array_index (self->told->channels, i);

      if (!say_alive (self, channel, now, zone, error) || !beat (self, channel, now, error))
        return FALSE;
    }
  return TRUE;
}

/* --- what does not get through ------------------------------------------------------------------------------- */

static void
escalate_cb (AnlanSender *sender,
             const char *channel,
             const char *key,
             const char *title,
             const char *reason,
             StationTeller *self)
{
  g_autofree char *new_key = g_strdup_printf ("late/%s/%s", channel, key);
  g_autofree char *said = g_strdup_printf (_ ("Not delivered otherwise: %s"), title);
  g_autoptr (AnlanMessage) message = NULL;

  /* What tells of another message is not told of in turn. */
  if (g_str_has_prefix (key, "late/") || self->told == NULL)
    return;
  message = anlan_message_new (new_key, said, reason, ANLAN_SEVERITY_CRITICAL, anlan_plant_now (self->plant));
  for (guint i = 0; i < self->told->channels->len; i++)
    {
      const AnlanPlantChannel *other = g_ptr_array_index (self->told->channels, i);
      g_autoptr (GError) error = NULL;

      if (strcmp (other->channel->id, channel) != 0 && !put (self, other->channel, message, &error))
        set_trouble (self, error->message);
    }
  anlan_sender_wake (sender);
}

static void
trouble_cb (AnlanSender *sender, const char *sentence, StationTeller *self)
{
  set_trouble (self, sentence);
}

/* --- what is shown ------------------------------------------------------------------------------------------- */

static AnlanStationChannel *
look_at (StationTeller *self, const AnlanChannel *channel, gint64 *oldest, GError **error)
{
  AnlanStationChannel *shown = g_new0 (AnlanStationChannel, 1);
  AnlanOutboxFigures figures;

  shown->id = g_strdup (channel->id);
  shown->title = g_strdup (channel->title);
  shown->type = g_strdup (anlan_channel_type_name (channel->type));
  shown->since = shown->sent = G_MININT64;
  if (!anlan_outbox_figures (self->outbox, channel->id, &figures, error) ||
      !anlan_outbox_trouble (self->outbox, channel->id, &shown->trouble, &shown->since, error))
    {
      anlan_station_channel_free (shown);
      return NULL;
    }
  shown->waits = figures.waits;
  shown->failed = figures.failed;
  shown->sent = figures.sent;
  if (figures.oldest != G_MININT64 && (*oldest == G_MININT64 || figures.oldest < *oldest))
    *oldest = figures.oldest;
  return shown;
}

static gboolean
look (StationTeller *self, GError **error)
{
  g_autoptr (GPtrArray) channels =
      g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_station_channel_free);
  gint64 oldest = G_MININT64;

  for (guint i = 0; i < self->told->channels->len; i++)
    {
      const AnlanPlantChannel *channel = g_ptr_array_index (self->told->channels, i);
      AnlanStationChannel *shown = look_at (self, channel->channel, &oldest, error);

      if (shown == NULL)
        return FALSE;
      g_ptr_array_add (channels, shown);
    }
  g_mutex_lock (&self->mutex);
  g_ptr_array_unref (self->channels);
  self->channels = g_steal_pointer (&channels);
  self->oldest = oldest;
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

void
station_teller_show (StationTeller *teller, AnlanStationState *state)
{
  g_mutex_lock (&teller->mutex);
  for (guint i = 0; i < teller->channels->len; i++)
    {
      const AnlanStationChannel *channel = g_ptr_array_index (teller->channels, i);
      AnlanStationChannel *copy = g_memdup2 (channel, sizeof *channel);

      copy->id = g_strdup (channel->id);
      copy->title = g_strdup (channel->title);
      copy->type = g_strdup (channel->type);
      copy->trouble = g_strdup (channel->trouble);
      g_ptr_array_add (state->channels, copy);
    }
  state->oldest = teller->oldest;
  if (teller->trouble != NULL)
    g_ptr_array_add (state->problems, g_strdup (teller->trouble));
  g_mutex_unlock (&teller->mutex);
}

/* --- the thread ---------------------------------------------------------------------------------------------- */

/* What has become of records, for programs. */
static gboolean
tell_steps (StationTeller *self, GError **error)
{
  const gint64 hour = anlan_plant_now (self->plant) / ANLAN_HOUR;
  gboolean put;

  if (!station_steps_tell (self->plant, self->outbox, self->told->channels, &put, error))
    return FALSE;
  if (put)
    anlan_sender_wake (self->sender);
  if (hour == self->hour)
    return TRUE;
  self->hour = hour;
  return station_steps_give_up (self->plant, self->outbox, self->told->channels, error);
}

static void
work (StationTeller *self)
{
  g_autoptr (GError) error = NULL;

  g_atomic_int_set (&self->wake_waits, FALSE);
  if (self->told == NULL)
    return;
  if (tell_alarms (self, &error) && tell_life (self, &error) && tell_steps (self, &error) &&
      look (self, &error))
    {
      if (self->failing)
        set_trouble (self, NULL);
      self->failing = FALSE;
      return;
    }
  /* It is tried again with the next look. */
  if (!self->failing)
    g_warning ("%s", error->message);
  self->failing = TRUE;
  set_trouble (self, error->message);
}

static gboolean
look_cb (gpointer data)
{
  StationTeller *self = data;
  gint64 change = self->change;

  if (anlan_alarms_last_change (self->alarms, &change, NULL) && change != self->change)
    self->foreign (self->data);
  self->change = change;
  work (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
wake_cb (gpointer data)
{
  work (data);
  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  StationTeller *self = data;
  g_autoptr (GSource) source = g_timeout_source_new (LOOK);

  g_main_context_push_thread_default (self->context);
  g_source_set_callback (source, look_cb, self, NULL);
  g_source_attach (source, self->context);
  g_main_loop_run (self->loop);
  g_source_destroy (source);
  anlan_sender_stop (self->sender);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
set_cb (gpointer data)
{
  gpointer *args = data;
  StationTeller *self = args[0];
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_channel_unref);
  g_autoptr (GError) error = NULL;

  station_told_free (self->told);
  self->told = args[1];
  for (guint i = 0; i < self->told->channels->len; i++)
    {
      const AnlanPlantChannel *channel = g_ptr_array_index (self->told->channels, i);

      g_ptr_array_add (channels, anlan_channel_ref (channel->channel));
    }
  if (!anlan_outbox_refresh (self->outbox, &error))
    set_trouble (self, error->message);
  anlan_sender_set_channels (self->sender, channels);
  anlan_sender_wake (self->sender);
  work (self);
  return G_SOURCE_REMOVE;
}

void
station_teller_set (StationTeller *teller, StationTold *told)
{
  gpointer *args = g_new (gpointer, 2);
  g_autoptr (GSource) source = g_idle_source_new ();

  args[0] = teller;
  args[1] = told;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, set_cb, args, g_free);
  g_source_attach (source, teller->context);
}

void
station_teller_wake (StationTeller *teller)
{
  g_autoptr (GSource) source = NULL;

  if (!g_atomic_int_compare_and_exchange (&teller->wake_waits, FALSE, TRUE))
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, wake_cb, teller, NULL);
  g_source_attach (source, teller->context);
}

static gboolean
open_all (StationTeller *self, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (self->plant);
  const char *dir = anlan_store_get_dir (store);
  AnlanClock *clock = anlan_store_get_clock (store);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);

  self->alarms = anlan_alarms_open (dir, clock, error);
  self->outbox = self->alarms != NULL ? anlan_outbox_open (dir, clock, error) : NULL;
  if (self->outbox == NULL)
    return FALSE;
  g_main_context_push_thread_default (self->context);
  self->sender = anlan_sender_new (dir, clock, zone, error);
  g_main_context_pop_thread_default (self->context);
  return self->sender != NULL;
}

StationTeller *
station_teller_new (AnlanPlant *plant, void (*foreign) (gpointer data), gpointer data, GError **error)
{
  StationTeller *self = g_new0 (StationTeller, 1);

  self->plant = g_object_ref (plant);
  self->foreign = foreign;
  self->data = data;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->done_for = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->channels = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_station_channel_free);
  self->oldest = G_MININT64;
  g_mutex_init (&self->mutex);
  if (!open_all (self, error))
    {
      station_teller_free (self);
      return NULL;
    }
  g_signal_connect (self->sender, "escalate", G_CALLBACK (escalate_cb), self);
  g_signal_connect (self->sender, "trouble", G_CALLBACK (trouble_cb), self);
  self->thread = g_thread_new ("anlan-teller", run, self);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
station_teller_free (StationTeller *teller)
{
  if (teller->thread != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_callback (source, quit_cb, teller->loop, NULL);
      g_source_attach (source, teller->context);
      g_thread_join (teller->thread);
    }
  if (teller->sender != NULL)
    g_signal_handlers_disconnect_by_data (teller->sender, teller);
  /* What was told to its context and not heard holds it. */
  while (g_main_context_iteration (teller->context, FALSE))
    continue;
  g_clear_object (&teller->sender);
  g_clear_pointer (&teller->outbox, anlan_outbox_close);
  g_clear_pointer (&teller->alarms, anlan_alarms_close);
  station_told_free (teller->told);
  g_hash_table_unref (teller->done_for);
  g_ptr_array_unref (teller->channels);
  g_free (teller->trouble);
  g_main_loop_unref (teller->loop);
  g_main_context_unref (teller->context);
  g_object_unref (teller->plant);
  g_mutex_clear (&teller->mutex);
  g_free (teller);
}
