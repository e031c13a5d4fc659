/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "groups.h"

#include <glib/gi18n-lib.h>

#include "alarm-page.h"
#include "camera-page.h"
#include "channel-page.h"
#include "evac-page.h"
#include "kinds-page.h"
#include "map-page.h"
#include "muster-page.h"
#include "round-page.h"
#include "series-page.h"
#include "station-page.h"
#include "today-page.h"
#include "web-page.h"

#define ORDER_OTHERS 1000

static AnlanPage *
create_today (AnlanDesk *desk, const char *name)
{
  return anlan_today_page_new (desk);
}

static AnlanPage *
create_kinds (AnlanDesk *desk, const char *name)
{
  const AnlanPageInfo *info = anlan_pages_find (anlan_desk_get_pages (desk), name);

  return anlan_kinds_page_new (desk, info->group);
}

static AnlanPage *
create_map (AnlanDesk *desk, const char *name)
{
  return anlan_map_page_new (desk);
}

static AnlanPage *
create_rounds (AnlanDesk *desk, const char *name)
{
  return anlan_round_page_new (desk);
}

static AnlanPage *
create_alarms (AnlanDesk *desk, const char *name)
{
  return anlan_alarm_page_new (desk);
}

static const char *const alarms[] = { "alarm", NULL };

static AnlanPage *
create_muster (AnlanDesk *desk, const char *name)
{
  return anlan_muster_page_new (desk);
}

static AnlanPage *
create_evacuation (AnlanDesk *desk, const char *name)
{
  return anlan_evac_page_new (desk);
}

static const char *const plans[] = { "plan", NULL };

static const char *const musters[] = { "muster", "presence", NULL };

static AnlanPage *
create_web (AnlanDesk *desk, const char *name)
{
  return anlan_web_page_new (desk);
}

static AnlanPage *
create_sensors (AnlanDesk *desk, const char *name)
{
  return anlan_series_page_new (desk);
}

static const char *const measured[] = { "series", "rule", NULL };

static AnlanPage *
create_cameras (AnlanDesk *desk, const char *name)
{
  return anlan_camera_page_new (desk);
}

static AnlanPage *
create_channels (AnlanDesk *desk, const char *name)
{
  return anlan_channel_page_new (desk);
}

static AnlanPage *
create_station (AnlanDesk *desk, const char *name)
{
  return anlan_station_page_new (desk);
}

static const char *const rounds[] = { "round", "roundpoint", NULL };

/* In the order of a day in a safety office. */
static const AnlanPageInfo infos[] = {
  { "today", N_ ("Today"), "anlan-today-symbolic", NULL, 0, create_today },
  { "alarms", N_ ("Alarms"), "anlan-bell-symbolic", NULL, 5, create_alarms, alarms, N_ ("Open the alarm") },
  { "muster-board", N_ ("Muster board"), "anlan-muster-symbolic", NULL, 7, create_muster, musters,
    N_ ("Open the muster board") },
  { "evacuate", N_ ("Evacuation"), "anlan-muster-symbolic", NULL, 8, create_evacuation, plans,
    N_ ("Look at the evacuation") },
  { "map", N_ ("Map"), "anlan-map-symbolic", NULL, 10, create_map },
  { "hazards", N_ ("Hazards"), "anlan-hazard-symbolic", "hazards", 20, create_kinds },
  { "rounds", N_ ("Do rounds"), "anlan-round-symbolic", NULL, 29, create_rounds, rounds,
    N_ ("Do the round") },
  { "inspections", N_ ("Inspections"), "anlan-round-symbolic", "inspection", 30, create_kinds },
  { "risk", N_ ("Risk"), "anlan-risk-symbolic", "risk", 50, create_kinds },
  { "people", N_ ("People"), "anlan-people-symbolic", "people", 60, create_kinds },
  { "monitor", N_ ("Monitoring"), "power-profile-performance-symbolic", "monitor", 85, create_kinds },
  { "sensors", N_ ("Sensors"), "anlan-sensor-symbolic", NULL, 80, create_sensors, measured,
    N_ ("Look at past readings") },
  { "emergency", N_ ("Emergency"), "anlan-muster-symbolic", "emergency", 70, create_kinds },
  { "documents", N_ ("Documents"), "anlan-document-symbolic", "documents", 120, create_kinds },
  { "cameras", N_ ("Cameras"), "anlan-camera-symbolic", NULL, 82, create_cameras },
  { "channels", N_ ("Notice channels"), "mail-send-symbolic", NULL, 126, create_channels, .aside = TRUE },
  { "web", N_ ("People elsewhere"), "anlan-web-symbolic", NULL, 124, create_web },
  { "station", N_ ("Station"), "anlan-station-symbolic", NULL, 125, create_station, .aside = TRUE },
  { "sitemap", N_ ("Base map"), "anlan-map-symbolic", "map", 130, create_kinds },
};

void
anlan_groups_add (AnlanPages *pages)
{
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    anlan_pages_add (pages, &infos[i]);
}

void
anlan_groups_add_others (AnlanPages *pages, AnlanKinds *kinds)
{
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      const char *group = g_intern_string (kind->group != NULL ? kind->group : kind->id);
      AnlanPageInfo info = {
        .name = group,
        .title = g_intern_string (anlan_kind_text (kind->plural)),
        .icon = g_intern_string (kind->icon),
        .group = group,
        .order = ORDER_OTHERS + (int)i,
        .create = create_kinds,
      };

      if (anlan_pages_of_group (pages, group) == NULL && anlan_pages_find (pages, group) == NULL)
        anlan_pages_add (pages, &info);
    }
}

gboolean
anlan_groups_is_shown (const AnlanPageInfo *info, AnlanKinds *kinds)
{
  if (info->group == NULL)
    return TRUE;
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      const AnlanKind *kind = anlan_kinds_at (kinds, i);

      /* What was read from a file as a whole, such as a base map, is looked at elsewhere and found by search. */
      if (!kind->derived && g_strcmp0 (kind->group, info->group) == 0)
        return TRUE;
    }
  return FALSE;
}

char **
anlan_groups_list_names (void)
{
  g_autoptr (AnlanKinds) kinds = anlan_kinds_load (NULL, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    if (infos[i].group == NULL)
      g_ptr_array_add (names, g_strdup (infos[i].name));
  for (guint i = 0; kinds != NULL && i < anlan_kinds_count (kinds); i++)
    g_ptr_array_add (names, g_strdup (anlan_kinds_at (kinds, i)->id));
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_steal (names, NULL);
}
