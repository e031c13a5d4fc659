/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * anlan_station_certificate:
 * @path: PEM file with certificate and key
 * @now: moment, for one that must be made
 *
 * The certificate of @path; where no such file is, one is made there that signs itself, for the names and addresses of this
 * machine, good for ten years, in a file that only its owner may read. Blocks.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_INPUT where the file is none, or ANLAN_ERROR_IO where it cannot be written.
 */
GTlsCertificate *anlan_station_certificate (const char *path, gint64 now, GError **error);

G_END_DECLS
