/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper-private.h"
#include "report/poster.h"

G_BEGIN_DECLS

/* The words of a poster, in one language. Owned. */
typedef struct
{
  char *kind; /* "Risk zone" */
  char *scan; /* for a label */
  char *steps[3];
  char *offline;
  char *other; /* beside the second code */
  char *apart; /* on the strip of a card */
  char *pin;   /* "PIN %s" */
} PosterWords;

typedef struct
{
  char *title;  /* what it hangs at, or whose card it is */
  char *detail; /* number, tag, unit; or NULL */
  char *note;   /* what to do there, or NULL */
  char *phone;  /* or NULL */
  char *pin;    /* of a card, or NULL */
  char *url;
  PaperQr *qr;
  PaperQr *second; /* or NULL */
} PosterItem;

typedef struct
{
  char *plant;
  PosterWords words, others; /* in the plant's language, and in another */
  GPtrArray *items;          /* PosterItem */
  AnlanPosterSheet sheet;
  gboolean cards;
} Posters;

/* How the sheets of a paper without blocks are made. */
extern const PaperSheets poster_sheets;

G_END_DECLS
