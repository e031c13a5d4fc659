/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanScanBurst:
 *
 * Tells a barcode scanner, which types like a keyboard, from people by the times between keys. What may be the beginning
 * of a scan is held back for a moment; what turns out to be typed by a person is given back, in order, so that the
 * focused field and its input method get every key. It knows no window and no clock: times come with the keys, in
 * milliseconds, and may wrap around.
 *
 * A scanner sends a character each 1 to 30 ms; two keys of a person may follow each other as fast when fingers roll, four
 * in a row do not.
 */

/* Between two characters of a scan at most; also how long a key of a person is held back. */
#define ANLAN_SCAN_GAP_MS 30
/* Once it is sure to be a scan: a hiccup of the scanner does not cut it in two. */
#define ANLAN_SCAN_SURE_GAP_MS 120
/* Least characters of a scan that ends with Enter or Tab, and of one that just ends. */
#define ANLAN_SCAN_LEAST 4
#define ANLAN_SCAN_LEAST_BARE 8

typedef enum
{
  ANLAN_SCAN_KEY_CHAR,    /* gives a character, without Ctrl, Alt or Super */
  ANLAN_SCAN_KEY_END,     /* Enter, Tab */
  ANLAN_SCAN_KEY_SHIFT,   /* Shift, Caps Lock alone: capitals are sent with it */
  ANLAN_SCAN_KEY_OTHER,   /* everything else, and keys that repeat because they are held down */
  ANLAN_SCAN_KEY_RELEASE, /* any key is let go */
} AnlanScanKey;

typedef enum
{
  ANLAN_SCAN_PASS,      /* nothing is held: this key goes its way */
  ANLAN_SCAN_HOLD,      /* keep this key with those that are held */
  ANLAN_SCAN_GIVE_BACK, /* all that is held, and then this key */
  ANLAN_SCAN_RENEW,     /* give back all that is held; this key is held now */
  ANLAN_SCAN_DONE,      /* it was a scan: drop what is held, and this key; the text is in @text */
} AnlanScanVerdict;

typedef struct
{
  GString *text;    /* characters that are held; after ANLAN_SCAN_DONE what was scanned */
  guint    held;    /* keys, releases and Shift too */
  guint    chars;
  guint32  last;    /* ms, of the last character */
  gboolean done;    /* @text is an answer: the next key begins anew */
} AnlanScanBurst;

void             anlan_scan_burst_init    (AnlanScanBurst *burst);
void             anlan_scan_burst_clear   (AnlanScanBurst *burst);

/* @c: of ANLAN_SCAN_KEY_CHAR, else 0. */
AnlanScanVerdict anlan_scan_burst_key     (AnlanScanBurst *burst, AnlanScanKey key, gunichar c, guint32 time);

/* Nothing came for anlan_scan_burst_patience() ms: ANLAN_SCAN_GIVE_BACK or ANLAN_SCAN_DONE, or ANLAN_SCAN_PASS where
 * nothing is held. */
AnlanScanVerdict anlan_scan_burst_silence (AnlanScanBurst *burst);
guint            anlan_scan_burst_patience (const AnlanScanBurst *burst);

G_END_DECLS
