/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-plant.h"

void
demo_plant_copy (const char *language, const char *dir, const char *kept)
{
  const char *argv[] = { DEMO_PLANT, ANLANCTL, language, dir, kept, NULL };
  g_autofree char *trouble = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &trouble, &status, &error))
    g_error ("%s: %s", argv[0], error->message);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s %s: %s: %s", argv[0], language, error->message, trouble);
}
