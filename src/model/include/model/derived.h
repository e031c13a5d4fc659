/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "store/files.h"

G_BEGIN_DECLS

/* Derived kinds: their rows come from a stored file and go with it. They have ids and can be listed, but have no
 * revision, no line of their own and are not in search; one journal line per import holds the file's SHA-256 and the
 * hash of the rows that were made of it. */

/* SHA-256 over the bodies of @records (element-type AnlanRecord) in their order. The caller frees it. */
char    *anlan_derived_hash    (GPtrArray *records);

/**
 * anlan_plant_replace_derived:
 * @file: the stored file that @records were made of.
 *
 * Takes all rows of @kind away and puts @records (element-type AnlanRecord; ids are given here) in their place, in one
 * transaction with the line that says so. Blocks.
 */
gboolean anlan_plant_replace_derived (AnlanPlant *plant, const char *kind, const AnlanFile *file, GPtrArray *records,
                                      GError **error);

/* The file that the present rows came from, and their hash as the journal has it and as the rows give it now. All are
 * NULL if nothing was imported yet. The caller frees them. */
gboolean anlan_plant_derived_source  (AnlanPlant *plant, const char *kind, char **sha256, char **written, char **found,
                                      GError **error);

G_END_DECLS
