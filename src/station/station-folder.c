/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-folder.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/blocking.h"
#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "link/json-get.h"

#define FOLDER "station"
#define ID_MAX 64

gboolean
station_folder_id_valid (const char *id)
{
  gsize length = strlen (id);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (id[i]) && id[i] != '-')
      return FALSE;
  return length > 0 && length <= ID_MAX;
}

char *
station_folder_path (const char *dir, const char *name)
{
  return g_build_filename (dir, FOLDER, name, NULL);
}

gboolean
station_folder_write (const char *dir, const char *name, const void *bytes, gsize length, GError **error)
{
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL), *path = station_folder_path (dir, name);
  g_autoptr (GError) trouble = NULL;

  anlan_may_block ("write a file");
  /* What cannot be made is seen when the file cannot be written. */
  g_mkdir (folder, 0700);
  if (g_file_set_contents_full (path, bytes, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &trouble))
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("Nothing can be left for the station, or by it (%s). See whether the disk is full, and "
                  "whether you may write in the plant’s folder."),
               trouble->message);
  return FALSE;
}

static gboolean
set_unreadable (GError **error, const char *path, const GError *trouble)
{
  gboolean none = g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  g_set_error (error, ANLAN_ERROR, none ? ANLAN_ERROR_NOT_FOUND : ANLAN_ERROR_IO,
               _ ("“%s” cannot be read: %s"), path, trouble->message);
  return FALSE;
}

/* Another program may have put anything there: no more is read than such a file may have. */
static gboolean
read_some (const char *path, GByteArray *bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &trouble);
  guint8 buffer[16384];
  gssize n;

  if (stream == NULL)
    return set_unreadable (error, path, trouble);
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, &trouble)) > 0)
    {
      g_byte_array_append (bytes, buffer, (guint)n);
      if (bytes->len > STATION_FILE_MAX)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT, _ ("“%s” is too big to be the station’s."),
                       path);
          return FALSE;
        }
    }
  return n == 0 || set_unreadable (error, path, trouble);
}

GBytes *
station_folder_read (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = station_folder_path (dir, name);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  anlan_may_block ("read a file");
  return read_some (path, bytes, error) ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

JsonObject *
station_folder_read_object (const char *dir, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = station_folder_read (dir, name, error);
  g_autoptr (JsonNode) node = NULL;

  if (bytes == NULL)
    return NULL;
  node = anlan_json_parse (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "",
                           (gssize)g_bytes_get_size (bytes), STATION_FILE_MAX, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_dup_object (node);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
               _ ("“%s” in the plant’s folder “station” is damaged. The station writes it anew."), name);
  return NULL;
}

gboolean
station_folder_remove (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = station_folder_path (dir, name);

  anlan_may_block ("remove a file");
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO, _ ("“%s” cannot be removed: %s"), path,
               g_strerror (errno));
  return FALSE;
}

gint64
station_folder_moment (JsonObject *object, const char *name)
{
  const char *text = anlan_json_get_text (object, name);
  gint64 ms;

  return text != NULL && anlan_time_parse (text, &ms) ? ms : G_MININT64;
}
