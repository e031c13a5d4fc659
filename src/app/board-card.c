/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "board-card.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "grade-chip.h"
#include "say.h"

/* As long as the movement in style.css takes. */
#define SHAKE_MS 450

struct _AnlanBoardCard
{
  GtkWidget parent_instance;

  AnlanDesk *desk;
  const AnlanKind *kind; /* outlived by the board's reference */
  GTimeZone *zone;
  AnlanRow *row;
  GSignalGroup *row_signals;
  guint shake_timeout;

  GtkWidget *number;
  GtkWidget *chip;
  GtkWidget *label;
  GtkWidget *owner;
  GtkWidget *due_icon;
  GtkWidget *due;
};

G_DEFINE_FINAL_TYPE (AnlanBoardCard, anlan_board_card, GTK_TYPE_WIDGET)

/* --- who, and until when ------------------------------------------------------------------------------------------- */

/* The duty that the record is in the middle of, as it was read with all the others; NULL where too much is owed for that. */
static const AnlanOwed *
find_owed (AnlanBoardCard *card, const AnlanRecord *record)
{
  AnlanDuties *duties = anlan_desk_get_duties (card->desk);
  GPtrArray *owed = duties != NULL ? anlan_duties_get_owed (duties) : NULL;

  for (guint i = 0; owed != NULL && i < owed->len; i++)
    {
      const AnlanOwed *one = g_ptr_array_index (owed, i);

      if (g_strcmp0 (one->record->id, record->id) == 0)
        return one;
    }
  return NULL;
}

/* The person field that the definition says somebody's duty by. */
static const AnlanField *
owner_field (const AnlanKind *kind)
{
  for (guint i = 0; i < kind->duties->len; i++)
    {
      const AnlanDuty *duty = g_ptr_array_index (kind->duties, i);
      const AnlanField *field = duty->owner != NULL ? anlan_kind_field (kind, duty->owner) : NULL;

      if (field != NULL && field->type == ANLAN_FIELD_REF)
        return field;
    }
  return NULL;
}

static char *
say_owner (AnlanBoardCard *card, const AnlanRecord *record, const AnlanOwed *owed)
{
  const AnlanField *field = owner_field (card->kind);
  const char *id = field != NULL ? anlan_value_get_text (&record->values[field->index]) : NULL;
  const char *label = id != NULL ? anlan_row_get_label (card->row, id) : NULL;

  if (owed != NULL && (owed->person_label != NULL || label == NULL))
    return anlan_say_who (owed);
  return g_strdup (label != NULL ? label : "");
}

static gboolean
deadline_of (AnlanBoardCard *card, const AnlanRecord *record, gint64 *ms)
{
  for (guint i = 0; i < card->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (card->kind->fields, i);
      const char *text = anlan_value_get_text (&record->values[field->index]);

      if (text != NULL && anlan_is_deadline (card->kind, field, record->stage) &&
          anlan_deadline_parse (field, text, card->zone, ms))
        return TRUE;
    }
  return FALSE;
}

static void
show_due (AnlanBoardCard *card, const AnlanRecord *record, const AnlanOwed *owed)
{
  gint64 now = anlan_plant_now (anlan_desk_get_plant (card->desk)), due;
  g_autofree char *text = NULL, *full = NULL;
  gboolean late = FALSE;
  gboolean known = owed != NULL && owed->due != NULL ? anlan_time_parse (owed->due, &due)
                                                     : deadline_of (card, record, &due);

  if (known)
    {
      text = anlan_say_due (due, now, &late);
      full = anlan_say_moment_fully (due, card->zone);
    }
  gtk_label_set_label (GTK_LABEL (card->due), text != NULL ? text : "");
  gtk_widget_set_visible (card->due, text != NULL);
  gtk_widget_set_tooltip_text (card->due, full);
  gtk_widget_set_visible (card->due_icon, late);
  if (late)
    gtk_widget_add_css_class (GTK_WIDGET (card), "late");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (card), "late");
}

/* --- what it shows --------------------------------------------------------------------------------------------------- */

static void
show_grade (AnlanBoardCard *card, const AnlanRecord *record)
{
  const AnlanField *field = anlan_kind_grade_field (card->kind);
  const char *id = field != NULL ? anlan_value_get_text (&record->values[field->index]) : NULL;

  anlan_grade_chip_set (ANLAN_GRADE_CHIP (card->chip), id != NULL ? anlan_field_choice (field, id) : NULL);
}

/* The row that the list makes around it has the focus, and so the name. */
static void
update_name (AnlanBoardCard *card)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (card));
  g_autofree char *name = NULL;

  if (row == NULL)
    return;
  name = g_strdup_printf (C_ ("card on a board: what, who, until when", "%s, %s, %s"),
                          gtk_label_get_label (GTK_LABEL (card->label)),
                          gtk_label_get_label (GTK_LABEL (card->owner)),
                          gtk_label_get_label (GTK_LABEL (card->due)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
anlan_board_card_update (AnlanBoardCard *card)
{
  AnlanRecord *record;
  const AnlanOwed *owed;
  g_autofree char *owner = NULL;

  g_return_if_fail (ANLAN_IS_BOARD_CARD (card));

  record = card->row != NULL ? anlan_row_get_record (card->row) : NULL;
  if (record == NULL)
    {
      gtk_label_set_label (GTK_LABEL (card->number), "");
      gtk_label_set_label (GTK_LABEL (card->label), "");
      gtk_label_set_label (GTK_LABEL (card->owner), "");
      gtk_widget_set_visible (card->due, FALSE);
      gtk_widget_set_visible (card->due_icon, FALSE);
      anlan_grade_chip_set (ANLAN_GRADE_CHIP (card->chip), NULL);
      return;
    }
  owed = find_owed (card, record);
  owner = say_owner (card, record, owed);
  gtk_label_set_label (GTK_LABEL (card->number), record->number != NULL ? record->number : "");
  gtk_label_set_label (GTK_LABEL (card->label), anlan_record_label (record));
  gtk_widget_set_tooltip_text (card->label, anlan_record_label (record));
  gtk_label_set_label (GTK_LABEL (card->owner), owner);
  gtk_widget_set_tooltip_text (card->owner, owner[0] != '\0' ? owner : NULL);
  show_grade (card, record);
  show_due (card, record, owed);
  update_name (card);
}

static void
on_record_changed_cb (AnlanRow *row, GParamSpec *pspec, AnlanBoardCard *card)
{
  anlan_board_card_update (card);
}

void
anlan_board_card_bind (AnlanBoardCard *card, AnlanRow *row)
{
  g_return_if_fail (ANLAN_IS_BOARD_CARD (card));

  g_set_object (&card->row, row);
  g_signal_group_set_target (card->row_signals, row);
  anlan_board_card_update (card);
}

AnlanRow *
anlan_board_card_get_row (AnlanBoardCard *card)
{
  g_return_val_if_fail (ANLAN_IS_BOARD_CARD (card), NULL);

  return card->row;
}

static gboolean
shaken_cb (gpointer data)
{
  AnlanBoardCard *card = data;

  card->shake_timeout = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (card), "refused");
  return G_SOURCE_REMOVE;
}

void
anlan_board_card_refuse (AnlanBoardCard *card)
{
  g_return_if_fail (ANLAN_IS_BOARD_CARD (card));

  g_clear_handle_id (&card->shake_timeout, g_source_remove);
  gtk_widget_add_css_class (GTK_WIDGET (card), "refused");
  card->shake_timeout = g_timeout_add (SHAKE_MS, shaken_cb, card);
}

/* --- being dragged ------------------------------------------------------------------------------------------------------ */

static GdkContentProvider *
on_prepare_cb (GtkDragSource *source, double x, double y, AnlanBoardCard *card)
{
  if (card->row == NULL || anlan_row_get_record (card->row) == NULL)
    return NULL;
  return gdk_content_provider_new_typed (ANLAN_TYPE_ROW, card->row);
}

static void
on_drag_begin_cb (GtkDragSource *source, GdkDrag *drag, AnlanBoardCard *card)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (card));
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);

  gtk_drag_source_set_icon (source, still, 24, 18);
  gtk_widget_add_css_class (GTK_WIDGET (card), "dragged");
  gtk_widget_activate_action (GTK_WIDGET (card), "board.lift", "x", anlan_row_get_rid (card->row));
}

static void
on_drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean deleted, AnlanBoardCard *card)
{
  gtk_widget_remove_css_class (GTK_WIDGET (card), "dragged");
  gtk_widget_activate_action (GTK_WIDGET (card), "board.lift", "x", (gint64)0);
}

/* --- object --------------------------------------------------------------------------------------------------------------- */

static void
anlan_board_card_dispose (GObject *object)
{
  AnlanBoardCard *card = ANLAN_BOARD_CARD (object);
  GtkWidget *child;

  g_clear_handle_id (&card->shake_timeout, g_source_remove);
  g_signal_group_set_target (card->row_signals, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (card))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&card->row);
  g_clear_object (&card->desk);
  G_OBJECT_CLASS (anlan_board_card_parent_class)->dispose (object);
}

static void
anlan_board_card_finalize (GObject *object)
{
  AnlanBoardCard *card = ANLAN_BOARD_CARD (object);

  g_object_unref (card->row_signals);
  g_clear_pointer (&card->zone, g_time_zone_unref);
  G_OBJECT_CLASS (anlan_board_card_parent_class)->finalize (object);
}

static void
anlan_board_card_class_init (AnlanBoardCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_board_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_board_card_finalize;
  gtk_widget_class_set_css_name (widget_class, "boardcard");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
anlan_board_card_init (AnlanBoardCard *card)
{
  card->row_signals = g_signal_group_new (ANLAN_TYPE_ROW);
  g_signal_group_connect_object (card->row_signals, "notify::record", G_CALLBACK (on_record_changed_cb), card,
                                 0);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (card))),
                                  GTK_ORIENTATION_VERTICAL);
}

static GtkWidget *
make_label (const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, expand);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
make_children (AnlanBoardCard *card)
{
  GtkWidget *who = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *when = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  card->number = make_label ("card-number", TRUE);
  card->label = make_label ("card-label", FALSE);
  gtk_label_set_wrap (GTK_LABEL (card->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (card->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (card->label), 3);

  card->chip = anlan_grade_chip_new ();
  card->owner = make_label ("card-owner", TRUE);
  gtk_box_append (GTK_BOX (who), card->chip);
  gtk_box_append (GTK_BOX (who), card->owner);

  card->due_icon = gtk_image_new_from_icon_name ("anlan-late-symbolic");
  card->due = make_label ("card-due", FALSE);
  gtk_box_append (GTK_BOX (when), card->due_icon);
  gtk_box_append (GTK_BOX (when), card->due);

  gtk_widget_set_parent (card->number, GTK_WIDGET (card));
  gtk_widget_set_parent (card->label, GTK_WIDGET (card));
  gtk_widget_set_parent (who, GTK_WIDGET (card));
  gtk_widget_set_parent (when, GTK_WIDGET (card));
}

GtkWidget *
anlan_board_card_new (AnlanDesk *desk, const AnlanKind *kind)
{
  AnlanBoardCard *card = g_object_new (ANLAN_TYPE_BOARD_CARD, NULL);
  GtkDragSource *source = gtk_drag_source_new ();

  card->desk = g_object_ref (desk);
  card->kind = kind;
  card->zone = anlan_plant_ref_zone (anlan_desk_get_plant (desk));
  make_children (card);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare_cb), card);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin_cb), card);
  g_signal_connect (source, "drag-end", G_CALLBACK (on_drag_end_cb), card);
  gtk_widget_add_controller (GTK_WIDGET (card), GTK_EVENT_CONTROLLER (source));
  return GTK_WIDGET (card);
}
