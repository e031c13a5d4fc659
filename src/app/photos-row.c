/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "photos-row.h"

#include <glib/gi18n-lib.h>

#include "attach.h"
#include "picture-tile.h"

struct _AnlanPhotosRow
{
  AnlanFieldRow parent_instance;

  GtkWidget *strip;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (AnlanPhotosRow, anlan_photos_row, ANLAN_TYPE_FIELD_ROW)

static void
on_add_clicked_cb (GtkButton *button, AnlanPhotosRow *self)
{
  anlan_attach_choose (ANLAN_FIELD_ROW (self));
}

static void
on_remove_clicked_cb (GtkButton *button, AnlanPhotosRow *self)
{
  g_autofree char *sha256 = g_strdup (g_object_get_data (G_OBJECT (button), "anlan-id"));

  gtk_widget_grab_focus (self->add);
  anlan_attach_remove (ANLAN_FIELD_ROW (self), sha256);
}

static GtkWidget *
make_add (AnlanPhotosRow *self)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("anlan-photo-symbolic");
  GtkWidget *label = gtk_label_new (_ ("Add photo"));
  g_autofree char *spoken = g_strdup_printf (
      _ ("Add photo: %s"), anlan_kind_text (anlan_field_row_get_field (ANLAN_FIELD_ROW (self))->title));

  gtk_image_set_icon_size (GTK_IMAGE (icon), GTK_ICON_SIZE_LARGE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "photo-add");
  gtk_widget_set_tooltip_text (button, _ ("Choose photos, drop them here, or paste with Ctrl+V"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_clicked_cb), self, 0);
  anlan_attach_add_targets (ANLAN_FIELD_ROW (self), button);
  return button;
}

/* In one line that scrolls: a flow box that does not fill its row asks for the height of one line and takes two. */
static void
anlan_photos_row_build (AnlanFieldRow *row)
{
  AnlanPhotosRow *self = ANLAN_PHOTOS_ROW (row);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->strip, "photo-strip");
  self->add = make_add (self);
  gtk_box_append (GTK_BOX (self->strip), self->add);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->strip);
  anlan_field_row_set_content (row, scrolled);
}

static GtkWidget *
make_tile (AnlanPhotosRow *self, const char *const *ids, guint place)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);
  const char *title = anlan_kind_text (anlan_field_row_get_field (row)->title);
  GtkWidget *tile = anlan_picture_tile_new (anlan_field_row_get_context (row)->plant, ids, place, title);
  GtkWidget *overlay, *remove;
  g_autofree char *spoken = NULL;

  if (!anlan_field_row_is_open (row))
    return tile;
  overlay = gtk_overlay_new ();
  remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  spoken = g_strdup_printf (_ ("Take photo %u away: %s"), place + 1, title);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), tile);
  gtk_widget_add_css_class (remove, "osd");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_add_css_class (remove, "photo-remove");
  gtk_widget_set_halign (remove, GTK_ALIGN_END);
  gtk_widget_set_valign (remove, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (remove, _ ("Take away"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (remove), "anlan-id", g_strdup (ids[place]), g_free);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove_clicked_cb), self, 0);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), remove);
  return overlay;
}

static void
anlan_photos_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanPhotosRow *self = ANLAN_PHOTOS_ROW (row);
  g_auto (GStrv) ids = anlan_value_get_items (value);
  GtkWidget *tile;

  while ((tile = gtk_widget_get_last_child (self->strip)) != self->add)
    gtk_box_remove (GTK_BOX (self->strip), tile);
  for (guint i = 0; ids[i] != NULL; i++)
    gtk_box_append (GTK_BOX (self->strip), make_tile (self, (const char *const *)ids, i));
}

static gboolean
anlan_photos_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  anlan_value_copy (anlan_field_row_get_value (row), value);
  return TRUE;
}

static void
anlan_photos_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  AnlanPhotosRow *self = ANLAN_PHOTOS_ROW (row);

  gtk_widget_set_visible (self->add, entry == ANLAN_ENTRY_OPEN);
  anlan_photos_row_show (row, anlan_field_row_get_value (row));
}

static void
anlan_photos_row_focus (AnlanFieldRow *row)
{
  gtk_widget_grab_focus (ANLAN_PHOTOS_ROW (row)->add);
}

static void
anlan_photos_row_class_init (AnlanPhotosRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  row_class->build = anlan_photos_row_build;
  row_class->show = anlan_photos_row_show;
  row_class->take = anlan_photos_row_take;
  row_class->entry_changed = anlan_photos_row_entry_changed;
  row_class->focus = anlan_photos_row_focus;
}

static void
anlan_photos_row_init (AnlanPhotosRow *self)
{
}
