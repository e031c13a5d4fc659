/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anlan_late_open:
 * @soname: library that the program is not linked with, such as "librsvg-2.so.2"
 * @names: (array zero-terminated=1): of functions
 * @functions: (array): as many
 *
 * Opens the library for good and looks the functions up. For libraries that most days nobody needs: linked in the ordinary
 * way they and those that they need in turn are looked through at each start. Any thread.
 *
 * Returns: FALSE with ANLAN_ERROR_FAILED if it or one of them is not there.
 */
gboolean anlan_late_open (const char *soname, const char *const *names, gpointer *functions, GError **error);

/* What a list X (name) X (name) … of functions becomes: members of a struct, and their names. */
#define ANLAN_LATE_MEMBER(name) typeof (name) *name;
#define ANLAN_LATE_NAME(name) #name,

G_END_DECLS
