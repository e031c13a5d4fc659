/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "monitor/judge.h"
#include "store/db.h"

G_BEGIN_DECLS

/* The longest an alarm may be shelved at a time. */
#define ANLAN_SHELF_HOURS 8

/* How many times an alarm that nobody acknowledges climbs. */
#define ANLAN_CLIMB_MAX 3

typedef enum
{
  ANLAN_ALARM_RAISED,
  ANLAN_ALARM_ACKNOWLEDGED,
  ANLAN_ALARM_CLEARED, /* acknowledged, and the condition is over */
  ANLAN_ALARM_CLOSED,
} AnlanAlarmState;

const char *anlan_alarm_state_name (AnlanAlarmState state); /* "raised", … */

/* What it was: "real", "drill", "false", "maintenance". */
gboolean    anlan_alarm_cause_valid (const char *cause);

/**
 * AnlanAlarm:
 * @subject: series, camera or rule that it is about
 * @value, @peak, @bound: NAN where there is none
 * @raised: when the judge saw it; @device_ts: when the device says it was
 * @last: when its condition last began; @repeats: how often it did after the first time
 * @acknowledged, @cleared, @closed: moments, or G_MININT64
 * @test: the rule was in its test mode
 * @folded: (nullable): alarm of the storm that is loud in its place
 * @shelf: (nullable): shelf that it lies on
 * @climbed: how many times it has climbed
 * @climbs_at: when it climbs next, or G_MININT64
 */
typedef struct
{
  char           *id;
  char           *rule;
  char           *subject;
  char           *title;
  char           *zone;
  AnlanDanger     danger;
  AnlanSeverity   severity;
  AnlanAlarmState state;
  char           *response;
  char           *unit;
  double          value;
  double          peak;
  double          bound;
  gint64          device_ts;
  gint64          raised;
  gint64          last;
  gint64          repeats;
  gint64          acknowledged;
  char           *acknowledged_by;
  gint64          cleared;
  gint64          closed;
  char           *closed_by;
  char           *cause;
  char           *note;
  gboolean        test;
  char           *folded;
  char           *shelf;
  guint           climbed;
  gint64          climbs_at;
  gint64          change;   /* number of the last change of any alarm that touched it */
  gint64          mirrored; /* the last change that plant.db has */
  gint64          evacuate; /* moment from which the evacuation view is to be open for it, or G_MININT64 */
  char           *pictures; /* or NULL: JSON list of SHA-256, files of the plant */
  char           *recordings; /* or NULL: JSON list of {"camera", "address", "from", "to"} */
} AnlanAlarm;

void        anlan_alarm_free    (AnlanAlarm *alarm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanAlarm, anlan_alarm_free)

/* Whether somebody must hear it now: raised, not in test, not folded, not shelved. */
gboolean    anlan_alarm_is_loud (const AnlanAlarm *alarm);

/**
 * AnlanAlarms:
 *
 * alarms.db. Each call is one transaction with synchronous=FULL: what it says has happened outlives a power cut. Several
 * processes may use it at the same time; one connection belongs to one thread. All calls block.
 */
typedef struct _AnlanAlarms AnlanAlarms;

AnlanAlarms *anlan_alarms_open   (const char *dir, AnlanClock *clock, GError **error);
/* Only for looking: makes no alarms.db. ANLAN_ERROR_NOT_FOUND where nothing has been raised yet. */
AnlanAlarms *anlan_alarms_look   (const char *dir, AnlanClock *clock, GError **error);
void         anlan_alarms_close  (AnlanAlarms *alarms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanAlarms, anlan_alarms_close)

AnlanDb     *anlan_alarms_get_db (AnlanAlarms *alarms);

/* Several of the calls below as one transaction: all or none. */
gboolean     anlan_alarms_begin    (AnlanAlarms *alarms, GError **error);
gboolean     anlan_alarms_commit   (AnlanAlarms *alarms, GError **error);
void         anlan_alarms_rollback (AnlanAlarms *alarms);

/* Keeps a detection. @fresh: (out): FALSE where (source, id, state) is known, which is counted there. */
gboolean     anlan_alarms_keep_detection (AnlanAlarms *alarms, const AnlanDetection *detection, gboolean *fresh,
                                          GError **error);

/**
 * anlan_alarms_judged:
 * @changed: (nullable) (element-type utf8): gets the id of the alarm that came of it or was changed by it
 *
 * A condition has begun or ended. A beginning raises an alarm, or, where one of the same rule and subject is not closed,
 * is counted as its repeat; one that comes again with the same moment of the device (a replay) does nothing. An end
 * clears. In a storm (10 alarms within a minute) a new alarm is folded under the first one of its zone that stands, has
 * at least its severity and the same danger: the first of each is always loud.
 */
gboolean     anlan_alarms_judged  (AnlanAlarms *alarms, const AnlanJudgement *judgement, GPtrArray *changed,
                                   GError **error);

/* Each names the person who does it. ANLAN_ERROR_REFUSED with the reason, and nothing changed. */
gboolean     anlan_alarms_acknowledge (AnlanAlarms *alarms, const char *id, const char *person, GError **error);
gboolean     anlan_alarms_close_alarm (AnlanAlarms *alarms, const char *id, const char *person, const char *cause,
                                       const char *note, GError **error);

/**
 * anlan_alarms_shelve:
 * @rule, @subject, @zone: which alarms; NULL and "" for any, but not for all three
 * @until: no later than %ANLAN_SHELF_HOURS from now
 *
 * Until then such alarms are kept and not loud. Returns: the shelf's id, freed by the caller.
 */
char        *anlan_alarms_shelve   (AnlanAlarms *alarms, const char *rule, const char *subject, const char *zone,
                                    const char *person, const char *reason, gint64 until, GError **error);
gboolean     anlan_alarms_unshelve (AnlanAlarms *alarms, const char *shelf, const char *person, GError **error);

/* Ends shelves whose time is over, and lets alarms climb. @changed: as above. Call it every second. */
gboolean     anlan_alarms_tick     (AnlanAlarms *alarms, GPtrArray *changed, GError **error);

/* Clears alarms of rules that are no longer judged, so that they can be closed. @rules: set of the ids that are. */
gboolean     anlan_alarms_forget_rules (AnlanAlarms *alarms, GHashTable *rules, GError **error);

/* --- looking ---------------------------------------------------------------------------------------------- */

/* ANLAN_ERROR_NOT_FOUND where there is none. */
AnlanAlarm  *anlan_alarms_get  (AnlanAlarms *alarms, const char *id, GError **error);

/* (element-type AnlanAlarm): those that are not closed, or with @all the latest 1,000; the newest first. */
GPtrArray   *anlan_alarms_list (AnlanAlarms *alarms, gboolean all, GError **error);

/**
 * anlan_alarms_picture:
 *
 * The picture of the detection that raised @alarm, or of one of the same camera within half a minute of it: what the
 * camera saw then.
 *
 * Returns: name of the stored file (SHA-256), freed by the caller; NULL without an error where there is none.
 */
char        *anlan_alarms_picture (AnlanAlarms *alarms, const AnlanAlarm *alarm, GError **error);

typedef struct
{
  char  *id;
  char  *rule;
  char  *subject;
  char  *zone;
  char  *person;
  char  *reason;
  gint64 since;
  gint64 until;
} AnlanShelf;

void         anlan_shelf_free     (AnlanShelf *shelf);
GPtrArray   *anlan_alarms_shelves (AnlanAlarms *alarms, GError **error); /* (element-type AnlanShelf): open ones */

/* A line of the life of an alarm. */
typedef struct
{
  gint64 at;
  char  *what;
  char  *who;  /* or NULL */
  char  *note; /* or NULL */
} AnlanAlarmEvent;

void         anlan_alarm_event_free (AnlanAlarmEvent *event);
GPtrArray   *anlan_alarms_story     (AnlanAlarms *alarms, const char *id, GError **error);

/* --- for the station: who is told, what is shown ------------------------------------------------------------- */

/* The number of the last change of any alarm, by any process. */
gboolean     anlan_alarms_last_change (AnlanAlarms *alarms, gint64 *change, GError **error);

/* (element-type AnlanAlarm): those that have changed since people were told of them, the oldest change first, at most 100. */
GPtrArray   *anlan_alarms_untold      (AnlanAlarms *alarms, GError **error);
gboolean     anlan_alarms_note_told   (AnlanAlarms *alarms, const AnlanAlarm *alarm, GError **error);

/* How many times somebody has acknowledged it: after each of them it may have to be told anew. */
gboolean     anlan_alarms_count_seen  (AnlanAlarms *alarms, const char *id, guint *n, GError **error);

/* The evacuation view is to open for it; once. */
gboolean     anlan_alarms_evacuate    (AnlanAlarms *alarms, const char *id, GError **error);

/* A picture of it is a file of the plant now; one that it has is not taken twice. */
gboolean     anlan_alarms_add_picture (AnlanAlarms *alarms, const char *id, const char *sha256, GError **error);

/* Where @camera's recording of @from to @to can be seen; one address is taken once, and no more than 20. */
gboolean     anlan_alarms_add_recording (AnlanAlarms *alarms, const char *id, const char *camera, const char *address,
                                         gint64 from, gint64 to, GError **error);

/* How many pictures detections of @source brought that came since @since. */
gboolean     anlan_alarms_count_pictures (AnlanAlarms *alarms, const char *source, gint64 since, guint *n, GError **error);

/* Gives alarms that were raised since @since and have no recording the clip that a detection of the same camera or zone within
 * half a minute has named ("clip" in what it said, as Frigate's). */
gboolean     anlan_alarms_take_clips    (AnlanAlarms *alarms, gint64 since, GError **error);

/* Gives alarms that were raised since @since and have no picture that of a detection of the same camera or zone within half a
 * minute. */
gboolean     anlan_alarms_take_pictures (AnlanAlarms *alarms, gint64 since, GError **error);

/* (element-type utf8): pictures of detections before @before that no alarm has, at most 50. */
GPtrArray   *anlan_alarms_old_pictures (AnlanAlarms *alarms, gint64 before, GError **error);
gboolean     anlan_alarms_forget_picture (AnlanAlarms *alarms, const char *sha256, GError **error);

G_END_DECLS
