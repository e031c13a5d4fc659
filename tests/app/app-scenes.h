/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-fixture.h"

/*
 * Everything that a person can have on the screen of the demo plant: pages, records, forms, dialogs, popovers. What is
 * asserted of all of it (names, translations, templates, memory) goes through this list, so that a new dialog is looked
 * at as soon as it has a line in app-scenes.c. Pages come by themselves.
 */
typedef void (*AppSceneVisit) (App *app, const char *scene, gpointer data);

/* Calls @visit with each scene on the screen; nothing is left open between them. */
void
app_visit_scenes (App *app, AppSceneVisit visit, gpointer data);

/* Closes dialogs and popovers and leaves the record. */
void
app_clear (App *app);
