/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/language.h"
#include "base/time.h"
#include "web-files.h"
#include "web-private.h"

/* Handlers at the same time: they wait for SQL and decode pictures, and the machine has other work. */
#define THREADS 4

/* By a phone with a weak signal, ms. */
#define SLOW (2 * 60 * 1000)

/* Only what the station itself serves, and nothing inline. */
#define POLICY                                                                                               \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "  \
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

struct _StationWeb
{
  AnlanListener *listener; /* (borrowed) */
  AnlanPlant *plant;
  GThreadPool *pool;
};

static const WebRoute routes[] = {
  { "/r/", "report", "GET POST", WEB_BODY_MAX, web_report_handle },
  { "/s", "status", "GET POST", 4096, web_status_handle },
  { "/my", "duties", "GET POST", 0, web_duties_handle },
  { "/my/", "duties", "GET POST", WEB_BODY_MAX, web_duties_handle },
  { "/rounds", "rounds", "GET", 0, web_rounds_handle },
  { "/rounds/", "rounds", "GET POST", WEB_BODY_MAX, web_rounds_handle },
  { "/read", "read", "GET", 0, web_read_handle },
  { "/read/", "read", "GET POST", 4096, web_read_handle },
  { "/v/", "verify", "GET", 0, web_verify_handle },
  { "/now", "broadcast", "GET", 0, web_now_handle },
  { "/muster", "muster", "GET POST", 65536, web_muster_handle },
  { "/file/", NULL, "GET", 0, web_file_get },
  { "/p/", "duties", "GET POST", 4096, web_link_handle },
  { "/language", NULL, "GET", 0, web_language_handle },
  { "/photo/", NULL, "GET", 0, web_photo_get },
  { "/web/", NULL, "GET", 0, web_files_handle },
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
  /* Neither the path, which may hold a token, nor what was typed; and of who reports not even from where. */
  g_message ("%s was refused with %u%s%s", call->route->prefix, status, call->post ? "" : " to ",
             call->post ? "" : call->address);
}

void
web_refuse_error (WebCall *call, const GError *error)
{
  guint status = 500;

  if (error->domain == ANLAN_ERROR)
    switch (error->code)
      {
      case ANLAN_ERROR_INPUT:
        status = 400;
        break;
      case ANLAN_ERROR_REFUSED:
      case ANLAN_ERROR_DENIED:
        status = 403;
        break;
      case ANLAN_ERROR_NOT_FOUND:
        status = 404;
        break;
      case ANLAN_ERROR_CONFLICT:
        status = 409;
        break;
      case ANLAN_ERROR_LIMIT:
        status = 413;
        break;
      default:
        status = 503;
      }
  web_refuse (call, status, error->message);
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

gboolean
web_has (AnlanPlant *plant, const char *part)
{
  g_autofree char *whole = anlan_plant_get_setting (plant, "web");
  g_autofree char *name = part != NULL ? g_strconcat ("web-", part, NULL) : NULL;
  g_autofree char *state = name != NULL ? anlan_plant_get_setting (plant, name) : NULL;

  return g_strcmp0 (whole, "on") == 0 && (part == NULL || g_strcmp0 (state, "on") == 0);
}

/* --- one request ------------------------------------------------------------------------------------------------- */

static void
call_free (WebCall *call)
{
  g_strfreev (call->path);
  g_free (call->url);
  g_free (call->type);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_free (call->address);
  g_free (call->cookie);
  g_free (call->agent);
  g_clear_pointer (&call->form, web_form_free);
  g_clear_pointer (&call->zone, g_time_zone_unref);
  g_clear_pointer (&call->token, anlan_token_unref);
  g_clear_pointer (&call->data, web_data_free);
  g_clear_pointer (&call->bytes, g_bytes_unref);
  g_free (call->location);
  g_free (call->json);
  g_free (call->disposition);
  g_free (call->set_cookie);
  g_free (call);
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
  web_data_flag (call->data, "signed_in", call->person != NULL);
  web_data_flag (call->data, "has_status", web_has (call->plant, "status"));
  web_data_flag (call->data, "has_duties", web_has (call->plant, "duties"));
  web_data_flag (call->data, "has_rounds", web_has (call->plant, "rounds"));
  web_data_flag (call->data, "has_read", web_has (call->plant, "read"));
  web_data_flag (call->data, "has_muster", web_has (call->plant, "muster"));
  web_data_flag (call->data, "has_broadcast", web_has (call->plant, "broadcast"));
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

/* --- on a thread of ours ----------------------------------------------------------------------------------------- */

static gboolean
answer_cb (gpointer data)
{
  WebCall *call = data;

  anlan_exchange_set_header (call->exchange, "Content-Security-Policy", POLICY);
  /* "no-referrer" would make browsers send "Origin: null" with our own forms. */
  anlan_exchange_set_header (call->exchange, "Referrer-Policy", "same-origin");
  anlan_exchange_set_header (call->exchange, "Vary", "Accept-Language, Cookie");
  anlan_exchange_set_header (call->exchange, "Content-Language",
                             g_strcmp0 (call->language, "zh_CN") == 0 ? "zh-CN" : "en");
  if (call->disposition != NULL)
    anlan_exchange_set_header (call->exchange, "Content-Disposition", call->disposition);
  if (call->keep)
    anlan_exchange_set_header (call->exchange, "Cache-Control", "private, max-age=86400, immutable");
  if (call->location != NULL)
    anlan_exchange_set_header (call->exchange, "Location", call->location);
  if (call->set_cookie != NULL)
    anlan_exchange_set_header (call->exchange, "Set-Cookie", call->set_cookie);
  anlan_exchange_answer (call->exchange, call->status, call->bytes != NULL ? call->bytes_type : NULL,
                         call->bytes);
  call_free (call);
  return G_SOURCE_REMOVE;
}

static void
handle (WebCall *call)
{
  g_autoptr (GError) error = NULL;

  if (!web_has (call->plant, call->route->part))
    {
      web_refuse (call, 404, _ ("This page is switched off at this plant. Ask the safety office."));
      return;
    }
  if (call->post)
    {
      g_clear_pointer (&call->form, web_form_free);
      call->form = web_form_new (call->type, call->body, &error);
      g_clear_pointer (&call->body, g_bytes_unref);
    }
  if (call->form == NULL)
    {
      call->form = web_form_new_query (NULL);
      web_refuse_error (call, error);
      return;
    }
  web_visitor_find (call);
  call->route->handler (call);
}

static void
run (gpointer data, gpointer user_data)
{
  WebCall *call = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  anlan_language_set (call->language);
  handle (call);
  fill_in (call);
  anlan_language_set (NULL);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_cb, call, NULL);
  g_source_attach (source, anlan_listener_get_context (call->web->listener));
}

/* --- on the listener's thread ------------------------------------------------------------------------------------ */

static char *
dup_header (AnlanExchange *exchange, const char *name)
{
  return g_strdup (anlan_exchange_get_header (exchange, name));
}

static void
route_cb (AnlanExchange *exchange, gpointer data)
{
  const Door *door = data;
  StationWeb *self = door->web;
  const char *accept = anlan_exchange_get_header (exchange, "Accept");
  WebCall *call = g_new0 (WebCall, 1);
  g_autofree char *wanted = NULL;

  call->web = self;
  call->plant = self->plant;
  call->exchange = exchange;
  call->route = door->route;
  call->post = g_strcmp0 (anlan_exchange_get_method (exchange), "POST") == 0;
  call->secure = anlan_exchange_is_secure (exchange);
  call->script = accept != NULL && strcmp (accept, "application/json") == 0;
  call->path = g_strsplit (anlan_exchange_get_rest (exchange), "/", 16);
  call->url = g_strdup (anlan_exchange_get_path (exchange));
  call->type = dup_header (exchange, "Content-Type");
  call->body = call->post ? g_bytes_ref (anlan_exchange_get_body (exchange)) : NULL;
  call->address = g_strdup (anlan_exchange_get_address (exchange));
  call->cookie = dup_header (exchange, "Cookie");
  call->agent = dup_header (exchange, "User-Agent");
  call->form = web_form_new_query (anlan_exchange_get_raw_query (exchange));
  wanted = web_cookie (call, "anlan-language");
  call->language =
      choose_language (self->plant, wanted, anlan_exchange_get_header (exchange, "Accept-Language"));
  call->zone = anlan_plant_ref_zone (self->plant);
  call->now = anlan_plant_now (self->plant);
  call->data = web_data_new ();
  call->status = 500;
  g_thread_pool_push (self->pool, call, NULL);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

StationWeb *
station_web_new (AnlanListener *listener, AnlanPlant *plant)
{
  StationWeb *self = g_new0 (StationWeb, 1);

  self->listener = listener;
  self->plant = g_object_ref (plant);
  self->pool = g_thread_pool_new (run, NULL, THREADS, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      Door *door = g_new0 (Door, 1);

      *door = (Door){ self, &routes[i] };
      anlan_listener_add_route (listener, routes[i].prefix, routes[i].methods, routes[i].max_body, route_cb,
                                door, g_free);
      anlan_listener_set_route_time (listener, routes[i].prefix, SLOW);
    }
  return self;
}

void
station_web_free (StationWeb *web)
{
  g_thread_pool_free (web->pool, FALSE, TRUE);
  g_object_unref (web->plant);
  g_free (web);
}
