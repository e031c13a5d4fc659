/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/json.h"
#include "model/record.h"

G_BEGIN_DECLS

/* A value as bodies, patches and exports write it: lists and places as JSON, yes/no as true and false. */
void anlan_field_write_json (AnlanJson *json, const AnlanField *field, const AnlanValue *value);

/* The other way: @value is overwritten. */
void anlan_field_read_json  (const AnlanField *field, JsonNode *node, AnlanValue *value);

G_END_DECLS
