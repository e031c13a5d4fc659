/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/monitor.h"

/* A folder for readings.db and alarms.db, on a Friday morning in Shanghai that tests may move. */
typedef struct
{
  char        *dir;
  AnlanClock  *clock;
  GTimeZone   *zone;
  AnlanMonitor *monitor; /* opened by fixture_open() */
} Fixture;

#define FIXTURE_NOW G_GINT64_CONSTANT (1795136400000) /* 2026-11-20T01:00:00Z: 09:00 in Shanghai */

void fixture_set_up    (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

/* Opens (again) with these rules (nullable), as the program starts. */
void fixture_open      (Fixture *fixture, const char *rules);

/* Hands a message in, and asserts that it is taken. NULL: what became of it does not matter. */
void fixture_feed      (Fixture *fixture, AnlanTaken *taken, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* One reading of one series at the present moment. */
void fixture_read      (Fixture *fixture, const char *series, double value);

/* Moves the clock on and lets the monitor look, every second. */
void fixture_pass      (Fixture *fixture, gint64 ms);

/* The one alarm of @rule (the latest), or NULL. */
AnlanAlarm *fixture_alarm (Fixture *fixture, const char *rule);

/* How many alarms there are that are not closed. */
guint fixture_n_alarms (Fixture *fixture);

GPtrArray *fixture_rules (const char *rules);
