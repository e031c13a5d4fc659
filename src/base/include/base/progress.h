/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanProgress:
 * @fraction: 0 to 1, never falling; what is not known yet counts as undone.
 *
 * How far a long piece of work has come. Functions that block call it on their own thread; functions that end in
 * _async call it on the main context that they were started from. Called at most about ten times a second.
 */
typedef void (*AnlanProgress) (double fraction, gpointer data);

G_END_DECLS
