/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "source-types.h"

G_BEGIN_DECLS

/* A row of a form that asks for one setting; its title and hint beside where one types. */
GtkWidget *
anlan_setting_row_new (const AnlanSourceSetting *setting);

const AnlanSourceSetting *
anlan_setting_row_get_setting (GtkWidget *row);

/* What stands there, as anlan_source_settings_set() takes it. The caller frees it. */
char *
anlan_setting_row_get_text (GtkWidget *row);

/* Calls @func (row, data) whenever that is another one. */
void
anlan_setting_row_watch (GtkWidget *row, GCallback func, gpointer data);

G_END_DECLS
