/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanMappingDialog:
 *
 * How the JSON or CSV of a foreign device is read, made beside a sample of it: a value of the sample is chosen and said to be
 * a measured value, its name, its unit, its time, its status; what comes of it stands below at once. The result is a profile
 * (link/profile.h).
 *
 * Signal "mapped" (profile: its JSON).
 */
#define ANLAN_TYPE_MAPPING_DIALOG (anlan_mapping_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMappingDialog, anlan_mapping_dialog, ANLAN, MAPPING_DIALOG, AdwWindow)

/* @profile: (nullable): one that is to be changed.
 * @asked: (nullable): what "anlanctl source DIR try" takes to fetch a sample; without it one is pasted or read from a file. */
AnlanMappingDialog *
anlan_mapping_dialog_new (AnlanDesk *desk, const char *profile, JsonObject *asked);

/* A sample that is there already, in place of one that nobody has typed. @note: (nullable): where it comes from. */
void
anlan_mapping_dialog_offer (AnlanMappingDialog *dialog, const char *sample, const char *note);

G_END_DECLS
