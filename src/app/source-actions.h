/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/* What can be done with a source that is there already. */

/* Whether sources of this type are posted to, and whether what they say can be told by a mapping. */
gboolean
anlan_source_is_posted (const AnlanRecord *source);
gboolean
anlan_source_is_mapped (const AnlanRecord *source);

/* Where posts to this computer's station begin: "http://192.168.3.20:8765". The caller frees it. */
char *
anlan_source_base (AnlanDesk *desk);

/* Asks whether it shall have a new address to post to, makes it, and shows it this once. */
void
anlan_source_new_address (AnlanDesk *desk, AnlanRecord *source, GtkWindow *parent);

/* Lets its mapping be made or changed beside a sample (what it posted last in vain, where there is such a thing), and keeps it in the record. */
void
anlan_source_change_mapping (AnlanDesk *desk, AnlanRecord *source, GtkWindow *parent);

G_END_DECLS
