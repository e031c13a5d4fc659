/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "paper-fixture.h"

#include "base/paths.h"
#include "model/query.h"
#include "report/paper-form.h"

static AnlanPaper *
make (PaperPlant *self, const char *id, const char *record)
{
  const AnlanPaperForm *form = anlan_paper_forms_find (id);
  g_autoptr (GError) error = NULL;
  AnlanPaper *paper;

  g_assert_nonnull (form);
  paper = anlan_paper_new_form (self->plant, form, record, NULL, NULL, &error);
  g_assert_no_error (error);
  return paper;
}

static AnlanPaper *
make_own (PaperPlant *self, const char *xml, const char *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPaperForm) form = anlan_paper_form_parse (xml, &error);
  AnlanPaper *paper;

  g_assert_no_error (error);
  paper = anlan_paper_new_form (self->plant, form, record, NULL, NULL, &error);
  g_assert_no_error (error);
  return paper;
}

/* --- built-in ones ---------------------------------------------------------------------------------------------------- */

/* Every field that a built-in paper names is one of its kind: a typing error would silently leave a place out. */
static void
test_fields (PaperPlant *self, gconstpointer data)
{
  g_assert_cmpuint (anlan_paper_forms_count (), >=, 2);
  for (guint i = 0; i < anlan_paper_forms_count (); i++)
    {
      const AnlanPaperForm *form = anlan_paper_forms_at (i);
      g_auto (GStrv) missing = anlan_paper_form_missing (form, self->plant);

      if (missing[0] != NULL)
        g_error ("%s: the kind has no field %s", anlan_paper_form_get_id (form), missing[0]);
    }
}

/* What was found, what is to be done, who owes it: all on one sheet. */
static void
test_notice (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanPaper) paper = make (self, "notice", "HZ-2026-0007");
  g_autoptr (GPtrArray) pages = paper_read_pages (paper);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load (self->plant, "hazard", "HZ-2026-0007", &error);
  const char *text = g_ptr_array_index (pages, 0);

  g_assert_no_error (error);
  g_assert_cmpuint (pages->len, ==, 1);
  paper_assert_has (text, "No. HZ-2026-0007");
  paper_assert_has (text, anlan_record_get_text (record, "what"));
  paper_assert_has (text, anlan_record_get_text (record, "measure"));
  paper_assert_has (text, "Received by the unit");
  /* A photo is named by its hash, so that nobody can put another one in its place. */
  {
    g_auto (GStrv) photos = anlan_value_get_items (anlan_record_get (record, "photos"));
    g_autofree char *caption = g_strdup_printf ("Before 1 · %.8s", photos[0]);

    paper_assert_has (text, caption);
  }
}

/* Also where nothing has been done yet: room to write, on one sheet. */
static void
test_reply (PaperPlant *self, gconstpointer data)
{
  static const char *const numbers[] = { "HZ-2026-0007", "HZ-2026-0001" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (AnlanPaper) paper = make (self, "reply", numbers[i]);
      g_autoptr (GPtrArray) pages = paper_read_pages (paper);

      g_assert_cmpuint (pages->len, ==, 1);
      paper_assert_has (g_ptr_array_index (pages, 0), numbers[i]);
      paper_assert_has (g_ptr_array_index (pages, 0), "Rechecked by");
    }
}

/* A number that nothing has. */
static void
test_not_found (PaperPlant *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_paper_new_form (self->plant, anlan_paper_forms_find ("notice"), "HZ-1999-0001", NULL,
                                       NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

/* --- a plant's own ------------------------------------------------------------------------------------------------------ */

#define PAPER(parts) "<paper id=\"own\" kind=\"hazard\" qr=\"yes\"><title>Our own</title>" parts "</paper>"

/* Conditions, values that lie behind a reference, lines where there is no value, parts about what is not here. */
static void
test_own (PaperPlant *self, gconstpointer data)
{
  g_autoptr (AnlanPaper) paper = make_own (
      self,
      PAPER ("<text>Seen {number} in stage {stage}, after {result}.</text>"
             "<text if=\"level = 'major'\">Not for a general one.</text>"
             "<text if=\"level &lt;&gt; 'major'\">Only for a general one.</text>"
             "<section><title>Behind</title><field id=\"owner.unit\"><title>His unit</title></field>"
             "<field id=\"no_such_field\"/><field id=\"result\" empty=\"leave\"/></section>"
             "<table kind=\"no_such_kind\" via=\"hazard\" fields=\"a b\"><title>Others</title></table>"
             "<path/><story><title>Its story</title></story>"),
      "HZ-2026-0007");
  g_autoptr (GPtrArray) pages = paper_read_pages (paper);
  const char *text = g_ptr_array_index (pages, 0);

  g_assert_cmpstr (anlan_paper_get_title (paper), ==, "Our own");
  paper_assert_has (text, "Seen HZ-2026-0007 in stage Assigned, after ____");
  paper_assert_has (text, "Only for a general one.");
  paper_assert_has (text, "His unit");
  paper_assert_has (text, "Its story");
  g_assert_null (strstr (text, "Not for a general one."));
  g_assert_null (strstr (text, "no_such_field"));
  g_assert_null (strstr (text, "What was done"));
  g_assert_null (strstr (text, "Others"));
}

/* Records that refer to the one on the paper. */
static void
test_table (PaperPlant *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) record = anlan_plant_load (self->plant, "hazard", "HZ-2026-0007", &error);
  g_autofree char *xml = NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  g_autoptr (GPtrArray) pages = NULL;

  g_assert_no_error (error);
  xml = g_strdup ("<paper id=\"own\" kind=\"person\"><title>Owes</title><table kind=\"hazard\" via=\"owner\" "
                  "fields=\"number what stage\" sort=\"number\"><title>What he owes</title></table></paper>");
  paper = make_own (self, xml, anlan_record_get_text (record, "owner"));
  pages = paper_read_pages (paper);
  paper_assert_has (g_ptr_array_index (pages, 0), "What he owes");
  paper_assert_has (g_ptr_array_index (pages, 0), "HZ-2026-0007");
  paper_assert_has (g_ptr_array_index (pages, 0), anlan_record_get_text (record, "what"));
}

/* --- round sheets --------------------------------------------------------------------------------------------------------- */

/* Makes a record of fields and their values; digits are a number. Returns its id. */
static char *
create (PaperPlant *self, const char *kind, ...) G_GNUC_NULL_TERMINATED;

static char *
create (PaperPlant *self, const char *kind, ...)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  const char *field;
  va_list args;

  va_start (args, kind);
  while ((field = va_arg (args, const char *)) != NULL)
    {
      const char *value = va_arg (args, const char *);

      if (strspn (value, "0123456789") == strlen (value))
        anlan_change_set_integer (change, field, g_ascii_strtoll (value, NULL, 10));
      else
        anlan_change_set_text (change, field, value);
    }
  va_end (args);
  applied = anlan_plant_apply (self->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

static char *
take_step (PaperPlant *self, const char *kind, const char *record, const char *step)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, kind, record);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  change->step = g_strdup (step);
  applied = anlan_plant_apply (self->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->stage);
}

static char *
any_zone (PaperPlant *self)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) zones = anlan_plant_find (self->plant, query, &error);

  g_assert_no_error (error);
  return g_strdup (((AnlanRecord *)g_ptr_array_index (zones, 0))->id);
}

/* The points in their order, what is asked at each, boxes, limits, options; what is out of use is not asked. */
static void
test_round (PaperPlant *self, gconstpointer data)
{
  g_autofree char *list = create (self, "checklist", "name", "Pumps by hand", NULL);
  g_autofree char *first = create (self, "checkitem", "checklist", list, "rank", "1", "question",
                                   "No leak at the seal", "answers", "yesno", NULL);
  g_autofree char *second =
      create (self, "checkitem", "checklist", list, "rank", "2", "question", "Bearing temperature", "answers",
              "value", "measured_in", "°C", "low", "20", "high", "75", NULL);
  g_autofree char *third =
      create (self, "checkitem", "checklist", list, "rank", "3", "question", "Guard", "answers", "choice",
              "good_options", "fixed", "bad_options", "loose\nmissing", NULL);
  g_autofree char *unused = create (self, "checkitem", "checklist", list, "rank", "4", "question",
                                    "Old question", "answers", "yesno", "active", "0", NULL);
  g_autofree char *round = create (self, "round", "name", "Morning round", NULL);
  g_autofree char *zone = any_zone (self);
  g_autofree char *lists = g_strdup_printf ("[\"%s\"]", list);
  g_autofree char *far = create (self, "roundpoint", "round", round, "rank", "2", "name", "Pump P-2", "zone",
                                 zone, "checklists", lists, NULL);
  g_autofree char *near = create (self, "roundpoint", "round", round, "rank", "1", "name", "Pump P-1", "zone",
                                  zone, "checklists", lists, NULL);
  g_autofree char *stage = take_step (self, "round", round, "start");
  g_autofree char *answer = create (self, "answer", "roundpoint", near, "checkitem", first, "ok", "1", NULL);
  g_autoptr (AnlanPaper) paper = make (self, "roundsheet", round);
  g_autoptr (GPtrArray) pages = paper_read_pages (paper);
  const char *text = g_ptr_array_index (pages, 0);

  paper_assert_has (text, "Morning round");
  paper_assert_has (text, "1. Pump P-1");
  paper_assert_has (text, "2. Pump P-2");
  g_assert_true (strstr (text, "Pump P-1") < strstr (text, "Pump P-2"));
  paper_assert_has (text, "No leak at the seal");
  paper_assert_has (text, "■ in order"); /* answered at the first point, */
  paper_assert_has (text, "□ in order"); /* open at the second */
  paper_assert_has (text, "°C (20 – 75)");
  paper_assert_has (text, "□ loose");
  g_assert_null (strstr (text, "Old question"));
  g_assert_nonnull (second);
  g_assert_nonnull (third);
  g_assert_nonnull (unused);
  g_assert_nonnull (far);
  g_assert_nonnull (answer);
  g_assert_cmpstr (stage, ==, "running");
}

/* --- the ledger ----------------------------------------------------------------------------------------------------------- */

/* All usual columns, on A3 on its side. */
static void
test_ledger (PaperPlant *self, gconstpointer data)
{
  const AnlanPaperForm *form = anlan_paper_forms_find ("ledger");
  g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  double width, height;

  g_assert_true (anlan_paper_form_is_list (form));
  query->sort = g_strdup ("number");
  paper = anlan_paper_new_ledger (self->plant, form, query, "All of them", NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  pages = paper_read_pages (paper);
  anlan_paper_get_size (paper, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 420 / 25.4 * 72, 0.5);
  g_assert_cmpfloat_with_epsilon (height, 297 / 25.4 * 72, 0.5);
  paper_assert_has (g_ptr_array_index (pages, 0), "HZ-2026-0001");
  paper_assert_has (g_ptr_array_index (pages, 0), "Ledger of hazards");
}

/* What a plant may have typed wrongly is refused with a reason. */
static void
test_wrong (void)
{
  static const char *const wrong[] = {
    "",
    "<paper",
    "<paper id=\"a\" kind=\"hazard\"><title>A</title></paper>", /* nothing on it */
    "<paper id=\"a\" kind=\"hazard\"><path/></paper>",          /* no title */
    "<paper id=\"a\"><title>A</title><path/></paper>",
    PAPER ("<nonsense/>"),
    PAPER ("<section><of field=\"what\"/></section>"),
    PAPER ("<section><field/></section>"),
    PAPER ("<table kind=\"hazard\" via=\"owner\"><title>A</title></table>"),
    PAPER ("<section><field id=\"what\"><title>A<b/></title></field></section>"),
    "<!DOCTYPE a [<!ENTITY b \"b\">]><paper id=\"a\" kind=\"hazard\"><title>&b;</title><path/></paper>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (anlan_paper_form_parse (wrong[i], &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

/* An expression that is none is said, and so is a kind that the plant does not keep. */
static void
test_unfit (PaperPlant *self, gconstpointer data)
{
  static const char *const unfit[] = {
    PAPER ("<text if=\"no_such_field = 1\">A</text>"),
    PAPER ("<text if=\"1); DELETE FROM k_hazard; --\">A</text>"),
    "<paper id=\"a\" kind=\"no_such_kind\"><title>A</title><path/></paper>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unfit); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanPaperForm) form = anlan_paper_form_parse (unfit[i], &error);

      g_assert_no_error (error);
      g_assert_null (anlan_paper_new_form (self->plant, form, "HZ-2026-0007", NULL, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

#define ADD(path, func)                                                                                      \
  g_test_add ("/paper-form/" path, PaperPlant, NULL, paper_plant_set_up, func, paper_plant_tear_down)

int
main (int argc, char **argv)
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("fields", test_fields);
  ADD ("notice", test_notice);
  ADD ("reply", test_reply);
  ADD ("not-found", test_not_found);
  ADD ("own", test_own);
  ADD ("table", test_table);
  ADD ("round", test_round);
  ADD ("ledger", test_ledger);
  g_test_add_func ("/paper-form/wrong", test_wrong);
  ADD ("unfit", test_unfit);
  return g_test_run ();
}
