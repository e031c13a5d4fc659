/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/language.h"
#include "web-files.h"
#include "web-private.h"

/* By a phone with a weak signal, ms. */
#define SLOW (2 * 60 * 1000)

struct _StationWeb
{
  AnlanPlant *plant;
};

/* The cookie with which language a phone wants. */
#define LANGUAGE "anlan-language"

static const WebRoute routes[] = {
  { "/r/", ANLAN_WEB_REPORT, "GET POST", WEB_BODY_MAX, web_report_handle },
  { "/s", ANLAN_WEB_STATUS, "GET POST", 4096, web_status_handle },
  { "/my", ANLAN_WEB_DUTIES, "GET POST", 0, web_duties_handle },
  { "/my/", ANLAN_WEB_DUTIES, "GET POST", WEB_BODY_MAX, web_duties_handle },
  { "/rounds", ANLAN_WEB_ROUNDS, "GET", 0, web_rounds_handle },
  { "/rounds/", ANLAN_WEB_ROUNDS, "GET POST", WEB_BODY_MAX, web_rounds_handle },
  { "/read", ANLAN_WEB_READ, "GET", 0, web_read_handle },
  { "/read/", ANLAN_WEB_READ, "GET POST", 4096, web_read_handle },
  { "/v/", ANLAN_WEB_VERIFY, "GET", 0, web_verify_handle },
  { "/now", ANLAN_WEB_BROADCAST, "GET", 0, web_now_handle, .quiet = TRUE },
  { "/muster", ANLAN_WEB_MUSTER, "GET POST", 65536, web_muster_handle },
  { "/file/", ANLAN_WEB_ANY, "GET", 0, web_file_get, .quiet = TRUE },
  { "/p/", ANLAN_WEB_DUTIES, "GET POST", 4096, web_link_handle },
  { "/leave", ANLAN_WEB_DUTIES, "POST", 4096, web_leave_handle },
  { "/left", ANLAN_WEB_ANY, "GET", 0, web_left_handle },
  { "/language", ANLAN_WEB_ANY, "GET", 0, web_language_handle },
  { "/photo/", ANLAN_WEB_ANY, "GET", 0, web_photo_get, .quiet = TRUE },
  { "/web/", ANLAN_WEB_ANY, "GET", 0, web_files_handle, .quiet = TRUE },
};

typedef struct
{
  StationWeb *web;
  const WebRoute *route;
} Door;

/* --- answers ----------------------------------------------------------------------------------------------------- */

void
web_show (WebCall *call, const char *page)
{
  call->status = 200;
  call->page = page;
}

void
web_go (WebCall *call, char *location)
{
  call->status = 303;
  call->location = location;
}

void
web_refuse (WebCall *call, guint status, const char *sentence)
{
  call->status = status;
  call->page = "sorry";
  web_data_set (call->data, "error", sentence);
  /* The log gets no word of what was typed. */
  anlan_call_note (call->call, status == 422 ? NULL : sentence);
}

void
web_refuse_error (WebCall *call, const GError *error)
{
  web_refuse (call, anlan_access_status (error), error->message);
}

void
web_again (WebCall *call, const char *page, const char *sentence)
{
  web_refuse (call, 422, sentence);
  call->page = page;
}

const char *
web_part (const WebCall *call, guint i)
{
  for (guint k = 0; k <= i; k++)
    if (call->path[k] == NULL)
      return NULL;
  return call->path[i][0] != '\0' ? call->path[i] : NULL;
}

/* --- one request ------------------------------------------------------------------------------------------------- */

static void
call_free (WebCall *call)
{
  g_strfreev (call->path);
  g_clear_pointer (&call->form, web_form_free);
  g_clear_pointer (&call->zone, g_time_zone_unref);
  g_clear_pointer (&call->token, anlan_token_unref);
  g_clear_pointer (&call->data, web_data_free);
  g_clear_pointer (&call->bytes, g_bytes_unref);
  g_free (call->person);
  g_free (call->url);
  g_free (call->location);
  g_free (call->json);
  g_free (call->disposition);
  g_free (call->set_cookie);
  g_free (call);
}

gboolean
web_has (const WebCall *call, AnlanWebPart part)
{
  return anlan_web_is_on (call->plant, part);
}

/* What every page has. */
static void
set_usual (WebCall *call)
{
  g_autofree char *name = anlan_plant_get_setting (call->plant, "name");
  const char *language = anlan_language_get ();

  web_data_set (call->data, "plant", name);
  web_data_set (call->data, "lang", g_strcmp0 (language, "zh_CN") == 0 ? "zh-CN" : "en");
  web_data_set (call->data, "version", web_files_version ());
  web_data_set (call->data, "url", call->url);
  web_data_set (call->data, "form", anlan_call_get_form (call->call));
  web_data_flag (call->data, "signed_in", call->person != NULL);
  web_data_flag (call->data, "has_status", web_has (call, ANLAN_WEB_STATUS));
  web_data_flag (call->data, "has_duties", web_has (call, ANLAN_WEB_DUTIES));
  web_data_flag (call->data, "has_rounds", web_has (call, ANLAN_WEB_ROUNDS));
  web_data_flag (call->data, "has_read", web_has (call, ANLAN_WEB_READ));
  web_data_flag (call->data, "has_muster", web_has (call, ANLAN_WEB_MUSTER));
  web_data_flag (call->data, "has_broadcast", web_has (call, ANLAN_WEB_BROADCAST));
}

/* The person's own choice (a cookie that any page can set) goes before what the browser asks for, and that before the
 * plant's language. */
static const char *
choose_language (AnlanPlant *plant, const char *wanted, const char *accept)
{
  const char *language = wanted != NULL ? anlan_language_pick (wanted) : NULL;
  g_autofree char *usual = NULL;

  if (language == NULL)
    language = anlan_language_pick (accept);
  if (language != NULL)
    return language;
  usual = anlan_plant_get_setting (plant, "language");
  language = usual != NULL ? anlan_language_pick (usual) : NULL;
  return language != NULL ? language : "en";
}

/* {"ok": true, "location": …} for the page's script. */
static char *
make_json (const WebCall *call, const char *sentence)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, call->status < 400);
  if (call->location != NULL)
    {
      anlan_json_name (&json, "location");
      anlan_json_text (&json, call->location);
    }
  if (sentence != NULL)
    {
      anlan_json_name (&json, "error");
      anlan_json_text (&json, sentence);
    }
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static void
fill_in (WebCall *call)
{
  if (call->script && call->json == NULL && (call->location != NULL || call->status >= 400))
    {
      call->json = make_json (call, web_data_get (call->data, "error"));
      if (call->location != NULL)
        call->status = 200;
      g_clear_pointer (&call->location, g_free);
    }
  if (call->json != NULL)
    {
      call->bytes_type = "application/json";
      call->bytes = g_bytes_new (call->json, strlen (call->json));
    }
  else if (call->page != NULL)
    {
      g_autofree char *page = NULL;

      set_usual (call);
      page = web_fill (call->page, web_files_template, NULL, call->data);
      call->bytes_type = "text/html; charset=utf-8";
      call->bytes = g_bytes_new (page, strlen (page));
    }
}

/* --- on a thread of the access ------------------------------------------------------------------------------------ */

static void
answer (WebCall *call)
{
  anlan_call_set_header (call->call, "Vary", "Accept-Language, Cookie");
  anlan_call_set_header (call->call, "Content-Language",
                         g_strcmp0 (call->language, "zh_CN") == 0 ? "zh-CN" : "en");
  if (call->disposition != NULL)
    anlan_call_set_header (call->call, "Content-Disposition", call->disposition);
  if (call->keep)
    anlan_call_set_header (call->call, "Cache-Control", "private, max-age=86400, immutable");
  if (call->set_cookie != NULL)
    anlan_call_set_header (call->call, "Set-Cookie", call->set_cookie);
  if (call->location != NULL)
    anlan_call_redirect (call->call, call->location);
  else
    anlan_call_answer (call->call, call->status, call->bytes != NULL ? call->bytes_type : NULL, call->bytes);
}

static char *
find_language_cookie (AnlanCall *call)
{
  const char *header = anlan_call_get_header (call, "Cookie");
  g_auto (GStrv) parts = g_strsplit (header != NULL ? header : "", ";", 64);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (g_strstrip (parts[i]), LANGUAGE "="))
      return g_strdup (parts[i] + strlen (LANGUAGE "="));
  return NULL;
}

static WebCall *
call_new (StationWeb *self, const WebRoute *route, AnlanCall *from)
{
  const char *accept = anlan_call_get_header (from, "Accept");
  g_autofree char *wanted = find_language_cookie (from);
  WebCall *call = g_new0 (WebCall, 1);

  call->web = self;
  call->plant = self->plant;
  call->call = from;
  call->post = strcmp (anlan_call_get_method (from), "POST") == 0;
  call->script = accept != NULL && strcmp (accept, "application/json") == 0;
  call->path = g_strsplit (route != NULL ? anlan_call_get_rest (from) : "", "/", 16);
  call->url = g_strdup (anlan_call_get_path (from));
  call->language = choose_language (self->plant, wanted, anlan_call_get_header (from, "Accept-Language"));
  call->zone = anlan_plant_ref_zone (self->plant);
  call->now = anlan_plant_now (self->plant);
  call->data = web_data_new ();
  call->status = 500;
  call->form = web_form_new_query (anlan_call_get_raw_query (from));
  call->person = g_strdup (anlan_call_get_person (from));
  if (anlan_call_get_token (from) != NULL)
    call->token = anlan_token_ref (anlan_call_get_token (from));
  return call;
}

/* A browser that follows a link of another program leaves the cookie at home. The page that it gets instead leads here once
 * more, and then it is with us. */
static gboolean
comes_from_elsewhere (WebCall *call)
{
  const char *site = anlan_call_get_header (call->call, "Sec-Fetch-Site");

  return !call->post && !call->script && call->person == NULL && g_strcmp0 (site, "cross-site") == 0;
}

static void
handle (WebCall *call, const WebRoute *route)
{
  g_autoptr (GError) error = NULL;

  if (call->post)
    {
      g_autoptr (WebForm) form = web_form_new (anlan_call_get_header (call->call, "Content-Type"),
                                               anlan_call_get_body (call->call), &error);

      if (form == NULL)
        {
          web_refuse_error (call, error);
          return;
        }
      g_clear_pointer (&call->form, web_form_free);
      call->form = g_steal_pointer (&form);
    }
  if (route->quiet)
    anlan_call_set_quiet (call->call);
  else if (comes_from_elsewhere (call))
    {
      web_show (call, "elsewhere");
      return;
    }
  route->handler (call);
}

static void
call_cb (AnlanCall *from, gpointer data)
{
  const Door *door = data;
  WebCall *call = call_new (door->web, door->route, from);

  anlan_language_set (call->language);
  handle (call, door->route);
  fill_in (call);
  anlan_language_set (NULL);
  answer (call);
  call_free (call);
}

static void
refuse_cb (AnlanCall *from, guint status, const char *sentence, gpointer data)
{
  WebCall *call = call_new (data, NULL, from);

  anlan_language_set (call->language);
  web_refuse (call, status, sentence);
  fill_in (call);
  anlan_language_set (NULL);
  answer (call);
  call_free (call);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

StationWeb *
station_web_new (AnlanAccess *access, AnlanListener *listener)
{
  StationWeb *self = g_new0 (StationWeb, 1);

  self->plant = g_object_ref (anlan_access_get_plant (access));
  anlan_access_set_refuse (access, refuse_cb, self);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      Door *door = g_new0 (Door, 1);

      *door = (Door){ self, &routes[i] };
      anlan_access_add_route (access, routes[i].prefix, routes[i].methods, routes[i].max_body, routes[i].part,
                              call_cb, door, g_free);
      if (routes[i].max_body > 0)
        anlan_listener_set_route_time (listener, routes[i].prefix, SLOW);
    }
  return self;
}

void
station_web_free (StationWeb *web)
{
  g_object_unref (web->plant);
  g_free (web);
}
