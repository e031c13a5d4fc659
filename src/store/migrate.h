/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/db.h"

G_BEGIN_DECLS

#define ANLAN_APPLICATION_NUMBER 0x414E4C41 /* "ANLA" */

/* The scripts NNN-@name….sql that are compiled in, in order: the first makes version 1 of the schema. */
GPtrArray *
anlan_migrations_load (const char *name);

/* PRAGMA user_version. */
gboolean
anlan_schema_get_version (AnlanDb *db, guint *version, GError **error);

/* Runs the scripts that the database has not seen and sets its version (and, if @application_number is not 0, that),
 * all in one transaction. ANLAN_ERROR_NEWER if the database has seen more than there are. */
gboolean
anlan_migrate (AnlanDb *db, GPtrArray *scripts, guint32 application_number, GError **error);

/* A consistent copy of the whole database at @path, which must not be there. */
gboolean
anlan_db_copy_to (AnlanDb *db, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
