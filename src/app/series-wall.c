/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-wall.h"

#include <glib/gi18n-lib.h>

#include "say.h"
#include "series-board.h"

struct _AnlanSeriesWall
{
  AdwWindow parent_instance;

  GtkLabel *clock;
  GtkLabel *counts;
  AnlanSeriesBoard *board;
  AnlanDesk *desk;
};

G_DEFINE_FINAL_TYPE (AnlanSeriesWall, anlan_series_wall, ADW_TYPE_WINDOW)

static void
values_changed_cb (AnlanSeriesWall *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *text = NULL;

  if (plant == NULL)
    return;
  zone = anlan_plant_ref_zone (plant);
  text = anlan_say_time (anlan_plant_now (plant), zone, "%H:%M:%S");
  gtk_label_set_label (self->clock, text);
}

static void
counted_cb (AnlanSeriesWall *self)
{
  guint over, trouble;
  g_autofree char *levels = NULL, *others = NULL, *text = NULL;

  anlan_series_board_count (self->board, NULL, &over, &trouble, NULL);
  levels = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u over a level", "%u over a level", over), over);
  others = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u old or faulty", "%u old or faulty", trouble),
                            trouble);
  text = g_strdup_printf (C_ ("over a level, old", "%s · %s"), levels, others);
  gtk_label_set_label (self->counts, text);
}

/* The wall shows nothing of a plant that is closed. */
static void
plant_cb (AnlanSeriesWall *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
anlan_series_wall_finalize (GObject *object)
{
  g_clear_object (&ANLAN_SERIES_WALL (object)->desk);
  G_OBJECT_CLASS (anlan_series_wall_parent_class)->finalize (object);
}

static void
anlan_series_wall_class_init (AnlanSeriesWallClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_series_wall_finalize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "window.close", NULL);
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
anlan_series_wall_init (AnlanSeriesWall *self)
{
}

GtkWindow *
anlan_series_wall_new (AnlanDesk *desk)
{
  AnlanSeriesWall *self;
  AnlanSeriesDesk *series;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkWidget *leave;
  GtkLabel *name;
  g_autofree char *plant = NULL;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_SERIES_WALL, "title", _ ("Sensors"), "default-width", 1280,
                       "default-height", 800, NULL);
  self->desk = g_object_ref (desk);
  series = anlan_desk_get_series (desk);
  plant = anlan_plant_get_setting (anlan_desk_get_plant (desk), "name");
  gtk_widget_add_css_class (head, "series-wall-head");
  name = add_label (head, "title-1");
  gtk_label_set_label (name, plant != NULL ? plant : "");
  gtk_label_set_ellipsize (name, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (name, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (name), TRUE);
  self->counts = add_label (head, "title-2");
  self->clock = add_label (head, "title-1");
  leave = gtk_button_new_with_label (_ ("Leave"));
  gtk_widget_set_valign (leave, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (leave), "window.close");
  gtk_box_append (GTK_BOX (head), leave);
  self->board = anlan_series_board_new (series, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->board), TRUE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->board));
  adw_window_set_content (ADW_WINDOW (self), box);
  g_signal_connect_object (self->board, "counted", G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (series, "values-changed", G_CALLBACK (values_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::plant", G_CALLBACK (plant_cb), self, G_CONNECT_SWAPPED);
  counted_cb (self);
  values_changed_cb (self);
  gtk_window_fullscreen (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
