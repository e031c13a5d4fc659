/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "desk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>

#include "base/ids.h"
#include "base/json.h"
#include "failure.h"

#define GROUP "desk"

/* Folders of what this desk notes about plants. */
#define CHECKPOINTS "checkpoints"
#define ERASURES "erasures"

/* A copy is a few hundred bytes a line, a line a thousand changes. */
#define MAX_COPY_LINE 4096

struct _AnlanDesk
{
  char *dir;
  char *id;
  char *name;
  char *public_text;
  guchar public_key[crypto_sign_PUBLICKEYBYTES];
  guchar secret_key[crypto_sign_SECRETKEYBYTES];
};

void
anlan_desk_free (AnlanDesk *desk)
{
  if (desk == NULL)
    return;
  sodium_memzero (desk->secret_key, sizeof desk->secret_key);
  g_free (desk->dir);
  g_free (desk->id);
  g_free (desk->name);
  g_free (desk->public_text);
  g_free (desk);
}

const char *
anlan_desk_get_id (AnlanDesk *desk)
{
  return desk->id;
}

const char *
anlan_desk_get_name (AnlanDesk *desk)
{
  return desk->name;
}

const char *
anlan_desk_get_public_key (AnlanDesk *desk)
{
  return desk->public_text;
}

/* --- the identity ------------------------------------------------------------------------------------------ */

static gboolean
take_seed (AnlanDesk *desk, const char *text)
{
  gsize length = 0;
  g_autofree guchar *seed = g_base64_decode (text, &length);

  if (length != crypto_sign_SEEDBYTES)
    return FALSE;
  crypto_sign_seed_keypair (desk->public_key, desk->secret_key, seed);
  sodium_memzero (seed, length);
  desk->public_text = g_base64_encode (desk->public_key, sizeof desk->public_key);
  return TRUE;
}

static gboolean
read_identity (AnlanDesk *desk, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *seed = NULL;
  GError *trouble = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &trouble) && trouble->domain == G_FILE_ERROR)
    {
      anlan_failure_propagate_file (error, trouble, path);
      return FALSE;
    }
  g_clear_error (&trouble);
  desk->id = g_key_file_get_string (file, GROUP, "id", NULL);
  desk->name = g_key_file_get_string (file, GROUP, "name", NULL);
  seed = g_key_file_get_string (file, GROUP, "seed", NULL);
  if (desk->id == NULL || !anlan_uuid_valid (desk->id) || desk->name == NULL || seed == NULL ||
      !take_seed (desk, seed))
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT,
          _ ("The file with the key of this computer is damaged: “%s”. Your plants are safe. Restore the "
             "file "
             "from a backup of your home folder; or move it away, and this computer will be taken for a new "
             "one."),
          path);
      return FALSE;
    }
  sodium_memzero (seed, strlen (seed));
  return TRUE;
}

/* Under another name first, then linked: of two programs that start at once one wins and both use its key. */
static gboolean
write_identity (AnlanDesk *desk, const char *path, AnlanClock *clock, GError **error)
{
  g_autofree char *id = anlan_uuid_new (anlan_clock_now (clock));
  g_autofree char *name = g_utf8_make_valid (g_get_host_name (), -1);
  g_autofree char *part = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree char *text = NULL;
  g_autofree char *seed_text = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  guchar seed[crypto_sign_SEEDBYTES];
  gboolean written;
  int saved, fd;

  randombytes_buf (seed, sizeof seed);
  seed_text = g_base64_encode (seed, sizeof seed);
  g_key_file_set_string (file, GROUP, "id", id);
  g_key_file_set_string (file, GROUP, "name", name);
  g_key_file_set_string (file, GROUP, "seed", seed_text);
  text = g_key_file_to_data (file, NULL, NULL);

  fd = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return FALSE;
    }
  written = write (fd, text, strlen (text)) == (gssize)strlen (text) && fsync (fd) == 0 &&
            (link (part, path) == 0 || errno == EEXIST);
  saved = errno;
  close (fd);
  g_unlink (part);
  sodium_memzero (seed, sizeof seed);
  sodium_memzero (seed_text, strlen (seed_text));
  sodium_memzero (text, strlen (text));
  if (!written)
    anlan_failure_set_errno (error, saved, path);
  return written;
}

AnlanDesk *
anlan_desk_load (const char *dir, gboolean create, AnlanClock *clock, GError **error)
{
  g_autoptr (AnlanDesk) desk = g_new0 (AnlanDesk, 1);
  g_autofree char *path = NULL;
  struct stat st;

  if (sodium_init () < 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
                           _ ("This computer gives no random numbers, without which nothing can be signed."));
      return NULL;
    }
  desk->dir = dir != NULL ? g_strdup (dir) : g_build_filename (g_get_user_data_dir (), "anlan", "desk", NULL);
  path = g_build_filename (desk->dir, "identity", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (!create)
        return NULL;
      if (g_mkdir_with_parents (desk->dir, 0700) != 0)
        {
          anlan_failure_set_errno (error, errno, desk->dir);
          return NULL;
        }
      if (!write_identity (desk, path, clock, error))
        return NULL;
    }
  /* Copied about by hand, it may have become readable for others. */
  if (stat (path, &st) == 0 && (st.st_mode & 077) != 0)
    chmod (path, 0600);
  if (!read_identity (desk, path, error))
    return NULL;
  return g_steal_pointer (&desk);
}

/* --- checkpoints ------------------------------------------------------------------------------------------- */

void
anlan_checkpoint_free (AnlanCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return;
  g_free (checkpoint->head);
  g_free (checkpoint->at);
  g_free (checkpoint->desk);
  g_free (checkpoint->signature);
  g_free (checkpoint);
}

/* What is signed. It names the plant, so that a signature cannot be carried to another. */
static char *
signed_text (const AnlanCheckpoint *checkpoint, const char *plant)
{
  return g_strdup_printf ("anlan checkpoint 1\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s\n%s\n%s\n",
                          plant, checkpoint->seq, checkpoint->count, checkpoint->head, checkpoint->at,
                          checkpoint->desk);
}

void
anlan_checkpoint_sign (AnlanCheckpoint *checkpoint, const char *plant, AnlanDesk *desk)
{
  g_autofree char *text = NULL;
  guchar signature[crypto_sign_BYTES];

  g_free (checkpoint->desk);
  checkpoint->desk = g_strdup (desk->id);
  text = signed_text (checkpoint, plant);
  crypto_sign_detached (signature, NULL, (const guchar *)text, strlen (text), desk->secret_key);
  g_free (checkpoint->signature);
  checkpoint->signature = g_base64_encode (signature, sizeof signature);
}

gboolean
anlan_checkpoint_verify (const AnlanCheckpoint *checkpoint, const char *plant, const char *public_key)
{
  g_autofree char *text = signed_text (checkpoint, plant);
  gsize signature_length = 0, key_length = 0;
  g_autofree guchar *signature = g_base64_decode (checkpoint->signature, &signature_length);
  g_autofree guchar *key = g_base64_decode (public_key, &key_length);

  return signature_length == crypto_sign_BYTES && key_length == crypto_sign_PUBLICKEYBYTES &&
         crypto_sign_verify_detached (signature, (const guchar *)text, strlen (text), key) == 0;
}

/* --- notes -------------------------------------------------------------------------------------------- */

/* A file of this desk about @plant. */
static char *
notes_path (AnlanDesk *desk, const char *folder, const char *plant)
{
  g_autofree char *name = g_strconcat (plant, ".lines", NULL);

  return g_build_filename (desk->dir, folder, name, NULL);
}

/* One write() of one line to a file opened for appending: two programs of one desk do not mix theirs. */
static gboolean
append_note (AnlanDesk *desk, const char *folder, const char *plant, char *line, GError **error)
{
  g_autofree char *path = notes_path (desk, folder, plant);
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  gboolean written;
  int saved, fd;

  g_free (line);
  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      anlan_failure_set_errno (error, errno, dir);
      return FALSE;
    }
  fd = g_open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return FALSE;
    }
  errno = ENOSPC;
  written = write (fd, text, strlen (text)) == (gssize)strlen (text) && fsync (fd) == 0;
  saved = errno;
  close (fd);
  if (!written)
    anlan_failure_set_errno (error, saved, path);
  return written;
}

gboolean
anlan_desk_copy_checkpoint (AnlanDesk *desk,
                            const char *plant,
                            const AnlanCheckpoint *checkpoint,
                            GError **error)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "seq");
  anlan_json_integer (&json, checkpoint->seq);
  anlan_json_name (&json, "count");
  anlan_json_integer (&json, checkpoint->count);
  anlan_json_name (&json, "head");
  anlan_json_text (&json, checkpoint->head);
  anlan_json_name (&json, "at");
  anlan_json_text (&json, checkpoint->at);
  anlan_json_name (&json, "desk");
  anlan_json_text (&json, checkpoint->desk);
  anlan_json_name (&json, "signature");
  anlan_json_text (&json, checkpoint->signature);
  anlan_json_close (&json, '}');
  return append_note (desk, CHECKPOINTS, plant, anlan_json_end (&json), error);
}

gboolean
anlan_desk_copy_restore (AnlanDesk *desk, const char *plant, gint64 seq, GError **error)
{
  return append_note (desk, CHECKPOINTS, plant, g_strdup_printf ("{\"restored\":%" G_GINT64_FORMAT "}", seq),
                      error);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gint64
get_integer (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

/* A line that cannot be read is passed over: the others still prove what they prove. */
static void
take_copy (GPtrArray *copies, const char *text)
{
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, MAX_COPY_LINE, NULL);
  g_autoptr (AnlanCheckpoint) checkpoint = NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  if (json_object_has_member (object, "restored"))
    {
      gint64 seq = get_integer (object, "restored");

      while (copies->len > 0 && ((AnlanCheckpoint *)g_ptr_array_index (copies, copies->len - 1))->seq > seq)
        g_ptr_array_set_size (copies, (int)copies->len - 1);
      return;
    }
  if (get_text (object, "head") == NULL || get_text (object, "at") == NULL ||
      get_text (object, "desk") == NULL || get_text (object, "signature") == NULL)
    return;
  checkpoint = g_new0 (AnlanCheckpoint, 1);
  checkpoint->seq = get_integer (object, "seq");
  checkpoint->count = get_integer (object, "count");
  checkpoint->head = g_strdup (get_text (object, "head"));
  checkpoint->at = g_strdup (get_text (object, "at"));
  checkpoint->desk = g_strdup (get_text (object, "desk"));
  checkpoint->signature = g_strdup (get_text (object, "signature"));
  g_ptr_array_add (copies, g_steal_pointer (&checkpoint));
}

GPtrArray *
anlan_desk_read_copies (AnlanDesk *desk, const char *plant, GError **error)
{
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_checkpoint_free);
  g_autofree char *path = notes_path (desk, CHECKPOINTS, plant);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GError *trouble = NULL;

  if (!g_file_get_contents (path, &text, NULL, &trouble))
    {
      if (g_error_matches (trouble, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          g_error_free (trouble);
          return g_steal_pointer (&copies);
        }
      anlan_failure_propagate_file (error, trouble, path);
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      take_copy (copies, lines[i]);
  return g_steal_pointer (&copies);
}

gboolean
anlan_desk_note_erasure (AnlanDesk *desk, const char *plant, const char *subject, GError **error)
{
  return append_note (desk, ERASURES, plant, g_strdup (subject), error);
}

gboolean
anlan_desk_read_erasures (AnlanDesk *desk, const char *plant, GHashTable *subjects, GError **error)
{
  g_autofree char *path = notes_path (desk, ERASURES, plant);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GError *trouble = NULL;

  if (!g_file_get_contents (path, &text, NULL, &trouble))
    {
      if (!g_error_matches (trouble, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          anlan_failure_propagate_file (error, trouble, path);
          return FALSE;
        }
      g_error_free (trouble);
      return TRUE;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_hash_table_add (subjects, g_strdup (lines[i]));
  return TRUE;
}
