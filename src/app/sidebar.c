/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "sidebar.h"

#include <glib/gi18n-lib.h>

#include "duties.h"
#include "groups.h"
#include "resources.h"
#include "station-child.h"

struct _AnlanSidebar
{
  AdwBin parent_instance;

  /* template */
  GtkListBox *list;
  GtkMenuButton *plant_button;
  GtkLabel *plant_label;
  GtkMenuButton *person_button;
  AdwAvatar *avatar;
  GtkButton *station_button;
  GtkImage *station_icon;
  GtkLabel *station_label;
  GtkLabel *person_label;

  GtkListBoxRow *current; /* of the page on the screen, borrowed, or NULL */

  /* owned */
  AnlanDesk *desk;
  GHashTable *badges; /* name of the page -> GtkLabel, borrowed */
};

G_DEFINE_FINAL_TYPE (AnlanSidebar, anlan_sidebar, ADW_TYPE_BIN)

/* --- entries ------------------------------------------------------------------------------------------------------ */

static GtkWidget *
make_row (AnlanSidebar *self, const AnlanPageInfo *info)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (info->icon);
  GtkWidget *label = gtk_label_new (_ (info->title));
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_add_css_class (badge, "numeric");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (badge, FALSE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (info->title), -1);
  g_object_set_data (G_OBJECT (row), "anlan-page", (gpointer)info);
  g_hash_table_insert (self->badges, (gpointer)info->name, badge);
  return row;
}

static void
fill (AnlanSidebar *self)
{
  AnlanPages *pages = anlan_desk_get_pages (self->desk);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (anlan_desk_get_plant (self->desk));

  for (guint i = 0; i < anlan_pages_count (pages); i++)
    {
      const AnlanPageInfo *info = anlan_pages_at (pages, i);

      if (!info->aside && anlan_groups_is_shown (info, kinds))
        gtk_list_box_append (self->list, make_row (self, info));
    }
}

static void
on_row_activated_cb (GtkListBox *list, GtkListBoxRow *row, AnlanSidebar *self)
{
  const AnlanPageInfo *info = g_object_get_data (G_OBJECT (row), "anlan-page");

  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", info->name);
}

/* GtkListBox selects what the arrow keys pass. What is highlighted here is the page on the screen; where the focus is says
 * its ring. */
static void
on_row_selected_cb (GtkListBox *list, GtkListBoxRow *row, AnlanSidebar *self)
{
  if (row == self->current)
    return;
  if (self->current != NULL)
    gtk_list_box_select_row (list, self->current);
  else
    gtk_list_box_unselect_all (list);
}

/* --- badges ------------------------------------------------------------------------------------------------------- */

static void
set_badge (AnlanSidebar *self, const char *name, guint count)
{
  GtkWidget *badge = g_hash_table_lookup (self->badges, name);
  g_autofree char *text = count > 99 ? g_strdup ("99+") : g_strdup_printf ("%u", count);
  g_autofree char *spoken =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u overdue", "%u overdue", count), count);

  if (badge == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (badge), text);
  gtk_widget_set_visible (badge, count > 0);
  gtk_widget_set_tooltip_text (badge, spoken);
}

static void
on_duties_changed_cb (AnlanDuties *duties, AnlanSidebar *self)
{
  AnlanPages *pages = anlan_desk_get_pages (self->desk);
  guint all = anlan_duties_count_overdue (duties, NULL);

  for (guint i = 0; i < anlan_pages_count (pages); i++)
    {
      const AnlanPageInfo *info = anlan_pages_at (pages, i);

      if (info->group != NULL)
        set_badge (self, info->name, anlan_duties_count_overdue (duties, info->group));
    }
  set_badge (self, "today", all);
}

/* What nobody has acknowledged and is graver than a note. */
static void
on_alarms_changed_cb (AnlanAlarmDesk *alarms, AnlanSidebar *self)
{
  GtkWidget *badge = g_hash_table_lookup (self->badges, "alarms");
  guint count;
  g_autofree char *spoken = NULL;

  anlan_alarm_desk_loudest (alarms, ANLAN_SEVERITY_MEDIUM, &count);
  set_badge (self, "alarms", count);
  spoken = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u not acknowledged", "%u not acknowledged", count), count);
  if (badge != NULL)
    gtk_widget_set_tooltip_text (badge, spoken);
}

/* --- plant and person ----------------------------------------------------------------------------------------------- */

static void
update_person (AnlanSidebar *self)
{
  const char *name = anlan_desk_get_person_name (self->desk);

  adw_avatar_set_text (self->avatar, name != NULL ? name : "");
  adw_avatar_set_show_initials (self->avatar, name != NULL);
  gtk_label_set_label (self->person_label, name != NULL ? name : _ ("Say who sits here"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->person_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : _ ("Say who sits here"), -1);
}

/* --- the station ---------------------------------------------------------------------------------------------------- */

static void
update_station (AnlanSidebar *self)
{
  AnlanStationChild *child = self->desk != NULL ? anlan_desk_get_station (self->desk) : NULL;
  AnlanStationWatch *watch = child != NULL ? anlan_station_child_get_watch (child) : NULL;
  g_autofree char *said = NULL;
  gboolean bad;

  if (watch == NULL)
    return;
  said = anlan_station_watch_say (watch);
  bad = anlan_station_watch_get_state (watch) == ANLAN_WATCH_SILENT;
  gtk_label_set_label (self->station_label, said);
  gtk_image_set_from_icon_name (self->station_icon, bad ? "dialog-warning-symbolic" : "anlan-station-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->station_button), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->station_button), "station-silent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->station_button), "station-silent");
  if (anlan_station_watch_get_state (watch) == ANLAN_WATCH_ON)
    gtk_widget_remove_css_class (GTK_WIDGET (self->station_label), "dim-label");
  else if (!bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->station_label), "dim-label");
}

static void
on_person_changed_cb (AnlanDesk *desk, GParamSpec *pspec, AnlanSidebar *self)
{
  update_person (self);
}

static void
append_recent (AnlanSidebar *self, GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();
  g_auto (GStrv) recent = anlan_desk_get_recent (self->desk);

  /* The first one is this plant. */
  for (guint i = 1; recent[0] != NULL && recent[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (recent[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

      g_menu_item_set_action_and_target (item, "win.open-recent", "s", recent[i]);
      g_menu_append_item (section, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, _ ("Other plants"), G_MENU_MODEL (section));
}

static void
update_plant (AnlanSidebar *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autofree char *name = anlan_plant_get_setting (plant, "name");
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  gtk_label_set_label (self->plant_label, name != NULL ? name : _ ("Plant without a name"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plant_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : _ ("Plant without a name"), -1);
  append_recent (self, menu);
  g_menu_append (section, _ ("_New plant…"), "win.new-plant");
  g_menu_append (section, _ ("_Open plant…"), "win.open-plant");
  g_menu_append (section, _ ("_Close plant"), "win.close-plant");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  gtk_menu_button_set_menu_model (self->plant_button, G_MENU_MODEL (menu));
}

static void
on_settings_changed_cb (AnlanPlant *plant, AnlanSidebar *self)
{
  update_plant (self);
}

/* --- object ------------------------------------------------------------------------------------------------------------ */

static void
anlan_sidebar_dispose (GObject *object)
{
  AnlanSidebar *self = ANLAN_SIDEBAR (object);

  self->current = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_SIDEBAR);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_sidebar_parent_class)->dispose (object);
}

static void
anlan_sidebar_finalize (GObject *object)
{
  g_hash_table_unref (ANLAN_SIDEBAR (object)->badges);
  G_OBJECT_CLASS (anlan_sidebar_parent_class)->finalize (object);
}

static void
anlan_sidebar_class_init (AnlanSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_sidebar_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_sidebar_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("sidebar"));
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, plant_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, plant_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, person_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, avatar);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, person_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, station_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, station_icon);
  gtk_widget_class_bind_template_child (widget_class, AnlanSidebar, station_label);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected_cb);
}

static void
anlan_sidebar_init (AnlanSidebar *self)
{
  self->badges = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Menu buttons center their child in a box of their own. */
  gtk_widget_set_halign (gtk_widget_get_parent (gtk_menu_button_get_child (self->person_button)),
                         GTK_ALIGN_FILL);
  gtk_widget_set_halign (gtk_widget_get_parent (gtk_menu_button_get_child (self->plant_button)),
                         GTK_ALIGN_FILL);
}

AnlanSidebar *
anlan_sidebar_new (AnlanDesk *desk)
{
  AnlanSidebar *self = g_object_new (ANLAN_TYPE_SIDEBAR, NULL);

  g_return_val_if_fail (anlan_desk_get_plant (desk) != NULL, self);

  self->desk = g_object_ref (desk);
  fill (self);
  update_plant (self);
  update_person (self);
  update_station (self);
  g_signal_connect_object (anlan_desk_get_station (desk), "changed", G_CALLBACK (update_station), self,
                           G_CONNECT_SWAPPED);
  on_duties_changed_cb (anlan_desk_get_duties (desk), self);
  g_signal_connect_object (desk, "notify::person-name", G_CALLBACK (on_person_changed_cb), self, 0);
  g_signal_connect_object (anlan_desk_get_duties (desk), "changed", G_CALLBACK (on_duties_changed_cb), self,
                           0);
  on_alarms_changed_cb (anlan_desk_get_alarms (desk), self);
  g_signal_connect_object (anlan_desk_get_alarms (desk), "changed", G_CALLBACK (on_alarms_changed_cb), self,
                           0);
  g_signal_connect_object (anlan_desk_get_plant (desk), "settings-changed",
                           G_CALLBACK (on_settings_changed_cb), self, 0);
  return self;
}

void
anlan_sidebar_select (AnlanSidebar *self, const char *name)
{
  GtkListBoxRow *row;

  g_return_if_fail (ANLAN_IS_SIDEBAR (self));

  self->current = NULL;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      const AnlanPageInfo *info = g_object_get_data (G_OBJECT (row), "anlan-page");

      if (g_strcmp0 (info->name, name) == 0)
        self->current = row;
    }
  if (self->current != NULL)
    gtk_list_box_select_row (self->list, self->current);
  else
    gtk_list_box_unselect_all (self->list);
}
