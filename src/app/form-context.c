/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "form-context.h"

#include <string.h>

AnlanFormContext *
anlan_form_context_new (AnlanDesk *desk, AnlanKind *kind, GError **error)
{
  g_autoptr (AnlanFormContext) context = g_new0 (AnlanFormContext, 1);
  g_autoptr (AnlanKinds) kinds = NULL;

  g_ref_count_init (&context->refs);
  context->desk = g_object_ref (desk);
  context->plant = g_object_ref (anlan_desk_get_plant (desk));
  context->kind = anlan_kind_ref (kind);
  context->zone = anlan_plant_ref_zone (context->plant);
  context->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  context->files = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_file_free);
  context->memory = anlan_plant_open_memory (context->plant, error);
  if (context->memory == NULL)
    return NULL;
  kinds = anlan_plant_ref_kinds (context->plant);
  context->scope = anlan_scope_new (context->memory, kind, NULL);
  context->converter = anlan_converter_new (context->memory, kinds, context->zone);
  context->habit = *anlan_desk_get_units (desk);
  anlan_converter_set_habit (context->converter, &context->habit);
  return g_steal_pointer (&context);
}

AnlanFormContext *
anlan_form_context_ref (AnlanFormContext *context)
{
  g_ref_count_inc (&context->refs);
  return context;
}

void
anlan_form_context_unref (AnlanFormContext *context)
{
  if (!g_ref_count_dec (&context->refs))
    return;
  g_clear_pointer (&context->converter, anlan_converter_free);
  g_clear_pointer (&context->scope, anlan_scope_free);
  g_clear_pointer (&context->memory, anlan_db_close);
  g_clear_pointer (&context->labels, g_hash_table_unref);
  g_clear_pointer (&context->files, g_ptr_array_unref);
  g_clear_pointer (&context->zone, g_time_zone_unref);
  g_clear_pointer (&context->kind, anlan_kind_unref);
  g_clear_object (&context->plant);
  g_clear_object (&context->desk);
  g_free (context->record);
  g_free (context->rev);
  g_free (context);
}

void
anlan_form_context_add_label (AnlanFormContext *context, const char *id, const char *label)
{
  g_hash_table_insert (context->labels, g_strdup (id), g_strdup (label));
}

void
anlan_form_context_add_labels (AnlanFormContext *context, GHashTable *labels)
{
  GHashTableIter iter;
  gpointer id, label;

  if (labels == NULL)
    return;
  g_hash_table_iter_init (&iter, labels);
  while (g_hash_table_iter_next (&iter, &id, &label))
    anlan_form_context_add_label (context, id, label);
}

const char *
anlan_form_context_label (AnlanFormContext *context, const char *id)
{
  return id != NULL ? g_hash_table_lookup (context->labels, id) : NULL;
}

static const char *
label_cb (const char *kind, const char *id, gpointer data)
{
  const char *label = anlan_form_context_label (data, id);

  return label != NULL ? label : "…";
}

char *
anlan_form_context_format (AnlanFormContext *context, const AnlanField *field, const AnlanValue *value)
{
  return anlan_field_format (field, value, context->zone, &context->habit, label_cb, context);
}

const AnlanFile *
anlan_form_context_find_file (AnlanFormContext *context, const char *sha256)
{
  for (guint i = 0; i < context->files->len; i++)
    {
      const AnlanFile *file = g_ptr_array_index (context->files, i);

      if (g_strcmp0 (file->sha256, sha256) == 0)
        return file;
    }
  return NULL;
}

void
anlan_form_context_give_files (AnlanFormContext *context,
                               AnlanChange *change,
                               const AnlanField *field,
                               const AnlanValue *value)
{
  g_auto (GStrv) ids = NULL;

  if (field->type != ANLAN_FIELD_PHOTOS && field->type != ANLAN_FIELD_FILES)
    return;
  ids = anlan_value_get_items (value);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const AnlanFile *file = anlan_form_context_find_file (context, ids[i]);

      if (file != NULL)
        g_ptr_array_add (change->files, anlan_file_copy (file));
    }
}

gboolean
anlan_form_context_holds (AnlanFormContext *context,
                          const char *expression,
                          const AnlanRecord *record,
                          gboolean otherwise)
{
  g_autoptr (GError) error = NULL;
  gboolean holds;

  if (expression == NULL)
    return otherwise;
  holds = anlan_scope_holds (context->scope, expression, record, &error);
  if (error == NULL)
    return holds;
  g_debug ("judged only when it is stored: %s", error->message);
  return otherwise;
}

/* --- what is half typed ------------------------------------------------------------------------------------------ */

#define NEW "new"

static char *
kept_group (AnlanDesk *desk)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  const char *person = plant != NULL ? anlan_plant_get_person (plant) : NULL;

  return g_strdup_printf ("typed %s", person != NULL ? person : "-");
}

static char *
kept_key (const AnlanKind *kind, const char *record, const char *field)
{
  return g_strdup_printf ("%s.%s.%s", kind->id, record != NULL ? record : NEW, field);
}

void
anlan_form_context_keep (AnlanFormContext *context, const AnlanField *field, const char *typed)
{
  AnlanUiState *state = anlan_desk_get_state (context->desk);
  g_autofree char *group = NULL, *key = NULL;

  if (!context->keeps || context->anonymous || state == NULL || field->sensitive)
    return;
  group = kept_group (context->desk);
  key = kept_key (context->kind, context->record, field->id);
  anlan_ui_state_set (state, group, key, typed);
}

char *
anlan_form_context_kept (AnlanFormContext *context, const AnlanField *field)
{
  AnlanUiState *state = anlan_desk_get_state (context->desk);
  g_autofree char *group = NULL, *key = NULL;

  if (!context->keeps || state == NULL || field->sensitive)
    return NULL;
  group = kept_group (context->desk);
  key = kept_key (context->kind, context->record, field->id);
  return anlan_ui_state_get (state, group, key);
}

void
anlan_form_context_forget_new (AnlanFormContext *context)
{
  AnlanUiState *state = anlan_desk_get_state (context->desk);
  g_autofree char *group = kept_group (context->desk);
  g_autofree char *prefix = kept_key (context->kind, NULL, "");
  g_auto (GStrv) keys = state != NULL ? anlan_ui_state_get_keys (state, group) : NULL;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], prefix))
      anlan_ui_state_set (state, group, keys[i], NULL);
}

gboolean
anlan_desk_keeps_new (AnlanDesk *desk, const AnlanKind *kind)
{
  AnlanUiState *state = anlan_desk_get_state (desk);
  g_autofree char *group = kept_group (desk);
  g_autofree char *prefix = kept_key (kind, NULL, "");
  g_auto (GStrv) keys = state != NULL ? anlan_ui_state_get_keys (state, group) : NULL;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], prefix))
      return TRUE;
  return FALSE;
}

char *
anlan_desk_get_kept (AnlanDesk *desk, char **record)
{
  AnlanUiState *state = anlan_desk_get_state (desk);
  g_autofree char *group = kept_group (desk);
  g_auto (GStrv) keys = state != NULL ? anlan_ui_state_get_keys (state, group) : NULL;

  *record = NULL;
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (keys[i], ".", 3);

      if (g_strv_length (parts) != 3)
        continue;
      if (strcmp (parts[1], NEW) != 0)
        *record = g_strdup (parts[1]);
      return g_strdup (parts[0]);
    }
  return NULL;
}
