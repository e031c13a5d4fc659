/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* Small files in the folder "station" of a plant, by which the station and the programs beside it tell each other something.
 * None is in a backup. All block. */

/* Of such a file no more is read, bytes. */
#define STATION_FILE_MAX (16 * 1024 * 1024)

/* Whether @id can be part of a name there: letters, digits and "-", at most 64. */
gboolean station_folder_id_valid (const char *id);

/* station/NAME of the plant's folder @dir; the caller frees it. */
char    *station_folder_path     (const char *dir, const char *name);

/* As a whole or not at all, for this user only. Makes the folder. ANLAN_ERROR_IO. */
gboolean station_folder_write    (const char *dir, const char *name, const void *bytes, gsize length, GError **error);

/* NULL with ANLAN_ERROR_NOT_FOUND, _LIMIT or _IO. */
GBytes  *station_folder_read     (const char *dir, const char *name, GError **error);

/* The members of a file; NULL besides with ANLAN_ERROR_CORRUPT. */
JsonObject *station_folder_read_object (const char *dir, const char *name, GError **error);

/* One that is not there is none to remove. ANLAN_ERROR_IO. */
gboolean station_folder_remove   (const char *dir, const char *name, GError **error);

/* A moment of such an object, or G_MININT64. */
gint64   station_folder_moment   (JsonObject *object, const char *name);
