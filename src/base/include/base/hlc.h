/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanHlc:
 *
 * A hybrid logical clock (Kulkarni et al. 2014): 48 bits of milliseconds and a 16-bit counter. Lines keep
 * their order when the wall clock is set back. As text it is 12 + 4 lower-case hex digits joined by '-', so
 * that text order is time order: "0192f3a1b2c3-0004".
 */
typedef struct
{
  gint64 ms;
  guint  counter;
} AnlanHlc;

#define ANLAN_HLC_TEXT_LENGTH 17

/* The stamp after @last for something that happens here at wall time @now_ms. */
AnlanHlc anlan_hlc_next    (AnlanHlc last, gint64 now_ms);

/* The stamp after having seen @remote. FALSE, with @next untouched, if @remote is more than ten minutes ahead of
 * @now_ms: that desk's clock is wrong. */
gboolean anlan_hlc_receive (AnlanHlc last, AnlanHlc remote, gint64 now_ms, AnlanHlc *next);

int      anlan_hlc_compare (AnlanHlc a, AnlanHlc b);
void     anlan_hlc_format  (AnlanHlc hlc, char text[ANLAN_HLC_TEXT_LENGTH + 1]);
gboolean anlan_hlc_parse   (const char *text, AnlanHlc *hlc);

G_END_DECLS
