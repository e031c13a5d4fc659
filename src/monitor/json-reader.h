/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanJsonReader:
 *
 * Reads untrusted JSON (RFC 8259) piece by piece, without a tree: what it hands out lies in the text itself, which it
 * overwrites (strings are unescaped in place and ended by NUL). The first error stays: every later call fails too.
 */
typedef struct
{
  char *start;
  char *at;
  char *end;
  guint depth;
  gboolean first;      /* nothing has been read yet inside the innermost bracket */
  const char *trouble; /* (nullable): what is wrong, untranslated */
} AnlanJsonReader;

/* @text must be writable and have a NUL behind its end. */
void
anlan_json_reader_init (AnlanJsonReader *reader, char *text, gsize length);

/* What begins next: '{', '[', '"', 't', 'f', 'n', '0' for a number, 0 for the end or an error. */
char
anlan_json_reader_peek (AnlanJsonReader *reader);

/* Enters an object or a list. */
gboolean
anlan_json_reader_open (AnlanJsonReader *reader, char bracket);

/* The next member of an object: its name. FALSE at the end of it (which is then left) or after an error. */
gboolean
anlan_json_reader_member (AnlanJsonReader *reader, const char **name);

/* Whether a list goes on. FALSE at the end of it (which is then left) or after an error. */
gboolean
anlan_json_reader_element (AnlanJsonReader *reader);

gboolean
anlan_json_reader_text (AnlanJsonReader *reader, const char **text);
gboolean
anlan_json_reader_number (AnlanJsonReader *reader, double *number);
gboolean
anlan_json_reader_boolean (AnlanJsonReader *reader, gboolean *boolean);
gboolean
anlan_json_reader_null (AnlanJsonReader *reader);

/* Passes over one value, whatever it is. */
gboolean
anlan_json_reader_skip (AnlanJsonReader *reader);

/* Whether all was read and nothing but white space follows. */
gboolean
anlan_json_reader_finish (AnlanJsonReader *reader);

G_END_DECLS
