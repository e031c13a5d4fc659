/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * StationSleep:
 *
 * Keeps this computer awake as long as it lives, by the login manager's inhibitor. On the main context that is the thread's
 * default.
 */
typedef struct _StationSleep StationSleep;

StationSleep *station_sleep_new  (void);

/* NULL: it is kept awake, or that is not known yet; else why not, with what to do. The caller frees it. */
char         *station_sleep_why  (StationSleep *sleep);

void          station_sleep_free (StationSleep *sleep);
