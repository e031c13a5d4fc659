/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So much before and after an alarm its recording is offered, ms: half an hour as a whole. */
#define ANLAN_RECORDING_AROUND (15 * 60 * 1000)

/**
 * anlan_recording_address:
 * @template: what the recorder's address is made of, the setting "recorder" of a source:
 *     {start} {end}              20261122T050916Z
 *     {start_s} {end_s}          seconds since 1970
 *     {start_local} {end_local}  2026-11-22%2013:09:16, as Dahua's loadfile.cgi has it
 *     {start_wall} {end_wall}    20261122T130916Z: local, and called UTC, as many recorders of Hikvision have it
 *     {channel}                  as a number
 *   For example rtsp://192.168.1.10/Streaming/tracks/{channel}01?starttime={start}&endtime={end} (Hikvision, ISAPI),
 *   http://192.168.1.10/cgi-bin/loadfile.cgi?action=startLoad&channel={channel}&startTime={start_local}&endTime={end_local}
 *   (Dahua). It holds no password: who opens it is asked by the recorder.
 * @channel: from 1
 * @from, @to: moments
 * @offset: of the device's clock: the station's less the device's, ms; 0 where not known
 * @zone: (nullable): of the recorder, for local times; NULL: UTC
 *
 * Returns: the address, in the recorder's own time; the caller frees it.
 */
char *anlan_recording_address (const char *template, guint channel, gint64 from, gint64 to, gint64 offset, GTimeZone *zone);

G_END_DECLS
