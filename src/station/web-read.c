/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "model/duties.h"
#include "model/query.h"

/* /read: documents that a person is to read and has not confirmed; /read/ID: one of them, and by POST that it was read. */

#define MOST 200
#define DOCUMENT "document"
#define WORD "document_read"

static void
show_list (WebCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanOwedList) list = anlan_plant_owed_by_person (call->plant, call->person, MOST, &error);

  for (guint i = 0; list != NULL && i < list->owed->len; i++)
    {
      const AnlanOwed *owed = g_ptr_array_index (list->owed, i);
      WebData *row;

      if (strcmp (owed->record->kind->id, DOCUMENT) != 0 || owed->person == NULL)
        continue;
      row = web_data_add (call->data, "documents");
      web_data_set (row, "id", owed->record->id);
      web_data_set (row, "label", anlan_record_label (owed->record));
      web_data_set (row, "version_of", anlan_record_get_text (owed->record, "version"));
    }
  if (list == NULL)
    web_refuse_error (call, error);
  else
    web_show (call, "read");
}

/* The person's own word on it, or NULL. */
static AnlanRecord *
find_word (WebCall *call, const AnlanRecord *document)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (WORD);
  g_autoptr (GPtrArray) words = NULL;

  anlan_query_add_is (query, "document", document->id);
  anlan_query_add_is (query, "person", call->person);
  words = anlan_plant_find (call->plant, query, NULL);
  return words != NULL && words->len > 0 ? anlan_record_ref (g_ptr_array_index (words, 0)) : NULL;
}

static void
show_papers (WebCall *call, const AnlanRecord *document)
{
  const AnlanValue *value = anlan_record_get (document, "papers");
  g_auto (GStrv) papers = !anlan_value_is_null (value) ? anlan_value_get_items (value) : NULL;

  for (guint i = 0; papers != NULL && papers[i] != NULL; i++)
    {
      WebData *row = web_data_add (call->data, "papers");

      web_data_take (row, "href", web_file_url (call, papers[i]));
      web_data_set_integer (row, "n", i + 1);
    }
}

static void
show_document (WebCall *call, const AnlanRecord *document)
{
  g_autoptr (AnlanRecord) word = find_word (call, document);

  web_secret (call);
  web_data_set (call->data, "id", document->id);
  web_data_set (call->data, "label", anlan_record_label (document));
  web_data_set (call->data, "number", document->number);
  web_data_set (call->data, "version_of", anlan_record_get_text (document, "version"));
  web_data_set (call->data, "effective", anlan_record_get_text (document, "effective"));
  web_data_set (call->data, "summary", anlan_record_get_text (document, "summary"));
  web_data_set (call->data, "person", call->token->name);
  if (word != NULL)
    web_data_take (call->data, "read_at", web_say_moment (call, anlan_record_get_text (word, "at")));
  show_papers (call, document);
  web_show (call, "document");
}

static void
store (WebCall *call, const AnlanRecord *document)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, WORD, NULL);
  g_autoptr (AnlanRecord) word = find_word (call, document);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  change->actor = g_strdup (call->person);
  anlan_change_set_text (change, DOCUMENT, document->id);
  anlan_change_set_text (change, "person", call->person);
  /* Sent twice it stands once. */
  if (word == NULL)
    applied = anlan_plant_apply (call->plant, change, &error);
  if (word != NULL || applied != NULL)
    {
      web_go (call, g_strconcat ("/read/", document->id, NULL));
      return;
    }
  show_document (call, document);
  web_again (call, "document", error->message);
}

/* Whether it is asked of the person, or was. */
static gboolean
is_asked (WebCall *call, const AnlanRecord *document)
{
  g_autoptr (AnlanOwedList) list = anlan_plant_owed_by_person (call->plant, call->person, MOST, NULL);
  g_autoptr (AnlanRecord) word = find_word (call, document);

  for (guint i = 0; list != NULL && i < list->owed->len; i++)
    if (strcmp (((const AnlanOwed *)g_ptr_array_index (list->owed, i))->record->id, document->id) == 0)
      return TRUE;
  return word != NULL;
}

void
web_read_handle (WebCall *call)
{
  const char *id = web_part (call, 0);
  g_autoptr (AnlanRecord) document = NULL;

  if (!web_is_person (call))
    return;
  if (id == NULL)
    {
      show_list (call);
      return;
    }
  document = anlan_plant_load (call->plant, DOCUMENT, id, NULL);
  if (document == NULL || !is_asked (call, document))
    web_refuse (call, 404, _ ("This document is not among those that you are to read."));
  else if (call->post)
    store (call, document);
  else
    show_document (call, document);
}
