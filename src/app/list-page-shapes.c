/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-page-private.h"

#include <glib/gi18n-lib.h>

/* Narrower lists have shapes of icons only, pixels. */
#define WORDS_FROM 760

/* The same records in another shape: as a list, as a board of their flow, on the days of a month, on
 * the map. The view, the chips and the words hold for all of them. */

typedef struct
{
  const char *id;
  const char *title; /* N_() */
  const char *icon;
} Shape;

static const Shape shapes[] = {
  { "list", N_ ("List"), "view-list-symbolic" },
  { "board", N_ ("Board"), "anlan-board-symbolic" },
  { "calendar", N_ ("Calendar"), "x-office-calendar-symbolic" },
  { "map", N_ ("Map"), "anlan-map-symbolic" },
};

static gboolean
can_be (const AnlanKind *kind, const char *shape)
{
  if (g_strcmp0 (shape, "board") == 0)
    return anlan_kind_has_flow (kind);
  if (g_strcmp0 (shape, "calendar") == 0)
    return anlan_calendar_can (kind);
  if (g_strcmp0 (shape, "map") == 0)
    return anlan_list_map_can (kind);
  return TRUE;
}

/* --- the switch ------------------------------------------------------------------------------------------------------ */

static GtkWidget *
make_button (const Shape *shape, gboolean words)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (shape->icon));
  if (words)
    gtk_box_append (GTK_BOX (box), gtk_label_new (_ (shape->title)));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_tooltip_text (button, words ? NULL : _ (shape->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (shape->title),
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "list.shape");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", shape->id);
  return button;
}

static GtkWidget *
make_group (AnlanListPage *page, gboolean words)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (group, "linked");
  gtk_widget_add_css_class (group, "shapes");
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (can_be (page->kind, shapes[i].id))
      gtk_box_append (GTK_BOX (group), make_button (&shapes[i], words));
  return group;
}

void
anlan_list_page_make_shapes (AnlanListPage *page)
{
  GtkWidget *squeezer = adw_squeezer_new ();
  GtkWidget *with_words = make_group (page, TRUE);

  adw_squeezer_set_homogeneous (ADW_SQUEEZER (squeezer), FALSE);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), with_words);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), make_group (page, FALSE));
  adw_bin_set_child (page->shapes_bin, squeezer);
  gtk_widget_set_visible (GTK_WIDGET (page->shapes_bin),
                          gtk_widget_get_first_child (with_words) != gtk_widget_get_last_child (with_words));
}

/* The squeezer asks for as much room as the words need even where they do not fit, and the filters went without. */
void
anlan_list_page_fit_shapes (AnlanListPage *page, int width)
{
  GtkWidget *squeezer = adw_bin_get_child (page->shapes_bin);

  gtk_widget_set_visible (gtk_widget_get_first_child (squeezer), width >= WORDS_FROM);
}

/* --- board ------------------------------------------------------------------------------------------------------------ */

static void
on_chosen_cb (GtkWidget *shape, AnlanRecord *record, gboolean open, AnlanListPage *page)
{
  /* Walking about among the cards reads records only where one is being looked at. */
  if (record == NULL || (!open && anlan_record_pane_get_page (page->pane) == NULL))
    return;
  anlan_record_pane_show (page->pane, page->kind->id, record->id);
  anlan_list_page_remember (page);
}

static void
ensure_board (AnlanListPage *page)
{
  if (page->board != NULL)
    return;
  page->board = anlan_board_new (page->desk, page->kind);
  g_signal_connect_object (page->board, "chosen", G_CALLBACK (on_chosen_cb), page, 0);
  g_signal_connect_object (page->board, "changed", G_CALLBACK (anlan_list_page_update), page,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (page->stack, GTK_WIDGET (page->board), "board");
}

static void
ensure_calendar (AnlanListPage *page)
{
  if (page->calendar != NULL)
    return;
  page->calendar = anlan_calendar_new (page->desk, page->kind);
  g_signal_connect_object (page->calendar, "chosen", G_CALLBACK (on_chosen_cb), page, 0);
  g_signal_connect_object (page->calendar, "changed", G_CALLBACK (anlan_list_page_update), page,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (page->stack, GTK_WIDGET (page->calendar), "calendar");
}

static void
on_map_chosen_cb (AnlanListMap *map, const char *id, gboolean open, AnlanListPage *page)
{
  anlan_record_pane_show (page->pane, page->kind->id, id);
  anlan_list_page_remember (page);
}

static void
ensure_map (AnlanListPage *page)
{
  if (page->map != NULL)
    return;
  page->map = anlan_list_map_new (page->desk, page->kind);
  g_signal_connect_object (page->map, "chosen", G_CALLBACK (on_map_chosen_cb), page, 0);
  g_signal_connect_object (page->map, "changed", G_CALLBACK (anlan_list_page_update), page,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (page->stack, GTK_WIDGET (page->map), "map");
}

/* --- which one is shown ------------------------------------------------------------------------------------------------ */

const char *
anlan_list_page_get_shape (AnlanListPage *page)
{
  return page->shape != NULL ? page->shape : "list";
}

const char *
anlan_list_page_shape_child (AnlanListPage *page)
{
  return page->shape == NULL || g_strcmp0 (page->shape, "list") == 0 ? "table" : page->shape;
}

gboolean
anlan_list_page_shape_is_busy (AnlanListPage *page)
{
  if (g_strcmp0 (page->shape, "board") == 0 && page->board != NULL)
    return anlan_board_is_busy (page->board);
  if (g_strcmp0 (page->shape, "map") == 0 && page->map != NULL)
    return anlan_list_map_is_busy (page->map);
  return g_strcmp0 (page->shape, "calendar") == 0 && page->calendar != NULL &&
         anlan_calendar_is_busy (page->calendar);
}

void
anlan_list_page_query_shape (AnlanListPage *page, const AnlanQuery *query)
{
  if (g_strcmp0 (page->shape, "board") == 0)
    {
      ensure_board (page);
      anlan_board_set_query (page->board, query);
    }
  else if (g_strcmp0 (page->shape, "calendar") == 0)
    {
      ensure_calendar (page);
      anlan_calendar_set_query (page->calendar, query);
    }
  else if (g_strcmp0 (page->shape, "map") == 0)
    {
      ensure_map (page);
      anlan_list_map_set_query (page->map, query);
    }
}

void
anlan_list_page_restore_shape (AnlanListPage *page, const char *shape)
{
  if (shape != NULL && can_be (page->kind, shape))
    page->shape = g_strdup (shape);
}

void
anlan_list_page_set_shape (AnlanListPage *page, const char *shape)
{
  if (g_strcmp0 (anlan_list_page_get_shape (page), shape) == 0 || !can_be (page->kind, shape))
    return;
  if (g_strcmp0 (shape, "list") != 0)
    anlan_list_page_end_choosing (page);
  g_free (page->shape);
  page->shape = g_strdup (shape);
  if (anlan_ledger_get_query (page->ledger) != NULL)
    anlan_list_page_query_shape (page, anlan_ledger_get_query (page->ledger));
  anlan_list_page_remember (page);
  anlan_list_page_update (page);
  g_object_notify (G_OBJECT (page), "shape");
  anlan_list_page_focus (page);
}

void
anlan_list_page_focus (AnlanListPage *page)
{
  if (g_strcmp0 (page->shape, "board") == 0)
    anlan_board_focus (page->board);
  else if (g_strcmp0 (page->shape, "calendar") == 0)
    anlan_calendar_focus (page->calendar);
  else if (g_strcmp0 (page->shape, "map") == 0)
    anlan_list_map_focus (page->map);
  else
    gtk_widget_grab_focus (GTK_WIDGET (page->table));
}
