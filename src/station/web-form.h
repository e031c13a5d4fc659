/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WebForm:
 *
 * What a browser sends with a form: application/x-www-form-urlencoded or multipart/form-data, untrusted. Texts are UTF-8
 * without control characters besides line ends. Names of files are not kept.
 */
typedef struct _WebForm WebForm;

/* Of one form. */
#define WEB_FORM_FIELDS 200
#define WEB_FORM_TEXT 20000

/* @content_type, @body: (nullable): none gives an empty form. ANLAN_ERROR_INPUT with a sentence where it cannot be read, is cut
 * off or has more than a form of ours. */
WebForm    *web_form_new   (const char *content_type, GBytes *body, GError **error);

/* Of a query, too. */
WebForm    *web_form_new_query (const char *query);
void        web_form_free  (WebForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebForm, web_form_free)

/* Without blanks around; NULL where it is not there or empty. Borrowed. */
const char *web_form_get   (const WebForm *form, const char *name);

/* Whether it was sent at all, be it empty. */
gboolean    web_form_has   (const WebForm *form, const char *name);

/* All texts of that name, in order; ended by NULL. The array is freed by the caller. */
char      **web_form_list  (const WebForm *form, const char *name);

/* (element-type GBytes): files of that name that have a byte. */
GPtrArray  *web_form_files (const WebForm *form, const char *name);

G_END_DECLS
