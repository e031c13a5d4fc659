/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/judge.h"

G_BEGIN_DECLS

/* A series as the judge sees it. */
typedef struct
{
  guint number; /* 0 as long as only its name is known */
  char *name;
  char *zone;
  char *unit;
  double value;       /* of the last good reading; NAN before */
  gint64 at;          /* of the last reading of any kind */
  gint64 good_at;     /* of the last good one; when it began to be expected before */
  gint64 device_ts;   /* of the last reading, as the device told it */
  GPtrArray *watches; /* AnlanWatch that it moves */
} AnlanSubject;

typedef struct
{
  gint64 at;
  double value;
} AnlanSample;

/* One rule at one subject. */
typedef struct
{
  const AnlanRule *rule;
  AnlanSubject *subject; /* NULL: a group, a detection, an expression */
  AnlanSubject *other;   /* of a pair */
  GPtrArray *members;    /* of a group: AnlanSubject */
  char *key;             /* what it is about, where that is no series */
  char *zone;            /* of a detection */
  gboolean on;
  gint64 since;    /* the condition holds since; G_MININT64: it does not */
  gboolean pulsed; /* the last word was a pulse: time alone makes no condition of it */
  gint64 began;    /* moment of the device when it came on; G_MININT64: not known */
  double worst;    /* value furthest beyond the bound since it is on */
  GArray *samples; /* of a rate: AnlanSample within the window */
  guint head;
  double still;      /* stuck: around which value */
  gint64 still_at;   /* since when */
  guint same;        /* in how many readings */
  gint64 usual_hour; /* deviation: of which the next ones are known */
  double usual_mean, usual_deviation;
  guint usual_n;
  gint64 judged_at; /* expression: when last */
} AnlanWatch;

/* A rule with all that it looks at. */
typedef struct
{
  AnlanRule *rule;
  GPtrArray *series; /* GPatternSpec */
  GPtrArray *types, *zones, *cameras;
  GPtrArray *watches; /* (owned) AnlanWatch */
  GHashTable *by_key; /* (owned): detections: camera and zone -> AnlanWatch */
} AnlanEntry;

struct _AnlanJudge
{
  GTimeZone *zone;
  gint64 now;
  GPtrArray *entries;   /* (owned) AnlanEntry */
  GHashTable *subjects; /* (owned) name -> AnlanSubject */
  GPtrArray *by_number; /* AnlanSubject or NULL */
  GHashTable *standing; /* set of "rule\nsubject" that are known to be on */
  AnlanUsual usual;
  gpointer usual_data;
  AnlanHolds holds;
  gpointer holds_data;
  gint64 minute; /* of which the next two are known */
  guint weekday; /* 0 Monday */
  int minute_of_day;
};

AnlanWatch *
anlan_watch_new (const AnlanRule *rule, AnlanSubject *subject, const char *key);
void
anlan_watch_free (gpointer data);

/* Remembers whether @watch is on, for the next rules. */
void
anlan_judge_note (AnlanJudge *judge, const AnlanWatch *watch);

/* What @watch is called in alarms. */
const char *
anlan_watch_key (const AnlanWatch *watch);

/* The condition of @watch at @at: begins, goes on, ends. @value is told with it. */
void
anlan_watch_settle (AnlanJudge *judge,
                    AnlanWatch *watch,
                    gboolean met,
                    gboolean ended,
                    gint64 at,
                    double value,
                    gint64 device_ts,
                    GArray *out);

/* A reading of one of its series has come; @good: it has a value that means something. */
void
anlan_watch_read (
    AnlanJudge *judge, AnlanWatch *watch, const AnlanSubject *subject, gboolean good, GArray *out);

void
anlan_watch_tick (AnlanJudge *judge, AnlanWatch *watch, gint64 now, GArray *out);

G_END_DECLS
