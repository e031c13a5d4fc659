/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "paper-form-private.h"
#include "store/files.h"

/* Where a paragraph has no value there is a line to write on. */
#define WRITE_HERE "____________"
/* A line of handwriting, in points. */
#define PEN_LINE 17
/* Rows of a table on a paper about one record. */
#define MOST_ROWS 100

/* What was read for one part; the paper is built from it when nothing is read any more. */
typedef struct
{
  const FormPart *part;
  char *text;         /* of a paragraph */
  GPtrArray *pairs;   /* PaperPair of a section */
  GPtrArray *photos;  /* char ** of SHA-256, for each column */
  GPtrArray *notes;   /* char ** of captions, for each column */
  GPtrArray *names;   /* utf8: why there are no photos, or who signs; "" for none */
  GPtrArray *records; /* AnlanRecord of a table */
  GPtrArray *cells;   /* utf8, row by row */
  GPtrArray *points;  /* of a round */
} Filled;

typedef struct
{
  const AnlanPaperForm *form;
  const char *wanted;
  AnlanKinds *kinds;
  AnlanKind *kind; /* borrowed */
  GTimeZone *zone;
  AnlanRecord *record;
  AnlanDb *db; /* while it is read */
  AnlanConverter *converter;
  GPtrArray *filled; /* Filled */
} Reading;

static void
filled_free (Filled *filled)
{
  g_clear_pointer (&filled->pairs, g_ptr_array_unref);
  g_clear_pointer (&filled->photos, g_ptr_array_unref);
  g_clear_pointer (&filled->notes, g_ptr_array_unref);
  g_clear_pointer (&filled->names, g_ptr_array_unref);
  g_clear_pointer (&filled->records, g_ptr_array_unref);
  g_clear_pointer (&filled->cells, g_ptr_array_unref);
  g_clear_pointer (&filled->points, g_ptr_array_unref);
  g_free (filled->text);
  g_free (filled);
}

static void
reading_clear (Reading *reading)
{
  g_clear_pointer (&reading->filled, g_ptr_array_unref);
  g_clear_pointer (&reading->record, anlan_record_unref);
  g_clear_pointer (&reading->kinds, anlan_kinds_unref);
  g_clear_pointer (&reading->zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/* --- values ----------------------------------------------------------------------------------------------------------- */

/* Whose field @path names, and that field; NULL where the record has no such value to lead there. */
static AnlanRecord *
follow (Reading *reading, const char *path, const char **field)
{
  const char *dot = strchr (path, '.');
  g_autofree char *first = dot != NULL ? g_strndup (path, (gsize)(dot - path)) : NULL;
  const AnlanField *through = first != NULL ? anlan_kind_field (reading->kind, first) : NULL;
  AnlanKind *kind =
      through != NULL && through->to != NULL ? anlan_kinds_get (reading->kinds, through->to) : NULL;
  const char *id;

  *field = dot != NULL ? dot + 1 : path;
  if (dot == NULL)
    return anlan_record_ref (reading->record);
  id = kind != NULL ? anlan_record_get_text (reading->record, through->id) : NULL;
  return id != NULL ? anlan_record_load (reading->db, kind, id, NULL) : NULL;
}

static char *
stage_text (const AnlanRecord *record)
{
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;

  if (record->voided)
    return g_strdup (_ ("made void"));
  return g_strdup (stage != NULL ? anlan_kind_text (stage->title) : _ ("draft"));
}

/* FALSE: this plant's kind has no such field. @text is NULL where there is no value; @colour is that of a grade. */
static gboolean
read_value (Reading *reading, const char *path, const AnlanField **field, char **text, const char **colour)
{
  const char *id;
  g_autoptr (AnlanRecord) record = follow (reading, path, &id);
  g_autofree char *plain = NULL;

  *field = NULL;
  *text = NULL;
  *colour = NULL;
  if (record == NULL)
    return TRUE;
  if (strcmp (id, "number") == 0)
    *text = g_strdup (record->number);
  else if (strcmp (id, "stage") == 0)
    *text = stage_text (record);
  else
    {
      *field = anlan_kind_field (record->kind, id);
      if (*field == NULL)
        return FALSE;
      plain =
          anlan_paper_field_text (reading->db, reading->converter, *field, &record->values[(*field)->index]);
      anlan_paper_set_grade (*field, &record->values[(*field)->index], plain, text, colour);
    }
  return TRUE;
}

static char *
read_text (Reading *reading, const char *path)
{
  const AnlanField *field;
  const char *colour;
  char *text;

  read_value (reading, path, &field, &text, &colour);
  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* --- what a plant lacks --------------------------------------------------------------------------------------------------- */

static void
note_missing (GPtrArray *missing, AnlanKinds *kinds, AnlanKind *kind, const char *path)
{
  const char *dot = strchr (path, '.');
  g_autofree char *first = dot != NULL ? g_strndup (path, (gsize)(dot - path)) : g_strdup (path);
  const AnlanField *field = anlan_kind_field (kind, first);
  gboolean own = strcmp (path, "number") == 0 || strcmp (path, "stage") == 0;
  AnlanKind *next =
      dot != NULL && field != NULL && field->to != NULL ? anlan_kinds_get (kinds, field->to) : NULL;

  if (dot == NULL ? field == NULL && !own : next == NULL || anlan_kind_field (next, dot + 1) == NULL)
    g_ptr_array_add (missing, g_strdup (path));
}

char **
anlan_paper_form_missing (const AnlanPaperForm *form, AnlanPlant *plant)
{
  g_autoptr (AnlanKinds) kinds = NULL;
  g_autoptr (GPtrArray) missing = NULL;

  g_return_val_if_fail (form != NULL && ANLAN_IS_PLANT (plant), NULL);

  kinds = anlan_plant_ref_kinds (plant);
  missing = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < form->parts->len; i++)
    {
      const FormPart *part = g_ptr_array_index (form->parts, i);
      AnlanKind *kind = anlan_kinds_get (kinds, part->type == FORM_TABLE ? part->kind : form->kind);

      for (guint j = 0; j < part->items->len; j++)
        {
          const FormItem *item = g_ptr_array_index (part->items, j);

          if (kind != NULL && item->field != NULL)
            note_missing (missing, kinds, kind, item->field);
          if (kind != NULL && item->instead != NULL)
            note_missing (missing, kinds, kind, item->instead);
        }
      for (guint j = 0; kind != NULL && part->fields != NULL && part->fields[j] != NULL; j++)
        note_missing (missing, kinds, kind, part->fields[j]);
    }
  g_ptr_array_add (missing, NULL);
  return (char **)g_ptr_array_steal (missing, NULL);
}

/* --- parts ------------------------------------------------------------------------------------------------------------- */

/* Puts values in the place of {field}. */
static char *
fill_paragraph (Reading *reading, const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      const char *end = *p == '{' ? strchr (p, '}') : NULL;

      if (end != NULL)
        {
          g_autofree char *path = g_strndup (p + 1, (gsize)(end - p - 1));
          g_autofree char *value = read_text (reading, path);

          g_string_append (out, value != NULL ? value : WRITE_HERE);
          p = end + 1;
        }
      else
        g_string_append_c (out, *p++);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const char *
pair_label (const FormItem *item, const AnlanField *field)
{
  if (item->title != NULL)
    return anlan_kind_text (item->title);
  if (field != NULL)
    return anlan_kind_text (field->title);
  return g_str_has_suffix (item->field, "stage") ? C_ ("of a record on paper", "Stage")
                                                 : C_ ("of a record on paper", "Number");
}

static void
read_section (Reading *reading, Filled *filled)
{
  filled->pairs = anlan_paper_pairs_new ();
  for (guint i = 0; i < filled->part->items->len; i++)
    {
      const FormItem *item = g_ptr_array_index (filled->part->items, i);
      const AnlanField *field;
      const char *colour;
      g_autofree char *text = NULL;
      PaperPair *pair;

      if (!read_value (reading, item->field, &field, &text, &colour) ||
          (item->leave && (text == NULL || *text == '\0')))
        continue;
      pair = anlan_paper_pairs_add (filled->pairs, pair_label (item, field));
      pair->wide = item->wide || (field != NULL && text != NULL && field->type != ANLAN_FIELD_NOTE &&
                                  anlan_paper_is_long (field, text));
      pair->least = item->lines > 0 ? item->lines * PEN_LINE + 2 * CELL_PADDING : 0;
      pair->colour = colour;
      pair->text = g_steal_pointer (&text);
    }
}

/* When and under which hash: what is on the paper can be found again, and is no other photo. */
static char *
photo_note (Reading *reading, const char *sha256)
{
  g_autoptr (AnlanFile) file = anlan_files_lookup (reading->db, sha256, NULL);
  g_autofree char *taken = file != NULL && file->taken != NULL ? g_strndup (file->taken, 16) : NULL;

  if (taken != NULL)
    g_strdelimit (taken, "T", ' ');
  return taken != NULL ? g_strdup_printf ("%.8s · %s", sha256, taken) : g_strdup_printf ("%.8s", sha256);
}

static void
read_photos (Reading *reading, Filled *filled)
{
  filled->photos = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  filled->notes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  filled->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < filled->part->items->len; i++)
    {
      const FormItem *item = g_ptr_array_index (filled->part->items, i);
      char **items = anlan_value_get_items (anlan_record_get (reading->record, item->field));
      char **notes = g_new0 (char *, g_strv_length (items) + 1);

      for (guint j = 0; items[j] != NULL; j++)
        notes[j] = photo_note (reading, items[j]);
      g_ptr_array_add (filled->photos, items);
      g_ptr_array_add (filled->notes, notes);
      g_ptr_array_add (filled->names, item->instead != NULL ? read_text (reading, item->instead) : NULL);
    }
}

static void
read_signs (Reading *reading, Filled *filled)
{
  filled->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < filled->part->items->len; i++)
    {
      const FormItem *item = g_ptr_array_index (filled->part->items, i);
      char *name = item->field != NULL ? read_text (reading, item->field) : NULL;

      g_ptr_array_add (filled->names, name != NULL ? name : g_strdup (""));
    }
}

/* --- tables of other records ------------------------------------------------------------------------------------------ */

static AnlanKind *
table_kind (const Reading *reading, const FormPart *part)
{
  AnlanKind *kind = anlan_kinds_get (reading->kinds, part->kind);

  return kind != NULL && anlan_kind_field (kind, part->via) != NULL ? kind : NULL;
}

static char *
cell_text (Reading *reading, const AnlanRecord *record, const char *id)
{
  const AnlanField *field = anlan_kind_field (record->kind, id);

  if (strcmp (id, "number") == 0)
    return g_strdup (record->number != NULL ? record->number : "");
  if (strcmp (id, "stage") == 0)
    return stage_text (record);
  return field != NULL
             ? anlan_paper_field_text (reading->db, reading->converter, field, &record->values[field->index])
             : NULL;
}

static gboolean
read_table (Reading *reading, Filled *filled, GError **error)
{
  const FormPart *part = filled->part;
  AnlanKind *kind = table_kind (reading, part);
  g_autoptr (AnlanQuery) query = NULL;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GArray) rids = NULL;

  if (kind == NULL)
    return TRUE;
  query = anlan_query_new (kind->id);
  query->where = g_strdup (part->where);
  query->sort = g_strdup (part->sort);
  query->limit = MOST_ROWS;
  anlan_value_set_text (&value, reading->record->id);
  anlan_filter_add (anlan_query_filter (query, part->via, ANLAN_FILTER_IS), &value);
  rids = anlan_query_rids (reading->db, reading->kinds, query, error);
  if (rids == NULL)
    return FALSE;
  filled->records =
      anlan_records_load (reading->db, kind, (const gint64 *)(void *)rids->data, rids->len, error);
  if (filled->records == NULL)
    return FALSE;
  filled->cells = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < filled->records->len; i++)
    for (guint j = 0; part->fields[j] != NULL; j++)
      g_ptr_array_add (filled->cells,
                       cell_text (reading, g_ptr_array_index (filled->records, i), part->fields[j]));
  return TRUE;
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

/* -1: could not be judged. */
static int
holds (Reading *reading, const char *condition, GError **error)
{
  g_autoptr (AnlanQuery) query = NULL;
  g_autoptr (GArray) rids = NULL;

  if (condition == NULL)
    return TRUE;
  query = anlan_query_new (reading->kind->id);
  /* The id is one of ours: digits and hyphens. */
  query->where = g_strdup_printf ("id = '%s' AND (%s)", reading->record->id, condition);
  query->drafts = query->voided = TRUE;
  rids = anlan_query_rids (reading->db, reading->kinds, query, error);
  return rids != NULL ? rids->len > 0 : -1;
}

static gboolean
read_part (Reading *reading, Filled *filled, GError **error)
{
  switch (filled->part->type)
    {
    case FORM_TEXT:
      filled->text = fill_paragraph (reading, anlan_kind_text (filled->part->text));
      return TRUE;
    case FORM_SECTION:
      read_section (reading, filled);
      return TRUE;
    case FORM_PHOTOS:
      read_photos (reading, filled);
      return TRUE;
    case FORM_SIGNS:
      read_signs (reading, filled);
      return TRUE;
    case FORM_TABLE:
      return read_table (reading, filled, error);
    case FORM_CHECKS:
      filled->points =
          anlan_form_read_checks (reading->db, reading->kinds, reading->converter, reading->record, error);
      return filled->points != NULL;
    case FORM_PATH:
    case FORM_STORY:
    case FORM_COLUMNS:
    case FORM_N_PARTS:
    default:
      return TRUE;
    }
}

static gboolean
read_parts (Reading *reading, GError **error)
{
  for (guint i = 0; i < reading->form->parts->len; i++)
    {
      const FormPart *part = g_ptr_array_index (reading->form->parts, i);
      Filled *filled;
      int shown = holds (reading, part->condition, error);

      if (shown < 0)
        return FALSE;
      if (!shown)
        continue;
      filled = g_new0 (Filled, 1);
      filled->part = part;
      g_ptr_array_add (reading->filled, filled);
      if (!read_part (reading, filled, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, reading->kinds, reading->zone);

  reading->db = db;
  reading->converter = converter;
  reading->record = anlan_record_load (db, reading->kind, reading->wanted, error);
  return reading->record != NULL && read_parts (reading, error);
}

/* --- building ------------------------------------------------------------------------------------------------------------ */

static void
add_masthead (Reading *reading, AnlanPaper *paper)
{
  PaperBlock *block = anlan_paper_add (paper, PAPER_MASTHEAD, paper->title);
  const AnlanRecord *record = reading->record;
  g_autofree char *state = record->voided || record->draft ? stage_text (record) : NULL;

  if (record->number != NULL)
    block->second = state != NULL ? g_strdup_printf (_ ("No. %s · %s"), record->number, state)
                                  : g_strdup_printf (_ ("No. %s"), record->number);
  else
    block->second = g_strdup (state);
  if (reading->form->qr)
    {
      g_autofree char *code = anlan_code_of (record);

      block->qr = anlan_paper_qr_new (code);
    }
}

/* A photo that is missing is said in its place; the paper is printed all the same. */
static void
build_photos (const Filled *filled, AnlanStore *store, AnlanPaper *paper)
{
  PaperBlock *block = anlan_paper_add (paper, PAPER_SIDES, NULL);

  for (guint i = 0; i < filled->part->items->len; i++)
    {
      const FormItem *item = g_ptr_array_index (filled->part->items, i);
      char **items = g_ptr_array_index (filled->photos, i), **notes = g_ptr_array_index (filled->notes, i);
      PaperSide *side =
          anlan_paper_add_side (block, anlan_kind_text (item->title), g_ptr_array_index (filled->names, i));

      for (guint j = 0; items[j] != NULL; j++)
        {
          g_autoptr (GError) error = NULL;
          cairo_surface_t *picture = anlan_paper_load_photo (store, items[j], &error);

          if (picture != NULL)
            {
              g_ptr_array_add (side->pictures, picture);
              g_ptr_array_add (side->captions, g_strdup (notes[j]));
            }
          else if (side->instead == NULL)
            side->instead = g_strdup (error->message);
        }
    }
}

static void
build_table (const Reading *reading, const Filled *filled, AnlanPaper *paper)
{
  const FormPart *part = filled->part;
  AnlanKind *kind = table_kind (reading, part);
  guint n = g_strv_length (part->fields);
  PaperBlock *block = anlan_paper_add_table (paper);

  for (guint j = 0; j < n; j++)
    {
      const AnlanField *field = anlan_kind_field (kind, part->fields[j]);
      const char *title = field != NULL                            ? anlan_kind_text (field->title)
                          : strcmp (part->fields[j], "stage") == 0 ? C_ ("of a record on paper", "Stage")
                                                                   : C_ ("of a record on paper", "Number");

      anlan_paper_add_column (block, title, FALSE);
    }
  for (guint i = 0; i < filled->records->len; i++)
    {
      PaperRow *row = anlan_paper_add_row (block, n);

      for (guint j = 0; j < n; j++)
        row->cells[j].text = g_strdup (g_ptr_array_index (filled->cells, i * n + j));
    }
}

static void
build_signs (const Filled *filled, AnlanPaper *paper)
{
  PaperBlock *block = anlan_paper_add (paper, PAPER_SIGNS, NULL);
  guint n = filled->part->items->len;

  block->signs = g_new0 (char *, n + 1);
  block->names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const FormItem *item = g_ptr_array_index (filled->part->items, i);

      block->signs[i] = g_strdup (anlan_kind_text (item->title));
      block->names[i] = g_strdup (g_ptr_array_index (filled->names, i));
    }
}

static gboolean
build_part (
    const Reading *reading, const Filled *filled, AnlanPlant *plant, AnlanPaper *paper, GError **error)
{
  const FormPart *part = filled->part;

  if (part->type == FORM_TABLE && (filled->records == NULL || filled->records->len == 0))
    return TRUE;
  if (part->type == FORM_STORY)
    return anlan_paper_add_story (paper, plant, reading->record, anlan_kind_text (part->text), error);
  if (part->type == FORM_TEXT)
    {
      anlan_paper_add (paper, PAPER_TEXT, filled->text);
      return TRUE;
    }
  if (part->text != NULL)
    anlan_paper_add (paper, PAPER_HEADING, anlan_kind_text (part->text));
  if (part->type == FORM_SECTION)
    anlan_paper_add_pairs (anlan_paper_add_table (paper), filled->pairs);
  else if (part->type == FORM_PHOTOS)
    build_photos (filled, anlan_plant_get_store (plant), paper);
  else if (part->type == FORM_TABLE)
    build_table (reading, filled, paper);
  else if (part->type == FORM_SIGNS)
    build_signs (filled, paper);
  else if (part->type == FORM_CHECKS)
    anlan_form_build_checks (filled->points, paper);
  else if (part->type == FORM_PATH)
    anlan_paper_add_path (paper, reading->record);
  return TRUE;
}

AnlanPaper *
anlan_paper_new_form (AnlanPlant *plant,
                      const AnlanPaperForm *form,
                      const char *record,
                      const char *printer,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (Reading) reading = { .form = form, .wanted = record };
  g_autoptr (AnlanPaper) paper = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && form != NULL && record != NULL, NULL);
  g_return_val_if_fail (!anlan_paper_form_is_list (form), NULL);

  reading.kinds = anlan_plant_ref_kinds (plant);
  reading.kind = anlan_kinds_get (reading.kinds, form->kind);
  reading.zone = anlan_plant_ref_zone (plant);
  reading.filled = g_ptr_array_new_with_free_func ((GDestroyNotify)filled_free);
  if (reading.kind == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The paper “%s” is about “%s”, which this plant does not keep."),
                   anlan_paper_form_get_title (form), form->kind);
      return NULL;
    }
  if (!anlan_store_read (anlan_plant_get_store (plant), read_work, &reading, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  paper = anlan_paper_begin (plant, anlan_paper_form_get_title (form), printer, error);
  if (paper == NULL)
    return NULL;
  paper->number = g_strdup (reading.record->number);
  paper->upright = TRUE;
  add_masthead (&reading, paper);
  for (guint i = 0; i < reading.filled->len; i++)
    if (!build_part (&reading, g_ptr_array_index (reading.filled, i), plant, paper, error))
      return NULL;
  return g_steal_pointer (&paper);
}
