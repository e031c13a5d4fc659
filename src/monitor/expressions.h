/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/judge.h"

G_BEGIN_DECLS

/**
 * AnlanExpressions:
 *
 * Judges the SQL expressions of rules on a private connection in memory, bounded as all expressions are. They may call
 * reading_last('name') (the last good value, NULL where there is none) and reading_age('name') (seconds since it came).
 */
typedef struct _AnlanExpressions AnlanExpressions;

/* @judge: (nullable): whose series it looks at; without one only anlan_expressions_check() makes sense. */
AnlanExpressions *
anlan_expressions_new (AnlanJudge *judge, GError **error);
void
anlan_expressions_free (AnlanExpressions *expressions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanExpressions, anlan_expressions_free)

/* Whether @expression can be judged at all. FALSE with the reason. */
gboolean
anlan_expressions_check (AnlanExpressions *expressions, const char *expression, GError **error);

/* TRUE only if it is true: NULL and 0 are not. An expression that fails while it runs holds not, and is warned about. */
gboolean
anlan_expressions_hold (AnlanExpressions *expressions, const char *expression, gint64 now);

G_END_DECLS
