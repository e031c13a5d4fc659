/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanColumnType: what a column of a table that is written holds. Values are AnlanValue.
 */
typedef enum
{
  ANLAN_COLUMN_TEXT,
  ANLAN_COLUMN_INTEGER,
  ANLAN_COLUMN_NUMBER,
  ANLAN_COLUMN_BOOLEAN, /* integer 0 or 1 */
  ANLAN_COLUMN_DATE,    /* text "2026-11-22" */
  ANLAN_COLUMN_TIME,    /* text "13:05" */
  ANLAN_COLUMN_MOMENT,  /* text "2026-11-22T05:05:00Z" */
  ANLAN_COLUMN_JSON,    /* text that is JSON (lists, places) */
} AnlanColumnType;

G_END_DECLS
