/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include "base/language.h"

/* /language?to=en&back=/r/…: which language this phone wants, whatever its browser asks for. */
void
web_language_handle (WebCall *call)
{
  const char *to = web_form_get (call->form, "to"), *back = web_form_get (call->form, "back");
  const char *language = to != NULL ? anlan_language_pick (to) : NULL;

  if (language != NULL)
    call->set_cookie =
        g_strdup_printf ("anlan-language=%s; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict%s", language,
                         anlan_call_get_base (call->call)[4] == 's' ? "; Secure" : "");
  /* Only to a page of ours. */
  if (back == NULL || back[0] != '/' || back[1] == '/' || back[1] == '\\')
    back = "/s";
  web_go (call, g_uri_escape_string (back, "/?=&", FALSE));
}
