/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "backlinks.h"

#include <glib/gi18n-lib.h>

#include "grade-chip.h"

/* Of one kind; who wants all of them finds them in its list. */
#define MOST_OF_A_KIND 8

struct _AnlanBacklinks
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  GtkWidget *box;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanBacklinks, anlan_backlinks, ADW_TYPE_BIN)

static GtkWidget *
make_chip (const AnlanRecord *record)
{
  const AnlanField *field = anlan_kind_grade_field (record->kind);
  const char *id = field != NULL ? anlan_value_get_text (&record->values[field->index]) : NULL;
  const AnlanChoice *choice = id != NULL ? anlan_field_choice (field, id) : NULL;
  GtkWidget *chip;

  if (choice == NULL)
    return NULL;
  chip = anlan_grade_chip_new ();
  anlan_grade_chip_set (ANLAN_GRADE_CHIP (chip), choice);
  return chip;
}

GtkWidget *
anlan_record_row_new (const AnlanRecord *record, const char *subtitle, GtkWidget *extra)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  GtkWidget *chip;

  g_return_val_if_fail (record != NULL, row);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_record_label (record));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  if (subtitle != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
    }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "record.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", record->kind->id, record->id);
  chip = make_chip (record);
  if (chip != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), chip);
  if (extra != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), extra);
  gtk_widget_add_css_class (arrow, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  return row;
}

static char *
describe (const AnlanRecord *record)
{
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;

  if (record->number != NULL && stage != NULL)
    return g_strdup_printf (C_ ("number, stage", "%s · %s"), record->number, anlan_kind_text (stage->title));
  if (stage != NULL)
    return g_strdup (anlan_kind_text (stage->title));
  return g_strdup (record->number);
}

static void
show (AnlanBacklinks *self, GPtrArray *records)
{
  const AnlanKind *kind = NULL;
  GtkWidget *group = NULL, *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);
      g_autofree char *subtitle = describe (record);

      if (record->kind != kind)
        {
          g_autofree char *title = g_markup_escape_text (anlan_kind_text (record->kind->plural), -1);

          kind = record->kind;
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
          gtk_box_append (GTK_BOX (self->box), group);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 anlan_record_row_new (record, subtitle, NULL));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), records->len > 0);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_backlinks_finish (ANLAN_PLANT (source), result, &error);
  AnlanBacklinks *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (records != NULL)
    show (self, records);
  else
    {
      g_message ("what refers to a record could not be read: %s", error->message);
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    }
}

void
anlan_backlinks_load (AnlanBacklinks *self, AnlanRecord *record)
{
  g_return_if_fail (ANLAN_IS_BACKLINKS (self) && record != NULL);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  anlan_plant_backlinks_async (anlan_desk_get_plant (self->desk), record, MOST_OF_A_KIND, self->cancellable,
                               read_cb, self);
}

static void
anlan_backlinks_dispose (GObject *object)
{
  AnlanBacklinks *self = ANLAN_BACKLINKS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_backlinks_parent_class)->dispose (object);
}

static void
anlan_backlinks_finalize (GObject *object)
{
  g_object_unref (ANLAN_BACKLINKS (object)->cancellable);
  G_OBJECT_CLASS (anlan_backlinks_parent_class)->finalize (object);
}

static void
anlan_backlinks_class_init (AnlanBacklinksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_backlinks_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_backlinks_finalize;
}

static void
anlan_backlinks_init (AnlanBacklinks *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  adw_bin_set_child (ADW_BIN (self), self->box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

AnlanBacklinks *
anlan_backlinks_new (AnlanDesk *desk)
{
  AnlanBacklinks *self = g_object_new (ANLAN_TYPE_BACKLINKS, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
