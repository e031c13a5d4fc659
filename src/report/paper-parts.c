/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "model/timeline.h"
#include "paper-private.h"
#include "store/files.h"

/* A text longer than this takes the whole width of the form. */
#define LONG_TEXT 36

/* --- values ------------------------------------------------------------------------------------------------------------- */

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

char *
anlan_paper_field_text (AnlanDb *db,
                        AnlanConverter *converter,
                        const AnlanField *field,
                        const AnlanValue *value)
{
  if (anlan_value_is_null (value) || field->type == ANLAN_FIELD_PHOTOS)
    return NULL;
  if (field->sensitive)
    return g_strdup (_ ("sealed"));
  if (field->type == ANLAN_FIELD_FILES)
    return list_files (db, value);
  return anlan_converter_format (converter, field, value);
}

void
anlan_paper_set_grade (
    const AnlanField *field, const AnlanValue *value, const char *text, char **out, const char **colour)
{
  const AnlanChoice *choice = field->type == ANLAN_FIELD_CHOICE && value->type == ANLAN_VALUE_TEXT
                                  ? anlan_field_choice (field, value->text)
                                  : NULL;

  if (choice != NULL && choice->colour != NULL)
    {
      *out = anlan_paper_grade_text (choice->colour, text);
      *colour = g_intern_string (choice->colour);
    }
  else
    *out = g_strdup (text);
}

gboolean
anlan_paper_is_long (const AnlanField *field, const char *text)
{
  return field->type == ANLAN_FIELD_NOTE || field->type == ANLAN_FIELD_CHECKLIST ||
         g_utf8_strlen (text, -1) > LONG_TEXT || strchr (text, '\n') != NULL;
}

/* --- pairs -------------------------------------------------------------------------------------------------------------- */

static void
pair_free (PaperPair *pair)
{
  g_free (pair->label);
  g_free (pair->text);
  g_free (pair);
}

GPtrArray *
anlan_paper_pairs_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)pair_free);
}

PaperPair *
anlan_paper_pairs_add (GPtrArray *pairs, const char *label)
{
  PaperPair *pair = g_new0 (PaperPair, 1);

  pair->label = g_strdup (label);
  g_ptr_array_add (pairs, pair);
  return pair;
}

static void
set_pair (PaperRow *row, guint at, const PaperPair *pair)
{
  row->cells[at].label = TRUE;
  row->cells[at].text = g_strdup (pair->label);
  row->cells[at + 1].text = g_strdup (pair->text);
  row->cells[at + 1].colour = pair->colour;
  row->least = MAX (row->least, pair->least);
}

void
anlan_paper_add_pairs (PaperBlock *block, const GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      const PaperPair *pair = g_ptr_array_index (pairs, i);
      const PaperPair *next = i + 1 < pairs->len ? g_ptr_array_index (pairs, i + 1) : NULL;
      gboolean two = !pair->wide && next != NULL && !next->wide;
      PaperRow *row = anlan_paper_add_row (block, two ? 4 : 2);

      set_pair (row, 0, pair);
      if (two)
        {
          set_pair (row, 2, next);
          i++;
        }
    }
}

/* --- flow and story --------------------------------------------------------------------------------------------------------- */

void
anlan_paper_add_path (AnlanPaper *paper, const AnlanRecord *record)
{
  const AnlanKind *kind = record->kind;
  PaperBlock *block;

  if (kind->stages->len == 0)
    return;
  block = anlan_paper_add (paper, PAPER_PATH, NULL);
  block->stages = g_new0 (char *, kind->stages->len + 1);
  for (guint i = 0; i < kind->stages->len; i++)
    {
      const AnlanStage *stage = g_ptr_array_index (kind->stages, i);

      block->stages[i] = g_strdup (anlan_kind_text (stage->title));
      if (g_strcmp0 (stage->id, record->stage) == 0)
        block->stage = (int)i;
    }
}

gboolean
anlan_paper_add_story (
    AnlanPaper *paper, AnlanPlant *plant, const AnlanRecord *record, const char *title, GError **error)
{
  g_autoptr (GPtrArray) stories = anlan_plant_timeline (plant, record->kind->id, record->id, error);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  PaperBlock *block;

  if (stories == NULL)
    return FALSE;
  anlan_paper_add (paper, PAPER_HEADING, title);
  block = anlan_paper_add_table (paper);
  anlan_paper_add_column (block, _ ("When"), FALSE);
  anlan_paper_add_column (block, _ ("Who"), FALSE);
  anlan_paper_add_column (block, _ ("What"), FALSE);
  for (guint i = 0; i < stories->len; i++)
    {
      const AnlanStory *story = g_ptr_array_index (stories, i);
      PaperRow *row = anlan_paper_add_row (block, 3);
      gint64 ms;

      row->cells[0].text =
          anlan_time_parse (story->at, &ms) ? anlan_local_format (ms, zone, "%F %R") : g_strdup (story->at);
      row->cells[1].text = g_strdup (story->actor);
      row->cells[2].text = g_strdup (story->sentence);
    }
  return TRUE;
}
