/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/types.h"
#include "monitor-fixture.h"

/* A monitor with its intake, for sources of all types, and what became of what they handed in. */
typedef struct
{
  Fixture      base;
  AnlanIntake *intake;
  AnlanSource *source; /* made by link_make(); stopped and finalized at the end */
} LinkFixture;

void link_set_up    (LinkFixture *fixture, gconstpointer data);
void link_tear_down (LinkFixture *fixture, gconstpointer data);

/* Makes the source of this type; the format is the JSON of its settings. */
void link_make      (LinkFixture *fixture, const char *type, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The sentence that says why these settings cannot stand. */
char *link_refusal  (LinkFixture *fixture, const char *type, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Runs the main context until @done says so; fails the test after half a minute. */
typedef gboolean (*LinkDone) (LinkFixture *fixture, gpointer data);
void link_wait      (LinkFixture *fixture, LinkDone done, gpointer data);

/* Until so many readings are stored, until the source has had so many errors. */
void link_wait_readings (LinkFixture *fixture, guint n);
void link_wait_errors   (LinkFixture *fixture, guint n);

/* Until this stands in what link_readings() or link_detections() say, in the last error of the source; until it is so. The
 * fixture's clock goes on meanwhile, for each moment holds one reading of a series. */
void     link_wait_text  (LinkFixture *fixture, const char *part);
void     link_wait_error (LinkFixture *fixture, const char *part);
void     link_wait_state (LinkFixture *fixture, AnlanSourceState state);
gboolean link_has_text   (LinkFixture *fixture, const char *part);

/* Runs the main context for so long. */
void link_pass      (LinkFixture *fixture, guint ms);

/* What is stored, a line each, in order: "series ts value flags unit" and "source id type state ts". */
char *link_readings   (LinkFixture *fixture);
char *link_detections (LinkFixture *fixture);

void link_status      (LinkFixture *fixture, AnlanSourceStatus *status);
