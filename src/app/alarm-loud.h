/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "alarm-screen.h"
#include "alarm-sound.h"
#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmLoud:
 *
 * How loud the window is, by the gravest alarm that nobody has acknowledged: critical ones take the whole screen and sound
 * until somebody does; high ones sound once and stand in the banner; both are told to the desktop, which shows it also when
 * the window is minimised. Medium ones are in the list and the badges, notes in the list.
 *
 * Signals: "acknowledge" (id), "go" (id): asked for on its screen; "changed": what anlan_alarm_loud_get_aside() says.
 */
#define ANLAN_TYPE_ALARM_LOUD (anlan_alarm_loud_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmLoud, anlan_alarm_loud, ANLAN, ALARM_LOUD, GObject)

/* @window: what its screen stands over; borrowed. The desk must have a plant open. */
AnlanAlarmLoud   *anlan_alarm_loud_new        (AnlanDesk *desk, GtkWindow *window);
/* Silent from now on: the plant is closed. */
void              anlan_alarm_loud_stop       (AnlanAlarmLoud *self);
/* Somebody has signed in, or nobody is any more. */
void              anlan_alarm_loud_look_again (AnlanAlarmLoud *self);

/* Why nothing is heard, as a sentence for people; NULL: all is well. */
const char       *anlan_alarm_loud_get_aside  (AnlanAlarmLoud *self);
AnlanAlarmScreen *anlan_alarm_loud_get_screen (AnlanAlarmLoud *self); /* borrowed, NULL: not shown */
AnlanAlarmSound  *anlan_alarm_loud_get_sound  (AnlanAlarmLoud *self); /* borrowed */

G_END_DECLS
