/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desk.h"

G_BEGIN_DECLS

/* Asks what the people of which zones are told, from a template or in own words, and tells it: from then on it stands on
 * phones and screens until it is withdrawn. @muster, @alarm: (nullable): what it belongs to; the alarm's zone is chosen, and
 * the template for its danger. */
void anlan_tell_dialog_show (GtkWidget *widget, AnlanDesk *desk, const char *muster, const char *alarm);

G_END_DECLS
