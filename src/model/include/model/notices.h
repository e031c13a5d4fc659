/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/duties.h"

G_BEGIN_DECLS

/* Who is told what about duties: once before one is due, once when it is, once to the superior when it is late, and
 * then in one digest a day at the plant's morning hour (setting "digest-hour", 07:30 if it is not set). What is urgent
 * is also told when it comes up, and goes out by itself. Nothing is told twice, and everything told is kept. */

typedef enum
{
  ANLAN_NOTICE_NEW,      /* something urgent has come up */
  ANLAN_NOTICE_REMIND,   /* it will be due soon */
  ANLAN_NOTICE_DUE,      /* it is due now */
  ANLAN_NOTICE_ESCALATE, /* somebody who answers to you is late with it */
  ANLAN_NOTICE_DIGEST,   /* what is owed today */
} AnlanNoticeWhy;

typedef struct
{
  gint64         id;
  AnlanNoticeWhy why;
  char          *person; /* who is told; the one who stands in where that is so */
  AnlanRecord   *record; /* NULL of a digest */
  const AnlanDuty *duty; /* of the record's kind; NULL of a digest */
  char          *due;    /* of the duty: moment, or NULL */
  char          *at;     /* moment */
  char          *seen;   /* moment, or NULL */
  gboolean       single; /* goes out by itself */
  guint          owed;   /* of a digest: duties that are due that day or late */
} AnlanNotice;

void       anlan_notice_free                (AnlanNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanNotice, anlan_notice_free)

/* "You owe it in an hour", as one line; the caller frees it. */
char      *anlan_notice_say                 (const AnlanNotice *notice);

/**
 * anlan_plant_tell:
 * @made: (out) (optional): how many notices were made.
 *
 * Makes the notices that are due by now. Works in slices of about 12 ms of the write lock, so that 200,000 duties of the
 * same minute keep nobody from writing; blocks until all are made, so it belongs on a thread of its own. May run in
 * several processes at once.
 */
gboolean   anlan_plant_tell                 (AnlanPlant *plant, GCancellable *cancellable, guint *made, GError **error);
void       anlan_plant_tell_async           (AnlanPlant *plant, GCancellable *cancellable, GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean   anlan_plant_tell_finish          (AnlanPlant *plant, GAsyncResult *result, guint *made, GError **error);

/* The last @limit notices of @person, newest first, without those whose duty is done. (element-type AnlanNotice) */
void       anlan_plant_notices_async        (AnlanPlant *plant, const char *person, gboolean unseen, guint limit,
                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *anlan_plant_notices_finish       (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* Notes that @person has seen the notices up to the one of id @upto. */
void       anlan_plant_see_notices_async    (AnlanPlant *plant, const char *person, gint64 upto,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean   anlan_plant_see_notices_finish   (AnlanPlant *plant, GAsyncResult *result, GError **error);

G_END_DECLS
