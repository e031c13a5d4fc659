/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-steps.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/hlc.h"
#include "base/json.h"
#include "base/time.h"
#include "link/json-get.h"
#include "model/query.h"

#define PLACE "steps"
#define MOST_LINES 500

/* A line of the journal that somebody may want to know of. */
typedef struct
{
  gint64 seq;
  gint64 at;
  char *kind;
  char *record;
  char *step; /* "create" for a new record */
  char *from; /* stage, or NULL */
  char *stage;
  char *rev;
  char *actor;
  char *number;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->kind);
  g_free (step->record);
  g_free (step->step);
  g_free (step->from);
  g_free (step->stage);
  g_free (step->rev);
  g_free (step->actor);
  g_free (step->number);
  g_free (step);
}

gboolean
station_steps_is_wish (const char *const *wishes, const char *kind, const char *step)
{
  for (; wishes != NULL && *wishes != NULL; wishes++)
    {
      const char *colon = strchr (*wishes, ':');
      const gsize length = colon != NULL ? (gsize)(colon - *wishes) : 0;

      if (colon == NULL)
        continue;
      if ((length == strlen (kind) && strncmp (*wishes, kind, length) == 0) ||
          (length == 1 && **wishes == '*'))
        if (strcmp (colon + 1, "*") == 0 || strcmp (colon + 1, step) == 0)
          return TRUE;
    }
  return FALSE;
}

/* --- reading --------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *channels;
  gint64 after;
  gint64 until; /* a large import that is not complete is not told of */
  gint64 last;
  guint n;
  GPtrArray *steps; /* Step */
} Reading;

static gboolean
is_wished (GPtrArray *channels, const char *kind, const char *step)
{
  for (guint i = 0; i < channels->len; i++)
    if (station_steps_is_wish ((const char *const *)((AnlanPlantChannel *)channels->pdata[i])->steps, kind,
                               step))
      return TRUE;
  return FALSE;
}

static Step *
read_step (const AnlanLine *line, const char *name, JsonObject *patch)
{
  JsonObject *set = anlan_json_get_object (patch, "set");
  Step *step = g_new0 (Step, 1);
  AnlanHlc hlc;

  step->seq = line->seq;
  step->at = anlan_hlc_parse (line->hlc, &hlc) ? hlc.ms : 0;
  step->kind = g_strdup (line->kind);
  step->record = g_strdup (line->record);
  step->step = g_strdup (name);
  step->from = g_strdup (anlan_json_get_text (patch, "from"));
  step->stage = g_strdup (set != NULL ? anlan_json_get_text (set, "stage") : NULL);
  step->rev = g_strdup (line->rev);
  step->actor = g_strdup (line->actor);
  return step;
}

static gboolean
line_cb (const AnlanLine *line, gpointer data)
{
  Reading *reading = data;
  const gboolean made = strcmp (line->op, "create") == 0;
  g_autoptr (JsonNode) node = NULL;
  const char *name;

  if (reading->n == MOST_LINES || line->seq > reading->until)
    return FALSE;
  reading->n++;
  reading->last = line->seq;
  if (line->kind == NULL || line->record == NULL || (!made && strcmp (line->op, "step") != 0))
    return TRUE;
  node = anlan_json_parse (line->patch, -1, G_MAXINT, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  name = made ? "create" : anlan_json_get_text (json_node_get_object (node), "step");
  if (name != NULL && is_wished (reading->channels, line->kind, name))
    g_ptr_array_add (reading->steps, read_step (line, name, json_node_get_object (node)));
  return TRUE;
}

/* Numbers of those that are told of. */
static gboolean
find_numbers (AnlanDb *db, Reading *reading, GError **error)
{
  for (guint i = 0; i < reading->steps->len; i++)
    {
      Step *step = g_ptr_array_index (reading->steps, i);
      g_autofree char *sql = g_strdup_printf ("SELECT number FROM \"k_%s\" WHERE id = ?1", step->kind);
      g_auto (AnlanValue) number = ANLAN_VALUE_INIT;

      if (!anlan_db_lookup (db, sql, step->record, &number, error))
        return FALSE;
      step->number = g_strdup (anlan_value_get_text (&number));
    }
  return TRUE;
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Reading *reading = data;
  g_auto (AnlanValue) last = ANLAN_VALUE_INIT, until = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT max (seq) FROM journal", NULL, &last, error) ||
      !anlan_db_lookup (db, "SELECT min (seq) FROM pending", NULL, &until, error))
    return FALSE;
  reading->until = anlan_value_get_integer (&until, G_MAXINT64);
  /* Nobody has asked before: the past is not told. */
  if (reading->after < 0)
    {
      reading->last = MIN (anlan_value_get_integer (&last, 0), reading->until);
      return TRUE;
    }
  return anlan_journal_walk (db, reading->after, line_cb, reading, error) &&
         find_numbers (db, reading, error);
}

/* --- telling ---------------------------------------------------------------------------------------------------------------- */

static void
put_text (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

/* What stands in "data" of the webhook: ids, no names of people. */
static char *
event_of (const Step *step)
{
  g_autofree char *at = anlan_time_format (step->at);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  put_text (&json, "id", step->record);
  put_text (&json, "kind", step->kind);
  put_text (&json, "number", step->number);
  put_text (&json, "step", step->step);
  put_text (&json, "from", step->from);
  put_text (&json, "stage", step->stage);
  put_text (&json, "rev", step->rev);
  put_text (&json, "actor", step->actor);
  put_text (&json, "at", at);
  anlan_json_name (&json, "seq");
  anlan_json_integer (&json, step->seq);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static char *
title_of (AnlanPlant *plant, const Step *step)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, step->kind);
  const AnlanFlowStep *moved = kind != NULL ? anlan_kind_step (kind, step->step) : NULL;

  return g_strdup_printf ("%s %s: %s", kind != NULL ? anlan_kind_text (kind->title) : step->kind,
                          step->number != NULL ? step->number : step->record,
                          moved != NULL ? anlan_kind_text (moved->title) : step->step);
}

static gboolean
put_step (AnlanPlant *plant, AnlanOutbox *outbox, GPtrArray *channels, const Step *step, GError **error)
{
  g_autofree char *key = g_strdup_printf ("step/%s/%s", step->record, step->rev);
  g_autofree char *title = title_of (plant, step);
  g_autoptr (AnlanMessage) message = anlan_message_new (key, title, NULL, ANLAN_SEVERITY_CRITICAL, step->at);
  g_autoptr (GPtrArray) wishing = g_ptr_array_new ();

  message->event = event_of (step);
  for (guint i = 0; i < channels->len; i++)
    {
      const AnlanPlantChannel *channel = g_ptr_array_index (channels, i);

      if (station_steps_is_wish ((const char *const *)channel->steps, step->kind, step->step))
        g_ptr_array_add (wishing, channel->channel);
    }
  return anlan_outbox_put (outbox, wishing, message, NULL, error);
}

gboolean
station_steps_tell (
    AnlanPlant *plant, AnlanOutbox *outbox, GPtrArray *channels, gboolean *put, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (step_free);
  Reading reading = { .channels = channels, .steps = steps };
  gboolean asked = FALSE;

  *put = FALSE;
  for (guint i = 0; i < channels->len; i++)
    asked = asked || ((const AnlanPlantChannel *)g_ptr_array_index (channels, i))->steps != NULL;
  if (!asked)
    return TRUE;
  if (!anlan_outbox_get_place (outbox, PLACE, &reading.after, error) ||
      !anlan_store_read (anlan_plant_get_store (plant), read_work, &reading, error))
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    if (!put_step (plant, outbox, channels, g_ptr_array_index (steps, i), error))
      return FALSE;
  *put = steps->len > 0;
  /* Behind what was put: should all end here, it is put again and is the same. */
  return reading.last <= reading.after || anlan_outbox_set_place (outbox, PLACE, reading.last, error);
}

/* --- giving up -------------------------------------------------------------------------------------------------------------- */

static gboolean
switch_off (AnlanPlant *plant, const AnlanChannel *channel, const char *trouble, GError **error)
{
  g_autoptr (AnlanRecord) record = anlan_plant_load (plant, "channel", channel->id, error);
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  g_autofree char *why = NULL;
  const char *note;

  if (record == NULL)
    return FALSE;
  note = anlan_record_get_text (record, "note");
  why =
      g_strdup_printf (_ ("Switched off by the station, because nothing went through for days: %s"), trouble);
  change = anlan_change_new (ANLAN_OP_EDIT, "channel", channel->id);
  change->unasked = TRUE;
  anlan_change_set_text (change, "state", "off");
  if (note != NULL)
    {
      g_autofree char *both = g_strconcat (note, "\n", why, NULL);

      anlan_change_set_text (change, "note", both);
    }
  else
    anlan_change_set_text (change, "note", why);
  applied = anlan_plant_apply (plant, change, error);
  return applied != NULL;
}

gboolean
station_steps_give_up (AnlanPlant *plant, AnlanOutbox *outbox, GPtrArray *channels, GError **error)
{
  const gint64 now = anlan_plant_now (plant);

  for (guint i = 0; i < channels->len; i++)
    {
      const AnlanPlantChannel *channel = g_ptr_array_index (channels, i);
      g_autofree char *trouble = NULL;
      gint64 since;

      if (channel->steps == NULL)
        continue;
      if (!anlan_outbox_trouble (outbox, channel->channel->id, &trouble, &since, error))
        return FALSE;
      if (trouble != NULL && since < now - STATION_STEPS_PATIENCE &&
          !switch_off (plant, channel->channel, trouble, error))
        return FALSE;
    }
  return TRUE;
}
