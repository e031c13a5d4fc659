/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-confirm"

#include <string.h>

#include "app-fixture.h"

#include "confirm-bar.h"
#include "model/duties.h"
#include "model/query.h"

/* Who has read a document, who is missing, and giving one's word. */

static AnlanConfirmBar *
show_document (App *app, const char *id)
{
  GtkWidget *bar;

  app_show_record (app, "document", id);
  bar = app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_CONFIRM_BAR);
  APP_AWAIT (!anlan_confirm_bar_is_busy (ANLAN_CONFIRM_BAR (bar)));
  app_settle (app);
  return ANLAN_CONFIRM_BAR (bar);
}

/* The condition over people who are asked to read @document and have not given their word. */
static char *
asked_and_missing (App *app, const char *document)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (app_plant (app), "document_read");
  g_autoptr (GString) where = g_string_new (kind->asks);
  g_autofree char *quoted = g_strdup_printf ("'%s'", document);

  g_string_prepend (where, "(");
  g_string_append (
      where, ") AND NOT EXISTS (SELECT 1 FROM document_read r WHERE r.document = {record} AND r.person = "
             "this.id)");
  g_string_replace (where, "{record}", quoted, 0);
  return g_strdup (where->str);
}

/* How many documents whoever sits here still has to read, as Today tells it. */
static guint
count_to_read (App *app, const char *document, gboolean *that_one)
{
  GPtrArray *owed = anlan_duties_get_owed (anlan_desk_get_duties (app_desk (app)));
  guint count = 0;

  *that_one = FALSE;
  for (guint i = 0; owed != NULL && i < owed->len; i++)
    {
      const AnlanOwed *one = g_ptr_array_index (owed, i);

      if (g_strcmp0 (one->duty->id, "read") != 0 ||
          g_strcmp0 (one->person, anlan_plant_get_person (app_plant (app))) != 0)
        continue;
      count++;
      *that_one = *that_one || g_strcmp0 (one->record->id, document) == 0;
    }
  return count;
}

typedef struct
{
  App *app;
  const char *document;
  gboolean owed;
} Reading;

static gboolean
is_as_owed (gpointer data)
{
  Reading *reading = data;
  gboolean that_one;

  count_to_read (reading->app, reading->document, &that_one);
  return that_one == reading->owed;
}

/* The document that most have read, somebody who has not: one press, one record, one less is missing. */
static void
test_confirm (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) documents =
      app_records (app, "document", "stage = 'in-force' AND superseded_by IS NULL AND read_by > 3");
  AnlanRecord *document;
  g_autofree char *where = NULL, *before = NULL, *after = NULL;
  g_autoptr (GPtrArray) people = NULL, read = NULL;
  AnlanConfirmBar *bar;
  GtkWidget *button;
  Reading reading;

  g_assert_cmpuint (documents->len, >, 0);
  document = g_ptr_array_index (documents, 0);
  where = asked_and_missing (app, document->id);
  people = app_records (app, "person", where);
  g_assert_cmpuint (people->len, >, 0);
  {
    AnlanRecord *person = g_ptr_array_index (people, 0);

    anlan_desk_set_person (app_desk (app), person->id, anlan_record_label (person));
  }
  /* It is among what this person owes, until the word is given. */
  reading = (Reading){ .app = app, .document = document->id, .owed = TRUE };
  app_await (is_as_owed, &reading, "a document to be read");
  app_show (app, "today");
  app_picture (app, "confirm-today");
  bar = show_document (app, document->id);
  app_picture (app, "confirm-before");
  before = g_strdup (gtk_label_get_label (GTK_LABEL (app_by_id (GTK_WIDGET (bar), "count_label"))));
  button = app_by_id (GTK_WIDGET (bar), "confirm_button");
  app_press (app, button);
  APP_AWAIT (!gtk_widget_get_visible (button));
  APP_AWAIT (!anlan_confirm_bar_is_busy (bar));
  app_settle (app);
  after = g_strdup (gtk_label_get_label (GTK_LABEL (app_by_id (GTK_WIDGET (bar), "count_label"))));
  g_test_message ("%s, then %s", before, after);
  g_assert_cmpstr (before, !=, after);
  app_picture (app, "confirm-after");
  reading.owed = FALSE;
  app_await (is_as_owed, &reading, "nothing to be read any more");
  g_free (where);
  where = g_strdup_printf ("document = '%s' AND person = '%s'", document->id,
                           ((AnlanRecord *)g_ptr_array_index (people, 0))->id);
  read = app_records (app, "document_read", where);
  g_assert_cmpuint (read->len, ==, 1);
  /* Given once, it is not asked for again; the reason stands there. */
  g_assert_false (gtk_widget_get_visible (button));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (app_by_id (GTK_WIDGET (bar), "state_label"))), !=, "");
}

/* Entered for somebody else: a new one with the document filled in. */
static void
test_other (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) documents =
      app_records (app, "document", "stage = 'in-force' AND superseded_by IS NULL");
  AnlanRecord *document = g_ptr_array_index (documents, 0);
  AnlanConfirmBar *bar = show_document (app, document->id);
  g_autofree char *texts = NULL;

  app_press (app, app_by_id (GTK_WIDGET (bar), "other_button"));
  app_settle (app);
  texts = app_texts (GTK_WIDGET (app_page (app)));
  g_assert_nonnull (strstr (texts, anlan_record_label (document)));
  app_picture (app, "confirm-other");
}

/* What people do not give their word on has no such bar. */
static void
test_none (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  app_show_record (app, "hazard", "HZ-2026-0003");
  g_assert_null (
      app_find (GTK_WIDGET (app->window), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_CONFIRM_BAR)));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/confirm/confirm", test_confirm);
  g_test_add_func ("/app/confirm/other", test_other);
  g_test_add_func ("/app/confirm/none", test_none);
  return g_test_run ();
}
