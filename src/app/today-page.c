/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "today-page.h"

#include <glib/gi18n-lib.h>

#include "backlinks.h"
#include "base/time.h"
#include "say.h"
#include "today-facts.h"
#include "today-news.h"

/* What is due later than this is not today's worry. */
#define AHEAD_DAYS 7
/* Lines of a part before somebody asks for more, and after. */
#define FIRST_LINES 6
#define MOST_LINES 100

typedef enum
{
  BURNS,
  MINE,
  PEOPLES, /* of the units that one is the head of */
  OTHERS,  /* what else is late or due in the next days */
  N_PARTS
} Part;

struct _AnlanTodayPage
{
  AnlanPage parent_instance;

  GtkWidget *stack;
  GtkWidget *tiles;
  GtkWidget *news;
  GtkWidget *box;
  GtkWidget *away;
  GtkWidget *failure;
  GtkWidget *groups[N_PARTS]; /* borrowed; NULL: nothing to be shown */
  gboolean wide[N_PARTS];     /* more than the first lines */

  AnlanTodayFacts *facts; /* NULL until they have been read */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanTodayPage, anlan_today_page, ANLAN_TYPE_PAGE)

static const char *const titles[N_PARTS] = {
  N_ ("What burns"),
  N_ ("What I owe"),
  N_ ("What my people owe"),
  N_ ("What else is due"),
};

static AnlanDesk *
desk_of (AnlanTodayPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- sorting out -------------------------------------------------------------------------------------------------- */

static gboolean
is_late (const AnlanOwed *owed, gint64 now)
{
  gint64 due;

  return owed->due != NULL && anlan_time_parse (owed->due, &due) && due < now;
}

/* Owed without a name, it is the head of the unit who owes it. Returns N_PARTS for what is nobody's worry today. */
static Part
part_of (AnlanTodayPage *self, const AnlanOwed *owed, gint64 now)
{
  const char *person = anlan_plant_get_person (anlan_desk_get_plant (desk_of (self)));
  gint64 due;

  if (person != NULL && g_strcmp0 (owed->person, person) == 0)
    return MINE;
  if (owed->person == NULL && owed->unit != NULL && g_hash_table_contains (self->facts->headed, owed->unit))
    return MINE;
  if (owed->unit != NULL && g_hash_table_contains (self->facts->below, owed->unit))
    return PEOPLES;
  if (owed->due != NULL && anlan_time_parse (owed->due, &due) && due < now + AHEAD_DAYS * ANLAN_DAY)
    return OTHERS;
  return N_PARTS;
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

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
make_record_row (const AnlanRecord *record, const char *subtitle, GtkWidget *extra)
{
  GtkWidget *row = anlan_record_row_new (record, subtitle, extra);
  GtkWidget *icon = gtk_image_new_from_icon_name (record->kind->icon);

  gtk_widget_add_css_class (icon, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

/* One's own name need not be read in each line. */
static GtkWidget *
make_owed_row (AnlanTodayPage *self, const AnlanOwed *owed, Part part)
{
  g_autofree char *who = anlan_say_who (owed);
  const char *duty = anlan_kind_text (owed->duty->title), *number = owed->record->number;
  g_autofree char *subtitle = NULL;

  if (part == MINE && number != NULL)
    subtitle = g_strdup_printf (C_ ("what is owed: duty, who", "%s · %s"), duty, number);
  else if (number != NULL)
    subtitle = g_strdup_printf (C_ ("what is owed: duty, number, who", "%s · %s · %s"), duty, number, who);
  else
    subtitle = g_strdup_printf (C_ ("what is owed: duty, who", "%s · %s"), duty, who);
  return make_record_row (owed->record, subtitle, make_due (self, owed));
}

static GtkWidget *
make_burning_row (AnlanTodayPage *self, guint place)
{
  AnlanRecord *record = g_ptr_array_index (self->facts->burning, place);
  const char *reason = g_ptr_array_index (self->facts->reasons, place);
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;
  g_autofree char *subtitle = record->number != NULL && stage != NULL
                                  ? g_strdup_printf (C_ ("what is owed: duty, number, who", "%s · %s · %s"),
                                                     reason, record->number, anlan_kind_text (stage->title))
                                  : g_strdup (reason);

  return make_record_row (record, subtitle, NULL);
}

/* --- parts ---------------------------------------------------------------------------------------------------------- */

static void
update (AnlanTodayPage *self);

static void
on_more_cb (GtkButton *button, AnlanTodayPage *self)
{
  Part part = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "anlan-part"));

  self->wide[part] = TRUE;
  update (self);
  if (self->groups[part] != NULL)
    gtk_widget_child_focus (self->groups[part], GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_more (AnlanTodayPage *self, Part part, guint count)
{
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Show %u more", "Show %u more", count), count);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_margin_top (button, 6);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (button), "anlan-part", GUINT_TO_POINTER (part));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_more_cb), self, 0);
  return button;
}

static void
add_part (AnlanTodayPage *self, Part part, GPtrArray *owed)
{
  guint count = part == BURNS ? self->facts->burning->len : owed->len;
  guint shown = MIN (count, self->wide[part] ? MOST_LINES : FIRST_LINES);
  GtkWidget *group;

  self->groups[part] = NULL;
  if (count == 0)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (titles[part]));
  for (guint i = 0; i < shown; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               part == BURNS ? make_burning_row (self, i)
                                             : make_owed_row (self, g_ptr_array_index (owed, i), part));
  if (shown < count && !self->wide[part])
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_more (self, part, count - shown));
  gtk_box_append (GTK_BOX (self->box), group);
  self->groups[part] = group;
}

/* --- numbers at the head -------------------------------------------------------------------------------------------- */

static void
on_tile_clicked_cb (GtkButton *button, AnlanTodayPage *self)
{
  Part part = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "anlan-part"));

  /* The page scrolls to what has the focus. */
  if (self->groups[part] != NULL)
    gtk_widget_child_focus (self->groups[part], GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_tile (AnlanTodayPage *self, Part part, guint count, guint late)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *number, *title = gtk_label_new (_ (titles[part])), *note;
  g_autofree char *text =
      part == BURNS && self->facts->more ? g_strdup_printf ("%u+", count) : g_strdup_printf ("%u", count);
  g_autofree char *overdue =
      late > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u overdue", "%u overdue", late), late)
               : NULL;
  g_autofree char *spoken = NULL;

  number = gtk_label_new (text);
  gtk_widget_add_css_class (number, "tile-number");
  note = gtk_label_new (overdue != NULL ? overdue : "");
  gtk_widget_add_css_class (note, "caption");
  if (late > 0)
    gtk_widget_add_css_class (note, "tile-late");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), note);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_label_set_xalign (GTK_LABEL (child), 0);
  gtk_button_set_child (GTK_BUTTON (button), box);
  spoken = g_strjoin (" ", _ (titles[part]), text, overdue, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "today-tile");
  if (part == BURNS && count > 0)
    gtk_widget_add_css_class (button, "burns");
  gtk_widget_set_sensitive (button, count > 0);
  g_object_set_data (G_OBJECT (button), "anlan-part", GUINT_TO_POINTER (part));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_tile_clicked_cb), self, 0);
  return button;
}

static guint
count_late (GPtrArray *owed, gint64 now)
{
  guint late = 0;

  for (guint i = 0; i < owed->len; i++)
    late += is_late (g_ptr_array_index (owed, i), now);
  return late;
}

/* --- who is away ---------------------------------------------------------------------------------------------------- */

static void
show_away (AnlanTodayPage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->facts->away->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "",
                            anlan_record_label (g_ptr_array_index (self->facts->away, i)));
  if (text->len > 0)
    {
      g_autofree char *said = g_strdup_printf (_ ("Away, and who stands in: %s"), text->str);

      gtk_label_set_label (GTK_LABEL (self->away), said);
    }
  gtk_widget_set_visible (self->away, text->len > 0);
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
show_parts (AnlanTodayPage *self, GPtrArray *owed)
{
  gint64 now = anlan_plant_now (anlan_desk_get_plant (desk_of (self)));
  GPtrArray *parts[N_PARTS];
  gboolean any = self->facts->burning->len > 0;

  for (Part part = 0; part < N_PARTS; part++)
    parts[part] = g_ptr_array_new ();
  for (guint i = 0; i < owed->len; i++)
    {
      Part part = part_of (self, g_ptr_array_index (owed, i), now);

      if (part < N_PARTS)
        g_ptr_array_add (parts[part], g_ptr_array_index (owed, i));
      any |= part < N_PARTS;
    }
  clear (self->box);
  clear (self->tiles);
  for (Part part = 0; part < N_PARTS; part++)
    {
      gtk_box_append (GTK_BOX (self->tiles),
                      make_tile (self, part, part == BURNS ? self->facts->burning->len : parts[part]->len,
                                 count_late (parts[part], now)));
      add_part (self, part, parts[part]);
      g_ptr_array_unref (parts[part]);
    }
  gtk_widget_set_visible (self->tiles, any);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), any ? "owed" : "free");
}

static void
update (AnlanTodayPage *self)
{
  AnlanDuties *duties = anlan_desk_get_duties (desk_of (self));
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));
  GPtrArray *owed = duties != NULL ? anlan_duties_get_owed (duties) : NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *subtitle = NULL;

  if (plant == NULL)
    return;
  anlan_page_set_busy (ANLAN_PAGE (self), owed == NULL || self->facts == NULL);
  if (owed == NULL || self->facts == NULL)
    return;
  zone = anlan_plant_ref_zone (plant);
  show_parts (self, owed);
  show_away (self);
  subtitle = anlan_say_time (anlan_plant_now (plant), zone, C_ ("today's date", "%A, %-d %B"));
  anlan_page_set_subtitle (ANLAN_PAGE (self), subtitle);
}

static void
facts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanTodayPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanTodayFacts) facts = anlan_today_facts_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || desk_of (self) == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (self->failure), error != NULL ? error->message : "");
  gtk_widget_set_visible (self->failure, error != NULL);
  if (facts != NULL)
    {
      g_clear_pointer (&self->facts, anlan_today_facts_free);
      self->facts = g_steal_pointer (&facts);
    }
  update (self);
}

static void
read_again (AnlanTodayPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (desk_of (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  anlan_today_news_read (ANLAN_TODAY_NEWS (self->news), desk_of (self));
  if (plant != NULL)
    anlan_today_facts_async (plant, anlan_plant_get_person (plant), self->cancellable, facts_cb,
                             g_object_ref (self));
}

/* --- page ----------------------------------------------------------------------------------------------------------- */

static void
anlan_today_page_shown (AnlanPage *page)
{
  update (ANLAN_TODAY_PAGE (page));
}

static void
anlan_today_page_dispose (GObject *object)
{
  AnlanTodayPage *self = ANLAN_TODAY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (anlan_today_page_parent_class)->dispose (object);
}

static void
anlan_today_page_finalize (GObject *object)
{
  AnlanTodayPage *self = ANLAN_TODAY_PAGE (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->facts, anlan_today_facts_free);
  G_OBJECT_CLASS (anlan_today_page_parent_class)->finalize (object);
}

static void
anlan_today_page_class_init (AnlanTodayPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anlan_today_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_today_page_finalize;
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

static GtkWidget *
make_note (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_visible (label, FALSE);
  return label;
}

static void
anlan_today_page_init (AnlanTodayPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->cancellable = g_cancellable_new ();
  self->tiles = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (self->tiles), TRUE);
  gtk_widget_set_visible (self->tiles, FALSE);
  self->news = anlan_today_news_new ();
  self->away = make_note ("dim-label");
  self->failure = make_note ("problem-box");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), adw_bin_new (), "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), self->box, "owed");
  gtk_stack_add_named (GTK_STACK (self->stack), make_free (), "free");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (outer), self->failure);
  gtk_box_append (GTK_BOX (outer), self->tiles);
  gtk_box_append (GTK_BOX (outer), self->news);
  gtk_box_append (GTK_BOX (outer), self->away);
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

  g_signal_connect_object (anlan_desk_get_duties (desk), "changed", G_CALLBACK (read_again), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::person-name", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  read_again (self);
  return ANLAN_PAGE (self);
}
