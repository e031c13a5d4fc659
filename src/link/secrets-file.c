/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* Secrets in a file of mode 0600, for machines without a keyring. */

#include "link/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/error.h"

#define ANLAN_TYPE_SECRETS_FILE (anlan_secrets_file_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSecretsFile, anlan_secrets_file, ANLAN, SECRETS_FILE, GObject)

struct _AnlanSecretsFile
{
  GObject parent_instance;

  char *path;
  GMutex mutex;
};

static GKeyFile *
load (AnlanSecretsFile *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) trouble = NULL;
  struct stat info;

  /* Somebody has copied it about: from now on nobody else reads it. */
  if (stat (self->path, &info) == 0 && (info.st_mode & 077) != 0 && chmod (self->path, 0600) != 0)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
          _ ("Others can read the secrets in “%s”, so they are not used. Make it readable for you alone."),
          self->path);
      return NULL;
    }
  if (g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, &trouble) ||
      g_error_matches (trouble, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&file);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("The secrets in “%s” cannot be read (%s). Enter them anew."), self->path, trouble->message);
  return NULL;
}

static gboolean
save (AnlanSecretsFile *self, GKeyFile *file, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (self->path);
  g_autoptr (GError) trouble = NULL;
  g_autofree char *text = NULL;
  gsize length;

  text = g_key_file_to_data (file, &length, NULL);
  if (g_mkdir_with_parents (dir, 0700) == 0 &&
      g_file_set_contents_full (self->path, text, (gssize)length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &trouble))
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("The secret could not be written to “%s” (%s), so it is not kept."), self->path,
               trouble != NULL ? trouble->message : g_strerror (errno));
  return FALSE;
}

static gboolean
file_look_up (AnlanSecrets *secrets, const char *owner, const char *name, char **secret, GError **error)
{
  AnlanSecretsFile *self = ANLAN_SECRETS_FILE (secrets);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GKeyFile) file = load (self, error);

  if (file == NULL)
    return FALSE;
  *secret = g_key_file_get_string (file, owner, name, NULL);
  return TRUE;
}

static gboolean
file_keep (AnlanSecrets *secrets, const char *owner, const char *name, const char *secret, GError **error)
{
  AnlanSecretsFile *self = ANLAN_SECRETS_FILE (secrets);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (GKeyFile) file = load (self, error);
  gsize n;

  if (file == NULL)
    return FALSE;
  if (secret != NULL)
    {
      g_key_file_set_string (file, owner, name, secret);
      return save (self, file, error);
    }
  if (!g_key_file_remove_key (file, owner, name, NULL))
    return TRUE;
  g_strfreev (g_key_file_get_keys (file, owner, &n, NULL));
  if (n == 0)
    g_key_file_remove_group (file, owner, NULL);
  return save (self, file, error);
}

static void
file_iface_init (AnlanSecretsInterface *iface)
{
  iface->look_up = file_look_up;
  iface->keep = file_keep;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnlanSecretsFile,
                               anlan_secrets_file,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANLAN_TYPE_SECRETS, file_iface_init))

static void
anlan_secrets_file_finalize (GObject *object)
{
  AnlanSecretsFile *self = ANLAN_SECRETS_FILE (object);

  g_free (self->path);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (anlan_secrets_file_parent_class)->finalize (object);
}

static void
anlan_secrets_file_class_init (AnlanSecretsFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_secrets_file_finalize;
}

static void
anlan_secrets_file_init (AnlanSecretsFile *self)
{
  g_mutex_init (&self->mutex);
}

AnlanSecrets *
anlan_secrets_new_file (const char *path)
{
  AnlanSecretsFile *self = g_object_new (ANLAN_TYPE_SECRETS_FILE, NULL);

  self->path =
      path != NULL ? g_strdup (path) : g_build_filename (g_get_user_data_dir (), "anlan", "secrets", NULL);
  return ANLAN_SECRETS (self);
}
