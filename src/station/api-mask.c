/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* What an authority's token does not see: who people are. Sealed fields no program sees at all. */

#include "api-private.h"

#include <string.h>

char *
api_mask_name (const char *name)
{
  const char *second = name[0] != '\0' ? g_utf8_next_char (name) : name;

  return g_strdup_printf ("%.*s*", (int)(second - name), name);
}

/* Of a person all that tells who it is; elsewhere signatures, and what is worked out of persons' names. */
gboolean
api_is_masked (const AnlanKind *kind, const AnlanField *field)
{
  static const char *const personal[] = { "name", "employee_no", "badge",   "photo",
                                          "note", "joined",      "left_on", NULL };

  return field->sensitive || field->type == ANLAN_FIELD_SIGNATURE ||
         (strcmp (kind->id, "person") == 0 && g_strv_contains (personal, field->id)) ||
         (field->compute != NULL && strstr (field->compute, "person") != NULL);
}

static void
mask_value (const AnlanKind *kind, const AnlanField *field, AnlanValue *value)
{
  g_autofree char *name = NULL;

  if (strcmp (kind->id, "person") != 0 || strcmp (field->id, "name") != 0 ||
      anlan_value_get_text (value) == NULL)
    {
      anlan_value_clear (value);
      anlan_value_set_null (value);
      return;
    }
  name = api_mask_name (anlan_value_get_text (value));
  anlan_value_clear (value);
  anlan_value_set_text (value, name);
}

AnlanRecord *
api_mask (Api *api, AnlanRecord *record)
{
  AnlanRecord *copy;

  if (!api->authority)
    return anlan_record_ref (record);
  copy = anlan_record_copy (record);
  g_clear_pointer (&copy->extra, g_free);
  for (guint i = 0; i < copy->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (copy->kind->fields, i);

      if (api_is_masked (copy->kind, field))
        mask_value (copy->kind, field, &copy->values[i]);
    }
  return copy;
}
