/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* Short messages by a modem on a serial line: no internet, no gateway, a card of the mobile network. The conversation is one
 * of 3GPP TS 27.007 (general) and 27.005 (short messages). */

#include "channel-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include "base/blocking.h"
#include "sms-pdu.h"
#include "wire.h"

/* Each costs as much as one message. */
#define PARTS_MAX 4
#define TEXT_BYTES (PARTS_MAX * ANLAN_SMS_PART * 3)

/* ms. The network may take a minute to take a message (27.005 names no time; modules say 60 s). */
#define SHORT 3000
#define SENDING 60000
#define TURN 100

#define LINE_BYTES 4096
#define SUB "\x1A"

static const struct
{
  const char *name;
  speed_t speed;
} speeds[] = { { "9600", B9600 },   { "19200", B19200 },   { "38400", B38400 },
               { "57600", B57600 }, { "115200", B115200 }, { "460800", B460800 } };

AnlanRequest *
anlan_modem_request (const AnlanChannel *channel,
                     const AnlanMessage *message,
                     const AnlanAttempt *attempt,
                     GError **error)
{
  AnlanRequest *request = anlan_request_new ("MODEM", anlan_channel_get (channel, "address"));
  char *text = anlan_channel_say (message, attempt, NULL, FALSE, TEXT_BYTES);

  request->body = g_bytes_new_take (text, strlen (text) + 1);
  request->to = anlan_channel_list (anlan_channel_get (channel, "phones"));
  return request;
}

/* --- the line --------------------------------------------------------------------------------------------------- */

typedef struct
{
  int fd;
  GString *heard; /* since the last command */
  GCancellable *cancellable;
  gint64 end; /* monotonic: of all */
} Line;

typedef enum
{
  SAID_WANTED,
  SAID_ERROR,
  SAID_NOTHING, /* in time */
  SAID_GONE,    /* the line has ended */
} Said;

static gboolean
set_line (int fd, const char *baud)
{
  struct termios settings;
  speed_t speed = B115200;

  if (tcgetattr (fd, &settings) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (g_strcmp0 (baud, speeds[i].name) == 0)
      speed = speeds[i].speed;
  cfmakeraw (&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cflag &= ~(tcflag_t)(CRTSCTS | HUPCL);
  cfsetispeed (&settings, speed);
  cfsetospeed (&settings, speed);
  return tcsetattr (fd, TCSANOW, &settings) == 0;
}

/* -1 with @errno; EBUSY where another program speaks there. */
static int
open_line (const char *path, const char *baud)
{
  int fd = open (path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    errno = EBUSY;
  else if (set_line (fd, baud))
    return fd;
  else if (errno == 0)
    errno = ENOTTY;
  close (fd);
  return -1;
}

static gboolean
write_all (Line *line, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize n = write (line->fd, text, length);

      if (n > 0)
        {
          text += n;
          length -= (gsize)n;
          continue;
        }
      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return FALSE;
      if (g_cancellable_is_cancelled (line->cancellable) || g_get_monotonic_time () >= line->end)
        return FALSE;
      poll (&(struct pollfd){ line->fd, POLLOUT, 0 }, 1, TURN);
    }
  return TRUE;
}

/* Whether @word begins a line of what was heard: an echo of the command, or a message that the modem was not asked for, is
 * none. */
static gboolean
has_line (const Line *line, const char *word)
{
  const char *at = line->heard->str;

  while ((at = strstr (at, word)) != NULL)
    {
      if (at == line->heard->str || at[-1] == '\n' || at[-1] == '\r')
        return TRUE;
      at++;
    }
  return FALSE;
}

static Said
judge_heard (const Line *line, const char *wanted)
{
  if (has_line (line, wanted))
    return SAID_WANTED;
  if (has_line (line, "ERROR") || has_line (line, "+CMS ERROR") || has_line (line, "+CME ERROR"))
    return SAID_ERROR;
  return SAID_NOTHING;
}

static Said
listen_for (Line *line, const char *wanted, guint ms)
{
  gint64 end = MIN (line->end, g_get_monotonic_time () + ms * 1000ll);

  for (;;)
    {
      struct pollfd ready = { line->fd, POLLIN, 0 };
      char buffer[256];
      Said said = judge_heard (line, wanted);
      gssize n;

      if (said != SAID_NOTHING)
        return said;
      if (g_get_monotonic_time () >= end || g_cancellable_is_cancelled (line->cancellable))
        return SAID_NOTHING;
      if (poll (&ready, 1, TURN) <= 0)
        continue;
      n = read (line->fd, buffer, sizeof buffer);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        return SAID_GONE;
      if (n > 0 && line->heard->len < LINE_BYTES)
        g_string_append_len (line->heard, buffer, n);
    }
}

static Said
talk (Line *line, const char *command, const char *end, const char *wanted, guint ms)
{
  g_string_truncate (line->heard, 0);
  if (!write_all (line, command) || !write_all (line, end))
    return SAID_GONE;
  return listen_for (line, wanted, ms);
}

/* --- what it means ------------------------------------------------------------------------------------------------- */

/* Numbers of +CMS ERROR (27.005, 3.2.5; below 128 those of 24.011, E.2), and of +CME ERROR (27.007, 9.2) that come when a
 * message is sent. All others pass by themselves, or may. */
static const struct
{
  int number;
  AnlanSent sent;
} cms_errors[] = {
  { 1, ANLAN_SENT_REFUSED },   /* unassigned number */
  { 8, ANLAN_SENT_BROKEN },    /* operator determined barring */
  { 10, ANLAN_SENT_BROKEN },   /* call barred */
  { 28, ANLAN_SENT_REFUSED },  /* unidentified subscriber */
  { 30, ANLAN_SENT_BROKEN },   /* unknown subscriber: the card */
  { 50, ANLAN_SENT_BROKEN },   /* requested facility not subscribed */
  { 69, ANLAN_SENT_BROKEN },   /* requested facility not implemented */
  { 304, ANLAN_SENT_REFUSED }, /* invalid PDU mode parameter */
  { 310, ANLAN_SENT_BROKEN },  /* SIM not inserted */
  { 311, ANLAN_SENT_BROKEN },  /* SIM PIN required */
  { 313, ANLAN_SENT_BROKEN },  /* SIM failure */
  { 315, ANLAN_SENT_BROKEN },  /* SIM wrong */
  { 316, ANLAN_SENT_BROKEN },  /* SIM PUK required */
  { 330, ANLAN_SENT_BROKEN },  /* SMSC address unknown */
};

static void
judge_error (const Line *line, AnlanVerdict *verdict)
{
  const char *text = strstr (line->heard->str, "+CMS ERROR:");
  int number = text != NULL ? (int)g_ascii_strtoll (text + strlen ("+CMS ERROR:"), NULL, 10) : -1;
  AnlanSent sent = ANLAN_SENT_LATER;

  for (guint i = 0; i < G_N_ELEMENTS (cms_errors); i++)
    if (cms_errors[i].number == number)
      sent = cms_errors[i].sent;
  if (sent == ANLAN_SENT_REFUSED)
    anlan_verdict_set (
        verdict, sent, 0,
        g_strdup_printf (_ ("The mobile network does not take this message (error %d). Look at the "
                            "telephone numbers."),
                         number));
  else if (sent == ANLAN_SENT_BROKEN)
    anlan_verdict_set (
        verdict, sent, 0,
        g_strdup_printf (_ ("The modem’s card cannot send messages (error %d). Look at the card, its PIN "
                            "and its contract."),
                         number));
  else
    anlan_verdict_set (
        verdict, sent, 0,
        g_strdup_printf (_ ("The mobile network is busy or disturbed (error %d); it is tried again."),
                         number));
}

static void
judge_silence (Said said, AnlanVerdict *verdict)
{
  anlan_verdict_set (
      verdict, ANLAN_SENT_LATER, 0,
      g_strdup (said == SAID_GONE
                    ? _ ("The modem has gone in mid-conversation; it is tried again. Look at its plug.")
                    : _ ("The modem does not answer; it is tried again. Look at its plug, its power and "
                         "the speed of its line.")));
}

/* --- the conversation ------------------------------------------------------------------------------------------------ */

/* What a modem is asked before it is given a message. Where the answer is another one: @sent, with @sentence. */
static const struct
{
  const char *command;
  const char *wanted;
  guint tries;
  AnlanSent sent;
  const char *sentence; /* NULL: that of judge_error() */
} questions[] = {
  { "AT", "OK", 3, ANLAN_SENT_LATER, NULL },
  { "ATE0", "OK", 1, ANLAN_SENT_LATER, NULL },
  { "AT+CMEE=1", "OK", 1, ANLAN_SENT_LATER, NULL },
  { "AT+CPIN?", "+CPIN: READY", 1, ANLAN_SENT_BROKEN,
    N_ ("The modem’s card is missing or asks for a PIN. Insert it, or set the channel’s PIN.") },
  { "AT+CREG?", "+CREG: ", 5, ANLAN_SENT_LATER,
    N_ ("The modem finds no mobile network; it is tried again.") },
  { "AT+CMGF=0", "OK", 1, ANLAN_SENT_BROKEN,
    N_ ("The modem cannot be told to send messages of all scripts (AT+CMGF=0). Use another modem.") },
};

/* 27.007, 7.2: 1 at home, 5 roaming. */
static gboolean
is_registered (const Line *line)
{
  const char *text = strstr (line->heard->str, "+CREG: "), *comma = text != NULL ? strchr (text, ',') : NULL;

  return comma != NULL && (comma[1] == '1' || comma[1] == '5');
}

/* Once only: three wrong ones lock the card. */
static gboolean
enter_pin (Line *line, const AnlanChannel *channel)
{
  const char *pin = anlan_channel_get (channel, "pin");
  g_autofree char *command = NULL;
  gboolean good;

  if (pin == NULL || strstr (line->heard->str, "SIM PIN") == NULL)
    return FALSE;
  command = g_strdup_printf ("AT+CPIN=\"%s\"", pin);
  good = talk (line, command, "\r", "OK", SHORT) == SAID_WANTED;
  explicit_bzero (command, strlen (command));
  return good;
}

static Said
ask (Line *line, const AnlanChannel *channel, guint question)
{
  const char *command = questions[question].command;
  Said said = SAID_NOTHING;

  for (guint i = 0; i < questions[question].tries && said != SAID_GONE; i++)
    {
      if (i > 0)
        g_usleep (TURN * 1000);
      said = talk (line, command, "\r", questions[question].wanted, SHORT);
      if (said == SAID_WANTED && strcmp (command, "AT+CREG?") == 0 && !is_registered (line))
        said = SAID_ERROR;
      else if (said == SAID_WANTED)
        break;
    }
  if (said != SAID_WANTED && strcmp (command, "AT+CPIN?") == 0 && enter_pin (line, channel))
    return SAID_WANTED;
  return said;
}

static gboolean
prepare (Line *line, const AnlanChannel *channel, AnlanVerdict *verdict)
{
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      Said said = ask (line, channel, i);

      if (said == SAID_WANTED)
        continue;
      if (said == SAID_GONE || (said == SAID_NOTHING && line->heard->len == 0))
        judge_silence (said, verdict);
      else if (questions[i].sentence != NULL)
        anlan_verdict_set (verdict, questions[i].sent, 0, g_strdup (_ (questions[i].sentence)));
      else
        judge_error (line, verdict);
      return FALSE;
    }
  return TRUE;
}

/* One part. @sure: (out): FALSE where it may have gone out though nobody said so. */
static gboolean
send_part (Line *line, const char *pdu, gboolean *sure, AnlanVerdict *verdict)
{
  g_autofree char *command = g_strdup_printf ("AT+CMGS=%u", anlan_sms_pdu_length (pdu));
  Said said = talk (line, command, "\r", ">", SHORT);

  *sure = TRUE;
  if (said == SAID_WANTED)
    {
      said = talk (line, pdu, SUB, "+CMGS:", SENDING);
      *sure = said == SAID_WANTED || said == SAID_ERROR;
    }
  if (said == SAID_WANTED)
    {
      /* It has gone out; the OK behind it only ends the conversation. */
      listen_for (line, "OK", SHORT);
      return TRUE;
    }
  if (said == SAID_ERROR)
    judge_error (line, verdict);
  else
    judge_silence (said, verdict);
  return FALSE;
}

/* What has reached somebody is sent again only with the word that it may come twice. */
static void
send_all (Line *line, GPtrArray *pdus, AnlanVerdict *verdict)
{
  for (guint i = 0; i < pdus->len; i++)
    {
      gboolean sure;

      if (send_part (line, g_ptr_array_index (pdus, i), &sure, verdict))
        continue;
      if (i > 0 || !sure)
        anlan_verdict_set (
            verdict, ANLAN_SENT_UNSURE, 0,
            g_strdup (_ ("The modem broke off, so it is not known whom the message has reached.")));
      return;
    }
}

static GPtrArray *
make_pdus (const AnlanRequest *request, AnlanVerdict *verdict)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  const char *text = g_bytes_get_data (request->body, NULL);

  for (guint i = 0; request->to[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) pdus =
          anlan_sms_pdus (request->to[i], text, (guint8)g_random_int_range (0, 256), PARTS_MAX);

      if (pdus == NULL)
        {
          anlan_verdict_set (
              verdict, ANLAN_SENT_BROKEN, 0,
              g_strdup (_ ("One of the channel’s telephone numbers is none. Write them as +8613800138000.")));
          return NULL;
        }
      g_ptr_array_extend_and_steal (all, g_steal_pointer (&pdus));
    }
  return g_steal_pointer (&all);
}

void
anlan_wire_modem (const AnlanChannel *channel,
                  const AnlanRequest *request,
                  guint deadline,
                  GCancellable *cancellable,
                  AnlanVerdict *verdict)
{
  g_autoptr (GPtrArray) pdus = NULL;
  Line line = { .cancellable = cancellable };

  g_return_if_fail (channel != NULL && request != NULL && verdict != NULL);

  anlan_may_block ("send short messages");
  pdus = make_pdus (request, verdict);
  if (pdus == NULL)
    return;
  line.fd = open_line (request->url, anlan_channel_get (channel, "baud"));
  if (line.fd < 0)
    {
      int trouble = errno;

      anlan_verdict_set (
          verdict, trouble == ENOTTY ? ANLAN_SENT_BROKEN : ANLAN_SENT_LATER, 0,
          trouble == EBUSY
              ? g_strdup (_ ("Another program speaks with the modem; it is tried again."))
              : g_strdup_printf (_ ("The modem’s line cannot be opened: %s. Look at its plug, its address, "
                                    "and whether this user may use serial lines (group dialout)."),
                                 g_strerror (trouble)));
      return;
    }
  line.heard = g_string_new (NULL);
  /* As long as any message may take, and more where there are many numbers. */
  line.end = g_get_monotonic_time () + (MAX (deadline, SHORT) + pdus->len * 5000ll) * 1000;
  if (prepare (&line, channel, verdict))
    send_all (&line, pdus, verdict);
  g_string_free (line.heard, TRUE);
  close (line.fd);
}
