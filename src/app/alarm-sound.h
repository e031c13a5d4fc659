/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "monitor/rule.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmSound:
 *
 * What alarms sound like on this computer. Everything that may block (the sound service, files) is done by a thread that
 * lives from the first sound on. Where nothing can be heard that is no failure of the alarm: "changed" tells of it, and
 * the window says so.
 */
#define ANLAN_TYPE_ALARM_SOUND (anlan_alarm_sound_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmSound, anlan_alarm_sound, ANLAN, ALARM_SOUND, GObject)

AnlanAlarmSound *anlan_alarm_sound_new         (void);

/* The sound of critical alarms, again and again until it is told otherwise. */
void             anlan_alarm_sound_set_urgent  (AnlanAlarmSound *self, gboolean urgent);
gboolean         anlan_alarm_sound_is_urgent   (AnlanAlarmSound *self);
/* The sound of a high alarm, once. */
void             anlan_alarm_sound_chime       (AnlanAlarmSound *self);

/* How many sounds the sound service has taken. */
guint            anlan_alarm_sound_get_count   (AnlanAlarmSound *self);
/* Why nothing is heard, in a sentence; NULL: it is, or nothing has had to be yet. */
const char      *anlan_alarm_sound_get_trouble (AnlanAlarmSound *self);

G_END_DECLS
