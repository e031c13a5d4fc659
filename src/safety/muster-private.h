/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "safety/muster.h"

G_BEGIN_DECLS

/* While a board is read, on one connection. */
typedef struct
{
  AnlanDb *db;
  GTimeZone *zone;
  AnlanMusterBoard *board;
  GHashTable *parents;     /* unit -> parent, "" for none */
  GHashTable *names;       /* unit -> name */
  GHashTable *departments; /* unit below the firm -> index + 1 */
  GHashTable *persons;     /* person or visit -> AnlanMusterPerson of the board */
  GHashTable *points;      /* id -> index + 1 */
} AnlanMustering;

/* Index of the department that @unit (nullable) belongs to. */
guint
anlan_mustering_department (AnlanMustering *mustering, const char *unit);

/* The person or visitor @id, made if the board has none. */
AnlanMusterPerson *
anlan_mustering_take (AnlanMustering *mustering,
                      const char *person,
                      const char *visit,
                      const char *name,
                      const char *company,
                      const char *unit);

/* --- muster-expected.c: who should be there, and where they were last seen ------------------------------------------------ */

gboolean
anlan_mustering_expect (AnlanMustering *mustering, GError **error);

G_END_DECLS
