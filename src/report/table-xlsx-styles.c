/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <stdlib.h>
#include <string.h>

#include "table-xlsx-private.h"

/* Styles: number formats and backgrounds of cells */

#define MAX_STYLES 65000u

typedef struct
{
  AnlanXlsx *xlsx;
  GHashTable *codes; /* number format id -> code */
  GArray *fills;     /* gint32 */
  gboolean in_fills;
  gboolean in_cells; /* in cellXfs, not in the named styles, whose list looks alike */
  gboolean solid;
} Styles;

/* Colours of the theme are not those that risk tables are painted in. */
static gint32
read_colour (AnlanXml *xml)
{
  g_autofree char *rgb = anlan_xml_dup (xml, "rgb");
  guint64 index;

  if (rgb != NULL && strlen (rgb) >= 6)
    {
      const char *digits = rgb + strlen (rgb) - 6;
      char *end;
      gint64 colour = g_ascii_strtoll (digits, &end, 16);

      return *end == '\0' && colour >= 0 ? (gint32)colour : -1;
    }
  return anlan_xml_get_uint (xml, "indexed", 64, &index) ? anlan_table_indexed_colour (index) : -1;
}

static void
add_style (Styles *styles, AnlanXml *xml)
{
  AnlanTableStyle style = ANLAN_TABLE_STYLE_INIT;
  guint64 id = 0, fill = 0;
  const char *code;
  guint index;

  if (styles->xlsx->styles->len >= MAX_STYLES)
    return;
  anlan_xml_get_uint (xml, "numFmtId", G_MAXUINT, &id);
  anlan_xml_get_uint (xml, "fillId", G_MAXUINT, &fill);
  code = g_hash_table_lookup (styles->codes, GUINT_TO_POINTER ((guint)id));
  if (code != NULL)
    anlan_table_style_from_code (&style, code);
  else
    anlan_table_style_from_builtin (&style, (guint)id);
  if (fill < styles->fills->len)
    style.fill = g_array_index (styles->fills, gint32, (guint)fill);
  index = anlan_table_add_style (styles->xlsx->table, &style);
  g_array_append_val (styles->xlsx->styles, index);
}

static void
style_start_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Styles *styles = data;
  guint64 id;

  if (strcmp (name, "numFmt") == 0)
    {
      if (anlan_xml_get_uint (xml, "numFmtId", G_MAXUINT, &id))
        g_hash_table_replace (styles->codes, GUINT_TO_POINTER ((guint)id), anlan_xml_dup (xml, "formatCode"));
    }
  else if (strcmp (name, "fills") == 0)
    styles->in_fills = TRUE;
  else if (strcmp (name, "cellXfs") == 0)
    styles->in_cells = TRUE;
  else if (styles->in_fills && strcmp (name, "fill") == 0)
    {
      gint32 none = -1;

      styles->solid = FALSE;
      g_array_append_val (styles->fills, none);
    }
  else if (styles->in_fills && strcmp (name, "patternFill") == 0)
    styles->solid = anlan_xml_get_equals (xml, "patternType", "solid");
  else if (styles->in_fills && strcmp (name, "fgColor") == 0 && styles->solid && styles->fills->len > 0)
    g_array_index (styles->fills, gint32, styles->fills->len - 1) = read_colour (xml);
  else if (styles->in_cells && strcmp (name, "xf") == 0)
    add_style (styles, xml);
}

static void
style_end_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Styles *styles = data;

  if (strcmp (name, "fills") == 0)
    styles->in_fills = FALSE;
  else if (strcmp (name, "cellXfs") == 0)
    styles->in_cells = FALSE;
}

static const AnlanXmlHandlers style_handlers = { style_start_cb, style_end_cb, NULL };

gboolean
anlan_xlsx_read_styles (AnlanXlsx *xlsx, const char *part, GError **error)
{
  g_autoptr (GHashTable) codes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GArray) fills = g_array_new (FALSE, FALSE, sizeof (gint32));
  Styles styles = { .xlsx = xlsx, .codes = codes, .fills = fills };

  return anlan_xlsx_parse_part (xlsx, part, &style_handlers, &styles, error);
}

/* Shared strings */

typedef struct
{
  AnlanXlsx *xlsx;
  GString *text;
  gboolean in_text;
  guint phonetic; /* depth within furigana and pinyin, which are no part of the text */
} Strings;

static void
string_start_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Strings *strings = data;

  if (strcmp (name, "si") == 0)
    g_string_truncate (strings->text, 0);
  else if (strcmp (name, "rPh") == 0)
    strings->phonetic++;
  else if (strcmp (name, "t") == 0)
    strings->in_text = strings->phonetic == 0;
}

static void
string_end_cb (AnlanXml *xml, const char *name, gpointer data)
{
  Strings *strings = data;

  if (strcmp (name, "t") == 0)
    strings->in_text = FALSE;
  else if (strcmp (name, "rPh") == 0 && strings->phonetic > 0)
    strings->phonetic--;
  else if (strcmp (name, "si") == 0)
    {
      anlan_xlsx_unescape (strings->text);
      g_ptr_array_add (strings->xlsx->strings,
                       (gpointer)anlan_table_intern (strings->xlsx->table, strings->text->str,
                                                     (gssize)strings->text->len));
    }
}

static void
string_text_cb (AnlanXml *xml, const char *text, gsize length, gpointer data)
{
  Strings *strings = data;

  if (strings->in_text && strings->text->len + length <= ANLAN_TABLE_MAX_CELL_BYTES)
    g_string_append_len (strings->text, text, (gssize)length);
}

static const AnlanXmlHandlers string_handlers = { string_start_cb, string_end_cb, string_text_cb };

gboolean
anlan_xlsx_read_strings (AnlanXlsx *xlsx, const char *part, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Strings strings = { .xlsx = xlsx, .text = text };

  return anlan_xlsx_parse_part (xlsx, part, &string_handlers, &strings, error);
}

/* The value of _xHHHH_ at @p, or -1. */
static int
escaped_character (const char *p)
{
  int value = 0;

  if (p[0] != '_' || p[1] != 'x')
    return -1;
  for (int i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return p[6] == '_' ? value : -1;
}

void
anlan_xlsx_unescape (GString *text)
{
  char *out = text->str;
  const char *p = text->str;

  if (strstr (p, "_x") == NULL)
    return;
  while (*p != '\0')
    {
      int value = escaped_character (p);

      if (value < 0)
        *out++ = *p++;
      else
        {
          /* Halves of a surrogate pair cannot stand alone in UTF-8, and a NUL cannot stand in a text at all. */
          if (value != 0 && g_unichar_validate ((gunichar)value))
            out += g_unichar_to_utf8 ((gunichar)value, out);
          p += 7;
        }
    }
  g_string_truncate (text, (gsize)(out - text->str));
}
