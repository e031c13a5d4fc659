/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Formal closure: each check both ways, and forged photos through the whole flow. */

#include <math.h>
#include <string.h>

#include "base/sentence.h"
#include "hazard-private.h"
#include "photos.h"
#include "safety-fixture.h"
#include "safety/hazard.h"
#include "store/files.h"

typedef struct
{
  Fixture base;
  char *unit, *owner, *rechecker, *manager, *zone;
  guint32 seed; /* of the next photo */
} Plant;

#define BASE(plant) (&(plant)->base)

/* A square of some 200 m in Shanghai. */
#define AREA                                                                                                 \
  "{\"type\":\"Polygon\",\"coordinates\":[[[121.47,31.23],[121.472,31.23],[121.472,31.232],[121.47,31.232]," \
  "[121.47,31.23]]]}"

static void
set_up (Plant *plant, gconstpointer data)
{
  fixture_set_up (BASE (plant), data);
  plant->unit = fixture_add (BASE (plant), "unit", "name", "Synthesis", NULL);
  plant->owner = fixture_add (BASE (plant), "person", "name", "Li Gang", NULL);
  plant->rechecker = fixture_add (BASE (plant), "person", "name", "Wang Fang", NULL);
  plant->manager = fixture_add (BASE (plant), "person", "name", "Zhao Min", NULL);
  plant->zone = fixture_add (BASE (plant), "zone", "name", "Tank farm", "area", AREA, NULL);
  plant->seed = 100;
}

static void
tear_down (Plant *plant, gconstpointer data)
{
  g_free (plant->unit);
  g_free (plant->owner);
  g_free (plant->rechecker);
  g_free (plant->manager);
  g_free (plant->zone);
  fixture_tear_down (BASE (plant), data);
}

static void
sit (Plant *plant, const char *person)
{
  anlan_plant_set_person (plant->base.plant, person);
}

static void
wait_minutes (Plant *plant, int minutes)
{
  anlan_clock_set (plant->base.clock, anlan_plant_now (plant->base.plant) + minutes * (gint64)60000);
}

static char *
store (Plant *plant, GdkPixbuf *photo)
{
  g_autoptr (GBytes) jpeg = photos_to_jpeg (photo, "90");

  return fixture_store (BASE (plant), jpeg);
}

static char *
store_new (Plant *plant)
{
  g_autoptr (GdkPixbuf) photo = photos_make (plant->seed++, 480, 360);

  return store (plant, photo);
}

/* A hazard that has been assigned to the owner. */
static char *
assign (Plant *plant, const char *category, const char *level, const char *photo)
{
  gboolean major = strcmp (level, "major") == 0;
  char *id;

  sit (plant, plant->manager);
  id = fixture_add (BASE (plant), "hazard", "what", "Flange of the feed pump leaks", "zone", plant->zone,
                    "unit", plant->unit, "category", category, "class", "third",
                    photo != NULL ? "photos" : "no_photo", photo != NULL ? photo : "None at hand", NULL);
  if (major)
    {
      g_autofree char *criterion =
          fixture_add (BASE (plant), "criterion", "trade", "chemical", "clause", "1", "source", "Test",
                       "text", "Criterion of the test", "since", "2018-01-01", NULL);

      fixture_step (BASE (plant), "hazard", id, "confirm", "level", "major", "criterion", criterion, NULL);
    }
  else
    fixture_step (BASE (plant), "hazard", id, "confirm", "level", level, NULL);
  fixture_step (BASE (plant), "hazard", id, "assign", "owner", plant->owner, "measure", "Change the gasket",
                "due", "2026-12-24T09:00:00Z", "funds", "100", "interim", "Fenced off", "contingency",
                "Stop the pump", "aims", "No leak", "materials", "Gasket", "bodies", "Workshop", NULL);
  return id;
}

/* What stands against @hazard, sorted, with blanks between. */
static char *
flaws_of (Plant *plant, const char *hazard, const char *stage)
{
  g_autofree char *where = g_strdup_printf ("hazard = '%s' AND stage = '%s'", hazard, stage);
  g_autoptr (GPtrArray) findings = fixture_find (BASE (plant), "finding", where, "flaw");
  GString *flaws = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const AnlanRecord *finding = g_ptr_array_index (findings, i);

      g_test_message ("%s", anlan_record_get_text (finding, "why"));
      g_string_append_printf (flaws, "%s%s", i > 0 ? " " : "", anlan_record_get_text (finding, "flaw"));
    }
  return g_string_free (flaws, FALSE);
}

static void
assert_flaws (Plant *plant, const char *hazard, const char *expected)
{
  g_autofree char *flaws = flaws_of (plant, hazard, "open");

  g_assert_cmpstr (flaws, ==, expected);
}

static void
refuse_closing (Plant *plant, const char *hazard, const char *part)
{
  sit (plant, plant->rechecker);
  fixture_step (BASE (plant), "hazard", hazard, "recheck", "recheck_result", "Fine", NULL);
  fixture_refuse (BASE (plant), part, "hazard", hazard, "close", NULL);
  fixture_assert (BASE (plant), "hazard", hazard, "stage", "rechecked");
}

/* --- each check, both ways --------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *category;
  gboolean after;
  gboolean proof;
  const char *no_camera;
  const char *witness; /* "owner", "other" or NULL */
  int minutes;         /* after the order; 0: an hour */
  const char *result;  /* NULL: an honest one */
  const char *taken;   /* EXIF; the order is of 2026-11-20 09:00 */
  double latitude, longitude;
  const char *flaws;
} Check;

#define HERE 31.231, 121.471

static const Check checks[] = {
  { "photo of a thing", "object", TRUE, .flaws = "" },
  { "thing without photo", "object", FALSE, .flaws = "no_proof" },
  { "thing with a paper only", "object", FALSE, TRUE, .flaws = "no_proof" },
  { "environment with photo", "environment", TRUE, .flaws = "" },
  { "environment without photo", "environment", FALSE, .flaws = "no_proof" },
  { "behaviour with training record", "behaviour", FALSE, TRUE, .flaws = "" },
  { "behaviour with photo only", "behaviour", TRUE, FALSE, .flaws = "no_proof" },
  { "management with document", "management", FALSE, TRUE, .flaws = "" },
  { "management with nothing", "management", FALSE, FALSE, .flaws = "no_proof" },
  { "no camera, another witness", "object", FALSE, FALSE, "Explosive atmosphere", "other", .flaws = "" },
  { "no camera, own witness", "object", FALSE, FALSE, "Explosive atmosphere", "owner", .flaws = "no_proof" },
  { "ten minutes", "object", TRUE, .minutes = 10, .flaws = "" },
  { "nine minutes", "object", TRUE, .minutes = 9, .flaws = "too_fast" },
  { "honest words", "object", TRUE, .result = "Gasket changed, bolts tightened to 40 Nm", .flaws = "" },
  { "honest Chinese words", "object", TRUE, .result = "更换法兰垫片，试压合格", .flaws = "" },
  { "done", "object", TRUE, .result = "Done. OK!", .flaws = "says_nothing" },
  { "已整改", "object", TRUE, .result = "已整改，符合要求。", .flaws = "says_nothing" },
  { "what was found again", "object", TRUE, .result = "flange of the feed pump LEAKS",
    .flaws = "says_nothing" },
  { "photo after the order", "object", TRUE, .taken = "2026-11-20T09:30:00", .flaws = "" },
  { "photo before the order", "object", TRUE, .taken = "2026-11-20T08:59:00", .flaws = "old_photo" },
  { "photo taken there", "object", TRUE, .latitude = HERE, .flaws = "" },
  { "photo taken 180 m beside", "object", TRUE, .latitude = 31.2336, 121.471, .flaws = "" },
  { "photo taken 220 m beside", "object", TRUE, .latitude = 31.2340, 121.471, .flaws = "far_photo" },
  { "photo taken in another town", "object", TRUE, .latitude = 30.27, 120.15, .flaws = "far_photo" },
};

static void
check_one (Plant *plant, const Check *check)
{
  g_autofree char *before = NULL, *id = NULL, *after = NULL, *proof = NULL;
  const char *witness = check->witness == NULL                  ? ""
                        : strcmp (check->witness, "owner") == 0 ? plant->owner
                                                                : plant->rechecker;

  g_test_message ("--- %s", check->name);
  fixture_at (BASE (plant), "2026-11-20 09:00");
  before = store_new (plant);
  id = assign (plant, check->category, "general", before);
  wait_minutes (plant, check->minutes > 0 ? check->minutes : 60);
  sit (plant, plant->owner);
  if (check->after)
    {
      AnlanFile *file;

      after = store_new (plant);
      file = g_ptr_array_index (plant->base.files, 0);
      file->taken = g_strdup (check->taken);
      if (check->latitude != 0)
        {
          file->latitude = check->latitude;
          file->longitude = check->longitude;
        }
    }
  if (check->proof)
    {
      g_autofree char *text = g_strdup_printf ("Attendance list %s", check->name);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      proof = fixture_store (BASE (plant), bytes);
    }
  fixture_step (BASE (plant), "hazard", id, "rectify", "result",
                check->result != NULL ? check->result : "Gasket changed", "after", after != NULL ? after : "",
                "proof", proof != NULL ? proof : "", "no_camera",
                check->no_camera != NULL ? check->no_camera : "", "witness", witness, NULL);
  assert_flaws (plant, id, check->flaws);

  sit (plant, plant->rechecker);
  if (check->flaws[0] == '\0')
    {
      fixture_step (BASE (plant), "hazard", id, "recheck", "recheck_result", "Looked at it, dry", NULL);
      fixture_step (BASE (plant), "hazard", id, "close", NULL);
      fixture_assert (BASE (plant), "hazard", id, "stage", "closed");
    }
  else
    refuse_closing (plant, id, "As long as that stands");
}

static void
test_checks (Plant *plant, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    check_one (plant, &checks[i]);
  fixture_verify (BASE (plant));
}

/* --- words -------------------------------------------------------------------------------------------------------------- */

static void
test_words (void)
{
  static const char *const nothing[] = { "done",       "OK",     "Done, OK.", "已整改",      "已整改完毕！",
                                         "整改完成。", "已处理", "无",        "It is done.", "Ｄｏｎｅ",
                                         "",           "...",    "合格",      "已按要求整改" };
  static const char *const something[] = { "Gasket changed",       "更换垫片",     "已整改：更换法兰垫片",
                                           "Guard rail welded on", "加装护栏1.2m", "Okayed the permit",
                                           "完成接地线焊接",       "合格证已补办" };

  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    if (!hazard_says_nothing (nothing[i], NULL))
      g_error ("“%s” is taken for a report", nothing[i]);
  for (guint i = 0; i < G_N_ELEMENTS (something); i++)
    if (hazard_says_nothing (something[i], NULL))
      g_error ("“%s” is taken for nothing", something[i]);
  g_assert_true (hazard_says_nothing (NULL, NULL));
  g_assert_false (hazard_says_nothing ("As agreed by phone", NULL));
  g_assert_true (hazard_says_nothing ("As agreed, by phone. Done", "as agreed by phone|wie besprochen"));
}

/* --- forged photos ------------------------------------------------------------------------------------------------------- */

/* What the issue names: turned, cropped by a tenth, compressed at 60, brightened by a fifth, flipped; and all at once. */
static const int forgeries[] = { 0, 1, 2, 3, 4, 5, 6, 9, 10, 15 };

static void
rectify (Plant *plant, const char *id, const char *after)
{
  wait_minutes (plant, 60);
  sit (plant, plant->owner);
  fixture_step (BASE (plant), "hazard", id, "rectify", "result", "Gasket changed", "after", after, NULL);
}

static void
check_photo (Plant *plant, GdkPixbuf *photo)
{
  g_autofree char *whole = NULL, *used = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      g_autoptr (GdkPixbuf) forged = photos_forge (photo, forgeries[i]);
      g_autofree char *before = store (plant, photo);
      g_autofree char *id = assign (plant, "object", "general", before);
      g_autofree char *after = store (plant, forged);
      g_autofree char *flaws = NULL;

      rectify (plant, id, after);
      flaws = flaws_of (plant, id, "open");
      g_assert_nonnull (strstr (flaws, "same_photo"));
      sit (plant, plant->rechecker);
      refuse_closing (plant, id, "As long as that stands");
    }
}

static void
void_hazard (Plant *plant, const char *id)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_VOID, "hazard", id);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = NULL;

  change->reason = g_strdup ("only tried");
  applied = anlan_plant_apply (plant->base.plant, change, &error);
  g_assert_no_error (error);
}

/* Each as the proof for a hazard that has all the others as photos before. */
static void
check_all_different (Plant *plant, GdkPixbuf **photos, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) before = g_string_new (NULL);
      g_autofree char *id = NULL, *after = NULL;

      for (guint j = 0; j < n; j++)
        if (j != i)
          {
            g_autofree char *one = store (plant, photos[j]);

            g_string_append_printf (before, "%s%s", before->len > 0 ? " " : "", one);
          }
      id = assign (plant, "object", "general", before->str);
      after = store (plant, photos[i]);
      rectify (plant, id, after);
      assert_flaws (plant, id, "");
      void_hazard (plant, id);
    }
}

static void
test_forged_made (Plant *plant, gconstpointer data)
{
  GdkPixbuf *photos[] = { photos_make (1, 800, 600), photos_make (2, 480, 640), photos_make (3, 640, 640) };

  check_all_different (plant, photos, G_N_ELEMENTS (photos));
  check_photo (plant, photos[0]);
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    g_object_unref (photos[i]);
}

static void
test_forged_real (Plant *plant, gconstpointer data)
{
  static const char *const names[] = { "1.jpg", "2.jpg", "3.jpg", "9.jpg" };
  const char *shared = g_getenv ("ANLAN_SHARED");
  GdkPixbuf *photos[G_N_ELEMENTS (names)];

  if (shared == NULL || !g_file_test (shared, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no shared files");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (shared, "data", "helmet", names[i], NULL);

      photos[i] = photos_read (path);
    }
  check_all_different (plant, photos, G_N_ELEMENTS (photos));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      check_photo (plant, photos[i]);
      g_object_unref (photos[i]);
    }
}

/* --- used on another hazard ---------------------------------------------------------------------------------------------- */

static void
test_used (Plant *plant, gconstpointer data)
{
  g_autoptr (GdkPixbuf) photo = photos_make (40, 640, 480);
  g_autofree char *own = store_new (plant), *first = assign (plant, "object", "general", own);
  g_autofree char *proof = store (plant, photo);

  rectify (plant, first, proof);
  assert_flaws (plant, first, "");
  for (int how = -1; how < 11; how += 3)
    {
      g_autoptr (GdkPixbuf) forged = how >= 0 ? photos_forge (photo, how) : g_object_ref (photo);
      g_autofree char *before = store_new (plant), *second = assign (plant, "object", "general", before);
      g_autofree char *again = store (plant, forged);
      g_autoptr (GPtrArray) findings = NULL;
      g_autofree char *where = g_strdup_printf ("hazard = '%s'", second);

      rectify (plant, second, again);
      assert_flaws (plant, second, "used_photo");
      findings = fixture_find (BASE (plant), "finding", where, NULL);
      g_assert_cmpuint (findings->len, ==, 1);
      g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (findings, 0), "other_hazard"), ==, first);
      void_hazard (plant, second);
    }
}

/* --- findings live their own life ------------------------------------------------------------------------------------------ */

static char *
only_finding (Plant *plant, const char *hazard)
{
  g_autofree char *where = g_strdup_printf ("hazard = '%s' AND stage = 'open'", hazard);
  g_autoptr (GPtrArray) findings = fixture_find (BASE (plant), "finding", where, NULL);

  g_assert_cmpuint (findings->len, ==, 1);
  return g_strdup (((AnlanRecord *)g_ptr_array_index (findings, 0))->id);
}

static void
test_mended (Plant *plant, gconstpointer data)
{
  g_autofree char *before = store_new (plant), *id = assign (plant, "object", "general", before);
  g_autofree char *finding = NULL, *after = NULL, *flaws = NULL;

  rectify (plant, id, before);
  finding = only_finding (plant, id);
  fixture_assert (BASE (plant), "finding", finding, "flaw", "same_photo");
  fixture_refuse (BASE (plant), "mended by mending", "finding", finding, "mend", NULL);
  fixture_refuse (BASE (plant), "not yet been compared", "finding", finding, "again", NULL);

  sit (plant, plant->rechecker);
  fixture_step (BASE (plant), "hazard", id, "reject", "due", "2026-12-30T09:00:00Z", NULL);
  fixture_assert (BASE (plant), "finding", finding, "stage", "mended");
  after = store_new (plant);
  rectify (plant, id, after);
  assert_flaws (plant, id, "");
  flaws = flaws_of (plant, id, "mended");
  g_assert_cmpstr (flaws, ==, "same_photo");
  sit (plant, plant->rechecker);
  fixture_step (BASE (plant), "hazard", id, "recheck", "recheck_result", "Dry", NULL);
  fixture_step (BASE (plant), "hazard", id, "close", NULL);
}

static void
test_overruled (Plant *plant, gconstpointer data)
{
  g_autofree char *before = store_new (plant), *id = assign (plant, "object", "general", before);
  g_autofree char *finding = NULL;

  rectify (plant, id, before);
  finding = only_finding (plant, id);
  sit (plant, plant->owner);
  fixture_refuse (BASE (plant), "cannot overrule", "finding", finding, "overrule", NULL);
  sit (plant, NULL);
  fixture_refuse (BASE (plant), "cannot overrule", "finding", finding, "overrule", NULL);
  sit (plant, plant->manager);
  fixture_step (BASE (plant), "finding", finding, "overrule", NULL);
  fixture_assert (BASE (plant), "finding", finding, "overruled_by", plant->manager);

  /* It stays overruled, and does not come again. */
  sit (plant, plant->rechecker);
  fixture_step (BASE (plant), "hazard", id, "recheck", "recheck_result", "Dry", NULL);
  assert_flaws (plant, id, "");
  fixture_step (BASE (plant), "hazard", id, "close", NULL);
  fixture_verify (BASE (plant));
}

static void
test_major (Plant *plant, gconstpointer data)
{
  g_autofree char *before = store_new (plant), *id = assign (plant, "object", "major", before);
  g_autofree char *finding = NULL;

  rectify (plant, id, before);
  finding = only_finding (plant, id);
  sit (plant, plant->manager);
  fixture_refuse (BASE (plant), "never overruled", "finding", finding, "overrule", NULL);
}

static void
test_not_by_hand (Plant *plant, gconstpointer data)
{
  g_autofree char *before = store_new (plant), *id = assign (plant, "object", "general", before);

  fixture_refuse (BASE (plant), "cannot be entered", "finding", NULL, NULL, "hazard", id, "flaw", "no_proof",
                  "why", "Mine", NULL);
}

/* A finding is kept as what it rests on and read as a sentence; nobody is offered to make one or to mend one. */
static void
test_said (Plant *plant, gconstpointer data)
{
  g_autofree char *before = store_new (plant), *id = assign (plant, "object", "general", before);
  g_autofree char *finding = NULL;
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (BASE (plant)->plant, "finding");
  g_autoptr (GError) error = NULL;
  const char *why;

  rectify (plant, id, before);
  finding = only_finding (plant, id);
  record = anlan_plant_load (BASE (plant)->plant, "finding", finding, &error);
  g_assert_no_error (error);
  why = anlan_record_get_text (record, "why");
  g_assert_true (anlan_sentence_is (why));
  g_assert_cmpstr (anlan_record_label (record), ==,
                   "The photo of the rectified state is the photo from before.");
  sit (plant, plant->rechecker);
  fixture_step (BASE (plant), "hazard", id, "recheck", "recheck_result", "Looks well", NULL);
  fixture_refuse (BASE (plant), "is the photo from before.\n", "hazard", id, "close", NULL);
  g_assert_true (kind->kept);
  g_assert_true (anlan_kind_step (kind, "mend")->unasked);
  g_assert_true (anlan_kind_step (kind, "again")->unasked);
  g_assert_false (anlan_kind_step (kind, "overrule")->unasked);
}

/* Closed at once, so nothing is let through. */
static void
test_on_the_spot (Plant *plant, gconstpointer data)
{
  g_autoptr (GdkPixbuf) photo = photos_make (77, 480, 360);
  g_autoptr (GdkPixbuf) mirrored = photos_forge (photo, 3);
  g_autofree char *before = store (plant, photo);
  g_autofree char *id = NULL, *forged = NULL, *after = NULL;

  sit (plant, plant->manager);
  id = fixture_add (BASE (plant), "hazard", "what", "Extinguisher stands in the way", "zone", plant->zone,
                    "unit", plant->unit, "photos", before, "class", "third", NULL);
  forged = store (plant, mirrored);
  fixture_refuse (BASE (plant), "cannot be closed on the spot", "hazard", id, "on_the_spot", "category",
                  "object", "result", "Done.", "after", forged, NULL);
  fixture_assert (BASE (plant), "hazard", id, "stage", "found");
  after = store_new (plant);
  fixture_step (BASE (plant), "hazard", id, "on_the_spot", "category", "object", "result", "Hung on the wall",
                "after", after, NULL);
  fixture_assert (BASE (plant), "hazard", id, "stage", "closed");
}

/* --- photos that have not been read ---------------------------------------------------------------------------------------- */

static gboolean
forget_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_db_exec (db, "DELETE FROM photo_print; DELETE FROM photo_sign; DELETE FROM photo_complete",
                        error);
}

static void
forget_photos (Plant *plant)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write (anlan_plant_get_store (plant->base.plant), forget_work, NULL, &error));
  g_assert_no_error (error);
}

/* As in a plant of before: nothing is let through until they have been read, and then they are judged by themselves. */
static void
check_waiting (Plant *plant, gboolean forged, const char *flaws)
{
  g_autoptr (GdkPixbuf) photo = photos_make (plant->seed++, 640, 480);
  g_autoptr (GdkPixbuf) second = NULL;
  g_autofree char *before = store (plant, photo), *id = assign (plant, "object", "general", before);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  second = forged ? photos_forge (photo, 3) : photos_make (plant->seed++, 640, 480);
  after = store (plant, second);
  forget_photos (plant);
  rectify (plant, id, after);
  assert_flaws (plant, id, "not_compared");
  refuse_closing (plant, id, "not yet been compared");
  g_assert_true (anlan_hazard_catch_up (plant->base.plant, NULL, &error));
  g_assert_no_error (error);
  assert_flaws (plant, id, flaws);
}

static void
test_waiting (Plant *plant, gconstpointer data)
{
  check_waiting (plant, TRUE, "same_photo");
  check_waiting (plant, FALSE, "");
  fixture_verify (BASE (plant));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Plant, NULL, set_up, function, tear_down)
  g_test_add_func ("/hazard/words", test_words);
  ADD ("/hazard/checks", test_checks);
  ADD ("/hazard/forged/made", test_forged_made);
  ADD ("/hazard/forged/real", test_forged_real);
  ADD ("/hazard/used", test_used);
  ADD ("/hazard/mended", test_mended);
  ADD ("/hazard/overruled", test_overruled);
  ADD ("/hazard/major", test_major);
  ADD ("/hazard/not-by-hand", test_not_by_hand);
  ADD ("/hazard/said", test_said);
  ADD ("/hazard/on-the-spot", test_on_the_spot);
  ADD ("/hazard/waiting", test_waiting);
  return g_test_run ();
}
