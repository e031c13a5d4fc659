/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>

#include "print.h"
#include "report/poster.h"
#include "web-address.h"
#include "web-dialog.h"

static const char *const kinds[] = { "zone", "equipment", "musterpoint", "riskpoint", "roundpoint" };

typedef struct
{
  AnlanDesk *desk;
  GtkWidget *widget; /* that asked */
  AnlanWebDialog dialog;
  AdwComboRow *kind_row, *sheet_row, *address_row;
  AdwActionRow *zone_row;
  char **addresses; /* by name at the end */
  char *zone;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->desk);
  g_object_unref (asked->widget);
  g_strfreev (asked->addresses);
  g_free (asked->zone);
  g_free (asked);
}

/* --- making, on another thread ----------------------------------------------------------------------------------------- */

typedef struct
{
  const char *kind;
  char *where, *base, *second;
  AnlanPosterSheet sheet;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->where);
  g_free (wish->base);
  g_free (wish->second);
  g_free (wish);
}

static AnlanPaper *
make_paper (AnlanPlant *plant, gpointer data, const char *printer, GError **error)
{
  const Wish *wish = data;
  AnlanPosterWish poster = { wish->kind, wish->where, wish->base, wish->second, wish->sheet };

  return anlan_poster_new (plant, &poster, printer, error);
}

static Wish *
make_wish (const Asked *asked)
{
  Wish *wish = g_new0 (Wish, 1);
  guint n = g_strv_length (asked->addresses), chosen = adw_combo_row_get_selected (asked->address_row);

  wish->kind = kinds[adw_combo_row_get_selected (asked->kind_row)];
  wish->sheet = (AnlanPosterSheet)adw_combo_row_get_selected (asked->sheet_row);
  wish->base = g_strdup (asked->addresses[chosen]);
  /* By address, then by name; or the other way round. */
  wish->second = n > 1 ? g_strdup (asked->addresses[chosen + 1 == n ? 0 : n - 1]) : NULL;
  /* Ids hold letters, digits and hyphens only. */
  if (asked->zone != NULL)
    wish->where =
        g_strdup_printf ("%s = '%s'", g_str_equal (wish->kind, "zone") ? "id" : "zone", asked->zone);
  return wish;
}

static void
print (Asked *asked, gboolean pdf)
{
  Wish *wish = make_wish (asked);
  AnlanPrint *made;

  anlan_web_note_printed (asked->desk, wish->base);
  if (wish->second != NULL && wish->sheet != ANLAN_POSTER_LABEL)
    anlan_web_note_printed (asked->desk, wish->second);
  made = anlan_print_new_made (asked->desk, _ ("Posters"), make_paper, wish, wish_free);
  if (pdf)
    anlan_print_ask_pdf (made, asked->widget);
  else
    anlan_print_run (made, asked->widget);
  gtk_window_close (GTK_WINDOW (asked->dialog.window));
}

static void
on_print_clicked_cb (GtkButton *button, Asked *asked)
{
  print (asked, FALSE);
}

static void
on_pdf_clicked_cb (GtkButton *button, Asked *asked)
{
  print (asked, TRUE);
}

static void
zone_picked_cb (GtkWidget *picker, const char *id, const char *label, Asked *asked)
{
  g_free (asked->zone);
  asked->zone = g_strdup (id);
  adw_action_row_set_subtitle (asked->zone_row, label);
}

/* --- asking ---------------------------------------------------------------------------------------------------------------- */

static void
add_rows (Asked *asked, AnlanPlant *plant)
{
  const char *sheets[] = { _ ("A4, one on a sheet"), _ ("A6, four on a sheet"),
                           _ ("Labels 70 × 37 mm, 24 on a sheet"), NULL };
  const char *titles[G_N_ELEMENTS (kinds) + 1] = { NULL };
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_kind_unref);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      AnlanKind *kind = anlan_plant_get_kind (plant, kinds[i]);

      g_ptr_array_add (kept, kind);
      titles[i] = anlan_kind_text (kind->plural);
    }
  asked->kind_row = anlan_web_dialog_add_combo (&asked->dialog, _ ("Posters of"), titles);
  asked->zone_row =
      anlan_web_dialog_add_picker (&asked->dialog, plant, _ ("Where"), _ ("In the whole plant"), "zone",
                                   _ ("Only one zone"), G_CALLBACK (zone_picked_cb), asked);
  asked->sheet_row = anlan_web_dialog_add_combo (&asked->dialog, _ ("Sheets"), sheets);
  asked->address_row = anlan_web_dialog_add_combo (&asked->dialog, _ ("Address in the code"),
                                                   (const char *const *)asked->addresses);
}

void
anlan_web_ask_posters (GtkWidget *widget, AnlanDesk *desk)
{
  Asked *asked;
  GtkWidget *pdf;

  g_return_if_fail (GTK_IS_WIDGET (widget) && ANLAN_IS_DESK (desk));

  asked = g_new0 (Asked, 1);
  asked->desk = g_object_ref (desk);
  asked->widget = g_object_ref (widget);
  asked->addresses = anlan_web_addresses (desk);
  asked->dialog = anlan_web_dialog_new (widget, _ ("Posters and labels"),
                                        _ ("Who scans one can only report from its place. The same place has "
                                           "the same code each time it is printed."),
                                        _ ("_Print…"));
  g_object_set_data_full (G_OBJECT (asked->dialog.window), "anlan-asked", asked, asked_free);
  add_rows (asked, anlan_desk_get_plant (desk));
  pdf = gtk_button_new_with_mnemonic (_ ("Save as P_DF…"));
  gtk_widget_set_halign (pdf, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (asked->dialog.column), pdf);
  g_signal_connect (pdf, "clicked", G_CALLBACK (on_pdf_clicked_cb), asked);
  g_signal_connect (asked->dialog.act, "clicked", G_CALLBACK (on_print_clicked_cb), asked);
  if (asked->addresses[0] == NULL)
    {
      gtk_widget_set_sensitive (asked->dialog.act, FALSE);
      gtk_widget_set_sensitive (pdf, FALSE);
      anlan_web_dialog_say (&asked->dialog,
                            _ ("The station listens to this computer only: no phone could open the code. "
                               "Choose a network in the preferences of the station first."));
    }
  gtk_window_present (GTK_WINDOW (asked->dialog.window));
}
