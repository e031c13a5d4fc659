/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What this desk remembers of its user (data/io.github.anlan.Anlan.gschema.xml). The schema is looked for where it is
 * installed and, for a program in its build folder, there. NULL where there is none: then nothing is remembered. */
GSettings *anlan_settings_open (void);

G_END_DECLS
