/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>

gboolean
web_is_person (WebCall *call)
{
  const char *trouble = anlan_call_get_trouble (call->call);

  if (call->person != NULL)
    return TRUE;
  web_refuse (call, 401,
              trouble != NULL ? trouble
                              : _ ("This phone is not signed in. Open your personal link and type its PIN; "
                                   "the safety office gives "
                                   "you both."));
  return FALSE;
}

/* /p/TOKEN: the personal link, and the PIN that goes with it. */
void
web_link_handle (WebCall *call)
{
  const char *link = web_part (call, 0), *pin = web_form_get (call->form, "pin");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanToken) token = anlan_call_peek_link (call->call, link != NULL ? link : "", &error);

  if (token == NULL)
    {
      web_refuse_error (call, error);
      return;
    }
  web_data_set (call->data, "name", token->name);
  if (!call->post)
    web_show (call, "link");
  else if (anlan_call_open_link (call->call, link, pin != NULL ? pin : "",
                                 anlan_call_get_header (call->call, "User-Agent"), &error))
    web_go (call, g_strdup ("/my"));
  else
    web_again (call, "link", error->message);
}

/* /leave: this phone is nobody's any more. */
void
web_leave_handle (WebCall *call)
{
  g_autoptr (GError) error = NULL;

  if (!web_is_person (call))
    return;
  if (anlan_call_leave (call->call, &error))
    web_go (call, g_strdup ("/left"));
  else
    web_refuse_error (call, error);
}

void
web_left_handle (WebCall *call)
{
  web_show (call, "left");
}
