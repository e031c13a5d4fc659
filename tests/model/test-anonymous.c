/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include "fixture.h"

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "model/receipt.h"
#include "store/files.h"

/* Somebody whose name, id and time of reporting are looked for in every byte of the plant's folder. */

#define NAME "Zaphod Quillfeather"
#define REPORTED (FIXTURE_NOW + 3 * ANLAN_HOUR + 12345) /* 2026-11-22T12:00:12Z, 20:00 in Shanghai */

/* --- looking through the folder ------------------------------------------------------------------------------------- */

static guint
count_in_file (const char *path, const char *text)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length, size = strlen (text);
  guint found = 0;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i + size <= length; i++)
    found += g_ascii_strncasecmp (data + i, text, size) == 0;
  return found;
}

static guint
count_in (const char *path, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint found = 0;

  if (dir == NULL)
    return count_in_file (path, text);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      found += (strstr (name, text) != NULL) + count_in (child, text);
    }
  return found;
}

/* What would tell on the reporter: the moment as text, as the journal's stamp and as the head of an id; and how often the
 * plant speaks of the person, which must not become more. */
typedef struct
{
  char *person;
  char *minute, *stamp;
  guint names, ids;
} Traces;

static void
traces_clear (Traces *traces)
{
  g_free (traces->person);
  g_free (traces->minute);
  g_free (traces->stamp);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Traces, traces_clear)

static void
traces_init (Traces *traces, Fixture *fixture)
{
  g_autoptr (AnlanRecord) person = fixture_add (fixture, "person", "name", NAME, NULL);

  traces->person = g_strdup (person->id);
  traces->minute = g_strdup ("2026-11-22T12:00");
  /* The first eight digits of a stamp and of an id count 65 seconds each. */
  traces->stamp = g_strdup_printf ("%08" G_GINT64_MODIFIER "x", (gint64)REPORTED >> 16);
  fixture_reopen (fixture);
  traces->names = count_in (fixture->dir, NAME);
  traces->ids = count_in (fixture->dir, traces->person);
  g_assert_cmpuint (traces->names, >, 0);
  anlan_clock_set (fixture->clock, REPORTED);
  anlan_plant_set_person (fixture->plant, traces->person);
}

/* What is written on closing has the clock's time, so that moves on first. */
static void
assert_no_traces (Traces *traces, Fixture *fixture)
{
  anlan_clock_set (fixture->clock, FIXTURE_NOW + 26 * ANLAN_HOUR);
  anlan_plant_set_person (fixture->plant, NULL);
  fixture_reopen (fixture);
  g_assert_cmpuint (count_in (fixture->dir, NAME), ==, traces->names);
  g_assert_cmpuint (count_in (fixture->dir, traces->person), ==, traces->ids);
  g_assert_cmpuint (count_in (fixture->dir, traces->minute), ==, 0);
  g_assert_cmpuint (count_in (fixture->dir, traces->stamp), ==, 0);
}

/* --- reporting ------------------------------------------------------------------------------------------------------ */

static AnlanChange *
new_report (Fixture *fixture, const char *anonymous)
{
  return fixture_change (fixture, ANLAN_OP_CREATE, "hazard", NULL, "what", "Guard taken off the press",
                         "no_photo", "seen in passing", "class", "first", "anonymous", anonymous, NULL);
}

static AnlanApplied *
apply (Fixture *fixture, AnlanChange *taken)
{
  g_autoptr (AnlanChange) change = taken;
  g_autoptr (GError) error = NULL;
  AnlanApplied *applied = anlan_plant_apply (fixture->plant, change, &error);

  g_assert_no_error (error);
  return applied;
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_auto (Traces) traces = { 0 };
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (AnlanReceipt) receipt = NULL;
  g_autoptr (AnlanRecord) confirmed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *spoken = NULL;
  AnlanChange *change;

  traces_init (&traces, fixture);
  applied = apply (fixture, new_report (fixture, "1"));
  g_assert_null (applied->after->author);
  g_assert_cmpstr (anlan_record_get_text (applied->after, "finder"), ==, NULL);
  g_assert_cmpstr (anlan_record_get_text (applied->after, "found_at"), ==, "2026-11-21T16:00:00Z");
  g_assert_cmpstr (applied->after->number, ==, "HZ-2026-0001");
  g_assert_cmpuint (strlen (applied->receipt), ==, 14);
  assert_no_traces (&traces, fixture);
  fixture_verify (fixture);
  g_assert_cmpuint (count_in (fixture->dir, applied->receipt), ==, 0);
  /* As it is read from a slip of paper. */
  spoken = g_ascii_strdown (applied->receipt, -1);
  g_strdelimit (spoken, "-", ' ');
  change = fixture_change (fixture, ANLAN_OP_STEP, "hazard", applied->after->id, "equipment", "", NULL);
  change->step = g_strdup ("cancel");
  change->reason = g_strdup ("It was a drill");
  confirmed = fixture_apply (fixture, change);
  receipt = anlan_plant_receipt (fixture->plant, spoken, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (receipt->number, ==, "HZ-2026-0001");
  g_assert_cmpstr (receipt->stage, ==, "Cancelled");
  g_assert_cmpuint (receipt->passages->len, ==, 2);
  g_assert_cmpstr (((AnlanPassage *)g_ptr_array_index (receipt->passages, 0))->at, ==,
                   "2026-11-21T16:00:00Z");
  fixture_verify (fixture);
}

static void
test_draft (Fixture *fixture, gconstpointer data)
{
  g_auto (Traces) traces = { 0 };
  g_autoptr (AnlanApplied) draft = NULL, submitted = NULL;
  AnlanChange *change;

  traces_init (&traces, fixture);
  change = new_report (fixture, "1");
  change->draft = TRUE;
  draft = apply (fixture, change);
  g_assert_null (draft->receipt);
  change = fixture_change (fixture, ANLAN_OP_STEP, "hazard", draft->after->id, "what",
                           "Guard taken off again", NULL);
  change->step = g_strdup ("submit");
  submitted = apply (fixture, change);
  g_assert_nonnull (submitted->receipt);
  g_assert_cmpstr (submitted->after->stage, ==, "found");
  assert_no_traces (&traces, fixture);
  fixture_verify (fixture);
}

/* A time that was said with it tells as much as that of reporting. 03:27Z is 11:27 in Shanghai, whose day began at 16:00Z. */
static void
test_time (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *anonymous;
    const char *said;
    const char *kept;
  } cases[] = {
    { "1", "2026-11-20T03:27:00Z", "2026-11-19T16:00:00Z" },
    { "1", "2026-11-19T15:59:59Z", "2026-11-18T16:00:00Z" },
    { "1", "2026-11-19T16:00:00Z", "2026-11-19T16:00:00Z" },
    { "0", "2026-11-20T04:28:00Z", "2026-11-20T04:28:00Z" },
  };

  g_auto (Traces) traces = { 0 };

  traces_init (&traces, fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanChange *change = new_report (fixture, cases[i].anonymous);
      g_autoptr (AnlanApplied) applied = NULL;

      anlan_change_set_text (change, "found_at", cases[i].said);
      applied = apply (fixture, change);
      g_assert_cmpstr (anlan_record_get_text (applied->after, "found_at"), ==, cases[i].kept);
    }
  fixture_verify (fixture);
  g_assert_cmpuint (count_in (fixture->dir, "2026-11-20T03:27"), ==, 0);
  g_assert_cmpuint (count_in (fixture->dir, "2026-11-20T04:28"), >, 0);
}

/* What would name somebody after all is refused. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_auto (Traces) traces = { 0 };
  g_autoptr (AnlanApplied) named = NULL, draft = NULL;
  g_autoptr (GError) error = NULL;
  AnlanChange *change;
  AnlanFile *file;

  traces_init (&traces, fixture);
  change = new_report (fixture, "1");
  anlan_change_set_text (change, "finder", traces.person);
  fixture_refuse (fixture, change, "names nobody");
  change = new_report (fixture, "1");
  anlan_change_set_behalf (change, traces.person, "2026-11-22T08:00:00Z", "by telephone", NULL);
  fixture_refuse (fixture, change, "on behalf");
  file = g_new0 (AnlanFile, 1);
  file->taken = g_strdup ("2026-11-22T11:58:00");
  file->latitude = file->longitude = NAN;
  file->mime = g_strdup ("image/jpeg");
  memset (file->sha256, 'a', ANLAN_SHA256_HEX);
  change = new_report (fixture, "1");
  g_ptr_array_add (change->files, file);
  fixture_refuse (fixture, change, "without its name, time and place");
  /* Who has entered it is known, so it cannot become anonymous afterwards. */
  named = apply (fixture, new_report (fixture, "0"));
  g_assert_null (named->receipt);
  fixture_refuse (fixture,
                  fixture_change (fixture, ANLAN_OP_EDIT, "hazard", named->after->id, "anonymous", "1", NULL),
                  "known already");
  change = new_report (fixture, "0");
  change->draft = TRUE;
  draft = apply (fixture, change);
  fixture_refuse (fixture,
                  fixture_change (fixture, ANLAN_OP_EDIT, "hazard", draft->after->id, "anonymous", "1", NULL),
                  "known already");
  g_assert_null (anlan_plant_receipt (fixture->plant, "2222-2222-2222", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

#define ADD(path, func)                                                                                      \
  g_test_add ("/model/anonymous/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("report", test_report);
  ADD ("time", test_time);
  ADD ("draft", test_draft);
  ADD ("refused", test_refused);
  return g_test_run ();
}
