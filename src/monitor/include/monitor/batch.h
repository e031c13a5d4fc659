/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/readings.h"

G_BEGIN_DECLS

/* What a body may have at most; more is refused as a whole with ANLAN_ERROR_LIMIT. */
#define ANLAN_BATCH_MAX_BYTES (4 * 1024 * 1024)
#define ANLAN_BATCH_MAX_ITEMS 20000

typedef enum
{
  ANLAN_DETECTION_PULSE, /* it happened */
  ANLAN_DETECTION_START, /* it goes on until the stop */
  ANLAN_DETECTION_STOP,
} AnlanDetectionState;

/* "pulse", "start", "stop". */
const char *anlan_detection_state_name (AnlanDetectionState state);

/**
 * AnlanDetection:
 * @source, @id: together they tell it from all others: what comes twice with the same is a replay
 * @type: what was seen, a word of its source or of ours: "no-helmet", "smoke", "intrusion"
 * @ts: the source's moment
 * @zone, @camera: (nullable): ids or names
 * @confidence: 0 to 1; NAN where none is told
 * @box: left, top, width, height as parts of the picture; all NAN where there is none
 * @picture: (nullable): SHA-256 of a stored file
 * @raw: (nullable): as it came, its first %ANLAN_DETECTION_MAX_RAW bytes
 *
 * One event of an edge detector: a camera, a gate, the alarm bit of a controller. Texts are borrowed from the batch.
 */
typedef struct
{
  const char *source;
  const char *id;
  const char *type;
  AnlanDetectionState state;
  gint64      ts;
  gint64      received;
  const char *zone;
  const char *camera;
  double      confidence;
  double      box[4];
  const char *picture;
  const char *raw;
} AnlanDetection;

#define ANLAN_DETECTION_MAX_RAW (16 * 1024)

/* A reading whose series has no number yet. Texts are borrowed from the batch. */
typedef struct
{
  const char  *series;
  const char  *unit;    /* or NULL */
  gint64       ts;      /* G_MININT64: the device told none */
  double       value;   /* NAN: none */
  AnlanQuality quality;
} AnlanBatchReading;

/**
 * AnlanBatch:
 * @gateway: (nullable): who sent it, in its own words
 * @readings: (element-type AnlanBatchReading)
 * @detections: (element-type AnlanDetection)
 * @refused: how many items could not be taken
 * @reason: (nullable): why the first of them could not, in the user's language
 *
 * What came in one message. Sources of all kinds turn what they hear into one of these.
 */
typedef struct
{
  const char *gateway;
  GArray     *readings;
  GArray     *detections;
  guint       refused;
  char       *reason;
  gint64      received;
  char       *text;        /* the bytes that all borrowed texts lie in */
  GStringChunk *chunk;     /* or here; or NULL */
} AnlanBatch;

/* An empty one, for sources that fill it by themselves. */
AnlanBatch *anlan_batch_new  (gint64 received);
void        anlan_batch_free (AnlanBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanBatch, anlan_batch_free)

/* A copy of @text that lives as long as the batch; NULL gives NULL. */
const char *anlan_batch_keep          (AnlanBatch *batch, const char *text);

/* Texts given here must live as long as the batch. FALSE where the item is refused and counted as such. */
gboolean    anlan_batch_add_reading   (AnlanBatch *batch, const AnlanBatchReading *reading);
gboolean    anlan_batch_add_detection (AnlanBatch *batch, const AnlanDetection *detection);

/* Counts an item that its source could make no sense of; always FALSE. @what: (nullable): which; @reason: in the user's
 * language. */
gboolean    anlan_batch_refuse        (AnlanBatch *batch, const char *what, const char *reason);

/**
 * anlan_batch_read:
 * @received: when it came
 *
 * Reads Anlan's own JSON, untrusted:
 *
 *   {"gateway": "nodered-1",
 *    "readings": [{"series": "tank-farm/gas/001", "ts": 1795318956730, "value": 28.2, "unit": "%LEL",
 *                  "quality": "good"|"bad"|"uncertain"}],
 *    "detections": [{"source": "cam-3", "id": "e-17", "type": "no-helmet", "state": "start"|"stop"|"pulse",
 *                    "ts": "2026-11-22T05:09:16Z", "zone": "Z-04", "camera": "cam-3", "confidence": 0.91,
 *                    "box": [0.2, 0.1, 0.3, 0.5], "picture": "9f3a…"}]}
 *
 * or one such reading, or a list of them. "ts" is milliseconds since 1970 or a moment with its offset; "value" a number,
 * true or false, or null; "ts", "unit", "quality" may be left out. Unknown members are passed over; of a name that stands
 * twice in an object the last one counts, but "bad" once said of a reading stays. An item that makes no sense is refused,
 * and the others stand.
 *
 * Returns: NULL with ANLAN_ERROR_INPUT where it is not JSON or says nothing of this kind, ANLAN_ERROR_LIMIT where it is
 * too large.
 */
AnlanBatch *anlan_batch_read (const void *bytes, gsize length, gint64 received, GError **error);

G_END_DECLS
