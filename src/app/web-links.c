/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>

#include "model/query.h"
#include "model/token.h"
#include "print.h"
#include "report/poster.h"
#include "web-address.h"
#include "web-dialog.h"
#include "window.h"

/* --- what was made: held until the window is closed, and nowhere else ----------------------------------------------------- */

typedef struct
{
  char *name, *unit, *url, *pin;
} Link;

static void
link_free (gpointer data)
{
  Link *link = data;

  g_free (link->name);
  g_free (link->unit);
  anlan_token_forget (link->url);
  anlan_token_forget (link->pin);
  g_free (link);
}

typedef struct
{
  char *base;
  char *person, *unit; /* id of one of them */
  GPtrArray *people;   /* id, name, unit by turns */
  GPtrArray *links;    /* Link */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->base);
  g_free (job->person);
  g_free (job->unit);
  g_clear_pointer (&job->people, g_ptr_array_unref);
  g_free (job);
}

static gboolean
find_people (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (AnlanStmt) stmt = anlan_db_prepare (
      db,
      "WITH RECURSIVE below(id) AS (SELECT ?2 UNION SELECT u.id FROM unit u JOIN below b ON u.parent = b.id)"
      " SELECT p.id, p.name, coalesce(u.name, '') FROM person p LEFT JOIN unit u ON u.id = p.unit"
      " WHERE p.state = 'active' AND NOT p.draft AND (p.id = ?1 OR p.unit IN below) ORDER BY p.name",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, job->person);
  anlan_stmt_bind_text (stmt, 2, job->unit);
  job->people = g_ptr_array_new_with_free_func (g_free);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    for (int i = 0; i < 3; i++)
      g_ptr_array_add (job->people, g_strdup (anlan_stmt_text (stmt, i)));
  return step == ANLAN_STEP_DONE;
}

/* In a thread: each PIN is hashed slowly, so that nobody tries them all. */
static gpointer
make_links (AnlanPlant *plant, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (link_free);

  if (!anlan_store_read (anlan_plant_get_store (plant), find_people, job, error))
    return NULL;
  for (guint i = 0; i + 2 < job->people->len; i += 3)
    {
      Link *link = g_new0 (Link, 1);
      char *token;

      g_ptr_array_add (links, link);
      link->name = g_strdup (g_ptr_array_index (job->people, i + 1));
      link->unit = g_strdup (g_ptr_array_index (job->people, i + 2));
      token = anlan_link_make (plant, g_ptr_array_index (job->people, i), NULL, &link->pin, error);
      if (token == NULL)
        return NULL;
      link->url = g_strconcat (job->base, "/p/", token, NULL);
      anlan_token_forget (token);
    }
  if (links->len == 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("Nobody works there now."));
      return NULL;
    }
  return g_steal_pointer (&links);
}

/* --- showing them once ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanDesk *desk;
  GtkWidget *widget;
  GPtrArray *links;
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_object_unref (shown->desk);
  g_object_unref (shown->widget);
  g_ptr_array_unref (shown->links);
  g_free (shown);
}

static AnlanPaper *
make_cards (AnlanPlant *plant, gpointer data, const char *printer, GError **error)
{
  GPtrArray *links = data;
  g_autofree AnlanPosterCard *cards = g_new0 (AnlanPosterCard, links->len);

  for (guint i = 0; i < links->len; i++)
    {
      const Link *link = g_ptr_array_index (links, i);

      cards[i] = (AnlanPosterCard){ link->name, link->unit, link->url, link->pin };
    }
  return anlan_poster_new_cards (plant, cards, links->len, printer, error);
}

static void
on_cards_clicked_cb (GtkButton *button, Shown *shown)
{
  anlan_print_run (anlan_print_new_made (shown->desk, _ ("Personal links"), make_cards,
                                         g_ptr_array_ref (shown->links), (GDestroyNotify)g_ptr_array_unref),
                   shown->widget);
}

static void
on_copy_clicked_cb (GtkButton *button, Link *link)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), link->url);
}

static void
add_link (const AnlanWebDialog *dialog, Link *link)
{
  GtkWidget *row = adw_action_row_new (), *copy = gtk_button_new_with_label (_ ("Copy the link"));
  g_autofree char *pin = g_strdup_printf (_ ("PIN %s"), link->pin);
  g_autofree char *spoken = g_strdup_printf (_ ("Copy the link of %s"), link->name);
  GtkWidget *label = gtk_label_new (pin);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), link->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), link->unit);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "muster-count");
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect (copy, "clicked", G_CALLBACK (on_copy_clicked_cb), link);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  adw_preferences_group_add (dialog->group, row);
}

/* Takes @links. */
static void
show_links (GtkWidget *widget, AnlanDesk *desk, GPtrArray *links)
{
  AnlanWebDialog dialog = anlan_web_dialog_new (
      widget, _ ("Personal links"),
      _ ("They are shown only now: print the cards, or copy them. Hand the PIN over apart from the "
         "link. Earlier links of these people have ended."),
      _ ("_Print cards…"));
  Shown *shown = g_new0 (Shown, 1);

  shown->desk = g_object_ref (desk);
  shown->widget = g_object_ref (widget);
  shown->links = links;
  for (guint i = 0; i < links->len; i++)
    add_link (&dialog, g_ptr_array_index (links, i));
  g_object_set_data_full (G_OBJECT (dialog.window), "anlan-shown", shown, shown_free);
  g_signal_connect (dialog.act, "clicked", G_CALLBACK (on_cards_clicked_cb), shown);
  gtk_window_present (GTK_WINDOW (dialog.window));
}

/* --- asking ------------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  gatomicrefcount refs;
  AnlanDesk *desk;
  GtkWidget *widget;
  AnlanWebDone done;
  AnlanWebDialog dialog; /* its window is gone: NULL */
  AdwActionRow *person_row, *unit_row;
  char *person, *unit;
  char *base;
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
  g_free (asked->unit);
  g_free (asked->base);
  g_free (asked);
}

/* The window is gone, while links may still be made. */
static void
window_gone_cb (gpointer data)
{
  ((Asked *)data)->dialog.window = NULL;
  asked_unref (data);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *links = anlan_token_task_finish (ANLAN_PLANT (source), result, &error);

  if (links != NULL && anlan_window_of (asked->widget) != NULL)
    {
      if (asked->dialog.window != NULL)
        gtk_window_destroy (GTK_WINDOW (asked->dialog.window));
      show_links (asked->widget, asked->desk, links);
      asked->done (asked->widget);
    }
  else if (links != NULL)
    g_ptr_array_unref (links);
  else if (asked->dialog.window != NULL)
    {
      gtk_widget_set_sensitive (asked->dialog.act, TRUE);
      anlan_web_dialog_say (&asked->dialog, error->message);
    }
  else
    anlan_desk_say (asked->desk, error->message);
  asked_unref (asked);
}

static void
on_make_clicked_cb (GtkButton *button, Asked *asked)
{
  Job *job = g_new0 (Job, 1);

  job->base = g_strdup (asked->base);
  job->person = g_strdup (asked->person);
  job->unit = g_strdup (asked->unit);
  gtk_widget_set_sensitive (asked->dialog.act, FALSE);
  anlan_web_dialog_say (&asked->dialog, NULL);
  g_atomic_ref_count_inc (&asked->refs);
  anlan_token_task_async (anlan_desk_get_plant (asked->desk), make_links, job, job_free,
                          (GDestroyNotify)g_ptr_array_unref, NULL, made_cb, asked);
}

/* One or the other. */
static void
choose (Asked *asked, const char *person, const char *unit, const char *label)
{
  g_free (asked->person);
  g_free (asked->unit);
  asked->person = g_strdup (person);
  asked->unit = g_strdup (unit);
  adw_action_row_set_subtitle (asked->person_row, person != NULL ? label : _ ("Nobody chosen"));
  adw_action_row_set_subtitle (asked->unit_row, unit != NULL ? label : _ ("None chosen"));
  gtk_widget_set_sensitive (asked->dialog.act, asked->base != NULL);
}

static void
person_picked_cb (GtkWidget *picker, const char *id, const char *label, Asked *asked)
{
  choose (asked, id, NULL, label);
}

static void
unit_picked_cb (GtkWidget *picker, const char *id, const char *label, Asked *asked)
{
  choose (asked, NULL, id, label);
}

void
anlan_web_ask_links (GtkWidget *widget, AnlanDesk *desk, AnlanWebDone done)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  g_auto (GStrv) addresses = anlan_web_addresses (desk);
  Asked *asked = g_new0 (Asked, 1);

  g_atomic_ref_count_init (&asked->refs);
  asked->desk = g_object_ref (desk);
  asked->widget = g_object_ref (widget);
  asked->done = done;
  asked->base = g_strdup (addresses[0]);
  asked->dialog =
      anlan_web_dialog_new (widget, _ ("Make personal links"),
                            _ ("With a link and its PIN a person sees on the phone what they owe, and "
                               "answers it in their own name. A phone "
                               "remembers its PIN for 90 days. The link ends when the person leaves."),
                            _ ("_Make"));
  asked->person_row =
      anlan_web_dialog_add_picker (&asked->dialog, plant, _ ("For one person"), _ ("Nobody chosen"), "person",
                                   _ ("Choose a person"), G_CALLBACK (person_picked_cb), asked);
  asked->unit_row = anlan_web_dialog_add_picker (
      &asked->dialog, plant, _ ("For a whole unit, and the units below it"), _ ("None chosen"), "unit",
      _ ("Choose a unit"), G_CALLBACK (unit_picked_cb), asked);
  g_object_set_data_full (G_OBJECT (asked->dialog.window), "anlan-asked", asked, window_gone_cb);
  g_signal_connect (asked->dialog.act, "clicked", G_CALLBACK (on_make_clicked_cb), asked);
  gtk_widget_set_sensitive (asked->dialog.act, FALSE);
  if (asked->base == NULL)
    anlan_web_dialog_say (&asked->dialog,
                          _ ("The station listens to this computer only: no phone could open the link. "
                             "Choose a network in the preferences of the station first."));
  gtk_window_present (GTK_WINDOW (asked->dialog.window));
}
