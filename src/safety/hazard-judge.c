/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "hazard-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/sentence.h"
#include "base/text.h"
#include "base/time.h"

/* Nothing that takes an order, an owner and a deadline is put right in less. Source: the facts of the field name ten
 * minutes; setting "closure-minutes". */
#define LEAST_MINUTES 10

void
hazard_flaw_free (HazardFlaw *flaw)
{
  g_free (flaw->why);
  g_free (flaw->photo);
  g_free (flaw->other);
  g_free (flaw->other_hazard);
  g_free (flaw->mark);
  g_free (flaw);
}

void
hazard_case_add (HazardCase *kase,
                 const char *flaw,
                 const char *photo,
                 const char *other,
                 const char *other_hazard,
                 const char *mark,
                 char *why)
{
  HazardFlaw *found = g_new0 (HazardFlaw, 1);

  found->flaw = flaw;
  found->why = why;
  found->photo = g_strdup (photo);
  found->other = g_strdup (other);
  found->other_hazard = g_strdup (other_hazard);
  found->mark = g_strdup_printf ("%s:%s:%s", flaw, photo != NULL ? photo : "", mark != NULL ? mark : "");
  g_ptr_array_add (kase->flaws, found);
}

gboolean
hazard_setting (AnlanDb *db, const char *key, double fallback, double *value, GError **error)
{
  g_auto (AnlanValue) text = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT value FROM setting WHERE key = ?1", key, &text, error))
    return FALSE;
  if (anlan_value_get_text (&text) == NULL ||
      !anlan_text_to_number (anlan_value_get_text (&text), value, NULL) || *value < 0)
    *value = fallback;
  return TRUE;
}

/* --- proof --------------------------------------------------------------------------------------------------------- */

static gboolean
has (const HazardCase *kase, const char *field)
{
  return !anlan_value_is_null (anlan_record_get (kase->hazard, field));
}

/* Things and places are shown by a photo, what people do and how it is led by a document or a training record. */
static void
judge_proof (HazardCase *kase)
{
  const char *category = anlan_record_get_text (kase->hazard, "category");
  const char *witness = anlan_record_get_text (kase->hazard, "witness");
  gboolean on_paper =
      category != NULL && (strcmp (category, "behaviour") == 0 || strcmp (category, "management") == 0);

  if (has (kase, on_paper ? "proof" : "after"))
    return;
  if (on_paper)
    hazard_case_add (
        kase, "no_proof", NULL, NULL, NULL, "paper",
        anlan_sentence_new (N_ ("Behaviour and management are put right by a document or a training "
                                "record, and there is none."),
                            (char *)NULL));
  else if (!has (kase, "no_camera"))
    hazard_case_add (
        kase, "no_proof", NULL, NULL, NULL, "photo",
        anlan_sentence_new (N_ ("There is no photo of the rectified state, and no reason why no camera "
                                "is allowed there."),
                            (char *)NULL));
  else if (witness == NULL)
    hazard_case_add (
        kase, "no_proof", NULL, NULL, NULL, "witness",
        anlan_sentence_new (N_ ("No camera is allowed there, and no second person is named who has seen "
                                "the rectified state."),
                            (char *)NULL));
  else if (g_strcmp0 (witness, anlan_record_get_text (kase->hazard, "owner")) == 0)
    hazard_case_add (
        kase, "no_proof", NULL, NULL, NULL, "own-witness",
        anlan_sentence_new (N_ ("The only witness is the person who put it right."), (char *)NULL));
}

/* --- people and time ------------------------------------------------------------------------------------------------ */

static gboolean
judge_rechecker (HazardCase *kase, GError **error)
{
  const char *owner = anlan_record_get_text (kase->hazard, "owner");
  g_auto (AnlanValue) name = ANLAN_VALUE_INIT;

  if (owner == NULL || g_strcmp0 (owner, anlan_record_get_text (kase->hazard, "rechecker")) != 0)
    return TRUE;
  if (!anlan_db_lookup (kase->db, "SELECT name FROM k_person WHERE id = ?1", owner, &name, error))
    return FALSE;
  hazard_case_add (
      kase, "owner_rechecks", NULL, NULL, NULL, owner,
      anlan_sentence_new (N_ ("%s put it right and is the one who rechecked it."),
                          anlan_value_get_text (&name) != NULL ? anlan_value_get_text (&name) : owner,
                          (char *)NULL));
  return TRUE;
}

/* Of what was ordered. What is put right on the spot is never assigned. */
static gboolean
judge_haste (HazardCase *kase, GError **error)
{
  const char *assigned_at = anlan_record_get_text (kase->hazard, "assigned_at");
  const char *done_at = anlan_record_get_text (kase->hazard, "done_at");
  gint64 assigned, done;
  char waited[32], wanted[G_ASCII_DTOSTR_BUF_SIZE];
  double least;

  if (assigned_at == NULL || !anlan_time_parse (assigned_at, &assigned) || !anlan_time_parse (done_at, &done))
    return TRUE;
  if (!hazard_setting (kase->db, "closure-minutes", LEAST_MINUTES, &least, error))
    return FALSE;
  if (done - assigned >= least * ANLAN_MINUTE)
    return TRUE;
  g_snprintf (waited, sizeof waited, "%d", (int)MAX (0, (done - assigned) / ANLAN_MINUTE));
  g_ascii_formatd (wanted, sizeof wanted, "%g", least);
  hazard_case_add (kase, "too_fast", NULL, NULL, NULL, done_at,
                   anlan_sentence_new (N_ ("It was marked rectified %s min after it had been assigned; less "
                                           "than %s min are not believed."),
                                       waited, wanted, (char *)NULL));
  return TRUE;
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

static char *
shorten (const char *text)
{
  g_autofree char *plain = anlan_text_collapse (text);

  if (g_utf8_strlen (plain, -1) <= 60)
    return g_steal_pointer (&plain);
  *g_utf8_offset_to_pointer (plain, 59) = '\0';
  return g_strconcat (plain, "…", NULL);
}

static gboolean
judge_words (HazardCase *kase, GError **error)
{
  const char *result = anlan_record_get_text (kase->hazard, "result");
  const char *what = anlan_record_get_text (kase->hazard, "what");
  g_auto (AnlanValue) more = ANLAN_VALUE_INIT;
  g_autofree char *folded = anlan_text_fold (result != NULL ? result : "");
  g_autofree char *found = anlan_text_fold (what != NULL ? what : "");
  g_autofree char *shown = shorten (result != NULL ? result : "");

  if (!anlan_db_lookup (kase->db, "SELECT value FROM setting WHERE key = 'says-nothing'", NULL, &more, error))
    return FALSE;
  if (hazard_says_nothing (result, anlan_value_get_text (&more)))
    hazard_case_add (kase, "says_nothing", NULL, NULL, NULL, folded,
                     anlan_sentence_new (N_ ("“%s” does not say what was done."), shown, (char *)NULL));
  else if (strcmp (folded, found) == 0)
    hazard_case_add (kase, "says_nothing", NULL, NULL, NULL, folded,
                     anlan_sentence_new (N_ ("“%s” repeats what was found and does not say what was done."),
                                         shown, (char *)NULL));
  return TRUE;
}

gboolean
hazard_case_judge (HazardCase *kase, GError **error)
{
  if (anlan_record_get_text (kase->hazard, "done_at") == NULL)
    return TRUE;
  judge_proof (kase);
  return judge_rechecker (kase, error) && judge_haste (kase, error) && judge_words (kase, error) &&
         hazard_case_judge_photos (kase, error);
}
