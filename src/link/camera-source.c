/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "camera-source.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"
#include "link/multipart.h"
#include "link/settings.h"
#include "poll-source.h"

#define MAX_PART (8 * 1024 * 1024)
#define SLICE (16 * 1024)

/* s */
#define SILENCE 60
#define FIRST_RETRY 5

struct _AnlanCameraSource
{
  AnlanSource parent_instance;

  AnlanIntake *intake;
  AnlanCamera *camera;
  SoupSession *session;
  char *address; /* of the stream */
  char *user, *password;
  AnlanPictureFunc picture;
  gpointer picture_data;

  /* On the main context that start() was called on. */
  GCancellable *cancellable; /* of this run; NULL while it is stopped */
  GSource *timer;
  guint failures; /* in a row */
};

G_DEFINE_FINAL_TYPE (AnlanCameraSource, anlan_camera_source, ANLAN_TYPE_SOURCE)

/* One connection. */
typedef struct
{
  AnlanCameraSource *self;
  GCancellable *cancellable; /* of the run it belongs to */
  SoupMessage *message;
  GInputStream *stream;
  AnlanMultipart *multipart;
} Call;

static void
call_free (Call *call)
{
  g_clear_pointer (&call->multipart, anlan_multipart_free);
  g_clear_object (&call->stream);
  g_object_unref (call->message);
  g_object_unref (call->cancellable);
  g_object_unref (call->self);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
call_camera (AnlanCameraSource *self);

static gint64
now_of (AnlanCameraSource *self)
{
  return anlan_clock_now (anlan_intake_get_clock (self->intake));
}

static gboolean
is_over (const Call *call)
{
  return call->self->cancellable != call->cancellable;
}

/* --- again ------------------------------------------------------------------------------------------------------- */

static gboolean
due_cb (gpointer data)
{
  AnlanCameraSource *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  call_camera (self);
  return G_SOURCE_REMOVE;
}

static void
fail (AnlanCameraSource *self, const GError *error)
{
  anlan_camera_flush (self->camera);
  self->failures++;
  anlan_source_failed (ANLAN_SOURCE (self), now_of (self), error);
  self->timer = g_timeout_source_new (anlan_poll_delay (FIRST_RETRY, self->failures, 0, g_random_double ()));
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
fail_io (AnlanCameraSource *self, const GError *trouble)
{
  g_autoptr (GError) error = NULL;

  if (trouble->domain == ANLAN_ERROR)
    {
      fail (self, trouble);
      return;
    }
  g_set_error (&error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("The camera cannot be reached (%s); it is called again."), trouble->message);
  fail (self, error);
}

/* --- what comes -------------------------------------------------------------------------------------------------- */

static void
heard_cb (AnlanBatch *batch, gpointer data)
{
  AnlanCameraSource *self = data;

  anlan_source_push (ANLAN_SOURCE (self), self->intake, batch);
}

static gboolean
picture_cb (const void *bytes, gsize length, gpointer data, char **sha256, GError **error)
{
  AnlanCameraSource *self = data;

  return self->picture == NULL || self->picture (bytes, length, self->picture_data, sha256, error);
}

/* What one part says wrong is told, and the stream goes on. */
static gboolean
part_cb (const AnlanPart *part, gpointer data, GError **error)
{
  AnlanCameraSource *self = data;
  g_autoptr (GError) wrong = NULL;

  if (!anlan_camera_take (self->camera, part->type, part->bytes, part->length, now_of (self), &wrong))
    anlan_source_failed (ANLAN_SOURCE (self), now_of (self), wrong);
  return TRUE;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data);

/* Takes @call over. */
static void
hear_more (Call *call)
{
  g_input_stream_read_bytes_async (call->stream, SLICE, G_PRIORITY_DEFAULT, call->cancellable, read_cb, call);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  AnlanCameraSource *self = call->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  const void *start;
  gsize length = 0;

  if (is_over (call))
    return;
  start = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  if (bytes != NULL && length == 0)
    g_set_error_literal (&error, ANLAN_ERROR, ANLAN_ERROR_IO,
                         _ ("The camera has ended the connection; it is called again."));
  if (error != NULL || !anlan_multipart_feed (call->multipart, start, length, &error))
    {
      fail_io (self, error);
      return;
    }
  self->failures = 0;
  hear_more (g_steal_pointer (&call));
}

static gboolean
check_status (Call *call, GError **error)
{
  guint status = soup_message_get_status (call->message);

  if (status == 200)
    return TRUE;
  if (status == 401 || status == 403)
    g_set_error_literal (
        error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
        _ ("The camera does not let Anlan in. Look at the user and the password of the source."));
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                 _ ("The camera answers %u instead of its events. Look at the address of the source."),
                 status);
  return FALSE;
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  AnlanCameraSource *self = call->self;
  g_autoptr (GError) error = NULL;
  const char *type;

  call->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (is_over (call))
    return;
  if (call->stream == NULL || !check_status (call, &error))
    {
      fail_io (self, error);
      return;
    }
  type = soup_message_headers_get_one (soup_message_get_response_headers (call->message), "Content-Type");
  call->multipart = anlan_multipart_new (type != NULL ? type : "", MAX_PART, part_cb, self, &error);
  if (call->multipart == NULL)
    {
      fail_io (self, error);
      return;
    }
  anlan_source_ready (ANLAN_SOURCE (self));
  hear_more (g_steal_pointer (&call));
}

/* Only digest: the password itself goes over no wire. */
static gboolean
authenticate_cb (SoupMessage *message, SoupAuth *auth, gboolean retrying, gpointer data)
{
  AnlanCameraSource *self = data;

  if (retrying || self->user == NULL || soup_auth_is_for_proxy (auth) ||
      g_ascii_strcasecmp (soup_auth_get_scheme_name (auth), "digest") != 0)
    return FALSE;
  soup_auth_authenticate (auth, self->user, self->password != NULL ? self->password : "");
  return TRUE;
}

static void
call_camera (AnlanCameraSource *self)
{
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->cancellable = g_object_ref (self->cancellable);
  call->message = soup_message_new ("GET", self->address);
  soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect_object (call->message, "authenticate", G_CALLBACK (authenticate_cb), self, 0);
  soup_session_send_async (self->session, call->message, G_PRIORITY_DEFAULT, call->cancellable, answered_cb,
                           call);
}

/* --- the source ---------------------------------------------------------------------------------------------------- */

static void
anlan_camera_source_start (AnlanSource *source)
{
  AnlanCameraSource *self = ANLAN_CAMERA_SOURCE (source);

  self->cancellable = g_cancellable_new ();
  self->failures = 0;
  call_camera (self);
}

static void
anlan_camera_source_stop (AnlanSource *source)
{
  AnlanCameraSource *self = ANLAN_CAMERA_SOURCE (source);
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_cancellable_cancel (cancellable);
}

static void
anlan_camera_source_dispose (GObject *object)
{
  AnlanCameraSource *self = ANLAN_CAMERA_SOURCE (object);

  anlan_camera_source_stop (ANLAN_SOURCE (self));
  g_clear_object (&self->intake);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (anlan_camera_source_parent_class)->dispose (object);
}

static void
anlan_camera_source_finalize (GObject *object)
{
  AnlanCameraSource *self = ANLAN_CAMERA_SOURCE (object);

  anlan_camera_free (self->camera);
  g_free (self->address);
  g_free (self->user);
  g_free (self->password);
  G_OBJECT_CLASS (anlan_camera_source_parent_class)->finalize (object);
}

static void
anlan_camera_source_class_init (AnlanCameraSourceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = anlan_camera_source_dispose;
  G_OBJECT_CLASS (class)->finalize = anlan_camera_source_finalize;
  ANLAN_SOURCE_CLASS (class)->start = anlan_camera_source_start;
  ANLAN_SOURCE_CLASS (class)->stop = anlan_camera_source_stop;
}

static void
anlan_camera_source_init (AnlanCameraSource *self)
{
}

void
anlan_camera_source_set_pictures (AnlanCameraSource *source, AnlanPictureFunc func, gpointer data)
{
  g_return_if_fail (ANLAN_IS_CAMERA_SOURCE (source));

  source->picture = func;
  source->picture_data = data;
}

/* @path behind the device's address; NULL where that is none. */
static char *
make_address (JsonObject *settings, const char *path, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *url;

  if (!anlan_settings_need (settings, "url", &url, error))
    return NULL;
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri != NULL &&
      (g_str_equal (g_uri_get_scheme (uri), "http") || g_str_equal (g_uri_get_scheme (uri), "https")) &&
      g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL)
    {
      g_autofree char *base = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL,
                                          g_uri_get_host (uri), g_uri_get_port (uri), "", NULL, NULL);

      return g_strconcat (base, path, NULL);
    }
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("The setting “url” must be the address of the camera, such as http://192.168.1.64."));
  return NULL;
}

static AnlanSource *
make (AnlanCameraMake camera,
      const char *path,
      const char *id,
      AnlanIntake *intake,
      JsonObject *settings,
      GError **error)
{
  g_autofree char *address = make_address (settings, path, error);
  g_autoptr (AnlanCameraSource) self = NULL;
  const char *user, *password;
  gint64 silence;

  if (address == NULL || !anlan_settings_text (settings, "user", NULL, &user, error) ||
      !anlan_settings_text (settings, "password", NULL, &password, error) ||
      !anlan_settings_integer (settings, "silence", 5, 600, SILENCE, &silence, error))
    return NULL;
  self = g_object_new (ANLAN_TYPE_CAMERA_SOURCE, "id", id, NULL);
  self->intake = g_object_ref (intake);
  self->address = g_steal_pointer (&address);
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->session = soup_session_new_with_options ("timeout", (guint)silence, "user-agent", "Anlan", NULL);
  self->camera = anlan_camera_new (camera, id, settings, picture_cb, heard_cb, self, error);
  if (self->camera == NULL)
    return NULL;
  return ANLAN_SOURCE (g_steal_pointer (&self));
}

AnlanSource *
anlan_hikvision_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  return make (ANLAN_CAMERA_HIKVISION, "/ISAPI/Event/notification/alertStream", id, intake, settings, error);
}

/* The brackets as they are: percent-encoded they would be signed otherwise than they are sent. */
AnlanSource *
anlan_dahua_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  return make (ANLAN_CAMERA_DAHUA, "/cgi-bin/eventManager.cgi?action=attach&codes=[All]&heartbeat=5", id,
               intake, settings, error);
}
