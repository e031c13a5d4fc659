/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "model/account.h"

G_BEGIN_DECLS

/**
 * AnlanAccountDialog:
 *
 * Makes or changes the account of one person: the name to sign in with, the password, whether several people use it; and
 * shows the roles that the person holds. Signal "saved" once it is stored.
 */
#define ANLAN_TYPE_ACCOUNT_DIALOG (anlan_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAccountDialog, anlan_account_dialog, ANLAN, ACCOUNT_DIALOG, AdwWindow)

/* @info: (nullable): the present account; NULL makes one. @own: of who sits here; the present password is asked for. */
AnlanAccountDialog *anlan_account_dialog_new (AnlanDesk *desk, const char *person, const char *name,
                                              const AnlanAccountInfo *info, gboolean own);

G_END_DECLS
