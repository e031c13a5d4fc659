/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>

#include "model/query.h"
#include "model/receipt.h"

/* How far a report is, for who has its code: no names, and only what shows the place before and after. */

/* Received, in progress, done: what the stages come to for who reported it. */
static const char *
get_state (const AnlanRecord *record)
{
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;
  const AnlanStage *first =
      record->kind->stages->len > 0 ? g_ptr_array_index (record->kind->stages, 0) : NULL;

  if (stage == NULL || stage == first)
    return "received";
  return stage->final ? "done" : "work";
}

static void
show_record (WebCall *call, const AnlanReceipt *receipt)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load (call->plant, receipt->kind, receipt->record, &error);
  g_autofree char *state = NULL;

  if (record == NULL)
    {
      web_refuse_error (call, error);
      return;
    }
  state = g_strconcat ("state_", get_state (record), NULL);
  web_data_flag (call->data, state, TRUE);
  web_data_set (call->data, "what", anlan_record_get_text (record, "what"));
  web_photos_show (call, call->data, "before", record, "photos");
  web_photos_show (call, call->data, "after", record, "after");
  web_data_set (call->data, "number", receipt->number);
  web_data_set (call->data, "stage", receipt->stage);
  for (guint i = 0; i < receipt->passages->len; i++)
    {
      const AnlanPassage *passage = g_ptr_array_index (receipt->passages, i);
      WebData *row = web_data_add (call->data, "passages");

      web_data_set (row, "passage", passage->stage);
      web_data_take (row, "at", web_say_moment (call, passage->at));
    }
  web_show (call, "status");
}

void
web_status_handle (WebCall *call)
{
  const char *code = web_form_get (call->form, "code");
  g_autoptr (GError) error = NULL;
  AnlanReceipt *receipt;

  web_data_set (call->data, "code", code);
  web_show (call, "status");
  if (code == NULL)
    return;
  receipt = anlan_call_count_guess (call->call, FALSE, &error)
                ? anlan_plant_receipt (call->plant, code, &error)
                : NULL;
  if (receipt != NULL)
    show_record (call, receipt);
  else
    {
      anlan_call_count_guess (call->call, TRUE, NULL);
      web_again (call, "status", error->message);
    }
  g_clear_pointer (&receipt, anlan_receipt_free);
}
