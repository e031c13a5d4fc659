/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanChannelPage:
 *
 * The ways out to people: whether messages go through, what waits, the last error with what to do; a test message, of which
 * is shown what becomes; and what only the keyring may have.
 */
#define ANLAN_TYPE_CHANNEL_PAGE (anlan_channel_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanChannelPage, anlan_channel_page, ANLAN, CHANNEL_PAGE, AnlanPage)

AnlanPage *
anlan_channel_page_new (AnlanDesk *desk);

G_END_DECLS
