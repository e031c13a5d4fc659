/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "import-columns.h"

#include <glib/gi18n-lib.h>

#include "resources.h"

/* Rows that are made in one go: a wide table has a hundred columns, and each chooser is a tree of widgets. */
#define ROWS_AT_ONCE 4
/* Who turns a spin button does not want the table read at each step. */
#define REOPEN_AFTER_MS 250

struct _AnlanImportColumns
{
  AdwBin parent_instance;

  /* template */
  AdwComboRow *kind_row;
  AdwComboRow *sheet_row;
  GtkWidget *header_row;
  GtkSpinButton *first_spin;
  GtkSpinButton *n_spin;
  AdwPreferencesGroup *columns_group;
  GtkListBox *list;
  GtkLabel *lacking_label;
  GtkLabel *key_label;

  /* owned */
  AnlanImportFile *file;
  AnlanKinds *kinds;
  GPtrArray *offered;    /* AnlanKind, as in kind_row; borrowed from @kinds */
  GPtrArray *sheets;     /* GUINT_TO_POINTER, as in sheet_row */
  GPtrArray *fields;     /* char*, as in the choosers; the first is NULL: left out */
  GtkStringList *titles; /* of @fields */
  GPtrArray *choosers;   /* GtkDropDown, one for each column so far; borrowed */
  guint fill_idle;
  guint reopen_timeout;

  /* borrowed */
  AnlanImportOpening *opening;
  gboolean quiet; /* rows are being set by us */
};

G_DEFINE_FINAL_TYPE (AnlanImportColumns, anlan_import_columns, ADW_TYPE_BIN)

enum
{
  REOPEN,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what is lacking ------------------------------------------------------------------------------------------------- */

static gboolean
has_column (AnlanImport *import, const char *field)
{
  for (guint i = 0; i < anlan_import_n_columns (import); i++)
    if (g_strcmp0 (anlan_import_get_field (import, i), field) == 0)
      return TRUE;
  return FALSE;
}

/* Titles of the fields that a new record needs and no column fills. With the number, rows are about what is there. */
static char *
dup_lacking (AnlanImportColumns *self)
{
  const AnlanKind *kind = anlan_import_columns_get_kind (self);
  AnlanImport *import = self->opening->import;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; !has_column (import, "number") && i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->required && field->fallback == NULL && field->compute == NULL &&
          !has_column (import, field->id))
        g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", anlan_kind_text (field->title));
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
dup_key (AnlanImportColumns *self)
{
  const AnlanKind *kind = anlan_import_columns_get_kind (self);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->key)
        g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "", anlan_kind_text (field->title));
    }
  if (text->len == 0)
    return g_strdup (_ ("A row with a number that is known updates; every other row is new."));
  return g_strdup_printf (
      _ ("A row updates what is there already when the number is the same, or without a number "
         "all of: %s. Every other row is new."),
      text->str);
}

static void
update_words (AnlanImportColumns *self)
{
  g_autofree char *lacking = dup_lacking (self), *key = dup_key (self), *found = NULL, *say = NULL;
  guint n = anlan_import_n_columns (self->opening->import), used = 0;

  for (guint i = 0; i < n; i++)
    used += anlan_import_get_field (self->opening->import, i) != NULL;
  found = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u of %u column goes in", "%u of %u columns go in", n), used, n);
  adw_preferences_group_set_description (self->columns_group, found);
  if (lacking != NULL)
    say = g_strdup_printf (_ ("Still without a column: %s"), lacking);
  gtk_label_set_label (self->lacking_label, say != NULL ? say : "");
  gtk_widget_set_visible (GTK_WIDGET (self->lacking_label), say != NULL);
  gtk_label_set_label (self->key_label, key);
}

/* --- one row for each column -------------------------------------------------------------------------------------------- */

static guint
place_of_field (AnlanImportColumns *self, const char *field)
{
  for (guint i = 1; field != NULL && i < self->fields->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->fields, i), field) == 0)
      return i;
  return 0;
}

static void
show_fields (AnlanImportColumns *self)
{
  self->quiet = TRUE;
  for (guint i = 0; i < self->choosers->len; i++)
    {
      GtkWidget *chooser = g_ptr_array_index (self->choosers, i);
      guint place = place_of_field (self, anlan_import_get_field (self->opening->import, i));

      gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser), place);
      if (place == 0)
        gtk_widget_add_css_class (chooser, "left-out");
      else
        gtk_widget_remove_css_class (chooser, "left-out");
    }
  self->quiet = FALSE;
}

static void
on_field_selected_cb (GtkDropDown *chooser, GParamSpec *pspec, AnlanImportColumns *self)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chooser), "anlan-column"));
  guint place = gtk_drop_down_get_selected (chooser);
  g_autoptr (GError) error = NULL;

  if (self->quiet || place >= self->fields->len)
    return;
  /* The choosers offer only what can be set. */
  if (!anlan_import_set_field (self->opening->import, column, g_ptr_array_index (self->fields, place),
                               &error))
    g_warning ("%s", error->message);
  show_fields (self);
  update_words (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_row (AnlanImportColumns *self, guint column)
{
  const char *name = anlan_import_column_name (self->opening->import, column);
  char **samples = g_ptr_array_index (self->opening->samples, column);
  g_autofree char *joined = g_strjoinv (" · ", samples);
  g_autofree char *spoken = g_strdup_printf (_ ("Field for the column %s"), name);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *chooser =
      gtk_drop_down_new (G_LIST_MODEL (g_object_ref (self->titles)),
                         gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), joined);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (chooser), TRUE);
  gtk_widget_set_valign (chooser, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (chooser, 260, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chooser), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (chooser), "anlan-column", GUINT_TO_POINTER (column));
  g_signal_connect_object (chooser, "notify::selected", G_CALLBACK (on_field_selected_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), chooser);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_ptr_array_add (self->choosers, chooser);
  return row;
}

static gboolean
fill_cb (gpointer data)
{
  AnlanImportColumns *self = data;
  guint n = anlan_import_n_columns (self->opening->import);

  self->quiet = TRUE;
  for (guint i = 0; i < ROWS_AT_ONCE && self->choosers->len < n; i++)
    gtk_list_box_append (self->list, make_row (self, self->choosers->len));
  self->quiet = FALSE;
  show_fields (self);
  if (self->choosers->len < n)
    return G_SOURCE_CONTINUE;
  self->fill_idle = 0;
  return G_SOURCE_REMOVE;
}

static void
clear_rows (AnlanImportColumns *self)
{
  GtkWidget *row;

  g_clear_handle_id (&self->fill_idle, g_source_remove);
  g_ptr_array_set_size (self->choosers, 0);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static void
add_field (AnlanImportColumns *self, const char *id, const char *title)
{
  g_ptr_array_add (self->fields, g_strdup (id));
  gtk_string_list_append (self->titles, title);
}

static void
offer_fields (AnlanImportColumns *self)
{
  const AnlanKind *kind = anlan_import_columns_get_kind (self);

  g_ptr_array_set_size (self->fields, 0);
  g_clear_object (&self->titles);
  self->titles = gtk_string_list_new (NULL);
  add_field (self, NULL, _ ("Left out"));
  if (kind->number != NULL)
    add_field (self, "number", _ ("Number"));
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);
      g_autofree char *starred = NULL;

      if (field->compute != NULL)
        continue;
      if (field->required && field->fallback == NULL)
        starred = g_strconcat (anlan_kind_text (field->title), " *", NULL);
      add_field (self, field->id, starred != NULL ? starred : anlan_kind_text (field->title));
    }
}

/* --- kind, sheet, header ------------------------------------------------------------------------------------------------ */

static gboolean
reopen_cb (gpointer data)
{
  AnlanImportColumns *self = data;

  self->reopen_timeout = 0;
  g_signal_emit (self, signals[REOPEN], 0);
  return G_SOURCE_REMOVE;
}

static void
reopen (AnlanImportColumns *self, guint after)
{
  if (self->quiet)
    return;
  g_clear_handle_id (&self->reopen_timeout, g_source_remove);
  self->reopen_timeout = g_timeout_add (after, reopen_cb, self);
}

static void
on_kind_selected_cb (AdwComboRow *row, GParamSpec *pspec, AnlanImportColumns *self)
{
  reopen (self, 0);
}

/* Another sheet has another header. */
static void
on_sheet_selected_cb (AdwComboRow *row, GParamSpec *pspec, AnlanImportColumns *self)
{
  if (!self->quiet)
    self->opening = NULL;
  reopen (self, 0);
}

static void
on_header_changed_cb (GtkSpinButton *spin, AnlanImportColumns *self)
{
  reopen (self, REOPEN_AFTER_MS);
}

static guint
find_offered (AnlanImportColumns *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->offered->len; i++)
    if (g_strcmp0 (((AnlanKind *)g_ptr_array_index (self->offered, i))->id, id) == 0)
      return i;
  return G_MAXUINT;
}

static const AnlanImportProposal *
find_proposal (AnlanImportFile *file, const char *kind)
{
  for (guint i = 0; kind != NULL && i < file->proposals->len; i++)
    if (g_strcmp0 (((AnlanImportProposal *)g_ptr_array_index (file->proposals, i))->kind, kind) == 0)
      return g_ptr_array_index (file->proposals, i);
  return NULL;
}

static guint
choose_kind (AnlanImportColumns *self, const char *wanted)
{
  const AnlanImportProposal *proposal = find_proposal (self->file, wanted);
  const AnlanImportProposal *best =
      self->file->proposals->len > 0 ? g_ptr_array_index (self->file->proposals, 0) : NULL;
  guint place = find_offered (self, wanted);

  if (self->file->is_map && find_offered (self, "basemap") != G_MAXUINT &&
      (wanted == NULL || place == G_MAXUINT))
    return find_offered (self, "basemap");
  /* Who asks for risk points with a list of people in hand means the people. */
  if (place != G_MAXUINT && proposal != NULL && (proposal->n_found > 0 || best == NULL || best->n_found == 0))
    return place;
  if (place != G_MAXUINT && proposal == NULL)
    return place;
  place = best != NULL ? find_offered (self, best->kind) : 0;
  return place != G_MAXUINT ? place : 0;
}

static void
offer_kinds (AnlanImportColumns *self, const char *wanted)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->offered, 0);
  for (guint i = 0; i < anlan_kinds_count (self->kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (self->kinds, i);

      if (kind->derived && self->file->geodata == NULL)
        continue;
      g_ptr_array_add (self->offered, kind);
      gtk_string_list_append (titles, anlan_kind_text (kind->plural));
    }
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->kind_row, choose_kind (self, wanted));
}

static void
offer_sheets (AnlanImportColumns *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  AnlanTable *table = self->file->table;
  guint best = table != NULL ? anlan_table_guess_sheet (table) : 0;

  g_ptr_array_set_size (self->sheets, 0);
  for (guint i = 0; table != NULL && i < anlan_table_get_n_sheets (table); i++)
    {
      if (anlan_table_get_sheet_hidden (table, i) && i != best)
        continue;
      g_ptr_array_add (self->sheets, GUINT_TO_POINTER (i));
      gtk_string_list_append (titles, anlan_table_get_sheet_name (table, i));
    }
  adw_combo_row_set_model (self->sheet_row, G_LIST_MODEL (titles));
  for (guint i = 0; i < self->sheets->len; i++)
    if (GPOINTER_TO_UINT (g_ptr_array_index (self->sheets, i)) == best)
      adw_combo_row_set_selected (self->sheet_row, i);
  gtk_widget_set_visible (GTK_WIDGET (self->sheet_row), self->sheets->len > 1);
  gtk_widget_set_visible (self->header_row, table != NULL);
}

/* --- public ---------------------------------------------------------------------------------------------------------------- */

const AnlanKind *
anlan_import_columns_get_kind (AnlanImportColumns *self)
{
  guint place;

  g_return_val_if_fail (ANLAN_IS_IMPORT_COLUMNS (self), NULL);

  place = adw_combo_row_get_selected (self->kind_row);
  return place < self->offered->len ? g_ptr_array_index (self->offered, place) : NULL;
}

void
anlan_import_columns_set_file (AnlanImportColumns *self, AnlanImportFile *file, const char *kind)
{
  g_return_if_fail (ANLAN_IS_IMPORT_COLUMNS (self) && file != NULL && file->proposals != NULL);

  anlan_import_columns_set_opening (self, NULL);
  g_clear_pointer (&self->file, anlan_import_file_unref);
  g_clear_pointer (&self->kinds, anlan_kinds_unref);
  self->file = anlan_import_file_ref (file);
  self->kinds = anlan_plant_ref_kinds (file->plant);
  self->quiet = TRUE;
  offer_kinds (self, kind);
  offer_sheets (self);
  self->quiet = FALSE;
}

AnlanImportOpening *
anlan_import_columns_dup_opening (AnlanImportColumns *self)
{
  guint sheet = adw_combo_row_get_selected (self->sheet_row);
  AnlanImportOpening *opening;

  g_return_val_if_fail (ANLAN_IS_IMPORT_COLUMNS (self) && self->file != NULL, NULL);

  opening = anlan_import_opening_new (self->file, anlan_import_columns_get_kind (self)->id);
  if (sheet < self->sheets->len)
    opening->sheet = GPOINTER_TO_UINT (g_ptr_array_index (self->sheets, sheet));
  if (self->opening != NULL && self->opening->header != NULL)
    {
      opening->first_row = (guint)gtk_spin_button_get_value_as_int (self->first_spin) - 1;
      opening->n_rows = (guint)gtk_spin_button_get_value_as_int (self->n_spin);
    }
  return opening;
}

void
anlan_import_columns_set_opening (AnlanImportColumns *self, AnlanImportOpening *opening)
{
  const AnlanTableHeader *header = opening != NULL ? opening->header : NULL;

  g_return_if_fail (ANLAN_IS_IMPORT_COLUMNS (self));

  g_clear_handle_id (&self->reopen_timeout, g_source_remove);
  clear_rows (self);
  self->opening = opening;
  gtk_widget_set_visible (GTK_WIDGET (self->columns_group), opening != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->lacking_label), FALSE);
  if (opening == NULL)
    {
      gtk_label_set_label (self->key_label,
                           _ ("Buildings, roads, water and fences of the file become the picture "
                              "under the zones. It takes the place of the one before."));
      return;
    }
  self->quiet = TRUE;
  if (header != NULL)
    {
      gtk_spin_button_set_value (self->first_spin, header->first_row + 1);
      gtk_spin_button_set_value (self->n_spin, header->n_rows);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->header_row), header->title);
    }
  self->quiet = FALSE;
  offer_fields (self);
  update_words (self);
  self->fill_idle = g_idle_add (fill_cb, self);
}

gboolean
anlan_import_columns_is_ready (AnlanImportColumns *self)
{
  g_autofree char *lacking = NULL;

  g_return_val_if_fail (ANLAN_IS_IMPORT_COLUMNS (self), FALSE);

  lacking = self->opening != NULL ? dup_lacking (self) : NULL;
  if (self->opening == NULL || lacking != NULL)
    return FALSE;
  for (guint i = 0; i < anlan_import_n_columns (self->opening->import); i++)
    if (anlan_import_get_field (self->opening->import, i) != NULL)
      return TRUE;
  return FALSE;
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_import_columns_dispose (GObject *object)
{
  AnlanImportColumns *self = ANLAN_IMPORT_COLUMNS (object);

  g_clear_handle_id (&self->fill_idle, g_source_remove);
  g_clear_handle_id (&self->reopen_timeout, g_source_remove);
  self->opening = NULL;
  self->quiet = TRUE;
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_IMPORT_COLUMNS);
  G_OBJECT_CLASS (anlan_import_columns_parent_class)->dispose (object);
}

static void
anlan_import_columns_finalize (GObject *object)
{
  AnlanImportColumns *self = ANLAN_IMPORT_COLUMNS (object);

  g_ptr_array_unref (self->offered);
  g_ptr_array_unref (self->sheets);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->choosers);
  g_clear_object (&self->titles);
  g_clear_pointer (&self->file, anlan_import_file_unref);
  g_clear_pointer (&self->kinds, anlan_kinds_unref);
  G_OBJECT_CLASS (anlan_import_columns_parent_class)->finalize (object);
}

static void
anlan_import_columns_class_init (AnlanImportColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anlan_import_columns_dispose;
  object_class->finalize = anlan_import_columns_finalize;
  signals[REOPEN] = g_signal_new ("reopen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("import-columns"));
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, kind_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, sheet_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, header_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, first_spin);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, n_spin);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, columns_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, list);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, lacking_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportColumns, key_label);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sheet_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_header_changed_cb);
}

static void
anlan_import_columns_init (AnlanImportColumns *self)
{
  self->offered = g_ptr_array_new ();
  self->sheets = g_ptr_array_new ();
  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->choosers = g_ptr_array_new ();
  self->quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->quiet = FALSE;
}
