/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanSourceDialog:
 *
 * Connects a new source: what it is, in the words of who has the thing in hand; how it is reached; a try, with what came;
 * and then the address that it posts to, shown once, or its first word.
 */
#define ANLAN_TYPE_SOURCE_DIALOG (anlan_source_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSourceDialog, anlan_source_dialog, ANLAN, SOURCE_DIALOG, AdwWindow)

/* A plant must be open. */
void
anlan_source_dialog_show (AnlanDesk *desk, GtkWindow *parent);

G_END_DECLS
