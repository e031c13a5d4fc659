/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* What is done, each in one batch with the record that says so. */

#include "follow-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "model/query.h"
#include "monitor/pack.h"

/* More records of one zone than anybody has; a batch of so many is one transaction. */
#define MOST_MOVED 200

/* Somebody works on the same records: so often it is looked at anew. */
#define TRIES 3

static gboolean
apply (const Consequence *consequence, GPtrArray *changes, GError **error)
{
  g_autofree char *batch = anlan_plant_apply_batch (consequence->plant, changes, NULL, NULL, error);

  return batch != NULL;
}

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
}

static void
copy_text (AnlanChange *change, const char *to, const AnlanRecord *from, const char *field)
{
  const char *text = anlan_record_get_text (from, field);

  if (text != NULL)
    anlan_change_set_text (change, to, text);
}

/* The record that says what followed. @said: (nullable). */
static AnlanChange *
say (const Consequence *consequence, const char *result, const char *said)
{
  AnlanChange *change = anlan_change_new (consequence->before != NULL ? ANLAN_OP_EDIT : ANLAN_OP_CREATE,
                                          "consequence", consequence->id);
  g_autofree char *now = anlan_time_format (anlan_plant_now (consequence->plant));

  change->unasked = TRUE;
  if (consequence->before == NULL)
    {
      anlan_change_set_text (change, "name", anlan_record_label (consequence->reaction));
      anlan_change_set_text (change, "alarm", consequence->alarm->id);
      anlan_change_set_text (change, "reaction", consequence->reaction->id);
      copy_text (change, "subject", consequence->shown, "subject");
      copy_text (change, "zone", consequence->shown, "zone");
    }
  anlan_change_set_text (change, "at", now);
  anlan_change_set_text (change, "result", result);
  if (said != NULL && said[0] != '\0')
    anlan_change_set_text (change, "said", said);
  anlan_change_set_integer (change, "episode", consequence->alarm->last);
  return change;
}

static void
append (GString *said, const AnlanRecord *record, const char *why)
{
  const char *label = anlan_record_label (record);

  g_string_append (said, said->len > 0 ? "; " : "");
  if (record->number != NULL)
    g_string_append (said, record->number);
  if (record->number == NULL || strcmp (label, record->number) != 0)
    g_string_append_printf (said, record->number != NULL ? " %s" : "%s", label);
  if (why != NULL)
    g_string_append_printf (said, ": %s", why);
}

/* --- moving records ------------------------------------------------------------------------------------------ */

char *
anlan_follow_within (const char *expression, const char *zone)
{
  g_autoptr (GString) text = g_string_new (expression);
  /* An id of ours has no character that could end the quotation. */
  g_autofree char *word =
      zone != NULL && anlan_uuid_valid (zone) ? g_strdup_printf ("'%s'", zone) : g_strdup ("NULL");

  g_string_replace (text, "{zone}", word, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GPtrArray *
find_records (const Consequence *consequence, GError **error)
{
  const AnlanRecord *reaction = consequence->reaction;
  g_autoptr (AnlanQuery) query = anlan_query_new (anlan_record_get_text (reaction, "moves"));

  query->where = anlan_follow_within (anlan_record_get_text (reaction, "within"),
                                      anlan_record_get_text (consequence->shown, "zone"));
  anlan_query_add_is (query, "stage", anlan_record_get_text (reaction, "stage_from"));
  query->limit = MOST_MOVED;
  return anlan_plant_find (consequence->plant, query, error);
}

static AnlanChange *
new_move (const Consequence *consequence, const AnlanRecord *record)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_STEP, record->kind->id, record->id);

  change->step = g_strdup (anlan_record_get_text (consequence->reaction, "step"));
  change->base_rev = g_strdup (record->rev);
  change->unasked = TRUE;
  change->reason = g_strdup_printf (_ ("Alarm %s: %s"),
                                    consequence->shown->number != NULL ? consequence->shown->number : "",
                                    consequence->alarm->title);
  return change;
}

/* A record of the same kind that may not be moved holds up no other. */
static gboolean
judge_move (const Consequence *consequence,
            const AnlanRecord *record,
            GPtrArray *changes,
            GString *said,
            guint *refused,
            GError **error)
{
  g_autoptr (AnlanChange) judged = new_move (consequence, record);
  g_autoptr (GPtrArray) problems = anlan_plant_check (consequence->plant, judged, error);

  if (problems == NULL)
    return FALSE;
  if (problems->len == 0)
    {
      append (said, record, NULL);
      g_ptr_array_add (changes, new_move (consequence, record));
      return TRUE;
    }
  append (said, record, ((AnlanProblem *)g_ptr_array_index (problems, 0))->message);
  *refused += 1;
  return TRUE;
}

static gboolean
try_move (const Consequence *consequence, GPtrArray *records, guint *moved, GError **error)
{
  g_autoptr (GPtrArray) changes = new_changes ();
  g_autoptr (GString) said = g_string_new (NULL);
  guint refused = 0;

  for (guint i = 0; i < records->len; i++)
    if (!judge_move (consequence, g_ptr_array_index (records, i), changes, said, &refused, error))
      return FALSE;
  *moved = changes->len;
  g_ptr_array_add (changes, say (consequence,
                                 *moved == 0   ? (refused > 0 ? "refused" : "nothing")
                                 : refused > 0 ? "part"
                                               : "done",
                                 said->str));
  return apply (consequence, changes, error);
}

/* What cannot be done is said, and nobody waits for it: another reaction may be able to. */
static gboolean
say_failed (const Consequence *consequence, const GError *trouble, GError **error)
{
  g_autoptr (GPtrArray) changes = new_changes ();

  g_ptr_array_add (changes, say (consequence, "refused", trouble->message));
  return apply (consequence, changes, error);
}

static gboolean
is_refusal (const GError *trouble)
{
  return g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_REFUSED) ||
         g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_CONFLICT) ||
         g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND) ||
         g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_DENIED) ||
         g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_INPUT) ||
         g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
}

gboolean
anlan_follow_move (const Consequence *consequence, guint *n, GError **error)
{
  const AnlanRecord *before = consequence->before;
  g_autoptr (GError) trouble = NULL;

  if (before != NULL &&
      (consequence->alarm->state != ANLAN_ALARM_RAISED ||
       anlan_value_get_integer (anlan_record_get (before, "episode"), 0) >= consequence->alarm->last))
    return TRUE;
  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (GPtrArray) records = NULL;
      guint moved = 0;

      g_clear_error (&trouble);
      records = find_records (consequence, &trouble);
      if (records != NULL && records->len == 0 && (before != NULL || consequence->alarm->folded != NULL))
        return TRUE;
      if (records != NULL && try_move (consequence, records, &moved, &trouble))
        {
          *n += moved;
          return TRUE;
        }
      if (!is_refusal (trouble))
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
    }
  return say_failed (consequence, trouble, error);
}

/* --- duties and hazards -------------------------------------------------------------------------------------- */

/* What somebody has still to see to at this sensor, by this reaction: the second level comes with the first one. */
static gboolean
find_open_duty (const Consequence *consequence, AnlanRecord **duty, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("consequence");
  g_autoptr (GPtrArray) found = NULL;

  *duty = NULL;
  anlan_query_add_is (query, "reaction", consequence->reaction->id);
  anlan_query_add_is (query, "subject", consequence->alarm->subject);
  anlan_query_add_is (query, "result", "duty");
  anlan_query_filter (query, "answer", ANLAN_FILTER_EMPTY);
  query->limit = 1;
  found = anlan_plant_find (consequence->plant, query, error);
  if (found != NULL && found->len > 0)
    *duty = anlan_record_ref (g_ptr_array_index (found, 0));
  return found != NULL;
}

gboolean
anlan_follow_duty (const Consequence *consequence, guint *n, GError **error)
{
  const AnlanRecord *reaction = consequence->reaction;
  gint64 minutes = anlan_value_get_integer (anlan_record_get (reaction, "minutes"), 60);
  g_autofree char *due = anlan_time_format (consequence->alarm->raised + minutes * ANLAN_MINUTE);
  g_autoptr (GPtrArray) changes = new_changes ();
  g_autoptr (AnlanRecord) open = NULL;
  AnlanChange *change;

  if (!find_open_duty (consequence, &open, error))
    return FALSE;
  change = say (consequence, open == NULL ? "duty" : "nothing", anlan_record_get_text (reaction, "task"));
  g_ptr_array_add (changes, change);
  if (open == NULL)
    {
      anlan_change_set_text (change, "due", due);
      copy_text (change, "role", reaction, "role");
      copy_text (change, "owner", reaction, "owner");
    }
  if (!apply (consequence, changes, error))
    return FALSE;
  *n += 1;
  return TRUE;
}

static AnlanChange *
new_hazard (const Consequence *consequence)
{
  const AnlanAlarm *alarm = consequence->alarm;
  const char *task = anlan_record_get_text (consequence->reaction, "task");
  g_autofree char *words = g_strconcat (consequence->id, "/hazard", NULL);
  g_autofree char *id = anlan_id_of_words (words);
  g_autofree char *what = g_strdup_printf ("%s: %s", alarm->title, alarm->subject);
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "hazard", id);

  change->unasked = TRUE;
  anlan_change_set_text (change, "what", what);
  anlan_change_set_text (change, "source", "camera");
  anlan_change_set_text (change, "class",
                         alarm->severity == ANLAN_SEVERITY_CRITICAL ? "first"
                         : alarm->severity == ANLAN_SEVERITY_HIGH   ? "second"
                                                                    : "third");
  copy_text (change, "zone", consequence->shown, "zone");
  copy_text (change, "found_at", consequence->shown, "raised_at");
  copy_text (change, "photos", consequence->shown, "pictures");
  if (anlan_record_get_text (consequence->shown, "pictures") == NULL)
    anlan_change_set_text (change, "no_photo", _ ("Raised by a sensor."));
  if (task != NULL)
    anlan_change_set_text (change, "measure", task);
  anlan_change_set_text (change, "alarm", alarm->id);
  return change;
}

gboolean
anlan_follow_hazard (const Consequence *consequence, guint *n, GError **error)
{
  g_autoptr (GPtrArray) changes = new_changes ();
  g_autoptr (GError) trouble = NULL;
  AnlanChange *hazard = new_hazard (consequence);
  g_autofree char *what = NULL;

  g_ptr_array_add (changes, hazard);
  what = g_strdup_printf ("%s: %s", consequence->alarm->title, consequence->alarm->subject);
  g_ptr_array_add (changes, say (consequence, "done", what));
  if (apply (consequence, changes, &trouble))
    {
      *n += 1;
      return TRUE;
    }
  if (is_refusal (trouble))
    return say_failed (consequence, trouble, error);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}
