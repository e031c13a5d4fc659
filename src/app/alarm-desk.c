/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-desk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "alarm-watch.h"
#include "base/error.h"
#include "base/time.h"
#include "chore.h"
#include "model/query.h"

/* Somebody must end shelves and let alarms climb. That is the station; where it does not run, this desk does it so long
 * after the time, ms. */
#define STATION_LATE (5 * ANLAN_SECOND)

/* So many rows are put into the list in one turn of the main loop. */
#define PORTION 2

struct _AnlanAlarmDesk
{
  GObject parent_instance;

  AnlanPlant *plant;
  AnlanAlarmWatch *watch; /* NULL: not begun yet, or stopped */
  guint start_source;
  guint tick_source;
  gboolean loading;
  gboolean ticking;

  GPtrArray *sorted; /* AnlanAlarmItem: all, the loudest first */
  GListStore *items; /* the same, as soon as there was time to show them */
  guint fill_source;
  GHashTable *by_id;  /* id -> AnlanAlarmItem, borrowed */
  GPtrArray *shelves; /* AnlanShelf */
  char *trouble;
  GHashTable *names; /* "kind/id" -> name; "": being looked up */
};

G_DEFINE_FINAL_TYPE (AnlanAlarmDesk, anlan_alarm_desk, G_TYPE_OBJECT)

enum
{
  CHANGING,
  CHANGED,
  LOUD,
  NAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what was seen ----------------------------------------------------------------------------------------------------- */

static gboolean
stands_at (GListModel *model, guint i, gconstpointer item)
{
  g_autoptr (GObject) object = g_list_model_get_item (model, i);

  return object == item;
}

/* Puts what differs of @wanted in the place of what is listed, all at once. */
static void
replace_rest (GListStore *items, guint from, GPtrArray *wanted)
{
  guint old = g_list_model_get_n_items (G_LIST_MODEL (items)), tail = 0;

  while (tail < old - from && tail < wanted->len - from &&
         stands_at (G_LIST_MODEL (items), old - 1 - tail, g_ptr_array_index (wanted, wanted->len - 1 - tail)))
    tail++;
  g_list_store_splice (items, from, old - from - tail, wanted->pdata + from, wanted->len - from - tail);
}

static AnlanAlarmItem *
item_at (AnlanAlarmDesk *self, guint i)
{
  g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

  return item;
}

/* Whether it still stands where it belongs between its neighbours. */
static gboolean
is_in_place (AnlanAlarmDesk *self, guint i)
{
  AnlanAlarmItem *item = item_at (self, i), *before = i > 0 ? item_at (self, i - 1) : NULL;
  AnlanAlarmItem *after = item_at (self, i + 1);

  return (before == NULL || anlan_alarm_item_compare (before, item) < 0) &&
         (after == NULL || anlan_alarm_item_compare (item, after) < 0);
}

/* What is gone is taken out, and what stands elsewhere now, to be put in anew. */
static void
remove_items (AnlanAlarmDesk *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->items)); i > 0; i--)
    {
      const AnlanAlarm *alarm = anlan_alarm_item_get (item_at (self, i - 1));

      if (!g_hash_table_contains (self->by_id, alarm->id) || !is_in_place (self, i - 1))
        g_list_store_remove (self->items, i - 1);
    }
}

static GHashTable *
list_shown (AnlanAlarmDesk *self)
{
  GHashTable *set = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    g_hash_table_add (set, item_at (self, i));
  return set;
}

/* Makes the list what @sorted is, run by run: in a flood the rows of alarms that stay are left alone, and no more than some
 * new ones are made in a turn. Returns whether all are there. */
static gboolean
fill_items (AnlanAlarmDesk *self)
{
  GListModel *model = G_LIST_MODEL (self->items);
  g_autoptr (GHashTable) shown = list_shown (self);
  GPtrArray *sorted = self->sorted;
  guint left = PORTION;

  for (guint i = 0; i < sorted->len;)
    {
      guint run = 0;

      if (i < g_list_model_get_n_items (model) && stands_at (model, i, g_ptr_array_index (sorted, i)))
        {
          i++;
          continue;
        }
      while (i + run < sorted->len && run < left &&
             !g_hash_table_contains (shown, g_ptr_array_index (sorted, i + run)))
        run++;
      if (run == 0 && left > 0)
        {
          replace_rest (self->items, i, sorted);
          return TRUE;
        }
      if (run == 0)
        return FALSE;
      g_list_store_splice (self->items, i, 0, sorted->pdata + i, run);
      i += run;
      left -= run;
    }
  return TRUE;
}

static gboolean
fill_cb (gpointer data)
{
  g_autoptr (AnlanAlarmDesk) self = g_object_ref (ANLAN_ALARM_DESK (data));
  gboolean done;

  g_signal_emit (self, signals[CHANGING], 0);
  done = fill_items (self);
  if (done)
    self->fill_source = 0;
  g_signal_emit (self, signals[CHANGED], 0);
  return done ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
show_sorted (AnlanAlarmDesk *self, GPtrArray *sorted)
{
  g_ptr_array_unref (self->sorted);
  self->sorted = g_ptr_array_ref (sorted);
  remove_items (self);
  if (self->fill_source == 0 && !fill_items (self))
    self->fill_source = g_idle_add (fill_cb, self);
}

static AnlanAlarmItem *
take_alarm (AnlanAlarmDesk *self, GPtrArray *list, const AnlanAlarm *alarm, gboolean *loud)
{
  AnlanAlarmItem *item = g_hash_table_lookup (self->by_id, alarm->id);
  const AnlanAlarm *old = item != NULL ? anlan_alarm_item_get (item) : NULL;

  *loud = anlan_alarm_is_loud (alarm) &&
          (old == NULL || !anlan_alarm_is_loud (old) || alarm->climbed > old->climbed);
  if (item == NULL)
    return anlan_alarm_item_new (list, alarm);
  anlan_alarm_item_set (item, list, alarm);
  return g_object_ref (item);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return anlan_alarm_item_compare (*(AnlanAlarmItem *const *)a, *(AnlanAlarmItem *const *)b);
}

/* What stood last stands on while nothing can be read: it is said with it. */
static void
take_trouble (AnlanAlarmDesk *self, const char *trouble)
{
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  self->loading = FALSE;
}

static void
take_alarms (AnlanAlarmDesk *self, const AnlanAlarmsSeen *seen)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_full (seen->alarms->len, g_object_unref);
  g_autoptr (GPtrArray) loud = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < seen->alarms->len; i++)
    {
      gboolean is_loud;
      AnlanAlarmItem *item = take_alarm (self, seen->alarms, g_ptr_array_index (seen->alarms, i), &is_loud);

      g_ptr_array_add (wanted, item);
      g_hash_table_insert (by_id, g_strdup (anlan_alarm_item_get (item)->id), item);
      if (is_loud)
        g_ptr_array_add (loud, g_object_ref (item));
    }
  g_ptr_array_sort (wanted, compare_items);
  g_hash_table_unref (self->by_id);
  self->by_id = g_steal_pointer (&by_id);
  show_sorted (self, wanted);
  g_ptr_array_unref (self->shelves);
  self->shelves = g_ptr_array_ref (seen->shelves);
  for (guint i = 0; i < loud->len; i++)
    g_signal_emit (self, signals[LOUD], 0, g_ptr_array_index (loud, i));
}

static void
seen_cb (const AnlanAlarmsSeen *seen, gpointer data)
{
  g_autoptr (AnlanAlarmDesk) self = g_object_ref (ANLAN_ALARM_DESK (data));

  g_signal_emit (self, signals[CHANGING], 0);
  take_trouble (self, seen->trouble);
  if (seen->trouble == NULL)
    take_alarms (self, seen);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- names ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GWeakRef desk;
  char *key;
} Naming;

/* The rows that say the name: of their zone, or of who has shelved them. */
static void
touch_items (AnlanAlarmDesk *self, const char *key)
{
  gboolean zone = g_str_has_prefix (key, "zone/");

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const AnlanAlarm *alarm = anlan_alarm_item_get (item);

      if (zone ? g_strcmp0 (alarm->zone, key + strlen ("zone/")) == 0 : alarm->shelf != NULL)
        anlan_alarm_item_touch (item);
    }
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Naming *naming = data;
  g_autoptr (AnlanAlarmDesk) self = g_weak_ref_get (&naming->desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);

  /* A word that no record of the plant has is a name as good as any. */
  if (self != NULL)
    {
      g_hash_table_insert (
          self->names, g_strdup (naming->key),
          g_strdup (record != NULL ? anlan_record_label (record) : strchr (naming->key, '/') + 1));
      touch_items (self, naming->key);
      g_signal_emit (self, signals[NAMED], 0);
    }
  g_weak_ref_clear (&naming->desk);
  g_free (naming->key);
  g_free (naming);
}

const char *
anlan_alarm_desk_get_name (AnlanAlarmDesk *self, const char *kind, const char *id)
{
  g_autofree char *key = NULL;
  const char *name;
  Naming *naming;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self) && kind != NULL, NULL);

  if (id == NULL || id[0] == '\0')
    return "";
  key = g_strconcat (kind, "/", id, NULL);
  name = g_hash_table_lookup (self->names, key);
  if (name != NULL)
    return name;
  g_hash_table_insert (self->names, g_strdup (key), g_strdup (""));
  naming = g_new0 (Naming, 1);
  g_weak_ref_init (&naming->desk, self);
  naming->key = g_steal_pointer (&key);
  anlan_plant_load_async (self->plant, kind, id, NULL, named_cb, naming);
  return "";
}

/* --- time -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *dir;
  AnlanClock *clock;
} Tick;

static void
tick_free (gpointer data)
{
  Tick *tick = data;

  g_free (tick->dir);
  anlan_clock_unref (tick->clock);
  g_free (tick);
}

static gboolean
tick_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Tick *tick = data;
  g_autoptr (AnlanAlarms) alarms = anlan_alarms_open (tick->dir, tick->clock, error);

  return alarms != NULL && anlan_alarms_tick (alarms, NULL, error);
}

static void
ticked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanAlarmDesk *self = ANLAN_ALARM_DESK (source);
  g_autoptr (GError) error = NULL;

  self->ticking = FALSE;
  /* It is tried again every second; what cannot be written is said where it is read, and by the station. */
  if (!anlan_chore_finish (result, NULL, &error))
    g_debug ("shelves are not ended: %s", error->message);
}

static gboolean
is_late (gint64 due, gint64 now)
{
  return due != G_MININT64 && due + STATION_LATE < now;
}

static gboolean
tick_cb (gpointer data)
{
  AnlanAlarmDesk *self = data;
  gint64 now = anlan_plant_now (self->plant);
  gboolean late = FALSE;
  AnlanStore *store = anlan_plant_get_store (self->plant);
  Tick *tick;

  for (guint i = 0; i < self->shelves->len && !late; i++)
    late = is_late (((AnlanShelf *)g_ptr_array_index (self->shelves, i))->until, now);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)) && !late; i++)
    {
      g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      late = is_late (anlan_alarm_item_get (item)->climbs_at, now);
    }
  if (!late || self->ticking || self->watch == NULL || anlan_store_is_read_only (store))
    return G_SOURCE_CONTINUE;
  self->ticking = TRUE;
  tick = g_new0 (Tick, 1);
  tick->dir = g_strdup (anlan_store_get_dir (store));
  tick->clock = anlan_clock_ref (anlan_store_get_clock (store));
  anlan_chore_run (self, tick_work, tick, tick_free, NULL, NULL, ticked_cb, NULL);
  return G_SOURCE_CONTINUE;
}

/* --- what people do ---------------------------------------------------------------------------------------------------- */

typedef enum
{
  ACKNOWLEDGE,
  CLOSE,
  SHELVE,
  UNSHELVE,
} Verb;

typedef struct
{
  Verb verb;
  char *dir;
  AnlanClock *clock;
  char *person;
  GPtrArray *ids; /* alarms; of a shelf its own */
  char *rule, *subject, *zone;
  char *cause, *note; /* the note of a shelf is its reason */
  gint64 until;
  guint done;
} Deed;

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->dir);
  anlan_clock_unref (deed->clock);
  g_free (deed->person);
  g_ptr_array_unref (deed->ids);
  g_free (deed->rule);
  g_free (deed->subject);
  g_free (deed->zone);
  g_free (deed->cause);
  g_free (deed->note);
  g_free (deed);
}

static Deed *
deed_new (AnlanAlarmDesk *self, Verb verb)
{
  AnlanStore *store = anlan_plant_get_store (self->plant);
  Deed *deed = g_new0 (Deed, 1);

  deed->verb = verb;
  deed->dir = g_strdup (anlan_store_get_dir (store));
  deed->clock = anlan_clock_ref (anlan_store_get_clock (store));
  deed->person = g_strdup (anlan_plant_get_person (self->plant));
  deed->ids = g_ptr_array_new_with_free_func (g_free);
  return deed;
}

static gboolean
do_one (Deed *deed, AnlanAlarms *alarms, const char *id, GError **error)
{
  if (deed->verb == ACKNOWLEDGE)
    return anlan_alarms_acknowledge (alarms, id, deed->person, error);
  if (deed->verb == CLOSE)
    return anlan_alarms_close_alarm (alarms, id, deed->person, deed->cause, deed->note, error);
  return anlan_alarms_unshelve (alarms, id, deed->person, error);
}

static gboolean
put_on_shelf (Deed *deed, AnlanAlarms *alarms, GError **error)
{
  g_autofree char *shelf = anlan_alarms_shelve (alarms, deed->rule, deed->subject, deed->zone, deed->person,
                                                deed->note, deed->until, error);

  deed->done = shelf != NULL;
  return shelf != NULL;
}

static gboolean
deed_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Deed *deed = data;
  g_autoptr (AnlanAlarms) alarms = NULL;
  gboolean all = TRUE;

  if (deed->person == NULL)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
          _ ("Nothing was changed: say first who sits here, so that it can be told later who "
             "did it."));
      return FALSE;
    }
  alarms = anlan_alarms_open (deed->dir, deed->clock, error);
  if (alarms == NULL)
    return FALSE;
  if (deed->verb == SHELVE)
    return put_on_shelf (deed, alarms, error);
  for (guint i = 0; i < deed->ids->len; i++)
    {
      gboolean done = do_one (deed, alarms, g_ptr_array_index (deed->ids, i), all ? error : NULL);

      deed->done += done;
      all &= done;
    }
  return all;
}

static void
start_deed (AnlanAlarmDesk *self, Deed *deed, GAsyncReadyCallback callback, gpointer user_data)
{
  anlan_chore_run (self, deed_work, deed, deed_free, NULL, NULL, callback, user_data);
}

static void
copy_ids (Deed *deed, GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (deed->ids, g_strdup (g_ptr_array_index (ids, i)));
}

void
anlan_alarm_desk_acknowledge (AnlanAlarmDesk *self,
                              GPtrArray *ids,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Deed *deed;

  g_return_if_fail (ANLAN_IS_ALARM_DESK (self) && ids != NULL);

  deed = deed_new (self, ACKNOWLEDGE);
  copy_ids (deed, ids);
  start_deed (self, deed, callback, user_data);
}

void
anlan_alarm_desk_close (AnlanAlarmDesk *self,
                        GPtrArray *ids,
                        const char *cause,
                        const char *note,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Deed *deed;

  g_return_if_fail (ANLAN_IS_ALARM_DESK (self) && ids != NULL && cause != NULL);

  deed = deed_new (self, CLOSE);
  copy_ids (deed, ids);
  deed->cause = g_strdup (cause);
  deed->note = note != NULL && note[0] != '\0' ? g_strdup (note) : NULL;
  start_deed (self, deed, callback, user_data);
}

void
anlan_alarm_desk_shelve (AnlanAlarmDesk *self,
                         const char *rule,
                         const char *subject,
                         const char *zone,
                         const char *reason,
                         double hours,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Deed *deed;

  g_return_if_fail (ANLAN_IS_ALARM_DESK (self) && hours >= 0 && hours < 1000);

  deed = deed_new (self, SHELVE);
  deed->rule = g_strdup (rule);
  deed->subject = g_strdup (subject);
  deed->zone = g_strdup (zone);
  deed->note = g_strdup (reason);
  deed->until = anlan_plant_now (self->plant) + (gint64)(hours * (double)ANLAN_HOUR);
  start_deed (self, deed, callback, user_data);
}

void
anlan_alarm_desk_unshelve (AnlanAlarmDesk *self,
                           const char *shelf,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Deed *deed;

  g_return_if_fail (ANLAN_IS_ALARM_DESK (self) && shelf != NULL);

  deed = deed_new (self, UNSHELVE);
  g_ptr_array_add (deed->ids, g_strdup (shelf));
  start_deed (self, deed, callback, user_data);
}

gboolean
anlan_alarm_desk_finish (AnlanAlarmDesk *self, GAsyncResult *result, guint *done, GError **error)
{
  gpointer data;
  gboolean all = anlan_chore_finish (result, &data, error);

  if (done != NULL)
    *done = ((Deed *)data)->done;
  return all;
}

/* --- object ------------------------------------------------------------------------------------------------------------ */

void
anlan_alarm_desk_stop (AnlanAlarmDesk *self)
{
  g_return_if_fail (ANLAN_IS_ALARM_DESK (self));

  g_clear_handle_id (&self->start_source, g_source_remove);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_pointer (&self->watch, anlan_alarm_watch_free);
}

static void
anlan_alarm_desk_dispose (GObject *object)
{
  anlan_alarm_desk_stop (ANLAN_ALARM_DESK (object));
  G_OBJECT_CLASS (anlan_alarm_desk_parent_class)->dispose (object);
}

static void
anlan_alarm_desk_finalize (GObject *object)
{
  AnlanAlarmDesk *self = ANLAN_ALARM_DESK (object);

  g_ptr_array_unref (self->sorted);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->names);
  g_object_unref (self->items);
  g_ptr_array_unref (self->shelves);
  g_free (self->trouble);
  g_object_unref (self->plant);
  G_OBJECT_CLASS (anlan_alarm_desk_parent_class)->finalize (object);
}

static void
anlan_alarm_desk_class_init (AnlanAlarmDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_alarm_desk_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_desk_finalize;
  signals[CHANGING] = g_signal_new ("changing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[LOUD] = g_signal_new ("loud", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, ANLAN_TYPE_ALARM_ITEM);
  signals[NAMED] = g_signal_new ("named", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
anlan_alarm_desk_init (AnlanAlarmDesk *self)
{
  self->loading = TRUE;
  self->sorted = g_ptr_array_new ();
  self->items = g_list_store_new (ANLAN_TYPE_ALARM_ITEM);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->shelves = g_ptr_array_new ();
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
start_cb (gpointer data)
{
  AnlanAlarmDesk *self = data;
  AnlanStore *store = anlan_plant_get_store (self->plant);

  self->start_source = 0;
  self->watch =
      anlan_alarm_watch_new (anlan_store_get_dir (store), anlan_store_get_clock (store), seen_cb, self);
  self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
  return G_SOURCE_REMOVE;
}

AnlanAlarmDesk *
anlan_alarm_desk_new (AnlanPlant *plant)
{
  AnlanAlarmDesk *self;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  self = g_object_new (ANLAN_TYPE_ALARM_DESK, NULL);
  self->plant = g_object_ref (plant);
  self->start_source = g_idle_add_full (G_PRIORITY_LOW, start_cb, self, NULL);
  return self;
}

AnlanPlant *
anlan_alarm_desk_get_plant (AnlanAlarmDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self), NULL);

  return self->plant;
}

gboolean
anlan_alarm_desk_is_loading (AnlanAlarmDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self), FALSE);

  return self->loading;
}

GListModel *
anlan_alarm_desk_get_alarms (AnlanAlarmDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self), NULL);

  return G_LIST_MODEL (self->items);
}

GPtrArray *
anlan_alarm_desk_get_shelves (AnlanAlarmDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self), NULL);

  return self->shelves;
}

const char *
anlan_alarm_desk_get_trouble (AnlanAlarmDesk *self)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self), NULL);

  return self->trouble;
}

AnlanAlarmItem *
anlan_alarm_desk_find (AnlanAlarmDesk *self, const char *id)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self) && id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

AnlanAlarmItem *
anlan_alarm_desk_loudest (AnlanAlarmDesk *self, AnlanSeverity severity, guint *count)
{
  AnlanAlarmItem *loudest = NULL;
  guint n = 0;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (self), NULL);

  /* They are sorted: what is loud stands in front. */
  for (guint i = 0; i < self->sorted->len; i++)
    {
      AnlanAlarmItem *item = g_ptr_array_index (self->sorted, i);
      const AnlanAlarm *alarm = anlan_alarm_item_get (item);

      if (!anlan_alarm_is_loud (alarm) || alarm->severity < severity)
        break;
      if (loudest == NULL)
        loudest = item;
      n++;
    }
  if (count != NULL)
    *count = n;
  return loudest;
}
