/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/convert.h"
#include "model/export.h"
#include "paper-form-private.h"

#define SLICE 500
/* Photos are only printed where a person can look at all of them. */
#define MOST_PICTURED 300
/* Columns of a paper that nobody has chosen. */
#define MOST_COLUMNS 12

typedef struct
{
  const AnlanQuery *query;
  AnlanKinds *kinds;
  AnlanKind *kind; /* borrowed from @kinds */
  GTimeZone *zone;
  AnlanColumns *columns;
  PaperBlock *block;
  GPtrArray *photos; /* Photo: of the slice, read when its transaction is over */
  GArray *rids;
  guint done;
} Listing;

/* A photo that goes into a cell. */
typedef struct
{
  PaperRow *row; /* borrowed */
  guint cell;
  char *sha256;
} Photo;

static void
photo_free (Photo *photo)
{
  g_free (photo->sha256);
  g_free (photo);
}

static void
listing_clear (Listing *listing)
{
  g_clear_pointer (&listing->columns, anlan_columns_free);
  g_clear_pointer (&listing->rids, g_array_unref);
  g_clear_pointer (&listing->photos, g_ptr_array_unref);
  g_clear_pointer (&listing->kinds, anlan_kinds_unref);
  g_clear_pointer (&listing->zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

/* --- columns ---------------------------------------------------------------------------------------------------------- */

/* As the list has them: the number, what names it, the stage, fields that are marked for the list. */
static char **
default_ids (const AnlanKind *kind)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (kind->number != NULL)
    g_ptr_array_add (ids, g_strdup ("number"));
  g_ptr_array_add (ids, g_strdup (kind->label));
  if (anlan_kind_has_flow (kind) && kind->stages->len > 0)
    g_ptr_array_add (ids, g_strdup ("stage"));
  for (guint i = 0; i < kind->fields->len && ids->len < MOST_COLUMNS; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->list && !field->sensitive && strcmp (field->id, kind->label) != 0)
        g_ptr_array_add (ids, g_strdup (field->id));
    }
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_steal (ids, NULL);
}

static gboolean
open_columns (Listing *listing, const char *const *ids, GError **error)
{
  g_auto (GStrv) guessed = ids == NULL ? default_ids (listing->kind) : NULL;

  listing->columns = anlan_columns_new (listing->kind, ids != NULL ? ids : (const char *const *)guessed,
                                        ANLAN_COLUMNS_PEOPLE, error);
  if (listing->columns == NULL)
    return FALSE;
  for (guint i = 0; i < anlan_columns_count (listing->columns); i++)
    {
      const AnlanColumn *column = anlan_columns_at (listing->columns, i);

      anlan_paper_add_column (listing->block, column->title,
                              column->type == ANLAN_COLUMN_NUMBER || column->type == ANLAN_COLUMN_INTEGER);
    }
  return TRUE;
}

/* --- rows -------------------------------------------------------------------------------------------------------------- */

static void
fill_cell (Listing *listing, AnlanConverter *converter, const AnlanRecord *record, guint i, PaperCell *cell)
{
  const AnlanColumn *column = anlan_columns_at (listing->columns, i);
  const AnlanValue *value = column->field != NULL ? &record->values[column->field->index] : NULL;
  g_autofree char *text = NULL;

  if (value == NULL)
    {
      cell->text = anlan_columns_text (listing->columns, converter, record, i);
      return;
    }
  text = anlan_converter_format (converter, column->field, value);
  anlan_paper_set_grade (column->field, value, text, &cell->text, &cell->colour);
}

/* The first one of each cell; the others are on the record's own paper. */
static void
want_photo (Listing *listing, const AnlanRecord *record, guint i, PaperRow *row)
{
  const AnlanColumn *column = anlan_columns_at (listing->columns, i);
  g_auto (GStrv) items = NULL;
  Photo *photo;

  if (column->field == NULL || column->field->type != ANLAN_FIELD_PHOTOS ||
      listing->rids->len > MOST_PICTURED)
    return;
  items = anlan_value_get_items (&record->values[column->field->index]);
  if (items[0] == NULL)
    return;
  photo = g_new0 (Photo, 1);
  photo->row = row;
  photo->cell = i;
  photo->sha256 = g_strdup (items[0]);
  g_ptr_array_add (listing->photos, photo);
}

/* One that cannot be read leaves its place empty: the ledger is printed all the same. */
static void
load_photos (Listing *listing, AnlanStore *store)
{
  for (guint i = 0; i < listing->photos->len; i++)
    {
      Photo *photo = g_ptr_array_index (listing->photos, i);
      PaperCell *cell = &photo->row->cells[photo->cell];

      cell->picture = anlan_paper_load_small_photo (store, photo->sha256, NULL);
      if (cell->picture == NULL)
        continue;
      g_clear_pointer (&cell->text, g_free);
      photo->row->least = CELL_PICTURE_HEIGHT;
    }
  g_ptr_array_set_size (listing->photos, 0);
}

static gboolean
find_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Listing *listing = data;

  listing->rids = anlan_query_rids (db, listing->kinds, listing->query, error);
  return listing->rids != NULL;
}

static gboolean
slice_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Listing *listing = data;
  guint n = MIN (SLICE, listing->rids->len - listing->done),
        n_columns = anlan_columns_count (listing->columns);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, listing->kinds, listing->zone);
  g_autoptr (GPtrArray) records =
      anlan_records_load (db, listing->kind, &g_array_index (listing->rids, gint64, listing->done), n, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      PaperRow *row = anlan_paper_add_row (listing->block, n_columns);

      for (guint j = 0; j < n_columns; j++)
        {
          fill_cell (listing, converter, g_ptr_array_index (records, i), j, &row->cells[j]);
          want_photo (listing, g_ptr_array_index (records, i), j, row);
        }
    }
  listing->done += n;
  return TRUE;
}

static gboolean
read_rows (Listing *listing,
           AnlanStore *store,
           AnlanProgress progress,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  if (!anlan_store_read (store, find_work, listing, error))
    return FALSE;
  while (listing->done < listing->rids->len)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !anlan_store_read (store, slice_work, listing, error))
        return FALSE;
      load_photos (listing, store);
      if (progress != NULL)
        progress ((double)listing->done / listing->rids->len, data);
    }
  return TRUE;
}

static AnlanPaper *
new_list (AnlanPlant *plant,
          const AnlanQuery *query,
          const char *const *ids,
          const char *title,
          const char *note,
          const char *printer,
          AnlanProgress progress,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  g_auto (Listing) listing = { .query = query };
  g_autoptr (AnlanPaper) paper = NULL;
  g_autofree char *count = NULL;
  PaperBlock *second;

  listing.kinds = anlan_plant_ref_kinds (plant);
  listing.zone = anlan_plant_ref_zone (plant);
  listing.kind = anlan_kinds_get (listing.kinds, query->kind);
  g_return_val_if_fail (listing.kind != NULL, NULL);
  listing.photos = g_ptr_array_new_with_free_func ((GDestroyNotify)photo_free);
  paper = anlan_paper_begin (plant, title != NULL ? title : anlan_kind_text (listing.kind->plural), printer,
                             error);
  if (paper == NULL)
    return NULL;
  anlan_paper_add (paper, PAPER_TITLE, paper->title);
  second = anlan_paper_add (paper, PAPER_NOTE, NULL);
  listing.block = anlan_paper_add_table (paper);
  if (!open_columns (&listing, ids, error) ||
      !read_rows (&listing, anlan_plant_get_store (plant), progress, data, cancellable, error))
    return NULL;
  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u entry", "%u entries", listing.rids->len),
                           listing.rids->len);
  second->text =
      note != NULL && note[0] != '\0' ? g_strdup_printf ("%s · %s", note, count) : g_strdup (count);
  anlan_paper_add_signs (paper);
  return g_steal_pointer (&paper);
}

AnlanPaper *
anlan_paper_new_list (AnlanPlant *plant,
                      const AnlanQuery *query,
                      const char *const *ids,
                      const char *note,
                      const char *printer,
                      AnlanProgress progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && query != NULL, NULL);

  return new_list (plant, query, ids, NULL, note, printer, progress, data, cancellable, error);
}

/* Those of the form's columns that the plant's kind has. */
static char **
known_columns (AnlanPlant *plant, const AnlanPaperForm *form)
{
  const FormPart *part = g_ptr_array_index (form->parts, 0);
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, form->kind);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; kind != NULL && part->fields[i] != NULL; i++)
    {
      const AnlanField *field = anlan_kind_field (kind, part->fields[i]);

      if (field != NULL ? !field->sensitive
                        : g_str_equal (part->fields[i], "number") || g_str_equal (part->fields[i], "stage"))
        g_ptr_array_add (ids, g_strdup (part->fields[i]));
    }
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_steal (ids, NULL);
}

AnlanPaper *
anlan_paper_new_ledger (AnlanPlant *plant,
                        const AnlanPaperForm *form,
                        const AnlanQuery *query,
                        const char *note,
                        const char *printer,
                        AnlanProgress progress,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (GStrv) ids = NULL;
  AnlanPaper *paper;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && form != NULL && anlan_paper_form_is_list (form), NULL);
  g_return_val_if_fail (query != NULL && g_str_equal (query->kind, form->kind), NULL);

  ids = known_columns (plant, form);
  paper = new_list (plant, query, (const char *const *)ids, anlan_paper_form_get_title (form), note, printer,
                    progress, data, cancellable, error);
  if (paper != NULL)
    paper->a3 = form->a3;
  return paper;
}
