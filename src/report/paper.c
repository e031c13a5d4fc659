/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "paper-private.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "model/account.h"

/* --- parts ----------------------------------------------------------------------------------------------------------- */

static void
column_free (PaperColumn *column)
{
  g_free (column->title);
  g_free (column);
}

static void
row_free (PaperRow *row)
{
  for (guint i = 0; i < row->n; i++)
    {
      g_free (row->cells[i].text);
      g_clear_pointer (&row->cells[i].picture, cairo_surface_destroy);
    }
  g_free (row);
}

static void
side_free (PaperSide *side)
{
  g_ptr_array_unref (side->pictures);
  g_ptr_array_unref (side->captions);
  g_free (side->title);
  g_free (side->instead);
  g_free (side);
}

static void
block_free (PaperBlock *block)
{
  g_free (block->text);
  g_clear_pointer (&block->columns, g_ptr_array_unref);
  g_clear_pointer (&block->rows, g_ptr_array_unref);
  g_clear_pointer (&block->pictures, g_ptr_array_unref);
  g_strfreev (block->stages);
  g_strfreev (block->signs);
  g_strfreev (block->names);
  g_clear_pointer (&block->sides, g_ptr_array_unref);
  g_clear_pointer (&block->qr, anlan_paper_qr_free);
  g_clear_pointer (&block->chart, anlan_chart_unref);
  g_free (block->second);
  g_free (block->widths);
  g_free (block);
}

PaperBlock *
anlan_paper_add (AnlanPaper *paper, PaperBlockType type, const char *text)
{
  PaperBlock *block = g_new0 (PaperBlock, 1);

  block->type = type;
  block->text = g_strdup (text);
  block->stage = -1;
  g_ptr_array_add (paper->blocks, block);
  return block;
}

PaperBlock *
anlan_paper_add_table (AnlanPaper *paper)
{
  PaperBlock *block = anlan_paper_add (paper, PAPER_TABLE, NULL);

  block->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)row_free);
  return block;
}

void
anlan_paper_add_column (PaperBlock *block, const char *title, gboolean right)
{
  PaperColumn *column = g_new0 (PaperColumn, 1);

  if (block->columns == NULL)
    block->columns = g_ptr_array_new_with_free_func ((GDestroyNotify)column_free);
  column->title = g_strdup (title);
  column->right = right;
  g_ptr_array_add (block->columns, column);
}

PaperRow *
anlan_paper_add_row (PaperBlock *block, guint n)
{
  PaperRow *row = g_malloc0 (sizeof (PaperRow) + n * sizeof (PaperCell));

  row->n = n;
  g_ptr_array_add (block->rows, row);
  return row;
}

void
anlan_paper_add_signs (AnlanPaper *paper)
{
  PaperBlock *block = anlan_paper_add (paper, PAPER_SIGNS, NULL);
  const char *const signs[] = { C_ ("box for a signature", "Drawn by"),
                                C_ ("box for a signature", "Checked by"),
                                C_ ("box for a signature", "Approved by"), NULL };

  block->signs = g_strdupv ((char **)signs);
}

PaperSide *
anlan_paper_add_side (PaperBlock *block, const char *title, const char *instead)
{
  PaperSide *side = g_new0 (PaperSide, 1);

  if (block->sides == NULL)
    block->sides = g_ptr_array_new_with_free_func ((GDestroyNotify)side_free);
  side->title = g_strdup (title);
  side->instead = g_strdup (instead);
  side->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)cairo_surface_destroy);
  side->captions = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (block->sides, side);
  return side;
}

/* --- the whole --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanKind *person;
  const char *id;
  char *label;
} Printer;

static gboolean
printer_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Printer *printer = data;
  const char *const ids[] = { printer->id, NULL };
  g_autoptr (GHashTable) labels = anlan_labels_load (db, printer->person, ids, error);

  if (labels != NULL)
    printer->label = g_strdup (g_hash_table_lookup (labels, printer->id));
  return labels != NULL;
}

static gboolean
note_printing (AnlanPaper *paper, AnlanPlant *plant, const char *person, GError **error)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *at = anlan_local_format (anlan_plant_now (plant), zone, "%F %R");
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, "person");
  Printer printer = { kind, person, NULL };
  g_autofree char *label = NULL;

  if (person != NULL && kind != NULL &&
      !anlan_store_read (anlan_plant_get_store (plant), printer_work, &printer, error))
    return FALSE;
  label = printer.label;
  if (label != NULL && anlan_account_is_shared (plant, person))
    {
      char *marked = g_strdup_printf (C_ ("who printed", "%s (shared sign-in)"), label);

      g_free (label);
      label = marked;
    }
  paper->printed = label != NULL ? g_strdup_printf (_ ("Printed %s by %s"), at, label)
                                 : g_strdup_printf (_ ("Printed %s"), at);
  return TRUE;
}

AnlanPaper *
anlan_paper_begin (AnlanPlant *plant, const char *title, const char *printer, GError **error)
{
  g_autoptr (AnlanPaper) paper = g_new0 (AnlanPaper, 1);
  g_autofree char *name = anlan_plant_get_setting (plant, "name");

  paper->plant = g_strdup (name != NULL ? name : "");
  paper->title = g_strdup (title);
  paper->checkpoint = anlan_store_checkpoint_text (anlan_plant_get_store (plant));
  paper->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)block_free);
  paper->bands = g_array_new (FALSE, TRUE, sizeof (PaperBand));
  paper->pages = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  return note_printing (paper, plant, printer, error) ? g_steal_pointer (&paper) : NULL;
}

void
anlan_paper_free (AnlanPaper *paper)
{
  if (paper == NULL)
    return;
  if (paper->sheets != NULL)
    paper->sheets->free (paper->sheets_data);
  g_ptr_array_unref (paper->blocks);
  g_ptr_array_unref (paper->pages);
  g_array_unref (paper->bands);
  g_free (paper->plant);
  g_free (paper->title);
  g_free (paper->number);
  g_free (paper->printed);
  g_free (paper->checkpoint);
  g_free (paper);
}

const char *
anlan_paper_get_title (const AnlanPaper *paper)
{
  g_return_val_if_fail (paper != NULL, NULL);

  return paper->title;
}

void
anlan_paper_get_size (const AnlanPaper *paper, double *width, double *height)
{
  g_return_if_fail (paper != NULL && width != NULL && height != NULL);

  *width = paper->width;
  *height = paper->height;
}

guint
anlan_paper_n_pages (const AnlanPaper *paper)
{
  g_return_val_if_fail (paper != NULL, 0);

  return paper->sheets != NULL ? paper->sheets->count (paper->sheets_data) : paper->pages->len;
}
