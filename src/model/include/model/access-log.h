/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanAccessLog:
 *
 * Who came to the station's pages by what: access.db of a plant. Lines are only added; so many are kept, then the oldest go,
 * while how often and when last each token was used remains. Writing waits for no disk: a thread of its own commits what has
 * come together.
 */
typedef struct _AnlanAccessLog AnlanAccessLog;

/* Lines that are kept. */
#define ANLAN_ACCESS_LOG_KEEPS 100000

/* All texts but @address and @what may be NULL. */
typedef struct
{
  gint64      at;      /* ms */
  const char *token;   /* id */
  const char *device;  /* id */
  const char *person;  /* id */
  const char *address; /* where it came from */
  const char *what;    /* method and path, without secrets */
  guint       status;  /* as HTTP has it */
  const char *note;    /* why it was refused, or what was written */
} AnlanVisitLine;

/* @keeps: 0: ANLAN_ACCESS_LOG_KEEPS. */
AnlanAccessLog *anlan_access_log_new   (const char *dir, guint keeps, GError **error);
void            anlan_access_log_free  (AnlanAccessLog *log); /* what was added is committed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanAccessLog, anlan_access_log_free)

/* Any thread; does not block. Where the disk cannot keep up lines are counted instead of kept, and a line says how many. */
void            anlan_access_log_add   (AnlanAccessLog *log, const AnlanVisitLine *line);
void            anlan_access_log_flush (AnlanAccessLog *log); /* blocks until all that was added can be read */

/* --- reading, in any process ------------------------------------------------------------------------------------------ */

typedef struct
{
  gint64 id;
  gint64 at;
  char  *token;
  char  *device;
  char  *person;
  char  *address;
  char  *what;
  guint  status;
  char  *note;
} AnlanVisit;

void       anlan_visit_free (AnlanVisit *visit);

/**
 * anlan_access_log_read:
 * @token: (nullable): only what came by it
 * @refused: only what was refused
 * @before: only lines before this one; 0: the newest
 *
 * (element-type AnlanVisit), newest first, at most @limit; empty where nobody has come yet. Blocks.
 */
GPtrArray *anlan_access_log_read        (const char *dir, const char *token, gboolean refused, gint64 before, guint limit,
                                         GError **error);
void       anlan_access_log_read_async  (const char *dir, const char *token, gboolean refused, gint64 before, guint limit,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *anlan_access_log_read_finish (GAsyncResult *result, GError **error);

typedef struct
{
  gint64  last; /* ms */
  guint64 times;
  char   *address;
} AnlanTokenUsage;

/* id of a token -> AnlanTokenUsage; empty where nobody has come yet. Blocks. */
GHashTable *anlan_access_log_usage      (const char *dir, GError **error);

G_END_DECLS
