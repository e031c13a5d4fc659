/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "grade-chip.h"

#include <glib/gi18n-lib.h>

struct _AnlanGradeChip
{
  GtkWidget parent_instance;

  GtkWidget *letter;
  GtkWidget *word;
};

G_DEFINE_FINAL_TYPE (AnlanGradeChip, anlan_grade_chip, GTK_TYPE_WIDGET)

static const struct
{
  const char *colour;
  const char *letter;
} grades[] = {
  { "red", NC_ ("letter of a risk grade", "R") },
  { "orange", NC_ ("letter of a risk grade", "O") },
  { "yellow", NC_ ("letter of a risk grade", "Y") },
  { "blue", NC_ ("letter of a risk grade", "B") },
};

static void
anlan_grade_chip_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (anlan_grade_chip_parent_class)->dispose (object);
}

static void
anlan_grade_chip_class_init (AnlanGradeChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_grade_chip_dispose;
  gtk_widget_class_set_css_name (widget_class, "gradechip");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
anlan_grade_chip_init (AnlanGradeChip *chip)
{
  chip->letter = gtk_label_new (NULL);
  gtk_widget_add_css_class (chip->letter, "letter");
  gtk_widget_set_parent (chip->letter, GTK_WIDGET (chip));
  chip->word = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (chip->word), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (chip->word, GTK_WIDGET (chip));
  gtk_widget_set_valign (GTK_WIDGET (chip), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (chip), GTK_ALIGN_START);
}

GtkWidget *
anlan_grade_chip_new (void)
{
  return g_object_new (ANLAN_TYPE_GRADE_CHIP, NULL);
}

void
anlan_grade_chip_set_colour (AnlanGradeChip *chip, const char *colour, const char *word)
{
  const char *letter = NULL;

  g_return_if_fail (ANLAN_IS_GRADE_CHIP (chip));

  for (guint i = 0; i < G_N_ELEMENTS (grades); i++)
    {
      if (g_strcmp0 (grades[i].colour, colour) == 0)
        {
          letter = g_dpgettext2 (GETTEXT_PACKAGE, "letter of a risk grade", grades[i].letter);
          gtk_widget_add_css_class (GTK_WIDGET (chip), grades[i].colour);
        }
      else
        gtk_widget_remove_css_class (GTK_WIDGET (chip), grades[i].colour);
    }
  gtk_label_set_label (GTK_LABEL (chip->letter), letter != NULL ? letter : "");
  gtk_label_set_label (GTK_LABEL (chip->word), word != NULL ? word : "");
  /* In Chinese the letter is the word. */
  gtk_widget_set_visible (chip->letter, letter != NULL && g_strcmp0 (letter, word) != 0);
  gtk_widget_set_visible (GTK_WIDGET (chip), word != NULL);
  if (word != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

void
anlan_grade_chip_set (AnlanGradeChip *chip, const AnlanChoice *choice)
{
  g_return_if_fail (ANLAN_IS_GRADE_CHIP (chip));

  anlan_grade_chip_set_colour (chip, choice != NULL ? choice->colour : NULL,
                               choice != NULL ? anlan_kind_text (choice->title) : NULL);
}

const AnlanField *
anlan_kind_grade_field (const AnlanKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);
      const AnlanChoice *first =
          field->type == ANLAN_FIELD_CHOICE && field->choices != NULL && field->choices->len > 0
              ? g_ptr_array_index (field->choices, 0)
              : NULL;

      if (first != NULL && first->colour != NULL && field->list)
        return field;
    }
  return NULL;
}
