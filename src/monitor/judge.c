/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* Which rules look at what. What they make of it is in judge-watch.c. */

#include "judge-private.h"

#include <math.h>
#include <string.h>

static void
subject_free (gpointer data)
{
  AnlanSubject *subject = data;

  g_free (subject->name);
  g_free (subject->zone);
  g_free (subject->unit);
  g_ptr_array_unref (subject->watches);
  g_free (subject);
}

static void
entry_free (gpointer data)
{
  AnlanEntry *entry = data;

  anlan_rule_unref (entry->rule);
  g_clear_pointer (&entry->series, g_ptr_array_unref);
  g_clear_pointer (&entry->types, g_ptr_array_unref);
  g_clear_pointer (&entry->zones, g_ptr_array_unref);
  g_clear_pointer (&entry->cameras, g_ptr_array_unref);
  g_clear_pointer (&entry->by_key, g_hash_table_unref);
  g_ptr_array_unref (entry->watches);
  g_free (entry);
}

AnlanJudge *
anlan_judge_new (GTimeZone *zone, gint64 now)
{
  AnlanJudge *judge;

  g_return_val_if_fail (zone != NULL, NULL);

  judge = g_new0 (AnlanJudge, 1);
  judge->zone = g_time_zone_ref (zone);
  judge->now = now;
  judge->entries = g_ptr_array_new_with_free_func (entry_free);
  judge->subjects = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, subject_free);
  judge->by_number = g_ptr_array_new ();
  judge->standing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  judge->minute = G_MININT64;
  return judge;
}

void
anlan_judge_free (AnlanJudge *judge)
{
  if (judge == NULL)
    return;

  g_ptr_array_unref (judge->entries);
  g_ptr_array_unref (judge->by_number);
  g_hash_table_unref (judge->subjects);
  g_hash_table_unref (judge->standing);
  g_time_zone_unref (judge->zone);
  g_free (judge);
}

void
anlan_judge_set_usual (AnlanJudge *judge, AnlanUsual usual, gpointer data)
{
  g_return_if_fail (judge != NULL);

  judge->usual = usual;
  judge->usual_data = data;
}

void
anlan_judge_set_holds (AnlanJudge *judge, AnlanHolds holds, gpointer data)
{
  g_return_if_fail (judge != NULL);

  judge->holds = holds;
  judge->holds_data = data;
}

/* --- who looks at whom ------------------------------------------------------------------------------------- */

static GPtrArray *
compile (char **patterns)
{
  GPtrArray *specs;

  if (patterns == NULL || patterns[0] == NULL)
    return NULL;
  specs = g_ptr_array_new_with_free_func ((GDestroyNotify)g_pattern_spec_free);
  for (guint i = 0; patterns[i] != NULL; i++)
    g_ptr_array_add (specs, g_pattern_spec_new (patterns[i]));
  return specs;
}

static gboolean
matches (GPtrArray *specs, const char *text)
{
  for (guint i = 0; i < specs->len; i++)
    if (g_pattern_spec_match_string (g_ptr_array_index (specs, i), text))
      return TRUE;
  return FALSE;
}

/* No patterns stand for any text, also none. */
static gboolean
allows (GPtrArray *specs, const char *text)
{
  return specs == NULL || (text != NULL && matches (specs, text));
}

static AnlanSubject *
get_subject (AnlanJudge *judge, const char *name)
{
  AnlanSubject *subject = g_hash_table_lookup (judge->subjects, name);
  const char *slash = strchr (name, '/');

  if (subject != NULL)
    return subject;
  subject = g_new0 (AnlanSubject, 1);
  subject->name = g_strdup (name);
  subject->zone = slash != NULL ? g_strndup (name, (gsize)(slash - name)) : g_strdup ("");
  subject->value = NAN;
  subject->at = G_MININT64;
  subject->good_at = judge->now;
  subject->device_ts = judge->now;
  subject->watches = g_ptr_array_new ();
  g_hash_table_insert (judge->subjects, subject->name, subject);
  return subject;
}

static void
note_standing (AnlanJudge *judge, AnlanWatch *watch)
{
  g_autofree char *key = g_strconcat (watch->rule->id, "\n", anlan_watch_key (watch), NULL);

  watch->on = watch->on || g_hash_table_contains (judge->standing, key);
}

void
anlan_judge_note (AnlanJudge *judge, const AnlanWatch *watch)
{
  g_autofree char *key = g_strconcat (watch->rule->id, "\n", anlan_watch_key (watch), NULL);

  if (watch->on)
    g_hash_table_add (judge->standing, g_steal_pointer (&key));
  else
    g_hash_table_remove (judge->standing, key);
}

static AnlanWatch *
add_watch (AnlanJudge *judge, AnlanEntry *entry, AnlanSubject *subject, const char *key)
{
  AnlanWatch *watch = anlan_watch_new (entry->rule, subject, key);

  g_ptr_array_add (entry->watches, watch);
  note_standing (judge, watch);
  return watch;
}

static void
look_at (AnlanJudge *judge, AnlanEntry *entry, AnlanSubject *subject)
{
  AnlanWatch *watch;

  if (entry->rule->type == ANLAN_RULE_COUNT)
    {
      watch = entry->watches->len > 0 ? entry->watches->pdata[0]
                                      : add_watch (judge, entry, NULL, entry->rule->id);
      g_ptr_array_add (watch->members, subject);
    }
  else
    watch = add_watch (judge, entry, subject, NULL);
  if (entry->rule->type == ANLAN_RULE_PAIR)
    {
      watch->other = get_subject (judge, entry->rule->other);
      g_ptr_array_add (watch->other->watches, watch);
    }
  g_ptr_array_add (subject->watches, watch);
}

/* The series that a rule names without a pattern are expected: one that never speaks is silent too. */
static void
expect_series (AnlanJudge *judge, const AnlanRule *rule)
{
  for (guint i = 0; rule->series != NULL && rule->series[i] != NULL; i++)
    if (strpbrk (rule->series[i], "*?") == NULL)
      get_subject (judge, rule->series[i]);
  if (rule->other != NULL)
    get_subject (judge, rule->other);
}

static void
add_rule (AnlanJudge *judge, AnlanRule *rule)
{
  AnlanEntry *entry;

  if (rule->off)
    return;
  entry = g_new0 (AnlanEntry, 1);
  entry->rule = anlan_rule_ref (rule);
  entry->watches = g_ptr_array_new_with_free_func (anlan_watch_free);
  entry->series = compile (rule->series);
  entry->types = compile (rule->types);
  entry->zones = compile (rule->zones);
  entry->cameras = compile (rule->cameras);
  g_ptr_array_add (judge->entries, entry);
  if (rule->type == ANLAN_RULE_DETECTION)
    entry->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  else if (rule->type == ANLAN_RULE_EXPRESSION)
    add_watch (judge, entry, NULL, rule->id);
  else
    expect_series (judge, rule);
}

static gboolean
looks_at_series (const AnlanEntry *entry)
{
  return entry->rule->type < ANLAN_RULE_DETECTION && entry->series != NULL;
}

/* In the order of their names, so that what comes of it does not depend on a table's. */
void
anlan_judge_set_rules (AnlanJudge *judge, GPtrArray *rules)
{
  g_autoptr (GList) names = NULL;

  g_return_if_fail (judge != NULL && rules != NULL);

  names = g_hash_table_get_keys (judge->subjects);
  for (GList *l = names; l != NULL; l = l->next)
    {
      AnlanSubject *subject = g_hash_table_lookup (judge->subjects, l->data);

      g_ptr_array_set_size (subject->watches, 0);
    }
  g_ptr_array_set_size (judge->entries, 0);
  for (guint i = 0; i < rules->len; i++)
    add_rule (judge, g_ptr_array_index (rules, i));

  g_clear_pointer (&names, g_list_free);
  names = g_list_sort (g_hash_table_get_keys (judge->subjects), (GCompareFunc)strcmp);
  for (guint i = 0; i < judge->entries->len; i++)
    {
      AnlanEntry *entry = g_ptr_array_index (judge->entries, i);

      for (GList *l = names; l != NULL && looks_at_series (entry); l = l->next)
        if (matches (entry->series, l->data))
          look_at (judge, entry, g_hash_table_lookup (judge->subjects, l->data));
    }
}

void
anlan_judge_set_series (AnlanJudge *judge, guint series, const char *name, const char *zone, const char *unit)
{
  AnlanSubject *subject;
  gboolean known;

  g_return_if_fail (judge != NULL && name != NULL);

  known = g_hash_table_contains (judge->subjects, name);
  subject = get_subject (judge, name);
  if (zone != NULL)
    {
      g_free (subject->zone);
      subject->zone = g_strdup (zone);
    }
  if (unit != NULL)
    {
      g_free (subject->unit);
      subject->unit = g_strdup (unit);
    }
  if (series > 0)
    {
      subject->number = series;
      if (judge->by_number->len <= series)
        g_ptr_array_set_size (judge->by_number, (int)series + 1);
      judge->by_number->pdata[series] = subject;
    }
  for (guint i = 0; i < judge->entries->len && !known; i++)
    {
      AnlanEntry *entry = g_ptr_array_index (judge->entries, i);

      if (looks_at_series (entry) && matches (entry->series, name))
        look_at (judge, entry, subject);
    }
}

gboolean
anlan_judge_has_series (AnlanJudge *judge, guint series)
{
  g_return_val_if_fail (judge != NULL, FALSE);

  return series < judge->by_number->len && judge->by_number->pdata[series] != NULL;
}

gboolean
anlan_judge_get_last (AnlanJudge *judge, const char *name, double *value, gint64 *at)
{
  const AnlanSubject *subject;

  g_return_val_if_fail (judge != NULL && name != NULL, FALSE);

  subject = g_hash_table_lookup (judge->subjects, name);
  if (subject == NULL || isnan (subject->value))
    return FALSE;
  *value = subject->value;
  *at = subject->good_at;
  return TRUE;
}

void
anlan_judge_forget (AnlanJudge *judge)
{
  g_return_if_fail (judge != NULL);

  g_hash_table_remove_all (judge->standing);
}

void
anlan_judge_set_on (AnlanJudge *judge, const char *rule, const char *subject)
{
  g_return_if_fail (judge != NULL && rule != NULL && subject != NULL);

  g_hash_table_add (judge->standing, g_strconcat (rule, "\n", subject, NULL));
  for (guint i = 0; i < judge->entries->len; i++)
    {
      AnlanEntry *entry = g_ptr_array_index (judge->entries, i);

      for (guint j = 0; j < entry->watches->len; j++)
        note_standing (judge, g_ptr_array_index (entry->watches, j));
    }
}

/* --- what comes -------------------------------------------------------------------------------------------- */

void
anlan_judge_reading (AnlanJudge *judge, const AnlanReading *reading, gint64 at, GArray *out)
{
  AnlanSubject *subject;
  gboolean good;

  g_return_if_fail (judge != NULL && reading != NULL && out != NULL);
  g_return_if_fail (anlan_judge_has_series (judge, reading->series));

  subject = judge->by_number->pdata[reading->series];
  good = (reading->quality & ANLAN_QUALITY_BAD) == 0 && isfinite (reading->value);
  subject->at = MAX (at, subject->at);
  subject->device_ts = reading->device;
  if (good)
    {
      subject->value = reading->value;
      subject->good_at = subject->at;
    }
  for (guint i = 0; i < subject->watches->len; i++)
    anlan_watch_read (judge, g_ptr_array_index (subject->watches, i), subject, good, out);
}

/* A camera that sees several zones is watched in each. */
static AnlanWatch *
detection_watch (AnlanJudge *judge, AnlanEntry *entry, const AnlanDetection *detection)
{
  const char *subject = detection->camera != NULL ? detection->camera : detection->source;
  g_autofree char *key = g_strconcat (subject, "\n", detection->zone, NULL);
  AnlanWatch *watch = g_hash_table_lookup (entry->by_key, key);

  if (watch != NULL)
    return watch;
  watch = add_watch (judge, entry, NULL, subject);
  watch->zone = g_strdup (detection->zone);
  g_hash_table_insert (entry->by_key, g_steal_pointer (&key), watch);
  return watch;
}

/* A pulse begins and has no end; one within the time that a rule asks for is none yet. */
static void
judge_detection (
    AnlanJudge *judge, AnlanEntry *entry, const AnlanDetection *detection, gint64 at, GArray *out)
{
  AnlanWatch *watch = detection_watch (judge, entry, detection);
  gboolean was_on = watch->on;

  if (detection->state == ANLAN_DETECTION_STOP)
    {
      anlan_watch_settle (judge, watch, FALSE, TRUE, at, detection->confidence, detection->ts, out);
      return;
    }
  if (detection->state == ANLAN_DETECTION_PULSE)
    watch->on = FALSE;
  else if (watch->pulsed)
    watch->since = G_MININT64;
  watch->pulsed = detection->state == ANLAN_DETECTION_PULSE && !was_on;
  anlan_watch_settle (judge, watch, TRUE, FALSE, at, detection->confidence, detection->ts, out);
  if (detection->state == ANLAN_DETECTION_PULSE)
    {
      if (watch->on && out->len > 0)
        g_array_index (out, AnlanJudgement, out->len - 1).pulse = TRUE;
      watch->on = was_on;
      anlan_judge_note (judge, watch);
    }
}

void
anlan_judge_detection (AnlanJudge *judge, const AnlanDetection *detection, gint64 at, GArray *out)
{
  g_return_if_fail (judge != NULL && detection != NULL && out != NULL);

  for (guint i = 0; i < judge->entries->len; i++)
    {
      AnlanEntry *entry = g_ptr_array_index (judge->entries, i);
      const AnlanRule *rule = entry->rule;

      if (rule->type == ANLAN_RULE_DETECTION && allows (entry->types, detection->type) &&
          allows (entry->zones, detection->zone) && allows (entry->cameras, detection->camera) &&
          (isnan (rule->confidence) || isnan (detection->confidence) ||
           detection->confidence >= rule->confidence))
        judge_detection (judge, entry, detection, at, out);
    }
}

void
anlan_judge_tick (AnlanJudge *judge, gint64 now, GArray *out)
{
  g_return_if_fail (judge != NULL && out != NULL);

  judge->now = MAX (judge->now, now);
  for (guint i = 0; i < judge->entries->len; i++)
    {
      AnlanEntry *entry = g_ptr_array_index (judge->entries, i);

      for (guint j = 0; j < entry->watches->len; j++)
        anlan_watch_tick (judge, g_ptr_array_index (entry->watches, j), judge->now, out);
    }
}
