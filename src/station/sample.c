/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/sample.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "link/json-get.h"
#include "station-folder.h"

#define MASK "***"

/* So much more is looked through, so that a secret that the end cuts in two is seen as a whole. */
#define MARGIN 4096

/* Words that say that what follows is no one else's business. */
#define WORDS "(?:pass(?:word|wd)?|pwd|secret|token|api[-_]?key|credential|authori[sz]ation)"

/* A JSON member, an attribute or a line "name=value", an XML element: what is before its value, and what takes the place of both.
 * What was JSON stays JSON. Bytes, in any encoding. */
static const struct
{
  const char *pattern, *replacement;
} secretive[] = {
  { "(\"[^\"\\\\]{0,40}" WORDS "[^\"\\\\]{0,20}\"\\s*:\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*+\"?|[^\\s,}\\]\"]++)",
    "\\1\"" MASK "\"" },
  { "(\\b(?:pw|" WORDS ")\\s*=\\s*[\"']?)[^;&\\s\"']++", "\\1" MASK },
  { "(<[^<>/\\s]{0,40}" WORDS "[^<>/\\s]{0,20}(?:\\s[^<>]*+)?>)[^<]++", "\\1" MASK },
};

void
anlan_sample_free (AnlanSample *sample)
{
  if (sample == NULL)
    return;
  g_free (sample->source);
  g_free (sample->type);
  g_free (sample->address);
  g_free (sample->reason);
  g_clear_pointer (&sample->body, g_bytes_unref);
  g_free (sample);
}

/* NULL where @source is no id. */
static char *
name_of (const char *source, GError **error)
{
  if (station_folder_id_valid (source))
    return g_strdup_printf ("refused-%s.json", source);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, "“%s” is no id of a source.", source);
  return NULL;
}

/* --- what must not stand there -------------------------------------------------------------------------------------- */

static void
replace_text (GString *bytes, const char *secret)
{
  gsize length = strlen (secret);
  const char *found;
  gsize from = 0;

  while (length > 0 && (found = memmem (bytes->str + from, bytes->len - from, secret, length)) != NULL)
    {
      gsize at = (gsize)(found - bytes->str);

      g_string_erase (bytes, (gssize)at, (gssize)length);
      g_string_insert_len (bytes, (gssize)at, MASK, strlen (MASK));
      from = at + strlen (MASK);
    }
}

static void
replace_pattern (GString *bytes, const char *pattern, const char *replacement)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_RAW | G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *masked =
      g_regex_replace (regex, bytes->str, (gssize)bytes->len, 0, replacement, 0, &error);

  /* A text that the engine gives up on is no sample worth a secret. */
  g_string_assign (bytes, masked != NULL ? masked : "");
}

/* Bytes that are no text (a picture between the parts of a message) have no place in a sample. */
static void
drop_zeros (GString *bytes)
{
  gsize kept = 0;

  for (gsize i = 0; i < bytes->len; i++)
    if (bytes->str[i] != '\0')
      bytes->str[kept++] = bytes->str[i];
  g_string_truncate (bytes, kept);
}

static GString *
mask (GBytes *body, const char *const *secrets, gboolean *masked)
{
  gsize size = g_bytes_get_size (body), most = MIN (size, ANLAN_SAMPLE_MAX + MARGIN);
  GString *bytes = g_string_new_len (most > 0 ? g_bytes_get_data (body, NULL) : "", (gssize)most);
  g_autofree char *before = NULL;

  drop_zeros (bytes);
  before = g_strndup (bytes->str, bytes->len);
  for (gsize i = 0; secrets != NULL && secrets[i] != NULL; i++)
    replace_text (bytes, secrets[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (secretive); i++)
    replace_pattern (bytes, secretive[i].pattern, secretive[i].replacement);
  *masked = strcmp (before, bytes->str) != 0;
  if (most < size)
    g_string_truncate (bytes, bytes->len > MARGIN ? bytes->len - MARGIN : 0);
  if (bytes->len > ANLAN_SAMPLE_MAX)
    g_string_truncate (bytes, ANLAN_SAMPLE_MAX);
  return bytes;
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static void
put_text (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
put_count (AnlanJson *json, const char *name, guint64 count)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, (gint64)count);
}

/* Text as text, so that a person can read the file, too. */
static void
put_body (AnlanJson *json, const GString *bytes)
{
  g_autofree char *coded = NULL;

  if (g_utf8_validate_len (bytes->str, bytes->len, NULL))
    {
      put_text (json, "text", bytes->str);
      return;
    }
  coded = g_base64_encode ((const guchar *)bytes->str, bytes->len);
  put_text (json, "base64", coded);
}

static char *
to_text (const AnlanSample *sample, const GString *bytes, gboolean masked)
{
  g_autofree char *at = anlan_time_format (sample->at);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_text (&json, "source", sample->source);
  put_text (&json, "at", at);
  put_text (&json, "type", sample->type);
  put_text (&json, "address", sample->address);
  put_text (&json, "reason", sample->reason);
  put_count (&json, "taken", sample->taken);
  put_count (&json, "refused", sample->refused);
  put_count (&json, "size", sample->size);
  anlan_json_name (&json, "masked");
  anlan_json_boolean (&json, masked);
  put_body (&json, bytes);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

gboolean
anlan_sample_write (const char *dir, const AnlanSample *sample, const char *const *secrets, GError **error)
{
  g_autofree char *name = NULL, *text = NULL;
  g_autoptr (GString) bytes = NULL;
  gboolean masked;

  g_return_val_if_fail (dir != NULL && sample != NULL && sample->body != NULL, FALSE);

  name = name_of (sample->source, error);
  if (name == NULL)
    return FALSE;
  bytes = mask (sample->body, secrets, &masked);
  text = to_text (sample, bytes, masked);
  return station_folder_write (dir, name, text, strlen (text), error);
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

static guint64
get_count (JsonObject *object, const char *name)
{
  double number = anlan_json_get_number (object, name);

  return number >= 0 && number < 9e15 ? (guint64)number : 0;
}

static GBytes *
get_body (JsonObject *object)
{
  const char *text = anlan_json_get_text (object, "text"), *coded = anlan_json_get_text (object, "base64");
  guchar *bytes;
  gsize length;

  if (coded == NULL)
    return g_bytes_new (text != NULL ? text : "", text != NULL ? strlen (text) : 0);
  bytes = g_base64_decode (coded, &length);
  return g_bytes_new_take (bytes, length);
}

AnlanSample *
anlan_sample_read (const char *dir, const char *source, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (JsonObject) object = NULL;
  AnlanSample *sample;

  g_return_val_if_fail (dir != NULL && source != NULL, NULL);

  name = name_of (source, error);
  object = name != NULL ? station_folder_read_object (dir, name, error) : NULL;
  if (object == NULL)
    return NULL;
  sample = g_new0 (AnlanSample, 1);
  sample->source = g_strdup (source);
  sample->at = station_folder_moment (object, "at");
  sample->type = g_strdup (anlan_json_get_text (object, "type"));
  sample->address = g_strdup (anlan_json_get_text (object, "address"));
  sample->reason = g_strdup (anlan_json_get_text (object, "reason"));
  sample->taken = (guint)get_count (object, "taken");
  sample->refused = (guint)get_count (object, "refused");
  sample->size = get_count (object, "size");
  sample->masked = anlan_json_get_boolean (object, "masked");
  sample->body = get_body (object);
  return sample;
}

gboolean
anlan_sample_forget (const char *dir, const char *source, GError **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (dir != NULL && source != NULL, FALSE);

  name = name_of (source, error);
  return name != NULL && station_folder_remove (dir, name, error);
}
