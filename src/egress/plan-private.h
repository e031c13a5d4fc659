/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/plan.h"

/* Exits are counted in the bits of a 64-bit word. */
#define PLAN_MOST_EXITS 64
