/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "round-walk-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "chore.h"
#include "form-context.h"

static void
store_next (AnlanRoundWalk *self);

void
anlan_round_entry_free (AnlanRoundEntry *entry)
{
  g_free (entry->point);
  g_free (entry->item);
  g_free (entry->text);
  g_free ((char *)entry->found.choice);
  g_free ((char *)entry->found.note);
  g_free ((char *)entry->found.no_photo);
  g_free ((char *)entry->found.photo);
  g_clear_pointer (&entry->photo, anlan_file_free);
  g_free (entry);
}

static gboolean
is_gone (AnlanRoundWalk *self, const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_cancellable_is_cancelled (self->cancellable);
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  char *round;
  AnlanRoundSheet *sheet;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->sheet, anlan_round_sheet_free);
  g_object_unref (reading->plant);
  g_free (reading->round);
  g_free (reading);
}

static gboolean
read_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (reading->plant);

  reading->sheet = anlan_round_sheet_load (db, kinds, reading->round, error);
  return reading->sheet != NULL;
}

static gboolean
read_chore (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;

  return anlan_store_read (anlan_plant_get_store (reading->plant), read_work, reading, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRoundWalk) self = data;
  g_autoptr (GError) error = NULL;
  gpointer done;
  Reading *reading;

  anlan_chore_finish (result, &done, &error);
  reading = done;
  self->reading = FALSE;
  if (is_gone (self, error))
    return;
  if (error != NULL)
    anlan_desk_say (self->desk, error->message);
  else
    anlan_round_walk_take (self, g_steal_pointer (&reading->sheet));
  if (self->read_again)
    anlan_round_walk_reload (self);
  else
    store_next (self);
  anlan_round_walk_tell (self);
}

void
anlan_round_walk_reload (AnlanRoundWalk *walk)
{
  AnlanPlant *plant = anlan_desk_get_plant (walk->desk);
  Reading *reading;

  walk->read_again = walk->reading;
  if (walk->reading || plant == NULL)
    return;
  walk->reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->plant = g_object_ref (plant);
  reading->round = g_strdup (anlan_round_walk_get_round (walk));
  anlan_chore_run (walk, read_chore, reading, reading_free, NULL, walk->cancellable, read_cb,
                   g_object_ref (walk));
}

gboolean
anlan_round_walk_is_busy (AnlanRoundWalk *walk)
{
  g_return_val_if_fail (ANLAN_IS_ROUND_WALK (walk), FALSE);

  return walk->reading || walk->storing || !g_queue_is_empty (&walk->entries);
}

/* --- storing ------------------------------------------------------------------------------------------------------------- */

static GPtrArray *
edit_point (AnlanRoundWalk *self, const AnlanRoundPoint *point, const AnlanRoundEntry *entry)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  gint64 now = anlan_plant_now (anlan_desk_get_plant (self->desk));

  g_ptr_array_add (changes,
                   entry->kind == ANLAN_ENTRY_SKIP
                       ? anlan_round_sheet_skip (point, entry->text)
                       : anlan_round_sheet_arrive (self->sheet, point, entry->kind == ANLAN_ENTRY_SCANNED, now));
  return changes;
}

static GPtrArray *
step_round (AnlanRoundWalk *self, const char *step)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  AnlanChange *change = anlan_change_new (ANLAN_OP_STEP, "round", self->sheet->round->id);

  change->step = g_strdup (step);
  g_ptr_array_add (changes, change);
  return changes;
}

/* NULL: there is nothing to store, as where the hazard is there already. */
static GPtrArray *
make_changes (AnlanRoundWalk *self, const AnlanRoundEntry *entry)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  const AnlanRoundPoint *point = anlan_round_walk_point (self, entry->point);
  const AnlanRoundLine *line = entry->item != NULL ? anlan_round_walk_line (point, entry->item) : NULL;
  g_autoptr (AnlanKind) hazard = NULL;
  GPtrArray *changes;

  if (entry->kind == ANLAN_ENTRY_STEP)
    return step_round (self, entry->text);
  if (point == NULL || (entry->item != NULL && line == NULL))
    return NULL;
  if (entry->item == NULL)
    return edit_point (self, point, entry);
  if (entry->kind == ANLAN_ENTRY_HAZARD)
    {
      if (line->answer == NULL || anlan_value_get_integer (anlan_record_get (line->answer, "ok"), 1) != 0 ||
          anlan_record_get_text (line->answer, "hazard") != NULL)
        return NULL;
      hazard = anlan_plant_get_kind (plant, "hazard");
      return anlan_round_sheet_hazard (self->sheet, point, line, hazard, anlan_plant_now (plant));
    }
  changes = anlan_round_sheet_answer (self->sheet, point, line, &entry->found, anlan_plant_now (plant));
  if (entry->photo != NULL)
    g_ptr_array_add (((AnlanChange *)g_ptr_array_index (changes, changes->len - 1))->files,
                     anlan_file_copy (entry->photo));
  return changes;
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRoundWalk) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch_finish (ANLAN_PLANT (source), result, NULL, &error);
  AnlanRoundEntry *entry;

  self->storing = FALSE;
  if (is_gone (self, error))
    return;
  entry = g_queue_pop_head (&self->entries);
  if (batch == NULL)
    anlan_round_walk_refused (self, entry->point, entry->item, error->message);
  else if (entry->kind == ANLAN_ENTRY_ANSWER_AND_HAZARD)
    {
      entry->kind = ANLAN_ENTRY_HAZARD;
      g_queue_push_head (&self->entries, g_steal_pointer (&entry));
    }
  else if (entry->kind == ANLAN_ENTRY_HAZARD)
    anlan_desk_say (self->desk, _ ("The hazard has been entered. Someone has to confirm it."));
  g_clear_pointer (&entry, anlan_round_entry_free);
  /* The next one is made from what stands there now. */
  anlan_round_walk_reload (self);
}

static void
store_next (AnlanRoundWalk *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (GPtrArray) changes = NULL;

  if (self->storing || self->reading || self->sheet == NULL || plant == NULL)
    return;
  while (changes == NULL && !g_queue_is_empty (&self->entries))
    {
      changes = make_changes (self, g_queue_peek_head (&self->entries));
      if (changes == NULL)
        anlan_round_entry_free (g_queue_pop_head (&self->entries));
    }
  if (changes == NULL)
    return;
  self->storing = TRUE;
  anlan_plant_apply_batch_async (plant, changes, NULL, self->cancellable, applied_cb, g_object_ref (self));
}

static void
queue_entry (AnlanRoundWalk *self, AnlanRoundEntry *entry)
{
  g_queue_push_tail (&self->entries, entry);
  store_next (self);
  anlan_round_walk_tell (self);
}

void
anlan_round_walk_queue (AnlanRoundWalk *walk, AnlanRoundItem *item, AnlanEntryKind kind, const char *text)
{
  AnlanRoundEntry *entry = g_new0 (AnlanRoundEntry, 1);

  entry->kind = kind;
  entry->point = g_strdup (walk->point);
  entry->text = g_strdup (text);
  if (item != NULL)
    {
      entry->item = g_strdup (anlan_round_item_get_id (item));
      anlan_round_item_get_found (item, &entry->found);
      entry->found.choice = g_strdup (entry->found.choice);
      entry->found.note = g_strdup (entry->found.note);
      entry->found.no_photo = g_strdup (entry->found.no_photo);
      entry->found.photo = g_strdup (entry->found.photo);
      if (anlan_round_item_get_photo (item) != NULL)
        entry->photo = anlan_file_copy (anlan_round_item_get_photo (item));
    }
  queue_entry (walk, entry);
}

/* --- steps of the round ---------------------------------------------------------------------------------------------------- */

const AnlanFlowStep *
anlan_round_walk_next_step (AnlanRoundWalk *walk)
{
  return walk->sheet != NULL ? anlan_round_sheet_next_step (walk->sheet) : NULL;
}

void
anlan_round_walk_go_on (AnlanRoundWalk *walk)
{
  const AnlanFlowStep *step = anlan_round_walk_next_step (walk);
  AnlanRoundEntry *entry;

  g_return_if_fail (ANLAN_IS_ROUND_WALK (walk));

  if (step == NULL)
    return;
  entry = g_new0 (AnlanRoundEntry, 1);
  entry->kind = ANLAN_ENTRY_STEP;
  entry->text = g_strdup (step->id);
  queue_entry (walk, entry);
}

/* --- photos ------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  char *path;
  char *point;
  char *item;
  AnlanFile *file;
} Photo;

static void
photo_free (gpointer data)
{
  Photo *photo = data;

  g_clear_pointer (&photo->file, anlan_file_free);
  g_object_unref (photo->plant);
  g_free (photo->path);
  g_free (photo->point);
  g_free (photo->item);
  g_free (photo);
}

static gboolean
photo_chore (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Photo *photo = data;

  photo->file =
      anlan_files_add (anlan_plant_get_store (photo->plant), photo->path, ANLAN_FILE_PHOTO, 0, FALSE, error);
  return photo->file != NULL;
}

static void
photo_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRoundWalk) self = data;
  g_autoptr (GError) error = NULL;
  gpointer done;
  Photo *photo;

  anlan_chore_finish (result, &done, &error);
  photo = done;
  if (is_gone (self, error))
    return;
  if (error != NULL)
    anlan_round_walk_refused (self, photo->point, photo->item, error->message);
  else
    anlan_round_walk_take_photo (self, photo->point, photo->item, photo->file);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, AnlanRoundWalk *self)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    anlan_round_walk_add_photo (self, g_object_get_data (G_OBJECT (dialog), "anlan-point"),
                                g_object_get_data (G_OBJECT (dialog), "anlan-item"), path);
  g_clear_object (&self->chooser);
}

void
anlan_round_walk_add_photo (AnlanRoundWalk *walk, const char *point, const char *item, const char *path)
{
  AnlanPlant *plant = anlan_desk_get_plant (walk->desk);
  Photo *photo;

  if (plant == NULL)
    return;
  photo = g_new0 (Photo, 1);
  photo->plant = g_object_ref (plant);
  photo->path = g_strdup (path);
  photo->point = g_strdup (point);
  photo->item = g_strdup (item);
  anlan_chore_run (walk, photo_chore, photo, photo_free, NULL, walk->cancellable, photo_cb,
                   g_object_ref (walk));
}

void
anlan_round_walk_choose_photo (AnlanRoundWalk *walk, AnlanRoundItem *item)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_clear_object (&walk->chooser);
  walk->chooser =
      gtk_file_chooser_native_new (_ ("Photo"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (walk))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), _ ("_Cancel"));
  gtk_file_filter_set_name (filter, _ ("Photos (JPEG, PNG)"));
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (walk->chooser), filter);
  g_object_set_data_full (G_OBJECT (walk->chooser), "anlan-point", g_strdup (walk->point), g_free);
  g_object_set_data_full (G_OBJECT (walk->chooser), "anlan-item", g_strdup (anlan_round_item_get_id (item)),
                          g_free);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (walk->chooser), TRUE);
  g_signal_connect_object (walk->chooser, "response", G_CALLBACK (chosen_cb), walk, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (walk->chooser));
}
