/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "backups.h"

G_BEGIN_DECLS

/**
 * AnlanBackupPage:
 *
 * The daily backup as a page of the preferences: where it goes, when the last good one was written, one now, its
 * passphrase, and how a plant is brought back from it.
 */
#define ANLAN_TYPE_BACKUP_PAGE (anlan_backup_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBackupPage, anlan_backup_page, ANLAN, BACKUP_PAGE, AdwPreferencesPage)

AnlanBackupPage *anlan_backup_page_new (AnlanDesk *desk);

G_END_DECLS
