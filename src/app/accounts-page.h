/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanAccountsPage:
 *
 * Who may sign in, as a page of the preferences: switches accounts on (after who sits here has a password), makes,
 * changes and closes them, and sets after how long the window locks itself.
 */
#define ANLAN_TYPE_ACCOUNTS_PAGE (anlan_accounts_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAccountsPage, anlan_accounts_page, ANLAN, ACCOUNTS_PAGE, AdwPreferencesPage)

/* A plant must be open. */
AnlanAccountsPage *anlan_accounts_page_new (AnlanDesk *desk);

G_END_DECLS
