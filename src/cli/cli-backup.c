/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "store/backup.h"

/* The first line of --passphrase-file into @passphrase (the caller frees it), NULL without the option. */
static gboolean
read_passphrase (Cli *cli, char **passphrase, GError **error)
{
  g_autofree char *text = NULL;

  *passphrase = NULL;
  if (cli->passphrase_file == NULL)
    return TRUE;
  if (!g_file_get_contents (cli->passphrase_file, &text, NULL, error))
    return FALSE;
  text[strcspn (text, "\r\n")] = '\0';
  if (text[0] == '\0')
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The file “%s” begins with an empty line, which is no passphrase. Nothing was done."),
                   cli->passphrase_file);
      return FALSE;
    }
  *passphrase = g_steal_pointer (&text);
  return TRUE;
}

CliStatus
cli_backup (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = NULL;
  g_autofree char *passphrase = NULL;
  GError *error = NULL;

  if (!read_passphrase (cli, &passphrase, &error))
    return cli_refuse (error);
  plant = cli_open (cli, TRUE, &status);
  if (plant == NULL)
    return status;
  if (anlan_backup_write (anlan_plant_get_store (plant), cli_arg (cli, 1), passphrase, NULL, NULL, NULL,
                          &error))
    status = CLI_DONE;
  else
    status = cli_refuse (error);
  anlan_plant_close (plant);
  return status;
}

CliStatus
cli_restore (Cli *cli)
{
  g_autofree char *passphrase = NULL;
  GError *error = NULL;

  if (!read_passphrase (cli, &passphrase, &error) ||
      !anlan_backup_restore (cli_arg (cli, 0), cli_arg (cli, 1), passphrase, NULL, NULL, NULL, &error))
    return cli_refuse (error);
  return CLI_DONE;
}
