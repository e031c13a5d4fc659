/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* The reader behind anlan_json_parse(), for those who read large texts of a known form without building a tree. All
 * functions return FALSE or NULL once something is wrong; what it is stays in the reader. */
typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  int depth;
  GString *buffer;    /* scratch for texts with escapes and for numbers */
  const char *reason; /* a translated sentence, once something is wrong */
} AnlanJsonReader;

/* FALSE with ANLAN_ERROR_INPUT if @text is longer than @max_bytes or not UTF-8. @length may be -1. */
gboolean  anlan_json_reader_init      (AnlanJsonReader *reader, const char *text, gssize length, gsize max_bytes,
                                       GError **error);
void      anlan_json_reader_clear     (AnlanJsonReader *reader);

/* Takes @c if it comes next, after white space. That it does not is no error. */
gboolean  anlan_json_reader_take      (AnlanJsonReader *reader, char c);
gboolean  anlan_json_reader_at_end    (AnlanJsonReader *reader);

char     *anlan_json_reader_read_text  (AnlanJsonReader *reader); /* whose opening quote was taken; the caller frees it */
gboolean  anlan_json_reader_read_real  (AnlanJsonReader *reader, double *real);
JsonNode *anlan_json_reader_read_value (AnlanJsonReader *reader);
gboolean  anlan_json_reader_skip_value (AnlanJsonReader *reader);

/* Says that what stands there is not what must stand there; always FALSE. */
gboolean  anlan_json_reader_fail      (AnlanJsonReader *reader);
void      anlan_json_reader_set_error (const AnlanJsonReader *reader, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanJsonReader, anlan_json_reader_clear)
