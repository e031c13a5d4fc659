/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "model/convert.h"
#include "model/query.h"
#include "safety/hazard.h"

static void
json_member (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
print_applied (Cli *cli, const AnlanApplied *applied)
{
  const AnlanRecord *record = applied->after;
  g_autofree char *text = NULL;
  AnlanJson json;

  if (!cli->json)
    {
      printf ("%s\t%s\n", record->id, record->number != NULL ? record->number : "");
      if (applied->receipt != NULL)
        printf (_ ("Code of the report, told once: %s\n"), applied->receipt);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  json_member (&json, "id", record->id);
  json_member (&json, "number", record->number);
  json_member (&json, "stage", record->stage);
  json_member (&json, "rev", record->rev);
  if (applied->receipt != NULL)
    json_member (&json, "receipt", applied->receipt);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  printf ("%s\n", text);
}

static CliStatus
apply (Cli *cli, AnlanPlant *plant, AnlanChange *change)
{
  GError *error = NULL;
  g_autoptr (AnlanApplied) applied = NULL;

  g_free (change->reason);
  change->reason = g_strdup (cli->reason);
  applied = anlan_plant_apply (plant, change, &error);
  if (applied == NULL)
    return cli_refuse (error);
  print_applied (cli, applied);
  return CLI_DONE;
}

/* What the commands that change one record share: @n_fixed arguments stand before the fields. */
static CliStatus
change_record (Cli *cli, AnlanPlant *plant, AnlanKind *kind, AnlanOp op, const char *step, guint n_fixed)
{
  const char *id = op != ANLAN_OP_CREATE ? cli_arg (cli, 2) : NULL;
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (AnlanChange) change = NULL;
  GError *error = NULL;

  if (id != NULL)
    {
      record = anlan_plant_load (plant, kind->id, id, &error);
      if (record == NULL)
        return cli_refuse (error);
    }
  change = anlan_change_new (op, kind->id, record != NULL ? record->id : NULL);
  change->draft = cli->draft;
  change->step = g_strdup (step);
  if (!cli_read_fields (cli, plant, kind, n_fixed, change, &error))
    return cli_refuse (error);
  return apply (cli, plant, change);
}

static CliStatus
with_kind (Cli *cli, AnlanOp op, const char *step, guint n_fixed)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = cli_open (cli, FALSE, &status);
  g_autoptr (AnlanKind) kind = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  kind = cli_kind (plant, cli_arg (cli, 1));
  /* A step may be judged by photos that came in before they were looked at. */
  if (op == ANLAN_OP_STEP && !anlan_hazard_catch_up (plant, NULL, &error))
    status = cli_refuse (error);
  else if (kind != NULL)
    status = change_record (cli, plant, kind, op, step, n_fixed);
  anlan_plant_close (plant);
  return status;
}

CliStatus
cli_add (Cli *cli)
{
  return with_kind (cli, ANLAN_OP_CREATE, NULL, 2);
}

CliStatus
cli_set (Cli *cli)
{
  return with_kind (cli, cli->reason != NULL ? ANLAN_OP_AMEND : ANLAN_OP_EDIT, NULL, 3);
}

CliStatus
cli_step (Cli *cli)
{
  return with_kind (cli, ANLAN_OP_STEP, cli_arg (cli, 3), 4);
}

CliStatus
cli_void (Cli *cli)
{
  return with_kind (cli, ANLAN_OP_VOID, NULL, 3);
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

CliStatus
cli_show (Cli *cli)
{
  CliStatus status;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (AnlanRecord) record = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  record = anlan_plant_load (plant, cli_arg (cli, 1), cli_arg (cli, 2), &error);
  if (record == NULL)
    return cli_refuse (error);
  text = anlan_record_to_json (record);
  printf ("%s\n", text);
  anlan_plant_close (plant);
  return CLI_DONE;
}

static void
print_csv_cell (const char *text, gboolean last)
{
  if (text != NULL && strpbrk (text, ",\"\r\n") != NULL)
    {
      putchar ('"');
      for (const char *p = text; *p != '\0'; p++)
        {
          if (*p == '"')
            putchar ('"');
          putchar (*p);
        }
      putchar ('"');
    }
  else if (text != NULL)
    fputs (text, stdout);
  fputs (last ? "\r\n" : ",", stdout);
}

static void
print_csv_head (const AnlanKind *kind)
{
  print_csv_cell ("id", FALSE);
  print_csv_cell ("number", FALSE);
  print_csv_cell ("stage", kind->fields->len == 0);
  for (guint i = 0; i < kind->fields->len; i++)
    print_csv_cell (((AnlanField *)g_ptr_array_index (kind->fields, i))->id, i + 1 == kind->fields->len);
}

typedef struct
{
  Cli *cli;
  AnlanPlant *plant;
  AnlanKind *kind;
  GArray *rids;
  guint done;
} Listing;

static gboolean
find_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Listing *listing = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (listing->plant);
  g_autoptr (AnlanQuery) query = anlan_query_new (listing->kind->id);

  query->where = g_strdup (listing->cli->where);
  query->sort = g_strdup (listing->cli->sort);
  listing->rids = anlan_query_rids (db, kinds, query, error);
  return listing->rids != NULL;
}

static void
print_csv_record (Listing *listing, AnlanConverter *converter, const AnlanRecord *record)
{
  guint n = listing->kind->fields->len;

  print_csv_cell (record->id, FALSE);
  print_csv_cell (record->number, FALSE);
  print_csv_cell (record->stage, n == 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = anlan_converter_format (converter, g_ptr_array_index (listing->kind->fields, i),
                                                      &record->values[i]);

      print_csv_cell (text, i + 1 == n);
    }
}

static void
print_record (Listing *listing, AnlanConverter *converter, const AnlanRecord *record)
{
  g_autofree char *text = NULL;

  if (listing->cli->csv)
    print_csv_record (listing, converter, record);
  else if (listing->cli->json)
    {
      text = anlan_record_to_json (record);
      printf ("%s\n", text);
    }
  else
    printf ("%s\t%s\t%s\n", record->number != NULL ? record->number : record->id,
            record->stage != NULL ? record->stage : "", anlan_record_label (record));
}

/* A slice, so that no read transaction stays open while a long list is printed. */
static gboolean
print_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Listing *listing = data;
  guint n = MIN (500, listing->rids->len - listing->done);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (listing->plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (listing->plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, zone);
  g_autoptr (GPtrArray) records =
      anlan_records_load (db, listing->kind, &g_array_index (listing->rids, gint64, listing->done), n, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    print_record (listing, converter, g_ptr_array_index (records, i));
  listing->done += n;
  return TRUE;
}

static gboolean
print_list (Listing *listing, GError **error)
{
  AnlanStore *store = anlan_plant_get_store (listing->plant);

  if (!anlan_store_read (store, find_work, listing, error))
    return FALSE;
  if (listing->cli->csv)
    print_csv_head (listing->kind);
  while (listing->done < listing->rids->len)
    if (!anlan_store_read (store, print_work, listing, error))
      return FALSE;
  return TRUE;
}

CliStatus
cli_list (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (AnlanKind) kind = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  kind = cli_kind (plant, cli_arg (cli, 1));
  if (kind != NULL)
    {
      Listing listing = { cli, plant, kind, NULL, 0 };

      status = print_list (&listing, &error) ? CLI_DONE : cli_refuse (error);
      g_clear_pointer (&listing.rids, g_array_unref);
    }
  anlan_plant_close (plant);
  return status;
}
