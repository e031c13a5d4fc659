/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/checks.h"

#include <string.h>

#include "base/json.h"

AnlanCheck *
anlan_check_new (const char *check, const char *title, AnlanCheckResult result, const char *mend)
{
  AnlanCheck *made;

  g_return_val_if_fail (check != NULL && title != NULL, NULL);

  made = g_new0 (AnlanCheck, 1);
  made->check = g_strdup (check);
  made->title = g_strdup (title);
  made->result = result;
  made->mend = g_strdup (mend);
  return made;
}

void
anlan_check_free (AnlanCheck *check)
{
  g_free (check->check);
  g_free (check->title);
  g_free (check->value);
  g_free (check->limit);
  g_free (check->source);
  g_free (check->mend);
  g_free (check);
}

gboolean
anlan_checks_are_good (GPtrArray *checks)
{
  g_return_val_if_fail (checks != NULL, FALSE);

  for (guint i = 0; i < checks->len; i++)
    if (((const AnlanCheck *)g_ptr_array_index (checks, i))->result != ANLAN_CHECK_GOOD)
      return FALSE;
  return TRUE;
}

/* --- JSON -------------------------------------------------------------------------------------------------------------- */

static void
put_text (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
put_check (AnlanJson *json, const AnlanCheck *check)
{
  anlan_json_open (json, '{');
  put_text (json, "check", check->check);
  anlan_json_name (json, "ok");
  if (check->result == ANLAN_CHECK_OPEN)
    anlan_json_null (json);
  else
    anlan_json_boolean (json, check->result == ANLAN_CHECK_GOOD);
  put_text (json, "value", check->value);
  put_text (json, "limit", check->limit);
  put_text (json, "source", check->source);
  put_text (json, "mend", check->mend);
  anlan_json_close (json, '}');
}

char *
anlan_checks_to_json (const char *id, GPtrArray *checks, const char *more)
{
  g_autofree char *text = NULL;
  AnlanJson json;

  g_return_val_if_fail (id != NULL && checks != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_text (&json, "id", id);
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, anlan_checks_are_good (checks));
  anlan_json_name (&json, "checks");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < checks->len; i++)
    put_check (&json, g_ptr_array_index (checks, i));
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  if (more == NULL)
    return g_steal_pointer (&text);
  text[strlen (text) - 1] = '\0';
  return g_strconcat (text, more, "}", NULL);
}

/* --- a record ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GPtrArray *problems; /* AnlanProblem */
  GHashTable *told;    /* set of AnlanProblem */
  GPtrArray *checks;
} Verdict;

static const AnlanProblem *
find_problem (Verdict *verdict, const char *field, const char *guard)
{
  const AnlanProblem *first = NULL;

  for (guint i = 0; i < verdict->problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (verdict->problems, i);

      if (guard != NULL ? g_strcmp0 (problem->guard, guard) != 0
                        : problem->guard != NULL || g_strcmp0 (problem->field, field) != 0)
        continue;
      g_hash_table_add (verdict->told, (gpointer)problem);
      if (first == NULL)
        first = problem;
    }
  return first;
}

/* @mend: (nullable): what is wrong. @judged: FALSE where more has to be mended before it can be said. */
static void
tell (Verdict *verdict, const char *check, const char *title, gboolean judged, const char *mend)
{
  const AnlanCheckResult result = !judged        ? ANLAN_CHECK_OPEN
                                  : mend == NULL ? ANLAN_CHECK_GOOD
                                                 : ANLAN_CHECK_BAD;

  g_ptr_array_add (verdict->checks, anlan_check_new (check != NULL ? check : "", title, result, mend));
}

static void
tell_all (Verdict *verdict, const AnlanKind *kind)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);
      const AnlanProblem *problem = find_problem (verdict, field->id, NULL);

      whole = whole && problem == NULL;
      if (field->required || problem != NULL)
        tell (verdict, field->id, anlan_kind_text (field->title), TRUE,
              problem != NULL ? problem->message : NULL);
    }
  for (guint i = 0; i < kind->guards->len; i++)
    {
      const AnlanGuard *guard = g_ptr_array_index (kind->guards, i);
      const AnlanProblem *problem = find_problem (verdict, NULL, guard->id);

      /* Guards read fields: they are judged once none is missing. */
      tell (verdict, guard->id, anlan_kind_text (guard->text), whole || problem != NULL,
            problem != NULL ? problem->message : NULL);
    }
  for (guint i = 0; i < verdict->problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (verdict->problems, i);

      if (!g_hash_table_contains (verdict->told, problem))
        tell (verdict, problem->guard != NULL ? problem->guard : problem->field, "", TRUE, problem->message);
    }
}

GPtrArray *
anlan_plant_checks (AnlanPlant *plant, AnlanRecord *record, GError **error)
{
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GHashTable) told = NULL;
  Verdict verdict;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && record != NULL, NULL);

  change = anlan_change_new (ANLAN_OP_EDIT, record->kind->id, record->id);
  problems = anlan_plant_check (plant, change, error);
  if (problems == NULL)
    return NULL;
  told = g_hash_table_new (NULL, NULL);
  verdict = (Verdict){ .problems = problems,
                       .told = told,
                       .checks = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_check_free) };
  tell_all (&verdict, record->kind);
  return verdict.checks;
}
