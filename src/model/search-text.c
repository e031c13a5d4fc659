/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "search-text.h"

#include <string.h>

#include "base/json.h"
#include "base/pinyin.h"
#include "base/sentence.h"

/* What is longer tells a story and is no name. Characters. */
#define LONGEST_NAME 24

static void
add (GString *text, const char *part)
{
  if (part == NULL || part[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, part);
}

/* A choice as the definition and as the user's language have it: the index outlives a change of language. */
static void
add_choice (GString *text, const AnlanField *field, const char *id)
{
  const AnlanChoice *choice = field->choices != NULL ? anlan_field_choice (field, id) : NULL;
  const char *local;

  if (choice == NULL)
    {
      add (text, id); /* a text of one's own in an open choice */
      return;
    }
  local = anlan_kind_text (choice->title);
  add (text, choice->title);
  if (strcmp (local, choice->title) != 0)
    add (text, local);
}

static void
add_number (GString *text, const AnlanValue *value)
{
  g_autoptr (GString) number = g_string_new (NULL);

  if (value->type == ANLAN_VALUE_INTEGER)
    g_string_append_printf (number, "%" G_GINT64_FORMAT, value->integer);
  else if (value->type == ANLAN_VALUE_REAL)
    anlan_json_append_real (number, value->real);
  add (text, number->str);
}

static void
add_field (GString *text, const AnlanField *field, const AnlanValue *value)
{
  g_auto (GStrv) items = NULL;
  g_autofree char *said = NULL;

  switch (field->type)
    {
    case ANLAN_FIELD_CHOICE:
      if (anlan_value_get_text (value) != NULL)
        add_choice (text, field, value->text);
      return;
    case ANLAN_FIELD_CHOICES:
      items = anlan_value_get_items (value);
      for (guint i = 0; items[i] != NULL; i++)
        add_choice (text, field, items[i]);
      return;
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
      add_number (text, value);
      return;
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_DATE:
      /* Of what the program has written, what is the same in every language: the index does not know who will search it,
       * and must be the same whoever writes it. */
      said = anlan_sentence_bare (anlan_value_get_text (value));
      add (text, said);
      return;
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_DURATION:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
    case ANLAN_N_FIELD_TYPES:
    default:
      return; /* nothing in them that people would type */
    }
}

/* People are found by each syllable of their name too; of a tank or a workshop that would find half the plant. */
static void
add_pinyin (GString *text, const char *name, gboolean person)
{
  g_autofree char *terms = NULL, *initials = NULL;

  if (name == NULL || g_utf8_strlen (name, -1) > LONGEST_NAME)
    return;
  terms = anlan_pinyin_terms (name, person);
  if (person || terms[0] == '\0')
    {
      add (text, terms);
      return;
    }
  g_free (terms);
  terms = anlan_pinyin_full (name, FALSE);
  initials = anlan_pinyin_initials (name, FALSE);
  add (text, initials);
  add (text, terms);
}

char *
anlan_record_search_text (const AnlanRecord *record)
{
  GString *text = g_string_new (NULL);
  g_autofree char *label = NULL;
  const AnlanKind *kind;

  g_return_val_if_fail (record != NULL, NULL);

  kind = record->kind;
  if (anlan_kind_field (kind, kind->label)->sensitive)
    {
      g_string_free (text, TRUE);
      return g_strdup (record->number != NULL ? record->number : "");
    }
  label = anlan_sentence_bare (anlan_record_get_text (record, kind->label));
  add (text, label);
  add (text, record->number);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->search && !field->sensitive && strcmp (field->id, kind->label) != 0)
        add_field (text, field, &record->values[i]);
    }
  add_pinyin (text, label, strcmp (kind->id, "person") == 0);
  return g_string_free (text, FALSE);
}
