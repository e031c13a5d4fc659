/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "today-page.h"

#include <glib/gi18n-lib.h>

#include "backlinks.h"
#include "base/time.h"
#include "say.h"

/* What is due later than this is not today's worry. */
#define AHEAD_DAYS 7
#define MOST_LATER 20

struct _AnlanTodayPage
{
  AnlanPage parent_instance;

  GtkWidget *stack;
  GtkWidget *box;
  GtkWidget *mine;
};

G_DEFINE_FINAL_TYPE (AnlanTodayPage, anlan_today_page, ANLAN_TYPE_PAGE)

typedef enum
{
  OVERDUE,
  TODAY,
  SOON,
  LATER, /* and what has no deadline */
  N_PARTS
} Part;

static const char *const titles[N_PARTS] = { N_ ("Overdue"), N_ ("Today"), N_ ("In the next days"),
                                             N_ ("Later") };

static AnlanDesk *
desk_of (AnlanTodayPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- sorting out -------------------------------------------------------------------------------------------------------- */

static Part
part_of (const AnlanOwed *owed, gint64 now, GTimeZone *zone)
{
  g_autofree char *today = NULL, *day = NULL;
  gint64 due;

  if (owed->due == NULL || !anlan_time_parse (owed->due, &due))
    return LATER;
  if (due < now)
    return OVERDUE;
  today = anlan_local_format (now, zone, "%Y-%m-%d");
  day = anlan_local_format (due, zone, "%Y-%m-%d");
  if (g_strcmp0 (today, day) == 0)
    return TODAY;
  return due < now + AHEAD_DAYS * ANLAN_DAY ? SOON : LATER;
}

static gboolean
is_mine (AnlanTodayPage *self, const AnlanOwed *owed)
{
  const char *person = anlan_plant_get_person (anlan_desk_get_plant (desk_of (self)));

  return person != NULL && g_strcmp0 (owed->person, person) == 0;
}

/* --- rows ------------------------------------------------------------------------------------------------------------------ */

static GtkWidget *
make_due (AnlanTodayPage *self, const AnlanOwed *owed)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *label;
  g_autofree char *text = NULL, *full = NULL;
  gboolean late;
  gint64 due;

  if (owed->due == NULL || !anlan_time_parse (owed->due, &due))
    return box;
  text = anlan_say_due (due, anlan_plant_now (plant), &late);
  full = anlan_say_moment_fully (due, zone);
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (box, "due");
  gtk_widget_set_tooltip_text (box, full);
  if (late)
    {
      gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("anlan-late-symbolic"));
      gtk_widget_add_css_class (box, "late");
    }
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
make_row (AnlanTodayPage *self, const AnlanOwed *owed)
{
  g_autofree char *who = anlan_say_who (owed);
  g_autofree char *subtitle =
      owed->record->number != NULL
          ? g_strdup_printf (C_ ("what is owed: duty, number, who", "%s · %s · %s"),
                             anlan_kind_text (owed->duty->title), owed->record->number, who)
          : g_strdup_printf (C_ ("what is owed: duty, who", "%s · %s"), anlan_kind_text (owed->duty->title),
                             who);
  GtkWidget *row = anlan_record_row_new (owed->record, subtitle, make_due (self, owed));
  GtkWidget *icon = gtk_image_new_from_icon_name (owed->record->kind->icon);

  gtk_widget_add_css_class (icon, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static void
add_part (AnlanTodayPage *self, Part part, GPtrArray *owed)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title = g_strdup_printf (C_ ("heading, count", "%s (%u)"), _ (titles[part]), owed->len);
  guint shown = part == LATER ? MIN (owed->len, MOST_LATER) : owed->len;

  if (owed->len == 0)
    return;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < shown; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (self, g_ptr_array_index (owed, i)));
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
update (AnlanTodayPage *self)
{
  AnlanDuties *duties = anlan_desk_get_duties (desk_of (self));
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  GPtrArray *owed = duties != NULL ? anlan_duties_get_owed (duties) : NULL;
  gboolean mine = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->mine));
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *subtitle = NULL;
  GtkWidget *child;
  guint open = 0;

  if (plant == NULL)
    return;
  anlan_page_set_busy (ANLAN_PAGE (self), owed == NULL);
  if (owed == NULL)
    return;
  zone = anlan_plant_ref_zone (plant);
  for (Part part = 0; part < N_PARTS; part++)
    g_ptr_array_add (parts, g_ptr_array_new ());
  for (guint i = 0; i < owed->len; i++)
    {
      const AnlanOwed *one = g_ptr_array_index (owed, i);

      if (mine && !is_mine (self, one))
        continue;
      g_ptr_array_add (g_ptr_array_index (parts, part_of (one, anlan_plant_now (plant), zone)),
                       (gpointer)one);
      open++;
    }
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (Part part = 0; part < N_PARTS; part++)
    add_part (self, part, g_ptr_array_index (parts, part));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), open > 0 ? "owed" : "free");
  subtitle = anlan_say_time (anlan_plant_now (plant), zone, C_ ("today's date", "%A, %-d %B"));
  anlan_page_set_subtitle (ANLAN_PAGE (self), subtitle);
}

/* --- page --------------------------------------------------------------------------------------------------------------------- */

static void
anlan_today_page_shown (AnlanPage *page)
{
  update (ANLAN_TODAY_PAGE (page));
}

static void
anlan_today_page_class_init (AnlanTodayPageClass *klass)
{
  ANLAN_PAGE_CLASS (klass)->shown = anlan_today_page_shown;
}

static GtkWidget *
make_free (void)
{
  GtkWidget *status = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "anlan-today-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("Nothing is owed"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (status),
      _ ("Hazards to be put right, reviews and checks stand here when they come due."));
  return status;
}

static void
anlan_today_page_init (AnlanTodayPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->mine = gtk_toggle_button_new_with_label (_ ("Only mine"));
  gtk_widget_set_halign (self->mine, GTK_ALIGN_END);
  gtk_widget_add_css_class (self->mine, "filter-chip");
  g_signal_connect_object (self->mine, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), adw_bin_new (), "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), self->box, "owed");
  gtk_stack_add_named (GTK_STACK (self->stack), make_free (), "free");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (outer), self->mine);
  gtk_box_append (GTK_BOX (outer), self->stack);
  gtk_widget_add_css_class (outer, "page-column");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), outer);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

AnlanPage *
anlan_today_page_new (AnlanDesk *desk)
{
  AnlanTodayPage *self = g_object_new (ANLAN_TYPE_TODAY_PAGE, "desk", desk, "busy", TRUE, NULL);

  g_signal_connect_object (anlan_desk_get_duties (desk), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::person-name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return ANLAN_PAGE (self);
}
