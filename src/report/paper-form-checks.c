/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "paper-form-private.h"

#define EMPTY "□"
#define TICKED "■"
#define WRITE_HERE "________"

/* What is asked at one point of a round. */
typedef struct
{
  char *title;
  char *code;    /* for the scanner */
  char *arrived; /* or NULL */
  char *left;
  char *skipped;
  GPtrArray *rows; /* char *[4]: question, how, answer, note */
} Point;

static void
point_free (Point *point)
{
  g_free (point->title);
  g_free (point->code);
  g_free (point->arrived);
  g_free (point->left);
  g_free (point->skipped);
  g_ptr_array_unref (point->rows);
  g_free (point);
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

/* Records of @kind for which @field is @id (or any of the ids of a list), in the order of @sort. */
static GPtrArray *
find_all (AnlanDb *db,
          AnlanKinds *kinds,
          const char *kind,
          const char *field,
          const char *const *ids,
          const char *sort,
          GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  AnlanFilter *filter = anlan_query_filter (query, field, ANLAN_FILTER_IS);
  g_autoptr (GArray) rids = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

      anlan_value_set_text (&value, ids[i]);
      anlan_filter_add (filter, &value);
    }
  query->sort = g_strdup (sort);
  rids = anlan_query_rids (db, kinds, query, error);
  return rids != NULL ? anlan_records_load (db, anlan_kinds_get (kinds, kind),
                                            (const gint64 *)(void *)rids->data, rids->len, error)
                      : NULL;
}

static const char *
box (gboolean ticked)
{
  return ticked ? TICKED : EMPTY;
}

/* "□ in order  □ not in order"; filled where it has been answered. */
static char *
tick_yesno (const AnlanRecord *answer)
{
  const AnlanValue *ok = answer != NULL ? anlan_record_get (answer, "ok") : NULL;
  gboolean known = ok != NULL && !anlan_value_is_null (ok);
  gboolean good = known && anlan_value_get_integer (ok, 0) == 1;

  /* Translators: two boxes to tick on a checklist */
  return g_strdup_printf (_ ("%s in order  %s not in order"), box (good), box (known && !good));
}

static char *
field_text (AnlanConverter *converter, const AnlanRecord *record, const char *id)
{
  const AnlanField *field = record != NULL ? anlan_kind_field (record->kind, id) : NULL;
  const AnlanValue *value = field != NULL ? &record->values[field->index] : NULL;

  return value != NULL && !anlan_value_is_null (value) ? anlan_converter_format (converter, field, value)
                                                       : NULL;
}

static char *
tick_value (AnlanConverter *converter, const AnlanRecord *item, const AnlanRecord *answer)
{
  g_autofree char *value = field_text (converter, answer, "value");
  g_autofree char *unit = field_text (converter, item, "measured_in");
  g_autofree char *low = field_text (converter, item, "low"), *high = field_text (converter, item, "high");
  g_autoptr (GString) text = g_string_new (value != NULL ? value : WRITE_HERE);

  if (unit != NULL)
    g_string_append_printf (text, " %s", unit);
  if (low != NULL && high != NULL)
    g_string_append_printf (text, " (%s – %s)", low, high);
  else if (low != NULL)
    g_string_append_printf (text, " (≥ %s)", low);
  else if (high != NULL)
    g_string_append_printf (text, " (≤ %s)", high);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_options (GString *text, const char *options, const char *chosen)
{
  g_auto (GStrv) lines = g_strsplit_set (options != NULL ? options : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strstrip (lines[i]);
      if (*lines[i] != '\0')
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? "  " : "",
                                box (g_strcmp0 (lines[i], chosen) == 0), lines[i]);
    }
}

static char *
tick_choice (const AnlanRecord *item, const AnlanRecord *answer)
{
  const char *chosen = answer != NULL ? anlan_record_get_text (answer, "choice") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  append_options (text, anlan_record_get_text (item, "good_options"), chosen);
  append_options (text, anlan_record_get_text (item, "bad_options"), chosen);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char **
make_row (AnlanConverter *converter, const AnlanRecord *item, const AnlanRecord *answer)
{
  const char *answers = anlan_record_get_text (item, "answers");
  char **row = g_new0 (char *, 5);

  row[0] = g_strdup (anlan_record_label (item));
  row[1] = g_strdup (anlan_record_get_text (item, "how") != NULL ? anlan_record_get_text (item, "how") : "");
  row[2] = g_strcmp0 (answers, "value") == 0    ? tick_value (converter, item, answer)
           : g_strcmp0 (answers, "choice") == 0 ? tick_choice (item, answer)
                                                : tick_yesno (answer);
  row[3] = field_text (converter, answer, "note");
  if (row[3] == NULL)
    row[3] = g_strdup ("");
  return row;
}

static const AnlanRecord *
answer_to (const GPtrArray *answers, const AnlanRecord *item)
{
  for (guint i = 0; i < answers->len; i++)
    {
      const AnlanRecord *answer = g_ptr_array_index (answers, i);

      if (g_strcmp0 (anlan_record_get_text (answer, "checkitem"), item->id) == 0)
        return answer;
    }
  return NULL;
}

static gboolean
is_used (const AnlanRecord *item)
{
  return anlan_value_get_integer (anlan_record_get (item, "active"), 1) != 0;
}

static Point *
read_point (AnlanDb *db,
            AnlanKinds *kinds,
            AnlanConverter *converter,
            const AnlanRecord *record,
            guint at,
            GError **error)
{
  const char *const ids[] = { record->id, NULL };
  g_auto (GStrv) lists = anlan_value_get_items (anlan_record_get (record, "checklists"));
  g_autoptr (GPtrArray) answers = find_all (db, kinds, "answer", "roundpoint", ids, NULL, error);
  g_autoptr (GPtrArray) items = NULL;
  Point *point;

  if (answers == NULL)
    return NULL;
  items = lists[0] != NULL
              ? find_all (db, kinds, "checkitem", "checklist", (const char *const *)lists, "rank", error)
              : g_ptr_array_new ();
  if (items == NULL)
    return NULL;
  point = g_new0 (Point, 1);
  point->title = g_strdup_printf ("%u. %s", at, anlan_record_label (record));
  point->code = anlan_code_of (record);
  point->arrived = field_text (converter, record, "arrived_at");
  point->left = field_text (converter, record, "left_at");
  point->skipped = field_text (converter, record, "skipped");
  point->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  for (guint i = 0; i < items->len; i++)
    {
      const AnlanRecord *item = g_ptr_array_index (items, i);

      if (is_used (item))
        g_ptr_array_add (point->rows, make_row (converter, item, answer_to (answers, item)));
    }
  return point;
}

GPtrArray *
anlan_form_read_checks (
    AnlanDb *db, AnlanKinds *kinds, AnlanConverter *converter, const AnlanRecord *round, GError **error)
{
  const char *const ids[] = { round->id, NULL };
  g_autoptr (GPtrArray) points = g_ptr_array_new_with_free_func ((GDestroyNotify)point_free);
  g_autoptr (GPtrArray) records = NULL;

  if (anlan_kinds_get (kinds, "roundpoint") == NULL || anlan_kinds_get (kinds, "checkitem") == NULL ||
      anlan_kinds_get (kinds, "answer") == NULL)
    return g_steal_pointer (&points);
  records = find_all (db, kinds, "roundpoint", "round", ids, "rank", error);
  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      Point *point = read_point (db, kinds, converter, g_ptr_array_index (records, i), i + 1, error);

      if (point == NULL)
        return NULL;
      g_ptr_array_add (points, point);
    }
  return g_steal_pointer (&points);
}

/* --- building ----------------------------------------------------------------------------------------------------------------- */

static void
build_point (const Point *point, AnlanPaper *paper)
{
  PaperBlock *head = anlan_paper_add (paper, PAPER_POINT, point->title);
  PaperBlock *block;

  head->second = g_strdup_printf (
      _ ("There at %s   Left at %s   %s Left out, because %s"),
      point->arrived != NULL ? point->arrived : WRITE_HERE, point->left != NULL ? point->left : WRITE_HERE,
      box (point->skipped != NULL), point->skipped != NULL ? point->skipped : WRITE_HERE WRITE_HERE);
  head->qr = anlan_paper_qr_new (point->code);
  if (point->rows->len == 0)
    return;
  block = anlan_paper_add_table (paper);
  anlan_paper_add_column (block, _ ("What is checked"), FALSE);
  anlan_paper_add_column (block, _ ("How"), FALSE);
  anlan_paper_add_column (block, C_ ("on a checklist", "Result"), FALSE);
  anlan_paper_add_column (block, _ ("What was wrong"), FALSE);
  for (guint i = 0; i < point->rows->len; i++)
    {
      char *const *from = g_ptr_array_index (point->rows, i);
      PaperRow *row = anlan_paper_add_row (block, 4);

      for (guint j = 0; j < 4; j++)
        row->cells[j].text = g_strdup (from[j]);
      row->least = 24; /* room for a pen */
    }
}

void
anlan_form_build_checks (const GPtrArray *points, AnlanPaper *paper)
{
  if (points->len == 0)
    anlan_paper_add (paper, PAPER_NOTE, _ ("No points are set for this round."));
  for (guint i = 0; i < points->len; i++)
    build_point (g_ptr_array_index (points, i), paper);
}
