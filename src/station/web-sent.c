/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <sodium.h>
#include <string.h>

/* A phone that has heard no answer sends a form once more. Each form has a secret of its own, and those that were stored are
 * remembered, so that the second one is told the same as the first. After a restart the record's revision tells. */

/* Hexadecimal digits: 128 bit. */
#define SECRET 32

#define REMEMBERED 2000

static GMutex mutex;
static GHashTable *sent = NULL; /* utf8 */
static GQueue order = G_QUEUE_INIT;

gboolean
web_is_secret (const char *text)
{
  return text != NULL && strlen (text) == SECRET && strspn (text, "0123456789abcdef") == SECRET;
}

void
web_secret (WebCall *call)
{
  const char *secret = web_form_get (call->form, "secret");
  guchar bytes[SECRET / 2];
  char hex[SECRET + 1];

  if (call->post && web_is_secret (secret))
    {
      web_data_set (call->data, "secret", secret);
      return;
    }
  randombytes_buf (bytes, sizeof bytes);
  web_data_set (call->data, "secret", sodium_bin2hex (hex, sizeof hex, bytes, sizeof bytes));
}

/* Of one person and address: a page may have several forms, and nobody else's form may look like stored; NULL where the form has none. */
static char *
make_key (const WebCall *call)
{
  const char *secret = web_form_get (call->form, "secret");

  return web_is_secret (secret)
             ? g_strconcat (call->person != NULL ? call->person : "", " ", call->url, " ", secret, NULL)
             : NULL;
}

gboolean
web_sent_before (const WebCall *call)
{
  g_autofree char *key = make_key (call);
  gboolean before;

  g_mutex_lock (&mutex);
  before = key != NULL && sent != NULL && g_hash_table_contains (sent, key);
  g_mutex_unlock (&mutex);
  return before;
}

void
web_sent_now (const WebCall *call)
{
  char *key = make_key (call);

  if (key == NULL)
    return;
  g_mutex_lock (&mutex);
  if (sent == NULL)
    sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (g_hash_table_add (sent, key))
    g_queue_push_tail (&order, key);
  if (order.length > REMEMBERED)
    g_hash_table_remove (sent, g_queue_pop_head (&order));
  g_mutex_unlock (&mutex);
}
