/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "mqtt-source.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <mosquitto.h>
#include <poll.h>

#include "base/error.h"
#include "link/settings.h"
#include "mqtt-routes.h"

#define KEEPALIVE 60 /* s */

/* How soon a thread sees that it is to stop, ms. */
#define GLANCE 200

/* What is taken before it is committed. */
#define TOGETHER 512

/* For a first word of the broker, s. */
#define REACH 10

/* Between two tries, µs. */
#define SOON G_USEC_PER_SEC
#define SELDOM (60 * G_USEC_PER_SEC)

#define SYSTEM_CERTIFICATES "/etc/ssl/certs"

#define ANLAN_TYPE_MQTT_SOURCE (anlan_mqtt_source_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMqttSource, anlan_mqtt_source, ANLAN, MQTT_SOURCE, AnlanSource)

struct _AnlanMqttSource
{
  AnlanSource parent_instance;

  AnlanIntake *intake;
  char *host, *user, *password, *client_id, *ca;
  guint16 port;
  gboolean tls;
  gboolean passing; /* the broker keeps nothing for us */

  /* The present thread's own. */
  AnlanMqttRoutes *routes;
  struct mosquitto *client;
  GPtrArray *batches; /* (owned) not committed yet */
  gboolean accepted;  /* by the broker, in this connection */
  GError *refused;    /* by the broker */

  GThread *thread;
  GMutex mutex;
  GCond cond;
  guint turn; /* guarded by mutex: a thread runs as long as this is its own */
};

G_DEFINE_FINAL_TYPE (AnlanMqttSource, anlan_mqtt_source, ANLAN_TYPE_SOURCE)

typedef struct
{
  AnlanMqttSource *source;
  guint turn;
  GThread *before;
} Turn;

static gboolean
is_turn (AnlanMqttSource *self, guint turn)
{
  gboolean mine;

  g_mutex_lock (&self->mutex);
  mine = self->turn == turn;
  g_mutex_unlock (&self->mutex);
  return mine;
}

static gint64
now_of (AnlanMqttSource *self)
{
  return anlan_clock_now (anlan_intake_get_clock (self->intake));
}

static void
fail (AnlanMqttSource *self, const GError *error)
{
  anlan_source_failed (ANLAN_SOURCE (self), now_of (self), error);
}

/* --- what the broker says ---------------------------------------------------------------------------------- */

static void
subscribe (AnlanMqttSource *self, GPtrArray *filters)
{
  for (guint i = 0; i < filters->len; i++)
    mosquitto_subscribe (self->client, NULL, g_ptr_array_index (filters, i), 1);
  g_ptr_array_unref (filters);
}

/* Return codes of MQTT 3.1.1, 3.2.2.3. */
static void
connected_cb (struct mosquitto *client, void *data, int code)
{
  AnlanMqttSource *self = data;

  if (code == 0)
    {
      self->accepted = TRUE;
      subscribe (self, anlan_mqtt_routes_list (self->routes));
      anlan_source_ready (ANLAN_SOURCE (self));
      return;
    }
  g_clear_error (&self->refused);
  if (code == 4 || code == 5)
    g_set_error (&self->refused, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                 _ ("The broker %s does not let us in. Correct the user name and the password, or have the "
                    "account allowed "
                    "to read there."),
                 self->host);
  else
    g_set_error (&self->refused, ANLAN_ERROR, ANLAN_ERROR_FAILED,
                 _ ("The broker %s refuses the connection (%s). It is tried again by itself; where that does "
                    "not help, ask "
                    "who looks after the broker."),
                 self->host, mosquitto_connack_string (code));
}

/* 0x80: refused (MQTT 3.1.1, 3.9.3). Which of them is not told. */
static void
subscribed_cb (struct mosquitto *client, void *data, int id, int n, const int *granted)
{
  AnlanMqttSource *self = data;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < n; i++)
    if (granted[i] >= 0x80 && error == NULL)
      g_set_error (&error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                   _ ("The broker %s does not let us listen to all of the topics. Have the account allowed "
                      "to read them."),
                   self->host);
  if (error != NULL)
    fail (self, error);
}

/* What was refused of a message has no sender who would hear it. */
static void
fail_items (AnlanMqttSource *self, const char *topic, const AnlanBatch *batch)
{
  g_autoptr (GError) error = NULL;

  if (batch->reason == NULL)
    return;
  g_set_error (&error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s: %s"), topic, batch->reason);
  fail (self, error);
}

static void
message_cb (struct mosquitto *client, void *data, const struct mosquitto_message *message)
{
  AnlanMqttSource *self = data;
  g_autoptr (GError) error = NULL;
  AnlanBatch *batch =
      anlan_mqtt_routes_read (self->routes, message->topic, message->payload,
                              (gsize)MAX (message->payloadlen, 0), message->retain, now_of (self), &error);

  if (batch == NULL)
    {
      fail (self, error);
      return;
    }
  fail_items (self, message->topic, batch);
  if (batch->readings->len + batch->detections->len > 0)
    g_ptr_array_add (self->batches, batch);
  else
    {
      anlan_source_heard (ANLAN_SOURCE (self), batch);
      anlan_batch_free (batch);
    }
}

/* --- a connection --------------------------------------------------------------------------------------------- */

/* Whether anybody listens there, within some seconds and with a sentence: the library would wait for minutes. */
static gboolean
reach (AnlanMqttSource *self, GError **error)
{
  g_autoptr (GSocketClient) probe = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) trouble = NULL;

  g_socket_client_set_enable_proxy (probe, FALSE);
  g_socket_client_set_timeout (probe, REACH);
  connection = g_socket_client_connect_to_host (probe, self->host, (guint16)self->port, NULL, &trouble);
  if (connection != NULL)
    return TRUE;
  if (g_error_matches (trouble, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
        _ ("The network knows no “%s”. Correct the address, or write it as a number, such as 192.168.1.20."),
        self->host);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                 _ ("The broker at %s, port %d, does not answer: %s. Check the address, and whether the "
                    "broker runs; it is "
                    "tried again by itself."),
                 self->host, self->port, trouble->message);
  return FALSE;
}

static void
set_not_trusted (AnlanMqttSource *self, GError **error)
{
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_IO,
      _ ("No encrypted connection to the broker %s: its certificate is not one that is trusted here, or it "
         "does "
         "not encrypt at port %d. Name the file of its issuer's certificate in “ca”, or correct the port."),
      self->host, self->port);
}

static gboolean
set_up_client (AnlanMqttSource *self, GError **error)
{
  int code = MOSQ_ERR_SUCCESS;

  self->client = mosquitto_new (self->client_id, self->passing, self);
  if (self->client == NULL)
    g_error ("No memory for a connection to a broker");
  mosquitto_connect_callback_set (self->client, connected_cb);
  mosquitto_subscribe_callback_set (self->client, subscribed_cb);
  mosquitto_message_callback_set (self->client, message_cb);
  /* With this the library writes only when we tell it to: that holds the acknowledgements back until the commit. */
  mosquitto_threaded_set (self->client, true);
  if (self->user != NULL)
    code = mosquitto_username_pw_set (self->client, self->user, self->password);
  if (code == MOSQ_ERR_SUCCESS && self->tls)
    code = mosquitto_tls_set (self->client, self->ca, self->ca != NULL ? NULL : SYSTEM_CERTIFICATES, NULL,
                              NULL, NULL);
  if (code == MOSQ_ERR_SUCCESS)
    code = mosquitto_connect (self->client, self->host, self->port, KEEPALIVE);
  if (code == MOSQ_ERR_SUCCESS)
    return TRUE;
  if (code == MOSQ_ERR_TLS || (self->tls && code == MOSQ_ERR_INVAL))
    set_not_trusted (self, error);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                 _ ("No connection to the broker %s: %s. It is tried again by itself."), self->host,
                 code == MOSQ_ERR_ERRNO ? g_strerror (errno) : mosquitto_strerror (code));
  return FALSE;
}

/* What has come is committed, and only then acknowledged. FALSE where it could not be. */
static gboolean
commit (AnlanMqttSource *self)
{
  if (anlan_source_push_all (ANLAN_SOURCE (self), self->intake, self->batches))
    return TRUE;
  anlan_mqtt_routes_forget (self->routes);
  return FALSE;
}

static gboolean
wants (AnlanMqttSource *self, short events, int timeout)
{
  struct pollfd one = { .fd = mosquitto_socket (self->client), .events = events };

  return one.fd >= 0 && poll (&one, 1, timeout) > 0;
}

static int
read_messages (AnlanMqttSource *self)
{
  int code;

  do
    code = mosquitto_loop_read (self->client, 1);
  while (code == MOSQ_ERR_SUCCESS && self->batches->len < TOGETHER && wants (self, POLLIN, 0));
  subscribe (self, anlan_mqtt_routes_take (self->routes));
  return code;
}

static void
set_lost (AnlanMqttSource *self, int code, GError **error)
{
  if (self->refused != NULL)
    g_propagate_error (error, g_steal_pointer (&self->refused));
  else if (code == MOSQ_ERR_TLS && !self->accepted)
    set_not_trusted (self, error);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
                 _ ("The connection to the broker %s has ended: %s. It is made again by itself; where it "
                    "ends again and "
                    "again, another program uses the same client name, %s."),
                 self->host, code == MOSQ_ERR_ERRNO ? g_strerror (errno) : mosquitto_strerror (code),
                 self->client_id);
}

/* Until it is stopped or something fails: then with @error, or without where the source has been told already. */
static void
serve (AnlanMqttSource *self, guint turn, GError **error)
{
  int code = MOSQ_ERR_SUCCESS;

  while (is_turn (self, turn))
    {
      if (wants (self, POLLIN, mosquitto_want_write (self->client) ? 0 : GLANCE))
        code = read_messages (self);
      /* Also what came before the connection was lost. */
      if (!commit (self))
        return;
      while (code == MOSQ_ERR_SUCCESS && mosquitto_want_write (self->client) && wants (self, POLLOUT, GLANCE))
        code = mosquitto_loop_write (self->client, 1);
      if (code == MOSQ_ERR_SUCCESS)
        code = mosquitto_loop_misc (self->client);
      if (code != MOSQ_ERR_SUCCESS)
        {
          set_lost (self, code, error);
          return;
        }
    }
  mosquitto_disconnect (self->client);
  mosquitto_loop_write (self->client, 1);
}

/* TRUE where the broker had let us in. */
static gboolean
connect_and_serve (AnlanMqttSource *self, guint turn)
{
  g_autoptr (GError) error = NULL;

  self->accepted = FALSE;
  if (reach (self, &error) && set_up_client (self, &error))
    serve (self, turn, &error);
  g_clear_pointer (&self->client, mosquitto_destroy);
  if (error != NULL && is_turn (self, turn))
    fail (self, error);
  return self->accepted;
}

static void
wait_for (AnlanMqttSource *self, guint turn, gint64 wait)
{
  gint64 end = g_get_monotonic_time () + wait;

  g_mutex_lock (&self->mutex);
  while (self->turn == turn && g_get_monotonic_time () < end)
    g_cond_wait_until (&self->cond, &self->mutex, end);
  g_mutex_unlock (&self->mutex);
}

static gpointer
run (gpointer data)
{
  g_autofree Turn *turn = data;
  g_autoptr (AnlanMqttSource) self = turn->source;
  gint64 wait = 0;

  if (turn->before != NULL)
    g_thread_join (turn->before);
  while (is_turn (self, turn->turn))
    {
      wait = connect_and_serve (self, turn->turn) ? SOON : CLAMP (wait * 2, SOON, SELDOM);
      wait_for (self, turn->turn, wait);
    }
  return NULL;
}

/* --- the object ----------------------------------------------------------------------------------------------- */

static void
anlan_mqtt_source_start (AnlanSource *source)
{
  AnlanMqttSource *self = ANLAN_MQTT_SOURCE (source);
  Turn *turn = g_new (Turn, 1);

  g_mutex_lock (&self->mutex);
  *turn = (Turn){ .source = g_object_ref (self), .turn = ++self->turn, .before = self->thread };
  g_mutex_unlock (&self->mutex);
  self->thread = g_thread_new ("mqtt", run, turn);
}

static void
anlan_mqtt_source_stop (AnlanSource *source)
{
  AnlanMqttSource *self = ANLAN_MQTT_SOURCE (source);

  g_mutex_lock (&self->mutex);
  self->turn++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
anlan_mqtt_source_finalize (GObject *object)
{
  AnlanMqttSource *self = ANLAN_MQTT_SOURCE (object);

  g_clear_pointer (&self->thread, g_thread_unref);
  anlan_mqtt_routes_free (self->routes);
  g_ptr_array_unref (self->batches);
  g_clear_error (&self->refused);
  g_free (self->host);
  g_free (self->user);
  g_free (self->password);
  g_free (self->client_id);
  g_free (self->ca);
  g_clear_object (&self->intake);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (anlan_mqtt_source_parent_class)->finalize (object);
}

static void
anlan_mqtt_source_class_init (AnlanMqttSourceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = anlan_mqtt_source_finalize;
  ANLAN_SOURCE_CLASS (class)->start = anlan_mqtt_source_start;
  ANLAN_SOURCE_CLASS (class)->stop = anlan_mqtt_source_stop;
}

static void
anlan_mqtt_source_init (AnlanMqttSource *self)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      mosquitto_lib_init ();
      g_once_init_leave (&once, 1);
    }
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_batch_free);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
}

static gboolean
read_settings (AnlanMqttSource *self, const char *id, JsonObject *settings, GError **error)
{
  g_autofree char *own = g_strconcat ("anlan-", id, NULL);
  const char *user, *password, *client_id, *ca;

  if (!anlan_settings_text (settings, "user", NULL, &user, error) ||
      !anlan_settings_text (settings, "password", NULL, &password, error) ||
      !anlan_settings_text (settings, "client_id", own, &client_id, error) ||
      !anlan_settings_text (settings, "ca", NULL, &ca, error) ||
      !anlan_settings_boolean (settings, "tls", FALSE, &self->tls, error) ||
      !anlan_settings_boolean (settings, "passing", FALSE, &self->passing, error) ||
      !anlan_settings_host (settings, self->tls ? 8883 : 1883, &self->host, &self->port, error))
    return FALSE;
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->client_id = g_strdup (client_id);
  self->ca = g_strdup (ca);
  return TRUE;
}

AnlanSource *
anlan_mqtt_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error)
{
  g_autoptr (AnlanMqttSource) self = NULL;
  g_autoptr (JsonNode) table = NULL;

  g_return_val_if_fail (id != NULL && ANLAN_IS_INTAKE (intake) && settings != NULL, NULL);

  if (!anlan_settings_object (settings, "table", &table, error))
    return NULL;
  self = g_object_new (ANLAN_TYPE_MQTT_SOURCE, "id", id, NULL);
  self->intake = g_object_ref (intake);
  self->routes = anlan_mqtt_routes_new (id, table != NULL ? json_node_get_object (table) : settings,
                                        anlan_intake_get_zone (intake), error);
  if (self->routes == NULL || !read_settings (self, id, settings, error))
    return NULL;
  return ANLAN_SOURCE (g_steal_pointer (&self));
}
