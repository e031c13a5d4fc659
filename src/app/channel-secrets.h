/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/* Asks for what the service of the channel @record needs: addresses that are keys, tokens and passwords go into the keyring of
 * this computer, the rest into the record. What stands in the keyring already is not shown; left empty it stays. */
void
anlan_channel_secrets_show (AnlanDesk *desk, AnlanRecord *record, GtkWindow *parent);

G_END_DECLS
