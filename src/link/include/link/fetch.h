/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * AnlanFetch:
 *
 * An HTTP or HTTPS address that is read again and again, with what it takes to be let in. What comes is bounded in bytes and
 * in time as a whole, however slowly it drips; redirects are followed five times, not from https to http, and to another host
 * without the credentials. Never blocks; one main context.
 */
typedef struct _AnlanFetch AnlanFetch;

/* What came. */
typedef struct
{
  GBytes *bytes;  /* NULL: what stands there has not changed since (304) */
  char *type;     /* (nullable): its content type, lower case, without parameters */
  char *etag;     /* (nullable): to be handed in with the next */
  char *modified; /* (nullable): the same */
  gboolean
      open_ended; /* its length was not told before: where the other side broke off cannot be told from its end */
} AnlanFetched;

void
anlan_fetched_free (AnlanFetched *fetched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFetched, anlan_fetched_free)

/**
 * anlan_fetch_new:
 * @settings: of a source:
 *   url       http:// or https://, without user and password
 *   user, password  for basic or digest sign-in, when the other side asks for it
 *   signin    "any" (so where it is left out) or "digest", which never sends the password itself
 *   token     sent as Authorization: Bearer
 *   headers   {name: value, …}: others that the other side wants
 *   timeout   seconds for the whole, 1 to 600; 30
 * @max_bytes: more is refused
 *
 * Returns: NULL with ANLAN_ERROR_INPUT that names the setting.
 */
AnlanFetch *
anlan_fetch_new (JsonObject *settings, gsize max_bytes, GError **error);
void
anlan_fetch_free (AnlanFetch *fetch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFetch, anlan_fetch_free)

/* @etag, @modified: (nullable): of what the caller has. @fetch must stay until it is answered. */
void
anlan_fetch_async (AnlanFetch *fetch,
                   const char *etag,
                   const char *modified,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data);

/* The same from another address, which the other side has named: whole, or relative to its own. */
void
anlan_fetch_there_async (AnlanFetch *fetch,
                         const char *to,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/**
 * anlan_fetch_finish:
 * @retry_after: (out): seconds that the other side asks to be left alone for, or 0
 *
 * Returns: NULL with ANLAN_ERROR_DENIED (sign-in), ANLAN_ERROR_NOT_FOUND, ANLAN_ERROR_LIMIT (bytes, time), ANLAN_ERROR_BUSY
 * (asked too often), ANLAN_ERROR_INPUT (redirects), ANLAN_ERROR_IO (all that may pass by itself), or G_IO_ERROR_CANCELLED.
 * Sentences name the host, never the whole address, which may hold a secret.
 */
AnlanFetched *
anlan_fetch_finish (GAsyncResult *result, guint *retry_after, GError **error);

G_END_DECLS
