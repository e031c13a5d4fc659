/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-dialogs.h"

#include <glib/gi18n-lib.h>

#include "alarm-say.h"
#include "window.h"

/* --- what came of it ------------------------------------------------------------------------------------------------- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;
  AnlanWindow *window = anlan_window_of (widget);
  guint done;

  if (anlan_alarm_desk_finish (ANLAN_ALARM_DESK (source), result, &done, &error) || window == NULL)
    return;
  if (done > 0)
    {
      g_autofree char *text =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Done for %u alarm. Not for all: %s",
                                        "Done for %u alarms. Not for all: %s", done),
                           done, error->message);

      anlan_window_toast (window, adw_toast_new (text));
    }
  else
    anlan_window_toast (window, adw_toast_new (error->message));
}

void
anlan_alarm_acknowledge (GtkWidget *widget, AnlanAlarmDesk *desk, GPtrArray *ids)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && ANLAN_IS_ALARM_DESK (desk) && ids != NULL);

  anlan_alarm_desk_acknowledge (desk, ids, done_cb, g_object_ref (widget));
}

void
anlan_alarm_unshelve (GtkWidget *widget, AnlanAlarmDesk *desk, const char *shelf)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && ANLAN_IS_ALARM_DESK (desk) && shelf != NULL);

  anlan_alarm_desk_unshelve (desk, shelf, done_cb, g_object_ref (widget));
}

/* --- dialogs ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanAlarmDesk *desk;
  GtkWidget *widget; /* for whom it is asked */
  GPtrArray *ids;
  GtkWidget *note; /* borrowed, as all below */

  /* closing */
  const char *cause; /* NULL: not said yet */

  /* shelving */
  char *rule, *subject, *zone;
  AdwComboRow *scope;
  GtkSpinButton *hours;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->desk);
  g_object_unref (asked->widget);
  g_clear_pointer (&asked->ids, g_ptr_array_unref);
  g_free (asked->rule);
  g_free (asked->subject);
  g_free (asked->zone);
  g_free (asked);
}

static Asked *
asked_new (GtkWidget *widget, AnlanAlarmDesk *desk)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->desk = g_object_ref (desk);
  asked->widget = g_object_ref (widget);
  return asked;
}

static AdwMessageDialog *
make_dialog (GtkWidget *widget, const char *heading, const char *body, const char *verb, Asked *asked)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "do", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "do");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "do", FALSE);
  g_object_set_data_full (G_OBJECT (dialog), "anlan-asked", asked, asked_free);
  return ADW_MESSAGE_DIALOG (dialog);
}

static GtkWidget *
add_entry (GtkWidget *list, const char *title)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  return entry;
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  return list;
}

/* --- closing ----------------------------------------------------------------------------------------------------------- */

static void
cause_cb (GtkCheckButton *button, AdwMessageDialog *dialog)
{
  Asked *asked = g_object_get_data (G_OBJECT (dialog), "anlan-asked");

  if (!gtk_check_button_get_active (button))
    return;
  asked->cause = g_object_get_data (G_OBJECT (button), "anlan-cause");
  adw_message_dialog_set_response_enabled (dialog, "do", TRUE);
}

static void
close_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Asked *asked = g_object_get_data (G_OBJECT (dialog), "anlan-asked");

  if (g_strcmp0 (response, "do") == 0)
    anlan_alarm_desk_close (asked->desk, asked->ids, asked->cause,
                            gtk_editable_get_text (GTK_EDITABLE (asked->note)), done_cb,
                            g_object_ref (asked->widget));
}

static void
add_causes (GtkWidget *list, AdwMessageDialog *dialog)
{
  static const struct
  {
    const char *cause;
    const char *meaning;
  } causes[] = {
    { "real", N_ ("What it warned of was there") },
    { "drill", N_ ("Set off on purpose, as an exercise") },
    { "false", N_ ("Nothing was there: it counts against the rule and the camera") },
    { "maintenance", N_ ("Work on the detector or the plant set it off") },
  };
  GtkCheckButton *group = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_alarm_say_cause (causes[i].cause));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (causes[i].meaning));
      gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
      group = group != NULL ? group : GTK_CHECK_BUTTON (check);
      g_object_set_data (G_OBJECT (check), "anlan-cause", (gpointer)causes[i].cause);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      anlan_alarm_say_cause (causes[i].cause), -1);
      g_signal_connect_object (check, "toggled", G_CALLBACK (cause_cb), dialog, 0);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
}

void
anlan_alarm_ask_close (GtkWidget *widget, AnlanAlarmDesk *desk, GPtrArray *ids)
{
  g_autofree char *heading = NULL;
  GtkWidget *list = make_list ();
  AdwMessageDialog *dialog;
  Asked *asked;

  g_return_if_fail (GTK_IS_WIDGET (widget) && ANLAN_IS_ALARM_DESK (desk) && ids != NULL);

  asked = asked_new (widget, desk);
  asked->ids = g_ptr_array_copy (ids, (GCopyFunc)(void (*) (void))g_strdup, NULL);
  g_ptr_array_set_free_func (asked->ids, g_free);
  heading = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Close the alarm", "Close %u alarms", ids->len),
                             ids->len);
  dialog = make_dialog (widget, heading, _ ("What was it? The answer is kept with your name."), _ ("C_lose"),
                        asked);
  add_causes (list, dialog);
  asked->note = add_entry (list, _ ("Note"));
  adw_message_dialog_set_extra_child (dialog, list);
  g_signal_connect (dialog, "response", G_CALLBACK (close_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- shelving ---------------------------------------------------------------------------------------------------------- */

enum
{
  SCOPE_ONE,     /* this rule at this point */
  SCOPE_SUBJECT, /* all of this point */
  SCOPE_RULE,    /* this rule everywhere */
  SCOPE_ZONE,    /* everything of the zone */
};

static void
shelve_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Asked *asked = g_object_get_data (G_OBJECT (dialog), "anlan-asked");
  guint scope = adw_combo_row_get_selected (asked->scope);

  if (g_strcmp0 (response, "do") == 0)
    anlan_alarm_desk_shelve (asked->desk, scope == SCOPE_ONE || scope == SCOPE_RULE ? asked->rule : NULL,
                             scope == SCOPE_ONE || scope == SCOPE_SUBJECT ? asked->subject : NULL,
                             scope == SCOPE_ZONE ? asked->zone : NULL,
                             gtk_editable_get_text (GTK_EDITABLE (asked->note)),
                             gtk_spin_button_get_value (asked->hours), done_cb, g_object_ref (asked->widget));
}

static void
reason_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "do", text[0] != '\0');
}

static AdwComboRow *
add_scope (GtkWidget *list, AnlanAlarmDesk *desk, const AnlanAlarm *alarm)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *one = g_strdup_printf (_ ("“%s” at %s"), alarm->title, alarm->subject);
  g_autofree char *subject = g_strdup_printf (_ ("All alarms of %s"), alarm->subject);
  g_autofree char *rule = g_strdup_printf (_ ("“%s” everywhere"), alarm->title);
  g_autofree char *zone =
      g_strdup_printf (_ ("All alarms of zone %s"), anlan_alarm_desk_get_name (desk, "zone", alarm->zone));
  GtkWidget *row = adw_combo_row_new ();

  gtk_string_list_append (names, one);
  gtk_string_list_append (names, subject);
  gtk_string_list_append (names, rule);
  if (alarm->zone[0] != '\0')
    gtk_string_list_append (names, zone);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Which alarms"));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  return ADW_COMBO_ROW (row);
}

void
anlan_alarm_ask_shelve (GtkWidget *widget, AnlanAlarmDesk *desk, const AnlanAlarm *alarm)
{
  GtkWidget *list = make_list (), *row = adw_action_row_new ();
  AdwMessageDialog *dialog;
  Asked *asked;

  g_return_if_fail (GTK_IS_WIDGET (widget) && ANLAN_IS_ALARM_DESK (desk) && alarm != NULL);

  asked = asked_new (widget, desk);
  asked->rule = g_strdup (alarm->rule);
  asked->subject = g_strdup (alarm->subject);
  asked->zone = g_strdup (alarm->zone);
  dialog = make_dialog (
      widget, _ ("Shelve alarms"),
      _ ("They are kept and make no noise until then. Everybody sees the shelf, with your name and the "
         "reason; it ends by itself."),
      _ ("_Shelve"), asked);
  asked->scope = add_scope (list, desk, alarm);
  asked->hours = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0.5, ANLAN_SHELF_HOURS, 0.5));
  gtk_spin_button_set_digits (asked->hours, 1);
  gtk_spin_button_set_value (asked->hours, 1);
  gtk_widget_set_valign (GTK_WIDGET (asked->hours), GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("For how many hours"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (asked->hours));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (asked->hours));
  gtk_accessible_update_property (GTK_ACCESSIBLE (asked->hours), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("For how many hours"), -1);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  asked->note = add_entry (list, _ ("Reason"));
  g_signal_connect_object (asked->note, "changed", G_CALLBACK (reason_cb), dialog, 0);
  adw_message_dialog_set_extra_child (dialog, list);
  g_signal_connect (dialog, "response", G_CALLBACK (shelve_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}
