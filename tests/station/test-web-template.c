/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Templates, their words and the forms that come back. */

#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "base/language.h"
#include "base/paths.h"
#include "web-files.h"
#include "web-form.h"
#include "web-template.h"

static const char *
one_template (const char *name, gpointer data)
{
  return strcmp (name, "row") == 0 ? "<{{name}}>" : data;
}

static void
test_fill (void)
{
  static const struct
  {
    const char *template, *page;
  } rows[] = {
    { "a {{text}} b", "a &lt;b&gt;&quot;&#39;&amp; b" },
    { "<p title=\"{{text}}\">", "<p title=\"&lt;b&gt;&quot;&#39;&amp;\">" },
    { "{{none}}|{{empty}}", "|" },
    { "{{#text}}yes{{/}}{{^text}}no{{/}}", "yes" },
    { "{{#empty}}yes{{/}}{{^empty}}no{{/}}", "no" },
    { "{{#list}}{{name}},{{/}}", "one,two," },
    { "{{#list}}{{#on}}{{name}}{{/}}{{^on}}-{{/}}{{/}}", "one-" },
    { "{{^list}}none{{/}}{{^nothing}}none{{/}}", "none" },
    { "{{#list}}{{text}}{{#inner}}{{name}}{{x}}{{/}}{{/}}",
      "&lt;b&gt;&quot;&#39;&amp;one1&lt;b&gt;&quot;&#39;&amp;" },
    { "{{#list}}{{>row}}{{/}}", "<one><two>" },
    { "{{=link-pin}}", "PIN" },
    { "{{! whose it is }}\na{{! within }}b", "ab" },
    { "{single} } }} {", "{single} } }} {" },
  };
  g_autoptr (WebData) data = web_data_new ();
  WebData *one, *two;

  web_data_set (data, "text", "<b>\"'&");
  web_data_set (data, "empty", "");
  one = web_data_add (data, "list");
  web_data_set (one, "name", "one");
  web_data_flag (one, "on", TRUE);
  web_data_set_integer (web_data_add (one, "inner"), "x", 1);
  two = web_data_add (data, "list");
  web_data_set (two, "name", "two");
  web_data_flag (two, "on", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *page = web_fill ("page", one_template, (gpointer)rows[i].template, data);

      g_assert_cmpstr (page, ==, rows[i].page);
    }
}

/* What is no UTF-8 does not break a page, and what looks like a place of a template is text. */
static void
test_hostile (void)
{
  g_autoptr (WebData) data = web_data_new ();
  g_autofree char *page = NULL;

  web_data_set (data, "text", "\xff\xfe{{text}}{{>row}}</textarea>");
  page = web_fill ("page", one_template, (gpointer) "{{text}}", data);
  g_assert_true (g_utf8_validate (page, -1, NULL));
  g_assert_true (g_str_has_suffix (page, "{{text}}{{&gt;row}}&lt;/textarea&gt;"));
}

static void
test_damaged (void)
{
  static const char *const damaged[] = { "{{text", "{{#text}}", "{{=no-such-word}}", "{{>page}}" };
  g_autoptr (WebData) data = web_data_new ();

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autofree char *path = g_strdup_printf ("/web/damaged/subprocess/%u", i);

      g_test_trap_subprocess (path, 0, 0);
      g_test_trap_assert_failed ();
    }
}

static void
test_damaged_one (gconstpointer template)
{
  g_autoptr (WebData) data = web_data_new ();
  g_autofree char *page = web_fill ("page", one_template, (gpointer) template, data);

  g_assert_nonnull (page);
}

/* --- our own templates --------------------------------------------------------------------------------------------- */

static const char *const templates[] = {
  "document", "duties", "duty",   "elsewhere",   "error", "field",  "foot",  "head",   "left", "link",
  "muster",   "read",   "report", "report-done", "round", "rounds", "sorry", "status", "top",  "verify",
};

static void
test_templates (void)
{
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *words = web_words ();
  g_autoptr (WebData) data = web_data_new ();
  gsize bytes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      const char *text = web_files_template (templates[i], NULL);
      g_autofree char *page = web_fill (templates[i], web_files_template, NULL, data);
      g_autoptr (GRegex) places = g_regex_new ("\\{\\{=([a-z-]+)\\}\\}", 0, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      g_assert_null (strstr (page, "{{"));
      /* Nothing inline: the policy forbids it. */
      g_assert_null (strstr (text, " style="));
      g_assert_null (strstr (text, " onclick="));
      g_assert_false (strstr (text, "<script>") != NULL || strstr (text, "<style") != NULL);
      bytes += strlen (text);
      for (g_regex_match (places, text, 0, &match); g_match_info_matches (match);
           g_match_info_next (match, NULL))
        {
          g_autofree char *word = g_match_info_fetch (match, 1);

          if (web_word (word) == NULL)
            g_error ("%s has no word %s", templates[i], word);
          g_hash_table_add (used, g_steal_pointer (&word));
        }
    }
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!g_hash_table_contains (used, words[i]))
        g_error ("no template has the word %s", words[i]);
      if (i > 0)
        g_assert_cmpint (strcmp (words[i - 1], words[i]), <, 0);
    }
  g_assert_cmpuint (bytes, <, 100 * 1024);
}

static void
test_languages (void)
{
  const char *const *words = web_words ();

  anlan_language_set ("zh_CN");
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *chinese = web_word (words[i]);
      g_autofree char *kept = g_strdup (chinese);

      anlan_language_set ("en");
      /* Not one word stands there untranslated. */
      g_assert_cmpstr (web_word (words[i]), !=, kept);
      anlan_language_set ("zh_CN");
    }
  anlan_language_set (NULL);
}

/* --- forms ------------------------------------------------------------------------------------------------------------ */

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=x"
#define PART(head, body) "--x\r\nContent-Disposition: form-data; " head "\r\n\r\n" body "\r\n"

static void
test_form (void)
{
  static const struct
  {
    const char *type, *body, *text; /* of "a"; NULL: it is refused */
  } rows[] = {
    { URLENCODED, "a=1+2%2B3&b=", "1 2+3" },
    { URLENCODED "; charset=utf-8", "a=%E6%B2%B9", "油" },
    { URLENCODED, "a=x%0D%0Ay%07%1B[0m", "x\ny[0m" },
    { URLENCODED, "a=%00", NULL },
    { URLENCODED, "a=%zz", NULL },
    { URLENCODED, "a=%ff%fe", NULL },
    { "text/html", "a=1", NULL },
    { NULL, "a=1", NULL },
    { MULTIPART, PART ("name=\"a\"", "one") "--x--\r\n", "one" },
    { MULTIPART, PART ("name=\"a\"", " one\r\ntwo ") "--x--\r\n", "one\ntwo" },
    { MULTIPART, PART ("name=\"b\"; filename=\"f\"", "x") PART ("name=\"a\"", "one") "--x--\r\n", "one" },
    { MULTIPART, PART ("name=\"a\"", "one"), NULL },
    { MULTIPART, PART ("filename=\"a\"", "one") "--x--\r\n", NULL },
    { "multipart/form-data", "one", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (rows[i].body, strlen (rows[i].body));
      g_autoptr (GError) error = NULL;
      g_autoptr (WebForm) form = web_form_new (rows[i].type, body, &error);

      if (rows[i].text != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (web_form_get (form, "a"), ==, rows[i].text);
        }
      else
        g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

/* More fields, and longer ones, than any form of ours has. */
static void
test_too_much (void)
{
  g_autoptr (GString) many = g_string_new (NULL), longest = g_string_new ("a=");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= WEB_FORM_FIELDS; i++)
    g_string_append_printf (many, "a%u=1&", i);
  for (guint i = 0; i <= WEB_FORM_TEXT; i++)
    g_string_append_c (longest, 'x');
  for (guint i = 0; i < 2; i++)
    {
      GString *text = i == 0 ? many : longest;
      g_autoptr (GBytes) body = g_bytes_new_static (text->str, text->len);

      g_assert_null (web_form_new (URLENCODED, body, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_clear_error (&error);
    }
}

static void
test_files (void)
{
  static const char body[] = PART ("name=\"p\"; filename=\"a.jpg\"", "AB")
      PART ("name=\"p\"; filename=\"\"", "") PART ("name=\"p\"; filename=\"b.jpg\"", "")
          PART ("name=\"q\"", "1") PART ("name=\"q\"", "2") "--x--\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));
  g_autoptr (GError) error = NULL;
  g_autoptr (WebForm) form = web_form_new (MULTIPART, bytes, &error);
  g_autoptr (GPtrArray) files = web_form_files (form, "p");
  g_auto (GStrv) list = web_form_list (form, "q");

  g_assert_no_error (error);
  /* One that was chosen and is empty is there; one that was not chosen is not. */
  g_assert_cmpuint (files->len, ==, 2);
  g_assert_cmpmem (g_bytes_get_data (files->pdata[0], NULL), g_bytes_get_size (files->pdata[0]), "AB", 2);
  g_assert_cmpuint (g_bytes_get_size (files->pdata[1]), ==, 0);
  g_assert_cmpuint (g_strv_length (list), ==, 2);
}

int
main (int argc, char *argv[])
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/web/fill", test_fill);
  g_test_add_func ("/web/hostile", test_hostile);
  g_test_add_func ("/web/damaged", test_damaged);
  g_test_add_data_func ("/web/damaged/subprocess/0", "{{text", test_damaged_one);
  g_test_add_data_func ("/web/damaged/subprocess/1", "{{#text}}", test_damaged_one);
  g_test_add_data_func ("/web/damaged/subprocess/2", "{{=no-such-word}}", test_damaged_one);
  g_test_add_data_func ("/web/damaged/subprocess/3", "{{>page}}", test_damaged_one);
  g_test_add_func ("/web/templates", test_templates);
  g_test_add_func ("/web/languages", test_languages);
  g_test_add_func ("/web/form", test_form);
  g_test_add_func ("/web/too-much", test_too_much);
  g_test_add_func ("/web/files", test_files);
  return g_test_run ();
}
