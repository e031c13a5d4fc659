/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanUiState:
 *
 * What the window remembers of one plant between two starts, so that after an interruption everything is back where
 * it was: the page, the view, the sorting, the chosen record, the person's own views. It lies in the user's state
 * folder and not in the plant: it belongs to who sits here. Losing it loses nothing but comfort, so trouble with its
 * file is logged and not shown.
 *
 * Reading and writing the file happen off the main thread; changes are written within a second.
 */
#define ANLAN_TYPE_UI_STATE (anlan_ui_state_get_type ())
G_DECLARE_FINAL_TYPE (AnlanUiState, anlan_ui_state, ANLAN, UI_STATE, GObject)

/* @plant: folder of the plant. */
AnlanUiState *anlan_ui_state_new          (const char *plant);
void          anlan_ui_state_load_async   (AnlanUiState *state, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
void          anlan_ui_state_load_finish  (AnlanUiState *state, GAsyncResult *result);
/* Writes what has not been written yet; the callback comes when it is on the disk, or has failed. */
void          anlan_ui_state_flush_async  (AnlanUiState *state, GAsyncReadyCallback callback, gpointer user_data);
void          anlan_ui_state_flush_finish (AnlanUiState *state, GAsyncResult *result);

char         *anlan_ui_state_get          (AnlanUiState *state, const char *group, const char *key); /* or NULL */
/* NULL removes the key. */
void          anlan_ui_state_set          (AnlanUiState *state, const char *group, const char *key,
                                           const char *value);
char        **anlan_ui_state_get_keys     (AnlanUiState *state, const char *group); /* never NULL */

G_END_DECLS
