/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store/side.h"

#include <glib/gi18n-lib.h>

#include "migrate.h"

/* Pages of WAL between two checkpoints by themselves, 256 and 16 MiB: a station writes all the time, and each checkpoint waits
 * for the disk. Of readings a thread of its own sees to it before. */
static const struct
{
  const char *name;
  const char *pragmas;
} sides[] = {
  [ANLAN_SIDE_READINGS] = { "readings", "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 64000" },
  [ANLAN_SIDE_ALARMS] = { "alarms", "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000" },
  [ANLAN_SIDE_OUTBOX] = { "outbox", "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000" },
  [ANLAN_SIDE_ACCESS] = { "access", "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000" },
};

static gboolean
check_wal (AnlanDb *db, const char *path, GError **error)
{
  g_auto (AnlanValue) mode = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "PRAGMA journal_mode = WAL", NULL, &mode, error))
    return FALSE;
  if (g_strcmp0 (anlan_value_get_text (&mode), "wal") == 0)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NETWORK_FS,
               _ ("“%s” lies where several programs cannot share it safely, so nothing was written. Move the "
                  "plant to a "
                  "local disk."),
               path);
  return FALSE;
}

/* Readings are no secrets: to overwrite what retention deletes would only cost the disk. */
static gboolean
prepare (AnlanDb *db, AnlanSide side, const char *path, GError **error)
{
  g_autoptr (GPtrArray) scripts = anlan_migrations_load (sides[side].name);

  return check_wal (db, path, error) && anlan_db_exec (db, sides[side].pragmas, error) &&
         anlan_db_exec (db, "PRAGMA secure_delete = OFF", error) &&
         anlan_migrate (db, scripts, ANLAN_APPLICATION_NUMBER, error);
}

static void
set_missing (AnlanSide side, GError **error)
{
  static const char *const sentences[] = {
    [ANLAN_SIDE_READINGS] = N_ ("No readings have come into this plant yet."),
    [ANLAN_SIDE_ALARMS] = N_ ("No alarms have been raised in this plant yet."),
    [ANLAN_SIDE_OUTBOX] = N_ ("Nobody has been sent a message from this plant yet."),
    [ANLAN_SIDE_ACCESS] = N_ ("Nobody has come to this plant's pages yet."),
  };

  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ (sentences[side]));
}

static AnlanDb *
open_to_write (AnlanSide side, const char *path, GError **error)
{
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_CREATE, error);

  if (db != NULL && !prepare (db, side, path, error))
    g_clear_pointer (&db, anlan_db_close);
  return db;
}

static gboolean
is_old (AnlanDb *db, AnlanSide side, gboolean *old, GError **error)
{
  g_autoptr (GPtrArray) scripts = anlan_migrations_load (sides[side].name);
  guint version;

  if (!anlan_schema_get_version (db, &version, error))
    return FALSE;
  *old = version < scripts->len;
  return TRUE;
}

/* Who only looks may be the first that opens the plant with a newer Anlan: it brings the tables up, or finds columns missing. */
static AnlanDb *
open_to_read (AnlanSide side, const char *path, GError **error)
{
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_READ, error), *writer;
  gboolean old = FALSE;

  if (db != NULL && !is_old (db, side, &old, error))
    g_clear_pointer (&db, anlan_db_close);
  if (!old)
    return db;
  anlan_db_close (db);
  writer = open_to_write (side, path, error);
  if (writer == NULL)
    return NULL;
  anlan_db_close (writer);
  return anlan_db_open (path, ANLAN_DB_READ, error);
}

AnlanDb *
anlan_side_open (const char *dir, AnlanSide side, gboolean writable, GError **error)
{
  g_autofree char *file = NULL, *path = NULL;

  g_return_val_if_fail (dir != NULL && side < G_N_ELEMENTS (sides), NULL);

  file = g_strconcat (sides[side].name, ".db", NULL);
  path = g_build_filename (dir, file, NULL);
  if (!writable && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      set_missing (side, error);
      return NULL;
    }
  return writable ? open_to_write (side, path, error) : open_to_read (side, path, error);
}
