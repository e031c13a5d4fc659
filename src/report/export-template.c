/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>

#include "report/export.h"
#include "report/table-write.h"

static char *
make_title (const AnlanField *field)
{
  const char *title = anlan_kind_text (field->title);
  gboolean unit = field->unit != NULL && field->unit[0] != '\0';
  gboolean needed = field->required && field->fallback == NULL;

  if (!unit)
    return g_strconcat (title, needed ? "*" : NULL, NULL);
  /* Translators: a column's header: the field and the unit of its numbers */
  return needed ? g_strdup_printf (_ ("%s (%s)*"), title, field->unit)
                : g_strdup_printf (_ ("%s (%s)"), title, field->unit);
}

gboolean
anlan_export_template (const AnlanKind *kind, const char *path, GError **error)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autofree AnlanWriteColumn *columns = NULL;
  g_autoptr (AnlanTableWriter) writer = NULL;
  AnlanWriteOptions options = { NULL };
  AnlanTableFormat format;
  guint n = 0;

  g_return_val_if_fail (kind != NULL && path != NULL, FALSE);

  if (!anlan_table_format_from_name (path, &format) || format == ANLAN_TABLE_FORMAT_JSON_LINES)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The name of the file must end in .csv or .xlsx."));
      return FALSE;
    }
  columns = g_new0 (AnlanWriteColumn, kind->fields->len);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (!anlan_field_is_typed (field) || field->compute != NULL || field->readonly)
        continue;
      g_ptr_array_add (titles, make_title (field));
      columns[n].id = field->id;
      columns[n++].title = g_ptr_array_index (titles, titles->len - 1);
    }
  if (n == 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” has no field that can be typed: it is kept by the program."),
                   anlan_kind_text (kind->plural));
      return FALSE;
    }
  options.sheet = anlan_kind_text (kind->plural);
  writer = anlan_table_writer_new (path, format, columns, n, &options, error);
  return writer != NULL && anlan_table_writer_close (writer, NULL, error);
}
