/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "model/export.h"
#include "search-text.h"

/* What goes out into tables can come in again: every cell that is written for people is read back by the converter. */

typedef struct
{
  Fixture base;
  AnlanRecord *place, *wang, *zhao, *twin, *job;
} Table;

/* One plant for all tests: making one takes longer than all that is asked of it. */
static Table shared;

static void
make_plant (Table *table)
{
  Fixture *base = &table->base;
  g_autofree char *others = NULL;

  fixture_set_up (base, NULL);
  table->place = fixture_add (base, "x_place", "name", "North", NULL);
  table->wang = fixture_add (base, "person", "name", "王芳", "employee_no", "1001", NULL);
  table->zhao =
      fixture_add (base, "person", "name", "赵磊", "employee_no", "1002", "phone", "13800001111", NULL);
  table->twin = fixture_add (base, "person", "name", "王芳", "employee_no", "1003", NULL);
  others = g_strdup_printf ("[\"%s\"]", table->place->id);
  table->job =
      fixture_add (base, "x_job", "what", "=SUM(1)", "place", table->place->id, "others", others, "level",
                   "3", "weight", "0.1", "tags", "[\"a\",\"b\"]", "owner", table->twin->id, "secret", "hush",
                   "spot", "{\"type\":\"Point\",\"coordinates\":[121.5,31.25]}", NULL);
}

static void
set_up (Table *table, gconstpointer data)
{
  if (shared.base.plant == NULL)
    make_plant (&shared);
  *table = shared;
}

static void
tear_down (Table *table, gconstpointer data)
{
}

static void
close_plant (void)
{
  anlan_record_unref (shared.place);
  anlan_record_unref (shared.wang);
  anlan_record_unref (shared.zhao);
  anlan_record_unref (shared.twin);
  anlan_record_unref (shared.job);
  /* What was under way holds the plant until it has come back. */
  anlan_plant_close (shared.base.plant);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_tear_down (&shared.base, NULL);
}

typedef struct
{
  Table *table;
  const AnlanRecord *record;
  const char *const *ids;
  AnlanColumnsStyle style;
  char *header;
  char *cells;
} Job;

static char *
show_value (const AnlanValue *value)
{
  if (value->type == ANLAN_VALUE_INTEGER)
    return g_strdup_printf ("#%" G_GINT64_FORMAT, value->integer);
  if (value->type == ANLAN_VALUE_REAL)
    return g_strdup_printf ("#%.10g", value->real);
  return g_strdup (value->type == ANLAN_VALUE_TEXT ? value->text : "");
}

static gboolean
columns_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (job->table->base.plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (job->table->base.plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, zone);
  g_autoptr (AnlanColumns) columns = anlan_columns_new (job->record->kind, job->ids, job->style, error);
  g_autoptr (GString) header = g_string_new (NULL);
  g_autoptr (GString) cells = g_string_new (NULL);
  AnlanValue *values;

  if (columns == NULL)
    return FALSE;
  values = g_new0 (AnlanValue, anlan_columns_count (columns));
  anlan_columns_fill (columns, converter, job->record, values);
  anlan_columns_fill (columns, converter, job->record, values); /* replaces */
  for (guint i = 0; i < anlan_columns_count (columns); i++)
    {
      const AnlanColumn *column = anlan_columns_at (columns, i);
      g_autofree char *cell = show_value (&values[i]);
      g_autofree char *text = anlan_columns_text (columns, converter, job->record, i);

      g_string_append_printf (header, "%s%s", i > 0 ? "|" : "", column->title);
      g_string_append_printf (cells, "%s%s", i > 0 ? "|" : "", cell);
      if (job->style == ANLAN_COLUMNS_PEOPLE && column->field != NULL && column->field->compute == NULL)
        {
          g_auto (AnlanValue) back = ANLAN_VALUE_INIT;

          g_assert_true (anlan_converter_parse (converter, column->field, text, &back, error));
          g_assert_true (anlan_value_equal (&back, &job->record->values[column->field->index]));
        }
      anlan_value_clear (&values[i]);
    }
  g_free (values);
  job->header = g_string_free (g_steal_pointer (&header), FALSE);
  job->cells = g_string_free (g_steal_pointer (&cells), FALSE);
  return TRUE;
}

static void
run (Table *table,
     const AnlanRecord *record,
     const char *const *ids,
     AnlanColumnsStyle style,
     const char *header,
     const char *cells)
{
  Job job = { table, record, ids, style };
  g_autoptr (GError) error = NULL;

  anlan_store_read (anlan_plant_get_store (table->base.plant), columns_work, &job, &error);
  g_assert_no_error (error);
  if (header != NULL)
    g_assert_cmpstr (job.header, ==, header);
  if (cells != NULL)
    g_assert_cmpstr (job.cells, ==, cells);
  g_free (job.header);
  g_free (job.cells);
}

static void
test_people (Table *table, gconstpointer data)
{
  run (table, table->job, NULL, ANLAN_COLUMNS_PEOPLE,
       "Number|Stage|What|Place|Other places|Level|Weight (kg)|Double|Fourfold|Colour|Why|Tags|Owner|Spot",
       "JB-2026-0001|Open|=SUM(1)|North|North|#3|#0.1|#0.2|#0.4|Blue||A; B|王芳 (1003)|"
       "{\"coordinates\":[121.5,31.25],\"type\":\"Point\"}");
}

static void
test_cells (Table *table, gconstpointer data)
{
  static const char *const ids[] = { "number", "stage",  "what", "place", "others",
                                     "level",  "weight", "tags", "owner", NULL };
  g_autofree char *stored = g_strdup_printf ("JB-2026-0001|open|=SUM(1)|%s|[\"%s\"]|#3|#0.1|[\"a\",\"b\"]|%s",
                                             table->place->id, table->place->id, table->twin->id);

  run (table, table->job, ids, ANLAN_COLUMNS_PEOPLE,
       "Number|Stage|What|Place|Other places|Level|Weight (kg)|Tags|Owner",
       "JB-2026-0001|Open|=SUM(1)|North|North|#3|#0.1|A; B|王芳 (1003)");
  run (table, table->job, ids, ANLAN_COLUMNS_STORED, NULL, stored);
  run (table, table->place, (const char *const[]){ "id", "rev", "created", NULL }, ANLAN_COLUMNS_PEOPLE,
       "Id|Revision|Entered at", NULL);
}

/* Sensitive fields are never among the columns. */
static void
test_sealed (Table *table, gconstpointer data)
{
  g_autoptr (AnlanColumns) all = NULL;
  g_autoptr (GError) error = NULL;

  all = anlan_columns_new (table->zhao->kind, NULL, ANLAN_COLUMNS_STORED, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (anlan_columns_at (all, 0)->id, ==, "id");
  for (guint i = 0; i < anlan_columns_count (all); i++)
    g_assert_cmpstr (anlan_columns_at (all, i)->id, !=, "phone");
  g_assert_null (anlan_columns_new (table->zhao->kind, (const char *const[]){ "phone", NULL },
                                    ANLAN_COLUMNS_PEOPLE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_null (anlan_columns_new (table->zhao->kind, (const char *const[]){ "nothing", NULL },
                                    ANLAN_COLUMNS_PEOPLE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* What search finds records by. */
static void
test_search_text (Table *table, gconstpointer data)
{
  g_autofree char *person = anlan_record_search_text (table->zhao);
  g_autofree char *job = anlan_record_search_text (table->job);

  g_assert_true (g_str_has_prefix (person, "赵磊\n1002"));
  g_assert_nonnull (strstr (person, "zl"));
  g_assert_nonnull (strstr (person, "zhaolei"));
  g_assert_null (strstr (person, "13800001111"));
  g_assert_null (strstr (person, "sealed"));
  g_assert_cmpstr (job, ==, "=SUM(1)\nJB-2026-0001");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name) g_test_add ("/model/export/" #name, Table, NULL, set_up, test_##name, tear_down)
  ADD (people);
  ADD (cells);
  ADD (sealed);
  ADD (search_text);
#undef ADD
  status = g_test_run ();
  if (shared.base.plant != NULL)
    close_plant ();
  return status;
}
