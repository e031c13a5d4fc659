/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>

#include "paper-private.h"

typedef struct
{
  const char *wanted;  /* id or number */
  const char *kind_id; /* or NULL */
  AnlanKinds *kinds;
  AnlanKind *kind; /* borrowed from @kinds */
  GTimeZone *zone;
  AnlanRecord *record;
  GPtrArray *texts; /* of the fields, in order; NULL where there is none */
} Reading;

static void
reading_clear (Reading *reading)
{
  g_clear_pointer (&reading->record, anlan_record_unref);
  g_clear_pointer (&reading->texts, g_ptr_array_unref);
  g_clear_pointer (&reading->kinds, anlan_kinds_unref);
  g_clear_pointer (&reading->zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/* --- reading ------------------------------------------------------------------------------------------------------------ */

static gboolean
find_record (Reading *reading, AnlanDb *db, GError **error)
{
  for (guint i = 0; i < anlan_kinds_count (reading->kinds) && reading->record == NULL; i++)
    {
      g_autoptr (GError) local = NULL;

      reading->kind = anlan_kinds_at (reading->kinds, i);
      if (reading->kind_id != NULL && g_strcmp0 (reading->kind->id, reading->kind_id) != 0)
        continue;
      reading->record = anlan_record_load (db, reading->kind, reading->wanted, &local);
      if (reading->record == NULL && !g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  if (reading->record == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("Nothing here has the number %s."),
                 reading->wanted);
  return reading->record != NULL;
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (AnlanConverter) converter = NULL;

  if (!find_record (reading, db, error))
    return FALSE;
  converter = anlan_converter_new (db, reading->kinds, reading->zone);
  for (guint i = 0; i < reading->kind->fields->len; i++)
    g_ptr_array_add (reading->texts,
                     anlan_paper_field_text (db, converter, g_ptr_array_index (reading->kind->fields, i),
                                             &reading->record->values[i]));
  return TRUE;
}

/* --- the form ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_in (const AnlanField *field, const char *section)
{
  return section == NULL ? field->section == NULL : g_strcmp0 (field->section, section) == 0;
}

static void
add_fields (Reading *reading, PaperBlock *block, const char *section)
{
  g_autoptr (GPtrArray) pairs = anlan_paper_pairs_new ();

  for (guint i = 0; i < reading->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (reading->kind->fields, i);
      const char *text = g_ptr_array_index (reading->texts, i);
      PaperPair *pair;

      if (text == NULL || text[0] == '\0' || !is_in (field, section))
        continue;
      pair = anlan_paper_pairs_add (pairs, anlan_kind_text (field->title));
      pair->wide = anlan_paper_is_long (field, text);
      anlan_paper_set_grade (field, &reading->record->values[i], text, &pair->text, &pair->colour);
    }
  anlan_paper_add_pairs (block, pairs);
}

static gboolean
has_fields (Reading *reading, const char *section)
{
  for (guint i = 0; i < reading->kind->fields->len; i++)
    {
      const char *text = g_ptr_array_index (reading->texts, i);

      if (text != NULL && text[0] != '\0' && is_in (g_ptr_array_index (reading->kind->fields, i), section))
        return TRUE;
    }
  return FALSE;
}

static void
add_section (Reading *reading, AnlanPaper *paper, const char *id, const char *title)
{
  if (!has_fields (reading, id))
    return;
  if (title != NULL)
    anlan_paper_add (paper, PAPER_HEADING, anlan_kind_text (title));
  add_fields (reading, anlan_paper_add_table (paper), id);
}

/* --- photos ----------------------------------------------------------------------------------------------------------------- */

/* A photo that is missing is said on the paper; the paper is printed all the same. */
static void
add_photos (Reading *reading, AnlanStore *store, AnlanPaper *paper, const AnlanField *field)
{
  g_auto (GStrv) items = anlan_value_get_items (&reading->record->values[field->index]);
  PaperBlock *block;

  if (items[0] == NULL)
    return;
  anlan_paper_add (paper, PAPER_HEADING, anlan_kind_text (field->title));
  block = anlan_paper_add (paper, PAPER_PICTURES, NULL);
  block->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify)cairo_surface_destroy);
  for (guint i = 0; items[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      cairo_surface_t *picture = anlan_paper_load_photo (store, items[i], &error);

      if (picture != NULL)
        g_ptr_array_add (block->pictures, picture);
      else
        anlan_paper_add (paper, PAPER_NOTE, error->message);
    }
}

/* --- all --------------------------------------------------------------------------------------------------------------------- */

static gboolean
fill (Reading *reading, AnlanPlant *plant, AnlanPaper *paper, GError **error)
{
  const AnlanKind *kind = reading->kind;
  const AnlanRecord *record = reading->record;
  const char *state = record->voided ? _ ("made void") : record->draft ? _ ("draft") : NULL;
  g_autofree char *note =
      g_strjoin (" · ", anlan_kind_text (kind->title),
                 record->number != NULL ? record->number : anlan_record_label (record), state, NULL);

  anlan_paper_add (paper, PAPER_TITLE, anlan_record_label (record));
  anlan_paper_add (paper, PAPER_NOTE, note);
  paper->number = g_strdup (record->number);
  anlan_paper_add_path (paper, record);
  add_section (reading, paper, NULL, NULL);
  for (guint i = 0; i < kind->sections->len; i++)
    {
      const AnlanSection *section = g_ptr_array_index (kind->sections, i);

      add_section (reading, paper, section->id, section->title);
    }
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->type == ANLAN_FIELD_PHOTOS)
        add_photos (reading, anlan_plant_get_store (plant), paper, field);
    }
  if (!anlan_paper_add_story (paper, plant, record, _ ("What happened"), error))
    return FALSE;
  anlan_paper_add_signs (paper);
  return TRUE;
}

AnlanPaper *
anlan_paper_new_record (AnlanPlant *plant,
                        const char *kind,
                        const char *record,
                        const char *printer,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (Reading) reading = { .wanted = record, .kind_id = kind };
  g_autoptr (AnlanPaper) paper = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && record != NULL, NULL);

  reading.kinds = anlan_plant_ref_kinds (plant);
  reading.zone = anlan_plant_ref_zone (plant);
  reading.texts = g_ptr_array_new_with_free_func (g_free);
  if (!anlan_store_read (anlan_plant_get_store (plant), read_work, &reading, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  paper = anlan_paper_begin (plant, anlan_record_label (reading.record), printer, error);
  return paper != NULL && fill (&reading, plant, paper, error) ? g_steal_pointer (&paper) : NULL;
}
