/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "model/account.h"
#include "model/convert.h"
#include "model/query.h"
#include "monitor/station-kinds.h"
#include "safety/safety.h"
#include "store/files.h"

const char *
cli_arg (Cli *cli, guint i)
{
  return i < cli->n_args ? cli->args[i + 1] : NULL;
}

CliStatus
cli_refuse (GError *error)
{
  fprintf (stderr, "%s\n", error->message);
  g_error_free (error);
  return CLI_REFUSED;
}

/* The first line of --password-file. */
static char *
read_password (Cli *cli, GError **error)
{
  char *text = NULL;

  if (cli->password_file == NULL)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                           _ ("This plant has accounts: give the password by --password-file."));
      return NULL;
    }
  if (g_file_get_contents (cli->password_file, &text, NULL, error))
    g_strdelimit (text, "\r\n", '\0');
  return text;
}

static GPtrArray *
find_persons_called (AnlanPlant *plant, const char *name, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("person");
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_value_set_text (&value, name);
  anlan_filter_add (anlan_query_filter (query, "name", ANLAN_FILTER_IS), &value);
  return anlan_plant_find (plant, query, error);
}

/* By id, by number, or by a name that only one has. */
static AnlanRecord *
find_person (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) called = NULL;
  AnlanRecord *person = anlan_plant_load (plant, "person", cli->as, &local);

  if (person != NULL)
    return person;
  if (g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      called = find_persons_called (plant, cli->as, error);
      if (called == NULL)
        return NULL;
      if (called->len == 1)
        return anlan_record_ref (g_ptr_array_index (called, 0));
      if (called->len > 1)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("%u persons are called “%s”. Give the number or the id of the one who is meant."),
                       called->len, cli->as);
          return NULL;
        }
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
sign_in (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_autoptr (AnlanRecord) person = NULL;
  g_autofree char *password = NULL;
  g_autofree char *id = NULL;

  if (anlan_accounts_are_on (plant))
    {
      password = read_password (cli, error);
      id = password != NULL ? anlan_account_sign_in (plant, cli->as, password, error) : NULL;
      if (id == NULL)
        return FALSE;
      anlan_plant_set_person (plant, id);
      return TRUE;
    }
  person = find_person (cli, plant, error);
  if (person != NULL)
    anlan_plant_set_person (plant, person->id);
  return person != NULL;
}

AnlanPlant *
cli_open (Cli *cli, gboolean read_only, CliStatus *status)
{
  g_autoptr (AnlanRegistry) registry = anlan_safety_registry_new ();
  AnlanPlantOptions options = { .read_only = read_only, .registry = registry, .poll = cli->poll };
  GError *error = NULL;
  AnlanPlant *plant;

  anlan_monitor_register (registry);
  plant = anlan_plant_open (cli_arg (cli, 0), &options, &error);

  if (plant == NULL)
    {
      *status = cli_refuse (error);
      return NULL;
    }
  if (cli->as == NULL || sign_in (cli, plant, &error))
    return plant;
  *status = cli_refuse (error);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return NULL;
}

AnlanKind *
cli_kind (AnlanPlant *plant, const char *id)
{
  AnlanKind *kind = anlan_plant_get_kind (plant, id);

  if (kind == NULL)
    fprintf (stderr, _ ("There is no kind “%s”.\n"), id);
  return kind;
}

typedef struct
{
  Cli *cli;
  AnlanPlant *plant;
  AnlanKind *kind;
  guint first;
  AnlanChange *change;
  gboolean anonymous; /* files are taken up without name, time and place */
} Reading;

/* A file field takes paths, separated by commas. */
static gboolean
read_paths (Reading *reading, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_auto (GStrv) paths = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) hashes = g_ptr_array_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    {
      AnlanFileKind wanted = field->type == ANLAN_FIELD_PHOTOS ? ANLAN_FILE_PHOTO : ANLAN_FILE_ANY;
      AnlanFile *file = anlan_files_add (anlan_plant_get_store (reading->plant), paths[i], wanted, 0,
                                         reading->anonymous, error);

      if (file == NULL)
        return FALSE;
      g_ptr_array_add (reading->change->files, file);
      g_ptr_array_add (hashes, file->sha256);
    }
  g_ptr_array_add (hashes, NULL);
  anlan_value_set_items (value, (const char *const *)hashes->pdata);
  return TRUE;
}

static gboolean
read_field (Reading *reading, AnlanConverter *converter, const char *argument, GError **error)
{
  const char *equals = strchr (argument, '=');
  g_autofree char *name =
      equals != NULL ? g_strndup (argument, (gsize)(equals - argument)) : g_strdup (argument);
  const AnlanField *field = anlan_kind_field (reading->kind, name);
  AnlanValue value = ANLAN_VALUE_INIT;
  gboolean ok;

  if (equals == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is not of the form field=value."),
                   argument);
      return FALSE;
    }
  if (strcmp (name, "number") == 0)
    {
      anlan_change_set_text (reading->change, name, equals + 1);
      return TRUE;
    }
  if (field == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s has no field “%s”."),
                   anlan_kind_text (reading->kind->title), name);
      return FALSE;
    }
  if (equals[1] != '\0' && (field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES))
    ok = read_paths (reading, field, equals + 1, &value, error);
  else
    ok = anlan_converter_parse (converter, field, equals + 1, &value, error);
  if (ok)
    anlan_change_take (reading->change, field->id, &value);
  return ok;
}

/* Said before any file is looked at, wherever it stands among the arguments. */
static gboolean
is_anonymous (Reading *reading, AnlanConverter *converter)
{
  const AnlanField *field =
      reading->kind->anonymous != NULL ? anlan_kind_field (reading->kind, reading->kind->anonymous) : NULL;
  gboolean anonymous = FALSE;

  for (guint i = reading->first; field != NULL && i < reading->cli->n_args; i++)
    {
      const char *argument = cli_arg (reading->cli, i);
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      gsize length = strlen (field->id);

      if (strncmp (argument, field->id, length) == 0 && argument[length] == '=' &&
          anlan_converter_parse (converter, field, argument + length + 1, &value, NULL))
        anonymous = anlan_value_get_integer (&value, 0) != 0;
    }
  return anonymous;
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (reading->plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (reading->plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, zone);

  reading->anonymous = is_anonymous (reading, converter);
  for (guint i = reading->first; i < reading->cli->n_args; i++)
    if (!read_field (reading, converter, cli_arg (reading->cli, i), error))
      return FALSE;
  return TRUE;
}

gboolean
cli_read_fields (
    Cli *cli, AnlanPlant *plant, AnlanKind *kind, guint first, AnlanChange *change, GError **error)
{
  Reading reading = { cli, plant, kind, first, change, FALSE };

  return anlan_store_read (anlan_plant_get_store (plant), read_work, &reading, error);
}
