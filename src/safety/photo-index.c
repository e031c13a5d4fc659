/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "photo-index.h"

#include <string.h>

#include "photo-private.h"

/* No transaction registers as many photos: whatever is older has been committed. */
#define UNSETTLED 4096

typedef struct
{
  gint64 id;
  guint64 hashes[ANLAN_PHOTO_HASHES];
} Entry;

struct _PhotoIndex
{
  GMutex mutex;
  char *file;      /* (nullable): the database whose signs these are */
  GArray *entries; /* Entry, by id */
};

PhotoIndex *
photo_index_new (void)
{
  PhotoIndex *index = g_new0 (PhotoIndex, 1);

  g_mutex_init (&index->mutex);
  index->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return index;
}

void
photo_index_free (PhotoIndex *index)
{
  g_mutex_clear (&index->mutex);
  g_free (index->file);
  g_array_unref (index->entries);
  g_free (index);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static gboolean
take_plant (PhotoIndex *index, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) file = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT file FROM pragma_database_list WHERE name = 'main'", NULL, &file, error))
    return FALSE;
  if (g_strcmp0 (index->file, anlan_value_get_text (&file)) == 0)
    return TRUE;
  g_free (index->file);
  index->file = g_strdup (anlan_value_get_text (&file));
  g_array_set_size (index->entries, 0);
  return TRUE;
}

static gboolean
read_sign (AnlanStmt *stmt, Entry *entry)
{
  gsize length;
  const void *sign = anlan_stmt_blob (stmt, 1, &length);

  if (sign == NULL || length != sizeof entry->hashes)
    return FALSE;
  entry->id = anlan_stmt_integer (stmt, 0);
  memcpy (entry->hashes, sign, sizeof entry->hashes);
  for (int i = 0; i < ANLAN_PHOTO_HASHES; i++)
    entry->hashes[i] = GUINT64_FROM_LE (entry->hashes[i]);
  return TRUE;
}

/* Appends the signs behind @after to @entries, but for the last @unsettled. */
static gboolean
read_signs (AnlanDb *db, gint64 after, gint64 unsettled, GArray *entries, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db,
                                        "SELECT id, sign FROM photo_sign WHERE id > ?1 AND "
                                        "id <= (SELECT max (id) FROM photo_sign) - ?2 AND version = ?3 "
                                        "ORDER BY id",
                                        error);
  AnlanStep step;
  Entry entry;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, after);
  anlan_stmt_bind_integer (stmt, 2, unsettled);
  anlan_stmt_bind_integer (stmt, 3, ANLAN_PHOTO_VERSION);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    if (read_sign (stmt, &entry))
      g_array_append_val (entries, entry);
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gint64
last_id (PhotoIndex *index)
{
  return index->entries->len > 0 ? g_array_index (index->entries, Entry, index->entries->len - 1).id : 0;
}

static gboolean
read_settled (PhotoIndex *index, AnlanDb *db, GError **error)
{
  return take_plant (index, db, error) && read_signs (db, last_id (index), UNSETTLED, index->entries, error);
}

gboolean
photo_index_read (PhotoIndex *index, AnlanDb *db, GError **error)
{
  gboolean ok;

  g_mutex_lock (&index->mutex);
  ok = read_settled (index, db, error);
  g_mutex_unlock (&index->mutex);
  return ok;
}

/* --- finding ------------------------------------------------------------------------------------------------------- */

static void
find_among (const AnlanPhotoPrint *print, GArray *entries, GArray *found)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      PhotoNear near = { entry->id, photo_bits (print, entry->hashes) };

      if (near.bits <= PHOTO_FAR_BITS)
        g_array_append_val (found, near);
    }
}

static int
compare_near (gconstpointer a, gconstpointer b)
{
  return ((const PhotoNear *)a)->bits - ((const PhotoNear *)b)->bits;
}

GArray *
photo_index_find (PhotoIndex *index, AnlanDb *db, const AnlanPhotoPrint *print, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (PhotoNear));
  g_autoptr (GArray) recent = g_array_new (FALSE, FALSE, sizeof (Entry));
  gboolean ok;

  g_mutex_lock (&index->mutex);
  ok = read_settled (index, db, error) && read_signs (db, last_id (index), 0, recent, error);
  if (ok)
    {
      find_among (print, index->entries, found);
      find_among (print, recent, found);
    }
  g_mutex_unlock (&index->mutex);
  if (!ok)
    return NULL;
  g_array_sort (found, compare_near);
  return g_steal_pointer (&found);
}
