/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/receipt.h"

G_BEGIN_DECLS

/* A code for the record, of which only the hash is kept. Inside the transaction. The caller frees it. */
char *anlan_receipt_make (AnlanDb *db, const AnlanRecord *record, const char *code, GError **error);

G_END_DECLS
