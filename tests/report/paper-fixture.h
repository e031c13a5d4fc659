/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/paper.h"

G_BEGIN_DECLS

/* The demo plant in Chinese, in a folder of its own. */
typedef struct
{
  char *root;
  AnlanPlant *plant;
} PaperPlant;

void       paper_plant_set_up    (PaperPlant *self, gconstpointer data);
void       paper_plant_tear_down (PaperPlant *self, gconstpointer data);

/* What stands on the paper is read back with poppler: the texts of all pages. */
GPtrArray *paper_read_pages      (AnlanPaper *paper);
void       paper_assert_has      (const char *text, const char *wanted);

G_END_DECLS
