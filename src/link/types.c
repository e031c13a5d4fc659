/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/types.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "camera-source.h"
#include "folder.h"
#include "hj212.h"
#include "modbus-source.h"
#include "mqtt-source.h"
#include "poll-source.h"

/* All types there are, in the order in which they are offered. */
static const struct
{
  const char *type;
  AnlanSourceMake make;
} types[] = {
  { "folder", anlan_folder_source_make },       { "hj212", anlan_hj212_source_make },
  { "poll", anlan_poll_source_make },           { "sensorthings", anlan_sensorthings_source_make },
  { "modbus", anlan_modbus_source_make },       { "mqtt", anlan_mqtt_source_make },
  { "hikvision", anlan_hikvision_source_make }, { "dahua", anlan_dahua_source_make },
};

AnlanSource *
anlan_source_make (
    const char *type, const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  g_return_val_if_fail (type != NULL && id != NULL && ANLAN_IS_INTAKE (intake) && settings != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      return types[i].make (id, intake, settings, error);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
               _ ("There is no type of source called “%s”. Choose one of those that are offered."), type);
  return NULL;
}

const char *const *
anlan_source_types (void)
{
  static const char *names[G_N_ELEMENTS (types) + 1];
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        names[i] = types[i].type;
      g_once_init_leave (&once, 1);
    }
  return names;
}
