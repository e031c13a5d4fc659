/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* What a camera sees now, asked for by digest sign-in. */

#include "link/camera-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "link/fetch.h"
#include "link/settings.h"

#define MAX_PICTURE (16 * 1024 * 1024)

/* A picture that comes later than this is no longer of what was to be seen, s. */
#define PATIENCE 10
/* A picture's end stands within so many bytes of the end. */
#define TAIL 4096
#define PATIENCE_MAX 60

/* A recorder has its cameras behind another address than a camera its own. */
static const char *const hikvision_paths[] = { "%s/ISAPI/Streaming/channels/%u01/picture",
                                               "%s/ISAPI/ContentMgmt/StreamingProxy/channels/%u01/picture",
                                               NULL };
static const char *const dahua_paths[] = { "%s/cgi-bin/snapshot.cgi?channel=%u", NULL };

typedef struct
{
  JsonObject *settings; /* with the address of this try */
  char *base;
  guint channel;
  const char *const *paths; /* that are left */
  AnlanFetch *fetch;
} Snapshot;

static void
snapshot_free (gpointer data)
{
  Snapshot *snapshot = data;

  g_clear_pointer (&snapshot->fetch, anlan_fetch_free);
  json_object_unref (snapshot->settings);
  g_free (snapshot->base);
  g_free (snapshot);
}

static void
ask (GTask *task);

static gboolean
is_jpeg (GBytes *bytes)
{
  gsize length;
  const char *start = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return start != NULL && length > 3 && memcmp (start, "\xFF\xD8\xFF", 3) == 0;
}

/* Whether the picture's own end is there (ITU-T T.81, B.1.1.3: EOI); some makes append a few bytes of theirs. Where no length was
 * told before, only this tells a picture from half of one. */
static gboolean
is_whole (GBytes *bytes)
{
  gsize length;
  const char *start = g_bytes_get_data (bytes, &length);
  gsize tail = MIN (length, TAIL);

  return memmem (start + length - tail, tail, "\xFF\xD9", 2) != NULL;
}

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Snapshot *snapshot = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanFetched) fetched = NULL;
  guint retry_after;

  fetched = anlan_fetch_finish (result, &retry_after, &error);
  if (fetched != NULL && is_jpeg (fetched->bytes) && !is_whole (fetched->bytes))
    {
      g_task_return_new_error (task, ANLAN_ERROR, ANLAN_ERROR_IO,
                               _ ("The camera’s picture was cut, so it is not kept. See whether its network "
                                  "holds."));
      return;
    }
  if (fetched != NULL && is_jpeg (fetched->bytes))
    {
      g_task_return_pointer (task, g_bytes_ref (fetched->bytes), (GDestroyNotify)g_bytes_unref);
      return;
    }
  /* Who is not let in at one address is not at the other, and is locked out after some tries. */
  if (*snapshot->paths != NULL && !g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_DENIED) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      ask (g_steal_pointer (&task));
      return;
    }
  if (error == NULL)
    g_set_error_literal (&error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The camera answers without a picture."));
  g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes @task over. */
static void
ask (GTask *task)
{
  Snapshot *snapshot = g_task_get_task_data (task);
  g_autofree char *url = g_strdup_printf (*snapshot->paths++, snapshot->base, snapshot->channel);
  GError *error = NULL;

  json_object_set_string_member (snapshot->settings, "url", url);
  g_clear_pointer (&snapshot->fetch, anlan_fetch_free);
  snapshot->fetch = anlan_fetch_new (snapshot->settings, MAX_PICTURE, &error);
  if (snapshot->fetch == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  anlan_fetch_async (snapshot->fetch, NULL, NULL, g_task_get_cancellable (task), fetched_cb, task);
}

void
anlan_camera_snapshot_async (AnlanCameraMake make,
                             JsonObject *settings,
                             guint channel,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  static const char *const names[] = { "user", "password" };
  g_autoptr (GTask) task = NULL;
  Snapshot *snapshot;
  GError *error = NULL;
  const char *url, *text;
  gint64 timeout;

  g_return_if_fail (settings != NULL && channel > 0);

  task = g_task_new (NULL, cancellable, callback, user_data);
  snapshot = g_new0 (Snapshot, 1);
  snapshot->settings = json_object_new ();
  snapshot->channel = channel;
  snapshot->paths = make == ANLAN_CAMERA_HIKVISION ? hikvision_paths : dahua_paths;
  g_task_set_task_data (task, snapshot, snapshot_free);
  json_object_set_string_member (snapshot->settings, "signin", "digest");
  if (!anlan_settings_need (settings, "url", &url, &error) ||
      !anlan_settings_integer (settings, "snapshot_timeout", 1, PATIENCE_MAX, PATIENCE, &timeout, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  json_object_set_int_member (snapshot->settings, "timeout", timeout);
  snapshot->base = g_strndup (url, strlen (url) - (g_str_has_suffix (url, "/") ? 1 : 0));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!anlan_settings_text (settings, names[i], NULL, &text, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      if (text != NULL)
        json_object_set_string_member (snapshot->settings, names[i], text);
    }
  ask (g_steal_pointer (&task));
}

GBytes *
anlan_camera_snapshot_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
