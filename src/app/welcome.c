/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "welcome.h"

#include <glib/gi18n-lib.h>

#include "resources.h"

struct _AnlanWelcome
{
  AdwBin parent_instance;

  /* template */
  AdwPreferencesGroup *recent_group;
  GtkImage *logo;
  GtkWidget *new_row;

  /* owned */
  AnlanDesk *desk;
  GPtrArray *rows; /* of recent plants; borrowed */
};

G_DEFINE_FINAL_TYPE (AnlanWelcome, anlan_welcome, ADW_TYPE_BIN)

static void
on_forget_clicked_cb (GtkButton *button, AnlanWelcome *self)
{
  anlan_desk_forget (self->desk, g_object_get_data (G_OBJECT (button), "anlan-dir"));
  anlan_welcome_refresh (self);
}

static GtkWidget *
make_row (AnlanWelcome *self, const char *dir)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("anlan-plant-symbolic");
  GtkWidget *forget = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  g_autofree char *name = g_path_get_basename (dir);
  g_autofree char *spoken = g_strdup_printf (_ ("Take %s off this list"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), dir);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-recent");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", dir);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_set_valign (forget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (forget, "flat");
  gtk_widget_add_css_class (forget, "circular");
  gtk_widget_set_tooltip_text (forget, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (forget), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (forget), "anlan-dir", g_strdup (dir), g_free);
  g_signal_connect_object (forget, "clicked", G_CALLBACK (on_forget_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), forget);
  return row;
}

void
anlan_welcome_refresh (AnlanWelcome *self)
{
  g_auto (GStrv) recent = NULL;

  g_return_if_fail (ANLAN_IS_WELCOME (self));

  recent = anlan_desk_get_recent (self->desk);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->recent_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; recent[i] != NULL; i++)
    {
      GtkWidget *row = make_row (self, recent[i]);

      adw_preferences_group_add (self->recent_group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), self->rows->len > 0);
}

static void
anlan_welcome_dispose (GObject *object)
{
  AnlanWelcome *self = ANLAN_WELCOME (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_WELCOME);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_welcome_parent_class)->dispose (object);
}

static void
anlan_welcome_finalize (GObject *object)
{
  g_ptr_array_unref (ANLAN_WELCOME (object)->rows);
  G_OBJECT_CLASS (anlan_welcome_parent_class)->finalize (object);
}

static void
anlan_welcome_class_init (AnlanWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_welcome_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_welcome_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("welcome"));
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, recent_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, logo);
  gtk_widget_class_bind_template_child (widget_class, AnlanWelcome, new_row);
}

static void
anlan_welcome_init (AnlanWelcome *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_image_set_from_icon_name (self->logo, ANLAN_APPLICATION_ID);
}

AnlanWelcome *
anlan_welcome_new (AnlanDesk *desk)
{
  AnlanWelcome *self = g_object_new (ANLAN_TYPE_WELCOME, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
