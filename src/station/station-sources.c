/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "link/camera-source.h"
#include "link/inlet.h"
#include "link/secrets.h"
#include "link/settings.h"
#include "link/types.h"
#include "model/query.h"
#include "station-private.h"
#include "station/source-settings.h"

void
station_member_free (gpointer data)
{
  Member *member = data;

  g_free (member->rev);
  g_free (member->name);
  g_free (member->type);
  g_free (member->zone);
  json_object_unref (member->settings);
  g_object_unref (member->source);
  g_free (member);
}

gboolean
station_member_has_pictures (const Member *member, AnlanCameraMake *make)
{
  if (strcmp (member->type, "hikvision") == 0)
    *make = ANLAN_CAMERA_HIKVISION;
  else if (strcmp (member->type, "dahua") == 0)
    *make = ANLAN_CAMERA_DAHUA;
  else
    return FALSE;
  return TRUE;
}

guint
station_member_channel (const Member *member)
{
  gint64 channel = 1;

  /* A setting that is none has been told when the source was made. */
  if (!anlan_settings_integer (member->settings, "snapshot_channel", 1, 512, 1, &channel, NULL))
    channel = 1;
  return (guint)channel;
}

/* --- settings ------------------------------------------------------------------------------------------------------ */

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

/* What the record says, with its secrets. */
static JsonObject *
settings_of_record (StationSources *self, const AnlanRecord *record, const char *type, GError **error)
{
  g_autoptr (JsonObject) settings = anlan_source_settings (
      type, anlan_record_get_text (record, "name"), anlan_record_get_text (record, "zone"),
      anlan_record_get_text (record, "address"), anlan_record_get_text (record, "definition"), error);

  if (settings == NULL || !set_secrets (self, settings, record, error))
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

static void
give_pictures (StationSources *self, AnlanSource *source)
{
  gpointer door;

  if (self->pictures == NULL)
    return;
  door = station_pictures_door (self->pictures, anlan_source_get_id (source));
  if (STATION_IS_INLET (source))
    station_inlet_set_pictures (STATION_INLET (source), station_pictures_take, door);
  else if (ANLAN_IS_CAMERA_SOURCE (source))
    anlan_camera_source_set_pictures (ANLAN_CAMERA_SOURCE (source), station_pictures_take, door);
}

static AnlanSource *
make_source (StationSources *self, const AnlanRecord *record, JsonObject *settings, GError **error)
{
  const char *type = anlan_record_get_text (record, "type");
  AnlanSource *source;

  if (anlan_inlet_is_posted (type))
    source = make_inlet (self, record, type, settings, error);
  else
    source = anlan_source_make (type, record->id, self->intake, settings, error);
  if (source == NULL)
    return NULL;
  anlan_source_set_patience (source, anlan_value_get_integer (anlan_record_get (record, "patience"), 0) *
                                         ANLAN_SECOND);
  give_pictures (self, source);
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
  g_autoptr (JsonObject) settings = NULL;
  g_autoptr (GError) error = NULL;
  AnlanSource *source;

  if (member != NULL && strcmp (member->rev, record->rev) == 0)
    return;
  if (member != NULL)
    end_member (self, member);
  g_hash_table_remove (self->members, record->id);
  settings = settings_of_record (self, record, anlan_record_get_text (record, "type"), &error);
  source = settings != NULL ? make_source (self, record, settings, &error) : NULL;
  if (source == NULL)
    {
      g_ptr_array_add (problems, g_strdup_printf ("%s: %s", anlan_record_label (record), error->message));
      return;
    }
  member = g_new0 (Member, 1);
  member->rev = g_strdup (record->rev);
  member->name = g_strdup (anlan_record_label (record));
  member->type = g_strdup (anlan_record_get_text (record, "type"));
  member->zone = g_strdup (anlan_record_get_text (record, "zone"));
  member->settings = g_steal_pointer (&settings);
  member->secretive = anlan_record_get_text (record, "secret") != NULL;
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
station_sources_doubt (StationSources *sources)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, sources->members);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Member *member = value;

      /* No record has it. */
      if (member->secretive)
        member->rev[0] = '\0';
    }
}

void
station_sources_end (StationSources *sources)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);

  /* Who still posts is told that the station stops, and not that there is no such source. */
  end_others (sources, none);
}
