/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "model/query.h"

/* /v/CODE: what the code on a paper or badge stands for, and how that is now. Nothing can be changed, and no people are named. */

static void
show_record (WebCall *call, const AnlanVerifyCode *code, AnlanRecord *record)
{
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;
  g_autofree char *today = anlan_local_format (call->now, call->zone, "%Y-%m-%d");
  g_autofree char *changed = web_say_moment (call, record->changed), *now = NULL;
  g_autofree char *moment = anlan_time_format (call->now);

  web_data_flag (call->data, "genuine", TRUE);
  web_data_flag (call->data, "expired", code->until != NULL && strcmp (code->until, today) < 0);
  web_data_set (call->data, "until", code->until);
  web_data_set (call->data, "kind_title", anlan_kind_text (record->kind->title));
  web_data_set (call->data, "number", record->number);
  web_data_flag (call->data, "voided", record->voided);
  web_data_set (call->data, "stage", stage != NULL ? anlan_kind_text (stage->title) : NULL);
  web_data_set (call->data, "changed", changed);
  now = web_say_moment (call, moment);
  web_data_set (call->data, "now", now);
  /* What a record of a person is called is a name. */
  if (strcmp (record->kind->id, "person") != 0)
    web_data_set (call->data, "label", anlan_record_label (record));
  else
    {
      const AnlanField *field = anlan_kind_field (record->kind, "state");
      const AnlanChoice *state =
          field != NULL ? anlan_field_choice (field, anlan_record_get_text (record, "state")) : NULL;

      web_data_set (call->data, "stage", state != NULL ? anlan_kind_text (state->title) : NULL);
    }
  web_show (call, "verify");
}

void
web_verify_handle (WebCall *call)
{
  const char *text = web_part (call, 0);
  g_autoptr (GError) error = NULL;
  gboolean may = anlan_call_count_guess (call->call, FALSE, &error);
  g_autoptr (AnlanVerifyCode) code =
      may && text != NULL ? anlan_verify_check (call->plant, text, NULL) : NULL;
  g_autoptr (AnlanRecord) record =
      code != NULL ? anlan_plant_load (call->plant, code->kind, code->record, NULL) : NULL;

  web_data_set (call->data, "genuine", NULL);
  if (record != NULL)
    {
      show_record (call, code, record);
      return;
    }
  web_again (call, "verify",
             _ ("This plant has not issued this code. Do not rely on the paper: ask the safety office."));
  call->status = 404;
}
