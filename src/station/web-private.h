/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/change.h"
#include "model/plant.h"
#include "store/files.h"
#include "web-form.h"
#include "web-template.h"
#include "web.h"

/* Of a form with its photos. */
#define WEB_BODY_MAX (24 * 1024 * 1024)

/* Of one photo; a phone's page makes them far smaller. */
#define WEB_PHOTO_MAX (8 * 1024 * 1024)

/**
 * WebCall:
 *
 * One request while a handler has it, on a thread of the pages' own.
 */
typedef struct
{
  StationWeb *web;
  AnlanPlant *plant;
  AnlanCall *call;

  /* what was asked */
  gboolean post;
  gboolean script;   /* the page's own script asks, and wants JSON instead of a page */
  char **path;       /* behind the route's prefix, divided by slashes */
  char *url;         /* path as it came */
  WebForm *form;     /* of a post; else of the query */
  const char *language;
  GTimeZone *zone;
  gint64 now;
  AnlanToken *token; /* of who asks, or NULL: nobody */
  char *person;      /* id, of one with a personal link; or NULL */

  /* what is answered */
  WebData *data;
  guint status;
  const char *page;     /* template; or NULL */
  char *location;       /* where to go on; or NULL */
  GBytes *bytes;        /* of a picture, of a file of ours; or NULL */
  const char *bytes_type;
  char *json;           /* or NULL */
  char *set_cookie;     /* or NULL */
  char *disposition;    /* of a file: that it is taken, and not shown; or NULL */
  gboolean keep;        /* it may be kept by the browser: nothing personal is in it */
} WebCall;

typedef void (*WebHandler) (WebCall *call);

typedef struct
{
  const char *prefix;
  AnlanWebPart part;
  const char *methods;
  gsize max_body;
  WebHandler handler;
  gboolean quiet; /* it is asked for all the time, and says nothing in a log */
} WebRoute;

/* Whether @part is switched on. */
gboolean    web_has      (const WebCall *call, AnlanWebPart part);

/* --- answers --- */

void        web_show     (WebCall *call, const char *page);              /* 200 */
void        web_go       (WebCall *call, char *location);                /* takes it */
void        web_refuse   (WebCall *call, guint status, const char *sentence);
void        web_refuse_error (WebCall *call, const GError *error);

/* The form once more with @sentence above it. For who has sent it by script: the sentence alone. */
void        web_again    (WebCall *call, const char *page, const char *sentence);

/* One part of the path; NULL where there are fewer. Borrowed. */
const char *web_part     (const WebCall *call, guint i);

/* The person with a personal link; else the answer is the way to sign in, and FALSE. */
gboolean    web_is_person (WebCall *call);

/* --- forms that are sent twice: web-sent.c --- */

/* Whether @text is what web_secret() makes. */
gboolean    web_is_secret    (const char *text);

/* Gives the page a "secret" for its form; a form that is shown again keeps its own. */
void        web_secret       (WebCall *call);

/* Whether this form of this person was stored already; to be noted once it is. */
gboolean    web_sent_before  (const WebCall *call);
void        web_sent_now     (const WebCall *call);

/* --- words: web-say.c --- */

char       *web_say_moment (const WebCall *call, const char *moment);
char       *web_say_due    (const WebCall *call, const char *due, gboolean *late); /* NULL where it is none */
char       *web_say_field  (const WebCall *call, const AnlanRecord *record, const char *field, GHashTable *labels);

/* Labels of what @record refers to; empty where they cannot be read. */
GHashTable *web_labels     (const WebCall *call, AnlanRecord *record);

/* --- photos: web-photo.c --- */

/* Where a page gets a picture of at most @edge pixels from, for a day and without a cookie: only who was shown the page knows it.
 * Freed by the caller. */
char       *web_photo_url  (const WebCall *call, const char *sha256, int edge);
void        web_photo_get  (WebCall *call);

/* The same for a file as it is, which the browser keeps and does not show as a page of ours. */
char       *web_file_url   (const WebCall *call, const char *sha256);
void        web_file_get   (WebCall *call);

/* Adds a row to @list for each of @record's photos in @field: thumb, large, n. */
void        web_photos_show (const WebCall *call, WebData *data, const char *list, const AnlanRecord *record, const char *field);

/**
 * web_photos_take:
 *
 * Stores the photos that came in the form as @name and gives them to @change for @field, behind those that @record (nullable)
 * has. Without the marks of time and place that phones leave in them, unless the setting "web-photo-marks" is "keep". What was
 * stored is dropped by web_photos_drop() if the change is refused.
 */
gboolean    web_photos_take (WebCall *call, const char *name, AnlanChange *change, const AnlanRecord *record, const AnlanField *field,
                             GError **error);
void        web_photos_drop (WebCall *call, const AnlanChange *change);

/* --- handlers --- */

void        web_report_handle  (WebCall *call);
void        web_status_handle  (WebCall *call);
void        web_link_handle    (WebCall *call);
void        web_leave_handle   (WebCall *call);
void        web_left_handle    (WebCall *call);
void        web_language_handle (WebCall *call);
void        web_duties_handle  (WebCall *call);
void        web_rounds_handle  (WebCall *call);
void        web_read_handle    (WebCall *call);
void        web_verify_handle  (WebCall *call);
void        web_now_handle     (WebCall *call);
void        web_muster_handle  (WebCall *call);
