/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/record.h"

G_BEGIN_DECLS

/* All by which search finds @record: its label, its number, every field marked search="yes" as people read it, and,
 * for a person, the pinyin of the name. Never a sensitive field. The caller frees it. */
char *
anlan_record_search_text (const AnlanRecord *record);

G_END_DECLS
