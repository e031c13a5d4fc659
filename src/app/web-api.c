/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>

#include "model/token.h"
#include "web-dialog.h"
#include "window.h"

/* What most programs need; others are typed. */
static const struct
{
  const char *title;
  const char *scope;
} usual[] = {
  { N_ ("Read all kinds"), "*:read" },
  { N_ ("Report hazards"), "hazard:add" },
  { N_ ("Push people (HR system)"), "person:push" },
  { N_ ("Push units (HR system)"), "unit:push" },
  { N_ ("Who is on site (gates)"), "onsite:add" },
  { N_ ("Readings"), "readings" },
  { N_ ("Alarms"), "alarms" },
  { N_ ("Verdicts of checks"), "check" },
  { N_ ("May somebody enter (gates)"), "gate" },
  { N_ ("Journal"), "journal" },
  { N_ ("For an authority: names are masked"), "authority" },
};

typedef struct
{
  gatomicrefcount refs;
  AnlanDesk *desk;
  GtkWidget *widget;
  AnlanWebDone done;
  AnlanWebDialog dialog;
  AdwEntryRow *name_row, *others_row, *expires_row;
  AdwActionRow *person_row;
  GtkWidget *checks[G_N_ELEMENTS (usual)];
  char *person;
} Asked;

static void
asked_unref (gpointer data)
{
  Asked *asked = data;

  if (!g_atomic_ref_count_dec (&asked->refs))
    return;
  g_object_unref (asked->desk);
  g_object_unref (asked->widget);
  g_free (asked->person);
  g_free (asked);
}

static void
window_gone_cb (gpointer data)
{
  ((Asked *)data)->dialog.window = NULL;
  asked_unref (data);
}

/* --- making ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *name, *person, *expires;
  char **scopes;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->name);
  g_free (job->person);
  g_free (job->expires);
  g_strfreev (job->scopes);
  g_free (job);
}

static gpointer
make_token (AnlanPlant *plant, gpointer data, GError **error)
{
  const Job *job = data;

  return anlan_token_make_api (plant, job->name, job->person, (const char *const *)job->scopes, job->expires,
                               error);
}

static void
forget_cb (gpointer data)
{
  anlan_token_forget (data);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  g_autoptr (GError) error = NULL;
  char *token = anlan_token_task_finish (ANLAN_PLANT (source), result, &error);

  if (token != NULL && anlan_window_of (asked->widget) != NULL)
    {
      if (asked->dialog.window != NULL)
        gtk_window_destroy (GTK_WINDOW (asked->dialog.window));
      anlan_web_show_secret (asked->widget, _ ("The token is shown only now"),
                             _ ("Copy it into the other program. Anybody who has it has its rights."), token);
      asked->done (asked->widget);
    }
  else if (token != NULL)
    anlan_token_forget (token);
  else if (asked->dialog.window != NULL)
    {
      gtk_widget_set_sensitive (asked->dialog.act, TRUE);
      anlan_web_dialog_say (&asked->dialog, error->message);
    }
  else
    anlan_desk_say (asked->desk, error->message);
  asked_unref (asked);
}

static char **
list_scopes (const Asked *asked)
{
  g_autoptr (GPtrArray) scopes = g_ptr_array_new ();
  g_auto (GStrv) others =
      g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (asked->others_row)), " ,;", -1);

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (asked->checks[i])))
      g_ptr_array_add (scopes, g_strdup (usual[i].scope));
  for (guint i = 0; others[i] != NULL; i++)
    if (others[i][0] != '\0')
      g_ptr_array_add (scopes, g_strdup (others[i]));
  g_ptr_array_add (scopes, NULL);
  return (char **)g_ptr_array_steal (scopes, NULL);
}

static void
on_make_clicked_cb (GtkButton *button, Asked *asked)
{
  Job *job = g_new0 (Job, 1);
  const char *expires = gtk_editable_get_text (GTK_EDITABLE (asked->expires_row));

  job->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (asked->name_row)));
  job->person = g_strdup (asked->person);
  job->expires = expires[0] != '\0' ? g_strdup (expires) : NULL;
  job->scopes = list_scopes (asked);
  gtk_widget_set_sensitive (asked->dialog.act, FALSE);
  anlan_web_dialog_say (&asked->dialog, NULL);
  g_atomic_ref_count_inc (&asked->refs);
  anlan_token_task_async (anlan_desk_get_plant (asked->desk), make_token, job, job_free, forget_cb, NULL,
                          made_cb, asked);
}

/* --- asking --------------------------------------------------------------------------------------------------------------- */

static void
update_cb (Asked *asked)
{
  gboolean any = gtk_editable_get_text (GTK_EDITABLE (asked->others_row))[0] != '\0';

  for (guint i = 0; !any && i < G_N_ELEMENTS (usual); i++)
    any = gtk_check_button_get_active (GTK_CHECK_BUTTON (asked->checks[i]));
  gtk_widget_set_sensitive (asked->dialog.act,
                            any && gtk_editable_get_text (GTK_EDITABLE (asked->name_row))[0] != '\0');
}

static void
person_picked_cb (GtkWidget *picker, const char *id, const char *label, Asked *asked)
{
  g_free (asked->person);
  asked->person = g_strdup (id);
  adw_action_row_set_subtitle (asked->person_row, label);
}

static AdwEntryRow *
add_entry (Asked *asked, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (asked->dialog.group, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update_cb), asked);
  return ADW_ENTRY_ROW (row);
}

static void
add_scopes (Asked *asked)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What it may"));
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      GtkWidget *row = adw_action_row_new ();

      asked->checks[i] = gtk_check_button_new ();
      gtk_widget_set_valign (asked->checks[i], GTK_ALIGN_CENTER);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (usual[i].title));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), usual[i].scope);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), asked->checks[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), asked->checks[i]);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_signal_connect_swapped (asked->checks[i], "toggled", G_CALLBACK (update_cb), asked);
    }
  gtk_box_append (GTK_BOX (asked->dialog.column), group);
}

void
anlan_web_ask_api (GtkWidget *widget, AnlanDesk *desk, AnlanWebDone done)
{
  Asked *asked = g_new0 (Asked, 1);

  g_atomic_ref_count_init (&asked->refs);
  asked->desk = g_object_ref (desk);
  asked->widget = g_object_ref (widget);
  asked->done = done;
  asked->dialog = anlan_web_dialog_new (widget, _ ("Token for another program"),
                                        _ ("A program that has it may do what is ticked, and nothing else."),
                                        _ ("_Make"));
  asked->name_row = add_entry (asked, _ ("What the program is called"));
  asked->expires_row = add_entry (asked, _ ("Last day, such as 2026-12-31; empty: none"));
  asked->others_row = add_entry (asked, _ ("Other rights, such as permit:read"));
  asked->person_row = anlan_web_dialog_add_picker (
      &asked->dialog, anlan_desk_get_plant (desk), _ ("Whose name its changes bear"), _ ("Nobody's"),
      "person", _ ("Choose a person"), G_CALLBACK (person_picked_cb), asked);
  add_scopes (asked);
  g_object_set_data_full (G_OBJECT (asked->dialog.window), "anlan-asked", asked, window_gone_cb);
  g_signal_connect (asked->dialog.act, "clicked", G_CALLBACK (on_make_clicked_cb), asked);
  update_cb (asked);
  gtk_window_present (GTK_WINDOW (asked->dialog.window));
}
