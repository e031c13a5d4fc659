/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/batch.h"

G_BEGIN_DECLS

/* The messages of HJ 212-2017 (data transmission of online pollutant monitoring), untrusted:
 * ## length (4 decimal digits) data CRC (4 hexadecimal digits) CR LF. */

/* The length has four digits. */
#define ANLAN_HJ212_MAX_BYTES (2 + 4 + 9999 + 4 + 2)

typedef enum
{
  ANLAN_HJ212_MORE,  /* no whole frame yet */
  ANLAN_HJ212_FRAME,
  ANLAN_HJ212_CRC,   /* whole, but its checksum is another */
  ANLAN_HJ212_JUNK,  /* what stands there is no frame */
} AnlanHj212Cut;

/* CRC of HJ 212-2017, annex A: over the data alone. */
guint16       anlan_hj212_crc  (const void *data, gsize length);

/**
 * anlan_hj212_cut:
 * @used: (out): how many bytes are done with, whatever comes out
 * @data, @data_length: (out): of a frame, also of one with a wrong checksum: what lies between length and CRC
 *
 * Cuts the next frame off a stream. It never wants more than %ANLAN_HJ212_MAX_BYTES before it makes up its mind.
 */
AnlanHj212Cut anlan_hj212_cut  (const char *bytes, gsize length, gsize *used, const char **data, gsize *data_length);

/* The frame around @data. */
char         *anlan_hj212_wrap (const char *data);

/* One message. Texts are owned. */
typedef struct
{
  char *qn; /* number of the request: its moment to the millisecond; or NULL */
  char *mn; /* of the data logger */
  char *pw;
  guint st;
  guint cn;
  gboolean wants_answer;
  AnlanBatch *batch; /* what it measured; NULL where it is of another kind */
} AnlanHj212;

void          anlan_hj212_free (AnlanHj212 *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanHj212, anlan_hj212_free)

/**
 * anlan_hj212_read:
 * @zone: of the moments in it
 * @doubt: its readings are marked as uncertain
 *
 * Reads the data of a frame. Real-time values (CN 2011), and those of minutes, hours and days (2051, 2061, 2031), become
 * readings of series named MN/CODE/Rtd, MN/CODE/Avg/minute and so on; the marks of the standard become their quality: N is
 * good; S (entered by hand) and T (beyond the range) uncertain, for a value beyond the range must still raise its alarm; D
 * (broken), F (off), B (no connection), M (maintenance) and C (calibration) bad.
 *
 * Returns: NULL with ANLAN_ERROR_INPUT where it has no MN or no CN.
 */
AnlanHj212   *anlan_hj212_read (const char *data, gsize length, gint64 received, GTimeZone *zone, gboolean doubt,
                                GError **error);

/* The data of the answer (CN 9014) to a message that wants one. */
char         *anlan_hj212_answer (const AnlanHj212 *message);

G_END_DECLS
