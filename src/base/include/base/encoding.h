/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ANLAN_ENCODING_UTF8,
  ANLAN_ENCODING_UTF16LE,
  ANLAN_ENCODING_UTF16BE,
  ANLAN_ENCODING_GB18030, /* also what GBK and GB 2312 programs write */
} AnlanEncoding;

/* The name of @encoding as people and iconv know it. */
const char   *anlan_encoding_name      (AnlanEncoding encoding);

/* Whether @bytes are UTF-8 without NUL. @bad: (nullable): where the first byte is that is not. */
gboolean      anlan_encoding_is_utf8   (const void *bytes, gsize length, gsize *bad);

/**
 * anlan_encoding_detect:
 * @bytes: a text file, or the beginning of one: a character cut at the end is no fault.
 * @mark: (nullable) (out): length of the byte order mark in front.
 *
 * In this order: a byte order mark; zero bytes where UTF-16 has them for digits and commas; valid UTF-8; else
 * GB18030, as Chinese Windows programs write CSV.
 */
AnlanEncoding anlan_encoding_detect    (const void *bytes, gsize length, gsize *mark);

/* The whole file as UTF-8 without the mark. NULL with ANLAN_ERROR_INPUT, and the line, where bytes are no text of
 * @encoding, or a character is NUL. The caller frees it. */
char         *anlan_encoding_to_utf8   (const void *bytes, gsize length, AnlanEncoding encoding, GError **error);

G_END_DECLS
