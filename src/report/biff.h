/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Code pages of Windows. */
#define BIFF_CODEPAGE_GBK     936u
#define BIFF_CODEPAGE_WESTERN 1252u

/**
 * AnlanBiff:
 *
 * Goes through the records of a workbook stream of Excel 97 to 2003 ([MS-XLS], BIFF8) or of Excel 5 and 95 (BIFF5, which
 * differs in its texts). A record whose body did not fit goes on in CONTINUE records; anlan_biff_next() takes them
 * together, and the readers step over their seams.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
  gsize position; /* of the next record */
  guint codepage; /* of the texts of Excel 5 and 95; 0 in Excel 97 and later, where they are Unicode */

  guint type;
  const guint8 *body; /* of the record itself, without what continues it */
  gsize length;
  gsize record_end;   /* where the record and what continues it end */

  /* reading */
  const guint8 *p;
  const guint8 *part_end; /* of the record or CONTINUE that @p lies in */
  gboolean failed;        /* something was read beyond the end */
} AnlanBiff;

enum
{
  BIFF_FORMULA = 0x0006,
  BIFF_EOF = 0x000a,
  BIFF_DATEMODE = 0x0022,
  BIFF_FILEPASS = 0x002f,
  BIFF_CONTINUE = 0x003c,
  BIFF_CODEPAGE = 0x0042,
  BIFF_BOUNDSHEET = 0x0085,
  BIFF_PALETTE = 0x0092,
  BIFF_MULRK = 0x00bd,
  BIFF_RSTRING = 0x00d6,
  BIFF_XF = 0x00e0,
  BIFF_MERGECELLS = 0x00e5,
  BIFF_SST = 0x00fc,
  BIFF_LABELSST = 0x00fd,
  BIFF_NUMBER = 0x0203,
  BIFF_LABEL = 0x0204,
  BIFF_BOOLERR = 0x0205,
  BIFF_STRING = 0x0207,
  BIFF_ROW = 0x0208,
  BIFF_RK = 0x027e,
  BIFF_FORMAT = 0x041e,
  BIFF_BOF = 0x0809,
};

void anlan_biff_init (AnlanBiff *biff, GBytes *stream, gsize position);
/* FALSE at the end, or where no whole record is left. */
gboolean anlan_biff_next (AnlanBiff *biff);

/* Read on within the record; 0 beyond its end, with @failed set. */
guint8 anlan_biff_u8 (AnlanBiff *biff);
guint16 anlan_biff_u16 (AnlanBiff *biff);
guint32 anlan_biff_u32 (AnlanBiff *biff);
double anlan_biff_double (AnlanBiff *biff);
double anlan_biff_rk (AnlanBiff *biff);
void anlan_biff_skip (AnlanBiff *biff, gsize length);
gsize anlan_biff_left (const AnlanBiff *biff); /* of the record, without what continues it */

/* A text as UTF-8 at the end of @text: of BIFF8 an XLUnicodeRichExtendedString, or with @short_length a
 * ShortXLUnicodeString; of BIFF5 bytes in the code page. */
void anlan_biff_text (AnlanBiff *biff, gboolean short_length, GString *text);

G_END_DECLS
