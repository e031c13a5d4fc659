/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "safety-fixture.h"

#include <math.h>
#include <string.h>

#include "base/paths.h"
#include "base/time.h"
#include "safety/safety.h"
#include "store/files.h"

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRegistry) registry = anlan_safety_registry_new ();
  g_autoptr (GError) error = NULL;
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  AnlanPlantOptions options = { .registry = registry };
  g_autofree char *dir = NULL, *desk = NULL;

  fixture->root = g_dir_make_tmp ("anlan-safety-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = anlan_clock_new_fixed (FIXTURE_NOW);
  fixture->files = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_file_free);
  dir = g_build_filename (fixture->root, "plant", NULL);
  desk = g_build_filename (fixture->root, "desk", NULL);
  options.clock = fixture->clock;
  options.desk_dir = desk;
  fixture->plant = anlan_plant_create (dir, &birth, &options, &error);
  g_assert_no_error (error);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  anlan_plant_close (fixture->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->plant);
  anlan_clock_unref (fixture->clock);
  g_ptr_array_unref (fixture->files);
  anlan_remove_tree (fixture->root);
  g_free (fixture->root);
}

void
fixture_at (Fixture *fixture, const char *wall)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (fixture->plant);
  g_autofree char *moment = anlan_moment_from_text (wall, zone);
  gint64 ms;

  g_assert_nonnull (moment);
  g_assert_true (anlan_time_parse (moment, &ms));
  anlan_clock_set (fixture->clock, ms);
}

/* --- changes --------------------------------------------------------------------------------------------------------- */

static void
set_field (AnlanChange *change, const AnlanKind *kind, const char *id, const char *text)
{
  const AnlanField *field = anlan_kind_field (kind, id);

  g_assert_nonnull (field);
  if (text == NULL || text[0] == '\0')
    anlan_change_set_null (change, id);
  else if (field->type == ANLAN_FIELD_INTEGER || field->type == ANLAN_FIELD_YESNO ||
           field->type == ANLAN_FIELD_DURATION)
    anlan_change_set_integer (change, id, g_ascii_strtoll (text, NULL, 10));
  else if (field->type == ANLAN_FIELD_NUMBER)
    anlan_change_set_real (change, id, g_ascii_strtod (text, NULL));
  else if (anlan_field_is_list (field))
    {
      g_auto (GStrv) items = g_strsplit (text, " ", -1);
      AnlanValue value = ANLAN_VALUE_INIT;

      anlan_value_set_items (&value, (const char *const *)items);
      anlan_change_take (change, id, &value);
    }
  else
    anlan_change_set_text (change, id, text);
}

static AnlanChange *
make_change (Fixture *fixture, AnlanOp op, const char *kind_id, const char *id, va_list args)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (fixture->plant, kind_id);
  AnlanChange *change = anlan_change_new (op, kind_id, id);
  const char *field;

  g_assert_nonnull (kind);
  while ((field = va_arg (args, const char *)) != NULL)
    set_field (change, kind, field, va_arg (args, const char *));
  while (fixture->files->len > 0)
    g_ptr_array_add (change->files, g_ptr_array_steal_index (fixture->files, 0));
  return change;
}

static char *
apply (Fixture *fixture, AnlanChange *change)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply (fixture->plant, change, &error);

  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

char *
fixture_store (Fixture *fixture, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  AnlanFile *file = anlan_files_add_bytes (anlan_plant_get_store (fixture->plant), bytes, "picture",
                                           ANLAN_FILE_ANY, 0, FALSE, &error);

  g_assert_no_error (error);
  g_ptr_array_add (fixture->files, file);
  return g_strdup (file->sha256);
}

char *
fixture_add (Fixture *fixture, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = NULL;
  va_list args;

  va_start (args, kind);
  change = make_change (fixture, ANLAN_OP_CREATE, kind, NULL, args);
  va_end (args);
  return apply (fixture, change);
}

void
fixture_edit (Fixture *fixture, const char *kind, const char *id, ...)
{
  g_autoptr (AnlanChange) change = NULL;
  g_autofree char *same = NULL;
  va_list args;

  va_start (args, id);
  change = make_change (fixture, ANLAN_OP_EDIT, kind, id, args);
  va_end (args);
  same = apply (fixture, change);
  g_assert_cmpstr (same, ==, id);
}

void
fixture_step (Fixture *fixture, const char *kind, const char *id, const char *step, ...)
{
  g_autoptr (AnlanChange) change = NULL;
  g_autofree char *same = NULL;
  va_list args;

  va_start (args, step);
  change = make_change (fixture, ANLAN_OP_STEP, kind, id, args);
  va_end (args);
  change->step = g_strdup (step);
  change->reason = g_strdup ("because");
  same = apply (fixture, change);
  g_assert_cmpstr (same, ==, id);
}

void
fixture_refuse (Fixture *fixture, const char *part, const char *kind, const char *id, const char *step, ...)
{
  AnlanOp op = id == NULL ? ANLAN_OP_CREATE : step == NULL ? ANLAN_OP_EDIT : ANLAN_OP_STEP;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, step);
  change = make_change (fixture, op, kind, id, args);
  va_end (args);
  change->step = g_strdup (step);
  change->reason = g_strdup ("because");
  applied = anlan_plant_apply (fixture->plant, change, &error);
  g_assert_null (applied);
  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}

/* --- looking ----------------------------------------------------------------------------------------------------------- */

char *
fixture_get (Fixture *fixture, const char *kind, const char *id, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load (fixture->plant, kind, id, &error);
  const AnlanValue *value;

  g_assert_no_error (error);
  if (strcmp (field, "stage") == 0)
    return g_strdup (record->stage);
  value = anlan_record_get (record, field);
  switch (value->type)
    {
    case ANLAN_VALUE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case ANLAN_VALUE_REAL:
      return g_strdup_printf ("%g", value->real);
    case ANLAN_VALUE_TEXT:
      return g_strdup (value->text);
    case ANLAN_VALUE_NULL:
    default:
      return g_strdup ("");
    }
}

void
fixture_assert (Fixture *fixture, const char *kind, const char *id, const char *field, const char *expected)
{
  g_autofree char *text = fixture_get (fixture, kind, id, field);

  g_assert_cmpstr (text, ==, expected);
}

GPtrArray *
fixture_find (Fixture *fixture, const char *kind, const char *where, const char *sort)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  GPtrArray *records;

  query->where = g_strdup (where);
  query->sort = g_strdup (sort);
  records = anlan_plant_find (fixture->plant, query, &error);
  g_assert_no_error (error);
  return records;
}

void
fixture_verify (Fixture *fixture)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean ok = anlan_plant_verify (fixture->plant, findings, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpuint (findings->len, ==, 0);
}
