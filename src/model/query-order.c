/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "query-private.h"

#include <string.h>

#include "context.h"

/* The columns of a board ask for the same order, each for its own rows of it: the last order that a connection has read is
 * kept as long as nothing in the plant has changed. */

struct _AnlanOrder
{
  char *sql;
  gint64 version; /* of the connection's view of the plant */
  GArray *rows;   /* AnlanKeyed, of all rows */
  int groups;
};

void
anlan_order_free (AnlanOrder *order)
{
  if (order == NULL)
    return;
  g_free (order->sql);
  g_array_unref (order->rows);
  g_free (order);
}

gboolean
anlan_order_version (AnlanDb *db, gint64 *version, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "PRAGMA data_version", NULL, &value, error))
    return FALSE;
  *version = anlan_value_get_integer (&value, 0);
  return TRUE;
}

GArray *
anlan_order_get (AnlanDb *db, const char *sql, gint64 version, int *groups)
{
  const AnlanOrder *order = anlan_context_get (db)->order;

  if (order == NULL || order->version != version || strcmp (order->sql, sql) != 0)
    return NULL;
  *groups = order->groups;
  return order->rows;
}

void
anlan_order_keep (AnlanDb *db, const char *sql, gint64 version, GArray *rows, int groups)
{
  AnlanContext *context = anlan_context_get (db);
  AnlanOrder *order = g_new0 (AnlanOrder, 1);

  anlan_order_free (context->order);
  order->sql = g_strdup (sql);
  order->version = version;
  order->rows = g_array_ref (rows);
  order->groups = groups;
  context->order = order;
}
