/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "report/paper.h"

G_BEGIN_DECLS

#define MM (72 / 25.4)

/* Room around what is printed. The left side is filed. */
#define PAPER_LEFT   (20 * MM)
#define PAPER_RIGHT  (14 * MM)
#define PAPER_TOP    (12 * MM)
#define PAPER_BOTTOM (11 * MM)
/* Head and foot within that. */
#define PAPER_HEAD   (9 * MM)
#define PAPER_FOOT   (7 * MM)

#define CELL_PADDING 3.0
#define PICTURE_HEIGHT (62 * MM)
#define SIGN_HEIGHT (24 * MM)

typedef enum
{
  PAPER_TITLE,
  PAPER_NOTE,     /* a quiet line under the title */
  PAPER_HEADING,
  PAPER_PATH,     /* stages of a flow */
  PAPER_TABLE,
  PAPER_PICTURES,
  PAPER_SIGNS,
} PaperBlockType;

typedef enum
{
  PAPER_STYLE_TITLE,
  PAPER_STYLE_NOTE,
  PAPER_STYLE_HEADING,
  PAPER_STYLE_BODY,
  PAPER_STYLE_LABEL,
  PAPER_STYLE_HEAD, /* of a table */
  PAPER_STYLE_EDGE, /* head and foot of the page */
  PAPER_N_STYLES,
} PaperStyle;

typedef struct
{
  char *text;
  const char *colour; /* of a risk grade, or NULL */
  gboolean label;     /* says what stands beside it */
} PaperCell;

typedef struct
{
  guint n;
  PaperCell cells[];
} PaperRow;

typedef struct
{
  char *title;
  double natural; /* width that its text would like, in points */
  gboolean right; /* figures */
} PaperColumn;

typedef struct
{
  PaperBlockType type;
  char *text;          /* of title, note and heading */
  GPtrArray *columns;  /* PaperColumn of a table with a head; NULL: a form, label beside value */
  GPtrArray *rows;     /* PaperRow of a table */
  double *widths;      /* of @columns on the present size */
  GPtrArray *pictures; /* cairo_surface_t */
  char **stages;       /* of a path */
  int stage;           /* the present one, -1: none */
  char **signs;        /* who signs */
} PaperBlock;

/* A strip that is never cut. */
typedef struct
{
  guint block;
  int row;      /* of a table; -1: its head; of pictures the first one */
  guint from;   /* lines of text of a row that is higher than a page; */
  guint to;     /*   0: all */
  double height;
  gboolean keep; /* stands on the same page as the next one */
} PaperBand;

typedef struct
{
  guint band;
  double y;
  gboolean head; /* the head of its table again, not the band itself */
} PaperPlaced;

struct _AnlanPaper
{
  char *plant;
  char *title;
  char *number;     /* for the head; NULL: the title */
  char *printed;    /* when and by whom */
  char *checkpoint;
  GPtrArray *blocks; /* PaperBlock */

  double width, height; /* of the sheet; 0 before the first layout */
  GArray *bands;        /* PaperBand */
  GPtrArray *pages;     /* GArray of PaperPlaced */
};

/* --- paper.c ----------------------------------------------------------------------------------------------------- */

/* The plant's name, the checkpoint, the time and who prints. */
AnlanPaper *anlan_paper_begin       (AnlanPlant *plant, const char *title, const char *printer, GError **error);
PaperBlock *anlan_paper_add         (AnlanPaper *paper, PaperBlockType type, const char *text);
PaperBlock *anlan_paper_add_table   (AnlanPaper *paper);
void        anlan_paper_add_column  (PaperBlock *block, const char *title, gboolean right);
PaperRow   *anlan_paper_add_row     (PaperBlock *block, guint n);
void        anlan_paper_add_signs   (AnlanPaper *paper);

/* --- paper-text.c ------------------------------------------------------------------------------------------------ */

/* Layouts of one thread; used again for each text. */
typedef struct
{
  PangoContext *context;
  PangoLayout *layouts[PAPER_N_STYLES];
} PaperText;

void         anlan_paper_text_init  (PaperText *text);
void         anlan_paper_text_clear (PaperText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PaperText, anlan_paper_text_clear)

/* Borrowed, and good until the next one of this style. @width negative: as wide as the text is. */
PangoLayout *anlan_paper_text_set   (PaperText *text, PaperStyle style, const char *string, double width);
double       anlan_paper_text_height (PaperText *text, PaperStyle style, const char *string, double width);
double       anlan_paper_text_width (PaperText *text, PaperStyle style, const char *string);

/* --- paper-layout.c ---------------------------------------------------------------------------------------------- */

double       anlan_paper_inner_width (const AnlanPaper *paper);
/* Left edge and width of a cell within its table. */
void         anlan_paper_cell_box   (const AnlanPaper *paper, const PaperBlock *block, const PaperRow *row, guint cell,
                                     double *x, double *width);
/* Of the first line of text, from its top: Han and Latin letters stand on one line although theirs differ. */
double       anlan_paper_row_baseline (PaperText *text, const AnlanPaper *paper, const PaperBlock *block,
                                       const PaperRow *row);
guint        anlan_paper_pictures_abreast (const AnlanPaper *paper);

/* --- paper-draw.c ------------------------------------------------------------------------------------------------ */

/* "R Red": a grade as it is written on its colour; @word where letter and word are the same. */
char        *anlan_paper_grade_text (const char *colour, const char *word);

G_END_DECLS
