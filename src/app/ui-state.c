/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "ui-state.h"

#include "base/hash.h"

#define WRITE_AFTER_SECONDS 1

struct _AnlanUiState
{
  GObject parent_instance;

  GFile *file;
  GKeyFile *keys;
  guint timeout;
  gboolean dirty;
};

G_DEFINE_FINAL_TYPE (AnlanUiState, anlan_ui_state, G_TYPE_OBJECT)

static void
anlan_ui_state_finalize (GObject *object)
{
  AnlanUiState *state = ANLAN_UI_STATE (object);

  g_clear_handle_id (&state->timeout, g_source_remove);
  g_clear_object (&state->file);
  g_key_file_unref (state->keys);
  G_OBJECT_CLASS (anlan_ui_state_parent_class)->finalize (object);
}

static void
anlan_ui_state_class_init (AnlanUiStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_ui_state_finalize;
}

static void
anlan_ui_state_init (AnlanUiState *state)
{
  state->keys = g_key_file_new ();
}

AnlanUiState *
anlan_ui_state_new (const char *plant)
{
  AnlanUiState *state = g_object_new (ANLAN_TYPE_UI_STATE, NULL);
  g_autofree char *full = g_canonicalize_filename (plant, NULL);
  char hex[ANLAN_SHA256_HEX + 1];
  g_autofree char *name = NULL, *path = NULL;

  anlan_sha256_text (full, -1, hex);
  name = g_strdup_printf ("window-%.16s.ini", hex);
  path = g_build_filename (g_get_user_state_dir (), "anlan", name, NULL);
  state->file = g_file_new_for_path (path);
  return state;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AnlanUiState *state = g_task_get_source_object (task);
  g_autofree char *contents = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;

  if (!g_file_load_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error) ||
      (length > 0 && !g_key_file_load_from_data (state->keys, contents, length, G_KEY_FILE_NONE, &error)))
    g_debug ("no window state was read: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
anlan_ui_state_load_async (AnlanUiState *state,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (ANLAN_IS_UI_STATE (state));

  task = g_task_new (state, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_ui_state_load_async);
  g_file_load_contents_async (state->file, cancellable, loaded_cb, task);
}

void
anlan_ui_state_load_finish (AnlanUiState *state, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- writing --------------------------------------------------------------------------------------------------- */

typedef struct
{
  GFile *file;
  char *text;
  gsize length;
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->file);
  g_free (writing->text);
  g_free (writing);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  g_autoptr (GFile) parent = g_file_get_parent (writing->file);
  g_autofree char *folder = g_file_get_path (parent);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_replace_contents (writing->file, writing->text, writing->length, NULL, FALSE,
                                G_FILE_CREATE_PRIVATE, NULL, NULL, &error))
    g_message ("the window's state was not written to %s: %s", folder,
               error != NULL ? error->message : "no folder");
  g_task_return_boolean (task, TRUE);
}

void
anlan_ui_state_flush_async (AnlanUiState *state, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  g_return_if_fail (ANLAN_IS_UI_STATE (state));

  g_clear_handle_id (&state->timeout, g_source_remove);
  task = g_task_new (state, NULL, callback, user_data);
  g_task_set_source_tag (task, anlan_ui_state_flush_async);
  if (!state->dirty)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  state->dirty = FALSE;
  writing = g_new0 (Writing, 1);
  writing->file = g_object_ref (state->file);
  writing->text = g_key_file_to_data (state->keys, &writing->length, NULL);
  g_task_set_task_data (task, writing, (GDestroyNotify)writing_free);
  g_task_run_in_thread (task, write_thread);
}

void
anlan_ui_state_flush_finish (AnlanUiState *state, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static gboolean
write_later_cb (gpointer data)
{
  AnlanUiState *state = data;

  state->timeout = 0;
  anlan_ui_state_flush_async (state, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* --- values ---------------------------------------------------------------------------------------------------- */

char *
anlan_ui_state_get (AnlanUiState *state, const char *group, const char *key)
{
  g_return_val_if_fail (ANLAN_IS_UI_STATE (state) && group != NULL && key != NULL, NULL);

  return g_key_file_get_string (state->keys, group, key, NULL);
}

void
anlan_ui_state_set (AnlanUiState *state, const char *group, const char *key, const char *value)
{
  g_autofree char *old = NULL;

  g_return_if_fail (ANLAN_IS_UI_STATE (state) && group != NULL && key != NULL);

  old = g_key_file_get_string (state->keys, group, key, NULL);
  if (g_strcmp0 (old, value) == 0)
    return;
  if (value != NULL)
    g_key_file_set_string (state->keys, group, key, value);
  else
    g_key_file_remove_key (state->keys, group, key, NULL);
  state->dirty = TRUE;
  /* A second after the first change and not after the last: who types without a pause loses no more than that. */
  if (state->timeout == 0)
    state->timeout = g_timeout_add_seconds (WRITE_AFTER_SECONDS, write_later_cb, state);
}

char **
anlan_ui_state_get_keys (AnlanUiState *state, const char *group)
{
  char **keys;

  g_return_val_if_fail (ANLAN_IS_UI_STATE (state) && group != NULL, NULL);

  keys = g_key_file_get_keys (state->keys, group, NULL, NULL);
  return keys != NULL ? keys : g_new0 (char *, 1);
}
