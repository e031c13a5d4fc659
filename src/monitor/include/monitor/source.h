/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

/* How a source is. */
typedef enum
{
  ANLAN_SOURCE_OFF,
  ANLAN_SOURCE_STARTING, /* it tries to reach what it listens to */
  ANLAN_SOURCE_RUNNING,
  ANLAN_SOURCE_SILENT,   /* it runs, and nothing has come for longer than it should */
  ANLAN_SOURCE_FAILING,  /* the last try failed; it tries again by itself */
} AnlanSourceState;

const char *anlan_source_state_name (AnlanSourceState state); /* "off", "starting", "running", "silent", "failing" */

/**
 * AnlanSource:
 *
 * One thing that readings and detections come from: a port, a bus, a broker, a camera. Each kind of source is a final type
 * of its own in link/ that derives from this one; what they have in common is here: how it is, when its last word came, how
 * much comes, what went wrong. A source that fails harms no other.
 *
 * Properties: "id" (set when made); "state" (an AnlanSourceState as uint), notified on the thread that changed it.
 */
#define ANLAN_TYPE_SOURCE (anlan_source_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnlanSource, anlan_source, ANLAN, SOURCE, GObject)

struct _AnlanSourceClass
{
  GObjectClass parent_class;

  /* Both return at once; what takes time happens by itself, and is told by anlan_source_heard() and _failed(). */
  void (*start) (AnlanSource *source);
  void (*stop)  (AnlanSource *source);
};

/* How a source is now. Texts are owned. */
typedef struct
{
  AnlanSourceState state;
  gint64 last;      /* moment of its last word, or G_MININT64 */
  double rate;      /* items a second over the last minute */
  guint64 items;    /* readings and detections since it was started */
  guint64 refused;  /* of these, how many made no sense */
  guint64 errors;
  gint64 last_error_at; /* or G_MININT64 */
  char  *last_error;    /* or NULL: the sentence, with what to do */
  gint64 offset;    /* received less the device's moment in its last word, ms; G_MININT64: not known */
} AnlanSourceStatus;

void        anlan_source_status_clear (AnlanSourceStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanSourceStatus, anlan_source_status_clear)

const char *anlan_source_get_id     (AnlanSource *source);

/* Starting a started source, and stopping a stopped one, does nothing. */
void        anlan_source_start      (AnlanSource *source);
void        anlan_source_stop       (AnlanSource *source);

/* After so long without a word it is silent, ms; 0: never. */
void        anlan_source_set_patience (AnlanSource *source, gint64 patience);

/* @now: moment; whether it is silent depends on it. @status is overwritten. */
void        anlan_source_get_status (AnlanSource *source, gint64 now, AnlanSourceStatus *status);

/* --- for the types of sources ----------------------------------------------------------------------------------- */

/* A batch has come. Any thread. */
void        anlan_source_heard  (AnlanSource *source, const AnlanBatch *batch);

/* It works without a word having come (connected, subscribed). Any thread. */
void        anlan_source_ready  (AnlanSource *source);

/* Something went wrong; @error says what and what to do. Any thread. */
void        anlan_source_failed (AnlanSource *source, gint64 now, const GError *error);

G_END_DECLS
