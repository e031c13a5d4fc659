/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "hazard-read.h"

#include <math.h>
#include <string.h>

#include "base/time.h"

/* Rows between two looks at the cancellable. */
#define SLICE 4096

/* What is read of each hazard, in this order; a field that the plant's kind does not have is read as NULL. */
enum
{
  COLUMN_FOUND,
  COLUMN_DUE,
  COLUMN_ACTION,
  COLUMN_DONE,
  COLUMN_CLOSED,
  COLUMN_FUNDS,
  COLUMN_CLASS,
  COLUMN_CATEGORY,
  COLUMN_SOURCE,
  COLUMN_LEVEL,
  COLUMN_UNIT,
  COLUMN_PROVEN,
  COLUMN_RECHECKED,
  COLUMN_PLAN, /* five of them */
  N_COLUMNS = COLUMN_PLAN + 5,
};

static const struct
{
  const char *fields[4]; /* that the expression names */
  const char *sql;
} columns[N_COLUMNS] = {
  [COLUMN_FOUND] = { { "found_at" }, "found_at" },
  [COLUMN_DUE] = { { "due" }, "due" },
  [COLUMN_ACTION] = { { "action_at" }, "action_at" },
  [COLUMN_DONE] = { { "done_at" }, "done_at" },
  [COLUMN_CLOSED] = { { "closed_at" }, "closed_at" },
  [COLUMN_FUNDS] = { { "funds" }, "funds" },
  [COLUMN_CLASS] = { { "class" }, "class" },
  [COLUMN_CATEGORY] = { { "category" }, "category" },
  [COLUMN_SOURCE] = { { "source" }, "source" },
  [COLUMN_LEVEL] = { { "level" }, "level" },
  [COLUMN_UNIT] = { { "unit" }, "unit" },
  [COLUMN_PROVEN] = { { "after", "proof" }, "after IS NOT NULL OR proof IS NOT NULL" },
  [COLUMN_RECHECKED] = { { "rechecker", "owner" }, "rechecker IS NOT NULL AND rechecker IS NOT owner" },
  /* The five of the authority's table: aims, money and materials, bodies and people, time limit, contingency. */
  [COLUMN_PLAN] = { { "aims" }, "aims IS NOT NULL" },
  [COLUMN_PLAN + 1] = { { "funds" }, "funds IS NOT NULL" },
  [COLUMN_PLAN + 2] = { { "owner" }, "owner IS NOT NULL" },
  [COLUMN_PLAN + 3] = { { "due" }, "due IS NOT NULL" },
  [COLUMN_PLAN + 4] = { { "contingency" }, "contingency IS NOT NULL" },
};

typedef struct
{
  HazardData *data;
  gint64 before, from, to;
  GHashTable *units; /* id -> place in the table */
  GPtrArray *unit_ids;
  AnlanProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} Reading;

static void
check_free (HazardCheck *check)
{
  g_free (check->title);
  g_free (check);
}

static void
cluster_free (HazardCluster *cluster)
{
  g_free (cluster->title);
  g_free (cluster->first);
  g_free (cluster->last);
  g_free (cluster);
}

void
hazard_data_clear (HazardData *data)
{
  g_clear_pointer (&data->rows, g_array_unref);
  g_clear_pointer (&data->units, g_ptr_array_unref);
  g_clear_pointer (&data->checks, g_ptr_array_unref);
  g_clear_pointer (&data->clusters, g_ptr_array_unref);
  g_clear_pointer (&data->kinds, anlan_kinds_unref);
  g_clear_pointer (&data->zone, g_time_zone_unref);
}

const HazardRow *
hazard_data_rows (const HazardData *data, gsize *n)
{
  *n = data->rows->len;
  return (const HazardRow *)(void *)data->rows->data;
}

const GPtrArray *
hazard_data_choices (const HazardData *data, const char *field)
{
  const AnlanField *found = anlan_kind_field (data->kind, field);

  return found != NULL ? found->choices : NULL;
}

/* --- hazards ------------------------------------------------------------------------------------------------------------- */

static gboolean
has_fields (const AnlanKind *kind, const char *const fields[4])
{
  for (guint i = 0; i < 4 && fields[i] != NULL; i++)
    if (anlan_kind_field (kind, fields[i]) == NULL)
      return FALSE;
  return TRUE;
}

static char *
make_select (const HazardData *data)
{
  g_autoptr (GString) sql = g_string_new ("SELECT rid");

  for (guint i = 0; i < N_COLUMNS; i++)
    g_string_append_printf (sql, ", %s",
                            has_fields (data->kind, columns[i].fields) ? columns[i].sql : "NULL");
  /* The table, not the view: computed fields are not needed. Cancelled ones were no hazards, or there twice. */
  g_string_append (
      sql, " FROM k_hazard WHERE draft = 0 AND voided = 0 AND stage IS NOT 'cancelled' AND found_at < ?1");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gint64
read_moment (AnlanStmt *stmt, int column)
{
  const char *text = anlan_stmt_text (stmt, column);
  gint64 ms;

  return text != NULL && anlan_time_parse (text, &ms) ? ms : HAZARD_NEVER;
}

static gint8
read_choice (AnlanStmt *stmt, int column, const GPtrArray *choices)
{
  const char *text = choices != NULL ? anlan_stmt_text (stmt, column) : NULL;

  for (guint i = 0; text != NULL && i < choices->len; i++)
    if (strcmp (((AnlanChoice *)g_ptr_array_index (choices, i))->id, text) == 0)
      return (gint8)i;
  return -1;
}

static guint
read_unit (Reading *reading, AnlanStmt *stmt, int column)
{
  const char *id = anlan_stmt_text (stmt, column);
  guint place;

  if (id == NULL)
    return 0;
  place = GPOINTER_TO_UINT (g_hash_table_lookup (reading->units, id));
  if (place == 0)
    {
      char *copy = g_strdup (id);

      g_ptr_array_add (reading->unit_ids, copy);
      place = reading->unit_ids->len;
      g_hash_table_insert (reading->units, copy, GUINT_TO_POINTER (place));
    }
  return place;
}

/* "red" is the colour of the first class, whatever the plant calls it. */
static gboolean
is_red (const GPtrArray *choices, gint8 class)
{
  return class >= 0 &&
         g_strcmp0 (((AnlanChoice *)g_ptr_array_index (choices, (guint) class))->colour, "red") == 0;
}

static void
read_row (Reading *reading, AnlanStmt *stmt, const GPtrArray *const choices[3])
{
  HazardRow row = { .rid = anlan_stmt_integer (stmt, 0) };
  const char *level = anlan_stmt_text (stmt, 1 + COLUMN_LEVEL);

  row.found = read_moment (stmt, 1 + COLUMN_FOUND);
  row.due = read_moment (stmt, 1 + COLUMN_DUE);
  row.action = read_moment (stmt, 1 + COLUMN_ACTION);
  row.done = read_moment (stmt, 1 + COLUMN_DONE);
  row.closed = read_moment (stmt, 1 + COLUMN_CLOSED);
  row.funds = anlan_stmt_is_null (stmt, 1 + COLUMN_FUNDS) ? NAN : anlan_stmt_real (stmt, 1 + COLUMN_FUNDS);
  row.class = read_choice (stmt, 1 + COLUMN_CLASS, choices[0]);
  row.category = read_choice (stmt, 1 + COLUMN_CATEGORY, choices[1]);
  row.source = read_choice (stmt, 1 + COLUMN_SOURCE, choices[2]);
  row.unit = read_unit (reading, stmt, 1 + COLUMN_UNIT);
  row.major = g_strcmp0 (level, "major") == 0;
  row.urgent = row.major || is_red (choices[0], row.class);
  row.proven = anlan_stmt_integer (stmt, 1 + COLUMN_PROVEN) == 1;
  row.rechecked = anlan_stmt_integer (stmt, 1 + COLUMN_RECHECKED) == 1;
  for (int i = 0; i < 5; i++)
    row.planned = (row.planned | (guint)(anlan_stmt_integer (stmt, 1 + COLUMN_PLAN + i) == 1) << i) & 31;
  g_array_append_val (reading->data->rows, row);
}

static gint64
count_all (AnlanDb *db)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  return anlan_db_lookup (db, "SELECT count(*) FROM k_hazard", NULL, &value, NULL)
             ? anlan_value_get_integer (&value, 0)
             : 0;
}

static gboolean
read_hazards (Reading *reading, AnlanDb *db, GError **error)
{
  HazardData *data = reading->data;
  const GPtrArray *const choices[3] = { hazard_data_choices (data, "class"),
                                        hazard_data_choices (data, "category"),
                                        hazard_data_choices (data, "source") };
  g_autofree char *sql = make_select (data), *to = anlan_time_format (reading->to);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  gint64 all = MAX (1, count_all (db));
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, to);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      read_row (reading, stmt, choices);
      if (data->rows->len % SLICE != 0)
        continue;
      if (g_cancellable_set_error_if_cancelled (reading->cancellable, error))
        {
          anlan_stmt_reset (stmt);
          return FALSE;
        }
      if (reading->progress != NULL)
        reading->progress (MIN (1, (double)data->rows->len / all), reading->progress_data);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
read_units (Reading *reading, AnlanDb *db, GError **error)
{
  HazardData *data = reading->data;
  const AnlanField *field = anlan_kind_field (data->kind, "unit");
  AnlanKind *kind = field != NULL && field->to != NULL ? anlan_kinds_get (data->kinds, field->to) : NULL;
  guint n = reading->unit_ids->len;
  g_autoptr (GHashTable) labels = NULL;

  g_ptr_array_add (reading->unit_ids, NULL);
  if (kind != NULL)
    {
      labels = anlan_labels_load (db, kind, (const char *const *)reading->unit_ids->pdata, error);
      if (labels == NULL)
        return FALSE;
    }
  g_ptr_array_add (data->units, g_strdup (""));
  for (guint i = 0; i < n; i++)
    {
      const char *id = g_ptr_array_index (reading->unit_ids, i);
      const char *label = labels != NULL ? g_hash_table_lookup (labels, id) : NULL;

      g_ptr_array_add (data->units, g_strdup (label != NULL ? label : id));
    }
  return TRUE;
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  return read_hazards (reading, db, error) && read_units (reading, db, error) &&
         hazard_read_findings (reading->data, db, reading->before, reading->from, reading->to, error) &&
         hazard_read_clusters (reading->data, db, reading->from, reading->to, error);
}

gboolean
hazard_data_read (HazardData *data,
                  AnlanPlant *plant,
                  gint64 before,
                  gint64 from,
                  gint64 to,
                  AnlanProgress progress,
                  gpointer progress_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GHashTable) units = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) unit_ids = g_ptr_array_new_with_free_func (g_free);
  Reading reading = { data, before, from, to, units, unit_ids, progress, progress_data, cancellable };

  data->kinds = anlan_plant_ref_kinds (plant);
  data->kind = anlan_kinds_get (data->kinds, "hazard");
  data->zone = anlan_plant_ref_zone (plant);
  data->rows = g_array_new (FALSE, FALSE, sizeof (HazardRow));
  data->units = g_ptr_array_new_with_free_func (g_free);
  data->checks = g_ptr_array_new_with_free_func ((GDestroyNotify)check_free);
  data->clusters = g_ptr_array_new_with_free_func ((GDestroyNotify)cluster_free);
  return anlan_store_read (anlan_plant_get_store (plant), read_work, &reading, error);
}
