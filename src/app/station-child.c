/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "station-child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "chore.h"
#include "locales.h"
#include "station/listener.h"
#include "station/wish.h"

#define GROUP "station"
#define ONLY_HERE "127.0.0.1"

/* The longest time between two tries. */
#define LAST_RETRY_MS (60 * 1000)
/* One that ran for so long was all right: the next end is a new story. */
#define SETTLED_US (60 * G_USEC_PER_SEC)

/* Of what it wrote, so much is shown as the reason of its end. */
#define MOST_LOG 600

struct _AnlanStationChild
{
  GObject parent_instance;

  AnlanDesk *desk;          /* weak: the desk owns this; NULL: left */
  AnlanStationWatch *watch; /* (owned) */
  GSubprocess *process;     /* (owned); NULL: none that was started by this object runs */
  GCancellable *left;       /* (owned): cancelled when the plant is closed */
  gint64 started;           /* monotonic */
  guint failures;           /* in a row */
  guint retry;              /* timeout of the next try, or 0 */
  gboolean starting;
  gboolean ending;   /* it has been told to end */
  gboolean ended;    /* for now, although it is switched on */
  gboolean restarts; /* when it has ended */
  char *trouble;
};

G_DEFINE_FINAL_TYPE (AnlanStationChild, anlan_station_child, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
look (AnlanStationChild *self);

static void
tell (AnlanStationChild *self)
{
  if (self->desk != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_trouble (AnlanStationChild *self, const char *trouble)
{
  char *copy = g_strdup (trouble);

  g_free (self->trouble);
  self->trouble = copy;
}

/* --- what is remembered ------------------------------------------------------------------------------------------------ */

static char *
get (AnlanStationChild *self, const char *key)
{
  AnlanUiState *state = self->desk != NULL ? anlan_desk_get_state (self->desk) : NULL;

  return state != NULL ? anlan_ui_state_get (state, GROUP, key) : NULL;
}

static void
set (AnlanStationChild *self, const char *key, const char *value)
{
  AnlanUiState *state = self->desk != NULL ? anlan_desk_get_state (self->desk) : NULL;

  if (state != NULL)
    anlan_ui_state_set (state, GROUP, key, value);
}

static guint64
get_number (AnlanStationChild *self, const char *key, guint64 otherwise)
{
  g_autofree char *text = get (self, key);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
set_number (AnlanStationChild *self, const char *key, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  set (self, key, text);
}

gboolean
anlan_station_child_is_on (AnlanStationChild *self)
{
  g_return_val_if_fail (ANLAN_IS_STATION_CHILD (self), FALSE);

  return get_number (self, "on", 0) != 0;
}

char *
anlan_station_child_get_address (AnlanStationChild *self)
{
  char *address;

  g_return_val_if_fail (ANLAN_IS_STATION_CHILD (self), NULL);

  address = get (self, "address");
  return address != NULL ? address : g_strdup (ONLY_HERE);
}

guint
anlan_station_child_get_port (AnlanStationChild *self)
{
  g_return_val_if_fail (ANLAN_IS_STATION_CHILD (self), 0);

  return (guint)MIN (get_number (self, "port", ANLAN_LISTENER_PORT), G_MAXUINT16);
}

gboolean
anlan_station_child_get_tls (AnlanStationChild *self)
{
  g_return_val_if_fail (ANLAN_IS_STATION_CHILD (self), FALSE);

  return get_number (self, "tls", 0) != 0;
}

/* --- starting: a thread of its own --------------------------------------------------------------------------------------- */

/* A process to be. */
typedef struct
{
  char *dir;
  char *program;
  char *address;
  char *port;
  gboolean tls;
  char *log;            /* file of what it writes */
  GSubprocess *process; /* (out) */
} Birth;

static void
birth_free (gpointer data)
{
  Birth *birth = data;

  g_free (birth->dir);
  g_free (birth->program);
  g_free (birth->address);
  g_free (birth->port);
  g_free (birth->log);
  g_clear_object (&birth->process);
  g_free (birth);
}

char *
anlan_station_program (void)
{
  g_autofree char *self = NULL, *folder = NULL, *beside = NULL;

  if (anlan_runs_from_build_folder ())
    return g_build_filename (ANLAN_BUILD_DIR, "src", "cli", "anlanctl", NULL);
  self = g_file_read_link ("/proc/self/exe", NULL);
  folder = self != NULL ? g_path_get_dirname (self) : g_strdup ("");
  beside = g_build_filename (folder, "anlanctl", NULL);
  return g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&beside)
                                                         : g_find_program_in_path ("anlanctl");
}

static char *
log_path (const char *dir)
{
  char hex[ANLAN_SHA256_HEX + 1];
  g_autofree char *name = NULL;

  anlan_sha256_text (dir, -1, hex);
  name = g_strdup_printf ("station-%.16s.log", hex);
  return g_build_filename (g_get_user_state_dir (), "anlan", name, NULL);
}

/* In the new process: Ctrl+C in the terminal that the window was started from is meant for the window. */
static void
own_session_cb (gpointer data)
{
  setsid ();
}

static gboolean
open_log (const char *path, GSubprocessLauncher *launcher, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_mkdir_with_parents (folder, 0700) == 0
               ? g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600)
               : -1;

  if (fd < 0)
    {
      g_set_error (
          error, G_IO_ERROR, g_io_error_from_errno (errno),
          _ ("The station cannot be started: “%s” cannot be written (%s). See whether the disk is full."),
          path, g_strerror (errno));
      return FALSE;
    }
  /* A pipe to the window would end with the window, and the station with the pipe. */
  g_subprocess_launcher_take_stderr_fd (launcher, fd);
  return TRUE;
}

static gboolean
start_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Birth *birth = data;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) trouble = NULL;
  const char *argv[] = {
    NULL, "station", birth->dir, "--bind", birth->address, "--port", birth->port, birth->tls ? "--tls" : NULL,
    NULL
  };

  birth->program = anlan_station_program ();
  birth->log = log_path (birth->dir);
  if (birth->program == NULL)
    {
      g_set_error_literal (
          error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
          _ ("The program anlanctl, which watches, is not installed. Install all of Anlan again."));
      return FALSE;
    }
  if (!open_log (birth->log, launcher, error))
    return FALSE;
  argv[0] = birth->program;
  /* What a developer demands of the window would end the station at its first warning. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_set_child_setup (launcher, own_session_cb, NULL, NULL);
  birth->process = g_subprocess_launcher_spawnv (launcher, argv, &trouble);
  if (birth->process == NULL)
    g_set_error (error, G_IO_ERROR, trouble->code, _ ("The station cannot be started: %s"), trouble->message);
  return birth->process != NULL;
}

/* --- its end ----------------------------------------------------------------------------------------------------------------- */

/* The last lines that it wrote. */
static gboolean
read_log_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Birth *birth = data;
  g_autofree char *path = log_path (birth->dir), *text = NULL, *tail = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  tail = g_utf8_make_valid (length > MOST_LOG ? text + length - MOST_LOG : text, -1);
  birth->log = g_strdup (g_strstrip (tail));
  return TRUE;
}

static gboolean
retry_cb (gpointer data)
{
  AnlanStationChild *self = data;

  self->retry = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (AnlanStationChild *self)
{
  guint wait = MIN (1000u << MIN (self->failures, 10u), LAST_RETRY_MS);

  self->failures++;
  if (self->retry == 0)
    self->retry = g_timeout_add (wait, retry_cb, self);
}

static void
log_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanStationChild) self = ANLAN_STATION_CHILD (g_object_ref (source));
  gpointer birth;
  const char *why = NULL;
  g_autofree char *text = NULL;

  if (anlan_chore_finish (result, &birth, NULL) && ((Birth *)birth)->log[0] != '\0')
    why = ((Birth *)birth)->log;
  if (self->desk == NULL || self->process != NULL)
    return;
  text = why != NULL
             ? g_strdup_printf (_ ("The station has ended by itself, and is started again. It said: %s"), why)
             : g_strdup (_ ("The station has ended by itself, and is started again."));
  set_trouble (self, text);
  /* Once in a row: it is said on the page for as long as it lasts. */
  if (self->failures == 1)
    anlan_desk_say (self->desk, text);
  tell (self);
}

static void
say_ended (AnlanStationChild *self)
{
  Birth *birth = g_new0 (Birth, 1);

  birth->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (anlan_desk_get_plant (self->desk))));
  anlan_chore_run (self, read_log_work, birth, birth_free, NULL, NULL, log_read_cb, NULL);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanStationChild) self = data;
  gboolean asked = self->ending, again = self->restarts;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (self->desk == NULL || self->process != G_SUBPROCESS (source))
    return;
  g_clear_object (&self->process);
  self->ending = self->restarts = FALSE;
  set (self, "pid", NULL);
  anlan_station_watch_look (self->watch);
  if (asked)
    {
      set_trouble (self, NULL);
      if (again)
        look (self);
    }
  else
    {
      if (g_get_monotonic_time () - self->started > SETTLED_US)
        self->failures = 0;
      retry_later (self);
      say_ended (self);
    }
  tell (self);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanStationChild) self = ANLAN_STATION_CHILD (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  gpointer birth;

  self->starting = FALSE;
  if (!anlan_chore_finish (result, &birth, &error))
    {
      if (self->desk == NULL)
        return;
      set_trouble (self, error->message);
      retry_later (self);
      tell (self);
      return;
    }
  /* The plant was closed meanwhile: it goes on, as it would have a moment later. */
  if (self->desk == NULL)
    return;
  self->process = g_steal_pointer (&((Birth *)birth)->process);
  self->started = g_get_monotonic_time ();
  self->ending = self->restarts = FALSE;
  set (self, "pid", g_subprocess_get_identifier (self->process));
  g_subprocess_wait_async (self->process, self->left, ended_cb, g_object_ref (self));
  if (!anlan_station_child_is_on (self))
    anlan_station_child_end (self);
  anlan_station_watch_look (self->watch);
  tell (self);
}

static void
start (AnlanStationChild *self)
{
  Birth *birth = g_new0 (Birth, 1);

  self->starting = TRUE;
  birth->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (anlan_desk_get_plant (self->desk))));
  birth->address = anlan_station_child_get_address (self);
  birth->port = g_strdup_printf ("%u", anlan_station_child_get_port (self));
  birth->tls = anlan_station_child_get_tls (self);
  anlan_chore_run (self, start_work, birth, birth_free, NULL, NULL, started_cb, NULL);
}

/* --- deciding ------------------------------------------------------------------------------------------------------------------ */

/* Starts it where it should run and nobody runs it. */
static void
look (AnlanStationChild *self)
{
  AnlanPlant *plant = self->desk != NULL ? anlan_desk_get_plant (self->desk) : NULL;
  AnlanWatchState state = anlan_station_watch_get_state (self->watch);
  gboolean known;

  if (plant == NULL || state == ANLAN_WATCH_UNREAD || self->starting || self->process != NULL ||
      self->retry != 0 || self->ended || !anlan_station_child_is_on (self) ||
      anlan_store_is_read_only (anlan_plant_get_store (plant)))
    return;
  if (anlan_station_watch_get_pid (self->watch, &known) != 0)
    return;
  /* Where the kernel does not tell who has the lock, the child finds out, and says so. */
  if (!known && state == ANLAN_WATCH_ON)
    return;
  start (self);
}

static void
on_watch_changed_cb (AnlanStationWatch *watch, AnlanStationChild *self)
{
  if (self->trouble != NULL && self->process != NULL &&
      anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON)
    set_trouble (self, NULL);
  look (self);
  tell (self);
}

gboolean
anlan_station_child_is_ours (AnlanStationChild *self)
{
  int pid;

  g_return_val_if_fail (ANLAN_IS_STATION_CHILD (self), FALSE);

  pid = anlan_station_watch_get_pid (self->watch, NULL);
  return self->process != NULL || (pid != 0 && (guint64)pid == get_number (self, "pid", 0));
}

void
anlan_station_child_end (AnlanStationChild *self)
{
  int pid;

  g_return_if_fail (ANLAN_IS_STATION_CHILD (self));

  if (!anlan_station_child_is_ours (self))
    return;
  self->ending = self->ended = TRUE;
  pid = anlan_station_watch_get_pid (self->watch, NULL);
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  else
    kill (pid, SIGTERM);
}

/* --- wishes ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *dir;
  AnlanWish wish;
} Wished;

static void
wished_free (gpointer data)
{
  Wished *wished = data;

  g_free (wished->dir);
  g_free (wished);
}

static gboolean
wish_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Wished *wished = data;

  return anlan_wish_make (wished->dir, wished->wish, error);
}

static void
wished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanStationChild *self = ANLAN_STATION_CHILD (source);
  g_autoptr (GError) error = NULL;

  if (!anlan_chore_finish (result, NULL, &error) && self->desk != NULL)
    anlan_desk_say (self->desk, error->message);
}

static void
wish (AnlanStationChild *self, AnlanWish what)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  Wished *wished;

  if (plant == NULL)
    return;
  wished = g_new0 (Wished, 1);
  wished->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (plant)));
  wished->wish = what;
  anlan_chore_run (self, wish_work, wished, wished_free, NULL, NULL, wished_cb, NULL);
}

void
anlan_station_child_tell_secrets (AnlanStationChild *self)
{
  g_return_if_fail (ANLAN_IS_STATION_CHILD (self));

  wish (self, ANLAN_WISH_SECRETS);
}

void
anlan_station_child_restart (AnlanStationChild *self)
{
  g_return_if_fail (ANLAN_IS_STATION_CHILD (self));

  g_clear_handle_id (&self->retry, g_source_remove);
  self->failures = 0;
  if (!anlan_station_child_is_ours (self) && anlan_station_watch_get_pid (self->watch, NULL) != 0)
    {
      wish (self, ANLAN_WISH_RESTART);
      return;
    }
  if (anlan_station_child_is_ours (self))
    {
      anlan_station_child_end (self);
      self->restarts = TRUE;
    }
  /* One of an earlier window is seen to be gone by the watch. */
  self->ended = FALSE;
  look (self);
}

void
anlan_station_child_set_on (AnlanStationChild *self, gboolean on)
{
  g_return_if_fail (ANLAN_IS_STATION_CHILD (self));

  if (on == anlan_station_child_is_on (self))
    return;
  set_number (self, "on", on);
  set_trouble (self, NULL);
  g_clear_handle_id (&self->retry, g_source_remove);
  self->failures = 0;
  if (on)
    {
      self->ended = FALSE;
      self->restarts = self->process != NULL;
      look (self);
    }
  else
    {
      self->restarts = FALSE;
      anlan_station_child_end (self);
    }
  tell (self);
}

void
anlan_station_child_set_listening (AnlanStationChild *self, const char *address, guint port, gboolean tls)
{
  g_autofree char *before = NULL;

  g_return_if_fail (ANLAN_IS_STATION_CHILD (self) && address != NULL && port <= G_MAXUINT16);

  before = anlan_station_child_get_address (self);
  if (g_strcmp0 (before, address) == 0 && port == anlan_station_child_get_port (self) &&
      tls == anlan_station_child_get_tls (self))
    return;
  set (self, "address", address);
  set_number (self, "port", port);
  set_number (self, "tls", tls);
  if (anlan_station_child_is_on (self))
    anlan_station_child_restart (self);
  tell (self);
}

AnlanStationWatch *
anlan_station_child_get_watch (AnlanStationChild *self)
{
  g_return_val_if_fail (ANLAN_IS_STATION_CHILD (self), NULL);

  return self->watch;
}

const char *
anlan_station_child_get_trouble (AnlanStationChild *self)
{
  g_return_val_if_fail (ANLAN_IS_STATION_CHILD (self), NULL);

  return self->trouble;
}

/* --- object ----------------------------------------------------------------------------------------------------------------------- */

void
anlan_station_child_leave (AnlanStationChild *self)
{
  g_return_if_fail (ANLAN_IS_STATION_CHILD (self));

  self->desk = NULL;
  g_cancellable_cancel (self->left);
  g_clear_handle_id (&self->retry, g_source_remove);
  anlan_station_watch_stop (self->watch);
}

static void
anlan_station_child_dispose (GObject *object)
{
  AnlanStationChild *self = ANLAN_STATION_CHILD (object);

  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->process);
  g_clear_object (&self->left);
  G_OBJECT_CLASS (anlan_station_child_parent_class)->dispose (object);
}

static void
anlan_station_child_finalize (GObject *object)
{
  g_free (ANLAN_STATION_CHILD (object)->trouble);
  G_OBJECT_CLASS (anlan_station_child_parent_class)->finalize (object);
}

static void
anlan_station_child_class_init (AnlanStationChildClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_station_child_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_station_child_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_station_child_init (AnlanStationChild *self)
{
  self->left = g_cancellable_new ();
}

AnlanStationChild *
anlan_station_child_new (AnlanDesk *desk)
{
  AnlanStationChild *self = g_object_new (ANLAN_TYPE_STATION_CHILD, NULL);

  g_return_val_if_fail (anlan_desk_get_plant (desk) != NULL, self);

  self->desk = desk;
  self->watch = anlan_station_watch_new (anlan_desk_get_plant (desk));
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (on_watch_changed_cb), self, 0);
  return self;
}
