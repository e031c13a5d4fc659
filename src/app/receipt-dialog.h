/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/* The code of an anonymous report. It is shown once, to who has just reported; with it anybody sees how far it is. */

/* Shows @code of the report @number over @parent. */
void
anlan_receipt_show (GtkWindow *parent, const char *number, const char *code);

/* Asks over @parent for a code, and shows how far its report is. */
void
anlan_receipt_enter (GtkWindow *parent, AnlanDesk *desk);

G_END_DECLS
