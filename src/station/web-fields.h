/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-private.h"

/* Fields of a kind as a form of a page, and back. */

/* Adds a row to @list for each field that @step asks for, with what @record has. Those that do not apply as it stands are told
 * apart ("more"), and photos and files come last. @labels: of what @record refers to. */
void        web_fields_show (WebCall *call, WebData *data, const char *list, const AnlanRecord *record,
                             const AnlanFlowStep *step, GHashTable *labels);

/* What has been filled in, put into @change; an empty field that @record has a value for is emptied. Photos and files are stored:
 * web_photos_drop() where the change is refused. FALSE with a sentence that names the field. */
gboolean    web_fields_take (WebCall *call, AnlanChange *change, const AnlanRecord *record, const AnlanFlowStep *step,
                             GError **error);

/* The id of the record of @kind that people call @text (a name, a number); NULL with a sentence. Freed by the caller. */
char       *web_find_record (WebCall *call, const char *kind, const char *field, const char *text, GError **error);
