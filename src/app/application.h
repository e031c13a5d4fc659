/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AnlanApplication:
 *
 * Reads the command line, makes the composition root and one window, and holds what belongs to the whole program:
 * preferences, about, quitting.
 */
#define ANLAN_TYPE_APPLICATION (anlan_application_get_type ())
G_DECLARE_FINAL_TYPE (AnlanApplication, anlan_application, ANLAN, APPLICATION, AdwApplication)

/* @settings: (nullable). */
AnlanApplication *anlan_application_new (GSettings *settings);

G_END_DECLS
