/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-columns.h"

#include <glib/gi18n-lib.h>

#include "grade-chip.h"
#include "say.h"

/* The name of a record is never squeezed below this. */
#define LEAST_NAME 210
/* One long text must not take the room of all others. */
#define MOST_NAME 420
#define MOST_OTHER 320
#define PORTION 12

enum
{
  PRIORITY_NAME,
  PRIORITY_GRADE,
  PRIORITY_STAGE,
  PRIORITY_DUE,
  PRIORITY_NUMBER,
  PRIORITY_OTHERS = 10,
};

static void
add (GPtrArray *columns, AnlanListColumn column)
{
  g_ptr_array_add (columns, g_memdup2 (&column, sizeof column));
}

static AnlanColumnType
type_of (const AnlanKind *kind, const AnlanField *field)
{
  switch (field->type)
    {
    case ANLAN_FIELD_CHOICE:
      {
        const AnlanChoice *first =
            field->choices != NULL && field->choices->len > 0 ? g_ptr_array_index (field->choices, 0) : NULL;

        return first != NULL && first->colour != NULL ? ANLAN_COLUMN_GRADE : ANLAN_COLUMN_TEXT;
      }
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_DURATION:
    case ANLAN_FIELD_TIME:
      return ANLAN_COLUMN_FIGURE;
    case ANLAN_FIELD_YESNO:
      return ANLAN_COLUMN_YESNO;
    case ANLAN_FIELD_DATE:
      return anlan_is_any_deadline (kind, field) ? ANLAN_COLUMN_DUE : ANLAN_COLUMN_DATE;
    case ANLAN_FIELD_MOMENT:
      return anlan_is_any_deadline (kind, field) ? ANLAN_COLUMN_DUE : ANLAN_COLUMN_MOMENT;
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
    case ANLAN_N_FIELD_TYPES:
    default:
      return ANLAN_COLUMN_TEXT;
    }
}

static int
width_of (AnlanColumnType type)
{
  switch (type)
    {
    case ANLAN_COLUMN_GRADE:
      return 104;
    case ANLAN_COLUMN_NUMBER:
      return 140;
    case ANLAN_COLUMN_STAGE:
      return 112;
    case ANLAN_COLUMN_FIGURE:
      return 112;
    case ANLAN_COLUMN_MOMENT:
      return 136;
    case ANLAN_COLUMN_DUE:
      return 148;
    case ANLAN_COLUMN_DATE:
      return 116;
    case ANLAN_COLUMN_YESNO:
      return 104;
    case ANLAN_COLUMN_TEXT:
    default:
      return 144;
    }
}

/* The chip of a grade holds its longest word, as far as a list can spare the room: letters of 8 px, Han of 15, beside the
 * letter of the grade and the room around them. */
static int
width_of_grade (const AnlanField *field)
{
  int widest = 0;

  for (guint i = 0; i < field->choices->len; i++)
    {
      const char *word =
          anlan_kind_text (((const AnlanChoice *)g_ptr_array_index (field->choices, i))->title);
      int width = 0;

      for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
        width += g_unichar_iswide (g_utf8_get_char (at)) ? 15 : 8;
      widest = MAX (widest, width);
    }
  return CLAMP (widest + 56, width_of (ANLAN_COLUMN_GRADE), 192);
}

static void
add_field (GPtrArray *columns, const AnlanKind *kind, const AnlanField *field, int priority)
{
  AnlanColumnType type = type_of (kind, field);
  gboolean names = priority == PRIORITY_NAME;

  add (columns, (AnlanListColumn){
                    .type = type,
                    .id = field->id,
                    .title = anlan_kind_text (field->title),
                    .field = field,
                    .width = names                        ? LEAST_NAME
                             : type == ANLAN_COLUMN_GRADE ? width_of_grade (field)
                                                          : width_of (type),
                    .priority = !names && type == ANLAN_COLUMN_DUE ? PRIORITY_DUE : priority,
                    .expand = names,
                });
}

/* What names a row. A label that is only put together from what stands in the other columns would say it twice: then the
 * first of these that says who or what it is. */
static const AnlanField *
naming_field (const AnlanKind *kind)
{
  const AnlanField *label = anlan_kind_field (kind, kind->label);

  if (label->compute == NULL || label->list)
    return label;
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->list && !field->sensitive &&
          (field->type == ANLAN_FIELD_REF || field->type == ANLAN_FIELD_TEXT))
        return field;
    }
  return label;
}

GPtrArray *
anlan_list_columns_new (const AnlanKind *kind)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  const AnlanField *label = naming_field (kind);
  const AnlanField *grade = anlan_kind_grade_field (kind);

  g_return_val_if_fail (kind != NULL, columns);

  if (grade != NULL)
    add_field (columns, kind, grade, PRIORITY_GRADE);
  if (kind->number != NULL)
    add (columns, (AnlanListColumn){ .type = ANLAN_COLUMN_NUMBER,
                                     .id = "number",
                                     .title = _ ("Number"),
                                     .width = width_of (ANLAN_COLUMN_NUMBER),
                                     .priority = PRIORITY_NUMBER });
  add_field (columns, kind, label, PRIORITY_NAME);
  if (anlan_kind_has_flow (kind))
    add (columns, (AnlanListColumn){ .type = ANLAN_COLUMN_STAGE,
                                     .id = "stage",
                                     .title = _ ("Stage"),
                                     .width = width_of (ANLAN_COLUMN_STAGE),
                                     .priority = PRIORITY_STAGE });
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->list && !field->sensitive && field != label && field != grade)
        add_field (columns, kind, field, PRIORITY_OTHERS + (int)i);
    }
  return columns;
}

/* Where all that was seen is short, less than the usual is enough. */
static int
least (const AnlanListColumn *column)
{
  return column->natural > 0 && !column->expand ? MIN (column->width, column->natural) : column->width;
}

guint64
anlan_list_columns_fit (GPtrArray *columns, int width)
{
  guint64 fitting = 0;
  int left = width;

  for (int priority = 0;; priority++)
    {
      int next = G_MAXINT;

      /* Lowest priority not yet looked at: columns are few. */
      for (guint i = 0; i < columns->len; i++)
        {
          const AnlanListColumn *column = g_ptr_array_index (columns, i);

          if (column->priority >= priority)
            next = MIN (next, column->priority);
        }
      if (next == G_MAXINT)
        return fitting;
      priority = next;
      for (guint i = 0; i < MIN (columns->len, 64); i++)
        {
          const AnlanListColumn *column = g_ptr_array_index (columns, i);

          if (column->priority != priority)
            continue;
          left -= least (column);
          if (left < 0 && column->priority != PRIORITY_NAME)
            return fitting;
          fitting |= G_GUINT64_CONSTANT (1) << i;
        }
    }
}

/* Gives @column of @left what it lacks up to @most in all, but no more than @portion at once. */
static gboolean
give (const AnlanListColumn *column, int most, int portion, int *width, int *left)
{
  int more = CLAMP (MIN (column->natural, most) - *width, 0, MIN (*left, portion));

  *width += more;
  *left -= more;
  return more > 0;
}

void
anlan_list_columns_share (GPtrArray *columns, guint64 fitting, int width, int *widths)
{
  int left = width, name = -1;

  for (guint i = 0; i < MIN (columns->len, 64); i++)
    {
      const AnlanListColumn *column = g_ptr_array_index (columns, i);

      widths[i] = 0;
      if ((fitting & (G_GUINT64_CONSTANT (1) << i)) == 0)
        continue;
      widths[i] = least (column);
      left -= widths[i];
      if (column->expand)
        name = (int)i;
    }
  left = MAX (left, 0);
  if (name >= 0)
    give (g_ptr_array_index (columns, name), MOST_NAME, left, &widths[name], &left);
  /* Portion by portion, so that the first of them does not take it all. */
  for (gboolean given = TRUE; given;)
    {
      given = FALSE;
      for (guint i = 0; i < MIN (columns->len, 64); i++)
        if (widths[i] > 0 && (int)i != name)
          given |= give (g_ptr_array_index (columns, i), MOST_OTHER, PORTION, &widths[i], &left);
    }
  if (name >= 0)
    widths[name] += left;
}
