/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The station's own silence: when it last said that it lives, and when nobody watched. In station.json of the plant's folder,
 * which any program may read. */

/* So often it says that it lives, ms. */
#define ANLAN_VIGIL_BEAT (60 * 1000)

/* A span in which nobody watched is one of more than this, ms: a restart is none. */
#define ANLAN_VIGIL_GAP (2 * ANLAN_VIGIL_BEAT)

/* The latest so many are kept. */
#define ANLAN_VIGIL_GAPS 200

/* Nobody watched from @from to @to. @stopped: it had been told to end; else it fell silent by itself. */
typedef struct
{
  gint64   from;
  gint64   to;
  gboolean stopped;
} AnlanVigilGap;

/**
 * AnlanVigil:
 * @since: when it was started last, or G_MININT64
 * @alive: when it last said that it lives, or G_MININT64: it never ran
 * @stopped: it has been told to end
 * @gaps: (element-type AnlanVigilGap): the latest last
 * @more: (nullable): what a station says of itself besides, as JSON (station/state.h); written, and not read
 */
typedef struct
{
  gint64   since;
  gint64   alive;
  gboolean stopped;
  GArray  *gaps;
  char    *more;
} AnlanVigil;

void     anlan_vigil_clear (AnlanVigil *vigil);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanVigil, anlan_vigil_clear)

/* @dir: of the plant. @vigil is overwritten. ANLAN_ERROR_CORRUPT where the file makes no sense. Blocks. */
gboolean anlan_vigil_read  (const char *dir, AnlanVigil *vigil, GError **error);

/* Whether the station watches at @now. Where it does not, nobody has since @vigil->alive. */
gboolean anlan_vigil_is_on (const AnlanVigil *vigil, gint64 now);

/* For the station: it begins, lives, ends. Each writes the file; a failure is told, and no reason not to watch. Block. */
gboolean anlan_vigil_begin (const char *dir, gint64 now, AnlanVigil *vigil, GError **error);
gboolean anlan_vigil_beat  (const char *dir, gint64 now, AnlanVigil *vigil, GError **error);
gboolean anlan_vigil_end   (const char *dir, gint64 now, AnlanVigil *vigil, GError **error);

G_END_DECLS
