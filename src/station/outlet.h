/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "station/listener.h"

G_BEGIN_DECLS

/**
 * station_outlet_answer:
 * @exchange: a GET; it is answered here, now or later
 * @dir: of the plant
 * @base: the address up to the version, as its sender wrote it: http://station:8765/sta/TOKEN/v1.1
 * @path: what follows it: "", "/Datastreams", "/Datastreams(3)", "/Datastreams(3)/Observations"
 *
 * The plant's readings as others may read them: a part of the OGC SensorThings API 1.1 (OGC 18-088), read only. Each series
 * is a Datastream. Of the query it knows $top, $count and $select, of Observations also $orderby and $filter by
 * phenomenonTime (gt, ge, lt, le, joined by and) and $expand=Datastream; all else is answered with 501, never passed over.
 * There is no more than a page of 1,000 entities in an answer; @iot.nextLink leads on.
 */
void station_outlet_answer (AnlanExchange *exchange, const char *dir, const char *base, const char *path);

G_END_DECLS
