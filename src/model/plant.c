/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "plant-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/time.h"
#include "registry-private.h"

G_DEFINE_FINAL_TYPE (AnlanPlant, anlan_plant, G_TYPE_OBJECT)

enum
{
  APPLIED,
  CHANGED,
  KINDS_CHANGED,
  SETTINGS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- facts -------------------------------------------------------------------------------------------------------- */

AnlanFacts *
anlan_plant_ref_facts (AnlanPlant *plant)
{
  AnlanFacts *facts;

  g_mutex_lock (&plant->lock);
  facts = anlan_facts_ref (plant->facts);
  g_mutex_unlock (&plant->lock);
  return facts;
}

static AnlanFacts *
get_facts (gpointer data)
{
  return anlan_plant_ref_facts (data);
}

static void
put_facts (AnlanPlant *plant, AnlanFacts *facts)
{
  AnlanFacts *old;

  g_mutex_lock (&plant->lock);
  old = plant->facts;
  plant->facts = facts;
  g_mutex_unlock (&plant->lock);
  g_clear_pointer (&old, anlan_facts_unref);
}

void
anlan_plant_swap_facts (AnlanPlant *plant, AnlanKinds *kinds, GHashTable *settings)
{
  g_autoptr (AnlanFacts) old = anlan_plant_ref_facts (plant);

  put_facts (plant, anlan_facts_new (old->clock, old->registry, kinds != NULL ? kinds : old->kinds,
                                     settings != NULL ? settings : old->settings, old->person));
}

void
anlan_plant_swap_setting (AnlanPlant *plant, const char *key, const char *value)
{
  g_autoptr (AnlanFacts) old = anlan_plant_ref_facts (plant);

  put_facts (plant, anlan_facts_with_setting (old, key, value));
}

gboolean
anlan_plant_read_facts (AnlanDb *db, AnlanKinds **kinds, GHashTable **settings, GError **error)
{
  g_autoptr (GHashTable) overlays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const struct
  {
    const char *sql;
    GHashTable *into;
  } reads[] = { { "SELECT kind, overlay FROM definition", overlays },
                { "SELECT key, value FROM setting", found } };

  for (guint i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      AnlanStmt *stmt = anlan_db_statement (db, reads[i].sql, error);
      AnlanStep step;

      if (stmt == NULL)
        return FALSE;
      while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
        g_hash_table_insert (reads[i].into, g_strdup (anlan_stmt_text (stmt, 0)),
                             g_strdup (anlan_stmt_text (stmt, 1)));
      anlan_stmt_reset (stmt);
      if (step == ANLAN_STEP_ERROR)
        return FALSE;
    }
  *kinds = anlan_kinds_load (overlays, error);
  if (*kinds == NULL)
    return FALSE;
  *settings = g_steal_pointer (&found);
  return TRUE;
}

/* --- signals ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *signal;
  GPtrArray *applied;
  guint next;
} Emission;

/* Signals in one turn of the main loop: about two milliseconds. */
#define PORTION 128

static gpointer
free_cb (gpointer data)
{
  g_ptr_array_unref (data);
  return NULL;
}

void
anlan_plant_free_aside (GPtrArray *array)
{
  if (array->len <= PORTION)
    g_ptr_array_unref (array);
  else
    g_thread_unref (g_thread_new ("anlan-free", free_cb, array));
}

static void
emission_free (Emission *emission)
{
  g_object_unref (emission->plant);
  g_clear_pointer (&emission->applied, anlan_plant_free_aside);
  g_free (emission);
}

static gboolean
emit_cb (gpointer data)
{
  Emission *emission = data;

  guint end = emission->applied != NULL ? MIN (emission->applied->len, emission->next + PORTION) : 0;

  for (; emission->next < end; emission->next++)
    g_signal_emit (emission->plant, signals[APPLIED], 0,
                   g_ptr_array_index (emission->applied, emission->next));
  if (emission->applied != NULL && end < emission->applied->len)
    return G_SOURCE_CONTINUE;
  if (emission->signal != NULL)
    g_signal_emit_by_name (emission->plant, emission->signal);
  return G_SOURCE_REMOVE;
}

static void
emit (AnlanPlant *plant, const char *signal, GPtrArray *applied)
{
  Emission *emission = g_new0 (Emission, 1);

  emission->plant = g_object_ref (plant);
  emission->signal = signal;
  emission->applied = applied != NULL ? g_ptr_array_ref (applied) : NULL;
  g_main_context_invoke_full (plant->main, G_PRIORITY_DEFAULT, emit_cb, emission,
                              (GDestroyNotify)emission_free);
}

void
anlan_plant_emit (AnlanPlant *plant, const char *signal)
{
  emit (plant, signal, NULL);
}

void
anlan_plant_emit_applied (AnlanPlant *plant, GPtrArray *applied)
{
  emit (plant, NULL, applied);
}

void
anlan_plant_emit_applied_soon (AnlanPlant *plant, GPtrArray *applied)
{
  Emission *emission;
  GSource *source;

  if (applied->len <= PORTION)
    {
      emit (plant, NULL, applied);
      return;
    }
  emission = g_new0 (Emission, 1);
  emission->plant = g_object_ref (plant);
  emission->applied = g_ptr_array_ref (applied);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_cb, emission, (GDestroyNotify)emission_free);
  g_source_attach (source, plant->main);
  g_source_unref (source);
}

/* --- what others have written --------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 after;
  gint64 last;
  GPtrArray *kinds;
  gboolean settings;
  gboolean definitions;
  gboolean others; /* lines about no kind */
  AnlanKinds *new_kinds;
  GHashTable *new_settings;
} News;

static void
news_free (News *news)
{
  g_ptr_array_unref (news->kinds);
  g_clear_pointer (&news->new_kinds, anlan_kinds_unref);
  g_clear_pointer (&news->new_settings, g_hash_table_unref);
  g_free (news);
}

static void
add_kind (News *news, const char *kind)
{
  if (kind != NULL && !g_ptr_array_find_with_equal_func (news->kinds, kind, g_str_equal, NULL))
    g_ptr_array_add (news->kinds, g_strdup (kind));
}

/* A large batch is seen when its own line comes, which names the kinds. */
static gboolean
read_batches (News *news, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT k.value FROM journal j, json_each (j.patch, '$.kinds') k WHERE j.seq > ?1 AND j.op = 'batch'",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, news->after);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    add_kind (news, anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* The lines of new records that are not seen yet are no news. */
static gboolean
read_news (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  static const char sql[] =
      "SELECT kind, op, max (seq) FROM journal WHERE seq > ?1 AND NOT (op = 'create' AND substr (patch, -47) "
      "IS"
      " (SELECT '\"batch\":\"' || batch || '\"}' FROM pending WHERE kind = '')) GROUP BY kind, op"
      " UNION ALL SELECT NULL, NULL, max (seq) FROM journal";
  News *news = data;
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, news->after);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *kind = anlan_stmt_text (stmt, 0);
      const char *op = anlan_stmt_text (stmt, 1);

      news->last = MAX (news->last, anlan_stmt_integer (stmt, 2));
      news->others = news->others || (kind == NULL && op != NULL);
      news->settings = news->settings || g_strcmp0 (op, "setting") == 0;
      news->definitions = news->definitions || g_strcmp0 (op, "define") == 0;
      add_kind (news, kind);
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR || !read_batches (news, db, error))
    return FALSE;
  return (!news->settings && !news->definitions) ||
         anlan_plant_read_facts (db, &news->new_kinds, &news->new_settings, error);
}

static void
tell_news (AnlanPlant *plant);

/* Settings and definitions of another desk are taken over before anybody is told. */
static void
take_facts (AnlanPlant *plant, News *news)
{
  if (news->new_settings == NULL)
    return;
  anlan_plant_swap_facts (plant, news->definitions ? news->new_kinds : NULL, news->new_settings);
  if (news->definitions)
    {
      anlan_store_renew_connections (plant->store);
      g_signal_emit (plant, signals[KINDS_CHANGED], 0);
    }
  if (news->settings)
    g_signal_emit (plant, signals[SETTINGS_CHANGED], 0);
}

static void
news_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanPlant) plant = data;
  News *news = g_object_get_data (G_OBJECT (plant), "anlan-news");
  g_autoptr (GError) error = NULL;

  gboolean tell;

  plant->telling = FALSE;
  /* A read that fails is tried again with the next word from the store; what was not told is still after seen_seq. */
  if (!anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_debug ("could not read what has changed: %s", error->message);
  else if (news->last > plant->seen_seq)
    {
      plant->seen_seq = news->last;
      tell = news->kinds->len > 0 || news->others;
      g_ptr_array_add (news->kinds, NULL);
      take_facts (plant, news);
      if (tell)
        g_signal_emit (plant, signals[CHANGED], 0, news->kinds->pdata);
    }
  if (plant->tell_again)
    tell_news (plant);
}

static void
tell_news (AnlanPlant *plant)
{
  News *news;

  plant->tell_again = plant->telling;
  if (plant->telling)
    return;
  plant->telling = TRUE;
  news = g_new0 (News, 1);
  news->after = plant->seen_seq;
  news->kinds = g_ptr_array_new_with_free_func (g_free);
  g_object_set_data_full (G_OBJECT (plant), "anlan-news", news, (GDestroyNotify)news_free);
  anlan_store_read_async (plant->store, read_news, news, NULL, NULL, news_read_cb, g_object_ref (plant));
}

static void
on_store_journal_grown_cb (AnlanStore *store, gpointer data)
{
  tell_news (data);
}

/* --- opening ---------------------------------------------------------------------------------------------------------- */

static AnlanPlant *
plant_new (const AnlanPlantOptions *options, GMainContext *main, GError **error)
{
  g_autoptr (AnlanPlant) plant = g_object_new (ANLAN_TYPE_PLANT, NULL);
  g_autoptr (AnlanKinds) kinds = anlan_kinds_load (NULL, error);
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (AnlanClock) clock = NULL;

  if (kinds == NULL)
    return NULL;
  plant->main = main != NULL ? g_main_context_ref (main) : g_main_context_ref_thread_default ();
  clock = options->clock != NULL ? anlan_clock_ref (options->clock) : anlan_clock_new_system ();
  plant->facts = anlan_facts_new (clock, options->registry, kinds, settings, NULL);
  plant->setup.get_facts = get_facts;
  plant->setup.data = plant;
  return g_steal_pointer (&plant);
}

static gboolean
ensure_schema (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_schema_ensure (db, data, error);
}

typedef struct
{
  AnlanPlant *plant;
  gboolean complete; /* the tables fit the kinds */
} Loading;

static gboolean
load_facts (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Loading *loading = data;
  AnlanPlant *plant = loading->plant;
  g_autoptr (AnlanKinds) kinds = NULL;
  g_autoptr (GHashTable) settings = NULL;
  g_auto (AnlanValue) last = ANLAN_VALUE_INIT;

  if (!anlan_plant_read_facts (db, &kinds, &settings, error) ||
      !anlan_db_lookup (db, "SELECT max (seq) FROM journal", NULL, &last, error) ||
      !anlan_schema_is_complete (db, kinds, &loading->complete, error))
    return FALSE;
  plant->seen_seq = anlan_value_get_integer (&last, 0);
  anlan_plant_swap_facts (plant, kinds, settings);
  return TRUE;
}

typedef AnlanStore *(*OpenStore) (const char *dir, const AnlanStoreOptions *options, GError **error);

static AnlanPlant *
plant_open (
    const char *dir, const AnlanPlantOptions *given, OpenStore open, GMainContext *main, GError **error)
{
  static const AnlanPlantOptions defaults = { 0 };
  const AnlanPlantOptions *options = given != NULL ? given : &defaults;
  g_autoptr (AnlanPlant) plant = plant_new (options, main, error);
  g_autoptr (AnlanKinds) kinds = NULL;
  Loading loading = { plant, FALSE };
  AnlanStoreOptions store_options;

  if (plant == NULL)
    return NULL;
  store_options = (AnlanStoreOptions){
    .clock = plant->facts->clock,
    .desk_dir = options->desk_dir,
    .read_only = options->read_only,
    .poll = options->poll,
    .setup = anlan_context_setup,
    .setup_data = &plant->setup,
    .photos = anlan_registry_photo_reader (options->registry),
    .main_context = plant->main,
  };
  plant->store = open (dir, &store_options, error);
  if (plant->store == NULL || !anlan_store_read (plant->store, load_facts, &loading, error))
    return NULL;
  kinds = anlan_plant_ref_kinds (plant);
  if (!options->read_only && !loading.complete &&
      !anlan_store_write (plant->store, ensure_schema, kinds, error))
    return NULL;
  anlan_store_renew_connections (plant->store);
  if (!options->read_only && !anlan_plant_tidy (plant, error))
    return NULL;
  g_signal_connect_object (plant->store, "journal-grown", G_CALLBACK (on_store_journal_grown_cb), plant, 0);
  return g_steal_pointer (&plant);
}

AnlanPlant *
anlan_plant_open (const char *dir, const AnlanPlantOptions *options, GError **error)
{
  g_return_val_if_fail (dir != NULL, NULL);

  return plant_open (dir, options, anlan_store_open, NULL, error);
}

static gboolean
set_number (AnlanPlant *plant, const char *key, double number, GError **error)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return isnan (number) ||
         anlan_plant_set_setting (plant, key, g_ascii_dtostr (text, sizeof text, number), error);
}

static gboolean
set_text (AnlanPlant *plant, const char *key, const char *text, GError **error)
{
  return text == NULL || anlan_plant_set_setting (plant, key, text, error);
}

AnlanPlant *
anlan_plant_create (const char *dir,
                    const AnlanPlantBirth *birth,
                    const AnlanPlantOptions *options,
                    GError **error)
{
  g_autoptr (AnlanPlant) plant = NULL;

  g_return_val_if_fail (dir != NULL && birth != NULL, NULL);

  plant = plant_open (dir, options, anlan_store_create, NULL, error);
  if (plant == NULL)
    return NULL;
  if (set_text (plant, "name", birth->name, error) &&
      set_text (plant, "time-zone", birth->time_zone, error) &&
      set_text (plant, "language", birth->language, error) &&
      set_number (plant, "longitude", birth->longitude, error) &&
      set_number (plant, "latitude", birth->latitude, error))
    return g_steal_pointer (&plant);
  anlan_plant_close (plant);
  return NULL;
}

/* The plant is opened on a worker thread and then handed to the caller's context, where its signals come. */
typedef struct
{
  char *dir;
  char *desk_dir;
  AnlanPlantOptions options;
  GMainContext *main;
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->dir);
  g_free (opening->desk_dir);
  g_clear_pointer (&opening->options.registry, anlan_registry_unref);
  g_clear_pointer (&opening->options.clock, anlan_clock_unref);
  g_main_context_unref (opening->main);
  g_free (opening);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  AnlanPlant *plant = plant_open (opening->dir, &opening->options, anlan_store_open, opening->main, &error);

  if (plant != NULL)
    g_task_return_pointer (task, plant, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_open_async (const char *dir,
                        const AnlanPlantOptions *options,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  g_return_if_fail (dir != NULL);

  g_task_set_source_tag (task, anlan_plant_open_async);
  opening->dir = g_strdup (dir);
  opening->main = g_main_context_ref_thread_default ();
  if (options != NULL)
    {
      opening->options = *options;
      opening->options.desk_dir = opening->desk_dir = g_strdup (options->desk_dir);
      opening->options.registry = options->registry != NULL ? anlan_registry_ref (options->registry) : NULL;
      opening->options.clock = options->clock != NULL ? anlan_clock_ref (options->clock) : NULL;
    }
  g_task_set_task_data (task, opening, (GDestroyNotify)opening_free);
  g_task_run_in_thread (task, open_thread);
}

AnlanPlant *
anlan_plant_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
anlan_plant_close (AnlanPlant *plant)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant));

  if (plant->store != NULL)
    anlan_store_close (plant->store);
}

static void
close_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  anlan_plant_close (source);
  g_task_return_boolean (task, TRUE);
}

void
anlan_plant_close_async (AnlanPlant *plant, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plant, NULL, callback, user_data);

  g_task_set_source_tag (task, anlan_plant_close_async);
  g_task_run_in_thread (task, close_thread);
}

/* --- asking --------------------------------------------------------------------------------------------------------------- */

AnlanStore *
anlan_plant_get_store (AnlanPlant *plant)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  return plant->store;
}

AnlanKinds *
anlan_plant_ref_kinds (AnlanPlant *plant)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (plant);

  return anlan_kinds_ref (facts->kinds);
}

AnlanKind *
anlan_plant_get_kind (AnlanPlant *plant, const char *id)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (plant);
  AnlanKind *kind = anlan_kinds_get (facts->kinds, id);

  return kind != NULL ? anlan_kind_ref (kind) : NULL;
}

gint64
anlan_plant_now (AnlanPlant *plant)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (plant);

  return anlan_clock_now (facts->clock);
}

GTimeZone *
anlan_plant_ref_zone (AnlanPlant *plant)
{
  g_autoptr (AnlanFacts) facts = anlan_plant_ref_facts (plant);

  return g_time_zone_ref (facts->zone);
}

void
anlan_plant_set_person (AnlanPlant *plant, const char *person)
{
  g_autoptr (AnlanFacts) old = NULL;
  g_autofree char *old_person = NULL;

  g_return_if_fail (ANLAN_IS_PLANT (plant));

  old = anlan_plant_ref_facts (plant);
  put_facts (plant, anlan_facts_new (old->clock, old->registry, old->kinds, old->settings, person));
  /* @person may be the one that is kept. */
  old_person = g_steal_pointer (&plant->person);
  plant->person = g_strdup (person);
}

const char *
anlan_plant_get_person (AnlanPlant *plant)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  return plant->person;
}

/* --- object ----------------------------------------------------------------------------------------------------------------- */

static void
anlan_plant_dispose (GObject *object)
{
  AnlanPlant *plant = ANLAN_PLANT (object);

  if (plant->store != NULL)
    anlan_store_close (plant->store);
  g_clear_object (&plant->store);
  G_OBJECT_CLASS (anlan_plant_parent_class)->dispose (object);
}

static void
anlan_plant_finalize (GObject *object)
{
  AnlanPlant *plant = ANLAN_PLANT (object);

  g_clear_pointer (&plant->facts, anlan_facts_unref);
  g_clear_pointer (&plant->main, g_main_context_unref);
  g_free (plant->person);
  g_mutex_clear (&plant->lock);
  g_mutex_clear (&plant->batch_lock);
  G_OBJECT_CLASS (anlan_plant_parent_class)->finalize (object);
}

static void
anlan_plant_class_init (AnlanPlantClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = anlan_plant_dispose;
  object_class->finalize = anlan_plant_finalize;
  signals[APPLIED] =
      g_signal_new ("applied", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
  signals[KINDS_CHANGED] =
      g_signal_new ("kinds-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SETTINGS_CHANGED] =
      g_signal_new ("settings-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_plant_init (AnlanPlant *plant)
{
  g_mutex_init (&plant->lock);
  g_mutex_init (&plant->batch_lock);
}
