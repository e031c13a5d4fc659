/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "channel-test.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/ids.h"
#include "chore.h"
#include "station/channels.h"

/* Among so many of the latest messages of a channel the test is looked for. */
#define LATEST 30

/* --- putting it in ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  AnlanRecord *record;
  char *key; /* (out) */
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_object_unref (test->plant);
  anlan_record_unref (test->record);
  g_free (test->key);
  g_free (test);
}

static gboolean
put (Test *test, AnlanChannel *channel, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (test->plant);
  gint64 now = anlan_plant_now (test->plant);
  g_autofree char *id = anlan_uuid_new (now), *key = g_strconcat ("test/", id, NULL),
                  *plant = anlan_plant_get_setting (test->plant, "name");
  g_autoptr (AnlanOutbox) outbox =
      anlan_outbox_open (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
  g_autoptr (AnlanMessage) message =
      anlan_message_new (key, _ ("Test: this channel works"), plant, ANLAN_SEVERITY_CRITICAL, now);
  g_autoptr (GPtrArray) channels = g_ptr_array_new ();

  if (outbox == NULL)
    return FALSE;
  message->test = TRUE;
  g_ptr_array_add (channels, channel);
  if (!anlan_outbox_put (outbox, channels, message, NULL, error))
    return FALSE;
  test->key = g_steal_pointer (&key);
  return TRUE;
}

static gboolean
put_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Test *test = data;
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new ();
  AnlanPlantChannel *channel = anlan_plant_channel_new (test->record, secrets, error);
  gboolean done = channel != NULL && put (test, channel->channel, error);

  anlan_plant_channel_free (channel);
  return done;
}

void
anlan_channel_test_async (AnlanDesk *desk,
                          AnlanRecord *record,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Test *test = g_new0 (Test, 1);

  test->plant = g_object_ref (anlan_desk_get_plant (desk));
  test->record = anlan_record_ref (record);
  anlan_chore_run (desk, put_work, test, test_free, NULL, cancellable, callback, user_data);
}

char *
anlan_channel_test_finish (GAsyncResult *result, GError **error)
{
  gpointer test;

  return anlan_chore_finish (result, &test, error) ? g_strdup (((Test *)test)->key) : NULL;
}

/* --- looking after it ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  char *channel;
  char *key;
  AnlanChannelFate *fate; /* (out) */
} Look;

void
anlan_channel_fate_free (AnlanChannelFate *fate)
{
  if (fate == NULL)
    return;
  g_free (fate->error);
  g_free (fate);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->plant);
  g_free (look->channel);
  g_free (look->key);
  anlan_channel_fate_free (look->fate);
  g_free (look);
}

static gboolean
look_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  AnlanStore *store = anlan_plant_get_store (look->plant);
  g_autoptr (AnlanOutbox) outbox =
      anlan_outbox_open (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
  g_autoptr (GPtrArray) rows =
      outbox != NULL ? anlan_outbox_list (outbox, look->channel, LATEST, error) : NULL;

  if (rows == NULL)
    return FALSE;
  look->fate = g_new0 (AnlanChannelFate, 1);
  look->fate->done = G_MININT64;
  for (guint i = 0; i < rows->len; i++)
    {
      const AnlanOutboxRow *row = g_ptr_array_index (rows, i);

      if (g_strcmp0 (row->message->key, look->key) != 0)
        continue;
      look->fate->found = TRUE;
      look->fate->state = row->state;
      look->fate->done = row->done;
      look->fate->error = g_strdup (row->last_error);
      break;
    }
  return TRUE;
}

void
anlan_channel_look_async (AnlanDesk *desk,
                          const char *channel,
                          const char *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Look *look = g_new0 (Look, 1);

  look->plant = g_object_ref (anlan_desk_get_plant (desk));
  look->channel = g_strdup (channel);
  look->key = g_strdup (key);
  anlan_chore_run (desk, look_work, look, look_free, NULL, cancellable, callback, user_data);
}

AnlanChannelFate *
anlan_channel_look_finish (GAsyncResult *result, GError **error)
{
  gpointer look;

  return anlan_chore_finish (result, &look, error) ? g_steal_pointer (&((Look *)look)->fate) : NULL;
}
