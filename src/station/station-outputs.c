/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-outputs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "link/output.h"
#include "monitor/alarms.h"
#include "monitor/follow.h"

/* So often they are told again how they should be, and those that failed tried again, ms. */
#define AGAIN 60000
#define RETRY 5000

/* So often it looks whether somebody has acknowledged, ms. */
#define LOOK 1000

typedef struct
{
  char *id;
  char *name;
  AnlanOutput *output;
  int state;   /* -1: not known */
  gint64 next; /* monotonic ms at which it is told again */
  char *why;   /* or NULL */
} Lamp;

struct _StationOutputs
{
  AnlanPlant *plant;
  AnlanAlarms *alarms; /* the thread's own, once it runs */
  GThread *thread;

  GMutex mutex; /* guards what follows */
  GCond cond;
  GPtrArray *lamps; /* Lamp, which are the thread's own */
  GPtrArray *reactions;
  GPtrArray *why; /* utf8 */
  gboolean woken;
  gboolean stop;
};

static void
lamp_free (gpointer data)
{
  Lamp *lamp = data;

  g_free (lamp->id);
  g_free (lamp->name);
  g_free (lamp->why);
  anlan_output_free (lamp->output);
  g_free (lamp);
}

/* --- records ------------------------------------------------------------------------------------------------- */

static void
copy_text (JsonObject *settings, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (settings, name, text);
}

static void
copy_integer (JsonObject *settings, const AnlanRecord *record, const char *field)
{
  const AnlanValue *value = anlan_record_get (record, field);

  if (!anlan_value_is_null (value))
    json_object_set_int_member (settings, field, anlan_value_get_integer (value, 0));
}

static AnlanOutput *
make (const AnlanRecord *record, GError **error)
{
  const char *definition = anlan_record_get_text (record, "definition");
  const char *address = anlan_record_get_text (record, "address"),
             *type = anlan_record_get_text (record, "type");
  g_autoptr (JsonNode) node = definition != NULL ? anlan_json_parse (definition, -1, 64 * 1024, error) : NULL;
  g_autoptr (JsonObject) settings = NULL;

  if (definition != NULL && (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)))
    {
      g_clear_error (error);
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The definition must be a JSON object."));
      return NULL;
    }
  settings = node != NULL ? json_node_dup_object (node) : json_object_new ();
  copy_integer (settings, record, "device");
  copy_integer (settings, record, "coil");
  if (strcmp (type, "http") == 0)
    {
      copy_text (settings, "on", address);
      copy_text (settings, "off", anlan_record_get_text (record, "address_off"));
    }
  else
    copy_text (settings, address != NULL && address[0] == '/' ? "serial" : "host", address);
  return anlan_output_new (type, settings, error);
}

void
station_outputs_set (StationOutputs *outputs, GPtrArray *records, GPtrArray *reactions, GPtrArray *problems)
{
  g_autoptr (GPtrArray) lamps = g_ptr_array_new_with_free_func (lamp_free);

  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);
      g_autoptr (GError) error = NULL;
      AnlanOutput *output = make (record, &error);
      Lamp *lamp;

      if (output == NULL)
        {
          g_ptr_array_add (problems, g_strdup_printf ("%s: %s", anlan_record_label (record), error->message));
          continue;
        }
      lamp = g_new0 (Lamp, 1);
      lamp->id = g_strdup (record->id);
      lamp->name = g_strdup (anlan_record_label (record));
      lamp->output = output;
      lamp->state = -1;
      g_ptr_array_add (lamps, lamp);
    }
  g_mutex_lock (&outputs->mutex);
  g_ptr_array_unref (outputs->lamps);
  outputs->lamps = g_steal_pointer (&lamps);
  g_clear_pointer (&outputs->reactions, g_ptr_array_unref);
  outputs->reactions = g_ptr_array_ref (reactions);
  outputs->woken = TRUE;
  g_cond_signal (&outputs->cond);
  g_mutex_unlock (&outputs->mutex);
}

/* --- the thread ---------------------------------------------------------------------------------------------- */

static gboolean
is_called (GPtrArray *reactions, const Lamp *lamp, const AnlanAlarm *alarm)
{
  for (guint i = 0; i < reactions->len; i++)
    {
      const AnlanRecord *reaction = g_ptr_array_index (reactions, i);
      g_auto (GStrv) named = NULL;

      if (g_strcmp0 (anlan_record_get_text (reaction, "does"), "output") != 0 ||
          !anlan_reaction_fits (reaction, alarm, alarm->zone))
        continue;
      named = anlan_value_get_items (anlan_record_get (reaction, "outputs"));
      if (g_strv_contains ((const char *const *)named, lamp->id))
        return TRUE;
    }
  return FALSE;
}

/* Loud: nobody has acknowledged it, and no shelf and no test mode keeps it quiet. */
static gboolean
should_be_on (GPtrArray *reactions, const Lamp *lamp, GPtrArray *alarms)
{
  for (guint i = 0; i < alarms->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (alarms, i);

      if (anlan_alarm_is_loud (alarm) && is_called (reactions, lamp, alarm))
        return TRUE;
    }
  return FALSE;
}

static void
bring (Lamp *lamp, gboolean on)
{
  gint64 now = g_get_monotonic_time () / 1000;
  g_autoptr (GError) error = NULL;

  if (lamp->state == on && now < lamp->next)
    return;
  if (lamp->state != on && lamp->why != NULL && now < lamp->next)
    return;
  g_clear_pointer (&lamp->why, g_free);
  if (anlan_output_set (lamp->output, on, &error))
    {
      lamp->state = on;
      lamp->next = now + AGAIN;
      return;
    }
  lamp->state = -1;
  lamp->next = now + RETRY;
  lamp->why = g_strdup_printf ("%s: %s", lamp->name, error->message);
}

/* Whether @lamps are still those of the plant: one that was taken away is not switched any more. */
static gboolean
is_present (StationOutputs *self, GPtrArray *lamps)
{
  gboolean present;

  g_mutex_lock (&self->mutex);
  present = !self->stop && self->lamps == lamps;
  g_mutex_unlock (&self->mutex);
  return present;
}

static void
look (StationOutputs *self, GPtrArray *lamps, GPtrArray *reactions)
{
  g_autoptr (GPtrArray) alarms = lamps->len > 0 ? anlan_alarms_list (self->alarms, FALSE, NULL) : NULL;
  g_autoptr (GPtrArray) why = g_ptr_array_new_with_free_func (g_free);

  /* Where alarms.db cannot be read they stay as they are. */
  for (guint i = 0; alarms != NULL && i < lamps->len && is_present (self, lamps); i++)
    {
      Lamp *lamp = g_ptr_array_index (lamps, i);

      bring (lamp, should_be_on (reactions, lamp, alarms));
      if (lamp->why != NULL)
        g_ptr_array_add (why, g_strdup (lamp->why));
    }
  g_mutex_lock (&self->mutex);
  g_ptr_array_unref (self->why);
  self->why = g_steal_pointer (&why);
  g_mutex_unlock (&self->mutex);
}

static gpointer
run (gpointer data)
{
  StationOutputs *self = data;

  g_mutex_lock (&self->mutex);
  while (!self->stop)
    {
      g_autoptr (GPtrArray) lamps = g_ptr_array_ref (self->lamps);
      g_autoptr (GPtrArray) reactions = g_ptr_array_ref (self->reactions);

      self->woken = FALSE;
      g_mutex_unlock (&self->mutex);
      look (self, lamps, reactions);
      g_mutex_lock (&self->mutex);
      if (!self->woken && !self->stop)
        g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + LOOK * 1000);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

void
station_outputs_wake (StationOutputs *outputs)
{
  g_mutex_lock (&outputs->mutex);
  outputs->woken = TRUE;
  g_cond_signal (&outputs->cond);
  g_mutex_unlock (&outputs->mutex);
}

void
station_outputs_show (StationOutputs *outputs, GPtrArray *problems)
{
  g_mutex_lock (&outputs->mutex);
  for (guint i = 0; i < outputs->why->len; i++)
    g_ptr_array_add (problems, g_strdup (g_ptr_array_index (outputs->why, i)));
  g_mutex_unlock (&outputs->mutex);
}

StationOutputs *
station_outputs_new (AnlanPlant *plant, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  AnlanAlarms *alarms = anlan_alarms_open (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
  StationOutputs *self;

  if (alarms == NULL)
    return NULL;
  self = g_new0 (StationOutputs, 1);
  self->plant = g_object_ref (plant);
  self->alarms = alarms;
  self->lamps = g_ptr_array_new_with_free_func (lamp_free);
  self->reactions = g_ptr_array_new ();
  self->why = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("anlan-outputs", run, self);
  return self;
}

void
station_outputs_free (StationOutputs *outputs)
{
  g_mutex_lock (&outputs->mutex);
  outputs->stop = TRUE;
  g_cond_signal (&outputs->cond);
  g_mutex_unlock (&outputs->mutex);
  g_thread_join (outputs->thread);
  anlan_alarms_close (outputs->alarms);
  g_ptr_array_unref (outputs->lamps);
  g_ptr_array_unref (outputs->reactions);
  g_ptr_array_unref (outputs->why);
  g_object_unref (outputs->plant);
  g_mutex_clear (&outputs->mutex);
  g_cond_clear (&outputs->cond);
  g_free (outputs);
}
