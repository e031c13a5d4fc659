/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The last post of each source that could not be taken as it was, so that a mapping can be made from what the device really
 * sends: station/refused-ID.json in the plant's folder. No backup has it. */

/* Of a body, so many bytes are kept. */
#define ANLAN_SAMPLE_MAX (64 * 1024)

/* A device that posts in vain all the time writes no more often, ms. */
#define ANLAN_SAMPLE_EVERY 5000

/**
 * AnlanSample:
 * @source: id of the record
 * @at: moment of the plant's clock
 * @type: (nullable): content type that the sender gave
 * @address: (nullable): of the sender
 * @reason: the sentence that says what is wrong with it
 * @taken, @refused: readings and detections of it; @taken 0: nothing at all
 * @size: bytes that were sent
 * @body: its first %ANLAN_SAMPLE_MAX bytes at most, in whatever encoding; what looked like a password, a token or a key, and
 *   whatever the source has in the keyring, is "***" in it
 * @masked: there was such a thing
 */
typedef struct
{
  char   *source;
  gint64  at;
  char   *type;
  char   *address;
  char   *reason;
  guint   taken;
  guint   refused;
  guint64 size;
  GBytes *body;
  gboolean masked;
} AnlanSample;

void         anlan_sample_free   (AnlanSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSample, anlan_sample_free)

/* @dir: of the plant. NULL with ANLAN_ERROR_NOT_FOUND where nothing was refused, ANLAN_ERROR_CORRUPT, or ANLAN_ERROR_IO. Any
 * process; blocks. */
AnlanSample *anlan_sample_read   (const char *dir, const char *source, GError **error);

/* For the station. @sample->body is the whole one. @secrets: (nullable): values that must not stand in it. Takes the place of
 * an earlier one, as a whole or not at all; blocks. */
gboolean     anlan_sample_write  (const char *dir, const AnlanSample *sample, const char *const *secrets, GError **error);

/* It has served. None is no error. */
gboolean     anlan_sample_forget (const char *dir, const char *source, GError **error);

G_END_DECLS
