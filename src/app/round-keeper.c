/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "round-keeper.h"

#include "base/error.h"
#include "chore.h"
#include "safety/inspection.h"

/* The window is to be drawn first. */
#define FIRST_MS 1500
#define AGAIN_S (15 * 60)

struct _AnlanRoundKeeper
{
  GObject parent_instance;

  AnlanDesk *desk;           /* borrowed */
  GCancellable *cancellable; /* of the run that is under way, or NULL */
  char *said;                /* what has been told and need not be told again */
  guint source;
};

G_DEFINE_FINAL_TYPE (AnlanRoundKeeper, anlan_round_keeper, G_TYPE_OBJECT)

/* --- one run ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  AnlanRoundsMade made;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  anlan_rounds_made_clear (&run->made);
  g_object_unref (run->plant);
  g_free (run);
}

/* On a thread of its own. */
static gboolean
run_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Run *run = data;

  return anlan_rounds_make (run->plant, cancellable, &run->made, error);
}

static void
tell (AnlanRoundKeeper *self, const char *what)
{
  if (g_strcmp0 (self->said, what) == 0)
    return;
  g_free (self->said);
  self->said = g_strdup (what);
  anlan_desk_say (self->desk, what);
}

static void
run_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRoundKeeper) self = data;
  g_autoptr (GError) error = NULL;
  gpointer done;
  gboolean ok = anlan_chore_finish (result, &done, &error);
  const Run *run = done;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      run->plant != anlan_desk_get_plant (self->desk))
    return;
  g_clear_object (&self->cancellable);
  /* A plant that is only read is left as it is; whoever may write there makes its rounds. */
  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY))
    g_clear_handle_id (&self->source, g_source_remove);
  else if (!ok)
    tell (self, error->message);
  else if (run->made.refused->len > 0)
    tell (self, g_ptr_array_index (run->made.refused, 0));
}

static void
begin (AnlanRoundKeeper *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  Run *run;

  if (plant == NULL || self->cancellable != NULL)
    return;
  run = g_new0 (Run, 1);
  run->plant = g_object_ref (plant);
  self->cancellable = g_cancellable_new ();
  anlan_chore_run (self, run_work, run, run_free, NULL, self->cancellable, run_done_cb, g_object_ref (self));
}

/* --- when --------------------------------------------------------------------------------------------------------------- */

static gboolean
again_cb (gpointer data)
{
  begin (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
first_cb (gpointer data)
{
  AnlanRoundKeeper *self = data;

  begin (self);
  self->source = g_timeout_add_seconds (AGAIN_S, again_cb, self);
  return G_SOURCE_REMOVE;
}

static void
stop (AnlanRoundKeeper *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->said, g_free);
}

/* Another plant, or none. */
static void
plant_cb (AnlanRoundKeeper *self)
{
  stop (self);
  if (anlan_desk_get_plant (self->desk) != NULL)
    self->source = g_timeout_add (FIRST_MS, first_cb, self);
}

/* --- object ------------------------------------------------------------------------------------------------------------- */

static void
anlan_round_keeper_dispose (GObject *object)
{
  stop (ANLAN_ROUND_KEEPER (object));
  G_OBJECT_CLASS (anlan_round_keeper_parent_class)->dispose (object);
}

static void
anlan_round_keeper_class_init (AnlanRoundKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_round_keeper_dispose;
}

static void
anlan_round_keeper_init (AnlanRoundKeeper *self)
{
}

AnlanRoundKeeper *
anlan_round_keeper_new (AnlanDesk *desk)
{
  AnlanRoundKeeper *self = g_object_new (ANLAN_TYPE_ROUND_KEEPER, NULL);

  g_return_val_if_fail (ANLAN_IS_DESK (desk), NULL);

  self->desk = desk;
  g_signal_connect_object (desk, "notify::plant", G_CALLBACK (plant_cb), self, G_CONNECT_SWAPPED);
  return self;
}
