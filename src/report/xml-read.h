/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanXml:
 *
 * Reads untrusted XML piece by piece (libxml2, SAX). A document type definition ends the reading with an error, so
 * there are no entities but the five of XML itself, nothing outside the file is opened, and nothing can multiply.
 * Prefixes and namespaces are left out: only local names are given.
 */
typedef struct _AnlanXml AnlanXml;

typedef struct
{
  void (*start) (AnlanXml *xml, const char *name, gpointer data);
  void (*end) (AnlanXml *xml, const char *name, gpointer data);
  void (*text) (AnlanXml *xml, const char *text, gsize length, gpointer data); /* may be NULL */
} AnlanXmlHandlers;

/* @handlers must outlive it. @file is the file's name for sentences. */
AnlanXml *anlan_xml_new (const AnlanXmlHandlers *handlers, gpointer data, const char *file);
void anlan_xml_free (AnlanXml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanXml, anlan_xml_free)

/* FALSE with ANLAN_ERROR_INPUT on what is not well-formed, or with the error given to anlan_xml_fail(). */
gboolean anlan_xml_feed (AnlanXml *xml, const char *bytes, gsize length, GError **error);
/* To be called after the last piece: FALSE if the document is not at its end. */
gboolean anlan_xml_end (AnlanXml *xml, GError **error);

/* In handlers: ends the reading; takes @error. Only the first counts. */
void anlan_xml_fail (AnlanXml *xml, GError *error);

/* In a start handler: the value of an attribute, not NUL-terminated, and its length; NULL if there is none. What
 * follows the value in memory is a quote or a NUL, so numbers can be parsed from it. */
const char *anlan_xml_get (AnlanXml *xml, const char *name, gsize *length);
/* The same as a copy; NULL if there is none. */
char *anlan_xml_dup (AnlanXml *xml, const char *name);
gboolean anlan_xml_get_equals (AnlanXml *xml, const char *name, const char *value);
/* The value of an attribute that is a whole number from 0 to @max; FALSE if it is absent or no such number. */
gboolean anlan_xml_get_uint (AnlanXml *xml, const char *name, guint64 max, guint64 *value);
/* "1", "true" and "on" are TRUE. */
gboolean anlan_xml_get_boolean (AnlanXml *xml, const char *name);

G_END_DECLS
