/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "station/listener.h"

G_BEGIN_DECLS

/**
 * station_outlet_answer:
 * @exchange: a GET; it is answered here, now or later
 * @base: the address up to the version, as its sender wrote it: http://station:8765/sta/TOKEN/v1.1
 * @path: what follows it: "", "/Things", "/Datastreams(3)", "/Datastreams(3)/Observations"
 *
 * The plant's readings as others may read them: a part of the OGC SensorThings API 1.1 (OGC 18-088), read only. The plant is the
 * one Thing, with its place as the Location where that is known; each series is a Datastream with a Sensor and an
 * ObservedProperty of its own. One step along a link may follow an entity. Of the query it knows $top, $skip, $count, $select,
 * $expand of one level with options of its own in brackets, of Observations also $orderby by phenomenonTime or result and $filter
 * by both (comparisons joined by and); all else is answered with 501, never passed over. Errors are told as
 * {"error": {"code", "message"}}. There is no more than a page of 1,000 entities in an answer; @iot.nextLink leads on.
 */
void station_outlet_answer (AnlanExchange *exchange, AnlanPlant *plant, const char *base, const char *path);

G_END_DECLS
