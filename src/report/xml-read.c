/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>

#include "base/error.h"
#include "xml-read.h"

/* libxml2 takes lengths as int; pieces also let a cancel through. */
#define PIECE_BYTES (64u * 1024)

struct _AnlanXml
{
  const AnlanXmlHandlers *handlers;
  gpointer data;
  char *file;
  xmlParserCtxtPtr context;
  GError *error;

  /* during a start handler: five pointers an attribute */
  int n_attributes;
  const xmlChar **attributes;
};

static void
start_cb (void *data,
          const xmlChar *name,
          const xmlChar *prefix,
          const xmlChar *uri,
          int n_namespaces,
          const xmlChar **namespaces,
          int n_attributes,
          int n_defaulted,
          const xmlChar **attributes)
{
  AnlanXml *xml = data;

  if (xml->error != NULL)
    return;
  xml->n_attributes = n_attributes;
  xml->attributes = attributes;
  xml->handlers->start (xml, (const char *)name, xml->data);
  xml->n_attributes = 0;
}

static void
end_cb (void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  AnlanXml *xml = data;

  if (xml->error == NULL)
    xml->handlers->end (xml, (const char *)name, xml->data);
}

static void
text_cb (void *data, const xmlChar *text, int length)
{
  AnlanXml *xml = data;

  if (xml->error == NULL && xml->handlers->text != NULL)
    xml->handlers->text (xml, (const char *)text, (gsize)length, xml->data);
}

static void
doctype_cb (void *data, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  AnlanXml *xml = data;

  anlan_xml_fail (xml,
                  g_error_new (ANLAN_ERROR, ANLAN_ERROR_INPUT,
                               _ ("“%s” begins with a document type definition, which tables and maps never "
                                  "need and which can be made to fill a computer's memory. It was not read; "
                                  "do not trust where it came from."),
                               xml->file));
}

AnlanXml *
anlan_xml_new (const AnlanXmlHandlers *handlers, gpointer data, const char *file)
{
  static gsize initialised;
  AnlanXml *xml = g_new0 (AnlanXml, 1);
  xmlSAXHandler sax = { 0 };

  if (g_once_init_enter (&initialised))
    {
      xmlInitParser ();
      g_once_init_leave (&initialised, 1);
    }
  xml->handlers = handlers;
  xml->data = data;
  xml->file = g_strdup (file);
  /* No handler for errors: the last one is fetched where it is needed, and nothing is printed. */
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = start_cb;
  sax.endElementNs = end_cb;
  sax.characters = text_cb;
  sax.ignorableWhitespace = text_cb;
  sax.cdataBlock = text_cb;
  sax.internalSubset = doctype_cb;
  xml->context = xmlCreatePushParserCtxt (&sax, xml, NULL, 0, NULL);
  if (xml->context == NULL)
    g_error ("out of memory");
  /* NOENT only makes &amp; in attributes come out as one character: without a DTD there are no other entities. */
  xmlCtxtUseOptions (xml->context, XML_PARSE_NONET | XML_PARSE_NOENT);
  return xml;
}

void
anlan_xml_free (AnlanXml *xml)
{
  /* A document is only made by the default handlers, which are not used. */
  xmlFreeParserCtxt (xml->context);
  g_clear_error (&xml->error);
  g_free (xml->file);
  g_free (xml);
}

void
anlan_xml_fail (AnlanXml *xml, GError *error)
{
  if (xml->error != NULL)
    {
      g_error_free (error);
      return;
    }
  xml->error = error;
  /* Stopping the parser frees the bytes that the attributes point to. */
  xml->n_attributes = 0;
  xmlStopParser (xml->context);
}

static gboolean
check (AnlanXml *xml, int status, GError **error)
{
  if (xml->error == NULL && (status != 0 || !xml->context->wellFormed))
    {
      const xmlError *last = xmlCtxtGetLastError (xml->context);
      /* libxml2 quotes the bytes of the file. */
      g_autofree char *what =
          g_utf8_make_valid (last != NULL && last->message != NULL ? last->message : "", -1);

      g_strstrip (what);
      xml->error =
          g_error_new (ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("“%s” is damaged: line %d cannot be read (%s). Nothing was taken over. Copy or "
                          "download it again, or save it anew with the program that made it."),
                       xml->file, last != NULL ? last->line : 0, what);
    }
  if (xml->error == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (xml->error);
  return FALSE;
}

gboolean
anlan_xml_feed (AnlanXml *xml, const char *bytes, gsize length, GError **error)
{
  for (gsize done = 0; done < length;)
    {
      gsize piece = MIN (length - done, PIECE_BYTES);

      if (!check (xml, xmlParseChunk (xml->context, bytes + done, (int)piece, 0), error))
        return FALSE;
      done += piece;
    }
  return TRUE;
}

gboolean
anlan_xml_end (AnlanXml *xml, GError **error)
{
  return check (xml, xmlParseChunk (xml->context, NULL, 0, 1), error);
}

const char *
anlan_xml_get (AnlanXml *xml, const char *name, gsize *length)
{
  for (int i = 0; i < xml->n_attributes; i++)
    {
      const xmlChar **attribute = xml->attributes + 5 * i;

      if (strcmp ((const char *)attribute[0], name) == 0)
        {
          *length = (gsize)(attribute[4] - attribute[3]);
          return (const char *)attribute[3];
        }
    }
  return NULL;
}

char *
anlan_xml_dup (AnlanXml *xml, const char *name)
{
  gsize length;
  const char *value = anlan_xml_get (xml, name, &length);

  return value != NULL ? g_strndup (value, length) : NULL;
}

gboolean
anlan_xml_get_equals (AnlanXml *xml, const char *name, const char *value)
{
  gsize length;
  const char *found = anlan_xml_get (xml, name, &length);

  return found != NULL && length == strlen (value) && memcmp (found, value, length) == 0;
}

gboolean
anlan_xml_get_uint (AnlanXml *xml, const char *name, guint64 max, guint64 *value)
{
  gsize length;
  const char *found = anlan_xml_get (xml, name, &length);
  guint64 number = 0;

  if (found == NULL || length == 0 || length > 18)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (found[i]))
        return FALSE;
      number = number * 10 + (guint64)(found[i] - '0');
    }
  if (number > max)
    return FALSE;
  *value = number;
  return TRUE;
}

gboolean
anlan_xml_get_boolean (AnlanXml *xml, const char *name)
{
  return anlan_xml_get_equals (xml, name, "1") || anlan_xml_get_equals (xml, name, "true") ||
         anlan_xml_get_equals (xml, name, "on");
}
