/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANLAN_UUID_LENGTH 36

/* A UUIDv7 (RFC 9562, 5.7) of @ms: 36 lower-case characters, and within one process each greater than the
 * one before as long as @ms does not run back. Thread-safe. The caller frees it. */
char    *anlan_uuid_new   (gint64 ms);

/* Whether @text is a UUID of 36 lower-case characters, whatever its version. */
gboolean anlan_uuid_valid (const char *text);

G_END_DECLS
