/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Opens the library @soname for good and looks up @names (NULL-terminated) into @functions. FALSE with
 * ANLAN_ERROR_FAILED if it or one of them is not there. */
gboolean
late_open (const char *soname, const char *const *names, gpointer *functions, GError **error);

G_END_DECLS
