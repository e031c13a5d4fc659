/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/checks.h"
#include "model/registry.h"

G_BEGIN_DECLS

typedef struct
{
  AnlanGuardFunc func;
  gpointer       data;
} AnlanGuardEntry;

typedef struct
{
  AnlanEffectFunc func;
  gpointer        data;
} AnlanEffectEntry;

const AnlanGuardEntry  *anlan_registry_guard  (AnlanRegistry *registry, const char *name); /* or NULL */
const AnlanEffectEntry *anlan_registry_effect (AnlanRegistry *registry, const char *name); /* or NULL */
gboolean                anlan_registry_ask_gates (AnlanRegistry *registry, const AnlanGateQuestion *question,
                                                  GPtrArray *checks, GError **error);
const AnlanPhotoReader *anlan_registry_photo_reader (AnlanRegistry *registry);                /* or NULL */
gboolean                anlan_registry_add_functions_to (AnlanRegistry *registry, AnlanDb *db, GError **error);

G_END_DECLS
