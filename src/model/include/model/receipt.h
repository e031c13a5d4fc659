/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"

G_BEGIN_DECLS

/* A stage that a record has come to. */
typedef struct
{
  char *stage; /* its title in the user's language */
  char *at;    /* moment; of an anonymous report the day of the report only */
} AnlanPassage;

/**
 * AnlanReceipt:
 *
 * What somebody with the code of a report may see: how far it is, and nothing of the people in it.
 */
typedef struct
{
  char      *kind;     /* id */
  char      *record;   /* id */
  char      *number;
  char      *stage;    /* title of the present one */
  GPtrArray *passages; /* AnlanPassage, oldest first */
} AnlanReceipt;

void          anlan_receipt_free          (AnlanReceipt *receipt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanReceipt, anlan_receipt_free)

/* The code of who has made up @secret, at least 128 bits of chance as text: the same each time, so that a report that is sent
 * twice has one code (AnlanChange.receipt). Freed by the caller. */
char         *anlan_receipt_code          (const char *secret);

/* @code as it was written down: capitals, spaces and hyphens do not matter. NULL with ANLAN_ERROR_NOT_FOUND where no
 * report has it. */
AnlanReceipt *anlan_plant_receipt         (AnlanPlant *plant, const char *code, GError **error);
void          anlan_plant_receipt_async   (AnlanPlant *plant, const char *code, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
AnlanReceipt *anlan_plant_receipt_finish  (AnlanPlant *plant, GAsyncResult *result, GError **error);

G_END_DECLS
