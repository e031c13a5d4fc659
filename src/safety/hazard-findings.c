/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/hazard.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/sentence.h"
#include "hazard-private.h"
#include "model/query.h"

/* --- the case --------------------------------------------------------------------------------------------------------- */

static gboolean
case_init (
    HazardCase *kase, const AnlanJudged *judged, const AnlanRecord *hazard, PhotoIndex *index, GError **error)
{
  g_auto (AnlanValue) zone = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (judged->db, "SELECT value FROM setting WHERE key = 'time-zone'", NULL, &zone, error))
    return FALSE;
  *kase = (HazardCase){ .db = judged->db, .index = index, .hazard = hazard, .files = judged->change->files };
  if (anlan_value_get_text (&zone) != NULL)
    kase->zone = g_time_zone_new_identifier (anlan_value_get_text (&zone));
  if (kase->zone == NULL)
    kase->zone = g_time_zone_new_local ();
  kase->flaws = g_ptr_array_new_with_free_func ((GDestroyNotify)hazard_flaw_free);
  return TRUE;
}

static void
case_clear (HazardCase *kase)
{
  g_clear_pointer (&kase->zone, g_time_zone_unref);
  g_clear_pointer (&kase->flaws, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HazardCase, case_clear)

/* --- what is known already -------------------------------------------------------------------------------------------- */

typedef struct
{
  char *id;
  char *mark;
  char *why;
  gboolean open; /* else overruled */
} Known;

static void
known_free (Known *known)
{
  g_free (known->id);
  g_free (known->mark);
  g_free (known->why);
  g_free (known);
}

/* (transfer full) (element-type Known): findings about @hazard that still stand or have been overruled. */
static GPtrArray *
load_known (AnlanDb *db, const char *hazard, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)known_free);
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT id, mark, why, stage = 'open' FROM k_finding WHERE hazard = ?1 AND voided = 0 "
      "AND stage IN ('open', 'overruled') ORDER BY rid",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_static (stmt, 1, hazard);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      Known *known = g_new0 (Known, 1);

      known->id = g_strdup (anlan_stmt_text (stmt, 0));
      known->mark = g_strdup (anlan_stmt_text (stmt, 1));
      known->why = g_strdup (anlan_stmt_text (stmt, 2));
      known->open = anlan_stmt_integer (stmt, 3) != 0;
      g_ptr_array_add (all, known);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static gboolean
is_known (GPtrArray *known, const HazardFlaw *flaw)
{
  for (guint i = 0; i < known->len; i++)
    if (g_strcmp0 (((const Known *)g_ptr_array_index (known, i))->mark, flaw->mark) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_found (GPtrArray *flaws, const Known *known)
{
  for (guint i = 0; i < flaws->len; i++)
    if (g_strcmp0 (((const HazardFlaw *)g_ptr_array_index (flaws, i))->mark, known->mark) == 0)
      return TRUE;
  return FALSE;
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

static void
set_photo (AnlanChange *change, const char *field, const char *sha256)
{
  AnlanValue value = ANLAN_VALUE_INIT;

  if (sha256 == NULL)
    return;
  anlan_value_set_items (&value, (const char *const[]){ sha256, NULL });
  anlan_change_take (change, field, &value);
}

/* By whom the cause was entered, and undone with it. */
static AnlanChange *
follow_change (const AnlanJudged *judged, AnlanOp op, const char *record)
{
  AnlanChange *change = anlan_change_new (op, "finding", record);

  change->actor = g_strdup (judged->change->actor);
  change->batch = g_strdup (judged->change->batch);
  change->anonymous = judged->change->anonymous;
  return change;
}

static AnlanChange *
make_finding (const AnlanJudged *judged, const char *hazard, const HazardFlaw *flaw)
{
  AnlanChange *change = follow_change (judged, ANLAN_OP_CREATE, NULL);

  anlan_change_set_text (change, "hazard", hazard);
  anlan_change_set_text (change, "flaw", flaw->flaw);
  anlan_change_set_text (change, "why", flaw->why);
  anlan_change_set_text (change, "mark", flaw->mark);
  set_photo (change, "photo", flaw->photo);
  set_photo (change, "other", flaw->other);
  if (flaw->other_hazard != NULL)
    anlan_change_set_text (change, "other_hazard", flaw->other_hazard);
  return change;
}

static AnlanChange *
mend_finding (const AnlanJudged *judged, const char *id)
{
  AnlanChange *change = follow_change (judged, ANLAN_OP_STEP, id);

  change->step = g_strdup ("mend");
  return change;
}

static void
append_sentence (GString *text, const char *why)
{
  g_autofree char *said = anlan_sentence_say (why);

  g_string_append_printf (text, "%s\n", said);
}

/* What is closed at once has nobody behind it who would look at a finding: it is refused. */
static gboolean
refuse_on_the_spot (const HazardCase *kase, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (kase->flaws->len == 0)
    return TRUE;
  for (guint i = 0; i < kase->flaws->len; i++)
    append_sentence (text, ((const HazardFlaw *)g_ptr_array_index (kase->flaws, i))->why);
  g_string_append (text, _ ("So it cannot be closed on the spot. Correct it, or confirm and assign it."));
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, text->str);
  return FALSE;
}

/* @except: (nullable): a finding that is being taken care of. */
static gboolean
judge_hazard (const AnlanJudged *judged,
              const AnlanRecord *hazard,
              const char *except,
              GPtrArray *follow,
              PhotoIndex *index,
              GError **error)
{
  g_auto (HazardCase) kase = { 0 };
  g_autoptr (GPtrArray) known = NULL;

  if (!case_init (&kase, judged, hazard, index, error) || !hazard_case_judge (&kase, error))
    return FALSE;
  if (judged->step != NULL && strcmp (judged->step->id, "on_the_spot") == 0)
    return refuse_on_the_spot (&kase, error);
  known = load_known (judged->db, hazard->id, error);
  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < kase.flaws->len; i++)
    if (!is_known (known, g_ptr_array_index (kase.flaws, i)))
      g_ptr_array_add (follow, make_finding (judged, hazard->id, g_ptr_array_index (kase.flaws, i)));
  for (guint i = 0; i < known->len; i++)
    {
      const Known *one = g_ptr_array_index (known, i);

      if (one->open && !is_found (kase.flaws, one) && g_strcmp0 (one->id, except) != 0)
        g_ptr_array_add (follow, mend_finding (judged, one->id));
    }
  return TRUE;
}

static gboolean
judge_effect (const AnlanJudged *judged, GPtrArray *follow, gpointer data, GError **error)
{
  return judge_hazard (judged, judged->after, NULL, follow, data, error);
}

/* --- the guard -------------------------------------------------------------------------------------------------------- */

/* Judges once more: what was rectified before there were findings, or beside this program, has none yet. */
static gboolean
findings_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  g_auto (HazardCase) kase = { 0 };
  g_autoptr (GPtrArray) known = load_known (judged->db, judged->after->id, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (known == NULL || !case_init (&kase, judged, judged->after, data, error) ||
      !hazard_case_judge (&kase, error))
    return FALSE;
  for (guint i = 0; i < known->len; i++)
    if (((const Known *)g_ptr_array_index (known, i))->open)
      append_sentence (text, ((const Known *)g_ptr_array_index (known, i))->why);
  for (guint i = 0; i < kase.flaws->len; i++)
    if (!is_known (known, g_ptr_array_index (kase.flaws, i)))
      append_sentence (text, ((const HazardFlaw *)g_ptr_array_index (kase.flaws, i))->why);
  if (text->len == 0)
    return TRUE;
  g_string_append (
      text, _ ("As long as that stands it is not closed: send it back for real proof, or let the safety "
               "manager overrule the finding."));
  *message = g_strdup (text->str);
  return FALSE;
}

/* --- the kind finding ------------------------------------------------------------------------------------------------- */

static gboolean
made_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  return judged->by_effect || judged->before != NULL;
}

static gboolean
mends_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  return judged->by_effect;
}

static gboolean
waits_guard (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  return g_strcmp0 (anlan_record_get_text (judged->after, "flaw"), "not_compared") == 0;
}

/* The finding that waited is mended by the step itself; if the photos still are not there, a new one takes its place. */
static gboolean
again_effect (const AnlanJudged *judged, GPtrArray *follow, gpointer data, GError **error)
{
  const char *id = anlan_record_get_text (judged->after, "hazard");
  AnlanKind *kind = anlan_kinds_get (judged->kinds, "hazard");
  g_autoptr (AnlanRecord) hazard = NULL;

  if (kind == NULL || id == NULL)
    return TRUE;
  hazard = anlan_record_load (judged->db, kind, id, error);
  return hazard != NULL && judge_hazard (judged, hazard, judged->after->id, follow, data, error);
}

void
anlan_hazard_register (AnlanRegistry *registry)
{
  PhotoIndex *index = photo_index_new ();

  g_return_if_fail (registry != NULL);

  anlan_registry_keep (registry, index, (GDestroyNotify)photo_index_free);
  anlan_registry_add_effect (registry, "hazard.judge", judge_effect, index);
  anlan_registry_add_guard (registry, "hazard.findings", findings_guard, index);
  anlan_registry_add_guard (registry, "finding.made", made_guard, NULL);
  anlan_registry_add_guard (registry, "finding.mends", mends_guard, NULL);
  anlan_registry_add_guard (registry, "finding.waits", waits_guard, NULL);
  anlan_registry_add_effect (registry, "finding.again", again_effect, index);
}

/* --- catching up ------------------------------------------------------------------------------------------------------ */

gboolean
anlan_hazard_catch_up (AnlanPlant *plant, GCancellable *cancellable, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("finding");
  g_autoptr (GPtrArray) waiting = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), FALSE);

  if (anlan_store_is_read_only (anlan_plant_get_store (plant)))
    return TRUE;
  if (!anlan_photos_catch_up (anlan_plant_get_store (plant), NULL, cancellable, error))
    return FALSE;
  query->where = g_strdup ("stage = 'open' AND flaw = 'not_compared'");
  waiting = anlan_plant_find (plant, query, error);
  if (waiting == NULL)
    return FALSE;
  for (guint i = 0; i < waiting->len; i++)
    {
      const AnlanRecord *finding = g_ptr_array_index (waiting, i);
      g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, "finding", finding->id);
      g_autoptr (AnlanApplied) applied = NULL;

      change->step = g_strdup ("again");
      change->unasked = TRUE;
      applied = anlan_plant_apply (plant, change, error);
      if (applied == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}
