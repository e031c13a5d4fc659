/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanElement:
 *
 * One XML element of a kind's document, with its line for error messages. Definitions are merged as such trees,
 * before anything is made of them, so that a plant's differences need no code for each attribute.
 */
typedef struct _AnlanElement AnlanElement;

struct _AnlanElement
{
  char       *name;
  int         line;
  GHashTable *attributes; /* char* -> char* */
  GPtrArray  *children;   /* AnlanElement */
  char       *text;       /* white space folded; "" if none */
};

AnlanElement *anlan_element_parse (const char *xml, GError **error);
void          anlan_element_free  (AnlanElement *element);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanElement, anlan_element_free)

const char   *anlan_element_get   (const AnlanElement *element, const char *attribute); /* or NULL */
gboolean      anlan_element_yes   (const AnlanElement *element, const char *attribute);
const char   *anlan_element_child_text (const AnlanElement *element, const char *name); /* or NULL */

/* Lays @overlay over @base, changing @base; elements are matched by name and id. What a plant may not change is
 * refused: fixed guards, types of fields, fields that are not named x_…. */
gboolean      anlan_element_merge (AnlanElement *base, const AnlanElement *overlay, GError **error);

/* Appends everything that was parsed, in one fixed form, so that it can be hashed. */
void          anlan_element_print (const AnlanElement *element, GString *out);

G_END_DECLS
