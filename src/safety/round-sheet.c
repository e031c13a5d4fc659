/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/round-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/ids.h"
#include "base/time.h"

/* --- reading ------------------------------------------------------------------------------------------------------------ */

static void
line_free (AnlanRoundLine *line)
{
  anlan_record_unref (line->item);
  g_clear_pointer (&line->answer, anlan_record_unref);
  g_free (line);
}

static void
point_free (AnlanRoundPoint *point)
{
  anlan_record_unref (point->point);
  g_ptr_array_unref (point->lines);
  g_free (point);
}

void
anlan_round_sheet_free (AnlanRoundSheet *sheet)
{
  g_clear_pointer (&sheet->round, anlan_record_unref);
  g_clear_pointer (&sheet->points, g_ptr_array_unref);
  g_free (sheet);
}

/* Records of a kind that belong to the round. */
static GPtrArray *
load (AnlanDb *db, AnlanKinds *kinds, const char *kind, const char *where, const char *sort, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GArray) rids = NULL;

  query->where = g_strdup (where);
  query->sort = g_strdup (sort);
  rids = anlan_query_rids (db, kinds, query, error);
  return rids != NULL ? anlan_records_load (db, anlan_kinds_get (kinds, kind),
                                            (const gint64 *)(gpointer)rids->data, rids->len, error)
                      : NULL;
}

static AnlanRecord *
find_answer (GPtrArray *answers, const AnlanRecord *point, const AnlanRecord *item)
{
  for (guint i = 0; i < answers->len; i++)
    {
      AnlanRecord *answer = g_ptr_array_index (answers, i);

      if (strcmp (anlan_record_get_text (answer, "roundpoint"), point->id) == 0 &&
          strcmp (anlan_record_get_text (answer, "checkitem"), item->id) == 0)
        return anlan_record_ref (answer);
    }
  return NULL;
}

/* Questions that are no longer asked stand there where they were answered. */
static AnlanRoundPoint *
make_point (AnlanRecord *record, GPtrArray *items, GPtrArray *answers)
{
  AnlanRoundPoint *point = g_new0 (AnlanRoundPoint, 1);
  g_auto (GStrv) lists = anlan_value_get_items (anlan_record_get (record, "checklists"));

  point->point = anlan_record_ref (record);
  point->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  for (guint list = 0; lists[list] != NULL; list++)
    for (guint i = 0; i < items->len; i++)
      {
        AnlanRecord *item = g_ptr_array_index (items, i), *answer;
        AnlanRoundLine *line;

        if (g_strcmp0 (anlan_record_get_text (item, "checklist"), lists[list]) != 0)
          continue;
        answer = find_answer (answers, record, item);
        if (answer == NULL && anlan_value_get_integer (anlan_record_get (item, "active"), 1) == 0)
          continue;
        line = g_new0 (AnlanRoundLine, 1);
        line->item = anlan_record_ref (item);
        line->answer = answer;
        g_ptr_array_add (point->lines, line);
      }
  return point;
}

AnlanRoundSheet *
anlan_round_sheet_load (AnlanDb *db, AnlanKinds *kinds, const char *round, GError **error)
{
  g_autoptr (AnlanRoundSheet) sheet = g_new0 (AnlanRoundSheet, 1);
  g_autoptr (GPtrArray) points = NULL, items = NULL, answers = NULL;
  g_autofree char *of_round = NULL, *of_lists = NULL;

  sheet->round = anlan_record_load (db, anlan_kinds_get (kinds, "round"), round, error);
  if (sheet->round == NULL)
    return NULL;
  /* An id is a UUID: nothing in it could end the text. */
  of_round = g_strdup_printf ("round = '%s'", sheet->round->id);
  of_lists =
      g_strdup_printf ("EXISTS (SELECT 1 FROM roundpoint p WHERE p.round = '%s' AND instr(p.checklists, "
                       "this.checklist) > 0)",
                       sheet->round->id);
  points = load (db, kinds, "roundpoint", of_round, "rank", error);
  answers = points != NULL ? load (db, kinds, "answer", of_round, NULL, error) : NULL;
  items = answers != NULL ? load (db, kinds, "checkitem", of_lists, "rank", error) : NULL;
  if (items == NULL)
    return NULL;
  sheet->points = g_ptr_array_new_with_free_func ((GDestroyNotify)point_free);
  for (guint i = 0; i < points->len; i++)
    g_ptr_array_add (sheet->points, make_point (g_ptr_array_index (points, i), items, answers));
  return g_steal_pointer (&sheet);
}

guint
anlan_round_sheet_count_open (const AnlanRoundPoint *point)
{
  guint open = 0;

  if (anlan_record_get_text (point->point, "skipped") != NULL)
    return 0;
  for (guint i = 0; i < point->lines->len; i++)
    if (((AnlanRoundLine *)g_ptr_array_index (point->lines, i))->answer == NULL)
      open++;
  return open;
}

/* --- points -------------------------------------------------------------------------------------------------------------- */

AnlanChange *
anlan_round_sheet_arrive (const AnlanRoundSheet *sheet,
                          const AnlanRoundPoint *point,
                          gboolean scanned,
                          gint64 now)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, "roundpoint", point->point->id);
  const char *walked = anlan_record_get_text (sheet->round, "walked_from");
  g_autofree char *moment = anlan_time_format (now);

  if (anlan_record_get_text (point->point, "arrived_at") == NULL)
    anlan_change_set_text (change, "arrived_at", walked != NULL ? walked : moment);
  if (scanned)
    anlan_change_set_integer (change, "scanned", 1);
  return change;
}

AnlanChange *
anlan_round_sheet_skip (const AnlanRoundPoint *point, const char *reason)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, "roundpoint", point->point->id);

  anlan_change_set_text (change, "skipped", reason);
  return change;
}

const AnlanFlowStep *
anlan_round_sheet_next_step (const AnlanRoundSheet *sheet)
{
  const AnlanKind *kind = sheet->round->kind;

  for (guint i = 0; sheet->round->stage != NULL && i < kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (kind->steps, i);

      if (step->primary && g_strv_contains ((const char *const *)step->from, sheet->round->stage))
        return step;
    }
  return NULL;
}

/* --- answering ------------------------------------------------------------------------------------------------------------- */

static void
set_text (AnlanChange *change, const char *field, const char *text)
{
  if (text != NULL && text[0] != '\0')
    anlan_change_set_text (change, field, text);
}

static void
set_photo (AnlanChange *change, const AnlanRoundLine *line, const char *photo)
{
  g_auto (GStrv) before =
      line->answer != NULL ? anlan_value_get_items (anlan_record_get (line->answer, "photos")) : NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  AnlanValue value = ANLAN_VALUE_INIT;

  for (guint i = 0; before != NULL && before[i] != NULL; i++)
    g_ptr_array_add (all, before[i]);
  g_ptr_array_add (all, (gpointer)photo);
  g_ptr_array_add (all, NULL);
  anlan_value_set_items (&value, (const char *const *)all->pdata);
  anlan_change_take (change, "photos", &value);
}

/* What the value or the choice says by itself; -1 if it says nothing. */
static int
judge (const AnlanRoundLine *line, const AnlanFound *found)
{
  const char *answers = anlan_record_get_text (line->item, "answers");
  const AnlanRecord *limits = line->answer != NULL ? line->answer : line->item;

  if (g_strcmp0 (answers, "value") == 0)
    return found->value >= anlan_value_get_real (anlan_record_get (limits, "low"), -INFINITY) &&
           found->value <= anlan_value_get_real (anlan_record_get (limits, "high"), INFINITY);
  if (g_strcmp0 (answers, "choice") == 0 && found->choice != NULL)
    {
      const char *good = anlan_record_get_text (line->item, "good_options");
      g_auto (GStrv) options = g_strsplit_set (good != NULL ? good : "", "\r\n", -1);

      return g_strv_contains ((const char *const *)options, found->choice);
    }
  return -1;
}

static AnlanChange *
answer_change (const AnlanRoundPoint *point, const AnlanRoundLine *line, const AnlanFound *found)
{
  const char *answers = anlan_record_get_text (line->item, "answers");
  int judged = found->judge ? judge (line, found) : -1;
  AnlanChange *change;

  if (line->answer != NULL)
    change = anlan_change_new (ANLAN_OP_EDIT, "answer", line->answer->id);
  else
    {
      change = anlan_change_new (ANLAN_OP_CREATE, "answer", NULL);
      anlan_change_set_text (change, "roundpoint", point->point->id);
      anlan_change_set_text (change, "checkitem", line->item->id);
    }
  if (g_strcmp0 (answers, "value") == 0 && !isnan (found->value))
    anlan_change_set_real (change, "value", found->value);
  set_text (change, "choice", found->choice);
  anlan_change_set_integer (change, "ok", judged >= 0 ? judged : found->ok);
  set_text (change, "note", found->note);
  set_text (change, "no_photo", found->no_photo);
  if (found->photo != NULL)
    set_photo (change, line, found->photo);
  return change;
}

GPtrArray *
anlan_round_sheet_answer (const AnlanRoundSheet *sheet,
                          const AnlanRoundPoint *point,
                          const AnlanRoundLine *line,
                          const AnlanFound *found,
                          gint64 now)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  const char *walked = anlan_record_get_text (sheet->round, "walked_from");
  g_autofree char *at = walked != NULL ? g_strdup (walked) : anlan_time_format (now);
  const AnlanRoundLine *last = g_ptr_array_index (point->lines, point->lines->len - 1);
  gboolean comes = anlan_record_get_text (point->point, "arrived_at") == NULL;
  gboolean leaves = line == last && walked == NULL && anlan_record_get_text (point->point, "left_at") == NULL;

  if (comes || leaves)
    {
      AnlanChange *arrival = anlan_change_new (ANLAN_OP_EDIT, "roundpoint", point->point->id);

      if (comes)
        anlan_change_set_text (arrival, "arrived_at", at);
      if (leaves)
        anlan_change_set_text (arrival, "left_at", at);
      g_ptr_array_add (changes, arrival);
    }
  g_ptr_array_add (changes, answer_change (point, line, found));
  return changes;
}

/* --- hazards -------------------------------------------------------------------------------------------------------------- */

/* "Pressure of the extinguisher: 0.6 MPa", "Is the way free? A pallet stands in it". */
static char *
describe (const AnlanRoundLine *line)
{
  const char *question = anlan_record_get_text (line->item, "question");
  const char *note = anlan_record_get_text (line->answer, "note");
  const char *choice = anlan_record_get_text (line->answer, "choice");
  const char *unit = anlan_record_get_text (line->item, "measured_in");
  const AnlanValue *value = anlan_record_get (line->answer, "value");
  g_autoptr (GString) text = g_string_new (question);

  if (!anlan_value_is_null (value))
    g_string_append_printf (text, ": %g%s%s", anlan_value_get_real (value, NAN), unit != NULL ? " " : "",
                            unit != NULL ? unit : "");
  if (choice != NULL)
    g_string_append_printf (text, ": %s", choice);
  if (note != NULL)
    g_string_append_printf (text, "%s%s", anlan_value_is_null (value) && choice == NULL ? ": " : "; ", note);
  if (anlan_value_is_null (value) && choice == NULL && note == NULL)
    g_string_append_printf (text, ": %s", _ ("not in order"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
hand_over (AnlanChange *change,
           const AnlanKind *kind,
           const char *field,
           const AnlanRecord *from,
           const char *source)
{
  const AnlanValue *value = anlan_record_get (from, source);

  if (anlan_kind_field (kind, field) != NULL && !anlan_value_is_null (value))
    anlan_change_set (change, field, value);
}

GPtrArray *
anlan_round_sheet_hazard (const AnlanRoundSheet *sheet,
                          const AnlanRoundPoint *point,
                          const AnlanRoundLine *line,
                          const AnlanKind *kind,
                          gint64 now)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autofree char *id = anlan_uuid_new (now), *what = describe (line);
  AnlanChange *hazard = anlan_change_new (ANLAN_OP_CREATE, "hazard", id);
  AnlanChange *link;

  g_return_val_if_fail (line->answer != NULL, changes);

  anlan_change_set_text (hazard, "what", what);
  anlan_change_set_text (hazard, "source", "patrol");
  hand_over (hazard, kind, "found_at", line->answer, "answered_at");
  hand_over (hazard, kind, "finder", sheet->round, "person");
  hand_over (hazard, kind, "photos", line->answer, "photos");
  hand_over (hazard, kind, "no_photo", line->answer, "no_photo");
  if (anlan_kind_field (kind, "no_photo") != NULL &&
      anlan_value_is_null (anlan_record_get (line->answer, "photos")) &&
      anlan_value_is_null (anlan_record_get (line->answer, "no_photo")))
    anlan_change_set_text (hazard, "no_photo", _ ("None was taken on the round."));
  hand_over (hazard, kind, "zone", point->point, "zone");
  hand_over (hazard, kind, "equipment", point->point, "equipment");
  hand_over (hazard, kind, "equipment", line->item, "equipment");
  hand_over (hazard, kind, "riskpoint", point->point, "riskpoint");
  hand_over (hazard, kind, "riskpoint", line->item, "riskpoint");
  hand_over (hazard, kind, "control", line->item, "control");
  hand_over (hazard, kind, "place", point->point, "place");
  g_ptr_array_add (changes, hazard);
  link = anlan_change_new (ANLAN_OP_EDIT, "answer", line->answer->id);
  anlan_change_set_text (link, "hazard", id);
  g_ptr_array_add (changes, link);
  return changes;
}
