/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "hazard-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/sentence.h"
#include "base/geometry.h"
#include "base/time.h"
#include "photo-private.h"

/* The hazard's own pairs are few, and these are compared even where their signs do not meet: that finds tilted copies. */
#define MOST_OWN_PAIRS 4

/* Photos of other hazards that are compared for one; chance alone makes less than one of 400,000 a candidate. */
#define MOST_CANDIDATES 8

/* Metres; setting "closure-metres". A phone indoors is off by some fifty. */
#define MOST_METRES 200

typedef enum
{
  PHOTO_READY,
  PHOTO_WAITS,   /* has not been read yet */
  PHOTO_DAMAGED, /* cannot be */
} PhotoState;

typedef struct
{
  const char *sha256;
  PhotoState state;
  AnlanPhotoPrint *print; /* if it is ready */
} Photo;

static void
photo_free (Photo *photo)
{
  g_clear_pointer (&photo->print, anlan_photo_print_free);
  g_free (photo);
}

/* --- prints --------------------------------------------------------------------------------------------------------- */

static const AnlanFile *
new_file (const HazardCase *kase, const char *sha256)
{
  for (guint i = 0; kase->files != NULL && i < kase->files->len; i++)
    {
      const AnlanFile *file = g_ptr_array_index (kase->files, i);

      if (strcmp (file->sha256, sha256) == 0)
        return file;
    }
  return NULL;
}

static gboolean
read_stored (HazardCase *kase, Photo *photo, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (kase->db,
                          "SELECT s.sign IS NULL, p.print FROM photo_sign s LEFT JOIN photo_print p "
                          "ON p.id = s.id WHERE s.sha256 = ?1 AND s.version = ?2",
                          error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, photo->sha256);
  anlan_stmt_bind_integer (stmt, 2, ANLAN_PHOTO_VERSION);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      gsize length;
      const void *print = anlan_stmt_blob (stmt, 1, &length);

      photo->print = print != NULL ? anlan_photo_print_new_bytes (print, length) : NULL;
      photo->state = photo->print != NULL ? PHOTO_READY : PHOTO_DAMAGED;
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static Photo *
read_photo (HazardCase *kase, const char *sha256, GError **error)
{
  const AnlanFile *file = new_file (kase, sha256);
  Photo *photo = g_new0 (Photo, 1);

  photo->sha256 = sha256;
  photo->state = PHOTO_WAITS;
  if (file != NULL && file->print != NULL && file->print_version == ANLAN_PHOTO_VERSION)
    {
      gsize length;
      gconstpointer print = g_bytes_get_data (file->print, &length);

      photo->print = anlan_photo_print_new_bytes (print, length);
      photo->state = photo->print != NULL ? PHOTO_READY : PHOTO_DAMAGED;
    }
  else if (!read_stored (kase, photo, error))
    g_clear_pointer (&photo, photo_free);
  return photo;
}

/* (transfer full) (element-type Photo); @items must outlive it. */
static GPtrArray *
read_photos (HazardCase *kase, char **items, GError **error)
{
  g_autoptr (GPtrArray) photos = g_ptr_array_new_with_free_func ((GDestroyNotify)photo_free);

  for (guint i = 0; items[i] != NULL; i++)
    {
      Photo *photo = read_photo (kase, items[i], error);

      if (photo == NULL)
        return NULL;
      g_ptr_array_add (photos, photo);
    }
  return g_steal_pointer (&photos);
}

/* --- after = before --------------------------------------------------------------------------------------------------- */

static void
compare_pair (HazardCase *kase, const Photo *after, const Photo *before, gboolean always)
{
  guint64 hashes[ANLAN_PHOTO_HASHES];
  char alike[G_ASCII_DTOSTR_BUF_SIZE], least[G_ASCII_DTOSTR_BUF_SIZE];
  double likeness;

  if (strcmp (after->sha256, before->sha256) == 0)
    {
      hazard_case_add (kase, "same_photo", after->sha256, before->sha256, NULL, before->sha256,
                       anlan_sentence_new (N_ ("The photo of the rectified state is the photo from before."),
                                           (char *)NULL));
      return;
    }
  if (after->print == NULL || before->print == NULL)
    return;
  anlan_photo_print_hashes (before->print, hashes);
  if (!always && !anlan_photo_print_may_match (after->print, hashes))
    return;
  likeness = anlan_photo_compare (after->print, before->print);
  if (likeness >= ANLAN_PHOTO_SAME)
    hazard_case_add (
        kase, "same_photo", after->sha256, before->sha256, NULL, before->sha256,
        anlan_sentence_new (N_ ("The photo of the rectified state is the photo from before, changed: "
                                "both show the same moment (likeness %.2f; from %.2f on it is no "
                                "second photo)."),
                            g_ascii_formatd (alike, sizeof alike, "%.2f", likeness),
                            g_ascii_formatd (least, sizeof least, "%.2f", ANLAN_PHOTO_SAME), (char *)NULL));
}

static void
compare_own (HazardCase *kase, GPtrArray *afters, GPtrArray *befores)
{
  gboolean always = afters->len * befores->len <= MOST_OWN_PAIRS;

  for (guint i = 0; i < afters->len; i++)
    for (guint j = 0; j < befores->len; j++)
      compare_pair (kase, g_ptr_array_index (afters, i), g_ptr_array_index (befores, j), always);
}

/* --- used before ------------------------------------------------------------------------------------------------------ */

/* Another hazard that has the photo. @id: (out) (nullable). */
static gboolean
find_use (HazardCase *kase, const char *sha256, char **id, char **number, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      kase->db,
      "SELECT h.id, coalesce (h.number, h.what) FROM file_use u JOIN k_hazard h ON h.id = u.record "
      "WHERE u.sha256 = ?1 AND u.kind = 'hazard' AND u.record <> ?2 AND h.voided = 0 LIMIT 1",
      error);
  AnlanStep step;

  *id = NULL;
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, sha256);
  anlan_stmt_bind_static (stmt, 2, kase->hazard->id);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      *id = g_strdup (anlan_stmt_text (stmt, 0));
      *number = g_strdup (anlan_stmt_text (stmt, 1));
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
look_up_sign (HazardCase *kase, gint64 id, char **sha256, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (kase->db, "SELECT sha256 FROM photo_sign WHERE id = ?1", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, id);
  step = anlan_stmt_step (stmt, error);
  *sha256 = step == ANLAN_STEP_ROW ? g_strdup (anlan_stmt_text (stmt, 0)) : NULL;
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

/* Whether the candidate @id is another hazard's and the same exposure; then it is added. */
static gboolean
compare_candidate (HazardCase *kase, const Photo *after, gint64 id, gboolean *same, GError **error)
{
  g_autofree char *sha256 = NULL, *hazard = NULL, *number = NULL;
  Photo *other;

  if (!look_up_sign (kase, id, &sha256, error))
    return FALSE;
  if (sha256 == NULL || strcmp (sha256, after->sha256) == 0)
    return TRUE;
  if (!find_use (kase, sha256, &hazard, &number, error))
    return FALSE;
  if (hazard == NULL)
    return TRUE;
  other = read_photo (kase, sha256, error);
  if (other == NULL)
    return FALSE;
  if (other->print != NULL)
    {
      double likeness = anlan_photo_compare (after->print, other->print);
      char alike[G_ASCII_DTOSTR_BUF_SIZE];

      *same = likeness >= ANLAN_PHOTO_SAME;
      if (*same)
        hazard_case_add (kase, "used_photo", after->sha256, sha256, hazard, hazard,
                         anlan_sentence_new (
                             N_ ("The photo of the rectified state is a photo of %s, changed: both "
                                 "show the same moment (likeness %.2f)."),
                             number, g_ascii_formatd (alike, sizeof alike, "%.2f", likeness), (char *)NULL));
    }
  photo_free (other);
  return TRUE;
}

static gboolean
compare_far (HazardCase *kase, const Photo *after, GError **error)
{
  g_autofree char *hazard = NULL, *number = NULL;
  g_autoptr (GArray) found = NULL;
  gboolean same = FALSE;

  if (!find_use (kase, after->sha256, &hazard, &number, error))
    return FALSE;
  if (hazard != NULL)
    {
      hazard_case_add (kase, "used_photo", after->sha256, after->sha256, hazard, hazard,
                       anlan_sentence_new (N_ ("The photo of the rectified state is a photo of %s already."),
                                           number, (char *)NULL));
      return TRUE;
    }
  if (after->print == NULL)
    return TRUE;
  found = photo_index_find (kase->index, kase->db, after->print, error);
  if (found == NULL)
    return FALSE;
  for (guint i = 0; !same && i < found->len && i < MOST_CANDIDATES; i++)
    if (!compare_candidate (kase, after, g_array_index (found, PhotoNear, i).id, &same, error))
      return FALSE;
  return TRUE;
}

/* --- when and where --------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *taken;                /* wall time, or NULL */
  double latitude, longitude; /* NAN if not known */
} Exif;

static gboolean
read_exif (HazardCase *kase, const char *sha256, Exif *exif, GError **error)
{
  const AnlanFile *file = new_file (kase, sha256);
  g_autoptr (AnlanFile) stored = NULL;
  g_autoptr (GError) local = NULL;

  *exif = (Exif){ NULL, NAN, NAN };
  if (file == NULL)
    file = stored = anlan_files_lookup (kase->db, sha256, &local);
  if (file != NULL)
    *exif = (Exif){ g_strdup (file->taken), file->latitude, file->longitude };
  else if (!g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/* Photos without a time are not suspected: messengers take it away. */
static void
judge_time (HazardCase *kase, const Photo *after, const Exif *exif)
{
  const char *assigned_at = anlan_record_get_text (kase->hazard, "assigned_at");
  g_autofree char *moment = exif->taken != NULL ? anlan_moment_from_text (exif->taken, kase->zone) : NULL;
  g_autofree char *shown = NULL, *order = NULL;
  gint64 taken, assigned;

  if (moment == NULL || assigned_at == NULL || !anlan_time_parse (moment, &taken) ||
      !anlan_time_parse (assigned_at, &assigned) || taken >= assigned)
    return;
  shown = anlan_local_format (taken, kase->zone, "%F %H:%M");
  order = anlan_local_format (assigned, kase->zone, "%F %H:%M");
  hazard_case_add (
      kase, "old_photo", after->sha256, NULL, NULL, assigned_at,
      anlan_sentence_new (N_ ("The photo of the rectified state was taken on %s, before it was assigned on "
                              "%s."),
                          shown, order, (char *)NULL));
}

/* Where the hazard is: its own place, else that of the equipment, else the zone. */
static gboolean
find_place (HazardCase *kase, AnlanShape **place, GError **error)
{
  static const char *const places[][2] = {
    { "equipment", "SELECT place FROM k_equipment WHERE id = ?1" },
    { "zone", "SELECT area FROM k_zone WHERE id = ?1" },
  };
  const char *own = anlan_record_get_text (kase->hazard, "place");

  *place = own != NULL ? anlan_shape_parse (own, -1, NULL) : NULL;
  for (guint i = 0; *place == NULL && i < G_N_ELEMENTS (places); i++)
    {
      const char *id = anlan_record_get_text (kase->hazard, places[i][0]);
      g_auto (AnlanValue) text = ANLAN_VALUE_INIT;

      if (id == NULL)
        continue;
      if (!anlan_db_lookup (kase->db, places[i][1], id, &text, error))
        return FALSE;
      if (anlan_value_get_text (&text) != NULL)
        *place = anlan_shape_parse (anlan_value_get_text (&text), -1, NULL);
    }
  return TRUE;
}

static gboolean
judge_place (HazardCase *kase, const Photo *after, const Exif *exif, GError **error)
{
  g_autoptr (AnlanShape) place = NULL, taken = NULL;
  char far[G_ASCII_DTOSTR_BUF_SIZE], near[G_ASCII_DTOSTR_BUF_SIZE];
  double most, metres;

  if (isnan (exif->latitude))
    return TRUE;
  if (!find_place (kase, &place, error) ||
      !hazard_setting (kase->db, "closure-metres", MOST_METRES, &most, error))
    return FALSE;
  if (place == NULL)
    return TRUE;
  taken = anlan_shape_new_point ((AnlanLonLat){ exif->longitude, exif->latitude }, NULL);
  /* Of a shape that is none nobody knows the distance: that is no finding either. */
  metres = anlan_shape_distance_m (place, taken, NULL);
  if (metres > most)
    hazard_case_add (
        kase, "far_photo", after->sha256, NULL, NULL, NULL,
        anlan_sentence_new (N_ ("The photo of the rectified state was taken %.0f m from the place of the "
                                "hazard; up to %.0f m are taken for near."),
                            g_ascii_formatd (far, sizeof far, "%.0f", metres),
                            g_ascii_formatd (near, sizeof near, "%.0f", most), (char *)NULL));
  return TRUE;
}

static gboolean
judge_exif (HazardCase *kase, const Photo *after, GError **error)
{
  Exif exif;
  gboolean ok;

  if (!read_exif (kase, after->sha256, &exif, error))
    return FALSE;
  judge_time (kase, after, &exif);
  ok = judge_place (kase, after, &exif, error);
  g_free (exif.taken);
  return ok;
}

/* --- all -------------------------------------------------------------------------------------------------------------- */

static gboolean
older_are_read (HazardCase *kase, gboolean *read, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (kase->db, "SELECT 1 FROM photo_complete WHERE version = ?1", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, ANLAN_PHOTO_VERSION);
  step = anlan_stmt_step (stmt, error);
  *read = step == ANLAN_STEP_ROW;
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
any_waits (GPtrArray *photos)
{
  for (guint i = 0; i < photos->len; i++)
    if (((const Photo *)g_ptr_array_index (photos, i))->state == PHOTO_WAITS)
      return TRUE;
  return FALSE;
}

static gboolean
judge_after (HazardCase *kase, const Photo *after, GError **error)
{
  if (after->state == PHOTO_DAMAGED)
    hazard_case_add (
        kase, "no_proof", after->sha256, NULL, NULL, "damaged",
        anlan_sentence_new (N_ ("The photo of the rectified state is lost or damaged and proves nothing."),
                            (char *)NULL));
  return compare_far (kase, after, error) && judge_exif (kase, after, error);
}

gboolean
hazard_case_judge_photos (HazardCase *kase, GError **error)
{
  g_auto (GStrv) after_items = anlan_value_get_items (anlan_record_get (kase->hazard, "after"));
  g_auto (GStrv) before_items = anlan_value_get_items (anlan_record_get (kase->hazard, "photos"));
  g_autoptr (GPtrArray) afters = read_photos (kase, after_items, error);
  g_autoptr (GPtrArray) befores = afters != NULL ? read_photos (kase, before_items, error) : NULL;
  gboolean read;

  if (befores == NULL)
    return FALSE;
  if (afters->len == 0)
    return TRUE;
  compare_own (kase, afters, befores);
  for (guint i = 0; i < afters->len; i++)
    if (!judge_after (kase, g_ptr_array_index (afters, i), error))
      return FALSE;
  if (!older_are_read (kase, &read, error))
    return FALSE;
  if (!read || any_waits (afters) || any_waits (befores))
    hazard_case_add (
        kase, "not_compared", NULL, NULL, NULL, NULL,
        anlan_sentence_new (
            N_ ("The photos have not yet been compared with all others. Anlan reads them after the "
                "plant has been opened and then looks at this hazard again."),
            (char *)NULL));
  return TRUE;
}
