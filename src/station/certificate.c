/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/certificate.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/blocking.h"
#include "base/error.h"
#include "base/time.h"

#define YEARS 10

/* Clocks of phones are a little wrong. */
#define BEFORE ANLAN_DAY

static int
add_name (gnutls_x509_crt_t certificate, const char *name)
{
  return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name,
                                               (unsigned int)strlen (name), GNUTLS_FSAN_APPEND);
}

static int
add_address (gnutls_x509_crt_t certificate, const struct sockaddr *address)
{
  if (address != NULL && address->sa_family == AF_INET)
    return gnutls_x509_crt_set_subject_alt_name (
        certificate, GNUTLS_SAN_IPADDRESS, &((const struct sockaddr_in *)(const void *)address)->sin_addr,
        sizeof (struct in_addr), GNUTLS_FSAN_APPEND);
  if (address != NULL && address->sa_family == AF_INET6)
    return gnutls_x509_crt_set_subject_alt_name (
        certificate, GNUTLS_SAN_IPADDRESS, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr,
        sizeof (struct in6_addr), GNUTLS_FSAN_APPEND);
  return 0;
}

static int
add_names (gnutls_x509_crt_t certificate)
{
  g_autofree char *local = g_strconcat (g_get_host_name (), ".local", NULL);
  struct ifaddrs *list = NULL;
  int status = add_name (certificate, "localhost");

  if (status >= 0)
    status = add_name (certificate, g_get_host_name ());
  if (status >= 0)
    status = add_name (certificate, local);
  if (getifaddrs (&list) != 0)
    return status;
  for (const struct ifaddrs *item = list; item != NULL && status >= 0; item = item->ifa_next)
    status = add_address (certificate, item->ifa_addr);
  freeifaddrs (list);
  return status;
}

/* Each step only where all before went well; the first that did not is told. */
#define STEP(call)                                                                                           \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    if (status >= 0)                                                                                         \
      status = (call);                                                                                       \
  }                                                                                                          \
  G_STMT_END

/* RFC 5280: version 3, a positive serial number, for servers only, signed by its own key (ECDSA, P-256, SHA-256). */
static int
fill (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, gint64 now)
{
  guint8 serial[16];
  int status = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] = (guint8)((serial[0] & 0x7f) | 0x40);
  STEP (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                      0));
  STEP (gnutls_x509_crt_set_version (certificate, 3));
  STEP (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial));
  STEP (gnutls_x509_crt_set_activation_time (certificate, (time_t)((now - BEFORE) / ANLAN_SECOND)));
  STEP (gnutls_x509_crt_set_expiration_time (certificate,
                                             (time_t)((now + YEARS * 365 * ANLAN_DAY) / ANLAN_SECOND)));
  STEP (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, g_get_host_name (),
                                       (unsigned int)MIN (strlen (g_get_host_name ()), 64)));
  STEP (add_names (certificate));
  STEP (gnutls_x509_crt_set_key (certificate, key));
  STEP (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1));
  STEP (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
  STEP (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0));
  STEP (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0));
  return status;
}

static char *
make_pem (gint64 now, int *status_out)
{
  gnutls_x509_crt_t certificate = NULL;
  gnutls_x509_privkey_t key = NULL;
  gnutls_datum_t public = { NULL, 0 }, private = { NULL, 0 };
  int status = gnutls_x509_crt_init (&certificate);
  char *pem = NULL;

  STEP (gnutls_x509_privkey_init (&key));
  STEP (fill (certificate, key, now));
  STEP (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &public));
  STEP (gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &private));
  if (status >= 0)
    pem = g_strdup_printf ("%.*s%.*s", (int)public.size, public.data, (int)private.size, private.data);
  if (private.data != NULL)
    explicit_bzero (private.data, private.size);
  gnutls_free (private.data);
  gnutls_free (public.data);
  if (key != NULL)
    gnutls_x509_privkey_deinit (key);
  if (certificate != NULL)
    gnutls_x509_crt_deinit (certificate);
  *status_out = status;
  return pem;
}

static gboolean
make_file (const char *path, gint64 now, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autoptr (GError) trouble = NULL;
  gboolean written;
  int status;
  char *pem = make_pem (now, &status);

  if (pem == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED, _ ("No certificate could be made: %s."),
                   gnutls_strerror (status));
      return FALSE;
    }
  written = g_mkdir_with_parents (dir, 0700) == 0 &&
            g_file_set_contents_full (
                path, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &trouble);
  explicit_bzero (pem, strlen (pem));
  g_free (pem);
  if (!written)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                 _ ("The certificate could not be written to “%s”%s%s. Name another file."), path,
                 trouble != NULL ? ": " : "", trouble != NULL ? trouble->message : "");
  return written;
}

GTlsCertificate *
anlan_station_certificate (const char *path, gint64 now, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  GTlsCertificate *certificate;

  g_return_val_if_fail (path != NULL, NULL);

  anlan_may_block ("read a certificate");
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !make_file (path, now, error))
    return NULL;
  certificate = g_tls_certificate_new_from_file (path, &trouble);
  if (certificate == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("“%s” is no certificate with its key (%s). Name a PEM file that has both."), path,
                 trouble->message);
  return certificate;
}
