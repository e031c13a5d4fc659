/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-say.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/time.h"
#include "say.h"

static const struct
{
  const char *title;
  const char *icon;
} severities[ANLAN_N_SEVERITIES] = {
  [ANLAN_SEVERITY_NOTE] = { NC_ ("severity", "Note"), "anlan-alarm-note-symbolic" },
  [ANLAN_SEVERITY_MEDIUM] = { NC_ ("severity", "Medium"), "anlan-alarm-medium-symbolic" },
  [ANLAN_SEVERITY_HIGH] = { NC_ ("severity", "High"), "anlan-alarm-high-symbolic" },
  [ANLAN_SEVERITY_CRITICAL] = { NC_ ("severity", "Critical"), "anlan-alarm-critical-symbolic" },
};

const char *
anlan_alarm_say_severity (AnlanSeverity severity)
{
  g_return_val_if_fail (severity < ANLAN_N_SEVERITIES, NULL);

  return g_dpgettext2 (GETTEXT_PACKAGE, "severity", severities[severity].title);
}

const char *
anlan_alarm_icon (AnlanSeverity severity)
{
  g_return_val_if_fail (severity < ANLAN_N_SEVERITIES, NULL);

  return severities[severity].icon;
}

const char *
anlan_alarm_css_class (AnlanSeverity severity)
{
  return anlan_severity_name (severity);
}

const char *
anlan_alarm_say_state (const AnlanAlarm *alarm)
{
  g_return_val_if_fail (alarm != NULL, NULL);

  switch (alarm->state)
    {
    case ANLAN_ALARM_RAISED:
      /* Its condition is over, and still somebody must see it. */
      return alarm->cleared != G_MININT64 ? _ ("Over, not acknowledged") : _ ("Not acknowledged");
    case ANLAN_ALARM_ACKNOWLEDGED:
      return _ ("Acknowledged");
    case ANLAN_ALARM_CLEARED:
      return _ ("Over, to be closed");
    case ANLAN_ALARM_CLOSED:
    default:
      return _ ("Closed");
    }
}

const char *
anlan_alarm_say_cause (const char *cause)
{
  static const struct
  {
    const char *cause;
    const char *title;
  } causes[] = {
    { "real", N_ ("Real") },
    { "drill", N_ ("Drill") },
    { "false", N_ ("False alarm") },
    { "maintenance", N_ ("Maintenance") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (g_strcmp0 (causes[i].cause, cause) == 0)
      return _ (causes[i].title);
  return cause;
}

/* --- numbers, places, spans -------------------------------------------------------------------------------------------- */

char *
anlan_alarm_say_number (double value, const char *unit)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return g_strdup ("");
  g_ascii_formatd (number, sizeof number, "%.5g", value);
  return unit != NULL && unit[0] != '\0' ? g_strdup_printf ("%s %s", number, unit) : g_strdup (number);
}

char *
anlan_alarm_say_value (const AnlanAlarm *alarm)
{
  g_autofree char *value = NULL, *bound = NULL;

  g_return_val_if_fail (alarm != NULL, NULL);

  value = anlan_alarm_say_number (alarm->value, alarm->unit);
  bound = anlan_alarm_say_number (alarm->bound, alarm->unit);
  if (value[0] == '\0' || bound[0] == '\0')
    return g_steal_pointer (&value);
  return g_strdup_printf (_ ("%s, alarm at %s"), value, bound);
}

char *
anlan_alarm_say_place (AnlanAlarmDesk *desk, const AnlanAlarm *alarm)
{
  const char *zone;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk) && alarm != NULL, NULL);

  zone = anlan_alarm_desk_get_name (desk, "zone", alarm->zone);
  if (zone[0] == '\0' || g_strcmp0 (zone, alarm->subject) == 0)
    return g_strdup (alarm->subject);
  return g_strdup_printf (C_ ("zone, measuring point", "%s · %s"), zone, alarm->subject);
}

char *
anlan_alarm_say_zone (AnlanAlarmDesk *desk, const AnlanAlarm *alarm)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk) && alarm != NULL, NULL);

  return g_strdup (anlan_alarm_desk_get_name (desk, "zone", alarm->zone));
}

char *
anlan_alarm_say_span (gint64 ms)
{
  gint64 seconds = MAX (ms, 0) / ANLAN_SECOND;

  if (seconds < 60)
    return g_strdup_printf (_ ("%d s"), (int)seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf (_ ("%d min"), (int)(seconds / 60));
  if (seconds < 48 * 60 * 60)
    return g_strdup_printf (_ ("%d h"), (int)(seconds / 3600));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", (gulong)(seconds / 86400)),
                          (int)(seconds / 86400));
}

/* --- why it is quiet --------------------------------------------------------------------------------------------------- */

static char *
say_until (AnlanAlarmDesk *desk, gint64 until)
{
  AnlanPlant *plant = anlan_alarm_desk_get_plant (desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);

  return anlan_say_moment (until, anlan_plant_now (plant), zone);
}

static const AnlanShelf *
find_shelf (AnlanAlarmDesk *desk, const char *id)
{
  GPtrArray *shelves = anlan_alarm_desk_get_shelves (desk);

  for (guint i = 0; i < shelves->len; i++)
    {
      const AnlanShelf *shelf = g_ptr_array_index (shelves, i);

      if (g_strcmp0 (shelf->id, id) == 0)
        return shelf;
    }
  return NULL;
}

char *
anlan_alarm_say_quiet (AnlanAlarmDesk *desk, const AnlanAlarm *alarm)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk) && alarm != NULL, NULL);

  if (alarm->shelf != NULL)
    {
      const AnlanShelf *shelf = find_shelf (desk, alarm->shelf);
      g_autofree char *until = shelf != NULL ? say_until (desk, shelf->until) : NULL;

      if (shelf == NULL)
        return g_strdup (_ ("Shelved"));
      return g_strdup_printf (_ ("Shelved until %s by %s: %s"), until,
                              anlan_alarm_desk_get_name (desk, "person", shelf->person), shelf->reason);
    }
  if (alarm->folded != NULL)
    return g_strdup (_ ("Part of a storm: an earlier alarm of this zone is loud for it"));
  if (alarm->test)
    return g_strdup (_ ("Its rule is in test mode: it counts and makes no noise"));
  return NULL;
}

/* What the rule is called is known from an alarm on the shelf; without one its id has to do. */
static const char *
name_rule (AnlanAlarmDesk *desk, const char *rule)
{
  GListModel *alarms = anlan_alarm_desk_get_alarms (desk);

  for (guint i = 0; i < g_list_model_get_n_items (alarms); i++)
    {
      g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (alarms, i);
      const AnlanAlarm *alarm = anlan_alarm_item_get (item);

      if (g_strcmp0 (alarm->rule, rule) == 0)
        return alarm->title;
    }
  return rule;
}

char *
anlan_alarm_say_shelf (AnlanAlarmDesk *desk, const AnlanShelf *shelf)
{
  g_autofree char *until = NULL, *what = NULL;
  const char *zone;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk) && shelf != NULL, NULL);

  until = say_until (desk, shelf->until);
  zone = anlan_alarm_desk_get_name (desk, "zone", shelf->zone);
  if (shelf->rule[0] != '\0' && shelf->subject[0] != '\0')
    what = g_strdup_printf (_ ("“%s” at %s"), name_rule (desk, shelf->rule), shelf->subject);
  else if (shelf->rule[0] != '\0')
    what = g_strdup_printf (_ ("“%s”"), name_rule (desk, shelf->rule));
  else if (shelf->subject[0] != '\0')
    what = g_strdup_printf (_ ("All alarms of %s"), shelf->subject);
  else
    what = g_strdup_printf (_ ("All alarms of zone %s"), zone);
  return g_strdup_printf (_ ("%s, until %s"), what, until);
}

/* --- story ------------------------------------------------------------------------------------------------------------- */

char *
anlan_alarm_say_event (AnlanAlarmDesk *desk, const AnlanAlarmEvent *event)
{
  /* Without and with somebody who did it. */
  static const struct
  {
    const char *what;
    const char *plain;
    const char *by;
  } sentences[] = {
    { "raised", N_ ("Raised"), NULL },
    { "repeated", N_ ("Came again"), NULL },
    { "acknowledged", N_ ("Acknowledged"), N_ ("Acknowledged by %s") },
    { "cleared", N_ ("The condition was over"), NULL },
    { "closed", N_ ("Closed"), N_ ("Closed by %s") },
    { "climbed", N_ ("Nobody had acknowledged it: it went on to the next people"), NULL },
    { "folded", N_ ("Folded into the first alarm of a storm"), NULL },
    { "unfolded", N_ ("Loud by itself again"), NULL },
    { "shelved", N_ ("Shelved"), N_ ("Shelved by %s") },
    { "evacuation", N_ ("The evacuation view is to be opened"), NULL },
    { "unshelved", N_ ("The shelf ended"), N_ ("Taken off the shelf by %s") },
  };
  const char *who;

  g_return_val_if_fail (ANLAN_IS_ALARM_DESK (desk) && event != NULL, NULL);

  who = anlan_alarm_desk_get_name (desk, "person", event->who);
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autofree char *line = NULL;

      if (g_strcmp0 (sentences[i].what, event->what) != 0)
        continue;
      line = sentences[i].by != NULL && who[0] != '\0' ? g_strdup_printf (_ (sentences[i].by), who)
                                                       : g_strdup (_ (sentences[i].plain));
      if (g_strcmp0 (event->what, "closed") == 0 && event->note != NULL)
        return g_strdup_printf (C_ ("how an alarm was closed: sentence, cause", "%s: %s"), line,
                                anlan_alarm_say_cause (event->note));
      return g_steal_pointer (&line);
    }
  return who[0] != '\0' ? g_strdup_printf (C_ ("what happened, who", "%s (%s)"), event->what, who)
                        : g_strdup (event->what);
}
