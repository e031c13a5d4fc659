/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a camera sees while somebody looks. Who looks leaves a mark in the plant's folder that says until when; while it holds,
 * the station asks the camera every few seconds and leaves the picture beside it. Nobody talks to the station, and only the
 * station has the camera's password. The pictures are gone soon after the last look, and no backup has them. */

/* The station asks a camera no more often, ms. */
#define ANLAN_LIVE_EVERY 3000

/* A mark holds no longer than this from now, ms: who goes on looking renews it, say every 5 s with 15 s ahead. */
#define ANLAN_LIVE_LONGEST (60 * 1000)

/* The station asks at most so many cameras, in the order of their ids. */
#define ANLAN_LIVE_CAMERAS 16

/* The channel of the source's own setting "snapshot_channel". */
#define ANLAN_LIVE_USUAL 0

/* For who looks: @dir of the plant, @source id of a record of type hikvision or dahua, @channel from 1, or ANLAN_LIVE_USUAL,
 * @until moment of the plant's clock. Blocks. */
gboolean anlan_live_look    (const char *dir, const char *source, guint channel, gint64 until, GError **error);

/**
 * AnlanLive:
 * @at: moment of the last try, or G_MININT64: the station has not asked yet
 * @picture: (nullable): JPEG, untrusted; the last one that came
 * @seen: its moment, or G_MININT64
 * @trouble: (nullable): why the last try gave no picture, with what to do
 */
typedef struct
{
  gint64  at;
  GBytes *picture;
  gint64  seen;
  char   *trouble;
} AnlanLive;

void     anlan_live_clear   (AnlanLive *live);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanLive, anlan_live_clear)

/* @live is overwritten. Nothing there is no error. ANLAN_ERROR_CORRUPT, ANLAN_ERROR_IO. Any process; blocks. */
gboolean anlan_live_read    (const char *dir, const char *source, guint channel, AnlanLive *live, GError **error);

/* --- for the station --------------------------------------------------------------------------------------------- */

typedef struct
{
  char  *source;
  guint  channel;
  gint64 until;
} AnlanLiveLook;

void     anlan_live_look_free (AnlanLiveLook *look);

/* (element-type AnlanLiveLook): marks that hold at @now. What nobody has looked at for a minute is removed, with its picture.
 * Blocks. */
GPtrArray *anlan_live_looks (const char *dir, gint64 now);

/* @live->picture NULL: the last one stays. Blocks. */
gboolean anlan_live_write   (const char *dir, const char *source, guint channel, const AnlanLive *live, GError **error);

G_END_DECLS
