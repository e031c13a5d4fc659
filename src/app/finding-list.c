/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "finding-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "backlinks.h"
#include "model/query.h"

struct _AnlanFindingList
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanFindingList, anlan_finding_list, ADW_TYPE_BIN)

static const char *
flaw_title (const AnlanRecord *finding)
{
  const AnlanField *field = anlan_kind_field (finding->kind, "flaw");
  const char *id = anlan_record_get_text (finding, "flaw");
  const AnlanChoice *choice = field != NULL && id != NULL ? anlan_field_choice (field, id) : NULL;

  return choice != NULL ? anlan_kind_text (choice->title) : NULL;
}

static void
show (AnlanFindingList *self, GPtrArray *findings)
{
  GtkWidget *group;

  gtk_widget_set_visible (GTK_WIDGET (self), findings->len > 0);
  if (findings->len == 0)
    {
      adw_bin_set_child (ADW_BIN (self), NULL);
      return;
    }
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Speaks against closing it"));
  for (guint i = 0; i < findings->len; i++)
    {
      const AnlanRecord *finding = g_ptr_array_index (findings, i);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 anlan_record_row_new (finding, flaw_title (finding), NULL));
    }
  adw_bin_set_child (ADW_BIN (self), group);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  AnlanFindingList *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (findings != NULL)
    show (self, findings);
  else
    {
      g_message ("what speaks against closing a hazard could not be read: %s", error->message);
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    }
}

void
anlan_finding_list_load (AnlanFindingList *self, const AnlanRecord *record)
{
  g_autoptr (AnlanQuery) query = NULL;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_return_if_fail (ANLAN_IS_FINDING_LIST (self) && record != NULL);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (strcmp (record->kind->id, "hazard") != 0)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  query = anlan_query_new ("finding");
  query->where = g_strdup ("stage = 'open'");
  anlan_value_set_text (&value, record->id);
  anlan_filter_add (anlan_query_filter (query, "hazard", ANLAN_FILTER_IS), &value);
  anlan_plant_find_async (anlan_desk_get_plant (self->desk), query, self->cancellable, found_cb, self);
}

static void
anlan_finding_list_dispose (GObject *object)
{
  AnlanFindingList *self = ANLAN_FINDING_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_finding_list_parent_class)->dispose (object);
}

static void
anlan_finding_list_finalize (GObject *object)
{
  g_object_unref (ANLAN_FINDING_LIST (object)->cancellable);
  G_OBJECT_CLASS (anlan_finding_list_parent_class)->finalize (object);
}

static void
anlan_finding_list_class_init (AnlanFindingListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_finding_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_finding_list_finalize;
}

static void
anlan_finding_list_init (AnlanFindingList *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

AnlanFindingList *
anlan_finding_list_new (AnlanDesk *desk)
{
  AnlanFindingList *self = g_object_new (ANLAN_TYPE_FINDING_LIST, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
