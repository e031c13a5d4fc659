/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "form-context.h"

G_BEGIN_DECLS

/* What was chosen, not typed, in a record that is stored only when it is handed in: references, photos, files, choices,
 * places. It is put down beside what is half typed, with the labels of what it refers to and with what is known of its
 * files, which lie in the plant's folder already. */

/* Does nothing where what is left is stored by itself. */
void     anlan_form_kept_put (AnlanFormContext *context, const AnlanField *field, const AnlanValue *value);

/* FALSE where there is nothing. @value: set to what was chosen; its labels and files are in the context then. */
gboolean anlan_form_kept_get (AnlanFormContext *context, const AnlanField *field, AnlanValue *value);

G_END_DECLS
