/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-page-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "filter-chip.h"
#include "form-context.h"
#include "grade-chip.h"

/* What a list asks for: a view (of the kind's definition or of one's own), chips, words and a sort order; and how all of
 * that is remembered. */

#define OWN "own:"
/* Chips that are there from the start; others are added by hand. */
#define FIRST_CHIPS 3

static char *
state_group (AnlanListPage *page)
{
  return g_strconcat ("list ", page->kind->id, NULL);
}

static char *
own_group (AnlanListPage *page)
{
  return g_strconcat ("views ", page->kind->id, NULL);
}

/* --- views ----------------------------------------------------------------------------------------------------------- */

static const AnlanView *
find_view (AnlanListPage *page, const char *id)
{
  for (guint i = 0; i < page->kind->views->len; i++)
    {
      const AnlanView *view = g_ptr_array_index (page->kind->views, i);

      if (g_strcmp0 (view->id, id) == 0)
        return view;
    }
  return NULL;
}

/* What is open is worked on every day; what has no flow is looked up. */
static const char *
default_view (AnlanListPage *page)
{
  if (anlan_kind_has_flow (page->kind) && page->kind->views->len > 0)
    return ((AnlanView *)g_ptr_array_index (page->kind->views, 0))->id;
  return "all";
}

static AnlanQuery *
own_query (AnlanListPage *page, const char *name)
{
  g_autofree char *group = own_group (page);
  g_autofree char *json = anlan_ui_state_get (anlan_desk_get_state (page->desk), group, name);

  return json != NULL ? anlan_query_from_json (json, NULL) : NULL;
}

static const char *
view_title (AnlanListPage *page)
{
  const AnlanView *view = find_view (page, page->view);

  if (view != NULL)
    return anlan_kind_text (view->title);
  if (g_str_has_prefix (page->view, OWN))
    return page->view + strlen (OWN);
  if (g_strcmp0 (page->view, "drafts") == 0)
    return _ ("Drafts");
  return g_strcmp0 (page->view, "voided") == 0 ? _ ("Made void") : _ ("All");
}

static void
append_view (GMenu *menu, const char *title, const char *view)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

  g_menu_item_set_action_and_target (item, "list.view", "s", view);
  g_menu_append_item (menu, item);
}

static void
append_own_views (AnlanListPage *page, GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();
  g_autofree char *group = own_group (page);
  g_auto (GStrv) names = anlan_ui_state_get_keys (anlan_desk_get_state (page->desk), group);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *view = g_strconcat (OWN, names[i], NULL);

      append_view (section, names[i], view);
    }
  if (names[0] != NULL)
    g_menu_append_section (menu, _ ("My views"), G_MENU_MODEL (section));
}

static void
update_view_menu (AnlanListPage *page)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) views = g_menu_new ();
  g_autoptr (GMenu) aside = g_menu_new ();
  g_autoptr (GMenu) keep = g_menu_new ();

  append_view (views, _ ("All"), "all");
  for (guint i = 0; i < page->kind->views->len; i++)
    {
      const AnlanView *view = g_ptr_array_index (page->kind->views, i);

      append_view (views, anlan_kind_text (view->title), view->id);
    }
  append_view (aside, _ ("Drafts"), "drafts");
  append_view (aside, _ ("Made void"), "voided");
  g_menu_append (keep, _ ("_Keep what is shown as a view…"), "list.keep-view");
  if (g_str_has_prefix (page->view, OWN))
    g_menu_append (keep, _ ("_Forget this view"), "list.forget-view");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (views));
  append_own_views (page, menu);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (aside));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (keep));
  gtk_menu_button_set_menu_model (page->view_button, G_MENU_MODEL (menu));
  gtk_menu_button_set_label (page->view_button, view_title (page));
}

/* --- filters ------------------------------------------------------------------------------------------------------------ */

static void
on_chip_changed_cb (AnlanFilterChip *chip, AnlanListPage *page)
{
  anlan_list_page_requery (page);
  anlan_list_page_remember (page);
}

static AnlanFilterChip *
find_chip (AnlanListPage *page, const AnlanField *field)
{
  for (guint i = 0; i < page->filter_chips->len; i++)
    if (anlan_filter_chip_get_field (g_ptr_array_index (page->filter_chips, i)) == field)
      return g_ptr_array_index (page->filter_chips, i);
  return NULL;
}

static AnlanFilterChip *
ensure_chip (AnlanListPage *page, const AnlanField *field)
{
  AnlanFilterChip *chip = find_chip (page, field);

  if (chip != NULL)
    return chip;
  chip = ANLAN_FILTER_CHIP (anlan_filter_chip_new (anlan_desk_get_plant (page->desk), page->kind, field));
  g_signal_connect_object (chip, "changed", G_CALLBACK (on_chip_changed_cb), page, 0);
  gtk_widget_insert_before (GTK_WIDGET (chip), page->filter_box, GTK_WIDGET (page->add_filter_button));
  g_ptr_array_add (page->filter_chips, chip);
  return chip;
}

static void
fill_add_menu (AnlanListPage *page)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < page->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (page->kind->fields, i);
      g_autoptr (GMenuItem) item = NULL;

      if (!anlan_filter_chip_can (field) || find_chip (page, field) != NULL)
        continue;
      item = g_menu_item_new (anlan_kind_text (field->title), NULL);
      g_menu_item_set_action_and_target (item, "list.add-filter", "s", field->id);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (page->add_filter_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (page->add_filter_button),
                          g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

void
anlan_list_page_make_filters (AnlanListPage *page)
{
  const AnlanField *grade = anlan_kind_grade_field (page->kind);
  guint made = 0;

  if (anlan_kind_has_flow (page->kind))
    ensure_chip (page, NULL);
  if (grade != NULL)
    ensure_chip (page, grade);
  made = page->filter_chips->len;
  for (guint i = 0; i < page->kind->fields->len && made < FIRST_CHIPS; i++)
    {
      const AnlanField *field = g_ptr_array_index (page->kind->fields, i);

      if (field->list && (field->type == ANLAN_FIELD_REF || field->type == ANLAN_FIELD_CHOICE) &&
          anlan_filter_chip_can (field) && find_chip (page, field) == NULL)
        {
          ensure_chip (page, field);
          made++;
        }
    }
  fill_add_menu (page);
}

static void
load_filters (AnlanListPage *page, const AnlanQuery *query)
{
  for (guint i = 0; i < query->filters->len; i++)
    {
      const AnlanFilter *filter = g_ptr_array_index (query->filters, i);
      const AnlanField *field = anlan_kind_field (page->kind, filter->field);

      if (field != NULL && anlan_filter_chip_can (field))
        ensure_chip (page, field);
    }
  for (guint i = 0; i < page->filter_chips->len; i++)
    anlan_filter_chip_load (g_ptr_array_index (page->filter_chips, i), query);
  page->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (page->search_entry), query->words != NULL ? query->words : "");
  page->quiet = FALSE;
  fill_add_menu (page);
}

gboolean
anlan_list_page_is_narrowed (AnlanListPage *page)
{
  for (guint i = 0; i < page->filter_chips->len; i++)
    if (anlan_filter_chip_is_active (g_ptr_array_index (page->filter_chips, i)))
      return TRUE;
  return gtk_editable_get_text (GTK_EDITABLE (page->search_entry))[0] != '\0';
}

/* --- the query ------------------------------------------------------------------------------------------------------------ */

static void
apply_view (AnlanListPage *page, AnlanQuery *query)
{
  const AnlanView *view = find_view (page, page->view);
  g_autoptr (AnlanQuery) own = NULL;

  if (view != NULL)
    {
      query->where = g_strdup (view->where);
      query->sort = g_strdup (view->sort);
    }
  else if (g_strcmp0 (page->view, "drafts") == 0)
    {
      query->drafts = TRUE;
      query->where = g_strdup ("draft");
    }
  else if (g_strcmp0 (page->view, "voided") == 0)
    {
      query->drafts = query->voided = TRUE;
      query->where = g_strdup ("voided");
    }
  else if (g_str_has_prefix (page->view, OWN))
    {
      own = own_query (page, page->view + strlen (OWN));
      if (own == NULL)
        return;
      query->where = g_strdup (own->where);
      query->sort = g_strdup (own->sort);
      query->drafts = own->drafts;
      query->voided = own->voided;
    }
}

/* What a list without flow and without an order of its own is looked up by. */
static const char *
default_sort (AnlanListPage *page)
{
  const AnlanField *grade = anlan_kind_grade_field (page->kind);
  const AnlanField *label = anlan_kind_field (page->kind, page->kind->label);

  if (anlan_kind_has_flow (page->kind))
    return NULL;
  /* Choices sort in their order: the worst grade first. */
  if (grade != NULL && grade->sortable)
    return grade->id;
  return label->sortable ? label->id : NULL;
}

static AnlanQuery *
make_query (AnlanListPage *page)
{
  AnlanQuery *query = anlan_query_new (page->kind->id);
  const char *words = gtk_editable_get_text (GTK_EDITABLE (page->search_entry));

  apply_view (page, query);
  for (guint i = 0; i < page->filter_chips->len; i++)
    anlan_filter_chip_apply (g_ptr_array_index (page->filter_chips, i), query);
  query->words = words[0] != '\0' ? g_strdup (words) : NULL;
  if (page->sort != NULL)
    {
      g_free (query->sort);
      query->sort = g_strdup (page->sort);
    }
  else if (query->sort == NULL)
    query->sort = g_strdup (default_sort (page));
  return query;
}

void
anlan_list_page_requery (AnlanListPage *page)
{
  g_autoptr (AnlanQuery) query = make_query (page);

  gtk_widget_set_visible (page->clear_button, anlan_list_page_is_narrowed (page));
  anlan_ledger_set_query (page->ledger, query);
  anlan_list_page_query_shape (page, query);
  anlan_list_page_show_sort (page);
}

void
anlan_list_page_set_view (AnlanListPage *page, const char *view)
{
  g_autoptr (AnlanQuery) own = NULL;
  g_autofree char *chosen = g_strdup (view);

  if (g_str_has_prefix (chosen, OWN))
    own = own_query (page, chosen + strlen (OWN));
  g_free (page->view);
  page->view = g_steal_pointer (&chosen);
  g_clear_pointer (&page->sort, g_free);
  if (own != NULL)
    load_filters (page, own);
  update_view_menu (page);
  g_object_notify (G_OBJECT (page), "view");
  anlan_list_page_requery (page);
  anlan_list_page_remember (page);
}

/* --- remembering ------------------------------------------------------------------------------------------------------------ */

void
anlan_list_page_remember (AnlanListPage *page)
{
  AnlanUiState *state = anlan_desk_get_state (page->desk);
  AnlanRecordPage *record_page = anlan_record_pane_get_page (page->pane);
  AnlanRecord *record = record_page != NULL ? anlan_record_page_get_record (record_page) : NULL;
  g_autofree char *group = state_group (page);
  g_autoptr (AnlanQuery) query = NULL;
  g_autofree char *json = NULL;

  if (state == NULL)
    return;
  query = make_query (page);
  json = anlan_query_to_json (query);
  anlan_ui_state_set (state, group, "view", page->view);
  anlan_ui_state_set (state, group, "sort", page->sort);
  anlan_ui_state_set (state, group, "shape", page->shape);
  anlan_ui_state_set (state, group, "query", json);
  anlan_ui_state_set (state, group, "record",
                      record != NULL && record->kind == page->kind ? record->id : NULL);
  anlan_ui_state_set (state, group, "wide", page->wide ? "yes" : NULL);
}

void
anlan_list_page_restore (AnlanListPage *page)
{
  AnlanUiState *state = anlan_desk_get_state (page->desk);
  g_autofree char *group = state_group (page);
  g_autofree char *view = anlan_ui_state_get (state, group, "view");
  g_autofree char *json = anlan_ui_state_get (state, group, "query");
  g_autofree char *scroll = anlan_ui_state_get (state, group, "scroll");
  g_autofree char *record = anlan_ui_state_get (state, group, "record");
  g_autofree char *shape = anlan_ui_state_get (state, group, "shape");
  g_autoptr (AnlanQuery) query = json != NULL ? anlan_query_from_json (json, NULL) : NULL;

  page->view = g_strdup (view != NULL ? view : default_view (page));
  page->sort = anlan_ui_state_get (state, group, "sort");
  page->scroll = scroll != NULL ? g_ascii_strtod (scroll, NULL) : -1;
  if (query != NULL)
    load_filters (page, query);
  anlan_list_page_restore_shape (page, shape);
  update_view_menu (page);
  anlan_list_page_requery (page);
  /* What was half typed is back where it was. */
  if (record == NULL && anlan_desk_keeps_new (page->desk, page->kind))
    anlan_list_page_begin (page);
  else if (record != NULL)
    anlan_list_page_open (page, record);
}

/* --- actions ---------------------------------------------------------------------------------------------------------------- */

static void
clear_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);

  for (guint i = 0; i < page->filter_chips->len; i++)
    anlan_filter_chip_clear (g_ptr_array_index (page->filter_chips, i));
  page->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (page->search_entry), "");
  page->quiet = FALSE;
  anlan_list_page_set_view (page, "all");
}

static void
add_filter_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);
  const AnlanField *field = anlan_kind_field (page->kind, g_variant_get_string (parameter, NULL));
  AnlanFilterChip *chip;

  if (field == NULL)
    return;
  chip = ensure_chip (page, field);
  fill_add_menu (page);
  anlan_filter_chip_popup (chip);
}

static void
on_keep_response_cb (AdwMessageDialog *dialog, const char *response, AnlanListPage *page)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  g_autofree char *group = own_group (page);
  g_autofree char *json = NULL, *view = NULL;
  g_autoptr (AnlanQuery) query = NULL;

  /* A key of the file it is kept in. */
  g_strdelimit (name, "=[]\n", ' ');
  g_strstrip (name);
  if (g_strcmp0 (response, "keep") != 0 || name[0] == '\0')
    return;
  query = make_query (page);
  json = anlan_query_to_json (query);
  anlan_ui_state_set (anlan_desk_get_state (page->desk), group, name, json);
  view = g_strconcat (OWN, name, NULL);
  anlan_list_page_set_view (page, view);
}

static void
keep_view_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Keep as a view"),
                                              _ ("Its filters, words and order come back under this name."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the view"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "keep", _ ("_Keep"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_keep_response_cb), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
forget_view_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);
  g_autofree char *group = own_group (page);

  if (!g_str_has_prefix (page->view, OWN))
    return;
  anlan_ui_state_set (anlan_desk_get_state (page->desk), group, page->view + strlen (OWN), NULL);
  clear_cb (widget, NULL, NULL);
}

void
anlan_list_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "list.clear", NULL, clear_cb);
  gtk_widget_class_install_action (widget_class, "list.add-filter", "s", add_filter_cb);
  gtk_widget_class_install_action (widget_class, "list.keep-view", NULL, keep_view_cb);
  gtk_widget_class_install_action (widget_class, "list.forget-view", NULL, forget_view_cb);
  gtk_widget_class_install_property_action (widget_class, "list.view", "view");
  gtk_widget_class_install_property_action (widget_class, "list.shape", "shape");
}
