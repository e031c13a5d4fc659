/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper-fixture.h"

#include <poppler.h>
#include <string.h>

#include "base/paths.h"
#include "demo-plant.h"
#include "fixture.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

void
paper_plant_set_up (PaperPlant *self, gconstpointer data)
{
  g_autofree char *dir = NULL, *desk = NULL;
  g_autoptr (GError) error = NULL;
  AnlanPlantOptions options = { NULL };

  self->root = g_dir_make_tmp ("anlan-paper-XXXXXX", &error);
  g_assert_no_error (error);
  demo_plant_copy ("zh_CN", self->root, NULL);
  dir = g_build_filename (self->root, "plant", NULL);
  options.desk_dir = desk = g_build_filename (self->root, "desk", NULL);
  self->plant = anlan_plant_open (dir, &options, &error);
  g_assert_no_error (error);
}

void
paper_plant_tear_down (PaperPlant *self, gconstpointer data)
{
  anlan_plant_close (self->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->plant);
  anlan_remove_tree (self->root);
  g_free (self->root);
}

GPtrArray *
paper_read_pages (AnlanPaper *paper)
{
  g_autofree char *path = fixture_path ("paper.pdf");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PopplerDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_paper_write_pdf (paper, path, NULL, &error));
  g_assert_no_error (error);
  document = poppler_document_new_from_file (uri, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < poppler_document_get_n_pages (document); i++)
    {
      g_autoptr (PopplerPage) page = poppler_document_get_page (document, i);

      g_ptr_array_add (texts, poppler_page_get_text (page));
    }
  fixture_remove (path, TRUE);
  return texts;
}

void
paper_assert_has (const char *text, const char *wanted)
{
  if (strstr (text, wanted) == NULL)
    g_error ("“%s” is not on the page:\n%s", wanted, text);
}
