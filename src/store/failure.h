/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "base/error.h"

G_BEGIN_DECLS

/* The one place where what SQLite and the system say becomes an AnlanError with a whole sentence. */

/* The AnlanError of an SQLite result code. @system_errno: what sqlite3_system_errno() says, or 0; SQLite reports
 * some full disks as plain I/O errors. */
AnlanError
anlan_failure_code_of_sqlite (int code, int system_errno);

/* The AnlanError of an errno. */
AnlanError
anlan_failure_code_of_errno (int errsv);

/* Sets @error from the state of @handle after a call that gave @code. */
void
anlan_failure_set_sqlite (GError **error, sqlite3 *handle, int code);

/* Sets @error from @errsv, which came up at @path. */
void
anlan_failure_set_errno (GError **error, int errsv, const char *path);

/* Takes a GIO or GFile error apart into ours; @from is freed. */
void
anlan_failure_propagate_file (GError **error, GError *from, const char *path);

G_END_DECLS
