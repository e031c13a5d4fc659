/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* Mail by libcurl, which knows how servers really speak SMTP, STARTTLS and their ways to sign in. */

#include "wire.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/blocking.h"
#include "channel-private.h"

#define SAID_BYTES 200

typedef struct
{
  const char *bytes;
  gsize length;
  gsize at;
  char said[SAID_BYTES + 1]; /* the last line in which the server refuses something */
  GCancellable *cancellable;
} Transfer;

static size_t
read_cb (char *buffer, size_t size, size_t n, void *data)
{
  Transfer *transfer = data;
  gsize length = MIN (size * n, transfer->length - transfer->at);

  memcpy (buffer, transfer->bytes + transfer->at, length);
  transfer->at += length;
  return length;
}

static size_t
said_cb (char *buffer, size_t size, size_t n, void *data)
{
  Transfer *transfer = data;
  gsize length = size * n, skip = length > 4 ? 4 : 0, kept = MIN (length - skip, SAID_BYTES);

  /* Behind what it refuses the server still says goodbye. */
  if (length == 0 || (buffer[0] != '4' && buffer[0] != '5'))
    return length;
  memcpy (transfer->said, buffer + skip, kept);
  transfer->said[kept] = '\0';
  return length;
}

static int
progress_cb (void *data, curl_off_t all_down, curl_off_t down, curl_off_t all_up, curl_off_t up)
{
  return g_cancellable_is_cancelled (((Transfer *)data)->cancellable);
}

/* Whether @host is this machine, to which a password may go in clear. */
static gboolean
is_here (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) inet = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return g_strcmp0 (host, "localhost") == 0 || (inet != NULL && g_inet_address_get_is_loopback (inet));
}

static void
set_security (CURL *curl, const AnlanChannel *channel)
{
  const char *user = anlan_channel_get (channel, "user"), *password = anlan_channel_get (channel, "password");
  const char *authority = anlan_channel_get (channel, "authority");

  curl_easy_setopt (curl, CURLOPT_USE_SSL,
                    user != NULL && !is_here (anlan_channel_get (channel, "address")) ? (long)CURLUSESSL_ALL
                                                                                      : (long)CURLUSESSL_TRY);
  if (authority != NULL)
    curl_easy_setopt (curl, CURLOPT_CAINFO, authority);
  if (user == NULL)
    return;
  curl_easy_setopt (curl, CURLOPT_USERNAME, user);
  curl_easy_setopt (curl, CURLOPT_PASSWORD, password != NULL ? password : "");
}

static void
judge (
    const AnlanChannel *channel, CURLcode code, guint status, const Transfer *transfer, AnlanVerdict *verdict)
{
  gboolean whole = transfer->at == transfer->length;
  const char *why = curl_easy_strerror (code);

  if (code == CURLE_OK)
    anlan_channel_verdict (channel, 250, NULL, NULL, 0, 0, verdict);
  else if (code == CURLE_LOGIN_DENIED)
    anlan_channel_verdict (channel, status >= 400 ? status : 535, NULL, transfer->said,
                           strlen (transfer->said), 0, verdict);
  else if (status >= 400 && status < 600)
    anlan_channel_verdict (channel, status, NULL, transfer->said, strlen (transfer->said), 0, verdict);
  else if (code == CURLE_PEER_FAILED_VERIFICATION)
    anlan_verdict_set (
        verdict, ANLAN_SENT_LATER, 0,
        g_strdup_printf (_ ("The service cannot prove who it is, so nothing was sent (%s). Look at the "
                            "address and at the clock of this computer."),
                         why));
  else if (code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_URL_MALFORMAT)
    anlan_verdict_set (
        verdict, ANLAN_SENT_BROKEN, 0,
        g_strdup_printf (_ ("The mail server cannot be used as it is set, so nothing was sent (%s). "
                            "Look at its address and its certificate’s file."),
                         why));
  else if (whole)
    anlan_verdict_set (
        verdict, ANLAN_SENT_UNSURE, 0,
        g_strdup_printf (_ ("The answer did not come, so it is not known whether the message arrived (%s)."),
                         why));
  else
    anlan_verdict_set (verdict, ANLAN_SENT_LATER, 0,
                       g_strdup_printf (_ ("The service cannot be reached (%s); it is tried again."), why));
}

static struct curl_slist *
list_receivers (char **to)
{
  struct curl_slist *list = NULL;

  for (guint i = 0; to[i] != NULL; i++)
    list = curl_slist_append (list, to[i]);
  return list;
}

void
anlan_wire_mail (const AnlanChannel *channel,
                 const AnlanRequest *request,
                 guint deadline,
                 GCancellable *cancellable,
                 AnlanVerdict *verdict)
{
  static gsize once;
  struct curl_slist *to;
  Transfer transfer = { .cancellable = cancellable };
  long status = 0;
  CURLcode code;
  CURL *curl;

  g_return_if_fail (channel != NULL && request != NULL && verdict != NULL);

  anlan_may_block ("send mail");
  if (g_once_init_enter (&once))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&once, 1);
    }
  transfer.bytes = g_bytes_get_data (request->body, &transfer.length);
  to = list_receivers (request->to);
  curl = curl_easy_init ();
  curl_easy_setopt (curl, CURLOPT_URL, request->url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, (long)deadline);
  curl_easy_setopt (curl, CURLOPT_MAIL_FROM, request->from);
  curl_easy_setopt (curl, CURLOPT_MAIL_RCPT, to);
  curl_easy_setopt (curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (curl, CURLOPT_READFUNCTION, read_cb);
  curl_easy_setopt (curl, CURLOPT_READDATA, &transfer);
  curl_easy_setopt (curl, CURLOPT_HEADERFUNCTION, said_cb);
  curl_easy_setopt (curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt (curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (curl, CURLOPT_XFERINFODATA, &transfer);
  set_security (curl, channel);
  code = curl_easy_perform (curl);
  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &status);
  judge (channel, code, (guint)status, &transfer, verdict);
  curl_easy_cleanup (curl);
  curl_slist_free_all (to);
}
