/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/json.h"
#include "monitor/alarms.h"
#include "monitor/readings.h"

G_BEGIN_DECLS

/* How programs are told of what the station keeps: one form for the command line and for those who ask over the network. Each
 * writes one object. */

void anlan_alarm_put_json   (AnlanJson *json, const AnlanAlarm *alarm);
void anlan_series_put_json  (AnlanJson *json, const AnlanSeriesInfo *info);
void anlan_stretch_put_json (AnlanJson *json, const AnlanStretch *stretch, AnlanRollup rollup);

G_END_DECLS
