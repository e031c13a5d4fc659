/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "form.h"

#include <glib/gi18n-lib.h>

#include "attach.h"
#include "field-grid.h"
#include "form-photos.h"

struct _AnlanForm
{
  AdwBin parent_instance;

  AnlanFormContext *context;
  AnlanFormMode mode;
  AnlanRecord *stored;    /* as it was given */
  AnlanRecord *candidate; /* with what has been entered; ours alone */
  GPtrArray *rows;        /* AnlanFieldRow, borrowed */
  GPtrArray *groups;      /* GtkBox: heading and AnlanFieldGrid; borrowed */
  GHashTable *pending;    /* set of field ids: committed, not yet stored */
  char **demanded;
  gboolean unfolded;

  GtkWidget *box;
  GtkWidget *fold; /* button */
};

G_DEFINE_FINAL_TYPE (AnlanForm, anlan_form, ADW_TYPE_BIN)

enum
{
  COMMIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what is open, needed and shown --------------------------------------------------------------------------------- */

static gboolean
is_asking (AnlanForm *form)
{
  return form->mode == ANLAN_FORM_ASK || form->mode == ANLAN_FORM_MANY;
}

static AnlanEntry
entry_of (AnlanForm *form, const AnlanField *field)
{
  const AnlanRecord *record = form->stored;

  if (field->compute != NULL)
    return ANLAN_ENTRY_COMPUTED;
  if (is_asking (form))
    return ANLAN_ENTRY_OPEN;
  if (field->readonly)
    return ANLAN_ENTRY_STEP;
  if (record->voided || form->context->kind->derived ||
      anlan_kind_is_locked (record->kind, record->stage, field))
    return ANLAN_ENTRY_LOCKED;
  return ANLAN_ENTRY_OPEN;
}

static gboolean
is_demanded (AnlanForm *form, const AnlanField *field)
{
  return form->demanded != NULL && g_strv_contains ((const char *const *)form->demanded, field->id);
}

static gboolean
is_needed (AnlanForm *form, const AnlanField *field)
{
  if (form->mode == ANLAN_FORM_MANY)
    return FALSE;
  return field->required || is_demanded (form, field) ||
         anlan_form_context_holds (form->context, field->required_if, form->candidate, FALSE);
}

/* Asked for by steps, but by none that leads out of the first stage: whoever enters a new record need not know it. */
static gboolean
is_for_later (const AnlanKind *kind, const AnlanField *field)
{
  const AnlanStage *first = kind->stages->len > 0 ? g_ptr_array_index (kind->stages, 0) : NULL;
  gboolean later = FALSE;

  for (guint i = 0; i < kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (kind->steps, i);

      if (!g_strv_contains ((const char *const *)step->requires, field->id) &&
          !g_strv_contains ((const char *const *)step->ask, field->id))
        continue;
      if (g_strv_contains ((const char *const *)step->from, first->id))
        return FALSE;
      later = TRUE;
    }
  return later;
}

static gboolean
is_folded (AnlanForm *form, const AnlanField *field, AnlanEntry entry)
{
  gboolean empty = anlan_value_is_null (&form->candidate->values[field->index]);

  if (form->unfolded || is_asking (form))
    return FALSE;
  /* The record's title says it already, where it is not to be typed. */
  if (entry == ANLAN_ENTRY_LOCKED && g_strcmp0 (field->id, form->context->kind->label) == 0)
    return TRUE;
  /* What is filled in by itself need not be looked at by who is in a hurry. */
  if (form->mode == ANLAN_FORM_NEW && form->context->kind->first[0] != NULL)
    return !g_strv_contains ((const char *const *)form->context->kind->first, field->id) &&
           !(empty && is_needed (form, field)) && (empty || field->fallback != NULL);
  if (!empty || is_needed (form, field))
    return FALSE;
  if (form->mode == ANLAN_FORM_NEW && entry == ANLAN_ENTRY_OPEN)
    return is_for_later (form->context->kind, field);
  return TRUE;
}

static gboolean
is_shown (AnlanForm *form, const AnlanField *field)
{
  /* What cannot be judged here is shown: hiding a field that counts would be worse. */
  return field->shown_if == NULL || form->mode == ANLAN_FORM_MANY ||
         anlan_form_context_holds (form->context, field->shown_if, form->candidate, TRUE);
}

static void
update_fold (AnlanForm *form, guint folded)
{
  g_autofree char *text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Show %u more field", "Show %u more fields", folded), folded);

  gtk_widget_set_visible (form->fold, folded > 0 || (form->unfolded && !is_asking (form)));
  gtk_button_set_label (GTK_BUTTON (form->fold), form->unfolded ? _ ("Show fewer fields") : text);
}

static gboolean
is_anonymous (AnlanForm *form)
{
  const AnlanKind *kind = form->context->kind;
  const AnlanField *field = kind->anonymous != NULL ? anlan_kind_field (kind, kind->anonymous) : NULL;

  return field != NULL && anlan_value_get_integer (&form->candidate->values[field->index], 0) != 0;
}

/* From now on nothing that tells who it is stays: not in the photos that are here already, nor beside the window's state. */
static void
set_anonymous (AnlanForm *form)
{
  form->context->anonymous = is_anonymous (form);
  if (!form->context->anonymous)
    return;
  anlan_form_context_forget_new (form->context);
  for (guint i = 0; i < form->rows->len; i++)
    {
      AnlanFieldRow *row = g_ptr_array_index (form->rows, i);
      AnlanFieldType type = anlan_field_row_get_field (row)->type;

      if (type == ANLAN_FIELD_PHOTOS || type == ANLAN_FIELD_FILES)
        anlan_attach_strip (row);
    }
}

static void
update (AnlanForm *form)
{
  g_autoptr (GHashTable) filled = g_hash_table_new (NULL, NULL);
  guint folded = 0;

  if (is_anonymous (form) != form->context->anonymous)
    set_anonymous (form);
  for (guint i = 0; i < form->rows->len; i++)
    {
      AnlanFieldRow *row = g_ptr_array_index (form->rows, i);
      const AnlanField *field = anlan_field_row_get_field (row);
      AnlanEntry entry = entry_of (form, field);
      gboolean shown = is_shown (form, field);
      /* A field is not pulled away from under who types in it. */
      gboolean busy = anlan_field_row_is_dirty (row) || gtk_widget_get_focus_child (GTK_WIDGET (row)) != NULL;
      gboolean away = shown && !busy && is_folded (form, field, entry);

      if (anlan_field_row_get_entry (row) != entry)
        anlan_field_row_set_entry (row, entry);
      anlan_field_row_set_required (row, is_needed (form, field));
      gtk_widget_set_visible (GTK_WIDGET (row), (shown || busy) && !away);
      folded += away ? 1 : 0;
      if ((shown || busy) && !away)
        g_hash_table_add (filled, g_object_get_data (G_OBJECT (row), "anlan-group"));
    }
  for (guint i = 0; i < form->groups->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (form->groups, i),
                            g_hash_table_contains (filled, g_ptr_array_index (form->groups, i)));
  update_fold (form, folded);
}

static void
on_fold_clicked_cb (GtkButton *button, AnlanForm *form)
{
  form->unfolded = !form->unfolded;
  update (form);
}

/* --- rows --------------------------------------------------------------------------------------------------------------- */

static void
on_row_commit_cb (AnlanFieldRow *row, AnlanForm *form)
{
  const AnlanField *field = anlan_field_row_get_field (row);
  AnlanValue *value = &form->candidate->values[field->index];

  anlan_value_clear (value);
  anlan_value_copy (anlan_field_row_get_value (row), value);
  g_hash_table_add (form->pending, g_strdup (field->id));
  update (form);
  g_signal_emit (form, signals[COMMIT], 0, field->id);
  if (form->mode == ANLAN_FORM_NEW && field->type == ANLAN_FIELD_PHOTOS)
    anlan_form_propose (form, field);
}

static void
add_row (AnlanForm *form, GtkWidget *group, const AnlanField *field)
{
  AnlanFieldRow *row = anlan_field_row_new (form->context, field);

  g_object_set_data (G_OBJECT (row), "anlan-group", group);
  g_signal_connect_object (row, "commit", G_CALLBACK (on_row_commit_cb), form, 0);
  anlan_field_grid_add (ANLAN_FIELD_GRID (gtk_widget_get_last_child (group)), row);
  g_ptr_array_add (form->rows, row);
}

static GtkWidget *
add_group (AnlanForm *form, const char *title)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *grid = anlan_field_grid_new ();

  if (title != NULL)
    {
      GtkWidget *label = gtk_label_new (title);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "heading");
      gtk_box_append (GTK_BOX (group), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    }
  gtk_box_append (GTK_BOX (group), grid);
  gtk_box_append (GTK_BOX (form->box), group);
  g_ptr_array_add (form->groups, group);
  return group;
}

static void
add_section (AnlanForm *form, const AnlanSection *section)
{
  const AnlanKind *kind = form->context->kind;
  GtkWidget *group = NULL;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (g_strcmp0 (field->section, section != NULL ? section->id : NULL) != 0)
        continue;
      if (group == NULL)
        group = add_group (form, section != NULL ? anlan_kind_text (section->title) : NULL);
      add_row (form, group, field);
    }
}

static void
build (AnlanForm *form, const char *const *fields)
{
  const AnlanKind *kind = form->context->kind;

  if (fields != NULL)
    {
      GtkWidget *group = add_group (form, NULL);

      for (guint i = 0; fields[i] != NULL; i++)
        if (anlan_kind_field (kind, fields[i]) != NULL)
          add_row (form, group, anlan_kind_field (kind, fields[i]));
    }
  else
    {
      add_section (form, NULL);
      for (guint i = 0; i < kind->sections->len; i++)
        add_section (form, g_ptr_array_index (kind->sections, i));
    }
  form->fold = gtk_button_new ();
  gtk_widget_add_css_class (form->fold, "flat");
  gtk_widget_add_css_class (form->fold, "fold-button");
  gtk_widget_set_halign (form->fold, GTK_ALIGN_START);
  gtk_widget_set_visible (form->fold, FALSE);
  g_signal_connect_object (form->fold, "clicked", G_CALLBACK (on_fold_clicked_cb), form, 0);
  gtk_box_append (GTK_BOX (form->box), form->fold);
}

/* --- public ----------------------------------------------------------------------------------------------------------------- */

void
anlan_form_set_record (AnlanForm *form, const AnlanRecord *record, gboolean force)
{
  g_return_if_fail (ANLAN_IS_FORM (form) && record != NULL);

  g_clear_pointer (&form->stored, anlan_record_unref);
  form->stored = anlan_record_ref ((AnlanRecord *)record);
  g_clear_pointer (&form->candidate, anlan_record_unref);
  form->candidate = anlan_record_copy (record);
  for (guint i = 0; i < form->rows->len; i++)
    {
      AnlanFieldRow *row = g_ptr_array_index (form->rows, i);
      const AnlanField *field = anlan_field_row_get_field (row);
      AnlanValue *value = &form->candidate->values[field->index];

      if (!force && g_hash_table_contains (form->pending, field->id))
        {
          anlan_value_clear (value);
          anlan_value_copy (anlan_field_row_get_value (row), value);
          continue;
        }
      anlan_field_row_set_value (row, value, force);
      if (force)
        anlan_field_row_set_problem (row, NULL);
    }
  update (form);
}

gboolean
anlan_form_restore (AnlanForm *form)
{
  gboolean any = FALSE;

  g_return_val_if_fail (ANLAN_IS_FORM (form), FALSE);

  for (guint i = form->rows->len; i-- > 0;)
    any = anlan_field_row_restore (g_ptr_array_index (form->rows, i)) || any;
  return any;
}

const AnlanRecord *
anlan_form_get_record (AnlanForm *form)
{
  g_return_val_if_fail (ANLAN_IS_FORM (form), NULL);

  return form->candidate;
}

void
anlan_form_demand (AnlanForm *form, const char *const *fields)
{
  g_return_if_fail (ANLAN_IS_FORM (form));

  g_strfreev (form->demanded);
  form->demanded = g_strdupv ((char **)fields);
  if (form->stored != NULL)
    update (form);
}

void
anlan_form_set_mode (AnlanForm *form, AnlanFormMode mode)
{
  g_return_if_fail (ANLAN_IS_FORM (form));

  form->mode = mode;
  if (form->stored != NULL)
    update (form);
}

AnlanFieldRow *
anlan_form_get_row (AnlanForm *form, const char *field)
{
  g_return_val_if_fail (ANLAN_IS_FORM (form), NULL);

  for (guint i = 0; i < form->rows->len; i++)
    {
      AnlanFieldRow *row = g_ptr_array_index (form->rows, i);

      if (g_strcmp0 (anlan_field_row_get_field (row)->id, field) == 0)
        return row;
    }
  return NULL;
}

void
anlan_form_add_below (AnlanForm *form, const char *field, GtkWidget *widget)
{
  AnlanFieldRow *row = anlan_form_get_row (form, field);

  g_return_if_fail (row != NULL && GTK_IS_WIDGET (widget));

  gtk_box_append (g_object_get_data (G_OBJECT (row), "anlan-group"), widget);
}

gboolean
anlan_form_shows (AnlanForm *form, const AnlanField *field)
{
  g_return_val_if_fail (ANLAN_IS_FORM (form) && field != NULL, FALSE);

  return is_shown (form, field);
}

void
anlan_form_confirm (AnlanForm *form, const char *field)
{
  g_return_if_fail (ANLAN_IS_FORM (form));

  g_hash_table_remove (form->pending, field);
}

void
anlan_form_refuse (AnlanForm *form, const char *field, const char *message)
{
  AnlanFieldRow *row = anlan_form_get_row (form, field);
  const AnlanField *definition;
  AnlanValue *value;

  g_return_if_fail (row != NULL && form->stored != NULL);

  g_hash_table_remove (form->pending, field);
  definition = anlan_field_row_get_field (row);
  value = &form->candidate->values[definition->index];
  anlan_value_clear (value);
  anlan_value_copy (&form->stored->values[definition->index], value);
  anlan_field_row_refuse (row, &form->stored->values[definition->index], message);
}

char *
anlan_form_set_problems (AnlanForm *form, GPtrArray *problems)
{
  g_autoptr (GString) rest = g_string_new (NULL);

  g_return_val_if_fail (ANLAN_IS_FORM (form), NULL);

  for (guint i = 0; i < form->rows->len; i++)
    anlan_field_row_set_problem (g_ptr_array_index (form->rows, i), NULL);
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (problems, i);
      AnlanFieldRow *row = problem->field != NULL ? anlan_form_get_row (form, problem->field) : NULL;

      if (row == NULL)
        g_string_append_printf (rest, "%s%s", rest->len > 0 ? "\n" : "", problem->message);
      else if (!anlan_field_row_has_problem (row))
        {
          anlan_field_row_set_problem (row, problem->message);
          gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
          gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "anlan-group"), TRUE);
        }
    }
  return rest->len > 0 ? g_strdup (rest->str) : NULL;
}

gboolean
anlan_form_focus_field (AnlanForm *form, const char *field)
{
  AnlanFieldRow *row = anlan_form_get_row (form, field);

  if (row == NULL)
    return FALSE;
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "anlan-group"), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
  anlan_field_row_focus (row);
  return TRUE;
}

gboolean
anlan_form_focus_first (AnlanForm *form)
{
  g_return_val_if_fail (ANLAN_IS_FORM (form), FALSE);

  for (guint i = 0; i < form->rows->len; i++)
    {
      AnlanFieldRow *row = g_ptr_array_index (form->rows, i);

      if (gtk_widget_get_visible (GTK_WIDGET (row)) && anlan_field_row_is_open (row))
        {
          anlan_field_row_focus (row);
          return TRUE;
        }
    }
  return FALSE;
}

void
anlan_form_leave (AnlanForm *form)
{
  g_return_if_fail (ANLAN_IS_FORM (form));

  for (guint i = 0; i < form->rows->len; i++)
    anlan_field_row_leave (g_ptr_array_index (form->rows, i));
}

AnlanFormContext *
anlan_form_get_context (AnlanForm *form)
{
  g_return_val_if_fail (ANLAN_IS_FORM (form), NULL);

  return form->context;
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
anlan_form_dispose (GObject *object)
{
  AnlanForm *form = ANLAN_FORM (object);

  adw_bin_set_child (ADW_BIN (form), NULL);
  g_ptr_array_set_size (form->rows, 0);
  g_ptr_array_set_size (form->groups, 0);
  g_clear_pointer (&form->stored, anlan_record_unref);
  g_clear_pointer (&form->candidate, anlan_record_unref);
  g_clear_pointer (&form->context, anlan_form_context_unref);
  G_OBJECT_CLASS (anlan_form_parent_class)->dispose (object);
}

static void
anlan_form_finalize (GObject *object)
{
  AnlanForm *form = ANLAN_FORM (object);

  g_ptr_array_unref (form->rows);
  g_ptr_array_unref (form->groups);
  g_hash_table_unref (form->pending);
  g_strfreev (form->demanded);
  G_OBJECT_CLASS (anlan_form_parent_class)->finalize (object);
}

static void
anlan_form_class_init (AnlanFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_form_finalize;
  signals[COMMIT] = g_signal_new ("commit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
anlan_form_init (AnlanForm *form)
{
  form->rows = g_ptr_array_new ();
  form->groups = g_ptr_array_new ();
  form->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  form->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  adw_bin_set_child (ADW_BIN (form), form->box);
}

AnlanForm *
anlan_form_new (AnlanFormContext *context, AnlanFormMode mode, const char *const *fields)
{
  AnlanForm *form = g_object_new (ANLAN_TYPE_FORM, NULL);

  g_return_val_if_fail (context != NULL, form);

  form->context = context;
  form->mode = mode;
  build (form, fields);
  return form;
}
