/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <math.h>
#include <string.h>

#include "base/paths.h"

static const char place_xml[] =
    "<kind id='x_place' label='name'><title>Place</title>"
    "<field id='name' type='text' required='yes' key='yes' unique='yes' search='yes' "
    "list='yes'><title>Name</title></field>"
    "<field id='worst' type='choice' compute='colour_of((SELECT max(colour_rank(colour)) FROM x_job WHERE"
    " x_job.place = this.id))' depends='x_job.place'><title>Worst</title>"
    "<choice id='red'><title>Red</title></choice><choice id='blue'><title>Blue</title></choice></field>"
    "<field id='jobs' type='integer' compute='(SELECT count(*) FROM x_job WHERE x_job.place = this.id)'>"
    "<title>Jobs</title></field>"
    "<field id='present' type='choice' compute='(SELECT colour_of(max(rank)) FROM raised WHERE raised.record "
    "="
    " this.id)' depends='raised.record'><title>Present</title><choice "
    "id='red'><title>Red</title></choice></field>"
    "</kind>";

static const char job_xml[] =
    "<kind id='x_job' label='what' number='JB-{year}-{desk}{seq:4}'><title>Job</title>"
    "<field id='what' type='text' required='yes' search='yes' list='yes' max='40'><title>What</title></field>"
    "<field id='place' type='ref' to='x_place' required='yes'><title>Place</title></field>"
    "<field id='others' type='refs' to='x_place'><title>Other places</title></field>"
    "<field id='level' type='integer' min='1' max='5' default='1'><title>Level</title></field>"
    "<field id='weight' type='number' unit='kg'><title>Weight</title></field>"
    "<field id='double' type='number' compute='weight * 2'><title>Double</title></field>"
    "<field id='fourfold' type='number' compute='double * 2'><title>Fourfold</title></field>"
    "<field id='colour' type='choice' compute=\"CASE WHEN level >= 4 THEN 'red' ELSE 'blue' "
    "END\"><title>Colour"
    "</title><choice id='red'><title>Red</title></choice><choice "
    "id='blue'><title>Blue</title></choice></field>"
    "<field id='why' type='note' required-if='level &gt;= 4'><title>Why</title></field>"
    "<field id='tags' type='choices'><title>Tags</title><choice id='a'><title>A</title></choice>"
    "<choice id='b'><title>B</title></choice></field>"
    "<field id='owner' type='ref' to='person'><title>Owner</title></field>"
    "<field id='secret' type='text' sensitive='yes'><title>Secret</title></field>"
    "<field id='spot' type='place' geometry='point'><title>Spot</title></field>"
    "<flow><stage id='open'><title>Open</title></stage>"
    "<stage id='doing' locks='what'><title>Doing</title></stage>"
    "<stage id='done' final='yes'><title>Done</title></stage>"
    "<step id='start' from='open' to='doing' requires='owner' primary='yes'><title>Start</title></step>"
    "<step id='finish' from='doing' to='done'><title>Finish</title>"
    "<guard id='own' fixed='yes' sql='owner IS NOT actor()'>Not by its owner</guard></step>"
    "<step id='again' from='done' to='open' reopen='yes'><title>Reopen</title></step>"
    "<duty id='do' stage='doing' owner='owner' due=\"datetime(changed, '+1 day')\"><title>Do "
    "it</title></duty></flow>"
    "<raise id='open_red' via='place' when=\"colour = 'red' AND stage &lt;&gt; 'done'\" "
    "colour=\"'red'\">Open red job"
    "</raise></kind>";

AnlanRegistry *(*fixture_make_registry) (void);

static void
open_plant (Fixture *fixture, gboolean create)
{
  g_autoptr (AnlanRegistry) registry = fixture_make_registry != NULL ? fixture_make_registry () : NULL;
  AnlanPlantOptions options = { .registry = registry, .clock = fixture->clock, .desk_dir = fixture->desk };
  AnlanPlantBirth birth = { .name = "Test", .time_zone = "Asia/Shanghai", .longitude = NAN, .latitude = NAN };
  g_autoptr (GError) error = NULL;

  fixture->plant = create ? anlan_plant_create (fixture->dir, &birth, &options, &error)
                          : anlan_plant_open (fixture->dir, &options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->plant);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("anlan-model-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->dir = g_build_filename (fixture->root, "plant", NULL);
  fixture->desk = g_build_filename (fixture->root, "desk", NULL);
  fixture->clock = anlan_clock_new_fixed (FIXTURE_NOW);
  open_plant (fixture, TRUE);
  /* Each names the other, so the first comes without what it reads of the second. */
  anlan_plant_define (
      fixture->plant, "x_place",
      "<kind id='x_place' label='name'><title>Place</title><field id='name' type='text'><title>Name"
      "</title></field></kind>",
      &error);
  g_assert_no_error (error);
  anlan_plant_define (fixture->plant, "x_job", job_xml, &error);
  g_assert_no_error (error);
  anlan_plant_define (fixture->plant, "x_place", place_xml, &error);
  g_assert_no_error (error);
}

/* What was still on its way when the plant was closed is answered first. */
static void
let_go (Fixture *fixture)
{
  anlan_plant_close (fixture->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->plant);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  let_go (fixture);
  anlan_clock_unref (fixture->clock);
  anlan_remove_tree (fixture->root);
  g_free (fixture->root);
  g_free (fixture->dir);
  g_free (fixture->desk);
}

void
fixture_reopen (Fixture *fixture)
{
  let_go (fixture);
  open_plant (fixture, FALSE);
}

static void
set_field (AnlanChange *change, const AnlanKind *kind, const char *id, const char *text)
{
  const AnlanField *field = anlan_kind_field (kind, id);

  if (text[0] == '\0')
    anlan_change_set_null (change, id);
  else if (field != NULL && (field->type == ANLAN_FIELD_INTEGER || field->type == ANLAN_FIELD_YESNO))
    anlan_change_set_integer (change, id, g_ascii_strtoll (text, NULL, 10));
  else if (field != NULL && field->type == ANLAN_FIELD_NUMBER)
    anlan_change_set_real (change, id, g_ascii_strtod (text, NULL));
  else
    anlan_change_set_text (change, id, text);
}

static AnlanChange *
change_va (Fixture *fixture, AnlanOp op, const char *kind_id, const char *record, va_list args)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (fixture->plant, kind_id);
  AnlanChange *change = anlan_change_new (op, kind_id, record);
  const char *field;

  g_assert_nonnull (kind);
  while ((field = va_arg (args, const char *)) != NULL)
    set_field (change, kind, field, va_arg (args, const char *));
  return change;
}

AnlanChange *
fixture_change (Fixture *fixture, AnlanOp op, const char *kind, const char *record, ...)
{
  AnlanChange *change;
  va_list args;

  va_start (args, record);
  change = change_va (fixture, op, kind, record, args);
  va_end (args);
  return change;
}

AnlanRecord *
fixture_apply (Fixture *fixture, AnlanChange *change)
{
  g_autoptr (AnlanChange) taken = change;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply (fixture->plant, taken, &error);

  g_assert_no_error (error);
  g_assert_nonnull (applied);
  return anlan_record_ref (applied->after);
}

AnlanRecord *
fixture_add (Fixture *fixture, const char *kind, ...)
{
  AnlanChange *change;
  va_list args;

  va_start (args, kind);
  change = change_va (fixture, ANLAN_OP_CREATE, kind, NULL, args);
  va_end (args);
  return fixture_apply (fixture, change);
}

AnlanRecord *
fixture_load (Fixture *fixture, const char *kind, const char *id)
{
  g_autoptr (GError) error = NULL;
  AnlanRecord *record = anlan_plant_load (fixture->plant, kind, id, &error);

  g_assert_no_error (error);
  return record;
}

void
fixture_refuse (Fixture *fixture, AnlanChange *change, const char *part)
{
  g_autoptr (AnlanChange) taken = change;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply (fixture->plant, taken, &error);

  g_assert_null (applied);
  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, error->message);
}

void
fixture_verify (Fixture *fixture)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  g_autoptr (GError) error = NULL;
  gboolean ok = anlan_plant_verify (fixture->plant, findings, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  for (guint i = 0; i < findings->len; i++)
    g_test_message ("found: %s", ((AnlanFinding *)g_ptr_array_index (findings, i))->what);
  g_assert_cmpuint (findings->len, ==, 0);
}
