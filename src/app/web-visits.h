/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desk.h"

G_BEGIN_DECLS

/* Shows who came by the token with this id, what for and when, the newest first; with @token NULL whatever was refused. */
void anlan_web_show_visits (GtkWidget *widget, AnlanDesk *desk, const char *token, const char *name);

G_END_DECLS
