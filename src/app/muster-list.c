/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "muster-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/pinyin.h"
#include "say.h"

/* --- one person -------------------------------------------------------------------------------------------------------- */

static gboolean
has (const char *text, const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

static gboolean
matches (const AnlanMusterBoard *board, const AnlanMusterPerson *person, const char *words)
{
  const AnlanMusterDepartment *department = g_ptr_array_index (board->departments, person->department);
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_autofree char *initials = anlan_pinyin_initials (person->name, TRUE);
  g_autofree char *full = anlan_pinyin_full (person->name, TRUE);

  return has (person->name, folded) || has (initials, folded) || has (full, folded) ||
         has (person->company, folded) || has (department->name, folded) || has (person->zone_name, folded);
}

static gboolean
is_shown (const AnlanMusterPerson *person, AnlanMusterShow show)
{
  switch (show)
    {
    case ANLAN_MUSTER_SHOW_OPEN:
      return person->state != ANLAN_MUSTER_HERE;
    case ANLAN_MUSTER_SHOW_HERE:
      return person->state == ANLAN_MUSTER_HERE;
    case ANLAN_MUSTER_SHOW_ALL:
    default:
      return TRUE;
    }
}

static char *
describe (const AnlanMusterBoard *board, const AnlanMusterPerson *person, gint64 now, GTimeZone *zone)
{
  const AnlanMusterDepartment *department = g_ptr_array_index (board->departments, person->department);
  g_autoptr (GString) about = g_string_new (department->name);

  if (person->company != NULL)
    g_string_append_printf (about, " · %s", person->company);
  if (person->seen_at != G_MININT64)
    {
      g_autofree char *at = anlan_say_moment (person->seen_at, now, zone);

      g_string_append (about, " · ");
      g_string_append_printf (about, _ ("last seen %s"), at);
    }
  if (!person->expected)
    g_string_append_printf (about, " · %s", _ ("not expected"));
  return g_string_free (g_steal_pointer (&about), FALSE);
}

static char *
say_state (const AnlanMusterBoard *board, const AnlanMusterPerson *person, gint64 now, GTimeZone *zone)
{
  static const char *const words[] = { NULL, N_ ("Missing, still looked for"), N_ ("Hurt or trapped"),
                                       N_ ("Elsewhere, and well") };
  g_autofree char *at =
      person->counted_at != G_MININT64 ? anlan_say_moment (person->counted_at, now, zone) : NULL;

  if (person->state == ANLAN_MUSTER_UNKNOWN)
    return g_strdup ("");
  if (person->state == ANLAN_MUSTER_HERE)
    {
      const AnlanMusterPoint *point =
          person->point >= 0 ? g_ptr_array_index (board->points, (guint)person->point) : NULL;

      return g_strdup_printf ("✓ %s · %s", point != NULL ? point->name : "", at != NULL ? at : "");
    }
  return g_strdup_printf ("%s: %s · %s", _ (words[person->state]), person->word != NULL ? person->word : "",
                          at != NULL ? at : "");
}

static AnlanMusterLook
look_at (const AnlanMusterBoard *board, const AnlanMusterPerson *person, gint64 now, GTimeZone *zone)
{
  AnlanMusterLook look = { 0 };

  look.key = g_strdup (person->person != NULL ? person->person : person->visit);
  look.visitor = person->person == NULL;
  look.state = person->state;
  look.name = g_strdup (person->name);
  look.about = describe (board, person, now, zone);
  look.said = say_state (board, person, now, zone);
  return look;
}

/* Where whom nobody has seen may be is said once above the first of a place; whoever has been counted needs none. */
static char *
heading_of (const AnlanMusterPerson *person, const AnlanMusterPerson *before)
{
  if (person->state == ANLAN_MUSTER_HERE)
    return before == NULL || before->state != ANLAN_MUSTER_HERE ? g_strdup (_ ("Counted")) : NULL;
  if (person->state != ANLAN_MUSTER_UNKNOWN)
    return before == NULL || before->state == ANLAN_MUSTER_UNKNOWN ? g_strdup (_ ("With a word about them"))
                                                                   : NULL;
  if (before != NULL && g_strcmp0 (before->zone_name, person->zone_name) == 0)
    return NULL;
  return person->zone_name != NULL ? g_strdup_printf (_ ("Last seen in: %s"), person->zone_name)
                                   : g_strdup (_ ("Not known where"));
}

/* --- the list ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GArray *looks; /* AnlanMusterLook */
  GListStore *store;
} Showing;

static const char *
key_at (GListModel *model, guint i)
{
  g_autoptr (AnlanMusterItem) item = g_list_model_get_item (model, i);

  return anlan_muster_item_get (item)->key;
}

/* Takes out what is not shown any more, from the end on, so that what stays keeps its place. */
static void
drop_gone (const Showing *showing)
{
  GListModel *model = G_LIST_MODEL (showing->store);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < showing->looks->len; i++)
    g_hash_table_add (keys, g_array_index (showing->looks, AnlanMusterLook, i).key);
  for (guint i = g_list_model_get_n_items (model); i > 0; i--)
    if (!g_hash_table_contains (keys, key_at (model, i - 1)))
      g_list_store_remove (showing->store, i - 1);
}

/* TRUE: the rows are those already, in this order. */
static gboolean
is_in_order (const Showing *showing)
{
  GListModel *model = G_LIST_MODEL (showing->store);

  if (g_list_model_get_n_items (model) != showing->looks->len)
    return FALSE;
  for (guint i = 0; i < showing->looks->len; i++)
    if (!g_str_equal (key_at (model, i), g_array_index (showing->looks, AnlanMusterLook, i).key))
      return FALSE;
  return TRUE;
}

static void
replace_all (const Showing *showing)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < showing->looks->len; i++)
    g_ptr_array_add (items, anlan_muster_item_new (&g_array_index (showing->looks, AnlanMusterLook, i)));
  g_list_store_splice (showing->store, 0, g_list_model_get_n_items (G_LIST_MODEL (showing->store)),
                       items->pdata, items->len);
}

void
anlan_muster_list_show (GListStore *store,
                        const AnlanMusterBoard *board,
                        AnlanMusterShow show,
                        const char *words,
                        gint64 now,
                        GTimeZone *zone)
{
  Showing showing = { g_array_new (FALSE, TRUE, sizeof (AnlanMusterLook)), store };
  const AnlanMusterPerson *before = NULL;

  g_return_if_fail (G_IS_LIST_STORE (store) && board != NULL && zone != NULL);

  g_array_set_clear_func (showing.looks, (GDestroyNotify)anlan_muster_look_clear);
  for (guint i = 0; i < board->people->len; i++)
    {
      const AnlanMusterPerson *person = g_ptr_array_index (board->people, i);
      AnlanMusterLook look;

      if (!is_shown (person, show) || (words != NULL && words[0] != '\0' && !matches (board, person, words)))
        continue;
      look = look_at (board, person, now, zone);
      look.heading = heading_of (person, before);
      g_array_append_val (showing.looks, look);
      before = person;
    }
  drop_gone (&showing);
  if (!is_in_order (&showing))
    replace_all (&showing);
  else
    for (guint i = 0; i < showing.looks->len; i++)
      {
        g_autoptr (AnlanMusterItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);

        anlan_muster_item_set (item, &g_array_index (showing.looks, AnlanMusterLook, i));
      }
  g_array_unref (showing.looks);
}
