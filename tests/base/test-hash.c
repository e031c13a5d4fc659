/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include <string.h>

/* FIPS 180-4 example values (NIST, "Examples with Intermediate Values", SHA256.pdf), and the empty message. */
static const struct
{
  const char *text;
  const char *hex;
} cases[] = {
  { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void
test_known (void)
{
  char hex[ANLAN_SHA256_HEX + 1];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanSha256 state;

      anlan_sha256_text (cases[i].text, -1, hex);
      g_assert_cmpstr (hex, ==, cases[i].hex);

      anlan_sha256_init (&state);
      for (const char *at = cases[i].text; *at != '\0'; at++)
        anlan_sha256_update (&state, at, 1);
      anlan_sha256_update (&state, NULL, 0);
      anlan_sha256_hex (&state, hex);
      g_assert_cmpstr (hex, ==, cases[i].hex);
    }
  anlan_sha256_text ("abcdef", 3, hex);
  g_assert_cmpstr (hex, ==, cases[1].hex);
}

/* One million times "a", in pieces that never fit the block of 64 bytes (FIPS 180-2, B.3). */
static void
test_long (void)
{
  char hex[ANLAN_SHA256_HEX + 1];
  char piece[997];
  AnlanSha256 state;
  gsize left = 1000000;

  memset (piece, 'a', sizeof piece);
  anlan_sha256_init (&state);
  while (left > 0)
    {
      gsize bytes = MIN (left, sizeof piece);

      anlan_sha256_update (&state, piece, bytes);
      left -= bytes;
    }
  anlan_sha256_hex (&state, hex);
  g_assert_cmpstr (hex, ==, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Any cut of any text hashes like GLib's own SHA-256. */
static void
test_against_glib (void)
{
  char hex[ANLAN_SHA256_HEX + 1];
  guchar data[300];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guchar)g_test_rand_int_range (0, 256);
  for (guint length = 0; length <= sizeof data; length++)
    {
      g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
      guint cut = (guint)g_test_rand_int_range (0, (int)length + 1);
      AnlanSha256 state;

      anlan_sha256_init (&state);
      anlan_sha256_update (&state, data, cut);
      anlan_sha256_update (&state, data + cut, length - cut);
      anlan_sha256_hex (&state, hex);
      g_assert_cmpstr (hex, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/hash/known", test_known);
  g_test_add_func ("/base/hash/long", test_long);
  g_test_add_func ("/base/hash/against-glib", test_against_glib);
  return g_test_run ();
}
