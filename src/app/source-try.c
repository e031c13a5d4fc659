/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "source-try.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "chore.h"
#include "station-child.h"

#define ANSWER_MAX (4 * 1024 * 1024)

typedef struct
{
  char *dir;
  char *asked;
  JsonNode *answer; /* (out) */
} Trial;

static void
trial_free (gpointer data)
{
  Trial *trial = data;

  g_free (trial->dir);
  explicit_bzero (trial->asked, strlen (trial->asked));
  g_free (trial->asked);
  g_clear_pointer (&trial->answer, json_node_unref);
  g_free (trial);
}

static gboolean
run_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Trial *trial = data;
  g_autofree char *program = anlan_station_program (), *out = NULL, *said = NULL;
  g_autoptr (GSubprocess) process = NULL;

  if (program == NULL)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
          _ ("The program anlanctl, which watches, is not installed. Install all of Anlan again."));
      return FALSE;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                  G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              error, program, "source", trial->dir, "try", NULL);
  if (process == NULL)
    return FALSE;
  if (!g_subprocess_communicate_utf8 (process, trial->asked, cancellable, &out, &said, error))
    {
      g_subprocess_force_exit (process);
      return FALSE;
    }
  if (!g_subprocess_get_successful (process))
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
          said != NULL && g_strstrip (said)[0] != '\0' ? said : _ ("The try has ended without a word."));
      return FALSE;
    }
  trial->answer = anlan_json_parse (out, -1, ANSWER_MAX, error);
  return trial->answer != NULL;
}

void
anlan_source_try_async (AnlanDesk *desk,
                        JsonObject *asked,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), asked);
  Trial *trial;

  g_return_if_fail (anlan_desk_get_plant (desk) != NULL);

  trial = g_new0 (Trial, 1);
  trial->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (anlan_desk_get_plant (desk))));
  trial->asked = json_to_string (node, FALSE);
  anlan_chore_run (desk, run_work, trial, trial_free, NULL, cancellable, callback, user_data);
}

JsonNode *
anlan_source_try_finish (GAsyncResult *result, GError **error)
{
  gpointer trial;

  return anlan_chore_finish (result, &trial, error) ? json_node_ref (((Trial *)trial)->answer) : NULL;
}
