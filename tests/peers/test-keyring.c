/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in a real keyring: gnome-keyring on the bus that dbus-run-session made for this program, with nothing of whoever runs the tests. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "link/secrets.h"

static char *
look_up (AnlanSecrets *secrets, const char *owner, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *secret;

  g_assert_true (anlan_secrets_look_up (secrets, owner, name, &secret, &error));
  g_assert_no_error (error);
  return secret;
}

static void
keep (AnlanSecrets *secrets, const char *name, const char *secret)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_secrets_keep (secrets, "ch-1", name, secret, &error));
  g_assert_no_error (error);
}

/* The keyring's daemon, unlocked, with its files in the folder of the test. */
static GSubprocess *
start_keyring (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *daemon;
  GOutputStream *in;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700), ==, 0);
  g_subprocess_launcher_setenv (launcher, "HOME", g_get_home_dir (), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", g_get_user_data_dir (), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", g_get_user_runtime_dir (), TRUE);
  daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground", "--unlock",
                                        "--components=secrets", NULL);
  g_assert_no_error (error);
  in = g_subprocess_get_stdin_pipe (daemon);
  g_assert_true (g_output_stream_write_all (in, "test", 4, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (in, NULL, &error));
  g_assert_no_error (error);
  return daemon;
}

/* Whoever asks for a keyring before it is there makes the bus start another one, of the person who runs the tests. */
static void
wait_for_keyring (void)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  gboolean owned = FALSE;

  g_assert_no_error (error);
  while (!owned)
    {
      g_autoptr (GVariant) reply =
          g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                       "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"),
                                       G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

      g_assert_no_error (error);
      g_variant_get (reply, "(b)", &owned);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (20 * 1000);
    }
}

static void
test_keyring (void)
{
  g_autofree char *path = g_find_program_in_path ("gnome-keyring-daemon");
  g_autoptr (GSubprocess) daemon = NULL;
  g_autoptr (AnlanSecrets) keyring = NULL, both = NULL, in_file = NULL;
  g_autofree char *token = NULL, *again = NULL, *old = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    {
      g_test_skip ("gnome-keyring is not installed");
      return;
    }
  daemon = start_keyring ();
  wait_for_keyring ();
  keyring = anlan_secrets_new_keyring (&error);
  g_assert_no_error (error);

  g_assert_null (look_up (keyring, "ch-1", "token"));
  keep (keyring, "token", "密 https://example.org/?key=K");
  keep (keyring, "secret", "s");
  token = look_up (keyring, "ch-1", "token");
  g_assert_cmpstr (token, ==, "密 https://example.org/?key=K");
  g_assert_null (look_up (keyring, "ch-2", "token"));
  keep (keyring, "token", NULL);
  g_assert_null (look_up (keyring, "ch-1", "token"));

  /* What an earlier start kept in the file is found, and leaves it once it is set anew. */
  in_file = anlan_secrets_new_file (NULL);
  keep (in_file, "token", "from the file");
  both = anlan_secrets_new ();
  old = look_up (both, "ch-1", "token");
  g_assert_cmpstr (old, ==, "from the file");
  keep (both, "token", "new");
  again = look_up (keyring, "ch-1", "token");
  g_assert_cmpstr (again, ==, "new");
  g_assert_null (look_up (in_file, "ch-1", "token"));

  g_subprocess_send_signal (daemon, SIGTERM);
  g_subprocess_wait (daemon, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/peers/keyring", test_keyring);
  return g_test_run ();
}
