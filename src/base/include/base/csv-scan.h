/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanCsvScan:
 *
 * Cuts text into fields as RFC 4180 has it, and takes what people's files do beyond it: line ends of any kind, blanks
 * before an opening quote, quotes within a field that were not doubled, and an opening quote that nothing closes.
 */
typedef struct
{
  const char *p; /* where the next field begins */
  const char *end;
  char separator;
  gsize max_field;
  GString *buffer;
  guint rewinds;
  const char *closer;           /* a quote ahead that ends a field, or NULL */
  const char *no_closer_before; /* how far the line was searched for one in vain */

  /* the field that was read last; @field lies in the text or in @buffer and is not NUL-terminated */
  const char *field;
  gsize length;
  gboolean quoted;
  gboolean repaired;
} AnlanCsvScan;

typedef enum
{
  ANLAN_CSV_FIELD,    /* another field follows in this record */
  ANLAN_CSV_LAST,     /* the last field of its record */
  ANLAN_CSV_TOO_LONG, /* the field is longer than max_field */
} AnlanCsvStatus;

void anlan_csv_scan_init (AnlanCsvScan *scan, const char *text, gsize length, char separator, gsize max_field);
void anlan_csv_scan_clear (AnlanCsvScan *scan);
/* Whether nothing is left. To be asked before the first field of a record. */
gboolean anlan_csv_scan_at_end (const AnlanCsvScan *scan);
AnlanCsvStatus anlan_csv_scan_next (AnlanCsvScan *scan);

/* The separator that cuts the first records of a text into the same number of fields most often; ',' if none does. */
char anlan_csv_guess_separator (const char *text, gsize length);

G_END_DECLS
