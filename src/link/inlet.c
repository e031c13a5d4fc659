/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/inlet.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 24

/* What the source's profile makes of it; without one Anlan's own JSON, or events in any of their forms. */
static AnlanBatch *
read_push (const AnlanInletMessage *message, GError **error)
{
  gsize length;
  const void *bytes = g_bytes_get_data (message->body, &length);

  if (message->profile != NULL)
    return anlan_profile_read (message->profile, bytes != NULL ? bytes : "", length, message->received,
                               error);
  if (anlan_cloudevents_form (&message->headers) != ANLAN_CLOUD_NONE)
    return anlan_cloudevents_read (&message->headers, bytes, length, message->received, error);
  return anlan_batch_read (bytes != NULL ? bytes : "", length, message->received, error);
}

static const struct
{
  const char *type;
  AnlanInletRead read;
} readers[] = {
  { "push", read_push },
};

AnlanInletRead
anlan_inlet_find (const char *type)
{
  g_return_val_if_fail (type != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    if (strcmp (readers[i].type, type) == 0)
      return readers[i].read;
  return NULL;
}

gboolean
anlan_inlet_is_camera (const char *type, AnlanCameraMake *make)
{
  g_return_val_if_fail (type != NULL && make != NULL, FALSE);

  *make = ANLAN_CAMERA_HIKVISION;
  return strcmp (type, "hikvision-push") == 0;
}

gboolean
anlan_inlet_is_outlet (const char *type)
{
  g_return_val_if_fail (type != NULL, FALSE);

  return strcmp (type, "sensorthings-server") == 0;
}

gboolean
anlan_inlet_is_posted (const char *type)
{
  AnlanCameraMake make;

  return anlan_inlet_find (type) != NULL || anlan_inlet_is_camera (type, &make) ||
         anlan_inlet_is_outlet (type);
}

char *
anlan_inlet_new_token (char hash[ANLAN_SHA256_HEX + 1])
{
  guint8 bytes[TOKEN_BYTES];
  const gsize size = sodium_base64_ENCODED_LEN (TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *token = g_malloc (size);

  /* libsodium cannot fail to begin where it has begun before, and randombytes_buf() ends the program where there is no
   * randomness at all. */
  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");
  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (token, size, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (bytes, sizeof bytes);
  anlan_sha256_text (token, -1, hash);
  return token;
}

gboolean
anlan_inlet_is_token (const char *token, const char *hash)
{
  char own[ANLAN_SHA256_HEX + 1];

  g_return_val_if_fail (token != NULL && hash != NULL, FALSE);

  anlan_sha256_text (token, -1, own);
  return strlen (hash) == ANLAN_SHA256_HEX && sodium_memcmp (own, hash, ANLAN_SHA256_HEX) == 0;
}
