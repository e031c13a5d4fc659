/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "field-row.h"

#include <glib/gi18n-lib.h>

#include "form-kept.h"

/* Texts that may be longer than this have a line of their own; those that are longer than that, too. */
#define LONG_TEXT 120
#define WIDE_TEXT 30

typedef struct
{
  AnlanFormContext *context;
  const AnlanField *field; /* the kind's */
  AnlanValue value;
  AnlanEntry entry;
  gboolean dirty;

  GtkLabel *title;
  GtkWidget *mark;     /* icon: locked, worked out */
  GtkWidget *required; /* label */
  GtkWidget *box;      /* title line, content, problem */
  GtkWidget *content;
  GtkLabel *problem;
  GtkWidget *buttons;
  GtkWidget *amend; /* button, or NULL */
} AnlanFieldRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnlanFieldRow, anlan_field_row, ADW_TYPE_BIN)

enum
{
  COMMIT,
  TYPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static AnlanFieldRowPrivate *
priv_of (AnlanFieldRow *row)
{
  return anlan_field_row_get_instance_private (row);
}

/* --- what it is made of ---------------------------------------------------------------------------------------------- */

static GtkWidget *
make_title_line (AnlanFieldRowPrivate *priv)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  priv->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (priv->title, 0);
  gtk_label_set_ellipsize (priv->title, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (priv->title), "field-title");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (priv->title));
  priv->required = gtk_label_new (_ ("needed"));
  gtk_widget_add_css_class (priv->required, "field-needed");
  gtk_widget_set_visible (priv->required, FALSE);
  gtk_box_append (GTK_BOX (line), priv->required);
  priv->mark = gtk_image_new ();
  gtk_widget_add_css_class (priv->mark, "field-mark");
  gtk_widget_set_visible (priv->mark, FALSE);
  gtk_box_append (GTK_BOX (line), priv->mark);
  return line;
}

static void
anlan_field_row_init (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  priv->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_set_hexpand (priv->box, TRUE);
  gtk_widget_set_valign (priv->box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (priv->box), make_title_line (priv));
  priv->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (priv->problem, 0);
  gtk_label_set_wrap (priv->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (priv->problem), "field-problem");
  gtk_widget_set_visible (GTK_WIDGET (priv->problem), FALSE);
  gtk_box_append (GTK_BOX (priv->box), GTK_WIDGET (priv->problem));
  gtk_box_append (GTK_BOX (outer), priv->box);
  priv->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_widget_set_valign (priv->buttons, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (priv->buttons, "field-buttons");
  gtk_box_append (GTK_BOX (outer), priv->buttons);
  gtk_widget_add_css_class (outer, "field-box");
  adw_bin_set_child (ADW_BIN (row), outer);
}

static void
anlan_field_row_finalize (GObject *object)
{
  AnlanFieldRowPrivate *priv = priv_of (ANLAN_FIELD_ROW (object));

  anlan_value_clear (&priv->value);
  g_clear_pointer (&priv->context, anlan_form_context_unref);
  G_OBJECT_CLASS (anlan_field_row_parent_class)->finalize (object);
}

static void
anlan_field_row_class_init (AnlanFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_field_row_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "field");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[COMMIT] = g_signal_new ("commit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[TYPED] = g_signal_new ("typed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

/* --- making one -------------------------------------------------------------------------------------------------------- */

void
anlan_field_row_set_up (AnlanFieldRow *row, AnlanFormContext *context, const AnlanField *field)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  const char *title = anlan_kind_text (field->title);

  priv->context = anlan_form_context_ref (context);
  priv->field = field;
  gtk_label_set_label (priv->title, title);
  if (field->help != NULL)
    gtk_widget_set_tooltip_text (GTK_WIDGET (priv->title), anlan_kind_text (field->help));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  ANLAN_FIELD_ROW_GET_CLASS (row)->build (row);
  ANLAN_FIELD_ROW_GET_CLASS (row)->show (row, &priv->value);
}

void
anlan_field_row_set_content (AnlanFieldRow *row, GtkWidget *content)
{
  AnlanFieldRowPrivate *priv = priv_of (row);

  priv->content = content;
  gtk_box_insert_child_after (GTK_BOX (priv->box), content, gtk_widget_get_first_child (priv->box));
}

GtkWidget *
anlan_field_row_add_button (AnlanFieldRow *row, const char *icon, const char *label)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *spoken = g_strdup_printf (C_ ("button of a field: what it does, field", "%s: %s"), label,
                                             anlan_kind_text (priv->field->title));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (priv->buttons), button);
  return button;
}

/* --- state ---------------------------------------------------------------------------------------------------------------- */

AnlanFormContext *
anlan_field_row_get_context (AnlanFieldRow *row)
{
  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), NULL);

  return priv_of (row)->context;
}

const AnlanField *
anlan_field_row_get_field (AnlanFieldRow *row)
{
  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), NULL);

  return priv_of (row)->field;
}

const AnlanValue *
anlan_field_row_get_value (AnlanFieldRow *row)
{
  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), NULL);

  return &priv_of (row)->value;
}

AnlanEntry
anlan_field_row_get_entry (AnlanFieldRow *row)
{
  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), ANLAN_ENTRY_LOCKED);

  return priv_of (row)->entry;
}

gboolean
anlan_field_row_is_open (AnlanFieldRow *row)
{
  return anlan_field_row_get_entry (row) == ANLAN_ENTRY_OPEN;
}

static void
take_value (AnlanFieldRowPrivate *priv, const AnlanValue *value)
{
  if (value == &priv->value)
    return;
  anlan_value_clear (&priv->value);
  anlan_value_copy (value, &priv->value);
}

/* Over a crash, too. */
static void
keep_typed (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  g_autofree char *typed = NULL;

  if (!priv->context->keeps || ANLAN_FIELD_ROW_GET_CLASS (row)->get_typed == NULL)
    return;
  if (priv->dirty || priv->context->held)
    typed = ANLAN_FIELD_ROW_GET_CLASS (row)->get_typed (row);
  if (!priv->dirty && typed != NULL && typed[0] == '\0')
    g_clear_pointer (&typed, g_free);
  anlan_form_context_keep (priv->context, priv->field, typed);
}

void
anlan_field_row_set_value (AnlanFieldRow *row, const AnlanValue *value, gboolean force)
{
  AnlanFieldRowPrivate *priv;

  g_return_if_fail (ANLAN_IS_FIELD_ROW (row) && value != NULL);

  priv = priv_of (row);
  take_value (priv, value);
  if (priv->dirty && !force)
    return;
  if (priv->dirty)
    anlan_field_row_set_dirty (row, FALSE);
  ANLAN_FIELD_ROW_GET_CLASS (row)->show (row, &priv->value);
}

static void
on_amend_clicked_cb (GtkButton *button, AnlanFieldRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (row), "record.amend", "s", priv_of (row)->field->id);
}

static void
update_mark (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  const char *icon = NULL, *say = NULL;

  switch (priv->entry)
    {
    case ANLAN_ENTRY_LOCKED:
      icon = "changes-prevent-symbolic";
      say = _ ("Locked in this stage");
      break;
    case ANLAN_ENTRY_COMPUTED:
      icon = "anlan-computed-symbolic";
      say = _ ("Worked out from other fields");
      break;
    case ANLAN_ENTRY_STEP:
      icon = "anlan-computed-symbolic";
      say = _ ("Set by a step");
      break;
    case ANLAN_ENTRY_OPEN:
    default:
      break;
    }
  if (priv->entry == ANLAN_ENTRY_LOCKED)
    gtk_widget_add_css_class (priv->mark, "locked");
  else
    gtk_widget_remove_css_class (priv->mark, "locked");
  gtk_widget_set_visible (priv->mark, icon != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (priv->mark), icon);
  gtk_widget_set_tooltip_text (priv->mark, say);
}

static void
update_amend (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  gboolean offered = priv->entry == ANLAN_ENTRY_LOCKED;

  if (offered && priv->amend == NULL)
    {
      priv->amend = anlan_field_row_add_button (row, "document-edit-symbolic", _ ("Correct with a reason"));
      gtk_widget_add_css_class (priv->amend, "on-hover");
      g_signal_connect_object (priv->amend, "clicked", G_CALLBACK (on_amend_clicked_cb), row, 0);
    }
  if (priv->amend != NULL)
    gtk_widget_set_visible (priv->amend, offered);
}

void
anlan_field_row_set_entry (AnlanFieldRow *row, AnlanEntry entry)
{
  AnlanFieldRowPrivate *priv;

  g_return_if_fail (ANLAN_IS_FIELD_ROW (row));

  priv = priv_of (row);
  priv->entry = entry;
  if (entry == ANLAN_ENTRY_OPEN)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "closed");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "closed");
  update_mark (row);
  update_amend (row);
  if (ANLAN_FIELD_ROW_GET_CLASS (row)->entry_changed != NULL)
    ANLAN_FIELD_ROW_GET_CLASS (row)->entry_changed (row, entry);
}

void
anlan_field_row_set_required (AnlanFieldRow *row, gboolean required)
{
  AnlanFieldRowPrivate *priv;

  g_return_if_fail (ANLAN_IS_FIELD_ROW (row));

  priv = priv_of (row);
  /* What is there needs no reminder. */
  gtk_widget_set_visible (priv->required,
                          required && priv->entry == ANLAN_ENTRY_OPEN && anlan_value_is_null (&priv->value));
}

void
anlan_field_row_set_problem (AnlanFieldRow *row, const char *message)
{
  AnlanFieldRowPrivate *priv;

  g_return_if_fail (ANLAN_IS_FIELD_ROW (row));

  priv = priv_of (row);
  gtk_label_set_label (priv->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->problem), message != NULL);
  if (message != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "wrong");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "wrong");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

void
anlan_field_row_set_hint (AnlanFieldRow *row, GtkWidget *hint)
{
  g_return_if_fail (ANLAN_IS_FIELD_ROW (row) && GTK_IS_WIDGET (hint));

  gtk_box_append (GTK_BOX (priv_of (row)->box), hint);
}

char *
anlan_field_row_get_typed (AnlanFieldRow *row)
{
  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), NULL);

  return ANLAN_FIELD_ROW_GET_CLASS (row)->get_typed != NULL ? ANLAN_FIELD_ROW_GET_CLASS (row)->get_typed (row)
                                                            : NULL;
}

void
anlan_field_row_refuse (AnlanFieldRow *row, const AnlanValue *stored, const char *message)
{
  AnlanFieldRowPrivate *priv;

  g_return_if_fail (ANLAN_IS_FIELD_ROW (row) && stored != NULL && message != NULL);

  priv = priv_of (row);
  take_value (priv, stored);
  anlan_field_row_set_dirty (row, TRUE);
  anlan_field_row_set_problem (row, message);
}

gboolean
anlan_field_row_has_problem (AnlanFieldRow *row)
{
  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), FALSE);

  return gtk_widget_get_visible (GTK_WIDGET (priv_of (row)->problem));
}

gboolean
anlan_field_row_is_wide (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv;
  const char *text;

  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), FALSE);

  priv = priv_of (row);
  text = anlan_value_get_text (&priv->value);
  switch (priv->field->type)
    {
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_CHOICES:
      return TRUE;
    case ANLAN_FIELD_TEXT:
      return g_strcmp0 (priv->field->id, priv->context->kind->label) == 0 ||
             (priv->field->has_max ? priv->field->max : LONG_TEXT) > LONG_TEXT ||
             (text != NULL && g_utf8_strlen (text, -1) > WIDE_TEXT);
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_DURATION:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_PLACE:
    case ANLAN_N_FIELD_TYPES:
    default:
      return FALSE;
    }
}

void
anlan_field_row_focus (AnlanFieldRow *row)
{
  g_return_if_fail (ANLAN_IS_FIELD_ROW (row));

  if (ANLAN_FIELD_ROW_GET_CLASS (row)->focus != NULL)
    ANLAN_FIELD_ROW_GET_CLASS (row)->focus (row);
  else
    gtk_widget_child_focus (priv_of (row)->content, GTK_DIR_TAB_FORWARD);
}

void
anlan_field_row_set_dirty (AnlanFieldRow *row, gboolean dirty)
{
  priv_of (row)->dirty = dirty;
  keep_typed (row);
  if (dirty)
    g_signal_emit (row, signals[TYPED], 0);
}

static gboolean
restore_chosen (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_form_kept_get (priv->context, priv->field, &value))
    return FALSE;
  if (priv->entry == ANLAN_ENTRY_OPEN)
    anlan_field_row_commit (row, &value);
  else
    anlan_form_context_keep (priv->context, priv->field, NULL);
  return priv->entry == ANLAN_ENTRY_OPEN;
}

gboolean
anlan_field_row_restore (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv;
  g_autofree char *typed = NULL;

  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), FALSE);

  priv = priv_of (row);
  if (ANLAN_FIELD_ROW_GET_CLASS (row)->set_typed == NULL)
    return restore_chosen (row);
  typed = anlan_form_context_kept (priv->context, priv->field);
  if (typed == NULL)
    return FALSE;
  if (priv->entry != ANLAN_ENTRY_OPEN)
    {
      /* It can no longer be entered here. */
      anlan_form_context_keep (priv->context, priv->field, NULL);
      return FALSE;
    }
  ANLAN_FIELD_ROW_GET_CLASS (row)->set_typed (row, typed);
  anlan_field_row_set_dirty (row, TRUE);
  return TRUE;
}

gboolean
anlan_field_row_is_dirty (AnlanFieldRow *row)
{
  return priv_of (row)->dirty;
}

void
anlan_field_row_commit (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanFieldRowPrivate *priv = priv_of (row);

  if (priv->entry != ANLAN_ENTRY_OPEN)
    return;
  anlan_field_row_set_problem (row, NULL);
  if (anlan_value_equal (&priv->value, value))
    {
      anlan_field_row_set_dirty (row, FALSE);
      ANLAN_FIELD_ROW_GET_CLASS (row)->show (row, &priv->value);
      return;
    }
  take_value (priv, value);
  anlan_field_row_set_dirty (row, FALSE);
  ANLAN_FIELD_ROW_GET_CLASS (row)->show (row, &priv->value);
  g_signal_emit (row, signals[COMMIT], 0);
  /* The form may have become anonymous by it: then nothing is kept. */
  if (ANLAN_FIELD_ROW_GET_CLASS (row)->get_typed == NULL)
    anlan_form_kept_put (priv->context, priv->field, &priv->value);
}

void
anlan_field_row_leave (AnlanFieldRow *row)
{
  AnlanFieldRowPrivate *priv = priv_of (row);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (!priv->dirty || priv->entry != ANLAN_ENTRY_OPEN || anlan_desk_is_locked (priv->context->desk))
    return;
  if (ANLAN_FIELD_ROW_GET_CLASS (row)->take (row, &value, &error))
    anlan_field_row_commit (row, &value);
  else
    anlan_field_row_set_problem (row, error->message);
}
