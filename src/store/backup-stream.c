/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "backup-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>

#include "failure.h"

/* The head of an encrypted file: this, the salt, the two costs (little-endian), the stream's own header. */
#define MAGIC "ANLAN sealed 1\n"
#define MAGIC_LENGTH 16

#define CHUNK 65536
#define SEALED (CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)

/* What a file may ask of us before we know that it is one of ours. */
#define MOST_OPERATIONS 16
#define MOST_MEMORY (1024ULL * 1024 * 1024)

typedef struct
{
  char magic[MAGIC_LENGTH];
  guchar salt[crypto_pwhash_SALTBYTES];
  guint64 operations;
  guint64 memory;
  guchar header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
} Head;

G_STATIC_ASSERT (sizeof (Head) == 16 + 16 + 8 + 8 + 24);

struct _AnlanOut
{
  char *path;
  int fd;
  gboolean sealed;
  crypto_secretstream_xchacha20poly1305_state state;
  guchar plain[CHUNK];
  guchar box[SEALED];
  gsize filled;
};

struct _AnlanIn
{
  char *path;
  int fd;
  gboolean sealed;
  gboolean ended;
  crypto_secretstream_xchacha20poly1305_state state;
  guchar plain[CHUNK];
  guchar box[SEALED];
};

static gboolean
derive_key (const Head *head, const char *passphrase, guchar *key, GError **error)
{
  if (sodium_init () >= 0 &&
      crypto_pwhash (key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase, strlen (passphrase),
                     head->salt, GUINT64_FROM_LE (head->operations), (gsize)GUINT64_FROM_LE (head->memory),
                     crypto_pwhash_ALG_ARGON2ID13) == 0)
    return TRUE;
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
      _ ("There is not enough free memory to use the passphrase. Nothing was changed. Close other "
         "programs and try again."));
  return FALSE;
}

/* --- writing ----------------------------------------------------------------------------------------------- */

static gboolean
write_all (AnlanOut *out, const void *data, gsize length, GError **error)
{
  const guchar *at = data;

  while (length > 0)
    {
      gssize written = write (out->fd, at, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          anlan_failure_set_errno (error, errno, out->path);
          return FALSE;
        }
      at += written;
      length -= (gsize)written;
    }
  return TRUE;
}

static gboolean
begin_sealing (AnlanOut *out, const char *passphrase, GError **error)
{
  Head head = { .operations = GUINT64_TO_LE (crypto_pwhash_OPSLIMIT_MODERATE),
                .memory = GUINT64_TO_LE (crypto_pwhash_MEMLIMIT_MODERATE) };
  guchar key[crypto_secretstream_xchacha20poly1305_KEYBYTES];

  memcpy (head.magic, MAGIC, MAGIC_LENGTH);
  randombytes_buf (head.salt, sizeof head.salt);
  if (!derive_key (&head, passphrase, key, error))
    return FALSE;
  crypto_secretstream_xchacha20poly1305_init_push (&out->state, head.header, key);
  sodium_memzero (key, sizeof key);
  out->sealed = TRUE;
  return write_all (out, &head, sizeof head, error);
}

AnlanOut *
anlan_out_open (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (AnlanOut) out = g_new0 (AnlanOut, 1);

  out->path = g_strdup (path);
  out->fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out->fd < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return NULL;
    }
  if (passphrase != NULL && !begin_sealing (out, passphrase, error))
    return NULL;
  return g_steal_pointer (&out);
}

static gboolean
push_chunk (AnlanOut *out, guchar tag, GError **error)
{
  unsigned long long length;

  crypto_secretstream_xchacha20poly1305_push (&out->state, out->box, &length, out->plain, out->filled, NULL,
                                              0, tag);
  out->filled = 0;
  return write_all (out, out->box, (gsize)length, error);
}

gboolean
anlan_out_write (AnlanOut *out, const void *data, gsize length, GError **error)
{
  const guchar *at = data;

  if (!out->sealed)
    return write_all (out, data, length, error);
  while (length > 0)
    {
      gsize part = MIN (length, CHUNK - out->filled);

      memcpy (out->plain + out->filled, at, part);
      out->filled += part;
      at += part;
      length -= part;
      if (out->filled == CHUNK && !push_chunk (out, 0, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_out_finish (AnlanOut *out, GError **error)
{
  if (out->sealed && !push_chunk (out, crypto_secretstream_xchacha20poly1305_TAG_FINAL, error))
    return FALSE;
  if (fsync (out->fd) == 0)
    return TRUE;
  anlan_failure_set_errno (error, errno, out->path);
  return FALSE;
}

void
anlan_out_free (AnlanOut *out)
{
  if (out == NULL)
    return;
  if (out->fd >= 0)
    close (out->fd);
  g_free (out->path);
  sodium_memzero (out, sizeof *out);
  g_free (out);
}

/* --- reading ----------------------------------------------------------------------------------------------- */

static gboolean
read_up_to (AnlanIn *in, void *data, gsize wanted, gsize *got, GError **error)
{
  *got = 0;
  while (*got < wanted)
    {
      gssize part = read (in->fd, (guchar *)data + *got, wanted - *got);

      if (part < 0 && errno == EINTR)
        continue;
      if (part < 0)
        {
          anlan_failure_set_errno (error, errno, in->path);
          return FALSE;
        }
      if (part == 0)
        return TRUE;
      *got += (gsize)part;
    }
  return TRUE;
}

static gboolean
set_damaged (AnlanIn *in, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
               _ ("“%s” is damaged or incomplete. Nothing was changed. Use another backup."), in->path);
  return FALSE;
}

static gboolean
begin_opening (AnlanIn *in, const Head *head, const char *passphrase, GError **error)
{
  guchar key[crypto_secretstream_xchacha20poly1305_KEYBYTES];

  if (passphrase == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED, _ ("“%s” is locked: its passphrase is needed."),
                   in->path);
      return FALSE;
    }
  if (GUINT64_FROM_LE (head->operations) < crypto_pwhash_OPSLIMIT_MIN ||
      GUINT64_FROM_LE (head->operations) > MOST_OPERATIONS ||
      GUINT64_FROM_LE (head->memory) < crypto_pwhash_MEMLIMIT_MIN ||
      GUINT64_FROM_LE (head->memory) > MOST_MEMORY)
    return set_damaged (in, error);
  if (!derive_key (head, passphrase, key, error))
    return FALSE;
  in->sealed = TRUE;
  if (crypto_secretstream_xchacha20poly1305_init_pull (&in->state, head->header, key) != 0)
    return set_damaged (in, error);
  sodium_memzero (key, sizeof key);
  return TRUE;
}

static gboolean
pull_chunk (AnlanIn *in, gsize *length, GError **error)
{
  unsigned long long plain_length = 0;
  guchar tag = 0;
  gsize got;

  if (!read_up_to (in, in->box, sizeof in->box, &got, error))
    return FALSE;
  if (got == 0 || crypto_secretstream_xchacha20poly1305_pull (&in->state, in->plain, &plain_length, &tag,
                                                              in->box, got, NULL, 0) != 0)
    return set_damaged (in, error);
  in->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  *length = (gsize)plain_length;
  return TRUE;
}

/* A wrong passphrase cannot be told from a damaged first chunk; it is much more likely. */
static gboolean
try_passphrase (AnlanIn *in, GError **error)
{
  crypto_secretstream_xchacha20poly1305_state state = in->state;
  gsize length;

  if (!pull_chunk (in, &length, NULL))
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
          _ ("“%s” cannot be opened with this passphrase. Nothing was changed. Check it and try again."),
          in->path);
      return FALSE;
    }
  in->state = state;
  in->ended = FALSE;
  if (lseek (in->fd, sizeof (Head), SEEK_SET) >= 0)
    return TRUE;
  anlan_failure_set_errno (error, errno, in->path);
  return FALSE;
}

AnlanIn *
anlan_in_open (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (AnlanIn) in = g_new0 (AnlanIn, 1);
  Head head;
  gsize got;

  in->path = g_strdup (path);
  in->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (in->fd < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return NULL;
    }
  if (!read_up_to (in, &head, sizeof head, &got, error))
    return NULL;
  if (got == sizeof head && memcmp (head.magic, MAGIC, MAGIC_LENGTH) == 0)
    return begin_opening (in, &head, passphrase, error) && try_passphrase (in, error) ? g_steal_pointer (&in)
                                                                                      : NULL;
  if (lseek (in->fd, 0, SEEK_SET) == 0)
    return g_steal_pointer (&in);
  anlan_failure_set_errno (error, errno, path);
  return NULL;
}

gboolean
anlan_in_read (AnlanIn *in, const guchar **data, gsize *length, GError **error)
{
  *data = in->plain;
  *length = 0;
  if (in->ended)
    return TRUE;
  if (in->sealed)
    return pull_chunk (in, length, error);
  return read_up_to (in, in->plain, CHUNK, length, error);
}

void
anlan_in_free (AnlanIn *in)
{
  if (in == NULL)
    return;
  if (in->fd >= 0)
    close (in->fd);
  g_free (in->path);
  sodium_memzero (in, sizeof *in);
  g_free (in);
}
