/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/alarms.h"

G_BEGIN_DECLS

struct _AnlanAlarms
{
  AnlanDb *db;
  AnlanClock *clock;
  gboolean open; /* a transaction that the caller has begun */
};

/* A transaction of one's own, or the caller's. */
gboolean
anlan_alarms_enter (AnlanAlarms *alarms, GError **error);
/* Ends it: @done commits. Returns whether all went well. */
gboolean
anlan_alarms_leave (AnlanAlarms *alarms, gboolean done, GError **error);

/* Binds and runs: each letter of @types is one argument: t text, i gint64, r double (NAN is null), n gint64 of which
 * G_MININT64 is null. */
gboolean
anlan_alarms_run (AnlanAlarms *alarms, GError **error, const char *sql, const char *types, ...);

/* The number of this change, greater than all before. */
gboolean
anlan_alarms_next_change (AnlanAlarms *alarms, gint64 *change, GError **error);

gboolean
anlan_alarms_note (AnlanAlarms *alarms,
                   const char *alarm,
                   const char *what,
                   const char *who,
                   const char *note,
                   GError **error);

/* The first alarm for which @where holds with its parameters (as above); *alarm NULL where there is none. */
gboolean
anlan_alarms_find (
    AnlanAlarms *alarms, AnlanAlarm **alarm, GError **error, const char *where, const char *types, ...);

/* All of them. */
GPtrArray *
anlan_alarms_select (AnlanAlarms *alarms, GError **error, const char *where, const char *types, ...);

/* The open shelf that an alarm falls on, or NULL. The caller frees it. */
gboolean
anlan_alarms_find_shelf (AnlanAlarms *alarms,
                         const char *rule,
                         const char *subject,
                         const char *zone,
                         char **shelf,
                         GError **error);

/* Ends a shelf inside the open transaction. @person: (nullable): nobody, its time is over. */
gboolean
anlan_alarms_end_shelf (
    AnlanAlarms *alarms, const char *shelf, const char *person, GPtrArray *changed, GError **error);

G_END_DECLS
