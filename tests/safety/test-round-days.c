/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/time.h"
#include "safety/round-days.h"

/* Days of 2026 as the State Council's notice of 4 November 2025 has them (data/calendars/cn-2026.csv). */
static AnlanHolidays *
make_2026 (void)
{
  static const char *const holidays[] = { "2026-02-15", "2026-02-16", "2026-02-17", "2026-02-18",
                                          "2026-02-19", "2026-02-20", "2026-02-21", "2026-02-22",
                                          "2026-02-23", "2026-09-25", "2026-09-26", "2026-09-27",
                                          "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04",
                                          "2026-10-05", "2026-10-06", "2026-10-07" };
  static const char *const swapped[] = { "2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10" };
  AnlanHolidays *days = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (holidays); i++)
    g_hash_table_insert (days, (gpointer)holidays[i], (gpointer) "holiday");
  for (guint i = 0; i < G_N_ELEMENTS (swapped); i++)
    g_hash_table_insert (days, (gpointer)swapped[i], (gpointer) "swapped");
  g_hash_table_insert (days, (gpointer) "2026-06-26", (gpointer) "special");
  return days;
}

static void
test_work (void)
{
  g_autoptr (GHashTable) days = make_2026 ();
  const struct
  {
    const char *date;
    gboolean work;
  } cases[] = {
    { "2026-11-20", TRUE },                                                   /* Friday */
    { "2026-11-21", FALSE },                                                  /* Saturday */
    { "2026-11-22", FALSE }, { "2026-11-23", TRUE },  { "2026-02-14", TRUE }, /* Saturday, swapped */
    { "2026-09-20", TRUE },                                                   /* Sunday, swapped */
    { "2026-02-16", FALSE }, /* Monday of the spring festival */
    { "2026-10-10", TRUE },  { "2026-10-11", FALSE }, { "2026-06-26", TRUE }, /* special, and a Friday */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (anlan_day_is_work (days, cases[i].date), ==, cases[i].work);
  g_assert_true (anlan_day_is_work (NULL, "2026-10-01"));
}

#define A ANLAN_ROUNDS_CLASS

/* Each case: a plan, from when to when, and all days on which it has rounds. Requirement: A daily, B every second day,
 * C twice a week. */
static const struct
{
  const char *name;
  AnlanRoundDays days;
  const char *from, *to;
  const char *expected; /* MM-DD … */
} cases[] = {
  { "A",
    { .pattern = A, .letter = 'a', .start = "2026-01-01" },
    "2026-11-20",
    "2026-11-23",
    "11-20 11-21 11-22 11-23" },
  { "A without rest days",
    { .pattern = A, .letter = 'a', .rest = ANLAN_REST_LEAVE, .start = "2026-01-01" },
    "2026-09-18",
    "2026-09-28",
    "09-18 09-20 09-21 09-22 09-23 09-24 09-28" },
  /* What meets on the Monday is one round. */
  { "A moved",
    { .pattern = A, .letter = 'a', .rest = ANLAN_REST_MOVE, .start = "2026-01-01" },
    "2026-11-20",
    "2026-11-24",
    "11-20 11-23 11-24" },
  { "B over the end of a month",
    { .pattern = A, .letter = 'b', .start = "2026-11-27" },
    "2026-11-25",
    "2026-12-04",
    "11-27 11-29 12-01 12-03" },
  { "B over the leap day of 2028",
    { .pattern = A, .letter = 'b', .start = "2028-02-26" },
    "2028-02-26",
    "2028-03-03",
    "02-26 02-28 03-01 03-03" },
  { "B moved from rest days",
    { .pattern = A, .letter = 'b', .rest = ANLAN_REST_MOVE, .start = "2026-11-20" },
    "2026-11-20",
    "2026-11-27",
    "11-20 11-23 11-24 11-26" },
  { "C",
    { .pattern = A, .letter = 'c', .start = "2026-01-01" },
    "2026-11-16",
    "2026-11-29",
    "11-16 11-19 11-23 11-26" },
  { "C on Tuesday and Friday",
    { .pattern = A, .letter = 'c', .weekdays = 1 << 1 | 1 << 4, .start = "2026-01-01" },
    "2026-11-16",
    "2026-11-29",
    "11-17 11-20 11-24 11-27" },
  /* Monday and Thursday of the spring festival both move to Tuesday the 24th. */
  { "C moved over the spring festival",
    { .pattern = A, .letter = 'c', .rest = ANLAN_REST_MOVE, .start = "2026-01-01" },
    "2026-02-12",
    "2026-02-27",
    "02-12 02-24 02-26" },
  { "C left out in the spring festival",
    { .pattern = A, .letter = 'c', .rest = ANLAN_REST_LEAVE, .start = "2026-01-01" },
    "2026-02-12",
    "2026-02-27",
    "02-12 02-26" },
  { "week",
    { .pattern = ANLAN_ROUNDS_WEEK, .weekdays = 1 << 6, .start = "2026-01-01" },
    "2026-11-01",
    "2026-11-30",
    "11-01 11-08 11-15 11-22 11-29" },
  /* Sunday the 20th is a working day, so the round stays there. */
  { "week, on a swapped Sunday",
    { .pattern = ANLAN_ROUNDS_WEEK, .weekdays = 1 << 6, .rest = ANLAN_REST_MOVE, .start = "2026-01-01" },
    "2026-09-12",
    "2026-09-22",
    "09-14 09-20" },
  { "month, 31st",
    { .pattern = ANLAN_ROUNDS_MONTH, .month_day = 31, .start = "2026-01-01" },
    "2026-01-01",
    "2026-06-30",
    "01-31 02-28 03-31 04-30 05-31 06-30" },
  /* 1 October is a holiday until the 7th. */
  { "month, moved",
    { .pattern = ANLAN_ROUNDS_MONTH, .month_day = 1, .rest = ANLAN_REST_MOVE, .start = "2026-01-01" },
    "2026-08-01",
    "2026-11-30",
    "08-03 09-01 10-08 11-02" },
  { "season",
    { .pattern = ANLAN_ROUNDS_SEASON, .month_day = 15, .start = "2026-01-01" },
    "2026-01-01",
    "2026-12-31",
    "03-15 06-15 09-15 12-15" },
  { "season, chosen",
    { .pattern = ANLAN_ROUNDS_SEASON, .month_day = 1, .months = 1 << 4 | 1 << 10, .start = "2026-01-01" },
    "2026-01-01",
    "2026-12-31",
    "05-01 11-01" },
  /* The festival begins on Sunday the 15th, the Saturday before it is worked; then the weekend of the national day. */
  { "before holidays",
    { .pattern = ANLAN_ROUNDS_HOLIDAY, .holiday_when = ANLAN_HOLIDAY_BEFORE, .start = "2026-01-05" },
    "2026-01-05",
    "2026-11-30",
    "02-14 09-24 09-30" },
  { "after holidays",
    { .pattern = ANLAN_ROUNDS_HOLIDAY, .holiday_when = ANLAN_HOLIDAY_AFTER, .start = "2026-01-05" },
    "2026-01-05",
    "2026-11-30",
    "02-24 09-28 10-08" },
  { "during a holiday",
    { .pattern = ANLAN_ROUNDS_HOLIDAY, .holiday_when = ANLAN_HOLIDAY_DURING, .start = "2026-09-01" },
    "2026-09-01",
    "2026-09-30",
    "09-25 09-26 09-27" },
  { "until",
    { .pattern = A, .letter = 'a', .start = "2026-11-21", .until = "2026-11-22" },
    "2026-11-19",
    "2026-11-25",
    "11-21 11-22" },
  { "tests have no days",
    { .pattern = ANLAN_ROUNDS_TEST, .start = "2026-01-01" },
    "2026-11-01",
    "2026-11-30",
    "" },
  { "shifts go on over holidays",
    { .pattern = ANLAN_ROUNDS_SHIFT, .rest = ANLAN_REST_LEAVE, .start = "2026-01-01" },
    "2026-09-30",
    "2026-10-02",
    "09-30 10-01 10-02" },
};

static void
test_days (void)
{
  g_autoptr (GHashTable) holidays = make_2026 ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) found = g_string_new (NULL);
      int n = anlan_date_diff (cases[i].from, cases[i].to);

      for (int j = 0; j <= n; j++)
        {
          g_autofree char *date = anlan_date_add (cases[i].from, j);

          if (anlan_round_days_has (&cases[i].days, holidays, date))
            g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", date + 5);
        }
      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (found->str, ==, cases[i].expected);
    }
}

/* Four crews, three shifts: DDEENN-- with two days between the crews; on every day each shift has one crew. */
static void
test_shifts (void)
{
  const char *const expected[] = { "D-NE", "D-NE", "ED-N", "ED-N", "NED-", "NED-", "-NED", "-NED" };

  for (int day = -8; day < 16; day++)
    {
      g_autofree char *date = anlan_date_add ("2026-11-02", day);
      char letters[5] = { 0 };

      for (guint crew = 0; crew < 4; crew++)
        letters[crew] = anlan_shift_letter ("DDEENN--", "2026-11-02", 2, crew, date);
      g_assert_cmpstr (letters, ==, expected[(day + 8) % 8]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/round-days/work", test_work);
  g_test_add_func ("/round-days/days", test_days);
  g_test_add_func ("/round-days/shifts", test_shifts);
  return g_test_run ();
}
