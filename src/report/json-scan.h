/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanJsonScan:
 *
 * Goes through untrusted JSON once from front to back without making a tree of it, for files of which a tree would not
 * fit (a GeoJSON of 50 MB is a tree of one gigabyte). The text must be valid UTF-8 and end in a NUL. After the first
 * fault every call fails; @failed then says what is wrong and @p where.
 */
typedef struct
{
  const char *begin;
  const char *p;
  const char *end;
  guint depth;
  guint max_depth;    /* at most 63 */
  guint64 filled;     /* a bit a level: it has a first element */
  const char *failed; /* translated half sentence, or NULL */
  GString *text;      /* of the last string */
} AnlanJsonScan;

void anlan_json_scan_init (AnlanJsonScan *scan, const char *text, gsize length, guint max_depth);
void anlan_json_scan_clear (AnlanJsonScan *scan);

/* The first character of the value that comes next: one of { [ " t f n - or a digit; NUL at the end. */
char anlan_json_scan_peek (AnlanJsonScan *scan);

/* Steps into an object or an array. */
gboolean anlan_json_scan_open (AnlanJsonScan *scan, char bracket);
/* Whether another element follows (its comma is stepped over); steps out if none does. FALSE on a fault too. */
gboolean anlan_json_scan_more (AnlanJsonScan *scan, char bracket);
/* A member's name and its colon; the name is in @text. */
gboolean anlan_json_scan_name (AnlanJsonScan *scan);

gboolean anlan_json_scan_string (AnlanJsonScan *scan);
/* @number: (nullable). @raw, @length: (nullable): the number as written. */
gboolean anlan_json_scan_number (AnlanJsonScan *scan, double *number, const char **raw, gsize *length);
/* true, false or null. */
gboolean anlan_json_scan_word (AnlanJsonScan *scan, const char *word);
/* Any value; @raw, @length: (nullable): its text. */
gboolean anlan_json_scan_skip (AnlanJsonScan *scan, const char **raw, gsize *length);
/* Whether only white space is left. */
gboolean anlan_json_scan_at_end (AnlanJsonScan *scan);

gboolean anlan_json_scan_fail (AnlanJsonScan *scan, const char *what); /* always FALSE */
/* The line of @p, from 1. */
guint anlan_json_scan_line (const AnlanJsonScan *scan);

G_END_DECLS
