/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include "base/encoding.h"
#include "biff.h"

/* Flags of a text (MS-XLS, 2.5.293). */
#define TEXT_WIDE 0x01
#define TEXT_EXTRA 0x04
#define TEXT_RICH 0x08

static guint
peek16 (const guint8 *p)
{
  return (guint)p[0] | (guint)p[1] << 8;
}

void
anlan_biff_init (AnlanBiff *biff, GBytes *stream, gsize position)
{
  *biff = (AnlanBiff){ .position = position };
  biff->data = g_bytes_get_data (stream, &biff->size);
}

/* Whether a whole record of that type stands at @position; any type if it is G_MAXUINT. */
static gboolean
has_record (const AnlanBiff *biff, gsize position, guint type)
{
  return position <= biff->size && biff->size - position >= 4 &&
         biff->size - position - 4 >= peek16 (biff->data + position + 2) &&
         (type == G_MAXUINT || peek16 (biff->data + position) == type);
}

gboolean
anlan_biff_next (AnlanBiff *biff)
{
  const guint8 *head;

  if (!has_record (biff, biff->position, G_MAXUINT))
    return FALSE;
  head = biff->data + biff->position;
  biff->type = peek16 (head);
  biff->body = head + 4;
  biff->length = peek16 (head + 2);
  biff->position += 4 + biff->length;
  while (has_record (biff, biff->position, BIFF_CONTINUE))
    biff->position += 4 + peek16 (biff->data + biff->position + 2);
  biff->record_end = biff->position;
  biff->p = biff->body;
  biff->part_end = biff->body + biff->length;
  biff->failed = FALSE;
  return TRUE;
}

gsize
anlan_biff_left (const AnlanBiff *biff)
{
  return biff->p >= biff->body && biff->p <= biff->body + biff->length
             ? (gsize)(biff->body + biff->length - biff->p)
             : 0;
}

/* Makes sure that a byte can be read: at the end of a part steps into the CONTINUE that follows. */
static gboolean
enter_part (AnlanBiff *biff)
{
  while (biff->p >= biff->part_end)
    {
      gsize next = (gsize)(biff->part_end - biff->data);

      if (next + 4 > biff->record_end)
        {
          biff->failed = TRUE;
          return FALSE;
        }
      biff->p = biff->part_end + 4;
      biff->part_end = biff->p + peek16 (biff->part_end + 2);
    }
  return TRUE;
}

guint8
anlan_biff_u8 (AnlanBiff *biff)
{
  return enter_part (biff) ? *biff->p++ : 0;
}

guint16
anlan_biff_u16 (AnlanBiff *biff)
{
  guint16 low = anlan_biff_u8 (biff);

  return (guint16)(low | anlan_biff_u8 (biff) << 8);
}

guint32
anlan_biff_u32 (AnlanBiff *biff)
{
  guint32 low = anlan_biff_u16 (biff);

  return low | (guint32)anlan_biff_u16 (biff) << 16;
}

static double
double_from_bits (guint64 bits)
{
  double number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

double
anlan_biff_double (AnlanBiff *biff)
{
  guint64 low = anlan_biff_u32 (biff);

  return double_from_bits (low | (guint64)anlan_biff_u32 (biff) << 32);
}

/* MS-XLS, 2.5.217: 30 bits of an integer or the upper 30 bits of a double, either as such or a hundred times it. */
double
anlan_biff_rk (AnlanBiff *biff)
{
  guint32 rk = anlan_biff_u32 (biff);
  double number = rk & 2 ? (double)((gint32)rk >> 2) : double_from_bits ((guint64)(rk & ~3u) << 32);

  return rk & 1 ? number / 100 : number;
}

void
anlan_biff_skip (AnlanBiff *biff, gsize length)
{
  while (length > 0 && enter_part (biff))
    {
      gsize step = MIN (length, (gsize)(biff->part_end - biff->p));

      biff->p += step;
      length -= step;
    }
}

/* One character of a text, which is a whole surrogate pair where there is one. Half ones become U+FFFD. */
static void
append_unit (GString *text, guint unit, guint *high)
{
  if (*high != 0)
    {
      gunichar pair = 0x10000 + ((*high - 0xd800) << 10) + (unit - 0xdc00);
      gboolean fits = unit >= 0xdc00 && unit < 0xe000;

      *high = 0;
      g_string_append_unichar (text, fits ? pair : 0xfffd);
      if (fits)
        return;
    }
  if (unit >= 0xd800 && unit < 0xdc00)
    *high = unit;
  else if (unit >= 0xdc00 && unit < 0xe000)
    g_string_append_unichar (text, 0xfffd);
  else if (unit != 0)
    g_string_append_unichar (text, unit);
}

static void
append_unicode (AnlanBiff *biff, guint n, GString *text)
{
  guint flags = anlan_biff_u8 (biff);
  guint n_runs = flags & TEXT_RICH ? anlan_biff_u16 (biff) : 0;
  guint32 n_extra = flags & TEXT_EXTRA ? anlan_biff_u32 (biff) : 0;
  gboolean wide = flags & TEXT_WIDE;
  guint high = 0;

  for (guint i = 0; i < n && !biff->failed; i++)
    {
      /* Where the text goes on in a CONTINUE, a byte says anew how wide its characters are. */
      if (biff->p >= biff->part_end && enter_part (biff))
        wide = *biff->p++ & TEXT_WIDE;
      if (!biff->failed)
        append_unit (text, wide ? anlan_biff_u16 (biff) : anlan_biff_u8 (biff), &high);
    }
  if (high != 0)
    g_string_append_unichar (text, 0xfffd);
  anlan_biff_skip (biff, (gsize)n_runs * 4 + n_extra);
}

/* Bytes that are no text of their code page become U+FFFD rather than nothing. */
static char *
decode (const char *bytes, gsize length, guint codepage)
{
  g_autofree char *charset = NULL;
  char *text = NULL;

  if (codepage == BIFF_CODEPAGE_GBK)
    text = anlan_encoding_to_utf8 (bytes, length, ANLAN_ENCODING_GB18030, NULL);
  else
    {
      charset = g_strdup_printf ("CP%u", codepage);
      text = g_convert (bytes, (gssize)length, "UTF-8", charset, NULL, NULL, NULL);
    }
  return text != NULL ? text : g_utf8_make_valid (bytes, (gssize)length);
}

static void
append_bytes (AnlanBiff *biff, guint n, GString *text)
{
  g_autoptr (GString) bytes = g_string_sized_new (n);
  g_autofree char *decoded = NULL;
  gboolean ascii = TRUE;

  for (guint i = 0; i < n && !biff->failed; i++)
    {
      guint8 byte = anlan_biff_u8 (biff);

      if (biff->failed || byte == 0)
        continue;
      g_string_append_c (bytes, (char)byte);
      ascii = ascii && byte < 0x80;
    }
  if (!ascii)
    decoded = decode (bytes->str, bytes->len, biff->codepage);
  g_string_append (text, decoded != NULL ? decoded : bytes->str);
}

void
anlan_biff_text (AnlanBiff *biff, gboolean short_length, GString *text)
{
  guint n = short_length ? anlan_biff_u8 (biff) : anlan_biff_u16 (biff);

  if (biff->codepage != 0)
    append_bytes (biff, n, text);
  else
    append_unicode (biff, n, text);
}
