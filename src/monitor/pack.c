/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/pack.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "anlan-monitor-resources.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "model/query.h"

#define PREFIX "/io/github/anlan/monitor/packs/"

/* So many characters of the points stand in a name. */
#define NAME_MAX_SERIES 60

/* In the order in which they are offered. */
static const char *const names[] = { "reactions", "cameras", "temperature", "vibration" };

/* A field of a record; translated when it is added, in the language of who adds it. */
typedef struct
{
  char *field;
  char *value;
  gboolean text;
} Member;

typedef struct
{
  char *id;
  GPtrArray *members; /* Member */
} Entry;

typedef struct
{
  AnlanPack pack;
  char *title;
  GPtrArray *entries; /* Entry */
} Pack;

/* --- reading ----------------------------------------------------------------------------------------------- */

typedef struct
{
  Pack *pack;
  Entry *entry;
  Member *member;
  GString *text;
} Parse;

static const char *
attribute (const char *name, const char **names_found, const char **values)
{
  for (guint i = 0; names_found[i] != NULL; i++)
    if (strcmp (names_found[i], name) == 0)
      return values[i];
  return NULL;
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **found,
          const char **values,
          gpointer data,
          GError **error)
{
  Parse *parse = data;

  g_string_truncate (parse->text, 0);
  if (strcmp (element, "pack") == 0)
    {
      parse->pack->pack.kind = g_intern_string (attribute ("records", found, values));
      parse->pack->pack.series = attribute ("series", found, values) != NULL;
    }
  else if (strcmp (element, "record") == 0)
    {
      parse->entry = g_new0 (Entry, 1);
      parse->entry->id = g_strdup (attribute ("id", found, values));
      parse->entry->members = g_ptr_array_new ();
      g_ptr_array_add (parse->pack->entries, parse->entry);
    }
  else if (parse->entry != NULL)
    {
      parse->member = g_new0 (Member, 1);
      parse->member->field = g_strdup (attribute ("field", found, values));
      parse->member->text = strcmp (element, "text") == 0;
      g_ptr_array_add (parse->entry->members, parse->member);
    }
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Parse *parse = data;
  g_autofree char *text = anlan_text_collapse (parse->text->str);

  if (strcmp (element, "title") == 0)
    parse->pack->title = g_steal_pointer (&text);
  else if (parse->member != NULL)
    parse->member->value = g_steal_pointer (&text);
  parse->member = NULL;
  g_string_truncate (parse->text, 0);
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  g_string_append_len (((Parse *)data)->text, text, (gssize)length);
}

static Pack *
read_pack (const char *name)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autofree char *path = g_strconcat (PREFIX, name, ".xml", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  Parse parse = { .pack = g_new0 (Pack, 1), .text = text };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  parse.pack->entries = g_ptr_array_new ();
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, &parse, NULL);
  if (bytes == NULL || !g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL),
                                                      (gssize)g_bytes_get_size (bytes), &error))
    g_error ("The pack “%s” cannot be read: %s", name, error->message);
  parse.pack->pack.id = name;
  parse.pack->pack.records = parse.pack->entries->len;
  return parse.pack;
}

/* Read once; the files are compiled in, so that they cannot be wrong without a test saying so. */
static Pack *
get_pack (guint index)
{
  static Pack *packs[G_N_ELEMENTS (names)];
  static gsize once;

  if (g_once_init_enter (&once))
    {
      anlan_monitor_register_resource ();
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        packs[i] = read_pack (names[i]);
      g_once_init_leave (&once, 1);
    }
  return index < G_N_ELEMENTS (names) ? packs[index] : NULL;
}

const AnlanPack *
anlan_pack_get (guint index)
{
  Pack *pack = get_pack (index);

  if (pack == NULL)
    return NULL;
  pack->pack.title = _ (pack->title);
  return &pack->pack;
}

/* --- adding ------------------------------------------------------------------------------------------------ */

char *
anlan_id_of_words (const char *words)
{
  char hex[ANLAN_SHA256_HEX + 1];

  g_return_val_if_fail (words != NULL, NULL);

  anlan_sha256_text (words, -1, hex);
  hex[12] = '8';
  hex[16] = "89ab"[hex[16] & 3];
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static gboolean
set_member (AnlanChange *change, const AnlanKind *kind, const Member *member, GError **error)
{
  const AnlanField *field = anlan_kind_field (kind, member->field);
  const char *value = member->text ? _ (member->value) : member->value;

  if (field == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT, "%s: %s", kind->id, member->field);
      return FALSE;
    }
  if (field->type == ANLAN_FIELD_NUMBER)
    anlan_change_set_real (change, field->id, g_ascii_strtod (value, NULL));
  else if (field->type == ANLAN_FIELD_INTEGER || field->type == ANLAN_FIELD_YESNO)
    anlan_change_set_integer (change, field->id, g_ascii_strtoll (value, NULL, 10));
  else
    anlan_change_set_text (change, field->id, value);
  return TRUE;
}

/* The name says for which points it is, where it is for some: two records cannot have the same one. */
static void
set_series (AnlanChange *change, const AnlanKind *kind, const char *series)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const AnlanValue *value = &g_array_index (change->values, AnlanValue, i);
      const char *text = anlan_value_get_text (value);

      if (strcmp (g_ptr_array_index (change->fields, i), kind->label) == 0 && text != NULL)
        {
          g_autofree char *some =
              g_utf8_substring (series, 0, MIN (g_utf8_strlen (series, -1), NAME_MAX_SERIES));
          g_autofree char *name = g_strdup_printf ("%s (%s)", text, some);

          anlan_change_set_text (change, kind->label, name);
          break;
        }
    }
  anlan_change_set_text (change, "series", series);
}

static gboolean
add_entry (AnlanPlant *plant,
           const Pack *pack,
           const Entry *entry,
           const AnlanKind *kind,
           const char *series,
           GPtrArray *changes,
           GError **error)
{
  g_autofree char *words =
      g_strdup_printf ("%s/%s/%s", pack->pack.id, entry->id, series != NULL ? series : "");
  g_autofree char *id = anlan_id_of_words (words);
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (GError) trouble = NULL;

  record = anlan_plant_load (plant, kind->id, id, &trouble);
  if (record != NULL)
    return TRUE;
  if (!g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  change = anlan_change_new (ANLAN_OP_CREATE, kind->id, id);
  for (guint i = 0; i < entry->members->len; i++)
    if (!set_member (change, kind, g_ptr_array_index (entry->members, i), error))
      return FALSE;
  if (series != NULL)
    set_series (change, kind, series);
  g_ptr_array_add (changes, g_steal_pointer (&change));
  return TRUE;
}

static const Pack *
find_pack (const char *id, const char *series, GError **error)
{
  const Pack *pack = NULL;

  for (guint i = 0; (pack = get_pack (i)) != NULL; i++)
    if (strcmp (pack->pack.id, id) == 0)
      break;
  if (pack == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no set of rules called “%s”."), id);
  else if (pack->pack.series == (series != NULL))
    return pack;
  else if (series != NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” is not for measuring points: name none."),
                 id);
  else
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
        _ ("“%s” is for measuring points: name them, separated by blanks; * stands for any characters."), id);
  return NULL;
}

gboolean
anlan_pack_add (AnlanPlant *plant, const char *id, const char *series, guint *n, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (AnlanKind) kind = NULL;
  g_autofree char *batch = NULL;
  const Pack *pack;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && id != NULL, FALSE);

  pack = find_pack (id, series, error);
  if (pack == NULL)
    return FALSE;
  kind = anlan_plant_get_kind (plant, pack->pack.kind);
  for (guint i = 0; i < pack->entries->len; i++)
    if (!add_entry (plant, pack, g_ptr_array_index (pack->entries, i), kind, series, changes, error))
      return FALSE;
  if (n != NULL)
    *n = changes->len;
  if (changes->len == 0)
    return TRUE;
  batch = anlan_plant_apply_batch (plant, changes, NULL, NULL, error);
  return batch != NULL;
}
