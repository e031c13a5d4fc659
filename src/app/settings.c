/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "settings.h"

#include "locales.h"

/* The id stays the same in a development build, so that both see the same plants. */
#define SCHEMA "io.github.anlan.Anlan"

static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) built = NULL;
  g_autoptr (GError) error = NULL;

  /* The build folder comes first: an older version may be installed. */
  if (anlan_runs_from_build_folder ())
    built = g_settings_schema_source_new_from_directory (ANLAN_BUILD_DIR "/data", installed, TRUE, &error);
  if (error != NULL)
    g_debug ("no settings schema in the build folder: %s", error->message);
  if (built == NULL && installed == NULL)
    return NULL;
  return g_settings_schema_source_lookup (built != NULL ? built : installed, SCHEMA, TRUE);
}

GSettings *
anlan_settings_open (void)
{
  g_autoptr (GSettingsSchema) schema = find_schema ();

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
