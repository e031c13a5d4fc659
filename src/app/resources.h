/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANLAN_RESOURCE_PATH "/io/github/anlan/Anlan"
#define ANLAN_UI(name)      ANLAN_RESOURCE_PATH "/ui/" name ".ui"

/* Makes templates, styles and icons known, and the types that templates name. Called once, before any widget. */
void anlan_resources_init (void);

G_END_DECLS
