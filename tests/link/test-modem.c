/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Short messages by a modem: what they look like on the line, and a conversation with a modem on a pseudo terminal that
 * answers as each case says. Commands and errors after 3GPP TS 27.005 and 27.007, messages after TS 23.040. */

#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include "sms-pdu.h"
#include "wire.h"

/* 安澜: U+5B89 U+6F9C. The numbers by hand after 9.1.2.5; 𠮷 is U+20BB7, two letters. */
static void
test_pdu (void)
{
  static const struct
  {
    const char *number, *text, *pdu;
    guint length;
  } cases[] = {
    { "+8613800138000", "安澜", "0001000D91683108108300F00008045B896F9C", 18 },
    { "10086", "A", "00010005810180F60008020041", 12 },
    { "+86 138-0013 8000", "𠮷", "0001000D91683108108300F0000804D842DFB7", 18 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) pdus = anlan_sms_pdus (cases[i].number, cases[i].text, 7, 4);

      g_assert_cmpuint (pdus->len, ==, 1);
      g_assert_cmpstr (g_ptr_array_index (pdus, 0), ==, cases[i].pdu);
      g_assert_cmpuint (anlan_sms_pdu_length (g_ptr_array_index (pdus, 0)), ==, cases[i].length);
    }
  g_assert_null (anlan_sms_pdus ("+", "A", 7, 4));
  g_assert_null (anlan_sms_pdus ("12", "A", 7, 4));
  g_assert_null (anlan_sms_pdus ("138x0013", "A", 7, 4));
  g_assert_null (anlan_sms_pdus ("1234567890123456", "A", 7, 4));
}

/* The text of the parts, put together again; the header of each is checked. */
static char *
join (GPtrArray *pdus)
{
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (gunichar2));

  for (guint i = 0; i < pdus->len; i++)
    {
      const char *pdu = g_ptr_array_index (pdus, i);
      const char *at = pdu + strlen ("0041000D91683108108300F00008");
      guint octets = 0, n;

      g_assert_true (g_str_has_prefix (pdu, pdus->len > 1 ? "0041000D91683108108300F00008"
                                                          : "0001000D91683108108300F00008"));
      sscanf (at, "%2X", &octets);
      g_assert_cmpuint (strlen (at), ==, 2 + octets * 2);
      g_assert_cmpuint (octets, <=, 140);
      at += 2;
      if (pdus->len > 1)
        {
          g_autofree char *header = g_strdup_printf ("0500037A%02X%02X", pdus->len, i + 1);

          g_assert_true (g_str_has_prefix (at, header));
          at += 12;
        }
      for (; *at != '\0'; at += 4)
        {
          gunichar2 unit;

          sscanf (at, "%4X", &n);
          unit = (gunichar2)n;
          g_array_append_val (units, unit);
        }
      /* No character is torn. */
      g_assert_false (units->len > 0 &&
                      (g_array_index (units, gunichar2, units->len - 1) & 0xFC00) == 0xD800);
    }
  if (units->len == 0)
    return g_strdup ("");
  return g_utf16_to_utf8 ((const gunichar2 *)(void *)units->data, units->len, NULL, NULL, NULL);
}

static void
test_parts (void)
{
  static const struct
  {
    guint letters; /* of 安 */
    guint wide;    /* and of 𠮷, in the middle */
    guint parts;
    gboolean cut;
  } cases[] = {
    { 0, 0, 1, FALSE },   { 1, 0, 1, FALSE },   { 70, 0, 1, FALSE }, { 71, 0, 2, FALSE },
    { 134, 0, 2, FALSE }, { 135, 0, 3, FALSE }, { 66, 4, 2, FALSE }, { 200, 30, 4, FALSE },
    { 400, 0, 4, TRUE },  { 264, 1, 4, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) pdus = NULL;
      g_autofree char *joined = NULL;

      for (guint j = 0; j < cases[i].letters; j++)
        {
          g_string_append (text, "安");
          for (guint k = 0; k < cases[i].wide && j == cases[i].letters / 4; k++)
            g_string_append (text, "𠮷");
        }
      pdus = anlan_sms_pdus ("+8613800138000", text->str, 0x7A, 4);
      g_test_message ("%u", i);
      g_assert_cmpuint (pdus->len, ==, cases[i].parts);
      joined = join (pdus);
      if (!cases[i].cut)
        g_assert_cmpstr (joined, ==, text->str);
      else
        {
          g_assert_true (g_str_has_suffix (joined, "…"));
          g_assert_true (g_str_has_prefix (text->str, "安安") &&
                         strncmp (text->str, joined, strlen (joined) - strlen ("…")) == 0);
        }
    }
}

/* --- a modem -------------------------------------------------------------------------------------------------------- */

/* What is answered to a command that begins so; the first that fits, and each row so often as @times says (0: always). */
typedef struct
{
  const char *command;
  const char *answer; /* NULL: nothing; "": the line ends */
  guint times;
} Answer;

typedef struct
{
  const char *name;
  const char *settings; /* further ones */
  Answer answers[6];    /* before those of a modem that is well */
  AnlanSent sent;
  const char *said; /* part of the reason, or NULL */
  guint messages;   /* that the modem was given */
} Case;

static const Answer well[] = {
  { "ATE0", "ATE0\r\r\nOK\r\n", 0 },
  { "AT+CMEE=1", "\r\nOK\r\n", 0 },
  { "AT+CPIN?", "\r\n+CPIN: READY\r\n\r\nOK\r\n", 0 },
  { "AT+CREG?", "\r\n+CREG: 0,1\r\n\r\nOK\r\n", 0 },
  { "AT+CMGF=0", "\r\nOK\r\n", 0 },
  { "AT+CMGS=", "\r\n> ", 0 },
  { "00", "\r\n+CMGS: 17\r\n\r\nOK\r\n", 0 },
  { "AT\r", "\r\nOK\r\n", 0 },
};

static const Case cases[] = {
  { "well", "", { { NULL, NULL, 0 } }, ANLAN_SENT_DONE, NULL, 2 },
  /* It echoes, and says between what it was not asked for. */
  { "chatty",
    "",
    { { "AT+CREG?",
        "AT+CREG?\r\r\nRING\r\n\r\n+CMTI: \"SM\",3\r\n\r\n+CREG: 2,5,\"1A2B\",\"01\"\r\n\r\nOK\r\n", 0 },
      { "AT+CMGS=", "AT+CMGS=18\r\r\nRING\r\n\r\n> ", 0 } },
    ANLAN_SENT_DONE,
    NULL,
    2 },
  { "wakes up", "", { { "AT\r", NULL, 1 } }, ANLAN_SENT_DONE, NULL, 2 },
  { "no network yet", "", { { "AT+CREG?", "\r\n+CREG: 0,2\r\n\r\nOK\r\n", 2 } }, ANLAN_SENT_DONE, NULL, 2 },
  { "no network",
    "",
    { { "AT+CREG?", "\r\n+CREG: 0,0\r\n\r\nOK\r\n", 0 } },
    ANLAN_SENT_LATER,
    "no mobile network",
    0 },
  { "no card", "", { { "AT+CPIN?", "\r\n+CME ERROR: 10\r\n", 0 } }, ANLAN_SENT_BROKEN, "card is missing", 0 },
  { "asks for a PIN",
    "",
    { { "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", 0 } },
    ANLAN_SENT_BROKEN,
    "PIN",
    0 },
  { "gets its PIN",
    ",\"pin\":\"4711\"",
    { { "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", 0 }, { "AT+CPIN=\"4711\"", "\r\nOK\r\n", 0 } },
    ANLAN_SENT_DONE,
    NULL,
    2 },
  { "another PIN",
    ",\"pin\":\"4711\"",
    { { "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", 0 }, { "AT+CPIN=", "\r\n+CME ERROR: 16\r\n", 1 } },
    ANLAN_SENT_BROKEN,
    "PIN",
    0 },
  /* Never a PIN into a card that asks for its PUK. */
  { "PUK",
    ",\"pin\":\"4711\"",
    { { "AT+CPIN?", "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", 0 }, { "AT+CPIN=", "", 0 } },
    ANLAN_SENT_BROKEN,
    "PIN",
    0 },
  { "no PDU mode", "", { { "AT+CMGF=0", "\r\nERROR\r\n", 0 } }, ANLAN_SENT_BROKEN, "AT+CMGF=0", 0 },
  { "congestion", "", { { "00", "\r\n+CMS ERROR: 42\r\n", 0 } }, ANLAN_SENT_LATER, "error 42", 1 },
  { "no such number",
    "",
    { { "00", "\r\n+CMS ERROR: 1\r\n", 0 } },
    ANLAN_SENT_REFUSED,
    "telephone numbers",
    1 },
  { "barred", "", { { "00", "\r\n+CMS ERROR: 8\r\n", 0 } }, ANLAN_SENT_BROKEN, "contract", 1 },
  /* The first has gone out. */
  { "one of two",
    "",
    { { "00", "\r\n+CMGS: 3\r\n\r\nOK\r\n", 1 }, { "00", "\r\n+CMS ERROR: 42\r\n", 0 } },
    ANLAN_SENT_UNSURE,
    "not known whom",
    2 },
  { "pulled out", "", { { "00", "", 0 } }, ANLAN_SENT_UNSURE, "not known whom", 1 },
  { "pulled out early", "", { { "ATE0", "", 0 } }, ANLAN_SENT_LATER, "plug", 0 },
};

typedef struct
{
  const Case *wanted;
  int fd;
  int end; /* atomic */
  guint used[6];
  guint messages;
  GString *heard;
} Modem;

static const Answer *
find_answer (Modem *modem, const char *command)
{
  for (guint i = 0; i < G_N_ELEMENTS (modem->wanted->answers); i++)
    {
      const Answer *answer = &modem->wanted->answers[i];

      if (answer->command == NULL || !g_str_has_prefix (command, answer->command) ||
          (answer->times > 0 && modem->used[i] >= answer->times))
        continue;
      modem->used[i]++;
      return answer;
    }
  for (guint i = 0; i < G_N_ELEMENTS (well); i++)
    if (g_str_has_prefix (command, well[i].command))
      return &well[i];
  return NULL;
}

/* A command ends with a carriage return, a message with SUB. */
static gboolean
hear (Modem *modem)
{
  gsize length = strcspn (modem->heard->str, "\r\x1A");
  g_autofree char *command = NULL;
  const Answer *answer;

  if (modem->heard->str[length] == '\0')
    return TRUE;
  command = g_strndup (modem->heard->str, length + 1);
  g_string_erase (modem->heard, 0, (gssize)length + 1);
  g_test_message ("> %s", command);
  modem->messages += command[length] == '\x1A';
  answer = find_answer (modem, command);
  g_assert_nonnull (answer);
  if (answer->answer == NULL)
    return TRUE;
  return answer->answer[0] != '\0' &&
         write (modem->fd, answer->answer, strlen (answer->answer)) == (gssize)strlen (answer->answer);
}

static gpointer
modem_thread (gpointer data)
{
  Modem *modem = data;

  while (!g_atomic_int_get (&modem->end))
    {
      struct pollfd ready = { modem->fd, POLLIN, 0 };
      char buffer[512];
      gssize n;

      if (poll (&ready, 1, 20) <= 0)
        continue;
      n = read (modem->fd, buffer, sizeof buffer);
      if (n <= 0)
        break;
      g_string_append_len (modem->heard, buffer, n);
      if (!hear (modem))
        break;
    }
  close (modem->fd);
  return NULL;
}

static char *
open_terminal (int *fd)
{
  struct termios settings;
  char *path;

  *fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (*fd, >=, 0);
  g_assert_cmpint (grantpt (*fd), ==, 0);
  g_assert_cmpint (unlockpt (*fd), ==, 0);
  path = g_strdup (ptsname (*fd));
  tcgetattr (*fd, &settings);
  cfmakeraw (&settings);
  tcsetattr (*fd, TCSANOW, &settings);
  return path;
}

static AnlanChannel *
make_channel (const char *path, const char *more)
{
  g_autofree char *text = g_strdup_printf (
      "{\"type\":\"modem\",\"title\":\"M\",\"address\":\"%s\",\"phones\":\"+8613800138000 10086\"%s}", path,
      more);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;
  AnlanChannel *channel = anlan_channel_new ("m", json_node_get_object (node), &error);

  g_assert_no_error (error);
  return channel;
}

static void
send_message (AnlanChannel *channel, AnlanVerdict *verdict)
{
  AnlanMessage message = { .key = (char *)"k",
                           .title = (char *)"罐区可燃气体 高报",
                           .severity = ANLAN_SEVERITY_HIGH };
  AnlanAttempt attempt = { .now = 0, .id = "a", .nonce = "b" };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRequest) request = anlan_channel_request (channel, &message, &attempt, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_no_error (error);
  anlan_wire_modem (channel, request, 20000, cancellable, verdict);
}

static void
test_case (gconstpointer data)
{
  const Case *wanted = data;
  Modem modem = { .wanted = wanted };
  g_auto (AnlanVerdict) verdict = { 0 };
  g_autofree char *path = open_terminal (&modem.fd);
  g_autoptr (AnlanChannel) channel = make_channel (path, wanted->settings);
  GThread *thread;

  modem.heard = g_string_new (NULL);
  thread = g_thread_new ("modem", modem_thread, &modem);
  send_message (channel, &verdict);
  g_atomic_int_set (&modem.end, TRUE);
  g_thread_join (thread);
  g_string_free (modem.heard, TRUE);
  g_test_message ("%s", verdict.reason);
  g_assert_cmpint (verdict.sent, ==, wanted->sent);
  g_assert_cmpuint (modem.messages, ==, wanted->messages);
  if (wanted->said == NULL)
    g_assert_null (verdict.reason);
  else
    g_assert_nonnull (strstr (verdict.reason, wanted->said));
  g_assert_true (verdict.reason == NULL ||
                 (strstr (verdict.reason, "13800") == NULL && strstr (verdict.reason, "4711") == NULL));
}

/* No line, no serial line, one that another program has. */
static void
test_line (void)
{
  int fd, other;
  g_autofree char *path = open_terminal (&fd);
  const struct
  {
    const char *path;
    AnlanSent sent;
    const char *said;
  } lines[] = { { "/nowhere/ttyUSB9", ANLAN_SENT_LATER, "cannot be opened" },
                { "/dev/null", ANLAN_SENT_BROKEN, "cannot be opened" },
                { path, ANLAN_SENT_LATER, "Another program" } };

  other = open (path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (flock (other, LOCK_EX), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (AnlanChannel) channel = make_channel (lines[i].path, "");
      g_auto (AnlanVerdict) verdict = { 0 };

      send_message (channel, &verdict);
      g_test_message ("%s", verdict.reason);
      g_assert_cmpint (verdict.sent, ==, lines[i].sent);
      g_assert_nonnull (strstr (verdict.reason, lines[i].said));
    }
  close (other);
  close (fd);
}

static void
test_settings (void)
{
  g_autoptr (JsonNode) node =
      json_from_string ("{\"type\":\"modem\",\"address\":\"http://x\",\"phones\":\"1\"}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_channel_new ("m", json_node_get_object (node), &error));
  g_assert_nonnull (strstr (error->message, "/dev/ttyUSB2"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link/modem/pdu", test_pdu);
  g_test_add_func ("/link/modem/parts", test_parts);
  g_test_add_func ("/link/modem/line", test_line);
  g_test_add_func ("/link/modem/settings", test_settings);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/link/modem/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
