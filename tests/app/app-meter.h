/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* How long single turns of the main loop take, in ms of this thread's own processor time: what another program does meanwhile
 * is not counted. Drawing is part of it, here by the processor alone. */

/* ms that this thread has worked. */
double
app_meter_worked (void);

/* From now on each turn is kept. */
void
app_meter_start (void);
/* (element-type double): the turns since then. */
GArray *
app_meter_stop (void);

/* Sorts. @part: 0 to 1. */
double
app_meter_percentile (GArray *values, double part);
