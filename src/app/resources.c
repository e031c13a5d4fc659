/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "resources.h"

#include "anlan-app-resource.h"
#include "grade-chip.h"
#include "split.h"
#include "stage-path.h"

void
anlan_resources_init (void)
{
  /* Static libraries drop constructors that nothing refers to, and types that only templates name. */
  anlan_app_register_resource ();
  g_type_ensure (ANLAN_TYPE_GRADE_CHIP);
  g_type_ensure (ANLAN_TYPE_SPLIT);
  g_type_ensure (ANLAN_TYPE_STAGE_PATH);
}
