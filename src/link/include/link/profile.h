/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

/**
 * AnlanProfile:
 *
 * How the JSON or CSV of a foreign device becomes readings and detections, said as data. Immutable; any thread.
 *
 *   {"format": "json",
 *    "readings": [{"items": "/sensors", "series": "dtu/{$/imei}/{/id}", "value": "/val", "unit": "%LEL",
 *                  "ts": "$/time", "time": "s", "quality": "/status", "words": {"2": "bad", "*": "good"}}]}
 *
 * Members of the whole:
 *   format      "json" (so where it is left out) or "csv"
 *   zone        of moments without one: "Asia/Shanghai"; else that of the plant
 *   separator   CSV: one character; else guessed
 *   header      CSV: false where the first line holds data already
 *   skip        CSV: how many lines stand before the header
 *   decimal     CSV: "," where numbers have a comma
 *   gateway     text: who sends it
 *   readings    a list of objects, each of which makes a reading of every item
 *   detections  the same for detections
 *
 * A PLACE says where something stands. In JSON it is a pointer (RFC 6901) from the item: "/val", or "" for the item itself;
 * "$/imei" begins at the whole message, "2/imei" two brackets outwards (relative JSON pointers), "0#" is the item's own name
 * or number in what holds it. In CSV it is the name of a column, or "#3" for the third.
 * A TEXT is taken as it stands, but for {PLACE} in it; {{ and }} are braces.
 *
 * Members of both:
 *   items  JSON: the PLACE, from the whole message, of a list, each element of which is read, or of an object, which is. Left
 *          out: the whole message. On the way a step * stands for each element of a list and each member of an object
 *   only   {PLACE: [text, …], …}: items with another text there are passed over
 *   ts     PLACE, or TEXT with braces ("{date} {time}"). Left out, empty or null: none was told
 *   time   "auto" (so where it is left out), "ms", "s", "us", "ns" since 1970, "rfc3339", "local". auto takes a text for RFC
 *          3339 or, without an offset, for local time; a number by its size
 *
 * Of a reading:
 *   series    TEXT
 *   value     PLACE of a number, also as text, or of true or false. null: there is none, and the reading is bad; an empty
 *             cell of CSV: no reading
 *   values    {text: number, …}: words that stand for values, {"ON": 1, "OFF": 0}
 *   none      [text or number, …]: what stands for no value: [-200, "N/A"]
 *   scale, offset  numbers: what is stored is value x scale + offset
 *   unit      TEXT
 *   quality   PLACE
 *   words     {text: "good"|"uncertain"|"bad"|"skip", …}; "*" for all others. Left out: "good", "bad", else a doubt
 *   optional  true: an item without the value is passed over; else it is refused
 *
 * Of a detection:
 *   source, type            TEXT
 *   id                      TEXT; left out: made of type, state and moment
 *   zone, camera            TEXT
 *   state       PLACE
 *   states      {text: "start"|"stop"|"pulse"|"skip", …}; "*" for all others. Left out: the three words themselves
 *   confidence  PLACE; confidence_scale number: 0.01 where it is in per cent
 *   box         four PLACEs; box_form "ltwh" (left, top, width, height), "ltrb" (right, bottom) or "center" (of x and y,
 *               width, height); box_size [width, height] of the picture in the same unit, else it is 1 x 1
 *
 * Unknown members are refused. The same is in profile.schema.json for those who write profiles.
 */
typedef struct _AnlanProfile AnlanProfile;

/**
 * anlan_profile_new:
 * @zone: of the plant
 *
 * Returns: NULL with ANLAN_ERROR_INPUT that names the member and what may stand there.
 */
AnlanProfile *anlan_profile_new   (JsonObject *definition, GTimeZone *zone, GError **error);

/* That of the setting "profile" of a source; @profile (transfer full) is NULL where it was not set. */
gboolean      anlan_profile_of_settings (JsonObject *settings, GTimeZone *zone, AnlanProfile **profile, GError **error);

/* That of Anlan's own CSV: columns series, value and, where they are there, ts, unit, quality. */
AnlanProfile *anlan_profile_new_own_csv (GTimeZone *zone);

AnlanProfile *anlan_profile_ref   (AnlanProfile *profile);
void          anlan_profile_unref (AnlanProfile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanProfile, anlan_profile_unref)

/**
 * anlan_profile_read:
 * @received: when it came, ms
 *
 * Reads an untrusted message: UTF-8, UTF-16 or GB18030, at most %ANLAN_BATCH_MAX_BYTES, nested at most 64 deep, at most
 * %ANLAN_BATCH_MAX_ITEMS readings and detections. An item that makes no sense is refused and counted; the others stand.
 *
 * Returns: NULL with ANLAN_ERROR_INPUT where it is no JSON, has not the columns, or nothing of it is where the profile
 * looks; ANLAN_ERROR_LIMIT where it is too large.
 */
AnlanBatch   *anlan_profile_read  (AnlanProfile *profile, const void *bytes, gsize length, gint64 received,
                                   GError **error);

/**
 * anlan_profile_read_part:
 * @text: UTF-8
 * @at: (inout): where in @text the part begins, 0 at first; where the next one does, or the end of @text
 *
 * The same for files of any length: of CSV as many lines as a batch may have, of JSON all.
 */
AnlanBatch   *anlan_profile_read_part (AnlanProfile *profile, const char *text, gsize *at, gint64 received,
                                       GError **error);

G_END_DECLS
