/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-parts.h"

#include <string.h>

/* How often at most a list is looked through because of changes, and because time has passed. */
#define FOLLOW_MILLISECONDS 250
#define CLOCK_SECONDS 60

static gboolean
clock_cb (gpointer data)
{
  AnlanLedger *self = data;

  self->follow = FOLLOW_RUN;
  self->stale = TRUE;
  anlan_ledger_schedule_follow (self);
  return G_SOURCE_CONTINUE;
}

void
anlan_ledger_take_dependencies (AnlanLedger *self, const AnlanQueryJob *job)
{
  g_clear_pointer (&self->depends, g_hash_table_unref);
  self->depends = g_hash_table_ref (job->depends);
  self->depends_any = job->depends_any;
  self->timed = job->timed;
  if (self->timed && self->clock_source == 0)
    self->clock_source = g_timeout_add_seconds (CLOCK_SECONDS, clock_cb, self);
  else if (!self->timed)
    g_clear_handle_id (&self->clock_source, g_source_remove);
}

static void
follow_cb (gpointer data)
{
  AnlanLedger *self = data;
  Follow follow = self->follow;

  self->follow_source = 0;
  self->followed = g_get_monotonic_time ();
  if (self->stale)
    {
      self->stale = FALSE;
      anlan_ledger_read_rows_again (self);
    }
  if (follow != FOLLOW_NOTHING)
    anlan_ledger_run_query (self, follow == FOLLOW_RUN, FALSE);
}

/* At once after a quiet time, else after a while: an import commits many times a second. */
void
anlan_ledger_schedule_follow (AnlanLedger *self)
{
  gint64 since = (g_get_monotonic_time () - self->followed) / 1000;

  /* Once the query that runs is done it comes back here. */
  if (self->query == NULL || self->follow_source != 0 || self->query_cancellable != NULL)
    return;
  self->follow_source = g_timeout_add_once (
      since >= FOLLOW_MILLISECONDS ? 0 : FOLLOW_MILLISECONDS - (guint)since, follow_cb, self);
}

static gboolean
differs (const AnlanRecord *before, const AnlanRecord *after, const char *column)
{
  const AnlanField *field = anlan_kind_field (after->kind, column);

  if (field != NULL)
    return !anlan_value_equal (&before->values[field->index], &after->values[field->index]);
  if (strcmp (column, "stage") == 0)
    return g_strcmp0 (before->stage, after->stage) != 0;
  if (strcmp (column, "number") == 0)
    return g_strcmp0 (before->number, after->number) != 0;
  return strcmp (column, "changed") == 0; /* created, author and id never change */
}

/* Whether a change may have moved a record in the list, into it or out of it. */
static gboolean
may_move (AnlanLedger *self, const AnlanApplied *applied)
{
  const AnlanRecord *before = applied->before, *after = applied->after;
  const AnlanQuery *query = self->query;

  if (before == NULL || before->kind != after->kind || query->where != NULL || query->words != NULL ||
      self->depends_any || before->draft != after->draft || before->voided != after->voided)
    return TRUE;
  for (guint i = 0; i < query->filters->len; i++)
    if (differs (before, after, ((AnlanFilter *)g_ptr_array_index (query->filters, i))->field))
      return TRUE;
  return query->sort != NULL && query->sort[0] != '\0' &&
         differs (before, after, query->sort + (query->sort[0] == '-' ? 1 : 0));
}

static void
applied_cb (AnlanPlant *plant, const AnlanApplied *applied, gpointer data)
{
  AnlanLedger *self = data;

  if (self->query == NULL || strcmp (applied->after->kind->id, self->query->kind) != 0)
    return;
  if (may_move (self, applied))
    self->follow = FOLLOW_RUN;
  else
    g_hash_table_add (self->harmless, GSIZE_TO_POINTER ((gsize)applied->seq));
  self->stale = TRUE;
  anlan_ledger_schedule_follow (self);
}

/* Whether what the rows show may be another because records of @changed are: what they refer to, and computed fields,
 * which may read anything. */
static gboolean
shows_any (AnlanKind *kind, const char *const *changed)
{
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->compute != NULL || (field->to != NULL && g_strv_contains (changed, field->to)))
        return TRUE;
    }
  return g_strv_contains (changed, "person"); /* authors */
}

static gboolean
depends_on_any (AnlanLedger *self, const char *const *changed)
{
  if (self->depends_any)
    return TRUE;
  for (guint i = 0; self->depends != NULL && changed[i] != NULL; i++)
    if (g_hash_table_contains (self->depends, changed[i]))
      return TRUE;
  return FALSE;
}

static void
changed_cb (AnlanPlant *plant, char **kinds, gpointer data)
{
  AnlanLedger *self = data;
  const char *const *changed = (const char *const *)kinds;
  g_autoptr (AnlanKind) kind = NULL;

  if (self->query == NULL || (kind = anlan_plant_get_kind (plant, self->query->kind)) == NULL)
    return;
  if (depends_on_any (self, changed))
    self->follow = FOLLOW_RUN;
  else if (g_strv_contains (changed, kind->id))
    {
      self->follow = MAX (self->follow, FOLLOW_LOOK);
      self->stale = TRUE;
    }
  self->stale |= shows_any (kind, changed);
  if (self->follow != FOLLOW_NOTHING || self->stale)
    anlan_ledger_schedule_follow (self);
}

static void
kinds_changed_cb (AnlanPlant *plant, gpointer data)
{
  AnlanLedger *self = data;

  self->follow = FOLLOW_RUN;
  self->stale = TRUE;
  anlan_ledger_schedule_follow (self);
}

void
anlan_ledger_follow (AnlanLedger *self)
{
  g_signal_connect_object (self->plant, "applied", G_CALLBACK (applied_cb), self, 0);
  g_signal_connect_object (self->plant, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (self->plant, "kinds-changed", G_CALLBACK (kinds_changed_cb), self, 0);
}
