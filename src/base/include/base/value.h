/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanValue:
 *
 * One value as SQLite knows it. What it means (a date, a reference, a place) is said by the field that it
 * belongs to; lists and places are JSON text. Zero-initialised it is null.
 */
typedef enum
{
  ANLAN_VALUE_NULL,
  ANLAN_VALUE_INTEGER,
  ANLAN_VALUE_REAL,
  ANLAN_VALUE_TEXT,
} AnlanValueType;

typedef struct
{
  AnlanValueType type;
  union
  {
    gint64 integer;
    double real;
    char *text; /* owned, UTF-8 */
  };
} AnlanValue;

#define ANLAN_VALUE_INIT { .type = ANLAN_VALUE_NULL }

void     anlan_value_clear        (AnlanValue *value);
void     anlan_value_copy         (const AnlanValue *from, AnlanValue *to); /* @to is overwritten, not cleared */
void     anlan_value_set_null     (AnlanValue *value);
void     anlan_value_set_integer  (AnlanValue *value, gint64 integer);
void     anlan_value_set_real     (AnlanValue *value, double real);
void     anlan_value_set_text     (AnlanValue *value, const char *text); /* NULL sets null */
void     anlan_value_take_text    (AnlanValue *value, char *text);       /* takes ownership; NULL sets null */

/* Same type and same value; an integer equals the real of the same number, as in SQLite. */
gboolean anlan_value_equal        (const AnlanValue *a, const AnlanValue *b);
gboolean anlan_value_is_null      (const AnlanValue *value);

/* Text of a text value, else NULL. Borrowed. */
const char *anlan_value_get_text  (const AnlanValue *value);

/* The number of an integer or real; @fallback for all else. */
double   anlan_value_get_real     (const AnlanValue *value, double fallback);
gint64   anlan_value_get_integer  (const AnlanValue *value, gint64 fallback);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanValue, anlan_value_clear)

G_END_DECLS
