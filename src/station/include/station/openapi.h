/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/kind.h"

G_BEGIN_DECLS

/**
 * anlan_openapi_document:
 * @server: (nullable): address of /api/v1 as its callers have it; NULL: "/api/v1"
 *
 * What programs may ask of a plant with these kinds: an OpenAPI 3.1.0 document (spec.openapis.org/oas/v3.1.0), in the language
 * of the calling thread. The caller frees it.
 */
char *anlan_openapi_document (AnlanKinds *kinds, const char *server);

G_END_DECLS
