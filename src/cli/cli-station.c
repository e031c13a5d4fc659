/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

/* The station without a window, and the addresses that sources post to. */

#include "cli-json.h"
#include "cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "station/certificate.h"
#include "station/station.h"
#include "station/vigil.h"
#include "station/wish.h"

G_STATIC_ASSERT (CLI_AGAIN == ANLAN_WISH_RESTART_STATUS);

/* --- station ------------------------------------------------------------------------------------------------- */

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
print_problems (AnlanStation *station)
{
  g_autoptr (GPtrArray) problems = anlan_station_list_problems (station);

  for (guint i = 0; i < problems->len; i++)
    fprintf (stderr, "%s\n", (const char *)g_ptr_array_index (problems, i));
}

/* A record was changed: what is wrong with it is seen where the station's words are kept. */
static void
sources_cb (AnlanStation *station, char **last)
{
  g_autoptr (GPtrArray) problems = anlan_station_list_problems (station);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    g_string_append_printf (text, "%s\n", (const char *)g_ptr_array_index (problems, i));
  if (g_strcmp0 (text->str, *last) != 0)
    fputs (text->str, stderr);
  g_free (*last);
  *last = g_string_free (g_steal_pointer (&text), FALSE);
}

static void
print_started (Cli *cli, AnlanStation *station)
{
  g_autofree char *url = anlan_listener_get_url (anlan_station_get_listener (station));
  AnlanJson json;

  if (cli->json)
    {
      anlan_json_init (&json);
      anlan_json_open (&json, '{');
      cli_put_text (&json, "url", url);
      anlan_json_close (&json, '}');
      cli_print_json (&json);
    }
  else
    printf (
        _ ("The station runs at %s\nIt is no substitute for certified gas detection, fire alarm or safety "
           "interlocks.\n"),
        url);
  fflush (stdout);
}

/* Somebody has left a wish in the plant's folder. */
typedef struct
{
  GMainLoop *loop;
  gboolean wished;
} Restart;

static void
restart_cb (AnlanStation *station, Restart *restart)
{
  restart->wished = TRUE;
  g_main_loop_quit (restart->loop);
}

/* Returns: whether it is to be started anew. */
static gboolean
run_until_told (AnlanStation *station)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Restart restart = { loop, FALSE };
  guint term = g_unix_signal_add (SIGTERM, quit_cb, loop),
        interrupt = g_unix_signal_add (SIGINT, quit_cb, loop);
  char *last = NULL;
  gulong handler = g_signal_connect (station, "sources", G_CALLBACK (sources_cb), &last),
         restarted = g_signal_connect (station, "restart", G_CALLBACK (restart_cb), &restart);

  g_main_loop_run (loop);
  g_signal_handler_disconnect (station, handler);
  g_signal_handler_disconnect (station, restarted);
  g_source_remove (term);
  g_source_remove (interrupt);
  g_free (last);
  return restart.wished;
}

static gboolean
load_certificate (Cli *cli, AnlanPlant *plant, GTlsCertificate **certificate, GError **error)
{
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), "anlan", "station.pem", NULL);

  *certificate = NULL;
  if (!cli->tls && cli->certificate == NULL)
    return TRUE;
  *certificate = anlan_station_certificate (cli->certificate != NULL ? cli->certificate : usual,
                                            anlan_plant_now (plant), error);
  return *certificate != NULL;
}

static gboolean
run_station (Cli *cli, AnlanPlant *plant, gboolean *again, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (AnlanStation) station = NULL;
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new ();
  AnlanStationOptions options = { .secrets = secrets,
                                  .address = cli->bind != NULL ? cli->bind : "127.0.0.1",
                                  .port = cli->port >= 0 ? (guint16)cli->port : ANLAN_LISTENER_PORT };

  if (!load_certificate (cli, plant, &certificate, error))
    return FALSE;
  options.certificate = certificate;
  station = anlan_station_new (plant, &options);
  if (!anlan_station_start (station, error))
    return FALSE;
  print_problems (station);
  print_started (cli, station);
  *again = run_until_told (station);
  anlan_station_stop (station);
  return TRUE;
}

static CliStatus
finish (AnlanPlant *plant, gboolean done, GError *error)
{
  CliStatus status = done ? CLI_DONE : cli_refuse (error);

  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}

static void
print_gap (Cli *cli, gint64 from, gint64 to, gboolean stopped)
{
  g_autofree char *since = anlan_time_format (from);
  g_autofree char *until = to != G_MININT64 ? anlan_time_format (to) : NULL;
  AnlanJson json;

  if (!cli->json)
    {
      printf ("%s\t%s\t%s\n", since, until != NULL ? until : "", stopped ? _ ("stopped") : _ ("fell silent"));
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  cli_put_text (&json, "from", since);
  cli_put_text (&json, "to", until);
  cli_put_boolean (&json, "stopped", stopped);
  anlan_json_close (&json, '}');
  cli_print_json (&json);
}

/* When nobody watched; the last one goes on where nobody does now. */
static gboolean
print_gaps (Cli *cli, AnlanPlant *plant, GError **error)
{
  g_auto (AnlanVigil) watch = { 0 };

  if (!anlan_vigil_read (anlan_store_get_dir (anlan_plant_get_store (plant)), &watch, error))
    return FALSE;
  for (guint i = 0; i < watch.gaps->len; i++)
    {
      const AnlanVigilGap *gap = &g_array_index (watch.gaps, AnlanVigilGap, i);

      print_gap (cli, gap->from, gap->to, gap->stopped);
    }
  if (watch.alive != G_MININT64 && !anlan_vigil_is_on (&watch, anlan_plant_now (plant)))
    print_gap (cli, watch.alive, G_MININT64, watch.stopped);
  return TRUE;
}

CliStatus
cli_station (Cli *cli)
{
  gboolean gaps = cli_arg (cli, 1) != NULL, again = FALSE;
  GError *error = NULL;
  CliStatus status;
  AnlanPlant *plant;
  gboolean done;

  if (cli->port > G_MAXUINT16 || cli->port < -1)
    {
      fputs (_ ("A port is a number from 0 to 65535.\n"), stderr);
      return CLI_USAGE;
    }
  if (gaps && strcmp (cli_arg (cli, 1), "gaps") != 0)
    {
      fputs (_ ("Say gaps, or nothing.\n"), stderr);
      return CLI_USAGE;
    }
  /* Others change sources and rules meanwhile. */
  cli->poll = !gaps;
  plant = cli_open (cli, gaps, &status);
  if (plant == NULL)
    return status;
  done = gaps ? print_gaps (cli, plant, &error) : run_station (cli, plant, &again, &error);
  status = finish (plant, done, error);
  if (!again || status != CLI_DONE)
    return status;
  fputs (_ ("The station ends to be started anew, as was wished.\n"), stderr);
  return CLI_AGAIN;
}

/* --- source -------------------------------------------------------------------------------------------------- */

static void
print_token (Cli *cli, const char *token)
{
  AnlanJson json;

  if (cli->json)
    {
      g_autofree char *path = g_strconcat ("/in/", token, NULL);

      anlan_json_init (&json);
      anlan_json_open (&json, '{');
      cli_put_text (&json, "path", path);
      anlan_json_close (&json, '}');
      cli_print_json (&json);
      return;
    }
  printf ("/in/%s\n", token);
  fputs (_ ("Set this address in the device, behind that of the station. It is shown only now, and whoever "
            "knows it can "
            "post to this source.\n"),
         stderr);
}

/* The first line of standard input: nobody sees it among the running programs, as he would see an argument. */
static char *
read_secret (char *line, gsize size)
{
  if (fgets (line, (int)size, stdin) == NULL)
    line[0] = '\0';
  line[strcspn (line, "\r\n")] = '\0';
  return line[0] != '\0' ? line : NULL;
}

gboolean
cli_keep_secret (const char *owner, const char *name, GError **error)
{
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new ();
  char line[4096];
  gboolean kept;

  if (!anlan_secrets_name_valid (name))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” cannot be the name of a secret. Take one such as password."), name);
      return FALSE;
    }
  kept = anlan_secrets_keep (secrets, owner, name, read_secret (line, sizeof line), error);
  explicit_bzero (line, sizeof line);
  return kept;
}

static gboolean
keep_secret (AnlanPlant *plant, const char *source, const char *name, GError **error)
{
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new ();
  char line[4096];
  gboolean kept =
      anlan_station_keep_secret (plant, secrets, source, name, read_secret (line, sizeof line), error);

  explicit_bzero (line, sizeof line);
  return kept;
}

static gboolean
make_token (Cli *cli, AnlanPlant *plant, const char *source, GError **error)
{
  char *token = anlan_station_make_token (plant, source, error);

  if (token == NULL)
    return FALSE;
  print_token (cli, token);
  anlan_station_forget_token (token);
  return TRUE;
}

CliStatus
cli_source (Cli *cli)
{
  const char *what = cli_arg (cli, 1), *source = cli_arg (cli, 2), *name = cli_arg (cli, 3);
  gboolean make = strcmp (what, "token") == 0, keep = strcmp (what, "keep") == 0, done;
  GError *error = NULL;
  CliStatus status;
  AnlanPlant *plant;

  if (strcmp (what, "try") == 0 && source == NULL)
    {
      plant = cli_open (cli, TRUE, &status);
      return plant != NULL ? finish (plant, cli_try (plant, &error), error) : status;
    }
  if (source == NULL || (!make && !keep && strcmp (what, "revoke") != 0) || keep != (name != NULL))
    {
      fputs (
          _ ("Say token or revoke, and which source; or keep, which source, and the name of its secret.\n"),
          stderr);
      return CLI_USAGE;
    }
  plant = cli_open (cli, FALSE, &status);
  if (plant == NULL)
    return status;
  if (keep)
    done = keep_secret (plant, source, name, &error);
  else
    done =
        make ? make_token (cli, plant, source, &error) : anlan_station_revoke_token (plant, source, &error);
  return finish (plant, done, error);
}
