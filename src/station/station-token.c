/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* Addresses to post to, and what the keyring has of a source: for the window, too, which runs no source itself. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "link/inlet.h"
#include "model/query.h"
#include "station/station.h"
#include "station/wish.h"

/* --- tokens -------------------------------------------------------------------------------------------------------- */

/* @hash: (nullable). As a batch of one: the field is not for people to fill in. */
static gboolean
set_hash (AnlanPlant *plant, const char *id, const char *hash, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, "source", id);
  g_autofree char *batch = NULL;

  change->unasked = TRUE;
  if (hash != NULL)
    anlan_change_set_text (change, "token", hash);
  else
    anlan_change_set_null (change, "token");
  g_ptr_array_add (changes, change);
  batch = anlan_plant_apply_batch (plant, changes, NULL, NULL, error);
  return batch != NULL;
}

/* By its id or its name, which is its own. */
static AnlanRecord *
find_source (AnlanPlant *plant, const char *source, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("source");
  g_autoptr (GPtrArray) records = NULL;

  anlan_query_add_is (query, "name", source);
  records = anlan_plant_find (plant, query, error);
  if (records == NULL)
    return NULL;
  return records->len > 0 ? anlan_record_ref (g_ptr_array_index (records, 0))
                          : anlan_plant_load (plant, "source", source, error);
}

static AnlanRecord *
load_posted (AnlanPlant *plant, const char *source, GError **error)
{
  g_autoptr (AnlanRecord) record = find_source (plant, source, error);

  if (record == NULL || anlan_inlet_is_posted (anlan_record_get_text (record, "type")))
    return g_steal_pointer (&record);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
               _ ("“%s” is a source that the station asks by itself; nobody posts to it."),
               anlan_record_label (record));
  return NULL;
}

char *
anlan_station_make_token (AnlanPlant *plant, const char *source, GError **error)
{
  g_autoptr (AnlanRecord) record = NULL;
  char hash[ANLAN_SHA256_HEX + 1];
  char *token;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && source != NULL, NULL);

  record = load_posted (plant, source, error);
  if (record == NULL)
    return NULL;
  token = anlan_inlet_new_token (hash);
  if (set_hash (plant, record->id, hash, error))
    return token;
  anlan_station_forget_token (token);
  return NULL;
}

void
anlan_station_forget_token (char *token)
{
  if (token != NULL)
    explicit_bzero (token, strlen (token));
  g_free (token);
}

gboolean
anlan_station_revoke_token (AnlanPlant *plant, const char *source, GError **error)
{
  g_autoptr (AnlanRecord) record = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && source != NULL, FALSE);

  record = load_posted (plant, source, error);
  return record != NULL && set_hash (plant, record->id, NULL, error);
}

gboolean
anlan_station_keep_secret (AnlanPlant *plant,
                           AnlanSecrets *secrets,
                           const char *source,
                           const char *name,
                           const char *secret,
                           GError **error)
{
  g_autoptr (AnlanRecord) record = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && ANLAN_IS_SECRETS (secrets), FALSE);
  g_return_val_if_fail (source != NULL && name != NULL, FALSE);

  if (!anlan_secrets_name_valid (name))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” cannot be the name of a secret. Take one such as password."), name);
      return FALSE;
    }
  record = find_source (plant, source, error);
  /* A station that runs, whoever has started it, takes it at once. */
  return record != NULL && anlan_secrets_keep (secrets, record->id, name, secret, error) &&
         anlan_wish_make (anlan_store_get_dir (anlan_plant_get_store (plant)), ANLAN_WISH_SECRETS, error);
}
