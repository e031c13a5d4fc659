/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "help-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resources.h"

struct _AnlanHelpWindow
{
  AdwWindow parent_instance;

  GtkBox *box;    /* the text */
  GtkBox *places; /* a button for each heading */
  GtkScrolledWindow *scrolled;
};

G_DEFINE_FINAL_TYPE (AnlanHelpWindow, anlan_help_window, ADW_TYPE_WINDOW)

static GtkWidget *
add_label (AnlanHelpWindow *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), css_class == NULL);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (self->box, label);
  return label;
}

static void
on_place_clicked_cb (GtkButton *button, AnlanHelpWindow *self)
{
  GtkWidget *heading = g_object_get_data (G_OBJECT (button), "anlan-heading");
  graphene_point_t at;

  if (gtk_widget_compute_point (heading, GTK_WIDGET (self->box), &GRAPHENE_POINT_INIT (0, 0), &at))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), at.y);
}

static void
add_heading (AnlanHelpWindow *self, const char *text)
{
  GtkWidget *heading = add_label (self, text, "title-2");
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_set_margin_top (heading, gtk_widget_get_prev_sibling (heading) != NULL ? 18 : 0);
  gtk_widget_add_css_class (button, "flat");
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  g_object_set_data (G_OBJECT (button), "anlan-heading", heading);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_place_clicked_cb), self, 0);
  gtk_box_append (self->places, button);
}

static GBytes *
load_text (void)
{
  /* Translators: which file of the handbook is shown; keep this one where there is none in your language */
  g_autofree char *path = g_strconcat (ANLAN_RESOURCE_PATH "/", _ ("help/en.txt"), NULL);
  GBytes *bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return bytes != NULL ? bytes
                       : g_resources_lookup_data (ANLAN_RESOURCE_PATH "/help/en.txt",
                                                  G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static void
fill (AnlanHelpWindow *self)
{
  g_autoptr (GBytes) bytes = load_text ();
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "# "))
      add_heading (self, lines[i] + 2);
    else if (g_str_has_prefix (lines[i], "- "))
      {
        g_autofree char *point = g_strconcat ("•  ", lines[i] + 2, NULL);

        add_label (self, point, NULL);
      }
    else if (lines[i][0] != '\0')
      add_label (self, lines[i], NULL);
}

static void
anlan_help_window_class_init (AnlanHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("help-window"));
  gtk_widget_class_bind_template_child (widget_class, AnlanHelpWindow, box);
  gtk_widget_class_bind_template_child (widget_class, AnlanHelpWindow, places);
  gtk_widget_class_bind_template_child (widget_class, AnlanHelpWindow, scrolled);
}

static void
anlan_help_window_init (AnlanHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill (self);
}

AnlanHelpWindow *
anlan_help_window_new (void)
{
  return g_object_new (ANLAN_TYPE_HELP_WINDOW, NULL);
}
