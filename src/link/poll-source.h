/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/push.h"

G_BEGIN_DECLS

/**
 * AnlanPollSource:
 *
 * A web address that is read on a schedule. What has not changed since (ETag, Last-Modified) is not read again; what was
 * read but could not be stored is. After a failure it is asked again after 5 seconds at most, then twice as long each time up
 * to 5 minutes or the interval, whichever is longer, each a little at random so that a hundred of them do not come at once.
 *
 * Settings, beside those of a fetch (fetch.h):
 *   interval  seconds from one reading to the next, 1 to 86400; 60
 *   profile   how it is read (link/profile.h); else text/csv is our own CSV, and all others our own JSON
 *   next      JSON pointer from the whole answer to the address of the next page, such as /@iot.nextLink of SensorThings,
 *             which is followed as it stands; the last page has none
 *   pages     how many pages are read at most each time, 1 to 1000; 10
 *   end       the line that an answer ends with where all of it has come, such as #END; one without it was cut, and nothing of
 *             it is taken
 *
 * An answer that is shorter than its Content-Length is never taken. Where no length was told before, libsoup 3.2 takes the end
 * of the connection for the end of the body, even where the last chunk is missing, and hides which it was. JSON shows it by
 * itself. CSV must end with the end of a line then: else its last line may be half of one; what was cut exactly between two
 * lines is seen only where the other side is made to send Content-Length or a line for "end", and else comes with the next
 * answer, which is never taken for unchanged.
 */
#define ANLAN_TYPE_POLL_SOURCE (anlan_poll_source_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPollSource, anlan_poll_source, ANLAN, POLL_SOURCE, AnlanSource)

AnlanSource *
anlan_poll_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);

/* The same for a service of the SensorThings API (sensorthings.h), of which only what is new is asked: interval and pages
 * as above, without profile and next. */
AnlanSource *
anlan_sensorthings_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);

/**
 * anlan_poll_delay:
 * @interval: s
 * @failures: how often it has failed in a row; 0: not at all
 * @retry_after: s, that the other side asked for, or 0
 * @chance: 0 to 1, at random
 *
 * How long to wait before it is asked again, in ms.
 */
guint
anlan_poll_delay (guint interval, guint failures, guint retry_after, double chance);

G_END_DECLS
