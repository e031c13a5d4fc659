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
 * @recordings: (element-type utf8 utf8): name of a camera, then the address of what its recorder has of the quarter of an hour
 *   before and after, and so on
 *
 * Where an alarm leads.
 */
typedef struct
{
  gboolean series;
  char    *camera;
  GPtrArray *recordings;
} AnlanAlarmLinks;

void             anlan_alarm_links_free (AnlanAlarmLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanAlarmLinks, anlan_alarm_links_free)

/* What a plant's files say of it. Blocks. @pictured: there is a picture of it. */
AnlanAlarmLinks *anlan_alarm_links_find (AnlanPlant *plant, const AnlanAlarm *alarm, gboolean pictured, GError **error);

/* Buttons for them, and one for the evacuation view where the alarm wants it open and @pages has it. (transfer floating), or
 * NULL where it leads nowhere. */
GtkWidget       *anlan_alarm_links_make (const AnlanAlarmLinks *links, const AnlanAlarm *alarm, AnlanPages *pages);

G_END_DECLS
