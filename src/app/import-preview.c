/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "import-preview.h"

#include <glib/gi18n-lib.h>

#include "import-line.h"
#include "resources.h"

/* Rows that are shown of each sort; all of the rejected ones can be saved. */
#define MOST_SHOWN 200

/* What the tiles count. The first are the outcomes, in their order. */
enum
{
  TILE_DIFFERS = ANLAN_N_IMPORT_OUTCOMES,
  TILE_MISSING,
  N_TILES
};

struct _AnlanImportPreview
{
  AdwBin parent_instance;

  /* template */
  GtkBox *tiles;
  GtkWidget *made_box;
  GtkLabel *made_label;
  GtkSwitch *made_switch;
  GtkStack *stack;
  GtkColumnView *table;
  GtkLabel *missing_label;
  GtkLabel *shown_label;
  GtkWidget *choice_box;
  GtkCheckButton *good_check;

  /* owned */
  GtkToggleButton *buttons[N_TILES]; /* borrowed from @tiles */
  GtkLabel *counts[N_TILES];
  GListStore *lines;
  GtkSelectionModel *selection;
  GCancellable *cancellable;
  char **missing;
  gboolean loading;
  gboolean quiet;

  AnlanImportOpening *opening; /* or NULL */

  /* borrowed */
  AnlanImport *import; /* of @opening */
  const AnlanKind *kind;
  guint tile;
  guint n_shown;
  GtkColumnViewColumn *note; /* of @table */
};

G_DEFINE_FINAL_TYPE (AnlanImportPreview, anlan_import_preview, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_GOOD_ROWS,
  PROP_MAKE_MISSING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint save_rejected;

/* --- how many ---------------------------------------------------------------------------------------------------------- */

static guint
count_of (AnlanImportPreview *self, guint tile)
{
  const AnlanImportSummary *summary = anlan_import_get_summary (self->import);

  if (tile < ANLAN_N_IMPORT_OUTCOMES)
    return summary->counts[tile];
  return tile == TILE_DIFFERS ? summary->differences : summary->missing;
}

guint
anlan_import_preview_n_to_write (AnlanImportPreview *self)
{
  const AnlanImportSummary *summary;

  g_return_val_if_fail (ANLAN_IS_IMPORT_PREVIEW (self), 0);

  if (self->import == NULL)
    return 0;
  summary = anlan_import_get_summary (self->import);
  if (summary->counts[ANLAN_IMPORT_REJECTED] > 0 && !anlan_import_preview_get_good_rows (self))
    return 0;
  return summary->counts[ANLAN_IMPORT_NEW] + summary->counts[ANLAN_IMPORT_UPDATE];
}

static const char *
word_of (guint tile)
{
  static const char *const words[N_TILES] = {
    [ANLAN_IMPORT_NEW] = N_ ("New"),
    [ANLAN_IMPORT_UPDATE] = NC_ ("rows of an import", "Changed"),
    [ANLAN_IMPORT_UNCHANGED] = N_ ("The same"),
    [ANLAN_IMPORT_REJECTED] = N_ ("Rejected"),
    [TILE_DIFFERS] = N_ ("Figures differ"),
    [TILE_MISSING] = N_ ("Not in the file"),
  };

  return tile == ANLAN_IMPORT_UPDATE ? g_dpgettext2 (GETTEXT_PACKAGE, "rows of an import", words[tile])
                                     : _ (words[tile]);
}

/* "2 units: Synthesis, Utilities · 3 persons: Wang Fang, …" */
static char *
describe_made (AnlanImportPreview *self)
{
  g_autoptr (GHashTable) by_kind = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < anlan_import_n_made (self->import); i++)
    {
      const AnlanImportMade *made = anlan_import_get_made (self->import, i);
      g_autoptr (AnlanKind) kind = NULL;
      GString *text = g_hash_table_lookup (by_kind, made->kind);

      if (made->n_rows == 0)
        continue;
      if (text == NULL)
        {
          kind = anlan_plant_get_kind (self->opening->file->plant, made->kind);
          text = g_string_new (anlan_kind_text (kind != NULL ? kind->plural : made->kind));
          g_string_append (text, _ (": "));
          g_hash_table_insert (by_kind, made->kind, text);
          g_ptr_array_add (texts, text);
        }
      else
        g_string_append (text, _ (", "));
      g_string_append (text, made->label);
    }
  for (guint i = 0; i < texts->len; i++)
    {
      GString *text = g_ptr_array_index (texts, i);

      g_string_append_printf (all, "%s%s", i > 0 ? "\n" : "", text->str);
      g_string_free (text, TRUE);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
update_tiles (AnlanImportPreview *self)
{
  for (guint i = 0; i < N_TILES; i++)
    {
      guint count = count_of (self, i);
      g_autofree char *text = g_strdup_printf ("%u", count);
      g_autofree char *spoken = g_strdup_printf ("%s: %u", word_of (i), count);

      gtk_label_set_label (self->counts[i], text);
      gtk_widget_set_sensitive (GTK_WIDGET (self->buttons[i]), count > 0);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      spoken, -1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->buttons[TILE_DIFFERS]), count_of (self, TILE_DIFFERS) > 0);
}

static void
update_made (AnlanImportPreview *self)
{
  g_autofree char *text = describe_made (self);
  gboolean off = !gtk_switch_get_active (self->made_switch);

  gtk_label_set_label (self->made_label,
                       text[0] != '\0' ? text : _ ("Off: rows that name them are rejected."));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->made_label), text[0] != '\0' ? text : NULL);
  gtk_widget_set_visible (self->made_box, off || text[0] != '\0');
}

/* --- the table ------------------------------------------------------------------------------------------------------------- */

static void
show_missing (AnlanImportPreview *self)
{
  g_autofree char *list = g_strjoinv ("\n", self->missing);
  g_autofree char *text = g_strdup_printf (
      _ ("These are there, and no row of the file is about them. They stay as they are.\n\n%s"), list);

  gtk_label_set_label (self->missing_label, text);
  gtk_stack_set_visible_child_name (self->stack, "missing");
}

static void
update_shown (AnlanImportPreview *self, guint n)
{
  guint count = count_of (self, self->tile), rejected = count_of (self, ANLAN_IMPORT_REJECTED);
  g_autofree char *shown = NULL, *blocked = NULL, *text = NULL;

  if (n < count)
    shown = g_strdup_printf (_ ("The first %u of %u rows"), n, count);
  if (rejected > 0 && !anlan_import_preview_get_good_rows (self))
    blocked = g_strdup_printf (
        g_dngettext (
            GETTEXT_PACKAGE, "%u row stands in the way: mend it in the file, or take the good rows only.",
            "%u rows stand in the way: mend them in the file, or take the good rows only.", rejected),
        rejected);
  text = g_strjoin (shown != NULL && blocked != NULL ? "\n" : "", shown != NULL ? shown : "",
                    blocked != NULL ? blocked : "", NULL);
  gtk_label_set_label (self->shown_label, text);
  self->n_shown = n;
}

static gboolean
belongs (const AnlanImportRow *row, guint tile)
{
  return tile == TILE_DIFFERS ? row->difference != NULL : row->outcome == (AnlanImportOutcome)tile;
}

static void
cells_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanImportPreview *self = ANLAN_IMPORT_PREVIEW (source);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  gpointer work;
  AnlanImportTask *task;

  if (!anlan_chore_finish (result, &work, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        gtk_label_set_label (self->shown_label, error->message);
      self->loading = FALSE;
      return;
    }
  task = work;
  /* Another tile or another check since. */
  if (self->import != task->import || data != self->cancellable)
    return;
  self->loading = FALSE;
  for (guint i = 0; i < task->lines->len; i++)
    g_ptr_array_add (lines, anlan_import_line_new (
                                anlan_import_get_row (self->import, g_array_index (task->rows, guint, i)),
                                g_ptr_array_index (task->lines, i)));
  g_list_store_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)), lines->pdata,
                       lines->len);
  update_shown (self, lines->len);
  gtk_stack_set_visible_child_name (self->stack, "table");
}

static void
stop_loading (AnlanImportPreview *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->loading = FALSE;
}

static void
show_tile (AnlanImportPreview *self, guint tile)
{
  AnlanImportTask *task;

  self->tile = tile;
  stop_loading (self);
  if (tile == TILE_MISSING)
    {
      show_missing (self);
      update_shown (self, g_strv_length (self->missing));
      return;
    }
  gtk_column_view_column_set_visible (self->note, tile == ANLAN_IMPORT_REJECTED || tile == TILE_DIFFERS);
  task = anlan_import_task_new (self->opening);
  for (guint i = 0; i < anlan_import_n_rows (self->import) && task->rows->len < MOST_SHOWN; i++)
    if (belongs (anlan_import_get_row (self->import, i), tile))
      g_array_append_val (task->rows, i);
  self->loading = TRUE;
  self->cancellable = g_cancellable_new ();
  anlan_chore_run (self, anlan_import_task_cells, task, (GDestroyNotify)anlan_import_task_free, NULL,
                   self->cancellable, cells_loaded_cb, self->cancellable);
}

static void
on_tile_toggled_cb (GtkToggleButton *button, AnlanImportPreview *self)
{
  if (self->quiet || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < N_TILES; i++)
    if (self->buttons[i] == button)
      show_tile (self, i);
}

static void
make_columns (AnlanImportPreview *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);
  g_autoptr (GtkColumnViewColumn) first = NULL;
  GtkColumnViewColumn *last = NULL;

  while ((first = g_list_model_get_item (columns, 0)) != NULL)
    {
      gtk_column_view_remove_column (self->table, first);
      g_clear_object (&first);
    }
  gtk_column_view_append_column (self->table,
                                 anlan_import_line_column (_ ("Row"), ANLAN_IMPORT_LINE_ROW, 64));
  self->note = anlan_import_line_column (_ ("What is noted"), ANLAN_IMPORT_LINE_NOTE, 320);
  gtk_column_view_append_column (self->table, self->note);
  for (guint i = 0; i < anlan_import_n_columns (self->import); i++)
    {
      const char *id = anlan_import_get_field (self->import, i);
      const AnlanField *field = id != NULL ? anlan_kind_field (self->kind, id) : NULL;

      if (id == NULL)
        continue;
      last = anlan_import_line_column (field != NULL ? anlan_kind_text (field->title) : _ ("Number"), (int)i,
                                       140);
      gtk_column_view_append_column (self->table, last);
    }
  /* The last one takes the room that is left. */
  if (last != NULL)
    gtk_column_view_column_set_expand (last, TRUE);
}

/* What needs a look comes first. */
static guint
first_tile (AnlanImportPreview *self)
{
  static const guint order[] = { ANLAN_IMPORT_REJECTED, TILE_DIFFERS, ANLAN_IMPORT_UPDATE, ANLAN_IMPORT_NEW,
                                 ANLAN_IMPORT_UNCHANGED };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (count_of (self, order[i]) > 0)
      return order[i];
  return ANLAN_IMPORT_NEW;
}

static void
drop_opening (AnlanImportPreview *self)
{
  self->import = NULL;
  anlan_chore_free (g_steal_pointer (&self->opening), (GDestroyNotify)anlan_import_opening_unref);
}

/* --- public ---------------------------------------------------------------------------------------------------------------- */

void
anlan_import_preview_set_opening (AnlanImportPreview *self,
                                  AnlanImportOpening *opening,
                                  const AnlanKind *kind,
                                  char **missing)
{
  guint tile;

  g_return_if_fail (ANLAN_IS_IMPORT_PREVIEW (self));

  stop_loading (self);
  g_list_store_remove_all (self->lines);
  g_strfreev (self->missing);
  self->missing = g_strdupv (missing);
  drop_opening (self);
  if (opening != NULL)
    {
      self->opening = anlan_import_opening_ref (opening);
      self->import = opening->import;
    }
  self->kind = kind;
  if (opening == NULL)
    return;
  make_columns (self);
  update_tiles (self);
  update_made (self);
  gtk_widget_set_visible (self->choice_box, count_of (self, ANLAN_IMPORT_REJECTED) > 0);
  tile = first_tile (self);
  self->quiet = TRUE;
  gtk_toggle_button_set_active (self->buttons[tile], TRUE);
  self->quiet = FALSE;
  show_tile (self, tile);
}

gboolean
anlan_import_preview_get_good_rows (AnlanImportPreview *self)
{
  g_return_val_if_fail (ANLAN_IS_IMPORT_PREVIEW (self), FALSE);

  return gtk_check_button_get_active (self->good_check);
}

gboolean
anlan_import_preview_is_busy (AnlanImportPreview *self)
{
  g_return_val_if_fail (ANLAN_IS_IMPORT_PREVIEW (self), FALSE);

  return self->loading;
}

static void
on_good_toggled_cb (GtkCheckButton *check, AnlanImportPreview *self)
{
  if (self->import != NULL)
    update_shown (self, self->n_shown);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GOOD_ROWS]);
}

static void
on_made_switched_cb (GtkSwitch *made_switch, GParamSpec *pspec, AnlanImportPreview *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAKE_MISSING]);
}

static void
on_save_clicked_cb (GtkButton *button, AnlanImportPreview *self)
{
  g_signal_emit (self, save_rejected, 0);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
make_tiles (AnlanImportPreview *self)
{
  for (guint i = 0; i < N_TILES; i++)
    {
      GtkWidget *button = gtk_toggle_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      GtkWidget *count = gtk_label_new ("0"), *word = gtk_label_new (word_of (i));

      gtk_widget_add_css_class (count, "title-2");
      gtk_widget_add_css_class (count, "numeric");
      gtk_widget_add_css_class (word, "caption");
      gtk_label_set_ellipsize (GTK_LABEL (word), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), count);
      gtk_box_append (GTK_BOX (box), word);
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_widget_add_css_class (button, "import-tile");
      if (i == ANLAN_IMPORT_REJECTED)
        gtk_widget_add_css_class (button, "rejected");
      self->buttons[i] = GTK_TOGGLE_BUTTON (button);
      self->counts[i] = GTK_LABEL (count);
      if (i > 0)
        gtk_toggle_button_set_group (self->buttons[i], self->buttons[0]);
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_tile_toggled_cb), self, 0);
      gtk_box_append (self->tiles, button);
    }
}

static void
anlan_import_preview_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AnlanImportPreview *self = ANLAN_IMPORT_PREVIEW (object);

  switch (id)
    {
    case PROP_GOOD_ROWS:
      g_value_set_boolean (value, gtk_check_button_get_active (self->good_check));
      break;
    case PROP_MAKE_MISSING:
      g_value_set_boolean (value, gtk_switch_get_active (self->made_switch));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_import_preview_dispose (GObject *object)
{
  AnlanImportPreview *self = ANLAN_IMPORT_PREVIEW (object);

  stop_loading (self);
  drop_opening (self);
  self->quiet = TRUE;
  if (self->table != NULL)
    gtk_column_view_set_model (self->table, NULL);
  g_clear_object (&self->selection);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_IMPORT_PREVIEW);
  G_OBJECT_CLASS (anlan_import_preview_parent_class)->dispose (object);
}

static void
anlan_import_preview_finalize (GObject *object)
{
  AnlanImportPreview *self = ANLAN_IMPORT_PREVIEW (object);

  g_clear_object (&self->lines);
  g_strfreev (self->missing);
  G_OBJECT_CLASS (anlan_import_preview_parent_class)->finalize (object);
}

static void
anlan_import_preview_class_init (AnlanImportPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anlan_import_preview_get_property;
  object_class->dispose = anlan_import_preview_dispose;
  object_class->finalize = anlan_import_preview_finalize;
  properties[PROP_GOOD_ROWS] =
      g_param_spec_boolean ("good-rows", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MAKE_MISSING] =
      g_param_spec_boolean ("make-missing", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  save_rejected = g_signal_new ("save-rejected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("import-preview"));
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, tiles);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, made_box);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, made_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, made_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, table);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, missing_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, shown_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, choice_box);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportPreview, good_check);
  gtk_widget_class_bind_template_callback (widget_class, on_good_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_made_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
}

static void
anlan_import_preview_init (AnlanImportPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_tiles (self);
  self->lines = g_list_store_new (ANLAN_TYPE_IMPORT_LINE);
  self->selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->lines))));
  gtk_column_view_set_model (self->table, self->selection);
}
