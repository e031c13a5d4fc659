/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-scan-burst"

#include "scan-burst.h"

#include <string.h>

/* What a window does with the verdicts, without a window. Each key is one letter: letters and digits as they are, '\n'
 * and '\t' as Enter and Tab, '^' a Shift pressed, '~' some key let go, '!' a key that is no character (Ctrl+S, an arrow, a
 * repetition). */
typedef struct
{
  AnlanScanBurst burst;
  GString *held;
  GString *typed;   /* what reached the focused field, in order */
  GString *scanned; /* scans, each in <> */
  guint32 now;
} Desk;

static void
give_back (Desk *desk)
{
  g_string_append (desk->typed, desk->held->str);
  g_string_truncate (desk->held, 0);
}

static void
note_scan (Desk *desk)
{
  g_string_truncate (desk->held, 0);
  g_string_append_printf (desk->scanned, "<%s>", desk->burst.text->str);
}

static void
fall_silent (Desk *desk)
{
  AnlanScanVerdict verdict = anlan_scan_burst_silence (&desk->burst);

  if (verdict == ANLAN_SCAN_GIVE_BACK)
    give_back (desk);
  else if (verdict == ANLAN_SCAN_DONE)
    note_scan (desk);
}

static AnlanScanKey
key_of (char key)
{
  switch (key)
    {
    case '\n':
    case '\t':
      return ANLAN_SCAN_KEY_END;
    case '^':
      return ANLAN_SCAN_KEY_SHIFT;
    case '~':
      return ANLAN_SCAN_KEY_RELEASE;
    case '!':
      return ANLAN_SCAN_KEY_OTHER;
    default:
      return ANLAN_SCAN_KEY_CHAR;
    }
}

static void
press (Desk *desk, char key, guint32 after)
{
  AnlanScanKey type = key_of (key);

  if (desk->held->len > 0 && after > anlan_scan_burst_patience (&desk->burst))
    fall_silent (desk);
  desk->now += after;
  switch (
      anlan_scan_burst_key (&desk->burst, type, type == ANLAN_SCAN_KEY_CHAR ? (gunichar)key : 0, desk->now))
    {
    case ANLAN_SCAN_PASS:
      g_assert_cmpuint (desk->held->len, ==, 0);
      g_string_append_c (desk->typed, key);
      break;
    case ANLAN_SCAN_HOLD:
      g_string_append_c (desk->held, key);
      break;
    case ANLAN_SCAN_RENEW:
      give_back (desk);
      g_string_append_c (desk->held, key);
      break;
    case ANLAN_SCAN_GIVE_BACK:
      give_back (desk);
      g_string_append_c (desk->typed, key);
      break;
    case ANLAN_SCAN_DONE:
      note_scan (desk);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Times between keys, over and over. Scanners: measured rates of USB and Bluetooth ones are
 * 2 to 25 ms a character (their manuals call it inter-character or keystroke delay); people: 200 words a minute are 60 ms
 * a key, rolled pairs may come 5 to 20 ms after each other. */
static const struct
{
  const char *name;
  const char *keys;
  guint32 times[16];
  const char *typed;
  const char *scanned;
} cases[] = {
  { "usb-enter", "HZ-2026-0008\n", { 2 }, "", "<HZ-2026-0008>" },
  { "usb-tab", "P-1203A\t", { 8 }, "", "<P-1203A>" },
  { "slow-bluetooth", "P1203A\n", { 25 }, "", "<P1203A>" },
  { "with-releases", "P~1~2~0~\n", { 1 }, "", "<P120>" },
  { "capitals-by-shift", "^P~^V~12\n", { 4 }, "^", "<PV12>" },
  { "no-suffix", "6901234567892", { 5 }, "", "<6901234567892>" },
  { "short-no-suffix", "1234567", { 5 }, "1234567", "" },
  { "hiccup-once-sure", "123456789012\n", { 5, 5, 5, 5, 5, 5, 5, 5, 5, 100, 5, 5, 5 }, "", "<123456789012>" },
  { "two-in-a-row", "AAAA\nBBBB\n", { 3 }, "", "<AAAA><BBBB>" },
  { "after-typing", "abP120\n", { 150, 150, 150, 4, 4, 4, 4 }, "ab", "<P120>" },
  { "too-short", "abc\n", { 5 }, "abc\n", "" },
  { "too-slow", "P1203A\n", { 45 }, "P1203A\n", "" },
  { "fast-typist", "the valve weeps\n", { 62, 55, 60, 58 }, "the valve weeps\n", "" },
  { "rolled-pairs", "thereisnoway\n", { 70, 6, 65, 9, 80, 12, 90, 5 }, "thereisnoway\n", "" },
  { "rolled-three-enter", "ask\n", { 70, 12, 14, 20 }, "ask\n", "" },
  { "pinyin", "anquan1", { 90, 80, 40, 95, 70, 85, 60 }, "anquan1", "" },
  { "pinyin-space-enter", "wf \n", { 120, 31, 60, 45 }, "wf \n", "" },
  { "repeat", "a!!!!!!!", { 300, 500, 33 }, "a!!!!!!!", "" },
  { "shortcut", "!", { 50 }, "!", "" },
  { "shortcut-in-haste", "ab!", { 60, 10, 10 }, "ab!", "" },
  { "shift-alone", "^~", { 50 }, "^~", "" },
  { "backspace-keeps-order", "ab!c", { 60, 10, 5, 80 }, "ab!c", "" },
  { "given-back-in-order", "abcdefg\n", { 60, 10, 10, 10, 10, 40, 10, 200 }, "abcdefg\n", "" },
};

static void
test_case (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  Desk desk = { .held = g_string_new (NULL), .typed = g_string_new (NULL), .scanned = g_string_new (NULL) };
  guint n_times = 0;

  anlan_scan_burst_init (&desk.burst);
  while (n_times < G_N_ELEMENTS (cases[i].times) && cases[i].times[n_times] != 0)
    n_times++;
  /* Times wrap around after 49 days: as if the computer had run that long. */
  desk.now = G_MAXUINT32 - 20;
  for (guint k = 0; cases[i].keys[k] != '\0'; k++)
    press (&desk, cases[i].keys[k], cases[i].times[k % n_times]);
  fall_silent (&desk);
  g_assert_cmpstr (desk.typed->str, ==, cases[i].typed);
  g_assert_cmpstr (desk.scanned->str, ==, cases[i].scanned);
  anlan_scan_burst_clear (&desk.burst);
  g_string_free (desk.held, TRUE);
  g_string_free (desk.typed, TRUE);
  g_string_free (desk.scanned, TRUE);
}

/* 50,000 keys of somebody who types at 40 to 200 words a minute with rolled pairs: none is lost, none becomes a scan, and
 * none waits longer than the gap. */
static void
test_people (void)
{
  Desk desk = { .held = g_string_new (NULL), .typed = g_string_new (NULL), .scanned = g_string_new (NULL) };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr (GString) wanted = g_string_new (NULL);
  guint fast = 0;

  anlan_scan_burst_init (&desk.burst);
  for (guint i = 0; i < 50000; i++)
    {
      char key = g_rand_int_range (rand, 0, 9) == 0 ? '\n' : (char)g_rand_int_range (rand, 'a', 'z' + 1);
      gboolean rolls = fast < 2 && g_rand_int_range (rand, 0, 4) == 0;

      fast = rolls ? fast + 1 : 0;
      press (&desk, key,
             rolls ? (guint32)g_rand_int_range (rand, 4, 31) : (guint32)g_rand_int_range (rand, 55, 300));
      g_string_append_c (wanted, key);
      g_assert_cmpuint (desk.held->len, <=, 3);
    }
  fall_silent (&desk);
  g_assert_cmpstr (desk.scanned->str, ==, "");
  g_assert_true (strcmp (desk.typed->str, wanted->str) == 0);
  anlan_scan_burst_clear (&desk.burst);
  g_string_free (desk.held, TRUE);
  g_string_free (desk.typed, TRUE);
  g_string_free (desk.scanned, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/scan-burst/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/scan-burst/people", test_people);
  return g_test_run ();
}
