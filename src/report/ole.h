/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bytes of a stream of an OLE container (MS-CFB), whose name is ASCII. NULL if the container is damaged or does not
 * have it. Untrusted: chains that bite their tail end. */
GBytes *anlan_ole_read_stream (GBytes *container, const char *name);

/* Whether any directory entry has that name, however damaged the container is. */
gboolean anlan_ole_has (GBytes *container, const char *name);

G_END_DECLS
