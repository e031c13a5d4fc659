/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "model/convert.h"
#include "report/demo.h"

G_BEGIN_DECLS

typedef struct
{
  AnlanPlant *plant;
  AnlanClock *clock;    /* stands where the story stands */
  GTimeZone  *zone;
  char       *folder;   /* of the language: data/demo/en */
  const char *language;
  int         move;     /* days */
  GHashTable *named;    /* name in the story -> record id */
} AnlanDemo;

/* "2026-10-28 09:23" in the plant's wall time, moved, to milliseconds. */
gboolean anlan_demo_moment (AnlanDemo *demo, const char *text, gint64 *ms, GError **error);

/* The id of the person called @name. The caller frees it. */
char    *anlan_demo_person (AnlanDemo *demo, const char *name, GError **error);

/* demo-readings.c: what sensors have measured, after @recipe, up to now. */
gboolean anlan_demo_measure (AnlanDemo *demo, JsonObject *recipe, GError **error);

/* demo-rounds.c: makes the checklists that @rounds names; walks through its days. */
gboolean anlan_demo_make_lists (AnlanDemo *demo, JsonObject *rounds, GError **error);
gboolean anlan_demo_walk       (AnlanDemo *demo, JsonObject *rounds, GError **error);

/* demo-story.c: tells the story in @file. */
gboolean anlan_demo_tell   (AnlanDemo *demo, const char *file, GError **error);

G_END_DECLS
