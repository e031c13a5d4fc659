/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-tool.h"

G_BEGIN_DECLS

/**
 * AnlanMarksTool:
 *
 * Numbered places on a map, and the asking for one more: a click, or Space at the cross. Signal "placed" (pointer to
 * AnlanLonLat).
 */
#define ANLAN_TYPE_MARKS_TOOL (anlan_marks_tool_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMarksTool, anlan_marks_tool, ANLAN, MARKS_TOOL, AnlanMapTool)

typedef struct
{
  AnlanLonLat at;
  guint number;
  gboolean chosen;
} AnlanMark;

AnlanMarksTool *anlan_marks_tool_new       (void);
/* @marks: copied. */
void            anlan_marks_tool_set_marks (AnlanMarksTool *tool, const AnlanMark *marks, guint n_marks);

G_END_DECLS
