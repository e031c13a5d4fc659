/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where things that come with Anlan lie. A program that runs from the build folder finds them in the source tree, so
 * that nothing needs to be installed to try it. */

/* TRUE when the running program lies in the build folder. */
gboolean anlan_path_in_build (void);

/* Folder of the translations, for bindtextdomain(). The caller frees it. */
char    *anlan_path_locale   (void);

/* A file or folder of data/ (the demo plant, calendars), whether or not it is there. The caller frees it. */
char    *anlan_path_data     (const char *name);

/* Takes a folder of ours away with all that is in it. Never follows a link out of it. */
void     anlan_remove_tree   (const char *path);

/* Binds the translations and takes the user's language; the first thing a program does. */
void     anlan_path_init_locale (void);

G_END_DECLS
