/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/batch.h"

G_BEGIN_DECLS

/* CloudEvents 1.0 over HTTP, in its three forms (specification and HTTP protocol binding of the CNCF, version 1.0.2). */

typedef enum
{
  ANLAN_CLOUD_NONE,       /* no event: something else */
  ANLAN_CLOUD_BINARY,     /* attributes in headers, the body is the data */
  ANLAN_CLOUD_STRUCTURED, /* application/cloudevents+json */
  ANLAN_CLOUD_BATCH,      /* application/cloudevents-batch+json */
} AnlanCloudForm;

/* Values of the headers, as they came; NULL where there is none. Borrowed. */
typedef struct
{
  const char *content_type;
  const char *specversion; /* ce-specversion, … */
  const char *id;
  const char *source;
  const char *type;
  const char *time;
  const char *subject;
} AnlanCloudHeaders;

AnlanCloudForm anlan_cloudevents_form (const AnlanCloudHeaders *headers);

/**
 * anlan_cloudevents_read:
 * @headers: of a message that has a form
 *
 * Turns untrusted events into what they say. Data in Anlan's own JSON (monitor/batch.h) are readings and detections; readings
 * without a moment have that of their event, and where it has none either, a replay cannot be told from a new reading. All
 * other data are one detection: (source, id) is that of the event, by which a replay is recognised, its type and time too;
 * "state", "zone", "camera", "confidence", "box" and "picture" are looked for in the data, and a camera that is not named
 * there is the subject.
 *
 * Returns: NULL with ANLAN_ERROR_INPUT where it is no event, or a single one that cannot be taken; of several, those that
 * cannot be taken are refused and counted; ANLAN_ERROR_LIMIT where it is too large.
 */
AnlanBatch    *anlan_cloudevents_read (const AnlanCloudHeaders *headers, const void *bytes, gsize length, gint64 received,
                                       GError **error);

G_END_DECLS
