/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/spotted.h"

#include <math.h>

#include "alarms-private.h"

AnlanSpotted *
anlan_spotted_ref (AnlanSpotted *spotted)
{
  return g_rc_box_acquire (spotted);
}

static void
clear (gpointer data)
{
  AnlanSpotted *spotted = data;

  g_free (spotted->source);
  g_free (spotted->type);
  g_free (spotted->camera);
  g_free (spotted->zone);
  g_free (spotted->picture);
}

void
anlan_spotted_unref (AnlanSpotted *spotted)
{
  g_rc_box_release_full (spotted, clear);
}

static AnlanSpotted *
read_row (AnlanStmt *stmt)
{
  AnlanSpotted *spotted = g_rc_box_new0 (AnlanSpotted);

  spotted->source = g_strdup (anlan_stmt_text (stmt, 0));
  spotted->type = g_strdup (anlan_stmt_text (stmt, 1));
  spotted->camera = g_strdup (anlan_stmt_text (stmt, 2));
  spotted->zone = g_strdup (anlan_stmt_text (stmt, 3));
  spotted->picture = g_strdup (anlan_stmt_text (stmt, 4));
  spotted->ts = anlan_stmt_integer (stmt, 5);
  spotted->confidence = anlan_stmt_is_null (stmt, 6) ? NAN : anlan_stmt_real (stmt, 6);
  return spotted;
}

GPtrArray *
anlan_alarms_spotted (AnlanAlarms *alarms, gint64 since, guint max, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_spotted_unref);
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (alarms != NULL, NULL);

  stmt = anlan_db_statement (alarms->db,
                             "SELECT source, type, camera, zone, picture, ts, confidence FROM detection "
                             "WHERE ts >= ?1 AND state <> ?2 ORDER BY ts DESC LIMIT ?3",
                             error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_integer (stmt, 1, since);
  anlan_stmt_bind_integer (stmt, 2, ANLAN_DETECTION_STOP);
  anlan_stmt_bind_integer (stmt, 3, max);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (all, read_row (stmt));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&all) : NULL;
}
