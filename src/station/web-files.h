/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-private.h"

/* Templates, style and script of the pages: they are part of the program. */

/* Text of the template NAME.html, or NULL; lives as long as the program. */
const char *web_files_template (const char *name, gpointer unused);

/* A few digits that change with the files. */
const char *web_files_version  (void);

/* /web/NAME: style, script and picture. */
void        web_files_handle   (WebCall *call);
