/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/push.h"

G_BEGIN_DECLS

/**
 * AnlanFolderSource:
 *
 * A folder that other programs drop files into. A file is taken once it has stood unchanged from one look to the next; when
 * all of it is committed it goes to the folder done/ beside it, and to bad/ with the reason in a text file of its name where
 * it, or part of it, made no sense. Until then it stays where it is: after a crash it is read again, and what was taken
 * before is recognised by series and moment. What is not dated stands at the moment at which its file was written. Names
 * that begin with a dot or end like those of unfinished copies (.part, .tmp …), and what Windows leaves in folders, are left
 * alone.
 *
 * Settings:
 *   folder    absolute path
 *   interval  seconds between two looks, 1 to 3600; 5
 *   profile   how the files are read (link/profile.h); else .json is our own JSON, and all others our own CSV
 */
#define ANLAN_TYPE_FOLDER_SOURCE (anlan_folder_source_get_type ())
G_DECLARE_FINAL_TYPE (AnlanFolderSource, anlan_folder_source, ANLAN, FOLDER_SOURCE, AnlanSource)

AnlanSource *anlan_folder_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);

G_END_DECLS
