/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "model/query.h"
#include "window.h"

typedef struct
{
  GtkWidget *widget;
  AnlanDesk *desk;
  GtkWidget *entry; /* borrowed */
  char *alarm;
  char *name;
  char *muster;
  char *key;
  gboolean visitor;
  char *state;
  guint expected, here, word; /* of who is ended */
  AnlanMusterBegun begun;
  gpointer data;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->widget);
  g_object_unref (asked->desk);
  g_free (asked->alarm);
  g_free (asked->name);
  g_free (asked->muster);
  g_free (asked->key);
  g_free (asked->state);
  g_free (asked);
}

static Asked *
asked_new (GtkWidget *widget, AnlanDesk *desk)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->widget = g_object_ref (widget);
  asked->desk = g_object_ref (desk);
  return asked;
}

static AdwMessageDialog *
make_dialog (Asked *asked, const char *heading, const char *body, const char *entry, const char *text)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (anlan_window_of (asked->widget)), heading, body));

  adw_message_dialog_set_body_use_markup (dialog, FALSE);
  if (entry != NULL)
    {
      asked->entry = gtk_entry_new ();
      gtk_editable_set_text (GTK_EDITABLE (asked->entry), text != NULL ? text : "");
      gtk_entry_set_placeholder_text (GTK_ENTRY (asked->entry), entry);
      gtk_entry_set_activates_default (GTK_ENTRY (asked->entry), TRUE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (asked->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, entry,
                                      -1);
      adw_message_dialog_set_extra_child (dialog, asked->entry);
    }
  g_object_set_data_full (G_OBJECT (dialog), "anlan-asked", asked, asked_free);
  return dialog;
}

static const char *
text_of (const Asked *asked)
{
  return gtk_editable_get_text (GTK_EDITABLE (asked->entry));
}

/* --- begin --------------------------------------------------------------------------------------------------------------- */

static void
begin_response_cb (AdwMessageDialog *dialog, const char *response, Asked *asked)
{
  gboolean drill = g_strcmp0 (response, "drill") == 0;

  if (!drill && g_strcmp0 (response, "real") != 0)
    return;
  anlan_muster_begin (asked->widget, asked->desk, text_of (asked), drill, asked->alarm, asked->begun,
                      asked->data);
}

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  gboolean has = gtk_editable_get_text (entry)[0] != '\0';

  adw_message_dialog_set_response_enabled (dialog, "drill", has);
  adw_message_dialog_set_response_enabled (dialog, "real", has);
}

/* Takes @asked. */
static void
show_begin (Asked *asked, const char *name)
{
  AdwMessageDialog *dialog = make_dialog (
      asked, _ ("Begin an evacuation?"),
      _ ("Counting begins at once: who should be here by roster and register is counted at the muster "
         "points, here and on phones. Nothing is sounded by this: give the alarm as your plan says."),
      _ ("What it is called"), name);

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "drill", _ ("_Drill"), "real",
                                    _ ("_Evacuation"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "real", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "real");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (begin_response_cb), asked);
  g_signal_connect (asked->entry, "changed", G_CALLBACK (name_changed_cb), dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static char *
make_name (AnlanDesk *desk)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *at = anlan_local_format (anlan_plant_now (plant), zone, "%Y-%m-%d %H:%M");

  return g_strdup_printf (_ ("Evacuation %s"), at);
}

/* The station mirrors alarms a moment after they were raised: what is not there yet is not waited for. */
static void
alarm_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) alarm = anlan_plant_load_finish (ANLAN_PLANT (source), result, &error);
  g_autofree char *name = alarm != NULL ? g_strdup (anlan_record_label (alarm)) : make_name (asked->desk);

  if (alarm == NULL)
    g_clear_pointer (&asked->alarm, g_free);
  if (anlan_window_of (asked->widget) != NULL && anlan_desk_get_plant (asked->desk) == ANLAN_PLANT (source))
    show_begin (asked, name);
  else
    asked_free (asked);
}

void
anlan_muster_ask_begin (
    GtkWidget *widget, AnlanDesk *desk, const char *alarm, AnlanMusterBegun begun, gpointer data)
{
  Asked *asked;

  g_return_if_fail (GTK_IS_WIDGET (widget) && ANLAN_IS_DESK (desk) && begun != NULL);

  asked = asked_new (widget, desk);
  asked->begun = begun;
  asked->data = data;
  if (alarm != NULL)
    {
      asked->alarm = g_strdup (alarm);
      anlan_plant_load_async (anlan_desk_get_plant (desk), "alarm", alarm, NULL, alarm_loaded_cb, asked);
    }
  else
    {
      g_autofree char *name = make_name (desk);

      show_begin (asked, name);
    }
}

/* --- a word ---------------------------------------------------------------------------------------------------------------- */

static void
word_response_cb (AdwMessageDialog *dialog, const char *response, Asked *asked)
{
  if (g_strcmp0 (response, "keep") == 0)
    anlan_muster_count_word (asked->widget, asked->desk, asked->muster, asked->key, asked->visitor,
                             asked->state, text_of (asked));
}

static void
word_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "keep", gtk_editable_get_text (entry)[0] != '\0');
}

void
anlan_muster_ask_word (GtkWidget *widget,
                       AnlanDesk *desk,
                       const char *muster,
                       const char *key,
                       gboolean visitor,
                       const char *name,
                       const char *state)
{
  Asked *asked;
  AdwMessageDialog *dialog;
  g_autofree char *heading = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && muster != NULL && key != NULL && name != NULL && state != NULL);

  asked = asked_new (widget, desk);
  asked->muster = g_strdup (muster);
  asked->key = g_strdup (key);
  asked->visitor = visitor;
  asked->state = g_strdup (state);
  heading = g_strdup_printf (g_strcmp0 (state, "elsewhere") == 0 ? _ ("%s is elsewhere, and well")
                             : g_strcmp0 (state, "hurt") == 0    ? _ ("%s is hurt or trapped")
                                                                 : _ ("%s is missing"),
                             name);
  dialog = make_dialog (asked, heading, _ ("Who says so, and where this person is or was last seen?"),
                        _ ("What is known"), NULL);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "keep", _ ("_Keep the word"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "keep", FALSE);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (word_response_cb), asked);
  g_signal_connect (asked->entry, "changed", G_CALLBACK (word_changed_cb), dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- end -------------------------------------------------------------------------------------------------------------------- */

static void
end_response_cb (AdwMessageDialog *dialog, const char *response, Asked *asked)
{
  if (g_strcmp0 (response, "end") == 0)
    anlan_muster_end (asked->widget, asked->desk, asked->muster, asked->expected, asked->here, asked->word,
                      text_of (asked));
}

static void
say_open (Asked *asked, guint open)
{
  g_autofree char *heading =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "There is no word about %u person yet",
                                    "There is no word about %u people yet", open),
                       open);
  AdwMessageDialog *dialog = make_dialog (
      asked, heading,
      _ ("An evacuation is over when everybody is counted, or when it is written of each who is not what "
         "is known. They stand in the list."),
      NULL, NULL);

  adw_message_dialog_add_response (dialog, "cancel", _ ("_Back to the list"));
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_window_present (GTK_WINDOW (dialog));
}

void
anlan_muster_ask_end (GtkWidget *widget, AnlanDesk *desk, const AnlanMusterBoard *board)
{
  Asked *asked;
  AdwMessageDialog *dialog;
  g_autofree char *body = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && board != NULL);

  asked = asked_new (widget, desk);
  if (board->open > 0)
    {
      say_open (asked, board->open);
      return;
    }
  asked->muster = g_strdup (board->muster->id);
  asked->expected = board->expected;
  asked->here = board->here;
  asked->word = board->word;
  body = g_strdup_printf (
      _ ("%u were expected, %u are counted, about %u there is a word. Nobody can be counted afterwards."),
      board->expected, board->here, board->word);
  dialog = make_dialog (asked, _ ("End the evacuation?"), body, _ ("What went well, what did not"), NULL);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "end", _ ("_End it"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "end", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "end");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (end_response_cb), asked);
  gtk_window_present (GTK_WINDOW (dialog));
}
