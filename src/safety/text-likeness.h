/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The set of what is compared of a text: words, and Chinese characters with their pairs. */
GHashTable *text_tokens (const char *text);

/* Cosine of two such sets. */
double text_tokens_likeness (GHashTable *a, GHashTable *b);

G_END_DECLS
