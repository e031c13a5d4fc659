/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-form.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "link/multipart.h"

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data"

typedef struct
{
  char *name;
  char *text;    /* or NULL */
  GBytes *bytes; /* of a file, or NULL */
} Field;

struct _WebForm
{
  GPtrArray *fields; /* Field */
};

static void
field_free (gpointer data)
{
  Field *field = data;

  g_free (field->name);
  g_free (field->text);
  g_clear_pointer (&field->bytes, g_bytes_unref);
  g_free (field);
}

static gboolean
set_too_much (GError **error)
{
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("What was sent is no form of this page, so nothing was stored. Open the page again, "
         "and send it once more."));
  return FALSE;
}

/* Takes @text. Line ends become plain ones, other control characters go: they are not typed, and hide things. */
static gboolean
add_text (WebForm *self, char *name, char *text, GError **error)
{
  Field *field = g_new0 (Field, 1);
  char *to = text;

  field->name = name;
  field->text = text;
  g_ptr_array_add (self->fields, field);
  if (self->fields->len > WEB_FORM_FIELDS || strlen (text) > WEB_FORM_TEXT ||
      !g_utf8_validate (text, -1, NULL) || !g_utf8_validate (name, -1, NULL))
    return set_too_much (error);
  for (const char *from = text; *from != '\0'; from++)
    if ((guchar)*from >= 0x20 ? *from != 0x7f : *from == '\n' || *from == '\t')
      *to++ = *from;
  *to = '\0';
  g_strstrip (text);
  return TRUE;
}

/* --- urlencoded ------------------------------------------------------------------------------------------------ */

static char *
decode (const char *text, gsize length)
{
  g_autofree char *plain = g_strndup (text, length);

  g_strdelimit (plain, "+", ' ');
  return g_uri_unescape_string (plain, NULL);
}

static gboolean
read_pair (WebForm *self, const char *pair, GError **error)
{
  const char *equal = strchr (pair, '=');
  gsize length = equal != NULL ? (gsize)(equal - pair) : strlen (pair);
  char *name = decode (pair, length);
  char *text = equal != NULL ? decode (equal + 1, strlen (equal + 1)) : g_strdup ("");

  if (name != NULL && text != NULL)
    return add_text (self, name, text, error);
  g_free (name);
  g_free (text);
  return set_too_much (error);
}

static gboolean
read_urlencoded (WebForm *self, const char *text, GError **error)
{
  g_auto (GStrv) pairs = g_strsplit (text, "&", WEB_FORM_FIELDS + 1);

  for (guint i = 0; pairs[i] != NULL; i++)
    if (pairs[i][0] != '\0' && !read_pair (self, pairs[i], error))
      return FALSE;
  return TRUE;
}

/* --- multipart -------------------------------------------------------------------------------------------------- */

static gboolean
part_cb (const AnlanPart *part, gpointer data, GError **error)
{
  WebForm *self = data;
  Field *field;

  if (part->name == NULL || self->fields->len >= WEB_FORM_FIELDS)
    return set_too_much (error);
  if (part->file == NULL)
    return memchr (part->bytes, '\0', part->length) == NULL
               ? add_text (self, g_strdup (part->name), g_strndup (part->bytes, part->length), error)
               : set_too_much (error);
  /* A field for a file that was left empty comes with no byte. */
  if (part->length == 0 && part->file[0] == '\0')
    return TRUE;
  field = g_new0 (Field, 1);
  field->name = g_strdup (part->name);
  field->bytes = g_bytes_new (part->bytes, part->length);
  g_ptr_array_add (self->fields, field);
  return TRUE;
}

static gboolean
read_multipart (WebForm *self, const char *content_type, GBytes *body, GError **error)
{
  gsize length;
  const void *bytes = g_bytes_get_data (body, &length);
  g_autoptr (AnlanMultipart) multipart = anlan_multipart_new (content_type, length + 1, part_cb, self, error);

  if (multipart == NULL || !anlan_multipart_feed (multipart, bytes != NULL ? bytes : "", length, error))
    return FALSE;
  if (anlan_multipart_is_complete (multipart))
    return TRUE;
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("What was sent is cut off, so nothing of it was stored. Send it again; nothing is stored twice."));
  return FALSE;
}

/* --- all -------------------------------------------------------------------------------------------------------- */

static WebForm *
form_new (void)
{
  WebForm *self = g_new0 (WebForm, 1);

  self->fields = g_ptr_array_new_with_free_func (field_free);
  return self;
}

WebForm *
web_form_new (const char *content_type, GBytes *body, GError **error)
{
  g_autoptr (WebForm) self = form_new ();
  gsize length = body != NULL ? g_bytes_get_size (body) : 0;

  if (length == 0 && content_type == NULL)
    return g_steal_pointer (&self);
  if (content_type != NULL && g_ascii_strncasecmp (content_type, MULTIPART, strlen (MULTIPART)) == 0)
    return read_multipart (self, content_type, body, error) ? g_steal_pointer (&self) : NULL;
  if (content_type != NULL && g_ascii_strncasecmp (content_type, URLENCODED, strlen (URLENCODED)) == 0)
    {
      const char *bytes = length > 0 ? g_bytes_get_data (body, NULL) : "";
      g_autofree char *text = g_strndup (bytes, length);

      return strlen (text) == length && read_urlencoded (self, text, error) ? g_steal_pointer (&self) : NULL;
    }
  set_too_much (error);
  return NULL;
}

WebForm *
web_form_new_query (const char *query)
{
  WebForm *self = form_new ();

  /* Of a query that makes no sense what could be read counts. */
  if (query != NULL)
    read_urlencoded (self, query, NULL);
  return self;
}

void
web_form_free (WebForm *form)
{
  g_ptr_array_unref (form->fields);
  g_free (form);
}

const char *
web_form_get (const WebForm *form, const char *name)
{
  for (guint i = 0; i < form->fields->len; i++)
    {
      const Field *field = g_ptr_array_index (form->fields, i);

      if (field->text != NULL && strcmp (field->name, name) == 0)
        return field->text[0] != '\0' ? field->text : NULL;
    }
  return NULL;
}

gboolean
web_form_has (const WebForm *form, const char *name)
{
  for (guint i = 0; i < form->fields->len; i++)
    if (strcmp (((const Field *)g_ptr_array_index (form->fields, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

char **
web_form_list (const WebForm *form, const char *name)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; i < form->fields->len; i++)
    {
      const Field *field = g_ptr_array_index (form->fields, i);

      if (field->text != NULL && field->text[0] != '\0' && strcmp (field->name, name) == 0)
        g_strv_builder_add (list, field->text);
    }
  return g_strv_builder_end (list);
}

GPtrArray *
web_form_files (const WebForm *form, const char *name)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < form->fields->len; i++)
    {
      const Field *field = g_ptr_array_index (form->fields, i);

      if (field->bytes != NULL && strcmp (field->name, name) == 0)
        g_ptr_array_add (files, g_bytes_ref (field->bytes));
    }
  return files;
}
