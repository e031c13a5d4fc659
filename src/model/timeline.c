/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/timeline.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/hlc.h"
#include "base/json.h"
#include "base/time.h"
#include "convert-private.h"
#include "query-private.h"
#include "store/keys.h"

/* Fields that a sentence names; the others stand in the details. */
#define NAMED 3

/* Characters of a value in a sentence. */
#define SHORT 40

/* One line of the journal as it is being told. */
typedef struct
{
  AnlanConverter *converter;
  AnlanDb *db;
  AnlanKind *kind;
  GPtrArray *stories;

  const AnlanLine *line;
  JsonObject *patch;
  JsonObject *set;
  JsonObject *was; /* or NULL: created */
  gint64 ms;
} Telling;

void
anlan_story_free (AnlanStory *story)
{
  if (story == NULL)
    return;
  g_free (story->at);
  g_free (story->actor);
  g_free (story->stage);
  g_free (story->op);
  g_free (story->sentence);
  g_free (story->detail);
  g_free (story);
}

/* --- reading patches -------------------------------------------------------------------------------------------- */

static JsonObject *
member_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
member_text (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
member_true (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static void
read_value (JsonNode *node, AnlanValue *value)
{
  GType type;

  anlan_value_set_null (value);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_VALUE (node))
    {
      anlan_value_take_text (value, anlan_json_canonical (node));
      return;
    }
  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    anlan_value_set_text (value, json_node_get_string (node));
  else if (type == G_TYPE_DOUBLE)
    anlan_value_set_real (value, json_node_get_double (node));
  else
    anlan_value_set_integer (value, json_node_get_int (node));
}

/* --- values as people read them ---------------------------------------------------------------------------------- */

/* "14:00" for a moment of the day on which the line was written: "due 14:00". */
static char *
format_moment (const Telling *telling, const char *moment)
{
  gint64 ms;
  g_autofree char *day = NULL;
  g_autofree char *today = NULL;

  if (!anlan_time_parse (moment, &ms))
    return NULL;
  day = anlan_local_format (ms, telling->converter->zone, "%Y-%m-%d");
  today = anlan_local_format (telling->ms, telling->converter->zone, "%Y-%m-%d");
  return g_strcmp0 (day, today) == 0 ? anlan_local_format (ms, telling->converter->zone, "%H:%M") : NULL;
}

static char *
format_member (const Telling *telling, const AnlanField *field, JsonObject *object)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autofree char *text = NULL;

  read_value (json_object_get_member (object, field->id), &value);
  text = anlan_converter_format (telling->converter, field, &value);
  if (text[0] == '\0')
    return g_strdup ("—");
  return anlan_tidy (text, FALSE);
}

static gboolean
is_short (const AnlanField *field, const char *text)
{
  switch (field->type)
    {
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
      return FALSE;
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_DURATION:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_N_FIELD_TYPES:
    default:
      return g_utf8_strlen (text, -1) <= SHORT;
    }
}

/* "owner: Zhao Lei, due: 14:00": the short values among those set. NULL if there are none. */
static char *
name_values (const Telling *telling)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < telling->kind->fields->len && n < NAMED; i++)
    {
      const AnlanField *field = g_ptr_array_index (telling->kind->fields, i);
      g_autofree char *value = NULL;

      if (!json_object_has_member (telling->set, field->id) || field->sensitive ||
          JSON_NODE_HOLDS_NULL (json_object_get_member (telling->set, field->id)))
        continue;
      if (field->type == ANLAN_FIELD_MOMENT)
        value = format_moment (telling, member_text (telling->set, field->id));
      if (value == NULL)
        value = format_member (telling, field, telling->set);
      if (!is_short (field, value))
        continue;
      if (n++ > 0)
        g_string_append (text, C_ ("between items", ", "));
      /* Translators: the title of a field and its value */
      g_string_append_printf (text, C_ ("field and value", "%s: %s"), anlan_kind_text (field->title), value);
    }
  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* "Level: General → Major" if one field was changed, else the titles of those that were. */
static char *
name_changes (const Telling *telling)
{
  g_autoptr (GString) titles = g_string_new (NULL);
  const AnlanField *last = NULL;
  guint n = 0;

  for (guint i = 0; i < telling->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (telling->kind->fields, i);

      if (!json_object_has_member (telling->set, field->id))
        continue;
      last = field;
      if (n > 0 && n < NAMED)
        g_string_append (titles, C_ ("between items", ", "));
      if (n < NAMED)
        g_string_append (titles, anlan_kind_text (field->title));
      n++;
    }
  if (n == 1 && telling->was != NULL)
    {
      g_autofree char *old = format_member (telling, last, telling->was);
      g_autofree char *now = format_member (telling, last, telling->set);

      if (is_short (last, old) && is_short (last, now) && !last->sensitive)
        /* Translators: the title of a field, its value before and now */
        return g_strdup_printf (_ ("%s: %s → %s"), titles->str, old, now);
    }
  if (n > NAMED)
    g_string_append (titles, " …");
  return g_string_free (g_steal_pointer (&titles), FALSE);
}

/* --- details ------------------------------------------------------------------------------------------------------ */

static void
add_detail (GString *detail, const char *line)
{
  if (detail->len > 0)
    g_string_append_c (detail, '\n');
  g_string_append (detail, line);
}

static void
add_change (GString *detail, const char *title, const char *old, const char *now)
{
  g_autofree char *line = old != NULL ? g_strdup_printf (_ ("%s: %s → %s"), title, old, now)
                                      : g_strdup_printf (C_ ("field and value", "%s: %s"), title, now);

  add_detail (detail, line);
}

static const char *
stage_title (const Telling *telling, const char *id)
{
  const AnlanStage *stage = id != NULL ? anlan_kind_stage (telling->kind, id) : NULL;

  return stage != NULL ? anlan_kind_text (stage->title) : id;
}

static void
add_stage (const Telling *telling, GString *detail)
{
  const char *old = stage_title (telling, member_text (telling->was, "stage"));
  const char *now = stage_title (telling, member_text (telling->set, "stage"));
  const char *number = member_text (telling->set, "number");

  if (number != NULL)
    add_change (detail, _ ("Number"), NULL, number);
  if (now != NULL)
    add_change (detail, _ ("Stage"), old, now);
}

static void
add_fields (const Telling *telling, GString *detail)
{
  for (guint i = 0; i < telling->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (telling->kind->fields, i);
      g_autofree char *old = NULL;
      g_autofree char *now = NULL;

      if (!json_object_has_member (telling->set, field->id))
        continue;
      now = format_member (telling, field, telling->set);
      if (telling->was != NULL)
        old = format_member (telling, field, telling->was);
      add_change (detail, anlan_kind_text (field->title), old, now);
    }
}

/* What this version's definition does not know any more, or not yet. */
static void
add_unknown (const Telling *telling, GString *detail)
{
  static const char *const known[] = { "stage", "number", "draft", "voided", NULL };
  g_autoptr (GList) names = json_object_get_members (telling->set);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *value = NULL;

      if (g_strv_contains (known, name->data) || anlan_kind_field (telling->kind, name->data) != NULL)
        continue;
      value = anlan_json_canonical (json_object_get_member (telling->set, name->data));
      if (member_text (telling->set, name->data) != NULL &&
          anlan_sealed_is (member_text (telling->set, name->data)))
        continue;
      add_change (detail, name->data, NULL, value);
    }
}

static void
add_behalf (const Telling *telling, GString *detail)
{
  JsonObject *behalf = member_object (telling->patch, "behalf");
  const char *at = member_text (behalf, "at");
  const char *how = member_text (behalf, "how");
  g_autofree char *when = NULL;
  gint64 ms;

  if (behalf == NULL)
    return;
  if (at != NULL && anlan_time_parse (at, &ms))
    when = anlan_local_format (ms, telling->converter->zone, "%Y-%m-%d %H:%M");
  if (when != NULL)
    add_change (detail, _ ("Done at"), NULL, when);
  if (how != NULL)
    add_change (detail, _ ("Known by"), NULL, how);
  if (member_text (behalf, "photo") != NULL)
    add_detail (detail, _ ("With a photo of the signed sheet"));
}

static char *
tell_detail (const Telling *telling)
{
  g_autoptr (GString) detail = g_string_new (NULL);

  if (telling->set != NULL)
    {
      add_stage (telling, detail);
      add_fields (telling, detail);
      add_unknown (telling, detail);
    }
  add_behalf (telling, detail);
  return detail->len > 0 ? g_string_free (g_steal_pointer (&detail), FALSE) : NULL;
}

/* --- who ---------------------------------------------------------------------------------------------------------- */

static const char *
person_label (const Telling *telling, const char *person)
{
  const char *label = person != NULL ? anlan_converter_label ("person", person, telling->converter) : NULL;

  return label != NULL ? label : person;
}

static gboolean
is_anonymous (const Telling *telling)
{
  return telling->line->actor == NULL && telling->line->os_user == NULL;
}

/* Who did it, as the sentence says it: with both names where one entered what another did. */
static char *
tell_who (const Telling *telling)
{
  const char *actor = person_label (telling, telling->line->actor);
  const char *doer = person_label (telling, member_text (member_object (telling->patch, "behalf"), "person"));

  if (is_anonymous (telling))
    return g_strdup (_ ("Somebody who is not named"));
  if (actor == NULL)
    /* Translators: the name of an account of the computer */
    actor = telling->line->os_user;
  /* Translators: who did something, and who typed it in for them */
  if (doer != NULL)
    return g_strdup_printf (_ ("%s (entered by %s)"), doer, actor);
  return g_strdup (actor);
}

/* --- what ---------------------------------------------------------------------------------------------------------- */

static char *
with_reason (const Telling *telling, char *sentence)
{
  const char *reason = member_text (telling->patch, "reason");
  g_autofree char *tidy = reason != NULL ? anlan_tidy (reason, FALSE) : NULL;
  char *whole;

  if (tidy == NULL || tidy[0] == '\0')
    return sentence;
  /* Translators: what somebody did, and the reason they gave */
  whole = g_strdup_printf (_ ("%s. Reason: %s"), sentence, tidy);
  g_free (sentence);
  return whole;
}

/* What the file of an import was called. NULL without @error if this is no import. */
static char *
find_source (const Telling *telling, GError **error)
{
  const char *batch = member_text (telling->patch, "batch");
  g_auto (AnlanValue) name = ANLAN_VALUE_INIT;

  if (batch == NULL ||
      !anlan_db_lookup (telling->db, "SELECT source_name FROM batch WHERE id = ?1", batch, &name, error))
    return NULL;
  return g_strdup (anlan_value_get_text (&name));
}

static char *
tell_create (const Telling *telling, const char *who, const char *source)
{
  if (source != NULL)
    return g_strdup_printf (_ ("%s imported this from %s"), who, source);
  if (member_true (telling->set, "draft"))
    return g_strdup_printf (_ ("%s began this as a draft"), who);
  return g_strdup_printf (_ ("%s entered this"), who);
}

static char *
tell_edit (const Telling *telling, const char *who, const char *source)
{
  g_autofree char *changes = name_changes (telling);

  if (source != NULL)
    return g_strdup_printf (_ ("%s brought this up to date from %s: %s"), who, source, changes);
  return g_strdup_printf (_ ("%s changed %s"), who, changes);
}

static char *
tell_step (const Telling *telling, const char *who)
{
  const char *id = member_text (telling->patch, "step");
  const AnlanFlowStep *step = id != NULL ? anlan_kind_step (telling->kind, id) : NULL;
  g_autofree char *values = name_values (telling);
  const char *title;

  if (step != NULL)
    title = anlan_kind_text (step->title);
  else if (id == NULL || strcmp (id, "submit") == 0)
    title = _ ("Submit");
  else
    title = id;
  if (values != NULL)
    /* Translators: who, the title of a step of a workflow, and what was filled in on the way */
    return g_strdup_printf (_ ("%s: %s — %s"), who, title, values);
  /* Translators: who, and the title of a step of a workflow */
  return g_strdup_printf (_ ("%s: %s"), who, title);
}

static char *
tell_amend (const Telling *telling, const char *who)
{
  g_autofree char *changes = name_changes (telling);

  return g_strdup_printf (_ ("%s corrected a locked field: %s"), who, changes);
}

static char *
tell_sentence (const Telling *telling, const char *who, const char *source)
{
  const char *op = telling->line->op;

  if (strcmp (op, "create") == 0)
    return tell_create (telling, who, source);
  if (strcmp (op, "edit") == 0 && telling->set != NULL)
    return with_reason (telling, tell_edit (telling, who, source));
  if (strcmp (op, "step") == 0 && telling->set != NULL)
    return with_reason (telling, tell_step (telling, who));
  if (strcmp (op, "amend") == 0 && telling->set != NULL)
    return with_reason (telling, tell_amend (telling, who));
  if (strcmp (op, "void") == 0)
    return with_reason (telling, g_strdup_printf (_ ("%s voided this"), who));
  if (strcmp (op, "unvoid") == 0)
    return with_reason (telling, g_strdup_printf (_ ("%s took the voiding back"), who));
  if (strcmp (op, "look") == 0)
    return g_strdup_printf (_ ("%s looked at a sealed field"), who);
  if (strcmp (op, "erase") == 0)
    return with_reason (telling, g_strdup_printf (_ ("%s erased the sealed fields"), who));
  return with_reason (telling, g_strdup_printf (_ ("%s: %s"), who, op));
}

/* --- lines --------------------------------------------------------------------------------------------------------- */

/* Of an anonymous line only the day is told. */
static char *
tell_at (const Telling *telling)
{
  gint64 ms = telling->ms;

  if (is_anonymous (telling))
    {
      g_autofree char *day = anlan_local_format (ms, telling->converter->zone, "%Y-%m-%d");
      char *at = anlan_moment_from_text (day, telling->converter->zone);

      if (at != NULL)
        return at;
    }
  return anlan_time_format (ms);
}

/* A record that is no draft is in its first stage from its first line on. */
static char *
tell_stage (const Telling *telling)
{
  const char *name = member_text (telling->patch, "step");
  const char *from = member_text (telling->patch, "from");
  const AnlanFlowStep *step = name != NULL ? anlan_kind_find_step (telling->kind, from, name) : NULL;

  if (step != NULL)
    return g_strdup (step->to);
  if (!anlan_kind_has_flow (telling->kind) ||
      (strcmp (telling->line->op, "create") != 0 && g_strcmp0 (name, "submit") != 0))
    return NULL;
  return g_strdup (((AnlanStage *)g_ptr_array_index (telling->kind->stages, 0))->id);
}

static gboolean
tell_line (Telling *telling, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *source = find_source (telling, &failure);
  g_autofree char *who = NULL;
  const char *doer;
  AnlanStory *story;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  who = tell_who (telling);
  doer = member_text (member_object (telling->patch, "behalf"), "person");
  story = g_new0 (AnlanStory, 1);
  story->seq = telling->line->seq;
  story->at = tell_at (telling);
  story->actor = g_strdup (person_label (telling, doer != NULL ? doer : telling->line->actor));
  story->op = g_strdup (telling->line->op);
  story->stage = tell_stage (telling);
  story->sentence = tell_sentence (telling, who, source);
  story->detail = tell_detail (telling);
  g_ptr_array_add (telling->stories, story);
  return TRUE;
}

typedef struct
{
  Telling telling;
  GError *error;
} Walk;

static gboolean
line_cb (const AnlanLine *line, gpointer data)
{
  Walk *walk = data;
  Telling *telling = &walk->telling;
  g_autoptr (JsonNode) patch = anlan_json_parse (line->patch, -1, G_MAXSIZE, NULL);
  AnlanHlc hlc;

  if (line->kind == NULL || strcmp (line->kind, telling->kind->id) != 0)
    return TRUE;
  telling->line = line;
  /* A damaged line is still a line: that it is there can be told, and verify says the rest. */
  telling->patch = patch != NULL && JSON_NODE_HOLDS_OBJECT (patch) ? json_node_get_object (patch) : NULL;
  telling->set = member_object (telling->patch, "set");
  telling->was = member_object (telling->patch, "was");
  telling->ms = anlan_hlc_parse (line->hlc, &hlc) ? hlc.ms : 0;
  return tell_line (telling, &walk->error);
}

typedef struct
{
  AnlanKinds *kinds;
  GTimeZone *zone;
  AnlanUnitHabit habit;
  char *kind;
  char *record;
  GPtrArray *stories;
} Question;

static GPtrArray *
tell (AnlanDb *db, const Question *question, GError **error)
{
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, question->kinds, question->zone);
  g_autoptr (GPtrArray) stories = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_story_free);
  Walk walk = { { converter, db, anlan_kinds_get (question->kinds, question->kind), stories } };

  anlan_converter_set_habit (converter, &question->habit);
  if (walk.telling.kind == NULL)
    {
      anlan_query_no_kind (question->kind, error);
      return NULL;
    }
  if (!anlan_journal_walk_record (db, question->record, line_cb, &walk, error))
    return NULL;
  if (walk.error != NULL)
    {
      g_propagate_error (error, walk.error);
      return NULL;
    }
  return g_steal_pointer (&stories);
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

static void
question_free (Question *question)
{
  g_clear_pointer (&question->stories, g_ptr_array_unref);
  anlan_kinds_unref (question->kinds);
  g_time_zone_unref (question->zone);
  g_free (question->kind);
  g_free (question->record);
  g_free (question);
}

static Question *
question_new (AnlanPlant *plant, const char *kind, const char *record, const AnlanUnitHabit *habit)
{
  Question *question = g_new0 (Question, 1);

  question->kinds = anlan_plant_ref_kinds (plant);
  question->zone = anlan_plant_ref_zone (plant);
  if (habit != NULL)
    question->habit = *habit;
  question->kind = g_strdup (kind);
  question->record = g_strdup (record);
  return question;
}

static gboolean
tell_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;

  question->stories = tell (db, question, error);
  return question->stories != NULL;
}

/**
 * anlan_plant_timeline:
 * @record: id of the record.
 *
 * Returns: (transfer full) (element-type AnlanStory): empty for a record without lines.
 */
GPtrArray *
anlan_plant_timeline (AnlanPlant *plant, const char *kind, const char *record, GError **error)
{
  Question *question;
  GPtrArray *stories = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && record != NULL, NULL);

  question = question_new (plant, kind, record, NULL);
  if (anlan_store_read (anlan_plant_get_store (plant), tell_work, question, error))
    stories = g_steal_pointer (&question->stories);
  question_free (question);
  return stories;
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&question->stories), (GDestroyNotify)g_ptr_array_unref);
}

void
anlan_plant_timeline_async (AnlanPlant *plant,
                            const char *kind,
                            const char *record,
                            const AnlanUnitHabit *habit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && record != NULL);

  question = question_new (plant, kind, record, habit);
  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_timeline_async);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  anlan_store_read_async (anlan_plant_get_store (plant), tell_work, question, NULL, cancellable, told_cb,
                          task);
}

GPtrArray *
anlan_plant_timeline_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
