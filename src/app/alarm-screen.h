/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "alarm-desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmScreen:
 *
 * The whole screen for critical alarms that nobody has acknowledged: the first in letters that are read from across the
 * room, the others below it. No button has the focus when it comes, so that nobody who is typing acknowledges unseen;
 * F8 or the button does.
 *
 * Signals: "acknowledge" (id), "go" (id), "fold" (Escape: to be shown again later).
 */
#define ANLAN_TYPE_ALARM_SCREEN (anlan_alarm_screen_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmScreen, anlan_alarm_screen, ANLAN, ALARM_SCREEN, GtkWindow)

AnlanAlarmScreen *anlan_alarm_screen_new        (AnlanAlarmDesk *desk, GtkWindow *parent);
void              anlan_alarm_screen_set_aside  (AnlanAlarmScreen *self, const char *text);
/* Nobody is signed in: who wants to acknowledge must do that first. */
void              anlan_alarm_screen_set_locked (AnlanAlarmScreen *self, gboolean locked);

G_END_DECLS
