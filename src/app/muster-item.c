/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-item.h"

struct _AnlanMusterItem
{
  GObject parent_instance;

  AnlanMusterLook look;
  guint changed;
};

G_DEFINE_FINAL_TYPE (AnlanMusterItem, anlan_muster_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHANGED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

void
anlan_muster_look_clear (AnlanMusterLook *look)
{
  g_free (look->key);
  g_free (look->name);
  g_free (look->about);
  g_free (look->said);
  g_free (look->heading);
  *look = (AnlanMusterLook){ 0 };
}

static gboolean
is_same (const AnlanMusterLook *one, const AnlanMusterLook *other)
{
  return one->state == other->state && g_strcmp0 (one->name, other->name) == 0 &&
         g_strcmp0 (one->about, other->about) == 0 && g_strcmp0 (one->said, other->said) == 0 &&
         g_strcmp0 (one->heading, other->heading) == 0;
}

static void
anlan_muster_item_finalize (GObject *object)
{
  anlan_muster_look_clear (&ANLAN_MUSTER_ITEM (object)->look);
  G_OBJECT_CLASS (anlan_muster_item_parent_class)->finalize (object);
}

static void
anlan_muster_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHANGED)
    g_value_set_uint (value, ANLAN_MUSTER_ITEM (object)->changed);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_muster_item_class_init (AnlanMusterItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = anlan_muster_item_finalize;
  object_class->get_property = anlan_muster_item_get_property;
  properties[PROP_CHANGED] =
      g_param_spec_uint ("changed", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
anlan_muster_item_init (AnlanMusterItem *item)
{
}

AnlanMusterItem *
anlan_muster_item_new (AnlanMusterLook *look)
{
  AnlanMusterItem *item = g_object_new (ANLAN_TYPE_MUSTER_ITEM, NULL);

  g_return_val_if_fail (look != NULL && look->key != NULL, item);

  item->look = *look;
  *look = (AnlanMusterLook){ 0 };
  return item;
}

void
anlan_muster_item_set (AnlanMusterItem *item, AnlanMusterLook *look)
{
  g_return_if_fail (ANLAN_IS_MUSTER_ITEM (item) && look != NULL);

  if (is_same (&item->look, look))
    {
      anlan_muster_look_clear (look);
      return;
    }
  anlan_muster_look_clear (&item->look);
  item->look = *look;
  *look = (AnlanMusterLook){ 0 };
  item->changed++;
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_CHANGED]);
}

const AnlanMusterLook *
anlan_muster_item_get (AnlanMusterItem *item)
{
  g_return_val_if_fail (ANLAN_IS_MUSTER_ITEM (item), NULL);

  return &item->look;
}
