/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Untrusted text tables: what is read, written as CSV and read again is the same table. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <string.h>

#include "report/table-write.h"
#include "table-check.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
append_quoted (GString *out, const char *text)
{
  g_autofree char *guarded = anlan_csv_guard (text);

  g_string_append_c (out, '"');
  for (const char *p = guarded; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
check_round_trip (const AnlanTable *table)
{
  guint n_rows = anlan_table_get_n_rows (table, 0), n_columns = anlan_table_get_n_columns (table, 0);
  AnlanTableOptions options = { .encoding = "UTF-8", .separator = ',' };
  g_autoptr (GString) text = g_string_new ("\xef\xbb\xbf");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnlanTable) again = NULL;
  AnlanCell first, second;

  if ((guint64)n_rows * n_columns > 100000)
    return;
  for (guint row = 0; row < n_rows; row++)
    {
      for (guint column = 0; column < n_columns; column++)
        {
          anlan_table_get_cell (table, 0, row, column, &first);
          if (column > 0)
            g_string_append_c (text, ',');
          append_quoted (text, first.text);
        }
      g_string_append (text, "\r\n");
    }
  bytes = g_bytes_new (text->str, text->len);
  again = anlan_table_read_bytes (bytes, "again.csv", &options, NULL, NULL, NULL, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (anlan_table_get_n_rows (again, 0), ==, n_rows);
  for (guint row = 0; row < n_rows; row++)
    for (guint column = 0; column < n_columns; column++)
      {
        anlan_table_get_cell (table, 0, row, column, &first);
        anlan_table_get_cell (again, 0, row, column, &second);
        g_assert_cmpstr (first.text, ==, second.text);
      }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (AnlanTable) table = fuzz_read_table (bytes, size, "fuzz.csv");

  if (table == NULL)
    return 0;
  fuzz_walk_table (table);
  if (anlan_table_get_kind (table) == ANLAN_TABLE_CSV)
    check_round_trip (table);
  return 0;
}
