/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-desk.h"

#include "base/error.h"
#include "base/shape.h"
#include "base/time.h"
#include "chore.h"
#include "model/query.h"
#include "monitor/station-kinds.h"

#define LOOK_MS 1000
/* Records are read again when no more of them have changed for so long. */
#define SETTLE_MS 300

/* What is carried from one look at the readings to the next; one thread at a time. */
typedef struct
{
  AnlanSeriesStore *store;
  AnlanDb *db; /* always the same: what it says of its version means nothing to another; NULL: none yet */
  GHashTable *seen;
  gint64 version;     /* of the data at the last look */
  GPtrArray *glances; /* (out): AnlanGlance, or NULL */
} Look;

struct _AnlanSeriesDesk
{
  GObject parent_instance;

  AnlanPlant *plant;
  AnlanSeriesStore *store;
  GPtrArray *sensors;  /* AnlanSensor, or NULL: nothing has been read */
  GHashTable *by_name; /* name -> AnlanSensor, borrowed */
  GCancellable *cancellable;
  GHashTable *seen; /* NULL while a look has it */
  AnlanDb *db;      /* the same */
  gint64 version;
  char *trouble;
  guint holds;
  guint timer;
  guint settle;
  gboolean loading;
  gboolean load_again;
  gboolean stale; /* records have changed while nobody looked */
};

G_DEFINE_FINAL_TYPE (AnlanSeriesDesk, anlan_series_desk, G_TYPE_OBJECT)

enum
{
  SENSORS_CHANGED,
  VALUES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_trouble (AnlanSeriesDesk *self, const GError *error)
{
  g_free (self->trouble);
  self->trouble = error != NULL ? g_strdup (error->message) : NULL;
}

/* --- what the plant knows of them ------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  GPtrArray *sensors; /* (out) */
} Facts;

static void
facts_free (gpointer data)
{
  Facts *facts = data;

  g_object_unref (facts->plant);
  g_clear_pointer (&facts->sensors, g_ptr_array_unref);
  g_free (facts);
}

/* id -> name */
static GHashTable *
name_zones (AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (GPtrArray) zones = anlan_plant_find (plant, query, error);
  GHashTable *names;

  if (zones == NULL)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < zones->len; i++)
    {
      const AnlanRecord *zone = g_ptr_array_index (zones, i);

      g_hash_table_insert (names, g_strdup (zone->id), g_strdup (anlan_record_label (zone)));
    }
  return names;
}

static void
set_place (AnlanSensor *sensor, const AnlanRecord *record)
{
  const char *text = anlan_record_get_text (record, "place");
  g_autoptr (AnlanShape) shape = text != NULL ? anlan_shape_parse (text, -1, NULL) : NULL;

  if (shape == NULL)
    return;
  sensor->has_place = TRUE;
  sensor->place = anlan_shape_get_label (shape);
}

/* The first moment after its last day. */
static gint64
due_of (const AnlanRecord *record, GTimeZone *zone)
{
  const char *date = anlan_record_get_text (record, "calibration_due");
  g_autofree char *next = date != NULL ? anlan_date_add (date, 1) : NULL;
  g_autofree char *moment = next != NULL ? anlan_moment_from_text (next, zone) : NULL;
  gint64 ms;

  return moment != NULL && anlan_time_parse (moment, &ms) ? ms : 0;
}

static AnlanSensor *
sensor_of (const AnlanRecord *record, GHashTable *zones, GPtrArray *rules, GTimeZone *zone)
{
  AnlanSensor *sensor = anlan_sensor_new (anlan_record_get_text (record, "name"));

  sensor->id = g_strdup (record->id);
  sensor->title = g_strdup (anlan_record_label (record));
  sensor->zone = g_strdup (anlan_record_get_text (record, "zone"));
  sensor->zone_name = g_strdup (sensor->zone != NULL ? g_hash_table_lookup (zones, sensor->zone) : NULL);
  sensor->unit = g_strdup (anlan_record_get_text (record, "measure"));
  sensor->calibration_due = due_of (record, zone);
  set_place (sensor, record);
  for (guint i = 0; i < rules->len; i++)
    anlan_sensor_add_rule (sensor, g_ptr_array_index (rules, i));
  return sensor;
}

static gboolean
facts_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Facts *facts = data;
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_facts_free);
  g_autoptr (AnlanQuery) query = anlan_query_new ("series");
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (facts->plant);
  g_autoptr (GHashTable) zones = NULL;
  g_autoptr (GPtrArray) records = NULL;

  query->where = g_strdup ("state = 'running'");
  zones = name_zones (facts->plant, error);
  if (zones == NULL || !anlan_rules_of_plant (facts->plant, rules, known, NULL, error))
    return FALSE;
  records = anlan_plant_find (facts->plant, query, error);
  if (records == NULL)
    return FALSE;
  facts->sensors = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_sensor_free);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (facts->sensors, sensor_of (g_ptr_array_index (records, i), zones, rules, zone));
  return TRUE;
}

/* Those that nobody has entered, and those without a zone, come last. */
static int
compare_sensors (gconstpointer a, gconstpointer b)
{
  const AnlanSensor *one = *(const AnlanSensor *const *)a, *other = *(const AnlanSensor *const *)b;
  int order;

  if ((one->zone_name == NULL) != (other->zone_name == NULL))
    return one->zone_name == NULL ? 1 : -1;
  order = one->zone_name != NULL ? g_utf8_collate (one->zone_name, other->zone_name) : 0;
  if (order == 0)
    order = g_utf8_collate (one->title, other->title);
  return order != 0 ? order : g_strcmp0 (one->name, other->name);
}

static void
index_sensors (AnlanSeriesDesk *self)
{
  g_ptr_array_sort (self->sensors, compare_sensors);
  g_hash_table_remove_all (self->by_name);
  for (guint i = 0; i < self->sensors->len; i++)
    {
      AnlanSensor *sensor = g_ptr_array_index (self->sensors, i);

      g_hash_table_insert (self->by_name, sensor->name, sensor);
    }
  g_signal_emit (self, signals[SENSORS_CHANGED], 0);
}

/* What is known of their values stays; those without a record stay as they are. */
static void
take_sensors (AnlanSeriesDesk *self, GPtrArray *sensors)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->sensors);
  g_autoptr (GHashTable) fresh = g_hash_table_new (g_str_hash, g_str_equal);

  self->sensors = g_ptr_array_ref (sensors);
  for (guint i = 0; i < sensors->len; i++)
    {
      AnlanSensor *sensor = g_ptr_array_index (sensors, i);
      AnlanSensor *known = g_hash_table_lookup (self->by_name, sensor->name);

      g_hash_table_add (fresh, sensor->name);
      if (known == NULL)
        continue;
      sensor->glance = g_steal_pointer (&known->glance);
      if (sensor->unit == NULL && sensor->glance != NULL)
        sensor->unit = g_strdup (sensor->glance->unit);
    }
  for (guint i = before != NULL ? before->len : 0; i > 0; i--)
    {
      AnlanSensor *known = g_ptr_array_index (before, i - 1);

      if (known->glance != NULL && !g_hash_table_contains (fresh, known->name))
        {
          AnlanSensor *bare = anlan_sensor_new (known->name);

          bare->title = g_strdup (known->name);
          bare->glance = g_steal_pointer (&known->glance);
          bare->unit = g_strdup (bare->glance->unit);
          g_ptr_array_add (sensors, bare);
        }
    }
  index_sensors (self);
}

static void
look (AnlanSeriesDesk *self);
static void
load (AnlanSeriesDesk *self);

static void
facts_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanSeriesDesk) self = data;
  g_autoptr (GError) error = NULL;
  gpointer work;
  gboolean ok = anlan_chore_finish (result, &work, &error);

  self->loading = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_trouble (self, error);
  if (ok)
    {
      Facts *facts = work;

      take_sensors (self, facts->sensors);
    }
  else
    g_signal_emit (self, signals[SENSORS_CHANGED], 0);
  if (self->load_again)
    load (self);
  else
    look (self);
}

static void
load (AnlanSeriesDesk *self)
{
  Facts *facts;

  self->load_again = self->loading;
  if (self->loading)
    return;
  self->loading = TRUE;
  self->stale = FALSE;
  facts = g_new0 (Facts, 1);
  facts->plant = g_object_ref (self->plant);
  anlan_chore_run (self, facts_work, facts, facts_free, NULL, self->cancellable, facts_read_cb,
                   g_object_ref (self));
}

static gboolean
settled_cb (gpointer data)
{
  AnlanSeriesDesk *self = data;

  self->settle = 0;
  load (self);
  return G_SOURCE_REMOVE;
}

static void
plant_changed_cb (AnlanPlant *plant, GStrv kinds, AnlanSeriesDesk *self)
{
  static const char *const read[] = { "series", "rule", "zone", NULL };

  for (guint i = 0; read[i] != NULL; i++)
    if (g_strv_contains ((const char *const *)kinds, read[i]))
      {
        self->stale = TRUE;
        if (self->holds > 0 && self->settle == 0)
          self->settle = g_timeout_add (SETTLE_MS, settled_cb, self);
        return;
      }
}

/* --- what they measured ------------------------------------------------------------------------------------------------------ */

static void
look_free (gpointer data)
{
  Look *job = data;

  anlan_series_store_unref (job->store);
  g_clear_pointer (&job->seen, g_hash_table_unref);
  g_clear_pointer (&job->db, anlan_db_close);
  g_clear_pointer (&job->glances, g_ptr_array_unref);
  g_free (job);
}

static gboolean
look_with (Look *job, AnlanDb *db, GError **error)
{
  AnlanValue value = ANLAN_VALUE_INIT;
  gint64 version;

  if (!anlan_db_lookup (db, "PRAGMA data_version", NULL, &value, error))
    return FALSE;
  version = anlan_value_get_integer (&value, 0);
  anlan_value_clear (&value);
  if (version == job->version)
    return TRUE;
  job->glances = anlan_glances_read (db, job->seen, error);
  /* What was noted by a look that failed would never be shown. */
  job->version = job->glances != NULL ? version : 0;
  if (job->glances == NULL)
    g_hash_table_remove_all (job->seen);
  return job->glances != NULL;
}

static gboolean
look_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Look *job = data;
  g_autoptr (GError) trouble = NULL;

  if (job->db == NULL)
    job->db = anlan_series_store_take (job->store, &trouble);
  if (job->db != NULL)
    return look_with (job, job->db, error);
  if (g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

static AnlanSensor *
add_bare (AnlanSeriesDesk *self, const AnlanGlance *glance)
{
  AnlanSensor *sensor = anlan_sensor_new (glance->name);

  sensor->title = g_strdup (glance->name);
  g_ptr_array_add (self->sensors, sensor);
  g_hash_table_insert (self->by_name, sensor->name, sensor);
  return sensor;
}

static void
take_glances (AnlanSeriesDesk *self, GPtrArray *glances)
{
  guint before = self->sensors->len;

  while (glances->len > 0)
    {
      AnlanGlance *glance = g_ptr_array_steal_index_fast (glances, glances->len - 1);
      AnlanSensor *sensor = g_hash_table_lookup (self->by_name, glance->name);

      if (sensor == NULL)
        sensor = add_bare (self, glance);
      g_clear_pointer (&sensor->glance, anlan_glance_free);
      sensor->glance = glance;
      if (sensor->unit == NULL)
        sensor->unit = g_strdup (glance->unit);
    }
  if (self->sensors->len != before)
    index_sensors (self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanSeriesDesk) self = data;
  g_autoptr (GError) error = NULL;
  gpointer work;
  Look *job;

  anlan_chore_finish (result, &work, &error);
  job = work;
  self->seen = g_steal_pointer (&job->seen);
  self->db = g_steal_pointer (&job->db);
  self->version = job->version;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_trouble (self, error);
  if (job->glances != NULL)
    take_glances (self, job->glances);
  g_signal_emit (self, signals[VALUES_CHANGED], 0);
}

/* One at a time; while one is under way the next is left out. */
static void
look (AnlanSeriesDesk *self)
{
  Look *job;

  if (self->seen == NULL || self->sensors == NULL || self->holds == 0)
    return;
  job = g_new0 (Look, 1);
  job->store = anlan_series_store_ref (self->store);
  job->seen = g_steal_pointer (&self->seen);
  job->db = g_steal_pointer (&self->db);
  job->version = self->version;
  anlan_chore_run (self, look_work, job, look_free, NULL, self->cancellable, looked_cb, g_object_ref (self));
}

static gboolean
timer_cb (gpointer data)
{
  look (data);
  return G_SOURCE_CONTINUE;
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
anlan_series_desk_dispose (GObject *object)
{
  AnlanSeriesDesk *self = ANLAN_SERIES_DESK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->settle, g_source_remove);
  G_OBJECT_CLASS (anlan_series_desk_parent_class)->dispose (object);
}

static void
anlan_series_desk_finalize (GObject *object)
{
  AnlanSeriesDesk *self = ANLAN_SERIES_DESK (object);

  g_clear_pointer (&self->sensors, g_ptr_array_unref);
  g_hash_table_unref (self->by_name);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  /* Closed with the others, on another thread. */
  anlan_series_store_give (self->store, g_steal_pointer (&self->db));
  g_clear_pointer (&self->store, anlan_series_store_unref);
  g_clear_object (&self->plant);
  g_clear_object (&self->cancellable);
  g_free (self->trouble);
  G_OBJECT_CLASS (anlan_series_desk_parent_class)->finalize (object);
}

static void
anlan_series_desk_class_init (AnlanSeriesDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anlan_series_desk_dispose;
  object_class->finalize = anlan_series_desk_finalize;
  signals[SENSORS_CHANGED] = g_signal_new ("sensors-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[VALUES_CHANGED] = g_signal_new ("values-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_series_desk_init (AnlanSeriesDesk *self)
{
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->cancellable = g_cancellable_new ();
  self->seen = anlan_glances_seen_new ();
}

AnlanSeriesDesk *
anlan_series_desk_new (AnlanPlant *plant)
{
  AnlanSeriesDesk *self;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  self = g_object_new (ANLAN_TYPE_SERIES_DESK, NULL);
  self->plant = g_object_ref (plant);
  self->store = anlan_series_store_new (anlan_store_get_dir (anlan_plant_get_store (plant)));
  g_signal_connect_object (plant, "changed", G_CALLBACK (plant_changed_cb), self, 0);
  return self;
}

void
anlan_series_desk_hold (AnlanSeriesDesk *self)
{
  g_return_if_fail (ANLAN_IS_SERIES_DESK (self));

  if (self->holds++ > 0)
    return;
  self->timer = g_timeout_add (LOOK_MS, timer_cb, self);
  if (self->sensors == NULL || self->stale)
    load (self);
  else
    look (self);
}

void
anlan_series_desk_release (AnlanSeriesDesk *self)
{
  g_return_if_fail (ANLAN_IS_SERIES_DESK (self) && self->holds > 0);

  if (--self->holds == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
}

gboolean
anlan_series_desk_is_loading (AnlanSeriesDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (self), FALSE);

  return self->sensors == NULL && self->trouble == NULL;
}

const char *
anlan_series_desk_get_trouble (AnlanSeriesDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (self), NULL);

  return self->trouble;
}

GPtrArray *
anlan_series_desk_get_sensors (AnlanSeriesDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (self), NULL);

  return self->sensors;
}

AnlanSensor *
anlan_series_desk_find (AnlanSeriesDesk *self, const char *name)
{
  AnlanSensor *found;

  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (self) && name != NULL, NULL);

  found = g_hash_table_lookup (self->by_name, name);
  for (guint i = 0; found == NULL && self->sensors != NULL && i < self->sensors->len; i++)
    {
      AnlanSensor *sensor = g_ptr_array_index (self->sensors, i);

      if (g_strcmp0 (sensor->id, name) == 0)
        found = sensor;
    }
  return found;
}

AnlanSeriesStore *
anlan_series_desk_get_store (AnlanSeriesDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (self), NULL);

  return self->store;
}

AnlanPlant *
anlan_series_desk_get_plant (AnlanSeriesDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (self), NULL);

  return self->plant;
}

gint64
anlan_series_desk_now (AnlanSeriesDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_SERIES_DESK (self), 0);

  return anlan_plant_now (self->plant);
}
