/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "base/time.h"
#include "model/account.h"

static AnlanRecord *
add_person (Fixture *fixture, const char *name, const char *password)
{
  AnlanRecord *person = fixture_add (fixture, "person", "name", name, NULL);
  g_autoptr (GError) error = NULL;

  if (password != NULL)
    anlan_account_set (fixture->plant, person->id, NULL, password, FALSE, &error);
  g_assert_no_error (error);
  return person;
}

static void
assert_denied (Fixture *fixture, const char *login, const char *password, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_account_sign_in (fixture->plant, login, password, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, part));
}

static void
assert_signed_in (Fixture *fixture, const char *login, const char *password, const char *person)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = anlan_account_sign_in (fixture->plant, login, password, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, person);
}

static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");

  assert_signed_in (fixture, "王芳", "correct horse", wang->id);
  assert_signed_in (fixture, wang->id, "correct horse", wang->id);
  assert_denied (fixture, "王芳", "wrong horse", "wrong");
  assert_denied (fixture, "nobody", "correct horse", "wrong");
  fixture_verify (fixture);
}

static void
test_too_many_tries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");

  for (guint i = 0; i < ANLAN_ACCOUNT_TRIES; i++)
    assert_denied (fixture, "王芳", "guess", "wrong");
  assert_denied (fixture, "王芳", "correct horse", "Too many");
  anlan_clock_advance (fixture->clock, (ANLAN_ACCOUNT_WAIT_MINUTES + 1) * ANLAN_MINUTE);
  assert_signed_in (fixture, "王芳", "correct horse", wang->id);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", NULL);
  g_autoptr (AnlanRecord) zhao = add_person (fixture, "赵磊", "long enough");
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_account_set (fixture->plant, wang->id, NULL, "short", FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (anlan_account_set (fixture->plant, wang->id, "赵磊", "long enough", FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (anlan_accounts_switch (fixture->plant, wang->id, TRUE, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (anlan_account_disable (fixture->plant, zhao->id, &error));
  assert_denied (fixture, "赵磊", "long enough", "wrong");
}

/* Once accounts are on, a step asks for its role, held for the record's unit or one above it, and in its time. */
static void
test_roles (Fixture *fixture, gconstpointer data)
{
  static const char kind[] =
      "<kind id='x_thing' label='name' unit-field='unit'><title>Thing</title>"
      "<field id='name' type='text'><title>Name</title></field>"
      "<field id='unit' type='ref' to='unit'><title>Unit</title></field>"
      "<flow><stage id='open'><title>Open</title></stage><stage id='shut'><title>Shut</title></stage>"
      "<step id='shut' from='open' to='shut' role='workshop-head'><title>Shut</title></step></flow></kind>";
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");
  g_autoptr (AnlanRecord) shop = fixture_add (fixture, "unit", "name", "Workshop", NULL);
  g_autoptr (AnlanRecord) team = fixture_add (fixture, "unit", "name", "Team", "parent", shop->id, NULL);
  g_autoptr (AnlanRecord) other = fixture_add (fixture, "unit", "name", "Other", NULL);
  g_autoptr (AnlanRecord) mine = NULL, theirs = NULL, shut = NULL, membership = NULL;
  AnlanChange *change;

  g_assert_true (anlan_plant_define (fixture->plant, "x_thing", kind, &error));
  g_assert_no_error (error);
  mine = fixture_add (fixture, "x_thing", "name", "Mine", "unit", team->id, NULL);
  theirs = fixture_add (fixture, "x_thing", "name", "Theirs", "unit", other->id, NULL);
  g_assert_true (anlan_accounts_switch (fixture->plant, wang->id, TRUE, NULL, &error));
  g_assert_true (anlan_accounts_are_on (fixture->plant));
  anlan_plant_set_person (fixture->plant, wang->id);

  change = fixture_change (fixture, ANLAN_OP_STEP, "x_thing", mine->id, NULL);
  change->step = g_strdup ("shut");
  fixture_refuse (fixture, change, "another role");
  membership = fixture_add (fixture, "membership", "person", wang->id, "unit", shop->id, "role",
                            "workshop-head", "since", "2026-01-01", NULL);
  change = fixture_change (fixture, ANLAN_OP_STEP, "x_thing", theirs->id, NULL);
  change->step = g_strdup ("shut");
  fixture_refuse (fixture, change, "another role");
  change = fixture_change (fixture, ANLAN_OP_STEP, "x_thing", mine->id, NULL);
  change->step = g_strdup ("shut");
  shut = fixture_apply (fixture, change);
  g_assert_cmpstr (shut->stage, ==, "shut");
  {
    g_autoptr (AnlanRecord) ended =
        fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "membership", membership->id, "until",
                                                "2026-11-01", NULL));
    g_autoptr (AnlanRecord) late = fixture_add (fixture, "x_thing", "name", "Late", "unit", team->id, NULL);

    change = fixture_change (fixture, ANLAN_OP_STEP, "x_thing", late->id, NULL);
    change->step = g_strdup ("shut");
    fixture_refuse (fixture, change, "another role");
  }
  fixture_verify (fixture);
}

/* Who leads a unit has the role that goes with it, without a membership; without accounts everybody has every role. */
static void
test_leading (Fixture *fixture, gconstpointer data)
{
  static const char kind[] =
      "<kind id='x_thing' label='name' unit-field='unit'><title>Thing</title>"
      "<field id='name' type='text'><title>Name</title></field>"
      "<field id='unit' type='ref' to='unit'><title>Unit</title></field>"
      "<field id='role' type='text'><title>Role</title></field>"
      "<guard id='role' sql='role IS NULL OR has_role(role, unit)'>Has not the role</guard></kind>";
  static const struct
  {
    const char *role;
    gboolean of_firm, of_workshop,
        of_team; /* whether Wang, who leads the workshop, has it for records of these */
  } cases[] = {
    { "workshop-head", FALSE, TRUE, TRUE },
    { "head", FALSE, FALSE, FALSE },
    { "shift-leader", FALSE, FALSE, FALSE },
    { "deputy", TRUE, TRUE, TRUE }, /* he is deputy of the firm */
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");
  g_autoptr (AnlanRecord) firm =
      fixture_add (fixture, "unit", "name", "Firm", "type", "firm", "deputy", wang->id, NULL);
  g_autoptr (AnlanRecord) shop = fixture_add (fixture, "unit", "name", "Workshop", "type", "workshop",
                                              "parent", firm->id, "head", wang->id, NULL);
  g_autoptr (AnlanRecord) team =
      fixture_add (fixture, "unit", "name", "Team", "type", "team", "parent", shop->id, NULL);

  g_assert_true (anlan_plant_define (fixture->plant, "x_thing", kind, &error));
  g_assert_no_error (error);
  anlan_record_unref (fixture_add (fixture, "x_thing", "unit", team->id, "role", "head", NULL));
  g_assert_true (anlan_accounts_switch (fixture->plant, wang->id, TRUE, NULL, &error));
  g_assert_no_error (error);
  anlan_plant_set_person (fixture->plant, wang->id);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *units[] = { firm->id, shop->id, team->id };
      gboolean has[] = { cases[i].of_firm, cases[i].of_workshop, cases[i].of_team };

      for (guint j = 0; j < G_N_ELEMENTS (units); j++)
        {
          AnlanChange *change = fixture_change (fixture, ANLAN_OP_CREATE, "x_thing", NULL, "unit", units[j],
                                                "role", cases[i].role, NULL);

          g_test_message ("%s of %u", cases[i].role, j);
          if (has[j])
            anlan_record_unref (fixture_apply (fixture, change));
          else
            fixture_refuse (fixture, change, "Has not the role");
        }
    }
}

static void
hold_role (Fixture *fixture, const char *person, const char *unit, const char *role, const char *until)
{
  g_autoptr (AnlanRecord) membership =
      fixture_add (fixture, "membership", "person", person, "unit", unit, "role", role, "since", "2020-01-01",
                   until != NULL ? "until" : NULL, until, NULL);

  g_assert_nonnull (membership);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");
  g_autoptr (AnlanRecord) zhao = add_person (fixture, "赵磊", NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const AnlanAccountInfo *info;

  g_assert_true (anlan_account_set (fixture->plant, zhao->id, "gate", "battery staple", TRUE, &error));
  g_assert_true (anlan_account_disable (fixture->plant, wang->id, &error));
  g_assert_no_error (error);
  list = anlan_accounts_list (fixture->plant, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  info = g_ptr_array_index (list, 0);
  g_assert_cmpstr (info->login, ==, "gate");
  g_assert_cmpstr (info->name, ==, "赵磊");
  g_assert_true (info->shared && !info->disabled);
  info = g_ptr_array_index (list, 1);
  g_assert_cmpstr (info->person, ==, wang->id);
  g_assert_true (info->disabled && !info->shared);
}

static void
test_may_manage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");
  g_autoptr (AnlanRecord) zhao = add_person (fixture, "赵磊", "battery staple");
  g_autoptr (AnlanRecord) chen = add_person (fixture, "陈静", "battery staple");
  g_autoptr (AnlanRecord) unit = fixture_add (fixture, "unit", "name", "Office", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_account_may_manage (fixture->plant, NULL));
  g_assert_true (anlan_accounts_switch (fixture->plant, wang->id, TRUE, NULL, &error));
  /* Nobody holds a role yet: nobody is locked out. */
  g_assert_true (anlan_account_may_manage (fixture->plant, zhao->id));
  hold_role (fixture, chen->id, unit->id, "head", "2021-01-01");
  g_assert_true (anlan_account_may_manage (fixture->plant, zhao->id));
  hold_role (fixture, wang->id, unit->id, "safety-manager", NULL);
  g_assert_true (anlan_account_may_manage (fixture->plant, wang->id));
  g_assert_false (anlan_account_may_manage (fixture->plant, zhao->id));
  g_assert_false (anlan_account_may_manage (fixture->plant, chen->id));
  g_assert_false (anlan_account_may_manage (fixture->plant, NULL));
}

/* The engine itself says no, whatever the window lets through; it asks who signed in, not whom the change names. */
static void
test_enforced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");
  g_autoptr (AnlanRecord) zhao = add_person (fixture, "赵磊", "battery staple");
  g_autoptr (AnlanRecord) unit = fixture_add (fixture, "unit", "name", "Office", NULL);
  g_autoptr (GError) error = NULL;
  AnlanChange *change;

  hold_role (fixture, wang->id, unit->id, "safety-manager", NULL);
  g_assert_true (anlan_accounts_switch (fixture->plant, wang->id, TRUE, NULL, &error));
  g_assert_no_error (error);
  anlan_plant_set_person (fixture->plant, zhao->id);

  /* Zhao changes his own password and nobody else's. */
  g_assert_true (anlan_account_set (fixture->plant, zhao->id, NULL, "battery horse", FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (anlan_account_set (fixture->plant, wang->id, NULL, "taken over", FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (anlan_account_disable (fixture->plant, wang->id, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  assert_signed_in (fixture, "王芳", "correct horse", wang->id);

  /* Nor does he give himself a role, also in Wang's name, or lead a unit. */
  change = fixture_change (fixture, ANLAN_OP_CREATE, "membership", NULL, "person", zhao->id, "unit", unit->id,
                           "role", "safety-manager", "since", "2026-01-01", NULL);
  change->actor = g_strdup (wang->id);
  fixture_refuse (fixture, change, "safety manager changes this");
  fixture_refuse (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "unit", unit->id, "head", zhao->id, NULL),
                  "safety manager changes this");

  /* Nor does he switch accounts off, by whatever way; Wang does, with her password. */
  g_assert_false (anlan_accounts_switch (fixture->plant, zhao->id, FALSE, "battery horse", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (anlan_accounts_switch (fixture->plant, wang->id, FALSE, "correct horse", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED); /* Zhao is signed in */
  g_clear_error (&error);
  g_assert_false (anlan_plant_set_setting (fixture->plant, "accounts", "off", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_true (anlan_accounts_are_on (fixture->plant));
  anlan_plant_set_person (fixture->plant, wang->id);
  g_assert_false (anlan_accounts_switch (fixture->plant, wang->id, FALSE, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_true (anlan_account_set (fixture->plant, zhao->id, NULL, "new for Zhao", FALSE, &error));
  g_assert_true (anlan_accounts_switch (fixture->plant, wang->id, FALSE, "correct horse", &error));
  g_assert_no_error (error);
  g_assert_false (anlan_accounts_are_on (fixture->plant));
}

/* The unit says who leads it; a membership counts for that only where the unit says nobody. */
static void
test_one_source (Fixture *fixture, gconstpointer data)
{
  static const char kind[] =
      "<kind id='x_thing' label='name'><title>Thing</title>"
      "<field id='name' type='text'><title>Name</title></field>"
      "<field id='unit' type='ref' to='unit'><title>Unit</title></field>"
      "<field id='person' type='ref' to='person'><title>Person</title></field>"
      "<field id='head' type='text' compute=\"role_holder('workshop-head', unit)\"><title>Head</title></field>"
      "<field id='superior' type='text' compute='superior(person)'><title>Superior</title></field>"
      "<guard id='led' sql=\"unit IS NULL OR has_role('workshop-head', unit)\">Does not lead</guard></kind>";
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳", "correct horse");
  g_autoptr (AnlanRecord) zhao = add_person (fixture, "赵磊", NULL);
  g_autoptr (AnlanRecord) chen = add_person (fixture, "陈静", NULL);
  g_autoptr (AnlanRecord) firm =
      fixture_add (fixture, "unit", "name", "Firm", "type", "firm", "head", chen->id, NULL);
  g_autoptr (AnlanRecord) shop =
      fixture_add (fixture, "unit", "name", "Workshop", "type", "workshop", "parent", firm->id, NULL);
  g_autoptr (AnlanRecord) zhao_there = fixture_apply (
      fixture, fixture_change (fixture, ANLAN_OP_EDIT, "person", zhao->id, "unit", shop->id, NULL));
  g_autoptr (AnlanRecord) thing = NULL, led = NULL, other = NULL;

  g_assert_true (anlan_plant_define (fixture->plant, "x_thing", kind, &error));
  g_assert_no_error (error);
  hold_role (fixture, wang->id, shop->id, "workshop-head", NULL);
  hold_role (fixture, wang->id, firm->id, "safety-manager", NULL);
  thing = fixture_add (fixture, "x_thing", "name", "Of Zhao", "unit", shop->id, "person", zhao->id, NULL);
  led = fixture_load (fixture, "x_thing", thing->id);
  g_assert_cmpstr (anlan_record_get_text (led, "head"), ==, wang->id);
  g_assert_cmpstr (anlan_record_get_text (led, "superior"), ==, chen->id);
  g_assert_true (anlan_accounts_switch (fixture->plant, wang->id, TRUE, NULL, &error));
  anlan_plant_set_person (fixture->plant, wang->id);
  anlan_record_unref (fixture_add (fixture, "x_thing", "unit", shop->id, NULL));

  /* The unit names somebody else: that is who leads it, and the membership no more. */
  anlan_record_unref (fixture_apply (
      fixture, fixture_change (fixture, ANLAN_OP_EDIT, "unit", shop->id, "head", zhao->id, NULL)));
  fixture_refuse (fixture, fixture_change (fixture, ANLAN_OP_CREATE, "x_thing", NULL, "unit", shop->id, NULL),
                  "Does not lead");
  fixture_refuse (fixture,
                  fixture_change (fixture, ANLAN_OP_CREATE, "membership", NULL, "person", chen->id, "unit",
                                  shop->id, "role", "workshop-head", "since", "2026-02-01", NULL),
                  "another head");
  other = fixture_load (fixture, "x_thing", thing->id);
  g_assert_cmpstr (anlan_record_get_text (other, "head"), ==, zhao->id);
  g_assert_cmpstr (anlan_record_get_text (other, "superior"), ==, chen->id);
}

#define ADD(path, func) g_test_add ("/account/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("sign-in", test_sign_in);
  ADD ("too-many-tries", test_too_many_tries);
  ADD ("refused", test_refused);
  ADD ("list", test_list);
  ADD ("may-manage", test_may_manage);
  ADD ("enforced", test_enforced);
  ADD ("one-source", test_one_source);
  ADD ("roles", test_roles);
  ADD ("leading", test_leading);
  return g_test_run ();
}
