/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/tell-json.h"

#include "base/time.h"

static void
put_text (AnlanJson *json, const char *name, const char *text)
{
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
put_real (AnlanJson *json, const char *name, double real)
{
  anlan_json_name (json, name);
  anlan_json_real (json, real);
}

static void
put_integer (AnlanJson *json, const char *name, gint64 integer)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, integer);
}

static void
put_boolean (AnlanJson *json, const char *name, gboolean boolean)
{
  anlan_json_name (json, name);
  anlan_json_boolean (json, boolean);
}

static void
put_moment (AnlanJson *json, const char *name, gint64 ms)
{
  g_autofree char *moment = ms != G_MININT64 ? anlan_time_format (ms) : NULL;

  put_text (json, name, moment);
}

void
anlan_alarm_put_json (AnlanJson *json, const AnlanAlarm *alarm)
{
  g_return_if_fail (json != NULL && alarm != NULL);

  anlan_json_open (json, '{');
  put_text (json, "id", alarm->id);
  put_text (json, "title", alarm->title);
  put_text (json, "rule", alarm->rule);
  put_text (json, "subject", alarm->subject);
  put_text (json, "zone", alarm->zone);
  put_text (json, "severity", anlan_severity_name (alarm->severity));
  put_text (json, "danger", anlan_danger_name (alarm->danger));
  put_text (json, "state", anlan_alarm_state_name (alarm->state));
  put_boolean (json, "loud", anlan_alarm_is_loud (alarm));
  put_real (json, "value", alarm->value);
  put_real (json, "peak", alarm->peak);
  put_real (json, "bound", alarm->bound);
  put_text (json, "unit", alarm->unit);
  put_moment (json, "device_ts", alarm->device_ts);
  put_moment (json, "raised", alarm->raised);
  put_integer (json, "repeats", alarm->repeats);
  put_moment (json, "acknowledged", alarm->acknowledged);
  put_text (json, "acknowledged_by", alarm->acknowledged_by);
  put_moment (json, "cleared", alarm->cleared);
  put_moment (json, "closed", alarm->closed);
  put_text (json, "closed_by", alarm->closed_by);
  put_text (json, "cause", alarm->cause);
  put_text (json, "folded", alarm->folded);
  put_text (json, "shelf", alarm->shelf);
  put_boolean (json, "test", alarm->test);
  put_integer (json, "climbed", alarm->climbed);
  anlan_json_close (json, '}');
}

void
anlan_series_put_json (AnlanJson *json, const AnlanSeriesInfo *info)
{
  g_return_if_fail (json != NULL && info != NULL);

  anlan_json_open (json, '{');
  put_text (json, "id", info->name);
  put_text (json, "unit", info->unit);
  put_moment (json, "ts", info->ts);
  put_real (json, "value", info->value);
  put_integer (json, "quality", info->quality);
  put_integer (json, "offset", info->offset);
  put_integer (json, "count", info->count);
  put_integer (json, "bad", info->bad);
  put_integer (json, "repeats", info->repeats);
  put_integer (json, "conflicts", info->conflicts);
  anlan_json_close (json, '}');
}

void
anlan_stretch_put_json (AnlanJson *json, const AnlanStretch *stretch, AnlanRollup rollup)
{
  g_return_if_fail (json != NULL && stretch != NULL);

  anlan_json_open (json, '{');
  put_moment (json, "ts", stretch->ts);
  put_text (json, "rollup", anlan_rollup_name (rollup));
  put_real (json, "low", stretch->low);
  put_real (json, "mean", stretch->mean);
  put_real (json, "high", stretch->high);
  put_real (json, "last", stretch->last);
  put_integer (json, "count", stretch->count);
  put_integer (json, "bad", stretch->bad);
  anlan_json_close (json, '}');
}
