/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AnlanHelpWindow:
 *
 * The handbook, short: a page that is read from top to bottom, in the language of the window. Its text is
 * resources/help/LANGUAGE.txt: lines beginning with "# " are headings, with "- " points of a list, all others
 * paragraphs.
 */
#define ANLAN_TYPE_HELP_WINDOW (anlan_help_window_get_type ())
G_DECLARE_FINAL_TYPE (AnlanHelpWindow, anlan_help_window, ANLAN, HELP_WINDOW, AdwWindow)

AnlanHelpWindow *anlan_help_window_new (void);

G_END_DECLS
