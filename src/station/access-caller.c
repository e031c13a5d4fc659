/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* Who is calling. */

#include "access-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "base/time.h"

#define FORM_LENGTH 32

/* Wrong codes, PINs and tokens of one address: ten, then one a minute. */
static const StationLimit guesses = { 10, ANLAN_MINUTE };
/* Reports by one poster, from one address and in all. */
static const StationLimit reports_here = { 10, ANLAN_MINUTE };
static const StationLimit reports = { 60, ANLAN_MINUTE };
/* What one program asks for. */
static const StationLimit api_calls = { 400, 5 };

static gint64
monotonic (void)
{
  return g_get_monotonic_time () / 1000;
}

static gboolean
is_limited (AnlanCall *call,
            const char *what,
            const char *who,
            const StationLimit *limit,
            gboolean take,
            GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s %s", what, who);
  g_autofree char *seconds = NULL;
  gint64 wait;

  if (station_limits_take (call->access->limits, name, limit, monotonic (), take, &wait))
    return FALSE;
  seconds = g_strdup_printf ("%d", (int)((wait + 999) / 1000));
  anlan_call_set_header (call, "Retry-After", seconds);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
               _ ("This was tried too often. Wait %s seconds and try again; nothing was changed."), seconds);
  return TRUE;
}

gboolean
anlan_call_count_guess (AnlanCall *call, gboolean wrong, GError **error)
{
  g_return_val_if_fail (call != NULL, FALSE);

  return !is_limited (call, "guess", call->address, &guesses, wrong, error);
}

/* What was handed in was not taken: @error says so, or, where this address has done that too often, that it must wait. */
static void
count_wrong (AnlanCall *call, GError **error)
{
  GError *limit = NULL;

  if (!g_error_matches (*error, ANLAN_ERROR, ANLAN_ERROR_DENIED) ||
      anlan_call_count_guess (call, TRUE, &limit))
    return;
  g_clear_error (error);
  g_propagate_error (error, limit);
}

static void
set_caller (AnlanCall *call, AnlanCaller caller, AnlanToken *token)
{
  g_clear_pointer (&call->token, anlan_token_unref);
  call->caller = caller;
  call->token = token;
}

/* --- persons ------------------------------------------------------------------------------------------------------------- */

/* With __Host- a browser takes it only from this host, over HTTPS, for all paths (RFC 6265bis, 4.1.3.2). */
const char *
station_call_cookie (AnlanCall *call)
{
  return call->tls ? "__Host-anlan" : "anlan";
}

static char *
find_cookie (AnlanCall *call)
{
  const char *header = anlan_call_get_header (call, "Cookie");
  g_auto (GStrv) parts = header != NULL ? g_strsplit_set (header, ";,", 200) : NULL;
  g_autofree char *start = g_strconcat (station_call_cookie (call), "=", NULL);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (g_str_has_prefix (g_strstrip (parts[i]), start))
      return g_strdup (parts[i] + strlen (start));
  return NULL;
}

/* Nobody else can make it: it comes out of what the device alone has, and does not lead back to it. */
static char *
make_form (const char *secret)
{
  g_autofree char *text = g_strconcat ("anlan form ", secret, NULL);
  char hash[ANLAN_SHA256_HEX + 1];

  anlan_sha256_text (text, -1, hash);
  return g_strndup (hash, FORM_LENGTH);
}

static void
take_secret (AnlanCall *call, char *secret)
{
  anlan_token_forget (call->secret);
  g_free (call->form);
  call->secret = secret;
  call->form = make_form (secret);
}

static void
find_person (AnlanCall *call)
{
  g_autoptr (GError) error = NULL;
  char *secret = find_cookie (call);
  AnlanToken *token;

  if (secret == NULL)
    return;
  token = anlan_token_check_device (call->access->plant, secret, &error);
  if (token == NULL)
    {
      call->trouble = g_strdup (error->message);
      anlan_token_forget (secret);
      return;
    }
  set_caller (call, ANLAN_CALLER_PERSON, token);
  take_secret (call, secret);
}

/* --- forged requests ------------------------------------------------------------------------------------------------------- */

static gboolean
refuse_forged (AnlanCall *call)
{
  anlan_call_refuse (call, 403,
                     _ ("This did not come from a page of this station, so nothing was changed. Open the "
                        "page again and repeat it."));
  return FALSE;
}

/* The listener has seen to Origin, which older browsers leave out. */
static gboolean
check_own_page (AnlanCall *call)
{
  const char *site = anlan_call_get_header (call, "Sec-Fetch-Site");
  const char *given = anlan_call_get_header (call, "X-Anlan-Form");

  if (strcmp (call->method, "GET") == 0)
    return TRUE;
  if (site != NULL && strcmp (site, "same-origin") != 0)
    return refuse_forged (call);
  if (call->caller != ANLAN_CALLER_PERSON)
    return TRUE;
  if (given == NULL)
    given = anlan_call_get_query (call, "form");
  if (given == NULL || strlen (given) != FORM_LENGTH || sodium_memcmp (given, call->form, FORM_LENGTH) != 0)
    return refuse_forged (call);
  return TRUE;
}

/* --- programs ---------------------------------------------------------------------------------------------------------------- */

static gboolean
find_program (AnlanCall *call, GError **error)
{
  const char *header = anlan_call_get_header (call, "Authorization");
  AnlanToken *token;

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", strlen ("Bearer ")) != 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                           _ ("Send a token of this plant in the header Authorization: Bearer."));
      return FALSE;
    }
  token = anlan_token_check_api (call->access->plant, header + strlen ("Bearer "), error);
  if (token == NULL)
    return FALSE;
  set_caller (call, ANLAN_CALLER_API, token);
  return TRUE;
}

static gboolean
let_program_in (AnlanCall *call)
{
  g_autoptr (GError) error = NULL;

  if (!find_program (call, &error))
    {
      count_wrong (call, &error);
      anlan_call_set_header (call, "WWW-Authenticate", "Bearer");
      anlan_call_refuse (call, error->code == ANLAN_ERROR_DENIED ? 401 : anlan_access_status (error),
                         error->message);
      return FALSE;
    }
  if (is_limited (call, "api", call->token->id, &api_calls, TRUE, &error))
    {
      anlan_call_refuse_error (call, error);
      return FALSE;
    }
  return TRUE;
}

gboolean
station_call_identify (AnlanCall *call)
{
  if (call->route->part == ANLAN_WEB_API)
    return let_program_in (call);
  find_person (call);
  return check_own_page (call);
}

/* --- what handlers ask for ------------------------------------------------------------------------------------------------------- */

gboolean
anlan_call_take_poster (AnlanCall *call, const char *text, GError **error)
{
  AnlanToken *token;
  GError *trouble = NULL;

  g_return_val_if_fail (call != NULL && text != NULL, FALSE);

  token = anlan_token_check_poster (call->access->plant, text, &trouble);
  if (token == NULL)
    {
      count_wrong (call, &trouble);
      anlan_call_note (call, trouble->message);
      g_propagate_error (error, trouble);
      return FALSE;
    }
  set_caller (call, ANLAN_CALLER_POSTER, token);
  return TRUE;
}

gboolean
anlan_call_may_report (AnlanCall *call, GError **error)
{
  g_autofree char *here = NULL;

  g_return_val_if_fail (call != NULL && call->caller == ANLAN_CALLER_POSTER, FALSE);

  here = g_strdup_printf ("%s %s", call->token->id, call->address);
  return !is_limited (call, "report", here, &reports_here, TRUE, error) &&
         !is_limited (call, "report", call->token->id, &reports, TRUE, error);
}

AnlanToken *
anlan_call_peek_link (AnlanCall *call, const char *link, GError **error)
{
  AnlanToken *token;
  GError *trouble = NULL;

  g_return_val_if_fail (call != NULL && link != NULL, NULL);

  token = anlan_token_check_link (call->access->plant, link, &trouble);
  if (token != NULL)
    return token;
  count_wrong (call, &trouble);
  anlan_call_note (call, trouble->message);
  g_propagate_error (error, trouble);
  return NULL;
}

static void
set_cookie (AnlanCall *call, const char *secret, gint64 seconds)
{
  g_autofree char *cookie =
      g_strdup_printf ("%s=%s; Path=/; Max-Age=%" G_GINT64_FORMAT "; HttpOnly; SameSite=Strict%s",
                       station_call_cookie (call), secret, seconds, call->tls ? "; Secure" : "");

  anlan_call_set_header (call, "Set-Cookie", cookie);
}

gboolean
anlan_call_open_link (AnlanCall *call, const char *link, const char *pin, const char *device, GError **error)
{
  GError *trouble = NULL;
  AnlanToken *token;
  char *secret;

  g_return_val_if_fail (call != NULL && link != NULL && pin != NULL, FALSE);
  g_return_val_if_fail (strcmp (call->method, "POST") == 0, FALSE);

  if (!anlan_call_count_guess (call, FALSE, error))
    return FALSE;
  secret = anlan_link_open (call->access->plant, link, pin, device, &trouble);
  token = secret != NULL ? anlan_token_check_device (call->access->plant, secret, &trouble) : NULL;
  if (token == NULL)
    {
      anlan_token_forget (secret);
      count_wrong (call, &trouble);
      anlan_call_note (call, trouble->message);
      g_propagate_error (error, trouble);
      return FALSE;
    }
  set_caller (call, ANLAN_CALLER_PERSON, token);
  set_cookie (call, secret, ANLAN_DEVICE_DAYS * (ANLAN_DAY / ANLAN_SECOND));
  take_secret (call, secret);
  return TRUE;
}

gboolean
anlan_call_leave (AnlanCall *call, GError **error)
{
  g_return_val_if_fail (call != NULL && call->caller == ANLAN_CALLER_PERSON, FALSE);

  if (!anlan_link_forget_device (call->access->plant, call->token->device, call->token->record, error))
    return FALSE;
  set_cookie (call, "", 0);
  return TRUE;
}

const char *
anlan_call_get_form (AnlanCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->form;
}
