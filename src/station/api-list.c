/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* Lists of records, a page at a time: what comes after a record that the caller has. */

#include "api-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/convert.h"

#define PAGE 100
#define PAGE_MAX 1000

typedef struct
{
  Api *api;
  AnlanQuery *query;
  guint limit;
  const char *after; /* id, or NULL */
  GPtrArray *records;
  gboolean more;
} Listing;

/* --- filters ------------------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *start;
  AnlanFilterOp op;
} ops[] = {
  { "is.", ANLAN_FILTER_IS },
  { "from.", ANLAN_FILTER_FROM },
  { "to.", ANLAN_FILTER_TO },
};

static gboolean
check_field (Listing *listing, const char *id, const AnlanField **field, GError **error)
{
  const AnlanKind *kind = listing->api->kind;

  *field = anlan_kind_field (kind, id);
  if (*field == NULL && strcmp (id, "stage") == 0 && anlan_kind_has_flow (kind))
    return TRUE;
  if (*field == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s has no field “%s”."),
                   anlan_kind_text (kind->title), id);
      return FALSE;
    }
  /* What is not seen cannot be asked for either: the answers would tell it. */
  if ((*field)->sensitive || (listing->api->authority && api_is_masked (kind, *field)))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED, _ ("This token does not see “%s”."), id);
      return FALSE;
    }
  return TRUE;
}

/* Several values of one name are alternatives. */
static gboolean
add_value (Listing *listing,
           AnlanConverter *converter,
           const char *id,
           AnlanFilterOp op,
           const char *text,
           GHashTable *filters,
           GError **error)
{
  g_autofree char *key = g_strdup_printf ("%d %s", (int)op, id);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  AnlanFilter *filter = g_hash_table_lookup (filters, key);
  const AnlanField *field;

  if (!check_field (listing, id, &field, error))
    return FALSE;
  if (field == NULL)
    anlan_value_set_text (&value, text);
  else if (!anlan_converter_parse (converter, field, text, &value, error))
    return FALSE;
  if (anlan_value_is_null (&value))
    return api_wrong (id, error);
  /* A list field holds one of them: the item is compared, not the list. */
  if (field != NULL && anlan_field_is_list (field))
    {
      g_auto (GStrv) items = anlan_value_get_items (&value);

      anlan_value_clear (&value);
      anlan_value_set_text (&value, items[0]);
    }
  if (filter == NULL)
    {
      filter = anlan_query_filter (listing->query, field != NULL ? field->id : id, op);
      g_hash_table_insert (filters, g_steal_pointer (&key), filter);
    }
  anlan_filter_add (filter, &value);
  return TRUE;
}

static gboolean
add_empty (Listing *listing, const char *id, AnlanFilterOp op, GError **error)
{
  const AnlanField *field;

  if (!check_field (listing, id, &field, error))
    return FALSE;
  anlan_query_filter (listing->query, field != NULL ? field->id : id, op);
  return TRUE;
}

/* --- the query ------------------------------------------------------------------------------------------------------------- */

/* An expression can read every kind, so that its answer tells of all of them. */
static gboolean
set_where (Listing *listing, const char *text, GError **error)
{
  const Api *api = listing->api;

  if (api->authority || !g_strv_contains ((const char *const *)api->token->scopes, "*:read"))
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
          _ ("Only a token that reads every kind may ask by an expression. Ask by is.FIELD instead."));
      return FALSE;
    }
  g_free (listing->query->where);
  listing->query->where = g_strdup (text);
  return TRUE;
}

static gboolean
set_words (Listing *listing, const char *text, GError **error)
{
  if (listing->api->authority)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_DENIED,
                           _ ("This token does not see who people are, so it cannot search by words."));
      return FALSE;
    }
  g_free (listing->query->words);
  listing->query->words = g_strdup (text);
  return TRUE;
}

static gboolean
set_sort (Listing *listing, const char *text, GError **error)
{
  static const char *const own[] = { "number", "stage", "created", "changed", NULL };
  const char *id = text[0] == '-' ? text + 1 : text;
  const AnlanField *field;

  if (!g_strv_contains (own, id) && !check_field (listing, id, &field, error))
    return FALSE;
  g_free (listing->query->sort);
  listing->query->sort = g_strdup (text);
  return TRUE;
}

static gboolean
set_flag (const char *name, const char *text, gboolean *flag, GError **error)
{
  *flag = strcmp (text, "true") == 0;
  return *flag || strcmp (text, "false") == 0 || api_wrong (name, error);
}

static gboolean
read_parameter (Listing *listing,
                AnlanConverter *converter,
                const char *name,
                const char *text,
                GHashTable *filters,
                GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    if (g_str_has_prefix (name, ops[i].start))
      return add_value (listing, converter, name + strlen (ops[i].start), ops[i].op, text, filters, error);
  if (strcmp (name, "empty") == 0 || strcmp (name, "filled") == 0)
    return add_empty (listing, text, name[0] == 'e' ? ANLAN_FILTER_EMPTY : ANLAN_FILTER_FILLED, error);
  if (strcmp (name, "where") == 0)
    return set_where (listing, text, error);
  if (strcmp (name, "words") == 0)
    return set_words (listing, text, error);
  if (strcmp (name, "sort") == 0)
    return set_sort (listing, text, error);
  if (strcmp (name, "drafts") == 0)
    return set_flag (name, text, &listing->query->drafts, error);
  if (strcmp (name, "voided") == 0)
    return set_flag (name, text, &listing->query->voided, error);
  /* Read before, or else not there: what is not understood is never passed over. */
  return strcmp (name, "limit") == 0 || strcmp (name, "after") == 0 || api_wrong (name, error);
}

static gboolean
read_parameters (Listing *listing, AnlanConverter *converter, GError **error)
{
  const char *query = anlan_call_get_raw_query (listing->api->call);
  g_auto (GStrv) parts = query != NULL ? g_strsplit (query, "&", -1) : NULL;
  g_autoptr (GHashTable) filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');
      g_autofree char *plain = g_strdelimit (g_strdup (parts[i]), "+", ' ');
      const char *split = equals != NULL ? plain + (equals - parts[i]) : NULL;
      g_autofree char *name = g_uri_unescape_segment (plain, split, NULL);
      g_autofree char *value = split != NULL ? g_uri_unescape_string (split + 1, NULL) : NULL;

      if (parts[i][0] == '\0')
        continue;
      if (name == NULL || value == NULL || !g_utf8_validate (name, -1, NULL) ||
          !g_utf8_validate (value, -1, NULL))
        return api_wrong ("?", error);
      if (!read_parameter (listing, converter, name, value, filters, error))
        {
          g_free (listing->api->field);
          listing->api->field = g_strdup (name);
          return FALSE;
        }
    }
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------------------------------------- */

static gboolean
find_start (Listing *listing, AnlanDb *db, GArray *rids, guint *start, GError **error)
{
  g_autoptr (AnlanRecord) last = NULL;

  *start = 0;
  if (listing->after == NULL)
    return TRUE;
  last = anlan_record_load (db, listing->api->kind, listing->after, error);
  if (last == NULL)
    return FALSE;
  for (guint i = 0; i < rids->len; i++)
    if (g_array_index (rids, gint64, i) == last->rid)
      {
        *start = i + 1;
        return TRUE;
      }
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT,
                       _ ("The record of “after” is not in this list any more. Begin the list anew."));
  return FALSE;
}

static gboolean
list_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Listing *listing = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (listing->api->plant);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (listing->api->plant);
  g_autoptr (AnlanConverter) converter = anlan_converter_new (db, kinds, zone);
  g_autoptr (GArray) rids = NULL;
  guint start, n;

  if (!read_parameters (listing, converter, error))
    return FALSE;
  rids = anlan_query_rids (db, kinds, listing->query, error);
  if (rids == NULL || !find_start (listing, db, rids, &start, error))
    return FALSE;
  n = MIN (listing->limit, rids->len - start);
  listing->more = start + n < rids->len;
  listing->records = anlan_records_load (db, listing->api->kind,
                                         n > 0 ? &g_array_index (rids, gint64, start) : NULL, n, error);
  return listing->records != NULL;
}

static void
put_records (Listing *listing)
{
  const AnlanRecord *last =
      listing->records->len > 0 ? g_ptr_array_index (listing->records, listing->records->len - 1) : NULL;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "records");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < listing->records->len; i++)
    {
      g_autoptr (AnlanRecord) seen = api_mask (listing->api, g_ptr_array_index (listing->records, i));
      g_autofree char *text = anlan_record_to_json (seen);

      anlan_json_raw (&json, text);
    }
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "after");
  anlan_json_text (&json, listing->more && last != NULL ? last->id : NULL);
  anlan_json_close (&json, '}');
  api_answer (listing->api, 200, &json);
}

gboolean
api_list_records (Api *api, GError **error)
{
  Listing listing = { .api = api, .after = anlan_call_get_query (api->call, "after") };
  g_autoptr (AnlanQuery) query = NULL;
  gboolean listed;

  if (!api_take_kind (api, "read", error) ||
      !api_read_count (api, "limit", PAGE, PAGE_MAX, &listing.limit, error))
    return FALSE;
  query = anlan_query_new (api->kind->id);
  listing.query = query;
  listed = anlan_store_read (anlan_plant_get_store (api->plant), list_work, &listing, error);
  if (listed)
    put_records (&listing);
  g_clear_pointer (&listing.records, g_ptr_array_unref);
  return listed;
}
