/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/inspection.h"

#include <glib/gi18n-lib.h>

/* What the sentence about an unfinished round names; the rest is counted. */
#define MOST_NAMED 3

/* --- is a round complete? -------------------------------------------------------------------------------------------- */

typedef struct
{
  GString *names; /* of the first points with something open */
  guint points;
  guint questions;
} Open;

static void
add_open (Open *open, const char *name, guint questions)
{
  if (open->points++ < MOST_NAMED)
    {
      /* Translators: between the names of two points of a round. */
      if (open->names->len > 0)
        g_string_append (open->names, _ (", "));
      g_string_append (open->names, name);
    }
  open->questions += questions;
}

/* Points that nobody has been at, and questions without an answer. */
static gboolean
count_open (AnlanDb *db, const char *round, Open *open, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db,
                          "SELECT p.name, (SELECT count(*) FROM checkitem i"
                          " WHERE i.active AND NOT i.draft AND instr(p.checklists, i.checklist) > 0"
                          " AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.roundpoint = p.id AND a.checkitem "
                          "= i.id)) AS questions,"
                          " p.arrived_at IS NULL AS away FROM roundpoint p WHERE p.round = ?1 AND p.skipped "
                          "IS NULL ORDER BY p.rank",
                          error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, round);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    if (anlan_stmt_integer (stmt, 1) > 0 || anlan_stmt_integer (stmt, 2) > 0)
      add_open (open, anlan_stmt_text (stmt, 0), (guint)anlan_stmt_integer (stmt, 1));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
is_complete (const AnlanJudged *judged, char **message, gpointer data, GError **error)
{
  Open open = { .names = g_string_new (NULL) };
  gboolean ok = count_open (judged->db, judged->after->id, &open, error);
  g_autofree char *names = g_string_free (open.names, FALSE);

  if (!ok || open.points == 0)
    return ok;
  if (open.questions > 0)
    *message = g_strdup_printf (
        g_dngettext (
            GETTEXT_PACKAGE,
            "%u question has no answer yet (%s). Answer it, or leave the point out with a reason.",
            "%u questions have no answer yet (%s). Answer them, or leave the points out with a reason.",
            open.questions),
        open.questions, names);
  else
    *message = g_strdup_printf (
        g_dngettext (
            GETTEXT_PACKAGE, "Nobody has been at %u point (%s). Go there, or leave it out with a reason.",
            "Nobody has been at %u points (%s). Go there, or leave them out with a reason.", open.points),
        open.points, names);
  return FALSE;
}

/* --- controls that have been checked ---------------------------------------------------------------------------------- */

/* A control fails with the first question about it that is not in order, and what is wrong is what was said there; it is in
 * order again when a later round finds all of its questions so. What somebody else has said about a failed control stays. */
static void
note_state (AnlanChange *change, AnlanStmt *stmt, const char *day)
{
  const char *state = anlan_stmt_text (stmt, 1), *wrong = anlan_stmt_text (stmt, 2);

  if (wrong != NULL && g_strcmp0 (state, "failed") != 0)
    {
      anlan_change_set_text (change, "state", "failed");
      anlan_change_set_text (change, "failed_on", day);
      anlan_change_set_text (change, "failed_reason", wrong);
    }
  else if (wrong == NULL && g_strcmp0 (state, "failed") == 0)
    {
      anlan_change_set_text (change, "state", "ok");
      anlan_change_set_text (change, "failed_on", NULL);
      anlan_change_set_text (change, "failed_reason", NULL);
    }
}

static gboolean
note_checks (const AnlanJudged *judged, GPtrArray *follow, gpointer data, GError **error)
{
  const char *day = anlan_record_get_text (judged->after, "day");
  AnlanStmt *stmt = anlan_db_statement (
      judged->db,
      "SELECT c.id, c.state, group_concat(CASE WHEN a.ok = 0 THEN coalesce(a.question, i.question)"
      " || coalesce(': ' || a.note, '') END, char(10)), c.last_check"
      " FROM answer a JOIN checkitem i ON i.id = a.checkitem JOIN control c ON c.id = i.control"
      " WHERE a.round = ?1 AND (c.last_check IS NULL OR c.last_check <= ?2) AND NOT c.draft"
      " AND a.ok IS NOT NULL GROUP BY c.id",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, judged->after->id);
  anlan_stmt_bind_text (stmt, 2, day);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, "control", anlan_stmt_text (stmt, 0));

      if (g_strcmp0 (anlan_stmt_text (stmt, 3), day) != 0)
        anlan_change_set_text (change, "last_check", day);
      note_state (change, stmt, day);
      if (change->values->len > 0)
        g_ptr_array_add (follow, change);
      else
        anlan_change_unref (change);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

void
anlan_inspection_register (AnlanRegistry *registry)
{
  g_return_if_fail (registry != NULL);

  anlan_registry_add_guard (registry, "round.complete", is_complete, NULL);
  anlan_registry_add_effect (registry, "round.checked", note_checks, NULL);
}
