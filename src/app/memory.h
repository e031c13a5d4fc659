/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Building a page takes far more memory for a moment than the page then keeps. Some seconds after the last call what is
 * free goes back to the system, by a thread of its own. Main thread. */
void
anlan_memory_tidy_soon (void);

G_END_DECLS
