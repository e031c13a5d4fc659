/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "chooser-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "grade-chip.h"

struct _AnlanChooserRow
{
  AnlanFieldRow parent_instance;

  GtkMenuButton *button;
  GtkWidget *arrow;
  GtkLabel *label;
  GtkWidget *chip;
  GtkWidget *popover;
  GtkWidget *list; /* box of check buttons; NULL until it is opened first */
  GtkWidget *own;  /* entry for text of one's own, or NULL */
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanChooserRow, anlan_chooser_row, ANLAN_TYPE_FIELD_ROW)

static gboolean
takes_several (AnlanChooserRow *self)
{
  return anlan_field_row_get_field (ANLAN_FIELD_ROW (self))->type == ANLAN_FIELD_CHOICES;
}

static gboolean
is_chosen (AnlanChooserRow *self, const char *id)
{
  const AnlanValue *value = anlan_field_row_get_value (ANLAN_FIELD_ROW (self));
  g_auto (GStrv) items = NULL;

  if (!takes_several (self))
    return g_strcmp0 (anlan_value_get_text (value), id) == 0;
  items = anlan_value_get_items (value);
  return g_strv_contains ((const char *const *)items, id);
}

/* --- choosing ---------------------------------------------------------------------------------------------------------- */

static gboolean
anlan_chooser_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  AnlanChooserRow *self = ANLAN_CHOOSER_ROW (row);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *own = self->own != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->own)) : "";

  for (GtkWidget *child = self->list != NULL ? gtk_widget_get_first_child (self->list) : NULL; child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_CHECK_BUTTON (child) && gtk_check_button_get_active (GTK_CHECK_BUTTON (child)))
      {
        char *id = g_object_get_data (G_OBJECT (child), "anlan-id");

        if (id != NULL)
          g_ptr_array_add (ids, id);
      }
  if (own[0] != '\0')
    g_ptr_array_add (ids, (char *)own);
  if (takes_several (self))
    {
      g_ptr_array_add (ids, NULL);
      anlan_value_set_items (value, (const char *const *)ids->pdata);
    }
  else
    anlan_value_set_text (value, ids->len > 0 ? g_ptr_array_index (ids, ids->len - 1) : NULL);
  return TRUE;
}

static void
take_one (AnlanChooserRow *self, const char *id)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_value_set_text (&value, id);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  anlan_field_row_commit (ANLAN_FIELD_ROW (self), &value);
}

static void
on_option_toggled_cb (GtkCheckButton *button, AnlanChooserRow *self)
{
  if (self->quiet)
    return;
  if (takes_several (self))
    anlan_field_row_set_dirty (ANLAN_FIELD_ROW (self), TRUE);
  else if (gtk_check_button_get_active (button))
    take_one (self, g_object_get_data (G_OBJECT (button), "anlan-id"));
}

static void
on_own_activate_cb (GtkEntry *entry, AnlanChooserRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (takes_several (self))
    {
      anlan_field_row_set_dirty (ANLAN_FIELD_ROW (self), TRUE);
      gtk_popover_popdown (GTK_POPOVER (self->popover));
    }
  else if (text[0] != '\0')
    take_one (self, text);
}

static void
on_popover_closed_cb (GtkPopover *popover, AnlanChooserRow *self)
{
  anlan_field_row_leave (ANLAN_FIELD_ROW (self));
}

/* --- the popover -------------------------------------------------------------------------------------------------------- */

static GtkWidget *
add_option (AnlanChooserRow *self, GtkWidget *group, const char *id, const char *title, const char *colour)
{
  GtkWidget *button = gtk_check_button_new ();

  if (colour != NULL)
    {
      GtkWidget *chip = anlan_grade_chip_new ();

      anlan_grade_chip_set_colour (ANLAN_GRADE_CHIP (chip), colour, title);
      gtk_check_button_set_child (GTK_CHECK_BUTTON (button), chip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    }
  else
    gtk_check_button_set_label (GTK_CHECK_BUTTON (button), title);
  if (group != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (group));
  g_object_set_data_full (G_OBJECT (button), "anlan-id", g_strdup (id), g_free);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (button),
      id != NULL ? is_chosen (self, id)
                 : anlan_value_is_null (anlan_field_row_get_value (ANLAN_FIELD_ROW (self))));
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_option_toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (self->list), button);
  return button;
}

/* What somebody wrote that is none of the choices. */
static char *
get_own (AnlanChooserRow *self)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);
  const AnlanField *field = anlan_field_row_get_field (row);
  const AnlanValue *value = anlan_field_row_get_value (row);
  g_auto (GStrv) items = NULL;

  if (!takes_several (self))
    {
      const char *text = anlan_value_get_text (value);

      return g_strdup (text != NULL && anlan_field_choice (field, text) == NULL ? text : "");
    }
  items = anlan_value_get_items (value);
  for (guint i = 0; items[i] != NULL; i++)
    if (anlan_field_choice (field, items[i]) == NULL)
      return g_strdup (items[i]);
  return g_strdup ("");
}

static void
fill (AnlanChooserRow *self)
{
  const AnlanField *field = anlan_field_row_get_field (ANLAN_FIELD_ROW (self));
  GtkWidget *child, *group = NULL;
  g_autofree char *own = get_own (self);

  self->quiet = TRUE;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  for (guint i = 0; field->choices != NULL && i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);
      GtkWidget *option =
          add_option (self, group, choice->id, anlan_kind_text (choice->title), choice->colour);

      if (!takes_several (self))
        group = option;
    }
  if (!takes_several (self) && !field->required)
    add_option (self, group, NULL, _ ("Not said"), NULL);
  if (self->own != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->own), own);
  self->quiet = FALSE;
}

static void
on_popover_show_cb (GtkWidget *popover, AnlanChooserRow *self)
{
  const AnlanField *field = anlan_field_row_get_field (ANLAN_FIELD_ROW (self));
  GtkWidget *box, *scrolled;

  if (self->list == NULL)
    {
      box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      scrolled = gtk_scrolled_window_new ();
      self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
      gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 400);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
      gtk_widget_set_size_request (scrolled, 180, -1);
      gtk_box_append (GTK_BOX (box), scrolled);
      if (field->open)
        {
          self->own = gtk_entry_new ();
          gtk_entry_set_placeholder_text (GTK_ENTRY (self->own), _ ("Something else…"));
          gtk_accessible_update_property (GTK_ACCESSIBLE (self->own), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          _ ("Something else"), -1);
          g_signal_connect_object (self->own, "activate", G_CALLBACK (on_own_activate_cb), self, 0);
          gtk_box_append (GTK_BOX (box), self->own);
        }
      gtk_popover_set_child (GTK_POPOVER (self->popover), box);
    }
  fill (self);
}

/* --- class ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_chooser_row_build (AnlanFieldRow *row)
{
  AnlanChooserRow *self = ANLAN_CHOOSER_ROW (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  self->chip = anlan_grade_chip_new ();
  self->arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  gtk_widget_add_css_class (self->arrow, "dim-label");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_hexpand (self->arrow, TRUE);
  gtk_widget_set_halign (self->arrow, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), self->chip);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), self->arrow);
  self->popover = gtk_popover_new ();
  g_signal_connect_object (self->popover, "show", G_CALLBACK (on_popover_show_cb), self, 0);
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (on_popover_closed_cb), self, 0);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, box);
  /* The button centers its child in a box of its own. */
  gtk_widget_set_halign (gtk_widget_get_parent (box), GTK_ALIGN_FILL);
  gtk_menu_button_set_popover (self->button, self->popover);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "field-chooser");
  anlan_field_row_set_content (row, GTK_WIDGET (self->button));
}

static void
anlan_chooser_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanChooserRow *self = ANLAN_CHOOSER_ROW (row);
  const AnlanField *field = anlan_field_row_get_field (row);
  const char *id = takes_several (self) ? NULL : anlan_value_get_text (value);
  const AnlanChoice *choice = id != NULL ? anlan_field_choice (field, id) : NULL;
  gboolean graded = choice != NULL && choice->colour != NULL;
  g_autofree char *text = anlan_form_context_format (anlan_field_row_get_context (row), field, value);
  g_autofree char *spoken = g_strdup_printf (C_ ("field, value", "%s: %s"), anlan_kind_text (field->title),
                                             text[0] != '\0' ? text : _ ("not said"));

  anlan_grade_chip_set (ANLAN_GRADE_CHIP (self->chip), graded ? choice : NULL);
  gtk_label_set_label (self->label, text[0] != '\0' ? text : "—");
  gtk_widget_set_visible (GTK_WIDGET (self->label), !graded);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
anlan_chooser_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  AnlanChooserRow *self = ANLAN_CHOOSER_ROW (row);

  gtk_widget_set_visible (self->arrow, entry == ANLAN_ENTRY_OPEN);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), entry == ANLAN_ENTRY_OPEN);
}

static void
anlan_chooser_row_focus (AnlanFieldRow *row)
{
  gtk_widget_grab_focus (GTK_WIDGET (ANLAN_CHOOSER_ROW (row)->button));
}

static void
anlan_chooser_row_class_init (AnlanChooserRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  row_class->build = anlan_chooser_row_build;
  row_class->show = anlan_chooser_row_show;
  row_class->take = anlan_chooser_row_take;
  row_class->entry_changed = anlan_chooser_row_entry_changed;
  row_class->focus = anlan_chooser_row_focus;
}

static void
anlan_chooser_row_init (AnlanChooserRow *self)
{
}
