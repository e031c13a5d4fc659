/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <glib/gi18n-lib.h>
#include <modbus.h>

#include "base/clock.h"
#include "base/error.h"
#include "link/settings.h"
#include "modbus-source.h"

#define DEVICES_MAX 32

/* More sentences at once are read by nobody. */
#define TOLD_MAX 5

/* What does not answer is asked again after its usual time, then after twice that, and so on up to so long. */
#define SELDOM (30 * G_USEC_PER_SEC)

typedef struct
{
  AnlanModbusDevice *table;
  GError *error; /* of the last poll, or NULL */
  gint64 due;    /* monotonic */
  gint64 wait;
} Device;

#define ANLAN_TYPE_MODBUS_SOURCE (anlan_modbus_source_get_type ())
G_DECLARE_FINAL_TYPE (AnlanModbusSource, anlan_modbus_source, ANLAN, MODBUS_SOURCE, AnlanSource)

struct _AnlanModbusSource
{
  AnlanSource parent_instance;

  AnlanIntake *intake;
  AnlanModbusLine line;
  gint64 poll; /* µs */

  /* The present thread's own. */
  GPtrArray *devices; /* (owned) Device */
  modbus_t *bus;
  gint64 line_due, line_wait;

  GThread *thread;
  GMutex mutex;
  GCond cond;
  guint turn; /* guarded by mutex: a thread runs as long as this is its own */
};

G_DEFINE_FINAL_TYPE (AnlanModbusSource, anlan_modbus_source, ANLAN_TYPE_SOURCE)

typedef struct
{
  AnlanModbusSource *source;
  guint turn;
  GThread *before; /* the thread of the last turn, which may still be waiting for an answer */
} Turn;

static void
device_free (gpointer data)
{
  Device *device = data;

  anlan_modbus_device_free (device->table);
  g_clear_error (&device->error);
  g_free (device);
}

/* --- the thread --------------------------------------------------------------------------------------------- */

static gboolean
is_turn (AnlanModbusSource *self, guint turn)
{
  gboolean mine;

  g_mutex_lock (&self->mutex);
  mine = self->turn == turn;
  g_mutex_unlock (&self->mutex);
  return mine;
}

/* FALSE where it was stopped. */
static gboolean
wait_until (AnlanModbusSource *self, guint turn, gint64 due)
{
  gboolean mine;

  g_mutex_lock (&self->mutex);
  while (self->turn == turn && g_get_monotonic_time () < due)
    g_cond_wait_until (&self->cond, &self->mutex, due);
  mine = self->turn == turn;
  g_mutex_unlock (&self->mutex);
  return mine;
}

static void
fail (AnlanModbusSource *self, const GError *error)
{
  anlan_source_failed (ANLAN_SOURCE (self), anlan_clock_now (anlan_intake_get_clock (self->intake)), error);
}

/* All that is wrong with any of the devices, so that none hides behind another. */
static void
fail_device (AnlanModbusSource *self, const Device *failed)
{
  g_autoptr (GString) text = g_string_new (failed->error->message);
  g_autoptr (GError) error = NULL;
  guint told = 1;

  for (guint i = 0; i < self->devices->len && told < TOLD_MAX; i++)
    {
      const Device *device = g_ptr_array_index (self->devices, i);

      if (device == failed || device->error == NULL)
        continue;
      g_string_append_printf (text, "\n%s", device->error->message);
      told++;
    }
  error = g_error_new_literal (ANLAN_ERROR, failed->error->code, text->str);
  fail (self, error);
}

static void
hang_up (AnlanModbusSource *self)
{
  if (self->bus == NULL)
    return;
  modbus_close (self->bus);
  g_clear_pointer (&self->bus, modbus_free);
}

static gboolean
connect_line (AnlanModbusSource *self)
{
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_monotonic_time ();

  if (self->bus != NULL)
    return TRUE;
  if (now < self->line_due)
    return FALSE;
  self->bus = anlan_modbus_line_open (&self->line, &error);
  if (self->bus != NULL)
    {
      self->line_wait = 0;
      return TRUE;
    }
  fail (self, error);
  self->line_wait = CLAMP (self->line_wait * 2, MIN (self->poll, SELDOM), SELDOM);
  self->line_due = g_get_monotonic_time () + self->line_wait;
  return FALSE;
}

/* What is left of a late or garbled answer must not be taken for the next one. */
static void
clean (AnlanModbusSource *self)
{
  if (self->line.serial != NULL)
    modbus_flush (self->bus);
  else
    hang_up (self);
}

/* @error: (out): the first trouble; where there is a second one it is not needed to know what to do. @read: (out): how
 * many blocks were read. */
static AnlanModbusOutcome
ask_device (AnlanModbusSource *self, Device *device, guint *read, GError **error)
{
  AnlanModbusOutcome worst = ANLAN_MODBUS_READ;
  const AnlanModbusBlock *blocks;
  guint16 words[ANLAN_MODBUS_MAX_BITS];
  guint n;

  blocks = anlan_modbus_device_get_blocks (device->table, &n);
  anlan_modbus_device_forget (device->table);
  for (guint i = 0; i < n; i++)
    {
      AnlanModbusOutcome outcome =
          anlan_modbus_line_ask (&self->line, self->bus, anlan_modbus_device_get_unit_id (device->table),
                                 &blocks[i], words, *error == NULL ? error : NULL);

      if (outcome == ANLAN_MODBUS_READ)
        {
          anlan_modbus_device_set (device->table, i, words);
          (*read)++;
        }
      worst = MAX (worst, outcome);
      if (outcome == ANLAN_MODBUS_SILENT || outcome == ANLAN_MODBUS_BROKEN)
        break;
    }
  return worst;
}

static void
hand_in (AnlanModbusSource *self, Device *device)
{
  AnlanBatch *batch = anlan_batch_new (anlan_clock_now (anlan_intake_get_clock (self->intake)));

  anlan_modbus_device_tell (device->table, batch);
  if (!anlan_source_push_wait (ANLAN_SOURCE (self), self->intake, batch))
    anlan_modbus_device_repeat (device->table);
}

static void
poll_device (AnlanModbusSource *self, Device *device)
{
  gint64 begun = g_get_monotonic_time ();
  AnlanModbusOutcome outcome;
  guint read = 0;

  g_clear_error (&device->error);
  outcome = ask_device (self, device, &read, &device->error);
  if (outcome == ANLAN_MODBUS_SILENT)
    clean (self);
  else if (outcome == ANLAN_MODBUS_BROKEN)
    hang_up (self);
  if (outcome <= ANLAN_MODBUS_REFUSED)
    device->wait = self->poll;
  else
    device->wait = MIN (device->wait * 2, MAX (SELDOM, self->poll));
  device->due = begun + device->wait;
  /* In this order: where something comes the source runs, and its last error says what does not. */
  if (device->error != NULL)
    fail_device (self, device);
  if (read > 0 && outcome <= ANLAN_MODBUS_REFUSED)
    hand_in (self, device);
}

static gint64
poll_line (AnlanModbusSource *self, guint turn)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->devices->len && is_turn (self, turn); i++)
    {
      Device *device = g_ptr_array_index (self->devices, i);

      if (device->due <= g_get_monotonic_time ())
        {
          if (!connect_line (self))
            return self->line_due;
          poll_device (self, device);
        }
      next = MIN (next, device->due);
    }
  return next;
}

static gpointer
run (gpointer data)
{
  g_autofree Turn *turn = data;
  g_autoptr (AnlanModbusSource) self = turn->source;
  gint64 due = 0;

  if (turn->before != NULL)
    g_thread_join (turn->before);
  self->line_due = self->line_wait = 0;
  for (guint i = 0; i < self->devices->len; i++)
    {
      Device *device = g_ptr_array_index (self->devices, i);

      device->due = 0;
      device->wait = self->poll;
    }
  while (wait_until (self, turn->turn, due))
    due = poll_line (self, turn->turn);
  hang_up (self);
  return NULL;
}

/* --- the object ----------------------------------------------------------------------------------------------- */

static void
anlan_modbus_source_start (AnlanSource *source)
{
  AnlanModbusSource *self = ANLAN_MODBUS_SOURCE (source);
  Turn *turn = g_new (Turn, 1);

  g_mutex_lock (&self->mutex);
  *turn = (Turn){ .source = g_object_ref (self), .turn = ++self->turn, .before = self->thread };
  g_mutex_unlock (&self->mutex);
  self->thread = g_thread_new ("modbus", run, turn);
}

static void
anlan_modbus_source_stop (AnlanSource *source)
{
  AnlanModbusSource *self = ANLAN_MODBUS_SOURCE (source);

  g_mutex_lock (&self->mutex);
  self->turn++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
anlan_modbus_source_finalize (GObject *object)
{
  AnlanModbusSource *self = ANLAN_MODBUS_SOURCE (object);

  g_clear_pointer (&self->thread, g_thread_unref);
  g_ptr_array_unref (self->devices);
  anlan_modbus_line_clear (&self->line);
  g_clear_object (&self->intake);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (anlan_modbus_source_parent_class)->finalize (object);
}

static void
anlan_modbus_source_class_init (AnlanModbusSourceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = anlan_modbus_source_finalize;
  ANLAN_SOURCE_CLASS (class)->start = anlan_modbus_source_start;
  ANLAN_SOURCE_CLASS (class)->stop = anlan_modbus_source_stop;
}

static void
anlan_modbus_source_init (AnlanModbusSource *self)
{
  self->devices = g_ptr_array_new_with_free_func (device_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
}

static gboolean
add_device (AnlanModbusSource *self, JsonObject *settings, const char *name, GError **error)
{
  g_autoptr (AnlanModbusDevice) table = anlan_modbus_device_new (settings, name, error);
  Device *device;
  int unit_id;

  if (table == NULL)
    return FALSE;
  unit_id = anlan_modbus_device_get_unit_id (table);
  /* 0 is said to all, and answered by none. */
  if (self->line.serial != NULL && (unit_id < 1 || unit_id > 247))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("On a serial line the setting “unit_id” must be from 1 to 247."));
      return FALSE;
    }
  device = g_new0 (Device, 1);
  device->table = g_steal_pointer (&table);
  g_ptr_array_add (self->devices, device);
  return TRUE;
}

static gboolean
add_devices (AnlanModbusSource *self, const char *id, JsonObject *settings, GError **error)
{
  JsonNode *node = json_object_get_member (settings, "devices");
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return add_device (self, settings, id, error);
  for (guint i = 0; n <= DEVICES_MAX && i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%u", id, i + 1);
      JsonNode *element = json_array_get_element (list, i);

      if (!JSON_NODE_HOLDS_OBJECT (element))
        break;
      if (!add_device (self, json_node_get_object (element), name, error))
        return FALSE;
    }
  if (n > 0 && self->devices->len == n)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("The setting “devices” must be a list of 1 to %d devices: [{…}, {…}]."), DEVICES_MAX);
  return FALSE;
}

AnlanSource *
anlan_modbus_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  g_autoptr (AnlanModbusSource) self = NULL;
  g_autoptr (JsonNode) table = NULL;
  gint64 poll;

  g_return_val_if_fail (id != NULL && ANLAN_IS_INTAKE (intake) && settings != NULL, NULL);

  if (!anlan_settings_integer (settings, "poll_ms", 20, 24 * 60 * 60 * 1000, 1000, &poll, error) ||
      !anlan_settings_object (settings, "table", &table, error))
    return NULL;
  self = g_object_new (ANLAN_TYPE_MODBUS_SOURCE, "id", id, NULL);
  self->intake = g_object_ref (intake);
  self->poll = poll * 1000;
  if (!anlan_modbus_line_read (&self->line, settings, error) ||
      !add_devices (self, id, table != NULL ? json_node_get_object (table) : settings, error))
    return NULL;
  anlan_source_set_patience (ANLAN_SOURCE (self), MAX (3 * poll, 10 * 1000));
  return ANLAN_SOURCE (g_steal_pointer (&self));
}
