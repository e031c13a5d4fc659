/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/kind.h"

#include "base/json.h"

static void
text_member (AnlanJson *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
title_member (AnlanJson *json, const char *title)
{
  text_member (json, "title", anlan_kind_text (title));
}

static void
flag_member (AnlanJson *json, const char *name, gboolean flag)
{
  if (!flag)
    return;
  anlan_json_name (json, name);
  anlan_json_boolean (json, TRUE);
}

static void
list_member (AnlanJson *json, const char *name, char **items)
{
  if (items == NULL || items[0] == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_open (json, '[');
  for (guint i = 0; items[i] != NULL; i++)
    anlan_json_text (json, items[i]);
  anlan_json_close (json, ']');
}

static void
write_choices (AnlanJson *json, const AnlanField *field)
{
  if (field->choices == NULL)
    return;
  anlan_json_name (json, "choices");
  anlan_json_open (json, '[');
  for (guint i = 0; i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      anlan_json_open (json, '{');
      text_member (json, "id", choice->id);
      title_member (json, choice->title);
      text_member (json, "colour", choice->colour);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

static void
write_field (AnlanJson *json, const AnlanField *field)
{
  anlan_json_open (json, '{');
  text_member (json, "id", field->id);
  title_member (json, field->title);
  text_member (json, "type", anlan_field_type_name (field->type));
  text_member (json, "to", field->to);
  text_member (json, "unit", field->unit);
  write_choices (json, field);
  flag_member (json, "required", field->required);
  text_member (json, "required_if", field->required_if);
  text_member (json, "shown_if", field->shown_if);
  text_member (json, "compute", field->compute);
  text_member (json, "default", field->fallback);
  if (field->has_min)
    {
      anlan_json_name (json, "min");
      anlan_json_real (json, field->min);
    }
  if (field->has_max)
    {
      anlan_json_name (json, "max");
      anlan_json_real (json, field->max);
    }
  text_member (json, "pattern", field->pattern);
  flag_member (json, "unique", field->unique);
  flag_member (json, "key", field->key);
  flag_member (json, "sensitive", field->sensitive);
  anlan_json_close (json, '}');
}

static void
write_guards (AnlanJson *json, GPtrArray *guards)
{
  if (guards->len == 0)
    return;
  anlan_json_name (json, "guards");
  anlan_json_open (json, '[');
  for (guint i = 0; i < guards->len; i++)
    {
      const AnlanGuard *guard = g_ptr_array_index (guards, i);

      anlan_json_open (json, '{');
      text_member (json, "id", guard->id);
      text_member (json, "sql", guard->sql);
      text_member (json, "name", guard->name);
      text_member (json, "text", anlan_kind_text (guard->text));
      flag_member (json, "fixed", guard->fixed);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

static void
write_stage (AnlanJson *json, const AnlanStage *stage)
{
  anlan_json_open (json, '{');
  text_member (json, "id", stage->id);
  title_member (json, stage->title);
  list_member (json, "locks", stage->locks);
  flag_member (json, "final", stage->final);
  anlan_json_close (json, '}');
}

static void
write_step (AnlanJson *json, const AnlanFlowStep *step)
{
  anlan_json_open (json, '{');
  text_member (json, "id", step->id);
  title_member (json, step->title);
  list_member (json, "from", step->from);
  text_member (json, "to", step->to);
  list_member (json, "roles", step->roles);
  list_member (json, "requires", step->requires);
  flag_member (json, "reason", step->reason);
  write_guards (json, step->guards);
  anlan_json_close (json, '}');
}

static void
write_flow (AnlanJson *json, const AnlanKind *kind)
{
  if (kind->stages->len == 0)
    return;
  anlan_json_name (json, "stages");
  anlan_json_open (json, '[');
  for (guint i = 0; i < kind->stages->len; i++)
    write_stage (json, g_ptr_array_index (kind->stages, i));
  anlan_json_close (json, ']');
  anlan_json_name (json, "steps");
  anlan_json_open (json, '[');
  for (guint i = 0; i < kind->steps->len; i++)
    write_step (json, g_ptr_array_index (kind->steps, i));
  anlan_json_close (json, ']');
}

char *
anlan_kind_to_json (const AnlanKind *kind)
{
  AnlanJson json;

  g_return_val_if_fail (kind != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  text_member (&json, "id", kind->id);
  title_member (&json, kind->title);
  text_member (&json, "number", kind->number);
  text_member (&json, "label", kind->label);
  text_member (&json, "hash", kind->hash);
  anlan_json_name (&json, "fields");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < kind->fields->len; i++)
    write_field (&json, g_ptr_array_index (kind->fields, i));
  anlan_json_close (&json, ']');
  write_flow (&json, kind);
  write_guards (&json, kind->guards);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}
