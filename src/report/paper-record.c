/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "model/convert.h"
#include "model/timeline.h"
#include "paper-private.h"
#include "store/files.h"

/* Longest edge of a photo in pixels: 60 mm at 200 dots an inch. */
#define PICTURE_EDGE 900
/* A text longer than this takes the whole width of the form. */
#define LONG_TEXT 36

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

static char *
list_files (AnlanDb *db, const AnlanValue *value)
{
  g_auto (GStrv) items = anlan_value_get_items (value);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; items[i] != NULL; i++)
    {
      g_autoptr (AnlanFile) file = anlan_files_lookup (db, items[i], NULL);

      g_string_append_printf (text, "%s%s (%.8s)", i > 0 ? "\n" : "",
                              file != NULL && file->name != NULL ? file->name : _ ("file"), items[i]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
field_text (AnlanDb *db, AnlanConverter *converter, const AnlanField *field, const AnlanValue *value)
{
  if (anlan_value_is_null (value) || field->type == ANLAN_FIELD_PHOTOS)
    return NULL;
  if (field->sensitive)
    return g_strdup (_ ("sealed"));
  if (field->type == ANLAN_FIELD_FILES)
    return list_files (db, value);
  return anlan_converter_format (converter, field, value);
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
    g_ptr_array_add (reading->texts, field_text (db, converter, g_ptr_array_index (reading->kind->fields, i),
                                                 &reading->record->values[i]));
  return TRUE;
}

/* --- the form ------------------------------------------------------------------------------------------------------------- */

static void
set_pair (Reading *reading, PaperRow *row, guint at, const AnlanField *field, const char *text)
{
  const AnlanValue *value = &reading->record->values[field->index];
  const AnlanChoice *choice = field->type == ANLAN_FIELD_CHOICE && value->type == ANLAN_VALUE_TEXT
                                  ? anlan_field_choice (field, value->text)
                                  : NULL;

  row->cells[at].label = TRUE;
  row->cells[at].text = g_strdup (anlan_kind_text (field->title));
  if (choice != NULL && choice->colour != NULL)
    {
      row->cells[at + 1].text = anlan_paper_grade_text (choice->colour, text);
      row->cells[at + 1].colour = g_intern_string (choice->colour);
    }
  else
    row->cells[at + 1].text = g_strdup (text);
}

static gboolean
is_long (const AnlanField *field, const char *text)
{
  return field->type == ANLAN_FIELD_NOTE || field->type == ANLAN_FIELD_CHECKLIST ||
         g_utf8_strlen (text, -1) > LONG_TEXT || strchr (text, '\n') != NULL;
}

static gboolean
is_in (const AnlanField *field, const char *section)
{
  return section == NULL ? field->section == NULL : g_strcmp0 (field->section, section) == 0;
}

/* Two short ones side by side; one that is left alone takes the whole width. */
static void
add_fields (Reading *reading, PaperBlock *block, const char *section)
{
  const AnlanField *waiting = NULL;
  const char *waiting_text = NULL;

  for (guint i = 0; i <= reading->kind->fields->len; i++)
    {
      gboolean end = i == reading->kind->fields->len;
      const AnlanField *field = end ? NULL : g_ptr_array_index (reading->kind->fields, i);
      const char *text = end ? NULL : g_ptr_array_index (reading->texts, i);
      gboolean wide;

      if (!end && (text == NULL || text[0] == '\0' || !is_in (field, section)))
        continue;
      wide = end || is_long (field, text);
      if (waiting != NULL)
        {
          PaperRow *row = anlan_paper_add_row (block, wide ? 2 : 4);

          set_pair (reading, row, 0, waiting, waiting_text);
          if (!wide)
            set_pair (reading, row, 2, field, text);
          waiting = NULL;
          if (!wide)
            continue;
        }
      if (end)
        break;
      if (wide)
        set_pair (reading, anlan_paper_add_row (block, 2), 0, field, text);
      else
        {
          waiting = field;
          waiting_text = text;
        }
    }
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

static cairo_surface_t *
make_surface (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf), stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guchar *pixels = gdk_pixbuf_read_pixels (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  for (int y = 0; y < height; y++)
    {
      guint32 *to = (guint32 *)(void *)(cairo_image_surface_get_data (surface) +
                                        (gsize)y * (gsize)cairo_image_surface_get_stride (surface));
      const guchar *from = pixels + (gsize)y * (gsize)stride;

      for (int x = 0; x < width; x++, from += channels)
        to[x] = (guint32)from[0] << 16 | (guint32)from[1] << 8 | from[2];
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* A picture goes into the PDF as JPEG: as pixels, ten photos would be as many megabytes. */
static void
attach_jpeg (cairo_surface_t *surface, GdkPixbuf *pixbuf)
{
  gchar *bytes = NULL;
  gsize length = 0;

  if (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, "jpeg", NULL, "quality", "82", NULL) &&
      cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, (const unsigned char *)bytes, length,
                                   g_free, bytes) == CAIRO_STATUS_SUCCESS)
    return;
  g_free (bytes);
}

static gboolean
add_photo (AnlanStore *store, const char *sha256, PaperBlock *block, GError **error)
{
  g_autoptr (GBytes) png = anlan_files_thumbnail (store, sha256, PICTURE_EDGE, error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  cairo_surface_t *surface;

  if (png == NULL)
    return FALSE;
  stream = g_memory_input_stream_new_from_bytes (png);
  pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, error);
  if (pixbuf == NULL)
    return FALSE;
  surface = make_surface (pixbuf);
  attach_jpeg (surface, pixbuf);
  g_ptr_array_add (block->pictures, surface);
  return TRUE;
}

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

      if (!add_photo (store, items[i], block, &error))
        anlan_paper_add (paper, PAPER_NOTE, error->message);
    }
}

/* --- flow and story --------------------------------------------------------------------------------------------------------- */

static void
add_path (Reading *reading, AnlanPaper *paper)
{
  const AnlanKind *kind = reading->kind;
  PaperBlock *block;

  if (kind->stages->len == 0)
    return;
  block = anlan_paper_add (paper, PAPER_PATH, NULL);
  block->stages = g_new0 (char *, kind->stages->len + 1);
  for (guint i = 0; i < kind->stages->len; i++)
    {
      const AnlanStage *stage = g_ptr_array_index (kind->stages, i);

      block->stages[i] = g_strdup (anlan_kind_text (stage->title));
      if (g_strcmp0 (stage->id, reading->record->stage) == 0)
        block->stage = (int)i;
    }
}

static gboolean
add_story (Reading *reading, AnlanPlant *plant, AnlanPaper *paper, GError **error)
{
  g_autoptr (GPtrArray) stories = anlan_plant_timeline (plant, reading->kind->id, reading->record->id, error);
  PaperBlock *block;

  if (stories == NULL)
    return FALSE;
  anlan_paper_add (paper, PAPER_HEADING, _ ("What happened"));
  block = anlan_paper_add_table (paper);
  anlan_paper_add_column (block, _ ("When"), FALSE);
  anlan_paper_add_column (block, _ ("Who"), FALSE);
  anlan_paper_add_column (block, _ ("What"), FALSE);
  for (guint i = 0; i < stories->len; i++)
    {
      const AnlanStory *story = g_ptr_array_index (stories, i);
      PaperRow *row = anlan_paper_add_row (block, 3);
      gint64 ms;

      row->cells[0].text = anlan_time_parse (story->at, &ms) ? anlan_local_format (ms, reading->zone, "%F %R")
                                                             : g_strdup (story->at);
      row->cells[1].text = g_strdup (story->actor);
      row->cells[2].text = g_strdup (story->sentence);
    }
  return TRUE;
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
  add_path (reading, paper);
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
  if (!add_story (reading, plant, paper, error))
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
