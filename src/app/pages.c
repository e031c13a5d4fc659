/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "pages.h"

struct _AnlanPages
{
  GPtrArray *infos; /* AnlanPageInfo, in order */
};

AnlanPages *
anlan_pages_new (void)
{
  AnlanPages *pages = g_new0 (AnlanPages, 1);

  pages->infos = g_ptr_array_new_with_free_func (g_free);
  return pages;
}

void
anlan_pages_free (AnlanPages *pages)
{
  g_ptr_array_unref (pages->infos);
  g_free (pages);
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const AnlanPageInfo *const *one = a, *const *other = b;

  return (*one)->order - (*other)->order;
}

void
anlan_pages_add (AnlanPages *pages, const AnlanPageInfo *info)
{
  g_return_if_fail (pages != NULL && info != NULL && info->name != NULL && info->create != NULL);
  g_return_if_fail (anlan_pages_find (pages, info->name) == NULL);

  g_ptr_array_add (pages->infos, g_memdup2 (info, sizeof *info));
  g_ptr_array_sort (pages->infos, compare_order);
}

guint
anlan_pages_count (AnlanPages *pages)
{
  g_return_val_if_fail (pages != NULL, 0);

  return pages->infos->len;
}

const AnlanPageInfo *
anlan_pages_at (AnlanPages *pages, guint i)
{
  g_return_val_if_fail (pages != NULL && i < pages->infos->len, NULL);

  return g_ptr_array_index (pages->infos, i);
}

const AnlanPageInfo *
anlan_pages_find (AnlanPages *pages, const char *name)
{
  g_return_val_if_fail (pages != NULL, NULL);

  for (guint i = 0; i < pages->infos->len; i++)
    {
      const AnlanPageInfo *info = g_ptr_array_index (pages->infos, i);

      if (g_strcmp0 (info->name, name) == 0)
        return info;
    }
  return NULL;
}

const AnlanPageInfo *
anlan_pages_of_group (AnlanPages *pages, const char *group)
{
  g_return_val_if_fail (pages != NULL, NULL);

  for (guint i = 0; group != NULL && i < pages->infos->len; i++)
    {
      const AnlanPageInfo *info = g_ptr_array_index (pages->infos, i);

      if (g_strcmp0 (info->group, group) == 0)
        return info;
    }
  return NULL;
}

const AnlanPageInfo *
anlan_pages_of_work (AnlanPages *pages, const char *kind)
{
  g_return_val_if_fail (pages != NULL && kind != NULL, NULL);

  for (guint i = 0; i < pages->infos->len; i++)
    {
      const AnlanPageInfo *info = g_ptr_array_index (pages->infos, i);

      if (info->works_on != NULL && g_strv_contains (info->works_on, kind))
        return info;
    }
  return NULL;
}
