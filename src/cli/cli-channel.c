/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

/* The ways out to people: what waits, a test, another try, and what the keyring keeps for them. */

#include "cli-json.h"
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "link/sender.h"
#include "model/query.h"
#include "station/channels.h"
#include "station/wish.h"

/* So long one waits for what became of a test, ms. */
#define TEST_PATIENCE 30000

static AnlanOutbox *
open_outbox (AnlanPlant *plant, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);

  return anlan_outbox_open (anlan_store_get_dir (store), anlan_store_get_clock (store), error);
}

/* --- list ---------------------------------------------------------------------------------------------------- */

static void
print_channel (Cli *cli, const AnlanRecord *record, const AnlanOutboxFigures *figures, const char *trouble)
{
  const char *type = anlan_record_get_text (record, "type"), *state = anlan_record_get_text (record, "state");
  AnlanJson json;

  if (!cli->json)
    {
      printf ("%s\t%s\t%s\t%u\t%u\t%s\n", anlan_record_label (record), type, state, figures->waits,
              figures->failed, trouble != NULL ? trouble : "");
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "id", record->id);
  cli_put_text (&json, "name", anlan_record_label (record));
  cli_put_text (&json, "type", type);
  cli_put_text (&json, "state", state);
  cli_put_integer (&json, "waits", figures->waits);
  cli_put_integer (&json, "failed", figures->failed);
  cli_put_moment (&json, "oldest", figures->oldest);
  cli_put_moment (&json, "sent", figures->sent);
  cli_put_text (&json, "trouble", trouble);
  anlan_json_close (&json, '}');
  cli_print_json (&json);
}

/* What is wrong with its settings comes before what the service said. */
static gboolean
list_one (Cli *cli, AnlanOutbox *outbox, AnlanSecrets *secrets, const AnlanRecord *record, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (AnlanPlantChannel) channel = anlan_plant_channel_new (record, secrets, &wrong);
  g_autofree char *trouble = NULL;
  AnlanOutboxFigures figures;
  gint64 since;

  if (!anlan_outbox_figures (outbox, record->id, &figures, error) ||
      !anlan_outbox_trouble (outbox, record->id, &trouble, &since, error))
    return FALSE;
  print_channel (cli, record, &figures, channel == NULL ? wrong->message : trouble);
  return TRUE;
}

static gboolean
list_channels (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new ();
  g_autoptr (AnlanQuery) query = anlan_query_new ("channel");
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (AnlanOutbox) outbox = open_outbox (plant, error);
  gboolean done = outbox != NULL;

  query->sort = g_strdup ("name");
  records = done ? anlan_plant_find (plant, query, error) : NULL;
  for (guint i = 0; records != NULL && i < records->len && done; i++)
    done = list_one (cli, outbox, secrets, g_ptr_array_index (records, i), error);
  return done && records != NULL;
}

/* --- test ---------------------------------------------------------------------------------------------------- */

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* No station runs: it is sent from here. */
static gboolean
test_here (AnlanPlant *plant, AnlanChannel *channel, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autoptr (AnlanSender) sender =
      anlan_sender_new (anlan_store_get_dir (store), anlan_store_get_clock (store), zone, error);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean sent;

  if (sender == NULL)
    return FALSE;
  anlan_sender_test_async (sender, channel, take_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  sent = anlan_sender_test_finish (sender, result, error);
  anlan_sender_stop (sender);
  return sent;
}

static gboolean
wait_for (AnlanOutbox *outbox, const AnlanChannel *channel, const char *key, GError **error)
{
  gint64 until = g_get_monotonic_time () + TEST_PATIENCE * 1000;

  do
    {
      g_autoptr (GPtrArray) rows = anlan_outbox_list (outbox, channel->id, 50, error);

      for (guint i = 0; rows != NULL && i < rows->len; i++)
        {
          const AnlanOutboxRow *row = g_ptr_array_index (rows, i);

          if (strcmp (row->message->key, key) != 0)
            continue;
          if (row->state == ANLAN_OUTBOX_SENT)
            return TRUE;
          if (row->last_error != NULL)
            {
              g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, row->last_error);
              return FALSE;
            }
        }
      if (rows == NULL)
        return FALSE;
      g_usleep (200000);
    }
  while (g_get_monotonic_time () < until);
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_BUSY,
                       _ ("The station has not sent it yet. It goes out when the service can be reached."));
  return FALSE;
}

/* A station runs, and it alone empties the outbox. */
static gboolean
test_by_station (AnlanPlant *plant, AnlanChannel *channel, GError **error)
{
  gint64 now = anlan_plant_now (plant);
  g_autofree char *key = g_strdup_printf ("test/%" G_GINT64_FORMAT, now);
  g_autoptr (AnlanMessage) message =
      anlan_message_new (key, _ ("Test message"), _ ("Somebody tries this channel. Nothing has happened."),
                         ANLAN_SEVERITY_CRITICAL, now);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (AnlanOutbox) outbox = open_outbox (plant, error);

  message->test = TRUE;
  g_ptr_array_add (one, channel);
  return outbox != NULL && anlan_outbox_put (outbox, one, message, NULL, error) &&
         wait_for (outbox, channel, key, error);
}

static gboolean
test_channel (AnlanPlant *plant, const char *name, GError **error)
{
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new ();
  g_autoptr (AnlanRecord) record = anlan_plant_find_channel (plant, name, error);
  g_autoptr (AnlanPlantChannel) channel =
      record != NULL ? anlan_plant_channel_new (record, secrets, error) : NULL;
  AnlanStore *store = anlan_plant_get_store (plant);
  gboolean sent;

  if (channel == NULL)
    return FALSE;
  if (!anlan_store_lock (store, "station", NULL))
    return test_by_station (plant, channel->channel, error);
  sent = test_here (plant, channel->channel, error);
  anlan_store_unlock (store, "station");
  return sent;
}

/* --- retry, keep --------------------------------------------------------------------------------------------- */

static gboolean
retry (AnlanPlant *plant, const char *name, GError **error)
{
  g_autoptr (AnlanRecord) record = name != NULL ? anlan_plant_find_channel (plant, name, error) : NULL;
  g_autoptr (AnlanOutbox) outbox = NULL;

  if (name != NULL && record == NULL)
    return FALSE;
  outbox = open_outbox (plant, error);
  return outbox != NULL && anlan_outbox_retry (outbox, record != NULL ? record->id : NULL, error);
}

static gboolean
keep (AnlanPlant *plant, const char *name, const char *setting, GError **error)
{
  g_autoptr (AnlanRecord) record = anlan_plant_find_channel (plant, name, error);

  return record != NULL && cli_keep_secret (record->id, setting, error) &&
         anlan_wish_make (anlan_store_get_dir (anlan_plant_get_store (plant)), ANLAN_WISH_SECRETS, error);
}

CliStatus
cli_channel (Cli *cli)
{
  const char *verb = cli_arg (cli, 1), *name = cli_arg (cli, 2), *setting = cli_arg (cli, 3);
  gboolean list = strcmp (verb, "list") == 0, test = strcmp (verb, "test") == 0;
  gboolean again = strcmp (verb, "retry") == 0, keeps = strcmp (verb, "keep") == 0, done;
  GError *error = NULL;
  CliStatus status;
  AnlanPlant *plant;

  if (!(list && name == NULL) && !(test && name != NULL && setting == NULL) && !(again && setting == NULL) &&
      !(keeps && setting != NULL))
    {
      fputs (_ ("Say list; test and which channel; retry; or keep, which channel, and the name of its "
                "secret.\n"),
             stderr);
      return CLI_USAGE;
    }
  plant = cli_open (cli, FALSE, &status);
  if (plant == NULL)
    return status;
  done = list    ? list_channels (cli, plant, &error)
         : test  ? test_channel (plant, name, &error)
         : again ? retry (plant, name, &error)
                 : keep (plant, name, setting, &error);
  if (done && test)
    puts (_ ("The service has taken the message."));
  status = done ? CLI_DONE : cli_refuse (error);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}
