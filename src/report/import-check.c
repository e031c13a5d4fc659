/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "base/time.h"
#include "model/query.h"

/* Rows that one read transaction converts. */
#define SLICE 1000

typedef struct
{
  AnlanImport *import;
  AnlanDb *db; /* of the slice being read */
  AnlanConverter *converter;
  GTimeZone *zone;
  AnlanImportWalk *walk;
  guint next;             /* rows before this one are done */
  GHashTable *identities; /* of rows before -> row number + 1 */
} Checking;

/* --- labels, so that rows can refer to others of the same file ------------------------------------------------------- */

static gboolean
refers_to_itself (const AnlanKind *kind)
{
  for (guint i = 0; i < kind->fields->len; i++)
    if (g_strcmp0 (((AnlanField *)g_ptr_array_index (kind->fields, i))->to, kind->id) == 0)
      return TRUE;
  return FALSE;
}

static void
make_row (AnlanImport *import, guint number, gpointer cells)
{
  int column = anlan_import_column_of (import, import->kind->label);
  AnlanImportRow *row = g_new0 (AnlanImportRow, 1);

  row->row = number;
  row->label = column >= 0 ? anlan_import_source_text (import, cells, (guint)column) : g_strdup ("");
  g_strstrip (row->label);
  row->change = anlan_change_new (ANLAN_OP_CREATE, import->kind->id, NULL);
  row->change->record = anlan_uuid_new (anlan_plant_now (import->plant));
  g_ptr_array_add (import->rows, row);
}

static void
make_rows (AnlanImport *import)
{
  g_autoptr (AnlanImportWalk) walk = anlan_import_walk_new (import);
  gpointer cells;
  guint row;

  g_ptr_array_set_size (import->rows, 0);
  anlan_import_made_clear (import);
  while (anlan_import_walk_next (walk, &row, &cells))
    make_row (import, row, cells);
}

/* A row about a record that is there already promises nothing: its name would mean two. */
static gboolean
is_stored (Checking *checking, const char *label, gboolean *stored, GError **error)
{
  g_autofree char *table = g_strconcat ("k_", checking->import->kind->id, NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT 1 FROM ");
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_sql_append_identifier (sql, table);
  g_string_append (sql, " WHERE voided=0 AND ");
  anlan_sql_append_identifier (sql, checking->import->kind->label);
  g_string_append (sql, "=?1");
  anlan_query_append_shown (sql, checking->import->kind->id);
  g_string_append (sql, " LIMIT 1");
  if (!anlan_db_lookup (checking->db, sql->str, label, &value, error))
    return FALSE;
  *stored = !anlan_value_is_null (&value);
  return TRUE;
}

static gboolean
promise_labels (Checking *checking, GError **error)
{
  AnlanImport *import = checking->import;

  for (guint i = 0; i < import->rows->len; i++)
    {
      const AnlanImportRow *row = g_ptr_array_index (import->rows, i);
      gboolean stored = TRUE;

      if (row->label[0] != '\0' && !is_stored (checking, row->label, &stored, error))
        return FALSE;
      if (!stored)
        anlan_converter_promise (checking->converter, import->kind->id, row->label, row->change->record);
    }
  return TRUE;
}

/* --- moved dates ----------------------------------------------------------------------------------------------------- */

static void
move_date (AnlanImport *import, const AnlanField *field, AnlanValue *value)
{
  gint64 ms;

  if (import->move_days == 0 || value->type != ANLAN_VALUE_TEXT)
    return;
  if (field->type == ANLAN_FIELD_DATE)
    anlan_value_take_text (value, anlan_date_add (value->text, import->move_days));
  else if (field->type == ANLAN_FIELD_MOMENT && anlan_time_parse (value->text, &ms))
    anlan_value_take_text (value, anlan_time_format (ms + import->move_days * ANLAN_DAY));
}

/* --- one row --------------------------------------------------------------------------------------------------------------- */

static void
read_field (Checking *checking, AnlanImportRow *row, gpointer cells, guint column)
{
  AnlanImport *import = checking->import;
  const char *id = g_ptr_array_index (import->fields, column);
  const AnlanField *field = id != NULL ? anlan_kind_field (import->kind, id) : NULL;
  g_autoptr (GError) error = NULL;
  AnlanValue value = ANLAN_VALUE_INIT;

  if (id != NULL && strcmp (id, "number") == 0)
    {
      g_autofree char *text = anlan_import_source_text (import, cells, column);

      g_strstrip (text);
      if (text[0] != '\0')
        anlan_change_set_text (row->change, "number", text);
      return;
    }
  if (field == NULL)
    return;
  if (!anlan_import_source_value (import, cells, column, checking->converter, field, checking->zone, &value,
                                  &error))
    anlan_import_reject (row, field->id, error->message);
  else if (!anlan_value_is_null (&value))
    {
      move_date (import, field, &value);
      anlan_change_take (row->change, field->id, &value);
    }
}

/* Two rows of one file that mean the same: the later one is not taken. */
static void
check_twice (Checking *checking, AnlanImportRow *row)
{
  g_autoptr (GPtrArray) identities = anlan_import_identities (checking->import, row->change);

  for (guint i = 0; i < identities->len; i++)
    {
      gpointer other = g_hash_table_lookup (checking->identities, g_ptr_array_index (identities, i));

      if (other != NULL)
        {
          g_autofree char *message =
              g_strdup_printf (_ ("This is in row %u of the file already."), GPOINTER_TO_UINT (other));

          anlan_import_reject (row, NULL, message);
          return;
        }
    }
  for (guint i = 0; i < identities->len; i++)
    g_hash_table_insert (checking->identities, g_strdup (g_ptr_array_index (identities, i)),
                         GUINT_TO_POINTER (row->row + 1));
}

/* Drops from an edit what is there already; fields that have a column but no value in the row are emptied. */
static void
reduce_to_difference (Checking *checking, AnlanImportRow *row, const AnlanRecord *record)
{
  AnlanImport *import = checking->import;
  AnlanChange *edit = anlan_change_new (ANLAN_OP_EDIT, import->kind->id, record->id);

  for (guint i = 0; i < import->fields->len; i++)
    {
      const char *id = g_ptr_array_index (import->fields, i);
      const AnlanField *field = id != NULL ? anlan_kind_field (import->kind, id) : NULL;
      static const AnlanValue null = ANLAN_VALUE_INIT;
      const AnlanValue *value = &null;
      guint at;

      /* What is sealed cannot be compared without opening it: it is only filled in, never replaced. */
      if (field == NULL || (field->sensitive && !anlan_value_is_null (&record->values[field->index])))
        continue;
      if (g_ptr_array_find_with_equal_func (row->change->fields, id, g_str_equal, &at))
        value = &g_array_index (row->change->values, AnlanValue, at);
      if (!anlan_value_equal (value, &record->values[field->index]))
        anlan_change_set (edit, id, value);
    }
  edit->base_rev = g_strdup (record->rev);
  anlan_change_unref (row->change);
  row->change = edit;
  row->outcome = edit->fields->len > 0 ? ANLAN_IMPORT_UPDATE : ANLAN_IMPORT_UNCHANGED;
}

static gboolean
match_row (Checking *checking, AnlanImportRow *row, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GError) local = NULL;

  if (!anlan_import_match (checking->import, checking->db, row->change, &id, &local))
    {
      if (!g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_INPUT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      anlan_import_reject (row, NULL, local->message);
      return TRUE;
    }
  if (id == NULL)
    return TRUE;
  record = anlan_record_load (checking->db, checking->import->kind, id, error);
  if (record == NULL)
    return FALSE;
  g_hash_table_add (checking->import->matched, g_strdup (id));
  reduce_to_difference (checking, row, record);
  return TRUE;
}

static gboolean
read_row (Checking *checking, AnlanImportRow *row, gpointer cells, GError **error)
{
  AnlanImportMaking making = { checking->import, row };

  if (checking->import->make_missing)
    anlan_converter_set_missing (checking->converter, anlan_import_make, &making);
  for (guint column = 0; column < checking->import->columns->len; column++)
    read_field (checking, row, cells, column);
  if (row->outcome != ANLAN_IMPORT_REJECTED)
    check_twice (checking, row);
  return row->outcome == ANLAN_IMPORT_REJECTED || match_row (checking, row, error);
}

static gboolean
read_slice (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Checking *checking = data;
  AnlanImport *import = checking->import;
  guint end = MIN (checking->next + SLICE, import->rows->len);
  gboolean ok = TRUE;
  gpointer cells;
  guint number;

  checking->db = db;
  checking->converter = anlan_converter_new (db, import->kinds, checking->zone);
  if (refers_to_itself (import->kind))
    ok = promise_labels (checking, error);
  while (ok && checking->next < end && anlan_import_walk_next (checking->walk, &number, &cells))
    ok = read_row (checking, g_ptr_array_index (import->rows, checking->next++), cells, error);
  g_clear_pointer (&checking->converter, anlan_converter_free);
  return ok;
}

/* --- order -------------------------------------------------------------------------------------------------------------------- */

static gboolean
mentions (const AnlanImportRow *row, const char *id)
{
  for (guint i = 0; i < row->change->values->len; i++)
    {
      const char *text = anlan_value_get_text (&g_array_index (row->change->values, AnlanValue, i));

      if (text != NULL && strstr (text, id) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* A row that refers to a later one of the file comes after it. Rows are few where kinds refer to themselves. */
static void
put_in_order (AnlanImport *import)
{
  for (guint round = 0; round < import->rows->len; round++)
    {
      gboolean moved = FALSE;

      for (guint i = 0; i < import->rows->len; i++)
        for (guint j = i + 1; j < import->rows->len; j++)
          {
            AnlanImportRow *row = g_ptr_array_index (import->rows, i);
            const AnlanImportRow *later = g_ptr_array_index (import->rows, j);

            if (later->change->op != ANLAN_OP_CREATE || !mentions (row, later->change->record))
              continue;
            g_ptr_array_index (import->rows, i) = g_ptr_array_index (import->rows, j);
            g_ptr_array_index (import->rows, j) = row;
            moved = TRUE;
          }
      if (!moved)
        return;
    }
}

/* --- all ------------------------------------------------------------------------------------------------------------------------ */

/* Computed fields that are to be told where they have a value. */
static GPtrArray *
find_reports (const AnlanKind *kind)
{
  GPtrArray *reports = g_ptr_array_new ();

  for (guint i = 0; i < kind->fields->len; i++)
    if (((AnlanField *)g_ptr_array_index (kind->fields, i))->report[0] != NULL)
      g_ptr_array_add (reports, g_ptr_array_index (kind->fields, i));
  return reports;
}

typedef struct
{
  AnlanImport *import;
  GPtrArray *rows; /* AnlanImportRow, judged after @n_made records that they refer to */
  GPtrArray *made; /* AnlanImportMade: those */
  guint n_made;
  GPtrArray *reports; /* AnlanField */
  GTimeZone *zone;
} Judging;

/* "D or R in the imported table 90, D or R 21" */
static char *
describe_difference (Judging *judging, const AnlanRecord *after)
{
  const AnlanKind *kind = judging->import->kind;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < judging->reports->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (judging->reports, i);

      for (guint j = 0; !anlan_value_is_null (&after->values[field->index]) && field->report[j] != NULL; j++)
        {
          const AnlanField *told = anlan_kind_field (kind, field->report[j]);
          g_autofree char *value =
              anlan_field_format (told, &after->values[told->index], judging->zone, NULL, NULL, NULL);

          g_string_append_printf (text, "%s%s %s", text->len > 0 ? _ (", ") : "",
                                  anlan_kind_text (told->title), value);
        }
    }
  return g_string_free (text, text->len == 0);
}

static void
judged_cb (guint place, AnlanRecord *after, GPtrArray *problems, gpointer data)
{
  Judging *judging = data;
  AnlanImportRow *row;

  if (place < judging->n_made)
    {
      anlan_import_made_judged (g_ptr_array_index (judging->made, place), problems);
      return;
    }
  row = g_ptr_array_index (judging->rows, place - judging->n_made);
  anlan_import_reject_for_made (row);
  for (guint i = 0; i < problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (problems, i);

      anlan_import_reject (row, problem->field, problem->message);
    }
  if (problems->len == 0 && after != NULL)
    row->difference = describe_difference (judging, after);
}

/* The model's word on every row that is still good. */
static gboolean
judge_rows (
    AnlanImport *import, AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) reports = find_reports (import->kind);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (import->plant);
  g_autoptr (GPtrArray) made = g_ptr_array_new ();
  Judging judging = { import, rows, made, 0, reports, zone };

  anlan_import_count_made (import);
  judging.n_made = anlan_import_add_made (import, changes, judging.made);
  for (guint i = 0; i < import->rows->len; i++)
    {
      AnlanImportRow *row = g_ptr_array_index (import->rows, i);

      if (row->outcome != ANLAN_IMPORT_NEW && row->outcome != ANLAN_IMPORT_UPDATE)
        continue;
      g_ptr_array_add (rows, row);
      g_ptr_array_add (changes, row->change);
    }
  if (!anlan_plant_judge_batch (import->plant, changes, reports->len > 0, judged_cb, &judging, progress, data,
                                cancellable, error))
    return FALSE;
  anlan_import_count_made (import);
  return TRUE;
}

typedef struct
{
  AnlanImport *import;
  guint count;
} Counting;

static gboolean
count_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Counting *counting = data;
  g_autoptr (AnlanQuery) query = anlan_query_new (counting->import->kind->id);
  g_autoptr (GArray) rids = anlan_query_rids (db, counting->import->kinds, query, error);

  counting->count = rids != NULL ? rids->len : 0;
  return rids != NULL;
}

static gboolean
summarise (Checking *checking, GError **error)
{
  AnlanImport *import = checking->import;
  Counting counting = { import, 0 };
  guint matched = g_hash_table_size (import->matched);

  memset (&import->summary, 0, sizeof import->summary);
  for (guint i = 0; i < import->made->len; i++)
    import->summary.made += ((AnlanImportMade *)g_ptr_array_index (import->made, i))->n_rows > 0;
  for (guint i = 0; i < import->rows->len; i++)
    {
      const AnlanImportRow *row = g_ptr_array_index (import->rows, i);

      import->summary.counts[row->outcome]++;
      import->summary.differences += row->difference != NULL;
    }
  if (!anlan_store_read (anlan_plant_get_store (import->plant), count_work, &counting, error))
    return FALSE;
  import->summary.missing = counting.count > matched ? counting.count - matched : 0;
  return TRUE;
}

static gboolean
read_rows (
    Checking *checking, AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  AnlanImport *import = checking->import;

  while (checking->next < import->rows->len)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !anlan_store_read (anlan_plant_get_store (import->plant), read_slice, checking, error))
        return FALSE;
      if (progress != NULL)
        progress (0.5 * checking->next / import->rows->len, data);
    }
  return TRUE;
}

/* The second half of the way. */
typedef struct
{
  AnlanProgress progress;
  gpointer data;
} Half;

static void
half_progress_cb (double fraction, gpointer data)
{
  const Half *half = data;

  half->progress (0.5 + 0.5 * fraction, half->data);
}

gboolean
anlan_import_check (
    AnlanImport *import, AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  Checking checking = { .import = import };
  Half half = { progress, data };
  gboolean ok;

  g_return_val_if_fail (import != NULL, FALSE);

  make_rows (import);
  checking.walk = anlan_import_walk_new (import);
  checking.zone = anlan_plant_ref_zone (import->plant);
  checking.identities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_clear_pointer (&import->matched, g_hash_table_unref);
  import->matched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ok = read_rows (&checking, progress, data, cancellable, error);
  if (ok && refers_to_itself (import->kind))
    put_in_order (import);
  ok = ok && judge_rows (import, progress != NULL ? half_progress_cb : NULL, &half, cancellable, error) &&
       summarise (&checking, error);
  anlan_import_walk_free (checking.walk);
  g_hash_table_unref (checking.identities);
  g_time_zone_unref (checking.zone);
  return ok;
}
