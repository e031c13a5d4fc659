/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmPage:
 *
 * What stands now, the loudest first, and beside it one alarm with all that is known; several can be chosen and
 * acknowledged or closed together. Shelves are always in view. A second view says how good the alarms of the plant are.
 */
#define ANLAN_TYPE_ALARM_PAGE (anlan_alarm_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmPage, anlan_alarm_page, ANLAN, ALARM_PAGE, AnlanPage)

AnlanPage *anlan_alarm_page_new (AnlanDesk *desk);

G_END_DECLS
