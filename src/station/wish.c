/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/wish.h"

#include <string.h>

#include "station-folder.h"

static const char *const names[ANLAN_WISHES] = { "secrets.wish", "restart.wish" };

gboolean
anlan_wish_make (const char *dir, AnlanWish wish, GError **error)
{
  /* Two wishes of one moment are two. */
  g_autofree char *stamp = g_uuid_string_random ();

  g_return_val_if_fail (dir != NULL && wish < ANLAN_WISHES, FALSE);

  return station_folder_write (dir, names[wish], stamp, strlen (stamp), error);
}

char *
anlan_wish_stamp (const char *dir, AnlanWish wish)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *text;

  g_return_val_if_fail (dir != NULL && wish < ANLAN_WISHES, NULL);

  bytes = station_folder_read (dir, names[wish], NULL);
  text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  return text != NULL ? g_strndup (text, MIN (length, 64)) : NULL;
}
