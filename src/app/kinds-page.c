/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "kinds-page.h"

#include <glib/gi18n-lib.h>

#include "list-page.h"
#include "say.h"

struct _AnlanKindsPage
{
  AnlanPage parent_instance;

  char *group;
  GPtrArray *kinds; /* AnlanKind */
  GtkStack *stack;  /* AnlanListPage by the kind's id, made when shown first */
  GtkWidget *tabs;
  GPtrArray *buttons; /* parallel to kinds; borrowed */
};

G_DEFINE_FINAL_TYPE (AnlanKindsPage, anlan_kinds_page, ANLAN_TYPE_PAGE)

static AnlanListPage *
get_list (AnlanKindsPage *self)
{
  GtkWidget *child = gtk_stack_get_visible_child (self->stack);

  return child != NULL ? ANLAN_LIST_PAGE (child) : NULL;
}

static void
update (AnlanKindsPage *self)
{
  AnlanPage *page = ANLAN_PAGE (self);
  AnlanListPage *list = get_list (self);
  const AnlanKind *kind = list != NULL ? anlan_list_page_get_kind (list) : NULL;
  g_autofree char *fresh = NULL;

  if (kind == NULL)
    return;
  if (!kind->derived && !kind->kept)
    fresh = anlan_say_new (kind);
  anlan_page_set_title (page, anlan_kind_text (kind->plural));
  anlan_page_set_subtitle (page, anlan_list_page_get_subtitle (list));
  anlan_page_set_primary_label (page, fresh);
}

static void
on_list_notify_cb (AnlanListPage *list, GParamSpec *pspec, AnlanKindsPage *self)
{
  if (list == get_list (self))
    update (self);
}

static AnlanListPage *
ensure_list (AnlanKindsPage *self, AnlanKind *kind)
{
  GtkWidget *child = gtk_stack_get_child_by_name (self->stack, kind->id);
  AnlanListPage *list;

  if (child != NULL)
    return ANLAN_LIST_PAGE (child);
  list = anlan_list_page_new (anlan_page_get_desk (ANLAN_PAGE (self)), kind);
  g_signal_connect_object (list, "notify::subtitle", G_CALLBACK (on_list_notify_cb), self, 0);
  gtk_stack_add_named (self->stack, GTK_WIDGET (list), kind->id);
  return list;
}

static AnlanKind *
find_kind (AnlanKindsPage *self, const char *id, guint *place)
{
  for (guint i = 0; i < self->kinds->len; i++)
    {
      AnlanKind *kind = g_ptr_array_index (self->kinds, i);

      *place = i;
      if (g_strcmp0 (kind->id, id) == 0)
        return kind;
    }
  return NULL;
}

static AnlanListPage *
show_kind (AnlanKindsPage *self, const char *id)
{
  guint place;
  AnlanKind *kind = find_kind (self, id, &place);
  AnlanListPage *list;

  if (kind == NULL)
    return NULL;
  list = ensure_list (self, kind);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (list));
  gtk_toggle_button_set_active (g_ptr_array_index (self->buttons, place), TRUE);
  update (self);
  return list;
}

static void
on_tab_toggled_cb (GtkToggleButton *button, AnlanKindsPage *self)
{
  const AnlanKind *kind = g_object_get_data (G_OBJECT (button), "anlan-kind");
  AnlanListPage *list = get_list (self);

  if (gtk_toggle_button_get_active (button) && (list == NULL || anlan_list_page_get_kind (list) != kind))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", kind->id);
}

static void
add_tab (AnlanKindsPage *self, AnlanKind *kind)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (anlan_kind_text (kind->plural));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kind-tab");
  if (self->buttons->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), g_ptr_array_index (self->buttons, 0));
  g_object_set_data (G_OBJECT (button), "anlan-kind", kind);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_tab_toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (self->tabs), button);
  g_ptr_array_add (self->buttons, button);
}

/* --- page ----------------------------------------------------------------------------------------------------------- */

static void
anlan_kinds_page_open (AnlanPage *page, const char *kind, const char *record)
{
  AnlanListPage *list = show_kind (ANLAN_KINDS_PAGE (page), kind);

  if (list != NULL && record != NULL)
    anlan_list_page_open (list, record);
}

static void
anlan_kinds_page_primary (AnlanPage *page)
{
  AnlanListPage *list = get_list (ANLAN_KINDS_PAGE (page));

  if (list != NULL)
    anlan_list_page_begin (list);
}

static gboolean
anlan_kinds_page_back (AnlanPage *page)
{
  AnlanListPage *list = get_list (ANLAN_KINDS_PAGE (page));

  return list != NULL && anlan_list_page_back (list);
}

static void
anlan_kinds_page_find (AnlanPage *page)
{
  AnlanListPage *list = get_list (ANLAN_KINDS_PAGE (page));

  if (list != NULL)
    anlan_list_page_find (list);
}

static void
anlan_kinds_page_shown (AnlanPage *page)
{
  AnlanKindsPage *self = ANLAN_KINDS_PAGE (page);

  if (get_list (self) == NULL && self->kinds->len > 0)
    show_kind (self, ((AnlanKind *)g_ptr_array_index (self->kinds, 0))->id);
  if (get_list (self) != NULL)
    anlan_list_page_shown (get_list (self));
}

/* --- object ---------------------------------------------------------------------------------------------------------- */

static void
anlan_kinds_page_finalize (GObject *object)
{
  AnlanKindsPage *self = ANLAN_KINDS_PAGE (object);

  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->buttons);
  g_free (self->group);
  G_OBJECT_CLASS (anlan_kinds_page_parent_class)->finalize (object);
}

static gboolean
anlan_kinds_page_is_busy (AnlanPage *page)
{
  AnlanListPage *list = get_list (ANLAN_KINDS_PAGE (page));

  return list != NULL && anlan_list_page_is_busy (list);
}

static void
anlan_kinds_page_class_init (AnlanKindsPageClass *klass)
{
  AnlanPageClass *page_class = ANLAN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_kinds_page_finalize;
  page_class->open = anlan_kinds_page_open;
  page_class->primary = anlan_kinds_page_primary;
  page_class->back = anlan_kinds_page_back;
  page_class->find = anlan_kinds_page_find;
  page_class->is_busy = anlan_kinds_page_is_busy;
  page_class->shown = anlan_kinds_page_shown;
}

static void
anlan_kinds_page_init (AnlanKindsPage *self)
{
  self->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_kind_unref);
  self->buttons = g_ptr_array_new ();
}

static GtkWidget *
make_tab_bar (AnlanKindsPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->tabs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (self->tabs, "kind-tabs");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->tabs);
  return scrolled;
}

/* What is worked on comes before the tables that it is judged by. */
static void
add_kinds (AnlanKindsPage *self, AnlanKinds *kinds, gboolean with_flow)
{
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);

      if (g_strcmp0 (kind->group != NULL ? kind->group : kind->id, self->group) != 0 ||
          anlan_kind_has_flow (kind) != with_flow)
        continue;
      g_ptr_array_add (self->kinds, anlan_kind_ref (kind));
      add_tab (self, kind);
    }
}

AnlanPage *
anlan_kinds_page_new (AnlanDesk *desk, const char *group)
{
  AnlanKindsPage *self = g_object_new (ANLAN_TYPE_KINDS_PAGE, "desk", desk, NULL);
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (anlan_desk_get_plant (desk));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = make_tab_bar (self);

  self->group = g_strdup (group);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  add_kinds (self, kinds, TRUE);
  add_kinds (self, kinds, FALSE);
  gtk_widget_set_visible (bar, self->kinds->len > 1);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), box);
  return ANLAN_PAGE (self);
}

void
anlan_kinds_page_show_view (AnlanKindsPage *self, const char *view)
{
  AnlanListPage *list;

  g_return_if_fail (ANLAN_IS_KINDS_PAGE (self) && view != NULL);

  list = get_list (self);
  if (list != NULL)
    anlan_list_page_show_view (list, view);
}
