/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A column's name without white space, letter case, full-width forms and the asterisk of required columns; with @bare also
 * without what stands in brackets, as units do. Never NULL; the caller frees it. */
char *anlan_table_fold_name (const char *name, gboolean bare);

G_END_DECLS
