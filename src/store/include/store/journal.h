/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/hash.h"
#include "base/hlc.h"
#include "store/db.h"

G_BEGIN_DECLS

/**
 * AnlanLine:
 *
 * One line of the journal as it is to be appended, or as it was read. Texts are borrowed when appending; of a
 * line that was read they belong to the statement it came from.
 */
typedef struct
{
  gint64      seq;        /* set by anlan_journal_append() */
  const char *desk;       /* id of the desk that wrote it; NULL when appending: this desk */
  gint64      desk_seq;   /* that desk's own count; set by append */
  const char *hlc;        /* set by append */
  const char *actor;      /* person id, or NULL: nobody is signed in, or anonymous */
  const char *os_user;    /* account name of the machine; NULL for anonymous lines */
  const char *kind;       /* kind id, or NULL for lines about the plant itself */
  const char *record;     /* record id, or NULL */
  const char *op;         /* create, edit, step, … see model/change.h */
  const char *patch;      /* JSON object, never NULL */
  const char *rev;        /* revision of the record after the line, or NULL */
  const char *parent_rev; /* before it, or NULL */
  const char *kind_hash;  /* hash of the kind's definition then, or NULL */
  const char *prev;       /* hash of the line before, 64 zeros for the first; set by append */
  gint64      nobody_ms;  /* when appending: 0, or the moment the stamp tells instead of now; no desk is named then */
  const char *hash;       /* SHA-256 over all of the above as netstrings; set by append */
} AnlanLine;

/* Stands for the desk in lines of whoever wants not to be known. They have a count of their own, and their stamps,
 * which tell the day only, do not follow those of others. */
#define ANLAN_DESK_NOBODY "nobody"

/**
 * AnlanJournal:
 *
 * The head of the chain within one write transaction, and this desk's place in it. One lives with each writer;
 * anlan_journal_begin() reads the head anew, because another process may have written since.
 */
typedef struct _AnlanJournal AnlanJournal;

/* Inside the transaction. @now_ms feeds the hybrid clock. */
gboolean anlan_journal_begin  (AnlanJournal *journal, AnlanDb *db, gint64 now_ms, GError **error);

/* Appends @line, filling in what "set by append" says; the texts set are the journal's own until the next append. */
gboolean anlan_journal_append (AnlanJournal *journal, AnlanDb *db, AnlanLine *line, GError **error);

gint64      anlan_journal_get_seq  (AnlanJournal *journal);  /* of the last line, 0 if empty */
const char *anlan_journal_get_head (AnlanJournal *journal);  /* hash of the last line */
const char *anlan_journal_get_time (AnlanJournal *journal);  /* HLC of the last appended line */

/* The hash that @line must have after @prev. The stored form: for each of desk, desk_seq, hlc, actor, os_user,
 * kind, record, op, patch, rev, parent_rev, kind_hash, prev, in this order, "<bytes>:<text>," with "-," for
 * null; integers in decimal. */
void     anlan_journal_hash_line (const AnlanLine *line, const char *prev, char hex[ANLAN_SHA256_HEX + 1]);

/* Called for each line from @after_seq + 1 on, in order; FALSE from @func ends the walk without error. */
typedef gboolean (*AnlanLineFunc) (const AnlanLine *line, gpointer data);

gboolean anlan_journal_walk (AnlanDb *db, gint64 after_seq, AnlanLineFunc func, gpointer data, GError **error);

/* The lines of one record, oldest first. */
gboolean anlan_journal_walk_record (AnlanDb *db, const char *record, AnlanLineFunc func, gpointer data,
                                    GError **error);

G_END_DECLS
