/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/potential.h"

#define SIDE_BITS 15u

typedef struct
{
  float time;
  guint32 slowness; /* bits of a float, the lowest four are its open sides */
} PotentialCell;

/* What the public readers give, for those who ask ten times a person and step. */
const PotentialCell *
potential_cells (const AnlanPotential *field);
