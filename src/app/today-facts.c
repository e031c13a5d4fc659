/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "today-facts.h"

/* More than that cannot be put out in a day. */
#define MOST_OF_A_REASON 20

typedef struct
{
  AnlanPlant *plant;
  char *person;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->plant);
  g_free (question->person);
  g_free (question);
}

void
anlan_today_facts_free (AnlanTodayFacts *facts)
{
  g_ptr_array_unref (facts->burning);
  g_ptr_array_unref (facts->reasons);
  g_ptr_array_unref (facts->away);
  g_hash_table_unref (facts->headed);
  g_hash_table_unref (facts->below);
  g_free (facts);
}

static AnlanTodayFacts *
facts_new (void)
{
  AnlanTodayFacts *facts = g_new0 (AnlanTodayFacts, 1);

  facts->burning = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  facts->reasons = g_ptr_array_new_with_free_func (g_free);
  facts->away = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  facts->headed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  facts->below = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return facts;
}

static GPtrArray *
find (Question *question, const char *kind, const char *where, const char *sort, guint limit, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);

  query->where = g_strdup (where);
  query->sort = g_strdup (sort);
  query->limit = limit;
  return anlan_plant_find (question->plant, query, error);
}

/* --- what burns ----------------------------------------------------------------------------------------------------- */

static gboolean
is_known (AnlanTodayFacts *facts, const char *id)
{
  for (guint i = 0; i < facts->burning->len; i++)
    if (g_strcmp0 (((AnlanRecord *)g_ptr_array_index (facts->burning, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
add_burning (Question *question,
             AnlanTodayFacts *facts,
             const AnlanKind *kind,
             const char *where,
             const char *sort,
             const char *reason,
             GError **error)
{
  g_autoptr (GPtrArray) found = find (question, kind->id, where, sort, MOST_OF_A_REASON + 1, error);

  if (found == NULL)
    return FALSE;
  facts->more |= found->len > MOST_OF_A_REASON;
  for (guint i = 0; i < MIN (found->len, MOST_OF_A_REASON); i++)
    {
      AnlanRecord *record = g_ptr_array_index (found, i);

      if (is_known (facts, record->id))
        continue;
      g_ptr_array_add (facts->burning, anlan_record_ref (record));
      g_ptr_array_add (facts->reasons, g_strdup (reason));
    }
  return TRUE;
}

static gboolean
read_kind (Question *question, AnlanTodayFacts *facts, const AnlanKind *kind, GError **error)
{
  for (guint i = 0; i < kind->raises->len; i++)
    {
      const AnlanRaise *raise = g_ptr_array_index (kind->raises, i);

      if (!add_burning (question, facts, kind, raise->when, NULL, anlan_kind_text (raise->text), error))
        return FALSE;
    }
  for (guint i = 0; i < kind->views->len; i++)
    {
      const AnlanView *view = g_ptr_array_index (kind->views, i);

      if (g_strcmp0 (view->id, "raised") == 0 &&
          !add_burning (question, facts, kind, view->where, view->sort, anlan_kind_text (view->title), error))
        return FALSE;
    }
  return TRUE;
}

/* --- whose -------------------------------------------------------------------------------------------------------------- */

static gboolean
read_units (Question *question, AnlanTodayFacts *facts, GError **error)
{
  g_autoptr (GPtrArray) units = find (question, "unit", NULL, NULL, 0, error);
  gboolean grown = TRUE;

  if (units == NULL)
    return FALSE;
  for (guint i = 0; question->person != NULL && i < units->len; i++)
    {
      const AnlanRecord *unit = g_ptr_array_index (units, i);

      if (g_strcmp0 (anlan_record_get_text (unit, "head"), question->person) != 0)
        continue;
      g_hash_table_add (facts->headed, g_strdup (unit->id));
      g_hash_table_add (facts->below, g_strdup (unit->id));
    }
  /* Down to the smallest unit; a ring of units comes to an end by itself. */
  while (grown && g_hash_table_size (facts->below) > 0)
    {
      grown = FALSE;
      for (guint i = 0; i < units->len; i++)
        {
          const AnlanRecord *unit = g_ptr_array_index (units, i);
          const char *parent = anlan_record_get_text (unit, "parent");

          if (parent != NULL && g_hash_table_contains (facts->below, parent))
            grown |= g_hash_table_add (facts->below, g_strdup (unit->id));
        }
    }
  return TRUE;
}

static gboolean
read_away (Question *question, AnlanTodayFacts *facts, AnlanKinds *kinds, GError **error)
{
  g_autoptr (GPtrArray) away = NULL;

  if (anlan_kinds_get (kinds, "absence") == NULL)
    return TRUE;
  away = find (question, "absence", "since <= now() AND until > now()", "until", MOST_OF_A_REASON, error);
  if (away == NULL)
    return FALSE;
  g_ptr_array_unref (facts->away);
  facts->away = g_steal_pointer (&away);
  return TRUE;
}

static void
facts_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  g_autoptr (AnlanTodayFacts) facts = facts_new ();
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (question->plant);
  GError *error = NULL;
  gboolean ok = TRUE;

  /* What somebody can do something about comes before what is raised by it. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; ok && i < anlan_kinds_count (kinds); i++)
      if (anlan_kind_has_flow (anlan_kinds_at (kinds, i)) == (pass == 0))
        ok = read_kind (question, facts, anlan_kinds_at (kinds, i), &error);
  ok = ok && read_units (question, facts, &error) && read_away (question, facts, kinds, &error);
  if (ok)
    g_task_return_pointer (task, g_steal_pointer (&facts), (GDestroyNotify)anlan_today_facts_free);
  else
    g_task_return_error (task, error);
}

void
anlan_today_facts_async (AnlanPlant *plant,
                         const char *person,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plant, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->plant = g_object_ref (plant);
  question->person = g_strdup (person);
  g_task_set_source_tag (task, anlan_today_facts_async);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  g_task_run_in_thread (task, facts_thread);
}

AnlanTodayFacts *
anlan_today_facts_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
