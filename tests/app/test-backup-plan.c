/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-backup-plan"

#include "backup-plan.h"
#include "base/time.h"

static gint64
moment (const char *text)
{
  gint64 ms = 0;

  if (text == NULL)
    return 0;
  g_assert_true (anlan_time_parse (text, &ms));
  return ms;
}

/* Shanghai is eight hours ahead of UTC: its 08:00 is midnight UTC. */
static const struct
{
  const char *name;
  const char *now;
  const char *good;  /* NULL: none */
  const char *tried; /* NULL: never */
  const char *day_start;
  gboolean due;
} cases[] = {
  { "never", "2026-11-22T05:00:00Z", NULL, NULL, "08:00", TRUE },
  { "this-morning", "2026-11-22T05:00:00Z", "2026-11-22T00:01:00Z", "2026-11-22T00:01:00Z", "08:00", FALSE },
  { "before-morning", "2026-11-21T23:59:00Z", "2026-11-21T00:01:00Z", "2026-11-21T00:01:00Z", "08:00",
    FALSE },
  { "on-the-hour", "2026-11-22T00:00:00Z", "2026-11-21T00:01:00Z", "2026-11-21T00:01:00Z", "08:00", TRUE },
  { "slept-over-it", "2026-11-24T03:00:00Z", "2026-11-21T00:01:00Z", "2026-11-21T00:01:00Z", "08:00", TRUE },
  { "failed-just-now", "2026-11-22T00:30:00Z", "2026-11-21T00:01:00Z", "2026-11-22T00:00:00Z", "08:00",
    FALSE },
  { "failed-an-hour-ago", "2026-11-22T01:00:00Z", "2026-11-21T00:01:00Z", "2026-11-22T00:00:00Z", "08:00",
    TRUE },
  { "late-day", "2026-11-22T10:00:00Z", "2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z", "19:30", FALSE },
  { "late-day-begins", "2026-11-22T11:31:00Z", "2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z", "19:30",
    TRUE },
  { "no-day-start", "2026-11-22T00:05:00Z", "2026-11-21T23:50:00Z", "2026-11-21T23:50:00Z", NULL, TRUE },
  { "bad-day-start", "2026-11-22T00:05:00Z", "2026-11-21T23:50:00Z", "2026-11-21T23:50:00Z", "noon", TRUE },
  { "clock-set-back", "2026-11-22T05:00:00Z", "2027-11-22T00:00:00Z", "2027-11-22T00:00:00Z", "08:00", TRUE },
};

static void
test_due (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");

  g_assert_nonnull (zone);
  g_assert_cmpint (anlan_backup_is_due (moment (cases[i].now), moment (cases[i].good),
                                        moment (cases[i].tried), zone, cases[i].day_start),
                   ==, cases[i].due);
}

static void
test_days (void)
{
  gint64 now = moment ("2026-11-22T12:00:00Z");

  g_assert_cmpuint (anlan_backup_days_without (now, 0, 0), ==, 0);
  g_assert_cmpuint (anlan_backup_days_without (now, 0, moment ("2026-11-19T12:00:00Z")), ==, 3);
  g_assert_cmpuint (anlan_backup_days_without (now, moment ("2026-11-19T12:00:01Z"), 1), ==, 2);
  g_assert_cmpuint (anlan_backup_days_without (now, moment ("2026-11-10T12:00:00Z"), 1), ==, 12);
  g_assert_cmpuint (anlan_backup_days_without (now, moment ("2027-01-01T12:00:00Z"), 1), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/backup-plan/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_due);
    }
  g_test_add_func ("/backup-plan/days", test_days);
  return g_test_run ();
}
