/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Pages of the station. A template is HTML with places in double braces:
 *
 *   {{name}}          a text, escaped; nothing where there is none
 *   {{=word}}         a sentence of web-words.c in the reader's language, escaped
 *   {{#name}} … {{/}} once for each row of a list; for a text, if there is one
 *   {{^name}} … {{/}} if there is neither
 *   {{>name}}         another template
 *   {{! words }}      nothing, with the end of its line: for who reads the template
 *
 * There is no way to put in a text unescaped. Attributes stand in double quotes. */

typedef struct _WebData WebData;

WebData *web_data_new  (void);
void     web_data_free (WebData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebData, web_data_free)

/* NULL and "" are no text. */
void     web_data_set  (WebData *data, const char *name, const char *text);
void     web_data_take (WebData *data, const char *name, char *text);
void     web_data_set_integer (WebData *data, const char *name, gint64 number);
void     web_data_flag (WebData *data, const char *name, gboolean on);

/* As it was set, or NULL. Borrowed. */
const char *web_data_get (const WebData *data, const char *name);

/* Another row of a list; borrowed. Names that it does not have are those of @data. */
WebData *web_data_add  (WebData *data, const char *list);

/* Text of a template, NULL where there is none; borrowed. */
typedef const char *(*WebTemplates) (const char *name, gpointer data);

/* @templates is asked for @name and the templates in it. A template that is damaged is a mistake of ours, and ends the
 * program (the tests fill each). The caller frees the page. */
char    *web_fill      (const char *name, WebTemplates templates, gpointer templates_data, const WebData *data);

/* & < > " ' as references. The caller frees it. */
char    *web_escape    (const char *text);

/* --- web-words.c --- */

/* A sentence in the language of this thread; NULL where there is no such word. */
const char *web_word       (const char *id);

/* All ids, ended by NULL. */
const char *const *web_words (void);
