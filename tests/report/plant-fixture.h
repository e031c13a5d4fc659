/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "fixture.h"

#include "base/paths.h"
#include "report/import.h"

/* A new, empty plant with the built-in kinds, in a folder of its own that goes with it. */
typedef struct
{
  char *root;
  AnlanPlant *plant;
} Plant;

/* 2026-11-22T09:00:00Z */
#define PLANT_NOW G_GINT64_CONSTANT (1795338000000)

static inline void
plant_set_up (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (PLANT_NOW);
  g_autofree char *dir = NULL, *desk = NULL;
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  AnlanPlantOptions options = { .clock = clock };
  g_autoptr (GError) error = NULL;

  self->root = g_dir_make_tmp ("anlan-report-XXXXXX", &error);
  g_assert_no_error (error);
  dir = g_build_filename (self->root, "plant", NULL);
  options.desk_dir = desk = g_build_filename (self->root, "desk", NULL);
  self->plant = anlan_plant_create (dir, &birth, &options, &error);
  g_assert_no_error (error);
}

static inline void
plant_tear_down (Plant *self, gconstpointer data)
{
  anlan_plant_close (self->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->plant);
  anlan_remove_tree (self->root);
  g_free (self->root);
}

/* @text as a CSV file on its way into @kind. */
static inline AnlanImport *
plant_open_text (Plant *self, const char *kind, const char *text)
{
  g_autofree char *path = fixture_file ("table.csv", text, -1);
  g_autoptr (GError) error = NULL;
  AnlanImport *import = anlan_import_open (self->plant, kind, path, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  fixture_remove (path, TRUE);
  return import;
}
