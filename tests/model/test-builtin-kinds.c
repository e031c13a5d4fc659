/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "base/units.h"
#include "store/files.h"

/* The built-in kinds as they are compiled in, tried through a real plant. */

/* @name stands for the picture: what is in it is the store's affair, here only that two names differ. */
static void
set_photo (AnlanChange *change, const char *field, const char *name)
{
  AnlanFile *file = g_new0 (AnlanFile, 1);
  g_autofree char *list = NULL;

  anlan_sha256_text (name, -1, file->sha256);
  file->size = 1;
  file->mime = g_strdup ("image/png");
  file->name = g_strdup (name);
  file->latitude = file->longitude = NAN;
  list = g_strdup_printf ("[\"%s\"]", file->sha256);
  g_ptr_array_add (change->files, file);
  anlan_change_set_text (change, field, list);
}

/* "field", "text", …, NULL; numbers as text are read by the type of the field. */
static void
set_fields (Fixture *fixture, AnlanChange *change, va_list args)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (fixture->plant, change->kind);
  const char *id;

  while ((id = va_arg (args, const char *)) != NULL)
    {
      const char *text = va_arg (args, const char *);
      const AnlanField *field = anlan_kind_field (kind, id);

      g_assert_nonnull (field);
      if (text == NULL)
        anlan_change_set_null (change, id);
      else if (field->type == ANLAN_FIELD_NUMBER)
        anlan_change_set_real (change, id, g_ascii_strtod (text, NULL));
      else if (field->type == ANLAN_FIELD_INTEGER || field->type == ANLAN_FIELD_YESNO)
        anlan_change_set_integer (change, id, g_ascii_strtoll (text, NULL, 10));
      else if (field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES)
        set_photo (change, id, text);
      else
        anlan_change_set_text (change, id, text);
    }
}

/* Applies; the id of the record, or NULL with @error. */
static char *
apply (Fixture *fixture, AnlanChange *change, GError **error)
{
  g_autoptr (AnlanApplied) applied = anlan_plant_apply (fixture->plant, change, error);

  return applied != NULL ? g_strdup (applied->after->id) : NULL;
}

static char *
add (Fixture *fixture, const char *kind, ...) G_GNUC_NULL_TERMINATED;
static char *
add (Fixture *fixture, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (GError) error = NULL;
  va_list args;
  char *id;

  va_start (args, kind);
  set_fields (fixture, change, args);
  va_end (args);
  id = apply (fixture, change, &error);
  g_assert_no_error (error);
  return id;
}

static void
edit (Fixture *fixture, const char *kind, const char *id, ...) G_GNUC_NULL_TERMINATED;
static void
edit (Fixture *fixture, const char *kind, const char *id, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_EDIT, kind, id);
  g_autoptr (GError) error = NULL;
  g_autofree char *done = NULL;
  va_list args;

  va_start (args, id);
  set_fields (fixture, change, args);
  va_end (args);
  done = apply (fixture, change, &error);
  g_assert_no_error (error);
}

static void
step_va (Fixture *fixture,
         AnlanChange *taken,
         const char *name,
         const char *person,
         const char *refusal,
         va_list args)
{
  g_autoptr (AnlanChange) change = taken;
  g_autoptr (GError) error = NULL;
  g_autofree char *done = NULL;

  change->step = g_strdup (name);
  change->actor = g_strdup (person);
  change->reason = g_strdup ("because");
  set_fields (fixture, change, args);
  done = apply (fixture, change, &error);
  if (refusal == NULL)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_null (done);
  g_assert_nonnull (error);
  if (strstr (error->message, refusal) == NULL)
    g_error ("“%s” does not say “%s”", error->message, refusal);
}

/* A step by @person that must pass, or, with @refusal, must fail with a sentence that holds it. */
static void
step (Fixture *fixture, const char *id, const char *name, const char *person, const char *refusal, ...)
    G_GNUC_NULL_TERMINATED;
static void
step (Fixture *fixture, const char *id, const char *name, const char *person, const char *refusal, ...)
{
  va_list args;

  va_start (args, refusal);
  step_va (fixture, anlan_change_new (ANLAN_OP_STEP, "hazard", id), name, person, refusal, args);
  va_end (args);
}

static void
step_of (Fixture *fixture,
         const char *kind,
         const char *id,
         const char *name,
         const char *person,
         const char *refusal,
         ...) G_GNUC_NULL_TERMINATED;
static void
step_of (Fixture *fixture,
         const char *kind,
         const char *id,
         const char *name,
         const char *person,
         const char *refusal,
         ...)
{
  va_list args;

  va_start (args, refusal);
  step_va (fixture, anlan_change_new (ANLAN_OP_STEP, kind, id), name, person, refusal, args);
  va_end (args);
}

static void
assert_text (Fixture *fixture, const char *kind, const char *id, const char *field, const char *expected)
{
  g_autoptr (AnlanRecord) record = fixture_load (fixture, kind, id);

  g_assert_cmpstr (anlan_record_get_text (record, field), ==, expected);
}

static double
get_real (Fixture *fixture, const char *kind, const char *id, const char *field)
{
  g_autoptr (AnlanRecord) record = fixture_load (fixture, kind, id);

  return anlan_value_get_real (anlan_record_get (record, field), NAN);
}

/* --- the definitions themselves ------------------------------------------------------------------------------------ */

/* The names that scripts, papers and the other floors rely on. */
static void
test_names (void)
{
  static const char *const fixed[] = { "unit",      "person",    "zone",        "equipment", "riskpoint",
                                       "control",   "substance", "majorhazard", "document",  "basemap",
                                       "calendar",  "shift",     "roster",      "hazard",    "hazard_part",
                                       "criterion", "dispatch",  "absence" };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanKinds) kinds = anlan_kinds_load (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      AnlanKind *kind = anlan_kinds_get (kinds, fixed[i]);

      g_assert_nonnull (kind);
      g_assert_nonnull (kind->icon);
      g_assert_nonnull (kind->description);
      /* House rule: every record has name or title, except those that are called by what they say or by a tag. */
      g_assert_nonnull (anlan_kind_field (kind, kind->label));
      if (kind->number != NULL)
        g_assert_nonnull (strstr (kind->number, "{desk}"));
    }
}

/* Units are those that can be converted and typed. */
static void
test_units_known (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanKinds) kinds = anlan_kinds_load (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);

      for (guint j = 0; j < kind->fields->len; j++)
        {
          const AnlanField *field = g_ptr_array_index (kind->fields, j);
          const AnlanUnit *unit = field->unit != NULL ? anlan_unit_find (field->unit) : NULL;

          g_assert_true (field->unit == NULL || unit != NULL);
          if (unit != NULL)
            g_assert_cmpstr (unit->symbol, ==, field->unit);
        }
    }
}

static gboolean
find_table (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_auto (AnlanValue) found = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT name FROM main.sqlite_schema WHERE name = ?1", data, &found, error))
    return FALSE;
  g_assert_cmpstr (anlan_value_get_text (&found), ==, NULL);
  return TRUE;
}

/* The view of a kind would hide a table of the program that has its name. */
static void
test_no_tables (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (fixture->plant);

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      g_autoptr (GError) error = NULL;

      anlan_store_read (anlan_plant_get_store (fixture->plant), find_table, anlan_kinds_at (kinds, i)->id,
                        &error);
      g_assert_no_error (error);
    }
}

/* What the authorizer and SQLite think of every expression is asked when a plant is made; here, that no view of a list
 * is refused by the query either. */
static void
test_views (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (fixture->plant);

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);

      for (guint j = 0; j < kind->views->len; j++)
        {
          const AnlanView *view = g_ptr_array_index (kind->views, j);
          g_autoptr (AnlanQuery) query = anlan_query_new (kind->id);
          g_autoptr (GPtrArray) records = NULL;
          g_autoptr (GError) error = NULL;

          query->where = g_strdup (view->where);
          query->sort = g_strdup (view->sort);
          records = anlan_plant_find (fixture->plant, query, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (records->len, ==, 0);
        }
    }
}

/* --- grading --------------------------------------------------------------------------------------------------------- */

/* LEC: 320, 160, 70 and 20 belong to the higher band. LS: 20-25, 15-16, 9-12, 1-8. */
static void
test_grading (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *method, *l, *e, *c, *s;
    double score;
    const char *colour, *band, *control;
  } cases[] = {
    { "lec", "10", "0.8", "40", NULL, 320, "red", "extreme", "company" },
    { "lec", "1", "6", "100", NULL, 600, "red", "extreme", "company" },
    { "lec", "7.975", "1", "40", NULL, 319, "orange", "high", "workshop" },
    { "lec", "4", "1", "40", NULL, 160, "orange", "high", "workshop" },
    { "lec", "0.5", "8", "39.98", NULL, 159.92, "yellow", "marked", "team" },
    { "lec", "1", "10", "7", NULL, 70, "yellow", "marked", "team" },
    { "lec", "3", "6", "3.88", NULL, 69.84, "blue", "general", "post" },
    { "lec", "0.2", "1", "100", NULL, 20, "blue", "general", "post" },
    { "lec", "0.5", "2", "19.9", NULL, 19.9, "blue", "slight", "post" },
    { "lec", "0.1", "0.5", "1", NULL, 0.05, "blue", "slight", "post" },
    { "lec", "3", NULL, "15", NULL, NAN, NULL, NULL, NULL },
    { "ls", "4", NULL, NULL, "5", 20, "red", NULL, "company" },
    { "ls", "4", NULL, NULL, "4", 16, "orange", NULL, "workshop" },
    { "ls", "3", NULL, NULL, "5", 15, "orange", NULL, "workshop" },
    { "ls", "3", NULL, NULL, "4", 12, "yellow", NULL, "team" },
    { "ls", "3", NULL, NULL, "3", 9, "yellow", NULL, "team" },
    { "ls", "2", NULL, NULL, "4", 8, "blue", NULL, "post" },
    { "ls", "1", NULL, NULL, "1", 1, "blue", NULL, "post" },
    { "matrix", "1", NULL, NULL, "5", NAN, "yellow", NULL, "team" },
    { "matrix", "3", NULL, NULL, "4", NAN, "orange", NULL, "workshop" },
    { "matrix", "5", NULL, NULL, "1", NAN, "yellow", NULL, "team" },
    { "matrix", "5", NULL, NULL, "5", NAN, "red", NULL, "company" },
    { "matrix", "1", NULL, NULL, "1", NAN, "blue", NULL, "post" },
    { "matrix", "2", NULL, NULL, "1", NAN, "blue", NULL, "post" },
  };
  const char *const colours[] = { "red", "orange", "yellow", "blue" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id =
          add (fixture, "riskpoint", "name", "Pump", "method", cases[i].method, "likelihood", cases[i].l,
               "exposure", cases[i].e, "consequence", cases[i].c, "severity", cases[i].s, NULL);
      double score = get_real (fixture, "riskpoint", id, "score");
      double level = get_real (fixture, "riskpoint", id, "level");

      g_test_message ("case %u", i);
      if (isnan (cases[i].score))
        g_assert_true (isnan (score));
      else
        g_assert_cmpfloat_with_epsilon (score, cases[i].score, 1e-9);
      assert_text (fixture, "riskpoint", id, "colour", cases[i].colour);
      assert_text (fixture, "riskpoint", id, "band", cases[i].band);
      assert_text (fixture, "riskpoint", id, "control_level", cases[i].control);
      if (cases[i].colour == NULL)
        g_assert_true (isnan (level));
      else
        g_assert_cmpstr (colours[(int)level - 1], ==, cases[i].colour);
    }
}

/* Without a method the factors that are given say which it is; LS takes no L of LEC. */
static void
test_method (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lec =
      add (fixture, "riskpoint", "name", "A", "likelihood", "3", "exposure", "6", "consequence", "15", NULL);
  g_autofree char *ls = add (fixture, "riskpoint", "name", "B", "likelihood", "3", "severity", "4", NULL);
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_EDIT, "riskpoint", ls);
  g_autoptr (GError) error = NULL;

  assert_text (fixture, "riskpoint", lec, "method", "lec");
  assert_text (fixture, "riskpoint", ls, "method", "ls");
  assert_text (fixture, "riskpoint", lec, "review", "2027-11-22");
  anlan_change_set_real (change, "likelihood", 0.5);
  g_assert_null (anlan_plant_apply (fixture->plant, change, &error));
  g_assert_nonnull (strstr (error->message, "whole number"));
}

/* The table says 250, its own factors give 270. */
static void
test_difference (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (fixture, "riskpoint", "name", "A", "likelihood", "3", "exposure", "6",
                             "consequence", "15", "written_d", "250", NULL);
  g_autoptr (AnlanRecord) same = NULL;

  g_assert_cmpfloat (get_real (fixture, "riskpoint", id, "difference"), ==, -20);
  edit (fixture, "riskpoint", id, "written_d", "270", NULL);
  same = fixture_load (fixture, "riskpoint", id);
  g_assert_true (anlan_value_is_null (anlan_record_get (same, "difference")));
}

/* A zone takes the worst colour of its points unless it is set by hand, and a failed control raises it by one. */
static void
test_zone_colour (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = add (fixture, "zone", "name", "Tank farm", NULL);
  g_autofree char *low = add (fixture, "riskpoint", "name", "Pump", "zone", zone, "likelihood", "1",
                              "exposure", "6", "consequence", "7", NULL);
  g_autofree char *high = NULL, *control = NULL;

  assert_text (fixture, "zone", zone, "initial_colour", "blue");
  high = add (fixture, "riskpoint", "name", "Tank", "zone", zone, "likelihood", "1", "exposure", "6",
              "consequence", "15", NULL);
  assert_text (fixture, "zone", zone, "initial_colour", "yellow");
  assert_text (fixture, "zone", zone, "current_colour", "yellow");
  g_assert_cmpfloat (get_real (fixture, "zone", zone, "riskpoints"), ==, 2);

  control = add (fixture, "control", "riskpoint", high, "measure", "Detector", NULL);
  assert_text (fixture, "control", control, "zone", zone);
  assert_text (fixture, "control", control, "check_level", "team");
  edit (fixture, "control", control, "state", "failed", "failed_on", "2026-11-22", "failed_reason", "Drifts",
        NULL);
  assert_text (fixture, "zone", zone, "current_colour", "orange");
  assert_text (fixture, "zone", zone, "initial_colour", "yellow");
  g_assert_cmpfloat (get_real (fixture, "riskpoint", high, "failed_controls"), ==, 1);
  /* Graded anew, the point takes what its failed control raises along. */
  edit (fixture, "riskpoint", high, "consequence", "40", NULL);
  assert_text (fixture, "zone", zone, "current_colour", "red");
  edit (fixture, "riskpoint", high, "consequence", "15", NULL);
  assert_text (fixture, "zone", zone, "current_colour", "orange");
  edit (fixture, "control", control, "state", "ok", NULL);
  assert_text (fixture, "zone", zone, "current_colour", "yellow");

  edit (fixture, "zone", zone, "hand_colour", "red", "hand_reason", "By the head", NULL);
  assert_text (fixture, "zone", zone, "current_colour", "red");
  edit (fixture, "zone", zone, "hand_colour", NULL, "hand_reason", NULL, NULL);
  edit (fixture, "riskpoint", high, "zone", NULL, NULL);
  assert_text (fixture, "zone", zone, "current_colour", "blue");
  edit (fixture, "riskpoint", low, "consequence", "100", NULL);
  assert_text (fixture, "zone", zone, "current_colour", "red");
  fixture_verify (fixture);
}

/* --- GB 18218-2018 ----------------------------------------------------------------------------------------------------- */

static char *
add_stock (Fixture *fixture,
           const char *installation,
           const char *name,
           const char *named_q,
           const char *beta,
           const char *quantity)
{
  g_autofree char *substance =
      add (fixture, "substance", "name", name, "named_q", named_q, "named_beta", beta, NULL);
  g_autofree char *row = add (fixture, "inventory", "majorhazard", installation, "substance", substance,
                              "quantity", quantity, NULL);

  return g_steal_pointer (&substance);
}

/* Ammonia 60 t, chlorine 12 t, methanol 800 t, 60 residents: S = 6 + 2.4 + 1.6 = 10, R = 1.5 × 23.2 = 34.8, grade III. */
static void
test_worked_value (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (fixture, "majorhazard", "name", "Store", "residents", "60", NULL);
  g_autofree char *ammonia = add_stock (fixture, id, "Ammonia", "10", "2", "60");
  g_autofree char *chlorine = add_stock (fixture, id, "Chlorine", "5", "4", "12");
  g_autofree char *methanol =
      add (fixture, "substance", "name", "Methanol", "named_q", "500", "hazard_class", "w5-3", NULL);
  g_autofree char *row =
      add (fixture, "inventory", "majorhazard", id, "substance", methanol, "quantity", "800", NULL);
  g_autofree char *unknown = NULL, *unknown_row = NULL;

  g_assert_cmpfloat (get_real (fixture, "majorhazard", id, "s"), ==, 10);
  g_assert_cmpfloat (get_real (fixture, "majorhazard", id, "r"), ==, 34.8);
  g_assert_cmpfloat (get_real (fixture, "majorhazard", id, "alpha"), ==, 1.5);
  assert_text (fixture, "majorhazard", id, "grade", "iii");
  assert_text (fixture, "inventory", row, "name", "Methanol · Store");

  /* A change of the substance reaches the sum by way of its stock. */
  edit (fixture, "substance", ammonia, "named_q", "5", "name", "NH3", NULL);
  g_assert_cmpfloat (get_real (fixture, "majorhazard", id, "s"), ==, 16);
  edit (fixture, "substance", ammonia, "named_q", "10", NULL);
  g_assert_cmpfloat (get_real (fixture, "majorhazard", id, "s"), ==, 10);

  /* One without a threshold: no sum is better than one that is too small. */
  unknown = add (fixture, "substance", "name", "New", NULL);
  unknown_row = add (fixture, "inventory", "majorhazard", id, "substance", unknown, "quantity", "1", NULL);
  assert_text (fixture, "majorhazard", id, "grade", NULL);
  edit (fixture, "substance", unknown, "hazard_class", "j1", NULL);
  g_assert_cmpfloat_with_epsilon (get_real (fixture, "majorhazard", id, "s"), 10.2, 1e-9);
}

/* R 10, 50, 100 belong to the more serious grade; below S = 1 there is none. α by residents. */
static void
test_grades (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *residents, *q;
    double alpha, r;
    const char *grade;
  } cases[] = {
    { "100", "50", 2, 100, "i" },          { "100", "49.99", 2, 99.98, "ii" },
    { "99", "33.33", 1.5, 49.995, "iii" }, { "100", "25", 2, 50, "ii" },
    { "50", "34", 1.5, 51, "ii" },         { "49", "8.4", 1.2, 10.08, "iii" },
    { "30", "8.3", 1.2, 9.96, "iv" },      { "29", "10", 1, 10, "iii" },
    { "1", "9.99", 1, 9.99, "iv" },        { "0", "20", 0.5, 10, "iii" },
    { "0", "1", 0.5, 0.5, "iv" },          { "0", "0.99", 0.5, 0.495, "none" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("Unit %u", i);
      g_autofree char *substance = g_strdup_printf ("Substance %u", i);
      g_autofree char *id = add (fixture, "majorhazard", "name", name, "residents", cases[i].residents, NULL);
      g_autofree char *stock = add_stock (fixture, id, substance, "1", "1", cases[i].q);

      g_test_message ("case %u", i);
      g_assert_cmpfloat (get_real (fixture, "majorhazard", id, "alpha"), ==, cases[i].alpha);
      g_assert_cmpfloat_with_epsilon (get_real (fixture, "majorhazard", id, "r"), cases[i].r, 1e-5);
      assert_text (fixture, "majorhazard", id, "grade", cases[i].grade);
    }
}

/* Tables 2 and 4 by class. */
static void
test_classes (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *id;
    double q, beta;
  } classes[] = {
    { "j1", 5, 4 },      { "j2", 50, 1 },     { "j3", 50, 2 },     { "j4", 50, 2 },     { "j5", 500, 1 },
    { "w1-1", 1, 2 },    { "w1-2", 10, 2 },   { "w1-3", 50, 2 },   { "w2", 10, 1.5 },   { "w3", 150, 1 },
    { "w4", 50, 1 },     { "w5-1", 10, 1.5 }, { "w5-2", 50, 1 },   { "w5-3", 1000, 1 }, { "w5-4", 5000, 1 },
    { "w6-1", 10, 1.5 }, { "w6-2", 50, 1 },   { "w7-1", 10, 1.5 }, { "w7-2", 50, 1 },   { "w8", 50, 1 },
    { "w9-1", 50, 1 },   { "w9-2", 200, 1 },  { "w10", 200, 1 },   { "w11", 200, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autofree char *id =
          add (fixture, "substance", "name", classes[i].id, "hazard_class", classes[i].id, NULL);

      g_assert_cmpfloat (get_real (fixture, "substance", id, "threshold"), ==, classes[i].q);
      g_assert_cmpfloat (get_real (fixture, "substance", id, "beta"), ==, classes[i].beta);
    }
}

/* --- units --------------------------------------------------------------------------------------------------------------- */

static void
test_units (Fixture *fixture, gconstpointer data)
{
  g_autofree char *top = add (fixture, "unit", "name", "Firm", "type", "firm", NULL);
  g_autofree char *middle = add (fixture, "unit", "name", "Workshop", "parent", top, NULL);
  g_autofree char *low = add (fixture, "unit", "name", "Team", "parent", middle, NULL);
  const struct
  {
    const char *unit, *field, *text, *part;
  } cases[] = {
    { top, "parent", low, "above itself" },
    { top, "parent", top, "itself" },
    { middle, "closed", "2026-11-01", "still open" },
    { low, "merged_into", low, "itself" },
  };
  g_autoptr (AnlanChange) person = anlan_change_new (ANLAN_OP_CREATE, "person", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_EDIT, "unit", cases[i].unit);
      g_autoptr (GError) error = NULL;

      anlan_change_set_text (change, cases[i].field, cases[i].text);
      if (g_str_equal (cases[i].field, "merged_into"))
        anlan_change_set_text (change, "closed", "2026-11-01");
      g_assert_null (anlan_plant_apply (fixture->plant, change, &error));
      g_assert_nonnull (error);
      if (strstr (error->message, cases[i].part) == NULL)
        g_error ("“%s” does not say “%s”", error->message, cases[i].part);
    }
  edit (fixture, "unit", low, "closed", "2026-11-01", NULL);
  edit (fixture, "unit", middle, "closed", "2026-11-01", NULL);
}

/* Labels that are made of others follow them. */
static void
test_labels (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unit = add (fixture, "unit", "name", "Workshop", NULL);
  g_autofree char *person = add (fixture, "person", "name", "王芳", "unit", unit, NULL);
  g_autofree char *member = add (fixture, "membership", "person", person, "unit", unit, NULL);
  g_autofree char *row =
      add (fixture, "roster", "person", person, "day", "2026-11-23", "turn", "night", NULL);

  assert_text (fixture, "membership", member, "name", "王芳 · Workshop");
  assert_text (fixture, "roster", row, "name", "王芳 · 2026-11-23");
  assert_text (fixture, "roster", row, "unit", unit);
  edit (fixture, "person", person, "name", "王小芳", NULL);
  assert_text (fixture, "membership", member, "name", "王小芳 · Workshop");
  assert_text (fixture, "roster", row, "name", "王小芳 · 2026-11-23");
  edit (fixture, "unit", unit, "name", "Shop", NULL);
  assert_text (fixture, "membership", member, "name", "王小芳 · Shop");
}

typedef struct
{
  const char *record;
  int n;
} Counting;

static gboolean
count_open (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  static const char sql[] = "SELECT count (*) FROM duty WHERE record=?1 AND done IS NULL";
  Counting *counting = data;
  g_auto (AnlanValue) n = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, sql, counting->record, &n, error))
    return FALSE;
  counting->n = (int)anlan_value_get_integer (&n, -1);
  return TRUE;
}

/* How many open duties there are for a record. */
static int
count_duties (Fixture *fixture, const char *record)
{
  g_autoptr (GError) error = NULL;
  Counting counting = { record, -1 };

  anlan_store_read (anlan_plant_get_store (fixture->plant), count_open, &counting, &error);
  g_assert_no_error (error);
  return counting.n;
}

/* --- documents -------------------------------------------------------------------------------------------------------------- */

static void
test_document (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unit = add (fixture, "unit", "name", "Safety", NULL);
  g_autofree char *person = add (fixture, "person", "name", "Wang", NULL);
  g_autofree char *role = add (fixture, "membership", "person", person, "unit", unit, "role",
                               "safety-manager", "since", "2026-01-01", NULL);
  g_autofree char *old = add (fixture, "document", "title", "Plan", "version", "2022", "unit", unit, "review",
                              "2027-01-01", NULL);
  g_autofree char *new =
      add (fixture, "document", "title", "Plan", "version", "2026", "unit", unit, "supersedes", old, NULL);
  const char *const both[] = { old, new };
  g_autofree char *receipt = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "document", both[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *done = NULL;

      assert_text (fixture, "document", old, "superseded_by", NULL);
      change->step = g_strdup ("issue");
      change->actor = g_strdup (person);
      anlan_change_set_text (change, "effective", "2026-11-22");
      done = apply (fixture, change, &error);
      g_assert_no_error (error);
      g_assert_cmpint (count_duties (fixture, old), ==, i == 0 ? 1 : 0);
    }
  assert_text (fixture, "document", old, "superseded_by", new);
  receipt = add (fixture, "document_read", "document", new, "person", person, NULL);
  assert_text (fixture, "document_read", receipt, "at", "2026-11-22T09:00:00Z");
  g_assert_cmpfloat (get_real (fixture, "document", new, "read_by"), ==, 1);
  g_assert_cmpfloat (get_real (fixture, "document", old, "read_by"), ==, 0);
}

/* --- the hazard's flow -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *unit, *zone, *head, *chief, *worker, *checker;
} People;

static void
people_init (People *people, Fixture *fixture)
{
  g_autofree char *a = NULL, *b = NULL, *c = NULL;
  g_autoptr (GError) error = NULL;

  /* Steps ask for their roles only where people sign in. */
  anlan_plant_set_setting (fixture->plant, "accounts", "on", &error);
  g_assert_no_error (error);
  people->unit = add (fixture, "unit", "name", "Workshop", NULL);
  people->zone = add (fixture, "zone", "name", "Pumps", "unit", people->unit, NULL);
  people->head = add (fixture, "person", "name", "Head", NULL);
  people->chief = add (fixture, "person", "name", "Chief", NULL);
  people->worker = add (fixture, "person", "name", "Worker", NULL);
  people->checker = add (fixture, "person", "name", "Checker", NULL);
  a = add (fixture, "membership", "person", people->head, "unit", people->unit, "role", "head", NULL);
  b = add (fixture, "membership", "person", people->chief, "unit", people->unit, "role", "workshop-head",
           NULL);
  c = add (fixture, "membership", "person", people->checker, "unit", people->unit, "role", "rechecker", NULL);
}

static void
people_clear (People *people)
{
  char **all[] = { &people->unit,  &people->zone,   &people->head,
                   &people->chief, &people->worker, &people->checker };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_clear_pointer (all[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (People, people_clear)

static void
assert_stage (Fixture *fixture, const char *id, const char *stage)
{
  g_autoptr (AnlanRecord) record = fixture_load (fixture, "hazard", id);

  g_assert_cmpstr (record->stage, ==, stage);
}

static char *
add_hazard (Fixture *fixture, const People *people, const char *class, const char *level)
{
  g_autofree char *criterion = NULL;

  if (strcmp (level, "major") != 0)
    return add (fixture, "hazard", "what", "Flange weeps", "no_photo", "dark", "zone", people->zone, "class",
                class, "level", level, "finder", people->worker, NULL);
  criterion =
      add (fixture, "criterion", "trade", "Test", "clause", "1", "text", "Weeps", "source", "Test", NULL);
  return add (fixture, "hazard", "what", "Flange weeps", "no_photo", "dark", "zone", people->zone, "class",
              class, "level", level, "criterion", criterion, "finder", people->worker, NULL);
}

static void
test_hazard (Fixture *fixture, gconstpointer data)
{
  g_auto (People) people = { 0 };
  g_autofree char *id = NULL;
  g_autoptr (AnlanRecord) closed = NULL;

  people_init (&people, fixture);
  id = add_hazard (fixture, &people, "third", "general");
  assert_text (fixture, "hazard", id, "unit", people.unit);
  step (fixture, id, "confirm", people.worker, "another role", NULL);
  step (fixture, id, "confirm", people.chief, NULL, NULL);
  step (fixture, id, "assign", people.chief, "future", "owner", people.worker, "measure", "New gasket", "due",
        "2026-11-22T05:00:00Z", NULL);
  step (fixture, id, "assign", people.chief, NULL, "owner", people.worker, "measure", "New gasket", "due",
        "2026-11-24T10:00:00Z", NULL);
  step (fixture, id, "rectify", people.checker, "Only the person", "result", "Gasket changed", "after",
        "after", NULL);
  step (fixture, id, "rectify", people.worker, NULL, "result", "Gasket changed", NULL);
  step (fixture, id, "recheck", people.worker, "another role", "recheck_result", "Dry", NULL);
  step (fixture, id, "reject", people.checker, NULL, NULL);
  assert_stage (fixture, id, "assigned");
  assert_text (fixture, "hazard", id, "after", NULL);
  step (fixture, id, "rectify", people.worker, NULL, "result", "Bolts tightened too", "after", "after", NULL);
  step (fixture, id, "recheck", people.checker, NULL, "recheck_result", "Dry", NULL);
  assert_text (fixture, "hazard", id, "rechecker", people.checker);
  step (fixture, id, "close", people.checker, "another role", NULL);
  step (fixture, id, "close", people.chief, NULL, NULL);
  closed = fixture_load (fixture, "hazard", id);
  g_assert_cmpstr (closed->stage, ==, "closed");
  g_assert_cmpstr (closed->number, ==, "HZ-2026-0001");
  g_assert_cmpstr (anlan_record_get_text (closed, "closed_at"), ==, "2026-11-22T09:00:00Z");
  step (fixture, id, "reopen", people.head, NULL, NULL);
  assert_text (fixture, "hazard", id, "rechecker", NULL);
}

/* Whoever may recheck cannot recheck what they put right themselves. */
static void
test_own_judge (Fixture *fixture, gconstpointer data)
{
  g_auto (People) people = { 0 };
  g_autofree char *id = NULL;

  people_init (&people, fixture);
  id = add_hazard (fixture, &people, "third", "general");
  step (fixture, id, "confirm", people.chief, NULL, NULL);
  step (fixture, id, "assign", people.chief, NULL, "owner", people.checker, "measure", "Mend", "due",
        "2026-11-24T10:00:00Z", NULL);
  step (fixture, id, "rectify", people.checker, NULL, "result", "Mended", "after", "after", NULL);
  step (fixture, id, "recheck", people.checker, "cannot recheck it", "recheck_result", "Fine", NULL);
  step (fixture, id, "recheck", people.chief, NULL, "recheck_result", "Fine", NULL);
}

#define PLAN                                                                                                 \
  "owner", people.worker, "measure", "Replace", "due", "2026-12-24T10:00:00Z", "funds", "50000", "interim",  \
      "Guarded", "contingency", "Stop", "aims", "Tight again", "bodies", "The head leads"

/* Major: the six contents of the plan, and the head assigns and closes; while it is open its zone is red. */
static void
test_major (Fixture *fixture, gconstpointer data)
{
  g_auto (People) people = { 0 };
  g_autofree char *id = NULL;

  people_init (&people, fixture);
  id = add_hazard (fixture, &people, "first", "major");
  assert_text (fixture, "zone", people.zone, "current_colour", "red");
  step (fixture, id, "confirm", people.chief, NULL, NULL);
  step (fixture, id, "assign", people.head, "six contents", PLAN, NULL);
  step (fixture, id, "assign", people.chief, "head", PLAN, "materials", "Gaskets", NULL);
  step (fixture, id, "assign", people.head, NULL, PLAN, "materials", "Gaskets", NULL);
  step (fixture, id, "cancel", people.chief, "Only the head", NULL);
  step (fixture, id, "cancel", people.head, NULL, NULL);
  assert_text (fixture, "zone", people.zone, "current_colour", NULL);
}

/* Whether a closure is real is judged above model/ (tests/safety/test-hazard.c); here it is the flow alone. */
static gboolean
judge_effect (const AnlanJudged *judged, GPtrArray *follow, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
findings_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  return TRUE;
}

static AnlanRegistry *
make_registry (void)
{
  AnlanRegistry *registry = anlan_registry_new ();

  anlan_registry_add_effect (registry, "hazard.judge", judge_effect, NULL);
  anlan_registry_add_guard (registry, "hazard.findings", findings_guard, NULL);
  return registry;
}

/* What is put right on the spot goes from found to closed on one sheet, with proof, and never if it is red; some are
 * drawn for a recheck by who had nothing to do with it. */
static void
test_on_the_spot (Fixture *fixture, gconstpointer data)
{
  g_auto (People) people = { 0 };
  g_autofree char *red = NULL, *id = NULL, *many = NULL;
  g_autoptr (GError) error = NULL;

  people_init (&people, fixture);
  red = add_hazard (fixture, &people, "first", "general");
  step (fixture, red, "on_the_spot", people.chief, "never closed on the spot", "result", "Tightened",
        "category", "object", "after", "after", NULL);
  id = add_hazard (fixture, &people, "third", "general");
  step (fixture, id, "on_the_spot", people.chief, "no proof", "result", "Tightened", "category", "object",
        NULL);
  step (fixture, id, "on_the_spot", people.chief, "Witness is missing", "result", "Tightened", "category",
        "object", "no_camera", "dust", NULL);
  anlan_clock_advance (fixture->clock, 13 * ANLAN_HOUR);
  step (fixture, id, "on_the_spot", people.chief, "too long ago", "result", "Tightened", "category", "object",
        "after", "after", NULL);
  anlan_plant_set_setting (fixture->plant, "sample-share", "1", &error);
  anlan_plant_set_setting (fixture->plant, "on-spot-per-day", "1", &error);
  g_assert_no_error (error);
  g_free (id);
  id = add_hazard (fixture, &people, "third", "general");
  step (fixture, id, "on_the_spot", people.chief, NULL, "result", "Tightened", "category", "object", "owner",
        people.worker, "after", "after", NULL);
  assert_stage (fixture, id, "closed");
  many = add_hazard (fixture, &people, "third", "general");
  step (fixture, many, "on_the_spot", people.chief, "24 hours", "result", "Tightened", "category", "object",
        "owner", people.worker, "after", "after", NULL);
  step (fixture, id, "sample", people.worker, "another role", "sample_result", "Still tight", NULL);
  step (fixture, id, "sample", people.checker, NULL, "sample_result", "Still tight", NULL);
  assert_text (fixture, "hazard", id, "sample_by", people.checker);
  step (fixture, id, "sample", people.checker, "has had one", "sample_result", "Again", NULL);
}

/* Several units put it right: the whole is not rectified before each has finished its part. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_auto (People) people = { 0 };
  g_autofree char *id = NULL, *part = NULL;

  people_init (&people, fixture);
  id = add_hazard (fixture, &people, "third", "general");
  step (fixture, id, "confirm", people.chief, NULL, NULL);
  step (fixture, id, "assign", people.chief, NULL, "owner", people.worker, "measure", "Mend", "due",
        "2026-11-24T10:00:00Z", NULL);
  part = add (fixture, "hazard_part", "hazard", id, "unit", people.unit, "part", "Switch it off", NULL);
  step (fixture, id, "rectify", people.worker, "have not finished", "result", "Mended", NULL);
  step_of (fixture, "hazard_part", part, "confirm", people.chief, "before the whole", "owner", people.worker,
           "due", "2026-11-25T10:00:00Z", NULL);
  step_of (fixture, "hazard_part", part, "confirm", people.chief, NULL, "owner", people.worker, "due",
           "2026-11-23T10:00:00Z", NULL);
  step (fixture, id, "rectify", people.worker, "have not finished", "result", "Mended", NULL);
  step_of (fixture, "hazard_part", part, "finish", people.worker, NULL, "result", "It is off", NULL);
  step (fixture, id, "rectify", people.worker, NULL, "result", "Mended", NULL);
}

/* A major one is closed by the head alone, after the authority, the staff and the experts. */
static void
test_major_closing (Fixture *fixture, gconstpointer data)
{
  g_auto (People) people = { 0 };
  g_autofree char *id = NULL;

  people_init (&people, fixture);
  id = add_hazard (fixture, &people, "first", "major");
  edit (fixture, "hazard", id, "category", "object", "ordered_stop", "1", NULL);
  step (fixture, id, "confirm", people.chief, NULL, NULL);
  step (fixture, id, "assign", people.head, NULL, PLAN, "materials", "Gaskets", NULL);
  step (fixture, id, "rectify", people.worker, NULL, "result", "Replaced", "after", "after", NULL);
  step (fixture, id, "recheck", people.checker, NULL, "recheck_result", "Tight", NULL);
  step (fixture, id, "close", people.head, "reported to the authority", NULL);
  edit (fixture, "hazard", id, "authority_report", "2026-11-22", "meeting_at", "2026-11-22T08:00:00Z", NULL);
  step (fixture, id, "close", people.head, "experts", NULL);
  step (fixture, id, "close", people.head, "apply to resume", "acceptance", "paper", NULL);
  step (fixture, id, "close", people.chief, "Only the head", "acceptance", "paper", "resume_applied",
        "2026-11-22", NULL);
  step (fixture, id, "close", people.head, NULL, "acceptance", "paper", "resume_applied", "2026-11-22", NULL);
}

/* Who grades wrongly gets it back; earlier names of the class are still understood. */
static void
test_give_back (Fixture *fixture, gconstpointer data)
{
  g_auto (People) people = { 0 };
  g_autofree char *id = NULL, *older = NULL;

  people_init (&people, fixture);
  id = add_hazard (fixture, &people, "third", "general");
  step (fixture, id, "confirm", people.chief, NULL, NULL);
  step (fixture, id, "return", people.chief, NULL, NULL);
  assert_stage (fixture, id, "found");
  assert_text (fixture, "hazard", id, "confirmed_at", NULL);
  older = add (fixture, "hazard", "what", "Flange weeps", "no_photo", "dark", "zone", people.zone, "colour",
               "orange", "finder", people.worker, NULL);
  assert_text (fixture, "hazard", older, "class", "second");
}

#define ADD(path, func)                                                                                      \
  g_test_add ("/model/builtin/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fixture_make_registry = make_registry;
  g_test_add_func ("/model/builtin/names", test_names);
  g_test_add_func ("/model/builtin/units-known", test_units_known);
  ADD ("views", test_views);
  ADD ("no-tables", test_no_tables);
  ADD ("grading", test_grading);
  ADD ("method", test_method);
  ADD ("difference", test_difference);
  ADD ("zone-colour", test_zone_colour);
  ADD ("worked-value", test_worked_value);
  ADD ("grades", test_grades);
  ADD ("classes", test_classes);
  ADD ("units", test_units);
  ADD ("labels", test_labels);
  ADD ("document", test_document);
  ADD ("hazard", test_hazard);
  ADD ("own-judge", test_own_judge);
  ADD ("major", test_major);
  ADD ("on-the-spot", test_on_the_spot);
  ADD ("parts", test_parts);
  ADD ("major-closing", test_major_closing);
  ADD ("give-back", test_give_back);
  return g_test_run ();
}
