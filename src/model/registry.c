/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "registry-private.h"

struct _AnlanRegistry
{
  GHashTable *guards;  /* name -> AnlanGuardEntry */
  GHashTable *effects; /* name -> AnlanEffectEntry */
  GArray *functions;   /* FunctionEntry */
  GArray *gates;       /* GateEntry */
  GArray *kept;        /* Kept */
  const AnlanPhotoReader *photos;
  gatomicrefcount refs;
};

typedef struct
{
  char *name;
  int n_args;
  AnlanFunctionFlags flags;
  AnlanSqlFunction func;
  gpointer data;
} FunctionEntry;

typedef struct
{
  AnlanGateFunc func;
  gpointer data;
} GateEntry;

typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Kept;

static void
kept_clear (Kept *kept)
{
  kept->destroy (kept->data);
}

static void
function_entry_clear (FunctionEntry *entry)
{
  g_free (entry->name);
}

AnlanRegistry *
anlan_registry_new (void)
{
  AnlanRegistry *registry = g_new0 (AnlanRegistry, 1);

  g_atomic_ref_count_init (&registry->refs);
  registry->guards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  registry->effects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  registry->functions = g_array_new (FALSE, TRUE, sizeof (FunctionEntry));
  g_array_set_clear_func (registry->functions, (GDestroyNotify)function_entry_clear);
  registry->gates = g_array_new (FALSE, FALSE, sizeof (GateEntry));
  registry->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  g_array_set_clear_func (registry->kept, (GDestroyNotify)kept_clear);
  return registry;
}

AnlanRegistry *
anlan_registry_ref (AnlanRegistry *registry)
{
  g_return_val_if_fail (registry != NULL, NULL);

  g_atomic_ref_count_inc (&registry->refs);
  return registry;
}

void
anlan_registry_unref (AnlanRegistry *registry)
{
  g_return_if_fail (registry != NULL);

  if (!g_atomic_ref_count_dec (&registry->refs))
    return;
  g_hash_table_unref (registry->guards);
  g_hash_table_unref (registry->effects);
  g_array_unref (registry->functions);
  g_array_unref (registry->gates);
  g_array_unref (registry->kept);
  g_free (registry);
}

void
anlan_registry_add_guard (AnlanRegistry *registry, const char *name, AnlanGuardFunc func, gpointer data)
{
  AnlanGuardEntry *entry = g_new0 (AnlanGuardEntry, 1);

  g_return_if_fail (registry != NULL && name != NULL && func != NULL);

  entry->func = func;
  entry->data = data;
  g_hash_table_insert (registry->guards, g_strdup (name), entry);
}

void
anlan_registry_add_effect (AnlanRegistry *registry, const char *name, AnlanEffectFunc func, gpointer data)
{
  AnlanEffectEntry *entry = g_new0 (AnlanEffectEntry, 1);

  g_return_if_fail (registry != NULL && name != NULL && func != NULL);

  entry->func = func;
  entry->data = data;
  g_hash_table_insert (registry->effects, g_strdup (name), entry);
}

void
anlan_registry_add_function (AnlanRegistry *registry,
                             const char *name,
                             int n_args,
                             AnlanFunctionFlags flags,
                             AnlanSqlFunction func,
                             gpointer data)
{
  FunctionEntry entry = { g_strdup (name), n_args, flags, func, data };

  g_return_if_fail (registry != NULL && name != NULL && func != NULL);

  g_array_append_val (registry->functions, entry);
}

void
anlan_registry_keep (AnlanRegistry *registry, gpointer data, GDestroyNotify destroy)
{
  Kept kept = { data, destroy };

  g_return_if_fail (registry != NULL && destroy != NULL);

  g_array_append_val (registry->kept, kept);
}

void
anlan_registry_set_photo_reader (AnlanRegistry *registry, const AnlanPhotoReader *reader)
{
  g_return_if_fail (registry != NULL);

  registry->photos = reader;
}

const AnlanPhotoReader *
anlan_registry_photo_reader (AnlanRegistry *registry)
{
  return registry != NULL ? registry->photos : NULL;
}

const AnlanGuardEntry *
anlan_registry_guard (AnlanRegistry *registry, const char *name)
{
  return registry != NULL ? g_hash_table_lookup (registry->guards, name) : NULL;
}

const AnlanEffectEntry *
anlan_registry_effect (AnlanRegistry *registry, const char *name)
{
  return registry != NULL ? g_hash_table_lookup (registry->effects, name) : NULL;
}

gboolean
anlan_registry_add_functions_to (AnlanRegistry *registry, AnlanDb *db, GError **error)
{
  for (guint i = 0; registry != NULL && i < registry->functions->len; i++)
    {
      const FunctionEntry *entry = &g_array_index (registry->functions, FunctionEntry, i);

      if (!anlan_db_add_function (db, entry->name, entry->n_args, entry->flags, entry->func, entry->data,
                                  NULL, error))
        return FALSE;
    }
  return TRUE;
}

void
anlan_registry_add_gate (AnlanRegistry *registry, AnlanGateFunc func, gpointer data)
{
  const GateEntry entry = { func, data };

  g_return_if_fail (registry != NULL && func != NULL);

  g_array_append_val (registry->gates, entry);
}

gboolean
anlan_registry_ask_gates (AnlanRegistry *registry, const AnlanGateQuestion *question, GPtrArray *checks, GError **error)
{
  for (guint i = 0; i < registry->gates->len; i++)
    {
      const GateEntry *entry = &g_array_index (registry->gates, GateEntry, i);

      if (!entry->func (question, checks, entry->data, error))
        return FALSE;
    }
  return TRUE;
}
