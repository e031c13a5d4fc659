/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/secrets.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/json.h"

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
keep (AnlanSecrets *secrets, const char *owner, const char *name, const char *secret)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_secrets_keep (secrets, owner, name, secret, &error));
  g_assert_no_error (error);
}

static void
assert_mode (const char *path)
{
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* Whoever opens the file next finds what was kept, and nobody else may read it. */
static void
test_file (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "anlan", "secrets", NULL);
  g_autofree char *text = NULL;

  {
    g_autoptr (AnlanSecrets) secrets = anlan_secrets_new_file (NULL);

    g_assert_null (look_up (secrets, "ch-1", "token"));
    keep (secrets, "ch-1", "token", "a\nb=[c] 密");
    keep (secrets, "ch-1", "secret", "s");
    keep (secrets, "ch-2", "token", "other");
    assert_mode (path);
  }
  {
    g_autoptr (AnlanSecrets) secrets = anlan_secrets_new_file (path);
    g_autofree char *token = look_up (secrets, "ch-1", "token"), *other = look_up (secrets, "ch-2", "token");

    g_assert_cmpstr (token, ==, "a\nb=[c] 密");
    g_assert_cmpstr (other, ==, "other");
    keep (secrets, "ch-2", "token", NULL);
    keep (secrets, "ch-2", "token", NULL);
    g_assert_null (look_up (secrets, "ch-2", "token"));
  }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "ch-2"));
}

/* A file that others may read is closed to them before it is used; one that is damaged is said, and not overwritten. */
static void
test_damaged (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "secrets", NULL), *text = NULL;
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new_file (path);
  g_autoptr (GError) error = NULL, again = NULL;
  char *secret;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  keep (secrets, "ch-1", "token", "t");
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  secret = look_up (secrets, "ch-1", "token");
  g_assert_cmpstr (secret, ==, "t");
  anlan_secret_free (secret);
  assert_mode (path);

  g_assert_true (g_file_set_contents (path, "nothing that is a key file", -1, NULL));
  g_assert_false (anlan_secrets_look_up (secrets, "ch-1", "token", &secret, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
  g_assert_false (anlan_secrets_keep (secrets, "ch-1", "token", "u", &again));
  g_assert_error (again, ANLAN_ERROR, ANLAN_ERROR_IO);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "nothing that is a key file");
}

static void
test_unwritable (void)
{
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new_file ("/proc/anlan/secrets");
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_secrets_keep (secrets, "ch-1", "token", "t", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
}

static void
test_fill (void)
{
  static const char *const names[] = { "address", "secret", NULL };
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "fill", NULL);
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new_file (path);
  g_autoptr (JsonObject) settings = json_object_new ();

  keep (secrets, "ch-1", "address", "https://example.org/?key=K");
  json_object_set_string_member (settings, "type", "wecom");
  g_assert_true (anlan_secrets_fill (secrets, "ch-1", names, settings, NULL));
  g_assert_cmpstr (json_object_get_string_member (settings, "address"), ==, "https://example.org/?key=K");
  g_assert_false (json_object_has_member (settings, "secret"));
}

/* On a machine without a keyring everything works by the file. */
static void
test_no_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSecrets) secrets = NULL;
  g_autofree char *secret = NULL;

  g_assert_null (anlan_secrets_new_keyring (&error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
  secrets = anlan_secrets_new ();
  keep (secrets, "ch-9", "token", "t");
  secret = look_up (secrets, "ch-9", "token");
  g_assert_cmpstr (secret, ==, "t");
}

/* Two files: one stands for the keyring, and is damaged then as if it were locked. */
static void
test_pair (void)
{
  g_autofree char *one = g_build_filename (g_get_user_data_dir (), "one", NULL);
  g_autofree char *other = g_build_filename (g_get_user_data_dir (), "other", NULL);
  g_autoptr (AnlanSecrets) keyring = anlan_secrets_new_file (one), file = anlan_secrets_new_file (other);
  g_autoptr (AnlanSecrets) pair = anlan_secrets_new_pair (keyring, file);
  g_autofree char *old = NULL, *new = NULL, *locked = NULL;
  g_autoptr (GError) error = NULL;
  char *none;

  keep (file, "ch-1", "token", "old");
  keep (file, "ch-1", "secret", "s");
  old = look_up (pair, "ch-1", "token");
  g_assert_cmpstr (old, ==, "old");
  keep (pair, "ch-1", "token", "new");
  new = look_up (pair, "ch-1", "token");
  g_assert_cmpstr (new, ==, "new");
  g_assert_null (look_up (file, "ch-1", "token"));

  g_assert_true (g_file_set_contents (one, "locked", -1, NULL));
  locked = look_up (pair, "ch-1", "secret");
  g_assert_cmpstr (locked, ==, "s");
  g_assert_false (anlan_secrets_look_up (pair, "ch-1", "token", &none, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
}

static void
test_names (void)
{
  g_assert_true (anlan_secrets_name_valid ("0193a5c0-7f3e-7b1a-9c2d-000000000001"));
  g_assert_true (anlan_secrets_name_valid ("old-secret"));
  g_assert_false (anlan_secrets_name_valid (""));
  g_assert_false (anlan_secrets_name_valid ("a]\nb"));
  g_assert_false (anlan_secrets_name_valid ("../x y"));
}

int
main (int argc, char *argv[])
{
  /* No keyring of whoever runs the tests is touched. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/secrets/file", test_file);
  g_test_add_func ("/link/secrets/damaged", test_damaged);
  g_test_add_func ("/link/secrets/unwritable", test_unwritable);
  g_test_add_func ("/link/secrets/fill", test_fill);
  g_test_add_func ("/link/secrets/no-keyring", test_no_keyring);
  g_test_add_func ("/link/secrets/pair", test_pair);
  g_test_add_func ("/link/secrets/names", test_names);
  return g_test_run ();
}
