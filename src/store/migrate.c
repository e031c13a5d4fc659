/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "migrate.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "anlan-store-resources.h"
#include "db-private.h"
#include "failure.h"

#define PREFIX "/io/github/anlan/store/sql"

/* Pages copied between two looks at the cancellable. */
#define COPY_PAGES 512

/* A static library's resources have no constructor that would be linked in. */
static void
register_resources (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      anlan_store_register_resource ();
      g_once_init_leave (&once, 1);
    }
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
anlan_migrations_load (const char *name)
{
  g_auto (GStrv) files = NULL;
  GPtrArray *scripts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  register_resources ();
  files = g_resources_enumerate_children (PREFIX, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_return_val_if_fail (files != NULL, scripts);

  qsort (files, g_strv_length (files), sizeof files[0], compare_names);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *start = g_strdup_printf ("%03u-%s", scripts->len + 1, name);
      g_autofree char *path = g_strconcat (PREFIX "/", files[i], NULL);

      if (g_str_has_prefix (files[i], start))
        g_ptr_array_add (scripts, g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL));
    }
  return scripts;
}

gboolean
anlan_schema_get_version (AnlanDb *db, guint *version, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "PRAGMA user_version", NULL, &value, error))
    return FALSE;
  *version = (guint)anlan_value_get_integer (&value, 0);
  return TRUE;
}

static gboolean
run_scripts (AnlanDb *db, GPtrArray *scripts, guint32 application_number, GError **error)
{
  g_autofree char *numbers = NULL;
  guint version;

  /* Read again under the lock: another process may have migrated while we waited for it. */
  if (!anlan_schema_get_version (db, &version, error))
    return FALSE;
  for (guint i = version; i < scripts->len; i++)
    {
      const char *script = g_bytes_get_data (g_ptr_array_index (scripts, i), NULL);

      if (!anlan_db_exec (db, script, error))
        return FALSE;
    }
  numbers = g_strdup_printf ("PRAGMA user_version = %u; PRAGMA application_id = %u;",
                             MAX (version, scripts->len), application_number);
  return anlan_db_exec (db, numbers, error);
}

gboolean
anlan_migrate (AnlanDb *db, GPtrArray *scripts, guint32 application_number, GError **error)
{
  guint version;

  if (!anlan_schema_get_version (db, &version, error))
    return FALSE;
  if (version > scripts->len)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_NEWER,
          _ ("This plant was last used by a newer Anlan (its data have version %u, this program knows %u). "
             "Nothing was changed. Install the newer Anlan to open it."),
          version, scripts->len);
      return FALSE;
    }
  if (version == scripts->len)
    return TRUE;

  if (!anlan_db_begin (db, error))
    return FALSE;
  if (!run_scripts (db, scripts, application_number, error))
    {
      anlan_db_rollback (db);
      return FALSE;
    }
  anlan_db_forget_statements (db);
  return anlan_db_commit (db, error);
}

static gboolean
copy_pages (sqlite3 *from, sqlite3 *to, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");
  int code = SQLITE_OK;

  if (backup == NULL)
    {
      anlan_failure_set_sqlite (error, to, sqlite3_errcode (to));
      return FALSE;
    }
  while (code == SQLITE_OK)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          sqlite3_backup_finish (backup);
          return FALSE;
        }
      code = sqlite3_backup_step (backup, COPY_PAGES);
    }
  sqlite3_backup_finish (backup);
  if (code == SQLITE_DONE)
    return TRUE;
  anlan_failure_set_sqlite (error, to, code);
  return FALSE;
}

/* The source is held in a read transaction, so that commits of others do not make the copy start again. */
gboolean
anlan_db_copy_to (AnlanDb *db, const char *path, GCancellable *cancellable, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  sqlite3 *to = NULL;
  gboolean copied;
  int code;

  code = sqlite3_open_v2 (path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_exec (to, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  if (code != SQLITE_OK)
    {
      anlan_failure_set_sqlite (error, to, code);
      sqlite3_close_v2 (to);
      return FALSE;
    }

  copied = anlan_db_exec (db, "BEGIN", error) &&
           anlan_db_lookup (db, "SELECT count(*) FROM sqlite_schema", NULL, &value, error) &&
           copy_pages (anlan_db_get_handle (db), to, cancellable, error);
  anlan_db_settle (db);
  anlan_db_rollback (db);
  /* The copy says of itself that it is in WAL mode; as one closed file it is handed on without. */
  if (copied && sqlite3_exec (to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
    {
      anlan_failure_set_sqlite (error, to, sqlite3_errcode (to));
      copied = FALSE;
    }
  sqlite3_close_v2 (to);
  if (!copied)
    g_unlink (path);
  return copied;
}
