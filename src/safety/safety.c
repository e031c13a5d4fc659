/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/safety.h"

#include "safety/hazard.h"
#include "safety/inspection.h"
#include "safety/muster.h"
#include "safety/photo.h"

void
anlan_safety_register (AnlanRegistry *registry)
{
  g_return_if_fail (registry != NULL);

  anlan_registry_set_photo_reader (registry, &anlan_photo_reader);
  anlan_hazard_register (registry);
  anlan_inspection_register (registry);
  anlan_muster_register (registry);
}

AnlanRegistry *
anlan_safety_registry_new (void)
{
  AnlanRegistry *registry = anlan_registry_new ();

  anlan_safety_register (registry);
  return registry;
}
