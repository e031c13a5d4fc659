/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/web-parts.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *setting;
  const char *title;
  gboolean plain;
} parts[ANLAN_WEB_N_PARTS] = {
  [ANLAN_WEB_REPORT] = { "web-report", N_ ("Report a hazard by poster"), TRUE },
  [ANLAN_WEB_DUTIES] = { "web-duties", N_ ("My duties by personal link"), FALSE },
  [ANLAN_WEB_STATUS] = { "web-status", N_ ("Status of a report by receipt code"), TRUE },
  [ANLAN_WEB_ROUNDS] = { "web-rounds", N_ ("Rounds"), FALSE },
  [ANLAN_WEB_READ] = { "web-read", N_ ("Read and understood"), FALSE },
  [ANLAN_WEB_VERIFY] = { "web-verify", N_ ("Verify papers and badges"), TRUE },
  [ANLAN_WEB_MUSTER] = { "web-muster", N_ ("Muster: I am at the point"), FALSE },
  [ANLAN_WEB_BROADCAST] = { "web-broadcast", N_ ("Instructions in an alarm"), TRUE },
  [ANLAN_WEB_API] = { "web-api", N_ ("Other programs (API)"), FALSE },
};

const char *
anlan_web_part_setting (AnlanWebPart part)
{
  g_return_val_if_fail (part < ANLAN_WEB_N_PARTS, NULL);

  return parts[part].setting;
}

const char *
anlan_web_part_title (AnlanWebPart part)
{
  g_return_val_if_fail (part < ANLAN_WEB_N_PARTS, NULL);

  return _ (parts[part].title);
}

gboolean
anlan_web_part_is_plain (AnlanWebPart part)
{
  g_return_val_if_fail (part <= ANLAN_WEB_ANY, FALSE);

  return part == ANLAN_WEB_ANY || parts[part].plain;
}

static gboolean
is_on (AnlanPlant *plant, const char *setting)
{
  g_autofree char *value = anlan_plant_get_setting (plant, setting);

  return g_strcmp0 (value, "on") == 0;
}

gboolean
anlan_web_is_on (AnlanPlant *plant, AnlanWebPart part)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && part <= ANLAN_WEB_ANY, FALSE);

  if (!is_on (plant, ANLAN_WEB_SETTING))
    return FALSE;
  if (part != ANLAN_WEB_ANY)
    return is_on (plant, parts[part].setting);
  for (guint i = 0; i < ANLAN_WEB_N_PARTS; i++)
    if (is_on (plant, parts[i].setting))
      return TRUE;
  return FALSE;
}

gboolean
anlan_web_may_be_plain (AnlanPlant *plant, AnlanWebPart part)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && part <= ANLAN_WEB_ANY, FALSE);

  return anlan_web_part_is_plain (part) || is_on (plant, ANLAN_WEB_PLAIN_SETTING);
}
