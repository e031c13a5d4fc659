/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "alarm-item.h"

struct _AnlanAlarmItem
{
  GObject parent_instance;

  GPtrArray *list; /* that the alarm is of */
  const AnlanAlarm *alarm;
};

G_DEFINE_FINAL_TYPE (AnlanAlarmItem, anlan_alarm_item, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
anlan_alarm_item_finalize (GObject *object)
{
  g_ptr_array_unref (ANLAN_ALARM_ITEM (object)->list);
  G_OBJECT_CLASS (anlan_alarm_item_parent_class)->finalize (object);
}

static void
anlan_alarm_item_class_init (AnlanAlarmItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_alarm_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_alarm_item_init (AnlanAlarmItem *item)
{
}

AnlanAlarmItem *
anlan_alarm_item_new (GPtrArray *list, const AnlanAlarm *alarm)
{
  AnlanAlarmItem *item;

  g_return_val_if_fail (list != NULL && alarm != NULL, NULL);

  item = g_object_new (ANLAN_TYPE_ALARM_ITEM, NULL);
  item->list = g_ptr_array_ref (list);
  item->alarm = alarm;
  return item;
}

const AnlanAlarm *
anlan_alarm_item_get (AnlanAlarmItem *item)
{
  g_return_val_if_fail (ANLAN_IS_ALARM_ITEM (item), NULL);

  return item->alarm;
}

gboolean
anlan_alarm_item_set (AnlanAlarmItem *item, GPtrArray *list, const AnlanAlarm *alarm)
{
  GPtrArray *old;
  gboolean changed;

  g_return_val_if_fail (ANLAN_IS_ALARM_ITEM (item) && list != NULL && alarm != NULL, FALSE);

  changed = item->alarm->change != alarm->change;
  old = item->list;
  item->list = g_ptr_array_ref (list);
  item->alarm = alarm;
  if (changed)
    g_signal_emit (item, signals[CHANGED], 0);
  g_ptr_array_unref (old);
  return changed;
}

void
anlan_alarm_item_touch (AnlanAlarmItem *item)
{
  g_return_if_fail (ANLAN_IS_ALARM_ITEM (item));

  g_signal_emit (item, signals[CHANGED], 0);
}

int
anlan_alarm_item_compare (AnlanAlarmItem *a, AnlanAlarmItem *b)
{
  const AnlanAlarm *one = anlan_alarm_item_get (a), *other = anlan_alarm_item_get (b);
  gboolean quiet = one->test || one->folded != NULL || one->shelf != NULL;
  gboolean other_quiet = other->test || other->folded != NULL || other->shelf != NULL;

  if (one->state != other->state)
    return (int)one->state - (int)other->state;
  if (quiet != other_quiet)
    return quiet - other_quiet;
  if (one->severity != other->severity)
    return (int)other->severity - (int)one->severity;
  if (one->raised != other->raised)
    return one->raised > other->raised ? -1 : 1;
  return g_strcmp0 (other->id, one->id);
}
