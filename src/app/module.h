/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmodule.h>

G_BEGIN_DECLS

/* The module that is the program, as its file is named, and the one name that it has for others. */
#define ANLAN_WINDOW_MODULE "anlan-window.so"
#define ANLAN_WINDOW_MAIN "anlan_window_main"

/* What main() would be. */
G_MODULE_EXPORT int
anlan_window_main (int argc, char **argv);

G_END_DECLS
