/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/json.h"
#include "base/time.h"
#include "model/notices.h"
#include "model/receipt.h"

/* More than anybody reads. */
#define MOST_SHOWN 200

static void
json_member (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  if (text != NULL)
    anlan_json_text (json, text);
  else
    anlan_json_null (json);
}

static void
print_json (AnlanJson *json)
{
  g_autofree char *text = anlan_json_end (json);

  printf ("%s\n", text);
}

/* --- notices ------------------------------------------------------------------------------------------------------- */

static void
print_notice (Cli *cli, const AnlanNotice *notice, GTimeZone *zone)
{
  g_autofree char *said = anlan_notice_say (notice);
  g_autofree char *at = NULL;
  AnlanJson json;
  gint64 ms;

  if (!cli->json)
    {
      at = anlan_time_parse (notice->at, &ms) ? anlan_local_format (ms, zone, "%F %R") : NULL;
      printf ("%s\t%s\n", at != NULL ? at : notice->at, said);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "id");
  anlan_json_integer (&json, notice->id);
  json_member (&json, "at", notice->at);
  json_member (&json, "says", said);
  json_member (&json, "record", notice->record != NULL ? notice->record->id : NULL);
  json_member (&json, "due", notice->due);
  json_member (&json, "seen", notice->seen);
  anlan_json_name (&json, "single");
  anlan_json_boolean (&json, notice->single);
  anlan_json_close (&json, '}');
  print_json (&json);
}

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static CliStatus
print_notices (Cli *cli, AnlanPlant *plant, const char *person)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  GError *error = NULL;

  anlan_plant_notices_async (plant, person, FALSE, MOST_SHOWN, NULL, take_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  notices = anlan_plant_notices_finish (plant, result, &error);
  if (notices == NULL)
    return cli_refuse (error);
  for (guint i = 0; i < notices->len; i++)
    print_notice (cli, g_ptr_array_index (notices, i), zone);
  return CLI_DONE;
}

static void
print_made (Cli *cli, guint made)
{
  AnlanJson json;

  if (!cli->json)
    {
      printf (ngettext ("%u notice was made.\n", "%u notices were made.\n", made), made);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "made");
  anlan_json_integer (&json, made);
  anlan_json_close (&json, '}');
  print_json (&json);
}

CliStatus
cli_notices (Cli *cli)
{
  CliStatus status = CLI_DONE;
  g_autoptr (AnlanPlant) plant = cli_open (cli, FALSE, &status);
  const char *person;
  GError *error = NULL;
  guint made;

  if (plant == NULL)
    return status;
  person = anlan_plant_get_person (plant);
  if (!anlan_plant_tell (plant, NULL, &made, &error))
    status = cli_refuse (error);
  else if (cli->as != NULL && person != NULL)
    status = print_notices (cli, plant, person);
  else
    print_made (cli, made);
  anlan_plant_close (plant);
  return status;
}

/* --- receipts ------------------------------------------------------------------------------------------------------ */

static void
print_passages_json (AnlanReceipt *receipt)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  json_member (&json, "id", receipt->record);
  json_member (&json, "number", receipt->number);
  json_member (&json, "stage", receipt->stage);
  anlan_json_name (&json, "passages");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < receipt->passages->len; i++)
    {
      const AnlanPassage *passage = g_ptr_array_index (receipt->passages, i);

      anlan_json_open (&json, '{');
      json_member (&json, "stage", passage->stage);
      json_member (&json, "at", passage->at);
      anlan_json_close (&json, '}');
    }
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  print_json (&json);
}

static void
print_passages (AnlanReceipt *receipt, GTimeZone *zone)
{
  printf ("%s\t%s\n", receipt->number, receipt->stage);
  for (guint i = 0; i < receipt->passages->len; i++)
    {
      const AnlanPassage *passage = g_ptr_array_index (receipt->passages, i);
      g_autofree char *at = NULL;
      gint64 ms;

      at =
          anlan_time_parse (passage->at, &ms) ? anlan_local_format (ms, zone, i == 0 ? "%F" : "%F %R") : NULL;
      printf ("%s\t%s\n", at != NULL ? at : passage->at, passage->stage);
    }
}

CliStatus
cli_receipt (Cli *cli)
{
  CliStatus status = CLI_DONE;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (AnlanReceipt) receipt = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  zone = anlan_plant_ref_zone (plant);
  receipt = anlan_plant_receipt (plant, cli_arg (cli, 1), &error);
  if (receipt == NULL)
    status = cli_refuse (error);
  else if (cli->json)
    print_passages_json (receipt);
  else
    print_passages (receipt, zone);
  anlan_plant_close (plant);
  return status;
}
