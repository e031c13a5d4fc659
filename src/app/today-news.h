/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanTodayNews:
 *
 * What the person who sits here has been told and not yet marked as seen: reminders, what is late below them, the digest
 * of the morning. Hidden where there is nothing.
 */
#define ANLAN_TYPE_TODAY_NEWS (anlan_today_news_get_type ())
G_DECLARE_FINAL_TYPE (AnlanTodayNews, anlan_today_news, ANLAN, TODAY_NEWS, AdwBin)

GtkWidget *anlan_today_news_new  (void);

/* Reads them for whoever sits at @desk now. */
void       anlan_today_news_read (AnlanTodayNews *news, AnlanDesk *desk);

G_END_DECLS
