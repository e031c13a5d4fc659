/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "paper-fixture.h"

#include "base/paths.h"
#include "model/account.h"
#include "model/query.h"
#include "report/paper.h"

static AnlanPaper *
make_list (PaperPlant *self, const char *kind, const char *const *ids)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  AnlanPaper *paper;

  query->sort = g_strdup ("number");
  paper = anlan_paper_new_list (self->plant, query, ids, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return paper;
}

/* --- lists ---------------------------------------------------------------------------------------------------------- */

/* Every page has the plant's name, the head of the table, the checkpoint and its own number; every risk point is there
 * once. */
static void
test_list (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanPaper) paper = make_list (self, "riskpoint", NULL);
  g_autoptr (GPtrArray) pages = NULL;
  g_autofree char *name = anlan_plant_get_setting (self->plant, "name");
  g_autofree char *checkpoint = anlan_store_checkpoint_text (anlan_plant_get_store (self->plant));
  g_autoptr (GString) all = g_string_new (NULL);

  g_assert_true (anlan_paper_is_wide (paper));
  pages = paper_read_pages (paper);
  g_assert_cmpuint (pages->len, ==, anlan_paper_n_pages (paper));
  g_assert_cmpuint (pages->len, >, 3);
  for (guint i = 0; i < pages->len; i++)
    {
      const char *text = g_ptr_array_index (pages, i);
      g_autofree char *count = g_strdup_printf ("Page %u of %u", i + 1, pages->len);

      paper_assert_has (text, name);
      paper_assert_has (text, count);
      paper_assert_has (text, checkpoint);
      paper_assert_has (text, "Control level"); /* of the table's head */
      g_string_append (all, text);
    }
  for (guint i = 1; i <= 127; i++)
    {
      g_autofree char *number = g_strdup_printf ("RP-%03u", i);

      paper_assert_has (all->str, number);
    }
  paper_assert_has (g_ptr_array_index (pages, pages->len - 1), "Approved by");
  paper_assert_has (g_ptr_array_index (pages, pages->len - 1), "RP-127"); /* nobody signs an empty sheet */
}

static void
test_columns (PaperPlant *self, gconstpointer data)
{
  static const char *const ids[] = { "name", "unit", NULL };
  static const char *const wrong[] = { "nonsense", NULL };
  g_autoptr (AnlanPaper) paper = make_list (self, "person", ids);
  g_autoptr (GPtrArray) pages = paper_read_pages (paper);
  g_autoptr (AnlanQuery) query = anlan_query_new ("person");
  g_autoptr (GError) error = NULL;
  double width, height;

  anlan_paper_get_size (paper, &width, &height);
  g_assert_cmpfloat (height, >, width);
  g_assert_null (strstr (g_ptr_array_index (pages, 0), "Phone"));
  g_assert_null (anlan_paper_new_list (self->plant, query, wrong, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* A size is laid out anew: a smaller sheet takes more of them, and nothing is lost. */
static void
test_sizes (PaperPlant *self, gconstpointer data)
{
  static const char *const ids[] = { "number", "name", "colour", NULL };
  g_autoptr (AnlanPaper) paper = make_list (self, "riskpoint", ids);
  guint large;

  anlan_paper_set_size (paper, ANLAN_PAPER_A4_WIDTH * sqrt (2), ANLAN_PAPER_A4_HEIGHT * sqrt (2));
  large = anlan_paper_n_pages (paper);
  anlan_paper_set_size (paper, ANLAN_PAPER_A4_WIDTH, ANLAN_PAPER_A4_HEIGHT);
  g_assert_cmpuint (anlan_paper_n_pages (paper), >, large);
  anlan_paper_set_size (paper, ANLAN_PAPER_A4_WIDTH / sqrt (2), ANLAN_PAPER_A4_HEIGHT / sqrt (2));
  {
    g_autoptr (GPtrArray) pages = paper_read_pages (paper);
    g_autoptr (GString) all = g_string_new (NULL);

    for (guint i = 0; i < pages->len; i++)
      g_string_append (all, g_ptr_array_index (pages, i));
    paper_assert_has (all->str, "RP-001");
    paper_assert_has (all->str, "RP-127");
  }
}

static void
test_empty (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("person");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  g_autoptr (GPtrArray) pages = NULL;

  query->where = g_strdup ("name = 'nobody'");
  paper = anlan_paper_new_list (self->plant, query, NULL, "Nobody at all", NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  pages = paper_read_pages (paper);
  g_assert_cmpuint (pages->len, ==, 1);
  paper_assert_has (g_ptr_array_index (pages, 0), "Nobody at all");
  paper_assert_has (g_ptr_array_index (pages, 0), "0 entries");
}

/* Who printed it stands in the foot, and that nobody can tell who that was where several people share a sign-in. */
static void
test_printer (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("person");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;
  const char *person;

  query->where = g_strdup ("name IN ('Wang Fang', '王芳')");
  people = anlan_plant_find (self->plant, query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 1);
  person = ((AnlanRecord *)g_ptr_array_index (people, 0))->id;
  for (int shared = 0; shared < 2; shared++)
    {
      g_autoptr (AnlanPaper) paper = NULL;
      g_autoptr (GPtrArray) pages = NULL;

      g_assert_true (anlan_account_set (self->plant, person, "gate", "correct horse", shared, &error));
      paper = anlan_paper_new_record (self->plant, NULL, "HZ-2026-0007", person, NULL, &error);
      g_assert_no_error (error);
      pages = paper_read_pages (paper);
      paper_assert_has (g_ptr_array_index (pages, 0), anlan_record_label (g_ptr_array_index (people, 0)));
      g_assert_true ((strstr (g_ptr_array_index (pages, 0), "shared sign-in") != NULL) == shared);
    }
}

/* --- records -------------------------------------------------------------------------------------------------------- */

static void
test_record (PaperPlant *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPaper) paper =
      anlan_paper_new_record (self->plant, NULL, "HZ-2026-0007", NULL, NULL, &error);
  g_autoptr (GPtrArray) pages = NULL;
  const char *text;

  g_assert_no_error (error);
  pages = paper_read_pages (paper);
  text = g_ptr_array_index (pages, 0);
  paper_assert_has (text, "HZ-2026-0007");
  paper_assert_has (text, "Photos before");
  paper_assert_has (g_ptr_array_index (pages, pages->len - 1), "What happened");
  paper_assert_has (text, anlan_paper_get_title (paper));
  g_assert_null (anlan_paper_new_record (self->plant, NULL, "HZ-1999-0001", NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

/* What is sealed stays sealed. */
static void
test_sealed (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "person", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  g_autoptr (GPtrArray) pages = NULL;

  anlan_change_set_text (change, "name", "Zhao");
  anlan_change_set_text (change, "phone", "13800138000");
  applied = anlan_plant_apply (self->plant, change, &error);
  g_assert_no_error (error);
  paper =
      anlan_paper_new_record (self->plant, "person", applied->after->id, applied->after->id, NULL, &error);
  g_assert_no_error (error);
  pages = paper_read_pages (paper);
  paper_assert_has (g_ptr_array_index (pages, 0), "sealed");
  paper_assert_has (g_ptr_array_index (pages, 0), "by Zhao");
  g_assert_null (strstr (g_ptr_array_index (pages, 0), "13800138000"));
}

/* A text that no page holds goes on to the next, and every line of it is there once. */
static void
test_long_text (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "riskpoint", NULL);
  g_autoptr (GString) measures = g_string_new (NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  g_autoptr (GPtrArray) pages = NULL;

  for (guint i = 0; i < 150; i++)
    g_string_append_printf (measures, "Measure %03u.\n", i);
  anlan_change_set_text (change, "name", "Tall");
  anlan_change_set_text (change, "measures", measures->str);
  applied = anlan_plant_apply (self->plant, change, &error);
  g_assert_no_error (error);
  paper = anlan_paper_new_record (self->plant, "riskpoint", applied->after->id, NULL, NULL, &error);
  g_assert_no_error (error);
  pages = paper_read_pages (paper);
  g_assert_cmpuint (pages->len, >=, 3);
  for (guint i = 0; i < pages->len; i++)
    g_string_append (all, g_ptr_array_index (pages, i));
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *line = g_strdup_printf ("Measure %03u.", i);
      const char *first = strstr (all->str, line);

      g_assert_nonnull (first);
      /* The story may tell it again; on the form it stands once. */
      g_assert_true (strstr (first + 1, line) == NULL || strstr (strstr (first + 1, line) + 1, line) == NULL);
    }
}

static void
test_no_folder (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanPaper) paper = make_list (self, "unit", NULL);
  g_autofree char *path = g_build_filename (self->root, "nowhere", "list.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_paper_write_pdf (paper, path, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

#define ADD(path, func)                                                                                      \
  g_test_add ("/paper/" path, PaperPlant, NULL, paper_plant_set_up, func, paper_plant_tear_down)

int
main (int argc, char **argv)
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("list", test_list);
  ADD ("columns", test_columns);
  ADD ("sizes", test_sizes);
  ADD ("empty", test_empty);
  ADD ("printer", test_printer);
  ADD ("record", test_record);
  ADD ("sealed", test_sealed);
  ADD ("long-text", test_long_text);
  ADD ("no-folder", test_no_folder);
  return g_test_run ();
}
