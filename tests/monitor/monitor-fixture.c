/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/time.h"

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("anlan-monitor-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = anlan_clock_new_fixed (FIXTURE_NOW);
  fixture->zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_assert_nonnull (fixture->zone);
}

static void
remove_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_remove (child);
    }
  g_rmdir (path);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->monitor, anlan_monitor_close);
  anlan_clock_unref (fixture->clock);
  g_time_zone_unref (fixture->zone);
  remove_files (fixture->dir);
  g_free (fixture->dir);
}

GPtrArray *
fixture_rules (const char *rules)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
  g_autofree char *text = g_strconcat ("<rules>", rules, "</rules>", NULL);
  g_autoptr (GError) error = NULL;

  anlan_rules_parse (text, -1, list, &error);
  g_assert_no_error (error);
  return list;
}

void
fixture_open (Fixture *fixture, const char *rules)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->monitor, anlan_monitor_close);
  fixture->monitor = anlan_monitor_open (fixture->dir, fixture->clock, fixture->zone, &error);
  g_assert_no_error (error);
  if (rules == NULL)
    return;
  list = fixture_rules (rules);
  anlan_monitor_set_rules (fixture->monitor, list, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_feed (Fixture *fixture, AnlanTaken *taken, const char *format, ...)
{
  g_auto (AnlanTaken) own = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (AnlanBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  batch = anlan_batch_read (text, strlen (text), anlan_clock_now (fixture->clock), &error);
  g_assert_no_error (error);
  anlan_monitor_take (fixture->monitor, &batch, 1, taken != NULL ? taken : &own, &error);
  g_assert_no_error (error);
}

void
fixture_read (Fixture *fixture, const char *series, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  fixture_feed (fixture, NULL, "{\"series\":\"%s\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%s}", series,
                anlan_clock_now (fixture->clock), g_ascii_dtostr (number, sizeof number, value));
}

void
fixture_pass (Fixture *fixture, gint64 ms)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (gint64 passed = 0; passed < ms; passed += ANLAN_SECOND)
    {
      anlan_clock_advance (fixture->clock, MIN (ANLAN_SECOND, ms - passed));
      anlan_monitor_tick (fixture->monitor, changed, &error);
      g_assert_no_error (error);
    }
}

AnlanAlarm *
fixture_alarm (Fixture *fixture, const char *rule)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = anlan_alarms_list (anlan_monitor_get_alarms (fixture->monitor), TRUE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      AnlanAlarm *alarm = g_ptr_array_index (list, i);

      if (g_str_equal (alarm->rule, rule))
        return g_ptr_array_steal_index (list, i);
    }
  return NULL;
}

guint
fixture_n_alarms (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = anlan_alarms_list (anlan_monitor_get_alarms (fixture->monitor), FALSE, &error);

  g_assert_no_error (error);
  return list->len;
}
