/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "model/convert.h"
#include "report/chart.h"
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
#define QR_SIZE (22 * MM)
/* A photo in a table. */
#define CELL_PICTURE_WIDTH (20 * MM)
#define CELL_PICTURE_HEIGHT (15 * MM)
#define POINT_QR_SIZE (15 * MM)

/* Levels of grey. */
#define PAPER_INK 0.11
#define PAPER_QUIET 0.38
#define PAPER_LINE 0.62
#define PAPER_SHADE 0.945

typedef enum
{
  PAPER_TITLE,
  PAPER_NOTE,     /* a quiet line under the title */
  PAPER_HEADING,
  PAPER_PATH,     /* stages of a flow */
  PAPER_TABLE,
  PAPER_PICTURES,
  PAPER_SIGNS,
  PAPER_MASTHEAD, /* of a form: its title in the middle, a number under it, a QR code beside it */
  PAPER_TEXT,     /* a paragraph */
  PAPER_SIDES,    /* columns of photos beside each other */
  PAPER_CHART,
  PAPER_POINT,    /* of a round: its name, a line to fill in, a QR code */
} PaperBlockType;

typedef enum
{
  PAPER_STYLE_TITLE,
  PAPER_STYLE_NOTE,
  PAPER_STYLE_HEADING,
  PAPER_STYLE_BODY,
  PAPER_STYLE_LABEL,
  PAPER_STYLE_HEAD, /* of a table */
  PAPER_STYLE_TEXT, /* a paragraph */
  PAPER_STYLE_EDGE, /* head and foot of the page */
  PAPER_N_STYLES,
} PaperStyle;

typedef struct
{
  char *text;
  const char *colour; /* of a risk grade, or NULL */
  gboolean label;     /* says what stands beside it */
  cairo_surface_t *picture; /* instead of a text, or NULL */
} PaperCell;

typedef struct
{
  guint n;
  double least; /* height in points: room to write */
  PaperCell cells[];
} PaperRow;

/* Squares of a QR code, row by row; 1 is black. */
typedef struct
{
  guint width;
  guchar *squares;
} PaperQr;

/* A column of photos. */
typedef struct
{
  char *title;
  char *instead;       /* why there are none, or NULL */
  GPtrArray *pictures; /* cairo_surface_t */
  GPtrArray *captions; /* utf8, one for each picture */
} PaperSide;

typedef struct
{
  char *title;
  double natural; /* width that its text would like, in points */
  double whole;   /* width below which a word, a number or a date would be broken */
  double figures; /* the same of numbers and dates alone */
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
  char **names;        /* of those who are expected to, "" for none; NULL: of nobody */
  char *second;        /* line under the title of a masthead */
  PaperQr *qr;         /* of a masthead, or NULL */
  GPtrArray *sides;    /* PaperSide */
  AnlanChart *chart;
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

/* Sheets that are drawn as a whole, without head, foot and blocks: posters, labels. */
typedef struct
{
  guint (*count) (gconstpointer data);
  void (*draw) (gconstpointer data, cairo_t *cr, double width, double height, guint page);
  GDestroyNotify free;
} PaperSheets;

struct _AnlanPaper
{
  char *plant;
  char *title;
  char *number;     /* for the head; NULL: the title */
  char *printed;    /* when and by whom */
  char *checkpoint;
  gboolean a3; /* on its side */
  gboolean upright; /* even where a table would like more room */
  GPtrArray *blocks; /* PaperBlock */
  const PaperSheets *sheets; /* instead of blocks, or NULL */
  gpointer sheets_data;

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
PaperSide  *anlan_paper_add_side    (PaperBlock *block, const char *title, const char *instead);

/* --- paper-parts.c: what papers about records have in common ------------------------------------------------------ */

/* A value beside what it is called. */
typedef struct
{
  char *label;
  char *text;         /* or NULL */
  const char *colour; /* of a grade, or NULL; interned */
  gboolean wide;      /* takes the whole width */
  double least;       /* height in points */
} PaperPair;

/* As it stands on paper; NULL for none, and for photos. Sealed values are not opened. */
char       *anlan_paper_field_text  (AnlanDb *db, AnlanConverter *converter, const AnlanField *field,
                                     const AnlanValue *value);
/* Sets @text, or a grade with its letter and colour where @value is the choice of one. */
void        anlan_paper_set_grade   (const AnlanField *field, const AnlanValue *value, const char *text,
                                     char **out, const char **colour);
gboolean    anlan_paper_is_long     (const AnlanField *field, const char *text);
GPtrArray  *anlan_paper_pairs_new   (void); /* PaperPair */
PaperPair  *anlan_paper_pairs_add   (GPtrArray *pairs, const char *label);
/* Two short ones side by side; one that is left alone takes the whole width. */
void        anlan_paper_add_pairs   (PaperBlock *block, const GPtrArray *pairs);
void        anlan_paper_add_path    (AnlanPaper *paper, const AnlanRecord *record);
gboolean    anlan_paper_add_story   (AnlanPaper *paper, AnlanPlant *plant, const AnlanRecord *record,
                                     const char *title, GError **error);

/* --- paper-picture.c ------------------------------------------------------------------------------------------------ */

/* A stored photo at the size of a paper. NULL if it cannot be read. Blocks. */
cairo_surface_t *anlan_paper_load_photo (AnlanStore *store, const char *sha256, GError **error);
/* The same for a cell of a table. */
cairo_surface_t *anlan_paper_load_small_photo (AnlanStore *store, const char *sha256, GError **error);

/* NULL where @text does not fit into a QR code. A quarter of the squares may be dirty: papers go through a workshop. */
PaperQr    *anlan_paper_qr_new      (const char *text);
/* For labels: fewer and larger squares, of which an eighth may be dirty. */
PaperQr    *anlan_paper_qr_new_small (const char *text);
void        anlan_paper_qr_free     (PaperQr *qr);
/* qr.c: with its white rim, @size on each side. */
void        anlan_paper_qr_draw     (const PaperQr *qr, cairo_t *cr, double x, double y, double size);

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

/* --- paper-blocks.c: masthead, paragraph, photos beside each other ------------------------------------------------ */

double      anlan_paper_masthead_height (PaperText *text, const AnlanPaper *paper, const PaperBlock *block);
guint       anlan_paper_sides_rows  (const PaperBlock *block);
double      anlan_paper_sides_height (void); /* of one row, its caption included */
void        anlan_paper_draw_masthead (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block,
                                       double y);
void        anlan_paper_draw_point  (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block,
                                     double y);
void        anlan_paper_draw_sides  (AnlanPaper *paper, cairo_t *cr, PaperText *text, const PaperBlock *block,
                                     guint row, double y);

/* --- paper-draw.c ------------------------------------------------------------------------------------------------ */

void        anlan_paper_grey        (cairo_t *cr, double level);
void        anlan_paper_show        (cairo_t *cr, PangoLayout *layout, double x, double y);
void        anlan_paper_frame       (cairo_t *cr, double x, double y, double width, double height);
/* As large as the box allows, in its middle, with a frame. */
void        anlan_paper_draw_picture (cairo_t *cr, cairo_surface_t *picture, double x, double y, double width,
                                      double height);

/* "R Red": a grade as it is written on its colour; @word where letter and word are the same. */
char        *anlan_paper_grade_text (const char *colour, const char *word);
/* FALSE: @colour is none of a grade. */
gboolean     anlan_paper_grade_colour (const char *colour, double rgb[3]);

G_END_DECLS
