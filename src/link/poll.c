/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "poll-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "link/fetch.h"
#include "link/settings.h"
#include "profile-private.h"
#include "sensorthings.h"

#define INTERVAL 60
#define INTERVAL_MAX 86400
#define PAGES 10
#define PAGES_MAX 1000

/* s */
#define FIRST_RETRY 5
#define LAST_RETRY 300

struct _AnlanPollSource
{
  AnlanSource parent_instance;

  AnlanIntake *intake;
  AnlanFetch *fetch;
  AnlanProfile *profile;     /* or NULL: our own */
  AnlanProfile *own;         /* of our own CSV */
  AnlanSensorThings *things; /* or NULL: an address that stays the same */
  guint interval;            /* s */
  char **next;               /* steps to the address of the next page, or NULL */
  char *end;                 /* the line that an answer ends with, or NULL */
  guint pages;

  /* On the main context that start() was called on. */
  GCancellable *cancellable; /* of this run; NULL while it is stopped */
  GSource *timer;
  char *etag, *modified; /* of what was stored last */
  guint failures;        /* in a row */
  gint64 began;          /* monotonic, of the last try */
};

G_DEFINE_FINAL_TYPE (AnlanPollSource, anlan_poll_source, ANLAN_TYPE_SOURCE)

/* One answer on its way to the intake. */
typedef struct
{
  AnlanPollSource *self;
  GCancellable *cancellable; /* of the run it belongs to */
  AnlanFetched *fetched;     /* the page that came last */
  char *etag, *modified;     /* of the first */
  char *next;                /* address of the one that follows, or NULL */
  guint page;                /* how many have come */
  gint64 newest;             /* of SensorThings: the latest moment in the page */
} Answer;

static void
answer_free (Answer *answer)
{
  g_object_unref (answer->self);
  g_object_unref (answer->cancellable);
  anlan_fetched_free (answer->fetched);
  g_free (answer->etag);
  g_free (answer->modified);
  g_free (answer->next);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static void
ask (AnlanPollSource *self);
static void
ask_next (Answer *answer);

/* --- the schedule --------------------------------------------------------------------------------------------- */

guint
anlan_poll_delay (guint interval, guint failures, guint retry_after, double chance)
{
  guint64 delay = (guint64)interval * 1000;

  if (failures > 0)
    {
      guint64 most = MAX (interval, LAST_RETRY) * 1000ull;

      delay = MIN ((guint64)MIN (interval, FIRST_RETRY) * 1000 << MIN (failures - 1, 20), most);
      delay = (guint64)((double)delay * (0.75 + chance / 2));
    }
  return (guint)MAX (delay, retry_after * 1000ull);
}

static gboolean
due_cb (gpointer data)
{
  AnlanPollSource *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  ask (self);
  return G_SOURCE_REMOVE;
}

/* The next try: after a success counted from when the last began, so that a slow device is not asked ever later. */
static void
wait (AnlanPollSource *self, guint retry_after)
{
  gint64 delay = anlan_poll_delay (self->interval, self->failures, retry_after, g_random_double ());

  if (self->failures == 0)
    delay = MAX (delay - (g_get_monotonic_time () - self->began) / 1000, 0);
  self->timer = g_timeout_source_new ((guint)delay);
  g_source_set_static_name (self->timer, "anlan-poll");
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
fail (AnlanPollSource *self, guint retry_after, const GError *error)
{
  self->failures++;
  anlan_source_failed (ANLAN_SOURCE (self), anlan_clock_now (anlan_intake_get_clock (self->intake)), error);
  wait (self, retry_after);
}

/* Whether the run that @answer belongs to is over. */
static gboolean
is_over (const Answer *answer)
{
  return answer->self->cancellable != answer->cancellable;
}

/* --- what came ------------------------------------------------------------------------------------------------ */

static void
pushed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Answer) answer = data;
  AnlanPollSource *self = answer->self;
  g_autoptr (GError) error = NULL;
  gboolean stored = anlan_intake_push_finish (ANLAN_INTAKE (object), result, &error);

  if (is_over (answer))
    return;
  if (!stored)
    {
      fail (self, 0, error);
      return;
    }
  if (self->things != NULL)
    anlan_sensorthings_stored (self->things, answer->newest);
  if (answer->next != NULL && answer->page < self->pages)
    {
      ask_next (g_steal_pointer (&answer));
      return;
    }
  /* Only now: what was not stored is asked for again. */
  g_free (self->etag);
  g_free (self->modified);
  self->etag = g_steal_pointer (&answer->etag);
  self->modified = g_steal_pointer (&answer->modified);
  self->failures = 0;
  wait (self, 0);
}

/* The address of the next page, as the other side names it; NULL where there is none. */
static char *
find_next (char *const *steps, const void *bytes, gsize length)
{
  g_autoptr (JsonNode) root = anlan_json_parse (bytes, (gssize)length, ANLAN_BATCH_MAX_BYTES, NULL);
  JsonNode *node = root != NULL ? anlan_pointer_follow (root, steps) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node)
                                                                          : NULL;
}

static gboolean
is_csv (const AnlanFetched *fetched)
{
  return fetched->type != NULL && (g_str_equal (fetched->type, "text/csv") ||
                                   g_str_equal (fetched->type, "text/tab-separated-values"));
}

static AnlanProfile *
profile_for (AnlanPollSource *self, const AnlanFetched *fetched)
{
  return self->profile != NULL ? self->profile : is_csv (fetched) ? self->own : NULL;
}

/* Whether an answer that broke off at the border of a chunk would look as if it were whole: libsoup 3.2 takes the end of
 * the connection for the end of the body, and CSV has no end of its own. */
static gboolean
may_be_cut (AnlanPollSource *self, const AnlanFetched *fetched)
{
  const AnlanProfile *profile = profile_for (self, fetched);

  return fetched->open_ended && self->end == NULL && profile != NULL && profile->csv;
}

/* Takes the line off that says that all is there, where there is to be one. FALSE: it is not. */
static gboolean
take_end (AnlanPollSource *self, const char *bytes, gsize *length, GError **error)
{
  gsize all = *length, n;

  if (self->end == NULL)
    return TRUE;
  n = strlen (self->end);
  while (all > 0 && g_ascii_isspace (bytes[all - 1]))
    all--;
  if (all >= n && memcmp (bytes + all - n, self->end, n) == 0 && (all == n || bytes[all - n - 1] == '\n'))
    {
      *length = all - n;
      return TRUE;
    }
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_IO,
      _ ("The answer does not end with the line “%s”, so nothing of it was taken: it was cut. It is "
         "asked again by itself. If this stays so, check what the other side ends its answers with."),
      self->end);
  return FALSE;
}

static AnlanBatch *
read_answer (
    AnlanPollSource *self, Answer *answer, const void *bytes, gsize length, gint64 received, GError **error)
{
  AnlanProfile *profile = profile_for (self, answer->fetched);

  if (self->things != NULL)
    return anlan_sensorthings_read (self->things, bytes, length, received, &answer->newest, error);
  if (may_be_cut (self, answer->fetched) && length > 0 && ((const char *)bytes)[length - 1] != '\n')
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_IO,
          _ ("The answer ends within a line, so nothing of it was taken: it may have been cut. It is asked "
             "again by itself. If this stays so, have the other side end its last line, or say how long "
             "its answer is."));
      return NULL;
    }
  return profile != NULL ? anlan_profile_read (profile, bytes, length, received, error)
                         : anlan_batch_read (bytes, length, received, error);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AnlanPollSource *self = source;
  Answer *answer = data;
  gint64 received = anlan_clock_now (anlan_intake_get_clock (self->intake));
  GError *error = NULL;
  AnlanBatch *batch;
  gsize length;
  const void *bytes = g_bytes_get_data (answer->fetched->bytes, &length);

  batch = take_end (self, bytes, &length, &error)
              ? read_answer (self, answer, bytes, length, received, &error)
              : NULL;
  g_clear_pointer (&answer->next, g_free);
  if (batch != NULL && self->next != NULL)
    answer->next = find_next (self->next, bytes, length);
  if (batch != NULL)
    g_task_return_pointer (task, batch, (GDestroyNotify)anlan_batch_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Answer) answer = data;
  AnlanPollSource *self = answer->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch = g_task_propagate_pointer (G_TASK (result), &error);

  if (is_over (answer))
    return;
  if (batch == NULL)
    {
      fail (self, 0, error);
      return;
    }
  anlan_source_heard (ANLAN_SOURCE (self), batch);
  anlan_intake_push_async (self->intake, g_steal_pointer (&batch), pushed_cb, g_steal_pointer (&answer));
}

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Answer) answer = data;
  AnlanPollSource *self = answer->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  guint retry_after;

  answer->fetched = anlan_fetch_finish (result, &retry_after, &error);
  if (is_over (answer))
    return;
  if (answer->fetched == NULL)
    {
      fail (self, retry_after, error);
      return;
    }
  if (answer->fetched->bytes == NULL)
    {
      /* Nothing new, and all is well. */
      self->failures = 0;
      anlan_source_ready (ANLAN_SOURCE (self));
      wait (self, 0);
      return;
    }
  /* What may have been cut is asked for as a whole again, though its other side says that it has not changed. */
  if (answer->page++ == 0 && !may_be_cut (self, answer->fetched))
    {
      answer->etag = g_strdup (answer->fetched->etag);
      answer->modified = g_strdup (answer->fetched->modified);
    }
  task = g_task_new (self, NULL, read_cb, answer);
  g_task_set_source_tag (task, fetched_cb);
  g_task_set_task_data (task, g_steal_pointer (&answer), NULL);
  g_task_run_in_thread (task, read_thread);
}

static void
ask (AnlanPollSource *self)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->self = g_object_ref (self);
  answer->cancellable = g_object_ref (self->cancellable);
  answer->newest = G_MININT64;
  self->began = g_get_monotonic_time ();
  if (self->things != NULL)
    {
      g_autofree char *address = anlan_sensorthings_address (self->things);

      anlan_fetch_there_async (self->fetch, address, self->cancellable, fetched_cb, answer);
      return;
    }
  anlan_fetch_async (self->fetch, self->etag, self->modified, self->cancellable, fetched_cb, answer);
}

/* Takes @answer. */
static void
ask_next (Answer *answer)
{
  AnlanPollSource *self = answer->self;

  g_clear_pointer (&answer->fetched, anlan_fetched_free);
  anlan_fetch_there_async (self->fetch, answer->next, self->cancellable, fetched_cb, answer);
}

/* --- the source ----------------------------------------------------------------------------------------------- */

static void
anlan_poll_source_start (AnlanSource *source)
{
  AnlanPollSource *self = ANLAN_POLL_SOURCE (source);

  self->cancellable = g_cancellable_new ();
  self->failures = 0;
  ask (self);
}

static void
anlan_poll_source_stop (AnlanSource *source)
{
  AnlanPollSource *self = ANLAN_POLL_SOURCE (source);
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_cancellable_cancel (cancellable);
}

static void
anlan_poll_source_dispose (GObject *object)
{
  AnlanPollSource *self = ANLAN_POLL_SOURCE (object);

  anlan_poll_source_stop (ANLAN_SOURCE (self));
  g_clear_object (&self->intake);
  G_OBJECT_CLASS (anlan_poll_source_parent_class)->dispose (object);
}

static void
anlan_poll_source_finalize (GObject *object)
{
  AnlanPollSource *self = ANLAN_POLL_SOURCE (object);

  anlan_fetch_free (self->fetch);
  g_clear_pointer (&self->profile, anlan_profile_unref);
  g_clear_pointer (&self->own, anlan_profile_unref);
  g_clear_pointer (&self->things, anlan_sensorthings_free);
  g_strfreev (self->next);
  g_free (self->end);
  g_free (self->etag);
  g_free (self->modified);
  G_OBJECT_CLASS (anlan_poll_source_parent_class)->finalize (object);
}

static void
anlan_poll_source_class_init (AnlanPollSourceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = anlan_poll_source_dispose;
  G_OBJECT_CLASS (class)->finalize = anlan_poll_source_finalize;
  ANLAN_SOURCE_CLASS (class)->start = anlan_poll_source_start;
  ANLAN_SOURCE_CLASS (class)->stop = anlan_poll_source_stop;
}

static void
anlan_poll_source_init (AnlanPollSource *self)
{
}

/* What both have in common. */
static AnlanPollSource *
make (const char *id, AnlanIntake *intake, JsonObject *settings, guint pages_usual, GError **error)
{
  g_autoptr (AnlanFetch) fetch = anlan_fetch_new (settings, ANLAN_BATCH_MAX_BYTES, error);
  AnlanPollSource *self;
  gint64 interval, pages;

  if (fetch == NULL ||
      !anlan_settings_integer (settings, "interval", 1, INTERVAL_MAX, INTERVAL, &interval, error) ||
      !anlan_settings_integer (settings, "pages", 1, PAGES_MAX, pages_usual, &pages, error))
    return NULL;
  self = g_object_new (ANLAN_TYPE_POLL_SOURCE, "id", id, NULL);
  self->intake = g_object_ref (intake);
  self->fetch = g_steal_pointer (&fetch);
  self->interval = (guint)interval;
  self->pages = (guint)pages;
  return self;
}

AnlanSource *
anlan_poll_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  GTimeZone *zone = anlan_intake_get_zone (intake);
  g_autoptr (AnlanPollSource) self = make (id, intake, settings, PAGES, error);
  const char *next, *end;

  if (self == NULL || !anlan_profile_of_settings (settings, zone, &self->profile, error) ||
      !anlan_settings_text (settings, "next", NULL, &next, error) ||
      !anlan_settings_text (settings, "end", NULL, &end, error))
    return NULL;
  self->end = end != NULL ? g_strstrip (g_strdup (end)) : NULL;
  self->next = next != NULL ? anlan_pointer_split (next) : NULL;
  if (next != NULL && self->next == NULL)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("The setting “next” must say where the address of the next page stands, such as "
             "/@iot.nextLink."));
      return NULL;
    }
  self->own = anlan_profile_new_own_csv (zone);
  return ANLAN_SOURCE (g_steal_pointer (&self));
}

AnlanSource *
anlan_sensorthings_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  gint64 now = anlan_clock_now (anlan_intake_get_clock (intake));
  g_autoptr (AnlanPollSource) self = make (id, intake, settings, PAGES_MAX, error);

  if (self == NULL)
    return NULL;
  self->things = anlan_sensorthings_new (settings, now, error);
  if (self->things == NULL)
    return NULL;
  self->next = anlan_pointer_split ("/@iot.nextLink");
  return ANLAN_SOURCE (g_steal_pointer (&self));
}
