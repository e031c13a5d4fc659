/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/token.h"
#include "station/listener.h"
#include "station/web-parts.h"

G_BEGIN_DECLS

/**
 * AnlanAccess:
 *
 * Between the listener and what it serves to people and programs elsewhere: who is calling, whether the part is switched on
 * and may be given over this connection, how often somebody may call, and a line in the log for what was done and for all
 * that was refused. Handlers get an AnlanCall, on a thread of a small pool where they may block.
 *
 * It sees to: a person is known by the cookie of a device (HttpOnly, SameSite=Strict, Secure with TLS); what a person's
 * browser sends with anything but GET must come from a page of ours and bear the page's form token; addresses that guess are
 * slowed down; security headers stand in each answer.
 */
typedef struct _AnlanAccess AnlanAccess;
typedef struct _AnlanCall   AnlanCall;

typedef enum
{
  ANLAN_CALLER_NOBODY, /* not known, or not yet */
  ANLAN_CALLER_POSTER, /* after anlan_call_take_poster() */
  ANLAN_CALLER_PERSON,
  ANLAN_CALLER_API,
} AnlanCaller;

/* In a thread of the pool. Answers exactly once before it returns. */
typedef void (*AnlanCallFunc) (AnlanCall *call, gpointer data);

/* Makes the page that tells people why they are refused; also answers. Without one they get the sentence as JSON. */
typedef void (*AnlanCallRefuseFunc) (AnlanCall *call, guint status, const char *sentence, gpointer data);

/* @listener has not begun; lives as long as it calls. Opens the plant's log of visits; without it nobody is let in. */
AnlanAccess *anlan_access_new       (AnlanPlant *plant, AnlanListener *listener, GError **error);

/* After the listener was stopped: waits for the handlers. */
void         anlan_access_free      (AnlanAccess *access);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanAccess, anlan_access_free)

/* As anlan_listener_add_route(). Of ANLAN_WEB_API: for a good token only; else for anybody, and the handler asks who it is. */
void         anlan_access_add_route (AnlanAccess *access, const char *prefix, const char *methods, gsize max_body,
                                     AnlanWebPart part, AnlanCallFunc func, gpointer data, GDestroyNotify destroy);

/* Of all parts but ANLAN_WEB_API. */
void         anlan_access_set_refuse (AnlanAccess *access, AnlanCallRefuseFunc func, gpointer data);

AnlanPlant  *anlan_access_get_plant (AnlanAccess *access);

/* --- a call: the thread of its handler -------------------------------------------------------------------------------- */

/* Borrowed until it is answered. */
const char *anlan_call_get_method    (AnlanCall *call); /* "GET" also for HEAD */
const char *anlan_call_get_path      (AnlanCall *call);
const char *anlan_call_get_rest      (AnlanCall *call); /* behind the route's prefix */
const char *anlan_call_get_header    (AnlanCall *call, const char *name);
const char *anlan_call_get_query     (AnlanCall *call, const char *name); /* decoded; NULL: not there, or no UTF-8 */
const char *anlan_call_get_raw_query (AnlanCall *call);                   /* or NULL */
GBytes     *anlan_call_get_body      (AnlanCall *call);
const char *anlan_call_get_address   (AnlanCall *call);
gboolean    anlan_call_is_secure     (AnlanCall *call); /* HTTPS, or this machine: what browsers call a secure context */
AnlanPlant *anlan_call_get_plant     (AnlanCall *call);
const char *anlan_call_get_base      (AnlanCall *call); /* "https://192.168.3.20:8765", as the caller wrote it */

/* --- who ---------------------------------------------------------------------------------------------------------------- */

AnlanCaller  anlan_call_get_caller (AnlanCall *call);
AnlanToken  *anlan_call_get_token  (AnlanCall *call); /* NULL for nobody; borrowed */
const char  *anlan_call_get_person (AnlanCall *call); /* id of who acts, or NULL; borrowed */

/* Why a device that came with a cookie is not let in any more; NULL without one. Borrowed. */
const char  *anlan_call_get_trouble (AnlanCall *call);

/* The caller came by the poster's token @text. FALSE with ANLAN_ERROR_DENIED, or ANLAN_ERROR_LIMIT where this address has
 * tried too many. A report by it must ask anlan_call_may_report() before. */
gboolean     anlan_call_take_poster (AnlanCall *call, const char *text, GError **error);

/* Counts a report by the poster: ten in ten minutes from one address, sixty an hour with one poster. ANLAN_ERROR_LIMIT. */
gboolean     anlan_call_may_report  (AnlanCall *call, GError **error);

/* Whose link it is, before the PIN; for the page that asks for it. ANLAN_ERROR_DENIED, ANLAN_ERROR_LIMIT as above. Freed by
 * the caller. */
AnlanToken  *anlan_call_peek_link   (AnlanCall *call, const char *link, GError **error);

/* With the PIN: the device is remembered, the answer sets its cookie, and the caller is that person from now on. As a page of
 * ours only (POST). A browser that follows a link from another program does not send the cookie with that first request: a
 * GET with Sec-Fetch-Site: cross-site must be answered with a page that leads here once more by itself. */
gboolean     anlan_call_open_link   (AnlanCall *call, const char *link, const char *pin, const char *device, GError **error);

/* The device is forgotten, and its cookie taken away. */
gboolean     anlan_call_leave       (AnlanCall *call, GError **error);

/* What stands in the "form" of the query (action="/my/step?form=…") or in the header X-Anlan-Form of all that a person's
 * pages send with POST, PUT or DELETE; without it that is refused before the handler. NULL for who is no person. Borrowed. */
const char  *anlan_call_get_form    (AnlanCall *call);

/* A code that somebody typed or scanned was wrong (receipt, paper): counted against guessing. FALSE with ANLAN_ERROR_LIMIT where
 * this address must wait, whatever it has; ask before a code is looked at with @wrong FALSE. */
gboolean     anlan_call_count_guess (AnlanCall *call, gboolean wrong, GError **error);

/* --- the log ------------------------------------------------------------------------------------------------------------- */

/* What is logged: else the method and the route's prefix. No secrets. */
void         anlan_call_set_what    (AnlanCall *call, const char *what);
void         anlan_call_note        (AnlanCall *call, const char *note); /* what was written, or why not */
void         anlan_call_set_quiet   (AnlanCall *call); /* pictures, style sheets, what asks every few seconds: only if refused */

/* --- the answer ------------------------------------------------------------------------------------------------------------ */

/* Over those that stand there: Content-Security-Policy (nothing but our own, no inline script or style), nosniff,
 * Referrer-Policy, no-store and others. */
void         anlan_call_set_header  (AnlanCall *call, const char *name, const char *value);

/* As those of exchanges; @call is gone. */
void         anlan_call_answer      (AnlanCall *call, guint status, const char *type, GBytes *body);
void         anlan_call_answer_text (AnlanCall *call, guint status, const char *type, const char *text);
void         anlan_call_redirect    (AnlanCall *call, const char *location); /* 303: after a form; a path of ours */
void         anlan_call_refuse      (AnlanCall *call, guint status, const char *sentence); /* by the page of refusals */
void         anlan_call_refuse_error (AnlanCall *call, const GError *error);

/* The status that fits @error. */
guint        anlan_access_status    (const GError *error);

G_END_DECLS
