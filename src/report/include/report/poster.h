/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/paper.h"

G_BEGIN_DECLS

/* How many stand on an A4 sheet. */
typedef enum
{
  ANLAN_POSTER_ONE,   /* a sheet */
  ANLAN_POSTER_FOUR,  /* A6, to be cut */
  ANLAN_POSTER_LABEL, /* 24 labels of 70 x 37 mm, as label sheets have them */
} AnlanPosterSheet;

/**
 * AnlanPosterWish:
 * @kind: one that anlan_poster_fits()
 * @where: (nullable): expression over the record: which of them; NULL: all
 * @base: "http://192.168.3.20:8765": what the code opens, without a slash at its end
 * @second: (nullable): the same station by another name, "http://desk.local:8765"; a smaller code on sheets of one and
 *   four opens it
 */
typedef struct
{
  const char *kind;
  const char *where;
  const char *base;
  const char *second;
  AnlanPosterSheet sheet;
} AnlanPosterWish;

/**
 * anlan_poster_new:
 *
 * Posters or labels by which people report from a place: its name in large letters, a QR code that opens the place's page,
 * how to report in the plant's language and in Chinese or English besides, and what to do without a network. A muster point
 * tells to report there. The tokens are made where there are none yet (model/token.h), which is journalled. Blocks.
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_INPUT where @kind has no posters or nothing is found, or the errors of
 *   making tokens and of reading.
 */
AnlanPaper *anlan_poster_new (AnlanPlant *plant, const AnlanPosterWish *wish, const char *printer, GError **error);

/* A personal link on a card. @pin: (nullable): on the strip that is cut off and handed over apart. */
typedef struct
{
  const char *name;
  const char *unit; /* or NULL */
  const char *url;
  const char *pin;
} AnlanPosterCard;

/* Eight cards a sheet. Blocks. NULL with the errors of reading. */
AnlanPaper *anlan_poster_new_cards (AnlanPlant *plant, const AnlanPosterCard *cards, guint n, const char *printer,
                                    GError **error);

G_END_DECLS
