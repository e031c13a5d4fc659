/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "link/inlet.h"
#include "link/secrets.h"
#include "link/types.h"
#include "model/query.h"
#include "station-private.h"

#define DEFINITION_MAX (1024 * 1024)

/* What the types in link/ call the record's address; with others it is "address". */
static const struct
{
  const char *type;
  const char *setting;
  const char *path; /* where the address is a path; NULL: the same */
} addresses[] = {
  { "dahua", "url", NULL },        { "folder", "folder", NULL }, { "hikvision", "url", NULL },
  { "modbus", "host", "serial" },  { "mqtt", "host", NULL },     { "poll", "url", NULL },
  { "sensorthings", "url", NULL },
};

void
station_member_free (gpointer data)
{
  Member *member = data;

  g_free (member->rev);
  g_free (member->name);
  g_free (member->type);
  g_object_unref (member->source);
  g_free (member);
}

/* --- settings ------------------------------------------------------------------------------------------------------ */

static JsonObject *
read_definition (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL || text[0] == '\0')
    return json_object_new ();
  node = anlan_json_parse (text, -1, DEFINITION_MAX, error);
  if (node == NULL)
    {
      g_prefix_error (error, _ ("The definition is no JSON. "));
      return NULL;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_dup_object (node);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("The definition must be a JSON object, such as {\"interval\": 5}."));
  return NULL;
}

static void
set_text (JsonObject *settings, const char *name, const char *text)
{
  if (text != NULL && text[0] != '\0')
    json_object_set_string_member (settings, name, text);
}

static gboolean
set_secret (StationSources *self, JsonObject *settings, const char *id, const char *name, GError **error)
{
  char *secret = NULL;

  if (self->secrets != NULL && !anlan_secrets_look_up (self->secrets, id, name, &secret, error))
    return FALSE;
  if (secret == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
                   _ ("The keyring has no “%s” for it. Keep one with “anlanctl source”."), name);
      return FALSE;
    }
  json_object_set_string_member (settings, name, secret);
  anlan_secret_free (secret);
  return TRUE;
}

static gboolean
set_secrets (StationSources *self, JsonObject *settings, const AnlanRecord *record, GError **error)
{
  const char *text = anlan_record_get_text (record, "secret");
  g_auto (GStrv) names = text != NULL ? g_strsplit (text, " ", -1) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (names[i][0] != '\0' && !set_secret (self, settings, record->id, names[i], error))
      return FALSE;
  return TRUE;
}

static const char *
address_setting (const char *type, const char *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (strcmp (addresses[i].type, type) == 0)
      return addresses[i].path != NULL && address != NULL && address[0] == '/' ? addresses[i].path
                                                                               : addresses[i].setting;
  return "address";
}

/* The definition's members, and over them what the record says in fields of its own. */
static JsonObject *
settings_of_record (StationSources *self, const AnlanRecord *record, const char *type, GError **error)
{
  g_autoptr (JsonObject) settings = read_definition (anlan_record_get_text (record, "definition"), error);
  const char *address = anlan_record_get_text (record, "address");

  if (settings == NULL)
    return NULL;
  set_text (settings, "name", anlan_record_get_text (record, "name"));
  set_text (settings, "zone", anlan_record_get_text (record, "zone"));
  set_text (settings, address_setting (type, address), address);
  if (!set_secrets (self, settings, record, error))
    return NULL;
  return g_steal_pointer (&settings);
}

/* --- making -------------------------------------------------------------------------------------------------------- */

static AnlanSource *
make_inlet (
    StationSources *self, const AnlanRecord *record, const char *type, JsonObject *settings, GError **error)
{
  const char *hash = anlan_record_get_text (record, "token");
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  StationInlet *inlet;

  if (hash != NULL)
    {
      inlet = station_inlet_new (record->id, type, hash, settings, zone, error);
      return inlet != NULL ? ANLAN_SOURCE (inlet) : NULL;
    }
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("It has no address to post to yet. Have one made with “anlanctl source”."));
  return NULL;
}

static AnlanSource *
make_source (StationSources *self, const AnlanRecord *record, GError **error)
{
  const char *type = anlan_record_get_text (record, "type");
  g_autoptr (JsonObject) settings = settings_of_record (self, record, type, error);
  AnlanSource *source;

  if (settings == NULL)
    return NULL;
  if (anlan_inlet_is_posted (type))
    source = make_inlet (self, record, type, settings, error);
  else
    source = anlan_source_make (type, record->id, self->intake, settings, error);
  if (source != NULL)
    anlan_source_set_patience (source, anlan_value_get_integer (anlan_record_get (record, "patience"), 0) *
                                           ANLAN_SECOND);
  return source;
}

static void
state_cb (AnlanSource *source, GParamSpec *pspec, StationSources *self)
{
  self->changed (self->changed_data);
}

static void
end_member (StationSources *self, Member *member)
{
  g_signal_handlers_disconnect_by_func (member->source, state_cb, self);
  anlan_source_stop (member->source);
}

/* One whose record has not changed goes on as it is. */
static void
load_one (StationSources *self, const AnlanRecord *record, GPtrArray *problems)
{
  Member *member = g_hash_table_lookup (self->members, record->id);
  g_autoptr (GError) error = NULL;
  AnlanSource *source;

  if (member != NULL && strcmp (member->rev, record->rev) == 0)
    return;
  if (member != NULL)
    end_member (self, member);
  g_hash_table_remove (self->members, record->id);
  source = make_source (self, record, &error);
  if (source == NULL)
    {
      g_ptr_array_add (problems, g_strdup_printf ("%s: %s", anlan_record_label (record), error->message));
      return;
    }
  member = g_new0 (Member, 1);
  member->rev = g_strdup (record->rev);
  member->name = g_strdup (anlan_record_label (record));
  member->type = g_strdup (anlan_record_get_text (record, "type"));
  member->source = source;
  g_hash_table_insert (self->members, g_strdup (record->id), member);
  g_signal_connect (source, "notify::state", G_CALLBACK (state_cb), self);
  anlan_source_start (source);
}

static gboolean
is_on (const AnlanRecord *record)
{
  return !record->voided && g_strcmp0 (anlan_record_get_text (record, "state"), "off") != 0;
}

static void
end_others (StationSources *self, GHashTable *wanted)
{
  GHashTableIter iter;
  gpointer id, member;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &id, &member))
    if (!g_hash_table_contains (wanted, id))
      {
        end_member (self, member);
        g_hash_table_iter_remove (&iter);
      }
}

static void
set_inlets (StationSources *self)
{
  g_autoptr (GPtrArray) inlets = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Member *member = value;

      if (STATION_IS_INLET (member->source))
        g_ptr_array_add (inlets, g_object_ref (member->source));
    }
  if (self->ingest != NULL)
    station_ingest_set_inlets (self->ingest, inlets);
}

gboolean
station_sources_load (StationSources *sources, GPtrArray *problems, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("source");
  g_autoptr (GPtrArray) records = anlan_plant_find (sources->plant, query, error);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);

      if (is_on (record))
        g_hash_table_add (wanted, record->id);
    }
  end_others (sources, wanted);
  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);

      if (g_hash_table_contains (wanted, record->id))
        load_one (sources, record, problems);
    }
  set_inlets (sources);
  return TRUE;
}

void
station_sources_end (StationSources *sources)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);

  /* Who still posts is told that the station stops, and not that there is no such source. */
  end_others (sources, none);
}

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
  return record != NULL && anlan_secrets_keep (secrets, record->id, name, secret, error);
}
