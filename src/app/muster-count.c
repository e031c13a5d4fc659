/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-count.h"

#include "base/time.h"
#include "window.h"

typedef struct
{
  GtkWidget *widget;
  AnlanMusterBegun begun;
  gpointer data;
} Asked;

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->widget);
  g_free (asked);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);
  AnlanWindow *window = anlan_window_of (asked->widget);

  if (window == NULL)
    return;
  if (applied == NULL)
    anlan_window_toast (window, adw_toast_new (error->message));
  else if (asked->begun != NULL)
    asked->begun (asked->widget, applied->after->id, asked->data);
}

/* Takes @change. */
static void
apply (GtkWidget *widget, AnlanDesk *desk, AnlanChange *change, AnlanMusterBegun begun, gpointer data)
{
  g_autoptr (AnlanChange) own = change;
  Asked *asked = g_new0 (Asked, 1);

  asked->widget = g_object_ref (widget);
  asked->begun = begun;
  asked->data = data;
  anlan_plant_apply_async (anlan_desk_get_plant (desk), own, NULL, done_cb, asked);
}

static AnlanChange *
begin_line (const char *muster, const char *key, gboolean visitor, const char *state)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, "presence", NULL);

  anlan_change_set_text (change, "muster", muster);
  if (key != NULL)
    anlan_change_set_text (change, visitor ? "visit" : "person", key);
  anlan_change_set_text (change, "state", state);
  return change;
}

void
anlan_muster_count_person (GtkWidget *widget,
                           AnlanDesk *desk,
                           const char *muster,
                           const char *key,
                           gboolean visitor,
                           const char *point,
                           const char *how)
{
  AnlanChange *change;

  g_return_if_fail (GTK_IS_WIDGET (widget) && muster != NULL && key != NULL && point != NULL && how != NULL);

  change = begin_line (muster, key, visitor, "here");
  anlan_change_set_text (change, "point", point);
  anlan_change_set_text (change, "how", how);
  apply (widget, desk, change, NULL, NULL);
}

void
anlan_muster_count_number (
    GtkWidget *widget, AnlanDesk *desk, const char *muster, const char *unit, guint people, const char *point)
{
  AnlanChange *change;

  g_return_if_fail (GTK_IS_WIDGET (widget) && muster != NULL && people > 0 && point != NULL);

  change = begin_line (muster, NULL, FALSE, "here");
  anlan_change_set_integer (change, "people", people);
  if (unit != NULL && unit[0] != '\0')
    anlan_change_set_text (change, "unit", unit);
  anlan_change_set_text (change, "point", point);
  anlan_change_set_text (change, "how", "typed");
  apply (widget, desk, change, NULL, NULL);
}

void
anlan_muster_count_word (GtkWidget *widget,
                         AnlanDesk *desk,
                         const char *muster,
                         const char *key,
                         gboolean visitor,
                         const char *state,
                         const char *word)
{
  AnlanChange *change;

  g_return_if_fail (GTK_IS_WIDGET (widget) && muster != NULL && key != NULL && state != NULL);

  change = begin_line (muster, key, visitor, state);
  if (word != NULL)
    anlan_change_set_text (change, "word", word);
  apply (widget, desk, change, NULL, NULL);
}

void
anlan_muster_begin (GtkWidget *widget,
                    AnlanDesk *desk,
                    const char *name,
                    gboolean drill,
                    const char *alarm,
                    AnlanMusterBegun begun,
                    gpointer data)
{
  AnlanChange *change;

  g_return_if_fail (GTK_IS_WIDGET (widget) && name != NULL);

  change = anlan_change_new (ANLAN_OP_CREATE, "muster", NULL);
  anlan_change_set_text (change, "name", name);
  anlan_change_set_text (change, "type", drill ? "drill" : "alarm");
  if (alarm != NULL)
    anlan_change_set_text (change, "alarm", alarm);
  apply (widget, desk, change, begun, data);
}

void
anlan_muster_end (GtkWidget *widget,
                  AnlanDesk *desk,
                  const char *muster,
                  guint expected,
                  guint here,
                  guint word,
                  const char *summary)
{
  AnlanChange *change;

  g_return_if_fail (GTK_IS_WIDGET (widget) && muster != NULL);

  change = anlan_change_new (ANLAN_OP_STEP, "muster", muster);
  change->step = g_strdup ("end");
  anlan_change_set_integer (change, "expected", expected);
  anlan_change_set_integer (change, "counted", here);
  anlan_change_set_integer (change, "absent", word);
  if (summary != NULL && summary[0] != '\0')
    anlan_change_set_text (change, "summary", summary);
  apply (widget, desk, change, NULL, NULL);
}

void
anlan_muster_declare (GtkWidget *widget, AnlanDesk *desk, const char *point)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  g_autofree char *now = anlan_time_format (anlan_plant_now (plant));
  AnlanChange *change;

  g_return_if_fail (GTK_IS_WIDGET (widget) && point != NULL);

  change = anlan_change_new (ANLAN_OP_EDIT, "musterpoint", point);
  anlan_change_set_text (change, "safe_by", anlan_plant_get_person (plant));
  anlan_change_set_text (change, "safe_at", now);
  apply (widget, desk, change, NULL, NULL);
}
