/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "channel-secrets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "chore.h"
#include "link/channel.h"
#include "link/secrets.h"
#include "source-rows.h"
#include "station-child.h"

/* What the dialog is about. */
typedef struct
{
  AnlanDesk *desk;
  AnlanRecord *record;
  AnlanSourceSetting *settings; /* of its service; the rows point at them */
  GPtrArray *rows;              /* borrowed */
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->desk);
  anlan_record_unref (asked->record);
  g_ptr_array_unref (asked->rows);
  g_free (asked->settings);
  g_free (asked);
}

static const AnlanChannelSetting *
settings_of (const AnlanRecord *record, guint *n)
{
  const char *type = anlan_record_get_text (record, "type");

  for (guint i = 0; i < ANLAN_N_CHANNELS; i++)
    if (g_strcmp0 (type, anlan_channel_type_name ((AnlanChannelType)i)) == 0)
      return anlan_channel_type_settings ((AnlanChannelType)i, n);
  *n = 0;
  return NULL;
}

/* --- keeping --------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  AnlanChange *change; /* or NULL: nothing of the record */
  char *record;
  GPtrArray *names;   /* utf8 */
  GPtrArray *secrets; /* utf8, parallel to them; wiped */
} Keeping;

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_object_unref (keeping->plant);
  g_clear_pointer (&keeping->change, anlan_change_unref);
  g_free (keeping->record);
  g_ptr_array_unref (keeping->names);
  g_ptr_array_unref (keeping->secrets);
  g_free (keeping);
}

static gboolean
keep_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;
  g_autoptr (AnlanSecrets) secrets = anlan_secrets_new ();
  g_autoptr (AnlanApplied) applied = NULL;

  for (guint i = 0; i < keeping->names->len; i++)
    if (!anlan_secrets_keep (secrets, keeping->record, g_ptr_array_index (keeping->names, i),
                             g_ptr_array_index (keeping->secrets, i), error))
      return FALSE;
  if (keeping->change == NULL)
    return TRUE;
  applied = anlan_plant_apply (keeping->plant, keeping->change, error);
  return applied != NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanDesk *desk = ANLAN_DESK (source);
  AnlanStationChild *station = anlan_desk_get_station (desk);
  g_autoptr (GError) error = NULL;

  if (!anlan_chore_finish (result, NULL, &error))
    anlan_desk_say (desk, error->message);
  /* It reads the keyring as it starts, and nobody else tells it of a change there. */
  else if (station != NULL)
    anlan_station_child_tell_secrets (station);
}

static JsonObject *
definition_of (const AnlanRecord *record)
{
  const char *text = anlan_record_get_text (record, "definition");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : json_object_new ();
}

static void
keep (Asked *asked)
{
  g_autoptr (JsonObject) definition = definition_of (asked->record);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  Keeping *keeping = g_new0 (Keeping, 1);
  gboolean changed = FALSE;

  keeping->plant = g_object_ref (anlan_desk_get_plant (asked->desk));
  keeping->record = g_strdup (asked->record->id);
  keeping->names = g_ptr_array_new_with_free_func (g_free);
  keeping->secrets = g_ptr_array_new_with_free_func (wipe);
  for (guint i = 0; i < asked->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (asked->rows, i);
      const AnlanSourceSetting *setting = anlan_setting_row_get_setting (row);
      char *typed = anlan_setting_row_get_text (row);

      if (typed[0] != '\0' && setting->type == ANLAN_SETTING_SECRET)
        {
          g_ptr_array_add (keeping->names, g_strdup (setting->name));
          g_ptr_array_add (keeping->secrets, g_steal_pointer (&typed));
        }
      else if (typed[0] != '\0' && setting->type != ANLAN_SETTING_SECRET)
        {
          json_object_set_string_member (definition, setting->name, typed);
          changed = TRUE;
        }
      g_free (typed);
    }
  node = json_node_init_object (json_node_alloc (), definition);
  text = json_to_string (node, FALSE);
  if (changed && g_strcmp0 (text, anlan_record_get_text (asked->record, "definition")) != 0)
    {
      keeping->change = anlan_change_new (ANLAN_OP_EDIT, "channel", asked->record->id);
      anlan_change_set_text (keeping->change, "definition", text);
    }
  anlan_chore_run (asked->desk, keep_work, keeping, keeping_free, NULL, NULL, kept_cb, NULL);
}

/* --- asking ------------------------------------------------------------------------------------------------------------------ */

static void
answered_cb (AdwMessageDialog *dialog, const char *answer, Asked *asked)
{
  if (g_str_equal (answer, "keep") && anlan_desk_get_plant (asked->desk) != NULL)
    keep (asked);
}

static GtkWidget *
make_rows (Asked *asked)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (JsonObject) definition = definition_of (asked->record);
  const AnlanChannelSetting *known;
  guint n;

  known = settings_of (asked->record, &n);
  asked->settings = g_new0 (AnlanSourceSetting, n);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row;

      asked->settings[i].name = known[i].name;
      asked->settings[i].title = known[i].title;
      asked->settings[i].type = known[i].secret ? ANLAN_SETTING_SECRET : ANLAN_SETTING_TEXT;
      asked->settings[i].fallback =
          known[i].secret ? NULL
                          : json_object_get_string_member_with_default (definition, known[i].name, NULL);
      row = anlan_setting_row_new (&asked->settings[i]);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (asked->rows, row);
    }
  gtk_widget_set_size_request (group, 520, -1);
  return group;
}

void
anlan_channel_secrets_show (AnlanDesk *desk, AnlanRecord *record, GtkWindow *parent)
{
  GtkWidget *dialog;
  Asked *asked;

  g_return_if_fail (ANLAN_IS_DESK (desk) && record != NULL);

  dialog = adw_message_dialog_new (parent, anlan_record_label (record), NULL);
  asked = g_new0 (Asked, 1);
  asked->desk = g_object_ref (desk);
  asked->record = anlan_record_ref (record);
  asked->rows = g_ptr_array_new ();
  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Secrets go into the keyring of this computer, never into the plant, its exports or backups. "
         "What is left empty stays as it is."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_rows (asked));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "keep", _ ("_Keep"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), asked);
  g_object_set_data_full (G_OBJECT (dialog), "anlan-asked", asked, asked_free);
  gtk_window_present (GTK_WINDOW (dialog));
}
