/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether this program runs from the folder it was built in, where nothing is installed yet. */
gboolean anlan_runs_from_build_folder (void);

/* Sets the locale and binds the translations. @language: such as "zh_CN"; "" or NULL follows the session. Called once
 * before any other thread runs. */
void     anlan_locale_init            (const char *language);

G_END_DECLS
