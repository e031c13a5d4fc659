/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station-show.h"
#include "vigil-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* So often the disk is looked at, ms. */
#define DISK_EVERY 10000

struct _StationShow
{
  char *dir;
  AnlanVigil vigil;
  gint64 written; /* monotonic ms of the last word */
  char *news;     /* of the last word: what is told at once */
  gboolean failing;
  gint64 looked; /* monotonic ms at the disk, or -1 */
  guint64 disk_free, disk_size;
};

static gint64
monotonic (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
said (StationShow *self, gboolean done, GError *error)
{
  if (!done && !self->failing)
    g_warning ("%s", error->message);
  self->failing = !done;
  g_clear_error (&error);
  self->written = monotonic ();
}

static void
look_at_disk (StationShow *self, AnlanStationState *state)
{
  gint64 now = monotonic ();

  if (self->looked < 0 || now - self->looked >= DISK_EVERY)
    {
      g_autoptr (GFile) dir = g_file_new_for_path (self->dir);
      g_autoptr (GFileInfo) info = g_file_query_filesystem_info (
          dir, G_FILE_ATTRIBUTE_FILESYSTEM_FREE "," G_FILE_ATTRIBUTE_FILESYSTEM_SIZE, NULL, NULL);

      self->disk_free =
          info != NULL ? g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) : 0;
      self->disk_size =
          info != NULL ? g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_SIZE) : 0;
      self->looked = now;
    }
  state->disk_free = self->disk_free;
  state->disk_size = self->disk_size;
  if (self->disk_size > 0 && self->disk_free < ANLAN_STATION_DISK_LOW)
    {
      g_autofree char *left = g_format_size (self->disk_free);

      g_ptr_array_add (
          state->problems,
          g_strdup_printf (_ ("The plant’s disk has only %s left. Make room: without it no reading is kept."),
                           left));
    }
}

static void
append (GString *news, const char *text)
{
  g_string_append (news, text != NULL ? text : "");
  g_string_append_c (news, '\n');
}

/* What is told at once; the rest are figures. */
static char *
news_of (const AnlanStationState *state)
{
  g_autoptr (GString) news = g_string_new (NULL);

  append (news, state->url);
  append (news, state->announced);
  append (news, state->sleep);
  for (guint i = 0; i < state->sources->len; i++)
    {
      const AnlanStationSource *source = g_ptr_array_index (state->sources, i);

      append (news, source->id);
      append (news, source->name);
      append (news, anlan_source_state_name (source->status.state));
      append (news, source->status.last_error);
      append (news, source->status.items > 0 ? "heard" : NULL);
      append (news, source->status.refused > 0 ? "refused" : NULL);
    }
  for (guint i = 0; i < state->channels->len; i++)
    {
      const AnlanStationChannel *channel = g_ptr_array_index (state->channels, i);

      append (news, channel->id);
      append (news, channel->title);
      append (news, channel->trouble);
      g_string_append_printf (news, "%u %u\n", channel->waits, channel->failed);
    }
  for (guint i = 0; i < state->problems->len; i++)
    append (news, g_ptr_array_index (state->problems, i));
  return g_string_free (g_steal_pointer (&news), FALSE);
}

StationShow *
station_show_new (const char *dir, gint64 now)
{
  StationShow *self = g_new0 (StationShow, 1);
  GError *error = NULL;
  gboolean done;

  self->dir = g_strdup (dir);
  self->looked = -1;
  done = anlan_vigil_begin (dir, now, &self->vigil, &error);
  said (self, done, error);
  return self;
}

/* Where nothing has moved it only says that it lives. */
void
station_show_look (StationShow *show, gint64 now, AnlanStationState *state)
{
  gint64 passed = monotonic () - show->written;
  g_autofree char *news = NULL, *text = NULL;
  GError *error = NULL;
  gboolean done;

  look_at_disk (show, state);
  news = news_of (state);
  text = station_state_text (state);
  if (g_strcmp0 (news, show->news) == 0 &&
      passed < (g_strcmp0 (text, show->vigil.more) == 0 ? ANLAN_VIGIL_BEAT : ANLAN_STATION_STATE_FIGURES))
    return;
  g_free (show->news);
  show->news = g_steal_pointer (&news);
  done = anlan_station_state_write (show->dir, now, &show->vigil, state, &error);
  said (show, done, error);
}

void
station_show_free (StationShow *show, gint64 now)
{
  GError *error = NULL;
  gboolean done = anlan_vigil_end (show->dir, now, &show->vigil, &error);

  said (show, done, error);
  anlan_vigil_clear (&show->vigil);
  g_free (show->dir);
  g_free (show->news);
  g_free (show);
}
