/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include "fixture.h"

#include "base/slice.h"
#include "base/time.h"
#include "duty-times.h"
#include "model/notices.h"

/* --- when --------------------------------------------------------------------------------------------------------- */

static void
test_spans (void)
{
  static const struct
  {
    const char *text;
    gboolean ok;
    gint64 ms;
  } cases[] = {
    { "PT1H", TRUE, ANLAN_HOUR },
    { "PT24H", TRUE, ANLAN_DAY },
    { "P1DT12H", TRUE, ANLAN_DAY + 12 * ANLAN_HOUR },
    { "P2W", TRUE, 14 * ANLAN_DAY },
    { "PT5M", TRUE, 5 * ANLAN_MINUTE },
    { "P1M", TRUE, 30 * ANLAN_DAY },
    { "PT0H", TRUE, 0 },
    { "1H", FALSE, 0 },
    { "PTH", FALSE, 0 },
    { "P1H", FALSE, 0 },
    { NULL, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 ms;

      g_assert_cmpint (anlan_span_parse (cases[i].text, &ms), ==, cases[i].ok);
      if (cases[i].ok)
        g_assert_cmpint (ms, ==, cases[i].ms);
    }
}

/* Each line is one look at a duty of four hours that is reminded of an hour before and escalated an hour after. */
static void
test_events (void)
{
  static const struct
  {
    gboolean urgent;
    double due; /* hours after it was opened; -1 none */
    guint done; /* told already */
    double now;
    guint pending;
    double next; /* -1 none */
  } cases[] = {
    { TRUE, 4, 0, 0, 1, 3 },  /* urgent: told of at once */
    { FALSE, 4, 0, 0, 0, 3 }, /* not urgent: nothing before the reminder */
    { TRUE, 4, 1, 3, 2, 4 },  /* the reminder */
    { TRUE, 4, 3, 4, 4, 5 },  /* due */
    { TRUE, 4, 7, 5, 8, -1 }, /* the superior, and then nothing more */
    { FALSE, 4, 0, 48, 12,
      -1 }, /* nobody looked for two days: due and late, but no reminder of what is past */
    { FALSE, 0.5, 0, 0, 0,
      0.5 }, /* given half an hour before: a reminder an hour before would have been yesterday's */
    { FALSE, -1, 0, 48, 0, -1 }, /* without a deadline there is nothing to remind of */
    { TRUE, 4, 15, 99, 0, -1 },  /* all has been said */
  };
  AnlanDuty duty = { .remind = (char *)"PT1H", .escalate = (char *)"PT1H" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 opened = 1000 * ANLAN_DAY;
      AnlanDutyState state = { cases[i].urgent, opened,
                               cases[i].due < 0 ? ANLAN_NEVER : opened + (gint64)(cases[i].due * ANLAN_HOUR),
                               cases[i].done };
      gint64 next;
      guint pending = anlan_duty_pending (&duty, &state, opened + (gint64)(cases[i].now * ANLAN_HOUR), &next);

      g_assert_cmpuint (pending, ==, cases[i].pending);
      g_assert_cmpint (next, ==,
                       cases[i].next < 0 ? G_MAXINT64 : opened + (gint64)(cases[i].next * ANLAN_HOUR));
    }
}

/* --- a firm -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *firm, *shop, *team, *other, *zone;
  char *head, *deputy, *chief, *leader, *worker, *safety;
} Firm;

static char *
take_id (AnlanRecord *taken)
{
  g_autoptr (AnlanRecord) record = taken;

  return g_strdup (record->id);
}

#define ADD(...) take_id (fixture_add (fixture, __VA_ARGS__, NULL))

static void
edit (Fixture *fixture, const char *kind, const char *record, const char *field, const char *value)
{
  g_autoptr (AnlanRecord) done =
      fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, kind, record, field, value, NULL));

  g_assert_nonnull (done);
}

static void
firm_init (Firm *firm, Fixture *fixture)
{
  g_autofree char *role = NULL;

  firm->head = ADD ("person", "name", "Head");
  firm->deputy = ADD ("person", "name", "Deputy");
  firm->chief = ADD ("person", "name", "Chief");
  firm->leader = ADD ("person", "name", "Leader");
  firm->worker = ADD ("person", "name", "Worker");
  firm->safety = ADD ("person", "name", "Safety");
  firm->firm = ADD ("unit", "name", "Firm", "type", "firm", "head", firm->head, "deputy", firm->deputy);
  firm->shop = ADD ("unit", "name", "Shop", "parent", firm->firm, "head", firm->chief);
  firm->team = ADD ("unit", "name", "Team", "type", "team", "parent", firm->shop, "head", firm->leader);
  firm->other = ADD ("unit", "name", "Yard", "parent", firm->firm);
  firm->zone = ADD ("zone", "name", "Pumps", "unit", firm->team);
  role = ADD ("membership", "person", firm->safety, "unit", firm->firm, "role", "safety-manager");
  edit (fixture, "person", firm->leader, "unit", firm->team);
  edit (fixture, "person", firm->worker, "unit", firm->team);
  edit (fixture, "person", firm->chief, "unit", firm->shop);
  edit (fixture, "person", firm->head, "unit", firm->firm);
}

static void
firm_clear (Firm *firm)
{
  char **all[] = { &firm->firm,   &firm->shop,  &firm->team,   &firm->other,  &firm->zone,  &firm->head,
                   &firm->deputy, &firm->chief, &firm->leader, &firm->worker, &firm->safety };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_clear_pointer (all[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Firm, firm_clear)

/* What @expression gives, asked of the one person there always is. */
static void
assert_is (Fixture *fixture, const Firm *firm, const char *expected, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
static void
assert_is (Fixture *fixture, const Firm *firm, const char *expected, const char *format, ...)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("person");
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *expression = NULL;
  va_list args;

  va_start (args, format);
  expression = g_strdup_vprintf (format, args);
  va_end (args);
  query->where = expected != NULL
                     ? g_strdup_printf ("id = '%s' AND (%s) = '%s'", firm->worker, expression, expected)
                     : g_strdup_printf ("id = '%s' AND (%s) IS NULL", firm->worker, expression);
  found = anlan_plant_find (fixture->plant, query, &error);
  g_assert_no_error (error);
  if (found->len != 1)
    g_error ("%s is not %s", expression, expected != NULL ? expected : "null");
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autoptr (AnlanRecord) left = NULL;

  firm_init (&firm, fixture);
  assert_is (fixture, &firm, firm.leader, "role_holder ('shift-leader', '%s')", firm.team);
  assert_is (fixture, &firm, firm.chief, "role_holder ('workshop-head', '%s')", firm.team);
  assert_is (fixture, &firm, firm.deputy, "role_holder ('deputy', '%s')", firm.team);
  assert_is (fixture, &firm, firm.safety, "role_holder ('safety-manager', '%s')", firm.team);
  assert_is (fixture, &firm, firm.head, "role_holder ('head', NULL)");
  /* Nobody leads a team above the shop: whoever leads the shop. Nobody leads the yard: the firm. */
  assert_is (fixture, &firm, firm.chief, "role_holder ('shift-leader', '%s')", firm.shop);
  assert_is (fixture, &firm, firm.head, "role_holder ('workshop-head', '%s')", firm.other);
  assert_is (fixture, &firm, firm.leader, "superior ('%s')", firm.worker);
  assert_is (fixture, &firm, firm.chief, "superior ('%s')", firm.leader);
  assert_is (fixture, &firm, firm.chief, "superior ('%s')", firm.team);
  assert_is (fixture, &firm, firm.head, "superior ('%s')", firm.chief);
  assert_is (fixture, &firm, firm.head, "superior ('%s')", firm.other);
  assert_is (fixture, &firm, NULL, "superior ('%s')", firm.head);
  /* Who has left holds nothing. */
  left = fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "person", firm.chief, "state",
                                                 "left", "left_on", "2026-11-01", NULL));
  assert_is (fixture, &firm, firm.head, "role_holder ('workshop-head', '%s')", firm.team);
  assert_is (fixture, &firm, firm.head, "superior ('%s')", firm.leader);
}

/* Who was the deputy of a unit that is closed answers to whom the unit belongs in which they have a role now. */
static void
test_closed_unit (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autofree char *person = NULL, *yard = NULL, *role = NULL;

  firm_init (&firm, fixture);
  person = ADD ("person", "name", "Ma Qi");
  yard = ADD ("unit", "name", "Old yard", "type", "workshop", "parent", firm.firm, "deputy", person);
  role = ADD ("membership", "person", person, "unit", firm.shop, "role", "inspector");
  assert_is (fixture, &firm, firm.head, "superior ('%s')", person);
  edit (fixture, "unit", yard, "closed", "2026-01-31");
  assert_is (fixture, &firm, firm.chief, "superior ('%s')", person);
}

static void
test_absence (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autofree char *a = NULL, *b = NULL;

  firm_init (&firm, fixture);
  a = ADD ("absence", "person", firm.deputy, "since", "2026-11-22T00:00:00Z", "until", "2026-11-24T00:00:00Z",
           "delegate", firm.chief);
  assert_is (fixture, &firm, firm.chief, "stand_in ('%s', '2026-11-23T00:00:00Z')", firm.deputy);
  assert_is (fixture, &firm, firm.deputy, "stand_in ('%s', '2026-11-24T00:00:00Z')", firm.deputy);
  assert_is (fixture, &firm, firm.head, "stand_in ('%s', '2026-11-23T00:00:00Z')", firm.head);
  /* The delegate is away too, and names the one who is: it stays with the first. */
  b = ADD ("absence", "person", firm.chief, "since", "2026-11-23T00:00:00Z", "until", "2026-11-25T00:00:00Z",
           "delegate", firm.deputy);
  assert_is (fixture, &firm, firm.chief, "stand_in ('%s', '2026-11-23T12:00:00Z')", firm.deputy);
  edit (fixture, "absence", b, "delegate", firm.head);
  assert_is (fixture, &firm, firm.head, "stand_in ('%s', '2026-11-23T12:00:00Z')", firm.deputy);
  fixture_refuse (fixture,
                  fixture_change (fixture, ANLAN_OP_EDIT, "absence", a, "delegate", firm.deputy, NULL),
                  "themselves");
}

/* Friday 2026-11-20 16:30 in Shanghai is 08:30 in UTC; working hours are 8:00 to 12:00 and 13:30 to 17:30. */
static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *from;
    double hours;
    const char *clock;
    const char *expected;
  } cases[] = {
    { "2026-11-20T08:30:00Z", 4, "clock", "2026-11-20T12:30:00Z" },
    { "2026-11-20T08:30:00Z", 1, "working", "2026-11-20T09:30:00Z" },
    { "2026-11-20T08:30:00Z", 2, "working", "2026-11-24T01:00:00Z" }, /* Monday is a holiday of the plant */
    { "2026-11-20T08:30:00Z", 9, "working", "2026-11-24T09:30:00Z" },
    { "2026-11-20T08:30:00Z", 10, "working", "2026-11-25T01:00:00Z" },
  };
  g_auto (Firm) firm = { 0 };
  g_autofree char *holiday = NULL;

  firm_init (&firm, fixture);
  holiday = ADD ("calendar", "day", "2026-11-23", "type", "holiday", "name", "Day of the firm");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_is (fixture, &firm, cases[i].expected, "deadline ('%s', %g, '%s')", cases[i].from, cases[i].hours,
               cases[i].clock);
  assert_is (fixture, &firm, NULL, "deadline (NULL, 1, 'clock')");
}

/* --- telling ------------------------------------------------------------------------------------------------------- */

static guint
tell (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint made;

  g_assert_true (anlan_plant_tell (fixture->plant, NULL, &made, &error));
  g_assert_no_error (error);
  return made;
}

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static GPtrArray *
notices_of (Fixture *fixture, const char *person, gboolean unseen)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *notices;

  anlan_plant_notices_async (fixture->plant, person, unseen, 10, NULL, take_result_cb, &result);
  notices = anlan_plant_notices_finish (fixture->plant, wait_for (&result), &error);
  g_assert_no_error (error);
  return notices;
}

/* The newest notice of @person; G_MAXUINT for none at all. */
static void
assert_newest (Fixture *fixture, const char *person, guint n, AnlanNoticeWhy why, const char *says)
{
  g_autoptr (GPtrArray) notices = notices_of (fixture, person, FALSE);
  g_autofree char *said = NULL;
  const AnlanNotice *newest;

  g_assert_cmpuint (notices->len, ==, n);
  if (n == 0)
    return;
  newest = g_ptr_array_index (notices, 0);
  g_assert_cmpint (newest->why, ==, why);
  said = anlan_notice_say (newest);
  if (strstr (said, says) == NULL)
    g_error ("“%s” does not say “%s”", said, says);
}

static char *
add_hazard (Fixture *fixture, const Firm *firm, const char *class)
{
  return ADD ("hazard", "what", "Flange weeps", "no_photo", "dark", "zone", firm->zone, "class", class,
              "finder", firm->worker);
}

static void
step (Fixture *fixture, const char *record, const char *name, const char *field, const char *value)
{
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_STEP, "hazard", record, field, value, NULL);
  g_autoptr (AnlanRecord) done = NULL;

  change->step = g_strdup (name);
  change->reason = g_strdup ("because");
  done = fixture_apply (fixture, change);
}

/* A red one: to the deputy at once, an hour before the four are over, when they are, and then to the head. */
static void
test_red (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autofree char *id = NULL;

  firm_init (&firm, fixture);
  tell (fixture);
  id = add_hazard (fixture, &firm, "first");
  g_assert_cmpuint (tell (fixture), ==, 1);
  g_assert_cmpuint (tell (fixture), ==, 0);
  assert_newest (fixture, firm.deputy, 1, ANLAN_NOTICE_NEW, "HZ-2026-0001");
  anlan_clock_advance (fixture->clock, 3 * ANLAN_HOUR);
  g_assert_cmpuint (tell (fixture), ==, 1);
  assert_newest (fixture, firm.deputy, 2, ANLAN_NOTICE_REMIND, "soon");
  anlan_clock_advance (fixture->clock, ANLAN_HOUR);
  g_assert_cmpuint (tell (fixture), ==, 1);
  assert_newest (fixture, firm.deputy, 3, ANLAN_NOTICE_DUE, "now");
  assert_newest (fixture, firm.head, 0, 0, NULL);
  anlan_clock_advance (fixture->clock, ANLAN_HOUR);
  g_assert_cmpuint (tell (fixture), ==, 1);
  assert_newest (fixture, firm.head, 1, ANLAN_NOTICE_ESCALATE, "Late");
  /* Once it is done nobody is told of it any more, and the old notices are gone. */
  step (fixture, id, "cancel", "basis", "twice");
  anlan_clock_advance (fixture->clock, ANLAN_MINUTE);
  g_assert_cmpuint (tell (fixture), ==, 0);
  assert_newest (fixture, firm.deputy, 0, 0, NULL);
}

/* Yellow ones wait for the digest of the morning, which comes once a day; who is away is stood in for. */
static void
test_digest (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autofree char *a = NULL, *b = NULL, *away = NULL;
  g_autoptr (GPtrArray) unseen = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  firm_init (&firm, fixture);
  tell (fixture);
  a = add_hazard (fixture, &firm, "third");
  b = add_hazard (fixture, &firm, "third");
  g_assert_cmpuint (tell (fixture), ==, 0);
  anlan_clock_set (fixture->clock, FIXTURE_NOW + 14 * ANLAN_HOUR); /* 07:00 of the next day there */
  g_assert_cmpuint (tell (fixture), ==, 0);
  anlan_clock_advance (fixture->clock, 30 * ANLAN_MINUTE);
  g_assert_cmpuint (tell (fixture), ==, 1);
  g_assert_cmpuint (tell (fixture), ==, 0);
  assert_newest (fixture, firm.leader, 1, ANLAN_NOTICE_DIGEST, "2 things");
  away = ADD ("absence", "person", firm.leader, "since", "2026-11-23T00:00:00Z", "until",
              "2026-11-26T00:00:00Z", "delegate", firm.worker);
  anlan_clock_advance (fixture->clock, ANLAN_DAY);
  /* Both are due and late, and both people get their digest. */
  g_assert_cmpuint (tell (fixture), ==, 6);
  assert_newest (fixture, firm.chief, 3, ANLAN_NOTICE_DIGEST, "0 things");
  unseen = notices_of (fixture, firm.worker, TRUE);
  g_assert_cmpuint (unseen->len, ==, 3);
  anlan_plant_see_notices_async (fixture->plant, firm.worker,
                                 ((AnlanNotice *)g_ptr_array_index (unseen, 0))->id, take_result_cb, &result);
  g_assert_true (anlan_plant_see_notices_finish (fixture->plant, wait_for (&result), &error));
  g_assert_no_error (error);
  g_clear_pointer (&unseen, g_ptr_array_unref);
  unseen = notices_of (fixture, firm.worker, TRUE);
  g_assert_cmpuint (unseen->len, ==, 0);
}

/* --- who owes what -------------------------------------------------------------------------------------------------- */

static void
assert_owed (Fixture *fixture, AnlanOwedBy by, const char *person, guint n)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AnlanOwedList) list = NULL;
  g_autoptr (GError) error = NULL;

  anlan_plant_owed_by_async (fixture->plant, by, person, 10, NULL, take_result_cb, &result);
  list = anlan_plant_owed_finish (fixture->plant, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->owed->len, ==, n);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (list->open, "hazard")), ==, n);
}

static void
test_owed (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autofree char *red = NULL, *yellow = NULL, *away = NULL;

  firm_init (&firm, fixture);
  red = add_hazard (fixture, &firm, "first");
  yellow = add_hazard (fixture, &firm, "third");
  assert_owed (fixture, ANLAN_OWED_ALL, NULL, 2);
  assert_owed (fixture, ANLAN_OWED_BURNING, NULL, 1);
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.deputy, 1);
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.leader, 1);
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.chief, 0);
  assert_owed (fixture, ANLAN_OWED_BY_MINE, firm.chief, 1);
  assert_owed (fixture, ANLAN_OWED_BY_MINE, firm.leader, 0);
  away = ADD ("absence", "person", firm.leader, "since", "2026-11-22T00:00:00Z", "until",
              "2026-11-26T00:00:00Z", "delegate", firm.worker);
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.worker, 1);
}

/* The team gets another leader: what the old one owed falls to the new one with the next run. */
static void
test_new_leader (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autofree char *id = NULL;

  firm_init (&firm, fixture);
  id = add_hazard (fixture, &firm, "third");
  tell (fixture);
  edit (fixture, "unit", firm.team, "head", firm.worker);
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.worker, 0);
  tell (fixture);
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.worker, 1);
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.leader, 0);
  fixture_verify (fixture);
}

/* The plant's own table: yellow to the head within two hours. */
static void
test_dispatch (Fixture *fixture, gconstpointer data)
{
  g_auto (Firm) firm = { 0 };
  g_autofree char *row = NULL, *id = NULL;

  firm_init (&firm, fixture);
  tell (fixture);
  row = ADD ("dispatch", "class", "third", "role", "head", "hours", "2");
  id = add_hazard (fixture, &firm, "third");
  assert_owed (fixture, ANLAN_OWED_BY_ME, firm.head, 1);
  tell (fixture);
  anlan_clock_advance (fixture->clock, ANLAN_HOUR);
  g_assert_cmpuint (tell (fixture), ==, 1);
  assert_newest (fixture, firm.head, 1, ANLAN_NOTICE_REMIND, "soon");
  fixture_refuse (fixture,
                  fixture_change (fixture, ANLAN_OP_CREATE, "dispatch", NULL, "class", "first", "role",
                                  "deputy", "hours", "4", "clock", "working", NULL),
                  "wait");
}

#define ADD_TEST(path, func)                                                                                 \
  g_test_add ("/model/notices/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* On a machine so slow that no time is left for a second piece. */
static void
set_up_hurried (Fixture *fixture, gconstpointer data)
{
  anlan_slice_hurry (TRUE);
  fixture_set_up (fixture, data);
}

static void
tear_down_hurried (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture, data);
  anlan_slice_hurry (FALSE);
}

#define ADD_HURRIED(path, func)                                                                              \
  g_test_add ("/model/notices/hurried/" path, Fixture, NULL, set_up_hurried, func, tear_down_hurried)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/notices/spans", test_spans);
  g_test_add_func ("/model/notices/events", test_events);
  ADD_TEST ("roles", test_roles);
  ADD_TEST ("closed-unit", test_closed_unit);
  ADD_TEST ("absence", test_absence);
  ADD_TEST ("deadline", test_deadline);
  ADD_TEST ("red", test_red);
  ADD_TEST ("digest", test_digest);
  ADD_TEST ("owed", test_owed);
  ADD_TEST ("new-leader", test_new_leader);
  ADD_TEST ("dispatch", test_dispatch);
  ADD_HURRIED ("deadline", test_deadline);
  ADD_HURRIED ("digest", test_digest);
  ADD_HURRIED ("new-leader", test_new_leader);
  return g_test_run ();
}
