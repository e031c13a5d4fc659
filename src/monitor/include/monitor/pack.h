/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* Sets of records that come with the program (resources/monitor/packs/): rules and what follows of alarms. Once they are in a
 * plant they are its own: changed, switched off, voided like any record. */

typedef struct
{
  const char *id;      /* "reactions", "cameras", … */
  const char *title;   /* in the user's language */
  const char *kind;    /* of its records */
  guint       records; /* how many */
  gboolean    series;  /* they are for measuring points, which must be named */
} AnlanPack;

/* NULL behind the last. */
const AnlanPack *anlan_pack_get (guint index);

/**
 * anlan_pack_add:
 * @series: (nullable): measuring points that its rules are for, separated by blanks, with * for any characters
 * @n: (out) (optional): how many records are new
 *
 * Adds the records of a pack that the plant does not have yet, in the user's language; those that it has, also changed or
 * voided ones, stay as they are. With the same pack and other series they are other records. All or none. Blocks.
 *
 * Returns: FALSE with ANLAN_ERROR_NOT_FOUND where there is no such pack, with ANLAN_ERROR_INPUT where it needs series.
 */
gboolean anlan_pack_add (AnlanPlant *plant, const char *id, const char *series, guint *n, GError **error);

/* An id that is always the same for the same words, as a UUID of version 8 (RFC 9562, 5.8). The caller frees it. */
char    *anlan_id_of_words (const char *words);

G_END_DECLS
