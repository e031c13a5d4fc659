/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "safety/photo.h"

G_BEGIN_DECLS

/* Edge of the square that a photo is drawn to; its proportions do not matter once two are laid on each other. */
#define PRINT_EDGE 128
/* Edge of the rough square of the first search. */
#define ROUGH_EDGE 32

#define PRINT_TURNS 8 /* four quarters, each mirrored too */

struct _AnlanPhotoPrint
{
  float fine[PRINT_EDGE * PRINT_EDGE];
  float rough[ROUGH_EDGE * ROUGH_EDGE];
  guint64 turned[PRINT_TURNS * ANLAN_PHOTO_HASHES]; /* hashes of all turns, the first ones of the picture as it is */
};

/* A window of a picture, in parts of its edge: middle, width and height, and how far it is tilted (radians). */
typedef struct
{
  double x, y, width, height, tilt;
} PhotoWindow;

/* Draws @window of the square picture @from, turned by @turn, to the square @to. */
void photo_sample (const float *from, int from_edge, const PhotoWindow *window, int turn, float *to, int to_edge);

/* Takes the mean away and makes the sum of squares 1; all zero if there is nothing but one grey. */
void photo_normalise (float *square, int edge);
double photo_product (const float *a, const float *b, int edge);

/* The fewest bits in which a hash of @print and one of the stored @hashes differ. */
int photo_bits (const AnlanPhotoPrint *print, const guint64 *hashes);

G_END_DECLS
