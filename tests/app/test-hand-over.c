/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-hand-over"

#include "app-fixture.h"

#include <string.h>

#include "hand-over-dialog.h"
#include "model/duties.h"
#include "record-page.h"
#include "reference-picker.h"

/* How many open duties @person owes because a field names him. Those of a role go with the role and not by hand. */
static guint
count_owed (App *app, const char *person)
{
  GPtrArray *owed = anlan_duties_get_owed (anlan_desk_get_duties (app_desk (app)));
  guint count = 0;

  for (guint i = 0; owed != NULL && i < owed->len; i++)
    {
      const AnlanOwed *one = g_ptr_array_index (owed, i);

      count += g_strcmp0 (one->person, person) == 0 && one->duty->owner != NULL &&
               anlan_kind_field (one->record->kind, one->duty->owner) != NULL;
    }
  return count;
}

/* Who owes most, and somebody else who owes something. */
static void
find_people (App *app, char **busy, char **other)
{
  GPtrArray *owed = anlan_duties_get_owed (anlan_desk_get_duties (app_desk (app)));
  guint most = 0;

  *busy = *other = NULL;
  for (guint i = 0; i < owed->len; i++)
    {
      const char *person = ((AnlanOwed *)g_ptr_array_index (owed, i))->person;

      if (person == NULL || count_owed (app, person) <= most)
        continue;
      most = count_owed (app, person);
      g_free (*busy);
      *busy = g_strdup (person);
    }
  for (guint i = 0; *other == NULL && i < owed->len; i++)
    {
      const char *person = ((AnlanOwed *)g_ptr_array_index (owed, i))->person;

      if (person != NULL && g_strcmp0 (person, *busy) != 0)
        *other = g_strdup (person);
    }
}

static void
test_all (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *busy = NULL, *other = NULL;
  GtkWidget *dialog, *picker;
  guint before, owed;

  APP_AWAIT (anlan_duties_get_owed (anlan_desk_get_duties (app_desk (app))) != NULL);
  find_people (app, &busy, &other);
  g_assert_nonnull (busy);
  g_assert_nonnull (other);
  owed = count_owed (app, busy);
  before = count_owed (app, other);
  g_assert_cmpuint (owed, >, 0);

  app_show_record (app, "person", busy);
  g_assert_true (gtk_widget_activate_action (
      app_find (GTK_WIDGET (app_page (app)), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_RECORD_PAGE)),
      "record.hand-over", NULL));
  dialog = GTK_WIDGET (app_top (app));
  g_assert_true (ANLAN_IS_HAND_OVER_DIALOG (dialog));
  APP_AWAIT (app_find (dialog, app_match_type, GSIZE_TO_POINTER (GTK_TYPE_CHECK_BUTTON)) != NULL);
  app_settle (app);
  /* Nobody is chosen yet, and not oneself. */
  g_assert_false (gtk_widget_get_sensitive (app_by_id (dialog, "apply_button")));
  picker = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (app_by_id (dialog, "to_button"))));
  g_signal_emit_by_name (picker, "picked", busy, "himself");
  g_assert_false (gtk_widget_get_sensitive (app_by_id (dialog, "apply_button")));
  g_signal_emit_by_name (picker, "picked", other, "somebody");
  app_settle (app);
  app_picture (app, "hand-over");
  app_press (app, app_by_id (dialog, "apply_button"));
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  APP_AWAIT (count_owed (app, busy) == 0);
  g_assert_cmpuint (count_owed (app, other), ==, before + owed);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/hand-over/all", test_all);
  return g_test_run ();
}
