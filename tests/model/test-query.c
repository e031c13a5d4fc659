/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "query-private.h"

#include <string.h>

#include "base/sentence.h"
#include "store/search.h"

/* A ledger with what can be sorted and filtered by: an own choice in an order that is not that of the alphabet, a date, a
 * number, lists, and a field that is worked out when it is read. */
static const char thing_xml[] =
    "<kind id='x_thing' label='name'><title>Thing</title><plural>Things</plural>"
    "<field id='name' type='text' search='yes' sort='yes'><title>Name</title></field>"
    "<field id='grade' type='choice' sort='yes'><title>Grade</title>"
    "<choice id='worst'><title>Worst</title></choice><choice id='middling'><title>Middling</title></choice>"
    "<choice id='best'><title>Best</title></choice></field>"
    "<field id='tags' type='choices'><title>Tags</title><choice id='a'><title>A</title></choice>"
    "<choice id='b'><title>B</title></choice></field>"
    "<field id='due' type='date' sort='yes'><title>Due</title></field>"
    "<field id='weight' type='number' sort='yes'><title>Weight</title></field>"
    "<field id='twice' type='number' compute='weight * 2'><title>Twice</title></field>"
    "<field id='late' type='yesno' compute='due &lt; today()'><title>Late</title></field>"
    "<field id='owner' type='ref' to='person'><title>Owner</title></field>"
    "<field id='helpers' type='refs' to='person'><title>Helpers</title></field>"
    "<field id='photos' type='photos'><title>Photos</title></field>"
    "<field id='secret' type='text' sensitive='yes'><title>Secret</title></field>"
    "<flow><stage id='new'><title>New</title></stage><stage id='about'><title>About</title></stage>"
    "<step id='go' from='new' to='about'><title>Go</title></step></flow></kind>";

typedef struct
{
  Fixture base;
  AnlanRecord *wang, *an, *zeng;
} Query;

static AnlanRecord *
add_thing (Query *query,
           const char *name,
           const char *grade,
           const char *due,
           const char *weight,
           AnlanRecord *owner)
{
  return fixture_add (&query->base, "x_thing", "name", name, "grade", grade, "due", due, "weight", weight,
                      "owner", owner != NULL ? owner->id : "", NULL);
}

/* One plant for all tests, which hardly change it: making one takes longer than all that is asked of it. */
static Query shared;

static void
make_plant (Query *query)
{
  Fixture *base = &query->base;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) t1 = NULL;
  g_autoptr (AnlanRecord) t2 = NULL;
  g_autoptr (AnlanRecord) t3 = NULL;
  g_autoptr (AnlanRecord) t4 = NULL;
  g_autoptr (AnlanRecord) t5 = NULL;
  g_autoptr (AnlanRecord) gone = NULL;
  AnlanChange *change;

  fixture_set_up (base, NULL);
  anlan_plant_define (base->plant, "x_thing", thing_xml, &error);
  g_assert_no_error (error);
  query->wang = fixture_add (base, "person", "name", "王芳", NULL);
  query->an = fixture_add (base, "person", "name", "安然", NULL);
  query->zeng = fixture_add (base, "person", "name", "曾敏", NULL);
  t1 = add_thing (query, "R-10", "best", "2026-11-20", "5", query->wang);
  t2 = add_thing (query, "R-9", "worst", "2026-11-25", "40", query->an);
  t3 = add_thing (query, "泵房", "middling", "", "", query->zeng);
  t4 = add_thing (query, "阀门", "", "2026-11-20", "7.5", NULL);
  t5 = fixture_add (base, "x_thing", "name", "beta", "grade", "best", "tags", "[\"a\",\"b\"]", "weight", "0",
                    "secret", "hidden words", NULL);
  gone = add_thing (query, "gone", "best", "2026-11-20", "1", NULL);
  change = fixture_change (base, ANLAN_OP_VOID, "x_thing", gone->id, NULL);
  change->reason = g_strdup ("by mistake");
  anlan_record_unref (fixture_apply (base, change));
  change = fixture_change (base, ANLAN_OP_CREATE, "x_thing", NULL, "name", "draft", NULL);
  change->draft = TRUE;
  anlan_record_unref (fixture_apply (base, change));
  change = fixture_change (base, ANLAN_OP_STEP, "x_thing", t2->id, NULL);
  change->step = g_strdup ("go");
  anlan_record_unref (fixture_apply (base, change));
}

static void
set_up (Query *query, gconstpointer data)
{
  if (shared.base.plant == NULL)
    make_plant (&shared);
  *query = shared;
}

static void
tear_down (Query *query, gconstpointer data)
{
}

static void
close_plant (void)
{
  anlan_record_unref (shared.wang);
  anlan_record_unref (shared.an);
  anlan_record_unref (shared.zeng);
  /* What was under way holds the plant until it has come back. */
  anlan_plant_close (shared.base.plant);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_tear_down (&shared.base, NULL);
}

/* The names that @query finds, in order. */
static char *
find_names (Query *fixture, const AnlanQuery *query, GError **error)
{
  g_autoptr (GPtrArray) records = anlan_plant_find (fixture->base.plant, query, error);
  GString *names;

  if (records == NULL)
    return NULL;
  names = g_string_new (NULL);
  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            anlan_record_get_text (g_ptr_array_index (records, i), "name"));
  return g_string_free (names, FALSE);
}

/* --- sorting ---------------------------------------------------------------------------------------------------- */

static void
test_sort (Query *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sort;
    const char *names;
  } cases[] = {
    { NULL, "beta 阀门 泵房 R-9 R-10" }, /* newest first */
    { "weight", "beta R-10 阀门 R-9 泵房" },
    { "-weight", "R-9 阀门 R-10 beta 泵房" }, /* empty ones last in both directions */
    { "due", "阀门 R-10 R-9 beta 泵房" },     /* equal ones newest first */
    { "-due", "R-9 阀门 R-10 beta 泵房" },
    { "grade", "R-9 泵房 beta R-10 阀门" }, /* in the order of the definition */
    { "-grade", "beta R-10 泵房 R-9 阀门" },
    { "name", "泵房 阀门 beta R-9 R-10" }, /* pinyin (b before f), numbers by value */
    { "-name", "R-10 R-9 beta 阀门 泵房" },
    { "owner", "R-9 R-10 泵房 beta 阀门" }, /* An, Wang, Zeng (曾 as a surname is zeng) */
    { "-owner", "泵房 R-10 R-9 beta 阀门" },
    { "stage", "beta 阀门 泵房 R-10 R-9" }, /* new before about, as the flow has them */
    { "-stage", "R-9 beta 阀门 泵房 R-10" },
    { "twice", "beta R-10 阀门 R-9 泵房" },  /* computed and stored */
    { "-late", "阀门 R-10 R-9 beta 泵房" },  /* worked out: it is 2026-11-22 */
    { "number", "beta 阀门 泵房 R-9 R-10" }, /* there are none: newest first */
    { "-created", "beta 阀门 泵房 R-9 R-10" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
      g_autoptr (GError) error = NULL;
      g_autofree char *names = NULL;

      query->sort = g_strdup (cases[i].sort);
      names = find_names (fixture, query, &error);
      g_assert_no_error (error);
      if (g_strcmp0 (names, cases[i].names) != 0)
        g_error ("by %s: expected %s, got %s", cases[i].sort, cases[i].names, names);
    }
}

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *)a, second = *(const guint *)b;

  return (first > second) - (first < second);
}

/* The firsts among @texts, found by comparing, are those that ranking puts first. */
static void
check_firsts (GPtrArray *texts, gboolean person, gboolean falling)
{
  g_autoptr (AnlanTextOrder) order = anlan_text_order_new (texts, person);
  g_autofree guint *ranks = g_new (guint, texts->len + 1);
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) firsts = anlan_text_order_first (order, 64, falling);
  guint n = anlan_text_order_rank (order, ranks);

  for (guint i = 0; i < texts->len; i++)
    if (ranks[i] != G_MAXUINT)
      {
        guint rank = falling ? n - 1 - ranks[i] : ranks[i];

        g_array_append_val (sorted, rank);
      }
  g_array_sort (sorted, compare_ranks);
  g_assert_cmpuint (firsts->len, >=, MIN (64, sorted->len));
  for (guint i = 0; i < firsts->len; i++)
    {
      const AnlanTextPlace *place = &g_array_index (firsts, AnlanTextPlace, i);
      guint rank = falling ? n - 1 - ranks[place->text] : ranks[place->text];

      g_assert_cmpuint (rank, ==, g_array_index (sorted, guint, i));
      g_assert_cmpuint (place->rank, ==, rank);
    }
}

static void
test_first_texts (void)
{
  static const char *const parts[] = { "王", "曾", "单", "仇", "芳",   "伟", "A",
                                       "b",  "-",  "9",  "10", "压力", " ",  "é" };
  static const guint sizes[] = { 0, 1, 63, 64, 65, 1500, 9000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint round = 0; round < 4; round++)
      {
        g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
        gboolean ascii = round == 3;

        for (guint j = 0; j < sizes[i]; j++)
          {
            GString *text = g_string_new (NULL);

            for (int k = g_rand_int_range (rand, 0, 6); k > 0; k--)
              g_string_append (text, parts[ascii ? g_rand_int_range (rand, 6, 11)
                                                 : g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))]);
            g_ptr_array_add (texts, g_string_free (text, FALSE));
          }
        check_firsts (texts, round == 1, FALSE);
        check_firsts (texts, round == 1, TRUE);
      }
}

/* Numbers and tags are sorted without ICU: by value inside, whatever the case. */
static void
test_sort_ascii (Query *fixture, gconstpointer data)
{
  static const char *const names[] = {
    "T-2", "T-10", "t-9", "T-010a", "V-1", "T-2", "A-1000000000000", "A-999999999999"
  };
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_place");
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = i == 5 ? g_strdup ("t-2") : g_strdup (names[i]);

      anlan_record_unref (fixture_add (&fixture->base, "x_place", "name", name, NULL));
    }
  query->sort = g_strdup ("name");
  records = anlan_plant_find (fixture->base.plant, query, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (found, "%s ", anlan_record_get_text (g_ptr_array_index (records, i), "name"));
  g_assert_cmpstr (found->str, ==, "A-999999999999 A-1000000000000 t-2 T-2 t-9 T-10 T-010a V-1 ");
}

/* --- filters ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *field;
  AnlanFilterOp op;
  const char *a; /* numbers begin with '#'; "NULL" is null */
  const char *b;
  const char *names; /* "!…": refused */
} FilterCase;

static void
add_value (AnlanFilter *filter, const char *text)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (text == NULL)
    return;
  if (text[0] == '#')
    anlan_value_set_real (&value, g_ascii_strtod (text + 1, NULL));
  else if (strcmp (text, "NULL") != 0)
    anlan_value_set_text (&value, text);
  anlan_filter_add (filter, &value);
}

static void
test_filters (Query *fixture, gconstpointer data)
{
  static const FilterCase cases[] = {
    { "grade", ANLAN_FILTER_IS, "best", NULL, "beta R-10" },
    { "grade", ANLAN_FILTER_IS, "best", "worst", "beta R-9 R-10" },
    { "grade", ANLAN_FILTER_IS, "best", "NULL", "beta 阀门 R-10" },
    { "grade", ANLAN_FILTER_IS, NULL, NULL, "" },
    { "grade", ANLAN_FILTER_FROM, "middling", NULL, "beta 泵房 R-10" },
    { "grade", ANLAN_FILTER_TO, "middling", NULL, "泵房 R-9" },
    { "grade", ANLAN_FILTER_FROM, "no such", NULL, "!cannot be filtered" },
    { "grade", ANLAN_FILTER_EMPTY, NULL, NULL, "阀门" },
    { "grade", ANLAN_FILTER_FILLED, NULL, NULL, "beta 泵房 R-9 R-10" },
    { "stage", ANLAN_FILTER_IS, "about", NULL, "R-9" },
    { "tags", ANLAN_FILTER_IS, "b", NULL, "beta" },
    { "tags", ANLAN_FILTER_IS, "c", NULL, "" },
    { "tags", ANLAN_FILTER_EMPTY, NULL, NULL, "阀门 泵房 R-9 R-10" },
    { "tags", ANLAN_FILTER_FROM, "a", NULL, "!cannot be filtered" },
    { "photos", ANLAN_FILTER_IS, "nothing", NULL, "" },
    { "weight", ANLAN_FILTER_FROM, "#7", NULL, "阀门 R-9" },
    { "weight", ANLAN_FILTER_TO, "#5", NULL, "beta R-10" },
    { "weight", ANLAN_FILTER_IS, "#0", NULL, "beta" },
    { "due", ANLAN_FILTER_FROM, "2026-11-21", NULL, "R-9" },
    { "created", ANLAN_FILTER_FROM, "2026-11-22", NULL, "beta 阀门 泵房 R-9 R-10" },
    { "created", ANLAN_FILTER_FROM, "2026-11-23", NULL, "" },
    { "created", ANLAN_FILTER_TO, "2026-11-22", NULL, "beta 阀门 泵房 R-9 R-10" },
    { "created", ANLAN_FILTER_TO, "2026-11-21", NULL, "" },
    { "created", ANLAN_FILTER_TO, "2026-11-22T08:59:59Z", NULL, "" },
    { "late", ANLAN_FILTER_IS, "#1", NULL, "阀门 R-10" },
    { "twice", ANLAN_FILTER_FROM, "#15", NULL, "阀门 R-9" },
    { "secret", ANLAN_FILTER_FILLED, NULL, NULL, "beta" },
    { "secret", ANLAN_FILTER_IS, "hidden words", NULL, "!cannot be filtered" },
    { "secret", ANLAN_FILTER_FROM, "h", NULL, "!cannot be filtered" },
    { "nothing", ANLAN_FILTER_IS, "x", NULL, "!cannot be filtered" },
    { "_extra", ANLAN_FILTER_FILLED, NULL, NULL, "!cannot be filtered" },
    { "name\" OR 1=1 --", ANLAN_FILTER_IS, "x", NULL, "!cannot be filtered" },
    { "name", ANLAN_FILTER_IS, "x' OR '1'='1", NULL, "" }, /* values are bound */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
      AnlanFilter *filter = anlan_query_filter (query, cases[i].field, cases[i].op);
      g_autoptr (GError) error = NULL;
      g_autofree char *names = NULL;

      add_value (filter, cases[i].a);
      add_value (filter, cases[i].b);
      names = find_names (fixture, query, &error);
      if (cases[i].names[0] == '!')
        {
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          g_assert_nonnull (strstr (error->message, cases[i].names + 1));
          continue;
        }
      g_assert_no_error (error);
      if (g_strcmp0 (names, cases[i].names) != 0)
        g_error ("%s %s: expected “%s”, got “%s”", cases[i].field, cases[i].a, cases[i].names, names);
    }
}

static void
test_owner (Query *fixture, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
  g_autoptr (GError) error = NULL;
  g_autofree char *names = NULL;

  add_value (anlan_query_filter (query, "owner", ANLAN_FILTER_IS), fixture->an->id);
  names = find_names (fixture, query, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (names, ==, "R-9");
}

/* --- expressions -------------------------------------------------------------------------------------------------- */

static void
test_where (Query *fixture, gconstpointer data)
{
  static const struct
  {
    const char *where;
    const char *names; /* "!N": refused with error N */
    int code;
  } cases[] = {
    { "weight > 6", "阀门 R-9", 0 },
    { "this.weight > 6 AND due IS NOT NULL", "阀门 R-9", 0 },
    { "grade = 'best' OR grade = 'worst'", "beta R-9 R-10", 0 },
    { "late", "阀门 R-10", 0 },
    { "EXISTS (SELECT 1 FROM person p WHERE p.id = owner AND p.name = '安然')", "R-9", 0 },
    { "NULL", "", 0 },
    { "weight >", NULL, ANLAN_ERROR_INPUT },
    { "1) OR (1", NULL, ANLAN_ERROR_INPUT },
    { "1; DROP TABLE journal", NULL, ANLAN_ERROR_INPUT },
    { "secret IS NOT NULL", NULL, ANLAN_ERROR_INPUT }, /* the view has no such column */
    { "EXISTS (SELECT 1 FROM journal)", NULL, ANLAN_ERROR_DENIED },
    { "EXISTS (SELECT 1 FROM k_x_thing)", NULL, ANLAN_ERROR_DENIED },
    { "(SELECT count(*) FROM sqlite_master) > 0", NULL, ANLAN_ERROR_DENIED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
      g_autoptr (GError) error = NULL;
      g_autofree char *names = NULL;

      query->where = g_strdup (cases[i].where);
      names = find_names (fixture, query, &error);
      if (cases[i].names == NULL)
        {
          g_test_message ("%s: %s", cases[i].where, error != NULL ? error->message : names);
          g_assert_error (error, ANLAN_ERROR, cases[i].code);
          continue;
        }
      g_assert_no_error (error);
      if (g_strcmp0 (names, cases[i].names) != 0)
        g_error ("%s: expected “%s”, got “%s”", cases[i].where, cases[i].names, names);
    }
}

/* All conditions at once, and a limit. */
static void
test_together (Query *fixture, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
  g_autoptr (GError) error = NULL;
  g_autofree char *names = NULL;
  g_autofree char *fewer = NULL;

  query->where = g_strdup ("weight IS NOT NULL");
  query->sort = g_strdup ("name");
  add_value (anlan_query_filter (query, "grade", ANLAN_FILTER_FILLED), NULL);
  names = find_names (fixture, query, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (names, ==, "beta R-9 R-10");
  query->limit = 2;
  fewer = find_names (fixture, query, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fewer, ==, "beta R-9");
}

static void
test_drafts_and_voided (Query *fixture, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
  g_autoptr (GError) error = NULL;
  g_autofree char *drafts = NULL;
  g_autofree char *voided = NULL;

  query->drafts = TRUE;
  drafts = find_names (fixture, query, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (drafts, ==, "draft beta 阀门 泵房 R-9 R-10");
  query->drafts = FALSE;
  query->voided = TRUE;
  query->limit = 2;
  voided = find_names (fixture, query, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (voided, ==, "gone beta");
}

static void
test_refused (Query *fixture, gconstpointer data)
{
  g_autoptr (AnlanQuery) nothing = anlan_query_new ("no_such_kind");
  g_autoptr (AnlanQuery) sealed = anlan_query_new ("x_thing");
  g_autoptr (AnlanQuery) unknown = anlan_query_new ("x_thing");
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_plant_find (fixture->base.plant, nothing, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  sealed->sort = g_strdup ("-secret");
  g_assert_null (anlan_plant_find (fixture->base.plant, sealed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  unknown->sort = g_strdup ("rowid; --");
  g_assert_null (anlan_plant_find (fixture->base.plant, unknown, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static void
test_words (Query *fixture, gconstpointer data)
{
  static const struct
  {
    const char *kind;
    const char *words;
    const char *names;
  } cases[] = {
    { "x_thing", "泵房", "泵房" },
    { "x_thing", "bet", "beta" },
    { "x_thing", "bf", "泵房" }, /* initials of any short name */
    { "x_thing", "bengf", "泵房" },
    { "x_thing", "R-9", "R-9" },
    { "x_thing", "hidden", "" }, /* sealed */
    { "x_thing", "gone", "" },   /* voided */
    { "x_thing", "  ", "beta 阀门 泵房 R-9 R-10" },
    { "person", "wf", "王芳" },
    { "person", "wangfang", "王芳" },
    { "person", "zm", "曾敏" },
    { "person", "王", "王芳" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanQuery) query = anlan_query_new (cases[i].kind);
      g_autoptr (GError) error = NULL;
      g_autofree char *names = NULL;

      query->words = g_strdup (cases[i].words);
      names = find_names (fixture, query, &error);
      g_assert_no_error (error);
      if (g_strcmp0 (names, cases[i].names) != 0)
        g_error ("“%s”: expected “%s”, got “%s”", cases[i].words, cases[i].names, names);
    }
}

/* --- loading ----------------------------------------------------------------------------------------------------- */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (*result == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (*result);
  return *result;
}

static void
test_load (Query *fixture, gconstpointer data)
{
  AnlanPlant *plant = fixture->base.plant;
  g_autoptr (AnlanRecord) place = fixture_add (&fixture->base, "x_place", "name", "North", NULL);
  g_autoptr (AnlanRecord) job =
      fixture_add (&fixture->base, "x_job", "what", "Weld", "place", place->id, NULL);
  g_autoptr (AnlanRecord) by_number = NULL;
  g_autoptr (AnlanRecord) worked_out = NULL;
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  by_number = anlan_plant_load (plant, "x_job", job->number, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (by_number->id, ==, job->id);
  g_assert_cmpstr (by_number->rev, ==, job->rev);
  g_assert_cmpint (by_number->rid, ==, job->rid);
  g_assert_null (anlan_plant_load (plant, "x_job", "JB-1999-0001", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_plant_load (plant, "no_such_kind", "x", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* What depends on time is in the record although no row has it. */
  query->sort = g_strdup ("-late");
  records = anlan_plant_find (plant, query, &error);
  g_assert_no_error (error);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (records->pdata[0], "late"), -1), ==, 1);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (records->pdata[2], "late"), -1), ==, 0);
  /* Four days later R-9 is late too. */
  anlan_clock_advance (fixture->base.clock, 4 * 24 * 3600 * G_GINT64_CONSTANT (1000));
  worked_out = anlan_plant_load (plant, "x_thing", ((AnlanRecord *)records->pdata[2])->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (worked_out, "late"), -1), ==, 1);
}

static void
test_async (Query *fixture, gconstpointer data)
{
  AnlanPlant *plant = fixture->base.plant;
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
  g_autoptr (AnlanRecord) helped = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) labelled = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  g_autoptr (GAsyncResult) linked = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) links = NULL;
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GHashTable) labels = NULL;
  g_autoptr (GHashTable) counts = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *helpers = g_strdup_printf ("[\"%s\",\"%s\"]", fixture->an->id, fixture->zeng->id);

  helped = fixture_add (&fixture->base, "x_thing", "name", "helped", "owner", fixture->wang->id, "helpers",
                        helpers, NULL);

  anlan_plant_find_async (plant, query, NULL, result_cb, &found);
  records = anlan_plant_find_finish (plant, wait_for (&found), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 6);

  anlan_plant_load_async (plant, "x_thing", helped->id, NULL, result_cb, &loaded);
  record = anlan_plant_load_finish (plant, wait_for (&loaded), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (anlan_record_label (record), ==, "helped");

  anlan_plant_labels_async (plant, record, NULL, result_cb, &labelled);
  labels = anlan_plant_labels_finish (plant, wait_for (&labelled), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (labels), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (labels, fixture->wang->id), ==, "王芳");
  g_assert_cmpstr (g_hash_table_lookup (labels, fixture->zeng->id), ==, "曾敏");

  anlan_plant_count_async (plant, NULL, result_cb, &counted);
  counts = anlan_plant_count_finish (plant, wait_for (&counted), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, "x_thing")), ==, 6);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, "person")), ==, 3);
  g_assert_true (g_hash_table_contains (counts, "zone"));

  anlan_plant_backlinks_async (plant, fixture->zeng, 10, NULL, result_cb, &linked);
  links = anlan_plant_backlinks_finish (plant, wait_for (&linked), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (links->len, ==, 2);
  g_assert_cmpstr (anlan_record_label (links->pdata[0]), ==, "helped");
  g_assert_cmpstr (anlan_record_label (links->pdata[1]), ==, "泵房");

  g_cancellable_cancel (cancellable);
  anlan_plant_find_async (plant, query, cancellable, result_cb, &cancelled);
  g_assert_null (anlan_plant_find_finish (plant, wait_for (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_search (Query *fixture, gconstpointer data)
{
  static const struct
  {
    const char *words;
    const char *kind;
    const char *labels;
  } cases[] = {
    { "wf", NULL, "王芳" }, { "zengmin", NULL, "曾敏" }, { "泵房", NULL, "泵房" },
    { "bf", NULL, "泵房" }, { "泵房", "person", "" },    { "nothing at all", NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) hits = NULL;
      g_autoptr (GString) labels = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      anlan_plant_search_async (fixture->base.plant, cases[i].words, cases[i].kind, 50, NULL, result_cb,
                                &result);
      hits = anlan_plant_search_finish (fixture->base.plant, wait_for (&result), &error);
      g_assert_no_error (error);
      for (guint j = 0; j < hits->len; j++)
        g_string_append (labels, ((AnlanHit *)g_ptr_array_index (hits, j))->label);
      g_assert_cmpstr (labels->str, ==, cases[i].labels);
    }
}

static void
assert_found (Query *fixture, const char *words, const char *label)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;

  anlan_plant_search_async (fixture->base.plant, words, "x_thing", 50, NULL, result_cb, &result);
  hits = anlan_plant_search_finish (fixture->base.plant, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, label != NULL ? 1 : 0);
  if (label != NULL)
    g_assert_cmpstr (((AnlanHit *)g_ptr_array_index (hits, 0))->label, ==, label);
}

/* What the program has written is found by what is the same in every language, not by the words of whoever's desk wrote
 * it, and said in those of who finds it. */
static void
test_search_sentence (Query *fixture, gconstpointer data)
{
  g_autofree char *name =
      anlan_sentence_new ("%s put it right and is the one who rechecked it.", "欧阳锋", NULL);
  g_autoptr (AnlanRecord) thing = fixture_add (&fixture->base, "x_thing", "name", name, NULL);

  assert_found (fixture, "欧阳锋", "欧阳锋 put it right and is the one who rechecked it.");
  assert_found (fixture, "rechecked", NULL);
  assert_found (fixture, "整改", NULL);
  assert_found (fixture, "say", NULL);
}

/* A plant that an older version made, opened read-only by this one: it lacks tables and columns. */
static void
test_older_plant (void)
{
  Fixture base;
  AnlanPlantOptions options = { .read_only = TRUE };
  g_autoptr (AnlanPlant) plant = NULL;
  g_autoptr (AnlanRecord) person = NULL;
  g_autoptr (AnlanRecord) loaded = NULL;
  g_autoptr (AnlanQuery) zones = anlan_query_new ("zone");
  g_autoptr (AnlanQuery) persons = anlan_query_new ("person");
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) some = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  g_autoptr (GAsyncResult) linked = NULL;
  g_autoptr (GHashTable) counts = NULL;
  g_autoptr (GPtrArray) links = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  AnlanDb *db;

  fixture_set_up (&base, NULL);
  person = fixture_add (&base, "person", "name", "王芳", NULL);
  anlan_plant_close (base.plant);
  path = g_build_filename (base.dir, "plant.db", NULL);
  db = anlan_db_open (path, ANLAN_DB_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (
      db, "DROP TABLE k_zone; DROP INDEX i_person_badge; ALTER TABLE k_person DROP COLUMN badge", &error));
  g_assert_no_error (error);
  anlan_db_close (db);

  options.clock = base.clock;
  options.desk_dir = base.desk;
  plant = anlan_plant_open (base.dir, &options, &error);
  g_assert_no_error (error);
  none = anlan_plant_find (plant, zones, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  persons->sort = g_strdup ("badge");
  some = anlan_plant_find (plant, persons, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (some->len, ==, 1);
  loaded = anlan_plant_load (plant, "person", person->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (anlan_record_label (loaded), ==, "王芳");
  g_assert_true (anlan_value_is_null (anlan_record_get (loaded, "badge")));
  g_assert_null (anlan_plant_load (plant, "zone", "none", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  anlan_plant_count_async (plant, NULL, result_cb, &counted);
  counts = anlan_plant_count_finish (plant, wait_for (&counted), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, "zone")), ==, 0);
  anlan_plant_backlinks_async (plant, loaded, 5, NULL, result_cb, &linked);
  links = anlan_plant_backlinks_finish (plant, wait_for (&linked), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (links->len, ==, 0);
  anlan_plant_close (plant);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_tear_down (&base, NULL);
}

/* --- saved views -------------------------------------------------------------------------------------------------- */

static void
test_json (void)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
  g_autoptr (AnlanQuery) again = NULL;
  g_autoptr (AnlanQuery) plain = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *same = NULL;
  AnlanFilter *filter;

  query->where = g_strdup ("level = 'major'");
  query->words = g_strdup ("法兰 \"quoted\"");
  query->sort = g_strdup ("-due");
  query->drafts = TRUE;
  query->limit = 50;
  filter = anlan_query_filter (query, "level", ANLAN_FILTER_IS);
  add_value (filter, "major");
  add_value (filter, "NULL");
  add_value (filter, "#2.5");
  anlan_query_filter (query, "due", ANLAN_FILTER_EMPTY);
  json = anlan_query_to_json (query);
  g_assert_cmpstr (
      json, ==,
      "{\"kind\":\"hazard\",\"where\":\"level = 'major'\",\"words\":\"法兰 \\\"quoted\\\"\",\"filters\":["
      "{\"field\":\"level\",\"op\":\"is\",\"values\":[\"major\",null,2.5]},{\"field\":\"due\",\"op\":"
      "\"empty\"}],\"sort\":\"-due\",\"drafts\":true,\"limit\":50}");
  again = anlan_query_from_json (json, &error);
  g_assert_no_error (error);
  same = anlan_query_to_json (again);
  g_assert_cmpstr (same, ==, json);
  plain = anlan_query_from_json ("{\"kind\":\"zone\",\"colour\":\"of a later version\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plain->kind, ==, "zone");
  g_assert_false (plain->drafts);
}

static void
test_bad_json (void)
{
  static const char *const cases[] = {
    "",
    "[]",
    "{}",
    "{\"kind\":1}",
    "{\"kind\":\"a\",\"where\":1}",
    "{\"kind\":\"a\",\"limit\":-1}",
    "{\"kind\":\"a\",\"limit\":1.5}",
    "{\"kind\":\"a\",\"drafts\":1}",
    "{\"kind\":\"a\",\"filters\":{}}",
    "{\"kind\":\"a\",\"filters\":[1]}",
    "{\"kind\":\"a\",\"filters\":[{\"op\":\"is\"}]}",
    "{\"kind\":\"a\",\"filters\":[{\"field\":\"b\"}]}",
    "{\"kind\":\"a\",\"filters\":[{\"field\":\"b\",\"op\":\"like\"}]}",
    "{\"kind\":\"a\",\"filters\":[{\"field\":\"b\",\"op\":\"is\",\"values\":1}]}",
    "{\"kind\":\"a\",\"filters\":[{\"field\":\"b\",\"op\":\"is\",\"values\":[[]]}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanQuery) query = anlan_query_from_json (cases[i], &error);

      g_assert_null (query);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

/* --- many rows ---------------------------------------------------------------------------------------------------- */

#define MANY_THINGS 6000

typedef struct
{
  AnlanKinds *kinds;
  const AnlanQuery *query;
  GArray *rids;
} Asked;

static gboolean
ask_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Asked *asked = data;

  asked->rids = anlan_query_rids (db, asked->kinds, asked->query, error);
  return asked->rids != NULL;
}

static GArray *
ask_rids (Query *fixture, const AnlanQuery *query)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (fixture->base.plant);
  Asked asked = { kinds, query, NULL };
  g_autoptr (GError) error = NULL;

  anlan_store_read (anlan_plant_get_store (fixture->base.plant), ask_work, &asked, &error);
  g_assert_no_error (error);
  return asked.rids;
}

static void
add_many (Query *fixture)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;

  for (guint i = 0; i < MANY_THINGS; i++)
    {
      g_autofree char *name = g_strdup_printf ("many %u", i * 7919 % MANY_THINGS);
      g_autofree char *due = g_strdup_printf ("2026-12-%02u", 1 + i % 28);
      g_autofree char *weight = g_strdup_printf ("%u", i * 31 % 1000);
      AnlanChange *change = fixture_change (&fixture->base, ANLAN_OP_CREATE, "x_thing", NULL, "name", name,
                                            "grade", i % 10 == 0 ? "worst" : "best", "due",
                                            i % 5 == 0 ? "" : due, "weight", weight, NULL);

      change->record = g_strdup_printf ("0192f3a1-0009-7000-8000-%012x", i);
      change->draft = i % 1000 == 3;
      g_ptr_array_add (changes, change);
    }
  batch = anlan_plant_apply_batch (fixture->base.plant, changes, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < MANY_THINGS; i += 1501)
    {
      const AnlanChange *made = g_ptr_array_index (changes, i);
      AnlanChange *change = fixture_change (&fixture->base, ANLAN_OP_VOID, "x_thing", made->record, NULL);

      change->reason = g_strdup ("by mistake");
      anlan_record_unref (fixture_apply (&fixture->base, change));
    }
}

static void
assert_same (Query *fixture, const char *grade, const char *sort, const char *where, const char *words)
{
  g_autoptr (AnlanQuery) alone = anlan_query_new ("x_thing");
  g_autoptr (AnlanQuery) twice = NULL;
  g_autoptr (GArray) found = NULL;
  g_autoptr (GArray) expected = NULL;

  alone->sort = g_strdup (sort);
  alone->where = g_strdup (where);
  alone->words = g_strdup (words);
  twice = anlan_query_copy (alone);
  add_value (anlan_query_filter (alone, "grade", ANLAN_FILTER_IS), grade);
  /* A second filter that leaves out nothing: each row is looked at. */
  add_value (anlan_query_filter (twice, "grade", ANLAN_FILTER_IS), grade);
  anlan_query_filter (twice, "name", ANLAN_FILTER_FILLED);
  found = ask_rids (fixture, alone);
  expected = ask_rids (fixture, twice);
  g_assert_cmpuint (expected->len, >, 100);
  g_assert_cmpmem (found->data, found->len * sizeof (gint64), expected->data,
                   expected->len * sizeof (gint64));
}

/* A filter that an index answers finds the same rows in the same order as one that looks at each row. */
static void
test_many (Query *fixture, gconstpointer data)
{
  static const char *const sorts[] = { NULL,    "due",   "-due",   "weight", "name",
                                       "-name", "grade", "number", "stage" };
  static const char *const grades[] = { "best", "worst" };

  add_many (fixture);
  for (guint g = 0; g < G_N_ELEMENTS (grades); g++)
    for (guint s = 0; s < G_N_ELEMENTS (sorts); s++)
      {
        assert_same (fixture, grades[g], sorts[s], NULL, NULL);
        assert_same (fixture, grades[g], sorts[s], "weight < 600", NULL);
        assert_same (fixture, grades[g], sorts[s], NULL, "many");
      }
}

/* An order that was read before is not used any more once something has changed. */
static void
test_many_changed (Query *fixture, gconstpointer data)
{
  static const char *const sorts[] = { "due", "-due" };
  static const char *const dues[] = { "1999-01-01", "2099-12-31" };

  for (guint i = 0; i < G_N_ELEMENTS (dues); i++)
    {
      g_autoptr (AnlanQuery) query = anlan_query_new ("x_thing");
      g_autoptr (GPtrArray) found = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *id = NULL;
      g_auto (AnlanValue) best = ANLAN_VALUE_INIT;

      anlan_value_set_text (&best, "best");
      anlan_filter_add (anlan_query_filter (query, "grade", ANLAN_FILTER_IS), &best);
      query->sort = g_strdup (sorts[i]);
      found = anlan_plant_find (fixture->base.plant, query, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (found->len, >, 4096);
      id = g_strdup (((AnlanRecord *)g_ptr_array_index (found, found->len / 2))->id);
      anlan_record_unref (
          fixture_apply (&fixture->base, fixture_change (&fixture->base, ANLAN_OP_EDIT, "x_thing", id, "due",
                                                         dues[i], NULL)));
      g_clear_pointer (&found, g_ptr_array_unref);
      found = anlan_plant_find (fixture->base.plant, query, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (((AnlanRecord *)g_ptr_array_index (found, 0))->id, ==, id);
      assert_same (fixture, "best", sorts[i], NULL, NULL);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name) g_test_add ("/model/query/" #name, Query, NULL, set_up, test_##name, tear_down)
  ADD (sort);
  ADD (filters);
  ADD (owner);
  ADD (where);
  ADD (together);
  ADD (drafts_and_voided);
  ADD (refused);
  ADD (words);
  ADD (search);
  /* These add records. */
  ADD (sort_ascii);
  g_test_add_func ("/query/first-texts", test_first_texts);
  ADD (load);
  ADD (async);
  ADD (many);
  ADD (many_changed);
  ADD (search_sentence);
#undef ADD
  g_test_add_func ("/model/query/older-plant", test_older_plant);
  g_test_add_func ("/model/query/json", test_json);
  g_test_add_func ("/model/query/bad-json", test_bad_json);
  status = g_test_run ();
  if (shared.base.plant != NULL)
    close_plant ();
  return status;
}
