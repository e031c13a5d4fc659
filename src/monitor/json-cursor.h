/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanJsonCursor:
 *
 * Reads untrusted JSON (RFC 8259) piece by piece, without a tree: what it hands out lies in the text itself, which it
 * overwrites (strings are unescaped in place and ended by NUL), so that ten thousand readings a second cost no allocation;
 * whoever wants a tree takes base/json.h. The first error stays: every later call fails too.
 */
typedef struct
{
  char *start;
  char *at;
  char *end;
  guint depth;
  gboolean first;      /* nothing has been read yet inside the innermost bracket */
  const char *trouble; /* (nullable): what is wrong, untranslated */
} AnlanJsonCursor;

/* @text must be writable and have a NUL behind its end. */
void
anlan_json_cursor_init (AnlanJsonCursor *cursor, char *text, gsize length);

/* What begins next: '{', '[', '"', 't', 'f', 'n', '0' for a number, 0 for the end or an error. */
char
anlan_json_cursor_peek (AnlanJsonCursor *cursor);

/* Enters an object or a list. */
gboolean
anlan_json_cursor_open (AnlanJsonCursor *cursor, char bracket);

/* The next member of an object: its name. FALSE at the end of it (which is then left) or after an error. */
gboolean
anlan_json_cursor_member (AnlanJsonCursor *cursor, const char **name);

/* Whether a list goes on. FALSE at the end of it (which is then left) or after an error. */
gboolean
anlan_json_cursor_element (AnlanJsonCursor *cursor);

gboolean
anlan_json_cursor_text (AnlanJsonCursor *cursor, const char **text);
gboolean
anlan_json_cursor_number (AnlanJsonCursor *cursor, double *number);
gboolean
anlan_json_cursor_boolean (AnlanJsonCursor *cursor, gboolean *boolean);
gboolean
anlan_json_cursor_null (AnlanJsonCursor *cursor);

/* Passes over one value, whatever it is. */
gboolean
anlan_json_cursor_skip (AnlanJsonCursor *cursor);

/* Whether all was read and nothing but white space follows. */
gboolean
anlan_json_cursor_finish (AnlanJsonCursor *cursor);

G_END_DECLS
