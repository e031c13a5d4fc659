/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/time.h"
#include "station/certificate.h"

#define NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z */

static gint64
ms_of (GDateTime *moment)
{
  gint64 ms = g_date_time_to_unix (moment) * 1000;

  g_date_time_unref (moment);
  return ms;
}

/* Made once, for its owner only, and the same from then on. */
static void
test_made (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("anlan-certificate-XXXXXX", &error);
  g_autofree char *path = g_build_filename (dir, "sub", "station.pem", NULL);
  g_autofree char *sub = g_path_get_dirname (path);
  g_autoptr (GTlsCertificate) first = anlan_station_certificate (path, NOW, &error);
  g_autoptr (GTlsCertificate) second = anlan_station_certificate (path, NOW + ANLAN_DAY, NULL);
  g_autoptr (GSocketConnectable) here = g_network_address_new ("localhost", 1);
  g_autoptr (GSocketConnectable) own = g_network_address_new ("127.0.0.1", 1);
  g_autoptr (GSocketConnectable) other = g_network_address_new ("example.org", 1);
  g_autoptr (GByteArray) key = NULL;
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_true (g_tls_certificate_is_same (first, second));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_object_get (first, "private-key", &key, NULL);
  g_assert_nonnull (key);
  g_assert_cmpint (ms_of (g_tls_certificate_get_not_valid_before (first)), <, NOW);
  g_assert_cmpint (ms_of (g_tls_certificate_get_not_valid_after (first)), >, NOW + 9 * 365 * ANLAN_DAY);
  /* Who trusts it reaches this machine by it, and no other. */
  g_assert_cmpint (g_tls_certificate_verify (first, here, first) & G_TLS_CERTIFICATE_BAD_IDENTITY, ==, 0);
  g_assert_cmpint (g_tls_certificate_verify (first, own, first) & G_TLS_CERTIFICATE_BAD_IDENTITY, ==, 0);
  g_assert_cmpint (g_tls_certificate_verify (first, other, first) & G_TLS_CERTIFICATE_BAD_IDENTITY, !=, 0);
  g_assert_cmpint (g_tls_certificate_verify (first, here, first) & G_TLS_CERTIFICATE_UNKNOWN_CA, ==, 0);
  g_remove (path);
  g_rmdir (sub);
  g_rmdir (dir);
}

static void
test_wrong (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("anlan-certificate-XXXXXX", &error);
  g_autofree char *path = g_build_filename (dir, "station.pem", NULL);
  g_autofree char *below = g_build_filename (path, "station.pem", NULL);

  g_file_set_contents (path, "nonsense", -1, &error);
  g_assert_no_error (error);
  g_assert_null (anlan_station_certificate (path, NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  /* A folder that is a file. */
  g_assert_null (anlan_station_certificate (below, NOW, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
  g_remove (path);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/station/certificate/made", test_made);
  g_test_add_func ("/station/certificate/wrong", test_wrong);
  return g_test_run ();
}
