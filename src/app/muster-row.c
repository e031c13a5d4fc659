/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-row.h"

#include <glib/gi18n-lib.h>

#include "resources.h"

struct _AnlanMusterRow
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *heading_label;
  GtkWidget *line;
  GtkLabel *name_label;
  GtkLabel *about_label;
  GtkLabel *said_label;
  GtkWidget *here_button;
  GtkMenuButton *menu_button;

  AnlanMusterItem *item;
  gulong handler;
};

G_DEFINE_FINAL_TYPE (AnlanMusterRow, anlan_muster_row, ADW_TYPE_BIN)

static void
name_widget (GtkWidget *widget, const char *format, const char *name)
{
  g_autofree char *spoken = g_strdup_printf (format, name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show (AnlanMusterRow *self)
{
  static const char *const classes[] = { "open", "missing", "hurt", "elsewhere", "here" };
  const AnlanMusterLook *look = anlan_muster_item_get (self->item);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->line, classes[i]);
  gtk_widget_add_css_class (self->line, classes[look->state]);
  gtk_label_set_label (self->heading_label, look->heading != NULL ? look->heading : "");
  gtk_widget_set_visible (GTK_WIDGET (self->heading_label), look->heading != NULL);
  gtk_label_set_label (self->name_label, look->name);
  gtk_label_set_label (self->about_label, look->about);
  gtk_label_set_label (self->said_label, look->said);
  gtk_widget_set_visible (GTK_WIDGET (self->said_label), look->said[0] != '\0');
  gtk_widget_set_visible (self->here_button, look->state != ANLAN_MUSTER_HERE);
  g_object_set_data_full (G_OBJECT (self), "anlan-key", g_strdup (look->key), g_free);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->here_button), "s", look->key);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->here_button), "muster.here");
  name_widget (self->here_button, _ ("Count %s"), look->name);
  name_widget (GTK_WIDGET (self->menu_button), _ ("What is known of %s"), look->name);
}

static void
add_word (GMenu *menu, const char *label, const char *key, const char *state)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "muster.word", "(ss)", key, state);
  g_menu_append_item (menu, item);
}

/* Most rows are never asked for it. */
static void
create_menu_cb (GtkMenuButton *button, gpointer data)
{
  AnlanMusterRow *self = data;
  g_autoptr (GMenu) menu = g_menu_new ();
  const AnlanMusterLook *look;

  if (self->item == NULL)
    return;
  look = anlan_muster_item_get (self->item);
  add_word (menu, _ ("Elsewhere, and well…"), look->key, "elsewhere");
  add_word (menu, _ ("Hurt or trapped…"), look->key, "hurt");
  add_word (menu, _ ("Missing, still looked for…"), look->key, "missing");
  if (look->state != ANLAN_MUSTER_UNKNOWN)
    add_word (menu, _ ("Counted by mistake"), look->key, "withdrawn");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
anlan_muster_row_bind (AnlanMusterRow *self, AnlanMusterItem *item)
{
  g_return_if_fail (ANLAN_IS_MUSTER_ROW (self));

  if (self->item != NULL)
    g_clear_signal_handler (&self->handler, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->handler =
      g_signal_connect_object (item, "notify::changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
anlan_muster_row_dispose (GObject *object)
{
  AnlanMusterRow *self = ANLAN_MUSTER_ROW (object);

  anlan_muster_row_bind (self, NULL);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_MUSTER_ROW);
  G_OBJECT_CLASS (anlan_muster_row_parent_class)->dispose (object);
}

static void
anlan_muster_row_class_init (AnlanMusterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_muster_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("muster-row"));
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterRow, heading_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterRow, line);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterRow, about_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterRow, said_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterRow, here_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMusterRow, menu_button);
}

static void
anlan_muster_row_init (AnlanMusterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self, NULL);
}

GtkWidget *
anlan_muster_row_new (void)
{
  return g_object_new (ANLAN_TYPE_MUSTER_ROW, NULL);
}
