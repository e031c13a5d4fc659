/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "kind-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "anlan-kinds-resource.h"

#define RESOURCE_PATH "/io/github/anlan/Anlan/kinds/"

struct _AnlanKinds
{
  GPtrArray *list;   /* AnlanKind, owned */
  GHashTable *by_id; /* borrowed */
  gatomicrefcount refs;
};

static AnlanKinds *
kinds_new (void)
{
  AnlanKinds *kinds = g_new0 (AnlanKinds, 1);

  g_atomic_ref_count_init (&kinds->refs);
  kinds->list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_kind_unref);
  kinds->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return kinds;
}

AnlanKinds *
anlan_kinds_ref (AnlanKinds *kinds)
{
  g_return_val_if_fail (kinds != NULL, NULL);

  g_atomic_ref_count_inc (&kinds->refs);
  return kinds;
}

void
anlan_kinds_unref (AnlanKinds *kinds)
{
  g_return_if_fail (kinds != NULL);

  if (!g_atomic_ref_count_dec (&kinds->refs))
    return;
  g_hash_table_unref (kinds->by_id);
  g_ptr_array_unref (kinds->list);
  g_free (kinds);
}

AnlanKind *
anlan_kinds_get (AnlanKinds *kinds, const char *id)
{
  g_return_val_if_fail (kinds != NULL, NULL);

  return id != NULL ? g_hash_table_lookup (kinds->by_id, id) : NULL;
}

guint
anlan_kinds_count (AnlanKinds *kinds)
{
  return kinds->list->len;
}

AnlanKind *
anlan_kinds_at (AnlanKinds *kinds, guint i)
{
  g_return_val_if_fail (i < kinds->list->len, NULL);

  return g_ptr_array_index (kinds->list, i);
}

static gboolean
add_kind (AnlanKinds *kinds, AnlanKind *kind, GError **error)
{
  if (g_hash_table_contains (kinds->by_id, kind->id))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("There are two kinds “%s”."), kind->id);
      anlan_kind_unref (kind);
      return FALSE;
    }
  g_hash_table_insert (kinds->by_id, kind->id, kind);
  g_ptr_array_add (kinds->list, kind);
  return TRUE;
}

static gboolean
wrong (const AnlanKind *kind, const AnlanField *field, const char *what, const char *name, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Kind “%s”, field “%s”: there is no %s “%s”."),
               kind->id, field->id, what, name);
  return FALSE;
}

/* "kind.field …": each a reference that leads to @kind, or one of its own that leads elsewhere. */
static gboolean
check_depends (AnlanKinds *kinds, const AnlanKind *kind, const AnlanField *field, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (field->depends != NULL ? field->depends : "", " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) names = NULL;
      const AnlanKind *other;
      const AnlanField *via;

      if (parts[i][0] == '\0' || strcmp (parts[i], "raised.record") == 0)
        continue;
      names = g_strsplit (parts[i], ".", 2);
      other = anlan_kinds_get (kinds, names[0]);
      via = other != NULL ? anlan_kind_field (other, names[1]) : NULL;
      if (via == NULL || via->to == NULL || (other != kind && strcmp (via->to, kind->id) != 0))
        return wrong (kind, field, "reference", parts[i], error);
    }
  return TRUE;
}

static gboolean
check_set (AnlanKinds *kinds, GError **error)
{
  for (guint i = 0; i < kinds->list->len; i++)
    {
      const AnlanKind *kind = g_ptr_array_index (kinds->list, i);

      for (guint j = 0; j < kind->fields->len; j++)
        {
          const AnlanField *field = g_ptr_array_index (kind->fields, j);

          if (field->to != NULL && anlan_kinds_get (kinds, field->to) == NULL)
            return wrong (kind, field, "kind", field->to, error);
          if (!check_depends (kinds, kind, field, error))
            return FALSE;
        }
    }
  return TRUE;
}

AnlanKinds *
anlan_kinds_from_xml (const char *const *documents, GError **error)
{
  g_autoptr (AnlanKinds) kinds = kinds_new ();

  for (guint i = 0; documents[i] != NULL; i++)
    {
      AnlanKind *kind = anlan_kind_parse (documents[i], NULL, error);

      if (kind == NULL || !add_kind (kinds, kind, error))
        return NULL;
    }
  return check_set (kinds, error) ? g_steal_pointer (&kinds) : NULL;
}

/* Constructors vanish from static libraries, so the resource is registered by hand, once. */
static void
register_resource (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      anlan_kinds_register_resource ();
      g_once_init_leave (&done, 1);
    }
}

static char *
read_resource (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_PATH, name, NULL);
  g_autoptr (GBytes) bytes = NULL;

  register_resource ();
  bytes = g_resource_lookup_data (anlan_kinds_get_resource (), path, 0, error);
  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

static gboolean
add_built_in (AnlanKinds *kinds, const char *id, const char *overlay, GError **error)
{
  g_autofree char *name = g_strconcat (id, ".xml", NULL);
  g_autofree char *xml = read_resource (name, error);
  AnlanKind *kind;

  if (xml == NULL)
    return FALSE;
  kind = anlan_kind_parse (xml, overlay, error);
  if (kind == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  return add_kind (kinds, kind, error);
}

/* Kinds of the plant's own: an overlay without a base. */
static gboolean
add_own (AnlanKinds *kinds, GHashTable *overlays, GError **error)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (overlays), (GCompareFunc)strcmp);

  for (GList *l = ids; l != NULL; l = l->next)
    {
      AnlanKind *kind;

      if (anlan_kinds_get (kinds, l->data) != NULL)
        continue;
      if (!g_str_has_prefix (l->data, "x_"))
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("“%s” is no kind that Anlan has; a plant's own kind is named x_…."),
                       (char *)l->data);
          return FALSE;
        }
      kind = anlan_kind_parse (g_hash_table_lookup (overlays, l->data), NULL, error);
      if (kind == NULL || !add_kind (kinds, kind, error))
        return FALSE;
    }
  return TRUE;
}

AnlanKinds *
anlan_kinds_load (GHashTable *overlays, GError **error)
{
  g_autoptr (AnlanKinds) kinds = kinds_new ();
  g_autofree char *list = read_resource ("kinds.txt", error);
  g_auto (GStrv) ids = NULL;

  if (list == NULL)
    return NULL;
  ids = g_strsplit_set (list, " \n", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    if (ids[i][0] != '\0' &&
        !add_built_in (kinds, ids[i], overlays != NULL ? g_hash_table_lookup (overlays, ids[i]) : NULL,
                       error))
      return NULL;
  if (overlays != NULL && !add_own (kinds, overlays, error))
    return NULL;
  return check_set (kinds, error) ? g_steal_pointer (&kinds) : NULL;
}
