/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "alarm-desk.h"
#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmLinks:
 * @series: it is about a measured series, whose readings can be looked at
 * @camera: (nullable): what the page of cameras opens for it: id of a source, or the name that a recorder gives its camera
 * @recording: (nullable): address of what the recorder has of the quarter of an hour before and after
 *
 * Where an alarm leads.
 */
typedef struct
{
  gboolean series;
  char    *camera;
  char    *recording;
} AnlanAlarmLinks;

void             anlan_alarm_links_free (AnlanAlarmLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanAlarmLinks, anlan_alarm_links_free)

/* What a plant's files say of it. Blocks. @pictured: there is a picture of it. */
AnlanAlarmLinks *anlan_alarm_links_find (AnlanPlant *plant, const AnlanAlarm *alarm, gboolean pictured, GError **error);

/* Buttons for them, and one for the evacuation view where the alarm wants it open and @pages has it. (transfer floating), or
 * NULL where it leads nowhere. */
GtkWidget       *anlan_alarm_links_make (const AnlanAlarmLinks *links, const AnlanAlarm *alarm, AnlanPages *pages);

G_END_DECLS
