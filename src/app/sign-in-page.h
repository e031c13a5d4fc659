/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanSignInPage:
 *
 * Name and password before anything of a plant is seen, or the password of who had to go while the window was locked.
 * After a wrong password it waits, longer each time. Signal "signed-in" (AnlanSignedIn *).
 */
#define ANLAN_TYPE_SIGN_IN_PAGE (anlan_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSignInPage, anlan_sign_in_page, ANLAN, SIGN_IN_PAGE, AdwBin)

AnlanSignInPage *anlan_sign_in_page_new  (AnlanDesk *desk);

/* @person: (nullable): id of who locked the window, who alone can open it again; @name: what to call them. */
void             anlan_sign_in_page_ask  (AnlanSignInPage *page, const char *person, const char *name);

G_END_DECLS
