/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "figures-private.h"
#include "paper-private.h"

static void
row_free (FigureRow *row)
{
  for (guint i = 0; i < row->n; i++)
    anlan_value_clear (&row->cells[i].value);
  g_free (row);
}

static void
section_free (FigureSection *section)
{
  g_free (section->title);
  g_free (section->note);
  g_clear_pointer (&section->columns, g_ptr_array_unref);
  g_ptr_array_unref (section->rows);
  g_ptr_array_unref (section->charts);
  g_free (section);
}

AnlanFigures *
anlan_figures_new (const char *title, const char *note)
{
  AnlanFigures *figures = g_new0 (AnlanFigures, 1);

  g_atomic_ref_count_init (&figures->refs);
  figures->title = g_strdup (title);
  figures->note = g_strdup (note);
  figures->sections = g_ptr_array_new_with_free_func ((GDestroyNotify)section_free);
  return figures;
}

AnlanFigures *
anlan_figures_ref (AnlanFigures *figures)
{
  g_atomic_ref_count_inc (&figures->refs);
  return figures;
}

void
anlan_figures_unref (AnlanFigures *figures)
{
  if (!g_atomic_ref_count_dec (&figures->refs))
    return;
  g_free (figures->title);
  g_free (figures->note);
  g_free (figures->number);
  g_ptr_array_unref (figures->sections);
  g_free (figures);
}

const char *
anlan_figures_get_title (const AnlanFigures *figures)
{
  g_return_val_if_fail (figures != NULL, NULL);

  return figures->title;
}

FigureSection *
anlan_figures_add_section (AnlanFigures *figures, const char *title, const char *note, ...)
{
  FigureSection *section = g_new0 (FigureSection, 1);
  const char *column;
  va_list args;

  section->title = g_strdup (title);
  section->note = g_strdup (note);
  section->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)row_free);
  section->charts = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_chart_unref);
  va_start (args, note);
  while ((column = va_arg (args, const char *)) != NULL)
    {
      if (section->columns == NULL)
        section->columns = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (section->columns, g_strdup (column));
    }
  va_end (args);
  g_ptr_array_add (figures->sections, section);
  return section;
}

FigureRow *
anlan_figures_add_row (FigureSection *section)
{
  guint n = section->columns->len;
  FigureRow *row = g_malloc0 (sizeof (FigureRow) + n * sizeof (FigureCell));

  row->n = n;
  g_ptr_array_add (section->rows, row);
  return row;
}

void
anlan_figures_add_chart (FigureSection *section, AnlanChart *chart)
{
  g_ptr_array_add (section->charts, chart);
}

/* --- cells ------------------------------------------------------------------------------------------------------------- */

void
anlan_figure_set_text (FigureRow *row, guint at, const char *text)
{
  anlan_value_set_text (&row->cells[at].value, text);
}

void
anlan_figure_set_count (FigureRow *row, guint at, gint64 count)
{
  row->cells[at].type = FIGURE_COUNT;
  anlan_value_set_integer (&row->cells[at].value, count);
}

void
anlan_figure_set_real (FigureRow *row, guint at, FigureType type, double value)
{
  row->cells[at].type = type;
  if (!isnan (value))
    anlan_value_set_real (&row->cells[at].value, value);
}

void
anlan_figure_set_date (FigureRow *row, guint at, const char *date)
{
  row->cells[at].type = FIGURE_DATE;
  anlan_value_set_text (&row->cells[at].value, date);
}

/* What did not change says nothing: a dash. @least: what would be shown as a zero is one. */
static char *
say_change (const char *format, double number, double least)
{
  return fabs (number) < least ? g_strdup ("–") : g_strdup_printf (format, number);
}

char *
anlan_figure_text (const FigureCell *cell)
{
  double number;

  if (anlan_value_is_null (&cell->value))
    return g_strdup (cell->type == FIGURE_TEXT || cell->type == FIGURE_DATE ? "" : "–");
  if (cell->value.type == ANLAN_VALUE_TEXT)
    return g_strdup (cell->value.text);
  number = anlan_value_get_real (&cell->value, 0);
  switch (cell->type)
    {
    case FIGURE_COUNT:
      return g_strdup_printf ("%.0f", number);
    case FIGURE_NUMBER:
      return g_strdup_printf ("%.1f", number);
    case FIGURE_PERCENT:
      return g_strdup_printf ("%.1f %%", number * 100);
    case FIGURE_CHANGE_COUNT:
      return say_change ("%+.0f", number, 0.5);
    case FIGURE_CHANGE_NUMBER:
      return say_change ("%+.1f", number, 0.05);
    case FIGURE_CHANGE_PERCENT:
      /* Percentage points: 80 % after 75 % is +5, not +6.7 %. */
      return say_change ("%+.1f", number * 100, 0.05);
    case FIGURE_TEXT:
    case FIGURE_DATE:
    default:
      return g_strdup_printf ("%g", number);
    }
}

/* --- on paper ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_figure (const FigureSection *section, guint column)
{
  for (guint i = 0; i < section->rows->len; i++)
    {
      const FigureRow *row = g_ptr_array_index (section->rows, i);

      if (row->cells[column].type != FIGURE_TEXT)
        return row->cells[column].type != FIGURE_DATE;
    }
  return FALSE;
}

static void
add_table (const FigureSection *section, AnlanPaper *paper)
{
  PaperBlock *block = anlan_paper_add_table (paper);

  for (guint i = 0; i < section->columns->len; i++)
    anlan_paper_add_column (block, g_ptr_array_index (section->columns, i), is_figure (section, i));
  for (guint i = 0; i < section->rows->len; i++)
    {
      const FigureRow *from = g_ptr_array_index (section->rows, i);
      PaperRow *row = anlan_paper_add_row (block, from->n);

      for (guint j = 0; j < from->n; j++)
        {
          g_autofree char *text = anlan_figure_text (&from->cells[j]);

          row->cells[j].text = from->cells[j].colour != NULL
                                   ? anlan_paper_grade_text (from->cells[j].colour, text)
                                   : g_strdup (text);
          row->cells[j].colour = from->cells[j].colour;
        }
    }
}

AnlanPaper *
anlan_figures_make_paper (const AnlanFigures *figures, AnlanPlant *plant, const char *printer, GError **error)
{
  g_autoptr (AnlanPaper) paper = NULL;
  PaperBlock *masthead;

  g_return_val_if_fail (figures != NULL && ANLAN_IS_PLANT (plant), NULL);

  paper = anlan_paper_begin (plant, figures->title, printer, error);
  if (paper == NULL)
    return NULL;
  paper->upright = TRUE;
  masthead = anlan_paper_add (paper, PAPER_MASTHEAD, figures->title);
  masthead->second = g_strdup (figures->note);
  for (guint i = 0; i < figures->sections->len; i++)
    {
      const FigureSection *section = g_ptr_array_index (figures->sections, i);

      anlan_paper_add (paper, PAPER_HEADING, section->title);
      if (section->note != NULL)
        anlan_paper_add (paper, PAPER_NOTE, section->note);
      if (section->columns != NULL && section->rows->len > 0)
        add_table (section, paper);
      for (guint j = 0; j < section->charts->len; j++)
        {
          PaperBlock *block = anlan_paper_add (paper, PAPER_CHART, NULL);

          block->chart = anlan_chart_ref (g_ptr_array_index (section->charts, j));
        }
    }
  anlan_paper_add_signs (paper);
  return g_steal_pointer (&paper);
}
