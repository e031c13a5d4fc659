/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* The secret by which a device is known again. */
#define DEVICE "anlan-device"

#define MONTHS (60 * 60 * 24 * ANLAN_DEVICE_DAYS)

char *
web_cookie (const WebCall *call, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (call->cookie != NULL ? call->cookie : "", ";", 64);
  gsize length = strlen (name);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      const char *pair = g_strstrip (pairs[i]);

      if (strncmp (pair, name, length) == 0 && pair[length] == '=')
        return g_strdup (pair + length + 1);
    }
  return NULL;
}

void
web_visitor_find (WebCall *call)
{
  char *secret = web_cookie (call, DEVICE);

  if (secret == NULL)
    return;
  /* One that has ended is nobody; who needs a person says so. */
  call->token = anlan_token_check_device (call->plant, secret, NULL);
  if (call->token != NULL)
    call->person = call->token->record;
  anlan_token_forget (secret);
}

gboolean
web_is_person (WebCall *call)
{
  if (call->person != NULL)
    return TRUE;
  web_refuse (
      call, 401,
      _ ("This phone is not signed in. Open your personal link and type its PIN; the safety office gives "
         "you both."));
  return FALSE;
}

/* --- /p/TOKEN: the personal link -------------------------------------------------------------------------------- */

static void
sign_in (WebCall *call, const char *link)
{
  const char *pin = web_form_get (call->form, "pin");
  g_autoptr (GError) error = NULL;
  char *secret = anlan_link_open (call->plant, link, pin != NULL ? pin : "", call->agent, &error);

  if (secret == NULL)
    {
      web_again (call, "link", error->message);
      return;
    }
  call->set_cookie = g_strdup_printf (DEVICE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", secret,
                                      MONTHS, call->secure ? "; Secure" : "");
  anlan_token_forget (secret);
  web_go (call, g_strdup ("/my"));
}

void
web_link_handle (WebCall *call)
{
  const char *link = web_part (call, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanToken) token = link != NULL ? anlan_token_check_link (call->plant, link, &error) : NULL;

  if (token == NULL)
    {
      web_refuse (call, 403,
                  error != NULL
                      ? error->message
                      : _ ("There is no such page. Scan the code again, or ask the safety office."));
      return;
    }
  web_data_set (call->data, "name", token->name);
  if (call->post)
    sign_in (call, link);
  else
    web_show (call, "link");
}
