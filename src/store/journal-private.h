/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/journal.h"

G_BEGIN_DECLS

/* Plain data, so that the state before a piece of work can be kept and put back by assignment. */
struct _AnlanJournal
{
  char desk[37]; /* this desk */
  gint64 seq;
  gint64 desk_seq;
  AnlanHlc last;
  gint64 now_ms;
  char hlc[ANLAN_HLC_TEXT_LENGTH + 1];
  char prev[ANLAN_SHA256_HEX + 1];
  char head[ANLAN_SHA256_HEX + 1];
};

void
anlan_journal_init (AnlanJournal *journal, const char *desk);

G_END_DECLS
