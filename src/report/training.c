/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/training.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/blocking.h"
#include "base/error.h"
#include "model/query.h"
#include "report/table-write.h"
#include "store/files.h"
#include "store/side.h"

/* For who gets it, whatever language he speaks. */
static const char readme[] =
    "Pictures of alarms, labelled by the people who closed the alarms.\n\n"
    "labels.csv  UTF-8, comma separated, one line for each picture:\n"
    "  file        path of the picture in this folder\n"
    "  label       real or false\n"
    "  alarm       number of the alarm\n"
    "  type        what the camera said that it saw\n"
    "  camera      as the source names it\n"
    "  zone        as the source names it\n"
    "  confidence  0 to 1, where the camera said it\n"
    "  box         [left, top, width, height] as parts of the picture, where the camera said it\n"
    "  moment      UTC\n\n"
    "pictures/real, pictures/false  the pictures as the cameras sent them.\n\n"
    "People may be seen in them: use them only for what was agreed with the plant.\n";

typedef struct
{
  AnlanPlant *plant;
  AnlanDb *alarms; /* or NULL: there is no alarms.db */
  const char *folder;
  AnlanTableWriter *writer;
  GPtrArray *written; /* paths, for the way back */
  guint n;
} Training;

static gboolean
fail_io (const char *path, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("“%s” cannot be written (%s). Nothing was left behind."), path, g_strerror (errno));
  return FALSE;
}

static gboolean
make_folder (Training *training, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (training->folder, name, NULL);

  if (g_mkdir_with_parents (path, 0755) != 0)
    return fail_io (path, error);
  g_ptr_array_add (training->written, g_steal_pointer (&path));
  return TRUE;
}

/* What the camera said of a picture. @values: those from "type" on. */
static gboolean
look_up (Training *training, const char *picture, AnlanValue *values, GError **error)
{
  static const int places[] = { 3, 4, 5, 6, 7 };
  AnlanStmt *stmt;
  AnlanStep step;

  if (training->alarms == NULL)
    return TRUE;
  stmt = anlan_db_statement (
      training->alarms,
      "SELECT type, camera, zone, confidence, box FROM detection WHERE picture = ? ORDER BY "
      "received LIMIT 1",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, picture);
  step = anlan_stmt_step (stmt, error);
  for (guint i = 0; step == ANLAN_STEP_ROW && i < G_N_ELEMENTS (places); i++)
    anlan_stmt_value (stmt, (int)i, &values[places[i]]);
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
copy_picture (Training *training, const char *picture, const char *name, GError **error)
{
  g_autofree char *from = anlan_files_path (anlan_plant_get_store (training->plant), picture);
  g_autofree char *to = g_build_filename (training->folder, name, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from), target = g_file_new_for_path (to);
  g_autoptr (GError) trouble = NULL;

  if (g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &trouble))
    {
      g_ptr_array_add (training->written, g_steal_pointer (&to));
      return TRUE;
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_IO,
               _ ("“%s” cannot be written (%s). Nothing was left behind."), to, trouble->message);
  return FALSE;
}

static gboolean
add_picture (Training *training, const AnlanRecord *alarm, const char *picture, guint place, GError **error)
{
  const char *label = anlan_record_get_text (alarm, "cause");
  g_autofree char *number = g_strdup (alarm->number != NULL ? alarm->number : alarm->id);
  g_autofree char *name = g_strdup_printf ("pictures/%s/%s-%u.jpg", label, number, place + 1);
  AnlanValue values[9] = { 0 };
  gboolean done;

  anlan_value_set_text (&values[0], name);
  anlan_value_set_text (&values[1], label);
  anlan_value_set_text (&values[2], number);
  anlan_value_set_text (&values[4], anlan_record_get_text (alarm, "subject"));
  anlan_value_set_text (&values[8], anlan_record_get_text (alarm, "raised_at"));
  done = look_up (training, picture, values, error) && copy_picture (training, picture, name, error) &&
         anlan_table_writer_add_row (training->writer, values, error);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    anlan_value_clear (&values[i]);
  training->n += done;
  return done;
}

static gboolean
add_alarms (Training *training, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  g_autoptr (GPtrArray) alarms = NULL;

  query->where = g_strdup ("cause IN ('real', 'false') AND pictures IS NOT NULL");
  query->sort = g_strdup ("raised_at");
  alarms = anlan_plant_find (training->plant, query, error);
  for (guint i = 0; alarms != NULL && i < alarms->len; i++)
    {
      const AnlanRecord *alarm = g_ptr_array_index (alarms, i);
      g_auto (GStrv) pictures = anlan_value_get_items (anlan_record_get (alarm, "pictures"));

      for (guint j = 0; pictures[j] != NULL; j++)
        if (!add_picture (training, alarm, pictures[j], j, error))
          return FALSE;
    }
  return alarms != NULL;
}

static gboolean
write_all (Training *training, GError **error)
{
  static const AnlanWriteColumn columns[] = {
    { "file", "file", ANLAN_COLUMN_TEXT, -1, 0 },
    { "label", "label", ANLAN_COLUMN_TEXT, -1, 0 },
    { "alarm", "alarm", ANLAN_COLUMN_TEXT, -1, 0 },
    { "type", "type", ANLAN_COLUMN_TEXT, -1, 0 },
    { "camera", "camera", ANLAN_COLUMN_TEXT, -1, 0 },
    { "zone", "zone", ANLAN_COLUMN_TEXT, -1, 0 },
    { "confidence", "confidence", ANLAN_COLUMN_NUMBER, -1, 0 },
    { "box", "box", ANLAN_COLUMN_TEXT, -1, 0 },
    { "moment", "moment", ANLAN_COLUMN_TEXT, -1, 0 },
  };
  g_autofree char *labels = g_build_filename (training->folder, "labels.csv", NULL);
  g_autofree char *said = g_build_filename (training->folder, "README.txt", NULL);

  if (!make_folder (training, "pictures/real", error) || !make_folder (training, "pictures/false", error))
    return FALSE;
  training->writer =
      anlan_table_writer_new (labels, ANLAN_TABLE_FORMAT_CSV, columns, G_N_ELEMENTS (columns), NULL, error);
  if (training->writer == NULL || !add_alarms (training, error))
    return FALSE;
  if (!g_file_set_contents (said, readme, -1, NULL))
    return fail_io (said, error);
  g_ptr_array_add (training->written, g_steal_pointer (&said));
  return anlan_table_writer_close (training->writer, NULL, error);
}

static void
take_back (Training *training)
{
  g_autofree char *pictures = g_build_filename (training->folder, "pictures", NULL);

  for (guint i = training->written->len; i > 0; i--)
    g_remove (g_ptr_array_index (training->written, i - 1));
  g_rmdir (pictures);
  g_rmdir (training->folder);
}

static gboolean
check_empty (const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  if (dir == NULL || g_dir_read_name (dir) == NULL)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
               _ ("“%s” holds something already, and it stays as it is. Name a folder that is new."), folder);
  return FALSE;
}

gboolean
anlan_training_export (AnlanPlant *plant, const char *folder, guint *n, GError **error)
{
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  Training training = { .plant = plant, .folder = folder, .written = written };
  gboolean done;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && folder != NULL, FALSE);

  anlan_may_block ("export pictures");
  if (!check_empty (folder, error))
    return FALSE;
  training.alarms =
      anlan_side_open (anlan_store_get_dir (anlan_plant_get_store (plant)), ANLAN_SIDE_ALARMS, FALSE, NULL);
  done = write_all (&training, error);
  if (training.writer != NULL)
    anlan_table_writer_free (training.writer);
  g_clear_pointer (&training.alarms, anlan_db_close);
  if (!done)
    take_back (&training);
  if (n != NULL)
    *n = training.n;
  return done;
}
