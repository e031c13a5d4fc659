/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "monitor-fixture.h"

/* A plant with its records beside the databases of Fixture. */
typedef struct
{
  Fixture base;
  char *dir, *desk;
  AnlanPlant *plant;
} Station;

AnlanPlant *station_open        (const char *dir, const char *desk, AnlanClock *clock, gboolean create);
void        station_set_up      (Station *station, gconstpointer data);
void        station_close_plant (Station *station);
void        station_tear_down   (Station *station, gconstpointer data);

/* A new record, "field", "text", …, NULL; its id. @accepted FALSE: it must be refused, NULL. */
char       *station_add         (Station *station, gboolean accepted, const char *kind, ...) G_GNUC_NULL_TERMINATED;

/* Opens the monitor and takes the plant's rules; @problems: so many must be left out. */
void        station_load        (Station *station, guint problems);

/* How many alarms were brought into the plant. */
guint       station_mirror      (Station *station);
