/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "base/time.h"
#include "model/access-log.h"
#include "model/account.h"
#include "model/token.h"

static AnlanRecord *
add_zone (Fixture *fixture, const char *name)
{
  return fixture_add (fixture, "zone", "name", name, NULL);
}

static char *
make_poster (Fixture *fixture, const AnlanRecord *zone)
{
  g_autoptr (GError) error = NULL;
  char *token = anlan_poster_make (fixture->plant, "zone", zone->id, &error);

  g_assert_no_error (error);
  return token;
}

static void
assert_poster (Fixture *fixture, const char *text, const AnlanRecord *zone)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanToken) token = anlan_token_check_poster (fixture->plant, text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token->record, ==, zone->id);
  g_assert_cmpstr (token->kind, ==, "zone");
  g_assert_cmpstr (token->name, ==, anlan_record_label (zone));
}

/* @part: of what is said. */
static void
assert_no_poster (Fixture *fixture, const char *text, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_token_check_poster (fixture->plant, text, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, part));
}

static gint64
count (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->dir, "plant.db", NULL);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_READ, &error);

  g_assert_no_error (error);
  g_assert_true (anlan_db_lookup (db, sql, NULL, &value, &error));
  anlan_db_close (db);
  return anlan_value_get_integer (&value, -1);
}

/* --- posters -------------------------------------------------------------------------------------------------------------- */

static void
test_poster (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) first = add_zone (fixture, "罐区");
  g_autoptr (AnlanRecord) second = add_zone (fixture, "Boiler house");
  g_autofree char *token = make_poster (fixture, first);
  g_autofree char *again = make_poster (fixture, first);
  g_autofree char *other = make_poster (fixture, second);
  g_autoptr (GError) error = NULL;

  /* Printed again it is the same, and it fits into a small code. */
  g_assert_cmpstr (token, ==, again);
  g_assert_cmpstr (token, !=, other);
  g_assert_cmpuint (strlen (token), <=, 40);
  assert_poster (fixture, token, first);
  assert_poster (fixture, other, second);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM journal WHERE op = 'token'"), ==, 2);
  fixture_reopen (fixture);
  assert_poster (fixture, token, first);

  /* One is taken away, the others stay; the next print is another one. */
  {
    g_autoptr (AnlanToken) known = anlan_token_check_poster (fixture->plant, token, &error);
    g_autofree char *anew = NULL;

    g_assert_true (anlan_token_revoke (fixture->plant, known->id, &error));
    assert_no_poster (fixture, token, "revoked");
    assert_poster (fixture, other, second);
    anew = make_poster (fixture, first);
    g_assert_cmpstr (anew, !=, token);
    assert_poster (fixture, anew, first);
  }
  /* All of them at once. */
  g_assert_true (anlan_posters_replace_key (fixture->plant, &error));
  g_assert_no_error (error);
  assert_no_poster (fixture, other, "made anew");
  {
    g_autofree char *anew = make_poster (fixture, second);

    g_assert_cmpstr (anew, !=, other);
    assert_poster (fixture, anew, second);
  }
  fixture_verify (fixture);
}

static void
test_poster_forged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = add_zone (fixture, "Tank farm");
  g_autoptr (AnlanRecord) next = add_zone (fixture, "Store");
  g_autofree char *token = make_poster (fixture, zone);
  g_autofree char *other = make_poster (fixture, next);
  g_auto (GStrv) mine = g_strsplit (token, ".", 3);
  g_auto (GStrv) theirs = g_strsplit (other, ".", 3);
  g_autofree char *crossed = g_strdup_printf ("%s.%s.%s", mine[0], mine[1], theirs[2]);
  g_autofree char *newer = g_strdup_printf ("2.%s.%s", mine[1], mine[2]);
  g_autofree char *cut = g_strndup (token, strlen (token) - 1);
  g_autofree char *longer = g_strconcat (token, "A", NULL);
  const char *const forged[] = {
    "",
    ".",
    "..",
    "...",
    "1..",
    "1.abcdefghjk.AAAAAAAAAAAAAAAAAAAAAA",
    "0.a.b",
    "-1.a.b",
    "99999999999999999999.a.b",
    "1.' OR 1=1 --.x",
    crossed,
    newer,
    cut,
    longer,
  };

  for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
    assert_no_poster (fixture, forged[i], "not one of this plant");
}

static void
test_poster_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = add_zone (fixture, "Tank farm");
  const char *some[] = { zone->id, "01890000-0000-7000-8000-000000000000", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_poster_make (fixture->plant, "person", zone->id, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_posters_make (fixture->plant, "zone", some, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM token"), ==, 0);
}

/* --- personal links -------------------------------------------------------------------------------------------------------- */

static char *
make_link (Fixture *fixture, const AnlanRecord *person)
{
  g_autoptr (GError) error = NULL;
  char *link = anlan_link_make (fixture->plant, person->id, "4711", NULL, &error);

  g_assert_no_error (error);
  return link;
}

static char *
open_link (Fixture *fixture, const char *link, const char *pin)
{
  g_autoptr (GError) error = NULL;
  char *secret = anlan_link_open (fixture->plant, link, pin, "Phone of Wang", &error);

  g_assert_no_error (error);
  return secret;
}

static void
assert_closed (Fixture *fixture, const char *link, const char *pin, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_link_open (fixture->plant, link, pin, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, part));
}

static void
assert_device (Fixture *fixture, const char *secret, const AnlanRecord *person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanToken) token = anlan_token_check_device (fixture->plant, secret, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token->record, ==, person->id);
  g_assert_nonnull (token->device);
}

static void
assert_no_device (Fixture *fixture, const char *secret, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_token_check_device (fixture->plant, secret, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "王芳", NULL);
  g_autofree char *link = make_link (fixture, wang);
  g_autofree char *secret = open_link (fixture, link, "4711");
  g_autofree char *other = open_link (fixture, link, "4711");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanToken) token = anlan_token_check_link (fixture->plant, link, &error);
  g_autoptr (GPtrArray) devices = NULL;

  /* At least 128 bits of randomness in each: six bits a character. */
  g_assert_cmpuint (strlen (link) * 6, >=, 128);
  g_assert_cmpuint (strlen (secret) * 6, >=, 128);
  g_assert_cmpstr (token->name, ==, "王芳");
  g_assert_cmpuint (token->devices, ==, 2);
  assert_device (fixture, secret, wang);
  /* Nothing of what is handed in stands in the plant. */
  {
    const char *secrets[] = { link, secret, other, "4711" };

    for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
      {
        g_autofree char *sql =
            g_strdup_printf ("SELECT (SELECT count(*) FROM token WHERE '%s' IN (id, hash, pin)) +"
                             " (SELECT count(*) FROM token_device WHERE '%s' IN (id, hash)) +"
                             " (SELECT count(*) FROM journal WHERE instr (patch, '%s') > 0)",
                             secrets[i], secrets[i], i == 3 ? "\"4711\"" : secrets[i]);

        g_assert_cmpint (count (fixture, sql), ==, 0);
      }
  }
  /* A lost phone. */
  devices = anlan_link_list_devices (fixture->plant, token->id, &error);
  g_assert_cmpuint (devices->len, ==, 2);
  {
    g_autoptr (AnlanToken) lost = anlan_token_check_device (fixture->plant, secret, &error);

    g_assert_true (anlan_link_forget_device (fixture->plant, lost->device, NULL, &error));
    assert_no_device (fixture, secret, "PIN");
    assert_device (fixture, other, wang);
    g_assert_false (anlan_link_forget_device (fixture->plant, lost->device, NULL, &error));
    g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
    g_clear_error (&error);
  }
  /* After so many days the PIN is asked for again. */
  anlan_clock_advance (fixture->clock, ANLAN_DEVICE_DAYS * ANLAN_DAY);
  assert_no_device (fixture, other, "PIN");
  {
    g_autofree char *later = open_link (fixture, link, "4711");

    g_assert_true (anlan_token_revoke (fixture->plant, token->id, &error));
    assert_no_device (fixture, later, "revoked");
    assert_closed (fixture, link, "4711", "revoked");
  }
  assert_no_device (fixture, "AAAA", "not one of this plant");
  assert_no_device (fixture, link, "not one of this plant");
  assert_closed (fixture, "", "4711", "not one of this plant");
  fixture_verify (fixture);
}

static void
test_link_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "王芳", NULL);
  g_autofree char *link = make_link (fixture, wang);
  g_autofree char *secret = open_link (fixture, link, "4711");
  g_autoptr (GError) error = NULL;
  g_autofree char *pin = NULL;
  g_autofree char *next = anlan_link_make (fixture->plant, wang->id, NULL, &pin, &error);
  g_autofree char *mine = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (pin), ==, 6);
  assert_closed (fixture, link, "4711", "revoked");
  assert_no_device (fixture, secret, "revoked");
  mine = open_link (fixture, next, pin);
  assert_device (fixture, mine, wang);
}

/* From the third wrong one on it waits, ever longer; the tenth locks. The right PIN does not help meanwhile. */
static void
test_pin_guessing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "王芳", NULL);
  g_autofree char *link = make_link (fixture, wang);
  g_autofree char *known = open_link (fixture, link, "4711");
  g_autofree char *pin = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanToken) token = anlan_token_check_link (fixture->plant, link, &error);
  gint64 wait = ANLAN_PIN_WAIT_SECONDS * ANLAN_SECOND;

  for (guint i = 1; i < ANLAN_PIN_TRIES; i++)
    {
      assert_closed (fixture, link, "1234", "wrong");
      if (i < ANLAN_PIN_PATIENT)
        continue;
      assert_closed (fixture, link, "4711", "several times");
      anlan_clock_advance (fixture->clock, wait - 1);
      assert_closed (fixture, link, "4711", "several times");
      anlan_clock_advance (fixture->clock, 1);
      wait *= 2;
    }
  assert_closed (fixture, link, "1234", "wrong");
  anlan_clock_advance (fixture->clock, ANLAN_DAY);
  assert_closed (fixture, link, "4711", "too often");
  /* Who had given it before is not shut out by others. */
  assert_device (fixture, known, wang);
  pin = anlan_link_renew_pin (fixture->plant, token->id, "2580", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pin, ==, "2580");
  assert_no_device (fixture, known, "PIN");
  {
    g_autofree char *now = open_link (fixture, link, "2580");

    assert_device (fixture, now, wang);
  }
}

static void
test_pin_forms (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "",     "123",      "123456789", "12a4", "1111",
                                     "1234", "87654321", "４７１１",  " 4711" };
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "王芳", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (anlan_link_make (fixture->plant, wang->id, bad[i], NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

static void
edit (Fixture *fixture, const char *kind, const char *record, const char *field, const char *text)
{
  g_autoptr (AnlanRecord) done =
      fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, kind, record, field, text, NULL));

  g_assert_nonnull (done);
}

static void
test_leaving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) team = fixture_add (fixture, "unit", "name", "Team", NULL);
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "王芳", NULL);
  g_autoptr (AnlanRecord) zhao = fixture_add (fixture, "person", "name", "赵磊", NULL);
  g_autoptr (AnlanRecord) member =
      fixture_add (fixture, "membership", "person", wang->id, "unit", team->id, "since", "2026-01-01", NULL);
  g_autofree char *link = make_link (fixture, wang);
  g_autofree char *other = make_link (fixture, zhao);
  g_autofree char *secret = open_link (fixture, link, "4711");
  g_autofree char *theirs = open_link (fixture, other, "4711");
  g_autoptr (GError) error = NULL;

  edit (fixture, "membership", member->id, "until", "2026-11-21");
  assert_no_device (fixture, secret, "does not belong");
  assert_closed (fixture, link, "4711", "does not belong");
  /* A role that has ended ends nothing while the person has a unit. */
  edit (fixture, "person", wang->id, "unit", team->id);
  assert_device (fixture, secret, wang);

  {
    g_autoptr (AnlanRecord) gone =
        fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "person", zhao->id, "state", "left",
                                                "left_on", "2026-11-20", NULL));

    g_assert_nonnull (gone);
  }
  assert_no_device (fixture, theirs, "does not belong");
  g_assert_null (anlan_link_make (fixture->plant, zhao->id, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
}

/* --- programs ------------------------------------------------------------------------------------------------------------------ */

static void
test_api (Fixture *fixture, gconstpointer data)
{
  static const char *const scopes[] = { "hazard:read", "hazard:add", "*:push", "alarms", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      anlan_token_make_api (fixture->plant, "  SAP\tHR ", NULL, scopes, "2026-11-23", &error);
  g_autoptr (AnlanToken) token = anlan_token_check_api (fixture->plant, text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token->name, ==, "SAP HR");
  g_assert_true (anlan_token_may (token, "hazard", "read"));
  g_assert_false (anlan_token_may (token, "hazard", "step"));
  g_assert_false (anlan_token_may (token, "person", "read"));
  g_assert_true (anlan_token_may (token, "person", "push"));
  g_assert_true (anlan_token_may (token, NULL, "alarms"));
  g_assert_false (anlan_token_may (token, NULL, "readings"));
  g_assert_null (anlan_token_check_link (fixture->plant, text, NULL));
  anlan_clock_advance (fixture->clock, 2 * ANLAN_DAY);
  g_assert_null (anlan_token_check_api (fixture->plant, text, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, "last day"));
  fixture_verify (fixture);
}

static void
test_api_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = {
    "", "everything", "hazard", "hazard:", "hazard:delete", "nokind:read", "a:b:c", "*"
  };
  static const char *const good[] = { "*:read", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *scopes[] = { bad[i], NULL };

      g_assert_null (anlan_token_make_api (fixture->plant, "x", NULL, scopes, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_clear_error (&error);
    }
  g_assert_null (anlan_token_make_api (fixture->plant, "x", NULL, none, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_token_make_api (fixture->plant, "  ", NULL, good, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_token_make_api (fixture->plant, "x", NULL, good, "tomorrow", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (
      anlan_token_make_api (fixture->plant, "x", "01890000-0000-7000-8000-000000000000", good, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
}

/* Once accounts are on, tokens are for who may manage them. */
static void
test_managers (Fixture *fixture, gconstpointer data)
{
  static const char *const scopes[] = { "*:read", NULL };
  g_autoptr (AnlanRecord) firm = fixture_add (fixture, "unit", "name", "Firm", NULL);
  g_autoptr (AnlanRecord) zone = add_zone (fixture, "Tank farm");
  g_autoptr (AnlanRecord) next = add_zone (fixture, "Store");
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "王芳", "unit", firm->id, NULL);
  g_autoptr (AnlanRecord) zhao = fixture_add (fixture, "person", "name", "赵磊", "unit", firm->id, NULL);
  g_autoptr (AnlanRecord) role = fixture_add (fixture, "membership", "person", wang->id, "unit", firm->id,
                                              "role", "safety-manager", "since", "2026-01-01", NULL);
  g_autofree char *hanging = make_poster (fixture, zone), *again = NULL, *mine = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_account_set (fixture->plant, wang->id, NULL, "correct horse", FALSE, &error));
  g_assert_true (anlan_account_set (fixture->plant, zhao->id, NULL, "correct horse", FALSE, &error));
  g_assert_true (anlan_accounts_switch (fixture->plant, wang->id, TRUE, NULL, &error));
  anlan_plant_set_person (fixture->plant, zhao->id);
  again = make_poster (fixture, zone);
  g_assert_cmpstr (again, ==, hanging);
  g_assert_null (anlan_poster_make (fixture->plant, "zone", next->id, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_null (anlan_token_make_api (fixture->plant, "x", NULL, scopes, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (anlan_posters_replace_key (fixture->plant, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_null (anlan_link_make (fixture->plant, wang->id, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  mine = anlan_link_make (fixture->plant, zhao->id, NULL, NULL, &error);
  g_assert_no_error (error);
  anlan_plant_set_person (fixture->plant, wang->id);
  g_free (mine);
  mine = anlan_link_make (fixture->plant, zhao->id, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* --- papers --------------------------------------------------------------------------------------------------------------------- */

static void
test_verify (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = add_zone (fixture, "Tank farm");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = anlan_verify_make (fixture->plant, "paper", "zone", zone->id, "2026-12-31", &error);
  g_autofree char *endless = anlan_verify_make (fixture->plant, "badge", "zone", zone->id, NULL, &error);
  g_autoptr (AnlanVerifyCode) code = anlan_verify_check (fixture->plant, text, &error);
  g_autoptr (AnlanVerifyCode) badge = anlan_verify_check (fixture->plant, endless, &error);
  static const char *const changes[][2] = {
    { "paper", "badge" }, { "zone", "unit" }, { "20261231", "20271231" }, { "20261231", "0" }, { "1.", "2." }
  };

  g_assert_no_error (error);
  g_assert_cmpstr (code->purpose, ==, "paper");
  g_assert_cmpstr (code->kind, ==, "zone");
  g_assert_cmpstr (code->record, ==, zone->id);
  g_assert_cmpstr (code->until, ==, "2026-12-31");
  g_assert_null (badge->until);
  g_assert_cmpuint (strlen (text), <, 100);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GString) forged = g_string_new (text);

      g_assert_cmpuint (g_string_replace (forged, changes[i][0], changes[i][1], 1), ==, 1);
      g_assert_null (anlan_verify_check (fixture->plant, forged->str, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
      g_clear_error (&error);
    }
  g_assert_null (anlan_verify_check (fixture->plant, "", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  /* A poster's tag is none of a paper: what a code is for is signed, too. */
  g_assert_null (anlan_token_check_poster (fixture->plant, text, NULL));
  g_assert_null (anlan_verify_make (fixture->plant, "paper", "zone", "no id", NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* --- who used what --------------------------------------------------------------------------------------------------------------- */

static void
add_line (AnlanAccessLog *log, gint64 at, const char *token, guint status, const char *note)
{
  const AnlanVisitLine line = {
    .at = at, .token = token, .address = "192.168.3.7", .what = "GET /my", .status = status, .note = note
  };

  anlan_access_log_add (log, &line);
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = add_zone (fixture, "Tank farm");
  g_autofree char *poster = make_poster (fixture, zone);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanToken) token = anlan_token_check_poster (fixture->plant, poster, &error);
  g_autoptr (GPtrArray) none = anlan_access_log_read (fixture->dir, NULL, FALSE, 0, 10, &error);
  g_autoptr (GPtrArray) all = NULL, refused = NULL, earlier = NULL, tokens = NULL;
  AnlanAccessLog *log = anlan_access_log_new (fixture->dir, 20, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; i < 50; i++)
    add_line (log, FIXTURE_NOW + i, token->id, 200, NULL);
  add_line (log, FIXTURE_NOW + 50, NULL, 403, "forged");
  anlan_access_log_flush (log);
  all = anlan_access_log_read (fixture->dir, NULL, FALSE, 0, 100, &error);
  g_assert_cmpuint (all->len, ==, 20);
  g_assert_cmpint (((AnlanVisit *)g_ptr_array_index (all, 0))->at, ==, FIXTURE_NOW + 50);
  refused = anlan_access_log_read (fixture->dir, NULL, TRUE, 0, 100, &error);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpstr (((AnlanVisit *)g_ptr_array_index (refused, 0))->note, ==, "forged");
  earlier = anlan_access_log_read (fixture->dir, token->id, FALSE,
                                   ((AnlanVisit *)g_ptr_array_index (all, 5))->id, 3, &error);
  g_assert_cmpuint (earlier->len, ==, 3);
  g_assert_cmpint (((AnlanVisit *)g_ptr_array_index (earlier, 0))->at, ==, FIXTURE_NOW + 44);
  anlan_access_log_free (log);
  /* How often it was used outlives the lines. */
  tokens = anlan_tokens_list (fixture->plant, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tokens->len, ==, 1);
  g_assert_cmpuint (((AnlanToken *)g_ptr_array_index (tokens, 0))->times, ==, 50);
  g_assert_cmpint (((AnlanToken *)g_ptr_array_index (tokens, 0))->last_used, ==, FIXTURE_NOW + 49);
  g_assert_cmpstr (((AnlanToken *)g_ptr_array_index (tokens, 0))->last_address, ==, "192.168.3.7");
  fixture_verify (fixture);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = add_zone (fixture, "Tank farm");
  const char *records[] = { zone->id, NULL };
  g_autoptr (GAsyncResult) made = NULL, listed = NULL, read = NULL;
  g_autoptr (GPtrArray) posters = NULL, tokens = NULL, visits = NULL;
  g_autoptr (GError) error = NULL;

  anlan_posters_make_async (fixture->plant, "zone", records, NULL, keep_result_cb, &made);
  while (made == NULL)
    g_main_context_iteration (NULL, TRUE);
  posters = anlan_posters_make_finish (fixture->plant, made, &error);
  g_assert_no_error (error);
  assert_poster (fixture, g_ptr_array_index (posters, 0), zone);
  anlan_tokens_list_async (fixture->plant, NULL, keep_result_cb, &listed);
  anlan_access_log_read_async (fixture->dir, NULL, FALSE, 0, 5, NULL, keep_result_cb, &read);
  while (listed == NULL || read == NULL)
    g_main_context_iteration (NULL, TRUE);
  tokens = anlan_tokens_list_finish (fixture->plant, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tokens->len, ==, 1);
  visits = anlan_access_log_read_finish (read, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (visits->len, ==, 0);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/token/poster", test_poster);
  add ("/token/poster/forged", test_poster_forged);
  add ("/token/poster/refused", test_poster_refused);
  add ("/token/link", test_link);
  add ("/token/link/anew", test_link_anew);
  add ("/token/link/guessing", test_pin_guessing);
  add ("/token/link/forms", test_pin_forms);
  add ("/token/link/leaving", test_leaving);
  add ("/token/api", test_api);
  add ("/token/api/refused", test_api_refused);
  add ("/token/managers", test_managers);
  add ("/token/verify", test_verify);
  add ("/token/log", test_log);
  add ("/token/async", test_async);
  return g_test_run ();
}
