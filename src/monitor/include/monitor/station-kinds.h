/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "monitor/monitor.h"

G_BEGIN_DECLS

/* What stands between the plant's records and the monitor: kinds "series", "rule" and "alarm". */

/* Guards of the kinds; before a plant is opened. */
void     anlan_monitor_register  (AnlanRegistry *registry);

/**
 * anlan_monitor_load:
 *
 * Takes the plant's measuring points and rules: gas detectors get the built-in levels of their gas, points that say so the
 * rule of their silence, rules of the plant follow. A record that cannot be judged is left out and named in @problems, so
 * that one mistake does not silence the others.
 *
 * @problems: (element-type utf8): gets a sentence for each that was left out
 */
gboolean anlan_monitor_load      (AnlanMonitor *monitor, AnlanPlant *plant, GPtrArray *problems, GError **error);

/* The same, only as lists: (element-type AnlanRule), (element-type AnlanSeriesFacts). */
gboolean anlan_rules_of_plant    (AnlanPlant *plant, GPtrArray *rules, GPtrArray *facts, GPtrArray *problems,
                                  GError **error);

/**
 * anlan_alarms_mirror:
 * @n: (out) (optional): how many were written
 *
 * Brings what changed in alarms.db into the plant's records of kind "alarm", each under the id it has there. What was
 * brought before is not brought twice, and what a crash has left out comes the next time. May wait for an import: never on
 * the thread that takes readings.
 */
gboolean anlan_alarms_mirror     (AnlanAlarms *alarms, AnlanPlant *plant, guint *n, GError **error);

G_END_DECLS
