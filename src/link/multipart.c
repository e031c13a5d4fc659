/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/multipart.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define MAX_BOUNDARY 200 /* RFC 2046 allows 70 */
#define MAX_HEADERS (16 * 1024)

typedef enum
{
  BETWEEN, /* until the next boundary */
  HEADERS,
  BODY,  /* until the next boundary */
  KNOWN, /* a body that says its length */
  COMPLETE,
} Where;

struct _AnlanMultipart
{
  char *boundary; /* without leading dashes */
  gsize boundary_length;
  gsize max_part;
  AnlanPartFunc func;
  gpointer data;
  GByteArray *bytes; /* as it came */
  gsize start;       /* before it all is done with */
  gsize searched;    /* behind the start: in which no boundary begins */
  Where where;
  gsize known;
  char *type, *name, *file; /* of the part that is being read */
};

/* --- headers ------------------------------------------------------------------------------------------------- */

/* The value of @name in "…; name=value; name="value"". */
static char *
get_parameter (const char *header, const char *name)
{
  const char *c = strchr (header, ';');
  gsize length = strlen (name);

  for (; c != NULL; c = strchr (c, ';'))
    {
      const char *end;

      c += 1 + strspn (c + 1, " \t");
      if (g_ascii_strncasecmp (c, name, length) != 0 || c[length] != '=')
        continue;
      c += length + 1;
      if (*c == '"')
        {
          end = strchr (++c, '"');
          return end != NULL ? g_strndup (c, end - c) : NULL;
        }
      return g_strndup (c, strcspn (c, "; \t\r\n"));
    }
  return NULL;
}

static void
clear_part (AnlanMultipart *self)
{
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->file, g_free);
}

/* Returns FALSE where the length that is told is too large. */
static gboolean
read_header (AnlanMultipart *self, const char *line)
{
  const char *colon = strchr (line, ':');
  g_autofree char *value = NULL;
  guint64 length;

  if (colon == NULL)
    return TRUE;
  value = g_strstrip (g_strdup (colon + 1));
  if (g_ascii_strncasecmp (line, "Content-Type:", colon - line + 1) == 0)
    {
      g_autofree char *type = g_strndup (value, strcspn (value, ";"));

      g_free (self->type);
      self->type = g_ascii_strdown (g_strstrip (type), -1);
    }
  else if (g_ascii_strncasecmp (line, "Content-Disposition:", colon - line + 1) == 0)
    {
      g_free (self->name);
      g_free (self->file);
      self->name = get_parameter (value, "name");
      self->file = get_parameter (value, "filename");
    }
  else if (g_ascii_strncasecmp (line, "Content-Length:", colon - line + 1) == 0 &&
           g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &length, NULL))
    {
      if (length > self->max_part)
        return FALSE;
      self->known = (gsize)length;
      self->where = KNOWN;
    }
  return TRUE;
}

/* --- reading ------------------------------------------------------------------------------------------------- */

static gboolean
set_too_large (GError **error)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                       _ ("The device sends more in one piece than is taken. It was cut off."));
  return FALSE;
}

static gsize
left (AnlanMultipart *self)
{
  return self->bytes->len - self->start;
}

static void
drop (AnlanMultipart *self, gsize length)
{
  self->start += length;
  self->searched = 0;
}

/* A boundary that stands at the beginning of a line: *at where its line begins, *rest what stands behind it. */
static gboolean
find_boundary (AnlanMultipart *self, gsize *at, gsize *rest)
{
  const char *bytes = (const char *)self->bytes->data + self->start;
  gsize length = left (self);

  for (gsize from = self->searched; from < length;)
    {
      const char *found = memmem (bytes + from, length - from, self->boundary, self->boundary_length);
      gsize begin;

      if (found == NULL)
        break;
      begin = (gsize)(found - bytes);
      while (begin > 0 && bytes[begin - 1] == '-')
        begin--;
      if ((gsize)(found - bytes) - begin >= 2 && (begin == 0 || bytes[begin - 1] == '\n'))
        {
          *at = begin;
          *rest = (gsize)(found - bytes) + self->boundary_length;
          return TRUE;
        }
      from = (gsize)(found - bytes) + 1;
    }
  /* It may have come in part: with the dashes before it. */
  self->searched = length > self->boundary_length + 2 ? length - self->boundary_length - 2 : 0;
  return FALSE;
}

/* Passes the boundary whose name ends at @rest. FALSE: more is needed to know what follows. */
static gboolean
pass_boundary (AnlanMultipart *self, gsize rest)
{
  const char *bytes = (const char *)self->bytes->data + self->start;
  const char *line = memchr (bytes + rest, '\n', left (self) - rest);

  if (left (self) - rest >= 2 && bytes[rest] == '-' && bytes[rest + 1] == '-')
    {
      self->where = COMPLETE;
      drop (self, left (self));
      return TRUE;
    }
  if (line == NULL)
    return FALSE;
  drop (self, (gsize)(line - bytes) + 1);
  clear_part (self);
  self->where = HEADERS;
  return TRUE;
}

static gboolean
give_part (AnlanMultipart *self, gsize length, GError **error)
{
  AnlanPart part = { .type = self->type, .name = self->name, .file = self->file };

  part.bytes = (const char *)self->bytes->data + self->start;
  part.length = length;
  return self->func (&part, self->data, error);
}

/* Each does one step: *more is FALSE where it needs more bytes. */
static gboolean
read_between (AnlanMultipart *self, gboolean *more, GError **error)
{
  gsize at, rest;

  if (find_boundary (self, &at, &rest))
    *more = pass_boundary (self, rest) && self->where != COMPLETE;
  else
    {
      gsize keep = MIN (left (self), MAX_BOUNDARY + 8);

      /* Nobody reads what stands before the first boundary. */
      if (left (self) > MAX_HEADERS)
        drop (self, left (self) - keep);
      *more = FALSE;
    }
  return TRUE;
}

static gboolean
read_headers (AnlanMultipart *self, gboolean *more, GError **error)
{
  const char *bytes = (const char *)self->bytes->data + self->start;
  gsize done = 0;

  self->where = BODY;
  while (TRUE)
    {
      const char *end = memchr (bytes + done, '\n', left (self) - done);
      gsize length = end != NULL ? (gsize)(end - (bytes + done)) : 0;
      g_autofree char *line = NULL;

      if (end == NULL || done > MAX_HEADERS)
        {
          if (left (self) > MAX_HEADERS)
            return set_too_large (error);
          /* From the beginning once more is there: headers are short. */
          self->where = HEADERS;
          *more = FALSE;
          return TRUE;
        }
      line = g_strndup (bytes + done, length);
      done += length + 1;
      if (*g_strchomp (line) == '\0')
        break;
      if (!read_header (self, line))
        return set_too_large (error);
    }
  drop (self, done);
  return TRUE;
}

static gboolean
read_body (AnlanMultipart *self, gboolean *more, GError **error)
{
  const char *bytes = (const char *)self->bytes->data + self->start;
  gsize at, rest, length;

  if (!find_boundary (self, &at, &rest))
    {
      *more = FALSE;
      return left (self) <= self->max_part + MAX_BOUNDARY || set_too_large (error);
    }
  /* The line's end before the boundary is the boundary's. */
  length = at > 0 ? at - 1 : 0;
  if (length > 0 && bytes[length - 1] == '\r')
    length--;
  if (length > self->max_part)
    return set_too_large (error);
  if (!give_part (self, length, error))
    return FALSE;
  drop (self, at);
  self->where = BETWEEN;
  return TRUE;
}

static gboolean
read_known (AnlanMultipart *self, gboolean *more, GError **error)
{
  if (left (self) < self->known)
    {
      *more = FALSE;
      return TRUE;
    }
  if (!give_part (self, self->known, error))
    return FALSE;
  /* What precedes the boundary must end a line. */
  drop (self, self->known);
  self->where = BETWEEN;
  return TRUE;
}

gboolean
anlan_multipart_feed (AnlanMultipart *multipart, const void *bytes, gsize length, GError **error)
{
  gboolean more = TRUE;

  g_return_val_if_fail (multipart != NULL && (bytes != NULL || length == 0), FALSE);

  /* What follows the end means nothing. */
  if (multipart->where == COMPLETE)
    return TRUE;
  if (length > G_MAXUINT / 2 - multipart->bytes->len)
    return set_too_large (error);
  g_byte_array_append (multipart->bytes, bytes, (guint)length);
  while (more)
    {
      typedef gboolean (*Step) (AnlanMultipart *, gboolean *, GError **);
      static const Step steps[] = {
        [BETWEEN] = read_between, [HEADERS] = read_headers, [BODY] = read_body, [KNOWN] = read_known
      };

      if (!steps[multipart->where](multipart, &more, error))
        return FALSE;
    }
  g_byte_array_remove_range (multipart->bytes, 0, (guint)multipart->start);
  multipart->start = 0;
  return TRUE;
}

gboolean
anlan_multipart_is_complete (AnlanMultipart *multipart)
{
  g_return_val_if_fail (multipart != NULL, FALSE);

  return multipart->where == COMPLETE;
}

/* --- the object ------------------------------------------------------------------------------------------------ */

AnlanMultipart *
anlan_multipart_new (
    const char *content_type, gsize max_part, AnlanPartFunc func, gpointer data, GError **error)
{
  g_autofree char *boundary = NULL;
  AnlanMultipart *self;
  const char *core;

  g_return_val_if_fail (content_type != NULL && max_part > 0 && func != NULL, NULL);

  boundary = g_ascii_strncasecmp (content_type, "multipart/", strlen ("multipart/")) == 0
                 ? get_parameter (content_type, "boundary")
                 : NULL;
  core = boundary != NULL ? boundary + strspn (boundary, "-") : "";
  if (*core == '\0' || strlen (core) > MAX_BOUNDARY)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("The device does not say how its message is divided (multipart without a boundary)."));
      return NULL;
    }
  self = g_new0 (AnlanMultipart, 1);
  self->boundary = g_strdup (core);
  self->boundary_length = strlen (core);
  self->max_part = max_part;
  self->func = func;
  self->data = data;
  self->bytes = g_byte_array_new ();
  return self;
}

void
anlan_multipart_free (AnlanMultipart *multipart)
{
  if (multipart == NULL)
    return;

  g_free (multipart->boundary);
  g_byte_array_unref (multipart->bytes);
  clear_part (multipart);
  g_free (multipart);
}
