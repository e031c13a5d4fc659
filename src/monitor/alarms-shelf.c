/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* Alarms that are quiet for a while because a named person said why; and detections. */

#include "alarms-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"

void
anlan_shelf_free (AnlanShelf *shelf)
{
  if (shelf == NULL)
    return;

  g_free (shelf->id);
  g_free (shelf->rule);
  g_free (shelf->subject);
  g_free (shelf->zone);
  g_free (shelf->person);
  g_free (shelf->reason);
  g_free (shelf);
}

GPtrArray *
anlan_alarms_shelves (AnlanAlarms *alarms, GError **error)
{
  g_autoptr (GPtrArray) shelves = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_shelf_free);
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (alarms != NULL, NULL);

  stmt = anlan_db_statement (alarms->db,
                             "SELECT id, rule, subject, zone, person, reason, since, until FROM shelf "
                             "WHERE ended IS NULL ORDER BY until, id",
                             error);
  if (stmt == NULL)
    return NULL;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanShelf *shelf = g_new0 (AnlanShelf, 1);

      shelf->id = g_strdup (anlan_stmt_text (stmt, 0));
      shelf->rule = g_strdup (anlan_stmt_text (stmt, 1));
      shelf->subject = g_strdup (anlan_stmt_text (stmt, 2));
      shelf->zone = g_strdup (anlan_stmt_text (stmt, 3));
      shelf->person = g_strdup (anlan_stmt_text (stmt, 4));
      shelf->reason = g_strdup (anlan_stmt_text (stmt, 5));
      shelf->since = anlan_stmt_integer (stmt, 6);
      shelf->until = anlan_stmt_integer (stmt, 7);
      g_ptr_array_add (shelves, shelf);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&shelves) : NULL;
}

/* The one that holds longest. A shelf whose time is over holds nothing, whether or not somebody has ended it. */
gboolean
anlan_alarms_find_shelf (AnlanAlarms *alarms,
                         const char *rule,
                         const char *subject,
                         const char *zone,
                         char **shelf,
                         GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (alarms->db,
                          "SELECT id FROM shelf WHERE ended IS NULL AND until > ? AND rule IN ('', ?) AND "
                          "subject IN ('', ?) AND zone IN ('', ?) ORDER BY until DESC LIMIT 1",
                          error);
  AnlanStep step;

  *shelf = NULL;
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, anlan_clock_now (alarms->clock));
  anlan_stmt_bind_text (stmt, 2, rule);
  anlan_stmt_bind_text (stmt, 3, subject);
  anlan_stmt_bind_text (stmt, 4, zone);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    *shelf = g_strdup (anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

/* --- shelving ---------------------------------------------------------------------------------------------- */

/* Alarms that are there already go onto the shelf as well, and stop climbing. */
static gboolean
put_on (AnlanAlarms *alarms,
        const char *id,
        const char *rule,
        const char *subject,
        const char *zone,
        const char *person,
        GError **error)
{
  g_autoptr (GPtrArray) found = anlan_alarms_select (
      alarms, error,
      "closed IS NULL AND shelf IS NULL AND ?1 IN ('', rule) AND ?2 IN ('', subject) AND ?3 IN ('', zone)",
      "ttt", rule, subject, zone);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (found, i);
      gint64 change;

      if (!anlan_alarms_next_change (alarms, &change, error) ||
          !anlan_alarms_run (alarms, error,
                             "UPDATE alarm SET shelf = ?2, climbs_at = NULL, change = ?3 WHERE id = ?1",
                             "tti", alarm->id, id, change) ||
          !anlan_alarms_note (alarms, alarm->id, "shelved", person, NULL, error))
        return FALSE;
    }
  return found != NULL;
}

static gboolean
check_shelf (const char *rule,
             const char *subject,
             const char *zone,
             const char *person,
             const char *reason,
             gint64 now,
             gint64 until,
             GError **error)
{
  g_autofree char *said = g_strstrip (g_strdup (reason != NULL ? reason : ""));
  const char *trouble = NULL;

  if (person == NULL || person[0] == '\0')
    trouble = _ ("Nobody is named who shelves this, so nothing was shelved.");
  else if (said[0] == '\0')
    trouble = _ ("No reason is given, so nothing was shelved.");
  else if (rule[0] == '\0' && subject[0] == '\0' && zone[0] == '\0')
    trouble = _ ("Say which alarms: of a rule, a subject or a zone. All of them cannot be shelved.");
  else if (until <= now || until > now + ANLAN_SHELF_HOURS * ANLAN_HOUR)
    trouble = _ ("Alarms can be shelved for 8 hours at most, so nothing was shelved.");
  if (trouble == NULL)
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, trouble);
  return FALSE;
}

static gboolean
put_up (AnlanAlarms *alarms,
        const char *id,
        const char *rule,
        const char *subject,
        const char *zone,
        const char *person,
        const char *reason,
        gint64 until,
        GError **error)
{
  return anlan_alarms_run (alarms, error,
                           "INSERT INTO shelf (id, rule, subject, zone, person, reason, since, until) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                           "ttttttii", id, rule, subject, zone, person, reason,
                           anlan_clock_now (alarms->clock), until) &&
         put_on (alarms, id, rule, subject, zone, person, error);
}

char *
anlan_alarms_shelve (AnlanAlarms *alarms,
                     const char *rule,
                     const char *subject,
                     const char *zone,
                     const char *person,
                     const char *reason,
                     gint64 until,
                     GError **error)
{
  g_autofree char *id = NULL;
  gint64 now;

  g_return_val_if_fail (alarms != NULL, NULL);

  now = anlan_clock_now (alarms->clock);
  rule = rule != NULL ? rule : "";
  subject = subject != NULL ? subject : "";
  zone = zone != NULL ? zone : "";
  if (!check_shelf (rule, subject, zone, person, reason, now, until, error) ||
      !anlan_alarms_enter (alarms, error))
    return NULL;
  id = anlan_uuid_new (now);
  if (!anlan_alarms_leave (alarms, put_up (alarms, id, rule, subject, zone, person, reason, until, error),
                           error))
    return NULL;
  return g_steal_pointer (&id);
}

/* What nobody has seen is loud from now on. */
static gboolean
take_off (AnlanAlarms *alarms,
          const char *shelf,
          const char *person,
          gint64 now,
          GPtrArray *changed,
          GError **error)
{
  g_autoptr (GPtrArray) found = anlan_alarms_select (alarms, error, "shelf = ?", "t", shelf);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (found, i);
      gboolean loud = alarm->state == ANLAN_ALARM_RAISED && !alarm->test && alarm->folded == NULL;
      gint64 climb = anlan_severity_climb (alarm->severity), change;

      if (!anlan_alarms_next_change (alarms, &change, error) ||
          !anlan_alarms_run (alarms, error,
                             "UPDATE alarm SET shelf = NULL, climbs_at = ?2, change = ?3 WHERE id = ?1",
                             "tni", alarm->id, loud && climb > 0 ? now + climb : G_MININT64, change) ||
          !anlan_alarms_note (alarms, alarm->id, "unshelved", person, NULL, error))
        return FALSE;
      if (changed != NULL)
        g_ptr_array_add (changed, g_strdup (alarm->id));
    }
  return found != NULL;
}

gboolean
anlan_alarms_end_shelf (
    AnlanAlarms *alarms, const char *shelf, const char *person, GPtrArray *changed, GError **error)
{
  gint64 now = anlan_clock_now (alarms->clock);

  if (!anlan_alarms_run (alarms, error,
                         "UPDATE shelf SET ended = ?2, ended_by = ?3 WHERE id = ?1 AND ended IS NULL", "tit",
                         shelf, now, person))
    return FALSE;
  if (anlan_db_changes (alarms->db) == 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("This shelf has ended already."));
      return FALSE;
    }
  return take_off (alarms, shelf, person, now, changed, error);
}

gboolean
anlan_alarms_unshelve (AnlanAlarms *alarms, const char *shelf, const char *person, GError **error)
{
  g_return_val_if_fail (alarms != NULL && shelf != NULL && person != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, anlan_alarms_end_shelf (alarms, shelf, person, NULL, error), error);
}

/* --- detections -------------------------------------------------------------------------------------------- */

static char *
format_box (const double box[4])
{
  AnlanJson json;

  for (guint i = 0; i < 4; i++)
    if (!isfinite (box[i]))
      return NULL;
  anlan_json_init (&json);
  anlan_json_open (&json, '[');
  for (guint i = 0; i < 4; i++)
    anlan_json_real (&json, box[i]);
  anlan_json_close (&json, ']');
  return anlan_json_end (&json);
}

static gboolean
keep_detection (AnlanAlarms *alarms, const AnlanDetection *detection, gboolean *fresh, GError **error)
{
  g_autofree char *box = format_box (detection->box);

  if (!anlan_alarms_run (
          alarms, error,
          "INSERT INTO detection (source, id, ts, received, type, state, zone, camera, confidence, box, "
          "picture, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          "ttiititt"
          "rttt",
          detection->source, detection->id, detection->ts, detection->received, detection->type,
          (gint64)detection->state, detection->zone, detection->camera, detection->confidence, box,
          detection->picture, detection->raw))
    return FALSE;
  *fresh = anlan_db_changes (alarms->db) > 0;
  return *fresh || anlan_alarms_run (
                       alarms, error,
                       "UPDATE detection SET repeats = repeats + 1 WHERE source = ? AND id = ? AND state = ?",
                       "tti", detection->source, detection->id, (gint64)detection->state);
}

gboolean
anlan_alarms_keep_detection (AnlanAlarms *alarms,
                             const AnlanDetection *detection,
                             gboolean *fresh,
                             GError **error)
{
  g_return_val_if_fail (alarms != NULL && detection != NULL && fresh != NULL, FALSE);

  return anlan_alarms_enter (alarms, error) &&
         anlan_alarms_leave (alarms, keep_detection (alarms, detection, fresh, error), error);
}
