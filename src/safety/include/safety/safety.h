/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/registry.h"

G_BEGIN_DECLS

/* What the modules of safety/ bring to the kinds: guards, effects and functions. The composition root calls it before a
 * plant is opened. */
void           anlan_safety_register     (AnlanRegistry *registry);

/* A registry with all of it and nothing else: for whoever opens a plant without a window. */
AnlanRegistry *anlan_safety_registry_new (void);

G_END_DECLS
