/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanStoryList:
 *
 * The life of a record in sentences, the latest first, from the journal. Signal "loaded" when it has been read.
 */
#define ANLAN_TYPE_STORY_LIST (anlan_story_list_get_type ())
G_DECLARE_FINAL_TYPE (AnlanStoryList, anlan_story_list, ANLAN, STORY_LIST, AdwBin)

AnlanStoryList *anlan_story_list_new  (AnlanDesk *desk);

/* Reads it anew in the background. */
void            anlan_story_list_load (AnlanStoryList *list, const char *kind, const char *record);
gboolean        anlan_story_list_is_loading (AnlanStoryList *list);
/* AnlanStory, oldest first; borrowed, NULL while it is being read. */
GPtrArray      *anlan_story_list_get_stories (AnlanStoryList *list);

G_END_DECLS
