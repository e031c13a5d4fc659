/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/value.h"
#include "report/chart.h"
#include "report/figures.h"

G_BEGIN_DECLS

typedef enum
{
  FIGURE_TEXT,
  FIGURE_COUNT,
  FIGURE_NUMBER,  /* one decimal */
  FIGURE_PERCENT, /* part of one */
  FIGURE_CHANGE_COUNT,   /* with its sign */
  FIGURE_CHANGE_NUMBER,
  FIGURE_CHANGE_PERCENT, /* in percentage points; stored as part of one */
  FIGURE_DATE,    /* text "2026-10-31" */
} FigureType;

typedef struct
{
  FigureType type;
  AnlanValue value;   /* null: there is none, which is not 0 */
  const char *colour; /* of a grade, interned, or NULL */
} FigureCell;

typedef struct
{
  guint n;
  FigureCell cells[];
} FigureRow;

typedef struct
{
  char *title;
  char *note;         /* paragraph under the title, or NULL */
  GPtrArray *columns; /* utf8; NULL: no table */
  GPtrArray *rows;    /* FigureRow */
  GPtrArray *charts;  /* AnlanChart */
} FigureSection;

struct _AnlanFigures
{
  gatomicrefcount refs;
  char *title;
  char *note; /* second line */
  char *number; /* for the head of the paper */
  GPtrArray *sections; /* FigureSection */
};

AnlanFigures  *anlan_figures_new         (const char *title, const char *note);
/* NULL-terminated column titles after @note; none: a section without a table. */
FigureSection *anlan_figures_add_section (AnlanFigures *figures, const char *title, const char *note, ...)
  G_GNUC_NULL_TERMINATED;
FigureRow     *anlan_figures_add_row     (FigureSection *section);
void           anlan_figures_add_chart   (FigureSection *section, AnlanChart *chart); /* takes it */

void           anlan_figure_set_text     (FigureRow *row, guint at, const char *text);
void           anlan_figure_set_count    (FigureRow *row, guint at, gint64 count);
/* NAN stays empty. */
void           anlan_figure_set_real     (FigureRow *row, guint at, FigureType type, double value);
void           anlan_figure_set_date     (FigureRow *row, guint at, const char *date);

/* As it stands on paper; "–" for none. The caller frees it. */
char          *anlan_figure_text         (const FigureCell *cell);

G_END_DECLS
