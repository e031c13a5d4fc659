/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "source-actions.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/error.h"
#include "chore.h"
#include "link/inlet.h"
#include "mapping-dialog.h"
#include "say.h"
#include "station-child.h"
#include "station/sample.h"
#include "station/station.h"

gboolean
anlan_source_is_posted (const AnlanRecord *source)
{
  const char *type = anlan_record_get_text (source, "type");

  return type != NULL && anlan_inlet_is_posted (type);
}

gboolean
anlan_source_is_mapped (const AnlanRecord *source)
{
  static const char *const types[] = { "push", "poll", "folder", NULL };
  const char *type = anlan_record_get_text (source, "type");

  return type != NULL && g_strv_contains (types, type);
}

char *
anlan_source_base (AnlanDesk *desk)
{
  AnlanStationChild *child = anlan_desk_get_station (desk);
  AnlanStationWatch *watch = anlan_station_child_get_watch (child);
  const AnlanStationState *facts = anlan_station_watch_get_facts (watch);
  g_autofree char *address = NULL;

  if (facts != NULL && facts->url != NULL && anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON)
    return g_strdup (facts->url);
  address = anlan_station_child_get_address (child);
  return g_strdup_printf ("%s://%s:%u", anlan_station_child_get_tls (child) ? "https" : "http", address,
                          anlan_station_child_get_port (child));
}

/* --- a new address ---------------------------------------------------------------------------------------------------- */

/* What is asked about. */
typedef struct
{
  AnlanDesk *desk;
  AnlanRecord *source;
  GtkWindow *parent; /* weak */
  char *token;       /* (out); wiped */
} Asked;

static Asked *
asked_new (AnlanDesk *desk, AnlanRecord *source, GtkWindow *parent)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->desk = g_object_ref (desk);
  asked->source = anlan_record_ref (source);
  g_set_weak_pointer (&asked->parent, parent);
  return asked;
}

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->desk);
  anlan_record_unref (asked->source);
  g_clear_weak_pointer (&asked->parent);
  anlan_station_forget_token (asked->token);
  g_free (asked);
}

static gboolean
make_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Asked *asked = data;

  asked->token = anlan_station_make_token (anlan_desk_get_plant (asked->desk), asked->source->id, error);
  return asked->token != NULL;
}

static void
on_copy_clicked_cb (GtkButton *button, const char *address)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), address);
  gtk_button_set_label (button, _ ("Copied"));
}

static GtkWidget *
make_address (const char *address)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *label = gtk_label_new (address),
            *copy = gtk_button_new_with_mnemonic (_ ("C_opy"));

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_halign (copy, GTK_ALIGN_CENTER);
  g_signal_connect_data (copy, "clicked", G_CALLBACK (on_copy_clicked_cb), g_strdup (address),
                         (GClosureNotify)(GCallback)anlan_station_forget_token, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), copy);
  return box;
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanDesk *desk = ANLAN_DESK (source);
  g_autoptr (GError) error = NULL;
  gpointer asked;
  g_autofree char *base = NULL, *address = NULL;
  GtkWidget *dialog;

  if (!anlan_chore_finish (result, &asked, &error))
    {
      anlan_desk_say (desk, error->message);
      return;
    }
  if (anlan_desk_get_station (desk) == NULL || ((Asked *)asked)->parent == NULL)
    return;
  base = anlan_source_base (desk);
  address = g_strdup_printf ("%s/in/%s", base, ((Asked *)asked)->token);
  dialog = adw_message_dialog_new (
      ((Asked *)asked)->parent, _ ("The address that it posts to"),
      _ ("Set it in the device now: it is shown this once and kept nowhere. Whoever knows it can "
         "post as this source."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_address (address));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("I _have the address"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
  explicit_bzero (address, strlen (address));
}

static void
make (Asked *asked)
{
  anlan_chore_run (asked->desk, make_work, asked, asked_free, NULL, NULL, made_cb, NULL);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *answer, Asked *asked)
{
  if (g_str_equal (answer, "make") && anlan_desk_get_plant (asked->desk) != NULL)
    make (asked_new (asked->desk, asked->source, asked->parent));
}

void
anlan_source_new_address (AnlanDesk *desk, AnlanRecord *source, GtkWindow *parent)
{
  GtkWidget *dialog;
  Asked *asked;

  g_return_if_fail (ANLAN_IS_DESK (desk) && source != NULL);

  asked = asked_new (desk, source, parent);
  if (anlan_record_get_text (source, "token") == NULL)
    {
      make (asked);
      return;
    }
  dialog = adw_message_dialog_new (parent, _ ("Make a new address?"),
                                   _ ("What posts to the present address is no longer taken from then on."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "make",
                                    _ ("_Make a new one"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "make", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), asked);
  g_object_set_data_full (G_OBJECT (dialog), "anlan-asked", asked, asked_free);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- its mapping -------------------------------------------------------------------------------------------------------- */

static JsonObject *
definition_of (const AnlanRecord *source)
{
  const char *text = anlan_record_get_text (source, "definition");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : json_object_new ();
}

static void
stored_cb (GObject *plant, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanDesk) desk = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (plant), result, &error);

  if (applied == NULL)
    anlan_desk_say (desk, error->message);
}

static void
on_mapped_cb (AnlanMappingDialog *dialog, const char *profile, Asked *asked)
{
  AnlanPlant *plant = anlan_desk_get_plant (asked->desk);
  g_autoptr (JsonObject) definition = definition_of (asked->source);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autofree char *text = NULL;

  if (plant == NULL)
    return;
  json_object_set_member (definition, "profile", json_from_string (profile, NULL));
  node = json_node_init_object (json_node_alloc (), definition);
  text = json_to_string (node, FALSE);
  change = anlan_change_new (ANLAN_OP_EDIT, "source", asked->source->id);
  change->base_rev = g_strdup (asked->source->rev);
  anlan_change_set_text (change, "definition", text);
  anlan_plant_apply_async (plant, change, NULL, stored_cb, g_object_ref (asked->desk));
}

#define LOOK_AGAIN_S 2

/* The last post of it that could not be taken. */
typedef struct
{
  AnlanDesk *desk;
  char *dir;
  char *source;
  AnlanMappingDialog *dialog; /* weak */
  AnlanSample *sample;
} Refused;

static Refused *
refused_new (AnlanDesk *desk, const char *source, AnlanMappingDialog *dialog)
{
  Refused *refused = g_new0 (Refused, 1);

  refused->desk = g_object_ref (desk);
  refused->source = g_strdup (source);
  g_set_weak_pointer (&refused->dialog, dialog);
  return refused;
}

static void
refused_free (gpointer data)
{
  Refused *refused = data;

  g_object_unref (refused->desk);
  g_free (refused->dir);
  g_free (refused->source);
  g_clear_weak_pointer (&refused->dialog);
  anlan_sample_free (refused->sample);
  g_free (refused);
}

static gboolean
refused_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Refused *refused = data;

  refused->sample = anlan_sample_read (refused->dir, refused->source, error);
  return refused->sample != NULL;
}

static char *
say_refused (AnlanDesk *desk, const AnlanSample *sample)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *when = anlan_say_moment (sample->at, anlan_plant_now (plant), zone);

  return g_strdup_printf (
      sample->masked ? _ ("What it posted last and was not taken (%s): %s Passwords and tokens in it are "
                          "shown as ***.")
                     : _ ("What it posted last and was not taken (%s): %s"),
      when, sample->reason != NULL ? sample->reason : "");
}

static void
offer_refused (AnlanDesk *desk, const char *source, AnlanMappingDialog *dialog);

/* Somebody may set up the device beside it. */
static gboolean
again_cb (gpointer data)
{
  Refused *refused = data;

  if (refused->dialog != NULL && anlan_desk_get_plant (refused->desk) != NULL)
    offer_refused (refused->desk, refused->source, refused->dialog);
  return G_SOURCE_REMOVE;
}

/* Where nothing was refused yet, a sample is pasted as ever, or comes while the dialog is open. */
static void
refused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gpointer done;
  Refused *refused;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *note = NULL;
  gboolean read = anlan_chore_finish (result, &done, &error);

  refused = done;
  if (!read && g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      if (refused->dialog != NULL)
        g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, LOOK_AGAIN_S, again_cb,
                                    refused_new (refused->desk, refused->source, refused->dialog),
                                    refused_free);
      return;
    }
  if (!read)
    {
      anlan_desk_say (ANLAN_DESK (source), error->message);
      return;
    }
  if (refused->dialog == NULL || anlan_desk_get_plant (refused->desk) == NULL ||
      refused->sample->body == NULL)
    return;
  text = g_utf8_make_valid (g_bytes_get_data (refused->sample->body, NULL),
                            (gssize)g_bytes_get_size (refused->sample->body));
  note = say_refused (refused->desk, refused->sample);
  anlan_mapping_dialog_offer (refused->dialog, text, note);
}

static void
offer_refused (AnlanDesk *desk, const char *source, AnlanMappingDialog *dialog)
{
  Refused *refused = refused_new (desk, source, dialog);

  refused->dir = g_strdup (anlan_store_get_dir (anlan_plant_get_store (anlan_desk_get_plant (desk))));
  anlan_chore_run (desk, refused_work, refused, refused_free, NULL, NULL, refused_cb, NULL);
}

void
anlan_source_change_mapping (AnlanDesk *desk, AnlanRecord *source, GtkWindow *parent)
{
  g_autoptr (JsonObject) definition = NULL;
  g_autoptr (JsonObject) asking = NULL;
  g_autofree char *profile = NULL;
  AnlanMappingDialog *dialog;
  Asked *asked;
  JsonNode *own;

  g_return_if_fail (ANLAN_IS_DESK (desk) && source != NULL);

  definition = definition_of (source);
  own = json_object_get_member (definition, "profile");
  profile = own != NULL ? json_to_string (own, FALSE) : NULL;
  /* Where a sign-in is needed the keyring is not asked for a sample: one can be pasted. */
  if (g_strcmp0 (anlan_record_get_text (source, "type"), "poll") == 0 &&
      anlan_record_get_text (source, "secret") == NULL)
    {
      asking = json_object_new ();
      json_object_set_string_member (asking, "type", "poll");
      json_object_set_string_member (asking, "address", anlan_record_get_text (source, "address"));
      json_object_set_object_member (asking, "settings", json_object_ref (definition));
    }
  dialog = anlan_mapping_dialog_new (desk, profile, asking);
  asked = asked_new (desk, source, parent);
  g_signal_connect (dialog, "mapped", G_CALLBACK (on_mapped_cb), asked);
  g_object_set_data_full (G_OBJECT (dialog), "anlan-asked", asked, asked_free);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_present (GTK_WINDOW (dialog));
  if (anlan_source_is_posted (source))
    offer_refused (desk, source->id, dialog);
}
