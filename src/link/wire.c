/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "wire.h"

#include <glib/gi18n-lib.h>

#include "channel-private.h"

/* More of a reply is not read: the services answer with a line. */
#define REPLY_BYTES (64 * 1024)

#define DEADLINE (30 * 1000)

struct _AnlanWire
{
  SoupSession *session;
  guint deadline; /* ms */
};

typedef struct
{
  AnlanChannel *channel;
  AnlanRequest *request;
  SoupMessage *message; /* HTTP only */
  GCancellable *cancel; /* ours: by the caller's, or by the deadline */
  GCancellable *outer;  /* the caller's, or NULL */
  gulong outer_id;
  GSource *deadline;
  gint64 now;
  guint deadline_ms;
  gboolean written; /* all of the request has left this program */
  char *reply;
  AnlanVerdict verdict;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_cancellable_disconnect (job->outer, job->outer_id);
  if (job->deadline != NULL)
    {
      g_source_destroy (job->deadline);
      g_source_unref (job->deadline);
    }
  anlan_channel_unref (job->channel);
  g_clear_pointer (&job->request, anlan_request_free);
  g_clear_object (&job->message);
  g_clear_object (&job->cancel);
  g_clear_object (&job->outer);
  g_free (job->reply);
  anlan_verdict_clear (&job->verdict);
  g_free (job);
}

AnlanWire *
anlan_wire_new (void)
{
  AnlanWire *wire = g_new0 (AnlanWire, 1);

  wire->session = soup_session_new_with_options ("user-agent", "Anlan", "accept-language-auto", FALSE, NULL);
  wire->deadline = DEADLINE;
  return wire;
}

void
anlan_wire_free (AnlanWire *wire)
{
  if (wire == NULL)
    return;

  soup_session_abort (wire->session);
  g_object_unref (wire->session);
  g_free (wire);
}

void
anlan_wire_set_deadline (AnlanWire *wire, guint deadline)
{
  g_return_if_fail (wire != NULL && deadline > 0);

  wire->deadline = deadline;
}

/* --- verdicts ------------------------------------------------------------------------------------------------ */

/* What is said of an error must not repeat an address, which may be a key. */
static void
judge_error (Job *job, const GError *error)
{
  g_autofree char *clean = anlan_channel_redact (job->channel, error->message);

  /* It may be a gateway that wants a sign-in, and pass by. */
  if (error->domain == G_TLS_ERROR)
    anlan_verdict_set (
        &job->verdict, ANLAN_SENT_LATER, 0,
        g_strdup_printf (_ ("The service cannot prove who it is, so nothing was sent (%s). Look at the "
                            "address and at the clock of this computer."),
                         clean));
  else if (job->written)
    anlan_verdict_set (
        &job->verdict, ANLAN_SENT_UNSURE, 0,
        g_strdup_printf (_ ("The answer did not come, so it is not known whether the message arrived (%s)."),
                         clean));
  else
    anlan_verdict_set (&job->verdict, ANLAN_SENT_LATER, 0,
                       g_strdup_printf (_ ("The service cannot be reached (%s); it is tried again."), clean));
}

static void
finish (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
deadline_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_cancellable_cancel (data);
}

/* --- HTTP ---------------------------------------------------------------------------------------------------- */

/* The library takes a connection that ends early for the end of the body. */
static gboolean
is_cut (Job *job, gsize length)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (job->message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         length < REPLY_BYTES && (goffset)length < soup_message_headers_get_content_length (headers);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Job *job = g_task_get_task_data (task);
  guint status = soup_message_get_status (job->message);
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error) &&
      is_cut (job, length))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                         _ ("the connection ended in mid-reply"));
  /* Of what is no success the status says enough, even where its text is cut. */
  if (error != NULL && status >= 200 && status < 300)
    judge_error (job, error);
  else
    anlan_channel_verdict (
        job->channel, status,
        soup_message_headers_get_one (soup_message_get_response_headers (job->message), "Retry-After"),
        job->reply, length, job->now, &job->verdict);
  finish (task);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (stream == NULL)
    {
      judge_error (job, error);
      finish (task);
      return;
    }
  job->reply = g_malloc (REPLY_BYTES);
  g_input_stream_read_all_async (stream, job->reply, REPLY_BYTES, G_PRIORITY_DEFAULT, job->cancel, read_cb,
                                 task);
}

static void
written_cb (SoupMessage *message, gpointer data)
{
  ((Job *)data)->written = TRUE;
}

static void
send_http (AnlanWire *wire, GTask *task)
{
  Job *job = g_task_get_task_data (task);
  SoupMessageHeaders *headers;

  job->message = soup_message_new (job->request->method, job->request->url);
  if (job->message == NULL)
    {
      anlan_verdict_set (&job->verdict, ANLAN_SENT_BROKEN, 0,
                         g_strdup (_ ("The channel’s address is none that a message can be sent to.")));
      finish (task);
      return;
    }
  /* A message that was handed to an address that somebody else names would carry its keys there. */
  soup_message_add_flags (job->message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (job->message);
  for (guint i = 0; i + 1 < job->request->headers->len; i += 2)
    soup_message_headers_replace (headers, job->request->headers->pdata[i],
                                  job->request->headers->pdata[i + 1]);
  /* On a connection that was kept and has died meanwhile nobody knows what has arrived. */
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_set_request_body_from_bytes (job->message, job->request->content_type, job->request->body);
  g_signal_connect (job->message, "wrote-body", G_CALLBACK (written_cb), job);
  soup_session_send_async (wire->session, job->message, G_PRIORITY_DEFAULT, job->cancel, sent_cb, task);
}

/* --- mail and modems, which are waited for ---------------------------------------------------------------------------------------------------- */

static void
thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  if (job->channel->type == ANLAN_CHANNEL_MODEM)
    anlan_wire_modem (job->channel, job->request, job->deadline_ms, job->cancel, &job->verdict);
  else
    anlan_wire_mail (job->channel, job->request, job->deadline_ms, job->cancel, &job->verdict);
  g_task_return_boolean (task, TRUE);
}

/* --- both ---------------------------------------------------------------------------------------------------- */

void
anlan_wire_send_async (AnlanWire *wire,
                       AnlanChannel *channel,
                       const AnlanMessage *message,
                       const AnlanAttempt *attempt,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GTask *task;
  Job *job;

  g_return_if_fail (wire != NULL && channel != NULL && message != NULL && attempt != NULL);

  job = g_new0 (Job, 1);
  job->channel = anlan_channel_ref (channel);
  job->cancel = g_cancellable_new ();
  job->now = attempt->now;
  job->deadline_ms = wire->deadline;
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_task_data (task, job, job_free);
  job->request = anlan_channel_request (channel, message, attempt, &error);
  if (job->request == NULL)
    {
      anlan_verdict_set (&job->verdict, ANLAN_SENT_BROKEN, 0, g_strdup (error->message));
      finish (task);
      return;
    }
  if (cancellable != NULL)
    {
      job->outer = g_object_ref (cancellable);
      job->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                             g_object_ref (job->cancel), g_object_unref);
    }
  if (channel->type == ANLAN_CHANNEL_MAIL || channel->type == ANLAN_CHANNEL_MODEM)
    {
      g_task_run_in_thread (task, thread_cb);
      g_object_unref (task);
      return;
    }
  job->deadline = g_timeout_source_new (wire->deadline);
  g_source_set_callback (job->deadline, deadline_cb, g_object_ref (job->cancel), g_object_unref);
  g_source_attach (job->deadline, g_main_context_get_thread_default ());
  send_http (wire, task);
}

void
anlan_wire_send_finish (AnlanWire *wire, GAsyncResult *result, AnlanVerdict *verdict)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  *verdict = job->verdict;
  job->verdict.reason = NULL;
}
