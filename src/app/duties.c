/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "duties.h"

#include "model/notices.h"

/* More than anybody reads; the counts are of all. */
#define MOST_SHOWN 300
/* Changes come in bursts (an import, an undo of many). */
#define SETTLE_MS 150
/* What was due in time is overdue a minute later without anything having changed. */
#define LOOK_AGAIN_SECONDS 60

struct _AnlanDuties
{
  GObject parent_instance;

  AnlanPlant *plant;
  AnlanOwedList *list;
  GCancellable *cancellable;
  GCancellable *telling; /* set while notices are being made */
  guint settle;
  guint look_again;
};

G_DEFINE_FINAL_TYPE (AnlanDuties, anlan_duties, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanOwedList *list = anlan_plant_owed_finish (ANLAN_PLANT (source), result, &error);
  AnlanDuties *duties = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (list == NULL)
    {
      /* The badges stay as they are; the page of the kind itself will say what is wrong with the plant. */
      g_message ("what is owed could not be read: %s", error->message);
      return;
    }
  g_clear_pointer (&duties->list, anlan_owed_list_free);
  duties->list = list;
  g_signal_emit (duties, signals[CHANGED], 0);
}

void
anlan_duties_read_again (AnlanDuties *duties)
{
  g_return_if_fail (ANLAN_IS_DUTIES (duties));

  g_cancellable_cancel (duties->cancellable);
  g_object_unref (duties->cancellable);
  duties->cancellable = g_cancellable_new ();
  anlan_plant_owed_async (duties->plant, MOST_SHOWN, duties->cancellable, read_cb, duties);
}

static gboolean
settled_cb (gpointer data)
{
  AnlanDuties *duties = data;

  duties->settle = 0;
  anlan_duties_read_again (duties);
  return G_SOURCE_REMOVE;
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanDuties) duties = data;
  g_autoptr (GError) error = NULL;
  guint made;

  g_clear_object (&duties->telling);
  /* It is tried again in a minute; what keeps the plant from being written is said where somebody writes. */
  if (!anlan_plant_tell_finish (ANLAN_PLANT (source), result, &made, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("notices could not be made: %s", error->message);
    }
  else if (made > 0 && duties->plant != NULL)
    anlan_duties_read_again (duties);
}

static void
tell (AnlanDuties *duties)
{
  if (duties->telling != NULL || anlan_store_is_read_only (anlan_plant_get_store (duties->plant)))
    return;
  duties->telling = g_cancellable_new ();
  anlan_plant_tell_async (duties->plant, duties->telling, told_cb, g_object_ref (duties));
}

static gboolean
look_again_cb (gpointer data)
{
  tell (data);
  anlan_duties_read_again (data);
  return G_SOURCE_CONTINUE;
}

static void
on_plant_changed_cb (AnlanPlant *plant, char **kinds, AnlanDuties *duties)
{
  if (duties->settle == 0)
    duties->settle = g_timeout_add (SETTLE_MS, settled_cb, duties);
}

static void
anlan_duties_dispose (GObject *object)
{
  AnlanDuties *duties = ANLAN_DUTIES (object);

  g_cancellable_cancel (duties->cancellable);
  g_cancellable_cancel (duties->telling);
  g_clear_handle_id (&duties->settle, g_source_remove);
  g_clear_handle_id (&duties->look_again, g_source_remove);
  g_clear_object (&duties->plant);
  G_OBJECT_CLASS (anlan_duties_parent_class)->dispose (object);
}

static void
anlan_duties_finalize (GObject *object)
{
  AnlanDuties *duties = ANLAN_DUTIES (object);

  g_clear_object (&duties->cancellable);
  g_clear_pointer (&duties->list, anlan_owed_list_free);
  G_OBJECT_CLASS (anlan_duties_parent_class)->finalize (object);
}

static void
anlan_duties_class_init (AnlanDutiesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_duties_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_duties_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
anlan_duties_init (AnlanDuties *duties)
{
  duties->cancellable = g_cancellable_new ();
}

AnlanDuties *
anlan_duties_new (AnlanPlant *plant)
{
  AnlanDuties *duties;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), NULL);

  duties = g_object_new (ANLAN_TYPE_DUTIES, NULL);
  duties->plant = g_object_ref (plant);
  g_signal_connect_object (plant, "changed", G_CALLBACK (on_plant_changed_cb), duties, 0);
  duties->look_again = g_timeout_add_seconds (LOOK_AGAIN_SECONDS, look_again_cb, duties);
  anlan_duties_read_again (duties);
  tell (duties);
  return duties;
}

GPtrArray *
anlan_duties_get_owed (AnlanDuties *duties)
{
  g_return_val_if_fail (ANLAN_IS_DUTIES (duties), NULL);

  return duties->list != NULL ? duties->list->owed : NULL;
}

gboolean
anlan_duties_is_loading (AnlanDuties *duties)
{
  g_return_val_if_fail (ANLAN_IS_DUTIES (duties), FALSE);

  return duties->list == NULL;
}

static guint
sum (AnlanDuties *duties, GHashTable *counts, const char *group)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (duties->plant);
  guint all = 0;

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);

      if (group == NULL || g_strcmp0 (kind->group != NULL ? kind->group : kind->id, group) == 0)
        all += GPOINTER_TO_UINT (g_hash_table_lookup (counts, kind->id));
    }
  return all;
}

guint
anlan_duties_count_overdue (AnlanDuties *duties, const char *group)
{
  g_return_val_if_fail (ANLAN_IS_DUTIES (duties), 0);

  return duties->list != NULL ? sum (duties, duties->list->overdue, group) : 0;
}

void
anlan_duties_count_kind (AnlanDuties *duties, const char *kind, guint *open, guint *overdue)
{
  g_return_if_fail (ANLAN_IS_DUTIES (duties) && kind != NULL);

  *open = duties->list != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (duties->list->open, kind)) : 0;
  *overdue = duties->list != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (duties->list->overdue, kind)) : 0;
}
