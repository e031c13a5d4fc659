/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/catalog.h"

#include <string.h>

/* The format: GNU gettext manual, "The Format of GNU MO Files". */
#define MO_MAGIC 0x950412deu
#define MO_HEADER 28
#define MAX_MO (64 * 1024 * 1024)

typedef struct
{
  char *language;
  GMappedFile *file;
  const char *bytes;
  gsize size;
  gboolean swapped;
  guint32 n;
  guint32 originals;    /* offset of the table of lengths and offsets */
  guint32 translations; /* the same */
} Catalog;

struct _AnlanCatalogs
{
  GPtrArray *list; /* Catalog */
};

static void
catalog_free (Catalog *catalog)
{
  g_mapped_file_unref (catalog->file);
  g_free (catalog->language);
  g_free (catalog);
}

static guint32
read_word (const Catalog *catalog, gsize offset)
{
  guint32 word;

  memcpy (&word, catalog->bytes + offset, sizeof word);
  return catalog->swapped ? GUINT32_SWAP_LE_BE (word) : word;
}

/* The @i-th text of a table, NULL if it does not lie inside the file with its NUL. */
static const char *
read_string (const Catalog *catalog, guint32 table, guint32 i)
{
  gsize entry = (gsize)table + (gsize)i * 8;
  gsize length = read_word (catalog, entry);
  gsize offset = read_word (catalog, entry + 4);

  if (offset >= catalog->size || length >= catalog->size - offset || catalog->bytes[offset + length] != '\0')
    return NULL;
  return catalog->bytes + offset;
}

static gboolean
table_fits (const Catalog *catalog, guint32 table)
{
  return table >= MO_HEADER && (guint64)table + (guint64)catalog->n * 8 <= catalog->size;
}

static Catalog *
catalog_open (const char *path)
{
  Catalog *catalog;
  GMappedFile *file = g_mapped_file_new (path, FALSE, NULL);
  guint32 magic;

  if (file == NULL)
    return NULL;
  catalog = g_new0 (Catalog, 1);
  catalog->file = file;
  catalog->bytes = g_mapped_file_get_contents (file);
  catalog->size = g_mapped_file_get_length (file);
  if (catalog->size < MO_HEADER || catalog->size > MAX_MO)
    goto damaged;
  magic = read_word (catalog, 0);
  catalog->swapped = magic == GUINT32_SWAP_LE_BE (MO_MAGIC);
  if (magic != MO_MAGIC && !catalog->swapped)
    goto damaged;
  catalog->n = read_word (catalog, 8);
  catalog->originals = read_word (catalog, 12);
  catalog->translations = read_word (catalog, 16);
  if (table_fits (catalog, catalog->originals) && table_fits (catalog, catalog->translations))
    return catalog;

damaged:
  catalog_free (catalog);
  return NULL;
}

static const char *
catalog_find (const Catalog *catalog, const char *text)
{
  guint32 low = 0, high = catalog->n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      const char *original = read_string (catalog, catalog->originals, middle);
      int order;

      if (original == NULL)
        return NULL;
      order = strcmp (text, original);
      if (order == 0)
        return read_string (catalog, catalog->translations, middle);
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return NULL;
}

AnlanCatalogs *
anlan_catalogs_new (const char *dir)
{
  AnlanCatalogs *catalogs = g_new0 (AnlanCatalogs, 1);
  g_autoptr (GDir) languages = dir != NULL ? g_dir_open (dir, 0, NULL) : NULL;
  const char *language;

  catalogs->list = g_ptr_array_new_with_free_func ((GDestroyNotify)catalog_free);
  while (languages != NULL && (language = g_dir_read_name (languages)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, language, "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
      Catalog *catalog = catalog_open (path);

      if (catalog == NULL)
        continue;
      catalog->language = g_strdup (language);
      g_ptr_array_add (catalogs->list, catalog);
    }
  return catalogs;
}

void
anlan_catalogs_free (AnlanCatalogs *catalogs)
{
  if (catalogs == NULL)
    return;
  g_ptr_array_unref (catalogs->list);
  g_free (catalogs);
}

GPtrArray *
anlan_catalogs_find (AnlanCatalogs *catalogs, const char *text)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; text != NULL && text[0] != '\0' && i < catalogs->list->len; i++)
    {
      const char *translation = catalog_find (g_ptr_array_index (catalogs->list, i), text);

      if (translation != NULL && translation[0] != '\0' && g_utf8_validate (translation, -1, NULL))
        g_ptr_array_add (found, (gpointer)translation);
    }
  return found;
}

const char *
anlan_catalogs_get (AnlanCatalogs *catalogs, const char *language, const char *text)
{
  for (guint i = 0; i < catalogs->list->len; i++)
    {
      const Catalog *catalog = g_ptr_array_index (catalogs->list, i);
      const char *translation =
          strcmp (catalog->language, language) == 0 ? catalog_find (catalog, text) : NULL;

      if (translation != NULL && translation[0] != '\0')
        return translation;
    }
  return NULL;
}

const char *
anlan_catalogs_match (AnlanCatalogs *catalogs, const char *wanted)
{
  for (guint i = 0; i < catalogs->list->len; i++)
    {
      const Catalog *catalog = g_ptr_array_index (catalogs->list, i);
      gsize length = strcspn (catalog->language, "_");

      if (g_ascii_strncasecmp (catalog->language, wanted, length) == 0 &&
          strchr ("-_.;, ", wanted[length]) != NULL)
        return catalog->language;
    }
  return NULL;
}
