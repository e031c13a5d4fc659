/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include <glib/gi18n-lib.h>

#include "basemap-dialog.h"
#include "drawings-dialog.h"
#include "map-page-private.h"
#include "map-paper-dialog.h"

static GtkWindow *
window_of (AnlanMapPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
base_map_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapPage *self = data;

  anlan_basemap_dialog_ask (anlan_page_get_desk (ANLAN_PAGE (self)), window_of (self));
}

static void
drawings_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapPage *self = data;
  GtkWindow *dialog = GTK_WINDOW (anlan_drawings_dialog_new (anlan_page_get_desk (ANLAN_PAGE (self))));

  gtk_window_set_transient_for (dialog, window_of (self));
  gtk_window_present (dialog);
}

static void
paper_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapPage *self = data;
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  AnlanMapRect shown = ANLAN_MAP_RECT_EMPTY;
  AnlanMapViewport viewport;
  AnlanMapLook look;
  GtkWindow *dialog;

  if (scene == NULL)
    return;
  anlan_map_view_get_look (self->view, &look);
  if (anlan_map_view_get_viewport (self->view, &viewport))
    shown = anlan_map_viewport_get_bounds (&viewport);
  dialog =
      GTK_WINDOW (anlan_map_paper_dialog_new (anlan_page_get_desk (ANLAN_PAGE (self)), scene, &look, shown));
  gtk_window_set_transient_for (dialog, window_of (self));
  gtk_window_present (dialog);
}

static const GActionEntry entries[] = {
  { .name = "base-map", .activate = base_map_cb },
  { .name = "drawings", .activate = drawings_cb },
  { .name = "paper", .activate = paper_cb },
};

/* --- the menu ------------------------------------------------------------------------------------------------------- */

static void
append_for (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static GMenu *
menu_of_zone (const char *zone)
{
  GMenu *menu = g_menu_new ();

  append_for (menu, _ ("_Change its area"), "edit.change", zone);
  append_for (menu, _ ("_Split it in two"), "edit.split", zone);
  append_for (menu, _ ("_Take it off the map"), "edit.take-off", zone);
  append_for (menu, _ ("_Void the zone…"), "edit.void", zone);
  return menu;
}

static GMenuModel *
make_menu (AnlanMapPage *self)
{
  g_autoptr (GMenu) draw = g_menu_new (), below = g_menu_new (), paper = g_menu_new ();
  const char *zone = anlan_map_view_get_selected (self->view);
  GMenu *menu = g_menu_new ();

  g_menu_append (draw, _ ("_Draw a zone"), "edit.draw");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (draw));
  if (zone != NULL)
    {
      g_autoptr (GMenu) chosen = menu_of_zone (zone);

      g_menu_append_section (menu, _ ("The chosen zone"), G_MENU_MODEL (chosen));
    }
  g_menu_append (below, _ ("_Base map from a file…"), "edit.base-map");
  g_menu_append (below, _ ("_Site drawings…"), "edit.drawings");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (below));
  g_menu_append (paper, _ ("_Print or save the risk map…"), "edit.paper");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (paper));
  return G_MENU_MODEL (menu);
}

static void
popup_cb (GtkMenuButton *button, gpointer data)
{
  g_autoptr (GMenuModel) menu = make_menu (data);

  gtk_menu_button_set_menu_model (button, menu);
}

static GtkWidget *
make_button (AnlanMapPage *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("_Edit"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (button), TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), popup_cb, self, NULL);
  return button;
}

/* The card's own: what can be done with the thing it shows. */
static GMenuModel *
card_menu (const char *kind, const char *id, gpointer data)
{
  g_autoptr (GMenuItem) item = NULL;
  GMenu *menu;

  if (g_strcmp0 (kind, "zone") == 0)
    return G_MENU_MODEL (menu_of_zone (id));
  if (g_strcmp0 (kind, "riskpoint") != 0 && g_strcmp0 (kind, "equipment") != 0)
    return NULL;
  menu = g_menu_new ();
  item = g_menu_item_new (_ ("_Put it elsewhere"), NULL);
  g_menu_item_set_action_and_target (item, "edit.place", "(ss)", kind, id);
  g_menu_append_item (menu, item);
  return G_MENU_MODEL (menu);
}

/* --- what is stored is seen ------------------------------------------------------------------------------------------- */

static void
on_stored_cb (AnlanMapEditor *editor, const char *kind, const char *id, AnlanMapPage *self)
{
  anlan_map_page_select (self, kind, id);
}

/* The tool's bar has its own way to be done while an area is drawn. */
static void
on_bar_cb (GtkWidget *bar, GParamSpec *pspec, AnlanMapPage *self)
{
  gtk_widget_set_visible (self->done_button, !gtk_widget_get_visible (bar));
}

void
anlan_map_page_add_editing (AnlanMapPage *self)
{
  AnlanDesk *desk = anlan_page_get_desk (ANLAN_PAGE (self));
  g_autoptr (GSimpleActionGroup) group = NULL;
  GtkWidget *bar;

  self->editor = anlan_map_editor_new (desk, GTK_WIDGET (self), self->view, self->model);
  group = G_SIMPLE_ACTION_GROUP (g_object_ref (anlan_map_editor_get_actions (self->editor)));
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  bar = anlan_map_editor_get_bar (self->editor);
  gtk_box_append (GTK_BOX (self->tool_bar), bar);
  g_signal_connect_object (bar, "notify::visible", G_CALLBACK (on_bar_cb), self, 0);
  g_signal_connect_object (self->editor, "stored", G_CALLBACK (on_stored_cb), self, 0);
  anlan_map_page_add_tool_button (self, make_button (self));
  anlan_map_card_set_menu (self->card, card_menu, self);
}
