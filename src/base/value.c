/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/value.h"

#include <math.h>
#include <string.h>

/* 2^63, the first real above every gint64. */
#define TWO_63 9223372036854775808.0

void
anlan_value_clear (AnlanValue *value)
{
  g_return_if_fail (value != NULL);

  if (value->type == ANLAN_VALUE_TEXT)
    g_free (value->text);
  value->type = ANLAN_VALUE_NULL;
  value->integer = 0;
}

void
anlan_value_copy (const AnlanValue *from, AnlanValue *to)
{
  g_return_if_fail (from != NULL);
  g_return_if_fail (to != NULL);

  *to = *from;
  if (from->type == ANLAN_VALUE_TEXT)
    to->text = g_strdup (from->text);
}

void
anlan_value_set_null (AnlanValue *value)
{
  anlan_value_clear (value);
}

void
anlan_value_set_integer (AnlanValue *value, gint64 integer)
{
  anlan_value_clear (value);
  value->type = ANLAN_VALUE_INTEGER;
  value->integer = integer;
}

void
anlan_value_set_real (AnlanValue *value, double real)
{
  anlan_value_clear (value);
  if (isnan (real))
    return;
  value->type = ANLAN_VALUE_REAL;
  value->real = real;
}

void
anlan_value_set_text (AnlanValue *value, const char *text)
{
  /* Copied first: @text may be the very text that clearing frees. */
  anlan_value_take_text (value, g_strdup (text));
}

void
anlan_value_take_text (AnlanValue *value, char *text)
{
  anlan_value_clear (value);
  if (text == NULL)
    return;
  value->type = ANLAN_VALUE_TEXT;
  value->text = text;
}

static gboolean
integer_equals_real (gint64 integer, double real)
{
  return real >= -TWO_63 && real < TWO_63 && real == trunc (real) && (gint64)real == integer;
}

gboolean
anlan_value_equal (const AnlanValue *a, const AnlanValue *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  if (a->type == ANLAN_VALUE_INTEGER && b->type == ANLAN_VALUE_REAL)
    return integer_equals_real (a->integer, b->real);
  if (a->type == ANLAN_VALUE_REAL && b->type == ANLAN_VALUE_INTEGER)
    return integer_equals_real (b->integer, a->real);
  if (a->type != b->type)
    return FALSE;

  switch (a->type)
    {
    case ANLAN_VALUE_NULL:
      return TRUE;
    case ANLAN_VALUE_INTEGER:
      return a->integer == b->integer;
    case ANLAN_VALUE_REAL:
      return a->real == b->real;
    case ANLAN_VALUE_TEXT:
      return strcmp (a->text, b->text) == 0;
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
anlan_value_is_null (const AnlanValue *value)
{
  g_return_val_if_fail (value != NULL, TRUE);

  return value->type == ANLAN_VALUE_NULL;
}

const char *
anlan_value_get_text (const AnlanValue *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  return value->type == ANLAN_VALUE_TEXT ? value->text : NULL;
}

double
anlan_value_get_real (const AnlanValue *value, double fallback)
{
  g_return_val_if_fail (value != NULL, fallback);

  if (value->type == ANLAN_VALUE_REAL)
    return value->real;
  if (value->type == ANLAN_VALUE_INTEGER)
    return (double)value->integer;
  return fallback;
}

gint64
anlan_value_get_integer (const AnlanValue *value, gint64 fallback)
{
  g_return_val_if_fail (value != NULL, fallback);

  if (value->type == ANLAN_VALUE_INTEGER)
    return value->integer;
  if (value->type == ANLAN_VALUE_REAL && value->real >= -TWO_63 && value->real < TWO_63)
    return (gint64)value->real;
  return fallback;
}
