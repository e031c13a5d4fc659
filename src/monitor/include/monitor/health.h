/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/alarms.h"

G_BEGIN_DECLS

typedef struct
{
  char *rule;
  char *subject;
  char *title;
  guint count;
} AnlanAlarmCount;

/* Of the alarms of a rule about one subject (a point, a camera) that were closed: how many, and how many were false. */
typedef struct
{
  char *rule;
  char *subject;
  char *title;
  guint closed;
  guint mistaken;
} AnlanAlarmMistakes;

/**
 * AnlanAlarmHealth:
 * @per_ten_minutes: alarms and repeats in ten minutes, on average; the goal is at most 1
 * @worst_ten_minutes: in the ten minutes with the most; over 10 is a flood
 * @flood: share of ten-minute spans with more than 10
 * @share: of each severity, 0 to 1; about 5 % critical, 15 % high and 80 % medium are wanted; notes are not alarms
 * @worst: (element-type AnlanAlarmCount): the ten that came most often
 * @chattering: (element-type AnlanAlarmCount): three times or more within one minute
 * @standing: (element-type AnlanAlarm): condition held for more than 24 h and still does
 * @false_share: of the closed ones, 0 to 1; NAN where none was closed
 * @mistakes: (element-type AnlanAlarmMistakes): the same for each rule and subject that was false at least once
 *
 * How good the alarms of a plant are (after EEMUA 191 and ISA-18.2). Alarms in test mode are left out.
 */
typedef struct
{
  gint64     from, to;
  guint      total;
  double     per_ten_minutes;
  guint      worst_ten_minutes;
  double     flood;
  double     share[ANLAN_N_SEVERITIES];
  GPtrArray *worst;
  GPtrArray *chattering;
  GPtrArray *standing;
  double     false_share;
  GPtrArray *mistakes;
} AnlanAlarmHealth;

void     anlan_alarm_health_clear (AnlanAlarmHealth *health);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanAlarmHealth, anlan_alarm_health_clear)

/* @health is overwritten. @from before @to. */
gboolean anlan_alarms_health      (AnlanAlarms *alarms, gint64 from, gint64 to, AnlanAlarmHealth *health, GError **error);

G_END_DECLS
