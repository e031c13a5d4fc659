/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/ids.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define MS_MAX G_GINT64_CONSTANT (0xffffffffffff)
#define RAND_B_MASK ((G_GUINT64_CONSTANT (1) << 62) - 1)
#define RAND_A_MASK 0xfffu

/* The last id given out. Its 74 random bits are counted up by a random step inside one millisecond (RFC 9562,
 * 6.2, method 2), so that ids stay in order and cannot be guessed from the one before. The random bytes are
 * fetched in one go, because a system call for each id would cost more than the id. */
static struct
{
  GMutex lock;
  gint64 asked; /* the millisecond that was asked for */
  gint64 ms;    /* the one in the id: later only after the random bits ran over */
  guint rand_a;
  guint64 rand_b;
  pid_t pid; /* a forked child must not hand out its parent's ids */
  guint used;
  unsigned char pool[4096];
} state = { .asked = -1, .used = sizeof state.pool };

static guint64
random_bits (guint bytes)
{
  guint64 bits = 0;

  if (state.used + bytes > sizeof state.pool)
    {
      if (sodium_init () < 0)
        g_error ("libsodium cannot be initialised: no source of random numbers");
      randombytes_buf (state.pool, sizeof state.pool);
      state.used = 0;
    }
  memcpy (&bits, state.pool + state.used, bytes);
  state.used += bytes;
  return bits;
}

static void
seed (gint64 ms)
{
  state.ms = ms;
  /* The top bit stays free, so that counting up has room. */
  state.rand_a = (guint)random_bits (2) & (RAND_A_MASK >> 1);
  state.rand_b = random_bits (8) & RAND_B_MASK;
}

static void
count_up (void)
{
  state.rand_b += 1 + random_bits (4);
  if (state.rand_b <= RAND_B_MASK)
    return;
  state.rand_b &= RAND_B_MASK;
  if (++state.rand_a > RAND_A_MASK)
    seed (MIN (state.ms + 1, MS_MAX));
}

static void
write_hex (char *out, guint64 bits, int count)
{
  static const char digits[] = "0123456789abcdef";

  for (int i = count - 1; i >= 0; i--, bits >>= 4)
    out[i] = digits[bits & 15];
}

char *
anlan_uuid_new (gint64 ms)
{
  char *text;
  pid_t pid = getpid ();
  guint64 rand_b;
  guint rand_a;

  g_return_val_if_fail (ms >= 0 && ms <= MS_MAX, NULL);

  g_mutex_lock (&state.lock);
  if (state.pid != pid)
    {
      state.pid = pid;
      state.used = sizeof state.pool;
      state.asked = -1;
    }
  if (state.asked >= 0 && ms >= state.asked && ms <= state.ms)
    count_up ();
  else
    seed (ms);
  state.asked = ms;
  ms = state.ms;
  rand_a = state.rand_a;
  rand_b = state.rand_b;
  g_mutex_unlock (&state.lock);

  text = g_malloc (ANLAN_UUID_LENGTH + 1);
  write_hex (text, (guint64)ms >> 16, 8);
  text[8] = '-';
  write_hex (text + 9, (guint64)ms & 0xffff, 4);
  text[13] = '-';
  text[14] = '7';
  write_hex (text + 15, rand_a, 3);
  text[18] = '-';
  write_hex (text + 19, 0x8000 | rand_b >> 48, 4); /* the two bits of the variant are 10 */
  text[23] = '-';
  write_hex (text + 24, rand_b & G_GUINT64_CONSTANT (0xffffffffffff), 12);
  text[ANLAN_UUID_LENGTH] = '\0';
  return text;
}

gboolean
anlan_uuid_valid (const char *text)
{
  int i;

  if (text == NULL)
    return FALSE;
  for (i = 0; i < ANLAN_UUID_LENGTH; i++)
    {
      char c = text[i];

      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (c != '-')
            return FALSE;
        }
      else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
        return FALSE;
    }
  return text[i] == '\0';
}
