/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/sentence.h"
#include "base/time.h"
#include "record-private.h"
#include "store/keys.h"

/* No double tells more of them apart. */
#define MOST_DECIMALS 15

const char *
anlan_field_unit (const AnlanField *field, const AnlanUnitHabit *habit)
{
  const AnlanUnit *used;

  g_return_val_if_fail (field != NULL, NULL);

  used = anlan_unit_habit_for (habit, anlan_unit_find (field->unit));
  return used != NULL ? used->symbol : field->unit;
}

static void
append_fixed (GString *text, double number, int decimals)
{
  char digits[512], format[16]; /* the largest double has 309 before the point */

  g_snprintf (format, sizeof format, "%%.%df", CLAMP (decimals, 0, MOST_DECIMALS));
  g_string_append (text, g_ascii_formatd (digits, sizeof digits, format, number));
}

/* How many decimals it is written with: those of the field, or as many as it has. */
static int
count_decimals (const AnlanField *field, double number)
{
  g_autoptr (GString) digits = NULL;
  const char *point, *power;

  if (field->type == ANLAN_FIELD_INTEGER || field->decimals >= 0)
    return MAX (field->decimals, 0);
  digits = g_string_new (NULL);
  anlan_json_append_real (digits, number);
  point = strchr (digits->str, '.');
  power = strchr (digits->str, 'e');
  return (point != NULL ? (int)strspn (point + 1, "0123456789") : 0) - (power != NULL ? atoi (power + 1) : 0);
}

/* Digits before the point; less than none where zeros follow it. */
static int
count_before (double number)
{
  return number != 0 ? (int)floor (log10 (fabs (number))) + 1 : 0;
}

/* In another unit than it is stored in: as fine as it is stored and with three digits at least, so that 5 t are not 6 short
 * tons; no finer than twelve, behind which there is only what converting leaves. */
static void
append_converted (
    GString *text, const AnlanField *field, double number, const AnlanUnit *own, const AnlanUnit *used)
{
  int decimals = anlan_unit_decimals (count_decimals (field, number), own, used), before;
  double zero;

  /* What is near nothing may be a difference of two large ones: 0.0001 °F. */
  anlan_unit_convert (0, own, used, &zero);
  anlan_unit_convert (number, own, used, &number);
  before = count_before (fmax (fabs (number), fabs (zero)));
  if (before > 12)
    {
      anlan_json_append_real (text, number);
      return;
    }
  decimals = MAX (decimals, 3 - count_before (number));
  append_fixed (text, number, MIN (decimals, 12 - before));
  if (strchr (text->str, '.') != NULL)
    {
      while (g_str_has_suffix (text->str, "0"))
        g_string_truncate (text, text->len - 1);
      if (g_str_has_suffix (text->str, "."))
        g_string_truncate (text, text->len - 1);
    }
  /* What rounds to nothing has no sign. */
  if (text->str[0] == '-' && strspn (text->str + 1, "0.") == text->len - 1)
    g_string_erase (text, 0, 1);
}

/* What was written in another unit has all digits of a double: they are stored, but nobody reads more than nine. */
static void
append_real (GString *text, const AnlanField *field, double number)
{
  int most = MAX (9 - count_before (number), 2);

  if (field->decimals >= 0)
    append_fixed (text, number, field->decimals);
  else if (field->unit != NULL && most <= MOST_DECIMALS && count_decimals (field, number) > most)
    append_fixed (text, number, most);
  else
    anlan_json_append_real (text, number);
}

static char *
format_number (const AnlanField *field, const AnlanValue *value, const AnlanUnitHabit *habit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const AnlanUnit *own = anlan_unit_find (field->unit);
  const AnlanUnit *used = anlan_unit_habit_for (habit, own);
  const char *unit = used != NULL ? used->symbol : field->unit;

  if (used != own)
    append_converted (text, field, anlan_value_get_real (value, 0), own, used);
  else if (value->type == ANLAN_VALUE_INTEGER && field->decimals <= 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, value->integer);
  else
    append_real (text, field, anlan_value_get_real (value, 0));
  if (unit != NULL && unit[0] != '\0')
    g_string_append_printf (text, " %s", unit);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
choice_title (const AnlanField *field, const char *id)
{
  const AnlanChoice *choice = field->choices != NULL ? anlan_field_choice (field, id) : NULL;

  return choice != NULL ? anlan_kind_text (choice->title) : id;
}

static const char *
reference_label (const AnlanField *field, const char *id, AnlanLabelFunc label, gpointer data)
{
  const char *found = label != NULL ? label (field->to, id, data) : NULL;

  return found != NULL ? found : id;
}

static char *
format_items (const AnlanField *field, const AnlanValue *value, AnlanLabelFunc label, gpointer data)
{
  g_auto (GStrv) items = anlan_value_get_items (value);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; items[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (text, C_ ("between items", ", "));
      g_string_append (text, field->type == ANLAN_FIELD_REFS ? reference_label (field, items[i], label, data)
                                                             : choice_title (field, items[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
format_count (const AnlanField *field, const AnlanValue *value)
{
  g_autoptr (JsonNode) node = anlan_json_parse (anlan_value_get_text (value), -1, G_MAXSIZE, NULL);
  guint n =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_length (json_node_get_array (node)) : 0;

  if (field->type == ANLAN_FIELD_PHOTOS)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u photo", "%u photos", n), n);
  if (field->type == ANLAN_FIELD_FILES)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u file", "%u files", n), n);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u item", "%u items", n), n);
}

/* Wall time of the plant; seconds only where there are some. */
static char *
format_moment (const char *moment, GTimeZone *zone)
{
  gint64 ms;

  if (!anlan_time_parse (moment, &ms))
    return g_strdup (moment);
  return anlan_local_format (ms, zone, ms % ANLAN_MINUTE == 0 ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M:%S");
}

static const char *
member_text (JsonNode *node, const char *name)
{
  JsonNode *member = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                         ? json_object_get_member (json_node_get_object (node), name)
                         : NULL;

  return member != NULL && JSON_NODE_HOLDS_VALUE (member) &&
                 json_node_get_value_type (member) == G_TYPE_STRING
             ? json_node_get_string (member)
             : NULL;
}

static char *
format_signature (const char *json, GTimeZone *zone, AnlanLabelFunc label, gpointer data)
{
  g_autoptr (JsonNode) node = anlan_json_parse (json, -1, G_MAXSIZE, NULL);
  const char *person = member_text (node, "person");
  const char *at = member_text (node, "at");
  const char *name = person != NULL && label != NULL ? label ("person", person, data) : NULL;
  g_autofree char *when = at != NULL ? format_moment (at, zone) : NULL;

  if (name == NULL)
    name = person != NULL ? person : _ ("signed");
  return when != NULL ? g_strdup_printf ("%s, %s", name, when) : g_strdup (name);
}

static char *
format_text (
    const AnlanField *field, const AnlanValue *value, GTimeZone *zone, AnlanLabelFunc label, gpointer data)
{
  const char *text = value->text;

  switch (field->type)
    {
    case ANLAN_FIELD_CHOICE:
      return g_strdup (choice_title (field, text));
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_REFS:
      return format_items (field, value, label, data);
    case ANLAN_FIELD_MOMENT:
      return format_moment (text, zone);
    case ANLAN_FIELD_REF:
      return g_strdup (reference_label (field, text, label, data));
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_CHECKLIST:
      return format_count (field, value);
    case ANLAN_FIELD_PLACE:
      return anlan_format_place (text);
    case ANLAN_FIELD_SIGNATURE:
      return format_signature (text, zone, label, data);
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
      return anlan_sentence_say (text);
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_DURATION:
    case ANLAN_N_FIELD_TYPES:
    default:
      return g_strdup (text);
    }
}

/**
 * anlan_field_format:
 * @value: as stored; null gives "".
 * @habit: (nullable): numbers are in its units; in those of the definition otherwise.
 * @label: (nullable): gives labels of references; where there is none the id stands.
 *
 * Sealed values come as dots, never as what is stored.
 *
 * Returns: (transfer full): never NULL.
 */
char *
anlan_field_format (const AnlanField *field,
                    const AnlanValue *value,
                    GTimeZone *zone,
                    const AnlanUnitHabit *habit,
                    AnlanLabelFunc label,
                    gpointer data)
{
  g_return_val_if_fail (field != NULL && value != NULL && zone != NULL, NULL);

  switch (value->type)
    {
    case ANLAN_VALUE_NULL:
      return g_strdup ("");
    case ANLAN_VALUE_TEXT:
      if (anlan_sealed_is (value->text))
        return g_strdup ("•••••");
      return format_text (field, value, zone, label, data);
    case ANLAN_VALUE_INTEGER:
    case ANLAN_VALUE_REAL:
    default:
      break;
    }
  if (field->type == ANLAN_FIELD_YESNO)
    return g_strdup (anlan_value_get_real (value, 0) != 0 ? _ ("yes") : _ ("no"));
  if (field->type == ANLAN_FIELD_DURATION)
    return anlan_format_duration (anlan_value_get_integer (value, 0));
  return format_number (field, value, habit);
}

/* --- with a database -------------------------------------------------------------------------------------------- */

/* One label at a time, each looked up once: what is on screen refers to few things. */
const char *
anlan_converter_label (const char *kind_id, const char *id, gpointer data)
{
  AnlanConverter *converter = data;
  g_autofree char *key = g_strconcat (kind_id, "\n", id, NULL);
  const char *const ids[] = { id, NULL };
  g_autoptr (GHashTable) labels = NULL;
  g_autoptr (GError) error = NULL;
  gpointer found;
  AnlanKind *kind;

  if (g_hash_table_lookup_extended (converter->labels, key, NULL, &found))
    return found;
  kind = anlan_kinds_get (converter->kinds, kind_id);
  if (converter->db != NULL && kind != NULL)
    {
      labels = anlan_labels_load (converter->db, kind, ids, &error);
      if (labels == NULL)
        g_info ("%s", error->message); /* the id is shown instead */
    }
  found = labels != NULL ? g_strdup (g_hash_table_lookup (labels, id)) : NULL;
  g_hash_table_insert (converter->labels, g_steal_pointer (&key), found);
  return found;
}

/**
 * anlan_converter_format:
 *
 * Returns: (transfer full): "" for null, never NULL.
 */
char *
anlan_converter_format (AnlanConverter *converter, const AnlanField *field, const AnlanValue *value)
{
  g_return_val_if_fail (converter != NULL, NULL);

  return anlan_field_format (field, value, converter->zone, &converter->habit, anlan_converter_label,
                             converter);
}

/* --- JSON ------------------------------------------------------------------------------------------------------- */

static void
write_extra (AnlanJson *json, const char *extra)
{
  g_autoptr (JsonNode) node = anlan_json_parse (extra, -1, G_MAXSIZE, NULL);
  g_autoptr (GList) names = NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  names = json_object_get_members (object);
  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *value = anlan_json_canonical (json_object_get_member (object, name->data));

      anlan_json_name (json, name->data);
      anlan_json_raw (json, value);
    }
}

/**
 * anlan_record_to_json:
 *
 * One object on one line. Every field stands there, null where it is empty, so that all objects of a kind have the
 * same members; "draft" and "voided" only where true. Sensitive fields are left out, sealed or not.
 */
char *
anlan_record_to_json (const AnlanRecord *record)
{
  AnlanJson json;

  g_return_val_if_fail (record != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "id");
  anlan_json_text (&json, record->id);
  anlan_json_name (&json, "number");
  anlan_json_text (&json, record->number);
  anlan_json_name (&json, "stage");
  anlan_json_text (&json, record->stage);
  anlan_json_name (&json, "rev");
  anlan_json_text (&json, record->rev);
  if (record->draft)
    {
      anlan_json_name (&json, "draft");
      anlan_json_boolean (&json, TRUE);
    }
  if (record->voided)
    {
      anlan_json_name (&json, "voided");
      anlan_json_boolean (&json, TRUE);
    }
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);

      if (field->sensitive)
        continue;
      anlan_json_name (&json, field->id);
      anlan_field_write_json (&json, field, &record->values[i]);
    }
  if (record->extra != NULL)
    write_extra (&json, record->extra);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}
