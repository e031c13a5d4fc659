/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* avahi-daemon's interface: org.freedesktop.Avahi.Server.xml and EntryGroup.xml of Avahi 0.8. */

#include "station-announce.h"

#include <string.h>

#define AVAHI "org.freedesktop.Avahi"
#define SERVER AVAHI ".Server"
#define GROUP AVAHI ".EntryGroup"

/* Any interface, any protocol. */
#define ANY (-1)

/* Of an entry group (avahi-common/defs.h). */
#define STATE_ESTABLISHED 2
#define STATE_COLLISION 3

/* A label of DNS has 63 bytes; " #99" must fit too. */
#define LONGEST_NAME 59
#define MOST_NAMES 20

/* One that does not answer is none, ms. */
#define PATIENCE 5000

struct _StationAnnounce
{
  GDBusConnection *bus; /* or NULL: not there yet */
  GCancellable *cancellable;
  guint pending; /* calls that will still be answered */
  guint watch;
  guint signal;
  char *plant;
  guint16 port;
  gboolean tls;
  void (*changed) (gpointer data);
  gpointer data;

  char *group; /* path of the entry group, or NULL */
  char *host;
  char *name; /* that is tried */
  guint tries;
  gboolean established;
  char *url;
};

static void
call (StationAnnounce *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      const char *answer,
      GAsyncReadyCallback callback)
{
  self->pending++;
  g_dbus_connection_call (self->bus, AVAHI, path, interface, method, parameters,
                          answer != NULL ? G_VARIANT_TYPE (answer) : NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          PATIENCE, self->cancellable, callback, self);
}

/* NULL: it ends here, and is tried again when Avahi comes anew. */
static GVariant *
finish (StationAnnounce *self, GObject *object, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  self->pending--;
  if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("Avahi: %s", error->message);
  return answer;
}

static void
tell (StationAnnounce *self)
{
  g_clear_pointer (&self->url, g_free);
  if (self->established && self->host != NULL)
    self->url = g_strdup_printf ("%s://%s:%u", self->tls ? "https" : "http", self->host, self->port);
  if (self->changed != NULL)
    self->changed (self->data);
}

/* --- the entries ------------------------------------------------------------------------------------------------------------ */

static GVariant *
text_of (StationAnnounce *self)
{
  g_autofree char *plant = g_strconcat ("plant=", self->plant, NULL);
  const char *const texts[] = { "path=/", "v=1", plant };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    /* One entry has 255 bytes at most. */
    g_variant_builder_add_value (
        &builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, texts[i], MIN (strlen (texts[i]), 255), 1));
  return g_variant_builder_end (&builder);
}

static void
done_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) answer = finish (data, object, result);

  /* How it went comes as a signal. */
  (void)answer;
}

/* The order of calls is that of their sending. */
static void
add_services (StationAnnounce *self)
{
  const char *const types[] = { self->tls ? "_https._tcp" : "_http._tcp", "_anlan._tcp" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    call (self, self->group, GROUP, "AddService",
          g_variant_new ("(iiussssq@aay)", ANY, ANY, 0u, self->name, types[i], "", "", self->port,
                         text_of (self)),
          NULL, done_cb);
  call (self, self->group, GROUP, "Commit", NULL, NULL, done_cb);
}

/* Another one of this name is there. */
static void
take_next_name (StationAnnounce *self)
{
  if (++self->tries >= MOST_NAMES)
    return;
  g_free (self->name);
  self->name = g_strdup_printf ("%s #%u", self->plant, self->tries + 1);
  call (self, self->group, GROUP, "Reset", NULL, NULL, done_cb);
  add_services (self);
}

static void
state_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer data)
{
  StationAnnounce *self = data;
  gint32 state;

  if (g_strcmp0 (path, self->group) != 0 || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(is)")))
    return;
  g_variant_get (parameters, "(is)", &state, NULL);
  self->established = state == STATE_ESTABLISHED;
  if (state == STATE_COLLISION)
    take_next_name (self);
  tell (self);
}

static void
host_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  StationAnnounce *self = data;
  g_autoptr (GVariant) answer = finish (self, object, result);

  if (answer == NULL)
    return;
  g_free (self->host);
  g_variant_get (answer, "(s)", &self->host);
  tell (self);
}

static void
group_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  StationAnnounce *self = data;
  g_autoptr (GVariant) answer = finish (self, object, result);

  if (answer == NULL)
    return;
  g_free (self->group);
  g_variant_get (answer, "(o)", &self->group);
  add_services (self);
}

/* --- Avahi comes and goes ---------------------------------------------------------------------------------------------------- */

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  StationAnnounce *self = data;

  self->tries = 0;
  g_free (self->name);
  self->name = g_strdup (self->plant);
  call (self, "/", SERVER, "GetHostNameFqdn", NULL, "(s)", host_cb);
  call (self, "/", SERVER, "EntryGroupNew", NULL, "(o)", group_cb);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  StationAnnounce *self = data;

  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->host, g_free);
  self->established = FALSE;
  tell (self);
}

static void
begin (StationAnnounce *self)
{
  self->signal = g_dbus_connection_signal_subscribe (self->bus, AVAHI, GROUP, "StateChanged", NULL, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, state_cb, self, NULL);
  self->watch = g_bus_watch_name_on_connection (self->bus, AVAHI, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb,
                                                vanished_cb, self, NULL);
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  StationAnnounce *self = data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  self->pending--;
  if (bus == NULL)
    return;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (bus);
      return;
    }
  self->bus = bus;
  begin (self);
}

StationAnnounce *
station_announce_new (GDBusConnection *bus,
                      const char *plant,
                      guint16 port,
                      gboolean tls,
                      void (*changed) (gpointer data),
                      gpointer data)
{
  StationAnnounce *self = g_new0 (StationAnnounce, 1);
  const char *end = plant;

  while (*end != '\0' && g_utf8_next_char (end) - plant <= LONGEST_NAME)
    end = g_utf8_next_char (end);
  self->plant = end > plant ? g_strndup (plant, (gsize)(end - plant)) : g_strdup ("Anlan");
  self->port = port;
  self->tls = tls;
  self->changed = changed;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  if (bus != NULL)
    {
      self->bus = g_object_ref (bus);
      begin (self);
    }
  else
    {
      self->pending++;
      g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, connected_cb, self);
    }
  return self;
}

void
station_announce_free (StationAnnounce *announce)
{
  GMainContext *context = g_main_context_get_thread_default ();

  announce->changed = NULL;
  if (announce->watch != 0)
    g_bus_unwatch_name (announce->watch);
  if (announce->signal != 0)
    g_dbus_connection_signal_unsubscribe (announce->bus, announce->signal);
  /* Nobody waits for the answer: the group goes with its connection, too. */
  if (announce->group != NULL)
    g_dbus_connection_call (announce->bus, AVAHI, announce->group, GROUP, "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, PATIENCE, NULL, NULL, NULL);
  g_cancellable_cancel (announce->cancellable);
  /* Whoever still answers finds it alive. */
  while (announce->pending > 0)
    g_main_context_iteration (context, TRUE);
  g_clear_object (&announce->bus);
  g_object_unref (announce->cancellable);
  g_free (announce->plant);
  g_free (announce->group);
  g_free (announce->host);
  g_free (announce->name);
  g_free (announce->url);
  g_free (announce);
}

const char *
station_announce_url (StationAnnounce *announce)
{
  return announce->url;
}

const char *
station_announce_name (StationAnnounce *announce)
{
  return announce->established ? announce->name : NULL;
}
