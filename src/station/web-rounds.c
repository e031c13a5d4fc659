/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "web-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "model/query.h"
#include "safety/round-sheet.h"

/* /rounds: a person's rounds of today; /rounds/ID: all points of one, on one page, so that a phone without network has it all.
 * By POST there: /step, and /arrive/POINT, /answer/POINT, /skip/POINT. */

#define MOST 50

/* What a phone without network has noted is believed for so long, ms; and so much its clock may be ahead. */
#define LATE (12 * ANLAN_HOUR)
#define AHEAD (2 * ANLAN_MINUTE)

typedef struct
{
  WebCall *call;
  const char *id;
  AnlanRoundSheet *sheet;
} Loading;

static gboolean
load_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Loading *loading = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (loading->call->plant);

  loading->sheet = anlan_round_sheet_load (db, kinds, loading->id, error);
  return loading->sheet != NULL;
}

static AnlanRoundSheet *
load_sheet (WebCall *call, const char *id, GError **error)
{
  Loading loading = { call, id, NULL };

  anlan_store_read (anlan_plant_get_store (call->plant), load_work, &loading, error);
  return loading.sheet;
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

/* Those of the person, and of the person's unit where nobody is named. An id is a UUID: nothing in it could end the text. */
static char *
of_person (const WebCall *call)
{
  return g_strdup_printf (
      "(person = '%s' OR (person IS NULL AND unit = (SELECT p.unit FROM person p WHERE p.id = '%s')))",
      call->person, call->person);
}

static void
show_list (WebCall *call)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("round");
  g_autofree char *mine = of_person (call);
  g_autoptr (GPtrArray) rounds = NULL;
  g_autoptr (GError) error = NULL;

  query->where = g_strdup_printf ("%s AND ((stage IN ('planned', 'running', 'paused', 'missed') AND day <= "
                                  "today()) OR (stage = 'done' AND day = today()))",
                                  mine);
  query->sort = g_strdup ("closes");
  query->limit = MOST;
  rounds = anlan_plant_find (call->plant, query, &error);
  if (rounds == NULL)
    {
      web_refuse_error (call, error);
      return;
    }
  for (guint i = 0; i < rounds->len; i++)
    {
      const AnlanRecord *round = g_ptr_array_index (rounds, i);
      const AnlanStage *stage = anlan_kind_stage (round->kind, round->stage);
      WebData *row = web_data_add (call->data, "rounds");
      gboolean late;

      web_data_take (row, "href", g_strconcat ("/rounds/", round->id, NULL));
      web_data_set (row, "label", anlan_record_label (round));
      web_data_set (row, "stage", stage != NULL ? anlan_kind_text (stage->title) : NULL);
      web_data_take (row, "due", web_say_due (call, anlan_record_get_text (round, "closes"), &late));
      web_data_flag (row, "late", late && g_strcmp0 (round->stage, "done") != 0);
    }
  web_show (call, "rounds");
}

/* --- one round ------------------------------------------------------------------------------------------------------ */

static void
show_line (WebCall *call, WebData *point, const AnlanRoundLine *line)
{
  WebData *row = web_data_add (point, "lines");
  const char *answers = anlan_record_get_text (line->item, "answers");
  gboolean ok =
      line->answer != NULL && anlan_value_get_integer (anlan_record_get (line->answer, "ok"), 1) != 0;

  web_data_set (row, "item", line->item->id);
  web_data_set (row, "question", anlan_record_get_text (line->item, "question"));
  web_data_set (row, "how", anlan_record_get_text (line->item, "how"));
  web_data_flag (row, "answered", line->answer != NULL);
  web_data_flag (row, "good", ok);
  web_data_flag (row, "bad", line->answer != NULL && !ok);
  web_data_flag (row, "by_value", g_strcmp0 (answers, "value") == 0);
  web_data_flag (row, "by_choice", g_strcmp0 (answers, "choice") == 0);
  web_data_flag (row, "by_yesno", g_strcmp0 (answers, "value") != 0 && g_strcmp0 (answers, "choice") != 0);
  web_data_set (row, "measured_in", anlan_record_get_text (line->item, "measured_in"));
  web_data_set (row, "note", line->answer != NULL ? anlan_record_get_text (line->answer, "note") : NULL);
  web_data_set (row, "value", NULL);
  if (line->answer != NULL && !anlan_value_is_null (anlan_record_get (line->answer, "value")))
    web_data_take (row, "value", web_say_field (call, line->answer, "value", NULL));
  for (guint k = 0; k < 2; k++)
    {
      const char *text = anlan_record_get_text (line->item, k == 0 ? "good_options" : "bad_options");
      g_auto (GStrv) options = g_strsplit_set (text != NULL ? text : "", "\r\n", -1);

      for (guint i = 0; options[i] != NULL; i++)
        if (options[i][0] != '\0')
          {
            WebData *option = web_data_add (row, "options");

            web_data_set (option, "option", options[i]);
            web_data_flag (option, "chosen",
                           line->answer != NULL &&
                               g_strcmp0 (anlan_record_get_text (line->answer, "choice"), options[i]) == 0);
          }
    }
}

static void
show_point (WebCall *call, const AnlanRoundPoint *point, guint n, gboolean running)
{
  const char *arrived = anlan_record_get_text (point->point, "arrived_at"),
             *skipped = anlan_record_get_text (point->point, "skipped");
  WebData *row = web_data_add (call->data, "points");
  guint open = anlan_round_sheet_count_open (point);

  web_data_set (row, "point", point->point->id);
  web_data_set_integer (row, "n", n);
  web_data_set (row, "label", anlan_record_label (point->point));
  web_data_take (row, "arrived", web_say_moment (call, arrived));
  web_data_set (row, "skipped", skipped);
  web_data_flag (row, "scanned",
                 anlan_value_get_integer (anlan_record_get (point->point, "scanned"), 0) != 0);
  web_data_set (row, "scan",
                g_strcmp0 (web_form_get (call->form, "point"), point->point->id) == 0
                    ? web_form_get (call->form, "scan")
                    : NULL);
  web_data_flag (row, "here", g_strcmp0 (web_form_get (call->form, "point"), point->point->id) == 0);
  web_data_flag (row, "complete", open == 0 && (arrived != NULL || skipped != NULL));
  if (open > 0)
    web_data_set_integer (row, "left", open);
  web_data_flag (row, "can_arrive", running && arrived == NULL && skipped == NULL);
  web_data_flag (row, "can_answer", running && arrived != NULL);
  for (guint i = 0; i < point->lines->len; i++)
    show_line (call, row, g_ptr_array_index (point->lines, i));
}

static void
show_round (WebCall *call, const AnlanRoundSheet *sheet)
{
  const AnlanRecord *round = sheet->round;
  const AnlanStage *stage = anlan_kind_stage (round->kind, round->stage);
  const AnlanFlowStep *next = anlan_round_sheet_next_step (sheet);
  gboolean running = g_strcmp0 (round->stage, "running") == 0, late;

  web_secret (call);
  web_data_set (call->data, "id", round->id);
  web_data_set (call->data, "label", anlan_record_label (round));
  web_data_set (call->data, "number", round->number);
  web_data_set (call->data, "stage", stage != NULL ? anlan_kind_text (stage->title) : NULL);
  web_data_take (call->data, "due", web_say_due (call, anlan_record_get_text (round, "closes"), &late));
  web_data_flag (call->data, "running", running);
  if (next != NULL)
    {
      web_data_set (call->data, "step", next->id);
      web_data_set (call->data, "step_title", anlan_kind_text (next->title));
    }
  for (guint i = 0; i < sheet->points->len; i++)
    show_point (call, g_ptr_array_index (sheet->points, i), i + 1, running);
  web_data_set (call->data, "done", web_form_get (call->form, "done") != NULL ? _ ("It is stored.") : NULL);
  web_show (call, "round");
}

/* --- storing -------------------------------------------------------------------------------------------------------- */

static const AnlanRoundPoint *
find_point (const AnlanRoundSheet *sheet, const char *id)
{
  for (guint i = 0; id != NULL && i < sheet->points->len; i++)
    {
      const AnlanRoundPoint *point = g_ptr_array_index (sheet->points, i);

      if (strcmp (point->point->id, id) == 0)
        return point;
    }
  return NULL;
}

/* When it was done, by the phone's clock, if that can be. */
static gint64
get_moment (WebCall *call)
{
  const char *at = web_form_get (call->form, "at");
  gint64 ms;

  if (at == NULL || !anlan_time_parse (at, &ms) || ms < call->now - LATE || ms > call->now + AHEAD)
    return call->now;
  return MIN (ms, call->now);
}

/* Whether the code that was scanned hangs at the point. */
static gboolean
is_scanned (WebCall *call, const AnlanRoundPoint *point)
{
  const char *scan = web_form_get (call->form, "scan");
  g_autoptr (AnlanToken) poster = scan != NULL ? anlan_token_check_poster (call->plant, scan, NULL) : NULL;

  if (poster == NULL)
    return FALSE;
  return strcmp (poster->record, point->point->id) == 0 ||
         (anlan_kind_field (point->point->kind, poster->kind) != NULL &&
          g_strcmp0 (anlan_record_get_text (point->point, poster->kind), poster->record) == 0);
}

static char *
name_of (const char *prefix, const AnlanRoundLine *line)
{
  return g_strdup_printf ("%s-%s", prefix, line->item->id);
}

static const char *
get_of (WebCall *call, const char *prefix, const AnlanRoundLine *line)
{
  g_autofree char *name = name_of (prefix, line);

  return web_form_get (call->form, name);
}

/* Whether the form says anything of the question that is not stored yet. */
static gboolean
read_found (WebCall *call, const AnlanRoundLine *line, AnlanFound *found, gboolean *given, GError **error)
{
  g_autofree char *photo = name_of ("photo", line);
  g_autoptr (GPtrArray) photos = web_form_files (call->form, photo);
  const char *answers = anlan_record_get_text (line->item, "answers"), *ok = get_of (call, "ok", line),
             *value = get_of (call, "value", line);
  char *end = NULL;

  *found = (AnlanFound){ .value = NAN,
                         .choice = get_of (call, "choice", line),
                         .note = get_of (call, "note", line) };
  found->judge = g_strcmp0 (answers, "value") == 0 || g_strcmp0 (answers, "choice") == 0;
  found->ok = g_strcmp0 (ok, "yes") == 0;
  if (value != NULL)
    {
      g_autofree char *plain = g_strdup (value);

      found->value = g_ascii_strtod (g_strdelimit (plain, ",", '.'), &end);
      if (*end != '\0' || !isfinite (found->value))
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("“%s” is no number. Nothing of this point was stored: mend it and send it again."),
                       value);
          return FALSE;
        }
    }
  *given = value != NULL || found->choice != NULL || ok != NULL;
  if (*given && line->answer != NULL && photos->len == 0 &&
      g_strcmp0 (found->note, anlan_record_get_text (line->answer, "note")) == 0 &&
      (value != NULL ? found->value == anlan_value_get_real (anlan_record_get (line->answer, "value"), NAN)
       : found->choice != NULL
           ? g_strcmp0 (found->choice, anlan_record_get_text (line->answer, "choice")) == 0
           : found->ok == (anlan_value_get_integer (anlan_record_get (line->answer, "ok"), 0) != 0)))
    *given = FALSE;
  /* A kind that wants a photo of what is bad is told why there is none. */
  if (photos->len == 0)
    found->no_photo = _ ("None was sent from the phone.");
  return TRUE;
}

static gboolean
add_answer (WebCall *call,
            const AnlanRoundSheet *sheet,
            const AnlanRoundPoint *point,
            const AnlanRoundLine *line,
            const AnlanFound *found,
            GPtrArray *changes,
            GError **error)
{
  g_autofree char *name = name_of ("photo", line);
  g_autoptr (GPtrArray) some = anlan_round_sheet_answer (sheet, point, line, found, get_moment (call));
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (call->plant, "answer");
  AnlanChange *answer = g_ptr_array_index (some, some->len - 1);

  if (line->answer == NULL)
    {
      g_autofree char *at = anlan_time_format (get_moment (call));

      anlan_change_set_text (answer, "answered_at", at);
    }
  if (!web_photos_take (call, name, answer, line->answer, anlan_kind_field (kind, "photos"), error))
    return FALSE;
  for (guint i = 0; i < some->len; i++)
    g_ptr_array_add (changes, anlan_change_ref (g_ptr_array_index (some, i)));
  return TRUE;
}

static GPtrArray *
make_answers (WebCall *call, const AnlanRoundSheet *sheet, const AnlanRoundPoint *point, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = 0; i < point->lines->len; i++)
    {
      const AnlanRoundLine *line = g_ptr_array_index (point->lines, i);
      AnlanFound found;
      gboolean given;

      if (!read_found (call, line, &found, &given, error) ||
          (given && !add_answer (call, sheet, point, line, &found, changes, error)))
        {
          for (guint k = 0; k < changes->len; k++)
            web_photos_drop (call, g_ptr_array_index (changes, k));
          return NULL;
        }
    }
  return g_steal_pointer (&changes);
}

static GPtrArray *
make_changes (WebCall *call, const AnlanRoundSheet *sheet, const AnlanRoundPoint *point, GError **error)
{
  const char *what = web_part (call, 1), *reason = web_form_get (call->form, "reason");
  const AnlanFlowStep *next = anlan_round_sheet_next_step (sheet);
  GPtrArray *changes;
  AnlanChange *change = NULL;

  if (g_strcmp0 (what, "answer") == 0 && point != NULL)
    return make_answers (call, sheet, point, error);
  if (g_strcmp0 (what, "step") == 0 && next != NULL &&
      g_strcmp0 (next->id, web_form_get (call->form, "step")) == 0)
    {
      change = anlan_change_new (ANLAN_OP_STEP, "round", sheet->round->id);
      change->step = g_strdup (next->id);
    }
  else if (g_strcmp0 (what, "arrive") == 0 && point != NULL)
    change = anlan_round_sheet_arrive (sheet, point, is_scanned (call, point), get_moment (call));
  else if (g_strcmp0 (what, "skip") == 0 && point != NULL && reason != NULL)
    change = anlan_round_sheet_skip (point, reason);
  if (change == NULL)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT,
                           _ ("The round stands elsewhere by now, so nothing was stored. Look at it again."));
      return NULL;
    }
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_ptr_array_add (changes, change);
  return changes;
}

/* All or none, in the name of who walks. */
static gboolean
apply (WebCall *call, GPtrArray *changes, GError **error)
{
  g_autofree char *batch = NULL;

  if (changes->len == 0)
    return TRUE;
  for (guint i = 0; i < changes->len; i++)
    ((AnlanChange *)g_ptr_array_index (changes, i))->actor = g_strdup (call->person);
  batch = anlan_plant_apply_batch (call->plant, changes, NULL, NULL, error);
  for (guint i = 0; batch == NULL && i < changes->len; i++)
    web_photos_drop (call, g_ptr_array_index (changes, i));
  return batch != NULL;
}

/* What is not in order becomes a hazard, as at the desk. */
static gboolean
make_hazards (WebCall *call, const char *id, const char *point_id, GError **error)
{
  g_autoptr (AnlanRoundSheet) sheet = load_sheet (call, id, error);
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (call->plant, "hazard");
  const AnlanRoundPoint *point = sheet != NULL ? find_point (sheet, point_id) : NULL;

  for (guint i = 0; point != NULL && i < point->lines->len; i++)
    {
      const AnlanRoundLine *line = g_ptr_array_index (point->lines, i);
      g_autoptr (GPtrArray) changes = NULL;

      if (line->answer == NULL || anlan_value_get_integer (anlan_record_get (line->answer, "ok"), 1) != 0 ||
          anlan_record_get_text (line->answer, "hazard") != NULL)
        continue;
      changes = anlan_round_sheet_hazard (sheet, point, line, kind, call->now);
      if (!apply (call, changes, error))
        return FALSE;
    }
  return sheet != NULL;
}

static void
store (WebCall *call, const AnlanRoundSheet *sheet)
{
  const char *id = sheet->round->id, *point_id = web_part (call, 2);
  const AnlanRoundPoint *point = find_point (sheet, point_id);
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_sent_before (call))
    {
      changes = make_changes (call, sheet, point, &error);
      if (changes == NULL || !apply (call, changes, &error) ||
          (g_strcmp0 (web_part (call, 1), "answer") == 0 && !make_hazards (call, id, point_id, &error)))
        {
          show_round (call, sheet);
          web_again (call, "round", error->message);
          if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT))
            call->status = 409;
          return;
        }
      web_sent_now (call);
    }
  web_go (call, point != NULL ? g_strdup_printf ("/rounds/%s?done=1&point=%s#p-%s", id, point->point->id,
                                                 point->point->id)
                              : g_strdup_printf ("/rounds/%s?done=1", id));
}

static gboolean
is_mine (WebCall *call, const AnlanRecord *round)
{
  g_autoptr (AnlanRecord) person = NULL;
  const char *walker = anlan_record_get_text (round, "person");

  if (walker != NULL)
    return strcmp (walker, call->person) == 0;
  person = anlan_plant_load (call->plant, "person", call->person, NULL);
  return person != NULL && anlan_record_get_text (person, "unit") != NULL &&
         g_strcmp0 (anlan_record_get_text (person, "unit"), anlan_record_get_text (round, "unit")) == 0;
}

void
web_rounds_handle (WebCall *call)
{
  g_autoptr (AnlanRoundSheet) sheet = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_is_person (call))
    return;
  if (web_part (call, 0) == NULL)
    {
      show_list (call);
      return;
    }
  sheet = load_sheet (call, web_part (call, 0), &error);
  if (sheet == NULL || !is_mine (call, sheet->round))
    web_refuse (call, 404, _ ("This round is not yours: somebody else walks it, or it is gone."));
  else if (call->post)
    store (call, sheet);
  else
    show_round (call, sheet);
}
