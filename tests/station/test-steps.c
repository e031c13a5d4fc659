/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Which steps a webhook is told of, that the past is not told, and when the station gives one up. What goes over the wire is
 * tried with a real receiver in test-api.py. */

#include <math.h>
#include <string.h>

#include "base/paths.h"
#include "base/time.h"
#include "link/secrets.h"
#include "model/query.h"
#include "station-steps.h"

#define NOW G_GINT64_CONSTANT (1795338000000) /* 2026-11-22T09:00:00Z */

typedef struct
{
  char *root;
  AnlanClock *clock;
  AnlanPlant *plant;
  AnlanOutbox *outbox;
  AnlanSecrets *secrets;
  GPtrArray *channels;
  char *channel; /* id */
} Hook;

static char *
add (Hook *hook, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  const char *field;
  va_list args;

  va_start (args, kind);
  while ((field = va_arg (args, const char *)) != NULL)
    anlan_change_set_text (change, field, va_arg (args, const char *));
  va_end (args);
  applied = anlan_plant_apply (hook->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

static void
hook_set_up (Hook *hook, gconstpointer data)
{
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *dir = NULL, *desk = NULL, *file = NULL;
  g_autoptr (GError) error = NULL;
  AnlanPlantOptions options = { 0 };

  hook->root = g_dir_make_tmp ("anlan-steps-XXXXXX", &error);
  dir = g_build_filename (hook->root, "plant", NULL);
  desk = g_build_filename (hook->root, "desk", NULL);
  file = g_build_filename (hook->root, "secrets", NULL);
  hook->clock = anlan_clock_new_fixed (NOW);
  options.clock = hook->clock;
  options.desk_dir = desk;
  hook->plant = anlan_plant_create (dir, &birth, &options, &error);
  g_assert_no_error (error);
  hook->outbox = anlan_outbox_open (dir, hook->clock, &error);
  g_assert_no_error (error);
  hook->channel = add (hook, "channel", "name", "ERP", "type", "webhook", "least", "critical", "steps",
                       "zone:create, unit:*", "quiet_from", "00:00", "quiet_to", "23:59", NULL);
  hook->secrets = anlan_secrets_new_file (file);
  g_assert_true (
      anlan_secrets_keep (hook->secrets, hook->channel, "address", "https://erp.example/hook", &error));
  g_assert_true (anlan_secrets_keep (hook->secrets, hook->channel, "secret",
                                     "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", &error));
  hook->channels = anlan_plant_channels (hook->plant, hook->secrets, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (hook->channels->len, ==, 1);
}

static void
hook_tear_down (Hook *hook, gconstpointer data)
{
  g_ptr_array_unref (hook->channels);
  g_object_unref (hook->secrets);
  anlan_outbox_close (hook->outbox);
  anlan_plant_close (hook->plant);
  g_object_unref (hook->plant);
  anlan_clock_unref (hook->clock);
  anlan_remove_tree (hook->root);
  g_free (hook->root);
  g_free (hook->channel);
}

static gboolean
tell (Hook *hook)
{
  g_autoptr (GError) error = NULL;
  gboolean put;

  g_assert_true (station_steps_tell (hook->plant, hook->outbox, hook->channels, &put, &error));
  g_assert_no_error (error);
  return put;
}

static GPtrArray *
waiting (Hook *hook)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = anlan_outbox_list (hook->outbox, hook->channel, 100, &error);

  g_assert_no_error (error);
  return rows;
}

static void
test_wishes (void)
{
  static const struct
  {
    const char *wish;
    const char *kind;
    const char *step;
    gboolean fits;
  } cases[] = {
    { "hazard:close", "hazard", "close", TRUE }, { "hazard:close", "hazard", "assign", FALSE },
    { "hazard:*", "hazard", "assign", TRUE },    { "hazard:*", "hazards", "assign", FALSE },
    { "*:create", "zone", "create", TRUE },      { "*:create", "zone", "close", FALSE },
    { "haz*:close", "hazard", "close", FALSE },  { "hazard", "hazard", "close", FALSE },
    { ":close", "hazard", "close", FALSE },      { "hazard:", "hazard", "close", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *wishes[] = { "never:ever", cases[i].wish, NULL };

      g_assert_true (station_steps_is_wish (wishes, cases[i].kind, cases[i].step) == cases[i].fits);
    }
  g_assert_false (station_steps_is_wish (NULL, "hazard", "close"));
}

static void
test_told (Hook *hook, gconstpointer data)
{
  g_autofree char *before = add (hook, "zone", "name", "There before", NULL);
  g_autofree char *zone = NULL, *unit = NULL, *person = NULL;
  g_autoptr (GPtrArray) rows = NULL, again = NULL;

  /* The past is not told. */
  g_assert_false (tell (hook));
  zone = add (hook, "zone", "name", "Tank farm", NULL);
  person = add (hook, "person", "name", "王芳", NULL);
  unit = add (hook, "unit", "name", "Workshop", NULL);
  g_assert_true (tell (hook));
  g_assert_false (tell (hook));
  rows = waiting (hook);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    {
      const AnlanOutboxRow *row = g_ptr_array_index (rows, i);

      g_assert_nonnull (strstr (row->message->event, i == 0 ? unit : zone));
      g_assert_nonnull (strstr (row->message->event, "\"step\":\"create\""));
      /* Programs do not sleep. */
      g_assert_cmpint (row->next_try, <=, NOW);
    }
  /* Ended after it was put and before it was noted: put again, it is the same. */
  g_assert_true (anlan_outbox_set_place (hook->outbox, "steps", 1, NULL));
  tell (hook);
  again = waiting (hook);
  g_assert_cmpuint (again->len, ==, 3); /* with the one from before, which is asked for now */
}

/* Many at once stay many: a digest is for reading. */
static void
test_no_digest (Hook *hook, gconstpointer data)
{
  AnlanChannel *channel = ((AnlanPlantChannel *)g_ptr_array_index (hook->channels, 0))->channel;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  guint taken = 0;

  tell (hook);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *name = g_strdup_printf ("Zone %u", i);
      g_autofree char *id = add (hook, "zone", "name", name, NULL);

      g_assert_nonnull (id);
    }
  tell (hook);
  for (;;)
    {
      g_autoptr (AnlanOutboxItem) item = NULL;
      gint64 next;

      g_assert_true (anlan_outbox_take (hook->outbox, channel, zone, &item, &next, &error));
      g_assert_no_error (error);
      if (item == NULL)
        break;
      g_assert_cmpuint (item->message->count, ==, 0);
      g_assert_nonnull (item->message->event);
      taken++;
    }
  /* As many as the channel lets go at once; the others wait. */
  g_assert_cmpuint (taken, >, 0);
  g_assert_cmpuint (taken, <, 60);
}

static void
fail (Hook *hook, AnlanChannel *channel)
{
  g_auto (AnlanVerdict)
      verdict = { .sent = ANLAN_SENT_LATER, .reason = g_strdup ("The address does not answer.") };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanOutboxItem) item = NULL;
  g_autoptr (GError) error = NULL;
  gint64 next;

  g_assert_true (anlan_outbox_take (hook->outbox, channel, zone, &item, &next, &error));
  g_assert_nonnull (item);
  g_assert_true (anlan_outbox_settle (hook->outbox, channel, item, &verdict, &error));
  g_assert_no_error (error);
}

static void
test_given_up (Hook *hook, gconstpointer data)
{
  AnlanChannel *channel = ((AnlanPlantChannel *)g_ptr_array_index (hook->channels, 0))->channel;
  g_autofree char *zone = NULL;
  g_autoptr (AnlanRecord) still = NULL, off = NULL;
  g_autoptr (GError) error = NULL;

  tell (hook);
  zone = add (hook, "zone", "name", "Tank farm", NULL);
  tell (hook);
  fail (hook, channel);
  anlan_clock_advance (hook->clock, STATION_STEPS_PATIENCE - ANLAN_HOUR);
  g_assert_true (station_steps_give_up (hook->plant, hook->outbox, hook->channels, &error));
  still = anlan_plant_load (hook->plant, "channel", hook->channel, &error);
  g_assert_cmpstr (anlan_record_get_text (still, "state"), ==, "on");
  anlan_clock_advance (hook->clock, 2 * ANLAN_HOUR);
  g_assert_true (station_steps_give_up (hook->plant, hook->outbox, hook->channels, &error));
  g_assert_no_error (error);
  off = anlan_plant_load (hook->plant, "channel", hook->channel, &error);
  g_assert_cmpstr (anlan_record_get_text (off, "state"), ==, "off");
  g_assert_nonnull (strstr (anlan_record_get_text (off, "note"), "does not answer"));
}

static void
add_test (const char *path, void (*test) (Hook *hook, gconstpointer data))
{
  g_test_add (path, Hook, NULL, hook_set_up, test, hook_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/steps/wishes", test_wishes);
  add_test ("/steps/told", test_told);
  add_test ("/steps/no-digest", test_no_digest);
  add_test ("/steps/given-up", test_given_up);
  return g_test_run ();
}
